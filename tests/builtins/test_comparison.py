"""Equality, order, logic and predicates over lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session

VALUES = [
    ("{1 == 1., 2 == 3, x == x, x == y}", "{True, False, True, x == y}"),
    ("0.1 + 0.2 == 0.3", "True"),
    ("{1, 2} == {1, 2.}", "True"),
    ("{1, 2} == {1, 3}", "False"),
    ("{1, 2} == {1, x}", "{1, 2} == {1, x}"),
    ('"a" == "b"', "False"),
    ("1 == 1 == 2", "False"),
    ("{1 != 2, 1 != 1, 1 != 2 != 1}", "{True, False, False}"),
    ("{Pi > 3, Pi < 22/7, Sqrt[2] < 3/2, E > Pi}", "{True, True, True, False}"),
    ("{1 < 2 < 3, 3 > 2 > 2, 1 <= 1 <= 2, 2 >= 3}", "{True, False, True, False}"),
    ("1 < x < 3", "1 < x < 3"),
    ("1 < 2 <= 2 > 0", "True"),
    ("{Infinity > 5, -Infinity < 0}", "{True, True}"),
    ("Sqrt[2] + Sqrt[3] == Sqrt[5 + 2 Sqrt[6]]", "True"),
    ("{1 === 1., a === a, {1} === {1}, 1 =!= 2}", "{False, True, True, True}"),
    ("{LessThan[3][2], EqualTo[2][3], GreaterEqualThan[2][2]}", "{True, False, True}"),
    ("{a && True, a && False, a || True, a || False}", "{a, False, True, a}"),
    ("a && b", "a && b"),
    ("{!True, !(a < b), !!x, !(a == b)}", "{False, a >= b, x, a != b}"),
    ("{Xor[True, True], Xor[True, False], Xor[a, True]}", "{False, True, !a}"),
    ("{Nand[True, True], Nor[False, False], Implies[True, x], Equivalent[True, True]}",
     "{False, True, x, True}"),
    ("{TrueQ[True], TrueQ[x], BooleanQ[False], Boole[{True, False}]}", "{True, False, True, {1, 0}}"),
    ("{AllTrue[{2, 4}, EvenQ], AnyTrue[{1, 3}, EvenQ], NoneTrue[{1, 3}, EvenQ]}", "{True, False, True}"),
    ("AllTrue[EvenQ][{2, 3}]", "False"),
    ("{Between[2, {1, 3}], Between[{1, 2}][3]}", "{True, False}"),
    ("{EvenQ[2], OddQ[2], IntegerQ[2.], NumberQ[Pi], NumericQ[Pi]}", "{True, False, False, False, True}"),
    ("{Positive[2], Negative[2], NonNegative[0], Positive[x]}", "{True, False, True, Positive[x]}"),
    ("{Element[Pi, Reals], Element[1/2, Integers], Element[I, Reals], Element[x, Reals]}",
     "{True, False, False, Element[x, Reals]}"),
    ("{ExactNumberQ[1/2], InexactNumberQ[0.5], MachineNumberQ[0.5]}", "{True, True, True}"),
]


@pytest.mark.parametrize(("source", "result"), VALUES)
def test_values(session: Session, source: str, result: str) -> None:
    outcome = session.evaluate(source)
    assert outcome.text == result
    assert not outcome.messages


COMPLAINTS = [
    ("1 < I", "1 < I", "Less::nord: Invalid comparison with I attempted."),
]


@pytest.mark.parametrize(("source", "result", "message"), COMPLAINTS)
def test_complaints(session: Session, source: str, result: str, message: str) -> None:
    outcome = session.evaluate(source)
    assert outcome.text == result
    assert outcome.messages == [message]
