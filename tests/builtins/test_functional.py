"""Repeated application, folding, threading, choosing, composing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session


@pytest.mark.parametrize("source, result", [
    ("Nest[f, x, 3]", "f[f[f[x]]]"), ("Nest[f, x, 0]", "x"), ("Nest[#^2 &, 2, 3]", "256"),
    ("NestList[f, x, 2]", "{x, f[x], f[f[x]]}"),
    ("NestList[2 # &, 1, 4]", "{1, 2, 4, 8, 16}"), ("NestWhile[#/2 &, 24, EvenQ]", "3"),
    ("NestWhileList[#/2 &, 24, EvenQ]", "{24, 12, 6, 3}"),
    ("NestWhileList[# + 1 &, 1, # < 3 &, 1, 5]", "{1, 2, 3}"),
    ("NestWhileList[# + 1 &, 1, True &, 1, 3]", "{1, 2, 3, 4}"),
    ("NestWhile[# + 1 &, 1, # < 5 &, 1, Infinity, 1]", "6"), ("NestWhile[# + 1 &, 1, # < 5 &, 1, Infinity, -1]", "4"),
    ("NestWhileList[Mod[2 #, 7] &, 1, Unequal, All]", "{1, 2, 4, 1}"),
    ("NestWhile[Floor[#/2] &, 10, UnsameQ, 2]", "0"),
    ("FixedPoint[Floor[#/2] &, 100]", "0"), ("FixedPointList[Floor[#/2] &, 4]", "{4, 2, 1, 0, 0}"),
    ("FixedPointList[# + 1 &, 0, 3]", "{0, 1, 2, 3}"),
    ("FixedPoint[# + 1 &, 0, 5]", "5"), ("FixedPoint[1 + #/2 &, 10., SameTest -> (Abs[#1 - #2] < 1 &)]", "2.5"),
    ("ComposeList[{f, g}, x]", "{x, f[x], g[f[x]]}"),
    ("Fold[f, x, {a, b}]", "f[f[x, a], b]"), ("Fold[f, {a, b, c}]", "f[f[a, b], c]"), ("Fold[f, x, {}]", "x"),
    ("Fold[Plus, 0, Range[10]]", "55"),
    ("Fold[f, x, <|a -> 1|>]", "f[x, 1]"), ("Fold[f][{a, b}]", "f[a, b]"), ("Fold[f, {a}]", "a"),
    ("Fold[10 #1 + #2 &, 0, {1, 2, 3}]", "123"),
    ("FoldList[f, x, {a, b}]", "{x, f[x, a], f[f[x, a], b]}"), ("FoldList[f, {a, b}]", "{a, f[a, b]}"),
    ("FoldList[f, {}]", "{}"), ("FoldList[Plus, 0, {1, 2}]", "{0, 1, 3}"),
    ("FoldList[f, x, p[a]]", "p[x, f[x, a]]"), ("FoldList[Times, Range[5]]", "{1, 2, 6, 24, 120}"),
    ("FoldWhile[Plus, 0, {1, 2, 3, 4}, # < 4 &]", "6"),
    ("FoldWhileList[Plus, 0, {1, 2, 3, 4}, # < 4 &]", "{0, 1, 3, 6}"),
    ("FoldPairList[{#1 #2, #1 + #2} &, 1, {1, 2, 3}]", "{1, 4, 12}"),
    ("FoldPair[{#1 #2, #1 + #2} &, 1, {1, 2, 3}]", "12"),
    ("FoldPairList[TakeDrop, {a, b, c}, {1, 2}]", "{{a}, {b, c}}"),
    ("SequenceFoldList[Plus, {1, 1}, {0, 0}]", "{1, 1, 2, 3}"),
    ("Through[{f, g}[x]]", "{f[x], g[x]}"), ("Through[(f + g)[x]]", "f[x] + g[x]"),
    ("Through[p[f][x], q]", "p[f][x]"), ("Through[<|a -> f|>[x]]", "Missing[KeyAbsent, x]"),
    ("Operate[p, f[x, y]]", "p[f][x, y]"), ("Distribute[f[a + b, c]]", "f[a, c] + f[b, c]"),
    ("Distribute[{{a, b}, {c, d}}, List]", "{{a, c}, {a, d}, {b, c}, {b, d}}"),
    ("Distribute[f[g[a, b], g[c]], g, f, gp, fp]", "gp[fp[a, c], fp[b, c]]"), ("Construct[f, a, b]", "f[a, b]"),
    ("Thread[f[{a, b}, c]]", "{f[a, c], f[b, c]}"), ("Thread[{a, b} -> {1, 2}]", "{a -> 1, b -> 2}"),
    ("Thread[{a, b} -> 1]", "{a -> 1, b -> 1}"), ("Thread[f[a, b]]", "f[a, b]"),
    ("Thread[f[a + b, c], Plus]", "f[a, c] + f[b, c]"),
    ("Thread[f[{a, b}, {c, d}], List, 1]", "{f[a, {c, d}], f[b, {c, d}]}"),
    ("Thread[{a, b} == {c, d}]", "{a == c, b == d}"),
    ("Outer[f, {a, b}, {x, y}]", "{{f[a, x], f[a, y]}, {f[b, x], f[b, y]}}"),
    ("Outer[Times, {1, 2}, {3, 4}]", "{{3, 4}, {6, 8}}"), ("Outer[f, {a}, {b}, {c}]", "{{{f[a, b, c]}}}"),
    ("Outer[f, {{a, b}}, {x}]", "{{{f[a, x]}, {f[b, x]}}}"), ("Outer[f, {{a, b}}, {x}, 1]", "{{f[{a, b}, x]}}"),
    ("Outer[g, f[a], f[b]]", "f[f[g[a, b]]]"),
    ("Outer[List, {1, 2}, {a}]", "{{{1, a}}, {{2, a}}}"),
    ("Outer[f, {{1, 2}, {3, 4}}, {{a}}, 1, 1]", "{{f[{1, 2}, {a}]}, {f[{3, 4}, {a}]}}"),
    ("Inner[f, {a, b}, {x, y}, g]", "g[f[a, x], f[b, y]]"), ("Inner[Times, {a, b}, {x, y}, Plus]", "a x + b y"),
    ("Inner[f, {{a, b}, {c, d}}, {x, y}, g]", "{g[f[a, x], f[b, y]], g[f[c, x], f[d, y]]}"),
    ("Select[{1, 2, 4, 7}, EvenQ]", "{2, 4}"), ("Select[{1, 2, 4, 6}, EvenQ, 2]", "{2, 4}"),
    ("Select[EvenQ][{1, 2}]", "{2}"), ("Select[<|a -> 1, b -> 2|>, # > 1 &]", "<|b -> 2|>"),
    ("Select[f[1, 2], EvenQ]", "f[2]"), ("Select[Range[10], PrimeQ]", "{2, 3, 5, 7}"), ("Select[{}, EvenQ]", "{}"),
    ('Select[<|a -> <|"x" -> 1|>|>, #x > 0 &]', "<|a -> <|x -> 1|>|>"),
    ("SelectFirst[{1, 4, 6}, EvenQ]", "4"), ("SelectFirst[{1}, EvenQ]", "Missing[NotFound]"),
    ("SelectFirst[{1}, EvenQ, none]", "none"),
    ("Pick[{a, b, c}, {True, False, True}]", "{a, c}"), ("Pick[{a, b, c}, {1, 0, 1}, 1]", "{a, c}"),
    ("Pick[{{a, b}, {c, d}}, {{1, 0}, {0, 1}}, 1]", "{{a}, {d}}"),
    ("Pick[{a, b, c}, {1, 2, 3}, _?(# > 1 &)]", "{b, c}"), ("Pick[<|a -> 1, b -> 2|>, {True, False}]", "<|a -> 1|>"),
    ("TakeWhile[{1, 2, 5, 1}, # < 4 &]", "{1, 2}"), ("LengthWhile[{1, 2, 5, 1}, # < 4 &]", "2"),
    ("BlockMap[f, {a, b, c, d}, 2]", "{f[{a, b}], f[{c, d}]}"),
    ("(f @* g)[x]", "f[g[x]]"), ("(f /* g)[x]", "g[f[x]]"), ("Composition[f, g, h][x, y]", "f[g[h[x, y]]]"),
    ("Composition[]", "Identity"), ("f @* Identity @* g", "f @* g"),
    ("Identity[x]", "x"), ("ReverseApplied[f][a, b]", "f[b, a]"), ("OperatorApplied[f][x][y]", "f[y, x]"),
    ("CurryApplied[f, 3][a][b][c]", "f[a, b, c]"),
    ("CurryApplied[f, {2, 1}][a][b]", "f[b, a]"), ("CurryApplied[f, 2][a]", "CurryApplied[f, 2][a]"),
    ("Comap[{f, g}, x]", "{f[x], g[x]}"), ("Comap[{f, g}][x]", "{f[x], g[x]}"),
    ("ComapApply[{f, g}, {x, y}]", "{f[x, y], g[x, y]}"), ("Map[f @* g, {a}]", "{f[g[a]]}"),
])
def test_functional(session: Session, source: str, result: str) -> None:
    assert session.evaluate(source).text == result


@pytest.mark.parametrize("source, message", [
    ("Nest[f, x, -1]", "Nest::intnm: Non-negative machine-sized integer expected at position 3 in Nest[f, x, -1]."),
    ("Fold[f, x, y]", "Fold::normal: Nonatomic expression expected at position 3 in Fold[f, x, y]."),
    ("Select[x, f]", "Select::normal: Nonatomic expression expected at position 1 in Select[x, f]."),
    ("Pick[{a, b}, {True}]", "Pick::incomp: Expressions {a, b} and {True} have incompatible shapes."),
])
def test_messages(session: Session, source: str, message: str) -> None:
    outcome = session.evaluate(source)
    assert (outcome.messages, outcome.text) == ([message], source)


def test_a_fixed_point_of_reals_may_waver_in_the_last_digit(session: Session) -> None:
    assert session.evaluate("FixedPoint[# - (#^2 - 2)/(2 #) &, 1.]").text == "1.41421"
    assert session.evaluate("FixedPoint[(# + 2/#)/2 &, {1., 2.}]").text == "{1.41421, 1.41421}"


def test_thread_of_unequal_lengths(session: Session) -> None:
    outcome = session.evaluate("Thread[f[{a, b}, {c}]]")
    assert outcome.messages == ["Thread::tdlen: Objects of unequal length in f[{a, b}, {c}] cannot be combined."]
    assert outcome.text == "f[{a, b}, {c}]"
