"""Image files <-> images, through Pillow, which loads at the first use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from wlnet.values.image import Image

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

# name of the format (and its extensions) -> the format's name in Pillow
FORMATS = {
    "png": "PNG", "jpeg": "JPEG", "jpg": "JPEG", "gif": "GIF", "bmp": "BMP", "tiff": "TIFF", "tif": "TIFF",
    "webp": "WEBP", "ppm": "PPM", "pgm": "PPM", "pbm": "PPM", "pnm": "PPM", "ico": "ICO", "tga": "TGA",
}

# Pillow's mode -> type, colour space, alpha
_MODES: dict[str, tuple[str, str, bool]] = {
    "1": ("Bit", "Grayscale", False), "L": ("Byte", "Grayscale", False), "LA": ("Byte", "Grayscale", True),
    "RGB": ("Byte", "RGB", False), "RGBA": ("Byte", "RGB", True), "CMYK": ("Byte", "CMYK", False),
    "I;16": ("Bit16", "Grayscale", False), "F": ("Real32", "Grayscale", False),
}
_CONVERTED = {"P": "RGB", "PA": "RGBA", "I": "I;16", "YCbCr": "RGB", "HSV": "RGB", "LAB": "RGB", "I;16B": "I;16",
              "RGBX": "RGB", "La": "LA", "RGBa": "RGBA"}


class BadImage(ValueError):
    """A file that holds no image, or an image that a format cannot hold."""


def read_images(path: Path, format: str | None = None) -> list[Image]:
    """The frames of an image file.

    Errors  BadImage when the file holds no image of a known format; OSError when it cannot be read.
    """
    from PIL import Image as Pictures
    from PIL import ImageSequence, UnidentifiedImageError
    try:
        with path.open("rb") as file, Pictures.open(file, formats=[format] if format else None) as picture:
            return [_of_picture(frame) for frame in ImageSequence.Iterator(picture)]
    except (UnidentifiedImageError, SyntaxError, EOFError, Pictures.DecompressionBombError) as error:
        raise BadImage(str(error)) from None


def _of_picture(frame: Picture) -> Image:
    if frame.mode == "P" and "transparency" in frame.info:
        frame = frame.convert("RGBA")
    if frame.mode in _CONVERTED:
        frame = frame.convert(_CONVERTED[frame.mode])
    if frame.mode not in _MODES:
        raise BadImage(f"pixels of mode {frame.mode}")
    type, space, alpha = _MODES[frame.mode]
    pixels = np.array(frame)
    if type == "Bit":
        pixels = pixels.astype(np.uint8)
    if pixels.ndim == 2:
        pixels = pixels[..., None]
    return Image(np.ascontiguousarray(pixels), type, space, alpha)


_PLAIN = {"JPEG", "BMP", "PPM"}        # formats without opacity


def _picture(image: Image, format: str) -> Picture:
    from PIL import Image as Pictures
    if image.is_volume:
        raise BadImage("three dimensions")
    if image.known_space is None:
        raise BadImage(f"{image.channels} channels")
    keeps_cmyk = format in ("JPEG", "TIFF")
    if image.known_space not in ("Grayscale", "RGB", *(["CMYK"] if keeps_cmyk else [])):
        image = image.in_space("RGB")
    if image.alpha and (format in _PLAIN or image.known_space == "CMYK"):
        image = image.without_alpha()
    if image.type == "Bit16" and image.channels == 1 and format in ("PNG", "TIFF"):
        return Pictures.fromarray(image.pixels[..., 0])
    if image.type == "Real32" and image.channels == 1 and format == "TIFF":
        return Pictures.fromarray(image.pixels[..., 0])
    pixels = image.as_type("Byte").pixels
    picture = Pictures.fromarray(np.array(pixels[..., 0] if image.channels == 1 else pixels))
    if image.known_space == "CMYK":
        picture = Pictures.merge("CMYK", [Pictures.fromarray(np.array(pixels[..., k])) for k in range(4)])
    return picture.convert("1") if image.type == "Bit" and image.channels == 1 and format != "JPEG" else picture


def write_images(path: Path, images: list[Image], format: str, options: dict[str, Any] | None = None) -> None:
    """Write images (several only to GIF, TIFF and the like) to a file of a format.

    options  what Pillow's `save` takes, such as quality.
    Errors   BadImage when the format cannot hold them; OSError when the file cannot be written.
    """
    pictures = [_picture(image, format) for image in images]
    several: dict[str, Any] = {"save_all": True, "append_images": pictures[1:]} if len(pictures) > 1 else {}
    try:
        with path.open("wb") as file:
            pictures[0].save(file, format=format, **several, **(options or {}))
    except (ValueError, KeyError) as error:
        raise BadImage(str(error)) from None
