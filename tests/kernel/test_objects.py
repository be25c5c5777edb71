"""Objects applied again and again give what single calls give."""

from __future__ import annotations

import pytest

PREPARE = """net = NetInitialize[NetChain[{UnitVectorLayer[], GatedRecurrentLayer[5], SequenceLastLayer[],
      LinearLayer[], SoftmaxLayer[]}, "Input" -> NetEncoder[{"Characters", {"a", "b", "c"}}],
    "Output" -> NetDecoder[{"Class", {"a", "b", "c"}}]], RandomSeeding -> 1];
  twice = ElementwiseLayer[2 # &]; sample = {"RandomSample", "Temperature" -> 0.5};"""


@pytest.mark.parametrize(("source", "plain"), [
    ("NestList[NetStateObject[net], \"ab\", 20]",
     "s = NetStateObject[net]; x = \"ab\"; Prepend[Table[x = s[x], 20], \"ab\"]"),
    ("SeedRandom[1]; With[{s = NetStateObject[net]}, NestList[s[#, {\"RandomSample\", \"Temperature\" -> 0.5}] &, "
     "\"b\", 20]]",
     "SeedRandom[1]; s = NetStateObject[net]; x = \"b\"; Prepend[Table[x = s[x, sample], 20], \"b\"]"),
    ("SeedRandom[1]; t = NetStateObject[net]; Nest[t[#, sample] &, \"b\", 20]",
     "SeedRandom[1]; s = NetStateObject[net]; x = \"b\"; Do[x = s[x, sample], 20]; x"),
    ("NestList[net[#, \"Decision\"] &, \"c\", 4]", "x = \"c\"; Prepend[Table[x = net[x], 4], \"c\"]"),
    ("NestList[twice, {1., 2.}, 3]", "{{1., 2.}, {2., 4.}, {4., 8.}, {8., 16.}}"),
    ("NestList[twice[#, NetEvaluationMode -> \"Test\"] &, {1., 2.}, 2]", "{{1., 2.}, {2., 4.}, {4., 8.}}"),
    ("NestWhile[twice, {1.}, First[#] < 100 &]", "{128.}"),
    ("NestWhileList[twice[#] &, {1.}, First[#] < 5 &]", "{{1.}, {2.}, {4.}, {8.}}"),
    ("NestList[twice, Pi, 1]", "{Pi, twice[Pi]}"),
    ("twice = Tanh; Nest[twice[#] &, x, 2]", "Tanh[Tanh[x]]"),
])
def test_repeated(session, source, plain):
    session.evaluate(PREPARE)
    found = session.evaluate(source)
    session.evaluate("twice = ElementwiseLayer[2 # &]" if "Tanh" not in source else "Null")
    assert found.text == session.evaluate(plain).text


def test_messages_come_as_always(session):
    session.evaluate(PREPARE)
    outcome = session.evaluate('NestList[net, "z", 1]')
    assert outcome.text == "{z, $Failed}"
    assert outcome.messages
    assert session.evaluate('net["z"]').messages == outcome.messages


def test_a_symbol_may_change_on_the_way(session):
    session.evaluate("""f = NetChain[{ElementwiseLayer[2 # &]}, "Input" -> "Real",
        "Output" -> NetDecoder[{"Function", (f = # + 1 &; #) &}]]""")
    assert session.evaluate("NestList[f[#] &, 3., 3]").text == "{3., 6., 7., 8.}"
