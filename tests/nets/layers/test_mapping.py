"""Operators that map, fold, nest and go both ways; pairs and games."""

from __future__ import annotations

import numpy as np
import pytest

from wlnet.nets.arrays import numbers_of


def value(session, source):
    outcome = session.evaluate(source)
    found = numbers_of(outcome.expression)
    assert found is not None, (source, outcome.text, outcome.messages)
    return found


ADD = "ThreadingLayer[#Input + #State &]"
CELL = 'NetGraph[{CatenateLayer[], 3, Tanh}, {{NetPort["Input"], NetPort["State"]} -> 1 -> 2 -> 3}]'


@pytest.mark.parametrize(("source", "result"), [
    ("NetMapOperator[SummationLayer[]][{{1, 2}, {3, 4}}]", [3, 7]),
    ('NetMapThreadOperator[ThreadingLayer[#a + #b &]][<|"a" -> {1, 2}, "b" -> {3, 4}|>]', [4, 6]),
    ('NetMapThreadOperator[ThreadingLayer[#a + #b &], 2][<|"a" -> {{1, 2}}, "b" -> {{3, 4}}|>]', [[4, 6]]),
    ('NetMapThreadOperator[ThreadingLayer[#a + #b &], <|"a" -> 1|>][<|"a" -> {1, 2}, "b" -> 3|>]', [4, 5]),
    (f"NetFoldOperator[{ADD}][{{1, 2, 3}}]", [1, 3, 6]),
    ("NetNestOperator[ElementwiseLayer[2 # &], 3][{1, 2}]", [8, 16]),
    ("NetPairEmbeddingOperator[ElementwiseLayer[# &]][{{1, 2}, {3, 5}}]", 3.60555),
    ("NetPairEmbeddingOperator[ElementwiseLayer[# &], DistanceFunction -> CosineDistance][{{1, 2}, {3, 5}}]",
     0.00294551),
    (f'NetBidirectionalOperator[NetFoldOperator[{ADD}], Total, "Input" -> "Varying"][{{1, 2, 3}}]', [7, 8, 9]),
    ("NetBidirectionalOperator[SequenceLastLayer[]][{{1, 2}, {3, 4}}]", [3, 4, 1, 2]),
])
def test_golden_values(session, source, result):
    np.testing.assert_allclose(value(session, source), result, atol=1e-5)


def test_bidirectional_is_forward_and_reversed(session):
    session.evaluate("""g[n_] := NetInitialize[GatedRecurrentLayer[2, "Input" -> {"Varying", 3}], RandomSeeding -> n];
        SeedRandom[1]; x = RandomReal[1, {4, 3}];
        both = NetBidirectionalOperator[{g[1], g[2]}][x]""")
    forward, backward = value(session, "g[1][x]"), value(session, "Reverse[g[2][Reverse[x]]]")
    np.testing.assert_allclose(value(session, "both"), np.concatenate([forward, backward], 1), atol=1e-6)


def test_fold_is_a_basic_recurrent_layer(session):
    session.evaluate(f"""SeedRandom[2]; x = RandomReal[1, {{5, 2}}];
        fold = NetInitialize[NetFoldOperator[{CELL}, "Input" -> {{"Varying", 2}}]];
        w = Normal[NetExtract[fold, {{"Net", 2, "Weights"}}]];
        rnn = BasicRecurrentLayer[3, "InputWeights" -> w[[All, ;; 2]], "StateWeights" -> w[[All, 3 ;;]],
          "Biases" -> {{0, 0, 0}}]""")
    np.testing.assert_allclose(value(session, "fold[x]"), value(session, "rnn[x]"), atol=1e-6)


def test_fold_keeps_its_state(session):
    session.evaluate(f"s = NetStateObject[NetFoldOperator[{ADD}, \"Input\" -> \"Varying\"]]")
    assert session.evaluate("{s[{1, 2}], s[{3}]}").text == "{{1., 3.}, {6.}}"
    assert session.evaluate('NetExtract[s, "States"]').text == "<|NetPort[State] -> 6.|>"


def test_initial_state_from_a_connection(session):
    assert session.evaluate(f"""NetGraph[{{NetFoldOperator[{ADD}]}}, {{NetPort["Start"] -> NetPort[1, "State"]}}][
        <|"Input" -> {{1, 2}}, "Start" -> 10|>]""").text == "{11., 13.}"


def test_arrays_are_shared_by_all_applications(session):
    assert session.evaluate(f"""Keys[Information[NetFoldOperator[{CELL}], "Arrays"]]""").text == (
        "{{Net, 2, Weights}, {Net, 2, Biases}}")


def test_rates_reach_the_net_inside(session):
    session.evaluate("""
        n = NetInitialize[NetMapOperator[LinearLayer[2], LearningRateMultipliers -> 0, "Input" -> {3, 2}]];
        t = NetTrain[NetChain[{n, 1}], RandomReal[1, {4, 3, 2}] -> RandomReal[1, {4, 1}], MaxTrainingRounds -> 1,
          TrainingProgressReporting -> None]""")
    assert session.evaluate('NetExtract[t, {1, "Net", "Weights"}] === NetExtract[n, {"Net", "Weights"}]').text == "True"


def test_game(session):
    session.evaluate("""gan[loss_] := NetGANOperator[{LinearLayer[1, "Weights" -> {{2}}, "Biases" -> {0}],
        {LinearLayer[{}, "Weights" -> {{1}}, "Biases" -> {0}], LogisticSigmoid}}, loss];
        x = <|"Sample" -> {1}, "Latent" -> {0.5}|>""")
    p = 1 / (1 + np.exp(-1))
    losses = [-np.log(p), -np.log(1 - p)]
    np.testing.assert_allclose(value(session, 'Values[gan[Automatic][x]][[{1, 2}]]'), losses, atol=1e-5)
    np.testing.assert_allclose(value(session, 'Values[gan["Wasserstein"][x]][[{1, 2}]]'), [-p, p], atol=1e-5)


def test_game_turns_the_gradient_of_the_generator(session):
    session.evaluate("""gan = NetGANOperator[{LinearLayer[1, "Weights" -> {{2}}, "Biases" -> {0}, "Input" -> 1],
        LinearLayer[{}, "Weights" -> {{1}}, "Biases" -> {0}]}];
        t = NetTrain[gan, <|"Sample" -> {{1}}, "Latent" -> {{1}}|>, MaxTrainingRounds -> 1, Method -> "SGD",
          LearningRate -> 0.1, TrainingProgressReporting -> None]""")
    assert value(session, 'NetExtract[t, {"Generator", "Weights"}]').item() > 2      # LossFake grows with what it makes


@pytest.mark.parametrize("source", [
    "NetMapOperator[ThreadingLayer[Plus]]",
    "NetMapOperator[\"no\"]",
    'NetFoldOperator[ThreadingLayer[#Input + #Stat &]]',
    f'NetFoldOperator[{ADD}, {{"Out" -> "State"}}]',
    'NetNestOperator[LinearLayer[3, "Input" -> 2], 2]',
    "NetNestOperator[LinearLayer[3], 0]",
    "NetBidirectionalOperator[GatedRecurrentLayer[2], Max]",
    "NetGANOperator[LinearLayer[3]]",
    'NetGANOperator[{LinearLayer[3], LinearLayer[{}, "Input" -> 4]}]',
    'NetMapThreadOperator[ThreadingLayer[#a + #b &], <|"c" -> 1|>]',
])
def test_refused(session, source):
    outcome = session.evaluate(source)
    assert outcome.text == "$Failed"
    assert outcome.messages


@pytest.mark.parametrize(("source", "result"), [
    ('NetPairEmbeddingOperator[LinearLayer[1, "Weights" -> {{1, 4}}, "Biases" -> None, '
     '"Input" -> NetEncoder[{"Class", {"a", "b"}, "UnitVector"}]]][{"a", "b"}]', "3."),
    ('NetMapOperator[LinearLayer[{}, "Weights" -> {{1, 4}}, "Biases" -> None, '
     '"Input" -> NetEncoder[{"Class", {"a", "b"}, "UnitVector"}]]][{{"a", "b"}, {"a"}}]', "{{1., 4.}, {1.}}"),
    ('NetChain[{LinearLayer[1, "Weights" -> {{1, 4}}, "Biases" -> None, '
     '"Input" -> NetEncoder[{"Class", {"a", "b"}, "UnitVector"}]]}]["b"]', "{4.}"),
    ('NetGraph[{ElementwiseLayer[2 # &, "Input" -> NetEncoder["Boolean"]]}, {}][True]', "2."),
    ('NetReplacePart[NetChain[{ElementwiseLayer[2 # &, "Input" -> NetEncoder["Boolean"]]}], "Input" -> None][3]', "6."),
    ('NetChain[{SoftmaxLayer["Output" -> NetDecoder[{"Class", {"a", "b"}}]]}][{1, 2}]', "b"),
])
def test_coders_of_nets_inside(session, source, result):
    assert session.evaluate(source).text == result
