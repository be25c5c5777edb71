(* Numerical solutions of ordinary differential equations, by the classical Runge-Kutta method with 1000 steps. *)

NDSolve::usage = "NDSolve[{eqn, y[a] == c, ...}, y, {x, a, b}] solves ordinary differential equations numerically for the function y, or for a list of functions."
NDSolve[equations_, f_, {x_, a_, b_}, ___] := With[{found = numericalFunctions[Flatten[{equations}], Flatten[{f}], {x, a, b}]},
    {Thread[Flatten[{f}] -> MapThread[If[MatchQ[#1, _[x]], #2[x], #2] &, {Flatten[{f}], found}]]} /; ListQ[found]]

NDSolveValue::usage = "NDSolveValue[{eqn, y[a] == c, ...}, expr, {x, a, b}] gives expr with the solutions that NDSolve finds."
NDSolveValue[equations_, f_, {x_, a_, b_}, ___] := With[{found = numericalFunctions[Flatten[{equations}], Flatten[{f}], {x, a, b}]},
    With[{values = MapThread[If[MatchQ[#1, _[x]], #2[x], #2] &, {Flatten[{f}], found}]}, If[ListQ[f], values, First[values]]] /; ListQ[found]]

numericalFunctions[equations_, functions_, {x_, a_, b_}] := Module[{names, orders, variables, tops, odes, given, solved, state, slopes, start, field, times, rows},
    names = Replace[functions, u_[x] :> u, {1}];
    orders = Function[u, Max[1, Cases[equations, Derivative[n_][u][_] :> n, Infinity]]] /@ names;
    variables = Flatten[MapThread[Function[{u, n}, Table[Derivative[k][u][x], {k, 0, n - 1}]], {names, orders}]];
    tops = MapThread[Derivative[#2][#1][x] &, {names, orders}];
    odes = Select[equations, ! FreeQ[#, Derivative[_][_][x]] &];
    given = Replace[Complement[equations, odes], Equal[left_, right_] :> (left -> right), {1}];
    solved = Solve[odes, tops];
    state = Table[Unique["state"], Length[variables]];
    start = N[variables /. x -> a /. given];
    If[! ListQ[solved] || solved === {} || ! VectorQ[start, NumberQ], Return[$Failed, Module]];
    slopes = Flatten[MapThread[Function[{u, n}, Table[Derivative[k][u][x], {k, n}]], {names, orders}]] /. First[solved] /. Thread[variables -> state];
    field = Function[Evaluate[Prepend[state, x]], Evaluate[slopes]];
    times = N[Subdivide[a, b, 1000]];
    rows = FoldList[rungeKuttaStep[field, #1, #2, times[[2]] - times[[1]]] &, start, Most[times]];
    InterpolatingFunction[{{N[a], N[b]}}, times, #, 3] & /@ Transpose[rows][[Most[FoldList[Plus, 1, orders]]]]]

rungeKuttaStep[field_, y_, t_, h_] := Module[{k1, k2, k3, k4},
    k1 = field[t, Sequence @@ y];
    k2 = field[t + h/2, Sequence @@ (y + h k1/2)];
    k3 = field[t + h/2, Sequence @@ (y + h k2/2)];
    k4 = field[t + h, Sequence @@ (y + h k3)];
    y + h (k1 + 2 k2 + 2 k3 + k4)/6]
