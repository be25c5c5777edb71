"""Calculus, algebra, equations, distributions."""

from __future__ import annotations

from collections.abc import Callable

ROWS = r"""
D[x^2, x]  gives  2*x
D[Sin[x], x]  gives  Cos[x]
D[x^n, x]  gives  n*x^(-1 + n)
D[x^3, {x, 2}]  gives  6*x
D[f[x], x]  gives  Derivative[1][f][x]
D[x y, x, y]  gives  1
D[Exp[2 x], x]  gives  2*E^(2*x)
D[Log[x], x]  gives  x^(-1)
D[x^x, x]  gives  x^x*(1 + Log[x])
D[{x, x^2}, x]  gives  {1, 2*x}
D[Sin[x] Cos[x], x]  gives  Cos[x]^2 - Sin[x]^2
D[ArcTan[x], x]  gives  (1 + x^2)^(-1)
D[Tan[x], x]  gives  Sec[x]^2
D[f[g[x]], x]  gives  Derivative[1][f][g[x]]*Derivative[1][g][x]
f'[x]  gives  Derivative[1][f][x]
f''[x]  gives  Derivative[2][f][x]
Sin'[x]  gives  Cos[x]
Derivative[1][Sin]  gives  Cos[#1] & 
(#^2 &)'[x]  gives  2*x
f[x_] := x^3; f'[2]  gives  12
Integrate[x^2, x]  gives  x^3/3
Integrate[1/x, x]  gives  Log[x]
Integrate[Sin[x], {x, 0, Pi}]  gives  2
Integrate[x^n, x]  gives  x^(1 + n)/(1 + n)
Integrate[E^(-x^2), {x, -Infinity, Infinity}]  gives  Sqrt[Pi]
Integrate[1/(1 + x^2), x]  gives  ArcTan[x]
Integrate[x Sin[x], x]  gives  -(x*Cos[x]) + Sin[x]
Integrate[Log[x], x]  gives  -x + x*Log[x]
Integrate[f[x], x]  gives  Integrate[f[x], x]
Integrate[x y, {x, 0, 1}, {y, 0, 2}]  gives  1
NIntegrate[Sin[x], {x, 0, Pi}]  gives  2.
Limit[Sin[x]/x, x -> 0]  gives  1
Limit[(1 + 1/n)^n, n -> Infinity]  gives  E
Limit[1/x, x -> Infinity]  gives  0
Series[Sin[x], {x, 0, 5}]  gives  SeriesData[x, 0, {1, 0, -1/6, 0, 1/120}, 1, 6, 1]
Normal[Series[Exp[x], {x, 0, 3}]]  gives  1 + x + x^2/2 + x^3/6
Solve[x^2 == 4, x]  gives  {{x -> -2}, {x -> 2}}
Solve[x^2 + x - 1 == 0, x]  gives  {{x -> (-1 - Sqrt[5])/2}, {x -> (-1 + Sqrt[5])/2}}
Solve[{x + y == 3, x - y == 1}, {x, y}]  gives  {{x -> 2, y -> 1}}
Solve[a x + b == 0, x]  gives  {{x -> -(b/a)}}
Solve[x^2 == -1, x]  gives  {{x -> -I}, {x -> I}}
Solve[x == x + 1, x]  gives  {}
Solve[a x^2 + b x + c == 0, x]  gives  {{x -> (-b - Sqrt[b^2 - 4*a*c])/(2*a)}, {x -> (-b + Sqrt[b^2 - 4*a*c])/(2*a)}}
x /. Solve[x^2 == 9, x]  gives  {-3, 3}
Solve[2^x == 8, x, Reals]  gives  {{x -> 3}}
NSolve[x^2 == 2, x]  gives  {{x -> -1.4142135623730951}, {x -> 1.4142135623730951}}
Reduce[x^2 == 4, x]  gives  x == -2 || x == 2
Reduce[x > 2 && x < 5, x]  gives  2 < x < 5
FindRoot[x^2 == 2, {x, 1}]  gives  {x -> 1.4142135623730951}
FindRoot[Cos[x] == x, {x, 1}]  gives  {x -> 0.7390851332151607}
FindMinimum[(x - 1)^2, {x, 0}]  gives  {0., {x -> 1.}}
Minimize[x^2 + 2 x, x]  gives  {-1, {x -> -1}}
Maximize[-x^2 + 2, x]  gives  {2, {x -> 0}}
Expand[(a + b)^2]  gives  a^2 + 2*a*b + b^2
Expand[(x + 1) (x - 1)]  gives  -1 + x^2
Expand[x (y + z)]  gives  x*y + x*z
ExpandAll[(a (b + c))^2]  gives  a^2*b^2 + 2*a^2*b*c + a^2*c^2
Factor[x^2 - 1]  gives  (-1 + x)*(1 + x)
Factor[x^2 + 2 x + 1]  gives  (1 + x)^2
Factor[x^3 - 1]  gives  (-1 + x)*(1 + x + x^2)
Factor[2 x + 4]  gives  2*(2 + x)
Factor[x^2 + 1]  gives  1 + x^2
Simplify[Sin[x]^2 + Cos[x]^2]  gives  1
Simplify[(x^2 - 1)/(x - 1)]  gives  1 + x
Simplify[a x + b x]  gives  (a + b)*x
Simplify[Sqrt[x^2], x > 0]  gives  x
FullSimplify[Gamma[n + 1]/Gamma[n]]  gives  n
Together[1/a + 1/b]  gives  (a + b)/(a*b)
Together[x/2 + x/3]  gives  (5*x)/6
Apart[1/(x^2 - 1)]  gives  1/(2*(-1 + x)) - 1/(2*(1 + x))
Cancel[(x^2 - 1)/(x - 1)]  gives  1 + x
Collect[x y + x z, x]  gives  x*(y + z)
Coefficient[x^2 + 3 x + 1, x]  gives  3
CoefficientList[1 + 2 x + 3 x^2, x]  gives  {1, 2, 3}
Exponent[x^3 + x, x]  gives  3
PolynomialQ[x^2, x]  gives  True
PolynomialGCD[x^2 - 1, x - 1]  gives  -1 + x
PolynomialQuotient[x^2 - 1, x - 1, x]  gives  1 + x
PolynomialRemainder[x^2, x - 1, x]  gives  1
Resultant[x^2 - 1, x - 2, x]  gives  3
Discriminant[a x^2 + b x + c, x]  gives  b^2 - 4*a*c
Variables[x^2 + y z]  gives  {x, y, z}
TrigExpand[Sin[a + b]]  gives  Cos[b]*Sin[a] + Cos[a]*Sin[b]
TrigReduce[Sin[x]^2]  gives  (1 - Cos[2*x])/2
TrigExpand[Sin[2 x]]  gives  2*Cos[x]*Sin[x]
PowerExpand[Sqrt[x y]]  gives  Sqrt[x]*Sqrt[y]
PowerExpand[Log[a b]]  gives  Log[a] + Log[b]
DSolve[y'[x] == y[x], y[x], x]  gives  {{y[x] -> E^x*C[1]}}
DSolve[y''[x] + y[x] == 0, y[x], x]  gives  {{y[x] -> C[1]*Cos[x] + C[2]*Sin[x]}}
RSolve[{a[n + 1] == 2 a[n], a[0] == 1}, a[n], n]  gives  {{a[n] -> 2^n}}
LaplaceTransform[t^2, t, s]  gives  2/s^3
InverseLaplaceTransform[1/s^2, s, t]  gives  t
FourierTransform[Exp[-x^2], x, w]  gives  1/(Sqrt[2]*E^(w^2/4))
Residue[1/x, {x, 0}]  gives  1
Sum[1/2^i, {i, 0, Infinity}]  gives  2
Sum[1/i^2, {i, Infinity}]  gives  Pi^2/6
Sum[i, {i, n}]  gives  (n*(1 + n))/2
Sum[x^k, {k, 0, n}]  gives  (-1 + x^(1 + n))/(-1 + x)
Product[i, {i, n}]  gives  n!
Sum[x^k/k!, {k, 0, Infinity}]  gives  E^x
Interval[{1, 2}] + Interval[{3, 4}]  gives  Interval[{4, 6}]
Interval[{1, 2}]*2  gives  Interval[{2, 4}]
IntervalMemberQ[Interval[{1, 3}], 2]  gives  True
IntervalUnion[Interval[{1, 3}], Interval[{2, 5}]]  gives  Interval[{1, 5}]
IntervalIntersection[Interval[{1, 3}], Interval[{2, 5}]]  gives  Interval[{2, 3}]
MinMax[{1., 2., 3.}]  gives  {1., 3.}
N[1/3, 5]  gives  0.3333333333333333333`5.
Pi^2 // N  gives  9.869604401089358
N[Sqrt[2]]  gives  1.4142135623730951
Round[3.14159, 0.01]  gives  3.14
SetPrecision[1.5, 20]  gives  1.5`20.
1.5`20 + 1  gives  2.5`20.221848749616356
10^20 // N  gives  1.*^20
123456789.123  gives  1.23456789123*^8
0.1 + 0.2 == 0.3  gives  True
1/3.  gives  0.3333333333333333
Sqrt[2.]  gives  1.4142135623730951
Exp[1.]  gives  2.718281828459045
100!  gives  93326215443944152681699238856266700490715968264381621468592963895217599993229915608941463976156518286253697920827223758251185210916864000000000000000000000000
2^0.5  gives  1.4142135623730951
ArcSin[2]  gives  ArcSin[2]
Sin[{0, Pi/2}]  gives  {0, 1}
Mean[{1, 2, 3.}]  gives  2.
StandardDeviation[{1., 2., 3.}]  gives  1.
MedianDeviation[{1, 2, 3, 4, 10}]  gives  1
Correlation[{1, 2, 3}, {2, 4, 6}]  gives  1
Quantile[Range[10], {1/4, 1/2, 3/4}]  gives  {3, 5, 8}
PDF[NormalDistribution[0, 1], x]  gives  1/(E^(x^2/2)*Sqrt[2*Pi])
CDF[NormalDistribution[0, 1], 0]  gives  1/2
Mean[NormalDistribution[m, s]]  gives  m
Variance[UniformDistribution[{0, 1}]]  gives  1/12
Mean[PoissonDistribution[3]]  gives  3
PDF[BinomialDistribution[10, 1/2], 5]  gives  63/256
PDF[PoissonDistribution[2], 3]  gives  4/(3*E^2)
CDF[ExponentialDistribution[1], 2]  gives  1 - E^(-2)
Mean[BinomialDistribution[n, p]]  gives  n*p
InverseCDF[NormalDistribution[], 0.5]  gives  0.
Quantity[3, "Meters"]  gives  Quantity[3, Meters]
Quantity[3, "Meters"] + Quantity[2, "Meters"]  gives  Quantity[5, Meters]
UnitConvert[Quantity[1, "Kilometers"], "Meters"]  gives  Quantity[1000, Meters]
QuantityMagnitude[Quantity[3, "Meters"]]  gives  3
"""


def test_row(check: Callable[[tuple[str, str, str]], None], row: tuple[str, str, str]) -> None:
    check(row)
