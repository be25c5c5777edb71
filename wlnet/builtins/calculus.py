"""Differentiation: `D`, `Dt`, `Derivative`. Derivatives of functions are rows of a table."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from wlnet.expr import Association, Call, Expr, Integer, Packed, S, Symbol, integer, is_call, is_list, list_of
from wlnet.kernel.attributes import N_HOLD_ALL
from wlnet.kernel.builtin import applied, builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged
from wlnet.kernel.templates import substitute

_MESSAGES = {
    "ivar": "`1` is not a valid variable.",
    "dvar": "Multiple derivative specifier `1` does not have the form {variable, n}, where n is a symbolic expression "
            "or a non-negative integer.",
}

X = Symbol("Internal`X")

# f -> f' of one argument X, in the language
_ONE = """
Sin: Cos[X] | Cos: -Sin[X] | Tan: Sec[X]^2 | Cot: -Csc[X]^2 | Sec: Sec[X] Tan[X] | Csc: -Cot[X] Csc[X]
ArcSin: 1/Sqrt[1 - X^2] | ArcCos: -1/Sqrt[1 - X^2] | ArcTan: 1/(1 + X^2) | ArcCot: -1/(1 + X^2)
ArcSec: 1/(Sqrt[1 - X^(-2)] X^2) | ArcCsc: -1/(Sqrt[1 - X^(-2)] X^2)
Sinh: Cosh[X] | Cosh: Sinh[X] | Tanh: Sech[X]^2 | Coth: -Csch[X]^2 | Sech: -Sech[X] Tanh[X] | Csch: -Coth[X] Csch[X]
ArcSinh: 1/Sqrt[1 + X^2] | ArcCosh: 1/(Sqrt[-1 + X] Sqrt[1 + X]) | ArcTanh: 1/(1 - X^2) | ArcCoth: 1/(1 - X^2)
Exp: E^X | Log: 1/X | Log2: 1/(X Log[2]) | Log10: 1/(X Log[10]) | Sqrt: 1/(2 Sqrt[X])
Erf: 2/(E^X^2 Sqrt[Pi]) | Erfc: -2/(E^X^2 Sqrt[Pi]) | Erfi: 2 E^X^2/Sqrt[Pi] | Gamma: Gamma[X] PolyGamma[0, X]
LogGamma: PolyGamma[0, X] | LogisticSigmoid: LogisticSigmoid[X] (1 - LogisticSigmoid[X]) | Ramp: UnitStep[X]
UnitStep: 0 | Floor: 0 | Ceiling: 0 | Sinc: Cos[X]/X - Sin[X]/X^2 | ProductLog: ProductLog[X]/(X (1 + ProductLog[X]))
SinIntegral: Sinc[X] | CosIntegral: Cos[X]/X | ExpIntegralEi: E^X/X | RealAbs: X/RealAbs[X]
CubeRoot: 1/(3 CubeRoot[X]^2)
Haversine: Sin[X]/2 | Gudermannian: Sech[X] | InverseGudermannian: Sec[X] | Factorial: Gamma[1 + X] PolyGamma[0, 1 + X]
FresnelS: Sin[Pi X^2/2] | FresnelC: Cos[Pi X^2/2] | AiryAi: AiryAiPrime[X] | LogIntegral: 1/Log[X]
"""


@cache
def derivatives() -> dict[Symbol, Expr]:
    """The derivatives of functions of one argument, as expressions in `X`."""
    from wlnet.syntax import parse
    rows = [row.split(":", 1) for line in _ONE.strip().splitlines() for row in line.split("|")]

    def resolve(name: str) -> Symbol:
        return X if name == "X" else S[name]
    return {S[name.strip()]: parse(text.strip(), resolve)[0] for name, text in rows}


def free_of(expr: Expr, x: Expr) -> bool:
    """Whether `x` stands nowhere in `expr`."""
    stack = [expr]
    while stack:
        item = stack.pop()
        if item == x:
            return False
        if isinstance(item, (Call, Association)) and not isinstance(item, Packed):
            stack.append(item.head)
            stack.extend(item.args)
    return True


@builtin("D", messages=_MESSAGES)
def d(ev: Evaluator, expr: Expr, *variables: Expr, call: Call) -> Expr:
    """D[f, x] is the derivative of f with respect to x, D[f, {x, n}] the n-th, D[f, x, y] a mixed one, D[f, {{x, y}}]
    the vector of derivatives.

    Source   ref/D
    Example  D[x^3, x]  gives  3 x^2
    """
    for spec in variables:
        expr = _by_spec(ev, expr, spec, call)
    return expr


def _by_spec(ev: Evaluator, expr: Expr, spec: Expr, call: Call) -> Expr:
    if not is_list(spec):
        _check_variable(spec)
        return differentiate(ev, expr, spec)
    if len(spec.args) == 1 and is_list(spec.args[0]):
        return ev(list_of(_by_spec(ev, expr, x, call) for x in spec.args[0].args))
    if len(spec.args) == 2 and is_list(spec.args[0]) and isinstance(spec.args[1], Integer):
        for _ in range(spec.args[1].value):
            expr = _by_spec(ev, expr, list_of([spec.args[0]]), call)
        return expr
    if len(spec.args) != 2 or is_list(spec.args[0]):
        raise Complaint("dvar", spec)
    x, order = spec.args
    _check_variable(x)
    if not isinstance(order, Integer):
        raise Unchanged
    if order.value < 0:
        raise Complaint("dvar", spec)
    for _ in range(order.value):
        expr = differentiate(ev, expr, x)
    return expr


def _check_variable(x: Expr) -> None:
    if not isinstance(x, (Symbol, Call)) or (isinstance(x, Call) and x.head in (S.Plus, S.Times, S.Power, S.List)):
        raise Complaint("ivar", x)


def differentiate(ev: Evaluator, expr: Expr, x: Expr) -> Expr:
    """The derivative of an expression, evaluated."""
    return ev(_derivative(ev, expr, x))


def _derivative(ev: Evaluator, expr: Expr, x: Expr) -> Expr:
    if expr == x:
        return integer(1)
    if isinstance(expr, Association):
        return expr.with_values(differentiate(ev, value, x) for value in expr.items.values())
    if is_list(expr):
        return list_of(differentiate(ev, item, x) for item in expr.args)
    if not isinstance(expr, Call) or free_of(expr, x):
        return integer(0)
    rule = _RULES.get(expr.head)
    if rule is not None:
        return rule(ev, expr, x)
    return _chain(ev, expr, x)


def _sum(ev: Evaluator, expr: Call, x: Expr) -> Expr:
    return Call(S.Plus, *(_derivative(ev, term, x) for term in expr.args))


def _product(ev: Evaluator, expr: Call, x: Expr) -> Expr:
    terms = []
    for i, factor in enumerate(expr.args):
        slope = differentiate(ev, factor, x)
        if slope != integer(0):
            terms.append(Call(S.Times, *expr.args[:i], slope, *expr.args[i + 1:]))
    return Call(S.Plus, *terms)


def _power(ev: Evaluator, expr: Call, x: Expr) -> Expr:
    base, exponent = expr.args
    terms = []
    if not free_of(base, x) and not free_of(exponent, x):
        slope = Call(S.Times, exponent, Call(S.Power, base, integer(-1)), _derivative(ev, base, x))
        growth = Call(S.Times, Call(S.Log, base), _derivative(ev, exponent, x))
        return Call(S.Times, expr, Call(S.Plus, slope, growth))
    if not free_of(base, x):
        less = Call(S.Plus, exponent, integer(-1))
        terms.append(Call(S.Times, exponent, Call(S.Power, base, less), _derivative(ev, base, x)))
    if not free_of(exponent, x):
        terms.append(Call(S.Times, expr, Call(S.Log, base), _derivative(ev, exponent, x)))
    return Call(S.Plus, *terms)


def _logarithm(ev: Evaluator, expr: Call, x: Expr) -> Expr:
    if len(expr.args) == 2:
        base, value = expr.args
        return _derivative(ev, ev(Call(S.Divide, Call(S.Log, value), Call(S.Log, base))), x)
    return _chain(ev, expr, x)


def _conditional(ev: Evaluator, expr: Call, x: Expr) -> Expr:
    return Call(S.If, expr.args[0], *(differentiate(ev, branch, x) for branch in expr.args[1:]))


def _pieces(ev: Evaluator, expr: Call, x: Expr) -> Expr:
    pairs = [list_of([differentiate(ev, pair.args[0], x), pair.args[1]]) for pair in expr.args[0].args]
    rest = [differentiate(ev, other, x) for other in expr.args[1:]]
    return Call(S.Piecewise, list_of(pairs), *rest)


def _equation(ev: Evaluator, expr: Call, x: Expr) -> Expr:
    return Call(expr.head, *(differentiate(ev, side, x) for side in expr.args))


def _integral(ev: Evaluator, expr: Call, x: Expr) -> Expr:
    if len(expr.args) == 2 and expr.args[1] == x:
        return expr.args[0]
    return _chain(ev, expr, x)


def _arctan(ev: Evaluator, expr: Call, x: Expr) -> Expr:
    if len(expr.args) == 1:
        return _chain(ev, expr, x)
    u, v = expr.args
    square = Call(S.Plus, Call(S.Power, u, integer(2)), Call(S.Power, v, integer(2)))
    above = Call(S.Plus, Call(S.Times, u, _derivative(ev, v, x)), Call(S.Times, integer(-1), v, _derivative(ev, u, x)))
    return Call(S.Divide, above, square)


_RULES: dict[Expr, Callable[[Evaluator, Call, Expr], Expr]] = {
    S.Plus: _sum, S.Times: _product, S.Power: _power, S.Log: _logarithm, S.If: _conditional, S.Piecewise: _pieces,
    S.Equal: _equation, S.Integrate: _integral, S.ArcTan: _arctan,
}


def _chain(ev: Evaluator, expr: Call, x: Expr) -> Expr:
    """The chain rule for `f[u, v, ...]`."""
    known = derivatives().get(expr.head) if isinstance(expr.head, Symbol) else None
    if known is not None and len(expr.args) == 1:
        inner = _derivative(ev, expr.args[0], x)
        return Call(S.Times, substitute(known, {X: expr.args[0]}), inner)
    terms = []
    head, orders = _derivative_head(expr.head, len(expr.args))
    for i, arg in enumerate(expr.args):
        slope = differentiate(ev, arg, x)
        if slope == integer(0):
            continue
        raised = [Call(S.Plus, order, integer(1)) if i == j else order for j, order in enumerate(orders)]
        outer = Call(Call(Call(S.Derivative, *map(ev, raised)), head), *expr.args)
        terms.append(Call(S.Times, outer, slope))
    return Call(S.Plus, *terms)


def _derivative_head(head: Expr, count: int) -> tuple[Expr, tuple[Expr, ...]]:
    """`Derivative[n...][f]` as `f` and the orders so far; any other head as itself and zeros."""
    if isinstance(head, Call) and is_call(head.head, S.Derivative, count) and len(head.args) == 1:
        return head.args[0], head.head.args
    return head, (integer(0),) * count


@builtin("Derivative", N_HOLD_ALL)
def derivative(*orders: Expr) -> None:
    """f' or Derivative[1][f] is the derivative of a function, Derivative[n][f] the n-th, Derivative[n1, n2, ...][f]
    that of a function of several arguments.

    Source   ref/Derivative
    Example  Sin'[x]  gives  Cos[x]
    """


@applied("Derivative")
def apply_derivative(ev: Evaluator, call: Call) -> Expr | None:
    """`Derivative[n...][f]`, for a pure function, a function of the table or one with definitions."""
    head = call.head
    assert isinstance(head, Call)
    if len(call.args) != 1 or not head.args or not all(isinstance(n, Integer) and n.value >= 0 for n in head.args):
        return None
    function, orders = call.args[0], [n.value for n in head.args]  # type: ignore[attr-defined]
    if not any(orders):
        return function
    if isinstance(function, Call) and is_call(function.head, S.Derivative, len(orders)):
        inner = function.head.args
        total = [Call(S.Plus, a, integer(b)) for a, b in zip(inner, orders)]
        return Call(Call(S.Derivative, *map(ev, total)), *function.args)
    slots = [Symbol(f"Internal`D{i}") for i in range(len(orders))]
    body = _body(ev, function, slots)
    if body is None:
        return None
    for slot, order in zip(slots, orders):
        for _ in range(order):
            body = differentiate(ev, body, slot)
    if not free_of(body, S.Derivative):
        return None
    return Call(S.Function, substitute(body, {slot: Call(S.Slot, integer(i + 1)) for i, slot in enumerate(slots)}))


def _body(ev: Evaluator, function: Expr, slots: list[Symbol]) -> Expr | None:
    """What a function gives for symbols; None when that says nothing about it."""
    if is_call(function, S.Function) and len(function.args) < 3:
        return ev(Call(function, *slots))
    if not isinstance(function, Symbol):
        return None
    probe = Call(function, *slots)
    if function in derivatives() and len(slots) == 1:
        return probe
    value = ev(probe)
    return None if value == probe else value


@builtin("Dt", messages=_MESSAGES)
def dt(ev: Evaluator, expr: Expr, x: Expr | None = None) -> Expr:
    """Dt[f, x] is the total derivative of f with respect to x: other variables count as functions of x. Dt[f] is the
    total differential.

    Source   ref/Dt
    Example  Dt[x y, x]  gives  y + x Dt[y, x]
    """
    if x is None:
        names = sorted(_variables(ev, expr), key=lambda symbol: symbol.name)
        return ev(Call(S.Plus, *(Call(S.Times, differentiate(ev, expr, v), Call(S.Dt, v))
                                 for v in names))) if not isinstance(expr, Symbol) else _unchanged()
    if isinstance(expr, Symbol):
        if expr is x:
            return integer(1)
        raise Unchanged
    others = sorted((v for v in _variables(ev, expr) if v is not x), key=lambda symbol: symbol.name)
    return Call(S.Plus, differentiate(ev, expr, x),
                *(Call(S.Times, differentiate(ev, expr, v), Call(S.Dt, v, x)) for v in others))


def _unchanged() -> Expr:
    raise Unchanged


def _variables(ev: Evaluator, expr: Expr) -> set[Symbol]:
    found: set[Symbol] = set()
    stack = [expr]
    while stack:
        item = stack.pop()
        if isinstance(item, Symbol) and item.context != "System`":
            found.add(item)
        elif isinstance(item, Call):
            stack.extend(item.args)
    return found


def polynomial_of(data: Call) -> Expr:
    """The terms of a `SeriesData` as a sum."""
    x, place, terms, lowest, _, step = data.args
    base = x if place == integer(0) else Call(S.Plus, x, Call(S.Times, integer(-1), place))
    if not (isinstance(lowest, Integer) and isinstance(step, Integer)):
        raise Unchanged
    summands = []
    for index, term in enumerate(terms.args):
        power = Call(S.Divide, integer(lowest.value + index), step)
        summands.append(Call(S.Times, term, Call(S.Power, base, power)))
    return Call(S.Plus, *summands)
