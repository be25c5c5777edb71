"""Python values <-> expressions."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from wlnet.expr.association import Association
from wlnet.expr.atoms import BigReal, Complex, Integer, Object, Rational, Real, String, integer, rational
from wlnet.expr.base import Expr
from wlnet.expr.call import Call, Packed, is_list, packed
from wlnet.expr.symbols import FALSE, NULL, TRUE, S, Symbol


def to_expr(value: Any) -> Expr:
    """The expression for a Python value.

    None is Null, lists and tuples are lists, dictionaries associations, numpy arrays packed lists (rank 0: a number);
    expressions stay as they are.

    Errors  TypeError for a value that has no expression.
    """
    if isinstance(value, Expr):
        return value
    if isinstance(value, bool):
        return TRUE if value else FALSE
    make = _MAKERS.get(type(value))
    if make is not None:
        return make(value)
    for kind, maker in _MAKERS.items():
        if isinstance(value, kind):
            return maker(value)
    if isinstance(value, np.generic):
        return to_expr(value.item())
    raise TypeError(f"no expression for a Python {type(value).__name__}")


def _array(array: np.ndarray[Any, Any]) -> Expr:
    if array.ndim == 0:
        return to_expr(array.item())
    if array.dtype.kind in "iufc" and array.size:
        return packed(array)
    return Call(S.List, *(to_expr(item) for item in array.tolist()))


def _complex(value: complex) -> Expr:
    return Complex(Real(value.real), Real(value.imag))


_MAKERS: dict[type, Callable[[Any], Expr]] = {
    int: integer,
    float: Real,
    str: String,
    list: lambda items: Call(S.List, *map(to_expr, items)),
    tuple: lambda items: Call(S.List, *map(to_expr, items)),
    dict: lambda items: Association({to_expr(key): to_expr(item) for key, item in items.items()}),
    Fraction: rational,
    complex: _complex,
    type(None): lambda _: NULL,
    np.ndarray: _array,
}


def to_python(expr: Expr) -> Any:
    """The nearest Python value: numbers, strings, bools, None, lists, dicts; what has none stays an expression."""
    if isinstance(expr, (Integer, Real, String, Rational, Object)):
        return expr.value
    if isinstance(expr, BigReal):
        return float(expr.value)
    if isinstance(expr, Complex):
        return complex(to_python(expr.re), to_python(expr.im))
    if isinstance(expr, Symbol):
        return {TRUE: True, FALSE: False, NULL: None}.get(expr, expr)
    if isinstance(expr, Packed):
        return expr.array.tolist()
    if is_list(expr):
        return [to_python(item) for item in expr.args]
    if isinstance(expr, Association):
        return {to_python(key): to_python(item) for key, item in expr.items.items()}
    return expr


