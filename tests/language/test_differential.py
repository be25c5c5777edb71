"""Numerical solutions of differential equations."""

from __future__ import annotations

from collections.abc import Callable

ROWS = r"""
sol = NDSolve[{y'[x] == y[x], y[0] == 1}, y, {x, 0, 1}]; Round[y[1] /. First[sol], 0.0001]  gives  2.7183
sol = NDSolveValue[{y''[t] == -y[t], y[0] == 0, y'[0] == 1}, y, {t, 0, 3}]; Chop[sol[1.] - Sin[1.], 10^-6]  gives  0
sol = NDSolve[{x'[t] == y[t], y'[t] == -x[t], x[0] == 1, y[0] == 0}, {x, y}, {t, 0, 2}]; Chop[(x[2] /. First[sol]) - Cos[2.], 10^-6]  gives  0
sol = NDSolve[{y'[x] == -2 x y[x], y[0] == 1}, y[x], {x, 0, 1}]; Round[y[x] /. First[sol] /. x -> 0.5, 0.001]  gives  0.779
"""


def test_row(check: Callable[[tuple[str, str, str]], None], row: tuple[str, str, str]) -> None:
    check(row)
