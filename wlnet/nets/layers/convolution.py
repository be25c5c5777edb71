"""Convolution and pooling over 1, 2 or 3 spatial dimensions; channels first unless Interleaving."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np

from wlnet.kernel.messages import Failed
from wlnet.nets.data import Array
from wlnet.nets.declare import AUTOMATIC, Automatic, array, parameter
from wlnet.nets.inference import Shapes
from wlnet.nets.kinds import FLAG, PADDING_SIZE, POSITIVE, POSITIVE_OR_AUTOMATIC, SIZES, symbol_choice
from wlnet.nets.layer import Layer, abstract, layer
from wlnet.nets.types import REAL, VARYING, Dim, Dims, dims_text
from wlnet.tensors import F, Tensor, torch

Pair = tuple[int, int]
SMALL_WINDOW = 5        # up to this size the maximum is found element by element of the window


@abstract
class Window(Layer):
    """What convolution and pooling share: a window of some size that moves over the spatial dimensions."""

    interleaving: bool = parameter(FLAG, option="$Interleaving", default=False)
    padding: Any = parameter(PADDING_SIZE, option="$PaddingSize", default=0)
    dimensionality: int | Automatic = parameter(POSITIVE_OR_AUTOMATIC, option="Dimensionality", default=AUTOMATIC)

    kernel: Any = dataclasses.field(default=1)      # fields of their own in every layer
    stride: Any = dataclasses.field(default=1)

    def spatial(self, shapes: Shapes | None = None) -> int | None:
        """The number of spatial dimensions, from the kernel, the option or the shapes; None when nothing tells."""
        settings: list[Any] = [self.kernel, self.stride, self.padding]
        found = next((len(setting) for setting in settings
                      if isinstance(setting, tuple)), None)
        if found is not None:
            return found
        if isinstance(self.dimensionality, int):
            return self.dimensionality
        if shapes is not None:
            for name in ("Input", "Output"):
                dims = shapes[name]
                if dims is not None:
                    return len(dims) - 1
            return None
        return len(self.dimensions("Input")) - 1

    def each(self, setting: Any, count: int) -> tuple[int, ...]:
        """A setting for every spatial dimension."""
        return setting if isinstance(setting, tuple) else (setting,) * count

    def dilations(self, count: int) -> tuple[int, ...]:
        """The distances between the elements of the window."""
        return (1,) * count

    def pads(self, dims: tuple[Dim, ...]) -> list[Pair]:
        """The padding before and behind each spatial dimension."""
        count = len(dims)
        if self.padding == "Same":
            found = []
            for dim, k, s, d in zip(dims, self.each(self.kernel, count), self.each(self.stride, count),
                                    self.dilations(count)):
                size = dim if isinstance(dim, int) else s
                total = max(0, (-(-size // s) - 1) * s + d * (k - 1) + 1 - size)
                found.append((total // 2, total - total // 2))
            return found
        sides: tuple[Any, ...] = self.each(self.padding, count)
        return [side if isinstance(side, tuple) else (side, side) for side in sides]

    def after(self, dims: tuple[Dim, ...]) -> list[Dim]:
        """The spatial dimensions of the output."""
        count = len(dims)
        found: list[Dim] = []
        for dim, k, s, d, (a, b) in zip(dims, self.each(self.kernel, count), self.each(self.stride, count),
                                        self.dilations(count), self.pads(dims)):
            if not isinstance(dim, int):
                found.append(dim)
            elif self.padding == "Same":
                found.append(-(-dim // s))
            else:
                found.append((dim + a + b - d * (k - 1) - 1) // s + 1)
        return found

    def infer_spatial(self, shapes: Shapes, channels_in: Dim, channels_out: Dim) -> None:
        """Narrow both ports: channels, and spatial dimensions as far as they are known."""
        count = self.spatial(shapes)
        if count is None:
            shapes.narrow("Input", None, REAL)
            return
        if not 1 <= count <= 3:
            raise shapes.mismatch("Input", "rank 2, 3 or 4")
        shapes.narrow("Input", self.joined(channels_in, [None] * count), REAL)
        shapes.narrow("Output", self.joined(channels_out, [None] * count), REAL)
        dims = shapes["Input"] or ()
        _, space = self.parted(dims)
        out = self.after(space)
        if any(isinstance(dim, int) and dim < 1 for dim in out):
            window = dims_text(self.each(self.kernel, count))
            raise shapes.mismatch("Input", f"dimensions at least as large as the window {window}")
        shapes.narrow("Output", self.joined(None, out))

    def joined(self, channels: Dim, space: Any) -> list[Dim]:
        """Dimensions from channels and spatial dimensions."""
        return [*space, channels] if self.interleaving else [channels, *space]

    def parted(self, dims: Dims) -> tuple[Dim, tuple[Dim, ...]]:
        """Channels and spatial dimensions."""
        return (dims[-1], dims[:-1]) if self.interleaving else (dims[0], dims[1:])

    def moved(self, x: Tensor) -> Tensor:
        """A batch with channels first."""
        return x.movedim(-1, 1) if self.interleaving else x

    def back(self, x: Tensor) -> Tensor:
        """A batch with channels where they were."""
        return x.movedim(1, -1) if self.interleaving else x

    def lengths_after(self, lengths: Sequence[Tensor]) -> Tensor:
        """The lengths of a varying first dimension, which is a spatial one when channels come last."""
        length = lengths[0]
        count = self.spatial() or 1
        k, s, d = (self.each(setting, count)[0] for setting in (self.kernel, self.stride, self.dilations(count)))
        if self.padding == "Same":
            return torch.div(length + s - 1, s, rounding_mode="floor")
        a, b = self.pads(tuple(self.parted(self.dimensions("Input"))[1]))[0]
        self._check(int(length.min()), d * (k - 1) + 1 - a - b)
        return torch.div(length + a + b - d * (k - 1) - 1, s, rounding_mode="floor") + 1

    def _check(self, length: int, least: int) -> None:
        """Errors  Failed("short") when a window is longer than a sequence."""
        if length < least:
            raise Failed("short", self.head, least, length)

    def cleared(self, x: Tensor, lengths: Tensor | None) -> Tensor:
        """A batch with channels first, what lies behind the true lengths being zero."""
        if lengths is not None:
            inside = torch.arange(x.shape[1], device=x.device) < lengths[:, None]
            x = torch.where(inside.reshape(*inside.shape, *(1,) * (x.ndim - 2)), x, 0)
        return self.moved(x)

    def check_sizes(self, dims: tuple[Dim, ...]) -> None:
        """Check what inference could not see: sizes of dimensions that vary.

        Errors  Failed("short") when one is smaller than the window.
        """
        if VARYING in self.dimensions("Input"):
            _, space = self.parted(dims)
            for dim, k, d, (a, b) in zip(space, self.each(self.kernel, len(space)), self.dilations(len(space)),
                                         self.pads(space)):
                self._check(int(dim or 0), d * (k - 1) + 1 - a - b)

    def by_lengths(self, x: Tensor, lengths: Tensor | None, apply: Callable[[Tensor], Tensor]) -> Tensor:
        """The outputs for a batch; `apply` takes channels first. Where the padding depends on the length ("Same" with
        a stride), each length has its own turn.
        """
        self.check_sizes(tuple(x.shape[1:]))
        if lengths is None or self.padding != "Same" or self.each(self.stride, 1)[0] == 1:
            return apply(self.cleared(x, lengths))
        found: Tensor | None = None
        after = self.lengths_after([lengths])
        for length in sorted(set(lengths.tolist())):
            rows = lengths == length
            part = apply(self.moved(x[rows, :length]))
            if found is None:
                found = part.new_zeros((len(x), int(after.max()), *part.shape[2:]))
            found[rows, : part.shape[1]] = part
        return x if found is None else found

    def padded(self, x: Tensor, value: float = 0.0) -> Tensor:
        """A batch, channels first, with padding."""
        pairs = self.pads(tuple(x.shape[2:]))
        return F.pad(x, [side for pair in reversed(pairs) for side in pair], value=value) if any(map(any, pairs)) else x


@abstract
class Kernels(Window):
    """What the layers share whose windows carry trainable kernels, in groups of channels."""

    channels: int | Automatic = parameter(POSITIVE_OR_AUTOMATIC, position=1, part="OutputChannels")
    kernel: Any = parameter(SIZES, position=2, part="KernelSize")
    stride: Any = parameter(SIZES, position=3, option="Stride", default=1)
    padding: Any = parameter(PADDING_SIZE, position=4, option="$PaddingSize", default=0)
    dilation: Any = parameter(SIZES, option="Dilation", default=1)
    channel_groups: int = parameter(POSITIVE, option="ChannelGroups", default=1)
    weights: Array = array("Weights")
    biases: Array | None = array("Biases", optional=True)

    def dilations(self, count: int) -> tuple[int, ...]:
        return self.each(self.dilation, count)

    def grouped(self, shapes: Shapes) -> tuple[Dim, Dim]:
        """The channels of input and output, of which each must make whole groups."""
        m, _ = self.parted(shapes["Input"] or ())
        n, _ = self.parted(shapes["Output"] or ())
        for dim, name in ((m, "Input"), (n, "Output")):
            if isinstance(dim, int) and dim % self.channel_groups:
                raise shapes.mismatch(name, f"a number of channels that is a multiple of {self.channel_groups}")
        return m, n


@layer("ConvolutionLayer")
class Convolution(Kernels):
    """ConvolutionLayer[n, s] gives n channels, each the cross-correlation with a trainable kernel of size s.

    Ports    Input {m, d1, ...}; Output {n, d1', ...} with d' = Floor[(d + padding - dilation (s - 1) - 1)/stride] + 1.
    Arrays   Weights {n, m/groups, s1, ...}; Biases {n}, or None.
    Options  "Stride", PaddingSize (numbers or "Same"), "Dilation", "ChannelGroups", Interleaving, "Dimensionality".
    Source   ref/ConvolutionLayer
    Example  NetExtract[ConvolutionLayer[20, 5, "Input" -> {1, 28, 28}], "Output"]  gives  {20, 24, 24}
    """

    def infer(self, shapes: Shapes) -> None:
        n: Dim = None if isinstance(self.channels, Automatic) else self.channels
        weights = shapes["Weights"]
        if weights is not None:
            n = n or weights[0]
            channels_in = weights[1] * self.channel_groups if isinstance(weights[1], int) else None
        else:
            channels_in = None
        self.infer_spatial(shapes, channels_in, n)
        count = self.spatial(shapes)
        if count is None:
            shapes.narrow("Biases", (n,))
            return
        m, n = self.grouped(shapes)
        rest = m // self.channel_groups if isinstance(m, int) else None
        shapes.narrow("Weights", (n, rest, *self.each(self.kernel, count)))
        shapes.narrow("Biases", (n,))

    def forward(self, x: Tensor, weights: Tensor, biases: Tensor | None, lengths: Tensor | None) -> Tensor:
        return self.by_lengths(x, lengths, lambda part: self._convolved(part, weights, biases))

    def _convolved(self, x: Tensor, weights: Tensor, biases: Tensor | None) -> Tensor:
        """The outputs for a batch with channels first."""
        count = x.ndim - 2
        convolve: Any = (F.conv1d, F.conv2d, F.conv3d)[count - 1]
        pairs = self.pads(tuple(x.shape[2:]))
        padding: Any = 0
        if all(a == b for a, b in pairs):
            padding = [a for a, _ in pairs]
        else:
            x = self.padded(x)
        return self.back(convolve(x, weights, biases, self.each(self.stride, count), padding,
                                  self.each(self.dilation, count), self.channel_groups))


@layer("PoolingLayer")
class Pooling(Window):
    """PoolingLayer[s] gives the largest element in each window of size s; PoolingLayer[s, stride] has another stride
    than 1.

    Ports    Input {m, d1, ...}; Output {m, d1', ...} with d' = Floor[(d + padding - s)/stride] + 1.
    Options  "Function": Max, Mean or Total; PaddingSize (numbers or "Same"); Interleaving.
    Source   ref/PoolingLayer
    Example  PoolingLayer[{2}, 2][{{1, 5, 2, 3}}]  gives  {{5., 3.}}
    """

    kernel: Any = parameter(SIZES, position=1, part="KernelSize")
    stride: Any = parameter(SIZES, position=2, option="Stride", default=1)
    padding: Any = parameter(PADDING_SIZE, position=3, option="$PaddingSize", default=0)
    function: str = parameter(symbol_choice("Max", "Mean", "Total"), option="Function", default="Max")

    def infer(self, shapes: Shapes) -> None:
        channels: Dim = None
        for name in ("Input", "Output"):
            dims = shapes[name]
            if dims:
                channels = channels or self.parted(dims)[0]
        self.infer_spatial(shapes, channels, channels)
        dims = shapes["Input"]
        if dims:
            shapes.narrow("Output", self.joined(self.parted(dims)[0], [None] * (len(dims) - 1)))

    def forward(self, x: Tensor, lengths: Tensor | None) -> Tensor:
        return self.by_lengths(x, lengths, self._pooled)

    def _pooled(self, x: Tensor) -> Tensor:
        """The outputs for a batch with channels first."""
        count = x.ndim - 2
        kernel, stride = self.each(self.kernel, count), self.each(self.stride, count)
        x = self.padded(x)          # zeros take part, in the maximum and in the mean
        if self.function == "Max":
            if x.device.type == "cpu" and max(kernel) <= SMALL_WINDOW and not torch.is_grad_enabled():
                return self.back(largest(x, kernel, stride))
            pool: Any = (F.max_pool1d, F.max_pool2d, F.max_pool3d)[count - 1]
            return self.back(pool(x, kernel, stride))
        mean: Any = (F.avg_pool1d, F.avg_pool2d, F.avg_pool3d)[count - 1]
        pooled = mean(x, kernel, stride)
        return self.back(pooled * float(np.prod(kernel)) if self.function == "Total" else pooled)


def largest(x: Tensor, kernel: Sequence[int], stride: Sequence[int]) -> Tensor:
    """The largest elements in all windows of a batch, axis by axis: of all first elements, all second ones, and so on.

    Without a gradient this is up to ten times faster on a CPU than torch's pooling, which notes the positions.
    """
    for axis, (k, step) in enumerate(zip(kernel, stride), 2):
        before, last = (slice(None),) * axis, x.shape[axis] - k
        x = reduce(torch.maximum, [x[(*before, slice(at, at + last + 1, step))] for at in range(k)])
    return x
