(* Roots of polynomials as objects. *)

Root::usage = "Root[f, k] is the kth root of the polynomial equation f[x] == 0: real ones first, in order."
SetAttributes[Root, NHoldAll]
Root[f_Function, k_Integer] := With[{c = rootCoefficients[f]}, rootForm[c, k] /; ListQ[c] && 1 <= k < Length[c]]
N[Root[f_Function, k_Integer, 0]] := rootNumbers[rootCoefficients[f]][[k]]
N[Root[f_Function, k_Integer, 0], {precision_, _}] := Re[x /. FindRoot[f[x], {x, Re[rootNumbers[rootCoefficients[f]][[k]]]}, WorkingPrecision -> precision]]

rootCoefficients[f_] := With[{p = Expand[f[rootVariable]]}, If[PolynomialQ[p, rootVariable] && VectorQ[CoefficientList[p, rootVariable], MatchQ[#, _Integer | _Rational] &], CoefficientList[p, rootVariable]]]
rootNumbers[c_] := With[{roots = Last[First[#]] & /@ NSolve[c . rootVariable^Range[0, Length[c] - 1] == 0, rootVariable]}, Join[Sort[Select[roots, Head[#] =!= Complex &]], SortBy[Select[roots, Head[#] === Complex &], {Re, Im}]]]
rootForm[{a_, b_}, 1] := -a/b
rootForm[{c_, b_, a_}, k_] := SortBy[{(-b - Sqrt[b^2 - 4 a c])/(2 a), (-b + Sqrt[b^2 - 4 a c])/(2 a)}, {Re[N[#]] &, Im[N[#]] &}][[k]]
rootForm[c_, k_] := With[{body = c . Prepend[Table[Slot[1]^j, {j, Length[c] - 1}], 1]}, Root[Function[body], k, 0]]

ToRadicals::usage = "ToRadicals[expr] writes the Root objects in expr with radicals where it can."
ToRadicals[expr_] := expr /. Root[f_Function, k_Integer, 0] :> With[{c = rootCoefficients[f]}, rootByRadicals[c, k] /; ListQ[c]]
rootByRadicals[c_, k_] := With[{goal = rootNumbers[c][[k]], found = Solve[c . rootVariable^Range[0, Length[c] - 1] == 0, rootVariable]}, First[MinimalBy[found[[All, 1, 2]], Abs[N[#] - goal] &]]]

RootReduce::usage = "RootReduce[expr] writes an algebraic number as a root of one polynomial, and with square roots where its degree is 2."
RootReduce[expr_?NumericQ] := With[{c = CoefficientList[MinimalPolynomial[expr, rootVariable], rootVariable]}, rootForm[c, First[Ordering[Abs[rootNumbers[c] - N[expr]], 1]]]]
RootReduce[expr_] := expr
