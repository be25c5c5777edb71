"""Encoders of images and volumes. Images of one size and kind are encoded as one piece of bulk work."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from wlnet.expr import Call, Expr, Integer, Object, S, Symbol, is_call, is_list, to_expr
from wlnet.kernel.messages import Failed
from wlnet.nets.arrays import numbers_of
from wlnet.nets.coder import DECODERS, Decoder, Encoder, encoder, family
from wlnet.nets.data import Array, Examples
from wlnet.nets.declare import Kind, Misfit, parameter
from wlnet.nets.kinds import FLAG, choice, optional, show_number
from wlnet.nets.types import REAL, Type
from wlnet.values.color import COLOR_SPACES, convert
from wlnet.values.color_forms import color_in, space_name
from wlnet.values.image import TYPES, Image, image_form
from wlnet.values.image_sampling import RESAMPLING, pad, placed, resample

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

Level = float | tuple[float, ...] | Image

CHUNK = 2**21
"""How many values are worked on at a time, so that memory stays small."""


# ---- kinds of parameters -----------------------------------------------------------------------

def _sizes(count: int) -> Kind:
    def read(expr: Expr, ev: Evaluator) -> tuple[int, ...]:
        parts = expr.args if is_list(expr) else (expr,) * count
        if len(parts) == count and all(isinstance(part, Integer) and part.value > 0 for part in parts):
            return tuple(part.value for part in parts)  # type: ignore[attr-defined]
        raise Misfit
    return Kind(f"a positive integer or a list of {count}", read)


def _space(expr: Expr, ev: Evaluator) -> str:
    name = space_name(expr)
    if name is None:
        raise Misfit
    return name


def _level(expr: Expr, ev: Evaluator) -> Level:
    if isinstance(expr, Object) and isinstance(expr.value, Image):
        return expr.value
    numbers = numbers_of(expr)
    if numbers is None or numbers.ndim > 1:
        raise Misfit
    return float(numbers) if numbers.ndim == 0 else tuple(map(float, numbers))


def _show_level(value: Level) -> Expr:
    if isinstance(value, Image):
        return image_form(value, math.inf)          # in full, for files of nets
    return to_expr(list(value)) if isinstance(value, tuple) else show_number(value)


SPACE = Kind("a color space such as \"RGB\" or \"Grayscale\"", _space)
LEVEL = optional(Kind("a number, a list of numbers or an image", _level, _show_level))
RESAMPLING_KIND = choice(*RESAMPLING)
METHOD = choice("Stretch", "Fit", "Fill", "CenterCrop")

_SIDES: dict[Symbol, tuple[float, float]] = {
    S.Center: (0, 0), S.Left: (-1, 0), S.Right: (1, 0), S.Top: (0, 1), S.Bottom: (0, -1),
}


def _alignment(expr: Expr, ev: Evaluator) -> tuple[float, float]:
    if isinstance(expr, Symbol) and expr in _SIDES:
        return _SIDES[expr]
    if is_list(expr) and len(expr.args) == 2:
        parts = [_SIDES[item][axis] if isinstance(item, Symbol) and item in _SIDES else _share(item)
                 for axis, item in enumerate(expr.args)]
        return parts[0], parts[1]
    raise Misfit


def _share(expr: Expr) -> float:
    number = numbers_of(expr)
    if number is None or number.ndim or abs(number) > 1:
        raise Misfit
    return float(number)


def _show_alignment(value: tuple[float, float]) -> Expr:
    side = next((symbol for symbol, place in _SIDES.items() if place == value), None)
    return to_expr([show_number(x) for x in value]) if side is None else side


ALIGNMENT = Kind("Center, Left, Right, Top, Bottom or a list of two", _alignment, _show_alignment)


def _padding(expr: Expr, ev: Evaluator) -> Expr:
    value = ev(expr)
    number = numbers_of(value)
    if color_in(value, "RGB") is None and (number is None or number.ndim > 1):
        raise Misfit
    return value


PADDING = Kind("a color or a number", _padding)
BLACK = Call(S.GrayLevel, Integer(0))


# ---- encoding ----------------------------------------------------------------------------------

@family
class Pictures(Encoder):
    """What the encoders of images share: images become real arrays of one size and color space."""

    dimension: ClassVar[int]
    size: tuple[int, ...] = parameter(_sizes(2), position=1, default=(128, 128), part="ImageSize")
    color_space: str = parameter(SPACE, position=2, option="$ColorSpace", default="RGB")
    interleaving: bool = parameter(FLAG, option="$Interleaving", default=False)
    mean_image: Level | None = parameter(LEVEL, option="MeanImage", default=None)
    variance_image: Level | None = parameter(LEVEL, option="VarianceImage", default=None)
    method: str = parameter(METHOD, option="$Method", default="Stretch")
    resampling: str = parameter(RESAMPLING_KIND, option="$Resampling", default="Automatic")
    alignment: tuple[float, float] = parameter(ALIGNMENT, option="$Alignment", default=(0, 0))
    padding: Expr = parameter(PADDING, option="$Padding", default=BLACK)

    def __post_init__(self) -> None:
        check_level(self.mean_image, self.color_space, "MeanImage")
        check_level(self.variance_image, self.color_space, "VarianceImage")

    @property
    def order(self) -> tuple[int, ...]:
        """How the axes [rows, columns, channels] (or [slices, ...]) are ordered in the array of one example."""
        spatial = self.spatial_order
        return (*spatial, self.dimension) if self.interleaving else (self.dimension, *spatial)

    @property
    def spatial_order(self) -> tuple[int, ...]:
        return tuple(range(self.dimension))

    @property
    def type(self) -> Type:
        shape = (*reversed(self.size), COLOR_SPACES[self.color_space])
        return Type(tuple(shape[axis] for axis in self.order), REAL)

    def accepts(self, data: Expr) -> bool:
        if isinstance(data, Object) and isinstance(data.value, Image):
            return data.value.pixels.ndim == self.dimension + 1
        return is_call(data, S.File, 1)

    def encode(self, items: Sequence[Expr], port: str, ev: Evaluator) -> Examples:
        images = [self._image(item, port, ev) for item in items]
        dims = self.type.dims
        result = np.empty((len(images), *dims), np.float32)  # type: ignore[misc]
        for indices in _alike(images):
            values = self.conformed([images[index] for index in indices], port)
            result[indices] = values.transpose(0, *(axis + 1 for axis in self.order))
        return result

    def _image(self, item: Expr, port: str, ev: Evaluator) -> Image:
        found = ev(Call(S.Import, item)) if is_call(item, S.File, 1) else item
        if not (isinstance(found, Object) and isinstance(found.value, Image)):
            raise Failed("invport", port, "an image", item)
        image = found.value
        if image.pixels.ndim != self.dimension + 1:
            raise Failed("invport", port, f"an image of {self.dimension} dimensions", item)
        return image

    def conformed(self, images: Sequence[Image], port: str = "Input") -> Array:
        """Images of one shape and kind as reals [example, rows, columns, channels], mean and variance taken out."""
        first = images[0]
        if first.known_space is None:
            raise Failed("invport", port, f"an image with the channels of {self.color_space}",
                         f"an image with {first.channels} channels")
        values = np.stack([image.pixels for image in images])[..., :first.colors].astype(np.float32)
        one = TYPES[first.type][1]
        if one != 1:
            values /= one
        values = convert(values, first.known_space, self.color_space)
        values = self._fitted(values)
        if self._mean is not None:
            values -= self._mean
        if self._deviation is not None:
            values /= self._deviation
        return values

    def restored(self, values: Array) -> Array:
        """What `conformed` did to the values undone: variance multiplied and mean added back."""
        if self._deviation is not None:
            values = values * self._deviation
        return values if self._mean is None else values + self._mean

    def _fitted(self, values: Array) -> Array:
        target = tuple(reversed(self.size))
        given = values.shape[1:-1]
        if self.method == "Stretch" or given == target:
            return np.array(resample(values, target, self.resampling), np.float32)
        choose: Callable[..., float] = min if self.method == "Fit" else max
        scale = choose(new / old for new, old in zip(target, given))
        sizes = [max(round(old * scale), 1) for old in given]
        values = resample(values, sizes, self.resampling)
        x, y = (0.0, 0.0) if self.method == "CenterCrop" else self.alignment
        shares = ((1 + x) / 2, (1 - y) / 2, 0.5)[:len(target)][::-1]
        margins = [placed(old, new, share) for old, new, share in zip(sizes, target, shares)]
        return pad(values, [(0, 0), *margins], self._fill)

    @cached_property
    def _fill(self) -> Array:
        color = color_in(self.padding, self.color_space)
        found = numbers_of(self.padding) if color is None else color
        return np.asarray(found, np.float32)

    @cached_property
    def _mean(self) -> Array | None:
        return self._level(self.mean_image, 0.0)

    @cached_property
    def _deviation(self) -> Array | None:
        variance = self._level(self.variance_image, 1.0)
        return None if variance is None else np.sqrt(variance)

    def _level(self, level: Level | None, nothing: float) -> Array | None:
        if isinstance(level, Image):
            plain = type(self)(  # type: ignore[call-arg]
                size=self.size, color_space=self.color_space, resampling=self.resampling)
            found: Array = plain.conformed([level])[0]
            return found
        return None if level is None or level == nothing else np.asarray(level, np.float32)


def check_level(level: Level | None, space: str, name: str) -> None:
    """A list for each channel must have as many numbers as the color space has channels.

    Errors  Failed("invparam").
    """
    count = COLOR_SPACES[space]
    if isinstance(level, tuple) and len(level) != count:
        raise Failed("invparam", name, f"a number, an image or a list of {count} numbers", list(level))


def _alike(images: Sequence[Image]) -> Iterator[list[int]]:
    """The indices of images of one shape and kind, in pieces of moderate size."""
    groups: dict[Any, list[int]] = {}
    for index, image in enumerate(images):
        groups.setdefault((image.shape, image.type, image.known_space, image.alpha), []).append(index)
    for (shape, *_), indices in groups.items():
        step = max(CHUNK // int(np.prod(shape)), 1)
        for start in range(0, len(indices), step):
            yield indices[start:start + step]


@encoder("Image")
class ImageEncoder(Pictures):
    """NetEncoder[{"Image", {w, h}}] turns an image (or File["..."]) into an array of reals, 0 to 1 for each channel.

    Output   {channels, h, w}; {h, w, channels} with Interleaving; w before h with "DataTransposed".
    Options  ColorSpace; "MeanImage" (subtracted), "VarianceImage" (divided by its square root): a number, a list with
             one for each channel, or an image; Method "Stretch", "Fit" (whole image, with Padding) or "Fill" (cut, also
             "CenterCrop"), with Alignment; Resampling.
    Errors   invport for what is no image.
    Source   ref/netencoder/Image
    """

    dimension = 2
    data_transposed: bool = parameter(FLAG, option="DataTransposed", default=False)

    @property
    def spatial_order(self) -> tuple[int, ...]:
        return (1, 0) if self.data_transposed else (0, 1)

    def decoder(self) -> Decoder | None:
        return DECODERS["Image"](  # type: ignore[call-arg]
            color_space=self.color_space, interleaving=self.interleaving, data_transposed=self.data_transposed,
            mean_image=self.mean_image, variance_image=self.variance_image)


@encoder("Image3D")
class Image3DEncoder(Pictures):
    """NetEncoder[{"Image3D", {w, d, h}}] turns a volume of width w, depth d and height h into an array of reals.

    Output   {channels, h, d, w}; {h, d, w, channels} with Interleaving.
    Options  as for "Image", without "DataTransposed".
    Source   ref/netencoder/Image3D
    """

    dimension = 3
    size: tuple[int, ...] = parameter(_sizes(3), position=1, default=(128, 128, 128), part="ImageSize")

    def decoder(self) -> Decoder | None:
        return DECODERS["Image3D"](  # type: ignore[call-arg]
            color_space=self.color_space, interleaving=self.interleaving,
            mean_image=self.mean_image, variance_image=self.variance_image)
