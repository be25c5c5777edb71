"""Bases, roots, classical polynomials; the order of sums and products."""

from __future__ import annotations

from collections.abc import Callable

ROWS = r"""
GroebnerBasis[{x^2 + y^2 - 1, x - y}, {x, y}]  gives  {-1 + 2*y^2, x - y}
MinimalPolynomial[Sqrt[2] + Sqrt[3], x]  gives  1 - 10*x^2 + x^4
FactorSquareFree[x^3 - x^2 - x + 1]  gives  (-1 + x)^2*(1 + x)
FunctionExpand[Gamma[n + 1]]  gives  n*Gamma[n]
JordanDecomposition[{{2, 1}, {0, 2}}]  gives  {{{1, 0}, {0, 1}}, {{2, 1}, {0, 2}}}
LatticeReduce[{{1, 0}, {3, 1}}]  gives  {{1, 0}, {0, 1}}
FindInstance[x^2 == 4 && x > 0, x]  gives  {{x -> 2}}
FindInstance[x^2 + y^2 == 25 && 0 < x < y, {x, y}, Integers]  gives  {{x -> 3, y -> 4}}
LaguerreL[2, x]  gives  (2 - 4*x + x^2)/2
EulerE[4]  gives  5
EulerE[2, x]  gives  -x + x^2
SubstitutionSystem[{"A" -> "AB", "B" -> "A"}, "A", 3]  gives  {A, AB, ABA, ABAAB}
SubstitutionSystem[{1 -> {1, 0}, 0 -> {1}}, {1}, 2]  gives  {{1}, {1, 0}, {1, 0, 1}}
URLParse["http://www.example.com:80/a/b?x=1&y=2#z", "Domain"]  gives  www.example.com
MaxFilter[{1, 5, 2, 3}, 1]  gives  {5, 5, 5, 3}
ArithmeticGeometricMean[1., 2.]  gives  1.4567910310469068
Factor[x^3 - x^2 - x + 1]  gives  (-1 + x)^2*(1 + x)
x (1 + x)^2  gives  x*(1 + x)^2
(1 + x)^2 (1 + x^2)  gives  (1 + x)^2*(1 + x^2)
(x - 1)^2 x  gives  (-1 + x)^2*x
y + (1 + x)^2  gives  (1 + x)^2 + y
x + (1 + x)^2  gives  x + (1 + x)^2
(a + b)^2 (a - b)  gives  (a - b)*(a + b)^2
Sqrt[1 + x] + x  gives  x + Sqrt[1 + x]
1/(1 + x) + x  gives  x + (1 + x)^(-1)
2 (1 + x) + x  gives  x + 2*(1 + x)
Apart[1/((x + 1)^2 (x + 2))]  gives  (1 + x)^(-2) - (1 + x)^(-1) + (2 + x)^(-1)
"""


def test_row(check: Callable[[tuple[str, str, str]], None], row: tuple[str, str, str]) -> None:
    check(row)
