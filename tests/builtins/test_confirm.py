"""Enclose, Confirm, failures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session


@pytest.mark.parametrize("source, result", [
    ("Enclose[Confirm[$Failed]; 1, done &]", "done"),
    ("Enclose[Confirm[2] + 1]", "3"),
    ('Enclose[Confirm[$Failed, "bad"], "Information"]', "bad"),
    ('Enclose[Confirm[Missing["x"]], "Expression"]', "Missing[x]"),
    ("Head[Enclose[Confirm[$Failed]]]", "Failure"),
    ('Enclose[Confirm[$Failed]]["Tag"]', "ConfirmationFailed"),
    ('Enclose[ConfirmBy[4, OddQ], "Expression"]', "4"),
    ("Enclose[ConfirmBy[5, OddQ]]", "5"),
    ('Enclose[ConfirmBy[4, OddQ], "Function"]', "OddQ"),
    ('Enclose[ConfirmMatch[x, _Integer], "Expression"]', "x"),
    ("Enclose[ConfirmMatch[1, _Integer]]", "1"),
    ("Enclose[ConfirmQuiet[Message[f::bad]; 1], failed &]", "failed"),
    ("Enclose[ConfirmQuiet[5]]", "5"),
    ("Enclose[ConfirmAssert[1 > 2]; 3, failed &]", "failed"),
    ("Enclose[ConfirmAssert[2 > 1]; 3]", "3"),
    ('Enclose[ConfirmAssert[1 > 2, "why"], "Information"]', "why"),
    ('Enclose[Enclose[Confirm[$Failed, Null, "t"]]; 1, outer &, "t"]', "outer"),
    ("Enclose[Enclose[Confirm[$Failed], inner &]; 1, outer &]", "1"),
    ("Enclose[Map[Confirm, {1, $Failed}], stopped &]", "stopped"),
    ("FailureQ[$Failed]", "True"),
    ('FailureQ[Failure["x", <||>]]', "True"),
    ("FailureQ[Missing[]]", "False"),
    ('Failure["bad", <|"MessageTemplate" -> "No `1`.", "MessageParameters" -> {x}|>]["Message"]', "No x."),
    ('Failure["bad", <|"MessageTemplate" -> "No `a`.", "MessageParameters" -> <|"a" -> x|>|>]["Message"]',
     "No x."),
    ('Failure["bad", <|"k" -> 1|>]["k"]', "1"),
    ('Failure["bad", <||>]["Tag"]', "bad"),
    ('Success["done", <|"Count" -> 3|>]["Count"]', "3"),
])
def test_confirm(session: Session, source: str, result: str) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert not outcome.log


@pytest.mark.parametrize("source, result, said", [
    ("Confirm[$Failed]", "Confirm[$Failed]",
     ["Confirm::noenc: There is no Enclose around Confirm[$Failed]."]),
])
def test_confirm_says(session: Session, source: str, result: str, said: list[str]) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert [line for _, line in outcome.log] == said
