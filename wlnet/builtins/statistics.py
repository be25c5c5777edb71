"""Descriptive statistics: totals, means, spread, quantiles; of vectors, columns of matrices, values of
associations.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np

from wlnet.builtins.arithmetic import PLUS, POWER, TIMES
from wlnet.builtins.numeric import numeric_value
from wlnet.builtins.structure import depth as structure_depth
from wlnet.expr import (
    Association, Call, Complex, Expr, Integer, Packed, Real, S, integer, is_list, length, packed,
    rational,
)
from wlnet.expr.numbers import (
    HALF, MINUS_ONE, NUMBER_KINDS, ONE, REAL_KINDS, ZERO, add, exact_value, is_exact, to_float,
)
from wlnet.kernel.arguments import is_infinity
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint

RULES: dict[str, dict[Any, Callable[..., Any]]] = {}
"""Statistic -> head of a distribution -> its value, filled by the module of distributions."""


def items_of(expr: Expr) -> Call | None:
    """The list to work on: a list itself or the values of an association; None for anything else."""
    if is_list(expr):
        return expr  # type: ignore[return-value]
    if isinstance(expr, Association):
        return Call(S.List, *expr.items.values())
    return None


def _data(expr: Expr, call: Call, tag: str = "rectt") -> Call:
    found = items_of(expr)
    if found is None or not length(found):
        raise Complaint(tag, 1, call)
    return found


def packed_sum(array: Any, axis: int | None = 0) -> Any:
    """The sum of an array along an axis; None when integers could overflow."""
    if array.dtype.kind == "i" and array.size and (
            max(abs(int(array.max())), abs(int(array.min()))) * array.shape[0] >= 2 ** 63):
        return None
    return array.sum(axis=axis)


def total_of(ev: Evaluator, items: Call) -> Expr:
    """The sum of the elements of a list."""
    whole = items if isinstance(items, Packed) else None
    if whole is not None:
        sum_ = packed_sum(whole.array)
        if sum_ is not None:
            return _from_numpy(sum_)
    args = items.args
    if args and all(type(arg) in NUMBER_KINDS for arg in args):
        if all(type(arg) is Integer for arg in args):
            return integer(sum(arg.value for arg in args))  # type: ignore[attr-defined]
        return reduce(add, args)  # type: ignore[arg-type]
    return ev(Call(PLUS, *args))


def _from_numpy(value: Any) -> Expr:
    if isinstance(value, np.ndarray) and value.ndim:
        return packed(value)
    plain = value.item()
    if isinstance(plain, complex):
        return Complex(Real(plain.real), Real(plain.imag))
    return integer(plain) if isinstance(plain, int) else Real(plain)


@builtin("Total", messages={"normal": "Nonatomic expression expected at position `1` in `2`."})
def total(
    ev: Evaluator, expr: Expr, level: Expr | None = None, *, method: Expr = S.Automatic, call: Call,
) -> Expr | None:
    """Total[list] is the sum of the elements of list; Total[list, n] of all elements down to level n,
    Total[list, {n}] of those at level n.

    Source   ref/Total
    Example  {Total[{1, 2, x}], Total[{{1, 2}, {3, 4}}], Total[{{1, 2}, {3, 4}}, 2]}  gives  {3 + x, {4, 6}, 10}
    """
    items = items_of(expr)
    if items is None:
        if not isinstance(expr, Call):
            raise Complaint("normal", 1, call)
        items = Call(S.List, *expr.args)
    if level is None:
        return total_of(ev, items)
    if is_list(level) and level.args:
        first = level.args[0]
        depth = first.value if isinstance(first, Integer) else 1
        if len(level.args) == 2:
            return _total_between(ev, items, depth, level.args[1])
        return _total_at(ev, items, depth)
    if is_infinity(level):
        return total_of(ev, Call(S.List, *_leaves(items)))
    if not isinstance(level, Integer):
        return None
    return _total_down(ev, items, level.value)


def _leaves(items: Expr) -> list[Expr]:
    if not is_list(items):
        return [items]
    return [leaf for item in items.args for leaf in _leaves(item)]


def _total_down(ev: Evaluator, items: Expr, depth: int) -> Expr:
    if isinstance(items, Packed) and depth >= items.array.ndim:
        sum_ = packed_sum(items.array.reshape(-1))
        if sum_ is not None:
            return _from_numpy(sum_)
    if depth < 0:
        return total_of(ev, Call(S.List, *_above(items, -depth)))
    if depth > 1 and is_list(items):
        items = ev(Call(S.List, *(_total_down(ev, item, depth - 1) for item in items.args)))
    return total_of(ev, items) if is_list(items) else items  # type: ignore[arg-type]


def _above(items: Expr, depth: int) -> list[Expr]:
    """The parts of a list at level -`depth`, and what is less deep."""
    if not is_list(items) or structure_depth(items) <= depth:
        return [items]
    return [part for item in items.args for part in _above(item, depth)]


def _total_at(ev: Evaluator, items: Expr, depth: int) -> Expr:
    if depth <= 1 or not is_list(items):
        return total_of(ev, items) if is_list(items) else items  # type: ignore[arg-type]
    return ev(Call(S.List, *(_total_at(ev, item, depth - 1) for item in items.args)))


def _total_between(ev: Evaluator, items: Expr, first: int, last: Expr) -> Expr:
    if first > 1:
        return ev(Call(S.List, *(_total_between(ev, item, first - 1, _one_less(last)) for item in items.args)))
    if is_infinity(last):
        return total_of(ev, Call(S.List, *_leaves(items)))
    return _total_down(ev, items, last.value if isinstance(last, Integer) else 1)


def _one_less(level: Expr) -> Expr:
    return integer(level.value - 1) if isinstance(level, Integer) else level


def _of_distribution(name: str, ev: Evaluator, expr: Expr, *rest: Expr) -> Expr | None:
    if isinstance(expr, Call) and expr.head in RULES.get(name, {}):
        return RULES[name][expr.head](ev, *expr.args, *rest)  # type: ignore[no-any-return]
    return None


def _is_distribution(name: str, expr: Expr) -> bool:
    return isinstance(expr, Call) and not is_list(expr) and expr.head in RULES.get(name, {})


def _by_columns(statistic: str, items: Call, *rest: Expr) -> Expr | None:
    """The statistic of each column, for a matrix; None for a vector."""
    if not is_list(items.args[0] if not isinstance(items, Packed) else items) or (
            isinstance(items, Packed) and items.array.ndim == 1):
        return None
    if isinstance(items, Packed):
        columns: list[Expr] = [packed(column) for column in np.ascontiguousarray(np.swapaxes(items.array, 0, 1))]
    else:
        columns = [Call(S.List, *column) for column in zip(*(row.args for row in items.args))]
    return Call(S.List, *(Call(S[statistic], column, *rest) for column in columns))


_RECT = {"rectt": "Rectangular array of depth 1 or more expected at position `1` in `2`."}


@builtin("Mean", messages=_RECT)
def mean(ev: Evaluator, data: Expr, call: Call) -> Expr | None:
    """Mean[data] is the mean of a list of numbers, of the columns of a matrix, or of a distribution.

    Source   ref/Mean
    Example  {Mean[{1, 2, 4}], Mean[{1., 2.}], Mean[{{1, 2}, {3, 4}}]}  gives  {7/3, 1.5, {2, 3}}
    """
    if _is_distribution("Mean", data):
        return _of_distribution("Mean", ev, data)
    if not is_list(data) and not isinstance(data, Association) and isinstance(data, Call):
        return None
    items = _data(data, call)
    if isinstance(items, Packed) and items.array.dtype.kind == "f":
        return _from_numpy(items.array.mean(axis=0))
    return mean_of(ev, items)


def mean_of(ev: Evaluator, items: Call) -> Expr:
    """The mean of a list (by columns for a matrix)."""
    return ev(Call(TIMES, rational(1, length(items)), total_of(ev, items)))


def _deviations(ev: Evaluator, items: Call, centre: Expr | None = None) -> Expr:
    middle = mean_of(ev, items) if centre is None else centre
    return ev(Call(PLUS, items, Call(TIMES, MINUS_ONE, middle)))


def _sum_of_squares(ev: Evaluator, deviations: Expr) -> Expr:
    if isinstance(deviations, Packed) and deviations.array.dtype.kind == "f":
        return Real(float((deviations.array ** 2).sum()))
    if any(type(x) is Complex for x in deviations.args):
        return total_of(ev, ev(Call(POWER, Call(S.Abs, deviations), integer(2))))  # type: ignore[arg-type]
    if all(type(x) in REAL_KINDS for x in deviations.args):
        return total_of(ev, ev(Call(POWER, deviations, integer(2))))  # type: ignore[arg-type]
    return ev(Call(S.Dot, deviations, Call(S.Conjugate, deviations)))


@builtin("Variance", messages={**_RECT, "shlen": "The argument `1` should have at least two elements."})
def variance(ev: Evaluator, data: Expr, call: Call) -> Expr | None:
    """Variance[data] is the unbiased estimate of the variance of data, or the variance of a distribution.

    Source   ref/Variance
    Example  {Variance[{1, 2, 4}], Variance[{1., 3.}]}  gives  {7/3, 2.}
    """
    if _is_distribution("Variance", data):
        return _of_distribution("Variance", ev, data)
    items = _data(data, call)
    if length(items) < 2:
        raise Complaint("shlen", data)
    columns = _by_columns("Variance", items)
    if columns is not None:
        return columns
    return Call(TIMES, rational(1, length(items) - 1), _sum_of_squares(ev, _deviations(ev, items)))


@builtin("StandardDeviation", messages={**_RECT, "shlen": "The argument `1` should have at least two elements."})
def standard_deviation(ev: Evaluator, data: Expr, call: Call) -> Expr | None:
    """StandardDeviation[data] is the square root of the variance of data.

    Source   ref/StandardDeviation
    Example  {StandardDeviation[{1, 2, 3}], StandardDeviation[{1., 3.}]}  gives  {1, 1.41421}
    """
    if not _is_distribution("Variance", data) and length(_data(data, call)) < 2:
        raise Complaint("shlen", data)
    found = ev(Call(S.Variance, data))
    if isinstance(found, Call) and found.head is S.Variance:
        return None
    return Call(S.Sqrt, found)


def sorted_numbers(ev: Evaluator, items: Call) -> list[Expr] | None:
    """The elements of a list in numerical order; None when they cannot be ordered."""
    if isinstance(items, Packed):
        return list(packed(np.sort(items.array)).args) if items.array.dtype.kind != "c" else None
    keyed = []
    for item in items.args:
        value = numeric_value(ev, item)
        if value is None or type(value) is Complex:
            return None
        keyed.append((exact_value(value), item))
    return [item for _, item in sorted(keyed, key=lambda pair: pair[0])]


@builtin("Median", messages=_RECT)
def median(ev: Evaluator, data: Expr, call: Call) -> Expr | None:
    """Median[data] is the middle element of data in order, or the mean of the two in the middle.

    Source   ref/Median
    Example  {Median[{5, 1, 3}], Median[{4, 1, 3, 2}]}  gives  {3, 5/2}
    """
    if _is_distribution("Median", data):
        return _of_distribution("Median", ev, data)
    items = _data(data, call)
    columns = _by_columns("Median", items)
    if columns is not None:
        return columns
    ranked = sorted_numbers(ev, items)
    if ranked is None:
        return None
    half = len(ranked) // 2
    if len(ranked) % 2:
        return ranked[half]
    return Call(TIMES, HALF, Call(PLUS, ranked[half - 1], ranked[half]))


@builtin("Quantile", messages=_RECT)
def quantile(ev: Evaluator, data: Expr, q: Expr, parameters: Expr | None = None, *, call: Call) -> Expr | None:
    """Quantile[data, q] is the smallest element that a share q of data does not exceed; Quantile[data, q,
    {{a, b}, {c, d}}] interpolates.

    Source   ref/Quantile
    Example  {Quantile[{1, 2, 3, 4}, 1/2], Quantile[{1, 2, 3, 4}, {1/4, 3/4}]}  gives  {2, {1, 3}}
    """
    rest = () if parameters is None else (parameters,)
    if is_list(q):
        return Call(S.List, *(Call(S.Quantile, data, item, *rest) for item in q.args))
    if _is_distribution("Quantile", data):
        return _of_distribution("Quantile", ev, data, q)
    items = _data(data, call)
    columns = _by_columns("Quantile", items, q, *rest)
    if columns is not None:
        return columns
    ranked, share = sorted_numbers(ev, items), numeric_value(ev, q)
    if ranked is None or share is None or type(share) is Complex or not 0 <= exact_value(share) <= 1:
        return None
    numbers = (ZERO, ZERO, ONE, ZERO) if parameters is None else tuple(
        item for pair in parameters.args for item in pair.args)
    if len(numbers) != 4 or any(type(number) not in REAL_KINDS for number in numbers):
        return None
    a, b, c, d = numbers
    return _quantile(ev, ranked, share, (a, b, c, d))


def _quantile(ev: Evaluator, ranked: list[Expr], q: Any, parameters: tuple[Any, Any, Any, Any]) -> Expr:
    a, b, c, d = (exact_value(p) for p in parameters)
    share = exact_value(q) if is_exact(q) else Fraction(to_float(q)).limit_denominator(10 ** 12)
    place = a + (len(ranked) + b) * share
    below = math.floor(place)
    low = ranked[min(max(below, 1), len(ranked)) - 1]
    high = ranked[min(max(math.ceil(place), 1), len(ranked)) - 1]
    weight = c + d * (place - below)
    if weight == 1:
        return high
    step = Call(TIMES, rational(weight), Call(PLUS, high, Call(TIMES, MINUS_ONE, low)))
    return Call(PLUS, low, step)


_INTERPOLATED = Call(S.List, Call(S.List, HALF, ZERO), Call(S.List, ZERO, ONE))


@builtin("Quartiles")
def quartiles(data: Expr) -> Expr:
    """Quartiles[data] gives the 1/4, 1/2 and 3/4 quantiles of data, interpolated linearly.

    Source   ref/Quartiles
    Example  Quartiles[{1, 2, 3, 4}]  gives  {3/2, 5/2, 7/2}
    """
    shares = Call(S.List, rational(1, 4), HALF, rational(3, 4))
    return Call(S.Quantile, data, shares, _INTERPOLATED)


@builtin("InterquartileRange")
def interquartile_range(ev: Evaluator, data: Expr) -> Expr | None:
    """InterquartileRange[data] is the difference of the upper and the lower quartile.

    Source   ref/InterquartileRange
    Example  InterquartileRange[{1, 2, 3, 4}]  gives  2
    """
    found = ev(Call(S.Quartiles, data))
    return Call(S.Subtract, found.args[2], found.args[0]) if is_list(found) and len(found.args) == 3 else None


@builtin("GeometricMean", messages=_RECT)
def geometric_mean(ev: Evaluator, data: Expr, call: Call) -> Expr | None:
    """GeometricMean[data] is the n-th root of the product of the n numbers in data.

    Source   ref/GeometricMean
    Example  GeometricMean[{2, 8}]  gives  4
    """
    items = _data(data, call)
    return _by_columns("GeometricMean", items) or Call(POWER, Call(TIMES, *items.args), rational(1, length(items)))


@builtin("HarmonicMean", messages=_RECT)
def harmonic_mean(ev: Evaluator, data: Expr, call: Call) -> Expr | None:
    """HarmonicMean[data] is the reciprocal of the mean of the reciprocals of data.

    Source   ref/HarmonicMean
    Example  HarmonicMean[{1, 2, 4}]  gives  12/7
    """
    items = _data(data, call)
    inverse = Call(POWER, Call(S.Mean, Call(POWER, items, MINUS_ONE)), MINUS_ONE)
    return _by_columns("HarmonicMean", items) or inverse


@builtin("RootMeanSquare", messages=_RECT)
def root_mean_square(ev: Evaluator, data: Expr, call: Call) -> Expr | None:
    """RootMeanSquare[data] is the square root of the mean of the squares of data.

    Source   ref/RootMeanSquare
    Example  RootMeanSquare[{1, 7}]  gives  5
    """
    items = _data(data, call)
    return Call(S.Sqrt, Call(S.Mean, Call(POWER, items, integer(2))))


@builtin("MeanDeviation", messages=_RECT)
def mean_deviation(ev: Evaluator, data: Expr, call: Call) -> Expr | None:
    """MeanDeviation[data] is the mean absolute deviation from the mean.

    Source   ref/MeanDeviation
    Example  MeanDeviation[{1, 2, 6}]  gives  2
    """
    return Call(S.Mean, Call(S.Abs, _deviations(ev, _data(data, call))))


@builtin("MedianDeviation", messages=_RECT)
def median_deviation(ev: Evaluator, data: Expr, call: Call) -> Expr | None:
    """MedianDeviation[data] is the median absolute deviation from the median.

    Source   ref/MedianDeviation
    Example  MedianDeviation[{1, 2, 6}]  gives  1
    """
    items = _data(data, call)
    return Call(S.Median, Call(S.Abs, _deviations(ev, items, ev(Call(S.Median, items)))))


@builtin("TrimmedMean", messages=_RECT)
def trimmed_mean(ev: Evaluator, data: Expr, share: Expr = rational(1, 20), *, call: Call) -> Expr | None:
    """TrimmedMean[data, f] is the mean of data without the share f of its smallest and largest elements.

    Source   ref/TrimmedMean
    Example  TrimmedMean[{1, 2, 3, 100}, 1/4]  gives  5/2
    """
    shares = share.args if is_list(share) else (share, share)
    ranked = sorted_numbers(ev, _data(data, call))
    if ranked is None or any(type(s) not in REAL_KINDS for s in shares):
        return None
    low, high = (math.floor(exact_value(s) * len(ranked)) for s in shares)  # type: ignore[arg-type]
    return Call(S.Mean, Call(S.List, *ranked[low:len(ranked) - high]))


@builtin("CentralMoment", messages=_RECT)
def central_moment(ev: Evaluator, data: Expr, order: Expr, *, call: Call) -> Expr | None:
    """CentralMoment[data, r] is the mean of the r-th powers of the deviations from the mean.

    Source   ref/CentralMoment
    Example  CentralMoment[{1, 2, 6}, 2]  gives  14/3
    """
    return Call(S.Mean, Call(POWER, _deviations(ev, _data(data, call)), order))


@builtin("Moment", messages=_RECT)
def moment(ev: Evaluator, data: Expr, order: Expr, *, call: Call) -> Expr | None:
    """Moment[data, r] is the mean of the r-th powers of data.

    Source   ref/Moment
    Example  Moment[{1, 2, 6}, 2]  gives  41/3
    """
    return Call(S.Mean, Call(POWER, _data(data, call), order))


@builtin("Skewness", messages=_RECT)
def skewness(ev: Evaluator, data: Expr, call: Call) -> Expr | None:
    """Skewness[data] is the third central moment over the 3/2 power of the second.

    Source   ref/Skewness
    Example  Skewness[{1, 2, 3}]  gives  0
    """
    return _standard_moment(data, 3, rational(-3, 2))


@builtin("Kurtosis", messages=_RECT)
def kurtosis(ev: Evaluator, data: Expr, call: Call) -> Expr | None:
    """Kurtosis[data] is the fourth central moment over the square of the second.

    Source   ref/Kurtosis
    Example  Kurtosis[{1, 2, 3}]  gives  3/2
    """
    return _standard_moment(data, 4, integer(-2))


def _standard_moment(data: Expr, order: int, exponent: Expr) -> Expr:
    second = Call(POWER, Call(S.CentralMoment, data, integer(2)), exponent)
    return Call(TIMES, Call(S.CentralMoment, data, integer(order)), second)


@builtin("Standardize", messages=_RECT)
def standardize(
    ev: Evaluator, data: Expr, location: Expr = S.Mean, scale: Expr = S.StandardDeviation, *, call: Call,
) -> Expr | None:
    """Standardize[data] shifts and scales data to mean 0 and standard deviation 1; Standardize[data, f1, f2]
    uses other measures.

    Source   ref/Standardize
    Example  Standardize[{1, 2, 3}]  gives  {-1, 0, 1}
    """
    items = _data(data, call)
    middle, width = ev(Call(location, items)), ev(Call(scale, items))
    if isinstance(items, Packed) and items.array.ndim == 1 or not is_list(items.args[0]):
        return Call(S.Divide, Call(S.Subtract, items, middle), width)
    return Call(S.List, *(Call(S.Divide, Call(S.Subtract, row, middle), width) for row in items.args))


def _paired(ev: Evaluator, x: Expr, y: Expr) -> Expr:
    return ev(Call(S.Dot, _deviations(ev, x), Call(S.Conjugate, _deviations(ev, y))))  # type: ignore[arg-type]


@builtin("Covariance", messages=_RECT)
def covariance(ev: Evaluator, x: Expr, y: Expr | None = None, *, call: Call) -> Expr | None:
    """Covariance[v, w] is the covariance of two lists; Covariance[m] the matrix of those of the columns of m.

    Source   ref/Covariance
    Example  {Covariance[{1, 2, 3}, {2, 4, 6}], Covariance[{{1, 2}, {3, 5}}]}  gives  {2, {{2, 3}, {3, 9/2}}}
    """
    def of_pair(a: Expr, b: Expr) -> Expr:
        return Call(TIMES, rational(1, length(a) - 1), _paired(ev, a, b))
    return _pairwise(ev, x, y, call, of_pair)


@builtin("Correlation", messages=_RECT)
def correlation(ev: Evaluator, x: Expr, y: Expr | None = None, *, call: Call) -> Expr | None:
    """Correlation[v, w] is the correlation of two lists; Correlation[m] the matrix of those of the columns of m.

    Source   ref/Correlation
    Example  {Correlation[{1, 2, 3}, {2, 4, 6}], Correlation[{1., 2., 3.}, {3., 2., 1.}]}  gives  {1, -1.}
    """
    def of_pair(a: Expr, b: Expr) -> Expr:
        return Call(S.Divide, _paired(ev, a, b), Call(S.Sqrt, Call(TIMES, _paired(ev, a, a), _paired(ev, b, b))))
    return _pairwise(ev, x, y, call, of_pair)


def _pairwise(
    ev: Evaluator, x: Expr, y: Expr | None, call: Call, of_pair: Callable[[Expr, Expr], Expr],
) -> Expr | None:
    items = _data(x, call)
    matrix = isinstance(items, Packed) and items.array.ndim == 2 or is_list(items.args[0])
    if y is not None and not is_list(y):
        return None
    if y is None and not matrix:
        return None
    if not matrix:
        return of_pair(x, y) if y is not None and length(x) == length(y) and length(x) > 1 else None
    left = ev(Call(S.Transpose, x)).args
    right = left if y is None else ev(Call(S.Transpose, y)).args
    if any(not is_list(column) or length(column) < 2 for column in (*left, *right)):
        return None
    return Call(S.List, *(Call(S.List, *(of_pair(a, b) for b in right)) for a in left))
