"""A net laid out flat: its layers in order of computation, joined by cells.

A cell is what one connection carries; its number serves shape inference (a type per cell) and the back end (a tensor
per cell) alike. Initial values of states are cells too: fed by a connection, or free.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wlnet.nets.types import Type

if TYPE_CHECKING:
    from wlnet.nets.layer import Layer, Net

Key = int | str
Path = tuple[Key, ...]


@dataclass
class Node:
    """A layer at its place. `inputs` and `outputs` include the initial and final values of its states.

    inner    the ports and states of nets inside an operator, by relative path.
    nested   whether it is a layer inside an operator: it takes part in inference; the operator carries it out.
    """

    path: Path
    layer: Layer
    inputs: dict[str, int]
    outputs: dict[str, int]
    arrays: dict[Path, int]
    inner: dict[Path, int] = field(default_factory=dict)
    nested: bool = False


@dataclass(frozen=True)
class Declared:
    """A type that somebody stated for a cell, and where."""

    cell: int
    type: Type
    path: Path
    port: str
    owner: str


@dataclass
class Wiring:
    """The flat form. `ports` finds the cell of (path..., port), containers included; of a state, its initial value.

    final outputs and final values of states by (path..., port).
    fed   states whose initial value comes from a connection or an input of a graph.
    """

    nodes: list[Node] = field(default_factory=list)
    declared: list[Declared] = field(default_factory=list)
    inputs: dict[str, int] = field(default_factory=dict)
    outputs: dict[str, int] = field(default_factory=dict)
    ports: dict[Path, int] = field(default_factory=dict)
    final: dict[Path, int] = field(default_factory=dict)
    fed: set[Path] = field(default_factory=set)
    shared: dict[str, int] = field(default_factory=dict)
    cells: int = 0

    def cell(self) -> int:
        """A new cell."""
        self.cells += 1
        return self.cells - 1

    def array_cell(self, shared_name: str | None) -> int:
        """The cell of an array: a new one, or the common one of a shared name."""
        if shared_name is None:
            return self.cell()
        if shared_name not in self.shared:
            self.shared[shared_name] = self.cell()
        return self.shared[shared_name]

    def declare(self, cell: int, kind: Type, path: Path, port: str, owner: str) -> None:
        """Note the type that `owner` at `path` declares for its port."""
        self.declared.append(Declared(cell, kind, path, port, owner))

    def place(self, net: Net, path: Path, given: Mapping[Path, int]) -> dict[str, int]:
        """Lay out `net` at `path`, its inputs (and states) joined to the `given` cells; the cells of its outputs.

        Keys of `given` are relative paths of ports: ("Input",), or (2, "State") within a container.
        """
        outputs = net.place(self, path, given)
        self.final.update(((*path, name), cell) for name, cell in outputs.items())
        for name in net.inputs:
            cell = self.ports[(*path, name)]
            if name in net.ports:
                self.declare(cell, net.ports[name].type, path, name, net.head)
        for name, cell in outputs.items():
            self.ports.setdefault((*path, name), cell)
            if name in net.ports:
                self.declare(cell, net.ports[name].type, path, name, net.head)
        return outputs


def wire(net: Net) -> Wiring:
    """The flat form of a net."""
    wiring = Wiring()
    wiring.inputs = {name: wiring.cell() for name in net.inputs}
    outputs = wiring.place(net, (), {(name,): cell for name, cell in wiring.inputs.items()})
    wiring.outputs = {name: outputs[name] for name in net.outputs}
    return wiring


def inner(given: Mapping[Path, int], key: Key) -> dict[Path, int]:
    """The given cells that belong to the child `key`."""
    return {path[1:]: cell for path, cell in given.items() if len(path) > 1 and path[0] == key}
