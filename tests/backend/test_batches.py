"""Batches from columns: all examples once a round, the last batch filled up, ragged sequences padded."""

from __future__ import annotations

import numpy as np
import pytest

from wlnet.nets.data import Ragged
from wlnet.tensors import torch


def source(count, size, seed=None):
    from wlnet.backend.batches import Place, TableSource, column
    columns = {"Input": column(np.arange(1, count + 1), Place(torch.device("cpu")))}
    generator = None if seed is None else torch.Generator().manual_seed(seed)
    return TableSource(columns, count, size, generator)


def rounds(table, number=1):
    return [feed["Input"][0].tolist() for feed in table.round(number)]


@pytest.mark.parametrize(("count", "size", "sizes"), [
    (10, 4, [4, 4, 4]), (8, 4, [4, 4]), (3, 64, [3]), (1, 1, [1]),
])
def test_training_batches_have_one_size(count, size, sizes):
    table = source(count, size, seed=1)
    found = rounds(table)
    assert list(map(len, found)) == sizes
    assert table.batches == len(sizes)
    assert {number for batch in found for number in batch} == set(range(1, count + 1))


def test_order_differs_by_round_and_repeats_by_seed():
    table, again = source(100, 10, seed=1), source(100, 10, seed=1)
    first, second = rounds(table), rounds(table, 2)
    assert first != second
    assert [first, second] == [rounds(again), rounds(again, 2)]


def test_without_a_generator_in_order_and_nothing_twice():
    assert rounds(source(5, 2)) == [[1, 2], [3, 4], [5]]


def test_integers_are_kept_small_and_handed_out_as_int64():
    from wlnet.backend.batches import Place, column
    held = column(np.array([[1, 255], [3, 4]]), Place(torch.device("cpu")))
    assert held.values.dtype == torch.uint8
    assert held.batch(torch.tensor([1]))[0].dtype == torch.int64


@pytest.mark.parametrize(("low", "high", "kind"), [
    (0, 255, np.uint8), (-1, 1, np.int16), (0, 70_000, np.int32), (0, 2**40, np.int64),
])
def test_compact(low, high, kind):
    from wlnet.nets.training import compact
    assert compact(np.array([low, high])).dtype == kind


def test_ragged_batches():
    from wlnet.backend.batches import Place, column
    rows = [np.array([1, 2, 3]), np.array([4]), np.array([5, 6, 7])]
    held = column(Ragged.from_rows(rows), Place(torch.device("cpu")))
    values, lengths = held.batch(torch.tensor([1, 0]))
    assert values.tolist() == [[4, 1, 1], [1, 2, 3]]
    assert lengths.tolist() == [1, 3]
    values, lengths = held.batch(torch.tensor([2, 0]))
    assert lengths is None
    assert values.tolist() == [[5, 6, 7], [1, 2, 3]]


@pytest.mark.parametrize(("count", "fraction", "held"), [(10, 0.1, 1), (10, 0.01, 1), (2, 0.9, 1), (100, 0.25, 25)])
def test_split(count, fraction, held):
    from wlnet.backend.batches import split
    kept, back = split(count, fraction, np.random.default_rng(0))
    assert len(back) == held
    assert sorted([*kept, *back]) == list(range(count))
