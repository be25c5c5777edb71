"""Values of arrays in nets: numpy arrays in single precision, not there yet, absent, or shared by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from operator import attrgetter
from typing import Any, Union

import numpy as np

from wlnet.expr import Call, Expr, Integer, Object, Packed, Real, S, String, is_call, is_list, packed
from wlnet.nets.data import Array
from wlnet.nets.declare import AUTOMATIC, Automatic, Misfit

ArrayValue = Union[Array, Automatic, None, "Shared"]


@dataclass(frozen=True, eq=False)
class Shared:
    """`NetArray["name"]`: one array for all users of the name within a net. `dims` may be given before values are."""

    name: str
    value: Array | Automatic = AUTOMATIC
    dims: tuple[int, ...] | None = None

    def __eq__(self, other: object) -> bool:
        return (isinstance(other, Shared) and self.name == other.name
                and same_array(self.value, other.value))

    def __hash__(self) -> int:
        return hash(self.name)


def same_array(a: ArrayValue, b: ArrayValue) -> bool:
    """Whether two array values are the same, element by element."""
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return a is b or (a.dtype == b.dtype and np.array_equal(a, b))
    return a is b or (isinstance(a, Shared) and a == b)


def values_of(value: ArrayValue) -> Array | None:
    """The numbers of an array value; None when there are none (yet)."""
    if isinstance(value, Shared):
        value = value.value
    return value if isinstance(value, np.ndarray) else None


def with_values(value: ArrayValue, numbers: Array | Automatic) -> ArrayValue:
    """The array value with other numbers; what is shared stays shared."""
    if isinstance(value, Shared):
        return replace(value, value=numbers)
    return numbers


def frozen(numbers: Any, dtype: type[np.generic] = np.float32) -> Array:
    """A contiguous copy in single precision that nobody can write to."""
    result = np.array(numbers, dtype=dtype, order="C")
    result.setflags(write=False)
    return result


def numbers_of(expr: Expr) -> Array | None:
    """A rectangular array of machine numbers (rank 0 included) from an expression; None when it is something else."""
    if isinstance(expr, Packed):
        return expr.array if expr.array.dtype.kind in "if" else None
    if isinstance(expr, Object) and isinstance(getattr(expr.value, "array", None), np.ndarray):
        found: Array = expr.value.array
        return found
    plain = plain_numbers(expr.args) if is_list(expr) else None
    if plain is not None:
        return plain
    values = _nested(expr)
    if values is None:
        return None
    try:
        result = np.array(values)
    except ValueError:      # ragged
        return None
    return result if result.dtype.kind in "if" else None


_ARGS, _HEAD, _VALUE = attrgetter("args"), attrgetter("head"), attrgetter("value")


def plain_numbers(items: Sequence[Expr]) -> Array | None:
    """The array of reals or small integers, or of lists (of lists ...) of them of one shape; None for all else.

    It goes level by level, so that no Python code runs for single elements: ten times faster than one by one.
    """
    shape = [len(items)]
    while (kinds := set(map(type, items))) == {Call}:
        lengths = set(map(len, map(_ARGS, items)))
        if len(lengths) != 1 or set(map(_HEAD, items)) != {S.List}:
            return None
        shape.append(lengths.pop())
        items = tuple(chain.from_iterable(map(_ARGS, items)))
    if not kinds or not kinds <= {Real, Integer}:
        return None
    try:
        whole = kinds == {Integer}
        return np.fromiter(map(_VALUE, items), np.int64 if whole else np.float64, len(items)).reshape(shape)
    except OverflowError:
        return None


def _nested(expr: Expr) -> Any:
    if isinstance(expr, Packed):
        return expr.array if expr.array.dtype.kind in "if" else None
    if is_list(expr):
        rows = []
        for item in expr.args:
            row = _nested(item)
            if row is None:
                return None
            rows.append(row)
        return rows
    value = getattr(expr, "value", None)
    if isinstance(value, (str, complex)) or value is None or isinstance(expr, Object):
        return None
    try:
        return value if isinstance(value, int) and abs(value) < 2**63 else float(value)
    except (TypeError, OverflowError):
        return None


def read_array(expr: Expr) -> ArrayValue:
    """The value of an array option: numbers, Automatic, None or NetArray[...].

    Errors  Misfit for anything else.
    """
    if expr is S.Automatic:
        return AUTOMATIC
    if expr is S["None"]:
        return None
    if isinstance(expr, Object) and isinstance(expr.value, Shared):
        return expr.value
    numbers = numbers_of(expr)
    if numbers is None:
        raise Misfit
    return frozen(numbers)


def show_array(value: ArrayValue) -> Expr:
    """The expression of an array value: a packed list of reals, Automatic, None or NetArray[...]."""
    if value is AUTOMATIC:
        return S.Automatic
    if value is None:
        return S["None"]
    if isinstance(value, Shared):
        return Object(S.NetArray, value)
    assert isinstance(value, np.ndarray)
    return packed(value.astype(np.float64)) if value.ndim else Real(float(value))


def is_net_array(expr: Expr) -> bool:
    """Whether `expr` is NetArray[...] with a name, evaluated or not."""
    return (isinstance(expr, Object) and isinstance(expr.value, Shared)) or (
        is_call(expr, S.NetArray, 1) and isinstance(expr.args[0], String))
