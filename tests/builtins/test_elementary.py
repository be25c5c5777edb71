"""Elementary and special functions: exact values and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session

VALUES = [
    ("{Sin[0], Sin[Pi/6], Sin[Pi/4], Sin[Pi/3], Sin[Pi/2], Sin[7 Pi/6]}",
     "{0, 1/2, 1/Sqrt[2], Sqrt[3]/2, 1, -1/2}"),
    ("{Cos[0], Cos[Pi/3], Cos[2 Pi/3], Cos[Pi]}", "{1, 1/2, -1/2, -1}"),
    ("{Tan[Pi/4], Tan[Pi/3], Tan[Pi/2], Cot[Pi/6], Sec[Pi/3], Csc[Pi/6]}",
     "{1, Sqrt[3], ComplexInfinity, Sqrt[3], 2, 2}"),
    ("Sin[Pi/12]", "(-1 + Sqrt[3])/(2 Sqrt[2])"),
    ("Sin[30 Degree]", "1/2"),
    ("{Sin[-x], Cos[-x], Tan[-x], Sin[x + Pi], Cos[x + Pi/2]}",
     "{-Sin[x], Cos[x], -Tan[x], -Sin[x], -Sin[x]}"),
    ("{Sin[Pi/8], Sin[3 Pi/8], Sin[Pi/7]}", "{Sin[Pi/8], Cos[Pi/8], Sin[Pi/7]}"),
    ("{Sin[1.], Cos[1.], Tan[1.]}", "{0.841471, 0.540302, 1.55741}"),
    ("{ArcSin[1/2], ArcCos[-1/2], ArcTan[1], ArcTan[Sqrt[3]], ArcTan[Infinity]}",
     "{Pi/6, (2 Pi)/3, Pi/4, Pi/3, Pi/2}"),
    ("{ArcTan[-1, 1], ArcTan[1., 2.], ArcTan[0, -1]}", "{(3 Pi)/4, 1.10715, -Pi/2}"),
    ("{Sin[ArcSin[x]], Cos[ArcCos[x]], Sin[ArcCos[x]]}", "{x, x, Sqrt[1 - x^2]}"),
    ("{Log[1], Log[E], Log[E^3], Log[2, 8], Log[10, 1000], Log[4, 8]}", "{0, 1, 3, 3, 3, 3/2}"),
    ("{Log[-1], Log[0], Log[1/2], Log[2.], Log10[1000], Log2[8]}",
     "{I Pi, -Infinity, -Log[2], 0.693147, 3, 3}"),
    ("{Exp[0], Exp[1], Exp[1.], Exp[I Pi]}", "{1, E, 2.71828, -1}"),
    ("{Sinh[0], Cosh[0], Tanh[Infinity], Sinh[1.]}", "{0, 1, 1, 1.1752}"),
    ("{Sin[I], Sin[I x]}", "{I Sinh[1], I Sinh[x]}"),
    ("ArcSin[2.]", "1.5708 - 1.31696 I"),
    ("{Gamma[5], Gamma[1/2], 5!, 0.5!, (1/2)!, 7!!}", "{24, Sqrt[Pi], 120, 0.886227, Sqrt[Pi]/2, 105}"),
    ("{Erf[0], Erf[1.], Zeta[2], Zeta[-1], Beta[2, 3]}", "{0, 0.842701, Pi^2/6, -1/12, 1/12}"),
    ("{LogisticSigmoid[0], Sinc[0]}", "{1/2, 1}"),
    ("N[Sin[1], 30]", "0.841470984807896506652502321630"),
    ("Sin[{1., 2.}]", "{0.841471, 0.909297}"),
]


@pytest.mark.parametrize(("source", "result"), VALUES)
def test_values(session: Session, source: str, result: str) -> None:
    outcome = session.evaluate(source)
    assert outcome.text == result
    assert not outcome.messages
