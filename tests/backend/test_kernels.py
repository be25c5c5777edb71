"""Rules of programs change nothing but time: the rewritten program gives what the plain one gives."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from wlnet.session import Session
from wlnet.tensors import torch

NETS = {
    "last state": "NetChain[{LongShortTermMemoryLayer[3], SequenceLastLayer[], LinearLayer[2], SoftmaxLayer[]}, "
                  '"Input" -> {"Varying", 2}]',
    "gather": "NetChain[{UnitVectorLayer[5], GatedRecurrentLayer[3], BasicRecurrentLayer[4], SequenceLastLayer[], "
              "LinearLayer[2], SoftmaxLayer[]}]",
}
LOSSES = {
    "Index": ("SoftmaxLayer[]", 'CrossEntropyLossLayer["Index"]', [1, 3, 2]),
    "Probabilities": ("SoftmaxLayer[]", 'CrossEntropyLossLayer["Probabilities"]',
                      [[0.2, 0.3, 0.5], [1, 0, 0], [0, 0.5, 0.5]]),
    "Binary": ("LogisticSigmoid", 'CrossEntropyLossLayer["Binary"]', [[1, 0, 0.5], [0, 1, 1], [1, 1, 0]]),
}


def net_of(source):
    return Session(seed=1).evaluate(f"NetInitialize[{source}]").expression.value


def outputs_and_gradients(program, values, wanted, lengths=None):
    from wlnet.backend.module import TorchRun, execute
    run = TorchRun(dtype=torch.float64, batch=3)
    arrays = [torch.tensor(slot.value, dtype=torch.float64).requires_grad_() for slot in program.arrays]
    found, _ = execute(program, arrays, values, dict.fromkeys(values, lengths), run, wanted)
    total = sum((found[cell] * torch.arange(1, found[cell].numel() + 1).reshape(found[cell].shape)).sum()
                for cell in sorted(wanted))
    return [found[cell] for cell in sorted(wanted)], torch.autograd.grad(total, arrays)


@pytest.mark.parametrize("name", NETS)
@pytest.mark.parametrize("lengths", [None, [4, 2, 1]])
def test_recurrent_rules(name, lengths, monkeypatch):
    from wlnet.backend import kernels, module
    from wlnet.backend.program import compile_net
    plain = compile_net(net_of(NETS[name]))
    cell = next(iter(plain.inputs.values()))
    generator = torch.Generator().manual_seed(3)
    values = {cell: torch.randint(1, 6, (3, 4), generator=generator) if name == "gather"
              else torch.randn(3, 4, 2, generator=generator, dtype=torch.float64)}
    wanted = set(plain.outputs.values())
    sizes = None if lengths is None else torch.tensor(lengths)
    fast = plain.optimized(wanted)
    assert len(fast.steps) < len(plain.steps)
    ours = outputs_and_gradients(fast, values, wanted, sizes)
    monkeypatch.setattr(module, "KERNELS", {})
    assert kernels.RULES
    torch.testing.assert_close(ours, outputs_and_gradients(plain, values, wanted, sizes))


@pytest.mark.parametrize("form", LOSSES)
def test_fused_losses(form):
    from wlnet.backend import kernels
    from wlnet.backend.program import compile_net
    last, loss, target = LOSSES[form]
    graph = net_of(f'NetGraph[{{LinearLayer[3, "Input" -> 2], {last}, {loss}}}, '
                   '{1 -> 2 -> NetPort[3, "Input"], NetPort["Target"] -> NetPort[3, "Target"]}]')
    plain = compile_net(graph)
    values = {plain.inputs["Input"]: torch.tensor([[1.0, 2], [3, -1], [0.5, 0]], dtype=torch.float64),
              plain.inputs["Target"]: torch.tensor(target, dtype=torch.int64 if form == "Index" else torch.float64)}
    wanted = set(plain.outputs.values())
    fast = kernels.fuse_losses(plain, wanted)
    assert len(fast.steps) == len(plain.steps) - 1
    torch.testing.assert_close(
        outputs_and_gradients(fast, values, wanted), outputs_and_gradients(plain, values, wanted))


def test_wanted_probabilities_are_kept():
    from wlnet.backend import kernels
    from wlnet.backend.program import compile_net
    graph = net_of('NetGraph[{LinearLayer[3, "Input" -> 2], SoftmaxLayer[], CrossEntropyLossLayer["Index"]}, '
                   '{1 -> 2 -> NetPort[3, "Input"], NetPort["Target"] -> NetPort[3, "Target"]}]')
    program = compile_net(graph)
    softmax = program.steps[1].outputs[0]
    assert kernels.fuse_losses(program, {softmax, *program.outputs.values()}) is program


def test_exact_where_probabilities_round_to_zero():
    from wlnet.backend.kernels import LogitLoss
    loss = LogitLoss(form="Index").forward(torch.tensor([[0.0, 200.0]]), torch.tensor([1]), None)
    assert np.isclose(loss.item(), 200.0)


def test_dropout_takes_the_plain_way():
    from wlnet.backend import kernels
    from wlnet.backend.module import TorchRun
    layer = net_of('GatedRecurrentLayer[2, "Dropout" -> 0.5, "Input" -> {"Varying", 2}]')
    kernel = kernels.KERNELS[type(layer)]
    x, state = torch.zeros(1, 2, 2), torch.zeros(1, 2)
    arrays = [torch.zeros(2, 2)] * 6 + [torch.zeros(2)] * 3
    assert kernel(layer, x, state, *arrays, run=TorchRun(training=True), lengths=None) is None
    assert kernel(layer, x, state, *arrays, run=TorchRun(training=False), lengths=None) is not None
    assert dataclasses.is_dataclass(layer)
