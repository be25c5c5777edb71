"""Recurrent layers: one loop over time, three cells.

Input products of all gates and all time steps are one product before the loop; the loop only adds what depends on the
state. Gates are stacked in the order in which the arrays are declared, so one product per step serves all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from wlnet.expr import Call, Expr, Real, S, String, is_call, is_list, to_expr
from wlnet.nets.data import Array
from wlnet.nets.declare import AUTOMATIC, Automatic, Kind, Misfit, array, parameter
from wlnet.nets.inference import Shapes
from wlnet.nets.kinds import POSITIVE_OR_AUTOMATIC, PROBABILITY
from wlnet.nets.layer import Layer, Run, Single, abstract, layer
from wlnet.nets.layers.linear import column_major, product
from wlnet.nets.types import REAL, VARYING
from wlnet.tensors import Tensor, torch

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

DROPOUT_METHODS = ("VariationalWeights", "VariationalInput", "VariationalState", "StateZoneout")
MOST_READY = 2_000      # classes whose share of the gates is cut into parts beforehand
HALF = np.array(0.5, np.float32)        # an array, which numpy takes faster than a number
Dropout = tuple[tuple[str, float], ...]
Chooser = Callable[[int], tuple[Array, ...]]


def _read_dropout(expr: Expr, ev: Evaluator) -> Dropout:
    """None, a probability (by way of VariationalWeights), or rules from methods to probabilities."""
    if expr is S["None"]:
        return ()
    if is_call(expr, S.Rule, 2):
        name = expr.args[0]
        if not (isinstance(name, String) and name.value in DROPOUT_METHODS):
            raise Misfit(f"rules from one of {', '.join(DROPOUT_METHODS)} to a probability")
        return ((name.value, PROBABILITY.read(expr.args[1], ev)),)
    if is_list(expr):
        return tuple(item for rule in expr.args for item in _read_dropout(rule, ev))
    return (("VariationalWeights", PROBABILITY.read(expr, ev)),)


def _show_dropout(value: Dropout) -> Expr:
    return to_expr([Call(S.Rule, String(name), Real(p)) for name, p in value]) if value else S["None"]


DROPOUT = Kind("None, a probability or rules from methods to probabilities", _read_dropout, _show_dropout)


@abstract
class Recurrent(Layer):
    """What the recurrent layers share. Arrays come in three groups: input weights, state weights, biases by gate."""

    length: int | Automatic = parameter(POSITIVE_OR_AUTOMATIC, position=1, default=AUTOMATIC, part="OutputDimension")
    dropout: Dropout = parameter(DROPOUT, option="Dropout", default=())

    states: ClassVar[tuple[str, ...]] = ("State",)
    gathers_rank = 1

    def infer(self, shapes: Shapes) -> None:
        n = None if isinstance(self.length, Automatic) else self.length
        out = shapes["Output"]
        if out and isinstance(out[-1], int):
            n = n or out[-1]
        shapes.narrow("Input", (None, None), REAL)
        shapes.narrow("Output", (None, n), REAL)
        gates = len(self.arrays) // 3
        for spec in self.arrays[:gates]:
            shapes.narrow(spec.name, (n, None))
        for spec in self.arrays[gates : 2 * gates]:
            shapes.narrow(spec.name, (n, n))
        for spec in self.arrays[2 * gates :]:
            shapes.narrow(spec.name, (n,))
        for spec in self.arrays:
            dims = shapes[spec.name]
            n = n or (dims[0] if dims and isinstance(dims[0], int) else None)
        inputs, out = shapes["Input"], shapes["Output"]
        assert inputs is not None
        assert out is not None
        k = inputs[1]
        for spec in self.arrays[:gates]:
            dims = shapes[spec.name]
            k = k or (dims[1] if dims else None)
        for spec in self.arrays[:gates]:
            shapes.narrow(spec.name, (n, k))
        shapes.narrow("Input", (out[0], k))
        shapes.narrow("Output", (inputs[0], n))
        for name in self.states:
            shapes.narrow(name, (n,), REAL)

    def settle(self, shapes: Shapes) -> None:
        inputs = shapes["Input"]
        if inputs is not None and inputs[0] is None:     # sequences vary in length unless somebody fixed it
            shapes.narrow("Input", (VARYING, inputs[1]))

    def cell(self, drive: Tensor, states: Sequence[Tensor], weights: Tensor, masks: Masks) -> tuple[Tensor, ...]:
        """The states after one step. `drive` is the input's share of all gates; the first new state is the output."""
        raise AssertionError("every recurrent layer has a cell")

    def step(self, weights: Array, size: int) -> Callable[..., Any]:
        """The same in numpy, for one example: (parts of the drive, states...) -> new states; reuses buffers for gates.

        Drive and weights of gates with a sigmoid come halved, since sigmoid(x) = tanh(x/2)/2 + 1/2.
        """
        raise AssertionError("every recurrent layer has a step")

    def parts(self, drive: Array, size: int) -> tuple[Array, ...]:
        """The parts of a drive that `step` takes."""
        return (drive,)

    @property
    def sigmoids(self) -> int:
        """The number of gates, of those declared first, that have a sigmoid."""
        return len(self.arrays) // 3 - 1

    def forward(
        self, x: Tensor, *rest: Any, run: Run, lengths: Tensor | None,
    ) -> tuple[Tensor, ...]:
        states, arrays = rest[: len(self.states)], rest[len(self.states) :]
        gates = len(arrays) // 3
        drives = product(x, torch.cat(arrays[:gates]), torch.cat(arrays[2 * gates :]))
        weights = torch.cat(arrays[gates : 2 * gates])
        masks = Masks(self.dropout, run, drives, weights)
        weights = masks.weights(weights)
        outputs = []
        for t, drive in enumerate(masks.inputs(drives).unbind(1)):
            fresh = masks.zoneout(self.cell(drive, states, weights, masks), states)
            outputs.append(fresh[0])
            if lengths is not None:
                alive = (t < lengths)[:, None]
                fresh = tuple(torch.where(alive, new, old) for new, old in zip(fresh, states))
            states = fresh
        return (torch.stack(outputs, 1), *states)

    def single(self, *arrays: Array) -> Single:
        gates, size = len(arrays) // 3, len(arrays[-1])
        factors = np.repeat(np.array([0.5] * self.sigmoids + [1.0] * (gates - self.sigmoids), np.float32), size)
        weights, hidden = (column_major(np.concatenate(arrays[at : at + gates]) * factors[:, None])
                           for at in (0, gates))
        biases = np.concatenate(arrays[2 * gates :]) * factors
        step, drive = self.step(hidden, size), np.empty_like(biases)
        parts, dot, add = self.parts(drive, size), weights.dot, np.add
        choose: Chooser | None = None

        def project(item: Array) -> tuple[Array, ...]:
            dot(item, drive)
            add(drive, biases, drive)
            return parts

        def apply(x: Array, *states: Array) -> tuple[Array, ...]:
            nonlocal choose
            items: Any = x
            drive_of: Callable[[Any], tuple[Array, ...]] = project
            if x.dtype.kind == "i":
                choose = choose or self._chooser(weights, biases, size)
                items, drive_of = x.tolist(), choose
            if len(items) == 1:
                states = step(drive_of(items[0]), *states)
                return (states[0][None], *states)
            outputs = np.empty((len(items), size), biases.dtype)
            for t, item in enumerate(items):        # one by one, so that no result depends on the length
                states = step(drive_of(item), *states)
                outputs[t] = states[0]
            return (outputs, *states)
        return apply

    def _chooser(self, weights: Array, biases: Array, size: int) -> Chooser:
        """The parts of the drive for an integer that stands for a unit vector: a row of a table."""
        table = np.ascontiguousarray(weights.T) + biases
        if len(table) > MOST_READY:
            return lambda index: self.parts(table[index - 1], size)
        ready = [self.parts(row, size) for row in table]
        return [ready[-1], *ready].__getitem__      # counted from 1


class Masks:
    """The dropout of one run of a recurrent layer: masks are drawn once and serve all time steps."""

    def __init__(self, methods: Dropout, run: Run, drives: Tensor, weights: Tensor) -> None:
        self.rates = dict(methods) if run.training else {}
        self.run = run
        n = weights.shape[1]
        shape = (len(drives), 1, drives.shape[-1])
        self.on_input = self._draw("VariationalInput", shape, drives)
        self.on_weights = self._draw("VariationalWeights", tuple(weights.shape), drives)
        on_state = self._draw("VariationalState", shape, drives)
        self.on_state = None if on_state is None else on_state[:, 0]
        self.size = n

    def _draw(self, method: str, shape: tuple[int, ...], like: Tensor) -> Tensor | None:
        rate = self.rates.get(method)
        if not rate:
            return None
        kept = torch.rand(shape, generator=self.run.generator, dtype=like.dtype, device=like.device) >= rate
        return kept.to(like.dtype) / (1 - rate)

    def inputs(self, drives: Tensor) -> Tensor:
        """The input's share of the gates."""
        return drives if self.on_input is None else drives * self.on_input

    def weights(self, weights: Tensor) -> Tensor:
        """The state weights."""
        return weights if self.on_weights is None else weights * self.on_weights

    def state(self, share: Tensor) -> Tensor:
        """The state's share of the gates."""
        return share if self.on_state is None else share * self.on_state

    def zoneout(self, fresh: tuple[Tensor, ...], states: Sequence[Tensor]) -> tuple[Tensor, ...]:
        """New states, some units of which keep their previous value (Krueger et al. 2017)."""
        rate = self.rates.get("StateZoneout")
        if not rate:
            return fresh
        keep = torch.rand(fresh[0].shape, generator=self.run.generator, device=fresh[0].device) < rate
        return tuple(torch.where(keep, old, new) for new, old in zip(fresh, states))


@layer("BasicRecurrentLayer")
class BasicRecurrent(Recurrent):
    """BasicRecurrentLayer[n] gives the states Tanh[wx.x + ws.s + b] of a recurrent layer with n units.

    Ports    Input {t, k}; Output {t, n}, the states after each step; state port State {n}, zeros at first.
    Arrays   InputWeights {n, k}; StateWeights {n, n}; Biases {n}.
    Source   ref/BasicRecurrentLayer
    Example  NetExtract[BasicRecurrentLayer[2, "Input" -> {"Varying", 3}], "Output"]  gives  {Varying, 2}
    """

    input_weights: Array = array("InputWeights")
    state_weights: Array = array("StateWeights")
    biases: Array = array("Biases")

    def cell(self, drive: Tensor, states: Sequence[Tensor], weights: Tensor, masks: Masks) -> tuple[Tensor, ...]:
        return (torch.tanh(drive + masks.state(states[0] @ weights.t())),)

    def step(self, weights: Array, size: int) -> Callable[..., Any]:
        tanh, add, dot = np.tanh, np.add, weights.dot

        def step(parts: tuple[Array], state: Array) -> tuple[Array]:
            result = dot(state)
            add(result, parts[0], result)
            return (tanh(result, result),)
        return step


@layer("GatedRecurrentLayer")
class GatedRecurrent(Recurrent):
    """GatedRecurrentLayer[n] gives the states of a gated recurrent layer with n units.

    Ports    Input {t, k}; Output {t, n}, the states after each step; state port State {n}, zeros at first.
    Arrays   InputGate-, ResetGate-, MemoryGate- InputWeights {n, k}, StateWeights {n, n} and Biases {n}.
    Source   ref/GatedRecurrentLayer; Chung et al. 2014, the reset gate applied after the product
    Example  NetExtract[GatedRecurrentLayer[7, "Input" -> {"Varying", 3}], "Output"]  gives  {Varying, 7}
    """

    input_gate_input_weights: Array = array("InputGateInputWeights")
    reset_gate_input_weights: Array = array("ResetGateInputWeights")
    memory_gate_input_weights: Array = array("MemoryGateInputWeights")
    input_gate_state_weights: Array = array("InputGateStateWeights")
    reset_gate_state_weights: Array = array("ResetGateStateWeights")
    memory_gate_state_weights: Array = array("MemoryGateStateWeights")
    input_gate_biases: Array = array("InputGateBiases")
    reset_gate_biases: Array = array("ResetGateBiases")
    memory_gate_biases: Array = array("MemoryGateBiases")

    def cell(self, drive: Tensor, states: Sequence[Tensor], weights: Tensor, masks: Masks) -> tuple[Tensor, ...]:
        n, state = masks.size, states[0]
        share = masks.state(state @ weights.t())
        gates = torch.sigmoid(drive[:, : 2 * n] + share[:, : 2 * n])
        update, reset = gates[:, :n], gates[:, n:]
        memory = torch.tanh(drive[:, 2 * n :] + reset * share[:, 2 * n :])
        return (memory + update * (state - memory),)

    def step(self, weights: Array, size: int) -> Callable[..., Any]:
        two = 2 * size
        share, gates = np.empty(3 * size, weights.dtype), np.empty(two, weights.dtype)
        low, high, update, reset = share[:two], share[two:], gates[:size], gates[size:]
        tanh, multiply, add, subtract, dot = np.tanh, np.multiply, np.add, np.subtract, weights.dot

        def step(parts: tuple[Array, Array], state: Array) -> tuple[Array]:
            drive, memory_drive = parts
            dot(state, share)
            add(low, drive, gates)
            tanh(gates, gates)
            multiply(gates, HALF, gates)
            add(gates, HALF, gates)
            multiply(high, reset, high)
            add(high, memory_drive, high)
            tanh(high, high)
            result = subtract(state, high)
            multiply(result, update, result)
            return (add(result, high, result),)
        return step

    def parts(self, drive: Array, size: int) -> tuple[Array, ...]:
        return drive[: 2 * size], drive[2 * size :]


@layer("LongShortTermMemoryLayer")
class LongShortTermMemory(Recurrent):
    """LongShortTermMemoryLayer[n] gives the states of a long short-term memory layer with n units.

    Ports    Input {t, k}; Output {t, n}, the states after each step; state ports State and CellState {n}, zeros at
             first.
    Arrays   InputGate-, OutputGate-, ForgetGate-, MemoryGate- InputWeights {n, k}, StateWeights {n, n}, Biases {n}.
    Source   ref/LongShortTermMemoryLayer; Hochreiter and Schmidhuber 1997, with forget gates
    Example  NetExtract[LongShortTermMemoryLayer[7, "Input" -> {"Varying", 3}], "Output"]  gives  {Varying, 7}
    """

    input_gate_input_weights: Array = array("InputGateInputWeights")
    output_gate_input_weights: Array = array("OutputGateInputWeights")
    forget_gate_input_weights: Array = array("ForgetGateInputWeights")
    memory_gate_input_weights: Array = array("MemoryGateInputWeights")
    input_gate_state_weights: Array = array("InputGateStateWeights")
    output_gate_state_weights: Array = array("OutputGateStateWeights")
    forget_gate_state_weights: Array = array("ForgetGateStateWeights")
    memory_gate_state_weights: Array = array("MemoryGateStateWeights")
    input_gate_biases: Array = array("InputGateBiases")
    output_gate_biases: Array = array("OutputGateBiases")
    forget_gate_biases: Array = array("ForgetGateBiases")
    memory_gate_biases: Array = array("MemoryGateBiases")

    states: ClassVar[tuple[str, ...]] = ("State", "CellState")

    def cell(self, drive: Tensor, states: Sequence[Tensor], weights: Tensor, masks: Masks) -> tuple[Tensor, ...]:
        n = masks.size
        total = drive + masks.state(states[0] @ weights.t())
        take, give, keep = torch.sigmoid(total[:, : 3 * n]).chunk(3, 1)
        memory = keep * states[1] + take * torch.tanh(total[:, 3 * n :])
        return give * torch.tanh(memory), memory

    def step(self, weights: Array, size: int) -> Callable[..., Any]:
        three = 3 * size
        total = np.empty(4 * size, weights.dtype)
        gates, memory = total[:three], total[three:]
        take, give, keep = gates[:size], gates[size : 2 * size], gates[2 * size :]
        tanh, multiply, add, dot = np.tanh, np.multiply, np.add, weights.dot

        def step(parts: tuple[Array], state: Array, cell: Array) -> tuple[Array, Array]:
            dot(state, total)
            add(total, parts[0], total)
            tanh(total, total)
            multiply(gates, HALF, gates)
            add(gates, HALF, gates)
            multiply(memory, take, memory)
            fresh = multiply(cell, keep)
            add(fresh, memory, fresh)
            out = tanh(fresh)
            return multiply(out, give, out), fresh
        return step
