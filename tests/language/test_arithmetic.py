"""Arithmetic, numbers, elementary functions and how they print."""

from __future__ import annotations

from collections.abc import Callable

ROWS = r"""
1 + 2  gives  3
2^100  gives  1267650600228229401496703205376
x + x  gives  2*x
x*x  gives  x^2
a/b  gives  a/b
1/x  gives  x^(-1)
x/2  gives  x/2
-x/2  gives  -1/2*x
-x/3  gives  -1/3*x
-2 x/3  gives  (-2*x)/3
2 x/3  gives  (2*x)/3
-(a b)  gives  -(a*b)
-(a + b)  gives  -a - b
2 (a + b)  gives  2*(a + b)
(a + b)/2  gives  (a + b)/2
(a + b)/c  gives  (a + b)/c
a/(b c)  gives  a/(b*c)
a b/(c d)  gives  (a*b)/(c*d)
1/(a b)  gives  1/(a*b)
1/(1 + x)  gives  (1 + x)^(-1)
1/(1 + x)^2  gives  (1 + x)^(-2)
a/(1 + x)^2  gives  a/(1 + x)^2
Sqrt[x]  gives  Sqrt[x]
1/Sqrt[x]  gives  1/Sqrt[x]
a/Sqrt[x]  gives  a/Sqrt[x]
Sqrt[2]/2  gives  1/Sqrt[2]
Sqrt[8]  gives  2*Sqrt[2]
Sqrt[12]  gives  2*Sqrt[3]
Sqrt[1/2]  gives  1/Sqrt[2]
Sqrt[2/3]  gives  Sqrt[2/3]
Sqrt[4/9]  gives  2/3
Sqrt[-1]  gives  I
Sqrt[-4]  gives  2*I
Sqrt[-2]  gives  I*Sqrt[2]
(-8)^(1/3)  gives  2*(-1)^(1/3)
(-1)^(1/3)  gives  (-1)^(1/3)
8^(1/3)  gives  2
2^(1/3)  gives  2^(1/3)
2^(-1/3)  gives  2^(-1/3)
16^(1/3)  gives  2*2^(1/3)
x^(1/3)  gives  x^(1/3)
x^(-1/3)  gives  x^(-1/3)
x^(2/3)  gives  x^(2/3)
x^a  gives  x^a
x^(a + b)  gives  x^(a + b)
x^(2 a)  gives  x^(2*a)
x^-a  gives  x^(-a)
(x^2)^3  gives  x^6
(x^a)^2  gives  x^(2*a)
(x^2)^a  gives  (x^2)^a
(x^2)^(1/2)  gives  Sqrt[x^2]
(a b)^2  gives  a^2*b^2
(a b)^c  gives  (a*b)^c
a^b^c  gives  a^b^c
(a^b)^c  gives  (a^b)^c
E^x  gives  E^x
Exp[x]  gives  E^x
Exp[1]  gives  E
Exp[-x]  gives  E^(-x)
E^(2 x)  gives  E^(2*x)
E^(I Pi)  gives  -1
E^(I x)  gives  E^(I*x)
I  gives  I
-I  gives  -I
2 I  gives  2*I
1 + 2 I  gives  1 + 2*I
1 - I  gives  1 - I
I/2  gives  I/2
-I/2  gives  -1/2*I
3 I/2  gives  (3*I)/2
1/2 + I/3  gives  1/2 + I/3
(1 + 2 I) x  gives  (1 + 2*I)*x
(1 + I)^2  gives  2*I
(3 + 4 I)/(1 + 2 I)  gives  11/5 - (2*I)/5
I x  gives  I*x
-I x  gives  (-I)*x
I^2  gives  -1
I^3  gives  -I
1.5 + 2. I  gives  1.5 + 2.*I
Sqrt[-1.]  gives  0. + 1.*I
1/3  gives  1/3
-1/3  gives  -1/3
2/4  gives  1/2
1/3 + 1/6  gives  1/2
1. + 1/3  gives  1.3333333333333333
0.1 + 0.2  gives  0.30000000000000004
1.0  gives  1.
1.5  gives  1.5
100.  gives  100.
1000000.  gives  1.*^6
123456.  gives  123456.
1234567.  gives  1.234567*^6
12345678.9  gives  1.23456789*^7
0.001  gives  0.001
0.00001  gives  0.00001
0.000001  gives  1.*^-6
0.0000123  gives  0.0000123
1.*^20  gives  1.*^20
1.5*^-10  gives  1.5*^-10
2.^0.5  gives  1.4142135623730951
2^0.5  gives  1.4142135623730951
10^-3  gives  1/1000
10.^-3  gives  0.001
1/0  gives  ComplexInfinity  with  Power::infy
0/0  gives  Indeterminate  with  Power::infy, Infinity::indet
0^0  gives  Indeterminate  with  Power::indet
0^-1  gives  ComplexInfinity  with  Power::infy
0*Infinity  gives  Indeterminate  with  Infinity::indet
Infinity - Infinity  gives  Indeterminate  with  Infinity::indet
Infinity + 1  gives  Infinity
-Infinity  gives  -Infinity
2*Infinity  gives  Infinity
-2*Infinity  gives  -Infinity
1/Infinity  gives  0
Infinity/Infinity  gives  Indeterminate  with  Infinity::indet
I*Infinity  gives  DirectedInfinity[I]
Infinity^2  gives  Infinity
0.*x  gives  0.
0*x  gives  0
1*x  gives  x
1.*x  gives  1.*x
x - x  gives  0
x/x  gives  1
x + 0  gives  x
x + 0.  gives  0. + x
a + b + a  gives  2*a + b
a - b  gives  a - b
b - a  gives  -a + b
a - 2 b  gives  a - 2*b
-a - b  gives  -a - b
1 - x  gives  1 - x
x - 1  gives  -1 + x
x^2 + x + 1  gives  1 + x + x^2
a x^2 + b x + c  gives  c + b*x + a*x^2
x y + x + y  gives  x + y + x*y
(x + y)^2  gives  (x + y)^2
b a  gives  a*b
c b a  gives  a*b*c
z y x 3  gives  3*x*y*z
x^2 y  gives  x^2*y
y x^2  gives  x^2*y
f[x] x  gives  x*f[x]
x f[x] Sin[x]  gives  x*f[x]*Sin[x]
Sin[x] + Cos[x]  gives  Cos[x] + Sin[x]
Sin[x]^2 + Cos[x]^2  gives  Cos[x]^2 + Sin[x]^2
Sin[x] + x  gives  x + Sin[x]
x + Pi  gives  Pi + x
Pi x  gives  Pi*x
x Pi 2  gives  2*Pi*x
Sqrt[2] x  gives  Sqrt[2]*x
x Sqrt[2]  gives  Sqrt[2]*x
Sqrt[x] x  gives  x^(3/2)
Sqrt[2] Sqrt[3]  gives  Sqrt[6]
Sqrt[2] Sqrt[2]  gives  2
Sqrt[2] + Sqrt[3]  gives  Sqrt[2] + Sqrt[3]
Sqrt[3] + Sqrt[2]  gives  Sqrt[2] + Sqrt[3]
1 + Sqrt[5]  gives  1 + Sqrt[5]
(1 + Sqrt[5])/2  gives  (1 + Sqrt[5])/2
2^x 2^y  gives  2^(x + y)
2 2^x  gives  2^(1 + x)
4 2^x  gives  2^(2 + x)
3 2^x  gives  3*2^x
x^a x^b  gives  x^(a + b)
E^x E^y  gives  E^(x + y)
2^x 3^x  gives  2^x*3^x
a^x b^x  gives  a^x*b^x
x^(1/2) x^(1/3)  gives  x^(5/6)
6^(1/2)  gives  Sqrt[6]
2^(1/2) 2^(1/3)  gives  2^(5/6)
2/Sqrt[2]  gives  Sqrt[2]
3/Sqrt[3]  gives  Sqrt[3]
1/(2 Sqrt[2])  gives  1/(2*Sqrt[2])
3/(2 Sqrt[2])  gives  3/(2*Sqrt[2])
Sqrt[3]/2  gives  Sqrt[3]/2
-Sqrt[3]/2  gives  -1/2*Sqrt[3]
-Sqrt[3]  gives  -Sqrt[3]
-2 Sqrt[3]  gives  -2*Sqrt[3]
a*(b + c)  gives  a*(b + c)
(a + b) (c + d)  gives  (a + b)*(c + d)
-(a + b) c  gives  (-a - b)*c
-a b  gives  -(a*b)
-a/b  gives  -(a/b)
-1/x  gives  -x^(-1)
-1/x^2  gives  -x^(-2)
-x^2  gives  -x^2
-2/x  gives  -2/x
3 - 1/x  gives  3 - x^(-1)
1 - 2/x  gives  1 - 2/x
2 - x/2  gives  2 - x/2
a - b/c  gives  a - b/c
1 + -2 I x  gives  1 - (2*I)*x
2 I x  gives  (2*I)*x
a + I b  gives  a + I*b
a - I b  gives  a - I*b
x!  gives  x!
5!  gives  120
(2 x)!  gives  (2*x)!
5!!  gives  15
n!!  gives  n!!
20!  gives  2432902008176640000
0!  gives  1
(1/2)!  gives  Sqrt[Pi]/2
(-1)!  gives  ComplexInfinity
2.5!  gives  3.3233509704478426
Plus[]  gives  0
Times[]  gives  1
Plus[x]  gives  x
Times[x]  gives  x
Power[]  gives  1
Power[x]  gives  x
Power[2, 3, 2]  gives  512
Subtract[5, 3]  gives  2
Subtract[a, b]  gives  a - b
Divide[a, b]  gives  a/b
Divide[6, 4]  gives  3/2
Minus[x]  gives  -x
Minus[3]  gives  -3
{1, 2} + {3, 4}  gives  {4, 6}
{1, 2} + 1  gives  {2, 3}
{1, 2}*x  gives  {x, 2*x}
{1, 2}^2  gives  {1, 4}
2^{1, 2, 3}  gives  {2, 4, 8}
{1, 2} + {1, 2, 3}  gives  {1, 2} + {1, 2, 3}  with  Thread::tdlen
{{1, 2}, {3, 4}} + {10, 20}  gives  {{11, 12}, {23, 24}}
Mod[7, 3]  gives  1
Mod[-7, 3]  gives  2
Mod[7, -3]  gives  -2
Mod[7.5, 2]  gives  1.5
Mod[5, 0]  gives  Indeterminate  with  Mod::indet
Mod[7, 3, 1]  gives  1
Mod[6, 3, 1]  gives  3
Mod[{5, 6, 7}, 3]  gives  {2, 0, 1}
Mod[1/2, 1/3]  gives  1/6
Mod[Pi, 3]  gives  -3 + Pi
Quotient[7, 2]  gives  3
Quotient[-7, 2]  gives  -4
Quotient[7.5, 2]  gives  3
QuotientRemainder[17, 5]  gives  {3, 2}
Floor[2.7]  gives  2
Floor[-2.7]  gives  -3
Floor[7, 2]  gives  6
Floor[5/2]  gives  2
Floor[Pi]  gives  3
Floor[x]  gives  Floor[x]
Floor[2.5 + 3.7 I]  gives  2 + 3*I
Ceiling[2.1]  gives  3
Ceiling[Pi]  gives  4
Ceiling[7, 5]  gives  10
Round[2.5]  gives  2
Round[3.5]  gives  4
Round[-2.5]  gives  -2
Round[2.567, 0.01]  gives  2.57
Round[17, 5]  gives  15
Round[Pi, 1/100]  gives  157/50
Round[{1.2, 1.7}]  gives  {1, 2}
IntegerPart[3.7]  gives  3
IntegerPart[-3.7]  gives  -3
FractionalPart[3.75]  gives  0.75
FractionalPart[-7/3]  gives  -1/3
FractionalPart[Pi]  gives  -3 + Pi
Abs[-3]  gives  3
Abs[3 + 4 I]  gives  5
Abs[1 + I]  gives  Sqrt[2]
Abs[x]  gives  Abs[x]
Abs[-x]  gives  Abs[x]
Abs[2 x]  gives  2*Abs[x]
Abs[-Pi]  gives  Pi
Abs[-1.5]  gives  1.5
Sign[-3]  gives  -1
Sign[0]  gives  0
Sign[2.5]  gives  1
Sign[Pi]  gives  1
Sign[1 + I]  gives  (1 + I)/Sqrt[2]
Sign[x]  gives  Sign[x]
Max[]  gives  -Infinity
Min[]  gives  Infinity
Max[1, 2, 3]  gives  3
Max[{1, 5, 2}]  gives  5
Max[{1, 2}, {3, 4}]  gives  4
Max[x, 3, 5]  gives  Max[5, x]
Max[1, 2.5]  gives  2.5
Min[Pi, 3]  gives  3
Max[a, b, a]  gives  Max[a, b]
Min[{}]  gives  Infinity
MinMax[{3, 1, 2}]  gives  {1, 3}
Clip[5, {0, 1}]  gives  1
Clip[-0.5]  gives  -0.5
Clip[{-2, 0, 2}]  gives  {-1, 0, 1}
Rescale[2, {0, 10}]  gives  1/5
Rescale[{1, 2, 3}]  gives  {0, 1/2, 1}
Re[3 + 4 I]  gives  3
Im[3 + 4 I]  gives  4
ReIm[3 + 4 I]  gives  {3, 4}
Conjugate[3 + 4 I]  gives  3 - 4*I
Arg[-1]  gives  Pi
Arg[1 + I]  gives  Pi/4
Arg[I]  gives  Pi/2
AbsArg[1 + I]  gives  {Sqrt[2], Pi/4}
GCD[12, 18]  gives  6
GCD[]  gives  0
LCM[4, 6]  gives  12
LCM[2, 3, 5]  gives  30
GCD[1/2, 1/3]  gives  1/6
PrimeQ[7]  gives  True
PrimeQ[1]  gives  False
PrimeQ[{2, 3, 4}]  gives  {True, True, False}
PrimeQ[x]  gives  False
Prime[10]  gives  29
Prime[Range[5]]  gives  {2, 3, 5, 7, 11}
Prime[0]  gives  Prime[0]  with  Prime::intpp
PrimePi[100]  gives  25
NextPrime[10]  gives  11
NextPrime[10, -1]  gives  7
NextPrime[10, 3]  gives  17
FactorInteger[60]  gives  {{2, 2}, {3, 1}, {5, 1}}
FactorInteger[1]  gives  {{1, 1}}
FactorInteger[0]  gives  {{0, 1}}
FactorInteger[-12]  gives  {{-1, 1}, {2, 2}, {3, 1}}
FactorInteger[3/8]  gives  {{2, -3}, {3, 1}}
FactorInteger[2^67 - 1]  gives  {{193707721, 1}, {761838257287, 1}}
Divisors[12]  gives  {1, 2, 3, 4, 6, 12}
DivisorSigma[1, 12]  gives  28
DivisorSigma[0, 12]  gives  6
EulerPhi[12]  gives  4
MoebiusMu[30]  gives  -1
Fibonacci[10]  gives  55
Fibonacci[100]  gives  354224848179261915075
Fibonacci[-5]  gives  5
Fibonacci[5, x]  gives  1 + 3*x^2 + x^4
LucasL[10]  gives  123
Binomial[5, 2]  gives  10
Binomial[n, 2]  gives  ((-1 + n)*n)/2
Binomial[n, 0]  gives  1
Binomial[-3, 2]  gives  6
Multinomial[1, 2, 3]  gives  60
CatalanNumber[5]  gives  42
HarmonicNumber[4]  gives  25/12
BernoulliB[4]  gives  -1/30
StirlingS2[5, 2]  gives  15
PartitionsP[10]  gives  42
IntegerPartitions[5]  gives  {{5}, {4, 1}, {3, 2}, {3, 1, 1}, {2, 2, 1}, {2, 1, 1, 1}, {1, 1, 1, 1, 1}}
IntegerPartitions[5, 2]  gives  {{5}, {4, 1}, {3, 2}}
IntegerPartitions[5, {2}]  gives  {{4, 1}, {3, 2}}
IntegerPartitions[8, All, {1, 5}]  gives  {{5, 1, 1, 1}, {1, 1, 1, 1, 1, 1, 1, 1}}
PowerMod[2, 10, 7]  gives  2
PowerMod[3, -1, 7]  gives  5
ExtendedGCD[12, 18]  gives  {6, {-1, 1}}
ChineseRemainder[{2, 3}, {3, 5}]  gives  8
Divisible[10, 5]  gives  True
CoprimeQ[8, 9]  gives  True
PerfectNumberQ[28]  gives  True
IntegerDigits[12345]  gives  {1, 2, 3, 4, 5}
IntegerDigits[10, 2]  gives  {1, 0, 1, 0}
IntegerDigits[5, 2, 8]  gives  {0, 0, 0, 0, 0, 1, 0, 1}
IntegerDigits[-123]  gives  {1, 2, 3}
IntegerDigits[0]  gives  {0}
IntegerDigits[{12, 34}]  gives  {{1, 2}, {3, 4}}
FromDigits[{1, 2, 3}]  gives  123
FromDigits["1010", 2]  gives  10
FromDigits["ff", 16]  gives  255
FromDigits[{a, b}, x]  gives  b + a*x
IntegerString[255, 16]  gives  ff
IntegerString[5, 2, 8]  gives  00000101
IntegerLength[12345]  gives  5
IntegerReverse[123]  gives  321
DigitCount[1223]  gives  {1, 2, 1, 0, 0, 0, 0, 0, 0, 0}
DigitCount[1223, 10, 2]  gives  2
DigitSum[1234]  gives  10
RealDigits[3.14159]  gives  {{3, 1, 4, 1, 5, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 1}
RealDigits[Pi, 10, 5]  gives  {{3, 1, 4, 1, 5}, 1}
RealDigits[1/7]  gives  {{{1, 4, 2, 8, 5, 7}}, 0}
RealDigits[1/3]  gives  {{{3}}, 0}
RealDigits[0.5]  gives  {{5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 0}
RealDigits[19/7]  gives  {{2, {7, 1, 4, 2, 8, 5}}, 1}
RealDigits[123.456]  gives  {{1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 3}
RomanNumeral[1999]  gives  MCMXCIX
FromRomanNumeral["XIV"]  gives  14
BaseForm[255, 16]  gives  BaseForm[255, 16]
BitAnd[12, 10]  gives  8
BitOr[12, 10]  gives  14
BitXor[12, 10]  gives  6
BitNot[5]  gives  -6
BitShiftLeft[1, 10]  gives  1024
BitShiftRight[1024, 3]  gives  128
BitLength[255]  gives  8
Boole[True]  gives  1
Boole[{True, False}]  gives  {1, 0}
Boole[x > 1]  gives  Boole[x > 1]
UnitStep[-1]  gives  0
UnitStep[0]  gives  1
KroneckerDelta[1, 1]  gives  1
KroneckerDelta[1, 2]  gives  0
Rationalize[0.5]  gives  1/2
Rationalize[3.14159, 0.01]  gives  22/7
Rationalize[0.333333]  gives  0.333333
Numerator[3/4]  gives  3
Denominator[3/4]  gives  4
Numerator[a/b]  gives  a
Denominator[a/(b c^2)]  gives  b*c^2
Sin[0]  gives  0
Sin[Pi/6]  gives  1/2
Sin[Pi/4]  gives  1/Sqrt[2]
Sin[Pi/3]  gives  Sqrt[3]/2
Sin[Pi]  gives  0
Sin[Pi/5]  gives  Sqrt[5/8 - Sqrt[5]/8]
Cos[Pi/5]  gives  (1 + Sqrt[5])/4
Cos[Pi/12]  gives  (1 + Sqrt[3])/(2*Sqrt[2])
Sin[Pi/12]  gives  (-1 + Sqrt[3])/(2*Sqrt[2])
Tan[Pi/4]  gives  1
Tan[Pi/2]  gives  ComplexInfinity
Sin[-x]  gives  -Sin[x]
Cos[-x]  gives  Cos[x]
Sin[x + Pi]  gives  -Sin[x]
Cos[x + 2 Pi]  gives  Cos[x]
Sin[Pi/2 - x]  gives  Cos[x]
Sin[1.]  gives  0.8414709848078965
Sin[30 Degree]  gives  1/2
Cos[60 Degree]  gives  1/2
ArcTan[1]  gives  Pi/4
ArcTan[1, 1]  gives  Pi/4
ArcTan[-1, 0]  gives  Pi
ArcSin[1]  gives  Pi/2
ArcCos[0]  gives  Pi/2
ArcCos[1/2]  gives  Pi/3
ArcSin[2.]  gives  1.5707963267948966 - 1.3169578969248166*I
Log[E]  gives  1
Log[1]  gives  0
Log[0]  gives  -Infinity
Log[2, 8]  gives  3
Log[10, 1000]  gives  3
Log[x^2]  gives  Log[x^2]
Log[E^2]  gives  2
Log[-1]  gives  I*Pi
Log[2.]  gives  0.6931471805599453
Log[2, x]  gives  Log[x]/Log[2]
Log10[1000]  gives  3
Log2[8]  gives  3
Log[1/2]  gives  -Log[2]
Sinh[0]  gives  0
Cosh[0]  gives  1
Tanh[x]  gives  Tanh[x]
Erf[0]  gives  0
Gamma[5]  gives  24
Gamma[1/2]  gives  Sqrt[Pi]
Zeta[2]  gives  Pi^2/6
N[Pi]  gives  3.141592653589793
N[Pi, 20]  gives  3.1415926535897932384626433832795028842`20.
N[1/3]  gives  0.3333333333333333
N[1/7, 20]  gives  0.14285714285714285714285714285714285714`20.
N[E]  gives  2.718281828459045
N[100!]  gives  9.332621544394415*^157
N[{1/2, x, Pi}]  gives  {0.5, x, 3.141592653589793}
N[x + 1/2]  gives  0.5 + x
N[Sin[1]]  gives  0.8414709848078965
N[x^2]  gives  x^2
N[x^(1/2)]  gives  x^0.5
N[2 x]  gives  2.*x
N[GoldenRatio]  gives  1.618033988749895
N[EulerGamma]  gives  0.5772156649015329
Precision[1.5]  gives  MachinePrecision
Precision[1]  gives  Infinity
Precision[N[Pi, 30]]  gives  30.
Accuracy[1]  gives  Infinity
Chop[1.*^-15]  gives  0
Chop[1. + 1.*^-15 I]  gives  1.
$MachinePrecision  gives  15.954589770191003
$MachineEpsilon  gives  2.220446049250313*^-16
$MaxMachineNumber  gives  1.7976931348623157*^308
Total[{1, 2, 3}]  gives  6
Total[{{1, 2}, {3, 4}}]  gives  {4, 6}
Total[{{1, 2}, {3, 4}}, 2]  gives  10
Total[{{1, 2}, {3, 4}}, {2}]  gives  {3, 7}
Total[{}]  gives  0
Total[{a, b, c}]  gives  a + b + c
Sum[i, {i, 10}]  gives  55
Sum[i^2, {i, 1, n}]  gives  (n*(1 + n)*(1 + 2*n))/6
Sum[i j, {i, 3}, {j, 3}]  gives  36
Sum[f[i], {i, 3}]  gives  f[1] + f[2] + f[3]
Product[i, {i, 5}]  gives  120
Product[x + i, {i, 3}]  gives  (1 + x)*(2 + x)*(3 + x)
E  gives  E
Pi  gives  Pi
Degree  gives  Degree
45 Degree  gives  45*Degree
N[45 Degree]  gives  0.7853981633974483
"""


def test_row(check: Callable[[tuple[str, str, str]], None], row: tuple[str, str, str]) -> None:
    check(row)
