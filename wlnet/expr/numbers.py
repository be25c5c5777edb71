"""Arithmetic on number atoms: exact, machine, arbitrary precision and complex.

Exact numbers stay exact; a machine real makes the result a machine number; reals of arbitrary precision carry
an estimate of their error, which sums add and products add relatively, as Wolfram's numbers do. A machine
result too large for a float becomes a `BigReal` of machine precision.

Source  guide "Precision & Accuracy Control", ref/$MachinePrecision
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from wlnet.expr.atoms import BigReal, Complex, Integer, Number, Rational, Real, integer, rational
from wlnet.expr.base import Expr

if TYPE_CHECKING:
    from mpmath import mpc, mpf

MACHINE_PRECISION = 53 * math.log10(2)
_LOG2 = math.log10(2)
ZERO, ONE, MINUS_ONE, TWO = integer(0), integer(1), integer(-1), integer(2)
HALF = rational(1, 2)
REAL_KINDS = frozenset({Integer, Real, Rational, BigReal})
EXACT_KINDS = frozenset({Integer, Rational})
NUMBER_KINDS = REAL_KINDS | {Complex}


def is_number(expr: Expr) -> bool:
    """Whether `expr` is a number atom."""
    return type(expr) in NUMBER_KINDS


def is_real(expr: Expr) -> bool:
    """Whether `expr` is a number atom that is not complex."""
    return type(expr) in REAL_KINDS


def is_exact(number: Expr) -> bool:
    """Whether a number is an integer, a rational, or a complex number made of such."""
    kind = type(number)
    return kind in EXACT_KINDS or (kind is Complex and is_exact(number.re) and is_exact(number.im))  # type: ignore[attr-defined]


def is_zero(number: Expr) -> bool:
    """Whether a number is zero, exact or not."""
    if type(number) is Complex:
        return is_zero(number.re) and is_zero(number.im)
    return type(number) in REAL_KINDS and number.value == 0  # type: ignore[attr-defined]


def is_machine(number: Expr) -> bool:
    """Whether a number is a machine real or a complex number with a machine part."""
    return type(number) is Real or (type(number) is Complex and Real in (type(number.re), type(number.im)))


def real_part(number: Number) -> Number:
    """The real part."""
    return number.re if type(number) is Complex else number


def imaginary_part(number: Number) -> Number:
    """The imaginary part; an exact zero for a number that is not complex."""
    return number.im if type(number) is Complex else ZERO


def sign_of(number: Number) -> int:
    """-1, 0 or 1 for a real number."""
    value = number.value  # type: ignore[union-attr]
    return (value > 0) - (value < 0)


def precision_of(number: Expr) -> float:
    """Precision in decimal digits: infinite for exact numbers."""
    kind = type(number)
    if kind is Real:
        return MACHINE_PRECISION
    if kind is BigReal:
        return number.precision  # type: ignore[attr-defined, no-any-return]
    if kind is Complex:
        return min(precision_of(number.re), precision_of(number.im))  # type: ignore[attr-defined]
    return math.inf



def real(value: float) -> Number:
    """The machine real of this value."""
    return Real(value)


def big_real(value: mpf, precision: float) -> BigReal:
    """A real of arbitrary precision, its digits cut to those that mean something."""
    from mpmath import mp

    with mp.workprec(working_bits(precision)):
        return BigReal(+value, precision)


def working_bits(precision: float) -> int:
    """The bits to compute with for a precision in decimal digits: whole words of 64, with 29 bits to guard them and a
    word for what stands before the point.
    """
    return 64 * (math.ceil((precision / _LOG2 + 29) / 64) + 1)


def complex_number(re: Number, im: Number) -> Number:
    """re + I im, of one kind of precision; re alone when im is an exact zero."""
    if type(im) is Integer and im.value == 0:
        return re
    if (type(re) is Real) != (type(im) is Real):
        return Complex(Real(to_float(re)), Real(to_float(im)))
    if (type(re) is BigReal) != (type(im) is BigReal):
        if type(im) is BigReal:
            return Complex(_zero_like(im) if is_zero(re) else to_big(re, im.precision), im)
        return Complex(re, to_big(im, re.precision))  # type: ignore[union-attr]
    return Complex(re, im)


def _zero_like(other: BigReal) -> Number:
    return big_real(to_mpf(ZERO, 53), other.precision)


def from_complex(value: complex) -> Number:
    """The machine number of a Python complex number."""
    return Complex(Real(value.real), Real(value.imag))


def to_float(number: Number) -> float:
    """The nearest float of a real number; infinite when there is none."""
    try:
        return float(number.value)  # type: ignore[union-attr]
    except OverflowError:
        return math.inf if number.value > 0 else -math.inf  # type: ignore[union-attr]


def to_complex(number: Number) -> complex:
    """The nearest machine complex number."""
    if type(number) is Complex:
        return complex(to_float(number.re), to_float(number.im))
    return complex(to_float(number))


def machine(number: Number) -> Number:
    """The number at machine precision; one too large for a float becomes a `BigReal` of machine precision."""
    kind = type(number)
    if kind is Real:
        return number
    if kind is Complex:
        return Complex(machine(number.re), machine(number.im))  # type: ignore[union-attr]
    value = to_float(number)
    if math.isinf(value) or (value == 0 and not is_zero(number)):
        return to_big(number, MACHINE_PRECISION)
    return Real(value)


def to_mpf(number: Number, bits: int) -> mpf:
    """A real number as an mpmath number of `bits` bits."""
    from mpmath import mp, mpf

    with mp.workprec(bits):
        value: Any = number.value  # type: ignore[union-attr]
        if isinstance(value, Fraction):
            return mpf(value.numerator) / value.denominator
        return +mpf(value)


def to_mpc(number: Number, bits: int) -> mpf | mpc:
    """A number as an mpmath real or complex number of `bits` bits."""
    if type(number) is Complex:
        from mpmath import mpc
        return mpc(to_mpf(number.re, bits), to_mpf(number.im, bits))
    return to_mpf(number, bits)


def to_big(number: Number, precision: float) -> Number:
    """A real or complex number at a precision."""
    if type(number) is Complex:
        return Complex(to_big(number.re, precision), to_big(number.im, precision))
    return BigReal(to_mpf(number, working_bits(precision)), precision)


def from_mp(value: Any, precision: float) -> Number:
    """The number of an mpmath result at a precision."""
    if hasattr(value, "imag") and type(value).__name__ == "mpc":
        return Complex(big_real(value.real, precision), big_real(value.imag, precision))
    return big_real(value, precision)


def exact_value(number: Number) -> Fraction:
    """The exact value of a real number, as a fraction."""
    if type(number) is BigReal:
        mantissa, exponent = _mantissa(number.value)
        return Fraction(mantissa) * Fraction(2) ** exponent
    return Fraction(number.value)  # type: ignore[union-attr]


def _mantissa(value: mpf) -> tuple[int, int]:
    sign, mantissa, exponent, _ = value._mpf_
    return (-int(mantissa) if sign else int(mantissa)), int(exponent)


def log10_of(value: Any) -> float:
    """log10 |value| of an mpmath real, an int or a fraction; minus infinity for zero."""
    if isinstance(value, Fraction):
        return log10_of(value.numerator) - log10_of(value.denominator)
    mantissa, exponent = (value, 0) if isinstance(value, int) else _mantissa(value)
    mantissa = abs(mantissa)
    if not mantissa:
        return -math.inf
    excess = max(mantissa.bit_length() - 60, 0)
    return (math.log2(mantissa >> excess) + excess + exponent) * _LOG2



def add(a: Number, b: Number) -> Number:
    """a + b."""
    first, second = type(a), type(b)
    if first is Integer and second is Integer:
        return integer(a.value + b.value)  # type: ignore[union-attr, arg-type]
    if first is Complex or second is Complex:
        return complex_number(add(real_part(a), real_part(b)), add(imaginary_part(a), imaginary_part(b)))
    if first is Real or second is Real:
        total = to_float(a) + to_float(b)
        return Real(total) if math.isfinite(total) else _overflowed(a, b, lambda x, y: x + y)
    if first is BigReal or second is BigReal:
        return _big_sum(a, b)
    return _exact(a.value + b.value)  # type: ignore[union-attr, arg-type]


def multiply(a: Number, b: Number) -> Number:
    """a * b."""
    first, second = type(a), type(b)
    if first is Integer and second is Integer:
        return integer(a.value * b.value)  # type: ignore[union-attr, arg-type]
    if first is Complex or second is Complex:
        return _complex_product(a, b)
    if first is Real or second is Real:
        x, y = to_float(a), to_float(b)
        product = x * y
        if math.isfinite(product) and (product or not x or not y):
            return Real(product)
        return _overflowed(a, b, lambda x, y: x * y)
    if first is BigReal or second is BigReal:
        return _big_product(a, b)
    return _exact(a.value * b.value)  # type: ignore[union-attr, arg-type]


def _exact(value: Fraction) -> Integer | Rational:
    """The atom of a fraction in lowest terms."""
    return integer(value.numerator) if value.denominator == 1 else Rational(value)


def negate(a: Number) -> Number:
    """-a."""
    return multiply(MINUS_ONE, a)


def subtract(a: Number, b: Number) -> Number:
    """a - b."""
    return add(a, multiply(MINUS_ONE, b))


def reciprocal(a: Number) -> Number:
    """1 / a, for a number that is not zero."""
    kind = type(a)
    if kind in EXACT_KINDS:
        return rational(1 / Fraction(a.value))  # type: ignore[union-attr]
    if kind is Complex:
        re, im = a.re, a.im  # type: ignore[union-attr]
        if Real in (type(re), type(im)):
            return from_complex(1 / to_complex(a))
        scale = reciprocal(add(multiply(re, re), multiply(im, im)))
        return complex_number(multiply(re, scale), multiply(negate(im), scale))
    if kind is Real:
        inverse = 1 / a.value if a.value else math.inf  # type: ignore[union-attr]
        return Real(inverse) if math.isfinite(inverse) else _overflowed(ONE, a, lambda x, y: x / y)
    from mpmath import mp
    with mp.workprec(working_bits(a.precision)):  # type: ignore[union-attr]
        return BigReal(1 / a.value, a.precision)  # type: ignore[union-attr]


def divide(a: Number, b: Number) -> Number:
    """a / b, for b not zero."""
    if type(a) is Real and type(b) is Real:
        quotient = a.value / b.value
        if math.isfinite(quotient):
            return Real(quotient)
    elif Real in (type(a), type(b)) and type(a) is not Complex and type(b) is not Complex:
        x, y = to_float(a), to_float(b)
        quotient = x / y if y else math.inf
        if math.isfinite(quotient) and math.isfinite(y):
            return Real(quotient)
    return multiply(a, reciprocal(b))


def _complex_product(a: Number, b: Number) -> Number:
    if type(a) is not Complex:
        return complex_number(multiply(a, real_part(b)), multiply(a, imaginary_part(b)))
    if type(b) is not Complex:
        return complex_number(multiply(b, a.re), multiply(b, a.im))
    re = subtract(multiply(a.re, b.re), multiply(a.im, b.im))
    return complex_number(re, add(multiply(a.re, b.im), multiply(a.im, b.re)))


def _overflowed(a: Number, b: Number, operation: Callable[[Any, Any], Any]) -> Number:
    """A machine result that no float holds, as a number of machine precision."""
    if any(type(x) is Real and not math.isfinite(x.value) for x in (a, b)):
        return Real(math.nan)
    from mpmath import mp
    with mp.workprec(192):
        value = operation(to_mpf(a, 192), to_mpf(b, 192))
    return BigReal(value, MACHINE_PRECISION) if value else Real(0.0)


def _big_sum(a: Number, b: Number) -> Number:
    from mpmath import mp

    accuracy = -_log_sum(*(log10_of(x.value) - x.precision if x.value else -x.precision
                           for x in (a, b) if type(x) is BigReal))
    size = max(log10_of(x.value) for x in (a, b))  # type: ignore[union-attr]
    bits = working_bits(max(size, -accuracy) + accuracy) if math.isfinite(accuracy) else 60
    with mp.workprec(bits):
        total = to_mpf(a, bits) + to_mpf(b, bits)
    if not total:
        return BigReal(total, accuracy)
    precision = max(log10_of(total) + accuracy, 0.0)
    return _settled(big_real(total, precision))


def _settled(number: BigReal) -> Number:
    """A number of machine precision that fits a float again becomes a machine real."""
    return number


def _log_sum(*logs: float) -> float:
    """log10 of the sum of the powers of ten with these exponents."""
    top = max(logs)
    return top + math.log10(sum(10 ** (x - top) for x in logs)) if math.isfinite(top) else top


def _big_product(a: Number, b: Number) -> Number:
    from mpmath import mp

    precision = -_log_sum(*(-x.precision for x in (a, b) if type(x) is BigReal))
    if is_zero(a) or is_zero(b):
        return ZERO if Integer in (type(a), type(b)) else big_real(to_mpf(ZERO, 53), precision)
    bits = working_bits(precision)
    with mp.workprec(bits):
        return BigReal(to_mpf(a, bits) * to_mpf(b, bits), max(precision, 0.0))



def integer_power(a: Number, n: int) -> Number:
    """a^n for an integer n; a is not zero when n is negative."""
    kind = type(a)
    if kind is Integer:
        return integer(a.value ** n) if n >= 0 else rational(1, a.value ** -n)  # type: ignore[union-attr, arg-type]
    if kind is Rational:
        return rational(a.value ** n)  # type: ignore[union-attr, arg-type]
    if kind is Real:
        try:
            value = a.value ** n  # type: ignore[union-attr]
            if value or not a.value:  # type: ignore[union-attr]
                return Real(value)  # type: ignore[arg-type]
        except OverflowError:
            pass
        return _overflowed(a, integer(n), lambda x, y: x ** y)
    if kind is Complex and is_machine(a):
        return _machine_power(to_complex(a), n, a, integer(n))
    if n < 0:
        return reciprocal(integer_power(a, -n))
    result: Number = ONE
    while n:
        if n & 1:
            result = multiply(result, a)
        n >>= 1
        if n:
            a = multiply(a, a)
    return result


def inexact_power(a: Number, b: Number) -> Number:
    """a^b where at least one is inexact; a is not zero."""
    if type(b) is Integer:
        return integer_power(a, b.value)
    if is_machine(a) or is_machine(b):
        if type(a) is not Complex and type(b) is not Complex:
            x, y = to_float(a), to_float(b)
            if x >= 0:
                try:
                    return Real(x ** y)
                except OverflowError:
                    return _overflowed(a, b, lambda x, y: x ** y)
        return _machine_power(to_complex(a), to_complex(b), a, b)
    from mpmath import mp
    precision = min(precision_of(a), precision_of(b))
    bits = working_bits(precision + 5)
    with mp.workprec(bits):
        base, exponent = to_mpc(a, bits), to_mpc(b, bits)
        value = mp.power(base, exponent)
        loss = float(mp.log10(abs(exponent * mp.log(base)) + 1)) if precision_of(b) < math.inf else (
            float(mp.log10(abs(exponent))) if exponent else 0.0)
    return from_mp(value, precision - max(loss, 0.0) if precision_of(a) < math.inf or loss > 0 else precision)


def _machine_power(x: complex, y: complex, a: Number, b: Number) -> Number:
    try:
        if x.imag == 0 and x.real < 0 and y == complex(y).real and float(complex(y).real).is_integer():
            return from_complex(complex(x.real ** int(complex(y).real)))
        if y == 0.5:
            return from_complex(cmath.sqrt(x))
        return from_complex(x ** y)
    except OverflowError:
        from mpmath import mp
        with mp.workprec(192):
            return from_mp(mp.power(to_mpc(a, 192), to_mpc(b, 192)), MACHINE_PRECISION)



def compare(a: Number, b: Number) -> int:
    """-1, 0 or 1: how two real numbers compare, exactly."""
    x: Any = a.value  # type: ignore[union-attr]
    y: Any = b.value  # type: ignore[union-attr]
    if BigReal in (type(a), type(b)):
        x, y = exact_value(a), exact_value(b)
    return (x > y) - (x < y)  # type: ignore[no-any-return]


_MACHINE_TOLERANCE = 2.0 ** -46


def same_value(a: Number, b: Number) -> bool:
    """`Equal` for numbers: inexact ones may differ in their last seven binary digits."""
    if type(a) is Complex or type(b) is Complex:
        return _same_complex(a, b)
    first, second = type(a), type(b)
    if first in EXACT_KINDS and second in EXACT_KINDS:
        return a.value == b.value  # type: ignore[union-attr]
    if first is Real or second is Real:
        x, y = to_float(a), to_float(b)
        if math.isinf(x) or math.isinf(y):
            return compare(a, b) == 0 if math.isfinite(x) or math.isfinite(y) else x == y
        return x == y or abs(x - y) <= _MACHINE_TOLERANCE * max(abs(x), abs(y))
    difference = abs(exact_value(a) - exact_value(b))
    scale = max(abs(exact_value(a)), abs(exact_value(b)))
    precision = min(precision_of(a), precision_of(b))
    return not difference or log10_of(difference) <= log10_of(scale) - precision + 7 * _LOG2


def _same_complex(a: Number, b: Number) -> bool:
    if is_exact(a) and is_exact(b):
        return a == b
    x, y = to_complex(a), to_complex(b)
    return x == y or abs(x - y) <= _MACHINE_TOLERANCE * max(abs(x), abs(y))


def absolute(a: Number) -> Number | None:
    """|a|; None when it is no number (an exact complex number whose norm is irrational)."""
    if type(a) is not Complex:
        return a if a.value >= 0 else negate(a)  # type: ignore[union-attr]
    if is_machine(a):
        return Real(abs(to_complex(a)))
    square = add(multiply(a.re, a.re), multiply(a.im, a.im))
    if type(square) is BigReal:
        return inexact_power(square, HALF)
    return exact_root(square, 2)


def exact_root(a: Number, n: int) -> Number | None:
    """The n-th root of a non-negative exact number when it is exact, else None."""
    value = Fraction(a.value)  # type: ignore[union-attr]
    above, below = integer_root(value.numerator, n), integer_root(value.denominator, n)
    return rational(above, below) if above ** n == value.numerator and below ** n == value.denominator else None


def integer_root(value: int, n: int) -> int:
    """The largest integer whose n-th power is at most `value` (value >= 0)."""
    if n == 2:
        return math.isqrt(value)
    if value < 2:
        return value
    guess = 1 << -(-value.bit_length() // n)
    while True:
        better = ((n - 1) * guess + value // guess ** (n - 1)) // n
        if better >= guess:
            return guess
        guess = better


def phase(a: Number) -> float:
    """The argument of a number as a float."""
    return cmath.phase(to_complex(a))
