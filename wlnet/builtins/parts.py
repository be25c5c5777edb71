"""Parts: `Part`, `Span`, and assigning to parts."""

from __future__ import annotations

from typing import Any

import numpy as np

from wlnet.expr import (
    NULL, Association, Call, Expr, Integer, Object, Packed, S, String, Symbol, integer, is_call, is_list, length,
    to_expr,
)
from wlnet.kernel.builtin import arity_complaint, builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged
from wlnet.kernel.objects import part_of

Spec = tuple[Expr, ...]

_MESSAGES = {
    "partd": "Part specification `1` is longer than depth of object.",
    "partw": "Part `1` of `2` does not exist.",
    "pkspec1": "The expression `1` cannot be used as a part specification.",
    "span": "`1` is not a valid Span specification.",
    "take": "Cannot take positions `1` through `2` in `3`.",
}


@builtin("Part", messages=_MESSAGES, direct=True)
def part(ev: Evaluator, call: Call) -> Expr:
    """expr[[i, j, ...]] or Part[expr, i, j, ...] gives part i, then part j of it, ...; a part is a position (from the
    end when negative, 0 for the head), a span, a list of positions, All, or a key of an association.

    Source   ref/Part
    Example  {{a, b}, {c, d}}[[2, 1]]  gives  c
    Example  {a, b, c}[[2 ;; ]]  gives  {b, c}
    """
    if not call.args:
        raise arity_complaint(S.Part, 0, 1, None)
    expr, spec = call.args[0], call.args[1:]
    if len(spec) == 1 and type(expr) is Call and type(spec[0]) is Integer:  # the commonest, without ceremony
        position = spec[0].value
        if 0 < position <= len(expr.args):
            return expr.args[position - 1]
    return take_part(ev, expr, spec, call)


@builtin("Span")
def span(*bounds: Expr) -> None:
    """i ;; j is a span of positions from i to j, i ;; j ;; k one in steps of k, for Part, Take and their kind.

    Source   ref/Span
    Example  {a, b, c, d}[[1 ;; -1 ;; 2]]  gives  {a, c}
    """


def take_part(ev: Evaluator, expr: Expr, spec: Spec, call: Expr) -> Expr:
    """The part of `expr` at `spec`.

    Errors  Complaint partd, partw, pkspec1; Unchanged for symbolic positions.
    """
    if not spec:
        return expr
    if isinstance(expr, Packed):
        quick = _packed_part(expr, spec)
        if quick is not None:
            return quick
    if isinstance(expr, Object):
        found = part_of(expr.value, ev, expr, spec)
        if found is None:
            raise Complaint("partd", call)
        return found
    first, rest = spec[0], spec[1:]
    if isinstance(expr, Association):
        return _association_part(ev, expr, first, rest, call)
    if not isinstance(expr, Call):
        if first == integer(0) and not rest:
            return expr.head
        raise Complaint("partd", call)
    chosen = positions(first, length(expr), expr, call)
    if isinstance(chosen, int):
        item = expr.head if chosen < 0 else expr.args[chosen]
        return take_part(ev, item, rest, call)
    items = [take_part(ev, expr.head if i < 0 else expr.args[i], rest, call) for i in chosen]
    return Call(expr.head, *items)


def positions(first: Expr, size: int, expr: Expr, call: Expr) -> int | list[int] | range:
    """The places (from 0; -1 is the head) that a part specification names.

    Errors  Complaint partw for a place that is not there, pkspec1 for what is no specification; Unchanged for symbols.
    """
    if isinstance(first, Integer):
        return _place(first.value, size, first, expr, call)
    if first is S.All:
        return range(size)
    if is_call(first, S.Span):
        return span_range(first, size, expr)
    if is_list(first):
        return [_one(item, size, expr, call) for item in first.args]
    if isinstance(first, (Symbol, Call)) and not is_call(first, S.Key):
        raise Unchanged
    raise Complaint("pkspec1", first)


def _one(item: Expr, size: int, expr: Expr, call: Expr) -> int:
    if not isinstance(item, Integer):
        raise Unchanged if isinstance(item, (Symbol, Call)) else Complaint("pkspec1", item)
    return _place(item.value, size, item, expr, call)


def _place(position: int, size: int, shown: Expr, expr: Expr, call: Expr) -> int:
    if position > 0 and position <= size:
        return position - 1
    if position < 0 and -position <= size:
        return size + position
    if position == 0:
        return -1
    raise Complaint("partw", shown if not is_call(call, S.Part) else _shown(call), expr)


def _shown(call: Expr) -> Expr:
    spec = call.args[1:]
    return spec[0] if len(spec) == 1 else to_expr(list(spec))


def span_range(spec: Expr, size: int, expr: Expr) -> range:
    """The places, from 0, of a span in something with `size` elements.

    Errors  Complaint take when the span reaches beyond; span when it is no span.
    """
    bounds = list(spec.args) + [S.All] * (2 - len(spec.args))
    step = bounds[2].value if len(bounds) > 2 and isinstance(bounds[2], Integer) else 1
    start = _bound(bounds[0], size, 1 if step > 0 else size)
    stop = _bound(bounds[1], size, size if step > 0 else 1)
    if start is None or stop is None or step == 0 or (len(bounds) > 2 and bounds[2] is not S.All
                                                      and not isinstance(bounds[2], Integer)):
        raise Complaint("span", spec)
    empty = stop < start if step > 0 else start < stop
    if empty and abs(start - stop) == 1 and 0 <= min(start, stop) <= size:
        return range(0)
    if not (1 <= start <= size and 1 <= stop <= size) or empty:
        raise Complaint("take", bounds[0], bounds[1], expr)
    return range(start - 1, stop if step > 0 else stop - 2 if stop > 1 else -1, step) if stop > 1 or step > 0 else (
        range(start - 1, -1, step))


def _bound(bound: Expr, size: int, default: int) -> int | None:
    if bound is S.All:
        return default
    if isinstance(bound, Integer):
        return bound.value if bound.value >= 0 else size + 1 + bound.value
    if is_call(bound, S.UpTo, 1) and isinstance(bound.args[0], Integer):
        return min(bound.args[0].value, size)
    return None


def _packed_part(expr: Packed, spec: Spec) -> Expr | None:
    """Parts of a packed list by numpy's own indexing; None for what it cannot do, or what is out of bounds."""
    array = expr.array
    if len(spec) > array.ndim:
        return None
    index: list[Any] = []
    for item, size in zip(spec, array.shape):
        place = _packed_index(item, size)
        if place is None:
            return None
        index.append(place)
    if sum(isinstance(place, np.ndarray) for place in index) > 1:
        arrays = [place if isinstance(place, np.ndarray) else np.arange(size)[place]
                  for place, size in zip(index, array.shape)]
        if any(isinstance(place, int) for place in index):
            return None
        return to_expr(array[np.ix_(*arrays)])
    return to_expr(array[tuple(index)])


def _packed_index(item: Expr, size: int) -> Any:
    if isinstance(item, Integer):
        value = item.value
        return value - 1 if 0 < value <= size else size + value if -size <= value < 0 else None
    if item is S.All:
        return slice(None)
    if isinstance(item, Packed) and item.array.ndim == 1 and item.array.dtype.kind == "i":
        places: np.ndarray[Any, Any] = item.array
    elif is_list(item) and item.args and all(isinstance(i, Integer) for i in item.args):
        places = np.array([i.value for i in item.args])  # type: ignore[attr-defined]
    elif is_call(item, S.Span):
        try:
            found = span_range(item, size, NULL)
        except Complaint:
            return None
        if not len(found):
            return None
        stop = found.stop if found.stop >= 0 else None  # a span down to the first element
        return slice(found.start, stop, found.step)
    else:
        return None
    if not len(places) or (places == 0).any() or (abs(places) > size).any():
        return None
    return np.where(places > 0, places - 1, places)


def _association_part(ev: Evaluator, expr: Association, first: Expr, rest: Spec, call: Expr) -> Expr:
    key = key_of(first)
    if key is not None:
        found = expr.items.get(key)
        if found is None:
            return Call(S.Missing, String("KeyAbsent"), key)
        return take_part(ev, ev(found) if key in expr.delayed else found, rest, call)
    if is_list(first) and first.args and all(key_of(item) is not None for item in first.args):
        keys = [key_of(item) for item in first.args]
        return Association({
            k: take_part(ev, expr.items[k], rest, call) if k in expr.items else Call(S.Missing, String("KeyAbsent"), k)
            for k in keys if k is not None})
    chosen = positions(first, len(expr.items), expr, call)
    keys_in_order = list(expr.items)
    if isinstance(chosen, int):
        return take_part(ev, expr.head if chosen < 0 else expr.items[keys_in_order[chosen]], rest, call)
    return Association({keys_in_order[i]: take_part(ev, expr.items[keys_in_order[i]], rest, call) for i in chosen})


def key_of(spec: Expr) -> Expr | None:
    """The key that a part specification names: a string, or `Key[k]`."""
    if isinstance(spec, String):
        return spec
    return spec.args[0] if is_call(spec, S.Key, 1) else None


# ---- assigning ----------------------------------------------------------------------------------------------------

def assign_part(ev: Evaluator, target: Expr, spec: Spec, value: Expr, call: Expr) -> Expr:
    """`target` with the part at `spec` replaced by `value` (element by element, for lists of parts and of values).

    The target may be changed in place: the caller owns it.
    Errors  Complaint as for taking parts.
    """
    if not spec:
        return value
    if isinstance(target, Packed) and _assign_packed(target, spec, value):
        target._args, target._hash = None, None
        return target
    first, rest = spec[0], spec[1:]
    if isinstance(target, Association):
        return _assign_in_association(ev, target, first, rest, value, call)
    if not isinstance(target, Call):
        raise Complaint("partd", call)
    chosen = positions(first, length(target), target, call)
    head, items = target.head, list(target.args)
    if isinstance(chosen, int):
        if chosen < 0:
            return Call(assign_part(ev, head, rest, value, call), *items)
        items[chosen] = assign_part(ev, items[chosen], rest, value, call)
        return Call(head, *items)
    each = value.args if is_list(value) and len(value.args) == len(chosen) else (value,) * len(chosen)
    for place, new in zip(chosen, each):
        items[place] = assign_part(ev, items[place], rest, new, call)
    return Call(head, *items)


def _assign_packed(target: Packed, spec: Spec, value: Expr) -> bool:
    """Assign to a packed list in place, where the value has its type; False where not."""
    array = target.array
    if len(spec) > array.ndim:
        return False
    index = [_packed_index(item, size) for item, size in zip(spec, array.shape)]
    if any(place is None for place in index) or sum(isinstance(place, np.ndarray) for place in index) > 1:
        return False
    new: Any = value.array if isinstance(value, Packed) else getattr(value, "value", None)
    if isinstance(value, Packed):
        fits = value.array.dtype == array.dtype and array[tuple(index)].shape == value.array.shape
    else:
        fits = (isinstance(new, float) and array.dtype.kind == "f") or (
            isinstance(new, int) and array.dtype.kind == "i" and abs(new) < 2**63)
    if fits:
        array[tuple(index)] = new
    return bool(fits)


def _assign_in_association(
    ev: Evaluator, target: Association, first: Expr, rest: Spec, value: Expr, call: Expr,
) -> Expr:
    key = key_of(first)
    if key is None:
        chosen = positions(first, len(target.items), target, call)
        keys = list(target.items)
        places = [chosen] if isinstance(chosen, int) else list(chosen)
        each = value.args if is_list(value) and not isinstance(chosen, int) and len(value.args) == len(places) else (
            (value,) * len(places))
        for place, new in zip(places, each):
            target.items[keys[place]] = assign_part(ev, target.items[keys[place]], rest, new, call)
        return target
    if rest and key not in target.items:
        raise Complaint("partw", first, target)
    target.items[key] = assign_part(ev, target.items[key], rest, value, call) if rest else value
    return target
