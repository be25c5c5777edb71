"""Chains and graphs: ways to write them, inference through them, what they refuse and in which words."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from wlnet.expr import Call, Integer, Object, S, to_expr
from wlnet.nets.chain import make_chain
from wlnet.nets.graph import End, make_graph
from wlnet.nets.layers.elementwise import Elementwise
from wlnet.nets.layers.linear import Linear
from wlnet.nets.types import Type


@pytest.mark.parametrize(("source", "result"), [
    ("Head /@ Normal[NetChain[{3, Tanh, SoftmaxLayer, {2, Ramp}}]]",
     "{LinearLayer, ElementwiseLayer, SoftmaxLayer, NetChain}"),
    ('Keys[Normal[NetChain[<|"a" -> 3, "b" -> (#^2 &)|>]]]', "{a, b}"),
    ('NetExtract[NetChain[{3, Tanh}, "Input" -> 2], "Output"]', "3"),
    ('NetExtract[NetChain[{LinearLayer[], SoftmaxLayer[]}, "Input" -> 2,'
     ' "Output" -> NetDecoder[{"Class", {"a", "b", "c"}}]],'
     ' {1, "Output"}]', "3"),
    ('NetExtract[NetChain[{UnitVectorLayer[], GatedRecurrentLayer[4]},'
     ' "Input" -> NetEncoder[{"Characters", {"a", "b"}}]],'
     ' {1, "Output"}]', "{Varying, 2}"),
    ('NetExtract[NetChain[{EmbeddingLayer[3], LongShortTermMemoryLayer[2], SequenceLastLayer[]}], "Input"]',
     "{Varying, Restricted[Integer, Infinity]}"),
    ('NetExtract[NetChain[{GatedRecurrentLayer[2], SequenceLastLayer[]}, "Input" -> {5, 3}], {1, "Output"}]', "{5, 2}"),
    ("Length[NetGraph[{3, Tanh}, {1 -> 2}]]", "2"),
    ('Information[NetGraph[{3, Tanh, Plus}, {1 -> 2 -> 3, 1 -> 3}], "InputPortNames"]', "{Input}"),
    ('Information[NetGraph[{3, 4}, {}], "OutputPortNames"]', "{Output1, Output2}"),
    ('Information[NetGraph[{3, 4}, {}], "InputPortNames"]', "{Input}"),
    ('Information[NetGraph[{3, MeanSquaredLossLayer[], MeanAbsoluteLossLayer[]}, {1 -> {2, 3}}], "InputPortNames"]',
     "{Input, Target}"),
    ('Information[NetGraph[{3, 4}, {NetPort["x"] -> {1, 2}}], "InputPortNames"]', "{x}"),
    ('Information[NetGraph[{3, MeanSquaredLossLayer[]}, {1 -> 2}], "InputPortNames"]', "{Input, Target}"),
    ('Information[NetGraph[{3, Tanh}, {1 -> 2, 1 -> NetPort["mid"]}], "OutputPortNames"]', "{mid, Output}"),
    ('Information[NetGraph[{BasicRecurrentLayer[2], 3}, {NetPort[1, "State"] -> 2, 1 -> None}], "OutputPortNames"]',
     "{Output}"),
    ('Information[NetGraph[{BasicRecurrentLayer[2]}, {NetPort[{1, "State"}] -> NetPort["final"]}], "OutputPortNames"]',
     "{final, Output}"),
    ('NetExtract[NetGraph[{CatenateLayer[]}, {{NetPort["In1"], NetPort["In2"]} -> 1}, "In1" -> {2}, "In2" -> {3}],'
     ' "Output"]', "5"),
    ('Head /@ Normal[NetGraph[{3, {Tanh, 3}, Plus}, {{1, {2}} -> 3}]]', "{LinearLayer, NetChain, ThreadingLayer}"),
    ('Length[Normal[NetGraph[<|"a" -> 3, "b" -> 3, "v" -> Plus, "w" -> Tanh|>,'
     ' {{"a", "b"} -> "v" -> "w", {NetPort["Input"] -> "a", {NetPort["Input"] -> "b"}}}]]]', "4"),
    ("Length[NetGraph[NetChain[{3, Tanh, 2}]]]", "3"),
    ('NetChain[{3, Tanh}] === NetChain[{LinearLayer[3], ElementwiseLayer[Tanh]}]', "True"),
    ('NetInitialize[NetChain[{3, Tanh}, "Input" -> 2]] === NetInitialize[NetChain[{3, Tanh}, "Input" -> 2]]', "True"),
    ('NetInitialize[NetChain[{3, Tanh}, "Input" -> 2], RandomSeeding -> 1] ==='
     ' NetInitialize[NetChain[{3, Tanh}, "Input" -> 2]]',
     "False"),
])
def test_forms(session, source, result):
    assert session.evaluate(source).text == result


@pytest.mark.parametrize(("source", "words"), [
    ("NetChain[{3, foo}]", "foo"),
    ("NetChain[{3, foo[2]}]", "NetChain::notlayer: foo[2] (element 2) is not a layer"),
    ("NetChain[{3, -2}]", "-2 (element 2)"),
    ('NetChain[{ConvolutionLayer[2, 3], PoolingLayer[2], LinearLayer[3, "Output" -> 4]}, "Input" -> {1, 8, 8}]',
     "LinearLayer needs dimensions {3} for port"),
    ('NetChain[<|"flat" -> 10, "pool" -> PoolingLayer[{2, 2}]|>]',
     'NetChain::shape: layer "pool" (PoolingLayer) needs rank 3 for port "Input", but found {10}'),
    ('NetChain[{3, LinearLayer[2, "Input" -> 4]}]', "layer 1 (LinearLayer) needs dimensions {3}"),
    ("NetChain[{MeanSquaredLossLayer[], MeanSquaredLossLayer[]}]", "NetChain::inports: Layer 2 in the middle"),
    ('NetChain[{3}, "Inptu" -> 2]',
     "NetChain::optxs: Unknown option Inptu in NetChain[{3}, Inptu -> 2]. Did you mean Input?"),
    ('NetChain[{3}, "Input" -> "Foo"]', "Foo is not a type of port"),
    ('NetChain[{3}, "Input" -> -1]', "-1 is not a type of port"),
    ("NetChain[{3}, 7]", "NetChain::nonopt"),
    ('NetChain[{UnitVectorLayer[5], GatedRecurrentLayer[2]}, "Input" -> NetEncoder[{"Characters", {"a", "b"}}]]',
     'needs integers between 1 and 5 for port "Input", but found integers between 1 and 2'),
    ("NetChain[{3, EmbeddingLayer[2]}]", "but found reals"),
    ("NetChain[{GatedRecurrentLayer[3], LinearLayer[2]}]", "SequenceLastLayer before it, would help"),
    ('NetChain[{3, SoftmaxLayer[]}, "Output" -> NetDecoder[{"Class", {"a", "b"}}]]', "needs dimensions {3}"),
    ("NetGraph[{3, Tanh}, {1 -> 2, 2 -> 1}]", "NetGraph::cycle: The connections form a cycle through 1"),
    ("NetGraph[{3, Tanh}, {1 -> 5}]", "names 5, which is not a layer of the graph"),
    ('NetGraph[{3, Tanh}, {1 -> NetPort[2, "Foo"]}]', "There is no port Foo"),
    ('NetGraph[{3, Tanh}, {NetPort[1, "Foo"] -> 2}]', "There is no port Foo"),
    ("NetGraph[{3, Tanh, 2}, {1 -> 3, 2 -> 3}]", 'Port "Input" of layer 3 has more than one source'),
    ("NetGraph[{3, Tanh}, {1}]", "1 is not a connection"),
    ('NetGraph[{LinearLayer[3], LinearLayer[4], Plus}, {{1, 2} -> 3}]', "NetGraph::shape: layer"),
    ("LinearLayer[{2, 0}]", "LinearLayer::invparam"),
    ('LinearLayer[2, "Weights" -> {{1, 2}, {3}}]', "LinearLayer::invarray"),
    ('LinearLayer[2, "Weights" -> {{1, 2}, {3, 4}}, "Input" -> 3]', "needs dimensions {2, 3}"),
    ('LinearLayer[2, "Input" -> {"Varying", 3}]', "needs fixed dimensions"),
    ("SoftmaxLayer[1, 2, 3]", "SoftmaxLayer::argt"),
    ('PartLayer[5, "Input" -> 3]', "a dimension of 5 or more where part 5 is taken"),
    ('ReshapeLayer[{2, 3}, "Input" -> 5]', "a number of elements that fits {2, 3}"),
    ('SequenceRestLayer["Input" -> 1]', "length 2 or more"),
    ('SequenceRestLayer["Input" -> "Varying"][{1}]', "needs a sequence of length 2 or more, but found length 1"),
    ("ElementwiseLayer[foo]", "foo[#1] cannot be turned into an operation on arrays"),
    ("ElementwiseLayer[If[# > 0, #, StringLength[#]] &]", "StringLength[#1]"),
    ('ElementwiseLayer["Foo"]', "ElementwiseLayer::invfunc"),
    ("AggregationLayer[Foo]", "AggregationLayer::invparam"),
    ('NetInitialize[NetChain[{5, Tanh}]]', "NetInitialize::openshape: layer 1 (LinearLayer)"),
    ('NetInitialize[3]', "3 is not a net"),
    ('LinearLayer[3, "Input" -> 2][{1, 2}]', "LinearLayer::uninit"),
    ('NetInitialize[LinearLayer[3, "Input" -> 2]][{1, x}]', 'Data for port "Input" should be vector (size: 2)'),
    ('NetInitialize[LinearLayer[3, "Input" -> 2]][{{1, 2}, {3}}]', 'Data for port "Input"'),
    ('NetInitialize[LinearLayer[3, "Input" -> 2]][{1, 2}, "Foo"]', "needs a decoder at port"),
    ('NetInitialize[LinearLayer[3, "Input" -> 2]][{1, Indeterminate}]', 'Data for port "Input"'),
    ('NetInitialize[LinearLayer[3, "Input" -> 2]][<|"In" -> {1, 2}|>]', "There is no port In"),
    ('NetInitialize[LinearLayer[3, "Input" -> 2]][{1, 2}, WorkingPrecision -> 3]', "WorkingPrecision"),
    ('NetInitialize[LinearLayer[3, "Input" -> 2]][{1, 2}, BatchSize -> 0]', "BatchSize"),
    ('MeanSquaredLossLayer["Input" -> 2][<|"Input" -> {{1, 2}, {3, 4}}, "Target" -> {{1, 2}}|>]', "differ"),
    ('MeanSquaredLossLayer["Input" -> 2][<|"Input" -> {1, 2}|>]', 'No data given for port "Target"'),
])
def test_refusals(session, source, words):
    outcome = session.evaluate(source)
    assert outcome.messages, outcome.text
    assert words in outcome.messages[0]
    assert not outcome.text.startswith("┌")


@pytest.mark.parametrize("source", [
    'NetChain[{3, Tanh, DropoutLayer[0.2], 2, SoftmaxLayer[]}, "Input" -> 4,'
    ' "Output" -> NetDecoder[{"Class", {"a", "b"}}]]',
    'NetChain[<|"u" -> UnitVectorLayer[], "g" -> GatedRecurrentLayer[3, "Dropout" -> 0.1]|>,'
    ' "Input" -> NetEncoder[{"Characters", {"a", "b", _}}]]',
    'NetGraph[<|"a" -> 3, "b" -> Tanh, "c" -> Plus|>, {"a" -> "c", "b" -> "c", NetPort["in"] -> "a", "a" -> "b"},'
    ' "in" -> 2]',
    'NetGraph[{BasicRecurrentLayer[2, "Input" -> {"Varying", 2}]}, {NetPort["State"] -> NetPort[1, "State"]}]',
    'NetGraph[{CatenateLayer[2], {3, Ramp}}, {{NetPort["x"], NetPort["y"]} -> 1 -> 2}, "x" -> {2, 3}, "y" -> {2, 1}]',
    'NetChain[{LinearLayer[2, "Weights" -> NetArray["w"]], Ramp, LinearLayer[2, "Weights" -> NetArray["w"]]},'
    ' "Input" -> 2]',
    'NetChain[{3, 4}, "Input" -> 2, LearningRateMultipliers -> {1 -> 0, _ -> 2}]',
])
def test_prints_and_reads_back(session, source):
    text = session.evaluate(f"ToString[{source}, InputForm]").expression.value
    assert session.evaluate(text).expression == session.evaluate(source).expression


def test_summary_names_every_layer(session):
    text = session.evaluate('NetChain[<|"first" -> 3, "act" -> Tanh|>, "Input" -> 2]').text
    assert text.splitlines()[0].startswith("┌ NetChain  uninitialized")
    assert "first   LinearLayer uninitialized  vector (size: 3)" in text
    assert session.evaluate('{NetChain[{3, Tanh}]}').text == "{NetChain[<2>]}"


def test_shared_array_is_one_array(session):
    session.evaluate('net = NetInitialize@NetChain[{LinearLayer[2, "Weights" -> NetArray["W"]], Ramp,'
                     ' LinearLayer[2, "Weights" -> NetArray["W"]]}, "Input" -> 2]')
    assert session.evaluate('net[[1, "Weights"]] === net[[3, "Weights"]]').text == "True"
    assert session.evaluate('Information[net, "ArraysTotalElementCount"]').text == "8"
    assert session.evaluate('Information[net, "SharedArraysCount"]').text == "1"


def test_graph_computes_what_it_says(session):
    session.evaluate('net = NetInitialize@NetGraph[{3, Tanh, Times}, {1 -> {2, 3}, 2 -> 3}, "Input" -> 2]')
    direct = session.evaluate('h = net[[1]][{1, 2}]; h Tanh[h]').expression.array
    np.testing.assert_allclose(session.evaluate("net[{1, 2}]").expression.array, direct, rtol=1e-6)
    batch = session.evaluate("net[Table[{1, 2}, {30}]]").expression.array
    np.testing.assert_allclose(batch, np.tile(direct, (30, 1)), rtol=1e-6)


def test_long_graph_infers():
    count = 500
    nets = [Linear(dims=(8,)) if k % 2 else Elementwise(function=None) for k in range(count)]  # type: ignore[arg-type]
    keys = list(range(1, count + 1))
    graph = make_graph(keys, nets, [(End((a,), ""), End((b,), "")) for a, b in pairwise(keys)])
    found = graph.with_ports({"Input": Type((8,))}).type_of("Output")
    assert found.dims == (8,)


def test_chain_is_a_value():
    a, b = (make_chain([1, 2], [Linear(dims=(3,)), Linear(dims=(2,))]) for _ in range(2))
    assert a == b
    assert Object(S.NetChain, a) == Object(S.NetChain, b)
    assert hash(Object(S.NetChain, a)) == hash(Object(S.NetChain, b))
    assert a != make_chain([1, 2], [Linear(dims=(3,)), Linear(dims=(4,))])
    assert Call(S.f, Object(S.NetChain, a), Integer(1)) == Call(S.f, Object(S.NetChain, b), to_expr(1))
