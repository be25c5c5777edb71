"""The training loop: batches in, updated arrays out, with a history of what happened.

A `Job` says what to train and how; `Trainer` carries it out. The loop reads no number back from the device per batch:
losses are collected as tensors and read in one go every fraction of a second (`_settle`), which is also when they are
checked, shown and the arrays are copied as the last good ones.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from wlnet.backend import kernels as kernels  # puts the fast ways in place
from wlnet.backend.batches import Feed, Source
from wlnet.backend.module import TorchRun, execute
from wlnet.backend.optimizers import Method, Part, Updater
from wlnet.backend.program import Program, compile_net
from wlnet.backend.recurrent import forget
from wlnet.kernel.control import Abort
from wlnet.nets.data import Array
from wlnet.nets.layer import Net
from wlnet.nets.layers.recurrent import Recurrent
from wlnet.nets.wiring import Path

AUTOMATIC_SECONDS = 20.0        # as many rounds as fit, when neither rounds nor time are given
AUTOMATIC_ROUNDS = 10_000
SETTLE_SECONDS = 0.25
SMALL_PRODUCTS = 2e8            # multiplications per batch below which a second thread costs more than it brings

Arrays = dict[Path, Array]


@dataclass(frozen=True)
class Treatment:
    """How the array at a path is trained (see `optimizers.Part`)."""

    factor: float = 1.0
    decay: float = 0.0
    gradient_clip: float = math.inf
    weight_clip: float = math.inf


@dataclass(frozen=True)
class Errors:
    """Where a classification error shows: the scores (or probabilities) of classes and the true classes, from 1."""

    scores: int
    target: int


@dataclass(frozen=True)
class Criterion:
    """When to stop early: the quantity has not improved for more than `patience` checks.

    quantity  "Loss" or "ErrorRate"; of the validation set where there is one.
    function  instead of a quantity: stops when it gives True.
    """

    quantity: str = "Loss"
    patience: int = 0
    initial_patience: int = 0
    absolute: float = 0.0
    relative: float = 0.0
    function: Callable[[Trainer], bool] | None = None


@dataclass(frozen=True)
class Hook:
    """Something called after every `every` rounds, batches or seconds; it may return a reason to stop."""

    call: Callable[[Trainer], str | None]
    unit: str = "Rounds"
    every: float = 1
    least: float = 0.0


@dataclass
class Job:
    """What to train. `net` has loss outputs, known shapes and values for all arrays.

    losses      output ports and their weights
    rounds      and `seconds` are limits; with neither, as many rounds as fit about 20 s
    schedule    which arrays an update is for, update by update in turn; without any, all arrays each time
    """

    net: Net
    losses: Sequence[tuple[str, float]]
    training: Source
    validation: Source | None
    method: Method
    treat: Callable[[Path], Treatment]
    seed: int
    device: torch.device
    dtype: torch.dtype = torch.float32
    mixed: bool = False
    rounds: int | None = None
    seconds: float | None = None
    errors: Errors | None = None
    criterion: Criterion | None = None
    hooks: Sequence[Hook] = ()
    validate_every: int = 1
    schedule: Sequence[Callable[[Path], bool]] = ()


@dataclass
class History:
    """What happened, batch by batch and round by round. Positions are numbers of batches."""

    batch_losses: list[float] = field(default_factory=list)
    batch_errors: list[float] = field(default_factory=list)
    round_ends: list[int] = field(default_factory=list)
    validation_losses: list[float] = field(default_factory=list)
    validation_errors: list[float] = field(default_factory=list)
    validation_ends: list[int] = field(default_factory=list)
    best_round: int | None = None
    reason: str = ""
    seconds: float = 0.0
    _round_losses: list[float] = field(default_factory=list)
    _round_errors: list[float] = field(default_factory=list)

    @property
    def round_losses(self) -> list[float]:
        """The mean loss of every round that is complete."""
        return self._means(self._round_losses, self.batch_losses)

    @property
    def round_errors(self) -> list[float]:
        """The mean classification error of every round that is complete."""
        return self._means(self._round_errors, self.batch_errors)

    def _means(self, found: list[float], values: Sequence[float]) -> list[float]:
        while len(found) < len(self.round_ends):
            start, end = self.round_ends[len(found) - 1] if found else 0, self.round_ends[len(found)]
            if end > len(values):
                break
            found.append(sum(values[start:end]) / (end - start))
        return found


class Lost(Exception):
    """The loss left the finite range at a batch; `place` is the first layer whose output did, if one was found."""

    def __init__(self, round_number: int, batch: int, loss: float, place: Path | None) -> None:
        super().__init__(round_number, batch, loss)
        self.round, self.batch, self.loss, self.place = round_number, batch, loss, place


class Trainer:
    """One run of training. `history` and the counters are up to date whenever a hook is called."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.history = History()
        self.whole = compile_net(job.net)
        wanted = {self.whole.outputs[port] for port, _ in job.losses}
        if job.errors is not None:
            wanted |= {job.errors.scores, job.errors.target}
        self.program = self.whole.optimized(wanted)
        self.wanted = wanted
        self.arrays = [
            None if slot.value is None else torch.tensor(slot.value, dtype=job.dtype, device=job.device)
            for slot in self.program.arrays]
        self.updater = Updater(job.method, self._parts())
        self.groups = [{index for index, slot in enumerate(self.program.arrays) if belongs(slot.paths[0])}
                       for belongs in job.schedule]
        self.generator = torch.Generator(job.device).manual_seed(job.seed)
        self.batch = self.round = 0
        self.total_rounds = job.rounds
        self.started = time.perf_counter()
        self.losses: list[Tensor] = []
        self.mistakes: list[Tensor] = []
        self.good = self._copy()
        self.candidate: list[Tensor | None] | None = None
        self.best: list[Tensor | None] | None = None
        self.best_value = math.inf
        self.waited = 0
        self.settle_at = 0.0
        self.copy_seconds = 0.0
        self.next_hook = [hook.every for hook in job.hooks]
        self.last_hook = [-math.inf for _ in job.hooks]
        self.lost: Lost | None = None
        self.feed: Feed = {}
        self.first_batch = 0.0

    # ---- what is asked of it --------------------------------------------------------------------------------------

    def run(self) -> History:
        """Train until a limit, a criterion, a hook or an interruption ends it."""
        self.started = time.perf_counter()
        with environment(self.program, self.job):
            try:
                self.history.reason = self._rounds()
                self._settle()
                if self.job.validation is not None and self.history.validation_ends[-1:] != [self.batch]:
                    self._validate()
            except Abort as flow:
                if type(flow) is not Abort:
                    raise
                self.history.reason = "Aborted"
                self._settle_after_abort()
            except Lost as lost:
                self._lose(lost)
        self.history.seconds = self.elapsed
        return self.history

    @property
    def elapsed(self) -> float:
        """Seconds since the beginning."""
        return time.perf_counter() - self.started

    @property
    def total_batches(self) -> int | None:
        """The number of batches if the rounds are completed; None while it is not known."""
        return None if self.total_rounds is None else self.total_rounds * self.job.training.batches

    @property
    def progress(self) -> float:
        """The fraction done, by rounds or by time, whichever is further."""
        total, limit = self.total_batches, self.job.seconds
        by_rounds = self.batch / total if total else 0.0
        by_time = self.elapsed / limit if limit else 0.0
        return min(max(by_rounds, by_time), 1.0)

    def result(self) -> dict[Path, Array]:
        """The trained arrays by path: those of the best round when there is a validation set, else the present ones."""
        return self._named(self.best if self.best is not None else self.arrays)

    def present(self) -> dict[Path, Array]:
        """The arrays as they are now."""
        return self._named(self.arrays)

    def gradients(self) -> dict[Path, Array]:
        """The gradients of the last batch, where they are still there."""
        found = [None if array is None else array.grad for array in self.arrays]
        return self._named(found)

    def _named(self, arrays: Sequence[Tensor | None]) -> dict[Path, Array]:
        numbers = {index: array.detach().to("cpu", copy=True).numpy()
                   for index, array in enumerate(arrays) if array is not None}
        return {path: numbers[index] for index, slot in enumerate(self.program.arrays) if index in numbers
                for path in slot.paths}

    # ---- the loop -------------------------------------------------------------------------------------------------

    def _parts(self) -> list[Part]:
        used = {number for step in self.program.steps for number in step.arrays if number is not None}
        parts = []
        for index, (slot, array) in enumerate(zip(self.program.arrays, self.arrays, strict=True)):
            if array is None or not slot.trained or index not in used:
                continue
            treatment = self.job.treat(slot.paths[0])
            if treatment.factor != 0:
                array.requires_grad_()
                parts.append(Part(array, treatment.factor, treatment.decay, treatment.gradient_clip,
                                  treatment.weight_clip))
        return parts

    def _rounds(self) -> str:
        while self.total_rounds is None or self.round < self.total_rounds:
            self.round += 1
            for feed in self.job.training.round(self.round):
                self.train(feed)
                reason = self._after_batch()
                if reason:
                    return reason
            reason = self._after_round()
            if reason:
                return reason
        return "MaxTrainingRounds"

    def train(self, feed: Feed) -> None:
        """Update the arrays by one batch."""
        self.batch += 1
        self.feed = feed
        run = self._new_run(True, feed)
        with self._precision():
            loss, mistakes = self._loss(feed, run)
        if loss.requires_grad:
            self._differentiate(loss)
            if self.groups:
                self._pass_over()
            self.updater.step(self.batch, self.total_batches or AUTOMATIC_ROUNDS * self.job.training.batches)
        for number, value in run.updates.items():
            self.arrays[number] = value
        self.losses.append(loss.detach())
        if mistakes is not None:
            self.mistakes.append(mistakes)

    def _differentiate(self, loss: Tensor) -> None:
        """Give the parameters their gradients. (Backward would copy those that are parts of a larger array.)"""
        parameters = [part.parameter for part in self.updater.parts]
        gradients = torch.autograd.grad(loss, parameters, allow_unused=True)
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter.grad = None if gradient is None else gradient.contiguous()

    def _pass_over(self) -> None:
        """Take away the gradients of the arrays whose turn it is not."""
        mine = self.groups[(self.batch - 1) % len(self.groups)]
        for index, array in enumerate(self.arrays):
            if array is not None and index not in mine:
                array.grad = None

    def _new_run(self, training: bool, feed: Feed) -> TorchRun:
        size = len(next(iter(feed.values()))[0]) if feed else self.job.training.batch_size
        return TorchRun(training, self.generator, self.job.dtype, self.job.device, size)

    def _precision(self) -> Any:
        return torch.autocast(self.job.device.type, torch.bfloat16) if self.job.mixed else nullcontext()

    def _loss(self, feed: Feed, run: TorchRun) -> tuple[Tensor, Tensor | None]:
        """The loss of a batch (a mean over its examples), and the fraction of classes missed."""
        cells = self.program.inputs
        values = {cells[port]: tensor for port, (tensor, _) in feed.items() if port in cells}
        lengths = {cells[port]: sizes for port, (_, sizes) in feed.items() if port in cells}
        found, sizes = execute(self.program, self.arrays, values, lengths, run, self.wanted)
        parts = []
        for port, weight in self.job.losses:
            cell = self.program.outputs[port]
            mean = per_example(found[cell], sizes[cell]).mean()
            parts.append(mean if weight == 1 else mean * weight)
        errors = self.job.errors
        mistakes = None
        if errors is not None:
            mistakes = missed(found[errors.scores], found[errors.target], sizes[errors.target])
        return (parts[0] if len(parts) == 1 else torch.stack(parts).sum()), mistakes

    def _after_batch(self) -> str | None:
        now = self.elapsed
        if self.total_rounds is None and self.job.seconds is None:
            self._estimate(now)
        if self.job.hooks:
            reason = self._call_hooks(now, "Batches", self.batch)
            if reason:
                return reason
        if now >= self.settle_at:
            self._settle()
            reason = self._call_hooks(now, "Seconds", now) or self._call_hooks(now, "Percent", 100 * self.progress)
            if reason:
                return reason
        if self.job.seconds is not None and now >= self.job.seconds:
            return "TimeGoal"
        return None

    def _estimate(self, now: float) -> None:
        """Judge from the batches so far how many rounds fit; the first batch, which warms up, does not count."""
        if self.batch == 1:
            self.first_batch = now
        elif self.batch >= self.job.training.batches or now > 1.0:
            per_batch = (now - self.first_batch) / (self.batch - 1)
            fitting = int(AUTOMATIC_SECONDS / (per_batch * self.job.training.batches))
            self.total_rounds = min(max(fitting, 1, self.round), AUTOMATIC_ROUNDS)

    def _after_round(self) -> str | None:
        self.history.round_ends.append(self.batch)
        validated = self.job.validation is not None and self.round % self.job.validate_every == 0
        if validated:
            self._settle()
            self._validate()
        if self.job.criterion is not None and (validated or self.job.validation is None):
            self._settle()
            if self._should_stop(self.job.criterion):
                return "TrainingStoppingCriterion"
        return self._call_hooks(self.elapsed, "Rounds", self.round)

    def _call_hooks(self, now: float, unit: str, count: float) -> str | None:
        for index, hook in enumerate(self.job.hooks):
            due = hook.unit == unit and count >= self.next_hook[index] and now >= self.last_hook[index] + hook.least
            if due:
                self._settle()
                self.next_hook[index] = count + hook.every
                self.last_hook[index] = now
                reason = hook.call(self)
                if reason:
                    return reason
        return None

    # ---- losses, checks, copies -------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Read the losses that have been collected; check that they are finite, and keep a copy of the arrays.

        Errors  Lost when one is not finite.
        """
        if self.losses:
            values = torch.stack(self.losses).tolist()
            self.losses.clear()
            before = len(self.history.batch_losses)
            self.history.batch_losses += values
            for index, value in enumerate(values):
                if not math.isfinite(value):
                    raise self._lost_at(before + index + 1, value)
            if self.mistakes:
                self.history.batch_errors += torch.stack(self.mistakes).tolist()
                self.mistakes.clear()
            self._keep()
        self.settle_at = self.elapsed + max(SETTLE_SECONDS, 50 * self.copy_seconds)

    def _keep(self) -> None:
        """The copy made last time has since given finite losses: it is good. Make a new one."""
        begin = time.perf_counter()
        if self.candidate is None:
            self.candidate = self._copy()
        else:
            self.good, self.candidate = self.candidate, self.good
            self._copy_into(self.candidate)
        self.copy_seconds = time.perf_counter() - begin

    def _copy(self) -> list[Tensor | None]:
        return [None if array is None else array.detach().clone() for array in self.arrays]

    def _copy_into(self, room: Sequence[Tensor | None]) -> None:
        for old, new in zip(room, self.arrays, strict=True):
            if old is not None and new is not None:
                old.copy_(new.detach())

    def _restore(self, copy: Sequence[Tensor | None]) -> None:
        with torch.no_grad():
            for array, old in zip(self.arrays, copy, strict=True):
                if array is not None and old is not None:
                    array.copy_(old)

    def _settle_after_abort(self) -> None:
        """Ctrl-C may have come in the middle of an update: take what is finite."""
        self.losses.clear()
        self.mistakes.clear()
        if any(array is not None and not bool(torch.isfinite(array).all()) for array in self.arrays):
            self._restore(self.good)

    def _lose(self, lost: Lost) -> None:
        self.lost = lost
        self.history.reason = "Loss not finite"
        self._restore(self.good)

    def _lost_at(self, batch: int, loss: float) -> Lost:
        per_round = self.job.training.batches
        round_number = (batch - 1) // per_round + 1
        return Lost(round_number, batch - (round_number - 1) * per_round, loss, self._first_not_finite())

    def _first_not_finite(self) -> Path | None:
        """The first layer whose output is not finite for the last batch under the present arrays."""
        feed = self.feed
        cells = self.program.inputs
        values = {cells[port]: tensor for port, (tensor, _) in feed.items() if port in cells}
        lengths = {cells[port]: sizes for port, (_, sizes) in feed.items() if port in cells}
        wanted = {step.outputs[0] for step in self.program.steps}
        with torch.no_grad():
            found, _ = execute(self.program, self.arrays, values, lengths, self._new_run(False, feed), wanted)
        for step in self.program.steps:
            value = found[step.outputs[0]]
            if value.dtype.is_floating_point and not bool(torch.isfinite(value).all()):
                return step.path
        return None

    # ---- validation -------------------------------------------------------------------------------------------------

    def _validate(self) -> None:
        """Measure the validation set; keep the arrays if they are the best so far."""
        source = self.job.validation
        assert source is not None
        loss, error = self._measure(source)
        self.history.validation_losses.append(loss)
        if error is not None:
            self.history.validation_errors.append(error)
        self.history.validation_ends.append(self.batch)
        value = error if self._judges_by_error() and error is not None else loss
        if value < self.best_value or (self.best is None and math.isfinite(value)):
            self.best_value = value
            self.history.best_round = self.round
            if self.best is None:
                self.best = self._copy()
            else:
                self._copy_into(self.best)

    def _judges_by_error(self) -> bool:
        return self.job.criterion is not None and self.job.criterion.quantity == "ErrorRate"

    @torch.no_grad()
    def _measure(self, source: Source) -> tuple[float, float | None]:
        losses, mistakes, counts = [], [], []
        for feed in source.round(1):
            run = self._new_run(False, feed)
            with self._precision():
                loss, missed_part = self._loss(feed, run)
            losses.append(loss)
            counts.append(run.batch)
            if missed_part is not None:
                mistakes.append(missed_part)
        weights = np.array(counts) / sum(counts)
        mean = float(weights @ np.array(torch.stack(losses).tolist()))
        return mean, float(weights @ np.array(torch.stack(mistakes).tolist())) if mistakes else None

    def _should_stop(self, criterion: Criterion) -> bool:
        if criterion.function is not None:
            stop = criterion.function(self)
        else:
            stop = self._is_stale(criterion)
        self.waited = self.waited + 1 if stop else 0
        return stop and self.round > criterion.initial_patience and self.waited > criterion.patience

    def _is_stale(self, criterion: Criterion) -> bool:
        """Whether the last value is not better than the best before it."""
        history = self.history
        if self.job.validation is not None:
            values = history.validation_errors if criterion.quantity == "ErrorRate" else history.validation_losses
        else:
            values = history.round_errors if criterion.quantity == "ErrorRate" else history.round_losses
        if len(values) < 2:
            return False
        best = min(values[:-1])
        return not values[-1] < best - max(criterion.absolute, criterion.relative * abs(best))


def per_example(loss: Tensor, lengths: Tensor | None) -> Tensor:
    """The loss of each example: array-valued losses are summed over their elements."""
    if loss.dim() == 1:
        return loss
    if lengths is not None:
        inside = torch.arange(loss.shape[1], device=loss.device) < lengths.to(loss.device)[:, None]
        loss = loss * inside.reshape(*inside.shape, *[1] * (loss.dim() - 2))
    return loss.flatten(1).sum(1)


def missed(scores: Tensor, target: Tensor, lengths: Tensor | None) -> Tensor:
    """The fraction of classes (from 1) that are not those of the greatest score."""
    wrong = (scores.detach().argmax(-1) + 1 != target).float()
    if lengths is not None and wrong.dim() > 1:
        inside = (torch.arange(wrong.shape[1], device=wrong.device) < lengths.to(wrong.device)[:, None]).float()
        return (wrong * inside).sum() / inside.sum()
    return wrong.mean()


@contextmanager
def environment(program: Program, job: Job) -> Iterator[None]:
    """Threads as suits the net, denormal numbers flushed to zero; both as found afterwards.

    A second thread makes recurrent and small nets slower, and very much slower on a busy machine, because threads wait
    for each other at each of many small operations. The choice depends on sizes alone: another number of threads may
    add numbers in another order, and the same seed should give the same net.
    """
    threads = torch.get_num_threads()
    if threads > 1 and job.device.type == "cpu" and _prefers_one_thread(program, job.training.batch_size):
        torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        forget()
        torch.set_flush_denormal(False)
        torch.set_num_threads(threads)


def _prefers_one_thread(program: Program, batch: int) -> bool:
    if any(isinstance(step.layer, Recurrent) for step in program.steps):
        return True
    products = 0.0
    for step in program.steps:
        sizes = [slot.value.size for number in step.arrays if number is not None
                 for slot in [program.arrays[number]] if slot.value is not None]
        dims = program.types[step.outputs[0]].dims or ()
        places = math.prod(dim for dim in dims[1:] if isinstance(dim, int)) if len(dims) > 1 else 1
        products += batch * sum(sizes) * places
    return products < SMALL_PRODUCTS


def treat_all(treatments: Mapping[Path, Treatment]) -> Callable[[Path], Treatment]:
    """Treatments by path; the plain one for other arrays."""
    plain = Treatment()
    return lambda path: treatments.get(path, plain)
