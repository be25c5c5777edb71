"""Iterators: what `{i, 1, 10}` means to `Do`, `Table`, `Sum` and their kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from wlnet.builtins.scoping import loop_variable
from wlnet.expr import (
    Association, Call, Complex, Expr, Integer, Packed, Rational, Real, S, Symbol, integer, is_list,
)
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint


@dataclass
class Steps:
    """An iterator with its bounds evaluated: the variable (None for `n` alone) and its values in order."""

    name: Symbol | None
    values: Iterable[Expr] | range
    count: int

    def array(self) -> np.ndarray | None:
        """The values as an array, where they are machine numbers."""
        if isinstance(self.values, range):
            return np.arange(self.values.start, self.values.stop, self.values.step)
        return self.values.array if isinstance(self.values, Packed) else None

    def __iter__(self) -> Iterator[Expr]:
        if isinstance(self.values, range):
            return map(integer, self.values)
        return iter(self.values.args if isinstance(self.values, Packed) else self.values)


def read_iterator(ev: Evaluator, spec: Expr, owner: Symbol) -> Steps:
    """The steps of an iterator specification, its bounds evaluated.

    Errors  Complaint iterb or itform (of `owner`) for bounds that are no numbers or a form that is none.
    """
    if not is_list(spec):
        spec = ev(spec) if not isinstance(spec, Symbol) or ev(spec) is not spec else spec
        if not is_list(spec):
            return Steps(None, *_range(ev, (spec,), spec, owner))
    parts = spec.args
    if len(parts) == 1:
        return Steps(None, *_range(ev, (ev(parts[0]),), spec, owner))
    if not 2 <= len(parts) <= 4:
        raise Complaint("itform", spec, 2, symbol=owner)
    name = parts[0] if isinstance(parts[0], Symbol) else ev(parts[0])
    if not isinstance(name, Symbol):
        raise Complaint("itform", spec, 2, symbol=owner)
    bounds = tuple(map(ev, parts[1:]))
    if len(bounds) == 1 and (is_list(bounds[0]) or isinstance(bounds[0], Association)):
        values = bounds[0]
        if isinstance(values, Association):
            return Steps(name, tuple(values.items.values()), len(values.items))
        return Steps(name, values if isinstance(values, Packed) else values.args, _length(values))  # type: ignore[arg-type]
    return Steps(name, *_range(ev, bounds, spec, owner))


def _length(values: Expr) -> int:
    return len(values.array) if isinstance(values, Packed) else len(values.args)


def _range(ev: Evaluator, bounds: tuple[Expr, ...], spec: Expr, owner: Symbol) -> tuple[Iterable[Expr] | range, int]:
    start, stop = (integer(1), bounds[0]) if len(bounds) == 1 else bounds[:2]
    step = bounds[2] if len(bounds) == 3 else integer(1)
    found = number_range(ev, start, stop, step)
    if found is None:
        raise Complaint("iterb", spec, symbol=owner)
    return found, range_length(found) if isinstance(found, range) else len(found)


def range_length(steps: range) -> int:
    """The number of steps of a range, however large (Python's own len stops at machine integers)."""
    return max(0, -((steps.start - steps.stop) // steps.step))


def number_range(ev: Evaluator, start: Expr, stop: Expr, step: Expr) -> range | list[Expr] | None:
    """start, start + step, ... up to stop: a Python range for integers; None when the bounds are not numbers."""
    if isinstance(start, Integer) and isinstance(stop, Integer) and isinstance(step, Integer):
        if not step.value:
            return None
        return range(start.value, stop.value + (1 if step.value > 0 else -1), step.value)
    bounds = [bound.value for bound in (start, stop, step) if isinstance(bound, (Integer, Real, Rational))]
    if len(bounds) == 3 and (isinstance(start, Real) or isinstance(step, Real)):
        return _real_range(*map(float, bounds))
    return _general_range(ev, start, stop, step)


def _real_range(start: float, stop: float, step: float) -> list[Expr] | None:
    if not step:
        return None
    count = int(np.floor((stop - start) / step + 1e-10)) + 1
    return [Real(start + index * step) for index in range(max(count, 0))]


def _general_range(ev: Evaluator, start: Expr, stop: Expr, step: Expr) -> list[Expr] | None:
    """A range between exact or symbolic bounds whose number of steps is a number."""
    minus = Call(S.Times, integer(-1), start)
    span = ev(Call(S.Divide, Call(S.Plus, stop, minus), step))
    count = ev(Call(S.Floor, Call(S.N, span))) if not isinstance(span, Integer) else span
    if isinstance(span, Complex) or not isinstance(count, Integer):
        return None
    return [ev(Call(S.Plus, start, Call(S.Times, integer(index), step))) for index in range(max(count.value + 1, 0))]


@contextmanager
def bound_iterator(ev: Evaluator, steps: Steps) -> Iterator[Iterator[Expr]]:
    """The variable stepping through its values; what it meant before is restored at the end."""
    name = steps.name
    if name is None:
        yield iter(steps)
        return
    saved = ev.table.get(name)
    variable = loop_variable(ev, name)
    ev.changed()

    def step() -> Iterator[Expr]:
        for value in steps:
            variable.value = value
            yield value
    try:
        yield step()
    finally:
        if saved is None:
            ev.table.pop(name, None)
        else:
            ev.table[name] = saved
            ev.changed()
