"""Functions added beside the great areas."""

from __future__ import annotations

from collections.abc import Callable

ROWS = r"""
InverseFunction[Sin]  gives  ArcSin
InverseFunction[Exp][x]  gives  Log[x]
InverseFunction[f]  gives  InverseFunction[f]
Break[]  gives  Hold[Break[]]  with  Break::nofdw
TakeLargest[<|a -> 1, b -> 3|>, 1]  gives  <|b -> 3|>
SequenceFold[Plus, {1, 1}, {1, 2, 3}]  gives  12
MovingMap[Total, {1, 2, 3, 4}, 2]  gives  {6, 9}
Subsequences[{a, b, c}]  gives  {{}, {a}, {b}, {c}, {a, b}, {b, c}, {a, b, c}}
Cases[Hold[1 + 1, 2 + 2], HoldPattern[Plus[x_, y_]] :> {x, y}]  gives  {{1, 1}, {2, 2}}
Dt[x y]  gives  y*Dt[x] + x*Dt[y]
Groupings[{a, b, c}, 2]  gives  {{{a, b}, c}, {a, {b, c}}}
FindPermutation[{a, b, c}, {b, a, c}]  gives  Cycles[{{1, 2}}]
ReverseApplied[f][x, y]  gives  f[y, x]
OperatorApplied[f][x][y]  gives  f[y, x]
BlockMap[f, Range[5], 2, 1]  gives  {f[{1, 2}], f[{2, 3}], f[{3, 4}], f[{4, 5}]}
InterpolatingPolynomial[{1, 4, 9}, x] // Expand  gives  x^2
Interpolation[{1, 4, 9, 16}][2.5]  gives  6.25
Nearest[{1, 2, 3, 5, 7}, 4]  gives  {3, 5}
HistogramList[{1, 2, 3, 5, 4, 8, 9}, {0, 10, 2}]  gives  {{0, 2, 4, 6, 8, 10}, {1, 2, 2, 0, 2}}
TrigToExp[Cos[x]] // ExpToTrig // Simplify  gives  Cos[x]
ComplexExpand[(x + I y)^2]  gives  x^2 + (2*I)*x*y - y^2
RotationMatrix[Pi/2]  gives  {{0, -1}, {1, 0}}
PolynomialMod[3 x^2 + 7 x + 9, 5]  gives  4 + 2*x + 3*x^2
HornerForm[1 + 2 x + 3 x^2]  gives  1 + x*(2 + 3*x)
CoefficientRules[x^2 + 3 x y + y^2]  gives  {{2, 0} -> 1, {1, 1} -> 3, {0, 2} -> 1}
RecurrenceTable[{a[n + 1] == 2 a[n], a[1] == 1}, a, {n, 1, 5}]  gives  {1, 2, 4, 8, 16}
Inactivate[1 + 1]  gives  Inactive[Plus][1, 1]
Activate[Inactivate[1 + 1]]  gives  2
BooleanTable[a && b]  gives  {True, False, False, False}
TautologyQ[a || !a]  gives  True
PermutationProduct[Cycles[{{1, 2}}], Cycles[{{2, 3}}]]  gives  Cycles[{{1, 3, 2}}]
PermutationPower[{2, 3, 1}, 2]  gives  {3, 1, 2}
IntegerName[123]  gives  one hundred twenty‐three
NumericalSort[{Pi, 3, E}]  gives  {E, 3, Pi}
FindRepeat[{1, 2, 1, 2, 1, 2}]  gives  {1, 2}
Entropy[{1, 1, 2, 2}]  gives  Log[2]
VerificationTest[1 + 1, 2]["Outcome"]  gives  Success
ParallelMap[f, {1, 2}]  gives  {f[1], f[2]}
ParallelTable[i^2, {i, 3}]  gives  {1, 4, 9}
Compile[{x, {n, _Integer}}, x^n + 1][2, 3]  gives  9.
Piecewise[{{a, x > 0}, {b, True}}]  gives  Piecewise[{{a, x > 0}}, b]
Grad[x^2 + y^2, {x, y}]  gives  {2*x, 2*y}
makeF[v_, e_] := Function[v, e]; makeF[x, x^2][3]  gives  9
f[y_] := Function[{x}, x + y]; f[a]  gives  Function[{x$}, x$ + a]
f[] := (While[True, Return[7]]; 8); f[]  gives  7
f[] := (Do[Return[7], {3}]; 8); f[]  gives  8
"""


def test_row(check: Callable[[tuple[str, str, str]], None], row: tuple[str, str, str]) -> None:
    check(row)
