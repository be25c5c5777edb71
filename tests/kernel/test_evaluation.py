"""The evaluation sequence: holds, sequences, attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session


@pytest.mark.parametrize("source, result", [
    ("(# + 1 &)[2]", "3"),
    ("({##} &)[1, 2]", "{1, 2}"),
    ("({##2} &)[1, 2, 3]", "{2, 3}"),
    ('#a & [<|"a" -> 3|>]', "3"),
    ("Hold[Evaluate[1 + 1], 2 + 2]", "Hold[2, 2 + 2]"),
    ("HoldComplete[Evaluate[1 + 1]]", "HoldComplete[Evaluate[1 + 1]]"),
    ("Hold[Sequence[1, 2]]", "Hold[1, 2]"),
    ("HoldComplete[Sequence[1, 2]]", "HoldComplete[Sequence[1, 2]]"),
    ("{1, Sequence[2, 3], 4}", "{1, 2, 3, 4}"),
    ("f[Sequence[]]", "f[]"),
    ("f[Unevaluated[1 + 1]]", "f[Unevaluated[1 + 1]]"),
    ("Length[Unevaluated[1 + 2 + 3]]", "3"),
    ("Hold[Unevaluated[1 + 1]]", "Hold[Unevaluated[1 + 1]]"),
    ("{Nothing, 1, Nothing}", "{1}"),
    ("f[Nothing]", "f[Nothing]"),
    ("{1, Splice[{2, 3}], 4}", "{1, 2, 3, 4}"),
    ("f[Splice[{2, 3}]]", "f[Splice[{2, 3}]]"),
    ("f[1, Splice[{2, 3}, f]]", "f[1, 2, 3]"),
    ("SetAttributes[f, HoldFirst]; f[1 + 1, 1 + 1]", "f[1 + 1, 2]"),
    ("SetAttributes[f, HoldRest]; f[1 + 1, 1 + 1]", "f[2, 1 + 1]"),
    ("SetAttributes[f, HoldAll]; f[1 + 1, Evaluate[1 + 1]]", "f[1 + 1, 2]"),
    ("SetAttributes[f, Listable]; f[{1, 2}, 3]", "{f[1, 3], f[2, 3]}"),
    ("SetAttributes[f, Listable]; f[{1, 2}, {3, 4}]", "{f[1, 3], f[2, 4]}"),
    ("SetAttributes[f, Listable]; f[{{1}, {2}}]", "{{f[1]}, {f[2]}}"),
    ("SetAttributes[f, Orderless]; f[c, a, b]", "f[a, b, c]"),
    ("SetAttributes[f, Flat]; f[f[a], f[b, c]]", "f[a, b, c]"),
    ("SetAttributes[f, Flat]; f[]", "f[]"),
    ("x_Integer", "x_Integer"),
    ("Level[{a, {b}}, {-1}]", "{a, b}"),
    ("Table[i, {i, 3}]; i", "i"),
    ("$RecursionLimit", "1024"),
    ("Head[Unevaluated[1 + 1]]", "Plus"),
    ("SameQ[a, a, a]", "True"),
    ("f @@ {1, 2}", "f[1, 2]"),
    ("f /@ {1, 2}", "{f[1], f[2]}"),
    ("Attributes[f] = {Flat}; f[a, f[b]]", "f[a, b]"),
    ("Apply[f, {{1, 2}, {3, 4}}, {1}]", "{f[1, 2], f[3, 4]}"),
    ("SetAttributes[f, HoldAll]; f[x_] := (x = 10); a = 1; f[a]; a", "10"),
    ("SetAttributes[inc, HoldFirst]; inc[x_] := x++; k = 1; inc[k]; k", "2"),
    ("Hold[a, b][[1]]", "a"),
    ("ReleaseHold[Hold[1 + 1]]", "2"),
    ("ReleaseHold[{Hold[1 + 1], HoldForm[2 + 2]}]", "{2, 4}"),
    ("Unevaluated[1 + 1]", "Unevaluated[1 + 1]"),
    ("f[x_] := Hold[x]; f[Unevaluated[1 + 1]]", "Hold[1 + 1]"),
    ("SetAttributes[f, HoldAll]; f[x_] := Hold[x]; f[Unevaluated[1 + 1]]", "Hold[1 + 1]"),
    ("Plus[Unevaluated[1 + 1], 3]", "5"),
    ("SetAttributes[f, HoldAllComplete]; f[Sequence[1, 2], Evaluate[1 + 1]]",
     "f[Sequence[1, 2], Evaluate[1 + 1]]"),
    ("SetAttributes[f, SequenceHold]; f[Sequence[1, 2]]", "f[Sequence[1, 2]]"),
    ("f[a, Sequence @@ {b, c}]", "f[a, b, c]"),
    ("x = Sequence[1, 2]; {x, 3}", "{1, 2, 3}"),
    ("a -> Sequence[1, 2]", "a -> Sequence[1, 2]"),
    ("Evaluate[1 + 1]", "2"),
    ("f[Evaluate[Sequence[1, 2]]]", "f[1, 2]"),
    ("{f, g}[[1]][x]", "f[x]"),
    ("1[2]", "1[2]"),
    ('"s"[1]', "s[1]"),
    ("(a + b)[c]", "(a + b)[c]"),
    ("Head[f[x][y]]", "f[x]"),
    ("Attributes[Plus]", "{Flat, Listable, NumericFunction, OneIdentity, Orderless, Protected}"),
    ("Attributes[Hold]", "{HoldAll, Protected}"),
    ("Attributes[If]", "{HoldRest, Protected}"),
    ("Attributes[Power]", "{Listable, NumericFunction, OneIdentity, Protected}"),
    ("Attributes[f] = {HoldAll, Listable}; Attributes[f]", "{HoldAll, Listable}"),
    ("Attributes[f] = Flat; Attributes[f]", "{Flat}"),
    ("SetAttributes[f, {HoldFirst, HoldRest}]; Attributes[f]", "{HoldAll}"),
    ("DownValues[f] = {HoldPattern[f[x_]] :> x^2}; f[3]", "9"),
    ("OwnValues[x] = {HoldPattern[x] :> 7}; x", "7"),
    ("Thread[{a, b} -> {1, 2}]", "{a -> 1, b -> 2}"),
    ("e[x_^a_. x_^b_.] := {a, b}; e[Hold[x] y]", "e[y Hold[x]]"),
    ("FilterRules[{a -> 1, b -> 2, c -> 3}, {a, c}]", "{a -> 1, c -> 3}"),
    ('FilterRules[{a -> 1, "b" -> 2}, "b"]', "{b -> 2}"),
    ("(1; 2;)", "Null"),
    ("Print[1]; 2", "2"),
    ("TrueQ[a]", "False"),
    ("ValueQ[x]", "False"),
])
def test_evaluation(session: Session, source: str, result: str) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert not outcome.messages
