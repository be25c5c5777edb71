"""Padding arrays at their ends."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from wlnet.builtins.structure import affordable, count, dimensions, elements, ordinary, with_parts
from wlnet.builtins.tables import settled
from wlnet.expr import Atom, Call, Expr, Integer, Packed, Real, S, String, integer, is_list, list_of
from wlnet.kernel.builtin import builtin
from wlnet.kernel.messages import Complaint, Unchanged

_SIZES = {"ilsm": "Single or list of machine-sized integers expected at position `1` of `2`."}


def _numbers(expr: Expr, position: int, call: Call) -> list[int]:
    items = expr.args if is_list(expr) else (expr,)
    found = [item.value for item in items if isinstance(item, Integer)]
    if len(found) != len(items) or any(abs(n) >= 2**63 for n in found):
        raise Complaint("ilsm", position, call)
    affordable(math.prod(map(abs, found)))
    return found


def _widths(expr: Expr, level: int = 0) -> list[int]:
    """The greatest length at each level of a ragged array."""
    if not is_list(expr):
        return []
    inner = [_widths(item) for item in expr.args]
    deep = min(map(len, inner), default=0)
    return [len(expr.args), *(max(found[k] for found in inner) for k in range(deep))]


def padded(expr: Expr, sizes: Sequence[int], fill: Expr, margins: Sequence[int], left: bool) -> Expr:
    """`expr` padded or cut to these sizes; with a margin, so many padding elements go to the other end."""
    if not sizes:
        return expr
    if isinstance(expr, Atom):
        raise Unchanged
    size = abs(sizes[0])
    left = left != (sizes[0] < 0)
    items = list(elements(expr))
    if len(sizes) > 1:
        items = [padded(item, sizes[1:], fill, margins[1:], left) for item in items]
    margin = margins[0] if margins else 0
    first = size - len(items) - margin if left else margin
    made = []
    for place in range(size):
        index = place - first
        if 0 <= index < len(items):
            made.append(items[index])
        else:
            made.append(_padding(fill, index, sizes[1:], len(items), left))
    return settled(made) if expr.head is S.List else Call(expr.head, *made)


def _padding(fill: Expr, index: int, sizes: Sequence[int], length: int, left: bool) -> Expr:
    """The padding element at a place counted from the first element of the list."""
    if is_list(fill):
        if not fill.args:
            raise Unchanged
        places = len(fill.args)
        return _filled(fill.args[(index - length if left else index) % places], sizes)
    return _filled(fill, sizes)


def _filled(item: Expr, sizes: Sequence[int]) -> Expr:
    for size in reversed(sizes):
        item = list_of([item] * abs(size))
    return item


def _pad(call: Call, left: bool) -> Expr:
    expr, *rest = call.args
    expr = with_parts(expr, call)
    sizes = _widths(expr) if not rest or rest[0] is S.Automatic else _numbers(rest[0], 2, call)
    fill = rest[1] if len(rest) > 1 else integer(0)
    margins = _numbers(rest[2], 4, call) if len(rest) > 2 else []
    quick = _pad_packed(expr, sizes, fill, left) if not margins else None
    return quick or padded(expr, sizes, fill, margins, left)


def _pad_packed(expr: Expr, sizes: Sequence[int], fill: Expr, left: bool) -> Expr | None:
    if not isinstance(expr, Packed) or expr.array.ndim != 1 or len(sizes) != 1 or sizes[0] <= len(expr.array):
        return None
    kind = "i" if isinstance(fill, Integer) else "f" if isinstance(fill, Real) else ""
    if kind != expr.array.dtype.kind or abs(fill.value) >= 2**63:  # type: ignore[attr-defined]
        return None
    new = np.full(sizes[0] - len(expr.array), fill.value, dtype=expr.array.dtype)  # type: ignore[attr-defined]
    return Packed(np.concatenate([new, expr.array] if left else [expr.array, new]))


@builtin("PadRight", messages=_SIZES)
def pad_right(expr: Expr, sizes: Expr = S.Automatic, fill: Expr = integer(0), margin: Expr = integer(0), *,
              call: Call) -> Expr:
    """PadRight[list, n] fills list up with zeros on the right to length n, or cuts it; PadRight[list, n, x]
    with x or a list of x by turns, PadRight[list, n, x, m] leaves a margin of m on the left; PadRight[list,
    {n1, n2, ...}] pads each level, PadRight[list] a ragged array.

    Source   ref/PadRight
    Example  PadRight[{a, b}, 4]  gives  {a, b, 0, 0}
    Example  PadRight[{a, b}, 5, {x, y}]  gives  {a, b, x, y, x}
    """
    return _pad(call, left=False)


@builtin("PadLeft", messages=_SIZES)
def pad_left(expr: Expr, sizes: Expr = S.Automatic, fill: Expr = integer(0), margin: Expr = integer(0), *,
             call: Call) -> Expr:
    """PadLeft[list, n] fills list up with zeros on the left to length n, or cuts it; PadLeft[list, n, x]
    with x or a list of x by turns, PadLeft[list, n, x, m] leaves a margin of m on the right.

    Source   ref/PadLeft
    Example  PadLeft[{a, b}, 4]  gives  {0, 0, a, b}
    """
    return _pad(call, left=True)


# ---- on both sides ------------------------------------------------------------------------------------------------

def _amounts(spec: Expr, call: Call) -> list[tuple[int, int]]:
    """How much to add before and after, level by level (the last entry for all further levels)."""
    if isinstance(spec, Integer):
        return [(spec.value, spec.value)]
    if is_list(spec) and len(spec.args) == 2 and all(isinstance(item, Integer) for item in spec.args):
        return [(spec.args[0].value, spec.args[1].value)]  # type: ignore[attr-defined]
    if is_list(spec) and spec.args and all(is_list(item) for item in spec.args):
        pairs = [_numbers(item, 2, call) for item in spec.args]
        if all(1 <= len(pair) <= 2 for pair in pairs):
            return [(pair[0], pair[-1]) for pair in pairs]
    raise Complaint("ilsm", 2, call)


@builtin("ArrayPad", messages=_SIZES)
def array_pad(expr: Expr, spec: Expr, fill: Expr = integer(0), *, call: Call) -> Expr:
    """ArrayPad[array, m] adds m zeros on every side of an array; ArrayPad[array, {m, n}] m before and n
    after, ArrayPad[array, {{m1, n1}, {m2, n2}, ...}] level by level; negative numbers cut; the third
    argument is what is added, or "Fixed", "Periodic" or "Reflected".

    Source   ref/ArrayPad
    Example  ArrayPad[{a, b}, 1]  gives  {0, a, b, 0}
    Example  ArrayPad[{1, 2, 3}, {0, 2}, "Fixed"]  gives  {1, 2, 3, 3, 3}
    """
    expr = ordinary(expr)
    if not is_list(expr):
        raise Complaint("normal", 1, call)
    amounts = _amounts(spec, call)
    rank = len(dimensions(expr))
    amounts = (amounts if is_list(spec) and is_list(spec.args[0]) else amounts * rank)[:rank]
    return _padded_sides(expr, amounts, fill)


def _padded_sides(expr: Expr, amounts: Sequence[tuple[int, int]], fill: Expr) -> Expr:
    if not amounts:
        return expr
    items = [_padded_sides(item, amounts[1:], fill) for item in expr.args]
    before, after = amounts[0]
    size = len(items)
    zero = _like(items[0], fill) if items else fill
    return settled([
        items[place] if 0 <= place < size else _outside(items, place, fill, zero)
        for place in range(-before, size + after)])


def _like(item: Expr, fill: Expr) -> Expr:
    """The padding element in the shape of an item."""
    return list_of(_like(part, fill) for part in item.args) if is_list(item) else fill


def _outside(items: list[Expr], place: int, fill: Expr, zero: Expr) -> Expr:
    size = len(items)
    kind = fill.value if isinstance(fill, String) else ""
    if kind == "Fixed":
        return items[min(max(place, 0), size - 1)]
    if kind == "Periodic":
        return items[place % size]
    if kind == "Reflected":
        period = max(2 * (size - 1), 1)
        folded = place % period
        return items[folded if folded < size else period - folded]
    if kind == "Reversed":
        folded = place % (2 * size)
        return items[folded if folded < size else 2 * size - 1 - folded]
    return zero


@builtin("CenterArray")
def center_array(expr: Expr, sizes: Expr, fill: Expr = integer(0), *, call: Call) -> Expr:
    """CenterArray[array, n] puts array in the middle of n zeros; CenterArray[array, {n1, n2, ...}] at each
    level.

    Source   ref/CenterArray
    Example  CenterArray[{a, b}, 4]  gives  {0, a, b, 0}
    Example  CenterArray[a, {3, 3}]  gives  {{0, 0, 0}, {0, a, 0}, {0, 0, 0}}
    """
    numbers = _numbers(sizes, 2, call)
    if not is_list(expr):
        for _ in numbers:
            expr = list_of([expr])
    return _centered(expr, numbers, fill)


def _centered(expr: Expr, sizes: Sequence[int], fill: Expr) -> Expr:
    if not sizes:
        return expr
    room = sizes[0] - count(expr)
    before = room // 2
    items = [_centered(item, sizes[1:], fill) if is_list(item) else item for item in elements(expr)]
    zero = _filled(fill, sizes[1:])
    made = [zero] * before + items + [zero] * (room - before) if room >= 0 else items[-before:sizes[0] - before]
    return list_of(made)
