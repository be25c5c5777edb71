"""The recurrent scans against torch's own modules (with the second bias frozen at zero) and finite differences."""

from __future__ import annotations

import pytest

from wlnet.tensors import torch

SIZE, WIDTH = 5, 4
GATES = {"basic": 1, "gru": 3, "lstm": 4}
# blocks of torch's stacked arrays for each of our gates
BLOCKS = {"basic": [0], "gru": [1, 0, 2], "lstm": [0, 3, 1, 2]}


def make_arrays(kind, generator):
    def draw(*shape):
        return torch.randn(*shape, generator=generator, dtype=torch.float64).mul_(0.5).requires_grad_()
    gates = GATES[kind]
    return ([draw(WIDTH, SIZE) for _ in range(gates)] + [draw(WIDTH, WIDTH) for _ in range(gates)]
            + [draw(WIDTH) for _ in range(gates)])


def scan(kind, x, states, arrays, lengths=None, last=False):
    """Outputs and list of final states."""
    from wlnet.backend import recurrent
    if kind == "lstm":
        outputs, final = recurrent.lstm(x, tuple(states), arrays, lengths, last)
        return outputs, list(final)
    outputs, final = getattr(recurrent, kind)(x, states[0], arrays, lengths, last)
    return outputs, [final]


def reference(kind, x, states, arrays):
    """The same by torch's module for one batch of equal lengths; x {batch, time, size}."""
    gates = GATES[kind]
    module = {"basic": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[kind](
        SIZE, WIDTH, batch_first=True, dtype=torch.float64)
    place = {block: gate for gate, block in enumerate(BLOCKS[kind])}
    stacked = [torch.cat([arrays[part * gates + place[block]] for block in range(gates)]) for part in range(3)]
    weights = {"weight_ih_l0": stacked[0], "weight_hh_l0": stacked[1], "bias_ih_l0": stacked[2],
               "bias_hh_l0": torch.zeros_like(stacked[2])}
    initial = [state[None] for state in states]
    outputs, final = torch.func.functional_call(
        module, weights, (x, tuple(initial) if kind == "lstm" else initial[0]))
    return outputs, [state[0] for state in (final if kind == "lstm" else [final])]


def draw_case(kind, batch=3, time=6):
    generator = torch.Generator().manual_seed(7)
    x = torch.randn(batch, time, SIZE, generator=generator, dtype=torch.float64).requires_grad_()
    states = [torch.randn(batch, WIDTH, generator=generator, dtype=torch.float64).requires_grad_()
              for _ in range(2 if kind == "lstm" else 1)]
    return x, states, make_arrays(kind, generator)


def weighted(outputs, finals):
    """A scalar in which every output has a weight of its own."""
    parts = [part for part in (outputs, *finals) if part is not None]
    return sum((part * torch.arange(1, part.numel() + 1).reshape(part.shape).cos()).sum() for part in parts)


@pytest.mark.parametrize("kind", GATES)
@pytest.mark.parametrize("last", [False, True])
def test_equals_module_with_gradients(kind, last):
    x, states, arrays = draw_case(kind)
    ours, ours_final = scan(kind, x, states, arrays, last=last)
    theirs, theirs_final = reference(kind, x, states, arrays)
    if last:
        assert ours is None
        theirs = None
    else:
        torch.testing.assert_close(ours, theirs)
    torch.testing.assert_close(ours_final, theirs_final)
    leaves = [x, *states, *arrays]
    torch.testing.assert_close(
        torch.autograd.grad(weighted(ours, ours_final), leaves),
        torch.autograd.grad(weighted(theirs, theirs_final), leaves))


@pytest.mark.parametrize("kind", GATES)
def test_ragged_equals_one_by_one(kind):
    lengths = [2, 6, 1, 4, 4]
    x, states, arrays = draw_case(kind, batch=5)
    ours, ours_final = scan(kind, x, states, arrays, torch.tensor(lengths))
    singles = [reference(kind, x[k:k + 1, :n], [state[k:k + 1] for state in states], arrays)
               for k, n in enumerate(lengths)]
    theirs = torch.stack([torch.nn.functional.pad(out[0], (0, 0, 0, 6 - n))
                          for (out, _), n in zip(singles, lengths, strict=True)])
    theirs_final = [torch.cat(parts) for parts in zip(*(final for _, final in singles), strict=True)]
    torch.testing.assert_close(ours, theirs)
    torch.testing.assert_close(ours_final, theirs_final)
    leaves = [x, *states, *arrays]
    torch.testing.assert_close(
        torch.autograd.grad(weighted(ours, ours_final), leaves),
        torch.autograd.grad(weighted(theirs, theirs_final), leaves))


@pytest.mark.parametrize("kind", GATES)
@pytest.mark.parametrize("lengths", [None, [1, 3, 2]])
def test_gradients_equal_finite_differences(kind, lengths):
    x, states, arrays = draw_case(kind, time=3)
    count = len(states)

    def run(x, *rest):
        outputs, finals = scan(kind, x, rest[:count], rest[count:], lengths and torch.tensor(lengths))
        return outputs, *finals
    assert torch.autograd.gradcheck(run, (x, *states, *arrays))


@pytest.mark.parametrize("kind", GATES)
@pytest.mark.parametrize("rows", [320, 1])
def test_integers_are_one_hot_vectors(kind, rows, monkeypatch):
    """Few classes and many, as the size of a chunk has it, take different ways."""
    from wlnet.backend import packing, recurrent
    packing.forget()
    monkeypatch.setattr(recurrent, "CHUNK_ROWS", rows)
    _, _, arrays = draw_case(kind)
    index = torch.tensor([[0, 4, 2], [3, 3, 1]])
    hot = torch.nn.functional.one_hot(index, SIZE).double()
    none = [None, None]
    ours, ours_final = scan(kind, index, none, arrays)
    theirs, theirs_final = scan(kind, hot, none, arrays)
    torch.testing.assert_close((ours, *ours_final), (theirs, *theirs_final))
    torch.testing.assert_close(
        torch.autograd.grad(weighted(ours, ours_final), arrays),
        torch.autograd.grad(weighted(theirs, theirs_final), arrays))


@pytest.mark.parametrize("kind", GATES)
def test_padding_beyond_the_longest(kind):
    x, states, arrays = draw_case(kind, batch=2, time=5)
    ours, _ = scan(kind, x, states, arrays, torch.tensor([2, 3]))
    assert ours.shape == (2, 5, WIDTH)
    assert not ours[:, 3:].any()


def test_stack_agrees_with_module():
    """Two layers, so that the outputs of one feed the other."""
    x, states, arrays = draw_case("gru")
    generator = torch.Generator().manual_seed(1)
    upper = [torch.randn(*shape, generator=generator, dtype=torch.float64)
             for shape in [(WIDTH, WIDTH)] * 6 + [(WIDTH,)] * 3]
    first, _ = scan("gru", x, states, arrays)
    second, _ = scan("gru", first, [None], upper, last=False)
    loss = second[:, -1].square().sum()
    grads = torch.autograd.grad(loss, [x, *arrays])
    lower, _ = scan("gru", x, states, arrays)
    _, final = scan("gru", lower, [None], upper, last=True)
    torch.testing.assert_close(torch.autograd.grad(final[0].square().sum(), [x, *arrays]), grads)
