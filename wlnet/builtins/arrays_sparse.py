"""Arrays given by rules, `Band`; bins.

A `SparseArray` is made an ordinary list at once: whatever works on lists works on it.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import product


from wlnet.builtins.structure import affordable, dimensions, elements, ordinary
from wlnet.builtins.tables import settled
from wlnet.expr import (
    Association, Call, Expr, Integer, Rational, Real, S, integer, is_call, is_list, list_of, to_expr,
)
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged
from wlnet.kernel.rules import Rule

Place = tuple[int, ...]
ZERO = integer(0)


# ---- sparse arrays ------------------------------------------------------------------------------------------------

@builtin("SparseArray", messages={
    "rule": "`1` is not a list of rules for positions.",
    "dims": "The dimensions of an array with the rules `1` are not given.",
})
def sparse_array(ev: Evaluator, data: Expr, dims: Expr | None = None, default: Expr = ZERO) -> Expr:
    """SparseArray[{pos1 -> v1, pos2 -> v2, ...}, dims, default] is the array with these values at these
    positions, and the default, or 0, elsewhere; positions may be patterns or Band[...].

    Source   ref/SparseArray
    Example  Normal[SparseArray[{{1, 1} -> a, {2, 2} -> b}]]  gives  {{a, 0}, {0, b}}
    Example  Normal[SparseArray[{i_, i_} -> 1, {2, 2}]]  gives  {{1, 0}, {0, 1}}
    """
    if is_call(data, S.Rule, 2) and is_list(data.args[0]) and is_list(data.args[1]) and data.args[0].args and (
            len(data.args[0].args) == len(data.args[1].args)) and is_list(data.args[0].args[0]):
        rules: list[Expr] = [Call(S.Rule, *pair) for pair in zip(data.args[0].args, data.args[1].args)]
    elif is_list(data) and not all(is_call(item, S.Rule, 2) or is_call(item, S.RuleDelayed, 2) for item in data.args):
        if dims is not None:
            raise Complaint("rule", data)
        return data
    else:
        rules = list(data.args) if is_list(data) else [data]
    if not all(is_call(rule, S.Rule, 2) or is_call(rule, S.RuleDelayed, 2) for rule in rules):
        raise Complaint("rule", data)
    shape = _shape(rules, dims, data)
    affordable(math.prod(shape))
    return _filled(_placed(ev, rules, shape), shape, (), default)


def _shape(rules: Sequence[Expr], dims: Expr | None, data: Expr) -> Place:
    """The dimensions given, or those that hold all positions."""
    if dims is not None and dims is not S.Automatic:
        items = dims.args if is_list(dims) else (dims,)
        found = tuple(item.value for item in items if isinstance(item, Integer) and item.value >= 0)
        if len(found) == len(items):
            return found
        raise Unchanged
    places = [_place(rule.args[0]) for rule in rules]
    known = [place for place in places if place is not None]
    if len(known) < len(places) or not known or len({len(place) for place in known}) > 1:
        raise Complaint("dims", data)
    return tuple(map(max, zip(*known)))


def _place(expr: Expr) -> Place | None:
    """A position written out."""
    items = expr.args if is_list(expr) else (expr,)
    found = tuple(item.value for item in items if isinstance(item, Integer) and item.value > 0)
    return found if len(found) == len(items) and found else None


def _placed(ev: Evaluator, rules: Sequence[Expr], shape: Place) -> dict[Place, Expr]:
    """The values by position; the first rule for a position counts."""
    found: dict[Place, Expr] = {}
    for rule in rules:
        place = _place(rule.args[0])
        if place is not None:
            found.setdefault(place, rule.args[1])
        elif is_call(rule.args[0], S.Band):
            for at, value in _band(rule.args[0], rule.args[1], shape):
                found.setdefault(at, value)
        else:
            pattern = rule.args[0] if _is_position_pattern(rule.args[0]) else list_of([rule.args[0]])
            compiled = Rule(pattern, rule.args[1], delayed=True)
            for at in product(*(range(1, size + 1) for size in shape)):
                if at not in found:
                    filled = compiled.apply(list_of(map(integer, at)), ev)
                    if filled is not None:
                        found[at] = ev(filled)
    return found


def _is_position_pattern(pattern: Expr) -> bool:
    while is_call(pattern, S.Condition, 2) or is_call(pattern, S.PatternTest, 2):
        pattern = pattern.args[0]
    return is_list(pattern) or is_call(pattern, S.Blank, 0)


def _band(band: Expr, value: Expr, shape: Place) -> Iterator[tuple[Place, Expr]]:
    """The positions of a band with their values: one value for all, or a list by turns."""
    start = _place(band.args[0]) or (1,) * len(shape)
    start = start * len(shape) if len(start) == 1 else start
    end, step = shape, (1,) * len(shape)
    if len(band.args) > 1 and band.args[1] is not S.Automatic:
        end = _place(band.args[1]) or shape
    if len(band.args) > 2 and is_list(band.args[2]):
        step = tuple(getattr(item, "value", 1) for item in band.args[2].args)
    values = value.args if is_list(value) else None
    index = 0
    place = start
    while all(1 <= at <= last for at, last in zip(place, shape)) and all(
            (at - last) * by <= 0 for at, last, by in zip(place, end, step)):
        if values is not None and index >= len(values):
            return
        yield place, value if values is None else values[index]
        index += 1
        place = tuple(at + by for at, by in zip(place, step))


def _filled(values: dict[Place, Expr], shape: Place, prefix: Place, default: Expr) -> Expr:
    if len(prefix) == len(shape):
        return values.get(prefix, default)
    return settled([_filled(values, shape, (*prefix, i), default) for i in range(1, shape[len(prefix)] + 1)])


@builtin("Band")
def band_(start: Expr, end: Expr = S.Automatic, step: Expr = S.Automatic) -> None:
    """Band[{i, j}] stands in SparseArray for the positions {i, j}, {i + 1, j + 1}, ...

    Source   ref/Band
    Example  SparseArray[{Band[{1, 2}] -> x}, {2, 2}]  gives  {{0, x}, {0, 0}}
    """


@builtin("ArrayRules")
def array_rules(expr: Expr, default: Expr = ZERO) -> Expr:
    """ArrayRules[array] is the list of rules {i, j, ...} -> value for the elements that are not 0, and a
    last one for 0.

    Source   ref/ArrayRules
    Example  ArrayRules[{{a, 0}, {0, b}}]  gives  {{1, 1} -> a, {2, 2} -> b, {_, _} -> 0}
    """
    expr = ordinary(expr)
    rank = len(dimensions(expr))
    if not rank:
        raise Unchanged
    rules: list[Expr] = []

    def visit(part: Expr, place: tuple[Expr, ...]) -> None:
        if len(place) < rank:
            for index, item in enumerate(elements(part), 1):
                visit(item, (*place, integer(index)))
        elif part != default:
            rules.append(Call(S.Rule, list_of(place), part))
    visit(expr, ())
    return list_of([*rules, Call(S.Rule, list_of([Call(S.Blank)] * rank), default)])


# ---- bins ---------------------------------------------------------------------------------------------------------

def _edges(ev: Evaluator, data: Sequence[Expr], spec: Expr) -> list[Expr]:
    """The ends of the bins: {min, max, dx}, {{b1, b2, ...}} or dx."""
    if is_list(spec) and len(spec.args) == 1 and is_list(spec.args[0]):
        return list(spec.args[0].args)
    if is_list(spec) and len(spec.args) == 3:
        low, high, step = spec.args
    elif isinstance(spec, (Integer, Rational, Real)) and data:
        step = spec
        first, last = (Call(S.Floor, Call(S.Divide, Call(extreme, *data), step)) for extreme in (S.Min, S.Max))
        low, high = ev(Call(S.Times, step, first)), ev(Call(S.Times, step, Call(S.Plus, last, integer(1))))
    else:
        raise Unchanged
    return list(ev(Call(S.Range, low, high, step)).args)


def _bins(ev: Evaluator, data: Expr, spec: Expr) -> list[list[Expr]]:
    if not is_list(data) and not isinstance(data, Association):
        raise Unchanged
    items = elements(data)
    edges = [number.value for edge in _edges(ev, items, spec) if isinstance(number := ev(Call(S.N, edge)), Real)]
    if len(edges) < 2:
        raise Unchanged
    bins: list[list[Expr]] = [[] for _ in range(len(edges) - 1)]
    for item in items:
        value = getattr(ev(Call(S.N, item)), "value", None)
        place = bisect_right(edges, value) - 1 if isinstance(value, float) else -1
        if 0 <= place < len(bins):
            bins[place].append(item)
    return bins


@builtin("BinCounts")
def bin_counts(ev: Evaluator, data: Expr, spec: Expr = integer(1)) -> Expr:
    """BinCounts[data, {min, max, dx}] is the list of how many numbers lie in each bin from min to max of
    width dx; BinCounts[data, dx] in bins that hold all, BinCounts[data, {{b1, b2, ...}}] between the b.

    Source   ref/BinCounts
    Example  BinCounts[{1, 3, 2, 1, 4}, {0, 6, 2}]  gives  {2, 2, 1}
    """
    return to_expr([len(found) for found in _bins(ev, ordinary(data), spec)])


@builtin("BinLists")
def bin_lists(ev: Evaluator, data: Expr, spec: Expr = integer(1)) -> Expr:
    """BinLists[data, {min, max, dx}] is the list of the lists of the numbers in each bin.

    Source   ref/BinLists
    Example  BinLists[{1, 3, 2, 1, 4}, {0, 6, 2}]  gives  {{1, 1}, {3, 2}, {4}}
    """
    return list_of(map(list_of, _bins(ev, ordinary(data), spec)))


