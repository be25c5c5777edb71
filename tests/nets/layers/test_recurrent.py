"""Recurrent layers against their formulas, written out in numpy, in both executors."""

from __future__ import annotations

import numpy as np
import pytest

import wlnet.nets.layers  # noqa: F401  declares them
from wlnet.expr import Call, S, String, to_expr
from wlnet.nets.layer import LAYERS


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def basic(x, states, a):
    (s,) = states
    return (np.tanh(a["InputWeights"] @ x + a["StateWeights"] @ s + a["Biases"]),)


def gate(a, name, x, s):
    return a[f"{name}GateInputWeights"] @ x + a[f"{name}GateStateWeights"] @ s + a[f"{name}GateBiases"]


def gru(x, states, a):
    (s,) = states
    i, r = sigmoid(gate(a, "Input", x, s)), sigmoid(gate(a, "Reset", x, s))
    m = np.tanh(a["MemoryGateInputWeights"] @ x + r * (a["MemoryGateStateWeights"] @ s) + a["MemoryGateBiases"])
    return ((1 - i) * m + i * s,)


def lstm(x, states, a):
    s, c = states
    i, o, f = (sigmoid(gate(a, name, x, s)) for name in ("Input", "Output", "Forget"))
    c = f * c + i * np.tanh(gate(a, "Memory", x, s))
    return o * np.tanh(c), c


FORMULAS = {"BasicRecurrentLayer": basic, "GatedRecurrentLayer": gru, "LongShortTermMemoryLayer": lstm}


def reference(name, arrays, x, n):
    states = tuple(np.zeros(n) for _ in LAYERS[name].states)
    outputs = []
    for row in x:
        states = FORMULAS[name](row, states, arrays)
        outputs.append(states[0])
    return np.array(outputs), states


def make(session, name, n, k, rng):
    layer = LAYERS[name]
    shapes = {spec.name: (n,) if spec.name.endswith("Biases") else (n, k) if "InputWeights" in spec.name else (n, n)
              for spec in layer.arrays}
    arrays = {key: rng.normal(size=shape).astype(np.float32) for key, shape in shapes.items()}
    rules = [Call(S.Rule, String(key), to_expr(value.astype(float))) for key, value in arrays.items()]
    net = session.evaluator(Call(S[name], to_expr(n), *rules))
    return net, {key: value.astype(float) for key, value in arrays.items()}


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize("count", [3, 40])
def test_formula(session, name, count):
    """A few sequences go through numpy one by one, many through torch: both must follow the formula."""
    rng = np.random.default_rng(3)
    net, arrays = make(session, name, 5, 3, rng)
    batch = [rng.normal(size=(1 + k % 6, 3)) for k in range(count)]
    everything = Call(S.NetPort, S.All, String("States"))
    found = session.evaluator(Call(net, to_expr(batch), to_expr([Call(S.NetPort, String("Output")), everything])))
    outputs, states = found.items.values()
    finals = [value.array for value in states.items.values()]
    for k, x in enumerate(batch):
        expected, last = reference(name, arrays, x, 5)
        np.testing.assert_allclose(outputs.args[k].array, expected, atol=1e-5)
        for state, value in zip(finals, last, strict=True):
            np.testing.assert_allclose(state[k], value, atol=1e-5)


@pytest.mark.parametrize("name", FORMULAS)
def test_integers_stand_for_unit_vectors(session, name):
    rng = np.random.default_rng(4)
    net, arrays = make(session, name, 4, 3, rng)
    chain = session.evaluator(Call(S.NetChain, to_expr([Call(S.UnitVectorLayer), net])))
    codes = [2, 1, 3, 3]
    expected, _ = reference(name, arrays, np.eye(3)[np.array(codes) - 1], 4)
    np.testing.assert_allclose(session.evaluator(Call(chain, to_expr(codes))).array, expected, atol=1e-5)
    many = session.evaluator(Call(chain, to_expr([codes] * 30)))
    np.testing.assert_allclose(many.array, np.stack([expected] * 30), atol=1e-5)


@pytest.mark.parametrize("name", FORMULAS)
def test_initial_state_by_port(session, name):
    rng = np.random.default_rng(5)
    net, arrays = make(session, name, 2, 2, rng)
    start = tuple(rng.normal(size=2) for _ in LAYERS[name].states)
    x = rng.normal(size=(1, 2))
    data = {"Input": x, **dict(zip(LAYERS[name].states, start, strict=True))}
    ports = {Call(S.NetPort, String(key)): to_expr(value) for key, value in data.items()}
    found = session.evaluator(Call(net, to_expr(ports)))
    np.testing.assert_allclose(found.array[0], FORMULAS[name](x[0], start, arrays)[0], atol=1e-5)
