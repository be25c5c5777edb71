"""Tables, ranges and arrays of function values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session


@pytest.mark.parametrize("source, result", [
    ("Table[x, 3]", "{x, x, x}"), ("Table[x, {3}]", "{x, x, x}"), ("Table[i^2, {i, 4}]", "{1, 4, 9, 16}"),
    ("Table[i, {i, 0}]", "{}"),
    ("Table[i, {i, 2, 8, 3}]", "{2, 5, 8}"), ("Table[i, {i, 3, 1, -1}]", "{3, 2, 1}"),
    ("Table[i, {i, {a, b}}]", "{a, b}"),
    ("Table[i j, {i, 2}, {j, 3}]", "{{1, 2, 3}, {2, 4, 6}}"),
    ("Table[{i, j}, {i, 2}, {j, i}]", "{{{1, 1}}, {{2, 1}, {2, 2}}}"),
    ("Table[i, {i, 0, 1, 1/3}]", "{0, 1/3, 2/3, 1}"), ("Table[i, {i, 1, 2, 0.5}]", "{1., 1.5, 2.}"),
    ("Table[f[i], {i, x, x + 2}]", "{f[x], f[1 + x], f[2 + x]}"),
    ("i = 7; Table[i, {i, 2}]; i", "7"), ("Table[If[EvenQ[i], Nothing, i], {i, 4}]", "{1, 3}"),
    ("Table[v, {v, <|a -> 1, b -> 2|>}]", "{1, 2}"),
    ("n = 3; Table[k, {k, n}]", "{1, 2, 3}"), ("Table[Sequence @@ {i, i}, {i, 2}]", "{1, 1, 2, 2}"),
    ("Table[0, {2}, {2}]", "{{0, 0}, {0, 0}}"),
    ("Table[i, {i, 200}][[150]]", "150"), ("Total[Table[1.5, {100}]]", "150."),
    ("Range[5]", "{1, 2, 3, 4, 5}"), ("Range[0]", "{}"), ("Range[2, 5]", "{2, 3, 4, 5}"),
    ("Range[1, 10, 3]", "{1, 4, 7, 10}"),
    ("Range[10, 1, -4]", "{10, 6, 2}"), ("Range[0, 1, 0.25]", "{0., 0.25, 0.5, 0.75, 1.}"),
    ("Range[1.5, 4]", "{1.5, 2.5, 3.5}"),
    ("Range[2.5]", "{1, 2}"), ("Range[1/2, 2]", "{1/2, 3/2}"), ("Range[0, 1, 1/2]", "{0, 1/2, 1}"),
    ("Range[x, x + 2]", "{x, 1 + x, 2 + x}"),
    ("Range[{2, 3}]", "{{1, 2}, {1, 2, 3}}"), ("Range[5, 1]", "{}"),
    ("Range[10^20, 10^20 + 1]", "{100000000000000000000, 100000000000000000001}"),
    ("Range[7/2]", "{1, 2, 3}"), ("Range[-1, 1]", "{-1, 0, 1}"),
    ("ConstantArray[c, 3]", "{c, c, c}"), ("ConstantArray[0, {2, 3}]", "{{0, 0, 0}, {0, 0, 0}}"),
    ("ConstantArray[{a}, 2]", "{{a}, {a}}"), ("ConstantArray[1, 0]", "{}"),
    ("Array[f, 3]", "{f[1], f[2], f[3]}"), ("Array[f, {2, 2}]", "{{f[1, 1], f[1, 2]}, {f[2, 1], f[2, 2]}}"),
    ("Array[f, 3, 0]", "{f[0], f[1], f[2]}"),
    ("Array[f, {2, 2}, {0, 5}]", "{{f[0, 5], f[0, 6]}, {f[1, 5], f[1, 6]}}"),
    ("Array[# &, 3, {0, 1}]", "{0, 1/2, 1}"), ("Array[f, 2, 1, g]", "g[f[1], f[2]]"),
    ("Array[f, {2, 2}, 1, Plus]", "f[1, 1] + f[1, 2] + f[2, 1] + f[2, 2]"),
    ("Array[#1 + #2 &, {2, 3}]", "{{2, 3, 4}, {3, 4, 5}}"),
    ("Subdivide[4]", "{0, 1/4, 1/2, 3/4, 1}"), ("Subdivide[10, 5]", "{0, 2, 4, 6, 8, 10}"),
    ("Subdivide[-1, 1, 4]", "{-1, -1/2, 0, 1/2, 1}"),
    ("Subdivide[0., 1, 4]", "{0., 0.25, 0.5, 0.75, 1.}"), ("PowerRange[1, 1000]", "{1, 10, 100, 1000}"),
    ("PowerRange[1, 16, 2]", "{1, 2, 4, 8, 16}"),
    ("PowerRange[1, 1/4, 1/2]", "{1, 1/2, 1/4}"),
])
def test_tables(session: Session, source: str, result: str) -> None:
    assert session.evaluate(source).text == result


@pytest.mark.parametrize("source, message", [
    ("Range[a, b]", "Range::range: Range specification in Range[a, b] does not have appropriate bounds."),
    ("Table[x, {i, a}]", "Table::iterb: Iterator {i, a} does not have appropriate bounds."),
])
def test_messages(session: Session, source: str, message: str) -> None:
    outcome = session.evaluate(source)
    assert (outcome.messages, outcome.text) == ([message], source)


def test_too_much_is_refused(session: Session) -> None:
    assert session.evaluate("Range[10^12]").text == "$Aborted"
