"""Associations: keys and values, looking up, choosing, merging."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from wlnet.builtins.calculus import polynomial_of
from wlnet.builtins.sorting import permutation_by, sort_keys
from wlnet.builtins.structure import chosen
from wlnet.expr import TRUE, Association, Call, Expr, Object, S, String, is_call, is_list, length, list_of, to_expr
from wlnet.kernel.attributes import HOLD_ALL_COMPLETE, HOLD_FIRST
from wlnet.kernel.builtin import applied, builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint
from wlnet.kernel.objects import normal_of
from wlnet.kernel.patterns import compile_pattern

MESSAGES = {
    "invrl": "The argument `1` is not a valid Association or a list of rules.",
    "invrp": "The argument `1` is not a rule, a list of rules or an association.",
    "invk": "The argument `1` is not a valid Association.",
}


def is_rule(expr: Expr) -> bool:
    """Whether `expr` is a rule, delayed or not."""
    return is_call(expr, S.Rule, 2) or is_call(expr, S.RuleDelayed, 2)


def read_association(expr: Expr) -> Association | None:
    """An association, or a rule or list of rules as one (a key's first rule counts)."""
    if isinstance(expr, Association):
        return expr
    rules = expr.args if is_list(expr) else (expr,)
    items: dict[Expr, Expr] = {}
    delayed = set()
    for rule in rules:
        if isinstance(rule, Association):
            for key, value in rule.items.items():
                items.setdefault(key, value)
        elif not is_rule(rule):
            return None
        elif rule.args[0] not in items:
            items[rule.args[0]] = rule.args[1]
            if rule.head is S.RuleDelayed:
                delayed.add(rule.args[0])
    return Association(items, frozenset(delayed))


def required(expr: Expr) -> Association:
    """An association, or rules as one.  Errors  Complaint invrl."""
    found = read_association(expr)
    if found is None:
        raise Complaint("invrl", expr)
    return found


def absent(key: Expr) -> Call:
    """`Missing["KeyAbsent", key]`."""
    return Call(S.Missing, String("KeyAbsent"), key)


def bare(key: Expr) -> Expr:
    """The key that `Key[k]` names; any other expression is a key itself."""
    return key.args[0] if is_call(key, S.Key, 1) else key


def _keys_of(spec: Expr) -> list[Expr]:
    """The keys of a key or a list of keys."""
    return list(map(bare, spec.args if is_list(spec) else (spec,)))


def kept(expr: Association, keys: Iterable[Expr]) -> Association:
    """The entries with these keys, in this order."""
    items = {key: expr.items[key] for key in keys if key in expr.items}
    return Association(items, expr.delayed & items.keys() if expr.delayed else expr.delayed)


# ---- making one ---------------------------------------------------------------------------------------------------

@builtin("Association", HOLD_ALL_COMPLETE)
def association(ev: Evaluator, *rules: Expr) -> Expr | None:
    """<|key -> value, ...|> is an association: an ordered map from keys to values; key :> value keeps the
    value unevaluated until it is looked up.

    Source   ref/Association
    Example  <|a -> 1, b -> 2|>[b]  gives  2
    """
    items: dict[Expr, Expr] = {}
    delayed: set[Expr] = set()
    for rule in rules:
        if not _add_entries(ev, rule, items, delayed):
            return None
    return Association(items, frozenset(delayed))


def _add_entries(ev: Evaluator, rule: Expr, items: dict[Expr, Expr], delayed: set[Expr]) -> bool:
    """Add the entries of a rule, a list of rules or an association; False when it is none of these."""
    if not (is_call(rule, S.RuleDelayed, 2) or is_call(rule, S.Rule, 2)):
        rule = ev(rule)
    if is_call(rule, S.RuleDelayed, 2):
        key = ev(rule.args[0])
        items[key] = rule.args[1]
        delayed.add(key)
        return True
    if is_call(rule, S.Rule, 2):
        key, value = ev(rule.args[0]), ev(rule.args[1])
        if value is not S.Nothing:
            items[key] = value
            delayed.discard(key)
        return True
    if is_list(rule) or isinstance(rule, Association) or is_call(rule, S.Sequence):
        return all(_add_entries(ev, item, items, delayed) for item in rule.args)
    return rule is S.Nothing


# ---- applying -----------------------------------------------------------------------------------------------------

@applied("Association")
def apply_association(ev: Evaluator, call: Call) -> Expr | None:
    """`assoc[key]` is the value of the key; `assoc[k1, k2, ...]` goes on in that value."""
    owner = call.head
    if not isinstance(owner, Association) or not call.args:
        return None
    key = bare(call.args[0])
    found = owner.items.get(key)
    if found is None:
        return absent(key)
    if len(call.args) == 1:
        return found
    return Call(ev(found), *call.args[1:])


@builtin("Key")
def key_(key: Expr) -> None:
    """Key[k] names the key k of an association, and Key[k][assoc] is the value of k.

    Source   ref/Key
    Example  Key[a][<|a -> 1|>]  gives  1
    """


@applied("Key")
def apply_key(ev: Evaluator, call: Call) -> Expr | None:
    """`Key[k][assoc]`."""
    if len(call.args) != 1 or len(call.head.args) != 1:
        return None
    owner = call.args[0]
    if isinstance(owner, Association):
        return Call(owner, call.head)
    return absent(call.head.args[0]) if is_list(owner) and not owner.args else None


# ---- keys and values ----------------------------------------------------------------------------------------------

def _all_of(expr: Expr, pick: Callable[[Association], Sequence[Expr]], one: int) -> Expr:
    """Keys or values, of each element for lists of associations and rules."""
    if isinstance(expr, Association):
        return list_of(pick(expr))
    if is_rule(expr):
        return expr.args[one]
    if is_list(expr):
        return list_of(_all_of(item, pick, one) for item in expr.args)
    inside = normal_of(expr.value) if isinstance(expr, Object) else None
    if isinstance(inside, Association):
        return list_of(pick(inside))
    if inside is not None and is_list(inside):      # keys are positions
        return list_of(inside.args) if one else to_expr(list(range(1, length(inside) + 1)))
    raise Complaint("invrl", expr)


def _wrapped(found: Expr, wrapper: Expr | None) -> Expr:
    if wrapper is None:
        return found
    return list_of(_wrapped(item, wrapper) if is_list(item) else Call(wrapper, item) for item in found.args) if (
        is_list(found)) else Call(wrapper, found)


@builtin("Keys", messages=MESSAGES)
def keys(expr: Expr, wrapper: Expr | None = None) -> Expr:
    """Keys[assoc] is the list of the keys of an association or of rules; Keys[assoc, h] wraps each with h.

    Source   ref/Keys
    Example  Keys[<|a -> 1, b -> 2|>]  gives  {a, b}
    """
    return _wrapped(_all_of(expr, lambda owner: list(owner.items), 0), wrapper)


@builtin("Values", messages=MESSAGES)
def values(expr: Expr, wrapper: Expr | None = None) -> Expr:
    """Values[assoc] is the list of the values of an association or of rules; Values[assoc, h] wraps each
    with h.

    Source   ref/Values
    Example  Values[<|a -> 1, b -> 2|>]  gives  {1, 2}
    """
    return _wrapped(_all_of(expr, lambda owner: list(owner.items.values()), 1), wrapper)


@builtin("Normal")
def normal(expr: Expr, head: Expr | None = None) -> Expr:
    """Normal[expr] turns an association into a list of rules, and other special objects into ordinary
    expressions.

    Source   ref/Normal
    Example  Normal[<|a -> 1|>]  gives  {a -> 1}
    """
    if head is not None:
        return _normal_heads(expr, set(head.args) if is_list(head) else {head})
    if isinstance(expr, Association):
        return list_of(expr.args)
    if isinstance(expr, Object):
        found = normal_of(expr.value)
        return expr if found is None else found
    if is_call(expr, S.Dataset, 1):
        return expr.args[0]
    if is_call(expr, S.SeriesData, 6):
        return polynomial_of(expr)  # type: ignore[arg-type]
    if is_list(expr) and any(isinstance(item, (Association, Object)) for item in expr.args):
        return list_of(map(normal, expr.args))
    return expr


def _normal_heads(expr: Expr, heads: set[Expr]) -> Expr:
    """The objects with these heads, at all levels, as ordinary expressions."""
    if isinstance(expr, Association):
        inner = expr.with_values([_normal_heads(value, heads) for value in expr.items.values()])
        return list_of(inner.args) if expr.head in heads else inner
    if isinstance(expr, Object):
        return normal(expr) if expr.head in heads else expr
    if isinstance(expr, Call):
        return Call(expr.head, *(_normal_heads(arg, heads) for arg in expr.args))
    return expr


# ---- looking up ---------------------------------------------------------------------------------------------------

@builtin("Lookup", operator=0, messages=MESSAGES)
def lookup(ev: Evaluator, expr: Expr, key: Expr, default: Expr | None = None) -> Expr:
    """Lookup[assoc, key] is the value of a key, Missing["KeyAbsent", key] or the third argument when it is
    absent; Lookup[assoc, {k1, k2, ...}] is a list; for a list of associations, a list of the results.

    Source   ref/Lookup
    Example  Lookup[<|a -> 1|>, a]  gives  1
    Example  Lookup[<|a -> 1|>, b, 0]  gives  0
    """
    if is_list(expr) and expr.args and not is_rule(expr.args[0]):
        return list_of(lookup(ev, item, key, default) for item in expr.args)
    owner = required(expr)

    def found(wanted: Expr) -> Expr:
        value = owner.items.get(bare(wanted))
        return value if value is not None else absent(bare(wanted)) if default is None else default
    return list_of(map(found, key.args)) if is_list(key) else found(key)


@builtin("KeyExistsQ", operator=0, messages=MESSAGES)
def key_exists_q(expr: Expr, key: Expr) -> bool:
    """KeyExistsQ[assoc, key] gives True when assoc has the key.

    Source   ref/KeyExistsQ
    Example  KeyExistsQ[<|a -> 1|>, a]  gives  True
    """
    return bare(key) in required(expr).items


@builtin("KeyMemberQ", operator=0, messages=MESSAGES)
def key_member_q(ev: Evaluator, expr: Expr, form: Expr) -> bool:
    """KeyMemberQ[assoc, form] gives True when a key matches form.

    Source   ref/KeyMemberQ
    Example  KeyMemberQ[<|a -> 1|>, _Symbol]  gives  True
    """
    matcher = compile_pattern(form, ev)
    return any(matcher.test(key, {}, ev) for key in required(expr).items)


@builtin("KeyFreeQ", operator=0, messages=MESSAGES)
def key_free_q(ev: Evaluator, expr: Expr, form: Expr) -> bool:
    """KeyFreeQ[assoc, form] gives True when no key matches form.

    Source   ref/KeyFreeQ
    Example  KeyFreeQ[<|a -> 1|>, b]  gives  True
    """
    return not key_member_q(ev, expr, form)


# ---- choosing entries ---------------------------------------------------------------------------------------------

def _each(expr: Expr, change: Callable[[Association], Expr]) -> Expr:
    """For a list of associations, the list of the results."""
    if is_list(expr) and expr.args and not is_rule(expr.args[0]):
        return list_of(_each(item, change) for item in expr.args)
    return change(required(expr))


@builtin("KeyTake", operator=0, messages=MESSAGES)
def key_take(expr: Expr, spec: Expr) -> Expr:
    """KeyTake[assoc, {k1, k2, ...}] keeps the entries with these keys, in this order.

    Source   ref/KeyTake
    Example  KeyTake[<|a -> 1, b -> 2|>, {b}]  gives  <|b -> 2|>
    """
    return _each(expr, lambda owner: kept(owner, _keys_of(spec)))


@builtin("KeyDrop", operator=0, messages=MESSAGES)
def key_drop(expr: Expr, spec: Expr) -> Expr:
    """KeyDrop[assoc, {k1, k2, ...}] leaves out the entries with these keys.

    Source   ref/KeyDrop
    Example  KeyDrop[<|a -> 1, b -> 2|>, {b}]  gives  <|a -> 1|>
    """
    gone = set(_keys_of(spec))
    return _each(expr, lambda owner: kept(owner, [key for key in owner.items if key not in gone]))


@builtin("KeyDropFrom", HOLD_FIRST, messages=MESSAGES)
def key_drop_from(ev: Evaluator, name: Expr, spec: Expr) -> Expr:
    """KeyDropFrom[x, key] leaves the entry with this key, or these keys, out of the association that is the
    value of x.

    Source   ref/KeyDropFrom
    Example  x = <|a -> 1, b -> 2|>; KeyDropFrom[x, a]; x  gives  <|b -> 2|>
    """
    return Call(S.Set, name, Call(S.KeyDrop, name, spec))


@builtin("KeySelect", operator=0, messages=MESSAGES)
def key_select(ev: Evaluator, expr: Expr, test: Expr) -> Expr:
    """KeySelect[assoc, test] keeps the entries for whose keys test gives True.

    Source   ref/KeySelect
    Example  KeySelect[<|1 -> a, 2 -> b|>, EvenQ]  gives  <|2 -> b|>
    """
    return _each(expr, lambda owner: kept(owner, [k for k in owner.items if ev(Call(test, k)) is TRUE]))


@builtin("KeyMap", operator=1, messages=MESSAGES)
def key_map(ev: Evaluator, function: Expr, expr: Expr) -> Expr:
    """KeyMap[f, assoc] applies f to the keys.

    Source   ref/KeyMap
    Example  KeyMap[f, <|a -> 1|>]  gives  <|f[a] -> 1|>
    """
    owner = required(expr)
    return Association({ev(Call(function, key)): value for key, value in owner.items.items()})


@builtin("KeyValueMap", operator=1, messages=MESSAGES)
def key_value_map(function: Expr, expr: Expr) -> Expr:
    """KeyValueMap[f, assoc] is {f[key1, value1], f[key2, value2], ...}.

    Source   ref/KeyValueMap
    Example  KeyValueMap[f, <|a -> 1, b -> 2|>]  gives  {f[a, 1], f[b, 2]}
    """
    return list_of(Call(function, key, value) for key, value in required(expr).items.items())


@builtin("KeySort", messages=MESSAGES)
def key_sort(ev: Evaluator, expr: Expr, test: Expr | None = None) -> Expr:
    """KeySort[assoc] sorts the entries by their keys; KeySort[assoc, p] by p.

    Source   ref/KeySort
    Example  KeySort[<|b -> 1, a -> 2|>]  gives  <|a -> 2, b -> 1|>
    """
    owner = required(expr)
    return chosen(owner, permutation_by(ev, list(owner.items), test))


@builtin("KeySortBy", operator=0, messages=MESSAGES)
def key_sort_by(ev: Evaluator, expr: Expr, function: Expr) -> Expr:
    """KeySortBy[assoc, f] sorts the entries by the values of f for their keys.

    Source   ref/KeySortBy
    Example  KeySortBy[<|-3 -> a, 1 -> b|>, Abs]  gives  <|1 -> b, -3 -> a|>
    """
    owner = required(expr)
    found: list[Any] = sort_keys([ev(Call(function, key)) for key in owner.items])
    return chosen(owner, sorted(range(len(found)), key=found.__getitem__))
