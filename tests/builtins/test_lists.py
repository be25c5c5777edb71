"""Lists by position."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session

ENDS = [
    ("First[{a, b, c}]", "a"), ("First[f[x, y]]", "x"), ("First[<|a -> 1, b -> 2|>]", "1"), ("First[{}, z]", "z"),
    ("First[{{1, 2}, {3, 4}}]", "{1, 2}"), ("First[Range[3]]", "1"), ("First[a + b + c]", "a"),
    ("Last[{a, b, c}]", "c"), ("Last[<|a -> 1, b -> 2|>]", "2"), ("Last[{}, z]", "z"), ("Last[Range[3]]", "3"),
    ("Rest[{a, b, c}]", "{b, c}"), ("Rest[f[x, y]]", "f[y]"), ("Rest[<|a -> 1, b -> 2|>]", "<|b -> 2|>"),
    ("Rest[{a}]", "{}"), ("Rest[Range[3]]", "{2, 3}"), ("Rest[Range[1]]", "{}"),
    ("Most[{a, b, c}]", "{a, b}"), ("Most[<|a -> 1, b -> 2|>]", "<|a -> 1|>"), ("Most[Range[3]]", "{1, 2}"),
]
TAKEN = [
    ("Take[{a, b, c, d, e}, 3]", "{a, b, c}"), ("Take[{a, b, c, d, e}, -2]", "{d, e}"),
    ("Take[{a, b, c, d, e}, {2, 4}]", "{b, c, d}"), ("Take[{a, b, c, d, e}, {2}]", "{b}"),
    ("Take[{a, b, c, d, e}, {1, -1, 2}]", "{a, c, e}"), ("Take[{a, b, c, d, e}, {-1, 1, -1}]", "{e, d, c, b, a}"),
    ("Take[{a, b, c}, UpTo[5]]", "{a, b, c}"), ("Take[{a, b, c}, All]", "{a, b, c}"), ("Take[{a, b, c}, 0]", "{}"),
    ("Take[{{a, b, c}, {d, e, f}}, 1, 2]", "{{a, b}}"), ("Take[{{a, b, c}, {d, e, f}}, All, -1]", "{{c}, {f}}"),
    ("Take[f[x, y, z], 2]", "f[x, y]"), ("Take[<|a -> 1, b -> 2|>, 1]", "<|a -> 1|>"),
    ("Take[Range[5], {2, 3}]", "{2, 3}"),
    ("Take[Range[5], 2 ;; 4]", "{2, 3, 4}"), ("Take[{a, b, c}, None]", "{}"),
    ("Drop[{a, b, c, d}, 2]", "{c, d}"), ("Drop[{a, b, c, d}, -1]", "{a, b, c}"),
    ("Drop[{a, b, c, d}, {2, 3}]", "{a, d}"),
    ("Drop[{a, b, c, d}, {2}]", "{a, c, d}"), ("Drop[{a, b, c, d}, {1, -1, 2}]", "{b, d}"),
    ("Drop[{{a, b}, {c, d}}, None, 1]", "{{b}, {d}}"), ("Drop[Range[4], 1]", "{2, 3, 4}"),
    ("Drop[<|a -> 1, b -> 2|>, 1]", "<|b -> 2|>"), ("Drop[{a, b}, UpTo[5]]", "{}"),
    ("TakeDrop[{a, b, c, d}, 2]", "{{a, b}, {c, d}}"), ("TakeList[{a, b, c, d, e}, {2, 1}]", "{{a, b}, {c}}"),
    ("TakeList[{a, b, c, d, e}, {2, All}]", "{{a, b}, {c, d, e}}"),
]
JOINED = [
    ("Append[{a, b}, c]", "{a, b, c}"), ("Append[f[a], b]", "f[a, b]"), ("Append[{1, 2}, 2.5]", "{1, 2, 2.5}"),
    ("Append[Range[2], 3]", "{1, 2, 3}"), ("Append[Range[2], x]", "{1, 2, x}"), ("Append[x][{a}]", "{a, x}"),
    ("Append[<|a -> 1|>, b -> 2]", "<|a -> 1, b -> 2|>"), ("Append[<|a -> 1|>, a -> 2]", "<|a -> 2|>"),
    ("Append[<|a -> 1|>, <|b -> 2|>]", "<|a -> 1, b -> 2|>"),
    ("Prepend[{a, b}, c]", "{c, a, b}"), ("Prepend[<|a -> 1|>, b -> 2]", "<|b -> 2, a -> 1|>"),
    ("Join[{a, b}, {c}, {d}]", "{a, b, c, d}"), ("Join[f[a], f[b]]", "f[a, b]"), ("Join[]", "{}"),
    ("Join[{}, {a}]", "{a}"), ("Join[Range[2], Range[2]]", "{1, 2, 1, 2}"), ("Join[Range[2], {x}]", "{1, 2, x}"),
    ("Join[<|a -> 1|>, <|a -> 2, b -> 3|>]", "<|a -> 2, b -> 3|>"),
    ("Join[{{a, b}, {c, d}}, {{1}, {2}}, 2]", "{{a, b, 1}, {c, d, 2}}"),
    ("Join[{{a}}, {{b}, {c}}, 2]", "{{a, b}, {c}}"),
    ("Catenate[{{a, b}, {c}}]", "{a, b, c}"), ("Catenate[{<|a -> 1|>, <|b -> 2|>}]", "{1, 2}"),
    ("Catenate[{{{1}, {2}}, {{3}}}]", "{{1}, {2}, {3}}"),
]
TURNED = [
    ("Reverse[{a, b, c}]", "{c, b, a}"), ("Reverse[f[a, b]]", "f[b, a]"),
    ("Reverse[<|a -> 1, b -> 2|>]", "<|b -> 2, a -> 1|>"),
    ("Reverse[{{a, b}, {c, d}}, 2]", "{{b, a}, {d, c}}"), ("Reverse[{{a, b}, {c, d}}, {1, 2}]", "{{d, c}, {b, a}}"),
    ("Reverse[Range[3]]", "{3, 2, 1}"), ("Reverse[{}]", "{}"),
    ("RotateLeft[{a, b, c, d}]", "{b, c, d, a}"), ("RotateLeft[{a, b, c, d}, 3]", "{d, a, b, c}"),
    ("RotateLeft[{a, b, c, d}, -1]", "{d, a, b, c}"), ("RotateRight[{a, b, c, d}, 1]", "{d, a, b, c}"),
    ("RotateLeft[{{a, b, c}, {d, e, f}}, {1, 1}]", "{{e, f, d}, {b, c, a}}"),
    ("RotateLeft[Range[4], 1]", "{2, 3, 4, 1}"),
    ("RotateLeft[{}, 1]", "{}"), ("RotateRight[f[a, b, c], 4]", "f[c, a, b]"),
    ("Riffle[{a, b, c}, x]", "{a, x, b, x, c}"), ("Riffle[{a, b, c}, {x, y}]", "{a, x, b, y, c}"),
    ("Riffle[{a, b, c}, {x, y, z}]", "{a, x, b, y, c, z}"), ("Riffle[{a, b, c, d}, {x, y}]", "{a, x, b, y, c, x, d}"),
    ("Riffle[{1, 2, 3, 4, 5, 6, 7, 8, 9}, x, {2, -2, 2}]", "{1, x, 2, x, 3, x, 4, x, 5, x, 6, x, 7, x, 8, x, 9}"),
    ("Riffle[{1, 2, 3, 4, 5, 6, 7, 8, 9}, x, 3]", "{1, 2, x, 3, 4, x, 5, 6, x, 7, 8, x, 9}"),
    ("Riffle[{a, b, c}, x, {1, -1, 2}]", "{x, a, x, b, x, c, x}"), ("Riffle[{a}, x]", "{a}"),
]


@pytest.mark.parametrize("source, result", ENDS + TAKEN + JOINED + TURNED)
def test_lists(session: Session, source: str, result: str) -> None:
    assert session.evaluate(source).text == result


MESSAGES = [
    ("First[{}]", "First::nofirst: {} has zero length and no first element."),
    ("First[x]", "First::normal: Nonatomic expression expected at position 1 in First[x]."),
    ("Last[{}]", "Last::nolast: {} has zero length and no last element."),
    ("Rest[{}]", "Rest::norest: Cannot take Rest of expression {} with length zero."),
    ("Most[{}]", "Most::nomost: Cannot take Most of expression {} with length zero."),
    ("Take[{a, b, c}, 5]", "Take::take: Cannot take positions 1 through 5 in {a, b, c}."),
    ("Take[{a, b, c}, {2, 5}]", "Take::take: Cannot take positions 2 through 5 in {a, b, c}."),
    ("Drop[{a, b, c}, -5]", "Drop::drop: Cannot drop positions -5 through -1 in {a, b, c}."),
    ("Join[{a}, f[b]]", "Join::heads: Heads List and f at positions 1 and 2 are expected to be the same."),
    ("Append[x, y]", "Append::normal: Nonatomic expression expected at position 1 in Append[x, y]."),
]


@pytest.mark.parametrize("source, message", MESSAGES)
def test_messages(session: Session, source: str, message: str) -> None:
    outcome = session.evaluate(source)
    assert outcome.messages == [message]
    assert outcome.text == source


def test_held_lists_stay_held(session: Session) -> None:
    assert session.evaluate("Take[Hold[1 + 1, 2 + 2, 3], 2]").text == "Hold[1 + 1, 2 + 2]"
    assert session.evaluate("Append[Hold[1 + 1], 3]").text == "Hold[1 + 1, 3]"
