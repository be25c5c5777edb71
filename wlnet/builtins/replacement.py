"""Replacing: rules applied to expressions and to their parts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from wlnet.builtins.levels import Levels
from wlnet.builtins.parts import key_of, positions
from wlnet.builtins.visiting import WHOLE, change_levels
from wlnet.expr import Association, Call, Expr, Packed, S, integer, is_call, is_list, length, to_expr
from wlnet.kernel.arguments import CountOrInfinity, Flag, is_infinity
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint
from wlnet.kernel.rules import RuleList, read_rules

_MESSAGES = {
    "reps": "`1` is neither a list of replacement rules nor a valid dispatch table, and so cannot be used for "
            "replacing.",
    "rrlim": "Exiting after `1` scanned `2` times.",
    "rmix": "Elements of `1` are a mixture of lists and nonlists.",
}

CACHED = 4000


def rules_of(ev: Evaluator, expr: Expr) -> RuleList:
    """The rules that an expression gives, compiled; kept for the next time the same expression comes.

    Errors  Complaint reps for what is no rule, list of rules, association of rules or dispatch table.
    """
    cache: dict[int, tuple[Expr, RuleList]] = ev.state.setdefault("rules", {})
    known = cache.get(id(expr))
    if known is None:
        rules = read_rules(expr)
        if rules is None:
            raise Complaint("reps", expr if is_list(expr) else to_expr([expr]))
        if len(cache) >= CACHED:
            cache.clear()
        known = cache[id(expr)] = (expr, RuleList(rules, ev))
    return known[1]


def forget_compiled(ev: Evaluator) -> None:
    """Forget compiled rules and patterns: attributes on which they depend have changed."""
    ev.state.pop("rules", None)
    ev.state.pop("patterns", None)


def lists_of_rules(expr: Expr) -> bool:
    """Whether `expr` is a list of lists of rules, so that replacing gives a list of results.

    Errors  Complaint rmix when only some of its elements are lists.
    """
    if not is_list(expr) or not expr.args:
        return False
    lists = [is_list(item) for item in expr.args]
    if any(lists) and not all(lists):
        raise Complaint("rmix", expr)
    return all(lists)


@builtin("ReplaceAll", operator=0, messages=_MESSAGES)
def replace_all(ev: Evaluator, expr: Expr, rules: Expr) -> Expr:
    """expr /. rules or ReplaceAll[expr, rules] replaces each part of expr to which a rule applies, from the
    outside in.

    Errors   ReplaceAll::reps when rules are no rules.
    Source   ref/ReplaceAll
    Example  {x, x^2, y} /. x -> 3  gives  {3, 9, y}
    Example  {1, 2} /. {{1 -> a}, {2 -> b}}  gives  {{a, 2}, {1, b}}
    """
    if lists_of_rules(rules):
        return Call(S.List, *(replace_all(ev, expr, item) for item in rules.args))
    return replaced_everywhere(ev, expr, rules_of(ev, rules))


def replaced_everywhere(ev: Evaluator, expr: Expr, rules: RuleList) -> Expr:
    """`expr` with the first rule that applies used at each part, outermost first; the same object when none
    does."""
    skip_numbers = rules.ignores_numbers
    apply = rules.apply

    def go(part: Expr) -> Expr:
        if skip_numbers and isinstance(part, Packed):
            return part
        found = apply(part, ev)
        if found is not None:
            return found
        if isinstance(part, Call):
            head, args = go(part.head), part.args
            changed = [go(arg) for arg in args]
            if head is part.head and all(new is old for new, old in zip(changed, args)):
                return part
            return Call(head, *_spliced(changed))
        if isinstance(part, Association):
            values = [go(value) for value in part.items.values()]
            if all(new is old for new, old in zip(values, part.items.values())):
                return part
            return Association(dict(zip(part.items, values)), part.delayed)
        return part
    return go(expr)


def _spliced(args: list[Expr]) -> list[Expr]:
    """Arguments in which a replacement `Sequence[...]` gives way to its elements, in held expressions too."""
    if not any(is_call(arg, S.Sequence) for arg in args):
        return args
    return [item for arg in args for item in (arg.args if is_call(arg, S.Sequence) else (arg,))]


@builtin("ReplaceRepeated", operator=0, messages=_MESSAGES)
def replace_repeated(
    ev: Evaluator, expr: Expr, rules: Expr, *, max_iterations: Expr = integer(65536),
) -> Expr:
    """expr //. rules or ReplaceRepeated[expr, rules] applies ReplaceAll until the result no longer changes.

    Options  MaxIterations: how often at most.
    Errors   ReplaceRepeated::rrlim when it still changes after that; the result so far is given.
    Source   ref/ReplaceRepeated
    Example  x //. {x -> y, y -> z}  gives  z
    Example  f[f[f[x]]] //. f[a_] :> a  gives  x
    """
    if lists_of_rules(rules):
        again = partial(replace_repeated, ev, expr, max_iterations=max_iterations)
        return Call(S.List, *map(again, rules.args))
    limit = float("inf") if is_infinity(max_iterations) else getattr(max_iterations, "value", None)
    if isinstance(limit, str) or limit is None or limit < 0:
        raise Complaint("innf", Call(S.Rule, S.MaxIterations, max_iterations), 2)
    compiled, count = rules_of(ev, rules), 0
    current = expr
    while count < limit:
        following = replaced_everywhere(ev, current, compiled)
        if following is current:
            return current
        following = ev(following)
        if following == current:
            return current
        current, count = following, count + 1
    if replaced_everywhere(ev, current, compiled) is not current:
        ev.message(S.ReplaceRepeated, "rrlim", expr, max_iterations)
    return current


@builtin("Replace", operator=0, messages=_MESSAGES)
def replace(ev: Evaluator, expr: Expr, rules: Expr, levels: Levels = WHOLE, *, heads: Flag = False) -> Expr:
    """Replace[expr, rules] uses the first rule that applies to the whole of expr; Replace[expr, rules,
    levels] on the parts at these levels, innermost first.

    Options  Heads: whether heads count as parts.
    Errors   Replace::reps when rules are no rules.
    Source   ref/Replace
    Example  Replace[x, {x -> a, x -> b}]  gives  a
    Example  Replace[{1, {2}}, n_Integer :> n + 10, {1}]  gives  {11, {2}}
    """
    if lists_of_rules(rules):
        return Call(S.List, *(replace(ev, expr, item, levels, heads=heads) for item in rules.args))
    compiled = rules_of(ev, rules)
    if levels == WHOLE:
        found = compiled.apply(expr, ev)
        return expr if found is None else found
    if compiled.ignores_numbers and isinstance(expr, Packed):
        return expr
    return change_levels(expr, levels, lambda part: compiled.apply(part, ev), heads)


@builtin("ReplaceList", operator=0, messages=_MESSAGES)
def replace_list(ev: Evaluator, expr: Expr, rules: Expr, count: CountOrInfinity = float("inf")) -> Expr:
    """ReplaceList[expr, rules] lists the results of all ways in which the rules apply to the whole of expr;
    ReplaceList[expr, rules, n] at most n of them.

    Source   ref/ReplaceList
    Example  ReplaceList[{a, b, c}, {x_, y__} :> {{x}, {y}}]  gives  {{{a}, {b, c}}}
    Example  ReplaceList[{a, b, c}, {x__, y__} :> {{x}, {y}}]  gives  {{{a}, {b, c}}, {{a, b}, {c}}}
    """
    if lists_of_rules(rules):
        return Call(S.List, *(replace_list(ev, expr, item, count) for item in rules.args))
    found = rules_of(ev, rules).results(expr, ev, count)
    return Call(S.List, *found)


@builtin("ReplaceAt", messages=_MESSAGES)
def replace_at(ev: Evaluator, expr: Expr, rules: Expr, place: Expr, call: Call) -> Expr:
    """ReplaceAt[expr, rules, n] applies the rules to part n of expr; ReplaceAt[expr, rules, {i, j, ...}] to
    part {i, j, ...}; ReplaceAt[expr, rules, {{i1, ...}, {i2, ...}, ...}] to several parts.

    Source   ref/ReplaceAt
    Example  ReplaceAt[{a, b, c}, x_ :> f[x], 2]  gives  {a, f[b], c}
    Example  ReplaceAt[{1, {2, 3}}, n_ :> 10 n, {2, 1}]  gives  {1, {20, 3}}
    """
    compiled = rules_of(ev, rules)

    def change(part: Expr) -> Expr:
        found = compiled.apply(part, ev)
        return part if found is None else found
    places = [item.args for item in place.args] if is_list(place) and all(map(is_list, place.args)) else [
        place.args if is_list(place) else (place,)]
    for path in places:
        expr = changed_at(expr, path, change, call)
    return expr


def changed_at(expr: Expr, path: tuple[Expr, ...], change: Callable[[Expr], Expr], call: Expr) -> Expr:
    """`expr` with the part (or parts, for spans, lists and All) at `path` changed.

    Errors  Complaint partw for a part that is not there.
    """
    if not path:
        return change(expr)
    first, rest = path[0], path[1:]
    if isinstance(expr, Association):
        return _changed_in_association(expr, first, rest, change, call)
    if not isinstance(expr, Call):
        raise Complaint("partd", to_expr(list(path)))
    chosen = positions(first, length(expr), expr, call)
    head, items = expr.head, list(expr.args)
    for place in [chosen] if isinstance(chosen, int) else chosen:
        if place < 0:
            head = changed_at(head, rest, change, call)
        else:
            items[place] = changed_at(items[place], rest, change, call)
    return Call(head, *items)


def _changed_in_association(
    expr: Association, first: Expr, rest: tuple[Expr, ...], change: Callable[[Expr], Expr], call: Expr,
) -> Expr:
    key = key_of(first)
    if key is not None:
        if key not in expr.items:
            raise Complaint("partw", first, expr)
        keys = [key]
    else:
        chosen, every = positions(first, len(expr.items), expr, call), list(expr.items)
        keys = [every[place] for place in ([chosen] if isinstance(chosen, int) else chosen)]
    items = dict(expr.items)
    for key in keys:
        items[key] = changed_at(items[key], rest, change, call)
    return Association(items, expr.delayed)


@builtin("Dispatch", messages=_MESSAGES)
def dispatch(ev: Evaluator, rules: Expr) -> Expr | None:
    """Dispatch[rules] is a table of rules that ReplaceAll and its kind look up fast.

    Source   ref/Dispatch
    Example  {a, b} /. Dispatch[{a -> 1, b -> 2}]  gives  {1, 2}
    """
    rules_of(ev, rules)
    return None
