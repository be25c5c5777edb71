"""Parts, levels, iteration and associations at their edges."""

from __future__ import annotations

from collections.abc import Callable

ROWS = r"""
{1, 2, 3}[[{}]]  gives  {}
{1, 2, 3}[[{1, 1}]]  gives  {1, 1}
{1, 2, 3}[[-1 ;; 1 ;; -1]]  gives  {3, 2, 1}
{{1, 2}, {3, 4}}[[All, {2, 1}]]  gives  {{2, 1}, {4, 3}}
{{1, 2}, {3, 4}}[[;; , -1]]  gives  {2, 4}
{{1, 2}, {3, 4}}[[{1}, 2]]  gives  {2}
f[a, b][[0]]  gives  f
{a, {b, c}}[[2, 1]]  gives  b
<|"a" -> {1, 2}|>[["a", 2]]  gives  2
<|"a" -> 1, "b" -> 2|>[[-1]]  gives  2
<|"a" -> 1, "b" -> 2|>[[;; 1]]  gives  <|a -> 1|>
{<|"x" -> 1|>, <|"x" -> 2|>}[[All, "x"]]  gives  {1, 2}
Part[{1, 2, 3}, All]  gives  {1, 2, 3}
Range[10][[-3 ;;]]  gives  {8, 9, 10}
Range[10][[2 ;; -2 ;; 3]]  gives  {2, 5, 8}
Take[Range[5], {-2, -1}]  gives  {4, 5}
Take[Range[5], {4, 2, -1}]  gives  {4, 3, 2}
Take[{{1, 2}, {3, 4}}, 1]  gives  {{1, 2}}
Drop[Range[5], {2, 4}]  gives  {1, 5}
Drop[Range[6], {1, -1, 2}]  gives  {2, 4, 6}
Drop[{1, 2}, 0]  gives  {1, 2}
First[{a, b}, z]  gives  a
Last[{}, z]  gives  z
Partition[Range[7], 3]  gives  {{1, 2, 3}, {4, 5, 6}}
Partition[Range[4], 2, 1, {-1, 1}]  gives  {{4, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 1}}
Partition[{a, b, c}, 2, 1, {1, 1}]  gives  {{a, b}, {b, c}, {c, a}}
Partition[{a, b, c, d}, 3, 1, 1, x]  gives  {{a, b, c}, {b, c, d}, {c, d, x}, {d, x, x}}
Flatten[{{{1}, 2}, 3}, 1]  gives  {{1}, 2, 3}
Flatten[{{1, 2}, {3, 4}}, {{2}}]  gives  {{1, 3}, {2, 4}}
Flatten[{a, f[{b}]}]  gives  {a, f[{b}]}
FlattenAt[{a, {b}, {c}}, 2]  gives  {a, b, {c}}
Join[{{a}}, {{b}}, 2]  gives  {{a, b}}
Join[<|a -> 1|>, <|b -> 2|>]  gives  <|a -> 1, b -> 2|>
Insert[{a, b}, x, -2]  gives  {a, x, b}
Position[{1, {1, 2}}, 1]  gives  {{1}, {2, 1}}
Position[{a, b}, c]  gives  {}
Position[{1, 2, 3}, x_ /; x > 1]  gives  {{2}, {3}}
Position[f[a, a], a, {1}]  gives  {{1}, {2}}
Position[{a, b}, List]  gives  {{0}}
Count[{a, {a}}, a, Infinity]  gives  2
Cases[{a, {a}}, a, Infinity]  gives  {a, a}
Cases[f[a, b], _Symbol]  gives  {a, b}
Cases[<|x -> 1, y -> a|>, _Integer]  gives  {1}
MemberQ[{a, {b}}, b]  gives  False
MemberQ[{a, {b}}, b, Infinity]  gives  True
FreeQ[x^2 + 1, x]  gives  False
Level[{a, {b, {c}}}, {-1}]  gives  {a, b, c}
Level[f[x, g[y]], {1}]  gives  {x, g[y]}
Depth[f[g[x]]]  gives  3
LeafCount[1/2 + x]  gives  5
Map[f, {{a}, b}, {-1}]  gives  {{f[a]}, f[b]}
Map[f, {{a}, b}, Infinity]  gives  {f[{f[a]}], f[b]}
MapAll[f, {a, b}]  gives  f[{f[a], f[b]}]
MapAt[f, {a, b, c}, -1]  gives  {a, b, f[c]}
MapAt[f, {{a, b}, {c, d}}, {2, 1}]  gives  {{a, b}, {f[c], d}}
MapAt[f, {{a, b}, {c, d}}, {All, 1}]  gives  {{f[a], b}, {f[c], d}}
MapIndexed[f, {{a, b}}, {2}]  gives  {{f[a, {1, 1}], f[b, {1, 2}]}}
Scan[Print, <|a -> 1|>]  gives  1⏎Null
Apply[f, {{a, b}}, {0, 1}]  gives  f[f[a, b]]
Array[f, 2, {0, 1}]  gives  {f[0], f[1]}
Array[f, {2, 2}, 0]  gives  {{f[0, 0], f[0, 1]}, {f[1, 0], f[1, 1]}}
Array[Plus, {2, 2}]  gives  {{2, 3}, {3, 4}}
Table[i, {i, 1, 10, 4}]  gives  {1, 5, 9}
Table[f[x], {x, {1, 4}}]  gives  {f[1], f[4]}
Table[a, 2, 3]  gives  {{a, a, a}, {a, a, a}}
Table[i, {i, 0.5, 2}]  gives  {0.5, 1.5}
ConstantArray[{1, 2}, 2]  gives  {{1, 2}, {1, 2}}
Outer[Plus, {1, 2}, {10, 20}, {100}]  gives  {{{111}, {121}}, {{112}, {122}}}
Inner[f, {a, b}, {x, y}]  gives  f[a, x] + f[b, y]
Thread[f[{a, b}, {1, 2}, c]]  gives  {f[a, 1, c], f[b, 2, c]}
Thread[{a, b} -> c]  gives  {a -> c, b -> c}
Transpose[{{{1, 2}, {3, 4}}}, {3, 2, 1}]  gives  {{{1}, {3}}, {{2}, {4}}}
Tuples[f[a, b], 2]  gives  {f[a, a], f[a, b], f[b, a], f[b, b]}
Subsets[{1, 2, 3}, {1, 2}]  gives  {{1}, {2}, {3}, {1, 2}, {1, 3}, {2, 3}}
Permutations[{a, b, b}, {2}]  gives  {{a, b}, {b, a}, {b, b}}
Union[{1, 2.}, {2, 3}]  gives  {1, 2, 2., 3}
Union[{a, A, b}]  gives  {a, A, b}
Complement[{c, a, b}, {b}]  gives  {a, c}
Intersection[{a, b}, {b, c}, {b}]  gives  {b}
DeleteDuplicates[{{1, 2}, {2, 1}}, Sort[#1] === Sort[#2] &]  gives  {{1, 2}}
Tally[{1, 1., 1}]  gives  {{1, 2}, {1., 1}}
Tally[{a, b, A}, ToLowerCase[ToString[#1]] === ToLowerCase[ToString[#2]] &]  gives  {{a, 2}, {b, 1}}
Gather[{1, 2, 3, 4}, Mod[#1 - #2, 2] == 0 &]  gives  {{1, 3}, {2, 4}}
Split[{}]  gives  {}
SplitBy[{1, 2, 4, 5}, EvenQ]  gives  {{1}, {2, 4}, {5}}
GroupBy[{}, f]  gives  <||>
Sort[{{b, 1}, {a, 2}}]  gives  {{a, 2}, {b, 1}}
Sort[{3, 1, 2}, Less]  gives  {1, 2, 3}
Sort[f[c, a, b]]  gives  f[a, b, c]
SortBy[{a, b, c}, {a -> 3, b -> 1, c -> 2}]  gives  {a, b, c}
Ordering[{3, 1, 2}, 2]  gives  {2, 3}
Ordering[{3, 1, 2}, -2]  gives  {3, 1}
Reverse[{{a, b}, {c, d}}]  gives  {{c, d}, {a, b}}
RotateLeft[{a, b, c}, -1]  gives  {c, a, b}
RotateLeft[{{a, b}, {c, d}}, {1, 1}]  gives  {{d, c}, {b, a}}
PadLeft[{a, b}, 5, {x, y}]  gives  {y, x, y, a, b}
PadRight[{a, b}, 5, {x, y}]  gives  {a, b, x, y, x}
PadLeft[{{1}, {2, 3}}]  gives  {{0, 1}, {2, 3}}
PadRight[{1, 2, 3}, 2]  gives  {1, 2}
PadRight[{1}, -3]  gives  {0, 0, 1}
Riffle[{a, b, c}, {x, y}]  gives  {a, x, b, y, c}
Riffle[{a}, x]  gives  {a}
Accumulate[{{1, 2}, {3, 4}}]  gives  {{1, 2}, {4, 6}}
Differences[{{1, 2}, {4, 8}}]  gives  {{3, 6}}
Total[{1, 2., 3}]  gives  6.
Total[{{a, b}, {c, d}}]  gives  {a + c, b + d}
Max[{}]  gives  -Infinity
Median[{3, 1, 2, 10}]  gives  5/2
Commonest[{a, b, a, b, c}]  gives  {a, b}
Commonest[{a, b, a, c}, 2]  gives  {a, b}
Quantile[{1, 2, 3, 4, 5}, 1/2]  gives  3
Rescale[{-2, 0, 2}]  gives  {0, 1/2, 1}
BinCounts[{1, 2, 2, 5}, {0, 6, 2}]  gives  {1, 2, 1}
BinCounts[{0.5, 1.5, 1.7}, 1]  gives  {1, 2}
ListConvolve[{a, b}, {x, y, z}]  gives  {b*x + a*y, b*y + a*z}
ListCorrelate[{a, b}, {x, y, z}]  gives  {a*x + b*y, a*y + b*z}
MovingAverage[{a, b, c}, 2]  gives  {(a + b)/2, (b + c)/2}
Nest[Append[#, Length[#]] &, {}, 3]  gives  {0, 1, 2}
NestWhileList[# + 1 &, 1, # < 4 &]  gives  {1, 2, 3, 4}
NestWhile[# + 1 &, 1, #1 + #2 < 10 &, 2]  gives  6
FixedPointList[Quotient[#, 2] &, 9]  gives  {9, 4, 2, 1, 0, 0}
FoldPairList[{#1 + #2, #1 + #2} &, 0, {1, 2, 3}]  gives  {1, 3, 6}
FoldWhile[Plus, 0, {1, 2, 3, 4}, # < 5 &]  gives  6
ComposeList[{f, g}, x]  gives  {x, f[x], g[f[x]]}
Composition[][x]  gives  x
Composition[f, Identity, g]  gives  f @* g
RightComposition[f, g][x]  gives  g[f[x]]
Operate[p, f[x, y]]  gives  p[f][x, y]
Distribute[(a + b) (c + d)]  gives  a*c + b*c + a*d + b*d
SelectFirst[{1, 2, 3}, EvenQ, none]  gives  2
FirstCase[{1, a, 2}, x_Symbol :> f[x]]  gives  f[a]
TakeWhile[{2, 4, 5, 6}, EvenQ]  gives  {2, 4}
TakeLargestBy[{-5, 1, 3}, Abs, 2]  gives  {-5, 3}
MaximalBy[{"a", "bb", "cc"}, StringLength]  gives  {bb, cc}
Counts[{1, 2, 1}]  gives  <|1 -> 2, 2 -> 1|>
KeySortBy[<|b -> 1, a -> 2|>, Identity]  gives  <|a -> 2, b -> 1|>
AssociationMap[#^2 &, {1, 2}]  gives  <|1 -> 1, 2 -> 4|>
KeyValueMap[List, <|a -> 1|>]  gives  {{a, 1}}
Map[First, GroupBy[{{a, 1}, {b, 2}, {a, 3}}, First]]  gives  <|a -> {a, 1}, b -> {b, 2}|>
JoinAcross[{<|a -> 1, b -> 2|>}, {<|a -> 1, c -> 3|>}, Key[a]]  gives  {<|a -> 1, b -> 2, c -> 3|>}
Merge[{a -> 1, b -> 2, a -> 3}, Total]  gives  <|a -> 4, b -> 2|>
Query[All, "a"][{<|"a" -> 1|>, <|"a" -> 2|>}]  gives  {1, 2}
Query[Select[# > 1 &]][{1, 2, 3}]  gives  {2, 3}
Lookup[<|"a" -> 1|>, "b"]  gives  Missing[KeyAbsent, b]
Lookup[<|"a" -> 1|>, "b", "none"]  gives  none
KeyExistsQ["a"][<|"a" -> 1|>]  gives  True
Values[{a -> 1, b -> 2}]  gives  {1, 2}
Keys[{a -> 1, b -> 2}]  gives  {a, b}
Association[a -> 1, a -> 2]  gives  <|a -> 2|>
<|a -> 1|> == <|a -> 1|>  gives  True
<|a -> 1, b -> 2|> === <|b -> 2, a -> 1|>  gives  False
AssociationQ[<||>]  gives  True
DeleteCases[<|a -> 1, b -> 2|>, 1]  gives  <|b -> 2|>
Replace[<|a -> 1|>, x_ :> f[x], {1}]  gives  <|a -> f[1]|>
Normal[<|a -> <|b -> 1|>|>]  gives  {a -> <|b -> 1|>}
Flatten[<|a -> {1}|>]  gives  <|a -> {1}|>
Prepend[<|a -> 1|>, b -> 2]  gives  <|b -> 2, a -> 1|>
Insert[<|a -> 1|>, b -> 2, 1]  gives  <|b -> 2, a -> 1|>
Take[<|a -> 1, b -> 2|>, 1]  gives  <|a -> 1|>
Rest[<|a -> 1, b -> 2|>]  gives  <|b -> 2|>
MinMax[<|a -> 1, b -> 3|>]  gives  {1, 3}
Mean[<|a -> 1, b -> 3|>]  gives  2
Sort[<|c -> 1, a -> 3, b -> 2|>]  gives  <|c -> 1, b -> 2, a -> 3|>
SortBy[{<|"n" -> 2|>, <|"n" -> 1|>}, #n &]  gives  {<|n -> 1|>, <|n -> 2|>}
CountsBy[{"a", "bb", "c"}, StringLength]  gives  <|1 -> 2, 2 -> 1|>
PositionIndex[{x, y, x}][x]  gives  {1, 3}
AllTrue[{1, 3}, OddQ] && AnyTrue[{1, 2}, EvenQ]  gives  True
MatchQ[<|"a" -> 1|>, <|"a" -> _Integer|>]  gives  True
"""


def test_row(check: Callable[[tuple[str, str, str]], None], row: tuple[str, str, str]) -> None:
    check(row)
