"""Recurrent layers over time: GRU, LSTM and the basic layer, in few large operations and with exact gradients.

The one idea: what does not depend on the state is done for all time steps at once. The input products of all gates are
one product before the time loop; the gradient of the weights is one product after it; the loop itself works in place
on preallocated arrays, and backwards it only multiplies by coefficients that are computed beforehand.

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

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.autograd.function import once_differentiable


def gru(
    x: Tensor, state: Tensor | None, arrays: Sequence[Tensor], lengths: Tensor | None = None, last: bool = False,
) -> tuple[Tensor | None, Tensor]:
    """A gated recurrent layer over a batch of sequences.

    Arrays   input weights, state weights and biases, each of the gates (input, reset, memory), of rows {n}.
    Shapes   state {batch, n} or None for zeros; lengths {batch}; outputs {batch, time, n}, zero after the end.
    Source   ref/GatedRecurrentLayer; Chung et al. 2014, the reset gate applied after the product
    """
    (wi, wr, wm), (ui, ur, um), biases = arrays[:3], arrays[3:6], arrays[6:]
    bi, br, bm = biases
    packing = _packing(x, lengths)
    projected = packing.project(x, torch.cat((wr, wi, wm)), torch.cat((br, bi, bm)))
    outputs, final = _run(GRUScan, packing, projected, (state,), torch.cat((um, ur, ui)), last)
    return outputs, final[0]


def lstm(
    x: Tensor, state: tuple[Tensor | None, Tensor | None], arrays: Sequence[Tensor], lengths: Tensor | None = None,
    last: bool = False,
) -> tuple[Tensor | None, tuple[Tensor, Tensor]]:
    """A long short-term memory layer over a batch of sequences.

    Arrays   input weights, state weights and biases, each of the gates (input, output, forget, memory).
    Shapes   as for `gru`; `state` is (state, cell state).
    Source   ref/LongShortTermMemoryLayer
    """
    def gates(start: int) -> Tensor:
        i, o, f, m = arrays[start:start + 4]
        return torch.cat((m, i, f, o))
    packing = _packing(x, lengths)
    projected = packing.project(x, gates(0), gates(8))
    outputs, final = _run(LSTMScan, packing, projected, state, gates(4), last)
    return outputs, (final[0], final[1])


def basic(
    x: Tensor, state: Tensor | None, arrays: Sequence[Tensor], lengths: Tensor | None = None, last: bool = False,
) -> tuple[Tensor | None, Tensor]:
    """A basic recurrent layer over a batch of sequences; arrays are input weights, state weights, biases.

    Source   ref/BasicRecurrentLayer
    """
    weights, state_weights, biases = arrays
    packing = _packing(x, lengths)
    projected = packing.project(x, weights, biases)
    outputs, final = _run(BasicScan, packing, projected, (state,), state_weights, last)
    return outputs, final[0]


def _run(
    scan: type[torch.autograd.Function], packing: Packing, projected: Tensor, states: Sequence[Tensor | None],
    weights: Tensor, last: bool,
) -> tuple[Tensor | None, list[Tensor]]:
    sorted_states = [None if state is None else packing.sort(state) for state in states]
    rows, *final = scan.apply(packing, not last, projected, weights, *sorted_states)  # type: ignore[no-untyped-call]
    return None if last else packing.unpack(rows), [packing.unsort(state) for state in final]


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

    def project(self, x: Tensor, weights: Tensor, biases: Tensor) -> Tensor:
        """The input products of all gates for all rows; `x` may hold integers for one-hot vectors."""
        rows = self.pack(x)
        if rows.dtype.is_floating_point:
            return torch.addmm(biases, rows, weights.t())
        return F.embedding(rows, weights.t() + biases)

    def before(self, store: Tensor) -> Tensor:
        """The state one step before each row; `store` begins with the initial states."""
        if self.previous is None:
            return store[:self.total]
        return store.index_select(0, self.previous)

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


# Each scan takes (packing, whether outputs are wanted, projected rows, state weights, initial states ...) and gives
# (outputs or None, final states ...). It overwrites the projected rows: nobody else may hold them.

class BasicScan(torch.autograd.Function):
    """s = Tanh[p + U.s'], p the projected input."""

    @staticmethod
    def forward(ctx: Any, packing: Packing, wanted: bool, projected: Tensor, weights: Tensor,
                state: Tensor | None) -> tuple[Tensor | None, Tensor]:
        store, h = _store(packing, projected, weights.shape[1], state)
        transposed = weights.t().contiguous()
        for count, p, s in zip(packing.sizes, projected.split(packing.sizes), _steps(packing, store), strict=True):
            torch.addmm(p, h[:count], transposed, out=s)
            h = s.tanh_()
        return _finish(ctx, packing, wanted, (store,), (weights,), state)

    @staticmethod
    @once_differentiable  # type: ignore[untyped-decorator]
    def backward(ctx: Any, grad_rows: Tensor | None, grad_state: Tensor | None) -> tuple[Tensor | None, ...]:
        packing: Packing = ctx.packing
        store, weights = ctx.saved_tensors
        states = store[packing.batch:]
        change = torch.addcmul(states.new_ones(()), states, states, value=-1)       # becomes the gradient of p
        dh = _gradient(packing, weights, grad_state)
        for count, d, g in _backwards(packing, change, grad_rows):
            part = dh[:count]
            if g is not None:
                part += g
            torch.mm(d.mul_(part), weights, out=part)
        return None, None, change, change.t() @ packing.before(store), dh if ctx.seeded else None


class GRUScan(torch.autograd.Function):
    """The gated recurrent layer; projected gates in the order (reset, input, memory), weights (memory, reset, input).

    The two orders make both of these one block of the array of gradients: those of the products with the state
    (the memory's product before it meets the reset gate, reset, input) and those of the input products (reset, input,
    memory).
    """

    @staticmethod
    def forward(ctx: Any, packing: Packing, wanted: bool, projected: Tensor, weights: Tensor,
                state: Tensor | None) -> tuple[Tensor | None, Tensor]:
        n = weights.shape[1]
        store, h = _store(packing, projected, n, state)
        transposed = weights.t().contiguous()
        products = projected.new_empty(projected.shape)
        steps = zip(
            packing.sizes, products.split(packing.sizes), products[:, n:].split(packing.sizes),
            products[:, :n].split(packing.sizes), projected[:, :2 * n].split(packing.sizes),
            *(projected[:, k * n:(k + 1) * n].split(packing.sizes) for k in range(3)), _steps(packing, store),
            strict=True)
        for count, product, gates_product, memory_product, gates, r, i, m, s in steps:
            h = h[:count]
            torch.mm(h, transposed, out=product)
            gates.add_(gates_product).sigmoid_()
            m.addcmul_(r, memory_product).tanh_()
            h = torch.lerp(m, h, i, out=s)
        return _finish(ctx, packing, wanted, (store, projected, products), (weights,), state)

    @staticmethod
    @once_differentiable  # type: ignore[untyped-decorator]
    def backward(ctx: Any, grad_rows: Tensor | None, grad_state: Tensor | None) -> tuple[Tensor | None, ...]:
        packing: Packing = ctx.packing
        store, gates, products, weights = ctx.saved_tensors
        n = weights.shape[1]
        r, i, m = gates.split(n, 1)
        before = packing.before(store)
        change = _gru_coefficients(r, i, m, products[:, :n], before)
        dh = _gradient(packing, weights, grad_state)
        inputs = i.split(packing.sizes)[::-1]
        to_state = change[:, :3 * n].split(packing.sizes)[::-1]
        blocks = change.view(-1, 4, n)
        steps = zip(_backwards(packing, blocks, grad_rows), inputs, to_state, strict=True)
        for (count, d, g), keep, d_state in steps:
            part = dh[:count]
            if g is not None:
                part += g
            d.mul_(part.unsqueeze(1))
            part.mul_(keep).addmm_(d_state, weights)
        d_weights = change[:, :3 * n].t() @ before
        return None, None, change[:, n:], d_weights, dh if ctx.seeded else None


def _gru_coefficients(r: Tensor, i: Tensor, m: Tensor, product: Tensor, before: Tensor) -> Tensor:
    """What multiplies the gradient of the state to give those of (memory's product, reset, input, memory)."""
    rows, n = before.shape
    change = before.new_empty(rows, 4 * n)
    d_product, d_reset, d_input, d_memory = change.split(n, 1)
    torch.mul(m, m, out=d_memory).neg_().add_(1)
    d_memory.addcmul_(d_memory, i, value=-1)                    # (1 - i) (1 - m^2)
    torch.mul(d_memory, r, out=d_product)
    torch.addcmul(d_product, d_product, r, value=-1, out=d_reset).mul_(product)
    torch.sub(before, m, out=d_input).mul_(i)
    d_input.addcmul_(d_input, i, value=-1)                      # (s' - m) i (1 - i)
    return change


class LSTMScan(torch.autograd.Function):
    """The long short-term memory layer; projected gates and weights in the order (memory, input, forget, output)."""

    @staticmethod
    def forward(ctx: Any, packing: Packing, wanted: bool, projected: Tensor, weights: Tensor, state: Tensor | None,
                cell: Tensor | None) -> tuple[Tensor | None, Tensor, Tensor]:
        n = weights.shape[1]
        store, h = _store(packing, projected, n, state)
        cells, c = _store(packing, projected, n, cell)
        squashed = store.new_empty(packing.total, n)
        transposed = weights.t().contiguous()
        steps = zip(
            packing.sizes, projected.split(packing.sizes), projected[:, n:].split(packing.sizes),
            *(projected[:, k * n:(k + 1) * n].split(packing.sizes) for k in range(4)), _steps(packing, store),
            _steps(packing, cells), squashed.split(packing.sizes), strict=True)
        for count, gates, sigmoids, m, i, f, o, s, new, t in steps:
            gates.addmm_(h[:count], transposed)
            sigmoids.sigmoid_()
            c = torch.mul(f, c[:count], out=new).addcmul_(i, m.tanh_())
            h = torch.mul(o, torch.tanh(c, out=t), out=s)
        outputs, final = _finish(ctx, packing, wanted, (store, cells, projected, squashed), (weights,), state)
        ctx.cell_seeded = cell is not None
        return outputs, final, packing.last_of(cells)

    @staticmethod
    @once_differentiable  # type: ignore[untyped-decorator]
    def backward(ctx: Any, grad_rows: Tensor | None, grad_state: Tensor | None,
                 grad_cell: Tensor | None) -> tuple[Tensor | None, ...]:
        packing: Packing = ctx.packing
        store, cells, gates, squashed, weights = ctx.saved_tensors
        n = weights.shape[1]
        change, d_cell = _lstm_coefficients(gates, squashed, packing.before(cells))
        dh, dc = _gradient(packing, weights, grad_state), _gradient(packing, weights, grad_cell)
        forget = gates[:, 2 * n:3 * n].split(packing.sizes)[::-1]
        from_cell = change[:, :3 * n].unflatten(1, (3, n)).split(packing.sizes)[::-1]
        from_state = change[:, 3 * n:].split(packing.sizes)[::-1]
        to_cell = d_cell.split(packing.sizes)[::-1]
        steps = zip(_backwards(packing, change, grad_rows), forget, from_cell, from_state, to_cell, strict=True)
        for (count, d, g), keep, d_three, d_output, through in steps:
            part, cell_part = dh[:count], dc[:count]
            if g is not None:
                part += g
            cell_part.addcmul_(part, through)
            d_three.mul_(cell_part.unsqueeze(1))
            d_output.mul_(part)
            torch.mm(d, weights, out=part)
            cell_part.mul_(keep)
        d_weights = change.t() @ packing.before(store)
        return (None, None, change, d_weights, dh if ctx.seeded else None, dc if ctx.cell_seeded else None)


def _lstm_coefficients(gates: Tensor, squashed: Tensor, before: Tensor) -> tuple[Tensor, Tensor]:
    """What multiplies the gradient of the cell (and for the output gate, of the state) to give those of the gates
    (memory, input, forget, output), and what multiplies that of the state to give that of the cell."""
    n = before.shape[1]
    m, i, f, o = gates.split(n, 1)
    change = torch.empty_like(gates)
    d_memory, d_input, d_forget, d_output = change.split(n, 1)
    torch.mul(m, m, out=d_memory).neg_().add_(1).mul_(i)
    sigmoids = gates[:, n:]
    torch.addcmul(sigmoids, sigmoids, sigmoids, value=-1, out=change[:, n:])        # g (1 - g)
    d_input.mul_(m)
    d_forget.mul_(before)
    d_output.mul_(squashed)
    d_cell = torch.mul(squashed, squashed).neg_().add_(1).mul_(o)
    return change, d_cell


def _store(packing: Packing, like: Tensor, width: int, state: Tensor | None) -> tuple[Tensor, Tensor]:
    """Room for the initial states and those of all rows; and the initial states."""
    store = like.new_empty(packing.batch + packing.total, width)
    initial = store[:packing.batch]
    if state is None:
        initial.zero_()
    else:
        initial.copy_(state)
    return store, initial


def _steps(packing: Packing, store: Tensor) -> tuple[Tensor, ...]:
    return store[packing.batch:].split(packing.sizes)


def _finish(ctx: Any, packing: Packing, wanted: bool, saved: tuple[Tensor, ...], weights: tuple[Tensor, ...],
            state: Tensor | None) -> tuple[Tensor | None, Tensor]:
    ctx.packing, ctx.seeded = packing, state is not None
    ctx.set_materialize_grads(False)
    ctx.save_for_backward(*saved, *weights)
    store = saved[0]
    return store[packing.batch:] if wanted else None, packing.last_of(store)


def _gradient(packing: Packing, weights: Tensor, final: Tensor | None) -> Tensor:
    """The gradient of the states after the last step, to be carried back in place."""
    if final is None:
        return weights.new_zeros(packing.batch, weights.shape[1])
    return final.clone(memory_format=torch.contiguous_format)


def _backwards(packing: Packing, change: Tensor, grad_rows: Tensor | None) -> Any:
    """For each step from the last: its number of sequences, its rows of `change`, and of the outputs' gradient."""
    count = len(packing.sizes)
    grads = [None] * count if grad_rows is None else grad_rows.split(packing.sizes)[::-1]
    return zip(packing.sizes[::-1], change.split(packing.sizes)[::-1], grads, strict=True)
