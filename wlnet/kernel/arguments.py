"""Readers of arguments: each turns an expression into a Python value, or complains.

A reader is `(expr, position, call) -> value`; as an annotation, `Annotated[type, reader]`, it documents what a builtin
accepts, and no body repeats the check. Position 0 is the value of an option.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated

from wlnet.expr import (
    FALSE, TRUE, Association, BigReal, Call, Expr, Integer, Packed, Rational, Real, S, String, Symbol,
    is_call, is_list,
)
from wlnet.kernel.messages import Complaint, Unchanged


def machine_integer(expr: Expr, position: int, call: Call) -> int:
    """A machine-sized integer (message intm)."""
    if isinstance(expr, Integer) and abs(expr.value) < 2**63:
        return expr.value
    raise Complaint("intm", call, position)


def any_integer(expr: Expr, position: int, call: Call) -> int:
    """An integer of any size (message int)."""
    if isinstance(expr, Integer):
        return expr.value
    raise Complaint("int", call, position)


def natural(expr: Expr, position: int, call: Call) -> int:
    """A non-negative machine-sized integer (message intnm)."""
    if isinstance(expr, Integer) and 0 <= expr.value < 2**63:
        return expr.value
    raise Complaint("intnm", call, position)


def positive_integer(expr: Expr, position: int, call: Call) -> int:
    """A positive machine-sized integer (message intpm)."""
    if isinstance(expr, Integer) and 0 < expr.value < 2**63:
        return expr.value
    raise Complaint("intpm", call, position)


def is_infinity(expr: Expr) -> bool:
    """Whether `expr` is `Infinity`, as a symbol or a directed infinity."""
    return expr is S.Infinity or (is_call(expr, S.DirectedInfinity, 1) and expr.args[0] == Integer(1))


def count_or_infinity(expr: Expr, position: int, call: Call) -> float:
    """A non-negative integer, or `math.inf` for Infinity (message innf)."""
    if is_infinity(expr):
        return math.inf
    if isinstance(expr, Integer) and expr.value >= 0:
        return expr.value
    raise Complaint("innf", call, position)


def real_number(expr: Expr, position: int, call: Call) -> float:
    """A real number as a float (message numn)."""
    if isinstance(expr, (Integer, Real, Rational, BigReal)):
        return float(expr.value)
    raise Complaint("numn", call, position)


def exact_number(expr: Expr, position: int, call: Call) -> Fraction:
    """An integer or a rational (the call stays as it is otherwise)."""
    if isinstance(expr, (Integer, Rational)):
        return Fraction(expr.value)
    raise Unchanged


def any_string(expr: Expr, position: int, call: Call) -> str:
    """A string (message string)."""
    if isinstance(expr, String):
        return expr.value
    raise Complaint("string", position, call)


def any_symbol(expr: Expr, position: int, call: Call) -> Symbol:
    """A symbol (message sym)."""
    if isinstance(expr, Symbol):
        return expr
    raise Complaint("sym", expr, position)


def a_list(expr: Expr, position: int, call: Call) -> Call:
    """A list, packed or not (message list)."""
    if is_list(expr):
        return expr  # type: ignore[return-value]
    raise Complaint("list", call, position)


def list_or_association(expr: Expr, position: int, call: Call) -> Call | Association:
    """A list or an association (message listrp)."""
    if is_list(expr) or isinstance(expr, Association):
        return expr  # type: ignore[return-value]
    raise Complaint("listrp", call, position)


def nonatomic(expr: Expr, position: int, call: Call) -> Call | Association:
    """Anything with parts: a call or an association (message normal)."""
    if isinstance(expr, (Call, Association)):
        return expr
    raise Complaint("normal", position, call)


def true_or_false(expr: Expr, position: int, call: Call) -> bool:
    """True or False (message opttf)."""
    if expr is TRUE or expr is FALSE:
        return expr is TRUE
    raise Complaint("opttf", call, expr)


def strings(expr: Expr, position: int, call: Call) -> list[str]:
    """A list of strings (message strse)."""
    if is_list(expr) and not isinstance(expr, Packed) and all(isinstance(item, String) for item in expr.args):
        return [item.value for item in expr.args]  # type: ignore[attr-defined]
    raise Complaint("strse", position, call)


MachineInteger = Annotated[int, machine_integer]
AnyInteger = Annotated[int, any_integer]
Natural = Annotated[int, natural]
PositiveInteger = Annotated[int, positive_integer]
CountOrInfinity = Annotated[float, count_or_infinity]
RealNumber = Annotated[float, real_number]
ExactNumber = Annotated[Fraction, exact_number]
AnyString = Annotated[str, any_string]
AnySymbol = Annotated[Symbol, any_symbol]
AList = Annotated[Call, a_list]
ListOrAssociation = Annotated["Call | Association", list_or_association]
Nonatomic = Annotated["Call | Association", nonatomic]
Flag = Annotated[bool, true_or_false]
Strings = Annotated[list[str], strings]
