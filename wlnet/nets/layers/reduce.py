"""Layers that reduce levels of an array to one number each."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from wlnet.nets.data import Array
from wlnet.nets.declare import parameter
from wlnet.nets.inference import Shapes
from wlnet.nets.kinds import LEVELS, levels, symbol_choice
from wlnet.nets.layer import Layer, Single, layer
from wlnet.nets.layers.linear import inside
from wlnet.nets.types import REAL
from wlnet.tensors import Tensor, torch


@layer("SummationLayer")
class Summation(Layer):
    """SummationLayer[] gives the sum of all elements of an array.

    Ports    Input, any dimensions; Output, a number.
    Source   ref/SummationLayer
    Example  SummationLayer[][{{1, 2}, {3, 4}}]  gives  10.
    """

    def infer(self, shapes: Shapes) -> None:
        shapes.narrow("Input", None, REAL)
        shapes.narrow("Output", (), REAL)

    def forward(self, x: Tensor, lengths: Tensor | None) -> Tensor:
        if lengths is not None:
            x = torch.where(inside(x, lengths), x, 0)
        return x.reshape(len(x), -1).sum(1)

    def single(self) -> Single:
        return lambda x: x.sum()


AGGREGATE = symbol_choice("Mean", "Min", "Max", "Total", "Times", "Median", "Variance", "StandardDeviation",
                          "MeanDeviation", "InterquartileRange")


@layer("AggregationLayer")
class Aggregation(Layer):
    """AggregationLayer[f] reduces all levels but the first by f; AggregationLayer[f, levels] the given levels.

    f is Mean, Min, Max, Total, Times, Median, Variance, StandardDeviation (both over n - 1), MeanDeviation or
    InterquartileRange.

    Ports    Input, any dimensions; Output, the dimensions of the other levels.
    Source   ref/AggregationLayer
    Example  AggregationLayer[Mean][{{1, 2, 3}, {4, 5, 9}}]  gives  {2., 6.}
    """

    function: str = parameter(AGGREGATE, position=1)
    at_levels: Any = parameter(LEVELS, position=2, default=("Span", 2, -1), part="Levels")

    def axes(self, rank: int) -> tuple[int, ...]:
        """The axes that go away."""
        return levels(self.at_levels, rank)

    def infer(self, shapes: Shapes) -> None:
        shapes.narrow("Output", None, REAL)
        dims = shapes["Input"]
        if dims is None:
            return
        try:
            axes = self.axes(len(dims))
        except ValueError:
            raise shapes.mismatch("Input", "the levels that are reduced") from None
        if not axes:
            raise shapes.mismatch("Input", "rank 2 or more")
        shapes.narrow("Output", [dim for axis, dim in enumerate(dims) if axis not in axes])

    def forward(self, x: Tensor, lengths: Tensor | None) -> Tensor:
        axes = self.axes(x.ndim - 1)
        if lengths is not None and 0 in axes and self.function in NEUTRAL:
            known = torch.arange(x.shape[1], device=x.device) < lengths[:, None]
            x = torch.where(known.reshape(*known.shape, *(1,) * (x.ndim - 2)), x, NEUTRAL[self.function])
            if self.function == "Mean":
                x = x * (x.shape[1] / lengths).to(x.dtype).reshape(-1, *(1,) * (x.ndim - 1))
        elif lengths is not None and 0 in axes:     # examples of each length by themselves
            rows = [self.forward(row[None, : int(length)], None) for row, length in zip(x, lengths)]
            return torch.cat(rows)
        kept = [axis + 1 for axis in range(x.ndim - 1) if axis not in axes]
        flat = x.permute(0, *kept, *(axis + 1 for axis in axes)).flatten(-len(axes))
        return TORCH[self.function](flat)  # type: ignore[no-any-return]

    def single(self) -> Single:
        def apply(x: Array) -> Array:
            axes = self.axes(x.ndim)
            kept = [axis for axis in range(x.ndim) if axis not in axes]
            moved = x.transpose(*kept, *axes)
            flat = moved.reshape(*moved.shape[: len(kept)], -1)
            return np.asarray(NUMPY[self.function](flat))
        return apply


def _torch_quantile(x: Tensor, q: float) -> Tensor:
    """The quantile with parameters {{1/2, 0}, {0, 1}}: the sorted values at n q + 1/2, linear in between."""
    n = x.shape[-1]
    ordered = x.sort(-1).values
    at = min(max(n * q + 0.5, 1), n) - 1
    low = int(at)
    high = min(low + 1, n - 1)
    return ordered[..., low] + (at - low) * (ordered[..., high] - ordered[..., low])


def _numpy_quantile(x: Array, q: float) -> Any:
    n = x.shape[-1]
    ordered = np.sort(x, -1)
    at = min(max(n * q + 0.5, 1), n) - 1
    low = int(at)
    high = min(low + 1, n - 1)
    return ordered[..., low] + np.asarray(at - low, x.dtype) * (ordered[..., high] - ordered[..., low])


def _spread(name: str) -> Callable[[Tensor], Tensor]:
    """The variance or deviation over n - 1; not a number for a single one, without a warning."""
    return lambda x: getattr(x, name)(-1) if x.shape[-1] > 1 else x.sum(-1) * math.nan


# what changes nothing in a reduction
NEUTRAL = {"Mean": 0.0, "Total": 0.0, "Times": 1.0, "Max": -math.inf, "Min": math.inf}
TORCH: dict[str, Any] = {
    "Mean": lambda x: x.mean(-1), "Min": lambda x: x.amin(-1), "Max": lambda x: x.amax(-1),
    "Total": lambda x: x.sum(-1), "Times": lambda x: x.prod(-1), "Median": lambda x: _torch_quantile(x, 0.5),
    "Variance": _spread("var"),
    "StandardDeviation": _spread("std"),
    "MeanDeviation": lambda x: (x - x.mean(-1, keepdim=True)).abs().mean(-1),
    "InterquartileRange": lambda x: _torch_quantile(x, 0.75) - _torch_quantile(x, 0.25),
}
NUMPY: dict[str, Any] = {
    "Mean": lambda x: x.mean(-1), "Min": lambda x: x.min(-1), "Max": lambda x: x.max(-1), "Total": lambda x: x.sum(-1),
    "Times": lambda x: x.prod(-1), "Median": lambda x: _numpy_quantile(x, 0.5), "Variance": lambda x: x.var(-1, ddof=1),
    "StandardDeviation": lambda x: x.std(-1, ddof=1),
    "MeanDeviation": lambda x: np.abs(x - x.mean(-1, keepdims=True)).mean(-1),
    "InterquartileRange": lambda x: _numpy_quantile(x, 0.75) - _numpy_quantile(x, 0.25),
}
