"""Images as values: colour spaces, resampling, types; compared with formulas, the standard library and Pillow."""

from __future__ import annotations

import colorsys

import numpy as np
import pytest

from wlnet.values.color import COLOR_SPACES, convert
from wlnet.values.image import Image
from wlnet.values.image_sampling import gaussian_kernel, pad, placed, resample, rotated

RNG = np.random.default_rng(5)


@pytest.mark.parametrize("space", [space for space in COLOR_SPACES if space != "Grayscale"])
def test_colors_come_back(space: str) -> None:
    colors = RNG.random((50, 3))
    there = convert(colors, "RGB", space)
    assert there.shape[-1] == COLOR_SPACES[space]
    np.testing.assert_allclose(convert(there, space, "RGB"), colors, atol=1e-9)


def test_hsb_is_that_of_the_standard_library() -> None:
    colors = RNG.random((50, 3))
    np.testing.assert_allclose(convert(colors, "RGB", "HSB"), [colorsys.rgb_to_hsv(*color) for color in colors])


@pytest.mark.parametrize("space, expected", [
    ("Grayscale", [0.299]), ("CMYK", [0, 1, 1, 0]), ("HSB", [0, 1, 1]),
    ("XYZ", [0.436, 0.2225, 0.0139]), ("LAB", [0.5429, 0.8081, 0.6989]),
])
def test_red(space: str, expected: list[float]) -> None:
    np.testing.assert_allclose(convert(np.array([1.0, 0, 0]), "RGB", space), expected, atol=1e-4)


@pytest.mark.parametrize("space", ["LAB", "LUV", "LCH", "CMYK", "HSB", "XYZ"])
def test_black_has_no_trouble(space: str) -> None:
    black = convert(np.zeros((1, 3)), "RGB", space)
    assert np.isfinite(black).all()
    np.testing.assert_allclose(convert(black, space, "RGB"), 0, atol=1e-9)


@pytest.mark.parametrize("name, code", [("Bilinear", 2), ("Bicubic", 3)])
@pytest.mark.parametrize("size", [(20, 30), (61, 70), (13, 90)])
def test_resampling_is_that_of_pillow_inside(name: str, code: int, size: tuple[int, int]) -> None:
    from PIL import Image as Pictures
    pixels = RNG.random((40, 50, 1)).astype(np.float32)
    expected = np.array(Pictures.fromarray(pixels[..., 0]).resize(size[::-1], code))
    found = resample(pixels, size, name)[..., 0]
    edge = 10
    np.testing.assert_allclose(found[edge:-edge or None, edge:-edge], expected[edge:-edge, edge:-edge], atol=1e-5)


@pytest.mark.parametrize("method", ["Nearest", "Bilinear", "Bicubic", "Lanczos", "Quadratic", "Gaussian"])
def test_resampling_keeps_what_is_constant(method: str) -> None:
    pixels = np.full((2, 7, 9, 3), 0.25, np.float32)
    found = resample(pixels, (4, 12), method)
    assert found.shape == (2, 4, 12, 3)
    np.testing.assert_allclose(found, 0.25, atol=1e-6)


def test_batch_is_one_by_one() -> None:
    pixels = RNG.random((3, 8, 6, 3)).astype(np.float32)
    together = resample(pixels, (5, 9), "Automatic")
    for one, expected in zip(pixels, together):
        np.testing.assert_allclose(resample(one, (5, 9), "Automatic"), expected, atol=1e-6)


@pytest.mark.parametrize("size, target, share, margins", [
    (4, 6, 0.5, (1, 1)), (4, 7, 0.5, (1, 2)), (6, 4, 0.5, (-1, -1)), (6, 4, 0, (0, -2)), (4, 6, 1, (2, 0)),
])
def test_placed(size: int, target: int, share: float, margins: tuple[int, int]) -> None:
    assert placed(size, target, share) == margins


def test_padding() -> None:
    pixels = np.arange(4.0).reshape(2, 2, 1)
    assert pad(pixels, [(1, 0), (0, -1)], np.array([9.0]))[..., 0].tolist() == [[9], [0], [2]]
    with pytest.raises(ValueError):
        pad(pixels, [(-2, 0), (0, 0)], np.array([0.0]))


def test_gaussian_kernel_is_of_bessel_functions() -> None:
    from mpmath import besseli
    expected = np.array([float(besseli(abs(k), 2.25)) for k in range(-3, 4)])
    np.testing.assert_allclose(gaussian_kernel(3, 1.5), expected / expected.sum(), rtol=1e-9)


def test_quarter_turns() -> None:
    pixels = RNG.random((4, 6, 3))
    np.testing.assert_allclose(rotated(pixels, np.pi / 2), np.rot90(pixels), atol=1e-9)


@pytest.mark.parametrize("type", ["Byte", "Bit16", "Real32", "Real64"])
def test_types(type: str) -> None:
    image = Image(RNG.random((3, 4, 3)).astype(np.float32))
    np.testing.assert_allclose(image.as_type(type).values(), image.values(), atol=1 / 254)
    assert image.as_type(type).as_type(type) == image.as_type(type)
    assert image.as_type("Byte").pixels.dtype == np.uint8
