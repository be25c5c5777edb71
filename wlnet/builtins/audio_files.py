"""WAV files in Import and Export."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from wlnet.builtins.audio import RATE, audio_object, is_audio, made_audio, read_rate
from wlnet.builtins.files_import import FILE_READERS, FILE_WRITERS
from wlnet.expr import Expr, S, to_expr
from wlnet.io.audio import BadAudio, read_wav, write_wav
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Failed
from wlnet.nets.arrays import numbers_of
from wlnet.nets.files import READERS

_ELEMENTS = ("Audio", "AudioChannels", "Data", "Duration", "Elements", "Length", "SampleRate")


def import_wav(ev: Evaluator, path: Path, names: tuple[str, ...], options: Mapping[str, Expr]) -> Expr:
    """The audio in a WAV file, or an element of it.

    Errors  Failed baddata, noelem.
    """
    wanted = names[1:] if names and names[0].lower() == "wav" else names
    element = wanted[0] if wanted else "Audio"
    try:
        audio = read_wav(path)
    except BadAudio as problem:
        raise Failed("baddata", "WAV", str(problem), symbol=S.Import) from None
    except OSError as error:
        raise Failed("baddata", "WAV", error.strerror or str(error), symbol=S.Import) from None
    if element not in _ELEMENTS:
        raise Failed("noelem", element, "WAV", symbol=S.Import)
    found = {
        "Audio": audio_object(audio), "AudioChannels": audio.channels, "Data": audio.samples.astype(np.float64),
        "Duration": audio.duration, "Elements": sorted(_ELEMENTS), "Length": audio.length, "SampleRate": audio.rate,
    }
    return to_expr(found[element])


def export_wav(ev: Evaluator, path: Path, expr: Expr, options: Mapping[str, Expr]) -> None:
    """Write audio, or a list of samples, to a WAV file.

    Errors  Failed badexpr, noopen.
    """
    if not is_audio(expr):
        numbers = numbers_of(expr)
        if numbers is None or numbers.ndim not in (1, 2) or not numbers.size:
            raise Failed("badexpr", "WAV", "no audio", symbol=S.Export)
        rate = options.get("SampleRate", RATE)
        expr = audio_object(made_audio(expr, None, read_rate(rate)))
    try:
        write_wav(path, expr.value)  # type: ignore[attr-defined]
    except OSError:
        raise Failed("noopen", str(path), symbol=S.Export) from None


FILE_READERS["wav"] = import_wav
READERS["wav"] = lambda path: audio_object(read_wav(path))
FILE_WRITERS["wav"] = export_wav
