"""Arrays: flattening, transposing, reshaping, cutting into blocks, differences and sums along them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from wlnet.builtins.structure import dimensions, elements, ordinary
from wlnet.builtins.tables import Sizes, settled
from wlnet.expr import Association, Atom, Call, Expr, Integer, Packed, S, integer, is_call, is_list, list_of
from wlnet.kernel.arguments import Natural, is_infinity
from wlnet.kernel.builtin import builtin
from wlnet.kernel.messages import Complaint, Unchanged

# ---- flattening ---------------------------------------------------------------------------------------------------


@builtin("Flatten", messages={
    "flpdep": "Level `1` specified in `2` exceeds the levels, `3`, which can be flattened together in `4`.",
    "fldep": "Level `1` specified in `2` exceeds the levels, `3`, which can be flattened together in `4`.",
    "flrep": "Level `1` specified in `2` should not be repeated.",
    "flpi": "Levels to be flattened together in `1` should be lists of positive integers.",
})
def flatten(expr: Expr, levels: Expr = S.Infinity, head: Expr | None = None, *, call: Call) -> Expr:
    """Flatten[list] takes away all inner braces; Flatten[list, n] down to level n, Flatten[list, n, h] those
    of calls of h; Flatten[list, {{s11, s12, ...}, {s21, ...}, ...}] combines the levels s1i into the first
    level of the result, ...

    Source   ref/Flatten
    Example  Flatten[{a, {b, {c}}}]  gives  {a, b, c}
    Example  Flatten[{{a, b}, {c, d}}, {{2}, {1}}]  gives  {{a, c}, {b, d}}
    """
    expr = ordinary(expr)
    if is_list(levels):
        return _combined(expr, levels, call)
    if isinstance(expr, Association):
        return Call(S.Association, *expr.args) if head is None else expr
    if not isinstance(expr, Call):
        raise Complaint("normal", 1, call)
    most = math.inf if is_infinity(levels) else levels.value if isinstance(levels, Integer) else -1
    if most < 0:
        raise Complaint("flpi", levels)
    if isinstance(expr, Packed) and head in (None, S.List):
        deep = int(min(most, expr.array.ndim - 1))
        return Packed(expr.array.reshape(-1, *expr.array.shape[deep + 1:])) if deep else expr
    wanted = expr.head if head is None else head
    found: list[Expr] = []
    _flatten_into(found, expr.args, most, wanted)
    return settled(found) if expr.head is S.List else Call(expr.head, *found)


def _flatten_into(found: list[Expr], items: Sequence[Expr], most: float, head: Expr) -> None:
    for item in items:
        if isinstance(item, Packed) and head is S.List and most > 0 and item.array.ndim > 1 and most == math.inf:
            found += Packed(item.array.ravel()).args
        elif most > 0 and isinstance(item, Call) and item.head == head:
            _flatten_into(found, item.args, most - 1, head)
        else:
            found.append(item)


def _combined(expr: Expr, spec: Expr, call: Call) -> Expr:
    """Levels combined and reordered; ragged lists leave out what is not there."""
    groups = [[getattr(item, "value", 0) for item in (group.args if is_list(group) else (group,))]
              for group in (spec.args if any(map(is_list, spec.args)) else (spec,))]
    named = [level for group in groups for level in group]
    if not all(isinstance(level, int) and level > 0 for level in named):
        raise Complaint("flpi", spec)
    if len(set(named)) < len(named):
        raise Complaint("flrep", next(level for level in named if named.count(level) > 1), spec)
    deep = max(named, default=0)
    if deep > _list_depth(expr):
        raise Complaint("fldep", deep, spec, _list_depth(expr), expr)
    groups += [[level] for level in range(1, deep + 1) if level not in named]
    entries = [(tuple(tuple(place[level - 1] for level in group) for group in groups), item)
               for place, item in _entries(expr, deep)]
    return _nested(sorted(entries, key=lambda entry: entry[0]), 0, len(groups))


def _list_depth(expr: Expr) -> int:
    """How many levels of lists there are, everywhere or somewhere."""
    if not is_list(expr):
        return 0
    return 1 + max(map(_list_depth, expr.args), default=0)


def _entries(expr: Expr, deep: int) -> Iterator[tuple[tuple[int, ...], Expr]]:
    if not deep:
        yield (), expr
        return
    for index, item in enumerate(expr.args if is_list(expr) else ()):
        for place, leaf in _entries(item, deep - 1):
            yield (index, *place), leaf


def _nested(entries: list[tuple[tuple[tuple[int, ...], ...], Expr]], level: int, deep: int) -> Expr:
    if level == deep:
        return entries[0][1]
    found: list[Expr] = []
    start = 0
    for end in range(1, len(entries) + 1):
        if end == len(entries) or entries[end][0][level] != entries[start][0][level]:
            found.append(_nested(entries[start:end], level + 1, deep))
            start = end
    return list_of(found)


@builtin("ArrayFlatten", messages={"depth": "`1` is not a matrix of matrices that fit together."})
def array_flatten(expr: Expr, rank: Natural = 2, *, call: Call) -> Expr:
    """ArrayFlatten[{{m11, m12, ...}, {m21, ...}, ...}] is the matrix made of blocks; 0 stands for a block of
    zeros.

    Source   ref/ArrayFlatten
    Example  ArrayFlatten[{{{{a}}, {{b}}}, {{{c}}, {{d}}}}]  gives  {{a, b}, {c, d}}
    """
    if rank != 2 or not is_list(expr):
        raise Unchanged
    rows = [list(row.args) for row in expr.args]
    heights = [max((len(block.args) for block in row if is_list(block)), default=1) for row in rows]
    widths = [max((dimensions(block)[1] for block in column if len(dimensions(block)) > 1), default=1)
              for column in zip(*rows)]
    found: list[Expr] = []
    for row, height in zip(rows, heights):
        blocks = [block.args if is_list(block) else [list_of([block] * width)] * height
                  for block, width in zip(row, widths)]
        if any(len(block) != height for block in blocks):
            raise Complaint("depth", expr)
        found += [list_of(item for line in lines for item in line.args) for lines in zip(*blocks)]
    return list_of(found)


# ---- transposing and reshaping ------------------------------------------------------------------------------------

@builtin("Transpose", messages={
    "nmtx": "The first two levels of `1` cannot be transposed.",
    "perm": "`1` is not a permutation of the levels of `2`.",
})
def transpose(expr: Expr, order: Expr | None = None, *, call: Call) -> Expr:
    """Transpose[list] exchanges the first two levels; Transpose[list, {n1, n2, ...}] makes level k of list
    level nk of the result.

    Source   ref/Transpose
    Example  Transpose[{{a, b, c}, {x, y, z}}]  gives  {{a, x}, {b, y}, {c, z}}
    """
    expr = ordinary(expr)
    if isinstance(expr, Association) or (is_list(expr) and expr.args and isinstance(expr.args[0], Association)):
        return _transposed_associations(expr)
    shape = dimensions(expr)
    if is_call(order, S.TwoWayRule, 2) if order is not None else False:
        order = _swapped(order, len(shape))  # type: ignore[arg-type]
    if order is not None:
        return _permuted(expr, shape, order)
    if len(shape) < 2:
        if len(shape) == 1 and not expr.args:
            return expr
        raise Complaint("nmtx", expr)
    if isinstance(expr, Packed):
        return Packed(np.swapaxes(expr.array, 0, 1))
    return list_of(list_of(column) for column in zip(*(row.args for row in expr.args)))


def _swapped(order: Expr, rank: int) -> Expr:
    places = list(range(1, rank + 1))
    i, j = (item.value for item in order.args)  # type: ignore[attr-defined]
    places[i - 1], places[j - 1] = j, i
    return list_of(map(integer, places))


def _transposed_associations(expr: Expr) -> Expr:
    """A list of associations as an association of lists, or the reverse; associations of associations exchanged."""
    rows = elements(expr)
    first = rows[0] if rows else None
    if isinstance(first, Association):
        if not all(isinstance(row, Association) and row.items.keys() == first.items.keys() for row in rows):
            raise Complaint("nmtx", expr)
        outer = expr.with_values if isinstance(expr, Association) else list_of
        return Association({key: outer([row.items[key] for row in rows]) for key in first.items})  # type: ignore[attr-defined]
    if not rows or not all(is_list(row) and len(row.args) == len(first.args) for row in rows):  # type: ignore[union-attr]
        raise Complaint("nmtx", expr)
    assert isinstance(expr, Association)
    return list_of(expr.with_values(column) for column in zip(*(row.args for row in rows)))


def _permuted(expr: Expr, shape: tuple[int, ...], order: Expr) -> Expr:
    places = [getattr(item, "value", 0) for item in order.args]
    most = max(places, default=0)
    if not places or len(places) > len(shape) or set(places) != set(range(1, most + 1)):
        raise Complaint("perm", order, expr)
    if len(set(places)) == len(places):
        axes = [places.index(level) for level in range(1, most + 1)]
        return rebuilt(expr, shape[:len(places)], lambda array: np.transpose(
            array, [*axes, *range(len(axes), array.ndim)]))
    return rebuilt(expr, shape[:len(places)], lambda array: _diagonal_of(array, places, most))


def _diagonal_of(array: np.ndarray[Any, Any], places: list[int], most: int) -> np.ndarray[Any, Any]:
    """Levels that go to the same level run together along the diagonal."""
    rest = "".join(chr(ord("A") + i) for i in range(array.ndim - len(places)))
    left = "".join(chr(ord("a") + place) for place in places)
    right = "".join(chr(ord("a") + place) for place in range(1, most + 1))
    if array.dtype != object:
        return np.asarray(np.einsum(f"{left}{rest}->{right}{rest}", array))
    sizes = [min(size for size, place in zip(array.shape, places) if place == level) for level in range(1, most + 1)]
    found = np.empty((*sizes, *array.shape[len(places):]), dtype=object)
    for index in np.ndindex(*sizes):
        found[index] = array[tuple(index[place - 1] for place in places)]
    return found


def rebuilt(expr: Expr, shape: tuple[int, ...], change: object) -> Expr:
    """An array rearranged by a function on numpy arrays, of expressions where they are not numbers."""
    if isinstance(expr, Packed):
        return Packed(np.ascontiguousarray(change(expr.array)))  # type: ignore[operator]
    array = np.empty(shape, dtype=object)
    for place, item in _entries(expr, len(shape)):
        array[place] = item
    return _expression(change(array))  # type: ignore[operator]


def _expression(array: np.ndarray[Any, Any]) -> Expr:
    if not array.ndim:
        return array.item()  # type: ignore[no-any-return]
    return list_of(_expression(item) if isinstance(item, np.ndarray) else item for item in array)


@builtin("ArrayReshape")
def array_reshape(expr: Expr, dims: Sizes, padding: Expr = integer(0)) -> Expr:
    """ArrayReshape[list, {n1, n2, ...}] puts the elements of list, in order, into an array of these
    dimensions, filled up with 0 or the third argument.

    Source   ref/ArrayReshape
    Example  ArrayReshape[{a, b, c, d}, {2, 2}]  gives  {{a, b}, {c, d}}
    """
    expr = ordinary(expr)
    if isinstance(expr, Atom):
        raise Unchanged
    total = math.prod(dims)
    if isinstance(expr, Packed) and expr.array.size >= total and all(dims):
        return Packed(expr.array.reshape(-1)[:total].reshape(dims))
    items: list[Expr] = []
    _flatten_into(items, expr.args, math.inf, S.List)
    items = items[:total] + [padding] * (total - len(items))
    for size in reversed(dims[1:]):
        items = [list_of(items[i:i + size]) for i in range(0, len(items), size)] if size else []
    return settled(items)


@builtin("Diagonal")
def diagonal(expr: Expr, offset: Expr = integer(0)) -> Expr:
    """Diagonal[m] is the list of the elements on the diagonal of a matrix; Diagonal[m, k] on the k-th above
    it.

    Source   ref/Diagonal
    Example  Diagonal[{{a, b}, {c, d}}]  gives  {a, d}
    """
    expr = ordinary(expr)
    if not isinstance(offset, Integer) or isinstance(expr, Atom):
        raise Unchanged
    k = offset.value
    rows = expr.args
    return list_of(row.args[i + k] for i, row in enumerate(rows) if is_list(row) and 0 <= i + k < len(row.args))
