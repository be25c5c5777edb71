"""Sums and products: like terms and like bases are collected, numbers combined, infinities respected."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from wlnet.builtins.constants import COMPLEX_INFINITY, INDETERMINATE, is_infinite
from wlnet.builtins.numeric import approximate, is_numeric, to_precision
from wlnet.builtins.radicals import combine_radicals, is_radical
from wlnet.builtins.vectorize_bulk import (
    SAFE, bound_of, exactly_float, finished, fold_operands, is_integral, lined_up, numbers_first,
    operands, single,
)
from wlnet.expr import Call, Expr, Integer, Object, Packed, Rational, Real, S, String, Symbol, integer, packed
from wlnet.expr.atoms import Number
from wlnet.expr.numbers import (
    EXACT_KINDS, MINUS_ONE, NUMBER_KINDS, ONE, ZERO, add, divide, is_exact, is_machine, is_number,
    is_zero, multiply, negate, precision_of, subtract,
)
from wlnet.kernel.attributes import FLAT, LISTABLE, NUMERIC_FUNCTION, ONE_IDENTITY, ORDERLESS
from wlnet.kernel.builtin import builtin, bulk
from wlnet.kernel.evaluator import Evaluator

PLUS, TIMES, POWER = S.Plus, S.Times, S.Power
ARITHMETIC = LISTABLE | NUMERIC_FUNCTION
_ALGEBRAIC = ARITHMETIC | FLAT | ONE_IDENTITY | ORDERLESS


_IMAGES = frozenset({S.Image, S.Image3D})
_OF_IMAGES = {PLUS: S.ImageAdd, TIMES: S.ImageMultiply}


def image_arithmetic(operation: Symbol, args: tuple[Expr, ...]) -> Expr | None:
    """The call that adds or multiplies images and numbers, in reals; None when there is no image, or anything else."""
    images = [arg for arg in args if type(arg) is Object and arg.head in _IMAGES]
    if not images:
        return None
    rest = [arg for arg in args if type(arg) in NUMBER_KINDS]
    if len(images) + len(rest) < len(args):
        return None
    return Call(_OF_IMAGES[operation], Call(images[0].head, images[0], String("Real32")), *images[1:], *rest)


@builtin("Plus", _ALGEBRAIC, direct=True)
def plus(ev: Evaluator, call: Call) -> Expr | None:
    """x + y + ... or Plus[x, y, ...] is a sum: numbers are added and equal terms collected.

    Source   ref/Plus
    Example  2 + x + 3 x  gives  2 + 4 x
    """
    args = call.args
    if len(args) == 2:
        a, b = args
        if type(a) is Integer and type(b) is Integer:
            return integer(a.value + b.value)
        if type(a) is Real and type(b) is Real:
            total = a.value + b.value
            if math.isfinite(total):
                return Real(total)
        if type(a) in NUMBER_KINDS and type(b) in NUMBER_KINDS:
            return add(a, b)  # type: ignore[arg-type]
    return _sum(ev, args)


def _sum(ev: Evaluator, args: tuple[Expr, ...]) -> Expr | None:
    number: Number | None = None
    numbers = 0
    terms: dict[Expr, Number] = {}
    infinite = False
    for arg in args:
        if type(arg) in NUMBER_KINDS:
            number = arg if number is None else add(number, arg)  # type: ignore[assignment, arg-type]
            numbers += 1
            continue
        key, coefficient = _term(arg)
        if arg is INDETERMINATE:
            return arg
        infinite = infinite or is_infinite(arg)
        terms[key] = add(terms[key], coefficient) if key in terms else coefficient
    if infinite:
        return _infinite_sum(ev, args)
    if number is not None and terms and not is_exact(number):
        absorbed = _absorb(ev, PLUS, add, number, args)
        if absorbed is not None:
            return absorbed
    if len(terms) + numbers == len(args) and numbers <= 1 and number != ZERO and len(args) > 1:
        return image_arithmetic(PLUS, args)
    return _built_sum(number, terms)


def _term(arg: Expr) -> tuple[Expr, Number]:
    """A term as what it is a multiple of, and the number in front."""
    if type(arg) is Call and arg.head is TIMES and type(arg.args[0]) in NUMBER_KINDS:
        rest = arg.args[1:]
        return (rest[0] if len(rest) == 1 else Call(TIMES, *rest)), arg.args[0]  # type: ignore[return-value]
    return arg, ONE


def _built_sum(number: Number | None, terms: dict[Expr, Number]) -> Expr:
    built: list[Expr] = [] if number is None or number == ZERO else [number]
    for key, coefficient in terms.items():
        if coefficient == ONE:
            built.append(key)
        elif coefficient != ZERO:
            factors = key.args if type(key) is Call and key.head is TIMES else (key,)
            built.append(Call(TIMES, coefficient, *factors))
    if len(built) > 1:
        return Call(PLUS, *built)
    return built[0] if built else ZERO


def _absorb(
    ev: Evaluator, head: Symbol, combine: Callable[[Number, Number], Number], number: Number, args: tuple[Expr, ...],
) -> Expr | None:
    """An inexact number makes numbers of the exact numerical terms or factors beside it; None when there are none."""
    symbolic: list[Expr] = []
    total, absorbed = number, False
    for arg in args:
        if type(arg) in NUMBER_KINDS:
            continue
        value = at_precision_of(ev, arg, number)
        if value is None:
            symbolic.append(arg)
        else:
            total, absorbed = combine(total, value), True
    if not absorbed:
        return None
    return Call(head, total, *symbolic) if symbolic else total


def at_precision_of(ev: Evaluator, expr: Expr, number: Number) -> Number | None:
    """The value of a numeric expression at the precision of `number`; None when it has none."""
    if not is_numeric(ev, expr):
        return None
    value = approximate(ev, expr) if is_machine(number) else to_precision(ev, expr, precision_of(number) + 3)
    return value if is_number(value) else None  # type: ignore[return-value]


def _infinite_sum(ev: Evaluator, args: tuple[Expr, ...]) -> Expr:
    infinities = [arg for arg in args if is_infinite(arg)]
    if len(infinities) > 1 and (COMPLEX_INFINITY in infinities or len(set(infinities)) > 1):
        return indeterminate(ev, Call(PLUS, *infinities))
    return infinities[0]


def indeterminate(ev: Evaluator, expr: Expr) -> Expr:
    """`Indeterminate`, with the message that says of what."""
    ev.message(S.Infinity, "indet", expr)
    return INDETERMINATE


@builtin("Times", _ALGEBRAIC, direct=True)
def times(ev: Evaluator, call: Call) -> Expr | None:
    """x y ..., x*y*... or Times[x, y, ...] is a product: numbers are multiplied and powers of equal bases
    combined.

    Source   ref/Times
    Example  2 x x^2 3  gives  6 x^3
    """
    args = call.args
    if len(args) == 2:
        a, b = args
        if type(a) is Integer:
            if type(b) is Integer:
                return integer(a.value * b.value)
            if type(b) is Real and a is MINUS_ONE:
                return Real(-b.value)
        elif type(a) is Real and type(b) is Real:
            product = a.value * b.value
            if math.isfinite(product) and product:
                return Real(product)
        if type(a) in NUMBER_KINDS and type(b) in NUMBER_KINDS:
            return multiply(a, b)  # type: ignore[arg-type]
    return _product(ev, args)


def _product(ev: Evaluator, args: tuple[Expr, ...]) -> Expr | None:
    number: Number | None = None
    numbers = radicals = 0
    bases: dict[Expr, list[Expr]] = {}
    infinite = False
    for arg in args:
        if type(arg) in NUMBER_KINDS:
            number = arg if number is None else multiply(number, arg)  # type: ignore[assignment, arg-type]
            numbers += 1
            continue
        if type(arg) is Call:
            if arg.head is POWER and len(arg.args) == 2:
                bases.setdefault(arg.args[0], []).append(arg.args[1])
                radicals += type(arg.args[0]) in EXACT_KINDS
                continue
            infinite = infinite or arg.head is S.DirectedInfinity
        elif arg is INDETERMINATE:
            return arg
        bases.setdefault(arg, []).append(ONE)
    if infinite:
        return _infinite_product(ev, args, number)
    if number is not None and bases:
        special = _with_number(ev, number, args)
        if special is not None:
            return special
    if radicals:
        changed = _radical_product(number or ONE, args)
        if changed is not None:
            return changed
    if len(bases) + numbers == len(args) and numbers <= 1 and number != ONE and len(args) > 1:
        return image_arithmetic(TIMES, args)
    return _built_product(number, bases)


def _built_product(number: Number | None, bases: dict[Expr, list[Expr]]) -> Expr:
    built: list[Expr] = [] if number is None or number == ONE else [number]
    for base, exponents in bases.items():
        if len(exponents) > 1:
            built.append(Call(POWER, base, Call(PLUS, *exponents)))
        else:
            built.append(base if exponents[0] is ONE else Call(POWER, base, exponents[0]))
    if len(built) > 1:
        return Call(TIMES, *built)
    return built[0] if built else ONE


def _with_number(ev: Evaluator, number: Number, args: tuple[Expr, ...]) -> Expr | None:
    """What a number does to the factors beside it: zero, minus a sum, an inexact number among exact numerical
    ones.
    """
    if is_zero(number):
        return number
    if number == MINUS_ONE and len(args) == 2 and type(args[1]) is Call and args[1].head is PLUS:
        return Call(PLUS, *(_negated(term) for term in args[1].args))
    return None if is_exact(number) else _absorb(ev, TIMES, multiply, number, args)


def _negated(term: Expr) -> Expr:
    return negate(term) if is_number(term) else Call(TIMES, MINUS_ONE, term)  # type: ignore[arg-type]


def _infinite_product(ev: Evaluator, args: tuple[Expr, ...], number: Number | None) -> Expr | None:
    """Infinities swallow the numerical factors, which turn them."""
    if number is not None and is_zero(number):
        return indeterminate(ev, Call(TIMES, *args))
    direction: list[Expr] = [] if number is None else [number]
    symbolic: list[Expr] = []
    undirected = False
    swallowed = 0
    for arg in args:
        if type(arg) in NUMBER_KINDS:
            swallowed += 1
        elif is_infinite(arg):
            swallowed += 1
            direction += arg.args
            undirected = undirected or not arg.args
        elif is_numeric(ev, arg):
            swallowed += 1
            direction.append(arg)
        else:
            symbolic.append(arg)
    if swallowed == 1:
        return None
    infinity = COMPLEX_INFINITY if undirected else Call(S.DirectedInfinity, ev(Call(TIMES, *direction)))
    return Call(TIMES, infinity, *symbolic) if symbolic else infinity


def _radical_product(number: Number, args: tuple[Expr, ...]) -> Expr | None:
    """A product with roots of exact numbers in normal form; None when it is in it already."""
    if not is_exact(number):
        return None
    roots = [arg for arg in args if is_radical(arg)]
    others = [arg for arg in args if type(arg) not in NUMBER_KINDS and not is_radical(arg)]
    powers: list[Call] = []
    if roots and (len(roots) > 1 or number != ONE):
        pairs = [(Fraction(root.args[0].value), root.args[1].value) for root in roots]  # type: ignore[attr-defined]
        coefficient, powers = combine_radicals(number, pairs)
        if coefficient == number and set(powers) == set(roots):
            powers = []
        else:
            number = coefficient
            return Call(TIMES, number, *powers, *others)
    return _exponents_with_number(number, args)


def _exponents_with_number(number: Number, args: tuple[Expr, ...]) -> Expr | None:
    """2 2^x is 2^(1 + x): factors of the coefficient go into powers of the same integer with symbolic exponents.
    """
    if type(number) not in EXACT_KINDS:
        return None
    for index, arg in enumerate(args):
        if not (type(arg) is Call and arg.head is POWER and type(arg.args[1]) is not Rational):
            continue
        if type(arg.args[0]) is Integer:
            base = arg.args[0].value
            value = Fraction(number.value)  # type: ignore[union-attr]
            count = 0
            while abs(base) > 1 and value.numerator % base == 0:
                value /= base
                count += 1
            while abs(base) > 1 and value.denominator % base == 0:
                value *= base
                count -= 1
            if count:
                others = [x for k, x in enumerate(args) if k != index and type(x) not in NUMBER_KINDS]
                exponent = Call(PLUS, integer(count), arg.args[1])
                return Call(TIMES, _exact(value), Call(POWER, arg.args[0], exponent), *others)
    return None


def _exact(value: Fraction) -> Expr:
    return integer(value.numerator) if value.denominator == 1 else Rational(value)


@builtin("Subtract", ARITHMETIC, direct=True)
def subtract_(ev: Evaluator, call: Call) -> Expr | None:
    """x - y or Subtract[x, y] is the difference x + (-1) y.

    Source   ref/Subtract
    Example  Subtract[7, 3]  gives  4
    """
    if len(call.args) != 2:
        return _wrong_count(ev, call, 2)
    a, b = call.args
    if type(a) in NUMBER_KINDS and type(b) in NUMBER_KINDS:
        return subtract(a, b)  # type: ignore[arg-type]
    return Call(PLUS, a, Call(TIMES, MINUS_ONE, b))


@builtin("Divide", ARITHMETIC, direct=True)
def divide_(ev: Evaluator, call: Call) -> Expr | None:
    """x/y or Divide[x, y] is the quotient x y^(-1), an exact fraction for integers.

    Source   ref/Divide
    Example  Divide[6, 4]  gives  3/2
    """
    if len(call.args) != 2:
        return _wrong_count(ev, call, 2)
    a, b = call.args
    if type(a) in NUMBER_KINDS and type(b) in NUMBER_KINDS and not is_zero(b):
        return divide(a, b)  # type: ignore[arg-type]
    return Call(TIMES, a, Call(POWER, b, MINUS_ONE))


@builtin("Minus", ARITHMETIC, direct=True)
def minus(ev: Evaluator, call: Call) -> Expr | None:
    """-x or Minus[x] is (-1) x.

    Source   ref/Minus
    Example  Minus[3]  gives  -3
    """
    return Call(TIMES, MINUS_ONE, call.args[0]) if len(call.args) == 1 else _wrong_count(ev, call, 1)


def _wrong_count(ev: Evaluator, call: Call, expected: int) -> Expr | None:
    from wlnet.kernel.builtin import arity_complaint
    raise arity_complaint(call.head, len(call.args), expected, expected)  # type: ignore[arg-type]


@bulk("Plus")
def _plus_of_many(ev: Evaluator, call: Call) -> Expr | None:
    arrays = operands(ev, numbers_first(ev, call.args))
    if arrays is None:
        return None
    return _combined(arrays, np.add, exact=False)


@bulk("Times")
def _times_of_many(ev: Evaluator, call: Call) -> Expr | None:
    args = numbers_first(ev, call.args)
    arrays = operands(ev, args)
    if arrays is None:
        return _scaled_by_fraction(ev, args)
    return _combined(arrays, np.multiply, exact=True)


def _combined(arrays: list[Any], combine: Any, exact: bool) -> Expr | None:
    """Operands combined to a packed list; None when something leaves the range of its numbers."""
    try:
        with np.errstate(over="raise", invalid="raise", under="ignore"):
            total = fold_operands(arrays, combine, exact)
    except FloatingPointError:
        return None
    return None if total is None else packed(total)


def _scaled_by_fraction(ev: Evaluator, args: tuple[Expr, ...]) -> Expr | None:
    """A list of integers times 1/n, where all of them divide evenly."""
    if len(args) != 2 or type(args[0]) is not Rational or not isinstance(args[1], Packed):
        return None
    above, below = args[0].value.numerator, args[0].value.denominator
    array = args[1].array
    if array.dtype.kind != "i" or below >= 2 ** 62 or (array % below).any():
        return None
    quotient = array // below
    return packed(quotient * above) if bound_of(quotient) * abs(above) < SAFE else None


@bulk("Subtract")
def _subtract_many(ev: Evaluator, call: Call) -> Expr | None:
    return Call(S.Plus, call.args[0], Call(S.Times, MINUS_ONE, call.args[1])) if len(call.args) == 2 else None


@bulk("Divide")
def _divide_many(ev: Evaluator, call: Call) -> Expr | None:
    arrays = operands(ev, numbers_first(ev, call.args)) if len(call.args) == 2 else None
    if arrays is None:
        return None
    above, below = lined_up(arrays)
    if (np.asarray(below) == 0).any():
        return None
    if is_integral(above) and is_integral(below):
        if (np.asarray(above) % below).any():
            return None
        return packed(np.asarray(above // below))
    if not (exactly_float(above) and exactly_float(below)):
        return None
    with np.errstate(all="ignore"):
        return finished(np.asarray(above / below))


@bulk("Minus")
def _minus_of_many(ev: Evaluator, call: Call) -> Expr | None:
    array = single(call)
    if array is None or (array.dtype.kind == "i" and bound_of(array) >= SAFE):
        return None
    return packed(-array)
