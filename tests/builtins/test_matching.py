"""Finding parts that match."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session


@pytest.mark.parametrize("source, result", [
    ("MatchQ[_Integer][3]", "True"),
    ("MatchQ[{1, 2}, {_Integer, _}]", "True"),
    ("Cases[{1, a, 2}, _Integer]", "{1, 2}"),
    ("Cases[{f[1], g[2], f[3]}, f[x_] :> x]", "{1, 3}"),
    ("Cases[{1, {2, {3}}}, _Integer, Infinity]", "{1, 2, 3}"),
    ("Cases[{1, {2, {3}}}, _Integer, {2}]", "{2}"),
    ("Cases[{1, {2, {3}}}, _Integer, {-1}]", "{1, 2, 3}"),
    ("Cases[{1, {2, {3}}}, _, {0, -2}]", "{{3}, {2, {3}}, {1, {2, {3}}}}"),
    ("Cases[{3, 4, 5}, _?OddQ, 1, 1]", "{3}"),
    ("Cases[{3, 4, 5}, _, 1, 0]", "{}"),
    ("Cases[f[a], f, {1}, Heads -> True]", "{f}"),
    ("Cases[_Integer][{1, a}]", "{1}"),
    ("Cases[<|a -> 1, b -> x|>, _Integer]", "{1}"),
    ("FirstCase[{a, 1, 2}, _Integer]", "1"),
    ("FirstCase[{a, b}, _Integer, none]", "none"),
    ("FirstCase[{a, b}, _Integer]", "Missing[NotFound]"),
    ("FirstCase[{f[1], f[2]}, f[x_] :> x + 1]", "2"),
    ("FirstCase[{1, {a}}, _Symbol, none, {2}]", "a"),
    ("FirstCase[_Integer][{a, 1}]", "1"),
    ("DeleteCases[{1, a, 2, b}, _Integer]", "{a, b}"),
    ("DeleteCases[{1, {1, 2}, a}, 1, 2]", "{{2}, a}"),
    ("DeleteCases[{1, 2, 3}, _Integer, 1, 2]", "{3}"),
    ("DeleteCases[<|x -> 1, y -> 2|>, 1]", "<|y -> 2|>"),
    ("DeleteCases[f[a, b], a]", "f[b]"),
    ("DeleteCases[_Integer][{1, a}]", "{a}"),
    ("DeleteCases[{1, f[2]}, _Integer, Infinity]", "{f[]}"),
    ("Count[{a, b, a}, a]", "2"),
    ("Count[{1, {1, {1}}}, 1, Infinity]", "3"),
    ("Count[Range[5], 3]", "1"),
    ("Count[{{1, 2}, {1, 3}}, 1, {2}]", "2"),
    ("Count[_Integer][{1, a, 2}]", "2"),
    ("Position[{a, b, a}, a]", "{{1}, {3}}"),
    ("Position[{f[a], a}, a]", "{{1, 1}, {2}}"),
    ("Position[{{a}, f[a], a}, a, {2}]", "{{1, 1}, {2, 1}}"),
    ("Position[{1, 2, 1}, 1, 1, 1]", "{{1}}"),
    ("Position[f[f], f]", "{{0}, {1}}"),
    ("Position[f[f], f, Heads -> False]", "{{1}}"),
    ("Position[Range[5], 3]", "{{3}}"),
    ("Position[{{1, 2}, {2, 1}}, 2]", "{{1, 2}, {2, 1}}"),
    ("Position[<|a -> 1, b -> {1}|>, 1]", "{{Key[a]}, {Key[b], 1}}"),
    ("Position[x^2 + y^2, _Power]", "{{1}, {2}}"),
    ("FirstPosition[{a, b, a}, a]", "{1}"),
    ("FirstPosition[{{a}, b}, c, none]", "none"),
    ("FirstPosition[{{a, b}}, b]", "{1, 2}"),
    ("FirstPosition[b][{a, b}]", "{2}"),
])
def test_matching(session: Session, source: str, result: str) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert not outcome.log


@pytest.mark.parametrize("source, result, said", [
    ("Cases[{a, b}, _, x]", "Cases[{a, b}, _, x]",
     ["Cases::level: Level specification x is not of the form n, {n}, or {m, n}."]),
])
def test_matching_says(session: Session, source: str, result: str, said: list[str]) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert [line for _, line in outcome.log] == said
