"""Levels: which parts of an expression a level specification means, and the functions that work on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, NamedTuple

from wlnet.builtins.structure import depth, elements
from wlnet.builtins.vectorize import map_vectorized
from wlnet.expr import NULL, Association, Call, Expr, Integer, Packed, S, Symbol, integer, is_call, is_list
from wlnet.kernel.arguments import Flag, is_infinity
from wlnet.kernel.attributes import LISTABLE, NUMERIC_FUNCTION
from wlnet.kernel.builtin import builtin
from wlnet.kernel.control import ReturnTo
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged
from wlnet.kernel.patterns import compile_pattern

INFINITE = float("inf")
ARITHMETIC = LISTABLE | NUMERIC_FUNCTION
Place = tuple[Expr, ...]
Change = Callable[[Expr, Place], Expr]


class LevelRange(NamedTuple):
    """Levels `low` to `high`. A positive level counts from the whole; a negative one, -n, means parts of depth n."""

    low: float
    high: float

    def has(self, level: int, expr: Expr) -> bool:
        """Whether a part at this level, counted from the whole, belongs."""
        deep = depth(expr) if self.low < 0 or self.high < 0 else 0
        return ((level >= self.low) if self.low >= 0 else deep <= -self.low) and (
            (level <= self.high) if self.high >= 0 else deep >= -self.high)

    def goes_below(self, level: int) -> bool:
        """Whether parts below this level can belong."""
        return self.high < 0 or level < self.high


def levels(expr: Expr, position: int, call: Call) -> LevelRange:
    """A level specification: n, {n}, {m, n}, Infinity or All (message level)."""
    if expr is S.All:
        return LevelRange(0, INFINITE)
    bound = _bound(expr)
    if bound is not None:
        return LevelRange(1, bound)
    bounds = [_bound(item) for item in expr.args] if is_list(expr) and len(expr.args) in (1, 2) else [None]
    first, last = bounds[0], bounds[-1]
    if first is None or last is None:
        raise Complaint("level", expr)
    return LevelRange(first, last)


def _bound(expr: Expr) -> float | None:
    if is_infinity(expr):
        return INFINITE
    return expr.value if isinstance(expr, Integer) else None


Levels = Annotated[LevelRange, levels]


def transform(expr: Expr, span: LevelRange, change: Change, heads: bool = False, place: Place = ()) -> Expr:
    """`expr` with `change(part, position)` in place of the parts in the levels, inner parts first."""
    inner = expr
    if span.goes_below(len(place)):
        if isinstance(expr, Association):
            inner = Association({
                key: transform(value, span, change, heads, (*place, Call(S.Key, key)))
                for key, value in expr.items.items()})
        elif isinstance(expr, Call):
            head = transform(expr.head, span, change, heads, (*place, integer(0))) if heads else expr.head
            inner = Call(head, *(transform(arg, span, change, heads, (*place, integer(index)))
                                 for index, arg in enumerate(expr.args, 1)))
    return change(inner, place) if span.has(len(place), expr) else inner


def walk(expr: Expr, span: LevelRange, heads: bool = False, place: Place = ()) -> Iterator[tuple[Expr, Place]]:
    """The parts in the levels with their positions, inner parts first."""
    if span.goes_below(len(place)):
        if isinstance(expr, Association):
            for key, value in expr.items.items():
                yield from walk(value, span, heads, (*place, Call(S.Key, key)))
        elif isinstance(expr, Call):
            if heads:
                yield from walk(expr.head, span, heads, (*place, integer(0)))
            if len(place) + 1 == span.high and span.low >= 0 and not heads:
                yield from ((arg, (*place, integer(i))) for i, arg in enumerate(expr.args, 1))
            else:
                for index, arg in enumerate(expr.args, 1):
                    yield from walk(arg, span, heads, (*place, integer(index)))
    if span.has(len(place), expr):
        yield expr, place


FIRST_LEVEL = LevelRange(1, 1)


# ---- builtins -----------------------------------------------------------------------------------------------------

@builtin("Level")
def level(expr: Expr, span: Levels, function: Expr | None = None, *, heads: Flag = False) -> Expr:
    """Level[expr, levels] is the list of the parts of expr in the levels given; Level[expr, levels, f] gives
    f of them.

    Source   ref/Level
    Example  Level[a + f[x, y^n], {-1}]  gives  {a, x, y, n}
    """
    return Call(function or S.List, *(part for part, _ in walk(expr, span, heads)))


@builtin("Map", operator=1)
def map_(ev: Evaluator, function: Expr, expr: Expr, span: Levels = FIRST_LEVEL, *, heads: Flag = False) -> Expr:
    """Map[f, expr] or f /@ expr applies f to each element of expr; Map[f, expr, levels] to the parts in the
    levels.

    Source   ref/Map
    Example  f /@ {a, b}  gives  {f[a], f[b]}
    Example  Map[f, {{a}, {b}}, {2}]  gives  {{f[a]}, {f[b]}}
    """
    if span == FIRST_LEVEL and not heads:
        return map_elements(ev, function, expr)
    return transform(expr, span, lambda part, _: Call(function, part), heads)


def map_elements(ev: Evaluator, function: Expr, expr: Expr) -> Expr:
    """`f /@ expr`, not yet evaluated."""
    if isinstance(expr, Association):
        return expr.with_values([Call(function, value) for value in expr.items.values()])
    if isinstance(expr, Packed):
        whole = map_vectorized(ev, function, expr)
        if whole is not None:
            return whole
    if isinstance(expr, Call):
        return Call(expr.head, *[Call(function, arg) for arg in expr.args])
    return expr


def values_of(ev: Evaluator, function: Expr, expr: Expr) -> Sequence[Expr]:
    """The values of a function for the elements of an expression."""
    if isinstance(expr, Packed):
        whole = map_vectorized(ev, function, expr)
        if whole is not None:
            return whole.args
    return [ev(Call(function, item)) for item in elements(expr)]


@builtin("MapAll")
def map_all(function: Expr, expr: Expr, *, heads: Flag = False) -> Expr:
    """MapAll[f, expr] or f //@ expr applies f to every part of expr, the whole included.

    Source   ref/MapAll
    Example  f //@ {a, {b}}  gives  f[{f[a], f[{f[b]}]}]
    """
    return transform(expr, LevelRange(0, INFINITE), lambda part, _: Call(function, part), heads)


@builtin("MapIndexed", operator=1)
def map_indexed(function: Expr, expr: Expr, span: Levels = FIRST_LEVEL, *, heads: Flag = False) -> Expr:
    """MapIndexed[f, expr] gives f[element, {position}] for each element; MapIndexed[f, expr, levels] for the
    parts in the levels.

    Source   ref/MapIndexed
    Example  MapIndexed[f, {a, b}]  gives  {f[a, {1}], f[b, {2}]}
    """
    return transform(expr, span, lambda part, place: Call(function, part, Call(S.List, *place)), heads)


@builtin("Apply", operator=1)
def apply(function: Expr, expr: Expr, span: Levels = LevelRange(0, 0), *, heads: Flag = False) -> Expr:
    """Apply[f, expr] or f @@ expr puts f in place of the head of expr; Apply[f, expr, levels] does so in the
    levels.

    Source   ref/Apply
    Example  f @@ {a, b}  gives  f[a, b]
    Example  Apply[f, {{a}, {b}}, {1}]  gives  {f[a], f[b]}
    """
    return transform(expr, span, lambda part, _: with_head(function, part), heads)


def with_head(function: Expr, expr: Expr) -> Expr:
    """The same elements under another head; atoms stay as they are."""
    if isinstance(expr, Association):
        return Call(function, *expr.items.values())
    return Call(function, *expr.args) if isinstance(expr, Call) else expr


@builtin("MapApply", operator=1)
def map_apply(function: Expr, expr: Expr) -> Expr:
    """MapApply[f, expr] or f @@@ expr puts f in place of the head of each element of expr.

    Source   ref/MapApply
    Example  f @@@ {{a, b}, {c}}  gives  {f[a, b], f[c]}
    """
    return transform(expr, FIRST_LEVEL, lambda part, _: with_head(function, part))


@builtin("Scan", operator=1)
def scan(ev: Evaluator, function: Expr, expr: Expr, span: Levels = FIRST_LEVEL, *, heads: Flag = False) -> Expr:
    """Scan[f, expr] evaluates f of each element of expr in turn, and gives Null.

    Source   ref/Scan
    Example  Reap[Scan[Sow, {a, b}]][[2, 1]]  gives  {a, b}
    """
    parts = elements(expr) if span == FIRST_LEVEL and not heads else [part for part, _ in walk(expr, span, heads)]
    try:
        for part in parts:
            value = ev(Call(function, part))
            if is_call(value, S.Return):
                return value.args[0] if value.args else NULL
    except ReturnTo as jump:
        return jump.ends(S.Scan)
    return NULL


@builtin("MemberQ", operator=0)
def member_q(ev: Evaluator, expr: Expr, form: Expr, span: Levels = FIRST_LEVEL, *, heads: Flag = False) -> bool:
    """MemberQ[list, form] gives True when an element of list matches form; MemberQ[list, form, levels] looks
    in levels.

    Source   ref/MemberQ
    Example  MemberQ[{1, x, 3}, _Symbol]  gives  True
    """
    matcher = compile_pattern(form, ev)
    if span == FIRST_LEVEL and not heads:
        if isinstance(expr, Packed) and isinstance(form, Integer) and expr.array.dtype.kind == "i":
            return bool(expr.array.ndim == 1 and (expr.array == form.value).any())
        return any(matcher.test(item, {}, ev) for item in elements(expr))
    return any(matcher.test(part, {}, ev) for part, _ in walk(expr, span, heads))


@builtin("FreeQ", operator=0)
def free_q(
    ev: Evaluator, expr: Expr, form: Expr, span: Levels = LevelRange(0, INFINITE), *, heads: Flag = True,
) -> bool:
    """FreeQ[expr, form] gives True when no part of expr matches form; FreeQ[expr, form, levels] looks in
    levels.

    Source   ref/FreeQ
    Example  FreeQ[{a, f[b]}, b]  gives  False
    """
    matcher = compile_pattern(form, ev)
    return not any(matcher.test(part, {}, ev) for part, _ in walk(expr, span, heads))


@builtin("MapThread", operator=1, messages={
    "mptd": "Object `1` at position {2, `2`} in `3` has only `4` of required `5` dimensions.",
    "mptc": "Incompatible dimensions of objects at positions {2, `1`} and {2, `2`} of `3`; dimensions are `4` and `5`.",
})
def map_thread(ev: Evaluator, function: Expr, lists: Expr, deep: Expr = integer(1), *, call: Call) -> Expr:
    """MapThread[f, {{a1, a2, ...}, {b1, b2, ...}}] gives {f[a1, b1], f[a2, b2], ...}; MapThread[f, lists, n]
    does so at level n.

    Source   ref/MapThread
    Example  MapThread[f, {{a, b}, {c, d}}]  gives  {f[a, c], f[b, d]}
    """
    if not isinstance(deep, Integer) or deep.value < 0:
        raise Complaint("intnm", call, 3)
    if not is_list(lists):
        if isinstance(lists, Association):
            lists = Call(S.List, *lists.items.values())
        else:
            raise Complaint("list", call, 2) if not isinstance(lists, Call) else Unchanged
    if not lists.args:
        return lists
    threads = isinstance(function, Symbol) and ev.attributes(function) & ARITHMETIC == ARITHMETIC
    if threads and deep.value == 1 and _are_vectors(lists.args):
        return Call(function, *lists.args)
    return _threaded(function, list(lists.args), deep.value, deep.value, call)


def _are_vectors(lists: Sequence[Expr]) -> bool:
    """Whether all are packed vectors of one length."""
    shapes = {item.array.shape if isinstance(item, Packed) else () for item in lists}
    return len(shapes) == 1 and len(shapes.pop()) == 1


def _threaded(function: Expr, columns: list[Expr], left: int, deep: int, call: Call) -> Expr:
    if not left:
        return Call(function, *columns)
    for index, column in enumerate(columns, 1):
        if not is_list(column) and not isinstance(column, Association):
            raise Complaint("mptd", column, index, call, deep - left, deep)
        if len(column.args) != len(columns[0].args):
            raise Complaint("mptc", 1, index, call, len(columns[0].args), len(column.args))
    first = columns[0]
    if isinstance(first, Association) and all(isinstance(column, Association) for column in columns):
        return Association({
            key: _threaded(function, [column.items[key] for column in columns], left - 1, deep, call)  # type: ignore[attr-defined]
            for key in first.items})
    return Call(S.List, *(
        _threaded(function, list(row), left - 1, deep, call) for row in zip(*map(elements, columns))))
