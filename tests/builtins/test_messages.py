"""Messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session


@pytest.mark.parametrize("source, result", [
    ('f::t = "T."; f::t', "T."),
    ("f::t", "f::t"),
    ("Quiet[Message[f::t]; 3]", "3"),
    ("Quiet[Message[f::t], f::t]", "Null"),
    ("Quiet[Message[f::argx, f, 2], General::argx]", "Null"),
    ("Check[1, 2]", "1"),
    ("Quiet[Check[Message[f::t]; 3, failed]]", "failed"),
    ("Check[Quiet[Message[f::t]; 3], failed]", "3"),
    ("Off[f::t]; Message[f::t]", "Null"),
    ("Off[f::t]; Check[Message[f::t]; 3, failed]", "3"),
    ("Assert[1 > 2]", "Null"),
    ("On[Assert]; Assert[2 > 1]", "Null"),
])
def test_messages(session: Session, source: str, result: str) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert not outcome.log


@pytest.mark.parametrize("source, result, said", [
    ("Message[f::bad]", "Null", ["f::bad: -- Message text not found --"]),
    ('f::t = "A `1` and `2`."; Message[f::t, 1, x^2]', "Null", ["f::t: A 1 and x^2."]),
    ('f::t = "A `` and ``."; Message[f::t, 1, "s"]', "Null", ["f::t: A 1 and s."]),
    ("Message[f::argx, f, 2]", "Null", ["f::argx: f called with 2 arguments; 1 argument is expected."]),
    ("Message[x]", "Message[x]",
     ["Message::name: Message name x is not of the form symbol::name or symbol::name::language."]),
    ("Do[Message[f::t], {5}]", "Null",
     ["f::t: -- Message text not found --",
      "f::t: -- Message text not found --",
      "f::t: -- Message text not found --",
      "General::stop: Further output of f::t will be suppressed during this calculation."]),
    ("Quiet[Message[f::t], g::t]", "Null", ["f::t: -- Message text not found --"]),
    ("Quiet[Message[f::t]; Message[f::u], {f::t}]", "Null", ["f::u: -- Message text not found --"]),
    ("Quiet[Message[f::t]; Message[f::u], All, f::u]", "Null", ["f::u: -- Message text not found --"]),
    ("Quiet[1, x y]", "Quiet[1, x y]",
     ["Quiet::anmlist: Argument x y of Quiet[1, x y] should be All, None, a message name, or a list "
      "of message names."]),
    ("Check[Message[f::t]; 3, failed]", "failed", ["f::t: -- Message text not found --"]),
    ("Check[Message[f::t]; 3, failed, f::u]", "3", ["f::t: -- Message text not found --"]),
    ("Check[Message[f::t]; 3, failed, {f::u, f::t}]", "failed", ["f::t: -- Message text not found --"]),
    ("Off[f::t]; On[f::t]; Message[f::t]", "Null", ["f::t: -- Message text not found --"]),
    ("Message[f::t]; $MessageList", "{f::t}", ["f::t: -- Message text not found --"]),
    ("On[Assert]; Assert[1 > 2]", "HoldComplete[Assert[1 > 2]]",
     ["Assert::asrtf: Assertion 1 > 2 failed."]),
    ("Off[General::stop]; Do[Message[f::t], {5}]", "Null", ["f::t: -- Message text not found --"] * 5),
])
def test_messages_says(session: Session, source: str, result: str, said: list[str]) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert [line for _, line in outcome.log] == said
