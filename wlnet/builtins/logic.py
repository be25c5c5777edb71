"""Logic: `And`, `Or`, `Not` and their kind, and predicates over lists."""

from __future__ import annotations

from wlnet.builtins.comparison import boolean
from wlnet.expr import FALSE, TRUE, Association, Call, Expr, Integer, Packed, S, Symbol, is_call, is_list
from wlnet.kernel.attributes import FLAT, HOLD_ALL, LISTABLE, ONE_IDENTITY, ORDERLESS
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator


@builtin("And", FLAT | HOLD_ALL | ONE_IDENTITY, direct=True)
def and_(ev: Evaluator, call: Call) -> Expr | None:
    """a && b && ... or And[a, b, ...] evaluates its arguments in order: False at the first that is False,
    True if all are True.

    Source   ref/And
    Example  {1 < 2 && 2 < 3, True && x, False && 1/0}  gives  {True, x, False}
    """
    return _connected(ev, call, S.And, TRUE, FALSE)


@builtin("Or", FLAT | HOLD_ALL | ONE_IDENTITY, direct=True)
def or_(ev: Evaluator, call: Call) -> Expr | None:
    """a || b || ... or Or[a, b, ...] evaluates its arguments in order: True at the first that is True, False
    if all are False.

    Source   ref/Or
    Example  {1 > 2 || 2 < 3, False || x}  gives  {True, x}
    """
    return _connected(ev, call, S.Or, FALSE, TRUE)


def _connected(ev: Evaluator, call: Call, head: Symbol, neutral: Expr, decisive: Expr) -> Expr | None:
    left: list[Expr] = []
    args = call.args
    for arg in args:
        value = ev(arg)
        if value is decisive:
            return value
        if value is not neutral:
            left.append(value)
    if len(left) <= 1:
        return left[0] if left else neutral
    kept = _distinct(left)
    if len(kept) == len(args) and all(new is old for new, old in zip(kept, args)):
        return None
    return kept[0] if len(kept) == 1 else Call(head, *kept)


def _distinct(items: list[Expr]) -> list[Expr]:
    return list(dict.fromkeys(items))


_OPPOSITES = {
    S.Equal: S.Unequal, S.Unequal: S.Equal, S.Less: S.GreaterEqual, S.GreaterEqual: S.Less, S.Greater: S.LessEqual,
    S.LessEqual: S.Greater, S.Element: S.NotElement, S.NotElement: S.Element,
}


@builtin("Not", direct=True)
def not_(ev: Evaluator, call: Call) -> Expr | None:
    """!a or Not[a] is False when a is True and True when it is False.

    Source   ref/Not
    Example  {!True, !(a < b), !!x}  gives  {False, a >= b, x}
    """
    if len(call.args) != 1:
        from wlnet.kernel.builtin import arity_complaint
        raise arity_complaint(S.Not, len(call.args), 1, 1)
    value = call.args[0]
    if value is TRUE:
        return FALSE
    if value is FALSE:
        return TRUE
    if is_call(value, S.Not, 1):
        return value.args[0]
    if type(value) is Call and type(value.head) is Symbol and value.head in _OPPOSITES and len(value.args) == 2:
        return Call(_OPPOSITES[value.head], *value.args)
    return None


@builtin("Nand", HOLD_ALL)
def nand(*args: Expr) -> Expr:
    """Nand[a, b, ...] is !(a && b && ...).

    Source   ref/Nand
    Example  Nand[True, False]  gives  True
    """
    return Call(S.Not, Call(S.And, *args))


@builtin("Nor", HOLD_ALL)
def nor(*args: Expr) -> Expr:
    """Nor[a, b, ...] is !(a || b || ...).

    Source   ref/Nor
    Example  Nor[False, False]  gives  True
    """
    return Call(S.Not, Call(S.Or, *args))


@builtin("Xor", FLAT | ONE_IDENTITY | ORDERLESS)
def xor(*args: Expr) -> Expr | None:
    """Xor[a, b, ...] is True when an odd number of its arguments is True.

    Source   ref/Xor
    Example  {Xor[True, False, False], Xor[True, True]}  gives  {True, False}
    """
    return _parity(S.Xor, args, FALSE)


@builtin("Xnor", FLAT | ONE_IDENTITY | ORDERLESS)
def xnor(*args: Expr) -> Expr | None:
    """Xnor[a, b, ...] is True when an even number of its arguments is True.

    Source   ref/Xnor
    Example  Xnor[True, True]  gives  True
    """
    return Call(S.Not, Call(S.Xor, *args))


def _parity(head: Symbol, args: tuple[Expr, ...], empty: Expr) -> Expr | None:
    odd = sum(arg is TRUE for arg in args) % 2 == 1
    counts: dict[Expr, int] = {}
    for arg in args:
        if arg is not TRUE and arg is not FALSE:
            counts[arg] = counts.get(arg, 0) + 1
    rest = [arg for arg, count in counts.items() if count % 2]
    if len(rest) == len(args) and len(args) > 1:
        return None
    if not rest:
        return TRUE if odd else FALSE
    core = rest[0] if len(rest) == 1 else Call(head, *rest)
    return Call(S.Not, core) if odd else core


@builtin("Implies")
def implies(first: Expr, second: Expr) -> Expr | None:
    """Implies[p, q] is !p || q.

    Source   ref/Implies
    Example  {Implies[False, x], Implies[True, x]}  gives  {True, x}
    """
    if first is FALSE or second is TRUE or first == second:
        return TRUE
    if first is TRUE:
        return second
    return Call(S.Not, first) if second is FALSE else None


@builtin("Equivalent", ORDERLESS)
def equivalent(*args: Expr) -> Expr | None:
    """Equivalent[p, q, ...] is True when all arguments are True or all are False.

    Source   ref/Equivalent
    Example  {Equivalent[True, True], Equivalent[True, False]}  gives  {True, False}
    """
    if TRUE in args and FALSE in args:
        return FALSE
    rest = list(dict.fromkeys(arg for arg in args if arg is not TRUE and arg is not FALSE))
    if TRUE in args:
        return Call(S.And, *rest)
    if FALSE in args:
        return Call(S.And, *(Call(S.Not, arg) for arg in rest))
    return TRUE if len(rest) <= 1 else Call(S.Equivalent, *rest) if len(rest) < len(args) else None


@builtin("TrueQ", direct=True)
def true_q(ev: Evaluator, call: Call) -> Expr | None:
    """TrueQ[expr] is True when expr is True, and False otherwise.

    Source   ref/TrueQ
    Example  {TrueQ[1 < 2], TrueQ[x]}  gives  {True, False}
    """
    if len(call.args) != 1:
        from wlnet.kernel.builtin import arity_complaint
        raise arity_complaint(S.TrueQ, len(call.args), 1, 1)
    return TRUE if call.args[0] is TRUE else FALSE


@builtin("BooleanQ")
def boolean_q(expr: Expr) -> bool:
    """BooleanQ[expr] is True when expr is True or False.

    Source   ref/BooleanQ
    Example  {BooleanQ[False], BooleanQ[1]}  gives  {True, False}
    """
    return expr is TRUE or expr is FALSE


@builtin("Boole", LISTABLE)
def boole(expr: Expr) -> int | None:
    """Boole[expr] is 1 when expr is True and 0 when it is False.

    Source   ref/Boole
    Example  Boole[{True, False, 1 < 2}]  gives  {1, 0, 1}
    """
    return 1 if expr is TRUE else 0 if expr is FALSE else None


def _values(expr: Expr) -> tuple[Expr, ...] | None:
    if type(expr) is Association:
        return tuple(expr.items.values())
    return expr.args if is_list(expr) or isinstance(expr, (Call, Packed)) else None


def _at_level(expr: Expr, level: Expr | None) -> list[Expr] | None:
    items = _values(expr)
    if items is None:
        return None
    if level is None:
        return list(items)
    if not isinstance(level, Integer):
        return None
    for _ in range(level.value - 1):
        if not items:
            break
        items = tuple(part for item in items for part in (_values(item) or ()))
    return list(items)


@builtin("AllTrue", operator=0)
def all_true(ev: Evaluator, items: Expr, test: Expr, level: Expr | None = None) -> Expr | None:
    """AllTrue[{e1, e2, ...}, test] is True when test is True of every element; AllTrue[expr, test, n] looks
    at level n.

    Source   ref/AllTrue
    Example  AllTrue[{2, 4, 6}, EvenQ]  gives  True
    """
    return _tested(ev, items, test, level, S.And, FALSE)


@builtin("AnyTrue", operator=0)
def any_true(ev: Evaluator, items: Expr, test: Expr, level: Expr | None = None) -> Expr | None:
    """AnyTrue[{e1, e2, ...}, test] is True when test is True of some element; AnyTrue[expr, test, n] looks at
    level n.

    Source   ref/AnyTrue
    Example  AnyTrue[{1, 3, 6}, EvenQ]  gives  True
    """
    return _tested(ev, items, test, level, S.Or, TRUE)


@builtin("NoneTrue", operator=0)
def none_true(ev: Evaluator, items: Expr, test: Expr, level: Expr | None = None) -> Expr | None:
    """NoneTrue[{e1, e2, ...}, test] is True when test is True of no element; NoneTrue[expr, test, n] looks at
    level n.

    Source   ref/NoneTrue
    Example  NoneTrue[{1, 3, 5}, EvenQ]  gives  True
    """
    found = _tested(ev, items, test, level, S.Or, TRUE)
    return None if found is None else Call(S.Not, found)


def _tested(
    ev: Evaluator, items: Expr, test: Expr, level: Expr | None, head: Symbol, decisive: Expr,
) -> Expr | None:
    parts = _at_level(items, level)
    if parts is None:
        return None
    left = []
    for part in parts:
        value = ev(Call(test, part))
        if value is decisive:
            return decisive
        if value is not TRUE and value is not FALSE:
            left.append(value)
    if left:
        return left[0] if len(left) == 1 else Call(head, *left)
    return boolean(head is S.And)


@builtin("Between", operator=0)
def between(ev: Evaluator, x: Expr, bounds: Expr) -> Expr | None:
    """Between[x, {min, max}] is min <= x <= max; Between[x, {{min1, max1}, ...}] is True in any of the ranges.

    Source   ref/Between
    Example  {Between[2, {1, 3}], Between[{1, 2}][3]}  gives  {True, False}
    """
    if not is_list(bounds):
        return None
    if bounds.args and all(is_list(pair) for pair in bounds.args):
        return Call(S.Or, *(Call(S.Between, x, pair) for pair in bounds.args))
    return Call(S.LessEqual, bounds.args[0], x, bounds.args[1]) if len(bounds.args) == 2 else None
