"""Digits of numbers, and operations on the bits of integers."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from typing import Any

from wlnet.builtins.arithmetic import PLUS, POWER, TIMES
from wlnet.builtins.integers import whole
from wlnet.builtins.numeric import approximate, is_numeric
from wlnet.expr import Call, Expr, Integer, Rational, Real, S, String, integer, is_list, length
from wlnet.expr.numbers import REAL_KINDS, exact_value, is_exact, precision_of
from wlnet.kernel.arguments import AnyInteger
from wlnet.kernel.attributes import FLAT, LISTABLE, ONE_IDENTITY, ORDERLESS
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_MOST_BITS = 1 << 32
_MOST_DIGITS = 10 ** 8
_BASE = {"ibase": "Base `1` is not an integer greater than 1.",
         "basf": "Requested base `1` should be between 2 and 36.",
         "intnn": "Non-negative integer expected."}


def base_of(expr: Expr) -> int:
    """A base of numbers.

    Errors  Complaint ibase.
    """
    if isinstance(expr, Integer) and expr.value > 1:
        return expr.value
    raise Complaint("ibase", expr)


def digits_of(n: int, base: int) -> list[int]:
    """The digits of n >= 0, the first one first; [0] for 0."""
    if base == 10 and n.bit_length() < 13000:
        return [ord(c) - 48 for c in str(n)]
    if base == 2:
        return [ord(c) - 48 for c in f"{n:b}"]
    return _split_digits(n, base) or [0]


def _split_digits(n: int, base: int) -> list[int]:
    """Digits by halves, so that millions of them take seconds."""
    if n.bit_length() < 2000:
        found = []
        while n:
            n, digit = divmod(n, base)
            found.append(digit)
        return found[::-1]
    places = int(n.bit_length() / math.log2(base) / 2)
    high, low = divmod(n, base ** places)
    tail = _split_digits(low, base)
    return _split_digits(high, base) + [0] * (places - len(tail)) + tail


def from_digits(digits: list[int], base: int) -> int:
    """The integer with these digits."""
    if len(digits) < 200:
        return reduce(lambda value, digit: value * base + digit, digits, 0)
    half = len(digits) // 2
    return from_digits(digits[:half], base) * base ** (len(digits) - half) + from_digits(digits[half:], base)  # type: ignore[no-any-return]


@builtin("IntegerDigits", LISTABLE, messages=_BASE)
def integer_digits(n: Expr, base: Expr = integer(10), size: Expr | None = None, *, call: Call) -> list[int] | None:
    """IntegerDigits[n] is the list of the decimal digits of n; IntegerDigits[n, b] of those in base b;
    IntegerDigits[n, b, len] pads or cuts on the left.

    Source   ref/IntegerDigits
    Example  {IntegerDigits[1234], IntegerDigits[5, 2]}  gives  {{1, 2, 3, 4}, {1, 0, 1}}
    Example  IntegerDigits[5, 2, 6]  gives  {0, 0, 0, 1, 0, 1}
    """
    if not isinstance(n, Integer):
        if isinstance(n, (Real, Rational)):
            raise Complaint("int", call, 1)
        return None
    found = digits_of(abs(n.value), base_of(base))
    if not isinstance(size, Integer):
        return found
    if not 0 <= size.value < _MOST_DIGITS:
        return None
    return [0] * (size.value - len(found)) + found[max(len(found) - size.value, 0):]


@builtin("FromDigits", messages=_BASE)
def from_digits_(ev: Evaluator, digits: Expr, base: Expr = integer(10)) -> Expr | None:
    """FromDigits[list] is the number with these decimal digits; FromDigits[list, b] in base b;
    FromDigits["string"] reads digits; FromDigits[{list, n}] puts the point after n of them.

    Source   ref/FromDigits
    Example  {FromDigits[{1, 2, 3}], FromDigits["1f", 16], FromDigits[{{1, 2}, 1}]}  gives  {123, 31, 6/5}
    """
    if isinstance(digits, String):
        return _from_text(digits.value, base)
    if isinstance(digits, Call) and digits.head is S.RomanNumeral:
        return None
    if not is_list(digits):
        return None
    if length(digits) == 2 and is_list(digits.args[0]) and isinstance(digits.args[1], Integer):
        places = digits.args[1].value - length(digits.args[0])
        inner = Call(S.FromDigits, digits.args[0], base)
        return Call(TIMES, inner, Call(POWER, base, integer(places)))
    if isinstance(base, Integer) and all(isinstance(digit, Integer) for digit in digits.args):
        return integer(from_digits([digit.value for digit in digits.args], base.value))  # type: ignore[attr-defined]
    total: Expr = integer(0)
    for digit in digits.args:
        total = Call(PLUS, digit, Call(TIMES, base, total))
    return total


def _from_text(text: str, base: Expr) -> Expr | None:
    if isinstance(base, String):
        return integer(_roman_value(text)) if base.value == "Roman" else None
    if not isinstance(base, Integer):
        return None
    try:
        digits = [_DIGITS.index(c) for c in text.lower()]
    except ValueError:
        return None
    return integer(from_digits(digits, base.value))


@builtin("IntegerLength", LISTABLE, messages=_BASE)
def integer_length(n: AnyInteger, base: Expr = integer(10)) -> int:
    """IntegerLength[n] is the number of decimal digits of n; IntegerLength[n, b] in base b.

    Source   ref/IntegerLength
    Example  {IntegerLength[1234], IntegerLength[8, 2], IntegerLength[0]}  gives  {4, 4, 0}
    """
    return len(digits_of(abs(n), base_of(base))) if n else 0


@builtin("IntegerString", LISTABLE, messages=_BASE)
def integer_string(n: Expr, base: Expr = integer(10), size: Expr | None = None) -> str | None:
    """IntegerString[n] is the string of the digits of n; IntegerString[n, b] in base b, up to 36;
    IntegerString[n, b, len] pads with zeros.

    Source   ref/IntegerString
    Example  {IntegerString[255, 16], IntegerString[5, 2, 8]}  gives  {ff, 00000101}
    """
    if not isinstance(n, Integer):
        return None
    if isinstance(base, String):
        return _roman(abs(n.value)) if base.value == "Roman" else None
    if not isinstance(base, Integer) or not 2 <= base.value <= 36:
        raise Complaint("basf", base)
    text = "".join(_DIGITS[digit] for digit in digits_of(abs(n.value), base.value))
    if isinstance(size, Integer) and 0 <= size.value < _MOST_DIGITS:
        text = text.rjust(size.value, "0")[-size.value:] if size.value else ""
    return text


@builtin("IntegerReverse", LISTABLE, messages=_BASE)
def integer_reverse(n: AnyInteger, base: Expr = integer(10), size: Expr | None = None) -> int:
    """IntegerReverse[n] is the integer whose digits are those of n backwards.

    Source   ref/IntegerReverse
    Example  {IntegerReverse[1234], IntegerReverse[6, 2]}  gives  {4321, 3}
    """
    found = digits_of(abs(n), base_of(base))
    if isinstance(size, Integer) and size.value < _MOST_DIGITS:
        found = [0] * (size.value - len(found)) + found
    return from_digits(found[::-1], base_of(base))


@builtin("DigitCount", LISTABLE, messages=_BASE)
def digit_count(n: AnyInteger, base: Expr = integer(10), digit: Expr | None = None) -> Any:
    """DigitCount[n] is the list of the numbers of 1s, 2s, ..., 9s and 0s in the decimal digits of n;
    DigitCount[n, b] for base b; DigitCount[n, b, d] the number of digits d.

    Source   ref/DigitCount
    Example  {DigitCount[2023], DigitCount[5, 2, 1]}  gives  {{0, 2, 1, 0, 0, 0, 0, 0, 0, 1}, 2}
    """
    b = base_of(base)
    found = digits_of(abs(n), b)
    if isinstance(digit, Integer):
        return found.count(digit.value)
    if b > 10 ** 6:
        raise Unchanged
    return [found.count(d % b) for d in range(1, b + 1)]


@builtin("DigitSum", LISTABLE, messages=_BASE)
def digit_sum(n: AnyInteger, base: Expr = integer(10)) -> int:
    """DigitSum[n] is the sum of the decimal digits of n; DigitSum[n, b] of those in base b.

    Source   ref/DigitSum
    Example  {DigitSum[1234], DigitSum[7, 2]}  gives  {10, 3}
    """
    return sum(digits_of(abs(n), base_of(base)))


@builtin("IntegerExponent", LISTABLE, messages=_BASE)
def integer_exponent(n: AnyInteger, base: Expr = integer(10)) -> Expr:
    """IntegerExponent[n] is the number of zeros at the end of the decimal digits of n; IntegerExponent[n, b]
    in base b.

    Source   ref/IntegerExponent
    Example  {IntegerExponent[1200], IntegerExponent[8, 2]}  gives  {2, 3}
    """
    b = base_of(base)
    if n == 0:
        return Call(S.DirectedInfinity, integer(1))
    count = 0
    while n % b == 0:
        n //= b
        count += 1
    return integer(count)


@builtin("RealDigits", LISTABLE, messages=_BASE)
def real_digits(
    ev: Evaluator, x: Expr, base: Expr = integer(10), size: Expr | None = None, start: Expr | None = None,
) -> Expr | None:
    """RealDigits[x] is {digits, exponent}: the digits of x and how many stand before the point; RealDigits[x,
    b, n] gives n digits in base b. The digits that repeat in a fraction stand in a list of their own.

    Source   ref/RealDigits
    Example  {RealDigits[12.5, 10, 3], RealDigits[1/3]}  gives  {{{1, 2, 5}, 2}, {{{3}}, 0}}
    Example  RealDigits[Pi, 10, 5]  gives  {{3, 1, 4, 1, 5}, 1}
    """
    b = base_of(base)
    if isinstance(size, Integer) and not 0 < size.value < _MOST_DIGITS:
        return None
    value: Any = x
    if type(x) not in REAL_KINDS:
        if not is_numeric(ev, x) or not isinstance(size, Integer):
            return None
        value = approximate(ev, x, size.value * math.log10(b) + 15)
        if type(value) not in REAL_KINDS:
            return None
    exact = abs(exact_value(value))
    exponent = _exponent(exact, b)
    if is_exact(value) and not isinstance(size, Integer):
        return _fraction_digits(exact, b, exponent)
    count = size.value if isinstance(size, Integer) else max(round(precision_of(value) / math.log10(b)), 1)
    if isinstance(start, Integer):
        exponent = start.value + 1
    shifted = exact * Fraction(b) ** (count - exponent)
    number = math.floor(shifted) if is_exact(x) or type(x) not in REAL_KINDS else round(shifted)
    digits = digits_of(number, b) if number else [0]
    if len(digits) > count and not isinstance(start, Integer):
        digits, exponent = digits[:count], exponent + 1
    digits = [0] * (count - len(digits)) + digits[-count:]
    return Call(S.List, Call(S.List, *map(integer, digits)), integer(exponent))


def _exponent(value: Fraction, base: int) -> int:
    """The number of digits before the point (negative for zeros after it)."""
    if not value:
        return 1
    guess = math.floor((math.log2(value.numerator) - math.log2(value.denominator)) / math.log2(base)) + 1
    while value >= Fraction(base) ** guess:
        guess += 1
    while value < Fraction(base) ** (guess - 1):
        guess -= 1
    return guess


def _fraction_digits(value: Fraction, base: int, exponent: int) -> Expr:
    """All digits of an exact number, the repeating ones in a list."""
    if not value:
        return Call(S.List, Call(S.List, integer(0)), integer(1))
    scaled = value / Fraction(base) ** exponent
    found: list[int] = []
    seen: dict[int, int] = {}
    rest, below = scaled.numerator, scaled.denominator
    while rest and rest not in seen:
        seen[rest] = len(found)
        digit, rest = divmod(rest * base, below)
        found.append(digit)
    head = list(map(integer, found if not rest else found[:seen[rest]]))
    tail: list[Expr] = [Call(S.List, *map(integer, found[seen[rest]:]))] if rest else [
        integer(0)] * max(exponent - len(head), 0)
    return Call(S.List, Call(S.List, *head, *tail), integer(exponent))


_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
          (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def _roman(n: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (n // value)
        n %= value
    return text


def _roman_value(text: str) -> int:
    values = {letters: value for value, letters in _ROMAN if len(letters) == 1}
    numbers = [values.get(c, 0) for c in text.upper()]
    return sum(-a if a < b else a for a, b in zip(numbers, [*numbers[1:], 0]))


@builtin("RomanNumeral", LISTABLE)
def roman_numeral(n: Expr) -> str | None:
    """RomanNumeral[n] is the Roman numeral of the integer n.

    Source   ref/RomanNumeral
    Example  {RomanNumeral[1994], RomanNumeral[9]}  gives  {MCMXCIV, IX}
    """
    return _roman(abs(n.value)) or "N" if isinstance(n, Integer) and abs(n.value) < 10 ** 6 else None


@builtin("FromRomanNumeral", LISTABLE)
def from_roman_numeral(text: Expr) -> int | None:
    """FromRomanNumeral["string"] is the integer that a Roman numeral stands for.

    Source   ref/FromRomanNumeral
    Example  FromRomanNumeral["MCMXCIV"]  gives  1994
    """
    return _roman_value(text.value) if isinstance(text, String) else None


# bits


_BITWISE = LISTABLE | FLAT | ONE_IDENTITY | ORDERLESS


def _bits(args: tuple[Expr, ...], function: Callable[[int, int], int], empty: int) -> int:
    return reduce(function, map(whole, args), empty)


@builtin("BitAnd", _BITWISE)
def bit_and(*args: Expr) -> int:
    """BitAnd[m, n, ...] is the bitwise and of integers.

    Source   ref/BitAnd
    Example  BitAnd[12, 10]  gives  8
    """
    return _bits(args, int.__and__, -1)


@builtin("BitOr", _BITWISE)
def bit_or(*args: Expr) -> int:
    """BitOr[m, n, ...] is the bitwise or of integers.

    Source   ref/BitOr
    Example  BitOr[12, 10]  gives  14
    """
    return _bits(args, int.__or__, 0)


@builtin("BitXor", _BITWISE)
def bit_xor(*args: Expr) -> int:
    """BitXor[m, n, ...] is the bitwise exclusive or of integers.

    Source   ref/BitXor
    Example  BitXor[12, 10]  gives  6
    """
    return _bits(args, int.__xor__, 0)


@builtin("BitNot", LISTABLE)
def bit_not(n: Expr) -> int:
    """BitNot[n] is the bitwise complement of n, -1 - n.

    Source   ref/BitNot
    Example  BitNot[5]  gives  -6
    """
    return ~whole(n)


@builtin("BitShiftLeft", LISTABLE)
def bit_shift_left(n: Expr, places: Expr = integer(1)) -> int:
    """BitShiftLeft[n, k] is n with its bits moved k places to the left.

    Source   ref/BitShiftLeft
    Example  BitShiftLeft[5, 2]  gives  20
    """
    return _shifted(whole(n), whole(places))


@builtin("BitShiftRight", LISTABLE)
def bit_shift_right(n: Expr, places: Expr = integer(1)) -> int:
    """BitShiftRight[n, k] is n with its bits moved k places to the right.

    Source   ref/BitShiftRight
    Example  BitShiftRight[20, 2]  gives  5
    """
    return _shifted(whole(n), -whole(places))


def _shifted(n: int, places: int) -> int:
    if places > _MOST_BITS and n:
        raise Unchanged
    return n << places if places >= 0 else n >> min(-places, 2 ** 62)


@builtin("BitLength", LISTABLE)
def bit_length(n: Expr) -> int:
    """BitLength[n] is the number of binary digits of n.

    Source   ref/BitLength
    Example  {BitLength[255], BitLength[256]}  gives  {8, 9}
    """
    value = whole(n)
    return (value if value >= 0 else ~value).bit_length()


@builtin("BitGet", LISTABLE)
def bit_get(n: Expr, place: Expr) -> int:
    """BitGet[n, k] is the bit of n that stands for 2^k.

    Source   ref/BitGet
    Example  BitGet[5, {0, 1, 2}]  gives  {1, 0, 1}
    """
    return whole(n) >> _place(place) & 1


@builtin("BitSet", LISTABLE)
def bit_set(n: Expr, place: Expr) -> int:
    """BitSet[n, k] is n with the bit for 2^k set to 1.

    Source   ref/BitSet
    Example  BitSet[4, 0]  gives  5
    """
    return whole(n) | 1 << _place(place)


@builtin("BitClear", LISTABLE)
def bit_clear(n: Expr, place: Expr) -> int:
    """BitClear[n, k] is n with the bit for 2^k set to 0.

    Source   ref/BitClear
    Example  BitClear[5, 0]  gives  4
    """
    return whole(n) & ~(1 << _place(place))


@builtin("BitFlip", LISTABLE)
def bit_flip(n: Expr, place: Expr) -> int:
    """BitFlip[n, k] is n with the bit for 2^k turned.

    Source   ref/BitFlip
    Example  BitFlip[5, 1]  gives  7
    """
    return whole(n) ^ 1 << _place(place)


def _place(expr: Expr) -> int:
    place = whole(expr)
    if not 0 <= place < _MOST_BITS:
        raise Unchanged
    return place
