"""Plans: the shortest way from one example to one answer, for nets and state objects that are called again and again.

A plan fits a net with one input and a request for one output. Everything that does not depend on the example is settled
beforehand: how data are read, the steps in numpy, where states are kept, how the answer is decoded. Data that need
more (batches, exact numbers, anything wrong) make the plan step aside: the long way in `run` serves and explains them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from wlnet.backend.program import Program, StateSlot, compile_net
from wlnet.backend.request import VALUE, Item, read_request
from wlnet.backend.single import SingleRun, single_run
from wlnet.expr import Call, Expr, Integer, Packed, Real, S
from wlnet.kernel.messages import Failed
from wlnet.nets.coder import Answer, Encoder
from wlnet.nets.data import Array
from wlnet.nets.layer import Net
from wlnet.nets.layers.linear import Softmax
from wlnet.nets.state import NetState
from wlnet.nets.types import VARYING, Integers, Type, size

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

MOST_PLANS = 100

Reader = Callable[[Expr], "Array | None"]
Apply = Callable[[Expr, "Evaluator"], "Expr | None"]
ApplyState = Callable[[NetState, Expr, "Evaluator"], "Expr | None"]


def net_plan(net: Net, spec: Expr | None) -> Apply | None:
    """The plan for requests `spec` of a net, made once; None when there is no shorter way."""
    plans = _plans(net, "plans")
    if spec not in plans:
        plans[spec] = _net_plan(net, spec)
    found: Apply | None = plans[spec]
    return found


def state_plan(net: Net, spec: Expr | None) -> ApplyState | None:
    """The plan for requests `spec` of a state object of this net, made once; None when there is no shorter way."""
    plans = _plans(net, "state plans")
    if spec not in plans:
        plans[spec] = _state_plan(net, spec)
    found: ApplyState | None = plans[spec]
    return found


def _plans(net: Net, kind: str) -> dict[Expr | None, Any]:
    """The plans made so far; they begin anew when requests keep differing, as with temperatures drawn at random."""
    plans: dict[Expr | None, Any] = net.memo.setdefault(kind, {})
    if len(plans) > MOST_PLANS:
        plans.clear()
    return plans


def _net_plan(net: Net, spec: Expr | None) -> Apply | None:
    parts = _parts(net, spec, keep_states=False)
    if parts is None:
        return None
    program, read, item, answer, run = parts
    source, target, steps = program.inputs[net.inputs[0]], item.cell, _calls(run)
    cells: list[Any] = [None] * len(program.types)
    for cell, zeros in run.zeros.items():
        cells[cell] = zeros

    def plan(data: Expr, ev: Evaluator) -> Expr | None:
        example = read(data)
        if example is None:
            return None
        cells[source] = example
        with np.errstate(all="ignore"):
            for step in steps:
                step(cells)
        return answer(cells[target], ev)
    return plan


def _state_plan(net: Net, spec: Expr | None) -> ApplyState | None:
    parts = _parts(net, spec, keep_states=True)
    if parts is None:
        return None
    program, read, item, answer, run = parts
    source, target, steps = program.inputs[net.inputs[0]], item.cell, _calls(run)
    states = [(slot.path, slot.initial, slot.final) for slot in program.states]
    cells: list[Any] = [None] * len(program.types)

    def plan(state: NetState, data: Expr, ev: Evaluator) -> Expr | None:
        example = read(data)
        if example is None:
            return None
        cells[source] = example
        values = state.values
        for path, initial, _ in states:
            cells[initial] = values[path]
        with np.errstate(all="ignore"):
            for step in steps:
                step(cells)
        after = {path: cells[final] for path, _, final in states}
        found = answer(cells[target], ev)       # may run code of the user, even this plan
        state.values = after
        return found
    return plan


def _parts(net: Net, spec: Expr | None, keep_states: bool) -> tuple[Program, Reader, Item, Answer, SingleRun] | None:
    """What a plan is made of; None when the net or the request does not fit (or is wrong)."""
    if len(net.inputs) != 1:
        return None
    try:
        program = compile_net(net)
        program.check()
        request = read_request(net, program, spec)
        if not request.single:
            return None
        item = request.items[0]
        if item.kind != VALUE:
            return None
        read = _reader(net, program.types[program.inputs[net.inputs[0]]])
        item, answer = _from_scores(program, item) or (item, _answer(item, program.types[item.cell]))
    except Failed:
        return None             # the long way says what is wrong
    slots: Sequence[StateSlot] = program.states if keep_states else ()
    run = single_run(program, {item.cell, *(slot.final for slot in slots)})
    return None if run is None or read is None or answer is None else (program, read, item, answer, run)


def _reader(net: Net, kind: Type) -> Reader | None:
    encoder = net.coder(net.inputs[0])
    if isinstance(encoder, Encoder):
        return encoder.quick
    if not kind.dims or isinstance(kind.element, Integers):
        return None
    dims = kind.dims
    rank, length = len(dims), dims[0]

    def read(data: Expr) -> Array | None:
        if type(data) is Packed:
            array = data.array
            shape = array.shape
            if len(shape) != rank or array.dtype.kind == "c" or not shape[0]:
                return None
            if shape != dims and not all(want in (VARYING, given) for want, given in zip(dims, shape)):
                return None
            with np.errstate(over="ignore"):
                found = array.astype(np.float32)
        elif type(data) is Call and data.head is S.List and rank == 1 and length in (len(data.args), VARYING):
            values = []
            for item in data.args:
                if type(item) is not Real and type(item) is not Integer:
                    return None
                values.append(item.value)
            if not values:
                return None
            found = np.array(values, np.float32)
        else:
            return None
        flat = found.ravel()
        return found if isfinite(flat.dot(flat)) else None      # as quick as can be; huge numbers go the long way too
    return read


def _from_scores(program: Program, item: Item) -> tuple[Item, Answer] | None:
    """The item before its softmax, and how that is decoded; None when the decoder knows no such way."""
    maker = next((step for step in program.steps if item.cell in step.outputs), None)
    if item.decoder is None or item.prop is None or maker is None or not isinstance(maker.layer, Softmax):
        return None
    dims = program.types[item.cell].dims
    count = size(dims)
    if dims is None or len(dims) != 1 or count is None:
        return None
    answer = item.decoder.answer_scores(item.prop, count)
    return None if answer is None else (dataclasses.replace(item, cell=maker.inputs[0]), answer)


def _answer(item: Item, kind: Type) -> Answer | None:
    if item.decoder is not None and item.prop is not None:
        count = size(kind.dims)
        return None if count is None else item.decoder.answer(item.prop, count)
    if isinstance(kind.element, Integers):
        return None
    if kind.dims == ():
        return lambda value, ev: Real(float(value))
    return lambda value, ev: Packed(value.astype(np.float64))


def _calls(run: SingleRun) -> list[Callable[[list[Any]], None]]:
    """The steps as functions that read and write a list of cells."""
    return [_call(function, inputs, outputs) for function, inputs, outputs in run.steps]


def _call(
    function: Callable[..., Any], inputs: tuple[int, ...], outputs: tuple[int, ...],
) -> Callable[[list[Any]], None]:
    if len(outputs) == 1 and len(inputs) == 1:
        source, target = inputs[0], outputs[0]

        def simple(cells: list[Any]) -> None:
            cells[target] = function(cells[source])
        return simple
    if len(outputs) == 1:
        target = outputs[0]

        def several(cells: list[Any]) -> None:
            cells[target] = function(*[cells[cell] for cell in inputs])
        return several
    if len(outputs) == 2 and len(inputs) == 2:
        (source, old), (target, new) = inputs, outputs

        def recurrent(cells: list[Any]) -> None:
            cells[target], cells[new] = function(cells[source], cells[old])
        return recurrent

    def general(cells: list[Any]) -> None:
        for cell, value in zip(outputs, function(*[cells[cell] for cell in inputs])):
            cells[cell] = value
    return general
