"""What a training is asked to do: the net, its examples, the method, the limits, and whom to tell."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import torch

from wlnet.backend.batches import Source
from wlnet.backend.meters import Judged, Meter
from wlnet.backend.optimizers import Method
from wlnet.nets.layer import Net
from wlnet.nets.wiring import Path

if TYPE_CHECKING:
    from wlnet.backend.train import Trainer


@dataclass(frozen=True)
class Treatment:
    """How the array at a path is trained (see `optimizers.Part`)."""

    factor: float = 1.0
    decay: float = 0.0
    gradient_clip: float = math.inf
    weight_clip: float = math.inf


@dataclass(frozen=True)
class Criterion:
    """When to stop early: the quantity has not improved for more than `patience` checks.

    meter     the number of a meter; None for the loss. Judged on the validation set where there is one.
    function  instead of a quantity: stops when it gives True.
    """

    meter: int | None = None
    patience: int = 0
    initial_patience: int = 0
    absolute: float = 0.0
    relative: float = 0.0
    function: Callable[[Trainer], bool] | None = None


@dataclass(frozen=True)
class Hook:
    """Something called after every `every` rounds, batches, seconds or percent; it may return a reason to stop."""

    call: Callable[[Trainer], str | None]
    unit: str = "Rounds"
    every: float = 1
    least: float = 0.0


class Interruption(Protocol):
    """What happens when the user interrupts a training."""

    asked: bool

    def answer(self, trainer: Trainer) -> str | None:
        """Ask the user what to do; a reason to stop, or None to go on."""


@dataclass
class Job:
    """What to train. `net` has loss outputs, known shapes and values for all arrays.

    losses      output ports and their weights
    rounds      and `seconds` are limits; with neither, as many rounds as fit about 20 s
    meters      what is measured besides the loss, at the place `judged`; `watched` are the cells this takes
    validation  is measured after every `validate.every` rounds (or batches, ...), and at the end
    schedule    which arrays an update is for, update by update in turn; without any, all arrays each time
    interruption  what a user who interrupts is answered with
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
    meters: Sequence[Meter] = ()
    judged: Judged | None = None
    watched: frozenset[int] = frozenset()
    criterion: Criterion | None = None
    hooks: Sequence[Hook] = ()
    validate_unit: str = "Rounds"
    validate_every: float = 1
    schedule: Sequence[Callable[[Path], bool]] = ()
    interruption: Interruption | None = None
