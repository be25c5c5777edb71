"""Faster ways to carry out layers, and rules of programs that lead to them; importing this puts them in place.

A kernel takes the arguments of the layer's `forward` and gives the same result; None leaves it to `forward`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Sequence
from typing import Any, ClassVar

import torch.nn.functional as F
from torch import Tensor

from wlnet.backend import onednn, recurrent
from wlnet.backend.module import KERNELS, TorchRun
from wlnet.backend.program import RULES, Program, Step
from wlnet.expr import S, String
from wlnet.nets.layer import Layer
from wlnet.nets.layers.elementwise import Elementwise
from wlnet.nets.layers.linear import Softmax
from wlnet.nets.layers.losses import CrossEntropyLoss, mean_inside
from wlnet.nets.layers.recurrent import BasicRecurrent, GatedRecurrent, LongShortTermMemory, Recurrent

Given = Sequence[Tensor | None]


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What is wanted of a recurrent layer: its sequence of outputs, its final states."""

    outputs: bool
    finals: tuple[bool, ...]


Scan = Callable[[Tensor, Given, Sequence[Tensor], Tensor | None, Wanted], Any]


def _kernel(scan: Scan) -> Callable[..., Any]:
    def run_scan(layer: Recurrent, x: Tensor, *rest: Tensor, run: TorchRun, lengths: Tensor | None) -> Any:
        if layer.dropout and run.training:
            return None
        count = len(layer.states)
        rows = x if x.dtype.is_floating_point else x - 1        # integers stand for unit vectors
        live = run.live or (True,) * (1 + count)
        outputs, final = scan(rows, [*map(_or_none, rest[:count])], rest[count:], lengths, Wanted(live[0], live[1:]))
        return (outputs, *final)
    return run_scan


def _or_none(state: Tensor) -> Tensor | None:
    """A state, or None for the zeros that a sequence begins with: the scan has less to do then."""
    if state.requires_grad or state.device.type != "cpu" or state.any():
        return state
    return None


def _basic(x: Tensor, states: Given, arrays: Sequence[Tensor], lengths: Tensor | None, wanted: Wanted) -> Any:
    outputs, final = recurrent.basic(x, states[0], arrays, lengths, last=not wanted.outputs)
    return outputs, (final,)


def _gru(x: Tensor, states: Given, arrays: Sequence[Tensor], lengths: Tensor | None, wanted: Wanted) -> Any:
    outputs, final = recurrent.gru(x, states[0], arrays, lengths, last=not wanted.outputs)
    return outputs, (final,)


def _lstm(x: Tensor, states: Given, arrays: Sequence[Tensor], lengths: Tensor | None, wanted: Wanted) -> Any:
    if (onednn.knows_lstm(x) and (lengths is None or not wanted.finals[1])
            and not recurrent.prefers_compiled(lengths, arrays[4])):
        return onednn.lstm(x, states, arrays, lengths)
    return recurrent.lstm(x, (states[0], states[1]), arrays, lengths, last=not wanted.outputs)


KERNELS.update({BasicRecurrent: _kernel(_basic), GatedRecurrent: _kernel(_gru), LongShortTermMemory: _kernel(_lstm)})


@dataclasses.dataclass(frozen=True, eq=False, kw_only=True)
class LogitLoss(Layer):
    """A cross entropy of what goes into a softmax or a logistic sigmoid, without forming the probabilities.

    Both faster and exact where a probability would round to 0 or 1.
    """

    head: ClassVar[str] = "CrossEntropyLossLayer"
    form: str = "Index"

    input_names = ("Input", "Target")
    output_names = ("Loss",)
    asks = frozenset({"lengths"})

    @property
    def matched(self) -> tuple[str, ...]:
        return self.inputs

    def forward(self, x: Tensor, target: Tensor, lengths: Tensor | None) -> Tensor:
        return mean_inside(self.elements(x, target), lengths)

    def elements(self, x: Tensor, target: Tensor) -> Tensor:
        """The losses of all distributions."""
        if self.form == "Index":
            flat = F.cross_entropy(x.reshape(-1, x.shape[-1]), target.reshape(-1) - 1, reduction="none")
            return flat.reshape(target.shape)
        if self.form == "Probabilities":
            return -(target * F.log_softmax(x, -1)).sum(-1)
        return F.binary_cross_entropy_with_logits(x, target, reduction="none")


def fuse_losses(program: Program, wanted: Collection[int]) -> Program:
    """A softmax or sigmoid that only meets a cross entropy is taken together with it, in log space."""
    readers: dict[int, list[Step]] = {}
    for step in program.steps:
        for cell in step.inputs:
            readers.setdefault(cell, []).append(step)
    before = {step.outputs[0]: step.inputs[0] for step in program.steps if step.outputs[0] not in wanted and all(
        _fits(step.layer, reader, step.outputs[0]) for reader in readers.get(step.outputs[0], [])) and
        readers.get(step.outputs[0]) and _squashes(step.layer)}
    if not before:
        return program
    kept = []
    for step in program.steps:
        if step.outputs[0] in before:
            continue
        if isinstance(step.layer, CrossEntropyLoss) and step.inputs[0] in before:
            fused = LogitLoss(form=step.layer.form, ports=step.layer.ports)
            step = dataclasses.replace(step, layer=fused, inputs=(before[step.inputs[0]], *step.inputs[1:]))
        kept.append(step)
    return dataclasses.replace(program, steps=tuple(kept), memo={})


def _squashes(layer: Layer) -> bool:
    if isinstance(layer, Softmax):
        return layer.axis() == len(layer.dimensions("Input")) - 1
    return is_sigmoid(layer)


def is_sigmoid(layer: Layer) -> bool:
    """Whether a layer is a logistic sigmoid."""
    return isinstance(layer, Elementwise) and layer.function.source in (
        S.LogisticSigmoid, String("LogisticSigmoid"), String("Sigmoid"))


def _fits(layer: Layer, reader: Step, cell: int) -> bool:
    if not isinstance(reader.layer, CrossEntropyLoss) or reader.inputs[0] != cell or reader.inputs.count(cell) != 1:
        return False
    return (reader.layer.form == "Binary") == isinstance(layer, Elementwise)


RULES.append(fuse_losses)
