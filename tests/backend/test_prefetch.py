"""Batches made ahead: order, exceptions, bounded memory, and one evaluation at a time."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
QUIET = "RandomSeeding -> 1, TrainingProgressReporting -> None"


def texts(session, source: str) -> str:
    outcome = session.evaluate(source)
    assert outcome.messages == []
    return outcome.text


# ---- items ahead --------------------------------------------------------------------------------------------------

def test_items_come_in_order_and_no_more_than_few_wait():
    from wlnet.backend.prefetch import ahead
    made: list[int] = []
    taken = 0

    def items():
        for number in range(20):
            made.append(number)
            assert len(made) <= taken + 4
            yield number
    for number in ahead(items(), 2):
        assert number == taken
        taken += 1
        time.sleep(0.001)
    assert taken == 20


def test_exceptions_come_in_their_place_and_the_thread_ends():
    from wlnet.backend.prefetch import ahead

    def items():
        yield 1
        raise ValueError("two")
    source = ahead(items())
    assert next(source) == 1
    with pytest.raises(ValueError, match="two"):
        next(source)
    endless = ahead(iter(int, 1))
    assert next(endless) == 0
    endless.close()
    assert not any(thread.name.startswith("wlnet-ahead") for thread in threading.enumerate())


# ---- functions that make batches ------------------------------------------------------------------------------------

def test_a_function_is_called_once_for_every_batch(session):
    source = ("calls = {}; NetTrain[LinearLayer[1], {(AppendTo[calls, {#Round, #AbsoluteBatch, #BatchSize}]; "
              'Table[x -> {2 x}, {x, 1., #BatchSize}])&, "RoundLength" -> 8}, MaxTrainingRounds -> 2, BatchSize -> 4, '
              f"{QUIET}]; calls")
    assert texts(session, source) == "{{1, 1, 4}, {1, 2, 4}, {2, 3, 4}, {2, 4, 4}}"


def test_function_and_progress_function_take_turns(session):
    """The next batch is made while torch computes, so before the progress function: always in this order."""
    source = ("events = {}; NetTrain[LinearLayer[1], (AppendTo[events, b[#AbsoluteBatch]]; {1 -> {2}})&, "
              "MaxTrainingRounds -> 4, TrainingProgressFunction -> ((AppendTo[events, p[#Round]])&), "
              'Method -> {"ADAM", "LearningRateSchedule" -> ((AppendTo[events, s[#1]]; 1)&)}, '
              f"{QUIET}]; events")
    expected = "{b[1], s[1], b[2], p[1], s[2], b[3], p[2], s[3], b[4], p[3], s[4], p[4]}"
    assert [texts(session, source) for _ in range(3)] == [expected] * 3


def test_never_two_evaluations_at_once(session, monkeypatch):
    """While the function is evaluated in the background, the thread that trains evaluates nothing."""
    from wlnet.kernel.evaluator import Evaluator
    plain = Evaluator.evaluate
    trainer: list[int] = []
    behind = meetings = background = 0

    def watched(self, expr):
        nonlocal behind, meetings, background
        here = threading.get_ident()
        trainer.append(here) if not trainer else None
        if here == trainer[0]:
            meetings += behind > 0
            return plain(self, expr)
        behind += 1
        background += 1
        try:
            return plain(self, expr)
        finally:
            behind -= 1
    monkeypatch.setattr(Evaluator, "evaluate", watched)
    source = ("NetTrain[LinearLayer[1], Table[RandomReal[] -> {Total[Table[RandomReal[], 200]]}, #BatchSize]&, "
              f"MaxTrainingRounds -> 10, TrainingProgressFunction -> (Total[Table[k, {{k, 500}}]]&), {QUIET}]; 1")
    assert texts(session, source) == "1"
    assert background > 10
    assert meetings == 0


def test_nets_that_evaluate_take_turns_with_the_function(session):
    source = ("NetTrain[FunctionLayer[2 LinearLayer[1][#]&], Table[{RandomReal[]} -> {1.}, #BatchSize]&, "
              f'"TotalBatches", MaxTrainingRounds -> 5, {QUIET}]')
    assert texts(session, source) == "5"


def test_random_batches_are_the_same_each_time(session):
    source = ('SeedRandom[3]; NetTrain[LinearLayer[1], Table[With[{x = RandomReal[]}, x -> {3 x}], #BatchSize]&, '
              f'"BatchLossList", MaxTrainingRounds -> 20, {QUIET}]')
    session.evaluate(f"run := ({source})")
    assert texts(session, "run == run") == "True"


@pytest.mark.parametrize(("third", "message"), [
    ("$Failed", "invgen: The function that makes batches should give examples for the ports {Input}, but gave $Failed."),
    ("{{1, 2} -> {3}}", "example: Example 1 of the batch 3 that the function made: Data for port \"Input\" should be"),
    ('<|"x" -> {1}|>', "ports: The batch 3 that the function made should have the keys {Input, Output}, but have {x}."),
    ("{}", "invgen: The function that makes batches should give examples for the ports {Input}, but gave {}."),
    ("{1 -> {2}, 3}", "invgen: "),
])
def test_nonsense_is_shown(session, third, message):
    outcome = session.evaluate(
        f"NetTrain[LinearLayer[1], If[#AbsoluteBatch == 3, {third}, {{1 -> {{2}}}}]&, MaxTrainingRounds -> 5, {QUIET}]")
    assert outcome.text == "$Failed"
    assert outcome.messages[0].startswith(f"NetTrain::{message}")


def test_flows_pass_through(session):
    source = ("Catch[NetTrain[LinearLayer[1], If[#AbsoluteBatch == 3, Throw[thrown], {1 -> {2}}]&, "
              f"MaxTrainingRounds -> 5, {QUIET}]]")
    assert texts(session, source) == "thrown"


def test_time_limits_reach_the_function(session):
    begin = time.monotonic()
    session.evaluate("NetTrain[LinearLayer[1], {1 -> {2}}, MaxTrainingRounds -> 1, TrainingProgressReporting -> None]")
    source = ("TimeConstrained[NetTrain[LinearLayer[1], (If[#AbsoluteBatch == 3, While[True]]; {1 -> {2}})&, "
              f"MaxTrainingRounds -> 5, {QUIET}], 2]")
    assert session.evaluate(source).text == "$Aborted"
    assert time.monotonic() - begin < 20
    assert texts(session, "1 + 1") == "2"


def test_a_checkpoint_between_rounds_holds_the_stream_before_the_batch_made_ahead():
    """What was made ahead and not used is made again after resuming."""
    from contextlib import ExitStack

    from wlnet.backend.batches import CalledSource, Place
    from wlnet.tensors import torch

    class Stream:
        number = 0

        def state(self):
            return str(self.number)

        def restore(self, state):
            self.number = int(state)

    import numpy as np
    stream = Stream()

    def make(size, round_number, batch):
        stream.number += 1
        return {"Input": np.full((1, 1), stream.number)}
    source = CalledSource(make, 1, None, Place(torch.device("cpu")), stream)
    taken = []
    states = []
    for number in (1, 2, 3):
        states.append(source.state())
        for feed in source.round(number):
            with ExitStack() as stack:
                stack.enter_context(source.overlap())
            taken.append(int(feed["Input"][0]))
    source.restore(states[1])
    again = [int(feed["Input"][0]) for number in (2, 3) for feed in source.round(number)]
    assert taken == [1, 2, 3]
    assert again == [2, 3]


# ---- memory -------------------------------------------------------------------------------------------------------

MEMORY = """
import resource, sys
from wlnet.session import Session
session = Session()
setup = '''make = <|"Input" -> RandomReal[1, {#BatchSize, 50000}], "Output" -> ConstantArray[{1.}, #BatchSize]|>&;
run[rounds_] := NetTrain[LinearLayer[1], make, MaxTrainingRounds -> rounds, BatchSize -> 20,
    TrainingProgressReporting -> None];'''
session.evaluate(setup)
session.evaluate("run[5]")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
session.evaluate("run[60]")
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="measures in KiB as Linux does")
def test_memory_stays_bounded_for_generated_batches():
    """60 batches of 8 MB make 480 MB; the peak rises by no more than a few of them."""
    run = subprocess.run([sys.executable, "-c", MEMORY], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(run.stdout) < 100


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("h5py") is None, reason="needs h5py")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="measures in KiB as Linux does")
def test_memory_stays_bounded_for_files(tmp_path):
    """A file of 400 MB is read by the batch."""
    import h5py
    import numpy as np
    with h5py.File(tmp_path / "x.h5", "w") as file:
        data = file.create_dataset("Input", (10000, 10000), "f4")
        for start in range(0, 10000, 1000):
            data[start : start + 1000] = np.random.default_rng(start).random((1000, 10000), np.float32)
        file["Output"] = np.ones((10000, 1), np.float32)
    code = f"""
import resource
from wlnet.session import Session
session = Session()
train = 'NetTrain[LinearLayer[1], File["{tmp_path}/x.h5"], MaxTrainingRounds -> 1, BatchSize -> 100, ' \\
    'TrainingProgressReporting -> None, MaxTrainingRounds -> 1'
session.evaluate('NetTrain[LinearLayer[1], {{1 -> {{2}}}}, MaxTrainingRounds -> 1, TrainingProgressReporting -> None]')
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
outcome = session.evaluate(train + ']')
assert not outcome.messages, outcome.messages
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) < 150
