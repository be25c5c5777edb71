"""Resampling, padding, cutting and filtering of pixel arrays; the last axis runs over channels.

Axes before the ones worked on may be anything: a batch of images is resampled as one piece of bulk work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[Any]
Kernel = tuple[Callable[[Pixels], Pixels], float]


def _cubic(x: Pixels) -> Pixels:
    x = np.abs(x)
    near, far = (1.5 * x - 2.5) * x * x + 1, ((-0.5 * x + 2.5) * x - 4) * x + 2
    return np.where(x < 1, near, np.where(x < 2, far, 0))


def _lanczos(x: Pixels) -> Pixels:
    return np.where(np.abs(x) < 3, np.sinc(x) * np.sinc(x / 3), 0)


def _spline(x: Pixels) -> Pixels:
    x = np.abs(x)
    return np.where(x < 0.5, 0.75 - x * x, np.where(x < 1.5, (1.5 - x) ** 2 / 2, 0))


# name -> the kernel and how far it reaches
KERNELS: dict[str, Kernel] = {
    "Bilinear": (lambda x: np.maximum(1 - np.abs(x), 0), 1),
    "Bicubic": (_cubic, 2),
    "Lanczos": (_lanczos, 3),
    "Quadratic": (_spline, 1.5),
    "Gaussian": (lambda x: np.exp(-2 * x * x), 2),
}
RESAMPLING = {
    "Automatic": "Bicubic", "Linear": "Bilinear", "Bilinear": "Bilinear", "Cubic": "Bicubic", "Bicubic": "Bicubic",
    "Lanczos": "Lanczos", "Quadratic": "Quadratic", "Biquadratic": "Quadratic", "Gaussian": "Gaussian",
    "Nearest": "Nearest", "NearestLeft": "Nearest", "NearestRight": "Nearest", "Constant": "Nearest",
}
"""The settings of Resampling, and what they mean."""


@lru_cache(maxsize=64)
def weights(size: int, target: int, kernel: str) -> Pixels:
    """The matrix {target, size} that resamples a row of pixels. Shrinking averages over what a new pixel covers.

    Pixel k reaches from k to k+1; outside, the border pixels go on.
    """
    scale = size / target
    centers = (np.arange(target) + 0.5) * scale
    if kernel == "Nearest":
        found = np.zeros((target, size))
        found[np.arange(target), np.minimum(centers.astype(int), size - 1)] = 1
        return found.astype(np.float32)
    function, reach = KERNELS[kernel]
    stretch = max(scale, 1.0)
    margin = int(np.ceil(reach * stretch)) + 1
    positions = np.arange(-margin, size + margin)
    full = function((positions + 0.5 - centers[:, None]) / stretch)
    full /= full.sum(1, keepdims=True)
    found = full[:, margin:margin + size].copy()
    found[:, 0] += full[:, :margin].sum(1)
    found[:, -1] += full[:, margin + size:].sum(1)
    return found.astype(np.float32)


def resample(pixels: Pixels, sizes: Sequence[int], method: str) -> Pixels:
    """Real pixels at other sizes of the axes just before the channels.

    method  a setting of Resampling (see `RESAMPLING`).
    """
    kernel = RESAMPLING[method]
    first = pixels.ndim - 1 - len(sizes)
    order = sorted(range(len(sizes)), key=lambda k: sizes[k] / pixels.shape[first + k])     # shrinking comes first
    for k in order:
        axis = first + k
        if sizes[k] != pixels.shape[axis]:
            pixels = _along(pixels, weights(pixels.shape[axis], sizes[k], kernel), axis, kernel)
    return pixels


def _along(pixels: Pixels, matrix: Pixels, axis: int, kernel: str) -> Pixels:
    if kernel == "Nearest":
        taken: Pixels = np.take(pixels, matrix.argmax(1), axis)
        return taken
    matrix = matrix.astype(pixels.dtype, copy=False)
    if axis == pixels.ndim - 2:         # one product of large matrices instead of many with three columns
        across = np.ascontiguousarray(np.swapaxes(pixels, -1, -2)) @ matrix.T
        return np.swapaxes(across, -1, -2)
    flat = pixels.reshape(*pixels.shape[:axis + 1], -1)
    result: Pixels = np.matmul(matrix, flat)
    return result.reshape(*result.shape[:-1], *pixels.shape[axis + 1:])


PADDINGS = {"Fixed": "edge", "Periodic": "wrap", "Reflected": "reflect", "Reversed": "symmetric"}
"""The names of paddings, and numpy's for them."""


def pad(pixels: Pixels, margins: Sequence[tuple[int, int]], fill: str | Pixels) -> Pixels:
    """Pixels with margins (before, after) for each axis but the channels; negative ones cut.

    fill  a name in `PADDINGS`, or the channels of one pixel.
    Errors  ValueError when nothing would be left.
    """
    cut = tuple(slice(max(-before, 0), size - max(-after, 0))
                for (before, after), size in zip(margins, pixels.shape))
    pixels = pixels[cut]
    if 0 in pixels.shape:
        raise ValueError("nothing is left")
    widths = [(max(before, 0), max(after, 0)) for before, after in margins]
    if isinstance(fill, str):
        mode: Any = PADDINGS[fill]
        return np.pad(pixels, [*widths, (0, 0)], mode=mode)
    shape = [size + before + after for size, (before, after) in zip(pixels.shape, widths)]
    result = np.empty((*shape, pixels.shape[-1]), pixels.dtype)
    result[...] = fill
    result[tuple(slice(before, before + size) for size, (before, _) in zip(pixels.shape, widths))] = pixels
    return result


def placed(size: int, target: int, share: float) -> tuple[int, int]:
    """The margins (before, after) that bring `size` to `target`: share 0 keeps the start, 1 the end, 1/2 the middle."""
    extra = target - size
    before = int(np.floor(extra * share)) if extra >= 0 else -int(np.floor(-extra * share))
    return before, extra - before


def filtered(pixels: Pixels, kernel: Pixels, axes: Sequence[int]) -> Pixels:
    """Pixels convolved along each of the axes with a symmetric kernel of odd length; border pixels go on."""
    radius = len(kernel) // 2
    for axis in axes:
        widths = [(radius, radius) if k == axis else (0, 0) for k in range(pixels.ndim)]
        padded = np.pad(pixels, widths, mode="edge")
        size = pixels.shape[axis]
        total = np.zeros(pixels.shape, np.float64)
        for offset, weight in enumerate(kernel):
            total += weight * np.take(padded, range(offset, offset + size), axis)
        pixels = total
    return pixels


def gaussian_kernel(radius: int, sigma: float, method: str = "Bessel") -> Pixels:
    """The weights of a Gaussian filter: the discrete kernel exp(-s^2) I_k(s^2), or samples of the Gaussian.

    Source  Lindeberg, Scale-space for discrete signals (1990).
    """
    offsets = np.arange(-radius, radius + 1)
    if sigma <= 0:
        return np.asarray(offsets == 0, np.float64)
    if method == "Gaussian":
        kernel = np.exp(-offsets ** 2 / (2 * sigma * sigma))
    else:
        count = 4 * (radius + int(np.ceil(4 * sigma))) + 64
        angles = 2 * np.pi * np.arange(count) / count
        kernel = (np.exp(sigma * sigma * (np.cos(angles) - 1)) * np.cos(offsets[:, None] * angles)).mean(1)
    result: Pixels = kernel / kernel.sum()
    return result


def box_kernel(radius: int) -> Pixels:
    """The weights of a mean over 2 radius + 1 pixels."""
    kernel: Pixels = np.ones(2 * radius + 1) / (2 * radius + 1)
    return kernel


def rotated(pixels: Pixels, angle: float, fill: Pixels | float = 0) -> Pixels:
    """Rows and columns turned counterclockwise by an angle in radians, into a box that holds all of the image."""
    height, width = pixels.shape[:2]
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    columns = max(int(np.ceil(abs(width * cos) + abs(height * sin) - 1e-6)), 1)
    rows = max(int(np.ceil(abs(width * sin) + abs(height * cos) - 1e-6)), 1)
    y, x = np.mgrid[:rows, :columns]
    x, y = x + 0.5 - columns / 2, y + 0.5 - rows / 2
    return sampled(pixels, y * cos + x * sin + height / 2, x * cos - y * sin + width / 2, fill)


def sampled(pixels: Pixels, y: Pixels, x: Pixels, fill: Pixels | float = 0) -> Pixels:
    """Pixels at places of the plane, by linear interpolation; pixel (i, j) has its centre at (i + 1/2, j + 1/2)."""
    height, width = pixels.shape[:2]
    inside = (y >= 0) & (y <= height) & (x >= 0) & (x <= width)
    y, x = np.clip(y - 0.5, 0, height - 1), np.clip(x - 0.5, 0, width - 1)
    i, j = y.astype(int), x.astype(int)
    down, right = np.minimum(i + 1, height - 1), np.minimum(j + 1, width - 1)
    v, u = (y - i)[..., None], (x - j)[..., None]
    top = pixels[i, j] * (1 - u) + pixels[i, right] * u
    bottom = pixels[down, j] * (1 - u) + pixels[down, right] * u
    found: Pixels = np.where(inside[..., None], top * (1 - v) + bottom * v, fill)
    return found
