(* Classical polynomials and numbers. *)

LaguerreL::usage = "LaguerreL[n, x] is the Laguerre polynomial of degree n; LaguerreL[n, a, x] the generalized one."
SetAttributes[LaguerreL, {Listable, NumericFunction}]
LaguerreL[n_Integer?NonNegative, x_] := Together[Sum[Binomial[n, k] (-1)^k x^k/k!, {k, 0, n}]]
LaguerreL[n_Integer?NonNegative, a_, x_] := Together[Expand[Sum[(-1)^k Product[a + j, {j, k + 1, n}]/((n - k)! k!) x^k, {k, 0, n}]]]

GegenbauerC::usage = "GegenbauerC[n, m, x] is the Gegenbauer polynomial of degree n."
SetAttributes[GegenbauerC, {Listable, NumericFunction}]
GegenbauerC[0, _, _] := 1
GegenbauerC[n_Integer?Positive, m_, x_] := Expand[Sum[(-1)^k Pochhammer[m, n - k]/(k! (n - 2 k)!) (2 x)^(n - 2 k), {k, 0, Floor[n/2]}], x]

JacobiP::usage = "JacobiP[n, a, b, x] is the Jacobi polynomial of degree n."
SetAttributes[JacobiP, {Listable, NumericFunction}]
JacobiP[n_Integer?NonNegative, a_, b_, x_] := Sum[Pochhammer[a + k + 1, n - k] Pochhammer[n + a + b + 1, k]/((n - k)! k!) ((x - 1)/2)^k, {k, 0, n}]

EulerE::usage = "EulerE[n] is the nth Euler number; EulerE[n, x] the Euler polynomial of degree n."
SetAttributes[EulerE, {Listable, NumericFunction}]
EulerE[0] = 1
EulerE[n_Integer?OddQ] := 0
EulerE[n_Integer?Positive] := -Sum[Binomial[n, 2 k] EulerE[2 k], {k, 0, n/2 - 1}]
EulerE[n_Integer?NonNegative, x_] := Expand[Sum[Binomial[n, k] EulerE[k]/2^k (x - 1/2)^(n - k), {k, 0, n}]]

SphericalHarmonicY::usage = "SphericalHarmonicY[l, m, t, p] is the spherical harmonic of degree l and order m."
SphericalHarmonicY[0, 0, _, _] := 1/(2 Sqrt[Pi])
SphericalHarmonicY[l_Integer, m_Integer, t_, p_] := Module[{u}, Sqrt[(2 l + 1)/(4 Pi) (l - m)!/(l + m)!] E^(I m p) ((-1)^m Sin[t]^m D[LegendreP[l, u], {u, m}] /. u -> Cos[t])] /; 0 <= m <= l
SphericalHarmonicY[l_Integer, m_Integer, t_, p_] := (-1)^m (SphericalHarmonicY[l, -m, t, p] /. E^(I k_ p) :> E^(-I k p)) /; -l <= m < 0

BernsteinBasis::usage = "BernsteinBasis[d, n, x] is the nth Bernstein basis function of degree d."
BernsteinBasis[d_Integer, n_Integer, x_] := Binomial[d, n] x^n (1 - x)^(d - n)

DirichletEta::usage = "DirichletEta[s] is (1 - 2^(1 - s)) Zeta[s]."
SetAttributes[DirichletEta, {Listable, NumericFunction}]
DirichletEta[1] = Log[2]
DirichletEta[s_] := (1 - 2^(1 - s)) Zeta[s]

ArithmeticGeometricMean::usage = "ArithmeticGeometricMean[a, b] is the common limit of the arithmetic and the geometric mean."
SetAttributes[ArithmeticGeometricMean, {Listable, NumericFunction, Orderless}]
ArithmeticGeometricMean[a_?InexactNumberQ, b_?NumericQ] := First[FixedPoint[{Mean[#], Sqrt[Times @@ #]} &, {a, b}, 100, SameTest -> (Abs[First[#1] - First[#2]] <= 10^(1 - Precision[a]) Abs[First[#1]] &)]]
ArithmeticGeometricMean[a_?NumericQ, b_?InexactNumberQ] := ArithmeticGeometricMean[N[a, Precision[b]], b]

QFactorial::usage = "QFactorial[n, q] is the product of the q-analogs of 1 to n."
QFactorial[n_Integer?NonNegative, q_] := Product[Sum[q^j, {j, 0, k - 1}], {k, n}]

QBinomial::usage = "QBinomial[n, m, q] is the q-analog of the binomial coefficient."
QBinomial[n_Integer?NonNegative, m_Integer?NonNegative, q_] := Cancel[QFactorial[n, q]/(QFactorial[m, q] QFactorial[n - m, q])]

SubstitutionSystem::usage = "SubstitutionSystem[rules, init, n] gives n + 1 states of a system in which all elements, or characters, are replaced at once."
SubstitutionSystem[rules_List, init_String, n_Integer] := NestList[StringReplace[#, rules] &, init, n]
SubstitutionSystem[rules_List, init_List, n_Integer] := NestList[Function[state, Flatten[Replace[state, rules, {1}], 1]], init, n]

