"""Integrals, limits, series, and sums in closed form."""

from __future__ import annotations

from typing import Any

from wlnet.builtins.algebra import answered, read_assumptions
from wlnet.builtins.arithmetic_sums import CLOSED_FORMS
from wlnet.builtins.calculus import free_of
from wlnet.builtins.solving import number_function
from wlnet.builtins.sympy_bridge import Bridge, Unanswered, asking
from wlnet.expr import FALSE, TRUE, Call, Expr, Integer, Real, S, Symbol, integer, is_call, is_list, list_of
from wlnet.kernel.arguments import is_infinity
from wlnet.kernel.attributes import HOLD_ALL
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged

_MESSAGES = {
    "ilim": "Invalid integration variable or limit(s) in `1`.",
    "idiv": "Integral of `1` does not converge on `2`.",
    "nlim": "`1` = `2` is not a valid limit of integration.",
    "lspec": "Limit specification `1` is not of the form x -> x0.",
    "sspec": "Series specification `1` is not a list with three elements.",
}


@builtin("Integrate", messages=_MESSAGES)
def integrate(ev: Evaluator, body: Expr, *specs: Expr, assumptions: Expr = TRUE,
              generate_conditions: Expr = S.Automatic, principal_value: Expr = FALSE) -> Expr:
    """Integrate[f, x] is an indefinite integral of f, Integrate[f, {x, a, b}] the integral from a to b, with several
    specifications a multiple integral.

    Source   ref/Integrate
    Example  Integrate[x^2, {x, 0, 3}]  gives  9
    """
    for spec in reversed(specs):
        body = _integral(ev, body, spec, assumptions)
    return body


def _integral(ev: Evaluator, body: Expr, spec: Expr, assumptions: Expr) -> Expr:
    if is_list(body):
        return ev(list_of(_integral(ev, item, spec, assumptions) for item in body.args))
    bounds = spec.args if is_list(spec) else (spec,)
    if len(bounds) not in (1, 3) or not isinstance(bounds[0], Symbol):
        raise Complaint("ilim", spec)
    bridge = Bridge(_assumed(bounds[0], assumptions))

    def ask() -> Any:
        function, inside = bridge.to(body), [bridge.to(bound) for bound in bounds]
        if len(inside) == 1:
            found = bridge.sympy.integrate(function, inside[0])
        else:
            found = bridge.sympy.integrate(function, tuple(inside))
        if found.has(bridge.sympy.Integral):
            raise Unanswered
        return found
    result = answered(ev, bridge, ask)
    if len(bounds) == 3 and (is_infinity(result) or result is S.Indeterminate):
        ev.message(S.Integrate, "idiv", body, list_of(bounds[1:]))
        raise Unchanged
    return _without_pieces(result) if len(bounds) == 1 else result


def _assumed(x: Symbol, assumptions: Expr) -> dict[Symbol, dict[str, bool]]:
    return read_assumptions(assumptions) | {x: {"real": True}}


def _without_pieces(result: Expr) -> Expr:
    """An antiderivative given by cases: the general case."""
    if is_call(result, S.Piecewise) and is_list(result.args[0]) and result.args[0].args:
        return result.args[0].args[0].args[0]
    return result


@builtin("NIntegrate", HOLD_ALL, messages=_MESSAGES)
def nintegrate(ev: Evaluator, body: Expr, first: Expr, *more: Expr, method: Expr = S.Automatic,
               working_precision: Expr = S.Automatic, max_recursion: Expr = S.Automatic,
               precision_goal: Expr = S.Automatic, accuracy_goal: Expr = S.Automatic) -> Expr:
    """NIntegrate[f, {x, a, b}] is a numerical approximation to the integral of f from a to b, with several
    specifications a multiple integral.

    Source   ref/NIntegrate
    Example  NIntegrate[x^2, {x, 0, 3}]  gives  9.
    """
    import mpmath
    names, ranges = [], []
    for spec in (first, *more):
        if not is_list(spec) or len(spec.args) < 3 or not isinstance(spec.args[0], Symbol):
            raise Complaint("ilim", spec)
        names.append(spec.args[0])
        ranges.append([_bound(ev, spec.args[0], bound) for bound in spec.args[1:]])
    function = number_function(ev, body, list(names))
    if len(ranges) > 3:
        raise Unchanged  # the library integrates over up to three variables
    found = mpmath.quad(lambda *x: function(*map(float, x)), *ranges)
    return Real(float(found))


def _bound(ev: Evaluator, x: Symbol, bound: Expr) -> Any:
    import mpmath
    value = ev(Call(S.N, bound))
    if is_infinity(value):
        return mpmath.inf
    if is_call(value, S.DirectedInfinity, 1) and value.args[0] == integer(-1):
        return -mpmath.inf
    if isinstance(value, (Integer, Real)):
        return float(value.value)
    raise Complaint("nlim", x, bound)


@builtin("Limit", messages=_MESSAGES)
def limit(ev: Evaluator, expr: Expr, place: Expr, *, direction: Expr = S.Automatic, assumptions: Expr = TRUE) -> Expr:
    """Limit[f, x -> a] is the limit of f as x approaches a; the option Direction takes "FromAbove" or "FromBelow".

    Source   ref/Limit
    Example  Limit[Sin[x]/x, x -> 0]  gives  1
    """
    if is_list(expr):
        return ev(list_of(Call(S.Limit, item, place) for item in expr.args))
    if not is_call(place, S.Rule, 2) or not isinstance(place.args[0], Symbol):
        raise Complaint("lspec", place)
    bridge = Bridge(read_assumptions(assumptions))
    side = _SIDES.get(getattr(direction, "value", direction), "+-")

    def ask() -> Any:
        function, x, end = bridge.to(expr), bridge.to(place.args[0]), bridge.to(place.args[1])
        found = bridge.sympy.limit(function, x, end, side)
        if isinstance(found, bridge.sympy.AccumBounds) or found.has(bridge.sympy.Limit):
            raise Unanswered
        return found
    return answered(ev, bridge, ask)


_SIDES: dict[object, str] = {"FromAbove": "+", "FromRight": "+", "FromBelow": "-", "FromLeft": "-", -1: "+", 1: "-"}


@builtin("Series", messages=_MESSAGES)
def series(ev: Evaluator, expr: Expr, spec: Expr) -> Expr:
    """Series[f, {x, x0, n}] is a power series of f about x0 up to order n, as SeriesData; Normal makes a polynomial
    of it.

    Source   ref/Series
    Example  Normal[Series[Exp[x], {x, 0, 2}]]  gives  1 + x + x^2/2
    """
    if not is_list(spec) or len(spec.args) != 3 or not isinstance(spec.args[2], Integer):
        raise Complaint("sspec", spec)
    x, place, order = spec.args[0], spec.args[1], spec.args[2].value
    if free_of(expr, x):
        return expr
    lowest, terms = _terms(ev, expr, x, place, order)
    while terms and terms[-1] == integer(0):
        terms.pop()
    while terms and terms[0] == integer(0):
        terms.pop(0)
        lowest += 1
    if not terms:
        lowest = order + 1
    return Call(S.SeriesData, x, place, list_of(terms), integer(lowest), integer(order + 1), integer(1))


def _terms(ev: Evaluator, expr: Expr, x: Expr, place: Expr, order: int) -> tuple[int, list[Expr]]:
    """The lowest power, and the coefficients from it up to `order`.

    Errors  Unchanged when there is no series in whole powers.
    """
    bridge = Bridge()
    sp = bridge.sympy
    with asking():
        name, start = bridge.to(x), bridge.to(place)
        shifted = bridge.to(expr).subs(name, name + start)
        polynomial = sp.expand(shifted.series(name, 0, order + 1).removeO())
        powers: dict[int, Any] = {}
        for term in sp.Add.make_args(polynomial):
            coefficient, exponent = term.as_coeff_exponent(name)
            if not exponent.is_Integer or coefficient.has(name):
                raise Unchanged
            if int(exponent) <= order:
                powers[int(exponent)] = powers.get(int(exponent), 0) + coefficient
        lowest = min(powers, default=0)
        found = [bridge.back(powers.get(k, sp.Integer(0))) for k in range(lowest, order + 1)]
    return lowest, list(map(ev, found))


@builtin("SeriesCoefficient")
def series_coefficient(ev: Evaluator, expr: Expr, spec: Expr) -> Expr:
    """SeriesCoefficient[f, {x, x0, n}] is the coefficient of (x - x0)^n in the power series of f.

    Source   ref/SeriesCoefficient
    Example  SeriesCoefficient[Exp[x], {x, 0, 3}]  gives  1/6
    """
    if not is_list(spec) or len(spec.args) != 3 or not isinstance(spec.args[2], Integer):
        raise Unchanged
    lowest, terms = _terms(ev, expr, spec.args[0], spec.args[1], spec.args[2].value)
    index = spec.args[2].value - lowest
    return terms[index] if 0 <= index < len(terms) else integer(0)


def _closed(product: bool) -> Any:
    def find(ev: Evaluator, body: Expr, iterator: Expr) -> Expr | None:
        parts = iterator.args
        if len(parts) not in (2, 3) or not isinstance(parts[0], Symbol):
            return None
        name = parts[0]
        low, high = (integer(1), ev(parts[1])) if len(parts) == 2 else (ev(parts[1]), ev(parts[2]))
        facts = {name: {"integer": True}}
        if isinstance(high, Symbol):
            facts[high] = {"integer": True, "nonnegative": True}
        bridge = Bridge(facts)

        def ask() -> Any:
            sp = bridge.sympy
            inside = (bridge.to(name), bridge.to(low), bridge.to(high))
            term = bridge.to(ev(body))
            found = sp.product(term, inside) if product else sp.summation(term, inside)
            if found.has(sp.Sum) or found.has(sp.Product):
                raise Unanswered
            found = sp.piecewise_fold(found)
            if isinstance(found, sp.Piecewise):
                found = found.args[-1][0]
            return sp.simplify(found) if product else sp.factor(found)
        try:
            return answered(ev, bridge, ask)
        except Unchanged:
            return None
    return find


CLOSED_FORMS[S.Sum] = CLOSED_FORMS[S.Plus] = _closed(product=False)
CLOSED_FORMS[S.Product] = CLOSED_FORMS[S.Times] = _closed(product=True)
