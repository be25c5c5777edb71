(* Graphs: vertices and edges, and what is found by walking along them. *)

Graph::usage = "Graph[{e1, e2, ...}] is the graph of edges u <-> v (UndirectedEdge) or u -> v (DirectedEdge); Graph[{v1, ...}, edges] names the vertices too."
Graph[edges : {(_Rule | _TwoWayRule | _DirectedEdge | _UndirectedEdge) ..}, rest___Rule] := With[{es = graphEdge /@ edges}, Graph[DeleteDuplicates[Flatten[List @@@ es, 1]], es, rest]]
Graph[vertices_List, edges : {___, _Rule | _TwoWayRule, ___}, rest___Rule] := Graph[vertices, graphEdge /@ edges, rest]
graphEdge[(Rule | DirectedEdge)[u_, v_]] := DirectedEdge[u, v]
graphEdge[(TwoWayRule | UndirectedEdge)[u_, v_]] := UndirectedEdge[u, v]

GraphQ::usage = "GraphQ[g] gives True for a graph."
GraphQ[Graph[_List, _List, ___]] := True
GraphQ[_] := False

VertexList::usage = "VertexList[g] gives the vertices of a graph."
VertexList[Graph[v_, __]] := v
VertexList[edges_List] := VertexList[Graph[edges]]

EdgeList::usage = "EdgeList[g] gives the edges of a graph."
EdgeList[Graph[_, e_, ___]] := e
EdgeList[edges_List] := EdgeList[Graph[edges]]

EdgeRules::usage = "EdgeRules[g] gives the edges of a graph as rules."
EdgeRules[Graph[_, e_, ___]] := Rule @@@ e

VertexCount::usage = "VertexCount[g] counts the vertices of a graph."
VertexCount[g_Graph] := Length[VertexList[g]]

EdgeCount::usage = "EdgeCount[g] counts the edges of a graph."
EdgeCount[g_Graph] := Length[EdgeList[g]]

DirectedGraphQ::usage = "DirectedGraphQ[g] gives True when all edges of a graph are directed."
DirectedGraphQ[Graph[_, e_, ___]] := MatchQ[e, {__DirectedEdge}]
DirectedGraphQ[_] := False

UndirectedGraphQ::usage = "UndirectedGraphQ[g] gives True when no edge of a graph is directed."
UndirectedGraphQ[Graph[_, e_, ___]] := MatchQ[e, {___UndirectedEdge}]
UndirectedGraphQ[_] := False

AdjacencyList::usage = "AdjacencyList[g, v] gives the vertices joined to v by an edge; AdjacencyList[g] those of each vertex."
AdjacencyList[g_Graph] := AdjacencyList[g, #] & /@ VertexList[g]
AdjacencyList[Graph[vs_, es_, ___], v_] := Select[vs, Function[w, MemberQ[es, _[v, w] | _[w, v]]]]

VertexOutComponent::usage = "VertexOutComponent[g, v] gives the vertices that can be reached from v."
VertexOutComponent[g_Graph, v_] := Keys[graphWalk[graphNext[g], v]]

VertexDegree::usage = "VertexDegree[g, v] counts the edges at v; VertexDegree[g] those at each vertex."
VertexDegree[g_Graph] := VertexDegree[g, #] & /@ VertexList[g]
VertexDegree[Graph[_, es_, ___], v_] := Count[es, _[v, _]] + Count[es, _[_, v]]

VertexInDegree::usage = "VertexInDegree[g, v] counts the edges into v; VertexInDegree[g] those into each vertex."
VertexInDegree[g_Graph] := VertexInDegree[g, #] & /@ VertexList[g]
VertexInDegree[Graph[_, es_, ___], v_] := Count[es, DirectedEdge[_, v]] + Count[es, UndirectedEdge[v, _] | UndirectedEdge[_, v]]

VertexOutDegree::usage = "VertexOutDegree[g, v] counts the edges out of v; VertexOutDegree[g] those out of each vertex."
VertexOutDegree[g_Graph] := VertexOutDegree[g, #] & /@ VertexList[g]
VertexOutDegree[Graph[_, es_, ___], v_] := Count[es, DirectedEdge[v, _]] + Count[es, UndirectedEdge[v, _] | UndirectedEdge[_, v]]

AdjacencyMatrix::usage = "AdjacencyMatrix[g] is the matrix with 1 where an edge leads from one vertex to another."
AdjacencyMatrix[Graph[vs_, es_, ___]] := With[{place = PositionIndex[vs][[All, 1]]}, SparseArray[DeleteDuplicates[Flatten[Replace[es, {DirectedEdge[u_, v_] :> ({place[u], place[v]} -> 1), UndirectedEdge[u_, v_] :> {{place[u], place[v]} -> 1, {place[v], place[u]} -> 1}}, {1}]]], {Length[vs], Length[vs]}]]

AdjacencyGraph::usage = "AdjacencyGraph[m] is the graph with an adjacency matrix; AdjacencyGraph[{v1, ...}, m] names the vertices."
AdjacencyGraph[m_] := AdjacencyGraph[Range[Length[m]], m]
AdjacencyGraph[vs_List, m_] := With[{a = Normal[m]}, Graph[vs, If[SymmetricMatrixQ[a], UndirectedEdge[vs[[#1]], vs[[#2]]] & @@@ Select[Position[a, 1], OrderedQ], DirectedEdge[vs[[#1]], vs[[#2]]] & @@@ Position[a, 1]]]]

IncidenceMatrix::usage = "IncidenceMatrix[g] is the matrix of vertices by edges."
IncidenceMatrix[Graph[vs_, es_, ___]] := SparseArray[Table[Which[MatchQ[e, UndirectedEdge[v, _] | UndirectedEdge[_, v]], 1, MatchQ[e, DirectedEdge[v, _]], -1, MatchQ[e, DirectedEdge[_, v]], 1, True, 0], {v, vs}, {e, es}]]

graphNext[Graph[vs_, es_, ___]] := Merge[Join[AssociationMap[{} &, vs] // Normal, Flatten[Replace[es, {DirectedEdge[u_, v_] :> (u -> {v}), UndirectedEdge[u_, v_] :> {u -> {v}, v -> {u}}}, {1}]]], Apply[Join]]
graphWalk[next_, start_] := Module[{from = <|start -> Null|>, queue = {start}, u},
    While[queue =!= {}, u = First[queue]; queue = Rest[queue]; Do[If[! KeyExistsQ[from, v], from[v] = u; AppendTo[queue, v]], {v, next[u]}]]; from]

FindShortestPath::usage = "FindShortestPath[g, s, t] gives the vertices of a shortest path from s to t."
FindShortestPath[g_Graph, s_, t_] := With[{from = graphWalk[graphNext[g], s]}, If[KeyExistsQ[from, t], Reverse[NestWhileList[from, t, # =!= s &]], {}]]
FindShortestPath[edges_List, s_, t_] := FindShortestPath[Graph[edges], s, t]

GraphDistance::usage = "GraphDistance[g, s, t] is the number of edges of a shortest path from s to t."
GraphDistance[g_Graph, s_, t_] := With[{path = FindShortestPath[g, s, t]}, If[path === {}, Infinity, Length[path] - 1]]

GraphDistanceMatrix::usage = "GraphDistanceMatrix[g] is the matrix of the distances between vertices."
GraphDistanceMatrix[g_Graph] := Outer[GraphDistance[g, #1, #2] &, VertexList[g], VertexList[g]]

ConnectedComponents::usage = "ConnectedComponents[g] gives the sets of vertices that can be reached from each other, the largest first."
ConnectedComponents[g_Graph] := With[{reach = AssociationMap[VertexOutComponent[g, #] &, VertexList[g]]}, ReverseSortBy[GatherBy[VertexList[g], Function[v, Sort[Select[reach[v], MemberQ[reach[#], v] &]]]], Length]]

WeaklyConnectedComponents::usage = "WeaklyConnectedComponents[g] gives the components of a graph, directions left out."
WeaklyConnectedComponents[Graph[vs_, es_, ___]] := ConnectedComponents[Graph[vs, UndirectedEdge @@@ es]]

ConnectedGraphQ::usage = "ConnectedGraphQ[g] gives True when every vertex can be reached from every other."
ConnectedGraphQ[g_Graph] := Length[ConnectedComponents[g]] <= 1

AcyclicGraphQ::usage = "AcyclicGraphQ[g] gives True when a graph has no cycle."
AcyclicGraphQ[g_Graph] := If[DirectedGraphQ[g], ListQ[graphOrder[g]], EdgeCount[g] == VertexCount[g] - Length[ConnectedComponents[g]]]

TreeGraphQ::usage = "TreeGraphQ[g] gives True for a connected graph without cycles."
TreeGraphQ[g_Graph] := With[{h = Graph[VertexList[g], UndirectedEdge @@@ EdgeList[g]]}, ConnectedGraphQ[h] && AcyclicGraphQ[h]]

TopologicalSort::usage = "TopologicalSort[g] gives the vertices of a directed graph without cycles so that every edge leads forward."
TopologicalSort[g_Graph] := With[{found = graphOrder[g]}, found /; ListQ[found]]
graphOrder[Graph[vs_, es_, ___]] := Module[{left = vs, edges = List @@@ es, order = {}, free},
    While[left =!= {}, free = SelectFirst[left, FreeQ[edges[[All, 2]], #, {1}] &, $Failed]; If[free === $Failed, Return[$Failed, Module]]; AppendTo[order, free]; left = DeleteCases[left, free]; edges = DeleteCases[edges, {free, _}]]; order]

VertexAdd::usage = "VertexAdd[g, v] adds a vertex, or a list of them, to a graph."
VertexAdd[Graph[vs_, es_, rest___], v_] := Graph[Union[vs, Flatten[{v}]], es, rest]

VertexDelete::usage = "VertexDelete[g, v] takes a vertex, or a list of them, and their edges from a graph."
VertexDelete[Graph[vs_, es_, rest___], v_] := With[{gone = Flatten[{v}]}, Graph[DeleteCases[vs, Alternatives @@ gone], DeleteCases[es, _[Alternatives @@ gone, _] | _[_, Alternatives @@ gone]], rest]]

EdgeAdd::usage = "EdgeAdd[g, e] adds an edge, or a list of them, to a graph."
EdgeAdd[Graph[vs_, es_, rest___], e_] := With[{more = graphEdge /@ Flatten[{e}]}, Graph[Union[vs, Flatten[List @@@ more, 1]], Join[es, more], rest]]

EdgeDelete::usage = "EdgeDelete[g, e] takes an edge, or a list of them, from a graph."
EdgeDelete[Graph[vs_, es_, rest___], e_] := Graph[vs, DeleteCases[es, Alternatives @@ (graphEdge /@ Flatten[{e}])], rest]

EdgeQ::usage = "EdgeQ[g, e] gives True when e is an edge of a graph."
EdgeQ[Graph[_, es_, ___], e_] := MemberQ[es, Replace[graphEdge[e], UndirectedEdge[u_, v_] :> UndirectedEdge[u, v] | UndirectedEdge[v, u]]]

VertexQ::usage = "VertexQ[g, v] gives True when v is a vertex of a graph."
VertexQ[Graph[vs_, __], v_] := MemberQ[vs, v]

CompleteGraph::usage = "CompleteGraph[n] is the graph of n vertices with an edge between every two."
CompleteGraph[n_Integer?Positive] := Graph[Range[n], UndirectedEdge @@@ Subsets[Range[n], {2}]]

CycleGraph::usage = "CycleGraph[n] is the cycle of n vertices."
CycleGraph[n_Integer?Positive] := Graph[Range[n], UndirectedEdge @@@ Sort[Sort /@ Partition[Range[n], 2, 1, 1]]]

PathGraph::usage = "PathGraph[{v1, v2, ...}] is the path through the vertices in order."
PathGraph[vs_List] := Graph[vs, UndirectedEdge @@@ Partition[vs, 2, 1]]

StarGraph::usage = "StarGraph[n] is the star of n vertices, the first in the middle."
StarGraph[n_Integer?Positive] := Graph[Range[n], UndirectedEdge[1, #] & /@ Range[2, n]]

Subgraph::usage = "Subgraph[g, {v1, ...}] is the graph of these vertices and the edges between them."
Subgraph[Graph[vs_, es_, rest___], some_List] := Graph[some, Select[es, SubsetQ[some, List @@ #] &], rest]

ReverseGraph::usage = "ReverseGraph[g] turns all edges of a directed graph."
ReverseGraph[Graph[vs_, es_, rest___]] := Graph[vs, Reverse /@ es, rest]
