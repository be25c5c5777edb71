"""Coders in all their spellings."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(("source", "result"), [
    ('NetEncoder[{"Characters", {StartOfString, EndOfString, Automatic}}]["ab"]', "{1, 70, 71, 2}"),
    ('NetEncoder[{"Characters", {DigitCharacter, {"a", "b"} -> Automatic, _}}]["1ab!"]', "{2, 11, 11, 12}"),
    ('NetEncoder[{"Class", {"a", "b"}, "UnitVector"}]["b"]', "{0., 1.}"),
    ('NetEncoder[{"Class", {"a", "b", "c"}, "IndicatorVector", "Multilabel" -> True}][{"b", "c"}]', "{0., 1., 1.}"),
    ('NetEncoder[{"Function", StringLength, {}}]["abc"]', "3."),
    ('NetEncoder[{"Function", ToCharacterCode, {"Varying"}}]["abc"]', "{97., 98., 99.}"),
    ('Dimensions[NetEncoder[{"Image", {8, 6}, "Dimensions" -> {2}}][{RandomImage[], RandomImage[]}]]', "{2, 3, 6, 8}"),
    ('Dimensions[NetEncoder[{"Image", ImageSize -> {10, 12}, ColorSpace -> "Grayscale"}][RandomImage[]]]',
     "{1, 12, 10}"),
    ('NetExtract[NetReplacePart[NetEncoder[{"Image", {28, 28}}], "ImageSize" -> {10, 11}], "ImageSize"]', "{10, 11}"),
    ('NetEncoder[{"SubwordTokens", {" the", " c", "at", "s", " ", "t", "h", "e", "c", "a", " t", "he", _}}]'
     '[" the cats"]', "{1, 2, 3, 4}"),
    ('NetEncoder[{"SubwordTokens", {"h", "e", "l", "o", "he", "ll", "hell", "hello", _}}][{"hello", "hex"}]',
     "{{8}, {5, 9}}"),
    ('NetEncoder[{"BPESubwordTokens", {" the", "x", _}, Method -> {"BPE", "WhitespacePadding" -> Left}}]["the"]',
     "{1}"),
    ('NetEncoder[{"SubwordTokens", {" the", " cat", "s", StartOfString, EndOfString, _}, Method -> "WordPiece", '
     'IgnoreCase -> True, "IncludeTerminalTokens" -> True}]["The cats zz"]', "{4, 1, 2, 3, 6, 5}"),
    ('e = NetEncoder[{"SubwordTokens", {" the", " cat", "s", _}, Method -> {"BPE", "WhitespacePadding" -> Left}}]; '
     "NetDecoder[e][IdentityMatrix[4][[{1, 2, 3}]]]", "the cats"),
    ('NetDecoder[{"CTCBeamSearch", {"a", "b"}}][{{0.6, 0.3, 0.1}, {0.1, 0.2, 0.7}, {0.1, 0.8, 0.1}}]', "{a, b}"),
    ('First[NetDecoder[{"CTCBeamSearch", {"a", "b"}}][{{0.6, 0.3, 0.1}, {0.3, 0.5, 0.2}, {0.2, 0.2, 0.6}}, '
     '"NegativeLogLikelihoods"]]', "{a, b} -> 1.18417"),
    ('NetDecoder[{"CTCBeamSearch", {"a", "b"}, "BeamSize" -> 10}][{{0.6, 0.3, 0.1}, {0.1, 0.8, 0.1}}, '
     '"TopDecodings" -> 2]', "{{a, b}, {b}}"),
    ("NetDecoder[NetEncoder[{\"Class\", {\"a\", \"b\"}}]][{0.2, 0.8}, {\"TopProbabilities\", 1}]", "{b -> 0.8}"),
    ('NetDecoder[{"Class", {"a", "b"}, "InputDepth" -> 2}][{{0.2, 0.8}, {0.7, 0.3}}]', "{b, a}"),
    ('NetDecoder[{"Characters", {"a", "b", EndOfString}}][{{0.2, 0.7, 0.1}, {0.9, 0.05, 0.05}, {0., 0., 1}}]', "ba"),
])
def test_coders(session, source, result):
    outcome = session.evaluate(source)
    assert outcome.text == result, outcome.messages
