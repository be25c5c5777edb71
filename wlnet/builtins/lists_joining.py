"""Joining, turning and interleaving lists."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from wlnet.builtins.lists import WithParts
from wlnet.builtins.structure import alike, chosen, count, elements, ordinary
from wlnet.expr import Association, Atom, Call, Expr, Integer, Packed, S, integer, is_call, is_list, list_of
from wlnet.kernel.arguments import Nonatomic
from wlnet.kernel.attributes import FLAT, ONE_IDENTITY
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged

# ---- joining ------------------------------------------------------------------------------------------------------

@builtin("Append", operator=0)
def append(expr: Nonatomic, item: Expr) -> Expr:
    """Append[list, x] is list with x added at the end; for an association, x is a rule or some.

    Source   ref/Append
    Example  Append[{a, b}, c]  gives  {a, b, c}
    """
    if isinstance(expr, Association):
        return _with_rules(expr, item, last=True)
    if isinstance(expr, Packed) and (grown := _grown(expr, item, last=True)) is not None:
        return grown
    return Call(expr.head, *expr.args, item)


@builtin("Prepend", operator=0)
def prepend(expr: Nonatomic, item: Expr) -> Expr:
    """Prepend[list, x] is list with x added at the front.

    Source   ref/Prepend
    Example  Prepend[{a, b}, c]  gives  {c, a, b}
    """
    if isinstance(expr, Association):
        return _with_rules(expr, item, last=False)
    if isinstance(expr, Packed) and (grown := _grown(expr, item, last=False)) is not None:
        return grown
    return Call(expr.head, item, *expr.args)


def _grown(expr: Packed, item: Expr, last: bool) -> Packed | None:
    """A packed list with one element more, where that has the same type."""
    array = expr.array
    new: Any = item.array if isinstance(item, Packed) else getattr(item, "value", None)
    kind = {int: "i", float: "f"}.get(type(new), "")
    if isinstance(item, Packed):
        fits = item.array.shape == array.shape[1:] and item.array.dtype == array.dtype
    else:
        fits = array.ndim == 1 and kind == array.dtype.kind and (kind == "f" or abs(new) < 2**63)
    if not fits:
        return None
    row = np.asarray(new, dtype=array.dtype)[None]
    return Packed(np.concatenate([array, row] if last else [row, array]))


def _with_rules(expr: Association, item: Expr, last: bool) -> Expr:
    """An association with the entries of a rule, of a list of rules or of an association added."""
    added = Call(S.Association, item)
    whole = Call(S.Association, *expr.args)
    if not (is_list(item) or isinstance(item, Association) or is_call(item, S.Rule, 2)
            or is_call(item, S.RuleDelayed, 2)):
        raise Unchanged
    if last:
        return _last_wins(whole, added)
    return _first_keys(added, expr)


def _last_wins(whole: Call, added: Call) -> Expr:
    return Call(S.Association, *whole.args, *added.args)


def _first_keys(added: Call, expr: Association) -> Expr:
    """New entries first; an old entry of the same key goes."""
    rules = added.args[0].args if is_list(added.args[0]) or isinstance(added.args[0], Association) else added.args
    keys = {rule.args[0] for rule in rules if isinstance(rule, Call) and rule.args}
    return Call(S.Association, *rules, *(expr.rule(key) for key in expr.items if key not in keys))


@builtin("Join", FLAT | ONE_IDENTITY, messages={
    "heads": "Heads `1` and `2` at positions `3` and `4` are expected to be the same.",
})
def join(ev: Evaluator, *lists: Expr, call: Call) -> Expr | None:
    """Join[list1, list2, ...] is the list of all their elements; a last argument n joins at level n.

    Source   ref/Join
    Example  Join[{a, b}, {c}]  gives  {a, b, c}
    """
    if not lists:
        return Call(S.List)
    lists = tuple(map(ordinary, lists))
    if len(lists) > 1 and isinstance(lists[-1], Integer):
        return join_at(ev, lists[:-1], lists[-1].value, call)
    return join_at(ev, lists, 1, call)


def join_at(ev: Evaluator, lists: tuple[Expr, ...], level: int, call: Call) -> Expr:
    """Join at a level.  Errors  Complaint heads, normal."""
    for position, item in enumerate(lists, 1):
        if isinstance(item, Atom):
            raise Complaint("normal", position, call)
        if item.head != lists[0].head:
            raise Complaint("heads", lists[0].head, item.head, 1, position)
    if level > 1:
        rows = max(map(count, lists))
        parts = [[elements(item)[row] for item in lists if row < count(item)] for row in range(rows)]
        return Call(lists[0].head, *(join_at(ev, tuple(part), level - 1, call) for part in parts))
    if isinstance(lists[0], Association):
        return Call(S.Association, *lists) if any(getattr(a, "delayed", None) for a in lists) else Association(
            {key: value for item in lists for key, value in item.items.items()})  # type: ignore[attr-defined]
    if all(isinstance(item, Packed) for item in lists):
        arrays = [item.array for item in lists]  # type: ignore[attr-defined]
        if len({(array.dtype, array.shape[1:]) for array in arrays}) == 1:
            return Packed(np.concatenate(arrays))
    joined = alike(lists[0], (item for part in lists for item in part.args))
    if not all(getattr(item, "stamp", None) is ev.data or isinstance(item, Packed) for item in lists):
        joined.stamp = None
    return joined


@builtin("Catenate")
def catenate(ev: Evaluator, lists: Expr, *, call: Call) -> Expr:
    """Catenate[{list1, list2, ...}] is the list of all their elements; of associations, of their values.

    Source   ref/Catenate
    Example  Catenate[{{a, b}, {c}}]  gives  {a, b, c}
    """
    parts = elements(ordinary(lists))
    if isinstance(lists, Packed) and lists.array.ndim > 1:
        return Packed(lists.array.reshape(-1, *lists.array.shape[2:]))
    if not all(is_list(part) or isinstance(part, Association) for part in parts):
        raise Unchanged
    return list_of(item for part in parts for item in elements(part))


# ---- turning ------------------------------------------------------------------------------------------------------

@builtin("Reverse")
def reverse(expr: WithParts, level: Expr = integer(1)) -> Expr:
    """Reverse[expr] is expr with its elements in the opposite order; Reverse[expr, n] or {n1, n2, ...} at
    these levels.

    Source   ref/Reverse
    Example  Reverse[{a, b, c}]  gives  {c, b, a}
    Example  Reverse[{{a, b}, {c, d}}, 2]  gives  {{b, a}, {d, c}}
    """
    wanted = {item.value for item in (level.args if is_list(level) else (level,)) if isinstance(item, Integer)}
    if not wanted:
        raise Unchanged
    return _reversed(expr, wanted, 1)


def _reversed(expr: Expr, wanted: set[int], level: int) -> Expr:
    if isinstance(expr, Atom):
        return expr
    found = chosen(expr, range(count(expr) - 1, -1, -1)) if level in wanted else expr
    if max(wanted) <= level:
        return found
    items = [_reversed(item, wanted, level + 1) for item in elements(found)]
    return found.with_values(items) if isinstance(found, Association) else Call(found.head, *items)


def _rotation(expr: Expr, amounts: tuple[int, ...]) -> Expr:
    """Turned to the left by these amounts, level by level."""
    size = count(expr)
    if isinstance(expr, Atom) or not size:
        return expr
    start = amounts[0] % size
    found = expr
    if start:
        if isinstance(expr, Packed):
            found = Packed(np.roll(expr.array, -start, axis=0))
        else:
            found = chosen(expr, [*range(start, size), *range(start)])
    if len(amounts) == 1:
        return found
    items = [_rotation(item, amounts[1:]) for item in elements(found)]
    return found.with_values(items) if isinstance(found, Association) else Call(found.head, *items)


def _amounts(expr: Expr, position: int, call: Call) -> tuple[int, ...]:
    items = expr.args if is_list(expr) else (expr,)
    found = tuple(item.value for item in items if isinstance(item, Integer))
    if len(found) != len(items) or not found:
        raise Complaint("rspec", position, call)
    return found


Amounts = Annotated[tuple[int, ...], _amounts]
_ROTATE = {"rspec": "Position `1` in `2` should be a machine-sized integer or a list of them."}


@builtin("RotateLeft", messages=_ROTATE)
def rotate_left(expr: WithParts, amounts: Amounts = (1,)) -> Expr:
    """RotateLeft[expr, n] moves each element n places to the left, around the end; RotateLeft[expr, {n1, n2,
    ...}] at each level.

    Source   ref/RotateLeft
    Example  RotateLeft[{a, b, c}]  gives  {b, c, a}
    """
    return _rotation(expr, amounts)


@builtin("RotateRight", messages=_ROTATE)
def rotate_right(expr: WithParts, amounts: Amounts = (1,)) -> Expr:
    """RotateRight[expr, n] moves each element n places to the right, around the end; RotateRight[expr, {n1,
    n2, ...}] at each level.

    Source   ref/RotateRight
    Example  RotateRight[{a, b, c}]  gives  {c, a, b}
    """
    return _rotation(expr, tuple(-n for n in amounts))


@builtin("Riffle", messages={
    "rspec": "The third argument `1` should be an integer or a list {imin, imax, n} of integers.",
})
def riffle(expr: Expr, between: Expr, spec: Expr | None = None, *, call: Call) -> Expr:
    """Riffle[list, x] puts x between the elements of list; Riffle[list, {x1, x2, ...}] the x by turns;
    Riffle[list, x, n] puts x at every n-th place of the result, Riffle[list, x, {first, last, n}] within
    bounds.

    Source   ref/Riffle
    Example  Riffle[{a, b, c}, x]  gives  {a, x, b, x, c}
    Example  Riffle[{a, b}, {x, y}]  gives  {a, x, b, y}
    """
    expr = ordinary(expr)
    if isinstance(expr, Atom):
        raise Complaint("list", call, 1)
    items = list(elements(expr))
    fill = list(between.args) if is_list(between) else [between]
    if not fill:
        return expr
    if spec is None:
        return _interleaved(expr, items, fill, is_list(between))
    if isinstance(spec, Integer):
        spec = list_of([spec, integer(-1), spec])
    bounds = [item.value for item in spec.args if isinstance(item, Integer)]
    if len(bounds) != 3 or len(spec.args) != 3 or bounds[2] < 1:
        raise Complaint("rspec", spec)
    return Call(expr.head, *_spread(items, fill, bounds[0], bounds[1], bounds[2]))


def _interleaved(expr: Expr, items: list[Expr], fill: list[Expr], many: bool) -> Expr:
    """One between each two; as many as elements when a list of that length is given."""
    last = len(items) if many and len(fill) == len(items) else len(items) - 1
    found: list[Expr] = []
    for index, item in enumerate(items):
        found.append(item)
        if index < last:
            found.append(fill[index % len(fill)])
    return Call(expr.head, *found)


def _spread(items: list[Expr], fill: list[Expr], first: int, last: int, step: int) -> list[Expr]:
    """What comes at positions first, first + step, ..., last of the result."""
    total = len(items)
    if last < 0:
        while step > 1 and total + 1 - len(range(first, total + 3 + last, step)) <= len(items):
            total += 1
    else:
        total += len(range(first, last + 1, step))
    end = total + 1 + last if last < 0 else last
    wanted = set(range(first, end + 1, step))
    found: list[Expr] = []
    rest, used = iter(items), 0
    for position in range(1, total + 1):
        if position in wanted:
            found.append(fill[used % len(fill)])
            used += 1
        else:
            found += [item for item in (next(rest, None),) if item is not None]
    return found + list(rest)
