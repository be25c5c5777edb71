"""Lists by position: taking, dropping, joining, turning and cutting them."""

from __future__ import annotations

from typing import Annotated

from wlnet.builtins.parts import span_range
from wlnet.builtins.structure import chosen, count, elements, ordinary
from wlnet.expr import (
    Association, Atom, Call, Expr, Integer, Object, Packed, S, integer, is_call, is_list, list_of,
)
from wlnet.kernel.arguments import AList, is_infinity
from wlnet.kernel.attributes import HOLD_REST
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint
from wlnet.kernel.objects import part_of

# ---- ends ---------------------------------------------------------------------------------------------------------

def _with_parts(expr: Expr, position: int, call: Call) -> Expr:
    """Anything with parts, numeric arrays as lists (message normal)."""
    expr = ordinary(expr)
    if isinstance(expr, Atom):
        raise Complaint("normal", position, call)
    return expr


WithParts = Annotated[Expr, _with_parts]


def _end(ev: Evaluator, call: Call, place: int, tag: str) -> Expr:
    expr = call.args[0]
    if isinstance(expr, Object):
        found = part_of(expr.value, ev, expr, (integer(1 if place == 0 else -1),))
        if found is not None:
            return found
    expr = ordinary(expr)
    default = ev(call.args[1]) if len(call.args) == 2 else None
    if isinstance(expr, Atom):
        if default is not None:
            return default
        raise Complaint("normal", 1, call)
    if count(expr):
        if isinstance(expr, Packed):
            return Packed(expr.array[place]) if expr.array.ndim > 1 else expr.args[place]
        if isinstance(expr, Association):
            key = next(iter(expr.items)) if place == 0 else next(reversed(expr.items))
            return expr.items[key]
        return expr.args[place]
    if default is not None:
        return default
    raise Complaint(tag, expr)


@builtin("First", HOLD_REST, messages={"nofirst": "`1` has zero length and no first element."})
def first(ev: Evaluator, expr: Expr, default: Expr | None = None, *, call: Call) -> Expr:
    """First[expr] is the first element of expr; First[expr, default] is default when there is none.

    Source   ref/First
    Example  First[{a, b, c}]  gives  a
    """
    return _end(ev, call, 0, "nofirst")


@builtin("Last", HOLD_REST, messages={"nolast": "`1` has zero length and no last element."})
def last(ev: Evaluator, expr: Expr, default: Expr | None = None, *, call: Call) -> Expr:
    """Last[expr] is the last element of expr; Last[expr, default] is default when there is none.

    Source   ref/Last
    Example  Last[{a, b, c}]  gives  c
    """
    return _end(ev, call, -1, "nolast")


@builtin("Rest", messages={"norest": "Cannot take Rest of expression `1` with length zero."})
def rest(expr: WithParts) -> Expr:
    """Rest[expr] is expr without its first element.

    Source   ref/Rest
    Example  Rest[{a, b, c}]  gives  {b, c}
    """
    if not count(expr):
        raise Complaint("norest", expr)
    return chosen(expr, range(1, count(expr)))


@builtin("Most", messages={"nomost": "Cannot take Most of expression `1` with length zero."})
def most(expr: WithParts) -> Expr:
    """Most[expr] is expr without its last element.

    Source   ref/Most
    Example  Most[{a, b, c}]  gives  {a, b}
    """
    if not count(expr):
        raise Complaint("nomost", expr)
    return chosen(expr, range(count(expr) - 1))


# ---- taking and dropping ------------------------------------------------------------------------------------------

def sequence_places(spec: Expr, size: int, position: int, call: Call) -> range | None:
    """The places (from 0) of a sequence specification: n, -n, {n}, {m, n}, {m, n, s}, UpTo[n], All, None, m
    ;; n.

    None when it reaches outside.  Errors  Complaint seqs when it is none of these.
    """
    if spec is S.All:
        return range(size)
    if spec is S.None_ or spec is S["None"]:
        return range(0)
    if is_call(spec, S.Span):
        return span_range(spec, size, call.args[0])
    if is_call(spec, S.UpTo, 1):
        limit = size if is_infinity(spec.args[0]) else _count(spec.args[0], position, call)
        return range(min(limit, size))
    if isinstance(spec, Integer):
        n = spec.value
        if abs(n) > size:
            return None
        return range(n) if n >= 0 else range(size + n, size)
    if not is_list(spec) or not 1 <= len(spec.args) <= 3:
        raise Complaint("seqs", call, position)
    return _bounded(spec, size, position, call)


def _count(expr: Expr, position: int, call: Call) -> int:
    if isinstance(expr, Integer) and expr.value >= 0:
        return expr.value
    raise Complaint("seqs", call, position)


def _bounded(spec: Expr, size: int, position: int, call: Call) -> range | None:
    """The places of {n}, {m, n} or {m, n, s}."""
    ends = []
    for item in spec.args[:2]:
        value = size if item is S.All else min(item.args[0].value, size) if (
            is_call(item, S.UpTo, 1) and isinstance(item.args[0], Integer)) else (
            item.value if isinstance(item, Integer) else None)
        if value is None:
            raise Complaint("seqs", call, position)
        ends.append(value if value >= 0 else size + 1 + value)
    step = spec.args[2] if len(spec.args) == 3 else integer(1)
    if not isinstance(step, Integer) or not step.value:
        raise Complaint("seqs", call, position)
    start, stop, by = ends[0], ends[-1], step.value
    if by > 0 and stop == start - 1 and 1 <= start <= size + 1:
        return range(0)
    if not (1 <= start <= size and 1 <= stop <= size) or (stop - start) * by < 0:
        return None
    return range(start - 1, stop if by > 0 else stop - 2, by)


@builtin("Take", messages={"take": "Cannot take positions `1` through `2` in `3`."})
def take(expr: WithParts, *specs: Expr, call: Call) -> Expr:
    """Take[list, n] is the first n elements, Take[list, -n] the last n, Take[list, {m, n, s}] elements m to
    n in steps of s; further specifications take at further levels.

    Source   ref/Take
    Example  Take[{a, b, c, d}, 2]  gives  {a, b}
    Example  Take[{{a, b}, {c, d}}, All, 1]  gives  {{a}, {c}}
    """
    return _taken(expr, specs, 2, call)


def _taken(expr: Expr, specs: tuple[Expr, ...], position: int, call: Call) -> Expr:
    if not specs:
        return expr
    if isinstance(expr, Atom):
        raise Complaint("normal", 1, call)
    places = sequence_places(specs[0], count(expr), position, call)
    if places is None:
        raise Complaint("take", *_ends(specs[0], count(expr)), expr)
    found = chosen(expr, places)
    return _each(found, specs, position, call, _taken) if len(specs) > 1 else found


def _each(expr: Expr, specs: tuple[Expr, ...], position: int, call: Call, step: object) -> Expr:
    items = [step(item, specs[1:], position + 1, call) for item in elements(expr)]  # type: ignore[operator]
    return expr.with_values(items) if isinstance(expr, Association) else Call(expr.head, *items)


def _ends(spec: Expr, size: int) -> tuple[int, int]:
    """The first and last position meant, for a message."""
    if isinstance(spec, Integer):
        return (1, spec.value) if spec.value >= 0 else (spec.value, -1)
    values = [item.value if isinstance(item, Integer) else size for item in spec.args[:2]]
    return values[0], values[-1]


@builtin("Drop", messages={"drop": "Cannot drop positions `1` through `2` in `3`."})
def drop(expr: WithParts, *specs: Expr, call: Call) -> Expr:
    """Drop[list, n] is list without its first n elements, Drop[list, -n] without its last n, Drop[list, {m,
    n, s}] without elements m to n in steps of s; further specifications drop at further levels.

    Source   ref/Drop
    Example  Drop[{a, b, c, d}, 2]  gives  {c, d}
    """
    return _dropped(expr, specs, 2, call)


def _dropped(expr: Expr, specs: tuple[Expr, ...], position: int, call: Call) -> Expr:
    if not specs:
        return expr
    if isinstance(expr, Atom):
        raise Complaint("normal", 1, call)
    size = count(expr)
    places = sequence_places(specs[0], size, position, call)
    if places is None:
        raise Complaint("drop", *_ends(specs[0], size), expr)
    found = without(expr, places)
    return _each(found, specs, position, call, _dropped) if len(specs) > 1 else found


def without(expr: Expr, places: range) -> Expr:
    """The elements at other places than these."""
    size = count(expr)
    if not places:
        return expr
    if places.step == 1 and places.start == 0:
        return chosen(expr, range(places.stop, size))
    if places.step == 1 and places.stop == size:
        return chosen(expr, range(places.start))
    return chosen(expr, [i for i in range(size) if i not in places])


@builtin("TakeDrop")
def take_drop(expr: WithParts, spec: Expr, *, call: Call) -> Expr:
    """TakeDrop[list, spec] is {Take[list, spec], Drop[list, spec]}.

    Source   ref/TakeDrop
    Example  TakeDrop[{a, b, c}, 2]  gives  {{a, b}, {c}}
    """
    return list_of([Call(S.Take, expr, spec), Call(S.Drop, expr, spec)])


@builtin("TakeList", messages={"take": "Cannot take positions `1` through `2` in `3`."})
def take_list(expr: WithParts, specs: AList, *, call: Call) -> Expr:
    """TakeList[list, {n1, n2, ...}] is the list of the pieces taken one after another from what the pieces
    before left.

    Source   ref/TakeList
    Example  TakeList[{a, b, c, d}, {1, 3}]  gives  {{a}, {b, c, d}}
    """
    pieces = []
    for spec in specs.args:
        places = sequence_places(spec, count(expr), 2, call)
        if places is None:
            raise Complaint("take", *_ends(spec, count(expr)), expr)
        pieces.append(chosen(expr, places))
        expr = without(expr, places)
    return list_of(pieces)


@builtin("UpTo")
def up_to(number: Expr) -> None:
    """UpTo[n] means n, or as many as there are if fewer.

    Source   ref/UpTo
    Example  Take[{a, b}, UpTo[5]]  gives  {a, b}
    """
