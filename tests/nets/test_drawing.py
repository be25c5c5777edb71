"""Nets drawn as text."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from wlnet.nets.drawing import drawing

_SPEC = importlib.util.spec_from_file_location("every_layer_drawn", Path(__file__).with_name("test_every_layer.py"))
_TABLE = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_TABLE)


def test_rails_go_down_to_the_last_layer_that_takes_an_output(session):
    text = session.evaluate(
        'Information[NetGraph[<|"a" -> 3, "b" -> Tanh, "sum" -> TotalLayer[]|>, {"a" -> "b" -> "sum", "a" -> "sum"}, '
        '"Input" -> 2], "SummaryGraphic"]').text
    assert text == (
        "●    Input                     vector (size: 2)\n"
        "●    a       LinearLayer       vector (size: 3)\n"
        "├─●  b       ElementwiseLayer  vector (size: 3)\n"
        "●─╯  sum     TotalLayer        vector (size: 3)\n"
        "●    Output                    vector (size: 3)")


def test_rails_cross(session):
    text = session.evaluate(
        'Information[NetGraph[{2, 2, CatenateLayer[], 3, TotalLayer[], 3}, {NetPort["x"] -> 1, NetPort["y"] -> 2, '
        '{1, 2} -> 3 -> 4 -> 5, 1 -> 6 -> 5}, "x" -> 3, "y" -> 3], "SummaryGraphic"]').text
    assert [line[:6].rstrip() for line in text.splitlines()] == [
        "●", "│ ●", "● │", "│ ●", "├─│─●", "●─╯ │", "●   │", "●───╯", "●"]


@pytest.mark.parametrize("source", [
    *(source for name in _TABLE.SAMPLES for source, _ in _TABLE.SAMPLES[name]), "NetChain[{}]", "NetChain[{3, Tanh}]",
    'NetGraph[{LongShortTermMemoryLayer[3], LongShortTermMemoryLayer[3]}, {1 -> 2, NetPort[1, "State"] -> '
    'NetPort[2, "State"]}, "Input" -> {"Varying", 2}]'])
@pytest.mark.parametrize("deep", [False, True])
def test_every_net_has_a_line_for_each_port(session, source, deep):
    net = session.evaluate(source).expression.value
    lines = drawing(net, deep).splitlines()
    assert all(line.count("●") == 1 for line in lines)
    names = [line.rpartition("●")[2].split() for line in lines]
    assert len(names) >= len(net.inputs) + len(net.outputs)
