"""Tables: lists made from an expression with iterators, from a function of indices, or from evenly spaced numbers."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product
from typing import Annotated

import numpy as np

from wlnet.builtins.iterators import Steps, bound_iterator, number_range, read_iterator
from wlnet.builtins.structure import affordable
from wlnet.builtins.vectorize import table_vectorized
from wlnet.expr import (
    Call, Expr, Integer, Packed, Rational, Real, S, Symbol, integer, is_list, list_of, pack, packed, rational,
    to_python,
)
from wlnet.kernel.arguments import AnyInteger
from wlnet.kernel.attributes import HOLD_ALL, LISTABLE
from wlnet.kernel.builtin import builtin
from wlnet.kernel.control import ReturnTo
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint

# Packing takes time too: it pays for lists that are long enough to be computed with
WORTH_PACKING = 64


def settled(items: list[Expr]) -> Call:
    """A list of evaluated expressions, packed where it is a long one of machine numbers."""
    made = list_of(items)
    if not items or not isinstance(items[0], (Integer, Real, Packed)):
        return made
    if len(items) < WORTH_PACKING and not isinstance(items[0], Packed):
        return made
    found = pack(made)
    if found is None:
        return made
    if not isinstance(items[0], Packed):
        found._args = made.args
    return found


@builtin("Table", HOLD_ALL)
def table(ev: Evaluator, body: Expr, *iterators: Expr) -> Expr:
    """Table[expr, n] is the list of n values of expr; Table[expr, {i, imax}], {i, imin, imax, di} or {i,
    list} with i stepping; several iterators give nested lists, the first outermost.

    Source   ref/Table
    Example  Table[i^2, {i, 4}]  gives  {1, 4, 9, 16}
    Example  Table[{i, j}, {i, 2}, {j, i}]  gives  {{{1, 1}}, {{2, 1}, {2, 2}}}
    """
    if not iterators:
        return body
    try:
        return _table(ev, body, iterators)
    except ReturnTo as jump:
        return jump.ends(S.Table)


def _table(ev: Evaluator, body: Expr, iterators: tuple[Expr, ...]) -> Expr:
    steps = read_iterator(ev, iterators[0], S.Table)
    if len(iterators) > 1:
        whole = _grid(ev, body, steps, iterators[1:])
        if whole is not None:
            return whole
        with bound_iterator(ev, steps) as values:
            return settled([_table(ev, body, iterators[1:]) for _ in values])
    affordable(steps.count)
    array = _numbers(steps)
    if array is not None and steps.name is not None:
        whole = table_vectorized(ev, body, [(steps.name, array)])
        if whole is not None:
            return whole
    with bound_iterator(ev, steps) as values:
        return settled([ev(body) for _ in values])


def _numbers(steps: Steps) -> np.ndarray | None:
    """The values of an iterator as a vector of machine numbers."""
    values = steps.values
    if isinstance(values, range):
        small = not values or max(abs(values[0]), abs(values[-1])) < 2**62
        return steps.array() if small and steps.count < 10**8 else None
    if isinstance(values, Packed):
        return values.array if values.array.ndim == 1 and values.array.dtype.kind in "if" else None
    if isinstance(values, list) and values and all(type(value) is Real for value in values):
        return np.array([value.value for value in values])
    return None


def _grid(ev: Evaluator, body: Expr, first: Steps, others: tuple[Expr, ...]) -> Expr | None:
    """A table over several iterators at once, where none depends on another; None when it must go row by row."""
    names = {first.name}
    axes = [first]
    for spec in others:
        if not is_list(spec) or not all(isinstance(part, (Integer, Real, Symbol)) for part in spec.args):
            return None
        if names & set(spec.args[1:]) or len(spec.args) < 2 or spec.args[0] in names:
            return None
        axes.append(read_iterator(ev, spec, S.Table))
        names.add(axes[-1].name)
    arrays = [(axis.name, _numbers(axis)) for axis in axes]
    known = [(name, array) for name, array in arrays if name is not None and array is not None and len(array)]
    return table_vectorized(ev, body, known) if len(known) == len(axes) else None


@builtin("Range", LISTABLE, messages={"range": "Range specification in `1` does not have appropriate bounds."})
def range_(ev: Evaluator, first: Expr, last: Expr | None = None, step: Expr = integer(1), *, call: Call) -> Expr:
    """Range[n] is {1, 2, ..., n}; Range[a, b] goes from a to b; Range[a, b, d] in steps of d.

    Source   ref/Range
    Example  Range[4]  gives  {1, 2, 3, 4}
    Example  Range[0, 10, 5]  gives  {0, 5, 10}
    """
    start, stop = (integer(1), first) if last is None else (first, last)
    if isinstance(start, Integer) and isinstance(step, Integer) and isinstance(stop, (Real, Rational)):
        if isinstance(stop, Real) and not np.isfinite(stop.value):
            raise Complaint("range", call)
        stop = integer(stop.value.__floor__() if step.value > 0 else stop.value.__ceil__())
    found = number_range(ev, start, stop, step)
    if found is None:
        raise Complaint("range", call)
    if isinstance(found, range):
        if not found:
            return Call(S.List)
        if max(abs(found[0]), abs(found[-1])) < 2**62:
            affordable(len(found))
            return Packed(np.arange(found.start, found.stop, found.step, dtype=np.int64))
        affordable((found[-1] - found[0]) // found.step)
        return list_of(map(integer, found))
    return settled(found)


def sizes(expr: Expr, position: int, call: Call) -> list[int]:
    """A non-negative integer or a list of them (message ilsmn)."""
    items = expr.args if is_list(expr) else (expr,)
    found = [item.value for item in items if isinstance(item, Integer) and 0 <= item.value < 2**63]
    if len(found) != len(items):
        raise Complaint("ilsmn", position, call)
    affordable(math.prod(found))
    return found


Sizes = Annotated[list[int], sizes]

_SIZES = {"ilsmn": "Single or list of non-negative machine-sized integers expected at position `1` of `2`."}


@builtin("ConstantArray", messages=_SIZES)
def constant_array(item: Expr, dims: Sizes) -> Expr:
    """ConstantArray[c, n] is a list of n copies of c; ConstantArray[c, {n1, n2, ...}] an array of these
    dimensions.

    Source   ref/ConstantArray
    Example  ConstantArray[c, {2, 2}]  gives  {{c, c}, {c, c}}
    """
    if isinstance(item, (Integer, Real)) and dims and all(dims) and abs(item.value) < 2**63:
        return packed(np.full(dims, item.value, dtype=np.int64 if isinstance(item, Integer) else np.float64))
    if isinstance(item, Packed) and dims and all(dims):
        return Packed(np.broadcast_to(item.array, (*dims, *item.array.shape)).copy())
    made = item
    for size in reversed(dims):
        made = Call(S.List, *([made] * size))
    return made


@builtin("Array", messages={"plen": "`1` and `2` should have the same length.", **_SIZES})
def array(function: Expr, dims: Sizes, origin: Expr = integer(1), head: Expr = S.List) -> Expr:
    """Array[f, n] is {f[1], ..., f[n]}; Array[f, {n1, n2}] a nested list of f[i, j]; Array[f, dims, r]
    starts at r, and Array[f, n, {a, b}] goes from a to b.

    Source   ref/Array
    Example  Array[f, {2, 2}]  gives  {{f[1, 1], f[1, 2]}, {f[2, 1], f[2, 2]}}
    Example  Array[f, 3, 0]  gives  {f[0], f[1], f[2]}
    """
    if is_list(origin) and len(dims) > 1 and len(origin.args) != len(dims):
        raise Complaint("plen", dims, origin)
    many = len(dims) > 1 or (is_list(origin) and len(origin.args) == 1)
    starts = origin.args if is_list(origin) and many else (origin,) * len(dims)
    axes = [_axis(start, size) for start, size in zip(starts, dims)]
    return _filled(function, axes, [], head)


def _axis(start: Expr, size: int) -> list[Expr]:
    """The indices along one dimension: from a start, or between two ends."""
    if is_list(start) and len(start.args) == 2:
        low, high = start.args
        if size == 1:
            return [low]
        span = Call(S.Subtract, high, low)
        return [Call(S.Plus, low, Call(S.Times, rational(i, size - 1), span)) for i in range(size)]
    if isinstance(start, Integer):
        return [integer(start.value + i) for i in range(size)]
    return [Call(S.Plus, start, integer(i)) for i in range(size)]


def _filled(function: Expr, axes: list[list[Expr]], indices: list[Expr], head: Expr) -> Expr:
    if not axes:
        return Call(function, *indices)
    return Call(head, *(_filled(function, axes[1:], [*indices, index], head) for index in axes[0]))


@builtin("Subdivide")
def subdivide(ev: Evaluator, *bounds: Expr) -> Expr:
    """Subdivide[n] cuts the interval from 0 to 1 into n equal parts and gives the n + 1 ends; Subdivide[b,
    n] cuts that from 0 to b, Subdivide[a, b, n] that from a to b.

    Source   ref/Subdivide
    Example  Subdivide[4]  gives  {0, 1/4, 1/2, 3/4, 1}
    """
    if not 1 <= len(bounds) <= 3:
        raise Complaint("argb", S.Subdivide, len(bounds), 1, 3)
    parts = bounds[-1]
    if not isinstance(parts, Integer) or parts.value < 1:
        raise Complaint("intpm", Call(S.Subdivide, *bounds), len(bounds))
    affordable(parts.value)
    low, high = (integer(0), integer(1)) if len(bounds) == 1 else (
        (integer(0), bounds[0]) if len(bounds) == 2 else bounds[:2])
    return list_of(_between(ev, low, high, Fraction(i, parts.value)) for i in range(parts.value + 1))


def _between(ev: Evaluator, low: Expr, high: Expr, share: Fraction) -> Expr:
    """low + share (high - low)."""
    if isinstance(low, (Integer, Rational)) and isinstance(high, (Integer, Rational)):
        return rational(low.value + share * (high.value - low.value))
    if all(isinstance(bound, (Integer, Rational, Real)) for bound in (low, high)):
        start, stop = float(low.value), float(high.value)  # type: ignore[attr-defined]
        return Real(stop if share == 1 else start + float(share) * (stop - start))
    if share in (0, 1):
        return low if not share else high
    return Call(S.Plus, Call(S.Times, rational(1 - share), low), Call(S.Times, rational(share), high))


@builtin("PowerRange")
def power_range(ev: Evaluator, first: Expr, last: Expr | None = None, ratio: Expr = integer(10)) -> Expr | None:
    """PowerRange[b] is {1, 10, 100, ...} up to b; PowerRange[a, b] starts at a; PowerRange[a, b, r]
    multiplies by r.

    Source   ref/PowerRange
    Example  PowerRange[1, 1000]  gives  {1, 10, 100, 1000}
    """
    value, stop = (integer(1), first) if last is None else (first, last)
    if not all(isinstance(item, (Integer, Rational, Real)) for item in (value, stop, ratio)):
        return None
    factor, limit = to_python(ratio), abs(to_python(stop))
    if not to_python(value) or factor in (0, 1, -1):
        return None
    found: list[Expr] = []
    while abs(to_python(value)) <= limit if abs(factor) > 1 else abs(to_python(value)) >= limit > 0:
        found.append(value)
        value = ev(Call(S.Times, value, ratio))
    return list_of(found)


@builtin("CoordinateBoundsArray")
def coordinate_bounds_array(bounds: Expr, step: AnyInteger = 1) -> Expr | None:
    """CoordinateBoundsArray[{{a1, b1}, ...}, d] is the array of the points of a grid with steps of d within
    the bounds.

    Source   ref/CoordinateBoundsArray
    Example  CoordinateBoundsArray[{{1, 2}, {1, 2}}]  gives  {{{1, 1}, {1, 2}}, {{2, 1}, {2, 2}}}
    """
    axes: list[range] = []
    for bound in bounds.args:
        ends = [item.value for item in bound.args if isinstance(item, Integer)]
        if len(ends) != 2 or len(bound.args) != 2 or step < 1:
            return None
        axes.append(range(ends[0], ends[1] + 1, step))
    if not axes or not all(axes):
        return None
    points = np.array(list(product(*axes)), dtype=np.int64)
    return packed(points.reshape(*map(len, axes), len(axes)))
