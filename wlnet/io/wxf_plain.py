"""Expressions without Python values: nets, coders, images and the like as the calls that make them again.

Numeric and byte arrays stay what they are for binary formats (`plain`); as source text everything is a call, with
numbers of single precision in their shortest decimals (`source`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch
from typing import Any

import numpy as np

from wlnet.expr import Association, Call, Expr, Object, Packed, Real, S, String, Symbol, packed
from wlnet.io.wxf import Unwritable
from wlnet.nets.arrays import Shared
from wlnet.nets.coder import Coder
from wlnet.nets.data import Array
from wlnet.nets.inputform import coder_form, input_form, show_values
from wlnet.nets.layer import Net
from wlnet.nets.state import NetState, show_state_key
from wlnet.values.audio import TYPES, Audio, as_integers, audio_form
from wlnet.values.byte_array import ByteArray, encoded
from wlnet.values.image import Image, image_form
from wlnet.values.numeric_array import NumericArray, numbers

Write = Callable[[Array], Expr]


def numeric(array: Array) -> Expr:
    """An array as a `NumericArray` value."""
    return Object(S.NumericArray, NumericArray(np.asarray(array, order="C")))


def decimals(array: Array) -> Expr:
    """An array as a list of reals that give it back: single precision in few digits."""
    if array.dtype != np.float32:
        return packed(array) if array.ndim else Real(float(array))
    short = array.astype("U").astype(np.float64)
    short = np.where(np.isfinite(array) & (short.astype(np.float32) != array), array.astype(np.float64), short)
    return packed(short) if array.ndim else Real(float(short))


def plain(expr: Expr) -> Expr:
    """The expression with all Python values but numeric and byte arrays written as calls.

    Errors  Unwritable, naming the head of a value that nothing makes again.
    """
    return _without_values(expr, numeric, False)


def source(expr: Expr) -> Expr:
    """The expression with all Python values written as calls, for text that is to be read back.

    Errors  Unwritable, naming the head of a value that nothing makes again.
    """
    return _without_values(expr, decimals, True)


def has_values(expr: Expr) -> bool:
    """Whether there are Python values in an expression."""
    stack = [expr]
    while stack:
        item = stack.pop()
        if isinstance(item, Object):
            return True
        if isinstance(item, Association):
            stack += [*item.items, *item.items.values()]
        elif isinstance(item, Call) and not isinstance(item, Packed):
            stack += [item.head, *item.args]
    return False


def _without_values(expr: Expr, write: Write, everything: bool) -> Expr:
    if isinstance(expr, Object):
        if isinstance(expr.value, (NumericArray, ByteArray)) and not everything:
            return expr
        made = constructor(expr.value, expr.head, write)
        return _without_values(made, write, everything)
    if isinstance(expr, Association):
        pairs = {_without_values(key, write, everything): _without_values(value, write, everything)
                 for key, value in expr.items.items()}
        return Association(pairs, frozenset(_without_values(key, write, everything) for key in expr.delayed))
    if isinstance(expr, Packed) or not isinstance(expr, Call):
        return expr
    parts = [_without_values(part, write, everything) for part in (expr.head, *expr.args)]
    if all(new is old for new, old in zip(parts, (expr.head, *expr.args))):
        return expr
    return Call(*parts)


@singledispatch
def constructor(value: Any, head: Symbol, write: Write) -> Expr:
    """The call that makes a value again. `write` says how arrays of nets are written.

    Errors  Unwritable for values that only their session knows.
    """
    raise Unwritable(head.short)


@constructor.register(Net)
def _(value: Net, head: Symbol, write: Write) -> Expr:
    return input_form(value, write)


@constructor.register(Coder)
def _(value: Coder, head: Symbol, write: Write) -> Expr:
    return coder_form(value)


@constructor.register(Shared)
def _(value: Shared, head: Symbol, write: Write) -> Expr:
    return show_values(value, write)


@constructor.register(NetState)
def _(value: NetState, head: Symbol, write: Write) -> Expr:
    states: dict[Expr, Expr] = {show_state_key(path): write(np.asarray(state)) for path, state in value.values.items()}
    return Call(head, input_form(value.net, write), Association(states))


@constructor.register(NumericArray)
def _(value: NumericArray, head: Symbol, write: Write) -> Expr:
    return Call(head, decimals(value.array) if value.array.dtype == np.float32 else numbers(value), String(value.type))


@constructor.register(ByteArray)
def _(value: ByteArray, head: Symbol, write: Write) -> Expr:
    return Call(head, String(encoded(value.data)))


@constructor.register(Image)
def _(value: Image, head: Symbol, write: Write) -> Expr:
    form = image_form(value, -1)
    pixels = value.pixels[..., 0] if value.channels == 1 else value.pixels
    return Call(form.head, write(pixels), *form.args[1:])


@constructor.register(Audio)
def _(value: Audio, head: Symbol, write: Write) -> Expr:
    whole = TYPES[value.type] is not None
    data = packed(as_integers(value.samples, value.type)) if whole else decimals(value.samples)
    first = audio_form(Audio(value.samples[:, :1], value.rate, value.type))
    return Call(head, data, *first.args[1:])


__all__ = ["constructor", "decimals", "has_values", "numeric", "plain", "source"]
