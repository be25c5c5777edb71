"""CForm and FortranForm: expressions as text of these languages.

One recursion over the expression; the two differ in powers, in brackets of names and in how numbers are written.
"""

from __future__ import annotations

from dataclasses import dataclass

from wlnet.expr import (
    BigReal, Call, Complex, Expr, Integer, Rational, Real, S, String, Symbol, integer, is_call, rational,
)
from wlnet.syntax.numbers import write_real
from wlnet.syntax.printer import without_minus

ATOM, POWER, PRODUCT, SUM, RELATION, CONJUNCTION, DISJUNCTION = 7, 6, 5, 4, 3, 2, 1

RELATIONS = {S.Equal: ("==", ".eq."), S.Unequal: ("!=", ".ne."), S.Less: ("<", ".lt."), S.LessEqual: ("<=", ".le."),
             S.Greater: (">", ".gt."), S.GreaterEqual: (">=", ".ge.")}
LOGIC = {S.And: (CONJUNCTION, " && ", ".and."), S.Or: (DISJUNCTION, " || ", ".or.")}


@dataclass(frozen=True)
class Writer:
    """Writes expressions for C, or for Fortran."""

    fortran: bool

    def text(self, expr: Expr, least: int = 0) -> str:
        """The text of an expression, in parentheses where it binds less than `least`."""
        level, text = self._written(expr)
        return f"({text})" if level < least else text

    def _written(self, expr: Expr) -> tuple[int, str]:
        if isinstance(expr, Integer):
            return ATOM if expr.value >= 0 else SUM, str(expr.value)
        if isinstance(expr, Real):
            return ATOM if expr.value >= 0 else SUM, self._real(expr.value)
        if isinstance(expr, (BigReal, Rational)):
            return ATOM if expr.value >= 0 else SUM, self._real(float(expr.value))
        if isinstance(expr, Complex):
            parts = f"({self.text(expr.re)},{self.text(expr.im)})"
            return ATOM, parts if self.fortran else "Complex" + parts
        if isinstance(expr, String):
            return ATOM, '"' + expr.value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        if isinstance(expr, Symbol):
            return ATOM, expr.short
        return self._call(expr) if isinstance(expr, Call) else (ATOM, str(expr))

    def _real(self, value: float) -> str:
        text = write_real(value).replace("`", "").replace("*^", "e")
        return text.replace("e", "d") if self.fortran and "e" in text and "inf" not in text else text

    def _call(self, expr: Call) -> tuple[int, str]:
        head, args = expr.head, expr.args
        if head is S.Plus and len(args) > 1:
            return SUM, self._sum(args)
        if head is S.Times and len(args) > 1:
            return self._product(expr)
        if head is S.Power and len(args) == 2:
            return self._power(*args)
        if head in RELATIONS and len(args) == 2:
            sign = RELATIONS[head][self.fortran]
            return RELATION, (sign if self.fortran else f" {sign} ").join(self.text(arg, SUM) for arg in args)
        if head in LOGIC:
            level, *signs = LOGIC[head]
            return level, signs[self.fortran].join(self.text(arg, level + 1) for arg in args)
        if head is S.Not and len(args) == 1:
            return ATOM, (".not." if self.fortran else "!") + self.text(args[0], ATOM)
        return ATOM, self.text(head) + "(" + ",".join(map(self.text, args)) + ")"

    def _sum(self, terms: tuple[Expr, ...]) -> str:
        pieces = [self.text(terms[0], SUM)]
        for term in terms[1:]:
            positive = without_minus(term)
            pieces.append(" + " + self.text(term, SUM) if positive is None else " - " + self.text(positive, PRODUCT))
        return "".join(pieces)

    def _product(self, expr: Call) -> tuple[int, str]:
        positive = without_minus(expr)
        if positive is not None:
            return SUM, "-" + self.text(positive, PRODUCT)
        above: list[Expr] = []
        below: list[str] = []
        for factor in expr.args:
            if isinstance(factor, Rational):
                if factor.value.numerator != 1:
                    above.append(integer(factor.value.numerator))
                below.append(self._real(float(factor.value.denominator)))
            elif is_call(factor, S.Power, 2) and _is_negative(factor.args[1]):
                below.append(self.text(_inverted(factor), PRODUCT + 1))
            else:
                above.append(factor)
        top = "*".join(self.text(factor, PRODUCT) for factor in above) or "1"
        if not below:
            return PRODUCT, top
        top = f"({top})" if len(above) > 1 else top
        bottom = below[0] if len(below) == 1 else "(" + "*".join(below) + ")"
        return PRODUCT, f"{top}/{bottom}"

    def _power(self, base: Expr, exponent: Expr) -> tuple[int, str]:
        if exponent == rational(1, 2):
            return ATOM, f"Sqrt({self.text(base)})"
        if _is_negative(exponent):
            return PRODUCT, "1/" + self.text(_inverted(Call(S.Power, base, exponent)), PRODUCT + 1)
        if self.fortran:
            return POWER, f"{self.text(base, ATOM)}**{self.text(exponent, ATOM)}"
        return ATOM, f"Power({self.text(base)},{self.text(exponent)})"


def _is_negative(expr: Expr) -> bool:
    return isinstance(expr, (Integer, Rational, Real)) and expr.value < 0


def _inverted(power: Expr) -> Expr:
    base, exponent = power.args
    value = exponent.value  # type: ignore[attr-defined]
    if isinstance(exponent, Real):
        return Call(S.Power, base, Real(-value))
    turned = rational(-value.numerator, value.denominator) if isinstance(exponent, Rational) else integer(-value)
    return base if turned == integer(1) else Call(S.Power, base, turned)


def c_form(expr: Expr) -> str:
    """Text for C.

    Example  c_form of Plus[Power[x, 2], Times[1/3, Sqrt[y]]]  gives  Power(x,2) + Sqrt(y)/3.
    """
    return Writer(False).text(expr)


def fortran_form(expr: Expr) -> str:
    """Text for Fortran.

    Example  fortran_form of Power[x, 2]  gives  x**2
    """
    return Writer(True).text(expr)
