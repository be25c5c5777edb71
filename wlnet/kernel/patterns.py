"""Patterns: each is compiled once to a tree of matchers.

Most patterns can match in one way only; they are tested straight through (`test`). The others (sequences, alternatives
that bind, orderless and flat heads) backtrack: `match` takes a continuation that says whether the rest matches too.
Bindings are a dictionary from symbol to expression that only grows; going back pops what was added since a mark.
A name bound to a sequence holds `Sequence[...]`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Any

from wlnet.expr import (
    TRUE, Association, Atom, Call, Complex, Expr, Integer, Packed, Rational, S, Symbol, integer, is_call, is_list,
    length,
)
from wlnet.kernel.attributes import FLAT, ONE_IDENTITY, ORDERLESS
from wlnet.kernel.templates import Bindings, compile_template

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

Continue = Callable[[], bool]
MANY = 1 << 60

# the names that take the other arguments when a rule for a flat head applies to some of them
BEFORE, AFTER = Symbol("Internal`Before"), Symbol("Internal`After")


class Matcher:
    """A compiled pattern. `lengths` is how many expressions of a sequence it takes, (1, 1) for most."""

    __slots__ = ()
    deterministic = True
    lengths = (1, 1)

    def test(self, expr: Expr, b: Bindings, ev: Evaluator) -> bool:
        """Whether a deterministic pattern matches; leaves bindings behind even on failure."""
        raise AssertionError("a pattern defines test, or match")

    def match(self, expr: Expr, b: Bindings, ev: Evaluator, k: Continue) -> bool:
        """Whether the pattern matches in some way for which `k` holds; restores the bindings otherwise."""
        mark = len(b)
        if self.test(expr, b, ev) and k():
            return True
        undo(b, mark)
        return False

    def match_sequence(self, items: tuple[Expr, ...], b: Bindings, ev: Evaluator, k: Continue) -> bool:
        """As `match`, for a pattern that takes a sequence of arguments."""
        return len(items) == 1 and self.match(items[0], b, ev, k)


class Backtracking(Matcher):
    """A pattern that may match in several ways."""

    __slots__ = ()
    deterministic = False

    def test(self, expr: Expr, b: Bindings, ev: Evaluator) -> bool:
        return self.match(expr, b, ev, _yes)


def undo(b: Bindings, mark: int) -> None:
    """Forget the bindings made since there were `mark` of them."""
    while len(b) > mark:
        b.popitem()


def _yes() -> bool:
    return True


def bind(b: Bindings, name: Symbol, value: Expr) -> bool:
    """Bind a name, or check that it is bound to the same expression."""
    old = b.get(name)
    if old is None:
        b[name] = value
        return True
    return old is value or old == value


class Literal(Matcher):
    """An expression without pattern parts: `SameQ`."""

    __slots__ = ("value",)

    def __init__(self, value: Expr) -> None:
        self.value = value

    def test(self, expr: Expr, b: Bindings, ev: Evaluator) -> bool:
        return expr is self.value or expr == self.value


class BlankMatcher(Matcher):
    """`_` or `_h`."""

    __slots__ = ("wanted",)

    def __init__(self, wanted: Expr | None) -> None:
        self.wanted = wanted

    def test(self, expr: Expr, b: Bindings, ev: Evaluator) -> bool:
        wanted = self.wanted
        return wanted is None or expr.head is wanted or (type(wanted) is not Symbol and expr.head == wanted)


class Named(Matcher):
    """`x:p` with a deterministic `p`; `x_` has no matcher of its own."""

    __slots__ = ("name", "inner")

    def __init__(self, name: Symbol, inner: Matcher | None) -> None:
        self.name = name
        self.inner = inner

    def test(self, expr: Expr, b: Bindings, ev: Evaluator) -> bool:
        inner = self.inner
        if inner is not None and not inner.test(expr, b, ev):
            return False
        old = b.get(self.name)
        if old is None:
            b[self.name] = expr
            return True
        return old is expr or old == expr


class NamedBacktracking(Backtracking):
    """`x:p` where `p` may match in several ways, or a sequence."""

    __slots__ = ("name", "inner", "lengths")

    def __init__(self, name: Symbol, inner: Matcher) -> None:
        self.name = name
        self.inner = inner
        self.lengths = inner.lengths

    def match(self, expr: Expr, b: Bindings, ev: Evaluator, k: Continue) -> bool:
        return self.inner.match(expr, b, ev, lambda: self._bound(expr, b, k))

    def match_sequence(self, items: tuple[Expr, ...], b: Bindings, ev: Evaluator, k: Continue) -> bool:
        value = items[0] if len(items) == 1 else Call(S.Sequence, *items)
        return self.inner.match_sequence(items, b, ev, lambda: self._bound(value, b, k))

    def _bound(self, value: Expr, b: Bindings, k: Continue) -> bool:
        mark = len(b)
        if bind(b, self.name, value) and k():
            return True
        undo(b, mark)
        return False


class BlankSequenceMatcher(Backtracking):
    """`__`, `___`, with or without a head."""

    __slots__ = ("wanted", "lengths")

    def __init__(self, wanted: Expr | None, least: int) -> None:
        self.wanted = wanted
        self.lengths = (least, MANY)

    def match(self, expr: Expr, b: Bindings, ev: Evaluator, k: Continue) -> bool:
        return self.match_sequence((expr,), b, ev, k)

    def match_sequence(self, items: tuple[Expr, ...], b: Bindings, ev: Evaluator, k: Continue) -> bool:
        wanted = self.wanted
        return (wanted is None or all(item.head == wanted for item in items)) and k()


class RepeatedMatcher(Backtracking):
    """`p..`, `p...`, `Repeated[p, {least, most}]`: every item matches `p`, with the same bindings."""

    __slots__ = ("inner", "lengths")

    def __init__(self, inner: Matcher, least: int, most: int) -> None:
        self.inner = inner
        self.lengths = (least, most)

    def match(self, expr: Expr, b: Bindings, ev: Evaluator, k: Continue) -> bool:
        return self.match_sequence((expr,), b, ev, k)

    def match_sequence(self, items: tuple[Expr, ...], b: Bindings, ev: Evaluator, k: Continue) -> bool:
        least, most = self.lengths
        if self.inner.lengths == (1, 1):
            return least <= len(items) <= most and self._each(items, 0, b, ev, k)
        return self._groups(items, 0, b, ev, k)

    def _each(self, items: tuple[Expr, ...], i: int, b: Bindings, ev: Evaluator, k: Continue) -> bool:
        if self.inner.deterministic:
            mark = len(b)
            if all(self.inner.test(item, b, ev) for item in items[i:]) and k():
                return True
            undo(b, mark)
            return False
        if i == len(items):
            return k()
        return self.inner.match(items[i], b, ev, lambda: self._each(items, i + 1, b, ev, k))

    def _groups(self, items: tuple[Expr, ...], count: int, b: Bindings, ev: Evaluator, k: Continue) -> bool:
        least, most = self.lengths
        if not items and count >= least and k():
            return True
        if not items or count >= most:
            return False
        def rest_from(n: int) -> Continue:
            return lambda: self._groups(items[n:], count + 1, b, ev, k)
        return any(
            self.inner.match_sequence(items[:n], b, ev, rest_from(n))
            for n in range(max(1, self.inner.lengths[0]), min(len(items), self.inner.lengths[1]) + 1))


class Sequenced(Backtracking):
    """`PatternSequence[...]`, `OrderlessPatternSequence[...]`: several patterns in a row."""

    __slots__ = ("parts", "orderless", "lengths")

    def __init__(self, parts: list[Matcher], orderless: bool) -> None:
        self.parts = parts
        self.orderless = orderless
        self.lengths = (sum(p.lengths[0] for p in parts), min(MANY, sum(p.lengths[1] for p in parts)))

    def match(self, expr: Expr, b: Bindings, ev: Evaluator, k: Continue) -> bool:
        return self.match_sequence((expr,), b, ev, k)

    def match_sequence(self, items: tuple[Expr, ...], b: Bindings, ev: Evaluator, k: Continue) -> bool:
        if self.orderless:
            return match_orderless(self.parts, items, b, ev, k, None)
        return match_in_order(self.parts, 0, items, 0, b, ev, k, None)


class Tested(Matcher):
    """`p ? test`, with a deterministic `p`."""

    __slots__ = ("inner", "predicate")

    def __init__(self, inner: Matcher | None, predicate: Expr) -> None:
        self.inner = inner
        self.predicate = predicate

    def test(self, expr: Expr, b: Bindings, ev: Evaluator) -> bool:
        return (self.inner is None or self.inner.test(expr, b, ev)) and ev(Call(self.predicate, expr)) is TRUE


class TestedBacktracking(Backtracking):
    """`p ? test` where `p` may match in several ways, or a sequence whose every item is tested."""

    __slots__ = ("inner", "predicate", "lengths")

    def __init__(self, inner: Matcher, predicate: Expr) -> None:
        self.inner = inner
        self.predicate = predicate
        self.lengths = inner.lengths

    def match(self, expr: Expr, b: Bindings, ev: Evaluator, k: Continue) -> bool:
        return self.match_sequence((expr,), b, ev, k)

    def match_sequence(self, items: tuple[Expr, ...], b: Bindings, ev: Evaluator, k: Continue) -> bool:
        def passes() -> bool:
            return all(ev(Call(self.predicate, item)) is TRUE for item in items) and k()
        if self.inner.lengths == (1, 1):
            return self.inner.match(items[0], b, ev, passes)
        return self.inner.match_sequence(items, b, ev, passes)


class Conditioned(Backtracking):
    """`p /; test`: the test is evaluated with the names bound so far put in."""

    __slots__ = ("inner", "condition", "lengths")

    def __init__(self, inner: Matcher, condition: Expr) -> None:
        self.inner = inner
        self.condition = compile_template(condition, None)
        self.lengths = inner.lengths

    def match(self, expr: Expr, b: Bindings, ev: Evaluator, k: Continue) -> bool:
        return self.inner.match(expr, b, ev, lambda: self._holds(b, ev) and k())

    def match_sequence(self, items: tuple[Expr, ...], b: Bindings, ev: Evaluator, k: Continue) -> bool:
        return self.inner.match_sequence(items, b, ev, lambda: self._holds(b, ev) and k())

    def _holds(self, b: Bindings, ev: Evaluator) -> bool:
        return ev(self.condition(b)) is TRUE


class OneOf(Backtracking):
    """`p1 | p2 | ...`."""

    __slots__ = ("choices", "lengths")

    def __init__(self, choices: list[Matcher]) -> None:
        self.choices = choices
        self.lengths = (min(c.lengths[0] for c in choices), max(c.lengths[1] for c in choices))

    def match(self, expr: Expr, b: Bindings, ev: Evaluator, k: Continue) -> bool:
        return any(choice.match(expr, b, ev, k) for choice in self.choices)

    def match_sequence(self, items: tuple[Expr, ...], b: Bindings, ev: Evaluator, k: Continue) -> bool:
        return any(choice.lengths[0] <= len(items) <= choice.lengths[1] and choice.match_sequence(items, b, ev, k)
                   for choice in self.choices)


class OneOfPlain(Matcher):
    """`p1 | p2 | ...` of deterministic patterns without names."""

    __slots__ = ("choices",)

    def __init__(self, choices: list[Matcher]) -> None:
        self.choices = choices

    def test(self, expr: Expr, b: Bindings, ev: Evaluator) -> bool:
        return any(choice.test(expr, b, ev) for choice in self.choices)


class OneOfLiterals(Matcher):
    """`1 | "a" | ...`: one look-up."""

    __slots__ = ("values",)

    def __init__(self, values: frozenset[Expr]) -> None:
        self.values = values

    def test(self, expr: Expr, b: Bindings, ev: Evaluator) -> bool:
        return expr in self.values


class ExceptMatcher(Backtracking):
    """`Except[p]`, `Except[p, q]`."""

    __slots__ = ("refused", "inner", "lengths")

    def __init__(self, refused: Matcher, inner: Matcher | None) -> None:
        self.refused = refused
        self.inner = inner
        self.lengths = inner.lengths if inner else (1, 1)

    def match(self, expr: Expr, b: Bindings, ev: Evaluator, k: Continue) -> bool:
        if self.refused.test(expr, dict(b), ev):
            return False
        return self.inner.match(expr, b, ev, k) if self.inner else k()

    def match_sequence(self, items: tuple[Expr, ...], b: Bindings, ev: Evaluator, k: Continue) -> bool:
        if self.inner is None:
            return len(items) == 1 and self.match(items[0], b, ev, k)
        if any(self.refused.test(item, dict(b), ev) for item in items):
            return False
        return self.inner.match_sequence(items, b, ev, k)


class OptionalMatcher(Backtracking):
    """`p:default`, `p.`: the argument, or the default when it is missing.

    `default` None is the value that `Default[head, position, count]` gives.
    """

    __slots__ = ("inner", "default")
    lengths = (0, 1)

    def __init__(self, inner: Matcher, default: Expr | None) -> None:
        self.inner = inner
        self.default = default

    def match(self, expr: Expr, b: Bindings, ev: Evaluator, k: Continue) -> bool:
        return self.inner.match(expr, b, ev, k)

    def match_sequence(self, items: tuple[Expr, ...], b: Bindings, ev: Evaluator, k: Continue) -> bool:
        if items:
            return self.inner.match(items[0], b, ev, k)
        return self.default is not None and self._missing(self.default, b, ev, k)

    def match_default(self, head: Expr, position: int, count: int, b: Bindings, ev: Evaluator, k: Continue) -> bool:
        """Match as a missing argument of `head`."""
        default = self.default if self.default is not None else ev.default_value(head, position, count)
        return default is not None and self._missing(default, b, ev, k)

    def _missing(self, default: Expr, b: Bindings, ev: Evaluator, k: Continue) -> bool:
        mark = len(b)
        inner: Any = self.inner
        if isinstance(inner, (Named, NamedBacktracking)):
            if bind(b, inner.name, default) and k():
                return True
        elif k():
            return True
        undo(b, mark)
        return False


class OptionsMatcher(Backtracking):
    """`OptionsPattern[...]`: any number of rules, or lists of them; the given ones are kept for
    `OptionValue`."""

    __slots__ = ("defaults",)
    lengths = (0, MANY)

    def __init__(self, defaults: Expr | None) -> None:
        self.defaults = defaults

    def match(self, expr: Expr, b: Bindings, ev: Evaluator, k: Continue) -> bool:
        return self.match_sequence((expr,), b, ev, k)

    def match_sequence(self, items: tuple[Expr, ...], b: Bindings, ev: Evaluator, k: Continue) -> bool:
        if not all(map(is_option_argument, items)):
            return False
        mark = len(b)
        b[options_key(self.defaults)] = Call(S.List, *items)
        if k():
            return True
        undo(b, mark)
        return False


def options_key(defaults: Expr | None) -> Symbol:
    """The name under which the options matched by an `OptionsPattern` are bound."""
    return Symbol("Internal`Options`" + (repr(defaults) if defaults is not None else ""))


def is_option_argument(expr: Expr) -> bool:
    """Whether `expr` is a rule, or a (nested) list or association of rules."""
    if is_list(expr):
        return all(map(is_option_argument, expr.args))
    return is_call(expr, S.Rule, 2) or is_call(expr, S.RuleDelayed, 2) or isinstance(expr, Association)


class Preferring(Backtracking):
    """`Longest[p]`, `Shortest[p]`: which lengths of a sequence are tried first."""

    __slots__ = ("inner", "longest", "lengths")

    def __init__(self, inner: Matcher, longest: bool) -> None:
        self.inner = inner
        self.longest = longest
        self.lengths = inner.lengths

    def match(self, expr: Expr, b: Bindings, ev: Evaluator, k: Continue) -> bool:
        return self.inner.match(expr, b, ev, k)

    def match_sequence(self, items: tuple[Expr, ...], b: Bindings, ev: Evaluator, k: Continue) -> bool:
        return self.inner.match_sequence(items, b, ev, k)


class PlainCall(Matcher):
    """A call of a fixed head with as many deterministic patterns as arguments."""

    __slots__ = ("head", "parts", "count")

    def __init__(self, head: Matcher, parts: list[Matcher]) -> None:
        self.head = head
        self.parts = parts
        self.count = len(parts)

    def test(self, expr: Expr, b: Bindings, ev: Evaluator) -> bool:
        if not isinstance(expr, Call) or length(expr) != self.count or not self.head.test(expr.head, b, ev):
            return False
        for part, arg in zip(self.parts, expr.args):
            if not part.test(arg, b, ev):
                return False
        return True


class GeneralCall(Backtracking):
    """A call whose arguments need sequences, defaults, reordering or regrouping."""

    __slots__ = ("head", "parts", "symbol", "least", "most", "has_default", "groups")

    def __init__(self, head: Matcher, parts: list[Matcher], symbol: Symbol | None, groups: bool = True) -> None:
        self.head = head
        self.parts = parts
        self.symbol = symbol
        self.least = sum(p.lengths[0] for p in parts)
        self.most = sum(p.lengths[1] for p in parts)
        self.groups = groups
        self.has_default = any(isinstance(p, OptionalMatcher) for p in parts)

    def match(self, expr: Expr, b: Bindings, ev: Evaluator, k: Continue) -> bool:
        attributes = ev.attributes(self.symbol) if self.symbol else 0
        if not isinstance(expr, Call) or not (self.symbol is None or expr.head is self.symbol):
            if self.has_default and attributes & ONE_IDENTITY and self.least <= 1:
                return self._match_args((expr,), attributes, b, ev, k)
            return False
        flat = attributes & FLAT
        if not flat and not self.least <= length(expr) <= self.most:
            return False
        return self.head.match(expr.head, b, ev, lambda: self._match_args(expr.args, attributes, b, ev, k))

    def _match_args(self, items: tuple[Expr, ...], attributes: int, b: Bindings, ev: Evaluator, k: Continue) -> bool:
        flat = self.symbol if attributes & FLAT and self.groups else None
        if attributes & ORDERLESS:
            return match_orderless(self.parts, items, b, ev, k, flat, self.symbol)
        return match_in_order(self.parts, 0, items, 0, b, ev, k, flat, self.symbol)


class NumberParts(Backtracking):
    """`Rational[p, q]` or `Complex[p, q]`: the two parts of a number that is an atom."""

    __slots__ = ("kind", "parts")

    def __init__(self, kind: type[Rational] | type[Complex], parts: list[Matcher]) -> None:
        self.kind = kind
        self.parts = parts

    def match(self, expr: Expr, b: Bindings, ev: Evaluator, k: Continue) -> bool:
        if not isinstance(expr, self.kind):
            return False
        items = (expr.re, expr.im) if isinstance(expr, Complex) else tuple(map(integer, expr.value.as_integer_ratio()))
        return match_in_order(self.parts, 0, items, 0, b, ev, k, None)


class AssociationMatcher(Backtracking):
    """`<|key -> p, ..., ___|>` and `KeyValuePattern[{key -> p, ...}]` (open: other entries are allowed)."""

    __slots__ = ("entries", "open", "rest")

    def __init__(self, entries: list[Matcher], open_: bool) -> None:
        self.entries = entries
        self.open = open_
        self.rest: list[Matcher] = []

    def match(self, expr: Expr, b: Bindings, ev: Evaluator, k: Continue) -> bool:
        if not (isinstance(expr, Association) or (self.open and is_list(expr))):
            return False
        return self._entry(0, expr.args, b, ev, k)

    def _entry(self, i: int, rules: tuple[Expr, ...], b: Bindings, ev: Evaluator, k: Continue) -> bool:
        if i == len(self.entries):
            return (self.open or not rules) and k()
        entry = self.entries[i]
        if entry.lengths != (1, 1):
            return match_in_order(self.entries[i:], 0, rules, 0, b, ev, k, None)
        def rest_without(j: int) -> Continue:
            return lambda: self._entry(i + 1, rules[:j] + rules[j + 1:], b, ev, k)
        return any(entry.match(rule, b, ev, rest_without(j)) for j, rule in enumerate(rules))


def match_in_order(
    parts: list[Matcher], i: int, items: tuple[Expr, ...], j: int, b: Bindings, ev: Evaluator, k: Continue,
    flat: Symbol | None, head: Expr | None = None,
) -> bool:
    """Match patterns from `i` on with items from `j` on, in order, shortest sequences first."""
    while i < len(parts) and flat is None and parts[i].deterministic:
        if j >= len(items):
            return False
        mark = len(b)
        if not parts[i].test(items[j], b, ev):
            undo(b, mark)
            return False
        if i + 1 < len(parts) and parts[i + 1].deterministic:
            i, j = i + 1, j + 1
            continue
        if match_in_order(parts, i + 1, items, j + 1, b, ev, k, flat, head):
            return True
        undo(b, mark)
        return False
    if i == len(parts):
        return j == len(items) and k()
    part, left = parts[i], len(items) - j
    if flat is None and i + 1 == len(parts):
        fits = part.lengths[0] <= left <= part.lengths[1]
        return fits and _take(part, items[j:], i, len(parts), b, ev, k, None, head)
    for count in _counts(part, parts[i + 1:], left, flat):
        def rest(count: int = count) -> bool:
            return match_in_order(parts, i + 1, items, j + count, b, ev, k, flat, head)
        if _take(part, items[j:j + count], i, len(parts), b, ev, rest, flat, head):
            return True
    return False


def _counts(part: Matcher, later: list[Matcher], left: int, flat: Symbol | None) -> Iterator[int]:
    """How many items `part` may take, in the order to try."""
    least, most = part.lengths
    if flat is not None and most == 1 and not isinstance(part, (Literal, OptionalMatcher)):
        most = left
    most = min(most, left - sum(p.lengths[0] for p in later))
    if flat is None:
        least = max(least, left - sum(p.lengths[1] for p in later))
    counts = range(least, most + 1)
    longest = isinstance(part, Preferring) and part.longest or isinstance(part, (OptionalMatcher, OptionsMatcher))
    return iter(reversed(counts)) if longest else iter(counts)


def _take(
    part: Matcher, taken: tuple[Expr, ...], position: int, count: int, b: Bindings, ev: Evaluator, k: Continue,
    flat: Symbol | None, head: Expr | None,
) -> bool:
    """Match one pattern with the items it takes."""
    if not taken and isinstance(part, OptionalMatcher) and head is not None:
        return part.match_default(head, position + 1, count, b, ev, k)
    if flat is not None and part.lengths == (1, 1) and (len(taken) > 1 or not ev.attributes(flat) & ONE_IDENTITY):
        if part.match(Call(flat, *taken), b, ev, k):
            return True
        if len(taken) > 1:
            return False
    if part.lengths == (1, 1):
        return part.match(taken[0], b, ev, k)
    return part.match_sequence(taken, b, ev, k)


def match_orderless(
    parts: list[Matcher], items: tuple[Expr, ...], b: Bindings, ev: Evaluator, k: Continue,
    flat: Symbol | None, head: Expr | None = None,
) -> bool:
    """Match patterns with items in any order: the choosy patterns first, the last one takes what is left."""
    order = sorted(range(len(parts)), key=lambda i: (parts[i].lengths[1] > 1, not isinstance(parts[i], Literal),
                                                     isinstance(parts[i], OptionalMatcher)))
    return _orderless([parts[i] for i in order], 0, items, b, ev, k, flat, head)


def _orderless(
    parts: list[Matcher], i: int, items: tuple[Expr, ...], b: Bindings, ev: Evaluator, k: Continue,
    flat: Symbol | None, head: Expr | None,
) -> bool:
    if i == len(parts):
        return not items and k()
    part = parts[i]
    for count in _counts(part, parts[i + 1:], len(items), flat):
        last = i + 1 == len(parts)
        if last and count != len(items):
            continue
        for chosen in combinations(range(len(items)), count):
            taken = tuple(items[c] for c in chosen)
            kept = tuple(item for c, item in enumerate(items) if c not in chosen) if count else items
            def rest(kept: tuple[Expr, ...] = kept) -> bool:
                return _orderless(parts, i + 1, kept, b, ev, k, flat, head)
            if _take(part, taken, i, len(parts), b, ev, rest, flat, head):
                return True
    return False


# ---- compiling --------------------------------------------------------------------------------------------------

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


# ---- order of rules -----------------------------------------------------------------------------------------------

Parts = dict[Symbol, Expr]


def covers(general: Expr, special: Expr, names: Parts | None = None) -> bool:
    """Whether the pattern `general` plainly matches everything that `special` matches.

    Definitions are tried in an order where a special case stands before the pattern that covers it. `names` holds the
    parts of `special` that the names in `general` have met so far.
    """
    names = {} if names is None else names
    if is_call(general, S.HoldPattern, 1):
        return covers(general.args[0], special, names)
    if is_call(special, S.HoldPattern, 1):
        return covers(general, special.args[0], names)
    if is_call(general, S.Pattern, 2) and isinstance(general.args[0], Symbol):
        return names.setdefault(general.args[0], special) == special and covers(general.args[1], special, names)
    if is_call(special, S.Pattern, 2):
        return covers(general, special.args[1], names)
    if general == special:
        return True
    if is_call(special, S.Condition, 2) or is_call(special, S.PatternTest, 2):
        return covers(general, special.args[0], names)
    if is_call(general, S.Optional):
        return covers(general.args[0], special.args[0] if is_call(special, S.Optional) else special, names)
    if is_call(general, S.Alternatives):
        return any(covers(choice, special, dict(names)) for choice in general.args)
    if is_call(special, S.Alternatives):
        return all(covers(general, choice, dict(names)) for choice in special.args)
    if general.head in _BLANKS:
        return _blank_covers(general, special)
    if isinstance(general, Call) and isinstance(special, Call) and special.head not in PATTERN_HEADS:
        return covers(general.head, special.head, names) and _args_cover(general.args, special.args, names)
    return False


_BLANKS = {S.Blank: 0, S.BlankSequence: 1, S.BlankNullSequence: 2}


def _blank_covers(general: Expr, special: Expr) -> bool:
    if special.head in _BLANKS:
        wide = _BLANKS[general.head] >= _BLANKS[special.head]  # type: ignore[index]
        return wide and (not general.args or general.args == special.args)
    if is_call(special, S.Optional) or is_call(special, S.RepeatedNull) or is_call(special, S.OptionsPattern):
        return general.head is S.BlankNullSequence
    if is_call(special, S.Repeated):
        return general.head is not S.Blank and not general.args
    return not general.args or general.args[0] == special.head


def _args_cover(general: tuple[Expr, ...], special: tuple[Expr, ...], names: Parts) -> bool:
    if len(general) == len(special):
        return all(covers(wide, narrow, names) for wide, narrow in zip(general, special))
    if not general:
        return False
    last = general[-1].args[1] if is_call(general[-1], S.Pattern, 2) else general[-1]
    if last.head not in (S.BlankSequence, S.BlankNullSequence) or len(special) < len(general) - 1:
        return False
    head_count = len(general) - 1
    return (all(covers(wide, narrow, names) for wide, narrow in zip(general[:-1], special[:head_count]))
            and all(covers(last, item) for item in special[head_count:])
            and (last.head is S.BlankNullSequence or len(special) > head_count))


__all__ = [
    "Bindings", "Matcher", "compile_pattern", "covers", "has_pattern", "options_key", "pattern_names", "undo",
]
