"""`IntegerPartitions`: the ways to write an integer as a sum."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from wlnet.expr import Expr, Integer, Rational, S, is_list, list_of, rational
from wlnet.kernel.arguments import ExactNumber, is_infinity
from wlnet.kernel.builtin import builtin
from wlnet.kernel.messages import Unchanged


@builtin("IntegerPartitions")
def integer_partitions(total: ExactNumber, count: Expr = S.All, parts: Expr = S.All, most: Expr = S.All) -> Expr:
    """IntegerPartitions[n] gives the ways to write n as a sum of positive integers, larger ones first;
    IntegerPartitions[n, k] those of at most k integers, {k} of exactly k, {kmin, kmax}; IntegerPartitions[n, k,
    {s1, s2, ...}] takes the parts from a list; a fourth argument is the number of results wanted.

    Source   ref/IntegerPartitions
    Example  IntegerPartitions[4]  gives  {{4}, {3, 1}, {2, 2}, {2, 1, 1}, {1, 1, 1, 1}}
    Example  IntegerPartitions[10, {2}, {1, 5, 9}]  gives  {{9, 1}, {5, 5}}
    """
    least, highest = _counts(count)
    sizes = _sizes(total, parts)
    found: Iterator[tuple[Fraction, ...]] = (
        found for found in _sums(total, sizes, highest) if len(found) >= least)
    chosen = list(found)
    if isinstance(most, Integer):
        chosen = chosen[: most.value] if most.value >= 0 else chosen[most.value :]
    return list_of(list_of(map(rational, each)) for each in chosen)


def _counts(spec: Expr) -> tuple[int, float]:
    if spec is S.All or is_infinity(spec):
        return 0, math.inf
    if isinstance(spec, Integer):
        return 0, spec.value
    if is_list(spec) and spec.args and isinstance(spec.args[0], Integer):
        first, last = spec.args[0], spec.args[-1]
        if len(spec.args) == 2 and is_infinity(last):
            return first.value, math.inf
        if isinstance(last, Integer) and len(spec.args) <= 2:
            return first.value, last.value
    raise Unchanged


def _sizes(total: Fraction, parts: Expr) -> Sequence[Fraction]:
    """The parts to choose from, in the order in which they are tried."""
    if parts is S.All:
        return [Fraction(size) for size in range(int(total), 0, -1)]
    if not is_list(parts) or not all(isinstance(part, (Integer, Rational)) for part in parts.args):
        raise Unchanged
    sizes = list(dict.fromkeys(Fraction(part.value) for part in parts.args))  # type: ignore[attr-defined]
    if any(size <= 0 for size in sizes):
        raise Unchanged
    return sorted(sizes, reverse=True)


def _sums(total: Fraction, sizes: Sequence[Fraction], most: float) -> Iterator[tuple[Fraction, ...]]:
    """All sums of sizes, none larger than the one before, by a stack of (rest, first size allowed, chosen)."""
    stack: list[tuple[Fraction, int, tuple[Fraction, ...]]] = [(total, 0, ())]
    while stack:
        rest, start, chosen = stack.pop()
        if rest == 0:
            yield chosen
        elif len(chosen) < most:
            follow = [(rest - sizes[k], k, (*chosen, sizes[k])) for k in range(start, len(sizes)) if sizes[k] <= rest]
            stack.extend(reversed(follow))
