"""Training data that stay in files: images, audio, HDF5."""

from __future__ import annotations

import importlib.util
from unittest import mock

import numpy as np
import pytest
from PIL import Image

RNG = np.random.default_rng(3)
CHAIN = "NetChain[{FlattenLayer[], 2, SoftmaxLayer[]}]"
QUIET = "MaxTrainingRounds -> 30, LearningRate -> 0.01, BatchSize -> 8, RandomSeeding -> 1, TrainingProgressReporting -> None"

needs_h5py = pytest.mark.skipif(importlib.util.find_spec("h5py") is None, reason="needs h5py")


@pytest.fixture
def pictures(tmp_path):
    """Rules from image files to what is brightest in them."""
    rules = []
    for number in range(20):
        pixels = RNG.integers(0, 100, (10, 12, 3), dtype=np.uint8)
        pixels[..., 0 if number % 2 else 2] += 120
        path = tmp_path / f"{number}.png"
        Image.fromarray(pixels).save(path)
        rules.append(f'File["{path}"] -> "{"red" if number % 2 else "blue"}"')
    return rules


def texts(session, source: str) -> str:
    outcome = session.evaluate(source)
    assert outcome.messages == []
    return outcome.text


def test_images_give_the_same_net_from_files_and_from_memory(session, pictures):
    session.evaluate(f"files = {{{', '.join(pictures)}}}; images = Map[Import[First[#]] -> Last[#]&, files];"
                     f"train[data_] := NetTrain[{CHAIN}, data, All, ValidationSet -> Scaled[0.2], {QUIET}];")
    assert texts(session, 'a = train[files]; b = train[images]; '
                          '{a["RoundLossList"] == b["RoundLossList"], a["ValidationLossList"] == b["ValidationLossList"], '
                          'a["RoundLoss"] < 0.2, a["TrainedNet"][First[files[[1]]]]}') == "{True, True, True, blue}"


def test_names_relative_to_the_directory(session, pictures, tmp_path):
    session.evaluate(f'SetDirectory["{tmp_path}"]; files = {{File["0.png"] -> "blue", File["1.png"] -> "red"}};')
    assert texts(session, f'Head[NetTrain[{CHAIN}, files, MaxTrainingRounds -> 2]]') == "NetChain"


def test_associations_and_encoders_of_files(session, pictures):
    session.evaluate(f"files = {{{', '.join(pictures)}}};")
    assert texts(session, 'r = NetTrain[NetChain[{FlattenLayer[], 2, SoftmaxLayer[]}, "Input" -> NetEncoder[{"Image", '
                          '{4, 4}}], "Output" -> NetDecoder[{"Class", {"red", "blue"}}]], <|"Input" -> files[[All, 1]], '
                          f'"Output" -> files[[All, 2]]|>, "RoundLoss", {QUIET}]; r < 0.6') == "True"


def test_measurements_of_files(session, pictures):
    session.evaluate(f"files = {{{', '.join(pictures)}}};")
    assert texts(session, f'net = NetTrain[{CHAIN}, files, {QUIET}]; NetMeasurements[net, files, "Accuracy"]') == "1."


def test_audio_files(session, tmp_path):
    session.evaluate(
        "files = Table[Export[FileNameJoin[{\"" + str(tmp_path) + '", ToString[k] <> ".wav"}], '
        "Audio[Table[Sin[If[OddQ[k], 0.1, 1.2] i], {i, 2000 + 10 k}], SampleRate -> 8000]], {k, 8}];"
        'rules = Table[File[files[[k]]] -> If[OddQ[k], "low", "high"], {k, 8}];')
    assert texts(session,
                 'r = NetTrain[NetChain[{GatedRecurrentLayer[4], SequenceLastLayer[], 2, SoftmaxLayer[]}, "Input" -> '
                 'NetEncoder[{"AudioSpectrogram", "WindowSize" -> 64, SampleRate -> 8000}]], rules, "RoundLossList", '
                 'MaxTrainingRounds -> 20, LearningRate -> 0.05, BatchSize -> 4, RandomSeeding -> 1, '
                 'TrainingProgressReporting -> None]; Last[r] < First[r]') == "True"


def test_a_file_that_is_not_there(session, pictures, tmp_path):
    outcome = session.evaluate(f'NetTrain[{CHAIN}, {{{pictures[0]}, File["{tmp_path}/none.png"] -> "red"}}]')
    assert outcome.messages == [
        f"NetTrain::example: Example 2 of the training data: there is no file {tmp_path}/none.png"]


def test_a_file_that_holds_no_image(session, pictures, tmp_path):
    (tmp_path / "bad.png").write_text("hello", encoding="utf-8")
    outcome = session.evaluate(f'NetTrain[{CHAIN}, {{{pictures[0]}, File["{tmp_path}/bad.png"] -> "red"}}, '
                               'TrainingProgressReporting -> None]')
    assert outcome.text == "$Failed"
    assert outcome.messages == [f"NetTrain::example: Example 2 of the training data: the file {tmp_path}/bad.png cannot "
                                "be read: it holds no image of a known format"]


# ---- HDF5 -------------------------------------------------------------------------------------------------------

@pytest.fixture
def stored(tmp_path):
    """An HDF5 file with sums of rows, labels, integers; and the rows."""
    import h5py
    rows = RNG.random((200, 6)).astype(np.float32)
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file["Input"] = rows
        file["Output"] = rows @ np.ones((6, 2), np.float32)
    with h5py.File(tmp_path / "labels.h5", "w") as file:
        file["Input"] = rows
        file["Output"] = np.array(["yes" if row[0] > 0.5 else "no" for row in rows], dtype=h5py.string_dtype())
        file["Codes"] = (rows * 9 + 1).astype(np.int16)
        file["Class"] = (rows[:, 0] > 0.5).astype(np.uint8) + 1
    return tmp_path


@needs_h5py
def test_hdf5_gives_the_same_net_as_memory(session, stored):
    session.evaluate(f'train[data_] := NetTrain[LinearLayer[], data, "RoundLossList", {QUIET}];')
    import h5py
    with h5py.File(stored / "x.h5") as file:
        lists = {name: file[name][:].astype(float).tolist() for name in file}
    text = ", ".join(f'"{name}" -> {values}' for name, values in lists.items())
    text = text.replace("[", "{").replace("]", "}").replace("e-", "*^-")
    assert texts(session, f'Max[Abs[train[File["{stored}/x.h5"]] - train[<|{text}|>]]] < 10^-6') == "True"


@needs_h5py
def test_hdf5_with_labels_and_other_data_sets(session, stored):
    assert texts(session, f'r = NetTrain[NetChain[{{2, SoftmaxLayer[]}}], File["{stored}/labels.h5"], All, '
                          'MaxTrainingRounds -> 60, LearningRate -> 0.05, TrainingProgressReporting -> None]; '
                          'r["TrainedNet"][{0.9, 0.5, 0.5, 0.5, 0.5, 0.5}]') == "yes"


@needs_h5py
def test_hdf5_by_port(session, stored):
    """Integers tell how many there are; a data set is chosen by the port's name or because there is no other."""
    assert texts(session, 'n = NetTrain[NetChain[{EmbeddingLayer[3], FlattenLayer[], 2, SoftmaxLayer[]}, "Input" -> 6], '
                          f'<|"Input" -> Normal[codes], "Output" -> File["{stored}/labels.h5"]|>, {QUIET}];'
                          'Head[n]'.replace("Normal[codes]", "ConstantArray[1, {200, 6}]")) == "NetChain"
    outcome = session.evaluate(f'NetTrain[LinearLayer[], <|"Input" -> File["{stored}/x.h5"], "Out" -> '
                               f'File["{stored}/x.h5"]|>]')
    assert outcome.messages == [
        f"NetTrain::noset: The file {stored}/x.h5 has no data set Out; it has {{Input, Output}}."]


@needs_h5py
def test_integers_of_hdf5_are_counted_by_pieces(stored, monkeypatch):
    from wlnet.nets import files
    from wlnet.nets.encoders.numbers import encode_numbers
    from wlnet.nets.files import Late, Stored
    from wlnet.nets.types import Integers, Type
    from wlnet.session import Session
    monkeypatch.setattr(files, "CHUNK", 60)
    ev = Session().evaluator
    codes = Stored(stored / "labels.h5", "Codes", (200, 6))
    late = Late(codes, lambda items: encode_numbers(items, Type(None, Integers(1)), "Input", ev), {}, np.arange(200), "")
    assert late.outline(True).max() == 9
    assert len(late.outline(True)) == 2
    rows = np.array([5, 3, 3, 199])
    assert (late.read(rows) == codes.read(np.arange(200))[rows]).all()


@needs_h5py
def test_files_that_are_no_hdf5(session, stored, tmp_path):
    (tmp_path / "bad.h5").write_text("hello", encoding="utf-8")
    for name, words in (("bad.h5", "cannot be read as HDF5"), ("none.h5", "there is no such file")):
        outcome = session.evaluate(f'NetTrain[LinearLayer[], File["{tmp_path}/{name}"]]')
        assert outcome.text == "$Failed"
        assert outcome.messages[0].startswith("NetTrain::noh5")
        assert words in outcome.messages[0]


def test_without_the_library_its_extra_is_named(session, tmp_path):
    (tmp_path / "x.h5").write_text("", encoding="utf-8")
    with mock.patch("importlib.util.find_spec", return_value=None):
        outcome = session.evaluate(f'NetTrain[LinearLayer[], File["{tmp_path}/x.h5"]]')
    assert 'pip install "wlnet[hdf5]"' in outcome.messages[0]
