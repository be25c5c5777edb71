"""`Nearest`, and counting in bins of equal width."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from wlnet.builtins.numeric import numeric_value
from wlnet.expr import Association, Call, Expr, Integer, S, String, integer, is_call, is_list, list_of, packed, rational
from wlnet.expr.numbers import exact_value, to_complex, to_float
from wlnet.kernel.arguments import is_infinity
from wlnet.kernel.builtin import applied, builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged

_MESSAGES = {"near1": "`1` is neither a list of real points nor a valid list of rules."}


@builtin("Nearest", messages=_MESSAGES)
def nearest(
    ev: Evaluator, data: Expr, point: Expr | None = None, count: Expr | None = None, *,
    distance_function: Expr = S.Automatic,
) -> Expr | None:
    """Nearest[{e1, e2, ...}, x] gives the elements nearest to x; Nearest[data, x, n] the n nearest, {n, r} those
    within r. Nearest[{e1 -> v1, ...}, x], Nearest[{e1, ...} -> {v1, ...}, x] give the values that belong to them;
    Nearest[data -> "Index", x] their positions. Nearest[data] gives a NearestFunction.

    Source   ref/Nearest
    Example  Nearest[{1, 2, 3, 5, 7}, 4]  gives  {3, 5}
    Example  Nearest[{1, 2, 3, 5, 7}, 20, 2]  gives  {7, 5}
    """
    keys, labels = _labelled(data)
    if point is None:
        return Call(S.NearestFunction, list_of(keys), list_of(labels), distance_function)
    return _nearest(ev, keys, labels, distance_function, point, count)


@applied("NearestFunction")
def nearest_function(ev: Evaluator, call: Call) -> Expr | None:
    """What NearestFunction[...][x] and NearestFunction[...][x, n] give."""
    keys, labels, distance = call.head.args
    if not 1 <= len(call.args) <= 2:
        return None
    return _nearest(ev, keys.args, labels.args, distance, *call.args)


def _labelled(data: Expr) -> tuple[Sequence[Expr], Sequence[Expr]]:
    """The points, and what to give for each."""
    keys, labels = _pairs_of(data)
    if not keys:
        raise Complaint("near1", data)
    return keys, labels


def _pairs_of(data: Expr) -> tuple[Sequence[Expr], Sequence[Expr]]:
    if isinstance(data, Association):
        return list(data.items.values()), list(data.items)
    if is_call(data, S.Rule, 2):
        keys, labels = data.args
        if not is_list(keys):
            raise Complaint("near1", data)
        if labels in (S.Automatic, String("Index")):
            return keys.args, [integer(k + 1) for k in range(len(keys.args))]
        if labels == String("Element"):
            return keys.args, keys.args
        if is_list(labels) and len(labels.args) == len(keys.args):
            return keys.args, labels.args
        raise Complaint("near1", data)
    if not is_list(data) or not data.args:
        raise Complaint("near1", data)
    if all(is_call(item, S.Rule, 2) for item in data.args):
        return [item.args[0] for item in data.args], [item.args[1] for item in data.args]
    return data.args, data.args


def _nearest(
    ev: Evaluator, keys: Sequence[Expr], labels: Sequence[Expr], distance: Expr, point: Expr, count: Expr | None = None,
) -> Expr:
    if is_list(point) and not is_list(keys[0]):
        return list_of(_nearest(ev, keys, labels, distance, each, count) for each in point.args)
    if is_list(point) and is_list(keys[0]) and point.args and is_list(point.args[0]):
        return list_of(_nearest(ev, keys, labels, distance, each, count) for each in point.args)
    measure = _measure(ev, keys, distance)
    distances = [measure(key, point) for key in keys]
    most, radius = _limits(ev, count)
    order = sorted(range(len(keys)), key=distances.__getitem__)
    if count is None:
        order = [k for k in order if distances[k] == distances[order[0]]]
    chosen = [k for k in order if distances[k] <= radius]
    return list_of(labels[k] for k in (chosen if most == math.inf else chosen[: int(most)]))


def _limits(ev: Evaluator, count: Expr | None) -> tuple[float, float]:
    """How many are wanted, and how near they must be."""
    if count is None or count is S.All or is_infinity(count):
        return math.inf, math.inf
    if isinstance(count, Integer):
        return count.value, math.inf
    if is_call(count, S.UpTo, 1):
        return _limits(ev, count.args[0])
    if is_list(count) and len(count.args) == 2:
        radius = numeric_value(ev, count.args[1])
        within = math.inf if radius is None else to_float(radius)
        return _limits(ev, count.args[0])[0], within
    raise Unchanged


def _measure(ev: Evaluator, keys: Sequence[Expr], distance: Expr) -> Callable[[Expr, Expr], float]:
    if distance is S.Automatic:
        distance = S.EditDistance if isinstance(keys[0], String) else S.EuclideanDistance

    def measure(key: Expr, point: Expr) -> float:
        value = numeric_value(ev, ev(Call(distance, key, point)))
        if value is None:
            raise Unchanged
        return abs(to_complex(value))
    return measure


# ---- bins


@builtin("HistogramList")
def histogram_list(ev: Evaluator, data: Expr, spec: Expr = S.Automatic) -> Expr | None:
    """HistogramList[{x1, x2, ...}] gives {limits, counts} of bins of equal width; HistogramList[data, n] of about n
    bins, {dx} of width dx, {xmin, xmax, dx} within limits, {{b1, b2, ...}} with the limits given.

    Source   ref/HistogramList
    Example  HistogramList[{1, 2, 3, 5, 4, 8, 9}, {0, 10, 2}]  gives  {{0, 2, 4, 6, 8, 10}, {1, 2, 2, 0, 2}}
    """
    if not is_list(data) or not data.args:
        return None
    numbers = [numeric_value(ev, item) for item in data.args]
    if any(number is None for number in numbers):
        return None
    values = [to_float(number) for number in numbers]  # type: ignore[arg-type]
    limits = _bin_limits(ev, values, spec)
    found = [numeric_value(ev, limit) for limit in limits.args]
    if any(number is None for number in found):
        return None
    edges = [to_float(number) for number in found]  # type: ignore[arg-type]
    counts = np.zeros(max(len(edges) - 1, 0), dtype=np.int64)
    places = np.searchsorted(edges, values, side="right") - 1
    for place in places:
        if 0 <= place < len(counts):
            counts[place] += 1
    return list_of([limits, packed(counts)])


def _bin_limits(ev: Evaluator, values: list[float], spec: Expr) -> Expr:
    low, high = min(values), max(values)
    if is_list(spec) and spec.args:
        if len(spec.args) == 1 and is_list(spec.args[0]):
            return spec.args[0]
        if len(spec.args) == 3:
            return ev(Call(S.Range, *spec.args))
        width = spec.args[0]
        number = numeric_value(ev, width)
        if number is None or not (size := to_float(number)) > 0:
            raise Unchanged
        first, last = math.floor(low / size), math.floor(high / size) + 1
        return ev(Call(S.Times, width, Call(S.Range, integer(first), integer(last))))
    wanted = spec.value if isinstance(spec, Integer) else math.ceil(math.log2(len(values)) + 1)
    exact = _nice(max(high - low, 1e-300) / max(wanted, 1))
    first, last = math.floor(low / to_float(exact)), math.floor(high / to_float(exact)) + 1  # type: ignore[arg-type]
    return list_of(rational(exact_value(exact) * k) for k in range(first, last + 1))  # type: ignore[arg-type]


def _nice(width: float) -> Expr:
    """The width of the form 1, 2 or 5 times a power of ten nearest to a width wanted."""
    scale = math.floor(math.log10(width))
    choices = [(m, e) for e in (scale, scale + 1) for m in (1, 2, 5)]
    m, e = min(choices, key=lambda choice: abs(math.log(choice[0] * 10.0 ** choice[1] / width)))
    return integer(m * 10**e) if e >= 0 else rational(m, 10**-e)
