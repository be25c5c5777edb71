(* Forms of polynomials and of other expressions; what is maximal or minimal. *)

PossibleZeroQ::usage = "PossibleZeroQ[expr] gives True when expr seems to be zero."
SetAttributes[PossibleZeroQ, Listable]
PossibleZeroQ[expr_] := If[NumericQ[expr], TrueQ[Chop[N[expr, 30], 10^-20] == 0], TrueQ[Simplify[expr] == 0]]

PolynomialMod::usage = "PolynomialMod[poly, m] reduces the coefficients of a polynomial modulo m, or a polynomial modulo the polynomial m."
PolynomialMod[poly_, m_Integer] := With[{v = Variables[poly]}, Expand[poly] /. n_Integer :> n // Function[p, If[v === {}, Mod[p, m], reduceCoefficients[p, m]]]]
PolynomialMod[poly_, m_] := With[{v = First[Variables[m]]}, PolynomialRemainder[poly, m, v]]
reduceCoefficients[p_Plus, m_] := reduceCoefficients[#, m] & /@ p
reduceCoefficients[n_?NumberQ, m_] := Mod[n, m]
reduceCoefficients[n_?NumberQ rest_, m_] := Mod[n, m] rest
reduceCoefficients[p_, m_] := Mod[1, m] p

HornerForm::usage = "HornerForm[poly] writes a polynomial in nested form; HornerForm[poly, x] as one in x."
HornerForm[poly_] := HornerForm[poly, First[Variables[poly]]]
HornerForm[poly_, x_] := Fold[#2 + x #1 &, Reverse[CoefficientList[poly, x]]]

ExpandNumerator::usage = "ExpandNumerator[expr] multiplies out the numerator of expr."
ExpandNumerator[expr_] := Expand[Numerator[expr]]/Denominator[expr]

ExpandDenominator::usage = "ExpandDenominator[expr] multiplies out the denominator of expr."
ExpandDenominator[expr_] := Numerator[expr]/Expand[Denominator[expr]]

FactorTerms::usage = "FactorTerms[poly] takes out the common number factor of a polynomial."
FactorTerms[poly_] := With[{p = Expand[poly]}, If[Head[p] === Plus, With[{g = GCD @@ (Replace[#, {n_?NumberQ _ :> n, n_?NumberQ :> n, _ -> 1}] & /@ List @@ p)}, If[g === 1, p, HoldForm[g] Expand[p/g] /. HoldForm[h_] :> h]], p]]

CoefficientRules::usage = "CoefficientRules[poly, {x1, x2, ...}] gives rules {e1, e2, ...} -> c for the terms of a polynomial."
CoefficientRules[poly_] := CoefficientRules[poly, Variables[poly]]
CoefficientRules[poly_, x_Symbol] := CoefficientRules[poly, {x}]
CoefficientRules[poly_, variables_List] := With[{p = Expand[poly]}, ReverseSortBy[KeyValueMap[Rule, GroupBy[If[Head[p] === Plus, List @@ p, {p}], Function[t, Exponent[t, #] & /@ variables], Function[ts, Total[# & /@ (ts /. Thread[variables -> 1])]]]], First]]

FromCoefficientRules::usage = "FromCoefficientRules[rules, {x1, x2, ...}] is the polynomial with these terms."
FromCoefficientRules[rules_List, variables_List] := Total[Function[r, Last[r] Times @@ (variables^First[r])] /@ rules]
FromCoefficientRules[rules_List, x_Symbol] := FromCoefficientRules[rules, {x}]

SymmetricPolynomial::usage = "SymmetricPolynomial[k, {x1, ..., xn}] is the sum of all products of k of the xi."
SymmetricPolynomial[k_Integer?NonNegative, variables_List] := Total[Times @@@ Subsets[variables, {k}]]

IrreduciblePolynomialQ::usage = "IrreduciblePolynomialQ[poly] gives True when the polynomial has no factors over the rationals."
IrreduciblePolynomialQ[poly_] := With[{factors = Select[FactorList[poly], Variables[First[#]] =!= {} &]}, Length[factors] == 1 && factors[[1, 2]] == 1]

Cyclotomic::usage = "Cyclotomic[n, x] is the nth cyclotomic polynomial."
Cyclotomic[n_Integer?Positive, x_] := Expand[Cancel[Times @@ ((x^(n/#) - 1)^MoebiusMu[#] & /@ Divisors[n])]]

ArgMax::usage = "ArgMax[f, x] is the x at which f is greatest."
ArgMax[f_, x_] := With[{found = Maximize[f, x]}, (If[ListQ[x], x, First[{x}]] /. Last[found]) /; ListQ[found]]

ArgMin::usage = "ArgMin[f, x] is the x at which f is least."
ArgMin[f_, x_] := With[{found = Minimize[f, x]}, (x /. Last[found]) /; ListQ[found]]

MaxValue::usage = "MaxValue[f, x] is the greatest value of f."
MaxValue[f_, x_] := With[{found = Maximize[f, x]}, First[found] /; ListQ[found]]

MinValue::usage = "MinValue[f, x] is the least value of f."
MinValue[f_, x_] := With[{found = Minimize[f, x]}, First[found] /; ListQ[found]]

FindMaxValue::usage = "FindMaxValue[f, x] is the value at the maximum that FindMaximum finds."
FindMaxValue[f_, x_] := First[FindMaximum[f, x]]

FindMinValue::usage = "FindMinValue[f, x] is the value at the minimum that FindMinimum finds."
FindMinValue[f_, x_] := First[FindMinimum[f, x]]

FindArgMax::usage = "FindArgMax[f, x] is where FindMaximum finds a maximum."
FindArgMax[f_, x_] := Last /@ Last[FindMaximum[f, x]]

FindArgMin::usage = "FindArgMin[f, x] is where FindMinimum finds a minimum."
FindArgMin[f_, x_] := Last /@ Last[FindMinimum[f, x]]

SolveValues::usage = "SolveValues[eqns, vars] gives the values of vars in the solutions that Solve finds."
SolveValues[equations_, variables_, rest___] := With[{found = Solve[equations, variables, rest]}, (variables /. found) /; ListQ[found]]

NSolveValues::usage = "NSolveValues[eqns, vars] gives the values of vars in the solutions that NSolve finds."
NSolveValues[equations_, variables_, rest___] := With[{found = NSolve[equations, variables, rest]}, (variables /. found) /; ListQ[found]]

NSum::usage = "NSum[f, {i, imin, imax}] is a numerical value of a sum."
SetAttributes[NSum, HoldAll]
NSum[f_, iterator_, ___Rule] := N[Sum[f, iterator]]

NProduct::usage = "NProduct[f, {i, imin, imax}] is a numerical value of a product."
SetAttributes[NProduct, HoldAll]
NProduct[f_, iterator_, ___Rule] := N[Product[f, iterator]]

Grad::usage = "Grad[f, {x1, x2, ...}] is the list of the derivatives of f."
Grad[f_, variables_List] := D[f, {variables}]

Div::usage = "Div[{f1, f2, ...}, {x1, x2, ...}] is the divergence D[f1, x1] + D[f2, x2] + ..."
Div[f_List, variables_List] := Total[MapThread[D, {f, variables}]] /; Length[f] == Length[variables]

Curl::usage = "Curl[{f1, f2, f3}, {x1, x2, x3}] is the curl of a vector field; of {f1, f2} in the plane, a number."
Curl[{f_, g_, h_}, {x_, y_, z_}] := {D[h, y] - D[g, z], D[f, z] - D[h, x], D[g, x] - D[f, y]}
Curl[{f_, g_}, {x_, y_}] := D[g, x] - D[f, y]

Laplacian::usage = "Laplacian[f, {x1, x2, ...}] is the sum of the second derivatives of f."
Laplacian[f_, variables_List] := Total[D[f, {#, 2}] & /@ variables]

Wronskian::usage = "Wronskian[{f1, f2, ...}, x] is the determinant of the functions and their derivatives."
Wronskian[functions_List, x_] := Det[NestList[D[#, x] &, functions, Length[functions] - 1]]

DifferenceDelta::usage = "DifferenceDelta[f, i] is f at i + 1 minus f at i."
DifferenceDelta[f_, i_Symbol] := Simplify[(f /. i -> i + 1) - f]

DiscreteDelta::usage = "DiscreteDelta[n1, n2, ...] is 1 when all ni are 0, and 0 otherwise."
DiscreteDelta[n___?NumericQ] := Boole[AllTrue[{n}, # == 0 &]]

RecurrenceTable::usage = "RecurrenceTable[eqns, f, {n, nmax}] gives the values of f that a recurrence and its first values determine."
SetAttributes[RecurrenceTable, HoldFirst]
RecurrenceTable[equations_List, f_, {n_, high_}] := RecurrenceTable[equations, f, {n, 1, high}]
RecurrenceTable[equations_List, f_, {n_, low_, high_}] := Module[{name = If[MatchQ[f, _Symbol], f, Head[f]], given, steps, top, known, rule},
    given = Cases[equations, (name[k_Integer] == value_) :> (k -> value)];
    steps = DeleteCases[equations, name[_Integer] == _];
    top = Max[Cases[steps, name[arg_] :> (arg /. n -> 0), Infinity]];
    rule = First[Solve[First[steps] /. n -> n - top, name[n]]][[1, 2]];
    known = Association[given];
    Do[If[! KeyExistsQ[known, k], known[k] = rule /. n -> k /. name[j_Integer] :> known[j]], {k, Min[Keys[known]], high}];
    Table[known[k], {k, low, high}]]

Inactivate::usage = "Inactivate[expr] replaces the functions in expr by inactive ones; Inactivate[expr, f] only f."
SetAttributes[Inactivate, HoldFirst]
Inactivate[expr_] := Activate[Hold[expr] /. f_Symbol[args___] /; f =!= Hold && f =!= List && f =!= Rule :> Inactive[f][args], Hold]
Inactivate[expr_, pattern_] := Activate[Hold[expr] //. (f : pattern)[args___] :> Inactive[f][args], Hold]

Activate::usage = "Activate[expr] puts the functions themselves for the inactive ones in expr; Activate[expr, f] only f."
Activate[Hold[expr_], Hold] := expr
Activate[expr_] := expr /. Inactive[f_] :> f
Activate[expr_, pattern_] := expr /. Inactive[f : pattern] :> f

Inactive::usage = "Inactive[f] stands for the function f, and does nothing."
SetAttributes[Inactive, HoldFirst]
