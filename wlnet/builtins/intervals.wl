(* Intervals of real numbers: unions of closed stretches, kept in order. *)

Interval::usage = "Interval[{a, b}] represents the numbers from a to b; Interval[{a1, b1}, {a2, b2}, ...] the union of several stretches."
Interval[stretches : {_, _} ..] := With[{ordered = orderedStretches[{stretches}]}, (Interval @@ ordered) /; {stretches} =!= ordered] /; VectorQ[Flatten[{stretches}], NumericQ]
Interval[before___, number_?NumericQ, after___] := Interval[before, {number, number}, after]
Interval /: (x_?NumericQ) + Interval[stretches__List] := Interval @@ (x + {stretches})
Interval /: Interval[a__List] + Interval[b__List] := Interval @@ Flatten[Outer[Plus, {a}, {b}, 1], 1]
Interval /: (x_?NumericQ) Interval[stretches__List] := Interval @@ (Sort[#, LessEqual] & /@ (x {stretches}))
Interval /: Interval[a__List] Interval[b__List] := Interval @@ Flatten[Outer[MinMax[Outer[Times, #1, #2]] &, {a}, {b}, 1], 1]
Interval /: Interval[stretches__List]^n_Integer?Positive := Interval @@ (If[EvenQ[n] && #[[1]] < 0 < #[[2]], {0, Max[#^n]}, MinMax[#^n]] & /@ {stretches})
Interval /: Interval[stretches__List]^-1 := Interval @@ (MinMax[1/#] & /@ {stretches}) /; AllTrue[{stretches}, #[[1]] > 0 || #[[2]] < 0 &]
Interval /: Min[before___, Interval[stretches__List], after___] := Min[before, stretches, after]
Interval /: Max[before___, Interval[stretches__List], after___] := Max[before, stretches, after]
Interval /: Abs[Interval[stretches__List]] := Interval @@ (If[#[[1]] < 0 < #[[2]], {0, Max[Abs[#]]}, MinMax[Abs[#]]] & /@ {stretches})
Interval /: (f : Exp | Log | Sqrt | ArcTan)[Interval[stretches__List]] := Interval @@ Map[f, {stretches}, {2}]
Interval /: Less[Interval[a__List], x_?NumericQ] := True /; Max[a] < x
Interval /: Less[Interval[a__List], x_?NumericQ] := False /; Min[a] >= x
Interval /: Greater[Interval[a__List], x_?NumericQ] := True /; Min[a] > x
Interval /: Greater[Interval[a__List], x_?NumericQ] := False /; Max[a] <= x
Interval /: MemberQ[Interval[stretches__List], x_?NumericQ] := IntervalMemberQ[Interval[stretches], x]

orderedStretches[stretches_] := Fold[joinedStretch, {}, SortBy[Sort[#, LessEqual] & /@ stretches, N]]
joinedStretch[{before___, {a_, b_}}, {c_, d_}] := {before, {a, Max[b, d]}} /; c <= b
joinedStretch[{before___}, stretch_] := {before, stretch}

IntervalMemberQ::usage = "IntervalMemberQ[interval, x] gives True when the number, or the whole interval, x lies in interval."
SetAttributes[IntervalMemberQ, Listable]
IntervalMemberQ[Interval[stretches___List], x_?NumericQ] := AnyTrue[{stretches}, #[[1]] <= x <= #[[2]] &]
IntervalMemberQ[Interval[stretches___List], Interval[inner___List]] := AllTrue[{inner}, Function[part, AnyTrue[{stretches}, #[[1]] <= part[[1]] && part[[2]] <= #[[2]] &]]]

IntervalUnion::usage = "IntervalUnion[i1, i2, ...] gives the union of intervals."
IntervalUnion[intervals : Interval[___List] ...] := Join[intervals]
IntervalUnion[] := Interval[]

IntervalIntersection::usage = "IntervalIntersection[i1, i2, ...] gives the intersection of intervals."
IntervalIntersection[one : Interval[___List]] := one
IntervalIntersection[Interval[a___List], Interval[b___List], rest___] := IntervalIntersection[Interval @@ Select[Flatten[Outer[{Max[#1[[1]], #2[[1]]], Min[#1[[2]], #2[[2]]]} &, {a}, {b}, 1], 1], #[[1]] <= #[[2]] &], rest]
