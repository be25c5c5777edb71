"""Functions of several lists at once: `Thread`, `Outer`, `Inner`, `Select`, `Pick` and their kind."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import repeat

import numpy as np

from wlnet.builtins.lists import sequence_places
from wlnet.builtins.structure import chosen, count, elements, ordinary, with_parts
from wlnet.builtins.vectorize import select_vectorized
from wlnet.expr import (
    TRUE, Association, Atom, Call, Expr, Integer, Packed, S, integer, list_of, pack,
)
from wlnet.kernel.arguments import CountOrInfinity
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import DATA_ATOMS, Evaluator
from wlnet.kernel.messages import Complaint, Unchanged
from wlnet.kernel.patterns import compile_pattern

# ---- Thread -------------------------------------------------------------------------------------------------------


@builtin("Thread", messages={"tdlen": "Objects of unequal length in `1` cannot be combined."})
def thread(ev: Evaluator, expr: Expr, head: Expr = S.List, spec: Expr = S.All, *, call: Call) -> Expr:
    """Thread[f[{a, b}, c]] is {f[a, c], f[b, c]}; Thread[expr, h] threads over h instead of lists;
    Thread[expr, h, n] over the first n arguments.

    Source   ref/Thread
    Example  Thread[f[{a, b}, c]]  gives  {f[a, c], f[b, c]}
    Example  Thread[{a, b} -> {1, 2}]  gives  {a -> 1, b -> 2}
    """
    if not isinstance(expr, Call):
        return expr
    places = sequence_places(spec, len(expr.args), 3, call)
    if places is None:
        raise Unchanged
    threaded = {i for i in places if _threads(expr.args[i], head)}
    sizes = {len(expr.args[i].args) for i in threaded}
    if not sizes:
        return expr
    if len(sizes) > 1:
        ev.message(S.Thread, "tdlen", expr)
        return expr
    size = sizes.pop()
    columns = [arg.args if i in threaded else repeat(arg, size) for i, arg in enumerate(expr.args)]
    if expr.head is S.Rule and head is S.List and len(expr.args) == 2:
        return _rules(ev, *columns)  # type: ignore[arg-type]
    return Call(head, *(Call(expr.head, *row) for row in zip(*columns)))


def _threads(expr: Expr, head: Expr) -> bool:
    return isinstance(expr, Call) and expr.head == head


def _rules(ev: Evaluator, left: Sequence[Expr], right: Sequence[Expr]) -> Call:
    """A list of rules; those of atoms are known as evaluated."""
    data, plain = ev.data, True
    found = []
    for key, value in zip(left, right):
        rule = Call(S.Rule, key, value)
        if type(key) in DATA_ATOMS and type(value) in DATA_ATOMS:
            rule.stamp = data
        else:
            plain = False
        found.append(rule)
    made = list_of(found)
    if plain:
        made.stamp = data
    return made


# ---- Outer, Inner -------------------------------------------------------------------------------------------------

_ARITHMETIC = {S.Times: np.multiply, S.Plus: np.add, S.Subtract: np.subtract}


@builtin("Outer", messages={
    "heads": "Heads `1` and `2` at positions `3` and `4` are expected to be the same.",
})
def outer(function: Expr, first: Expr, *rest: Expr, call: Call) -> Expr:
    """Outer[f, list1, list2, ...] applies f to all combinations of elements, one from each list at its
    lowest level, and nests the results; Outer[f, list1, list2, ..., n] treats parts at level n as elements,
    n1, n2, ... list by list.

    Source   ref/Outer
    Example  Outer[f, {a, b}, {x, y}]  gives  {{f[a, x], f[a, y]}, {f[b, x], f[b, y]}}
    """
    lists = [ordinary(item) for item in (first, *rest)]
    depths: list[float] = []
    while len(lists) > 1 and (isinstance(lists[-1], Integer) or lists[-1] is S.Infinity):
        bound = lists.pop()
        depths.insert(0, bound.value if isinstance(bound, Integer) else math.inf)
    if not depths:
        depths = [math.inf]
    depths += depths[-1:] * (len(lists) - len(depths))
    for position, item in enumerate(lists, 2):
        if isinstance(item, Atom):
            raise Complaint("normal", position, call)
        if item.head != lists[0].head and not isinstance(item, Association):
            raise Complaint("heads", lists[0].head, item.head, 2, position)
    quick = _outer_packed(function, lists) if min(depths) == math.inf else None
    return quick or _outer(function, lists[0].head, lists, depths, ())


def _outer_packed(function: Expr, lists: list[Expr]) -> Expr | None:
    """Products, sums and differences of two lists of machine numbers."""
    ufunc = _ARITHMETIC.get(function)  # type: ignore[call-overload]
    if ufunc is None or len(lists) != 2:
        return None
    first, second = map(pack, lists)
    if first is None or second is None:
        return None
    if first.array.dtype.kind == second.array.dtype.kind == "i":
        largest = [int(np.abs(item.array).max()) for item in (first, second)]
        if max(largest) >= 2**62 or largest[0] * largest[1] >= 2**62:
            return None
    return Packed(ufunc.outer(first.array, second.array))


def _outer(function: Expr, head: Expr, lists: list[Expr], depths: list[float], chosen_: tuple[Expr, ...]) -> Expr:
    if not lists:
        return Call(function, *chosen_)

    def descend(expr: Expr, left: float) -> Expr:
        if left > 0 and isinstance(expr, Association):
            return expr.with_values([descend(item, left - 1) for item in expr.items.values()])
        if left > 0 and isinstance(expr, Call) and expr.head == head:
            return Call(head, *(descend(item, left - 1) for item in expr.args))
        return _outer(function, head, lists[1:], depths[1:], (*chosen_, expr))
    return descend(lists[0], depths[0])


@builtin("Inner", messages={
    "incom": "Length `1` of dimension `2` in `3` is incommensurate with length `4` of dimension 1 in `5`.",
})
def inner(function: Expr, first: Expr, second: Expr, joined: Expr = S.Plus) -> Expr:
    """Inner[f, {a, b}, {x, y}, g] is g[f[a, x], f[b, y]]; for deeper arrays it contracts the last level of
    the first with the first level of the second, as Dot does with f = Times and g = Plus.

    Source   ref/Inner
    Example  Inner[f, {a, b}, {x, y}, g]  gives  g[f[a, x], f[b, y]]
    """
    first, second = ordinary(first), ordinary(second)
    if isinstance(first, Association) and isinstance(second, Association):
        keys = list(first.items)
        return Call(joined, *(Call(function, first.items[k], second.items[k]) for k in keys if k in second.items))
    if not isinstance(first, Call) or not isinstance(second, Call):
        raise Unchanged
    return _inner(function, first, list(second.args), joined, first.head)


def _inner(function: Expr, first: Expr, columns: list[Expr], joined: Expr, head: Expr) -> Expr:
    if any(isinstance(item, Call) and item.head == head for item in first.args):
        return Call(head, *(_inner(function, row, columns, joined, head) for row in first.args))
    if len(first.args) != len(columns):
        raise Complaint("incom", len(first.args), 1, first, len(columns), Call(head, *columns))

    def contract(parts: list[Expr]) -> Expr:
        if parts and all(isinstance(part, Call) and part.head == head for part in parts):
            return Call(head, *(contract(list(row)) for row in zip(*(part.args for part in parts))))
        return Call(joined, *(Call(function, a, b) for a, b in zip(first.args, parts)))
    return contract(columns)


# ---- choosing -----------------------------------------------------------------------------------------------------

@builtin("Select", operator=0)
def select(ev: Evaluator, expr: Expr, test: Expr, most: CountOrInfinity = math.inf, *, call: Call) -> Expr:
    """Select[list, test] keeps the elements for which test gives True; Select[list, test, n] the first n of
    them.

    Source   ref/Select
    Example  Select[{1, 2, 4, 7}, EvenQ]  gives  {2, 4}
    """
    expr = with_parts(expr, call)
    marks = select_vectorized(ev, test, expr) if most == math.inf else None
    if marks is not None:
        return chosen(expr, np.flatnonzero(marks))  # type: ignore[arg-type]
    kept: list[int] = []
    for index, item in enumerate(elements(expr)):
        if len(kept) >= most:
            break
        if ev(Call(test, item)) is TRUE:
            kept.append(index)
    return expr if len(kept) == count(expr) else chosen(expr, kept)


@builtin("SelectFirst", operator=0)
def select_first(ev: Evaluator, expr: Expr, test: Expr, default: Expr | None = None, *, call: Call) -> Expr:
    """SelectFirst[list, test] is the first element for which test gives True; Missing["NotFound"], or the
    third argument, when there is none.

    Source   ref/SelectFirst
    Example  SelectFirst[{1, 4, 6}, EvenQ]  gives  4
    """
    expr = with_parts(expr, call)
    for item in elements(expr):
        if ev(Call(test, item)) is TRUE:
            return item
    return missing("NotFound") if default is None else default


def missing(reason: str) -> Call:
    """`Missing[reason]`."""
    from wlnet.expr import String
    return Call(S.Missing, String(reason))


@builtin("Pick", messages={"incomp": "Expressions `1` and `2` have incompatible shapes."})
def pick(ev: Evaluator, expr: Expr, marks: Expr, form: Expr = TRUE) -> Expr:
    """Pick[list, marks] keeps the elements whose mark is True; Pick[list, marks, form] those whose mark
    matches form.

    Source   ref/Pick
    Example  Pick[{a, b, c}, {1, 0, 1}, 1]  gives  {a, c}
    """
    matcher = compile_pattern(form, ev)

    def picked(part: Expr, mark: Expr) -> Expr | None:
        if matcher.test(mark, {}, ev):
            return part
        if not isinstance(mark, (Call, Association)) or not isinstance(part, (Call, Association)):
            return None
        if count(part) != count(mark):
            raise Complaint("incomp", expr, marks)
        inside = [picked(a, b) for a, b in zip(elements(part), elements(mark))]
        if isinstance(part, Association):
            return Association({key: item for key, item in zip(part.items, inside) if item is not None})
        return Call(part.head, *(item for item in inside if item is not None))
    found = picked(ordinary(expr), ordinary(marks))
    return Call(S.Sequence) if found is None else found


@builtin("TakeWhile", operator=0)
def take_while(ev: Evaluator, expr: Expr, test: Expr) -> Expr:
    """TakeWhile[list, test] is the elements from the start for which test gives True.

    Source   ref/TakeWhile
    Example  TakeWhile[{1, 2, 5, 1}, # < 4 &]  gives  {1, 2}
    """
    return chosen(expr, range(_run(ev, expr, test)))


@builtin("LengthWhile", operator=0)
def length_while(ev: Evaluator, expr: Expr, test: Expr) -> int:
    """LengthWhile[list, test] is the number of elements from the start for which test gives True.

    Source   ref/LengthWhile
    Example  LengthWhile[{1, 2, 5, 1}, # < 4 &]  gives  2
    """
    return _run(ev, expr, test)


def _run(ev: Evaluator, expr: Expr, test: Expr) -> int:
    if isinstance(expr, Atom):
        raise Unchanged
    for index, item in enumerate(elements(expr)):
        if ev(Call(test, item)) is not TRUE:
            return index
    return count(expr)


@builtin("BlockMap")
def block_map(function: Expr, expr: Expr, *spec: Expr) -> Expr:
    """BlockMap[f, list, n] applies f to each block of n elements; BlockMap[f, list, n, d] to blocks d apart.

    Source   ref/BlockMap
    Example  BlockMap[f, {a, b, c, d}, 2]  gives  {f[{a, b}], f[{c, d}]}
    """
    return Call(S.Map, function, Call(S.Partition, expr, *spec))


@builtin("MovingMap")
def moving_map(function: Expr, expr: Expr, width: Expr) -> Expr | None:
    """MovingMap[f, list, r] applies f to each window of r + 1 elements.

    Source   ref/MovingMap
    Example  MovingMap[f, {a, b, c}, 1]  gives  {f[{a, b}], f[{b, c}]}
    """
    if not isinstance(width, Integer):
        return None
    return Call(S.Map, function, Call(S.Partition, expr, integer(width.value + 1), integer(1)))
