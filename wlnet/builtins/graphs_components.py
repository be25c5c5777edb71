"""Components, orders and trees of graphs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from wlnet.builtins.graphs import MESSAGES, AGraph, Network, joined, length_of, made, vertex_number
from wlnet.builtins.graphs_paths import lengths_allowed, number_wanted
from wlnet.expr import Call, Expr, S, is_list, list_of
from wlnet.kernel.builtin import builtin

Side = list[list[tuple[int, float, int]]]


def reached(graph: Network, starts: Iterable[int], sides: Sequence[Side]) -> list[int]:
    seen = dict.fromkeys(starts)
    queue = list(seen)
    for vertex in queue:
        for side in sides:
            for neighbour, _, _ in side[vertex]:
                if neighbour not in seen:
                    seen[neighbour] = None
                    queue.append(neighbour)
    return queue


def _weak_components(graph: Network) -> list[list[int]]:
    left = dict.fromkeys(range(len(graph.vertices)))
    parts = []
    while left:
        part = reached(graph, [next(iter(left))], (graph.out, graph.back))
        parts.append(part)
        for vertex in part:
            del left[vertex]
    return sorted(parts, key=len, reverse=True)


def _strong_components(graph: Network) -> list[list[int]]:
    """Kosaraju's way: the order of finishing, then walks against the edges."""
    finished: list[int] = []
    seen: set[int] = set()
    for start in range(len(graph.vertices)):
        stack: list[tuple[int, bool]] = [(start, False)]
        while stack:
            vertex, done = stack.pop()
            if done:
                finished.append(vertex)
            elif vertex not in seen:
                seen.add(vertex)
                stack.append((vertex, True))
                stack += [(b, False) for b, _, _ in reversed(graph.out[vertex]) if b not in seen]
    parts, taken = [], set[int]()
    for start in reversed(finished):
        if start not in taken:
            part = []
            queue = [start]
            while queue:
                vertex = queue.pop()
                if vertex not in taken:
                    taken.add(vertex)
                    part.append(vertex)
                    queue += [a for a, _, _ in graph.back[vertex] if a not in taken]
            parts.append(sorted(part))
    return sorted(parts, key=len, reverse=True)


@builtin("ConnectedComponents", messages=MESSAGES)
def connected_components(graph: AGraph) -> Expr:
    """ConnectedComponents[g] is the list of the connected components of g, the largest first; strongly connected ones
    when the edges have directions.

    Source   ref/ConnectedComponents
    Example  ConnectedComponents[Graph[{1 <-> 2, 3 <-> 4, 4 <-> 5}]]  gives  {{3, 4, 5}, {1, 2}}
    """
    parts = _strong_components(graph) if graph.directed else _weak_components(graph)
    return list_of(map(graph.names, parts))


@builtin("WeaklyConnectedComponents", messages=MESSAGES)
def weakly_connected_components(graph: AGraph) -> Expr:
    """WeaklyConnectedComponents[g] is the list of the components of g, the directions of its edges left aside.

    Source   ref/WeaklyConnectedComponents
    Example  WeaklyConnectedComponents[Graph[{1 -> 2, 3 -> 4, 5 -> 4}]]  gives  {{3, 4, 5}, {1, 2}}
    """
    return list_of(map(graph.names, _weak_components(graph)))


@builtin("ConnectedGraphQ")
def connected_graph_q(graph: AGraph) -> bool:
    """ConnectedGraphQ[g] gives True when g has one (strongly) connected component.

    Source   ref/ConnectedGraphQ
    Example  ConnectedGraphQ[Graph[{1 <-> 2, 3 <-> 4}]]  gives  False
    """
    return len(_strong_components(graph)) == 1


def _component(name: str, doc: str, example: str, sides: Callable[[Network], Sequence[Side]]) -> None:
    def component(graph: AGraph, starts: Expr, *, call: Call) -> Expr:
        given = starts.args if is_list(starts) and starts not in graph.place else (starts,)
        return graph.names(reached(graph, [vertex_number(graph, start, call) for start in given], sides(graph)))
    component.__doc__ = f"{name}[g, v] is the list of {doc}; several start from a list.\n\n" \
                        f"Source   ref/{name}\nExample  {example}\n"
    builtin(name, messages=MESSAGES)(component)


_component("VertexComponent", "the vertices connected with v", "VertexComponent[{1 <-> 2, 3 <-> 4}, 3]  gives  {3, 4}",
           lambda graph: (graph.out, graph.back))
_component("VertexOutComponent", "the vertices that can be reached from v",
           "VertexOutComponent[{1 -> 2, 2 -> 3, 4 -> 1}, 1]  gives  {1, 2, 3}", lambda graph: (graph.out,))
_component("VertexInComponent", "the vertices from which v can be reached",
           "VertexInComponent[{1 -> 2, 2 -> 3, 4 -> 1}, 2]  gives  {2, 1, 4}", lambda graph: (graph.back,))


def _in_order(graph: Network) -> list[int]:
    """The vertices, each after those with edges into it; fewer when there is a cycle."""
    waiting = [len(before) for before in graph.back]
    queue = [vertex for vertex, count in enumerate(waiting) if not count]
    for vertex in queue:
        for neighbour, _, _ in graph.out[vertex]:
            waiting[neighbour] -= 1
            if not waiting[neighbour]:
                queue.append(neighbour)
    return queue


@builtin("TopologicalSort", messages=MESSAGES)
def topological_sort(graph: AGraph) -> Expr | None:
    """TopologicalSort[g] is the list of the vertices, each after those with edges into it.

    Source   ref/TopologicalSort
    Example  TopologicalSort[Graph[{2 -> 3, 1 -> 2}]]  gives  {1, 2, 3}
    """
    order = _in_order(graph)
    return graph.names(order) if len(order) == len(graph.vertices) else None


@builtin("AcyclicGraphQ")
def acyclic_graph_q(graph: AGraph) -> bool:
    """AcyclicGraphQ[g] gives True when g has no cycles.

    Source   ref/AcyclicGraphQ
    Example  AcyclicGraphQ[Graph[{1 -> 2, 2 -> 3, 3 -> 1}]]  gives  False
    """
    if graph.directed:
        return len(_in_order(graph)) == len(graph.vertices)
    return len(graph.edges) == len(graph.vertices) - len(_weak_components(graph))


@builtin("TreeGraphQ")
def tree_graph_q(graph: AGraph) -> bool:
    """TreeGraphQ[g] gives True when g is connected and has no cycles.

    Source   ref/TreeGraphQ
    Example  {TreeGraphQ[StarGraph[4]], TreeGraphQ[CycleGraph[4]]}  gives  {True, False}
    """
    return len(_weak_components(graph)) == 1 and len(graph.edges) == len(graph.vertices) - 1


@builtin("FindSpanningTree", messages=MESSAGES)
def find_spanning_tree(graph: AGraph) -> Expr:
    """FindSpanningTree[g] is a graph of the edges of g that connects its vertices with the least total weight.

    Source   ref/FindSpanningTree
    Example  EdgeCount[FindSpanningTree[Graph[{1 <-> 2, 2 <-> 3, 3 <-> 1}]]]  gives  2
    """
    group = list(range(len(graph.vertices)))

    def leader(vertex: int) -> int:
        while group[vertex] != vertex:
            group[vertex] = vertex = group[group[vertex]]
        return vertex
    chosen = []
    weights = graph.weights or [1] * len(graph.edges)
    for number in sorted(range(len(graph.edges)), key=lambda n: weights[n]):
        a, b = (leader(graph.place[end]) for end in graph.edges[number].args[:2])
        if a != b:
            group[a] = b
            chosen.append(number)
    tree = made(graph.vertices, (graph.edges[number] for number in chosen))
    if graph.weights:
        weight = Call(S.Rule, S.EdgeWeight, list_of(length_of(weights[number], exact=True) for number in chosen))
        return Call(S.Graph, *tree.args, weight)
    return tree


def _hamiltonian(graph: Network, closed: bool) -> list[int]:
    size = len(graph.vertices)
    for start in range(min(size, 1) if closed else size):
        stack = [[start]]
        while stack:
            path = stack.pop()
            near = [b for b, _, _ in graph.out[path[-1]]]
            if len(path) == size and (not closed or path[0] in near):
                return path
            stack += [[*path, b] for b in reversed(near) if b not in path]
    return []


@builtin("FindHamiltonianCycle", messages=MESSAGES)
def find_hamiltonian_cycle(graph: AGraph) -> Expr:
    """FindHamiltonianCycle[g] is a list with a cycle through every vertex once, a list of edges; {} for none.

    Source   ref/FindHamiltonianCycle
    Example  Length[First[FindHamiltonianCycle[CycleGraph[4]]]]  gives  4
    """
    path = _hamiltonian(graph, True)
    if not path:
        return list_of([])
    names = [graph.vertices[number] for number in path]
    return list_of([list_of(joined(a, b, graph.directed) for a, b in zip(names, [*names[1:], names[0]]))])


@builtin("FindHamiltonianPath", messages=MESSAGES)
def find_hamiltonian_path(graph: AGraph) -> Expr:
    """FindHamiltonianPath[g] is the list of the vertices of a path through every vertex once; {} when there is none.

    Source   ref/FindHamiltonianPath
    Example  FindHamiltonianPath[Graph[{1 -> 2, 2 -> 3}]]  gives  {1, 2, 3}
    """
    return graph.names(_hamiltonian(graph, False))


@builtin("FindClique", messages=MESSAGES)
def find_clique(graph: AGraph, lengths: Expr | None = None, count: Expr | None = None) -> Expr:
    """FindClique[g] is a list with a largest set of vertices all joined to each other; FindClique[g, Infinity, All]
    with all such sets that cannot be made larger, FindClique[g, {k}, All] those of k vertices.

    Source   ref/FindClique
    Example  FindClique[Graph[{1 <-> 2, 2 <-> 3, 3 <-> 1, 3 <-> 4}]]  gives  {{1, 2, 3}}
    """
    near = [{b for b, _, _ in graph.out[a]} | {b for b, _, _ in graph.back[a]} for a in range(len(graph.vertices))]
    cliques: list[list[int]] = []

    def grow(clique: list[int], more: set[int], done: set[int]) -> None:
        if not more and not done:
            cliques.append(sorted(clique))
            return
        pivot = max(more | done, key=lambda vertex: len(near[vertex] & more))
        for vertex in sorted(more - near[pivot]):
            grow([*clique, vertex], more & near[vertex], done & near[vertex])
            more = more - {vertex}
            done = done | {vertex}
    grow([], set(range(len(graph.vertices))), set())
    allowed = lengths_allowed(lengths, len(graph.vertices))
    fitting = sorted((clique for clique in cliques if len(clique) in allowed), key=lambda found: (-len(found), found))
    wanted = number_wanted(count)
    return list_of(graph.names(clique) for clique in (fitting[:int(wanted)] if wanted < len(fitting) else fitting))
