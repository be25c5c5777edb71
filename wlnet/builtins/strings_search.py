"""Searching in strings: matching, replacing, cases, positions, splitting."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

import numpy as np

from wlnet.builtins.string_patterns import CompiledPattern, Found, RegexPattern, compile_string_patterns
from wlnet.builtins.strings_texts import GiveText, text_function, whole_text
from wlnet.builtins.strings import data_list, each_text, is_texts, string_list
from wlnet.expr import Association, Call, Expr, Integer, S, String, Symbol, integer, is_call, is_list, to_expr
from wlnet.kernel.arguments import Flag, is_infinity
from wlnet.kernel.attributes import FLAT, ONE_IDENTITY
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged
from wlnet.kernel.patterns import pattern_names
from wlnet.kernel.templates import Bindings, compile_template

Give = Callable[[Found, str], Expr]


@builtin("StringExpression", FLAT | ONE_IDENTITY, messages={
    "invld": "Element `1` is not a valid string or pattern element in `2`.",
})
def string_expression(*parts: Expr) -> Expr | None:
    """s1 ~~ s2 ~~ ... or StringExpression[s1, s2, ...] is a string pattern: its parts match one after the
    other. Parts that are strings are joined.

    Source   ref/StringExpression
    Example  StringMatchQ["abcde", "ab" ~~ __ ~~ "e"]  gives  True
    """
    joined: list[Expr] = []
    for part in parts:
        if isinstance(part, String) and joined and isinstance(joined[-1], String):
            joined[-1] = String(joined[-1].value + part.value)
        else:
            joined.append(part)
    if not joined:
        return String("")
    if len(joined) == len(parts) and len(joined) > 1:
        return None
    return joined[0] if len(joined) == 1 else Call(S.StringExpression, *joined)


@builtin("RegularExpression")
def regular_expression(text: Expr) -> None:
    r"""RegularExpression["regex"] is the string pattern that a regular expression describes; in replacements
    "$1", "$2", ... are what its groups matched.

    Source   ref/RegularExpression
    Example  StringReplace["2024-05", RegularExpression["(\\d+)-(\\d+)"] -> "$2/$1"]  gives  05/2024
    """


# ---- rules ---------------------------------------------------------------------------------------

class StringRules(NamedTuple):
    """Patterns compiled together, and what each gives for a match.

    `literals` says which text is put for which, when all rules are between plain texts and case counts; `texts` are
    functions from a match of the regular expression to a text, when all rules give texts that need no evaluation.
    """

    pattern: CompiledPattern
    give: list[Give]
    literals: dict[str, str] | None
    texts: list[GiveText] | None


def is_rule(expr: Expr) -> bool:
    """Whether `expr` is a rule."""
    return is_call(expr, S.Rule, 2) or is_call(expr, S.RuleDelayed, 2)


def read_string_rules(ev: Evaluator, spec: Expr, ignore_case: bool, bare: bool = False) -> StringRules | None:
    """A rule, a list of rules, or (if `bare`) of patterns too, which give what they match; None for anything
    else.

    Errors  Complaint StringExpression::invld.
    """
    items = list(spec.args) if is_list(spec) or isinstance(spec, Association) else [spec]
    if not bare and not all(map(is_rule, items)):
        return None
    pairs = [_left_and_right(item) for item in items]
    pattern = compile_string_patterns(ev, tuple(left for left, _ in pairs), ignore_case)
    givers = [_whole if right is None else _giver(ev, left, right) for left, right in pairs]
    literals: dict[str, str] = {}
    for left, right in pairs:
        if isinstance(left, String) and isinstance(right, String) and left.value and not ignore_case:
            literals.setdefault(left.value, right.value)
        else:
            return StringRules(pattern, givers, None, _texts(pattern, pairs))
    return StringRules(pattern, givers, literals or None, _texts(pattern, pairs))


def _left_and_right(item: Expr) -> tuple[Expr, Expr | None]:
    """The sides of a rule, a condition of the right side put on the left; a pattern alone has no right side."""
    if not is_rule(item):
        return plain_pattern(item), None
    left, right = item.args
    if is_call(right, S.Condition, 2):
        left, right = Call(S.Condition, left, right.args[1]), right.args[0]
    return plain_pattern(left), right


def _texts(pattern: CompiledPattern, pairs: list[tuple[Expr, Expr | None]]) -> list[GiveText] | None:
    """What rules give as functions from matches to texts; None when some need evaluation."""
    if not isinstance(pattern, RegexPattern):
        return None
    found = [whole_text if right is None else text_function(right, part)
             for (_, right), part in zip(pairs, pattern.parts)]
    known = [function for function in found if function is not None]
    return known if len(known) == len(found) else None


def plain_pattern(pattern: Expr) -> Expr:
    """A pattern without `HoldPattern` around it."""
    return pattern.args[0] if is_call(pattern, S.HoldPattern, 1) else pattern


def _whole(found: Found, text: str) -> Expr:
    return String(text[found.start:found.end])


def _giver(ev: Evaluator, left: Expr, right: Expr) -> Give:
    """What a rule gives for a match."""
    numbered = _has_regular_expression(left)
    names = frozenset(pattern_names(left))
    template = compile_template(right, names)

    def give(found: Found, text: str) -> Expr:
        values: Bindings = {
            name: String(value) for name, value in found.names.items() if isinstance(name, Symbol)}
        for name in names:
            values.setdefault(name, String(""))
        filled = template(values)
        return ev(_with_groups(filled, found, text) if numbered else filled)
    return give


def _has_regular_expression(expr: Expr) -> bool:
    return is_call(expr, S.RegularExpression) or any(map(_has_regular_expression, expr.args))


def _with_groups(expr: Expr, found: Found, text: str) -> Expr:
    """An expression with `$0`, `$1`, ... in its strings replaced by what the groups matched."""
    if isinstance(expr, String):
        return String(_fill_groups(expr.value, found, text)) if "$" in expr.value else expr
    if isinstance(expr, Call):
        return Call(expr.head, *(_with_groups(arg, found, text) for arg in expr.args))
    return expr


def _fill_groups(template: str, found: Found, text: str) -> str:
    pieces = template.split("$")
    out = [pieces[0]]
    for piece in pieces[1:]:
        digits = len(piece) - len(piece.lstrip("0123456789"))
        number = int(piece[:digits]) if digits else -1
        known = text[found.start:found.end] if number == 0 else found.names.get(number)
        out.append("$" + piece if known is None else known + piece[digits:])
    return "".join(out)


# ---- replacing -----------------------------------------------------------------------------------

_SEARCH = {
    "srep": "`1` is not a valid string replacement rule.",
    "innf": "Non-negative integer or Infinity expected at position `2` in `1`.",
    "overlap": "The value of the option Overlaps -> `1` should be True, False or All.",
}


@builtin("StringReplace", operator=0, messages=_SEARCH)
def string_replace(
    ev: Evaluator, texts: Expr, rules: Expr, times: Expr = S.Infinity, *,
    ignore_case: Flag = False, call: Call,
) -> Expr:
    """StringReplace["s", patt -> new] replaces the parts of a string that match a pattern; with a list of
    rules the first that matches at a place wins; StringReplace["s", rules, n] replaces the first n only.

    Errors   StringReplace::srep for what is no rule.
    Source   ref/StringReplace
    Example  StringReplace["abbaabbaa", "ab" -> "X"]  gives  XbaXbaa
    Example  StringReplace["12 and 34", x : DigitCharacter .. :> "<" <> x <> ">"]  gives  <12> and <34>
    """
    subject(texts, call)
    compiled = read_string_rules(ev, rules, ignore_case)
    if compiled is None:
        raise Complaint("srep", rules)
    count = how_many(times, 3, call)
    return each_text(ev, texts, lambda text: _replace(text, compiled, count))


def subject(texts: Expr, call: Call) -> None:
    """Check the string, or list of strings, to be searched.

    Errors  Unchanged for a rule there (an operator form with options); Complaint strse for anything else.
    """
    if is_rule(texts) or (is_list(texts) and texts.args and all(map(is_rule, texts.args))):
        raise Unchanged
    if is_rule(call.args[1]) and call.args[1].args[0] in (S.IgnoreCase, S.Overlaps):
        raise Unchanged
    if not is_texts(texts):
        raise Complaint("strse", 1, call)


def how_many(times: Expr, position: int, call: Call) -> int | None:
    """The greatest number of matches wanted; None for all.

    Errors  Complaint innf.
    """
    if is_infinity(times):
        return None
    if isinstance(times, Integer) and times.value >= 0:
        return times.value
    raise Complaint("innf", call, position)


def _replace(text: str, rules: StringRules, count: int | None) -> Expr:
    if count == 0:
        return String(text)
    if rules.literals is not None:
        return String(_replace_literals(text, rules.literals, count))
    pattern, texts = rules.pattern, rules.texts
    if texts is None or not isinstance(pattern, RegexPattern):
        return _pieces_joined(text, limited(pattern.find(text), count), rules.give)
    give = texts[0] if len(texts) == 1 else lambda match: texts[pattern.index(match)](match)
    return String(pattern.regex.sub(give, text, count or 0))


def _replace_literals(text: str, new: dict[str, str], count: int | None) -> str:
    if len(new) == 1:
        (old, put), = new.items()
        return text.replace(old, put, -1 if count is None else count)
    regex = re.compile("|".join(map(re.escape, new)))
    return regex.sub(lambda match: new[match[0]], text, count or 0)


def limited(found: Iterator[Found], count: int | None) -> Iterator[Found]:
    """The first `count` matches."""
    if count is None:
        yield from found
        return
    for _, item in zip(range(count), found):
        yield item


def _pieces_joined(text: str, matches: Iterator[Found], give: list[Give]) -> Expr:
    pieces: list[Expr | str] = []
    end = 0
    for found in matches:
        pieces += [text[end:found.start], give[found.which](found, text)]
        end = found.end
    pieces.append(text[end:])
    if all(isinstance(piece, (str, String)) for piece in pieces):
        return String("".join(piece.value if isinstance(piece, String) else str(piece) for piece in pieces))
    return Call(S.StringExpression, *(
        piece if isinstance(piece, Expr) else String(piece) for piece in pieces if piece != ""))


@builtin("StringReplaceList", operator=0, messages=_SEARCH)
def string_replace_list(
    ev: Evaluator, texts: Expr, rules: Expr, times: Expr = S.Infinity, *,
    ignore_case: Flag = False, call: Call,
) -> Expr:
    """StringReplaceList["s", rules] gives the list of strings got by replacing one match, for each match
    there is.

    Source   ref/StringReplaceList
    Example  StringReplaceList["abc", {"a" -> "X", "c" -> "Y"}]  gives  {Xbc, abY}
    """
    subject(texts, call)
    items = rules.args if is_list(rules) else (rules,)
    compiled = [read_string_rules(ev, rule, ignore_case) for rule in items]
    count = how_many(times, 3, call)

    def replaced(text: str) -> Expr:
        results = []
        for one in compiled:
            if one is None:
                raise Complaint("srep", rules)
            results += [_pieces_joined(text, iter([found]), one.give)
                        for found in one.pattern.overlapping(text, every=True)]
        return Call(S.List, *results[:count])
    return each_text(ev, texts, replaced)


@builtin("StringDelete", operator=0, messages=_SEARCH)
def string_delete(
    ev: Evaluator, texts: Expr, pattern: Expr, *, ignore_case: Flag = False, call: Call,
) -> Expr:
    """StringDelete["s", patt] deletes the parts of a string that match a pattern, or any of a list of
    patterns.

    Source   ref/StringDelete
    Example  StringDelete["a1b22", DigitCharacter ..]  gives  ab
    """
    subject(texts, call)
    items = pattern.args if is_list(pattern) else (pattern,)
    deleting = Call(S.List, *(Call(S.Rule, item, String("")) for item in items))
    rules = read_string_rules(ev, deleting, ignore_case)
    assert rules is not None
    return each_text(ev, texts, lambda text: _replace(text, rules, None))


# ---- finding -------------------------------------------------------------------------------------

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


@builtin("StringCases", operator=0, messages=_SEARCH)
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


@builtin("StringPosition", operator=0, messages=_SEARCH)
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
    compiled = _search_pattern(ev, pattern, ignore_case)
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


def _search_pattern(ev: Evaluator, pattern: Expr, ignore_case: bool) -> CompiledPattern:
    items = pattern.args if is_list(pattern) else (pattern,)
    return compile_string_patterns(ev, tuple(map(plain_pattern, items)), ignore_case)


@builtin("StringCount", operator=0, messages=_SEARCH)
def string_count(
    ev: Evaluator, texts: Expr, pattern: Expr, *,
    ignore_case: Flag = False, overlaps: Expr = S["False"], call: Call,
) -> Expr:
    """StringCount["s", patt] counts the parts of a string that match a pattern.

    Source   ref/StringCount
    Example  StringCount["abcadcacb", "a" ~~ _ ~~ "c"]  gives  2
    """
    subject(texts, call)
    compiled = _search_pattern(ev, pattern, ignore_case)

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
    subject(texts, call)
    compiled = _search_pattern(ev, pattern, ignore_case)
    return each_text(ev, texts, lambda text: _truth(compiled.search(text, 0) is not None))


@builtin("StringFreeQ", operator=0)
def string_free_q(
    ev: Evaluator, texts: Expr, pattern: Expr, *, ignore_case: Flag = False, call: Call,
) -> Expr:
    """StringFreeQ["s", patt] tells whether no part of a string matches a pattern.

    Source   ref/StringFreeQ
    Example  StringFreeQ["bcde", "a"]  gives  True
    """
    subject(texts, call)
    compiled = _search_pattern(ev, pattern, ignore_case)
    return each_text(ev, texts, lambda text: _truth(compiled.search(text, 0) is None))


@builtin("StringStartsQ", operator=0)
def string_starts_q(
    ev: Evaluator, texts: Expr, pattern: Expr, *, ignore_case: Flag = False, call: Call,
) -> Expr:
    """StringStartsQ["s", patt] tells whether a string begins with something that matches a pattern.

    Source   ref/StringStartsQ
    Example  StringStartsQ["abcd", "a"]  gives  True
    """
    subject(texts, call)
    compiled = _search_pattern(ev, pattern, ignore_case)
    return each_text(ev, texts, lambda text: _truth(next(compiled.matches_at(text, 0), None) is not None))


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
