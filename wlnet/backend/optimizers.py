"""Optimisers: what the option Method names, as torch optimisers with a group of parameters for each factor and decay.

Wolfram's defaults differ from torch's (ADAM has epsilon 1e-5); the sheet of defaults is `METHODS`. A negative learning
rate climbs: the gradient changes sign, since torch wants rates of at least 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor
from torch.optim import SGD, Adam, AdamW, Optimizer, RMSprop

Schedule = Callable[[int, int], float]

METHODS: dict[str, dict[str, float]] = {
    "ADAM": {"Beta1": 0.9, "Beta2": 0.999, "Epsilon": 1e-5},
    "AdamW": {"Beta1": 0.9, "Beta2": 0.999, "Epsilon": 1e-5, "WeightDecay": 0.01},
    "RMSProp": {"Beta": 0.95, "Epsilon": 1e-6, "Momentum": 0.9},
    "SGD": {"Momentum": 0.93},
    "SignSGD": {"Momentum": 0.93},
}
RATES = {"ADAM": 1e-3, "AdamW": 1e-3, "RMSProp": 1e-3, "SGD": 1e-2, "SignSGD": 1e-4}


@dataclass(frozen=True)
class Method:
    """An optimisation method with its settings.

    rate      initial learning rate; each parameter has its own factor besides.
    schedule  factor of the rate for (batch, total batches), counted from 1; None keeps the rate.
    """

    name: str = "ADAM"
    settings: Mapping[str, float] = field(default_factory=lambda: dict(METHODS["ADAM"]))
    rate: float = 1e-3
    schedule: Schedule | None = None


@dataclass(frozen=True)
class Part:
    """A parameter and how it is to be treated.

    factor         of the learning rate; negative climbs.
    decay          L2 regularisation: the gradient of decay/2 times the sum of squares is added.
    gradient_clip  greatest magnitude of an element of the gradient, weight_clip of an element of the parameter.
    """

    parameter: Tensor
    factor: float = 1.0
    decay: float = 0.0
    gradient_clip: float = math.inf
    weight_clip: float = math.inf


class SignSGD(Optimizer):
    """Steps of fixed size in the direction of the signs of the averaged gradient.

    Source  Bernstein et al. 2018, Signum
    """

    def __init__(self, params: Iterable[Any], lr: float, momentum: float = 0.0, weight_decay: float = 0.0) -> None:
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is None:
                    continue
                gradient = parameter.grad.add(parameter, alpha=group["weight_decay"])
                state = self.state[parameter]
                if group["momentum"]:
                    mean = state.setdefault("mean", torch.zeros_like(parameter))
                    gradient = mean.lerp_(gradient, 1 - group["momentum"])
                parameter.sub_(gradient.sign(), alpha=group["lr"])


class Updater:
    """Carries out the updates of one training run: signs, clipping, schedule and the optimiser's step.

    scaled_on   a type of device, if gradients are of half length there: then the loss is to be scaled by `scaler`, lest
                they vanish; updates that meet an overflow are left out.
    """

    def __init__(self, method: Method, parts: Sequence[Part], scaled_on: str | None = None) -> None:
        self.method = method
        self.scaler = None if scaled_on is None else torch.amp.GradScaler(scaled_on)
        self.parts = [part for part in parts if part.factor != 0]
        self.rate = self.base = method.rate
        self.planned = 0
        groups: dict[tuple[float, float], list[Tensor]] = {}
        for part in self.parts:
            groups.setdefault((abs(part.factor), part.decay), []).append(part.parameter)
        self.factors = [factor for factor, _ in groups]
        self.optimizer = _optimizer(method, [
            {"params": parameters, "lr": method.rate * factor, "weight_decay": _decay(method, decay)}
            for (factor, decay), parameters in groups.items()]) if groups else None
        self.climbing = [part.parameter for part in self.parts if part.factor < 0]
        self.clipped = [part for part in self.parts if part.gradient_clip < math.inf]
        self.bounded = [part for part in self.parts if part.weight_clip < math.inf]

    def plan(self, batch: int, total: int) -> None:
        """Set the learning rate for a batch, counted from 1, as the schedule says."""
        if self.method.schedule is not None and self.planned != batch and self.optimizer is not None:
            self.set_rate(self.base * self.method.schedule(batch, total))
            self.planned = batch

    def step(self, batch: int, total: int) -> None:
        """Update the parameters by their gradients; `batch` counts from 1."""
        if self.optimizer is None:
            return
        self.plan(batch, total)
        if self.scaler is not None and any(part.parameter.grad is not None for part in self.parts):
            self.scaler.unscale_(self.optimizer)
        for parameter in self.climbing:
            if parameter.grad is not None:
                parameter.grad.neg_()
        for part in self.clipped:
            if part.parameter.grad is not None:
                part.parameter.grad.clamp_(-part.gradient_clip, part.gradient_clip)
        self._step(self.optimizer)
        with torch.no_grad():
            for part in self.bounded:
                part.parameter.clamp_(-part.weight_clip, part.weight_clip)
        self.optimizer.zero_grad()

    def _step(self, optimizer: Optimizer) -> None:
        if self.scaler is None:
            optimizer.step()
        elif any(part.parameter.grad is not None for part in self.parts):
            self.scaler.step(optimizer)
            self.scaler.update()

    def change_rate(self, rate: float) -> None:
        """Set the learning rate that a schedule scales, or that stays if there is none."""
        self.base = rate
        if self.method.schedule is None:
            self.set_rate(rate)

    def set_rate(self, rate: float) -> None:
        """Set the learning rate to which the factors of the parameters apply."""
        self.rate = rate
        if self.optimizer is not None:
            for group, factor in zip(self.optimizer.param_groups, self.factors, strict=True):
                group["lr"] = rate * factor


def _decay(method: Method, decay: float) -> float:
    return decay + method.settings.get("WeightDecay", 0.0) if method.name == "AdamW" else decay


def _optimizer(method: Method, groups: list[dict[str, Any]]) -> Optimizer:
    settings = method.settings
    if method.name in ("ADAM", "AdamW"):
        kind = Adam if method.name == "ADAM" else AdamW
        first = groups[0]["params"][0]
        return kind(groups, lr=method.rate, betas=(settings["Beta1"], settings["Beta2"]), eps=settings["Epsilon"],
                    fused=first.device.type in ("cpu", "cuda"))
    if method.name == "RMSProp":    # the centred form, Graves 2013
        return RMSprop(groups, lr=method.rate, alpha=settings["Beta"], eps=settings["Epsilon"],
                       momentum=settings["Momentum"], centered=True)
    if method.name == "SGD":
        return SGD(groups, lr=method.rate, momentum=settings["Momentum"])
    return SignSGD(groups, lr=method.rate, momentum=settings["Momentum"])


def polynomial(batch: int, total: int) -> float:
    """Falls linearly to 0."""
    return 1 - (batch - 1) / max(total, 1)


def cosine(batch: int, total: int) -> float:
    """Falls to 0 along half a wave."""
    return 0.5 * (1 + math.cos(math.pi * (batch - 1) / max(total, 1)))


def one_cycle(batch: int, total: int) -> float:
    """Rises linearly from 1/25 over the first 30 %, then falls to 0 along half a wave (Smith 2018)."""
    done, rise = (batch - 1) / max(total, 1), 0.3
    if done < rise:
        return 0.04 + 0.96 * done / rise
    return 0.5 * (1 + math.cos(math.pi * (done - rise) / (1 - rise)))


def warm_up(batch: int, total: int) -> float:
    """Rises linearly over the first 5 %, then stays."""
    return min(1.0, batch / max(0.05 * total, 1))


def shaped(schedule: Schedule, warm: float, final: float) -> Schedule:
    """A schedule that rises linearly at first, and ends at a part of the rate instead of 0.

    warm   the fraction of all batches that the rise takes, or (from 1 on) their number.
    """
    def factor(batch: int, total: int) -> float:
        rise = round(warm * total) if warm < 1 else min(round(warm), total - 1)
        if batch <= rise:
            return batch / (rise + 1)
        return final + (1 - final) * schedule(batch - rise, total - rise)
    return factor


SCHEDULES: dict[str, Schedule] = {
    "Polynomial": polynomial, "Cosine": cosine, "OneCycle": one_cycle, "WarmUp": warm_up,
}
