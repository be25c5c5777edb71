"""Placeholders, and layers that older code uses."""

from __future__ import annotations

from typing import Any

from wlnet.kernel.messages import Failed
from wlnet.nets.data import Array
from wlnet.nets.declare import AUTOMATIC, Automatic, array, parameter
from wlnet.nets.inference import Shapes
from wlnet.nets.kinds import ANYTHING
from wlnet.nets.layer import Layer, Single, abstract, layer
from wlnet.nets.layers.variadic import INPUT_PORTS
from wlnet.nets.types import REAL
from wlnet.tensors import Tensor


@layer("PlaceholderLayer")
class Placeholder(Layer):
    """PlaceholderLayer["name"] stands for a layer that is still to be chosen: it has ports, but computes
    nothing.

    Ports    Input and Output, or those of the options InputPorts and OutputPorts.
    Errors   placeholder when a net with it is applied.
    Source   ref/PlaceholderLayer
    Example  Head[PlaceholderLayer["encoder", "Input" -> 3]]  gives  PlaceholderLayer
    """

    name: Any = parameter(ANYTHING, position=1)
    inputs_given: Any = parameter(INPUT_PORTS, option="$InputPorts", default=AUTOMATIC)
    outputs_given: Any = parameter(INPUT_PORTS, option="$OutputPorts", default=AUTOMATIC)

    @property
    def inputs(self) -> tuple[str, ...]:
        return _names(self.inputs_given, "Input")

    @property
    def outputs(self) -> tuple[str, ...]:
        return _names(self.outputs_given, "Output")

    def infer(self, shapes: Shapes) -> None:
        for given, names in ((self.inputs_given, self.inputs), (self.outputs_given, self.outputs)):
            if not isinstance(given, Automatic):
                for port, (_, kind) in zip(names, given):
                    if kind is not None:
                        shapes.narrow(port, kind.dims, kind.element)

    def forward(self, *inputs: Tensor) -> Tensor:
        raise Failed("placeholder", self.name)


def _names(given: Any, word: str) -> tuple[str, ...]:
    if isinstance(given, Automatic):
        return (word,)
    return tuple(word if len(given) == 1 and name == "Input1" else name.replace("Input", word, 1)
                 if name.removeprefix("Input").isdigit() else name for name, _ in given)


@abstract
class Constant(Layer):
    """What the layers with a trainable constant share: input, output and array have the same dimensions."""

    def infer(self, shapes: Shapes) -> None:
        shapes.same("Input", "Output", self.arrays[0].name)
        shapes.narrow("Output", None, REAL)


@layer("ConstantPlusLayer")
class ConstantPlus(Constant):
    """ConstantPlusLayer[] adds a trainable array.

    Ports    Input and Output, the same dimensions.
    Arrays   Biases, of these dimensions; 0 at first.
    Source   ref/ConstantPlusLayer
    Example  ConstantPlusLayer["Biases" -> {1, 2}][{1, 1}]  gives  {2., 3.}
    """

    biases: Array = array("Biases", start=0.0)

    def forward(self, x: Tensor, biases: Tensor) -> Tensor:
        return x + biases

    def single(self, biases: Array) -> Single:
        return lambda x: x + biases


@layer("ConstantTimesLayer")
class ConstantTimes(Constant):
    """ConstantTimesLayer[] multiplies by a trainable array, element by element.

    Ports    Input and Output, the same dimensions.
    Arrays   Scaling, of these dimensions; 1 at first.
    Source   ref/ConstantTimesLayer
    Example  ConstantTimesLayer["Scaling" -> {2, 3}][{1, 1}]  gives  {2., 3.}
    """

    scaling: Array = array("Scaling", start=1.0)

    def forward(self, x: Tensor, scaling: Tensor) -> Tensor:
        return x * scaling

    def single(self, scaling: Array) -> Single:
        return lambda x: x * scaling
