"""Losses: a number for each example; the mean over everything within an example, padding left out."""

from __future__ import annotations

from typing import Any

import numpy as np

from wlnet.nets.data import Array
from wlnet.nets.declare import parameter
from wlnet.nets.inference import Shapes
from wlnet.nets.kinds import NUMBER, choice
from wlnet.nets.layer import Layer, Single, abstract, layer
from wlnet.nets.layers.linear import inside
from wlnet.nets.types import REAL, VARYING, Integers
from wlnet.tensors import Tensor, torch

SMALLEST = 1e-30        # keeps logarithms finite at probability 0


@abstract
class Loss(Layer):
    """What the losses share: ports Input, Target and Loss."""

    input_names = ("Input", "Target")
    output_names = ("Loss",)

    @property
    def matched(self) -> tuple[str, ...]:
        return self.inputs

    def infer(self, shapes: Shapes) -> None:
        shapes.same("Input", "Target")
        shapes.narrow("Input", None, REAL)
        shapes.narrow("Target", None, REAL)
        shapes.narrow("Loss", (), REAL)


def mean_inside(values: Tensor, lengths: Tensor | None) -> Tensor:
    """The mean of all elements of each example, padding left out."""
    if values.ndim == 1:
        return values
    if lengths is None:
        return values.flatten(1).mean(1)
    mask = inside(values, lengths)
    sums = torch.where(mask, values, 0).flatten(1).sum(1)
    within = values[0, 0].numel()
    return sums / (lengths * within)


@layer("MeanSquaredLossLayer")
class MeanSquaredLoss(Loss):
    """MeanSquaredLossLayer[] gives the mean of (input - target)^2 over all elements.

    Ports    Input and Target, the same dimensions; Loss, a number.
    Source   ref/MeanSquaredLossLayer
    Example  MeanSquaredLossLayer[][<|"Input" -> 2, "Target" -> 5|>]  gives  9.
    """

    def forward(self, x: Tensor, target: Tensor, lengths: Tensor | None) -> Tensor:
        return mean_inside((x - target) ** 2, lengths)

    def single(self) -> Single:
        return lambda x, target: np.mean((x - target) ** 2)


@layer("MeanAbsoluteLossLayer")
class MeanAbsoluteLoss(Loss):
    """MeanAbsoluteLossLayer[] gives the mean of Abs[input - target] over all elements.

    Ports    Input and Target, the same dimensions; Loss, a number.
    Source   ref/MeanAbsoluteLossLayer
    Example  MeanAbsoluteLossLayer[][<|"Input" -> 2, "Target" -> 5|>]  gives  3.
    """

    def forward(self, x: Tensor, target: Tensor, lengths: Tensor | None) -> Tensor:
        return mean_inside((x - target).abs(), lengths)

    def single(self) -> Single:
        return lambda x, target: np.mean(np.abs(x - target))


@layer("CrossEntropyLossLayer")
class CrossEntropyLoss(Loss):
    """CrossEntropyLossLayer["Index"] gives -Log[p] of the probability p of the target class; "Probabilities" and
    "Binary" compare with a distribution and with the probability of True.

    Ports    Input, probabilities (last dimension: classes, unless "Binary"); Target; Loss, a number: the mean over all
             other dimensions.
    Source   ref/CrossEntropyLossLayer
    Example  CrossEntropyLossLayer["Index"][<|"Input" -> {0.5, 0.5}, "Target" -> 1|>]  gives  0.693147
    """

    form: str = parameter(choice("Index", "Probabilities", "Binary"), position=1, part="TargetForm")

    def infer(self, shapes: Shapes) -> None:
        if self.form != "Index":
            super().infer(shapes)
            return
        dims, target = shapes["Input"], shapes["Target"]
        classes = shapes.integers("Target").high
        if dims == ():
            raise shapes.mismatch("Input", "rank 1 or more")
        last = dims[-1] if dims else None
        shapes.narrow("Target", dims[:-1] if dims else None, Integers(1, last if isinstance(last, int) else None))
        shapes.narrow("Input", None if target is None else (*target, classes), REAL)
        shapes.narrow("Loss", (), REAL)

    def forward(self, x: Tensor, target: Tensor, lengths: Tensor | None) -> Tensor:
        return mean_inside(self.elements(x, target), lengths)

    def elements(self, x: Tensor, target: Tensor) -> Tensor:
        """The losses of all distributions."""
        if self.form == "Index":
            chosen = x.gather(-1, target.long().unsqueeze(-1) - 1).squeeze(-1)
            return -torch.log(chosen.clamp(min=SMALLEST))
        logs = torch.log(x.clamp(min=SMALLEST))
        if self.form == "Probabilities":
            return -(target * logs).sum(-1)
        return -(target * logs + (1 - target) * torch.log((1 - x).clamp(min=SMALLEST)))

    def single(self) -> Single:
        def logs(x: Any) -> Any:
            return np.log(np.maximum(x, SMALLEST))

        def index(x: Array, target: Array) -> Any:
            return -np.mean(logs(np.take_along_axis(x, target[..., None] - 1, -1)))

        def probabilities(x: Array, target: Array) -> Any:
            return -np.mean((target * logs(x)).sum(-1))

        def binary(x: Array, target: Array) -> Any:
            return -np.mean(target * logs(x) + (1 - target) * logs(1 - x))
        return {"Index": index, "Probabilities": probabilities, "Binary": binary}[self.form]


@layer("ContrastiveLossLayer")
class ContrastiveLoss(Loss):
    """ContrastiveLossLayer[margin] makes a distance large for the target True (up to the margin) and small for False.

    Ports    Input, a distance; Target, 1 for True and 0 for False; Loss, a number.
    Source   ref/ContrastiveLossLayer
    Example  ContrastiveLossLayer[][<|"Input" -> 0.25, "Target" -> True|>]  gives  0.25
    """

    margin: float = parameter(NUMBER, position=1, default=0.5)

    def infer(self, shapes: Shapes) -> None:
        shapes.narrow("Input", (), REAL)
        shapes.narrow("Target", (), REAL)
        shapes.narrow("Loss", (), REAL)

    def forward(self, x: Tensor, target: Tensor) -> Tensor:
        return torch.where(target > 0.5, (self.margin - x).clamp(min=0), x)

    def single(self) -> Single:
        return lambda x, target: np.where(target > 0.5, np.maximum(self.margin - x, 0), x)


@layer("CTCLossLayer")
class CTCLoss(Loss):
    """CTCLossLayer[] gives -Log of the total probability of all alignments of the target sequence with the input.

    Ports    Input {t, c + 1}, probabilities of c classes and, last, of the blank; Target, integers 1..c; Loss.
    Source   ref/CTCLossLayer; Graves et al. 2006
    Example  CTCLossLayer[][<|"Input" -> {{0.5, 0.5}}, "Target" -> {1}|>]  gives  0.693147
    """

    @property
    def matched(self) -> tuple[str, ...]:
        return ()           # the target is the shorter one

    def infer(self, shapes: Shapes) -> None:
        dims = shapes["Input"]
        classes = dims[1] if dims and len(dims) > 1 else None
        high = shapes.integers("Target").high
        shapes.narrow("Input", (None, None if high is None else high + 1), REAL)
        shapes.narrow("Target", (None,), Integers(1, classes - 1 if isinstance(classes, int) else None))
        shapes.narrow("Loss", (), REAL)

    def settle(self, shapes: Shapes) -> None:
        for name in ("Input", "Target"):
            dims = shapes[name]
            if dims and dims[0] is None:
                shapes.narrow(name, (VARYING, *dims[1:]))

    def forward(self, x: Tensor, target: Tensor, all_lengths: list[Tensor | None]) -> Tensor:
        batch, steps, classes = x.shape
        times, sizes = (torch.full((batch,), size, device=x.device) if length is None else length
                        for length, size in zip(all_lengths, (steps, target.shape[1])))
        return alignment_loss(torch.log(x.clamp(min=SMALLEST)), target.long() - 1, times, sizes, classes - 1)


NEVER = -1e30       # the logarithm of an impossible event, finite so that gradients are


def alignment_loss(logs: Tensor, target: Tensor, times: Tensor, sizes: Tensor, blank: int) -> Tensor:
    """-Log of the probability of all alignments (torch's own loss has the gradient of normalized inputs only).

    logs    {batch, t, classes}; target {batch, u} from 0; times and sizes are true lengths.
    Source  Graves et al. 2006, forward variables
    """
    batch, steps, _ = logs.shape
    states = 2 * target.shape[1] + 1            # blanks before, between and behind the labels
    labels = torch.full((batch, states), blank, device=logs.device)
    labels[:, 1::2] = target
    skips = torch.zeros_like(labels, dtype=torch.bool)
    skips[:, 3::2] = labels[:, 3::2] != labels[:, 1:-2:2]
    here = logs.gather(2, labels[:, None].expand(-1, steps, -1))
    never = torch.full((batch, 2), NEVER, dtype=logs.dtype, device=logs.device)
    first = torch.full((batch, states), NEVER, dtype=logs.dtype, device=logs.device)
    alpha = torch.cat([here[:, 0, :2], first[:, 2:]], 1)
    for t in range(1, steps):
        padded = torch.cat([never, alpha], 1)
        jump = torch.where(skips, padded[:, :-2], NEVER)
        new = torch.logsumexp(torch.stack([alpha, padded[:, 1:-1], jump]), 0) + here[:, t]
        alpha = torch.where((t < times)[:, None], new.clamp(min=NEVER), alpha)
    ends = torch.stack([2 * sizes, 2 * sizes - 1], 1)
    return -torch.logsumexp(alpha.gather(1, ends), 1)
