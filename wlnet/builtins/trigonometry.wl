(* Exponentials and circular functions into each other; real and imaginary parts. *)

TrigToExp::usage = "TrigToExp[expr] writes circular and hyperbolic functions with exponentials."
TrigToExp[expr_] := expr //. {
    Sin[x_] :> I/2 (E^(-I x) - E^(I x)), Cos[x_] :> (E^(I x) + E^(-I x))/2,
    Tan[x_] :> I (E^(-I x) - E^(I x))/(E^(-I x) + E^(I x)), Cot[x_] :> -I (E^(-I x) + E^(I x))/(E^(-I x) - E^(I x)),
    Sec[x_] :> 2/(E^(I x) + E^(-I x)), Csc[x_] :> -2 I/(E^(I x) - E^(-I x)),
    Sinh[x_] :> (E^x - E^-x)/2, Cosh[x_] :> (E^x + E^-x)/2, Tanh[x_] :> (E^x - E^-x)/(E^x + E^-x),
    Sech[x_] :> 2/(E^x + E^-x), Csch[x_] :> 2/(E^x - E^-x), Coth[x_] :> (E^x + E^-x)/(E^x - E^-x)} // Expand

ExpToTrig::usage = "ExpToTrig[expr] writes exponentials with circular and hyperbolic functions."
ExpToTrig[expr_] := expr /. E^(x_) :> With[{y = Expand[x/I]}, If[FreeQ[y, Complex], Cos[y] + I Sin[y], Cosh[x] + Sinh[x]]]

ComplexExpand::usage = "ComplexExpand[expr] separates real and imaginary parts, all symbols being real; ComplexExpand[expr, {z, ...}] takes the z as complex."
ComplexExpand[expr_List] := ComplexExpand /@ expr
ComplexExpand[expr_] := With[{parts = realAndImaginary[expr]}, If[ListQ[parts], Expand[parts[[1]]] + I Expand[parts[[2]]] // complexSum, expr]]

complexSum[x_] := x
realAndImaginary[x_?NumberQ] := {Re[x], Im[x]}
realAndImaginary[x_Symbol] := {x, 0}
realAndImaginary[x_Plus] := Total[realAndImaginary /@ List @@ x]
realAndImaginary[x_Times] := Expand[Fold[{#1[[1]] #2[[1]] - #1[[2]] #2[[2]], #1[[1]] #2[[2]] + #1[[2]] #2[[1]]} &, realAndImaginary /@ List @@ x]]
realAndImaginary[E^x_] := With[{p = realAndImaginary[x]}, {E^p[[1]] Cos[p[[2]]], E^p[[1]] Sin[p[[2]]]}]
realAndImaginary[x_^n_Integer?Positive] := With[{p = realAndImaginary[x]}, If[p[[2]] === 0, {x^n, 0}, With[{z = Expand[(p[[1]] + I p[[2]])^n]}, {z /. Complex[a_, b_] :> a, Expand[(z - (z /. Complex[a_, b_] :> a))/I]}]]]
realAndImaginary[x_^n_Integer?Negative] := With[{p = realAndImaginary[x^-n]}, If[p[[2]] === 0, {x^n, 0}, {p[[1]]/(p[[1]]^2 + p[[2]]^2), -p[[2]]/(p[[1]]^2 + p[[2]]^2)}]]
realAndImaginary[Sin[x_]] := With[{p = realAndImaginary[x]}, {Sin[p[[1]]] Cosh[p[[2]]], Cos[p[[1]]] Sinh[p[[2]]]}]
realAndImaginary[Cos[x_]] := With[{p = realAndImaginary[x]}, {Cos[p[[1]]] Cosh[p[[2]]], -Sin[p[[1]]] Sinh[p[[2]]]}]
realAndImaginary[Abs[x_]] := With[{p = realAndImaginary[x]}, {If[p[[2]] === 0, Abs[x], Sqrt[p[[1]]^2 + p[[2]]^2]], 0}]
realAndImaginary[Re[x_]] := {First[realAndImaginary[x]], 0}
realAndImaginary[Im[x_]] := {Last[realAndImaginary[x]], 0}
realAndImaginary[Conjugate[x_]] := {1, -1} realAndImaginary[x]
realAndImaginary[x_] := {x, 0}

FromPolarCoordinates::usage = "FromPolarCoordinates[{r, t}] gives {x, y} of a point with these polar coordinates."
FromPolarCoordinates[{r_, t_}] := {r Cos[t], r Sin[t]}
FromPolarCoordinates[{r_, t_, p_}] := {r Cos[t], r Cos[p] Sin[t], r Sin[p] Sin[t]}

ToPolarCoordinates::usage = "ToPolarCoordinates[{x, y}] gives the polar coordinates {r, t} of a point."
ToPolarCoordinates[{x_, y_}] := {Sqrt[x^2 + y^2], ArcTan[x, y]}

FromSphericalCoordinates::usage = "FromSphericalCoordinates[{r, t, p}] gives {x, y, z} of a point with these spherical coordinates."
FromSphericalCoordinates[{r_, t_, p_}] := {r Cos[p] Sin[t], r Sin[p] Sin[t], r Cos[t]}

ToSphericalCoordinates::usage = "ToSphericalCoordinates[{x, y, z}] gives the spherical coordinates {r, t, p} of a point."
ToSphericalCoordinates[{x_, y_, z_}] := {Sqrt[x^2 + y^2 + z^2], ArcTan[z, Sqrt[x^2 + y^2]], ArcTan[x, y]}

AngleVector::usage = "AngleVector[t] is the unit vector at angle t; AngleVector[{r, t}] that of length r; AngleVector[{x, y}, t] starts at {x, y}."
AngleVector[t : Except[_List]] := {Cos[t], Sin[t]}
AngleVector[{r_, t_}] := {r Cos[t], r Sin[t]}
AngleVector[start_List, turn_] := start + AngleVector[turn]

RotationMatrix::usage = "RotationMatrix[t] is the matrix that turns vectors of the plane by t; RotationMatrix[t, w] turns about the axis w in space."
RotationMatrix[t_] := {{Cos[t], -Sin[t]}, {Sin[t], Cos[t]}}
RotationMatrix[t_, axis : {_, _, _}] := With[{u = Normalize[axis]}, With[{k = {{0, -u[[3]], u[[2]]}, {u[[3]], 0, -u[[1]]}, {-u[[2]], u[[1]], 0}}}, IdentityMatrix[3] + Sin[t] k + (1 - Cos[t]) k . k]]

ScalingMatrix::usage = "ScalingMatrix[{s1, s2, ...}] scales the axes by the si."
ScalingMatrix[s_List] := DiagonalMatrix[s]

ReflectionMatrix::usage = "ReflectionMatrix[v] reflects vectors in the hyperplane normal to v."
ReflectionMatrix[v_List] := IdentityMatrix[Length[v]] - 2 Outer[Times, v, v]/v . v

Haversine::usage = "Haversine[z] is Sin[z/2]^2."
SetAttributes[Haversine, {Listable, NumericFunction}]
Haversine[z_?NumericQ] := Sin[z/2]^2

SquareWave::usage = "SquareWave[x] is 1 in the first half of each unit interval and -1 in the second."
SetAttributes[SquareWave, {Listable, NumericFunction}]
SquareWave[x_?NumericQ] := If[FractionalPart[x - Floor[x]] < 1/2, 1, -1]

SawtoothWave::usage = "SawtoothWave[x] is the distance of x from the integer below it."
SetAttributes[SawtoothWave, {Listable, NumericFunction}]
SawtoothWave[x_?NumericQ] := x - Floor[x]

TriangleWave::usage = "TriangleWave[x] goes from 0 up to 1 at 1/4, down to -1 at 3/4, and has period 1."
SetAttributes[TriangleWave, {Listable, NumericFunction}]
TriangleWave[x_?NumericQ] := 1 - 4 Abs[1/2 - Mod[x + 1/4, 1]]

UnitBox::usage = "UnitBox[x] is 1 for x between -1/2 and 1/2, and 0 elsewhere."
SetAttributes[UnitBox, {Listable, NumericFunction}]
UnitBox[x_?NumericQ] := Boole[Abs[x] <= 1/2]

UnitTriangle::usage = "UnitTriangle[x] is 1 - Abs[x] for x between -1 and 1, and 0 elsewhere."
SetAttributes[UnitTriangle, {Listable, NumericFunction}]
UnitTriangle[x_?NumericQ] := If[Abs[x] <= 1, 1 - Abs[x], 0]
