"""Printing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session


@pytest.mark.parametrize("source, result", [
    ("Format[f[x_]] := {x}; {f[3], 1}", "{{3}, 1}"),
])
def test_printing(session: Session, source: str, result: str) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert not outcome.log


@pytest.mark.parametrize("source, result, said", [
    ("Print[]", "Null", [""]),
    ('Print["a", 1, x^2]', "Null", ["a1x^2"]),
    ('Print[{1, "b"}]; 3', "3", ["{1, b}"]),
    ("Echo[2] + 1", "3", [">> 2"]),
    ('Echo[3, "label"]', "3", [">> label 3"]),
    ('Echo[{1, 2}, "n", Length]', "{1, 2}", [">> n 2"]),
    ("EchoFunction[Length][{a, b}]", "{a, b}", [">> 2"]),
    ('EchoFunction["n", Length][{a, b}]', "{a, b}", [">> n 2"]),
    ('EchoLabel["here"][3]', "3", [">> here 3"]),
    ("EchoEvaluation[1 + 1]", "2", [">> 1 + 1", "<< 2"]),
    ('PrintTemporary["x"]', "Null", ["x"]),
])
def test_printing_says(session: Session, source: str, result: str, said: list[str]) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert [line for _, line in outcome.log] == said
