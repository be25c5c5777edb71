"""Scoping constructs and pure functions: renaming, restoring, closures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session


@pytest.mark.parametrize("source, result", [
    ("f[x_] := Module[{y = x^2}, y + 1 /; y > 5]; {f[1], f[3]}", "{f[1], 10}"),
    ("f[x_] := With[{y = x^2}, y + 1 /; y > 5]; {f[1], f[3]}", "{f[1], 10}"),
    ("f[x_] := Block[{y = x^2}, y + 1 /; y > 5]; {f[1], f[3]}", "{f[1], 10}"),
    ("Module[{x = 5}, x = x + 1; x]", "6"),
    ("Module[{x}, x] === Module[{x}, x]", "False"),
    ("Module[{f}, f[x_] := x^2; f[3]]", "9"),
    ("Block[{x = 5}, x + 1]", "6"),
    ("x = 1; Block[{x = 2}, x]; x", "1"),
    ("x = 1; f[] := x; Block[{x = 2}, f[]]", "2"),
    ("x = 1; f[] := x; Module[{x = 2}, f[]]", "1"),
    ("With[{x = 2}, Hold[x + y]]", "Hold[2 + y]"),
    ("With[{x = 2, y = 3}, x y]", "6"),
    ("With[{x = 2}, {y = x + 1}, x y]", "6"),
    ("With[{x = y}, Function[y, x + y]]", "Function[y$, y + y$]"),
    ("Function[x, Function[y, x + y]][y]", "Function[y$, y + y$]"),
    ("Function[x, Function[y, x + y]][y][z]", "y + z"),
    ("f[x_] := Function[y, x + y]; f[y][1]", "1 + y"),
    ("Function[{x, y}, x + y][1, 2]", "3"),
    ("Function[Null, Hold[#], HoldFirst][1 + 1]", "Hold[1 + 1]"),
    ("Function[x, Hold[x], {HoldAll}][1 + 1]", "Hold[1 + 1]"),
    ("f[] := Module[{x = 1}, If[True, Return[x]]; 5]; f[]", "1"),
    ("Module[{i = 0}, While[True, i++; If[i > 4, Break[]]]; i]", "5"),
    ("x = 1; CheckAbort[Block[{x = 2}, Abort[]], 0]; x", "1"),
    ("Catch[Block[{x = 2}, Throw[1]]]; x", "x"),
    ("f[x_] := {x, y}; Block[{y = 2}, f[1]]", "{1, 2}"),
    ("Module[{a = 1, b}, b = a + 1; {a, b}]", "{1, 2}"),
    ("Module[{x = y}, x]", "y"),
    ("x = 5; Module[{x = x}, x]", "5"),
    ("x = 7; With[{x = x}, x + 1]", "8"),
    ("x = 7; Block[{x = x}, x + 1]", "8"),
    ("Module[{x}, x = 2; Module[{x = 3}, x] + x]", "5"),
    ("f[n_] := Module[{r = 1}, Do[r = r i, {i, n}]; r]; f[5]", "120"),
    ("Module[{f}, f[0] = 1; f[n_] := n f[n - 1]; f[5]]", "120"),
    ("Block[{f}, f[x_] := x; f[3]]", "3"),
    ("f[x_] := x; Block[{f}, f[1]]", "1"),
    ("f[x_] := x; Block[{f}, Hold[f[1]]]", "Hold[f[1]]"),
    ("With[{f = Sin}, f[0]]", "0"),
    ("With[{x := 1 + 1}, Hold[x]]", "Hold[1 + 1]"),
    ("Table[With[{i = i}, Function[x, x + i]], {i, 2}]", "{Function[x$, x$ + 1], Function[x$, x$ + 2]}"),
    ("f[x_] := With[{y = x}, Hold[y]]; f[1 + 1]", "Hold[2]"),
    ("f[x_] := Module[{x2 = x}, x2^2]; f[3]", "9"),
    ("f[x_] := Block[{i}, Sum[i, {i, x}]]; f[3]", "6"),
    ("f = Function[x, x^2]; f[3]", "9"),
    ("Options[f] = {x -> 1}; f[OptionsPattern[]] := Module[{v = OptionValue[x]}, v + 1]; f[x -> 3]", "4"),
    ("Module[{n = 0}, Label[top]; n++; If[n < 5, Goto[top]]; n]", "5"),
])
def test_scoping(session: Session, source: str, result: str) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert not outcome.messages
