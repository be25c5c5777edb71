(* Fitting and interpolation. *)

Fit::usage = "Fit[data, {f1, f2, ...}, x] gives the combination of the fi that is the least-squares fit to data, a list of values or of {x, y}; several variables go in a list."
Fit[data_, functions_List, x_Symbol] := Fit[data, functions, {x}]
Fit[data_?VectorQ, functions_List, variables_List] := Fit[Transpose[{Range[Length[data]], data}], functions, variables]
Fit[data_?MatrixQ, functions_List, variables_List] := With[{design = N[functions /. Thread[variables -> Most[#]] & /@ data]}, LeastSquares[design, N[data[[All, -1]]]] . functions]

FindFit::usage = "FindFit[data, model, parameters, x] gives rules for the parameters that make the model the least-squares fit to data."
FindFit[data_, model_, parameters_, x_Symbol] := FindFit[data, model, parameters, {x}]
FindFit[data_?VectorQ, model_, parameters_, variables_List] := FindFit[Transpose[{Range[Length[data]], data}], model, parameters, variables]
FindFit[data_?MatrixQ, model_, parameters_List, variables_List] := Module[{names = If[ListQ[#], First[#], #] & /@ parameters, free, slopes},
    free = model /. Thread[names -> 0];
    slopes = D[model, #] & /@ names;
    If[FreeQ[slopes, Alternatives @@ names],
        Thread[names -> LeastSquares[N[slopes /. Thread[variables -> Most[#]] & /@ data], N[Last[#] - (free /. Thread[variables -> Most[#]]) & /@ data]]],
        Last[FindMinimum[Total[(Last[#] - (model /. Thread[variables -> Most[#]]))^2 & /@ data], If[ListQ[#], #, {#, 1}] & /@ parameters]]]]

LinearModelFit::usage = "LinearModelFit[data, {f1, f2, ...}, x] gives a FittedModel whose value is the least-squares fit of a constant and the fi; its properties are had by model[\"name\"]."
LinearModelFit[data_, functions_, x_Symbol] := LinearModelFit[data, functions, {x}]
LinearModelFit[data_?VectorQ, functions_, variables_List] := LinearModelFit[Transpose[{Range[Length[data]], data}], functions, variables]
LinearModelFit[data_?MatrixQ, functions_, variables_List] := Module[{basis = DeleteDuplicates[Prepend[Flatten[{functions}], 1]], design, response},
    design = N[basis /. Thread[variables -> Most[#]] & /@ data]; response = N[data[[All, -1]]];
    FittedModel[basis, variables, LeastSquares[design, response], design, response]]

FittedModel::usage = "FittedModel[...] is a model made by LinearModelFit; model[x] is its value, model[\"BestFitParameters\"] and others its properties."
FittedModel[basis_, _, b_, __]["BestFitParameters"] := b
FittedModel[basis_, _, b_, __]["BestFit"] := b . basis
FittedModel[basis_, variables_, b_, __]["Function"] := Function[Evaluate[b . basis /. Thread[variables -> Array[Slot, Length[variables]]]]]
FittedModel[basis_, __]["BasisFunctions"] := basis
FittedModel[_, _, b_, design_, response_]["PredictedResponse"] := design . b
FittedModel[_, _, b_, design_, response_]["FitResiduals"] := response - design . b
FittedModel[_, _, _, design_, response_]["Response"] := response
FittedModel[_, _, _, design_, _]["DesignMatrix"] := design
FittedModel[_, _, b_, design_, response_]["RSquared"] := 1 - Total[(response - design . b)^2]/Total[(response - Mean[response])^2]
FittedModel[_, _, b_, design_, response_]["AdjustedRSquared"] := 1 - (Total[(response - design . b)^2]/(Length[response] - Length[b]))/(Total[(response - Mean[response])^2]/(Length[response] - 1))
FittedModel[_, _, b_, design_, response_]["EstimatedVariance"] := Total[(response - design . b)^2]/(Length[response] - Length[b])
FittedModel[parts__]["ParameterErrors"] := Sqrt[FittedModel[parts]["EstimatedVariance"] Diagonal[Inverse[Transpose[{parts}[[4]]] . {parts}[[4]]]]]
FittedModel[parts__]["ParameterTStatistics"] := FittedModel[parts]["BestFitParameters"]/FittedModel[parts]["ParameterErrors"]
FittedModel[basis_, variables_, b_, __][values : Except[_String] ..] := (b . basis /. Thread[variables -> {values}]) /; Length[{values}] == Length[variables]
FittedModel /: Normal[model_FittedModel] := model["BestFit"]

InterpolatingPolynomial::usage = "InterpolatingPolynomial[{y1, y2, ...}, x] is the polynomial with values yi at 1, 2, ...; InterpolatingPolynomial[{{x1, y1}, ...}, x] at xi."
InterpolatingPolynomial[values_?VectorQ, x_] := InterpolatingPolynomial[Transpose[{Range[Length[values]], values}], x]
InterpolatingPolynomial[points_?MatrixQ, x_] := Module[{xs = points[[All, 1]], table = points[[All, 2]], leading = {}, k = 0},
    While[table =!= {}, AppendTo[leading, First[table]]; k++; table = Table[(table[[i + 1]] - table[[i]])/(xs[[i + k]] - xs[[i]]), {i, Length[table] - 1}]];
    Fold[Function[{inner, i}, leading[[i]] + (x - xs[[i]]) inner], Last[leading], Range[Length[leading] - 1, 1, -1]]]

Interpolation::usage = "Interpolation[{f1, f2, ...}] gives a function that takes these values at 1, 2, ...; Interpolation[{{x1, f1}, ...}] at xi. InterpolationOrder (3) is the degree of the polynomials used."
Options[Interpolation] = {InterpolationOrder -> 3, Method -> Automatic, PeriodicInterpolation -> False}
Interpolation[values_?VectorQ, opts : OptionsPattern[]] := Interpolation[Transpose[{Range[Length[values]], values}], opts]
Interpolation[points_?MatrixQ, OptionsPattern[]] := With[{sorted = SortBy[points, First], order = Min[OptionValue[InterpolationOrder], Length[points] - 1]},
    InterpolatingFunction[{{sorted[[1, 1]], sorted[[-1, 1]]}}, sorted[[All, 1]], sorted[[All, 2]], order]]
Interpolation[points_List, x : Except[_Rule], opts : OptionsPattern[]] := Interpolation[points, opts][x]

InterpolatingFunction::usage = "InterpolatingFunction[...] is a function made by Interpolation."
InterpolatingFunction::dmval = "Input value {`1`} lies outside the range of data in the interpolating function. Extrapolation will be used."
InterpolatingFunction[{{low_, high_}}, xs_, ys_, order_][x_?NumericQ] := Module[{k, first},
    If[x < low || x > high, Message[InterpolatingFunction::dmval, x]];
    k = Clip[LengthWhile[xs, # <= x &], {1, Length[xs] - 1}];
    If[order == 0, Return[ys[[If[x > xs[[k]], k + 1, k]]], Module]];
    first = Clip[k - Floor[(order - 1)/2], {1, Length[xs] - order}];
    InterpolatingPolynomial[Transpose[{xs[[first ;; first + order]], ys[[first ;; first + order]]}], x]]
InterpolatingFunction[parts__][points_List] := InterpolatingFunction[parts] /@ points
InterpolatingFunction[{{low_, high_}}, __]["Domain"] := {{low, high}}

ListInterpolation::usage = "ListInterpolation[{f1, f2, ...}] gives a function that takes these values at 1, 2, ...; ListInterpolation[values, {{xmin, xmax}}] spreads them between limits."
ListInterpolation[values_?VectorQ, opts : OptionsPattern[]] := Interpolation[values, opts]
ListInterpolation[values_?VectorQ, {{low_, high_}}, opts : OptionsPattern[]] := Interpolation[Transpose[{Subdivide[low, high, Length[values] - 1], values}], opts]
