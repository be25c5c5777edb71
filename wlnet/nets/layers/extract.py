"""Layers whose positions are data: parts at given positions, and the positions that sort."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from wlnet.expr import Expr, Integer, S, integer
from wlnet.kernel.messages import Failed
from wlnet.nets.data import Array
from wlnet.nets.declare import Kind, Misfit, parameter
from wlnet.nets.inference import Shapes
from wlnet.nets.layer import Layer, Single, layer
from wlnet.nets.layers.linear import inside
from wlnet.nets.types import VARYING, Integers, dims_text
from wlnet.tensors import Tensor, torch

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


@layer("ExtractLayer")
class Extract(Layer):
    """ExtractLayer[] gives the parts of an array at positions that are data too.

    Ports    Input {n1, ..., nd}; Position, integers {m..., s} (lists of s indices, negative ones from the
             end) or one integer; Output {m..., n(s+1), ..., nd}.
    Errors   range for positions that are not there.
    Source   ref/ExtractLayer
    Example  ExtractLayer[][<|"Input" -> {10, 20, 30}, "Position" -> {{1}, {3}}|>]  gives  {10., 30.}
    """

    input_names = ("Input", "Position")

    def infer(self, shapes: Shapes) -> None:
        dims, where = shapes["Input"], shapes["Position"]
        shapes.narrow("Position", None, Integers())
        if dims == ():
            raise shapes.mismatch("Input", "rank 1 or more")
        if where is None or (where and not isinstance(where[-1], int)):
            return
        depth = where[-1] if where else 1
        assert isinstance(depth, int)
        if dims is not None:
            if depth > len(dims):
                raise shapes.mismatch("Position", f"lists of at most {len(dims)} indices")
            shapes.narrow("Output", (*where[:-1], *dims[depth:]))
        element = shapes.type("Input").element
        if element is not None:
            shapes.narrow("Output", None, element)

    def lengths_after(self, lengths: Sequence[Tensor]) -> Tensor:
        return lengths[1]

    def forward(self, x: Tensor, position: Tensor, all_lengths: list[Tensor | None]) -> Tensor:
        where = position.long()
        where = where[..., None] if where.ndim == 1 else where
        rows = torch.arange(len(x), device=x.device).reshape(-1, *[1] * (where.ndim - 2))
        index: list[Tensor] = [rows]
        for axis, at in enumerate(where.unbind(-1)):
            true = all_lengths[0] if axis == 0 else None
            size: Any = x.shape[axis + 1] if true is None else true.reshape(rows.shape)
            bad = (at == 0) | (at.abs() > size)
            if bool(bad.any()):
                raise _missing(x.shape[1:], int(at[bad][0]))
            index.append(torch.where(at > 0, at - 1, at + size))
        return x[tuple(index)]

    def single(self) -> Single:
        def apply(x: Array, position: Array) -> Any:
            where = np.atleast_1d(position)
            sizes = np.array(x.shape[: where.shape[-1]])
            bad = (where == 0) | (np.abs(where) > sizes)
            if bad.any():
                raise _missing(x.shape, int(where[bad][0]))
            return x[tuple(np.moveaxis(np.where(where > 0, where - 1, where + sizes), -1, 0))]
        return apply


def _missing(dims: Sequence[int], position: int) -> Failed:
    return Failed("range", "Position", f"positions in an array of dimensions {dims_text(tuple(dims))}", position)


def _read_count(expr: Expr, ev: Evaluator) -> int | None:
    if expr is S.All:
        return None
    if isinstance(expr, Integer) and expr.value:
        return expr.value
    raise Misfit


COUNT = Kind("a nonzero integer or All", _read_count, lambda n: S.All if n is None else integer(n))


@layer("OrderingLayer")
class Ordering(Layer):
    """OrderingLayer[] gives the positions that sort a vector; OrderingLayer[n] those of its n smallest
    elements, OrderingLayer[-n] those of its n largest, in ascending order.

    Ports    Input {l}; Output, integers {l} or {n}.
    Errors   short when there are fewer than n elements.
    Source   ref/OrderingLayer
    Example  OrderingLayer[][{3, 1, 2}]  gives  {2, 3, 1}
    """

    count: int | None = parameter(COUNT, position=1, default=None)

    def infer(self, shapes: Shapes) -> None:
        shapes.narrow("Input", (None,))
        dims = shapes["Input"] or (None,)
        length = dims[0] if isinstance(dims[0], int) else None
        if self.count is not None and length is not None and length < abs(self.count):
            raise shapes.mismatch("Input", f"length {abs(self.count)} or more")
        shapes.narrow("Output", dims if self.count is None else (abs(self.count),), Integers(1, length))
        if self.count is None:
            shapes.narrow("Input", shapes["Output"])

    def settle(self, shapes: Shapes) -> None:
        dims = shapes["Input"]
        if dims == (None,):
            shapes.narrow("Input", (VARYING,))

    def _check(self, length: int) -> int:
        count = abs(self.count or length)
        if length < count:
            raise Failed("short", self.head, count, length)
        return count

    def forward(self, x: Tensor, lengths: Tensor | None) -> Tensor:
        full = x.shape[1] if lengths is None else int(lengths.min())
        if lengths is not None:
            x = torch.where(inside(x, lengths), x, torch.inf)
        order = torch.argsort(x, dim=1, stable=True) + 1
        if self.count is None:
            return order
        count = self._check(full)
        if self.count > 0:
            return order[:, :count]
        ends = torch.full((len(x),), x.shape[1], device=x.device) if lengths is None else lengths
        return order.gather(1, ends[:, None] - count + torch.arange(count, device=x.device))

    def single(self) -> Single:
        def apply(x: Array) -> Array:
            count = self._check(len(x))
            order: Array = np.argsort(x, kind="stable") + 1
            return order[:count] if self.count is None or self.count > 0 else order[-count:]
        return apply
