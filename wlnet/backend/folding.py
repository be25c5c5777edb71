"""Programs that only give values, no gradients: what depends on arrays alone is computed beforehand, once, and
intermediate results are overwritten where nobody needs them again.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Collection
from typing import ClassVar

import numpy as np

from wlnet.backend.program import ArraySlot, Program, Step
from wlnet.expr import String, Symbol
from wlnet.nets.data import Array
from wlnet.nets.layer import Layer, Single
from wlnet.nets.layers.convolution import Convolution
from wlnet.nets.layers.elementwise import Elementwise
from wlnet.nets.layers.linear import Linear
from wlnet.nets.layers.normalization import BatchNormalization
from wlnet.nets.types import REAL, Type
from wlnet.tensors import F, Tensor, torch


def folded(program: Program, wanted: Collection[int]) -> Program:
    """The program for the `wanted` cells in single precision, rewritten by the rules of this module too; made once."""
    key = ("folded", frozenset(wanted))
    if key not in program.memo:
        program.memo[key] = work_in_place(fold_normalization(program.optimized(wanted), wanted), wanted)
    found: Program = program.memo[key]
    return found


def without_gradients(program: Program, wanted: Collection[int]) -> Program:
    """The program for the `wanted` cells with arrays that are given from outside; made once."""
    key = ("without gradients", frozenset(wanted))
    if key not in program.memo:
        program.memo[key] = work_in_place(program.optimized(wanted), wanted)
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


IN_PLACE: dict[str, Callable[[Tensor], Tensor]] = {
    "Ramp": lambda x: x.relu_(), "Tanh": lambda x: x.tanh_(), "LogisticSigmoid": lambda x: x.sigmoid_(),
    "Swish": lambda x: F.silu(x, inplace=True), "ScaledExponentialLinearUnit": lambda x: F.selu(x, inplace=True),
    "GaussianErrorLinearUnit": lambda x: torch.ops.aten.gelu_(x),     # noqa: PLW0108  it would load torch
}
SHORT = {"ReLU": "Ramp", "RectifiedLinearUnit": "Ramp", "Sigmoid": "LogisticSigmoid",
         "SELU": "ScaledExponentialLinearUnit", "GELU": "GaussianErrorLinearUnit"}


@dataclasses.dataclass(frozen=True, eq=False, kw_only=True)
class InPlace(Layer):
    """An elementwise layer that overwrites its input: to find memory costs as much as the function."""

    head: ClassVar[str] = "ElementwiseLayer"
    plain: Elementwise
    function: str

    input_names = ("Input",)
    output_names = ("Output",)

    def forward(self, x: Tensor) -> Tensor:
        return IN_PLACE[self.function](x)

    def single(self) -> Single:
        return self.plain.single()


def work_in_place(program: Program, wanted: Collection[int]) -> Program:
    """An elementwise layer that alone reads what a linear map has just made overwrites it."""
    fresh = {step.outputs[0] for step in program.steps if isinstance(step.layer, (Linear, Convolution))}
    readers = Counter(cell for step in program.steps for cell in step.inputs)

    def rewritten(step: Step) -> Step:
        layer = step.layer
        if not isinstance(layer, Elementwise) or step.inputs[0] not in fresh - {*wanted} or step.reals:
            return step
        source = layer.function.source
        name = source.short if isinstance(source, Symbol) else source.value if isinstance(source, String) else ""
        name = SHORT.get(name, name)
        if name not in IN_PLACE or readers[step.inputs[0]] != 1:
            return step
        return dataclasses.replace(step, layer=InPlace(plain=layer, function=name, ports=layer.ports))

    steps = tuple(map(rewritten, program.steps))
    return program if steps == program.steps else dataclasses.replace(program, steps=steps, memo={})
