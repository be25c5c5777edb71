"""Control flow across functions, loops and sequences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session


@pytest.mark.parametrize("source, result", [
    ("If[# < 2, 1, # #0[# - 1]] &[5]", "120"),
    ("Catch[Do[If[i > 3, Throw[i]], {i, 10}]]", "4"),
    ("Catch[Throw[1, a], a]", "1"),
    ("Catch[Throw[1, a], b | a, f]", "f[1, a]"),
    ("Catch[{Catch[Throw[1, a], b]}, a]", "1"),
    ("f[x_] := Catch[If[x > 0, Throw[pos]]; neg]; {f[1], f[-1]}", "{pos, neg}"),
    ("f[x_] := (Return[1]; 2); f[0]", "1"),
    ("f[x_] := Do[If[i == 3, Return[i]], {i, 5}]; f[0]", "3"),
    ("f[] := (While[True, Return[7]]; 8); f[]", "7"),
    ("Scan[If[# > 2, Return[#]] &, {1, 2, 3, 4}]", "3"),
    ("t = 0; Do[If[OddQ[i], Continue[]]; t += i, {i, 6}]; t", "12"),
    ("t = {}; For[i = 0, i < 3, i++, AppendTo[t, i]]; t", "{0, 1, 2}"),
    ("i = 5; Do[Null, {i, 3}]; i", "5"),
    ("Do[x = i, {i, {a, b, c}}]; x", "c"),
    ("CheckAbort[Abort[], 1]", "1"),
    ("f[x_] = If[x > 0, 1, 2]; f[3]", "1"),
    ("CompoundExpression[1, 2, 3]", "3"),
    ("If[a, 1, 2]", "If[a, 1, 2]"),
    ("If[a, 1, 2, 3]", "3"),
    ("If[True, 1]", "1"),
    ("If[False, 1]", "Null"),
    ("Which[False, 1, True, 2]", "2"),
    ("Which[a, 1, True, 2]", "Which[a, 1, True, 2]"),
    ("Which[False, 1]", "Null"),
    ("While[False, 1]", "Null"),
    ("n = 3; While[n > 0, n--]; n", "0"),
    ("Do[If[i == 3, Return[x]], {i, 5}]", "x"),
    ("Catch[Scan[If[# > 2, Throw[#]] &, {1, 2, 3}]]", "3"),
])
def test_control(session: Session, source: str, result: str) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert not outcome.messages
