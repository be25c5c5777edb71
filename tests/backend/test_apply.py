"""Applying nets: single examples and batches, several ports, interiors, gradients, options; and what loads torch."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from wlnet.backend.program import compile_net
from wlnet.expr import Packed

SETUP = '''
lin = LinearLayer[2, "Weights" -> {{1, 2}, {3, 4}}, "Biases" -> {0, 1}];
two = NetGraph[<|"a" -> lin, "b" -> ElementwiseLayer[#^2 &]|>,
  {NetPort["x"] -> "a" -> NetPort["p"], "a" -> "b" -> NetPort["q"]}];
sum = NetGraph[{ThreadingLayer[#a + 2 #b &]}, {}, "a" -> 2, "b" -> 2];
rnn = NetInitialize@GatedRecurrentLayer[3, "Input" -> {"Varying", 2}];
'''


@pytest.fixture
def ready(session):
    session.evaluate(SETUP)
    return session


@pytest.mark.parametrize(("source", "result"), [
    ("lin[{1, 1}]", "{3., 8.}"),
    ("lin[{{1, 1}, {0, 1}}]", "{{3., 8.}, {2., 5.}}"),
    ("lin[{1/2, Pi - Pi}]", "{0.5, 2.5}"),
    ("lin[{}]", "{}"),
    ('lin[<|"Input" -> {1, 1}|>]', "{3., 8.}"),
    ("lin[Table[{1, k}, {k, 30}]][[30]]", "{61., 124.}"),
    ("lin[Table[{1, k}, {k, 30}], BatchSize -> 7][[30]]", "{61., 124.}"),
    ("two[{1, 1}]", "<|p -> {3., 8.}, q -> {9., 64.}|>"),
    ("two[{{1, 1}, {0, 1}}]", "<|p -> {{3., 8.}, {2., 5.}}, q -> {{9., 64.}, {4., 25.}}|>"),
    ('two[{1, 1}, "q"]', "{9., 64.}"),
    ("two[{1, 1}, All]", "<|p -> {3., 8.}, q -> {9., 64.}|>"),
    ('two[{1, 1}, {"q", "p"}]', "<|q -> {9., 64.}, p -> {3., 8.}|>"),
    ('two[{1, 1}, NetPort["q"]]', "{9., 64.}"),
    ('two[{1, 1}, NetPort["a"]]', "{3., 8.}"),
    ('two[{1, 1}, NetPort[{"a"}]]', "{3., 8.}"),
    ('two[{1, 1}, {NetPort[{"a", "Output"}]}]', "<|NetPort[{a, Output}] -> {3., 8.}|>"),
    ('sum[<|"a" -> {1, 2}, "b" -> {10, 20}|>]', "{21., 42.}"),
    ('sum[<|"a" -> {{1, 2}, {3, 4}}, "b" -> {{10, 20}, {0, 0}}|>]', "{{21., 42.}, {3., 4.}}"),
    ('sum[{<|"a" -> {1, 2}, "b" -> {10, 20}|>, <|"a" -> {3, 4}, "b" -> {0, 0}|>}]', "{{21., 42.}, {3., 4.}}"),
    ('lin[{1, 1}, NetPortGradient["Input"]]', "{4., 6.}"),
    ('lin[{{1, 1}, {2, 5}}, NetPortGradient["Input"]]', "{{4., 6.}, {4., 6.}}"),
    ('lin[{1, 2}, NetPortGradient["Weights"]]', "{{1., 2.}, {1., 2.}}"),
    ('lin[{{1, 2}, {3, 4}}, NetPortGradient["Weights"]]', "{{4., 6.}, {4., 6.}}"),
    ('lin[<|"Input" -> {1, 2}, NetPortGradient["Output"] -> {1, 10}|>, NetPortGradient["Input"]]', "{31., 42.}"),
    ('Keys[lin[{1, 2}, NetPortGradient[All]]]',
     "{NetPortGradient[Input], NetPortGradient[Weights], NetPortGradient[Biases]}"),
    ('lin[{1, 1}, WorkingPrecision -> "Real64"]', "{3., 8.}"),
    ('Map[lin, {{1, 1}, {0, 1}}]', "{{3., 8.}, {2., 5.}}"),
    ("NestList[lin, {1, 0}, 2]", "{{1, 0}, {1., 4.}, {9., 20.}}"),
])
def test_forms(ready, source, result):
    assert ready.evaluate(source).text == result


def test_ragged_batch_is_one_by_one(ready):
    ready.evaluate("seqs = Table[Table[{i, j}/20., {j, Mod[i, 5] + 1}], {i, 40}];")
    together = ready.evaluate("rnn[seqs]").expression.args
    alone = ready.evaluate("Map[rnn, seqs]").expression.args
    for a, b in zip(together, alone):
        np.testing.assert_allclose(a.array, b.array, atol=1e-6)


def test_states_of_a_batch(ready):
    ready.evaluate("seqs = Table[Table[{i, j}/20., {j, Mod[i, 5] + 1}], {i, 40}];")
    found = ready.evaluate('rnn[seqs, NetPort[All, "States"]][NetPort["State"]] - Map[Last, rnn[seqs]]').expression
    assert isinstance(found, Packed)
    assert np.abs(found.array).max() < 1e-6


def test_dropout_only_in_training(ready):
    assert ready.evaluate("DropoutLayer[0.5][{1, 2, 3}]").text == "{1., 2., 3.}"
    train = 'DropoutLayer[0.5][ConstantArray[1, 400], NetEvaluationMode -> "Train", RandomSeeding -> 3]'
    found = ready.evaluate(train).expression.array
    assert set(np.unique(found)) == {0.0, 2.0}
    np.testing.assert_array_equal(found, ready.evaluate(train).expression.array)


@pytest.mark.parametrize("method", ["VariationalWeights", "VariationalInput", "VariationalState", "StateZoneout"])
def test_recurrent_dropout(ready, method):
    ready.evaluate(f'net = NetInitialize@LongShortTermMemoryLayer[20, "Input" -> {{"Varying", 3}},'
                   f' "Dropout" -> {{"{method}" -> 0.5}}];'
                   " x = Table[Sin[i + j], {i, 6}, {j, 3}];")
    test, again = (ready.evaluate("net[x]").expression.array for _ in range(2))
    np.testing.assert_array_equal(test, again)
    train = ready.evaluate('net[x, NetEvaluationMode -> "Train", RandomSeeding -> 1]').expression.array
    assert np.isfinite(train).all()
    assert not np.allclose(test, train)


def test_unit_vectors_become_a_choice_of_columns(session):
    net = session.evaluate('NetInitialize@NetChain[{UnitVectorLayer[], GatedRecurrentLayer[3]},'
                           ' "Input" -> NetEncoder[{"Characters", {"a", "b"}}]]').expression.value
    program = compile_net(net)
    assert [step.layer.head for step in program.optimized(program.outputs.values()).steps] == ["GatedRecurrentLayer"]
    units = program.cell((1, "Output"))
    assert len(program.optimized({units, *program.outputs.values()}).steps) == 2


def test_torch_waits_until_it_is_needed():
    code = (
        "import sys; from wlnet.session import Session; s = Session()\n"
        "s.evaluate('net = NetInitialize@NetChain[{3, Tanh, ConvolutionLayer[2, {1}]}]')\n"
        "s.evaluate('r = NetInitialize@NetChain[{UnitVectorLayer[], GatedRecurrentLayer[4], SequenceLastLayer[], 2,"
        " SoftmaxLayer[]}, \"Input\" -> NetEncoder[{\"Characters\", {\"a\", \"b\"}}],"
        " \"Output\" -> NetDecoder[{\"Class\", {\"a\", \"b\"}}]]')\n"
        "print(s.evaluate('r[\"ab\"]').text, s.evaluate('NestList[NetStateObject[r], \"a\", 3]').text)\n"
        "s.evaluate('Information[r]'); s.evaluate('r[{\"ab\", \"b\"}]')\n"
        "print('torch' in sys.modules)")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("False\n"), done.stdout + done.stderr


def test_seed_governs_sampling(session):
    session.evaluate('net = NetInitialize@NetChain[{20, SoftmaxLayer[]}, "Input" -> 2,'
                     ' "Output" -> NetDecoder["Class"]]')
    draw = 'net[ConstantArray[1., {50, 2}], "RandomSample", RandomSeeding -> 7]'
    assert session.evaluate(draw).text == session.evaluate(draw).text
    assert session.evaluate(draw).text != session.evaluate(draw.replace("7", "8")).text


def test_integers_are_reals_where_reals_are_meant(session):
    """A label's position that meets a LinearLayer is a number, not a choice of column."""
    source = ('NetChain[{LinearLayer[1, "Weights" -> {{2}}, "Biases" -> {1}]},'
              ' "Input" -> NetEncoder[{"Class", {"a", "b"}}]]'
              '[{"b", "a"}]')
    assert session.evaluate(source).text == "{{5.}, {3.}}"
    assert session.evaluate(source.replace('{"b", "a"}', 'Table["b", 20]') + "[[1]]").text == "{5.}"
