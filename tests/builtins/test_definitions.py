"""Definitions as expressions; clearing; showing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session


@pytest.mark.parametrize("source, result", [
    ("f[x_] := x^2; DownValues[f]", "{HoldPattern[f[x_]] :> x^2}"),
    ("x = 3; OwnValues[x]", "{HoldPattern[x] :> 3}"),
    ("x := 1 + 1; OwnValues[x]", "{HoldPattern[x] :> 1 + 1}"),
    ("g[f] ^= 1; UpValues[f]", "{HoldPattern[g[f]] :> 1}"),
    ("f[1][2] = 3; SubValues[f]", "{HoldPattern[f[1][2]] :> 3}"),
    ("Default[f] = 0; DefaultValues[f]", "{HoldPattern[Default[f]] :> 0}"),
    ("h[2] = 1; h[1] = 2; h[x_] := 5; h[x_Integer] := 4; DownValues[h]",
     "{HoldPattern[h[1]] :> 2, HoldPattern[h[2]] :> 1, HoldPattern[h[x_Integer]] :> 4, HoldPattern[h[x_]] :> 5}"),
    ("f[x_] := 1 /; x > 0; DownValues[f]", "{HoldPattern[f[x_]] :> 1 /; x > 0}"),
    ('f::bad = "Bad."; Messages[f]', "{HoldPattern[f::bad] :> Bad.}"),
    ("DownValues[f]", "{}"),
    ('DownValues["f"]', "{}"),
    ("Clear[x]", "Null"),
    ('a1 = 1; a2 = 2; Clear["a*"]; {a1, a2}', "{a1, a2}"),
    ("f[x_] := 1; SetAttributes[f, Flat]; Clear[f]; Attributes[f]", "{Flat}"),
    ('f::u = "u"; ClearAll[f]; Messages[f]', "{}"),
    ("SetAttributes[f, Flat]; ClearAll[f]; Attributes[f]", "{}"),
    ('x = 1; Remove[x]; NameQ["x"]', "False"),
    ("f[1] = 2; f[x_] := x; Definition[f]", "f[1] = 2\n \nf[x_] := x"),
    ("x = 5; Definition[x]", "x = 5"),
    ("x := 1 + 1; Definition[x]", "x := 1 + 1"),
    ("SetAttributes[f, Listable]; f[x_] := x; Definition[f]", "Attributes[f] = {Listable}\n \nf[x_] := x"),
    ("Definition[undefinedthing]", "Null"),
    ("f[x_] := g[x]; g[x_] := x^2; FullDefinition[f]", "f[x_] := g[x]\n \ng[x_] := x^2"),
    ("Options[f] = {a -> 1}; Definition[f]", "Options[f] = {a -> 1}"),
])
def test_definitions(session: Session, source: str, result: str) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert not outcome.log


@pytest.mark.parametrize("source, result, said", [
    ("DownValues[3]", "DownValues[3]",
     ["DownValues::sym: Argument 3 at position 1 is expected to be a symbol."]),
    ("Clear[Sin]", "Null", ["Clear::wrsym: Symbol Sin is Protected."]),
    ("Clear[3]", "Null", ["Clear::ssym: 3 is not a symbol or a string."]),
    ('Remove["zqz*"]', "Null", ['Remove::rmnsm: There are no symbols matching "zqz*".']),
    ("Remove[Sin]", "Null", ["Remove::wrsym: Symbol Sin is Protected."]),
])
def test_definitions_says(session: Session, source: str, result: str, said: list[str]) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert [line for _, line in outcome.log] == said
