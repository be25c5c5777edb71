"""NetTrain from the language: data forms, what is inferred, losses, options, messages."""

from __future__ import annotations

import pytest

RULES = "{1 -> {1., 2.}, 3 -> {3., 4.}}"
QUICK = "MaxTrainingRounds -> 3, RandomSeeding -> 1"


def run(session, source):
    outcome = session.evaluate(source)
    assert not any("internal" in message for message in outcome.messages), outcome.messages
    return outcome


@pytest.mark.parametrize("data", [
    RULES,
    "{1, 3} -> {{1., 2.}, {3., 4.}}",
    '<|"Input" -> {1, 3}, "Output" -> {{1., 2.}, {3., 4.}}|>',
    '{<|"Input" -> 1, "Output" -> {1., 2.}|>, <|"Input" -> 3, "Output" -> {3., 4.}|>}',
])
def test_data_forms_agree(session, data):
    source = f'NetTrain[LinearLayer[2], #, "RoundLossList", {QUICK}]& /@ {{{RULES}, {data}}}'
    outcome = run(session, f"SameQ @@ ({source})")
    assert outcome.text == "True"
    assert outcome.messages == []


@pytest.mark.parametrize("function", [
    f"({RULES} &)",
    "{Function[" + RULES + '], "RoundLength" -> 2}',
    "(Table[x -> {1. x, x + 1.}, {x, #BatchSize}] &)",
    '({#AbsoluteBatch -> {1., 2.}, #Round -> {1., 2.}} &)',
])
def test_functions_make_batches(session, function):
    outcome = run(session, f'NetTrain[LinearLayer[2], {function}, "TotalBatches", BatchSize -> 2, {QUICK}]')
    assert (outcome.text, outcome.messages) == ("3", [])


@pytest.mark.parametrize(("net", "data", "question", "answer"), [
    # dimensions of an open input, and of an open output
    ("LinearLayer[]", "{{1, 2} -> {1., 2., 3.}}", '{NetExtract[n, "Input"], NetExtract[n, "Output"]}', "{2, 3}"),
    # the number of classes of integers, whose sequences stay of varying length although all have two elements
    ("NetChain[{EmbeddingLayer[3], BasicRecurrentLayer[3], SequenceLastLayer[], SoftmaxLayer[]}]",
     "{{1, 2} -> 3, {2, 3} -> 1, {3, 1} -> 2}", 'NetExtract[n, "Input"]', "{Varying, Restricted[Integer, 3]}"),
    # as many classes as the greatest target
    ("NetChain[{LinearLayer[], SoftmaxLayer[]}]", "{{1} -> 1, {2} -> 4}", 'NetExtract[n, "Output"]', "4"),
    ('NetChain[{LinearLayer[], SoftmaxLayer[]}, "Output" -> NetDecoder["Class"]]', "{{1} -> 1, {2} -> 4}",
     "Head[n[{1}]]", "Integer"),
    # labels make a decoder, in order
    ("NetChain[{LinearLayer[], SoftmaxLayer[]}]", '{{1} -> "b", {2} -> "a"}', 'Keys[n[{1}, "Probabilities"]]',
     "{a, b}"),
    # truth values make a decoder
    ("NetChain[{LinearLayer[{}], LogisticSigmoid}]", "{1 -> True, 2 -> False}", "MemberQ[{True, False}, n[1]]",
     "True"),
    # labels at the input make an encoder
    ("NetChain[{EmbeddingLayer[2], LinearLayer[1]}]", '{"x" -> {1.}, "y" -> {2.}}', 'Length[n["y"]]', "1"),
    ("NetChain[{LinearLayer[], LogisticSigmoid}]", "{{1} -> {True, False}, {2} -> {False, False}}", "Length[n[{1}]]",
     "2"),
    ("NetChain[{LinearLayer[], LogisticSigmoid}]", "{{1} -> {1, 0, 0.5}, {2} -> {0, 0, 1}}", "Length[n[{1}]]", "3"),
    ('NetChain[{3, LogisticSigmoid}, "Output" -> NetDecoder[{"Class", {"a", "b", "c"}, "Multilabel" -> True}]]',
     '{{1} -> {"a", "b"}, {2} -> {}}', 'SubsetQ[{"a", "b", "c"}, n[{1}]]', "True"),
    # numeric arrays
    ("LinearLayer[]", "NumericArray[{{1., 2.}}] -> NumericArray[{{1., 2., 3.}}]", 'NetExtract[n, "Output"]', "3"),
    # distributions as targets
    ("NetChain[{LinearLayer[], SoftmaxLayer[]}]", "{{1} -> {0.5, 0.5}, {2} -> {0., 1.}}", "Length[n[{1}]]", "2"),
])
def test_inferred(session, net, data, question, answer):
    outcome = run(session, f"n = NetTrain[{net}, {data}, {QUICK}]; {question}")
    assert outcome.messages == []
    assert outcome.text == answer


def test_learns_to_classify(session):
    session.evaluate('n = NetTrain[NetChain[{8, Tanh, 2, SoftmaxLayer[]}], '
                     '{{0, 0} -> "even", {0, 1} -> "odd", {1, 0} -> "odd", {1, 1} -> "even"}, '
                     "MaxTrainingRounds -> 500, LearningRate -> 0.05, RandomSeeding -> 1]")
    assert session.evaluate("n[{{0, 0}, {0, 1}, {1, 0}, {1, 1}}]").text == "{even, odd, odd, even}"


def test_learns_sequences_of_varying_length(session):
    """The last element decides: only a net that sees true elements alone can learn it."""
    session.evaluate("data = Flatten[Table[Append[Table[Mod[i j, 3] + 1, {j, n}], k] -> k, {i, 3}, {n, 0, 4}, {k, 3}]]")
    session.evaluate("n = NetTrain[NetChain[{UnitVectorLayer[3], LongShortTermMemoryLayer[6], SequenceLastLayer[], "
                     "3, SoftmaxLayer[]}], data, MaxTrainingRounds -> 80, LearningRate -> 0.02, RandomSeeding -> 1]")
    assert session.evaluate('NetMeasurements[n, data, "Accuracy"]').text == "1."


@pytest.mark.parametrize(("loss", "value"), [
    ("Automatic", 4.0), ("MeanSquaredLossLayer[]", 4.0), ("MeanAbsoluteLossLayer[]", 2.0),
    ('"Output" -> MeanAbsoluteLossLayer[]', 2.0), ('"Output" -> Automatic', 4.0),
    ("MeanAbsoluteLossLayer[] -> Scaled[3]", 6.0), ('"Output" -> (MeanAbsoluteLossLayer[] -> Scaled[-1])', -2.0),
    ("{MeanAbsoluteLossLayer[]}", 2.0),
    ("NetGraph[{ThreadingLayer[(#1 - #2)^4 &]}, {{NetPort[\"Input\"], NetPort[\"Target\"]} -> 1}]", 16.0),
])
def test_losses(session, loss, value):
    net = 'LinearLayer[{}, "Weights" -> {{0}}, "Biases" -> {3}, "Input" -> "Real"]'
    outcome = run(session, f'NetTrain[{net}, {{1 -> 1, 2 -> 1}}, "RoundLoss", LossFunction -> {loss}, '
                           "MaxTrainingRounds -> 1]")
    assert float(outcome.text) == pytest.approx(value, rel=1e-4)


def test_net_with_its_own_loss(session):
    net = 'NetGraph[{LinearLayer[2], SoftmaxLayer[], CrossEntropyLossLayer["Index"]}, ' \
          '{1 -> 2 -> NetPort[3, "Input"], NetPort["Target"] -> NetPort[3, "Target"]}]'
    data = '<|"Input" -> {{1, 2}, {3, 4}}, "Target" -> {1, 2}|>'
    outcome = run(session, f"n = NetTrain[{net}, {data}, {QUICK}]; Head[n]")
    assert (outcome.text, outcome.messages) == ("NetGraph", [])


def test_same_seed_same_net(session):
    net = "NetChain[{4, Tanh, 2}]"
    outcome = run(session, f"SameQ @@ Table[NetTrain[{net}, {RULES}, {QUICK}], 2]")
    assert outcome.text == "True"
    outcome = run(session, f"SameQ @@ Table[NetTrain[{net}, {RULES}, MaxTrainingRounds -> 3], 2]")
    assert outcome.text == "False"


def test_same_seed_same_recurrent_net(session):
    """Bit for bit, ragged or not: memory that is used again must not show."""
    session.evaluate("data = Table[RandomInteger[{1, 5}, n] -> Mod[n, 3] + 1, {n, Join[Range[2, 9], Table[6, 24]]}]")
    outcome = run(session, "SameQ @@ Table[NetTrain[NetChain[{UnitVectorLayer[5], GatedRecurrentLayer[4], "
                           "LongShortTermMemoryLayer[4], BasicRecurrentLayer[4], SequenceLastLayer[], 3, "
                           "SoftmaxLayer[]}], data, BatchSize -> 8, ValidationSet -> Scaled[0.2], " + QUICK + "], 2]")
    assert (outcome.text, outcome.messages) == ("True", [])


def test_session_stream_decides_by_default():
    from wlnet.session import Session
    nets = [Session(seed=5).evaluate(f"NetTrain[LinearLayer[2], {RULES}, MaxTrainingRounds -> 3]").expression
            for _ in range(2)]
    assert nets[0] == nets[1]


@pytest.mark.parametrize(("rates", "moved"), [
    ("1 -> 0", "{False, True}"), ("{1 -> 1, _ -> None}", "{True, False}"), ("0", "{False, False}"),
    ("2 ;; 3 -> 0", "{True, False}"), ('{{3, "Weights"} -> 0}', "{True, False}"), ("0.5", "{True, True}"),
])
def test_learning_rate_multipliers(session, rates, moved):
    session.evaluate('before = NetInitialize[NetChain[{LinearLayer[2, "Input" -> 1], Tanh, LinearLayer[1]}]]')
    session.evaluate("after = NetTrain[before, {{1} -> {2.}, {2} -> {3.}}, MaxTrainingRounds -> 3, "
                     f"LearningRateMultipliers -> {rates}]")
    outcome = run(session, 'Table[NetExtract[before, {k, "Weights"}] =!= NetExtract[after, {k, "Weights"}], '
                           "{k, {1, 3}}]")
    assert outcome.text == moved


@pytest.mark.parametrize(("schedule", "rounds", "moved"), [
    ('{"a", "b"}', 1, "{True, False}"), ('{"b", "a"}', 1, "{False, True}"), ('{"a", "b"}', 2, "{True, True}"),
    ("{1 | 2}", 1, "{True, True}"), ("Automatic", 1, "{True, True}"), ("{2, 2, 1}", 2, "{False, True}"),
])
def test_update_schedules(session, schedule, rounds, moved):
    session.evaluate('before = NetInitialize[NetChain[<|"a" -> LinearLayer[2, "Input" -> 1], '
                     '"b" -> LinearLayer[1]|>]]')
    outcome = run(session, f"after = NetTrain[before, {{{{1}} -> {{2}}, {{2}} -> {{3}}}}, "
                           f"MaxTrainingRounds -> {rounds}, TrainingUpdateSchedule -> {schedule}]; "
                           'Table[NetExtract[before, {p, "Weights"}] =!= NetExtract[after, {p, "Weights"}], '
                           '{p, {"a", "b"}}]')
    assert (outcome.text, outcome.messages) == (moved, [])


def test_two_outputs(session):
    net = 'NetGraph[{LinearLayer[2], LinearLayer[1]}, {NetPort["Input"] -> 1, NetPort["Input"] -> 2, ' \
          '1 -> NetPort["A"], 2 -> NetPort["B"]}]'
    data = '<|"Input" -> {1, 2}, "A" -> {{1, 2}, {3, 4}}, "B" -> {{1}, {2}}|>'
    both = run(session, f'NetTrain[{net}, {data}, "RoundLoss", {QUICK}]')
    one = run(session, f'NetTrain[{net}, KeyDrop[{data}, "B"], "RoundLoss", LossFunction -> "A" -> Automatic, '
                       f"{QUICK}]")
    assert both.messages == one.messages == []
    assert float(both.text) > float(one.text)


@pytest.mark.parametrize(("targets", "answer"), [
    ('{{"a", "b", "c"}, {"c", "b"}, {"b"}, {"a", "a"}}', "{a, b, c}"),
    ("{{1, 2, 3}, {3, 2}, {2}, {1, 1}}", "{1, 2, 3}"),
])
def test_a_class_for_every_element(session, targets, answer):
    """The loss and the error are means over true elements."""
    net = "NetChain[{UnitVectorLayer[3], GatedRecurrentLayer[8], NetMapOperator[NetChain[{3, SoftmaxLayer[]}]]}" + (
        ', "Output" -> NetDecoder[{"Class", {1, 2, 3}, "InputDepth" -> 2}]]' if "1" in targets else "]")
    outcome = run(session, f"n = NetTrain[{net}, {{{{1, 2, 3}}, {{3, 2}}, {{2}}, {{1, 1}}}} -> {targets}, "
                           "MaxTrainingRounds -> 300, LearningRate -> 0.02, RandomSeeding -> 1]; n[{1, 2, 3}]")
    assert (outcome.text, outcome.messages) == (answer, [])


@pytest.mark.parametrize("method", [
    '"ADAM"', '"SGD"', '"RMSProp"', '"SignSGD"', '"AdamW"', '{"ADAM", "Beta1" -> 0.5, "L2Regularization" -> 0.1}',
    '{"SGD", "GradientClipping" -> 0.1, "WeightClipping" -> {1 -> 0.5}, "LearningRateSchedule" -> (1 - #1/#2 &)}',
    '{"ADAM", "LearningRateSchedule" -> "Cosine"}', '{"SGD", "LearningRate" -> 0.1}',
])
def test_methods(session, method):
    outcome = run(session, f'NetTrain[NetChain[{{2}}], {RULES}, "OptimizationMethod", Method -> {method}, {QUICK}]')
    assert outcome.messages == []
    assert outcome.text.startswith("{" + method.split('"')[1])


@pytest.mark.parametrize(("validation", "examples"), [
    ("None", "{2, 0}"), (RULES, "{2, 2}"), ("Scaled[0.5]", "{1, 1}"),
    ("{" + RULES + ', "Interval" -> 2}', "{2, 2}"), ("({1 -> {1., 2.}} &)", "{2, 256}"),
])
def test_validation_sets(session, validation, examples):
    outcome = run(session, f'NetTrain[LinearLayer[2], {RULES}, {{"TrainingExamples", "ValidationExamples"}}, '
                           f"ValidationSet -> {validation}, {QUICK}]")
    assert (outcome.text, outcome.messages) == (examples, [])


def test_best_net_by_validation_is_returned(session):
    """Training leads away from the validation set, so the first round is best."""
    outcome = run(session, 'NetTrain[LinearLayer[{}, "Weights" -> {{0}}, "Biases" -> {0}, "Input" -> "Real"], '
                           '{1 -> 10.}, {"BestValidationRound", "TotalRounds"}, ValidationSet -> {1 -> 0.}, '
                           "MaxTrainingRounds -> 5, LearningRate -> 0.1]")
    assert outcome.text == "{1, 5}"


@pytest.mark.parametrize(("options", "reason"), [
    ("MaxTrainingRounds -> 2", "MaxTrainingRounds"), ("TimeGoal -> 0.2", "TimeGoal"),
    ("TimeGoal -> Quantity[0.2, \"Seconds\"], MaxTrainingRounds -> Infinity", "TimeGoal"),
    ('TrainingProgressFunction -> (If[#Round > 3, "StopTraining"] &)', "TrainingProgressFunction"),
    ("TrainingStoppingCriterion -> \"Loss\", LearningRate -> 3, ValidationSet -> " + RULES,
     "TrainingStoppingCriterion"),
    ("TrainingStoppingCriterion -> (#Round > 2 &), ValidationSet -> " + RULES, "TrainingStoppingCriterion"),
])
def test_ends(session, options, reason):
    outcome = run(session, f'NetTrain[LinearLayer[2], {RULES}, "ReasonTrainingStopped", {options}]')
    assert (outcome.text, outcome.messages) == (reason, [])


def test_progress_functions_are_told(session):
    session.evaluate("log = {}; NetTrain[LinearLayer[2], " + RULES + ", BatchSize -> 1, MaxTrainingRounds -> 2, "
                     "TrainingProgressFunction -> {(AppendTo[log, {#Round, #Batch, #AbsoluteBatch, Head[#Net]}]; 1) &, "
                     '"Interval" -> Quantity[1, "Batches"]}]')
    assert session.evaluate("log").text == (
        "{{1, 1, 1, LinearLayer}, {1, 2, 2, LinearLayer}, {2, 1, 3, LinearLayer}, {2, 2, 4, LinearLayer}}")


def test_progress_function_may_abort(session):
    outcome = run(session, f'NetTrain[LinearLayer[2], {RULES}, TrainingProgressFunction -> ("AbortTraining" &)]')
    assert outcome.text == "$Aborted"


@pytest.mark.parametrize(("arguments", "expected"), [
    ("3, {1 -> 2}", "NetTrain::notnet"),
    (f"LinearLayer[2], {RULES}, \"Foo\"", "NetTrain::prop"),
    ("LinearLayer[2], {}", "NetTrain::empty"),
    ("LinearLayer[2], {1, 2}", "NetTrain::invdata"),
    ("LinearLayer[2], 1", "NetTrain::invdata"),
    ("LinearLayer[2], {1 -> {1., 2.}, 2}", "NetTrain::notrule: Element 2 of the training data"),
    ('LinearLayer[2], {<|"Input" -> 1, "Output" -> {1, 2}|>, <|"Input" -> 2|>}', "NetTrain::notrow: Element 2"),
    ('LinearLayer[2], <|"Input" -> {1}, "Foo" -> {{1, 2}}|>', "NetTrain::ports"),
    ('LinearLayer[2], <|"Input" -> {1, 2}, "Output" -> {{1, 2}}|>', "NetTrain::datalen"),
    ("LinearLayer[2], {1 -> {1., 2.}, 2 -> {1., 2., 3.}}", "NetTrain::example: Example 2 of the training data"),
    ("LinearLayer[2, \"Input\" -> 2], {{1, 2} -> {1., 2.}, {1, x} -> {1., 2.}}", "NetTrain::example: Example 2"),
    ("LinearLayer[2], {{1, 2} -> {1., 2.}, {1} -> {1., 2.}}", "NetTrain::lengths: Example 2"),
    ('NetChain[{2, SoftmaxLayer[]}, "Output" -> NetDecoder[{"Class", {"a", "b"}}]], {1 -> "a", 2 -> "c"}',
     "NetTrain::example: Example 2 of the training data: c is not one of the classes {a, b}"),
    ("NetChain[{2, SoftmaxLayer[]}], {1 -> 1, 2 -> 3}", "NetTrain::example: Example 2"),
    (f"LinearLayer[2], {RULES}, ValidationSet -> {{1 -> {{1}}}}",
     "NetTrain::example: Example 1 of the validation data"),
    (f"LinearLayer[2], {RULES}, ValidationSet -> Scaled[2]", "NetTrain::invopt"),
    ("LinearLayer[2], {1 -> {1., 2.}}, ValidationSet -> Scaled[0.5]", "NetTrain::single"),
    (f"LinearLayer[2], {RULES}, BatchSize -> 0", "NetTrain::invopt"),
    (f"LinearLayer[2], {RULES}, MaxTrainingRounds -> x", "NetTrain::invopt"),
    (f"LinearLayer[2], {RULES}, TimeGoal -> -1", "NetTrain::invopt"),
    (f"LinearLayer[2], {RULES}, Method -> \"Foo\"", "NetTrain::invopt"),
    (f"LinearLayer[2], {RULES}, Method -> {{\"SGD\", \"Foo\" -> 1}}", "NetTrain::invopt"),
    (f"LinearLayer[2], {RULES}, Method -> {{\"SGD\", \"Momentum\" -> 7}}", "NetTrain::invopt"),
    (f"LinearLayer[2], {RULES}, LearningRate -> \"x\"", "NetTrain::invopt"),
    (f"LinearLayer[2], {RULES}, LossFunction -> 3", "NetTrain::noloss"),
    (f"LinearLayer[2], {RULES}, LossFunction -> \"Foo\"", "NetTrain::lossport"),
    (f"LinearLayer[2], {RULES}, WorkingPrecision -> 3", "NetTrain::invopt"),
    (f"LinearLayer[2], {RULES}, TrainingStoppingCriterion -> 3", "NetTrain::invopt"),
    (f"LinearLayer[2], {RULES}, TrainingProgressReporting -> 3", "NetTrain::invopt"),
    (f"LinearLayer[2], {RULES}, RandomSeeding -> {{}}", "NetTrain::invparam"),
    ("LinearLayer[2], (0 &)", "NetTrain::invgen"),
    (f"LinearLayer[2], {RULES}, TrainingUpdateSchedule -> {{\"c\"}}", "NetTrain::invopt"),
    (f"LinearLayer[2], {RULES}, TrainingProgressMeasurements -> \"Foo\"", "NetTrain::pmeas"),
    ('LinearLayer[2], {"a" -> {1., 2.}}', "NetTrain::example: Example 1"),
    ('NetGraph[{LinearLayer[2], CrossEntropyLossLayer["Index"]}, {1 -> NetPort[2, "Input"], '
     'NetPort["Target"] -> NetPort[2, "Target"]}], {1 -> 2}', "NetTrain::rulenet"),
])
def test_bad_input_is_named(session, arguments, expected):
    outcome = run(session, f"NetTrain[{arguments}]")
    assert outcome.text == "$Failed"
    assert outcome.messages[0].startswith(expected)


def test_a_loss_that_explodes(session):
    outcome = run(session, "n = NetTrain[LinearLayer[1], {1 -> {2.}, 2 -> {4.}}, Method -> \"SGD\", "
                           "LearningRate -> 100, MaxTrainingRounds -> 1000]; AllTrue[Flatten[n[{1, 2}]], NumberQ]")
    assert outcome.text == "True"
    assert outcome.messages[0].startswith("NetTrain::lost: The loss became")
    assert "LinearLayer" in outcome.messages[0]


def test_without_a_gpu_a_message_and_the_cpu(session):
    import torch
    if torch.cuda.is_available() or torch.backends.mps.is_available():
        pytest.skip("there is a GPU here")
    outcome = run(session, f'NetTrain[LinearLayer[2], {RULES}, "TargetDevice", TargetDevice -> "GPU", {QUICK}]')
    assert outcome.text == "CPU"
    assert outcome.messages[0].startswith("NetTrain::nogpu: No GPU")


def test_results_object(session):
    session.evaluate(f"r = NetTrain[LinearLayer[2], {RULES}, All, BatchSize -> 1, ValidationSet -> {RULES}, {QUICK}]")
    assert session.evaluate("Head[r]").text == "NetTrainResultsObject"
    assert session.evaluate("r").text.startswith("NetTrainResultsObject[<3 rounds")
    for name, text in {
        "BatchSize": "1", "BatchesPerRound": "2", "TotalBatches": "6", "TotalRounds": "3", "ExamplesProcessed": "6",
        "RoundPositions": "{2, 4, 6}", "ValidationPositions": "{2, 4, 6}", "InitialLearningRate": "0.001",
        "FinalLearningRate": "0.001", "CheckpointingFiles": "{}",
    }.items():
        assert session.evaluate(f'r["{name}"]').text == text, name
    for name in session.evaluate('r["Properties"]').expression.args:
        outcome = run(session, f'r["{name.value}"]')
        assert outcome.messages == []
    assert session.evaluate('Length[r["BatchLossList"]]').text == "6"
    assert session.evaluate('Head[r["TrainedNet"]]').text == "LinearLayer"
    assert run(session, 'r["Foo"]').messages[0].startswith("NetTrain::prop")


def test_shared_arrays_stay_shared(session):
    shared = '"Weights" -> NetArray["W"]'
    net = f'NetChain[{{LinearLayer[2, {shared}, "Input" -> 2], Tanh, LinearLayer[2, {shared}]}}]'
    outcome = run(session, f'n = NetTrain[{net}, {{{{1, 2}} -> {{1., 2.}}}}, {QUICK}]; '
                           'NetExtract[n, {1, "Weights"}] === NetExtract[n, {3, "Weights"}]')
    assert (outcome.text, outcome.messages) == ("True", [])


@pytest.mark.parametrize(("measurement", "result"), [
    ('"Accuracy"', 0.75), ('"ErrorRate"', 0.25), ('"Accuracy" -> 2', 1.0), ('"CohenKappa"', 0.5),
    ('"Loss"', -(3 * 0.10536051565782628 - 2.302585092994046 * -1) / 4 * -1),
])
def test_measurements_of_classes(session, measurement, result):
    """A net that says "a" with probability 0.9 for 0 and "b" for 1; one of four examples is otherwise."""
    session.evaluate('net = NetChain[{LinearLayer[2, "Weights" -> {{-2}, {2}} Log[3.], "Biases" -> {1, -1} Log[3.], '
                     '"Input" -> "Real"], SoftmaxLayer[]}, "Output" -> NetDecoder[{"Class", {"a", "b"}}]]')
    outcome = run(session, f'NetMeasurements[net, {{0 -> "a", 1 -> "b", 1 -> "b", 0 -> "b"}}, {measurement}]')
    assert float(outcome.text) == pytest.approx(result, rel=1e-4)


@pytest.mark.parametrize(("measurement", "result"), [
    ('"ConfusionMatrix"', "{{1, 0}, {1, 2}}"), ('"Precision"', "<|a -> 0.5, b -> 1.|>"),
    ('"Recall"', "<|a -> 1., b -> 0.666667|>"), ('"F1Score"', "<|a -> 0.666667, b -> 0.8|>"),
    ('"TruePositiveNumber"', "<|a -> 1, b -> 2|>"), ('{"Specificity"}', "{<|a -> 0.666667, b -> 1.|>}"),
    ('"AreaUnderROCCurve"', "<|a -> 0.833333, b -> 0.833333|>"),
])
def test_measurements_by_class(session, measurement, result):
    session.evaluate('net = NetChain[{LinearLayer[2, "Weights" -> {{-2}, {2}}, "Biases" -> {1, -1}, '
                     '"Input" -> "Real"], SoftmaxLayer[]}, "Output" -> NetDecoder[{"Class", {"a", "b"}}]]')
    outcome = run(session, f'NetMeasurements[net, {{0 -> "a", 1 -> "b", 1 -> "b", 0 -> "b"}}, {measurement}]')
    assert (outcome.text, outcome.messages) == (result, [])


@pytest.mark.parametrize(("measurement", "result"), [
    ("MeanSquare", 5.0), ("MeanDeviation", 2.0), ("StandardDeviation", 5**0.5), ("RSquared", 1 - 10 / 2),
    ("FractionVarianceUnexplained", 5.0), ("Loss", 5.0),
])
def test_measurements_of_numbers(session, measurement, result):
    session.evaluate('net = LinearLayer[{}, "Weights" -> {{1}}, "Biases" -> {0}, "Input" -> "Real"]')
    outcome = run(session, f'NetMeasurements[net, {{2 -> 1, 6 -> 3}}, "{measurement}"]')
    assert float(outcome.text) == pytest.approx(result)
