"""Graphs made from others, and families of graphs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

from wlnet.builtins.graphs import MESSAGES, AGraph, Network, joined, made, plain_number, read_edge, vertex_number
from wlnet.builtins.graphs_components import reached
from wlnet.expr import FALSE, TRUE, Call, Expr, Integer, S, integer, is_list
from wlnet.kernel.builtin import builtin
from wlnet.kernel.messages import Unchanged


@builtin("Subgraph", messages=MESSAGES)
def subgraph(graph: AGraph, kept: Expr) -> Expr:
    """Subgraph[g, {v1, v2, ...}] is the graph of the vertices vi and the edges of g between them.

    Source   ref/Subgraph
    Example  EdgeList[Subgraph[Graph[{1 -> 2, 2 -> 3}], {1, 2}]]  gives  {DirectedEdge[1, 2]}
    """
    names = set(kept.args) if is_list(kept) else {kept}
    return made((vertex for vertex in graph.vertices if vertex in names),
                 (edge for edge in graph.edges if names.issuperset(edge.args[:2])))


@builtin("NeighborhoodGraph", messages=MESSAGES)
def neighborhood_graph(graph: AGraph, vertex: Expr, distance: Expr = integer(1), *, call: Call) -> Expr:
    """NeighborhoodGraph[g, v] is the graph of v and its neighbours; NeighborhoodGraph[g, v, d] of all up to distance d.

    Source   ref/NeighborhoodGraph
    Example  VertexList[NeighborhoodGraph[Graph[{1 <-> 2, 2 <-> 3, 3 <-> 4}], 2]]  gives  {2, 1, 3}
    """
    near = [vertex_number(graph, vertex, call)]
    reach = plain_number(distance)
    steps = {near[0]: 0}
    for a in near:
        for side in (graph.out, graph.back):
            for b, _, _ in side[a]:
                if b not in steps and steps[a] < reach:
                    steps[b] = steps[a] + 1
                    near.append(b)
    names = {graph.vertices[number] for number in near}
    return made((graph.vertices[number] for number in near),
                 (edge for edge in graph.edges if names.issuperset(edge.args[:2])))


def _changed(name: str, doc: str, example: str, change: Callable[[Network, list[Expr]], Call]) -> None:
    def changed(graph: AGraph, items: Expr) -> Expr:
        return change(graph, list(items.args) if is_list(items) else [items])
    changed.__doc__ = f"{name}[g, item] {doc}; several are given in a list.\n\n" \
                      f"Source   ref/{name}\nExample  {example}\n"
    builtin(name, messages=MESSAGES)(changed)


def _without_vertices(graph: Network, gone: list[Expr]) -> Call:
    return made((vertex for vertex in graph.vertices if vertex not in gone),
                 (edge for edge in graph.edges if not set(edge.args[:2]) & set(gone)))


def _without_edges(graph: Network, gone: list[Expr]) -> Call:
    edges = {edge for item in gone if (edge := read_edge(item)) is not None}
    edges |= {Call(edge.head, edge.args[1], edge.args[0]) for edge in edges if edge.head is S.UndirectedEdge}
    return made(graph.vertices, (edge for edge in graph.edges if edge not in edges))


_changed("VertexDelete", "is g without a vertex and its edges",
         "VertexList[VertexDelete[{1 -> 2, 2 -> 3}, 1]]  gives  {2, 3}", _without_vertices)
_changed("VertexAdd", "is g with one more vertex", "VertexCount[VertexAdd[{1 -> 2}, 5]]  gives  3",
         lambda graph, new: made([*graph.vertices, *new], graph.edges))
_changed("EdgeDelete", "is g without an edge", "EdgeCount[EdgeDelete[Graph[{1 -> 2, 2 -> 3}], 1 -> 2]]  gives  1",
         _without_edges)
_changed("EdgeAdd", "is g with one more edge", "EdgeCount[EdgeAdd[Graph[{1 -> 2}], 2 -> 3]]  gives  2",
         lambda graph, new: made(graph.vertices, [*graph.edges, *new]))


@builtin("ReverseGraph", messages=MESSAGES)
def reverse_graph(graph: AGraph) -> Expr:
    """ReverseGraph[g] is g with the directions of its edges turned.

    Source   ref/ReverseGraph
    Example  EdgeList[ReverseGraph[Graph[{1 -> 2}]]]  gives  {DirectedEdge[2, 1]}
    """
    return made(graph.vertices, (Call(edge.head, edge.args[1], edge.args[0]) for edge in graph.edges))


@builtin("UndirectedGraph", messages=MESSAGES)
def undirected_graph(graph: AGraph) -> Expr:
    """UndirectedGraph[g] is g with edges that have no directions.

    Source   ref/UndirectedGraph
    Example  EdgeList[UndirectedGraph[Graph[{1 -> 2, 2 -> 1}]]]  gives  {UndirectedEdge[1, 2]}
    """
    pairs = {frozenset(edge.args[:2]): edge for edge in reversed(graph.edges)}
    kept = {id(edge) for edge in pairs.values()}
    return made(graph.vertices, (joined(edge.args[0], edge.args[1], False) for edge in graph.edges if id(edge) in kept))


@builtin("TransitiveClosureGraph", messages=MESSAGES)
def transitive_closure_graph(graph: AGraph) -> Expr:
    """TransitiveClosureGraph[g] has an edge from u to v wherever g has a path from u to v.

    Source   ref/TransitiveClosureGraph
    Example  EdgeCount[TransitiveClosureGraph[Graph[{1 -> 2, 2 -> 3}]]]  gives  3
    """
    edges = [joined(graph.vertices[a], graph.vertices[b], graph.directed)
             for a in range(len(graph.vertices)) for b in sorted(reached(graph, [a], (graph.out,)))
             if a != b and (graph.directed or a < b)]
    return made(graph.vertices, edges)


# ---- families ------------------------------------------------------------------------------------

def _family(name: str, doc: str, example: str, pairs: Callable[[int], Iterable[tuple[int, int]]]) -> None:
    def family(size: Expr, *options: Expr) -> Expr:
        if not isinstance(size, Integer) or size.value < 0:
            raise Unchanged
        directed = Call(S.Rule, S.DirectedEdges, TRUE) in options
        names = [integer(number) for number in range(1, size.value + 1)]
        return made(names, (joined(names[a], names[b], directed) for a, b in pairs(size.value)))
    family.__doc__ = f"{name}[n] is {doc}.\n\nSource   ref/{name}\nExample  {example}\n"
    builtin(name)(family)


_family("CompleteGraph", "the graph of n vertices, each joined to all others", "EdgeCount[CompleteGraph[4]]  gives  6",
        lambda n: ((a, b) for a in range(n) for b in range(a + 1, n)))
_family("CycleGraph", "the cycle of n vertices", "EdgeCount[CycleGraph[5]]  gives  5",
        lambda n: [*((a, a + 1) for a in range(n - 1)), *([(0, n - 1)] if n > 2 else [])])
_family("StarGraph", "the graph of one vertex joined to n - 1 others",
        "VertexDegree[StarGraph[4]]  gives  {3, 1, 1, 1}",
        lambda n: ((0, b) for b in range(1, n)))


@builtin("PathGraph")
def path_graph(vertices: Expr, *, directed_edges: Expr = FALSE) -> Expr | None:
    """PathGraph[{v1, v2, ...}] is the graph of the path from v1 to v2 and on.

    Source   ref/PathGraph
    Example  EdgeList[PathGraph[{a, b, c}]]  gives  {UndirectedEdge[a, b], UndirectedEdge[b, c]}
    """
    if not is_list(vertices):
        return None
    names = vertices.args
    return made(dict.fromkeys(names), (joined(a, b, directed_edges is TRUE) for a, b in pairwise(names)))


@builtin("GridGraph")
def grid_graph(sizes: Expr) -> Expr | None:
    """GridGraph[{n1, n2, ...}] is the graph of the places of an array, neighbours joined.

    Source   ref/GridGraph
    Example  {VertexCount[GridGraph[{3, 2}]], EdgeCount[GridGraph[{3, 2}]]}  gives  {6, 7}
    """
    counts = [size.value for size in sizes.args if isinstance(size, Integer)] if is_list(sizes) else []
    if not counts or len(counts) != len(sizes.args):
        return None
    total, step, edges = 1, 1, []
    for count in counts:
        total *= count
    for count in counts:
        edges += [(a, a + step) for a in range(total) if a // step % count < count - 1]
        step *= count
    return made(map(integer, range(1, total + 1)),
                 (joined(integer(a + 1), integer(b + 1), False) for a, b in sorted(edges)))


@builtin("AdjacencyGraph")
def adjacency_graph(first: Expr, second: Expr | None = None, *, directed_edges: Expr = S.Automatic) -> Expr | None:
    """AdjacencyGraph[m] is the graph with an edge from i to j where m[[i, j]] is not 0; AdjacencyGraph[{v1, ...}, m]
    names the vertices. A symmetric matrix gives edges without directions.

    Source   ref/AdjacencyGraph
    Example  EdgeList[AdjacencyGraph[{{0, 1}, {1, 0}}]]  gives  {UndirectedEdge[1, 2]}
    """
    matrix = first if second is None else second
    if not is_list(matrix) or not all(map(is_list, matrix.args)):
        return None
    rows = [list(row.args) for row in matrix.args]
    size = range(len(rows))
    if any(len(row) != len(rows) for row in rows) or second is not None and len(first.args) != len(rows):
        return None
    names = [integer(i + 1) for i in size] if second is None else list(first.args)
    symmetric = all(rows[i][j] == rows[j][i] for i in size for j in size) and directed_edges is not TRUE
    return made(names, (joined(names[i], names[j], not symmetric) for i in size for j in size
                         if rows[i][j] != integer(0) and (not symmetric or i <= j)))
