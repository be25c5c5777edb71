"""Where the time steps of a batch of sequences lie: rows below each other, step after step.

Of step t only the sequences that are longer than t have rows, the longest sequence first. So padding is never computed,
and equal lengths are a case like any other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, ClassVar

import torch
from torch import Tensor

KEPT_BYTES = 1 << 28    # of loans that nobody has at present
CHUNK_ROWS = 320        # 5 steps of 64 sequences: the arrays of a layer with 128 states take about 1 MiB


@dataclass(frozen=True)
class Chunk:
    """Some consecutive steps: their rows, and the number of rows of each."""

    rows: slice
    sizes: tuple[int, ...]


@dataclass(frozen=True)
class Packing:
    """Where the rows of each time step lie.

    time       number of steps of the padded array
    sizes      how many sequences reach step t, for each t up to the longest
    order      the sequences, longest first; None when all have `time` elements
    """

    batch: int
    time: int
    sizes: tuple[int, ...]
    order: Tensor | None = None
    inverse: Tensor | None = None
    rows: Tensor | None = None          # of the time-major padded array: which rows are true elements
    previous: Tensor | None = None      # of (initial state, then all rows): the row one step before each row
    final: Tensor | None = None         # the last row of each sequence, in sorted order
    kept: dict[Any, list[Any]] = field(default_factory=dict)        # what a scan keeps for the next batch

    @cached_property
    def total(self) -> int:
        return sum(self.sizes)

    @cached_property
    def step_sizes(self) -> Tensor:
        """`sizes`, where compiled code can read them."""
        return torch.tensor(self.sizes)

    @staticmethod
    def equal(batch: int, time: int) -> Packing:
        return Packing(batch, time, (batch,) * time)

    @staticmethod
    def ragged(lengths: tuple[int, ...], time: int, device: torch.device) -> Packing:
        """The packing of sequences of these lengths, each from 1 to `time`."""
        size, longest = torch.tensor(lengths), max(lengths)
        order = torch.argsort(size, descending=True, stable=True)
        ordered = size[order]
        active = torch.arange(longest)[:, None] < ordered[None, :]
        step, place = active.nonzero(as_tuple=True)
        sizes = active.sum(1)
        offsets = sizes.cumsum(0) - sizes
        batch = len(lengths)
        before = torch.where(step == 0, place, batch + offsets[step - 1] + place)
        return Packing(
            batch, time, tuple(sizes.tolist()), order.to(device), torch.argsort(order).to(device),
            (step * batch + order[place]).to(device), before.to(device),
            (offsets[ordered - 1] + torch.arange(batch)).to(device))

    @cached_property
    def chunks(self) -> tuple[Chunk, ...]:
        """The steps in groups of about CHUNK_ROWS rows."""
        found: list[Chunk] = []
        first = start = end = 0
        for step, size in enumerate(self.sizes):
            if end > first and end + size - first > CHUNK_ROWS:
                found.append(Chunk(slice(first, end), self.sizes[start:step]))
                first, start = end, step
            end += size
        return (*found, Chunk(slice(first, end), self.sizes[start:]))

    def sort(self, state: Tensor) -> Tensor:
        return state if self.order is None else state.index_select(0, self.order)

    def unsort(self, state: Tensor) -> Tensor:
        return state if self.inverse is None else state.index_select(0, self.inverse)

    def pack(self, x: Tensor) -> Tensor:
        """{batch, time, ...} -> {rows, ...}."""
        flat = x.transpose(0, 1).reshape(-1, *x.shape[2:])
        return flat if self.rows is None else flat.index_select(0, self.rows)

    def unpack(self, rows: Tensor) -> Tensor:
        """{rows, n} -> {batch, time, n}, a view of time-major rows."""
        width = rows.shape[1]
        if self.rows is not None:
            rows = rows.new_zeros(self.time * self.batch, width).index_copy(0, self.rows, rows)
        return rows.view(self.time, self.batch, width).transpose(0, 1)

    def store(self, like: Tensor, state: Tensor | None) -> Tensor:
        """Room for the states of all rows behind the initial ones."""
        store = like.new_empty(self.batch + self.total, like.shape[1])
        initial = store[: self.batch]
        if state is None:
            initial.zero_()
        else:
            initial.copy_(state)
        return store

    def carried(self, like: Tensor, final: Tensor | None) -> Tensor:
        """The gradient of a state after the last step, to be carried back in place."""
        if final is None:
            return like.new_zeros(self.batch, like.shape[1])
        return final.clone(memory_format=torch.contiguous_format)

    def before(self, store: Tensor, rows: slice) -> Tensor:
        """The state one step before each of these rows; `store` begins with the initial states."""
        return store[rows] if self.previous is None else store.index_select(0, self.previous[rows])

    def last_of(self, store: Tensor) -> Tensor:
        """The final states, in sorted order; `store` begins with the initial states."""
        if self.final is None:
            return store[self.total:].clone()
        return store[self.batch:].index_select(0, self.final)


@lru_cache(maxsize=64)
def _ragged(lengths: tuple[int, ...], time: int, device: torch.device) -> Packing:
    return Packing.ragged(lengths, time, device)        # the layers of a stack ask for the same one


@lru_cache(maxsize=8)
def _equal(batch: int, time: int) -> Packing:
    return Packing.equal(batch, time)


def packing_of(x: Tensor, lengths: Tensor | None) -> Packing:
    """The packing of a batch {batch, time, ...} with these true lengths (None: all have `time` elements)."""
    batch, time = x.shape[:2]
    if lengths is None:
        return _equal(batch, time)
    sizes = tuple(lengths.tolist())
    return _equal(batch, time) if min(sizes) == time else _ragged(sizes, time, x.device)


class Loan:
    """Memory of at least so many bytes, as long as this object lives; then it is kept for the next that asks.

    Fresh memory costs more than its address: the system clears each page when it is first touched. Sizes are rounded
    up, so that batches of about one size share it.
    """

    free: ClassVar[dict[int, list[Tensor]]] = {}

    def __init__(self, size: int) -> None:
        step = 1 << max(size.bit_length() - 3, 12)
        self.size = -(-size // step) * step
        try:
            self.memory = self.free[self.size].pop()
        except LookupError:
            self.memory = torch.empty(self.size, dtype=torch.uint8)

    def __del__(self) -> None:
        memory: Tensor | None = self.__dict__.get("memory")         # None where there was not enough
        if memory is not None and sum(size * len(kept) for size, kept in self.free.items()) + self.size <= KEPT_BYTES:
            self.free.setdefault(self.size, []).append(memory)


def forget() -> None:
    """Give back the memory that was kept for the next batch."""
    Loan.free.clear()
    _ragged.cache_clear()
    _equal.cache_clear()
