"""Layers on integers and on sequences (the first dimension of an example)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from wlnet.expr import Expr, S, integer
from wlnet.kernel.arguments import is_infinity
from wlnet.kernel.messages import Failed
from wlnet.nets.data import Array
from wlnet.nets.declare import AUTOMATIC, Automatic, Kind, array, parameter
from wlnet.nets.inference import Shapes
from wlnet.nets.kinds import POSITIVE, POSITIVE_OR_AUTOMATIC
from wlnet.nets.layer import Layer, Run, Single, abstract, layer
from wlnet.nets.types import REAL, Dim, Integers
from wlnet.tensors import F, Tensor, torch

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


def _integers_to_vectors(shapes: Shapes, classes: Dim, vector: Dim) -> None:
    """Input: integers 1..classes of any dimensions; Output: the same dimensions and one more, `vector`."""
    dims, out = shapes["Input"], shapes["Output"]
    high = classes if isinstance(classes, int) else None
    shapes.narrow("Input", out[:-1] if out else None, Integers(1, high))
    if dims is not None:
        shapes.narrow("Output", (*dims, vector), REAL)
    elif out == ():
        raise shapes.mismatch("Output", "rank 1 or more")
    else:
        shapes.narrow("Output", None, REAL)


@layer("UnitVectorLayer")
class UnitVector(Layer):
    """UnitVectorLayer[n] gives, for an integer i from 1 to n, the vector of length n with 1 at position i.

    Ports    Input, integers of any dimensions; Output, the same dimensions and one more of size n.
    Errors   shape conflict when n differs from the number of classes of the encoder.
    Source   ref/UnitVectorLayer
    Example  UnitVectorLayer[3][2]  gives  {0., 1., 0.}
    """

    classes: int | Automatic = parameter(POSITIVE_OR_AUTOMATIC, position=1, default=AUTOMATIC, part="ClassCount")

    def infer(self, shapes: Shapes) -> None:
        out = shapes["Output"]
        classes: Dim = self.classes if isinstance(self.classes, int) else out[-1] if out else None
        classes = classes if isinstance(classes, int) else shapes.integers("Input").high
        _integers_to_vectors(shapes, classes, classes)

    def settle(self, shapes: Shapes) -> None:
        if shapes["Input"] is None and shapes["Output"] is None and not shapes.is_alone:
            shapes.narrow("Input", ())

    def forward(self, x: Tensor, run: Run) -> Tensor:
        count = self.dimensions("Output")[-1]
        assert isinstance(count, int)
        return F.one_hot(x - 1, count).to(run.dtype)

    def single(self) -> Single:
        count = self.dimensions("Output")[-1]
        assert isinstance(count, int)
        units = np.eye(count, dtype=np.float32)
        return lambda x: units[x - 1]


@layer("EmbeddingLayer")
class Embedding(Layer):
    """EmbeddingLayer[size, n] gives, for an integer from 1 to n, a trainable vector of length size.

    Ports    Input, integers of any dimensions; Output, the same dimensions and one more of length size.
    Arrays   Weights {n, size}.
    Source   ref/EmbeddingLayer
    Example  EmbeddingLayer[2, "Weights" -> {{1, 2}, {3, 4}}][2]  gives  {3., 4.}
    """

    length: int | Automatic = parameter(POSITIVE_OR_AUTOMATIC, position=1, default=AUTOMATIC, part="EmbeddingDimension")
    classes: int | Automatic = parameter(POSITIVE_OR_AUTOMATIC, position=2, default=AUTOMATIC, part="ClassCount")
    weights: Array = array("Weights")

    def infer(self, shapes: Shapes) -> None:
        out, high = shapes["Output"], shapes.integers("Input").high
        shapes.narrow("Weights", (self.classes if isinstance(self.classes, int) else high,
                                  self.length if isinstance(self.length, int) else out[-1] if out else None))
        weights = shapes["Weights"]
        assert weights is not None
        _integers_to_vectors(shapes, weights[0], weights[1])

    def settle(self, shapes: Shapes) -> None:
        if shapes["Input"] is None and shapes["Output"] is None and not shapes.is_alone:
            shapes.narrow("Input", ())

    def forward(self, x: Tensor, weights: Tensor) -> Tensor:
        return F.embedding(x - 1, weights)

    def single(self, weights: Array) -> Single:
        return lambda x: weights[x - 1]


def _element(shapes: Shapes, source: str, target: str) -> None:
    """The elements of both ports are of one kind."""
    for a, b in ((source, target), (target, source)):
        element = shapes.type(a).element
        if element is not None:
            shapes.narrow(b, None, element)


def _needs_rank(shapes: Shapes) -> None:
    if shapes["Input"] == ():
        raise shapes.mismatch("Input", "rank 1 or more")


@layer("SequenceLastLayer")
class SequenceLast(Layer):
    """SequenceLastLayer[] gives the last element of a sequence.

    Ports    Input {n, d...}; Output {d...}.
    Source   ref/SequenceLastLayer
    Example  SequenceLastLayer[][{1, 2, 3}]  gives  3.
    """

    def infer(self, shapes: Shapes) -> None:
        _needs_rank(shapes)
        dims, out = shapes["Input"], shapes["Output"]
        if dims:
            shapes.narrow("Output", dims[1:])
        elif out is not None:
            shapes.narrow("Input", (None, *out))
        _element(shapes, "Input", "Output")

    def forward(self, x: Tensor, lengths: Tensor | None) -> Tensor:
        if lengths is None:
            return x[:, -1]
        return x[torch.arange(len(x), device=x.device), lengths - 1]

    def single(self) -> Single:
        return lambda x: x[-1]


@abstract
class Shortening(Layer):
    """What Most and Rest share: a sequence loses one element."""

    def infer(self, shapes: Shapes) -> None:
        _needs_rank(shapes)
        dims, out = shapes["Input"], shapes["Output"]
        if dims and isinstance(dims[0], int) and dims[0] < 2:
            raise shapes.mismatch("Input", "length 2 or more")
        if dims:
            shapes.narrow("Output", (_plus(dims[0], -1), *dims[1:]))
        if out:
            shapes.narrow("Input", (_plus(out[0], 1), *out[1:]))
        _element(shapes, "Input", "Output")

    def lengths_after(self, lengths: Sequence[Tensor]) -> Tensor:
        shortest = int(lengths[0].min())
        if shortest < 2:
            raise Failed("short", self.head, 2, shortest)
        return lengths[0] - 1

    def check(self, length: int) -> None:
        """Errors  Failed when there would be nothing left."""
        if length < 2:
            raise Failed("short", self.head, 2, length)


def _plus(dim: Dim, step: int) -> Dim:
    return dim + step if isinstance(dim, int) else dim


@layer("SequenceMostLayer")
class SequenceMost(Shortening):
    """SequenceMostLayer[] gives a sequence without its last element.

    Ports    Input {n, d...} with n at least 2; Output {n - 1, d...}.
    Source   ref/SequenceMostLayer
    Example  SequenceMostLayer[][{1, 2, 3}]  gives  {1., 2.}
    """

    def forward(self, x: Tensor) -> Tensor:
        self.check(x.shape[1])
        return x[:, :-1]

    def single(self) -> Single:
        def apply(x: Array) -> Array:
            self.check(len(x))
            return x[:-1]
        return apply


@layer("SequenceRestLayer")
class SequenceRest(Shortening):
    """SequenceRestLayer[] gives a sequence without its first element.

    Ports    Input {n, d...} with n at least 2; Output {n - 1, d...}.
    Source   ref/SequenceRestLayer
    Example  SequenceRestLayer[][{1, 2, 3}]  gives  {2., 3.}
    """

    def forward(self, x: Tensor) -> Tensor:
        self.check(x.shape[1])
        return x[:, 1:]

    def single(self) -> Single:
        def apply(x: Array) -> Array:
            self.check(len(x))
            return x[1:]
        return apply


@layer("SequenceReverseLayer")
class SequenceReverse(Layer):
    """SequenceReverseLayer[] gives a sequence in reverse order.

    Ports    Input and Output, the same dimensions, rank 1 or more.
    Source   ref/SequenceReverseLayer
    Example  SequenceReverseLayer[][{1, 2, 3}]  gives  {3., 2., 1.}
    """

    def infer(self, shapes: Shapes) -> None:
        _needs_rank(shapes)
        shapes.same("Input", "Output")
        _element(shapes, "Input", "Output")

    def forward(self, x: Tensor, lengths: Tensor | None) -> Tensor:
        return reverse(x, lengths)

    def single(self) -> Single:
        return lambda x: x[::-1]


def reverse(x: Tensor, lengths: Tensor | None) -> Tensor:
    """Sequences (axis 1) reversed within their true lengths; padding stays behind."""
    if lengths is None:
        return x.flip(1)
    positions = torch.arange(x.shape[1], device=x.device)
    back = lengths[:, None] - 1 - positions
    return x[torch.arange(len(x), device=x.device)[:, None], torch.where(back >= 0, back, positions)]


def _read_maximum(expr: Expr, ev: Evaluator) -> int | None:
    return None if is_infinity(expr) else POSITIVE.read(expr, ev)


_MAXIMUM = Kind("a positive integer or Infinity", _read_maximum,
                lambda top: S.Infinity if top is None else integer(top))


@layer("SequenceIndicesLayer")
class SequenceIndices(Layer):
    """SequenceIndicesLayer[] gives the positions 1, 2, ... of the elements of a sequence.

    Ports    Input {n, d...}; Output, n integers, none above the option "Maximum".
    Source   ref/SequenceIndicesLayer
    Example  SequenceIndicesLayer["Maximum" -> 2][{7, 7, 7}]  gives  {1, 2, 2}
    """

    maximum: int | None = parameter(_MAXIMUM, option="Maximum", default=None)

    def infer(self, shapes: Shapes) -> None:
        _needs_rank(shapes)
        dims, out = shapes["Input"], shapes["Output"]
        length = dims[0] if dims else None
        high = self.maximum if self.maximum is not None else length if isinstance(length, int) else None
        shapes.narrow("Output", (length,), Integers(1, high))
        if out and dims:
            shapes.narrow("Input", (out[0], *dims[1:]))

    def forward(self, x: Tensor) -> Tensor:
        indices = torch.arange(1, x.shape[1] + 1, device=x.device)
        if self.maximum is not None:
            indices = indices.clamp(max=self.maximum)
        return indices.expand(len(x), -1)

    def single(self) -> Single:
        top = self.maximum
        return lambda x: np.minimum(np.arange(1, len(x) + 1), len(x) if top is None else top)

