"""Information."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session


@pytest.mark.parametrize("source, result", [
    ('Information[Plus, "Context"]', "System`"),
    ('Information[Plus, "Attributes"]',
     "{Flat, Listable, NumericFunction, OneIdentity, Orderless, Protected}"),
    ('f::usage = "f[x] is f."; Information[f, "Usage"]', "f[x] is f."),
    ('Information[Plus, "Nope"]', "Missing[UnknownProperty, Nope]"),
    ("Information[5]", "Information[5]"),
])
def test_usage(session: Session, source: str, result: str) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert not outcome.log


@pytest.mark.parametrize("source, result, said", [
    ('Information["nosuchname"]', "Missing[UnknownSymbol, nosuchname]",
     ["Information::notfound: Symbol nosuchname not found."]),
])
def test_usage_says(session: Session, source: str, result: str, said: list[str]) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert [line for _, line in outcome.log] == said
