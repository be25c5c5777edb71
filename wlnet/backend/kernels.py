"""Faster ways to carry out layers, and the rules of programs that lead to them. Importing this module puts them in place.

A kernel takes the arguments of the layer's `forward` and gives the same result; None leaves it to `forward`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Sequence
from typing import Any

from torch import Tensor

from wlnet.backend import recurrent
from wlnet.backend.module import KERNELS
from wlnet.backend.program import RULES, Program, Step
from wlnet.nets.layer import Run
from wlnet.nets.layers.recurrent import BasicRecurrent, GatedRecurrent, LongShortTermMemory, Recurrent
from wlnet.nets.layers.sequences import SequenceLast

Scan = Callable[[Tensor, Sequence[Tensor], Sequence[Tensor], Tensor | None], tuple[Tensor | None, tuple[Tensor, ...]]]


def _kernel(scan: Scan) -> Callable[..., Any]:
    def run_scan(layer: Recurrent, x: Tensor, *rest: Tensor, run: Run, lengths: Tensor | None) -> Any:
        if layer.dropout and run.training:
            return None
        count = len(layer.states)
        rows = x if x.dtype.is_floating_point else x - 1        # integers stand for unit vectors
        outputs, final = scan(rows, rest[:count], rest[count:], lengths)
        return (outputs, *final)
    return run_scan


def _basic(x: Tensor, states: Sequence[Tensor], arrays: Sequence[Tensor], lengths: Tensor | None) -> Any:
    outputs, final = recurrent.basic(x, states[0], arrays, lengths)
    return outputs, (final,)


def _gru(x: Tensor, states: Sequence[Tensor], arrays: Sequence[Tensor], lengths: Tensor | None) -> Any:
    outputs, final = recurrent.gru(x, states[0], arrays, lengths)
    return outputs, (final,)


def _lstm(x: Tensor, states: Sequence[Tensor], arrays: Sequence[Tensor], lengths: Tensor | None) -> Any:
    return recurrent.lstm(x, (states[0], states[1]), arrays, lengths)


KERNELS.update({BasicRecurrent: _kernel(_basic), GatedRecurrent: _kernel(_gru), LongShortTermMemory: _kernel(_lstm)})


def take_last_state(program: Program, wanted: Collection[int]) -> Program:
    """The last element of the sequence that a recurrent layer gives is its final state: nothing to cut out.

    Its gradient then begins at the last step instead of being spread over a sequence of zeros.
    """
    makers = {step.outputs[0]: step for step in program.steps if isinstance(step.layer, Recurrent)}
    same: dict[int, int] = {}
    kept: list[Step] = []
    for step in program.steps:
        maker = makers.get(step.inputs[0]) if isinstance(step.layer, SequenceLast) else None
        if maker is not None and step.outputs[0] not in wanted:
            same[step.outputs[0]] = maker.outputs[1]
        else:
            kept.append(dataclasses.replace(step, inputs=tuple(same.get(cell, cell) for cell in step.inputs)))
    return dataclasses.replace(program, steps=tuple(kept), memo={}) if same else program


RULES.append(take_last_state)
