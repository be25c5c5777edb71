"""Images: making them, their data and properties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import numpy as np

from wlnet.expr import FALSE, TRUE, Call, Expr, Object, S, String, integer, is_list, list_of, packed, rational, to_expr
from wlnet.kernel.builtin import REGISTRY, Builtin, builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged
from wlnet.nets.arrays import numbers_of
from wlnet.values.color import COLOR_SPACES
from wlnet.values.color_forms import color_in, read_color, space_name
from wlnet.values.image import ALIASES, TYPES, Image, Pixels, channels_of, stored

Code = TypeVar("Code", bound=Callable[..., Any])

MESSAGES = {
    "imginv": "Expecting an image or graphics instead of `1`.",
    "imgarray": "The specified argument `1` should be an array of rank 2 or 3 with machine-sized numbers.",
    "imgarray3": "The specified argument `1` should be an array of rank 3 or 4 with machine-sized numbers.",
    "imgdata": "`1` is not a type of image data; the types are `2`.",
    "imgcs": "`1` is not a color space that `2` channels can have.",
    "arg": "Invalid argument `1` at position `2`.",
    "imgsize": "`1` is not a valid size of an image.",
    "imgempty": "Nothing would be left of an image of dimensions `1`.",
    "imgrng": "The specified argument `1` lies outside of the image.",
    "imglist": "A list of images with equal dimensions is expected instead of `1`.",
}


def image_object(image: Image) -> Object:
    """An image as an expression."""
    return Object(S[image.head], image)


def read_image(expr: Expr, position: int, call: Call) -> Image:
    """An image of two or three dimensions (message imginv)."""
    if isinstance(expr, Object) and isinstance(expr.value, Image):
        return expr.value
    raise Complaint("imginv", expr)


def read_plane(expr: Expr, position: int, call: Call) -> Image:
    """An image of two dimensions (message imginv)."""
    image = read_image(expr, position, call)
    if image.is_volume:
        raise Complaint("imginv", expr)
    return image


AnImage = Annotated[Image, read_image]
APlane = Annotated[Image, read_plane]


class ImageBuiltin(Builtin):
    """A function of an image that goes over lists of images."""

    def __call__(self, ev: Evaluator, call: Call) -> Expr | None:
        first = call.args[0] if call.args else None
        if first is not None and is_list(first) and first.args and all(map(is_image, first.args)):
            return list_of([ev(Call(call.head, item, *call.args[1:])) for item in first.args])
        return super().__call__(ev, call)


def image_builtin(name: str) -> Callable[[Code], Code]:
    """Declare the function below as a builtin whose first argument is an image, or a list of them."""
    def declare(function: Code) -> Code:
        REGISTRY[name] = ImageBuiltin(name, function, 0, None, MESSAGES)
        return function
    return declare


def is_image(expr: Expr) -> bool:
    """Whether an expression is an image."""
    return isinstance(expr, Object) and isinstance(expr.value, Image)


def read_type(expr: Expr) -> str | None:
    """The type of image data that a string names; None for Automatic.

    Errors  Complaint for anything else.
    """
    if expr is S.Automatic:
        return None
    name = ALIASES.get(expr.value, expr.value) if isinstance(expr, String) else ""
    if name not in TYPES:
        raise Complaint("imgdata", expr, [*TYPES])
    return name


def read_space(expr: Expr, channels: int) -> tuple[str | None, bool]:
    """What the option ColorSpace says of so many channels: the space, and whether the last one is alpha.

    Errors  Complaint("imgcs").
    """
    space = None if expr in (S.Automatic, S["None"]) else space_name(expr)
    if space is None and expr not in (S.Automatic, S["None"]):
        raise Complaint("imgcs", expr, channels)
    try:
        return channels_of(space, channels)
    except ValueError:
        raise Complaint("imgcs", expr, channels) from None


# ---- making ------------------------------------------------------------------------------------

def _array(data: Expr, rank: int) -> Pixels:
    numbers = numbers_of(data)
    if numbers is None or numbers.ndim not in (rank, rank + 1) or not numbers.size:
        raise Complaint("imgarray" if rank == 2 else "imgarray3", data)
    return numbers


def _natural_type(numbers: Pixels, data: Expr) -> str:
    if isinstance(data, Object):
        return {"uint8": "Byte", "uint16": "Bit16", "float64": "Real64"}.get(numbers.dtype.name, "Real32")
    return "Real32"


def _pixels(numbers: Pixels, type: str, given: bool) -> Pixels:
    """Numbers as pixels; those of an integer type are in its own units."""
    dtype, one = TYPES[type]
    if np.dtype(dtype).kind == "u" and given:
        return np.ascontiguousarray(np.rint(np.clip(numbers, 0, one)).astype(dtype))
    return stored(np.asarray(numbers, np.float64), type)


def made_image(data: Expr, type_expr: Expr, space: Expr, interleaving: Expr, rank: int) -> Object:
    """The image that the arguments of the constructor describe."""
    if is_image(data):
        image: Image = data.value  # type: ignore[attr-defined]
        wanted = read_type(type_expr)
        image = image if wanted is None else image.as_type(wanted)
        if space is not S.Automatic:
            name, alpha = read_space(space, image.channels)
            image = Image(image.pixels, image.type, name, alpha)
        return image_object(image)
    numbers = _array(data, rank)
    stated = read_type(type_expr)
    type = stated or _natural_type(numbers, data)
    if numbers.ndim == rank:
        numbers = numbers[..., None]
    elif interleaving is FALSE:
        numbers = np.moveaxis(numbers, 0, -1)
    name, alpha = read_space(space, numbers.shape[-1])
    given = stated is not None or isinstance(data, Object)
    return image_object(Image(_pixels(numbers, type, given), type, name, alpha))


@builtin("Image", messages=MESSAGES)
def image_(
    data: Expr, type: Expr = S.Automatic, *, color_space: Expr = S.Automatic, interleaving: Expr = TRUE,
    image_size: Expr = S.Automatic, magnification: Expr = S.Automatic, meta_information: Expr = S.Automatic,
) -> Expr:
    """Image[array] is an image of pixel values from 0 to 1, rows from the top; Image[array, type] of values of a type:
    "Bit", "Byte" (0 to 255), "Bit16", "Real32" or "Real64". A third level holds channels.

    Options  ColorSpace ("Grayscale", "RGB", "HSB", "CMYK", ...); Interleaving -> False puts channels first.
    Errors   Image::imgarray for data of another form.
    Source   ref/Image
    Example  ImageDimensions[Image[{{0, 1, 0.5}, {1, 0, 1}}]]  gives  {3, 2}
    """
    if isinstance(data, Call) and not is_list(data):
        raise Unchanged
    return made_image(data, type, color_space, interleaving, 2)


@builtin("Image3D", messages=MESSAGES)
def image3d(
    data: Expr, type: Expr = S.Automatic, *, color_space: Expr = S.Automatic, interleaving: Expr = TRUE,
    image_size: Expr = S.Automatic, background: Expr = S.Automatic, color_function: Expr = S.Automatic,
) -> Expr:
    """Image3D[array] is a volume of pixel values, slices from the front; Image3D[{image1, image2, ...}] stacks images.

    Source   ref/Image3D
    Example  ImageDimensions[Image3D[{{{0, 1, 0}, {1, 0, 1}}}]]  gives  {3, 2, 1}
    """
    if is_list(data) and data.args and all(is_image(item) for item in data.args):
        slices: list[Image] = [item.value for item in data.args]  # type: ignore[attr-defined]
        if len({(item.shape, item.type) for item in slices}) > 1:
            raise Complaint("imglist", data)
        first = slices[0]
        return image_object(Image(np.stack([item.pixels for item in slices]), first.type, first.space, first.alpha))
    return made_image(data, type, color_space, interleaving, 3)


@builtin("Image3DSlices", messages=MESSAGES)
def image3d_slices(image: AnImage, which: Expr = S.All) -> Expr | None:
    """Image3DSlices[image] lists the slices of a volume as images, Image3DSlices[image, n] gives slice n.

    Source   ref/Image3DSlices
    Example  Length[Image3DSlices[Image3D[{{{0, 1}}, {{1, 0}}}]]]  gives  2
    """
    if not image.is_volume:
        return None
    slices = [image_object(image.with_pixels(pixels)) for pixels in image.pixels]
    if which is S.All:
        return list_of(slices)
    numbers = numbers_of(which)
    if numbers is None or numbers.ndim > 1 or np.any((numbers == 0) | (np.abs(numbers) > len(slices))):
        raise Complaint("imgrng", which)
    chosen = [slices[k - 1 if k > 0 else k] for k in np.atleast_1d(numbers).astype(int)]
    return list_of(chosen) if numbers.ndim else chosen[0]


@builtin("RandomImage", messages=MESSAGES)
def random_image(
    ev: Evaluator, spec: Expr = Call(S.List, integer(0), integer(1)), size: Expr = integer(150), *,
    color_space: Expr = String("Grayscale"),
) -> Expr:
    """RandomImage[] is an image of random pixels between 0 and 1; RandomImage[max, {w, h}] of pixels up to max and a
    size; RandomImage[{min, max}, size], RandomImage[dist, size] draw from a range or a distribution.

    Options  ColorSpace -> "RGB" gives three channels.
    Source   ref/RandomImage
    Example  ImageDimensions[RandomImage[1, {8, 5}]]  gives  {8, 5}
    """
    space = space_name(color_space) or "Grayscale"
    width, height = read_size(size)
    shape = height, width, COLOR_SPACES[space]
    numbers = numbers_of(spec)
    if numbers is None:
        drawn = numbers_of(ev(Call(S.RandomVariate, spec, to_expr(list(shape)))))
        if drawn is None or drawn.shape != shape:
            raise Complaint("arg", spec, 1)
        return image_object(Image(stored(drawn, "Real32"), space=space))
    if numbers.ndim > 1 or numbers.size not in (1, 2) or not np.isfinite(numbers).all():
        raise Complaint("arg", spec, 1)
    low, high = (0.0, float(numbers.flat[0])) if numbers.size == 1 else map(float, numbers)
    return image_object(Image(stored(low + (high - low) * ev.rng.random(shape), "Real32"), space=space))


def read_size(expr: Expr) -> tuple[int, int]:
    """A size n or {w, h}.

    Errors  Complaint("imgsize").
    """
    numbers = numbers_of(expr)
    if numbers is None or numbers.ndim > 1 or numbers.size not in (1, 2) or not np.all(
            (numbers >= 1) & (numbers <= 65535)):
        raise Complaint("imgsize", expr)
    width, height = (round(float(x)) for x in np.broadcast_to(numbers, 2))
    return width, height


@builtin("ConstantImage", messages=MESSAGES)
def constant_image(value: Expr, size: Expr, type: Expr = S.Automatic, *, color_space: Expr = S.Automatic) -> Expr:
    """ConstantImage[value, {w, h}] is an image all of one pixel value: a number, a list of channels or a colour.

    Source   ref/ConstantImage
    Example  ImageData[ConstantImage[0.5, {2, 1}]]  gives  {{0.5, 0.5}}
    """
    width, height = read_size(size)
    color = read_color(value)
    if color is not None:
        space: str | None = color[0]
        channels = color[1]
        alpha = color[2] is not None
        if color[2] is not None:
            channels = np.append(channels, color[2])
    else:
        numbers = numbers_of(value)
        if numbers is None or numbers.ndim > 1:
            raise Complaint("arg", value, 1)
        channels = np.atleast_1d(numbers).astype(np.float64)
        space, alpha = read_space(color_space, len(channels))
    name = read_type(type) or "Real32"
    if TYPES[name][1] != 1 and color is None:
        channels = channels / TYPES[name][1]
    pixels = stored(np.broadcast_to(channels, (height, width, len(channels))), name)
    return image_object(Image(pixels, name, space, alpha))


# ---- properties --------------------------------------------------------------------------------

def data_of(image: Image, type: str | None = None, interleaving: bool = True) -> Expr:
    """The pixel values as lists; channels make a level of their own when there are several."""
    if type is None:
        values = image.pixels if image.type == "Bit" else image.values(np.float64)
    else:
        values = image.as_type(type).pixels
    if image.channels == 1:
        return packed(values[..., 0])
    return packed(values if interleaving else np.moveaxis(values, -1, 0))


@image_builtin("ImageData")
def image_data(
    image: AnImage, type: Expr = S.Automatic, *, interleaving: Expr = TRUE, data_reversed: Expr = FALSE,
) -> Expr:
    """ImageData[image] gives the pixel values as an array of rows, 0 to 1; ImageData[image, type] values of a type such
    as "Byte".

    Options  Interleaving -> False puts channels first; DataReversed -> True lists rows from below.
    Source   ref/ImageData
    Example  ImageData[Image[{{0, 255}}, "Byte"]]  gives  {{0., 1.}}
    """
    if data_reversed is TRUE:
        image = image.with_pixels(image.pixels[::-1])
    return data_of(image, read_type(type), interleaving is not FALSE)


@image_builtin("ImageDimensions")
def image_dimensions(image: AnImage) -> list[int]:
    """ImageDimensions[image] gives {width, height}, for a volume {width, depth, height}, in pixels.

    Source   ref/ImageDimensions
    Example  ImageDimensions[Image[{{0, 1, 0}}]]  gives  {3, 1}
    """
    return list(image.dimensions)


@image_builtin("ImageChannels")
def image_channels(image: AnImage) -> int:
    """ImageChannels[image] gives the number of channels, opacity included.

    Source   ref/ImageChannels
    Example  ImageChannels[Image[{{{0, 1, 0}}}]]  gives  3
    """
    return image.channels


@image_builtin("ImageType")
def image_type(image: AnImage) -> str:
    """ImageType[image] gives the type of the pixel values: "Bit", "Byte", "Bit16", "Real32" or "Real64".

    Source   ref/ImageType
    Example  ImageType[Image[{{0.5}}]]  gives  Real32
    """
    return image.type


@image_builtin("ImageColorSpace")
def image_color_space(image: AnImage) -> Expr:
    """ImageColorSpace[image] gives the colour space, Automatic when none was stated.

    Source   ref/ImageColorSpace
    Example  ImageColorSpace[Image[{{{0, 1, 0}}}, ColorSpace -> "RGB"]]  gives  RGB
    """
    return S.Automatic if image.space is None else String(image.space)


@image_builtin("ImageAspectRatio")
def image_aspect_ratio(image: AnImage) -> Expr:
    """ImageAspectRatio[image] gives the height divided by the width.

    Source   ref/ImageAspectRatio
    Example  ImageAspectRatio[Image[{{0, 1, 0}, {0, 0, 0}}]]  gives  2/3
    """
    return rational(image.dimensions[-1], image.dimensions[0])


@builtin("ImageQ")
def image_q(expr: Expr) -> bool:
    """ImageQ[expr] tells whether expr is an image with proper data.

    Source   ref/ImageQ
    Example  {ImageQ[Image[{{0}}]], ImageQ[0]}  gives  {True, False}
    """
    return is_image(expr)


def _place(numbers: Pixels, image: Image) -> tuple[int, int] | None:
    """The row and column that hold a point of the plane (y up), None outside."""
    x, y = float(numbers[0]), float(numbers[1])
    width, height = image.dimensions
    column, row = min(int(np.floor(x)), width - 1), min(int(np.floor(height - y)), height - 1)
    return (row, column) if 0 <= x <= width and 0 <= y <= height else None


def _values_at(image: Image, places: Expr, shift: float, stated: str | None) -> Expr:
    points = numbers_of(places)
    if image.is_volume or points is None or points.ndim not in (1, 2) or points.shape[-1] != 2:
        raise Complaint("arg", places, 2)
    values = image.as_type(stated).pixels if stated else image.values(np.float64)
    found: list[Expr] = []
    for point in np.atleast_2d(points):
        place = _place(point - shift, image)
        if place is None:
            raise Complaint("imgrng", places)
        pixel = values[place]
        found.append(to_expr(pixel[0].item() if len(pixel) == 1 else pixel.tolist()))
    return list_of(found) if points.ndim == 2 else found[0]


@builtin("ImageValue", messages=MESSAGES)
def image_value(image: AnImage, place: Expr, type: Expr = S.Automatic) -> Expr:
    """ImageValue[image, {x, y}] gives the value of the pixel that holds this point; (0, 0) is the lower left corner. A
    list of points gives a list.

    Source   ref/ImageValue
    Example  ImageValue[Image[{{0, 1}, {0.5, 0}}], {0.5, 0.5}]  gives  0.5
    """
    return _values_at(image, place, 0.0, read_type(type))


@builtin("PixelValue", messages=MESSAGES)
def pixel_value(image: AnImage, place: Expr, type: Expr = S.Automatic) -> Expr:
    """PixelValue[image, {x, y}] gives the value of a pixel, counted from {1, 1} at the lower left.

    Source   ref/PixelValue
    Example  PixelValue[Image[{{0, 1}, {0.5, 0}}], {1, 1}]  gives  0.5
    """
    return _values_at(image, place, 0.5, read_type(type))


def pixel_of(color: Expr, image: Image) -> Pixels:
    """The channels, as reals, of a colour, a number or a list of numbers in the space of an image.

    Errors  Complaint("arg").
    """
    space = image.known_space
    found = color_in(color, space) if space is not None else None
    if found is None:
        numbers = numbers_of(color)
        if numbers is None or numbers.ndim > 1 or (numbers.ndim and len(numbers) not in (image.colors, image.channels)):
            raise Complaint("arg", color, 2)
        found = np.broadcast_to(numbers, image.colors) if numbers.ndim == 0 else numbers
    if len(found) < image.channels:
        color_read = read_color(color)
        opacity = color_read[2] if color_read is not None and color_read[2] is not None else 1.0
        found = np.append(found, opacity)
    return np.asarray(found, np.float64)

