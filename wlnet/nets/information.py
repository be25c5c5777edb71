"""Information[net, property]: facts about a net, as expressions."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from wlnet.expr import Association, Call, Expr, Object, S, String, integer, list_of, to_expr
from wlnet.kernel.messages import Failed
from wlnet.nets.arrays import Shared, show_array, values_of
from wlnet.nets.drawing import drawing
from wlnet.nets.initialize import uninitialized
from wlnet.nets.inputform import input_form
from wlnet.nets.layer import Net
from wlnet.nets.paths import array_values, layers_of, state_paths
from wlnet.nets.ports import show_port, show_type
from wlnet.nets.rates import multiplier
from wlnet.nets.state import show_state_key
from wlnet.nets.summary import summary
from wlnet.nets.types import size
from wlnet.nets.wiring import Path

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

BYTES = 4       # arrays are stored in single precision


def _path(path: Path) -> Expr:
    return to_expr(list(path))


def _arrays(net: Net) -> dict[Path, object]:
    """The arrays that are there (absent ones left out)."""
    return {path: value for path, value in array_values(net).items() if value is not None}


def _by_path(net: Net, of: Callable[[Path], Expr]) -> Association:
    return Association({_path(path): of(path) for path in _arrays(net)})


def _dims(net: Net, path: Path) -> Expr:
    return show_dims(net.inferred.types[path].dims)


def show_dims(dims: Iterable[object] | None) -> Expr:
    """Dimensions as a list, open ones Automatic."""
    return S.Automatic if dims is None else to_expr([S.Automatic if dim is None else dim for dim in dims])


def _count(net: Net, path: Path) -> int:
    return size(net.inferred.types[path].dims) or 0


def _unique(net: Net) -> list[Path]:
    """The paths of the arrays, each shared one once."""
    seen: set[str] = set()
    found = []
    for path, value in _arrays(net).items():
        if isinstance(value, Shared):
            if value.name in seen:
                continue
            seen.add(value.name)
        found.append(path)
    return found


def _quantity(count: int) -> Expr:
    for unit, factor in (("Megabytes", 10**6), ("Kilobytes", 10**3)):
        if count >= factor:
            return Call(S.Quantity, to_expr(count / factor), String(unit))
    return Call(S.Quantity, integer(count), String("Bytes"))


def port_expr(net: Net, name: str) -> Expr:
    """A port as NetExtract gives it: its coder, or its type."""
    coder = net.coder(name)
    return show_port(coder) if coder is not None else show_type(net.type_of(name))


def _ports(net: Net, names: Iterable[str]) -> Association:
    return Association({String(name): port_expr(net, name) for name in names})


def _layers(net: Net) -> list[tuple[Path, Net]]:
    return list(layers_of(net))


def as_object(net: Net) -> Object:
    """A net as an expression."""
    return Object(S[net.head], net)


def layers_graph(net: Net) -> Expr:
    """The connections between layers as Graph[vertices, edges]."""
    wiring = net.inferred.wiring
    source = {cell: node.path for node in wiring.nodes for cell in node.outputs.values()}
    edges = [Call(S.DirectedEdge, _path(source[cell]), _path(node.path))
             for node in wiring.nodes for cell in node.inputs.values() if cell in source]
    return Call(S.Graph, list_of(_path(node.path) for node in wiring.nodes), list_of(edges))


def topology_hash(net: Net) -> str:
    """A hash of the structure, without values of arrays."""
    return hashlib.sha256(repr(input_form(uninitialized(net), None)).encode()).hexdigest()[:32]


Fact = Callable[[Net], Expr]
FACTS: dict[str, Fact] = {
    "Arrays": lambda net: Association({_path(path): show_array(value) for path, value in _arrays(net).items()}),  # type: ignore[arg-type]
    "ArraysByteCounts": lambda net: _by_path(net, lambda path: integer(BYTES * _count(net, path))),
    "ArraysCount": lambda net: integer(len(_unique(net))),
    "ArraysDimensions": lambda net: _by_path(net, lambda path: _dims(net, path)),
    "ArraysElementCounts": lambda net: _by_path(net, lambda path: integer(_count(net, path))),
    "ArraysLearningRateMultipliers": lambda net: _by_path(net, lambda path: _number(multiplier(net, path))),
    "ArraysList": lambda net: list_of(show_array(value) for value in _arrays(net).values()),  # type: ignore[arg-type]
    "ArraysPositionList": lambda net: list_of(map(_path, _arrays(net))),
    "ArraysSizes": lambda net: _by_path(net, lambda path: _quantity(BYTES * _count(net, path))),
    "ArraysTotalByteCount": lambda net: integer(BYTES * sum(_count(net, path) for path in _unique(net))),
    "ArraysTotalElementCount": lambda net: integer(sum(_count(net, path) for path in _unique(net))),
    "ArraysTotalSize": lambda net: _quantity(BYTES * sum(_count(net, path) for path in _unique(net))),
    "FullSummaryGraphic": lambda net: String(drawing(net, deep=True)),
    "InputForm": lambda net: input_form(net, None),
    "InputPortNames": lambda net: to_expr(list(net.inputs)),
    "InputPorts": lambda net: _ports(net, net.inputs),
    "Layers": lambda net: Association({_path(path): as_object(layer) for path, layer in _layers(net)}),
    "LayersCount": lambda net: integer(len(_layers(net))),
    "LayersGraph": layers_graph,
    "LayersList": lambda net: list_of(as_object(layer) for _, layer in _layers(net)),
    "LayerTypeCounts": lambda net: Association({
        S[head]: integer(count) for head, count in Counter(layer.head for _, layer in _layers(net)).items()}),
    "OutputPortNames": lambda net: to_expr(list(net.outputs)),
    "OutputPorts": lambda net: _ports(net, net.outputs),
    "RecurrentStatesCount": lambda net: integer(len(state_paths(net))),
    "RecurrentStatesPositionList": lambda net: list_of(map(_path, state_paths(net))),
    "SharedArraysCount": lambda net: integer(
        len({value.name for value in _arrays(net).values() if isinstance(value, Shared)})),
    "SummaryGraphic": lambda net: String(drawing(net)),
    "TopologyHash": lambda net: String(topology_hash(net)),
}


def _number(value: float) -> Expr:
    return integer(int(value)) if value == int(value) else to_expr(value)


def information(net: Net, prop: Expr | None, ev: Evaluator) -> Expr:
    """A property of a net; several for a list; the report for none.

    Errors  Failed("invprop").
    """
    if prop is None:
        return String(report(net))
    if isinstance(prop, String) and prop.value == "Properties":
        return to_expr(sorted(FACTS))
    if isinstance(prop, String) and prop.value in FACTS:
        return FACTS[prop.value](net)
    if prop is S.All:
        return Association({String(name): fact(net) for name, fact in FACTS.items()})
    if isinstance(prop, Call) and prop.head is S.List:
        return list_of(information(net, item, ev) for item in prop.args)
    raise Failed("invprop", prop, sorted(FACTS), symbol=S[net.head])


def report(net: Net) -> str:
    """A full report: the summary, the parameters of every layer and their sum."""
    unique = _unique(net)
    rows = []
    for path, layer in _layers(net):
        mine = [item for item in unique if item[:-1] == path]
        count = sum(_count(net, item) for item in mine)
        keys = ", ".join(map(str, path)) or "-"
        rows.append((keys, layer.head, f"{count:,}" if mine else ""))
    rows.insert(0, ("layer", "type", "parameters"))
    widths = [max(len(row[k]) for row in rows) for k in range(3)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    total = sum(_count(net, item) for item in unique)
    missing = sum(values_of(value) is None for value in _arrays(net).values())  # type: ignore[arg-type]
    lines.append(f"{total:,} parameters in {len(unique)} arrays ({BYTES * total:,} bytes)"
                 + (f", {missing} arrays uninitialized" if missing else ""))
    states = state_paths(net)
    if states:
        lines.append("states: " + ", ".join(repr(show_state_key(path)) for path in states))
    return summary(net) + "\n" + "\n".join(lines)
