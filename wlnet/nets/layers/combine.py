"""Layers that combine arrays: sums, products, joining."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np

from wlnet.kernel.messages import Failed
from wlnet.nets.data import Array
from wlnet.nets.declare import AUTOMATIC, parameter
from wlnet.nets.inference import Shapes
from wlnet.nets.kinds import POSITIVE, TRANSPOSITIONS, optional
from wlnet.nets.layer import Layer, Single, abstract, layer
from wlnet.nets.layers.structure import permutation
from wlnet.nets.layers.variadic import INPUT_PORTS, Variadic
from wlnet.nets.types import REAL, VARYING, Dim, Dims
from wlnet.tensors import Tensor, torch


@layer("TotalLayer")
class Total(Variadic):
    """TotalLayer[] gives the sum of several arrays of the same dimensions.

    Ports    Input1, Input2, ... and Output, the same dimensions.
    Source   ref/TotalLayer
    Example  TotalLayer[][{{1, 2}, {3, 4}}]  gives  {4., 6.}
    """

    ports_given: Any = parameter(INPUT_PORTS, option="$InputPorts", default=AUTOMATIC)

    @property
    def matched(self) -> tuple[str, ...]:
        return self.inputs

    def infer(self, shapes: Shapes) -> None:
        self.infer_given(shapes)
        shapes.same(*self.inputs, "Output")
        shapes.narrow("Output", None, REAL)

    def forward(self, *tensors: Tensor) -> Tensor:
        return reduce(torch.add, tensors)

    def single(self) -> Single:
        return lambda *arrays: reduce(np.add, arrays)


@layer("DotLayer")
class Dot(Variadic):
    """DotLayer[] gives the Dot product of several arrays; DotLayer[{t1, t2, ...}] transposes them first.

    Ports    Input1, Input2, ...; Output: last dimensions contract with first ones, the others stay.
    Errors   shape conflict when contracted dimensions differ.
    Source   ref/DotLayer
    Example  DotLayer[][{{1, 2, 3}, {4, 5, 6}}]  gives  32.
    """

    transpositions: Any = parameter(optional(TRANSPOSITIONS), position=1, default=None)
    ports_given: Any = parameter(INPUT_PORTS, option="$InputPorts", default=AUTOMATIC)

    def with_inputs(self, count: int) -> Layer | None:
        return super().with_inputs(count) if self.transpositions is None else self

    def fewest(self) -> int:
        return 2 if self.transpositions is None else len(self.transpositions)

    def _orders(self, ranks: Sequence[int]) -> list[tuple[int, ...]]:
        """For each input, its axes in the order in which they are multiplied."""
        given = self.transpositions or (None,) * len(ranks)
        return [tuple(range(rank)) if spec is None else permutation(spec, rank) for spec, rank in zip(given, ranks)]

    def infer(self, shapes: Shapes) -> None:
        self.infer_given(shapes)
        shapes.narrow("Output", None, REAL)
        if self.transpositions is not None and len(self.transpositions) != len(self.inputs):
            raise Failed("invparam", "argument 1", f"a list of {len(self.inputs)} transpositions",
                         len(self.transpositions))
        dims = [shapes[name] for name in self.inputs]
        if any(item is None for item in dims):
            return
        for name, item in zip(self.inputs, dims):
            if not item:
                raise shapes.mismatch(name, "rank 1 or more")
        orders = self._orders([len(item or ()) for item in dims])
        for at in range(len(dims) - 1):
            left, right = dims[at], dims[at + 1]
            assert left is not None
            assert right is not None
            axis, other = orders[at][-1], orders[at + 1][0]
            shapes.narrow(self.inputs[at], _only(len(left), axis, right[other]))
            shapes.narrow(self.inputs[at + 1], _only(len(right), other, left[axis]))
        found: list[Dim] = []
        for at, name in enumerate(self.inputs):
            row = [(shapes[name] or ())[axis] for axis in orders[at]]
            found += row[(at > 0) : (None if at == len(dims) - 1 else -1)]
        shapes.narrow("Output", found)

    def _formula(self, ranks: Sequence[int]) -> tuple[str, list[tuple[int, ...]]]:
        """The product as an einsum formula, without the batch; and the transpositions before it."""
        letters = iter("abcdefghijklmnopqrstuvwxyABCDEFGHIJKLMNOPQRSTUVWXYZ")
        parts: list[str] = []
        for rank in ranks:
            first = parts[-1][-1] if parts else ""
            parts.append(first + "".join(next(letters) for _ in range(rank - len(first))))
        out = "".join(part[(at > 0) : (None if at == len(parts) - 1 else -1)] for at, part in enumerate(parts))
        return ",".join(parts) + "->" + out, self._orders(ranks)

    def forward(self, *tensors: Tensor) -> Tensor:
        formula, orders = self._formula([x.ndim - 1 for x in tensors])
        left, right = formula.split("->")
        batched = ",".join("z" + part for part in left.split(",")) + "->z" + right
        moved = [x.permute(0, *(axis + 1 for axis in order)) for x, order in zip(tensors, orders)]
        return torch.einsum(batched, *moved)

    def single(self) -> Single:
        def apply(*arrays: Array) -> Array:
            formula, orders = self._formula([x.ndim for x in arrays])
            return np.asarray(np.einsum(formula, *[x.transpose(order) for x, order in zip(arrays, orders)]))
        return apply


def _only(rank: int, axis: int, dim: Dim) -> list[Dim]:
    dims: list[Dim] = [None] * rank
    dims[axis] = dim
    return dims


@layer("CatenateLayer")
class Catenate(Variadic):
    """CatenateLayer[] joins several arrays at level 1; CatenateLayer[n] at level n.

    Ports    Input1, Input2, ...; Output. Other dimensions agree; arrays of lower rank are repeated.
    Source   ref/CatenateLayer
    Example  CatenateLayer[][{{1, 2}, {3, 4, 5}}]  gives  {1., 2., 3., 4., 5.}
    """

    level: int = parameter(POSITIVE, position=1, default=1)
    ports_given: Any = parameter(INPUT_PORTS, option="$InputPorts", default=AUTOMATIC)

    @property
    def matched(self) -> tuple[str, ...]:
        return self.inputs if self.level > 1 else ()

    def _axis(self, ranks: Sequence[int]) -> int:
        """The axis of the output that is joined: levels count from the first one of the lowest rank."""
        return max(ranks) - min(ranks) + self.level - 1

    def infer(self, shapes: Shapes) -> None:
        self.infer_given(shapes)
        shapes.narrow("Output", None, REAL)
        dims = [shapes[name] for name in self.inputs]
        if any(item is None for item in dims):
            return
        known: list[Dims] = [item for item in dims if item is not None]
        ranks = list(map(len, known))
        if min(ranks) < self.level:
            raise shapes.mismatch(self.inputs[ranks.index(min(ranks))], f"rank {self.level} or more")
        top, axis = max(ranks), self._axis(ranks)
        for name, item in zip(self.inputs, known):
            missing = top - len(item)
            for other in known:
                wanted = [None if at == axis or at < top - len(other) else other[at - (top - len(other))]
                          for at in range(missing, top)]
                shapes.narrow(name, wanted)
        full = [(None,) * (top - len(shapes[name] or ())) + (shapes[name] or ()) for name in self.inputs]
        out: list[Dim] = []
        for at in range(top):
            column = [item[at] for item in full]
            if at != axis:
                out.append(next((dim for dim in column if dim is not None), None))
            elif VARYING in column:
                out.append(VARYING)
            else:
                out.append(None if None in column else sum(column))  # type: ignore[arg-type]
        shapes.narrow("Output", out)

    def forward(self, *tensors: Tensor, all_lengths: list[Tensor | None]) -> Tensor:
        ranks = [x.ndim - 1 for x in tensors]
        top, axis = max(ranks), self._axis(ranks)
        shape = [max(x.shape[at - top] for x in tensors if x.ndim - 1 >= top - at) for at in range(top)]
        full = [_spread(x, top, [x.shape[at - top] if at == axis else size for at, size in enumerate(shape)])
                for x in tensors]
        joined = torch.cat(full, axis + 1)
        if axis or all(length is None for length in all_lengths):
            return joined
        real = [torch.arange(x.shape[1], device=x.device).expand(len(x), -1)
                < (torch.tensor(x.shape[1]) if length is None else length[:, None])
                for x, length in zip(full, all_lengths)]
        padding = torch.cat(real, 1).logical_not().to(torch.int8)
        order = torch.argsort(padding, dim=1, stable=True)      # padding to the end
        return joined[torch.arange(len(joined), device=joined.device)[:, None], order]

    def lengths_after(self, lengths: Sequence[Tensor]) -> Tensor:
        ranks = [len(self.dimensions(name)) for name in self.inputs]
        if self._axis(ranks):
            return next(length for name, length in zip(self.inputs, lengths) if VARYING in self.dimensions(name))
        return reduce(torch.add, lengths)

    def single(self) -> Single:
        def apply(*arrays: Array) -> Array:
            ranks = [x.ndim for x in arrays]
            top, axis = max(ranks), self._axis(ranks)
            shape = [max(x.shape[at - top] for x in arrays if x.ndim >= top - at) for at in range(top)]
            return np.concatenate([np.broadcast_to(
                x, [x.shape[at - top] if at == axis else size for at, size in enumerate(shape)]) for x in arrays], axis)
        return apply


def _spread(x: Tensor, rank: int, shape: Sequence[int]) -> Tensor:
    """A batch of arrays repeated to a higher rank, with these dimensions."""
    lead = [1] * (rank - (x.ndim - 1))
    return x.reshape(len(x), *lead, *x.shape[1:]).expand(len(x), *shape)


@abstract
class Extension(Layer):
    """What Append and Prepend share."""

    input_names = ("Input", "Element")

    def infer(self, shapes: Shapes) -> None:
        dims, element, out = shapes["Input"], shapes["Element"], shapes["Output"]
        if dims == ():
            raise shapes.mismatch("Input", "rank 1 or more")
        rest = dims[1:] if dims else element if element is not None else out[1:] if out else None
        if rest is not None:
            shapes.narrow("Element", rest)
            rest = shapes["Element"] or ()
            first = dims[0] if dims else None
            before = out[0] if out else None
            shapes.narrow("Input", (before - 1 if isinstance(before, int) else before, *rest))
            shapes.narrow("Output", (first + 1 if isinstance(first, int) else first, *rest))
        shapes.narrow("Output", None, REAL)

    def lengths_after(self, lengths: Sequence[Tensor]) -> Tensor:
        return lengths[0] + 1


@layer("AppendLayer")
class Append(Extension):
    """AppendLayer[] puts an element behind a sequence.

    Ports    Input {n, d...}; Element {d...}; Output {n + 1, d...}.
    Source   ref/AppendLayer
    Example  AppendLayer[][<|"Input" -> {1, 2}, "Element" -> 3|>]  gives  {1., 2., 3.}
    """

    def forward(self, x: Tensor, element: Tensor, lengths: Tensor | None) -> Tensor:
        result = torch.cat([x, element[:, None]], 1)
        if lengths is not None:
            result[torch.arange(len(x), device=x.device), lengths] = element
        return result

    def single(self) -> Single:
        return lambda x, element: np.concatenate([x, element[None]])


@layer("PrependLayer")
class Prepend(Extension):
    """PrependLayer[] puts an element before a sequence.

    Ports    Input {n, d...}; Element {d...}; Output {n + 1, d...}.
    Source   ref/PrependLayer
    Example  PrependLayer[][<|"Input" -> {1, 2}, "Element" -> 3|>]  gives  {3., 1., 2.}
    """

    def forward(self, x: Tensor, element: Tensor) -> Tensor:
        return torch.cat([element[:, None], x], 1)

    def single(self) -> Single:
        return lambda x, element: np.concatenate([element[None], x])
