"""Rounding and remainders: `Floor`, `Round`, `Mod`, `Quotient` and their kind, for every sort of number."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from wlnet.builtins.arithmetic import ARITHMETIC, PLUS, POWER, TIMES
from wlnet.builtins.constants import INDETERMINATE, is_infinite
from wlnet.builtins.numeric import approximate, is_numeric, numeric_sign
from wlnet.builtins.vectorize_bulk import (
    SAFE, exactly_float, finished, is_integral, lined_up, operands, single,
)
from wlnet.expr import Call, Complex, Expr, Integer, Packed, Real, S, integer, packed, rational
from wlnet.expr.atoms import Number
from wlnet.expr.numbers import (
    MINUS_ONE, NUMBER_KINDS, REAL_KINDS, complex_number, exact_value, is_exact, is_zero,
)
from wlnet.kernel.builtin import arity_complaint, builtin, bulk
from wlnet.kernel.evaluator import Evaluator

Rounding = Callable[[Fraction], int]


def round_number(number: Number, rounding: Rounding) -> Number | None:
    """A number rounded to an integer (both parts of a complex one); None for a float that is not finite."""
    kind = type(number)
    if kind is Integer:
        return number
    if kind is Complex:
        re, im = round_number(number.re, rounding), round_number(number.im, rounding)  # type: ignore[union-attr]
        return None if re is None or im is None else complex_number(re, im)
    if kind is Real and not math.isfinite(number.value):  # type: ignore[union-attr]
        return None
    return integer(rounding(exact_value(number)))


def round_numeric(ev: Evaluator, expr: Expr, rounding: Rounding) -> Expr | None:
    """Any numeric quantity rounded to an integer, decided with as many digits as it takes; None when it is none.
    """
    if type(expr) in NUMBER_KINDS:
        return round_number(expr, rounding)  # type: ignore[arg-type]
    if is_infinite(expr) or expr is INDETERMINATE:
        return expr
    if not is_numeric(ev, expr):
        return _without_integers(ev, expr, rounding)
    value: Any = approximate(ev, expr)
    if type(value) is Real and abs(value.value) < 1e6 and abs(value.value * 2 % 1 - 0.5) < 0.4999 and _steady(expr):
        return integer(rounding(Fraction(value.value)))
    digits = 30.0
    if type(value) not in REAL_KINDS or type(value) is not Real or abs(value.value) > 1e6:
        digits = max(30.0, math.log10(abs(exact_value(value)) + 1) + 30.0) if type(value) in REAL_KINDS else 30.0
    value = approximate(ev, expr, digits)
    if type(value) is Complex:
        return round_number(value, rounding)
    if type(value) not in REAL_KINDS:
        return None
    exact = exact_value(value)
    nearest = Fraction(round(exact * 2), 2)
    if abs(exact - nearest) < Fraction(1, 10 ** 12):
        sign = numeric_sign(ev, ev(Call(PLUS, expr, rational(-nearest))))
        exact = nearest + Fraction(sign or 0, 10 ** 15)
    return integer(rounding(exact))


def _steady(expr: Expr) -> bool:
    """Whether the machine value of an exact expression is good to ten digits: nothing in it can cancel."""
    if isinstance(expr, Call):
        if expr.head is POWER and len(expr.args) == 2:
            base, exponent = expr.args
            known = type(exponent) in REAL_KINDS and abs(exact_value(exponent)) <= 10  # type: ignore[arg-type]
            return known and _steady(base)
        return expr.head in (TIMES, S.Log) and all(map(_steady, expr.args))
    return True


def _without_integers(ev: Evaluator, expr: Expr, rounding: Rounding) -> Expr | None:
    return None


def _rounded(ev: Evaluator, call: Call, rounding: Rounding) -> Expr | None:
    args = call.args
    if not 1 <= len(args) <= 2:
        raise arity_complaint(call.head, len(args), 1, 2)  # type: ignore[arg-type]
    if len(args) == 1:
        return round_numeric(ev, args[0], rounding)
    x, unit = args
    if type(unit) in NUMBER_KINDS and is_zero(unit):
        return INDETERMINATE
    if not (is_numeric(ev, x) and is_numeric(ev, unit)):
        return None
    count = round_numeric(ev, ev(Call(TIMES, x, Call(POWER, unit, MINUS_ONE))), rounding)
    return None if count is None else Call(TIMES, unit, count)


@builtin("Floor", ARITHMETIC, direct=True)
def floor(ev: Evaluator, call: Call) -> Expr | None:
    """Floor[x] is the greatest integer up to x; Floor[x, a] the greatest multiple of a up to x.

    Source   ref/Floor
    Example  {Floor[2.7], Floor[-5/2], Floor[Pi], Floor[17, 5]}  gives  {2, -3, 3, 15}
    """
    if len(call.args) == 1 and type(call.args[0]) is Real and math.isfinite(call.args[0].value):
        return integer(math.floor(call.args[0].value))
    return _rounded(ev, call, math.floor)


@builtin("Ceiling", ARITHMETIC, direct=True)
def ceiling(ev: Evaluator, call: Call) -> Expr | None:
    """Ceiling[x] is the smallest integer from x on; Ceiling[x, a] the smallest multiple of a from x on.

    Source   ref/Ceiling
    Example  {Ceiling[2.1], Ceiling[-5/2], Ceiling[17, 5]}  gives  {3, -2, 20}
    """
    return _rounded(ev, call, math.ceil)


@builtin("Round", ARITHMETIC, direct=True)
def round_(ev: Evaluator, call: Call) -> Expr | None:
    """Round[x] is the integer nearest to x, the even one when two are; Round[x, a] the nearest multiple of a.

    Source   ref/Round
    Example  {Round[2.5], Round[3.5], Round[17, 5], Round[3.14159, 0.01]}  gives  {2, 4, 15, 3.14}
    """
    return _rounded(ev, call, round)


@builtin("IntegerPart", ARITHMETIC)
def integer_part(ev: Evaluator, x: Expr) -> Expr | None:
    """IntegerPart[x] is x without its fraction.

    Source   ref/IntegerPart
    Example  {IntegerPart[2.7], IntegerPart[-2.7]}  gives  {2, -2}
    """
    return round_numeric(ev, x, math.trunc)


@builtin("FractionalPart", ARITHMETIC)
def fractional_part(ev: Evaluator, x: Expr) -> Expr | None:
    """FractionalPart[x] is x - IntegerPart[x].

    Source   ref/FractionalPart
    Example  {FractionalPart[7/3], FractionalPart[-2.5]}  gives  {1/3, -0.5}
    """
    whole = round_numeric(ev, x, math.trunc)
    if whole is None or is_infinite(x):
        return None
    return Call(PLUS, x, Call(TIMES, MINUS_ONE, whole))


_MODULO = {"indet": "Indeterminate expression `1` encountered.", "infy": "Infinite expression `1` encountered."}


@builtin("Mod", ARITHMETIC, messages=_MODULO, direct=True)
def mod(ev: Evaluator, call: Call) -> Expr | None:
    """Mod[m, n] is the remainder of m divided by n, with the sign of n; Mod[m, n, d] the one from d to d + n.

    Source   ref/Mod
    Example  {Mod[7, 3], Mod[-7, 3], Mod[5.5, 2], Mod[8, 3, 1]}  gives  {1, 2, 1.5, 2}
    """
    args = call.args
    if len(args) == 2:
        m, n = args
        if type(m) is Integer and type(n) is Integer and n.value:
            return integer(m.value % n.value)
        return _modulo(ev, m, n, call)
    if len(args) != 3:
        raise arity_complaint(S.Mod, len(args), 2, 3)
    m, n, offset = args
    if not all(is_numeric(ev, arg) for arg in args):
        return None
    rest = _modulo(ev, ev(Call(PLUS, m, Call(TIMES, MINUS_ONE, offset))), n, call)
    return None if rest is None else Call(PLUS, offset, rest)


def _modulo(ev: Evaluator, m: Expr, n: Expr, call: Call) -> Expr | None:
    if type(n) in NUMBER_KINDS and is_zero(n):
        if not is_numeric(ev, m):
            return None
        ev.message(S.Mod, "indet", call)
        return INDETERMINATE
    if type(m) in REAL_KINDS and type(n) in REAL_KINDS:
        if Real in (type(m), type(n)):
            return Real(float(m.value) % float(n.value))  # type: ignore[attr-defined]
        if is_exact(m) and is_exact(n):
            return rational(Fraction(m.value) % Fraction(n.value))  # type: ignore[attr-defined]
    if is_infinite(n) and type(m) in REAL_KINDS and n.args == (integer(1),) and m.value >= 0:  # type: ignore[attr-defined]
        return m
    count = _quotient(ev, m, n)
    if count is None:
        return None
    return Call(PLUS, m, Call(TIMES, MINUS_ONE, n, count))


def _quotient(ev: Evaluator, m: Expr, n: Expr) -> Expr | None:
    if not (is_numeric(ev, m) and is_numeric(ev, n)):
        return None
    return round_numeric(ev, ev(Call(TIMES, m, Call(POWER, n, MINUS_ONE))), math.floor)


@builtin("Quotient", ARITHMETIC, messages=_MODULO, direct=True)
def quotient(ev: Evaluator, call: Call) -> Expr | None:
    """Quotient[m, n] is the integer quotient Floor[m/n]; Quotient[m, n, d] is Floor[(m - d)/n].

    Source   ref/Quotient
    Example  {Quotient[17, 5], Quotient[-7, 3], Quotient[7.5, 2]}  gives  {3, -3, 3}
    """
    args = call.args
    if not 2 <= len(args) <= 3:
        raise arity_complaint(S.Quotient, len(args), 2, 3)
    m, n = args[:2]
    if type(n) in NUMBER_KINDS and is_zero(n):
        if not is_numeric(ev, m):
            return None
        ev.message(S.Quotient, "indet" if type(m) in NUMBER_KINDS and is_zero(m) else "infy", call)
        return Call(S.DirectedInfinity)
    if len(args) == 3:
        m = ev(Call(PLUS, m, Call(TIMES, MINUS_ONE, args[2])))
    if type(m) is Integer and type(n) is Integer:
        return integer(m.value // n.value)
    return _quotient(ev, m, n)


@builtin("QuotientRemainder", ARITHMETIC)
def quotient_remainder(ev: Evaluator, m: Expr, n: Expr) -> Expr | None:
    """QuotientRemainder[m, n] is {Quotient[m, n], Mod[m, n]}.

    Source   ref/QuotientRemainder
    Example  QuotientRemainder[17, 5]  gives  {3, 2}
    """
    if type(n) in NUMBER_KINDS and is_zero(n) or not (is_numeric(ev, m) and is_numeric(ev, n)):
        return None
    return Call(S.List, Call(S.Quotient, m, n), Call(S.Mod, m, n))


@bulk("Mod")
def _mod_of_many(ev: Evaluator, call: Call) -> Expr | None:
    arrays = operands(ev, call.args) if len(call.args) == 2 else None
    if arrays is None or any(np.iscomplexobj(a) for a in arrays) or (np.asarray(arrays[1]) == 0).any():
        return None
    m, n = lined_up(arrays)
    if not (is_integral(m) and is_integral(n)) and not (exactly_float(m) and exactly_float(n)):
        return None
    return finished(np.asarray(np.mod(m, n)))


@bulk("Quotient")
def _quotient_of_many(ev: Evaluator, call: Call) -> Expr | None:
    arrays = operands(ev, call.args) if len(call.args) == 2 else None
    if arrays is None or not all(map(is_integral, arrays)) or (np.asarray(arrays[1]) == 0).any():
        return None
    m, n = lined_up(arrays)
    return packed(np.asarray(np.floor_divide(m, n)))


_ROUNDINGS: dict[Expr, Callable[[Any], Any]] = {
    S.Floor: np.floor, S.Ceiling: np.ceil, S.Round: np.rint, S.IntegerPart: np.trunc,
}


@bulk("Floor", "Ceiling", "Round", "IntegerPart")
def _rounding_of_many(ev: Evaluator, call: Call) -> Expr | None:
    array = single(call)
    if array is None or array.dtype.kind == "c":
        return None
    if array.dtype.kind == "i":
        return call.args[0] if isinstance(call.args[0], Packed) else packed(array)
    if not (np.abs(array) < SAFE).all():
        return None
    return packed(_ROUNDINGS[call.head](array).astype(np.int64))
