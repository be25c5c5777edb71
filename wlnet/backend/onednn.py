"""Long short-term memory layers outside training, as the one operation over time that torch takes from oneDNN.

It knows batches of one length only, so a ragged batch goes in groups of similar length: what padding costs is then
small, where a batch padded to its longest sequence would cost twice the work.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

GROUP = 16          # sequences that make a ragged group; smaller ones waste the processor's width


def knows_lstm(x: Tensor) -> bool:
    """Whether the operation takes this input."""
    return (not torch.is_grad_enabled() and x.dtype == torch.float32 and x.device.type == "cpu"
            and torch.backends.mkldnn.is_available())  # type: ignore[no-untyped-call]


def lstm(
    x: Tensor, states: Sequence[Tensor | None], arrays: Sequence[Tensor], lengths: Tensor | None,
) -> tuple[Tensor, tuple[Tensor, Tensor | None]]:
    """The states {batch, time, n} after each step, and the final state and cell state {batch, n}.

    Outputs after the true end of a sequence mean nothing. The final cell state is None when lengths differ: only the
    states of all steps come out of the operation, not the cell states.
    """
    inputs, hidden, biases = (torch.cat((i, f, m, o)) for i, o, f, m in (arrays[:4], arrays[4:8], arrays[8:]))
    params = [inputs, hidden, biases, torch.zeros_like(biases)]
    zeros = x.new_zeros(len(x), hidden.shape[1])
    initial = [zeros if state is None else state.contiguous() for state in states]
    if lengths is None:
        outputs, (final, cell) = _run(x, initial, params)
        return outputs, (final, cell)
    outputs = x.new_zeros(len(x), x.shape[1], hidden.shape[1])
    for rows in torch.split(torch.argsort(lengths), GROUP):
        longest = int(lengths[rows[-1]])
        outputs[rows, :longest], _ = _run(x[rows, :longest], [state[rows] for state in initial], params)
    return outputs, (outputs[torch.arange(len(x)), lengths - 1], None)


def _run(x: Tensor, states: Sequence[Tensor], params: list[Tensor]) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    seed = [state[None] for state in states]
    outputs, final, cell = torch.lstm(x, seed, params, True, 1, 0.0, False, False, True)
    return outputs, (final[0], cell[0])
