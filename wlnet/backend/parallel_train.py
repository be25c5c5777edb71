"""What a training does differently when several processes share it: who knows and is told what."""

from __future__ import annotations

import dataclasses
import io
import pickle
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from wlnet.backend.batches import Feed
from wlnet.backend.devices import devices_of
from wlnet.backend.job import Job, Treatment
from wlnet.backend.parallel import Team, WorkerLost, joined, start
from wlnet.backend.parallel_launch import is_torchrun, local_rank
from wlnet.backend.train import History, Lost, Trainer
from wlnet.expr import Expr, S
from wlnet.kernel.control import Abort
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Failed
from wlnet.nets.paths import array_values
from wlnet.nets.wiring import Path

@dataclass(frozen=True)
class Staff:
    """Who is to train: one process for each device, or (with `team`) those that torchrun has started.

    count     processes, each of which gets a batch of BatchSize
    has_data  whether each has all the examples; else the first one deals them out
    """

    devices: tuple[torch.device, ...]
    team: Team | None = None

    @property
    def count(self) -> int:
        return self.team.size if self.team is not None else len(self.devices)

    @property
    def has_data(self) -> bool:
        return self.team is not None

    @property
    def device(self) -> torch.device:
        return self.devices[0]

    @property
    def source_device(self) -> torch.device:
        """Where batches are made: on the CPU if they are to be dealt."""
        return self.device if self.count == 1 else torch.device("cpu")


def staff_of(target: Expr, ev: Evaluator) -> Staff:
    """The processes that a setting of TargetDevice and the way this program was started ask for.

    Errors  Failed("invdev") for a setting that names no device.
    """
    devices = devices_of(target, ev, S.NetTrain)
    if not is_torchrun():
        return Staff(tuple(devices))
    device = devices[0]
    if device.type == "cuda":
        device = torch.device("cuda", local_rank() % torch.cuda.device_count())
    return Staff((device,), joined(device))


def agree(staff: Staff, problem: Failed | None, count: int, ev: Evaluator) -> None:
    """Go on only if all processes can, with equal numbers of examples.

    Errors  Failed: the problem of this process, or that another has one.
    """
    team = staff.team
    if team is not None:
        text = "" if problem is None else ev.reports.text(ev, S.NetTrain, problem.tag, problem.details)
        try:
            found = team.gather((text, count))
        except WorkerLost as lost:
            raise failure_of(lost, team.size) from None
        if problem is None:
            for rank, (words, examples) in enumerate(found):
                if words:
                    raise Failed("worker", rank + 1, team.size, words)
                if examples != found[0][1]:
                    words = f"it has {examples} training examples, but the first process {found[0][1]}"
                    raise Failed("worker", rank + 1, team.size, words)
    if problem is not None:
        raise problem


def failure_of(lost: WorkerLost, size: int) -> Failed:
    """The message about a process that was lost."""
    if lost.rank < 0:
        return Failed("workers", size, lost.reason)
    return Failed("worker", lost.rank + 1, size, lost.reason)


@contextmanager
def gathered(staff: Staff, job: Job) -> Iterator[Team | None]:
    """The team for a job, with all others ready to follow; None for a single process.

    Errors  Failed("worker") when a process fails, here or in the block.
    """
    try:
        if staff.count == 1:
            yield None
        elif staff.team is not None:
            yield staff.team
        else:
            content = packed(portable(job))
            with start(staff.devices) as team:
                team.share(content)
                yield team
    except WorkerLost as lost:
        raise failure_of(lost, staff.count) from None


# ---- what the others are told --------------------------------------------------------------------

@dataclass
class Elsewhere:
    """A source whose batches are made by the leader."""

    batch_size: int
    examples: int
    batches: int

    def round(self, number: int) -> Iterator[Feed]:
        """No batch is made here."""
        yield from ()

    def state(self) -> dict[str, Any]:
        """Nothing: the leader knows."""
        return {}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Nothing to put back."""


@dataclass(frozen=True)
class Treatments:
    """How arrays are trained, by path."""

    by_path: Mapping[Path, Treatment]

    def __call__(self, path: Path) -> Treatment:
        return self.by_path.get(path, Treatment())


def portable(job: Job) -> Job:
    """The job as a process without the language can carry it out: without the user's functions."""
    paths = list(array_values(job.net))
    training = Elsewhere(job.training.batch_size, job.training.examples, job.training.batches)
    groups = [frozenset(path for path in paths if belongs(path)).__contains__ for belongs in job.schedule]
    return dataclasses.replace(
        job, training=training, validation=None, method=dataclasses.replace(job.method, schedule=None),
        treat=Treatments({path: job.treat(path) for path in paths}), schedule=groups, hooks=(),
        criterion=None,
        meters=(), judged=None, interruption=None)


class Packer(pickle.Pickler):
    """Pickles values by their declared fields alone: what they have worked out is worked out again."""

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, Evaluator):
            raise pickle.PicklingError("its FunctionLayer uses definitions of this session")
        ours = type(obj).__module__.startswith("wlnet.")
        if ours and dataclasses.is_dataclass(obj) and not isinstance(obj, type):
            names = [field.name for field in dataclasses.fields(obj)]
            return _remade, (type(obj), {name: getattr(obj, name) for name in names})
        return NotImplemented


def _remade(kind: type, fields: dict[str, Any]) -> Any:
    value: Any = object.__new__(kind)
    for name, item in fields.items():
        object.__setattr__(value, name, item)
    return value


def packed(job: Job) -> bytes:
    """The job as bytes for `pickle.loads`.

    Errors  Failed("nosend") for a net that only this session can carry out.
    """
    room = io.BytesIO()
    try:
        Packer(room, pickle.HIGHEST_PROTOCOL).dump(job)
    except (pickle.PicklingError, AttributeError, TypeError) as error:      # last two: local functions, locks
        raise Failed("nosend", str(error)) from None
    return room.getvalue()


@dataclass(frozen=True)
class Found:
    """What the leader found, for processes that give the same answer."""

    history: History
    measured: list[Any]
    round: int
    batch: int
    total_rounds: int | None
    rate: float
    lost: Lost | None
    arrays: Sequence[Tensor | None]
    best: Sequence[Tensor | None] | None


def carry_out(trainer: Trainer) -> History:
    """Run the training: alone, as the leader of a team, or following one.

    Errors  WorkerLost; in a follower also Abort, when the leader has ended without a result.
    """
    team = trainer.team
    if team is None:
        return trainer.run()
    if not team.leads:
        _adopt(trainer, team, trainer.follow())
        return trainer.history
    try:
        history = trainer.run()
    except BaseException:
        team.abandon()
        raise
    if trainer.is_torn:
        team.abandon()
        return history
    found = None
    if team.has_data:
        found = Found(history, trainer.gauge.state(), trainer.round, trainer.batch, trainer.total_rounds,
                      trainer.updater.rate, trainer.lost, _detached(trainer.arrays) or (),
                      _detached(trainer.best))
    team.stop(found)
    return history


def _detached(arrays: Sequence[Tensor | None] | None) -> list[Tensor | None] | None:
    return None if arrays is None else [None if array is None else array.detach().cpu() for array in arrays]


def _adopt(trainer: Trainer, team: Team, found: Found | None) -> None:
    if found is None:
        raise Abort
    device = trainer.job.device
    trainer.history, trainer.round, trainer.batch = found.history, found.round, found.batch
    trainer.gauge.restore(found.measured)
    trainer.total_rounds, trainer.lost = found.total_rounds, found.lost
    trainer.updater.rate = found.rate
    trainer.arrays = [None if array is None else array.to(device) for array in found.arrays]
    trainer.best = None if found.best is None else list(found.best)
