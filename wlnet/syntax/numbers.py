"""Numbers <-> text: every written form of a number, and integers of any size.

Machine reals are read when at most 17 significant digits are written; more digits, or a precision mark, give
a `BigReal`. mpmath is imported only then.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import TYPE_CHECKING

from wlnet.expr import BigReal, Integer, Rational, Real, integer, rational

if TYPE_CHECKING:
    from mpmath import mpf

MACHINE_PRECISION = 53 * math.log10(2)
MACHINE_DIGITS = 17

_PARTS = re.compile(r"""
    (?:(?P<base>\d+)\^\^)? (?P<whole>[0-9A-Za-z]*) (?P<point>\.)? (?P<fraction>[0-9A-Za-z]*)
    (?P<mark>``?)? (?P<digits>[+-]?[\d.]+)? (?:\*\^(?P<exponent>[+-]?\d+))?""", re.VERBOSE)
_SAFE_DIGITS = 4000          # below Python's limit on int <-> str conversions, above which ours is used


class BadNumber(ValueError):
    """A number that cannot be; `offset` is the place of the mistake in its text."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.offset = offset


def read_number(text: str) -> Integer | Rational | Real | BigReal:
    """The number written as `text`.

    Errors   BadNumber for a base outside 2 to 36, or digits beyond the base.
    Example  read_number("16^^ff")  gives  Integer 255
    """
    if text.isdigit():
        return integer(int(text)) if len(text) < _SAFE_DIGITS else integer(read_digits(text))
    if "`" not in text and "^" not in text:
        significant = text.replace(".", "").lstrip("0")
        if len(significant) <= MACHINE_DIGITS:
            return Real(float(text))
    return _read_general(text)


def _read_general(text: str) -> Integer | Rational | Real | BigReal:
    match = _PARTS.fullmatch(text)
    if match is None:
        raise BadNumber(f"{text} is not a number")
    base = int(match["base"] or 10)
    digits = match["whole"] + match["fraction"]
    exponent = int(match["exponent"] or 0)
    if not 2 <= base <= 36:
        raise BadNumber(f"{base} is no base of numbers: it should be from 2 to 36")
    _check_digits(match, digits, base)
    if abs(exponent) > 10**7:
        raise BadNumber("the exponent is too large", text.index("*^"))
    mantissa = (read_digits(digits) if base == 10 else int(digits, base)) if digits else 0
    exact = Fraction(mantissa) * Fraction(base) ** (exponent - len(match["fraction"]))
    if not match["point"] and not match["mark"]:
        return rational(exact)
    return _inexact(exact, match, len(digits.lstrip("0")) * math.log10(base), base)


def _check_digits(match: re.Match[str], digits: str, base: int) -> None:
    for offset, digit in enumerate(digits):
        if int(digit, 36) >= base:
            where = match.start("whole") + offset + (offset >= len(match["whole"]) and bool(match["point"]))
            raise BadNumber(f"{digit} is no digit in base {base}", where)


def _inexact(exact: Fraction, match: re.Match[str], written: float, base: int) -> Real | BigReal:
    mark, asked = match["mark"], match["digits"]
    magnitude = _log10(exact)
    if mark and asked:
        precision = float(asked) + (max(magnitude, -float(asked)) if mark == "``" else 0.0)
        return big_real(exact, precision)
    if mark or written <= MACHINE_DIGITS + 0.001:
        value = _to_float(exact)
        return big_real(exact, MACHINE_PRECISION) if value is None else Real(value)
    return big_real(exact, len(match["fraction"]) * math.log10(base) + magnitude if exact else written)


def _to_float(exact: Fraction) -> float | None:
    """The machine real nearest to an exact number; None when it is beyond their range."""
    try:
        value = exact.numerator / exact.denominator
    except OverflowError:
        return None
    return None if value == 0 and exact else value


def _log10(exact: Fraction) -> float:
    if not exact:
        return 0.0
    shift = exact.numerator.bit_length() - exact.denominator.bit_length()
    scaled = exact / Fraction(2) ** shift
    return math.log10(scaled) + shift * math.log10(2)


def big_real(exact: Fraction, precision: float) -> BigReal:
    """An exact number as a real of the given precision in decimal digits."""
    from mpmath import mp, mpf

    with mp.workprec(64 * (words_of(precision) + 1)):
        return BigReal(mpf(exact.numerator) / exact.denominator, precision)


def words_of(precision: float) -> int:
    """How many words of 64 bits hold a fraction of this precision in decimal digits, with 29 bits to guard it."""
    return math.ceil((precision * math.log2(10) + 29) / 64)


def read_digits(text: str) -> int:
    """The integer with these decimal digits, in about n^1.6 steps for n digits."""
    if len(text) < _SAFE_DIGITS:
        return int(text)
    low = len(text) // 2
    scale: int = 10**low
    return read_digits(text[:-low]) * scale + read_digits(text[-low:])


def write_integer(value: int) -> str:
    """The decimal digits of an integer of any size."""
    if value.bit_length() < 13000:
        return str(value)
    if value < 0:
        return "-" + write_integer(-value)
    return _large_digits(value)


def _large_digits(value: int) -> str:
    """Digits by way of `decimal`, whose multiplication is fast: split by powers of two, join as decimals."""
    import decimal

    with decimal.localcontext() as context:
        context.prec = decimal.MAX_PREC
        context.Emax = decimal.MAX_EMAX
        context.Emin = decimal.MIN_EMIN
        context.traps[decimal.Inexact] = True
        powers: dict[int, decimal.Decimal] = {}

        def power(bits: int) -> decimal.Decimal:
            if bits not in powers:
                powers[bits] = (decimal.Decimal(1 << bits) if bits <= 4096
                                else power(bits // 2) * power(bits - bits // 2))
            return powers[bits]

        def convert(number: int, bits: int) -> decimal.Decimal:
            if bits <= 4096:
                return decimal.Decimal(number)
            low = bits // 2
            high = number >> low
            return convert(number - (high << low), low) + convert(high, bits - low) * power(low)

        return format(convert(value, value.bit_length()), "f")


def write_real(value: float) -> str:
    """A machine real in InputForm: the shortest digits that read back, `1.*^-7` outside 10^-5 .. 10^6.

    Example  write_real(1e-7)  gives  "1.*^-7"
    """
    if value != value:
        return "Indeterminate"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return write_decimal(*decimal_parts(repr(value)))


def decimal_parts(text: str) -> tuple[str, str, int]:
    """Sign, significant digits d1 d2 ..., and exponent e of a Python float text: value = d1.d2... * 10^e."""
    mantissa, _, exponent = text.lower().partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.lstrip("+-").partition(".")
    digits = whole + fraction
    stripped = digits.lstrip("0")
    if not stripped:
        return sign, "0", 0
    place = len(whole) - (len(digits) - len(stripped)) - 1
    return sign, stripped.rstrip("0") or "0", place + int(exponent or 0)


def write_decimal(sign: str, digits: str, exponent: int, power: str = "*^",
                  low: int = -6, high: int = 6) -> str:
    """Digits and exponent as WL writes reals: plain when low < exponent < high, else with `power` and the
    exponent."""
    if low < exponent < high:
        if exponent < 0:
            return f"{sign}0.{'0' * (-exponent - 1)}{digits}"
        digits = digits.ljust(exponent + 1, "0")
        return f"{sign}{digits[: exponent + 1]}.{digits[exponent + 1 :]}"
    return f"{sign}{digits[0]}.{digits[1:]}{power}{exponent}"


def significant(value: float | mpf, count: int) -> tuple[str, str, int]:
    """Sign, digits and exponent of a real rounded to `count` significant digits."""
    if isinstance(value, float):
        return decimal_parts(f"{value:.{max(count, 1) - 1}e}")
    from mpmath import mp

    with mp.workdps(max(count, 1) + 10):
        return decimal_parts(mp.nstr(value, max(count, 1), min_fixed=1, max_fixed=0, strip_zeros=False))


def write_big_real(value: BigReal) -> str:
    """A real of arbitrary precision in InputForm: the digits of the words that hold it, and its precision.

    Example  1.2`20 prints  1.2`20.
    """
    sign, digits, exponent = significant(value.value, _stored_digits(value))
    precision = write_real(float(value.precision))
    plain = write_decimal(sign, digits, exponent)
    mantissa, _, power = plain.partition("*^")
    return f"{mantissa}`{precision}" + (f"*^{power}" if power else "")


def _stored_digits(value: BigReal) -> int:
    """The significant digits that the words of a number hold: those after the point, and those before it."""
    from mpmath import mp

    if not value.value:
        return 1
    twos = int(mp.frexp(value.value)[1])
    above = -(-twos // 64)
    below = words_of(value.precision) + (1 if above > 0 else 0) - above
    places = math.floor((64 * below + 1) * math.log10(2))
    _, _, exponent = significant(value.value, 3)
    return max(places + exponent + 1, 1)
