"""`N` and precision: numerical values, how many digits they have, exact values near them."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from wlnet.builtins.numeric import approximate, is_numeric, numeric_value, to_precision
from wlnet.expr import (
    Association, BigReal, Call, Complex, Expr, Integer, Packed, Rational, Real, S, integer, is_list,
    rational,
)
from wlnet.expr.atoms import Number
from wlnet.expr.numbers import (
    MACHINE_PRECISION, NUMBER_KINDS, ZERO, absolute, complex_number, exact_value, is_exact, is_number,
    is_zero, log10_of, machine, precision_of, to_big, to_float,
)
from wlnet.kernel.arguments import is_infinity
from wlnet.kernel.attributes import LISTABLE
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint

_PRECBD = {
    "precbd": "Requested precision `1` is not a machine-sized real number between $MinPrecision and $MaxPrecision.",
}


@builtin("N", messages=_PRECBD, operator=None)
def n(ev: Evaluator, expr: Expr, precision: Expr | None = None) -> Expr | None:
    """N[expr] is the numerical value of expr; N[expr, n] its value to n digits.

    Source   ref/N
    Example  {N[Pi], N[1/7], N[x + 1/2]}  gives  {3.14159, 0.142857, 0.5 + x}
    """
    if precision is None or precision is S.MachinePrecision:
        return approximate(ev, expr)
    if is_list(precision) and len(precision.args) == 2:
        precision = precision.args[0] if not is_infinity(precision.args[0]) else precision.args[1]
    if is_infinity(precision):
        return expr
    return to_precision(ev, expr, _digits(ev, precision))


def _digits(ev: Evaluator, precision: Expr) -> float:
    value = numeric_value(ev, precision)
    if value is None or type(value) is Complex:
        raise Complaint("precbd", precision)
    return to_float(value)


@builtin("Precision")
def precision(ev: Evaluator, expr: Expr) -> Expr | None:
    """Precision[x] is the number of significant decimal digits of x: MachinePrecision for machine numbers,
    Infinity for exact ones, the smallest for an expression.

    Source   ref/Precision
    Example  {Precision[1.5], Precision[3/4], Precision[1.5`30]}  gives  {MachinePrecision, Infinity, 30.}
    """
    return _as_digits(_precision(expr))


def _precision(expr: Expr) -> float:
    if type(expr) in NUMBER_KINDS:
        return precision_of(expr)
    if isinstance(expr, Packed):
        return math.inf if expr.array.dtype.kind == "i" else MACHINE_PRECISION
    if isinstance(expr, Association):
        return min(map(_precision, expr.items.values()), default=math.inf)
    return min(map(_precision, expr.args), default=math.inf)


def _as_digits(digits: float) -> Expr:
    if digits == math.inf:
        return Call(S.DirectedInfinity, integer(1))
    return S.MachinePrecision if digits == MACHINE_PRECISION else Real(digits)


@builtin("Accuracy")
def accuracy(ev: Evaluator, expr: Expr) -> Expr | None:
    """Accuracy[x] is the number of significant decimal digits to the right of the decimal point.

    Source   ref/Accuracy
    Example  {Accuracy[3], Accuracy[1000.]}  gives  {Infinity, 12.9546}
    """
    digits = _accuracy(expr)
    return Call(S.DirectedInfinity, integer(1)) if digits == math.inf else Real(digits)


def _accuracy(expr: Expr) -> float:
    if type(expr) is Complex:
        return min(_accuracy(expr.re), _accuracy(expr.im))
    if type(expr) is Real:
        size = abs(expr.value)
        return MACHINE_PRECISION - math.log10(size) if size else 307.65265556485885
    if type(expr) is BigReal:
        return expr.precision - log10_of(expr.value) if expr.value else expr.precision
    return min(map(_accuracy, expr.args), default=math.inf)


@builtin("SetPrecision")
def set_precision(ev: Evaluator, expr: Expr, digits: Expr) -> Expr | None:
    """SetPrecision[expr, p] gives all numbers in expr the precision p, padding with zeros where need be.

    Source   ref/SetPrecision
    Example  {SetPrecision[0.5, Infinity], SetPrecision[Pi, 10]}  gives  {1/2, 3.141592654}
    """
    if is_infinity(digits):
        return _changed(ev, expr, _exactly)
    if digits is S.MachinePrecision:
        return _changed(ev, expr, machine)
    wanted = _digits(ev, digits)
    if is_numeric(ev, expr) and not is_number(expr):
        return to_precision(ev, expr, wanted)
    return _changed(ev, expr, lambda x: to_big(x, wanted))


def _changed(ev: Evaluator, expr: Expr, change: Any) -> Expr:
    if is_number(expr):
        return change(expr)  # type: ignore[no-any-return]
    if not expr.args:
        return expr
    return Call(expr.head, *(_changed(ev, arg, change) for arg in expr.args))


def _exactly(x: Number) -> Number:
    if type(x) is Complex:
        return complex_number(_exactly(x.re), _exactly(x.im))
    return rational(exact_value(x))


@builtin("SetAccuracy")
def set_accuracy(ev: Evaluator, expr: Expr, digits: Expr) -> Expr | None:
    """SetAccuracy[expr, a] gives all numbers in expr a digits after the decimal point.

    Source   ref/SetAccuracy
    Example  Accuracy[SetAccuracy[12.5, 5]]  gives  5.
    """
    if is_infinity(digits):
        return _changed(ev, expr, _exactly)
    wanted = _digits(ev, digits)

    def digits_of(x: Number) -> float:
        size = absolute(x)
        return wanted if size is None or is_zero(size) else wanted + max(log10_of(exact_value(size)), 0.0)
    return _changed(ev, expr, lambda x: to_big(x, digits_of(x)))


@builtin("Chop")
def chop(ev: Evaluator, expr: Expr, tolerance: Expr = Real(1e-10)) -> Expr | None:
    """Chop[expr] replaces approximate numbers in expr that are closer to zero than 10^-10 by an exact 0;
    Chop[expr, d] uses d instead.

    Source   ref/Chop
    Example  Chop[{1. + 10.^-20, 10.^-12, 2. + 10.^-15 I}]  gives  {1., 0, 2.}
    """
    limit = numeric_value(ev, tolerance)
    return None if limit is None or type(limit) is Complex else _chopped(expr, to_float(limit))


def _chopped(expr: Expr, limit: float) -> Expr:
    kind = type(expr)
    if kind is Real or kind is BigReal:
        return ZERO if abs(expr.value) < limit else expr  # type: ignore[attr-defined]
    if kind is Complex:
        re, im = _chopped(expr.re, limit), _chopped(expr.im, limit)  # type: ignore[attr-defined]
        return expr if re is expr.re and im is expr.im else _rejoined(re, im)  # type: ignore[attr-defined]
    if isinstance(expr, Packed) and expr.array.dtype.kind != "c" and (
            expr.array.dtype.kind == "i" or bool(np.all(np.abs(expr.array) >= limit))):
        return expr
    if isinstance(expr, Association):
        return expr.with_values(_chopped(value, limit) for value in expr.items.values())
    if isinstance(expr, Call):
        return Call(expr.head, *(_chopped(arg, limit) for arg in expr.args))
    return expr


def _rejoined(re: Any, im: Any) -> Expr:
    """Parts of a complex number of which one may have become an exact zero."""
    if im == ZERO:
        return re  # type: ignore[no-any-return]
    return Complex(re, im)


@builtin("Rationalize")
def rationalize(ev: Evaluator, x: Expr, error: Expr | None = None) -> Expr | None:
    """Rationalize[x] is a fraction with a small denominator that equals x to machine precision, or x where
    there is none; Rationalize[x, dx] is the simplest fraction within dx of x.

    Source   ref/Rationalize
    Example  {Rationalize[0.75], Rationalize[3.14159, 0.01], Rationalize[0.1]}  gives  {3/4, 22/7, 1/10}
    """
    if is_list(x):
        rest = () if error is None else (error,)
        return Call(S.List, *(Call(S.Rationalize, item, *rest) for item in x.args))
    if type(x) is Complex:
        parts = [rationalize(ev, part, error) for part in (x.re, x.im)]
        return complex_number(*parts)
    if error is None:
        if is_number(x):
            return _simple_fraction(x)  # type: ignore[arg-type]
        return Call(x.head, *(Call(S.Rationalize, arg) for arg in x.args)) if x.args else x
    value = approximate(ev, x, 40.0) if is_numeric(ev, x) else None
    limit = numeric_value(ev, error)
    if value is None or limit is None or not is_number(value) or type(value) is Complex:
        return None
    if is_zero(limit):
        return rational(_within_rounding(value)) if not is_exact(value) else value  # type: ignore[arg-type]
    width = abs(exact_value(limit))
    centre = exact_value(x if is_number(x) else value)  # type: ignore[arg-type]
    return rational(simplest_between(centre - width, centre + width))


def _simple_fraction(x: Number) -> Expr:
    """The fraction p/q near a float with |p/q - x| < 10^-4/q^2, or x itself."""
    if is_exact(x) or is_zero(x):
        return ZERO if is_zero(x) else x
    value = exact_value(x)
    found = _within_rounding(x)
    return rational(found) if abs(found - value) * found.denominator ** 2 < Fraction(1, 10 ** 4) and (
        found.denominator < 10 ** 6) else x


def _within_rounding(x: Number) -> Fraction:
    """The simplest fraction that has the digits of x."""
    value = exact_value(x)
    error = abs(value) / Fraction(2) ** (1 + int(min(precision_of(x), 1e6) / math.log10(2) + 0.5))
    return simplest_between(value - error, value + error) if error else value


def simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """The fraction with the smallest denominator from low to high."""
    if low <= 0 <= high:
        return Fraction(0)
    if high < 0:
        return -simplest_between(-high, -low)
    whole = math.ceil(low)
    if whole <= high:
        return Fraction(whole)
    below = math.floor(low)
    return below + 1 / simplest_between(1 / (high - below), 1 / (low - below))


@builtin("Numerator", LISTABLE)
def numerator(expr: Expr) -> Expr:
    """Numerator[expr] is what stands above the line when expr is written as a fraction.

    Source   ref/Numerator
    Example  {Numerator[6/4], Numerator[x/(2 y)]}  gives  {3, x}
    """
    return _fraction(expr)[0]


@builtin("Denominator", LISTABLE)
def denominator(expr: Expr) -> Expr:
    """Denominator[expr] is what stands below the line when expr is written as a fraction.

    Source   ref/Denominator
    Example  {Denominator[6/4], Denominator[x/(2 y)], Denominator[5]}  gives  {2, 2 y, 1}
    """
    return _fraction(expr)[1]


def _fraction(expr: Expr) -> tuple[Expr, Expr]:
    factors = expr.args if isinstance(expr, Call) and expr.head is S.Times else (expr,)
    above: list[Expr] = []
    below: list[Expr] = []
    for factor in factors:
        if isinstance(factor, Rational):
            above.append(integer(factor.value.numerator))
            below.append(integer(factor.value.denominator))
        elif isinstance(factor, Complex) and is_exact(factor):
            scale = math.lcm(exact_value(factor.re).denominator, exact_value(factor.im).denominator)
            above.append(Call(S.Times, integer(scale), factor))
            below.append(integer(scale))
        elif isinstance(factor, Call) and factor.head is S.Power and _is_negative(factor.args[1]):
            below.append(Call(S.Power, factor.args[0], Call(S.Times, integer(-1), factor.args[1])))
        else:
            above.append(factor)
    return _times(above), _times(below)


def _times(factors: list[Expr]) -> Expr:
    return factors[0] if len(factors) == 1 else Call(S.Times, *factors) if factors else integer(1)


def _is_negative(exponent: Expr) -> bool:
    if type(exponent) in (Integer, Rational, Real):
        return exponent.value < 0  # type: ignore[attr-defined, no-any-return]
    first = exponent.args[0] if isinstance(exponent, Call) and exponent.head is S.Times else ZERO
    return type(first) in (Integer, Rational, Real) and first.value < 0  # type: ignore[attr-defined]
