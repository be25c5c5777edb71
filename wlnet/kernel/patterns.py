"""Patterns: reading them, and compiling them to matchers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from wlnet.expr import Association, Atom, Call, Complex, Expr, Integer, Packed, Rational, S, Symbol, is_call, is_list
from wlnet.kernel.attributes import FLAT, ORDERLESS
from wlnet.kernel.matchers import (
    AFTER, MANY, AssociationMatcher, BlankMatcher, BlankSequenceMatcher, Conditioned, ExceptMatcher, GeneralCall,
    Literal, Matcher, Named, NamedBacktracking, NumberParts, OneOf, OneOfLiterals, OneOfPlain, OptionalMatcher,
    OptionsMatcher, PlainCall, Preferring, RepeatedMatcher, Sequenced, Tested, TestedBacktracking, options_key,
)

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

PATTERN_HEADS = {S[name] for name in (
    "Blank", "BlankSequence", "BlankNullSequence", "Pattern", "PatternTest", "Condition", "Alternatives", "Optional",
    "Repeated", "RepeatedNull", "Except", "Verbatim", "HoldPattern", "PatternSequence", "OrderlessPatternSequence",
    "OptionsPattern", "KeyValuePattern", "Longest", "Shortest")}


def has_pattern(expr: Expr) -> bool:
    """Whether any part of `expr` is a pattern construct."""
    stack = [expr]
    while stack:
        item = stack.pop()
        if isinstance(item, Packed):
            continue
        if isinstance(item, Call):
            if item.head in PATTERN_HEADS:
                return True
            stack.append(item.head)
            stack.extend(item.args)
        elif isinstance(item, Association):
            stack.extend(item.args)
    return False


def compile_pattern(expr: Expr, ev: Evaluator) -> Matcher:
    """The matcher of a pattern."""
    if isinstance(expr, (Atom, Packed)) or not has_pattern(expr):
        return Literal(expr)
    if isinstance(expr, Association):
        return AssociationMatcher([compile_pattern(rule, ev) for rule in expr.args], open_=False)
    assert isinstance(expr, Call)
    if isinstance(expr.head, Symbol):
        special = _SPECIAL.get(expr.head)
        if special is not None:
            matcher = special(expr, ev)
            if matcher is not None:
                return matcher
    return _compile_call(expr, ev)


def _compile_call(expr: Call, ev: Evaluator) -> Matcher:
    if expr.head is S.Association:
        return AssociationMatcher([compile_pattern(rule, ev) for rule in expr.args], open_=False)
    head = compile_pattern(expr.head, ev)
    parts = [compile_pattern(arg, ev) for arg in expr.args]
    symbol = expr.head if isinstance(expr.head, Symbol) else None
    if symbol is S.Rational or symbol is S.Complex:
        return NumberParts(Rational if symbol is S.Rational else Complex, parts)
    special = symbol is not None and ev.attributes(symbol) & (FLAT | ORDERLESS)
    if not special and head.deterministic and all(p.deterministic for p in parts):
        return PlainCall(head, parts)
    # where AFTER takes the arguments left over, the other patterns need not take several each
    groups = not any(is_call(arg, S.Pattern, 2) and arg.args[0] is AFTER for arg in expr.args)
    return GeneralCall(head, parts, symbol, groups)


def _blank(expr: Call, ev: Evaluator) -> Matcher | None:
    return BlankMatcher(expr.args[0] if expr.args else None) if len(expr.args) <= 1 else None


def _blank_sequence(least: int) -> Callable[[Call, Evaluator], Matcher | None]:
    def make(expr: Call, ev: Evaluator) -> Matcher | None:
        return BlankSequenceMatcher(expr.args[0] if expr.args else None, least) if len(expr.args) <= 1 else None
    return make


def _pattern(expr: Call, ev: Evaluator) -> Matcher | None:
    if len(expr.args) != 2 or not isinstance(expr.args[0], Symbol):
        return None
    if expr.args[1] == Call(S.Blank):
        return Named(expr.args[0], None)
    inner = compile_pattern(expr.args[1], ev)
    return Named(expr.args[0], inner) if inner.deterministic else NamedBacktracking(expr.args[0], inner)


def _pattern_test(expr: Call, ev: Evaluator) -> Matcher | None:
    if len(expr.args) != 2:
        return None
    inner = compile_pattern(expr.args[0], ev)
    return Tested(inner, expr.args[1]) if inner.deterministic else TestedBacktracking(inner, expr.args[1])


def _condition(expr: Call, ev: Evaluator) -> Matcher | None:
    return Conditioned(compile_pattern(expr.args[0], ev), expr.args[1]) if len(expr.args) == 2 else None


def _alternatives(expr: Call, ev: Evaluator) -> Matcher | None:
    if not expr.args:
        return None
    choices = [compile_pattern(arg, ev) for arg in expr.args]
    if all(isinstance(choice, Literal) for choice in choices):
        return OneOfLiterals(frozenset(expr.args))
    if all(c.deterministic for c in choices) and not any(map(_binds, expr.args)):
        return OneOfPlain(choices)
    return OneOf(choices)


def _binds(expr: Expr) -> bool:
    return any(True for _ in pattern_names(expr))


def pattern_names(expr: Expr) -> Iterator[Symbol]:
    """The names that a pattern binds, with repetitions."""
    stack = [expr]
    while stack:
        item = stack.pop()
        if isinstance(item, Packed):
            continue
        if isinstance(item, (Call, Association)):
            if item.head is S.Pattern and len(item.args) == 2 and isinstance(item.args[0], Symbol):
                yield item.args[0]
            if item.head is S.OptionsPattern and len(item.args) <= 1:
                yield options_key(item.args[0] if item.args else None)
            stack.append(item.head)
            stack.extend(item.args)


def _optional(expr: Call, ev: Evaluator) -> Matcher | None:
    if len(expr.args) not in (1, 2):
        return None
    return OptionalMatcher(compile_pattern(expr.args[0], ev), expr.args[1] if len(expr.args) == 2 else None)


def _repeated(least: int) -> Callable[[Call, Evaluator], Matcher | None]:
    def make(expr: Call, ev: Evaluator) -> Matcher | None:
        if len(expr.args) == 1:
            return RepeatedMatcher(compile_pattern(expr.args[0], ev), least, MANY)
        bounds = _bounds(expr.args[1], least) if len(expr.args) == 2 else None
        return RepeatedMatcher(compile_pattern(expr.args[0], ev), *bounds) if bounds else None
    return make


def _bounds(spec: Expr, least: int) -> tuple[int, int] | None:
    items = spec.args if is_list(spec) else (spec,)
    values = [item.value if isinstance(item, Integer) else MANY if item is S.Infinity else -1 for item in items]
    if min(values, default=-1) < 0 or len(values) > 2:
        return None
    if is_list(spec):
        return values[0], values[-1]
    return least, values[0]


def _except(expr: Call, ev: Evaluator) -> Matcher | None:
    if len(expr.args) not in (1, 2):
        return None
    inner = compile_pattern(expr.args[1], ev) if len(expr.args) == 2 else None
    return ExceptMatcher(compile_pattern(expr.args[0], ev), inner)


def _verbatim(expr: Call, ev: Evaluator) -> Matcher | None:
    return Literal(expr.args[0]) if len(expr.args) == 1 else None


def _hold_pattern(expr: Call, ev: Evaluator) -> Matcher | None:
    return compile_pattern(expr.args[0], ev) if len(expr.args) == 1 else None


def _sequence(orderless: bool) -> Callable[[Call, Evaluator], Matcher | None]:
    return lambda expr, ev: Sequenced([compile_pattern(arg, ev) for arg in expr.args], orderless)


def _options(expr: Call, ev: Evaluator) -> Matcher | None:
    return OptionsMatcher(expr.args[0] if expr.args else None)


def _key_values(expr: Call, ev: Evaluator) -> Matcher | None:
    if len(expr.args) != 1:
        return None
    entries = expr.args[0].args if is_list(expr.args[0]) or isinstance(expr.args[0], Association) else expr.args
    return AssociationMatcher([compile_pattern(entry, ev) for entry in entries], open_=True)


def _preferring(longest: bool) -> Callable[[Call, Evaluator], Matcher | None]:
    return lambda expr, ev: Preferring(compile_pattern(expr.args[0], ev), longest) if len(expr.args) == 1 else None


_SPECIAL: dict[Expr, Callable[[Call, Evaluator], Matcher | None]] = {
    S.Blank: _blank, S.BlankSequence: _blank_sequence(1), S.BlankNullSequence: _blank_sequence(0),
    S.Pattern: _pattern, S.PatternTest: _pattern_test, S.Condition: _condition, S.Alternatives: _alternatives,
    S.Optional: _optional, S.Repeated: _repeated(1), S.RepeatedNull: _repeated(0), S.Except: _except,
    S.Verbatim: _verbatim, S.HoldPattern: _hold_pattern, S.PatternSequence: _sequence(False),
    S.OrderlessPatternSequence: _sequence(True), S.OptionsPattern: _options, S.KeyValuePattern: _key_values,
    S.Longest: _preferring(True), S.Shortest: _preferring(False),
}
