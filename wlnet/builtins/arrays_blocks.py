"""Lists and arrays cut into blocks; differences, sums and samples along them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from wlnet.builtins.arrays import rebuilt
from wlnet.builtins.structure import chosen, count, dimensions, elements, ordinary, with_parts
from wlnet.expr import (
    Association, Atom, Call, Expr, Integer, Packed, Real, S, integer, is_call, is_list, list_of, pack,
)
from wlnet.kernel.arguments import Natural
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged

# ---- blocks -------------------------------------------------------------------------------------------------------

@builtin("Partition", messages={
    "ilsmp": "Single or list of positive machine-sized integers expected at position `1` of `2`.",
    "pdep": "Depth `1` requested in object with dimensions `2`.",
})
def partition(
    expr: Expr, size: Expr, offset: Expr | None = None, align: Expr | None = None, padding: Expr | None = None, *,
    call: Call,
) -> Expr:
    """Partition[list, n] cuts list into blocks of n; Partition[list, n, d] into blocks d apart;
    Partition[list, n, d, {kl, kr}] lets the list begin at place kl of the first block and end at place kr of
    the last, going around or filled up with the fifth argument; Partition[list, UpTo[n]] keeps a shorter
    last block; lists of sizes cut at each level.

    Source   ref/Partition
    Example  Partition[{a, b, c, d, e}, 2]  gives  {{a, b}, {c, d}}
    Example  Partition[{a, b, c}, 2, 1]  gives  {{a, b}, {b, c}}
    """
    expr = with_parts(expr, call)
    if is_list(size):
        return _partitioned_levels(expr, size, offset, call)
    up_to = is_call(size, S.UpTo, 1)
    width = _positive(size.args[0] if up_to else size, 2, call)
    step = width if offset is None else _positive(offset, 3, call)
    if up_to:
        return list_of(chosen(expr, range(i, min(i + width, count(expr)))) for i in range(0, count(expr), step))
    if align is None:
        return _blocks(expr, width, step)
    return _aligned(expr, width, step, align, padding)


def _positive(expr: Expr, position: int, call: Call) -> int:
    if isinstance(expr, Integer) and expr.value > 0:
        return expr.value
    raise Complaint("ilsmp", position, call)


def _blocks(expr: Expr, width: int, step: int) -> Expr:
    size = count(expr)
    if isinstance(expr, Packed) and size >= width:
        windows = np.lib.stride_tricks.sliding_window_view(expr.array, width, axis=0)[::step]
        return Packed(np.ascontiguousarray(np.moveaxis(windows, -1, 1)))
    made = [chosen(expr, range(start, start + width)) for start in range(0, size - width + 1, step)]
    return Call(expr.head if not isinstance(expr, Association) else S.List, *made)


def _aligned(expr: Expr, width: int, step: int, align: Expr, padding: Expr | None) -> Expr:
    """Blocks that may hang over the ends."""
    items = list(elements(expr))
    given = align.args if is_list(align) else (align, align)
    ends = [item.value if isinstance(item, Integer) else 1 for item in given]
    first, last = (end - 1 if end > 0 else width + end for end in (ends[0], ends[-1]))
    size = len(items)
    starts = range(-first, size + step, step)
    pad = None if padding is None else padding.args if is_list(padding) else (padding,)
    found = []
    for start in starts:
        if start + last > size - 1:
            break
        block: list[Expr] = []
        for place in range(start, start + width):
            if 0 <= place < size:
                block.append(items[place])
            elif pad is None:
                block.append(items[place % size])
            elif pad:
                block.append(pad[(place if place < 0 else place - size) % len(pad)])
        found.append(Call(expr.head, *block))
    return Call(expr.head, *found)


def _partitioned_levels(expr: Expr, size: Expr, offset: Expr | None, call: Call) -> Expr:
    """Cut at several levels: the blocks come first, their contents after."""
    sizes = [_positive(item, 2, call) for item in size.args]
    steps = sizes if offset is None else [_positive(item, 3, call) for item in (
        offset.args if is_list(offset) else (offset,) * len(sizes))]
    shape = dimensions(expr)
    if len(shape) < len(sizes):
        raise Complaint("pdep", len(sizes), list(shape))

    def cut(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        windows = np.lib.stride_tricks.sliding_window_view(array, sizes, axis=tuple(range(len(sizes))))
        windows = windows[tuple(slice(None, None, step) for step in steps)]
        rank, extra = len(sizes), array.ndim - len(sizes)
        return np.transpose(windows, [*range(rank), *range(rank + extra, 2 * rank + extra), *range(rank, rank + extra)])
    return rebuilt(expr, shape[:len(sizes)], cut)


# ---- along a list -------------------------------------------------------------------------------------------------

@builtin("Accumulate")
def accumulate(ev: Evaluator, expr: Expr) -> Expr:
    """Accumulate[list] is the list of the running totals.

    Source   ref/Accumulate
    Example  Accumulate[{a, b, c}]  gives  {a, a + b, a + b + c}
    """
    expr = ordinary(expr)
    if isinstance(expr, Atom):
        raise Unchanged
    found = pack(expr)
    if found is not None:
        array = found.array
        if array.dtype.kind != "i" or float(np.abs(array).sum(dtype=float)) < 2**62:
            return Packed(np.cumsum(array, axis=0))
    return Call(S.FoldList, S.Plus, expr)


@builtin("Differences")
def differences(expr: Expr, times: Expr = integer(1), step: Expr = integer(1)) -> Expr:
    """Differences[list] is the list of the differences of neighbours; Differences[list, n] does so n times,
    Differences[list, n, s] for elements s apart.

    Source   ref/Differences
    Example  Differences[{1, 4, 9}]  gives  {3, 5}
    """
    expr = ordinary(expr)
    if isinstance(expr, Atom) or not isinstance(times, Integer) or not isinstance(step, Integer) or times.value < 0:
        raise Unchanged
    if not times.value:
        return expr
    found = pack(expr)
    if found is not None and step.value == 1 and len(found.array) > times.value and (
            found.array.dtype.kind != "i" or int(np.abs(found.array).max()) < 2**(62 - times.value)):
        return Packed(np.diff(found.array, n=times.value, axis=0))
    items = list(elements(expr))
    gap = step.value
    next_items = [Call(S.Subtract, b, a) for a, b in zip(items, items[gap:])]
    made = Call(expr.head, *next_items)
    return made if times.value == 1 else Call(S.Differences, made, integer(times.value - 1), step)


@builtin("Ratios")
def ratios(expr: Expr, times: Expr = integer(1)) -> Expr:
    """Ratios[list] is the list of the quotients of neighbours.

    Source   ref/Ratios
    Example  Ratios[{1, 2, 6}]  gives  {2, 3}
    """
    if isinstance(expr, Atom) or not isinstance(times, Integer) or times.value < 0:
        raise Unchanged
    if not times.value:
        return expr
    items = expr.args
    made = Call(expr.head, *(Call(S.Divide, b, a) for a, b in pairwise(items)))
    return made if times.value == 1 else Call(S.Ratios, made, integer(times.value - 1))


@builtin("MovingAverage")
def moving_average(expr: Expr, spec: Expr) -> Expr:
    """MovingAverage[list, r] is the list of the means of r neighbours; MovingAverage[list, {w1, w2, ...}] of
    means with these weights.

    Source   ref/MovingAverage
    Example  MovingAverage[{1, 3, 5}, 2]  gives  {2, 4}
    """
    if isinstance(expr, Atom):
        raise Unchanged
    if is_list(spec) and spec.args and is_list(expr):
        total = Call(S.Total, spec)
        return list_of(Call(S.Divide, Call(S.Dot, spec, list_of(expr.args[i:i + len(spec.args)])), total)
                       for i in range(len(expr.args) - len(spec.args) + 1))
    if not isinstance(spec, Integer) or spec.value < 1:
        raise Unchanged
    return Call(S.Map, S.Mean, Call(S.Partition, expr, spec, integer(1)))


@builtin("Downsample")
def downsample(expr: Expr, step: Natural, start: Natural = 1) -> Expr:
    """Downsample[list, n] keeps every n-th element, from the first; Downsample[list, n, k] from the k-th.

    Source   ref/Downsample
    Example  Downsample[{a, b, c, d, e}, 2]  gives  {a, c, e}
    """
    if isinstance(expr, Atom) or not step or not start:
        raise Unchanged
    return chosen(expr, range(start - 1, count(expr), step))


@builtin("Upsample")
def upsample(expr: Expr, step: Natural, start: Natural = 1, padding: Expr = integer(0)) -> Expr:
    """Upsample[list, n] puts n - 1 zeros, or copies of the fourth argument, after each element;
    Upsample[list, n, k] puts each element at place k of its group.

    Source   ref/Upsample
    Example  Upsample[{a, b}, 2]  gives  {a, 0, b, 0}
    """
    if isinstance(expr, Atom) or not 1 <= start <= step:
        raise Unchanged
    found: list[Expr] = []
    for item in elements(expr):
        group = [padding] * step
        group[start - 1] = item
        found += group
    return list_of(found)


@builtin("ArrayComponents")
def array_components(expr: Expr) -> Expr:
    """ArrayComponents[array] gives each different element a number, in order of appearance; 0 stays 0.

    Source   ref/ArrayComponents
    Example  ArrayComponents[{{a, b}, {b, c}}]  gives  {{1, 2}, {2, 3}}
    """
    numbers: dict[Expr, int] = {}

    def visit(part: Expr) -> Expr:
        if is_list(part):
            return list_of(map(visit, part.args))
        if isinstance(part, (Integer, Real)) and part.value == 0:
            return integer(0)
        return integer(numbers.setdefault(part, len(numbers) + 1))
    return visit(ordinary(expr))
