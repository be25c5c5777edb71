"""Examples of one port as numpy arrays: all of one shape, or sequences of differing lengths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class Ragged:
    """Sequences of differing lengths, laid end to end: example k is `values[starts[k] : starts[k] + lengths[k]]`.

    values   axis 0 runs over the elements of all sequences.
    lengths  int64, one per example.
    """

    values: Array
    lengths: NDArray[np.int64]
    starts: NDArray[np.int64]

    @staticmethod
    def of(values: Array, lengths: NDArray[np.int64]) -> Ragged:
        """The sequences of these lengths, laid end to end in `values`."""
        return Ragged(values, lengths, np.cumsum(lengths) - lengths)

    @staticmethod
    def from_rows(rows: Sequence[Array]) -> Ragged:
        """These sequences (at least one)."""
        return Ragged.of(np.concatenate(rows), np.array([len(row) for row in rows], dtype=np.int64))

    def __len__(self) -> int:
        return len(self.lengths)

    def row(self, index: int) -> Array:
        """Example `index`."""
        start = self.starts[index]
        return self.values[start : start + self.lengths[index]]

    def __iter__(self) -> Iterator[Array]:
        return map(self.row, range(len(self)))

    def take(self, indices: NDArray[np.int64]) -> Ragged:
        """The examples of these indices (the values are shared)."""
        return Ragged(self.values, self.lengths[indices], self.starts[indices])

    def padded(self, fill: float = 0) -> Array:
        """The examples as one array [example, position, ...], filled up behind shorter ones."""
        longest = int(self.lengths.max(initial=0))
        positions = np.arange(longest)
        inside = positions < self.lengths[:, None]
        where = np.where(inside, self.starts[:, None] + positions, 0)
        result: Array = self.values[where]
        result[~inside] = fill
        return result


Examples = Array | Ragged


def take(examples: Examples, indices: NDArray[np.int64]) -> Examples:
    """The examples of these indices."""
    return examples.take(indices) if isinstance(examples, Ragged) else examples[indices]


def join_rows(rows: Sequence[Array]) -> Examples:
    """Examples as one array when their shapes agree, else as `Ragged` (they must then differ in length only)."""
    if all(row.shape == rows[0].shape for row in rows):
        return np.stack(rows)
    return Ragged.from_rows(rows)
