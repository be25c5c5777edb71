"""Checkpoints: nets written while they train, and the whole state of the run, from which a killed one goes on.

Beside the nets goes one file of state, written anew each time: `training.state` in a directory, `name.wlnet.state`
beside a file. It holds what the next update depends on (arrays, the optimiser's moments, random streams, the order of
the data and the place in it) and what the result does (the best net so far, losses and measurements). All files are
whole, or the ones before, whenever the program or the machine stops.

A run that goes on takes the seed of the first one; it then repeats the order of the round in which it stopped and
passes over the batches that are done.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor

from wlnet.backend.options import Interval, bad, read_interval
from wlnet.backend.train import Trainer
from wlnet.expr import FALSE, TRUE, Expr, S, String, is_call, is_list
from wlnet.kernel.builtin import option_key
from wlnet.kernel.messages import Failed
from wlnet.nets.data import Array
from wlnet.nets.layer import Net

OPTION = "TrainingProgressCheckpointing"
VERSION = 1
FREE, SHARE = 10, 0.01      # checkpoints written whatever they cost; the part of the time that later ones may take
ENDS = ("TrainingStoppingCriterion",)       # reasons after which there is nothing to go on with

State = dict[str, Any]


class NotSaved(Exception):
    """A net that cannot be written, or a file that cannot be read, with the reason."""


class Files(Protocol):
    """How nets and states get into files, each in full or not at all."""

    def save_net(self, path: Path, net: Net) -> None:
        """Write a net.  Errors  NotSaved, OSError."""

    def save_state(self, path: Path, net: Net, arrays: Mapping[str, Array], facts: Mapping[str, Any]) -> None:
        """Write a net with further arrays and facts that JSON can hold.  Errors  NotSaved, OSError."""

    def load_state(self, path: Path) -> tuple[Mapping[str, Array], Mapping[str, Any]]:
        """The arrays and facts.  Errors  NotSaved, OSError."""


# ---- the option ---------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Spec:
    """Where and how often checkpoints are written.

    path       of the file, or of the directory when `is_directory`.
    is_thinned no interval was asked for: where rounds are too short for a file each, some are left out.
    """

    path: Path
    is_directory: bool
    interval: Interval
    is_thinned: bool
    resumes: bool

    @property
    def state_path(self) -> Path:
        """Where the state of the run is kept."""
        return self.path / "training.state" if self.is_directory else self.path.with_name(self.path.name + ".state")


def read_specs(setting: Expr) -> list[Spec]:
    """The option TrainingProgressCheckpointing.

    Errors  Failed("invopt") for anything that is no place for files.
    """
    if setting is S["None"]:
        return []
    if not is_list(setting):
        raise bad(OPTION, setting, 'None, {"File", path}, {"Directory", path} or a list of these')
    if setting.args and is_list(setting.args[0]):
        return [spec for item in setting.args for spec in read_specs(item)]
    return [_read_spec(setting)]


def _read_spec(setting: Expr) -> Spec:
    kind, place, *rules = setting.args if len(setting.args) > 1 else (setting, setting)
    name = place.args[0] if is_call(place, S.File, 1) else place
    if kind not in (String("File"), String("Directory")) or not isinstance(name, String) or not name.value:
        raise bad(OPTION, setting, 'None, {"File", path}, {"Directory", path} or a list of these')
    resumes = [rule for rule in rules if is_call(rule, S.Rule, 2) and option_key(rule.args[0]) == "Resume"]
    others = [rule for rule in rules if rule not in resumes]
    for rule in resumes:
        if rule.args[1] not in (TRUE, FALSE):
            raise bad(OPTION, setting, 'checkpoints whose "Resume" is True or False')
    return Spec(Path(name.value).expanduser().absolute(), kind == String("Directory"),
                read_interval(OPTION, others, Interval("Rounds", 1)), not others,
                any(rule.args[1] is TRUE for rule in resumes))


# ---- files --------------------------------------------------------------------------------------------------------

def taken_apart(value: Any, arrays: dict[str, Array]) -> Any:
    """A value as JSON can hold it, with its tensors and long lists of numbers put among `arrays`."""
    if isinstance(value, Tensor):
        name = str(len(arrays))
        arrays[name] = value.detach().cpu().contiguous().numpy()
        return {"array": name}
    if isinstance(value, list) and len(value) > 8 and all(type(item) is float for item in value):
        return {"floats": taken_apart(torch.tensor(value, dtype=torch.float64), arrays)}
    if isinstance(value, Mapping):
        return {"items": [[taken_apart(key, arrays), taken_apart(item, arrays)] for key, item in value.items()]}
    if isinstance(value, tuple):
        return {"tuple": [taken_apart(item, arrays) for item in value]}
    return [taken_apart(item, arrays) for item in value] if isinstance(value, list) else value


def put_together(kept: Any, arrays: Mapping[str, Array]) -> Any:
    """The value that `taken_apart` took apart."""
    if isinstance(kept, list):
        return [put_together(item, arrays) for item in kept]
    if not isinstance(kept, dict):
        return kept
    if "array" in kept:
        return torch.from_numpy(arrays[kept["array"]].copy())
    if "floats" in kept:
        return put_together(kept["floats"], arrays).tolist()
    if "tuple" in kept:
        return tuple(put_together(item, arrays) for item in kept["tuple"])
    return {put_together(key, arrays): put_together(item, arrays) for key, item in kept["items"]}


def find_state(specs: Sequence[Spec], files: Files) -> tuple[Path, State] | None:
    """The state to go on from: that of the first checkpoints that resume and have one.

    Errors  Failed("resume") when its file cannot be read.
    """
    for spec in specs:
        if spec.resumes and spec.state_path.exists():
            return spec.state_path, _read_state(spec.state_path, files)
    return None


def _read_state(path: Path, files: Files) -> State:
    try:
        arrays, facts = files.load_state(path)
        if facts.get("version") != VERSION:
            raise NotSaved("it was written by another version of this program")
        state: State = put_together(facts["run"], arrays)
    except OSError as error:
        raise Failed("resume", str(path), error.strerror or str(error), symbol=S.NetTrain) from None
    except NotSaved as problem:
        raise Failed("resume", str(path), str(problem), symbol=S.NetTrain) from None
    except (KeyError, TypeError, ValueError):
        raise Failed("resume", str(path), "it is damaged", symbol=S.NetTrain) from None
    return state


# ---- states -------------------------------------------------------------------------------------------------------

def state_of(trainer: Trainer, seed: int, started: str) -> State:
    """The state of a run between two batches."""
    updater, history = trainer.updater, trainer.history
    return {
        "seed": seed, "started": started, "fit": fit_of(trainer),
        "arrays": _kept(trainer.arrays), "best": None if trainer.best is None else _kept(trainer.best),
        "best_value": trainer.best_value, "waited": trainer.waited,
        "optimizer": None if updater.optimizer is None else updater.optimizer.state_dict(),
        "scaler": None if updater.scaler is None else updater.scaler.state_dict(),
        "validation": None if trainer.job.validation is None else trainer.job.validation.state(),
        "next_validation": trainer.next_validation, "rate": updater.rate, "base": updater.base,
        "given_rate": trainer.job.method.rate,
        "generator": trainer.generator.get_state(),
        "order": trainer.order if trainer.within else trainer.job.training.state(),
        "batch": trainer.batch, "round": trainer.round, "within": trainer.within,
        "total_rounds": trainer.total_rounds, "elapsed": trainer.elapsed,
        "hooks": [(hook.unit, due) for hook, due in zip(trainer.job.hooks, trainer.next_hook, strict=True)],
        "files": list(trainer.files), "history": history.state(), "meters": trainer.gauge.state(),
    }


def _kept(arrays: Sequence[Tensor | None]) -> list[Tensor | None]:
    return [None if array is None else array.detach().cpu() for array in arrays]


def fit_of(trainer: Trainer) -> dict[str, Any]:
    """What a run must share with another one to go on from its state."""
    job = trainer.job
    slots = [[".".join(map(str, slot.paths[0])), [] if array is None else list(array.shape)]
             for slot, array in zip(trainer.program.arrays, trainer.arrays, strict=True)]
    return {
        "arrays of the net": slots, "arrays that are trained": len(trainer.updater.parts),
        "method": job.method.name, "batch size": job.training.batch_size, "number of examples": job.training.examples,
        "working precision": str(job.dtype), "measurements": trainer.gauge.names,
        "validation set": 0 if job.validation is None else job.validation.examples,
    }


def restore(trainer: Trainer, state: State, path: Path) -> None:
    """Put a run where another one was.

    Errors  Failed("resume") naming the first thing in which the two differ.
    """
    for name, value in fit_of(trainer).items():
        if state["fit"].get(name) != value:
            raise Failed("resume", str(path), f"the {name} differ", symbol=S.NetTrain)
    trainer.restore_arrays(state["arrays"])
    updater = trainer.updater
    if updater.optimizer is not None:
        updater.optimizer.load_state_dict(state["optimizer"])
    if updater.scaler is not None and state["scaler"]:
        updater.scaler.load_state_dict(state["scaler"])
    if state["given_rate"] == trainer.job.method.rate:
        updater.base = state["base"]
        updater.set_rate(state["rate"])
    else:
        updater.set_rate(updater.base)
    if state["best"] is not None:
        trainer.best = [None if array is None else array.to(trainer.job.device) for array in state["best"]]
    trainer.best_value, trainer.waited = state["best_value"], state["waited"]
    trainer.generator.set_state(state["generator"])
    trainer.job.training.restore(state["order"])
    trainer.order = state["order"]
    if trainer.job.validation is not None:
        trainer.job.validation.restore(state["validation"])
    trainer.next_validation = state["next_validation"]
    trainer.batch, trainer.round, trainer.within = state["batch"], state["round"], state["within"]
    if trainer.total_rounds is None:
        trainer.total_rounds = state["total_rounds"]
    trainer.spent = state["elapsed"]
    units = [hook.unit for hook in trainer.job.hooks]
    if units == [unit for unit, _ in state["hooks"]]:
        trainer.next_hook = [due if unit != "Seconds" else 0.0 for unit, due in state["hooks"]]
    trainer.files = list(state["files"])
    trainer.history.restore(state["history"])
    trainer.gauge.restore(state["meters"])
    trainer.ended = trainer.history.reason if trainer.history.reason in ENDS else ""


# ---- writing while training ---------------------------------------------------------------------------------------

class Checkpoints:
    """Writes the checkpoints of one specification. What cannot be written is told once, and training goes on.

    net      the net as it is now
    tell     is told the file and the reason
    resumed  the state from which this run went on
    """

    def __init__(
        self, spec: Spec, files: Files, net: Callable[[Trainer], Net], seed: int, tell: Callable[[str, str], None],
        resumed: State | None = None,
    ) -> None:
        self.spec, self.files, self.net, self.seed, self.tell = spec, files, net, seed, tell
        now = time.strftime("%Y-%m-%dT%H:%M:%S" if os.name == "posix" else "%Y-%m-%dT%H-%M-%S")
        self.started = str(resumed["started"]) if resumed is not None else now
        self.count, self.not_before, self.last_batch = 0, 0.0, -1
        self.told: set[str] = set()
        self._clear()

    def show(self, trainer: Trainer) -> str | None:
        """Write a checkpoint, unless the files would take too much of the time. (A hook: None goes on.)"""
        if not (self.spec.is_thinned and self.count >= FREE and trainer.elapsed < self.not_before):
            self._write(trainer, is_new=True)
        return None

    def close(self, trainer: Trainer) -> None:
        """Training has ended as it should: write what it came to."""
        self._write(trainer, is_new=self.last_batch != trainer.batch)

    def _write(self, trainer: Trainer, is_new: bool) -> None:
        begin = time.perf_counter()
        path = self._path(trainer)
        try:
            if self.spec.is_directory:
                path.parent.mkdir(parents=True, exist_ok=True)
            net = self.net(trainer)
            if is_new:
                self.files.save_net(path, net)
                trainer.files += [] if str(path) in trainer.files else [str(path)]
            arrays: dict[str, Array] = {}
            run = taken_apart(state_of(trainer, self.seed, self.started), arrays)
            self.files.save_state(self.spec.state_path, net, arrays, {"version": VERSION, "run": run})
        except OSError as error:
            self._tell(path, error.strerror or str(error))
        except NotSaved as problem:
            self._tell(path, str(problem))
        self.count += 1
        self.last_batch = trainer.batch
        self.not_before = trainer.elapsed + (time.perf_counter() - begin) / SHARE

    def _tell(self, path: Path, reason: str) -> None:
        if reason not in self.told:
            self.told.add(reason)
            self.tell(str(path), reason)

    def _clear(self) -> None:
        """Remove what a killed run left unfinished."""
        state = self.spec.state_path
        with suppress(OSError):
            for part in state.parent.glob(".*.part"):
                if part.name.startswith(f".{state.name}.") or (self.spec.is_directory and ".wlnet." in part.name):
                    part.unlink()

    def _path(self, trainer: Trainer) -> Path:
        """The file of a net: in a directory, start_counter_round_batch_loss[_validation loss].wlnet."""
        if not self.spec.is_directory:
            return self.spec.path
        history = trainer.history
        counter = sum(Path(name).parent == self.spec.path for name in trainer.files) + 1
        losses = [values[-1] for values in (history.batch_losses, history.validation_losses) if values]
        parts = [self.started, f"{counter:05}", f"{trainer.round:04}", f"{trainer.batch:07}",
                 *(f"{loss:.4g}" for loss in losses)]
        return self.spec.path / f"{'_'.join(parts)}.wlnet"


