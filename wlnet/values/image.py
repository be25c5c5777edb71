"""Images: pixels of two or three dimensions with channels, a type and a colour space."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from wlnet.expr import Call, Expr, S, String, integer, packed
from wlnet.syntax import describe, input_form
from wlnet.values.color import COLOR_SPACES, convert

Pixels = NDArray[Any]

# What stands for 1 in each type, and how values are stored.
TYPES: dict[str, tuple[DTypeLike, int]] = {
    "Bit": (np.uint8, 1),
    "Byte": (np.uint8, 255),
    "Bit16": (np.uint16, 65535),
    "Real32": (np.float32, 1),
    "Real64": (np.float64, 1),
}
ALIASES = {"Real": "Real32", "UnsignedInteger8": "Byte", "UnsignedInteger16": "Bit16", "Half": "Real32"}

SHOWN_SIZE = 1024
"""Images with more values than this are elided in InputForm."""


@dataclass(frozen=True, eq=False)
class Image:
    """An image. Row 1 is at the top, slice 1 of a 3D image in front.

    pixels  read-only, {rows, columns, channels}, or {slices, rows, columns, channels}; an alpha channel is the last.
    type    a name in `TYPES`.
    space   a name in `COLOR_SPACES`; None (Automatic) when only the number of channels says it.
    alpha   whether the last channel is opacity.
    """

    pixels: Pixels
    type: str = "Real32"
    space: str | None = None
    alpha: bool = False

    def __post_init__(self) -> None:
        self.pixels.setflags(write=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Image) and self.shape == other.shape and self.type == other.type and (
            self.known_space == other.known_space and self.alpha == other.alpha
            and np.array_equal(self.pixels, other.pixels))

    def __hash__(self) -> int:
        return hash((self.shape, self.type))

    @property
    def shape(self) -> tuple[int, ...]:
        return self.pixels.shape

    @property
    def is_volume(self) -> bool:
        """Whether it has three dimensions."""
        return self.pixels.ndim == 4

    @property
    def head(self) -> str:
        return "Image3D" if self.is_volume else "Image"

    @property
    def channels(self) -> int:
        """The number of channels, alpha included."""
        return int(self.pixels.shape[-1])

    @property
    def colors(self) -> int:
        """The number of channels, alpha left out."""
        return self.channels - self.alpha

    @property
    def dimensions(self) -> tuple[int, ...]:
        """{width, height}, or {width, depth, height}, as the language orders them."""
        if self.is_volume:
            slices, rows, columns, _ = self.shape
            return columns, rows, slices
        return self.shape[1], self.shape[0]

    @property
    def known_space(self) -> str | None:
        """The colour space, that of the number of channels when none was stated."""
        return self.space or {1: "Grayscale", 3: "RGB"}.get(self.colors)

    def values(self, dtype: DTypeLike = np.float32) -> Pixels:
        """The pixels as reals, 0 to 1 (beyond only for real types)."""
        one = TYPES[self.type][1]
        reals = self.pixels.astype(dtype)
        if one != 1:
            reals /= one
        return reals

    def with_values(self, values: Pixels, type: str | None = None, **changes: Any) -> Image:
        """The image with other pixels, given as reals; `type` as before unless stated."""
        name = type or self.type
        return dataclasses.replace(self, pixels=stored(values, name), type=name, **changes)

    def with_pixels(self, pixels: Pixels) -> Image:
        """The image with other pixels of the same type."""
        return dataclasses.replace(self, pixels=np.ascontiguousarray(pixels))

    def as_type(self, type: str) -> Image:
        """The image with values of another type."""
        return self if type == self.type else self.with_values(self.values(np.float64), type)

    def mapped(self, change: Callable[[Pixels], Pixels]) -> Image:
        """The image with its colour channels, as reals, changed; alpha stays."""
        values = self.values()
        if not self.alpha:
            return self.with_values(change(values))
        return self.with_values(np.concatenate([change(values[..., :-1]), values[..., -1:]], -1))

    def without_alpha(self) -> Image:
        """The image without its alpha channel."""
        if not self.alpha:
            return self
        return dataclasses.replace(self, pixels=np.ascontiguousarray(self.pixels[..., :-1]), alpha=False)

    def in_space(self, space: str) -> Image:
        """The image in another colour space; alpha stays.

        Errors  ValueError for a number of channels that has no colour space.
        """
        known = self.known_space
        if known is None:
            raise ValueError(f"no colour space has {self.colors} channels")
        if known == space:
            return dataclasses.replace(self, space=space)
        values = self.values()
        colors = convert(values[..., :self.colors], known, space)
        if self.alpha:
            colors = np.concatenate([colors, values[..., -1:]], -1)
        integer_type = self.type != "Bit" and {known, space} <= {"RGB", "Grayscale", "CMYK"}
        return self.with_values(colors, self.type if integer_type else "Real32", space=space)


def stored(values: Pixels, type: str) -> Pixels:
    """Reals as the pixels of a type: integer types are clipped to 0..1 and rounded."""
    dtype, one = TYPES[type]
    if np.dtype(dtype).kind == "f":
        return np.ascontiguousarray(values, dtype)
    scaled: Pixels = np.rint(np.clip(np.nan_to_num(values), 0, 1) * one).astype(dtype)
    return np.ascontiguousarray(scaled)


def channels_of(space: str | None, channels: int) -> tuple[str | None, bool]:
    """The colour space of so many channels, and whether the last one is alpha.

    Errors  ValueError when the space has another number of channels.
    """
    if space is None:
        return None, channels in (2, 4)
    colors = COLOR_SPACES[space]
    if channels - colors not in (0, 1):
        raise ValueError(f"{space} has {colors} channels, not {channels}")
    return space, channels == colors + 1


def image_form(image: Image, most: float = SHOWN_SIZE) -> Expr:
    """The constructor call of an image, its pixels elided when there are more values than `most`."""
    pixels = image.pixels[..., 0] if image.channels == 1 else image.pixels
    if pixels.size > most:
        dims = [integer(size) for size in pixels.shape]
        data: Expr = Call(S.NumericArray, Call(S.Skeleton, Call(S.List, *dims)), String(_ARRAY_TYPES[image.type]))
    elif image.type == "Real32":
        data = packed(np.array([float(str(x)) for x in pixels.ravel()]).reshape(pixels.shape))   # shortest decimals
    else:
        data = packed(pixels)
    options = [Call(S.Rule, S.ColorSpace, S.Automatic if image.space is None else String(image.space))]
    if image.channels > 1:
        options.append(Call(S.Rule, S.Interleaving, S["True"]))
    return Call(S[image.head], data, String(image.type), *options)


_ARRAY_TYPES = {"Bit": "UnsignedInteger8", "Byte": "UnsignedInteger8", "Bit16": "UnsignedInteger16",
                "Real32": "Real32", "Real64": "Real64"}


@describe.register(Image)
def describe_image(value: Image, form: str, head: str) -> str:
    """An image in a line of text, or its constructor call."""
    return f"-{value.head}-" if form.startswith("Output") else input_form(image_form(value))
