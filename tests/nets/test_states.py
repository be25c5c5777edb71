"""State objects: the laws of stored states, seeds, sharing, refusals."""

from __future__ import annotations

import numpy as np
import pytest

from wlnet.expr import Packed

NETS = {
    **{f"{name} alone": f'{name}[3, "Input" -> {{"Varying", 2}}]'
       for name in ("BasicRecurrentLayer", "GatedRecurrentLayer", "LongShortTermMemoryLayer")},
    "stacked": 'NetChain[{BasicRecurrentLayer[3], LongShortTermMemoryLayer[4], GatedRecurrentLayer[2]},'
               ' "Input" -> {"Varying", 2}]',
    "nested and named": 'NetChain[<|"a" -> NetChain[{GatedRecurrentLayer[3], LongShortTermMemoryLayer[2]}],'
                        ' "b" -> BasicRecurrentLayer[2]|>, "Input" -> {"Varying", 2}]',
    "graph": 'NetGraph[<|"l" -> LongShortTermMemoryLayer[3], "g" -> GatedRecurrentLayer[3], "sum" -> Plus|>,'
             ' {NetPort["Input"] -> {"l", "g"}, {"l", "g"} -> "sum"}, "Input" -> {"Varying", 2}]',
}


@pytest.fixture
def state_session(session, request):
    session.evaluate(f"net = NetInitialize[{NETS[request.param]}];")
    session.evaluate("a = {{1, 2}, {0.5, -1}}; b = {{2, 0}, {0, 1}, {-1, 1}};")
    return session


def array(session, source):
    outcome = session.evaluate(source)
    assert not outcome.messages, outcome.messages
    assert isinstance(outcome.expression, Packed), outcome.text
    return outcome.expression.array


@pytest.mark.parametrize("state_session", NETS, indirect=True)
def test_a_then_b_is_the_tail_of_both(state_session):
    whole = array(state_session, "net[Join[a, b]]")
    state_session.evaluate("sobj = NetStateObject[net]; sobj[a];")
    np.testing.assert_array_equal(array(state_session, "sobj[b]"), whole[2:])


@pytest.mark.parametrize("state_session", NETS, indirect=True)
def test_loop_over_states_is_the_state_object(state_session):
    state_session.evaluate("sobj = NetStateObject[net]; state = None;")
    for x in ("a", "b", "{{1, 1}}"):
        outcome = state_session.evaluate(
            f'{{out, state}} = Values[net[<|"Input" -> {x}, NetPort[All, "States"] -> state|>,'
            ' {NetPort["Output"], NetPort[All, "States"]}]]; out')
        np.testing.assert_array_equal(array(state_session, f"sobj[{x}]"), outcome.expression.array)
    assert state_session.evaluate('NetExtract[sobj, "States"] === state').text == "True"


@pytest.mark.parametrize("state_session", NETS, indirect=True)
def test_seed_is_what_extract_gives(state_session):
    state_session.evaluate('one = NetStateObject[net]; one[a]; two = NetStateObject[net, NetExtract[one, "States"]];')
    np.testing.assert_array_equal(array(state_session, "one[b]"), array(state_session, "two[b]"))


@pytest.mark.parametrize("state_session", ["stacked"], indirect=True)
def test_copies_share_and_new_objects_do_not(state_session):
    s = state_session
    s.evaluate("one = NetStateObject[net]; two = one; three = NetStateObject[net];")
    first = array(s, "one[a]")
    assert not np.array_equal(first, array(s, "two[a]"))
    np.testing.assert_array_equal(array(s, "three[a]"), first)


@pytest.mark.parametrize("state_session", ["stacked"], indirect=True)
def test_partial_seed(state_session):
    text = state_session.evaluate(
        'NetExtract[NetStateObject[net, <|NetPort[{3, "State"}] -> {1, 2}|>], "States"]').text
    assert text.endswith("NetPort[{3, State}] -> {1., 2.}|>")
    assert text.startswith("<|NetPort[{1, State}] -> {0., 0., 0.}")
    same = 'NetStateObject[net, <|{3, "State"} -> {1, 2}|>]["States"]'
    assert state_session.evaluate(same.replace('["States"]', '[["States"]]')).text == text


@pytest.mark.parametrize("state_session", ["stacked"], indirect=True)
@pytest.mark.parametrize("call", ["sobj[{1, 2}]", 'sobj[a, "Decision"]', "sobj[{a, a}]", 'sobj["x"]', "sobj[{{1, x}}]"])
def test_failed_call_leaves_the_states(state_session, call):
    s = state_session
    s.evaluate('sobj = NetStateObject[net]; sobj[a]; before = NetExtract[sobj, "States"];')
    outcome = s.evaluate(call)
    assert outcome.text == "$Failed"
    assert outcome.messages
    assert s.evaluate('NetExtract[sobj, "States"] === before').text == "True"


@pytest.mark.parametrize(("source", "words"), [
    ('NetStateObject[NetInitialize@NetGraph[{BasicRecurrentLayer[2, "Input" -> {"Varying", 2}]},'
     ' {NetPort["State"] -> NetPort[1, "State"]}]]', "NetStateObject::nonstate: NetGraph has no recurrent states"),
    ("NetStateObject[7]", "7 is not a net"),
    ("NetStateObject[GatedRecurrentLayer[2, \"Input\" -> {\"Varying\", 1}]]", "not initialized"),
    ('NetStateObject[NetInitialize@LinearLayer[2, "Input" -> 1]]', "no recurrent states"),
    ('NetStateObject[NetInitialize@GatedRecurrentLayer[2, "Input" -> {"Varying", 1}], 5]', "not 5"),
    ('NetStateObject[NetInitialize@GatedRecurrentLayer[2, "Input" -> {"Varying", 1}], <|NetPort["S"] -> {1, 2}|>]',
     "NetPort[S] names no state; the states are {NetPort[State]}"),
    ('NetStateObject[NetInitialize@GatedRecurrentLayer[2, "Input" -> {"Varying", 1}], <|NetPort["State"] -> {1}|>]',
     "should be vector (size: 2), but found vector (size: 1)"),
    ('NetStateObject[NetInitialize@GatedRecurrentLayer[2, "Input" -> {"Varying", 1}]][{{{1}}, {{2}}}]',
     "one example at a time, but got a batch of 2"),
])
def test_refusals(session, source, words):
    outcome = session.evaluate(source)
    assert outcome.text == "$Failed"
    assert words in outcome.messages[0]


def test_batch_of_one(session):
    session.evaluate('sobj = NetStateObject[NetInitialize@GatedRecurrentLayer[2, "Input" -> {"Varying", 1}]];')
    assert array(session, "sobj[{{{1}, {2}}}]").shape == (1, 2, 2)


def test_state_fed_in_a_graph_is_not_stored(session):
    source = ('Information[NetGraph[{GatedRecurrentLayer[2, "Input" -> {"Varying", 3}], BasicRecurrentLayer[2]},'
              ' {NetPort["Input"] -> 1, 1 -> 2, NetPort[1, "State"] -> NetPort[2, "State"]}],'
              ' "RecurrentStatesPositionList"]')
    assert session.evaluate(source).text == "{{1, State}}"


CHARACTERS = ('net = NetInitialize@NetChain[{UnitVectorLayer[], GatedRecurrentLayer[8], SequenceLastLayer[],'
              ' LinearLayer[4], SoftmaxLayer[]}, "Input" -> NetEncoder[{"Characters", {"a", "b", "c", " "}}],'
              ' "Output" -> NetDecoder[{"Class", {"a", "b", "c", " "}}]];')


def test_generation_by_plan_is_the_long_way(session):
    session.evaluate(CHARACTERS)
    short = session.evaluate('StringJoin@NestList[NetStateObject[net], "ab", 30]').text
    long = session.evaluate(
        'sobj = NetStateObject[net]; StringJoin@NestList[sobj[{#}][[1]] &, "ab", 30]').text
    assert short == long
    assert len(short) == 32


def test_sampling_is_repeatable(session):
    session.evaluate(CHARACTERS)
    sample = ('BlockRandom[SeedRandom[5]; Block[{s = NetStateObject[net]}, StringJoin@NestList['
              's[#, {"RandomSample", "Temperature" -> 0.5}] &, "ab", 40]]]')
    assert session.evaluate(sample).text == session.evaluate(sample).text


def test_class_decoder_without_labels(session):
    session.evaluate('chain = NetInitialize@NetChain[{EmbeddingLayer[3, 3], BasicRecurrentLayer[3],'
                     ' SequenceLastLayer[], SoftmaxLayer[]}, "Output" -> NetDecoder["Class"]];'
                     ' sobj = NetStateObject[chain]; state = None;')
    one = session.evaluate("NestList[sobj[{#}] &, 1, 8]").text
    two = session.evaluate(
        'NestList[Function[{output, state} = Values@chain[<|"Input" -> {#}, NetPort[All, "States"] -> state|>,'
        ' {NetPort@"Output", NetPort[All, "States"]}]; output], 1, 8]').text
    assert one == two
