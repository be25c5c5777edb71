"""Taking nets apart and changing them: extraction, replacement, editing, information. All by paths (`nets.paths`)."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, TypeVar

from wlnet.builtins.nets import a_net, net_object, with_options
from wlnet.expr import (
    Association, Call, Expr, Integer, Object, S, String, is_call, is_list, length, list_of, to_expr,
)
from wlnet.kernel.builtin import builtin, is_options
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Failed
from wlnet.nets.arrays import Shared, read_array, values_of, with_values
from wlnet.nets.chain import Chain, Container, make_chain
from wlnet.nets.coder import Coder, Encoder
from wlnet.nets.declare import AUTOMATIC, Misfit
from wlnet.nets.extract import keys_of, part_at
from wlnet.nets.graph import Connection, Graph, make_graph, renamed
from wlnet.nets.information import information
from wlnet.nets.layer import Layer, Net
from wlnet.nets.messages import NET_MESSAGES
from wlnet.nets.paths import array_values, layers_of, replace_at, resolve, where, with_arrays
from wlnet.nets.ports import read_port
from wlnet.nets.short import as_net
from wlnet.nets.wiring import Key, Path

C = TypeVar("C", bound=Coder)


@builtin("NetExtract", messages=NET_MESSAGES, operator=0)
def net_extract(ev: Evaluator, net: Expr, spec: Expr) -> Expr:
    """NetExtract[net, spec] gives a layer, array, port or parameter of net: a position, a name, or a path of them.

    NetExtract[net, All] gives everything; NetExtract[net, {{...}, {...}}] several parts; NetExtract[sobj, "States"] the
    states of a state object; NetExtract[coder, "param"] a parameter.

    Errors   nopart naming what is not there and where.
    Source   ref/NetExtract
    Example  NetExtract[LinearLayer[2, "Weights" -> {{1}, {2}}], "Weights"]  gives  {{1.}, {2.}}
    """
    value = net.value if isinstance(net, Object) else None
    if is_list(spec) and spec.args and all(is_list(item) for item in spec.args):
        return list_of(part_at(ev, net, value, item) for item in spec.args)
    return part_at(ev, net, value, spec)


@builtin("NetInformation", messages=NET_MESSAGES)
def net_information(ev: Evaluator, net: Expr, prop: Expr | None = None) -> Expr:
    """NetInformation[net, "prop"] gives a property of a net; the properties are NetInformation[net, "Properties"].

    Source   ref/NetInformation
    Example  NetInformation[LinearLayer[2, "Input" -> 3], "ArraysTotalElementCount"]  gives  8
    """
    if is_list(net):
        return list_of(information(a_net(item), prop, ev) for item in net.args)
    return information(a_net(net), prop, ev)


@builtin("NetReplacePart", messages=NET_MESSAGES)
def net_replace_part(ev: Evaluator, net: Expr, rules: Expr, call: Call) -> Expr:
    """NetReplacePart[net, spec -> value] replaces a layer, an array, a port or a parameter; several for a list
    of rules.

    Errors   nopart; invarray; shape conflict when the new part does not fit.
    Source   ref/NetReplacePart
    Example  Normal[NetReplacePart[LinearLayer[1, "Weights" -> {{1}}], "Weights" -> {{5}}][["Weights"]]]  gives  {{5.}}
    """
    pairs = rules.args if is_list(rules) else (rules,)
    for rule in pairs:
        if not (is_call(rule, S.Rule, 2) or is_call(rule, S.RuleDelayed, 2)):
            raise Complaint("rep", rule)
    if isinstance(net, Object) and isinstance(net.value, Coder):
        return _replace_in_coder(net, pairs, ev)
    value = a_net(net)
    for rule in pairs:
        value = replace_part(value, rule.args[0], rule.args[1], ev)
    _ = value.inferred
    return net_object(value)


def replace_part(net: Net, spec: Expr, new: Expr, ev: Evaluator) -> Net:
    """The net with the part at `spec` replaced."""
    if isinstance(spec, Object) and isinstance(spec.value, Shared):
        paths = [path for path, item in array_values(net).items()
                 if isinstance(item, Shared) and item.name == spec.value.name]
        return with_arrays(net, {path: with_values(array_values(net)[path], _numbers(new)) for path in paths})
    path = keys_of(spec)
    done, rest = resolve(net, path)
    if not rest:
        return replace_at(net, done, lambda _: as_net(new, ev, done[-1] if done else 1))
    return replace_at(net, done, lambda inside: _replace_detail(inside, rest, new, ev, where(net, done)))


def _numbers(expr: Expr) -> Any:
    try:
        value = read_array(expr)
    except Misfit:
        raise Failed("invarray", "Array", expr) from None
    found = values_of(value)
    return AUTOMATIC if found is None else found


def _replace_detail(net: Net, rest: Path, new: Expr, ev: Evaluator, place: str) -> Net:
    name = str(rest[0])
    if len(rest) == 1 and (name in net.inputs or name in net.outputs):
        if new is S["None"]:
            bare = dataclasses.replace(net, ports={key: port for key, port in net.ports.items() if key != name})
            return bare if bare.coder(name) is None else bare.with_ports({name: net.type_of(name)})
        return net.with_ports({name: read_port(new, name in net.inputs, name, ev)})
    coder = net.coder(name)
    if len(rest) == 2 and coder is not None:
        return net.with_ports({name: replace_parameter(coder, str(rest[1]), new, ev)})
    if isinstance(net, Layer) and len(rest) == 1:
        if (rest[0],) in net.array_values:
            try:
                return net.with_arrays({(rest[0],): read_array(new)})
            except Misfit:
                raise Failed("invarray", name, new) from None
        for item in net.parameters:
            if name in (item.name, item.part):
                return dataclasses.replace(net, **{item.field: item.read(new, ev)})
    raise Failed("nopart", name, place)


def replace_parameter(coder: C, name: str, new: Expr, ev: Evaluator) -> C:
    """The coder with another value of a parameter."""
    for item in coder.parameters:
        if name in (item.name, item.part):
            return dataclasses.replace(coder, **{item.field: item.read(new, ev)})  # type: ignore[type-var]
    raise Failed("nopart", name, f'the coder "{coder.name}"')


def _replace_in_coder(net: Object, rules: Sequence[Expr], ev: Evaluator) -> Expr:
    coder = net.value
    for rule in rules:
        coder = replace_parameter(coder, str(keys_of(rule.args[0])[0]), rule.args[1], ev)
    return Object(S.NetEncoder if isinstance(coder, Encoder) else S.NetDecoder, coder)


def a_chain(expr: Expr) -> Chain:
    """The chain that an argument is; a single layer counts as one.

    Errors  Failed.
    """
    net = a_net(expr)
    if isinstance(net, Chain):
        return net
    if isinstance(net, Layer):
        return Chain(keys=(1,), nets=(net,))
    raise Failed("invparam", "argument 1", "a NetChain", expr)


def rebuilt(keys: Sequence[Key], nets: Sequence[Net], old: Chain, ports: Any = None) -> Chain:
    """A chain of these nets, renumbered unless named, with the ports of the old one that still fit."""
    named = any(isinstance(key, str) for key in keys)
    names: list[Key] = [str(key) for key in keys] if named else list(range(1, len(nets) + 1))
    chain = make_chain(_distinct(names), nets)
    kept = {name: port for name, port in (old.ports if ports is None else ports).items()
            if name in chain.inputs or name in chain.outputs}
    made = chain.with_ports(kept)
    assert isinstance(made, Chain)
    _ = made.inferred
    return made


def _distinct(names: Sequence[Key]) -> list[Key]:
    seen: set[Key] = set()
    found: list[Key] = []
    for name in names:
        fresh, number = name, 1
        while fresh in seen:
            number += 1
            fresh = f"{name}_{number}"
        seen.add(fresh)
        found.append(fresh)
    return found


def _position(chain: Container, spec: Expr) -> int:
    """The place (from 0) of a layer given by position or name."""
    key = chain.key(spec.value) if isinstance(spec, (Integer, String)) else None
    if key is None:
        raise Failed("nopart", spec, chain.head)
    return chain.keys.index(key)


def _additions(expr: Expr, ev: Evaluator) -> tuple[list[Key], list[Net]]:
    """Layers to be added: one, a list, or rules from names to layers."""
    if isinstance(expr, Association):
        expr = list_of(expr.args)
    items = expr.args if is_list(expr) else (expr,)
    keys: list[Key] = []
    nets = []
    for position, item in enumerate(items, 1):
        if is_call(item, S.Rule, 2) and isinstance(item.args[0], String):
            keys.append(item.args[0].value)
            item = item.args[1]
        else:
            keys.append(position)
        nets.append(as_net(item, ev, keys[-1]))
    return keys, nets


def _without(chain: Chain, *names: str) -> dict[str, Any]:
    gone = {name for kind in names for name in getattr(chain, kind)}
    return {name: port for name, port in chain.ports.items() if name not in gone}


@builtin("NetAppend", messages=NET_MESSAGES)
def net_append(ev: Evaluator, chain: Expr, layers: Expr, *options: Expr, call: Call) -> Expr:
    """NetAppend[chain, layer] puts a layer (or the layers of a list, or "name" -> layer) behind a chain.

    Source   ref/NetAppend
    Example  Length[NetAppend[NetChain[{3}], Tanh]]  gives  2
    """
    old = a_chain(chain)
    keys, nets = _additions(layers, ev)
    made = rebuilt([*old.keys, *_offset(keys, len(old.keys))], [*old.nets, *nets], old, _without(old, "outputs"))
    return net_object(with_options(made, options, call, ev))


def _offset(keys: Sequence[Key], by: int) -> list[Key]:
    return [key + by if isinstance(key, int) else key for key in keys]


@builtin("NetPrepend", messages=NET_MESSAGES)
def net_prepend(ev: Evaluator, chain: Expr, layers: Expr, *options: Expr, call: Call) -> Expr:
    """NetPrepend[chain, layer] puts a layer (or the layers of a list, or "name" -> layer) before a chain.

    Source   ref/NetPrepend
    Example  Length[NetPrepend[NetChain[{3}], Tanh]]  gives  2
    """
    old = a_chain(chain)
    keys, nets = _additions(layers, ev)
    made = rebuilt([*keys, *_offset(old.keys, len(keys))], [*nets, *old.nets], old, _without(old, "inputs"))
    return net_object(with_options(made, options, call, ev))


@builtin("NetInsert", messages=NET_MESSAGES)
def net_insert(ev: Evaluator, chain: Expr, layer: Expr, place: Expr) -> Expr:
    """NetInsert[chain, layer, spec] puts a layer before the one at the position or name spec.

    Source   ref/NetInsert
    Example  Length[NetInsert[NetChain[{3, 2}], Tanh, 2]]  gives  3
    """
    old = a_chain(chain)
    at = len(old.keys) if place == to_expr(len(old.keys) + 1) else _position(old, place)
    keys, nets = _additions(layer, ev)
    return net_object(rebuilt([*old.keys[:at], *keys, *_offset(old.keys[at:], len(keys))],
                              [*old.nets[:at], *nets, *old.nets[at:]], old))


@builtin("NetJoin", messages=NET_MESSAGES)
def net_join(ev: Evaluator, *chains: Expr, call: Call) -> Expr:
    """NetJoin[chain1, chain2, ...] is one chain of all their layers.

    Source   ref/NetJoin
    Example  Length[NetJoin[NetChain[{3}], NetChain[{Tanh, 2}]]]  gives  3
    """
    end = len(chains)
    while end and is_options(chains[end - 1]):
        end -= 1
    parts = list(map(a_chain, chains[:end]))
    if not parts:
        raise Failed("notnet", call)
    keys = [key for part in parts for key in part.keys]
    ports = {name: port for name, port in parts[0].ports.items() if name in parts[0].inputs}
    ports |= {name: port for name, port in parts[-1].ports.items() if name in parts[-1].outputs}
    made = rebuilt(keys, [net for part in parts for net in part.nets], parts[0], ports)
    return net_object(with_options(made, chains[end:], call, ev))


def _range(net: Container, spec: Expr) -> tuple[int, int]:
    """The first and last place (from 0) that `end`, `-n` or `{start, end}` names."""
    if is_list(spec) and length(spec) == 2:
        return _position(net, spec.args[0]), _position(net, spec.args[1])
    at = _position(net, spec)
    return (at, len(net.keys) - 1) if isinstance(spec, Integer) and spec.value < 0 else (0, at)


@builtin("NetTake", messages=NET_MESSAGES)
def net_take(ev: Evaluator, net: Expr, spec: Expr) -> Expr:
    """NetTake[net, end] is the net up to the layer end; NetTake[net, {start, end}] from start on.

    Source   ref/NetTake
    Example  Length[NetTake[NetChain[{3, Tanh, 2}], 2]]  gives  2
    """
    value = a_net(net)
    if isinstance(value, Graph):
        return net_object(_take_graph(value, spec))
    chain = a_chain(net)
    low, high = _range(chain, spec)
    ports = dict(chain.ports) if low == 0 else _without(chain, "inputs")
    if high < len(chain.keys) - 1:
        ports = {name: port for name, port in ports.items() if name not in chain.outputs}
    return net_object(rebuilt(chain.keys[low : high + 1], chain.nets[low : high + 1], chain, ports))


def _take_graph(graph: Graph, spec: Expr) -> Net:
    """The part of a graph on which `end` depends, from `start` on."""
    start, end = (spec.args if is_list(spec) and length(spec) == 2 else (None, spec))
    last = graph.keys[_position(graph, end)]
    needed: set[Key] = {last}
    for key in reversed(graph.order):
        if key in needed:
            needed |= {edge.source.path[0] for edge in graph.edges
                       if edge.target.path[:1] == (key,) and edge.source.path}
    if start is not None:
        first = graph.keys[_position(graph, start)]
        reached = {first}
        for key in graph.order:
            if any(edge.source.path[:1] and edge.source.path[0] in reached for edge in graph.edges
                   if edge.target.path[:1] == (key,)):
                reached.add(key)
        needed &= reached
    return subgraph(graph, [key for key in graph.keys if key in needed])


def subgraph(graph: Graph, keys: Sequence[Key]) -> Net:
    """The graph of some of the layers; where connections are cut, ports appear."""
    kept = set(keys)
    connections: list[Connection] = []
    for edge in graph.edges:
        source_in = not edge.source.path or edge.source.path[0] in kept
        target_in = bool(edge.target.path) and edge.target.path[0] in kept
        if source_in and target_in or source_in and edge.source.path and not edge.target.path:
            connections.append((edge.source, edge.target))
    made = make_graph(list(keys), [graph.children[key] for key in keys], connections)
    ports = {name: port for name, port in graph.ports.items() if name in made.inputs or name in made.outputs}
    result = made.with_ports(ports)
    _ = result.inferred
    return result


@builtin("NetDrop", messages=NET_MESSAGES)
def net_drop(ev: Evaluator, net: Expr, spec: Expr) -> Expr:
    """NetDrop[chain, n] is a chain without its first n layers, or its last for negative n; {m, n} drops a range.

    Source   ref/NetDrop
    Example  Length[NetDrop[NetChain[{3, Tanh, 2}], 1]]  gives  2
    """
    chain = a_chain(net)
    low, high = _range(chain, spec)
    keys, nets = [*chain.keys[:low], *chain.keys[high + 1 :]], [*chain.nets[:low], *chain.nets[high + 1 :]]
    if not nets:
        raise Failed("nopart", spec, chain.head)
    ports = dict(chain.ports) if low > 0 else _without(chain, "inputs")
    if high == len(chain.keys) - 1:
        ports = {name: port for name, port in ports.items() if name not in chain.outputs}
    return net_object(rebuilt(keys, nets, chain, ports))


@builtin("NetDelete", messages=NET_MESSAGES)
def net_delete(ev: Evaluator, net: Expr, spec: Expr) -> Expr:
    """NetDelete[net, spec] is a net without the layer (or the layers of a list) at spec. Types and coders of a port go
    with the layer that had it.

    Source   ref/NetDelete
    Example  Length[NetDelete[NetChain[{3, Tanh, 2}], 2]]  gives  2
    """
    value = a_net(net)
    if not isinstance(value, Container):
        raise Failed("nopart", spec, value.head)
    items = spec.args if is_list(spec) else (spec,)
    gone = {_position(value, item.args[0] if is_list(item) and length(item) == 1 else item) for item in items}
    keep = [index for index in range(len(value.keys)) if index not in gone]
    if isinstance(value, Graph):
        return net_object(subgraph(value, [value.keys[index] for index in keep]))
    assert isinstance(value, Chain)
    ports = dict(value.ports) if 0 not in gone else _without(value, "inputs")
    if len(value.keys) - 1 in gone:
        ports = {name: port for name, port in ports.items() if name not in value.outputs}
    keys, nets = [value.keys[index] for index in keep], [value.nets[index] for index in keep]
    return net_object(rebuilt(keys, nets, value, ports))


@builtin("NetRename", messages=NET_MESSAGES)
def net_rename(ev: Evaluator, net: Expr, rules: Expr) -> Expr:
    """NetRename[net, "old" -> "new"] gives layers other names; NetRename[net, f] applies f to all names.

    Source   ref/NetRename
    Example  Keys[Normal[NetRename[NetChain[<|"a" -> 3|>], "a" -> "b"]]]  gives  {b}
    """
    value = a_net(net)
    if not isinstance(value, Container):
        raise Failed("notnet", net)
    change: dict[Key, Key] = {}
    if is_call(rules, S.Rule) or is_list(rules):
        for rule in rules.args if is_list(rules) else (rules,):
            if not (is_call(rule, S.Rule, 2) and isinstance(rule.args[1], String)):
                raise Complaint("rep", rule)
            change[value.keys[_position(value, rule.args[0])]] = rule.args[1].value
    else:
        for key in value.keys:
            found = ev(Call(rules, to_expr(key)))
            change[key] = found.value if isinstance(found, (String, Integer)) else str(found)
    names: list[Key] = [change.get(key, key) for key in value.keys]
    if any(isinstance(name, str) for name in names):
        names = [str(name) for name in names]
    if len(set(names)) < len(names):
        raise Failed("invparam", "NetRename", "different names for all layers", rules)
    if isinstance(value, Graph):
        return net_object(renamed(value, dict(zip(value.keys, names))))
    return net_object(dataclasses.replace(value, keys=tuple(names)))


@builtin("NetInsertSharedArrays", messages=NET_MESSAGES)
def net_insert_shared_arrays(ev: Evaluator, net: Expr, prefix: Expr = String("")) -> Expr:
    """NetInsertSharedArrays[net] gives all arrays of a net names, so that copies of it share them.

    Source   ref/NetInsertSharedArrays
    Example  NetInformation[NetInsertSharedArrays[LinearLayer[2]], "SharedArraysCount"]  gives  2
    """
    value = a_net(net)
    start = prefix.value if isinstance(prefix, String) else ""
    trained = {(*path, spec.name): spec.trained for path, layer in layers_of(value) for spec in layer.arrays}
    named = {path: Shared(start + "/".join(map(str, path)), item)
             for path, item in array_values(value).items()
             if item is not None and not isinstance(item, Shared) and trained.get(path, True)}
    return net_object(with_arrays(value, named))
