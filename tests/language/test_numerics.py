"""Eigenvalues, decompositions, partitions, automata."""

from __future__ import annotations

from collections.abc import Callable

ROWS = r"""
IntegerPartitions[5]  gives  {{5}, {4, 1}, {3, 2}, {3, 1, 1}, {2, 2, 1}, {2, 1, 1, 1}, {1, 1, 1, 1, 1}}
IntegerPartitions[5, 2]  gives  {{5}, {4, 1}, {3, 2}}
IntegerPartitions[5, {2}]  gives  {{4, 1}, {3, 2}}
IntegerPartitions[8, All, {1, 5}]  gives  {{5, 1, 1, 1}, {1, 1, 1, 1, 1, 1, 1, 1}}
IntegerPartitions[0]  gives  {{}}
Length[IntegerPartitions[30]]  gives  5604
Eigenvalues[{{2, 0}, {0, 3}}]  gives  {3, 2}
Eigenvectors[{{2, 0}, {0, 3}}]  gives  {{0, 1}, {1, 0}}
Eigenvalues[{{1, 2}, {3, 4}}]  gives  {(5 + Sqrt[33])/2, (5 - Sqrt[33])/2}
Eigenvalues[{{a, b}, {b, a}}]  gives  {a - b, a + b}
Eigensystem[{{1, 2}, {2, 1}}]  gives  {{3, -1}, {{1, 1}, {-1, 1}}}
Eigenvalues[{{0, 1}, {-1, 0}}]  gives  {I, -I}
Eigenvalues[{{1, 0, 0}, {0, 2, 0}, {0, 0, 3}}]  gives  {3, 2, 1}
Eigenvalues[{{1., 2.}, {3., 4.}}]  gives  {5.372281323269014, -0.3722813232690143}
Eigenvalues[{1, 2}]  gives  Eigenvalues[{1, 2}]  with  Eigenvalues::matsq
CharacteristicPolynomial[{{1, 2}, {3, 4}}, x]  gives  -2 - 5*x + x^2
QRDecomposition[{{1, 2}, {3, 4}}]  gives  {{{1/Sqrt[10], 3/Sqrt[10]}, {3/Sqrt[10], -(1/Sqrt[10])}}, {{Sqrt[10], 7*Sqrt[2/5]}, {0, Sqrt[2/5]}}}
LUDecomposition[{{1, 2}, {3, 4}}]  gives  {{{1, 2}, {3, -2}}, {1, 2}, 0}
CholeskyDecomposition[{{2, 1}, {1, 2}}]  gives  {{Sqrt[2], 1/Sqrt[2]}, {0, Sqrt[3/2]}}
PseudoInverse[{{1, 2}, {3, 4}, {5, 6}}]  gives  {{-4/3, -1/3, 2/3}, {13/12, 1/3, -5/12}}
LeastSquares[{{1, 1}, {1, 2}, {1, 3}}, {7, 7, 8}]  gives  {19/3, 1/2}
MatrixExp[{{0, 1}, {0, 0}}]  gives  {{1, 1}, {0, 1}}
Orthogonalize[{{1, 1}, {1, 0}}]  gives  {{1/Sqrt[2], 1/Sqrt[2]}, {1/Sqrt[2], -(1/Sqrt[2])}}
Fourier[{1, 2, 3, 4}]  gives  {5. + 0.*I, -1. - 1.*I, -1. + 0.*I, -1. + 1.*I}
DistanceMatrix[{1, 2, 4}]  gives  {{0, 1, 3}, {1, 0, 2}, {3, 2, 0}}
SingularValueList[{{1, 2}, {3, 4}}]  gives  {Sqrt[15 + Sqrt[221]], Sqrt[15 - Sqrt[221]]}
PositiveDefiniteMatrixQ[{{1, 2}, {2, 1}}]  gives  False
CellularAutomaton[30, {{1}, 0}, 2]  gives  {{0, 0, 1, 0, 0}, {0, 1, 1, 1, 0}, {1, 1, 0, 0, 1}}
CellularAutomaton[30, {0, 0, 1, 0, 0}, 1]  gives  {{0, 0, 1, 0, 0}, {0, 1, 1, 1, 0}}
CellularAutomaton[90, {{1}, 0}, 3]  gives  {{0, 0, 0, 1, 0, 0, 0}, {0, 0, 1, 0, 1, 0, 0}, {0, 1, 0, 0, 0, 1, 0}, {1, 0, 1, 0, 1, 0, 1}}
CellularAutomaton[{224, {2, {{2, 2, 2}, {2, 1, 2}, {2, 2, 2}}}, {1, 1}}, {{0, 0, 0, 0, 0}, {0, 0, 1, 0, 0}, {0, 0, 1, 0, 0}, {0, 0, 1, 0, 0}, {0, 0, 0, 0, 0}}, {{1}}]  gives  {{0, 0, 0, 0, 0}, {0, 0, 0, 0, 0}, {0, 1, 1, 1, 0}, {0, 0, 0, 0, 0}, {0, 0, 0, 0, 0}}
"""


def test_row(check: Callable[[tuple[str, str, str]], None], row: tuple[str, str, str]) -> None:
    check(row)
