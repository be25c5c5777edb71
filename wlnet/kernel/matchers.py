"""Matchers: what patterns are compiled to.

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
    TRUE, Association, Call, Complex, Expr, Rational, S, Symbol, integer, is_call, is_list, length,
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
        for part, arg in zip(self.parts, expr.args):  # noqa: SIM110  (in every match: `all` costs half as much again)
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
