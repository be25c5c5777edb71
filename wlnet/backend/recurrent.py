"""Recurrent layers over time: GRU, LSTM and the basic layer, in few large operations and with exact gradients.

The one idea: what does not depend on the state is done for many time steps at once. The input products of all gates
are one product before the time loop, the gradient of the weights is one product after it; the loop itself works in
place on preallocated arrays, and backwards it only multiplies by coefficients that are computed beforehand. "Many" is
as many steps as the processor's cache holds (a chunk): their arrays are used again while they are still there.

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
from functools import cache
from typing import Any, ClassVar

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.autograd.function import once_differentiable

from wlnet.backend import native
from wlnet.backend.packing import CHUNK_ROWS, Packing, packing_of

KEPT_NUMBERS = 1 << 23  # workspaces up to this size are kept for the next batch
WORTH_LOADING = 2e7     # multiplications from which applying a layer makes up for loading the compiled loops

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


Weights = tuple[Tensor, Tensor, Tensor]         # of the inputs, biases, of the states


def _scan(
    cell: Cell, x: Tensor, states: Sequence[Tensor | None], weights: Weights,
    lengths: Tensor | None, last: bool,
) -> tuple[Tensor | None, list[Tensor]]:
    if x.dtype.is_floating_point:
        x = x.to(weights[0].dtype)              # another precision under autocast
    packing = packing_of(x, lengths)
    initial = [None if state is None else packing.sort(state) for state in states]
    scan = _compiled if _can_compile(cell, packing, x, weights, initial) else _plain
    rows, final = scan(cell, packing, not last, packing.pack(x), weights, initial)
    return None if rows is None else packing.unpack(rows), [packing.unsort(state) for state in final]


def _can_compile(
    cell: Cell, packing: Packing, x: Tensor, weights: Weights, states: Sequence[Tensor | None],
) -> bool:
    """Whether the compiled loops are to do it: training always, other work if it is worth loading a library."""
    arrays = [*weights, *(state for state in states if state is not None)]
    if any(array.dtype != torch.float32 or array.device.type != "cpu" for array in arrays):
        return False
    if x.device.type != "cpu" or x.dtype not in (torch.float32, torch.int64) or not packing.total:
        return False
    trains = torch.is_grad_enabled() and any(array.requires_grad for array in (x, *arrays))
    return (trains or packing.total * weights[2].numel() >= WORTH_LOADING) and _is_trusted(cell)


def prefers_compiled(lengths: Tensor | None, state_weights: Tensor) -> bool:
    """Whether a batch outside training is better off with the compiled loops than with one operation over padding: a
    ragged one that is large enough, where there are such loops."""
    return (lengths is not None and int(lengths.sum()) * state_weights.numel() >= WORTH_LOADING
            and native.library() is not None)


def _plain(
    cell: Cell, packing: Packing, wanted: bool, x: Tensor, weights: Weights, initial: Sequence[Tensor | None],
) -> tuple[Tensor | None, list[Tensor]]:
    """Outputs and final states by `Scan`."""
    rows, *final = Scan.apply(cell, packing, wanted, x, *weights, *initial)  # type: ignore[no-untyped-call]
    return rows, final


def _compiled(
    cell: Cell, packing: Packing, wanted: bool, x: Tensor, weights: Weights, initial: Sequence[Tensor | None],
) -> tuple[Tensor | None, list[Tensor]]:
    """Outputs and final states by the compiled loops; states of a width that these do not take are filled up."""
    n = weights[2].shape[1]
    more = -n % native.UNIT
    if more:
        inputs, biases, states = (array.view(cell.gates, n, *array.shape[1:]) for array in weights)
        weights = (F.pad(inputs, (0, 0, 0, more)).flatten(0, 1), F.pad(biases, (0, more)).flatten(),
                   F.pad(states, (0, more, 0, more)).flatten(0, 1))
        initial = [None if state is None else F.pad(state, (0, more)) for state in initial]
    rows, *final = native.NativeScan.apply(  # type: ignore[no-untyped-call]
        CELLS.index(cell), packing, wanted, x, *weights, *initial)
    if not more:
        return rows, final
    return None if rows is None else rows[:, :n], [state[:, :n] for state in final]


@cache
def _is_trusted(cell: Cell) -> bool:
    """Whether there are compiled loops that agree with the loops of this module, tried on a small random problem."""
    if native.library() is None:
        return False
    with torch.inference_mode(False), torch.enable_grad(), torch.autocast("cpu", enabled=False):
        return all(_agrees(cell, lengths, one_hot, seeded) for lengths, one_hot, seeded in (
            ((7,) * 67, False, True), ((3, 9, 1, 4, 4, 2, 5, 6, 8, 8, 1), True, False), ((2, 5, 3), False, False)))


def _agrees(cell: Cell, lengths: tuple[int, ...], one_hot: bool, seeded: bool) -> bool:
    """Whether both ways give the same outputs and gradients, to the precision of the numbers."""
    n, width, batch, time = 19, 13, len(lengths), max(lengths)
    chance = torch.Generator().manual_seed(1)

    def draw(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=chance).mul_(0.5).requires_grad_()
    x = torch.randint(width, (batch, time), generator=chance) if one_hot else draw(batch, time, width)
    packing = packing_of(x, torch.tensor(lengths))
    weights = draw(cell.gates * n, width), draw(cell.gates * n), draw(cell.gates * n, n)
    states = [draw(batch, n) if seeded else None for _ in range(cell.states)]
    leaves = [*weights, *([] if one_hot else [x]), *(state for state in states if state is not None)]
    results = []
    for scan in (_plain, _compiled):
        rows, final = scan(cell, packing, True, packing.pack(x), weights, states)
        found = [part for part in (rows, *final) if part is not None]
        grads = torch.autograd.grad(found, leaves, [part.detach().cos() for part in found])
        results.append([part.detach() for part in (*found, *grads)])
    return all(torch.allclose(theirs, ours, rtol=1e-3, atol=1e-4 * (1 + float(theirs.abs().max())))
               for theirs, ours in zip(*results, strict=True))


class Cell(ABC):
    """The formula of a recurrent layer: how a chunk of steps runs forwards and backwards.

    gates     number of gates, in the projected inputs and in the state weights
    states    number of states
    blocks    number of blocks {rows, n} of gradients; the first `gates` of them belong to the products with the
              state, the last `gates` to the projected inputs

    Arrays of a chunk: `gates` {rows, gates * n}, before the forward loop the projected inputs and after it the values
    of the gates; `extra` {rows, n}, what else is kept for the way back; `change` {rows, blocks * n} and `spare`
    {rows, n}, which only the way back uses.
    """

    gates: ClassVar[int]
    states: ClassVar[int] = 1
    blocks: ClassVar[int]

    def prepare(self, weights: Tensor) -> list[Tensor]:
        """The state weights {gates * n, n} as the forward loop wants them: transposed, contiguous."""
        return [weights.t().contiguous()]

    @abstractmethod
    def views(self, gates: Tensor, extra: Tensor, sizes: Sizes, counts: Sizes) -> Views:
        """What each step of the forward loop works on.

        counts   how many of the sequences before it reach each step; 0 for all.
        """

    @abstractmethod
    def forward(self, steps: Views, states: Sequence[Steps], current: list[Tensor], weights: list[Tensor],
                begins: bool) -> list[Tensor]:
        """Fill gates, extra and states {rows, n}, from the `current` states before the chunk; gives those after it.

        begins   the current states are the zeros that a sequence begins with: there is no product to make.
        """

    @abstractmethod
    def coefficients(self, gates: Tensor, extra: Tensor, before: list[Tensor], states: Tensor, change: Tensor,
                     spare: Tensor) -> None:
        """Fill `change` (and `spare`) with what the loop backwards multiplies."""

    @abstractmethod
    def back_views(
        self, gates: Tensor, change: Tensor, spare: Tensor, sizes: Sizes, counts: Sizes,
    ) -> Views:
        """What each step of the loop backwards works on, last step first."""

    @abstractmethod
    def backward(self, steps: Views, grads: Steps, carried: list[Tensor], weights: Tensor, ends: bool) -> None:
        """Turn the coefficients into gradients, and take those of the states, `carried`, to before the chunk.

        grads    of the outputs of each step, last step first.
        ends     nobody asks for the gradient of the states before the chunk.
        """


Sizes = tuple[int, ...]
Steps = Sequence[Any]           # a tensor for each step, or None
Views = list[tuple[Any, ...]]


def _first(states: Tensor, count: int) -> Tensor:
    """The states of the first sequences; 0 stands for all of them (a view less to make, at every step)."""
    return states[:count] if count else states


def _steps(array: Tensor, sizes: Sizes) -> Sequence[Tensor]:
    """The rows of each step."""
    return array.split_with_sizes(sizes)


def _back(*arrays: Sequence[Any]) -> Views:
    """What belongs to each step, last step first."""
    return list(zip(*arrays, strict=True))[::-1]


def _blocks(array: Tensor, count: int, sizes: Sizes) -> list[Sequence[Tensor]]:
    """The blocks of columns, each cut into steps."""
    return [_steps(block, sizes) for block in array.chunk(count, 1)]


class Basic(Cell):
    """s = Tanh[p + U.s'], p the projected input."""

    gates = blocks = 1

    def views(self, gates: Tensor, extra: Tensor, sizes: Sizes, counts: Sizes) -> Views:
        return list(zip(counts, _steps(gates, sizes), strict=True))

    def forward(self, steps: Views, states: Sequence[Steps], current: list[Tensor], weights: list[Tensor],
                begins: bool) -> list[Tensor]:
        h, transposed = current[0], weights[0]
        for (count, p), s in zip(steps, states[0], strict=True):
            if begins:
                h, begins = torch.tanh(p, out=s), False
            else:
                h = torch.addmm(p, _first(h, count), transposed, out=s).tanh_()
        return [h]

    def coefficients(self, gates: Tensor, extra: Tensor, before: list[Tensor], states: Tensor, change: Tensor,
                     spare: Tensor) -> None:
        torch.addcmul(states.new_ones(()), states, states, value=-1, out=change)

    def back_views(
        self, gates: Tensor, change: Tensor, spare: Tensor, sizes: Sizes, counts: Sizes,
    ) -> Views:
        return _back(counts, _steps(change, sizes))

    def backward(self, steps: Views, grads: Steps, carried: list[Tensor], weights: Tensor, ends: bool) -> None:
        dh = carried[0]
        for number, ((count, d), g) in enumerate(zip(steps, grads, strict=True), 1):
            active = _first(dh, count)
            if g is not None:
                active += g
            d.mul_(active)
            if not (ends and number == len(steps)):
                torch.mm(d, weights, out=active)


class Gated(Cell):
    """The gated recurrent layer; projected gates in the order (reset, input, memory), weights (memory, reset, input).

    With these two orders the blocks of gradients are (product of the memory gate before it meets the reset gate,
    reset, input, memory): the first three belong to the state weights, the last three to the inputs.
    """

    gates, blocks = 3, 4

    def prepare(self, weights: Tensor) -> list[Tensor]:
        n = weights.shape[1]
        return [weights[n:].t().contiguous(), weights[:n].t().contiguous()]

    def views(self, gates: Tensor, extra: Tensor, sizes: Sizes, counts: Sizes) -> Views:
        two = gates[:, : 2 * extra.shape[1]]
        return list(zip(counts, _steps(two, sizes), *_blocks(gates, 3, sizes), _steps(extra, sizes), strict=True))

    def forward(self, steps: Views, states: Sequence[Steps], current: list[Tensor], weights: list[Tensor],
                begins: bool) -> list[Tensor]:
        h, (gate_weights, memory_weights) = current[0], weights
        for (count, gates, r, i, m, product), s in zip(steps, states[0], strict=True):
            if begins:
                begins = False
                gates.sigmoid_()
                product.zero_()
                m.tanh_()
            else:
                h = _first(h, count)
                gates.addmm_(h, gate_weights).sigmoid_()
                m.addcmul_(r, torch.mm(h, memory_weights, out=product)).tanh_()
            h = torch.lerp(m, h, i, out=s)
        return [h]

    def coefficients(self, gates: Tensor, extra: Tensor, before: list[Tensor], states: Tensor, change: Tensor,
                     spare: Tensor) -> None:
        r, i, m = gates.chunk(3, 1)
        d_product, d_reset, d_input, d_memory = change.chunk(4, 1)
        torch.sub(i.new_ones(()), i, out=d_memory)
        tanh_backward(d_memory, m, grad_input=d_memory)             # (1 - i) (1 - m^2)
        torch.mul(d_memory, r, out=d_product)
        torch.mul(d_memory, extra, out=d_reset)
        sigmoid_backward(d_reset, r, grad_input=d_reset)
        torch.sub(before[0], m, out=d_input)
        sigmoid_backward(d_input, i, grad_input=d_input)            # (s' - m) i (1 - i)

    def back_views(
        self, gates: Tensor, change: Tensor, spare: Tensor, sizes: Sizes, counts: Sizes,
    ) -> Views:
        n = spare.shape[1]
        return _back(counts, _steps(change.view(-1, 4, n), sizes), _steps(change[:, : 3 * n], sizes),
                     _steps(gates[:, n : 2 * n], sizes))

    def backward(self, steps: Views, grads: Steps, carried: list[Tensor], weights: Tensor, ends: bool) -> None:
        dh = carried[0]
        for number, ((count, d, d_state, i), g) in enumerate(zip(steps, grads, strict=True), 1):
            active = _first(dh, count)
            if g is not None:
                active += g
            d.mul_(active.unsqueeze(1))
            if not (ends and number == len(steps)):
                active.mul_(i).addmm_(d_state, weights)


class LongShort(Cell):
    """The long short-term memory layer; gates, weights and gradients in the order (memory, input, forget, output).

    What it keeps beside the gates is Tanh of the cell state. `spare` is for the gradient of the state with respect to
    the cell state.
    """

    gates = blocks = 4
    states = 2

    def views(self, gates: Tensor, extra: Tensor, sizes: Sizes, counts: Sizes) -> Views:
        three = gates[:, extra.shape[1] :]
        return list(zip(counts, _steps(gates, sizes), _steps(three, sizes), *_blocks(gates, 4, sizes),
                        _steps(extra, sizes), strict=True))

    def forward(self, steps: Views, states: Sequence[Steps], current: list[Tensor], weights: list[Tensor],
                begins: bool) -> list[Tensor]:
        (h, c), transposed = current, weights[0]
        for (count, gates, sigmoids, m, i, f, o, squashed), s, cell in zip(steps, *states, strict=True):
            if begins:
                begins = False
            else:
                gates.addmm_(_first(h, count), transposed)
            sigmoids.sigmoid_()
            c = torch.mul(f, _first(c, count), out=cell).addcmul_(i, m.tanh_())
            h = torch.mul(o, torch.tanh(c, out=squashed), out=s)
        return [h, c]

    def coefficients(self, gates: Tensor, extra: Tensor, before: list[Tensor], states: Tensor, change: Tensor,
                     spare: Tensor) -> None:
        m, i, f, o = gates.chunk(4, 1)
        d_memory, d_input, d_forget, d_output = change.chunk(4, 1)
        tanh_backward(i, m, grad_input=d_memory)
        sigmoid_backward(m, i, grad_input=d_input)
        sigmoid_backward(before[1], f, grad_input=d_forget)
        sigmoid_backward(extra, o, grad_input=d_output)
        tanh_backward(o, extra, grad_input=spare)

    def back_views(
        self, gates: Tensor, change: Tensor, spare: Tensor, sizes: Sizes, counts: Sizes,
    ) -> Views:
        n = spare.shape[1]
        return _back(counts, _steps(change, sizes), _steps(change[:, : 3 * n].view(-1, 3, n), sizes),
                     _steps(change[:, 3 * n :], sizes), _steps(gates[:, 2 * n : 3 * n], sizes), _steps(spare, sizes))

    def backward(self, steps: Views, grads: Steps, carried: list[Tensor], weights: Tensor, ends: bool) -> None:
        dh, dc = carried
        for number, ((count, d, d_three, d_output, f, through), g) in enumerate(zip(steps, grads, strict=True), 1):
            active, cell = _first(dh, count), _first(dc, count)
            if g is not None:
                active += g
            cell.addcmul_(active, through)
            d_three.mul_(cell.unsqueeze(1))
            d_output.mul_(active)
            if not (ends and number == len(steps)):
                torch.mm(d, weights, out=active)
                cell.mul_(f)


CELLS = BASIC, GATED, LONG_SHORT = Basic(), Gated(), LongShort()       # in the order that the compiled loops know


class Workspace:
    """The arrays of a scan that nobody sees from outside, cut into the views that its loops use.

    Both the memory and the views serve batch after batch: making them anew costs as much as some of the arithmetic.
    """

    def __init__(self, cell: Cell, packing: Packing, like: Tensor) -> None:
        n = like.shape[1]
        self.gates = like.new_empty(packing.total, cell.gates * n)
        self.extra = like.new_empty(packing.total, n)
        longest = max(sum(chunk.sizes) for chunk in packing.chunks)
        room, spare = like.new_empty(longest, cell.blocks * n), like.new_empty(longest, n)
        self.cell = cell
        self.taken = 0
        self.parts = [(chunk, self.gates[chunk.rows], self.extra[chunk.rows]) for chunk in packing.chunks]
        self.changes = [(room[: len(gates)], spare[: len(gates)]) for _, gates, _ in self.parts]
        self.counts = [(0,) * len(chunk.sizes) if packing.order is None else chunk.sizes for chunk, _, _ in self.parts]
        self.views = [cell.views(gates, extra, chunk.sizes, counts)
                      for (chunk, gates, extra), counts in zip(self.parts, self.counts, strict=True)]
        self._back_views: list[Views] | None = None

    @property
    def back_views(self) -> list[Views]:
        """The views of the loops backwards, chunk by chunk; not made before they are needed."""
        if self._back_views is None:
            parts = zip(self.parts, self.changes, self.counts, strict=True)
            self._back_views = [self.cell.back_views(gates, *changes, chunk.sizes, counts)
                                for (chunk, gates, _), changes, counts in parts]
        return self._back_views

    @staticmethod
    def take(cell: Cell, packing: Packing, like: Tensor) -> Workspace:
        """A workspace for a scan, one that is free if there is one."""
        free = packing.kept.get(_kind(cell, like))
        work = free.pop() if free else Workspace(cell, packing, like)
        work.taken += 1
        return work

    def give_back(self, packing: Packing, like: Tensor) -> None:
        """Keep the workspace for the next batch of this form. Ragged batches have hardly ever the same form."""
        if packing.order is None and self.gates.numel() <= KEPT_NUMBERS:
            packing.kept.setdefault(_kind(self.cell, like), []).append(self)


def _kind(cell: Cell, like: Tensor) -> Any:
    return cell, like.shape[1], like.dtype, like.device


class Scan(torch.autograd.Function):
    """A cell over packed rows.

    (cell, packing, whether outputs are wanted, rows of the input, input weights, biases, state weights, initial states
    ...) gives (outputs or None, final states ...). It can be differentiated once.
    """

    @staticmethod
    def forward(
        ctx: Any, cell: Cell, packing: Packing, wanted: bool, x: Tensor, inputs: Tensor, biases: Tensor,
        weights: Tensor, *initial: Tensor | None,
    ) -> tuple[Tensor | None, ...]:
        work = Workspace.take(cell, packing, weights)
        stores = [packing.store(weights, state) for state in initial]
        current = [store[: packing.batch] for store in stores]
        begins = all(state is None for state in initial)
        after = [store[packing.batch :] for store in stores]
        one_hot = not x.dtype.is_floating_point
        table = (inputs.t() + biases if one_hot else inputs.t()).contiguous()
        prepared = cell.prepare(weights)
        for (chunk, gates, _), views in zip(work.parts, work.views, strict=True):
            if one_hot:
                torch.index_select(table, 0, x[chunk.rows], out=gates)
            else:
                torch.addmm(biases, x[chunk.rows], table, out=gates)
            states = [_steps(store[chunk.rows], chunk.sizes) for store in after]
            current = cell.forward(views, states, current, prepared, begins)
            begins = False
        if any(ctx.needs_input_grad):
            ctx.taken, ctx.done = work.taken, False
            ctx.work, ctx.cell, ctx.packing = work, cell, packing
            ctx.seeded = [state is not None for state in initial]
            ctx.set_materialize_grads(False)
            ctx.save_for_backward(x, inputs, weights, *stores)
        else:
            work.give_back(packing, weights)
        return after[0] if wanted else None, *map(packing.last_of, stores)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad_rows: Tensor | None, *grad_final: Tensor | None) -> tuple[Tensor | None, ...]:
        cell: Cell = ctx.cell
        packing: Packing = ctx.packing
        work: Workspace = ctx.work
        if work.taken != ctx.taken:
            raise RuntimeError("a gradient of a recurrent layer asked for again, after its memory found another use")
        x, inputs, weights, *stores = ctx.saved_tensors
        carried = [packing.carried(weights, final) for final in grad_final]
        d_weights, d_biases = torch.zeros_like(weights), weights.new_zeros(len(inputs))
        d_inputs = InputGradients(x, inputs, ctx.needs_input_grad[3])
        begins = not any(ctx.seeded)
        parts = zip(work.parts, work.changes, work.back_views, strict=True)
        for (chunk, gates, extra), (change, spare), views in reversed(list(parts)):
            rows = chunk.rows
            before = [packing.before(store, rows) for store in stores]
            cell.coefficients(gates, extra, before, stores[0][packing.batch :][rows], change, spare)
            grads = [None] * len(views) if grad_rows is None else _steps(grad_rows[rows], chunk.sizes)[::-1]
            first = rows.start == 0 and begins
            cell.backward(views, grads, carried, weights, first)
            skip = chunk.sizes[0] if first else 0           # the states before the first step are zeros
            d_weights.addmm_(change[skip:, : len(weights)].t(), before[0][skip:])
            d_projected = change[:, -len(inputs) :]
            d_biases += d_projected.sum(0)
            d_inputs.add(rows, d_projected)
        if not ctx.done:
            ctx.done = True
            work.give_back(packing, weights)
        d_initial = [grad if given else None for grad, given in zip(carried, ctx.seeded, strict=True)]
        return None, None, None, *d_inputs.result(), d_biases, d_weights, *d_initial


class InputGradients:
    """The gradients of the input and of its weights, collected chunk by chunk."""

    def __init__(self, x: Tensor, weights: Tensor, wants_input: bool) -> None:
        self.x, self.weights = x, weights
        self.d_x = torch.empty_like(x) if wants_input else None
        self.one_hot = not x.dtype.is_floating_point
        size = weights.shape[1]
        few = self.one_hot and size <= 4 * CHUNK_ROWS       # classes: cheaper to add a table for each chunk
        self.d_table = weights.new_zeros(size, len(weights)) if few else None
        self.d_projected = weights.new_empty(len(x), len(weights)) if self.one_hot and not few else None
        self.d_weights = None if self.one_hot else torch.zeros_like(weights)

    def add(self, rows: slice, d_projected: Tensor) -> None:
        """Take the gradient of the projected inputs of these rows."""
        if self.d_table is not None:
            self.d_table += self._table(d_projected, self.x[rows])
        elif self.d_projected is not None:
            self.d_projected[rows] = d_projected
        elif self.d_weights is not None:
            self.d_weights.addmm_(d_projected.t(), self.x[rows])
        if self.d_x is not None:
            torch.mm(d_projected, self.weights, out=self.d_x[rows])

    def _table(self, d_projected: Tensor, x: Tensor) -> Tensor:
        """The sums of the rows that belong to each class."""
        table: Tensor = torch.ops.aten.embedding_dense_backward(d_projected, x, self.weights.shape[1], -1, False)
        return table

    def result(self) -> tuple[Tensor | None, Tensor]:
        """The gradients of the input (None for one-hot vectors) and of its weights."""
        if self.d_weights is not None:
            return self.d_x, self.d_weights
        table = self.d_table
        if table is None:
            assert self.d_projected is not None
            table = self._table(self.d_projected, self.x)
        return None, table.t()
