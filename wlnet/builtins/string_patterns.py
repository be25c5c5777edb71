"""String patterns: `StringExpression` and its parts, compiled to regular expressions.

Nearly every pattern becomes one regular expression: `x_` a named group and, where it comes again, a
reference to it; `DigitCharacter` a set of characters; `Shortest` lazy repetition. Only conditions and tests
by functions of the user need the slower matcher of `string_patterns_backtracking`. Several patterns (the
rules of a `StringReplace`) are compiled together: at each place the first that matches wins, and
`Found.which` says which it was.

Source  ref/StringExpression, tutorial/WorkingWithStringPatterns
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from wlnet.builtins.string_patterns_backtracking import BacktrackingPattern
from wlnet.builtins.string_patterns_dialect import BadRegularExpression, compile_regex
from wlnet.builtins.string_patterns_found import CompiledPattern, Found, Names
from wlnet.builtins.string_patterns_writer import NeedsBacktracking, RegexWriter, invalid
from wlnet.expr import Call, Expr, S, Symbol, is_call, is_list

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


class Part(NamedTuple):
    """The groups of one pattern: those of each name, and the numbered ones of its regular expressions."""

    names: dict[Symbol, list[str]]
    numbered: list[int]


class RegexPattern(CompiledPattern):
    """Patterns that are one regular expression; `parts` says of each which groups its names and numbers
    are."""

    def __init__(self, regex: re.Pattern[str], parts: list[Part]) -> None:
        super().__init__(len(parts))
        self.regex: re.Pattern[str] = regex
        self.parts = parts
        self.has_groups = any(part.names or part.numbered for part in parts)

    def found(self, match: re.Match[str]) -> Found:
        """A match of the regular expression as ours."""
        index = self.index(match) if self.count > 1 else 0
        part = self.parts[index]
        names: Names = {}
        for symbol, groups in part.names.items():
            names[symbol] = next((match[group] for group in groups if match[group] is not None), "")
        for number, group in enumerate(part.numbered, 1):
            names[number] = match[group] or ""
        return Found(match.start(), match.end(), names, index)

    def index(self, match: re.Match[str]) -> int:
        """Which of the patterns matched."""
        if self.count == 1:
            return 0
        assert match.lastgroup is not None
        return int(match.lastgroup[1:])

    def search(self, text: str, start: int) -> Found | None:
        match = self.regex.search(text, start)
        return self.found(match) if match else None

    def fullmatch(self, text: str) -> Found | None:
        match = self.regex.fullmatch(text)
        return self.found(match) if match else None

    def matches_at(self, text: str, start: int) -> Iterator[Found]:
        first = self.regex.match(text, start)
        if first is None:
            return
        yield self.found(first)
        for end in range(len(text), start, -1):
            if end != first.end():
                match = self.regex.fullmatch(text, start, end)
                if match:
                    yield self.found(match)

    def find(self, text: str) -> Iterator[Found]:
        return map(self.found, self.regex.finditer(text))


def compile_string_pattern(ev: Evaluator, pattern: Expr, ignore_case: bool = False) -> CompiledPattern:
    """A pattern, or a list of patterns, ready to search.

    Errors  Complaint StringExpression::invld for what is no string pattern.
    """
    return compile_string_patterns(ev, pattern.args if is_list(pattern) else (pattern,), ignore_case)


def compile_string_patterns(ev: Evaluator, patterns: tuple[Expr, ...], ignore_case: bool) -> CompiledPattern:
    """Patterns to be searched for together, ready to search; the ones seen lately are kept."""
    known: dict[Any, CompiledPattern] = ev.state.setdefault("string patterns", {})
    key = (patterns, ignore_case)
    found = known.get(key)
    if found is None:
        try:
            found = _compile_regex(patterns, ignore_case)
        except NeedsBacktracking:
            return BacktrackingPattern(ev, patterns, ignore_case)
        if len(known) > 500:
            known.clear()
        known[key] = found
    return found


def _compile_regex(patterns: tuple[Expr, ...], ignore_case: bool) -> RegexPattern:
    writer = RegexWriter(ignore_case)
    texts, parts = [], []
    for index, pattern in enumerate(patterns):
        if len(patterns) > 1:
            writer.groups += 1
        text = writer.whole(pattern)
        texts.append(f"(?P<p{index}>{text})" if len(patterns) > 1 else text)
        parts.append(Part(writer.names, writer.numbered))
    try:
        regex = compile_regex("|".join(texts), ignore_case, writer.extended)
    except BadRegularExpression:
        shown = patterns[0] if len(patterns) == 1 else Call(S.List, *patterns)
        raise invalid(_regular_expression_in(shown), shown) from None
    return RegexPattern(regex, parts)


def _regular_expression_in(expr: Expr) -> Expr:
    stack = [expr]
    while stack:
        item = stack.pop()
        if is_call(item, S.RegularExpression):
            return item
        stack.extend(item.args)
    return expr


__all__ = [
    "CompiledPattern", "Found", "Names", "RegexPattern", "compile_string_pattern", "compile_string_patterns",
]
