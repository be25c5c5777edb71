"""Level specifications, and mapping over levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session


@pytest.mark.parametrize("source, result", [
    ("Level[{a, {b, {c}}}, 1]", "{a, {b, {c}}}"), ("Level[{a, {b, {c}}}, 2]", "{a, b, {c}, {b, {c}}}"),
    ("Level[{a, {b, {c}}}, {2}]", "{b, {c}}"), ("Level[{a, {b, {c}}}, {-1}]", "{a, b, c}"),
    ("Level[{a, {b, {c}}}, Infinity]", "{a, b, c, {c}, {b, {c}}}"), ("Level[{a, {b, {c}}}, {0, Infinity}]",
                                                                 "{a, b, c, {c}, {b, {c}}, {a, {b, {c}}}}"),
    ("Level[{a, {b, {c}}}, -2]", "{{c}, {b, {c}}}"), ("Level[{a, {b, {c}}}, {-2}]", "{{c}}"),
    ("Level[f[x, g[y]], {-1}, h]", "h[x, y]"),
    ("Level[f[x, g[y]], 2, Heads -> True]", "{f, x, g, y, g[y]}"), ("Level[a + f[x, y^n], {-1}]", "{a, x, y, n}"),
    ("Level[a + f[x, y^n], 2]", "{a, x, y^n, f[x, y^n]}"), ("Level[<|a -> {1}|>, 2]", "{1, {1}}"),
    ("Map[f, {a, b}]", "{f[a], f[b]}"), ("f /@ g[a, b]", "g[f[a], f[b]]"), ("f /@ x", "x"),
    ("Map[f, {{a}, {b}}, {2}]", "{{f[a]}, {f[b]}}"),
    ("Map[f, {{a}, {b}}, 2]", "{f[{f[a]}], f[{f[b]}]}"), ("Map[f, {a, {b}}, {-1}]", "{f[a], {f[b]}}"),
    ("Map[f, {a, {b}}, {0}]", "f[{a, {b}}]"), ("Map[f, {a, {b}}, {0, 1}]", "f[{f[a], f[{b}]}]"),
    ("Map[f, <|a -> 1|>]", "<|a -> f[1]|>"),
    ("Map[f][{a}]", "{f[a]}"), ("Map[f, g[a], Heads -> True]", "f[g][f[a]]"),
    ("Map[f, Hold[1 + 1, 2]]", "Hold[f[1 + 1], f[2]]"),
    ("Map[#^2 &, Range[4]]", "{1, 4, 9, 16}"), ("Map[f, <|a -> {1}|>, {2}]", "<|a -> {f[1]}|>"),
    ("Map[Nothing &, {1, 2}]", "{}"),
    ("Map[If[# > 1, Nothing, #] &, {0, 1, 2}]", "{0, 1}"), ("Sequence @@@ {{a, b}, {c}}", "{a, b, c}"),
    ("MapAll[f, {a, {b}}]", "f[{f[a], f[{f[b]}]}]"), ("f //@ x", "f[x]"),
    ("MapIndexed[f, {a, b}]", "{f[a, {1}], f[b, {2}]}"),
    ("MapIndexed[f, {{a}, {b}}, {2}]", "{{f[a, {1, 1}]}, {f[b, {2, 1}]}}"),
    ("MapIndexed[f, <|a -> 1|>]", "<|a -> f[1, {Key[a]}]|>"), ("MapIndexed[f][{a}]", "{f[a, {1}]}"),
    ("MapIndexed[First[#2] -> # &, {x, y}]", "{1 -> x, 2 -> y}"),
    ("Apply[f, {a, b}]", "f[a, b]"), ("Plus @@ {1, 2, 3}", "6"), ("f @@ g[x]", "f[x]"), ("f @@ x", "x"),
    ("f @@ <|a -> 1, b -> 2|>", "f[1, 2]"),
    ("Apply[f, {{a}, {b}}, {1}]", "{f[a], f[b]}"), ("f @@@ {{a, b}, {c}}", "{f[a, b], f[c]}"),
    ("Apply[f, {a, {b, {c}}}, {0, 1}]", "f[a, f[b, {c}]]"),
    ("Apply[f][{a, b}]", "f[a, b]"), ("f @@@ <|x -> {a}|>", "<|x -> f[a]|>"),
    ("Apply[f, {{{a}}}, {-2}]", "{{f[a]}}"), ("List @@ (a + b)", "{a, b}"),
    ("MapApply[f, {{a, b}}]", "{f[a, b]}"), ("MapApply[f][{{a, b}}]", "{f[a, b]}"),
    ("Reap[Scan[Sow, {a, {b}}]][[2, 1]]", "{a, {b}}"), ("Reap[Scan[Sow, {a, {b}}, {-1}]][[2, 1]]", "{a, b}"),
    ("Scan[If[# > 2, Return[#]] &, {1, 3, 5}]", "3"), ("Scan[f, {a}] // InputForm", "Null"),
    ("MemberQ[{1, x, 3}, x]", "True"), ("MemberQ[{1, {x}}, x]", "False"), ("MemberQ[{1, {x}}, x, 2]", "True"),
    ("MemberQ[{1, 2}, _String]", "False"),
    ("MemberQ[_Integer][{x, 1}]", "True"), ("MemberQ[<|a -> 1|>, 1]", "True"), ("MemberQ[Range[5], 3]", "True"),
    ("MemberQ[Range[5], 3.]", "False"),
    ("MemberQ[f[a], a]", "True"), ("MemberQ[{x^2, y}, x^_]", "True"), ("MemberQ[x, x]", "False"),
    ("MemberQ[x, x, {0}]", "True"),
    ("FreeQ[{a, f[b]}, b]", "False"), ("FreeQ[{a, f[b]}, f]", "False"), ("FreeQ[{a, f[b]}, c]", "True"),
    ("FreeQ[x^2 + 1, _Integer]", "False"),
    ("FreeQ[{a, {b}}, b, 1]", "True"), ("FreeQ[x][{x}]", "False"), ("FreeQ[{1, 2.}, _Real]", "False"),
    ("FreeQ[a, a]", "False"),
    ("MapThread[f, {{a, b}, {c, d}}]", "{f[a, c], f[b, d]}"), ("MapThread[Plus, {{1, 2}, {3, 4}}]", "{4, 6}"),
    ("MapThread[f, {}]", "{}"),
    ("MapThread[f, {{{a, b}}, {{c, d}}}, 2]", "{{f[a, c], f[b, d]}}"), ("MapThread[f][{{a}, {b}}]", "{f[a, b]}"),
    ("MapThread[f, {<|x -> 1|>, <|x -> 2|>}]", "<|x -> f[1, 2]|>"),
])
def test_levels(session: Session, source: str, result: str) -> None:
    assert session.evaluate(source).text == result


@pytest.mark.parametrize("source, message", [
    ("Map[f, {a}, x]", "Map::level: Level specification x is not of the form n, {n}, or {m, n}."),
    ("MapThread[f, {{a, b}, {c}}]",
     "MapThread::mptc: Incompatible dimensions of objects at positions {2, 1} and {2, 2} of "
     "MapThread[f, {{a, b}, {c}}]; dimensions are 2 and 1."),
])
def test_messages(session: Session, source: str, message: str) -> None:
    outcome = session.evaluate(source)
    assert (outcome.messages, outcome.text) == ([message], source)
