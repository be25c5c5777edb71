"""Plans: the shortest way from one example to one answer, for a state object called again and again.

A plan fits a net with one encoded input and a request for one decoded output. Everything that does not depend on the
example is settled beforehand: the steps in numpy, where states are kept, how the answer is decoded.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from wlnet.backend.program import compile_net
from wlnet.backend.request import VALUE, read_request
from wlnet.backend.single import single_run
from wlnet.expr import Expr
from wlnet.kernel.messages import Failed
from wlnet.nets.coder import Encoder
from wlnet.nets.layer import Net
from wlnet.nets.state import NetState
from wlnet.nets.types import size

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

Plan = Callable[[NetState, Expr, "Evaluator"], "Expr | None"]


def plan_for(net: Net, spec: Expr | None) -> Plan | None:
    """The plan for requests `spec` of a state object of this net; None when there is no shorter way.

    A plan gives None for data that need the long way (which also issues the messages).
    """
    key = ("plan", spec)
    if key not in net.memo:
        net.memo[key] = _make(net, spec)
    found: Plan | None = net.memo[key]
    return found


def _make(net: Net, spec: Expr | None) -> Plan | None:
    encoder = net.coder(net.inputs[0]) if len(net.inputs) == 1 else None
    if not isinstance(encoder, Encoder):
        return None
    program = compile_net(net)
    try:
        program.check()
        request = read_request(net, program, spec)
        item = request.items[0]
        count = size(program.types[item.cell].dims) if item.kind == VALUE else None
        if not request.single or item.decoder is None or item.prop is None or count is None:
            return None
        answer = item.decoder.answer(item.prop, count)
    except Failed:
        return None             # the long way says what is wrong
    states = [(slot.path, slot.initial, slot.final) for slot in program.states]
    run = single_run(program, {item.cell, *(final for _, _, final in states)})
    if run is None:
        return None
    quick, source, target, steps = encoder.quick, program.inputs[net.inputs[0]], item.cell, _calls(run.steps)
    cells: list[Any] = [None] * len(program.types)

    def plan(state: NetState, data: Expr, ev: Evaluator) -> Expr | None:
        codes = quick(data)
        if codes is None:
            return None
        cells[source] = codes
        values = state.values
        for path, initial, _ in states:
            cells[initial] = values[path]
        for step in steps:
            step(cells)
        found = answer(cells[target], ev)
        state.values = {path: cells[final] for path, _, final in states}
        return found
    return plan


def _calls(steps: Any) -> list[Callable[[list[Any]], None]]:
    """The steps as functions that read and write a list of cells."""
    return [_call(function, inputs, outputs) for function, inputs, outputs in steps]


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
