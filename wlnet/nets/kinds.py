"""The kinds of parameters that layers and coders declare: how each is read from an expression and shown as one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from wlnet.expr import (
    FALSE, TRUE, BigReal, Call, Expr, Integer, Rational, Real, S, String, Symbol, integer, is_call, is_list,
    to_expr,
)
from wlnet.nets.declare import AUTOMATIC, Kind, Misfit

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


def _integer(expr: Expr) -> int:
    if isinstance(expr, Integer):
        return expr.value
    raise Misfit


def _natural(expr: Expr) -> int:
    if isinstance(expr, Integer) and expr.value >= 0:
        return expr.value
    raise Misfit


def _positive(expr: Expr) -> int:
    if isinstance(expr, Integer) and expr.value > 0:
        return expr.value
    raise Misfit


def _number(expr: Expr) -> float:
    if isinstance(expr, (Integer, Real, Rational, BigReal)):
        return float(expr.value)
    raise Misfit


def show_number(value: float) -> Expr:
    """A number, whole ones as integers."""
    return integer(int(value)) if value == int(value) else Real(value)


def show_auto(show: Callable[[Any], Expr] = to_expr) -> Callable[[Any], Expr]:
    """`show`, with Automatic for `AUTOMATIC` and None for None."""
    return lambda value: S.Automatic if value is AUTOMATIC else S["None"] if value is None else show(value)


def _plain(read: Callable[[Expr], Any]) -> Callable[[Expr, Evaluator], Any]:
    return lambda expr, ev: read(expr)


def _or_automatic(read: Callable[[Expr], Any]) -> Callable[[Expr, Evaluator], Any]:
    return lambda expr, ev: AUTOMATIC if expr is S.Automatic else read(expr)


INTEGER = Kind("an integer", _plain(_integer))
POSITIVE = Kind("a positive integer", _plain(_positive))
POSITIVE_OR_AUTOMATIC = Kind("a positive integer or Automatic", _or_automatic(_positive), show_auto())
NUMBER = Kind("a number", _plain(_number), show_number)


def _flag(expr: Expr) -> bool:
    if expr is TRUE or expr is FALSE:
        return expr is TRUE
    raise Misfit


FLAG = Kind("True or False", _plain(_flag))


def _probability(expr: Expr) -> float:
    value = _number(expr)
    if 0 <= value < 1:
        return value
    raise Misfit


PROBABILITY = Kind("a number from 0 up to 1", _plain(_probability), show_number)


def choice(*names: str) -> Kind:
    """One of some names, given as a string or a symbol."""
    def read(expr: Expr) -> str:
        name = expr.value if isinstance(expr, String) else expr.short if isinstance(expr, Symbol) else ""
        if name in names:
            return name
        raise Misfit
    return Kind("one of " + ", ".join(f'"{name}"' for name in names), _plain(read))


def symbol_choice(*names: str) -> Kind:
    """One of some symbols, given as a symbol (or its name)."""
    kind = choice(*names)
    return Kind("one of " + ", ".join(names), kind.read, lambda name: S[name])


def _shape(expr: Expr) -> tuple[int, ...]:
    if isinstance(expr, Integer):
        return (_positive(expr),)
    if is_list(expr):
        return tuple(map(_positive, expr.args))
    raise Misfit


def show_shape(dims: tuple[int, ...]) -> Expr:
    """`n` for one dimension, else the list."""
    return integer(dims[0]) if len(dims) == 1 else to_expr(list(dims))


SHAPE = Kind("a positive integer, a list of positive integers or Automatic", _or_automatic(_shape),
             show_auto(show_shape))


def _each(read: Callable[[Expr], Any]) -> Callable[[Expr], Any]:
    def read_all(expr: Expr) -> Any:
        return tuple(map(read, expr.args)) if is_list(expr) else read(expr)
    return read_all


def show_each(value: Any) -> Expr:
    """A value, or a list of them for a tuple."""
    return to_expr([show_each(item) for item in value]) if isinstance(value, tuple) else to_expr(value)


SIZES = Kind("a positive integer or a list of them", _plain(_each(_positive)), show_each)


def _padding(expr: Expr) -> Any:
    if isinstance(expr, String) and expr.value == "Same":
        return "Same"
    if isinstance(expr, Integer):
        return _natural(expr)
    if is_list(expr):
        return tuple(
            tuple(map(_natural, item.args)) if is_list(item) and len(item.args) == 2 else (_natural(item),) * 2
            for item in expr.args)
    raise Misfit


PADDING_SIZE = Kind('a non-negative integer, a list of them, a list of pairs or "Same"', _plain(_padding), show_each)


def _level_range(expr: Expr) -> Any:
    """Levels: an integer, All, a;;b (as ("Span", a, b), None for the ends) or a list of levels."""
    if expr is S.All:
        return "All"
    if isinstance(expr, Integer) and expr.value:
        return expr.value
    if is_call(expr, S.Span) and len(expr.args) == 2:
        low, high = expr.args
        return ("Span", 1 if low is S.Automatic else _integer(low), -1 if high is S.All else _integer(high))
    if is_list(expr):
        return tuple(map(_integer, expr.args))
    raise Misfit


def show_levels(value: Any) -> Expr:
    """The expression of levels (see `LEVELS`)."""
    if value == "All":
        return S.All
    if isinstance(value, tuple) and value[:1] == ("Span",):
        return Call(S.Span, integer(value[1]), S.All if value[2] == -1 else integer(value[2]))
    return show_each(value)


LEVELS = Kind("a level, a span of levels, a list of levels or All", _plain(_level_range), show_levels)


def levels(spec: Any, rank: int) -> tuple[int, ...]:
    """The levels, as axes counted from 0, that a value of kind LEVELS names in an array of this rank.

    Errors  ValueError when there is no such level.
    """
    if spec == "All":
        return tuple(range(rank))
    if isinstance(spec, tuple) and spec[:1] == ("Span",):
        low, high = (level + rank + 1 if level < 0 else level for level in spec[1:])
        return tuple(range(low - 1, min(high, rank)))
    wanted = spec if isinstance(spec, tuple) else (spec,)
    axes = tuple(level - 1 if level > 0 else level + rank for level in wanted)
    if not all(0 <= axis < rank for axis in axes):
        raise ValueError(f"no level {spec} in an array of rank {rank}")
    return axes


def _swaps(expr: Expr) -> Any:
    """A transposition: pairs of levels swapped in sequence, or a permutation."""
    if is_call(expr, S.TwoWayRule, 2) or is_call(expr, S.Rule, 2):
        low, high = expr.args
        return ((_positive(low), _positive(high)),)
    if is_list(expr) and expr.args and all(isinstance(item, Integer) for item in expr.args):
        permutation = tuple(map(_positive, expr.args))
        if sorted(permutation) != list(range(1, len(permutation) + 1)):
            raise Misfit
        return permutation
    if is_list(expr) and expr.args:
        return tuple(pair for item in expr.args for pair in _swaps(item))
    raise Misfit


def _show_swaps(value: Any) -> Expr:
    if value is None:
        return S["None"]
    if value and isinstance(value[0], int):
        return show_each(value)
    pairs = [Call(S.TwoWayRule, integer(a), integer(b)) for a, b in value]
    return pairs[0] if len(pairs) == 1 else to_expr(pairs)


TRANSPOSITION = Kind("m <-> n, a list of these, or a permutation", _plain(_swaps), _show_swaps)
TRANSPOSITIONS = Kind(
    "a list with None or a transposition for each input",
    _plain(lambda expr: tuple(None if item is S["None"] else _swaps(item) for item in _list(expr))),
    lambda value: to_expr([_show_swaps(item) for item in value]))


def _list(expr: Expr) -> tuple[Expr, ...]:
    if is_list(expr):
        return expr.args
    raise Misfit


ANYTHING = Kind("an expression", lambda expr, ev: expr)


def optional(kind: Kind) -> Kind:
    """A kind that also takes None."""
    return Kind(kind.text + " or None",
                lambda expr, ev: None if expr is S["None"] else kind.read(expr, ev),
                lambda value: S["None"] if value is None else kind.show(value))
