"""Ctrl-C while a net trains: the menu on a terminal."""

from __future__ import annotations

import io
import os
import pty
import re
import select
import signal
import sys
import time
from pathlib import Path

import pytest

RULES = "{1 -> {1., 2.}, 3 -> {3., 4.}, 5 -> {2., 2.}}"


class Script:
    """Answers that stand ready, and what was written."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.written: list[str] = []

    def read(self, prompt: str) -> str | None:
        self.written.append(prompt)
        return self.answers.pop(0) if self.answers else None


def trained(session, monkeypatch, script, options="", prop='{"TotalBatches", "ReasonTrainingStopped", "FinalLearningRate"}'):
    """Train 6 rounds with Ctrl-C pressed in the third."""
    from wlnet.backend import net_train
    from wlnet.backend.interruption import Interruptions, Menu
    made = []

    def interruptions(write, save):
        made.append(Interruptions(Menu(script.read, script.written.append, save)))
        return made[0]
    monkeypatch.setattr(net_train, "interruptions", interruptions)
    original = net_train.Trainer.train

    def train(self, feed):
        original(self, feed)
        if self.batch == 3:
            made[0].handle()
    monkeypatch.setattr(net_train.Trainer, "train", train)
    return session.evaluate(f"NetTrain[LinearLayer[2], {RULES}, {prop}, MaxTrainingRounds -> 6, RandomSeeding -> 1, "
                            f"TrainingProgressReporting -> None{options}]")


@pytest.mark.parametrize(("answers", "result", "messages"), [
    (["c"], "{6, MaxTrainingRounds, 0.001}", 0),
    (["s"], "{3, Aborted, 0.001}", 1),
    ([], "{3, Aborted, 0.001}", 1),                 # the terminal is gone
    (["x", "", "c"], "{6, MaxTrainingRounds, 0.001}", 0),
    (["r", "0.25", "c"], "{6, MaxTrainingRounds, 0.25}", 0),
    (["r", "fast", "r", "-1", "c"], "{6, MaxTrainingRounds, 0.001}", 0),
    (["a"], "$Aborted", 0),
])
def test_menu(session, monkeypatch, answers, result, messages):
    outcome = trained(session, monkeypatch, Script(*answers))
    assert (outcome.text, len(outcome.messages)) == (result, messages)


def test_menu_says_where_it_is(session, monkeypatch):
    script = Script("c")
    trained(session, monkeypatch, script)
    assert script.written[0].startswith("\nTraining interrupted in round 3 of 6, batch 3: loss ")


def test_going_on_changes_nothing(session, monkeypatch):
    whole = session.evaluate(f"NetTrain[LinearLayer[2], {RULES}, MaxTrainingRounds -> 6, RandomSeeding -> 1]").expression
    assert trained(session, monkeypatch, Script("c"), prop="All").expression.value.net == whole.value


def test_menu_writes_the_net(session, monkeypatch, tmp_path):
    path = tmp_path / "now"
    script = Script("w", str(path), "w", str(tmp_path / "none" / "x.wlnet"), "c")
    trained(session, monkeypatch, script)
    assert f"written to {path}.wlnet" in script.written
    assert any("could not be written: No such file" in line for line in script.written)
    assert session.evaluate(f'Head[Import["{path}.wlnet"]]').text == "LinearLayer"


def test_time_at_the_menu_does_not_count(session, monkeypatch):
    class Slow(Script):
        def read(self, prompt: str) -> str | None:
            time.sleep(0.5)
            return super().read(prompt)
    outcome = trained(session, monkeypatch, Slow("c"), prop='"TotalTrainingTime"')
    assert float(outcome.text) < 0.5


def test_ctrl_c_at_the_menu_stops():
    from wlnet.backend.interruption import Interruptions, Menu, Terminal
    source, sink = os.pipe()
    try:
        with os.fdopen(source) as lines:
            terminal = Terminal(lines, io.StringIO())
            found = Interruptions(Menu(terminal.read, print, lambda *_: None), terminal)
            found.is_answering = True
            assert found.handle()
            assert terminal.read("> ") is None
    finally:
        os.close(sink)


def test_a_second_ctrl_c_before_the_menu_aborts():
    from wlnet.backend.interruption import Interruptions
    found = Interruptions(None)
    assert [found.handle(), found.handle()] == [True, False]


def test_a_real_terminal(tmp_path: Path) -> None:
    """Ctrl-C is pressed; the rate is changed, training goes on; pressed again, it stops with the net."""
    source = (f'n = NetTrain[LinearLayer[2], {RULES}, TimeGoal -> 60, TrainingProgressFunction -> ((Pause[0.01]; 1) &)]; '
              'Print["has ", Head[n]]')
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-m", "wlnet", "-code", source])
    try:
        seen = wait_for(terminal, "", "loss")
        os.write(terminal, b"\x03")
        seen = wait_for(terminal, seen, "> ")
        os.write(terminal, b"r\n0.125\n")
        seen = wait_for(terminal, seen, r"\(0\.125\).*> ")
        os.write(terminal, b"c\n")
        time.sleep(0.5)
        os.write(terminal, b"\x03")
        seen = wait_for(terminal, seen, r"interrupted in.*interrupted in.*> ")
        os.write(terminal, b"s\n")
        seen = wait_for(terminal, seen, "has LinearLayer")
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)
    assert "Traceback" not in seen


def wait_for(terminal: int, seen: str, pattern: str) -> str:
    """What was written until a pattern is there."""
    end = time.monotonic() + 40
    while not re.search(pattern, seen, re.DOTALL):
        assert time.monotonic() < end, seen
        if select.select([terminal], [], [], 0.1)[0]:
            seen += os.read(terminal, 4096).decode()
    return seen
