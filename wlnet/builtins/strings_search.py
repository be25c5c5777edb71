"""Searching in strings: cases, positions, counts; whether there are any."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import numpy as np

from wlnet.builtins.string_patterns import CompiledPattern, Found, RegexPattern, compile_string_patterns
from wlnet.builtins.strings import data_list, each_text, string_list
from wlnet.builtins.strings_rules import (
    SEARCH_MESSAGES, how_many, limited, plain_pattern, read_string_rules, search_pattern, subject,
)
from wlnet.builtins.strings_texts import GiveText, whole_text
from wlnet.expr import Call, Expr, S, String, Symbol, integer, is_call, is_list, to_expr
from wlnet.kernel.arguments import Flag
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint


def matches(
    pattern: CompiledPattern, text: str, overlaps: Expr, call: Call,
) -> Iterator[Found]:
    """The matches in a text, with the overlaps that the option wants.

    Errors  Complaint overlap for another value of the option.
    """
    if overlaps is S.All:
        return pattern.overlapping(text, every=True)
    if overlaps is S["True"]:
        return pattern.overlapping(text, every=False)
    if overlaps is S["False"]:
        return pattern.find(text)
    raise Complaint("overlap", overlaps)


@builtin("StringCases", operator=0, messages=SEARCH_MESSAGES)
def string_cases(
    ev: Evaluator, texts: Expr, pattern: Expr, times: Expr = S.Infinity, *,
    ignore_case: Flag = False, overlaps: Expr = S["False"], call: Call,
) -> Expr:
    """StringCases["s", patt] lists the parts of a string that match a pattern; StringCases["s", patt -> new]
    what the rule gives for each; StringCases["s", patt, n] the first n only.

    Source   ref/StringCases
    Example  StringCases["axbaxxb", "a" ~~ x_ ~~ "b" -> x]  gives  {x}
    Example  StringCases["abc 12 x 7", DigitCharacter ..]  gives  {12, 7}
    """
    subject(texts, call)
    rules = read_string_rules(ev, pattern, ignore_case, bare=True)
    assert rules is not None
    count = how_many(times, 3, call)

    def cases(text: str) -> Expr:
        compiled, texts = rules.pattern, rules.texts
        if texts is not None and isinstance(compiled, RegexPattern) and overlaps is S["False"]:
            return string_list(ev, list(islice(_case_texts(compiled, texts, text), count)))
        found = limited(matches(compiled, text, overlaps, call), count)
        results = [rules.give[item.which](item, text) for item in found]
        plain = all(type(item) is String for item in results)
        return data_list(ev, results) if plain else Call(S.List, *results)
    return each_text(ev, texts, cases)


def _case_texts(pattern: RegexPattern, texts: list[GiveText], text: str) -> Iterable[str]:
    if texts == [whole_text] and not pattern.regex.groups:
        return pattern.regex.findall(text)
    if len(texts) == 1:
        return map(texts[0], pattern.regex.finditer(text))
    return (texts[pattern.index(match)](match) for match in pattern.regex.finditer(text))


@builtin("StringPosition", operator=0, messages=SEARCH_MESSAGES)
def string_position(
    ev: Evaluator, texts: Expr, pattern: Expr, times: Expr = S.Infinity, *,
    ignore_case: Flag = False, overlaps: Expr = S["True"], call: Call,
) -> Expr:
    """StringPosition["s", patt] lists the places {first, last} of the parts that match a pattern, overlapping
    ones too.

    Source   ref/StringPosition
    Example  StringPosition["abXYZaaabXYZ", "XYZ"]  gives  {{3, 5}, {10, 12}}
    """
    subject(texts, call)
    compiled = search_pattern(ev, pattern, ignore_case)
    count = how_many(times, 3, call)

    def positions(text: str) -> Expr:
        spans = list(islice(_spans(compiled, text, overlaps, call), count))
        return to_expr(np.array(spans, dtype=np.int64).reshape(-1, 2) + np.array([1, 0]))
    return each_text(ev, texts, positions)


def _spans(pattern: CompiledPattern, text: str, overlaps: Expr, call: Call) -> Iterator[tuple[int, int]]:
    """Where the matches begin and end, counted from 0."""
    if isinstance(pattern, RegexPattern) and overlaps is not S.All:
        start, step = 0, overlaps is S["True"]
        while match := pattern.regex.search(text, start):
            span = match.span()
            yield span
            start = span[0] + 1 if step or span[0] == span[1] else span[1]
            if start > len(text):
                return
    else:
        yield from ((found.start, found.end) for found in matches(pattern, text, overlaps, call))


@builtin("StringCount", operator=0, messages=SEARCH_MESSAGES)
def string_count(
    ev: Evaluator, texts: Expr, pattern: Expr, *,
    ignore_case: Flag = False, overlaps: Expr = S["False"], call: Call,
) -> Expr:
    """StringCount["s", patt] counts the parts of a string that match a pattern.

    Source   ref/StringCount
    Example  StringCount["abcadcacb", "a" ~~ _ ~~ "c"]  gives  2
    """
    subject(texts, call)
    compiled = search_pattern(ev, pattern, ignore_case)

    def count(text: str) -> Expr:
        if isinstance(compiled, RegexPattern) and overlaps is S["False"]:
            return integer(sum(1 for _ in compiled.regex.finditer(text)))
        return integer(sum(1 for _ in matches(compiled, text, overlaps, call)))
    return each_text(ev, texts, count)


# ---- asking --------------------------------------------------------------------------------------

def _truth(value: bool) -> Symbol:
    return S["True"] if value else S["False"]


def wildcards(pattern: Expr) -> Expr:
    r"""A pattern in which the metacharacters of plain strings are spelled out.

    `*` stands for any characters, `@` for one or more that are no capitals; a backslash takes the
    next as it is.
    """
    if (is_list(pattern) or is_call(pattern, S.Alternatives)) and pattern.args:
        return Call(S.Alternatives, *map(wildcards, pattern.args))
    if not isinstance(pattern, String) or not any(mark in pattern.value for mark in "*@\\"):
        return pattern
    parts: list[Expr] = []
    characters = iter(pattern.value)
    for character in characters:
        if character == "*":
            parts.append(Call(S.BlankNullSequence))
        elif character == "@":
            parts.append(Call(S.RegularExpression, String("[^A-Z]+")))
        else:
            parts.append(String(next(characters, character) if character == "\\" else character))
    return Call(S.StringExpression, *parts)


@builtin("StringMatchQ", operator=0)
def string_match_q(
    ev: Evaluator, texts: Expr, pattern: Expr, *, ignore_case: Flag = False, call: Call,
) -> Expr:
    """StringMatchQ["s", patt] tells whether the whole string matches a pattern; in a plain string * stands
    for any characters and @ for one or more that are no capitals.

    Source   ref/StringMatchQ
    Example  StringMatchQ["acggtATTCaagc", __ ~~ "aT" ~~ __, IgnoreCase -> True]  gives  True
    Example  StringMatchQ["apple", "a*"]  gives  True
    """
    subject(texts, call)
    compiled = compile_string_patterns(ev, (wildcards(pattern),), ignore_case)
    return each_text(ev, texts, lambda text: _truth(compiled.fullmatch(text) is not None))


@builtin("StringContainsQ", operator=0)
def string_contains_q(
    ev: Evaluator, texts: Expr, pattern: Expr, *, ignore_case: Flag = False, call: Call,
) -> Expr:
    """StringContainsQ["s", patt] tells whether some part of a string matches a pattern.

    Source   ref/StringContainsQ
    Example  StringContainsQ["bcde", "c" ~~ __ ~~ "e"]  gives  True
    """
    return _asked(ev, texts, pattern, ignore_case, call, lambda found, text: found.search(text, 0) is not None)


def _asked(
    ev: Evaluator, texts: Expr, pattern: Expr, ignore_case: bool, call: Call,
    ask: Callable[[CompiledPattern, str], bool],
) -> Expr:
    """What `ask` says of the compiled pattern and each text."""
    subject(texts, call)
    compiled = search_pattern(ev, pattern, ignore_case)
    return each_text(ev, texts, lambda text: _truth(ask(compiled, text)))


@builtin("StringFreeQ", operator=0)
def string_free_q(
    ev: Evaluator, texts: Expr, pattern: Expr, *, ignore_case: Flag = False, call: Call,
) -> Expr:
    """StringFreeQ["s", patt] tells whether no part of a string matches a pattern.

    Source   ref/StringFreeQ
    Example  StringFreeQ["bcde", "a"]  gives  True
    """
    return _asked(ev, texts, pattern, ignore_case, call, lambda found, text: found.search(text, 0) is None)


@builtin("StringStartsQ", operator=0)
def string_starts_q(
    ev: Evaluator, texts: Expr, pattern: Expr, *, ignore_case: Flag = False, call: Call,
) -> Expr:
    """StringStartsQ["s", patt] tells whether a string begins with something that matches a pattern.

    Source   ref/StringStartsQ
    Example  StringStartsQ["abcd", "a"]  gives  True
    """
    return _asked(ev, texts, pattern, ignore_case, call,
                  lambda found, text: next(found.matches_at(text, 0), None) is not None)


@builtin("StringEndsQ", operator=0)
def string_ends_q(
    ev: Evaluator, texts: Expr, pattern: Expr, *, ignore_case: Flag = False, call: Call,
) -> Expr:
    """StringEndsQ["s", patt] tells whether a string ends with something that matches a pattern.

    Source   ref/StringEndsQ
    Example  StringEndsQ["abcd", "d"]  gives  True
    """
    subject(texts, call)
    items = pattern.args if is_list(pattern) else (pattern,)
    at_end = tuple(Call(S.StringExpression, plain_pattern(item), S.EndOfString) for item in items)
    compiled = compile_string_patterns(ev, at_end, ignore_case)
    return each_text(ev, texts, lambda text: _truth(compiled.search(text, 0) is not None))
