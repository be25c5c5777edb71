"""Grouping a run: operands and operators in the order they were written become one expression.

The state is the current operand `x` (None while one is due) and a stack of open operators. An arriving
operator first closes the open ones that bind tighter, then opens itself around `x`; the end closes all.
Nothing looks at heads: only what the source writes side by side is flattened, so `(a + b) + c` stays nested.

Shapes (the operators that are more than a head; their names stand in lower case in operators.toml):

    minus, negative      a - b is Plus[a, Times[-1, b]], -3 a number
    divide               a / b is Times[a, Power[b, -1]]
    double-not           !!a is Not[Not[a]]
    divisible            a | b with the sign Divides: Divisible[b, a]
    application          f @ x;  postfix-application  x // f;  ternary  a ~ f ~ b
    colon                Pattern or Optional, by its left side
    tag                  f /: lhs = rhs, waits for its =, := or =.
    prime                f'' counts its primes
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wlnet.expr import NULL, BigReal, Call, Expr, Integer, Real, S, Symbol, integer, is_call
from wlnet.syntax.operators import Operator, Row
from wlnet.syntax.tokens import Suffix

MINUS_ONE = integer(-1)
ONE = integer(1)
CALL_LEFT = 2 * 670 - 1          # what a call closes on its left: all that binds tighter than 670
TAG_LEFT = 2 * 750 - 1
_TIMES = Row("", 400, "infix", "flat", "Times")


class BadRun(Exception):
    """A run that does not group; `index` is the place in the run, `due` says that more text could help.

    `number` is the number of the token that closed the run, for whoever knows the tokens.
    """

    number = -1

    def __init__(self, message: str, index: int, due: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.index = index
        self.due = due


class Open:
    """An open operator with the operands on its left. `mark` is what closes it: anything weaker.

    `heads` are those of a chain of relations; `minus` says that the next term of a sum is subtracted.
    """

    __slots__ = ("mark", "row", "operands", "heads", "minus")

    def __init__(self, mark: int, row: Row, operands: list[Expr]) -> None:
        self.mark = mark
        self.row = row
        self.operands = operands
        self.heads: list[Symbol] | None = None
        self.minus = False


def group(run: list[Any]) -> Expr:
    """The expression of a run of operands (`Expr`), operators (`Operator`) and suffixes (`Suffix`).

    Errors  BadRun where an operand is missing or operators do not fit.
    """
    if len(run) == 1 and isinstance(run[0], Expr):
        return run[0]
    stack: list[Open] = []
    x: Expr | None = None
    previous: Any = None
    for index, item in enumerate(run):
        kind = type(item)
        if kind is Operator:
            if x is None:
                if item.prefix is not None:
                    stack.append(Open(item.prefix.right, item.prefix, []))
                    previous = item
                    continue
                x = _missing(stack, item, index)
            row = item.postfix or item.infix
            if row is None:
                _arrive_flat(_TIMES, x, stack, index, False)
                x = None
                stack.append(Open(item.prefix.right, item.prefix, []))
                continue
            x = _ARRIVE[row.shape](row, x, stack, index, previous is item)
        elif kind is Suffix:
            if x is None:
                x = _missing(stack, item, index)
            x = _suffix(item, x, stack, index, previous)
        elif x is None:
            x = item
        else:
            _arrive_flat(_TIMES, x, stack, index, False)
            x = item
        previous = item
    if x is None:
        x = _missing(stack, None, len(run))
    while stack:
        x = _close(stack.pop(), x, stack, len(run))
    return x


def _missing(stack: list[Open], item: Any, index: int) -> Expr:
    """The operand that may be left out: Null after `;`, All after `;;`, 1 before `;;`.

    A `;` or `;;` completed this way is, as a whole, the left operand of what follows: `a;&` is
    `Function[a;]`.
    """
    token = item.token if isinstance(item, Operator) else ""
    if stack and stack[-1].row.token in (";", ";;"):
        top = stack[-1]
        omitted: Expr = NULL if top.row.token == ";" else S.All
        if token == top.row.token or item is None:
            return omitted
        stack.pop()
        assert top.row.head is not None
        return Call(top.row.head, *top.operands, omitted)
    if token == ";;":
        return ONE
    if item is None:
        after = f" after {stack[-1].row.token}" if stack else ""
        raise BadRun(f"an operand is missing{after}", index, due=True)
    raise BadRun(f"an operand is missing before {token or '['}", index)


def _reduce(x: Expr, stack: list[Open], left: int, index: int) -> Expr:
    while stack and stack[-1].mark > left:
        x = _close(stack.pop(), x, stack, index)
    return x


def _close(top: Open, x: Expr, stack: list[Open], index: int) -> Expr:
    return _CLOSE[top.row.shape](top, x, stack, index)


# ---- what happens when an operator arrives, by shape: the operand that is current afterwards, or None


def _arrive_binary(row: Row, x: Expr, stack: list[Open], index: int, again: bool) -> Expr | None:
    x = _reduce(x, stack, row.left, index)
    stack.append(Open(row.right, row, [x]))
    return None


def _arrive_right(row: Row, x: Expr, stack: list[Open], index: int, again: bool) -> Expr | None:
    x = _reduce(x, stack, row.left, index)
    top = stack[-1] if stack else None
    if top is not None and top.row.shape == "tag" and row.token in ("=", ":="):
        stack[-1] = Open(row.right, Row("/:", 40, "infix", "flat", f"Tag{row.head!r}"), [*top.operands, x])
    else:
        stack.append(Open(row.right, row, [x]))
    return None


def _arrive_flat(row: Row, x: Expr, stack: list[Open], index: int, again: bool) -> Expr | None:
    left = row.left
    while stack and stack[-1].mark > left:
        x = _close(stack.pop(), x, stack, index)
    while stack and stack[-1].mark == left:
        top = stack[-1]
        if top.row.head is row.head and top.heads is None:
            top.operands.append(_negated(x) if top.minus else x)
            top.minus = False
            return None
        x = _close(stack.pop(), x, stack, index)
    stack.append(Open(left, row, [x]))
    return None


_PLUS = Row("+", 310, "infix", "flat", "Plus")


def _arrive_minus(row: Row, x: Expr, stack: list[Open], index: int, again: bool) -> Expr | None:
    _arrive_flat(_PLUS, x, stack, index, again)
    stack[-1].minus = True
    return None


def _arrive_chain(row: Row, x: Expr, stack: list[Open], index: int, again: bool) -> Expr | None:
    assert row.head is not None
    x = _reduce(x, stack, row.left, index)
    while stack and stack[-1].mark == row.left:
        top = stack[-1]
        if top.heads is not None:
            top.operands.append(x)
            top.heads.append(row.head)
            return None
        x = _close(stack.pop(), x, stack, index)
    opened = Open(row.left, row, [x])
    opened.heads = [row.head]
    stack.append(opened)
    return None


def _arrive_postfix(row: Row, x: Expr, stack: list[Open], index: int, again: bool) -> Expr | None:
    assert row.head is not None
    return Call(row.head, _reduce(x, stack, row.left, index))


def _arrive_prime(row: Row, x: Expr, stack: list[Open], index: int, again: bool) -> Expr | None:
    x = _reduce(x, stack, row.left, index)
    if again and isinstance(x, Call) and isinstance(x.head, Call):
        count = x.head.args[0]
        assert isinstance(count, Integer)
        return Call(Call(S.Derivative, integer(count.value + 1)), *x.args)
    return Call(Call(S.Derivative, ONE), x)


def _arrive_none(row: Row, x: Expr, stack: list[Open], index: int, again: bool) -> Expr | None:
    x = _reduce(x, stack, row.right, index)
    if stack and stack[-1].row.head is row.head:
        raise BadRun(f"{row.token} cannot follow {row.token}: write parentheses", index)
    stack.append(Open(row.right, row, [x]))
    return None


_PATTERN = Row(":", 150, "infix", "left", "Pattern")
_OPTIONAL = Row(":", 140, "infix", "left", "Optional")


def _arrive_colon(row: Row, x: Expr, stack: list[Open], index: int, again: bool) -> Expr | None:
    """`:` after a symbol opens a Pattern; else, and under an open Pattern as a whole, an Optional."""
    if any(entry.row is _PATTERN for entry in stack):
        while stack[-1].row is not _PATTERN:
            x = _close(stack.pop(), x, stack, index)
        x = _close(stack.pop(), x, stack, index)
        stack.append(Open(_OPTIONAL.right, _OPTIONAL, [x]))
    elif isinstance(x, Symbol):
        stack.append(Open(_PATTERN.right, _PATTERN, [x]))
    else:
        stack.append(Open(_OPTIONAL.right, _OPTIONAL, [x]))
    return None


def _arrive_tag(row: Row, x: Expr, stack: list[Open], index: int, again: bool) -> Expr | None:
    x = _reduce(x, stack, row.left, index)
    stack.append(Open(0, row, [x]))
    return None


def _arrive_ternary(row: Row, x: Expr, stack: list[Open], index: int, again: bool) -> Expr | None:
    x = _reduce(x, stack, row.left, index)
    top = stack[-1] if stack else None
    if top is not None and top.row.shape == "ternary" and top.mark == 0:
        top.operands.append(x)
        top.mark = row.right
    else:
        stack.append(Open(0, row, [x]))
    return None


def _arrive_span(row: Row, x: Expr, stack: list[Open], index: int, again: bool) -> Expr | None:
    """Up to three parts; a fourth begins another span, and the two are multiplied."""
    x = _reduce(x, stack, row.right, index)
    top = stack[-1] if stack else None
    if top is None or top.row.head is not row.head:
        stack.append(Open(row.right, row, [x]))
    elif len(top.operands) == 1:
        top.operands.append(x)
    else:
        x = _close(stack.pop(), x, stack, index)
        stack += [Open(row.right, _TIMES, [x]), Open(row.right, row, [ONE])]
    return None


_ARRIVE: dict[str, Callable[[Row, Expr, list[Open], int, bool], Expr | None]] = {
    "left": _arrive_binary, "right": _arrive_right, "flat": _arrive_flat, "chain": _arrive_chain,
    "none": _arrive_none, "postfix": _arrive_postfix, "minus": _arrive_minus, "divide": _arrive_binary,
    "divisible": _arrive_binary,
    "application": _arrive_binary, "postfix-application": _arrive_binary, "ternary": _arrive_ternary,
    "colon": _arrive_colon, "tag": _arrive_tag, "prime": _arrive_prime, "span": _arrive_span,
}


def _suffix(item: Suffix, x: Expr, stack: list[Open], index: int, previous: Any) -> Expr:
    if item.kind == "call":
        return Call(_reduce(x, stack, CALL_LEFT, index), *item.args)
    if item.kind == "part":
        return Call(S.Part, _reduce(x, stack, CALL_LEFT, index), *item.args)
    if item.kind == "tag":
        if isinstance(previous, Suffix) and previous.kind == "tag":
            return Call(S.MessageName, *x.args, *item.args)
        return Call(S.MessageName, _reduce(x, stack, TAG_LEFT, index), *item.args)
    if item.kind == "type":
        return Call(Call(S.TypeSpecifier, _reduce(x, stack, CALL_LEFT, index)), *item.args)
    if item.kind == "Unset":
        x = _reduce(x, stack, 2 * 40, index)
        if stack and stack[-1].row.shape == "tag":
            return Call(S.TagUnset, *stack.pop().operands, x)
        return Call(S.Unset, x)
    return Call(S[item.kind], _reduce(x, stack, 2 * 30 - 1, index), *item.args)


# ---- what closing an operator gives, by shape


def _close_call(top: Open, x: Expr, stack: list[Open], index: int) -> Expr:
    assert top.row.head is not None
    return Call(top.row.head, *top.operands, x)


def _close_flat(top: Open, x: Expr, stack: list[Open], index: int) -> Expr:
    """A flat operator; a product that is subtracted takes the -1 in: a - 2 b is Plus[a, Times[-1, 2, b]]."""
    operands = top.operands
    operands.append(_negated(x) if top.minus else x)
    assert top.row.head is not None
    if top.row.head is S.Times and stack and stack[-1].minus:
        stack[-1].minus = False
        operands.insert(0, MINUS_ONE)
    return Call(top.row.head, *operands)


def _close_chain(top: Open, x: Expr, stack: list[Open], index: int) -> Expr:
    heads, operands = top.heads, top.operands
    assert heads is not None
    operands.append(x)
    if all(head is heads[0] for head in heads):
        return Call(heads[0], *operands)
    mixed: list[Expr] = [operands[0]]
    for head, operand in zip(heads, operands[1:]):
        mixed += [head, operand]
    vector = any(head.short.startswith("Vector") for head in heads)
    return Call(Symbol("Developer`VectorInequality") if vector else S.Inequality, *mixed)


def _negated(x: Expr) -> Expr:
    if isinstance(x, Integer):
        return integer(-x.value)
    if isinstance(x, Real):
        return Real(-x.value)
    if isinstance(x, BigReal):
        return BigReal(-x.value, x.precision)
    return Call(S.Times, MINUS_ONE, x)


def _close_prefix(top: Open, x: Expr, stack: list[Open], index: int) -> Expr:
    """A prefix operator; an integral sign takes the variable of the differential that ends its product."""
    assert top.row.head is not None
    if top.row.head is S.Integral and is_call(x, S.Times) and is_call(x.args[-1], S.DifferentialD, 1):
        integrand = x.args[:-1]
        body = integrand[0] if len(integrand) == 1 else Call(S.Times, *integrand)
        return Call(S.Integrate, body, x.args[-1].args[0])
    return Call(top.row.head, x)


def _close_negative(top: Open, x: Expr, stack: list[Open], index: int) -> Expr:
    return _negated(x)


def _close_divide(top: Open, x: Expr, stack: list[Open], index: int) -> Expr:
    return Call(S.Times, top.operands[0], Call(S.Power, x, MINUS_ONE))


def _close_divisible(top: Open, x: Expr, stack: list[Open], index: int) -> Expr:
    return Call(S.Divisible, x, top.operands[0])


def _close_double_not(top: Open, x: Expr, stack: list[Open], index: int) -> Expr:
    return Call(S.Not, Call(S.Not, x))


def _close_application(top: Open, x: Expr, stack: list[Open], index: int) -> Expr:
    return Call(top.operands[0], x)


def _close_postfix_application(top: Open, x: Expr, stack: list[Open], index: int) -> Expr:
    return Call(x, top.operands[0])


def _close_ternary(top: Open, x: Expr, stack: list[Open], index: int) -> Expr:
    if len(top.operands) < 2:
        raise BadRun("a second ~ is missing: the form is a ~ f ~ b", index, due=True)
    return Call(top.operands[1], top.operands[0], x)


def _close_tag(top: Open, x: Expr, stack: list[Open], index: int) -> Expr:
    raise BadRun("/: needs an assignment after it: f /: lhs = rhs", index, due=True)


_CLOSE: dict[str, Callable[[Open, Expr, list[Open], int], Expr]] = {
    "left": _close_call, "right": _close_call, "flat": _close_flat, "chain": _close_chain,
    "none": _close_call, "prefix": _close_prefix, "span": _close_call, "negative": _close_negative,
    "divide": _close_divide,
    "divisible": _close_divisible, "double-not": _close_double_not, "application": _close_application,
    "postfix-application": _close_postfix_application, "ternary": _close_ternary, "tag": _close_tag,
}


