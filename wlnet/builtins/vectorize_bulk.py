"""Listable arithmetic on packed lists, as numpy operations on whole arrays.

The result is what evaluating element by element gives: integers stay exact (an operation that could leave 64 bits is left
to the element by element way), quotients of integers become fractions unless they divide evenly, roots of integers stay
exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from wlnet.builtins import arithmetic, numeric_rounding, powers
from wlnet.builtins.numeric import is_numeric, numeric_value
from wlnet.expr import Call, Complex, Expr, Integer, Packed, Rational, Real, S, is_list, length, pack, packed
from wlnet.expr.numbers import MINUS_ONE, to_complex
from wlnet.kernel.builtin import bulk
from wlnet.kernel.evaluator import Evaluator

Array = Any
_LEAST = 20          # shorter plain lists are threaded faster than they are packed
_SAFE = 2.0 ** 62
_EXACT_FLOAT = 2 ** 53


def operands(ev: Evaluator, args: tuple[Expr, ...]) -> list[Array] | None:
    """The arguments as arrays and machine numbers; None when some cannot be, or nothing is worth it."""
    found: list[Array] = []
    worth = False
    for arg in args:
        if isinstance(arg, Packed):
            found.append(arg.array)
            worth = True
        elif is_list(arg):
            whole = pack(arg) if length(arg) >= _LEAST else None
            if whole is None:
                return None
            found.append(whole.array)
            worth = True
        else:
            number = machine_scalar(ev, arg)
            if number is None:
                return None
            found.append(number)
    return found if worth and _aligned(found) and all(np.size(a) for a in found) else None


def machine_scalar(ev: Evaluator, expr: Expr) -> int | float | complex | None:
    """A machine-sized number as a Python one; None for anything else."""
    kind = type(expr)
    if kind is Integer:
        return expr.value if -2 ** 63 <= expr.value < 2 ** 63 else None  # type: ignore[attr-defined]
    if kind is Real:
        return expr.value  # type: ignore[attr-defined, no-any-return]
    if kind is Complex and (type(expr.re) is Real or type(expr.im) is Real):  # type: ignore[attr-defined]
        return to_complex(expr)  # type: ignore[arg-type]
    return None


def _aligned(arrays: list[Array]) -> bool:
    """Whether the arrays thread level by level: shapes agree as far as the shorter one goes."""
    shapes = [a.shape for a in arrays if isinstance(a, np.ndarray)]
    return all(all(x == y for x, y in zip(shapes[0], shape)) for shape in shapes[1:])


def lined_up(arrays: list[Array]) -> list[Array]:
    """Arrays given trailing axes, so that numpy broadcasts as Listable threads (from the outermost level)."""
    rank = max(a.ndim for a in arrays if isinstance(a, np.ndarray))
    return [a.reshape(a.shape + (1,) * (rank - a.ndim)) if isinstance(a, np.ndarray) else a for a in arrays]


def bound_of(a: Array) -> float:
    """The largest absolute value in an array, or of a number."""
    if isinstance(a, np.ndarray):
        return max(float(a.max()), -float(a.min())) if a.size else 0.0
    return abs(float(a))


def is_integral(a: Array) -> bool:
    """Whether an operand holds integers."""
    return a.dtype.kind == "i" if isinstance(a, np.ndarray) else type(a) is int


def finished(result: Array) -> Expr | None:
    """A float result as a packed list; None when something left the range of floats."""
    if result.dtype.kind in "fc" and not np.isfinite(result).all():
        return None
    return packed(result)


def fold_operands(arrays: list[Array], combine: Callable[[Array, Array], Array], exact: bool) -> Array | None:
    """Operands combined from left to right; None when integers could leave 64 bits."""
    arrays = lined_up(arrays)
    total = arrays[0]
    for other in arrays[1:]:
        if is_integral(total) and is_integral(other):
            size = bound_of(total) * bound_of(other) if exact else bound_of(total) + bound_of(other)
            if size >= _SAFE:
                return None
        elif not (_exactly_float(total) and _exactly_float(other)):
            return None
        total = combine(total, other)
    return total


def _exactly_float(a: Array) -> bool:
    return not is_integral(a) or bound_of(a) <= _EXACT_FLOAT


@bulk("Plus")
def _plus(ev: Evaluator, call: Call) -> Expr | None:
    arrays = operands(ev, _numbers_first(ev, call.args))
    if arrays is None:
        return None
    with np.errstate(all="ignore"):
        total = fold_operands(arrays, np.add, exact=False)
    return None if total is None else finished(total)


@bulk("Times")
def _times(ev: Evaluator, call: Call) -> Expr | None:
    args = _numbers_first(ev, call.args)
    arrays = operands(ev, args)
    if arrays is None:
        return _scaled_by_fraction(ev, args)
    with np.errstate(all="ignore"):
        product = fold_operands(arrays, np.multiply, exact=True)
    return None if product is None else finished(product)


def _numbers_first(ev: Evaluator, args: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """Exact constants among inexact arrays become machine numbers (Pi times a list of reals)."""
    if not any(isinstance(arg, Packed) and arg.array.dtype.kind != "i" for arg in args):
        return args
    return tuple(_inexact(ev, arg) for arg in args)


def _inexact(ev: Evaluator, arg: Expr) -> Expr:
    if is_list(arg) or type(arg) is Real or type(arg) is Integer or not is_numeric(ev, arg):
        return arg
    return numeric_value(ev, arg) if type(arg) is not Rational else Real(float(arg.value))  # type: ignore[return-value]


def _scaled_by_fraction(ev: Evaluator, args: tuple[Expr, ...]) -> Expr | None:
    """A list of integers times 1/n, where all of them divide evenly."""
    if len(args) != 2 or type(args[0]) is not Rational or not isinstance(args[1], Packed):
        return None
    above, below = args[0].value.numerator, args[0].value.denominator
    array = args[1].array
    if array.dtype.kind != "i" or below >= 2 ** 62 or (array % below).any():
        return None
    quotient = array // below
    return packed(quotient * above) if bound_of(quotient) * abs(above) < _SAFE else None


@bulk("Subtract")
def _subtract(ev: Evaluator, call: Call) -> Expr | None:
    return Call(S.Plus, call.args[0], Call(S.Times, MINUS_ONE, call.args[1])) if len(call.args) == 2 else None


@bulk("Divide")
def _divide(ev: Evaluator, call: Call) -> Expr | None:
    arrays = operands(ev, _numbers_first(ev, call.args)) if len(call.args) == 2 else None
    if arrays is None:
        return None
    above, below = lined_up(arrays)
    if (np.asarray(below) == 0).any():
        return None
    if is_integral(above) and is_integral(below):
        if (np.asarray(above) % below).any():
            return None
        return packed(np.asarray(above // below))
    if not (_exactly_float(above) and _exactly_float(below)):
        return None
    with np.errstate(all="ignore"):
        return finished(np.asarray(above / below))


@bulk("Power")
def _power(ev: Evaluator, call: Call) -> Expr | None:
    if len(call.args) != 2:
        return None
    args = call.args
    if type(args[1]) is Rational and isinstance(args[0], Packed) and args[0].array.dtype.kind == "f":
        args = (args[0], Real(float(args[1].value)))
    elif args[0] is S.E and isinstance(args[1], Packed) and args[1].array.dtype.kind == "f":
        args = (Real(math.e), args[1])
    elif isinstance(args[0], Packed) and args[0].array.dtype.kind == "f":
        args = (args[0], _inexact(ev, args[1]))
    arrays = operands(ev, args)
    if arrays is None:
        return None
    base, exponent = lined_up(arrays)
    return _integer_power(base, exponent) if is_integral(exponent) else _real_power(base, exponent)


def _integer_power(base: Array, exponent: Array) -> Expr | None:
    if is_integral(base):
        least, most = (int(np.min(exponent)), int(np.max(exponent)))
        if least < 0 or (least == 0 and (np.asarray(base) == 0).any()):
            return None
        size = bound_of(base)
        if size > 1 and most * math.log2(size) >= 62:
            return None
        return packed(np.power(base, exponent))
    if (np.asarray(exponent) <= 0).any() and (np.asarray(base) == 0).any():
        return None
    if not _exactly_float(exponent) or base is math.e or np.iscomplexobj(base):
        return None
    with np.errstate(all="ignore"):
        return finished(np.power(np.asarray(base, float), exponent))


def _real_power(base: Array, exponent: Array) -> Expr | None:
    if np.iscomplexobj(base) or np.iscomplexobj(exponent) or not _exactly_float(base):
        return None
    if (np.asarray(base) < 0).any() or ((np.asarray(base) == 0).any() and (np.asarray(exponent) <= 0).any()):
        return None
    with np.errstate(all="ignore"):
        if type(base) is float and base == math.e:
            return finished(np.exp(exponent))
        if type(exponent) is float and exponent == 0.5:
            return finished(np.sqrt(base))
        return finished(np.asarray(np.power(np.asarray(base, float), exponent)))


@bulk("Sqrt")
def _sqrt(ev: Evaluator, call: Call) -> Expr | None:
    array = _single(call)
    if array is None or array.dtype.kind != "f" or (array < 0).any():
        return None
    return packed(np.sqrt(array))


@bulk("Minus")
def _minus(ev: Evaluator, call: Call) -> Expr | None:
    array = _single(call)
    if array is None or (array.dtype.kind == "i" and bound_of(array) >= _SAFE):
        return None
    return packed(-array)


@bulk("Mod")
def _mod(ev: Evaluator, call: Call) -> Expr | None:
    arrays = operands(ev, call.args) if len(call.args) == 2 else None
    if arrays is None or any(np.iscomplexobj(a) for a in arrays) or (np.asarray(arrays[1]) == 0).any():
        return None
    m, n = lined_up(arrays)
    if not (is_integral(m) and is_integral(n)) and not (_exactly_float(m) and _exactly_float(n)):
        return None
    return finished(np.asarray(np.mod(m, n)))


@bulk("Quotient")
def _quotient(ev: Evaluator, call: Call) -> Expr | None:
    arrays = operands(ev, call.args) if len(call.args) == 2 else None
    if arrays is None or not all(map(is_integral, arrays)) or (np.asarray(arrays[1]) == 0).any():
        return None
    m, n = lined_up(arrays)
    return packed(np.asarray(np.floor_divide(m, n)))


_ROUNDINGS: dict[Expr, Callable[[Array], Array]] = {
    S.Floor: np.floor, S.Ceiling: np.ceil, S.Round: np.rint, S.IntegerPart: np.trunc,
}


@bulk("Floor", "Ceiling", "Round", "IntegerPart")
def _rounding(ev: Evaluator, call: Call) -> Expr | None:
    array = _single(call)
    if array is None or array.dtype.kind == "c":
        return None
    if array.dtype.kind == "i":
        return call.args[0] if isinstance(call.args[0], Packed) else packed(array)
    if not (np.abs(array) < _SAFE).all():
        return None
    return packed(_ROUNDINGS[call.head](array).astype(np.int64))


def _single(call: Call) -> Array | None:
    """The only argument as an array."""
    if len(call.args) != 1:
        return None
    whole = call.args[0] if isinstance(call.args[0], Packed) else pack(call.args[0]) if (
        length(call.args[0]) >= _LEAST) else None
    return None if whole is None else whole.array


DECLARED = (arithmetic, numeric_rounding, powers)
"""The modules whose builtins get their bulk forms here (they must be declared first)."""
