"""Elimination, bases of ideals, minimal polynomials, roots as objects and other algebra that sympy does."""

from __future__ import annotations

from typing import Any

from wlnet.builtins.algebra import answered
from wlnet.builtins.linear import rows_of
from wlnet.builtins.linear_spectra import NOT_SQUARE, square_matrix
from wlnet.builtins.sympy_bridge import Bridge
from wlnet.expr import Call, Expr, Integer, S, Symbol, integer, is_call, is_list, list_of
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Unchanged


def _equations(bridge: Bridge, system: Expr) -> list[Any]:
    """The equations of a system as expressions that are to be zero."""
    listed = system.args if is_list(system) or is_call(system, S.And) else (system,)
    found = []
    for each in listed:
        if is_call(each, S.Equal, 2):
            found.append(bridge.to(each.args[0]) - bridge.to(each.args[1]))
        else:
            found.append(bridge.to(each))
    return found


def _listed(expr: Expr) -> tuple[Expr, ...]:
    return expr.args if is_list(expr) else (expr,)


@builtin("GroebnerBasis")
def groebner_basis(ev: Evaluator, polynomials: Expr, variables: Expr) -> Expr | None:
    """GroebnerBasis[{p1, p2, ...}, {x1, x2, ...}] gives a Groebner basis of polynomials, in lexicographic order.

    Source   ref/GroebnerBasis
    Example  GroebnerBasis[{x + y, x - y}, {x, y}]  gives  {y, x}
    """
    bridge = Bridge()

    def ask() -> Any:
        sp = bridge.sympy
        basis = sp.groebner(_equations(bridge, polynomials), *map(bridge.to, _listed(variables)), order="lex")
        return [sp.primitive(each)[1] for each in reversed(basis.exprs)]
    return answered(ev, bridge, ask)


@builtin("Eliminate")
def eliminate(ev: Evaluator, equations: Expr, variables: Expr) -> Expr | None:
    """Eliminate[eqns, {x, ...}] gives what the equations say when the variables are eliminated.

    Source   ref/Eliminate
    Example  Eliminate[{x == 2 + y, y == z}, y]  gives  2 + z == x
    """
    bridge = Bridge()

    def ask() -> Any:
        sp = bridge.sympy
        there = _equations(bridge, equations)
        gone = [bridge.to(each) for each in _listed(variables)]
        rest = sorted(set().union(*(each.free_symbols for each in there)) - set(gone), key=str)
        basis = sp.groebner(there, *gone, *rest, order="lex")
        return [each for each in basis.exprs if not each.free_symbols & set(gone)]
    kept = answered(ev, bridge, ask).args
    return Call(S.And, *(_as_equation(ev, each) for each in kept))


def _as_equation(ev: Evaluator, polynomial: Expr) -> Expr:
    """p == 0 with the terms of its last variable, made positive, on the right."""
    names = ev(Call(S.Variables, polynomial)).args
    if not names:
        return Call(S.Equal, polynomial, integer(0))
    for name in names:
        if ev(Call(S.Exponent, polynomial, name)) == integer(1):
            slope = ev(Call(S.Coefficient, polynomial, name))
            if isinstance(slope, Integer) and abs(slope.value) == 1:
                rest = ev(Call(S.Expand, Call(S.Subtract, name, Call(S.Times, slope, polynomial))))
                return Call(S.Equal, rest, name)
    return Call(S.Equal, polynomial, integer(0))


@builtin("MinimalPolynomial")
def minimal_polynomial(ev: Evaluator, number: Expr, x: Expr) -> Expr | None:
    """MinimalPolynomial[s, x] is the polynomial of lowest degree with integer coefficients of which the algebraic
    number s is a root.

    Source   ref/MinimalPolynomial
    Example  MinimalPolynomial[Sqrt[2] + Sqrt[3], x]  gives  1 - 10 x^2 + x^4
    """
    bridge = Bridge()
    return answered(ev, bridge, lambda: bridge.sympy.minimal_polynomial(bridge.to(number), bridge.to(x)))


@builtin("FactorSquareFree")
def factor_square_free(ev: Evaluator, polynomial: Expr) -> Expr | None:
    """FactorSquareFree[poly] takes the repeated factors of a polynomial together as powers.

    Source   ref/FactorSquareFree
    Example  FactorSquareFree[x^3 - x^2 - x + 1]  gives  (-1 + x)^2 (1 + x)
    """
    bridge = Bridge()
    return answered(ev, bridge, lambda: bridge.sympy.sqf(bridge.to(polynomial)))


@builtin("PolynomialReduce")
def polynomial_reduce(ev: Evaluator, polynomial: Expr, divisors: Expr, variables: Expr) -> Expr | None:
    """PolynomialReduce[p, {p1, p2, ...}, {x1, x2, ...}] gives {{q1, q2, ...}, r} with p = q1 p1 + q2 p2 + ... + r.

    Source   ref/PolynomialReduce
    Example  PolynomialReduce[x^2 + y^2, {x - y, y + 1}, {x, y}]  gives  {{x + y, -2 + 2 y}, 2}
    """
    bridge = Bridge()
    return answered(ev, bridge, lambda: bridge.sympy.reduced(
        bridge.to(polynomial), list(map(bridge.to, _listed(divisors))), *map(bridge.to, _listed(variables))))


@builtin("FunctionExpand")
def function_expand(ev: Evaluator, expr: Expr) -> Expr | None:
    """FunctionExpand[expr] writes special functions of sums and multiples by simpler ones.

    Source   ref/FunctionExpand
    Example  FunctionExpand[Gamma[n + 1]]  gives  n Gamma[n]
    """
    bridge = Bridge()
    try:
        return answered(ev, bridge, lambda: bridge.sympy.expand_func(bridge.to(expr)))
    except Unchanged:
        return expr


@builtin("JordanDecomposition", messages=NOT_SQUARE)
def jordan_decomposition(ev: Evaluator, matrix: Expr) -> Expr | None:
    """JordanDecomposition[m] gives {s, j} with m = s.j.Inverse[s] and j in Jordan form.

    Source   ref/JordanDecomposition
    Example  JordanDecomposition[{{2, 1}, {0, 2}}]  gives  {{{1, 0}, {0, 1}}, {{2, 1}, {0, 2}}}
    """
    square_matrix(matrix)
    bridge = Bridge()

    def ask() -> Any:
        there = bridge.sympy.Matrix([[bridge.to(x) for x in row] for row in rows_of(matrix) or []])
        return [each.as_immutable() for each in there.jordan_form()]
    return answered(ev, bridge, ask)


@builtin("LatticeReduce")
def lattice_reduce(ev: Evaluator, vectors: Expr) -> Expr | None:
    """LatticeReduce[{v1, v2, ...}] gives a reduced basis of the lattice that integer vectors span.

    Source   ref/LatticeReduce
    Example  LatticeReduce[{{1, 0}, {3, 1}}]  gives  {{1, 0}, {0, 1}}
    """
    rows = rows_of(vectors)
    if rows is None or not all(isinstance(entry, Integer) for row in rows for entry in row):
        return None
    bridge = Bridge()

    def ask() -> Any:
        from sympy import ZZ
        from sympy.polys.matrices import DomainMatrix
        numbers = [[ZZ(entry.value) for entry in row] for row in rows]  # type: ignore[attr-defined]
        return DomainMatrix(numbers, (len(rows), len(rows[0])), ZZ).lll().to_Matrix().tolist()
    return answered(ev, bridge, ask)


@builtin("FindInstance")
def find_instance(ev: Evaluator, conditions: Expr, variables: Expr, domain: Expr = S.Complexes,
                  count: Expr = integer(1)) -> Expr | None:
    """FindInstance[expr, {x, ...}] gives values of the variables for which expr holds; FindInstance[expr, vars, dom]
    looks in the domain Reals, Integers or Booleans; a fourth argument is the number of instances.

    Source   ref/FindInstance
    Example  FindInstance[x^2 == 4 && x > 0, x]  gives  {{x -> 2}}
    """
    if not isinstance(count, Integer):
        return None
    names = _listed(variables)
    if domain is S.Booleans:
        found = ev(Call(S.SatisfiabilityInstances, conditions, list_of(names), count))
        return list_of(list_of(Call(S.Rule, n, v) for n, v in zip(names, values.args)) for values in found.args)
    if domain is S.Integers:
        searched = _search(ev, conditions, names, count.value)
        if searched is not None:
            return searched
    solved = ev(Call(S.Solve, conditions, variables, *([domain] if domain is not S.Complexes else [])))
    if is_list(solved) and all(is_list(each) and len(each.args) == len(names) for each in solved.args):
        return list_of(solved.args[: count.value])
    return _search(ev, conditions, names, count.value)


def _search(ev: Evaluator, conditions: Expr, names: tuple[Expr, ...], count: int) -> Expr | None:
    """Instances among small integers; None when there are not enough of them to be sure."""
    from itertools import product

    from wlnet.expr import TRUE
    from wlnet.kernel.templates import substitute
    if not names or len(names) > 3 or not all(isinstance(name, Symbol) for name in names):
        return None
    reach = sorted(range(-(60 // len(names)), 60 // len(names) + 1), key=abs)
    test = Call(S.And, *conditions.args) if is_list(conditions) else conditions
    found = []
    for values in product(reach, repeat=len(names)):
        bindings: dict[Symbol, Expr] = dict(zip(names, map(integer, values)))  # type: ignore[arg-type]
        if ev(substitute(test, bindings)) is TRUE:
            found.append(list_of(Call(S.Rule, name, integer(v)) for name, v in zip(names, values)))
            if len(found) == count:
                return list_of(found)
    return None
