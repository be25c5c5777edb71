"""Programs: the flat form of nets, what is pruned and what is rewritten."""

from __future__ import annotations

import pytest

from wlnet.backend.program import compile_net, prune
from wlnet.backend.single import single_run
from wlnet.kernel.messages import Failed


def program_of(session, source):
    return compile_net(session.evaluate(source).expression.value)


def test_steps_follow_the_graph(session):
    program = program_of(session, 'NetGraph[<|"a" -> 3, "b" -> Tanh, "c" -> Plus|>,'
                                  ' {"b" -> "c", "a" -> "b", "a" -> "c"}, "Input" -> 2]')
    assert [step.path for step in program.steps] == [("a",), ("b",), ("c",)]
    a, b, c = program.steps
    assert c.inputs == (b.outputs[0], a.outputs[0])
    assert program.outputs == {"Output": c.outputs[0]}
    assert [slot.paths for slot in program.arrays] == [(("a", "Weights"),), (("a", "Biases"),)]


def test_nested_chains_lie_flat(session):
    program = program_of(session, 'NetChain[{3, {Tanh, <|"x" -> 2|>}}, "Input" -> 2]')
    assert [step.path for step in program.steps] == [(1,), (2, 1), (2, 2, "x")]


def test_shared_arrays_have_one_slot(session):
    program = program_of(session, 'NetChain[{LinearLayer[2, "Weights" -> NetArray["w"]],'
                                  ' LinearLayer[2, "Weights" -> NetArray["w"]]}, "Input" -> 2]')
    assert len(program.arrays) == 3
    assert program.arrays[0].paths == ((1, "Weights"), (2, "Weights"))


def test_states(session):
    program = program_of(session, 'NetChain[{LongShortTermMemoryLayer[3], SequenceLastLayer[]},'
                                  ' "Input" -> {"Varying", 2}]')
    assert [slot.path for slot in program.states] == [(1, "State"), (1, "CellState")]
    assert all(slot.type.dims == (3,) for slot in program.states)


def test_what_nobody_wants_is_pruned(session):
    program = program_of(session, 'NetGraph[{3, 4, 5}, {NetPort["Input"] -> 1 -> NetPort["a"], 1 -> 2 -> NetPort["b"],'
                                  ' 1 -> 3 -> NetPort["c"]}, "Input" -> 2]')
    assert [step.path for step in prune(program, {program.outputs["b"]}).steps] == [(1,), (2,)]
    assert len(program.optimized({program.outputs["a"]}).steps) == 1


def test_uninitialized_is_named(session):
    with pytest.raises(Failed) as failed:
        program_of(session, 'NetChain[{3, 4}, "Input" -> 2]').check()
    assert failed.value.tag == "uninit"


def test_programs_are_made_once(session):
    net = session.evaluate('NetChain[{3}, "Input" -> 2]').expression.value
    assert compile_net(net) is compile_net(net)


@pytest.mark.parametrize(("layer", "alone"), [("3", True), ("ConvolutionLayer[2, {1}]", False)])
def test_single_examples_need_every_layer_in_numpy(session, layer, alone):
    program = program_of(session, f'NetInitialize@NetChain[{{ReshapeLayer[{{2, 1}}], {layer}}}, "Input" -> 2]')
    assert (single_run(program, program.outputs.values()) is not None) == alone
