(* Symbolic components of vectors and matrices. *)

Indexed::usage = "Indexed[x, {i, j, ...}] represents a component of x, and is the component when x is a list; Indexed[x, i] is Indexed[x, {i}]."
Indexed[x_, i_Integer] := Indexed[x, {i}]
Indexed[x_List, {i__Integer}] := x[[i]]
Indexed[x_List, i_Integer] := x[[i]]
