"""The training loop: interruption, reproducibility, threads, progress, limits."""

from __future__ import annotations

import io
import json
import os
import signal
import threading

import pytest

from wlnet.tensors import torch

DATA = "{{1, 2} -> 3, {2, 3} -> 1, {3, 1} -> 2}"
CHAIN = "NetChain[{EmbeddingLayer[3], BasicRecurrentLayer[3], SequenceLastLayer[], SoftmaxLayer[]}]"


def test_ctrl_c_gives_the_net_so_far(session):
    session.evaluate(f"NetTrain[{CHAIN}, {DATA}, MaxTrainingRounds -> 1]")      # loads what it needs
    timer = threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    outcome = session.evaluate(
        f"n = NetTrain[{CHAIN}, {DATA}, TimeGoal -> 60, TrainingProgressReporting -> None]; Head[n]")
    timer.cancel()
    assert outcome.text == "NetChain"
    assert outcome.messages[0].startswith("NetTrain::interrupted: Training was interrupted in round")
    assert session.evaluate("Ordering[n[{1, 2}], -1][[1]]").text == "3"


def test_time_limit_of_the_session_passes_through(session):
    outcome = session.evaluate(
        f"TimeConstrained[NetTrain[{CHAIN}, {DATA}, TimeGoal -> 60, TrainingProgressReporting -> None], 1.5]")
    assert outcome.text == "$Aborted"


def test_threads_and_denormals_are_left_as_found(session):
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        told = session.evaluate("log = 0; NetTrain[" + CHAIN + ", " + DATA + ", MaxTrainingRounds -> 2]")
        assert told.messages == []
        assert torch.get_num_threads() == 2
        assert (torch.tensor([1e-40]) * 1.0).item() != 0
    finally:
        torch.set_num_threads(before)


def test_recurrent_nets_train_on_one_thread():
    from wlnet.backend.program import compile_net
    from wlnet.backend.train import _prefers_one_thread
    from wlnet.session import Session

    def prefers(net, batch):
        value = Session().evaluate(f"NetInitialize[{net}]").expression.value
        return _prefers_one_thread(compile_net(value), batch)
    assert prefers('GatedRecurrentLayer[512, "Input" -> {"Varying", 512}]', 512)
    assert prefers('LinearLayer[100, "Input" -> 784]', 64)
    assert not prefers('NetChain[{4000, 4000}, "Input" -> 4000]', 64)


def test_automatic_rounds(session, monkeypatch):
    from wlnet.backend import train
    monkeypatch.setattr(train, "AUTOMATIC_SECONDS", 0.5)
    outcome = session.evaluate(f'NetTrain[{CHAIN}, {DATA}, {{"TotalTrainingTime", "TotalRounds"}}]')
    seconds, rounds = (item.value for item in outcome.expression.args)
    assert seconds > 0
    assert 1 <= rounds <= train.AUTOMATIC_ROUNDS


def test_resumes_from_given_arrays(session):
    """Training a trained net goes on where it was."""
    session.evaluate("a = NetTrain[LinearLayer[1], {1 -> {2.}, 2 -> {4.}}, LearningRate -> 0.05, "
                     "MaxTrainingRounds -> 500, RandomSeeding -> 1]")
    outcome = session.evaluate('First @ NetTrain[a, {1 -> {2.}, 2 -> {4.}}, "RoundLossList", MaxTrainingRounds -> 1]')
    assert float(outcome.text.replace("*10^", "e")) < 0.1


def test_working_precision_is_real64(session):
    source = ('NetTrain[LinearLayer[1, "Weights" -> {{1}}, "Biases" -> {0}], {{1} -> {1.0000000001}}, "RoundLoss", '
              "MaxTrainingRounds -> 1, LearningRate -> 0, WorkingPrecision -> #]& /@ {\"Real32\", \"Real64\"}")
    single, double = (item.value for item in session.evaluate(source).expression.args)
    assert single == 0
    assert double == pytest.approx(1e-20, rel=1e-3)


def test_mixed_precision_learns(session):
    outcome = session.evaluate(
        'NetTrain[NetChain[{GatedRecurrentLayer[8], SequenceLastLayer[], 2, SoftmaxLayer[]}], '
        '{{{1., 0}, {0, 1}} -> 1, {{0, 1}, {1, 0}} -> 2, {{1, 1}} -> 1}, "RoundLoss", WorkingPrecision -> "Mixed", '
        "MaxTrainingRounds -> 200, LearningRate -> 0.02, RandomSeeding -> 1]")
    assert outcome.messages == []
    assert float(outcome.text) < 0.1


# ---- progress -------------------------------------------------------------------------------------------------------

def test_plain_lines_when_piped(session):
    outcome = session.evaluate(
        f'NetTrain[{CHAIN}, {DATA}, TimeGoal -> 1, TrainingProgressReporting -> {{"Print", "Interval" -> '
        'Quantity[0.4, "Seconds"]}]')
    assert 2 <= len(outcome.prints) <= 4
    assert "round" in outcome.prints[0]
    assert "loss" in outcome.prints[0]


def test_no_lines_for_none(session):
    outcome = session.evaluate(f"NetTrain[{CHAIN}, {DATA}, TimeGoal -> 0.5, TrainingProgressReporting -> None]")
    assert outcome.prints == []


@pytest.mark.parametrize("suffix", ["csv", "tsv", "json", "wl"])
def test_rows_of_a_file(session, tmp_path, suffix):
    path = tmp_path / f"log.{suffix}"
    session.evaluate(f'NetTrain[{CHAIN}, {DATA}, MaxTrainingRounds -> 3, TrainingProgressReporting -> File["{path}"]]')
    text = path.read_text(encoding="utf-8")
    if suffix == "json":
        assert [row["round"] for row in json.loads(text)] == [1, 2, 3]
    elif suffix == "wl":
        assert session.evaluate(text).text.count(" round ->") == 3
    else:
        rows = [line.split("," if suffix == "csv" else "\t") for line in text.splitlines()]
        assert [row[rows[0].index("round")] for row in rows[1:]] == ["1", "2", "3"]


def test_unwritable_file_is_a_message(session, tmp_path):
    outcome = session.evaluate(f'Head @ NetTrain[{CHAIN}, {DATA}, MaxTrainingRounds -> 3, '
                               f'TrainingProgressReporting -> File["{tmp_path / "none" / "log.csv"}"]]')
    assert outcome.text == "NetChain"
    assert len(outcome.messages) == 1


@pytest.mark.parametrize(("values", "text"), [
    ([], ""), ([1.0], "▁"), ([1.0, 2.0], "▁█"), ([8.0, 1.0, 4.5], "█▁▅"), ([0.0] * 100 + [1.0] * 100, "▁▁██"),
])
def test_sparkline(values, text):
    from wlnet.backend.progress import sparkline
    assert sparkline(values, 4) == text


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (61, "1:01"), (3661, "1:01:01")])
def test_clock(seconds, text):
    from wlnet.backend.progress import clock
    assert clock(seconds) == text


def test_live_line_is_written_over(session):
    """On a terminal one line is written over and over, no wider than the terminal."""
    from wlnet.backend import progress
    stream = io.StringIO()
    seen = []

    class Recorder(progress.LiveLine):
        def show(self, trainer):
            seen.append(trainer.batch)
            return super().show(trainer)
    line = Recorder(stream, lambda: 60)
    from wlnet.backend import net_train
    original = net_train._reporters
    net_train._reporters = lambda setting, ev: [(line, net_train.Interval("Rounds", 1))]
    try:
        session.evaluate(f"NetTrain[{CHAIN}, {DATA}, MaxTrainingRounds -> 3]")
    finally:
        net_train._reporters = original
    written = stream.getvalue().split("\r\x1b[K")[1:]
    assert seen[:3] == [1, 2, 3]
    assert all(len(text.rstrip("\n")) <= 59 for text in written)
    assert written[-1].endswith("\n")


# ---- intervals ------------------------------------------------------------------------------------------------------

RULES = "{1 -> {1., 2.}, 3 -> {3., 4.}, 5 -> {2., 2.}, 7 -> {1., 1.}}"


@pytest.mark.parametrize(("interval", "positions"), [
    ("3", "{12, 24, 36, 40}"), ('Quantity[2, "Rounds"]', "{8, 16, 24, 32, 40}"), ('Quantity[15, "Batches"]', "{15, 30, 40}"),
    ('Quantity[25, "Percent"]', "{10, 20, 30, 40}"), ('Quantity[1, "Hours"]', "{40}"),
])
def test_intervals_of_validation(session, interval, positions):
    outcome = session.evaluate(f'NetTrain[LinearLayer[2], {RULES}, "ValidationPositions", MaxTrainingRounds -> 10, '
                               f'BatchSize -> 1, ValidationSet -> {{{RULES}, "Interval" -> {interval}}}]')
    assert (outcome.text, outcome.messages) == (positions, [])


def test_reports_by_a_function(session):
    outcome = session.evaluate(f"NetTrain[LinearLayer[2], {RULES}, MaxTrainingRounds -> 4, TrainingProgressReporting -> "
                               '{{{#Round, #Event} &, "Interval" -> 2}}];')
    assert (outcome.prints, outcome.messages) == (["{2, RoundEnd}", "{4, RoundEnd}"], [])


@pytest.mark.parametrize(("goal", "size"), [("Automatic", "64"), ('"TrainingSpeed"', "64"), ('"TrainingMemory"', "16")])
def test_performance_goals(session, goal, size):
    outcome = session.evaluate('NetTrain[LinearLayer[2], Table[x -> {1., 2.}, {x, 100}], "BatchSize", '
                               f"MaxTrainingRounds -> 1, PerformanceGoal -> {goal}]")
    assert (outcome.text, outcome.messages) == (size, [])
