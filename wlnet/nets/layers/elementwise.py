"""Layers that apply a function to every element."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from wlnet.expr import Expr, Integer, S, String, is_list, to_expr
from wlnet.nets.data import Array
from wlnet.nets.declare import AUTOMATIC, Automatic, Kind, Misfit, array, parameter
from wlnet.nets.functions import Function, is_array, several, unary
from wlnet.nets.inference import Shapes
from wlnet.nets.kinds import LEVELS, PROBABILITY, choice, levels, show_auto
from wlnet.nets.layer import Layer, Run, Single, layer
from wlnet.nets.layers.variadic import INPUT_PORTS, Variadic
from wlnet.nets.types import REAL, Clash, Dim, Dims, dims_text, narrow_dim
from wlnet.tensors import Tensor, torch

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

UNARY = Kind("a function of one argument or the name of an activation", unary, lambda function: function.source)
SEVERAL = Kind("a function of several arguments", several, lambda function: function.source)


# functions that neither overflow nor leave the reals, so that numpy has nothing to warn about
HARMLESS = frozenset({S.Tanh, S.Ramp, S.LogisticSigmoid, *map(String, ("ReLU", "RectifiedLinearUnit", "Sigmoid"))})


@layer("ElementwiseLayer")
class Elementwise(Layer):
    """ElementwiseLayer[f] applies f to every element; f may be a symbol, a pure function or the name of an activation.

    Ports    Input and Output, the same dimensions.
    Errors   invfunc for a function that is no combination of operations on numbers.
    Source   ref/ElementwiseLayer
    Example  ElementwiseLayer[3 # &][{1, 2}]  gives  {3., 6.}
    """

    function: Function = parameter(UNARY, position=1)

    def infer(self, shapes: Shapes) -> None:
        shapes.same("Input", "Output")
        shapes.narrow("Output", None, REAL)

    def forward(self, x: Tensor) -> Tensor:
        value = self.function.compiled(torch, [x if x.is_floating_point() else x.to(torch.float32)])
        return value if is_array(value) else torch.full_like(x, value)

    def single(self) -> Single:
        compiled = self.function.compiled
        if self.function.source in HARMLESS:
            return lambda x: compiled(np, [x]) if x.dtype.kind == "f" else compiled(np, [x.astype(np.float32)])

        def apply(x: Array) -> Array:
            with np.errstate(all="ignore"):         # branches not taken may be undefined
                value = compiled(np, [x if x.dtype.kind == "f" else x.astype(np.float32)])
            return np.asarray(value, np.float32) if np.ndim(value) == x.ndim else np.full(x.shape, value, np.float32)
        return apply


def _broadcast_spec(expr: Expr, ev: Evaluator) -> Any:
    if expr is S.Automatic:
        return AUTOMATIC
    if expr is S["None"]:
        return None
    if isinstance(expr, Integer) and expr.value:
        return expr.value
    raise Misfit


BROADCAST = Kind("Automatic, None or a level", _broadcast_spec, show_auto())


@layer("ThreadingLayer")
class Threading(Variadic):
    """ThreadingLayer[f] applies f to corresponding elements of several arrays; ThreadingLayer[f, n] inserts missing
    levels at n.

    Ports    Input1, Input2, ... or the names of the slots of f; Output. Dimensions must agree or be 1.
    Errors   invfunc for a function that is no combination of operations on numbers; shape conflict.
    Source   ref/ThreadingLayer
    Example  ThreadingLayer[Plus][{{1, 2, 3}, {4, 5, 6}}]  gives  {5., 7., 9.}
    """

    function: Function = parameter(SEVERAL, position=1)
    broadcast: Any = parameter(BROADCAST, position=2, default=AUTOMATIC)
    ports_given: Any = parameter(INPUT_PORTS, option="$InputPorts", default=AUTOMATIC)

    @property
    def inputs(self) -> tuple[str, ...]:
        if self.function.names:
            return self.function.names
        if isinstance(self.ports_given, Automatic) and not self.function.is_open:
            return tuple(f"Input{index}" for index in range(1, len(self.function.slots) + 1))
        return super().inputs

    def with_inputs(self, count: int) -> Layer | None:
        return super().with_inputs(count) if self.function.is_open else self

    @property
    def matched(self) -> tuple[str, ...]:
        if not isinstance(self.broadcast, int) or self.broadcast < 0:
            return self.inputs
        ranks = {name: len(self.dimensions(name)) for name in self.inputs}      # levels are inserted in front
        return tuple(name for name in self.inputs if ranks[name] == max(ranks.values()))

    def infer(self, shapes: Shapes) -> None:
        self.infer_given(shapes)
        dims = [shapes[name] for name in self.inputs]
        known = [item for item in dims if item is not None]
        if isinstance(self.broadcast, Automatic) and known:     # all of one rank
            rank = len(known[0])
            for name in self.inputs:
                shapes.narrow(name, (None,) * rank)
            dims = [shapes[name] for name in self.inputs]
        if self.broadcast is None:
            shapes.same(*self.inputs, "Output")
        elif None not in dims:
            shapes.narrow("Output", self._joined(shapes, dims))  # type: ignore[arg-type]
        shapes.narrow("Output", None, REAL)

    def settle(self, shapes: Shapes) -> None:
        """What is open has the dimensions of the output, or of the other inputs."""
        dims = [shapes["Output"], *(shapes[name] for name in self.inputs)]
        best = next((item for item in dims if item is not None and None not in item),
                    next((item for item in dims if item is not None), None))
        for name in self.inputs:
            mine = shapes[name]
            if mine is None and isinstance(self.broadcast, int):
                continue        # of whatever rank the data will have
            if best is not None and (mine is None or (None in mine and len(mine) == len(best))):
                shapes.narrow(name, [b if a is None else a for a, b in zip(mine or (None,) * len(best), best)])

    def _joined(self, shapes: Shapes, dims: Sequence[Dims]) -> list[Dim]:
        rank = max(map(len, dims))
        result: list[Dim] = [1] * rank
        for name, item in zip(self.inputs, dims):
            for axis, dim in enumerate(self.aligned(item, rank, 1)):
                old = result[axis]
                if dim == 1:
                    continue
                try:
                    result[axis] = dim if old == 1 else narrow_dim(old, dim)
                except Clash:
                    raise shapes.mismatch(name, f"dimensions that agree with {dims_text(tuple(result))}") from None
        return result

    def aligned(self, dims: Sequence[Any], rank: int, one: Any) -> list[Any]:
        """Dimensions with the missing levels put in."""
        missing = rank - len(dims)
        level = self.broadcast if isinstance(self.broadcast, int) else 1
        at = level - 1 if level > 0 else len(dims) + 1 + level
        return [*dims[:at], *[one] * missing, *dims[at:]]

    def _values(self, tensors: Sequence[Any], lead: int) -> list[Any]:
        rank = max(x.ndim for x in tensors) - lead
        return [x.reshape(*x.shape[:lead], *self.aligned(x.shape[lead:], rank, 1)) if x.ndim - lead < rank else x
                for x in tensors]

    def operation(self) -> Any:
        """The function for the number of inputs that the layer has."""
        function = self.function.with_slots(len(self.inputs)) if self.function.is_open else self.function
        return function.compiled

    def forward(self, *tensors: Tensor) -> Tensor:
        values = self._values([x if x.is_floating_point() else x.to(torch.float32) for x in tensors], 1)
        return self.operation()(torch, values)  # type: ignore[no-any-return]

    def single(self) -> Single:
        operation = self.operation()

        def apply(*arrays: Array) -> Array:
            values = self._values([x if x.dtype.kind == "f" else x.astype(np.float32) for x in arrays], 0)
            with np.errstate(all="ignore"):
                return np.asarray(operation(np, values), np.float32)
        return apply


@layer("ParametricRampLayer")
class ParametricRamp(Layer):
    """ParametricRampLayer[] gives x for x >= 0 and slope x below, with a trainable slope for each index of level 1.

    Ports    Input and Output, the same dimensions.
    Arrays   Slope, the dimensions of the input at the given levels; 0.1 at first.
    Source   ref/ParametricRampLayer; He et al. 2015
    Example  ParametricRampLayer["Slope" -> {0.5, 0.5}][{-2, 2}]  gives  {-1., 2.}
    """

    at_levels: Any = parameter(LEVELS, position=1, default=1)
    slope: Array = array("Slope", start=0.1)

    def infer(self, shapes: Shapes) -> None:
        shapes.same("Input", "Output")
        shapes.narrow("Output", None, REAL)
        dims = shapes["Input"]
        if dims is not None:
            axes = _axes(self.at_levels, dims, shapes)
            shapes.narrow("Slope", [dims[axis] for axis in axes])
            slope = shapes["Slope"]
            if slope is not None:
                found = dict(zip(axes, slope))
                shapes.narrow("Input", [found.get(axis) for axis in range(len(dims))])

    def settle(self, shapes: Shapes) -> None:
        slope = shapes["Slope"]
        if shapes["Input"] is None and slope is not None and self.at_levels == 1:
            shapes.narrow("Input", slope)

    def forward(self, x: Tensor, slope: Tensor) -> Tensor:
        axes = levels(self.at_levels, x.ndim - 1)
        shape = [x.shape[axis + 1] if axis in axes else 1 for axis in range(x.ndim - 1)]
        return torch.where(x >= 0, x, x * slope.reshape(shape))

    def single(self, slope: Array) -> Single:
        def apply(x: Array) -> Array:
            axes = levels(self.at_levels, x.ndim)
            shape = [x.shape[axis] if axis in axes else 1 for axis in range(x.ndim)]
            return np.where(x >= 0, x, x * slope.reshape(shape))
        return apply


def _axes(spec: Any, dims: Dims, shapes: Shapes) -> tuple[int, ...]:
    try:
        return levels(spec, len(dims))
    except ValueError:
        raise shapes.mismatch("Input", "a rank with the given levels") from None


def _read_outputs(expr: Expr, ev: Evaluator) -> tuple[str, ...]:
    names = tuple(ONE_OUTPUT.read(item, ev) for item in (expr.args if is_list(expr) else (expr,)))
    if not names or len(set(names)) < len(names):
        raise Misfit
    return names


ONE_OUTPUT = choice("Output", "BinaryMask")
OUTPUTS = Kind('"Output", "BinaryMask" or a list of both', _read_outputs,
               lambda names: to_expr(names[0] if len(names) == 1 else list(names)))


@layer("DropoutLayer")
class Dropout(Layer):
    """DropoutLayer[p] sets elements to zero with probability p while training, and scales the others by 1/(1 - p).

    Ports    Input and Output, the same dimensions. Does nothing outside training. With OutputPorts -> "BinaryMask" (or
             a list with it) also BinaryMask, 1 where an element is kept.
    Source   ref/DropoutLayer; Srivastava et al. 2014; Klambauer et al. 2017 for "AlphaDropout"
    Example  DropoutLayer[][{1, 2, 3}]  gives  {1., 2., 3.}
    """

    probability: float = parameter(PROBABILITY, position=1, default=0.5)
    method: str = parameter(choice("Dropout", "AlphaDropout"), option="$Method", default="Dropout")

    outputs_given: tuple[str, ...] = parameter(OUTPUTS, option="$OutputPorts", default=("Output",))

    @property
    def outputs(self) -> tuple[str, ...]:
        return self.outputs_given

    def infer(self, shapes: Shapes) -> None:
        shapes.same("Input", *self.outputs)
        for name in self.outputs:
            shapes.narrow(name, None, REAL)

    def forward(self, x: Tensor, run: Run) -> Any:
        if not run.training or not self.probability:
            return self._chosen(x, torch.ones_like(x))
        keep = 1 - self.probability
        mask = torch.rand(x.shape, generator=run.generator, device=x.device) < keep
        if self.method == "Dropout":
            return self._chosen(x * mask / keep, mask.to(x.dtype))
        low = -1.7580993408473766
        scale = (keep + low**2 * keep * (1 - keep)) ** -0.5
        dropped: Tensor = torch.where(mask, x, low) * scale - scale * (1 - keep) * low
        return self._chosen(dropped, mask.to(x.dtype))

    def _chosen(self, output: Any, mask: Any) -> Any:
        """What the outputs asked for carry."""
        found = {"Output": output, "BinaryMask": mask}
        return found[self.outputs[0]] if len(self.outputs) == 1 else tuple(found[name] for name in self.outputs)

    def single(self) -> Single:
        return lambda x: self._chosen(x, np.ones_like(x))
