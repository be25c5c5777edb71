"""Image files in Import and Export."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from wlnet.builtins.files_import import FILE_READERS, FILE_WRITERS
from wlnet.builtins.images import data_of, image_object, is_image
from wlnet.expr import Expr, S, is_list, list_of, to_expr
from wlnet.io.images import FORMATS, BadImage, read_images, write_images
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Failed
from wlnet.nets.arrays import numbers_of
from wlnet.nets.files import READERS
from wlnet.values.image import Image

ELEMENTS = ("ColorSpace", "Data", "Elements", "Graphics", "GraphicsList", "Image", "ImageChannels", "ImageCount",
            "ImageList", "ImageSize")


def import_image(ev: Evaluator, path: Path, names: tuple[str, ...], options: Mapping[str, Expr]) -> Expr:
    """The image in a file, or an element of it.

    Errors  Failed baddata, noopen, noelem.
    """
    wanted = names[1:] if names and names[0].lower() in FORMATS else names
    element = wanted[0] if wanted else "Image"
    if element not in ELEMENTS:
        raise Failed("noelem", element, "an image", symbol=S.Import)
    try:
        images = read_images(path)
    except BadImage:
        raise Failed("baddata", "an image", path.name, symbol=S.Import) from None
    except OSError as error:
        raise Failed("baddata", "an image", error.strerror or str(error), symbol=S.Import) from None
    return _element(images, element)


def first_image(path: Path) -> Expr:
    """The image in a file, or the first one.

    Errors  BadImage, OSError.
    """
    try:
        return image_object(read_images(path)[0])
    except BadImage:
        raise BadImage("it holds no image of a known format") from None


def _element(images: list[Image], name: str) -> Expr:
    first = images[0]
    if name in ("Image", "Graphics"):
        return image_object(first)
    if name in ("ImageList", "GraphicsList"):
        return list_of(map(image_object, images))
    if name == "Data":
        return data_of(first, first.type)
    found: dict[str, Any] = {
        "ColorSpace": first.space, "Elements": sorted(ELEMENTS), "ImageChannels": first.channels,
        "ImageCount": len(images), "ImageSize": list(first.dimensions),
    }
    return to_expr(found[name])


def _quality(format: str, options: Mapping[str, Expr]) -> dict[str, Any]:
    level = options.get("CompressionLevel")
    number = None if level is None else numbers_of(level)
    if number is None or number.ndim:
        return {}
    share = min(max(float(number), 0.0), 1.0)
    return {"JPEG": {"quality": round(95 - 90 * share)}, "PNG": {"compress_level": round(9 * share)}}.get(format, {})


def write_picture(ev: Evaluator, path: Path, expr: Expr, options: Mapping[str, Expr], format: str) -> None:
    """Write an image, or a list of images, to a file of a format.

    Errors  Failed badexpr, noopen.
    """
    items = expr.args if is_list(expr) and expr.args and all(map(is_image, expr.args)) else (expr,)
    images = [item.value for item in items if is_image(item)]  # type: ignore[attr-defined]
    if not images:
        raise Failed("badexpr", format, "no image", symbol=S.Export)
    try:
        write_images(path, images, format, _quality(format, options))
    except BadImage as problem:
        raise Failed("badexpr", format, str(problem), symbol=S.Export) from None
    except OSError:
        raise Failed("noopen", str(path), symbol=S.Export) from None


FILE_READERS.update(dict.fromkeys(FORMATS, import_image))
READERS.update(dict.fromkeys(FORMATS, first_image))
FILE_WRITERS.update({name: partial(write_picture, format=format) for name, format in FORMATS.items()})
