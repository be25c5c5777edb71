"""Scoping, definitions, control and assignment to parts."""

from __future__ import annotations

from collections.abc import Callable

ROWS = r"""
MapAt[f, <|a -> 1, b -> 2|>, "a"]  gives  MapAt[f, <|a -> 1, b -> 2|>, a]  with  MapAt::partw
Mean[{}]  gives  Mean[{}]  with  Mean::rectt
Clear[f]; f[x_] := x + 1; f[x_, y_] := x y; Definition[f]  gives  f[x_] := x + 1⏎ ⏎f[x_, y_] := x*y
x = 3; Definition[x]  gives  x = 3
Attributes[f]  gives  {}
SetAttributes[f, {Listable, HoldAll}]; Attributes[f]  gives  {HoldAll, Listable}
f[x_] := x; Attributes[f] = {Flat}; Attributes[f]  gives  {Flat}
Options[f] = {a -> 1}; Options[f]  gives  {a -> 1}
Options[f] = {a -> 1, b -> 2}; SetOptions[f, a -> 5]  gives  {a -> 5, b -> 2}
Options[f] = {"a" -> 1}; f[OptionsPattern[]] := OptionValue["a"]; f["a" -> 7]  gives  7
f[x_, OptionsPattern[{"k" -> 2}]] := x OptionValue["k"]; {f[3], f[3, "k" -> 5]}  gives  {6, 15}
FilterRules[{a -> 1, b -> 2}, {a}]  gives  {a -> 1}
f::usage = "f does."; f::usage  gives  f does.
MessageName[f, "x"]  gives  f::x
Head[f::x]  gives  MessageName
Protect[foo]; foo = 3  gives  3  with  Set::wrsym
f[x_] := x^2; f /@ {1, 2}; DownValues[f] = {}; f[2]  gives  f[2]
f[1] = a; f[2] = b; Keys[DownValues[f]]  gives  {HoldPattern[f[1]], HoldPattern[f[2]]}
a[1] = 2; a[2] = 3; {a[1], a[2], a[3]}  gives  {2, 3, a[3]}
f[x_][y_] := x + y; SubValues[f]  gives  {HoldPattern[f[x_][y_]] :> x + y}
g /: h[g[x_]] := x; UpValues[g]  gives  {HoldPattern[h[g[x_]]] :> x}
f[x_] := Block[{y = x}, y^2]; f[3]  gives  9
x = 1; f[] := (x = 2); f[]; x  gives  2
Module[{x = 2}, Module[{y = 3}, x y]]  gives  6
Block[{x}, x = 5; x]  gives  5
With[{x = 1, y = 2}, {x, y}]  gives  {1, 2}
Module[{x = y, y = 3}, x]  gives  y
f = Module[{n = 0}, (n++; n) &]; {f[], f[]}  gives  {1, 2}
Unique[]  gives  $1
StringQ[SymbolName[Unique[x]]]  gives  True
ValueQ[x]  gives  False
x = 1; ValueQ[x]  gives  True
Evaluate[1 + 1]  gives  2
Hold[Evaluate[1 + 1], 2 + 2]  gives  Hold[2, 2 + 2]
HoldComplete[Evaluate[1 + 1]]  gives  HoldComplete[Evaluate[1 + 1]]
ReleaseHold[{Hold[1 + 1], Hold[2]}]  gives  {2, 2}
f[Unevaluated[1 + 1]]  gives  f[Unevaluated[1 + 1]]
SetAttributes[f, HoldFirst]; f[1 + 1, 2 + 2]  gives  f[1 + 1, 4]
SetAttributes[f, HoldAll]; f[x_] := Hold[x]; f[1 + 1]  gives  Hold[1 + 1]
Function[x, Hold[x], HoldAll][1 + 1]  gives  Hold[1 + 1]
If["a", 1, 2]  gives  If[a, 1, 2]
If["a", 1, 2, 3]  gives  3
Which[x, 1, True, 2]  gives  Which[x, 1, True, 2]
Which[]  gives  Null
Switch[1, 2, 3]  gives  Switch[1, 2, 3]
Do[If[i == 2, Continue[]]; Print[i], {i, 3}]  gives  1⏎3⏎Null
Catch[Catch[Throw[1, a], b], a]  gives  1
Catch[1]  gives  1
Catch[{Throw[x], 2}]  gives  x
Catch[Throw[1, "t"], "t", f]  gives  f[1, t]
Check[2, 3]  gives  2
Check[{1/0, 1}, "bad"]  gives  bad  with  Power::infy
Quiet[{1/0}]  gives  {ComplexInfinity}
Quiet[1/0, Power::infy]  gives  ComplexInfinity
CheckAbort[Abort[], 5]  gives  5
Abort[]  gives  $Aborted
Throw[1]  gives  Hold[Throw[1]]  with  Throw::nocatch
TimeConstrained[Pause[5], 0.05]  gives  $Aborted
TimeConstrained[Pause[5], 0.05, "late"]  gives  late
Reap[1]  gives  {1, {}}
Reap[Sow[1]; Sow[2]]  gives  {2, {{1, 2}}}
Reap[Sow[1, {a, b}]]  gives  {1, {{1}, {1}}}
Reap[Sow[1, a]; Sow[2, b], a]  gives  {2, {{1}}}
Reap[Sow[1, a]; Sow[2, b], {a, b}]  gives  {2, {{{1}}, {{2}}}}
Last[Reap[Sow /@ {1, 2}]]  gives  {{1, 2}}
Nest[Sow, 1, 2]  gives  1
Assert[True]  gives  Null
Echo[1, "x: "]  gives  >> x:  1⏎1
EchoFunction[f][x]  gives  >> f[x]⏎x
Print["a"] // Head  gives  a⏎Symbol
Enclose[Confirm[$Failed]] // Head  gives  Failure
Confirm[1]  gives  1
AbsoluteTiming[Null] // Length  gives  2
a = 1; a++; ++a; a  gives  3
a = 5; a -= 2; a /= 3; a  gives  1
{a, b, c} = Range[3]; a + b + c  gives  6
{a, {b, c}} = {1, {2, 3}}; {c, b, a}  gives  {3, 2, 1}
{a, b} = {1, 2, 3}  gives  {1, 2, 3}  with  Set::shape
a = b = c = 0; {a, b, c}  gives  {0, 0, 0}
l = {1, 2, 3}; l[[1]] = x; l  gives  {x, 2, 3}
l = {1, 2, 3}; l[[{1, 3}]] = 0; l  gives  {0, 2, 0}
l = {1, 2, 3}; l[[2 ;;]] = {8, 9}; l  gives  {1, 8, 9}
l = {1, 2, 3}; l[[-1]]++; l  gives  {1, 2, 4}
m = {{1, 2}, {3, 4}}; m[[2, 2]] = 0; m  gives  {{1, 2}, {3, 0}}
m = {{1, 2}, {3, 4}}; m[[All, 2]] *= 10; m  gives  {{1, 20}, {3, 40}}
as = <|"a" -> <|"b" -> 1|>|>; as["a", "b"] = 2; as  gives  <|a -> <|b -> 2|>|>
as = <|"a" -> 1|>; as["a"] =.; as  gives  <||>
as = <|"a" -> {1}|>; AppendTo[as["a"], 2]; as  gives  <|a -> {1, 2}|>
l = {}; Do[AppendTo[l, i^2], {i, 3}]; l  gives  {1, 4, 9}
s = ""; Do[s = s <> ToString[i], {i, 3}]; s  gives  123
s = ""; Do[s = s <> "x", 3]; StringLength[s]  gives  3
i = 5; i--; i  gives  4
x =.; Clear["Global`*"]; x  gives  x
ClearAll[x, y]; {x, y}  gives  {x, y}
Remove[x]; x  gives  x
Begin["foo`"]; Context[]  gives  foo`
Context[f]  gives  Global`
$ContextPath  gives  {System`, Global`}
foo`bar  gives  foo`bar
"""


def test_row(check: Callable[[tuple[str, str, str]], None], row: tuple[str, str, str]) -> None:
    check(row)
