"""The operation over time of oneDNN gives what the scan of steps gives."""

from __future__ import annotations

import pytest

from wlnet.tensors import torch


@pytest.mark.parametrize("seeded", [False, True])
@pytest.mark.parametrize("lengths", [None, [7, 1, 3, 7, 2], [3, 4, 5, 6, 1] * 8])
def test_against_the_scan(lengths, seeded):
    from wlnet.backend import onednn, recurrent
    torch.manual_seed(1)
    batch = 5 if lengths is None else len(lengths)
    x = torch.randn(batch, 7, 3)
    states = [torch.randn(batch, 4) if seeded else None for _ in range(2)]
    arrays = [*(torch.randn(4, 3) for _ in range(4)), *(torch.randn(4, 4) for _ in range(4)),
              *(torch.randn(4) for _ in range(4))]
    sizes = None if lengths is None else torch.tensor(lengths)
    with torch.no_grad():
        assert onednn.knows_lstm(x)
        outputs, (final, cell) = onednn.lstm(x, states, arrays, sizes)
        expected, (expected_final, expected_cell) = recurrent.lstm(x, states, arrays, sizes)
    inside = torch.arange(7) < torch.full((batch, 1), 7) if sizes is None else torch.arange(7) < sizes[:, None]
    torch.testing.assert_close(outputs[inside], expected[inside])
    torch.testing.assert_close(final, expected_final)
    assert cell is None if lengths else torch.allclose(cell, expected_cell, atol=1e-6)


def test_gradients_take_the_scan():
    from wlnet.backend import onednn
    assert not onednn.knows_lstm(torch.zeros(1, 1, 1))
    with torch.no_grad():
        assert not onednn.knows_lstm(torch.zeros(1, 1, 1, dtype=torch.float64))
        assert not onednn.knows_lstm(torch.ones(1, 1, dtype=torch.int64))


def test_ragged_batches_keep_their_cell_states(session):
    source = """net = NetInitialize[NetChain[{LongShortTermMemoryLayer[3], LongShortTermMemoryLayer[2]},
        "Input" -> {"Varying", 2}], RandomSeeding -> 1];
        data = Table[RandomReal[1, {n, 2}], {n, 1, 20}];
        wanted = {NetPort[{1, "CellState"}], NetPort[{2, "State"}], NetPort["Output"]};
        Max[Abs[Flatten[Values[net[data, wanted]] - Transpose[Values[net[#, wanted]] & /@ data]]]] < 10^-5"""
    assert session.evaluate(source).text == "True"
