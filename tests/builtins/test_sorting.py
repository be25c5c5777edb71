"""Sorting, sets, grouping."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session

SORTED = [
    ("Sort[{c, b, a}]", "{a, b, c}"), ("Sort[{3, 1, 2}]", "{1, 2, 3}"), ("Sort[{1, 3, 2}, Greater]", "{3, 2, 1}"),
    ("Sort[{4, 1, 3}, #1 > #2 &]", "{4, 3, 1}"),
    ('Sort[{"b", "A", "a", "B"}]', "{a, A, b, B}"), ("Sort[f[b, a]]", "f[a, b]"),
    ("Sort[<|a -> 2, b -> 1|>]", "<|b -> 1, a -> 2|>"), ("Sort[{x, 2, 1.5}]", "{1.5, 2, x}"),
    ("Sort[{1, 1., 0}]", "{0, 1, 1.}"), ("Sort[{{2, 1}, {1, 2}, {1}}]", "{{1}, {1, 2}, {2, 1}}"),
    ("Sort[{True, False}]", "{False, True}"), ("Sort[Range[5], False &]", "{5, 4, 3, 2, 1}"),
    ("Sort[{3, 1, 2}, True &]", "{3, 1, 2}"), ("Sort[{{2, 1}, {1, 5}, {1, 2}}]", "{{1, 2}, {1, 5}, {2, 1}}"),
    ('Sort[{"banana", "apple"}]', "{apple, banana}"),
    ("Sort[{}]", "{}"), ("ReverseSort[{1, 3, 2}]", "{3, 2, 1}"), ("Sort[{1/2, 0.3, 1}]", "{0.3, 1/2, 1}"),
    ("SortBy[{{1, b}, {2, a}}, Last]", "{{2, a}, {1, b}}"), ("SortBy[{-3, 1, 2}, Abs]", "{1, 2, -3}"),
    ("SortBy[{3, 1, 2}, 0 &]", "{1, 2, 3}"), ("SortBy[{3, 1, 2}, {0 &}]", "{3, 1, 2}"),
    ("SortBy[{{1, 2}, {1, 1}, {0, 3}}, {First, -Last[#] &}]", "{{0, 3}, {1, 2}, {1, 1}}"),
    ("SortBy[<|a -> 3, b -> 1|>, Identity]", "<|b -> 1, a -> 3|>"),
    ("SortBy[Last][{{1, 2}, {2, 1}}]", "{{2, 1}, {1, 2}}"),
    ("SortBy[{1, 2, 3}, # &, Greater]", "{3, 2, 1}"), ("ReverseSortBy[{1, -3, 2}, Abs]", "{-3, 2, 1}"),
    ("Ordering[{c, a, b}]", "{2, 3, 1}"), ("Ordering[{3, 1, 2}, 1]", "{2}"), ("Ordering[{3, 1, 2}, -1]", "{1}"),
    ("Ordering[{3, 1, 2}, All, Greater]", "{1, 3, 2}"), ("Ordering[{3, 1, 2}, -2]", "{3, 1}"),
    ("OrderingBy[{-3, 1, 2}, Abs]", "{2, 3, 1}"), ("Order[a, b]", "1"), ("Order[2, 1]", "-1"),
    ("Order[x, x]", "0"), ("OrderedQ[{1, 2, 2}]", "True"), ("OrderedQ[{b, a}]", "False"),
    ("OrderedQ[{3, 2, 1}, Greater]", "True"), ("TakeLargest[{2, 9, 4}, 2]", "{9, 4}"),
    ("TakeSmallest[{2, 9, 4}, 2]", "{2, 4}"), ("TakeLargest[<|a -> 1, b -> 5|>, 1]", "<|b -> 5|>"),
    ("TakeLargest[{1, 2}, UpTo[5]]", "{2, 1}"), ("TakeLargestBy[{-9, 2, 4}, Abs, 2]", "{-9, 4}"),
    ("MaximalBy[{-3, 1, 3}, Abs]", "{-3, 3}"), ("MinimalBy[{-3, 1, 3}, Abs]", "{1}"),
    ("MaximalBy[{-3, 1, 2}, Abs, 2]", "{-3, 2}"), ("RankedMax[{4, 9, 2}, 2]", "4"),
    ("RankedMin[{4, 9, 2}, -1]", "9"), ("LexicographicSort[{{2}, {1, 2}, {1}}]", "{{1}, {1, 2}, {2}}"),
    ("MaximalBy[<|a -> 1, b -> 3|>, Identity]", "<|b -> 3|>"),
]
SETS = [
    ("Union[{c, a, b, a}]", "{a, b, c}"), ("Union[{1, 2}, {2, 3}]", "{1, 2, 3}"),
    ("Union[f[b, a], f[c]]", "f[a, b, c]"), ("Union[{1, 1.}]", "{1, 1.}"), ("Union[]", "{}"),
    ("Union[{1, -1, 2}, SameTest -> (Abs[#1] == Abs[#2] &)]", "{-1, 2}"), ("Union[<|a -> 2, b -> 1|>]", "{1, 2}"),
    ("Union[{{1, 2}, {1, 2}, {0}}]", "{{0}, {1, 2}}"),
    ("Intersection[{c, a, b}, {b, a, d}]", "{a, b}"), ("Intersection[{1, 2, 3}, {2, 3}, {3, 4}]", "{3}"),
    ("Intersection[{a}, {b}]", "{}"), ("Complement[{a, b, c, d}, {b}, {d}]", "{a, c}"),
    ("Complement[{3, 1, 2, 1}, {2}]", "{1, 3}"), ("Complement[Range[5], {2, 3}]", "{1, 4, 5}"),
    ("SymmetricDifference[{a, b}, {b, c}]", "{a, c}"), ("UniqueElements[{{a, b}, {b, c}}]", "{{a}, {c}}"),
    ("DeleteDuplicates[{c, a, c, b, a}]", "{c, a, b}"),
    ("DeleteDuplicates[{1, 2, 3, 4}, Mod[#1 - #2, 2] == 0 &]", "{1, 2}"), ("DeleteDuplicates[f[a, a]]", "f[a]"),
    ("DeleteDuplicates[<|a -> 1, b -> 1|>]", "<|a -> 1|>"),
    ("DeleteDuplicatesBy[{1, -1, 2}, Abs]", "{1, 2}"), ("DeleteAdjacentDuplicates[{a, a, b, a}]", "{a, b, a}"),
    ("DuplicateFreeQ[{a, b, a}]", "False"), ("DuplicateFreeQ[{1, 2}]", "True"),
    ("CountDistinct[{a, b, a}]", "2"), ("CountDistinctBy[{1, -1, 2}, Abs]", "2"),
    ("DeleteElements[{a, b, a, c}, {a}]", "{b, c}"),
    ("SubsetQ[{a, b, c}, {a, c}]", "True"), ("SubsetQ[{a}, {a, b}]", "False"),
    ("ContainsAll[{a, b, c}, {a}]", "True"), ("ContainsAny[{a, b}, {c}]", "False"),
    ("ContainsNone[{a, b}, {c}]", "True"),
    ("ContainsOnly[{a, a}, {a, b}]", "True"), ("ContainsExactly[{a, b, a}, {b, a}]", "True"),
    ("IntersectingQ[{a, b}, {b}]", "True"), ("DisjointQ[{a}, {b}]", "True"), ("ContainsAny[{c}][{a, c}]", "True"),
    ("Intersection[{1, 2}, {1., 2.}, SameTest -> Equal]", "{1, 2}"),
]
GROUPS = [
    ("Counts[{a, b, a}]", "<|a -> 2, b -> 1|>"), ("Counts[{}]", "<||>"),
    ("Counts[Range[3]]", "<|1 -> 1, 2 -> 1, 3 -> 1|>"), ("CountsBy[{1, -1, 2}, Abs]", "<|1 -> 2, 2 -> 1|>"),
    ("Tally[{a, b, a}]", "{{a, 2}, {b, 1}}"),
    ("Tally[{2, 1, 2}]", "{{2, 2}, {1, 1}}"), ("Tally[{1, 2, 3, 4}, Mod[#1 - #2, 2] == 0 &]", "{{1, 2}, {2, 2}}"),
    ("Gather[{a, b, a}]", "{{a, a}, {b}}"), ("Gather[{1, 2, 3}, OddQ[#1] == OddQ[#2] &]", "{{1, 3}, {2}}"),
    ("GatherBy[{1, 2, 3, 4}, OddQ]", "{{1, 3}, {2, 4}}"),
    ("GatherBy[{{a, 1}, {b, 1}, {a, 2}}, First]", "{{{a, 1}, {a, 2}}, {{b, 1}}}"),
    ("GroupBy[{1, 2, 3}, OddQ]", "<|True -> {1, 3}, False -> {2}|>"),
    ("GroupBy[{{a, x}, {b, y}, {a, z}}, First -> Last]", "<|a -> {x, z}, b -> {y}|>"),
    ("GroupBy[{1, 2, 3, 4}, OddQ, Total]", "<|True -> 4, False -> 6|>"),
    ("GroupBy[OddQ][{1, 2}]", "<|True -> {1}, False -> {2}|>"),
    ("GroupBy[<|a -> 1, b -> 2|>, OddQ]", "<|True -> <|a -> 1|>, False -> <|b -> 2|>|>"),
    ("GroupBy[{1, 2, 3, 4}, {OddQ, # > 2 &}]",
     "<|True -> <|False -> {1}, True -> {3}|>, False -> <|False -> {2}, True -> {4}|>|>"),
    ("GroupBy[{<|k -> 1, v -> x|>, <|k -> 1, v -> y|>}, Key[k] -> Key[v]]", "<|1 -> {x, y}|>"),
    ("PositionIndex[{a, b, a}]", "<|a -> {1, 3}, b -> {2}|>"),
    ("Split[{a, a, b, a}]", "{{a, a}, {b}, {a}}"),
    ("Split[{1, 2, 4, 5, 7}, #2 == #1 + 1 &]", "{{1, 2}, {4, 5}, {7}}"), ("Split[{}]", "{}"),
    ("SplitBy[{1, 3, 2, 5}, OddQ]", "{{1, 3}, {2}, {5}}"), ("Split[{5, 3, 4, 1}, Less]", "{{5}, {3, 4}, {1}}"),
    ("Commonest[{b, a, c, a}]", "{a}"), ("Commonest[{b, b, a, a, c}]", "{b, a}"),
    ("DeleteMissing[{a, Missing[], b}]", "{a, b}"), ("DeleteMissing[<|a -> Missing[]|>]", "<||>"),
    ("AllSameBy[{1, -1}, Abs]", "True"),
]


@pytest.mark.parametrize("source, result", SORTED + SETS + GROUPS)
def test_sorting(session: Session, source: str, result: str) -> None:
    assert session.evaluate(source).text == result


@pytest.mark.parametrize("source, message", [
    ("Sort[x]", "Sort::normal: Nonatomic expression expected at position 1 in Sort[x]."),
    ("Union[{1, 2}, x]", "Union::normal: Nonatomic expression expected at position 2 in Union[{1, 2}, x]."),
    ("Union[{1}, f[x]]", "Union::heads: Heads List and f at positions 1 and 2 are expected to be the same."),
])
def test_messages(session: Session, source: str, message: str) -> None:
    outcome = session.evaluate(source)
    assert (outcome.messages, outcome.text) == ([message], source)


def test_long_lists_agree_with_python(session: Session) -> None:
    letters = random.Random(1)
    words = ["".join(letters.choices("abcxyz", k=letters.randint(1, 6))) for _ in range(3000)]
    written = "{" + ", ".join(f'"{word}"' for word in words) + "}"
    assert session.evaluate(f"w = {written}; Sort[w]").text == "{" + ", ".join(sorted(words)) + "}"
    assert session.evaluate("Union[w]").text == "{" + ", ".join(sorted(set(words))) + "}"
    assert session.evaluate("Length[Counts[w]]").text == str(len(set(words)))
    first = max(words, key=words.count)
    assert session.evaluate(f'Counts[w]["{first}"]').text == str(words.count(first))


def test_strings_with_capitals_and_line_ends(session: Session) -> None:
    assert session.evaluate('Sort[{"b", "B", "a c", "ab", "Ab", "a\\nb"}] // InputForm').text == (
        '{"a\\nb", "a c", "ab", "Ab", "b", "B"}')
