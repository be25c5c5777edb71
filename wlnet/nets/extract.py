"""Taking parts of nets, coders and state objects: `NetExtract`, `Part`, `Normal`, `Information`, all by paths."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from wlnet.expr import (
    Association, Call, Expr, Integer, Object, S, String, Symbol, integer, is_call, is_list, list_of, to_expr,
)
from wlnet.kernel.messages import Failed
from wlnet.kernel.objects import information_of, length_of, meaning_of, normal_of, part_of
from wlnet.nets.arrays import Shared, show_array
from wlnet.nets.chain import Container
from wlnet.nets.coder import Coder
from wlnet.nets.declare import AUTOMATIC
from wlnet.nets.information import as_object, information, port_expr
from wlnet.nets.layer import Layer, Net
from wlnet.nets.paths import array_values, get_at, resolve, where
from wlnet.nets.ports import NamedType, show_port
from wlnet.nets.state import NetState, show_states
from wlnet.nets.wiring import Key, Path

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


def keys_of(spec: Expr) -> Path:
    """The path that a specification stands for: a key, or a list of keys; All is the key "All".

    Errors  Failed("nopart") for anything else.
    """
    items = spec.args if is_list(spec) else (spec,)
    keys: list[Key] = []
    for item in items:
        if isinstance(item, (Integer, String)):
            keys.append(item.value)
        elif item is S.All:
            keys.append("All")
        elif isinstance(item, Symbol):          # parameters such as ColorSpace
            keys.append(item.short)
        elif is_call(item, S.NetPort):
            keys += keys_of(list_of(item.args))
        else:
            raise Failed("nopart", item, "the net")
    return tuple(keys)


def part_at(ev: Evaluator, expr: Expr, value: Any, spec: Expr) -> Expr:
    """One part of a net, coder or state object."""
    if isinstance(value, Net) and isinstance(spec, Object) and isinstance(spec.value, Shared):
        return shared_array(value, spec.value.name)
    if isinstance(value, Net) and spec == Call(S.NetArray, S.All):
        return shared_arrays(value)
    if isinstance(value, NetState):
        path = keys_of(spec)
        if path == ("States",):
            return show_states(value.values)
        if path[:1] == ("Net",):
            return as_object(value.net) if len(path) == 1 else extract(value.net, path[1:])
        return extract(value.net, path)
    if isinstance(value, Coder):
        path = keys_of(spec)
        return coder_association(value) if path == ("All",) else coder_parameter(value, path)
    if isinstance(value, Net):
        return extract(value, keys_of(spec))
    raise Failed("notnet", expr)


def shared_array(net: Net, name: str) -> Expr:
    """The values of the array shared under this name."""
    found = [value for value in array_values(net).values() if isinstance(value, Shared) and value.name == name]
    if not found:
        raise Failed("nopart", f'NetArray["{name}"]', net.head)
    return next((show_array(item.value) for item in found if item.value is not AUTOMATIC), S.Automatic)


def shared_arrays(net: Net) -> Expr:
    """The values of all shared arrays, by name."""
    names = dict.fromkeys(value.name for value in array_values(net).values() if isinstance(value, Shared))
    return Association({String(name): shared_array(net, name) for name in names})


def extract(net: Net, path: Path) -> Expr:
    """The part at a path; where the path says All, that of all layers, Missing for layers without it.

    Errors  Failed("nopart").
    """
    if "All" in path:
        done, rest = resolve(net, path[: path.index("All")])
        if rest:
            raise Failed("nopart", rest[0], where(net, done))
        after = path[len(done) + 1 :]
        inner_net = get_at(net, done)
        if not after:
            return normal(inner_net)
        parts = {key: _part_or_missing(localized(inner_net, (key,)), after) for key in inner_net.children}
        return Association({to_expr(key): part for key, part in parts.items()})
    done, rest = resolve(net, path)
    inside = localized(net, done)
    return as_object(inside) if not rest else detail(inside, rest, where(net, done))


def _part_or_missing(net: Net, path: Path) -> Expr:
    try:
        return extract(net, path)
    except Failed:
        return Call(S.Missing, String("PartAbsent"), to_expr(path[0] if len(path) == 1 else list(path)))


def localized(net: Net, path: Path) -> Net:
    """The net at a path, with the types that its surroundings gave to its ports."""
    inside = get_at(net, path)
    if not path:
        return inside
    types = net.inferred.types
    found = {name: types[(*path, name)] for name in (*inside.inputs, *inside.outputs)
             if (*path, name) in types and name not in inside.ports and types[(*path, name)].dims is not None}
    return inside.with_ports(found) if found else inside


def detail(net: Net, rest: Path, place: str) -> Expr:
    """An array, port or parameter of a net."""
    name = rest[0]
    if name in net.inputs or name in net.outputs:
        coder = net.coder(str(name))
        if len(rest) == 1:
            return port_expr(net, str(name))
        if coder is not None:
            return coder_parameter(coder, rest[1:])
    if isinstance(net, Layer) and len(rest) == 1:
        if (name,) in net.array_values:
            found = net.array_values[(name,)]
            return show_array(found.value if isinstance(found, Shared) else found)
        for item in net.parameters:
            if name in (item.name, item.part):
                return item.kind.show(getattr(net, item.field))
        if name in net.states:
            return show_port(NamedType(net.inferred.types[(name,)]))
    if name == "LearningRateMultipliers":
        return information(net, String("ArraysLearningRateMultipliers"), None)  # type: ignore[arg-type]
    raise Failed("nopart", name, place)


def coder_parameter(coder: Coder, path: Path) -> Expr:
    """A parameter of an encoder or decoder, by name."""
    for item in coder.parameters:
        if path in ((item.name,), (item.part,)):
            return item.kind.show(getattr(coder, item.field))
    extra = {**coder.properties_of(), "Type": coder.name}
    if len(path) == 1 and path[0] in extra:
        return to_expr(extra[str(path[0])])
    raise Failed("nopart", to_expr(path[0] if path else ""), f'the coder "{coder.name}"')


def coder_association(coder: Coder) -> Expr:
    """All parameters of a coder."""
    return Association({String("Type"): String(coder.name), **{
        String(item.part or item.name): item.kind.show(getattr(coder, item.field)) for item in coder.parameters}})


def normal(net: Net) -> Expr:
    """Everything in a net: the layers of a container; parameters, arrays and ports of a layer."""
    if isinstance(net, Container):
        return container_normal(net)
    assert isinstance(net, Layer)
    parts: dict[Expr, Expr] = {
        String(item.part or item.name): item.kind.show(getattr(net, item.field)) for item in net.parameters}
    parts |= {String(spec.name): detail(net, (spec.name,), net.head) for spec in net.arrays}
    parts |= {String(name): port_expr(net, name) for name in (*net.inputs, *net.outputs)}
    return Association(parts)


@normal_of.register(Layer)
def layer_normal(value: Layer) -> Expr:
    """All parts of a layer."""
    return normal(value)


@normal_of.register(Coder)
def coder_normal(value: Coder) -> Expr:
    """All parameters of a coder."""
    return coder_association(value)


@normal_of.register(NetState)
def state_normal(value: NetState) -> Expr:
    """The states."""
    return show_states(value.values)


@part_of.register(Net)
def net_part(value: Net, ev: Evaluator, owner: Object, spec: tuple[Expr, ...]) -> Expr | None:
    """net[[spec...]] is NetExtract[net, {spec...}]."""
    return _part(ev, owner, value, spec)


@part_of.register(Coder)
def coder_part(value: Coder, ev: Evaluator, owner: Object, spec: tuple[Expr, ...]) -> Expr | None:
    """coder[["param"]]."""
    return _part(ev, owner, value, spec)


@part_of.register(NetState)
def state_part(value: NetState, ev: Evaluator, owner: Object, spec: tuple[Expr, ...]) -> Expr | None:
    """sobj[["States"]]."""
    return _part(ev, owner, value, spec)


def _part(ev: Evaluator, owner: Object, value: Any, spec: tuple[Expr, ...]) -> Expr | None:
    try:
        return part_at(ev, owner, value, list_of(spec))
    except Failed as failed:
        failed.symbol = failed.symbol or S.NetExtract
        raise


AS_LISTS: dict[str, Callable[..., Call]] = {
    "Take": lambda net, spec: Call(S.NetTake, net, spec), "Drop": lambda net, spec: Call(S.NetDrop, net, spec),
    "Most": lambda net: Call(S.NetDrop, net, integer(-1)), "Rest": lambda net: Call(S.NetDrop, net, integer(1)),
    "First": lambda net: Call(S.NetExtract, net, integer(1)), "Last": lambda net: Call(S.NetExtract, net, integer(-1)),
    "Append": lambda net, layer: Call(S.NetAppend, net, layer), "Join": lambda *nets: Call(S.NetJoin, *nets),
    "Prepend": lambda net, layer: Call(S.NetPrepend, net, layer),
    "Insert": lambda net, layer, at: Call(S.NetInsert, net, layer, at),
    "Delete": lambda net, spec: Call(S.NetDelete, net, spec),
    "ReplacePart": lambda net, rules: Call(S.NetReplacePart, net, rules),
}


@meaning_of.register(Container)
def as_list(value: Container, ev: Evaluator, owner: Object, call: Call) -> Expr | None:
    """A function of lists applied to a net, as in code from before NetTake and its kin."""
    form = AS_LISTS.get(call.head.short) if isinstance(call.head, Symbol) else None
    if form is None:
        return None
    try:
        meant = form(*call.args)
    except TypeError:           # another number of arguments
        return None
    return ev(meant)


@length_of.register(Container)
def container_length(value: Container) -> int:
    """The number of layers."""
    return len(value.keys)


@normal_of.register(Container)
def container_normal(value: Container) -> Expr:
    """The layers, as a list or an association."""
    nets = [as_object(net) for net in value.nets]
    if not value.is_named:
        return list_of(nets)
    return Association({String(str(key)): net for key, net in zip(value.keys, nets)})


@normal_of.register(Shared)
def shared_normal(value: Shared) -> Expr:
    """The values of a shared array."""
    return show_array(value.value)


@information_of.register(Net)
def net_facts(value: Net, ev: Evaluator, owner: Object, prop: Expr | None) -> Expr | None:
    """Information[net, prop]."""
    return information(value, prop, ev)


@information_of.register(NetState)
def state_facts(value: NetState, ev: Evaluator, owner: Object, prop: Expr | None) -> Expr | None:
    """Information of the net of a state object."""
    return information(value.net, prop, ev)


@information_of.register(Coder)
def coder_facts(value: Coder, ev: Evaluator, owner: Object, prop: Expr | None) -> Expr | None:
    """Information[coder, "param"]; all parameters without."""
    if prop is None:
        return coder_association(value)
    if prop == String("Properties"):
        return to_expr([item.name for item in value.parameters])
    try:
        return coder_parameter(value, keys_of(prop))
    except Failed as failed:
        failed.symbol = failed.symbol or S.NetExtract
        raise
