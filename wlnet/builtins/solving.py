"""Equations: `Solve`, `NSolve`, `Reduce`, `FindRoot`, and minima."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from wlnet.builtins.algebra import read_assumptions, variables_of
from wlnet.builtins.sympy_bridge import Bridge, asking
from wlnet.expr import (
    FALSE, TRUE, BigReal, Call, Complex, Expr, Integer, Rational, Real, S, Symbol, integer, is_call, is_list, list_of,
    rational, to_expr,
)
from wlnet.expr.order import order_key
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged
from wlnet.kernel.templates import substitute

_MESSAGES = {
    "ivar": "`1` is not a valid variable.",
    "eqf": "`1` is not a well-formed equation.",
    "nsmet": "This system cannot be solved with the methods available to Solve.",
    "ifun": "Inverse functions are being used by Solve, so some solutions may not be found.",
    "cvmit": "Failed to converge to the requested accuracy within `1` iterations.",
    "nlnum": "The function value `1` is not a number at `2` = `3`.",
    "fdss": "Search specification `1` should be a list with a variable and one to three numbers.",
}


def equations_of(expr: Expr) -> list[Expr]:
    """The equations of a list or a conjunction."""
    if is_list(expr) or is_call(expr, S.And):
        return [eq for item in expr.args for eq in equations_of(item)]
    return [expr]


@builtin("Solve", messages=_MESSAGES)
def solve(ev: Evaluator, system: Expr, variables: Expr | None = None, domain: Expr | None = None) -> Expr:
    """Solve[eqns, x] solves an equation or a list of them for x, or for the variables of a list; the result is a list
    of solutions, each a list of rules. Solve[eqns, x, Reals] keeps to a domain.

    Source   ref/Solve
    Example  Solve[x^2 == 4, x]  gives  {{x -> -2}, {x -> 2}}
    """
    names = _names(system, variables)
    equations = [eq for eq in equations_of(system) if eq is not TRUE]
    if FALSE in equations:
        return list_of([])
    if not equations:
        return list_of([list_of([])])
    if not all(_is_condition(eq) for eq in equations):
        raise Complaint("eqf", next(eq for eq in equations if not _is_condition(eq)))
    found = solutions(ev, equations, names, domain)
    return list_of(list_of(Call(S.Rule, x, value) for x, value in row.items()) for row in found)


def _is_condition(expr: Expr) -> bool:
    return isinstance(expr, Call) and expr.head in (
        S.Equal, S.Unequal, S.Less, S.LessEqual, S.Greater, S.GreaterEqual, S.Element)


def _names(system: Expr, variables: Expr | None) -> list[Expr]:
    if variables is None:
        sides = [side for eq in equations_of(system) if isinstance(eq, Call) for side in eq.args]
        return [x for side in sides for x in variables_of(side)]
    names = list(variables.args) if is_list(variables) else [variables]
    for x in names:
        if not isinstance(x, (Symbol, Call)):
            raise Complaint("ivar", x)
    return list(dict.fromkeys(names))


def solutions(ev: Evaluator, conditions: list[Expr], names: list[Expr], domain: Expr | None) -> list[dict[Expr, Expr]]:
    """The solutions of equations, those that break a further condition left out, in order.

    Errors  Unchanged when sympy cannot solve them.
    """
    equations = [c for c in conditions if is_call(c, S.Equal)]
    others = [c for c in conditions if not is_call(c, S.Equal)]
    if len(conditions) == len(names) == 1 and domain is None:
        roots = _binomial_roots(ev, conditions[0], names[0])
        if roots is not None:
            return [{names[0]: root} for root in roots]
    bridge = Bridge(read_assumptions(Call(S.And, *others)) if others else None)
    with asking():
        inside = [bridge.to(x) for x in names]
        sides = [bridge.to(eq.args[0]) - bridge.to(eq.args[i]) for eq in equations for i in range(1, len(eq.args))]
        answers = bridge.sympy.solve(sides, inside, dict=True)
        found = [{x: bridge.back(bridge.sympy.together(answer[s])) for x, s in zip(names, inside) if s in answer}
                 for answer in answers]
    if not equations:
        raise Unchanged
    rows = [{x: ev(value) for x, value in row.items()} for row in found]
    if len(names) == 1 and domain is None and not others:
        rows = [{x: _with_period(ev, equations, x, value) for x, value in row.items()} for row in rows]
    rows = [row for row in rows if _allowed(ev, row, others, domain)]
    return sorted(rows, key=lambda row: [_place(ev, row.get(x)) for x in names])


_PERIODS: dict[Expr, int] = {S.Sin: 2, S.Cos: 2, S.Sec: 2, S.Csc: 2, S.Tan: 1, S.Cot: 1}


def _with_period(ev: Evaluator, equations: list[Expr], x: Expr, value: Expr) -> Expr:
    """A solution of an equation in circular functions of x alone, with all that differ from it by periods."""
    heads = {head for eq in equations for head in _heads_over(eq, x)}
    if not heads or any(head not in _PERIODS for head in heads):
        return value
    period = Call(S.Times, integer(max(_PERIODS[head] for head in heads)), S.Pi)
    half = Call(S.Divide, period, integer(2))
    nearest = Call(S.Times, period, Call(S.Ceiling, Call(S.Divide, Call(S.Subtract, value, half), period)))
    constant = Call(S.C, integer(1))
    shifted = Call(S.Plus, Call(S.Subtract, value, nearest), Call(S.Times, period, constant))
    return ev(Call(S.ConditionalExpression, shifted, Call(S.Element, constant, S.Integers)))


def _heads_over(expr: Expr, x: Expr) -> set[Expr]:
    """The heads, other than those of arithmetic, of calls that hold x; x itself counts where it stands outside such."""
    if expr == x:
        return {x}
    if not isinstance(expr, Call):
        return set()
    if expr.args == (x,):
        return {expr.head}
    inside = {head for arg in expr.args for head in _heads_over(arg, x)}
    arithmetic = expr.head in (S.Plus, S.Times, S.Power, S.Equal, S.List, S.And)
    return inside if arithmetic or not inside else {expr.head}


def _binomial_roots(ev: Evaluator, equation: Expr, x: Expr) -> list[Expr] | None:
    """The roots of a x^n == b for numbers a, b and n > 2, written with powers of -1; None for other equations."""
    if not is_call(equation, S.Equal, 2):
        return None
    polynomial = ev(Call(S.Subtract, *equation.args))
    degree = ev(Call(S.Exponent, polynomial, x))
    if not isinstance(degree, Integer) or not 2 < degree.value < 100:
        return None
    n = degree.value
    coefficients = ev(Call(S.CoefficientList, polynomial, x))
    if not is_list(coefficients) or len(coefficients.args) != n + 1:
        return None
    low, *middle, high = coefficients.args
    if any(c != integer(0) for c in middle) or not all(isinstance(c, (Integer, Rational)) for c in (low, high)):
        return None
    value = Fraction(-low.value) / high.value  # type: ignore[attr-defined]
    if not value:
        return None
    size = Call(S.Power, rational(abs(value)), rational(1, n))
    roots = []
    for k in range(n):
        turn = Fraction(2 * k + (value < 0), n)
        sign, turn = (1, turn) if turn <= 1 else (-1, turn - 1)
        roots.append(ev(Call(S.Times, integer(sign), Call(S.Power, integer(-1), rational(turn)), size)))
    return sorted(roots, key=order_key)


def _allowed(ev: Evaluator, row: dict[Expr, Expr], conditions: list[Expr], domain: Expr | None) -> bool:
    if any(ev(_replaced(condition, row)) is FALSE for condition in conditions):
        return False
    if domain is None or domain is S.Complexes:
        return True
    return all(ev(Call(S.Element, value, domain)) is not FALSE for value in row.values())


def _replaced(expr: Expr, row: dict[Expr, Expr]) -> Expr:
    return substitute(expr, {x: value for x, value in row.items() if isinstance(x, Symbol)})


def _place(ev: Evaluator, value: Expr | None) -> tuple[Any, ...]:
    """Where a solution stands: numbers by value, real before complex; others by canonical order."""
    if value is None:
        return (2,)
    number = ev(Call(S.N, value))
    if isinstance(number, (Integer, Real, Rational, BigReal)):
        return (0, float(number.value), 0.0)
    if isinstance(number, Complex):
        parts = [float(part.value) if not isinstance(part, Complex) else 0.0 for part in (number.re, number.im)]
        return (0, round(parts[0], 9), parts[1])
    return (1, not _begins_negative(value), order_key(value))


def _begins_negative(value: Expr) -> bool:
    """Whether an expression is written with a minus sign in front of a root: such solutions come first."""
    from wlnet.syntax import input_form
    return "-Sqrt" in input_form(value) or "- Sqrt" in input_form(value)


@builtin("NSolve", messages=_MESSAGES)
def nsolve(ev: Evaluator, system: Expr, variables: Expr | None = None, domain: Expr | None = None) -> Expr:
    """NSolve[eqns, x] finds numerical approximations to the solutions of polynomial and other equations.

    Source   ref/NSolve
    Example  NSolve[x^2 == 2, x]  gives  {{x -> -1.41421}, {x -> 1.41421}}
    """
    names = _names(system, variables)
    equations = equations_of(system)
    if len(names) == 1 and len(equations) == 1 and is_call(equations[0], S.Equal, 2):
        roots = _polynomial_roots(ev, equations[0], names[0])
        if roots is not None:
            kept = [r for r in roots if domain is not S.Reals or not isinstance(r, Complex)]
            return list_of(list_of([Call(S.Rule, names[0], root)]) for root in kept)
    return ev(Call(S.N, solve(ev, system, variables, domain)))


def _polynomial_roots(ev: Evaluator, equation: Expr, x: Expr) -> list[Expr] | None:
    import numpy as np
    bridge = Bridge()
    try:
        with asking():
            poly = bridge.sympy.Poly(bridge.to(equation.args[0]) - bridge.to(equation.args[1]), bridge.to(x))
            values = [complex(c) for c in poly.all_coeffs()]
    except Unchanged:
        return None
    roots = [_polished(np.polynomial.Polynomial(values[::-1]), complex(root)) for root in np.roots(values)]
    clean = [root.real if abs(root.imag) < 1e-12 * max(1, abs(root)) else root for root in roots]
    ordered = sorted(clean, key=lambda root: (round(complex(root).real, 9), complex(root).imag))
    return [to_expr(root) for root in ordered]


def _polished(poly: Any, root: complex) -> complex:
    """A root after a Newton step, where that brings it nearer."""
    slope = poly.deriv()(root)
    if not slope:
        return root
    better = complex(root - poly(root) / slope)
    return better if abs(poly(better)) < abs(poly(root)) else root


@builtin("Reduce", messages=_MESSAGES)
def reduce(ev: Evaluator, system: Expr, variables: Expr | None = None, domain: Expr | None = None) -> Expr:
    """Reduce[expr, x] reduces equations and inequalities to conditions on x that say the same.

    Source   ref/Reduce
    Example  Reduce[x^2 < 4, x, Reals]  gives  -2 < x < 2
    """
    names = _names(system, variables)
    conditions = equations_of(system)
    if all(is_call(c, S.Equal) for c in conditions):
        rows = solutions(ev, conditions, names, domain)
        cases = [ev(Call(S.And, *(Call(S.Equal, x, value) for x, value in row.items()))) for row in rows]
        return cases[0] if len(cases) == 1 else Call(S.Or, *cases) if cases else FALSE
    if len(names) != 1:
        raise Unchanged
    bridge = Bridge({names[0]: {"real": True}} if isinstance(names[0], Symbol) else None)
    with asking():
        found = bridge.sympy.reduce_inequalities([bridge.to(c) for c in conditions], [bridge.to(names[0])]).as_set()
    return _set_condition(ev, bridge, names[0], found)


def _set_condition(ev: Evaluator, bridge: Bridge, x: Expr, found: Any) -> Expr:
    """Membership of x in a set of reals, as conditions."""
    sp = bridge.sympy
    parts = found.args if isinstance(found, sp.Union) else (found,)
    cases: list[Expr] = []
    for part in parts:
        if isinstance(part, sp.FiniteSet):
            cases += [Call(S.Equal, x, ev(bridge.back(value))) for value in sorted(part.args)]
        elif isinstance(part, sp.Interval):
            cases.append(_interval(ev, bridge, x, part))
        elif part is sp.S.EmptySet:
            return FALSE
        else:
            raise Unchanged
    return cases[0] if len(cases) == 1 else Call(S.Or, *cases)


def _interval(ev: Evaluator, bridge: Bridge, x: Expr, part: Any) -> Expr:
    sp = bridge.sympy
    low, high = ev(bridge.back(part.start)), ev(bridge.back(part.end))
    left, right = (S.Less if part.left_open else S.LessEqual), (S.Less if part.right_open else S.LessEqual)
    if part.start == -sp.oo and part.end == sp.oo:
        return Call(S.Element, x, S.Reals)
    if part.start == -sp.oo:
        return Call(right, x, high)
    if part.end == sp.oo:
        return Call(S.Greater if part.left_open else S.GreaterEqual, x, low)
    return Call(left, low, x, high) if left is right else Call(S.Inequality, low, left, x, right, high)


# ---- numerical search -----------------------------------------------------------------------------------------------

def number_function(ev: Evaluator, body: Expr, names: list[Expr]) -> Callable[..., float]:
    """A body as a function of Python floats.

    Errors  Complaint nlnum when a value is not a real number.
    """
    def value(*numbers: float) -> float:
        put = {x: to_expr(float(n)) for x, n in zip(names, numbers) if isinstance(x, Symbol)}
        found = ev(Call(S.N, substitute(body, put)))
        if not isinstance(found, (Integer, Real, Rational, BigReal)):
            raise Complaint("nlnum", found, names[0], float(numbers[0]))
        return float(found.value)
    return value


def _start(ev: Evaluator, spec: Expr) -> tuple[Expr, list[float]]:
    if not is_list(spec) or len(spec.args) < 2 or not isinstance(spec.args[0], Symbol):
        raise Complaint("fdss", spec)
    numbers = [ev(Call(S.N, item)) for item in spec.args[1:]]
    if not all(isinstance(n, (Integer, Real)) for n in numbers):
        raise Complaint("fdss", spec)
    return spec.args[0], [float(n.value) for n in numbers]  # type: ignore[attr-defined]


@builtin("FindRoot", messages=_MESSAGES)
def find_root(ev: Evaluator, equation: Expr, start: Expr, *more: Expr, max_iterations: Expr = to_expr(100)) -> Expr:
    """FindRoot[f, {x, x0}] searches for a zero of f, or a solution of an equation, starting from x0;
    FindRoot[{f1, f2, ...}, {{x, x0}, {y, y0}, ...}] for a common one.

    Source   ref/FindRoot
    Example  FindRoot[Cos[x] == x, {x, 1}]  gives  {x -> 0.739085}
    """
    import mpmath
    starts = (start, *more)
    if len(starts) == 1 and is_list(starts[0]) and starts[0].args and is_list(starts[0].args[0]):
        starts = starts[0].args
    pairs = [_start(ev, spec) for spec in starts]
    names = [x for x, _ in pairs]
    bodies = [_difference(eq) for eq in (equation.args if is_list(equation) else (equation,))]
    functions = [number_function(ev, body, names) for body in bodies]
    try:
        if len(names) == 1:
            points = pairs[0][1]
            method = {"solver": "secant"} if len(points) < 3 else {"solver": "anderson"}
            first = points[0] if len(points) == 1 else tuple(points[:2])
            found = [mpmath.findroot(lambda x: functions[0](float(x)), first, tol=1e-14, maxsteps=100, **method)]
        else:
            found = _newton(functions, [numbers[0] for _, numbers in pairs])
    except (ValueError, ZeroDivisionError, OverflowError):
        raise Complaint("cvmit", max_iterations) from None
    return list_of(Call(S.Rule, x, Real(float(value))) for x, value in zip(names, found))


def _newton(functions: list[Callable[..., float]], point: list[float]) -> list[float]:
    """Newton's method in several variables, with slopes from differences."""
    import numpy as np
    x = np.array(point, dtype=float)
    for _ in range(100):
        value = np.array([f(*x) for f in functions])
        if np.abs(value).max() < 1e-13:
            return list(map(float, x))
        step = 1e-7 * np.maximum(1, np.abs(x))
        slopes = np.array([[(f(*(x + d)) - f(*(x - d))) / (2 * d.sum()) for d in np.diag(step)] for f in functions])
        x = x - np.linalg.lstsq(slopes, value, rcond=None)[0]
    if np.abs([f(*x) for f in functions]).max() > 1e-8:
        raise ValueError("no convergence")
    return list(map(float, x))


def _difference(equation: Expr) -> Expr:
    if is_call(equation, S.Equal, 2):
        return Call(S.Subtract, *equation.args)
    return equation


def _searched(ev: Evaluator, body: Expr, starts: tuple[Expr, ...], sign: float) -> Expr:
    if len(starts) == 1 and is_list(starts[0]) and starts[0].args and is_list(starts[0].args[0]):
        starts = starts[0].args
    pairs = [_start(ev, spec) if is_list(spec) else (spec, [1.0]) for spec in starts]
    names = [x for x, _ in pairs]
    function = number_function(ev, body, names)
    point = _simplex(lambda *x: sign * function(*x), [numbers[0] for _, numbers in pairs])
    rules = list_of(Call(S.Rule, x, Real(value)) for x, value in zip(names, point))
    return list_of([Real(function(*point)), rules])


def _simplex(function: Callable[..., float], start: list[float]) -> list[float]:
    """The lowest point near a start, by the simplex of Nelder and Mead (1965), begun anew until it stays."""
    size = len(start)
    best = list(start)
    for scale in (0.5, 0.05, 0.005, 0.0005):
        corners = [best] + [[b + (scale * max(1, abs(b)) if i == j else 0) for j, b in enumerate(best)]
                            for i in range(size)]
        values = [function(*c) for c in corners]
        for _ in range(400 * size):
            order = sorted(range(size + 1), key=values.__getitem__)
            corners, values = [corners[i] for i in order], [values[i] for i in order]
            level = abs(values[-1] - values[0]) <= 1e-16 * max(1, abs(values[0]))
            if level and math.dist(corners[0], corners[-1]) < 1e-9:
                break
            _improve(function, corners, values)
        best = corners[min(range(size + 1), key=values.__getitem__)]
    return best


def _improve(function: Callable[..., float], corners: list[list[float]], values: list[float]) -> None:
    size = len(corners) - 1
    centre = [sum(c[j] for c in corners[:-1]) / size for j in range(size)]

    def along(t: float) -> tuple[list[float], float]:
        point = [m + t * (w - m) for m, w in zip(centre, corners[-1])]
        return point, function(*point)
    point, value = along(-1)
    if value < values[0]:
        further, lower = along(-2)
        point, value = (further, lower) if lower < value else (point, value)
    elif value >= values[-2]:
        point, value = along(-0.5) if value < values[-1] else along(0.5)
        if value >= values[-1]:
            for i in range(1, size + 1):
                corners[i] = [(a + b) / 2 for a, b in zip(corners[0], corners[i])]
                values[i] = function(*corners[i])
            return
    corners[-1], values[-1] = point, value


@builtin("FindMinimum", messages=_MESSAGES)
def find_minimum(ev: Evaluator, body: Expr, start: Expr, *more: Expr) -> Expr:
    """FindMinimum[f, {x, x0}] searches for a local minimum of f from x0: {value, {x -> place}}.

    Source   ref/FindMinimum
    Example  Round[x /. FindMinimum[(x - 2)^2, {x, 0}][[2]], 0.001]  gives  2.
    """
    return _searched(ev, body, (start, *more), 1.0)


@builtin("FindMaximum", messages=_MESSAGES)
def find_maximum(ev: Evaluator, body: Expr, start: Expr, *more: Expr) -> Expr:
    """FindMaximum[f, {x, x0}] searches for a local maximum of f from x0: {value, {x -> place}}.

    Source   ref/FindMaximum
    Example  Round[FindMaximum[1 - (x - 2)^2, {x, 0}][[1]], 0.001]  gives  1.
    """
    return _searched(ev, body, (start, *more), -1.0)


def _extreme(ev: Evaluator, body: Expr, variables: Expr, largest: bool) -> Expr:
    """The least (or largest) value of a function of one variable on the reals, exactly."""
    names = list(variables.args) if is_list(variables) else [variables]
    if len(names) != 1 or not isinstance(names[0], Symbol):
        raise Unchanged
    x = names[0]
    slope = ev(Call(S.D, body, x))
    places = [row[x] for row in solutions(ev, [Call(S.Equal, slope, to_expr(0))], [x], S.Reals) if x in row]
    limits = [ev(Call(S.Limit, body, Call(S.Rule, x, end)))
              for end in (S.Infinity, Call(S.DirectedInfinity, to_expr(-1)))]
    points = [(ev(substitute(body, {x: place})), place) for place in places]
    order = sorted(points, key=lambda pair: _place(ev, pair[0]), reverse=largest)
    if not order or any(_beyond(ev, limit, order[0][0], largest) for limit in limits):
        raise Unchanged
    value, place = order[0]
    return list_of([value, list_of([Call(S.Rule, x, place)])])


def _beyond(ev: Evaluator, limit: Expr, value: Expr, largest: bool) -> bool:
    return ev(Call(S.Greater if largest else S.Less, limit, value)) is TRUE


@builtin("Minimize", messages=_MESSAGES)
def minimize(ev: Evaluator, body: Expr, variables: Expr) -> Expr:
    """Minimize[f, x] gives the least value of f and where it is taken: {value, {x -> place}}.

    Source   ref/Minimize
    Example  Minimize[x^2 - 2 x + 3, x]  gives  {2, {x -> 1}}
    """
    return _extreme(ev, body, variables, largest=False)


@builtin("Maximize", messages=_MESSAGES)
def maximize(ev: Evaluator, body: Expr, variables: Expr) -> Expr:
    """Maximize[f, x] gives the largest value of f and where it is taken: {value, {x -> place}}.

    Source   ref/Maximize
    Example  Maximize[2 x - x^2, x]  gives  {1, {x -> 1}}
    """
    return _extreme(ev, body, variables, largest=True)
