"""Values of pixels: color spaces and channels, thresholds, arithmetic, functions of pixels, smoothing."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from wlnet.builtins.images import (
    AnImage, MESSAGES, image_builtin, image_object, is_image, pixel_of, read_image, read_space,
)
from wlnet.builtins.images_geometry import RANKS, common, with_opacity
from wlnet.expr import Call, Expr, Integer, Object, Real, S, String, is_list, list_of, packed
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint
from wlnet.nets.arrays import numbers_of
from wlnet.values.color import convert
from wlnet.values.color_forms import color_of, read_color, space_name
from wlnet.values.image import Image, Pixels, stored
from wlnet.values.image_sampling import box_kernel, filtered, gaussian_kernel, pad, placed

# ---- color spaces and channels -----------------------------------------------------------------

def _color(expr: Expr, space: str) -> Expr | None:
    found = read_color(expr)
    return None if found is None else color_of(space, convert(found[1], found[0], space), found[2])


def _in_space(image: Image, space: str) -> Image:
    try:
        return image.in_space(space)
    except ValueError:
        raise Complaint("imgcs", space, image.channels) from None


@builtin("ColorConvert", messages=MESSAGES)
def color_convert(ev: Evaluator, thing: Expr, space: Expr) -> Expr | None:
    """ColorConvert[image, "space"] gives an image or a color in another color space: "Grayscale", "RGB", "HSB", "CMYK",
    "LAB", "LUV", "LCH" or "XYZ".

    Errors   ColorConvert::imgcs for an unknown color space.
    Source   ref/ColorConvert
    Example  ColorConvert[Red, "Grayscale"]  gives  GrayLevel[0.299]
    """
    name = space_name(space)
    if name is None:
        raise Complaint("imgcs", space, 0)
    if is_list(thing) and thing.args:
        return list_of([ev(Call(S.ColorConvert, item, space)) for item in thing.args])
    if is_image(thing):
        return image_object(_in_space(thing.value, name))  # type: ignore[attr-defined]
    return _color(thing, name)


@builtin("ColorNegate", messages=MESSAGES)
def color_negate(ev: Evaluator, thing: Expr) -> Expr | None:
    """ColorNegate[image] gives the negative of an image or a color: each value v becomes 1 - v.

    Source   ref/ColorNegate
    Example  ImageData[ColorNegate[Image[{{0, 1}}]]]  gives  {{1., 0.}}
    """
    if is_list(thing) and thing.args:
        return list_of([ev(Call(S.ColorNegate, item)) for item in thing.args])
    if is_image(thing):
        image: Image = thing.value  # type: ignore[attr-defined]
        return image_object(image.mapped(lambda values: 1 - values))
    found = read_color(thing)
    if found is None:
        return None
    rgb = 1 - (found[1] if found[0] == "Grayscale" else convert(found[1], found[0], "RGB"))
    return color_of("Grayscale" if found[0] == "Grayscale" else "RGB", rgb, found[2])


# names of single channels -> color space and position
CHANNELS: dict[str, tuple[str, int]] = {
    "R": ("RGB", 0), "Red": ("RGB", 0), "G": ("RGB", 1), "Green": ("RGB", 1), "Blue": ("RGB", 2),
    "Hue": ("HSB", 0), "H": ("HSB", 0), "Saturation": ("HSB", 1), "S": ("HSB", 1), "Brightness": ("HSB", 2),
    "Cyan": ("CMYK", 0), "C": ("CMYK", 0), "Magenta": ("CMYK", 1), "M": ("CMYK", 1), "Yellow": ("CMYK", 2),
    "Y": ("CMYK", 2), "Black": ("CMYK", 3), "K": ("CMYK", 3), "L": ("LAB", 0), "Intensity": ("Grayscale", 0),
}


def _channel(image: Image, index: int) -> Object:
    pixels = np.ascontiguousarray(image.pixels[..., index:index + 1])
    return image_object(Image(pixels, image.type, "Grayscale"))


@image_builtin("ColorSeparate")
def color_separate(image: AnImage, space: Expr = S.Automatic) -> Expr:
    """ColorSeparate[image] lists the channels of an image as grayscale images, ColorSeparate[image, "space"] those in a
    color space, ColorSeparate[image, "Hue"] and the like a single channel.

    Source   ref/ColorSeparate
    Example  ImageData /@ ColorSeparate[Image[{{{0, 1, 0.5}}}]]  gives  {{{0.}}, {{1.}}, {{0.5}}}
    """
    if space is S.Automatic:
        return list_of([_channel(image, index) for index in range(image.channels)])
    if isinstance(space, String) and space.value in CHANNELS:
        name, index = CHANNELS[space.value]
        return _channel(_in_space(image, name), index)
    if isinstance(space, String) and space.value in ("A", "Alpha"):
        return _channel(image if image.alpha else with_opacity(image), -1 % (image.channels + (not image.alpha)))
    found = space_name(space)
    if found is None:
        raise Complaint("imgcs", space, image.channels)
    converted = _in_space(image, found)
    return list_of([_channel(converted, index) for index in range(converted.colors)])


@builtin("ColorCombine", messages=MESSAGES)
def color_combine(images: Expr, space: Expr = S.Automatic) -> Expr:
    """ColorCombine[{image1, image2, ...}] puts channels together to one image, ColorCombine[images, "space"] in a color
    space.

    Errors   ColorCombine::imglist for images of differing dimensions.
    Source   ref/ColorCombine
    Example  ImageData[ColorCombine[{Image[{{0}}], Image[{{1}}], Image[{{0.5}}]}, "RGB"]]  gives  {{{0., 1., 0.5}}}
    """
    items = images.args if is_list(images) else ()
    if not items or not all(map(is_image, items)):
        raise Complaint("imglist", images)
    parts: list[Image] = [item.value for item in items]  # type: ignore[attr-defined]
    type = max((part.type for part in parts), key=RANKS.__getitem__)
    parts = [part.as_type(type) for part in parts]
    if len({part.shape[:-1] for part in parts}) > 1:
        raise Complaint("imglist", images)
    pixels = np.concatenate([part.pixels for part in parts], -1)
    if space is S.Automatic and pixels.shape[-1] in (3, 4):
        space = String("RGB")
    name, alpha = read_space(space, pixels.shape[-1])
    return image_object(Image(pixels, type, name, alpha))


@image_builtin("AlphaChannel")
def alpha_channel(image: AnImage) -> Expr:
    """AlphaChannel[image] gives the opacity of an image as a grayscale image.

    Source   ref/AlphaChannel
    Example  ImageData[AlphaChannel[Image[{{{0.2, 0.5}}}]]]  gives  {{0.5}}
    """
    full = image if image.alpha else with_opacity(image)
    return _channel(full, full.channels - 1)


@image_builtin("RemoveAlphaChannel")
def remove_alpha_channel(image: AnImage, background: Expr | None = None) -> Expr:
    """RemoveAlphaChannel[image] leaves the opacity of an image out, RemoveAlphaChannel[image, color] lays the image
    over a background.

    Source   ref/RemoveAlphaChannel
    Example  ImageData[RemoveAlphaChannel[Image[{{{0.25, 0.5}}}]]]  gives  {{0.25}}
    """
    plain = image.without_alpha()
    if background is None or not image.alpha:
        return image_object(plain)
    opacity = image.values()[..., -1:]
    return image_object(plain.with_values(plain.values() * opacity + pixel_of(background, plain) * (1 - opacity)))


@image_builtin("SetAlphaChannel")
def set_alpha_channel(image: AnImage, opacity: Expr = Integer(1)) -> Expr:
    """SetAlphaChannel[image, a] gives an image with opacity a: a number, or a grayscale image.

    Source   ref/SetAlphaChannel
    Example  ImageData[SetAlphaChannel[Image[{{0.25}}], 0.5]]  gives  {{{0.25, 0.5}}}
    """
    if is_image(opacity):
        mask = opacity.value.in_space("Grayscale").without_alpha().as_type(image.type)  # type: ignore[attr-defined]
        if mask.shape[:-1] != image.shape[:-1]:
            raise Complaint("imglist", list_of([image_object(image), opacity]))
        plain = image.without_alpha()
        pixels = np.concatenate([plain.pixels, mask.pixels], -1)
        return image_object(Image(pixels, image.type, plain.space or plain.known_space, True))
    number = numbers_of(opacity)
    if number is None or number.ndim:
        raise Complaint("arg", opacity, 2)
    return image_object(with_opacity(image, float(number)))


# ---- thresholds and contrast -------------------------------------------------------------------

def otsu(values: Pixels) -> float:
    """The threshold that separates values into two classes with the least variance within them.

    Source  Otsu, A threshold selection method from gray-level histograms (1979).
    """
    counts, edges = np.histogram(np.clip(values, 0, 1), 256, (0, 1))
    centers = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    sums = np.cumsum(counts * centers)
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return float(edges[int(np.nanargmax(np.where(above > 0, between, -1))) + 1])


@image_builtin("Binarize")
def binarize(ev: Evaluator, image: AnImage, threshold: Expr = S.Automatic) -> Expr:
    """Binarize[image] makes pixels 0 or 1 by a threshold found by Otsu's method; Binarize[image, t] those above t;
    Binarize[image, {t1, t2}] those between; Binarize[image, f] those for which f gives True.

    Source   ref/Binarize
    Example  ImageData[Binarize[Image[{{0.2, 0.8}}], 0.5]]  gives  {{0, 1}}
    """
    gray = _in_space(image.without_alpha(), "Grayscale")
    values = gray.values(np.float64)
    numbers = numbers_of(threshold)
    if threshold is S.Automatic:
        chosen = values >= otsu(values)
    elif numbers is not None and numbers.ndim == 0:
        chosen = values > float(numbers)
    elif numbers is not None and numbers.shape == (2,):
        chosen = (values >= numbers[0]) & (values <= numbers[1])
    elif numbers is None and not isinstance(threshold, String):
        flat = image.values(np.float64).reshape(-1, image.channels)
        found = [ev(Call(threshold, _pixel(row))) is S["True"] for row in flat]
        chosen = np.array(found).reshape(values.shape)
    else:
        raise Complaint("arg", threshold, 2)
    return image_object(Image(chosen.astype(np.uint8), "Bit", "Grayscale"))


def _pixel(row: Pixels) -> Expr:
    return Real(float(row[0])) if len(row) == 1 else packed(row)


@image_builtin("ImageAdjust")
def image_adjust(image: AnImage, correction: Expr | None = None, limits: Expr | None = None) -> Expr:
    """ImageAdjust[image] spreads the values over 0 to 1; ImageAdjust[image, c] changes the contrast by c, {c, b} also
    the brightness by b, {c, b, g} the gamma; ImageAdjust[image, corr, {low, high}] takes values from a range.

    Source   ref/ImageAdjust
    Example  ImageData[ImageAdjust[Image[{{0.25, 0.5, 0.75}}]]]  gives  {{0., 0.5, 1.}}
    """
    numbers = numbers_of(correction) if correction is not None else None
    if correction is not None and (numbers is None or numbers.ndim > 1 or numbers.size > 3):
        raise Complaint("arg", correction, 2)
    span = numbers_of(limits) if limits is not None else None
    if limits is not None and (span is None or span.shape != (2,)):
        raise Complaint("arg", limits, 3)
    given: list[float] = [] if numbers is None else list(map(float, np.atleast_1d(numbers)))
    contrast, brightness, gamma = [*given, *(0.0, 0.0, 1.0)[len(given):]]

    def adjust(values: Pixels) -> Pixels:
        low, high = (values.min(), values.max()) if span is None else map(float, span)
        if correction is None or span is not None:
            values = (values - low) / (high - low) if high > low else values * 0
        values = (values - 0.5) * (1 + contrast) + 0.5
        return np.clip(values * (1 + brightness), 0, 1) ** gamma
    return image_object(image.mapped(adjust))


# ---- arithmetic --------------------------------------------------------------------------------

Operation = Callable[[Pixels, Pixels], Pixels]


def _aligned(image: Image, like: Image, fill: float) -> Image:
    """An image cut or padded around its middle to the dimensions of another."""
    if image.shape[:-1] == like.shape[:-1]:
        return image
    margins = [placed(old, new, 0.5) for old, new in zip(image.shape, like.shape[:-1])]
    return image.with_pixels(pad(image.pixels, margins, stored(np.full(image.channels, fill), image.type)))


def combined(image: Image, others: tuple[Expr, ...], operation: Operation, neutral: float) -> Expr:
    """An image and others (images, numbers, colors) put together from left to right, value by value."""
    for other in others:
        if is_image(other):
            if image.is_volume != other.value.is_volume:  # type: ignore[attr-defined]
                raise Complaint("imglist", list_of([image_object(image), other]))
            first, second = common([image, other.value])  # type: ignore[attr-defined]
            second = _aligned(second, first, neutral)
            type = max(first.type, second.type, key=RANKS.__getitem__)
            if first.channels != second.channels:
                raise Complaint("imglist", list_of([image_object(image), other]))
            image = first.with_values(operation(first.values(), second.values()), type)
        else:
            color = pixel_of(other, image)[:image.colors].astype(np.float32)
            image = image.mapped(lambda values, color=color: operation(values, color))  # type: ignore[misc]
    return image_object(image)


@image_builtin("ImageAdd")
def image_add(image: AnImage, *others: Expr) -> Expr:
    """ImageAdd[image, x] adds an image, a number or a color to every pixel.

    Source   ref/ImageAdd
    Example  ImageData[ImageAdd[Image[{{0, 0.25}}], 0.5]]  gives  {{0.5, 0.75}}
    """
    return combined(image, others, np.add, 0)


@image_builtin("ImageSubtract")
def image_subtract(image: AnImage, *others: Expr) -> Expr:
    """ImageSubtract[image, x] subtracts an image, a number or a color from every pixel.

    Source   ref/ImageSubtract
    Example  ImageData[ImageSubtract[Image[{{1, 0.75}}], 0.5]]  gives  {{0.5, 0.25}}
    """
    return combined(image, others, np.subtract, 0)


@image_builtin("ImageMultiply")
def image_multiply(image: AnImage, *others: Expr) -> Expr:
    """ImageMultiply[image, x] multiplies every pixel by an image, a number or a color.

    Source   ref/ImageMultiply
    Example  ImageData[ImageMultiply[Image[{{1, 0.5}}], 0.5]]  gives  {{0.5, 0.25}}
    """
    return combined(image, others, np.multiply, 1)


@builtin("ImageDifference", messages=MESSAGES)
def image_difference(image: AnImage, other: AnImage) -> Expr:
    """ImageDifference[image1, image2] gives the absolute difference of two images.

    Source   ref/ImageDifference
    Example  ImageData[ImageDifference[Image[{{0, 1}}], Image[{{0.5, 0.25}}]]]  gives  {{0.5, 0.75}}
    """
    return combined(image, (image_object(other),), lambda a, b: np.abs(a - b), 0)


@builtin("ImageApply", messages=MESSAGES)
def image_apply(ev: Evaluator, function: Expr, images: Expr, *, interleaving: Expr = S.Automatic, call: Call) -> Expr:
    """ImageApply[f, image] applies f to the value of each pixel: a number, or the list of its channels.
    ImageApply[f, {image1, image2, ...}] applies f to corresponding pixels of several images.

    Errors   ImageApply::imgarray when f gives no numbers.
    Source   ref/ImageApply
    Example  ImageData[ImageApply[1 - # &, Image[{{0, 0.25}}]]]  gives  {{1., 0.75}}
    """
    parts = [read_image(item, 2, call) for item in (images.args if is_list(images) else (images,))]
    if not parts or len({part.shape[:-1] for part in parts}) > 1:
        raise Complaint("imglist", images)
    rows = [part.values(np.float64).reshape(-1, part.channels) for part in parts]
    found = [ev(Call(function, *map(_pixel, pixels))) for pixels in zip(*rows)]
    values = numbers_of(list_of(found))
    if values is None or values.ndim > 2:
        raise Complaint("imgarray", found[0])
    first = parts[0]
    channels = 1 if values.ndim == 1 else values.shape[1]
    same = channels == first.channels
    shaped = stored(values.reshape(*first.shape[:-1], channels), "Real32")
    if same:
        return image_object(Image(shaped, "Real32", first.space, first.alpha))
    return image_object(Image(shaped, "Real32", {1: "Grayscale", 3: "RGB"}.get(channels)))


# ---- smoothing ---------------------------------------------------------------------------------

def _radii(spec: Expr) -> tuple[int, float]:
    """The radius and deviation that r or {r, sigma} say; the deviation is r/2 by default."""
    numbers = numbers_of(spec)
    if numbers is None or numbers.ndim > 1 or numbers.size not in (1, 2) or not np.all(
            (numbers >= 0) & (numbers <= 4096)):
        raise Complaint("arg", spec, 2)
    radius = float(np.atleast_1d(numbers)[0])
    sigma = float(numbers[1]) if numbers.size == 2 else radius / 2
    return math.ceil(radius), sigma


def _smoothed(thing: Expr, kernel: Pixels) -> Expr | None:
    if is_image(thing):
        image: Image = thing.value  # type: ignore[attr-defined]
        values = filtered(image.values(), kernel, range(image.pixels.ndim - 1))
        return image_object(image.with_values(values))
    numbers = numbers_of(thing)
    if numbers is None or not numbers.size or not numbers.ndim:
        return None
    return packed(filtered(numbers.astype(np.float64), kernel, range(numbers.ndim)))


@builtin("GaussianFilter", messages=MESSAGES)
def gaussian_filter(data: Expr, radius: Expr, *, method: Expr = String("Bessel")) -> Expr | None:
    """GaussianFilter[image, r] smooths an image, or an array of numbers, with a Gaussian of radius r and deviation r/2;
    GaussianFilter[image, {r, sigma}] states the deviation.

    Source   ref/GaussianFilter
    Example  GaussianFilter[{0, 0, 1, 0, 0}, {1, 1}]  gives  {0., 0.235838, 0.528323, 0.235838, 0.}
    """
    r, sigma = _radii(radius)
    name = "Gaussian" if method == String("Gaussian") else "Bessel"
    return _smoothed(data, gaussian_kernel(r, sigma, name))


@builtin("Blur", messages=MESSAGES)
def blur(data: Expr, radius: Expr = Integer(2)) -> Expr | None:
    """Blur[image] blurs an image over a radius of 2 pixels, Blur[image, r] over r pixels.

    Source   ref/Blur
    Example  ImageDimensions[Blur[RandomImage[1, {6, 4}], 3]]  gives  {6, 4}
    """
    r, sigma = _radii(radius)
    return _smoothed(data, gaussian_kernel(r, sigma, "Gaussian"))


@builtin("MeanFilter", messages=MESSAGES)
def mean_filter(data: Expr, radius: Expr) -> Expr | None:
    """MeanFilter[image, r] replaces every value of an image, or an array, by the mean of those up to r away.

    Source   ref/MeanFilter
    Example  MeanFilter[{0., 0., 3., 0., 0.}, 1]  gives  {0., 1., 1., 1., 0.}
    """
    r, _ = _radii(radius)
    return _smoothed(data, box_kernel(r))
