"""Numbers of arbitrary precision: the digits that are stored are printed."""

from __future__ import annotations

from collections.abc import Callable

ROWS = r"""
N[Pi, 40]  gives  3.1415926535897932384626433832795028841971693993751058209749`40.
N[1/7, 30]  gives  0.1428571428571428571428571428571428571428571428571428571429`30.
1.5`20  gives  1.5`20.
10.^400  gives  1.`15.954589770191003*^400
Precision[N[Pi, 30]]  gives  30.
ToString[N[Pi, 30]]  gives  3.14159265358979323846264338328
N[100!, 5] // Precision  gives  5.
Accuracy[1.5`10]  gives  9.823908740944319
"""


def test_row(check: Callable[[tuple[str, str, str]], None], row: tuple[str, str, str]) -> None:
    check(row)
