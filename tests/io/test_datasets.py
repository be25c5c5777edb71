"""Named sets of images, read from small files of the published formats."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

RNG = np.random.default_rng(1)


def idx(array) -> bytes:
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.tobytes()


def write_mnist(folder: Path, name: str = "MNIST") -> None:
    """Images whose upper half is bright for 1, the lower one for 0."""
    for prefix, count in (("train", 40), ("t10k", 10)):
        labels = (np.arange(count) % 2).astype(np.uint8)
        images = RNG.integers(0, 60, (count, 28, 28), dtype=np.uint8)
        images[labels == 1, :14] += 150
        images[labels == 0, 14:] += 150
        (folder / name).mkdir(exist_ok=True)
        (folder / name / f"{prefix}-images-idx3-ubyte.gz").write_bytes(gzip.compress(idx(images)))
        (folder / name / f"{prefix}-labels-idx1-ubyte").write_bytes(idx(labels))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("WLNET_RESOURCES", str(tmp_path))
    return tmp_path


def test_idx_files(folder, session):
    write_mnist(folder)
    assert session.evaluate('{Length[d = ResourceData["MNIST", "TrainingData"]], Length[ResourceData["MNIST", '
                            '"TestData"]], d[[2, 2]], ImageDimensions[d[[2, 1]]], ImageChannels[d[[2, 1]]], '
                            'd === ExampleData[{"MachineLearning", "MNIST"}]}').text == "{40, 10, 1, {28, 28}, 1, True}"


@pytest.mark.parametrize(("name", "head", "label"), [("CIFAR-10", 1, "automobile"), ("CIFAR-100", 2, "1")])
def test_cifar_files(folder, session, name, head, label):
    (folder / name).mkdir()
    files = [f"data_batch_{k}.bin" for k in range(1, 6)] if head == 1 else ["train.bin"]
    for file in files:
        planes = np.zeros((2, 3, 32, 32), np.uint8)
        planes[1, 0, 0, 5] = 255                            # red, first row, sixth column
        record = np.concatenate([np.array([[0] * head, [1] * head], np.uint8), planes.reshape(2, -1)], axis=1)
        (folder / name / file).write_bytes(record.tobytes())
    outcome = session.evaluate(f'd = ResourceData["{name}", "TrainingData"]; {{Length[d], d[[2, 2]], '
                               'ImageDimensions[d[[2, 1]]], ImageData[d[[2, 1]]][[1, 6]]}')
    assert outcome.messages == []
    assert outcome.text == f"{{{2 * len(files)}, {label}, {{32, 32}}, {{1., 0., 0.}}}}"


def test_training_on_a_name(folder, session):
    write_mnist(folder, "FashionMNIST")
    outcome = session.evaluate(
        'r = NetTrain[NetChain[{FlattenLayer[], 2, SoftmaxLayer[]}, "Input" -> NetEncoder[{"Image", {8, 8}, '
        '"Grayscale"}], "Output" -> NetDecoder[{"Class", {0, 1}}]], "FashionMNIST", All, ValidationSet -> "FashionMNIST", MaxTrainingRounds -> 30, '
        'LearningRate -> 0.1, TrainingProgressReporting -> None, RandomSeeding -> 1]; '
        '{r["TrainingExamples"], r["ValidationExamples"], r["ValidationLoss"] < 0.1}')
    assert outcome.messages == []
    assert outcome.text == "{40, 10, True}"


@pytest.mark.parametrize("source", ['ResourceData["MNIST"]', 'ResourceData["MNIST", "TestData"]',
                                    'ExampleData[{"MachineLearning", "MNIST"}, "TrainingData"]'])
def test_missing_files_are_named(folder, session, source):
    outcome = session.evaluate(source)
    assert outcome.text == "$Failed"
    assert f"in the folder {folder / 'MNIST'} is needed" in outcome.messages[0]


def test_training_on_a_name_without_files(folder, session):
    outcome = session.evaluate('NetTrain[LinearLayer[1], "CIFAR-10"]')
    assert outcome.text == "$Failed"
    assert "data_batch_1.bin" in outcome.messages[0]


@pytest.mark.parametrize(("content", "words"), [
    (b"", "not whole"), (b"abcdefgh", "not an IDX file"), (struct.pack(">HBBI", 0, 8, 1, 5) + b"ab", "2 bytes"),
])
def test_files_that_are_not_whole(folder, session, content, words):
    write_mnist(folder)
    (folder / "MNIST" / "train-labels-idx1-ubyte").write_bytes(content)
    outcome = session.evaluate('ResourceData["MNIST"]')
    assert outcome.text == "$Failed"
    assert words in outcome.messages[0]


def test_unknown_elements(session):
    assert session.evaluate('ResourceData["MNIST", "Weather"]').messages[0].startswith("ResourceData::noelem")
