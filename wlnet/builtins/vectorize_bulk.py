"""Listable arithmetic on packed lists, as numpy operations on whole arrays.

The result is what evaluating element by element gives: integers stay exact (an operation that could leave 64
bits is left to the element by element way), quotients of integers become fractions unless they divide evenly,
roots of integers stay exact.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from wlnet.builtins.numeric import is_numeric, numeric_value
from wlnet.expr import Call, Complex, Expr, Integer, Packed, Rational, Real, is_list, length, pack, packed
from wlnet.expr.numbers import to_complex
from wlnet.kernel.evaluator import Evaluator

Array = Any
_LEAST = 20          # shorter plain lists are threaded faster than they are packed
SAFE = 2.0 ** 62
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
            if size >= SAFE:
                return None
        elif not (exactly_float(total) and exactly_float(other)):
            return None
        total = combine(total, other)
    return total


def exactly_float(a: Array) -> bool:
    """Whether an operand can be mixed with floats without loss."""
    return not is_integral(a) or bound_of(a) <= _EXACT_FLOAT


def numbers_first(ev: Evaluator, args: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """Exact constants among inexact arrays become machine numbers (Pi times a list of reals)."""
    """The arguments, exact constants as machine numbers where an array of reals is among them (Pi times reals)."""
    if not any(isinstance(arg, Packed) and arg.array.dtype.kind != "i" for arg in args):
        return args
    return tuple(inexact(ev, arg) for arg in args)


def inexact(ev: Evaluator, arg: Expr) -> Expr:
    """An exact numerical quantity as a machine number; anything else as it is."""
    if is_list(arg) or type(arg) is Real or type(arg) is Integer or not is_numeric(ev, arg):
        return arg
    return numeric_value(ev, arg) if type(arg) is not Rational else Real(float(arg.value))  # type: ignore[return-value]


def single(call: Call) -> Array | None:
    """The only argument as an array."""
    if len(call.args) != 1:
        return None
    whole = call.args[0] if isinstance(call.args[0], Packed) else pack(call.args[0]) if (
        length(call.args[0]) >= _LEAST) else None
    return None if whole is None else whole.array
