"""`CellularAutomaton`: rows (or planes) of cells that change by a rule, all at once.

A rule gives weights to the neighbourhood; the weighted sum says which digit of the rule's number is the new value.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from wlnet.expr import Expr, Integer, Packed, is_list, list_of, pack, packed
from wlnet.expr.numbers import ONE
from wlnet.kernel.builtin import builtin
from wlnet.kernel.messages import Unchanged


@dataclass(frozen=True)
class Rule:
    """`weights` over the neighbourhood (an array of odd sides), and the new value for each weighted sum of cells of so
    many colours."""

    colours: int
    weights: Any
    values: Any

    def step(self, cells: Any) -> Any:
        """The next state of an array of cells that closes on itself."""
        middle = [side // 2 for side in self.weights.shape]
        total = np.zeros_like(cells)
        for place in product(*map(range, self.weights.shape)):
            weight = self.weights[place]
            if weight:
                shift = tuple(m - p for m, p in zip(middle, place))
                total = total + weight * np.roll(cells, shift, axis=tuple(range(cells.ndim)))
        return self.values[total]


@builtin("CellularAutomaton")
def cellular_automaton(rule: Expr, start: Expr, steps: Expr = ONE) -> Expr | None:
    """CellularAutomaton[rule, init, t] gives the states of a cellular automaton from init on for t steps;
    {{t}} gives the last state only. Rules are n, {n, k}, {n, k, r}, totalistic {n, {k, 1}, r} and {n, {k, weights},
    range}; init is a list, which closes on itself, or {list, background}.

    Source   ref/CellularAutomaton
    Example  CellularAutomaton[30, {{1}, 0}, 2]  gives  {{0, 0, 1, 0, 0}, {0, 1, 1, 1, 0}, {1, 1, 0, 0, 1}}
    """
    read = _rule(rule)
    count, last_only = _steps(steps)
    cells, background = _start(start)
    if cells.ndim != read.weights.ndim or not cells.size or cells.min() < 0 or cells.max() >= read.colours:
        raise Unchanged
    width = [side // 2 * count for side in read.weights.shape]
    if background is not None:
        cells = _surrounded(cells, background, width)
    states = [cells]
    for _ in range(count):
        cells = read.step(cells)
        states.append(cells)
    return _exprs(states[-1]) if last_only else list_of(map(_exprs, states))


def _exprs(array: Any) -> Expr:
    return packed(np.ascontiguousarray(array))


def _surrounded(cells: Any, background: int, width: list[int]) -> Any:
    return np.pad(cells, [(side, side) for side in width], constant_values=background)


def _rule(rule: Expr) -> Rule:
    parts = rule.args if is_list(rule) else (rule,)
    if not parts or not isinstance(parts[0], Integer) or len(parts) > 3:
        raise Unchanged
    number = parts[0].value
    colours, weights_spec = _colours(parts[1]) if len(parts) > 1 else (2, None)
    ranges = _ranges(parts[2]) if len(parts) > 2 else [1]
    shape = tuple(2 * reach + 1 for reach in ranges)
    if weights_spec is None:
        size = int(np.prod(shape))
        weights = (colours ** np.arange(size - 1, -1, -1)).reshape(shape)
    elif isinstance(weights_spec, int):
        weights = np.full(shape, weights_spec)
    else:
        weights = weights_spec
    highest = int(weights.sum()) * (colours - 1)
    values = np.array([number // colours**k % colours for k in range(highest + 1)])
    return Rule(colours, weights, values)


def _colours(spec: Expr) -> tuple[int, Any]:
    if isinstance(spec, Integer):
        return spec.value, None
    if is_list(spec) and len(spec.args) == 2 and isinstance(spec.args[0], Integer):
        weights = spec.args[1]
        if isinstance(weights, Integer):
            return spec.args[0].value, weights.value
        array = pack(weights)
        if array is not None and array.array.dtype.kind == "i":
            return spec.args[0].value, array.array
    raise Unchanged


def _ranges(spec: Expr) -> list[int]:
    items = spec.args if is_list(spec) else (spec,)
    if not all(isinstance(item, Integer) and item.value >= 0 for item in items):
        raise Unchanged
    return [item.value for item in items]  # type: ignore[attr-defined]


def _steps(spec: Expr) -> tuple[int, bool]:
    last_only = False
    if is_list(spec) and len(spec.args) == 1 and is_list(spec.args[0]) and len(spec.args[0].args) == 1:
        spec, last_only = spec.args[0].args[0], True
    if not isinstance(spec, Integer) or spec.value < 0:
        raise Unchanged
    return spec.value, last_only


def _start(start: Expr) -> tuple[Any, int | None]:
    """The cells, and the value around them (None: they close on themselves)."""
    if isinstance(start, Packed) and start.array.dtype.kind == "i":
        return start.array, None
    if is_list(start) and len(start.args) == 2 and isinstance(start.args[1], Integer) and is_list(start.args[0]):
        found = pack(start.args[0])
        if found is not None and found.array.dtype.kind == "i":
            return found.array, start.args[1].value
    found = pack(start)
    if found is None or found.array.dtype.kind != "i":
        raise Unchanged
    return found.array, None
