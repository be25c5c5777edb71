"""Numerical values: which expressions are numbers in disguise, `N`, and sign and size of exact quantities."""

from __future__ import annotations

from typing import Any

from wlnet.builtins.constants import machine_constant, precise_constant
from wlnet.expr import (
    Association, BigReal, Call, Complex, Expr, Integer, Packed, Rational, Real, S, Symbol, is_list,
    packed,
)
from wlnet.expr.atoms import Number
from wlnet.expr.numbers import (
    NUMBER_KINDS, compare, is_exact, is_number, is_zero, machine, precision_of, sign_of, to_big, to_mpf,
    working_bits,
)
from wlnet.kernel.attributes import CONSTANT, N_HOLD_FIRST, N_HOLD_REST, NUMERIC_FUNCTION
from wlnet.kernel.evaluator import Evaluator


def is_numeric(ev: Evaluator, expr: Expr) -> bool:
    """`NumericQ`: a number, a constant, or a numeric function of such."""
    kind = type(expr)
    if kind in NUMBER_KINDS:
        return True
    if kind is Symbol:
        return bool(ev.definition(expr).attributes & CONSTANT)  # type: ignore[arg-type]
    if kind is Call and type(expr.head) is Symbol and ev.definition(expr.head).attributes & NUMERIC_FUNCTION:
        return all(is_numeric(ev, arg) for arg in expr.args)
    return False


def approximate(ev: Evaluator, expr: Expr, precision: float | None = None) -> Expr:
    """`N[expr]` (`precision` None), or `N[expr, precision]` with a few digits lost to cancellation."""
    kind = type(expr)
    if kind in NUMBER_KINDS:
        return _approximate_number(expr, precision)
    if kind is Symbol:
        return _approximate_symbol(ev, expr, precision)  # type: ignore[arg-type]
    if kind is Packed:
        return _approximate_packed(ev, expr, precision)  # type: ignore[arg-type]
    if kind is Association:
        return expr.with_values(approximate(ev, value, precision) for value in expr.items.values())  # type: ignore[attr-defined, no-any-return]
    if kind is Call:
        return _approximate_call(ev, expr, precision)  # type: ignore[arg-type]
    return expr


def _approximate_number(number: Any, precision: float | None) -> Expr:
    if precision is None:
        return machine(number)
    return to_big(number, min(precision, precision_of(number)))


def _approximate_symbol(ev: Evaluator, symbol: Symbol, precision: float | None) -> Expr:
    found = machine_constant(symbol) if precision is None else precise_constant(symbol, precision)
    if found is not None:
        return found
    rules = ev.definition(symbol).n
    return _by_rules(ev, symbol, symbol, precision) if rules is not None else symbol


def _by_rules(ev: Evaluator, owner: Symbol, expr: Expr, precision: float | None) -> Expr:
    """The value that `N[f[...]] = ...` has been given."""
    rules = ev.definition(owner).n
    assert rules is not None
    asked = Call(S.List, S.MachinePrecision if precision is None else Real(precision), S.Infinity)
    for form in (Call(S.N, expr), Call(S.N, expr, asked), Call(S.N, expr, asked.args[0])):
        value = rules.apply(form, ev)
        if value is not None:
            return approximate(ev, ev(value), precision)
    return expr


def _approximate_packed(ev: Evaluator, expr: Packed, precision: float | None) -> Expr:
    if precision is not None:
        return Call(S.List, *(approximate(ev, item, precision) for item in expr.args))
    return expr if expr.array.dtype.kind != "i" else packed(expr.array.astype("f8"))


def _approximate_call(ev: Evaluator, expr: Call, precision: float | None) -> Expr:
    head = expr.head
    if head is S.Power and len(expr.args) == 2:
        return _approximate_power(ev, expr, precision)
    attributes = 0
    if type(head) is Symbol:
        if ev.definition(head).n is not None:
            value = _by_rules(ev, head, expr, precision)
            if value is not expr:
                return value
        attributes = ev.definition(head).attributes
    args = [arg if attributes & (N_HOLD_REST if index else N_HOLD_FIRST) else approximate(ev, arg, precision)
            for index, arg in enumerate(expr.args)]
    if all(map(lambda new, old: new is old, args, expr.args)):
        return expr
    return ev(Call(head, *args))


def _approximate_power(ev: Evaluator, expr: Call, precision: float | None) -> Expr:
    """Integer exponents stay exact, for precision and speed; so do the exponents of symbols: x^2 stays x^2.
    """
    base, exponent = expr.args
    if base is S.E and precision is None:
        new_exponent = approximate(ev, exponent)
        if is_number(new_exponent):
            return ev(Call(S.Power, base, new_exponent))
    new_base = approximate(ev, base, precision)
    if type(exponent) is Integer:
        return expr if new_base is base else ev(Call(S.Power, new_base, exponent))
    if type(exponent) is Rational and is_number(new_base) and exponent.value.denominator == 2 and precision is None:
        return ev(Call(S.Power, new_base, Real(float(exponent.value))))
    return ev(Call(S.Power, new_base, approximate(ev, exponent, precision)))


def to_precision(ev: Evaluator, expr: Expr, precision: float) -> Expr:
    """`N[expr, precision]`: computed with more digits until the result has that many."""
    if is_list(expr):
        return Call(S.List, *(to_precision(ev, item, precision) for item in expr.args))
    if not is_numeric(ev, expr):
        if type(expr) is Call and any(is_numeric(ev, arg) for arg in expr.args) or type(expr) is Association:
            return _precise_parts(ev, expr, precision)
        return approximate(ev, expr, precision)
    extra = 5.0
    while True:
        value = approximate(ev, expr, precision + extra)
        if not is_number(value) or is_exact(value):
            return value
        reached = _complex_precision(value)
        if reached >= precision or not _is_exact_expr(expr):
            return _cut(value, min(precision, max(reached, 0.0)))
        if extra > 60 + precision:
            return _cut(value, max(reached, 0.0))
        extra = extra * 2 + (precision - reached)


def _precise_parts(ev: Evaluator, expr: Any, precision: float) -> Expr:
    if type(expr) is Association:
        return expr.with_values(to_precision(ev, value, precision) for value in expr.items.values())
    if expr.head is S.Power and type(expr.args[-1]) is Integer:
        return ev(Call(S.Power, to_precision(ev, expr.args[0], precision), expr.args[1]))
    return ev(Call(expr.head, *(to_precision(ev, arg, precision) for arg in expr.args)))


def _is_exact_expr(expr: Expr) -> bool:
    if is_number(expr):
        return is_exact(expr)
    return all(map(_is_exact_expr, expr.args))


def _complex_precision(value: Any) -> float:
    """The precision of a result; of a complex one, that of the larger part."""
    if type(value) is not Complex:
        return precision_of(value)
    parts = [part for part in (value.re, value.im) if not is_zero(part)]
    return min((precision_of(part) for part in parts), default=0.0)


def _cut(value: Any, precision: float) -> Expr:
    if type(value) is Complex:
        return Complex(_cut(value.re, precision), _cut(value.im, precision))  # type: ignore[arg-type]
    if type(value) is not BigReal:
        return value  # type: ignore[no-any-return]
    return BigReal(to_mpf(value, working_bits(precision)), precision)


def numeric_value(ev: Evaluator, expr: Expr) -> Number | None:
    """The machine value of an expression as a number atom, or None when it has none."""
    if is_number(expr):
        return expr  # type: ignore[return-value]
    if not is_numeric(ev, expr):
        return None
    value = approximate(ev, expr)
    return value if is_number(value) else None  # type: ignore[return-value]


def numeric_sign(ev: Evaluator, expr: Expr) -> int | None:
    """-1, 0 or 1 for a real numeric expression, decided with as many digits as it takes; None when there is
    no sign.
    """
    kind = type(expr)
    if kind in NUMBER_KINDS:
        return None if kind is Complex else sign_of(expr)  # type: ignore[arg-type]
    if not is_numeric(ev, expr):
        return None
    value = approximate(ev, expr)
    if type(value) is Real and abs(value.value) > 1e-9 and abs(value.value) < 1e15:
        return sign_of(value)
    for precision in (30.0, 80.0):
        value = approximate(ev, expr, precision)
        if type(value) is Complex:
            return None
        if type(value) is BigReal and value.value and value.precision > 2:
            return sign_of(value)
        if is_number(value) and is_exact(value):
            return sign_of(value)  # type: ignore[arg-type]
    return 0 if is_number(value) else None


def numeric_compare(ev: Evaluator, left: Expr, right: Expr) -> int | None:
    """How two real numeric expressions compare; None when they do not."""
    if type(left) in NUMBER_KINDS and type(right) in NUMBER_KINDS:
        return None if Complex in (type(left), type(right)) else compare(left, right)  # type: ignore[arg-type]
    if not (is_numeric(ev, left) and is_numeric(ev, right)):
        return None
    return numeric_sign(ev, ev(Call(S.Plus, left, Call(S.Times, Integer(-1), right))))
