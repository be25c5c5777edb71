"""Measurements: sums over batches give what a computation on all examples at once gives, in training and afterwards."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from wlnet.tensors import torch

CLASSES = "{0 -> \"a\", 1 -> \"b\", 2 -> \"b\", 3 -> \"a\", 1 -> \"c\", 4 -> \"c\", 5 -> \"b\"}"
CHAIN = 'NetChain[{4, Tanh, 3, SoftmaxLayer[]}]'
QUICK = "MaxTrainingRounds -> 4, RandomSeeding -> 1, BatchSize -> 7"


def judged(kind="Index", squash="softmax", labels=()):
    from wlnet.backend.meters import Judged
    return Judged(0, 1, kind, squash, labels)


def noted(scores, truth, lengths=None):
    from wlnet.backend.meters import Noted
    return Noted({0: torch.as_tensor(scores), 1: torch.as_tensor(truth)}, {0: lengths, 1: lengths}, {},
                 torch.tensor(1.0), len(scores))


def split(scores, truth, *sizes):
    edges = np.cumsum([0, *sizes])
    return [noted(scores[a:b], truth[a:b]) for a, b in pairwise(edges)]


def data(count=200, classes=5, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return (torch.randn(count, classes, generator=generator),
            torch.randint(1, classes + 1, (count,), generator=generator))


def test_hits_of_the_best():
    from wlnet.backend.meters import Sample
    scores, truth = data()
    order = np.argsort(-scores.numpy(), 1, kind="stable")
    for best in (1, 2, 4):
        found = Sample(split(scores, truth, 100, 100), judged()).hits(best)
        expected = (order[:, :best] == truth.numpy()[:, None] - 1).any(1).reshape(2, 100).sum(1)
        assert found.tolist() == [[hits, 100] for hits in expected]


def test_equal_scores_are_in_order():
    from wlnet.backend.meters import Sample
    sample = Sample([noted(torch.zeros(3, 3), torch.tensor([1, 2, 3]))], judged())
    assert [sample.hits(best)[0, 0] for best in (1, 2, 3)] == [1, 2, 3]


def test_confusion():
    from wlnet.backend.meters import Sample
    scores, truth = data()
    counts = np.zeros((5, 5))
    np.add.at(counts, (truth.numpy() - 1, scores.argmax(1).numpy()), 1)
    assert (Sample(split(scores, truth, 100, 100), judged()).confusion.sum(0) == counts).all()


def test_entropies_are_cross_entropies():
    from wlnet.backend.meters import Sample
    scores, truth = data()
    expected = float(torch.nn.functional.cross_entropy(scores, truth - 1))
    assert Sample([noted(scores, truth)], judged()).entropies[0, 0] / 200 == pytest.approx(expected, rel=1e-5)
    probabilities = noted(scores.softmax(-1), truth)
    assert Sample([probabilities], judged(squash="")).entropies[0, 0] / 200 == pytest.approx(expected, rel=1e-5)


def test_two_classes_of_a_sigmoid():
    from wlnet.backend.meters import Sample
    scores, truth = torch.tensor([-1.0, 2.0, 0.5, -3.0]), torch.tensor([0.0, 1.0, 0.0, 1.0])
    sample = Sample([noted(scores, truth)], judged("Binary", "sigmoid"))
    assert sample.confusion.tolist() == [[[1, 1], [1, 1]]]
    assert sample.probabilities[0, :, 1].tolist() == pytest.approx(scores.sigmoid().tolist())
    assert Sample([noted(scores.sigmoid(), truth)], judged("Binary", "")).confusion.tolist() == [[[1, 1], [1, 1]]]


def test_distributions_as_truth():
    from wlnet.backend.meters import Sample
    scores, truth = data()
    sample = Sample([noted(scores, torch.nn.functional.one_hot(truth - 1, 5).float())], judged("Probabilities"))
    assert (sample.confusion == Sample([noted(scores, truth)], judged()).confusion).all()


def test_padding_does_not_count():
    from wlnet.backend.meters import Sample
    scores, truth = data(12, 3)
    sample = Sample([noted(scores.reshape(3, 4, 3), truth.reshape(3, 4), torch.tensor([4, 1, 2]))], judged())
    inside = [0, 1, 2, 3, 4, 8, 9]
    assert (sample.confusion == Sample([noted(scores[inside], truth[inside])], judged()).confusion).all()


def test_parts_of_a_batch_are_joined():
    from wlnet.backend.meters import Sample, joined
    scores, truth = data(12, 3)
    whole = Sample([joined(split(scores, truth, 5, 7))], judged())
    assert (whole.confusion == Sample([noted(scores, truth)], judged()).confusion).all()


def test_rounds_add_up_however_they_are_settled():
    from wlnet.backend.measurements import HITS
    from wlnet.backend.meters import Gauge, Meter
    from wlnet.expr import String
    scores, truth = data()
    found = []
    for every in (1, 3, 100):
        gauge = Gauge([Meter(String("e"), "e", lambda s: s.hits(1), HITS["ErrorRate"], is_stacked=True),
                       Meter(String("f"), "f", lambda s: list(s.hits(1)), HITS["ErrorRate"])], judged())
        for index, batch in enumerate(split(scores, truth, 40, 40, 40, 40, 40), 1):
            gauge.note(batch)
            if index in (2, 4, 5):
                gauge.end_round(index)
            if index % every == 0:
                gauge.settle()
        gauge.settle()
        assert gauge.batch_values[0] == gauge.batch_values[1]
        assert gauge.round_values[0] == gauge.round_values[1]
        found.append(gauge.round_values[0])
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 3


def test_round_measurements_agree_with_the_net(session):
    """Nothing moves at rate 0, so training measures what NetMeasurements does."""
    names = '{"Accuracy", "ErrorRate" -> 2, "F1Score", "CohenKappa", "Perplexity", "AreaUnderROCCurve", "Loss", ' \
            '"ConfusionMatrix", NetPort["Output"], <|"Measurement" -> "Recall", "ClassAveraging" -> "Micro"|>}'
    session.evaluate(f"data = {CLASSES}; names = {names}; net = NetTrain[{CHAIN}, data, {QUICK}]")
    outcome = session.evaluate(
        f'r = NetTrain[net, data, {{"RoundMeasurements", "ValidationMeasurements"}}, LearningRate -> 0, {QUICK}, '
        "ValidationSet -> data, TrainingProgressMeasurements -> names]; m = NetMeasurements[net, data, names]; "
        "Table[N[Total[Flatten[{(Values[part] - m) /. x_Association :> Values[x]}]^2]] < 10^-9, {part, r}]")
    assert (outcome.text, outcome.messages) == ("{True, True}", [])


@pytest.mark.parametrize(("spec", "key", "value"), [
    ('"Accuracy"', "Accuracy", None), ('"Accuracy" -> 2', "Accuracy -> 2", None), ('"MCC"', "", "pmeas"),
    ('<|"Measurement" -> "Accuracy", "Key" -> "good"|>', "good", None),
    ('<|"Measurement" -> (Mean[#Input] &), "Key" -> "mean"|>', "mean", 16 / 7),
    ('<|"Measurement" -> "Accuracy", "Interval" -> 0|>', "", "measset"),
    ('<|"Measurement" -> "Accuracy", "Colour" -> 0|>', "", "meassub"), ('<|"Key" -> 3|>', "", "pmeas"),
    ('<|"Measurement" -> ("x" &)|>', "", "measfun"), ('NetPort["Foo"]', "", "pmeas"),
    ('<|"Measurement" -> "ErrorRate", "ClassAveraging" -> "Macro"|>', "", "measset"),
    ('"ArraysTotalElementCount"', "ArraysTotalElementCount", 23),
])
def test_specifications(session, spec, key, value):
    outcome = session.evaluate(f'r = NetTrain[{CHAIN}, {CLASSES}, "RoundMeasurements", {QUICK}, '
                               f"TrainingProgressMeasurements -> {spec}]; {{First[Keys[r]], First[r]}}")
    if isinstance(value, str):
        assert outcome.messages[0].startswith(f"NetTrain::{value}")
        return
    assert outcome.messages == []
    assert session.format(outcome.expression.args[0]) == key
    if value is not None:
        assert outcome.expression.args[1].value == pytest.approx(value)


def test_intervals_and_aggregators(session):
    outcome = session.evaluate(
        f'r = NetTrain[{CHAIN}, {CLASSES}, All, MaxTrainingRounds -> 6, BatchSize -> 2, TrainingProgressMeasurements -> '
        '{<|"Measurement" -> "ErrorRate", "Interval" -> 3, "Key" -> "a"|>, '
        '<|"Measurement" -> "ErrorRate", "Aggregator" -> "Max", "Key" -> "b"|>, '
        '<|"Measurement" -> "ErrorRate", "Aggregator" -> Function[Min[#]], "Key" -> "c"|>, '
        '<|"Measurement" -> "ErrorRate", "Interval" -> Quantity[2, "Batches"], "Key" -> "d"|>, '
        '<|"Measurement" -> "ErrorRate", "Key" -> "e"|>}]; l = r["RoundMeasurementsLists"]; '
        'b = Partition[r["BatchMeasurementsLists"]["e"], 4]; '
        '{Length /@ Values[l], l["b"] === Max /@ b, l["c"] === Min /@ b, Length[r["BatchMeasurementsLists"]["d"]]}')
    assert (outcome.text, outcome.messages) == ("{{2, 6, 6, 6, 6}, True, True, 12}", [])


def test_arrays_are_measured_while_they_change(session):
    outcome = session.evaluate(
        f'r = NetTrain[{CHAIN}, {CLASSES}, All, {QUICK}, ValidationSet -> {CLASSES}, LearningRate -> 0.1, '
        'TrainingProgressMeasurements -> NetPort[{1, "Weights"}]]; v = r["ValidationMeasurementsLists"][[1]]; '
        '{Dimensions[v], v[[1]] != v[[2]]}')
    assert (outcome.text, outcome.messages) == ("{{4, 4, 1}, True}", [])


@pytest.mark.parametrize(("criterion", "least"), [
    ('<|"Criterion" -> "Accuracy", "Patience" -> 4|>', 6), ('<|"Criterion" -> "F1Score", "InitialPatience" -> 9|>', 10),
    ('<|"Criterion" -> "ErrorRate" -> 2|>', 2), ('"CohenKappa"', 2),
])
def test_any_measurement_can_stop(session, criterion, least):
    """At rate 0 nothing gets better."""
    outcome = session.evaluate(
        f'NetTrain[{CHAIN}, {CLASSES}, {{"TotalRounds", "ReasonTrainingStopped"}}, LearningRate -> 0, '
        f"MaxTrainingRounds -> 50, ValidationSet -> {CLASSES}, TrainingStoppingCriterion -> {criterion}]")
    assert (outcome.text, outcome.messages) == (f"{{{least}, TrainingStoppingCriterion}}", [])


def test_the_best_net_is_that_of_the_criterion(session):
    """Accuracy falls while the loss falls too: what the criterion says counts."""
    outcome = session.evaluate(
        'r = NetTrain[NetChain[{LinearLayer[2, "Weights" -> {{0.1}, {-0.1}}, "Biases" -> {0.0, 0}, "Input" -> 1], '
        'SoftmaxLayer[]}], {{-1.} -> 1}, All, LearningRate -> 0.3, MaxTrainingRounds -> 8, Method -> "SGD", ValidationSet -> '
        '{{1.} -> 1, {1.} -> 2, {1.} -> 1}, TrainingStoppingCriterion -> <|"Criterion" -> "Accuracy", "Patience" -> 99|>]; '
        'l = r["ValidationMeasurementsLists"]["Accuracy"]; r["BestValidationRound"] == Position[l, Max[l]][[1, 1]]')
    assert outcome.text == "True"


def test_lines_show_measurements(session):
    outcome = session.evaluate(
        f'NetTrain[{CHAIN}, {CLASSES}, {QUICK}, ValidationSet -> {CLASSES}, TrainingProgressMeasurements -> '
        '{"ErrorRate", "F1Score", "ConfusionMatrix"}, TrainingProgressReporting -> {"Print", "Interval" -> 4}];')
    line, = outcome.prints
    assert "error" in line
    assert line.count("F1Score") == 2
    assert "Confusion" not in line


@pytest.mark.parametrize(("measurement", "result"), [
    ('"IntersectionOverUnion"', 3 / 8), ('"RSquared"', 1 - 10 / 2), ('"MeanDeviation"', 2.0),
])
def test_numbers(session, measurement, result):
    session.evaluate('net = LinearLayer[{}, "Weights" -> {{1}}, "Biases" -> {0}, "Input" -> "Real"]')
    outcome = session.evaluate(f"NetMeasurements[net, {{2 -> 1, 6 -> 3}}, {measurement}]")
    assert float(outcome.text) == pytest.approx(4 / 8 if "Inter" in measurement else result)


def test_true_and_false(session):
    session.evaluate('net = NetChain[{LinearLayer[{}, "Weights" -> {{4}}, "Biases" -> {-2}, "Input" -> "Real"], '
                     "LogisticSigmoid}]; data = {0 -> False, 1 -> True, 0.2 -> True, 0.9 -> True}")
    outcome = session.evaluate('NetMeasurements[net, data, {"Accuracy", "Recall", "ConfusionMatrix"}]')
    assert outcome.text == "{0.75, <|False -> 1., True -> 0.666667|>, {{1, 0}, {1, 2}}}"


def test_a_loss_that_the_net_has_itself(session):
    net = 'NetGraph[{LinearLayer[2], SoftmaxLayer[], CrossEntropyLossLayer["Index"]}, ' \
          '{1 -> 2 -> NetPort[3, "Input"], NetPort["Target"] -> NetPort[3, "Target"]}]'
    outcome = session.evaluate(f'NetTrain[{net}, <|"Input" -> {{{{1, 2}}, {{3, 4}}}}, "Target" -> {{1, 2}}|>, '
                               f'"RoundMeasurements", MaxTrainingRounds -> 2]')
    assert outcome.text.startswith("<|ErrorRate -> 0.5")


@pytest.mark.parametrize("data", [
    '{Function[{#AbsoluteBatch -> 1}], "RoundLength" -> 128}', '{Function[<|"Input" -> {#AbsoluteBatch}, "Output" -> {1}|>], '
    '"RoundLength" -> 128}', "(<|\"Input\" -> {1, 2}, \"Output\" -> {1, 1}|> &)",
])
def test_data_made_by_a_function(session, data):
    net = 'LinearLayer[{}, "Weights" -> {{1}}, "Biases" -> {0}, "Input" -> "Real"]'
    outcome = session.evaluate(f'NetMeasurements[{net}, {data}, "MeanSquare"]')
    assert (outcome.text, outcome.messages) == ("0.5", [])


def test_a_function_that_makes_nonsense(session):
    outcome = session.evaluate('NetMeasurements[NetInitialize[LinearLayer[1, "Input" -> 1]], (3 &), "Loss"]')
    assert outcome.text == "$Failed"
