"""Audio: making it, its data and properties, simple changes."""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np

from wlnet.expr import Call, Expr, Integer, Object, Real, S, String, integer, is_call, is_list, list_of, packed, to_expr
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Failed, Unchanged
from wlnet.nets.arrays import numbers_of
from wlnet.values.audio import TYPES, Audio, Samples, as_integers, of_integers

MESSAGES = {
    "audinv": "Expecting audio instead of `1`.",
    "auddata": "The specified argument `1` should be a list of numbers, or a list of such lists of equal lengths.",
    "audtype": "`1` is not a type of audio data; the types are `2`.",
    "audrate": "The sample rate should be a positive number, not `1`.",
    "audtime": "`1` is not a time or an interval within the audio.",
    "audlist": "A list of audio objects is expected instead of `1`.",
    "arg": "Invalid argument `1` at position `2`.",
}


def audio_object(audio: Audio) -> Object:
    """Audio as an expression."""
    return Object(S.Audio, audio)


def is_audio(expr: Expr) -> bool:
    """Whether an expression is audio."""
    return isinstance(expr, Object) and isinstance(expr.value, Audio)


def read_audio(expr: Expr, position: int, call: Call) -> Audio:
    """Audio (message audinv)."""
    if is_audio(expr):
        return expr.value  # type: ignore[attr-defined, no-any-return]
    raise Complaint("audinv", expr)


AnAudio = Annotated[Audio, read_audio]


def read_type(expr: Expr) -> str | None:
    """The name of a type of samples; None for Automatic.

    Errors  Complaint("audtype").
    """
    if expr is S.Automatic:
        return None
    name = expr.value if isinstance(expr, String) else ""
    name = {"Real": "Real32", "Byte": "UnsignedInteger8"}.get(name, name)
    if name not in TYPES:
        raise Complaint("audtype", expr, [*TYPES])
    return name


def read_rate(expr: Expr) -> float:
    """A sample rate in Hz, perhaps a Quantity.

    Errors  Complaint("audrate").
    """
    unit = 1.0
    if is_call(expr, S.Quantity, 2):
        unit = 1000.0 if expr.args[1] == String("Kilohertz") else 1.0
        expr = expr.args[0]
    number = numbers_of(expr)
    if number is None or number.ndim or not 0 < number < 1e9:
        raise Complaint("audrate", expr)
    value = float(number) * unit
    return int(value) if value == int(value) else value


def seconds(expr: Expr, audio: Audio) -> float:
    """A time in seconds: a number, a Quantity of seconds, milliseconds, minutes or samples.

    Errors  Complaint("audtime").
    """
    unit = 1.0
    given = expr
    if is_call(expr, S.Quantity, 2) and isinstance(expr.args[1], String):
        units = {"Seconds": 1.0, "Milliseconds": 1e-3, "Minutes": 60.0, "Samples": 1 / audio.rate}
        unit, given = units.get(expr.args[1].value, math.nan), expr.args[0]
    number = numbers_of(given)
    if number is None or number.ndim or math.isnan(unit):
        raise Complaint("audtime", expr)
    return float(number) * unit


RATE = integer(44100)


@builtin("Audio", messages=MESSAGES)
def audio_(ev: Evaluator, data: Expr, type: Expr = S.Automatic, *, sample_rate: Expr = S.Automatic) -> Expr:
    """Audio[{v1, v2, ...}] is sound of samples from -1 to 1 at 44100 Hz; Audio[{list1, list2}] has several channels,
    Audio[data, type] samples of a type such as "SignedInteger16". Audio["file"] reads a WAV file.

    Options  SampleRate (Hz).
    Errors   Audio::auddata for data of another form.
    Source   ref/Audio
    Example  Duration[Audio[Table[0, 8000], SampleRate -> 16000]]  gives  Quantity[0.5, Seconds]
    """
    if isinstance(data, String) or is_call(data, S.File, 1):
        found = ev(Call(S.Import, data))
        if not is_audio(found):
            raise Failed("audinv", data)
        return found
    rate = None if sample_rate is S.Automatic else read_rate(sample_rate)
    name = read_type(type)
    if is_audio(data):
        audio: Audio = data.value  # type: ignore[attr-defined]
        changed = audio if rate is None else audio.resampled(rate)
        return audio_object(changed if name is None else _of_type(changed, name))
    if isinstance(data, Call) and not is_list(data):
        raise Unchanged
    return audio_object(made_audio(data, name, rate or 44100))


def made_audio(data: Expr, name: str | None, rate: float) -> Audio:
    """Audio of samples in lists, at a rate and of a type.

    Errors  Complaint("auddata").
    """
    numbers = numbers_of(data)
    if numbers is None or numbers.ndim not in (1, 2) or not numbers.size:
        raise Complaint("auddata", data)
    rows = np.atleast_2d(numbers)
    if name is None or TYPES[name] is None:
        return Audio(np.ascontiguousarray(rows, np.float32), rate, name or "Real32")
    return Audio(of_integers(rows, name).astype(np.float32), rate, name)


def _of_type(audio: Audio, name: str) -> Audio:
    if TYPES[name] is None:
        return Audio(audio.samples, audio.rate, name)
    return Audio(of_integers(as_integers(audio.samples, name), name).astype(np.float32), audio.rate, name)


# ---- properties --------------------------------------------------------------------------------

@builtin("AudioQ")
def audio_q(expr: Expr) -> bool:
    """AudioQ[expr] tells whether expr is audio with proper data.

    Source   ref/AudioQ
    Example  {AudioQ[Audio[{0, 1}]], AudioQ[{0, 1}]}  gives  {True, False}
    """
    return is_audio(expr)


@builtin("AudioData", messages=MESSAGES)
def audio_data(audio: AnAudio, type: Expr = S.Automatic) -> Expr:
    """AudioData[audio] lists the samples of every channel, AudioData[audio, type] as numbers of a type.

    Source   ref/AudioData
    Example  AudioData[Audio[{0, 0.5, -1}]]  gives  {{0., 0.5, -1.}}
    """
    name = read_type(type)
    if name is None or TYPES[name] is None:
        return packed(audio.samples.astype(np.float64))
    return packed(as_integers(audio.samples, name))


@builtin("AudioSampleRate", messages=MESSAGES)
def audio_sample_rate(audio: AnAudio) -> Expr:
    """AudioSampleRate[audio] gives the number of samples per second, as a quantity in hertz.

    Source   ref/AudioSampleRate
    Example  AudioSampleRate[Audio[{0, 1}]]  gives  Quantity[44100, Hertz]
    """
    return Call(S.Quantity, to_expr(audio.rate), String("Hertz"))


@builtin("AudioLength", messages=MESSAGES)
def audio_length(audio: AnAudio) -> int:
    """AudioLength[audio] gives the number of samples of a channel.

    Source   ref/AudioLength
    Example  AudioLength[Audio[{0, 1, 0}]]  gives  3
    """
    return audio.length


@builtin("AudioChannels", messages=MESSAGES)
def audio_channels(audio: AnAudio) -> int:
    """AudioChannels[audio] gives the number of channels.

    Source   ref/AudioChannels
    Example  AudioChannels[Audio[{{0, 1}, {1, 0}}]]  gives  2
    """
    return audio.channels


@builtin("AudioType", messages=MESSAGES)
def audio_type(audio: AnAudio) -> str:
    """AudioType[audio] gives the type of the samples: "Real32", "SignedInteger16" and the like.

    Source   ref/AudioType
    Example  AudioType[Audio[{0, 0.5}]]  gives  Real32
    """
    return audio.type


@builtin("Duration", messages=MESSAGES)
def duration(audio: AnAudio) -> Expr:
    """Duration[audio] gives how long audio lasts, in seconds.

    Source   ref/Duration
    Example  Duration[Audio[Table[0, 44100]]]  gives  Quantity[1., Seconds]
    """
    return Call(S.Quantity, Real(audio.duration), String("Seconds"))


# ---- changes -----------------------------------------------------------------------------------

@builtin("AudioResample", messages=MESSAGES)
def audio_resample(audio: AnAudio, rate: Expr) -> Expr:
    """AudioResample[audio, rate] gives audio at another sample rate, lasting as long as before.

    Source   ref/AudioResample
    Example  AudioLength[AudioResample[Audio[Table[0, 441]], 22050]]  gives  221
    """
    return audio_object(audio.resampled(read_rate(rate)))


@builtin("AudioNormalize", messages=MESSAGES)
def audio_normalize(audio: AnAudio) -> Expr:
    """AudioNormalize[audio] scales audio so that the largest absolute value is 1.

    Source   ref/AudioNormalize
    Example  AudioData[AudioNormalize[Audio[{0.25, -0.5}]]]  gives  {{0.5, -1.}}
    """
    largest = float(np.abs(audio.samples).max(initial=0))
    return audio_object(audio.with_samples(audio.samples / np.float32(largest)) if largest else audio)


@builtin("AudioAmplify", messages=MESSAGES)
def audio_amplify(audio: AnAudio, factor: Expr) -> Expr:
    """AudioAmplify[audio, s] multiplies the samples by s.

    Source   ref/AudioAmplify
    Example  AudioData[AudioAmplify[Audio[{0.25, -0.5}], 2]]  gives  {{0.5, -1.}}
    """
    number = numbers_of(factor)
    if number is None or number.ndim:
        raise Complaint("arg", factor, 2)
    return audio_object(audio.with_samples(audio.samples * np.float32(number)))


@builtin("AudioTrim", messages=MESSAGES)
def audio_trim(audio: AnAudio, span: Expr) -> Expr:
    """AudioTrim[audio, t] gives the first t seconds, -t the last, AudioTrim[audio, {t1, t2}] those between.

    Errors   AudioTrim::audtime for times outside.
    Source   ref/AudioTrim
    Example  AudioLength[AudioTrim[Audio[Table[0, 100], SampleRate -> 100], {0.25, 0.75}]]  gives  50
    """
    if is_list(span) and len(span.args) == 2:
        low, high = (seconds(item, audio) for item in span.args)
        low, high = (time + audio.duration if time < 0 else time for time in (low, high))
    else:
        time = seconds(span, audio)
        low, high = (0.0, time) if time >= 0 else (audio.duration + time, audio.duration)
    first, last = round(low * audio.rate), round(high * audio.rate)
    if not 0 <= first < last <= audio.length:
        raise Complaint("audtime", span)
    return audio_object(audio.with_samples(audio.samples[:, first:last]))


@builtin("AudioPad", messages=MESSAGES)
def audio_pad(audio: AnAudio, time: Expr) -> Expr:
    """AudioPad[audio, t] adds t seconds of silence at the end, AudioPad[audio, {t1, t2}] at the start and the end.

    Source   ref/AudioPad
    Example  AudioData[AudioPad[Audio[{1, 1}, SampleRate -> 1], {1, 2}]]  gives  {{0., 1., 1., 0., 0.}}
    """
    times = time.args if is_list(time) and len(time.args) == 2 else (Integer(0), time)
    before, after = (round(seconds(item, audio) * audio.rate) for item in times)
    if before < 0 or after < 0:
        raise Complaint("audtime", time)
    return audio_object(audio.with_samples(np.pad(audio.samples, [(0, 0), (before, after)])))


@builtin("AudioReverse", messages=MESSAGES)
def audio_reverse(audio: AnAudio) -> Expr:
    """AudioReverse[audio] plays audio backwards.

    Source   ref/AudioReverse
    Example  AudioData[AudioReverse[Audio[{0, 0.5, 1}]]]  gives  {{1., 0.5, 0.}}
    """
    return audio_object(audio.with_samples(audio.samples[:, ::-1]))


@builtin("AudioChannelMix", messages=MESSAGES)
def audio_channel_mix(audio: AnAudio, target: Expr = String("Mono")) -> Expr:
    """AudioChannelMix[audio] mixes the channels to one, AudioChannelMix[audio, "Stereo"] to two.

    Source   ref/AudioChannelMix
    Example  AudioData[AudioChannelMix[Audio[{{0, 1}, {1, 0}}]]]  gives  {{0.5, 0.5}}
    """
    count = {"Mono": 1, "Stereo": 2}.get(target.value if isinstance(target, String) else "", 0)
    if not count:
        raise Complaint("arg", target, 2)
    if count == 2 and audio.channels == 2:
        return audio_object(audio)
    return audio_object(audio.with_samples(np.repeat(audio.mono()[None], count, 0)))


@builtin("AudioChannelSeparate", messages=MESSAGES)
def audio_channel_separate(audio: AnAudio) -> Expr:
    """AudioChannelSeparate[audio] lists the channels, each as audio of its own.

    Source   ref/AudioChannelSeparate
    Example  Length[AudioChannelSeparate[Audio[{{0, 1}, {1, 0}}]]]  gives  2
    """
    return list_of([audio_object(audio.with_samples(row[None])) for row in audio.samples])


@builtin("AudioJoin", messages=MESSAGES)
def audio_join(*parts: Expr) -> Expr:
    """AudioJoin[{audio1, audio2, ...}] plays audio one after the other, at the highest of their sample rates.

    Source   ref/AudioJoin
    Example  AudioData[AudioJoin[{Audio[{0}], Audio[{1}]}]]  gives  {{0., 1.}}
    """
    items = parts[0].args if len(parts) == 1 and is_list(parts[0]) else parts
    if not items or not all(map(is_audio, items)):
        raise Complaint("audlist", list_of(items))
    audios: list[Audio] = [item.value for item in items]  # type: ignore[attr-defined]
    rate, channels = max(each.rate for each in audios), max(each.channels for each in audios)
    rows = [np.broadcast_to(part.samples if part.channels == channels else part.mono()[None], (channels, part.length))
            for part in (each.resampled(rate) for each in audios)]
    return audio_object(Audio(np.concatenate(rows, 1), rate, audios[0].type))


ONE_SECOND = Integer(1)


@builtin("AudioGenerator", messages=MESSAGES)
def audio_generator(
    ev: Evaluator, model: Expr, time: Expr = ONE_SECOND, type: Expr = S.Automatic, *, sample_rate: Expr = RATE,
) -> Expr:
    """AudioGenerator["Sin"] is a second of a tone of 440 Hz, AudioGenerator[{"Sin", f}, t] t seconds of f Hz; other
    models are "Sawtooth", "Triangle", "Square", "White" (noise) and "Silence". AudioGenerator[f, t] takes f of the
    time.

    Source   ref/AudioGenerator
    Example  AudioLength[AudioGenerator["Silence", 0.5]]  gives  22050
    """
    rate = read_rate(sample_rate)
    count = round(seconds(time, Audio(np.zeros((1, 1), np.float32), rate)) * rate)
    if not 0 < count < 2**31:
        raise Complaint("audtime", time)
    times = np.arange(count) / rate
    parts = model.args if is_list(model) and model.args else (model,)
    if isinstance(parts[0], String):
        number = numbers_of(parts[1]) if len(parts) > 1 else np.asarray(440.0)
        if number is None or number.ndim:
            raise Complaint("arg", model, 1)
        samples = _wave(ev, parts[0], times, float(number))
    else:
        found = numbers_of(list_of([ev(Call(model, Real(float(moment)))) for moment in times]))
        if found is None or found.ndim != 1:
            raise Complaint("arg", model, 1)
        samples = found
    audio = Audio(np.ascontiguousarray(samples[None], np.float32), rate)
    name = read_type(type)
    return audio_object(audio if name is None else _of_type(audio, name))


def _wave(ev: Evaluator, name: String, times: Samples, frequency: float) -> Samples:
    phase = times * frequency % 1
    if name.value == "White":
        noise: Samples = np.clip(ev.rng.normal(0, 0.3, len(times)), -1, 1)
        return noise
    waves = {
        "Sin": np.sin(2 * np.pi * phase), "Sawtooth": 2 * ((phase + 0.5) % 1) - 1,
        "Triangle": 1 - 4 * np.abs((phase + 0.25) % 1 - 0.5), "Square": np.where(phase < 0.5, 1.0, -1.0),
        "Silence": np.zeros(len(times)),
    }
    if name.value not in waves:
        raise Complaint("arg", name, 1)
    return waves[name.value]
