"""Polynomials and rational expressions: expanding, factoring, simplifying, by way of sympy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any

from wlnet.builtins.calculus import free_of
from wlnet.builtins.sympy_bridge import Bridge, asking
from wlnet.expr import (
    FALSE, TRUE, Association, Call, Expr, Integer, Packed, Rational, Real, S, Symbol, integer, is_call, is_list,
    list_of,
)
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged

THREADED = (S.Equal, S.Unequal, S.Less, S.LessEqual, S.Greater, S.GreaterEqual, S.And, S.Or, S.Not, S.Rule)


def crossed(ev: Evaluator, expr: Expr, change: Callable[[Bridge, Any], Any]) -> Expr:
    """`expr` taken to sympy, changed there, and back; lists, associations and equations go element by element.

    Errors  Unchanged when sympy cannot do it, or its answer has no expression.
    """
    if isinstance(expr, Association):
        return expr.with_values(crossed(ev, value, change) for value in expr.items.values())
    if is_list(expr) or (isinstance(expr, Call) and expr.head in THREADED):
        return ev(Call(expr.head, *(crossed(ev, item, change) for item in expr.args)))
    if not isinstance(expr, Call):
        return expr
    bridge = Bridge()
    return answered(ev, bridge, lambda: change(bridge, bridge.to(expr)))


def answered(ev: Evaluator, bridge: Bridge, ask: Callable[[], Any]) -> Expr:
    """The evaluated answer of sympy.

    Errors  Unchanged when it has none.
    """
    with asking():
        found = bridge.back(ask())
    return ev(found)


def _declare(name: str, change: Callable[[Bridge, Any], Any], doc: str) -> None:
    def run(ev: Evaluator, expr: Expr, *rest: Expr) -> Expr:
        return crossed(ev, expr, change)
    run.__doc__ = doc
    builtin(name)(run)


def _reduced(bridge: Bridge, expr: Any) -> Any:
    from sympy.simplify.fu import TR8, TR7
    return bridge.sympy.together(bridge.sympy.expand(TR8(TR7(expr))))


_declare("ExpandAll", lambda b, e: b.sympy.expand(e, deep=True, power_base=False, power_exp=False, log=False), """
    ExpandAll[expr] expands products and powers everywhere in expr.

    Source   ref/ExpandAll
    Example  ExpandAll[Sin[x (1 + x)]]  gives  Sin[x + x^2]
    """)
def _over_one_denominator(bridge: Bridge, expr: Any) -> Any:
    """A sum as one fraction in lowest terms: the numerator multiplied out, the denominator left in factors."""
    sp = bridge.sympy
    if not expr.is_Add:
        return sp.together(expr, deep=True)
    above, below = sp.fraction(sp.together(expr, deep=True))
    above = sp.expand(above)
    if below.free_symbols and not expr.has(sp.Float) and sp.gcd(above, sp.expand(below)) != 1:
        above, below = sp.fraction(sp.cancel(above / below))
        below = sp.factor(below)
    return sp.Mul(above, 1 / below, evaluate=False) if below.is_Integer else above / below


_declare("Together", _over_one_denominator, """
    Together[expr] puts sums over a common denominator.

    Source   ref/Together
    Example  Together[1/x + 1/y]  gives  (x + y)/(x y)
    Example  Together[x/(x^2 - 1) - 1/(x^2 - 1)]  gives  1/(1 + x)
    """)
_declare("Cancel", lambda b, e: b.sympy.cancel(e), """
    Cancel[expr] cancels common factors of numerators and denominators.

    Source   ref/Cancel
    Example  Cancel[(x^2 - 1)/(x - 1)]  gives  1 + x
    """)
_declare("TrigExpand", lambda b, e: b.sympy.expand_trig(e), """
    TrigExpand[expr] expands trigonometric functions of sums and multiples.

    Source   ref/TrigExpand
    Example  TrigExpand[Sin[x + y]]  gives  Cos[y] Sin[x] + Cos[x] Sin[y]
    """)
_declare("TrigReduce", _reduced, """
    TrigReduce[expr] writes products and powers of trigonometric functions as functions of combined arguments.

    Source   ref/TrigReduce
    Example  TrigReduce[2 Sin[x] Cos[x]]  gives  Sin[2 x]
    """)
_declare("PowerExpand", lambda b, e: b.sympy.expand_log(b.sympy.powdenest(b.sympy.expand_power_base(e, force=True),
                                                                      force=True), force=True), """
    PowerExpand[expr] expands powers and logarithms of products and powers, as if all variables were positive.

    Source   ref/PowerExpand
    Example  PowerExpand[Log[x y]]  gives  Log[x] + Log[y]
    """)


@builtin("Expand")
def expand(ev: Evaluator, expr: Expr, pattern: Expr | None = None) -> Expr:
    """Expand[expr] multiplies out products and positive integer powers in expr.

    Source   ref/Expand
    Example  Expand[(1 + x)^2]  gives  1 + 2 x + x^2
    """
    return crossed(ev, expr, _expanded)


def _expanded(bridge: Bridge, expr: Any) -> Any:
    """The numerators multiplied out, over denominators left as they are."""
    sp = bridge.sympy
    if expr.is_Add:
        return sp.Add(*(_expanded(bridge, term) for term in expr.args))
    above, below = _split(sp, expr)
    above = _multiplied(sp, above)
    if above.is_Add and below != 1:
        return sp.Add(*(term / below for term in above.args))
    return above / below


def _multiplied(sp: Any, expr: Any) -> Any:
    """A sum, product or positive integer power multiplied out, but not what stands inside functions."""
    if expr.is_Add:
        return sp.Add(*(_multiplied(sp, term) for term in expr.args))
    if expr.is_Mul:
        return sp.expand_mul(sp.Mul(*(_multiplied(sp, factor) for factor in expr.args)), deep=False)
    if expr.is_Pow and expr.exp.is_Integer and expr.exp > 0:
        return sp.expand_multinomial(sp.Pow(_multiplied(sp, expr.base), expr.exp), deep=False)
    return expr


def _split(sp: Any, expr: Any) -> tuple[Any, Any]:
    above, below = sp.Integer(1), sp.Integer(1)
    for factor in sp.Mul.make_args(expr):
        base, exponent = factor.as_base_exp()
        if exponent.is_Integer and exponent < 0 and not base.is_Rational:
            below *= base ** -exponent
        else:
            above *= factor
    return above, below


@builtin("Factor")
def factor(ev: Evaluator, expr: Expr, *, modulus: Expr = integer(0), extension: Expr = S["None"]) -> Expr:
    """Factor[poly] writes a polynomial, or a rational expression, as a product of factors over the integers.

    Source   ref/Factor
    Example  Factor[x^2 - 1]  gives  (-1 + x) (1 + x)
    """
    def change(b: Bridge, e: Any) -> Any:
        if isinstance(modulus, Integer) and modulus.value:
            return b.sympy.factor(e, modulus=modulus.value)
        if extension is not S["None"]:
            return b.sympy.factor(e, extension=b.to(extension))
        return b.sympy.factor(e)
    return crossed(ev, expr, change)


@builtin("FactorList")
def factor_list(ev: Evaluator, poly: Expr) -> Expr:
    """FactorList[poly] lists the factors of a polynomial with their exponents, the number first.

    Source   ref/FactorList
    Example  FactorList[2 x^2 - 2]  gives  {{2, 1}, {-1 + x, 1}, {1 + x, 1}}
    """
    bridge = Bridge()

    def ask() -> Any:
        number, factors = bridge.sympy.factor_list(bridge.to(poly))
        return [[number, 1], *([f, n] for f, n in factors)]
    return answered(ev, bridge, ask)


@builtin("Apart")
def apart(ev: Evaluator, expr: Expr, x: Expr | None = None) -> Expr:
    """Apart[expr] writes a rational expression as a sum of partial fractions.

    Source   ref/Apart
    Example  Apart[1/(x (1 + x))]  gives  1/x - 1/(1 + x)
    """
    return crossed(ev, expr, lambda b, e: b.sympy.apart(e, b.to(x) if x is not None else _main_variable(e)))


def _main_variable(expr: Any) -> Any:
    found = sorted(expr.free_symbols, key=lambda symbol: symbol.name)
    if not found:
        raise ValueError("no variable")
    return found[0]


@builtin("Collect")
def collect(ev: Evaluator, expr: Expr, x: Expr, function: Expr | None = None) -> Expr:
    """Collect[expr, x] collects the terms with the same power of x; Collect[expr, {x, y}] for several;
    Collect[expr, x, f] applies f to the coefficients.

    Source   ref/Collect
    Example  Collect[a x + b x + c, x]  gives  c + (a + b) x
    """
    def change(b: Bridge, e: Any) -> Any:
        names = [b.to(item) for item in (x.args if is_list(x) else (x,))]
        return b.sympy.collect(b.sympy.expand(e), names)
    if function is None:
        return crossed(ev, expr, change)
    terms = []
    for power, coefficient in enumerate(coefficients(ev, expr, x)):
        if coefficient != integer(0):
            terms.append(Call(S.Times, ev(Call(function, coefficient)), Call(S.Power, x, integer(power))))
    return ev(Call(S.Plus, *terms))


def _simplified(full: bool) -> Callable[..., Expr]:
    def run(ev: Evaluator, expr: Expr, given: Expr = TRUE, *, assumptions: Expr = S["$Assumptions"],
            time_constraint: Expr = integer(300), complexity_function: Expr = S.Automatic,
            transformation_functions: Expr = S.Automatic, trig: Expr = TRUE) -> Expr:
        return simplified(ev, expr, Call(S.And, given, ev(assumptions)))
    return run


def simplified(ev: Evaluator, expr: Expr, assumptions: Expr) -> Expr:
    """The simplest form found of an expression: what sympy offers, and the expression itself, whichever is shortest."""
    if is_list(expr) or (isinstance(expr, Call) and expr.head in THREADED):
        return ev(Call(expr.head, *(simplified(ev, item, assumptions) for item in expr.args)))
    if not isinstance(expr, Call):
        return expr
    assume = read_assumptions(assumptions)
    best: Expr = refined(ev, expr, assume) if assume else expr
    for change in (_simplify, _factored, _trigonometric):
        bridge = Bridge(assume)
        try:
            found = answered(ev, bridge, partial(_asked, bridge, change, expr))
        except Unchanged:
            continue
        if weight(found) < weight(best):
            best = found
    return best


def refined(ev: Evaluator, expr: Expr, assume: dict[Symbol, dict[str, bool]]) -> Expr:
    """An expression as sympy writes it under assumptions, otherwise unchanged."""
    bridge = Bridge(assume)
    try:
        return answered(ev, bridge, lambda: bridge.to(expr))
    except Unchanged:
        return expr


@builtin("Refine")
def refine(ev: Evaluator, expr: Expr, given: Expr = TRUE, *, assumptions: Expr = S["$Assumptions"]) -> Expr:
    """Refine[expr, assumptions] is the form that expr takes for all values of its symbols that satisfy the assumptions.

    Source   ref/Refine
    Example  {Refine[Sqrt[x^2], x > 0], Refine[Abs[y], y < 0], Refine[x + 1 > 0, x > 0]}  gives  {x, -y, True}
    """
    assume = read_assumptions(Call(S.And, given, ev(assumptions)))
    if is_list(expr):
        return list_of(ev(Call(S.Refine, item, given)) for item in expr.args)
    if isinstance(expr, Call) and expr.head in _SIGNS and len(expr.args) == 2:
        bridge = Bridge(assume)
        with asking():
            difference = bridge.to(expr.args[0]) - bridge.to(expr.args[1])
            holds = getattr(difference, "is_" + _SIGNS[expr.head])
        return expr if holds is None else TRUE if holds else FALSE
    return refined(ev, expr, assume) if isinstance(expr, Call) else expr


def _asked(bridge: Bridge, change: Callable[[Bridge, Any], Any], expr: Expr) -> Any:
    return change(bridge, bridge.to(expr))


def _simplify(bridge: Bridge, expr: Any) -> Any:
    return bridge.sympy.simplify(expr)


def _factored(bridge: Bridge, expr: Any) -> Any:
    return bridge.sympy.factor(expr)


def _trigonometric(bridge: Bridge, expr: Any) -> Any:
    return bridge.sympy.trigsimp(bridge.sympy.expand(expr))


def weight(expr: Expr) -> int:
    """How complicated an expression looks: its leaves, and the digits of its integers."""
    if isinstance(expr, Integer):
        return 1 if expr.value == 0 else len(str(abs(expr.value))) + (expr.value < 0)
    if isinstance(expr, Call):
        return weight(expr.head) + sum(map(weight, expr.args))
    return 1


def read_assumptions(assumptions: Expr) -> dict[Symbol, dict[str, bool]]:
    """Assumptions such as `x > 0 && Element[n, Integers]`, as sympy's keywords by symbol."""
    found: dict[Symbol, dict[str, bool]] = {}
    for names, words in _claims(assumptions):
        for name in names:
            found.setdefault(name, {}).update(words)
    return found


_DOMAINS = {S.Reals: "real", S.Integers: "integer", S.Rationals: "rational", S.Complexes: "complex", S.Primes: "prime"}
_SIGNS = {S.Greater: "positive", S.GreaterEqual: "nonnegative", S.Less: "negative", S.LessEqual: "nonpositive"}
_TURNED = {S.Greater: S.Less, S.GreaterEqual: S.LessEqual, S.Less: S.Greater, S.LessEqual: S.GreaterEqual}

Claim = tuple[list[Symbol], dict[str, bool]]


def _claims(claim: Expr) -> Iterator[Claim]:
    """What one assumption, or several joined, say of symbols; nothing where it is of no form that sympy knows."""
    if is_call(claim, S.And) or is_list(claim):
        for part in claim.args:
            yield from _claims(part)
    elif is_call(claim, S.Element, 2) and claim.args[1] in _DOMAINS:
        owner = claim.args[0]
        names = owner.args if is_call(owner, S.Alternatives) or is_list(owner) else (owner,)
        yield [n for n in names if isinstance(n, Symbol)], {_DOMAINS[claim.args[1]]: True}
    elif is_call(claim, S.Unequal, 2) and claim.args[1] == integer(0) and isinstance(claim.args[0], Symbol):
        yield [claim.args[0]], {"zero": False}
    elif is_call(claim, S.Inequality) and len(claim.args) % 2:
        for left, relation, right in zip(claim.args[::2], claim.args[1::2], claim.args[2::2]):
            yield from _compared(left, relation, right)
    elif isinstance(claim, Call) and claim.head in _SIGNS:
        for left, right in pairwise(claim.args):
            yield from _compared(left, claim.head, right)


def _compared(left: Expr, relation: Expr, right: Expr) -> Iterator[Claim]:
    """What `left < right` says of a symbol, when the other side is a number."""
    if isinstance(right, Symbol) and relation in _TURNED:
        left, relation, right = right, _TURNED[relation], left
    if not isinstance(left, Symbol) or relation not in _SIGNS or not isinstance(right, (Integer, Rational, Real)):
        return
    above = relation in (S.Greater, S.GreaterEqual)
    if right.value == 0:
        yield [left], {_SIGNS[relation]: True}
    elif above == (right.value > 0):
        yield [left], {"positive" if above else "negative": True}
    else:
        yield [left], {"real": True}


_SIMPLIFY = """Simplify[expr] looks for the simplest form of expr; Simplify[expr, assumptions] takes assumptions such as
    x > 0 into account.

    Source   ref/Simplify
    Example  Simplify[Sin[x]^2 + Cos[x]^2]  gives  1
    """
simplify = _simplified(full=False)
simplify.__doc__ = _SIMPLIFY
builtin("Simplify")(simplify)
full_simplify = _simplified(full=True)
full_simplify.__doc__ = _SIMPLIFY.replace("Simplify", "FullSimplify")
builtin("FullSimplify")(full_simplify)


# ---- polynomials ----------------------------------------------------------------------------------------------------

@builtin("PolynomialQ")
def polynomial_q(expr: Expr, x: Expr | None = None) -> bool:
    """PolynomialQ[expr, x] tests whether expr is a polynomial in x, or in the variables of a list.

    Source   ref/PolynomialQ
    Example  PolynomialQ[x^2 + Sin[y], x]  gives  True
    """
    names = variables_of(expr) if x is None else list(x.args) if is_list(x) else [x]
    return all(_is_polynomial(expr, name) for name in names)


def _is_polynomial(expr: Expr, x: Expr) -> bool:
    if expr == x or free_of(expr, x):
        return True
    if is_call(expr, S.Plus) or is_call(expr, S.Times):
        return all(_is_polynomial(arg, x) for arg in expr.args)
    if is_call(expr, S.Power, 2):
        n = expr.args[1]
        return isinstance(n, Integer) and n.value >= 0 and _is_polynomial(expr.args[0], x)
    return False


@builtin("Variables")
def variables(expr: Expr) -> list[Expr]:
    """Variables[poly] lists the variables of a polynomial.

    Source   ref/Variables
    Example  Variables[x^2 + 2 x y]  gives  {x, y}
    """
    return variables_of(expr)


def variables_of(expr: Expr) -> list[Expr]:
    """The variables of a polynomial: its parts that are neither numbers nor sums, products and powers."""
    from wlnet.expr.order import order_key
    found: set[Expr] = set()
    stack = [expr]
    while stack:
        item = stack.pop()
        if is_call(item, S.Plus) or is_call(item, S.Times) or is_list(item):
            stack.extend(item.args)
        elif is_call(item, S.Power, 2) and not isinstance(item.args[0], Integer):
            stack.append(item.args[0])
        elif isinstance(item, Call) and not isinstance(item, Packed) or (
                isinstance(item, Symbol) and item.context != "System`"):
            found.add(item)
    return sorted(found, key=order_key)


def coefficients(ev: Evaluator, poly: Expr, x: Expr) -> list[Expr]:
    """The coefficients of a polynomial in x, of powers 0, 1, ...

    Errors  Unchanged when it is no polynomial.
    """
    if not _is_polynomial(poly, x):
        raise Unchanged
    bridge = Bridge()
    with asking():
        found = bridge.sympy.Poly(bridge.to(poly), bridge.to(x)).all_coeffs()
        values = list(map(bridge.back, reversed(found)))
    return list(map(ev, values))


@builtin("CoefficientList", messages={"poly": "`1` is not a polynomial."})
def coefficient_list(ev: Evaluator, poly: Expr, x: Expr) -> Expr:
    """CoefficientList[poly, x] lists the coefficients of powers of x, from the zeroth on; CoefficientList[poly, {x, y}]
    is an array of them.

    Source   ref/CoefficientList
    Example  CoefficientList[1 + 3 x^2, x]  gives  {1, 0, 3}
    """
    if not is_list(x):
        return list_of(coefficients(ev, poly, x)) if poly != integer(0) else list_of([])
    if not x.args:
        raise Unchanged
    if len(x.args) == 1:
        return coefficient_list(ev, poly, x.args[0])  # type: ignore[no-any-return]
    first, rest = x.args[0], list_of(x.args[1:])
    rows = [coefficient_list(ev, c, rest) for c in coefficients(ev, poly, first)]
    return ev(Call(S.PadRight, list_of(rows)))


@builtin("Coefficient")
def coefficient(ev: Evaluator, expr: Expr, form: Expr, power: Expr = integer(1)) -> Expr:
    """Coefficient[expr, form] is the coefficient of form in the polynomial expr, Coefficient[expr, x, n] that of x^n.

    Source   ref/Coefficient
    Example  Coefficient[a x^2 + b x + c, x, 2]  gives  a
    """
    if is_list(expr):
        return ev(list_of(coefficient(ev, item, form, power) for item in expr.args))
    bridge = Bridge()

    def ask() -> Any:
        whole, part = bridge.sympy.expand(bridge.to(expr)), bridge.to(form)
        n = bridge.to(power)
        if n == 0:
            return whole.coeff(part, 0)
        found = whole.coeff(part, n)
        if part.is_Symbol or n != 1:
            return found
        return found
    return answered(ev, bridge, ask)


@builtin("Exponent")
def exponent(ev: Evaluator, expr: Expr, form: Expr, function: Expr = S.Max) -> Expr:
    """Exponent[expr, form] is the highest power of form in expr; Exponent[expr, form, h] applies h to all its powers.

    Source   ref/Exponent
    Example  Exponent[1 + x^2 + x^5, x]  gives  5
    Example  Exponent[1/x + Sqrt[x], x, List]  gives  {-1, 1/2}
    """
    if is_list(expr):
        return list_of(Call(S.Exponent, item, form, function) for item in expr.args)
    whole = ev(Call(S.Expand, expr))
    if whole == integer(0):
        return Call(S.DirectedInfinity, integer(-1))
    terms = whole.args if is_call(whole, S.Plus) else (whole,)
    powers = ev(Call(S.Union, list_of(_exponent_in(term, form) for term in terms)))
    return ev(Call(function, *powers.args))


def _exponent_in(term: Expr, form: Expr) -> Expr:
    """The power of `form` among the factors of a term."""
    powers: list[Expr] = []
    for factor in term.args if is_call(term, S.Times) else (term,):
        if factor == form:
            powers.append(integer(1))
        elif is_call(factor, S.Power, 2) and factor.args[0] == form:
            powers.append(factor.args[1])
        elif is_call(form, S.Power, 2) and is_call(factor, S.Power, 2) and factor.args[0] == form.args[0]:
            powers.append(Call(S.Divide, factor.args[1], form.args[1]))
    return Call(S.Plus, *powers)


def _pair(name: str, method: str, doc: str) -> None:
    def run(ev: Evaluator, first: Expr, second: Expr, x: Expr | None = None) -> Expr:
        bridge = Bridge()
        names = () if x is None else (bridge.to(x),)
        return answered(ev, bridge, lambda: getattr(bridge.sympy, method)(bridge.to(first), bridge.to(second), *names))
    run.__doc__ = doc
    builtin(name)(run)


_pair("PolynomialQuotient", "quo", """PolynomialQuotient[p, q, x] is the quotient of p and q as polynomials in x.

    Source   ref/PolynomialQuotient
    Example  PolynomialQuotient[x^2, x + 1, x]  gives  -1 + x
    """)
_pair("PolynomialRemainder", "rem", """PolynomialRemainder[p, q, x] is the remainder of p divided by q as polynomials
    in x.

    Source   ref/PolynomialRemainder
    Example  PolynomialRemainder[x^2, x + 1, x]  gives  1
    """)
_pair("PolynomialGCD", "gcd", """PolynomialGCD[p, q] is the greatest common divisor of polynomials.

    Source   ref/PolynomialGCD
    Example  PolynomialGCD[x^2 - 1, x^2 - 2 x + 1]  gives  -1 + x
    """)
_pair("PolynomialLCM", "lcm", """PolynomialLCM[p, q] is the least common multiple of polynomials.

    Source   ref/PolynomialLCM
    Example  PolynomialLCM[x, x^2]  gives  x^2
    """)
_pair("Resultant", "resultant", """Resultant[p, q, x] is the resultant of polynomials in x.

    Source   ref/Resultant
    Example  Resultant[x^2 - 1, x - a, x]  gives  -1 + a^2
    """)


@builtin("Discriminant")
def discriminant(ev: Evaluator, poly: Expr, x: Expr) -> Expr:
    """Discriminant[poly, x] is the discriminant of a polynomial in x.

    Source   ref/Discriminant
    Example  Discriminant[a x^2 + b x + c, x]  gives  b^2 - 4 a c
    """
    bridge = Bridge()
    return answered(ev, bridge, lambda: bridge.sympy.discriminant(bridge.to(poly), bridge.to(x)))


def check_variable(x: Expr) -> None:
    """Complain about what cannot be a variable.

    Errors  Complaint ivar.
    """
    if not isinstance(x, (Symbol, Call)) or x is TRUE or x is FALSE:
        raise Complaint("ivar", x)
