(* Parallel functions: here the computation is done in order, with the same result. *)

ParallelMap::usage = "ParallelMap[f, expr] maps f over the elements of expr, as Map does."
ParallelMap[f_, expr_, OptionsPattern[]] := Map[f, expr]
ParallelMap[f_, expr_, level_, OptionsPattern[]] := Map[f, expr, level]

ParallelTable::usage = "ParallelTable[expr, iterators...] gives the table that Table gives."
SetAttributes[ParallelTable, HoldAll]
ParallelTable[expr_, iterators : Except[_Rule] .., ___Rule] := Table[expr, iterators]

ParallelDo::usage = "ParallelDo[expr, iterators...] evaluates expr for each value of the iterators, as Do does."
SetAttributes[ParallelDo, HoldAll]
ParallelDo[expr_, iterators : Except[_Rule] .., ___Rule] := Do[expr, iterators]

ParallelSum::usage = "ParallelSum[expr, iterators...] gives the sum that Sum gives."
SetAttributes[ParallelSum, HoldAll]
ParallelSum[expr_, iterators : Except[_Rule] .., ___Rule] := Sum[expr, iterators]

ParallelProduct::usage = "ParallelProduct[expr, iterators...] gives the product that Product gives."
SetAttributes[ParallelProduct, HoldAll]
ParallelProduct[expr_, iterators : Except[_Rule] .., ___Rule] := Product[expr, iterators]

ParallelArray::usage = "ParallelArray[f, dims] gives the array that Array gives."
ParallelArray[f_, dims_, rest : Except[_Rule] ..., ___Rule] := Array[f, dims, rest]

ParallelCombine::usage = "ParallelCombine[f, h[e1, e2, ...]] gives f[h[e1, e2, ...]], for an f that may be applied to parts."
ParallelCombine[f_, expr_, rest___] := f[expr]

Parallelize::usage = "Parallelize[expr] evaluates expr."
SetAttributes[Parallelize, HoldFirst]
Parallelize[expr_, ___Rule] := expr

ParallelEvaluate::usage = "ParallelEvaluate[expr] gives the values of expr on all kernels: here there is one."
SetAttributes[ParallelEvaluate, HoldAll]
ParallelEvaluate[expr_, ___] := {expr}

ParallelTry::usage = "ParallelTry[f, {a1, a2, ...}] gives the first of f[a1], f[a2], ... that is not $Failed."
ParallelTry[f_, list_List] := Catch[Scan[With[{value = f[#]}, If[value =!= $Failed, Throw[value, ParallelTry]]] &, list]; $Failed, ParallelTry]

DistributeDefinitions::usage = "DistributeDefinitions[s1, s2, ...] makes definitions known to all kernels: here they are."
SetAttributes[DistributeDefinitions, HoldAll]
DistributeDefinitions[symbols___] := {HoldForm[symbols]}

SetSharedVariable::usage = "SetSharedVariable[s1, s2, ...] shares variables between kernels: here they are."
SetAttributes[SetSharedVariable, HoldAll]
SetSharedVariable[___] := Null

SetSharedFunction::usage = "SetSharedFunction[f1, f2, ...] shares functions between kernels: here they are."
SetAttributes[SetSharedFunction, HoldAll]
SetSharedFunction[___] := Null

LaunchKernels::usage = "LaunchKernels[] starts further kernels: here there are none."
LaunchKernels[___] := {}

CloseKernels::usage = "CloseKernels[] ends further kernels: here there are none."
CloseKernels[] := {}
