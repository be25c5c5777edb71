"""Audio: samples of one or several channels at a rate."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from math import ceil, gcd
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wlnet.expr import Call, Expr, Real, S, String, integer, packed
from wlnet.syntax import describe, input_form

Samples = NDArray[Any]

# What stands for 1 in each type; None: any real.
TYPES: dict[str, int | None] = {
    "SignedInteger8": 128, "UnsignedInteger8": 128, "SignedInteger16": 32768, "SignedInteger24": 8388608,
    "SignedInteger32": 2147483648, "Real32": None, "Real64": None,
}

SHOWN_SIZE = 1024
"""Audio with more samples than this is elided in InputForm."""


@dataclass(frozen=True, eq=False)
class Audio:
    """Sound.

    samples  read-only, [channel, time], -1 to 1.
    rate     samples per second (Hz).
    type     a name in `TYPES`: the precision in which the samples came.
    """

    samples: Samples
    rate: float = 44100
    type: str = "Real32"

    def __post_init__(self) -> None:
        self.samples.setflags(write=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Audio) and self.rate == other.rate and self.type == other.type and (
            np.array_equal(self.samples, other.samples))

    def __hash__(self) -> int:
        return hash((self.samples.shape, self.rate))

    @property
    def channels(self) -> int:
        return len(self.samples)

    @property
    def length(self) -> int:
        """The number of samples of a channel."""
        return int(self.samples.shape[1])

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.length / self.rate

    def with_samples(self, samples: Samples) -> Audio:
        """The audio with other samples."""
        return dataclasses.replace(self, samples=np.ascontiguousarray(samples))

    def resampled(self, rate: float) -> Audio:
        """The audio at another rate; what it lasts stays."""
        if rate == self.rate:
            return self
        return Audio(resample(self.samples, self.rate, rate), rate, self.type)

    def mono(self) -> Samples:
        """One channel: the mean of all."""
        mixed: Samples = self.samples[0] if self.channels == 1 else self.samples.mean(0)
        return mixed


def as_integers(samples: Samples, type: str) -> Samples:
    """Samples as integers of a type; UnsignedInteger8 has its zero at 128."""
    one = TYPES[type]
    assert one is not None
    whole: Samples = np.clip(np.rint(samples.astype(np.float64) * one), -one, one - 1).astype(np.int64)
    return whole + 128 if type == "UnsignedInteger8" else whole


def of_integers(values: Samples, type: str) -> Samples:
    """Integers of a type as samples."""
    one = TYPES[type]
    assert one is not None
    return (np.asarray(values, np.float64) - (128 if type == "UnsignedInteger8" else 0)) / one


_ZEROS = 16


def resample(samples: Samples, rate: float, target: float) -> Samples:
    """Samples [channel, time] at another rate, by a windowed sinc of 16 zeros on either side; ceiling(n target/rate) of
    them.

    Source  Smith, Digital Audio Resampling (2002).
    """
    scale = 1000 if rate != int(rate) or target != int(target) else 1
    common = gcd(round(rate * scale), round(target * scale))
    up, down = round(target * scale) // common, round(rate * scale) // common
    size = samples.shape[1]
    count = ceil(size * up / down)
    cutoff = min(1.0, up / down)
    reach = ceil(_ZEROS / cutoff)
    padded = np.pad(samples.astype(np.float64), [(0, 0), (reach, reach + 1)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1, axis=1)
    result = np.empty((len(samples), count))
    offsets = np.arange(-reach, reach + 1)
    for phase in range(min(up, count)):
        start, rest = divmod(phase * down, up)
        distance = (offsets - rest / up) * cutoff
        taper = np.cos(np.pi / 2 * np.clip(distance / _ZEROS, -1, 1)) ** 2
        weights = cutoff * np.sinc(distance) * taper
        found = windows[:, start::down] @ weights
        places = result[:, phase::up]
        places[...] = found[:, :places.shape[1]]
    return result.astype(samples.dtype)


def audio_form(audio: Audio) -> Expr:
    """The constructor call of audio, its samples elided when there are many."""
    samples = audio.samples
    if samples.size > SHOWN_SIZE:
        dims = Call(S.List, *map(integer, samples.shape))
        data: Expr = Call(S.NumericArray, Call(S.Skeleton, dims), String("Real32"))
    elif TYPES[audio.type] is not None:
        data = packed(as_integers(samples, audio.type))
    else:
        data = packed(np.array([float(str(x)) for x in samples.ravel()]).reshape(samples.shape))
    rate = integer(int(audio.rate)) if audio.rate == int(audio.rate) else Real(audio.rate)
    return Call(S.Audio, data, String(audio.type), Call(S.Rule, S.SampleRate, rate))


@describe.register(Audio)
def describe_audio(value: Audio, form: str, head: str) -> str:
    """Audio in a line of text, or its constructor call."""
    return "-Audio-" if form.startswith("Output") else input_form(audio_form(value))
