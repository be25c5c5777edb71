"""Rules of programs change nothing but time: what the rewritten program gives is what the plain one gives.

The rules for recurrent layers and losses, with their gradients, are in `test_kernels`.
"""

from __future__ import annotations

import numpy as np
import pytest

from wlnet.backend.folding import InPlace, fold_normalization, folded, work_in_place
from wlnet.backend.program import Program, compile_net, gather_units, prune, take_last_state
from wlnet.backend.single import SingleRun
from wlnet.tensors import torch

STATISTICS = ('"Scaling" -> {0.5, 2, 3}, "Biases" -> {1, 0, -1}, "MovingMean" -> {1, 2, 3}, '
              '"MovingVariance" -> {1, 4, 0.5}]')
NORM = "BatchNormalizationLayer[" + STATISTICS
LAST = "BatchNormalizationLayer[Interleaving -> True, " + STATISTICS


def reading(layers: str) -> str:
    """A chain that reads sequences of integers."""
    return (f"NetChain[{{UnitVectorLayer[4], {layers}, SequenceLastLayer[], LinearLayer[2]}}, "
            '"Input" -> {"Varying", Restricted["Integer", 4]}]')


def branched(first: str, second: str) -> str:
    """A graph with one output before a layer and one behind it, or behind two layers."""
    return f'NetGraph[{{{first}, {second}}}, {{1 -> NetPort["a"], 1 -> 2 -> NetPort["b"]}}, "Input" -> 4]'


# rule, net, number of steps that it saves
CASES = [
    (gather_units, reading("GatedRecurrentLayer[3]"), 1),
    (gather_units, "NetChain[{UnitVectorLayer[4], LinearLayer[3]}]", 1),
    (gather_units, "NetChain[{UnitVectorLayer[4], Tanh}]", 0),
    (gather_units, 'NetGraph[{UnitVectorLayer[4], LinearLayer[3], Tanh}, {1 -> 2 -> NetPort["a"], '
                   '1 -> 3 -> NetPort["b"]}]', 0),
    (take_last_state, reading("LongShortTermMemoryLayer[3]"), 1),
    (take_last_state, reading("BasicRecurrentLayer[3], Tanh"), 0),
    (fold_normalization, f'NetChain[{{ConvolutionLayer[3, 2], {NORM}, Ramp}}, "Input" -> {{2, 4, 5}}]', 1),
    (fold_normalization, f'NetChain[{{ConvolutionLayer[3, 2, "Biases" -> None], {NORM}}}, "Input" -> {{2, 4, 5}}]', 1),
    (fold_normalization, f"NetChain[{{ConvolutionLayer[3, 2, Interleaving -> True], {LAST}}}, "
                         '"Input" -> {4, 5, 2}]', 1),
    (fold_normalization, f'NetChain[{{ConvolutionLayer[3, 2], {LAST}}}, "Input" -> {{2, 4, 4}}]', 0),
    (fold_normalization, f'NetChain[{{LinearLayer[3], {NORM}, LinearLayer[3], {NORM}}}, "Input" -> 4]', 2),
    (fold_normalization, f'NetChain[{{Tanh, {NORM}}}, "Input" -> 3]', 0),
    (fold_normalization, f'NetGraph[{{LinearLayer[3], {NORM}, TotalLayer[]}}, {{1 -> 2, {{1, 2}} -> 3}}, '
                         '"Input" -> 4]', 0),
    (fold_normalization, branched("LinearLayer[3]", NORM), 0),
]


def data_for(program: Program) -> dict[int, np.ndarray]:
    chance = np.random.default_rng(1)
    found = {}
    for cell in program.inputs.values():
        kind = program.types[cell]
        dims = [dim if isinstance(dim, int) else 5 for dim in kind.dims]
        shape = (3, *dims)
        found[cell] = (chance.integers(1, 5, shape) if kind.is_integer
                       else chance.normal(size=shape).astype(np.float32))
    return found


def in_torch(program: Program, values: dict[int, np.ndarray], wanted: list[int]) -> list[np.ndarray]:
    from wlnet.backend.module import TorchRun, array_tensors, execute
    run = TorchRun(batch=3)
    tensors = {cell: torch.from_numpy(value) for cell, value in values.items()}
    with torch.no_grad():
        found, _ = execute(program, array_tensors(program, run), tensors, {}, run, wanted)
    return [found[cell].numpy() for cell in wanted]


@pytest.mark.parametrize(("rule", "net", "saved"), CASES)
def test_rule(session, rule, net, saved):
    outcome = session.evaluate(f"NetInitialize[{net}, RandomSeeding -> 2]")
    assert not outcome.messages
    plain = compile_net(outcome.expression.value)
    wanted = list(plain.outputs.values())
    fast = rule(plain, set(wanted))
    assert len(plain.steps) - len(fast.steps) == saved
    values = data_for(plain)
    for ours, theirs in zip(in_torch(fast, values, wanted), in_torch(plain, values, wanted), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("net", [net for _, net, _ in CASES if "ConvolutionLayer" not in net])
def test_numpy_takes_the_same_rules(session, net):
    plain = compile_net(session.evaluate(f"NetInitialize[{net}, RandomSeeding -> 2]").expression.value)
    wanted = list(plain.outputs.values())
    values = {cell: value[0] for cell, value in data_for(plain).items()}
    ours, theirs = SingleRun(folded(plain, wanted))(values), SingleRun(plain)(values)
    for cell in wanted:
        np.testing.assert_allclose(ours[cell], theirs[cell], rtol=1e-4, atol=1e-5)


ACTIVATIONS = ["Ramp", "Tanh", "LogisticSigmoid", '"ReLU"', '"Swish"', '"SELU"', '"GELU"', '"Sigmoid"']


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_in_place(session, name):
    source = (f'NetChain[{{ConvolutionLayer[3, 2], ElementwiseLayer[{name}], ReshapeLayer[{{36}}], '
              f'LinearLayer[4], ElementwiseLayer[{name}], ElementwiseLayer[{name}]}}, "Input" -> {{2, 4, 5}}]')
    plain = compile_net(session.evaluate(f"NetInitialize[{source}, RandomSeeding -> 2]").expression.value)
    wanted = list(plain.outputs.values())
    fast = work_in_place(plain, wanted)
    assert [isinstance(step.layer, InPlace) for step in fast.steps] == [False, True, False, False, True, False]
    values = data_for(plain)
    [ours], [theirs] = in_torch(fast, values, wanted), in_torch(plain, values, wanted)
    np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(values[next(iter(values))], data_for(plain)[next(iter(values))])


@pytest.mark.parametrize(("net", "count"), [
    ('NetChain[{LinearLayer[3], Tanh}, "Input" -> 4]', 1),
    ('NetChain[{Tanh, Ramp}, "Input" -> 4]', 0),
    ('NetChain[{LinearLayer[3], ElementwiseLayer[# + 1 &]}, "Input" -> 4]', 0),
    ('NetGraph[{LinearLayer[3], Tanh, TotalLayer[]}, {1 -> 2, {1, 2} -> 3}, "Input" -> 4]', 0),
    (branched("LinearLayer[3]", "Tanh"), 0),
])
def test_what_is_read_again_is_not_overwritten(session, net, count):
    plain = compile_net(session.evaluate(f"NetInitialize[{net}]").expression.value)
    fast = work_in_place(plain, list(plain.outputs.values()))
    assert sum(isinstance(step.layer, InPlace) for step in fast.steps) == count


def test_gradients_and_training_mode_are_as_before(session):
    session.evaluate("""net = NetInitialize[NetChain[{NetMapOperator[NetChain[{LinearLayer[3], Tanh}]],
        BatchNormalizationLayer[], FlattenLayer[], LinearLayer[2], Ramp}, "Input" -> {5, 4}], RandomSeeding -> 1];
        x = RandomReal[1, {20, 5, 4}]; a = net[x, NetPort["Output"]];
        b = net[x, {NetPort["Output"], NetPortGradient["Input"]}][NetPort["Output"]];
        c = net[x, NetEvaluationMode -> "Train"];""")
    assert session.evaluate("Max[Abs[a - b]] < 10^-5 && Max[Abs[a - c]] > 0.01").text == "True"


def test_programs_without_losses_are_left_as_they_are(session):
    plain = compile_net(session.evaluate('NetInitialize[NetChain[{3, Tanh}, "Input" -> 2]]').expression.value)
    wanted = set(plain.outputs.values())
    assert fold_normalization(plain, wanted) is plain
    assert take_last_state(plain, wanted) is plain


def test_interiors_keep_their_normalization(session):
    source = f'NetChain[{{LinearLayer[3], {NORM}}}, "Input" -> 4]'
    plain = compile_net(session.evaluate(f"NetInitialize[{source}]").expression.value)
    assert len(folded(plain, plain.outputs.values()).steps) == 1
    assert len(folded(plain, [*plain.outputs.values(), plain.steps[0].outputs[0]]).steps) == 2


@pytest.mark.parametrize(("options", "result"), [
    ("", "{{0.5}}"), ('NetEvaluationMode -> "Train"', "{{0.}}"), ('WorkingPrecision -> "Real64"', "{{0.5}}"),
])
def test_training_mode_normalizes_by_the_batch(session, options, result):
    session.evaluate("""net = NetChain[{LinearLayer[1, "Weights" -> {{1}}, "Biases" -> {0}], BatchNormalizationLayer[
        "Scaling" -> {1}, "Biases" -> {0}, "MovingMean" -> {0.5}, "MovingVariance" -> {0.999}]}, "Input" -> 1]""")
    assert session.evaluate(f"Round[net[{{{{1.}}}}{', ' if options else ''}{options}], 0.001]").text == result


def test_dead_outputs_are_dropped(session):
    plain = compile_net(session.evaluate(
        'NetGraph[{3, 4}, {NetPort["Input"] -> 1 -> NetPort["a"], NetPort["Input"] -> 2 -> NetPort["b"]}, "Input" -> 2]'
    ).expression.value)
    assert [step.path for step in prune(plain, {plain.outputs["b"]}).steps] == [(2,)]


def test_only_wanted_states_are_made(session, monkeypatch):
    """Of a recurrent layer before SequenceLastLayer, no sequence of outputs is made."""
    from wlnet.backend import recurrent
    seen = []
    scan = recurrent.gru
    monkeypatch.setattr(recurrent, "gru", lambda *args, last: seen.append(last) or scan(*args, last=last))
    source = """net = NetInitialize[NetChain[{GatedRecurrentLayer[3], GatedRecurrentLayer[3], SequenceLastLayer[],
        LinearLayer[2]}, "Input" -> {"Varying", 2}]];
        data = RandomReal[1, {40, 5, 2}]; net[data]; net[data, NetPort[2]];"""
    session.evaluate(source)
    assert seen == [False, True, False, False]


def test_recurrent_layers_take_one_thread(session):
    from wlnet.backend.batch import threads_for
    from wlnet.backend.module import TorchRun
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        for source, count in (("NetBidirectionalOperator[GatedRecurrentLayer[2]]", 1), ("LinearLayer[2]", 3)):
            program = compile_net(session.evaluate(f'NetChain[{{{source}}}, "Input" -> {{4, 2}}]').expression.value)
            with threads_for(program, TorchRun()):
                assert torch.get_num_threads() == count
            assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)
