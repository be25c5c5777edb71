"""Graphs and other small things."""

from __future__ import annotations

from collections.abc import Callable

ROWS = r"""
g = Graph[{1 -> 2, 2 -> 3, 3 -> 1}]; VertexList[g]  gives  {1, 2, 3}
VertexCount[Graph[{1 <-> 2, 2 <-> 3}]]  gives  3
EdgeCount[CompleteGraph[4]]  gives  6
VertexDegree[Graph[{1 <-> 2, 2 <-> 3}]]  gives  {1, 2, 1}
FindShortestPath[Graph[{1 <-> 2, 2 <-> 3, 3 <-> 4, 1 <-> 4}], 1, 3]  gives  {1, 2, 3}
GraphDistance[CycleGraph[6], 1, 4]  gives  3
Normal[AdjacencyMatrix[Graph[{1 <-> 2, 2 <-> 3}]]]  gives  {{0, 1, 0}, {1, 0, 1}, {0, 1, 0}}
ConnectedComponents[Graph[{1 <-> 2, 3 <-> 4, 4 <-> 5}]]  gives  {{3, 4, 5}, {1, 2}}
TopologicalSort[Graph[{1 -> 2, 2 -> 3, 1 -> 3}]]  gives  {1, 2, 3}
ConnectedGraphQ[PathGraph[{1, 2, 3}]]  gives  True
AcyclicGraphQ[CycleGraph[3]]  gives  False
TreeGraphQ[StarGraph[4]]  gives  True
Monitor[1 + 1, x]  gives  2
Curry[f][a][b]  gives  f[a, b]
ConditionalExpression[x, True]  gives  x
ConditionalExpression[x, y > 0]  gives  ConditionalExpression[x, y > 0]
ContinuedFractionK[1, 1, {i, 1, 4}]  gives  3/5
FindClusters[{1, 2, 10, 11}, 2]  gives  {{1, 2}, {10, 11}}
HannWindow[0.25]  gives  0.5
"""


def test_row(check: Callable[[tuple[str, str, str]], None], row: tuple[str, str, str]) -> None:
    check(row)
