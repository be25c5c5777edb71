"""`Sum` and `Product` over iterators; simple symbolic bounds in closed form, others by the algebra of another
area.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from wlnet.builtins.arithmetic import PLUS, POWER, TIMES
from wlnet.builtins.index import load
from wlnet.builtins.iterators import bound_iterator, read_iterator
from wlnet.builtins.statistics import total_of
from wlnet.builtins.vectorize import table_vectorized
from wlnet.expr import Call, Expr, Integer, Packed, S, Symbol, integer, is_list, rational
from wlnet.expr.numbers import NUMBER_KINDS, ONE, add, multiply
from wlnet.kernel.attributes import HOLD_ALL
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint

CLOSED_FORMS: dict[Symbol, object] = {}
"""`Sum` or `Product` -> a function (evaluator, body, iterator list) -> value or None, set by the algebra's module."""


@builtin("Sum", HOLD_ALL)
def sum_(ev: Evaluator, body: Expr, *iterators: Expr) -> Expr | None:
    """Sum[f, {i, imax}] is the sum of f for i from 1 to imax; {i, imin, imax}, {i, imin, imax, di} and {i,
    {a, b, ...}} work too; several iterators nest.

    Source   ref/Sum
    Example  {Sum[i^2, {i, 4}], Sum[x^i, {i, 0, 2}], Sum[i j, {i, 2}, {j, i}]}  gives  {30, 1 + x + x^2, 7}
    """
    return _folded(ev, body, iterators, PLUS)


@builtin("Product", HOLD_ALL)
def product(ev: Evaluator, body: Expr, *iterators: Expr) -> Expr | None:
    """Product[f, {i, imax}] is the product of f for i from 1 to imax, with the iterators of Sum.

    Source   ref/Product
    Example  {Product[i, {i, 5}], Product[x + i, {i, 2}]}  gives  {120, (1 + x) (2 + x)}
    """
    return _folded(ev, body, iterators, TIMES)


def _folded(ev: Evaluator, body: Expr, iterators: Sequence[Expr], head: Symbol) -> Expr | None:
    if not iterators:
        return None
    if len(iterators) > 1:
        owner = S.Sum if head is PLUS else S.Product
        return Call(owner, Call(owner, body, *iterators[1:]), iterators[0])
    owner = S.Sum if head is PLUS else S.Product
    if not is_list(iterators[0]):
        return None
    try:
        steps = read_iterator(ev, iterators[0], owner)
    except Complaint:
        return _closed_form(ev, body, iterators[0], head)
    array = steps.array()
    if head is PLUS and array is not None and steps.name is not None:
        quick = table_vectorized(ev, body, [(steps.name, array)])
        if isinstance(quick, Packed):
            return total_of(ev, quick)
    return _accumulated(ev, body, steps, head)


def _accumulated(ev: Evaluator, body: Expr, steps: object, head: Symbol) -> Expr:
    """Numbers are combined at once; other terms together at the end."""
    total = None
    others: list[Expr] = []
    combine = add if head is PLUS else multiply
    with bound_iterator(ev, steps) as values:  # type: ignore[arg-type]
        for _ in values:
            term = ev(body)
            if type(term) in NUMBER_KINDS:
                total = term if total is None else combine(total, term)  # type: ignore[arg-type]
            else:
                others.append(term)
    if total is None and not others:
        return integer(0) if head is PLUS else ONE
    terms = others if total is None else [total, *others]
    return terms[0] if len(terms) == 1 else ev(Call(head, *terms))


def _closed_form(ev: Evaluator, body: Expr, iterator: Expr, head: Symbol) -> Expr | None:
    """Sums of powers of the variable, and products of it, up to a symbolic bound."""
    load("wlnet.builtins.integration")
    algebra = CLOSED_FORMS.get(head)
    if callable(algebra):
        return algebra(ev, body, iterator)  # type: ignore[no-any-return]
    parts = iterator.args
    if len(parts) not in (2, 3) or type(parts[0]) is not Symbol:
        return None
    name, high = parts[0], ev(parts[-1])
    low = ONE if len(parts) == 2 else ev(parts[1])
    if low != ONE:
        return None
    if head is TIMES:
        return Call(S.Factorial, high) if body == name else None
    if name == body:
        return _power_sum(1, high)
    if isinstance(body, Call) and body.head is POWER and body.args[0] == name:
        exponent = body.args[1]
        if type(exponent) is Integer and 1 <= exponent.value <= 7:
            return _power_sum(exponent.value, high)
    return None


def _power_sum(k: int, n: Expr) -> Expr:
    """1^k + ... + n^k by Faulhaber's formula, factored for k up to 3."""
    after = Call(PLUS, ONE, n)
    if k == 1:
        return Call(TIMES, rational(1, 2), n, after)
    if k == 2:
        return Call(TIMES, rational(1, 6), n, after, Call(PLUS, ONE, Call(TIMES, integer(2), n)))
    if k == 3:
        return Call(TIMES, rational(1, 4), Call(POWER, n, integer(2)), Call(POWER, after, integer(2)))
    return Call(PLUS, *(Call(TIMES, rational(c), Call(POWER, n, integer(j))) for j, c in enumerate(_faulhaber(k)) if c))


def _faulhaber(k: int) -> list[Fraction]:
    """The coefficients of the polynomial whose values at n are 1^k + ... + n^k, found from its differences.
    """
    sums = [Fraction(sum(i ** k for i in range(n + 1))) for n in range(k + 2)]
    total = [Fraction(0)] * (k + 2)
    for i, value in enumerate(sums):
        basis = [Fraction(1)]
        for j in range(k + 2):
            if j != i:
                raised, same = [Fraction(0), *basis], [*basis, Fraction(0)]
                basis = [(a - j * b) / (i - j) for a, b in zip(raised, same)]
        total = [t + value * b for t, b in zip(total, basis)]
    return total
