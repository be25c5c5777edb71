"""Replacing: rules applied to wholes, parts, levels and places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session


@pytest.mark.parametrize("source, result", [
    ("{x, x^2, y} /. x -> 3", "{3, 9, y}"),
    ("{1, 2} /. {{1 -> a}, {2 -> b}}", "{{a, 2}, {1, b}}"),
    ("x //. {x -> y, y -> z}", "z"),
    ("f[f[f[x]]] //. f[a_] :> a", "x"),
    ("Replace[x, {x -> a, x -> b}]", "a"),
    ("Replace[f[f[f[f[x]]]], f[x_] :> g[x], {0, 2}]", "g[g[g[f[x]]]]"),
    ("Replace[{1, {2}}, n_Integer :> n + 10, {1}]", "{11, {2}}"),
    ("Replace[{1, {2}}, n_Integer :> n + 10, {-1}]", "{11, {12}}"),
    ("Replace[f[a], f -> g, {1}, Heads -> True]", "g[a]"),
    ("Replace[x -> 1][x]", "1"),
    ("ReplaceAll[x -> 1][{x, y}]", "{1, y}"),
    ("ReplaceRepeated[f[a_] :> a][f[f[1]]]", "1"),
    ("ReplaceList[{a, b, c}, {x_, y__} :> {{x}, {y}}]", "{{{a}, {b, c}}}"),
    ("ReplaceList[{a, b, c}, {x__, y__} :> {{x}, {y}}]", "{{{a}, {b, c}}, {{a, b}, {c}}}"),
    ("ReplaceList[{a, b, c}, {___, x_, ___} :> x, 2]", "{a, b}"),
    ("ReplaceList[1, {_Integer -> a, _ -> b}]", "{a, b}"),
    ("ReplaceAt[{a, b, c}, x_ :> f[x], 2]", "{a, f[b], c}"),
    ("ReplaceAt[{a, b, c}, x_ :> f[x], -1]", "{a, b, f[c]}"),
    ("ReplaceAt[{1, {2, 3}}, n_ :> 10 n, {2, 1}]", "{1, {20, 3}}"),
    ("ReplaceAt[{a, b, c}, x_ :> f[x], {{1}, {3}}]", "{f[a], b, f[c]}"),
    ("ReplaceAt[{{1, 2}, {3, 4}}, n_ :> f[n], {All, 1}]", "{{f[1], 2}, {f[3], 4}}"),
    ("ReplaceAt[<|a -> 1, b -> 2|>, n_ :> -n, {Key[b]}]", "<|a -> 1, b -> -2|>"),
    ("{1, 2} /. Dispatch[{1 -> x}]", "{x, 2}"),
    ("Hold[x] /. x :> 1 + 1", "Hold[1 + 1]"),
    ("Hold[x, y] /. x -> Sequence[]", "Hold[y]"),
    ("<|a -> b|> /. b -> c", "<|a -> c|>"),
    ("<|a -> 1|> /. a -> c", "<|a -> 1|>"),
    ("Range[3] /. 2 -> x", "{1, x, 3}"),
    ("{1., 2.} /. 1 -> x", "{1., 2.}"),
    ("{1, 2, 3} /. {2 -> b, _Integer -> n}", "{n, b, n}"),
    ("{a, b} /. <|a -> 1, b -> 2|>", "{1, 2}"),
    ("{f[1], f[2]} /. f[n_ /; n > 1] -> big", "{f[1], big}"),
    ("Replace[1, {{1 -> a}, {1 -> b}}]", "{a, b}"),
])
def test_replacement(session: Session, source: str, result: str) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert not outcome.log


@pytest.mark.parametrize("source, result, said", [
    ("x /. y", "x /. y",
     ["ReplaceAll::reps: {y} is neither a list of replacement rules nor a valid dispatch table, and "
      "so cannot be used for replacing."]),
    ("x /. {a, b}", "x /. {a, b}",
     ["ReplaceAll::reps: {a, b} is neither a list of replacement rules nor a valid dispatch table, "
      "and so cannot be used for replacing."]),
    ("ReplaceRepeated[x, x -> g[x], MaxIterations -> 3]", "g[g[g[x]]]",
     ["ReplaceRepeated::rrlim: Exiting after x scanned 3 times."]),
    ("{a, {b}} /. {{a -> 1}, b -> 2}", "{a, {b}} /. {{a -> 1}, b -> 2}",
     ["ReplaceAll::rmix: Elements of {{a -> 1}, b -> 2} are a mixture of lists and nonlists."]),
])
def test_replacement_says(session: Session, source: str, result: str, said: list[str]) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert [line for _, line in outcome.log] == said
