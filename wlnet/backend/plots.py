"""Pictures of training: by matplotlib where it is installed (the extra "plots"), and always as lines of text.

A picture is an image with a text beside it: the text is what a terminal shows, the image what `Export` writes.
"""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image as Pillow

from wlnet.backend.progress import curve
from wlnet.expr import Expr, Object, S, String
from wlnet.nets.data import Array
from wlnet.syntax import describe
from wlnet.values.image import Image

INCHES, DOTS = (6.4, 4.0), 100
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, eq=False)
class Picture(Image):
    """An image of curves, and the curves as text."""

    text: str = ""


@describe.register(Picture)
def describe_picture(value: Picture, form: str, head: str) -> str:
    """The curves as text; where code is wanted, that of the image."""
    if form == "OutputForm":
        return value.text
    return describe.dispatch(Image)(value, form, head)


def has_pictures() -> bool:
    """Whether matplotlib is installed."""
    return importlib.util.find_spec("matplotlib") is not None


def picture(text: str, draw: Callable[[Any], None]) -> Expr:
    """A picture that `draw` draws on matplotlib's axes; without matplotlib the text alone."""
    if not has_pictures():
        return String(text)
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=INCHES, dpi=DOTS, layout="tight")
    draw(figure.add_subplot())
    room = io.BytesIO()
    FigureCanvasAgg(figure).print_png(room)
    pixels = np.asarray(Pillow.open(room).convert("RGB"))
    return Object(S.Image, Picture(pixels.copy(), "Byte", "RGB", text=text))


def loss_plot(batches: Sequence[float], validation: Points, per_round: int) -> Expr:
    """The losses of batches, and of the validation set at its numbers of batches."""
    texts = [curve(batches, "loss by batch")]
    if validation:
        texts.append(curve([loss for _, loss in validation], "validation loss"))

    def draw(axes: Any) -> None:
        rounds = np.arange(1, len(batches) + 1) / per_round
        axes.plot(rounds, batches, color="C0", alpha=0.35, linewidth=0.8)
        smooth = _smoothed(batches)
        axes.plot(rounds[len(rounds) - len(smooth):], smooth, color="C0", label="loss")
        if validation:
            axes.plot([end / per_round for end, _ in validation], [loss for _, loss in validation], color="C1",
                      marker=".", label="validation loss")
        if batches and min([*batches, *(loss for _, loss in validation)]) > 0:
            axes.set_yscale("log")
        axes.set_xlabel("round")
        axes.legend()
    return picture("\n".join(texts), draw)


def _smoothed(values: Sequence[float]) -> Array:
    """Means over a window of a fiftieth of the curve."""
    width = max(len(values) // 50, 1)
    return np.convolve(values, np.full(width, 1 / width), "valid") if values else np.zeros(0)


def measurement_plot(title: str, rounds: Sequence[float], validation: Points, per_round: int) -> Expr:
    """A measurement by round, and of the validation set at its numbers of batches."""
    texts = [curve(rounds, f"{title} by round")]
    if validation:
        texts.append(curve([value for _, value in validation], f"{title} of the validation set"))

    def draw(axes: Any) -> None:
        axes.plot(range(1, len(rounds) + 1), rounds, label=title)
        if validation:
            axes.plot([end / per_round for end, _ in validation], [value for _, value in validation], marker=".",
                      label="validation")
        axes.set_xlabel("round")
        axes.legend()
    return picture("\n".join(texts), draw)


def curves_plot(curves: Mapping[str, Array], x: str, y: str) -> Expr:
    """Curves of points {x, y} by name."""
    grid = np.linspace(0, 1, 60)
    text = "\n".join(curve(np.interp(grid, points[:, 0], points[:, 1]).tolist(), f"{name}: {y} by {x}")
                     for name, points in curves.items())

    def draw(axes: Any) -> None:
        for name, points in curves.items():
            axes.plot(points[:, 0], points[:, 1], label=name)
        axes.set_xlabel(x)
        axes.set_ylabel(y)
        axes.legend()
    return picture(text, draw)
