"""Examples that stay in files until a batch needs them: files of images and audio, data sets of HDF5 files.

    Late        a column whose examples are read and encoded by the batch
    Stored      the rows of a data set in an HDF5 file, as a sequence of expressions
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from wlnet.expr import Call, Expr, Packed, S, String, is_call, packed, to_expr
from wlnet.kernel.messages import Failed
from wlnet.nets.data import Array, Examples, Ragged

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

CHUNK = 1 << 22                 # values that are looked through at a time

# What reads a file of a kind, by extension. It works in any thread; OSError and ValueError say that it cannot.
# The modules that know such files fill this table when they are imported, as Import does.
READERS: dict[str, Callable[[Path], Expr]] = {}

Items = Sequence[Expr] | Packed
Reading = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]


def is_file(expr: Expr) -> bool:
    """Whether an expression is `File["..."]`."""
    return is_call(expr, S.File, 1) and isinstance(expr.args[0], String)


def path_of(expr: Expr, ev: Evaluator) -> Path:
    """Where a file lies; names are relative to the session's directory."""
    name = expr.args[0]
    path = Path(name.value)  # type: ignore[attr-defined]
    if path.is_absolute():
        return path
    full = ev(Call(S.ExpandFileName, name))
    return Path(full.value) if isinstance(full, String) else path


class Unreadable(Exception):
    """Example `number` (from 0) of `what` cannot be read or encoded; `failure` tells why where it is a message,
    else `reason`.
    """

    def __init__(self, number: int, what: str, failure: Failed | None, reason: str = "") -> None:
        super().__init__(number, what, failure, reason)
        self.number, self.what, self.failure, self.reason = number, what, failure, reason


@dataclass(frozen=True)
class Late:
    """Examples of a port that are read and encoded when a batch needs them.

    items   all examples there are: files (and perhaps values among them), or `Stored` rows
    encode  makes arrays of some examples; it evaluates nothing, so that it may run in any thread
    rows    the numbers of the examples that are meant
    what    what they are, for messages: "training data"
    """

    items: Items
    encode: Callable[[Items], Examples]
    paths: dict[int, Path]
    rows: Array
    what: str

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, rows: Array) -> Late:
        """The examples of these numbers among those meant."""
        return replace(self, rows=self.rows[rows])

    def read(self, rows: Array, reading: Reading = map) -> Examples:
        """The arrays of some of the examples; `reading` is a `map` that may read several files at a time.

        Errors  Unreadable.
        """
        numbers = self.rows[rows]
        if isinstance(self.items, Stored):
            return self.encode(packed(self.items.read(numbers)))
        loaded = list(reading(self._load, numbers.tolist()))
        try:
            return self.encode(loaded)
        except (Failed, ValueError) as problem:
            for number, item in zip(numbers.tolist(), loaded, strict=True):
                self._check(number, item)
            reason = f"the dimensions of the examples differ ({problem})"
            raise Unreadable(int(numbers[0]), self.what, None, reason) from None

    def _load(self, number: int) -> Expr:
        path = self.paths.get(number)
        assert not isinstance(self.items, Packed)
        if path is None:
            return self.items[number]
        try:
            return READERS[_extension(path)](path)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise Unreadable(number, self.what, None, f"the file {path} cannot be read: {reason}") from None

    def _check(self, number: int, item: Expr) -> None:
        try:
            self.encode([item])
        except Failed as failure:
            raise Unreadable(number, self.what, failure) from None

    def outline(self, with_greatest: bool) -> Examples:
        """Examples that tell the type of all: the first one and, for integers, the greatest number of all."""
        first = self.read(np.zeros(1, np.int64))
        if not with_greatest or isinstance(first, Ragged):
            return first
        step = max(CHUNK // max(first.size, 1), 1)
        pieces = (self.read(np.arange(start, min(start + step, len(self)))) for start in range(0, len(self), step))
        greatest = max(int(found.max()) for found in pieces if isinstance(found, np.ndarray))
        return np.concatenate((first, np.full_like(first, greatest)))


def _extension(path: Path) -> str:
    return path.suffix.lower().removeprefix(".")


def late(items: Items, encode: Callable[[Items], Examples], what: str, ev: Evaluator) -> Late | None:
    """The column of examples that stay in their files; None when they are no files, or of a kind that only
    Import can read (they are then read at once).

    Errors  Unreadable for one that is not there, and for a first one that cannot be read or encoded.
    """
    if isinstance(items, Stored):
        return Late(items, encode, {}, np.arange(len(items)), what)
    if isinstance(items, Packed) or not is_file(items[0]):
        return None
    paths = {number: path_of(item, ev) for number, item in enumerate(items) if is_file(item)}
    for number, path in paths.items():
        if not path.is_file():
            raise Unreadable(number, what, None, f"there is no file {path}")
    ev(Call(S.Import, items[0]))        # loads what reads such files
    if not all(_extension(path) in READERS for path in paths.values()):
        return None
    found = Late(items, encode, paths, np.arange(len(items)), what)
    found.read(np.zeros(1, np.int64))
    return found


# ---- HDF5 ----------------------------------------------------------------------------------------

class Stored(Sequence[Expr]):
    """The rows of a data set in an HDF5 file, read when they are asked for."""

    def __init__(self, path: Path, name: str, shape: tuple[int, ...]) -> None:
        self.path, self.name, self.shape = path, name, shape
        self.lock = Lock()

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        number = index + len(self) if index < 0 else index
        if not 0 <= number < len(self):
            raise IndexError(index)
        return packed(self.read(np.array([number]))[0])

    def __iter__(self) -> Iterator[Expr]:
        return map(self.__getitem__, range(len(self)))

    @cached_property
    def _data(self) -> Any:
        return _open(self.path)[self.name]

    def read(self, rows: Array) -> Array:
        """The rows of these numbers, in any order and repeated at will (the file wants them rising)."""
        numbers, places = np.unique(rows, return_inverse=True)
        with self.lock:
            if len(numbers) and numbers[-1] - numbers[0] + 1 == len(numbers):
                found = self._data[int(numbers[0]) : int(numbers[-1]) + 1]
            else:
                found = self._data[numbers]
        return np.asarray(found, np.int64 if self._data.dtype.kind == "b" else None)[places]


def _open(path: Path) -> Any:
    import h5py
    return h5py.File(path, "r")


class FileColumns(dict[str, Items]):
    """The data sets of a file, of which a net may need only some."""


def read_stored(expr: Expr, ev: Evaluator) -> FileColumns:
    """The data sets of an HDF5 file by name. Those with one number or string an example are read at once.

    Errors  Failed("hdf5") without the library, "noh5" for a file that is none or has no data sets.
    """
    path = path_of(expr, ev)
    if importlib.util.find_spec("h5py") is None:
        raise Failed("hdf5", str(path))
    if not path.is_file():
        raise Failed("noh5", str(path), "there is no such file")
    try:
        file = _open(path)
    except OSError as error:
        raise Failed("noh5", str(path), str(error)) from None
    sets = {name: data for name, data in file.items() if getattr(data, "shape", ())}
    found = FileColumns((name, _column(path, name, data)) for name, data in sets.items())
    if not found:
        raise Failed("noh5", str(path), "it has no data sets with examples")
    return found


def _column(path: Path, name: str, data: Any) -> Items:
    if data.dtype.kind in "OSU":                # strings, or sequences of differing lengths
        rows = data.asstr()[:] if _has_strings(data) else data[:]
        return [to_expr(row.tolist() if isinstance(row, np.ndarray) else row) for row in rows]
    if data.dtype.kind not in "iufb":
        raise Failed("noh5", str(path), f"the data set {name} holds neither numbers nor strings")
    if len(data.shape) == 1:
        return packed(data[:].astype(np.int64 if data.dtype.kind in "iub" else np.float64))
    return Stored(path, name, tuple(data.shape))


def _has_strings(data: Any) -> bool:
    import h5py
    return h5py.check_string_dtype(data.dtype) is not None
