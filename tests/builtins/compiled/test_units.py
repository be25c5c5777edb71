"""Compiled code: the same values as the evaluator's, and the evaluator's where it cannot go."""

from __future__ import annotations

import pytest

from wlnet.builtins.compiled import steps
from wlnet.session import Session

LOOPS = [
    ("s = 0; Do[s = s + i, {i, 1000}]; s", "500500"),
    ("s = 0; Do[s += i j, {i, 40}, {j, i, 40}]; s", str(sum(i * j for i in range(1, 41) for j in range(i, 41)))),
    ("s = 0; Do[If[EvenQ[i], s += i, s -= 1], {i, 100}]; s", str(sum(range(2, 101, 2)) - 50)),
    ("i = 0; While[i < 1000, i++]; i", "1000"),
    ("n = 27; c = 0; While[n != 1, n = If[EvenQ[n], n/2, 3 n + 1]; c++]; c", "111"),
    ("For[s = 0; i = 1, i <= 200, i++, s += i^2]; s", str(sum(i * i for i in range(1, 201)))),
    ("i = 0; While[True, i++; If[i > 500, Break[]]]; i", "501"),
    ("s = 0; Do[If[Mod[i, 3] == 0, Continue[]]; s += i, {i, 100}]; s",
     str(sum(i for i in range(1, 101) if i % 3))),
    ("{a, b} = {0, 1}; Do[{a, b} = {b, a + b}, {100}]; a", "354224848179261915075"),
    ("x = 2.; Do[x = x - (x x - 2.) 0.25, {100}]; x", "1.41421"),
    ("s = 0; Do[s = s + 1/i, {i, 100}]; Head[s]", "Rational"),            # leaves the integers: the evaluator's work
    ("s = 1; Do[s = s z, {i, 70}]; s", "z^70"),
    ("s = 0; Do[s = s + i; t[i] = s, {i, 100}]; t[100]", "5050"),
    ("x = 1.; Do[x = x 10., {i, 400}]; x > 10^300", "True"),                # beyond the machine reals
]


@pytest.mark.parametrize("source, result", LOOPS)
def test_loops(session: Session, source: str, result: str) -> None:
    assert session.evaluate(source).text == result


DEFINITIONS = [
    ("f[0] = 0; f[1] = 1; f[n_] := f[n - 1] + f[n - 2]; f[20]", "6765"),
    ("f[n_Integer] := If[n < 2, n, f[n - 1] + f[n - 2]]; f[20]", "6765"),
    ("g[0, n_] := n + 1; g[m_, 0] := g[m - 1, 1]; g[m_, n_] := g[m - 1, g[m, n - 1]]; g[2, 5]", "13"),
    ("ev[0] = 1; ev[n_] := od[n - 1]; od[0] = 0; od[n_] := ev[n - 1]; ev[100]", "1"),
    ("f[n_] := Module[{s = 0}, Do[s += k, {k, n}]; s]; Table[f[n], {n, 100}][[-1]]", "5050"),
    ("f[n_ /; n > 10] := n; f[n_] := f[n + 1]; Table[f[n], {n, 60}][[1]]", "11"),
    ("f[n_?EvenQ] := n/2; f[n_] := 3 n + 1; Table[f[n], {n, 70}][[70]]", "35"),
    ("f[n_] := f[n - 1] + 1; f[0] = 0; f[200]", "200"),
    ("f[x_] := x^2; Table[f[i], {i, 100}]; f[q]", "q^2"),
    ("f[x_] := x + 1; Table[f[i], {i, 100}]; f[x_] := x + 2; f[1]", "3"),
    ("f[x_] := x/2; Table[f[i], {i, 100}][[7]]", "7/2"),
]


@pytest.mark.parametrize("source, result", DEFINITIONS)
def test_definitions(session: Session, source: str, result: str) -> None:
    assert session.evaluate(source).text == result


def test_what_is_compiled_is_used(session: Session) -> None:
    session.evaluate("f[0] = 0; f[1] = 1; f[n_] := f[n - 1] + f[n - 2]; f[15]")
    rules = session.evaluator.table[session.contexts.resolve("f")].down
    assert rules is not None
    assert rules.fast is not None


def test_a_depth_without_end_is_still_a_message(session: Session) -> None:
    outcome = session.evaluate("f[n_] := f[n - 1] + f[n - 2]; f[3]")
    assert outcome.text == "TerminatedEvaluation[RecursionLimit]"
    assert outcome.messages[0].startswith("$RecursionLimit::reclim2")


@pytest.mark.parametrize("a, b", [(1, 1.0), (0.1 + 0.2, 0.3)])
def test_near_equality_is_left_to_the_evaluator(a: float, b: float) -> None:
    if a == b:
        assert steps.equal(a, b)
    else:
        with pytest.raises(steps.Fallback):
            steps.equal(a, b)
