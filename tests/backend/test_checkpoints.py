"""Checkpoints: a training that is killed at any moment goes on to the same net; what cannot be written is told."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

RULES = "{1 -> {1., 2.}, 3 -> {3., 4.}, 5 -> {2., 2.}}"
QUICK = "RandomSeeding -> 1, TrainingProgressReporting -> None"

# a net with dropout (a random stream), ragged sequences, batches in a random order, a validation set of its own
SCRIPT = """
data = Table[Table[Mod[i j, 4] + 1, {j, Mod[i, 5] + 2}] -> Mod[i, 3] + 1, {i, 60}];
net = NetChain[{UnitVectorLayer[4], GatedRecurrentLayer[6], SequenceLastLayer[], DropoutLayer[], 3, SoftmaxLayer[]}];
n = NetTrain[net, data, All, BatchSize -> 8, ValidationSet -> Scaled[0.2], MaxTrainingRounds -> 60, RandomSeeding -> 7,
  TrainingProgressMeasurements -> {"Accuracy", "F1Score", "AreaUnderROCCurve"}, LearningRate -> 0.01,
  Method -> {"ADAM", "LearningRateSchedule" -> "Cosine"}, TrainingProgressReporting -> None,
  TrainingProgressFunction -> {(Pause[0.002]; 1) &, "Interval" -> Quantity[1, "Batches"]},
  TrainingProgressCheckpointing -> {"Directory", "@", "Resume" -> True, "Interval" -> Quantity[3, "Batches"]}];
Print[Hash[{Information[n["TrainedNet"], "ArraysList"], n["RoundLossList"], n["ValidationLossList"],
  n["RoundMeasurementsLists"], n["ValidationMeasurementsLists"], n["BestValidationRound"], n["TotalBatches"]}]];
"""
# batches made by a function with random numbers
MADE = """
SeedRandom[3];
f = Function[Table[With[{x = RandomReal[]}, {x} -> {x^2}], #BatchSize]];
n = NetTrain[NetChain[{6, Tanh, 1}], {f, "RoundLength" -> 60}, All, BatchSize -> 10, MaxTrainingRounds -> 80,
  Method -> "SGD", TrainingProgressReporting -> None,
  TrainingProgressFunction -> {(Pause[0.002]; 1) &, "Interval" -> Quantity[1, "Batches"]},
  TrainingProgressCheckpointing -> {"File", "@/n.wlnet", "Resume" -> True, "Interval" -> Quantity[5, "Batches"]}];
Print[Hash[{n["TrainedNet"] // Information[#, "ArraysList"] &, n["RoundLossList"]}, "SHA256"]];
"""


def started(source: str, folder: Path) -> subprocess.Popen[str]:
    folder.mkdir(exist_ok=True)
    return subprocess.Popen([sys.executable, "-m", "wlnet", "-code", source.replace("@", str(folder))],
                            stdout=subprocess.PIPE, text=True)


def finished(source: str, folder: Path) -> str:
    out, _ = started(source, folder).communicate(timeout=120)
    return out


@pytest.mark.slow
@pytest.mark.parametrize("source", [SCRIPT, MADE], ids=["table", "function"])
def test_a_killed_training_goes_on_to_the_same_net(source: str, tmp_path: Path) -> None:
    expected = finished(source, tmp_path / "whole")
    assert "::" not in expected
    rng = random.Random(os.getpid())
    killed = 0
    for _ in range(4):
        process = started(source, tmp_path / "killed")
        states = tmp_path / "killed"
        until = time.monotonic() + 60
        while not list(states.glob("*.state")) and process.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(rng.uniform(0, 0.4))
        killed += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if process.returncode == 0:
            break
        time.sleep(1.5 if killed == 0 else 0)
    assert killed
    assert finished(source, tmp_path / "killed") == expected
    assert finished(source, tmp_path / "killed") == expected        # one that is finished stays so
    assert not list((tmp_path / "killed").glob(".*.part"))


@pytest.mark.parametrize("method", ["ADAM", "AdamW", "RMSProp", "SGD", "SignSGD"])
def test_an_aborted_training_goes_on_to_the_same_net(session, tmp_path, method):
    """In the middle of a round, three batches after the last checkpoint."""
    source = (f'NetTrain[NetChain[{{4, Tanh, BatchNormalizationLayer[], DropoutLayer[], 2}}], {RULES}, '
              f'{{"TrainedNet", "BatchLossList"}}, BatchSize -> 1, MaxTrainingRounds -> 9, {QUICK}, '
              f'Method -> "{method}"')
    whole = session.evaluate(source + "]").expression
    saved = (f', TrainingProgressCheckpointing -> {{"Directory", "{tmp_path}", "Resume" -> True, '
             '"Interval" -> Quantity[5, "Batches"]}')
    stop = ', TrainingProgressFunction -> {If[#AbsoluteBatch == 13, "AbortTraining"] &, "Interval" -> ' \
           'Quantity[1, "Batches"]}'
    assert session.evaluate(f"{source}{saved}{stop}]").text == "$Aborted"
    outcome = session.evaluate(f"{source}{saved}]")
    assert outcome.messages == []
    assert outcome.expression == whole


def test_files_of_a_directory(session, tmp_path):
    outcome = session.evaluate(
        f'NetTrain[LinearLayer[2], {RULES}, "CheckpointingFiles", MaxTrainingRounds -> 3, ValidationSet -> {RULES}, '
        f'TrainingProgressCheckpointing -> {{"Directory", "{tmp_path / "new"}"}}, {QUICK}]')
    assert outcome.messages == []
    names = [Path(item.value).name for item in outcome.expression.args]
    assert sorted(path.name for path in (tmp_path / "new").glob("*.wlnet")) == sorted(names)
    parts = [name.removesuffix(".wlnet").split("_") for name in names]
    assert [part[1:4] for part in parts] == [
        ["00001", "0001", "0000001"], ["00002", "0002", "0000002"], ["00003", "0003", "0000003"]]
    assert all(len(part) == 6 for part in parts)
    assert (tmp_path / "new" / "training.state").exists()
    assert session.evaluate(f'Import["{tmp_path / "new" / names[0]}"][1.] // Length').text == "2"


def test_a_file_is_written_over(session, tmp_path):
    path = tmp_path / "net.wlnet"
    outcome = session.evaluate(
        f'n = NetTrain[LinearLayer[2], {RULES}, MaxTrainingRounds -> 5, {QUICK}, TrainingProgressCheckpointing -> '
        f'{{{{"File", "{path}", "Interval" -> Quantity[2, "Batches"]}}, {{"Directory", "{tmp_path / "d"}"}}}}]; '
        f'Import["{path}"][1.] === n[1.]')
    assert (outcome.text, outcome.messages) == ("True", [])
    assert len(list((tmp_path / "d").glob("*.wlnet"))) == 5


def test_more_rounds_go_on_from_the_last(session, tmp_path):
    options = f'TrainingProgressCheckpointing -> {{"Directory", "{tmp_path}", "Resume" -> True}}, {QUICK}'
    session.evaluate(f"NetTrain[LinearLayer[2], {RULES}, MaxTrainingRounds -> 4, {options}]")
    outcome = session.evaluate(
        f'NetTrain[LinearLayer[2], {RULES}, {{"TotalRounds", "RoundLossList"}}, MaxTrainingRounds -> 9, {options}]')
    whole = session.evaluate(
        f'NetTrain[LinearLayer[2], {RULES}, {{"TotalRounds", "RoundLossList"}}, MaxTrainingRounds -> 9, {QUICK}]')
    assert outcome.expression == whole.expression


@pytest.mark.parametrize(("change", "reason"), [
    ("LinearLayer[2], {1 -> {1., 2.}}", "the batch size differ"),
    ("NetChain[{3, 2}], " + RULES, "the arrays of the net differ"),
    ("LinearLayer[2], " + RULES + ', Method -> "SGD"', "the method differ"),
])
def test_another_training_is_not_continued(session, tmp_path, change, reason):
    options = f'TrainingProgressCheckpointing -> {{"Directory", "{tmp_path}", "Resume" -> True}}, {QUICK}'
    session.evaluate(f"NetTrain[LinearLayer[2], {RULES}, MaxTrainingRounds -> 2, {options}]")
    before = (tmp_path / "training.state").read_bytes()
    outcome = session.evaluate(f"NetTrain[{change}, MaxTrainingRounds -> 3, {options}]")
    assert outcome.text == "$Failed"
    assert reason in outcome.messages[0]
    assert (tmp_path / "training.state").read_bytes() == before


def test_a_damaged_state_is_a_message(session, tmp_path):
    (tmp_path / "training.state").write_bytes(b"nonsense")
    outcome = session.evaluate(f"NetTrain[LinearLayer[2], {RULES}, MaxTrainingRounds -> 2, "
                               f'TrainingProgressCheckpointing -> {{"Directory", "{tmp_path}", "Resume" -> True}}]')
    assert outcome.text == "$Failed"
    assert outcome.messages[0].startswith("NetTrain::resume")


@pytest.mark.parametrize("setting", ["3", '{"File"}', '{"Foo", "x"}', '{"File", 3}', '{"File", "x", "Foo" -> 3}',
                                     '{"Directory", "x", "Resume" -> 3}'])
def test_settings_that_make_no_sense(session, setting):
    outcome = session.evaluate(f"NetTrain[LinearLayer[2], {RULES}, TrainingProgressCheckpointing -> {setting}]")
    assert outcome.text == "$Failed"
    assert outcome.messages[0].startswith("NetTrain::invopt")


def test_an_unwritable_folder_is_a_message(session, tmp_path):
    (tmp_path / "file").touch()
    outcome = session.evaluate(
        f'NetTrain[LinearLayer[2], {RULES}, {{"TotalRounds", "CheckpointingFiles"}}, MaxTrainingRounds -> 5, {QUICK}, '
        f'TrainingProgressCheckpointing -> {{"Directory", "{tmp_path / "file" / "d"}"}}]')
    assert outcome.text == "{5, {}}"
    assert len(outcome.messages) == 1
    assert outcome.messages[0].startswith("NetTrain::checkpoint: The checkpoint")


def test_a_full_disk_is_a_message(session, tmp_path):
    """Files may not grow beyond a size, as on a disk that is full; the checkpoint before stays."""
    source = (f'NetTrain[LinearLayer[2], {RULES}, {{"TotalRounds", "ReasonTrainingStopped"}}, MaxTrainingRounds -> @, '
              f'{QUICK}, TrainingProgressCheckpointing -> {{"Directory", "{tmp_path}", "Resume" -> True}}]')
    session.evaluate(source.replace("@", "2"))
    state = (tmp_path / "training.state").read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        outcome = session.evaluate(source.replace("@", "4"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert outcome.text == "{4, MaxTrainingRounds}"
    assert len(outcome.messages) == 1
    assert "File too large" in outcome.messages[0]
    assert (tmp_path / "training.state").read_bytes() == state
    assert not list(tmp_path.glob(".*.part"))
