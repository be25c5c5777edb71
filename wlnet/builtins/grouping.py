"""Grouping: counts, classes, runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from wlnet.builtins.levels import values_of
from wlnet.builtins.structure import alike, elements, ordinary, with_parts
from wlnet.expr import (
    NULL, TRUE, Association, Call, Expr, Integer, Packed, S, String, integer, is_call, is_list, list_of, to_expr,
)
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged
from wlnet.builtins.sets import MANY


def counted(expr: Expr) -> dict[Expr, int]:
    """How often each different element occurs, in order of first appearance."""
    if isinstance(expr, Packed) and expr.array.ndim == 1 and expr.array.dtype.kind == "i":
        values, places, numbers = np.unique(expr.array, return_index=True, return_counts=True)
        order = np.argsort(places)
        return {to_expr(int(values[i])): int(numbers[i]) for i in order}
    items = elements(expr)
    if len(items) > MANY and isinstance(items[0], String) and all(type(item) is String for item in items):
        found = Counter([item.value for item in items])  # type: ignore[attr-defined]
        return {String(text): number for text, number in found.items()}
    if len(items) <= MANY:
        return dict(Counter(items))
    # Equal atoms are often one object: count identities first, then add up equal expressions
    known = dict(zip(map(id, items), items))
    totals: dict[Expr, int] = {}
    for key, number in Counter(map(id, items)).items():
        totals[known[key]] = totals.get(known[key], 0) + number
    return totals


def _list_or_association(expr: Expr, call: Call) -> Expr:
    expr = ordinary(expr)
    if not is_list(expr) and not isinstance(expr, Association):
        raise Complaint("list1", expr)
    return expr


_LIST = {"list1": "The argument `1` is not a list or an association."}


@builtin("Counts", messages=_LIST)
def counts(expr: Expr, *, call: Call) -> Expr:
    """Counts[list] is an association from the different elements to how often they occur.

    Source   ref/Counts
    Example  Counts[{a, b, a}]  gives  <|a -> 2, b -> 1|>
    """
    found = counted(_list_or_association(expr, call))
    return Association({item: integer(number) for item, number in found.items()})


@builtin("CountsBy", operator=0, messages=_LIST)
def counts_by(ev: Evaluator, expr: Expr, function: Expr, *, call: Call) -> Expr:
    """CountsBy[list, f] is an association from the values of f to how often they occur.

    Source   ref/CountsBy
    Example  CountsBy[{1, -1, 2}, Abs]  gives  <|1 -> 2, 2 -> 1|>
    """
    values = values_of(ev, function, _list_or_association(expr, call))
    return Association({item: integer(number) for item, number in Counter(values).items()})


@builtin("Tally")
def tally(ev: Evaluator, expr: Expr, same: Expr | None = None, *, call: Call) -> Expr:
    """Tally[list] is a list of pairs {element, how often it occurs}; Tally[list, test] counts by test.

    Source   ref/Tally
    Example  Tally[{a, b, a}]  gives  {{a, 2}, {b, 1}}
    """
    expr = with_parts(expr, call)
    if same is None:
        return list_of(list_of([item, integer(number)]) for item, number in counted(expr).items())
    classes = classes_by(ev, elements(expr), same)
    return list_of(list_of([members[0], integer(len(members))]) for members in classes)


def classes_by(ev: Evaluator, items: Iterable[Expr], same: Expr) -> list[list[Expr]]:
    """Classes of expressions that a test holds to be the same as the first of the class."""
    classes: list[list[Expr]] = []
    for item in items:
        for members in classes:
            if ev(Call(same, members[0], item)) is TRUE:
                members.append(item)
                break
        else:
            classes.append([item])
    return classes


def classes_of(keys: Iterable[Expr], items: Iterable[Expr]) -> dict[Expr, list[Expr]]:
    """The items by their keys."""
    classes: dict[Expr, list[Expr]] = {}
    for key, item in zip(keys, items):
        known = classes.get(key)
        if known is None:
            classes[key] = [item]
        else:
            known.append(item)
    return classes


@builtin("Gather")
def gather(ev: Evaluator, expr: Expr, same: Expr | None = None, *, call: Call) -> Expr:
    """Gather[list] gathers equal elements into lists; Gather[list, test] those that test holds to be the
    same.

    Source   ref/Gather
    Example  Gather[{a, b, a}]  gives  {{a, a}, {b}}
    """
    expr = with_parts(expr, call)
    items = elements(expr)
    classes = list(classes_of(items, items).values()) if same is None else classes_by(ev, items, same)
    return list_of(alike(expr, members) for members in classes)


@builtin("GatherBy", operator=0)
def gather_by(ev: Evaluator, expr: Expr, *functions: Expr, call: Call) -> Expr:
    """GatherBy[list, f] gathers the elements with equal values of f into lists; GatherBy[list, {f1, f2,
    ...}] nests.

    Source   ref/GatherBy
    Example  GatherBy[{1, 2, 3, 4}, OddQ]  gives  {{1, 3}, {2, 4}}
    """
    if not functions:
        raise Unchanged
    specs = functions[0].args if is_list(functions[0]) and len(functions) == 1 else functions
    return _gathered(ev, with_parts(expr, call), specs)


def _gathered(ev: Evaluator, expr: Expr, functions: tuple[Expr, ...]) -> Expr:
    if not functions:
        return expr
    items = elements(expr)
    classes = classes_of(values_of(ev, functions[0], expr), items)
    return list_of(_gathered(ev, alike(expr, members), functions[1:]) for members in classes.values())


@builtin("GroupBy", operator=0, messages=_LIST)
def group_by(ev: Evaluator, expr: Expr, spec: Expr, reduce: Expr | None = None, *, call: Call) -> Expr:
    """GroupBy[list, f] is an association from the values of f to the lists of elements that have them;
    GroupBy[list, f -> g] gives lists of g of the elements, GroupBy[list, f, h] gives h of the lists,
    GroupBy[list, {f1, f2, ...}] nests.

    Source   ref/GroupBy
    Example  GroupBy[{1, 2, 3}, OddQ]  gives  <|True -> {1, 3}, False -> {2}|>
    Example  GroupBy[{{a, x}, {b, y}, {a, z}}, First -> Last]  gives  <|a -> {x, z}, b -> {y}|>
    """
    expr = _list_or_association(expr, call)
    return _grouped(ev, expr, spec.args if is_list(spec) else (spec,), reduce)


def _grouped(ev: Evaluator, expr: Expr, specs: tuple[Expr, ...], reduce: Expr | None) -> Expr:
    if not specs:
        return expr if reduce is None else Call(reduce, expr)
    spec, what = specs[0], None
    if is_call(spec, S.Rule, 2):
        spec, what = spec.args
    items = elements(expr)
    keys = values_of(ev, spec, expr)
    if isinstance(expr, Association):
        return _grouped_entries(ev, expr, keys, what, specs[1:], reduce)
    if what is not None:
        items = [ev(Call(what, item)) for item in items]
    classes = classes_of(keys, items)
    return Association({
        key: _grouped(ev, alike(expr, members) if what is None else list_of(members), specs[1:], reduce)
        for key, members in classes.items()})


def _grouped_entries(
    ev: Evaluator, expr: Association, keys: Sequence[Expr], what: Expr | None, specs: tuple[Expr, ...],
    reduce: Expr | None,
) -> Expr:
    classes: dict[Expr, dict[Expr, Expr]] = {}
    for key, (name, value) in zip(keys, expr.items.items()):
        classes.setdefault(key, {})[name] = value if what is None else ev(Call(what, value))
    return Association({key: _grouped(ev, Association(members), specs, reduce) for key, members in classes.items()})


@builtin("PositionIndex")
def position_index(expr: Expr, *, call: Call) -> Expr:
    """PositionIndex[list] is an association from the different elements to their positions.

    Source   ref/PositionIndex
    Example  PositionIndex[{a, b, a}]  gives  <|a -> {1, 3}, b -> {2}|>
    """
    expr = with_parts(expr, call)
    if isinstance(expr, Association):
        classes = classes_of(expr.items.values(), expr.items)
        return Association({item: list_of(keys) for item, keys in classes.items()})
    places: dict[Expr, list[int]] = {}
    for place, item in enumerate(elements(expr), 1):
        places.setdefault(item, []).append(place)
    return Association({item: to_expr(found) for item, found in places.items()})


# ---- runs ---------------------------------------------------------------------------------------------------------

def _runs(expr: Expr, breaks: Sequence[int]) -> Expr:
    """The list cut before these places."""
    args = expr.args
    ends = [*breaks, len(args)]
    start, found = 0, []
    for end in ends:
        found.append(alike(expr, args[start:end]))
        start = end
    return list_of(found)


@builtin("Split")
def split(ev: Evaluator, expr: Expr, same: Expr | None = None, *, call: Call) -> Expr:
    """Split[list] cuts a list into runs of equal elements; Split[list, test] into runs in which test holds
    for each two neighbours.

    Source   ref/Split
    Example  Split[{a, a, b, a}]  gives  {{a, a}, {b}, {a}}
    """
    expr = with_parts(expr, call)
    items = expr.args
    if not items:
        return Call(expr.head)
    if same is None:
        return _runs(expr, [i for i in range(1, len(items)) if items[i - 1] != items[i]])
    return _runs(expr, [i for i in range(1, len(items)) if ev(Call(same, items[i - 1], items[i])) is not TRUE])


@builtin("SplitBy", operator=0)
def split_by(ev: Evaluator, expr: Expr, function: Expr, *, call: Call) -> Expr:
    """SplitBy[list, f] cuts a list into runs of equal values of f; SplitBy[list, {f1, f2, ...}] nests.

    Source   ref/SplitBy
    Example  SplitBy[{1, 3, 2, 5}, OddQ]  gives  {{1, 3}, {2}, {5}}
    """
    return _split_by(ev, with_parts(expr, call), function.args if is_list(function) else (function,))


def _split_by(ev: Evaluator, expr: Expr, functions: tuple[Expr, ...]) -> Expr:
    if not functions:
        return expr
    if not expr.args:
        return Call(expr.head)
    keys = values_of(ev, functions[0], expr)
    runs = _runs(expr, [i for i in range(1, len(keys)) if keys[i - 1] != keys[i]])
    return list_of(_split_by(ev, run, functions[1:]) for run in runs.args) if len(functions) > 1 else runs


@builtin("AllSameBy", operator=0)
def all_same_by(ev: Evaluator, expr: Expr, function: Expr) -> bool:
    """AllSameBy[list, f] gives True when f has the same value for all elements.

    Source   ref/AllSameBy
    Example  AllSameBy[{1, -1}, Abs]  gives  True
    """
    return len({ev(Call(function, item)) for item in elements(expr)}) <= 1


@builtin("Commonest")
def commonest(expr: Expr, most: Expr | None = None, *, call: Call) -> Expr:
    """Commonest[list] is the list of the elements that occur most often; Commonest[list, n] of the n
    commonest.

    Source   ref/Commonest
    Example  Commonest[{b, a, c, a}]  gives  {a}
    """
    found = counted(with_parts(expr, call))
    if most is None:
        best = max(found.values(), default=0)
        return list_of(item for item, number in found.items() if number == best)
    limit = most.args[0] if is_call(most, S.UpTo, 1) else most
    if not isinstance(limit, Integer) or limit.value < 0:
        raise Unchanged
    wanted = sorted(found, key=lambda item: -found[item])[:limit.value]
    return list_of(item for item in found if item in set(wanted))


@builtin("DeleteMissing")
def delete_missing(expr: Expr, level: Expr = integer(1), depth: Expr = NULL) -> Expr:
    """DeleteMissing[list] leaves out the elements with head Missing; DeleteMissing[list, n] down to level n.

    Source   ref/DeleteMissing
    Example  DeleteMissing[{a, Missing[], b}]  gives  {a, b}
    """
    blank = Call(S.Blank, S.Missing)
    return Call(S.DeleteCases, expr, blank, level)


