"""Pure functions over whole arrays: `{# - k, #^2}& /@ list` as a few numpy operations.

The idea: evaluate the body once, with the array of all arguments in place of the argument. Every head that is
known here says what it does to arrays; whatever could come out otherwise than element by element (an
overflow, a fraction, a complex root, a mixture of integers and reals, a head not known) raises
`NotVectorizable`, and the caller goes the long way. Reals may differ in their last binary digit, as the order
of a sum may.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import reduce
from itertools import pairwise
from typing import Any, cast

import numpy as np

from wlnet.builtins.numeric import is_numeric, numeric_value
from wlnet.builtins.statistics import packed_sum
from wlnet.builtins.vectorize_bulk import bound_of, fold_operands, is_integral, lined_up
from wlnet.expr import (
    FALSE, TRUE, Call, Complex, Expr, Integer, Packed, Rational, Real, S, Symbol, integer, is_call,
    is_list, packed,
)
from wlnet.kernel.attributes import CONSTANT
from wlnet.kernel.evaluator import Evaluator

SHORTEST = 16
"""Shorter lists are mapped element by element: analysing the body would cost more."""

_SAFE = 2.0 ** 62
_EXACT_FLOAT = 2 ** 53
Value = Any          # a number, a numpy array whose first axis runs over the elements, or an exact constant


class NotVectorizable(Exception):
    """The body has to be evaluated element by element."""


def map_vectorized(ev: Evaluator, function: Expr, items: Expr) -> Expr | None:
    """`Map[function, items]` for a packed list; None when it must be done element by element.

    `function` is a pure function of one variable or a builtin symbol; nothing is evaluated, so it has no side
    effects.
    """
    if not isinstance(items, Packed) or len(items.array) < SHORTEST or items.array.dtype.kind == "c":
        return None
    found = body_of(function)
    if found is None:
        return None
    body, name = found
    return _run(ev, body, {name: items.array}, len(items.array))


def table_vectorized(ev: Evaluator, body: Expr, iterators: Sequence[tuple[Symbol, Any]]) -> Expr | None:
    """`Table[body, {name, values}, ...]` for iterators over one-dimensional int64 or float64 arrays; None
    when it must be done step by step.
    """
    sizes = [len(values) for _, values in iterators]
    total = math.prod(sizes)
    if total < SHORTEST or total > 10 ** 8:
        return None
    names: dict[Expr, Any] = {}
    for place, (name, values) in enumerate(iterators):
        before, after = math.prod(sizes[:place]), math.prod(sizes[place + 1:])
        names[name] = np.tile(np.repeat(values, after), before)
    return _run(ev, body, names, total, tuple(sizes))


def select_vectorized(ev: Evaluator, test: Expr, items: Expr) -> Any:
    """A boolean array telling of which elements of a packed list `test` is True; None when it must be done
    one by one.
    """
    if not isinstance(items, Packed) or len(items.array) < SHORTEST or items.array.dtype.kind == "c":
        return None
    found = body_of(test)
    if found is None:
        return None
    try:
        with np.errstate(all="ignore"):
            value = Vectorizer(ev, {found[1]: items.array}).value(found[0])
    except NotVectorizable:
        return None
    return value if isinstance(value, np.ndarray) and value.dtype == bool and value.ndim == 1 else None


_SLOT = Call(S.Slot, integer(1))


def body_of(function: Expr) -> tuple[Expr, Expr] | None:
    """Body and variable (a symbol, or `#`) of a function of one variable; None for anything else."""
    if type(function) is Symbol:
        return (Call(function, _SLOT), _SLOT) if function in HANDLERS else None
    if not is_call(function, S.Function):
        return None
    args = function.args
    if len(args) == 1:
        return args[0], _SLOT
    if len(args) != 2:
        return None
    names = args[0].args if is_list(args[0]) else (args[0],)
    return (args[1], names[0]) if len(names) == 1 and type(names[0]) is Symbol else None


def _run(
    ev: Evaluator, body: Expr, names: dict[Expr, Any], count: int, shape: tuple[int, ...] | None = None,
) -> Expr | None:
    try:
        with np.errstate(all="ignore"):
            value = Vectorizer(ev, names).value(body)
        return _result(ev, value, count, shape or (count,))
    except NotVectorizable:
        return None


def _result(ev: Evaluator, value: Value, count: int, shape: tuple[int, ...]) -> Expr:
    if isinstance(value, Expr):
        raise NotVectorizable
    if not isinstance(value, np.ndarray):
        if isinstance(value, bool):
            raise NotVectorizable
        value = np.full(count, value)
    if value.dtype == bool:
        if value.ndim > 1 or len(shape) > 1:
            raise NotVectorizable
        truths = Call(S.List, *(TRUE if item else FALSE for item in value.tolist()))
        truths.stamp = ev.clock
        return truths
    if value.dtype.kind == "f" and not np.isfinite(value).all():
        raise NotVectorizable
    return packed(value.reshape(shape + value.shape[1:]))


class Vectorizer:
    """Evaluates a body whose variables stand for arrays."""

    def __init__(self, ev: Evaluator, names: dict[Expr, Any]) -> None:
        self.ev = ev
        self.names = names

    def value(self, expr: Expr) -> Value:
        """The value of an expression for all elements at once.

        Errors  NotVectorizable.
        """
        if expr in self.names:
            return self.names[expr]
        kind = type(expr)
        if kind is Integer:
            if abs(expr.value) >= 2 ** 62:  # type: ignore[attr-defined]
                raise NotVectorizable
            return expr.value  # type: ignore[attr-defined]
        if kind is Real:
            return expr.value  # type: ignore[attr-defined]
        if kind is Rational:
            return expr
        if kind is Symbol:
            return self._symbol(expr)  # type: ignore[arg-type]
        if kind is Packed:
            raise NotVectorizable
        if kind is not Call or type(expr.head) is not Symbol:
            raise NotVectorizable
        if is_numeric(self.ev, expr):
            return self._constant(self.ev(expr))
        handler = HANDLERS.get(expr.head)
        definition = self.ev.table.get(expr.head)
        if handler is None or definition is None or definition.down is not None or definition.up is not None:
            raise NotVectorizable
        return handler(self, expr.args)

    def _symbol(self, symbol: Symbol) -> Value:
        if symbol is TRUE or symbol is FALSE:
            return symbol is TRUE
        definition = self.ev.definition(symbol)
        if definition.value is not None:
            value = definition.value
            if type(value) in (Integer, Real, Rational):
                return self.value(value)
            raise NotVectorizable
        if definition.attributes & CONSTANT and definition.own is None:
            return symbol
        raise NotVectorizable

    def _constant(self, value: Expr) -> Value:
        """A part of the body that does not depend on the variables."""
        return self.value(value) if type(value) in (Integer, Real, Rational) else value

    def numbers(self, args: Sequence[Expr]) -> list[Value]:
        """The values of numerical arguments; exact constants become floats beside floats.

        Errors  NotVectorizable for truth values, and for exact constants beside integers.
        """
        values = [self.value(arg) for arg in args]
        if any(isinstance(v, bool) or (isinstance(v, np.ndarray) and v.dtype == bool) for v in values):
            raise NotVectorizable
        if any(isinstance(v, Expr) for v in values):
            if not any(_is_float(v) for v in values):
                raise NotVectorizable
            values = [self._inexact(v) if isinstance(v, Expr) else v for v in values]
        return values

    def _inexact(self, expr: Expr) -> float:
        number = numeric_value(self.ev, expr) if is_numeric(self.ev, expr) else None
        if number is None or type(number) is Complex:
            raise NotVectorizable
        return float(number.value)  # type: ignore[union-attr]

    def truth(self, expr: Expr) -> Any:
        """The value of a condition: a boolean, or an array of them."""
        value = self.value(expr)
        if isinstance(value, bool) or (isinstance(value, np.ndarray) and value.dtype == bool and value.ndim == 1):
            return value
        raise NotVectorizable


def _is_float(value: Value) -> bool:
    return isinstance(value, float) or (isinstance(value, np.ndarray) and value.dtype.kind == "f")


Handler = Callable[[Vectorizer, Sequence[Expr]], Value]
HANDLERS: dict[Expr, Handler] = {}


def _handles(*names: str) -> Callable[[Handler], Handler]:
    """Declare what heads do to arrays."""
    def declare(handler: Handler) -> Handler:
        for name in names:
            HANDLERS[S[name]] = handler
        return handler
    return declare


def _plain(values: list[Value]) -> bool:
    return not any(isinstance(v, np.ndarray) for v in values)


def _folded(values: list[Value], combine: Callable[[Any, Any], Any], exact: bool) -> Value:
    if _plain(values):
        total = reduce(combine, values)
        return total.item() if hasattr(total, "item") else total
    if len({v.shape for v in values if isinstance(v, np.ndarray)}) > 1:
        values = lined_up(values)
    result = fold_operands(values, combine, exact)
    if result is None:
        raise NotVectorizable
    return result


def _flattened(args: Sequence[Expr], head: Symbol) -> list[Expr]:
    return [inner for arg in args for inner in (
        _flattened(arg.args, head) if type(arg) is Call and arg.head is head else (arg,))]


@_handles("Plus")
def _plus(v: Vectorizer, args: Sequence[Expr]) -> Value:
    return _folded(v.numbers(args), np.add, False)


@_handles("Times")
def _times(v: Vectorizer, args: Sequence[Expr]) -> Value:
    args = _flattened(args, S.Times)
    values = [v.value(arg) for arg in args]
    fractions = [value for value in values if type(value) is Rational]
    if len(fractions) == 1 and not any(_is_float(value) or isinstance(value, Symbol) for value in values):
        return _divided(v, fractions[0], [arg for arg, value in zip(args, values) if type(value) is not Rational])
    return _folded(v.numbers(args), np.multiply, True)


def _divided(v: Vectorizer, fraction: Rational, args: Sequence[Expr]) -> Value:
    """Integers times a fraction, where everything divides evenly."""
    above, below = fraction.value.numerator, fraction.value.denominator
    product = _times(v, args) if len(args) > 1 else v.numbers(args)[0]
    if below >= 2 ** 62 or not is_integral(product) or np.any(np.asarray(product) % below):
        raise NotVectorizable
    return _folded([product // below, above], np.multiply, True)


@_handles("Subtract")
def _subtract(v: Vectorizer, args: Sequence[Expr]) -> Value:
    if len(args) != 2:
        raise NotVectorizable
    return _folded(v.numbers(args), np.subtract, False)


@_handles("Minus")
def _minus(v: Vectorizer, args: Sequence[Expr]) -> Value:
    return _folded([-1, *v.numbers(args)], np.multiply, True)


@_handles("Divide")
def _divide(v: Vectorizer, args: Sequence[Expr]) -> Value:
    above, below = v.numbers(args) if len(args) == 2 else (None, None)
    if above is None or np.any(np.asarray(below) == 0):
        raise NotVectorizable
    if is_integral(above) and is_integral(below):
        above, below = lined_up([np.asarray(above), np.asarray(below)])
        if np.any(above % below):
            raise NotVectorizable
        return above // below
    return _folded([above, below], np.divide, False)


@_handles("Power")
def _power(v: Vectorizer, args: Sequence[Expr]) -> Value:
    if len(args) != 2:
        raise NotVectorizable
    base, exponent = v.value(args[0]), v.value(args[1])
    if type(exponent) is Rational and _is_float(base):
        exponent = float(exponent.value)
    if isinstance(base, Expr) and _is_float(exponent):
        base = v.numbers(args)[0]
    if isinstance(base, (Expr, bool)) or isinstance(exponent, (Expr, bool)):
        raise NotVectorizable
    return _integer_power(base, exponent) if is_integral(exponent) else _real_power(base, exponent)


def _integer_power(base: Value, exponent: Value) -> Value:
    least, most = int(np.min(exponent)), int(np.max(exponent))
    if is_integral(base):
        size = bound_of(base)
        if least < 0 or (least == 0 and np.any(np.asarray(base) == 0)) or (size > 1 and most * math.log2(size) >= 62):
            raise NotVectorizable
        return base ** exponent if _plain([base, exponent]) else np.power(*_aligned(base, exponent))
    if least <= 0 and np.any(np.asarray(base) == 0) or bound_of(exponent) > _EXACT_FLOAT:
        raise NotVectorizable
    if type(exponent) is int and exponent == -1:
        return 1.0 / base
    return base ** exponent if _plain([base, exponent]) else np.power(*_aligned(base, exponent))


def _real_power(base: Value, exponent: Value) -> Value:
    low = float(np.min(base))
    if low < 0 or (low == 0 and np.min(exponent) <= 0) or (is_integral(base) and bound_of(base) > _EXACT_FLOAT):
        raise NotVectorizable
    if type(exponent) is float and exponent == 0.5:
        return np.sqrt(base)
    return np.power(*_aligned(np.asarray(base, float), exponent))


def _aligned(a: Value, b: Value) -> list[Any]:
    return lined_up([np.asarray(a) if isinstance(b, np.ndarray) or isinstance(a, np.ndarray) else a, b])


@_handles("Sqrt")
def _sqrt(v: Vectorizer, args: Sequence[Expr]) -> Value:
    (x,) = v.numbers(args)
    if is_integral(x) or np.min(x) < 0:
        raise NotVectorizable
    return np.sqrt(x)


def _elementary(function: Callable[[Any], Any], low: float = -math.inf, high: float = math.inf) -> Handler:
    """A function of reals that stays real from low to high."""
    def handler(v: Vectorizer, args: Sequence[Expr]) -> Value:
        values = v.numbers(args)
        if len(values) != 1 or is_integral(values[0]):
            raise NotVectorizable
        x = values[0]
        if np.min(x) < low or np.max(x) > high:
            raise NotVectorizable
        return function(x)
    return handler


_TINY = 5e-324
for _name, _function, _low, _high in (
    ("Sin", np.sin, -math.inf, math.inf), ("Cos", np.cos, -math.inf, math.inf), ("Tan", np.tan, -math.inf, math.inf),
    ("Exp", np.exp, -700.0, 700.0), ("Log", np.log, _TINY, math.inf), ("ArcTan", np.arctan, -math.inf, math.inf),
    ("ArcSin", np.arcsin, -1.0, 1.0), ("ArcCos", np.arccos, -1.0, 1.0), ("Sinh", np.sinh, -700.0, 700.0),
    ("Cosh", np.cosh, -700.0, 700.0), ("Tanh", np.tanh, -math.inf, math.inf), ("Log2", np.log2, _TINY, math.inf),
    ("Log10", np.log10, _TINY, math.inf), ("LogisticSigmoid", lambda x: 1 / (1 + np.exp(-x)), -700.0, math.inf),
):
    HANDLERS[S[_name]] = _elementary(_function, _low, _high)


def _rounded(function: Callable[[Any], Any]) -> Handler:
    def handler(v: Vectorizer, args: Sequence[Expr]) -> Value:
        values = v.numbers(args)
        if len(values) != 1:
            raise NotVectorizable
        if is_integral(values[0]):
            return values[0]
        if bound_of(values[0]) >= _SAFE:
            raise NotVectorizable
        rounded = function(np.asarray(values[0])).astype(np.int64)
        return rounded if rounded.ndim else int(rounded)
    return handler


for _name, _function in (("Floor", np.floor), ("Ceiling", np.ceil), ("Round", np.rint), ("IntegerPart", np.trunc)):
    HANDLERS[S[_name]] = _rounded(_function)


def _modular(integers_only: bool, function: Callable[[Any, Any], Any]) -> Handler:
    def handler(v: Vectorizer, args: Sequence[Expr]) -> Value:
        values = v.numbers(args)
        if len(values) != 2 or np.any(np.asarray(values[1]) == 0):
            raise NotVectorizable
        if not all(map(is_integral, values)) and (integers_only or max(map(bound_of, values)) > _EXACT_FLOAT):
            raise NotVectorizable
        if _plain(values):
            raise NotVectorizable
        return function(*lined_up(values))
    return handler


HANDLERS[S.Mod] = _modular(False, np.mod)
HANDLERS[S.Quotient] = _modular(True, np.floor_divide)


@_handles("Abs")
def _abs(v: Vectorizer, args: Sequence[Expr]) -> Value:
    (x,) = v.numbers(args)
    return np.abs(x) if isinstance(x, np.ndarray) else abs(x)


@_handles("Sign")
def _sign(v: Vectorizer, args: Sequence[Expr]) -> Value:
    (x,) = v.numbers(args)
    return np.sign(np.asarray(x)).astype(np.int64)


def _extreme(function: Callable[[Any, Any], Any], along: Callable[..., Any]) -> Handler:
    def handler(v: Vectorizer, args: Sequence[Expr]) -> Value:
        values = v.numbers(args)
        arrays = [value for value in values if isinstance(value, np.ndarray)]
        if len(values) == 1 and arrays and arrays[0].ndim > 1:
            return along(arrays[0], axis=tuple(range(1, arrays[0].ndim)))
        if not arrays or len({is_integral(value) for value in values}) > 1 or any(a.ndim > 1 for a in arrays):
            raise NotVectorizable
        return reduce(function, values)
    return handler


HANDLERS[S.Max] = _extreme(np.maximum, np.max)
HANDLERS[S.Min] = _extreme(np.minimum, np.min)


def _flat(values: list[Value]) -> None:
    if any(isinstance(value, np.ndarray) and value.ndim > 1 for value in values) or _plain(values):
        raise NotVectorizable


def _comparison(function: Callable[[Any, Any], Any]) -> Handler:
    def handler(v: Vectorizer, args: Sequence[Expr]) -> Value:
        values = v.numbers(args)
        _flat(values)
        mixed = len({is_integral(value) for value in values}) > 1
        if len(values) < 2 or mixed and max(map(bound_of, values)) > _EXACT_FLOAT:
            raise NotVectorizable
        return reduce(np.logical_and, (function(a, b) for a, b in pairwise(values)))
    return handler


def _near(a: Any, b: Any) -> Any:
    """Equality, with the tolerance of `Equal` for reals."""
    if is_integral(a) and is_integral(b):
        return np.equal(a, b)
    return np.abs(a - b) <= 2.0 ** -46 * np.maximum(np.abs(a), np.abs(b))


for _name, _test in (
    ("Less", np.less), ("Greater", np.greater), ("LessEqual", np.less_equal), ("GreaterEqual", np.greater_equal),
    ("Equal", _near),
):
    HANDLERS[S[_name]] = _comparison(cast(Callable[[Any, Any], Any], _test))


@_handles("Unequal")
def _unequal(v: Vectorizer, args: Sequence[Expr]) -> Value:
    if len(args) != 2:
        raise NotVectorizable
    return np.logical_not(HANDLERS[S.Equal](v, args))


def _parity(wanted: int) -> Handler:
    def handler(v: Vectorizer, args: Sequence[Expr]) -> Value:
        values = v.numbers(args)
        _flat(values)
        if not is_integral(values[0]):
            raise NotVectorizable
        return (values[0] & 1) == wanted
    return handler


HANDLERS[S.EvenQ] = _parity(0)
HANDLERS[S.OddQ] = _parity(1)


def _sign_test(function: Callable[[Any], Any]) -> Handler:
    def handler(v: Vectorizer, args: Sequence[Expr]) -> Value:
        values = v.numbers(args)
        _flat(values)
        return function(values[0])
    return handler


HANDLERS[S.Positive] = _sign_test(lambda x: x > 0)
HANDLERS[S.Negative] = _sign_test(lambda x: x < 0)
HANDLERS[S.NonNegative] = _sign_test(lambda x: x >= 0)
HANDLERS[S.NonPositive] = _sign_test(lambda x: x <= 0)


@_handles("And")
def _and(v: Vectorizer, args: Sequence[Expr]) -> Value:
    return reduce(np.logical_and, [v.truth(arg) for arg in args])


@_handles("Or")
def _or(v: Vectorizer, args: Sequence[Expr]) -> Value:
    return reduce(np.logical_or, [v.truth(arg) for arg in args])


@_handles("Not")
def _not(v: Vectorizer, args: Sequence[Expr]) -> Value:
    (arg,) = args
    return np.logical_not(v.truth(arg))


@_handles("Boole")
def _boole(v: Vectorizer, args: Sequence[Expr]) -> Value:
    (arg,) = args
    return np.asarray(v.truth(arg)).astype(np.int64)


@_handles("UnitStep")
def _unit_step(v: Vectorizer, args: Sequence[Expr]) -> Value:
    (x,) = v.numbers(args)
    return np.asarray(x >= 0).astype(np.int64)


@_handles("Ramp")
def _ramp(v: Vectorizer, args: Sequence[Expr]) -> Value:
    (x,) = v.numbers(args)
    return np.maximum(x, 0)


@_handles("If")
def _if(v: Vectorizer, args: Sequence[Expr]) -> Value:
    if len(args) != 3:
        raise NotVectorizable
    condition = v.truth(args[0])
    if isinstance(condition, bool) or condition.ndim == 0:
        return v.value(args[1] if condition else args[2])
    branches = [v.value(arg) for arg in args[1:]]
    if any(isinstance(branch, Expr) or isinstance(branch, np.ndarray) and branch.ndim > 1 for branch in branches):
        raise NotVectorizable
    if len({_kind(branch) for branch in branches}) > 1:
        raise NotVectorizable
    chosen = np.where(condition, *branches)
    if chosen.dtype.kind == "f" and not np.isfinite(chosen).all():
        raise NotVectorizable
    return chosen


def _kind(value: Value) -> str:
    return str(np.asarray(value).dtype.kind)


@_handles("List")
def _list(v: Vectorizer, args: Sequence[Expr]) -> Value:
    values = [v.value(arg) for arg in args]
    if not values or any(isinstance(value, Expr) for value in values) or _plain(values):
        raise NotVectorizable
    if len({_kind(value) for value in values}) > 1 or _kind(values[0]) not in "if":
        raise NotVectorizable
    shape = next(value.shape for value in values if isinstance(value, np.ndarray))
    arrays = [np.broadcast_to(value, shape) if not isinstance(value, np.ndarray) else value for value in values]
    scalars = any(not isinstance(value, np.ndarray) for value in values)
    if any(array.shape != shape for array in arrays) or (len(shape) > 1 and scalars):
        raise NotVectorizable
    return np.stack(arrays, axis=1)


@_handles("Part")
def _part(v: Vectorizer, args: Sequence[Expr]) -> Value:
    if len(args) != 2:
        raise NotVectorizable
    if type(args[0]) is Symbol and args[0] not in v.names:
        return _looked_up(v, args[0], args[1])
    rows, place = v.value(args[0]), args[1]
    if not isinstance(rows, np.ndarray) or rows.ndim < 2 or type(place) is not Integer:
        raise NotVectorizable
    if not 1 <= abs(place.value) <= rows.shape[1]:
        raise NotVectorizable
    return np.ascontiguousarray(rows[:, place.value - 1 if place.value > 0 else place.value])


def _looked_up(v: Vectorizer, name: Symbol, place: Expr) -> Value:
    """table[[#]] for a packed list that is the value of a symbol."""
    table = v.ev.definition(name).value
    places = v.value(place)
    if not isinstance(table, Packed) or not isinstance(places, np.ndarray):
        raise NotVectorizable
    if places.dtype.kind != "i" or places.ndim > 1:
        raise NotVectorizable
    size = len(table.array)
    if table.array.dtype.kind == "c" or np.any(places == 0) or np.abs(places).max() > size:
        raise NotVectorizable
    return table.array[np.where(places > 0, places - 1, places)]


def _end(place: int) -> Handler:
    def handler(v: Vectorizer, args: Sequence[Expr]) -> Value:
        if len(args) != 1:
            raise NotVectorizable
        return _part(v, (*args, integer(place)))
    return handler


HANDLERS[S.First] = _end(1)
HANDLERS[S.Last] = _end(-1)


def _rows(v: Vectorizer, args: Sequence[Expr]) -> Any:
    values = v.numbers(args)
    if len(values) != 1 or not isinstance(values[0], np.ndarray) or values[0].ndim != 2 or not values[0].shape[1]:
        raise NotVectorizable
    return values[0]


def _total(v: Vectorizer, args: Sequence[Expr]) -> Value:
    rows = _rows(v, args)
    if rows.dtype.kind == "i" and packed_sum(rows.T) is None:
        raise NotVectorizable
    return rows.sum(axis=1)


def _mean(v: Vectorizer, args: Sequence[Expr]) -> Value:
    rows = _rows(v, args)
    if rows.dtype.kind != "f":
        raise NotVectorizable
    return rows.mean(axis=1)


HANDLERS[S.Total] = _total
HANDLERS[S.Mean] = _mean


@_handles("Length")
def _length(v: Vectorizer, args: Sequence[Expr]) -> Value:
    values = v.numbers(args)
    if len(values) != 1 or not isinstance(values[0], np.ndarray) or values[0].ndim < 2:
        raise NotVectorizable
    return int(values[0].shape[1])
