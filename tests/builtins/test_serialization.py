"""Bytes, WXF, Compress, and files of expressions, in the language."""

from __future__ import annotations

import pytest

NETS = 'net = NetInitialize[NetChain[{LinearLayer[30], Ramp, 2}, "Input" -> 4]]; '


@pytest.mark.parametrize("source, result", [
    ("ByteArray[{1, 2, 3}]", "ByteArray[<3>]"),
    ("InputForm[ByteArray[{1, 2, 3}]]", 'ByteArray["AQID"]'),
    ('ByteArray["AQID"] === ByteArray[{1, 2, 3}]', "True"),
    ("ByteArray[{}]", "ByteArray[<0>]"),
    ("Quiet[ByteArray[{256}]]", "ByteArray[{256}]"),
    ("Quiet[ByteArray[{-1}]]", "ByteArray[{-1}]"),
    ("Quiet[ByteArray[{1.5}]]", "ByteArray[{1.5}]"),
    ('Quiet[ByteArray["?"]]', "ByteArray[?]"),
    ("ByteArray[Range[5]][[2]]", "2"),
    ("Normal[ByteArray[Range[5]][[2 ;; 3]]]", "{2, 3}"),
    ("{Length[ByteArray[Range[5]]], Head[ByteArray[{1}]], ByteArrayQ[ByteArray[{1}]], ByteArrayQ[{1}]}",
     "{5, ByteArray, True, False}"),
    ('Normal[StringToByteArray["aé"]]', "{97, 195, 169}"),
    ('Normal[StringToByteArray["aé", "ISO8859-1"]]', "{97, 233}"),
    ('Quiet[StringToByteArray["é", "ASCII"]]', "$Failed"),
    ('Quiet[StringToByteArray["a", "nonsense"]]', "$Failed"),
    ("ByteArrayToString[ByteArray[{195, 169}]]", "é"),
    ("ByteArrayToString[ByteArray[{233}]]", "é"),
    ("ByteArrayToString[{}]", ""),
    ('BaseEncode[ByteArray[{255, 0}], "Base16"]', "FF00"),
    ("Normal[BaseDecode[BaseEncode[ByteArray[Range[0, 255]]]]] === Range[0, 255]", "True"),
    ('Quiet[BaseDecode["*"]]', "$Failed"),
    ('Quiet[BaseEncode[ByteArray[{1}], "Base3"]]', "$Failed"),
])
def test_byte_arrays(session, source, result):
    assert session.evaluate(source).text == result


@pytest.mark.parametrize("base", ["Base64", "Base64URL", "Base32", "Base16", "Base85", "Base85RFC1924"])
def test_every_base_comes_back(session, base):
    source = f'Normal[BaseDecode[BaseEncode[ByteArray[Range[0, 250]], "{base}"], "{base}"]] === Range[0, 250]'
    assert session.evaluate(source).text == "True"


@pytest.mark.parametrize("value", [
    "{1, 2.5, -3/4, 2 + 3 I, 1.5 - 2. I, 2^100, N[Pi, 30]}", '"text"', "a + b^2", "<|1 -> {}, b -> <||>|>",
    "Range[1000]", "N[Range[1000]]", "{{1, 2}, {3, 4}}", "N[{{1, 2}, {3, 4}}]", "{1. + I, 2. I}",
    "f[x_Integer] :> x + 1", "#1 + #2 &",
    'NumericArray[{1, 2}, "UnsignedInteger8"]', "ByteArray[{1, 2}]", "Image[{{0., 0.5}, {1., 0.25}}]",
    'Audio[{{0., 0.5}}, SampleRate -> 8000]', "RandomImage[1, {40, 40}]", "SparseArray[{{1, 2} -> 5}]", "{}", "True",
    'NetEncoder[{"Class", {"a", "b"}}]', "NetChain[{3, Tanh}]", "Hold[1 + 1]", "Function[{x}, x^2, Listable]",
    "NetArray[<|\"Name\" -> \"w\", \"Array\" -> {1., 2.}|>]", "Global`x", "some`context`x",
])
def test_values_come_back(session, tmp_path, value):
    made = session.evaluate(f"v = {value}").expression
    for source in ("BinaryDeserialize[BinarySerialize[v]]", "Uncompress[Compress[v]]",
                   'BinaryDeserialize[BinarySerialize[v, PerformanceGoal -> "Size"]]',
                   f'Import[Export["{tmp_path}/x.wxf", v]]', f'v >> "{tmp_path}/x.wl"; << "{tmp_path}/x.wl"'):
        outcome = session.evaluate(source)
        assert outcome.expression == made, source
        assert outcome.messages == []


@pytest.mark.parametrize("source, result", [
    ("BinaryDeserialize[BinarySerialize[Unevaluated[1 + 1]], Hold]", "Hold[1 + 1]"),
    ("Uncompress[Compress[Unevaluated[1 + 1]], HoldForm]", "1 + 1"),
    ("Quiet[BinaryDeserialize[ByteArray[{1, 2}]]]", "$Failed"),
    ('Quiet[Uncompress["1:zzz"]]', "$Failed"),
    ('Quiet[Uncompress["2:abc"]]', "$Failed"),
    ("Quiet[BinarySerialize[1, PerformanceGoal -> 7]]", "$Failed"),
    ("Quiet[BinaryDeserialize[5]]", "BinaryDeserialize[5]"),
    ('Uncompress["1:eJxTTMoPSmNiYGAoZgESPpnFJZmMQEYwiEgEAFJnBN8="]', "{1, a}"),
    ('Quiet[DumpSave["x.mx", x]]', "$Failed"),
])
def test_serialization(session, source, result):
    assert session.evaluate(source).text == result


@pytest.mark.parametrize("source, result", [
    ('net >> "{0}/n.wl"; (<< "{0}/n.wl") === net', "True"),
    ('Put[net, {{net, 1}}, "{0}/n.wl"]; Get["{0}/n.wl"] === {{net, 1}}', "True"),
    ('x = <|"a" -> net|>; Save["{0}/n.wl", x]; y = x; Clear[x]; Get["{0}/n.wl"]; x === y', "True"),
    ('big = NetInitialize[NetChain[{{LinearLayer[300]}}, "Input" -> 40]]; big >> "{0}/n.wl"; '
     '(<< "{0}/n.wl") === big', "True"),
    ('s = NetStateObject[NetInitialize[GatedRecurrentLayer[3, "Input" -> {{"Varying", 2}}]]]; s[{{{{1, 2}}}}]; '
     's >> "{0}/n.wl"; NetExtract[<< "{0}/n.wl", "States"] == NetExtract[s, "States"]', "True"),
])
def test_put_and_get_of_nets(session, tmp_path, source, result):
    assert session.evaluate(NETS + source.format(tmp_path)).text == result


def test_what_only_a_session_knows_is_refused(session, tmp_path):
    session.evaluate('r = NetTrain[NetChain[{1}], {{1} -> {1}, {2} -> {2}}, All, MaxTrainingRounds -> 1]')
    for source in ("BinarySerialize[r]", "Compress[r]", f'Put[r, "{tmp_path}/x.wl"]', f'Export["{tmp_path}/x.wxf", r]'):
        outcome = session.evaluate(source)
        assert outcome.text == "$Failed", source
        assert "NetTrainResultsObject cannot be written" in outcome.messages[0]
