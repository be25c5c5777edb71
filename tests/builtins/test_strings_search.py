"""Searching in strings: patterns, rules, options."""

from __future__ import annotations

import re

import pytest

MATCHES = [
    ('StringMatchQ["abc", "abc"]', "True"),
    ('StringMatchQ["abc", "ab"]', "False"),
    ('StringMatchQ["abc", "a*"]', "True"),
    ('StringMatchQ["abc", "a@"]', "True"),
    ('StringMatchQ["aBC", "a@"]', "False"),
    ('StringMatchQ["a*c", "a\\\\*c"]', "True"),
    ('StringMatchQ["abc", "a\\\\*c"]', "False"),
    ('StringMatchQ["abc", ___]', "True"),
    ('StringMatchQ["", __]', "False"),
    ('StringMatchQ["", ___]', "True"),
    ('StringMatchQ["a\nb", __]', "True"),
    ('StringMatchQ["abc", "ABC", IgnoreCase -> True]', "True"),
    ('StringMatchQ["abc", LetterCharacter ..]', "True"),
    ('StringMatchQ["ab1", LetterCharacter ..]', "False"),
    ('StringMatchQ["123", DigitCharacter ..]', "True"),
    ('StringMatchQ["ff0", HexadecimalCharacter ..]', "True"),
    ('StringMatchQ["-12.5", NumberString]', "True"),
    ('StringMatchQ["1.2.3", NumberString]', "False"),
    ('StringMatchQ["2024-01-02", DatePattern[{"Year", "-", "Month", "-", "Day"}]]', "True"),
    ('StringMatchQ["2024-01", DatePattern[{"Year", "-", "Month", "-", "Day"}]]', "False"),
    ('StringMatchQ["ba", AnyOrder["a", "b"]]', "True"),
    ('StringMatchQ["abab", Repeated["ab", 3]]', "True"),
    ('StringMatchQ["abab", Repeated["ab", {3}]]', "False"),
    ('StringMatchQ["abab", Repeated["ab", {1, 2}]]', "True"),
    ('StringMatchQ["abcabc", x__ ~~ x__]', "True"),
    ('StringMatchQ["abcabd", x__ ~~ x__]', "False"),
    ('StringMatchQ["tomato", "to" ~~ ___ ~~ "to"]', "True"),
    ('StringMatchQ[{"ab", "cd"}, "a*"]', "{True, False}"),
    ('StringMatchQ["a*"]["abc"]', "True"),
    ('StringMatchQ["x", "x" | "y"]', "True"),
    ('StringMatchQ["y", {"x", "y"}]', "True"),
    ('StringMatchQ["ac", Except["b"] ..]', "True"),
    ('StringMatchQ["abc", Except["b"] ..]', "False"),
    ('StringMatchQ["c", Except["a" | "b"]]', "True"),
    ('StringMatchQ["a.c", "a.c"]', "True"),
    ('StringMatchQ["abc", RegularExpression["a.c"]]', "True"),
    ('StringMatchQ["a\\nc", RegularExpression["a.c"]]', "False"),
    ('StringMatchQ["abc", Verbatim["abc"]]', "True"),
    ('StringMatchQ["7", _?DigitQ]', "True"),
    ('StringMatchQ["a", _?(# == "a" &)]', "True"),
    ('StringMatchQ["12", x__ /; ToExpression[x] > 10]', "True"),
    ('StringMatchQ["9", x__ /; ToExpression[x] > 10]', "False"),
    ('StringMatchQ["aB", "a" ~~ CaseSensitive["b"], IgnoreCase -> True]', "False"),
    ('StringMatchQ["AB", "a" ~~ CaseSensitive["B"], IgnoreCase -> True]', "True"),
    ('StringContainsQ["bcde", "c" ~~ __ ~~ "e"]', "True"),
    ('StringContainsQ["abc", "x"]', "False"),
    ('StringContainsQ["abc", {"x", "b"}]', "True"),
    ('StringContainsQ[{"abc", "xyz"}, "b"]', "{True, False}"),
    ('StringContainsQ["B", IgnoreCase -> True]["abc"]', "True"),
    ('Select[{"apple", "bean"}, StringContainsQ["pp"]]', "{apple}"),
    ('StringFreeQ["abc", "b"]', "False"),
    ('StringFreeQ["abc", {"x", "y"}]', "True"),
    ('StringStartsQ["abcd", "a"]', "True"),
    ('StringStartsQ["abcd", "b"]', "False"),
    ('StringStartsQ["abcd", {"x", "ab"}]', "True"),
    ('StringEndsQ["abcd", "cd"]', "True"),
    ('StringEndsQ["abcd", "c"]', "False"),
    ('StringEndsQ["abc1", DigitCharacter]', "True"),
    ('StringEndsQ["abC", "c", IgnoreCase -> True]', "True"),
]

REPLACED = [
    ('StringReplace["abbaabbaa", "ab" -> "X"]', "XbaXbaa"),
    ('StringReplace["abc", {"a" -> "1", "b" -> "2"}]', "12c"),
    ('StringReplace["abc", {"ab" -> "1", "a" -> "2"}]', "1c"),
    ('StringReplace["abc", {"a" -> "2", "ab" -> "1"}]', "2bc"),
    ('StringReplace["ab ba", {"a" -> "b", "b" -> "a"}]', "ba ab"),
    ('StringReplace["abcb", "b" -> "X", 1]', "aXcb"),
    ('StringReplace["abcb", "b" -> "X", 0]', "abcb"),
    ('StringReplace["abAB", "a" -> "x", IgnoreCase -> True]', "xbxB"),
    ('StringReplace[{"ab", "ba"}, "a" -> "x"]', "{xb, bx}"),
    ('StringReplace["a" -> "x"]["banana"]', "bxnxnx"),
    ('StringReplace["a" -> "x", IgnoreCase -> True]["bAnana"]', "bxnxnx"),
    ('StringReplace["abc", "b" -> x]', "a~~x~~c"),
    ('StringReplace["b", "b" -> x]', "x"),
    ('StringReplace["12 and 34", x : DigitCharacter .. :> "<" <> x <> ">"]', "<12> and <34>"),
    ('StringReplace["a1b22", x : DigitCharacter .. :> ToString[2 ToExpression[x]]]', "a2b44"),
    ('StringReplace["abcd", x_ ~~ y_ :> y <> x]', "badc"),
    ('StringReplace["this is", RegularExpression["\\\\b(\\\\w)"] :> ToUpperCase["$1"]]', "This Is"),
    ('StringReplace["this is", RegularExpression["(t)(h)"] -> "$2$1$0"]', "htthis is"),
    ('StringReplace["abc", RegularExpression["b"] -> "$1"]', "a$1c"),
    ('StringReplace["ab12", RegularExpression["(?i)B"] -> "x"]', "ax12"),
    ('StringReplace["aab", RegularExpression["(a)\\\\1"] -> "x"]', "xb"),
    ('StringReplace["xaab", "x" ~~ RegularExpression["(a)\\\\1"] -> "$1"]', "ab"),
    ('StringReplace["a1", RegularExpression["[[:digit:]]"] -> "d"]', "ad"),
    ('StringReplace["  a  b ", Whitespace -> " "]', " a b "),
    ('StringReplace["hello world", WordBoundary ~~ x_ :> ToUpperCase[x]]', "Hello World"),
    ('StringReplace["hello world", StartOfString ~~ x_ :> ToUpperCase[x]]', "Hello world"),
    ('StringReplace["a\\nb", StartOfLine -> "> "]', "> a\n> b"),
    ('StringReplace["abc", x : "b" | "c" :> "[" <> x <> "]"]', "a[b][c]"),
    ('StringReplace["10 7", x : DigitCharacter .. /; ToExpression[x] > 8 -> "big"]', "big 7"),
    ('StringReplace["10 7", x : DigitCharacter .. :> "big" /; ToExpression[x] > 8]', "big 7"),
    ('StringReplace["abcabc", {"a" -> "1", x : "b" | "c" :> ToUpperCase[x]}]', "1BC1BC"),
    ('StringReplace["abc", ("a" | "b") .. -> "x"]', "xc"),
    ('StringReplace["<b>x</b>", "<" ~~ Shortest[__] ~~ ">" -> ""]', "x"),
    ('StringReplace["<b>x</b>", "<" ~~ __ ~~ ">" -> ""]', ""),
    ('StringReplace["aXbXc", "X" :> "" ]', "abc"),
    ('i = 0; StringReplace["aaa", "a" :> ToString[++i]]', "123"),
    ('StringReplace["a.b", "." -> "\\\\"]', "a\\b"),
    ('StringReplace["x", <|"x" -> "y"|>]', "y"),
    ('StringReplace["", "a" -> "b"]', ""),
    ('StringDelete["a1b22", DigitCharacter ..]', "ab"),
    ('StringDelete["abc", {"a", "c"}]', "b"),
    ('StringDelete["a"]["banana"]', "bnn"),
    ('StringReplaceList["abc", {"a" -> "X", "c" -> "Y"}]', "{Xbc, abY}"),
    ('StringReplaceList["aa", "a" -> "b"]', "{ba, ab}"),
]

FOUND = [
    ('StringCases["axbaxxb", "a" ~~ x_ ~~ "b" -> x]', "{x}"),
    ('StringCases["axbaxxb", "a" ~~ x__ ~~ "b" -> x]', "{xbaxx}"),
    ('StringCases["axbaxxb", Shortest["a" ~~ x__ ~~ "b"] -> x]', "{x, xx}"),
    ('StringCases["aabbbc", x_ ..]', "{aa, bbb, c}"),
    ('StringCases["abba xyzzy", x_ ~~ x_]', "{bb, zz}"),
    ('StringCases["abc 12 x 7", DigitCharacter ..]', "{12, 7}"),
    ('StringCases["abc 12 x 7", x : DigitCharacter .. :> ToExpression[x]]', "{12, 7}"),
    ('StringCases["the cat", {"t", "c" -> 1}]', "{t, 1, t}"),
    ('StringCases["abcabc", "b", 1]', "{b}"),
    ('StringCases["AbcD", _?UpperCaseQ]', "{A, D}"),
    ('StringCases["a1b2", _?LetterQ]', "{a, b}"),
    ('StringCases["abcd", _ ~~ _]', "{ab, cd}"),
    ('StringCases["abcd", _ ~~ _, Overlaps -> True]', "{ab, bc, cd}"),
    ('StringCases["abc", __, Overlaps -> All]', "{abc, ab, a, bc, b, c}"),
    ('StringCases["aaa", "aa", Overlaps -> True]', "{aa, aa}"),
    ('StringCases[{"ab", "cb"}, _ ~~ "b"]', "{{ab}, {cb}}"),
    ('StringCases["key=val; k2=v2", (k : WordCharacter ..) ~~ "=" ~~ (v : WordCharacter ..) :> {k, v}]',
     "{{key, val}, {k2, v2}}"),
    ('StringCases["key=val", (k : WordCharacter ..) ~~ "=" ~~ (v : WordCharacter ..) :> k -> v]', "{key -> val}"),
    ('StringCases["2024-05-06", RegularExpression["(\\\\d+)-(\\\\d+)"] -> {"$1", "$2"}]', "{{2024, 05}}"),
    ('StringCases["a(b)c", "(" ~~ x__ ~~ ")" :> x]', "{b}"),
    ('StringCases["b"]["abcb"]', "{b, b}"),
    ('StringCases["", "a"]', "{}"),
    ('StringCases["1.5, -2 and 3", NumberString]', "{1.5, -2, 3}"),
    ('StringCases["foo.bar", Except["."] ..]', "{foo, bar}"),
    ('StringCases["ab\\ncd", StartOfLine ~~ x_ -> x]', "{a, c}"),
    ('StringCases["ab\\ncd", x_ ~~ EndOfLine -> x]', "{b, d}"),
    ('StringCases["Hello, World!", PunctuationCharacter]', "{,, !}"),
    ('StringCases["abAB", "a" | "b", IgnoreCase -> True]', "{a, b, A, B}"),
    ('StringCases["xaybz", a : "a" | "b" :> a]', "{a, b}"),
    ('StringCases["ab", "a" ~~ ("b" | "") :> 1]', "{1}"),
    ('StringCases["13 8 21", x : DigitCharacter .. /; MemberQ[{2, 13}, ToExpression[x]]]', "{13, 2}"),
    ('StringCases["racecar", x__ /; x == StringReverse[x] && StringLength[x] > 1]', "{racecar}"),
    ('StringCases["abcbd", "b" ~~ x_ ~~ "b" | "d" -> x]', "{c}"),
    ('StringPosition["abXYZaaabXYZ", "XYZ"]', "{{3, 5}, {10, 12}}"),
    ('StringPosition["aaaa", "aa"]', "{{1, 2}, {2, 3}, {3, 4}}"),
    ('StringPosition["aaaa", "aa", Overlaps -> False]', "{{1, 2}, {3, 4}}"),
    ('StringPosition["abc", "x"]', "{}"),
    ('StringPosition["abab", "ab", 1]', "{{1, 2}}"),
    ('StringPosition["abcd", {"a", "c"}]', "{{1, 1}, {3, 3}}"),
    ('StringPosition[{"ab", "ba"}, "a"]', "{{{1, 1}}, {{2, 2}}}"),
    ('StringCount["abcadcacb", "a" ~~ _ ~~ "c"]', "2"),
    ('StringCount["aaaa", "aa"]', "2"),
    ('StringCount["aaaa", "aa", Overlaps -> True]', "3"),
    ('StringCount[{"a", "aa", "b"}, "a"]', "{1, 2, 0}"),
    ('StringCount["aAb", "a", IgnoreCase -> True]', "2"),
]

EXPRESSIONS = [
    ('"a" ~~ "b"', "ab"),
    ('"a" ~~ x_ ~~ "b" ~~ "c"', "a~~x_~~bc"),
    ('StringExpression["a"]', "a"),
    ('StringExpression[]', ""),
]


@pytest.mark.parametrize("source, result", [*MATCHES, *REPLACED, *FOUND, *EXPRESSIONS])
def test_search(session, source, result):
    outcome = session.evaluate(source)
    assert outcome.text == result
    assert outcome.messages == []


@pytest.mark.parametrize("source, tag", [
    ('StringMatchQ["x", foo]', "StringExpression::invld"),
    ('StringReplace["abc", 5]', "StringReplace::srep"),
    ('StringReplace[5, "a" -> "b"]', "StringReplace::strse"),
    ('StringCases[{1}, "a"]', "StringCases::strse"),
    ('StringReplace["a", "a" -> "b", -1]', "StringReplace::innf"),
    ('StringCases["a", "a", Overlaps -> 3]', "StringCases::overlap"),
    ('StringCases["a", RegularExpression["("]]', "StringExpression::invld"),
    ('StringMatchQ["a", _Integer]', "StringExpression::invld"),
    ('StringCases["a", "b", Foo -> 1]', "StringCases::optx"),
])
def test_complaints(session, source, tag):
    outcome = session.evaluate(source)
    assert outcome.messages[0].startswith(tag)


WORDS = "The quick brown fox, 12 dogs and 7 lazy cats: naïve façade - x1 y22 zz9."


@pytest.mark.parametrize("pattern, regex", [
    ("DigitCharacter ..", r"\d+"),
    ("LetterCharacter ..", r"[^\W\d_]+"),
    ("WordCharacter ..", r"[^\W_]+"),
    ("_ ~~ DigitCharacter", r".\d"),
    ('"a" | "e" | "i"', "[aei]"),
    ('Except[LetterCharacter] ..', r"[\W\d_]+"),
    ('x_ ~~ x_', r"(.)\1"),
    ('Shortest["o" ~~ __ ~~ "o"]', "o.+?o"),
    ('Repeated[LetterCharacter, {2, 3}]', r"[^\W\d_]{2,3}"),
])
def test_patterns_agree_with_re(session, pattern, regex):
    found = session.evaluate(f'StringCases["{WORDS}", {pattern}]').expression
    assert [item.value for item in found.args] == [match[0] for match in re.finditer(regex, WORDS)]
