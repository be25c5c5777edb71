"""Atoms: expressions without arguments.

Numbers and strings are wrapped because Python's `1 == 1.0 == True` is not `SameQ`. Comparing two expressions with
`==` is `SameQ`: the same kind of atom with the same value.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from wlnet.expr.base import Atom
from wlnet.expr.symbols import S, Symbol

if TYPE_CHECKING:
    from mpmath import mpf


class Integer(Atom):
    """An exact integer of any size. Use `integer(n)`, which shares the small ones."""

    __slots__ = ("value",)

    def __init__(self, value: int) -> None:
        self.value = value

    @property
    def head(self) -> Symbol:
        return S.Integer

    def __eq__(self, other: object) -> bool:
        return self is other or (type(other) is Integer and self.value == other.value)

    def __hash__(self) -> int:
        return hash(self.value)

    def __repr__(self) -> str:
        return str(self.value)


class Rational(Atom):
    """An exact fraction in lowest terms that is not an integer. Use `rational(p, q)`, which reduces."""

    __slots__ = ("value",)

    def __init__(self, value: Fraction) -> None:
        self.value = value

    @property
    def head(self) -> Symbol:
        return S.Rational

    def __eq__(self, other: object) -> bool:
        return type(other) is Rational and self.value == other.value

    def __hash__(self) -> int:
        return hash(("Rational", self.value))

    def __repr__(self) -> str:
        return f"Rational[{self.value.numerator}, {self.value.denominator}]"


class Real(Atom):
    """A machine real (float64)."""

    __slots__ = ("value",)

    def __init__(self, value: float) -> None:
        self.value = value

    @property
    def head(self) -> Symbol:
        return S.Real

    def __eq__(self, other: object) -> bool:
        return type(other) is Real and self.value == other.value

    def __hash__(self) -> int:
        return hash(("Real", self.value))

    def __repr__(self) -> str:
        return repr(self.value)


class BigReal(Atom):
    """A real of arbitrary precision: an mpmath number and its precision in decimal digits.

    Two are the same when they agree in the digits that their precision vouches for.
    """

    __slots__ = ("value", "precision")

    def __init__(self, value: mpf, precision: float) -> None:
        self.value = value
        self.precision = precision

    @property
    def head(self) -> Symbol:
        return S.Real

    def __eq__(self, other: object) -> bool:
        return type(other) is BigReal and self._vouched() == other._vouched()

    def __hash__(self) -> int:
        return hash(("BigReal", self._vouched()))

    def _vouched(self) -> tuple[object, ...]:
        """The value rounded to the bits that its precision covers, and some to spare; and that precision."""
        from mpmath.libmp import mpf_pos
        bits = max(int(self.precision * 3.33), 1) + 4
        return mpf_pos(self.value._mpf_, bits, "n"), round(self.precision, 6)

    def __repr__(self) -> str:
        return f"{self.value}`{self.precision}"


class Complex(Atom):
    """A complex number; `re` and `im` are real number atoms, `im` is never an exact zero."""

    __slots__ = ("re", "im")

    def __init__(self, re: Number, im: Number) -> None:
        self.re = re
        self.im = im

    @property
    def head(self) -> Symbol:
        return S.Complex

    def __eq__(self, other: object) -> bool:
        return type(other) is Complex and self.re == other.re and self.im == other.im

    def __hash__(self) -> int:
        return hash(("Complex", self.re, self.im))

    def __repr__(self) -> str:
        return f"Complex[{self.re!r}, {self.im!r}]"


class String(Atom):
    """A string of Unicode characters."""

    __slots__ = ("value",)

    def __init__(self, value: str) -> None:
        self.value = value

    @property
    def head(self) -> Symbol:
        return S.String

    def __eq__(self, other: object) -> bool:
        return type(other) is String and self.value == other.value

    def __hash__(self) -> int:
        return hash(("String", self.value))

    def __repr__(self) -> str:
        return f'"{self.value}"'


class Object(Atom):
    """A Python value (a net, an image, a state object) as an expression with a head.

    What applying it, printing it or taking its parts means is registered by the class of `value`.
    """

    __slots__ = ("_head", "value")

    def __init__(self, head: Symbol, value: Any) -> None:
        self._head = head
        self.value = value

    @property
    def head(self) -> Symbol:
        return self._head

    def __eq__(self, other: object) -> bool:
        return self is other or (
            type(other) is Object and self._head is other._head and bool(self.value == other.value))

    def __hash__(self) -> int:
        return hash((id(self._head), type(self.value)))

    def __repr__(self) -> str:
        return f"{self._head!r}[<{type(self.value).__name__}>]"


Number = Integer | Rational | Real | BigReal | Complex

_SMALL = {n: Integer(n) for n in range(-256, 1025)}


def integer(value: int) -> Integer:
    """The integer atom; small ones are shared."""
    return _SMALL.get(value) or Integer(value)


def rational(numerator: int | Fraction, denominator: int = 1) -> Integer | Rational:
    """The exact number numerator/denominator in lowest terms."""
    value = Fraction(numerator, denominator)
    return integer(value.numerator) if value.denominator == 1 else Rational(value)

