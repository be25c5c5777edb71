"""Surgery as scripts in public do it, and what nets refuse."""

from __future__ import annotations

import pytest

START = """
chain = NetChain[{LinearLayer[2], Ramp, LinearLayer[3], Tanh}, "Input" -> 4];
named = NetChain[<|"a" -> 3, "b" -> Ramp|>, "Input" -> 2];
graph = NetGraph[<|"a" -> {3, Ramp}, "b" -> 3, "c" -> Plus|>, {"a" -> "c", "b" -> "c"}, "Input" -> 2];
tied = NetChain[{LinearLayer[2, "Weights" -> NetArray["W"]], Ramp, LinearLayer[2, "Weights" -> NetArray["W"]]}];
net = NetInitialize@NetChain[{3, SoftmaxLayer[]}, "Input" -> 2, "Output" -> NetDecoder[{"Class", {"x", "y", "z"}}]];
"""


@pytest.mark.parametrize(("source", "result"), [
    ('NetReplacePart[chain, {1 -> LinearLayer[5], "Input" -> 7}][["Input"]]', "7"),
    ('NetReplacePart[NetInitialize[chain], {1, "Biases"} -> {5, 5}][[1, "Biases"]]', "{5., 5.}"),
    ("Length[NetInsert[chain, {Ramp, DropoutLayer[]}, 2]]", "6"),
    ('Keys[NetAppend[named, <|"c" -> SoftmaxLayer[], "d" -> Tanh|>]]', "{a, b, c, d}"),
    ('NetAppend[chain, SoftmaxLayer[], "Output" -> NetDecoder[{"Class", {"u", "v", "w"}}]][["Output", "Labels"]]',
     "{u, v, w}"),
    ("Length[NetJoin[chain, SoftmaxLayer[]]]", "5"),
    ("Head /@ Normal[NetTake[chain, {-2, -1}]]", "{LinearLayer, ElementwiseLayer}"),
    ("Keys[NetRename[named, ToUpperCase]]", "{A, B}"),
    ("Head /@ Normal[NetReplace[chain, l_LinearLayer :> NetChain[{l, DropoutLayer[]}], FlattenInPlace -> True]]",
     "{LinearLayer, DropoutLayer, ElementwiseLayer, LinearLayer, DropoutLayer, ElementwiseLayer}"),
    ("Head /@ Normal[NetReplace[chain, {ElementwiseLayer[Tanh] -> SoftmaxLayer[]}]]",
     "{LinearLayer, ElementwiseLayer, LinearLayer, SoftmaxLayer}"),
    ("NetExtract[NetReplace[NetInitialize[chain], LinearLayer[3] -> LinearLayer[7]], \"Output\"]", "7"),
    ("Keys[NetReplace[graph, x_LinearLayer :> NetChain[{x, Tanh}], FlattenInPlace -> True]]", "{a, b/1, b/2, c}"),
    ("Head /@ Normal[NetReplace[graph, _NetChain -> LinearLayer[3]]]",
     "<|a -> LinearLayer, b -> LinearLayer, c -> ThreadingLayer|>"),
    ("Length[NetReplace[chain, _ElementwiseLayer -> Nothing]]", "2"),
    ("Keys[NetFlatten[graph]]", "{a/1, a/2, b, c}"),
    ("Length[NetFlatten[NetChain[{{3, Ramp}, {4, {5, Tanh}}}], 1]]", "4"),
    ("Length[NetFlatten[NetChain[{{3, Ramp}, {2, graph}}, \"Input\" -> 2], AllowedHeads -> {NetChain}]]", "4"),
    ("Head[NetFlatten[NetGraph[{3, Tanh}, {1 -> 2}]]]", "NetChain"),
    ('NetExtract[ConvolutionLayer[3, {2, 2}], "KernelSize"]', "{2, 2}"),
    ('NetExtract[ConvolutionLayer[3, {2, 2}], "OutputChannels"]', "3"),
    ('NetExtract[LinearLayer[3], "OutputDimensions"]', "3"),
    ('NetExtract[named, {All, "Weights"}]', "<|a -> Automatic, b -> Missing[PartAbsent, Weights]|>"),
    ("NetExtract[tied, NetArray[All]]", "<|W -> Automatic|>"),
    ('NetReplacePart[NetInitialize[tied], NetArray["W"] -> {{1, 2}, {3, 4}}][[3, "Weights"]]', "{{1., 2.}, {3., 4.}}"),
    ('Information[NetInitialize[tied], {"SharedArraysCount", "ArraysTotalElementCount", "ArraysCount"}]', "{1, 8, 3}"),
    ('Keys[net[{1, 2}, NetPort["Output"] -> "Probabilities"]]', "{x, y, z}"),
    ('Length /@ net[{1, 2}, {NetPort["Output"] -> "Probabilities", NetPort[1]}]',
     "<|NetPort[Output] -> 3, NetPort[1] -> 3|>"),
    ('Keys[net[{1, 2}, <|"Output" -> "Probabilities"|>]]', "{Output}"),
    ('Length[NetGraph[{"a" -> LinearLayer[3], "b" -> Ramp}, {"a" -> "b"}]]', "2"),
    ("Keys[Normal[NetChain[{\"a\" -> LinearLayer[3], \"b\" -> Ramp}]]]", "{a, b}"),
    ('NetGraph[{CatenateLayer[], Ramp}, {NetPort["y"] -> 2, {NetPort["x"], 2} -> 1}][["Input"]]', "$Failed"),
    ('Information[NetGraph[<|"a" -> Ramp, "b" -> CatenateLayer[]|>, {NetPort["y"] -> "b", NetPort["x"] -> "a" -> "b"}],'
     ' "InputPortNames"]', "{y, x}"),
    ('ToExpression[ToString[graph, InputForm]] === graph', "True"),
    ('NetFoldOperator[ThreadingLayer[#a + #b*#c &, "Output" -> 3], {"Output" -> "b"}, {"c"}]'
     '[<|"a" -> {{1, 2, 3}, {4, 5, 6}}, "c" -> {1, 1, 2}|>]', "{{1., 2., 3.}, {5., 7., 12.}}"),
])
def test_surgery(session, source, result):
    session.evaluate(START)
    outcome = session.evaluate(source)
    assert outcome.text == result, outcome.messages


REFUSED = [
    ("NetGraph[{3, Tanh}, {1 -> 2, 2 -> 1}]", "cycle", "cycle"),
    ("NetGraph[{3, Tanh}, {1 -> 3}]", "novertex", "names 3"),
    ("NetGraph[{3, Tanh}, {1 -> 2, 1 -> 2}]", "dupedge", '"Input" of layer 2'),
    ('NetGraph[{3, 4}, {1 -> 2, 2 -> NetPort["Output"], 1 -> NetPort["Output"]}]', "dupedge", '"Output" of the graph'),
    ('NetGraph[{3, Tanh}, {1 -> NetPort[2, "Foo"]}]', "noport", "There is no port Foo in layer 2"),
    ("NetGraph[{3, Tanh}, {1 <-> 2}]", "invedge", "1 <-> 2"),
    ("NetGraph[{3, Tanh}, {0 -> 1}]", "novertex", "0 -> 1"),
    ('NetChain[{3}, "Inptu" -> {2, 3}]', "optxs", "Did you mean Input?"),
    ('NetGraph[{3, 4}, {1 -> 2}, "Foo" -> 3]', "optx", "Foo"),
    ("NetChain[5]", "invparam", "a list or an association of layers"),
    ("NetChain[{3, $Failed}]", "notlayer", "$Failed (element 2)"),
    ("NetChain[{3, MeanSquaredLossLayer[]}]", "inports", "exactly one input"),
    ("NetMapOperator[CrossEntropyLossLayer[\"Binary\"]]", "invparam", "CrossEntropyLossLayer[<"),
    ('NetChain[{LongShortTermMemoryLayer[3], LinearLayer[2]}, "Input" -> {"Varying", 3}]', "shape", "NetMapOperator"),
    ("NetInitialize[NetChain[{3, Tanh}]]", "openshape", "layer 1 (LinearLayer)"),
    ("chain[{1, 2, 3, 4}]", "uninit", "{1, Weights}"),
    ("net[{1, 2, 3}]", "invport", "vector (size: 2), but found vector (size: 3)"),
    ("net[{1, a}]", "invport", "Input"),
    ('net["abc"]', "invport", "abc"),
    ("net[{1, 2}, BathcSize -> 3]", "optxs", "Did you mean BatchSize?"),
    ('net[{1, 2}, NetPort["foo"]]', "noport", "foo"),
    ('net[{1, 2}, "Foo"]', "invprop", "Decision"),
    ('net[<|"Input" -> {1, 2}, "Foo" -> 3|>]', "noport", "Foo"),
    ("PartLayer[3 ;; 2]", "invparam", "not empty"),
    ('PartLayer[1 ;; 5, "Input" -> 3]', "shape", "5 or more"),
    ('PartLayer[5, "Input" -> {"Varying", 2}][{{1, 2}}]', "short", "length 5"),
    ("PaddingLayer[{{-1, 0}}]", "invparam", "non-negative"),
    ('ThreadingLayer[Plus, InputPorts -> {{"Varying", 2}, {"Varying", 2}}][{{{1, 2}}, {{1, 2}, {3, 4}}}]', "seqlens",
     "{Input1, Input2}, but found the lengths {1, 2}"),
    ('MeanSquaredLossLayer["Input" -> "Varying"][<|"Input" -> Table[Range[n], {n, 20}], '
     '"Target" -> Table[Range[n + 1], {n, 20}]|>]', "seqlens", "{1, 2}"),
    ('CrossEntropyLossLayer["Index", "Input" -> {"Varying", 2}][<|"Input" -> {{0.1, 0.9}}, "Target" -> {1, 2}|>]',
     "seqlens", "{1, 2}"),
    ('AttentionLayer["Dot", "Key" -> {"Varying", 2}, "Value" -> {"Varying", 2}, "Query" -> 2]'
     '[<|"Key" -> {{1, 2}}, "Value" -> {{1, 2}, {3, 4}}, "Query" -> {1, 2}|>]', "seqlens", "{Key, Value}"),
    ('NetMapThreadOperator[ThreadingLayer[#a + #b &], "a" -> "Varying", "b" -> "Varying"]'
     '[<|"a" -> {1}, "b" -> {1, 2}|>]', "seqlens", "{a, b}"),
    ('FunctionLayer[#a + #b &, "a" -> "Varying", "b" -> "Varying"][<|"a" -> {1, 3, 4}, "b" -> {1, 2}|>]', "invfunc",
     "#a + #b"),
    ('NetGraph[{SequenceRestLayer[], Plus}, {NetPort["Input"] -> 1, {1, NetPort["Input"]} -> 2}, "Input" -> "Varying"]'
     '[{1, 2, 3}]', "seqlens", "layer 2 (ThreadingLayer)"),
    ("UnitVectorLayer[3][4]", "range", "4"),
    ("NetReplace[chain, _PoolingLayer -> Tanh]", "nomatch", "No layer"),
    ('NetReplacePart[chain, "Output" -> NetDecoder[{"Class", {"a", "b"}}]]', "shape", "layer 3 (LinearLayer)"),
    ("NetDelete[chain, 10]", "nopart", "10"),
    ("NetInitialize[5]", "notnet", "5"),
    ("NetEncoder[{\"SubwordTokens\", {\"a\", \"b\"}}]", "invparam", "_ for unknown"),
    ('NetEncoder[{"Characters", "abc"}][5]', "invport", "a string"),
    ('NetEncoder[{"Class", {"a", "b"}}]["c"]', "badlabel", "c is not one of"),
]


@pytest.mark.parametrize(("source", "tag", "words"), REFUSED)
def test_refusals(session, source, tag, words):
    session.evaluate(START)
    outcome = session.evaluate(source)
    assert any(f"::{tag}: " in message for message in outcome.messages), outcome.messages
    assert words in " ".join(outcome.messages)
    assert not any("General::internal" in message for message in outcome.messages)
    if tag != "nomatch":
        assert outcome.text == "$Failed"
