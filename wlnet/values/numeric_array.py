"""Numeric arrays: numbers of one C type, as `NumericArray` holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from wlnet.expr import Call, Expr, Real, S, String, integer, packed, to_expr
from wlnet.syntax import input_form
from wlnet.syntax.printer import describe

if TYPE_CHECKING:
    from numpy.typing import NDArray

TYPES: dict[str, str] = {
    "Integer8": "int8", "Integer16": "int16", "Integer32": "int32", "Integer64": "int64", "UnsignedInteger8": "uint8",
    "UnsignedInteger16": "uint16", "UnsignedInteger32": "uint32", "UnsignedInteger64": "uint64", "Real16": "float16",
    "Real32": "float32", "Real64": "float64", "ComplexReal32": "complex64", "ComplexReal64": "complex128",
}
_NAMES = {np.dtype(code): name for name, code in TYPES.items()}
SHOWN_SIZE = 1000


class NumericArray:
    """An array of numbers of one type, not to be written to."""

    __slots__ = ("array",)

    def __init__(self, array: NDArray[np.generic]) -> None:
        self.array = array

    @property
    def type(self) -> str:
        """The name of the type: "Real32", "Integer8", ..."""
        return _NAMES[self.array.dtype]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NumericArray) and self.array.dtype == other.array.dtype and bool(
            np.array_equal(self.array, other.array))

    def __hash__(self) -> int:
        return hash((self.type, self.array.shape))


class Unfit(ValueError):
    """Numbers that a type cannot hold."""


def natural_type(array: NDArray[Any]) -> str:
    """The smallest type for integers, double precision for the others."""
    if array.dtype.kind not in "iu" or not array.size:
        return _NAMES.get(array.dtype, "Real64")
    low, high = int(array.min()), int(array.max())
    sizes = (8, 16, 32, 64)
    if low >= 0:
        return next(f"UnsignedInteger{n}" for n in sizes if high < 2**n)
    return next(f"Integer{n}" for n in sizes if -2**(n - 1) <= low and high < 2**(n - 1))


def converted(array: NDArray[Any], type_name: str, method: str = "Check") -> NumericArray:
    """The numbers as an array of a type; `method` is "Check", "Round", "Clip", "ClipAndRound" or "Coerce".

    Errors  Unfit when the numbers do not fit; KeyError for no type.
    """
    dtype = np.dtype(TYPES[type_name])
    values = array
    if dtype.kind in "iu":
        if "Round" in method or method == "Coerce":
            values = np.rint(values.real) if values.dtype.kind in "fc" else values
        bounds = np.iinfo(dtype)
        if "Clip" in method or method == "Coerce":
            values = np.clip(values, bounds.min, bounds.max)
        if values.dtype.kind == "c" or (values.dtype.kind == "f" and not np.array_equal(values, np.rint(values))):
            raise Unfit
        if values.size and (values.min() < bounds.min or values.max() > bounds.max):
            raise Unfit
    elif dtype.kind == "f" and values.dtype.kind == "c":
        raise Unfit
    return NumericArray(np.ascontiguousarray(values, dtype))


def numbers(value: NumericArray) -> Expr:
    """The numbers as a list; single precision in its shortest decimals."""
    array = value.array
    if array.dtype == np.uint64 and array.size and int(array.max()) >= 2**63:
        return to_expr(array.tolist())
    return packed(array) if array.ndim else to_expr(array.item())


def array_form(value: NumericArray) -> Expr:
    """The constructor call of a numeric array, its numbers elided when there are many."""
    array = value.array
    if array.size > SHOWN_SIZE:
        shown: Expr = Call(S.Skeleton, Call(S.List, *map(integer, array.shape)))
    elif array.dtype.kind == "f" and array.dtype != np.float64:
        shown = _shortest(array)
    else:
        shown = numbers(value)
    return Call(S.NumericArray, shown, String(value.type))


def _shortest(array: NDArray[Any]) -> Expr:
    if array.ndim:
        return Call(S.List, *map(_shortest, array))
    return Real(float(str(array)))


@describe.register(NumericArray)
def describe_numeric_array(value: NumericArray, form: str, head: str) -> str:
    """A numeric array in a line of text, or its constructor call."""
    if form.startswith("Output"):
        return f"NumericArray[<{', '.join(map(str, value.array.shape))}>, {value.type}]"
    return input_form(array_form(value))
