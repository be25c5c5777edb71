"""Decoders that make images and volumes of arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from wlnet.expr import Expr, Object, S
from wlnet.nets.coder import ENCODERS, Decoder, Encoder, Property, decoder, family
from wlnet.nets.data import Array
from wlnet.nets.declare import parameter
from wlnet.nets.encoders.image import LEVEL, SPACE, Level, Pictures, check_level
from wlnet.nets.kinds import FLAG
from wlnet.nets.types import REAL, Dim, Type
from wlnet.values.color import COLOR_SPACES
from wlnet.values.image import Image, stored

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


@family
class PictureDecoder(Decoder):
    """What the decoders of images share; `pictures` is the encoder that they undo."""

    kind: ClassVar[str]
    color_space: str = parameter(SPACE, position=1, option="$ColorSpace", default="RGB")
    interleaving: bool = parameter(FLAG, option="$Interleaving", default=False)
    mean_image: Level | None = parameter(LEVEL, option="MeanImage", default=None)
    variance_image: Level | None = parameter(LEVEL, option="VarianceImage", default=None)

    def __post_init__(self) -> None:
        check_level(self.mean_image, self.color_space, "MeanImage")
        check_level(self.variance_image, self.color_space, "VarianceImage")

    def pictures(self, size: tuple[int, ...]) -> Pictures:
        """The encoder with these parameters, for a size of images."""
        made: Any = ENCODERS[self.kind]
        pictures: Pictures = made(size=size, **self.shared)
        return pictures

    @property
    def shared(self) -> dict[str, object]:
        """The parameters that decoder and encoder have in common."""
        return {item.field: getattr(self, item.field) for item in self.parameters}

    @property
    def order(self) -> tuple[int, ...]:
        return self.pictures((1,) * (3 if self.kind == "Image3D" else 2)).order

    @property
    def type(self) -> Type:
        channels = max(self.order)
        dims: list[Dim] = [COLOR_SPACES[self.color_space] if axis == channels else None for axis in self.order]
        return Type(tuple(dims), REAL)

    def decode(self, values: Array, prop: Property, ev: Evaluator) -> Sequence[Expr]:
        back = np.argsort(self.order)
        pixels = values.transpose(0, *(int(axis) + 1 for axis in back))
        encoder = self.pictures(tuple(reversed(pixels.shape[1:-1])))
        pixels = encoder.restored(pixels)
        return [Object(S[self.kind], Image(stored(row, "Real32"), "Real32", self.color_space)) for row in pixels]

    def encoder(self, kind: Type) -> Encoder | None:
        """The encoder of images of the size that the port has; of its default size where that is open."""
        dims = kind.dims
        if dims is None or len(dims) != len(self.order):
            return None
        spatial = dict(zip(self.order, dims))
        sizes = [spatial[axis] for axis in reversed(range(len(dims) - 1))]
        return self.pictures(tuple(size if isinstance(size, int) else 128 for size in sizes))


@decoder("Image")
class ImageDecoder(PictureDecoder):
    """NetDecoder["Image"] makes an image of an array {channels, height, width} of reals, 0 to 1.

    Options  ColorSpace, Interleaving, "DataTransposed", "MeanImage" (added), "VarianceImage", as for the encoder.
    Source   ref/netdecoder/Image
    """

    kind = "Image"
    data_transposed: bool = parameter(FLAG, option="DataTransposed", default=False)


@decoder("Image3D")
class Image3DDecoder(PictureDecoder):
    """NetDecoder["Image3D"] makes a volume of an array {channels, height, depth, width} of reals, 0 to 1.

    Options  ColorSpace, Interleaving, "MeanImage" (added), "VarianceImage", as for the encoder.
    Source   ref/netdecoder/Image3D
    """

    kind = "Image3D"
