"""What nets hear: short-time Fourier transforms, spectrograms, mel filters, cepstral coefficients.

Frames   partitions of the signal, `size` samples long, each `hop` after the one before. There are as many as cover the
         signal, the last one filled up with zeros: max(ceiling((n - size)/hop) + 1, 1) for n samples.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

Signal = NDArray[Any]


def frame_count(length: int, size: int, hop: int) -> int:
    """How many frames cover a signal."""
    return max(ceil((length - size) / hop) + 1, 1)


def frames(signal: Signal, size: int, hop: int, count: int | None = None) -> Signal:
    """The frames [frame, sample] of a signal; `count` of them, cut or filled up with zeros, if stated."""
    count = frame_count(len(signal), size, hop) if count is None else count
    needed = (count - 1) * hop + size
    padded = np.pad(signal, (0, max(needed - len(signal), 0)))
    found: Signal = np.lib.stride_tricks.sliding_window_view(padded, size)[:needed - size + 1:hop]
    return found


# name -> the window at places -1/2 .. 1/2
WINDOWS: dict[str, Callable[[Signal], Signal]] = {
    "HannWindow": lambda x: (1 + np.cos(2 * np.pi * x)) / 2,
    "HammingWindow": lambda x: (25 + 21 * np.cos(2 * np.pi * x)) / 46,
    "BlackmanWindow": lambda x: (21 + 25 * np.cos(2 * np.pi * x) + 4 * np.cos(4 * np.pi * x)) / 50,
    "BartlettWindow": lambda x: 1 - 2 * np.abs(x),
    "CosineWindow": lambda x: np.cos(np.pi * x),
    "WelchWindow": lambda x: 1 - 4 * x * x,
    "ConnesWindow": lambda x: (1 - 4 * x * x) ** 2,
    "DirichletWindow": np.ones_like,
}


def window(name: str, size: int) -> Signal:
    """A window sampled at `size` places from -1/2 to 1/2."""
    return WINDOWS[name](np.linspace(-0.5, 0.5, size) if size > 1 else np.zeros(1))


def mel(frequency: Signal | float) -> Signal:
    """Hz -> mel.  Source  O'Shaughnessy, Speech Communication (1987)."""
    mels: Signal = 2595 * np.log10(1 + np.asarray(frequency) / 700)
    return mels


def mel_filters(count: int, size: int, rate: float, low: float, high: float) -> Signal:
    """Triangular filters [filter, bin] for frames of a size: centres equally spaced in mel, height 1.

    rate, low, high  Hz.
    """
    edges = np.linspace(mel(low), mel(high), count + 2)
    places = mel(np.arange(size // 2 + 1) * rate / size)
    rise = (places - edges[:-2, None]) / (edges[1:-1, None] - edges[:-2, None])
    fall = (edges[2:, None] - places) / (edges[2:, None] - edges[1:-1, None])
    filters: Signal = np.maximum(np.minimum(rise, fall), 0)
    return filters


@lru_cache(maxsize=8)
def cosines(count: int, size: int) -> Signal:
    """The first rows of the cosine transform FourierDCT (type 2): {count, size}."""
    rows: Signal = np.cos(np.pi / size * np.arange(count)[:, None] * (np.arange(size) + 0.5)) / np.sqrt(size)
    return rows
