"""The canonical order of expressions, which `Sort` uses and the arguments of orderless functions follow.

Numbers come first, by value; then strings, in dictionary order with a small letter before its capital; then symbols, by
name; then calls, shorter ones first, then by head and arguments. Products and powers are ordered as the terms of a
polynomial: by their factors from the last on, each by base and then exponent, so that `1 + 2 x + x^2 + 2 x y` is in
order.

Source  ref/Sort, ref/Order
"""

from __future__ import annotations

import math
import re
import unicodedata
from fractions import Fraction
from functools import lru_cache
from typing import Any

from wlnet.expr.atoms import BigReal, Complex, Integer, Object, Rational, Real, String
from wlnet.expr.base import Expr
from wlnet.expr.call import Call
from wlnet.expr.symbols import S, Symbol

Key = tuple[Any, ...]

_NUMBER, _NUMBER_POWER, _STRING, _SYMBOL, _CALL, _OBJECT = range(6)

# ASCII puts some punctuation between digits and letters; dictionaries put all of it before digits
_PUNCTUATION = str.maketrans({c: chr(i + 1) for i, c in enumerate("\t\n\v\f\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$")})
_PLAIN_WORDS = re.compile("[a-z0-9\0]*")
_RANKS = {Integer: 0, Rational: 0, BigReal: 1, Real: 2}
_PLAIN: Key = ()


@lru_cache(maxsize=65536)
def text_key(text: str) -> Key:
    """The sorting key of a string: letters without case and accents first, then accents, then case."""
    folded = text.casefold()
    if not text.isascii():
        folded = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return (folded.translate(_PUNCTUATION), len(text), text.swapcase())


def text_keys(texts: list[str]) -> list[Any]:
    """Sorting keys of many strings, made all at once where they are plain ASCII."""
    joined = "\0".join(texts)
    if not joined.isascii() or joined.count("\0") >= max(len(texts), 1):
        return list(map(text_key, texts))
    if _PLAIN_WORDS.fullmatch(joined):
        return texts
    return list(zip(joined.lower().translate(_PUNCTUATION).split("\0"), joined.swapcase().split("\0")))


def number_key(expr: Expr) -> Key:
    """The sorting key of a number: value, then exact before approximate."""
    if isinstance(expr, Complex):
        re, im = number_key(expr.re), number_key(expr.im)
        return (_NUMBER, re[1], abs(im[1]), im[1], 3)
    value = _comparable(expr) if isinstance(expr, BigReal) else expr.value  # type: ignore[attr-defined]
    return (_NUMBER, value, 0, 0, _RANKS[type(expr)])


def _comparable(number: BigReal) -> Fraction | float:
    """A number that compares with fractions and floats, which mpmath's do not."""
    sign: int
    mantissa: int
    exponent: int
    sign, mantissa, exponent, _ = number.value._mpf_
    if abs(exponent) > 100_000:
        return (-1 if sign else 1) * (math.inf if exponent > 0 else 0.0)
    return Fraction(-mantissa if sign else mantissa) * Fraction(2) ** exponent


def order_key(expr: Expr) -> Key:
    """A key such that sorting by it gives the canonical order.

    It lists the terms of a sum from the last on (anything else is a sum of one term), with a zero at the end: so x
    stands between -1 + x and 1 + x.
    """
    if type(expr) is not Call:
        return (_term_key(expr), _ZERO)
    if expr.order is None:
        expr.order = _sum_key(expr)
    return expr.order


def _sum_key(expr: Call) -> Key:
    """The key of a call. Powers and multiples of a sum stand beside the sum: (-1 + x)^2 comes before 1 + x."""
    inner: Expr = expr
    times = _ONCE
    if expr.head is S.Times and len(expr.args) == 2 and type(expr.args[0]) in _RANKS:
        inner, times = expr.args[1], _factor_key(expr.args[0])
    if type(inner) is Call:
        base, exponent = inner, _ONE
        if inner.head is S.Power and len(inner.args) == 2 and type(inner.args[0]) is Call:
            base, exponent = inner.args[0], order_key(inner.args[1])
        if base.head is S.Plus and base.args:
            return (*_terms_key(base), exponent, times)
    return (_term_key(expr), _ZERO)


def _terms_key(total: Call) -> Key:
    """The terms of a sum from the last on. Where x + ... comes after x, it comes after the powers of x as well."""
    lead, *rest = map(_term_key, reversed(total.args))
    name = lead[0][0]
    plain = ((name, _ONE), _ONCE)
    after = lead > plain or (lead == plain and (*rest, _ZERO) > (_ZERO,))
    return (((name, _AFTER),), lead, *rest, _ZERO) if after else (lead, *rest, _ZERO)


def _term_key(expr: Expr) -> Key:
    kind = type(expr)
    if kind in _RANKS or kind is Complex:
        return ((number_key(expr), _PLAIN),)
    if kind is String:
        return (((_STRING, text_key(expr.value)), _PLAIN),)  # type: ignore[attr-defined]
    if isinstance(expr, Call) and expr.head is S.Times:
        factors = tuple(_factor_key(factor) for factor in reversed(expr.args))
        return factors if expr.args and type(expr.args[0]) in _RANKS else (*factors, _ONCE)
    return (_factor_key(expr), _ONCE)


_ONCE = (number_key(Integer(1)), _PLAIN)     # a term without a number has the factor 1, so -x comes before x
_ZERO = _term_key(Integer(0))
_ONE = order_key(Integer(1))
_AFTER: Key = ((((_OBJECT + 1,), ()),),)         # an exponent greater than any


def _factor_key(expr: Expr) -> Key:
    if isinstance(expr, Call) and expr.head is S.Power and len(expr.args) == 2:
        base = _base_key(expr.args[0])
        if base[0] == _NUMBER:
            base = (_NUMBER_POWER, base)
        return (base, order_key(expr.args[1]))
    key = _base_key(expr)
    return (key, _PLAIN if key[0] in (_NUMBER, _STRING) else _ONE)


def _base_key(expr: Expr) -> Key:
    kind = type(expr)
    if kind is Symbol:
        return _symbol_key(expr)
    if kind in _RANKS or kind is Complex:
        return number_key(expr)
    if kind is String:
        return (_STRING, text_key(expr.value))  # type: ignore[attr-defined]
    if isinstance(expr, Object):
        return (_OBJECT, text_key(expr.head.short), id(expr.value))
    args = expr.args
    return (_CALL, len(args), order_key(expr.head), tuple(map(order_key, args)))


@lru_cache(maxsize=65536)
def _symbol_key(symbol: Symbol) -> Key:
    return (_SYMBOL, text_key(symbol.short), symbol.name)


def order(first: Expr, second: Expr) -> int:
    """`Order[first, second]`: 1 when in order, -1 when not, 0 when identical."""
    if first == second:
        return 0
    left, right = order_key(first), order_key(second)
    return 1 if left < right else -1 if right < left else 0
