"""Layers as operations of ONNX: one function per layer, found by its class.

A function gets the graph, the layer (its ports' types known), the names of its inputs (then of initial states, "" for
zeros) and its arrays; it gives the names of its outputs (then of final states).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np

from wlnet.io.onnx_graph import Functions, OnnxGraph, Unexportable, Value
from wlnet.nets.data import Array
from wlnet.nets.layer import Layer
from wlnet.nets.layers.attention import Attention, SequenceAttention
from wlnet.nets.layers.combine import Append, Catenate, Dot, Prepend, Total
from wlnet.nets.layers.convolution import Convolution, Pooling, Window
from wlnet.nets.layers.deconvolution import Deconvolution
from wlnet.nets.layers.elementwise import Dropout, Elementwise, ParametricRamp, Threading
from wlnet.nets.layers.legacy import ConstantPlus, ConstantTimes
from wlnet.nets.layers.linear import Linear, Softmax
from wlnet.nets.layers.losses import MeanAbsoluteLoss, MeanSquaredLoss
from wlnet.nets.layers.normalization import BatchNormalization, Normalization
from wlnet.nets.layers.recurrent import BasicRecurrent, GatedRecurrent, LongShortTermMemory, Recurrent
from wlnet.nets.layers.reduce import Aggregation, Summation
from wlnet.nets.layers.sequences import (
    Embedding, SequenceLast, SequenceMost, SequenceRest, SequenceReverse, UnitVector,
)
from wlnet.nets.layers.structure import Flatten, Padding, Part, Replicate, Reshape, Transpose, permutation
from wlnet.nets.kinds import levels
from wlnet.nets.types import VARYING, Dim

Names = list[str]
Arrays = Sequence[Array | None]
Export = Callable[[OnnxGraph, Any, Names, Arrays], Names]
EXPORTS: dict[type[Layer], Export] = {}

E = TypeVar("E", bound=Callable[..., Any])


def exports(*classes: type[Layer]) -> Callable[[E], E]:
    """Declare the function below as the one for these layers."""
    def register(function: E) -> E:
        EXPORTS.update(dict.fromkeys(classes, function))
        return function
    return register


def _kept(dims: Sequence[Dim]) -> list[int]:
    """Dimensions for a reshape: a varying first one is kept."""
    return [0 if dim == VARYING else int(dim) for dim in dims]  # type: ignore[arg-type]


def _fixed(layer: Layer, dims: Sequence[Dim]) -> list[int]:
    """Dimensions that must not vary.

    Errors  Unexportable when one does.
    """
    if VARYING in dims:
        raise Unexportable("sequences of varying length there")
    return [int(dim) for dim in dims]  # type: ignore[arg-type]


def _f32(array: Array | None) -> Array:
    assert array is not None
    return np.asarray(array, np.float32)


# ---- elements ----------------------------------------------------------------------------------

@exports(Linear)
def _linear(g: OnnxGraph, layer: Linear, inputs: Names, arrays: Arrays) -> Names:
    weights, biases = arrays
    x = inputs[0]
    if layer.ports["Input"].type.is_integer and layer.dimensions("Input") == ():
        x = g("Gather", g.constant(np.ascontiguousarray(_f32(weights).T), "weights"), g.from_zero(x))
        if biases is not None:
            x = g("Add", x, g.constant(_f32(biases), "biases"))
    else:
        if len(layer.dimensions("Input")) != 1:
            x = g("Flatten", x, axis=1)
        rest = [] if biases is None else [g.constant(_f32(biases), "biases")]
        x = g("Gemm", x, g.constant(_f32(weights), "weights"), *rest, transB=1)
    out = layer.dimensions("Output")
    return [x if len(out) == 1 else g.reshape(x, _fixed(layer, out))]


@exports(Softmax)
def _softmax(g: OnnxGraph, layer: Softmax, inputs: Names, arrays: Arrays) -> Names:
    return [g("Softmax", inputs[0], axis=layer.axis() + 1)]


@exports(Elementwise)
def _elementwise(g: OnnxGraph, layer: Elementwise, inputs: Names, arrays: Arrays) -> Names:
    x = Value(g, inputs[0])
    found = layer.function.compiled(Functions(g), [x])
    if not isinstance(found, Value):
        found = x * 0.0 + float(found)
    return [found.name]


@exports(Threading)
def _threading(g: OnnxGraph, layer: Threading, inputs: Names, arrays: Arrays) -> Names:
    dims = [layer.dimensions(name) for name in layer.inputs]
    rank = max(map(len, dims))
    values = [Value(g, x if len(item) == rank else g.reshape(x, _fixed(layer, layer.aligned(item, rank, 1))))
              for x, item in zip(inputs, dims)]
    return [layer.operation()(Functions(g), values).name]


@exports(ParametricRamp)
def _parametric_ramp(g: OnnxGraph, layer: ParametricRamp, inputs: Names, arrays: Arrays) -> Names:
    dims = layer.dimensions("Input")
    axes = levels(layer.at_levels, len(dims))
    shape = [int(dim) if axis in axes else 1 for axis, dim in enumerate(dims)]  # type: ignore[arg-type]
    return [g("PRelu", inputs[0], g.constant(_f32(arrays[0]).reshape(shape), "slope"))]


@exports(ConstantPlus, ConstantTimes)
def _constant(g: OnnxGraph, layer: Layer, inputs: Names, arrays: Arrays) -> Names:
    return [g("Add" if isinstance(layer, ConstantPlus) else "Mul", inputs[0], g.constant(_f32(arrays[0]), "array"))]


@exports(Dropout)
def _dropout(g: OnnxGraph, layer: Dropout, inputs: Names, arrays: Arrays) -> Names:
    return [g("Identity", inputs[0])]


# ---- images ------------------------------------------------------------------------------------

def _channels_first(g: OnnxGraph, layer: Window, x: str) -> str:
    rank = len(layer.dimensions("Input")) + 1
    return g.transpose(x, [0, rank - 1, *range(1, rank - 1)]) if layer.interleaving else x


def _channels_back(g: OnnxGraph, layer: Window, x: str) -> str:
    rank = len(layer.dimensions("Input")) + 1
    return g.transpose(x, [0, *range(2, rank), 1]) if layer.interleaving else x


def _space(layer: Window) -> tuple[Dim, ...]:
    return tuple(layer.parted(layer.dimensions("Input"))[1])


@exports(Convolution)
def _convolution(g: OnnxGraph, layer: Convolution, inputs: Names, arrays: Arrays) -> Names:
    space = _space(layer)
    count = len(space)
    pairs = layer.pads(tuple(_fixed(layer, space)) if layer.padding == "Same" else space)
    rest = [] if arrays[1] is None else [g.constant(_f32(arrays[1]), "biases")]
    found = g("Conv", _channels_first(g, layer, inputs[0]), g.constant(_f32(arrays[0]), "weights"), *rest,
              kernel_shape=list(layer.each(layer.kernel, count)), strides=list(layer.each(layer.stride, count)),
              dilations=list(layer.dilations(count)), group=layer.channel_groups,
              pads=[a for a, _ in pairs] + [b for _, b in pairs])
    return [_channels_back(g, layer, found)]


@exports(Deconvolution)
def _deconvolution(g: OnnxGraph, layer: Deconvolution, inputs: Names, arrays: Arrays) -> Names:
    space = _space(layer)
    count = len(space)
    pairs = layer.pads(space)
    extra = [max(-b, 0) for _, b in pairs]
    if any(a < 0 for a, _ in pairs):
        raise Unexportable("negative padding at the beginning")
    rest = [] if arrays[1] is None else [g.constant(_f32(arrays[1]), "biases")]
    found = g("ConvTranspose", _channels_first(g, layer, inputs[0]), g.constant(_f32(arrays[0]), "weights"), *rest,
              kernel_shape=list(layer.each(layer.kernel, count)), strides=list(layer.each(layer.stride, count)),
              dilations=list(layer.dilations(count)), group=layer.channel_groups, output_padding=extra,
              pads=[a for a, _ in pairs] + [max(b, 0) for _, b in pairs])
    return [_channels_back(g, layer, found)]


@exports(Pooling)
def _pooling(g: OnnxGraph, layer: Pooling, inputs: Names, arrays: Arrays) -> Names:
    space = _space(layer)
    count = len(space)
    kernel = layer.each(layer.kernel, count)
    pairs = layer.pads(tuple(_fixed(layer, space)) if layer.padding == "Same" else space)
    x = _channels_first(g, layer, inputs[0])
    if any(map(any, pairs)):        # zeros take part, in the maximum and in the mean
        x = g("Pad", x, g.integers(0, 0, *(a for a, _ in pairs), 0, 0, *(b for _, b in pairs)))
    operator = "MaxPool" if layer.function == "Max" else "AveragePool"
    found = g(operator, x, kernel_shape=list(kernel), strides=list(layer.each(layer.stride, count)))
    if layer.function == "Total":
        found = g("Mul", found, g.real(math.prod(kernel)))
    return [_channels_back(g, layer, found)]


# ---- normalization -----------------------------------------------------------------------------

@exports(BatchNormalization)
def _batch_normalization(g: OnnxGraph, layer: BatchNormalization, inputs: Names, arrays: Arrays) -> Names:
    scaling, biases, mean, variance = map(_f32, arrays)
    factor = scaling / np.sqrt(variance + np.float32(layer.epsilon))
    rank = len(layer.dimensions("Input"))
    shape = [*[1] * (rank - 1), -1] if layer.interleaving else [-1, *[1] * (rank - 1)]
    scaled = g("Mul", inputs[0], g.constant(factor.reshape(shape), "scaling"))
    return [g("Add", scaled, g.constant((biases - mean * factor).reshape(shape), "biases"))]


@exports(Normalization)
def _normalization(g: OnnxGraph, layer: Normalization, inputs: Names, arrays: Arrays) -> Names:
    dims = layer.dimensions("Input")
    over, scaled = layer._axes(len(dims))
    pairs = dict(zip(over, layer._split(dims, over, None)))
    split: list[int] = []
    axes: list[int] = []
    for axis, dim in enumerate(dims):
        split += pairs.get(axis, _kept([dim]))
        if axis in over:
            axes.append(len(split))
    x = g.reshape(inputs[0], split) if pairs else inputs[0]
    if layer.method != "RMS":
        x = g("Sub", x, g("ReduceMean", x, axes=axes, keepdims=1))
    power = g("ReduceMean", g("Mul", x, x), axes=axes, keepdims=1)
    if layer.unbiased and layer.method != "RMS":
        count = math.prod(split[axis - 1] for axis in axes)
        if not count:
            raise Unexportable("an unbiased variance over sequences of varying length")
        power = g("Mul", power, g.real(count / (count - 1)))
    x = g("Div", x, g("Sqrt", g("Add", power, g.real(layer.epsilon))))
    x = g.reshape(x, _kept(dims)) if pairs else x
    shape = [int(dim) if axis in scaled else 1 for axis, dim in enumerate(dims)]  # type: ignore[arg-type]
    for operator, array in zip(("Mul", "Add"), arrays):
        if array is not None:
            x = g(operator, x, g.constant(_f32(array).reshape(shape)))
    return [x]


# ---- structure ---------------------------------------------------------------------------------

@exports(Reshape)
def _reshape(g: OnnxGraph, layer: Reshape, inputs: Names, arrays: Arrays) -> Names:
    return [g.reshape(inputs[0], _kept(layer.dimensions("Output")))]


@exports(Flatten)
def _flatten(g: OnnxGraph, layer: Flatten, inputs: Names, arrays: Arrays) -> Names:
    order = [axis + 1 for group in layer.groups(len(layer.dimensions("Input"))) for axis in group]
    return [g.reshape(g.transpose(inputs[0], [0, *order]), _kept(layer.dimensions("Output")))]


@exports(Transpose)
def _transpose(g: OnnxGraph, layer: Transpose, inputs: Names, arrays: Arrays) -> Names:
    order = permutation(layer.swaps, len(layer.dimensions("Input")))
    return [g.transpose(inputs[0], [0, *(axis + 1 for axis in order)])]


@exports(Replicate)
def _replicate(g: OnnxGraph, layer: Replicate, inputs: Names, arrays: Arrays) -> Names:
    dims, out = layer.dimensions("Input"), layer.dimensions("Output")
    at, count = layer.at(len(dims)), len(layer.counts)
    counts = _fixed(layer, out[at:at + count])
    x = g("Unsqueeze", inputs[0], g.integers(*range(at + 1, at + 1 + count)))
    return [g("Expand", x, g.integers(*[1] * (at + 1), *counts, *[1] * (len(dims) - at)))]


@exports(Part)
def _part(g: OnnxGraph, layer: Part, inputs: Names, arrays: Arrays) -> Names:
    x, axis = inputs[0], 1
    for part in layer._index():
        if isinstance(part, int):
            x = g("Gather", x, g.constant(np.int64(part)), axis=axis)
            continue
        step = part.step or 1
        start = part.start if part.start is not None else 0 if step > 0 else -1
        end = part.stop if part.stop is not None else 2**62 if step > 0 else -2**62
        x = g.slice(x, axis, start, end, step)
        axis += 1
    return [x]


@exports(Padding)
def _padding(g: OnnxGraph, layer: Padding, inputs: Names, arrays: Arrays) -> Names:
    pairs = [(0, 0), *layer.sizes, *[(0, 0)] * (len(layer.dimensions("Input")) - len(layer.sizes))]
    sides = g.integers(*(a for a, _ in pairs), *(b for _, b in pairs))
    if isinstance(layer.fill, str):
        return [g("Pad", inputs[0], sides, mode="edge" if layer.fill == "Fixed" else "reflect")]
    return [g("Pad", inputs[0], sides, g.real(layer.fill))]


# ---- several inputs ----------------------------------------------------------------------------

@exports(Total)
def _total(g: OnnxGraph, layer: Total, inputs: Names, arrays: Arrays) -> Names:
    return [g("Sum", *inputs)]


@exports(Dot)
def _dot(g: OnnxGraph, layer: Dot, inputs: Names, arrays: Arrays) -> Names:
    formula, orders = layer._formula([len(layer.dimensions(name)) for name in layer.inputs])
    left, right = formula.split("->")
    batched = ",".join("z" + part for part in left.split(",")) + "->z" + right
    moved = [g.transpose(x, [0, *(axis + 1 for axis in order)]) for x, order in zip(inputs, orders)]
    return [g("Einsum", *moved, equation=batched)]


@exports(Catenate)
def _catenate(g: OnnxGraph, layer: Catenate, inputs: Names, arrays: Arrays) -> Names:
    dims = [layer.dimensions(name) for name in layer.inputs]
    top, axis = max(map(len, dims)), layer._axis(list(map(len, dims)))
    out = layer.dimensions("Output")
    full = []
    for x, item in zip(inputs, dims):
        if len(item) < top:
            missing = top - len(item)
            lead = _fixed(layer, out[:missing])
            x = g("Unsqueeze", x, g.integers(*range(1, missing + 1)))
            x = g("Expand", x, g.integers(1, *lead, *[1] * len(item)))
        full.append(x)
    return [g("Concat", *full, axis=axis + 1)]


@exports(Append)
def _append(g: OnnxGraph, layer: Append, inputs: Names, arrays: Arrays) -> Names:
    return [g("Concat", inputs[0], g("Unsqueeze", inputs[1], g.integers(1)), axis=1)]


@exports(Prepend)
def _prepend(g: OnnxGraph, layer: Prepend, inputs: Names, arrays: Arrays) -> Names:
    return [g("Concat", g("Unsqueeze", inputs[1], g.integers(1)), inputs[0], axis=1)]


# ---- reductions and losses ---------------------------------------------------------------------

@exports(Summation)
def _summation(g: OnnxGraph, layer: Summation, inputs: Names, arrays: Arrays) -> Names:
    axes = range(1, len(layer.dimensions("Input")) + 1)
    return [g("ReduceSum", inputs[0], g.integers(*axes), keepdims=0)] if axes else [g("Identity", inputs[0])]


_REDUCTIONS = {"Mean": "ReduceMean", "Min": "ReduceMin", "Max": "ReduceMax", "Times": "ReduceProd"}


@exports(Aggregation)
def _aggregation(g: OnnxGraph, layer: Aggregation, inputs: Names, arrays: Arrays) -> Names:
    axes = [axis + 1 for axis in layer.axes(len(layer.dimensions("Input")))]
    if layer.function == "Total":
        return [g("ReduceSum", inputs[0], g.integers(*axes), keepdims=0)]
    if layer.function not in _REDUCTIONS:
        raise Unexportable(f"the aggregation {layer.function}")
    return [g(_REDUCTIONS[layer.function], inputs[0], axes=axes, keepdims=0)]


@exports(MeanSquaredLoss, MeanAbsoluteLoss)
def _loss(g: OnnxGraph, layer: Layer, inputs: Names, arrays: Arrays) -> Names:
    difference = g("Sub", *inputs)
    error = g("Mul", difference, difference) if isinstance(layer, MeanSquaredLoss) else g("Abs", difference)
    axes = list(range(1, len(layer.dimensions("Input")) + 1))
    return [g("ReduceMean", error, axes=axes, keepdims=0) if axes else error]


# ---- sequences ---------------------------------------------------------------------------------

@exports(UnitVector)
def _unit_vector(g: OnnxGraph, layer: UnitVector, inputs: Names, arrays: Arrays) -> Names:
    depth = _fixed(layer, layer.dimensions("Output")[-1:])
    return [g("OneHot", g.from_zero(inputs[0]), g.integers(*depth), g.constant(np.array([0, 1], np.float32)))]


@exports(Embedding)
def _embedding(g: OnnxGraph, layer: Embedding, inputs: Names, arrays: Arrays) -> Names:
    return [g("Gather", g.constant(_f32(arrays[0]), "weights"), g.from_zero(inputs[0]))]


@exports(SequenceLast)
def _last(g: OnnxGraph, layer: SequenceLast, inputs: Names, arrays: Arrays) -> Names:
    return [g("Gather", inputs[0], g.constant(np.int64(-1)), axis=1)]


@exports(SequenceMost)
def _most(g: OnnxGraph, layer: SequenceMost, inputs: Names, arrays: Arrays) -> Names:
    return [g.slice(inputs[0], 1, 0, -1)]


@exports(SequenceRest)
def _rest(g: OnnxGraph, layer: SequenceRest, inputs: Names, arrays: Arrays) -> Names:
    return [g.slice(inputs[0], 1, 1, 2**62)]


@exports(SequenceReverse)
def _reverse(g: OnnxGraph, layer: SequenceReverse, inputs: Names, arrays: Arrays) -> Names:
    return [g.slice(inputs[0], 1, -1, -2**62, -1)]


_CELLS: dict[type[Recurrent], tuple[str, dict[str, Any]]] = {
    BasicRecurrent: ("RNN", {}),
    GatedRecurrent: ("GRU", {"linear_before_reset": 1}),        # gates in our order: update, reset, memory
    LongShortTermMemory: ("LSTM", {}),                          # likewise: input, output, forget, memory
}


@exports(BasicRecurrent, GatedRecurrent, LongShortTermMemory)
def _recurrent(g: OnnxGraph, layer: Recurrent, inputs: Names, arrays: Arrays) -> Names:
    operator, attributes = _CELLS[type(layer)]
    gates = len(arrays) // 3
    weights, state_weights, biases = (
        np.concatenate([_f32(array) for array in arrays[at * gates:(at + 1) * gates]]) for at in range(3))
    count = len(layer.states)
    states = ["" if not name else g("Unsqueeze", name, g.integers(0)) for name in inputs[1:]]
    rest = ["", *states] if any(states) else []
    found, *final = g.many(
        operator, 1 + count, g.transpose(inputs[0], [1, 0, 2]), g.constant(weights[None], "weights"),
        g.constant(state_weights[None], "state_weights"),
        g.constant(np.concatenate([biases, np.zeros_like(biases)])[None], "biases"), *rest,
        hidden_size=state_weights.shape[1], **attributes)
    return [g.transpose(g.squeeze(found, 1), [1, 0, 2]), *(g.squeeze(name, 0) for name in final)]


# ---- attention ---------------------------------------------------------------------------------

@exports(Attention)
def _attention(g: OnnxGraph, layer: Attention, inputs: Names, arrays: Arrays) -> Names:
    dims = [layer.dimensions(name) for name in layer.inputs]
    lead = dims[2][:-2] if layer.multi_head else dims[2][:-1]
    key, value, query = (_with_heads(g, x, item, layer.multi_head) for x, item in zip(inputs, dims))
    size = int(dims[0][-1])  # type: ignore[arg-type]
    mask = None
    if layer.mask is not None:
        counts = [math.prod(_fixed(layer, item[:-2] if layer.multi_head else item[:-1])) for item in (dims[2], dims[0])]
        mask = layer._visible(*counts)
    found = _attend(g, layer.scorer, key, value, query, arrays, layer._scale(size), mask)
    found = g.transpose(found, [0, 2, 1, 3])
    if layer.multi_head and len(lead) == 1:
        return [found]
    heads = list(dims[2][-2:-1]) if layer.multi_head else []
    kept = [-1 if dim == VARYING else int(dim) for dim in lead]  # type: ignore[arg-type]
    return [g.reshape(found, [*kept, *_fixed(layer, heads), int(dims[1][-1])])]  # type: ignore[arg-type]


@exports(SequenceAttention)
def _sequence_attention(g: OnnxGraph, layer: SequenceAttention, inputs: Names, arrays: Arrays) -> Names:
    data, query = (g("Unsqueeze", x, g.integers(1)) for x in inputs)
    return [g.squeeze(_attend(g, layer.scorer, data, data, query, arrays, 1.0, None), 1)]


def _with_heads(g: OnnxGraph, x: str, dims: Sequence[Dim], multi_head: bool) -> str:
    """{batch, heads, number, size}."""
    if not multi_head:
        return g("Unsqueeze", g.reshape(x, [-1, int(dims[-1])]), g.integers(1))  # type: ignore[arg-type]
    return g.transpose(g.reshape(x, [-1, *map(int, dims[-2:])]), [0, 2, 1, 3])  # type: ignore[arg-type]


def _attend(
    g: OnnxGraph, scorer: Any, key: str, value: str, query: str, arrays: Arrays, scale: float, mask: Array | None,
) -> str:
    if scorer == "Bilinear":
        query = g("MatMul", query, g.constant(np.ascontiguousarray(_f32(arrays[0]).T), "weights"))
    elif scorer != "Dot":
        raise Unexportable("scores by a net")
    scores = g("MatMul", query, g.transpose(key, [0, 1, 3, 2]))
    if scale != 1:
        scores = g("Mul", scores, g.real(scale))
    if mask is not None:
        scores = g("Where", g.constant(mask), scores, g.real(-1e9))
    return g("MatMul", g("Softmax", scores, axis=-1), value)
