"""Recurrent layers over time: GRU, LSTM and the basic layer, in few large operations and with exact gradients.

The one idea: what does not depend on the state is done for many time steps at once. The input products of all gates
are one product before the time loop, the gradient of the weights is one product after it; the loop itself works in
place on preallocated arrays, and backwards it only multiplies by coefficients that are computed beforehand. "Many" is
as many steps as the processor's cache holds (a chunk): their arrays are used again while they are still there.

Rows of all time steps lie below each other, step after step ("packed"): of step t only the sequences that are longer
than t have rows, the longest sequence first. Padding is never computed, and equal lengths are a case like any other.

    gru(x, state, arrays, lengths)     -> outputs, final state
    lstm(x, state, arrays, lengths)    -> outputs, (final state, final cell state)
    basic(x, state, arrays, lengths)   -> outputs, final state

`x` is {batch, time, size}, or integers {batch, time} counted from 0 in place of one-hot vectors: the input product is
then a choice of rows. The arrays are those of the layers, in the order of their declarations. With `last=True` the
sequence of outputs is not made (it is None), which saves its gradient.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, ClassVar

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

CHUNK_ROWS = 320        # 5 steps of 64 sequences: the arrays of a layer with 128 states take about 1 MiB

sigmoid_backward = torch.ops.aten.sigmoid_backward.grad_input
tanh_backward = torch.ops.aten.tanh_backward.grad_input


def gru(
    x: Tensor, state: Tensor | None, arrays: Sequence[Tensor], lengths: Tensor | None = None, last: bool = False,
) -> tuple[Tensor | None, Tensor]:
    """A gated recurrent layer over a batch of sequences.

    Arrays   input weights, state weights and biases, each of the gates (input, reset, memory), of rows {n}.
    Shapes   state {batch, n} or None for zeros; lengths {batch}; outputs {batch, time, n}, zero after the end.
    Source   ref/GatedRecurrentLayer; Chung et al. 2014, the reset gate applied after the product
    """
    (wi, wr, wm), (ui, ur, um), (bi, br, bm) = arrays[:3], arrays[3:6], arrays[6:]
    weights = torch.cat((wr, wi, wm)), torch.cat((br, bi, bm)), torch.cat((um, ur, ui))
    outputs, (final,) = _scan(GATED, x, (state,), weights, lengths, last)
    return outputs, final


def lstm(
    x: Tensor, state: tuple[Tensor | None, Tensor | None], arrays: Sequence[Tensor], lengths: Tensor | None = None,
    last: bool = False,
) -> tuple[Tensor | None, tuple[Tensor, Tensor]]:
    """A long short-term memory layer over a batch of sequences.

    Arrays   input weights, state weights and biases, each of the gates (input, output, forget, memory).
    Shapes   as for `gru`; `state` is (state, cell state).
    Source   ref/LongShortTermMemoryLayer
    """
    inputs, states, biases = (torch.cat((m, i, f, o)) for i, o, f, m in (arrays[:4], arrays[4:8], arrays[8:]))
    outputs, (final, cell) = _scan(LONG_SHORT, x, state, (inputs, biases, states), lengths, last)
    return outputs, (final, cell)


def basic(
    x: Tensor, state: Tensor | None, arrays: Sequence[Tensor], lengths: Tensor | None = None, last: bool = False,
) -> tuple[Tensor | None, Tensor]:
    """A basic recurrent layer over a batch of sequences; arrays are input weights, state weights, biases.

    Source   ref/BasicRecurrentLayer
    """
    inputs, states, biases = arrays
    outputs, (final,) = _scan(BASIC, x, (state,), (inputs, biases, states), lengths, last)
    return outputs, final


def _scan(
    cell: Cell, x: Tensor, states: Sequence[Tensor | None], weights: tuple[Tensor, Tensor, Tensor],
    lengths: Tensor | None, last: bool,
) -> tuple[Tensor | None, list[Tensor]]:
    if x.dtype.is_floating_point:
        x = x.to(weights[0].dtype)              # another precision under autocast
    packing = _packing(x, lengths)
    initial = [None if state is None else packing.sort(state) for state in states]
    rows, *final = Scan.apply(
        cell, packing, not last, packing.pack(x), *weights, *initial)
    return None if last else packing.unpack(rows), [packing.unsort(state) for state in final]


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

    @property
    def total(self) -> int:
        return sum(self.sizes)

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


def _packing(x: Tensor, lengths: Tensor | None) -> Packing:
    batch, time = x.shape[:2]
    if lengths is None:
        return Packing.equal(batch, time)
    sizes = tuple(lengths.tolist())
    if min(sizes) == time:
        return Packing.equal(batch, time)
    return _ragged(sizes, time, x.device)


@dataclass
class Stretch:
    """The arrays of one chunk, as a cell sees them.

    gates    {rows, gates * n}: before the forward loop the projected inputs, after it the values of the gates
    extra    {rows, n}: what else the cell keeps for the way back
    states   the states after each row, one array {rows, n} per state
    """

    sizes: tuple[int, ...]
    gates: Tensor
    extra: Tensor
    states: list[Tensor]


class Cell(ABC):
    """The formula of a recurrent layer: how a chunk of steps runs forwards and backwards.

    gates     number of gates, in the projected inputs and in the state weights
    states    number of states
    blocks    number of blocks {rows, n} of gradients; the first `gates` of them belong to the products with the
              state, the last `gates` to the projected inputs
    """

    gates: ClassVar[int]
    states: ClassVar[int] = 1
    blocks: ClassVar[int]

    def prepare(self, weights: Tensor) -> list[Tensor]:
        """The state weights {gates * n, n} as the forward loop wants them: transposed, contiguous."""
        return [weights.t().contiguous()]

    @abstractmethod
    def forward(self, part: Stretch, current: list[Tensor], weights: list[Tensor]) -> list[Tensor]:
        """Fill gates, extra and states of `part`, from the states before it; gives the states after it."""

    @abstractmethod
    def coefficients(self, part: Stretch, before: list[Tensor], change: Tensor) -> Tensor | None:
        """Fill `change` {rows, blocks * n} with what the loop backwards multiplies; gives what else it needs."""

    @abstractmethod
    def backward(self, part: Stretch, change: Tensor, more: Tensor | None, grads: Sequence[Tensor | None],
                 carried: list[Tensor], weights: Tensor) -> None:
        """Turn the coefficients into gradients, and take those of the states, `carried`, to before the chunk.

        grads    of the outputs of each step, last step first.
        """


def _steps(array: Tensor, sizes: tuple[int, ...]) -> Sequence[Tensor]:
    """The rows of each step."""
    return array.split_with_sizes(sizes)


def _steps_back(array: Tensor | None, sizes: tuple[int, ...]) -> Sequence[Tensor | Any]:
    """The rows of each step, last step first; None for each when there is no array."""
    return [None] * len(sizes) if array is None else array.split_with_sizes(sizes)[::-1]


def _blocks(array: Tensor, count: int, sizes: tuple[int, ...]) -> list[Sequence[Tensor]]:
    """The blocks of columns, each cut into steps."""
    return [_steps(block, sizes) for block in array.chunk(count, 1)]


class Basic(Cell):
    """s = Tanh[p + U.s'], p the projected input."""

    gates = blocks = 1

    def forward(self, part: Stretch, current: list[Tensor], weights: list[Tensor]) -> list[Tensor]:
        h, transposed = current[0], weights[0]
        steps = zip(part.sizes, _steps(part.gates, part.sizes), _steps(part.states[0], part.sizes), strict=True)
        for count, p, s in steps:
            h = torch.addmm(p, h[:count], transposed, out=s).tanh_()
        return [h]

    def coefficients(self, part: Stretch, before: list[Tensor], change: Tensor) -> Tensor | None:
        tanh_backward(change.new_ones(()), part.states[0], grad_input=change)
        return None

    def backward(self, part: Stretch, change: Tensor, more: Tensor | None, grads: Sequence[Tensor | None],
                 carried: list[Tensor], weights: Tensor) -> None:
        dh = carried[0]
        for count, d, g in zip(part.sizes[::-1], _steps_back(change, part.sizes), grads, strict=True):
            active = dh[:count]
            if g is not None:
                active += g
            torch.mm(d.mul_(active), weights, out=active)


class Gated(Cell):
    """The gated recurrent layer; projected gates in the order (reset, input, memory), weights (memory, reset, input).

    With these two orders the blocks of gradients are (product of the memory gate before it meets the reset gate,
    reset, input, memory): the first three belong to the state weights, the last three to the inputs.
    """

    gates, blocks = 3, 4

    def prepare(self, weights: Tensor) -> list[Tensor]:
        n = weights.shape[1]
        return [weights[n:].t().contiguous(), weights[:n].t().contiguous()]

    def forward(self, part: Stretch, current: list[Tensor], weights: list[Tensor]) -> list[Tensor]:
        h, (gate_weights, memory_weights) = current[0], weights
        n, sizes = h.shape[1], part.sizes
        steps = zip(sizes, _steps(part.gates[:, :2 * n], sizes), *_blocks(part.gates, 3, sizes),
                    _steps(part.extra, sizes), _steps(part.states[0], sizes), strict=True)
        for count, gates, r, i, m, product, s in steps:
            h = h[:count]
            gates.addmm_(h, gate_weights).sigmoid_()
            m.addcmul_(r, torch.mm(h, memory_weights, out=product)).tanh_()
            h = torch.lerp(m, h, i, out=s)
        return [h]

    def coefficients(self, part: Stretch, before: list[Tensor], change: Tensor) -> Tensor | None:
        state = before[0]
        n = state.shape[1]
        r, i, m = part.gates.chunk(3, 1)
        d_product, d_reset, d_input, d_memory = change.chunk(4, 1)
        torch.sub(i.new_ones(()), i, out=d_memory)
        tanh_backward(d_memory, m, grad_input=d_memory)             # (1 - i) (1 - m^2)
        torch.mul(d_memory, r, out=d_product)
        torch.mul(d_memory, part.extra, out=d_reset)
        sigmoid_backward(d_reset, r, grad_input=d_reset)
        torch.sub(state, m, out=d_input)
        sigmoid_backward(d_input, i, grad_input=d_input)            # (s' - m) i (1 - i)
        return None

    def backward(self, part: Stretch, change: Tensor, more: Tensor | None, grads: Sequence[Tensor | None],
                 carried: list[Tensor], weights: Tensor) -> None:
        dh, n, sizes = carried[0], weights.shape[1], part.sizes
        steps = zip(
            sizes[::-1], _steps_back(change.view(-1, 4, n), sizes), _steps_back(change[:, :3 * n], sizes),
            _steps_back(part.gates[:, n:2 * n], sizes), grads, strict=True)
        for count, d, d_state, i, g in steps:
            active = dh[:count]
            if g is not None:
                active += g
            d.mul_(active.unsqueeze(1))
            active.mul_(i).addmm_(d_state, weights)


class LongShort(Cell):
    """The long short-term memory layer; gates, weights and gradients in the order (memory, input, forget, output).

    What it keeps beside the gates is Tanh of the cell state.
    """

    gates = blocks = 4
    states = 2

    def forward(self, part: Stretch, current: list[Tensor], weights: list[Tensor]) -> list[Tensor]:
        (h, c), transposed, sizes = current, weights[0], part.sizes
        n = h.shape[1]
        steps = zip(
            sizes, _steps(part.gates, sizes), _steps(part.gates[:, n:], sizes), *_blocks(part.gates, 4, sizes),
            _steps(part.extra, sizes), *(_steps(states, sizes) for states in part.states), strict=True)
        for count, gates, sigmoids, m, i, f, o, squashed, s, cell in steps:
            gates.addmm_(h[:count], transposed)
            sigmoids.sigmoid_()
            c = torch.mul(f, c[:count], out=cell).addcmul_(i, m.tanh_())
            h = torch.mul(o, torch.tanh(c, out=squashed), out=s)
        return [h, c]

    def coefficients(self, part: Stretch, before: list[Tensor], change: Tensor) -> Tensor | None:
        cell, squashed = before[1], part.extra
        m, i, f, o = part.gates.chunk(4, 1)
        d_memory, d_input, d_forget, d_output = change.chunk(4, 1)
        tanh_backward(i, m, grad_input=d_memory)
        sigmoid_backward(m, i, grad_input=d_input)
        sigmoid_backward(cell, f, grad_input=d_forget)
        sigmoid_backward(squashed, o, grad_input=d_output)
        through: Tensor = torch.ops.aten.tanh_backward(o, squashed)     # from the state to the cell state
        return through

    def backward(self, part: Stretch, change: Tensor, more: Tensor | None, grads: Sequence[Tensor | None],
                 carried: list[Tensor], weights: Tensor) -> None:
        assert more is not None
        (dh, dc), n, sizes = carried, weights.shape[1], part.sizes
        steps = zip(
            sizes[::-1], _steps_back(change, sizes), _steps_back(change[:, :3 * n].view(-1, 3, n), sizes),
            _steps_back(change[:, 3 * n:], sizes), _steps_back(part.gates[:, 2 * n:3 * n], sizes),
            _steps_back(more, sizes), grads, strict=True)
        for count, d, d_three, d_output, f, through, g in steps:
            active, cell = dh[:count], dc[:count]
            if g is not None:
                active += g
            cell.addcmul_(active, through)
            d_three.mul_(cell.unsqueeze(1))
            d_output.mul_(active)
            torch.mm(d, weights, out=active)
            cell.mul_(f)


BASIC, GATED, LONG_SHORT = Basic(), Gated(), LongShort()


class Scan(torch.autograd.Function):
    """A cell over packed rows.

    (cell, packing, whether outputs are wanted, rows of the input, input weights, biases, state weights, initial states
    ...) gives (outputs or None, final states ...).
    """

    @staticmethod
    def forward(
        ctx: Any, cell: Cell, packing: Packing, wanted: bool, x: Tensor, inputs: Tensor, biases: Tensor,
        weights: Tensor, *initial: Tensor | None,
    ) -> tuple[Tensor | None, ...]:
        n, total = weights.shape[1], packing.total
        gates, extra = weights.new_empty(total, cell.gates * n), weights.new_empty(total, n)
        stores = [_store(packing, weights, state) for state in initial]
        current = [store[:packing.batch] for store in stores]
        table = (inputs.t() if x.dtype.is_floating_point else inputs.t() + biases).contiguous()
        prepared = cell.prepare(weights)
        for part, rows in _stretches(packing, gates, extra, stores):
            if x.dtype.is_floating_point:
                torch.addmm(biases, x[rows], table, out=part.gates)
            else:
                torch.index_select(table, 0, x[rows], out=part.gates)
            current = cell.forward(part, current, prepared)
        ctx.cell, ctx.packing, ctx.seeded = cell, packing, [state is not None for state in initial]
        ctx.set_materialize_grads(False)
        ctx.save_for_backward(x, inputs, weights, gates, extra, *stores)
        return stores[0][packing.batch:] if wanted else None, *map(packing.last_of, stores)

    @staticmethod
    @once_differentiable  # type: ignore[untyped-decorator]
    def backward(ctx: Any, grad_rows: Tensor | None, *grad_final: Tensor | None) -> tuple[Tensor | None, ...]:
        cell: Cell = ctx.cell
        packing: Packing = ctx.packing
        x, inputs, weights, gates, extra, *stores = ctx.saved_tensors
        n = weights.shape[1]
        carried = [_gradient(packing, weights, final) for final in grad_final]
        d_weights, d_biases = torch.zeros_like(weights), weights.new_zeros(len(inputs))
        d_inputs = InputGradients(x, inputs, ctx.needs_input_grad[3])
        room = weights.new_empty(max(sum(chunk.sizes) for chunk in packing.chunks), cell.blocks * n)
        for part, rows in reversed(_stretches(packing, gates, extra, stores)):
            change = room[:len(part.gates)]
            before = [packing.before(store, rows) for store in stores]
            more = cell.coefficients(part, before, change)
            grads = _steps_back(None if grad_rows is None else grad_rows[rows], part.sizes)
            cell.backward(part, change, more, grads, carried, weights)
            d_weights.addmm_(change[:, :len(weights)].t(), before[0])
            d_projected = change[:, -len(inputs):]
            d_biases += d_projected.sum(0)
            d_inputs.add(rows, d_projected)
        d_initial = [grad if given else None for grad, given in zip(carried, ctx.seeded, strict=True)]
        return None, None, None, *d_inputs.result(), d_biases, d_weights, *d_initial


class InputGradients:
    """The gradients of the input and of its weights, collected chunk by chunk."""

    def __init__(self, x: Tensor, weights: Tensor, wants_input: bool) -> None:
        self.x, self.weights = x, weights
        self.d_x = torch.empty_like(x) if wants_input else None
        one_hot = not x.dtype.is_floating_point
        self.d_projected = weights.new_empty(len(x), len(weights)) if one_hot else None
        self.d_weights = torch.zeros_like(weights)

    def add(self, rows: slice, d_projected: Tensor) -> None:
        """Take the gradient of the projected inputs of these rows."""
        if self.d_projected is not None:
            self.d_projected[rows] = d_projected
            return
        self.d_weights.addmm_(d_projected.t(), self.x[rows])
        if self.d_x is not None:
            torch.mm(d_projected, self.weights, out=self.d_x[rows])

    def result(self) -> tuple[Tensor | None, Tensor]:
        if self.d_projected is None:
            return self.d_x, self.d_weights
        size = self.weights.shape[1]
        return None, torch.ops.aten.embedding_dense_backward(self.d_projected, self.x, size, -1, False).t()


def _store(packing: Packing, like: Tensor, state: Tensor | None) -> Tensor:
    """Room for the states of all rows behind the initial ones."""
    store = like.new_empty(packing.batch + packing.total, like.shape[1])
    initial = store[:packing.batch]
    if state is None:
        initial.zero_()
    else:
        initial.copy_(state)
    return store


def _stretches(
    packing: Packing, gates: Tensor, extra: Tensor, stores: list[Tensor],
) -> list[tuple[Stretch, slice]]:
    after = [store[packing.batch:] for store in stores]
    return [
        (Stretch(chunk.sizes, gates[rows], extra[rows], [states[rows] for states in after]), rows)
        for chunk in packing.chunks for rows in [chunk.rows]]


def _gradient(packing: Packing, weights: Tensor, final: Tensor | None) -> Tensor:
    """The gradient of a state after the last step, to be carried back in place."""
    if final is None:
        return weights.new_zeros(packing.batch, weights.shape[1])
    return final.clone(memory_format=torch.contiguous_format)
