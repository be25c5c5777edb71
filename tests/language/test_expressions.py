"""Expressions: patterns, rules, definitions, associations, evaluation."""

from __future__ import annotations

from collections.abc import Callable

ROWS = r"""
Head[1/2]  gives  Rational
Head[1.5]  gives  Real
Head[I]  gives  Complex
Head[{}]  gives  List
Head[x]  gives  Symbol
Head[f[x]]  gives  f
Head[f[x][y]]  gives  f[x]
Head[<||>]  gives  Association
Head[a -> b]  gives  Rule
Head[#&]  gives  Function
#^2 &  gives  #1^2 & 
# + #2 &  gives  #1 + #2 & 
(#1 + 1) & /@ {1, 2}  gives  {2, 3}
Function[x, x^2]  gives  Function[x, x^2]
Function[{x, y}, x + y][1, 2]  gives  3
(# + ##) &[1, 2]  gives  4
f[##] &[1, 2]  gives  f[1, 2]
f[##2] &[1, 2, 3]  gives  f[2, 3]
If[# < 2, 1, # #0[# - 1]] &[5]  gives  120
#name &[<|"name" -> 3|>]  gives  3
{x, y} /. x -> 1  gives  {1, y}
{x, y} /. {x -> 1, y -> 2}  gives  {1, 2}
x /. {{x -> 1}, {x -> 2}}  gives  {1, 2}
x + y /. x -> y  gives  2*y
f[x] /. f[a_] -> a^2  gives  x^2
{1, 2, 3} /. n_Integer /; n > 1 -> 0  gives  {1, 0, 0}
{f[1], f[2]} /. f[n_] :> n + 1  gives  {2, 3}
a b c /. a c -> x  gives  b*x
a + b + c /. a + c -> x  gives  b + x
x^2 /. x^n_ -> n  gives  2
x //. x -> y  gives  y
{{1, 2}, {3, 4}} /. {a_, b_} -> b  gives  {3, 4}
Replace[{1, 2}, 1 -> x, {1}]  gives  {x, 2}
Replace[x, x -> y]  gives  y
ReplaceList[{a, b, c}, {x__, y__} -> {{x}, {y}}]  gives  {{{a}, {b, c}}, {{a, b}, {c}}}
ReplaceAll[{a, b}, a -> c]  gives  {c, b}
MatchQ[5, _Integer]  gives  True
MatchQ[{1, 2}, {_, _}]  gives  True
MatchQ[f[x], f[_]]  gives  True
MatchQ[2, _?EvenQ]  gives  True
MatchQ[{1, 2, 3}, {__Integer}]  gives  True
MatchQ[{1, a}, {_Integer ..}]  gives  False
MatchQ[x, _ | 1]  gives  True
MatchQ[{}, {___}]  gives  True
MatchQ[a + b, _ + _]  gives  False
MatchQ["abc", _String]  gives  True
MatchQ[<|"a" -> 1|>, KeyValuePattern["a" -> _]]  gives  True
MatchQ[{1, 2}, {x_, x_}]  gives  False
MatchQ[1, Except[2]]  gives  True
f[x_, y_: 2] := {x, y}; f[1]  gives  {1, 2}
f[x_.] := x; f[]  gives  f[]
f[x_ + y_.] := {x, y}; f[a]  gives  {a, 0}
f[x_Integer] := "int"; f[x_Real] := "real"; f[x_] := "other"; {f[1], f[1.], f[a]}  gives  {int, real, other}
f[x_ /; x > 0] := 1; f[x_] := -1; {f[2], f[-2]}  gives  {1, -1}
f[x_] := x; f[x_, y_] := x + y; {f[1], f[1, 2]}  gives  {1, 3}
f[{a_, b___}] := {a, {b}}; f[{1, 2, 3}]  gives  {1, {2, 3}}
f[x : {_, _}] := x; f[{1, 2}]  gives  {1, 2}
f[a : _Integer | _Real] := a; f[2.5]  gives  2.5
f[OptionsPattern[{a -> 1}]] := OptionValue[a]; {f[], f[a -> 5]}  gives  {1, 5}
Options[g] = {n -> 2}; g[x_, OptionsPattern[]] := x^OptionValue[n]; {g[3], g[3, n -> 3]}  gives  {9, 27}
f[x_, n_Integer?Positive] := x^n; {f[2, 3], f[2, -1]}  gives  {8, f[2, -1]}
Cases[{1, 2, "a", x}, Except[_Integer]]  gives  {a, x}
Cases[{{1, 2}, {3}}, {_}]  gives  {{3}}
Cases[{a -> 1, b -> 2}, (k_ -> v_) :> k]  gives  {a, b}
Cases[x^2 + y^3, _Integer, Infinity]  gives  {2, 3}
Cases[{1, 2, 3, 4}, _?EvenQ]  gives  {2, 4}
Cases[{3, 4, 5}, x_ :> x + 1 /; x > 3]  gives  {5, 6}
DeleteCases[{1, 2, 3}, x_ /; x > 2]  gives  {1, 2}
Count[{1, 2, 3, 4}, _?(# > 2 &)]  gives  2
Position[{1, 2, 3}, _?(# > 1 &)]  gives  {{2}, {3}}
Position[{f[1], g[2]}, _Integer]  gives  {{1, 1}, {2, 1}}
<|"a" -> 1, "b" -> 2|>  gives  <|a -> 1, b -> 2|>
<|"a" -> 1|>["a"]  gives  1
<|"a" -> 1|>["z"]  gives  Missing[KeyAbsent, z]
<|"a" -> 1|>[["a"]]  gives  1
<|"a" -> 1, "b" -> 2|>[[2]]  gives  2
<|"a" -> 1, "b" -> 2|>[[{"b"}]]  gives  <|b -> 2|>
Keys[<|a -> 1, b -> 2|>]  gives  {a, b}
Values[<|a -> 1, b -> 2|>]  gives  {1, 2}
Normal[<|a -> 1|>]  gives  {a -> 1}
Lookup[<|a -> 1|>, a]  gives  1
Lookup[<|a -> 1|>, z, 0]  gives  0
Lookup[<|a -> 1|>, {a, z}, 0]  gives  {1, 0}
KeyExistsQ[<|a -> 1|>, a]  gives  True
KeyDrop[<|a -> 1, b -> 2|>, a]  gives  <|b -> 2|>
KeyTake[<|a -> 1, b -> 2|>, {b}]  gives  <|b -> 2|>
KeyMap[f, <|a -> 1|>]  gives  <|f[a] -> 1|>
KeyValueMap[f, <|a -> 1, b -> 2|>]  gives  {f[a, 1], f[b, 2]}
KeySelect[<|1 -> a, 2 -> b|>, EvenQ]  gives  <|2 -> b|>
KeySort[<|b -> 1, a -> 2|>]  gives  <|a -> 2, b -> 1|>
AssociationThread[{a, b}, {1, 2}]  gives  <|a -> 1, b -> 2|>
AssociationMap[f, {a, b}]  gives  <|a -> f[a], b -> f[b]|>
Association[{a -> 1, b -> 2}]  gives  <|a -> 1, b -> 2|>
Merge[{<|a -> 1|>, <|a -> 2, b -> 3|>}, Total]  gives  <|a -> 3, b -> 3|>
Join[<|a -> 1|>, <|a -> 2|>]  gives  <|a -> 2|>
a = <|"x" -> 1|>; a["y"] = 2; a  gives  <|x -> 1, y -> 2|>
a = <|"x" -> 1|>; a["x"]++; a  gives  <|x -> 2|>
a = <||>; AppendTo[a, "k" -> 3]; a  gives  <|k -> 3|>
AssociateTo[a, b -> 1]  gives  AssociateTo[a, b -> 1]  with  AssociateTo::rvalue
Length[<|a -> 1, b -> 2|>]  gives  2
First[<|a -> 1, b -> 2|>]  gives  1
Map[# + 1 &, <|a -> 1, b -> 2|>]  gives  <|a -> 2, b -> 3|>
Select[<|a -> 1, b -> 2|>, EvenQ]  gives  <|b -> 2|>
SortBy[<|a -> 2, b -> 1|>, Identity]  gives  <|b -> 1, a -> 2|>
Total[<|a -> 1, b -> 2|>]  gives  3
Max[<|a -> 1, b -> 2|>]  gives  2
GroupBy[{1, 2, 3}, OddQ, f]  gives  <|True -> f[{1, 3}], False -> f[{2}]|>
Counts[{"a", "b", "a"}]["a"]  gives  2
Query["a"][<|"a" -> 5|>]  gives  5
<|a -> <|b -> 1|>|>[a, b]  gives  1
KeyUnion[{<|a -> 1|>, <|b -> 2|>}]  gives  {<|a -> 1, b -> Missing[KeyAbsent, b]|>, <|a -> Missing[KeyAbsent, a], b -> 2|>}
Catenate[{<|a -> 1|>, <|b -> 2|>}]  gives  {1, 2}
Reverse[<|a -> 1, b -> 2|>]  gives  <|b -> 2, a -> 1|>
Delete[<|a -> 1, b -> 2|>, Key[a]]  gives  <|b -> 2|>
Position[<|a -> 1, b -> 2|>, 2]  gives  {{Key[b]}}
MapIndexed[f, <|a -> 1|>]  gives  <|a -> f[1, {Key[a]}]|>
Apply[f, <|a -> 1, b -> 2|>]  gives  f[1, 2]
AllTrue[<|a -> 2|>, EvenQ]  gives  True
Hold[1 + 1]  gives  Hold[1 + 1]
ReleaseHold[Hold[1 + 1]]  gives  2
Hold[Evaluate[1 + 1]]  gives  Hold[2]
HoldForm[1 + 1]  gives  HoldForm[1 + 1]
Unevaluated[1 + 1]  gives  Unevaluated[1 + 1]
Length[Unevaluated[1 + 2 + 3]]  gives  3
Attributes[Plus]  gives  {Flat, Listable, NumericFunction, OneIdentity, Orderless, Protected}
SetAttributes[f, Orderless]; f[b, a]  gives  f[a, b]
SetAttributes[f, Flat]; f[f[a], b]  gives  f[a, b]
SetAttributes[f, Listable]; f[{1, 2}]  gives  {f[1], f[2]}
SetAttributes[f, HoldAll]; f[1 + 1]  gives  f[1 + 1]
x = 5; Clear[x]; x  gives  x
x = 5; x =.; x  gives  x
{a, b} = {1, 2}; {b, a}  gives  {2, 1}
x = y = 3; x + y  gives  6
x = {1, 2, 3}; x[[2]] = 9; x  gives  {1, 9, 3}
x = {{1, 2}, {3, 4}}; x[[All, 1]] = 0; x  gives  {{0, 2}, {0, 4}}
x = {{1, 2}, {3, 4}}; x[[2]] = {7, 8}; x  gives  {{1, 2}, {7, 8}}
x = 3; x++  gives  3
x = 3; ++x  gives  4
x = 3; x += 2  gives  5
x = 3; x *= 2; x  gives  6
x = {1}; AppendTo[x, 2]  gives  {1, 2}
x = {1}; PrependTo[x, 0]; x  gives  {0, 1}
f[1] = 10; f[x_] := 0; {f[1], f[2]}  gives  {10, 0}
DownValues[f]  gives  {}
f[x_] := x^2; DownValues[f]  gives  {HoldPattern[f[x_]] :> x^2}
f[x_] := x^2; Definition[f]  gives  f[x_] := x^2
x = 5; OwnValues[x]  gives  {HoldPattern[x] :> 5}
f /: f[x_] + f[y_] := f[x + y]; f[1] + f[2]  gives  f[3]
UpValues[f]  gives  {}
Sin[x] = 3  gives  3  with  Set::write
1 = 2  gives  2  with  Set::setraw
Plus[1, 2] = 3  gives  3  with  Set::write
f[x_] = x^2; f[3]  gives  9
N[f[x]]  gives  f[x]
x == x  gives  True
1 == 1.  gives  True
1 === 1.  gives  False
a == b  gives  a == b
a === b  gives  False
a != a  gives  False
1 < 2 < 3  gives  True
1 < x < 3  gives  1 < x < 3
3 > 2 >= 2  gives  True
Pi > 3  gives  True
{1, 2} == {1, 2}  gives  True
{a} == {b}  gives  {a} == {b}
True && x  gives  x
False || x  gives  x
x && True && y  gives  x && y
Not[True]  gives  False
!x  gives   !x
!(a == b)  gives  a != b
!(a < b)  gives  a >= b
Xor[True, False]  gives  True
Xor[a, a]  gives  False
Implies[a, b]  gives  Implies[a, b]
Equivalent[a, b]  gives  Equivalent[a, b]
Nand[True, True]  gives  False
TrueQ[x]  gives  False
AllTrue[{2, 4}, EvenQ]  gives  True
AnyTrue[{1, 3}, EvenQ]  gives  False
NoneTrue[{1, 3}, EvenQ]  gives  True
Sow[1]  gives  1
Context[x]  gives  Global`
$Context  gives  Global`
ToString[Context[Plus]]  gives  System`
Names["Global`*"]  gives  {}
Nothing  gives  Nothing
{1, Nothing, 2}  gives  {1, 2}
Sequence[1, 2]  gives  Sequence[1, 2]
{1, Sequence[2, 3], 4}  gives  {1, 2, 3, 4}
f[Sequence[]]  gives  f[]
{a, Sequence @@ {b, c}}  gives  {a, b, c}
Missing[]  gives  Missing[]
Null  gives  Null
{Null}  gives  {Null}
None  gives  None
Symbol["abc"]  gives  abc
SymbolName[abc]  gives  abc
StringQ["x"]  gives  True
NumberQ[2]  gives  True
NumericQ[Pi]  gives  True
AtomQ[x]  gives  True
ListQ[{}]  gives  True
VectorQ[{1, 2}]  gives  True
MatrixQ[{{1}}]  gives  True
EvenQ[2]  gives  True
Order[1, 2]  gives  1
ByteCount[1] > 0  gives  True
Depth[x]  gives  1
Depth[{{{}}}]  gives  4
Level[{1, {2, 3}}, 1]  gives  {1, {2, 3}}
Level[{1, {2, 3}}, {2}]  gives  {2, 3}
Level[a + b*c, {0, Infinity}]  gives  {a, b, c, b*c, a + b*c}
Trace[1 + 1]  gives  {HoldForm[1 + 1], HoldForm[2]}
Echo[5]  gives  >> 5⏎5
Scan[Print, {1, 2}]  gives  1⏎2⏎Null
f[x_] := Module[{y = x}, y++; y]; f[1]  gives  2
Table[i, {i, 3}, {j, 2}]  gives  {{1, 1}, {2, 2}, {3, 3}}
Timing[1][[2]]  gives  1
Head[AbsoluteTiming[1]]  gives  List
Interrupt  gives  Interrupt
LogicalExpand[(a || b) && c]  gives  (a && c) || (b && c)
a && b || c  gives  (a && b) || c
(a || b) && c  gives  (a || b) && c
!a && b  gives   !a && b
!(a && b)  gives   !(a && b)
!a  gives   !a
a == b && c < d  gives  a == b && c < d
FindLinearRecurrence[{1, 1, 2, 3, 5, 8, 13}]  gives  {1, 1}
"""


def test_row(check: Callable[[tuple[str, str, str]], None], row: tuple[str, str, str]) -> None:
    check(row)
