"""Calls: a head and arguments; and packed lists, whose elements are a numpy array."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from wlnet.expr.atoms import Complex, Integer, Real, integer
from wlnet.expr.base import Expr
from wlnet.expr.symbols import S, Symbol

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Call(Expr):
    """`head[args...]`. `stamp` is the evaluator's mark that the call is in normal form; `order` keeps its sort key."""

    __slots__ = ("head", "args", "stamp", "order", "_hash")

    head: Expr
    args: tuple[Expr, ...]
    stamp: object
    order: tuple[object, ...] | None

    def __init__(self, head: Expr, *args: Expr) -> None:
        self.head = head
        self.args = args
        self.stamp = None
        self.order = None
        self._hash: int | None = None

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Call) or len(self.args) != len(other.args):
            return False
        return hash(self) == hash(other) and self.head == other.head and self.args == other.args

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash((self.head, self.args))
        return self._hash

    def __repr__(self) -> str:
        return f"{self.head!r}[{', '.join(map(repr, self.args))}]"


_KINDS = {"i": np.int64, "u": np.int64, "f": np.float64, "c": np.complex128}


class Packed(Call):
    """A list (of lists ...) of machine numbers, held as a numpy array of int64, float64 or complex128.

    It is a `Call` with head `List`: `args` makes the elements (rows, for a matrix) when first asked for.
    The array must not be written to by anyone who is not its only owner.
    """

    __slots__ = ("array", "_args")

    array: NDArray[np.generic]

    def __init__(self, array: NDArray[np.generic]) -> None:
        self.head = S.List
        self.array = array
        self.stamp = None
        self.order = None
        self._hash = None
        self._args: tuple[Expr, ...] | None = None

    @property
    def args(self) -> tuple[Expr, ...]:  # type: ignore[override]
        if self._args is None:
            self._args = elements(self.array)
        return self._args

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Packed):
            return self.array.dtype == other.array.dtype and np.array_equal(self.array, other.array)
        return Call.__eq__(self, other)

    __hash__ = Call.__hash__


def elements(array: NDArray[np.generic]) -> tuple[Expr, ...]:
    """The elements of an array as expressions: number atoms, or packed rows."""
    if array.ndim > 1:
        return tuple(Packed(row) for row in array)
    values = array.tolist()
    if array.dtype.kind == "i":
        return tuple(map(integer, values))
    if array.dtype.kind == "f":
        return tuple(map(Real, values))
    return tuple(Complex(Real(z.real), Real(z.imag)) for z in values)


def packed(array: NDArray[np.generic]) -> Packed:
    """A numeric array of rank 1 or more as a list expression, converted to a machine type if need be."""
    kind = _KINDS[array.dtype.kind]
    return Packed(array if array.dtype == kind else array.astype(kind))


def list_of(items: Iterable[Expr]) -> Call:
    """The list of these expressions."""
    return Call(S.List, *items)


def is_call(expr: Expr, head: Symbol, count: int | None = None) -> bool:
    """Whether `expr` is a call of `head` (with `count` arguments)."""
    return isinstance(expr, Call) and expr.head is head and (count is None or len(expr.args) == count)


def is_list(expr: Expr) -> bool:
    """Whether `expr` is a list, packed or not."""
    return isinstance(expr, Call) and expr.head is S.List


def length(expr: Expr) -> int:
    """The number of elements, without making those of a packed list."""
    return len(expr.array) if isinstance(expr, Packed) else len(expr.args)


def root(expr: Expr) -> Symbol | None:
    """The symbol at the bottom of a chain of heads: `f` for `f`, `f[x]`, `f[x][y]`."""
    while type(expr) is Call:
        expr = expr.head
    return expr if type(expr) is Symbol else None


def pack(expr: Expr) -> Packed | None:
    """`expr` as a packed list when it is a rectangular list of machine integers, or of machine reals; else None.

    Mixed integers and reals are left alone: packing them would turn `1` into `1.`.
    """
    if isinstance(expr, Packed):
        return expr
    if not (is_list(expr) and expr.args):
        return None
    first = type(expr.args[0])
    if first is Integer or first is Real:
        if not all(type(item) is first for item in expr.args):
            return None
        values = [item.value for item in expr.args]  # type: ignore[attr-defined]
        try:
            return Packed(np.array(values, dtype=np.int64 if first is Integer else np.float64))
        except OverflowError:
            return None
    if issubclass(first, Call):
        rows: list[np.ndarray[Any, Any]] = []
        for item in expr.args:
            row = pack(item)
            if row is None or (rows and (row.array.shape != rows[0].shape or row.array.dtype != rows[0].dtype)):
                return None
            rows.append(row.array)
        return Packed(np.stack(rows))
    return None
