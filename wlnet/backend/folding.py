"""Programs whose arrays stay as they are: what depends on arrays alone is computed beforehand, once.

For applying a net in single precision. Training and gradients need the arrays as they stand, so they go without.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Collection

import numpy as np

from wlnet.backend.program import ArraySlot, Program, Step
from wlnet.nets.data import Array
from wlnet.nets.layers.convolution import Convolution
from wlnet.nets.layers.linear import Linear
from wlnet.nets.layers.normalization import BatchNormalization
from wlnet.nets.types import REAL, Type


def folded(program: Program, wanted: Collection[int]) -> Program:
    """The program for the `wanted` cells, rewritten by the rules of this module too; made once."""
    key = ("folded", frozenset(wanted))
    if key not in program.memo:
        program.memo[key] = fold_normalization(program.optimized(wanted), wanted)
    found: Program = program.memo[key]
    return found


def fold_normalization(program: Program, wanted: Collection[int]) -> Program:
    """A batch normalization that alone reads the output of a linear map joins it: outside training it is one too."""
    makers = {step.outputs[0]: step for step in program.steps if isinstance(step.layer, (Linear, Convolution))}
    readers = Counter(cell for step in program.steps for cell in step.inputs)
    arrays = list(program.arrays)
    joined: dict[int, Step] = {}            # by the cell that the linear map wrote
    for step in program.steps:
        source = step.inputs[0] if step.inputs else -1
        maker = makers.get(source)
        if maker is not None and readers[source] == 1 and source not in wanted and _fits(maker, step):
            numbers = (len(arrays), len(arrays) + 1)
            arrays += [ArraySlot((), Type(value.shape, REAL), value, False) for value in _joined(program, maker, step)]
            joined[source] = dataclasses.replace(maker, outputs=step.outputs, arrays=numbers)
    if not joined:
        return program
    steps = tuple(joined.get(step.outputs[0], step) for step in program.steps
                  if not (step.inputs and step.inputs[0] in joined))
    return dataclasses.replace(program, steps=steps, arrays=tuple(arrays), memo={})


def _fits(maker: Step, step: Step) -> bool:
    """Whether a step normalizes what is one row of the map's weights each."""
    if not isinstance(step.layer, BatchNormalization):
        return False
    rank = len(maker.layer.dimensions("Output"))
    last = step.layer.interleaving and rank > 1
    return rank == 1 if isinstance(maker.layer, Linear) else last == maker.layer.interleaving  # type: ignore[attr-defined]


def _joined(program: Program, maker: Step, step: Step) -> tuple[Array, Array]:
    """The weights and biases of both steps in one."""
    assert isinstance(step.layer, BatchNormalization)
    weights, given = (None if number is None else program.arrays[number].value for number in maker.arrays)
    scaling, biases, mean, variance = (
        np.asarray(program.arrays[number].value, np.float64) for number in step.arrays if number is not None)
    assert weights is not None
    factors = scaling / np.sqrt(variance + step.layer.epsilon)
    offsets = biases + factors * ((0 if given is None else given) - mean)
    rows = weights * factors.reshape(-1, *[1] * (weights.ndim - 1))
    return rows.astype(np.float32), offsets.astype(np.float32)
