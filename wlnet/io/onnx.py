"""Nets as ONNX models: for other programs to run.

The program of a net becomes a graph with the same ports; axis 0 of each is the batch (`N`), a varying dimension has a
name of its own, and all sequences of one batch have one length. Integers count from 1, as in the net; coders stay
outside. Parameters are constants of the model, dropout is left out: a model computes what the net does outside
training.

Source  onnx.ai/onnx/operators (operator set 17)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from wlnet import __version__
from wlnet.backend.program import Program, Step, compile_net
from wlnet.io.onnx_graph import OnnxGraph, Unexportable
from wlnet.io.onnx_layers import EXPORTS
from wlnet.nets.data import Array
from wlnet.nets.layer import Layer, Net
from wlnet.nets.layers.constants import NetArrayLayer
from wlnet.nets.layers.mapping import NetMap
from wlnet.nets.types import VARYING, Type
from wlnet.nets.wiring import Path as Place

OPERATORS, FORMAT = 17, 8       # operator set and version of the file format: old enough for readers of 2022


class MissingPackage(ImportError):
    """The library that writes ONNX is not installed."""


class NoCounterpart(ValueError):
    """A layer that ONNX cannot express: its head, its place, and why."""

    def __init__(self, layer: Layer, place: Place, reason: str) -> None:
        super().__init__(reason)
        self.layer = layer
        self.place = place
        self.reason = reason


def write_onnx(path: Path, net: Net) -> None:
    """Write a net to a file.

    Errors  MissingPackage; NoCounterpart; Failed for a net that is not initialized; OSError.
    """
    path.write_bytes(model_of(net).SerializeToString())


def model_of(net: Net) -> Any:
    """The model of a net, as the library's `ModelProto`."""
    try:
        import onnx
        from onnx import helper, numpy_helper
    except ImportError:
        raise MissingPackage("onnx") from None
    program = compile_net(net)
    program.check()
    graph = OnnxGraph()
    inputs = {name: graph.name(name) for name in net.inputs}
    outputs = {name: graph.name(name) for name in net.outputs}
    cells = {program.inputs[name]: wire for name, wire in inputs.items()}
    found = build(graph, program, cells, [slot.value for slot in program.arrays])
    for name, wire in outputs.items():
        graph("Identity", found[program.outputs[name]])
        graph.nodes[-1].outputs = [wire]

    def port(wire: str, name: str, kind: Type) -> Any:
        number = onnx.TensorProto.INT64 if kind.is_integer else onnx.TensorProto.FLOAT
        dims = [f"{name}_{axis}" if dim == VARYING else dim for axis, dim in enumerate(kind.dims or (), 1)]
        return helper.make_tensor_value_info(wire, number, ["N", *dims])
    made = helper.make_graph(
        [helper.make_node(node.operator, node.inputs, node.outputs, **node.attributes) for node in graph.nodes],
        "net",
        [port(wire, name, program.types[program.inputs[name]]) for name, wire in inputs.items()],
        [port(wire, name, program.types[program.outputs[name]]) for name, wire in outputs.items()],
        [numpy_helper.from_array(np.ascontiguousarray(array).reshape(array.shape), name)
         for name, array in graph.constants.items()])
    return helper.make_model(made, producer_name="wlnet", producer_version=__version__, ir_version=FORMAT,
                             opset_imports=[helper.make_opsetid("", OPERATORS)])


def build(
    graph: OnnxGraph, program: Program, cells: Mapping[int, str], arrays: Sequence[Array | None],
) -> dict[int, str]:
    """Add a program to a graph; the names of all its cells.

    Errors  NoCounterpart.
    """
    found = dict(cells)
    for step in program.steps:
        inputs = [found.get(cell, "") for cell in step.inputs]
        for at in step.reals:
            inputs[at] = graph("Cast", inputs[at], to=1)
        mine = [None if number is None else arrays[number] for number in step.arrays]
        try:
            outputs = _added(graph, step, inputs, mine, next(iter(cells.values()), ""))
        except Unexportable as problem:
            raise NoCounterpart(step.layer, step.path, str(problem)) from None
        except NoCounterpart as problem:
            raise NoCounterpart(problem.layer, (*step.path, *problem.place), problem.reason) from None
        found.update(zip(step.outputs, outputs))
    return found


def _added(
    graph: OnnxGraph, step: Step, inputs: list[str], arrays: Sequence[Array | None], first: str,
) -> list[str]:
    layer = step.layer
    if isinstance(layer, NetMap):
        return _mapped(graph, layer, inputs[0], arrays)
    if isinstance(layer, NetArrayLayer):
        return [_repeated(graph, arrays[0], first)]
    export = EXPORTS.get(type(layer))
    if export is None:
        raise Unexportable("this kind of layer")
    return export(graph, layer, inputs, arrays)


def _repeated(graph: OnnxGraph, array: Array | None, first: str) -> str:
    """An array, once for each example of a batch."""
    assert array is not None
    value = graph.constant(np.asarray(array, np.float32)[None], "array")
    if not first:
        return value
    size = graph("Concat", graph.batch(first), graph.integers(*array.shape), axis=0) if array.ndim else (
        graph.batch(first))
    return graph("Expand", value, size)


def _mapped(graph: OnnxGraph, layer: NetMap, x: str, arrays: Sequence[Array | None]) -> list[str]:
    """A net applied to all elements of all sequences, as one batch."""
    (name, net), = layer.children.items()
    program = compile_net(net)
    order = {path: number for number, path in enumerate(layer.array_values)}
    inner = [arrays[order[(name, *slot.paths[0])]] for slot in program.arrays]
    port, output = net.inputs[0], net.outputs[0]
    rows = graph("Reshape", x, graph.integers(-1, *_known(net.type_of(port))))
    found = build(graph, program, {program.inputs[port]: rows}, inner)[program.outputs[output]]
    lead = graph.slice(graph("Shape", x), 0, 0, 2)
    dims = _known(net.type_of(output))
    size = graph("Concat", lead, graph.integers(*dims), axis=0) if dims else lead
    return [graph("Reshape", found, size)]


def _known(kind: Type) -> list[int]:
    dims = kind.dims or ()
    if not all(isinstance(dim, int) for dim in dims):
        raise Unexportable("a net mapped over sequences of sequences")
    return [int(dim) for dim in dims]  # type: ignore[arg-type]
