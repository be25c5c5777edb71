"""Shape inference: the types of all cells of a net, narrowed by all layers until nothing changes."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wlnet.kernel.messages import Failed
from wlnet.nets.types import (
    UNKNOWN, VARYING, Clash, Dims, Element, Integers, Type, dims_text, elements_text, narrow, type_text,
)
from wlnet.nets.wiring import Node, Path, Wiring, wire

if TYPE_CHECKING:
    from wlnet.nets.layer import Net


@dataclass(frozen=True)
class Inferred:
    """The types found: `types[(path..., port or array)]`, and the flat form they belong to."""

    wiring: Wiring
    cells: list[Type]
    types: dict[Path, Type]


class Shapes:
    """What a layer sees of the types around it: `shapes["Input"]` are dimensions, `narrow` states an equation."""

    def __init__(self, solver: Solver, node: Node) -> None:
        self._solver = solver
        self._node = node
        self._cells: dict[str | Path, tuple[int, ...]] = {}
        for name, cell in node.inputs.items():
            self._cells[name] = (cell,)
        for name, cell in node.outputs.items():     # a state has an initial and a final cell
            self._cells[name] = (*self._cells.get(name, ()), cell)
        for path, cell in (*node.inner.items(), *node.arrays.items()):
            self._cells[path] = (cell,)
            if len(path) == 1:
                self._cells[str(path[0])] = (cell,)

    @property
    def is_alone(self) -> bool:
        """Whether the layer is the whole net, so that data may still settle what is open."""
        return not self._node.path

    def type(self, name: str | Path) -> Type:
        """The type of a port or array as known so far."""
        cells = self._cells.get(name)
        return self._solver.types[cells[0]] if cells else UNKNOWN

    def __getitem__(self, name: str | Path) -> Dims | None:
        return self.type(name).dims

    def narrow(self, name: str | Path, dims: Sequence[int | str | None] | None, element: Element = None) -> None:
        """State that a port or array has these dimensions (None: open) and element. An absent array has none.

        Errors  Failed("shape") naming the layer, the port, what is needed and what was found.
        """
        wanted = Type(None if dims is None else tuple(dims), element)  # type: ignore[arg-type]
        for cell in self._cells.get(name, ()):
            try:
                self._solver.narrow(cell, wanted)
            except Clash as clash:
                found = self._solver.types[cell]
                raise self.mismatch(name, needs_text(wanted, found, clash), found_text(found, clash)) from None

    def same(self, *names: str) -> None:
        """State that some ports have the same dimensions."""
        for a in names:
            for b in names:
                if a != b:
                    self.narrow(a, self[b])

    def fixed(self, name: str, hint: str = "") -> Dims | None:
        """The dimensions of a port that must not vary in length; `hint` says what would help.

        Errors  Failed("shape") when they vary.
        """
        dims = self[name]
        if dims is not None and VARYING in dims:
            raise self.mismatch(name, "fixed dimensions" + (hint and f" ({hint})"))
        return dims

    def integers(self, name: str) -> Integers:
        """The range of integers of a port."""
        element = self.type(name).element
        return element if isinstance(element, Integers) else Integers()

    def mismatch(self, name: str | Path, needs: str, came: str = "") -> Failed:
        """The failure of this layer, which needs something else at a port than what came (by default: the type)."""
        found = self.type(name)
        port = name if isinstance(name, str) else str(name[-1])
        what = "array" if self._cells.get(name, (None,))[0] in self._node.arrays.values() else "port"
        return Failed("shape", label(self._node.path, self._node.layer.head), needs, f'{what} "{port}"',
                      came or (dims_text(found.dims) if found.dims is not None else type_text(found)))


def needs_text(wanted: Type, found: Type, clash: Clash) -> str:
    """What a layer needs, in the words that tell the difference."""
    if wanted.dims is not None and found.dims is not None and len(wanted.dims) != len(found.dims):
        return f"rank {len(wanted.dims)}"
    if isinstance(clash.expected, tuple):
        return f"dimensions {dims_text(clash.expected)}"
    return elements_text(wanted.element)


def found_text(found: Type, clash: Clash) -> str:
    """What was found, in the same words."""
    return dims_text(found.dims) if isinstance(clash.expected, tuple) else elements_text(found.element)


def label(path: Path, head: str) -> str:
    """A place in a net, in words: `layer 3 (PoolingLayer)`."""
    if not path:
        return head
    keys = [f'"{key}"' if isinstance(key, str) else str(key) for key in path]
    return f"layer {keys[0] if len(keys) == 1 else '{' + ', '.join(keys) + '}'} ({head})"


class Solver:
    """Narrows types layer by layer; a layer is asked again whenever one of its cells has changed."""

    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        self.types: list[Type] = [UNKNOWN] * wiring.cells
        self.users: list[list[int]] = [[] for _ in range(wiring.cells)]
        self.waiting: deque[int] = deque()
        self.queued = [False] * len(wiring.nodes)
        for index, node in enumerate(wiring.nodes):
            for cell in {*node.inputs.values(), *node.outputs.values(), *node.arrays.values(), *node.inner.values()}:
                self.users[cell].append(index)
        self.shapes = [Shapes(self, node) for node in wiring.nodes]

    def narrow(self, cell: int, kind: Type) -> None:
        """Narrow the type of a cell.

        Errors  Clash when the two cannot both hold.
        """
        old = self.types[cell]
        new = narrow(old, kind)
        if new is not old and new != old:
            self.types[cell] = new
            for user in self.users[cell]:
                self._queue(user)

    def _queue(self, index: int) -> None:
        if not self.queued[index]:
            self.queued[index] = True
            self.waiting.append(index)

    def solve(self) -> None:
        """State what was declared, then the layers' equations, then what they settle for."""
        for item in self.wiring.declared:
            try:
                self.narrow(item.cell, item.type)
            except Clash as clash:
                found = self.types[item.cell]
                raise Failed("shape", label(item.path, item.owner), needs_text(item.type, found, clash),
                             f'port "{item.port}"', found_text(found, clash)) from None
        for index in range(len(self.wiring.nodes)):
            self._queue(index)
        self._propagate()
        for index, node in enumerate(self.wiring.nodes):
            node.layer.settle(self.shapes[index])
            self._propagate()

    def _propagate(self) -> None:
        while self.waiting:
            index = self.waiting.popleft()
            self.queued[index] = False
            self.wiring.nodes[index].layer.infer(self.shapes[index])


def infer(net: Net) -> Inferred:
    """The types of all ports and arrays of a net.

    Errors  Failed("shape") when they cannot all hold.
    """
    wiring = wire(net)
    solver = Solver(wiring)
    solver.solve()
    types = {path: solver.types[cell] for path, cell in wiring.ports.items()}
    for node in wiring.nodes:
        types.update({(*node.path, name): solver.types[cell] for name, cell in node.outputs.items()})
    return Inferred(wiring, solver.types, types)
