"""The training loop: batches in, updated arrays out, with a history of what happened.

A `Job` says what to train and how; `Trainer` carries it out. The loop reads no number back from the device per batch:
losses are collected as tensors and read in one go every fraction of a second (`_settle`), which is also when they are
checked, shown and the arrays are copied as the last good ones.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, fields, replace
from itertools import islice
from typing import Any

import numpy as np
import torch
from torch import Tensor

from wlnet.backend import kernels as kernels  # puts the fast ways in place
from wlnet.backend.batches import CalledSource, Feed, Numbered, Source, TableSource
from wlnet.backend.devices import half_of
from wlnet.backend.job import Criterion, Job
from wlnet.backend.meters import Gauge, Noted, joined
from wlnet.backend.module import TorchRun, execute
from wlnet.backend.optimizers import Part, Updater
from wlnet.backend.packing import forget
from wlnet.backend.parallel import MEASURE, STOP, TRAIN, Order, Team
from wlnet.backend.program import Program, compile_net
from wlnet.kernel.control import Abort
from wlnet.nets.data import Array
from wlnet.nets.layer import Net
from wlnet.nets.layers.recurrent import Recurrent
from wlnet.nets.wiring import Path

AUTOMATIC_SECONDS = 20.0        # as many rounds as fit, when neither rounds nor time are given
AUTOMATIC_ROUNDS = 10_000
SETTLE_SECONDS = 0.25
SMALL_PRODUCTS = 5e7            # multiplications per batch below which a second thread costs more than it brings


@dataclass
class History:
    """What happened, batch by batch and round by round. Positions are numbers of batches."""

    batch_losses: list[float] = field(default_factory=list)
    round_ends: list[int] = field(default_factory=list)
    validation_losses: list[float] = field(default_factory=list)
    validation_ends: list[int] = field(default_factory=list)
    best_round: int | None = None
    reason: str = ""
    seconds: float = 0.0
    _round_losses: list[float] = field(default_factory=list)

    @property
    def round_losses(self) -> list[float]:
        """The mean loss of every round that is complete."""
        found, values = self._round_losses, self.batch_losses
        while len(found) < len(self.round_ends):
            start, end = self.round_ends[len(found) - 1] if found else 0, self.round_ends[len(found)]
            if end > len(values):
                break
            found.append(sum(values[start:end]) / (end - start))
        return found

    def state(self) -> dict[str, Any]:
        """What happened, in a form that `restore` takes."""
        return {item.name: getattr(self, item.name) for item in fields(self)}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Put back what happened."""
        for item in fields(self):
            setattr(self, item.name, state[item.name])


class Lost(Exception):
    """The loss left the finite range at a batch; `place` is the first layer whose output did, if one was found."""

    def __init__(self, round_number: int, batch: int, loss: float, place: Path | None) -> None:
        super().__init__(round_number, batch, loss)
        self.round, self.batch, self.loss, self.place = round_number, batch, loss, place


class Trainer:
    """One run of training. `history` and the counters are up to date whenever a hook is called.

    With a `team`, the leader's `run` deals parts of each batch to the trainers of the others, which `follow`.
    """

    def __init__(self, job: Job, team: Team | None = None) -> None:
        self.job = job
        self.team = team
        self.history = History()
        self.evaluates = evaluates(job.net)
        self.whole = compile_net(job.net)
        wanted = {self.whole.outputs[port] for port, _ in job.losses}
        wanted |= job.watched
        self.program = self.whole.optimized(wanted)
        self.wanted = wanted
        self.arrays = [
            None if slot.value is None else torch.tensor(slot.value, dtype=job.dtype, device=job.device)
            for slot in self.program.arrays]
        self.half = half_of(job.device) if job.mixed else None
        self.updater = Updater(job.method, self._parts(), job.device.type if self.half == torch.float16 else None)
        self.groups = [{index for index, slot in enumerate(self.program.arrays) if belongs(slot.paths[0])}
                       for belongs in job.schedule]
        seed = job.seed if team is None else job.seed + team.rank
        self.generator = torch.Generator(job.device).manual_seed(seed)
        self.batch = self.round = self.within = 0
        self.order: dict[str, Any] = {}
        self.files: list[str] = []
        self.ended = ""
        self.spent = 0.0
        self.total_rounds = job.rounds
        self.started = time.perf_counter()
        self.losses: list[Tensor] = []
        self.gauge = Gauge(job.meters, job.judged)
        self.good = self._copy()
        self.candidate: list[Tensor | None] | None = None
        self.best: list[Tensor | None] | None = None
        self.best_value = math.inf
        self.waited = 0
        self.look_at = self.keep_at = 0.0
        self.units = {hook.unit for hook in job.hooks} - {"Rounds"}
        self.next_hook = [hook.every for hook in job.hooks]
        self.next_validation = job.validate_every
        self.last_hook = [-math.inf for _ in job.hooks]
        self.lost: Lost | None = None
        self.is_torn = False        # by an abort that may have come in the middle of an update
        self.feed: Feed = {}
        self.first_batch = 0.0

    # ---- what is asked of it --------------------------------------------------------------------------------------

    def run(self) -> History:
        """Train until a limit, a criterion, a hook or an interruption ends it."""
        self.started = time.perf_counter()
        with environment(self.program, self.job):
            self._align()
            self.started = time.perf_counter()      # waiting for other processes to start is no training
            try:
                self.history.reason = self._rounds()
                self._settle()
                if self.job.validation is not None and self.history.validation_ends[-1:] != [self.batch]:
                    self._validate()
            except Abort as flow:
                if type(flow) is not Abort:
                    raise
                self.history.reason = "Aborted"
                self.is_torn = True
                self._settle_after_abort()
            except Lost as lost:
                self._lose(lost)
        self.history.seconds = self.elapsed
        return self.history

    @property
    def elapsed(self) -> float:
        """Seconds of training since the beginning, those before an interruption included."""
        return time.perf_counter() - self.started + self.spent

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

    def pause(self, seconds: float) -> None:
        """Do not count the last seconds as training."""
        self.spent -= seconds

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
        while self.total_rounds is None or self.round < self.total_rounds or self.within:
            if self.ended:
                return self.ended
            if self.job.seconds is not None and self.elapsed >= self.job.seconds:
                return "TimeGoal"
            if not self.within:
                self.round += 1
                self.order = self.job.training.state()
            for feed in islice(self.job.training.round(self.round), self.within, None):
                self.train(feed)
                self.within += 1
                reason = self._after_batch()
                if reason:
                    return reason
            self.within = 0
            reason = self._after_round()
            if reason:
                return reason
        return "MaxTrainingRounds"

    def train(self, feed: Feed) -> None:
        """Update the arrays by one batch."""
        self.batch += 1
        self.updater.plan(self.batch, self._planned_batches)
        with self._meanwhile():
            share = 1.0
            if self.team is not None:
                order = self.team.deal(TRAIN, feed, self.batch, self.updater.rate)
                feed, share = self._own_part(feed, order), order.share
            self._train(feed, share)

    def _meanwhile(self) -> AbstractContextManager[None]:
        """What goes on beside the computation: the next batch is made, if a function makes them."""
        source, total = self.job.training, self.total_batches
        if self.evaluates:
            return nullcontext()
        if isinstance(source, CalledSource) and (total is None or self.batch < total):
            return source.overlap()
        return nullcontext()

    @property
    def _planned_batches(self) -> int:
        return self.total_batches or AUTOMATIC_ROUNDS * self.job.training.batches

    def _train(self, feed: Feed, share: float) -> None:
        """Update the arrays by a batch, or by this part of one and what other processes add."""
        self.feed = feed
        run = self._new_run(True, feed)
        with self._precision():
            loss, noted = self._loss(feed, run)
        if loss.requires_grad:
            self._differentiate(loss)
        loss = loss.detach()
        if self.team is not None:
            loss, noted = self._add_up(share, loss, noted, run)
        if self.updater.parts:
            if self.groups:
                self._pass_over()
            self.updater.step(self.batch, self._planned_batches)
        for number, value in run.updates.items():
            self.arrays[number] = value
        self.losses.append(loss)
        if noted is not None:
            self.gauge.note(noted)

    def _differentiate(self, loss: Tensor) -> None:
        """Give the parameters their gradients. (Backward would copy those that are parts of a larger array.)"""
        parameters = [part.parameter for part in self.updater.parts]
        if self.updater.scaler is not None:
            loss = self.updater.scaler.scale(loss)
        gradients: Sequence[Tensor | None] = torch.autograd.grad(loss, parameters, allow_unused=True)
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter.grad = None if gradient is None else gradient.contiguous()

    def _pass_over(self) -> None:
        """Take away the gradients of the arrays whose turn it is not."""
        mine = self.groups[(self.batch - 1) % len(self.groups)]
        for index, array in enumerate(self.arrays):
            if array is not None and index not in mine:
                array.grad = None

    def _new_run(self, training: bool, feed: Feed) -> TorchRun:
        size = _size(feed) if feed else self.job.training.batch_size
        return TorchRun(training, self.generator, self.job.dtype, self.job.device, size)

    def _precision(self) -> Any:
        return torch.autocast(self.job.device.type, self.half) if self.half is not None else nullcontext()

    def _loss(self, feed: Feed, run: TorchRun) -> tuple[Tensor, Noted | None]:
        """The loss of a batch (a mean over its examples), and what is to be measured of it."""
        cells = self.program.inputs
        values = {cells[port]: tensor for port, (tensor, _) in feed.items() if port in cells}
        lengths = {cells[port]: sizes for port, (_, sizes) in feed.items() if port in cells}
        found, sizes = execute(self.program, self.arrays, values, lengths, run, self.wanted)
        parts = []
        for port, weight in self.job.losses:
            cell = self.program.outputs[port]
            mean = per_example(found[cell], sizes[cell]).mean()
            parts.append(mean if weight == 1 else mean * weight)
        loss = parts[0] if len(parts) == 1 else torch.stack(parts).sum()
        if not self.job.watched and not self.gauge.meters:
            return loss, None
        return loss, self.gauge.noted(found, sizes, self.arrays, loss, run.batch, self.batch, self.job.watched)

    def _after_batch(self) -> str | None:
        now = self.elapsed
        if self.total_rounds is None and self.job.seconds is None:
            self._estimate(now)
        for unit in self.units:
            reason = self._call_hooks(now, unit, self._count(unit, now))
            if reason:
                return reason
        if self.job.interruption is not None and self.job.interruption.asked:
            self._settle()
            reason = self.job.interruption.answer(self)
            if reason:
                return reason
        if self.job.validate_unit != "Rounds" and self.job.validation is not None:
            self._validate_if_due(self._count(self.job.validate_unit, now))
        if now >= self.look_at or self.gauge.is_full:
            self._settle()
            self.look_at = self.elapsed + SETTLE_SECONDS
        if self.job.seconds is not None and now >= self.job.seconds:
            return "TimeGoal"
        return None

    def _count(self, unit: str, now: float) -> float:
        """How much has been done, in a unit of intervals."""
        return {"Batches": self.batch, "Seconds": now, "Percent": 100 * self.progress}[unit]

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
        self.gauge.end_round(self.round)
        validated = self.history.validation_ends[-1:] == [self.batch]
        if self.job.validate_unit == "Rounds" and self.job.validation is not None:
            validated = self._validate_if_due(self.round)
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
                self.next_hook[index] = (count // hook.every + 1) * hook.every
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
            if self.elapsed >= self.keep_at:
                self._keep()
        self.gauge.settle()

    def _keep(self) -> None:
        """The copy made last time has since given finite losses: it is good. Make a new one."""
        begin = time.perf_counter()
        if self.candidate is None:
            self.candidate = self._copy()
        else:
            self.good, self.candidate = self.candidate, self.good
            self._copy_into(self.candidate)
        self.keep_at = self.elapsed + max(SETTLE_SECONDS, 50 * (time.perf_counter() - begin))

    def _copy(self) -> list[Tensor | None]:
        return [None if array is None else array.detach().clone() for array in self.arrays]

    def _copy_into(self, room: Sequence[Tensor | None]) -> None:
        for old, new in zip(room, self.arrays, strict=True):
            if old is not None and new is not None:
                old.copy_(new.detach())

    def restore_arrays(self, values: Sequence[Tensor | None]) -> None:
        """Put other numbers into the arrays; they are good ones."""
        self._restore(values)
        self.good = self._copy()

    def _restore(self, copy: Sequence[Tensor | None]) -> None:
        with torch.no_grad():
            for array, old in zip(self.arrays, copy, strict=True):
                if array is not None and old is not None:
                    array.copy_(old)

    def _settle_after_abort(self) -> None:
        """Ctrl-C may have come in the middle of an update: take what is finite."""
        self.losses.clear()
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

    def _validate_if_due(self, count: float) -> bool:
        if count < self.next_validation:
            return False
        every = self.job.validate_every
        self.next_validation = (count // every + 1) * every
        self._settle()
        self._validate()
        return True

    def _validate(self) -> None:
        """Measure the validation set; keep the arrays if they are the best so far."""
        source = self.job.validation
        assert source is not None
        loss = self._measure(source)
        self.history.validation_losses.append(loss)
        self.history.validation_ends.append(self.batch)
        value = self._judged_values(self.gauge.validation_values, [loss])[-1]
        if value < self.best_value or (self.best is None and math.isfinite(value)):
            self.best_value = value
            self.history.best_round = self.round
            if self.best is None:
                self.best = self._copy()
            else:
                self._copy_into(self.best)

    def _judged_values(self, measured: Sequence[Sequence[Any]], losses: Sequence[float]) -> Sequence[float]:
        """The values that a criterion is about, so that less is better."""
        number = None if self.job.criterion is None else self.job.criterion.meter
        if number is None:
            return losses
        meter, sign = self.gauge.meters[number], -1.0 if self.gauge.meters[number].rises else 1.0
        return [math.inf if shown is None or shown != shown else sign * shown for shown in map(
            meter.shown, measured[number])] or losses

    @torch.no_grad()
    def _measure(self, source: Source) -> float:
        losses, counts = [], []
        sums: list[Any] = [None for _ in self.gauge.meters]
        for feed in source.round(1):
            loss, noted, count = self._measure_batch(feed)
            losses.append(loss)
            counts.append(count)
            if noted is not None:
                self.gauge.measure([noted], sums)
        self.gauge.validated(sums)
        weights = np.array(counts) / sum(counts)
        return float(weights @ np.array(torch.stack(losses).tolist()))

    def _measure_batch(self, feed: Feed) -> tuple[Tensor, Noted | None, int]:
        """The loss of a batch, what is to be measured of it, and the number of examples."""
        size, share = _size(feed), 1.0
        if self.team is not None:
            order = self.team.deal(MEASURE, feed)
            size = len(feed.rows) if isinstance(feed, Numbered) else size
            feed, share = self._own_part(feed, order), order.share
        loss, noted = self._measure_part(feed, share)
        return loss, noted, size

    def _measure_part(self, feed: Feed, share: float) -> tuple[Tensor, Noted | None]:
        run = self._new_run(False, feed)
        with self._precision():
            loss, noted = self._loss(feed, run)
        return (loss, noted) if self.team is None else self._add_up(share, loss, noted, run)

    # ---- several processes ------------------------------------------------------------------------------------------

    @torch.no_grad()
    def _align(self) -> None:
        """Begin where the leader begins."""
        if self.team is not None:
            self.team.align([array.detach() for array in self.arrays if array is not None])
            optimizer = self.updater.optimizer
            state = self.team.share(None if optimizer is None else optimizer.state_dict())
            if optimizer is not None and not self.team.leads:
                optimizer.load_state_dict(state)

    def _own_part(self, feed: Feed, order: Order) -> Feed:
        """The leader's part of a batch that was dealt, on its device."""
        mine = feed if order.feed is None else order.feed
        return {port: (values.to(self.job.device), None if lengths is None else lengths.to(self.job.device))
                for port, (values, lengths) in mine.items()}

    @torch.no_grad()
    def _add_up(
        self, share: float, loss: Tensor, noted: Noted | None, run: TorchRun,
    ) -> tuple[Tensor, Noted | None]:
        """Replace gradients and new statistics by their means over the whole batch; its loss and what is measured."""
        assert self.team is not None
        if noted is not None:
            parts = self.team.collect((noted.moved("cpu"), share))
            if self.team.leads:
                noted = replace(joined([part for part, weight in parts if weight]), arrays=noted.arrays)
        gradients = [part.parameter.grad for part in self.updater.parts if part.parameter.grad is not None]
        scalar = loss.to(self.job.dtype).reshape(1)
        tensors = [scalar, *gradients, *run.updates.values()] if run.training else [scalar]
        for tensor in tensors:
            tensor.mul_(share)
        self.team.add_up(tensors)
        return scalar[0], None if noted is None else replace(noted, loss=scalar[0])

    def follow(self) -> Any:
        """Do what the leader says until it says stop; what it found."""
        assert self.team is not None
        with environment(self.program, self.job):
            self._align()
            while True:
                order = self.team.next_order()
                if order.kind == STOP:
                    return order.result
                feed = self._ordered(order)
                if order.kind == TRAIN:
                    self.batch = order.batch
                    self.updater.set_rate(order.rate)
                    self._train(feed, order.share)
                    self.losses.clear()
                    self.gauge.pending.clear()
                else:
                    with torch.no_grad():
                        self._measure_part(feed, order.share)

    def _ordered(self, order: Order) -> Feed:
        if order.rows is None:
            assert order.feed is not None
            return self._own_part(order.feed, order)
        source = self.job.training if order.kind == TRAIN else self.job.validation
        assert isinstance(source, TableSource)
        return self._own_part(source.take(order.rows), order)

    # ---- stopping ---------------------------------------------------------------------------------------------------

    def _should_stop(self, criterion: Criterion) -> bool:
        if criterion.function is not None:
            stop = criterion.function(self)
        else:
            stop = self._is_stale(criterion)
        self.waited = self.waited + 1 if stop else 0
        return stop and self.round > criterion.initial_patience and self.waited > criterion.patience

    def _is_stale(self, criterion: Criterion) -> bool:
        """Whether the last value is not better than the best before it."""
        if self.job.validation is not None:
            values = self._judged_values(self.gauge.validation_values, self.history.validation_losses)
        else:
            values = self._judged_values(self.gauge.round_values, self.history.round_losses)
        if len(values) < 2:
            return False
        best = min(values[:-1])
        return not values[-1] < best - max(criterion.absolute, criterion.relative * abs(best))


def evaluates(net: Net) -> bool:
    """Whether carrying out a net takes the evaluator, which does one thing at a time."""
    return net.head == "FunctionLayer" or any(map(evaluates, net.children.values()))


def _size(feed: Feed) -> int:
    return len(next(iter(feed.values()))[0])


def per_example(loss: Tensor, lengths: Tensor | None) -> Tensor:
    """The loss of each example: array-valued losses are summed over their elements."""
    if loss.dim() == 1:
        return loss
    if lengths is not None:
        inside = torch.arange(loss.shape[1], device=loss.device) < lengths.to(loss.device)[:, None]
        loss = loss * inside.reshape(*inside.shape, *[1] * (loss.dim() - 2))
    return loss.flatten(1).sum(1)


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
