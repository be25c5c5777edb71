"""Colours as expressions: `RGBColor[1, 0, 0]`, `GrayLevel[0.5]` and their kind, and the names of colour spaces."""

from __future__ import annotations

import numpy as np

from wlnet.expr import BigReal, Call, Expr, Integer, Rational, Real, S, String, Symbol, is_list
from wlnet.values.color import COLOR_SPACES, Colors, convert

HEADS: dict[Symbol, str] = {
    S.GrayLevel: "Grayscale", S.RGBColor: "RGB", S.Hue: "HSB", S.CMYKColor: "CMYK", S.LABColor: "LAB",
    S.XYZColor: "XYZ", S.LUVColor: "LUV", S.LCHColor: "LCH",
}
HEAD_OF = {space: head for head, space in HEADS.items()}


def read_color(expr: Expr) -> tuple[str, Colors, float | None] | None:
    """The space, channels and opacity of a colour; None for what is none."""
    if not (isinstance(expr, Call) and isinstance(expr.head, Symbol) and expr.head in HEADS and expr.args):
        return None
    space = HEADS[expr.head]
    size = COLOR_SPACES[space]
    parts = expr.args[0].args if is_list(expr.args[0]) else expr.args
    if not all(isinstance(part, (Integer, Real, Rational, BigReal)) for part in parts):
        return None
    channels = np.array([float(part.value) for part in parts])  # type: ignore[attr-defined]
    if space == "HSB" and len(channels) < 3:
        channels = np.append(channels, np.ones(3 - len(channels)))
    if len(channels) not in (size, size + 1):
        return None
    return space, channels[:size], float(channels[size]) if len(channels) > size else None


def color_in(expr: Expr, space: str) -> Colors | None:
    """The channels of a colour in a space, opacity left out; None for what is no colour."""
    found = read_color(expr)
    return None if found is None else convert(found[1], found[0], space)


def color_of(space: str, channels: Colors, opacity: float | None = None) -> Call:
    """The expression of a colour."""
    values = [*channels.tolist(), *([] if opacity is None else [opacity])]
    return Call(HEAD_OF[space], *map(Real, values))


def space_name(expr: Expr) -> str | None:
    """The name of a colour space, given as a string or the symbol of its colours."""
    if isinstance(expr, String):
        name = {"Gray": "Grayscale", "Hue": "HSB"}.get(expr.value, expr.value)
        return name if name in COLOR_SPACES else None
    return HEADS.get(expr) if isinstance(expr, Symbol) else None
