"""Named sets of labelled images, in the formats in which they are published, from the folders of resources.

Each set has a folder of its name in one of the folders that `resources` searches. Files may be gzipped (`.gz`):

    MNIST, FashionMNIST   train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte,
                          t10k-labels-idx1-ubyte
    CIFAR-10              data_batch_1.bin to data_batch_5.bin, test_batch.bin
    CIFAR-100             train.bin, test.bin; labels are the fine ones, named in fine_label_names.txt if present

Source  the IDX format: yann.lecun.com/exdb/mnist; CIFAR, binary versions: www.cs.toronto.edu/~kriz/cifar.html
"""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from wlnet.io.resources import ResourceMissing, cache_folder, is_file, own_folders
from wlnet.nets.data import Array

TRAINING, TEST = PARTS = ("TrainingData", "TestData")

CIFAR_CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")


class BadSet(ValueError):
    """A file that does not hold what its name promises."""


@dataclass(frozen=True)
class Labelled:
    """Images [example, row, column, channel] of bytes, and the label of each: a number or a name."""

    pixels: Array
    labels: Sequence[int | str]


@dataclass(frozen=True)
class Known:
    """A named set: the files of each part and what reads them; `classes` is a file with the names of labels."""

    parts: dict[str, tuple[str, ...]]
    read: Callable[[list[bytes]], tuple[Array, Array]]
    names: tuple[str, ...] = ()
    classes: str = ""


def data_set(name: str, part: str) -> Labelled:
    """A part of a named set.

    Errors  KeyError for an unknown name; ResourceMissing naming the file that is not there or not whole.
    """
    known = SETS[name]
    contents = [_content(name, file) for file in known.parts[part]]
    try:
        pixels, labels = known.read(contents)
        names = _names(name, known)
        return Labelled(pixels, [names[label] for label in labels] if names else labels.tolist())
    except (ValueError, struct.error, IndexError) as error:
        folder = _folders(name)[0]
        reason = f"the files are not whole ({error})"
        raise ResourceMissing(name, folder, known.parts[part][0], reason) from None


def _folders(name: str) -> list[Path]:
    return [folder / name for folder in (*own_folders(), cache_folder())]


def _find(name: str, file: str) -> Path | None:
    places = (folder / item for folder in _folders(name) for item in (file, f"{file}.gz"))
    return next(filter(is_file, places), None)


def _content(name: str, file: str) -> bytes:
    path = _find(name, file)
    if path is None:
        raise ResourceMissing(name, _folders(name)[0], file, "its files are not on this machine")
    try:
        content = path.read_bytes()
        return gzip.decompress(content) if path.suffix == ".gz" else content
    except (OSError, EOFError, zlib.error) as error:
        raise ResourceMissing(name, path.parent, path.name, f"the file cannot be read ({error})") from None


def _names(name: str, known: Known) -> Sequence[str]:
    path = _find(name, known.classes) if known.classes else None
    if path is None:
        return known.names
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def idx(content: bytes) -> Array:
    """The array of bytes in an IDX file.

    Errors  BadSet.
    """
    zero, kind, rank = struct.unpack_from(">HBB", content)
    if zero != 0 or kind != 8:
        raise BadSet("not an IDX file of bytes")
    shape = struct.unpack_from(f">{rank}I", content, 4)
    values = np.frombuffer(content, np.uint8, offset=4 + 4 * rank)
    if values.size != int(np.prod(shape)):
        raise BadSet(f"{values.size} bytes for the dimensions {shape}")
    return values.reshape(shape)


def _read_idx(contents: list[bytes]) -> tuple[Array, Array]:
    pixels, labels = map(idx, contents)
    if pixels.ndim != 3 or labels.shape != pixels.shape[:1]:
        raise BadSet("as many labels as images are needed")
    return pixels[..., None], labels


def _read_cifar(contents: list[bytes], labels: int) -> tuple[Array, Array]:
    """Records of `labels` bytes, of which the last one counts, and three planes of 32 x 32."""
    size = labels + 3072
    if any(not content or len(content) % size for content in contents):
        raise BadSet(f"records of {size} bytes are needed")
    records = np.concatenate([np.frombuffer(content, np.uint8).reshape(-1, size) for content in contents])
    planes = records[:, labels:].reshape(-1, 3, 32, 32)
    return np.ascontiguousarray(planes.transpose(0, 2, 3, 1)), records[:, labels - 1]


_IDX = Known({TRAINING: ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
              TEST: ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")}, _read_idx)

SETS: dict[str, Known] = {
    "MNIST": _IDX,
    "FashionMNIST": _IDX,
    "CIFAR-10": Known(
        {TRAINING: tuple(f"data_batch_{number}.bin" for number in range(1, 6)), TEST: ("test_batch.bin",)},
        lambda contents: _read_cifar(contents, 1), CIFAR_CLASSES),
    "CIFAR-100": Known(
        {TRAINING: ("train.bin",), TEST: ("test.bin",)}, lambda contents: _read_cifar(contents, 2), (),
        "fine_label_names.txt"),
}
