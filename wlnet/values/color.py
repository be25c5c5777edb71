"""Colour spaces: arrays of colours, channels last, from one to another.

Grayscale, RGB (sRGB), HSB and CMYK have channels 0..1. XYZ, LAB, LUV, LCH and linear RGB refer to the white point D50;
the lightness of LAB, LUV and LCH is 0..1, their other coordinates are a hundredth of the usual ones.

Source  IEC 61966-2-1 (sRGB); CIE 15 (LAB, LUV); the Bradford-adapted sRGB matrix for D50.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Colors = NDArray[Any]

COLOR_SPACES = {
    "Grayscale": 1, "RGB": 3, "HSB": 3, "CMYK": 4, "XYZ": 3, "LAB": 3, "LUV": 3, "LCH": 3, "LinearRGB": 3,
}

GRAY_WEIGHTS = np.array([0.299, 0.587, 0.114])
_TO_XYZ = np.array([
    [0.4360747, 0.3850649, 0.1430804],
    [0.2225045, 0.7168786, 0.0606169],
    [0.0139322, 0.0971045, 0.7141733],
])
_FROM_XYZ = np.linalg.inv(_TO_XYZ)
_WHITE = _TO_XYZ.sum(axis=1)
_EPSILON, _KAPPA = 216 / 24389, 24389 / 27


def convert(colors: Colors, source: str, target: str) -> Colors:
    """Colours of one space in another; floats, the last axis runs over channels."""
    if source == target:
        return colors
    if source == "Grayscale" and target == "RGB":
        return np.repeat(colors, 3, axis=-1)
    dtype = colors.dtype
    rgb = colors if source == "RGB" else _TO_RGB[source](colors)
    found: Colors = rgb if target == "RGB" else _FROM_RGB[target](rgb)
    return found.astype(dtype, copy=False)


def _gray(rgb: Colors) -> Colors:
    gray: Colors = rgb @ GRAY_WEIGHTS.astype(rgb.dtype)
    return gray[..., None]


def _hsb(rgb: Colors) -> Colors:
    top, low = rgb.max(-1), rgb.min(-1)
    spread = top - low
    safe = np.where(spread == 0, 1, spread)
    r, g, b = (rgb[..., k] for k in range(3))
    hue = np.select([top == r, top == g], [((g - b) / safe) % 6, (b - r) / safe + 2], (r - g) / safe + 4) / 6
    saturation = spread / np.where(top == 0, 1, top)
    return np.stack([np.where(spread == 0, 0, hue), saturation, top], -1)


def _from_hsb(hsb: Colors) -> Colors:
    hue, saturation, top = (hsb[..., k] for k in range(3))
    steps = (np.array([5.0, 3.0, 1.0]) + (hue * 6)[..., None]) % 6
    fall = np.clip(np.minimum(steps, 4 - steps), 0, 1)
    rgb: Colors = top[..., None] * (1 - saturation[..., None] * fall)
    return rgb


def _cmyk(rgb: Colors) -> Colors:
    black = 1 - rgb.max(-1, keepdims=True)
    light = np.where(black == 1, 1, 1 - black)
    return np.concatenate([np.where(black == 1, 0, (1 - rgb - black) / light), black], -1)


def _from_cmyk(cmyk: Colors) -> Colors:
    rgb: Colors = (1 - cmyk[..., :3]) * (1 - cmyk[..., 3:])
    return rgb


def _linear(rgb: Colors) -> Colors:
    size = np.abs(rgb)
    return np.sign(rgb) * np.where(size <= 0.04045, size / 12.92, ((size + 0.055) / 1.055) ** 2.4)


def _from_linear(linear: Colors) -> Colors:
    size = np.abs(linear)
    return np.sign(linear) * np.where(size <= 0.0031308, 12.92 * size, 1.055 * size ** (1 / 2.4) - 0.055)


def _xyz(rgb: Colors) -> Colors:
    xyz: Colors = _linear(rgb).astype(np.float64) @ _TO_XYZ.T
    return xyz


def _from_xyz(xyz: Colors) -> Colors:
    return _from_linear(xyz.astype(np.float64) @ _FROM_XYZ.T)


def _lightness(t: Colors) -> Colors:
    return np.where(t > _EPSILON, np.cbrt(t), (_KAPPA * t + 16) / 116)


def _lab(rgb: Colors) -> Colors:
    f = _lightness(_xyz(rgb) / _WHITE)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1) / 100


def _from_lab(lab: Colors) -> Colors:
    lab = lab.astype(np.float64) * 100
    y = (lab[..., 0] + 16) / 116
    f = np.stack([y + lab[..., 1] / 500, y, y - lab[..., 2] / 200], -1)
    xyz = np.where(f ** 3 > _EPSILON, f ** 3, (116 * f - 16) / _KAPPA) * _WHITE
    return _from_xyz(xyz)


def _chromaticity(xyz: Colors) -> tuple[Colors, Colors]:
    x, y, z = (xyz[..., k] for k in range(3))
    total = x + 15 * y + 3 * z
    safe = np.where(total == 0, 1, total)
    return 4 * x / safe, 9 * y / safe


_WHITE_U, _WHITE_V = _chromaticity(_WHITE)


def _luv(rgb: Colors) -> Colors:
    xyz = _xyz(rgb)
    light = 116 * _lightness(xyz[..., 1] / _WHITE[1]) - 16
    u, v = _chromaticity(xyz)
    dark = light < 1e-9
    return np.stack([light, np.where(dark, 0, 13 * light * (u - _WHITE_U)),
                     np.where(dark, 0, 13 * light * (v - _WHITE_V))], -1) / 100


def _from_luv(luv: Colors) -> Colors:
    light, u, v = (luv.astype(np.float64)[..., k] * 100 for k in range(3))
    safe = np.where(light <= 0, 1, light)
    u, v = u / (13 * safe) + _WHITE_U, v / (13 * safe) + _WHITE_V
    f = (light + 16) / 116
    y = np.where(f ** 3 > _EPSILON, f ** 3, light / _KAPPA) * _WHITE[1]
    xyz = np.stack([y * 9 * u / (4 * v), y, y * (12 - 3 * u - 20 * v) / (4 * v)], -1)
    return _from_xyz(np.where((light <= 0)[..., None], 0, xyz))


def _lch(rgb: Colors) -> Colors:
    lab = _lab(rgb)
    hue = np.arctan2(lab[..., 2], lab[..., 1]) / (2 * np.pi) % 1
    return np.stack([lab[..., 0], np.hypot(lab[..., 1], lab[..., 2]), hue], -1)


def _from_lch(lch: Colors) -> Colors:
    angle = lch[..., 2] * 2 * np.pi
    return _from_lab(np.stack([lch[..., 0], lch[..., 1] * np.cos(angle), lch[..., 1] * np.sin(angle)], -1))


Conversion = Callable[[Colors], Colors]

_FROM_RGB: dict[str, Conversion] = {
    "Grayscale": _gray, "HSB": _hsb, "CMYK": _cmyk, "LinearRGB": _linear, "XYZ": _xyz, "LAB": _lab, "LUV": _luv,
    "LCH": _lch,
}
_TO_RGB: dict[str, Conversion] = {
    "Grayscale": lambda gray: np.repeat(gray, 3, axis=-1), "HSB": _from_hsb, "CMYK": _from_cmyk,
    "LinearRGB": _from_linear, "XYZ": _from_xyz, "LAB": _from_lab, "LUV": _from_luv, "LCH": _from_lch,
}
