"""Plain arrays as data: numbers of any form into numpy arrays that fit the type of a port."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from wlnet.expr import FALSE, TRUE, Call, Expr, Object, Packed, S, integer, is_list, length
from wlnet.kernel.messages import Failed
from wlnet.nets.arrays import numbers_of, plain_numbers
from wlnet.nets.data import Array, Examples, join_rows
from wlnet.nets.types import VARYING, Integers, Type, type_text
from wlnet.syntax import input_form

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


def depth(expr: Expr) -> int:
    """How deep a list is, judged by its first elements."""
    if isinstance(expr, Packed):
        return expr.array.ndim
    if isinstance(expr, Object):
        array = getattr(expr.value, "array", None)
        return array.ndim if isinstance(array, np.ndarray) else 0
    return 1 + depth(expr.args[0]) if is_list(expr) and expr.args else int(is_list(expr))


def encode_numbers(items: Sequence[Expr] | Packed, kind: Type, port: str, ev: Evaluator) -> Examples:
    """The arrays of some examples, which must fit the type of the port.

    Errors  Failed naming the port, what it needs and what came.
    """
    if isinstance(items, Packed) and items.array.ndim > 1 - (not kind.dims):
        found: Examples = _checked(items.array, kind, port, batch=True)
        return found
    rows = items.args if isinstance(items, Packed) else items
    plain = plain_numbers(rows)
    if plain is not None and kind.dims is not None and plain.ndim == 1 + len(kind.dims):
        return _checked(plain, kind, port, batch=True)
    arrays = [_one(item, kind, port, ev) for item in rows]
    odd = next((array for array in arrays if array.shape[1:] != arrays[0].shape[1:]), None)
    if odd is not None:         # only the first dimension may differ from example to example
        raise Failed("invport", port, type_text(Type((VARYING, *arrays[0].shape[1:]))), type_text(Type(odd.shape)))
    return join_rows(arrays)


def encode_one(item: Expr, kind: Type, port: str, ev: Evaluator) -> Array:
    """The array of one example (see `encode_numbers`)."""
    return _one(item, kind, port, ev)


def _one(item: Expr, kind: Type, port: str, ev: Evaluator) -> Array:
    if item is TRUE or item is FALSE:
        item = integer(item is TRUE)
    numbers = numbers_of(item)
    if numbers is None:
        numbers = numbers_of(ev(Call(S.N, item)))       # exact constants such as Pi
    if numbers is None:
        raise Failed("invport", port, type_text(kind), data_text(item))
    return _checked(numbers, kind, port, batch=False)


def _checked(numbers: Array, kind: Type, port: str, batch: bool) -> Array:
    dims = numbers.shape[1:] if batch else numbers.shape
    if kind.dims is not None and not (len(dims) == len(kind.dims) and all(
            wanted in (None, VARYING) or wanted == given for wanted, given in zip(kind.dims, dims))):
        raise Failed("invport", port, type_text(kind), type_text(Type(tuple(dims))))
    if 0 in dims:
        raise Failed("invport", port, type_text(kind), "an empty list")
    if isinstance(kind.element, Integers):
        return _integers(numbers, kind, port)
    if numbers.dtype.kind != "f":
        return numbers.astype(np.float64)
    if not np.isfinite(numbers).all():
        raise Failed("range", port, type_text(kind), float(numbers[~np.isfinite(numbers)][0]))
    return numbers


def _integers(numbers: Array, kind: Type, port: str) -> Array:
    assert isinstance(kind.element, Integers)
    with np.errstate(invalid="ignore"):         # what is no integer is found below
        whole = numbers.astype(np.int64)
    bad = whole != numbers
    if kind.element.low is not None:
        bad = bad | (whole < kind.element.low)
    if kind.element.high is not None:
        bad = bad | (whole > kind.element.high)
    if np.any(bad):
        raise Failed("range", port, type_text(kind), numbers[bad][0].item())
    return whole


def data_text(expr: Expr) -> str | Expr:
    """What came, for a message: dimensions for a list, else the expression."""
    if not is_list(expr):
        return expr
    numbers = numbers_of(expr)
    if numbers is not None:
        return type_text(Type(numbers.shape))
    odd, ragged = _oddity(expr)
    shown = f"a list of length {length(expr)}"
    if odd is not None:
        return f"{shown} with the element {input_form(odd)[:60]}"
    return f"{shown} whose parts have the lengths {ragged}" if ragged else shown


def _oddity(expr: Expr) -> tuple[Expr | None, str]:
    """The first element of nested lists that is no number; else the differing lengths of parts, in words."""
    for item in expr.args:
        if is_list(item):
            odd, ragged = _oddity(item)
            if odd is not None or ragged:
                return odd, ragged
        elif numbers_of(item) is None:
            return item, ""
    lengths = list(dict.fromkeys(length(item) if is_list(item) else 0 for item in expr.args))
    return None, ", ".join(map(str, lengths[:4])) if len(lengths) > 1 else ""
