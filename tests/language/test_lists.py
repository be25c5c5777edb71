"""Lists: building, taking apart, ordering; functional programming; linear algebra and statistics."""

from __future__ import annotations

from collections.abc import Callable

ROWS = r"""
Range[5]  gives  {1, 2, 3, 4, 5}
Range[2, 10, 3]  gives  {2, 5, 8}
Range[0, 1, 0.25]  gives  {0., 0.25, 0.5, 0.75, 1.}
Range[5, 1, -1]  gives  {5, 4, 3, 2, 1}
Range[1, 2, 1/3]  gives  {1, 4/3, 5/3, 2}
Range[0]  gives  {}
Range[-2]  gives  {}
Range[a, a + 3]  gives  {a, 1 + a, 2 + a, 3 + a}
Range[1.5, 4]  gives  {1.5, 2.5, 3.5}
Range[{2, 3}]  gives  {{1, 2}, {1, 2, 3}}
Range["a"]  gives  Range[a]  with  Range::range
Table[i^2, {i, 5}]  gives  {1, 4, 9, 16, 25}
Table[i, {i, 2, 8, 2}]  gives  {2, 4, 6, 8}
Table[x, 3]  gives  {x, x, x}
Table[x, {3}]  gives  {x, x, x}
Table[i + j, {i, 2}, {j, 3}]  gives  {{2, 3, 4}, {3, 4, 5}}
Table[i, {i, {a, b, c}}]  gives  {a, b, c}
Table[{i, j}, {i, 2}, {j, i}]  gives  {{{1, 1}}, {{2, 1}, {2, 2}}}
Table[i, {i, 1, 2, 0.5}]  gives  {1., 1.5, 2.}
Table[i, {i, 5, 1}]  gives  {}
Table[i, {i, 3, 1, -1}]  gives  {3, 2, 1}
Table[f[i], {i, a, a + 2}]  gives  {f[a], f[1 + a], f[2 + a]}
Table[i, {i, x}]  gives  Table[i, {i, x}]  with  Table::iterb
First[{1, 2, 3}]  gives  1
First[{}]  gives  First[{}]  with  First::nofirst
First[{}, x]  gives  x
First[f[a, b]]  gives  a
First[x]  gives  First[x]  with  First::normal
Last[{1, 2, 3}]  gives  3
Last[{}]  gives  Last[{}]  with  Last::nolast
Rest[{1, 2, 3}]  gives  {2, 3}
Rest[{}]  gives  Rest[{}]  with  Rest::norest
Rest[{1}]  gives  {}
Most[{1, 2, 3}]  gives  {1, 2}
Most[{}]  gives  Most[{}]  with  Most::nomost
Rest[f[a, b]]  gives  f[b]
{1, 2, 3}[[2]]  gives  2
{1, 2, 3}[[-1]]  gives  3
{1, 2, 3}[[0]]  gives  List
{1, 2, 3}[[4]]  gives  {1, 2, 3}[[4]]  with  Part::partw
{1, 2, 3}[[{1, 3}]]  gives  {1, 3}
{1, 2, 3, 4, 5}[[2 ;; 4]]  gives  {2, 3, 4}
{1, 2, 3, 4, 5}[[;; ;; 2]]  gives  {1, 3, 5}
{1, 2, 3, 4, 5}[[-2 ;;]]  gives  {4, 5}
{1, 2, 3, 4, 5}[[;; -2]]  gives  {1, 2, 3, 4}
{1, 2, 3, 4, 5}[[5 ;; 1 ;; -1]]  gives  {5, 4, 3, 2, 1}
{1, 2, 3}[[4 ;; 3]]  gives  {}
{1, 2, 3}[[All]]  gives  {1, 2, 3}
{{1, 2}, {3, 4}}[[All, 1]]  gives  {1, 3}
{{1, 2}, {3, 4}}[[2, 1]]  gives  3
{{a, b}, {c, d}}[[{2, 1}, {1, 2}]]  gives  {{c, d}, {a, b}}
f[a, b, c][[2]]  gives  b
f[a, b, c][[{1, 3}]]  gives  f[a, c]
x[[1]]  gives  x[[1]]  with  Part::partd
5[[1]]  gives  5[[1]]  with  Part::partd
(a + b)[[1]]  gives  a
(x^2)[[2]]  gives  2
Take[{1, 2, 3, 4}, 2]  gives  {1, 2}
Take[{1, 2, 3, 4}, -2]  gives  {3, 4}
Take[{1, 2, 3, 4}, {2, 3}]  gives  {2, 3}
Take[{1, 2, 3, 4}, {2}]  gives  {2}
Take[{1, 2, 3, 4, 5, 6}, {1, -1, 2}]  gives  {1, 3, 5}
Take[{1, 2, 3}, 5]  gives  Take[{1, 2, 3}, 5]  with  Take::take
Take[{1, 2, 3}, UpTo[5]]  gives  {1, 2, 3}
Take[{{1, 2, 3}, {4, 5, 6}}, 1, 2]  gives  {{1, 2}}
Take[{{1, 2, 3}, {4, 5, 6}}, All, 2]  gives  {{1, 2}, {4, 5}}
Take[f[a, b, c], 2]  gives  f[a, b]
Take[{1, 2, 3}, 0]  gives  {}
Drop[{1, 2, 3, 4}, 2]  gives  {3, 4}
Drop[{1, 2, 3, 4}, -1]  gives  {1, 2, 3}
Drop[{1, 2, 3, 4}, {2, 3}]  gives  {1, 4}
Drop[{1, 2, 3, 4}, {2}]  gives  {1, 3, 4}
Drop[{1, 2, 3}, 5]  gives  Drop[{1, 2, 3}, 5]  with  Drop::drop
Drop[{{1, 2}, {3, 4}}, 1, 1]  gives  {{4}}
Length[{1, 2, 3}]  gives  3
Length[f[x, y]]  gives  2
Length[5]  gives  0
Length["abc"]  gives  0
Length[<|a -> 1|>]  gives  1
Append[{1, 2}, 3]  gives  {1, 2, 3}
Append[f[a], b]  gives  f[a, b]
Append[<|a -> 1|>, b -> 2]  gives  <|a -> 1, b -> 2|>
Append[x, 1]  gives  Append[x, 1]  with  Append::normal
Prepend[{1, 2}, 0]  gives  {0, 1, 2}
Insert[{a, b, c}, x, 2]  gives  {a, x, b, c}
Insert[{a, b, c}, x, -1]  gives  {a, b, c, x}
Insert[{a, b, c}, x, {{1}, {3}}]  gives  {x, a, b, x, c}
Delete[{a, b, c}, 2]  gives  {a, c}
Delete[{a, b, c}, {{1}, {3}}]  gives  {b}
Delete[{{a, b}, c}, {1, 2}]  gives  {{a}, c}
Delete[{a, b, c}, 4]  gives  Delete[{a, b, c}, 4]  with  Delete::partw
ReplacePart[{a, b, c}, 2 -> x]  gives  {a, x, c}
ReplacePart[{a, b, c}, {1 -> x, 3 -> y}]  gives  {x, b, y}
ReplacePart[{{a, b}, {c, d}}, {1, 2} -> x]  gives  {{a, x}, {c, d}}
ReplacePart[{a, b, c}, -1 -> x]  gives  {a, b, x}
Extract[{a, {b, c}}, {2, 1}]  gives  b
Extract[{a, b, c}, {{1}, {3}}]  gives  {a, c}
Extract[{a, b, c}, 2, Hold]  gives  Hold[b]
Join[{1}, {2, 3}, {}]  gives  {1, 2, 3}
Join[{{1}, {2}}, {{3}, {4}}, 2]  gives  {{1, 3}, {2, 4}}
Join[f[a], f[b]]  gives  f[a, b]
Join[{1}, f[2]]  gives  Join[{1}, f[2]]  with  Join::heads
Reverse[{1, 2, 3}]  gives  {3, 2, 1}
Reverse[{{1, 2}, {3, 4}}, 2]  gives  {{2, 1}, {4, 3}}
Reverse[{{1, 2}, {3, 4}}, {1, 2}]  gives  {{4, 3}, {2, 1}}
Reverse[f[a, b]]  gives  f[b, a]
RotateLeft[{1, 2, 3, 4}]  gives  {2, 3, 4, 1}
RotateLeft[{1, 2, 3, 4}, 2]  gives  {3, 4, 1, 2}
RotateRight[{1, 2, 3, 4}]  gives  {4, 1, 2, 3}
Flatten[{1, {2, {3, 4}}}]  gives  {1, 2, 3, 4}
Flatten[{1, {2, {3, 4}}}, 1]  gives  {1, 2, {3, 4}}
Flatten[f[a, f[b, c]]]  gives  f[a, b, c]
Flatten[{f[{1}]}]  gives  {f[{1}]}
Flatten[{{1, 2, 3}, {4, 5}}, {{2}, {1}}]  gives  {{1, 4}, {2, 5}, {3}}
Sort[{3, 1, 2}]  gives  {1, 2, 3}
Sort[{3, 1, 2}, Greater]  gives  {3, 2, 1}
Sort[{b, a, c}]  gives  {a, b, c}
Sort[{"b", "A", "a", "B"}]  gives  {a, A, b, B}
Sort[{x, 1, "a", 2.5, f[x], 1/2}]  gives  {1/2, 1, 2.5, a, x, f[x]}
Sort[{Pi, 3, E, 4}]  gives  {3, 4, E, Pi}
Sort[{Sqrt[2], 1, 2}]  gives  {1, 2, Sqrt[2]}
Sort[{{2, 1}, {1, 2}, {1}}]  gives  {{1}, {1, 2}, {2, 1}}
Sort[<|a -> 3, b -> 1|>]  gives  <|b -> 1, a -> 3|>
Sort[{I, 1, -1, -I}]  gives  {-1, -I, I, 1}
Sort[{1 + I, 1, 2, 1 - I}]  gives  {1, 1 - I, 1 + I, 2}
Sort[{True, False}]  gives  {False, True}
Sort[{b, B, a, A}]  gives  {a, A, b, B}
Sort[{x2, x10, x1}]  gives  {x1, x10, x2}
Sort[{f[2], f[1], g[1], f[1, 2]}]  gives  {f[1], f[2], g[1], f[1, 2]}
Sort[{1, 1., 1}]  gives  {1, 1, 1.}
Sort[{x^2, x, x^3, y}]  gives  {x, x^2, x^3, y}
SortBy[{{1, 2}, {0, 3}, {2, 1}}, Last]  gives  {{2, 1}, {1, 2}, {0, 3}}
SortBy[{"bb", "a", "ccc"}, StringLength]  gives  {a, bb, ccc}
SortBy[{3, -1, 2}, Abs]  gives  {-1, 2, 3}
SortBy[{{b, 2}, {a, 2}, {c, 1}}, {Last, First}]  gives  {{c, 1}, {a, 2}, {b, 2}}
ReverseSort[{1, 3, 2}]  gives  {3, 2, 1}
ReverseSortBy[{1, 3, 2}, Minus]  gives  {1, 2, 3}
Ordering[{3, 1, 2}]  gives  {2, 3, 1}
Ordering[{3, 1, 2}, -1]  gives  {1}
OrderedQ[{1, 2, 3}]  gives  True
OrderedQ[{b, a}]  gives  False
Order[a, b]  gives  1
Order[2, 1]  gives  -1
Union[{3, 1, 2, 1}]  gives  {1, 2, 3}
Union[{1, 2}, {2, 3}]  gives  {1, 2, 3}
Intersection[{1, 2, 3}, {2, 3, 4}]  gives  {2, 3}
Complement[{1, 2, 3}, {2}]  gives  {1, 3}
SymmetricDifference[{1, 2}, {2, 3}]  gives  {1, 3}
DeleteDuplicates[{3, 1, 3, 2, 1}]  gives  {3, 1, 2}
DeleteDuplicates[{1, 2, 3, 4}, Mod[#1, 2] == Mod[#2, 2] &]  gives  {1, 2}
DeleteDuplicatesBy[{1, -1, 2}, Abs]  gives  {1, 2}
Tally[{a, b, a, c, b, a}]  gives  {{a, 3}, {b, 2}, {c, 1}}
Counts[{a, b, a}]  gives  <|a -> 2, b -> 1|>
CountsBy[{1, 2, 3}, OddQ]  gives  <|True -> 2, False -> 1|>
Split[{1, 1, 2, 3, 3}]  gives  {{1, 1}, {2}, {3, 3}}
Split[{1, 2, 4, 5}, #2 == #1 + 1 &]  gives  {{1, 2}, {4, 5}}
SplitBy[{1, 3, 2, 4, 5}, OddQ]  gives  {{1, 3}, {2, 4}, {5}}
Gather[{1, 2, 1, 3, 2}]  gives  {{1, 1}, {2, 2}, {3}}
GatherBy[{1, 2, 3, 4}, OddQ]  gives  {{1, 3}, {2, 4}}
GroupBy[{1, 2, 3, 4}, OddQ]  gives  <|True -> {1, 3}, False -> {2, 4}|>
GroupBy[{1, 2, 3, 4}, OddQ, Total]  gives  <|True -> 4, False -> 6|>
GroupBy[{{a, 1}, {b, 2}, {a, 3}}, First -> Last]  gives  <|a -> {1, 3}, b -> {2}|>
Partition[{1, 2, 3, 4, 5}, 2]  gives  {{1, 2}, {3, 4}}
Partition[{1, 2, 3, 4, 5}, 2, 1]  gives  {{1, 2}, {2, 3}, {3, 4}, {4, 5}}
Partition[{1, 2, 3, 4, 5}, UpTo[2]]  gives  {{1, 2}, {3, 4}, {5}}
Partition[{1, 2, 3, 4, 5}, 2, 2, {1, 1}]  gives  {{1, 2}, {3, 4}, {5, 1}}
Partition[{1, 2, 3, 4, 5}, 2, 2, {1, 1}, {}]  gives  {{1, 2}, {3, 4}, {5}}
Partition[{1, 2, 3, 4, 5}, 2, 2, 1, x]  gives  {{1, 2}, {3, 4}, {5, x}}
Partition[{{1, 2}, {3, 4}}, {1, 1}]  gives  {{{{1}}, {{2}}}, {{{3}}, {{4}}}}
Transpose[{{1, 2}, {3, 4}}]  gives  {{1, 3}, {2, 4}}
Transpose[{{a, b, c}, {d, e, f}}]  gives  {{a, d}, {b, e}, {c, f}}
Transpose[{{1, 2}, {3}}]  gives  Transpose[{{1, 2}, {3}}]  with  Transpose::nmtx
Outer[Times, {1, 2}, {3, 4}]  gives  {{3, 4}, {6, 8}}
Outer[f, {a, b}, {c, d}]  gives  {{f[a, c], f[a, d]}, {f[b, c], f[b, d]}}
Inner[Times, {1, 2}, {3, 4}, Plus]  gives  11
Inner[f, {a, b}, {c, d}, g]  gives  g[f[a, c], f[b, d]]
Thread[f[{a, b}, {c, d}]]  gives  {f[a, c], f[b, d]}
Thread[f[{a, b}, x]]  gives  {f[a, x], f[b, x]}
Thread[{a, b} -> {1, 2}]  gives  {a -> 1, b -> 2}
Thread[{a, b} == {1, 2}]  gives  {a == 1, b == 2}
Tuples[{0, 1}, 2]  gives  {{0, 0}, {0, 1}, {1, 0}, {1, 1}}
Tuples[{{a, b}, {c, d}}]  gives  {{a, c}, {a, d}, {b, c}, {b, d}}
Permutations[{a, b, c}]  gives  {{a, b, c}, {a, c, b}, {b, a, c}, {b, c, a}, {c, a, b}, {c, b, a}}
Permutations[{a, b, c}, {2}]  gives  {{a, b}, {a, c}, {b, a}, {b, c}, {c, a}, {c, b}}
Permutations[{1, 1, 2}]  gives  {{1, 1, 2}, {1, 2, 1}, {2, 1, 1}}
Permutations[{a, b}, 1]  gives  {{}, {a}, {b}}
Subsets[{a, b, c}]  gives  {{}, {a}, {b}, {c}, {a, b}, {a, c}, {b, c}, {a, b, c}}
Subsets[{a, b, c}, {2}]  gives  {{a, b}, {a, c}, {b, c}}
Subsets[{a, b, c}, 1]  gives  {{}, {a}, {b}, {c}}
Signature[{2, 1, 3}]  gives  -1
Select[{1, 2, 3, 4}, EvenQ]  gives  {2, 4}
Select[{1, 2, 3, 4}, # > 2 &, 1]  gives  {3}
Select[<|a -> 1, b -> 2|>, # > 1 &]  gives  <|b -> 2|>
Cases[{1, a, 2, b}, _Integer]  gives  {1, 2}
Cases[{f[1], f[2], g[3]}, f[x_] -> x]  gives  {1, 2}
Cases[{1, {2, {3}}}, _Integer, Infinity]  gives  {1, 2, 3}
Cases[{1, {2, {3}}}, _Integer, {2}]  gives  {2}
Cases[{1, 2, 3}, x_ /; x > 1 :> x^2]  gives  {4, 9}
DeleteCases[{1, a, 2}, _Integer]  gives  {a}
Count[{1, 2, 1}, 1]  gives  2
Position[{a, b, a}, a]  gives  {{1}, {3}}
Position[{{a, b}, {b, a}}, a]  gives  {{1, 1}, {2, 2}}
Position[f[a, g[a]], a]  gives  {{1}, {2, 1}}
FirstPosition[{a, b, c}, b]  gives  {2}
FirstPosition[{a}, z]  gives  Missing[NotFound]
FirstCase[{1, a}, _Symbol]  gives  a
FirstCase[{1}, _Symbol]  gives  Missing[NotFound]
SelectFirst[{1, 2, 3}, # > 1 &]  gives  2
SelectFirst[{1}, # > 1 &]  gives  Missing[NotFound]
MemberQ[{1, 2}, 2]  gives  True
FreeQ[{1, {2}}, 2]  gives  False
Pick[{a, b, c}, {True, False, True}]  gives  {a, c}
Pick[{a, b, c}, {1, 0, 1}, 1]  gives  {a, c}
Riffle[{a, b, c}, x]  gives  {a, x, b, x, c}
Riffle[{a, b}, {x, y}]  gives  {a, x, b, y}
PadLeft[{1, 2}, 4]  gives  {0, 0, 1, 2}
PadRight[{1, 2}, 4, x]  gives  {1, 2, x, x}
PadLeft[{1, 2, 3}, 2]  gives  {2, 3}
PadRight[{{1}, {1, 2}}]  gives  {{1, 0}, {1, 2}}
Accumulate[{1, 2, 3}]  gives  {1, 3, 6}
Differences[{1, 4, 9}]  gives  {3, 5}
Differences[{1, 4, 9}, 2]  gives  {2}
Ratios[{1, 2, 6}]  gives  {2, 3}
Array[f, 3]  gives  {f[1], f[2], f[3]}
Array[f, {2, 2}]  gives  {{f[1, 1], f[1, 2]}, {f[2, 1], f[2, 2]}}
Array[f, 3, 0]  gives  {f[0], f[1], f[2]}
ConstantArray[0, 3]  gives  {0, 0, 0}
ConstantArray[x, {2, 2}]  gives  {{x, x}, {x, x}}
Dimensions[{{1, 2, 3}, {4, 5, 6}}]  gives  {2, 3}
Dimensions[{{1}, {2, 3}}]  gives  {2}
Dimensions[5]  gives  {}
ArrayDepth[{{1}}]  gives  2
Depth[{1, {2}}]  gives  3
LeafCount[f[a, b]]  gives  3
Level[f[a, g[b]], {-1}]  gives  {a, b}
Level[f[a, g[b]], 2]  gives  {a, b, g[b]}
ArrayReshape[Range[6], {2, 3}]  gives  {{1, 2, 3}, {4, 5, 6}}
Catenate[{{1}, {2, 3}}]  gives  {1, 2, 3}
TakeWhile[{1, 2, 5, 1}, # < 3 &]  gives  {1, 2}
LengthWhile[{1, 2, 5}, # < 3 &]  gives  2
TakeLargest[{3, 1, 2}, 2]  gives  {3, 2}
TakeSmallest[{3, 1, 2}, 2]  gives  {1, 2}
MaximalBy[{1, -3, 2}, Abs]  gives  {-3}
MinimalBy[{1, -3, 2}, Abs]  gives  {1}
Subdivide[4]  gives  {0, 1/4, 1/2, 3/4, 1}
Subdivide[0, 10, 5]  gives  {0, 2, 4, 6, 8, 10}
PositionIndex[{a, b, a}]  gives  <|a -> {1, 3}, b -> {2}|>
MapAt[f, {a, b, c}, 2]  gives  {a, f[b], c}
MapAt[f, {a, b, c}, {{1}, {3}}]  gives  {f[a], b, f[c]}
MapIndexed[f, {a, b}]  gives  {f[a, {1}], f[b, {2}]}
MapThread[f, {{a, b}, {c, d}}]  gives  {f[a, c], f[b, d]}
MapThread[f, {{a, b}, {c}}]  gives  MapThread[f, {{a, b}, {c}}]  with  MapThread::mptc
Map[f, {a, {b}}, 2]  gives  {f[a], f[{f[b]}]}
Map[f, {a, {b}}, {2}]  gives  {a, {f[b]}}
Map[f, <|a -> 1|>]  gives  <|a -> f[1]|>
Map[f, x]  gives  x
f /@ {1, 2}  gives  {f[1], f[2]}
f @@ {1, 2}  gives  f[1, 2]
f @@@ {{1, 2}, {3, 4}}  gives  {f[1, 2], f[3, 4]}
Plus @@ {1, 2, 3}  gives  6
Apply[f, {{a}, {b}}, {1}]  gives  {f[a], f[b]}
Apply[f, x]  gives  x
Nest[f, x, 3]  gives  f[f[f[x]]]
NestList[f, x, 2]  gives  {x, f[x], f[f[x]]}
NestWhile[# / 2 &, 16, EvenQ]  gives  1
NestWhileList[# / 2 &, 16, EvenQ]  gives  {16, 8, 4, 2, 1}
Fold[f, x, {a, b}]  gives  f[f[x, a], b]
Fold[f, {a, b, c}]  gives  f[f[a, b], c]
FoldList[Plus, 0, {1, 2, 3}]  gives  {0, 1, 3, 6}
FoldList[Plus, {1, 2, 3}]  gives  {1, 3, 6}
FixedPoint[Floor[#/2] &, 100]  gives  0
FixedPointList[Floor[#/2] &, 5]  gives  {5, 2, 1, 0, 0}
Through[{f, g}[x]]  gives  {f[x], g[x]}
Composition[f, g][x]  gives  f[g[x]]
(f @* g)[x]  gives  f[g[x]]
(f /* g)[x]  gives  g[f[x]]
Identity[x]  gives  x
Distribute[f[a + b, c]]  gives  f[a, c] + f[b, c]
Distribute[{{a, b}, {c}}, List]  gives  {{a, c}, {b, c}}
Operate[p, f[x]]  gives  p[f][x]
ListConvolve[{1, 1}, {1, 2, 3}]  gives  {3, 5}
MovingAverage[{1, 2, 3, 4}, 2]  gives  {3/2, 5/2, 7/2}
BlockMap[Total, {1, 2, 3, 4}, 2]  gives  {3, 7}
Mean[{1, 2, 3, 4}]  gives  5/2
Median[{1, 3, 2}]  gives  2
Median[{1, 2, 3, 4}]  gives  5/2
Variance[{1, 2, 3, 4}]  gives  5/3
StandardDeviation[{1, 2, 3, 4}]  gives  Sqrt[5/3]
Mean[{a, b}]  gives  (a + b)/2
Mean[{1., 2.}]  gives  1.5
Commonest[{a, b, a}]  gives  {a}
Quantile[{1, 2, 3, 4}, 1/4]  gives  1
GeometricMean[{1, 2, 4}]  gives  2
HarmonicMean[{1, 2, 4}]  gives  12/7
RootMeanSquare[{3, 4}]  gives  5/Sqrt[2]
Quartiles[{1, 2, 3, 4}]  gives  {3/2, 5/2, 7/2}
Det[{{1, 2}, {3, 4}}]  gives  -2
Inverse[{{1, 2}, {3, 4}}]  gives  {{-2, 1}, {3/2, -1/2}}
{1, 2}.{3, 4}  gives  11
{{1, 2}, {3, 4}}.{x, y}  gives  {x + 2*y, 3*x + 4*y}
Tr[{{1, 2}, {3, 4}}]  gives  5
IdentityMatrix[2]  gives  {{1, 0}, {0, 1}}
DiagonalMatrix[{1, 2}]  gives  {{1, 0}, {0, 2}}
MatrixPower[{{1, 1}, {1, 0}}, 10]  gives  {{89, 55}, {55, 34}}
Cross[{1, 0, 0}, {0, 1, 0}]  gives  {0, 0, 1}
Norm[{3, 4}]  gives  5
Norm[{a, b}]  gives  Sqrt[Abs[a]^2 + Abs[b]^2]
Normalize[{3, 4}]  gives  {3/5, 4/5}
LinearSolve[{{1, 2}, {3, 4}}, {5, 6}]  gives  {-4, 9/2}
RowReduce[{{1, 2}, {3, 4}}]  gives  {{1, 0}, {0, 1}}
NullSpace[{{1, 2}, {2, 4}}]  gives  {{-2, 1}}
MatrixRank[{{1, 2}, {2, 4}}]  gives  1
Det[{{a, b}, {c, d}}]  gives  -(b*c) + a*d
Inverse[{{a, b}, {c, d}}]  gives  {{d/(-(b*c) + a*d), -(b/(-(b*c) + a*d))}, {-(c/(-(b*c) + a*d)), a/(-(b*c) + a*d)}}
Inverse[{{1, 2}, {2, 4}}]  gives  Inverse[{{1, 2}, {2, 4}}]  with  Inverse::sing
KroneckerProduct[{{1, 2}}, {{1}, {1}}]  gives  {{1, 2}, {1, 2}}
Eigenvalues[{{2, 0}, {0, 3}}]  gives  {3, 2}
Eigenvectors[{{2, 0}, {0, 3}}]  gives  {{0, 1}, {1, 0}}
Eigenvalues[{{1, 2}, {3, 4}}]  gives  {(5 + Sqrt[33])/2, (5 - Sqrt[33])/2}
CharacteristicPolynomial[{{1, 2}, {3, 4}}, x]  gives  -2 - 5*x + x^2
"""


def test_row(check: Callable[[tuple[str, str, str]], None], row: tuple[str, str, str]) -> None:
    check(row)
