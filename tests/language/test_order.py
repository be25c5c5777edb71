"""The order of factors and terms."""

from __future__ import annotations

from collections.abc import Callable

ROWS = r"""
x^2 (1 + x)  gives  x^2*(1 + x)
x^2 (x - 1)  gives  (-1 + x)*x^2
x^2 (x^2 - 2)  gives  x^2*(-2 + x^2)
n^2 (1 + n)^2/4  gives  (n^2*(1 + n)^2)/4
(1 + x) (x^2 - 2)  gives  (1 + x)*(-2 + x^2)
(1 - x) x^3  gives  (1 - x)*x^3
x y + y^2 + y  gives  y + x*y + y^2
(1 + x) (1 + x^2)  gives  (1 + x)*(1 + x^2)
(1 + 2 x) x  gives  x*(1 + 2*x)
(a + b) a  gives  a*(a + b)
(a + b) b  gives  b*(a + b)
(a + b) c  gives  (a + b)*c
(a - b) b  gives  (a - b)*b
x Sqrt[1 + x]  gives  x*Sqrt[1 + x]
x^2/(1 + x)  gives  x^2/(1 + x)
x^2/Sqrt[1 - x^2]  gives  x^2/Sqrt[1 - x^2]
x (x + y) (x - y)  gives  x*(x - y)*(x + y)
x + (1 + x)^2 + x^2  gives  x + x^2 + (1 + x)^2
(1 + x)^2 (2 + x)^3 x  gives  x*(1 + x)^2*(2 + x)^3
n (n + 1) (2 n + 1)/6  gives  (n*(1 + n)*(1 + 2*n))/6
"""


def test_row(check: Callable[[tuple[str, str, str]], None], row: tuple[str, str, str]) -> None:
    check(row)
