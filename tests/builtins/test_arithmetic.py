"""Sums, products and powers: like terms, roots, infinities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session

VALUES = [
    ("1 + 1", "2"),
    ("2 + x + 3 x", "2 + 4 x"),
    ("x + x", "2 x"),
    ("x - x", "0"),
    ("a + b - a", "b"),
    ("b + a", "a + b"),
    ("a + b + c + a", "2 a + b + c"),
    ("1/2 + 1/3", "5/6"),
    ("3/4 + 1/4", "1"),
    ("1.5 + 2", "3.5"),
    ("x + 0.", "0. + x"),
    ("2. + Sqrt[2] + x", "3.41421 + x"),
    ("2. Pi", "6.28319"),
    ("2. + Pi", "5.14159"),
    ("1.5 x + 2.5 x", "4. x"),
    ("Plus[]", "0"),
    ("Plus[x]", "x"),
    ("Times[]", "1"),
    ("x*x", "x^2"),
    ("x y x", "x^2 y"),
    ("x^a x^b", "x^(a + b)"),
    ("x/x", "1"),
    ("x/y/z", "x/(y z)"),
    ("a/b*b", "a"),
    ("0 x", "0"),
    ("2 (a + b)", "2 (a + b)"),
    ("-(a + b)", "-a - b"),
    ("-(-x)", "x"),
    ("(a + b) (a + b)", "(a + b)^2"),
    ("2 2^x", "2^(1 + x)"),
    ("6 2^x", "3 2^(1 + x)"),
    ("2^x/2", "2^(-1 + x)"),
    ("2/3 x 3/2", "x"),
    ("n (n - 1)", "(-1 + n) n"),
    ("n (n + 1)", "n (1 + n)"),
    ("y (1 + x)", "(1 + x) y"),
    ("x^2 + x + 1 + 2 x y", "1 + x + x^2 + 2 x y"),
    ("{1, 2} + {3, 4}", "{4, 6}"),
    ("{1, 2} x", "{x, 2 x}"),
    ("{{1, 2}, {3, 4}} + {10, 20}", "{{11, 12}, {23, 24}}"),
    ("2^100", "1267650600228229401496703205376"),
    ("2^-2", "1/4"),
    ("(2/3)^2", "4/9"),
    ("(2/3)^-2", "9/4"),
    ("Power[2, 3, 2]", "512"),
    ("x^0", "1"),
    ("x^1", "x"),
    ("1^x", "1"),
    ("0^2", "0"),
    ("(x^2)^3", "x^6"),
    ("(x^a)^2", "x^(2 a)"),
    ("(x^2)^a", "(x^2)^a"),
    ("(x^2)^(1/2)", "Sqrt[x^2]"),
    ("Sqrt[x]^2", "x"),
    ("Sqrt[Sqrt[x]]", "x^(1/4)"),
    ("(x y)^2", "x^2 y^2"),
    ("(a b)^(1/2)", "Sqrt[a b]"),
    ("Sqrt[4 x]", "2 Sqrt[x]"),
    ("Sqrt[-2 x]", "Sqrt[2] Sqrt[-x]"),
    ("(-x)^2", "x^2"),
    ("(-x)^3", "-x^3"),
    ("1/(1/x)", "x"),
    ("Sqrt[8]", "2 Sqrt[2]"),
    ("Sqrt[12]", "2 Sqrt[3]"),
    ("Sqrt[2] Sqrt[2]", "2"),
    ("Sqrt[2] Sqrt[3]", "Sqrt[6]"),
    ("Sqrt[6] Sqrt[2]", "2 Sqrt[3]"),
    ("Sqrt[2] + Sqrt[2]", "2 Sqrt[2]"),
    ("Sqrt[2]/2", "1/Sqrt[2]"),
    ("Sqrt[6]/2", "Sqrt[3/2]"),
    ("Sqrt[2/3]", "Sqrt[2/3]"),
    ("Sqrt[3/4]", "Sqrt[3]/2"),
    ("1/Sqrt[8]", "1/(2 Sqrt[2])"),
    ("2/Sqrt[2]", "Sqrt[2]"),
    ("6/Sqrt[3]", "2 Sqrt[3]"),
    ("8^(1/3)", "2"),
    ("12^(1/3)", "2^(2/3) 3^(1/3)"),
    ("2^(1/2) 2^(1/3)", "2^(5/6)"),
    ("(-8)^(1/3)", "2 (-1)^(1/3)"),
    ("(-2)^(1/3)", "(-2)^(1/3)"),
    ("(-1)^(4/3)", "-(-1)^(1/3)"),
    ("Sqrt[-3]", "I Sqrt[3]"),
    ("Sqrt[-4]", "2 I"),
    ("I*I", "-1"),
    ("I^3", "-I"),
    ("(1 + I)^2", "2 I"),
    ("1/(2 + 3 I)", "2/13 - (3 I)/13"),
    ("(1 + 2 I)/(3 - I)", "1/10 + (7 I)/10"),
    ("Sqrt[2 I]", "1 + I"),
    ("Sqrt[3 + 4 I]", "2 + I"),
    ("Sqrt[I]", "(-1)^(1/4)"),
    ("1 + 2. I", "1. + 2. I"),
    ("2^0.5", "1.41421"),
    ("4^0.5", "2."),
    ("(-8.)^(1/3)", "1. + 1.73205 I"),
    ("E^(I Pi)", "-1"),
    ("E^(I Pi/2)", "I"),
    ("E^(2 Pi I)", "1"),
    ("E^Log[x]", "x"),
    ("E^(2 Log[x])", "x^2"),
    ("Infinity + 3", "Infinity"),
    ("2 Infinity", "Infinity"),
    ("-2 Infinity", "-Infinity"),
    ("Infinity^2", "Infinity"),
    ("1/Infinity", "0"),
    ("2^Infinity", "Infinity"),
    ("(1/2)^Infinity", "0"),
    ("Infinity === DirectedInfinity[1]", "True"),
    ("FullForm[-Infinity]", "DirectedInfinity[-1]"),
    ("10.^400", "1.000000000000000*10^400"),
    ("Precision[1.5`20 + 1.5]", "MachinePrecision"),
    ("{Sqrt[9], Sqrt[2.25], CubeRoot[-8], Surd[-27, 3]}", "{3, 1.5, -2, -3}"),
    ("{Subtract[7, 3], Divide[6, 4], Minus[x]}", "{4, 3/2, -x}"),
    ("Sum[i^2, {i, 4}]", "30"),
    ("Sum[i, {i, n}]", "(n (1 + n))/2"),
    ("Sum[i j, {i, 2}, {j, i}]", "7"),
    ("Product[i, {i, 5}]", "120"),
]


@pytest.mark.parametrize(("source", "result"), VALUES)
def test_values(session: Session, source: str, result: str) -> None:
    outcome = session.evaluate(source)
    assert outcome.text == result
    assert not outcome.messages


COMPLAINTS = [
    ("1/0", "ComplexInfinity", "Power::infy: Infinite expression 1/0 encountered."),
    ("0^0", "Indeterminate", "Power::indet: Indeterminate expression 0^0 encountered."),
    ("Infinity - Infinity", "Indeterminate",
     "Infinity::indet: Indeterminate expression -Infinity + Infinity encountered."),
    ("0 Infinity", "Indeterminate", "Infinity::indet: Indeterminate expression 0 Infinity encountered."),
    ("Subtract[1]", "Subtract[1]",
     "Subtract::argr: Subtract called with 1 argument; 2 arguments are expected."),
]


@pytest.mark.parametrize(("source", "result", "message"), COMPLAINTS)
def test_complaints(session: Session, source: str, result: str, message: str) -> None:
    outcome = session.evaluate(source)
    assert outcome.text == result
    assert outcome.messages == [message]
