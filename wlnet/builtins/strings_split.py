"""Splitting, trimming and joining texts with separators."""

from __future__ import annotations

import textwrap
from typing import TypeVar

from wlnet.builtins.string_patterns import CompiledPattern, RegexPattern, compile_string_patterns
from wlnet.builtins.strings import Texts, each_text, is_texts, string_list
from wlnet.builtins.strings_rules import StringRules, is_rule, read_string_rules
from wlnet.expr import TRUE, Call, Expr, Integer, S, String, is_call, is_list
from wlnet.kernel.arguments import AnyString, PositiveInteger
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged

T = TypeVar("T")


@builtin("StringSplit")
def string_split(ev: Evaluator, texts: Expr, *rest: Expr, call: Call) -> Expr:
    """StringSplit["s"] splits a string at white space, StringSplit["s", patt] at the parts that match a
    pattern; StringSplit["s", patt -> val] puts val where it split, StringSplit["s", patt, n] gives at most n
    pieces, StringSplit["s", patt, All] keeps empty pieces at the ends.

    Source   ref/StringSplit
    Example  StringSplit["a bbb  cccc aa   d"]  gives  {a, bbb, cccc, aa, d}
    Example  StringSplit["a--b c--d e", "--" -> x]  gives  {a, x, b c, x, d e}
    """
    if not is_texts(texts):
        raise Complaint("strse", 1, call)
    ignore_case = bool(rest) and is_call(rest[-1], S.Rule, 2) and rest[-1].args[0] is S.IgnoreCase
    case = ignore_case and rest[-1].args[1] is TRUE
    spec = rest[:-1] if ignore_case else rest
    if len(spec) > 2:
        raise Complaint("argb", S.StringSplit, len(spec) + 1, 1, 3)
    keep = len(spec) == 2 and spec[1] is S.All
    most = _most(spec[1], call) if len(spec) == 2 and not keep else None
    if not spec:
        return each_text(ev, texts, lambda text: string_list(ev, text.split()))
    rules = read_string_rules(ev, spec[0], case, bare=True)
    assert rules is not None
    items = spec[0].args if is_list(spec[0]) else (spec[0],)
    shown = [is_rule(item) for item in items]
    return each_text(ev, texts, lambda text: _split(ev, text, rules, shown, keep, most))


def _most(expr: Expr, call: Call) -> int | None:
    if isinstance(expr, Integer) and expr.value > 0:
        return expr.value
    if expr is S.Infinity or is_call(expr, S.DirectedInfinity):
        return None
    raise Complaint("iopnf", call, 3)


def _split(
    ev: Evaluator, text: str, rules: StringRules, shown: list[bool], keep: bool, most: int | None,
) -> Expr:
    """The pieces of a text; where `shown` says so, with what the rule gives for the separator between
    them."""
    pattern = rules.pattern
    if isinstance(pattern, RegexPattern) and not pattern.regex.groups and not any(shown) and most is None:
        pieces = pattern.regex.split(text)
        return string_list(ev, pieces if keep else _without_empty_ends(pieces))
    found: list[Expr] = []
    end, count = 0, 1
    for match in pattern.find(text):
        if most is not None and count >= most:
            break
        if not keep and match.end == 0 and not shown[match.which]:
            end = match.end
            continue
        found.append(String(text[end:match.start]))
        count += 1 if keep or match.start > 0 else 0
        if shown[match.which]:
            found.append(rules.give[match.which](match, text))
        end = match.end
    found.append(String(text[end:]))
    return Call(S.List, *(found if keep else _without_empty_ends(found)))


def _without_empty_ends(pieces: list[T]) -> list[T]:
    empty = ("", String(""))
    first, last = 0, len(pieces)
    while first < last and pieces[first] in empty:
        first += 1
    while last > first and pieces[last - 1] in empty:
        last -= 1
    return pieces[first:last]


@builtin("StringTrim")
def string_trim(ev: Evaluator, texts: Texts, pattern: Expr | None = None) -> Expr:
    """StringTrim["s"] removes white space at both ends of a string, StringTrim["s", patt] what matches a
    pattern there.

    Source   ref/StringTrim
    Example  StringTrim["  aaa bbb ccc  "]  gives  aaa bbb ccc
    Example  StringTrim["xxabcx", "x" ..]  gives  abc
    """
    if pattern is None:
        return each_text(ev, texts, lambda text: String(text.strip()))
    left = compile_string_patterns(ev, (Call(S.StringExpression, S.StartOfString, pattern),), False)
    right = compile_string_patterns(ev, (Call(S.StringExpression, pattern, S.EndOfString),), False)
    return each_text(ev, texts, lambda text: String(_trimmed(text, left, right)))


def _trimmed(text: str, left: CompiledPattern, right: CompiledPattern) -> str:
    found = left.search(text, 0)
    text = text[found.end:] if found else text
    found = right.search(text, 0)
    return text[:found.start] if found else text


# ---- joining with separators -------------------------------------------------------------------

@builtin("StringRiffle")
def string_riffle(ev: Evaluator, items: Expr, *separators: Expr, call: Call) -> Expr | str:
    r"""StringRiffle[{e1, e2, ...}] joins the texts of the elements with spaces, StringRiffle[list, sep] with
    a separator, StringRiffle[list, {"left", "sep", "right"}] also with delimiters; nested lists use one
    separator for each level (by default a space innermost, line feeds outside).

    Source   ref/StringRiffle
    Example  StringRiffle[{"a", "b", "c"}, ", "]  gives  a, b, c
    Example  StringRiffle[{1, 2, 3}, {"(", " ", ")"}]  gives  (1 2 3)
    """
    if not is_list(items):
        raise Complaint("list", call, 1)
    marks = [_separator(item) for item in separators]
    if not marks:
        depth = _list_depth(items)
        marks = [("", "\n" * (depth - 1 - level) or " ", "") for level in range(depth)]
    return _riffled(ev, items, marks)


def _separator(expr: Expr) -> tuple[str, str, str]:
    if isinstance(expr, String):
        return "", expr.value, ""
    if is_list(expr) and len(expr.args) == 3 and is_texts(expr):
        left, middle, right = (item.value for item in expr.args)  # type: ignore[attr-defined]
        return left, middle, right
    raise Unchanged


def _list_depth(expr: Expr) -> int:
    depth = 0
    while is_list(expr):
        depth += 1
        if not expr.args or not all(map(is_list, expr.args)):
            break
        expr = expr.args[0]
    return depth


def _riffled(ev: Evaluator, expr: Expr, marks: list[tuple[str, str, str]]) -> str:
    if isinstance(expr, String):
        return expr.value
    if not marks or not is_list(expr):
        return ev.format(expr)
    left, middle, right = marks[0]
    return left + middle.join(_riffled(ev, item, marks[1:]) for item in expr.args) + right


@builtin("StringExtract")
def string_extract(ev: Evaluator, texts: Texts, *specs: Expr) -> Expr:
    """StringExtract["s", n] gives the n-th word of a string, StringExtract["s", sep -> n] the n-th piece
    between separators; lists of places give lists, further specifications apply to what the one before gave.

    Source   ref/StringExtract
    Example  StringExtract["a bbb  cccc aa", 2]  gives  bbb
    """
    return each_text(ev, texts, lambda text: _extracted(ev, text, specs))


def _extracted(ev: Evaluator, text: str, specs: tuple[Expr, ...]) -> Expr:
    if not specs:
        return String(text)
    separator, spec = specs[0].args if is_call(specs[0], S.Rule, 2) else (S.Whitespace, specs[0])
    rules = read_string_rules(ev, separator, False, bare=True)
    assert rules is not None
    pieces = [item.value for item in _split(ev, text, rules, [False], True, None).args  # type: ignore[attr-defined]
              if item != String("") or separator is not S.Whitespace]

    def pick(place: Expr) -> Expr:
        if isinstance(place, Integer):
            index = place.value - 1 if place.value > 0 else len(pieces) + place.value
            if 0 <= index < len(pieces):
                return _extracted(ev, pieces[index], specs[1:])
            return Call(S.Missing, String("PartAbsent"), place)
        if place is S.All:
            return Call(S.List, *(_extracted(ev, piece, specs[1:]) for piece in pieces))
        if is_list(place):
            return Call(S.List, *map(pick, place.args))
        raise Unchanged
    return pick(spec)


@builtin("InsertLinebreaks")
def insert_linebreaks(text: AnyString, width: PositiveInteger = 78) -> str:
    r"""InsertLinebreaks["s", n] breaks a text into lines of at most n characters (78 by default).

    Source   ref/InsertLinebreaks
    Example  InsertLinebreaks["a b c d", 3] === "a b\nc d"  gives  True
    """
    lines = [textwrap.wrap(line, width, break_on_hyphens=False) or [""] for line in text.split("\n")]
    return "\n".join(piece for line in lines for piece in line)
