"""The matcher for string patterns with conditions and tests: each part yields its possible ends, one after
another.

A part is a function `(text, start, names) -> ends with names`, the preferred first. Names are never
changed in place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from wlnet.builtins.string_patterns_dialect import BadRegularExpression, compile_regex
from wlnet.builtins.string_patterns_found import CompiledPattern, Found, Names
from wlnet.builtins.string_patterns_writer import (
    ANCHORS, WORDS, NeedsBacktracking, RegexWriter, any_order, character_set, date_pattern, invalid, repeat_bounds,
    user_regex,
)
from wlnet.expr import TRUE, Call, Expr, S, String, Symbol
from wlnet.kernel.templates import compile_template

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

Ends = Iterator[tuple[int, Names]]
Part = Callable[[str, int, Names], Ends]


class BacktrackingPattern(CompiledPattern):
    """Patterns of which some have conditions or tests. Made anew for each call: tests are remembered only
    within it."""

    has_groups = True

    def __init__(self, ev: Evaluator, patterns: tuple[Expr, ...], ignore_case: bool) -> None:
        super().__init__(len(patterns))
        self.starts = [Builder(ev, pattern, ignore_case).build(pattern) for pattern in patterns]
        self.candidates = without_conditions(patterns, ignore_case)

    def search(self, text: str, start: int) -> Found | None:
        place = start
        while place <= len(text):
            if self.candidates is not None:
                candidate = self.candidates.search(text, place)
                if candidate is None:
                    return None
                place = candidate.start()
            for index, part in enumerate(self.starts):
                for end, names in part(text, place, {}):
                    return Found(place, end, names, index)
            place += 1
        return None

    def fullmatch(self, text: str) -> Found | None:
        for index, part in enumerate(self.starts):
            for end, names in part(text, 0, {}):
                if end == len(text):
                    return Found(0, end, names, index)
        return None

    def matches_at(self, text: str, start: int) -> Iterator[Found]:
        ends = set()
        for index, part in enumerate(self.starts):
            for end, names in part(text, start, {}):
                if end not in ends:
                    ends.add(end)
                    yield Found(start, end, names, index)


def without_conditions(patterns: tuple[Expr, ...], ignore_case: bool) -> re.Pattern[str] | None:
    """A regular expression that matches at least where the patterns do; None when there is none such."""
    writer = RegexWriter(ignore_case, relaxed=True)
    try:
        return compile_regex("|".join(map(writer.whole, patterns)), ignore_case, writer.extended)
    except (NeedsBacktracking, BadRegularExpression):
        return None


class Builder:
    """Makes the parts of one pattern."""

    def __init__(self, ev: Evaluator, pattern: Expr, ignore_case: bool) -> None:
        self.ev = ev
        self.pattern = pattern
        self.ignore_case = ignore_case
        self.lazy = False

    def build(self, expr: Expr) -> Part:
        """The part for a pattern.

        Errors  Complaint StringExpression::invld.
        """
        found = character_set(expr)
        if found is not None:
            return self.regex(found.text())
        if isinstance(expr, String):
            return self.regex(re.escape(expr.value))
        if isinstance(expr, Symbol):
            if expr in ANCHORS:
                return self.regex(ANCHORS[expr])
            if expr in WORDS:
                return self.ends_of(WORDS[expr], 0)
        elif isinstance(expr, Call) and isinstance(expr.head, Symbol):
            build = _BUILDERS.get(expr.head)
            if build is not None:
                return build(self, expr)
        raise invalid(expr, self.pattern)

    def regex(self, text: str) -> Part:
        """A part that can match in one way only."""
        compiled = compile_regex(text, self.ignore_case, False)

        def part(text: str, start: int, names: Names) -> Ends:
            match = compiled.match(text, start)
            if match:
                yield match.end(), names
        return part

    def ends_of(self, source: str, groups: int, extended: bool = False) -> Part:
        """A regular expression that may match in several ways: its own choice first, then from the longest
        down."""
        try:
            compiled = compile_regex(source, self.ignore_case, extended)
        except BadRegularExpression:
            raise invalid(self.pattern, self.pattern) from None

        def numbered(match: re.Match[str], names: Names) -> Names:
            return {**names, **{n: match[n] or "" for n in range(1, groups + 1)}} if groups else names

        def part(text: str, start: int, names: Names) -> Ends:
            first = compiled.match(text, start)
            if first is None:
                return
            yield first.end(), numbered(first, names)
            for end in range(len(text), start - 1, -1):
                match = compiled.fullmatch(text, start, end) if end != first.end() else None
                if match:
                    yield end, numbered(match, names)
        return part

    def in_row(self, exprs: tuple[Expr, ...]) -> Part:
        """Several patterns, one after the other."""
        parts = [self.build(expr) for expr in exprs]

        def from_part(index: int, text: str, start: int, names: Names) -> Ends:
            if index == len(parts):
                yield start, names
                return
            for end, bound in parts[index](text, start, names):
                yield from from_part(index + 1, text, end, bound)
        return lambda text, start, names: from_part(0, text, start, names)

    def repeated(self, inner: Part, least: int, most: int | None) -> Part:
        """Between `least` and `most` repetitions."""
        lazy = self.lazy

        def again(count: int, text: str, start: int, names: Names) -> Ends:
            if lazy and count >= least:
                yield start, names
            if most is None or count < most:
                for end, bound in inner(text, start, names):
                    if end > start:
                        yield from again(count + 1, text, end, bound)
            if not lazy and count >= least:
                yield start, names
        return lambda text, start, names: again(0, text, start, names)


def _blanks(builder: Builder, expr: Call) -> Part:
    if expr.args:
        raise invalid(expr, builder.pattern)
    least = 0 if expr.head is S.BlankNullSequence else 1
    one, lazy = expr.head is S.Blank, builder.lazy

    def part(text: str, start: int, names: Names) -> Ends:
        most = min(start + 1, len(text)) if one else len(text)
        ends = range(start + least, most + 1)
        for end in ends if lazy else reversed(ends):
            yield end, names
    return part


def _named(builder: Builder, expr: Call) -> Part:
    name, inner = expr.args
    if not isinstance(name, Symbol):
        raise invalid(expr, builder.pattern)
    built = builder.build(inner)

    def part(text: str, start: int, names: Names) -> Ends:
        known = names.get(name)
        if known is not None:
            if text.startswith(known, start):
                yield start + len(known), names
            return
        for end, bound in built(text, start, names):
            yield end, {**bound, name: text[start:end]}
    return part


def _repeated(builder: Builder, expr: Call) -> Part:
    bounds = repeat_bounds(expr)
    if bounds is None:
        raise invalid(expr, builder.pattern)
    return builder.repeated(builder.build(expr.args[0]), *bounds)


def _alternatives(builder: Builder, expr: Call) -> Part:
    parts = [builder.build(arg) for arg in expr.args]

    def part(text: str, start: int, names: Names) -> Ends:
        for choice in parts:
            yield from choice(text, start, names)
    return part


def _except(builder: Builder, expr: Call) -> Part:
    excluded = builder.build(expr.args[0])
    wanted = builder.build(expr.args[1] if len(expr.args) > 1 else Call(S.Blank))

    def part(text: str, start: int, names: Names) -> Ends:
        if next(excluded(text, start, names), None) is None:
            yield from wanted(text, start, names)
    return part


def _preferring(lazy: bool) -> Callable[[Builder, Call], Part]:
    def build(builder: Builder, expr: Call) -> Part:
        before, builder.lazy = builder.lazy, lazy
        try:
            return builder.build(expr.args[0])
        finally:
            builder.lazy = before
    return build


def _tested(builder: Builder, expr: Call) -> Part:
    inner, test = expr.args
    built, ev = builder.build(inner), builder.ev
    results: dict[str, bool] = {}

    def passes(piece: str) -> bool:
        known = results.get(piece)
        if known is None:
            known = results[piece] = ev(Call(test, String(piece))) is TRUE
        return known

    def part(text: str, start: int, names: Names) -> Ends:
        for end, bound in built(text, start, names):
            if passes(text[start:end]):
                yield end, bound
    return part


def _conditioned(builder: Builder, expr: Call) -> Part:
    inner, condition = expr.args
    built, ev = builder.build(inner), builder.ev
    template = compile_template(condition, None)

    def part(text: str, start: int, names: Names) -> Ends:
        for end, bound in built(text, start, names):
            values = {name: String(value) for name, value in bound.items() if isinstance(name, Symbol)}
            if ev(template(values)) is TRUE:  # type: ignore[arg-type]
                yield end, bound
    return part


def _regular_expression(builder: Builder, expr: Call) -> Part:
    regex = user_regex(expr, builder.pattern, 0)
    return builder.ends_of(f"(?-s:{regex.text})", regex.groups, regex.extended)


def _inner(builder: Builder, expr: Call) -> Part:
    return builder.build(expr.args[0])


def _case_sensitive(builder: Builder, expr: Call) -> Part:
    before, builder.ignore_case = builder.ignore_case, False
    try:
        return builder.build(expr.args[0])
    finally:
        builder.ignore_case = before


_BUILDERS: dict[Symbol, Callable[[Builder, Call], Part]] = {
    S.StringExpression: lambda builder, expr: builder.in_row(expr.args),
    S.Blank: _blanks, S.BlankSequence: _blanks, S.BlankNullSequence: _blanks,
    S.Pattern: _named,
    S.Repeated: _repeated, S.RepeatedNull: _repeated,
    S.Alternatives: _alternatives, S.List: _alternatives,
    S.Except: _except,
    S.Shortest: _preferring(True), S.Longest: _preferring(False),
    S.PatternTest: _tested, S.Condition: _conditioned,
    S.RegularExpression: _regular_expression,
    S.Verbatim: _inner, S.HoldPattern: _inner,
    S.CaseSensitive: _case_sensitive,
    S.DatePattern: lambda builder, expr: builder.ends_of(date_pattern(expr), 0),
    S.AnyOrder: lambda builder, expr: builder.build(any_order(expr)),
}
