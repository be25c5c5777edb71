"""Encoders of audio: samples, Fourier transforms, spectrograms, mel spectrograms, cepstral coefficients.

Lengths  A signal of n samples gives max(ceiling((n - size)/hop) + 1, 1) frames of `size` samples, one every `hop`;
         zeros fill up the last one. By default size = ceiling(rate/40), which is 25 ms, and hop = ceiling(size/3).
Source   ref/netencoder/AudioSTFT and the pages of the other types; the default of hop and the padding of the last frame
         are not stated there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from wlnet.expr import Call, Expr, Integer, Object, S, String, Symbol, is_call, is_list, to_expr
from wlnet.kernel.messages import Failed
from wlnet.nets.arrays import numbers_of
from wlnet.nets.coder import Encoder, encoder, family
from wlnet.nets.data import Array, Examples, join_rows
from wlnet.nets.declare import AUTOMATIC, Automatic, Kind, Misfit, parameter
from wlnet.nets.kinds import NUMBER, POSITIVE, show_auto, show_number
from wlnet.nets.types import REAL, VARYING, Dim, Type
from wlnet.values.audio import Audio
from wlnet.values.audio_features import WINDOWS, cosines, frame_count, frames, mel_filters, window

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


# ---- kinds of parameters -----------------------------------------------------------------------

@dataclass(frozen=True)
class Seconds:
    """A time given with its unit."""

    value: float


_UNITS = {"Seconds": 1.0, "Second": 1.0, "s": 1.0, "Milliseconds": 1e-3, "Millisecond": 1e-3, "ms": 1e-3,
          "Microseconds": 1e-6, "Minutes": 60.0, "Minute": 60.0}


def _length(expr: Expr) -> int | Seconds:
    """A number of samples or frames, or a time."""
    if is_call(expr, S.Quantity, 2) and isinstance(expr.args[1], String):
        number, unit = numbers_of(expr.args[0]), expr.args[1].value
        if number is not None and not number.ndim and number > 0:
            if unit in _UNITS:
                return Seconds(float(number) * _UNITS[unit])
            if unit in ("Samples", "Sample"):
                return int(number)
    if isinstance(expr, Integer) and expr.value > 0:
        return expr.value
    raise Misfit


def _show_length(value: int | Seconds) -> Expr:
    if isinstance(value, Seconds):
        return Call(S.Quantity, show_number(value.value), String("Seconds"))
    return to_expr(value)


TARGET = Kind("All, a number or a time",
              lambda expr, ev: None if expr is S.All else _length(expr),
              lambda value: S.All if value is None else _show_length(value))
WINDOW_LENGTH = Kind("Automatic, a number of samples or a time",
                     lambda expr, ev: AUTOMATIC if expr is S.Automatic else _length(expr),
                     show_auto(_show_length))


def _window(expr: Expr, ev: Evaluator) -> str | tuple[float, ...]:
    if expr is S.Automatic:
        return "HannWindow"
    if expr is S["None"]:
        return "DirichletWindow"
    if isinstance(expr, Symbol) and expr.short in WINDOWS:
        return expr.short
    numbers = numbers_of(expr)
    if numbers is None or numbers.ndim != 1:
        raise Misfit
    return tuple(map(float, numbers))


WINDOW = Kind("Automatic, None, a window such as HannWindow or a list of numbers", _window,
              lambda value: S[value] if isinstance(value, str) else to_expr(list(value)))


def _normalization(expr: Expr, ev: Evaluator) -> tuple[str, float] | None:
    if expr is S["None"]:
        return None
    if expr in (String("Max"), S.Automatic):
        return "Max", 1.0
    if is_list(expr) and len(expr.args) == 2 and isinstance(expr.args[0], String):
        number = numbers_of(expr.args[1])
        if expr.args[0].value in ("Max", "RMS") and number is not None and not number.ndim:
            return expr.args[0].value, float(number)
    raise Misfit


def _show_normalization(value: tuple[str, float] | None) -> Expr:
    if value is None:
        return S["None"]
    return String("Max") if value == ("Max", 1.0) else to_expr([value[0], show_number(value[1])])


NORMALIZATION = Kind('None, "Max", {"Max", value} or {"RMS", value}', _normalization, _show_normalization)


def _augmentation(expr: Expr, ev: Evaluator) -> None:
    if expr is not S["None"]:
        raise Misfit


AUGMENTATION = Kind("None (other settings are not available)", _augmentation, lambda value: S["None"])


def _frequency(expr: Expr, ev: Evaluator) -> float | Automatic:
    if expr is S.Automatic:
        return AUTOMATIC
    number = numbers_of(expr.args[0] if is_call(expr, S.Quantity, 2) else expr)
    if number is None or number.ndim or number < 0:
        raise Misfit
    return float(number)


FREQUENCY = Kind("Automatic or a frequency", _frequency, show_auto(show_number))


# ---- encoding ----------------------------------------------------------------------------------

@family
class Sound(Encoder):
    """What all encoders of audio share: one channel at a rate, of normalized volume and a target length."""

    sample_rate: float = parameter(NUMBER, option="SampleRate", default=16000)
    normalization: tuple[str, float] | None = parameter(NORMALIZATION, option="Normalization", default=None)
    target_length: int | Seconds | None = parameter(TARGET, option="TargetLength", default=None)
    augmentation: None = parameter(AUGMENTATION, option="Augmentation", default=None)

    def __post_init__(self) -> None:
        if self.sample_rate <= 0:
            raise Failed("invparam", "SampleRate", "a positive number", self.sample_rate)

    def accepts(self, data: Expr) -> bool:
        return (isinstance(data, Object) and isinstance(data.value, Audio)) or is_call(data, S.File, 1)

    def encode(self, items: Sequence[Expr], port: str, ev: Evaluator) -> Examples:
        return join_rows([self.features(self._signal(item, port, ev)).astype(np.float32) for item in items])

    def features(self, signal: Array) -> Array:
        """What is made of a signal, one channel at the rate of the encoder; axis 0 is time."""
        raise AssertionError("every encoder of audio has features")

    def _signal(self, item: Expr, port: str, ev: Evaluator) -> Array:
        found = ev(Call(S.Import, item)) if is_call(item, S.File, 1) else item
        if not (isinstance(found, Object) and isinstance(found.value, Audio)):
            raise Failed("invport", port, "audio", item)
        signal = found.value.resampled(self.sample_rate).mono().astype(np.float64)
        if not len(signal):
            raise Failed("invport", port, "audio", "audio without samples")
        if isinstance(self.target_length, Seconds):
            signal = fitted(signal, self.samples(self.target_length))
        return self._normalized(signal)

    def samples(self, length: int | Seconds) -> int:
        """A length as a number of samples."""
        return length if isinstance(length, int) else max(round(length.value * self.sample_rate), 1)

    def _normalized(self, signal: Array) -> Array:
        if self.normalization is None:
            return signal
        name, value = self.normalization
        size = np.abs(signal).max() if name == "Max" else np.sqrt(np.mean(signal * signal))
        return signal * (value / size) if size > 0 else signal


def fitted(rows: Array, count: int) -> Array:
    """The first `count` rows, zeros behind when there are fewer."""
    rows = rows[:count]
    return np.pad(rows, [(0, count - len(rows)), *[(0, 0)] * (rows.ndim - 1)])


@encoder("Audio")
class AudioEncoder(Sound):
    """NetEncoder["Audio"] turns audio (or File["..."]) into its samples, one channel at 16000 Hz.

    Output   {n, 1}, n the length of the signal at the rate of the encoder.
    Options  "SampleRate", "Normalization" (None, "Max", {"Max", v}, {"RMS", v}), "TargetLength" (All, samples, a time).
    Errors   invport for what is no audio.
    Source   ref/netencoder/Audio
    """

    @property
    def type(self) -> Type:
        length: Dim = VARYING if self.target_length is None else self.samples(self.target_length)
        return Type((length, 1), REAL)

    def features(self, signal: Array) -> Array:
        rows = signal[:, None]
        return rows if self.target_length is None else fitted(rows, self.samples(self.target_length))


@family
class Frames(Sound):
    """What the encoders that work on frames share (see the module for how many frames there are)."""

    window_size: int | Seconds | Automatic = parameter(WINDOW_LENGTH, option="WindowSize", default=AUTOMATIC)
    offset: int | Seconds | Automatic = parameter(WINDOW_LENGTH, option="Offset", default=AUTOMATIC)
    window_function: str | tuple[float, ...] = parameter(WINDOW, option="WindowFunction", default="HannWindow")

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.window_function, tuple) and len(self.window_function) != self.size:
            raise Failed("invparam", "WindowFunction", f"a list of {self.size} numbers", list(self.window_function))

    @property
    def size(self) -> int:
        """The samples of a frame."""
        size = self.window_size
        return math.ceil(0.025 * self.sample_rate) if isinstance(size, Automatic) else self.samples(size)

    @property
    def hop(self) -> int:
        """The samples from the start of a frame to that of the next."""
        return math.ceil(self.size / 3) if isinstance(self.offset, Automatic) else self.samples(self.offset)

    @property
    def frame_dims(self) -> tuple[int, ...]:
        """The dimensions of what is made of one frame."""
        raise AssertionError("every encoder of frames knows their dimensions")

    @property
    def count(self) -> int | None:
        """The number of frames, if it is stated."""
        target = self.target_length
        return frame_count(self.samples(target), self.size, self.hop) if isinstance(target, Seconds) else target

    @property
    def type(self) -> Type:
        return Type((VARYING if self.count is None else self.count, *self.frame_dims), REAL)

    @cached_property
    def weights(self) -> Array:
        shape = self.window_function
        return window(shape, self.size) if isinstance(shape, str) else np.array(shape)

    def features(self, signal: Array) -> Array:
        return self.of_frames(frames(signal, self.size, self.hop, self.count) * self.weights)

    def of_frames(self, windowed: Array) -> Array:
        """What is made of windowed frames [frame, sample]: their magnitude spectrum, unless said otherwise."""
        return np.abs(np.fft.rfft(windowed))


@encoder("AudioSTFT")
class FourierEncoder(Frames):
    """NetEncoder["AudioSTFT"] turns audio into the discrete Fourier transforms of its frames.

    Output   {n, size, 2}: real and imaginary parts of sum_k x_k exp(-2 pi i j k/size), j from 0.
    Options  those of "Audio"; "WindowSize", "Offset", "WindowFunction".
    Source   ref/netencoder/AudioSTFT
    """

    @property
    def frame_dims(self) -> tuple[int, ...]:
        return self.size, 2

    def of_frames(self, windowed: Array) -> Array:
        found = np.fft.fft(windowed)
        return np.stack([found.real, found.imag], -1)


@encoder("AudioSpectrogram")
class SpectrogramEncoder(Frames):
    """NetEncoder["AudioSpectrogram"] turns audio into the magnitudes of the Fourier transforms of its frames.

    Output   {n, floor(size/2) + 1}, from frequency 0 up to half the rate.
    Options  those of "AudioSTFT".
    Source   ref/netencoder/AudioSpectrogram
    """

    @property
    def frame_dims(self) -> tuple[int, ...]:
        return (self.size // 2 + 1,)


@family
class MelFrames(Frames):
    """What the encoders with mel filters share."""

    filters: int = parameter(POSITIVE, option="NumberOfFilters", default=40)
    lowest: float | Automatic = parameter(FREQUENCY, option="MinimumFrequency", default=AUTOMATIC)
    highest: float | Automatic = parameter(FREQUENCY, option="MaximumFrequency", default=AUTOMATIC)

    def __post_init__(self) -> None:
        super().__post_init__()
        low, high = self.band
        if not 0 <= low < high <= self.sample_rate / 2:
            wanted = f"a frequency above {low} and up to half the sample rate"
            raise Failed("invparam", "MaximumFrequency", wanted, high)

    @property
    def band(self) -> tuple[float, float]:
        """The lowest and the highest frequency (Hz); 0 and half the rate by default."""
        low, high = self.lowest, self.highest
        return (0.0 if isinstance(low, Automatic) else low,
                self.sample_rate / 2 if isinstance(high, Automatic) else high)

    @cached_property
    def bank(self) -> Array:
        return mel_filters(self.filters, self.size, self.sample_rate, *self.band)

    def of_frames(self, windowed: Array) -> Array:
        found: Array = np.abs(np.fft.rfft(windowed)) @ self.bank.T
        return found


@encoder("AudioMelSpectrogram")
class MelEncoder(MelFrames):
    """NetEncoder["AudioMelSpectrogram"] turns audio into its spectrogram seen through filters evenly spaced in mel.

    Output   {n, filters}, 40 filters by default.
    Options  those of "AudioSTFT"; "NumberOfFilters", "MinimumFrequency", "MaximumFrequency" (Hz).
    Source   ref/netencoder/AudioMelSpectrogram
    """

    @property
    def frame_dims(self) -> tuple[int, ...]:
        return (self.filters,)


@encoder("AudioMFCC")
class CepstralEncoder(MelFrames):
    """NetEncoder["AudioMFCC"] turns audio into mel-frequency cepstral coefficients.

    Output   {n, coefficients}: the first ones (13 by default) of the cosine transform of the logarithm of each frame of
             the mel spectrogram.
    Options  those of "AudioMelSpectrogram"; "NumberOfCoefficients".
    Source   ref/netencoder/AudioMFCC
    """

    coefficients: int = parameter(POSITIVE, option="NumberOfCoefficients", default=13)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.coefficients > self.filters:
            raise Failed("invparam", "NumberOfCoefficients", f"an integer up to the number of filters, {self.filters}",
                         self.coefficients)

    @property
    def frame_dims(self) -> tuple[int, ...]:
        return (self.coefficients,)

    def of_frames(self, windowed: Array) -> Array:
        logs = np.log(np.maximum(super().of_frames(windowed), _SILENCE))
        found: Array = logs @ cosines(self.coefficients, self.filters).T
        return found


_SILENCE = 1e-10
"""What stands for nothing before the logarithm."""
