"""`ListCorrelate` and `ListConvolve`: a kernel laid over every place of an array, of any rank.

Both are one walk over an array padded at its ends; numbers go through numpy, all else element by element.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wlnet.builtins.structure import dimensions, elements, ordinary
from wlnet.expr import Call, Expr, Integer, Packed, S, is_list, list_of, pack
from wlnet.kernel.builtin import builtin
from wlnet.kernel.messages import Unchanged

Shape = tuple[int, ...]


def _cells(expr: Expr, shape: Shape) -> Any:
    """The elements of `expr` down to the depth of `shape`, in a numpy array of expressions."""
    cells = np.empty(shape, dtype=object)

    def fill(part: Expr, place: Shape) -> None:
        if len(place) == len(shape):
            cells[place] = part
        else:
            for index, item in enumerate(elements(part)):
                fill(item, (*place, index))
    fill(expr, ())
    return cells


def _array(expr: Expr, shape: Shape) -> Any:
    """A numeric array where `expr` holds numbers only, else one of expressions."""
    numbers = pack(expr)
    if numbers is not None and numbers.array.shape == shape:
        return np.asarray(numbers.array)
    return _cells(expr, shape)


def _corners(spec: Expr | None, default: tuple[int, int], rank: int) -> list[tuple[int, int]]:
    """For each dimension, the elements of the kernel that lie over the first and the last element of the list."""
    if spec is None:
        return [default] * rank
    ends = spec.args if is_list(spec) else (spec, spec)
    if len(ends) != 2:
        raise Unchanged
    sides = [end.args if is_list(end) else (end,) * rank for end in ends]
    numbers = [[item.value for item in side if isinstance(item, Integer) and item.value] for side in sides]
    if any(len(side) != rank for side in numbers):
        raise Unchanged
    return list(zip(*numbers))


def _overhang(corner: tuple[int, int], width: int) -> tuple[int, int]:
    first, last = corner
    return (first - 1 if first > 0 else width + first), (width - last if last > 0 else -last - 1)


def _padded(array: Any, overhangs: list[tuple[int, int]], padding: Expr | None) -> Any:
    """`array` grown by the overhangs: around its ends, by a constant, or by repeating a list; None stands for no
    element at all (padding `{}`)."""
    places = [np.arange(-before, size + after) for (before, after), size in zip(overhangs, array.shape)]
    if padding is None or all(place[0] >= 0 and place[-1] < size for place, size in zip(places, array.shape)):
        return array[np.ix_(*(place % size for place, size in zip(places, array.shape)))]
    whole = np.empty([len(place) for place in places], dtype=object)
    if is_list(padding) and padding.args:
        shape = dimensions(padding)[:array.ndim]
        filling = _cells(padding, shape)
        whole[...] = filling[np.ix_(*(place % size for place, size in zip(places[-len(shape):], shape)))]
    else:
        whole.fill(None if is_list(padding) else padding)
    inside = tuple(slice(before, before + size) for (before, _), size in zip(overhangs, array.shape))
    whole[inside] = array if array.dtype == object else _cells(Packed(array), array.shape)
    return whole


def _numeric(array: Any) -> Any:
    """The array of numbers behind an array of expressions, where all are numbers."""
    if array.dtype != object:
        return array
    if any(cell is None for cell in array.flat):
        return None
    numbers = pack(list_of(array.flat))
    return None if numbers is None or numbers.array.ndim != 1 else numbers.array.reshape(array.shape)


def _sums(weights: Any, array: Any) -> Any:
    """The sums of products by numpy; None where integers may overflow."""
    bound = float(np.abs(weights).sum()) * float(np.abs(array).max(initial=0))
    if "f" not in (weights.dtype.kind, array.dtype.kind) and bound >= 2**62:
        return None
    if weights.ndim == 1:
        return np.correlate(array, weights, "valid")
    windows = np.lib.stride_tricks.sliding_window_view(array, weights.shape)
    return np.tensordot(windows, weights, weights.ndim)


def _combined(kernel: Any, window: Any, product: Expr, total: Expr) -> Expr:
    """total of the products of a kernel with what lies under it, level by level."""
    pairs = [(a, b) for a, b in zip(kernel, window)]
    if kernel.ndim == 1:
        return Call(total, *(Call(product, a, b) for a, b in pairs if b is not None))
    return Call(total, *(_combined(a, b, product, total) for a, b in pairs))


def _nested(cells: Any) -> Expr:
    return list_of(cells if cells.ndim == 1 else map(_nested, cells))


def _correlated(kernel: Any, array: Any, corners: list[tuple[int, int]], padding: Expr | None,
                product: Expr, total: Expr) -> Expr:
    overhangs = [_overhang(corner, width) for corner, width in zip(corners, kernel.shape)]
    whole = _padded(array, overhangs, padding)
    shape = [size - width + 1 for size, width in zip(whole.shape, kernel.shape)]
    if min(shape) <= 0:
        return list_of([])
    if product is S.Times and total is S.Plus:
        weights, numbers = _numeric(kernel), _numeric(whole)
        sums = None if weights is None or numbers is None else _sums(weights, numbers)
        if sums is not None:
            return Packed(np.ascontiguousarray(sums))
    if kernel.dtype != object:
        kernel = _cells(Packed(np.ascontiguousarray(kernel)), kernel.shape)
    if whole.dtype != object:
        whole = _cells(Packed(np.ascontiguousarray(whole)), whole.shape)
    result = np.empty(shape, dtype=object)
    for place in np.ndindex(*shape):
        window = whole[tuple(slice(start, start + width) for start, width in zip(place, kernel.shape))]
        result[place] = _combined(kernel, window, product, total)
    return _nested(result)


def _laid_over(kernel: Expr, expr: Expr, spec: Expr | None, padding: Expr | None, product: Expr, total: Expr,
               level: Expr | None, flipped: bool) -> Expr:
    if not is_list(kernel) or not is_list(expr) or not kernel.args or not expr.args:
        raise Unchanged
    kernel, expr = ordinary(kernel), ordinary(expr)
    shapes = dimensions(kernel), dimensions(expr)
    rank = level.value if isinstance(level, Integer) else min(map(len, shapes))
    if rank < 1 or rank > min(map(len, shapes)) or level is None and len(shapes[0]) != len(shapes[1]):
        raise Unchanged
    weights, array = (_array(part, shape[:rank]) for part, shape in zip((kernel, expr), shapes))
    corners = _corners(spec, (-1, 1) if flipped else (1, -1), rank)
    if flipped:
        weights = np.flip(weights)
        corners = [(-first, -last) for first, last in corners]
    return _correlated(weights, array, corners, padding, product, total)


@builtin("ListCorrelate")
def list_correlate(
    kernel: Expr, expr: Expr, spec: Expr | None = None, padding: Expr | None = None, product: Expr = S.Times,
    total: Expr = S.Plus, level: Expr | None = None,
) -> Expr:
    """ListCorrelate[ker, list] is the list of the sums of products of ker with each run of neighbours;
    ListCorrelate[ker, list, {kl, kr}] lets ker hang over the ends, going around or filled up with the fourth
    argument ({} for nothing); ListCorrelate[ker, list, {kl, kr}, p, g, h] takes g for the product and h for the
    sum. Matrices and deeper arrays work in the same way.

    Source   ref/ListCorrelate
    Example  ListCorrelate[{x, y}, {a, b, c}]  gives  {a x + b y, b x + c y}
    Example  ListCorrelate[{1, 1}, {a, b, c}, {1, 1}, {}, Times, List]  gives  {{a, b}, {b, c}, {c}}
    """
    return _laid_over(kernel, expr, spec, padding, product, total, level, False)


@builtin("ListConvolve")
def list_convolve(
    kernel: Expr, expr: Expr, spec: Expr | None = None, padding: Expr | None = None, product: Expr = S.Times,
    total: Expr = S.Plus, level: Expr | None = None,
) -> Expr:
    """ListConvolve[ker, list] is the convolution of ker with list; ListConvolve[ker, list, {kl, kr}] lets
    ker hang over the ends, going around or filled up with the fourth argument ({} for nothing);
    ListConvolve[ker, list, {kl, kr}, p, g, h] takes g for the product and h for the sum.

    Source   ref/ListConvolve
    Example  ListConvolve[{x, y}, {a, b, c}]  gives  {b x + a y, c x + b y}
    Example  ListConvolve[{{1, 1}, {1, 1}}, {{1, 2, 3}, {4, 5, 6}}, {1, 1}, 0]  gives  {{1, 3, 5}, {5, 12, 16}}
    """
    return _laid_over(kernel, expr, spec, padding, product, total, level, True)
