(* Boolean expressions: their variables, tables and satisfying values. *)

BooleanVariables::usage = "BooleanVariables[expr] gives the variables of a Boolean expression."
BooleanVariables[expr_] := Union[Cases[{expr}, s_Symbol /; ! MemberQ[{True, False}, s], Infinity]]

BooleanTable::usage = "BooleanTable[expr, {a1, a2, ...}] gives the values of expr for all truth values of the ai, True first."
BooleanTable[expr_] := BooleanTable[expr, BooleanVariables[expr]]
BooleanTable[expr_, variables_List] := (expr /. Thread[variables -> #]) & /@ Tuples[{True, False}, Length[variables]]
BooleanTable[expr_, variable_Symbol] := BooleanTable[expr, {variable}]

TautologyQ::usage = "TautologyQ[expr] gives True when expr is True for all values of its variables."
TautologyQ[expr_] := AllTrue[BooleanTable[expr], TrueQ]
TautologyQ[expr_, variables_List] := AllTrue[BooleanTable[expr, variables], TrueQ]

SatisfiableQ::usage = "SatisfiableQ[expr] gives True when expr is True for some values of its variables."
SatisfiableQ[expr_] := AnyTrue[BooleanTable[expr], TrueQ]
SatisfiableQ[expr_, variables_List] := AnyTrue[BooleanTable[expr, variables], TrueQ]

SatisfiabilityInstances::usage = "SatisfiabilityInstances[expr, {a1, ...}, n] gives n lists of values of the variables that make expr True."
SatisfiabilityInstances[expr_] := SatisfiabilityInstances[expr, BooleanVariables[expr]]
SatisfiabilityInstances[expr_, variables_List] := SatisfiabilityInstances[expr, variables, 1]
SatisfiabilityInstances[expr_, variables_List, n_] := Take[Select[Tuples[{True, False}, Length[variables]], TrueQ[expr /. Thread[variables -> #]] &], If[n === All, All, UpTo[n]]]

SatisfiabilityCount::usage = "SatisfiabilityCount[expr] counts the values of the variables that make expr True."
SatisfiabilityCount[expr_] := Count[BooleanTable[expr], True]
SatisfiabilityCount[expr_, variables_List] := Count[BooleanTable[expr, variables], True]

LogicalExpand::usage = "LogicalExpand[expr] multiplies out And over Or."
LogicalExpand[expr_] := FixedPoint[Replace[# //. {Implies[a_, b_] :> ! a || b, Xor[a_, b_] :> (a && ! b) || (! a && b), Equivalent[a_, b_] :> (a && b) || (! a && ! b), Nand[a___] :> ! And[a], Nor[a___] :> ! Or[a], ! And[a__] :> Or @@ Not /@ {a}, ! Or[a__] :> And @@ Not /@ {a}}, e_And :> Distribute[e, Or, And], {0, Infinity}] &, expr]

BooleanConvert::usage = "BooleanConvert[expr] gives expr as a disjunction of conjunctions; BooleanConvert[expr, \"CNF\"] as a conjunction of disjunctions."
BooleanConvert[expr_] := LogicalExpand[expr]
BooleanConvert[expr_, "DNF"] := LogicalExpand[expr]
BooleanConvert[expr_, "CNF"] := FixedPoint[Replace[# //. {Implies[a_, b_] :> ! a || b, Xor[a_, b_] :> (a || b) && (! a || ! b), Equivalent[a_, b_] :> (! a || b) && (a || ! b), Nand[a___] :> ! And[a], Nor[a___] :> ! Or[a], ! And[a__] :> Or @@ Not /@ {a}, ! Or[a__] :> And @@ Not /@ {a}}, e_Or :> Distribute[e, And, Or], {0, Infinity}] &, expr]
