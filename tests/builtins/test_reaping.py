"""Sow and Reap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session


@pytest.mark.parametrize("source, result", [
    ("Reap[Sow[1]; Sow[2]; 3]", "{3, {{1, 2}}}"),
    ("Reap[1]", "{1, {}}"),
    ("Reap[Sow[1, a]; Sow[2, b]; Sow[3, a]; x]", "{x, {{1, 3}, {2}}}"),
    ("Reap[Sow[1, a]; Sow[2, b]; Sow[3, a]; x, _, Rule]", "{x, {a -> {1, 3}, b -> {2}}}"),
    ("Reap[Sow[1, {a, a, b}], {a, b, c}]", "{1, {{{1, 1}}, {{1}}, {}}}"),
    ("Reap[Sow[1, a]; Sow[2, b], a]", "{2, {{1}}}"),
    ("Reap[Sow[1, a]; Sow[2, b], {a, b}, f]", "{2, {{f[a, {1}]}, {f[b, {2}]}}}"),
    ("Reap[Reap[Sow[1, a]; Sow[2, b], a], b]", "{{2, {{1}}}, {{2}}}"),
    ("Reap[Sow[1, {}]]", "{1, {}}"),
    ("Sow[3]", "3"),
    ("Reap[Do[Sow[i^2], {i, 4}]][[2, 1]]", "{1, 4, 9, 16}"),
    ("Reap[Catch[Sow[1]; Throw[2]]]", "{2, {{1}}}"),
    ("Catch[Reap[Sow[1]; Throw[2]]]; Reap[Sow[3]]", "{3, {{3}}}"),
])
def test_reaping(session: Session, source: str, result: str) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert not outcome.log
