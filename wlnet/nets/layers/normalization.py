"""Layers that bring values to mean 0 and variance 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from wlnet.expr import Expr, String
from wlnet.nets.data import Array
from wlnet.nets.declare import Kind, array, parameter
from wlnet.nets.inference import Shapes
from wlnet.nets.kinds import FLAG, LEVELS, NUMBER, SIZES, choice, levels, optional, show_levels
from wlnet.nets.layer import Layer, Run, Single, layer
from wlnet.nets.layers.linear import inside
from wlnet.nets.types import REAL, VARYING, Dims
from wlnet.tensors import F, Tensor, torch

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


@layer("BatchNormalizationLayer")
class BatchNormalization(Layer):
    """BatchNormalizationLayer[] normalizes each channel by its mean and variance over the batch and all other levels;
    outside training by running averages of these.

    Ports    Input and Output, the same dimensions; channels first (last with Interleaving -> True).
    Arrays   Scaling, Biases, MovingMean, MovingVariance, of the number of channels.
    Options  "Momentum", the weight of the old average; "Epsilon", added to the variance.
    Source   ref/BatchNormalizationLayer; Ioffe and Szegedy 2015
    Example  Head[BatchNormalizationLayer["Input" -> 3]]  gives  BatchNormalizationLayer
    """

    epsilon: float = parameter(NUMBER, option="Epsilon", default=0.001)
    momentum: float = parameter(NUMBER, option="Momentum", default=0.9)
    interleaving: bool = parameter(FLAG, option="$Interleaving", default=False)
    scaling: Array = array("Scaling", start=1.0)
    biases: Array = array("Biases", start=0.0)
    moving_mean: Array = array("MovingMean", start=0.0, trained=False)
    moving_variance: Array = array("MovingVariance", start=1.0, trained=False)

    old_names = {"Gamma": "Scaling", "Beta": "Biases"}

    def infer(self, shapes: Shapes) -> None:
        shapes.same("Input", "Output")
        shapes.narrow("Output", None, REAL)
        dims = shapes.fixed("Input")
        if dims == ():
            raise shapes.mismatch("Input", "rank 1 or more")
        channels = None if dims is None else dims[-1 if self.interleaving else 0]
        for spec in self.arrays:
            known = shapes[spec.name]
            channels = channels or (known[0] if known else None)
        for spec in self.arrays:
            shapes.narrow(spec.name, (channels,))
        if dims is not None:
            rest = [None] * (len(dims) - 1)
            shapes.narrow("Input", [*rest, channels] if self.interleaving else [channels, *rest])

    def settle(self, shapes: Shapes) -> None:
        known = shapes["Scaling"]
        if shapes["Input"] is None and known and known[0] is not None:
            shapes.narrow("Input", known)

    def _shape(self, rank: int) -> list[int]:
        return [*[1] * (rank - 1), -1] if self.interleaving else [-1, *[1] * (rank - 1)]

    def forward(
        self, x: Tensor, scaling: Tensor, biases: Tensor, mean: Tensor, variance: Tensor, run: Run,
    ) -> Tensor:
        shape = self._shape(x.ndim - 1)
        if run.training:
            channel = x.ndim - 1 if self.interleaving else 1
            axes = [axis for axis in range(x.ndim) if axis != channel]
            now_variance, now_mean = torch.var_mean(x, axes, correction=0)
            old = self.momentum
            run.update("MovingMean", old * mean + (1 - old) * now_mean)
            run.update("MovingVariance", old * variance + (1 - old) * now_variance)
            mean, variance = now_mean, now_variance
        factor = scaling / torch.sqrt(variance + self.epsilon)
        return x * factor.reshape(shape) + (biases - mean * factor).reshape(shape)

    def single(self, scaling: Array, biases: Array, mean: Array, variance: Array) -> Single:
        factor = scaling / np.sqrt(variance + np.float32(self.epsilon))
        offset = biases - mean * factor

        def apply(x: Array) -> Array:
            shape = self._shape(x.ndim)
            return x * factor.reshape(shape) + offset.reshape(shape)
        return apply


_NAMES = choice("Complement", "Same")


def _read_scaling(expr: Expr, ev: Evaluator) -> Any:
    return _NAMES.read(expr, ev) if isinstance(expr, String) else LEVELS.read(expr, ev)


SCALING = Kind('"Complement", "Same" or levels', _read_scaling,
               lambda value: _NAMES.show(value) if isinstance(value, str) and value != "All" else show_levels(value))


@layer("NormalizationLayer", "InstanceNormalizationLayer")
class Normalization(Layer):
    """NormalizationLayer[] normalizes each example over all levels but the first; NormalizationLayer[levels, scaling]
    over the given levels, with factors and offsets for each index of the scaling levels.

    Ports    Input and Output, the same dimensions.
    Arrays   Scaling and Biases, of the dimensions of the scaling levels ("Complement": the others; "Same"), or None.
    Options  "Epsilon"; "Unbiased" (variance over n - 1); "GroupNumber"; Method "Standardize" or "RMS" (no centring).
    Source   ref/NormalizationLayer; Ba et al. 2016; Ulyanov et al. 2016; Wu and He 2018
    Example  Head[NormalizationLayer[]]  gives  NormalizationLayer
    """

    at_levels: Any = parameter(LEVELS, position=1, default=("Span", 2, -1))
    scaling_levels: Any = parameter(SCALING, position=2, default="Complement")
    epsilon: float = parameter(NUMBER, option="Epsilon", default=0.001)
    groups: Any = parameter(optional(SIZES), option="GroupNumber", default=None)
    unbiased: bool = parameter(FLAG, option="Unbiased", default=False)
    method: str = parameter(choice("Standardize", "RMS"), option="$Method", default="Standardize")
    scaling: Array | None = array("Scaling", optional=True, start=1.0)
    biases: Array | None = array("Biases", optional=True, start=0.0)

    def _axes(self, rank: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The axes normalized over, and those with factors of their own."""
        over = levels(self.at_levels, rank)
        if self.scaling_levels == "Same":
            return over, over
        if self.scaling_levels == "Complement":
            return over, tuple(axis for axis in range(rank) if axis not in over)
        return over, levels(self.scaling_levels, rank)

    def infer(self, shapes: Shapes) -> None:
        shapes.same("Input", "Output")
        shapes.narrow("Output", None, REAL)
        dims = shapes["Input"]
        if dims is None:
            return
        try:
            over, scaled = self._axes(len(dims))
        except ValueError:
            raise shapes.mismatch("Input", "the levels that are normalized") from None
        if VARYING in [dims[axis] for axis in scaled]:
            raise shapes.mismatch("Input", "fixed dimensions at the scaling levels")
        for name in ("Scaling", "Biases"):
            shapes.narrow(name, [dims[axis] for axis in scaled])
            known = shapes[name]
            if known is not None:
                found = dict(zip(scaled, known))
                shapes.narrow("Input", [found.get(axis) for axis in range(len(dims))])
        self._split(shapes["Input"] or (), over, shapes)

    def _split(self, dims: Dims, over: tuple[int, ...], shapes: Shapes | None) -> list[tuple[int, int]]:
        """(groups, size within a group) of each level normalized over."""
        if self.groups is None:
            return []
        counts = self.groups if isinstance(self.groups, tuple) else (self.groups,) + (1,) * (len(over) - 1)
        pairs = []
        for axis, count in zip(over, counts):
            dim = dims[axis]
            if isinstance(dim, int) and dim % count and shapes is not None:
                raise shapes.mismatch("Input", f"a multiple of {count} at level {axis + 1}")
            pairs.append((count, dim // count if isinstance(dim, int) else 1))
        return pairs

    def _factors(self, dims: Dims) -> list[int]:
        _, scaled = self._axes(len(dims))
        return [int(dim) if axis in scaled else 1 for axis, dim in enumerate(dims)]  # type: ignore[arg-type]

    def forward(self, x: Tensor, scaling: Tensor | None, biases: Tensor | None, lengths: Tensor | None) -> Tensor:
        rank = x.ndim - 1
        over, scaled = self._axes(rank)
        if lengths is not None and 0 in over:
            result = self._masked(x, lengths, over)
        elif self._is_plain(over, rank):
            within = x.shape[-len(over) :]
            if scaled == over and scaling is not None and biases is not None:
                return F.layer_norm(x, within, scaling, biases, self.epsilon)
            result = F.layer_norm(x, within, None, None, self.epsilon)
        else:
            result = self._normalized(x, over)
        factors = self._factors(tuple(self.dimensions("Input")))
        if scaling is not None:
            result = result * scaling.reshape(factors)
        return result if biases is None else result + biases.reshape(factors)

    def _is_plain(self, over: tuple[int, ...], rank: int) -> bool:
        """Whether torch has this as one operation: the innermost levels, each example as a whole."""
        innermost = over == tuple(range(rank - len(over), rank))
        return innermost and self.method == "Standardize" and not self.unbiased and self.groups is None

    def _normalized(self, x: Tensor, over: tuple[int, ...]) -> Tensor:
        shape = x.shape
        pairs = dict(zip(over, self._split(tuple(x.shape[1:]), over, None)))
        axes, split, at = [], [len(x)], 1
        for axis, dim in enumerate(x.shape[1:]):
            split += pairs.get(axis, (dim,))
            at += len(pairs.get(axis, (dim,)))
            if axis in over:
                axes.append(at - 1)
        x = x.reshape(split)
        if self.method == "RMS":
            return (x / torch.sqrt((x * x).mean(axes, keepdim=True) + self.epsilon)).reshape(shape)
        variance, mean = torch.var_mean(x, axes, correction=int(self.unbiased), keepdim=True)
        return ((x - mean) / torch.sqrt(variance + self.epsilon)).reshape(shape)

    def _masked(self, x: Tensor, lengths: Tensor, over: tuple[int, ...]) -> Tensor:
        mask = inside(x, lengths)
        axes = [axis + 1 for axis in over]
        within = lengths.reshape(-1, *[1] * (x.ndim - 1)).to(x.dtype)
        for axis in over[1:]:
            within = within * x.shape[axis + 1]
        values = torch.where(mask, x, 0)
        if self.method == "RMS":
            return x / torch.sqrt((values * values).sum(axes, keepdim=True) / within + self.epsilon)
        mean = values.sum(axes, keepdim=True) / within
        centred = torch.where(mask, x - mean, 0)
        variance = (centred * centred).sum(axes, keepdim=True) / (within - int(self.unbiased))
        return centred / torch.sqrt(variance + self.epsilon)

    def single(self, scaling: Array | None, biases: Array | None) -> Single:
        def apply(x: Array) -> Any:
            over, scaled = self._axes(x.ndim)
            pairs = dict(zip(over, self._split(x.shape, over, None)))
            axes: list[int] = []
            split: list[int] = []
            at = 0
            for axis, dim in enumerate(x.shape):
                split += pairs.get(axis, (dim,))
                at += len(pairs.get(axis, (dim,)))
                if axis in over:
                    axes.append(at - 1)
            y: Any = x.reshape(split)
            where = tuple(axes)
            if self.method == "RMS":
                y = y / np.sqrt((y * y).mean(where, keepdims=True) + np.float32(self.epsilon))
            else:
                centred = y - y.mean(where, keepdims=True)
                variance = y.var(where, ddof=int(self.unbiased), keepdims=True)
                y = centred / np.sqrt(variance + np.float32(self.epsilon))
            y = y.reshape(x.shape)
            factors = [x.shape[axis] if axis in scaled else 1 for axis in range(x.ndim)]
            y = y if scaling is None else y * scaling.reshape(factors)
            return y if biases is None else y + biases.reshape(factors)
        return apply
