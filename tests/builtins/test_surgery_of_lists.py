"""Changing lists at positions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session


@pytest.mark.parametrize("source, result", [
    ("Extract[{a, {b, c}}, {2, 1}]", "b"), ("Extract[{a, b, c}, 2]", "b"),
    ("Extract[{a, b, c}, {{1}, {3}}]", "{a, c}"), ("Extract[{a, b}, {{1}, {2}}, f]", "{f[a], f[b]}"),
    ("Extract[2][{a, b}]", "b"),
    ("Extract[f[x, g[y]], {{1}, {2, 1}}]", "{x, y}"), ("Extract[<|a -> {1, 2}|>, {Key[a], 2}]", "2"),
    ("Extract[Hold[1 + 1, 2], 1, Hold]", "Hold[1 + 1]"), ("Extract[{a, b}, Position[{a, b}, b]]", "{b}"),
    ("Delete[{a, b, c}, 2]", "{a, c}"), ("Delete[{a, b, c}, -1]", "{a, b}"),
    ("Delete[{a, b, c}, {{1}, {3}}]", "{b}"), ("Delete[{a, {b, c}}, {2, 1}]", "{a, {c}}"),
    ("Delete[f[a, b], 1]", "f[b]"), ("Delete[1][{a, b}]", "{b}"),
    ("Delete[<|a -> 1, b -> 2|>, Key[a]]", "<|b -> 2|>"), ('Delete[<|"a" -> 1, b -> 2|>, "a"]', "<|b -> 2|>"),
    ("Delete[f[a, b], 0]", "Sequence[a, b]"), ("{Delete[f[a, b], 0]}", "{a, b}"),
    ("Delete[{a, b, c, d}, {{1}, {1}}]", "{b, c, d}"),
    ("Insert[{a, b, c}, x, 2]", "{a, x, b, c}"), ("Insert[{a, b, c}, x, -2]", "{a, b, x, c}"),
    ("Insert[{a, b, c}, x, -1]", "{a, b, c, x}"), ("Insert[{a, b, c}, x, {{1}, {-1}}]", "{x, a, b, c, x}"),
    ("Insert[{a, {b, c}}, x, {2, 1}]", "{a, {x, b, c}}"),
    ("Insert[f[a], b, 1]", "f[b, a]"), ("Insert[<|a -> 1, b -> 2|>, c -> 3, 2]", "<|a -> 1, c -> 3, b -> 2|>"),
    ("Insert[x, 1][{a}]", "{x, a}"), ("Insert[{a, b, c, d}, x, {{2}, {4}}]", "{a, x, b, c, x, d}"),
    ("Insert[{}, x, 1]", "{x}"),
    ("ReplacePart[{a, b, c}, 2 -> x]", "{a, x, c}"), ("ReplacePart[{a, b, c}, {1 -> x, 3 -> y}]", "{x, b, y}"),
    ("ReplacePart[{a, b, c}, {{1}, {3}} -> x]", "{x, b, x}"),
    ("ReplacePart[{{a, b}, {c, d}}, {2, 1} -> x]", "{{a, b}, {x, d}}"),
    ("ReplacePart[{a, b, c}, -1 -> x]", "{a, b, x}"), ("ReplacePart[f[a, b], 0 -> g]", "g[a, b]"),
    ("ReplacePart[{{a, b}, {c, d}}, {_, 1} -> x]", "{{x, b}, {x, d}}"),
    ("ReplacePart[{a, b, c, d}, i_?EvenQ :> f[i]]", "{a, f[2], c, f[4]}"),
    ("ReplacePart[{{a, b}, {c, d}}, {i_, i_} -> 0]", "{{0, b}, {c, 0}}"),
    ("ReplacePart[<|a -> 1|>, Key[a] -> 2]", "<|a -> 2|>"), ('ReplacePart[<|"a" -> 1|>, "a" -> 2]', "<|a -> 2|>"),
    ("ReplacePart[2 -> x][{a, b}]", "{a, x}"), ("ReplacePart[{a, b}, 5 -> x]", "{a, b}"),
    ("MapAt[f, {a, b, c}, 2]", "{a, f[b], c}"), ("MapAt[f, {a, b, c}, -1]", "{a, b, f[c]}"),
    ("MapAt[f, {a, b, c}, {{1}, {3}}]", "{f[a], b, f[c]}"),
    ("MapAt[f, {{a, b}, {c, d}}, {2, 1}]", "{{a, b}, {f[c], d}}"),
    ("MapAt[f, {{a, b}, {c, d}}, {All, 1}]", "{{f[a], b}, {f[c], d}}"),
    ("MapAt[f, {a, b, c, d}, 2 ;; 3]", "{a, f[b], f[c], d}"),
    ("MapAt[f, <|a -> 1, b -> 2|>, Key[b]]", "<|a -> 1, b -> f[2]|>"),
    ('MapAt[f, <|"a" -> 1|>, "a"]', "<|a -> f[1]|>"),
    ("MapAt[f, 1][{a, b}]", "{f[a], b}"), ("MapAt[f, {a, b}, {{1}, {1}}]", "{f[f[a]], b}"),
    ("MapAt[f, h[x], 0]", "f[h][x]"), ("SubsetMap[Reverse, {a, b, c, d}, {1, 4}]", "{d, b, c, a}"),
    ("FlattenAt[{a, {b, c}, {d}}, 2]", "{a, b, c, {d}}"),
    ("FlattenAt[{a, {b, c}, {d}}, {{2}, {3}}]", "{a, b, c, d}"), ("FlattenAt[{a, {b, {c}}}, {2, 2}]", "{a, {b, c}}"),
])
def test_surgery(session: Session, source: str, result: str) -> None:
    assert session.evaluate(source).text == result


@pytest.mark.parametrize("source, message", [
    ("Delete[{a, b}, 5]", "Delete::partw: Part {5} of {a, b} does not exist."),
    ("Insert[{a, b}, x, 7]", "Insert::ins: Cannot insert at position {7} in {a, b}."),
    ("MapAt[f, {a, b}, 7]", "MapAt::partw: Part {7} of {a, b} does not exist."),
    ("ReplacePart[{a, b}, x]", "ReplacePart::rep: x is not a valid replacement rule."),
])
def test_messages(session: Session, source: str, message: str) -> None:
    outcome = session.evaluate(source)
    assert (outcome.messages, outcome.text) == ([message], source)
