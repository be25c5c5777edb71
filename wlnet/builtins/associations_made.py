"""Associations from keys and values, and several associations together."""

from __future__ import annotations

from wlnet.builtins.associations import MESSAGES, absent, bare, is_rule, kept, required
from wlnet.builtins.structure import elements
from wlnet.expr import Association, Call, Expr, S, String, is_list, list_of
from wlnet.kernel.builtin import applied, builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged

# ---- making -------------------------------------------------------------------------------------------------------

@builtin("AssociationThread", messages={
    "idim": "Incompatible dimensions of `1` and `2`: they have `3` and `4` elements.", **MESSAGES})
def association_thread(first: Expr, second: Expr | None = None) -> Expr:
    """AssociationThread[{k1, k2, ...}, {v1, v2, ...}] or AssociationThread[keys -> values] pairs keys and
    values.

    Source   ref/AssociationThread
    Example  AssociationThread[{a, b}, {1, 2}]  gives  <|a -> 1, b -> 2|>
    """
    if second is None:
        if not is_rule(first):
            raise Unchanged
        first, second = first.args
    names, items = elements(first), elements(second)
    if not (is_list(first) or isinstance(first, Association)) or not (
            is_list(second) or isinstance(second, Association)):
        raise Unchanged
    if len(names) != len(items):
        raise Complaint("idim", first, second, len(names), len(items))
    return Association(dict(zip(names, items)))


@builtin("AssociationMap", operator=1)
def association_map(function: Expr, expr: Expr) -> Expr:
    """AssociationMap[f, {k1, k2, ...}] is <|k1 -> f[k1], k2 -> f[k2], ...|>; AssociationMap[f, assoc]
    applies f, which gives a rule, to each entry.

    Source   ref/AssociationMap
    Example  AssociationMap[f, {a, b}]  gives  <|a -> f[a], b -> f[b]|>
    """
    if isinstance(expr, Association):
        return Call(S.Association, *(Call(function, rule) for rule in expr.args))
    if not is_list(expr):
        raise Unchanged
    return Association({key: Call(function, key) for key in expr.args})


@builtin("Merge", messages=MESSAGES)
def merge(expr: Expr, function: Expr | None = None, *, call: Call) -> Expr:
    """Merge[{assoc1, assoc2, ...}, f] is an association in which f of the list of all values of a key stands
    for it.

    Source   ref/Merge
    Example  Merge[{<|a -> 1|>, <|a -> 2, b -> 3|>}, f]  gives  <|a -> f[{1, 2}], b -> f[{3}]|>
    """
    if function is None or not (is_list(expr) or isinstance(expr, Association)):
        raise Unchanged
    found: dict[Expr, list[Expr]] = {}
    for part in elements(expr):
        if is_list(part):
            pairs = [rule.args for rule in part.args if is_rule(rule)]
        else:
            pairs = list(required(part).items.items())
        for key, value in pairs:
            found.setdefault(key, []).append(value)
    return Association({key: Call(function, list_of(members)) for key, members in found.items()})


@applied("Merge")
def apply_merge(ev: Evaluator, call: Call) -> Expr | None:
    """`Merge[f][{...}]`."""
    return Call(S.Merge, call.args[0], call.head.args[0]) if len(call.args) == len(call.head.args) == 1 else None


# ---- several associations -----------------------------------------------------------------------------------------

def _several(expr: Expr) -> list[Association]:
    if not is_list(expr):
        raise Complaint("invrl", expr)
    return [required(item) for item in expr.args]


@builtin("KeyUnion", messages=MESSAGES)
def key_union(expr: Expr, function: Expr | None = None) -> Expr:
    """KeyUnion[{assoc1, assoc2, ...}] gives all of them all keys that any has, with Missing["KeyAbsent",
    key], or f of the key, where it was absent.

    Source   ref/KeyUnion
    Example  KeyUnion[{<|a -> 1|>, <|b -> 2|>}, f]  gives  {<|a -> 1, b -> f[b]|>, <|a -> f[a], b -> 2|>}
    """
    owners = _several(expr)
    every = dict.fromkeys(key for owner in owners for key in owner.items)
    return list_of(Association({
        key: owner.items[key] if key in owner.items else absent(key) if function is None else Call(function, key)
        for key in every}) for owner in owners)


@builtin("KeyIntersection", messages=MESSAGES)
def key_intersection(expr: Expr) -> Expr:
    """KeyIntersection[{assoc1, assoc2, ...}] keeps in each the keys that all of them have.

    Source   ref/KeyIntersection
    Example  KeyIntersection[{<|a -> 1, b -> 2|>, <|b -> 3|>}]  gives  {<|b -> 2|>, <|b -> 3|>}
    """
    owners = _several(expr)
    if not owners:
        return list_of([])
    shared = [key for key in owners[0].items if all(key in owner.items for owner in owners)]
    return list_of(kept(owner, shared) for owner in owners)


@builtin("KeyComplement", messages=MESSAGES)
def key_complement(expr: Expr) -> Expr:
    """KeyComplement[{all, assoc1, ...}] keeps the entries of all whose keys no other has.

    Source   ref/KeyComplement
    Example  KeyComplement[{<|a -> 1, b -> 2|>, <|b -> 3|>}]  gives  <|a -> 1|>
    """
    owners = _several(expr)
    if not owners:
        raise Unchanged
    gone = {key for owner in owners[1:] for key in owner.items}
    return kept(owners[0], [key for key in owners[0].items if key not in gone])


@builtin("JoinAcross", messages=MESSAGES)
def join_across(first: Expr, second: Expr, spec: Expr, kind: Expr = String("Inner")) -> Expr:
    """JoinAcross[{assoc, ...}, {assoc, ...}, key] joins the pairs that have the same value of a key, or of a
    list of keys or of key1 -> key2; "Inner", "Left", "Right" or "Outer" says which others are kept.

    Source   ref/JoinAcross
    Example  JoinAcross[{<|a -> 1, b -> x|>}, {<|a -> 1, c -> y|>}, Key[a]]  gives  {<|a -> 1, b -> x, c -> y|>}
    """
    left, right = _several(first), _several(second)
    pairs = [tuple(map(bare, item.args)) if is_rule(item) else (bare(item), bare(item))
             for item in (spec.args if is_list(spec) else (spec,))]
    how = kind.value if isinstance(kind, String) else ""
    if how not in ("Inner", "Left", "Right", "Outer"):
        raise Unchanged
    return list_of(_joined_across(left, right, pairs, how))


def _joined_across(
    left: list[Association], right: list[Association], pairs: list[tuple[Expr, ...]], how: str,
) -> list[Expr]:
    def signature(owner: Association, side: int) -> tuple[Expr | None, ...]:
        return tuple(owner.items.get(pair[side]) for pair in pairs)
    by_value: dict[tuple[Expr | None, ...], list[int]] = {}
    for place, owner in enumerate(right):
        by_value.setdefault(signature(owner, 1), []).append(place)
    found: list[Expr] = []
    used: set[int] = set()
    for owner in left:
        places = by_value.get(signature(owner, 0), [])
        used.update(places)
        found += [Association({**owner.items, **{
            key: value for key, value in right[place].items.items() if key not in owner.items}}) for place in places]
        if not places and how in ("Left", "Outer"):
            found.append(_filled(owner, right))
    if how in ("Right", "Outer"):
        found += [_filled(owner, left) for place, owner in enumerate(right) if place not in used]
    return found


def _filled(owner: Association, others: list[Association]) -> Association:
    """An entry without a partner: the keys of the other side are missing."""
    other = dict.fromkeys(key for each in others for key in each.items)
    unmatched = Call(S.Missing, String("Unmatched"))
    return Association({**owner.items, **{key: unmatched for key in other if key not in owner.items}})
