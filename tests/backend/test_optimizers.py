"""Optimisers against formulas written out for one step or two."""

from __future__ import annotations

import math

import pytest

from wlnet.tensors import torch


def updater(name, part=None, **settings):
    from wlnet.backend.optimizers import METHODS, Method, Part, Updater
    rate = settings.pop("rate", 0.1)
    schedule = settings.pop("schedule", None)
    parameter = torch.tensor([1.0, -2.0], dtype=torch.float64, requires_grad=True)
    method = Method(name, {**METHODS[name], **settings}, rate, schedule)
    return parameter, Updater(method, [Part(parameter, **(part or {}))])


def steps(name, gradients, part=None, **settings):
    parameter, update = updater(name, part, **settings)
    for number, gradient in enumerate(gradients, 1):
        parameter.grad = torch.tensor(gradient, dtype=torch.float64)
        update.step(number, len(gradients))
    return parameter.tolist()


def test_adam_has_epsilon_1e_5():
    g = 1e-5
    assert steps("ADAM", [[g, g]]) == pytest.approx([1 - 0.1 * g / (g + 1e-5), -2 - 0.1 * g / (g + 1e-5)])


def test_momentum():
    assert steps("SGD", [[1.0, 0], [1.0, 0]], Momentum=0.5) == pytest.approx([1 - 0.1 - 0.15, -2])


def test_signs():
    assert steps("SignSGD", [[5.0, -0.01]]) == pytest.approx([0.9, -1.9])


def test_rmsprop_is_centred():
    mean, square = 0.05, 0.05
    step = 0.1 / (math.sqrt(square - mean * mean) + 1e-6)
    assert steps("RMSProp", [[1.0, 1.0]], Momentum=0.0) == pytest.approx([1 - step, -2 - step])


def test_adamw_decays_weights_apart():
    free = steps("AdamW", [[0.0, 0.0]], WeightDecay=0.5)
    assert free == pytest.approx([1 - 0.1 * 0.5, -2 * (1 - 0.1 * 0.5)])


@pytest.mark.parametrize(("part", "result"), [
    ({"factor": 2.0}, [0.8, -2.2]),
    ({"factor": -1.0}, [1.1, -1.9]),
    ({"decay": 0.5}, [1 - 0.1 * 1.5, -2 - 0.1 * 0.0]),
    ({"gradient_clip": 0.3}, [0.97, -2.03]),
    ({"weight_clip": 0.5}, [0.5, -0.5]),
])
def test_parts(part, result):
    assert steps("SGD", [[1.0, 1.0]], part, Momentum=0.0) == pytest.approx(result)


def test_frozen_parts_have_no_optimiser():
    parameter, update = updater("ADAM", {"factor": 0.0})
    parameter.grad = torch.ones(2, dtype=torch.float64)
    update.step(1, 1)
    assert parameter.tolist() == [1, -2]


def test_schedule_scales_the_rate():
    assert steps("SGD", [[1.0, 0], [1.0, 0]], Momentum=0.0, schedule=lambda k, n: k / n) == pytest.approx([0.85, -2])


@pytest.mark.parametrize("name", ["Polynomial", "Cosine", "OneCycle", "WarmUp"])
def test_named_schedules_stay_within_0_and_1(name):
    from wlnet.backend.optimizers import SCHEDULES
    values = [SCHEDULES[name](k, 100) for k in range(1, 101)]
    assert all(0 <= value <= 1 for value in values)
    assert max(values) > 0.9


@pytest.mark.parametrize(("warm", "final", "values"), [
    (0, 0, [1.0, 0.75, 0.5, 0.25]), (2, 0, [1 / 3, 2 / 3, 1.0, 0.5]), (0.5, 0, [1 / 3, 2 / 3, 1.0, 0.5]),
    (0, 0.5, [1.0, 0.875, 0.75, 0.625]), (99, 0, [0.25, 0.5, 0.75, 1.0]),
])
def test_shaped_schedules(warm, final, values):
    from wlnet.backend.optimizers import polynomial, shaped
    schedule = shaped(polynomial, warm, final)
    assert [schedule(batch, 4) for batch in (1, 2, 3, 4)] == pytest.approx(values)


def test_a_changed_rate_is_what_a_schedule_scales():
    from wlnet.backend.optimizers import Method, Part, Updater
    parameter = torch.zeros(1, requires_grad=True)
    plain = Updater(Method(rate=1.0), [Part(parameter)])
    plain.change_rate(0.5)
    assert plain.rate == 0.5
    planned = Updater(Method(rate=1.0, schedule=lambda batch, total: 0.1), [Part(parameter)])
    planned.change_rate(0.5)
    planned.plan(1, 10)
    assert planned.rate == pytest.approx(0.05)
