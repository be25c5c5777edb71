"""Finding parts of expressions that match patterns."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from wlnet.builtins.levels import LevelRange, Levels
from wlnet.builtins.levels import levels as read_levels
from wlnet.builtins.visiting import BELOW, EVERY, FIRST, Enough, Path, change_levels, visit
from wlnet.expr import (
    FALSE, TRUE, Association, Call, Expr, Integer, Packed, Real, S, String, is_call, list_of, packed,
)
from wlnet.kernel.arguments import CountOrInfinity, Flag
from wlnet.kernel.attributes import HOLD_REST
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.matchers import Literal, Matcher
from wlnet.kernel.patterns import compile_pattern
from wlnet.kernel.rules import Rule

UNLIMITED = float("inf")
CACHED = 4000
NOT_FOUND = Call(S.Missing, String("NotFound"))


def matcher_of(ev: Evaluator, pattern: Expr) -> Matcher:
    """The matcher of a pattern, kept for the next time the same expression comes."""
    cache: dict[int, tuple[Expr, Matcher]] = ev.state.setdefault("patterns", {})
    known = cache.get(id(pattern))
    if known is None:
        if len(cache) >= CACHED:
            cache.clear()
        known = cache[id(pattern)] = (pattern, compile_pattern(pattern, ev))
    return known[1]


def matches(ev: Evaluator, expr: Expr, pattern: Expr) -> bool:
    """Whether `expr` matches `pattern`."""
    return matcher_of(ev, pattern).test(expr, {}, ev)


@builtin("MatchQ", operator=0)
def match_q(ev: Evaluator, expr: Expr, form: Expr) -> bool:
    """MatchQ[expr, form] tells whether expr matches the pattern form.

    Source   ref/MatchQ
    Example  MatchQ[{1, 2}, {_Integer, _}]  gives  True
    """
    return matches(ev, expr, form)


Finder = Callable[[Expr], "Expr | None"]


def finder(ev: Evaluator, form: Expr) -> Finder:
    """What `Cases` makes of a part: the part itself, or the right side of a rule; None for a part that does
    not match."""
    if is_call(form, S.Rule, 2) or is_call(form, S.RuleDelayed, 2):
        rule = Rule(form.args[0], form.args[1], form.head is S.RuleDelayed)
        return lambda part: rule.apply(part, ev)
    matcher = matcher_of(ev, form)
    return lambda part: part if matcher.test(part, {}, ev) else None


def found_parts(ev: Evaluator, expr: Expr, form: Expr, levels: LevelRange, most: float, heads: bool) -> list[Expr]:
    """What `Cases` lists."""
    find = finder(ev, form)
    found: list[Expr] = []

    def look(part: Expr, path: Path) -> None:
        result = find(part)
        if result is not None:
            found.append(result)
            if len(found) >= most:
                raise Enough
    if most > 0:
        visit(expr, levels, look, heads)
    return found


@builtin("Cases", operator=0)
def cases(
    ev: Evaluator, expr: Expr, form: Expr, levels: Levels = FIRST, most: CountOrInfinity = UNLIMITED, *,
    heads: Flag = False,
) -> list[Expr]:
    """Cases[expr, form] lists the elements of expr that match form; Cases[expr, form -> rhs] or form :> rhs
    what the rule makes of them; Cases[expr, form, levels, n] the first n such parts at these levels.

    Options  Heads: whether heads count as parts.
    Source   ref/Cases
    Example  Cases[{1, a, 2}, _Integer]  gives  {1, 2}
    Example  Cases[{f[1], g[2], f[3]}, f[x_] :> x]  gives  {1, 3}
    Example  Cases[{1, {2, {3}}}, _Integer, Infinity]  gives  {1, 2, 3}
    """
    return found_parts(ev, expr, form, levels, most, heads)


@builtin("FirstCase", HOLD_REST, operator=0)
def first_case(
    ev: Evaluator, expr: Expr, form: Expr, default: Expr = NOT_FOUND, where: Expr | None = None, *,
    heads: Expr = FALSE, call: Call,
) -> Expr:
    """FirstCase[expr, form] gives the first element of expr that matches form, or Missing["NotFound"];
    FirstCase[expr, form, default, levels] gives default instead and looks at these levels.

    Source   ref/FirstCase
    Example  FirstCase[{a, 1, 2}, _Integer]  gives  1
    Example  FirstCase[{a, b}, _Integer, none]  gives  none
    """
    levels = FIRST if where is None else read_levels(ev(where), 4, call)
    found = found_parts(ev, expr, ev(form), levels, 1, ev(heads) is TRUE)
    return found[0] if found else default


@builtin("DeleteCases", operator=0)
def delete_cases(
    ev: Evaluator, expr: Expr, form: Expr, levels: Levels = FIRST, most: CountOrInfinity = UNLIMITED, *,
    heads: Flag = False,
) -> Expr:
    """DeleteCases[expr, form] leaves out the elements of expr that match form; DeleteCases[expr, form,
    levels, n] the first n such parts at these levels.

    Options  Heads: whether heads count as parts.
    Source   ref/DeleteCases
    Example  DeleteCases[{1, a, 2, b}, _Integer]  gives  {a, b}
    Example  DeleteCases[<|x -> 1, y -> 2|>, 1]  gives  <|y -> 2|>
    """
    matcher, left = matcher_of(ev, form), most
    if levels == FIRST and not heads:
        return _deleted_elements(expr, lambda part: matcher.test(part, {}, ev), most)
    gone = Call(S.Sequence)

    def change(part: Expr) -> Expr | None:
        nonlocal left
        if left > 0 and matcher.test(part, {}, ev):
            left -= 1
            return gone
        return None
    return without(change_levels(expr, levels, change, heads), gone)


def _deleted_elements(expr: Expr, unwanted: Callable[[Expr], bool], most: float) -> Expr:
    left = most

    def keep(part: Expr) -> bool:
        nonlocal left
        if left > 0 and unwanted(part):
            left -= 1
            return False
        return True
    if isinstance(expr, Association):
        kept = {key: value for key, value in expr.items.items() if keep(value)}
        return Association(kept, expr.delayed & kept.keys())
    if not isinstance(expr, Call):
        return expr
    args = [arg for arg in expr.args if keep(arg)]
    return expr if len(args) == len(expr.args) else Call(expr.head, *args)


def without(expr: Expr, gone: Expr) -> Expr:
    """`expr` without the parts that are this very object."""
    if isinstance(expr, Packed):
        return expr
    if isinstance(expr, Association):
        kept = {key: without(value, gone) for key, value in expr.items.items() if value is not gone}
        return Association(kept, expr.delayed & kept.keys())
    if isinstance(expr, Call):
        head = S.Identity if expr.head is gone else without(expr.head, gone)
        args = [without(arg, gone) for arg in expr.args if arg is not gone]
        if head is expr.head and len(args) == len(expr.args) and all(a is b for a, b in zip(args, expr.args)):
            return expr
        return Call(head, *args)
    return expr


def _number_value(matcher: Matcher) -> int | float | None:
    """The machine number that is all a matcher matches."""
    value = matcher.value if isinstance(matcher, Literal) else None
    if isinstance(value, (Integer, Real)) and abs(value.value) < 2**63:
        return value.value
    return None


def _equal(array: np.ndarray, value: int | float) -> np.ndarray | None:
    """Where an array equals a number of its own type; None where types differ and nothing can match."""
    return array == value if array.dtype.kind == ("i" if isinstance(value, int) else "f") else None


@builtin("Count", operator=0)
def count(ev: Evaluator, expr: Expr, form: Expr, levels: Levels = FIRST, *, heads: Flag = False) -> int:
    """Count[expr, form] counts the elements of expr that match form; Count[expr, form, levels] such parts
    at these levels.

    Options  Heads: whether heads count as parts.
    Source   ref/Count
    Example  Count[{a, b, a}, a]  gives  2
    """
    matcher = matcher_of(ev, form)
    value = _number_value(matcher)
    if value is not None and isinstance(expr, Packed) and levels in (FIRST, BELOW, EVERY) and not heads:
        if expr.array.ndim > 1 and levels == FIRST:
            return 0
        hits = _equal(expr.array, value)
        return 0 if hits is None else int(hits.sum())
    total = 0

    def look(part: Expr, path: Path) -> None:
        nonlocal total
        total += matcher.test(part, {}, ev)
    visit(expr, levels, look, heads)
    return total


@builtin("Position", operator=0)
def position(
    ev: Evaluator, expr: Expr, form: Expr, levels: Levels = EVERY, most: CountOrInfinity = UNLIMITED, *,
    heads: Flag = True,
) -> Expr:
    """Position[expr, form] lists the positions of all parts of expr that match form; Position[expr, form,
    levels, n] the first n at these levels.

    Options  Heads: whether heads count as parts.
    Source   ref/Position
    Example  Position[{a, b, a}, a]  gives  {{1}, {3}}
    Example  Position[{f[a], a}, a]  gives  {{1, 1}, {2}}
    """
    matcher = matcher_of(ev, form)
    value = _number_value(matcher)
    if value is not None and isinstance(expr, Packed) and levels == EVERY and most == UNLIMITED:
        hits = _equal(expr.array, value)
        places = np.argwhere(hits) + 1 if hits is not None else ()
        return packed(places) if len(places) else Call(S.List)  # type: ignore[arg-type]
    return Call(S.List, *positions_of(ev, expr, matcher, levels, most, heads))


def positions_of(
    ev: Evaluator, expr: Expr, matcher: Matcher, levels: LevelRange, most: float, heads: bool,
) -> list[Expr]:
    """The positions, as lists, of the parts that match."""
    found: list[Expr] = []

    def look(part: Expr, path: Path) -> None:
        if matcher.test(part, {}, ev):
            found.append(list_of(path))
            if len(found) >= most:
                raise Enough
    if most > 0:
        visit(expr, levels, look, heads)
    return found


@builtin("FirstPosition", HOLD_REST, operator=0)
def first_position(
    ev: Evaluator, expr: Expr, form: Expr, default: Expr = NOT_FOUND, where: Expr | None = None, *,
    heads: Expr = TRUE, call: Call,
) -> Expr:
    """FirstPosition[expr, form] gives the position of the first part of expr that matches form, or
    Missing["NotFound"]; FirstPosition[expr, form, default, levels] gives default instead and looks at these
    levels.

    Source   ref/FirstPosition
    Example  FirstPosition[{a, b, a}, a]  gives  {1}
    Example  FirstPosition[{{a}, b}, c, none]  gives  none
    """
    levels = EVERY if where is None else read_levels(ev(where), 4, call)
    found = positions_of(ev, expr, matcher_of(ev, ev(form)), levels, 1, ev(heads) is TRUE)
    return found[0] if found else default
