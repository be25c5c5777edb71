"""Ctrl-C while a net trains: a menu on a terminal, elsewhere the end of training with the net so far.

The batch under way is finished first, so going on is as if nothing had happened. A second Ctrl-C before the menu
appears aborts at once; one at the menu stops and keeps the net.
"""

from __future__ import annotations

import select
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from wlnet.backend.train import Trainer

ABORT, STOP = "Abort", "Aborted"
POLL_SECONDS = 0.1

Read = Callable[[str], str | None]


@dataclass
class Terminal:
    """Lines from a terminal.

    is_over   the user has pressed Ctrl-C instead of answering
    """

    source: TextIO
    screen: TextIO
    is_over: bool = False

    def read(self, prompt: str) -> str | None:
        """A line that the user writes; None at the end of input or after Ctrl-C."""
        self.screen.write(prompt)
        self.screen.flush()
        while not self.is_over and not self._is_ready():
            pass
        line = "" if self.is_over else self.source.readline()
        if not line:
            self.screen.write("\n")
        return line.strip() if line else None

    def _is_ready(self) -> bool:
        """Whether a line is there; waits a little for it."""
        try:
            return bool(select.select([self.source], [], [], POLL_SECONDS)[0])
        except (OSError, ValueError):       # what is no socket on Windows, or no file: reading itself waits then
            return True


class Menu:
    """What the user is asked.

    save   writes the present net to a file; what went wrong, or None
    """

    def __init__(self, read: Read, write: Callable[[str], None], save: Callable[[Trainer, Path], str | None]) -> None:
        self.read, self.write, self.save = read, write, save

    def ask(self, trainer: Trainer) -> str | None:
        """Ask until the user goes on (None), stops (STOP) or aborts (ABORT)."""
        self.write(heading(trainer))
        while True:
            self.write("  c continue   s stop and keep the net   w write the net to a file   "
                       f"r change the learning rate ({trainer.updater.base:g})   a abort")
            answer = self.read("> ")
            choice = STOP if answer is None else self._choose(answer[:1].lower(), trainer)
            if choice != "":
                return choice

    def _choose(self, letter: str, trainer: Trainer) -> str | None:
        """What an answer comes to; "" to ask again."""
        if letter == "c":
            return None
        if letter == "s":
            return STOP
        if letter == "a":
            return ABORT
        if letter == "w":
            self._write_net(trainer)
        elif letter == "r":
            self._change_rate(trainer)
        return ""

    def _write_net(self, trainer: Trainer) -> None:
        name = self.read("file (training.wlnet): ")
        if name is None:
            return
        path = Path(name or "training.wlnet").expanduser()
        path = path if path.suffix else path.with_suffix(".wlnet")
        problem = self.save(trainer, path)
        self.write(f"written to {path}" if problem is None else f"{path} could not be written: {problem}")

    def _change_rate(self, trainer: Trainer) -> None:
        answer = self.read("learning rate: ")
        try:
            rate = float(answer or "")
        except ValueError:
            rate = -1.0
        if 0 <= rate < float("inf"):
            trainer.updater.change_rate(rate)
        else:
            self.write("a learning rate is a number of at least 0, such as 0.001")


def heading(trainer: Trainer) -> str:
    """Where training was interrupted."""
    losses = trainer.history.batch_losses
    where = f"round {trainer.round}" + (f" of {trainer.total_rounds}" if trainer.total_rounds is not None else "")
    return f"\nTraining interrupted in {where}, batch {trainer.batch}" + (f": loss {losses[-1]:.4g}" if losses else "")


class Interruptions:
    """Ctrl-C of one training. `handle` is called when it is pressed, `answer` between two batches afterwards.

    menu       None where nobody can be asked
    terminal   from which the menu reads
    """

    def __init__(self, menu: Menu | None, terminal: Terminal | None = None) -> None:
        self.menu, self.terminal = menu, terminal
        self.asked = self.is_answering = False

    def handle(self) -> bool:
        """Ctrl-C was pressed; False to abort at once."""
        if self.is_answering and self.terminal is not None:
            self.terminal.is_over = True
            return True
        first, self.asked = not self.asked, True
        return first

    def answer(self, trainer: Trainer) -> str | None:
        """Ask what to do; a reason to stop, or None to go on. The time this takes is not training."""
        if self.menu is None:
            return STOP
        begin = time.perf_counter()
        self.is_answering = True
        if self.terminal is not None:
            self.terminal.is_over = False
        try:
            choice = self.menu.ask(trainer)
        finally:
            self.is_answering = self.asked = False
            trainer.pause(time.perf_counter() - begin)
        return choice


def interruptions(
    write: Callable[[str], None], save: Callable[[Trainer, Path], str | None],
) -> Interruptions:
    """What Ctrl-C does: asks on a terminal, and stops elsewhere."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return Interruptions(None)
    terminal = Terminal(sys.stdin, sys.stdout)
    return Interruptions(Menu(terminal.read, write, save), terminal)
