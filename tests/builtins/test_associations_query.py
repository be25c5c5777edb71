"""Queries and data sets; sparse arrays, convolutions, bins; runs of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session

ROWS = 'd = {<|"k" -> 1, "v" -> 2|>, <|"k" -> 1, "v" -> 3|>, <|"k" -> 2, "v" -> 4|>}; '


@pytest.mark.parametrize("source, result", [
    ('Query[All, "v"][d]', "{2, 3, 4}"), ('Query[Total, "v"][d]', "9"), ('Query[Select[#v > 2 &], "v"][d]', "{3, 4}"),
    ('Query[GroupBy["k"], Total, "v"][d]', "<|1 -> 5, 2 -> 4|>"), ('Query[1, "v"][d]', "2"),
    ("Query[{Min, Max}][{3, 1}]", "{1, 3}"),
    ("Query[1 ;; 2, f][{a, b, c}]", "{f[a], f[b]}"), ("Query[All, f][<|x -> 1|>]", "<|x -> f[1]|>"),
    ("Query[][x]", "x"),
    ('Normal[Dataset[d][All, {"v"}]]', "{<|v -> 2|>, <|v -> 3|>, <|v -> 4|>}"), ('Dataset[d][Max, "v"]', "4"),
    ('Query[SortBy["v"], "v"][Reverse[d]]', "{2, 3, 4}"),
])
def test_query(session: Session, source: str, result: str) -> None:
    assert session.evaluate(ROWS + source).text == result


@pytest.mark.parametrize("source, result", [
    ("Normal[SparseArray[{{1, 1} -> a, {2, 3} -> b}]]", "{{a, 0, 0}, {0, 0, b}}"),
    ("Normal[SparseArray[{i_, i_} -> 1, {2, 2}]]", "{{1, 0}, {0, 1}}"),
    ("Normal[SparseArray[{i_, j_} /; i < j -> 1, {3, 3}]]", "{{0, 1, 1}, {0, 0, 1}, {0, 0, 0}}"),
    ("Normal[SparseArray[{2 -> a}, 3, x]]", "{x, a, x}"),
    ("Normal[SparseArray[{Band[{1, 1}] -> 2, Band[{1, 2}] -> -1}, {3, 3}]]", "{{2, -1, 0}, {0, 2, -1}, {0, 0, 2}}"),
    ("Normal[SparseArray[{{1, 1}, {2, 2}} -> {a, b}]]", "{{a, 0}, {0, b}}"),
    ("ArrayRules[{{a, 0}, {0, b}}]", "{{1, 1} -> a, {2, 2} -> b, {_, _} -> 0}"),
    ("ListCorrelate[{x, y}, {a, b, c}]", "{a x + b y, b x + c y}"),
    ("ListConvolve[{x, y}, {a, b, c}]", "{b x + a y, c x + b y}"),
    ("ListConvolve[{1, 1}, {1, 2, 3}, 1]", "{4, 3, 5}"),
    ("ListConvolve[{{1, 1}, {1, 1}}, {{1, 2}, {3, 4}}]", "{{10}}"),
    ("BinCounts[{1, 3, 2, 1, 4}, {0, 6, 2}]", "{2, 2, 1}"),
    ("BinLists[{1, 3, 2, 1, 4}, {0, 6, 2}]", "{{1, 1}, {3, 2}, {4}}"),
    ("BinCounts[{1, 5, 9}, {{0, 3, 10}}]", "{1, 2}"),
    ("SequenceCases[{a, x, a, y}, {a, _}]", "{{a, x}, {a, y}}"),
    ("SequenceCases[{1, 2, 4, 5}, {a_, b_} /; b == a + 1]", "{{1, 2}, {4, 5}}"),
    ("SequenceCases[{1, 2, 3}, {a_, b_} :> a + b]", "{3}"),
    ("SequencePosition[{a, b, a, b}, {a, b}]", "{{1, 2}, {3, 4}}"), ("SequenceCount[{a, a, a}, {a, a}]", "1"),
    ("SequenceReplace[{a, b, c, a, b}, {a, b} -> x]", "{x, c, x}"),
    ("SequenceSplit[{a, 0, b, 0, c}, {0}]", "{{a}, {b}, {c}}"), ("PalindromeQ[{1, 2, 1}]", "True"),
    ('PalindromeQ["ab"]', "False"), ("{x, Splice[{a, b}]}", "{x, a, b}"),
])
def test_sequences_and_rules(session: Session, source: str, result: str) -> None:
    assert session.evaluate(source).text == result
