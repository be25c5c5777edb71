"""Comparing: `Equal`, `Less` and their kind, chains of them, `SameQ`; exact quantities are compared by value.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from itertools import pairwise
from typing import Any, cast

from wlnet.builtins.constants import INDETERMINATE, INFINITY, MINUS_INFINITY, is_infinite
from wlnet.builtins.numeric import is_numeric, numeric_compare, numeric_sign, numeric_value
from wlnet.expr import (
    FALSE, TRUE, Association, Call, Complex, Expr, Integer, Object, Packed, Real, S, String, Symbol,
    integer, is_call, is_list, length,
)
from wlnet.expr.numbers import NUMBER_KINDS, compare, same_value
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator

Verdict = bool | None
_QUICK = frozenset({Integer, Real})
_WHOLE = frozenset({S.Image, S.Image3D, S.Audio})       # objects that are data, and differ when they are not the same


def boolean(value: bool | None) -> Expr | None:
    """True or False as symbols; None stays None."""
    return TRUE if value else FALSE if value is not None else None



def equal(ev: Evaluator, a: Expr, b: Expr) -> Verdict:
    """Whether two expressions are equal, as `Equal` decides; None when that cannot be told."""
    if type(a) in NUMBER_KINDS and type(b) in NUMBER_KINDS:
        return same_value(a, b)  # type: ignore[arg-type]
    if a == b:
        return None if a is INDETERMINATE else True
    if type(a) is Object and type(b) is Object and a.head is b.head in _WHOLE:
        return False
    if type(a) is String or type(b) is String:
        return _equal_string(a, b)
    if is_list(a) and is_list(b):
        return _equal_lists(ev, a, b)
    if type(a) is Association and type(b) is Association:
        return _equal_associations(ev, a, b)
    if {a, b} <= {TRUE, FALSE}:
        return False
    if is_infinite(a) or is_infinite(b):
        return _equal_infinities(ev, a, b)
    return _equal_numeric(ev, a, b)


def _equal_string(a: Expr, b: Expr) -> Verdict:
    other = b if type(a) is String else a
    return False if type(other) is String or type(other) in NUMBER_KINDS else None


def _equal_lists(ev: Evaluator, a: Expr, b: Expr) -> Verdict:
    if length(a) != length(b):
        return False
    if isinstance(a, Packed) and isinstance(b, Packed):
        if a.array.shape != b.array.shape:
            return False
        if a.array.dtype.kind == "i" and b.array.dtype.kind == "i":
            return bool((a.array == b.array).all())
        x, y = cast(Any, a.array), cast(Any, b.array)
        near = (x == y) | (abs(x - y) <= 2.0 ** -46 * _larger(x, y))
        return bool(near.all())
    return _all_equal(ev, a.args, b.args)


def _larger(x: Any, y: Any) -> Any:
    import numpy as np
    return np.maximum(abs(x), abs(y))


def _all_equal(ev: Evaluator, left: Any, right: Any) -> Verdict:
    verdict: Verdict = True
    for x, y in zip(left, right):
        same = equal(ev, x, y)
        if same is False:
            return False
        if same is None:
            verdict = None
    return verdict


def _equal_associations(ev: Evaluator, a: Association, b: Association) -> Verdict:
    if list(a.items) != list(b.items):
        return False
    return _all_equal(ev, a.items.values(), b.items.values())


def _equal_infinities(ev: Evaluator, a: Expr, b: Expr) -> Verdict:
    if is_infinite(a) and is_infinite(b):
        return False
    return False if is_numeric(ev, b if is_infinite(a) else a) else None


def _equal_numeric(ev: Evaluator, a: Expr, b: Expr) -> Verdict:
    if not (is_numeric(ev, a) and is_numeric(ev, b)):
        return None
    x, y = numeric_value(ev, a), numeric_value(ev, b)
    if x is None or y is None:
        return None
    if not same_value(x, y):
        return False
    if not (_exact(a) and _exact(b)):
        return True
    difference = ev(Call(S.Plus, a, Call(S.Times, integer(-1), b)))
    sign = numeric_sign(ev, difference)
    if sign is None:
        from wlnet.builtins.numeric import approximate
        from wlnet.expr.numbers import is_number, is_zero
        value = approximate(ev, difference, 60.0)
        return True if is_number(value) and (is_zero(value) or _tiny(value)) else None
    return sign == 0


def _tiny(value: Any) -> bool:
    parts = (value.re, value.im) if type(value) is Complex else (value,)
    return all(abs(part.value) < 1e-40 for part in parts)  # type: ignore[union-attr]


def _exact(expr: Expr) -> bool:
    from wlnet.expr.numbers import is_exact, is_number
    return is_exact(expr) if is_number(expr) else all(map(_exact, expr.args))


@builtin("Equal", direct=True)
def equal_(ev: Evaluator, call: Call) -> Expr | None:
    """x == y or Equal[x, y] is True when x and y are equal, False when they are not, and stays when that is open.

    Inexact numbers are equal when they differ in their last seven binary digits only.

    Source   ref/Equal
    Example  {1 == 1., 2 == 3, x == y, "a" == "a"}  gives  {True, False, x == y, True}
    """
    args = call.args
    if len(args) == 2:
        a, b = args
        if type(a) is Integer and type(b) is Integer:
            return TRUE if a.value == b.value else FALSE
        return boolean(equal(ev, a, b))
    verdict: Verdict = True
    for a, b in pairwise(args):
        same = equal(ev, a, b)
        if same is False:
            return FALSE
        verdict = verdict and same
    return boolean(verdict)




@builtin("Unequal", direct=True)
def unequal(ev: Evaluator, call: Call) -> Expr | None:
    """x != y or Unequal[x, y, ...] is True when all of its arguments are known to differ from one another.

    Source   ref/Unequal
    Example  {1 != 2, 1 != 1., x != x, 1 != 2 != 1}  gives  {True, False, False, False}
    """
    args = call.args
    verdict: Verdict = True
    for index, a in enumerate(args):
        for b in args[index + 1:]:
            same = equal(ev, a, b)
            if same:
                return FALSE
            if same is None:
                verdict = None
    return boolean(verdict)


@builtin("SameQ", direct=True)
def same_q(ev: Evaluator, call: Call) -> Expr | None:
    """x === y or SameQ[x, y, ...] is True when the expressions are identical, and False otherwise.

    Source   ref/SameQ
    Example  {a === a, 1 === 1., {1, 2} === {1, 2}}  gives  {True, False, True}
    """
    args = call.args
    return TRUE if all(map(same, args, args[1:])) else FALSE


def same(a: Expr, b: Expr) -> bool:
    """Whether two expressions are identical; machine reals may differ in their last binary digit."""
    if a == b:
        return True
    if type(a) is Real and type(b) is Real:
        return abs(a.value - b.value) <= 2.0 ** -52 * abs(a.value)
    return False


@builtin("UnsameQ", direct=True)
def unsame_q(ev: Evaluator, call: Call) -> Expr | None:
    """x =!= y or UnsameQ[x, y, ...] is True when no two of the expressions are identical.

    Source   ref/UnsameQ
    Example  {a =!= b, 1 =!= 1, 1 =!= 1.}  gives  {True, False, True}
    """
    args = call.args
    for index, a in enumerate(args):
        if any(same(a, b) for b in args[index + 1:]):
            return FALSE
    return TRUE



def ordered(ev: Evaluator, a: Expr, b: Expr) -> int | None:
    """How two real quantities compare (-1, 0, 1); None when that cannot be told."""
    if type(a) in NUMBER_KINDS and type(b) in NUMBER_KINDS:
        return None if Complex in (type(a), type(b)) else compare(a, b)  # type: ignore[arg-type]
    if is_infinite(a) or is_infinite(b):
        return _ordered_infinities(ev, a, b)
    return numeric_compare(ev, a, b)


def _ordered_infinities(ev: Evaluator, a: Expr, b: Expr) -> int | None:
    ranks = []
    for side in (a, b):
        if side == INFINITY:
            ranks.append(1)
        elif side == MINUS_INFINITY:
            ranks.append(-1)
        elif numeric_sign(ev, side) is not None:
            ranks.append(0)
        else:
            return None
    return (ranks[0] > ranks[1]) - (ranks[0] < ranks[1])


def _chain(ev: Evaluator, call: Call, test: Callable[[int, int], bool]) -> Expr | None:
    args = call.args
    verdict: Verdict = True
    for a, b in pairwise(args):
        found = ordered(ev, a, b)
        if found is None:
            if _not_comparable(ev, a, b, call):
                return None
            verdict = None
        elif not test(found, 0):
            return FALSE
    return boolean(verdict)


def _not_comparable(ev: Evaluator, a: Expr, b: Expr, call: Call) -> bool:
    for side in (a, b):
        if type(side) is Complex or side == Call(S.DirectedInfinity):
            ev.message(call.head, "nord", side)  # type: ignore[arg-type]
            return True
    return False


_NORD = {"nord": "Invalid comparison with `1` attempted."}


@builtin("Less", messages=_NORD, direct=True)
def less(ev: Evaluator, call: Call) -> Expr | None:
    """x < y or Less[x, y, ...] is True when the numbers are strictly increasing.

    Source   ref/Less
    Example  {1 < 2 < 3, 2 < 1, Pi < 22/7, x < 1}  gives  {True, False, True, x < 1}
    """
    args = call.args
    if len(args) == 2:
        a, b = args
        if type(a) in _QUICK and type(b) in _QUICK:
            return TRUE if a.value < b.value else FALSE  # type: ignore[attr-defined]
    return _chain(ev, call, operator.lt)


@builtin("Greater", messages=_NORD, direct=True)
def greater(ev: Evaluator, call: Call) -> Expr | None:
    """x > y or Greater[x, y, ...] is True when the numbers are strictly decreasing.

    Source   ref/Greater
    Example  {3 > 2 > 1, 1 > 2, E > 2}  gives  {True, False, True}
    """
    args = call.args
    if len(args) == 2:
        a, b = args
        if type(a) in _QUICK and type(b) in _QUICK:
            return TRUE if a.value > b.value else FALSE  # type: ignore[attr-defined]
    return _chain(ev, call, operator.gt)


@builtin("LessEqual", messages=_NORD, direct=True)
def less_equal(ev: Evaluator, call: Call) -> Expr | None:
    """x <= y or LessEqual[x, y, ...] is True when no number is smaller than the one before it.

    Source   ref/LessEqual
    Example  {1 <= 1 <= 2, 2 <= 1}  gives  {True, False}
    """
    args = call.args
    if len(args) == 2:
        a, b = args
        if type(a) in _QUICK and type(b) in _QUICK:
            return TRUE if a.value <= b.value else FALSE  # type: ignore[attr-defined]
    return _chain(ev, call, operator.le)


@builtin("GreaterEqual", messages=_NORD, direct=True)
def greater_equal(ev: Evaluator, call: Call) -> Expr | None:
    """x >= y or GreaterEqual[x, y, ...] is True when no number is larger than the one before it.

    Source   ref/GreaterEqual
    Example  {2 >= 1 >= 1, 1 >= 2}  gives  {True, False}
    """
    args = call.args
    if len(args) == 2:
        a, b = args
        if type(a) in _QUICK and type(b) in _QUICK:
            return TRUE if a.value >= b.value else FALSE  # type: ignore[attr-defined]
    return _chain(ev, call, operator.ge)


@builtin("Inequality", direct=True)
def inequality(ev: Evaluator, call: Call) -> Expr | None:
    """Inequality[x, op1, y, op2, z, ...] is a chain of comparisons of different kinds, such as 1 < x <= 2.

    Source   ref/Inequality
    Example  {1 < 2 <= 2 > 0, 1 < 2 > 3}  gives  {True, False}
    """
    args = call.args
    if len(args) < 3 or len(args) % 2 == 0:
        return TRUE if len(args) == 1 else None
    kept: list[Expr] = [args[0]]
    for index in range(1, len(args), 2):
        found = ev(Call(args[index], args[index - 1], args[index + 1]))
        if found is FALSE:
            return FALSE
        if found is TRUE and len(kept) == 1:
            kept = [args[index + 1]]
        else:
            kept += [args[index], args[index + 1]]
    if len(kept) == 1:
        return TRUE
    if len(kept) == 3:
        return Call(kept[1], kept[0], kept[2])
    return Call(S.Inequality, *kept) if len(kept) < len(args) else None


def _operator_form(name: str, relation: Symbol, doc: str, example: str) -> None:
    """Declare `name[y][x]`, which is `relation[x, y]`."""
    from wlnet.kernel.builtin import applied

    def form(y: Expr) -> None:
        return None
    usage = f"{name}[y] is an operator form: {name}[y][x] gives {doc}."
    form.__doc__ = f"{usage}\n\nSource   ref/{name}\nExample  {example}\n"
    builtin(name)(form)

    def apply(ev: Evaluator, call: Call) -> Expr | None:
        head = call.head
        if len(call.args) != 1 or not is_call(head, S[name], 1):
            return None
        return Call(relation, call.args[0], head.args[0])
    applied(name)(apply)


for _name, _relation, _doc, _example in (
    ("EqualTo", S.Equal, "x == y", "EqualTo[2][2]  gives  True"),
    ("UnequalTo", S.Unequal, "x != y", "UnequalTo[2][3]  gives  True"),
    ("LessThan", S.Less, "x < y", "LessThan[2][1]  gives  True"),
    ("LessEqualThan", S.LessEqual, "x <= y", "LessEqualThan[2][2]  gives  True"),
    ("GreaterThan", S.Greater, "x > y", "GreaterThan[2][3]  gives  True"),
    ("GreaterEqualThan", S.GreaterEqual, "x >= y", "GreaterEqualThan[2][1]  gives  False"),
    ("SameAs", S.SameQ, "x === y", "SameAs[2][2.]  gives  False"),
):
    _operator_form(_name, _relation, _doc, _example)
