"""Graphs: `Graph[{v1, ...}, {e1, ...}]`, and walks over them.

A graph is an ordinary expression; `Network` is the same with vertices as numbers and lists of neighbours, made once
for each graph and kept while the graph is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from wlnet.expr import (
    Call, Expr, Real, S, integer, is_call, is_list, list_of, to_expr,
)
from wlnet.kernel.builtin import builtin, is_options, option_rules
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged

_WRAPPERS = {S[name] for name in ("Labeled", "Style", "Property", "Annotation", "Button", "Tooltip", "Placed")}
_DIRECTED = {S.DirectedEdge, S.Rule}
_UNDIRECTED = {S.UndirectedEdge, S.TwoWayRule}


@dataclass
class Network:
    """Vertices by number; `out` and `back` hold, for each, (neighbour, weight, number of the edge)."""

    vertices: list[Expr]
    edges: list[Call]
    weights: list[float] | None = None
    place: dict[Expr, int] = field(default_factory=dict)
    out: list[list[tuple[int, float, int]]] = field(default_factory=list)
    back: list[list[tuple[int, float, int]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.place = {vertex: index for index, vertex in enumerate(self.vertices)}
        self.out = [[] for _ in self.vertices]
        self.back = [[] for _ in self.vertices]
        for number, edge in enumerate(self.edges):
            a, b = (self.place[end] for end in edge.args[:2])
            weight = self.weights[number] if self.weights else 1
            self._join(a, b, weight, number)
            if edge.head is S.UndirectedEdge and a != b:
                self._join(b, a, weight, number)

    def _join(self, a: int, b: int, weight: float, number: int) -> None:
        self.out[a].append((b, weight, number))
        self.back[b].append((a, weight, number))

    @property
    def directed(self) -> bool:
        return any(edge.head is S.DirectedEdge for edge in self.edges)

    def names(self, numbers: Iterable[int]) -> Expr:
        return list_of(self.vertices[number] for number in numbers)


# ---- reading -------------------------------------------------------------------------------------

def _bare(expr: Expr) -> Expr:
    while isinstance(expr, Call) and expr.head in _WRAPPERS and expr.args:
        expr = expr.args[0]
    return expr


def read_edge(expr: Expr) -> Call | None:
    """An edge written in any way as `DirectedEdge[a, b]` or `UndirectedEdge[a, b]` (with its tag, if it has one)."""
    expr = _bare(expr)
    if not isinstance(expr, Call) or not 2 <= len(expr.args) <= 3:
        return None
    if expr.head in _DIRECTED:
        return Call(S.DirectedEdge, *expr.args)
    return Call(S.UndirectedEdge, *expr.args) if expr.head in _UNDIRECTED else None


def _parts(call: Call) -> tuple[list[Expr], list[Call], list[Expr]]:
    """Vertices, edges and options of a graph as it was written.

    Errors  Unchanged when it is none.
    """
    args = list(call.args)
    options: list[Expr] = []
    while args and is_options(args[-1]) and not is_list(args[-1]):
        options.insert(0, args.pop())
    if not 1 <= len(args) <= 2 or not all(map(is_list, args)):
        raise Unchanged
    edges = [read_edge(item) for item in args[-1].args]
    if len(args) == 1 and args[0].args and not any(edges):
        args, edges = [args[0], list_of([])], []
    if None in edges:
        raise Unchanged
    ends = [end for edge in edges if edge for end in edge.args[:2]]
    first = [_bare(item) for item in args[0].args] if len(args) == 2 else []
    found = [edge for edge in edges if edge]
    return list(dict.fromkeys([*first, *ends])), found, options


def _weights(edges: Sequence[Call], options: Iterable[Expr]) -> list[float] | None:
    for rule in (rule for option in options for rule in option_rules(option)):
        if rule.args[0] is S.EdgeWeight and is_list(rule.args[1]):
            given = rule.args[1].args
            if given and all(is_call(item, S.Rule, 2) for item in given):
                table = {read_edge(item.args[0]) or item.args[0]: plain_number(item.args[1]) for item in given}
                rest = next((value for key, value in table.items() if is_call(key, S.Blank)), 1.0)
                return [table.get(edge, rest) for edge in edges]
            if len(given) == len(edges):
                return [plain_number(item) for item in given]
    return None


def plain_number(expr: Expr) -> float:
    value = getattr(expr, "value", None)
    if isinstance(value, str) or value is None:
        raise Unchanged
    return float(value)


def network(expr: Expr, position: int, call: Call) -> Network:
    """An argument that is a graph, or a list of edges.

    Errors  Complaint graph for anything else.
    """
    if is_call(expr, S.Graph) or is_list(expr):
        graph = expr if is_call(expr, S.Graph) else Call(S.Graph, expr)
        try:
            vertices, edges, options = _parts(graph)  # type: ignore[arg-type]
            return Network(vertices, edges, _weights(edges, options))
        except Unchanged:
            pass
    raise Complaint("graph", expr, position, call)


AGraph = Annotated[Network, network]
MESSAGES = {"graph": "A graph object is expected at position `2` in `3`.",
             "inv": "The argument `1` in `2` is not a valid vertex."}


def made(vertices: Iterable[Expr], edges: Iterable[Expr]) -> Call:
    return Call(S.Graph, list_of(vertices), list_of(edges))


def joined(a: Expr, b: Expr, directed: bool) -> Call:
    return Call(S.DirectedEdge if directed else S.UndirectedEdge, a, b)


def vertex_number(graph: Network, vertex: Expr, call: Call) -> int:
    if vertex not in graph.place:
        raise Complaint("inv", vertex, call)
    return graph.place[vertex]


@builtin("Graph")
def graph_(ev: Evaluator, *args: Expr, call: Call) -> Expr | None:
    """Graph[{e1, e2, ...}] is the graph with the edges ei, each u -> v, u <-> v, DirectedEdge or UndirectedEdge;
    Graph[{v1, ...}, {e1, ...}] has the vertices vi too; EdgeWeight -> {w1, ...} gives the edges weights.

    Source   ref/Graph
    Example  VertexList[Graph[{1 -> 2, 2 -> 3}]]  gives  {1, 2, 3}
    """
    vertices, edges, options = _parts(call)
    graph = Call(S.Graph, list_of(vertices), list_of(edges), *options)
    return None if graph == call else graph


@builtin("GraphQ")
def graph_q(expr: Expr) -> bool:
    """GraphQ[g] gives True when g is a graph.

    Source   ref/GraphQ
    Example  {GraphQ[Graph[{1 -> 2}]], GraphQ[{1 -> 2}]}  gives  {True, False}
    """
    if not is_call(expr, S.Graph):
        return False
    try:
        _parts(expr)  # type: ignore[arg-type]
    except Unchanged:
        return False
    return True


# ---- what a graph has ----------------------------------------------------------------------------

@builtin("VertexList", messages=MESSAGES)
def vertex_list(graph: AGraph) -> Expr:
    """VertexList[g] is the list of the vertices of g.

    Source   ref/VertexList
    Example  VertexList[{1 -> 2, 2 -> 3}]  gives  {1, 2, 3}
    """
    return list_of(graph.vertices)


@builtin("EdgeList", messages=MESSAGES)
def edge_list(graph: AGraph) -> Expr:
    """EdgeList[g] is the list of the edges of g.

    Source   ref/EdgeList
    Example  EdgeList[Graph[{1 -> 2}]]  gives  {DirectedEdge[1, 2]}
    """
    return list_of(graph.edges)


@builtin("VertexCount", messages=MESSAGES)
def vertex_count(graph: AGraph) -> int:
    """VertexCount[g] is the number of vertices of g.

    Source   ref/VertexCount
    Example  VertexCount[Graph[{1 -> 2, 2 -> 3}]]  gives  3
    """
    return len(graph.vertices)


@builtin("EdgeCount", messages=MESSAGES)
def edge_count(graph: AGraph) -> int:
    """EdgeCount[g] is the number of edges of g.

    Source   ref/EdgeCount
    Example  EdgeCount[Graph[{1 -> 2, 2 -> 3}]]  gives  2
    """
    return len(graph.edges)


def _degree(name: str, doc: str, example: str, count: Callable[[Network, int], int]) -> None:
    def degree(graph: AGraph, vertex: Expr | None = None, *, call: Call) -> Expr:
        if vertex is None:
            return to_expr([count(graph, number) for number in range(len(graph.vertices))])
        return integer(count(graph, vertex_number(graph, vertex, call)))
    degree.__doc__ = f"{name}[g] is the list of the {doc} of the vertices; {name}[g, v] that of v.\n\n" \
                     f"Source   ref/{name}\nExample  {example}\n"
    builtin(name, messages=MESSAGES)(degree)


def _ends_at(graph: Network, number: int) -> int:
    vertex = graph.vertices[number]
    return sum((edge.args[0] == vertex) + (edge.args[1] == vertex) for edge in graph.edges)


_degree("VertexDegree", "numbers of edges", "VertexDegree[{1 <-> 2, 2 <-> 3}]  gives  {1, 2, 1}", _ends_at)
_degree("VertexInDegree", "numbers of edges into each", "VertexInDegree[{1 -> 2, 3 -> 2}]  gives  {0, 2, 0}",
        lambda graph, number: len(graph.back[number]))
_degree("VertexOutDegree", "numbers of edges out of each", "VertexOutDegree[{1 -> 2, 1 -> 3}]  gives  {2, 0, 0}",
        lambda graph, number: len(graph.out[number]))


@builtin("VertexQ")
def vertex_q(graph: AGraph, vertex: Expr) -> bool:
    """VertexQ[g, v] gives True when v is a vertex of g.

    Source   ref/VertexQ
    Example  VertexQ[Graph[{1 -> 2}], 2]  gives  True
    """
    return vertex in graph.place


@builtin("EdgeQ")
def edge_q(graph: AGraph, edge: Expr) -> bool:
    """EdgeQ[g, e] gives True when e is an edge of g.

    Source   ref/EdgeQ
    Example  EdgeQ[Graph[{1 -> 2}], 1 -> 2]  gives  True
    """
    wanted = read_edge(edge)
    if wanted is None:
        return False
    turned = Call(wanted.head, wanted.args[1], wanted.args[0])
    return wanted in graph.edges or (wanted.head is S.UndirectedEdge and turned in graph.edges)


@builtin("DirectedGraphQ")
def directed_graph_q(graph: AGraph) -> bool:
    """DirectedGraphQ[g] gives True when the edges of g have directions.

    Source   ref/DirectedGraphQ
    Example  DirectedGraphQ[Graph[{1 <-> 2}]]  gives  False
    """
    return graph.directed


@builtin("UndirectedGraphQ")
def undirected_graph_q(graph: AGraph) -> bool:
    """UndirectedGraphQ[g] gives True when the edges of g have no directions.

    Source   ref/UndirectedGraphQ
    Example  UndirectedGraphQ[Graph[{1 <-> 2}]]  gives  True
    """
    return all(edge.head is S.UndirectedEdge for edge in graph.edges)


@builtin("EdgeRules", messages=MESSAGES)
def edge_rules(graph: AGraph) -> Expr:
    """EdgeRules[g] is the list of the edges of g as rules.

    Source   ref/EdgeRules
    Example  EdgeRules[Graph[{1 -> 2}]]  gives  {1 -> 2}
    """
    return list_of(Call(S.Rule, edge.args[0], edge.args[1]) for edge in graph.edges)


def _matrix(graph: Network, entry: Callable[[int, int], Expr]) -> Expr:
    size = range(len(graph.vertices))
    return list_of(list_of(entry(i, j) for j in size) for i in size)


@builtin("AdjacencyMatrix", messages=MESSAGES)
def adjacency_matrix(graph: AGraph) -> Expr:
    """AdjacencyMatrix[g] has at {i, j} the number of edges from the i-th to the j-th vertex.

    Source   ref/AdjacencyMatrix
    Example  Normal[AdjacencyMatrix[Graph[{1 -> 2, 2 -> 3}]]]  gives  {{0, 1, 0}, {0, 0, 1}, {0, 0, 0}}
    """
    counts = [[0] * len(graph.vertices) for _ in graph.vertices]
    for a, neighbours in enumerate(graph.out):
        for b, _, _ in neighbours:
            counts[a][b] += 1
    return to_expr(counts)


@builtin("WeightedAdjacencyMatrix", messages=MESSAGES)
def weighted_adjacency_matrix(graph: AGraph) -> Expr:
    """WeightedAdjacencyMatrix[g] has at {i, j} the weight of the edge from the i-th to the j-th vertex.

    Source   ref/WeightedAdjacencyMatrix
    Example  Normal[WeightedAdjacencyMatrix[Graph[{1 -> 2}, EdgeWeight -> {5}]]]  gives  {{0, 5}, {0, 0}}
    """
    table = {(a, b): weight for a, neighbours in enumerate(graph.out) for b, weight, _ in neighbours}
    return _matrix(graph, lambda i, j: length_of(table.get((i, j), 0), exact=True))


def length_of(value: float, exact: bool = False) -> Expr:
    if value == float("inf"):
        return Call(S.DirectedInfinity, integer(1))
    return integer(int(value)) if isinstance(value, int) or (exact and value == int(value)) else Real(value)


@builtin("AdjacencyList", messages=MESSAGES)
def adjacency_list(graph: AGraph, vertex: Expr | None = None, *, call: Call) -> Expr:
    """AdjacencyList[g, v] is the list of the neighbours of v; AdjacencyList[g] of those of each vertex.

    Source   ref/AdjacencyList
    Example  AdjacencyList[Graph[{1 <-> 2, 1 <-> 3}], 1]  gives  {2, 3}
    """
    def around(number: int) -> Expr:
        near = dict.fromkeys(b for b, _, _ in (*graph.out[number], *graph.back[number]))
        return graph.names(sorted(near))
    if vertex is None:
        return list_of(map(around, range(len(graph.vertices))))
    return around(vertex_number(graph, vertex, call))
