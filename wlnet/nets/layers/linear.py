"""Linear maps and the softmax."""

from __future__ import annotations

from typing import Any

import numpy as np

from wlnet.nets.data import Array
from wlnet.nets.declare import AUTOMATIC, Automatic, array, parameter
from wlnet.nets.inference import Shapes
from wlnet.nets.kinds import INTEGER, SHAPE
from wlnet.nets.layer import Layer, Single, layer
from wlnet.nets.types import REAL, fixed, size
from wlnet.tensors import F, Tensor, torch


def product(x: Tensor, weights: Tensor, biases: Tensor | None = None) -> Tensor:
    """weights.x + biases over the last axis of x; integers x stand for unit vectors, whose product is a column."""
    if x.is_floating_point():
        return F.linear(x, weights, biases)
    columns = F.embedding(x - 1, weights.t())
    return columns if biases is None else columns + biases


def column_major(weights: Array) -> Array:
    """A matrix whose columns lie one after the other in memory: its products with a vector are a sixth faster."""
    return np.asfortranarray(weights)


@layer("LinearLayer", "DotPlusLayer")
class Linear(Layer):
    """LinearLayer[n] gives w.x + b for trainable arrays w and b.

    Ports    Input, any fixed dimensions, flattened row by row; Output, dimensions n.
    Arrays   Weights {size of Output, size of Input}; Biases {size of Output}, or None.
    Errors   shape conflict when the dimensions and arrays given cannot all hold.
    Source   ref/LinearLayer
    Example  NetExtract[LinearLayer[{3, 2}, "Input" -> {2, 4}], "Output"]  gives  {3, 2}
    """

    dims: tuple[int, ...] | Automatic = parameter(SHAPE, position=1, default=AUTOMATIC, part="OutputDimensions")
    weights: Array = array("Weights")
    biases: Array | None = array("Biases", optional=True)

    gathers_rank = 0

    def infer(self, shapes: Shapes) -> None:
        shapes.narrow("Output", None if isinstance(self.dims, Automatic) else self.dims, REAL)
        shapes.fixed("Output")
        rows = size(shapes["Output"])
        hint = "NetMapOperator around it, or SequenceLastLayer before it, would help"
        shapes.narrow("Weights", (rows, size(shapes.fixed("Input", hint))))
        shapes.narrow("Biases", (rows,))

    def settle(self, shapes: Shapes) -> None:
        weights = shapes["Weights"]
        if weights is not None and shapes["Output"] is None and weights[0] is not None:
            shapes.narrow("Output", weights[:1])
        if weights is not None and shapes["Input"] is None and weights[1] is not None:
            shapes.narrow("Input", weights[1:])

    def forward(self, x: Tensor, weights: Tensor, biases: Tensor | None) -> Tensor:
        batch, dims = len(x), self.dimensions("Output")
        if x.ndim != 2 and x.is_floating_point():
            x = x.reshape(batch, -1)
        result = product(x, weights, biases)
        return result if len(dims) == 1 else result.reshape(batch, *fixed(dims))

    def single(self, weights: Array, biases: Array | None) -> Single:
        dims = fixed(self.dimensions("Output"))
        offset = np.zeros(len(weights), weights.dtype) if biases is None else biases
        columns = np.ascontiguousarray(weights.T)
        weights = columns.T                         # the same memory, see `column_major`
        if dims == (len(weights),):
            def apply(x: Array) -> Any:
                if x.dtype.kind == "i":
                    return columns[int(x) - 1] + offset
                return weights.dot(x.ravel()) + offset
            return apply
        return lambda x: (weights.dot(x.ravel()) + offset).reshape(dims)


@layer("SoftmaxLayer")
class Softmax(Layer):
    """SoftmaxLayer[] gives Exp[x]/Total[Exp[x]] over the last level; SoftmaxLayer[m] over level m.

    Ports    Input and Output, the same dimensions, rank 1 or more.
    Source   ref/SoftmaxLayer
    Example  Total[SoftmaxLayer[][{1, 1}]]  gives  1.
    """

    level: int = parameter(INTEGER, position=1, default=-1)

    def infer(self, shapes: Shapes) -> None:
        shapes.same("Input", "Output")
        shapes.narrow("Output", None, REAL)
        dims = shapes["Input"]
        if dims is not None and not 1 <= abs(self.level) <= len(dims):
            raise shapes.mismatch("Input", f"rank {max(1, abs(self.level))} or more")

    def axis(self) -> int:
        """The axis that is normalised, counted from 0 within one example."""
        return self.level - 1 if self.level > 0 else len(self.dimensions("Input")) + self.level

    def forward(self, x: Tensor, lengths: Tensor | None) -> Tensor:
        axis = self.axis()
        if lengths is not None and axis == 0:       # padding takes no part in the sum
            x = torch.where(inside(x, lengths), x, -torch.inf)
        return torch.softmax(x, axis + 1)

    def single(self) -> Single:
        axis = self.axis()

        def apply(x: Array) -> Any:
            powers = np.exp(x - x.max(axis, keepdims=True))
            return powers / powers.sum(axis, keepdims=True)
        return apply


def inside(x: Tensor, lengths: Tensor) -> Tensor:
    """A mask, broadcastable to x, of what lies within the true lengths (axis 1 of x)."""
    mask = torch.arange(x.shape[1], device=x.device) < lengths[:, None]
    return mask.reshape(*mask.shape, *[1] * (x.ndim - 2))


