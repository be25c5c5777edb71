"""Values of functions: machine numbers with all their digits, and exact ones."""

from __future__ import annotations

from collections.abc import Callable

ROWS = r"""
Log[2, 8.]  gives  3.
Log[10, 1000.]  gives  3.
Log10[1000.]  gives  3.
Log2[10.]  gives  3.321928094887362
Log[3.]  gives  1.0986122886681098
Exp[2.5]  gives  12.182493960703473
Sin[2.]  gives  0.9092974268256817
Cos[0.5]  gives  0.8775825618903728
Tan[1.]  gives  1.5574077246549023
ArcTan[1.]  gives  0.7853981633974483
ArcSin[0.5]  gives  0.5235987755982989
ArcCos[-1.]  gives  3.141592653589793
Sinh[1.]  gives  1.1752011936438014
Sqrt[10.]  gives  3.1622776601683795
10^0.5  gives  3.1622776601683795
2.5^3  gives  15.625
(-8.)^(1/3)  gives  1.0000000000000002 + 1.7320508075688772*I
CubeRoot[-8.]  gives  -2.
CubeRoot[-27]  gives  -3
Surd[-8, 3]  gives  -2
Gamma[0.5]  gives  1.772453850905516
Gamma[4.5]  gives  11.631728396567448
Erf[0.5]  gives  0.5204998778130465
Erf[1.]  gives  0.8427007929497149
Zeta[3.]  gives  1.2020569031595942
BesselJ[0, 1.]  gives  0.7651976865579666
Beta[2, 3]  gives  1/12
Beta[2., 3.]  gives  0.08333333333333333
N[Zeta[3]]  gives  1.2020569031595942
N[Catalan]  gives  0.915965594177219
N[E^Pi]  gives  23.140692632779267
N[2^(1/3)]  gives  1.2599210498948732
N[Log[2]]  gives  0.6931471805599453
N[1/7]  gives  0.14285714285714285
N[22/7]  gives  3.142857142857143
N[Sqrt[3]/2]  gives  0.8660254037844386
N[Sin[Pi/5]]  gives  0.5877852522924731
N[1 + 2 I]  gives  1. + 2.*I
N[100]  gives  100.
N[10^10]  gives  1.*^10
N[123456789]  gives  1.23456789*^8
N[1/3, 3]  gives  0.3333333333333333333`3.
1.1 + 2.2  gives  3.3000000000000003
3 * 1.1  gives  3.3000000000000003
1.1^2  gives  1.2100000000000002
1/1.1  gives  0.9090909090909091
10. / 4  gives  2.5
7.0 - 2  gives  5.
1.5*2  gives  3.
0.1*3  gives  0.30000000000000004
1. - 0.9  gives  0.09999999999999998
5.0  gives  5.
5.5 // Round  gives  6
4.5 // Round  gives  4
-1.5 // Round  gives  -2
Floor[-1.5]  gives  -2
Ceiling[-1.5]  gives  -1
IntegerPart[-1.5]  gives  -1
Mod[5.5, 2]  gives  1.5
Mod[-1, 3]  gives  2
Quotient[17, -5]  gives  -4
Mod[17, -5]  gives  -3
Total[{0.1, 0.2, 0.3}]  gives  0.6000000000000001
Mean[{0.1, 0.2}]  gives  0.15000000000000002
Norm[{1., 1.}]  gives  1.4142135623730951
Inverse[{{1., 2.}, {3., 4.}}]  gives  {{-1.9999999999999996, 0.9999999999999998}, {1.4999999999999998, -0.4999999999999999}}
LinearSolve[{{1., 2.}, {3., 4.}}, {5., 6.}]  gives  {-3.9999999999999987, 4.499999999999999}
{1.5, 2}.{2, 3}  gives  9.
Rationalize[3.1416, 0.001]  gives  201/64
Rationalize[0.125]  gives  1/8
Rationalize[Pi, 1/100]  gives  22/7
IntegerDigits[2^10]  gives  {1, 0, 2, 4}
RealDigits[Pi, 10, 3]  gives  {{3, 1, 4}, 1}
RealDigits[0.001]  gives  {{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, -2}
MantissaExponent[123.45]  gives  {0.12345, 3}
IntegerExponent[1000]  gives  3
IntegerExponent[24, 2]  gives  3
BitLength[8]  gives  4
DigitCount[1000, 2]  gives  {6, 4}
FactorInteger[100]  gives  {{2, 2}, {5, 2}}
Divisors[28]  gives  {1, 2, 4, 7, 14, 28}
EulerPhi[100]  gives  40
PrimeOmega[12]  gives  3
PrimeNu[12]  gives  2
JacobiSymbol[2, 7]  gives  1
MultiplicativeOrder[2, 7]  gives  3
PowerMod[3, 100, 7]  gives  4
ModularInverse[3, 11]  gives  4
GCD[0, 5]  gives  5
LCM[6, 0]  gives  0
ExtendedGCD[240, 46]  gives  {2, {-9, 47}}
ChineseRemainder[{1, 2, 3}, {2, 3, 5}]  gives  23
Fibonacci[0]  gives  0
LucasL[5]  gives  11
Binomial[10, 3]  gives  120
Binomial[5, 7]  gives  0
Binomial[1/2, 2]  gives  -1/8
Factorial[5]  gives  120
7!!  gives  105
Subfactorial[5]  gives  44
StirlingS1[5, 2]  gives  -50
BellB[5]  gives  52
BernoulliB[10]  gives  5/66
HarmonicNumber[5]  gives  137/60
HarmonicNumber[3, 2]  gives  49/36
Prime[1000]  gives  7919
PrimePi[1000]  gives  168
PrimeQ[2^31 - 1]  gives  True
NextPrime[100]  gives  101
Prime[{1, 2, 3}]  gives  {2, 3, 5}
RandomPrime[{10, 12}]  gives  11
CoprimeQ[6, 35]  gives  True
SquareFreeQ[12]  gives  False
PerfectNumberQ[6]  gives  True
ContinuedFraction[17/12]  gives  {1, 2, 2, 2}
FromContinuedFraction[{1, 2, 2, 2}]  gives  17/12
Convergents[{1, 2, 2}]  gives  {1, 3/2, 7/5}
PartitionsP[5]  gives  7
PartitionsQ[5]  gives  3
DivisorSum[6, # &]  gives  12
PolygonalNumber[4]  gives  10
Pochhammer[3, 2]  gives  12
FactorialPower[5, 2]  gives  20
LegendreP[2, x]  gives  (-1 + 3*x^2)/2
ChebyshevT[3, x]  gives  -3*x + 4*x^3
HermiteH[3, x]  gives  -12*x + 8*x^3
LaguerreL[3, x]  gives  (6 - 18*x + 9*x^2 - x^3)/6
Sum[1/k^2, {k, 1, 10}]  gives  1968329/1270080
N[Sum[1/k, {k, 100}]]  gives  5.187377517639621
Product[1 + 1/k, {k, 5}]  gives  6
UnitStep[{-1, 0, 1}]  gives  {0, 1, 1}
HeavisideTheta[2]  gives  1
Ramp[{-1, 2}]  gives  {0, 2}
Sign[-2.5]  gives  -1
Abs[{-1, 2}]  gives  {1, 2}
Re[2 + 3 I]  gives  2
Abs[3. + 4. I]  gives  5.
Arg[1. + I]  gives  0.7853981633974483
Conjugate[1 + I]  gives  1 - I
(2 + 3 I) (4 - I)  gives  11 + 10*I
(1 + I)/(1 - I)  gives  I
I^I  gives  I^I
N[I^I]  gives  0.20787957635076193 + 0.*I
Sqrt[I]  gives  (-1)^(1/4)
(1 + 2 I)^3  gives  -11 - 2*I
Exp[I Pi/3]  gives  E^((I/3)*Pi)
ComplexExpand[Exp[I Pi/3]]  gives  1/2 + (I/2)*Sqrt[3]
"""


def test_row(check: Callable[[tuple[str, str, str]], None], row: tuple[str, str, str]) -> None:
    check(row)
