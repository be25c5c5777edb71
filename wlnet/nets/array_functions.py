"""Functions on whole arrays by name, written once for numpy and torch (`t.m` is the module).

`FUNCTIONS` take values (arrays, Python numbers, lists of values, functions); `HELD` take their arguments as
they stand. Arrays are those of one example.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from wlnet.expr import Call, Expr, Integer, S, Symbol, is_call, is_list
from wlnet.nets.functions import OPERATIONS, is_array

if TYPE_CHECKING:
    from wlnet.nets.tracing import Trace


class Elastic:
    """An array whose dimensions are those of what it meets (see `align`)."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.dims: tuple[int, ...] | None = None

    def value(self, dims: tuple[int, ...]) -> Any:
        """An array of its dimensions, which are these unless they were found before."""
        self.dims = dims if self.dims is None else self.dims
        return np.full(self.dims, 0.5)


def array_of(t: Trace, value: Any) -> Any:
    """A value as an array: lists are stacked."""
    if isinstance(value, (bool, int, float)):
        return t.make(np.asarray(value, np.float64))
    if isinstance(value, list):
        if all(isinstance(item, (bool, int, float)) for item in value):
            return t.make(np.asarray(value, np.float64))
        return t.m.stack([array_of(t, item) for item in value])
    if isinstance(value, Elastic):
        return value.value(())
    if not hasattr(value, "shape"):
        raise t.refused(value)
    return value


def align(t: Trace, args: Sequence[Any]) -> list[Any]:
    """The arguments of an elementwise operation: arrays of one rank, the missing dimensions put in at the
    end."""
    values = [array_of(t, arg) if isinstance(arg, list) and not _is_constant(arg) else arg for arg in args]
    arrays = [value for value in values if is_array(value) and hasattr(value, "shape")]
    if any(isinstance(value, Elastic) for value in values):
        largest = max((tuple(value.shape) for value in arrays), key=len, default=())
        values = [value.value(largest) if isinstance(value, Elastic) else value for value in values]
        arrays = [value for value in values if is_array(value) and hasattr(value, "shape")]
    if any(is_array(value) and not hasattr(value, "shape") for value in values):
        raise t.refused(next(value for value in values if is_array(value) and not hasattr(value, "shape")))
    rank = max((len(value.shape) for value in arrays), default=0)
    return [_deep(value, rank) if is_array(value) else _lists(t, value, arrays) for value in values]


def _deep(value: Any, rank: int) -> Any:
    """An array with dimensions 1 put in at the end."""
    return value.reshape((*value.shape, *[1] * (rank - len(value.shape))))


def _is_constant(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_is_constant, value))
    return isinstance(value, (bool, int, float))


def _lists(t: Trace, value: Any, arrays: Sequence[Any]) -> Any:
    """A constant list as an array of the rank of the others."""
    if not isinstance(value, list):
        return value
    made = array_of(t, value)
    rank = max((len(x.shape) for x in arrays), default=len(made.shape))
    return _deep(made, max(rank, len(made.shape)))


def _op(t: Trace, name: str, *args: Any) -> Any:
    return OPERATIONS[name](t.m, *align(t, args))


# ---- totals and statistics ------------------------------------------------------------------------------------------

def _total(t: Trace, x: Any, level: Any = 1) -> Any:
    x = array_of(t, x)
    if isinstance(level, list):
        return x.sum(int(level[0]) - 1 if level[0] > 0 else int(level[0]))
    depth = len(x.shape) if level == math.inf else int(level)
    return x.sum(tuple(range(depth)))


def _variance(t: Trace, x: Any) -> Any:
    x = array_of(t, x)
    return ((x - x.mean(0)) ** 2).sum(0) / (x.shape[0] - 1)


def _median(t: Trace, x: Any) -> Any:
    rows = _sorted(t, array_of(t, x))
    n = rows.shape[0]
    return (rows[(n - 1) // 2] + rows[n // 2]) / 2


def _sorted(t: Trace, x: Any) -> Any:
    return np.sort(x, 0) if t.m is np else t.m.sort(x, 0)[0]


def _extreme(name: str, reduce: str) -> Callable[..., Any]:
    def extreme(t: Trace, *args: Any) -> Any:
        flat = [arg for arg in args if not isinstance(arg, (int, float))]
        if not flat:
            return OPERATIONS[name](t.m, *args)
        tops = [getattr(t.m, reduce)(array_of(t, arg).reshape(-1), 0) for arg in flat]
        return OPERATIONS[name](t.m, *tops, *(arg for arg in args if isinstance(arg, (int, float))))
    return extreme


def _norm(t: Trace, x: Any, p: Any = 2) -> Any:
    x = array_of(t, x).reshape(-1)
    if p == math.inf:
        return t.m.amax(t.m.abs(x), 0)
    if p == 2:
        return t.m.sqrt((x * x).sum(0))
    return (t.m.abs(x) ** p).sum(0) ** (1 / p)


def _distance(t: Trace, a: Any, b: Any, form: Callable[[Any, Any, Any], Any]) -> Any:
    return form(t.m, array_of(t, a), array_of(t, b))


def _cosine(m: Any, a: Any, b: Any) -> Any:
    return 1 - (a * b).sum(0) / m.sqrt((a * a).sum(0) * (b * b).sum(0))


# ---- list surgery ---------------------------------------------------------------------------------------------------

def _slice(t: Trace, spec: Any, size: int) -> slice:
    """The slice of Take: n, -n, {a}, {a, b}, {a, b, step}."""
    if is_call(spec, S.UpTo, 1):
        spec = min(size, spec.args[0].value)
    if isinstance(spec, int):
        low, high, step = (1, spec, 1) if spec >= 0 else (size + spec + 1, size, 1)
    elif isinstance(spec, list) and spec and all(isinstance(item, int) for item in spec):
        low, high = spec[0], spec[-1] if len(spec) < 3 else spec[1]
        step = spec[2] if len(spec) == 3 else 1
    else:
        raise t.refused(spec)
    low, high = (size + end + 1 if end < 0 else end for end in (low, high))
    if not (1 <= low <= size + 1 and 0 <= high <= size and step > 0):
        raise t.refused(str(spec))
    return slice(low - 1, high, step)


def _take(t: Trace, x: Any, *specs: Any) -> Any:
    x = array_of(t, x)
    return x[tuple(slice(None) if spec is S.All else _slice(t, spec, size) for spec, size in zip(specs, x.shape))]


def _drop(t: Trace, x: Any, spec: Any) -> Any:
    x = array_of(t, x)
    gone = range(x.shape[0])[_slice(t, spec, x.shape[0])]
    return x[[index for index in range(x.shape[0]) if index not in gone]]


def _part(t: Trace, x: Any, *specs: Any) -> Any:
    if isinstance(x, dict):
        return x[getattr(specs[0], "value", specs[0])]
    if isinstance(x, list) and len(specs) == 1 and isinstance(specs[0], int):
        return x[specs[0] - 1 if specs[0] > 0 else specs[0]]
    x = array_of(t, x)
    axis = 0
    for spec in specs:
        size = x.shape[axis]
        lead = (slice(None),) * axis
        if spec is S.All:
            axis += 1
        elif isinstance(spec, int):
            if not 1 <= abs(spec) <= size:
                raise t.refused(f"part {spec}")
            x = x[(*lead, spec - 1 if spec > 0 else spec)]
        elif is_call(spec, S.Span):
            ends = [arg.value if isinstance(arg, Integer) else None for arg in spec.args]
            low, high = ends[0] or 1, ends[1] or size
            x = x[(*lead, _slice(t, [low, high, *ends[2:]], size))]
            axis += 1
        elif isinstance(spec, list) and all(isinstance(item, int) for item in spec):
            x = x[(*lead, [item - 1 if item > 0 else item for item in spec])]
            axis += 1
        elif hasattr(spec, "shape"):
            index = spec if t.m is np and spec.dtype.kind == "i" else spec.astype(int) if t.m is np else spec.long()
            x = x[(*lead, index - 1)]
            axis += len(spec.shape)
        else:
            raise t.refused(spec)
    return x


def _join(t: Trace, *args: Any) -> Any:
    level = 1
    if len(args) > 1 and isinstance(args[-1], int):
        *args, level = args  # type: ignore[assignment]
    return t.m.concatenate([array_of(t, arg) for arg in args], level - 1)


def _flatten(t: Trace, x: Any, depth: Any = math.inf) -> Any:
    x = array_of(t, x)
    levels = len(x.shape) if depth == math.inf else min(int(depth) + 1, len(x.shape))
    return x.reshape((-1, *x.shape[levels:]))


def _transpose(t: Trace, x: Any, places: Any = None) -> Any:
    x = array_of(t, x)
    rank = len(x.shape)
    order = list(range(rank))
    for index, place in enumerate(places if isinstance(places, list) else (2, 1)):
        order[int(place) - 1] = index
    return x.transpose(order) if t.m is np else x.permute(order)


def _partition(t: Trace, x: Any, n: int, step: Any = None) -> Any:
    x = array_of(t, x)
    step = step or n
    return t.m.stack([x[start : start + n] for start in range(0, x.shape[0] - n + 1, step)])


def _rotate(sign: int) -> Callable[..., Any]:
    return lambda t, x, n=1: t.m.roll(array_of(t, x), sign * int(n), 0)


def _pad(left: bool) -> Callable[..., Any]:
    def pad(t: Trace, x: Any, n: int, value: Any = 0) -> Any:
        x = array_of(t, x)
        more = n - x.shape[0]
        if more <= 0:
            return x[-n:] if left else x[:n]
        fill = t.m.full_like(x[:1], value)
        parts = [fill] * more
        return t.m.concatenate([*parts, x] if left else [x, *parts], 0)
    return pad


def _array_reshape(t: Trace, x: Any, dims: Any) -> Any:
    return array_of(t, x).reshape(tuple(int(dim) for dim in (dims if isinstance(dims, list) else [dims])))


def _diagonal_matrix(t: Trace, x: Any) -> Any:
    x = array_of(t, x)
    return x[:, None] * t.make(np.eye(x.shape[0]))


def _constant_array(t: Trace, value: Any, dims: Any) -> Any:
    value = array_of(t, value)
    lead = [int(dim) for dim in (dims if isinstance(dims, list) else [dims])]
    return value + t.make(np.zeros((*lead, *value.shape)))


def _range(t: Trace, low: Any, high: Any = None, step: Any = 1) -> Any:
    if high is None:
        low, high = 1, low
    return t.make(np.arange(low, high + step * 1e-9, step, dtype=np.float64))


# ---- loops ----------------------------------------------------------------------------------------------------------

def _rows(t: Trace, x: Any) -> list[Any]:
    if isinstance(x, (list, dict)):
        return list(x.values()) if isinstance(x, dict) else x
    x = array_of(t, x)
    return [x[index] for index in range(x.shape[0])]


def _map(t: Trace, function: Any, x: Any, levels: Any = None) -> Any:
    depth = levels[0] if isinstance(levels, list) and levels else 1
    if isinstance(x, dict):
        return {key: t.apply(function, [value]) for key, value in x.items()}
    return [t.apply(function, [row]) if depth == 1 else _map(t, function, row, [depth - 1]) for row in _rows(t, x)]


def _nest(t: Trace, function: Any, x: Any, times: int) -> list[Any]:
    found = [x]
    for _ in range(times):
        found.append(t.apply(function, [found[-1]]))
    return found


def _fold(t: Trace, function: Any, *rest: Any) -> list[Any]:
    rows = _rows(t, rest[-1])
    found = [rest[0]] if len(rest) == 2 else [rows.pop(0)]
    for row in rows:
        found.append(t.apply(function, [found[-1], row]))
    return found


def _outer(t: Trace, function: Any, a: Any, b: Any) -> Any:
    a, b = array_of(t, a), array_of(t, b)
    a = a.reshape((*a.shape, *[1] * len(b.shape)))
    return t.apply(function, [a + 0 * b, b + 0 * a])


def _dot(t: Trace, *args: Any) -> Any:
    arrays = [array_of(t, arg) for arg in args]
    result = arrays[0]
    for other in arrays[1:]:
        if result.shape[-1] != other.shape[0]:
            raise t.refused("Dot")
        result = t.m.tensordot(result, other, 1)
    return result


def _apply(t: Trace, function: Any, x: Any) -> Any:
    return t.apply(function, [x] if isinstance(x, dict) else _rows(t, x))


def _ordering(t: Trace, x: Any, n: Any = None) -> Any:
    order = t.m.argsort(array_of(t, x), 0) + 1
    return order if n is None else order[:n] if n > 0 else order[n:]


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "Total": _total,
    "Mean": lambda t, x: array_of(t, x).mean(0),
    "Variance": _variance,
    "StandardDeviation": lambda t, x: t.m.sqrt(_variance(t, x)),
    "RootMeanSquare": lambda t, x: t.m.sqrt((array_of(t, x) ** 2).mean(0)),
    "GeometricMean": lambda t, x: t.m.exp(t.m.log(array_of(t, x)).mean(0)),
    "HarmonicMean": lambda t, x: 1 / (1 / array_of(t, x)).mean(0),
    "MeanDeviation": lambda t, x: t.m.abs(array_of(t, x) - array_of(t, x).mean(0)).mean(0),
    "Median": _median,
    "Standardize": lambda t, x: (array_of(t, x) - array_of(t, x).mean(0)) / t.m.sqrt(_variance(t, x)),
    "Max": _extreme("Max", "amax"), "Min": _extreme("Min", "amin"),
    "MinMax": lambda t, x: [_extreme("Min", "amin")(t, x), _extreme("Max", "amax")(t, x)],
    "Accumulate": lambda t, x: array_of(t, x).cumsum(0),
    "Differences": lambda t, x: array_of(t, x)[1:] - array_of(t, x)[:-1],
    "Norm": _norm,
    "Normalize": lambda t, x: array_of(t, x) / _norm(t, x),
    "Dot": _dot,
    "Transpose": _transpose,
    "Tr": lambda t, x: t.m.diagonal(array_of(t, x)).sum(0),
    "Diagonal": lambda t, x: t.m.diagonal(array_of(t, x)),
    "Det": lambda t, x: t.m.linalg.det(array_of(t, x)),
    "Inverse": lambda t, x: t.m.linalg.inv(array_of(t, x)),
    "Outer": _outer,
    "EuclideanDistance": lambda t, a, b: _distance(t, a, b, lambda m, a, b: m.sqrt(((a - b) ** 2).sum(0))),
    "SquaredEuclideanDistance": lambda t, a, b: _distance(t, a, b, lambda m, a, b: ((a - b) ** 2).sum(0)),
    "ManhattanDistance": lambda t, a, b: _distance(t, a, b, lambda m, a, b: m.abs(a - b).sum(0)),
    "ChessboardDistance": lambda t, a, b: _distance(t, a, b, lambda m, a, b: m.amax(m.abs(a - b), 0)),
    "CosineDistance": lambda t, a, b: _distance(t, a, b, _cosine),
    "HammingDistance": lambda t, a, b: _distance(t, a, b, lambda m, a, b: m.where(a != b, 1.0, 0.0).sum(0)),
    "Reverse": lambda t, x: t.m.flip(array_of(t, x), (0,)),
    "RotateLeft": _rotate(-1), "RotateRight": _rotate(1),
    "First": lambda t, x: _part(t, x, 1), "Last": lambda t, x: _part(t, x, -1),
    "Most": lambda t, x: array_of(t, x)[:-1], "Rest": lambda t, x: array_of(t, x)[1:],
    "Take": _take, "Drop": _drop, "Part": _part, "Join": _join, "Catenate": lambda t, x: _join(t, *_rows(t, x)),
    "Append": lambda t, x, e: t.m.concatenate([array_of(t, x), array_of(t, e)[None]], 0),
    "Prepend": lambda t, x, e: t.m.concatenate([array_of(t, e)[None], array_of(t, x)], 0),
    "Flatten": _flatten, "ArrayReshape": _array_reshape, "Partition": _partition,
    "PadLeft": _pad(left=True), "PadRight": _pad(left=False),
    "DiagonalMatrix": _diagonal_matrix, "ConstantArray": _constant_array, "Range": _range,
    "IdentityMatrix": lambda t, n: t.make(np.eye(n)),
    "Length": lambda t, x: len(x) if isinstance(x, (list, dict)) else int(array_of(t, x).shape[0]),
    "Dimensions": lambda t, x: [int(size) for size in array_of(t, x).shape],
    "ArrayDepth": lambda t, x: len(array_of(t, x).shape),
    "Sort": lambda t, x: _sorted(t, array_of(t, x)),
    "Ordering": _ordering,
    "Map": _map,
    "MapThread": lambda t, f, x: [t.apply(f, list(row)) for row in zip(*(_rows(t, part) for part in _rows(t, x)))],
    "Apply": _apply,
    "Nest": lambda t, f, x, n: _nest(t, f, x, n)[-1], "NestList": _nest,
    "Fold": lambda t, f, *rest: _fold(t, f, *rest)[-1], "FoldList": _fold,
    "N": lambda t, x, *digits: x,
    "Normal": lambda t, x: x,
    "Array": lambda t, f, n: [t.apply(f, [index]) for index in range(1, n + 1)],
    "Lookup": lambda t, x, key: x[getattr(key, "value", key)],
    "Values": lambda t, x: list(x.values()),
    "Threshold": lambda t, x, *rest: _op(t, "Threshold", x, *rest),
    "Clip": lambda t, x, *rest: OPERATIONS["Clip"](t.m, array_of(t, x), *rest),
    "Rescale": lambda t, x: (array_of(t, x) - _extreme("Min", "amin")(t, x)) / (
        _extreme("Max", "amax")(t, x) - _extreme("Min", "amin")(t, x)),
}


# ---- what holds its arguments ---------------------------------------------------------------------------------------

Scope = dict[Symbol, Any]


def _is_plain(value: Any) -> bool:
    return isinstance(value, (bool, int, float))


def _if(t: Trace, expr: Call, names: Scope, slots: Sequence[Any]) -> Any:
    condition = t.value(expr.args[0], names, slots)
    if _is_plain(condition):
        chosen = expr.args[1 if condition else 2] if len(expr.args) > 2 or condition else None
        return None if chosen is None else t.value(chosen, names, slots)
    if len(expr.args) < 3:
        raise t.refused(expr)
    return _op(t, "If", condition, *(t.value(arg, names, slots) for arg in expr.args[1:3]))


def _which(t: Trace, expr: Call, names: Scope, slots: Sequence[Any]) -> Any:
    pairs = list(zip(expr.args[::2], expr.args[1::2]))
    if not pairs:
        return 0.0
    (condition, value), rest = pairs[0], Call(expr.head, *expr.args[2:])
    found = t.value(condition, names, slots)
    if _is_plain(found):
        return t.value(value, names, slots) if found else _which(t, rest, names, slots)
    return _op(t, "If", found, t.value(value, names, slots), _which(t, rest, names, slots))


def _piecewise(t: Trace, expr: Call, names: Scope, slots: Sequence[Any]) -> Any:
    other: Any = t.value(expr.args[1], names, slots) if len(expr.args) > 1 else 0.0
    for piece in reversed(expr.args[0].args):
        other = _op(t, "If", t.value(piece.args[1], names, slots), t.value(piece.args[0], names, slots), other)
    return other


def _scoped(t: Trace, expr: Call, names: Scope, slots: Sequence[Any]) -> Any:
    names = dict(names)
    for item in expr.args[0].args:
        if is_call(item, S.Set, 2) and isinstance(item.args[0], Symbol):
            names[item.args[0]] = t.value(item.args[1], names, slots)
        elif isinstance(item, Symbol):
            names[item] = None
    return t.value(expr.args[1], names, slots)


def _steps(t: Trace, expr: Call, names: Scope, slots: Sequence[Any]) -> Any:
    found: Any = None
    for arg in expr.args:
        if arg is not S.Null:
            found = t.value(arg, names, slots)
    return found


def _set(t: Trace, expr: Call, names: Scope, slots: Sequence[Any]) -> Any:
    target, value = expr.args[0], t.value(expr.args[1], names, slots)
    targets, values = (target.args, _rows(t, value)) if is_list(target) else ((target,), [value])
    for name, part in zip(targets, values):
        if not isinstance(name, Symbol) or name not in names:
            raise t.refused(expr)
        names[name] = part
    return value


def _iterations(t: Trace, spec: Expr, names: Scope, slots: Sequence[Any]) -> Iterator[Scope]:
    """The scopes of an iterator {i, n}, {i, a, b}, {i, a, b, step}, {i, list}, {n} or n."""
    parts = list(spec.args) if is_list(spec) else [spec]
    name = parts.pop(0) if len(parts) > 1 and isinstance(parts[0], Symbol) else None
    values = [t.value(part, names, slots) for part in parts]
    if len(values) == 1 and not _is_plain(values[0]):
        items: Sequence[Any] = _rows(t, values[0])
    else:
        if not all(map(_is_plain, values)):
            raise t.refused(spec)
        low, high, step = (1, *values, 1) if len(values) == 1 else (*values, 1)[:3]
        items = [low + step * k for k in range(max(0, math.floor((high - low) / step + 1e-9) + 1))]
    for item in items:
        yield names if name is None else {**names, name: item}  # type: ignore[dict-item]


def _table(t: Trace, expr: Call, names: Scope, slots: Sequence[Any]) -> Any:
    if len(expr.args) == 1:
        return t.value(expr.args[0], names, slots)
    rest = Call(expr.head, expr.args[0], *expr.args[2:])
    return [_table(t, rest, scope, slots) for scope in _iterations(t, expr.args[1], names, slots)]


def _sum(t: Trace, expr: Call, names: Scope, slots: Sequence[Any]) -> Any:
    if len(expr.args) == 1:
        return t.value(expr.args[0], names, slots)
    rest = Call(expr.head, expr.args[0], *expr.args[2:])
    terms = [_sum(t, rest, scope, slots) for scope in _iterations(t, expr.args[1], names, slots)]
    return _op(t, "Plus", *terms) if len(terms) > 1 else terms[0] if terms else 0.0


def _do(t: Trace, expr: Call, names: Scope, slots: Sequence[Any]) -> Any:
    for scope in _iterations(t, expr.args[1], names, slots):
        t.value(expr.args[0], scope, slots)
        names.update({name: value for name, value in scope.items() if name in names})


HELD: dict[str, Callable[..., Any]] = {
    "If": _if, "Which": _which, "Piecewise": _piecewise, "Module": _scoped, "With": _scoped, "Block": _scoped,
    "CompoundExpression": _steps, "Set": _set, "Table": _table, "Sum": _sum, "Do": _do,
}
