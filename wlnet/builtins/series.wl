(* Arithmetic of power series: sums, products, powers and functions of SeriesData. *)

O::usage = "O[x]^n represents a term of order x^n; added to an expression it makes a power series. O[x, x0] is about x0."
O[x_Symbol] := SeriesData[x, 0, {}, 1, 1, 1]
O[x_Symbol, x0_] := SeriesData[x, x0, {}, 1, 1, 1]

SeriesData::usage = "SeriesData[x, x0, {a0, a1, ...}, nmin, nmax, den] is a power series in x about x0, as Series gives it."
SeriesData /: SeriesData[x_, x0_, a_List, m1_, n1_, 1] + SeriesData[x_, x0_, b_List, m2_, n2_, 1] := With[{m = Min[m1, m2], n = Min[n1, n2]}, trimmedSeries[x, x0, coefficientsFrom[a, m1, m, n] + coefficientsFrom[b, m2, m, n], m, n]]
SeriesData /: (s : SeriesData[x_, x0_, a_List, m_, n_, 1]) + expr_ := With[{other = asSeries[expr, x, x0, n]}, (s + other) /; Head[other] === SeriesData] /; Head[expr] =!= SeriesData
SeriesData /: SeriesData[x_, x0_, a_List, m1_, n1_, 1] SeriesData[x_, x0_, b_List, m2_, n2_, 1] := With[{m = m1 + m2, n = Min[m1 + n2, m2 + n1]}, trimmedSeries[x, x0, Take[PadRight[ListConvolve[coefficientsFrom[a, m1, m1, m1 + n - m], coefficientsFrom[b, m2, m2, m2 + n - m], {1, -1}, 0], n - m], n - m], m, n]]
SeriesData /: SeriesData[x_, 0, a_List, m_, n_, 1] x_^k_. := SeriesData[x, 0, a, m + k, n + k, 1] /; IntegerQ[k]
SeriesData /: (s : SeriesData[x_, x0_, a_List, m_, n_, 1]) expr_ := trimmedSeries[x, x0, expr a, m, n] /; FreeQ[expr, x]
SeriesData /: (s : SeriesData[x_, x0_, a_List, m_, n_, 1]) expr_ := With[{other = asSeries[expr, x, x0, Max[n - m, 1] + 4]}, (s other) /; Head[other] === SeriesData] /; Head[expr] =!= SeriesData
SeriesData /: SeriesData[x_, x0_, {}, m_, n_, d_]^p_?Positive := SeriesData[x, x0, {}, p m, p n, d]
SeriesData /: SeriesData[x_, x0_, a_List, m_, n_, 1]^p_ := With[{c = powerCoefficients[PadRight[a, n - m], p]}, trimmedSeries[x, x0, c, m p, m p + n - m]] /; a =!= {} && FreeQ[p, x] && IntegerQ[m p]
SeriesData /: (f_Symbol)[SeriesData[x_, x0_, a_List, m_, n_, 1]] := Series[f[Normal[SeriesData[x, x0, a, m, n, 1]]], {x, x0, n - 1}] /; m >= 0 && MemberQ[{Exp, Sin, Cos, Tan, Log, Sinh, Cosh, Tanh, ArcSin, ArcTan, Sqrt}, f]
SeriesData /: E^SeriesData[x_, x0_, a_List, m_, n_, 1] := Series[E^Normal[SeriesData[x, x0, a, m, n, 1]], {x, x0, n - 1}] /; m >= 0
SeriesData /: D[SeriesData[x_, x0_, a_List, m_, n_, 1], x_] := trimmedSeries[x, x0, a Range[m, m + Length[a] - 1], m - 1, n - 1]
SeriesData /: Integrate[SeriesData[x_, x0_, a_List, m_, n_, 1], x_] := trimmedSeries[x, x0, a/Range[m + 1, m + Length[a]], m + 1, n + 1] /; m >= 0
SeriesData /: Coefficient[s : SeriesData[x_, x0_, a_List, m_, n_, 1], x_, k_: 1] := Coefficient[Normal[s], x, k]
SeriesData /: CoefficientList[s : SeriesData[x_, x0_, a_List, m_, n_, 1], x_] := CoefficientList[Normal[s], x]

asSeries[expr_, x_, x0_, n_] := SeriesData[x, x0, {expr}, 0, n, 1] /; FreeQ[expr, x]
asSeries[expr_, x_, x0_, n_] := Series[expr, {x, x0, n - 1}]
coefficientsFrom[a_, m_, first_, end_] := Take[PadRight[Join[ConstantArray[0, m - first], a], Max[end - first, 0]], Max[end - first, 0]]
powerCoefficients[a_, p_] := Module[{c = {First[a]^p}}, Do[AppendTo[c, Together[Sum[(k p - i + k) a[[k + 1]] c[[i - k + 1]], {k, i}]/(i First[a])]], {i, Length[a] - 1}]; c]
trimmedSeries[x_, x0_, a_, m_, n_] := With[{first = LengthWhile[a, # === 0 &]}, If[first === Length[a], SeriesData[x, x0, {}, n, n, 1], SeriesData[x, x0, Drop[Drop[a, first], -LengthWhile[Reverse[a], # === 0 &]], m + first, n, 1]]]
