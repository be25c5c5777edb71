"""NetFlatten: nets inside nets merged into them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from wlnet.builtins.nets import a_net, graph_of, net_object
from wlnet.builtins.surgery import rebuilt
from wlnet.expr import Call, Expr, Integer, S, Symbol, is_list
from wlnet.kernel.arguments import is_infinity
from wlnet.kernel.builtin import builtin, is_options, option_key, option_rules, unknown_option
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Failed
from wlnet.nets.chain import Chain, Container
from wlnet.nets.graph import Connection, End, Graph, make_graph
from wlnet.nets.layer import Layer, Net
from wlnet.nets.messages import NET_MESSAGES
from wlnet.nets.ports import NamedType
from wlnet.nets.wiring import Key

Merges = Callable[[Key, Container], bool]
HEADS = ("NetChain", "NetGraph")
DEEPEST = 1_000_000


@builtin("NetFlatten", messages=NET_MESSAGES)
def net_flatten(ev: Evaluator, net: Expr, *rest: Expr, call: Call) -> Expr:
    """NetFlatten[net] merges chains and graphs inside a net into it; NetFlatten[net, n] to depth n.

    AllowedHeads -> {NetChain} or {NetGraph} merges nets of that kind only. A graph whose layers stand in a row becomes
    a chain.

    Source   ref/NetFlatten
    Example  Length[NetFlatten[NetChain[{3, {Tanh, 2}}]]]  gives  3
    """
    value = a_net(net)
    depth, options = DEEPEST, rest
    if rest and not is_options(rest[0]):
        depth, options = _depth(rest[0]), rest[1:]
    heads = _heads(options, call)
    return net_object(flat(value, depth, lambda key, inner: inner.head in heads))


def _depth(expr: Expr) -> int:
    if is_infinity(expr):
        return DEEPEST
    if isinstance(expr, Integer) and expr.value >= 0:
        return expr.value
    raise Failed("invparam", "argument 2", "a non-negative integer or Infinity", expr)


def _heads(options: Sequence[Expr], call: Call) -> frozenset[str]:
    found: Expr = S.Automatic
    for option in options:
        if not is_options(option):
            raise Complaint("nonopt", option, 2, call)
        for rule in option_rules(option):
            if option_key(rule.args[0]) != "AllowedHeads":
                raise unknown_option(rule.args[0], call, ["AllowedHeads"])
            found = rule.args[1]
    if found in (S.Automatic, S.All):
        return frozenset(HEADS)
    names = [item.short if isinstance(item, Symbol) else "" for item in (found.args if is_list(found) else (found,))]
    if not set(names) <= set(HEADS):
        raise Failed("invparam", "AllowedHeads", "Automatic or a list of NetChain and NetGraph", found)
    return frozenset(names)


def flat(net: Net, depth: int, merges: Merges) -> Net:
    """A net with containers inside it merged to some depth, those inside operators too."""
    if isinstance(net, Chain):
        net = _flat_chain(net, depth, merges)
    elif isinstance(net, Graph):
        net = as_chain(merged(net, depth, merges))
    inside = {key: flat(child, depth, merges) if isinstance(child, Layer) or isinstance(net, Layer) else child
              for key, child in net.children.items()}
    return net if all(new is net.children[key] for key, new in inside.items()) else net.with_children(inside)


def _flat_chain(chain: Chain, depth: int, merges: Merges) -> Net:
    if not _meets_graph(chain, depth, merges):
        keys, nets = _rows(chain, depth, merges)
        if len(nets) == len(chain.nets):
            return chain
        named = any(isinstance(key, str) for key in keys)
        return rebuilt(keys if named else range(1, len(keys) + 1), nets, chain)
    return as_chain(merged(graph_of(chain), depth, merges))


def _meets_graph(chain: Chain, depth: int, merges: Merges) -> bool:
    """Whether a graph would be merged into the chain."""
    return depth > 0 and any(
        isinstance(net, Container) and merges(key, net)
        and (not isinstance(net, Chain) or _meets_graph(net, depth - 1, merges)) for key, net in chain.children.items())


def _rows(chain: Chain, depth: int, merges: Merges) -> tuple[list[Key], list[Net]]:
    keys: list[Key] = []
    nets: list[Net] = []
    for key, net in chain.children.items():
        if depth > 0 and isinstance(net, Chain) and merges(key, net):
            inner_keys, inner_nets = _rows(_with_types_inside(net), depth - 1, merges)
            named = chain.is_named or any(isinstance(inner, str) for inner in inner_keys)
            keys += [f"{key}/{inner}" if named else 0 for inner in inner_keys]
            nets += inner_nets
        else:
            keys.append(str(key) if chain.is_named else key)
            nets.append(net)
    return keys, nets


def _with_types_inside(net: Chain) -> Chain:
    """The chain with the types declared for its ports handed down to its first and last layer."""
    types = {name: port for name, port in net.ports.items() if isinstance(port, NamedType)}
    if not types or not net.nets:
        return net
    nets = list(net.nets)
    for at, names in ((0, net.inputs), (-1, net.outputs)):
        nets[at] = nets[at].with_ports({name: port for name, port in types.items()
                                        if name in names and name not in nets[at].ports})
    return Chain(keys=net.keys, nets=tuple(nets), ports=net.ports)


def merged(graph: Graph, depth: int, merges: Merges) -> Graph:
    """The graph with the layers of containers inside it in place of them, to some depth."""
    if depth < 1 or not any(isinstance(net, Container) and merges(key, net) for key, net in graph.children.items()):
        return graph
    inner = {key: merged(graph_of(_with_types_inside(net) if isinstance(net, Chain) else net), depth - 1, merges)
             for key, net in graph.children.items() if isinstance(net, Container) and merges(key, net)}
    moving = _Moving(graph, inner)
    keys: list[Key] = []
    nets: list[Net] = []
    for key, net in graph.children.items():
        found = inner.get(key)
        keys += [str(key)] if found is None else [f"{key}/{name}" for name in found.keys]
        nets += [net] if found is None else found.nets
    made = make_graph(keys, nets, moving.connections())
    coders = {name: coder for name in (*graph.inputs, *graph.outputs) if (coder := graph.coder(name)) is not None}
    result = made.with_ports({**coders, **graph.ports})
    assert isinstance(result, Graph)
    return result


class _Moving:
    """Moves the connections of a graph while graphs inside it dissolve."""

    def __init__(self, graph: Graph, inner: dict[Key, Graph]) -> None:
        self.graph = graph
        self.inner = inner
        self.into = {(edge.target.path[0], edge.target.port): edge.source
                     for edge in graph.edges if len(edge.target.path) == 1}
        self.out = {(key, edge.target.port): edge.source
                    for key, net in inner.items() for edge in net.edges if not edge.target.path}

    def connections(self) -> list[Connection]:
        """All connections of the new graph."""
        found: list[Connection] = [
            (self.source(edge.source), self.place(edge.target)) for edge in self.graph.edges
            if len(edge.target.path) != 1 or edge.target.path[0] not in self.inner]
        for key, net in self.inner.items():
            found += [(self.inside(key, edge.source), self.place(End((key, *edge.target.path), edge.target.port)))
                      for edge in net.edges if edge.target.path]
        return found

    def place(self, end: End) -> End:
        """Where an end goes: the first two keys of a path become one where a graph dissolves."""
        if not end.path:
            return end
        key, *rest = end.path
        if key in self.inner:
            return End((f"{key}/{rest[0]}", *rest[1:]), end.port)
        return End((str(key), *rest), end.port)

    def source(self, end: End) -> End:
        """What a source of the graph becomes."""
        if len(end.path) == 1 and end.path[0] in self.inner:
            return self.inside(end.path[0], self.out[end.path[0], end.port])
        return self.place(end)

    def inside(self, key: Key, end: End) -> End:
        """What a source in the graph at `key` becomes."""
        return self.place(End((key, *end.path), end.port)) if end.path else self.source(self.into[key, end.port])


def as_chain(graph: Graph) -> Net:
    """The graph as a chain, when its layers stand in a row and its ports bear the names of theirs."""
    order = graph.order
    if len(graph.inputs) != 1 or len(graph.outputs) != 1 or len(graph.edges) != len(order) + 1:
        return graph
    ends: list[Key | None] = [None, *order, None]
    row = {(a, b) for a, b in pairwise(ends)}
    for edge in graph.edges:
        pair = (edge.source.path[0] if edge.source.path else None, edge.target.path[0] if edge.target.path else None)
        if pair not in row or max(len(edge.source.path), len(edge.target.path)) > 1:
            return graph
        if edge.source.path and edge.source.port not in graph.children[edge.source.path[0]].outputs:
            return graph
    first, last = graph.children[order[0]], graph.children[order[-1]]
    if first.inputs != graph.inputs or last.outputs != graph.outputs:
        return graph
    if any(len(graph.children[key].inputs) != 1 or len(graph.children[key].outputs) != 1 for key in order):
        return graph
    return Chain(keys=order, nets=tuple(graph.children[key] for key in order), ports=graph.ports, rates=graph.rates)
