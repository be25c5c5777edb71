"""The elementary functions: logarithms, trigonometric and hyperbolic functions and their inverses.

Each is declared with its numerical versions (float, complex, numpy, mpmath); the Python function below the
declaration gives the exact values and rewritings, or None.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from wlnet.builtins import elementary_angles as angles
from wlnet.builtins.arithmetic import ARITHMETIC, PLUS, POWER, TIMES
from wlnet.builtins.constants import COMPLEX_INFINITY, INDETERMINATE, INFINITY, MINUS_INFINITY, I, is_infinite
from wlnet.builtins.numeric import numeric_sign
from wlnet.builtins.radicals import small_factors
from wlnet.builtins.vectorize_bulk import finished
from wlnet.expr import Call, Complex, Expr, Integer, Packed, Rational, Real, S, integer, pack, rational
from wlnet.expr.numbers import (
    MINUS_ONE, NUMBER_KINDS, ONE, REAL_KINDS, ZERO, from_complex, from_mp, is_exact, is_machine, is_zero,
    negate, precision_of, to_complex, to_mpc, working_bits,
)
from wlnet.kernel.builtin import REGISTRY, arity_complaint, builtin
from wlnet.kernel.evaluator import Evaluator

Exact = Callable[[Evaluator, Expr], "Expr | None"]
HALF_PI = Call(TIMES, rational(1, 2), S.Pi)


def elementary(
    name: str, machine: Callable[[float], float], plane: Callable[[complex], complex], mp_name: str,
    array: Callable[[Any], Any] | None = None, attributes: int = ARITHMETIC,
) -> Callable[[Exact], Exact]:
    """Declare a numeric function of one variable; the function below it gives exact values.

    `machine` may raise ValueError or ZeroDivisionError outside its real domain: then `plane` is asked.
    `array` is the numpy version for packed reals; a result that is not finite is left to the slow way.
    """
    def declare(exact: Exact) -> Exact:
        def code(ev: Evaluator, call: Call) -> Expr | None:
            if len(call.args) != 1:
                raise arity_complaint(call.head, len(call.args), 1, 1)  # type: ignore[arg-type]
            z = call.args[0]
            if type(z) in NUMBER_KINDS and not is_exact(z):
                return numeric_result(ev, exact, z, machine, plane, mp_name)
            return exact(ev, z)
        code.__doc__ = exact.__doc__
        code.__module__ = exact.__module__      # where the index of builtins says it is declared
        builtin(name, attributes, direct=True)(code)
        if array is not None:
            REGISTRY[name].bulk = _bulk(array)
        return exact
    return declare


def numeric_result(
    ev: Evaluator, exact: Exact, z: Any, machine: Callable[[float], float], plane: Callable[[complex], complex],
    mp_name: str,
) -> Expr | None:
    """The value at an inexact number."""
    if type(z) is Real:
        try:
            return Real(machine(z.value))
        except (ValueError, ZeroDivisionError, OverflowError):
            pass
    if is_machine(z):
        try:
            return from_complex(plane(to_complex(z)))
        except ZeroDivisionError:
            return exact(ev, ZERO) or COMPLEX_INFINITY
        except (ValueError, OverflowError):
            pole = exact(ev, integer(round(z.value))) if type(z) is Real and z.value == round(z.value) else None
            if pole is not None and is_infinite(pole):
                return pole
    return precise_result(z, mp_name)


def precise_result(z: Any, mp_name: str) -> Expr | None:
    """The value at a number of arbitrary precision; how many digits survive is found by moving the argument a
    little.
    """
    from mpmath import mp

    digits = precision_of(z)
    bits = working_bits(digits + 10)
    with mp.workprec(bits):
        function = getattr(mp, mp_name)
        x = to_mpc(z, bits)
        try:
            value = function(x)
            moved = function(x * (1 + mp.mpf(10) ** -digits))
        except (ZeroDivisionError, ValueError):
            return COMPLEX_INFINITY
        if not mp.isfinite(value):
            return COMPLEX_INFINITY
        change = abs(moved - value)
        size = abs(value)
        kept = float(mp.log10(size / change)) if change and size else digits
    return from_mp(value, max(min(kept, digits + 3 * abs(math.log10(digits + 1)) + 300), 0.0))


def _bulk(function: Callable[[Any], Any]) -> Callable[[Evaluator, Call], Expr | None]:
    def code(ev: Evaluator, call: Call) -> Expr | None:
        whole = call.args[0] if isinstance(call.args[0], Packed) else pack(call.args[0])
        if whole is None or len(call.args) != 1 or whole.array.dtype.kind == "i":
            return None
        with np.errstate(all="ignore"):
            return finished(function(whole.array))
    return code



def negative_part(expr: Expr) -> Expr | None:
    """-expr when expr is visibly negative (a negative number in front), else None."""
    if type(expr) in NUMBER_KINDS:
        return negate(expr) if _is_negative(expr) else None  # type: ignore[arg-type]
    if type(expr) is not Call:
        return None
    if expr.head is TIMES and _is_negative(expr.args[0]):
        front = negate(expr.args[0])  # type: ignore[arg-type]
        return Call(TIMES, front, *expr.args[1:])
    if expr.head is PLUS and negative_part(expr.args[0]) is not None:
        return Call(PLUS, *(Call(TIMES, MINUS_ONE, term) for term in expr.args))
    return None


def _is_negative(number: Expr) -> bool:
    if type(number) is Complex:
        return _is_negative(number.re) or (is_zero(number.re) and _is_negative(number.im))
    return type(number) in NUMBER_KINDS and number.value < 0  # type: ignore[attr-defined]


def imaginary_multiple(expr: Expr) -> Expr | None:
    """x when expr is I x with a visible I, else None."""
    if type(expr) is Complex and is_zero(expr.re):
        return expr.im
    if type(expr) is Call and expr.head is TIMES:
        front = expr.args[0]
        if type(front) is Complex and is_zero(front.re):
            return Call(TIMES, front.im, *expr.args[1:])
    return None


def inside(expr: Expr, head: Expr) -> Expr | None:
    """x when expr is head[x], else None."""
    return expr.args[0] if type(expr) is Call and expr.head is head and len(expr.args) == 1 else None


def odd(head: Expr, expr: Expr) -> Expr | None:
    """-head[-expr] for a visibly negative expr."""
    positive = negative_part(expr)
    return None if positive is None else Call(TIMES, MINUS_ONE, Call(head, positive))


def even(head: Expr, expr: Expr) -> Expr | None:
    """head[-expr] for a visibly negative expr."""
    positive = negative_part(expr)
    return None if positive is None else Call(head, positive)



def _log(ev: Evaluator, z: Expr) -> Expr | None:
    if z == ONE:
        return ZERO
    if type(z) in NUMBER_KINDS:
        return _log_of_number(z)
    if z is S.E:
        return ONE
    if is_infinite(z):
        return INFINITY
    if z is INDETERMINATE:
        return z
    if type(z) is Call and z.head is POWER:
        base, exponent = z.args
        if type(exponent) in (Integer, Rational) and type(base) in (Integer, Rational) and base.value > 0:  # type: ignore[attr-defined]
            return Call(TIMES, exponent, Call(S.Log, base))
        if base is S.E and numeric_sign(ev, exponent) is not None:
            return exponent
    return None


def _log_of_number(z: Any) -> Expr | None:
    if type(z) is Complex:
        if is_zero(z.re):
            turn = Call(TIMES, Complex(ZERO, rational(1 if z.im.value > 0 else -1, 2)), S.Pi)  # type: ignore[union-attr]
            size = z.im if z.im.value > 0 else negate(z.im)  # type: ignore[union-attr]
            return turn if size == ONE else Call(PLUS, turn, Call(S.Log, size))
        return None
    if z.value == 0:
        return MINUS_INFINITY
    if z.value < 0:
        return Call(PLUS, Call(TIMES, I, S.Pi), Call(S.Log, negate(z)))
    if type(z) is Rational and z.value.numerator == 1:
        return Call(TIMES, MINUS_ONE, Call(S.Log, integer(z.value.denominator)))
    return None


@builtin("Log", ARITHMETIC, direct=True)
def log(ev: Evaluator, call: Call) -> Expr | None:
    """Log[z] is the natural logarithm of z; Log[b, z] the logarithm to base b.

    Source   ref/Log
    Example  {Log[E^3], Log[2, 8], Log[2.], Log[-1]}  gives  {3, 3, 0.693147, I Pi}
    """
    args = call.args
    if len(args) == 2:
        return _log_to_base(ev, *args)
    if len(args) != 1:
        raise arity_complaint(S.Log, len(args), 1, 2)
    z = args[0]
    if type(z) is Real and z.value > 0:
        return Real(math.log(z.value))
    if type(z) in NUMBER_KINDS and not is_exact(z):
        if is_zero(z):
            return MINUS_INFINITY
        return numeric_result(ev, _log, z, math.log, cmath.log, "log")
    return _log(ev, z)


def _log_to_base(ev: Evaluator, base: Expr, z: Expr) -> Expr | None:
    if type(base) is Integer and type(z) is Real and z.value > 0:
        quick = {2: math.log2, 10: math.log10}.get(base.value)
        if quick is not None:
            return Real(quick(z.value))
    exact = _exact_log(base, z)
    if exact is not None:
        return exact
    return Call(TIMES, Call(POWER, Call(S.Log, base), MINUS_ONE), Call(S.Log, z))


def _exact_log(base: Expr, z: Expr) -> Expr | None:
    """Log[b, z] when it is rational: both are powers of the same primes in the same proportion."""
    if type(base) not in (Integer, Rational) or type(z) not in (Integer, Rational):
        return None
    below, above = Fraction(base.value), Fraction(z.value)  # type: ignore[attr-defined]
    if below <= 0 or above <= 0 or below == 1:
        return None
    if above == 1:
        return ZERO
    if max(below.numerator, below.denominator, above.numerator, above.denominator).bit_length() > 4000:
        return None
    return _ratio(_prime_exponents(above), _prime_exponents(below))


def _ratio(above: dict[int, int], below: dict[int, int]) -> Expr | None:
    if above.keys() != below.keys():
        return None
    ratios = {Fraction(above[p], below[p]) for p in above}
    return rational(ratios.pop()) if len(ratios) == 1 else None


def _prime_exponents(value: Fraction) -> dict[int, int]:
    found = small_factors(value.numerator)
    for p, count in small_factors(value.denominator).items():
        found[p] = found.get(p, 0) - count
    return found


@builtin("Log2", ARITHMETIC)
def log2(z: Expr) -> Expr:
    """Log2[z] is the logarithm to base 2.

    Source   ref/Log2
    Example  {Log2[8], Log2[5.]}  gives  {3, 2.32193}
    """
    return Call(S.Log, integer(2), z)


@builtin("Log10", ARITHMETIC)
def log10(z: Expr) -> Expr:
    """Log10[z] is the logarithm to base 10.

    Source   ref/Log10
    Example  {Log10[1000], Log10[2.]}  gives  {3, 0.30103}
    """
    return Call(S.Log, integer(10), z)


def _positive_only(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def guarded(array: Any) -> Any:
        return function(array) if array.dtype.kind == "c" or (array > 0).all() else np.array([np.nan])
    return guarded


REGISTRY["Log"].bulk = _bulk(_positive_only(np.log))
REGISTRY["Log2"].bulk = _bulk(_positive_only(np.log2))
REGISTRY["Log10"].bulk = _bulk(_positive_only(np.log10))



@elementary("Sin", math.sin, cmath.sin, "sin", np.sin)
def sin(ev: Evaluator, z: Expr) -> Expr | None:
    """Sin[z] is the sine of z (in radians).

    Source   ref/Sin
    Example  {Sin[Pi/6], Sin[1.], Sin[-x]}  gives  {1/2, 0.841471, -Sin[x]}
    """
    return angles.sine(ev, z) or _by_inverse(z, S.Sin) or odd(S.Sin, z) or _circular(S.Sin, z, I, S.Sinh)


@elementary("Cos", math.cos, cmath.cos, "cos", np.cos)
def cos(ev: Evaluator, z: Expr) -> Expr | None:
    """Cos[z] is the cosine of z (in radians).

    Source   ref/Cos
    Example  {Cos[Pi/3], Cos[1.], Cos[-x]}  gives  {1/2, 0.540302, Cos[x]}
    """
    return angles.cosine(ev, z) or _by_inverse(z, S.Cos) or even(S.Cos, z) or _circular(S.Cos, z, ONE, S.Cosh)


@elementary("Tan", math.tan, cmath.tan, "tan", np.tan)
def tan(ev: Evaluator, z: Expr) -> Expr | None:
    """Tan[z] is the tangent of z (in radians).

    Source   ref/Tan
    Example  {Tan[Pi/4], Tan[1.], Tan[Pi/2]}  gives  {1, 1.55741, ComplexInfinity}
    """
    return angles.tangent(ev, z) or _by_inverse(z, S.Tan) or odd(S.Tan, z) or _circular(S.Tan, z, I, S.Tanh)


@elementary("Cot", lambda x: 1 / math.tan(x), lambda z: 1 / cmath.tan(z), "cot", lambda x: 1 / np.tan(x))
def cot(ev: Evaluator, z: Expr) -> Expr | None:
    """Cot[z] is the cotangent of z, 1/Tan[z].

    Source   ref/Cot
    Example  {Cot[Pi/4], Cot[0]}  gives  {1, ComplexInfinity}
    """
    return (_reciprocal(ev, angles.tangent(ev, z)) or _by_inverse(z, S.Cot) or odd(S.Cot, z)
            or _circular(S.Cot, z, negate(I), S.Coth))


@elementary("Sec", lambda x: 1 / math.cos(x), lambda z: 1 / cmath.cos(z), "sec", lambda x: 1 / np.cos(x))
def sec(ev: Evaluator, z: Expr) -> Expr | None:
    """Sec[z] is the secant of z, 1/Cos[z].

    Source   ref/Sec
    Example  {Sec[0], Sec[Pi/3]}  gives  {1, 2}
    """
    return _reciprocal(ev, angles.cosine(ev, z)) or even(S.Sec, z) or _circular(S.Sec, z, ONE, S.Sech)


@elementary("Csc", lambda x: 1 / math.sin(x), lambda z: 1 / cmath.sin(z), "csc", lambda x: 1 / np.sin(x))
def csc(ev: Evaluator, z: Expr) -> Expr | None:
    """Csc[z] is the cosecant of z, 1/Sin[z].

    Source   ref/Csc
    Example  {Csc[Pi/2], Csc[Pi/6]}  gives  {1, 2}
    """
    return _reciprocal(ev, angles.sine(ev, z)) or odd(S.Csc, z) or _circular(S.Csc, z, negate(I), S.Csch)


_RECIPROCALS = {S.Sin: S.Csc, S.Cos: S.Sec, S.Tan: S.Cot}


def _reciprocal(ev: Evaluator, value: Expr | None) -> Expr | None:
    if value is None:
        return None
    if value == ZERO:
        return COMPLEX_INFINITY
    if is_infinite(value):
        return ZERO
    heads = {*_RECIPROCALS}
    core = value.args[-1] if type(value) is Call and value.head is TIMES else value
    if type(core) is Call and core.head in heads:
        swapped = Call(_RECIPROCALS[core.head], *core.args)
        return swapped if core is value else Call(TIMES, *value.args[:-1], swapped)
    return Call(POWER, value, MINUS_ONE)


def _circular(head: Expr, z: Expr, unit: Expr, hyperbolic: Expr) -> Expr | None:
    """f[I x] as unit * hyperbolic[x]."""
    x = imaginary_multiple(z)
    if x is None:
        return INDETERMINATE if z is INDETERMINATE else None
    return Call(TIMES, unit, Call(hyperbolic, x))


_INVERSES = {
    S.Sin: S.ArcSin, S.Cos: S.ArcCos, S.Tan: S.ArcTan, S.Cot: S.ArcCot, S.Sinh: S.ArcSinh, S.Cosh: S.ArcCosh,
    S.Tanh: S.ArcTanh,
}


def _by_inverse(z: Expr, head: Any) -> Expr | None:
    """Sin[ArcSin[x]] is x; Sin[ArcCos[x]] is Sqrt[1 - x^2] and the like."""
    x = inside(z, _INVERSES[head])
    if x is not None:
        return x
    other = {S.Sin: S.ArcCos, S.Cos: S.ArcSin}.get(head)
    x = inside(z, other) if other is not None else None
    if x is not None:
        return Call(S.Sqrt, Call(PLUS, ONE, Call(TIMES, MINUS_ONE, Call(POWER, x, integer(2)))))
    x = inside(z, S.ArcTan)
    if x is not None and head in (S.Sin, S.Cos):
        root = Call(POWER, Call(PLUS, ONE, Call(POWER, x, integer(2))), rational(-1, 2))
        return root if head is S.Cos else Call(TIMES, x, root)
    return None


def _below(z: complex) -> complex:
    """A real number beyond 1 as the limit from below, the side of the branch cut that counts."""
    return complex(z.real, -0.0) if z.imag == 0 and z.real > 1 else z


@elementary("ArcSin", math.asin, lambda z: cmath.asin(_below(z)), "asin", np.arcsin)
def arc_sin(ev: Evaluator, z: Expr) -> Expr | None:
    """ArcSin[z] is the angle whose sine is z.

    Source   ref/ArcSin
    Example  {ArcSin[1/2], ArcSin[0.5], ArcSin[-1]}  gives  {Pi/6, 0.523599, -Pi/2}
    """
    return angles.inverse(ev, "sin", z) or odd(S.ArcSin, z)


@elementary("ArcCos", math.acos, lambda z: cmath.acos(_below(z)), "acos", np.arccos)
def arc_cos(ev: Evaluator, z: Expr) -> Expr | None:
    """ArcCos[z] is the angle whose cosine is z.

    Source   ref/ArcCos
    Example  {ArcCos[0], ArcCos[1/2], ArcCos[-1]}  gives  {Pi/2, Pi/3, Pi}
    """
    found = angles.inverse(ev, "sin", z)
    if found is not None:
        return Call(PLUS, HALF_PI, Call(TIMES, MINUS_ONE, found))
    opposite = negative_part(z)
    found = None if opposite is None else angles.inverse(ev, "sin", ev(opposite))
    return None if found is None else Call(PLUS, HALF_PI, found)


@builtin("ArcTan", ARITHMETIC, direct=True)
def arc_tan(ev: Evaluator, call: Call) -> Expr | None:
    """ArcTan[z] is the angle whose tangent is z; ArcTan[x, y] the angle of the point {x, y}.

    Source   ref/ArcTan
    Example  {ArcTan[1], ArcTan[0.5], ArcTan[-1, 1]}  gives  {Pi/4, 0.463648, (3 Pi)/4}
    """
    if len(call.args) == 2:
        return _angle_of_point(ev, *call.args)
    if len(call.args) != 1:
        raise arity_complaint(S.ArcTan, len(call.args), 1, 2)
    z = call.args[0]
    if type(z) in NUMBER_KINDS and not is_exact(z):
        return numeric_result(ev, _arc_tan, z, math.atan, cmath.atan, "atan")
    return _arc_tan(ev, z)


def _arc_tan(ev: Evaluator, z: Expr) -> Expr | None:
    if z == INFINITY:
        return HALF_PI
    if z == MINUS_INFINITY:
        return Call(TIMES, MINUS_ONE, HALF_PI)
    x = imaginary_multiple(z)
    if x is not None:
        return Call(TIMES, I, Call(S.ArcTanh, x))
    return angles.inverse(ev, "tan", z) or odd(S.ArcTan, z)


REGISTRY["ArcTan"].bulk = _bulk(np.arctan)


def _angle_of_point(ev: Evaluator, x: Expr, y: Expr) -> Expr | None:
    if type(x) in REAL_KINDS and type(y) in REAL_KINDS and (is_machine(x) or is_machine(y)):
        return Real(math.atan2(float(y.value), float(x.value)))  # type: ignore[attr-defined]
    right, up = numeric_sign(ev, x), numeric_sign(ev, y)
    if right is None or up is None:
        return None
    if right == 0:
        return INDETERMINATE if up == 0 else Call(TIMES, integer(up), HALF_PI)
    if up == 0:
        return ZERO if right > 0 else S.Pi
    angle = Call(S.ArcTan, Call(TIMES, y, Call(POWER, x, MINUS_ONE)))
    return angle if right > 0 else Call(PLUS, angle, Call(TIMES, integer(up), S.Pi))


@elementary("ArcCot", lambda x: math.atan(1 / x), lambda z: cmath.atan(1 / z), "acot", lambda x: np.arctan(1 / x))
def arc_cot(ev: Evaluator, z: Expr) -> Expr | None:
    """ArcCot[z] is the angle whose cotangent is z.

    Source   ref/ArcCot
    Example  {ArcCot[1], ArcCot[0]}  gives  {Pi/4, Pi/2}
    """
    if z == ZERO:
        return HALF_PI
    return _inverse_of_reciprocal(ev, S.ArcTan, z) or odd(S.ArcCot, z)


@elementary("ArcSec", lambda x: math.acos(1 / x), lambda z: cmath.acos(1 / z), "asec")
def arc_sec(ev: Evaluator, z: Expr) -> Expr | None:
    """ArcSec[z] is the angle whose secant is z.

    Source   ref/ArcSec
    Example  {ArcSec[1], ArcSec[2]}  gives  {0, Pi/3}
    """
    return COMPLEX_INFINITY if z == ZERO else _inverse_of_reciprocal(ev, S.ArcCos, z)


@elementary("ArcCsc", lambda x: math.asin(1 / x), lambda z: cmath.asin(1 / z), "acsc")
def arc_csc(ev: Evaluator, z: Expr) -> Expr | None:
    """ArcCsc[z] is the angle whose cosecant is z.

    Source   ref/ArcCsc
    Example  {ArcCsc[1], ArcCsc[2]}  gives  {Pi/2, Pi/6}
    """
    return COMPLEX_INFINITY if z == ZERO else _inverse_of_reciprocal(ev, S.ArcSin, z) or odd(S.ArcCsc, z)


def _inverse_of_reciprocal(ev: Evaluator, head: Any, z: Expr) -> Expr | None:
    """The value of an inverse function at 1/z, when it is an exact angle."""
    if is_infinite(z):
        return ev(Call(head, ZERO))
    inverted = ev(Call(POWER, z, MINUS_ONE))
    value = ev(Call(head, inverted))
    return None if _mentions(value, head) else value


def _mentions(expr: Expr, head: Expr) -> bool:
    return isinstance(expr, Call) and (expr.head is head or any(_mentions(arg, head) for arg in expr.args))



@elementary("Sinh", math.sinh, cmath.sinh, "sinh", np.sinh)
def sinh(ev: Evaluator, z: Expr) -> Expr | None:
    """Sinh[z] is the hyperbolic sine of z.

    Source   ref/Sinh
    Example  {Sinh[0], Sinh[1.]}  gives  {0, 1.1752}
    """
    return _hyperbolic(S.Sinh, z, ZERO, (INFINITY, MINUS_INFINITY)) or odd(S.Sinh, z) or _circular(S.Sinh, z, I, S.Sin)


@elementary("Cosh", math.cosh, cmath.cosh, "cosh", np.cosh)
def cosh(ev: Evaluator, z: Expr) -> Expr | None:
    """Cosh[z] is the hyperbolic cosine of z.

    Source   ref/Cosh
    Example  {Cosh[0], Cosh[1.]}  gives  {1, 1.54308}
    """
    return _hyperbolic(S.Cosh, z, ONE, (INFINITY, INFINITY)) or even(S.Cosh, z) or _circular(S.Cosh, z, ONE, S.Cos)


@elementary("Tanh", math.tanh, cmath.tanh, "tanh", np.tanh)
def tanh(ev: Evaluator, z: Expr) -> Expr | None:
    """Tanh[z] is the hyperbolic tangent of z.

    Source   ref/Tanh
    Example  {Tanh[0], Tanh[1.], Tanh[Infinity]}  gives  {0, 0.761594, 1}
    """
    return _hyperbolic(S.Tanh, z, ZERO, (ONE, MINUS_ONE)) or odd(S.Tanh, z) or _circular(S.Tanh, z, I, S.Tan)


@elementary("Coth", lambda x: 1 / math.tanh(x), lambda z: 1 / cmath.tanh(z), "coth", lambda x: 1 / np.tanh(x))
def coth(ev: Evaluator, z: Expr) -> Expr | None:
    """Coth[z] is the hyperbolic cotangent of z.

    Source   ref/Coth
    Example  {Coth[0], Coth[1.]}  gives  {ComplexInfinity, 1.31304}
    """
    return (_hyperbolic(S.Coth, z, COMPLEX_INFINITY, (ONE, MINUS_ONE)) or odd(S.Coth, z)
            or _circular(S.Coth, z, negate(I), S.Cot))


@elementary("Sech", lambda x: 1 / math.cosh(x), lambda z: 1 / cmath.cosh(z), "sech", lambda x: 1 / np.cosh(x))
def sech(ev: Evaluator, z: Expr) -> Expr | None:
    """Sech[z] is the hyperbolic secant of z.

    Source   ref/Sech
    Example  {Sech[0], Sech[1.]}  gives  {1, 0.648054}
    """
    return _hyperbolic(S.Sech, z, ONE, (ZERO, ZERO)) or even(S.Sech, z) or _circular(S.Sech, z, ONE, S.Sec)


@elementary("Csch", lambda x: 1 / math.sinh(x), lambda z: 1 / cmath.sinh(z), "csch", lambda x: 1 / np.sinh(x))
def csch(ev: Evaluator, z: Expr) -> Expr | None:
    """Csch[z] is the hyperbolic cosecant of z.

    Source   ref/Csch
    Example  {Csch[0], Csch[1.]}  gives  {ComplexInfinity, 0.850918}
    """
    return (_hyperbolic(S.Csch, z, COMPLEX_INFINITY, (ZERO, ZERO)) or odd(S.Csch, z)
            or _circular(S.Csch, z, negate(I), S.Csc))


def _hyperbolic(head: Any, z: Expr, at_zero: Expr, far: tuple[Expr, Expr]) -> Expr | None:
    if z == ZERO:
        return at_zero
    if z in (INFINITY, MINUS_INFINITY):
        return far[0] if z == INFINITY else far[1]
    if head in _INVERSES:
        return inside(z, _INVERSES[head])
    return None


@elementary("ArcSinh", math.asinh, cmath.asinh, "asinh", np.arcsinh)
def arc_sinh(ev: Evaluator, z: Expr) -> Expr | None:
    """ArcSinh[z] is the inverse hyperbolic sine of z.

    Source   ref/ArcSinh
    Example  {ArcSinh[0], ArcSinh[1.]}  gives  {0, 0.881374}
    """
    return _hyperbolic(S.ArcSinh, z, ZERO, (INFINITY, MINUS_INFINITY)) or odd(S.ArcSinh, z) or (
        _circular(S.ArcSinh, z, I, S.ArcSin))


@elementary("ArcCosh", math.acosh, cmath.acosh, "acosh", np.arccosh)
def arc_cosh(ev: Evaluator, z: Expr) -> Expr | None:
    """ArcCosh[z] is the inverse hyperbolic cosine of z.

    Source   ref/ArcCosh
    Example  {ArcCosh[1], ArcCosh[2.]}  gives  {0, 1.31696}
    """
    if z == ONE:
        return ZERO
    if z in (ZERO, MINUS_ONE):
        return Call(TIMES, I, HALF_PI if z == ZERO else S.Pi)
    return INFINITY if is_infinite(z) else None


@elementary("ArcTanh", math.atanh, cmath.atanh, "atanh", np.arctanh)
def arc_tanh(ev: Evaluator, z: Expr) -> Expr | None:
    """ArcTanh[z] is the inverse hyperbolic tangent of z.

    Source   ref/ArcTanh
    Example  {ArcTanh[0], ArcTanh[0.5], ArcTanh[1]}  gives  {0, 0.549306, Infinity}
    """
    if z == ONE:
        return INFINITY
    return ZERO if z == ZERO else odd(S.ArcTanh, z) or _circular(S.ArcTanh, z, I, S.ArcTan)


@elementary("ArcCoth", lambda x: math.atanh(1 / x), lambda z: cmath.atanh(1 / z), "acoth")
def arc_coth(ev: Evaluator, z: Expr) -> Expr | None:
    """ArcCoth[z] is the inverse hyperbolic cotangent of z.

    Source   ref/ArcCoth
    Example  ArcCoth[2.]  gives  0.549306
    """
    return INFINITY if z == ONE else ZERO if is_infinite(z) else odd(S.ArcCoth, z)


@elementary("ArcSech", lambda x: math.acosh(1 / x), lambda z: cmath.acosh(1 / z), "asech")
def arc_sech(ev: Evaluator, z: Expr) -> Expr | None:
    """ArcSech[z] is the inverse hyperbolic secant of z.

    Source   ref/ArcSech
    Example  {ArcSech[1], ArcSech[0]}  gives  {0, Infinity}
    """
    return ZERO if z == ONE else INFINITY if z == ZERO else None


@elementary("ArcCsch", lambda x: math.asinh(1 / x), lambda z: cmath.asinh(1 / z), "acsch")
def arc_csch(ev: Evaluator, z: Expr) -> Expr | None:
    """ArcCsch[z] is the inverse hyperbolic cosecant of z.

    Source   ref/ArcCsch
    Example  {ArcCsch[0], ArcCsch[1.]}  gives  {ComplexInfinity, 0.881374}
    """
    return COMPLEX_INFINITY if z == ZERO else odd(S.ArcCsch, z)


@elementary("Sinc", lambda x: math.sin(x) / x if x else 1.0, lambda z: cmath.sin(z) / z, "sinc")
def sinc(ev: Evaluator, z: Expr) -> Expr | None:
    """Sinc[z] is Sin[z]/z, and 1 for z = 0.

    Source   ref/Sinc
    Example  {Sinc[0], Sinc[Pi/2]}  gives  {1, 2/Pi}
    """
    if z == ZERO:
        return ONE
    value = angles.sine(ev, z)
    return Call(TIMES, value, Call(POWER, z, MINUS_ONE)) if value is not None else even(S.Sinc, z)


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > -700 else math.exp(x)


@elementary("LogisticSigmoid", _sigmoid, lambda z: 1 / (1 + cmath.exp(-z)), "sigmoid",
            lambda x: 1 / (1 + np.exp(-x)))
def logistic_sigmoid(ev: Evaluator, z: Expr) -> Expr | None:
    """LogisticSigmoid[z] is 1/(1 + E^(-z)).

    Source   ref/LogisticSigmoid
    Example  {LogisticSigmoid[0], LogisticSigmoid[1.]}  gives  {1/2, 0.731059}
    """
    if z == ZERO:
        return rational(1, 2)
    return ONE if z == INFINITY else ZERO if z == MINUS_INFINITY else None
