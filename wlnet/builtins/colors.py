"""Colours: their names, and mixing them."""

from __future__ import annotations

import numpy as np

from wlnet.expr import Call, Expr, Real, S, integer, is_list
from wlnet.kernel.builtin import VALUES, builtin
from wlnet.nets.arrays import numbers_of
from wlnet.values.color_forms import color_in, color_of, read_color


def _color(*channels: float) -> Call:
    head = S.GrayLevel if len(channels) < 3 else S.RGBColor
    return Call(head, *(integer(int(x)) if x == int(x) else Real(x) for x in channels))


NAMED = {
    "Black": (0,), "White": (1,), "Gray": (0.5,), "LightGray": (0.85,), "Transparent": (0, 0),
    "Red": (1, 0, 0), "Green": (0, 1, 0), "Blue": (0, 0, 1), "Cyan": (0, 1, 1), "Magenta": (1, 0, 1),
    "Yellow": (1, 1, 0), "Brown": (0.6, 0.4, 0.2), "Orange": (1, 0.5, 0), "Pink": (1, 0.5, 0.5),
    "Purple": (0.5, 0, 0.5), "LightRed": (1, 0.85, 0.85), "LightGreen": (0.88, 1, 0.88), "LightBlue": (0.87, 0.94, 1),
    "LightCyan": (0.9, 1, 1), "LightMagenta": (1, 0.9, 1), "LightYellow": (1, 1, 0.85),
    "LightBrown": (0.94, 0.91, 0.88), "LightOrange": (1, 0.9, 0.8), "LightPink": (1, 0.925, 0.925),
    "LightPurple": (0.94, 0.88, 0.94),
}
VALUES.update({name: _color(*channels) for name, channels in NAMED.items()})


@builtin("ColorQ")
def color_q(expr: Expr) -> bool:
    """ColorQ[expr] tells whether expr is a colour, as RGBColor[1, 0, 0] is.

    Source   ref/ColorQ
    Example  {ColorQ[Red], ColorQ[2]}  gives  {True, False}
    """
    return read_color(expr) is not None


@builtin("Blend")
def blend(colors: Expr, share: Expr | None = None) -> Expr | None:
    """Blend[{c1, c2, ...}, x] is the colour at x, 0 to 1, on the way from the first colour to the last; Blend[{c1, c2}]
    is half way. A list of weights in place of x mixes the colours.

    Source   ref/Blend
    Example  Blend[{Red, Blue}, 0.5]  gives  RGBColor[0.5, 0., 0.5]
    """
    if not is_list(colors) or not colors.args:
        return None
    rows = [color_in(item, "RGB") for item in colors.args]
    if any(row is None for row in rows):
        return None
    table = np.stack(rows)  # type: ignore[arg-type]
    numbers = np.asarray(0.5) if share is None else numbers_of(share)
    if numbers is None or numbers.ndim > 1 or (numbers.ndim and len(numbers) != len(table)):
        return None
    if numbers.ndim:
        return color_of("RGB", numbers @ table / numbers.sum())
    place = float(np.clip(numbers, 0, 1)) * (len(table) - 1)
    return color_of("RGB", np.array([np.interp(place, range(len(table)), column) for column in table.T]))


def _mixed(color: Expr, share: Expr | None, target: float) -> Expr | None:
    channels = color_in(color, "RGB")
    amount = np.asarray(1 / 3) if share is None else numbers_of(share)
    if channels is None or amount is None or amount.ndim:
        return None
    return color_of("RGB", channels + (target - channels) * float(amount))


@builtin("Lighter")
def lighter(color: Expr, share: Expr | None = None) -> Expr | None:
    """Lighter[color] is a lighter colour, Lighter[color, f] one mixed with a share f of white.

    Source   ref/Lighter
    Example  Lighter[Red, 0.5]  gives  RGBColor[1., 0.5, 0.5]
    """
    return _mixed(color, share, 1)


@builtin("Darker")
def darker(color: Expr, share: Expr | None = None) -> Expr | None:
    """Darker[color] is a darker colour, Darker[color, f] one mixed with a share f of black.

    Source   ref/Darker
    Example  Darker[Red, 0.5]  gives  RGBColor[0.5, 0., 0.]
    """
    return _mixed(color, share, 0)


