"""Symbols and contexts by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session


@pytest.mark.parametrize("source, result", [
    ('Symbol["x"]', "x"),
    ('Symbol["a`b"]', "a`b"),
    ("SymbolName[a`b]", "b"),
    ("Context[Plus]", "System`"),
    ("Context[x]", "Global`"),
    ("Context[]", "Global`"),
    ("$Context", "Global`"),
    ("$ContextPath", "{System`, Global`}"),
    ('Names["NestW*"]', "{NestWhile, NestWhileList}"),
    ('Names["zz`*"]', "{}"),
    ('zz`b = 3; Names["zz`*"]', "{zz`b}"),
    ('zz`b = 3; Contexts["zz*"]', "{zz`}"),
    ('NameQ["Plus"]', "True"),
    ('NameQ["nosuchname"]', "False"),
    ("{ValueQ[x], x = 1; ValueQ[x]}", "{False, True}"),
    ("SymbolQ[x]", "True"),
    ("SymbolQ[1]", "False"),
    ("Context[a`b`c]", "a`b`"),
])
def test_symbols(session: Session, source: str, result: str) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert not outcome.log


@pytest.mark.parametrize("source, result, said", [
    ('Symbol["a b"]', "Symbol[a b]",
     ["Symbol::symname: The string a b cannot be used for a symbol name. A symbol name must start "
      "with a letter followed by letters and numbers."]),
    ("SymbolName[3]", "SymbolName[3]",
     ["SymbolName::sym: Argument 3 at position 1 is expected to be a symbol."]),
    ('Context["nonono"]', "Context[nonono]", ["Context::notfound: Symbol nonono not found."]),
])
def test_symbols_says(session: Session, source: str, result: str, said: list[str]) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert [line for _, line in outcome.log] == said
