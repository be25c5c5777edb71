"""Learning-rate multipliers: rules from a part of a net to a factor; the first that matches counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wlnet.expr import Call, Expr, Integer, Real, S, String, integer, is_call, is_list, to_expr
from wlnet.kernel.arguments import real_number
from wlnet.kernel.messages import Complaint, Failed
from wlnet.nets.wiring import Key, Path

if TYPE_CHECKING:
    from wlnet.nets.layer import Net


@dataclass(frozen=True)
class Rate:
    """A rule: `part` is a path, () for everything, or a span of positions (low, high; high None for the end)."""

    part: Path | tuple[str, int, int | None]
    factor: float

    def matches(self, path: Path, position: int | None) -> bool:
        """Whether the part holds the array at `path`, the first step of which is the `position`-th."""
        if self.part[:1] == ("$span",):
            _, low, high = self.part
            return position is not None and int(low) <= position and (high is None or position <= int(high))
        first = self.part[:1] == path[:1] or (bool(self.part) and self.part[0] == position)
        return not self.part or (first and self.part[1:] == path[1 : len(self.part)])


Rates = tuple[Rate, ...]


def read_rates(expr: Expr) -> Rates:
    """The rules of a LearningRateMultipliers setting.

    Errors  Failed for anything that is no such setting.
    """
    if expr is S.Automatic:
        return ()
    if is_call(expr, S.Rule, 2):
        return (Rate(_part(expr.args[0]), _factor(expr.args[1])),)
    if is_list(expr):
        return tuple(rate for item in expr.args for rate in read_rates(item))
    return (Rate((), _factor(expr)),)


def _factor(expr: Expr) -> float:
    if expr is S["None"]:
        return 0.0
    try:
        return real_number(expr, 0, Call(S.LearningRateMultipliers, expr))
    except Complaint:
        words = "a number, None or rules from parts to numbers"
        raise Failed("invparam", "LearningRateMultipliers", words, expr) from None


def _part(expr: Expr) -> Any:
    if is_call(expr, S.Blank):
        return ()
    if is_call(expr, S.Span, 2):
        low, high = expr.args
        if isinstance(low, Integer):
            return ("$span", low.value, high.value if isinstance(high, Integer) else None)
    return tuple(map(_key, expr.args)) if is_list(expr) else (_key(expr),)


def _key(expr: Expr) -> Key:
    if isinstance(expr, (Integer, String)):
        return expr.value
    raise Failed("invparam", "LearningRateMultipliers", "rules from layers, arrays or paths to numbers", expr)


def show_rates(rates: Rates) -> Expr:
    """The expression of multipliers."""
    if not rates:
        return S.Automatic
    if len(rates) == 1 and not rates[0].part:
        return Real(rates[0].factor)
    return to_expr([Call(S.Rule, _show_part(rate.part), Real(rate.factor)) for rate in rates])


def _show_part(part: Any) -> Expr:
    if not part:
        return Call(S.Blank)
    if part[:1] == ("$span",):
        return Call(S.Span, integer(part[1]), S.All if part[2] is None else integer(part[2]))
    return to_expr(part[0] if len(part) == 1 else list(part))


def factor(rates: Rates, path: Path, position: int | None = None) -> float:
    """The factor that rules give the array at `path`; 1 when none matches."""
    return next((rate.factor for rate in rates if rate.matches(path, position)), 1.0)


def multiplier(net: Net, path: Path) -> float:
    """The learning-rate multiplier that a net declares for the array at `path`: those of all levels, multiplied."""
    product, rest = 1.0, path
    while True:
        children = list(net.children)
        position = children.index(rest[0]) + 1 if rest and rest[0] in children else None
        product *= factor(net.rates, rest, position)
        if position is None:
            return product
        net, rest = net.children[rest[0]], rest[1:]
