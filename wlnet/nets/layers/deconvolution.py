"""Convolution the other way round: what spreads each element over a window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wlnet.nets.declare import Automatic
from wlnet.nets.inference import Shapes
from wlnet.nets.layer import layer
from wlnet.nets.layers.convolution import Kernels, Pair
from wlnet.nets.types import Dim
from wlnet.tensors import F, Tensor


@layer("DeconvolutionLayer")
class Deconvolution(Kernels):
    """DeconvolutionLayer[n, s] gives n channels, each the sum of trainable kernels of size s scaled by the
    input's elements.

    Ports    Input {m, d1, ...}; Output {n, d1', ...} with d' = stride (d - 1) + dilation (s - 1) + 1 -
             padding.
    Arrays   Weights {m, n/groups, s1, ...}; Biases {n}, or None.
    Options  "Stride", PaddingSize (what is taken off the output; "Same" for d' = stride d), "Dilation",
             "ChannelGroups", Interleaving.
    Source   ref/DeconvolutionLayer; Dumoulin and Visin 2016
    Example  NetExtract[DeconvolutionLayer[4, 2, "Stride" -> 2, "Input" -> {8, 5, 5}], "Output"]  gives  {4, 10, 10}
    """

    def pads(self, dims: tuple[Dim, ...]) -> list[Pair]:
        """What is taken off before and behind each spatial dimension (negative: put on)."""
        if self.padding != "Same":
            return super().pads(dims)
        count = len(dims)
        spare = [d * (k - 1) + 1 - s for k, s, d in zip(self.each(self.kernel, count), self.each(self.stride, count),
                                                         self.dilations(count))]
        return [(max(total, 0) // 2, total - max(total, 0) // 2) for total in spare]

    def after(self, dims: tuple[Dim, ...]) -> list[Dim]:
        count = len(dims)
        return [s * (dim - 1) + d * (k - 1) + 1 - a - b if isinstance(dim, int) else dim
                for dim, k, s, d, (a, b) in zip(dims, self.each(self.kernel, count), self.each(self.stride, count),
                                                self.dilations(count), self.pads(dims))]

    def lengths_after(self, lengths: Sequence[Tensor]) -> Tensor:
        space = self.parted(self.dimensions("Input"))[1]
        k, s, d = (self.each(setting, len(space))[0] for setting in (self.kernel, self.stride, self.dilations(1)))
        a, b = self.pads(space)[0]
        return s * (lengths[0] - 1) + d * (k - 1) + 1 - a - b

    def infer(self, shapes: Shapes) -> None:
        n: Dim = None if isinstance(self.channels, Automatic) else self.channels
        weights = shapes["Weights"]
        m: Dim = None
        if weights is not None:
            m = weights[0]
            n = n or (weights[1] * self.channel_groups if isinstance(weights[1], int) else None)
        self.infer_spatial(shapes, m, n)
        count = self.spatial(shapes)
        if count is None:
            shapes.narrow("Biases", (n,))
            return
        m, n = self.grouped(shapes)
        rest = n // self.channel_groups if isinstance(n, int) else None
        shapes.narrow("Weights", (m, rest, *self.each(self.kernel, count)))
        shapes.narrow("Biases", (n,))

    def forward(self, x: Tensor, weights: Tensor, biases: Tensor | None, lengths: Tensor | None) -> Tensor:
        count = x.ndim - 2
        spread: Any = (F.conv_transpose1d, F.conv_transpose2d, F.conv_transpose3d)[count - 1]
        x = self.cleared(x, lengths)
        pairs = self.pads(tuple(x.shape[2:]))
        even = all(a == b and a >= 0 for a, b in pairs)
        padding = [a for a, _ in pairs] if even else 0
        result = spread(x, weights, None if not even else biases, self.each(self.stride, count), padding, 0,
                        self.channel_groups, self.each(self.dilation, count))
        if not even:
            result = F.pad(result, [-side for pair in reversed(pairs) for side in pair])
            if biases is not None:
                result = result + biases.reshape(-1, *[1] * count)
        return self.back(result)
