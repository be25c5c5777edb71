"""History, stack, traces, limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session


@pytest.mark.parametrize("source, result", [
    ("f[g[Stack[]]]", "f[g[{f, g}]]"),
    ("f[g[Stack[_]]]", "f[g[{f[g[Stack[_]]], g[Stack[_]]}]]"),
    ("x = 3; Trace[x + 1]", "{{x, 3}, 3 + 1, 4}"),
    ("Trace[2 + 3*4]", "{{3 4, 12}, 2 + 12, 14}"),
    ("Trace[2^3 + 4]", "{{2^3, 8}, 8 + 4, 12}"),
    ("Trace[b + a]", "{b + a, a + b}"),
    ("Trace[f[1 + 1]]", "{{1 + 1, 2}, f[2]}"),
    ("Trace[y]", "{}"),
    ("f[n_] := n f[n - 1]; f[0] = 1; Trace[f[2], f[_]]", "{f[2], {f[1], {f[0]}}}"),
    ("x := 1 + 1; Trace[x]", "{x, 1 + 1, 2}"),
    ("TimeRemaining[]", "Infinity"),
    ("TimeConstrained[TimeRemaining[] < 20, 10]", "True"),
    ("MemoryConstrained[1 + 1, 10^9]", "2"),
    ("MemoryConstrained[l = {}; While[True, l = {l, Range[10^5] + 0.5}], 10^8, full]", "full"),
    ("$HistoryLength", "Infinity"),
])
def test_evaluation(session: Session, source: str, result: str) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert not outcome.log


@pytest.mark.parametrize("source, result, said", [
    ("MemoryConstrained[1, x]", "MemoryConstrained[1, x]",
     ["MemoryConstrained::memc: Memory constraint x is not a positive number or Infinity."]),
])
def test_evaluation_says(session: Session, source: str, result: str, said: list[str]) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert [line for _, line in outcome.log] == said
