"""Strings as sequences of characters."""

from __future__ import annotations

import pytest

JOINED = [
    ('"a" <> "b" <> "c"', "abc"),
    ('StringJoin["a", {"b", {"c"}}]', "abc"),
    ('StringJoin[{}]', ""),
    ('StringJoin[]', ""),
    ('StringJoin["a"]', "a"),
    ('StringJoin[Characters["hello"]]', "hello"),
    ('StringJoin @@ {"x", "y"}', "xy"),
    ('StringLength["tiger"]', "5"),
    ('StringLength[{"a", "", "abc"}]', "{1, 0, 3}"),
    ('StringLength["\\[Alpha]\\[Beta]"]', "2"),
    ('Characters["ABC"]', "{A, B, C}"),
    ('Characters[""]', "{}"),
    ('Characters[{"ab", "c"}]', "{{a, b}, {c}}"),
    ('StringReverse["abcdef"]', "fedcba"),
    ('StringReverse[{"ab", "cd"}]', "{ba, dc}"),
    ('StringRepeat["ab", 3]', "ababab"),
    ('StringRepeat["ab", 0]', ""),
    ('StringRepeat["abc", 5, 7]', "abcabca"),
]

TAKEN = [
    ('StringTake["abcdefghijklm", 6]', "abcdef"),
    ('StringTake["abcdefghijklm", -4]', "jklm"),
    ('StringTake["abcdefghijklm", {5, 10}]', "efghij"),
    ('StringTake["abcdefghijklm", {6}]', "f"),
    ('StringTake["abcdefghijklm", {-3}]', "k"),
    ('StringTake["abcdefghijklm", {1, -1, 2}]', "acegikm"),
    ('StringTake["abcdefghijklm", {2, -2}]', "bcdefghijkl"),
    ('StringTake["abc", {-1, 1, -1}]', "cba"),
    ('StringTake["abc", 0]', ""),
    ('StringTake["abc", {2, 1}]', ""),
    ('StringTake["abc", UpTo[5]]', "abc"),
    ('StringTake["abc", All]', "abc"),
    ('StringTake["abcdef", 2 ;; 4]', "bcd"),
    ('StringTake["abcdef", 2 ;; ]', "bcdef"),
    ('StringTake["abcdef", ;; ;; 2]', "ace"),
    ('StringTake["abcdefghijklm", {{1, 2}, {4}, {-2, -1}}]', "{ab, d, lm}"),
    ('StringTake[{"abcdef", "ghijkl"}, 2]', "{ab, gh}"),
    ('StringTake[{"abcdef", "ghijkl"}, {{1, 2}, {3, 4}}]', "{{ab, cd}, {gh, ij}}"),
    ('StringDrop["abcdefghijklm", 4]', "efghijklm"),
    ('StringDrop["abcdefghijklm", -4]', "abcdefghi"),
    ('StringDrop["abcdefghijklm", {5, 10}]', "abcdklm"),
    ('StringDrop["abcdef", {3}]', "abdef"),
    ('StringDrop["abcdef", {1, -1, 2}]', "bdf"),
    ('StringDrop["abc", 0]', "abc"),
    ('StringDrop["abc", UpTo[9]]', ""),
    ('StringTakeDrop["abcdef", 2]', "{ab, cdef}"),
    ('StringPart["abcdef", 3]', "c"),
    ('StringPart["abcdef", -1]', "f"),
    ('StringPart["abcdef", {1, 3, -1}]', "{a, c, f}"),
    ('StringPart["abcdef", 2 ;; 4]', "{b, c, d}"),
    ('StringPart[{"abc", "xyz"}, 2]', "{b, y}"),
    ('StringPart["abcdef", Range[3]]', "{a, b, c}"),
]

CHANGED = [
    ('StringInsert["abcdefgh", "XYZ", 4]', "abcXYZdefgh"),
    ('StringInsert["abcdefgh", "XYZ", -1]', "abcdefghXYZ"),
    ('StringInsert["abc", "X", 1]', "Xabc"),
    ('StringInsert["abcdef", "X", {1, 3, -1}]', "XabXcdefX"),
    ('StringInsert[{"ab", "cd"}, "X", 2]', "{aXb, cXd}"),
    ('StringReplacePart["abcdefghijk", "XYZ", {2, 4}]', "aXYZefghijk"),
    ('StringReplacePart["abcdef", "X", {{1, 1}, {-1, -1}}]', "XbcdeX"),
    ('StringReplacePart["abcdef", {"X", "Y"}, {{1, 1}, {3, 4}}]', "XbYef"),
    ('StringPadLeft["abc", 6]', "   abc"),
    ('StringPadLeft["abc", 6, "."]', "...abc"),
    ('StringPadLeft["abcdef", 3]', "def"),
    ('StringPadLeft[{"a", "bbb"}]', "{  a, bbb}"),
    ('StringPadLeft["7", 3, "0"]', "007"),
    ('StringPadRight["abc", 6, "."]', "abc..."),
    ('StringPadRight["abcdef", 3]', "abc"),
    ('StringPadRight[{"a", "bbb"}, 4, "-"]', "{a---, bbb-}"),
    ('StringPartition["abcdefgh", 3]', "{abc, def}"),
    ('StringPartition["abcdefgh", UpTo[3]]', "{abc, def, gh}"),
    ('StringPartition["abcd", 2, 1]', "{ab, bc, cd}"),
    ('StringRotateLeft["abcdef", 2]', "cdefab"),
    ('StringRotateLeft["abcdef"]', "bcdefa"),
    ('StringRotateRight["abcdef", 2]', "efabcd"),
    ('StringRotateLeft["", 2]', ""),
]

SPLIT = [
    ('StringSplit["a bbb  cccc aa   d"]', "{a, bbb, cccc, aa, d}"),
    ('StringSplit[" a b "]', "{a, b}"),
    ('StringSplit[""]', "{}"),
    ('StringSplit["a--b c--d e", "--"]', "{a, b c, d e}"),
    ('StringSplit["a::b", ":"]', "{a, , b}"),
    ('StringSplit[":a:b:c:", ":"]', "{a, b, c}"),
    ('StringSplit[":a:b:c:", ":", All]', "{, a, b, c, }"),
    ('StringSplit["a:b:c", ":", 2]', "{a, b:c}"),
    ('StringSplit["a--b c--d e", "--" -> x]', "{a, x, b c, x, d e}"),
    ('StringSplit["a1b2c", d : DigitCharacter :> "<" <> d <> ">"]', "{a, <1>, b, <2>, c}"),
    ('StringSplit["a1b2c", DigitCharacter]', "{a, b, c}"),
    ('StringSplit["a,b;c", {",", ";"}]', "{a, b, c}"),
    ('StringSplit["a,b;c", "," | ";"]', "{a, b, c}"),
    ('StringSplit["string", ""]', "{s, t, r, i, n, g}"),
    ('StringSplit[{"a b", "c d"}]', "{{a, b}, {c, d}}"),
    ('StringSplit["aXbxc", "x", IgnoreCase -> True]', "{a, b, c}"),
    ('StringSplit["one two  three", Whitespace]', "{one, two, three}"),
    ('StringSplit["ab12cd", RegularExpression["\\\\d+"]]', "{ab, cd}"),
    ('StringTrim["  aaa bbb ccc  "]', "aaa bbb ccc"),
    ('StringTrim["xxabcx", "x" ..]', "abc"),
    ('StringTrim["xxabcx", "x"]', "xabc"),
    ('StringTrim[{" a ", "b "}]', "{a, b}"),
    ('StringTrim["abc", "z"]', "abc"),
    ('StringRiffle[{"a", "b", "c"}]', "a b c"),
    ('StringRiffle[{"a", "b", "c"}, ", "]', "a, b, c"),
    ('StringRiffle[{1, x, "s"}, "-"]', "1-x-s"),
    ('StringRiffle[{"a", "b", "c"}, {"(", " ", ")"}]', "(a b c)"),
    ('StringRiffle[{{"a", "b"}, {"c", "d"}}]', "a b\nc d"),
    ('StringRiffle[{{"a", "b"}, {"c", "d"}}, "; ", ", "]', "a, b; c, d"),
    ('StringRiffle[{}, ","]', ""),
    ('StringExtract["a bbb  cccc aa", 2]', "bbb"),
    ('StringExtract["a,b;c,d", ";" -> 2, "," -> 1]', "c"),
    ('StringExtract["a b c", {1, 3}]', "{a, c}"),
    ('InsertLinebreaks["a b c d", 3]', "a b\nc d"),
]


@pytest.mark.parametrize("source, result", [*JOINED, *TAKEN, *CHANGED, *SPLIT])
def test_strings(session, source, result):
    outcome = session.evaluate(source)
    assert outcome.text == result
    assert outcome.messages == []


@pytest.mark.parametrize("source, text, message", [
    ('StringTake["abc", 5]', 'StringTake[abc, 5]', 'StringTake::take: Cannot take positions 1 through 5 in "abc".'),
    ('StringTake["abc", -5]', 'StringTake[abc, -5]', 'StringTake::take: Cannot take positions -5 through -1 in "abc".'),
    ('StringDrop["abc", 5]', 'StringDrop[abc, 5]', 'StringDrop::drop: Cannot drop positions 1 through 5 in "abc".'),
    ('StringPart["abc", 5]', 'StringPart[abc, 5]', 'StringPart::part: Part 5 of "abc" does not exist.'),
    ('StringPart["abc", {1, 9}]', 'StringPart[abc, {1, 9}]', 'StringPart::part: Part 9 of "abc" does not exist.'),
    ('StringLength[5]', 'StringLength[5]', "StringLength::string: String expected at position 1 in StringLength[5]."),
    ('"a" <> 5', "a<>5", "StringJoin::string: String expected at position 2 in a<>5."),
    ('StringJoin["a", {"b", x}]', "a<>{b, x}",
     "StringJoin::string: String expected at position 2 in a<>{b, x}."),
    ('StringTake[x, 2]', "StringTake[x, 2]",
     "StringTake::strse: String or list of strings expected at position 1 in StringTake[x, 2]."),
    ('StringTake["abc", x]', "StringTake[abc, x]",
     "StringTake::seqs: Sequence specification (+n, -n, {+n}, {-n}, {m, n}, or {m, n, s}) expected at position 2 in "
     "StringTake[abc, x]."),
    ('StringInsert["abc", "x", 9]', "StringInsert[abc, x, 9]",
     'StringInsert::ins: Cannot insert at position 9 in "abc".'),
    ('StringRepeat["a", -1]', "StringRepeat[a, -1]",
     "StringRepeat::intnm: Non-negative machine-sized integer expected at position 2 in StringRepeat[a, -1]."),
])
def test_messages(session, source, text, message):
    outcome = session.evaluate(source)
    assert outcome.text == text
    assert outcome.messages == [message]


def test_bulk(session):
    """Many sections and characters of a long text, against Python's slices."""
    text = "".join(chr(97 + n * n % 26) for n in range(5000))
    session.evaluate(f's = "{text}"; p = Table[17 i + 30, {{i, 250}}]')
    sections = session.evaluate("StringTake[s, Transpose[{p - 25, p}]]").expression
    assert [item.value for item in sections.args] == [text[17 * i + 4:17 * i + 30] for i in range(1, 251)]
    characters = session.evaluate("StringPart[s, p + 1]").expression
    assert [item.value for item in characters.args] == [text[17 * i + 30] for i in range(1, 251)]


def test_lists_of_strings_are_not_walked_again(session):
    characters = session.evaluate('Characters["aba"]').expression
    assert characters.stamp is session.evaluator.data
    assert characters.args[0] is characters.args[2]
