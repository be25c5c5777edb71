(* Layers of the first version of the framework, by those that took their place. *)

ScalarTimesLayer::usage = "ScalarTimesLayer[s] is an older way to write ElementwiseLayer[s # &]."
ScalarTimesLayer[s_?NumericQ, opts___Rule] := ElementwiseLayer[s # &, opts]

ScalarPlusLayer::usage = "ScalarPlusLayer[s] is an older way to write ElementwiseLayer[s + # &]."
ScalarPlusLayer[s_?NumericQ, opts___Rule] := ElementwiseLayer[s + # &, opts]

UpsampleLayer::usage = "UpsampleLayer[n] is an older way to write ResizeLayer[{Scaled[n], Scaled[n]}, Resampling -> \"Nearest\"]."
UpsampleLayer[n_Integer?Positive, opts___Rule] := ResizeLayer[{Scaled[n], Scaled[n]}, Resampling -> "Nearest", opts]
