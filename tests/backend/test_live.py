"""Nets as torch modules: the same answers, the same arrays, trained from outside."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from wlnet.backend.live import to_torch
from wlnet.expr import to_expr


def made(session, source):
    return session.evaluate(f"net = NetInitialize[{source}]").expression


@pytest.mark.parametrize("source, shape", [
    ('NetChain[{LinearLayer[3], Tanh, 2}, "Input" -> 4]', (5, 4)),
    ('NetChain[{ConvolutionLayer[4, 3], BatchNormalizationLayer[], Ramp, PoolingLayer[2], FlattenLayer[], 3, '
     'SoftmaxLayer[]}, "Input" -> {1, 8, 8}]', (5, 1, 8, 8)),
    ('NetChain[{LongShortTermMemoryLayer[3], SequenceLastLayer[]}, "Input" -> {"Varying", 2}]', (5, 7, 2)),
    ('NetGraph[<|"a.b" -> 3, "" -> Tanh, "forward" -> TotalLayer[]|>, {"a.b" -> "" -> "forward", "a.b" -> "forward"}, '
     '"Input" -> 2]', (5, 2)),
])
def test_the_module_computes_what_the_net_does(session, source, shape):
    net = made(session, source)
    module = to_torch(net).eval()
    x = np.random.default_rng(1).normal(size=shape).astype(np.float32)
    session.evaluator.set_value(session.evaluator.contexts.resolve("x"), to_expr(x))
    np.testing.assert_allclose(module(torch.tensor(x)).detach().numpy(), session.evaluate("net[x]").expression.array,
                               atol=1e-5)
    assert module.net == net.value


def test_names_are_places(session):
    module = to_torch(made(session, 'NetChain[<|"a" -> LinearLayer[3], "b" -> NetChain[{2}]|>, "Input" -> 4]'))
    assert list(module.state_dict()) == ["a.Weights", "a.Biases", "b.1.Weights", "b.1.Biases"]


def test_training_from_outside(session):
    module = to_torch(made(session, 'NetChain[{BatchNormalizationLayer[], 1}, "Input" -> 2]'))
    x, y = torch.randn(64, 2), torch.randn(64, 1)
    optimizer = torch.optim.SGD(module.parameters(), 0.1)
    before = module.net
    losses = []
    for _ in range(5):
        loss = (module(x) - y).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0]
    assert module.net != before
    assert module.state_dict()["1.MovingMean"].abs().sum() > 0


def test_shared_arrays_are_one_parameter(session):
    layer = 'LinearLayer["Weights" -> NetArray["w"], "Biases" -> None]'
    module = to_torch(made(session, f'NetChain[{{{layer}, Tanh, {layer}}}, "Input" -> 3]'))
    assert len(list(module.parameters())) == 1


def test_lengths_and_names_of_ports(session):
    module = to_torch(made(
        session, 'NetChain[{GatedRecurrentLayer[3], SequenceLastLayer[]}, "Input" -> {"Varying", 2}]'))
    x = torch.randn(2, 5, 2)
    ragged = module(Input=x, lengths={"Input": torch.tensor([5, 3])})
    torch.testing.assert_close(ragged[1], module(x[1:, :3])[0])
    with pytest.raises(TypeError):
        module()
    with pytest.raises(TypeError):
        to_torch(5)


def test_several_outputs(session):
    module = to_torch(made(session, 'NetGraph[{2, 3}, {}, "Input" -> 4]'))
    assert {name: tuple(value.shape) for name, value in module(torch.zeros(1, 4)).items()} == {
        "Output1": (1, 2), "Output2": (1, 3)}
