"""Nets drawn as text: a line per layer, in order of computation, with rails for what connects them.

    ●    Input                     vector (size: 2)
    ●    a       LinearLayer       vector (size: 3)
    ├─●  b       ElementwiseLayer  vector (size: 3)
    ●─╯  sum     TotalLayer        vector (size: 3)
    ●    Output                    vector (size: 3)

A rail goes down from a layer until the last layer that takes its output; a layer stands under one of its inputs where
that rail ends, else on a new rail.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from wlnet.nets.chain import Chain, Container
from wlnet.nets.graph import Graph
from wlnet.nets.layer import Net
from wlnet.nets.types import Type, type_text
from wlnet.nets.wiring import Path


@dataclass(frozen=True)
class Vertex:
    """A layer or a port of the net: its texts, and the vertices that it takes its inputs from."""

    key: Hashable
    texts: tuple[str, str, str]
    sources: tuple[Hashable, ...] = ()


def drawing(net: Net, deep: bool = False) -> str:
    """The drawing of a net: of the nets directly in it, or (`deep`) of all layers."""
    vertices = _all_layers(net) if deep else _children(net)
    rails = _rails(vertices)
    widths = [max(len(text) for text in column) for column in zip(*(vertex.texts for vertex in vertices))]
    width = max(map(len, rails), default=0)
    lines = []
    for rail, vertex in zip(rails, vertices):
        cells = "  ".join(text.ljust(size) for text, size in zip(vertex.texts, widths) if size)
        lines.append(f"{rail.ljust(width)}  {cells}".rstrip())
    return "\n".join(lines)


def _size(kind: Type | None) -> str:
    return "" if kind is None or kind.dims is None else type_text(kind)


def _inputs(net: Net) -> list[Vertex]:
    return [Vertex(("in", name), (name, "", _size(net.type_of(name)))) for name in net.inputs]


def _children(net: Net) -> list[Vertex]:
    """The nets directly inside: of a layer, itself."""
    kinds = net.inferred.types
    if not isinstance(net, Container) or not net.nets:
        middle = [Vertex("self", (net.head, "", ""), tuple(("in", name) for name in net.inputs))]
        last = dict.fromkeys(net.outputs, "self")
        return [*_inputs(net), *middle, *_outputs(net, last)]
    into: dict[Hashable, list[Hashable]] = {key: [] for key in net.keys}
    ends: dict[str, Hashable] = {}
    order: Sequence[Hashable] = net.keys
    if isinstance(net, Graph):
        order = net.order
        for edge in net.edges:
            source = edge.source.path[0] if edge.source.path else ("in", edge.source.port)
            if edge.target.path:
                into[edge.target.path[0]].append(source)
            else:
                ends[edge.target.port] = source
    elif isinstance(net, Chain):
        into[net.keys[0]] = [("in", name) for name in net.inputs]
        into |= {key: [before] for before, key in zip(net.keys, net.keys[1:])}
        ends = dict.fromkeys(net.outputs, net.keys[-1])
    middle = []
    for key in order:
        child = net.children[key]  # type: ignore[index]
        kind = kinds.get((key, child.outputs[0])) if child.outputs else None  # type: ignore[arg-type]
        count = f" ({len(child.nets)} layers)" if isinstance(child, Container) else ""
        middle.append(Vertex(key, (str(key), child.head + count, _size(kind)), tuple(dict.fromkeys(into[key]))))
    return [*_inputs(net), *middle, *_outputs(net, ends)]


def _outputs(net: Net, ends: Mapping[str, Hashable]) -> list[Vertex]:
    return [Vertex(("out", name), (name, "", _size(net.type_of(name))), (ends[name],)) for name in net.outputs]


def _all_layers(net: Net) -> list[Vertex]:
    wiring, kinds = net.inferred.wiring, net.inferred.types
    source: dict[int, Hashable] = {cell: ("in", name) for name, cell in wiring.inputs.items()}
    middle = []
    for node in wiring.nodes:
        if node.nested:
            continue
        key: Path = node.path
        taken = dict.fromkeys(source[cell] for cell in node.inputs.values() if cell in source)
        kind = kinds.get((*key, node.layer.outputs[0])) if node.layer.outputs else None
        name = "/".join(map(str, key)) or node.layer.head
        middle.append(Vertex(("at", key), (name, node.layer.head if key else "", _size(kind)), tuple(taken)))
        source |= dict.fromkeys(node.outputs.values(), ("at", key))
    return [*_inputs(net), *middle, *_outputs(net, {name: source[cell] for name, cell in wiring.outputs.items()})]


def _rails(vertices: Sequence[Vertex]) -> list[str]:
    """The left part of every line."""
    last_use = {source: row for row, vertex in enumerate(vertices) for source in vertex.sources}
    columns: list[Hashable | None] = []     # what comes down in each column
    lines = []
    for row, vertex in enumerate(vertices):
        at = {key: column for column, key in enumerate(columns) if key is not None}
        ending = sorted(at[source] for source in vertex.sources if last_use[source] == row)
        free = [column for column, key in enumerate(columns) if key is None] + [len(columns)]
        here = ending[0] if ending else free[0]
        lines.append(_line(columns, here, [at[source] for source in vertex.sources], set(ending)))
        for column in ending:
            columns[column] = None
        columns += [None] * (here + 1 - len(columns))
        columns[here] = vertex.key if vertex.key in last_use else None
        while columns and columns[-1] is None:
            columns.pop()
    return lines


def _line(columns: Sequence[Hashable | None], here: int, taken: Sequence[int], ending: set[int]) -> str:
    """One line of rails: the vertex in column `here`, joined to the columns of its inputs."""
    low, high = min([here, *taken]), max([here, *taken])
    out = []
    for column in range(max(len(columns), here + 1)):
        inside = low <= column < high
        is_rail = column < len(columns) and columns[column] is not None
        if column == here:
            mark = "●"
        elif column in taken:
            outer = column in (low, high)
            if column in ending:
                mark = ("╰" if column < here else "╯") if outer else "┴"
            else:
                mark = ("├" if column < here else "┤") if outer else "┼"
        elif low < column < high:
            mark = "│" if is_rail else "─"
        else:
            mark = "│" if is_rail else " "
        out.append(mark + ("─" if inside else " "))
    return "".join(out).rstrip()
