"""Examples by the batch: columns held ready as compact arrays, and sources that hand out one feed after the other.

A feed has, for each port, a tensor whose axis 0 is the batch and the true lengths where they differ (None else).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor

from wlnet.backend.prefetch import ahead, reading
from wlnet.kernel.stack import Background
from wlnet.nets.data import Array, Examples, Ragged, take
from wlnet.nets.files import Late
from wlnet.nets.training import compact

Feed = dict[str, tuple[Tensor, Tensor | None]]


class Numbered(Feed):
    """A feed of examples that have numbers: `rows` are those of the whole batch, of which this is the first part."""

    rows: Tensor


RESIDENT_BYTES = 1 << 30        # a column up to this size is kept on the GPU


class Column(Protocol):
    """The examples of one port."""

    def batch(self, rows: Tensor) -> tuple[Tensor, Tensor | None]:
        """The examples of these numbers, and their true lengths if they differ."""


@dataclass(frozen=True)
class Place:
    """Where batches go: device and precision of reals."""

    device: torch.device
    dtype: torch.dtype = torch.float32

    def send(self, tensor: Tensor) -> Tensor:
        """A tensor on the device: integers as int64, reals in the precision."""
        wanted = self.dtype if tensor.dtype.is_floating_point else torch.int64
        if self.device.type == "cuda" and not tensor.is_cuda:       # from pinned memory, copies need not be waited for
            return tensor.pin_memory().to(self.device, non_blocking=True).to(wanted)
        return tensor.to(self.device, wanted, non_blocking=True)


class FixedColumn:
    """Examples of one shape, as one tensor."""

    def __init__(self, array: Array, place: Place) -> None:
        values = torch.from_numpy(np.ascontiguousarray(compact(array)))
        if values.dtype.is_floating_point:
            values = values.to(place.dtype)
        if place.device.type != "cpu" and values.nbytes <= RESIDENT_BYTES:
            values = values.to(place.device)
        self.values, self.place = values, place

    def batch(self, rows: Tensor) -> tuple[Tensor, Tensor | None]:
        return self.place.send(self.values.index_select(0, rows.to(self.values.device))), None


class RaggedColumn:
    """Sequences of differing lengths. Padding of integers is 1, so that it is a valid index."""

    def __init__(self, examples: Ragged, place: Place) -> None:
        self.examples = Ragged(compact(examples.values), examples.lengths, examples.starts)
        self.fill = 1 if examples.values.dtype.kind in "iu" else 0
        self.place = place

    def batch(self, rows: Tensor) -> tuple[Tensor, Tensor | None]:
        chosen = self.examples.take(rows.numpy())
        values = self.place.send(torch.from_numpy(chosen.padded(self.fill)))
        if (chosen.lengths == chosen.lengths[0]).all():
            return values, None
        return values, torch.from_numpy(chosen.lengths).to(self.place.device)


class LateColumn:
    """Examples that are read from their files for each batch."""

    def __init__(self, examples: Late, place: Place) -> None:
        self.examples, self.place = examples, place

    def batch(self, rows: Tensor) -> tuple[Tensor, Tensor | None]:
        found = self.examples.read(rows.numpy(), reading)
        return column(found, self.place).batch(torch.arange(len(rows)))


def column(examples: Examples | Late, place: Place) -> Column:
    """The examples of a port, ready for batches; sequences that agree in length become one array."""
    if isinstance(examples, Late):
        return LateColumn(examples, place)
    if isinstance(examples, Ragged):
        lengths = examples.lengths
        if len(lengths) and (lengths != lengths[0]).any():
            return RaggedColumn(examples, place)
        length = int(lengths[0]) if len(lengths) else 0
        if length and not (examples.starts % length).any() and not len(examples.values) % length:
            rows = examples.values.reshape(-1, length, *examples.values.shape[1:])
            return FixedColumn(rows[examples.starts // length], place)
        return FixedColumn(examples.values[examples.starts[:, None] + np.arange(length)], place)
    return FixedColumn(examples, place)


class Source(Protocol):
    """Where training takes its batches. `examples` and `batches` are those of one round."""

    batch_size: int
    examples: int
    batches: int

    def round(self, number: int) -> Iterator[Feed]:
        """The batches of a round, counted from 1."""

    def state(self) -> dict[str, Any]:
        """What the next round depends on, between two rounds."""

    def restore(self, state: Mapping[str, Any]) -> None:
        """Put back such a state: `round` then gives the same batches again."""


class TableSource:
    """Batches from columns held in memory.

    With a `generator` each round has an order of its own, and its last batch is filled up from the beginning of that
    order, so that all batches have one size; without one the order stays and the last batch is what is left.

    parts   of how many parts of a batch `round` gives the first; the others are taken elsewhere, by their numbers.
    """

    def __init__(
        self, columns: Mapping[str, Column], examples: int, batch_size: int, generator: torch.Generator | None = None,
        parts: int = 1,
    ) -> None:
        self.columns = columns
        self.examples = examples
        self.batch_size = min(batch_size, examples)
        self.batches = math.ceil(examples / self.batch_size)
        self.generator = generator
        self.parts = parts
        self.is_late = any(isinstance(column, LateColumn) for column in columns.values())

    def take(self, rows: Tensor) -> Feed:
        """The examples of these numbers."""
        return {port: column.batch(rows) for port, column in self.columns.items()}

    def round(self, number: int) -> Iterator[Feed]:
        if self.generator is None:
            order = torch.arange(self.examples)
        else:
            order = torch.randperm(self.examples, generator=self.generator)
            missing = self.batches * self.batch_size - self.examples
            order = torch.cat((order, order[:missing]))
        feeds = map(self._feed, order.split_with_sizes(self._sizes(len(order))))
        yield from ahead(feeds) if self.is_late else feeds

    def _feed(self, rows: Tensor) -> Feed:
        if self.parts == 1:
            return self.take(rows)
        feed = Numbered(self.take(rows.tensor_split(self.parts)[0]))
        feed.rows = rows
        return feed

    def state(self) -> dict[str, Any]:
        return {} if self.generator is None else {"generator": self.generator.get_state()}

    def restore(self, state: Mapping[str, Any]) -> None:
        if self.generator is not None:
            self.generator.set_state(state["generator"])

    def _sizes(self, count: int) -> list[int]:
        full, rest = divmod(count, self.batch_size)
        return [self.batch_size] * full + [rest] * bool(rest)


class Stream(Protocol):
    """Random numbers that functions use."""

    def state(self) -> str:
        """Where the stream is."""

    def restore(self, state: str) -> None:
        """Put it back there."""


class CalledSource:
    """Batches that a function makes: `make(batch size, round, batch of all)` gives examples by port.

    stream   the random numbers that the function may use
    """

    def __init__(
        self, make: Callable[[int, int, int], Mapping[str, Examples | Late]], batch_size: int, round_length: int | None,
        place: Place, stream: Stream | None = None,
    ) -> None:
        self.make, self.place, self.stream = make, place, stream
        self.batch_size = batch_size
        self.batches = 1 if round_length is None else max(1, math.ceil(round_length / batch_size))
        self.examples = self.batches * batch_size
        self.made = 0
        self.next_round = 1
        self.pending: Background[Feed] | None = None
        self.before: dict[str, Any] = {}

    def round(self, number: int) -> Iterator[Feed]:
        for index in range(self.batches):
            pending, self.pending = self.pending, None
            feed = self._feed(number) if pending is None else pending.value()
            self.next_round = number if index + 1 < self.batches else number + 1
            yield feed

    def _feed(self, number: int) -> Feed:
        self.made += 1
        examples = self.make(self.batch_size, number, self.made)
        rows = torch.arange(len(next(iter(examples.values()))))
        return {port: column(values, self.place).batch(rows) for port, values in examples.items()}

    @contextmanager
    def overlap(self) -> Iterator[None]:
        """Make the next batch while the block computes; it must evaluate nothing. When it ends, so has the function:
        evaluations follow each other in an order that does not depend on time.
        """
        number, self.before = self.next_round, self.state()
        pending = Background(lambda: self._feed(number))
        self.pending = pending
        try:
            yield
        finally:
            pending.wait()

    def state(self) -> dict[str, Any]:
        if self.pending is not None:
            return self.before
        return {"made": self.made, "stream": "" if self.stream is None else self.stream.state()}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.pending = None
        self.made = state["made"]
        if self.stream is not None:
            self.stream.restore(state["stream"])


def split(count: int, fraction: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Numbers of examples to train on and to hold back, in their order; at least one of each."""
    held = min(max(round(count * fraction), 1), count - 1)
    order = rng.permutation(count)
    return np.sort(order[held:]), np.sort(order[:held])


def chosen(examples: Mapping[str, Examples | Late], rows: Array) -> dict[str, Examples | Late]:
    """The examples of these numbers at every port."""
    return {port: values[rows] if isinstance(values, Late) else take(values, rows) for port, values in examples.items()}
