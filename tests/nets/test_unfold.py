"""NetUnfold: one step at a time gives what the whole sequence gives."""

from __future__ import annotations

import pytest

FOLD = 'NetFoldOperator[NetGraph[{CatenateLayer[], 3, Tanh}, {{NetPort["Input"], NetPort["State"]} -> 1 -> 2 -> 3}]]'


@pytest.mark.parametrize(("layers", "zeros"), [
    ("BasicRecurrentLayer[2]", '<|"State" -> {0, 0}|>'),
    ("NetMapOperator[{3, Tanh}], GatedRecurrentLayer[2]", '<|"State" -> {0, 0}|>'),
    (f"{FOLD}, ElementwiseLayer[2 # &]", '<|"State" -> {0, 0, 0}|>'),
    ("{LongShortTermMemoryLayer[2]}, GatedRecurrentLayer[3], SequenceLastLayer[], 2",
     '<|"State1" -> {0, 0}, "CellState" -> {0, 0}, "State2" -> {0, 0, 0}|>'),
])
def test_step_by_step(session, layers, zeros):
    session.evaluate(f"""
        net = NetInitialize[NetChain[{{{layers}}}, "Input" -> {{"Varying", 2}}]]; step = NetUnfold[net];
        x = {{{{1, 2}}, {{0, 1}}, {{3, -1}}}}; states = {zeros};
        Do[found = step[Join[<|"Input" -> row|>, states]]; states = KeyDrop[found, "Output"], {{row, x}}];
        whole = net[x]; whole = If[MatrixQ[whole], Last[whole], whole]""")
    assert session.evaluate('Max[Abs[found["Output"] - whole]] < 10^-6').text == "True"


@pytest.mark.parametrize("source", [
    "NetUnfold[LinearLayer[3]]", "NetUnfold[NetBidirectionalOperator[GatedRecurrentLayer[4]]]", "NetUnfold[1]",
    'NetUnfold[NetChain[{EmbeddingLayer[3, 4]}, "Input" -> "Varying"]]',
])
def test_refused(session, source):
    outcome = session.evaluate(source)
    assert outcome.text == "$Failed"
    assert outcome.messages
