"""Nets under functions of lists, as code from before NetTake and its kin writes it."""

from __future__ import annotations

import pytest

START = 'net = NetChain[<|"a" -> 3, "b" -> Ramp, "c" -> 4, "d" -> Tanh|>, "Input" -> 2];'


@pytest.mark.parametrize(("source", "result"), [
    ("Keys[Take[net, 2]]", "{a, b}"),
    ("Keys[Take[net, {2, 3}]]", "{b, c}"),
    ('Keys[Take[net, {1, "c"}]]', "{a, b, c}"),
    ("Keys[Drop[net, -1]]", "{a, b, c}"),
    ("Keys[Most[net]]", "{a, b, c}"),
    ("Keys[Rest[net]]", "{b, c, d}"),
    ('Keys[Append[net, "e" -> SoftmaxLayer[]]]', "{a, b, c, d, e}"),
    ('Keys[Prepend[net, "e" -> Ramp]]', "{e, a, b, c, d}"),
    ("Length[Join[net, NetChain[{SoftmaxLayer[]}]]]", "5"),
    ('Keys[Insert[net, "e" -> Ramp, "b"]]', "{a, e, b, c, d}"),
    ('Keys[Delete[net, "b"]]', "{a, c, d}"),
    ('NetExtract[ReplacePart[net, "a" -> LinearLayer[9]], {"a", "OutputDimensions"}]', "9"),
    ("Head[First[net]]", "LinearLayer"),
    ("Head[Last[net]]", "ElementwiseLayer"),
    ("Length[Most[Normal[net]]]", "3"),
])
def test_lists(session, source, result):
    session.evaluate(START)
    outcome = session.evaluate(source)
    assert outcome.text == result, outcome.messages


@pytest.mark.parametrize(("source", "result"), [
    ("critic[{{1, 2}}, NetPortGradient[\"Input\"]] - "
     'FunctionLayer[critic[#, NetPortGradient["Input"]] &, "Input" -> 2][{{1, 2}}]', "{{0., 0.}}"),
    ('FunctionLayer[cube[#, NetPortGradient["Input"]] &, "Input" -> 2][{1, 2}, NetPortGradient["Input"]]', "{6., 12.}"),
    ('gp = FunctionLayer[(Norm[critic[#, NetPortGradient["Input"]]] - 1)^2 &, "Input" -> 2]; h = 0.01; '
     'Abs[gp[{1, 2}, NetPortGradient["Input"]][[1]] - (gp[{1 + h, 2}] - gp[{1 - h, 2}])/(2 h)] < 10^-3', "True"),
    ('rnn = NetInitialize@NetChain[{GatedRecurrentLayer[3], SequenceLastLayer[], SummationLayer[]}, '
     '"Input" -> {4, 2}]; Dimensions[FunctionLayer[Total[rnn[#, NetPortGradient["Input"]]^2, 2] &, "Input" -> {4, 2}]'
     '[RandomReal[1, {3, 4, 2}], NetPortGradient["Input"]]]', "{3, 4, 2}"),
])
def test_gradients_inside_functions(session, source, result):
    session.evaluate('critic = NetInitialize@NetChain[{8, Tanh, LinearLayer[{}]}, "Input" -> 2]; '
                     'cube = NetChain[{ElementwiseLayer[#^3 &]}, "Input" -> 2];')
    outcome = session.evaluate(source)
    assert outcome.text == result, outcome.messages
