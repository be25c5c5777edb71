"""Types of ports and arrays: dimensions and element, and how two of them narrow to one.

A dimension is an integer, `VARYING` (a length that differs from example to example) or None (not known yet); dimensions
as a whole may be None (rank not known yet). Types only narrow: unknown -> varying -> fixed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

VARYING: Final = "Varying"
REAL: Final = "Real"

Dim = int | Literal["Varying"] | None
Dims = tuple[Dim, ...]


@dataclass(frozen=True)
class Integers:
    """The integers low..high; None means without limit, or not known yet."""

    low: int | None = None
    high: int | None = None


Element = Literal["Real"] | Integers | None


@dataclass(frozen=True)
class Type:
    """What a port carries for one example."""

    dims: Dims | None = None
    element: Element = None

    @property
    def is_varying(self) -> bool:
        """Whether the first dimension differs from example to example."""
        return bool(self.dims) and self.dims is not None and self.dims[0] == VARYING

    @property
    def is_known(self) -> bool:
        """Whether no dimension is open."""
        return self.dims is not None and None not in self.dims

    @property
    def is_integer(self) -> bool:
        return isinstance(self.element, Integers)

    @property
    def rank(self) -> int | None:
        return None if self.dims is None else len(self.dims)


UNKNOWN = Type()


class Clash(Exception):
    """Two types that cannot both hold."""

    def __init__(self, expected: object, found: object) -> None:
        super().__init__(expected, found)
        self.expected = expected
        self.found = found


def narrow_dim(a: Dim, b: Dim) -> Dim:
    """The narrower of two dimensions.

    Errors  Clash when both are fixed and differ.
    """
    if a == b or b is None:
        return a
    if a is None or a == VARYING:
        return b
    if b == VARYING:
        return a
    raise Clash(b, a)


def narrow_dims(a: Dims | None, b: Sequence[Dim] | None) -> Dims | None:
    """`a` narrowed by `b`, dimension by dimension.

    Errors  Clash(expected = b, found = a) when ranks or dimensions differ.
    """
    if b is None or a == b:
        return a
    if a is None:
        return tuple(b)
    if len(a) != len(b):
        raise Clash(tuple(b), a)
    try:
        return tuple(map(narrow_dim, a, b))
    except Clash:
        raise Clash(tuple(b), a) from None


def narrow_element(a: Element, b: Element) -> Element:
    """`a` narrowed by `b`. Integers may serve where reals are asked for, not the other way round."""
    if b is None or a == b:
        return a
    if a is None:
        return b
    if isinstance(a, Integers) and isinstance(b, Integers):
        low = b.low if a.low is None else a.low if b.low is None else max(a.low, b.low)
        if a.high is not None and b.high is not None and a.high != b.high:
            raise Clash(b, a)
        return Integers(low, b.high if a.high is None else a.high)
    raise Clash(b, a)


def narrow(a: Type, b: Type) -> Type:
    """`a` narrowed by `b`.

    Errors  Clash when they cannot both hold.
    """
    dims = narrow_dims(a.dims, b.dims)
    element = narrow_element(a.element, b.element)
    if dims is a.dims and element is a.element:
        return a
    return Type(dims, element)


def size(dims: Sequence[Dim] | None) -> int | None:
    """The number of elements of an array; None while a dimension is open or varying."""
    if dims is None or not all(isinstance(dim, int) for dim in dims):
        return None
    return math.prod(dims)  # type: ignore[arg-type]


def fixed(dims: Sequence[Dim] | None) -> tuple[int, ...]:
    """Dimensions that are known to be fixed.

    Errors  ValueError when one is open or varies.
    """
    found = tuple(dim for dim in dims or () if isinstance(dim, int))
    if dims is None or len(found) < len(dims):
        raise ValueError(f"dimensions {dims_text(dims)} are not fixed")
    return found


def dims_text(dims: Sequence[Dim] | None) -> str:
    """Dimensions as they stand in messages: `{"Varying", 3}`, `{n, 3}` for an open one."""
    if dims is None:
        return "any dimensions"
    return "{" + ", ".join("n" if dim == VARYING else "?" if dim is None else str(dim) for dim in dims) + "}"


def type_text(kind: Type) -> str:
    """A type in words: `vector (size: 3)`, `matrix (size: n x 3)`, `integer between 1 and 5`."""
    number = _element_text(kind.element)
    if kind.dims is None:
        return "array" if number == "number" else f"array of {number.replace('integer', 'integers', 1)}"
    if not kind.dims:
        return number
    sizes = " x ".join("n" if dim == VARYING else "?" if dim is None else str(dim) for dim in kind.dims)
    name = {1: "vector", 2: "matrix"}.get(len(kind.dims), "array")
    of = "" if not kind.is_integer else f" of {number.replace('integer', 'integers', 1)}"
    return f"{name} (size: {sizes}){of}"


def elements_text(element: Element) -> str:
    """An element in the plural: `integers between 1 and 5`, `reals`."""
    if not isinstance(element, Integers):
        return "reals"
    return _element_text(element).replace("integer", "integers", 1)


def _element_text(element: Element) -> str:
    if not isinstance(element, Integers):
        return "number"
    if element.low is not None and element.high is not None:
        return f"integer between {element.low} and {element.high}"
    return "integer" if element.low is None else f"integer from {element.low}"
