"""Distances, shortest paths, paths and cycles in graphs."""

from __future__ import annotations

from heapq import heappop, heappush

from wlnet.builtins.graphs import MESSAGES, AGraph, Network, joined, length_of, vertex_number
from wlnet.expr import Call, Expr, Integer, S, is_list, list_of
from wlnet.kernel.arguments import is_infinity
from wlnet.kernel.builtin import builtin
from wlnet.kernel.messages import Unchanged


def distances(graph: Network, start: int, goal: int | None = None) -> tuple[list[float], list[int]]:
    """The distance of each vertex from `start`, and the vertex before it (Dijkstra); stops at the goal."""
    found = [float("inf")] * len(graph.vertices)
    before = [-1] * len(graph.vertices)
    found[start] = 0.0 if graph.weights else 0
    heap: list[tuple[float, int]] = [(found[start], start)]
    while heap:
        distance, vertex = heappop(heap)
        if vertex == goal:
            break
        if distance > found[vertex]:
            continue
        for neighbour, weight, _ in graph.out[vertex]:
            if distance + weight < found[neighbour]:
                found[neighbour] = distance + weight
                before[neighbour] = vertex
                heappush(heap, (distance + weight, neighbour))
    return found, before


@builtin("GraphDistance", messages=MESSAGES)
def graph_distance(
    graph: AGraph, start: Expr, goal: Expr | None = None, *, method: Expr = S.Automatic, call: Call,
) -> Expr:
    """GraphDistance[g, s, t] is the length of a shortest path from s to t; GraphDistance[g, s] the list of those to
    all vertices.

    Source   ref/GraphDistance
    Example  GraphDistance[Graph[{1 -> 2, 2 -> 3}], 1, 3]  gives  2
    """
    end = None if goal is None else vertex_number(graph, goal, call)
    found, _ = distances(graph, vertex_number(graph, start, call), end)
    return list_of(map(length_of, found)) if end is None else length_of(found[end])


@builtin("GraphDistanceMatrix", messages=MESSAGES)
def graph_distance_matrix(graph: AGraph) -> Expr:
    """GraphDistanceMatrix[g] has at {i, j} the length of a shortest path from the i-th to the j-th vertex.

    Source   ref/GraphDistanceMatrix
    Example  GraphDistanceMatrix[Graph[{1 <-> 2, 2 <-> 3}]]  gives  {{0, 1, 2}, {1, 0, 1}, {2, 1, 0}}
    """
    return list_of(list_of(map(length_of, distances(graph, start)[0])) for start in range(len(graph.vertices)))


@builtin("FindShortestPath", messages=MESSAGES)
def find_shortest_path(
    graph: AGraph, start: Expr, goal: Expr, *, method: Expr = S.Automatic, call: Call,
) -> Expr:
    """FindShortestPath[g, s, t] is the list of the vertices of a shortest path from s to t; {} when there is none.

    Source   ref/FindShortestPath
    Example  FindShortestPath[Graph[{1 -> 2, 2 -> 3, 1 -> 3}], 1, 3]  gives  {1, 3}
    """
    first, last = vertex_number(graph, start, call), vertex_number(graph, goal, call)
    found, before = distances(graph, first, last)
    if found[last] == float("inf"):
        return list_of([])
    path = [last]
    while path[-1] != first:
        path.append(before[path[-1]])
    return graph.names(reversed(path))


def lengths_allowed(spec: Expr | None, size: int) -> range:
    """The numbers of edges that a specification k, {k}, {kmin, kmax} or Infinity allows."""
    if spec is None or is_infinity(spec):
        return range(1, size + 1)
    if isinstance(spec, Integer):
        return range(1, spec.value + 1)
    ends = [item.value if isinstance(item, Integer) else size for item in spec.args] if is_list(spec) else []
    if len(ends) not in (1, 2):
        raise Unchanged
    return range(ends[0], ends[-1] + 1)


def number_wanted(count: Expr | None) -> float:
    if count is None:
        return 1
    return count.value if isinstance(count, Integer) else float("inf")


@builtin("FindPath", messages=MESSAGES)
def find_path(graph: AGraph, start: Expr, goal: Expr, lengths: Expr | None = None, count: Expr | None = None, *,
              call: Call) -> Expr:
    """FindPath[g, s, t] is a list with a path from s to t without repeated vertices; FindPath[g, s, t, k, n] with up
    to n of those with up to k edges ({k}: exactly k), All for all.

    Source   ref/FindPath
    Example  FindPath[Graph[{1 -> 2, 2 -> 3, 1 -> 3}], 1, 3, Infinity, All]  gives  {{1, 3}, {1, 2, 3}}
    """
    first, last = vertex_number(graph, start, call), vertex_number(graph, goal, call)
    allowed, wanted = lengths_allowed(lengths, len(graph.vertices)), number_wanted(count)
    found: list[list[int]] = []
    stack = [[first]]
    while stack and len(found) < wanted:
        path = stack.pop()
        if path[-1] == last and len(path) - 1 in allowed:
            found.append(path)
        if path[-1] != last and len(path) < allowed.stop:
            near = dict.fromkeys(b for b, _, _ in graph.out[path[-1]] if b not in path)
            stack += [[*path, b] for b in reversed(near)]
    found.sort(key=len)
    return list_of(graph.names(path) for path in found)


@builtin("FindCycle", messages=MESSAGES)
def find_cycle(graph: AGraph, lengths: Expr | None = None, count: Expr | None = None) -> Expr:
    """FindCycle[g] is a list with one cycle, a list of edges; FindCycle[g, k, n] with up to n of those of up to k
    edges ({k}: exactly k), All for all.

    Source   ref/FindCycle
    Example  FindCycle[Graph[{1 -> 2, 2 -> 1}]]  gives  {{DirectedEdge[1, 2], DirectedEdge[2, 1]}}
    """
    allowed, wanted = lengths_allowed(lengths, len(graph.vertices)), number_wanted(count)
    found: list[Expr] = []
    for start in range(len(graph.vertices)):
        stack: list[tuple[list[int], list[int]]] = [([start], [])]
        while stack and len(found) < wanted:
            path, edges = stack.pop()
            for b, _, number in reversed(graph.out[path[-1]]):
                if number in edges or b < start:
                    continue
                if b == start:
                    turned = graph.directed or len(edges) < 1 or edges[0] < number
                    if turned and len(edges) + 1 in allowed:
                        found.append(list_of(joined(graph.vertices[p], graph.vertices[q],
                                                     graph.edges[n].head is S.DirectedEdge)
                                             for p, q, n in zip(path, [*path[1:], start], [*edges, number])))
                elif b not in path and len(edges) + 1 < allowed.stop:
                    stack.append(([*path, b], [*edges, number]))
    return list_of(found[:int(wanted)] if wanted < len(found) else found)
