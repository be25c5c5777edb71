(* Small forms: conditions on values, windows, and wrappers that only evaluate. *)

Monitor::usage = "Monitor[expr, shown] evaluates expr; a front end would show the second argument meanwhile."
SetAttributes[Monitor, HoldAll]
Monitor[expr_, ___] := expr

Curry::usage = "Curry[f] and Curry[f, n] are other names of CurryApplied[f, n]."
Curry[f_] := CurryApplied[f, 2]
Curry[f_, n_] := CurryApplied[f, n]

ConditionalExpression::usage = "ConditionalExpression[expr, cond] is expr where cond holds, and Undefined where it does not."
ConditionalExpression[expr_, True] := expr
ConditionalExpression[_, False] := Undefined

Gudermannian::usage = "Gudermannian[z] is 2 ArcTan[Tanh[z/2]]."
SetAttributes[Gudermannian, {Listable, NumericFunction}]
Gudermannian[0] = 0
Gudermannian[z_?InexactNumberQ] := 2 ArcTan[Tanh[z/2]]

InverseGudermannian::usage = "InverseGudermannian[z] is the inverse of Gudermannian."
SetAttributes[InverseGudermannian, {Listable, NumericFunction}]
InverseGudermannian[0] = 0
InverseGudermannian[z_?InexactNumberQ] := 2 ArcTanh[Tan[z/2]]

InverseHaversine::usage = "InverseHaversine[z] is 2 ArcSin[Sqrt[z]]."
SetAttributes[InverseHaversine, {Listable, NumericFunction}]
InverseHaversine[z_?NumericQ] := 2 ArcSin[Sqrt[z]]

ContinuedFractionK::usage = "ContinuedFractionK[g, {i, imin, imax}] is the continued fraction of terms g; ContinuedFractionK[f, g, iterator] has numerators f."
SetAttributes[ContinuedFractionK, HoldAll]
ContinuedFractionK[g_, {i_, low_, high_Integer}] := ContinuedFractionK[1, g, {i, low, high}]
ContinuedFractionK[f_, g_, {i_, low_Integer, high_Integer}] := With[{over = Table[f, {i, low, high}], under = Table[g, {i, low, high}]}, Fold[Function[{inner, k}, over[[k]]/(under[[k]] + inner)], 0, Range[Length[over], 1, -1]]]

HannWindow::usage = "HannWindow[x] is (1 + Cos[2 Pi x])/2 for x between -1/2 and 1/2, and 0 elsewhere."
SetAttributes[HannWindow, Listable]
HannWindow[x_?NumericQ] := If[Abs[x] <= 1/2, 1/2 + Cos[2 Pi x]/2, 0]

HammingWindow::usage = "HammingWindow[x] is 25/46 + 21/46 Cos[2 Pi x] for x between -1/2 and 1/2, and 0 elsewhere."
SetAttributes[HammingWindow, Listable]
HammingWindow[x_?NumericQ] := If[Abs[x] <= 1/2, 25/46 + 21/46 Cos[2 Pi x], 0]

BlackmanWindow::usage = "BlackmanWindow[x] is (21 + 25 Cos[2 Pi x] + 4 Cos[4 Pi x])/50 for x between -1/2 and 1/2, and 0 elsewhere."
SetAttributes[BlackmanWindow, Listable]
BlackmanWindow[x_?NumericQ] := If[Abs[x] <= 1/2, (21 + 25 Cos[2 Pi x] + 4 Cos[4 Pi x])/50, 0]

BartlettWindow::usage = "BartlettWindow[x] is 1 - 2 Abs[x] for x between -1/2 and 1/2, and 0 elsewhere."
SetAttributes[BartlettWindow, Listable]
BartlettWindow[x_?NumericQ] := If[Abs[x] <= 1/2, 1 - 2 Abs[x], 0]

PrincipalComponents::usage = "PrincipalComponents[matrix] gives the data in the coordinates of their principal components."
PrincipalComponents[data_?MatrixQ] := With[{centred = N[# - Mean[data] & /@ data]}, centred . Last[SingularValueDecomposition[centred]][[All, 1 ;; Length[First[data]]]]]


FindClusters::usage = "FindClusters[{e1, e2, ...}, n] groups numbers or vectors into n clusters by their nearness."
FindClusters[data_List, n_Integer?Positive] := With[{numbers = N[data]}, Module[{groups = List /@ Range[Length[data]], best},
    While[Length[groups] > n,
        best = First[MinimalBy[Subsets[Range[Length[groups]], {2}], Function[pair, Norm[Mean[numbers[[groups[[pair[[1]]]]]]] - Mean[numbers[[groups[[pair[[2]]]]]]]]]]];
        groups = Append[Delete[groups, List /@ best], Sort[Join @@ groups[[best]]]]];
    data[[#]] & /@ SortBy[groups, First]]] /; n <= Length[data]
FindClusters[data_List] := If[Length[data] < 2, {data}, Module[{s = Sort[N[data]], gaps}, gaps = Differences[s]; With[{cut = s[[First[Ordering[gaps, -1]]]]}, If[Max[gaps] > 3 Median[gaps], {Select[data, # <= cut &], Select[data, # > cut &]}, {data}]]]] /; VectorQ[data, NumericQ]

InverseFunction::usage = "InverseFunction[f] is the function whose value at f[x] is x."
InverseFunction[InverseFunction[f_]] := f
InverseFunction[f_Symbol] := Lookup[inverseNames, f] /; KeyExistsQ[inverseNames, f]
inverseNames = Association[Join[#, Reverse /@ #] &[{Sin -> ArcSin, Cos -> ArcCos, Tan -> ArcTan, Cot -> ArcCot, Sec -> ArcSec, Csc -> ArcCsc, Sinh -> ArcSinh, Cosh -> ArcCosh, Tanh -> ArcTanh, Coth -> ArcCoth, Exp -> Log, Erf -> InverseErf, Erfc -> InverseErfc}]]
