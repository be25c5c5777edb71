"""Sorting: by canonical order, by values of a function, by a comparison; orderings, ranks and extremes."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import cmp_to_key
from itertools import pairwise
from typing import Any

import numpy as np

from wlnet.builtins.compiled.steps import Fallback
from wlnet.builtins.functional import Step, number_function
from wlnet.builtins.levels import values_of
from wlnet.builtins.structure import chosen, count, elements, with_parts
from wlnet.expr import (
    TRUE, BigReal, Call, Expr, Integer, Packed, Rational, Real, S, String, is_call, is_list, list_of,
)
from wlnet.expr.order import order, order_key, text_keys
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged

NUMBERS = {Integer, Real}


def sort_keys(items: Sequence[Expr]) -> list[Any]:
    """Keys whose order is the canonical order of the expressions; plain values where all are numbers or strings."""
    kinds = set(map(type, items))
    if kinds <= NUMBERS:
        if len(kinds) == 1:
            return [item.value for item in items]  # type: ignore[attr-defined]
        return [(item.value, type(item) is Real) for item in items]  # type: ignore[attr-defined]
    if kinds == {String}:
        return text_keys([item.value for item in items])  # type: ignore[attr-defined]
    return list(map(order_key, items))


def in_canonical_order(items: Sequence[Expr]) -> list[Expr]:
    """The expressions sorted."""
    keys = sort_keys(items)
    return [items[place] for place in sorted(range(len(items)), key=keys.__getitem__)]


def permutation(expr: Expr) -> Sequence[int]:
    """The places (from 0) of the elements in canonical order."""
    if isinstance(expr, Packed) and expr.array.dtype.kind in "if":
        array = expr.array
        if array.ndim == 1:
            return np.argsort(array, kind="stable")  # type: ignore[return-value]
        if array.ndim == 2:
            return np.lexsort(array.T[::-1])  # type: ignore[return-value]
    keys = sort_keys(elements(expr))
    return sorted(range(len(keys)), key=keys.__getitem__)


class Compared:
    """An element that is sorted by a comparison: `p[first, second]` gives True, or 1, where they are in order."""

    __slots__ = ("ev", "test", "item")

    def __init__(self, ev: Evaluator, test: Expr, item: Expr) -> None:
        self.ev = ev
        self.test = test
        self.item = item

    def __lt__(self, other: Compared) -> bool:
        found = self.ev(Call(self.test, other.item, self.item))
        return not (found is TRUE or (isinstance(found, (Integer, Real)) and found.value >= 0))


_DESCENDING = {S.Greater: True, S.GreaterEqual: True, S.Less: False, S.LessEqual: False}


def permutation_by(ev: Evaluator, items: Sequence[Expr], test: Expr | None) -> Sequence[int]:
    """The places of the elements as a comparison orders them; canonical order without one."""
    if test is None:
        return permutation(list_of(items))
    places = range(len(items))
    descending = _DESCENDING.get(test)  # type: ignore[call-overload]
    if descending is not None and set(map(type, items)) <= NUMBERS:
        values = [item.value for item in items]  # type: ignore[attr-defined]
        return sorted(places, key=values.__getitem__, reverse=descending)
    if set(map(type, items)) <= NUMBERS:
        step = number_function(ev, test, 2, test=True)
        found = _sorted_numbers(step, [item.value for item in items], ev.depth) if step else None  # type: ignore[attr-defined]
        if found is not None:
            return found
    compared = [Compared(ev, test, item) for item in items]
    return sorted(places, key=compared.__getitem__)


def _sorted_numbers(step: Step, values: list[Any], depth: int) -> list[int] | None:
    """The places of numbers as a compiled comparison orders them; None when the evaluator must compare."""
    def compare(first: int, second: int) -> int:
        return 1 if step(values[second], values[first], depth) else -1
    try:
        return sorted(range(len(values)), key=cmp_to_key(compare))
    except (Fallback, ArithmeticError, TypeError):
        return None


@builtin("Sort")
def sort(ev: Evaluator, expr: Expr, test: Expr | None = None, *, call: Call) -> Expr:
    """Sort[list] sorts the elements into canonical order; Sort[list, p] by p, which says whether two are in
    order.

    Source   ref/Sort
    Example  Sort[{c, b, a}]  gives  {a, b, c}
    Example  Sort[{1, 3, 2}, Greater]  gives  {3, 2, 1}
    """
    expr = with_parts(expr, call)
    if test is None:
        if isinstance(expr, Packed) and expr.array.ndim == 1 and expr.array.dtype.kind in "if":
            return Packed(np.sort(expr.array, kind="stable"))
        return chosen(expr, permutation(expr))
    return chosen(expr, permutation_by(ev, elements(expr), test))


@builtin("ReverseSort")
def reverse_sort(ev: Evaluator, expr: Expr, test: Expr | None = None, *, call: Call) -> Expr:
    """ReverseSort[list] sorts the elements into the opposite of canonical order; ReverseSort[list, p] of the
    order p.

    Source   ref/ReverseSort
    Example  ReverseSort[{1, 3, 2}]  gives  {3, 2, 1}
    """
    expr = with_parts(expr, call)
    return chosen(expr, list(permutation_by(ev, elements(expr), test))[::-1])


def permutation_by_values(ev: Evaluator, expr: Expr, function: Expr, test: Expr | None = None) -> list[int]:
    """The places of the elements ordered by values of a function; a list of functions breaks ties one after
    another.

    With one function, ties are broken by the elements themselves.
    """
    items = elements(expr)
    several = is_list(function)
    functions = function.args if several else (function,)
    places = list(range(len(items)))
    if not several and test is None:
        keys = sort_keys(values_of(ev, function, expr))
        if len(set(keys)) < len(keys):
            own = sort_keys(items)
            places.sort(key=own.__getitem__)
        places.sort(key=keys.__getitem__)
        return places
    for each in reversed(functions):
        values = [ev(Call(each, item)) for item in items]
        keys = sort_keys(values) if test is None else [Compared(ev, test, value) for value in values]
        places.sort(key=keys.__getitem__)
    return places


@builtin("SortBy", operator=0)
def sort_by(ev: Evaluator, expr: Expr, function: Expr, test: Expr | None = None, *, call: Call) -> Expr:
    """SortBy[list, f] sorts by the values of f, then by the elements; SortBy[list, {f1, f2, ...}] by f1,
    then f2, ...

    Source   ref/SortBy
    Example  SortBy[{{1, b}, {2, a}}, Last]  gives  {{2, a}, {1, b}}
    """
    expr = with_parts(expr, call)
    return chosen(expr, permutation_by_values(ev, expr, function, test))


@builtin("ReverseSortBy", operator=0)
def reverse_sort_by(ev: Evaluator, expr: Expr, function: Expr, test: Expr | None = None, *, call: Call) -> Expr:
    """ReverseSortBy[list, f] sorts by the values of f, the last ones first.

    Source   ref/ReverseSortBy
    Example  ReverseSortBy[{-1, 3, -2}, Abs]  gives  {3, -2, -1}
    """
    expr = with_parts(expr, call)
    return chosen(expr, permutation_by_values(ev, expr, function, test)[::-1])


def _some(places: Sequence[int], spec: Expr | None) -> Expr:
    """The first n positions (from 1), or the last -n."""
    found = np.asarray(places, dtype=np.int64) + 1
    if isinstance(spec, Integer):
        found = found[:spec.value] if spec.value >= 0 else found[max(len(found) + spec.value, 0):]
    elif is_call(spec, S.UpTo, 1) if spec is not None else False:
        found = found[:spec.args[0].value]  # type: ignore[union-attr]
    return Packed(found) if len(found) else Call(S.List)


@builtin("Ordering")
def ordering(ev: Evaluator, expr: Expr, spec: Expr | None = None, test: Expr | None = None, *, call: Call) -> Expr:
    """Ordering[list] is the list of the positions that the elements of Sort[list] have in list;
    Ordering[list, n] the first n, Ordering[list, -n] the last; Ordering[list, n, p] sorts by p.

    Source   ref/Ordering
    Example  Ordering[{c, a, b}]  gives  {2, 3, 1}
    """
    expr = with_parts(expr, call)
    if test is None:
        return _some(permutation(expr), spec)
    return _some(permutation_by(ev, elements(expr), test), spec)


@builtin("OrderingBy", operator=0)
def ordering_by(ev: Evaluator, expr: Expr, function: Expr, spec: Expr | None = None, *, call: Call) -> Expr:
    """OrderingBy[list, f] is the list of the positions that the elements of SortBy[list, f] have in list.

    Source   ref/OrderingBy
    Example  OrderingBy[{-3, 1, 2}, Abs]  gives  {2, 3, 1}
    """
    expr = with_parts(expr, call)
    return _some(permutation_by_values(ev, expr, function), spec)


# ---- extremes -----------------------------------------------------------------------------------------------------

def numeric_keys(ev: Evaluator, items: Sequence[Expr]) -> list[Any]:
    """Keys by numerical value where all have one (`Sqrt[2]`, `Pi` too); canonical order otherwise."""
    if set(map(type, items)) <= NUMBERS:
        return [item.value for item in items]  # type: ignore[attr-defined]
    values = [item if isinstance(item, (Integer, Real, Rational)) else ev(Call(S.N, item)) for item in items]
    if all(isinstance(value, (Integer, Real, Rational, BigReal)) for value in values):
        return [value.value for value in values]  # type: ignore[attr-defined]
    return sort_keys(items)


def _howmany(spec: Expr, size: int, call: Call) -> int:
    if is_call(spec, S.UpTo, 1) and isinstance(spec.args[0], Integer):
        return min(spec.args[0].value, size)
    if not isinstance(spec, Integer) or not 0 <= spec.value <= size:
        raise Complaint("insuff", spec, size) if isinstance(spec, Integer) else Unchanged
    return spec.value


def _extremes(keys: list[Any], largest: bool, wanted: int) -> list[int]:
    places = sorted(range(len(keys)), key=keys.__getitem__, reverse=largest)
    return places[:wanted]


_FEW = {"insuff": "Cannot take `1` elements from a list of length `2`."}


def _taker(name: str, largest: bool, example: str) -> None:
    def run(ev: Evaluator, expr: Expr, spec: Expr, *, call: Call) -> Expr:
        expr = with_parts(expr, call)
        kept = [i for i, item in enumerate(elements(expr)) if item.head is not S.Missing and item is not S["None"]]
        expr = expr if len(kept) == count(expr) else chosen(expr, kept)
        return chosen(expr, _extremes(numeric_keys(ev, elements(expr)), largest, _howmany(spec, count(expr), call)))
    kind = "largest" if largest else "smallest"
    run.__doc__ = f"""{name}[list, n] is the list of the n {kind} elements, the {kind} first.

    Source   ref/{name}
    Example  {example}
    """
    builtin(name, operator=0, messages=_FEW)(run)


_taker("TakeLargest", True, "TakeLargest[{2, 9, 4}, 2]  gives  {9, 4}")
_taker("TakeSmallest", False, "TakeSmallest[{2, 9, 4}, 2]  gives  {2, 4}")


def _taker_by(name: str, largest: bool, example: str) -> None:
    def run(ev: Evaluator, expr: Expr, function: Expr, spec: Expr, *, call: Call) -> Expr:
        expr = with_parts(expr, call)
        keys = numeric_keys(ev, values_of(ev, function, expr))
        return chosen(expr, _extremes(keys, largest, _howmany(spec, count(expr), call)))
    kind = "largest" if largest else "smallest"
    run.__doc__ = f"""{name}[list, f, n] is the list of the n elements with the {kind} values of f, the
    {kind} first.

    Source   ref/{name}
    Example  {example}
    """
    builtin(name, operator=0, messages=_FEW)(run)


_taker_by("TakeLargestBy", True, "TakeLargestBy[{-9, 2, 4}, Abs, 2]  gives  {-9, 4}")
_taker_by("TakeSmallestBy", False, "TakeSmallestBy[{-9, 2, 4}, Abs, 2]  gives  {2, 4}")


def _best(name: str, choose: Callable[[list[Any]], Any], largest: bool, example: str) -> None:
    def run(ev: Evaluator, expr: Expr, function: Expr, spec: Expr | None = None, *, call: Call) -> Expr:
        expr = with_parts(expr, call)
        keys = numeric_keys(ev, values_of(ev, function, expr))
        if spec is not None:
            return chosen(expr, _extremes(keys, largest, _howmany(spec, count(expr), call)))
        if not keys:
            return expr
        best = choose(keys)
        return chosen(expr, [place for place, key in enumerate(keys) if key == best])
    kind = "largest" if largest else "smallest"
    run.__doc__ = f"""{name}[list, f] is the list of the elements with the {kind} value of f; {name}[list, f,
    n] of n of them, the {kind} first.

    Source   ref/{name}
    Example  {example}
    """
    builtin(name, operator=0, messages=_FEW)(run)


_best("MaximalBy", max, True, 'MaximalBy[{-3, 1, 3}, Abs]  gives  {-3, 3}')
_best("MinimalBy", min, False, 'MinimalBy[{-3, 1, 2}, Abs]  gives  {1}')


def _ranked(name: str, largest: bool, example: str) -> None:
    def run(ev: Evaluator, expr: Expr, rank: Expr, *, call: Call) -> Expr:
        expr = with_parts(expr, call)
        size = count(expr)
        if not isinstance(rank, Integer) or not 1 <= abs(rank.value) <= size:
            raise Complaint("rank", rank, size)
        place = rank.value - 1 if rank.value > 0 else rank.value
        keys = numeric_keys(ev, elements(expr))
        return elements(expr)[sorted(range(size), key=keys.__getitem__, reverse=largest)[place]]
    kind = "largest" if largest else "smallest"
    run.__doc__ = f"""{name}[list, n] is the n-th {kind} element of list.

    Source   ref/{name}
    Example  {example}
    """
    builtin(name, messages={"rank": "The rank `1` should be an integer between 1 and `2`."})(run)


_ranked("RankedMax", True, "RankedMax[{4, 9, 2}, 2]  gives  4")
_ranked("RankedMin", False, "RankedMin[{4, 9, 2}, 1]  gives  2")


# ---- order of two -------------------------------------------------------------------------------------------------

@builtin("Order")
def order_(first: Expr, second: Expr) -> int:
    """Order[a, b] is 1 when a comes before b in canonical order, -1 when it comes after, 0 when they are the
    same.

    Source   ref/Order
    Example  Order[a, b]  gives  1
    """
    return order(first, second)


@builtin("OrderedQ")
def ordered_q(ev: Evaluator, expr: Expr, test: Expr | None = None, *, call: Call) -> bool:
    """OrderedQ[list] gives True when the elements are in canonical order; OrderedQ[list, p] when in the
    order of p.

    Source   ref/OrderedQ
    Example  OrderedQ[{1, 2, 3}]  gives  True
    """
    items = elements(with_parts(expr, call))
    if test is None:
        keys = sort_keys(items)
        return all(map(operator.le, keys, keys[1:]))
    compared = [Compared(ev, test, item) for item in items]
    return not any(later < earlier for earlier, later in pairwise(compared))


def _lexicographic(expr: Expr) -> Any:
    return tuple(map(order_key, elements(expr))) if isinstance(expr, Call) else (order_key(expr),)


@builtin("LexicographicOrder")
def lexicographic_order(first: Expr, second: Expr) -> int:
    """LexicographicOrder[a, b] is 1, -1 or 0 as a comes before or after b, or is the same, compared element
    by element.

    Source   ref/LexicographicOrder
    Example  LexicographicOrder[{1, 2, 3}, {2, 1}]  gives  1
    """
    left, right = _lexicographic(first), _lexicographic(second)
    return int(left < right) - int(left > right)


@builtin("LexicographicSort")
def lexicographic_sort(expr: Expr, *, call: Call) -> Expr:
    """LexicographicSort[{list1, list2, ...}] sorts lists element by element, as words are sorted.

    Source   ref/LexicographicSort
    Example  LexicographicSort[{{2}, {1, 2}, {1}}]  gives  {{1}, {1, 2}, {2}}
    """
    expr = with_parts(expr, call)
    items = elements(expr)
    return chosen(expr, sorted(range(len(items)), key=lambda place: _lexicographic(items[place])))
