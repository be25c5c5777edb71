(* Products and powers of permutations; predicates on matrices; tensors. *)

PermutationProduct::usage = "PermutationProduct[p1, p2, ...] applies p1, then p2, and so on."
PermutationProduct[] := Cycles[{}]
PermutationProduct[p_] := p
PermutationProduct[a : Cycles[_], b : Cycles[_]] := With[{n = Max[1, a[[1]], b[[1]]]}, PermutationCycles[PermutationList[b, n][[PermutationList[a, n]]]]]
PermutationProduct[a_List, b_List] := PadRight[b, Max[Length /@ {a, b}], Range[Max[Length /@ {a, b}]]][[a]]
PermutationProduct[a_, b_, rest__] := PermutationProduct[PermutationProduct[a, b], rest]

PermutationPower::usage = "PermutationPower[p, n] applies p n times."
PermutationPower[p : Cycles[_], n_Integer] := If[n >= 0, Nest[PermutationProduct[#, p] &, Cycles[{}], n], PermutationPower[InversePermutation[p], -n]]
PermutationPower[p_List, n_Integer] := If[n >= 0, Nest[PermutationProduct[#, p] &, Range[Length[p]], n], PermutationPower[InversePermutation[p], -n]]

PermutationOrder::usage = "PermutationOrder[p] is the least n for which p applied n times changes nothing."
PermutationOrder[Cycles[cycles_]] := LCM @@ Append[Length /@ cycles, 1]
PermutationOrder[p_List] := PermutationOrder[PermutationCycles[p]]

PermutationLength::usage = "PermutationLength[p] is the number of places that p moves."
PermutationLength[Cycles[cycles_]] := Total[Length /@ cycles]
PermutationLength[p_List] := PermutationLength[PermutationCycles[p]]

PermutationSupport::usage = "PermutationSupport[p] gives the places that p moves."
PermutationSupport[Cycles[cycles_]] := Sort[Flatten[cycles]]
PermutationSupport[p_List] := PermutationSupport[PermutationCycles[p]]

PermutationListQ::usage = "PermutationListQ[list] gives True for a list of the integers from 1 to its length in any order."
PermutationListQ[list_List] := Sort[list] === Range[Length[list]]
PermutationListQ[_] := False

PermutationCyclesQ::usage = "PermutationCyclesQ[expr] gives True for Cycles of lists of different positive integers."
PermutationCyclesQ[Cycles[cycles : {{___Integer?Positive} ...}]] := DuplicateFreeQ[Flatten[cycles]]
PermutationCyclesQ[_] := False

OrthogonalMatrixQ::usage = "OrthogonalMatrixQ[m] gives True when m.Transpose[m] is the identity."
OrthogonalMatrixQ[m_?MatrixQ] := TrueQ[Chop[Simplify[m . Transpose[m]] - IdentityMatrix[Length[m]]] == 0 IdentityMatrix[Length[m]]]
OrthogonalMatrixQ[_] := False

UnitaryMatrixQ::usage = "UnitaryMatrixQ[m] gives True when m.ConjugateTranspose[m] is the identity."
UnitaryMatrixQ[m_?MatrixQ] := TrueQ[Chop[Simplify[m . ConjugateTranspose[m]] - IdentityMatrix[Length[m]]] == 0 IdentityMatrix[Length[m]]]
UnitaryMatrixQ[_] := False

NormalMatrixQ::usage = "NormalMatrixQ[m] gives True when m commutes with its conjugate transpose."
NormalMatrixQ[m_?SquareMatrixQ] := TrueQ[Simplify[m . ConjugateTranspose[m]] == Simplify[ConjugateTranspose[m] . m]]
NormalMatrixQ[_] := False

AntisymmetricMatrixQ::usage = "AntisymmetricMatrixQ[m] gives True when m is minus its transpose."
AntisymmetricMatrixQ[m_?SquareMatrixQ] := m === -Transpose[m]
AntisymmetricMatrixQ[_] := False

PositiveSemidefiniteMatrixQ::usage = "PositiveSemidefiniteMatrixQ[m] gives True when no eigenvalue of the Hermitian part of m is negative."
PositiveSemidefiniteMatrixQ[m_?SquareMatrixQ] := Min[Re[Eigenvalues[N[(m + ConjugateTranspose[m])/2]]]] >= -10^-12
PositiveSemidefiniteMatrixQ[_] := False

NegativeDefiniteMatrixQ::usage = "NegativeDefiniteMatrixQ[m] gives True when PositiveDefiniteMatrixQ[-m] does."
NegativeDefiniteMatrixQ[m_?SquareMatrixQ] := PositiveDefiniteMatrixQ[-m]
NegativeDefiniteMatrixQ[_] := False

LeviCivitaTensor::usage = "LeviCivitaTensor[d] is the totally antisymmetric array of d dimensions, as a SparseArray; LeviCivitaTensor[d, List] as lists."
LeviCivitaTensor[d_Integer?Positive] := SparseArray[(# -> Signature[#]) & /@ Permutations[Range[d]], ConstantArray[d, d]]
LeviCivitaTensor[d_Integer?Positive, List] := Normal[LeviCivitaTensor[d]]

TensorProduct::usage = "TensorProduct[a, b, ...] is the array of all products of elements."
SetAttributes[TensorProduct, Flat]
TensorProduct[a_List, b_List] := Outer[Times, a, b]
TensorProduct[a_?NumericQ, b_] := a b
TensorProduct[a_, b_?NumericQ] := a b

HilbertMatrix::usage = "HilbertMatrix[n] is the n by n matrix of the numbers 1/(i + j - 1)."
HilbertMatrix[n_Integer?Positive] := Table[1/(i + j - 1), {i, n}, {j, n}]
HilbertMatrix[{m_Integer?Positive, n_Integer?Positive}] := Table[1/(i + j - 1), {i, m}, {j, n}]

VandermondeMatrix::usage = "VandermondeMatrix[{x1, x2, ...}] is the matrix of the powers of the xi."
VandermondeMatrix[x_List] := Table[If[j == 0, 1, e^j], {e, x}, {j, 0, Length[x] - 1}]

HadamardMatrix::usage = "HadamardMatrix[n] is the Hadamard matrix of size n, a power of 2, scaled to be orthogonal."
HadamardMatrix[n_Integer?Positive] := Nest[KroneckerProduct[#, {{1, 1}, {1, -1}}] &, {{1}}, Round[Log2[n]]]/Sqrt[n] /; IntegerQ[Log2[n]]

FourierMatrix::usage = "FourierMatrix[n] is the n by n matrix of the discrete Fourier transform."
FourierMatrix[n_Integer?Positive] := Table[E^(2 Pi I (j - 1) (k - 1)/n)/Sqrt[n], {j, n}, {k, n}]

MatrixFunction::usage = "MatrixFunction[f, m] is f of a square matrix, by its eigenvalues."
MatrixFunction[f_, m_?SquareMatrixQ] := With[{system = Eigensystem[m]}, Simplify[Transpose[system[[2]]] . DiagonalMatrix[f /@ system[[1]]] . Inverse[Transpose[system[[2]]]]]]

MatrixLog::usage = "MatrixLog[m] is the logarithm of a square matrix."
MatrixLog[m_?SquareMatrixQ] := MatrixFunction[Log, m]

CoordinateBounds::usage = "CoordinateBounds[points] gives {{xmin, xmax}, {ymin, ymax}, ...}."
CoordinateBounds[points_?MatrixQ] := MinMax /@ Transpose[points]

RandomPrime::usage = "RandomPrime[{a, b}] is a prime between a and b; RandomPrime[b] one up to b; RandomPrime[range, n] gives n."
RandomPrime[high_Integer] := RandomPrime[{2, high}]
RandomPrime[{low_Integer, high_Integer}] := NestWhile[RandomInteger[{low, high}] &, RandomInteger[{low, high}], ! PrimeQ[#] &]
RandomPrime[range_, n_Integer] := Table[RandomPrime[range], n]

AnglePath::usage = "AnglePath[{t1, t2, ...}] gives the places of a walk of unit steps that turns by ti before each; pairs {ri, ti} give the lengths."
AnglePath[turns_List] := Module[{angle = 0, place = {0, 0}}, Prepend[Map[Function[turn, angle += Last[Flatten[{turn}]]; place = place + If[ListQ[turn], First[turn], 1] {Cos[angle], Sin[angle]}], turns], {0, 0}]]
