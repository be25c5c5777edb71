"""Layers without inputs."""

from __future__ import annotations

from wlnet.nets.data import Array
from wlnet.nets.declare import array
from wlnet.nets.inference import Shapes
from wlnet.nets.layer import Layer, Run, Single, layer
from wlnet.nets.types import REAL
from wlnet.tensors import Tensor


@layer("NetArrayLayer", "ConstantArrayLayer")
class NetArrayLayer(Layer):
    """NetArrayLayer["Array" -> array] gives the same, trainable array for every example.

    Ports    Output, the dimensions of the array.
    Source   ref/NetArrayLayer
    Example  NetArrayLayer["Array" -> {1, 2, 3}][]  gives  {1., 2., 3.}
    """

    values: Array = array("Array")

    input_names = ()

    def infer(self, shapes: Shapes) -> None:
        shapes.narrow("Output", None, REAL)
        shapes.same("Array", "Output")

    def forward(self, values: Tensor, run: Run) -> Tensor:
        return values.expand(run.batch, *values.shape)

    def single(self, values: Array) -> Single:
        return lambda: values
