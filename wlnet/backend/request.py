"""What is asked of a net: `net[data, request]`, read into a list of items to be found."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from wlnet.backend.program import Program
from wlnet.expr import Association, Call, Expr, S, String, is_call, is_list, list_of
from wlnet.kernel.messages import Failed
from wlnet.nets.coder import Decoder, Property
from wlnet.nets.layer import Net
from wlnet.nets.paths import get_at, resolve
from wlnet.nets.state import read_state_key
from wlnet.nets.types import UNKNOWN
from wlnet.nets.wiring import Path

STATES = "states"
GRADIENT = "gradient"
VALUE = "value"


@dataclass(frozen=True)
class Item:
    """One thing to be found. `decoder` and `prop` say how a value is decoded (None: it stays an array).

    kind   VALUE of a cell; final STATES; GRADIENT with respect to an input or array at `path` ((): all of them).
    """

    key: Expr
    kind: str
    cell: int = -1
    path: Path = ()
    decoder: Decoder | None = None
    prop: Property | None = None


@dataclass(frozen=True)
class Request:
    """All that is asked for; `single` when the answer is the bare value of the only item."""

    items: tuple[Item, ...]
    single: bool

    @property
    def wants_states(self) -> bool:
        return any(item.kind == STATES for item in self.items)

    @property
    def wants_gradients(self) -> bool:
        return any(item.kind == GRADIENT for item in self.items)


def read_request(net: Net, program: Program, spec: Expr | None) -> Request:
    """The request that the second argument makes; None stands for no such argument.

    Errors  Failed for unknown properties and ports.
    """
    reader = _Reader(net, program)
    if spec is None or spec is S.All:
        items = [reader.output(name) for name in net.outputs]
        return Request(tuple(items), len(items) == 1 and spec is None)
    if isinstance(spec, Association):
        spec = list_of(Call(S.Rule, key, prop) for key, prop in spec.items.items())
    if is_list(spec) and not reader.is_property(spec):
        return Request(tuple(reader.item(part) for part in spec.args), False)
    return Request((reader.item(spec),), True)


class _Reader:
    def __init__(self, net: Net, program: Program) -> None:
        self.net = net
        self.program = program

    def item(self, spec: Expr) -> Item:
        """One item of a request."""
        net = self.net
        if is_call(spec, S.NetPort):
            return self._port(spec)
        if is_call(spec, S.NetPortGradient):
            return self._gradient(spec)
        if is_call(spec, S.Rule, 2) and is_call(spec.args[0], S.NetPort):
            return self._decoded(spec)
        if isinstance(spec, String) and spec.value in net.outputs and not self.is_property(spec):
            return self.output(spec.value)
        if is_call(spec, S.Rule, 2) and isinstance(spec.args[0], String) and spec.args[0].value in net.outputs:
            return self.output(spec.args[0].value, spec.args[1])
        if len(net.outputs) != 1:
            raise Failed("noport", spec, net.head, list(net.outputs))
        return self.output(net.outputs[0], spec)

    def output(self, name: str, spec: Expr | None = None) -> Item:
        """An output of the net, decoded by a property (None: the default one; the symbol None: not decoded)."""
        decoder = self.net.coder(name)
        cell = self.program.outputs[name]
        key = String(name)
        if spec is S["None"] or (spec is None and not isinstance(decoder, Decoder)):
            return Item(key, VALUE, cell)
        prop = read_property(spec) if spec is not None else None
        if not isinstance(decoder, Decoder):
            raise Failed("noprop", spec or S["None"], name)
        if prop is None and spec is None:
            return Item(key, VALUE, cell, decoder=decoder, prop=Property(decoder.properties[0]))
        if prop is None or prop.name not in decoder.properties:
            raise Failed("invprop", spec or S["None"], list(decoder.properties))
        return Item(key, VALUE, cell, decoder=decoder, prop=prop)

    def is_property(self, spec: Expr) -> bool:
        """Whether a specification is a property (with arguments) of the only output's decoder."""
        if len(self.net.outputs) != 1:
            return False
        decoder = self.net.coder(self.net.outputs[0])
        prop = read_property(spec)
        return prop is not None and isinstance(decoder, Decoder) and prop.name in decoder.properties

    def _port(self, spec: Expr) -> Item:
        if spec == Call(S.NetPort, S.All, String("States")):
            return Item(spec, STATES)
        path = read_state_key(spec)
        if len(path) == 1 and path[0] in self.net.outputs:
            item = self.output(str(path[0]))
            return Item(spec, VALUE, item.cell, decoder=item.decoder, prop=item.prop)
        done, rest = resolve(self.net, path)
        if not rest and done:
            rest = (get_at(self.net, done).outputs[0],)
        cell = self.program.cell((*done, *rest))
        if cell is None or not path:
            raise Failed("noport", spec, self.net.head, [*self.net.outputs])
        return Item(spec, VALUE, cell)

    def _decoded(self, spec: Expr) -> Item:
        """`NetPort["output"] -> property`."""
        path = read_state_key(spec.args[0])
        if len(path) != 1 or path[0] not in self.net.outputs:
            raise Failed("noport", spec.args[0], self.net.head, [*self.net.outputs])
        return dataclasses.replace(self.output(str(path[0]), spec.args[1]), key=spec.args[0])

    def _gradient(self, spec: Expr) -> Item:
        if spec.args == (S.All,):
            return Item(spec, GRADIENT)
        path = read_state_key(Call(S.NetPort, *spec.args))
        done, rest = resolve(self.net, path)
        path = (*done, *rest)
        known = [*((name,) for name in self.net.inputs), *(path for slot in self.program.arrays for path in slot.paths)]
        if path not in known:
            raise Failed("noport", spec, self.net.head, [list(item) for item in known])
        if path[-1] in self.net.inputs and len(path) == 1 and self.net.inferred.types.get(path, UNKNOWN).is_integer:
            raise Failed("nograd", path[-1])
        return Item(spec, GRADIENT, path=path)


def read_property(spec: Expr | None) -> Property | None:
    """`"name"`, `"name" -> argument`, `{"name", arguments...}`; None for anything else."""
    if isinstance(spec, String):
        return Property(spec.value)
    if spec is not None and is_call(spec, S.Rule, 2) and isinstance(spec.args[0], String):
        return Property(spec.args[0].value, spec.args[1])
    if spec is not None and is_list(spec) and spec.args and isinstance(spec.args[0], String):
        rest: Sequence[Expr] = spec.args[1:]
        argument = None if not rest else rest[0] if len(rest) == 1 else list_of(rest)
        return Property(spec.args[0].value, argument)
    return None
