"""FunctionLayer and CompiledLayer: what plain evaluation gives, and gradients."""

from __future__ import annotations

import numpy as np
import pytest

from wlnet.nets.arrays import numbers_of


def value(session, source):
    outcome = session.evaluate(source)
    found = numbers_of(outcome.expression)
    assert found is not None, (source, outcome.text, outcome.messages)
    return found


VECTOR, MATRIX = "{0.5, 2., 1.25, 3.}", "{{1., 2.}, {3., 5.}, {4., 2.}}"


@pytest.mark.parametrize("function", [
    "Sin", "Total", "Mean", "StandardDeviation", "Variance", "Median", "Max", "Min", "Accumulate",
    "Differences", "Norm", "Normalize", "Reverse", "Most", "Rest", "First", "Last", "Sort", "RotateLeft",
    "Sin[#]^2 + Cos[#]^2 &", "Exp[#]/Total[Exp[#]] &", "(# - Mean[#])/StandardDeviation[#] &",
    "#[[2 ;; 3]] &", "#[[-1]] &", "#[[{1, 3}]] &", "Take[#, 2] &", "Drop[#, 1] &", "Join[#, Reverse[#]] &",
    "Append[#, 7] &", "Prepend[#, First[#]] &", "Partition[#, 2] &", "ArrayReshape[#, {2, 2}] &",
    "Map[#^2 &, #] &", "Fold[Plus, #] &", "FoldList[#1 + 2 #2 &, 0, #] &", "Nest[2 # &, #, 3] &",
    "NestList[#/2 &, #, 2] &", "Table[#[[i]]^i, {i, Length[#]}] &", "Sum[#[[i]] i, {i, 3}] &",
    "If[Total[#] > 3, #, -#] &", "Which[First[#] > 1, 2 #, True, 3 #] &", "Module[{m = Max[#]}, # - m] &",
    "With[{n = Length[#]}, #/n] &", "Outer[Times, #, #] &", "EuclideanDistance[#, Reverse[#]] &",
    "CosineDistance[#, Reverse[#]] &", "# . # &", "Clip[#, {1, 2}] &", "Function[x, x^2 - Pi x]",
    "Function[{x}, Sqrt[x]]", "Composition[Total, Sin]", "Total[Range[4] #] &",
    "MapThread[#1 - #2 &, {#, Reverse[#]}] &", "Apply[Plus, #] &", "ConstantArray[1., 4] + # &",
    "PadRight[#, 6] &",
])
def test_vectors_as_the_function_itself(session, function):
    layer = value(session, f"FunctionLayer[{function}][{VECTOR}]")
    plain = value(session, f"N[({function})[{VECTOR}]]")
    np.testing.assert_allclose(layer, plain, atol=1e-5)


@pytest.mark.parametrize("function", [
    "Transpose", "Total", "Total[#, 2] &", "Total[#, {2}] &", "Mean", "Flatten",
    "Dimensions[#] + Total[#, 2] &", "Map[Total]", "Map[Total, #] &", "Transpose[#] . # &", "#[[All, 1]] &",
    "#[[2, 1]] &", "Map[Reverse, #] &", "# + {10, 20, 30} &", "Tr[Transpose[#] . #] &",
    "Det[Transpose[#] . #] &", "Inverse[Transpose[#] . #] &", "Join[#, #, 2] &", "Max", "Standardize",
    "Accumulate",
])
def test_matrices_as_the_function_itself(session, function):
    layer = value(session, f"FunctionLayer[{function}][{MATRIX}]")
    plain = value(session, f"N[({function})[{MATRIX}]]")
    np.testing.assert_allclose(layer, plain, atol=1e-4)


def test_ports(session):
    assert session.evaluate('FunctionLayer[#a + 2 #b &][<|"a" -> {1, 2}, "b" -> {3, 4}|>]').text == "{7., 10.}"
    source = 'FunctionLayer[<|"s" -> Total[#], "p" -> #^2|> &][{1, 2}]'
    assert session.evaluate(source).text == "<|s -> 3., p -> {1., 4.}|>"
    source = 'FunctionLayer[Apply[#1 . #2 &]][<|"Input1" -> {1, 2}, "Input2" -> {3, 4}|>]'
    assert session.evaluate(source).text == "11."


def test_definitions_of_users(session):
    session.evaluate("f[x_] := g[x] + 1; g[x_] := Total[x]^2; h = Mean[#] &")
    assert session.evaluate("FunctionLayer[f][{1, 2}]").text == "10."
    assert session.evaluate("FunctionLayer[h][{1, 2}]").text == "1.5"


def test_arrays_and_nets_are_trained(session):
    session.evaluate("""
        net = FunctionLayer[LinearLayer[2][#] * NetArray[] + NetArray["w"] &, "Input" -> 3, "Output" -> 2];
        t = NetTrain[net, RandomReal[1, {8, 3}] -> RandomReal[1, {8, 2}], MaxTrainingRounds -> 2,
          TrainingProgressReporting -> None]""")
    assert session.evaluate('Sort[Keys[Information[t, "Arrays"]]]').text == (
        "{{Array}, {w}, {Net1, Biases}, {Net1, Weights}}")
    assert session.evaluate('Dimensions[NetExtract[t, {"Net1", "Weights"}]]').text == "{2, 3}"


def test_second_derivatives(session):
    """A gradient inside the function of a loss would need a graph of the gradient; here the function states it."""
    assert session.evaluate('FunctionLayer[#^3 &, "Input" -> 2][{1, 2}, NetPortGradient["Input"]]').text == "{3., 12.}"


@pytest.mark.parametrize(("source", "part"), [
    ("FunctionLayer[unknown[#] &][{1, 2}]", "unknown"),
    ("FunctionLayer[StringLength[#] &][{1, 2}]", "StringLength"),
    ("FunctionLayer[# . {1, 2, 3} &][{1, 2}]", "Dot"),
])
def test_says_what_it_cannot_do(session, source, part):
    outcome = session.evaluate(source)
    assert outcome.text.startswith("$Failed")
    assert part in outcome.messages[0]


def test_compiled(session):
    kind = 'TypeSpecifier["PackedArray"]["Real64", 1]'
    session.evaluate(f"""c = CompiledLayer[Function[Typed[x, {kind}], x^2],
        Function[{{Typed[x, {kind}], Typed[g, {kind}]}}, 5 g], "Input" -> 3];
        d = CompiledLayer[Function[Typed[x, {kind}], x^2], None, "Input" -> 3];
        e = CompiledLayer[Function[Typed[x, TypeSpecifier["PackedArray"]["Real64", 2]], 2 x], "Input" -> 3]""")
    assert session.evaluate("c[{1, 2, 3}]").text == "{1., 4., 9.}"
    assert session.evaluate('c[{1, 2, 3}, NetPortGradient["Input"]]').text == "{5., 5., 5.}"
    assert session.evaluate('d[{1, 2, 3}, NetPortGradient["Input"]]').text == "{0., 0., 0.}"
    assert session.evaluate("e[{{1, 2, 3}, {4, 5, 6}}]").text == "{{2., 4., 6.}, {8., 10., 12.}}"
