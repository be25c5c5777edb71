"""WAV files <-> audio."""

from __future__ import annotations

import struct
import wave
from pathlib import Path

import numpy as np

from wlnet.values.audio import TYPES, Audio, Samples, as_integers, of_integers

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_INTEGERS = {8: "UnsignedInteger8", 16: "SignedInteger16", 24: "SignedInteger24", 32: "SignedInteger32"}


class BadAudio(ValueError):
    """A file that holds no audio of a known kind."""


def read_wav(path: Path) -> Audio:
    """The audio in a WAV file: integers of 8 to 32 bits, or floats.

    Errors  BadAudio for another file; OSError when it cannot be read.
    """
    content = path.read_bytes()
    if content[:4] not in (b"RIFF", b"RF64") or content[8:12] != b"WAVE":
        raise BadAudio("not a WAV file")
    chunks = _chunks(content)
    try:
        kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", chunks[b"fmt "])
        if kind == _EXTENSIBLE:
            kind = struct.unpack_from("<H", chunks[b"fmt "], 24)[0]
        data = chunks[b"data"]
    except (KeyError, struct.error):
        raise BadAudio("a part of the file is missing") from None
    if channels < 1 or rate < 1:
        raise BadAudio("no channels")
    samples, type = _decoded(data, kind, bits)
    rows = samples[:len(samples) // channels * channels].reshape(-1, channels)
    return Audio(np.ascontiguousarray(rows.T), rate, type)


def _chunks(content: bytes) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    place = 12
    while place + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, place)
        found.setdefault(name, content[place + 8:place + 8 + size])
        place += 8 + size + size % 2
    return found


def _decoded(data: bytes, kind: int, bits: int) -> tuple[Samples, str]:
    if kind == _FLOAT and bits in (32, 64):
        values = np.frombuffer(data[:len(data) // (bits // 8) * (bits // 8)], f"<f{bits // 8}")
        return values.astype(np.float32), f"Real{bits}"
    if kind != _PCM or bits not in _INTEGERS:
        raise BadAudio(f"samples of kind {kind} with {bits} bits")
    width = bits // 8
    data = data[:len(data) // width * width]
    type = _INTEGERS[bits]
    if bits == 24:
        whole = np.zeros((len(data) // 3, 4), np.uint8)
        whole[:, 1:] = np.frombuffer(data, np.uint8).reshape(-1, 3)
        values = whole.view("<i4")[:, 0] >> 8
    else:
        values = np.frombuffer(data, {8: "u1", 16: "<i2", 32: "<i4"}[bits])
    return of_integers(values, type).astype(np.float32), type


def write_wav(path: Path, audio: Audio) -> None:
    """Write audio as integers: of its type, reals as 16 bits.

    Errors  OSError when the file cannot be written.
    """
    type = audio.type if TYPES[audio.type] is not None else "SignedInteger16"
    if type == "SignedInteger8":
        type = "UnsignedInteger8"
    width = next(bits for bits, name in _INTEGERS.items() if name == type) // 8
    whole = as_integers(audio.samples, type).T.astype("<i4")
    raw = np.ascontiguousarray(whole).view(np.uint8).reshape(-1, 4)[:, :width]
    with path.open("wb") as file, wave.open(file, "wb") as output:
        output.setnchannels(audio.channels)
        output.setsampwidth(width)
        output.setframerate(round(audio.rate))
        output.writeframes(raw.tobytes())
