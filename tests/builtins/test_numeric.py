"""Rounding, parts of numbers, precision."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session

VALUES = [
    ("{Floor[2.7], Floor[-5/2], Floor[Pi], Floor[17, 5], Floor[-2.5]}", "{2, -3, 3, 15, -3}"),
    ("{Ceiling[2.1], Ceiling[17, 5], Ceiling[7/2]}", "{3, 20, 4}"),
    ("{Round[2.5], Round[3.5], Round[-2.5], Round[17, 5], Round[3.14159, 0.01]}", "{2, 4, -2, 15, 3.14}"),
    ("Floor[10^20 Pi]", "314159265358979323846"),
    ("{IntegerPart[-2.7], FractionalPart[7/3]}", "{-2, 1/3}"),
    ("{Mod[7, 3], Mod[-7, 3], Mod[7, -3], Mod[5.5, 2], Mod[8, 3, 1], Mod[Pi, 2]}",
     "{1, 2, -2, 1.5, 2, -2 + Pi}"),
    ("{Quotient[17, 5], Quotient[-7, 3], QuotientRemainder[17, 5]}", "{3, -3, {3, 2}}"),
    ("{Abs[-3], Abs[3 + 4 I], Abs[-2.5], Abs[1 + I], Abs[-x], Abs[2 x]}",
     "{3, 5, 2.5, Sqrt[2], Abs[x], 2 Abs[x]}"),
    ("{Sign[-2.5], Sign[0], Sign[Pi], Sign[3 + 4 I]}", "{-1, 0, 1, 3/5 + (4 I)/5}"),
    ("{Re[3 + 4 I], Im[3 + 4 I], Conjugate[3 + 4 I], Arg[1 + I], ReIm[2 I]}",
     "{3, 4, 3 - 4 I, Pi/4, {0, 2}}"),
    ("{Max[1, 3, 2], Max[{1, 5}, 2.5], Max[], Min[], Max[x, 2, 3]}",
     "{3, 5, -Infinity, Infinity, Max[3, x]}"),
    ('{Max[<|"a" -> 2, "b" -> 7|>], MinMax[{3, 1, 2}]}', "{7, {1, 3}}"),
    ("{Clip[2.5], Clip[7, {0, 5}], Rescale[5, {0, 10}], Rescale[{1, 2, 3}]}", "{1, 5, 1/2, {0, 1/2, 1}}"),
    ("{UnitStep[{-1, 0, 2}], Ramp[{-2, 3}], Unitize[{0, 3}], KroneckerDelta[2, 2]}",
     "{{0, 1, 1}, {0, 3}, {0, 1}, 1}"),
    ("{N[Pi], N[1/7], N[x + 1/2], N[x^2], N[{1, 2}]}", "{3.14159, 0.142857, 0.5 + x, x^2, {1., 2.}}"),
    ("N[Pi, 30]", "3.14159265358979323846264338328"),
    ("N[Sqrt[2], 20]", "1.4142135623730950488"),
    ("N[1/3, 20]", "0.33333333333333333333"),
    ("N[Log[2], 50]", "0.69314718055994530941723212145817656807550013436026"),
    ("N[E^(I Pi/3)]", "0.5 + 0.866025 I"),
    ("{Precision[1.5], Precision[3/4], Precision[1.5`30], Precision[N[Pi, 40]]}",
     "{MachinePrecision, Infinity, 30., 40.}"),
    ("Accuracy[1000.]", "12.9546"),
    ("SetPrecision[Pi, 10]", "3.141592654"),
    ("Chop[{1. + 10.^-20, 10.^-12, 2. + 10.^-15 I}]", "{1., 0, 2.}"),
    ("{Rationalize[0.75], Rationalize[3.14159, 0.01], Rationalize[0.1], Rationalize[N[Pi]]}",
     "{3/4, 22/7, 1/10, 3.14159}"),
    ("{Numerator[6/4], Denominator[6/4], Numerator[x/(2 y)], Denominator[x/(2 y)]}", "{3, 2, x, 2 y}"),
    ("{MantissaExponent[2.5], MantissaExponent[1000]}", "{{0.25, 1}, {1/10, 4}}"),
    ("{Range[30]^2 == Table[i^2, {i, 30}], Total[Range[100]/2]}", "{True, 2525}"),
    ("Range[20]*10^18 == Table[i 10^18, {i, 20}]", "True"),
    ("Sqrt[Range[20]][[8]]", "2 Sqrt[2]"),
    ("Mod[Range[-20, 20], 7][[1]]", "1"),
]


@pytest.mark.parametrize(("source", "result"), VALUES)
def test_values(session: Session, source: str, result: str) -> None:
    outcome = session.evaluate(source)
    assert outcome.text == result
    assert not outcome.messages


COMPLAINTS = [
    ("Mod[5, 0]", "Indeterminate", "Mod::indet: Indeterminate expression Mod[5, 0] encountered."),
]


@pytest.mark.parametrize(("source", "result", "message"), COMPLAINTS)
def test_complaints(session: Session, source: str, result: str, message: str) -> None:
    outcome = session.evaluate(source)
    assert outcome.text == result
    assert outcome.messages == [message]
