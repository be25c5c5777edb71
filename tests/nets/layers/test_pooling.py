"""Pooling without gradients, by axes, against torch's own."""

from __future__ import annotations

import pytest

from wlnet.tensors import F, torch


@pytest.mark.parametrize(("kernel", "stride", "padding"), [
    (2, 2, 0), (3, 1, 0), (3, 2, 1), (5, 3, 0), ((2, 4), (1, 3), 0), (1, 2, 0), (7, 1, 0), (3, 2, '"Same"'),
])
def test_largest(session, kernel, stride, padding):
    text = str(kernel).replace("(", "{").replace(")", "}"), str(stride).replace("(", "{").replace(")", "}")
    session.evaluate(f'net = PoolingLayer[{text[0]}, {text[1]}, {padding}, "Input" -> {{2, 9, 10}}]; '
                     'data = RandomReal[{-1, 1}, {20, 2, 9, 10}]; found = net[data];'
                     'gradient = net[data, {NetPort["Output"], NetPortGradient["Input"]}][NetPort["Output"]];')
    assert session.evaluate("found === gradient && Max[found] > 0").text == "True"
    if padding == 0:
        data = torch.tensor(session.evaluate("data").expression.array, dtype=torch.float32)
        found = torch.tensor(session.evaluate("found").expression.array, dtype=torch.float32)
        assert torch.equal(found, F.max_pool2d(data, kernel, stride))


@pytest.mark.parametrize("dims", ["{3, 12}", "{3, 6, 7}", "{2, 4, 5, 6}"])
def test_dimensions(session, dims):
    rank = dims.count(",")
    source = f"""x = RandomReal[1, Prepend[{dims}, 20]]; net = PoolingLayer[Table[2, {rank}], 1];
        Max[Abs[net[x] - net[x, WorkingPrecision -> "Real64"]]] < 10^-6 &&
        Max[Abs[net[x] - (PoolingLayer[Table[2, {rank}], 1][#] & /@ x)]] == 0"""
    assert session.evaluate(source).text == "True"


def test_interleaving(session):
    assert session.evaluate('PoolingLayer[2, Interleaving -> True][Table[{i, -i, j}, {20}, {i, 2}, {j, 2}]][[1]]'
                            ).text == "{{{2., -1., 2.}}}"
