"""Exact values of trigonometric functions at rational multiples of Pi, and angles with known sine or tangent.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from wlnet.builtins.arithmetic import PLUS, TIMES
from wlnet.expr import Call, Expr, Integer, Rational, S, Symbol, integer, rational
from wlnet.expr.numbers import MINUS_ONE, ZERO
from wlnet.kernel.evaluator import Evaluator

# sines of angles in units of Pi, from 0 to 1/2
_SINES = {
    "0": "0", "1/12": "(-1 + Sqrt[3])/(2 Sqrt[2])", "1/10": "(-1 + Sqrt[5])/4", "1/6": "1/2",
    "1/5": "Sqrt[5/8 - Sqrt[5]/8]", "1/4": "1/Sqrt[2]", "3/10": "(1 + Sqrt[5])/4", "1/3": "Sqrt[3]/2",
    "2/5": "Sqrt[5/8 + Sqrt[5]/8]", "5/12": "(1 + Sqrt[3])/(2 Sqrt[2])", "1/2": "1",
}
_TANGENTS = {
    "0": "0", "1/12": "2 - Sqrt[3]", "1/10": "Sqrt[1 - 2/Sqrt[5]]", "1/6": "1/Sqrt[3]", "1/5": "Sqrt[5 - 2 Sqrt[5]]",
    "1/4": "1", "3/10": "Sqrt[1 + 2/Sqrt[5]]", "1/3": "Sqrt[3]", "2/5": "Sqrt[5 + 2 Sqrt[5]]", "5/12": "2 + Sqrt[3]",
    "1/2": "ComplexInfinity",
}


@cache
def _table(kind: str) -> dict[Fraction, Expr]:
    from wlnet.syntax import parse

    texts = _SINES if kind == "sin" else _TANGENTS
    def read(text: str) -> Expr:
        return next(iter(parse(text, lambda name: Symbol("System`" + name))))
    return {Fraction(angle): read(text) for angle, text in texts.items()}


def multiple_of_pi(expr: Expr) -> Fraction | None:
    """r when expr is r Pi (or a number of degrees) with an exact rational r, else None."""
    if expr == ZERO:
        return Fraction(0)
    units = {S.Pi: Fraction(1), S.Degree: Fraction(1, 180)}
    if type(expr) is Symbol:
        return units.get(expr)
    if type(expr) is Call and expr.head is TIMES and len(expr.args) == 2 and expr.args[1] in units:
        front = expr.args[0]
        if type(front) is Integer or type(front) is Rational:
            return Fraction(front.value) * units[expr.args[1]]
    return None


def _angle(turn: Fraction) -> Expr:
    return Call(TIMES, rational(turn), S.Pi)


def sine(ev: Evaluator, z: Expr) -> Expr | None:
    """Sin[z] at a multiple of Pi, or shifted by one; None when nothing is known."""
    turn = multiple_of_pi(z)
    if turn is None:
        return _shifted(z, (S.Sin, S.Cos), (1, 1, -1, -1))
    reduced = turn % 2
    sign = 1
    if reduced > 1:
        reduced, sign = reduced - 1, -1
    if reduced > Fraction(1, 2):
        reduced = 1 - reduced
    return _signed(sign, _sine_value(reduced, S.Sin, S.Cos), Call(S.Sin, z))


def cosine(ev: Evaluator, z: Expr) -> Expr | None:
    """Cos[z] at a multiple of Pi, or shifted by one; None when nothing is known."""
    turn = multiple_of_pi(z)
    if turn is None:
        return _shifted(z, (S.Cos, S.Sin), (1, -1, -1, 1))
    reduced = turn % 2
    if reduced > 1:
        reduced = 2 - reduced
    sign = 1
    if reduced > Fraction(1, 2):
        reduced, sign = 1 - reduced, -1
    return _signed(sign, _sine_value(Fraction(1, 2) - reduced, S.Cos, S.Sin, True), Call(S.Cos, z))


def _sine_value(turn: Fraction, head: Symbol, other: Symbol, complement: bool = False) -> Expr:
    """The sine of an angle from 0 to Pi/2, as a number or as a function of an angle up to Pi/4."""
    found = _table("sin").get(turn)
    if found is not None:
        return found
    angle = Fraction(1, 2) - turn if complement else turn
    if angle <= Fraction(1, 4):
        return Call(head, _angle(angle))
    return Call(other, _angle(Fraction(1, 2) - angle))


def _signed(sign: int, value: Expr, original: Expr) -> Expr | None:
    if value == original or (type(value) is Call and type(original) is Call and value.head == original.head
                             and sign > 0 and multiple_of_pi(original.args[0]) == multiple_of_pi_of(value)):
        return None
    return value if sign > 0 else Call(TIMES, MINUS_ONE, value)


def multiple_of_pi_of(value: Call) -> Fraction | None:
    """The angle inside a function of r Pi that has not been evaluated yet."""
    angle = value.args[0]
    if type(angle) is Call and angle.head is TIMES and len(angle.args) == 2 and angle.args[1] is S.Pi:
        front = angle.args[0]
        if type(front) is Integer or type(front) is Rational:
            return Fraction(front.value)
    return None


def tangent(ev: Evaluator, z: Expr) -> Expr | None:
    """Tan[z] at a multiple of Pi, or shifted by one; None when nothing is known."""
    turn = multiple_of_pi(z)
    if turn is None:
        return None
    reduced = turn % 1
    sign = 1
    if reduced > Fraction(1, 2):
        reduced, sign = 1 - reduced, -1
    found = _table("tan").get(reduced)
    if found is None:
        small = reduced <= Fraction(1, 4)
        found = Call(S.Tan, _angle(reduced)) if small else Call(S.Cot, _angle(Fraction(1, 2) - reduced))
    return _signed(sign, found, Call(S.Tan, z))


def _shifted(z: Expr, heads: tuple[Symbol, Symbol], signs: tuple[int, int, int, int]) -> Expr | None:
    """f[x + k Pi/2]: the function or its companion at x, with a sign."""
    if type(z) is not Call or z.head is not PLUS:
        return None
    for index, term in enumerate(z.args):
        turn = multiple_of_pi(term)
        if turn is not None and (turn * 2).denominator == 1:
            quarter = int(turn * 2) % 4
            rest = z.args[:index] + z.args[index + 1:]
            inner = rest[0] if len(rest) == 1 else Call(PLUS, *rest)
            return Call(TIMES, integer(signs[quarter]), Call(heads[quarter % 2], inner))
    return None


@cache
def _known(kind: str) -> dict[Fraction, Expr]:
    return _table(kind)


def inverse(ev: Evaluator, kind: str, z: Expr) -> Expr | None:
    """The angle from -Pi/2 to Pi/2 with this sine ("sin") or tangent ("tan"), when it is an exact one."""
    tables = ev.state.setdefault("known angles", {})
    if kind not in tables:
        tables[kind] = {ev(value): turn for turn, value in _known(kind).items()}
    turn = tables[kind].get(z)
    if turn is None:
        opposite = ev(Call(TIMES, MINUS_ONE, z)) if type(z) is not Symbol else None
        turn = tables[kind].get(opposite)
        if turn is None:
            return None
        turn = -turn
    return ZERO if turn == 0 else Call(TIMES, rational(turn), S.Pi)
