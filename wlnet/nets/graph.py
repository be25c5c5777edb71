"""Graphs: nets joined by connections from ports to ports, without cycles."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from wlnet.kernel.messages import Failed
from wlnet.nets.chain import Container
from wlnet.nets.coder import Coder
from wlnet.nets.layer import Layer, Net
from wlnet.nets.wiring import Key, Path, Wiring, inner


@dataclass(frozen=True)
class End:
    """An end of a connection: a port of the layer at `path`; of the graph itself when `path` is empty."""

    path: Path
    port: str


@dataclass(frozen=True)
class Edge:
    """A connection from an output (or an input of the graph) to an input (or an output of the graph)."""

    source: End
    target: End


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Graph(Container):
    """NetGraph. `edges` are complete: every input of a layer has one, free ports being joined to ports of the graph."""

    head: ClassVar[str] = "NetGraph"

    edges: tuple[Edge, ...] = ()

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(edge.source.port for edge in self.edges if not edge.source.path))

    @cached_property
    def outputs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(edge.target.port for edge in self.edges if not edge.target.path))

    @cached_property
    def order(self) -> tuple[Key, ...]:
        """The keys in an order of computation.

        Errors  Failed("cycle").
        """
        return sort(self.keys, self.edges)

    def inner_coder(self, port: str) -> Coder | None:
        ends = [edge.target for edge in self.edges if edge.source == End((), port)] or [
            edge.source for edge in self.edges if edge.target == End((), port)]
        found = [self.children[end.path[0]].coder(end.port) for end in ends if len(end.path) == 1]
        return next((coder for coder in found if coder is not None), None)

    def place(self, wiring: Wiring, path: Path, given: Mapping[Path, int]) -> dict[str, int]:
        for name in self.inputs:
            cell = given.get((name,))
            wiring.ports[(*path, name)] = wiring.cell() if cell is None else cell
        into: dict[Key, list[Edge]] = {key: [] for key in self.keys}
        for edge in self.edges:
            if edge.target.path:
                into[edge.target.path[0]].append(edge)
        made: dict[Path, int] = {}
        for key in self.order:
            joined = {(*edge.target.path[1:], edge.target.port): self._source(wiring, path, edge.source, made)
                      for edge in into[key]}
            for name, cell in wiring.place(self.children[key], (*path, key), joined | inner(given, key)).items():
                made[(key, name)] = cell
        return {edge.target.port: self._source(wiring, path, edge.source, made)
                for edge in self.edges if not edge.target.path}

    @staticmethod
    def _source(wiring: Wiring, path: Path, end: End, made: Mapping[Path, int]) -> int:
        if not end.path:
            return wiring.ports[(*path, end.port)]
        where = (*end.path, end.port)
        return made[where] if where in made else wiring.final[(*path, *where)]


def sort(keys: Sequence[Key], edges: Sequence[Edge]) -> tuple[Key, ...]:
    """The keys so that sources come before targets, else in the given order.

    Errors  Failed("cycle") naming a layer of the cycle.
    """
    needs: dict[Key, set[Key]] = {key: set() for key in keys}
    feeds: dict[Key, set[Key]] = {key: set() for key in keys}
    for edge in edges:
        if edge.source.path and edge.target.path:
            needs[edge.target.path[0]].add(edge.source.path[0])
            feeds[edge.source.path[0]].add(edge.target.path[0])
    done: list[Key] = []
    ready = [key for key in keys if not needs[key]]
    while ready:
        key = ready.pop(0)
        done.append(key)
        for target in sorted(feeds[key], key=keys.index):
            needs[target].discard(key)
            if not needs[target]:
                ready.append(target)
    if len(done) < len(keys):
        raise Failed("cycle", next(key for key in keys if key not in done))
    return tuple(done)


Connection = tuple[End, "End | None"]


def make_graph(keys: Sequence[Key], nets: Sequence[Net], connections: Sequence[Connection]) -> Graph:
    """The graph of these nets; ports left free become ports of the graph.

    A target port "" means: the next input of a layer that has none connected yet (or takes any number). A source port
    "" means the layer's output. A connection to None keeps an output from becoming one of the graph.

    Errors  Failed for unknown ports, two sources of one port, and cycles.
    """
    nets = _with_arities(keys, nets, connections)
    children = dict(zip(keys, nets))
    edges: list[Edge] = []
    taken: set[tuple[Path, str]] = set()
    hidden: set[tuple[Path, str]] = set()
    for source, target in connections:
        source = _source_end(source, children)
        hidden.add((source.path, source.port))
        if target is None:
            continue
        target = _target_end(target, children, taken)
        if (target.path, target.port) in taken:
            raise Failed("dupedge", _words(target))
        taken.add((target.path, target.port))
        edges.append(Edge(source, target))
    edges += _free_ports(keys, children, taken, hidden, edges)
    stated = [source.port for source, _ in connections if not source.path]
    edges = _inputs_first(_in_order(edges, keys, children), stated)
    graph = Graph(keys=tuple(keys), nets=tuple(nets), edges=tuple(edges))
    _ = graph.order
    return graph


def _in_order(edges: Sequence[Edge], keys: Sequence[Key], children: Mapping[Key, Net]) -> list[Edge]:
    """The edges in the order of the layers and ports they lead to, which is how variable inputs are ordered."""
    def rank(edge: Edge) -> tuple[int, int]:
        if not edge.target.path:
            return len(keys), 0
        key = edge.target.path[0]
        names = children[key].inputs
        port = edge.target.port
        return list(keys).index(key), names.index(port) if len(edge.target.path) == 1 and port in names else len(names)
    return sorted(edges, key=rank)


def _inputs_first(edges: Sequence[Edge], stated: Sequence[str]) -> list[Edge]:
    """The edges, those from inputs of the graph first and so ordered that inputs which connections name stand in the
    order of these connections. Free inputs keep their places.
    """
    names = list(dict.fromkeys(edge.source.port for edge in edges if not edge.source.path))
    following = iter(dict.fromkeys(stated))
    places = {(next(following) if name in stated else name): place for place, name in enumerate(names)}
    return sorted(edges, key=lambda edge: len(names) if edge.source.path else places[edge.source.port])


def _with_arities(keys: Sequence[Key], nets: Sequence[Net], connections: Sequence[Connection]) -> list[Net]:
    """The nets, those with any number of inputs made to have as many as are connected."""
    into: dict[Path, list[str]] = {}
    for _, target in connections:
        if target is not None and len(target.path) == 1:
            into.setdefault(target.path, []).append(target.port)
    result = []
    for key, net in zip(keys, nets):
        if isinstance(net, Layer) and (ports := into.get((key,))):
            named = [int(port.removeprefix("Input")) for port in ports if port.removeprefix("Input").isdigit()]
            net = net.with_inputs(max([len(ports), *named])) or net
        result.append(net)
    return result


def _at(path: Path, children: Mapping[Key, Net]) -> Net:
    net = children[path[0]]
    for key in path[1:]:
        found = net.key(key) if isinstance(net, Container) else key
        if found not in net.children:
            raise Failed("nopart", list(path), "NetGraph")
        net = net.children[found]  # type: ignore[index]
    return net


def _source_end(end: End, children: Mapping[Key, Net]) -> End:
    if not end.path:
        return end
    net = _at(end.path, children)
    states = net.states if isinstance(net, Layer) else ()
    if not end.port and net.outputs:
        return End(end.path, "Output" if "Output" in net.outputs else net.outputs[0])
    if end.port not in net.outputs and end.port not in states:
        raise Failed("noport", end.port, _words(End(end.path, "")), [*net.outputs, *states])
    return end


def _target_end(end: End, children: Mapping[Key, Net], taken: set[tuple[Path, str]]) -> End:
    if not end.path:
        return end
    net = _at(end.path, children)
    states = net.states if isinstance(net, Layer) else ()
    if not end.port:
        free = [name for name in net.inputs if (end.path, name) not in taken]
        if not free:
            raise Failed("dupedge", _words(End(end.path, net.inputs[-1] if net.inputs else "Input")))
        return End(end.path, free[0])
    port = end.port
    if port not in net.inputs and port not in states:
        numbered = {f"Input{port}", port.removeprefix("Input")} & set(net.inputs)
        if not numbered:
            raise Failed("noport", port, _words(End(end.path, "")), [*net.inputs, *states])
        port = numbered.pop()
    return End(end.path, port)


def _free_ports(
    keys: Sequence[Key], children: Mapping[Key, Net], taken: set[tuple[Path, str]], hidden: set[tuple[Path, str]],
    edges: Sequence[Edge],
) -> list[Edge]:
    """Connections of the ports that are left: inputs to the input of the graph that bears their name, outputs to
    outputs of its own.
    """
    free_in = [End((key,), name) for key in keys for name in children[key].inputs if ((key,), name) not in taken]
    free_out = [End((key,), name) for key in keys for name in children[key].outputs if ((key,), name) not in hidden]
    used_out = {edge.target.port for edge in edges if not edge.target.path}
    return [Edge(End((), end.port), end) for end in free_in] + [
        Edge(end, End((), name)) for name, end in _names(free_out, used_out)]


def _names(ends: Sequence[End], used: set[str]) -> list[tuple[str, End]]:
    """Names of outputs of the graph: the port's own, numbered when several bear it."""
    count = {end.port: sum(other.port == end.port for other in ends) for end in ends}
    result = []
    for end in ends:
        name, number = end.port, 0
        if count[name] > 1 or name in used:
            while not number or f"{end.port}{number}" in used:
                number += 1
            name = f"{end.port}{number}"
        used.add(name)
        result.append((name, end))
    return result


def _words(end: End) -> str:
    layer = ", ".join(f'"{key}"' if isinstance(key, str) else str(key) for key in end.path)
    if not layer:
        return f'"{end.port}" of the graph'
    return f'"{end.port}" of layer {layer}' if end.port else f"layer {layer}"


def renamed(graph: Graph, keys: Mapping[Key, Key]) -> Graph:
    """The graph with other keys."""
    def move(end: End) -> End:
        return End((keys[end.path[0]], *end.path[1:]), end.port) if end.path else end
    edges = tuple(Edge(move(edge.source), move(edge.target)) for edge in graph.edges)
    return dataclasses.replace(graph, keys=tuple(keys[key] for key in graph.keys), edges=edges)
