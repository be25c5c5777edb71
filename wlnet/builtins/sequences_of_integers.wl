(* Numbers of figures, of partitions and of other things that one counts. *)

Pochhammer::usage = "Pochhammer[a, n] is the rising factorial a (a + 1) ... (a + n - 1)."
SetAttributes[Pochhammer, {Listable, NumericFunction}]
Pochhammer[a_, n_Integer?NonNegative] := Product[a + k, {k, 0, n - 1}]
Pochhammer[a_?NumberQ, n_?NumberQ] := Gamma[a + n]/Gamma[a]

FactorialPower::usage = "FactorialPower[x, n] is the falling factorial x (x - 1) ... (x - n + 1); FactorialPower[x, n, h] has steps of h."
SetAttributes[FactorialPower, {Listable, NumericFunction}]
FactorialPower[x_, n_Integer?NonNegative] := Product[x - k, {k, 0, n - 1}]
FactorialPower[x_, n_Integer?NonNegative, h_] := Product[x - k h, {k, 0, n - 1}]

PolygonalNumber::usage = "PolygonalNumber[n] is the nth triangular number; PolygonalNumber[r, n] the nth number of a polygon of r sides."
SetAttributes[PolygonalNumber, Listable]
PolygonalNumber[n_] := PolygonalNumber[3, n]
PolygonalNumber[3, n_] := n (n + 1)/2
PolygonalNumber[r_, n_] := n (n (r - 2) - r + 4)/2

AlternatingFactorial::usage = "AlternatingFactorial[n] is n! - (n - 1)! + (n - 2)! - ... 1!."
SetAttributes[AlternatingFactorial, Listable]
AlternatingFactorial[n_Integer?NonNegative] := Sum[(-1)^(n - k) k!, {k, n}]

PartitionsQ::usage = "PartitionsQ[n] is the number of partitions of n into distinct parts."
SetAttributes[PartitionsQ, Listable]
PartitionsQ[n_Integer?NonNegative] := Last[Fold[Function[{counts, part}, counts + PadRight[Join[ConstantArray[0, part], Drop[counts, -part]], n + 1]], UnitVector[n + 1, 1], Range[n]]]

LinearRecurrence::usage = "LinearRecurrence[kernel, init, n] gives n terms of the sequence each of whose terms is the kernel times the terms before it; {n} gives the nth alone, {m, n} those from m to n."
LinearRecurrence[kernel_List, init_List, n_Integer?NonNegative] := Take[Nest[Append[#, Reverse[Take[#, -Length[kernel]]] . kernel] &, Take[init, -Length[kernel]], Max[0, n - Length[init]]], n]
LinearRecurrence[kernel_List, init_List, {n_Integer?Positive}] := Last[LinearRecurrence[kernel, init, n]]
LinearRecurrence[kernel_List, init_List, {m_Integer?Positive, n_Integer?Positive}] := Drop[LinearRecurrence[kernel, init, n], m - 1]

MersennePrimeExponentQ::usage = "MersennePrimeExponentQ[n] gives True when 2^n - 1 is prime."
SetAttributes[MersennePrimeExponentQ, Listable]
MersennePrimeExponentQ[n_Integer] := n > 1 && PrimeQ[n] && PrimeQ[2^n - 1]
MersennePrimeExponentQ[_] := False

MersennePrimeExponent::usage = "MersennePrimeExponent[n] is the nth exponent of a Mersenne prime."
SetAttributes[MersennePrimeExponent, Listable]
MersennePrimeExponent[n_Integer?Positive] := Nest[NestWhile[NextPrime, NextPrime[#], ! MersennePrimeExponentQ[#] &] &, 1, n]

PerfectNumber::usage = "PerfectNumber[n] is the nth perfect number."
SetAttributes[PerfectNumber, Listable]
PerfectNumber[n_Integer?Positive] := With[{p = MersennePrimeExponent[n]}, 2^(p - 1) (2^p - 1)]

CarmichaelLambda::usage = "CarmichaelLambda[n] is the least m such that k^m is 1 modulo n for all k prime to n."
SetAttributes[CarmichaelLambda, Listable]
CarmichaelLambda[1] = 1
CarmichaelLambda[n_Integer?Positive] := LCM @@ (Function[{p, k}, If[p == 2 && k > 2, 2^(k - 2), p^(k - 1) (p - 1)]] @@@ FactorInteger[n])

PrimitiveRoot::usage = "PrimitiveRoot[n] is the least primitive root of n."
SetAttributes[PrimitiveRoot, Listable]
PrimitiveRoot[2] = 1
PrimitiveRoot[n_Integer /; n > 2] := With[{found = SelectFirst[Range[n - 1], GCD[#, n] == 1 && MultiplicativeOrder[#, n] == EulerPhi[n] &]}, found /; IntegerQ[found]]

PrimitiveRootList::usage = "PrimitiveRootList[n] gives all primitive roots of n."
PrimitiveRootList[n_Integer /; n > 1] := Select[Range[n - 1], GCD[#, n] == 1 && MultiplicativeOrder[#, n] == EulerPhi[n] &]

PowerModList::usage = "PowerModList[a, s/r, m] gives the x between 0 and m - 1 with x^r equal to a^s modulo m."
PowerModList[a_Integer, p_Rational, m_Integer?Positive] := With[{goal = PowerMod[a, Numerator[p], m]}, Select[Range[0, m - 1], PowerMod[#, Denominator[p], m] == goal &]]
PowerModList[a_Integer, p_Integer, m_Integer?Positive] := {PowerMod[a, p, m]}

MangoldtLambda::usage = "MangoldtLambda[n] is Log[p] when n is a power of the prime p, and 0 otherwise."
SetAttributes[MangoldtLambda, Listable]
MangoldtLambda[n_Integer?Positive] := If[PrimePowerQ[n], Log[FactorInteger[n][[1, 1]]], 0]

DivisorSum::usage = "DivisorSum[n, f] is the sum of f[d] over the divisors d of n; DivisorSum[n, f, test] takes those that pass the test."
DivisorSum[n_Integer, f_] := Total[f /@ Divisors[n]]
DivisorSum[n_Integer, f_, test_] := Total[f /@ Select[Divisors[n], test]]

KroneckerSymbol::usage = "KroneckerSymbol[n, m] is the Jacobi symbol, extended to all integers m."
SetAttributes[KroneckerSymbol, Listable]
KroneckerSymbol[n_Integer, 0] := Boole[Abs[n] == 1]
KroneckerSymbol[n_Integer, m_Integer] := If[m < 0 && n < 0, -1, 1] Times @@ (Function[{p, k}, If[p == 2, Which[EvenQ[n], 0, MemberQ[{1, 7}, Mod[n, 8]], 1, True, -1], JacobiSymbol[n, p]]^k] @@@ DeleteCases[FactorInteger[Abs[m]], {1, _}])

SquaresR::usage = "SquaresR[d, n] is the number of ways to write n as a sum of d squares, order and signs counted."
SquaresR[0, n_Integer] := Boole[n == 0]
SquaresR[d_Integer?Positive, n_Integer] := If[n < 0, 0, Sum[SquaresR[d - 1, n - k^2], {k, -Floor[Sqrt[n]], Floor[Sqrt[n]]}]]

PowersRepresentations::usage = "PowersRepresentations[n, k, p] gives the ways to write n as a sum of k pth powers of integers in order, none negative."
PowersRepresentations[n_Integer?NonNegative, k_Integer?Positive, p_Integer?Positive] := Sort[Select[Tuples[Range[0, Floor[n^(1/p)]], k], OrderedQ[#] && Total[#^p] == n &]]

FrobeniusSolve::usage = "FrobeniusSolve[{a1, ...}, b] gives all lists of natural numbers whose products with the ai add up to b."
FrobeniusSolve[{a_Integer}, b_Integer] := If[Divisible[b, a], {{b/a}}, {}]
FrobeniusSolve[{a_Integer, rest__Integer}, b_Integer] := Join @@ Table[Prepend[#, k] & /@ FrobeniusSolve[{rest}, b - k a], {k, 0, Floor[b/a]}]

FrobeniusNumber::usage = "FrobeniusNumber[{a1, ...}] is the largest integer that is no sum of multiples of the ai."
FrobeniusNumber[{a_Integer, b_Integer}] := If[GCD[a, b] == 1, a b - a - b, Infinity]
FrobeniusNumber[list : {__Integer}] := If[GCD @@ list =!= 1, Infinity, Module[{reach = {0}, n = 0, run = 0, least = Min[list], known = <|0 -> True|>},
    While[run < least, n++; If[AnyTrue[list, KeyExistsQ[known, n - #] &], known[n] = True; run++, run = 0]]; n - least]]

ContinuedFraction::usage = "ContinuedFraction[x] gives the terms of the continued fraction of x; ContinuedFraction[x, n] the first n of them."
ContinuedFraction[x : (_Integer | _Rational)] := NestWhileList[{Floor[Last[#]], If[Floor[Last[#]] == Last[#], Null, 1/(Last[#] - Floor[Last[#]])]} &, {Null, x}, Last[#] =!= Null &][[2 ;;, 1]]
ContinuedFraction[x : (_Integer | _Rational), n_Integer?Positive] := Take[ContinuedFraction[x], UpTo[n]]
ContinuedFraction[x_?InexactNumberQ] := Module[{exact = Rationalize[x, 10^(Floor[Log[10, Abs[x]]] - Floor[Precision[x]])]}, ContinuedFraction[exact]]
ContinuedFraction[x_?InexactNumberQ, n_Integer?Positive] := Take[ContinuedFraction[x], UpTo[n]]
ContinuedFraction[x_?NumericQ, n_Integer?Positive] := Module[{value = N[x, 2 n + 30], terms = {}, whole},
    Do[whole = Floor[value]; AppendTo[terms, whole]; If[whole == value, Break[]]; value = 1/(value - whole), {n}]; terms]
ContinuedFraction[Power[d_Integer?Positive, 1/2]] := Module[{m = 0, q = 1, root = Floor[Sqrt[d]], a, terms = {}, first},
    first = a = root;
    While[a != 2 first, m = q a - m; q = (d - m^2)/q; a = Floor[(root + m)/q]; AppendTo[terms, a]];
    {first, terms}]

FromContinuedFraction::usage = "FromContinuedFraction[{a1, a2, ...}] is the number with this continued fraction."
FromContinuedFraction[terms : {__}] := Fold[#2 + 1/#1 &, Reverse[terms]]

Convergents::usage = "Convergents[{a1, a2, ...}] gives the convergents of a continued fraction; Convergents[x] and Convergents[x, n] those of a number."
Convergents[terms : {__}] := Table[FromContinuedFraction[Take[terms, k]], {k, Length[terms]}]
Convergents[x_] := Convergents[ContinuedFraction[x]]
Convergents[x_, n_Integer] := Convergents[ContinuedFraction[x, n]]

FareySequence::usage = "FareySequence[n] gives the fractions between 0 and 1 with denominators up to n, in order."
FareySequence[n_Integer?Positive] := Union[Flatten[Table[a/b, {b, n}, {a, 0, b}]]]

NumberExpand::usage = "NumberExpand[x] gives the parts that the digits of x stand for; NumberExpand[x, b] those in base b."
NumberExpand[n_Integer, b_Integer : 10] := With[{digits = IntegerDigits[n, b]}, Sign[n] digits b^Range[Length[digits] - 1, 0, -1]]

NumberDecompose::usage = "NumberDecompose[x, {u1, ..., un}] gives the multiples of the units that add up to x, largest first."
NumberDecompose[x_, units_List] := Module[{rest = x, k}, Append[Table[k = Quotient[rest, unit]; rest -= k unit; k, {unit, Most[units]}], rest/Last[units]]]

NumberCompose::usage = "NumberCompose[{c1, ..., cn}, {u1, ..., un}] is c1 u1 + ... + cn un."
NumberCompose[counts_List, units_List] := counts . units

DMSList::usage = "DMSList[theta] gives degrees, minutes and seconds of an angle in degrees."
DMSList[theta_?NumericQ] := Module[{d = IntegerPart[theta], m}, m = 60 (theta - d); {d, IntegerPart[m], 60 (m - IntegerPart[m])}]

FromDMS::usage = "FromDMS[{d, m, s}] is the angle of so many degrees, minutes and seconds, in degrees."
FromDMS[{d_, m_: 0, s_: 0}] := d + m/60 + s/3600
