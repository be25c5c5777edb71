(* Parts of polynomials and fractions. *)

MonomialList::usage = "MonomialList[poly, {x, y, ...}] lists the terms of a polynomial, the highest in the order of the variables first; MonomialList[poly] in all its variables."
MonomialList[poly_] := MonomialList[poly, Variables[poly]]
MonomialList[poly_, variable : Except[_List]] := MonomialList[poly, {variable}]
MonomialList[poly_, variables_List] := (#[[2]] Times @@ (variables^#[[1]])) & /@ CoefficientRules[Expand[poly], variables]

NumeratorDenominator::usage = "NumeratorDenominator[expr] gives {Numerator[expr], Denominator[expr]}."
NumeratorDenominator[expr_] := {Numerator[expr], Denominator[expr]}

PolynomialQuotientRemainder::usage = "PolynomialQuotientRemainder[p, q, x] gives the quotient and remainder of p and q as polynomials in x."
PolynomialQuotientRemainder[p_, q_, x_] := {PolynomialQuotient[p, q, x], PolynomialRemainder[p, q, x]}

Midpoint::usage = "Midpoint[{p1, p2}] is the point half-way between two points."
Midpoint[{p_List, q_List}] := (p + q)/2

ThueMorse::usage = "ThueMorse[n] is 1 when n has an odd number of binary digits 1, otherwise 0."
SetAttributes[ThueMorse, Listable]
ThueMorse[n_Integer?NonNegative] := Mod[DigitCount[n, 2, 1], 2]

RudinShapiro::usage = "RudinShapiro[n] is -1 when the binary digits of n have an odd number of pairs 11, otherwise 1."
SetAttributes[RudinShapiro, Listable]
RudinShapiro[n_Integer?NonNegative] := (-1)^Count[Partition[IntegerDigits[n, 2], 2, 1], {1, 1}]

CirclePoints::usage = "CirclePoints[n] lists n points at equal distances on the unit circle; CirclePoints[r, n] on one of radius r."
CirclePoints[n_Integer?Positive] := CirclePoints[1, n]
CirclePoints[r_, n_Integer?Positive] := Table[r {Sin[Pi (2 k - 1)/n], -Cos[Pi (2 k - 1)/n]}, {k, n}]
