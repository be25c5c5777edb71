"""Layers on images and other arrays with spatial dimensions: resampling, affine sampling, crops, neighbouring
channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wlnet.expr import Call, Expr, S, is_call, is_list, to_expr
from wlnet.nets.declare import AUTOMATIC, Automatic, Kind, Misfit, parameter
from wlnet.nets.inference import Shapes
from wlnet.nets.kinds import FLAG, NUMBER, POSITIVE, choice, show_auto, show_number
from wlnet.nets.layer import Layer, Run, layer
from wlnet.nets.types import REAL, Dim
from wlnet.tensors import F, Tensor, torch

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


def _read_sizes(expr: Expr, ev: Evaluator) -> tuple[Any, ...]:
    """Sizes: integers, "All" for the old size, ("Scaled", r) for a fraction of it."""
    def one(item: Expr) -> Any:
        if item is S.All:
            return "All"
        if is_call(item, S.Scaled, 1):
            factor = NUMBER.read(item.args[0], ev)
            if factor > 0:
                return ("Scaled", factor)
            raise Misfit
        return POSITIVE.read(item, ev)
    if not is_list(expr) or not 1 <= len(expr.args) <= 3:
        raise Misfit
    return tuple(map(one, expr.args))


def _show_sizes(value: Any) -> Expr:
    def one(item: Any) -> Expr:
        if item == "All":
            return S.All
        return Call(S.Scaled, show_number(item[1])) if isinstance(item, tuple) else to_expr(item)
    return to_expr([one(item) for item in value])


RESIZED = Kind("a list of sizes: positive integers, Scaled[r] or All", _read_sizes, _show_sizes)


def _or_automatic(kind: Kind) -> Kind:
    return Kind(kind.text + " or Automatic", lambda expr, ev: AUTOMATIC if expr is S.Automatic else kind.read(expr, ev),
                show_auto(kind.show))


@layer("ResizeLayer")
class Resize(Layer):
    """ResizeLayer[{d1, ...}] resamples the spatial dimensions of an array to these sizes; Scaled[r] is a
    fraction of the old size, All the old size.

    Ports    Input {c, d...}; Output {c, e...}; channels last with Interleaving -> True.
    Options  Resampling "Linear" or "Nearest"; "Scheme" "Point" (the ends stay where they are; default of
             "Linear") or "Bin" (elements are cells; default of "Nearest").
    Source   ref/ResizeLayer
    Example  ResizeLayer[{5}][{{1, 2, 4}}]  gives  {{1., 1.5, 2., 3., 4.}}
    """

    sizes: tuple[Any, ...] = parameter(RESIZED, position=1, part="Dimensions")
    resampling: str | Automatic = parameter(_or_automatic(choice("Linear", "Nearest")), option="$Resampling",
                                            default=AUTOMATIC)
    scheme: str | Automatic = parameter(_or_automatic(choice("Point", "Bin")), option="Scheme", default=AUTOMATIC)
    interleaving: bool = parameter(FLAG, option="$Interleaving", default=False)

    def _new(self, size: Any, old: Dim) -> Dim:
        if isinstance(size, int):
            return size
        if not isinstance(old, int):
            return old if size == "All" else None
        return old if size == "All" else max(1, round(old * size[1]))

    def infer(self, shapes: Shapes) -> None:
        count = len(self.sizes)
        shapes.narrow("Input", (None,) * (count + 1), REAL)
        shapes.narrow("Output", (None,) * (count + 1), REAL)
        dims, out = shapes.fixed("Input"), shapes["Output"]
        assert dims is not None
        assert out is not None
        if self.interleaving:
            shapes.narrow("Output", (*map(self._new, self.sizes, dims[:-1]), dims[-1]))
            shapes.narrow("Input", (*[None] * count, out[-1]))
        else:
            shapes.narrow("Output", (dims[0], *map(self._new, self.sizes, dims[1:])))
            shapes.narrow("Input", (out[0], *[None] * count))

    def forward(self, x: Tensor) -> Tensor:
        x = x.movedim(-1, 1) if self.interleaving else x
        wanted = [int(self._new(size, old)) for size, old in zip(self.sizes, x.shape[2:])]  # type: ignore[arg-type]
        if self.resampling == "Nearest":
            found = F.interpolate(x, wanted, mode="nearest-exact" if self.scheme != "Point" else "nearest")
        else:
            mode = ("linear", "bilinear", "trilinear")[len(wanted) - 1]
            found = F.interpolate(x, wanted, mode=mode, align_corners=self.scheme != "Bin")
        return found.movedim(1, -1) if self.interleaving else found


def _read_pair(expr: Expr, ev: Evaluator) -> tuple[int, int]:
    if is_list(expr) and len(expr.args) == 2:
        return (POSITIVE.read(expr.args[0], ev), POSITIVE.read(expr.args[1], ev))
    raise Misfit


HEIGHT_WIDTH = Kind("a list of height and width", _read_pair, lambda pair: to_expr(list(pair)))


@layer("SpatialTransformationLayer")
class SpatialTransformation(Layer):
    """SpatialTransformationLayer[{h, w}] samples an image on an affine grid; what lies outside is 0.

    Ports    Input {c, h0, w0}; Parameters {6}: zoom, skew and shift of the horizontal direction, then skew,
             zoom and shift of the vertical one, in units of half the image; {1, 0, 0, 0, 1, 0} is the
             identity; Output {c, h, w}.
    Source   ref/SpatialTransformationLayer; Jaderberg et al. 2015
    Example  NetExtract[SpatialTransformationLayer[{2, 3}, "Input" -> {1, 8, 8}], "Output"]  gives  {1, 2, 3}
    """

    size: tuple[int, int] = parameter(HEIGHT_WIDTH, position=1, part="Dimensions")

    input_names = ("Input", "Parameters")

    def infer(self, shapes: Shapes) -> None:
        shapes.narrow("Input", (None, None, None), REAL)
        shapes.narrow("Parameters", (6,), REAL)
        dims = shapes["Input"] or (None,)
        shapes.narrow("Output", (dims[0], *self.size), REAL)
        out = shapes["Output"] or (None,)
        shapes.narrow("Input", (out[0], None, None))

    def forward(self, x: Tensor, parameters: Tensor) -> Tensor:
        theta = parameters.reshape(-1, 2, 3)
        height, width = self.size
        ys, xs = (_places(n, x) for n in (height, width))
        grid = torch.stack([xs.expand(height, width), ys[:, None].expand(height, width),
                            torch.ones((height, width), dtype=x.dtype, device=x.device)], -1)
        places = torch.einsum("hwk,bjk->bhwj", grid, theta)
        return F.grid_sample(x, places, mode="bilinear", padding_mode="zeros", align_corners=True)


def _places(n: int, like: Tensor) -> Tensor:
    """The places of n samples from -1 to 1; the middle for a single one."""
    if n == 1:
        return torch.zeros(1, dtype=like.dtype, device=like.device)
    return torch.linspace(-1, 1, n, dtype=like.dtype, device=like.device)


@layer("LocalResponseNormalizationLayer")
class LocalResponseNormalization(Layer):
    """LocalResponseNormalizationLayer[] divides each channel of an image by a measure of the channels around
    it.

    The divisor is (alpha/(2 c + 1) Total[t^2 over c channels to both sides] + bias)^beta.

    Ports    Input and Output {n, h, w} with n at least 2 c + 1.
    Options  "Alpha", "Beta", "Bias"; "ChannelWindowSize", which is c.
    Source   ref/LocalResponseNormalizationLayer; Krizhevsky et al. 2012
    Example  Last[LocalResponseNormalizationLayer["ChannelWindowSize" -> 1][{{{0}}, {{0}}, {{3}}}]]  gives  {{1.5}}
    """

    alpha: float = parameter(NUMBER, option="Alpha", default=1.0)
    beta: float = parameter(NUMBER, option="Beta", default=0.5)
    bias: float = parameter(NUMBER, option="Bias", default=1.0)
    channel_window_size: int = parameter(POSITIVE, option="ChannelWindowSize", default=2)

    def infer(self, shapes: Shapes) -> None:
        shapes.narrow("Input", (None, None, None), REAL)
        shapes.same("Input", "Output")
        shapes.narrow("Output", None, REAL)
        dims = shapes["Input"]
        least = 2 * self.channel_window_size + 1
        if dims and isinstance(dims[0], int) and dims[0] < least:
            raise shapes.mismatch("Input", f"{least} channels or more")

    def forward(self, x: Tensor) -> Tensor:
        side = self.channel_window_size
        width = 2 * side + 1
        squares = F.pad(x * x, (0, 0, 0, 0, side, side))
        total = squares.unfold(1, width, 1).sum(-1)
        return x / (self.alpha / width * total + self.bias) ** self.beta


def _read_probabilities(expr: Expr, ev: Evaluator) -> tuple[float, float]:
    if is_list(expr) and len(expr.args) == 2:
        pair = tuple(NUMBER.read(item, ev) for item in expr.args)
        if all(0 <= p <= 1 for p in pair):
            return pair
    raise Misfit


TWO_PROBABILITIES = Kind("a list of two probabilities", _read_probabilities,
                         lambda pair: to_expr([show_number(p) for p in pair]))


@layer("ImageAugmentationLayer")
class ImageAugmentation(Layer):
    """ImageAugmentationLayer[{h, w}] takes a crop of an image: at random while training, from the centre
    otherwise.

    Ports    Input {c, h0, w0}; Output {c, h, w} with h at most h0 and w at most w0.
    Options  "ReflectionProbabilities": how often a crop is turned upside down, and left to right, while
             training.
    Source   ref/ImageAugmentationLayer
    Example  ImageAugmentationLayer[{1, 1}][{{{1, 2, 3}}}]  gives  {{{2.}}}
    """

    size: tuple[int, int] = parameter(HEIGHT_WIDTH, position=1, part="Dimensions")
    reflections: tuple[float, float] = parameter(TWO_PROBABILITIES, option="ReflectionProbabilities",
                                                 default=(0.0, 0.0))

    def infer(self, shapes: Shapes) -> None:
        shapes.narrow("Input", (None, None, None), REAL)
        dims = shapes["Input"] or (None,) * 3
        if any(isinstance(old, int) and old < new for old, new in zip(dims[1:], self.size)):
            raise shapes.mismatch("Input", f"an image of at least {self.size[0]} x {self.size[1]}")
        shapes.narrow("Output", (dims[0], *self.size), REAL)
        out = shapes["Output"] or (None,)
        shapes.narrow("Input", (out[0], None, None))

    def forward(self, x: Tensor, run: Run) -> Tensor:
        spare = [old - new for old, new in zip(x.shape[2:], self.size)]
        if not run.training:
            top, left = (n // 2 for n in spare)
            return x[:, :, top : top + self.size[0], left : left + self.size[1]]

        def draw(high: int) -> Tensor:
            return torch.randint(0, high, (len(x), 1), generator=run.generator, device=x.device)
        rows, columns = (draw(free + 1) + torch.arange(n, device=x.device) for free, n in zip(spare, self.size))
        flips = torch.rand((2, len(x), 1), generator=run.generator, device=x.device)
        rows = torch.where(flips[0] < self.reflections[0], rows.flip(1), rows)
        columns = torch.where(flips[1] < self.reflections[1], columns.flip(1), columns)
        examples = torch.arange(len(x), device=x.device)[:, None, None]
        return x[examples, :, rows[:, :, None], columns[:, None, :]].movedim(-1, 1)
