"""Idioms of patterns, scoping, iteration, lists and printing."""

from __future__ import annotations

from collections.abc import Callable

ROWS = r"""
f[x_, y_] := x + y; f[1]  gives  f[1]
f[x__] := {x}; f[1, 2, 3]  gives  {1, 2, 3}
f[x___] := {x}; f[]  gives  {}
f[x_List] := Length[x]; f[{1, 2}]  gives  2
f[x_Symbol] := SymbolName[x]; f[abc]  gives  abc
f[{x_, y_}] := x y; f[{2, 3}]  gives  6
f[x_?NumericQ] := x^2; {f[2], f[a]}  gives  {4, f[a]}
f[n_Integer /; n > 0] := n; {f[1], f[-1]}  gives  {1, f[-1]}
f[x_, opts___Rule] := {x, {opts}}; f[1, a -> 2]  gives  {1, {a -> 2}}
g[x_] := Module[{r}, r = x; r += 1; r]; g[5]  gives  6
h[a_, b_: 3, c_: 4] := {a, b, c}; {h[1], h[1, 2], h[1, 2, 3]}  gives  {{1, 3, 4}, {1, 2, 4}, {1, 2, 3}}
f[x : _Integer | _String] := x; {f[1], f["a"], f[b]}  gives  {1, a, f[b]}
Cases[{{1, 2}, {3, 4}, {5}}, {x_, y_} :> x + y]  gives  {3, 7}
Cases[{a, b, c}, x : a | c]  gives  {a, c}
Cases[{1, {2, 3}, 4}, {__}]  gives  {{2, 3}}
Cases[{f[1, 2], f[3]}, f[__]]  gives  {f[1, 2], f[3]}
Cases[{1, 2, 3, 4, 5}, _?(# > 2 &), 1, 2]  gives  {3, 4}
MatchQ[{1, 2, 3}, {1, ___}]  gives  True
MatchQ[{1, 1, 1}, {1 ..}]  gives  True
MatchQ[{1, 2}, {Repeated[_Integer, 2]}]  gives  True
MatchQ[{1, 2, 3}, {Repeated[_Integer, {2}]}]  gives  False
MatchQ[{a, b}, {OrderlessPatternSequence[b, a]}]  gives  True
MatchQ[f[a], _f]  gives  True
MatchQ[x^2, _^_]  gives  True
MatchQ[1/2, _Rational]  gives  True
MatchQ[Sqrt[x], Power[x, 1/2]]  gives  True
MatchQ[-x, -_]  gives  True
MatchQ[a*b*c, a*_]  gives  True
{1, 2, 3, 4} /. {x_, y_, z__} :> {z, y, x}  gives  {3, 4, 2, 1}
{a, b, c} /. {x___, b, y___} :> {{x}, {y}}  gives  {{a}, {c}}
{1, 2, 3} /. {Longest[x__], y__} :> {{x}, {y}}  gives  {{1, 2}, {3}}
{1, 2, 3} /. {Shortest[x__], y__} :> {{x}, {y}}  gives  {{1}, {2, 3}}
{a, a, b} //. {x___, y_, y_, z___} :> {x, y, z}  gives  {a, b}
f[a, b] /. f -> g  gives  g[a, b]
Hold[x + x] /. x -> 2  gives  Hold[2 + 2]
{x, y} /. {x -> y, y -> x}  gives  {y, x}
x + y + z /. x + z -> w  gives  w + y
Sin[x] /. Sin -> Cos  gives  Cos[x]
{1, 2, 3} /. x_Integer :> x^2 /; OddQ[x]  gives  {1, 2, 9}
Replace[{1, {2}}, x_Integer :> x + 1, {-1}]  gives  {2, {3}}
Replace[f[1], {f[x_] :> x, _ -> 0}]  gives  1
ReplacePart[{a, b, c, d}, {{1}, {3}} -> x]  gives  {x, b, x, d}
ReplacePart[{a, b, c}, i_ /; i > 1 :> x]  gives  {a, x, x}
ReplaceAt[{1, 2, 3}, x_ :> x^2, 2]  gives  {1, 4, 3}
Module[{x = 1, y}, y = x + 1; {x, y}]  gives  {1, 2}
Module[{f}, f[x_] := x^2; f[3]]  gives  9
Block[{$RecursionLimit = 100}, $RecursionLimit]  gives  100
x = 10; f[] := x; Block[{x = 5}, f[]]  gives  5
x = 10; f[] := x; Module[{x = 5}, f[]]  gives  10
With[{a = 2, b = 3}, a b]  gives  6
Table[Module[{y = i}, y^2], {i, 3}]  gives  {1, 4, 9}
Do[x = i, {i, 3}]; x  gives  3
Do[Print[{i, j}], {i, 2}, {j, i}]  gives  {1, 1}⏎{2, 1}⏎{2, 2}⏎Null
Do[Print[s], {s, {"a", "b"}}]  gives  a⏎b⏎Null
n = 0; Do[n++, 5]; n  gives  5
Table[10 i + j, {i, 2}, {j, 3}] // Flatten  gives  {11, 12, 13, 21, 22, 23}
Table[If[i > j, 1, 0], {i, 2}, {j, 2}]  gives  {{0, 0}, {1, 0}}
Sum[i^2, {i, 1, 10, 2}]  gives  165
Product[2 k, {k, 3}]  gives  48
Nest[#^2 &, 2, 3]  gives  256
NestList[2 # &, 1, 5]  gives  {1, 2, 4, 8, 16, 32}
NestWhile[#/2 &, 20, IntegerQ]  gives  5/2
FixedPoint[(# + 2/#)/2 &, 1.]  gives  1.414213562373095
FoldList[#1 + #2 &, {1, 2, 3}]  gives  {1, 3, 6}
Fold[10 #1 + #2 &, 0, {1, 2, 3}]  gives  123
FoldList[Max, {3, 1, 4, 1, 5}]  gives  {3, 3, 4, 4, 5}
Array[#^2 &, 4]  gives  {1, 4, 9, 16}
Array[#1 + #2 &, {2, 3}]  gives  {{2, 3, 4}, {3, 4, 5}}
MapThread[#1^#2 &, {{1, 2, 3}, {2, 2, 2}}]  gives  {1, 4, 9}
MapIndexed[{#2[[1]], #1} &, {a, b}]  gives  {{1, a}, {2, b}}
Select[Range[20], PrimeQ[#] && OddQ[#] &]  gives  {3, 5, 7, 11, 13, 17, 19}
Scan[If[# > 2, Print[#]] &, {1, 2, 3, 4}]  gives  3⏎4⏎Null
Apply[Plus, {{1, 2}, {3, 4}}, {1}]  gives  {3, 7}
Map[Reverse, {{1, 2}, {3, 4}}]  gives  {{2, 1}, {4, 3}}
Through[{Min, Max, Mean}[{1, 2, 3}]]  gives  {1, 3, 2}
Comap[{f, g}, x]  gives  {f[x], g[x]}
SortBy[{"banana", "kiwi", "apple"}, {StringLength, Identity}]  gives  {kiwi, apple, banana}
Sort[{5, 2, 8}, #1 > #2 &]  gives  {8, 5, 2}
Reverse[SortBy[{{a, 3}, {b, 1}, {c, 2}}, Last]]  gives  {{a, 3}, {c, 2}, {b, 1}}
Ordering[{30, 10, 20}]  gives  {2, 3, 1}
Ordering[{30, 10, 20}, 1]  gives  {2}
{3, 1, 2}[[Ordering[{3, 1, 2}]]]  gives  {1, 2, 3}
GatherBy[{1, 2, 3, 4, 5, 6}, Mod[#, 3] &]  gives  {{1, 4}, {2, 5}, {3, 6}}
GroupBy[{"apple", "bob", "cat", "avocado"}, StringTake[#, 1] &]  gives  <|a -> {apple, avocado}, b -> {bob}, c -> {cat}|>
GroupBy[{{1, a}, {2, b}, {1, c}}, First -> Last, Length]  gives  <|1 -> 2, 2 -> 1|>
Merge[{<|a -> 1|>, <|a -> 2|>}, Identity]  gives  <|a -> {1, 2}|>
Partition[Range[6], 2] // Transpose  gives  {{1, 3, 5}, {2, 4, 6}}
Riffle[{1, 2, 3}, 0, 3]  gives  {1, 2, 0, 3}
Split[{1, 1, 2, 2, 2, 3}, SameQ] // Map[Length]  gives  {2, 3, 1}
Subsets[{1, 2, 3}, {2}, 2]  gives  {{1, 2}, {1, 3}}
Tuples[{a, b}, 3] // Length  gives  8
Outer[List, {1, 2}, {a, b}]  gives  {{{1, a}, {1, b}}, {{2, a}, {2, b}}}
Flatten[Outer[StringJoin, {"a", "b"}, {"x", "y"}]]  gives  {ax, ay, bx, by}
Total[{{1, 2}, {3, 4}}, {1}]  gives  {4, 6}
Accumulate[{a, b, c}]  gives  {a, a + b, a + b + c}
Differences[{a, b, c}]  gives  {-a + b, -b + c}
Mean[{{1, 2}, {3, 4}}]  gives  {2, 3}
Dot[{a, b}, {c, d}]  gives  a*c + b*d
{{a, b}, {c, d}}.{{1, 0}, {0, 1}}  gives  {{a, b}, {c, d}}
Transpose[{{a, b}, {c, d}}]  gives  {{a, c}, {b, d}}
Diagonal[{{1, 2}, {3, 4}}]  gives  {1, 4}
UpperTriangularize[{{1, 2}, {3, 4}}]  gives  {{1, 2}, {0, 4}}
ArrayFlatten[{{{{1}}, {{2}}}, {{{3}}, {{4}}}}]  gives  {{1, 2}, {3, 4}}
SparseArray[{{1, 1} -> 1, {2, 2} -> 2}] // Normal  gives  {{1, 0}, {0, 2}}
SparseArray[{1 -> a, 3 -> b}] // Normal  gives  {a, 0, b}
Normal[SparseArray[{i_, i_} -> 1, {2, 2}]]  gives  {{1, 0}, {0, 1}}
ArrayRules[SparseArray[{1 -> a}]]  gives  {{1} -> a, {_} -> 0}
Max[{{1, 5}, {3, 2}}]  gives  5
RankedMax[{3, 1, 2}, 2]  gives  2
Position[{1, 2, 3, 2}, 2, 1, 1]  gives  {{2}}
Extract[{{a, b}, {c}}, {{1, 1}, {2, 1}}]  gives  {a, c}
Insert[{1, 2, 3}, x, {{2}, {-1}}]  gives  {1, x, 2, 3, x}
TakeList[{1, 2, 3, 4, 5}, {2, 3}]  gives  {{1, 2}, {3, 4, 5}}
TakeDrop[{1, 2, 3}, 1]  gives  {{1}, {2, 3}}
SequencePosition[{a, b, c, a, b}, {a, b}]  gives  {{1, 2}, {4, 5}}
SequenceCases[{1, 2, 3, 4}, {_, _}]  gives  {{1, 2}, {3, 4}}
SequenceReplace[{a, b, c}, {a, b} -> x]  gives  {x, c}
Nearest[{1, 5, 10}, 6]  gives  {5}
PadRight[{{1}, {2, 3}}, {2, 3}]  gives  {{1, 0, 0}, {2, 3, 0}}
ArrayPad[{1, 2}, 1]  gives  {0, 1, 2, 0}
Fibonacci[Range[10]]  gives  {1, 1, 2, 3, 5, 8, 13, 21, 34, 55}
Table[Fibonacci[n], {n, 0, 5}]  gives  {0, 1, 1, 2, 3, 5}
Union[{c, a}, {b, a}]  gives  {a, b, c}
Intersection[{3, 1, 2}, {2, 3}]  gives  {2, 3}
ContainsAll[{1, 2, 3}, {1, 2}]  gives  True
SubsetQ[{1, 2, 3}, {1}]  gives  True
DisjointQ[{1}, {2}]  gives  True
CountDistinct[{1, 1, 2}]  gives  2
CharacterRange["0", "9"] // StringJoin  gives  0123456789
ToCharacterCode["A"]  gives  {65}
StringJoin[Table["*", 3]]  gives  ***
StringJoin[ConstantArray["ab", 2]]  gives  abab
Table[StringJoin[Table["*", i]], {i, 3}]  gives  {*, **, ***}
Print[StringRiffle[Table[StringRepeat["*", i], {i, 3}], "\n"]]  gives  *⏎**⏎***⏎Null
Print[StringPadLeft[ToString[#], 4]] & /@ {1, 10}  gives     1⏎  10⏎{Null, Null}
Print["x = ", 5, ", y = ", 2.5]  gives  x = 5, y = 2.5⏎Null
Print[StringForm["`` and ``", 1, 2]]  gives  1 and 2⏎Null
Print["Sum: " <> ToString[1 + 2]]  gives  Sum: 3⏎Null
Print[TableForm[{1, 2, 3}]]  gives  1⏎⏎2⏎⏎3⏎Null
Print[NumberForm[3.14159, {4, 2}]]  gives  3.14⏎Null
Print[PaddedForm[5, 3]]  gives     5⏎Null
Print[{1.0, 2.5}]  gives  {1., 2.5}⏎Null
Print[1.23456789]  gives  1.23457⏎Null
Print[100000.]  gives  100000.⏎Null
Print[1000000.]  gives  1.*10^6⏎Null
Print[0.00001]  gives  0.00001⏎Null
Print[<|"a" -> 1|>]  gives  <|a -> 1|>⏎Null
Print[f[x]]  gives  f[x]⏎Null
Print[HoldForm[1 + 1]]  gives  1 + 1⏎Null
Print["a\tb"]  gives  a	b⏎Null
Print[True, " ", Null]  gives  True Null⏎Null
Print[{"a", {"b"}}]  gives  {a, {b}}⏎Null
Print[Pi]  gives  Pi⏎Null
Print[N[Pi, 10]]  gives  3.141592654⏎Null
Print[1 + I]  gives  1 + I⏎Null
Print[x -> 1]  gives  x -> 1⏎Null
Print[Infinity]  gives  Infinity⏎Null
Print[a == b]  gives  a == b⏎Null
Print[2 x + 3 y]  gives  2 x + 3 y⏎Null
Print[{}]  gives  {}⏎Null
Print[# &]  gives  #1 & ⏎Null
Print["a"]; Print["b"]; 5  gives  a⏎b⏎5
ToString[1.0]  gives  1.
ToString[{1.5, 2}]  gives  {1.5, 2}
ToString[100000000.]  gives  1.*10^8
ToString[a*b]  gives  a b
ToString[2*x]  gives  2 x
ToString[-x]  gives  -x
ToString[a - b]  gives  a - b
ToString["x"]  gives  x
ToString[Null]  gives  Null
ToString[I]  gives  I
ToString[1 + 2 I]  gives  1 + 2 I
ToString[f[a, "b"]]  gives  f[a, b]
ToString[{a -> 1}]  gives  {a -> 1}
ToString[a && b]  gives  a && b
ToString[x == 1]  gives  x == 1
ToString[x, FormatType -> InputForm]  gives  x
ToString[N[1/3, 10]]  gives  0.3333333333
ToString[10!]  gives  3628800
ToString[a/b, InputForm]  gives  a/b
ToString[{1/2, x^2}, InputForm]  gives  {1/2, x^2}
ToString["a\"b", InputForm]  gives  "a\"b"
ToString[Sin[x]^2, InputForm]  gives  Sin[x]^2
ToString[#^2 &, InputForm]  gives  #1^2 & 
ToString[TeXForm[x^2/y]]  gives  \frac{x^2}{y}
ToString[Sqrt[x], TeXForm]  gives  \sqrt{x}
"""


def test_row(check: Callable[[tuple[str, str, str]], None], row: tuple[str, str, str]) -> None:
    check(row)
