"""A graph of ONNX under construction, and values in it on which functions of the language compute as on arrays.

Axis 0 of every value is the batch. `onnx` itself is imported only where a graph is finished.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from wlnet.nets.data import Array


class Unexportable(ValueError):
    """Something that ONNX has no counterpart for, in words."""


@dataclass
class Node:
    """An operation: names of what it reads and writes ("" for an optional input that is absent)."""

    operator: str
    inputs: list[str]
    outputs: list[str]
    attributes: dict[str, Any]


@dataclass
class OnnxGraph:
    """Nodes and constants, in order."""

    nodes: list[Node] = field(default_factory=list)
    constants: dict[str, Array] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def name(self, wish: str) -> str:
        """A name that nothing has yet."""
        found, number = wish, 1
        while found in self.used:
            number += 1
            found = f"{wish}_{number}"
        self.used.add(found)
        return found

    def constant(self, array: Any, wish: str = "constant") -> str:
        """The name of an array."""
        name = self.name(wish)
        self.constants[name] = np.asarray(array)
        return name

    def integers(self, *values: int) -> str:
        """A list of integers as a constant."""
        return self.constant(np.array(values, np.int64))

    def real(self, value: float) -> str:
        """A number as a constant."""
        return self.constant(np.float32(value))

    def many(self, operator: str, count: int, *inputs: str, **attributes: Any) -> list[str]:
        """An operation with several outputs."""
        outputs = [self.name(operator.lower()) for _ in range(count)]
        self.nodes.append(Node(operator, list(inputs), outputs, attributes))
        return outputs

    def __call__(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """The output of an operation."""
        return self.many(operator, 1, *inputs, **attributes)[0]

    # ---- what several layers need ---------------------------------------------------------------

    def reshape(self, x: str, dims: Sequence[int]) -> str:
        """Other dimensions behind the batch; 0 keeps one, -1 is computed."""
        return self("Reshape", x, self.integers(0, *dims))

    def transpose(self, x: str, order: Sequence[int]) -> str:
        """Axes (the batch included) in another order."""
        return x if list(order) == list(range(len(order))) else self("Transpose", x, perm=list(order))

    def slice(self, x: str, axis: int, start: int, stop: int, step: int = 1) -> str:
        """A part of one axis."""
        return self("Slice", x, *(self.integers(value) for value in (start, stop, axis, step)))

    def squeeze(self, x: str, axis: int) -> str:
        """One axis less."""
        return self("Squeeze", x, self.integers(axis))

    def batch(self, x: str) -> str:
        """The size of the batch, as a list of one integer."""
        return self.slice(self("Shape", x), 0, 0, 1)

    def from_zero(self, x: str) -> str:
        """Integers that count from 1 made to count from 0."""
        return self("Sub", x, self.integers(1))


@dataclass(frozen=True)
class Value:
    """A value of the graph that computes like an array."""

    graph: OnnxGraph
    name: str

    def __add__(self, other: Any) -> Value:
        return binary("Add", self, other)

    def __radd__(self, other: Any) -> Value:
        return binary("Add", other, self) if other != 0 else self

    def __sub__(self, other: Any) -> Value:
        return binary("Sub", self, other)

    def __rsub__(self, other: Any) -> Value:
        return binary("Sub", other, self)

    def __mul__(self, other: Any) -> Value:
        return binary("Mul", self, other)

    def __rmul__(self, other: Any) -> Value:
        return binary("Mul", other, self)

    def __truediv__(self, other: Any) -> Value:
        return binary("Div", self, other)

    def __rtruediv__(self, other: Any) -> Value:
        return binary("Div", other, self)

    def __pow__(self, other: Any) -> Value:
        return binary("Pow", self, other)

    def __rpow__(self, other: Any) -> Value:
        return binary("Pow", other, self)

    def __neg__(self) -> Value:
        return Value(self.graph, self.graph("Neg", self.name))

    def __gt__(self, other: Any) -> Value:
        return binary("Greater", self, other)

    def __ge__(self, other: Any) -> Value:
        return binary("GreaterOrEqual", self, other)

    def __lt__(self, other: Any) -> Value:
        return binary("Less", self, other)

    def __le__(self, other: Any) -> Value:
        return binary("LessOrEqual", self, other)

    def __eq__(self, other: object) -> Value:  # type: ignore[override]
        return binary("Equal", self, other)

    def __ne__(self, other: object) -> Value:  # type: ignore[override]
        return Value(self.graph, self.graph("Not", binary("Equal", self, other).name))

    __hash__ = object.__hash__


def binary(operator: str, a: Any, b: Any) -> Value:
    """An operation on a value and another one or a number."""
    graph: OnnxGraph = a.graph if isinstance(a, Value) else b.graph
    return Value(graph, graph(operator, _name(graph, a), _name(graph, b)))


def _name(graph: OnnxGraph, value: Any) -> str:
    if isinstance(value, Value):
        return value.name
    if isinstance(value, bool):
        return graph.constant(np.bool_(value))
    return graph.real(value)


_UNARY = {
    "exp": "Exp", "log": "Log", "sqrt": "Sqrt", "abs": "Abs", "sign": "Sign", "floor": "Floor", "ceil": "Ceil",
    "round": "Round", "sin": "Sin", "cos": "Cos", "tan": "Tan", "sinh": "Sinh", "cosh": "Cosh", "tanh": "Tanh",
    "arcsin": "Asin", "arccos": "Acos", "arctan": "Atan", "arcsinh": "Asinh", "arccosh": "Acosh", "arctanh": "Atanh",
    "erf": "Erf", "relu": "Relu", "sigmoid": "Sigmoid", "logical_not": "Not", "elu": "Elu", "selu": "Selu",
    "softplus": "Softplus",
}
_BINARY = {
    "maximum": "Max", "minimum": "Min", "eq": "Equal", "gt": "Greater", "lt": "Less", "ge": "GreaterOrEqual",
    "le": "LessOrEqual", "logical_and": "And", "logical_or": "Or",
}


class Functions:
    """Elementwise functions on values, by the names that they have in torch.

    A name that has no counterpart raises Unexportable.
    """

    def __init__(self, graph: OnnxGraph) -> None:
        self.graph = graph

    @property
    def nn(self) -> Functions:
        """What torch has in `nn.functional` is found here too."""
        return self

    functional = nn

    def __getattr__(self, name: str) -> Any:
        if name in _UNARY:
            return partial(self._unary, _UNARY[name])
        if name in _BINARY:
            return partial(binary, _BINARY[name])
        raise Unexportable(f"the function {name}")

    def _unary(self, operator: str, x: Value) -> Value:
        return Value(self.graph, self.graph(operator, x.name))

    def asarray(self, value: Any) -> Value:
        """A number as a value."""
        return value if isinstance(value, Value) else Value(self.graph, _name(self.graph, value))

    def full_like(self, x: Value, value: Any) -> Value:
        """A number, which spreads over the dimensions of others by itself."""
        return self.asarray(value)

    def zeros_like(self, x: Value) -> Value:
        """Zero."""
        return self.asarray(0.0)

    def clip(self, x: Value, low: Any, high: Any) -> Value:
        """Values within bounds, where they are not None."""
        bounds = ["" if bound is None else _name(self.graph, bound) for bound in (low, high)]
        return Value(self.graph, self.graph("Clip", x.name, *(bounds if bounds[1] else bounds[:1])))

    def where(self, condition: Value, yes: Any, no: Any) -> Value:
        """One value or the other."""
        return Value(self.graph, self.graph("Where", condition.name, *(_name(self.graph, x) for x in (yes, no))))

    def ne(self, a: Any, b: Any) -> Value:
        """Whether values differ."""
        return self._unary("Not", binary("Equal", a, b))

    def expm1(self, x: Value) -> Value:
        """exp(x) - 1."""
        return self._unary("Exp", x) - 1.0

    def log1p(self, x: Value) -> Value:
        """log(1 + x)."""
        return self._unary("Log", x + 1.0)

    def gelu(self, x: Value) -> Value:
        """The Gaussian error linear unit."""
        return x * (self._unary("Erf", x / math.sqrt(2)) + 1.0) / 2.0

    def silu(self, x: Value) -> Value:
        """Swish."""
        return x * self._unary("Sigmoid", x)

    def mish(self, x: Value) -> Value:
        """Mish."""
        return x * self._unary("Tanh", self._unary("Softplus", x))

    def erfc(self, x: Value) -> Value:
        """1 - erf(x)."""
        return 1.0 - self._unary("Erf", x)

    def trunc(self, x: Value) -> Value:
        """The integer part."""
        return self._unary("Sign", x) * self._unary("Floor", self._unary("Abs", x))
