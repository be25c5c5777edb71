"""Constants: what the symbols `Pi`, `I`, `Infinity` stand for, and their numerical values."""

from __future__ import annotations

import math
import sys

from wlnet.expr import BigReal, Call, Complex, Expr, Integer, Real, S, Symbol, integer
from wlnet.expr.atoms import Number
from wlnet.expr.numbers import MACHINE_PRECISION, ONE, ZERO, is_number, is_zero, multiply, working_bits
from wlnet.kernel.attributes import CONSTANT
from wlnet.kernel.builtin import VALUES, builtin
from wlnet.kernel.evaluator import Evaluator

INFINITY = Call(S.DirectedInfinity, ONE)
MINUS_INFINITY = Call(S.DirectedInfinity, integer(-1))
COMPLEX_INFINITY = Call(S.DirectedInfinity)
INDETERMINATE = S.Indeterminate
I = Complex(ZERO, ONE)  # noqa: E741  (the language's name for it)

VALUES.update({
    "I": I,
    "Infinity": INFINITY,
    "ComplexInfinity": COMPLEX_INFINITY,
    "$MachinePrecision": Real(MACHINE_PRECISION),
    "$MachineEpsilon": Real(sys.float_info.epsilon),
    "$MaxMachineNumber": Real(sys.float_info.max),
    "$MinMachineNumber": Real(sys.float_info.min),
    "$MaxExtraPrecision": Real(50.0),
    "$MaxPrecision": INFINITY,
    "$MinPrecision": ZERO,
})

_GOLDEN = (1 + math.sqrt(5)) / 2
_MACHINE: dict[Symbol, float] = {
    S.Pi: math.pi, S.E: math.e, S.Degree: math.pi / 180, S.GoldenRatio: _GOLDEN,
    S.EulerGamma: 0.5772156649015329, S.Catalan: 0.915965594177219, S.Khinchin: 2.6854520010653064,
    S.Glaisher: 1.2824271291006226, S.GoldenAngle: math.pi * (3 - math.sqrt(5)), S.MachinePrecision: MACHINE_PRECISION,
}
_MP_NAMES = {
    S.Pi: "pi", S.E: "e", S.Degree: "degree", S.GoldenRatio: "phi", S.EulerGamma: "euler", S.Catalan: "catalan",
    S.Khinchin: "khinchin", S.Glaisher: "glaisher",
}
CONSTANTS = frozenset(_MACHINE)


def machine_constant(symbol: Symbol) -> Number | None:
    """The machine value of an exact constant; None when it is none."""
    value = _MACHINE.get(symbol)
    return None if value is None else Real(value)


def precise_constant(symbol: Symbol, precision: float) -> Number | None:
    """The value of an exact constant to a precision in decimal digits."""
    from mpmath import mp

    bits = working_bits(precision)
    with mp.workprec(bits):
        if symbol in _MP_NAMES:
            return BigReal(+getattr(mp, _MP_NAMES[symbol]), precision)
        if symbol is S.GoldenAngle:
            return BigReal(mp.pi * (3 - mp.sqrt(5)), precision)
        if symbol is S.MachinePrecision:
            return BigReal(53 * mp.log10(2), precision)
    return None


def is_infinite(expr: Expr) -> bool:
    """Whether `expr` is a directed infinity, or one without direction."""
    return type(expr) is Call and expr.head is S.DirectedInfinity


def _constant(name: str, doc: str, example: str) -> None:
    """Declare an exact constant: a symbol that nothing is applied to, but that has a usage and an attribute.
    """
    def constant(*args: Expr) -> None:
        return None
    constant.__doc__ = f"{name} is {doc}.\n\nSource   ref/{name}\nExample  {example}\n"
    builtin(name, CONSTANT)(constant)


for _name, _doc, _example in (
    ("Pi", "the ratio of a circle's circumference to its diameter, 3.14159...", "N[Pi]  gives  3.14159"),
    ("E", "the base of natural logarithms, 2.71828...", "Log[E]  gives  1"),
    ("Degree", "the number of radians in a degree, Pi/180", "Sin[30 Degree]  gives  1/2"),
    ("GoldenRatio", "the golden ratio (1 + Sqrt[5])/2, 1.61803...", "N[GoldenRatio]  gives  1.61803"),
    ("EulerGamma", "Euler's constant, 0.577216...", "N[EulerGamma]  gives  0.577216"),
    ("Catalan", "Catalan's constant, 0.915966...", "N[Catalan]  gives  0.915966"),
    ("Khinchin", "Khinchin's constant, 2.68545...", "N[Khinchin]  gives  2.68545"),
    ("Glaisher", "Glaisher's constant, 1.28243...", "N[Glaisher]  gives  1.28243"),
    ("GoldenAngle", "the golden angle Pi (3 - Sqrt[5]), 2.39996...", "N[GoldenAngle]  gives  2.39996"),
    ("MachinePrecision", "the precision of machine numbers, 15.9546 digits", "N[MachinePrecision]  gives  15.9546"),
):
    _constant(_name, _doc, _example)


@builtin("DirectedInfinity")
def directed_infinity(ev: Evaluator, direction: Expr | None = None) -> Expr | None:
    """DirectedInfinity[z] is an infinite quantity in the direction of the complex number z;
    DirectedInfinity[] has none.

    Source   ref/DirectedInfinity
    Example  DirectedInfinity[-3]  gives  -Infinity
    """
    if direction is None:
        return None
    if direction is INDETERMINATE or is_infinite(direction):
        return COMPLEX_INFINITY if direction is INDETERMINATE else direction
    if not is_number(direction):
        return None
    if is_zero(direction):
        return COMPLEX_INFINITY
    if type(direction) is Complex:
        scaled = ev(Call(S.Sign, direction))
        return None if scaled == direction else Call(S.DirectedInfinity, scaled)
    sign = ONE if direction.value > 0 else integer(-1)  # type: ignore[attr-defined]
    return None if direction == sign else Call(S.DirectedInfinity, sign)


@builtin("Complex")
def complex_(ev: Evaluator, re: Expr, im: Expr) -> Expr | None:
    """Complex[re, im] is the head of the number re + I im.

    Source   ref/Complex
    Example  Complex[2, 3]  gives  2 + 3 I
    """
    from wlnet.expr.numbers import complex_number, is_real
    return complex_number(re, im) if is_real(re) and is_real(im) else None  # type: ignore[arg-type]


@builtin("Rational")
def rational_(numerator: Expr, denominator: Expr) -> Expr | None:
    """Rational[p, q] is the head of the exact fraction p/q.

    Source   ref/Rational
    Example  Rational[2, 4]  gives  1/2
    """
    from wlnet.expr import rational
    if isinstance(numerator, Integer) and isinstance(denominator, Integer) and denominator.value:
        return rational(numerator.value, denominator.value)
    return None


def scaled_infinity(number: Number) -> Expr:
    """An infinity in the direction of a number."""
    return Call(S.DirectedInfinity, multiply(ONE, number))
