"""Geometry of images: sizes, cutting, padding, tiles, turning."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from wlnet.builtins.images import (
    MESSAGES, AnImage, APlane, image_builtin, image_object, is_image, pixel_of, read_size,
)
from wlnet.expr import Call, Expr, S, String, Symbol, integer, is_call, is_list, list_of
from wlnet.kernel.builtin import builtin
from wlnet.kernel.messages import Complaint
from wlnet.nets.arrays import numbers_of
from wlnet.values.image import Image, Pixels, stored
from wlnet.values.image_sampling import PADDINGS, RESAMPLING, pad, placed, resample, rotated

ZERO = integer(0)


def number(expr: Expr) -> float | None:
    """A real number, Pi and Degree among its factors; None for anything else."""
    if is_call(expr, S.Times):
        factors = [number(arg) for arg in expr.args]
        return None if None in factors else math.prod(factors)  # type: ignore[arg-type]
    if expr is S.Pi:
        return math.pi
    if expr is S.Degree:
        return math.pi / 180
    found = numbers_of(expr)
    return None if found is None or found.ndim else float(found)


# ---- sizes -------------------------------------------------------------------------------------

def _one_size(expr: Expr, size: int) -> float | None:
    """One side of a size: pixels, Scaled[s], All for as it is; None for Automatic."""
    if expr is S.Automatic:
        return None
    if expr is S.All:
        return size
    value = number(expr.args[0]) if is_call(expr, S.Scaled, 1) else number(expr)
    if value is None or not 0 < value <= 65535:
        raise Complaint("imgsize", expr)
    return value * size if is_call(expr, S.Scaled) else value


def target_size(spec: Expr, dims: tuple[int, ...]) -> tuple[int, ...]:
    """The dimensions {width, height} that a size specification asks for.

    Errors  Complaint("imgsize").
    """
    if not is_list(spec):
        width = _one_size(spec, dims[0])
        wanted: list[float | None] = [width, *(None for _ in dims[1:])]
    elif len(spec.args) == 1:
        largest = _one_size(spec.args[0], max(dims))
        scale = 1 if largest is None else largest / max(dims)
        wanted = [size * scale for size in dims]
    elif len(spec.args) == len(dims) and all(is_list(item) and len(item.args) == 1 for item in spec.args):
        most = [_one_size(item.args[0], size) for item, size in zip(spec.args, dims)]
        scale = min(limit / size for limit, size in zip(most, dims) if limit is not None)
        wanted = [size * scale for size in dims]
    elif len(spec.args) == len(dims):
        wanted = [_one_size(item, size) for item, size in zip(spec.args, dims)]
    else:
        raise Complaint("imgsize", spec)
    scale = next((value / size for value, size in zip(wanted, dims) if value is not None), 1)
    return tuple(max(round(size * scale if value is None else value), 1) for value, size in zip(wanted, dims))


def resized(image: Image, dims: Sequence[int], method: str = "Automatic") -> Image:
    """An image at other dimensions {width, height}."""
    if tuple(dims) == image.dimensions:
        return image
    values = resample(image.values(), tuple(reversed(dims)), method)
    return image.with_values(values if image.type.startswith("Real") else np.clip(values, 0, 1))


@image_builtin("ImageResize")
def image_resize(image: AnImage, size: Expr, *, resampling: Expr = S.Automatic) -> Expr:
    """ImageResize[image, width] makes an image of another width, ImageResize[image, {w, h}] of another width and
    height; {s} is the largest side, Scaled[s] a factor, Automatic a side that keeps the aspect ratio.

    Options  Resampling: "Nearest", "Bilinear", "Bicubic", "Lanczos", "Quadratic", "Gaussian".
    Errors   ImageResize::imgsize for what is no size.
    Source   ref/ImageResize
    Example  ImageDimensions[ImageResize[Image[{{0, 1, 0, 1}, {1, 0, 1, 0}}], 8]]  gives  {8, 4}
    """
    name = resampling.value if isinstance(resampling, String) else getattr(resampling, "short", "")
    if name not in RESAMPLING:
        raise Complaint("arg", resampling, 2)
    return image_object(resized(image, target_size(size, image.dimensions), name))


THUMBNAIL = Call(S.List, integer(64))


@image_builtin("Thumbnail")
def thumbnail(image: AnImage, size: Expr = THUMBNAIL) -> Expr:
    """Thumbnail[image] is a small version of an image, Thumbnail[image, s] one whose largest side is s.

    Source   ref/Thumbnail
    Example  ImageDimensions[Thumbnail[RandomImage[1, {200, 100}]]]  gives  {64, 32}
    """
    spec = size if is_list(size) else Call(S.List, size)
    return image_object(resized(image, target_size(spec, image.dimensions)))


# ---- cutting and padding -----------------------------------------------------------------------

def _fill(padding: Expr, image: Image) -> str | Pixels:
    name = padding.value if isinstance(padding, String) else getattr(padding, "short", "")
    if name in PADDINGS:
        return name
    if padding is S["None"] or padding is S.Automatic:
        padding = ZERO
    pixel: Pixels = stored(pixel_of(padding, image), image.type)
    return pixel


def padded(image: Image, margins: Sequence[tuple[int, int]], padding: Expr) -> Image:
    """An image with margins (before, after) for rows and columns; negative ones cut.

    Errors  Complaint("imgempty").
    """
    try:
        return image.with_pixels(pad(image.pixels, margins, _fill(padding, image)))
    except ValueError:
        raise Complaint("imgempty", list(image.dimensions)) from None


@image_builtin("ImagePad")
def image_pad(image: AnImage, margins: Expr, padding: Expr = ZERO) -> Expr:
    """ImagePad[image, m] adds m pixels on every side; ImagePad[image, {{left, right}, {bottom, top}}] other numbers,
    negative ones cut. A third argument is the padding: a color, a value, "Fixed", "Periodic", "Reflected" or
    "Reversed".

    Source   ref/ImagePad
    Example  ImageData[ImagePad[Image[{{1}}], 1]]  gives  {{0., 0., 0.}, {0., 1., 0.}, {0., 0., 0.}}
    """
    numbers = numbers_of(margins)
    rank = image.pixels.ndim - 1
    if numbers is None or numbers.dtype.kind != "i" or numbers.ndim > 2:
        raise Complaint("arg", margins, 2)
    if numbers.ndim == 2 and numbers.shape == (rank, 2):
        sides = [(int(low), int(high)) for low, high in numbers]
    elif numbers.ndim == 0:
        sides = [(int(numbers), int(numbers))] * rank
    elif numbers.ndim == 1 and len(numbers) == rank:
        sides = [(int(both), int(both)) for both in numbers]
    else:
        raise Complaint("arg", margins, 2)
    (left, right), (bottom, top) = sides[0], sides[1]
    around = [(top, bottom), (left, right)]
    return image_object(padded(image, [sides[2], *around] if rank == 3 else around, padding))


SHARES: dict[Symbol, tuple[float, float]] = {
    S.Center: (0.5, 0.5), S.Left: (0, 0.5), S.Right: (1, 0.5), S.Top: (0.5, 0), S.Bottom: (0.5, 1),
}


def _kept_share(spec: Expr) -> tuple[float, float]:
    """Which part stays (from the left, from the top), by names of sides."""
    if isinstance(spec, Symbol) and spec in SHARES:
        return SHARES[spec]
    if is_list(spec) and len(spec.args) == 2:
        x, y = (SHARES.get(item) if isinstance(item, Symbol) else None for item in spec.args)
        if x is not None and y is not None:
            return x[0], y[1]
    raise Complaint("arg", spec, 3)


def _borders(image: Image) -> list[tuple[int, int]]:
    """The margins, negative, of rows and columns that are all of the color of their corner."""
    pixels = image.pixels
    found = []
    for axis in (0, 1):
        lines = np.moveaxis(pixels, axis, 0)
        first, last = lines[0], lines[-1]
        before = _uniform(lines, first)
        after = _uniform(lines[::-1], last)
        found.append((0, 0) if before == len(lines) else (-before, -after))
    return found


def _uniform(lines: Pixels, line: Pixels) -> int:
    """How many lines from the start are all of one color, that of the first pixel."""
    same = np.all(lines == line[0], axis=(1, 2))
    return len(lines) if same.all() else int(np.argmin(same))


@image_builtin("ImageCrop")
def image_crop(image: APlane, size: Expr | None = None, part: Expr = S.Center, *, padding: Expr = ZERO) -> Expr:
    """ImageCrop[image] cuts a uniform border off; ImageCrop[image, {w, h}] cuts (or pads) the middle to a size,
    ImageCrop[image, size, Left] and the like keep another part.

    Source   ref/ImageCrop
    Example  ImageDimensions[ImageCrop[RandomImage[1, {9, 7}], {4, 5}]]  gives  {4, 5}
    """
    if size is None:
        return image_object(padded(image, _borders(image), ZERO))
    given = size if is_list(size) else Call(S.List, size, S.All)
    dims = [round(value) if value is not None else side for value, side in (
        (_one_size(item, side), side) for item, side in zip(given.args, image.dimensions))]
    if len(given.args) != 2:
        raise Complaint("imgsize", size)
    x, y = _kept_share(part)
    width, height = image.dimensions
    return image_object(padded(image, [placed(height, dims[1], y), placed(width, dims[0], x)], padding))


def _span(spec: Expr, size: int) -> tuple[int, int]:
    """The lines that n, -n, {a, b} or All mean, from 0."""
    numbers = numbers_of(spec)
    if spec is S.All:
        return 0, size
    if numbers is None or numbers.dtype.kind != "i" or numbers.ndim > 1 or (numbers.ndim and len(numbers) != 2):
        raise Complaint("imgrng", spec)
    if numbers.ndim:
        low, high = (int(k) if k > 0 else int(k) + size + 1 for k in numbers)
    else:
        low, high = (1, int(numbers)) if numbers > 0 else (size + int(numbers) + 1, size)
    if not 1 <= low <= high <= size:
        raise Complaint("imgrng", spec)
    return low - 1, high


@image_builtin("ImageTake")
def image_take(image: AnImage, *spans: Expr) -> Expr:
    """ImageTake[image, n] gives the first n rows, ImageTake[image, -n] the last; ImageTake[image, {r1, r2}, {c1, c2}]
    rows and columns, counted from the upper left.

    Errors   ImageTake::imgrng for rows or columns that are not there.
    Source   ref/ImageTake
    Example  ImageData[ImageTake[Image[{{0, 1}, {1, 1}}], 1, {2, 2}]]  gives  {{1.}}
    """
    if not 1 <= len(spans) <= image.pixels.ndim - 1:
        raise Complaint("arg", list_of(spans), 2)
    cut = tuple(slice(*_span(spec, size)) for spec, size in zip(spans, image.shape))
    return image_object(image.with_pixels(image.pixels[cut]))


# ---- tiles -------------------------------------------------------------------------------------

@builtin("ImagePartition", messages=MESSAGES)
def image_partition(image: APlane, size: Expr, offset: Expr | None = None) -> Expr:
    """ImagePartition[image, s] cuts an image into squares of side s, ImagePartition[image, {w, h}] into rectangles;
    a third argument is the offset. Parts that would be incomplete are left out.

    Source   ref/ImagePartition
    Example  Dimensions[ImagePartition[RandomImage[1, {10, 7}], 3]]  gives  {2, 3}
    """
    width, height = read_size(size)
    right, down = (width, height) if offset is None else read_size(offset)
    columns, rows = image.dimensions
    return list_of([
        list_of([image_object(image.with_pixels(image.pixels[y:y + height, x:x + width]))
                 for x in range(0, columns - width + 1, right)])
        for y in range(0, rows - height + 1, down)])


RANKS = {name: rank for rank, name in enumerate(("Bit", "Byte", "Bit16", "Real32", "Real64"))}


def common(images: Sequence[Image]) -> list[Image]:
    """Images in one type, one color space and with or without alpha all of them."""
    type = max((image.type for image in images), key=RANKS.__getitem__)
    spaces = {image.known_space for image in images}
    result = list(images)
    if len(spaces) > 1 and None not in spaces:
        result = [image.in_space("RGB") for image in result]
    result = [image.as_type(max(type, image.type, key=RANKS.__getitem__)) for image in result]
    if any(image.alpha for image in result):
        result = [image if image.alpha else with_opacity(image) for image in result]
    return result


def with_opacity(image: Image, opacity: float = 1.0) -> Image:
    """An image with an alpha channel."""
    image = image.without_alpha()
    alpha = stored(np.full((*image.shape[:-1], 1), opacity), image.type)
    return Image(np.concatenate([image.pixels, alpha], -1), image.type, image.space or image.known_space, True)


def _images(expr: Expr) -> list[Image]:
    items = expr.args if is_list(expr) else ()
    if not items or not all(is_image(item) and not item.value.is_volume for item in items):  # type: ignore[attr-defined]
        raise Complaint("imglist", expr)
    return common([item.value for item in items])  # type: ignore[attr-defined]


@builtin("ImageAssemble", messages=MESSAGES)
def image_assemble(tiles: Expr) -> Expr:
    """ImageAssemble[{{i11, i12, ...}, ...}] puts images together to one; those of a row have one height, those of a
    column one width. ImageAssemble[{i1, i2, ...}] makes one row.

    Errors   ImageAssemble::imglist for images that do not fit.
    Source   ref/ImageAssemble
    Example  ImageDimensions[ImageAssemble[{{RandomImage[1, 3], RandomImage[1, 3]}}]]  gives  {6, 3}
    """
    rows = tiles.args if is_list(tiles) and tiles.args and is_list(tiles.args[0]) else (tiles,)
    if not all(map(is_list, rows)):
        raise Complaint("imglist", tiles)
    flat = _images(list_of([tile for row in rows for tile in row.args]))
    lines, start = [], 0
    try:
        for row in rows:
            lines.append(np.concatenate([image.pixels for image in flat[start:start + len(row.args)]], 1))
            start += len(row.args)
        return image_object(flat[0].with_pixels(np.concatenate(lines)))
    except ValueError:
        raise Complaint("imglist", tiles) from None


@builtin("ImageCollage", messages=MESSAGES)
def image_collage(images: Expr, fitting: Expr = String("Fill"), size: Expr = S.Automatic) -> Expr:
    """ImageCollage[{image1, image2, ...}] puts images side by side in a grid of equal tiles, each cut to its tile.

    Source   ref/ImageCollage
    Example  ImageDimensions[ImageCollage[Table[RandomImage[1, 4], 4]]]  gives  {8, 8}
    """
    pictures = _images(images)
    across = math.ceil(math.sqrt(len(pictures)))
    width, height = (max(image.dimensions[axis] for image in pictures) for axis in (0, 1))
    tiles = [_cover(image, width, height) for image in pictures]
    blank = tiles[0].with_pixels(stored(np.ones(tiles[0].shape), tiles[0].type))
    tiles += [blank] * (-len(tiles) % across)
    lines = [np.concatenate([tile.pixels for tile in tiles[k:k + across]], 1) for k in range(0, len(tiles), across)]
    whole = tiles[0].with_pixels(np.concatenate(lines))
    return image_object(whole if size is S.Automatic else resized(whole, target_size(size, whole.dimensions)))


def _cover(image: Image, width: int, height: int) -> Image:
    scale = max(width / image.dimensions[0], height / image.dimensions[1])
    image = resized(image, [max(round(side * scale), 1) for side in image.dimensions])
    columns, rows = image.dimensions
    return padded(image, [placed(rows, height, 0.5), placed(columns, width, 0.5)], ZERO)


# ---- turning -----------------------------------------------------------------------------------

@image_builtin("ImageRotate")
def image_rotate(image: APlane, angle: Expr = S.Left, *, background: Expr = ZERO, padding: Expr = ZERO) -> Expr:
    """ImageRotate[image] turns an image by 90 degrees counterclockwise, ImageRotate[image, theta] by an angle in
    radians; Left, Right, Top and Bottom say which way the top goes.

    Source   ref/ImageRotate
    Example  ImageData[ImageRotate[Image[{{0, 1}}]]]  gives  {{1.}, {0.}}
    """
    quarters = {S.Left: 1, S.Right: 3, S.Bottom: 2, S.Top: 0}.get(angle) if isinstance(angle, Symbol) else None
    if quarters is None:
        value = number(angle)
        if value is None:
            raise Complaint("arg", angle, 2)
        turns = value / (math.pi / 2)
        if abs(turns - round(turns)) < 1e-9:
            quarters = round(turns) % 4
        else:
            fill = pixel_of(padding if background == ZERO else background, image)
            return image_object(image.with_values(rotated(image.values(), value, fill)))
    return image_object(image.with_pixels(np.rot90(image.pixels, quarters)))


_VERTICAL, _HORIZONTAL = {S.Top, S.Bottom}, {S.Left, S.Right}


@image_builtin("ImageReflect")
def image_reflect(image: AnImage, sides: Expr = S.Top) -> Expr:
    """ImageReflect[image] exchanges top and bottom; ImageReflect[image, Left] left and right; ImageReflect[image, side1
    -> side2] reflects so that one side goes to the other.

    Source   ref/ImageReflect
    Example  ImageData[ImageReflect[Image[{{0, 1}}], Left]]  gives  {{1., 0.}}
    """
    pair = set(sides.args) if is_call(sides, S.Rule, 2) or is_call(sides, S.TwoWayRule, 2) else {sides}
    pixels = image.pixels
    axis = pixels.ndim - 3
    if pair <= _VERTICAL:
        return image_object(image.with_pixels(np.flip(pixels, axis)))
    if pair <= _HORIZONTAL:
        return image_object(image.with_pixels(np.flip(pixels, axis + 1)))
    if pair in ({S.Top, S.Left}, {S.Bottom, S.Right}):
        return image_object(image.with_pixels(np.swapaxes(pixels, axis, axis + 1)))
    if pair in ({S.Top, S.Right}, {S.Bottom, S.Left}):
        turned = np.flip(np.swapaxes(pixels, axis, axis + 1), (axis, axis + 1))
        return image_object(image.with_pixels(turned))
    raise Complaint("arg", sides, 2)
