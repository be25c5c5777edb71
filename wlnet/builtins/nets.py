"""Nets: containers, coders, initialization, state objects. The layers declare their constructors themselves."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

import wlnet.backend.run
import wlnet.nets.decoders
import wlnet.nets.encoders
import wlnet.nets.extract
import wlnet.nets.layers
import wlnet.nets.summary  # noqa: F401  these imports register what they declare
from wlnet.backend.program import compile_net
from wlnet.backend.request import read_property
from wlnet.backend.run import EVALUATION_OPTIONS
from wlnet.backend.seeds import seed_of
from wlnet.expr import Association, Call, Expr, Integer, Object, S, String, Symbol, is_call, is_list, list_of, to_expr
from wlnet.kernel.builtin import builtin, is_options, option_key, option_rules, unknown_option
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Failed
from wlnet.kernel.objects import apply_object, options_of
from wlnet.nets.arrays import Shared, numbers_of, read_array
from wlnet.nets.chain import Chain, Container, make_chain
from wlnet.nets.coder import DECODERS, ENCODERS, Coder, Decoder, Encoder, Property
from wlnet.nets.declare import AUTOMATIC, Misfit, read_arguments, read_options
from wlnet.nets.encoders.classes import DIMENSIONS
from wlnet.nets.encoders.mapped import mapped_encoder
from wlnet.nets.encoders.numbers import depth, encode_numbers
from wlnet.nets.graph import Connection, End, Graph, make_graph
from wlnet.nets.initialize import METHODS, Draw, Method, initialize, normal, uniform
from wlnet.nets.layer import Net
from wlnet.nets.messages import NET_MESSAGES
from wlnet.nets.paths import child_key
from wlnet.nets.ports import read_port
from wlnet.nets.rates import read_rates
from wlnet.nets.short import elements
from wlnet.nets.state import new_state
from wlnet.nets.wiring import Key


def with_options(net: Net, options: Sequence[Expr], call: Call, ev: Evaluator) -> Net:
    """A container with the port types and multipliers that options state.

    Errors  Failed for an unknown option, for values that make no sense and shapes that cannot hold.
    """
    ports: dict[str, Any] = {}
    for rule in (rule for option in options for rule in option_rules(option)):
        name = option_key(rule.args[0])
        if name == "LearningRateMultipliers":
            net = _with_rates(net, read_rates(rule.args[1]))
        elif name in net.inputs or name in net.outputs:
            ports.setdefault(name, read_port(rule.args[1], name in net.inputs, name, ev))
        else:
            unknown = unknown_option(rule.args[0], call, [*net.inputs, *net.outputs, "LearningRateMultipliers"])
            raise Failed(unknown.tag, *unknown.details)
    net = net.with_ports(ports) if ports else net
    _ = net.inferred
    return net


def _with_rates(net: Net, rates: Any) -> Net:
    return dataclasses.replace(net, rates=rates)


def check_options(call: Call, options: Sequence[Expr], position: int) -> None:
    """Errors  Complaint("nonopt") when what should be options is something else."""
    for option in options:
        if not is_options(option):
            raise Complaint("nonopt", option, position, call)


def a_net(expr: Expr) -> Net:
    """The net that an argument is.

    Errors  Failed("notnet").
    """
    if isinstance(expr, Object) and isinstance(expr.value, Net):
        return expr.value
    raise Failed("notnet", expr)


def net_object(net: Net) -> Object:
    """A net as an expression."""
    return Object(S[net.head], net)


@builtin("NetChain", messages=NET_MESSAGES)
def net_chain(ev: Evaluator, layers: Expr, *options: Expr, call: Call) -> Expr:
    """NetChain[{layer1, layer2, ...}] is a net in which the output of each layer is the input of the next.

    Layers may be given as <|name -> layer, ...|>; a number n stands for LinearLayer[n], a function f for
    ElementwiseLayer[f], a list for a NetChain. Options are types and coders of its ports.

    Errors   notlayer, inports, outports, shape conflicts; the result is then $Failed.
    Source   ref/NetChain
    Example  Length[NetChain[{3, Tanh, 2}]]  gives  3
    """
    check_options(call, options, 1)
    if isinstance(layers, Object) and isinstance(layers.value, Net):
        net: Net = layers.value if isinstance(layers.value, Chain) else make_chain([1], [layers.value])
    elif is_list(layers) or isinstance(layers, Association):
        net = make_chain(*elements(layers, ev))
    else:
        raise Failed("invparam", "argument 1", "a list or an association of layers", layers)
    return net_object(with_options(net, options, call, ev))


@builtin("NetGraph", messages=NET_MESSAGES)
def net_graph(ev: Evaluator, layers: Expr, *rest: Expr, call: Call) -> Expr:
    """NetGraph[{layer1, layer2, ...}, {1 -> 2, ...}] is a net whose layers are connected as the rules say.

    Layers may be given as <|name -> layer, ...|>. A rule a -> b connects, {a, b} -> c connects several in order,
    NetPort["name"] is a port of the graph, NetPort[layer, "name"] one of a layer. Ports left free become ports of the
    graph: inputs of one name a common one, outputs numbered ones. NetGraph[net] turns a net into a graph.

    Errors   notlayer, invedge, novertex, noport, dupedge, cycle, shape conflicts; the result is then $Failed.
    Source   ref/NetGraph
    Example  Length[NetGraph[{3, Tanh}, {1 -> 2}]]  gives  2
    """
    if isinstance(layers, Object) and isinstance(layers.value, Net):
        check_options(call, rest, 1)
        return net_object(with_options(graph_of(layers.value), rest, call, ev))
    if not (is_list(layers) or isinstance(layers, Association)):
        raise Failed("invparam", "argument 1", "a list or an association of layers", layers)
    edges = rest[0] if rest else list_of([])
    if rest and not is_list(edges):
        edges = list_of([edges])
    check_options(call, rest[1:], 2)
    keys, nets = elements(layers, ev, in_graph=True)
    connections = Edges(dict(zip(keys, nets))).read_all(edges)
    return net_object(with_options(make_graph(keys, nets, connections), rest[1:], call, ev))


def graph_of(net: Net) -> Graph:
    """A net as a graph: a chain becomes its layers in a row."""
    if isinstance(net, Graph):
        return net
    if not isinstance(net, Chain):
        made = make_graph([1], [net], [])
    else:
        connections: list[Connection] = [(End((a,), ""), End((b,), "")) for a, b in zip(net.keys, net.keys[1:])]
        made = make_graph(net.keys, net.nets, connections)
    result = made.with_ports(net.ports)
    assert isinstance(result, Graph)
    return result


class Edges:
    """Reads the connections of a graph with these layers."""

    def __init__(self, children: dict[Key, Net]) -> None:
        self.children = children
        self.found: list[Connection] = []

    def read_all(self, edges: Expr) -> list[Connection]:
        """All connections of a list (nested lists and chains of rules included).

        Errors  Failed for what is no connection.
        """
        for edge in edges.args:
            if is_list(edge):
                self.read_all(edge)
            elif is_call(edge, S.Rule, 2):
                self._rule(edge)
            else:
                raise Failed("invedge", edge)
        return self.found

    def _rule(self, edge: Expr) -> tuple[list[End], list[End]]:
        """Read a rule, which may be a chain of rules; the ends it begins and the ends it finishes with."""
        segments: list[Expr] = []
        rest = edge
        while is_call(rest, S.Rule, 2):
            segments.append(rest.args[0])
            rest = rest.args[1]
        segments.append(rest)
        first, sources = self._segment(segments[0], edge, is_source=True)
        for segment in segments[1:]:
            if segment is S["None"]:
                self.found += [(source, None) for source in sources]
                continue
            targets, after = self._segment(segment, edge, is_source=False)
            self.found += [(source, target) for target in targets for source in sources]
            sources = after
        return first, sources

    def _segment(self, segment: Expr, edge: Expr, is_source: bool) -> tuple[list[End], list[End]]:
        """The ends where connections into a segment arrive, and those where connections leave it."""
        if is_list(segment):
            parts = [self._segment(item, edge, is_source) for item in segment.args]
            return [end for ends, _ in parts for end in ends], [end for _, ends in parts for end in ends]
        if is_call(segment, S.Rule, 2):
            return self._rule(segment)
        end = self._end(segment, edge)
        return [end], [End(end.path, "") if end.path and not self._is_output(end) else end]

    def _is_output(self, end: End) -> bool:
        """Whether an end may stay as it is when a connection leaves it: its port is an output or a state."""
        net: Net = self.children[end.path[0]]
        for key in end.path[1:]:
            found = child_key(net, key)
            if found is None:
                return True
            net = net.children[found]
        return end.port in net.outputs or end.port in getattr(net, "states", ()) or end.port not in net.inputs

    def _end(self, expr: Expr, edge: Expr) -> End:
        if is_call(expr, S.NetPort):
            parts = [part for arg in expr.args for part in (arg.args if is_list(arg) else (arg,))]
            keys = [self._key(part, edge) for part in parts]
            if not keys:
                raise Failed("invedge", edge)
            if len(keys) == 1 and isinstance(keys[0], str):
                return End((), keys[0])
            return self._port(keys, edge, expr)
        if is_list(expr):
            raise Failed("invedge", edge)
        return self._port([self._key(expr, edge)], edge, expr)

    def _key(self, expr: Expr, edge: Expr) -> Key:
        if isinstance(expr, (Integer, String)):
            return expr.value
        if isinstance(expr, Symbol):
            return expr.short
        raise Failed("invedge", edge)

    def _port(self, keys: Sequence[Key], edge: Expr, shown: Expr) -> End:
        first = keys[0]
        names = list(self.children)
        if first not in self.children and isinstance(first, int) and 1 <= abs(first) <= len(names):
            first = names[first - 1 if first > 0 else first]
        if first not in self.children:
            raise Failed("novertex", edge, shown)
        path: list[Key] = [first]
        net = self.children[first]
        for position, key in enumerate(keys[1:], 1):
            found = child_key(net, key) if isinstance(net, Container) else None
            if found is None:
                if position != len(keys) - 1:
                    raise Failed("invedge", edge)
                return End(tuple(path), str(key))
            path.append(found)
            net = net.children[found]
        return End(tuple(path), "")


def make_coder(registry: dict[str, Any], kind: str, spec: Expr, ev: Evaluator) -> Coder:
    """The coder that `"type"` or `{"type", args...}` describes.

    Errors  Failed for an unknown type or bad parameters.
    """
    parts = list(spec.args) if is_list(spec) and spec.args else [spec]
    name = parts[0]
    if not (isinstance(name, String) and _OLD_CODERS.get(name.value, name.value) in registry):
        raise Failed("invcoder", name, kind, sorted(set(registry) - {"Mapped"}))
    cls = registry[_OLD_CODERS.get(name.value, name.value)]
    end = len(parts)
    while end > 1 and is_options(parts[end - 1]) and parts[end - 1] != list_of([]) and (
            is_call(parts[end - 1], S.Rule) or end > 2):
        end -= 1
    options = {option_key(rule.args[0]): rule.args[1] for part in parts[end:] for rule in option_rules(part)}
    try:
        values = read_arguments(S[kind], cls.parameters, parts[1:end], ev)
    except Failed:
        raise
    except Complaint:
        positional = [item.name for item in cls.parameters if item.position]
        words = f"its arguments are {', '.join(positional) or 'none'}"
        raise Failed("invcodec", f'{kind} "{cls.name}"', words) from None
    read, rest = read_options(cls.parameters, options, ev)
    mapped = DIMENSIONS.read(options["Dimensions"], ev) if rest == ["Dimensions"] and registry is ENCODERS else ()
    if rest and not mapped:
        raise Failed("invcodec", f'{kind} "{cls.name}"', f"unknown parameter {rest[0]}; the parameters are "
                     + (", ".join(item.name for item in cls.parameters) or "none"))
    coder: Coder = cls(**{**values, **read})
    for dim in reversed(mapped):
        coder = mapped_encoder(coder, dim) or coder
    return coder


_OLD_CODERS = {"BPESubwordTokens": "SubwordTokens"}


@builtin("NetEncoder", messages=NET_MESSAGES)
def net_encoder(ev: Evaluator, spec: Expr) -> Expr:
    """NetEncoder["type"] or NetEncoder[{"type", parameters...}] turns data of a type into arrays.

    Errors   invcoder for an unknown type; invparam, invcodec for parameters.
    Source   ref/NetEncoder
    Example  NetEncoder[{"Characters", {"a", "b"}}]["bab"]  gives  {2, 1, 2}
    """
    if isinstance(spec, Object) and isinstance(spec.value, Decoder):
        made = spec.value.encoder(spec.value.type)
        if made is None:
            raise Failed("invcodec", "NetEncoder", f'no encoder belongs to the decoder "{spec.value.name}"')
        return Object(S.NetEncoder, made)
    if isinstance(spec, Object) and isinstance(spec.value, Encoder):
        return spec
    return Object(S.NetEncoder, make_coder(ENCODERS, "NetEncoder", spec, ev))


@builtin("NetDecoder", messages=NET_MESSAGES)
def net_decoder(ev: Evaluator, spec: Expr) -> Expr:
    """NetDecoder["type"] or NetDecoder[{"type", parameters...}] turns arrays into data of a type.

    Errors   invcoder for an unknown type; invparam, invcodec for parameters.
    Source   ref/NetDecoder
    Example  NetDecoder[{"Class", {"a", "b"}}][{0.2, 0.8}]  gives  b
    """
    if isinstance(spec, Object) and isinstance(spec.value, Encoder):
        made = spec.value.decoder()
        if made is None:
            raise Failed("invcodec", "NetDecoder", f'no decoder belongs to the encoder "{spec.value.name}"')
        return Object(S.NetDecoder, made)
    if isinstance(spec, Object) and isinstance(spec.value, Decoder):
        return spec
    return Object(S.NetDecoder, make_coder(DECODERS, "NetDecoder", spec, ev))


@apply_object.register(Encoder)
def apply_encoder(value: Encoder, ev: Evaluator, owner: Object, call: Call) -> Expr | None:
    """The arrays of one input or of a list of inputs."""
    if len(call.args) != 1:
        return None
    data = call.args[0]
    try:
        single = value.accepts(data)
        if not single and is_list(data) and not data.args:
            return list_of([])
        is_batch = not single and is_list(data) and (value.accepts(data.args[0]) or numbers_of(data) is None)
        if not single and not is_batch and value.type.rank and depth(data) >= value.type.rank and (
                numbers_of(data) is not None):
            return data         # encoded already
        found = value.encode(data.args if is_batch else [data], "Input", ev)
        rows = [to_expr(np.asarray(row, np.float64) if row.dtype.kind == "f" else row) for row in found]
        return list_of(rows) if is_batch else rows[0]
    except Complaint as complaint:
        return ev.complain(complaint, S.NetEncoder)


@apply_object.register(Decoder)
def apply_decoder(value: Decoder, ev: Evaluator, owner: Object, call: Call) -> Expr | None:
    """The answers for one array or a list of arrays."""
    if not 1 <= len(call.args) <= 2:
        return None
    data = call.args[0]
    spec = call.args[1] if len(call.args) == 2 else String(value.properties[0])
    if spec == String("Properties"):
        return to_expr(list(value.properties))
    if spec is S["None"]:
        return data
    try:
        prop = read_property(spec)
        if prop is None or prop.name not in value.properties:
            raise Failed("invprop", spec, list(value.properties))
        rank = value.type.rank
        is_batch = rank is not None and depth(data) == rank + 1
        values = encode_numbers(data.args if is_batch else [data], value.type, "Input", ev)
        answers = [value.decode(np.asarray(row)[None].astype(np.float64), Property(prop.name, prop.argument), ev)[0]
                   for row in values]
        return list_of(answers) if is_batch else answers[0]
    except Complaint as complaint:
        return ev.complain(complaint, S.NetDecoder)


@builtin("NetPort")
def net_port(*spec: Expr) -> None:
    """NetPort["port"] is a port of a net, NetPort[{layer, ..., "port"}] a port of a layer inside,
    NetPort[All, "States"] all recurrent states.

    Source   ref/NetPort
    Example  Head[NetPort["Output"]]  gives  NetPort
    """


@builtin("NetPortGradient")
def net_port_gradient(*spec: Expr) -> None:
    """NetPortGradient["port"] asks a net for the gradient of its output with respect to an input or an array.

    Source   ref/NetPortGradient
    Example  LinearLayer[1, "Weights" -> {{2, 3}}, "Biases" -> None][{1, 1}, NetPortGradient["Input"]]  gives  {2., 3.}
    """


@builtin("NetArray", messages=NET_MESSAGES)
def net_array(ev: Evaluator, *spec: Expr) -> Expr | None:
    """NetArray["name"] is an array that all layers of a net that use this name share.

    NetArray[] takes a name of its own; NetArray[array] has values; NetArray[<|"Name" -> ..., "Array" -> ...,
    "Dimensions" -> ...|>] states all of it.

    Source   ref/NetArray
    Example  Head[NetArray["w"]]  gives  NetArray
    """
    if spec == (S.All,):
        return None             # all shared arrays of a net, for NetExtract
    fields: dict[str, Expr] = {}
    for item in spec:
        if isinstance(item, Association):
            fields |= {option_key(key): value for key, value in item.items.items()}
        elif is_options(item):
            fields |= {option_key(rule.args[0]): rule.args[1] for rule in option_rules(item)}
        elif isinstance(item, String):
            fields["Name"] = item
        elif item is not S.Automatic:
            fields["Array"] = item
    name = fields.get("Name")
    text = name.value if isinstance(name, String) else f"array{ev.rng.integers(2**62):016x}"
    try:
        value = read_array(fields.get("Array", S.Automatic))
    except Misfit:
        raise Failed("invarray", text, fields["Array"]) from None
    dims = numbers_of(fields["Dimensions"]) if "Dimensions" in fields else None
    shape = None if dims is None else tuple(map(int, np.atleast_1d(dims)))
    return Object(S.NetArray, Shared(text, value if isinstance(value, np.ndarray) else AUTOMATIC, shape))


@builtin("NetSharedArray")
def net_shared_array(name: Expr) -> Expr:
    """NetSharedArray["name"] is an older way to write NetArray["name"].

    Source   ref/NetSharedArray
    Example  NetSharedArray["w"] === NetArray["w"]  gives  True
    """
    return Call(S.NetArray, name)


def read_draw(expr: Expr) -> Draw:
    """The distribution from which values are drawn: a number s for NormalDistribution[0, s], or a distribution.

    Errors  Failed("invparam").
    """
    numbers = [float(arg.value) for arg in expr.args if hasattr(arg, "value") and not isinstance(arg, String)]
    if is_call(expr, S.NormalDistribution):
        mean, deviation = numbers if len(numbers) == 2 else (0.0, 1.0)
        return normal(deviation, mean)
    if is_call(expr, S.UniformDistribution):
        ends = numbers_of(expr.args[0]) if expr.args else None
        low, high = (0.0, 1.0) if ends is None else map(float, ends)
        return uniform(low, high)
    value = getattr(expr, "value", None)
    if isinstance(value, (int, float)):
        return normal(float(value))
    raise Failed("invparam", "Distribution", "a number, NormalDistribution[...] or UniformDistribution[...]", expr)


def read_method(expr: Expr) -> Method:
    """The method of initialization: a name, or {name, settings...}.

    Errors  Failed("invmethod") for another name, Failed("invparam") for a bad setting.
    """
    parts = list(expr.args) if is_list(expr) and expr.args else [expr]
    name = "Kaiming" if parts[0] is S.Automatic else getattr(parts[0], "value", None)
    if name not in METHODS:
        raise Failed("invmethod", parts[0], list(METHODS))
    settings = {option_key(rule.args[0]): rule.args[1] for part in parts[1:] for rule in option_rules(part)}
    shape = settings.get("Distribution", String("Normal"))
    if name in ("Kaiming", "Xavier"):
        if shape not in (String("Normal"), String("Uniform")):
            raise Failed("invparam", "Distribution", '"Normal" or "Uniform"', shape)
        return Method(str(name), shape == String("Uniform"))
    weights = settings.get("Weights", settings.get("Distribution"))
    biases = settings.get("Biases", S["None"])
    return Method(str(name), False, None if weights is None else read_draw(weights),
                  None if biases is S["None"] else read_draw(biases))


@builtin("NetInitialize", messages=NET_MESSAGES)
def net_initialize(
    ev: Evaluator, net: Expr, which: Expr = S.Automatic, *, method: Expr = String("Kaiming"),
    random_seeding: Expr = Integer(1234),
) -> Expr:
    """NetInitialize[net] gives values to all arrays of net that have none; NetInitialize[net, All] to all arrays.

    Options  Method ("Kaiming", "Xavier", "Orthogonal", "Random", "Identity"); RandomSeeding, fixed by default.
    Errors   openshape when dimensions of an array are not known.
    Source   ref/NetInitialize
    Example  NetInitialize[LinearLayer[2, "Input" -> 3]] === NetInitialize[LinearLayer[2, "Input" -> 3]]  gives  True
    """
    if which is not S.Automatic and which is not S.All:
        raise Failed("invparam", "argument 2", "All or Automatic", which)
    return net_object(initialize(a_net(net), read_method(method), seed_of(random_seeding, ev), which is S.All))


@builtin("NetStateObject", messages=NET_MESSAGES)
def net_state_object(ev: Evaluator, net: Expr, seed: Expr = S.Automatic) -> Expr:
    """NetStateObject[net] is a copy of net that remembers its recurrent states from one application to the next.

    NetStateObject[net, seed] starts from an association of states, as NetExtract[sobj, "States"] gives it.

    Errors   nonstate for a net without states of its own; uninit; nostate, statedims for the seed.
    Source   ref/NetStateObject
    Example  NetStateObject[NetInitialize[GatedRecurrentLayer[1, "Input" -> {"Varying", 1}]]][{{0}}]  gives  {{0.}}
    """
    value = a_net(net)
    state = new_state(value, seed)
    compile_net(value).check()
    return Object(S.NetStateObject, state)


@options_of.register(Net)
def net_options(value: Net) -> list[Expr]:
    """The options of applying a net."""
    return [Call(S.Rule, S[name], default) for name, default in EVALUATION_OPTIONS.items()]
