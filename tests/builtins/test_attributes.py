"""Attributes and protection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session


@pytest.mark.parametrize("source, result", [
    ("Attributes[Module]", "{HoldAll, Protected}"),
    ('Attributes["Plus"]', "{Flat, Listable, NumericFunction, OneIdentity, Orderless, Protected}"),
    ("Attributes[{Hold, If}]", "{{HoldAll, Protected}, {HoldRest, Protected}}"),
    ("SetAttributes[f, {Listable, HoldFirst}]; Attributes[f]", "{HoldFirst, Listable}"),
    ("SetAttributes[{f, g}, Flat]; Attributes[{f, g}]", "{{Flat}, {Flat}}"),
    ("ClearAttributes[f, Listable]; Attributes[f]", "{}"),
    ("SetAttributes[f, {Flat, Orderless}]; ClearAttributes[f, Flat]; Attributes[f]", "{Orderless}"),
    ('SetAttributes["f", HoldAll]; f[1 + 1]', "f[1 + 1]"),
    ("Protect[f]; Attributes[f]", "{Protected}"),
    ("Protect[f, g]", "{f, g}"),
    ("Protect[f]; Protect[f]", "{}"),
    ("Protect[f]; Unprotect[f]", "{f}"),
    ("Unprotect[Sin]", "{Sin}"),
    ('Protect[a1, a2]; Unprotect["a*"]', "{a1, a2}"),
    ("f[x_] := x; SetAttributes[f, Orderless]; f[2, 1]", "f[1, 2]"),
    ("f[a_, 1] := a; SetAttributes[f, Orderless]; f[1, 2]", "2"),
    ("SetAttributes[f, Constant]; Attributes[f]", "{Constant}"),
])
def test_attributes(session: Session, source: str, result: str) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert not outcome.log


@pytest.mark.parametrize("source, result, said", [
    ("SetAttributes[f, foo]", "SetAttributes[f, foo]",
     ["SetAttributes::attnf: foo is not a known attribute."]),
    ("SetAttributes[3, Flat]", "SetAttributes[3, Flat]",
     ["SetAttributes::ssle: Symbol, string, or list of symbols and strings expected at position 1 "
      "in SetAttributes[3, Flat]."]),
    ("Protect[zz]; zz = 3", "3", ["Set::wrsym: Symbol zz is Protected."]),
    ("Protect[f]; f[x_] := 1", "$Failed", ["SetDelayed::write: Tag f in f[x_] is Protected."]),
    ("SetAttributes[f, Locked]; Protect[f]", "{}", ["Protect::locked: Symbol f is locked."]),
    ("Attributes[Sqrt[2]]", "Attributes[Sqrt[2]]",
     ["Attributes::ssle: Symbol, string, or list of symbols and strings expected at position 1 in "
      "Attributes[Sqrt[2]]."]),
])
def test_attributes_says(session: Session, source: str, result: str, said: list[str]) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert [line for _, line in outcome.log] == said
