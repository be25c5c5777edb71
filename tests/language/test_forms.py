"""Forms: how operators, held expressions, numbers and objects print."""

from __future__ import annotations

from collections.abc import Callable

ROWS = r"""
Dataset[{<|"a" -> 1|>}]  gives  Dataset[{<|a -> 1|>}]
Normal[Dataset[{<|"a" -> 1|>}]]  gives  {<|a -> 1|>}
Dataset[{<|"a" -> 1|>, <|"a" -> 2|>}][All, "a"] // Normal  gives  {1, 2}
Dataset[{<|"a" -> 1, "b" -> 2|>, <|"a" -> 3, "b" -> 4|>}][Select[#a > 1 &]] // Normal  gives  {<|a -> 3, b -> 4|>}
Dataset[{<|"a" -> 1|>, <|"a" -> 2|>}][Total, "a"]  gives  3
FullForm[{1, a + b}]  gives  FullForm[{1, a + b}]
InputForm[x^2]  gives  InputForm[x^2]
OutputForm[x]  gives  OutputForm[x]
TraditionalForm[x]  gives  TraditionalForm[x]
Style[x, Red]  gives  Style[x, RGBColor[1, 0, 0]]
Red  gives  RGBColor[1, 0, 0]
Blue  gives  RGBColor[0, 0, 1]
Black  gives  GrayLevel[0]
Framed[x]  gives  Framed[x]
Subscript[x, 1]  gives  Subscript[x, 1]
Superscript[x, 2]  gives  Superscript[x, 2]
a \[CirclePlus] b  gives  CirclePlus[a, b]
\[Alpha]  gives  α
"\[Alpha]"  gives  α
a \[Element] Reals  gives  Element[a, Reals]
Element[3, Integers]  gives  True
Element[x, Reals]  gives  Element[x, Reals]
Element[1/2, Integers]  gives  False
x \[Rule] 1  gives  x -> 1
a ~f~ b  gives  f[a, b]
a // f  gives  f[a]
f @ a  gives  f[a]
f @@ {a, b}  gives  f[a, b]
f /@ {a, b}  gives  {f[a], f[b]}
a; b  gives  b
a;  gives  Null
(a; b; )  gives  Null
{a, b}[[1]]  gives  a
"a" <> "b"  gives  ab
a ** b  gives  a ** b
a . b  gives  a . b
a && b || c  gives  (a && b) || c
a -> b -> c  gives  a -> b -> c
a :> b  gives  a :> b
a /; b  gives  a /; b
a /. b  gives  a /. b  with  ReplaceAll::reps
x_  gives  x_
x_Integer  gives  x_Integer
x__  gives  x__
x_ : 1  gives  x_:1
_  gives  _
x : a | b  gives  x:a | b
a | b  gives  a | b
x_?EvenQ  gives  x_?EvenQ
x_ /; x > 1  gives  x_ /; x > 1
a ..  gives  a..
a ...  gives  a...
!a  gives   !a
a != b  gives  a != b
a === b  gives  False
a =!= b  gives  True
a <= b  gives  a <= b
a @* b  gives  a @* b
a /* b  gives  a /* b
-a  gives  -a
+a  gives  a
a!  gives  a!
a'  gives  Derivative[1][a]
a''  gives  Derivative[2][a]
#  gives  #1
##  gives  ##1
%  gives  Out[0]
Hold[a = b]  gives  Hold[a = b]
Hold[a := b]  gives  Hold[a := b]
Hold[a; b]  gives  Hold[a; b]
Hold[a[[1]]]  gives  Hold[a[[1]]]
Hold[a[[1, 2]]]  gives  Hold[a[[1,2]]]
Hold[f[x_] := x^2]  gives  Hold[f[x_] := x^2]
Hold[If[a, b, c]]  gives  Hold[If[a, b, c]]
Hold[a + b - c]  gives  Hold[a + b - c]
Hold[a/b]  gives  Hold[a/b]
Hold[1/2]  gives  Hold[1/2]
Hold[2/3*x]  gives  Hold[(2/3)*x]
Hold[-x]  gives  Hold[-x]
Hold[a - b]  gives  Hold[a - b]
Hold[a*b]  gives  Hold[a*b]
Hold[a^b]  gives  Hold[a^b]
Hold[Sqrt[x]]  gives  Hold[Sqrt[x]]
Hold[x++]  gives  Hold[x++]
Hold[++x]  gives  Hold[++x]
Hold[x += 1]  gives  Hold[x += 1]
Hold[x =.]  gives  Hold[x =.]
Hold[#1 + #2 &]  gives  Hold[#1 + #2 & ]
Hold[f @ x]  gives  Hold[f[x]]
Hold[x // f]  gives  Hold[f[x]]
Hold[f @@ x]  gives  Hold[f @@ x]
Hold[f /@ x]  gives  Hold[f /@ x]
Hold[f @@@ x]  gives  Hold[f @@@ x]
Hold[a && b]  gives  Hold[a && b]
Hold[!a]  gives  Hold[ !a]
Hold[a == b]  gives  Hold[a == b]
Hold[a < b < c]  gives  Hold[a < b < c]
Hold[{a, b}]  gives  Hold[{a, b}]
Hold[<|a -> b|>]  gives  Hold[<|a -> b|>]
Hold["str"]  gives  Hold[str]
Hold[a -> b]  gives  Hold[a -> b]
Hold[x /. a -> b]  gives  Hold[x /. a -> b]
Hold[x //. a -> b]  gives  Hold[x //. a -> b]
Hold[1;;3]  gives  Hold[1 ;; 3]
Hold[a::b]  gives  Hold[a::b]
Hold[Module[{x = 1}, x]]  gives  Hold[Module[{x = 1}, x]]
Hold[Function[x, x^2]]  gives  Hold[Function[x, x^2]]
Hold[f[x][y]]  gives  Hold[f[x][y]]
Hold[(a + b) c]  gives  Hold[(a + b)*c]
Hold[a (b + c)]  gives  Hold[a*(b + c)]
Hold[(a^b)^c]  gives  Hold[(a^b)^c]
Hold[a^(b^c)]  gives  Hold[a^b^c]
Hold[(-a)^2]  gives  Hold[(-a)^2]
Hold[-a^2]  gives  Hold[-a^2]
Hold[2^-1]  gives  Hold[2^(-1)]
Hold[a - (b - c)]  gives  Hold[a - (b - c)]
Hold[(a -> b) -> c]  gives  Hold[(a -> b) -> c]
Hold[f[# &]]  gives  Hold[f[#1 & ]]
Hold[(# &)[x]]  gives  Hold[(#1 & )[x]]
{# &, 1}  gives  {#1 & , 1}
f[#, #2] &  gives  f[#1, #2] & 
#a &  gives  #a & 
(#^2 &) /@ {1, 2}  gives  {1, 4}
a = 5; Hold[a]  gives  Hold[a]
1.*^-10  gives  1.*^-10
123.456*^5  gives  1.23456*^7
16^^FF  gives  255
2^^101  gives  5
1`5  gives  1.`5.
.5  gives  0.5
5.  gives  5.
1*^3  gives  1000
0.1  gives  0.1
1/3 + 0.  gives  0.3333333333333333
{1, 2.5, "a", x, True, Null, 1/2, I}  gives  {1, 2.5, a, x, True, Null, 1/2, I}
Infinity  gives  Infinity
ComplexInfinity  gives  ComplexInfinity
Indeterminate  gives  Indeterminate
DirectedInfinity[I]  gives  DirectedInfinity[I]
$Failed  gives  $Failed
$Aborted  gives  $Aborted
Missing["KeyAbsent", "x"]  gives  Missing[KeyAbsent, x]
Failure["x", <|"a" -> 1|>]  gives  Failure[x, <|a -> 1|>]
Success["x", <||>]  gives  Success[x, <||>]
DateObject[{2024, 1, 15}]  gives  DateObject[{2024, 1, 15}, Day]
RGBColor[1, 0, 0]  gives  RGBColor[1, 0, 0]
Quantity[5, "Meters"]  gives  Quantity[5, Meters]
NumericArray[{1, 2}, "Integer8"] // Normal  gives  {1, 2}
ByteArray["AQID"] // Normal  gives  {1, 2, 3}
BaseEncode[ByteArray[{1, 2, 3}]]  gives  AQID
StringToByteArray["abc"] // Normal  gives  {97, 98, 99}
ByteArrayToString[ByteArray[{97, 98}]]  gives  ab
Uncompress[Compress[{1, a}]]  gives  {1, a}
BinaryDeserialize[BinarySerialize[f[1, "a"]]]  gives  f[1, a]
$Version // StringQ  gives  True
$VersionNumber >= 12  gives  True
$OperatingSystem // StringQ  gives  True
$MachinePrecision  gives  15.954589770191003
$RecursionLimit  gives  1024
$IterationLimit  gives  4096
$ContextPath // ListQ  gives  True
MemoryInUse[] > 0  gives  True
Head[Now]  gives  DateObject
DateString["2024-03-05", "MonthName"]  gives  March
DateList["2024-03-05"]  gives  {2024, 3, 5, 0, 0, 0.}
DateDifference["2024-01-01", "2024-12-31"]  gives  Quantity[365, Days]
DateString[DatePlus[{2024, 2, 28}, 2], "ISODate"]  gives  2024-03-01
DayCount[{2024, 1, 1}, {2024, 2, 1}]  gives  31
Root[#^2 - 2 &, 1]  gives  -Sqrt[2]
Root[#^5 - # - 1 &, 1]  gives  Root[-1 - #1 + #1^5 & , 1, 0]
N[Root[#^5 - # - 1 &, 1]]  gives  1.1673039782614187
Root[#^3 - 2 &, 1]  gives  Root[-2 + #1^3 & , 1, 0]
ToRadicals[Root[#^3 - 2 &, 1]]  gives  2^(1/3)
RootReduce[Sqrt[2] + Sqrt[3]]  gives  Root[1 - 10*#1^2 + #1^4 & , 4, 0]
RootReduce[Sqrt[2] Sqrt[8]]  gives  4
"""


def test_row(check: Callable[[tuple[str, str, str]], None], row: tuple[str, str, str]) -> None:
    check(row)
