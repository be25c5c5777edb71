"""Unfolding: from a net that takes a sequence, the net that takes one element, with its states as ordinary
ports."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from wlnet.kernel.messages import Failed
from wlnet.nets.coder import Coder
from wlnet.nets.graph import Connection, End, Graph, make_graph
from wlnet.nets.layer import Layer, Net, Port
from wlnet.nets.layers.combine import Catenate, Total
from wlnet.nets.layers.elementwise import Dropout, Elementwise, Threading
from wlnet.nets.layers.linear import Softmax
from wlnet.nets.layers.mapping import NetFold, NetMap
from wlnet.nets.layers.recurrent import Recurrent
from wlnet.nets.layers.sequences import Embedding, SequenceLast, UnitVector
from wlnet.nets.layers.structure import Part, Replicate
from wlnet.nets.ports import NamedType
from wlnet.nets.types import Type
from wlnet.nets.wiring import Key


@dataclasses.dataclass(frozen=True)
class Step:
    """What a layer does for one element: a net, and its states: (input, output) of the net for each.

    net      None for a layer that does nothing.
    ports    ports of the layer -> ports of the net, where the names differ.
    """

    net: Net | None
    states: tuple[tuple[str, str], ...] = ()
    ports: Mapping[str, str] = dataclasses.field(default_factory=dict)


def unfold(graph: Graph) -> Graph:
    """The net for one element of a flat graph whose inputs are sequences. States have the same name as inputs
    and outputs: State, CellState, or numbered where there are several.

    Errors   Failed("nounfold") naming a layer that does not work element by element; Failed("nonstate")
             without states.
    """
    sequences: set[tuple[Key, ...]] = {()}
    steps: dict[Key, Step] = {}
    for key in graph.order:
        layer = graph.children[key]
        sources = [edge.source.path[:1] for edge in graph.edges if edge.target.path == (key,)]
        if not any(source in sequences for source in sources):
            steps[key] = Step(layer)
            continue
        steps[key] = step_of(layer, key)
        if not isinstance(layer, SequenceLast):
            sequences.add((key,))
    if not any(step.states for step in steps.values()):
        raise Failed("nonstate", graph.head)
    return _joined(graph, steps)


def _joined(graph: Graph, steps: dict[Key, Step]) -> Graph:
    def real(end: End) -> End:
        """The end that a connection really starts from, through layers that do nothing."""
        while end.path and steps[end.path[0]].net is None:
            end = next(edge.source for edge in graph.edges if edge.target.path == end.path)
        return renamed(end)

    def renamed(end: End) -> End:
        return End(end.path, steps[end.path[0]].ports.get(end.port, end.port)) if end.path else end
    connections: list[Connection] = []
    for edge in graph.edges:
        if edge.target.path and steps[edge.target.path[0]].net is None:
            continue
        connections.append((real(edge.source), renamed(edge.target)))
    names = _state_names(steps)
    for (key, port, out), name in names.items():
        connections += [(End((), name), End((key,), port)), (End((key,), out), End((), name))]
    keys = [key for key in graph.keys if steps[key].net is not None]
    made = make_graph(keys, [steps[key].net for key in keys], connections)  # type: ignore[misc]
    ports: dict[str, Port] = {name: _element(port) for name, port in graph.ports.items()}
    for (key, port, _), name in names.items():      # the equation of the two ends is the fold's own
        kind = graph.inferred.types.get((key, port))
        if kind is not None and kind.is_known:
            ports[name] = NamedType(kind)
    result = made.with_ports({name: port for name, port in ports.items() if not isinstance(port, Coder)})
    assert isinstance(result, Graph)
    return result


def _state_names(steps: dict[Key, Step]) -> dict[tuple[Key, str, str], str]:
    found = [(key, port, out) for key, step in steps.items() for port, out in step.states]
    ports = [port for _, port, _ in found]
    return {item: item[1] if ports.count(item[1]) == 1 else f"{item[1]}{ports[: index + 1].count(item[1])}"
            for index, item in enumerate(found)}


def _element(port: Port) -> Port:
    """The type of one element of a sequence."""
    kind = port.type
    if isinstance(port, Coder):
        return port if not kind.is_varying else NamedType(Type(kind.dims[1:], kind.element))  # type: ignore[index]
    return NamedType(Type(kind.dims[1:], kind.element)) if kind.is_varying and kind.dims else port


def step_of(net: Net, key: Key) -> Step:
    """What a layer does for one element of a sequence.

    Errors  Failed("nounfold") for a layer that looks at several elements.
    """
    for kind, make in _STEPS:
        if isinstance(net, kind):
            found = make(net)
            if found is not None:
                return found
    raise Failed("nounfold", net.head, key)


def _recurrent(layer: Recurrent) -> Step:
    """The layer on a sequence of one element."""
    bare = dataclasses.replace(layer, ports={})
    connections: list[Connection] = [
        (End((), "Input"), End(("one",), "Input")), (End(("one",), "Output"), End(("layer",), "Input")),
        (End(("layer",), "Output"), End(("element",), "Input")), (End(("element",), "Output"), End((), "Output"))]
    for name in layer.states:
        connections += [(End((), name), End(("layer",), name)), (End(("layer",), name), End((), name))]
    graph = make_graph(["one", "layer", "element"], [Replicate(counts=(1,)), bare, Part(parts=(1,))], connections)
    return Step(graph, tuple((name, name) for name in layer.states))


def _plain(layer: Layer) -> Step:
    """A layer that works element by element anyway."""
    return Step(dataclasses.replace(layer, ports={}))


def _lower(layer: Softmax | Catenate) -> Step | None:
    """A layer at a level: one lower."""
    if layer.level < 0:
        return _plain(layer)
    return None if layer.level == 1 else Step(dataclasses.replace(layer, level=layer.level - 1, ports={}))


def _fold(layer: NetFold) -> Step:
    return Step(layer.net, tuple((into, out) for out, into in layer.feedback))


_STEPS: Sequence[tuple[type[Layer] | tuple[type[Layer], ...], Callable[..., Step | None]]] = [
    (Recurrent, _recurrent),
    (NetFold, _fold),
    (NetMap, lambda layer: Step(layer.net, (), {"Input": layer.net.inputs[0], "Output": layer.net.outputs[0]})),
    (SequenceLast, lambda layer: Step(None)),
    ((Softmax, Catenate), _lower),
    ((Elementwise, Threading, Total, Dropout, UnitVector, Embedding), _plain),
]
