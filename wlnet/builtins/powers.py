"""Powers and roots."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from wlnet.builtins.arithmetic import ARITHMETIC, POWER, TIMES, at_precision_of, image_arithmetic
from wlnet.builtins.constants import COMPLEX_INFINITY, INDETERMINATE, INFINITY, I, is_infinite
from wlnet.builtins.numeric import is_numeric, numeric_compare, numeric_sign, numeric_value
from wlnet.builtins.radicals import combine_radicals, radical
from wlnet.builtins.vectorize_bulk import (
    bound_of, exactly_float, finished, inexact, is_integral, lined_up, operands, single,
)
from wlnet.expr import Call, Complex, Expr, Integer, Object, Packed, Rational, Real, S, integer, packed, rational
from wlnet.expr.atoms import Number
from wlnet.expr.numbers import (
    EXACT_KINDS, HALF, MINUS_ONE, NUMBER_KINDS, ONE, ZERO, add, exact_root, inexact_power, integer_power,
    is_exact, is_zero, multiply, real_part, sign_of, subtract, to_complex,
)
from wlnet.kernel.attributes import ONE_IDENTITY
from wlnet.kernel.builtin import builtin, bulk
from wlnet.kernel.evaluator import Evaluator

_MOST_BITS = 1 << 32


@builtin("Power", ARITHMETIC | ONE_IDENTITY, direct=True, messages={
    "infy": "Infinite expression `1` encountered.",
    "indet": "Indeterminate expression `1` encountered.",
})
def power(ev: Evaluator, call: Call) -> Expr | None:
    """x^y or Power[x, y] is x to the power y; exact roots are brought into a normal form.

    Source   ref/Power
    Example  {2^10, 8^(1/3), (x^2)^3}  gives  {1024, 2, x^6}
    """
    args = call.args
    if len(args) != 2:
        if not args:
            return ONE
        return args[0] if len(args) == 1 else Call(POWER, args[0], Call(POWER, *args[1:]))
    base, exponent = args
    if type(exponent) is Integer:
        return _integer_exponent(ev, base, exponent.value)
    if type(base) in NUMBER_KINDS and type(exponent) in NUMBER_KINDS:
        return _number_power(ev, base, exponent)  # type: ignore[arg-type]
    return _symbolic_power(ev, base, exponent)


def _integer_exponent(ev: Evaluator, base: Expr, n: int) -> Expr | None:
    kind = type(base)
    if kind in NUMBER_KINDS:
        if n <= 0 and is_zero(base):
            return _zero_power(ev, base, integer(n))
        if kind is Integer and abs(base.value) > 1 and base.value.bit_length() * abs(n) > _MOST_BITS:  # type: ignore[attr-defined]
            ev.message(S.General, "ovfl")
            return Call(S.Overflow)
        return integer_power(base, n)  # type: ignore[arg-type]
    if n == 1:
        return base
    if kind is Object and n > 1:
        return image_arithmetic(TIMES, (base,) * n)
    if is_infinite(base) or base is INDETERMINATE:
        return _infinite_base(ev, base, integer(n))
    if n == 0:
        return ONE
    if kind is Call:
        if base.head is POWER and len(base.args) == 2:
            return Call(POWER, base.args[0], Call(TIMES, integer(n), base.args[1]))
        if base.head is TIMES:
            return Call(TIMES, *(Call(POWER, factor, integer(n)) for factor in base.args))
    return None


def _zero_power(ev: Evaluator, base: Expr, exponent: Number) -> Expr:
    """0^n for n that is not positive."""
    expr = Call(POWER, base, exponent)
    if is_zero(exponent):
        ev.message(POWER, "indet", expr)
        return INDETERMINATE
    ev.message(POWER, "infy", Call(TIMES, ONE, expr) if exponent == MINUS_ONE else expr)
    return COMPLEX_INFINITY


def _number_power(ev: Evaluator, base: Number, exponent: Number) -> Expr | None:
    if is_zero(base):
        sign = sign_of(real_part(exponent))
        if sign > 0:
            return base
        return _zero_power(ev, base, exponent) if sign < 0 or is_zero(exponent) else INDETERMINATE
    if not (is_exact(base) and is_exact(exponent)):
        if base == ONE:
            return Real(1.0) if type(exponent) is Real else ONE
        return inexact_power(base, exponent)
    if base == ONE:
        return ONE
    if type(exponent) is not Rational:
        return None
    if type(base) is Complex:
        return _complex_root(base, exponent)
    return radical(base, exponent)  # type: ignore[arg-type]


def _complex_root(base: Complex, exponent: Rational) -> Expr | None:
    if exponent.value.denominator == 2:
        root = _complex_square_root(base)
        if root is not None:
            return integer_power(root, exponent.value.numerator)
    if not is_zero(base.re):
        return None
    size = Fraction(base.im.value)  # type: ignore[union-attr]
    half = Fraction(exponent.value) / 2
    turn = half if size > 0 else -half
    coefficient, powers = combine_radicals(ONE, [(abs(size), exponent.value), (Fraction(-1), turn)])
    return Call(TIMES, coefficient, *powers)


def _complex_square_root(value: Complex) -> Number | None:
    """The square root of an exact complex number when its parts are rational."""
    size = exact_root(add(multiply(value.re, value.re), multiply(value.im, value.im)), 2)
    if size is None:
        return None
    square = multiply(HALF, add(size, value.re))
    re = exact_root(square, 2) if sign_of(square) >= 0 else None
    im = exact_root(multiply(HALF, subtract(size, value.re)), 2)
    if re is None or im is None:
        return None
    return Complex(re, im if sign_of(value.im) > 0 else multiply(MINUS_ONE, im))


def _symbolic_power(ev: Evaluator, base: Expr, exponent: Expr) -> Expr | None:
    if base is INDETERMINATE or exponent is INDETERMINATE:
        return INDETERMINATE
    if is_infinite(exponent):
        return _infinite_exponent(ev, base, exponent)
    if is_infinite(base):
        return _infinite_base(ev, base, exponent)
    if type(exponent) in NUMBER_KINDS:
        return _with_number_exponent(ev, base, exponent)  # type: ignore[arg-type]
    if type(base) in NUMBER_KINDS:
        if base == ONE:
            return ONE
        if not is_exact(base):
            value = at_precision_of(ev, exponent, base)  # type: ignore[arg-type]
            if value is not None:
                return inexact_power(base, value)  # type: ignore[arg-type]
        if is_zero(base):
            sign = numeric_sign(ev, exponent)
            return base if sign == 1 else _zero_power(ev, base, MINUS_ONE) if sign == -1 else None
    if base is S.E:
        simpler = _exponential(exponent)
        if simpler is not None:
            return simpler
    return _with_structured_base(ev, base, exponent)


def _with_number_exponent(ev: Evaluator, base: Expr, exponent: Number) -> Expr | None:
    if not is_exact(exponent):
        if base is S.E and type(exponent) is Real:
            return _machine_exp(exponent)
        value = at_precision_of(ev, base, exponent)
        if value is not None:
            if is_zero(value):
                return _number_power(ev, value, exponent)
            return inexact_power(value, exponent)
        if is_zero(exponent):
            return Real(1.0)
    return _with_structured_base(ev, base, exponent)


def _machine_exp(exponent: Real) -> Expr:
    try:
        return Real(math.exp(exponent.value))
    except OverflowError:
        from wlnet.builtins.constants import precise_constant
        return inexact_power(precise_constant(S.E, 30.0), exponent)  # type: ignore[arg-type]


def _with_structured_base(ev: Evaluator, base: Expr, exponent: Expr) -> Expr | None:
    """(x^a)^b where that is x^(a b); numbers taken out of the power of a product."""
    if type(base) is not Call:
        return None
    if base.head is POWER and len(base.args) == 2:
        inner = base.args[1]
        if type(inner) in (Integer, Rational, Real) and -1 < inner.value <= 1:  # type: ignore[attr-defined]
            return Call(POWER, base.args[0], Call(TIMES, inner, exponent))
        if base.args[0] is S.E and numeric_sign(ev, inner) is not None or _positive_power(ev, base, exponent):
            return Call(POWER, base.args[0], Call(TIMES, inner, exponent))
        return None
    if base.head is TIMES:
        return _product_power(ev, base, exponent)
    return None


def _positive_power(ev: Evaluator, base: Call, exponent: Expr) -> bool:
    """Whether base is a positive number to a real power: then powers multiply."""
    if not is_numeric(ev, base):
        return False
    return numeric_sign(ev, base.args[0]) == 1 and numeric_sign(ev, base.args[1]) is not None


def _product_power(ev: Evaluator, base: Call, exponent: Expr) -> Expr | None:
    """Positive numerical factors leave the power of a product: Sqrt[2 Pi x] is Sqrt[2 Pi] Sqrt[x]."""
    outside: list[Expr] = []
    inside: list[Expr] = []
    for factor in base.args:
        if type(factor) in EXACT_KINDS and factor.value < 0 and factor != MINUS_ONE:  # type: ignore[attr-defined]
            outside.append(multiply(MINUS_ONE, factor))  # type: ignore[arg-type]
            inside.insert(0, MINUS_ONE)
        elif factor != MINUS_ONE and is_numeric(ev, factor) and numeric_sign(ev, factor) == 1:
            outside.append(factor)
        else:
            inside.append(factor)
    if not outside:
        return None
    if not inside:
        return _root_of_coefficient(base, exponent)
    return Call(TIMES, *(Call(POWER, _joined(factors), exponent) for factors in (outside, inside)))


def _joined(factors: list[Expr]) -> Expr:
    return factors[0] if len(factors) == 1 else Call(TIMES, *factors)


def _root_of_coefficient(base: Call, exponent: Expr) -> Expr | None:
    """Sqrt[8 Pi] is 2 Sqrt[2 Pi]: what has an exact root in the coefficient of a number leaves its power."""
    first = base.args[0]
    if type(first) not in EXACT_KINDS or type(exponent) is not Rational:
        return None
    whole, roots = combine_radicals(ONE, [(Fraction(first.value), exponent.value)])  # type: ignore[attr-defined]
    if whole == ONE:
        return None
    others = list(base.args[1:])
    if len(roots) == 1 and roots[0].args[1] == exponent:
        others.insert(0, roots.pop().args[0])
    elif len(roots) == 1 and roots[0].args[1] == multiply(MINUS_ONE, exponent):
        others.insert(0, Call(POWER, roots.pop().args[0], MINUS_ONE))
    return Call(TIMES, whole, *roots, Call(POWER, _joined(others), exponent))


def _exponential(exponent: Expr) -> Expr | None:
    """E^x where x holds a logarithm or is a simple multiple of I Pi."""
    if type(exponent) is not Call:
        return None
    if exponent.head is S.Log and len(exponent.args) == 1:
        return exponent.args[0]
    if exponent.head is not TIMES:
        return None
    logs = [arg for arg in exponent.args if type(arg) is Call and arg.head is S.Log and len(arg.args) == 1]
    if len(logs) == 1:
        rest = [arg for arg in exponent.args if arg is not logs[0]]
        return Call(POWER, logs[0].args[0], rest[0] if len(rest) == 1 else Call(TIMES, *rest))
    first = exponent.args[0]
    if len(exponent.args) == 2 and exponent.args[1] is S.Pi and type(first) is Complex and first.re == ZERO:
        return _turn(first.im)
    return None


def _turn(turns: Number) -> Expr | None:
    """E^(I Pi turns) for exact turns; None when it is in normal form."""
    if type(turns) not in EXACT_KINDS:
        return None
    value = Fraction(turns.value)  # type: ignore[union-attr]
    quarter = value * 2
    if quarter.denominator == 1:
        return (ONE, I, MINUS_ONE, Complex(ZERO, MINUS_ONE))[quarter.numerator % 4]
    reduced = value % 2
    reduced = reduced - 2 if reduced > 1 else reduced
    if reduced == value:
        return None
    return Call(POWER, S.E, Call(TIMES, Complex(ZERO, rational(reduced)), S.Pi))


def _infinite_base(ev: Evaluator, base: Expr, exponent: Expr) -> Expr | None:
    if base is INDETERMINATE:
        return base
    sign = numeric_sign(ev, exponent)
    if sign is None:
        return None
    if sign == 0:
        ev.message(POWER, "indet", Call(POWER, base, exponent))
        return INDETERMINATE
    if sign < 0:
        return ZERO
    if not base.args:
        return COMPLEX_INFINITY
    return Call(S.DirectedInfinity, ev(Call(POWER, base.args[0], exponent)))


def _infinite_exponent(ev: Evaluator, base: Expr, exponent: Expr) -> Expr | None:
    if is_infinite(base):
        grows = exponent == INFINITY
        if not grows:
            return ZERO if exponent.args else INDETERMINATE
        return INFINITY if base == INFINITY else COMPLEX_INFINITY
    value = numeric_value(ev, base)
    if value is None or not exponent.args or type(exponent.args[0]) is not Integer:
        return None
    size = abs(to_complex(value))
    if size == 1 or numeric_compare(ev, base, ONE) == 0:
        ev.message(POWER, "indet", Call(POWER, base, exponent))
        return INDETERMINATE
    if (size > 1) == (exponent.args[0].value > 0):
        return INFINITY if numeric_sign(ev, base) == 1 else COMPLEX_INFINITY
    return ZERO


@builtin("Sqrt", ARITHMETIC, direct=True)
def sqrt(ev: Evaluator, call: Call) -> Expr | None:
    """Sqrt[z] is the square root of z.

    Source   ref/Sqrt
    Example  {Sqrt[8], Sqrt[2.], Sqrt[-4]}  gives  {2 Sqrt[2], 1.41421, 2 I}
    """
    if len(call.args) != 1:
        from wlnet.kernel.builtin import arity_complaint
        raise arity_complaint(S.Sqrt, len(call.args), 1, 1)
    z = call.args[0]
    if type(z) is Real and z.value >= 0:
        return Real(math.sqrt(z.value))
    if type(z) is Integer and z.value >= 0:
        root = math.isqrt(z.value)
        if root * root == z.value:
            return integer(root)
    return Call(POWER, z, HALF)


@builtin("Exp", ARITHMETIC)
def exp(z: Expr) -> Expr:
    """Exp[z] is E^z.

    Source   ref/Exp
    Example  {Exp[0], Exp[1.], Exp[I Pi]}  gives  {1, 2.71828, -1}
    """
    return Call(POWER, S.E, z)


@builtin("CubeRoot", ARITHMETIC)
def cube_root(ev: Evaluator, x: Expr) -> Expr | None:
    """CubeRoot[x] is the real cube root of x.

    Source   ref/CubeRoot
    Example  {CubeRoot[-8], CubeRoot[2.]}  gives  {-2, 1.25992}
    """
    return Call(S.Surd, x, integer(3))


@builtin("Surd", ARITHMETIC, messages={"noneg": "Surd is not defined for even roots of negative values."})
def surd(ev: Evaluator, x: Expr, n: Expr) -> Expr | None:
    """Surd[x, n] is the real n-th root of x.

    Source   ref/Surd
    Example  {Surd[-27, 3], Surd[16, 4]}  gives  {-3, 2}
    """
    if type(n) is not Integer or n.value == 0:
        return None
    sign = numeric_sign(ev, x)
    if sign is None:
        return None
    exponent = rational(1, n.value)
    if sign >= 0:
        return Call(POWER, x, exponent)
    if n.value % 2 == 0:
        ev.message(S.Surd, "noneg")
        return INDETERMINATE
    return Call(TIMES, MINUS_ONE, Call(POWER, Call(TIMES, MINUS_ONE, x), exponent))


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
        args = (args[0], inexact(ev, args[1]))
    arrays = operands(ev, args)
    if arrays is None:
        return None
    base, exponent = lined_up(arrays)
    return _integer_power(base, exponent) if is_integral(exponent) else _real_power(base, exponent)


def _integer_power(base: Any, exponent: Any) -> Expr | None:
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
    if not exactly_float(exponent) or base is math.e or np.iscomplexobj(base):
        return None
    with np.errstate(all="ignore"):
        return finished(np.power(np.asarray(base, float), exponent))


def _real_power(base: Any, exponent: Any) -> Expr | None:
    if np.iscomplexobj(base) or np.iscomplexobj(exponent) or not exactly_float(base):
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
    array = single(call)
    if array is None or array.dtype.kind != "f" or (array < 0).any():
        return None
    return packed(np.sqrt(array))
