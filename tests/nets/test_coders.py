"""Encoders and decoders, alone and at the ports of nets."""

from __future__ import annotations


import numpy as np
import pytest

from wlnet.expr import String, to_expr
from wlnet.nets.coder import ENCODERS
from wlnet.nets.encoders.text import CharactersEncoder


@pytest.mark.parametrize(("source", "result"), [
    ('NetEncoder["Characters"]["Aa~ \\t\\n"]', "{36, 68, 97, 3, 1, 2}"),
    ('NetEncoder[{"Characters", {"a", "b"}}][{"ab", "bba"}]', "{{1, 2}, {2, 2, 1}}"),
    ('NetEncoder[{"Characters", {"ab" -> 5, "c" -> Automatic, _}}]["abcz"]', "{5, 5, 6, 7}"),
    ('NetEncoder[{"Characters", {DigitCharacter, _ -> 1}}]["0a9"]', "{1, 1, 10}"),
    ('NetEncoder[{"Characters", {"a", StartOfString, EndOfString}}]["aa"]', "{2, 1, 1, 3}"),
    ('NetEncoder[{"Characters", {"a", "b", EndOfString}, "TargetLength" -> 4}][{"ab", "aaaaaa"}]',
     "{{1, 2, 3, 3}, {1, 1, 1, 1}}"),
    ('NetEncoder[{"Characters", {"a", "b"}, "UnitVector"}]["ba"]', "{{0., 1.}, {1., 0.}}"),
    ('NetEncoder[{"Characters", {"ab"}, IgnoreCase -> True}]["AbaB"]', "{1, 2, 1, 2}"),
    ('NetEncoder[{"Characters", {97 ;; 122 -> 1, _}}]["az!"]', "{1, 1, 2}"),
    ('NetExtract[NetEncoder[{"Characters", {"ab"}}], "Alphabet"]', "{a, b}"),
    ('NetEncoder[{"Class", {"a", "b", "c"}}][{"c", "a"}]', "{3, 1}"),
    ('NetEncoder[{"Class", {"a", "b", "c"}}]["b"]', "2"),
    ('NetEncoder[{"Class", {True, False}, "IndicatorVector"}][False]', "{0., 1.}"),
    ('NetEncoder[{"Class", {"a", "b", "c"}, "IndicatorVector", "Multilabel" -> True}][{"a", "c"}]', "{1., 0., 1.}"),
    ('NetEncoder["Boolean"][{True, False}]', "{1., 0.}"),
    ('NetEncoder[{"Tokens", {"the", "cat"}}]["The cat sat."]', "{1, 2, 3, 3}"),
    ('NetEncoder["UTF8"]["aé"]', "{98, 196, 170}"),
    ('NetEncoder[{"Function", {#, #^2} &, {2}}][3]', "{3., 9.}"),
    ('NetEncoder[NetDecoder[{"Class", {"a", "b"}}]]["b"]', "2"),
    ('NetDecoder[{"Class", {"a", "b", "c"}}][{0.2, 0.7, 0.1}]', "b"),
    ('NetDecoder[{"Class", {"a", "b", "c"}}][{{0.2, 0.7, 0.1}, {0.5, 0.3, 0.2}}]', "{b, a}"),
    ('NetDecoder[{"Class", {"a", "b"}}][{0.25, 0.75}, "Probabilities"]', "<|a -> 0.25, b -> 0.75|>"),
    ('NetDecoder[{"Class", {"a", "b"}}][{0.25, 0.75}, {"TopProbabilities", 1}]', "{b -> 0.75}"),
    ('NetDecoder[{"Class", {"a", "b"}}][{0.25, 0.75}, "TopDecisions" -> 2]', "{b, a}"),
    ('NetDecoder[{"Class", {"a", "b"}}][{0.25, 0.75}, "Probability" -> "a"]', "0.25"),
    ('NetDecoder[{"Class", {"a", "b"}}][{0.5, 0.5}, "Entropy"]', "0.693147"),
    ('NetDecoder[{"Class", {"a", "b"}}][{0.25, 0.75}, None]', "{0.25, 0.75}"),
    ('NetDecoder["Class"][{0.25, 0.75}]', "2"),
    ('NetDecoder[{"Class", {"a", "b"}, "Multilabel" -> True}][{0.6, 0.75}]', "{a, b}"),
    ('NetDecoder[{"Class", {"a", "b"}, "InputDepth" -> 2}][{{0.6, 0.4}, {0.1, 0.9}}]', "{a, b}"),
    ('NetDecoder["Boolean"][{0.3, 0.5}]', "{False, True}"),
    ('NetDecoder[{"Characters", {"a", "b"}}][{{0.1, 0.9}, {0.8, 0.2}}]', "ba"),
    ('NetDecoder[{"Tokens", {"x", "y"}}][{{0.1, 0.9}, {0.8, 0.2}}]', "y x"),
    ('NetDecoder[{"Function", Total}][{1, 2}]', "3."),
    ('NetDecoder[{"Class", {"a", "b"}}][{0., 1.}, {"RandomSample", "Temperature" -> 0.01}]', "b"),
    ('NetDecoder[{"Class", {"a", "b"}}][{0.4, 0.6}, {"RandomSample", "TopProbabilities" -> 1}]', "b"),
    ('NetDecoder[{"Class", {"a", "b"}}][{0.4, 0.6}, {"RandomSample", "TotalProbabilityCutoff" -> 0.5}]', "b"),
])
def test_coder(session, source, result):
    assert session.evaluate(source).text == result


@pytest.mark.parametrize(("source", "words"), [
    ('NetEncoder["Foo"]', "Foo is not a known type of NetEncoder"),
    ('NetEncoder[{"Characters", 5}]', "NetEncoder::invparam"),
    ('NetEncoder[{"Characters", {"a"}, "Foo" -> 1}]', "unknown parameter Foo"),
    ('NetEncoder[{"Characters", {"a"}}]["ab"]', 'Character "b" of string "ab" is not in the table'),
    ('NetEncoder[{"Characters", {"a"}}][""]', "an empty string"),
    ('NetEncoder[{"Characters", {"a"}}][{"a", 3}]', "should be a string, but found 3"),
    ('NetEncoder[{"Class", {"a", "b"}}]["c"]', "c is not one of the classes {a, b}"),
    ('NetEncoder[{"Class", {"a", "a"}}]', "different classes"),
    ('NetDecoder[{"Class", {"a", "b"}}][{0.1, 0.2, 0.7}]', "vector (size: 2)"),
    ('NetDecoder[{"Class", {"a", "b"}}][{0.1, 0.9}, "Foo"]', "Foo is not a property; the properties are {Decision"),
    ('NetDecoder[{"Class", {"a", "b"}}][{0.1, 0.9}, {"RandomSample", "Temperature" -> -1}]', "positive numbers"),
    ('NetDecoder[{"Class", {"a", "b"}}][{0.1, 0.9}, "TopDecisions"]', "a positive integer"),
])
def test_refusals(session, source, words):
    outcome = session.evaluate(source)
    assert outcome.text == "$Failed"
    assert words in outcome.messages[0]


def test_random_sample_follows_the_probabilities(session):
    session.evaluate("SeedRandom[1]")
    found = session.evaluate('Counts[NetDecoder[{"Class", {1, 2, 3}}][Table[{0.2, 0.3, 0.5}, 4000], "RandomSample"]]')
    counts = {key.value: value.value for key, value in found.expression.items.items()}
    for label, p in ((1, 0.2), (2, 0.3), (3, 0.5)):
        assert abs(counts[label] / 4000 - p) < 0.03
    hot = session.evaluate('Counts[NetDecoder[{"Class", {1, 2}}][Table[{0.2, 0.8}, 4000],'
                           ' {"RandomSample", "Temperature" -> 0.5}]]')
    counts = {key.value: value.value for key, value in hot.expression.items.items()}
    assert abs(counts[1] / 4000 - 1 / 17) < 0.02      # weights 0.04 and 0.64


def test_bulk_encoding():
    encoder = ENCODERS["Characters"](table=to_expr(list("abcdefghijklmnopqrstuvwxyz ")))
    rng = np.random.default_rng(1)
    texts = [String("".join(row)) for row in rng.choice(list("abcdefghij klmno"), (10_000, 25))]
    found = encoder.encode(texts, "Input", None)  # type: ignore[arg-type]
    assert found.shape == (10_000, 25)  # type: ignore[union-attr]


def test_quick_is_encode():
    encoder = CharactersEncoder(table=to_expr(["a", "b"]))
    for char in "ab":
        one = encoder.quick(String(char))
        assert one is not None
        np.testing.assert_array_equal(one, encoder.encode([String(char)], "Input", None)[0])  # type: ignore[arg-type]
    assert encoder.quick(String("ab")) is None
    assert encoder.quick(String("z")) is None


def test_labels_in_and_out(session):
    session.evaluate('net = NetInitialize@NetChain[{LinearLayer[3], SoftmaxLayer[]}, "Input" -> 2,'
                     ' "Output" -> NetDecoder[{"Class", {"x", "y", "z"}}]]')
    label = session.evaluate("net[{1, 2}]").text
    assert label in "xyz"
    assert session.evaluate("net[{{1, 2}, {1, 2}}]").text == f"{{{label}, {label}}}"
    assert session.evaluate('Keys[net[{1, 2}, "Probabilities"]]').text == "{x, y, z}"
    assert session.evaluate('Length[net[{1, 2}, None]]').text == "3"
    assert session.evaluate('net[{1, 2}, {"TopProbabilities", 1}][[1, 1]]').text == label
    assert session.evaluate('net[{{1, 2}, {3, 4}}, "Entropy"] // Length').text == "2"
    assert session.evaluate('net[{1, 2}, "Output" -> "TopDecisions" -> 1]').text in (f"{{{label}}}", "$Failed")
