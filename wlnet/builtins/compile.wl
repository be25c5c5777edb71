(* Compiled functions: here, functions whose arguments are made machine numbers first. *)

Compile::usage = "Compile[{x1, x2, ...}, expr] makes a function of real arguments that gives expr; {x, _Integer}, {x, _Complex}, {x, True | False} and {x, _Real, rank} say what the arguments are."
SetAttributes[Compile, HoldAll]
Compile[variables_List, body_, ___] := With[{
    kinds = ReleaseHold[Replace[Hold[variables], {{_, kind_, ___} :> kind, {_} | _Symbol :> _Real}, {2}]],
    names = Replace[Hold[variables], {name_Symbol, ___} :> name, {2}]},
    Replace[names, Hold[list_] :> CompiledFunction[kinds, Function[list, body]]]]
Compile[variable_Symbol, body_, rest___] := Compile[{variable}, body, rest]

CompiledFunction::usage = "CompiledFunction[...] is a function made by Compile."
CompiledFunction::cfct = "Number of arguments `1` does not match the length `2` of the argument template."
CompiledFunction[kinds_, function_][arguments___] := function @@ MapThread[machineArgument, {kinds, {arguments}}] /; Length[{arguments}] == Length[kinds]
CompiledFunction[kinds_, function_][arguments___] := (Message[CompiledFunction::cfct, Length[{arguments}], Length[kinds]]; function[arguments])

machineArgument[Verbatim[_Real], x_] := N[x]
machineArgument[Verbatim[_Complex], x_] := N[x]
machineArgument[Verbatim[_Integer], x_] := If[Round[x] == x, Round[x], x, x]
machineArgument[_, x_] := x
