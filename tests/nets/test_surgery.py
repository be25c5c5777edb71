"""Taking nets apart and changing them."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(("source", "result"), [
    ('NetExtract[LinearLayer[2, "Weights" -> {{1, 2}, {3, 4}}], "Weights"]', "{{1., 2.}, {3., 4.}}"),
    ('NetExtract[LinearLayer[2, "Input" -> 2], "Weights"]', "Automatic"),
    ('NetExtract[LinearLayer[2, "Biases" -> None], "Biases"]', "None"),
    ("Head[NetExtract[NetChain[{3, Tanh}], -1]]", "ElementwiseLayer"),
    ("Head[NetChain[{3, {Tanh, 2}}][[2, 1]]]", "ElementwiseLayer"),
    ('NetChain[{3, Tanh}, "Input" -> 2][[1, "Input"]]', "2"),
    ('NetExtract[NetChain[{3, Tanh}], {2, "Function"}]', "Tanh"),
    ('NetExtract[NetChain[<|"a" -> 3, "b" -> Tanh|>], {"b", "Function"}]', "Tanh"),
    ("Head /@ NetExtract[NetChain[{3, Tanh}], {{1}, {2}}]", "{LinearLayer, ElementwiseLayer}"),
    ("Head /@ NetExtract[NetChain[{3, Tanh}], All]", "{LinearLayer, ElementwiseLayer}"),
    ('NetExtract[NetChain[{3, 4}, "Input" -> 2], {All, "Weights"}]', "<|1 -> Automatic, 2 -> Automatic|>"),
    ('Head[NetExtract[NetChain[{UnitVectorLayer[], GatedRecurrentLayer[2]}, "Input" -> "Characters"], "Input"]]',
     "NetEncoder"),
    ('NetExtract[NetChain[{UnitVectorLayer[]}, "Input" -> NetEncoder[{"Characters", {"ab"}}]], {"Input", "Alphabet"}]',
     "{a, b}"),
    ('NetReplacePart[LinearLayer[1, "Weights" -> {{1}}], "Weights" -> {{5}}][["Weights"]]', "{{5.}}"),
    ("Head[NetReplacePart[NetChain[{3, Tanh}], 2 -> SoftmaxLayer[]][[2]]]", "SoftmaxLayer"),
    ('NetExtract[NetReplacePart[NetChain[{3, Tanh}], "Input" -> 7], {1, "Input"}]', "7"),
    ('NetExtract[NetReplacePart[NetChain[{UnitVectorLayer[]}, "Input" -> "Characters"], "Input" -> None], "Input"]',
     "Restricted[Integer, Infinity]"),
    ('NetExtract[NetReplacePart[NetEncoder[{"Characters", {"a"}}], "TargetLength" -> 4], "TargetLength"]', "4"),
    ('Length /@ {NetTake[NetChain[{3, Tanh, 2}], 2], NetTake[NetChain[{3, Tanh, 2}], {2, 3}],'
     ' NetTake[NetChain[{3, Tanh, 2}], -1]}',
     "{2, 2, 1}"),
    ('Length /@ {NetDrop[NetChain[{3, Tanh, 2}], 1], NetDrop[NetChain[{3, Tanh, 2}], -2],'
     ' NetDelete[NetChain[{3, Tanh, 2}], 2]}',
     "{2, 1, 2}"),
    ('Keys[Normal[NetAppend[NetChain[<|"a" -> 3|>], "b" -> Tanh]]]', "{a, b}"),
    ("Head /@ Normal[NetPrepend[NetChain[{3}], {Tanh, 5}]]", "{ElementwiseLayer, LinearLayer, LinearLayer}"),
    ("Head /@ Normal[NetInsert[NetChain[{3, 2}], Tanh, 2]]", "{LinearLayer, ElementwiseLayer, LinearLayer}"),
    ('Keys[Normal[NetJoin[NetChain[<|"a" -> 3|>], NetChain[<|"b" -> Tanh|>]]]]', "{a, b}"),
    ('Keys[Normal[NetRename[NetChain[<|"a" -> 3, "b" -> 2|>], {"a" -> "x"}]]]', "{x, b}"),
    ("Length[NetFlatten[NetChain[{3, {Tanh, {2, Ramp}}}]]]", "4"),
    ("Length[NetFlatten[NetChain[{3, {Tanh, {2, Ramp}}}], 1]]", "3"),
    ('Keys[Normal[NetTake[NetGraph[<|"a" -> 3, "b" -> Tanh, "c" -> 2|>, {"a" -> "b" -> "c"}], "b"]]]', "{a, b}"),
    ("Head /@ Normal[NetReplace[NetChain[{3, Tanh, {Tanh}}], _ElementwiseLayer -> DropoutLayer[]]]",
     "{LinearLayer, DropoutLayer, NetChain}"),
    ("Length[NetReplace[NetChain[{3, Tanh}], _ElementwiseLayer -> Nothing]]", "1"),
    ('Information[NetInsertSharedArrays[LinearLayer[2, "Input" -> 2]], "SharedArraysCount"]', "2"),
    ('Information[NetChain[{3, Tanh}, "Input" -> 2], "ArraysPositionList"]', "{{1, Weights}, {1, Biases}}"),
    ('Information[NetChain[{3, Tanh}, "Input" -> 2], "ArraysElementCounts"]',
     "<|{1, Weights} -> 6, {1, Biases} -> 3|>"),
    ('Information[NetChain[{3, Tanh}, "Input" -> 2], "ArraysTotalByteCount"]', "36"),
    ('Information[NetChain[{3, Tanh, 2, Tanh}], "LayerTypeCounts"]', "<|LinearLayer -> 2, ElementwiseLayer -> 2|>"),
    ('Information[NetChain[{3, Tanh}, "Input" -> 2], "InputPorts"]', "<|Input -> 2|>"),
    ('Information[{NetChain[{3}], NetChain[{3, Tanh}]}, "LayersCount"]', "{1, 2}"),
    ('Information[NetChain[{EmbeddingLayer[2], LongShortTermMemoryLayer[2]}], "RecurrentStatesPositionList"]',
     "{{2, State}, {2, CellState}}"),
    ('Information[NetChain[{3, 4}, LearningRateMultipliers -> {1 -> 0, _ -> 2}], "ArraysLearningRateMultipliers"]',
     "<|{1, Weights} -> 0, {1, Biases} -> 0, {2, Weights} -> 2, {2, Biases} -> 2|>"),
    ('Information[NetChain[{3}, "Input" -> 2], "TopologyHash"] ==='
     ' Information[NetInitialize@NetChain[{3}, "Input" -> 2], "TopologyHash"]',
     "True"),
])
def test_surgery(session, source, result):
    assert session.evaluate(source).text == result


@pytest.mark.parametrize(("source", "words"), [
    ("NetExtract[NetChain[{3}], 4]", "There is no part 4 in NetChain"),
    ('NetExtract[NetChain[{3, {Tanh}}], {2, 5}]', "There is no part 5 in NetChain at {2}"),
    ('NetExtract[LinearLayer[2], "Foo"]', "There is no part Foo in LinearLayer"),
    ('NetExtract[5, "Foo"]', "5 is not a net"),
    ('NetReplacePart[NetChain[{3, 4}, "Input" -> 2], {1, "Weights"} -> {{1, 2, 3}}]', "NetReplacePart::shape: layer 1"),
    ('NetReplacePart[NetChain[{3, 4}], "Foo" -> 3]', "There is no part Foo"),
    ("NetTake[NetChain[{3}], 5]", "There is no part 5"),
    ('NetRename[NetChain[<|"a" -> 3, "b" -> 2|>], {"a" -> "b"}]', "different names"),
    ('Information[LinearLayer[2], "Foo"]', "LinearLayer::invprop: Foo is not a property"),
])
def test_refusals(session, source, words):
    outcome = session.evaluate(source)
    assert outcome.messages
    assert words in outcome.messages[0]
