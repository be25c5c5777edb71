"""Training shared by several processes on this machine: the same numbers as one process, and nothing left behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from wlnet.tensors import torch

ROOT = Path(__file__).resolve().parents[2]
DATA = "Table[{x, 2 x, Sin[x]} -> {x - 1}, {x, -1, 1, 0.02}]"
VALIDATION = "Table[{x, 2 x, Sin[x]} -> {x - 1}, {x, -1, 1, 0.15}]"
NET = 'NetChain[{8, Tanh, 1}, "Input" -> 3]'
QUIET = "RandomSeeding -> 1, TrainingProgressReporting -> None"

linux = pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")


def workers() -> list[int]:
    """The processes of teams that this process has started."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if b"wlnet.backend.parallel_worker" in words and int(parent) == os.getpid():
            found.append(int(entry.name))
    return found


def numbers(outcome) -> list[float]:
    assert outcome.messages == []
    return [item.value for item in outcome.expression.args]


def test_same_curve_as_one_process_with_the_double_batch(session):
    session.evaluate(
        f"run[device_, size_] := NetTrain[{NET}, {DATA}, All, BatchSize -> size, MaxTrainingRounds -> 20, "
        f"TargetDevice -> device, ValidationSet -> {VALIDATION}, {QUIET}]")
    found = numbers(session.evaluate(
        'one = run["CPU", 32]; two = run[{"CPU", 2}, 16];'
        'Map[Max[Abs[one[#] - two[#]]]&, {"BatchLossList", "ValidationLossList", "RoundLossList"}]'))
    assert max(found) < 1e-5
    found = numbers(session.evaluate(
        'Map[Max[Abs[Normal[NetExtract[one["TrainedNet"], {#, "Weights"}]] - '
        'Normal[NetExtract[two["TrainedNet"], {#, "Weights"}]]]]&, {1, 3}]'))
    assert max(found) < 1e-5
    assert workers() == []


@pytest.mark.slow
def test_ragged_data_classes_and_schedules(session):
    """Sequences of differing length, a measurement, a user's schedule of rates, alternating updates, part of a batch."""
    session.evaluate(
        'data = Table[List /@ Range[1 + Mod[k, 5]]/5. -> If[Mod[k, 5] > 2, "long", "short"], {k, 29}];'
        'net = NetChain[{GatedRecurrentLayer[4], SequenceLastLayer[], 2, SoftmaxLayer[]}, "Input" -> {"Varying", 1}];'
        "run[device_, size_] := NetTrain[net, data, All, BatchSize -> size, MaxTrainingRounds -> 6, "
        'Method -> {"ADAM", "LearningRateSchedule" -> (1/Sqrt[#1]&)}, TrainingUpdateSchedule -> {1, 3}, '
        f"TargetDevice -> device, ValidationSet -> Scaled[0.2], {QUIET}]")
    outcome = session.evaluate(
        'one = run["CPU", 8]; two = run[{"CPU", 2}, 4]; Append[Map[Max[Abs[one[#] - two[#]]]&, '
        '{"BatchLossList", "ValidationLossList"}], Max[Abs[one["ValidationMeasurementsLists"]["ErrorRate"] - '
        'two["ValidationMeasurementsLists"]["ErrorRate"]]]]')
    assert max(numbers(outcome)) < 1e-5


@pytest.mark.slow
def test_functions_that_make_batches_are_called_once(session):
    outcome = session.evaluate(
        "asked = {}; make = (AppendTo[asked, {#Round, #BatchSize}]; Table[x -> {2 x}, {x, 1., #BatchSize}])&;"
        f"one = NetTrain[LinearLayer[1], make, All, BatchSize -> 6, MaxTrainingRounds -> 3, {QUIET}];"
        f'two = NetTrain[LinearLayer[1], make, All, BatchSize -> 3, MaxTrainingRounds -> 3, TargetDevice -> {{"CPU", 2}}, '
        f'{QUIET}]; {{asked, Max[Abs[one["BatchLossList"] - two["BatchLossList"]]] < 10^-5}}')
    assert outcome.messages == []
    assert outcome.text == "{{{1, 6}, {2, 6}, {3, 6}, {1, 6}, {2, 6}, {3, 6}}, True}"


@linux
def test_a_process_that_dies_is_a_message(session):
    """Training fails with a message, and no process stays."""
    def strike():
        while not (found := workers()):
            time.sleep(0.05)
        time.sleep(3)
        os.kill(found[0], signal.SIGKILL)
    timer = threading.Thread(target=strike, daemon=True)
    timer.start()
    outcome = session.evaluate(
        f'NetTrain[{NET}, {DATA}, TimeGoal -> 60, TargetDevice -> {{"CPU", 2}}, {QUIET}]')
    timer.join()
    assert outcome.text == "$Failed"
    assert outcome.messages == [
        "NetTrain::worker: Process 2 of 2 that train together failed: it ended with status -9"]
    assert workers() == []


@linux
@pytest.mark.slow
def test_nothing_stays_when_the_leader_is_killed():
    code = (f"from wlnet.session import Session\nSession().evaluate('''NetTrain[{NET}, {DATA}, TimeGoal -> 60, "
            f"TargetDevice -> {{\"CPU\", 2}}, {QUIET}]''')")
    leader = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    children: list[int] = []
    end = time.monotonic() + 30
    while not children and time.monotonic() < end:
        time.sleep(0.1)
        found = Path(f"/proc/{leader.pid}/task").glob("*/children")
        children = [int(child) for file in found for child in file.read_text().split()]
    assert children
    time.sleep(1)
    leader.kill()
    leader.wait()
    end = time.monotonic() + 10
    while any(Path(f"/proc/{child}").exists() for child in children) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(Path(f"/proc/{child}").exists() for child in children)


@pytest.mark.slow
def test_time_limit_of_the_session_ends_the_team(session):
    outcome = session.evaluate(
        f'TimeConstrained[NetTrain[{NET}, {DATA}, TimeGoal -> 60, TargetDevice -> {{"CPU", 2}}, {QUIET}], 6]')
    assert outcome.text == "$Aborted"
    assert workers() == []


@pytest.mark.slow
def test_random_layers_and_statistics_stay_the_same_everywhere(session):
    """Dropout differs between processes, batch statistics are averaged; the net is one and works."""
    outcome = session.evaluate(
        'net = NetChain[{8, BatchNormalizationLayer[], Ramp, DropoutLayer[0.2], 1}, "Input" -> 3];'
        f'r = NetTrain[net, {DATA}, All, BatchSize -> 16, MaxTrainingRounds -> 3, TargetDevice -> {{"CPU", 2}}, {QUIET}];'
        '{NumberQ[r["RoundLoss"]], Head[r["TrainedNet"]], Length[r["TrainedNet"][{1, 2, 3}]]}')
    assert outcome.messages == []
    assert outcome.text == "{True, NetChain, 1}"


def test_nets_that_need_this_session(session):
    outcome = session.evaluate('NetTrain[FunctionLayer[LinearLayer[1][#] + 1&, "Input" -> 3], {{1, 2, 3} -> {1}}, '
                               f'TargetDevice -> {{"CPU", 2}}, {QUIET}]')
    assert outcome.text == "$Failed"
    assert outcome.messages[0].startswith("NetTrain::nosend: The net cannot be given to other processes")


@pytest.mark.parametrize("device", ['{"CPU", 0}', '{"CPU", x}', '{"TPU", 2}'])
def test_devices_that_make_no_sense(session, device):
    outcome = session.evaluate(f"NetTrain[{NET}, {DATA}, TargetDevice -> {device}]")
    assert outcome.text == "$Failed"
    assert outcome.messages[0].startswith("NetTrain::invdev")


CTRL_C = f"""
import os, signal
from wlnet.backend import train
from wlnet.session import Session

plain = train.Trainer._after_batch

def after(self):
    if self.batch == 20:
        os.kill(os.getpid(), signal.SIGINT)
    return plain(self)

train.Trainer._after_batch = after
outcome = Session().evaluate('Head[NetTrain[{NET}, {DATA}, TimeGoal -> 60, TargetDevice -> {{"CPU", 2}}, {QUIET}]]')
print(outcome.text, outcome.messages)
"""


@pytest.mark.slow
def test_ctrl_c_gives_the_net_so_far():
    run = subprocess.run([sys.executable, "-c", CTRL_C], cwd=ROOT, capture_output=True, text=True, timeout=60,
                         check=False, stdin=subprocess.DEVNULL)
    assert run.stdout.startswith("NetChain ['NetTrain::interrupted"), run.stdout + run.stderr


# ---- torchrun ---------------------------------------------------------------------------------------------------

SCRIPT = f"""
run := NetTrain[{NET}, {DATA}, All, BatchSize -> 16, MaxTrainingRounds -> 20, ValidationSet -> {VALIDATION},
    TrainingProgressReporting -> None];
SeedRandom[5];
r = run;
folder = First[$ScriptCommandLine[[2 ;;]]];
Export[FileNameJoin[{{folder, Environment["RANK"] <> ".wlnet"}}], r["TrainedNet"]];
Print[r["BatchLossList"] // Total // InputForm];
Print[r["ValidationLoss"] // InputForm];
NetTrain[LinearLayer[1], Table[RandomReal[] -> {{1.}}, {{#BatchSize}}]&, MaxTrainingRounds -> 3, BatchSize -> 2,
    TrainingProgressReporting -> None];
s = NetTrain[{NET}, {DATA}[[;; 20]], "TotalRounds", TimeGoal -> 0.5, TrainingProgressReporting -> None];
Export[FileNameJoin[{{folder, Environment["RANK"] <> ".txt"}}], ToString[{{s, RandomReal[]}}]];
NetTrain[{NET}, If[Environment["RANK"] === "1", {{1 -> 2}}, {DATA}]]
"""


@pytest.mark.slow
def test_torchrun(tmp_path, session):
    """Every rank runs the script, the first one prints; all end with the same net, as one process would make it."""
    script = tmp_path / "train.wl"
    script.write_text(SCRIPT, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "--master-port", "29611", "-m", "wlnet",
         str(script), str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)})
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "0.wlnet").read_bytes() == (tmp_path / "1.wlnet").read_bytes()
    assert (tmp_path / "0.txt").read_text() == (tmp_path / "1.txt").read_text()
    total, loss, message = run.stdout.splitlines()
    assert message.startswith("NetTrain::worker: Process 2 of 2 that train together failed: ")
    alone = session.evaluate("SeedRandom[5]; " + re.search(r"run := (.*?);\n", SCRIPT, re.DOTALL)[1].replace(
        "BatchSize -> 16", "BatchSize -> 32").join(("r = ", "; ")) + '{Total[r["BatchLossList"]], r["ValidationLoss"]}')
    assert [float(total.replace("*^", "e")), float(loss.replace("*^", "e"))] == pytest.approx(
        numbers(alone), rel=1e-5)


# ---- parts --------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("size", "shares"), [(4, [0.5, 0.5]), (5, [0.6, 0.4]), (1, [1, 0])])
def test_parts_of_a_batch(size, shares):
    from wlnet.backend.parallel import parted, parted_feed
    parts = parted(torch.arange(size), 2)
    assert [share for share, _ in parts] == shares
    assert all(len(rows) for _, rows in parts)
    feed = {"Input": (torch.arange(size * 3.0).reshape(size, 3), torch.arange(1, size + 1).clamp(max=3))}
    for (_, rows), (_, part) in zip(parts, parted_feed(feed, 2), strict=True):
        values, lengths = part["Input"]
        assert torch.equal(lengths, feed["Input"][1][rows])
        assert torch.equal(values, feed["Input"][0][rows, : int(lengths.max())])


@pytest.mark.gpu
def test_every_gpu(session):
    outcome = session.evaluate(
        f'r = NetTrain[{NET}, {DATA}, "RoundLoss", MaxTrainingRounds -> 50, TargetDevice -> {{"GPU", All}}, {QUIET}]')
    assert outcome.messages == []
    assert outcome.expression.value < 5
