"""Roots of exact numbers: products such as `Sqrt[8] 3^(1/3)/2` in the normal form that Wolfram gives them.

Every base is split into primes whose exponents add up, together with those of the coefficient; whole parts go
into the coefficient, and primes with equal fractions are multiplied into one base again: `Sqrt[8]` is `2
Sqrt[2]`, `Sqrt[2]/2` is `1/Sqrt[2]`, `Sqrt[2] Sqrt[3]` is `Sqrt[6]`, `Sqrt[6]/2` is `Sqrt[3/2]`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

from wlnet.expr import Call, Complex, Expr, Integer, Rational, S, integer, rational
from wlnet.expr.atoms import Number
from wlnet.expr.numbers import EXACT_KINDS, ONE, ZERO, integer_root, is_zero, multiply

_TRIAL_LIMIT = 2000
_PRIMES = [2] + [n for n in range(3, _TRIAL_LIMIT, 2) if all(n % d for d in range(3, math.isqrt(n) + 1, 2))]


def is_radical(expr: Expr) -> bool:
    """Whether `expr` is an exact number to a fractional power."""
    if type(expr) is not Call or expr.head is not S.Power or len(expr.args) != 2:
        return False
    return type(expr.args[0]) in EXACT_KINDS and type(expr.args[1]) is Rational


def small_factors(n: int) -> dict[int, int]:
    """The primes below a bound that divide n > 0, with exponents; what is left over counts as one prime (or
    as a power).
    """
    found: dict[int, int] = {}
    for p in _PRIMES:
        if p * p > n:
            break
        while n % p == 0:
            n //= p
            found[p] = found.get(p, 0) + 1
    if n > 1:
        base, exponent = _perfect_power(n)
        found[base] = found.get(base, 0) + exponent
    return found


def _perfect_power(n: int) -> tuple[int, int]:
    for k in (2, 3, 5, 7) if n > _TRIAL_LIMIT ** 2 else ():
        root = integer_root(n, k)
        if root ** k == n:
            base, exponent = _perfect_power(root)
            return base, exponent * k
    return n, 1


def combine_radicals(coefficient: Number, radicals: Iterable[tuple[Fraction, Fraction]]) -> tuple[Number, list[Call]]:
    """An exact coefficient times powers (base, exponent) in normal form: another coefficient and powers."""
    exponents: dict[int, Fraction] = {}
    for base, exponent in radicals:
        _add_factors(exponents, base, exponent)
    content = _content(coefficient)
    rest = multiply(coefficient, rational(1 / content))
    turns = exponents.pop(-1, Fraction(0))
    if turns and type(rest) is Complex and is_zero(rest.re):
        turns += Fraction(1, 2) if rest.im.value > 0 else Fraction(3, 2)  # type: ignore[union-attr]
        rest = ONE
    content, fractions = _split(content, exponents)
    unit, turn = _turned(turns)
    powers = _grouped(fractions, turn)
    return multiply(multiply(rational(content), rest), unit), powers


def _add_factors(exponents: dict[int, Fraction], base: Fraction, exponent: Fraction) -> None:
    if base < 0:
        exponents[-1] = exponents.get(-1, Fraction(0)) + exponent
    for number, sign in ((abs(base.numerator), 1), (base.denominator, -1)):
        for p, count in small_factors(number).items():
            exponents[p] = exponents.get(p, Fraction(0)) + sign * count * exponent


def _content(number: Number) -> Fraction:
    """The largest fraction that can be taken out of a number, leaving integers; with its sign when it is real.
    """
    if type(number) is not Complex:
        return Fraction(number.value)  # type: ignore[union-attr]
    re, im = Fraction(number.re.value), Fraction(number.im.value)  # type: ignore[union-attr]
    shared = math.gcd(re.numerator * im.denominator, im.numerator * re.denominator)
    return Fraction(shared, re.denominator * im.denominator)


def _split(content: Fraction, exponents: dict[int, Fraction]) -> tuple[Fraction, dict[int, Fraction]]:
    """Whole parts of the exponents (towards zero) move into the content; its own primes count with the exponents.
    """
    fractions: dict[int, Fraction] = {}
    for p, exponent in exponents.items():
        own = _multiplicity(content.numerator, p) - _multiplicity(content.denominator, p)
        total = exponent + own
        whole = math.trunc(total)
        content *= Fraction(p) ** (whole - own)
        if total != whole:
            fractions[p] = total - whole
    return content, fractions


def _multiplicity(n: int, p: int) -> int:
    count = 0
    while n % p == 0:
        n //= p
        count += 1
    return count


def _turned(turns: Fraction) -> tuple[Number, Fraction]:
    """(-1)^turns as a unit (1, -1, I, -I) and the fraction of a turn that is left."""
    whole = math.floor(turns)
    unit: Number = integer(-1 if whole % 2 else 1)
    left = turns - whole
    if left == Fraction(1, 2):
        return multiply(unit, Complex(ZERO, ONE)), Fraction(0)
    return unit, left


def _grouped(fractions: dict[int, Fraction], turn: Fraction) -> list[Call]:
    groups: dict[Fraction, Fraction] = {}
    for p, fraction in fractions.items():
        size = abs(fraction)
        groups[size] = groups.get(size, Fraction(1)) * (p if fraction > 0 else Fraction(1, p))
    alone: list[Call] = []
    if turn and turn in groups and groups[turn].denominator == 1:
        groups[turn] = -groups[turn]
    elif turn:
        alone = [_power(Fraction(-1), turn)]
    return alone + [_power(base, exponent) for exponent, base in groups.items()]


def _power(base: Fraction, exponent: Fraction) -> Call:
    if base.numerator == 1 and base.denominator != 1:
        base, exponent = 1 / base, -exponent
    return Call(S.Power, rational(base), rational(exponent))


def radical(base: Integer | Rational, exponent: Rational) -> Expr | None:
    """base^exponent in normal form; None when it is in it already."""
    coefficient, powers = combine_radicals(ONE, [(Fraction(base.value), exponent.value)])
    if coefficient == ONE and len(powers) == 1 and powers[0].args == (base, exponent):
        return None
    if not powers:
        return coefficient
    if coefficient == ONE:
        return powers[0] if len(powers) == 1 else Call(S.Times, *powers)
    return Call(S.Times, coefficient, *powers)
