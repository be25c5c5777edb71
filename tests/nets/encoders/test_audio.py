"""Audio: values, files, encoders; compared with formulas of numpy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from wlnet.io.audio import BadAudio, read_wav, write_wav
from wlnet.values.audio import Audio, resample
from wlnet.values.audio_features import cosines, frame_count, frames, mel, mel_filters

if TYPE_CHECKING:
    from wlnet.session import Session

TONE = "Audio[Table[Sin[2. Pi 440 t/16000], {t, 0, 7999}], SampleRate -> 16000]"


@pytest.mark.parametrize("source, result", [
    ("Audio[{0, 0.5}]", "-Audio-"),
    ("InputForm[Audio[{0, 0.5}]]", 'Audio[{{0., 0.5}}, "Real32", SampleRate -> 44100]'),
    ('InputForm[Audio[{0, 100}, "SignedInteger16"]]', 'Audio[{{0, 100}}, "SignedInteger16", SampleRate -> 44100]'),
    ('AudioData[Audio[{0, 16384}, "SignedInteger16"]]', "{{0., 0.5}}"),
    ("Duration[" + TONE + "]", "Quantity[0.5, Seconds]"),
    ("AudioLength[AudioResample[" + TONE + ", 8000]]", "4000"),
    ("AudioChannels[Audio[{{0, 1}, {1, 0}}]]", "2"),
    ("AudioData[AudioJoin[{Audio[{0}], Audio[{1}]}]]", "{{0., 1.}}"),
    ("Audio[{0, 1}] === Audio[{0, 1}]", "True"),
    ("Audio[{0, 1}] == Audio[{0, 0}]", "False"),
    (f'Dimensions[NetEncoder["Audio"][{TONE}]]', "{8000, 1}"),
    (f'Dimensions[NetEncoder[{{"Audio", "SampleRate" -> 8000}}][{TONE}]]', "{4000, 1}"),
    (f'Dimensions[NetEncoder[{{"Audio", "TargetLength" -> 9000}}][{TONE}]]', "{9000, 1}"),
    (f'Dimensions[NetEncoder[{{"Audio", "TargetLength" -> Quantity[100, "Milliseconds"]}}][{TONE}]]', "{1600, 1}"),
    ('NetEncoder[{"Audio", "SampleRate" -> 44100, "Normalization" -> "Max"}][Audio[{0.25, -0.5}]]', "{{0.5}, {-1.}}"),
    ('NetEncoder[{"Audio", "SampleRate" -> 44100, "Normalization" -> {"RMS", 1}}][Audio[{0.5, -0.5}]]',
     "{{1.}, {-1.}}"),
    ('NetEncoder[{"Audio", "SampleRate" -> 44100}][Audio[{{1, 0}, {0, 1}}]]', "{{0.5}, {0.5}}"),
    (f'Dimensions[NetEncoder["AudioSTFT"][{TONE}]]', "{58, 400, 2}"),
    (f'Dimensions[NetEncoder["AudioSpectrogram"][{TONE}]]', "{58, 201}"),
    (f'Dimensions[NetEncoder["AudioMelSpectrogram"][{TONE}]]', "{58, 40}"),
    (f'Dimensions[NetEncoder["AudioMFCC"][{TONE}]]', "{58, 13}"),
    (f'Dimensions[NetEncoder[{{"AudioMFCC", "TargetLength" -> 20, "NumberOfCoefficients" -> 8}}][{{{TONE}, {TONE}}}]]',
     "{2, 20, 8}"),
    ('NetEncoder[{"AudioSpectrogram", "SampleRate" -> 100, "WindowSize" -> 4, "Offset" -> 4, "WindowFunction" -> None}]'
     "[Audio[{1, 0, 0, 0, 1, 1, 1, 1}, SampleRate -> 100]]", "{{1., 1., 1.}, {4., 0., 0.}}"),
    ('NetEncoder[{"AudioSTFT", "SampleRate" -> 100, "WindowSize" -> 2, "Offset" -> 2, "WindowFunction" -> {1, 1}}]'
     "[Audio[{1, 0.5}, SampleRate -> 100]]", "{{{1.5, 0.}, {0.5, 0.}}}"),
    ('NetEncoder[{"AudioMFCC", "WindowSize" -> 512}] // InputForm', 'NetEncoder[{"AudioMFCC", "WindowSize" -> 512}]'),
])
def test_audio(session: Session, source: str, result: str) -> None:
    assert session.evaluate(source).text == result


@pytest.mark.parametrize("source, tag", [
    ("Audio[f]", "Audio::auddata"),
    ("Audio[{0, 1}, SampleRate -> -1]", "Audio::audrate"),
    ("Duration[3]", "Duration::audinv"),
    ("AudioTrim[Audio[{0, 1}], 5]", "AudioTrim::audtime"),
    ('NetEncoder["Audio"]["x"]', "NetEncoder::invport"),
    ('NetEncoder[{"AudioMFCC", "NumberOfCoefficients" -> 50}]', "NetEncoder::invparam"),
    ('NetEncoder[{"AudioMFCC", "MaximumFrequency" -> 9000}]', "NetEncoder::invparam"),
    ('NetEncoder[{"Audio", "Augmentation" -> {"Noise" -> 0.1}}]', "NetEncoder::invparam"),
])
def test_messages(session: Session, source: str, tag: str) -> None:
    assert session.evaluate(source).messages[-1].startswith(tag)


@pytest.mark.parametrize("type, error", [
    ("Real32", 2 / 32768), ("SignedInteger16", 2 / 32768), ("SignedInteger24", 2e-7), ("SignedInteger32", 2e-7),
    ("UnsignedInteger8", 2 / 128),
])
def test_wav(tmp_path: Path, type: str, error: float) -> None:
    samples = np.random.default_rng(2).uniform(-1, 1, (2, 50)).astype(np.float32)
    write_wav(tmp_path / "a.wav", Audio(samples, 8000, type))
    found = read_wav(tmp_path / "a.wav")
    assert found.rate == 8000
    np.testing.assert_allclose(found.samples, samples, atol=error)


def test_wav_in_the_language(session: Session, tmp_path: Path) -> None:
    file = (tmp_path / "a.wav").as_posix()
    session.evaluate(f'Export["{file}", {TONE}]')
    assert session.evaluate(f'AudioLength[Import["{file}"]]').text == "8000"
    assert session.evaluate(f'Dimensions[NetEncoder["AudioMFCC"][File["{file}"]]]').text == "{58, 13}"
    (tmp_path / "b.wav").write_bytes(b"RIFF....WAVEfmt ")
    with pytest.raises(BadAudio):
        read_wav(tmp_path / "b.wav")
    assert session.evaluate(f'Import["{(tmp_path / "b.wav").as_posix()}"]').text == "$Failed"


@pytest.mark.parametrize("rate, target", [(44100, 16000), (16000, 44100), (8000, 8001), (48000, 16000)])
def test_resampling_a_tone(rate: int, target: int) -> None:
    time = np.arange(rate // 2) / rate
    found = resample(np.sin(2 * np.pi * 440 * time)[None], rate, target)[0]
    expected = np.sin(2 * np.pi * 440 * np.arange(len(found)) / target)
    np.testing.assert_allclose(found[300:-300], expected[300:-300], atol=2e-4)


@pytest.mark.parametrize("length, size, hop, count", [
    (10, 4, 2, 4), (11, 4, 2, 5), (3, 4, 2, 1), (4, 4, 2, 1), (5, 4, 2, 2),
])
def test_frames(length: int, size: int, hop: int, count: int) -> None:
    signal = np.arange(1.0, length + 1)
    found = frames(signal, size, hop)
    assert found.shape == (count, size)
    assert frame_count(length, size, hop) == count
    padded = np.pad(signal, (0, size))
    assert found.tolist() == [padded[k * hop:k * hop + size].tolist() for k in range(count)]


def test_mel_filters_peak_where_they_should() -> None:
    bank = mel_filters(10, 4000, 16000, 100, 4000)
    centers = np.linspace(mel(100), mel(4000), 12)[1:-1]
    peaks = mel(bank.argmax(1) * 4.0)
    np.testing.assert_allclose(peaks, centers, atol=5)
    assert bank.min() == 0


def test_cosine_transform_is_orthogonal() -> None:
    rows = cosines(8, 8)
    product = rows @ rows.T
    np.testing.assert_allclose(product, np.diag([1] + [0.5] * 7), atol=1e-12)


def test_net_on_sound(session: Session) -> None:
    session.evaluate("SeedRandom[4]")
    session.evaluate(
        'net = NetInitialize[NetChain[{GatedRecurrentLayer[4], SequenceLastLayer[], 2, SoftmaxLayer[]}, '
        '"Input" -> NetEncoder["AudioMFCC"], "Output" -> NetDecoder[{"Class", {"low", "high"}}]]]')
    session.evaluate('sounds = {AudioGenerator[{"Sin", 300}, 0.2], AudioGenerator[{"Sin", 900}, 0.1]}')
    session.evaluate('together = net[sounds, "Probabilities"][[1, "low"]]')
    session.evaluate('alone = net[sounds[[1]], "Probabilities"]["low"]')
    assert session.evaluate("Abs[together - alone] < 10^-5").text == "True"
