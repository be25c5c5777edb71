"""String patterns as regular expressions: the parts of `StringExpression`, each with the text it becomes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from itertools import permutations
from typing import NamedTuple

from wlnet.builtins.dates_text import date_regex
from wlnet.builtins.string_patterns_dialect import UserRegex, translate
from wlnet.expr import Call, Expr, Integer, S, String, Symbol, is_call, is_list
from wlnet.kernel.messages import Complaint


class NeedsBacktracking(Exception):
    """The pattern has a condition or a test that no regular expression can express."""


def invalid(element: Expr, pattern: Expr) -> Complaint:
    """The complaint about something that is no string pattern."""
    return Complaint("invld", element, pattern, symbol=S.StringExpression)


# ---- sets of characters --------------------------------------------------------------------------

class CharacterSet(NamedTuple):
    """A set of characters as a regular expression writes it between brackets, or all others if `negated`."""

    negated: bool
    content: str

    def text(self) -> str:
        return f"[{'^' * self.negated}{self.content}]"


@cache
def category_ranges(*categories: str) -> str:
    """The characters of the basic plane whose Unicode category begins so, as ranges of a regular
    expression."""
    ranges, start = [], None
    for code in range(0x10000):
        inside = unicodedata.category(chr(code)).startswith(categories)
        if inside and start is None:
            start = code
        elif not inside and start is not None:
            ranges.append(f"\\u{start:04x}" if start == code - 1 else f"\\u{start:04x}-\\u{code - 1:04x}")
            start = None
    return "".join(ranges)


_ASCII_PUNCTUATION = "!-/:-@\\[-`{-~"
_SETS: dict[Symbol, Callable[[], CharacterSet]] = {
    S.DigitCharacter: lambda: CharacterSet(False, "0-9"),
    S.LetterCharacter: lambda: CharacterSet(True, r"\W\d_"),
    S.WordCharacter: lambda: CharacterSet(True, r"\W_"),
    S.WhitespaceCharacter: lambda: CharacterSet(False, r"\s"),
    S.HexadecimalCharacter: lambda: CharacterSet(False, "0-9a-fA-F"),
    S.PunctuationCharacter: lambda: CharacterSet(False, _ASCII_PUNCTUATION + category_ranges("P")),
}
_TESTS: dict[Symbol, Callable[[], CharacterSet]] = {
    S.DigitQ: _SETS[S.DigitCharacter],
    S.LetterQ: _SETS[S.LetterCharacter],
    S.UpperCaseQ: lambda: CharacterSet(False, category_ranges("Lu")),
    S.LowerCaseQ: lambda: CharacterSet(False, category_ranges("Ll")),
    S.PunctuationQ: _SETS[S.PunctuationCharacter],
}
ANCHORS: dict[Symbol, str] = {
    S.StartOfString: r"\A", S.EndOfString: r"\Z", S.StartOfLine: "(?m:^)", S.EndOfLine: "(?m:$)",
    S.WordBoundary: r"\b",
}
WORDS: dict[Symbol, str] = {S.Whitespace: r"\s+", S.NumberString: r"[+-]?(?:\d+\.?\d*|\.\d+)"}


def character_set(expr: Expr) -> CharacterSet | None:
    """The set of characters that a pattern stands for, when it stands for one character without a name."""
    if isinstance(expr, Symbol):
        make = _SETS.get(expr)
        return make() if make else None
    if isinstance(expr, String):
        return CharacterSet(False, _escape_in_set(expr.value)) if len(expr.value) == 1 else None
    if is_call(expr, S.Except, 1):
        inner = character_set(expr.args[0])
        return CharacterSet(not inner.negated, inner.content) if inner else None
    if is_call(expr, S.PatternTest, 2) and is_call(expr.args[0], S.Blank, 0):
        test = expr.args[1]
        make = _TESTS.get(test) if isinstance(test, Symbol) else None
        return make() if make else None
    if (is_call(expr, S.Alternatives) or is_list(expr)) and expr.args:
        sets = [character_set(arg) for arg in expr.args]
        if all(item is not None and not item.negated for item in sets):
            return CharacterSet(False, "".join(item.content for item in sets if item))
    return None


def _escape_in_set(character: str) -> str:
    return "\\" + character if character in "\\]^-[&~|" else character


# ---- the writer ----------------------------------------------------------------------------------

class RegexWriter:
    """Writes string patterns as regular expressions, counting the groups it makes.

    A `relaxed` one leaves conditions and tests out, so that its expressions match at more places.
    """

    def __init__(self, ignore_case: bool, relaxed: bool = False) -> None:
        self.ignore_case = ignore_case
        self.relaxed = relaxed
        self.groups = 0
        self.extended = False
        self.lazy = False
        self.pattern: Expr = S.Null
        self.names: dict[Symbol, list[str]] = {}
        self.seen: dict[Symbol, list[str]] = {}
        self.numbered: list[int] = []

    def whole(self, pattern: Expr) -> str:
        """The text of a pattern whose names are its own."""
        self.pattern, self.names, self.seen, self.numbered = pattern, {}, {}, []
        return self.write(pattern)

    def write(self, expr: Expr) -> str:
        """The text of a pattern.

        Errors  Complaint invld; NeedsBacktracking for a condition or a test.
        """
        if isinstance(expr, String):
            return re.escape(expr.value)
        found = character_set(expr)
        if found is not None:
            by_test = self.ignore_case and is_call(expr, S.PatternTest)
            return f"(?-i:{found.text()})" if by_test else found.text()
        if isinstance(expr, Symbol):
            text = ANCHORS.get(expr) or WORDS.get(expr)
            if text is not None:
                return text
        elif isinstance(expr, Call) and isinstance(expr.head, Symbol):
            write = _WRITERS.get(expr.head)
            if write is not None:
                return write(self, expr)
        raise invalid(expr, self.pattern)

    def quantified(self, text: str, mark: str) -> str:
        return f"{unit(text)}{mark}{'?' if self.lazy else ''}"

    def alternatives(self, parts: tuple[Expr, ...]) -> str:
        """One of several patterns. A name may stand in each; it then has a group in each."""
        before, after = self.seen, dict(self.seen)
        texts = []
        for part in parts:
            self.seen = dict(before)
            texts.append(self.write(part))
            for name, groups in self.seen.items():
                if name not in before:
                    after[name] = after.get(name, []) + groups
        self.seen = after
        return f"(?:{'|'.join(texts)})"


def unit(text: str) -> str:
    """A text to which a quantifier can be put."""
    single = len(text) == 1 or (len(text) == 2 and text[0] == "\\")
    closed = text[:1] == "[" and "]" not in text[2:-1] and text[-1:] == "]"
    return text if single or closed else f"(?:{text})"


def _expression(writer: RegexWriter, expr: Call) -> str:
    return "".join(writer.write(part) for part in expr.args)


def _blank(writer: RegexWriter, expr: Call) -> str:
    if expr.args:
        raise invalid(expr, writer.pattern)
    return {S.Blank: ".", S.BlankSequence: writer.quantified(".", "+"),
            S.BlankNullSequence: writer.quantified(".", "*")}[expr.head]  # type: ignore[index]


def _named(writer: RegexWriter, expr: Call) -> str:
    name, inner = expr.args
    if not isinstance(name, Symbol):
        raise invalid(expr, writer.pattern)
    if name in writer.seen:
        text = ""
        for group in writer.seen[name]:
            text = f"(?({group})(?P={group})|{text})" if text else f"(?P={group})"
        return text
    writer.groups += 1
    group = f"v{writer.groups}"
    text = f"(?P<{group}>{writer.write(inner)})"
    writer.seen[name] = [group]
    writer.names.setdefault(name, []).append(group)
    return text


def repeat_bounds(expr: Call) -> tuple[int, int | None] | None:
    """The least and the greatest number of repetitions of a `Repeated` or `RepeatedNull`; None for no such
    form."""
    least = 1 if expr.head is S.Repeated else 0
    if len(expr.args) == 1:
        return least, None
    spec = expr.args[1]
    if isinstance(spec, Integer):
        return least, spec.value
    if not is_list(spec) or not 1 <= len(spec.args) <= 2 or not isinstance(spec.args[0], Integer):
        return None
    last = spec.args[-1]
    return spec.args[0].value, last.value if isinstance(last, Integer) else None


def _repeated(writer: RegexWriter, expr: Call) -> str:
    bounds = repeat_bounds(expr)
    if bounds is None:
        raise invalid(expr, writer.pattern)
    least, most = bounds
    known = len(writer.seen)
    first = writer.write(expr.args[0])
    if len(writer.seen) == known:
        return writer.quantified(first, _mark(least, most))
    # the first repetition binds the names, the others refer to them
    mark = _mark(max(least - 1, 0), None if most is None else most - 1)
    more = writer.quantified(writer.write(expr.args[0]), mark)
    return f"{unit(first)}{more}" if least else f"(?:{unit(first)}{more})?"


def _mark(least: int, most: int | None) -> str:
    if most is None:
        return {0: "*", 1: "+"}.get(least, f"{{{least},}}")
    return f"{{{least},{most}}}" if least != most else f"{{{least}}}"


def _except(writer: RegexWriter, expr: Call) -> str:
    before, writer.relaxed = writer.relaxed, False       # to exclude more would match at fewer places
    excluded = writer.write(expr.args[0])
    writer.relaxed = before
    return f"(?:(?!{excluded}){writer.write(expr.args[1]) if len(expr.args) > 1 else '.'})"


def _preferring(lazy: bool) -> Callable[[RegexWriter, Call], str]:
    def write(writer: RegexWriter, expr: Call) -> str:
        before, writer.lazy = writer.lazy, lazy
        try:
            return writer.write(expr.args[0])
        finally:
            writer.lazy = before
    return write


def _tested(writer: RegexWriter, expr: Call) -> str:
    """Only tests that a set of characters expresses; `__?DigitQ` tests every character."""
    inner, test = expr.args
    if is_call(inner, S.Pattern, 2):
        return writer.write(Call(S.Pattern, inner.args[0], Call(S.PatternTest, inner.args[1], test)))
    found = character_set(Call(S.PatternTest, Call(S.Blank), test))
    if found is None and writer.relaxed:
        return writer.write(inner)
    if found is None or not (is_call(inner, S.BlankSequence, 0) or is_call(inner, S.BlankNullSequence, 0)):
        raise NeedsBacktracking
    text = f"(?-i:{found.text()})" if writer.ignore_case else found.text()
    return writer.quantified(text, "+" if inner.head is S.BlankSequence else "*")


def _conditioned(writer: RegexWriter, expr: Call) -> str:
    if not writer.relaxed:
        raise NeedsBacktracking
    return writer.write(expr.args[0])


def _regular_expression(writer: RegexWriter, expr: Call) -> str:
    regex = user_regex(expr, writer.pattern, writer.groups)
    writer.numbered += range(writer.groups + 1, writer.groups + regex.groups + 1)
    writer.groups += regex.groups
    writer.extended = writer.extended or regex.extended
    return f"(?-s:{regex.text})"


def user_regex(expr: Call, pattern: Expr, groups: int) -> UserRegex:
    """The regular expression of a `RegularExpression["..."]` with `groups` groups before it."""
    text = expr.args[0] if expr.args else None
    if not isinstance(text, String):
        raise invalid(expr, pattern)
    return translate(text.value, groups)


def _verbatim(writer: RegexWriter, expr: Call) -> str:
    return writer.write(expr.args[0])


def _case_sensitive(writer: RegexWriter, expr: Call) -> str:
    return f"(?-i:{writer.write(expr.args[0])})"


def date_pattern(expr: Call) -> str:
    """`DatePattern[{"Year", "-", "Month", ...}]` as a regular expression without groups."""
    elements = expr.args[0] if expr.args else expr
    items = elements.args if is_list(elements) else (elements,)
    names = [item.value for item in items if isinstance(item, String)]
    return re.sub(r"\(\?P<\w+>", "(?:", date_regex(names))


def any_order(expr: Call) -> Expr:
    """`AnyOrder[p1, p2, ...]` as the alternatives of all orders."""
    return Call(S.Alternatives, *(Call(S.StringExpression, *row) for row in permutations(expr.args)))


_WRITERS: dict[Symbol, Callable[[RegexWriter, Call], str]] = {
    S.StringExpression: _expression,
    S.Blank: _blank, S.BlankSequence: _blank, S.BlankNullSequence: _blank,
    S.Pattern: _named,
    S.Repeated: _repeated, S.RepeatedNull: _repeated,
    S.Alternatives: lambda writer, expr: writer.alternatives(expr.args),
    S.List: lambda writer, expr: writer.alternatives(expr.args),
    S.Except: _except,
    S.Shortest: _preferring(True), S.Longest: _preferring(False),
    S.PatternTest: _tested, S.Condition: _conditioned,
    S.RegularExpression: _regular_expression,
    S.Verbatim: _verbatim, S.HoldPattern: _verbatim,
    S.CaseSensitive: _case_sensitive,
    S.DatePattern: lambda writer, expr: date_pattern(expr),
    S.AnyOrder: lambda writer, expr: writer.write(any_order(expr)),
}
