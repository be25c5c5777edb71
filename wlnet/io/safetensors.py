"""safetensors: named arrays in a file.

    8 bytes     length n of the header
    n bytes     the header, a JSON object: name -> {"dtype", "shape", "data_offsets": [begin, end]}, and under
                "__metadata__" texts by name; spaces at its end
    the rest    the numbers of all arrays, without gaps

All little-endian. Arrays of bfloat16 are read as single precision, which holds them exactly.

Source  github.com/huggingface/safetensors (README, "Format")
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from wlnet.nets.data import Array

_MOST = 100_000_000     # bytes of a header, as other readers allow
_TYPES = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "<i1",
    "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "<u1", "BOOL": "<u1", "C64": "<c8",
}
_NAMES = {np.dtype(code).newbyteorder("="): name for name, code in _TYPES.items() if name not in ("BF16", "BOOL")}


class BadArrays(ValueError):
    """A file that is not in the format, or arrays that the format cannot hold, with the reason."""


@dataclass(frozen=True)
class Contents:
    """What a file holds."""

    arrays: Mapping[str, Array]
    metadata: Mapping[str, str] = field(default_factory=dict)


def write_arrays(path: Path, contents: Contents) -> None:
    """Write arrays to a file.

    Errors  BadArrays for types that the format does not have; OSError.
    """
    header: dict[str, Any] = {"__metadata__": dict(contents.metadata)} if contents.metadata else {}
    rows = {name: np.asarray(array, order="C") for name, array in contents.arrays.items()}
    header |= dict.fromkeys(rows)
    place = 0
    order = sorted(rows, key=lambda name: -rows[name].dtype.itemsize)     # wide numbers first, so that all are aligned
    for name in order:
        array = rows[name]
        kind = _NAMES.get(array.dtype.newbyteorder("="))
        if kind is None:
            raise BadArrays(f"an array of type {array.dtype.name}")
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [place, place + array.nbytes]}
        place += array.nbytes
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name in order:
            file.write(rows[name].astype(rows[name].dtype.newbyteorder("<"), copy=False).tobytes())


def read_arrays(path: Path) -> Contents:
    """The arrays in a file, and its texts.

    Errors  BadArrays, OSError.
    """
    with path.open("rb") as file:
        metadata, entries = _header(file)
        start = file.tell()
        size = file.seek(0, 2) - start
        return Contents({name: _array(file, start, size, name, entry) for name, entry in entries.items()}, metadata)


def _header(file: BinaryIO) -> tuple[dict[str, str], dict[str, Any]]:
    first = file.read(8)
    count = struct.unpack("<Q", first)[0] if len(first) == 8 else 0
    if not 2 <= count <= _MOST:
        raise BadArrays("it has no header")
    text = file.read(count)
    try:
        header = json.loads(text)
    except (ValueError, RecursionError):
        raise BadArrays("its header is no JSON") from None
    if len(text) < count or not isinstance(header, dict):
        raise BadArrays("its header is no JSON object")
    metadata = header.pop("__metadata__", None) or {}
    if not isinstance(metadata, dict):
        raise BadArrays("its metadata are no JSON object")
    return {str(key): str(value) for key, value in metadata.items()}, header


def _array(file: BinaryIO, start: int, size: int, name: str, entry: Any) -> Array:
    try:
        kind, shape, (begin, end) = entry["dtype"], tuple(entry["shape"]), entry["data_offsets"]
        dtype = np.dtype(_TYPES[kind])
        whole = all(type(item) is int and item >= 0 for item in (*shape, begin, end))
        if not whole or end - begin != math.prod(shape) * dtype.itemsize:
            raise ValueError
    except (KeyError, TypeError, ValueError):
        raise BadArrays(f"the array {name} is not described as it should be: {str(entry)[:100]}") from None
    if end > size:
        raise BadArrays(f"the file ends within the array {name}")
    file.seek(start + begin)
    numbers = np.frombuffer(bytearray(file.read(end - begin)), dtype).reshape(shape)
    if kind == "BF16":
        return (numbers.astype(np.uint32) << 16).view(np.float32)
    return numbers.astype(dtype.newbyteorder("="), copy=False)
