"""Associations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session


@pytest.mark.parametrize("source, result", [
    ("<|a -> 1, a -> 2|>", "<|a -> 2|>"), ("<|a -> 1|>[a]", "1"), ("<|a -> 1|>[b]", "Missing[KeyAbsent, b]"),
    ("<|a -> <|b -> 2|>|>[a, b]", "2"),
    ('<|"a" -> 1|>["a"]', "1"), ("<|a -> 1|>[Key[a]]", "1"), ("<|1 -> a, 1. -> b|>[1.]", "b"),
    ("<|a :> 1 + 1|>[a]", "2"), ("Key[a][<|a -> 1|>]", "1"),
    ("Association[{a -> 1, b -> 2}]", "<|a -> 1, b -> 2|>"), ("Association[<|a -> 1|>, <|a -> 2|>]", "<|a -> 2|>"),
    ("Association[]", "<||>"), ("Association[x]", "Association[x]"),
    ("Key[a] /@ {<|a -> 1|>, <|a -> 2|>}", "{1, 2}"), ("Keys[<|a -> 1, b -> 2|>]", "{a, b}"),
    ("Keys[{a -> 1, b -> 2}]", "{a, b}"), ("Keys[{<|a -> 1|>, <|b -> 2|>}]", "{{a}, {b}}"), ("Keys[a -> 1]", "a"),
    ("Keys[<|a -> 1|>, f]", "{f[a]}"), ("Values[<|a -> 1, b -> 2|>]", "{1, 2}"),
    ("Values[{a -> 1, b -> 2}]", "{1, 2}"), ("Normal[<|a -> 1|>]", "{a -> 1}"), ("Normal[{1, 2}]", "{1, 2}"),
    ("Lookup[<|a -> 1|>, a]", "1"), ("Lookup[<|a -> 1|>, b]", "Missing[KeyAbsent, b]"),
    ("Lookup[<|a -> 1|>, b, 0]", "0"), ("Lookup[<|a -> 1|>, {a, b}, 0]", "{1, 0}"),
    ("Lookup[{<|a -> 1|>, <|a -> 2|>}, a]", "{1, 2}"), ("Lookup[{a -> 1, b -> 2}, b]", "2"),
    ("Lookup[a][<|a -> 1|>]", "1"), ("KeyExistsQ[<|a -> 1|>, a]", "True"), ("KeyExistsQ[a][<|b -> 1|>]", "False"),
    ("KeyMemberQ[<|a -> 1|>, _Symbol]", "True"), ("KeyFreeQ[<|a -> 1|>, a]", "False"),
    ("KeyTake[<|a -> 1, b -> 2|>, {b, a, c}]", "<|b -> 2, a -> 1|>"), ("KeyTake[<|a -> 1|>, a]", "<|a -> 1|>"),
    ("KeyTake[{<|a -> 1, b -> 2|>}, {a}]", "{<|a -> 1|>}"), ("KeyTake[{b}][<|a -> 1, b -> 2|>]", "<|b -> 2|>"),
    ("KeyDrop[<|a -> 1, b -> 2|>, a]", "<|b -> 2|>"), ("KeyDrop[{a}][<|a -> 1|>]", "<||>"),
    ("x = <|a -> 1, b -> 2|>; KeyDropFrom[x, a]; x", "<|b -> 2|>"),
    ("KeySelect[<|1 -> a, 2 -> b|>, EvenQ]", "<|2 -> b|>"), ("KeyMap[f, <|a -> 1|>]", "<|f[a] -> 1|>"),
    ("KeyMap[f][<|a -> 1|>]", "<|f[a] -> 1|>"),
    ("KeyValueMap[f, <|a -> 1, b -> 2|>]", "{f[a, 1], f[b, 2]}"),
    ("KeySort[<|b -> 1, a -> 2|>]", "<|a -> 2, b -> 1|>"),
    ("KeySort[<|1 -> a, 2 -> b|>, Greater]", "<|2 -> b, 1 -> a|>"),
    ("KeySortBy[<|-3 -> a, 1 -> b|>, Abs]", "<|1 -> b, -3 -> a|>"),
    ("AssociationThread[{a, b}, {1, 2}]", "<|a -> 1, b -> 2|>"),
    ("AssociationThread[{a, b} -> {1, 2}]", "<|a -> 1, b -> 2|>"),
    ("AssociationMap[f, {a, b}]", "<|a -> f[a], b -> f[b]|>"),
    ("AssociationMap[Reverse, <|a -> 1|>]", "<|1 -> a|>"),
    ("Merge[{<|a -> 1|>, <|a -> 2, b -> 3|>}, Total]", "<|a -> 3, b -> 3|>"),
    ("Merge[Identity][{<|a -> 1|>, <|a -> 2|>}]", "<|a -> {1, 2}|>"),
    ("Merge[{a -> 1, a -> 2}, f]", "<|a -> f[{1, 2}]|>"),
    ("KeyUnion[{<|a -> 1|>, <|b -> 2|>}, f]", "{<|a -> 1, b -> f[b]|>, <|a -> f[a], b -> 2|>}"),
    ("KeyIntersection[{<|a -> 1, b -> 2|>, <|b -> 3|>}]", "{<|b -> 2|>, <|b -> 3|>}"),
    ("KeyComplement[{<|a -> 1, b -> 2|>, <|b -> 3|>}]", "<|a -> 1|>"),
    ("JoinAcross[{<|a -> 1, b -> x|>}, {<|a -> 1, c -> y|>}, Key[a]]", "{<|a -> 1, b -> x, c -> y|>}"),
    ('JoinAcross[{<|a -> 1|>, <|a -> 2|>}, {<|a -> 1, c -> y|>}, Key[a], "Left"]',
     "{<|a -> 1, c -> y|>, <|a -> 2, c -> Missing[Unmatched]|>}"),
    ("Map[f, <|a -> 1|>]", "<|a -> f[1]|>"), ("Total[<|a -> 1, b -> 2|>]", "3"),
    ("Select[<|a -> 1, b -> 2|>, EvenQ]", "<|b -> 2|>"), ("Length[<|a -> 1|>]", "1"),
    ("<|a -> 1|> === <|a -> 1|>", "True"), ("<|a -> 1, b -> 2|>[[1]]", "1"),
    ("<|a -> 1, b -> 2|> /. 1 -> 5", "<|a -> 5, b -> 2|>"), ("x = <||>; x[k] = 3; x", "<|k -> 3|>"),
    ("AssociateTo[y = <|a -> 1|>, b -> 2]; 1", "1"),
    ("Append[<|a -> 1|>, {b -> 2, c -> 3}]", "<|a -> 1, b -> 2, c -> 3|>"),
    ("#a & [<|\"a\" -> 7|>]", "7"), ("Apply[f, <|a -> 1|>]", "f[1]"), ("Max[<|a -> 1, b -> 5|>]", "5"),
    ("Reverse[<|a -> 1, b -> 2|>]", "<|b -> 2, a -> 1|>"), ("Join[<|a -> 1|>, <|b -> 2|>]", "<|a -> 1, b -> 2|>"),
    ("Transpose[<|a -> {1, 2}, b -> {3, 4}|>]", "{<|a -> 1, b -> 3|>, <|a -> 2, b -> 4|>}"),
    ("Transpose[{<|a -> 1|>, <|a -> 2|>}]", "<|a -> {1, 2}|>"), ("Values[<|a :> 1 + 1|>]", "{2}"),
    ("{a, b} /. <|a -> 1|>", "{1, b}"),
])
def test_associations(session: Session, source: str, result: str) -> None:
    assert session.evaluate(source).text == result


@pytest.mark.parametrize("source, message", [
    ("Keys[x]", "Keys::invrl: The argument x is not a valid Association or a list of rules."),
    ("Lookup[x, a]", "Lookup::invrl: The argument x is not a valid Association or a list of rules."),
    ("KeyTake[x, {a}]", "KeyTake::invrl: The argument x is not a valid Association or a list of rules."),
])
def test_messages(session: Session, source: str, message: str) -> None:
    outcome = session.evaluate(source)
    assert (outcome.messages, outcome.text) == ([message], source)
