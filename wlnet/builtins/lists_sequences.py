"""Runs of neighbours in lists that match a pattern."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wlnet.expr import TRUE, Call, Expr, S, integer, is_call, is_list, list_of
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Unchanged
from wlnet.kernel.matchers import GeneralCall, Literal, Matcher, PlainCall
from wlnet.kernel.patterns import compile_pattern
from wlnet.kernel.rules import Rule, read_rules


def _lengths(matcher: Matcher, pattern: Expr, size: int) -> range:
    """How long the runs that a pattern matches can be, the longest first."""
    if isinstance(matcher, PlainCall):
        least = most = matcher.count
    elif isinstance(matcher, GeneralCall):
        least, most = matcher.least, min(matcher.most, size)
    elif isinstance(matcher, Literal):
        least = most = len(pattern.args)
    else:
        least, most = 1, size
    return range(most, max(least, 1) - 1, -1)


def runs(ev: Evaluator, expr: Expr, pattern: Expr, overlaps: bool) -> Iterator[tuple[int, int]]:
    """Where runs that match begin and end (from 0, end excluded)."""
    if not is_list(expr):
        raise Unchanged
    matcher = compile_pattern(pattern, ev)
    items = expr.args
    lengths = _lengths(matcher, pattern, len(items))
    start = 0
    while start < len(items):
        end = next((start + n for n in lengths if start + n <= len(items)
                    and matcher.test(list_of(items[start:start + n]), {}, ev)), None)
        if end is not None:
            yield start, end
        start = start + 1 if end is None or overlaps else end


def _rule_of(form: Expr) -> tuple[Expr, Rule | None]:
    if is_call(form, S.Rule, 2) or is_call(form, S.RuleDelayed, 2):
        rules = read_rules(form)
        return form.args[0], rules[0] if rules else None
    return form, None


@builtin("SequenceCases", operator=0)
def sequence_cases(ev: Evaluator, expr: Expr, form: Expr, *, overlaps: Expr = S["False"]) -> Expr:
    """SequenceCases[list, pattern] is the list of the runs of neighbours that match pattern;
    SequenceCases[list, pattern -> rhs] of the values of rhs.

    Source   ref/SequenceCases
    Example  SequenceCases[{a, x, a, y}, {a, _}]  gives  {{a, x}, {a, y}}
    """
    pattern, rule = _rule_of(form)
    found = [list_of(expr.args[i:j]) for i, j in runs(ev, expr, pattern, overlaps is TRUE)]
    if rule is None:
        return list_of(found)
    return list_of(value for value in (rule.apply(run, ev) for run in found) if value is not None)


@builtin("SequencePosition", operator=0)
def sequence_position(ev: Evaluator, expr: Expr, form: Expr, *, overlaps: Expr = TRUE) -> Expr:
    """SequencePosition[list, pattern] is the list of {start, end} of the runs of neighbours that match
    pattern.

    Source   ref/SequencePosition
    Example  SequencePosition[{a, b, a, b}, {a, b}]  gives  {{1, 2}, {3, 4}}
    """
    return list_of(list_of([integer(i + 1), integer(j)]) for i, j in runs(ev, expr, form, overlaps is TRUE))


@builtin("SequenceCount", operator=0)
def sequence_count(ev: Evaluator, expr: Expr, form: Expr, *, overlaps: Expr = S["False"]) -> int:
    """SequenceCount[list, pattern] is the number of runs of neighbours that match pattern.

    Source   ref/SequenceCount
    Example  SequenceCount[{a, b, a, b}, {a, b}]  gives  2
    """
    return sum(1 for _ in runs(ev, expr, form, overlaps is TRUE))


@builtin("SequenceReplace", operator=0)
def sequence_replace(ev: Evaluator, expr: Expr, form: Expr) -> Expr:
    """SequenceReplace[list, pattern -> rhs] puts rhs in place of the runs of neighbours that match pattern.

    Source   ref/SequenceReplace
    Example  SequenceReplace[{a, b, c, a, b}, {a, b} -> x]  gives  {x, c, x}
    """
    for each in form.args if is_list(form) else (form,):
        pattern, rule = _rule_of(each)
        if rule is None:
            raise Unchanged
        items: list[Expr] = []
        last = 0
        for i, j in runs(ev, expr, pattern, overlaps=False):
            value = rule.apply(list_of(expr.args[i:j]), ev)
            items += [*expr.args[last:i], *((value,) if value is not None else expr.args[i:j])]
            last = j
        expr = Call(S.List, *items, *expr.args[last:])
    return expr


@builtin("SequenceSplit", operator=0)
def sequence_split(ev: Evaluator, expr: Expr, form: Expr) -> Expr:
    """SequenceSplit[list, pattern] is the list of the pieces between the runs of neighbours that match
    pattern; SequenceSplit[list, pattern -> rhs] puts rhs between them.

    Source   ref/SequenceSplit
    Example  SequenceSplit[{a, 0, b, 0, c}, {0}]  gives  {{a}, {b}, {c}}
    """
    pattern, rule = _rule_of(form)
    pieces: list[Expr] = []
    last = 0
    for i, j in runs(ev, expr, pattern, overlaps=False):
        pieces += _piece(expr.args[last:i])
        value = rule.apply(list_of(expr.args[i:j]), ev) if rule else None
        pieces += [value] if value is not None else []
        last = j
    return list_of(pieces + _piece(expr.args[last:]))


def _piece(items: Sequence[Expr]) -> list[Expr]:
    return [list_of(items)] if items else []


@builtin("Splice")
def splice(items: Expr, head: Expr = S.List) -> None:
    """Splice[{a, b, ...}] gives way to its elements in the list around it; Splice[list, h] in a call of h.

    Source   ref/Splice
    Example  {x, Splice[{a, b}]}  gives  {x, a, b}
    """


@builtin("PalindromeQ")
def palindrome_q(expr: Expr) -> bool:
    """PalindromeQ[list] gives True when a list, a string or the digits of an integer read the same from both
    ends.

    Source   ref/PalindromeQ
    Example  PalindromeQ["racecar"]  gives  True
    """
    value = getattr(expr, "value", None)
    if isinstance(value, (str, int)):
        text = str(value)
        return text == text[::-1]
    return is_list(expr) and expr.args == tuple(reversed(expr.args))
