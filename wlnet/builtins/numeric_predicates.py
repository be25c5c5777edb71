"""Predicates of numbers: kinds, signs, parity, and membership in numeric domains."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from wlnet.builtins.comparison import boolean
from wlnet.builtins.numeric import is_numeric, numeric_sign, numeric_value
from wlnet.expr import FALSE, TRUE, BigReal, Call, Complex, Expr, Integer, Packed, Rational, Real, S, is_list
from wlnet.expr.numbers import NUMBER_KINDS, REAL_KINDS, is_exact, is_machine, is_zero
from wlnet.kernel.attributes import LISTABLE
from wlnet.kernel.builtin import arity_complaint, builtin, bulk
from wlnet.kernel.evaluator import Evaluator

from wlnet.builtins.constants import is_infinite  # isort: skip


def _one(call: Call) -> Expr:
    if len(call.args) != 1:
        raise arity_complaint(call.head, len(call.args), 1, 1)  # type: ignore[arg-type]
    return call.args[0]


@builtin("EvenQ", LISTABLE, direct=True)
def even_q(ev: Evaluator, call: Call) -> Expr:
    """EvenQ[n] is True when n is an even integer, and False otherwise.

    Source   ref/EvenQ
    Example  EvenQ[{1, 2, x}]  gives  {False, True, False}
    """
    n = _one(call)
    return TRUE if type(n) is Integer and not n.value & 1 else FALSE


@builtin("OddQ", LISTABLE, direct=True)
def odd_q(ev: Evaluator, call: Call) -> Expr:
    """OddQ[n] is True when n is an odd integer, and False otherwise.

    Source   ref/OddQ
    Example  OddQ[{1, 2, x}]  gives  {True, False, False}
    """
    n = _one(call)
    return TRUE if type(n) is Integer and n.value & 1 else FALSE


@bulk("EvenQ", "OddQ")
def _parity_of_many(ev: Evaluator, call: Call) -> Expr | None:
    numbers = call.args[0]
    if not isinstance(numbers, Packed) or numbers.array.ndim != 1 or numbers.array.dtype.kind != "i":
        return None
    wanted = 0 if call.head is S.EvenQ else 1
    return _data(ev, [TRUE if odd == wanted else FALSE for odd in (cast(Any, numbers.array) & 1).tolist()])


def _data(ev: Evaluator, items: list[Expr]) -> Call:
    """A list of evaluated symbols."""
    result = Call(S.List, *items)
    result.stamp = ev.clock
    return result


@builtin("IntegerQ", direct=True)
def integer_q(ev: Evaluator, call: Call) -> Expr:
    """IntegerQ[expr] is True when expr is an integer, and False otherwise.

    Source   ref/IntegerQ
    Example  {IntegerQ[3], IntegerQ[3.], IntegerQ[x]}  gives  {True, False, False}
    """
    return TRUE if type(_one(call)) is Integer else FALSE


@builtin("NumberQ", direct=True)
def number_q(ev: Evaluator, call: Call) -> Expr:
    """NumberQ[expr] is True when expr is a number: an integer, a fraction, a real or a complex number.

    Source   ref/NumberQ
    Example  {NumberQ[3/4], NumberQ[2 + I], NumberQ[Pi]}  gives  {True, True, False}
    """
    return TRUE if type(_one(call)) in NUMBER_KINDS else FALSE


@builtin("NumericQ")
def numeric_q(ev: Evaluator, expr: Expr) -> bool:
    """NumericQ[expr] is True when expr has a numerical value: numbers, constants, and numeric functions of them.

    Source   ref/NumericQ
    Example  {NumericQ[Sqrt[Pi]], NumericQ[x]}  gives  {True, False}
    """
    return is_numeric(ev, expr)


@builtin("ExactNumberQ")
def exact_number_q(expr: Expr) -> bool:
    """ExactNumberQ[expr] is True when expr is an exact number.

    Source   ref/ExactNumberQ
    Example  {ExactNumberQ[3/4], ExactNumberQ[0.75]}  gives  {True, False}
    """
    return type(expr) in NUMBER_KINDS and is_exact(expr)


@builtin("InexactNumberQ")
def inexact_number_q(expr: Expr) -> bool:
    """InexactNumberQ[expr] is True when expr is an approximate number.

    Source   ref/InexactNumberQ
    Example  {InexactNumberQ[0.75], InexactNumberQ[3/4]}  gives  {True, False}
    """
    return type(expr) in NUMBER_KINDS and not is_exact(expr)


@builtin("MachineNumberQ")
def machine_number_q(expr: Expr) -> bool:
    """MachineNumberQ[expr] is True when expr is a machine-precision number.

    Source   ref/MachineNumberQ
    Example  {MachineNumberQ[1.5], MachineNumberQ[1.5`30]}  gives  {True, False}
    """
    return is_machine(expr)


@builtin("RealValuedNumberQ")
def real_valued_number_q(expr: Expr) -> bool:
    """RealValuedNumberQ[expr] is True when expr is a number that is not complex.

    Source   ref/RealValuedNumberQ
    Example  {RealValuedNumberQ[2.5], RealValuedNumberQ[I]}  gives  {True, False}
    """
    return type(expr) in REAL_KINDS


@builtin("RealValuedNumericQ")
def real_valued_numeric_q(ev: Evaluator, expr: Expr) -> bool:
    """RealValuedNumericQ[expr] is True when expr is a numeric quantity with a real value.

    Source   ref/RealValuedNumericQ
    Example  {RealValuedNumericQ[Sqrt[2]], RealValuedNumericQ[Sqrt[-2]]}  gives  {True, False}
    """
    value = numeric_value(ev, expr)
    return value is not None and type(value) is not Complex



def _sign_test(ev: Evaluator, call: Call, test: Callable[[int], bool]) -> Expr | None:
    x = _one(call)
    if type(x) is Complex:
        return FALSE
    if is_infinite(x):
        sign = getattr(x.args[0], "value", None) if x.args else None
        return boolean(test(sign)) if isinstance(sign, int) else FALSE
    sign = numeric_sign(ev, x)
    if sign is None:
        return FALSE if is_numeric(ev, x) and type(numeric_value(ev, x)) is Complex else None
    return boolean(test(sign))


@builtin("Positive", LISTABLE, direct=True)
def positive(ev: Evaluator, call: Call) -> Expr | None:
    """Positive[x] is True when x is a positive number, False when it is a number that is not.

    Source   ref/Positive
    Example  {Positive[2], Positive[0], Positive[x]}  gives  {True, False, Positive[x]}
    """
    return _sign_test(ev, call, lambda sign: sign > 0)


@builtin("Negative", LISTABLE, direct=True)
def negative(ev: Evaluator, call: Call) -> Expr | None:
    """Negative[x] is True when x is a negative number, False when it is a number that is not.

    Source   ref/Negative
    Example  Negative[{-1, 0, 1}]  gives  {True, False, False}
    """
    return _sign_test(ev, call, lambda sign: sign < 0)


@builtin("NonNegative", LISTABLE, direct=True)
def non_negative(ev: Evaluator, call: Call) -> Expr | None:
    """NonNegative[x] is True when x is a number that is zero or positive, False for other numbers.

    Source   ref/NonNegative
    Example  NonNegative[{-1, 0, 1}]  gives  {False, True, True}
    """
    return _sign_test(ev, call, lambda sign: sign >= 0)


@builtin("NonPositive", LISTABLE, direct=True)
def non_positive(ev: Evaluator, call: Call) -> Expr | None:
    """NonPositive[x] is True when x is a number that is zero or negative, False for other numbers.

    Source   ref/NonPositive
    Example  NonPositive[{-1, 0, 1}]  gives  {True, True, False}
    """
    return _sign_test(ev, call, lambda sign: sign <= 0)



def _is_integer(ev: Evaluator, x: Any) -> bool | None:
    if type(x) is Integer:
        return True
    if type(x) in NUMBER_KINDS:
        return False
    return None if is_numeric(ev, x) and numeric_value(ev, x) is None else _known_not(ev, x)


def _known_not(ev: Evaluator, x: Expr) -> bool | None:
    """Exact numeric expressions in normal form, such as Pi or Sqrt[2], are taken to be irrational."""
    return False if is_numeric(ev, x) else None


def _is_rational(ev: Evaluator, x: Any) -> bool | None:
    if type(x) in (Integer, Rational):
        return True
    return False if type(x) in NUMBER_KINDS else _known_not(ev, x)


def _is_real(ev: Evaluator, x: Any) -> bool | None:
    if type(x) in (Integer, Rational, Real, BigReal):
        return True
    if type(x) is Complex:
        return False
    value = numeric_value(ev, x)
    return None if value is None else type(value) is not Complex or is_zero(value.im)


def _is_complex(ev: Evaluator, x: Any) -> bool | None:
    return True if is_numeric(ev, x) else None


def _is_prime(ev: Evaluator, x: Any) -> bool | None:
    if type(x) is Integer:
        return ev(Call(S.PrimeQ, x)) is TRUE
    return False if is_numeric(ev, x) else None


def _is_boolean(ev: Evaluator, x: Any) -> bool | None:
    return True if x is TRUE or x is FALSE else None


_DOMAINS: dict[Expr, Callable[[Evaluator, Any], bool | None]] = {
    S.Integers: _is_integer, S.Rationals: _is_rational, S.Reals: _is_real, S.Complexes: _is_complex,
    S.Primes: _is_prime, S.Booleans: _is_boolean,
    S.Algebraics: lambda ev, x: True if type(x) in (Integer, Rational) else None,
    S.NonNegativeIntegers: lambda ev, x: type(x) is Integer and x.value >= 0 if is_numeric(ev, x) else None,
    S.PositiveIntegers: lambda ev, x: type(x) is Integer and x.value > 0 if is_numeric(ev, x) else None,
    S.NegativeIntegers: lambda ev, x: type(x) is Integer and x.value < 0 if is_numeric(ev, x) else None,
    S.PositiveReals: lambda ev, x: _signed(ev, x, lambda sign: sign > 0),
    S.NonNegativeReals: lambda ev, x: _signed(ev, x, lambda sign: sign >= 0),
    S.NegativeReals: lambda ev, x: _signed(ev, x, lambda sign: sign < 0),
}


def _signed(ev: Evaluator, x: Expr, test: Callable[[int], bool]) -> bool | None:
    sign = numeric_sign(ev, x)
    if sign is None:
        return False if is_numeric(ev, x) else None
    return test(sign)


@builtin("Element")
def element(ev: Evaluator, x: Expr, domain: Expr) -> Expr | None:
    """Element[x, dom] is True when x belongs to the domain dom: Integers, Reals, Complexes, Rationals,
    Primes, Booleans.

    Source   ref/Element
    Example  {Element[3, Integers], Element[Pi, Reals], Element[I, Reals]}  gives  {True, True, False}
    """
    if domain not in _DOMAINS:
        return None
    items = x.args if is_list(x) or (isinstance(x, Call) and x.head is S.Alternatives) else None
    if items is None:
        return boolean(_DOMAINS[domain](ev, x))
    verdicts = [_DOMAINS[domain](ev, item) for item in items]
    if False in verdicts:
        return FALSE
    open_ = [item for item, verdict in zip(items, verdicts) if verdict is None]
    if not open_:
        return TRUE
    if len(open_) == len(items):
        return None if not is_list(x) else Call(S.Element, Call(S.Alternatives, *open_), domain)
    return Call(S.Element, open_[0] if len(open_) == 1 else Call(S.Alternatives, *open_), domain)


@builtin("NotElement")
def not_element(ev: Evaluator, x: Expr, domain: Expr) -> Expr | None:
    """NotElement[x, dom] is !Element[x, dom].

    Source   ref/NotElement
    Example  NotElement[1/2, Integers]  gives  True
    """
    found = ev(Call(S.Element, x, domain))
    return boolean(found is FALSE) if found is TRUE or found is FALSE else None


def _domain(name: str, doc: str, example: str) -> None:
    def domain() -> None:
        return None
    usage = f"{name} is the domain of {doc}, as in Element[x, {name}]."
    domain.__doc__ = f"{usage}\n\nSource   ref/{name}\nExample  {example}\n"
    builtin(name)(domain)


for _name, _doc, _example in (
    ("Integers", "integers", "Element[2, Integers]  gives  True"),
    ("Rationals", "rational numbers", "Element[1/2, Rationals]  gives  True"),
    ("Reals", "real numbers", "Element[1.5, Reals]  gives  True"),
    ("Complexes", "complex numbers", "Element[I, Complexes]  gives  True"),
    ("Primes", "prime numbers", "Element[7, Primes]  gives  True"),
    ("Booleans", "the truth values True and False", "Element[True, Booleans]  gives  True"),
):
    _domain(_name, _doc, _example)
