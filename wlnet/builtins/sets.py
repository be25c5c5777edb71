"""Lists as sets: unions, intersections, complements, duplicates, containment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from wlnet.builtins.sorting import in_canonical_order
from wlnet.builtins.structure import chosen, elements, ordinary, with_parts
from wlnet.expr import TRUE, Association, Atom, Call, Expr, Packed, S
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged

_HEADS = {"heads": "Heads `1` and `2` at positions `3` and `4` are expected to be the same."}
MANY = 1000


def _lists(lists: tuple[Expr, ...], call: Call) -> list[Expr]:
    """Lists with one head.  Errors  Complaint normal, heads."""
    found = [ordinary(item) for item in lists]
    for position, item in enumerate(found, 1):
        if isinstance(item, Atom):
            raise Complaint("normal", position, call)
        if not _head(item) == _head(found[0]):
            raise Complaint("heads", _head(found[0]), _head(item), 1, position)
    return found


def _head(expr: Expr) -> Expr:
    return S.List if isinstance(expr, Association) else expr.head


def _listed(source: Expr, items: Iterable[Expr]) -> Call:
    """Some elements of `source` under its head; a list for an association."""
    made = Call(_head(source), *items)
    if type(source) is Call and source.head is S.List:
        made.stamp = source.stamp
    return made


def distinct(items: Sequence[Expr]) -> list[Expr]:
    """The different expressions among many, in order of first appearance."""
    if len(items) > MANY:
        # Equal atoms are often one object: a look at identities first spares most comparisons
        items = list(dict(zip(map(id, items), items)).values())
    return list(dict.fromkeys(items))


def distinct_by(ev: Evaluator, items: Iterable[Expr], same: Expr) -> list[Expr]:
    """The first of each class of expressions that a test holds to be the same."""
    kept: list[Expr] = []
    for item in items:
        if not any(ev(Call(same, old, item)) is TRUE for old in kept):
            kept.append(item)
    return kept


def _holds(ev: Evaluator, items: Iterable[Expr], item: Expr, same: Expr) -> bool:
    return any(ev(Call(same, item, other)) is TRUE for other in items)


def _numbers(lists: Sequence[Expr]) -> list[np.ndarray] | None:
    """The arrays of packed vectors of one type."""
    arrays = [item.array for item in lists if isinstance(item, Packed)]
    same = len(arrays) == len(lists) and all(
        array.ndim == 1 and array.dtype == arrays[0].dtype and array.dtype.kind in "if" for array in arrays)
    return arrays if same else None


def _packed(array: np.ndarray) -> Expr:
    return Packed(array) if array.size else Call(S.List)


@builtin("Union", messages=_HEADS)
def union(ev: Evaluator, *lists: Expr, same_test: Expr = S.Automatic, call: Call) -> Expr:
    """Union[list1, list2, ...] is the sorted list of all different elements.

    Source   ref/Union
    Example  Union[{c, a}, {b, a}]  gives  {a, b, c}
    """
    found = _lists(lists, call)
    if not found:
        return Call(S.List)
    arrays = _numbers(found)
    if same_test is not S.Automatic:
        everything = in_canonical_order([item for part in found for item in elements(part)])
        return _listed(found[0], distinct_by(ev, everything, same_test))
    if arrays:
        return _packed(np.unique(np.concatenate(arrays)))
    made = Call(_head(found[0]), *in_canonical_order(distinct([item for part in found for item in elements(part)])))
    if all(type(item) is Call and item.stamp is ev.data for item in found):
        made.stamp = ev.data
    return made


@builtin("Intersection", messages=_HEADS)
def intersection(ev: Evaluator, *lists: Expr, same_test: Expr = S.Automatic, call: Call) -> Expr:
    """Intersection[list1, list2, ...] is the sorted list of the elements that all lists have.

    Source   ref/Intersection
    Example  Intersection[{c, a, b}, {b, a, d}]  gives  {a, b}
    """
    found = _lists(lists, call)
    if not found:
        return Call(S.List)
    first, *rest = found
    if same_test is not S.Automatic:
        kept = [item for item in elements(first)
                if all(_holds(ev, elements(other), item, same_test) for other in rest)]
        return _listed(first, distinct_by(ev, in_canonical_order(kept), same_test))
    others = [set(elements(other)) for other in rest]
    return _listed(first, in_canonical_order(
        [item for item in distinct(elements(first)) if all(item in other for other in others)]))


@builtin("Complement", messages=_HEADS)
def complement(ev: Evaluator, whole: Expr, *lists: Expr, same_test: Expr = S.Automatic, call: Call) -> Expr:
    """Complement[all, list1, ...] is the sorted list of the elements of all that none of the lists has.

    Source   ref/Complement
    Example  Complement[{a, b, c, d}, {b}, {d}]  gives  {a, c}
    """
    found = _lists((whole, *lists), call)
    arrays = _numbers(found)
    if same_test is not S.Automatic:
        kept = [item for item in elements(found[0])
                if not any(_holds(ev, elements(other), item, same_test) for other in found[1:])]
        return _listed(found[0], distinct_by(ev, in_canonical_order(kept), same_test))
    if arrays and len(arrays) > 1:
        return _packed(np.setdiff1d(arrays[0], np.concatenate(arrays[1:])))
    removed = {item for other in found[1:] for item in distinct(elements(other))}
    return _listed(found[0], in_canonical_order(
        [item for item in distinct(elements(found[0])) if item not in removed]))


@builtin("SymmetricDifference", messages=_HEADS)
def symmetric_difference(ev: Evaluator, *lists: Expr, call: Call) -> Expr:
    """SymmetricDifference[list1, list2, ...] is the sorted list of the elements that an odd number of the
    lists has.

    Source   ref/SymmetricDifference
    Example  SymmetricDifference[{a, b}, {b, c}]  gives  {a, c}
    """
    found = _lists(lists, call)
    kept: dict[Expr, None] = {}
    for part in found:
        for item in distinct(elements(part)):
            if item in kept:
                del kept[item]
            else:
                kept[item] = None
    return _listed(found[0], in_canonical_order(list(kept))) if found else Call(S.List)


@builtin("UniqueElements")
def unique_elements(lists: Expr) -> Expr:
    """UniqueElements[{list1, list2, ...}] is the list of the elements of each list that no other list has.

    Source   ref/UniqueElements
    Example  UniqueElements[{{a, b}, {b, c}}]  gives  {{a}, {c}}
    """
    if isinstance(lists, Atom) or any(isinstance(part, Atom) for part in elements(lists)):
        raise Unchanged
    parts = [distinct(elements(part)) for part in elements(lists)]
    found = []
    for index, part in enumerate(parts):
        others = {item for place, other in enumerate(parts) if place != index for item in other}
        found.append(Call(S.List, *(item for item in part if item not in others)))
    return Call(S.List, *found)


# ---- duplicates ---------------------------------------------------------------------------------------------------

@builtin("DeleteDuplicates")
def delete_duplicates(ev: Evaluator, expr: Expr, same: Expr | None = None, *, call: Call) -> Expr:
    """DeleteDuplicates[list] keeps the first of equal elements; DeleteDuplicates[list, test] of those that
    test holds to be the same.

    Source   ref/DeleteDuplicates
    Example  DeleteDuplicates[{c, a, c, b, a}]  gives  {c, a, b}
    """
    expr = with_parts(expr, call)
    items = elements(expr)
    if same is None or same is S.SameQ:
        if isinstance(expr, Packed) and expr.array.ndim == 1 and expr.array.dtype.kind == "i":
            return Packed(expr.array[np.sort(np.unique(expr.array, return_index=True)[1])])
        return chosen(expr, _first_places(items)) if isinstance(expr, Association) else _listed(expr, distinct(items))
    kept: list[int] = []
    for place, item in enumerate(items):
        if not any(ev(Call(same, items[old], item)) is TRUE for old in kept):
            kept.append(place)
    return chosen(expr, kept)


def _first_places(items: Sequence[Expr]) -> list[int]:
    """Where each different expression stands first."""
    seen: dict[Expr, int] = {}
    for place, item in enumerate(items):
        seen.setdefault(item, place)
    return list(seen.values())


@builtin("DeleteDuplicatesBy", operator=0)
def delete_duplicates_by(ev: Evaluator, expr: Expr, function: Expr, *, call: Call) -> Expr:
    """DeleteDuplicatesBy[list, f] keeps the first of the elements that have the same value of f.

    Source   ref/DeleteDuplicatesBy
    Example  DeleteDuplicatesBy[{1, -1, 2}, Abs]  gives  {1, 2}
    """
    expr = with_parts(expr, call)
    return chosen(expr, _first_places([ev(Call(function, item)) for item in elements(expr)]))


@builtin("DeleteAdjacentDuplicates")
def delete_adjacent_duplicates(ev: Evaluator, expr: Expr, same: Expr | None = None) -> Expr:
    """DeleteAdjacentDuplicates[list] keeps the first of equal elements that follow each other.

    Source   ref/DeleteAdjacentDuplicates
    Example  DeleteAdjacentDuplicates[{a, a, b, a}]  gives  {a, b, a}
    """
    if isinstance(expr, Atom):
        raise Unchanged
    items = elements(expr)
    kept: list[int] = []
    for place, item in enumerate(items):
        before = items[place - 1]
        if place and (before == item if same is None else ev(Call(same, before, item)) is TRUE):
            continue
        kept.append(place)
    return chosen(expr, kept)


@builtin("DuplicateFreeQ")
def duplicate_free_q(ev: Evaluator, expr: Expr, same: Expr | None = None) -> bool:
    """DuplicateFreeQ[list] gives True when no two elements are the same.

    Source   ref/DuplicateFreeQ
    Example  DuplicateFreeQ[{a, b, a}]  gives  False
    """
    items = elements(ordinary(expr))
    found = distinct(items) if same is None else distinct_by(ev, items, same)
    return len(found) == len(items)


@builtin("CountDistinct")
def count_distinct(ev: Evaluator, expr: Expr, same: Expr | None = None) -> int:
    """CountDistinct[list] is the number of different elements.

    Source   ref/CountDistinct
    Example  CountDistinct[{a, b, a}]  gives  2
    """
    items = elements(ordinary(expr))
    return len(distinct(items) if same is None else distinct_by(ev, items, same))


@builtin("CountDistinctBy", operator=0)
def count_distinct_by(ev: Evaluator, expr: Expr, function: Expr) -> int:
    """CountDistinctBy[list, f] is the number of different values of f.

    Source   ref/CountDistinctBy
    Example  CountDistinctBy[{1, -1, 2}, Abs]  gives  2
    """
    return len(distinct([ev(Call(function, item)) for item in elements(ordinary(expr))]))


@builtin("DeleteElements", operator=0)
def delete_elements(expr: Expr, unwanted: Expr, *, call: Call) -> Expr:
    """DeleteElements[list, {e1, e2, ...}] leaves out the elements that are among e1, e2, ...

    Source   ref/DeleteElements
    Example  DeleteElements[{a, b, a, c}, {a}]  gives  {b, c}
    """
    if isinstance(expr, Atom) or isinstance(unwanted, Atom):
        raise Unchanged
    gone = set(elements(unwanted))
    return chosen(expr, [place for place, item in enumerate(elements(expr)) if item not in gone])


# ---- containment --------------------------------------------------------------------------------------------------

Test = Callable[[Sequence[Expr], Sequence[Expr], Callable[[Sequence[Expr], Expr], bool]], bool]



def _containment(name: str, place: int, test: Test, doc: str, example: str) -> None:
    def run(ev: Evaluator, first: Expr, second: Expr, *, same_test: Expr = S.SameQ, call: Call) -> bool:
        if any(isinstance(ordinary(item), Atom) for item in (first, second)):
            raise Complaint("normal", 1 if isinstance(ordinary(first), Atom) else 2, call)
        left, right = elements(ordinary(first)), elements(ordinary(second))
        if same_test is S.SameQ:
            sets = {id(items): set(items) for items in (left, right)}
            return test(left, right, lambda items, item: item in sets[id(items)])
        return test(left, right, lambda items, item: _holds(ev, items, item, same_test))
    run.__doc__ = f"""{name}[list1, list2] gives True when {doc}.

    Source   ref/{name}
    Example  {example}
    """
    builtin(name, operator=place)(run)


_containment("SubsetQ", 0, lambda a, b, has: all(has(a, item) for item in b),
             "every element of list2 is one of list1", "SubsetQ[{a, b, c}, {a, c}]  gives  True")
_containment("ContainsAll", 0, lambda a, b, has: all(has(a, item) for item in b),
             "list1 has every element of list2", "ContainsAll[{a, b, c}, {a, c}]  gives  True")
_containment("ContainsAny", 0, lambda a, b, has: any(has(a, item) for item in b),
             "list1 has an element of list2", "ContainsAny[{a, b}, {b, c}]  gives  True")
_containment("ContainsNone", 0, lambda a, b, has: not any(has(a, item) for item in b),
             "list1 has no element of list2", "ContainsNone[{a, b}, {c}]  gives  True")
_containment("ContainsOnly", 0, lambda a, b, has: all(has(b, item) for item in a),
             "list1 has only elements of list2", "ContainsOnly[{a, a}, {a, b}]  gives  True")
_containment("ContainsExactly", 0, lambda a, b, has: (
    all(has(b, item) for item in a) and all(has(a, item) for item in b)),
             "list1 and list2 have the same elements", "ContainsExactly[{a, b, a}, {b, a}]  gives  True")
_containment("IntersectingQ", 0, lambda a, b, has: any(has(a, item) for item in b),
             "list1 and list2 have an element in common", "IntersectingQ[{a, b}, {b, c}]  gives  True")
_containment("DisjointQ", 0, lambda a, b, has: not any(has(a, item) for item in b),
             "list1 and list2 have no element in common", "DisjointQ[{a, b}, {c}]  gives  True")
