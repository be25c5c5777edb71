"""Strings, their patterns, and the forms of text."""

from __future__ import annotations

from collections.abc import Callable

ROWS = r"""
StringJoin["a", "b"]  gives  ab
"a" <> "b" <> "c"  gives  abc
StringJoin[{"a", {"b"}}]  gives  ab
"a" <> x  gives  a<>x  with  StringJoin::string
StringLength["hello"]  gives  5
StringReverse["abc"]  gives  cba
StringTake["abcdef", 3]  gives  abc
StringTake["abcdef", -2]  gives  ef
StringTake["abcdef", {2, 4}]  gives  bcd
StringTake["abcdef", {2}]  gives  b
StringTake["abcdef", {{1, 2}, {4, 5}}]  gives  {ab, de}
StringTake["abcdef", {1, -1, 2}]  gives  ace
StringTake[{"abc", "def"}, 2]  gives  {ab, de}
StringTake["abc", 5]  gives  StringTake[abc, 5]  with  StringTake::take
StringTake["abc", UpTo[5]]  gives  abc
StringDrop["abcdef", 2]  gives  cdef
StringDrop["abcdef", -2]  gives  abcd
StringDrop["abcdef", {2, 3}]  gives  adef
StringPart["abc", 2]  gives  b
Characters["abc"]  gives  {a, b, c}
ToUpperCase["abc"]  gives  ABC
ToLowerCase["ABC"]  gives  abc
Capitalize["hello world"]  gives  Hello world
Capitalize["hello world", "AllWords"]  gives  Hello World
StringReplace["abcabc", "a" -> "x"]  gives  xbcxbc
StringReplace["abc", {"a" -> "b", "b" -> "a"}]  gives  bac
StringReplace["abcabc", "a" -> "x", 1]  gives  xbcabc
StringReplace["hello world", x : WordCharacter .. :> ToUpperCase[x]]  gives  HELLO WORLD
StringReplace["ab12", DigitCharacter -> "#"]  gives  ab##
StringReplace["abc", RegularExpression["[ab]"] -> "z"]  gives  zzc
StringReplace["John Smith", RegularExpression["(\\w+) (\\w+)"] -> "$2 $1"]  gives  Smith John
StringReplace[{"ab", "ba"}, "a" -> "c"]  gives  {cb, bc}
StringCases["a1b22", DigitCharacter ..]  gives  {1, 22}
StringCases["abcabc", "a" ~~ x_ :> x]  gives  {b, b}
StringCases["the cat sat", RegularExpression["\\b\\w"]]  gives  {t, c, s}
StringCases["key=val", k__ ~~ "=" ~~ v__ :> {k, v}]  gives  {{key, val}}
StringSplit["a b c"]  gives  {a, b, c}
StringSplit["a,b,,c", ","]  gives  {a, b, , c}
StringSplit["a  b"]  gives  {a, b}
StringSplit["a1b2c", DigitCharacter]  gives  {a, b, c}
StringSplit["abc", ""]  gives  {a, b, c}
StringSplit["a-b", "-" -> "+"]  gives  {a, +, b}
StringSplit["a b c d", " ", 2]  gives  {a, b c d}
StringRiffle[{"a", "b", "c"}]  gives  a b c
StringRiffle[{"a", "b"}, ", "]  gives  a, b
StringRiffle[{"a", "b"}, {"(", ", ", ")"}]  gives  (a, b)
StringRiffle[{{1, 2}, {3, 4}}]  gives  1 2⏎3 4
StringRiffle[{1, 2, 3}, "-"]  gives  1-2-3
StringPosition["abcabc", "bc"]  gives  {{2, 3}, {5, 6}}
StringPosition["aaa", "aa"]  gives  {{1, 2}, {2, 3}}
StringCount["abcabc", "bc"]  gives  2
StringContainsQ["hello", "ell"]  gives  True
StringStartsQ["hello", "he"]  gives  True
StringEndsQ["hello", "lo"]  gives  True
StringFreeQ["abc", "d"]  gives  True
StringMatchQ["hello", "h*"]  gives  True
StringMatchQ["abc", LetterCharacter ..]  gives  True
StringMatchQ["a1", {"a1", "b"}]  gives  True
StringMatchQ["abc", "ABC", IgnoreCase -> True]  gives  True
StringInsert["abc", "x", 2]  gives  axbc
StringInsert["abc", "x", -1]  gives  abcx
StringInsert["abc", "x", {1, 3}]  gives  xabxc
StringPadLeft["5", 3, "0"]  gives  005
StringPadRight["ab", 4]  gives  ab  
StringPadLeft[{"a", "bbb"}]  gives  {  a, bbb}
StringTrim["  ab  "]  gives  ab
StringTrim["xxabxx", "x" ..]  gives  ab
StringRepeat["ab", 3]  gives  ababab
StringRepeat["ab", 5, 7]  gives  abababa
StringRotateLeft["abcd", 1]  gives  bcda
StringDelete["abcabc", "b"]  gives  acac
StringPartition["abcdef", 2]  gives  {ab, cd, ef}
ToCharacterCode["abc"]  gives  {97, 98, 99}
FromCharacterCode[{72, 105}]  gives  Hi
FromCharacterCode[65]  gives  A
CharacterRange["a", "e"]  gives  {a, b, c, d, e}
Alphabet[]  gives  {a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z}
LetterQ["a"]  gives  True
DigitQ["12"]  gives  True
UpperCaseQ["AB"]  gives  True
PalindromeQ["abba"]  gives  True
ToString[123]  gives  123
ToString[x + y]  gives  x + y
ToString[1/2, InputForm]  gives  1/2
ToString["a", InputForm]  gives  "a"
ToString[{1, "a"}, InputForm]  gives  {1, "a"}
ToString[1.5]  gives  1.5
ToString[Pi]  gives  Pi
ToString[x^2, InputForm]  gives  x^2
ToString[Sqrt[x], InputForm]  gives  Sqrt[x]
ToString[N[Pi]]  gives  3.14159
ToString[N[Pi], InputForm]  gives  3.141592653589793
ToString[{a, b}]  gives  {a, b}
ToString[f[x, y]]  gives  f[x, y]
ToString[a -> b]  gives  a -> b
ToString[True]  gives  True
ToString[<|"a" -> 1|>]  gives  <|a -> 1|>
ToString[x_]  gives  x_
ToString[Hold[1 + 1]]  gives  Hold[1 + 1]
ToString[123456789.123]  gives  1.23457*10^8
ToString[1.*^-10]  gives  1.*10^-10
ToString[FullForm[a + b]]  gives  Plus[a, b]
ToString[a/b, FullForm]  gives  Times[a, Power[b, -1]]
ToExpression["1 + 2"]  gives  3
ToExpression["f[x]"]  gives  f[x]
ToExpression["1 +", InputForm]  gives  $Failed  with  ToExpression::sntxi
ToExpression["x^2", InputForm, Hold]  gives  Hold[x^2]
SyntaxQ["1+"]  gives  False
EditDistance["kitten", "sitting"]  gives  3
HammingDistance["abc", "abd"]  gives  1
LongestCommonSubsequence["abcde", "xbcdy"]  gives  bcd
DamerauLevenshteinDistance["ab", "ba"]  gives  1
StringTemplate["Hello `1`"]["World"]  gives  Hello World
StringTemplate["`a` and `b`"][<|"a" -> 1, "b" -> 2|>]  gives  1 and 2
TemplateApply["Hi `1`", {"x"}]  gives  Hi x
TextString[{1, 2}]  gives  {1, 2}
TextString[1.5]  gives  1.5
WordCount["a b c"]  gives  3
TextWords["Hello, my world."]  gives  {Hello, my, world}
CharacterCounts["hello"]  gives  <|l -> 2, h -> 1, e -> 1, o -> 1|>
LetterCounts["hello"]  gives  <|l -> 2, h -> 1, e -> 1, o -> 1|>
WordCounts["a b a"]  gives  <|a -> 2, b -> 1|>
StringExtract["a b c", 2]  gives  b
StringReplacePart["abcdef", "X", {2, 3}]  gives  aXdef
StringForm["`1` + `2`", a, b]  gives  StringForm[`1` + `2`, a, b]
ToString[StringForm["`1` + `2`", a, b]]  gives  a + b
"abc" == "abc"  gives  True
"abc" === "abd"  gives  False
"a" < "b"  gives  a < b
Sort[{"banana", "apple", "Cherry"}]  gives  {apple, banana, Cherry}
Sort[{"a10", "a2", "a1"}]  gives  {a1, a10, a2}
Sort[{"_a", "b", "1", " "}]  gives  { , _a, 1, b}
Union[Characters["mississippi"]]  gives  {i, m, p, s}
Tally[Characters["hello"]]  gives  {{h, 1}, {e, 1}, {l, 2}, {o, 1}}
Characters["hello"] // Counts  gives  <|h -> 1, e -> 1, l -> 2, o -> 1|>
Select[Characters["Hello World"], UpperCaseQ]  gives  {H, W}
ToUpperCase[StringTake["word", 1]] <> StringDrop["word", 1]  gives  Word
StringJoin[Reverse[Characters["abc"]]]  gives  cba
FromDigits["123"]  gives  123
ToExpression["123"]  gives  123
IntegerString[123]  gives  123
IntegerString[255, 2]  gives  11111111
StringQ["a"]  gives  True
StringQ[a]  gives  False
Head["a"]  gives  String
"tab\there"  gives  tab	here
"quote\"d"  gives  quote"d
FullForm["a\nb"]  gives  FullForm[a⏎b]
InputForm["abc"]  gives  InputForm[abc]
StringCases["aXbXc", Shortest["a" ~~ __ ~~ "X"]]  gives  {aXbX}
StringCases["<a><b>", "<" ~~ Shortest[x__] ~~ ">" :> x]  gives  {a, b}
StringReplace["aaa", "aa" -> "b"]  gives  ba
StringReplaceList["abc", {"a" -> "x", "b" -> "y"}]  gives  {xbc, ayc}
StringCases["abab", {"a" -> 1, "b" -> 2}]  gives  {1, 2, 1, 2}
StringMatchQ[{"a", "b1"}, LetterCharacter]  gives  {True, False}
StringCases["12 abc 34", NumberString]  gives  {12, 34}
StringCases["-1.5 and 2e3", NumberString]  gives  {-1.5, 2, 3}
StringReplace["  x  y ", Whitespace -> " "]  gives   x y 
StringSplit["a\nb\nc", "\n"]  gives  {a, b, c}
StringSplit["2024-01-15", "-"]  gives  {2024, 01, 15}
ToExpression[StringSplit["1 2 3"]]  gives  {1, 2, 3}
StringJoin @@ ToString /@ Range[5]  gives  12345
StringJoin[ToString /@ {1, 2, 3}]  gives  123
StringTake["hello", 1]  gives  h
StringTake["abc", 0]  gives  
StringTake["abc", {4}]  gives  StringTake[abc, {4}]  with  StringTake::take
StringLength[5]  gives  StringLength[5]  with  StringLength::string
Characters[5]  gives  Characters[5]  with  Characters::string
StringPosition["abc", "z"]  gives  {}
StringCases["abc", "z"]  gives  {}
RemoveDiacritics["café"]  gives  cafe
InsertLinebreaks["hello world foo", 6]  gives  hello⏎world⏎foo
ToString[Row[{a, b}]]  gives  ab
Row[{a, b}]  gives  Row[{a, b}]
Column[{1, 2}]  gives  Column[{1, 2}]
Grid[{{1, 2}, {3, 4}}]  gives  Grid[{{1, 2}, {3, 4}}]
TableForm[{{1, 2}, {3, 4}}]  gives  TableForm[{{1, 2}, {3, 4}}]
NumberForm[3.14159, 3]  gives  NumberForm[3.14159, 3]
ToString[NumberForm[3.14159, 3]]  gives  3.14
ToString[NumberForm[1234567.891, 10]]  gives  1.234567891*10^6
ToString[PaddedForm[12, 5]]  gives      12
ToString[PaddedForm[3.14159, {6, 2}]]  gives      3.14
ToString[NumberForm[3.14159, {5, 2}]]  gives  3.14
ToString[NumberForm[2., {5, 2}]]  gives  2.00
ToString[ScientificForm[12345.678]]  gives  1.23457*10^4
ToString[BaseForm[10, 2]]  gives  1010⏎    2
Print["hello"]  gives  hello⏎Null
Print[1, " ", 2]  gives  1 2⏎Null
Print[{1, "a"}]  gives  {1, a}⏎Null
Print["a" -> 1]  gives  a -> 1⏎Null
Print[InputForm["a"]]  gives  "a"⏎Null
Print[TableForm[{{1, 2}, {3, 4}}]]  gives  1   2⏎⏎3   4⏎Null
Print[Row[{1, 2}, ","]]  gives  1,2⏎Null
Print[Column[{1, 2}]]  gives  1⏎2⏎Null
Print[MatrixForm[{{1, 2}, {3, 4}}]]  gives  1   2⏎⏎3   4⏎Null
Print[Grid[{{1, 2}, {3, 4}}]]  gives  1   2⏎⏎3   4⏎Null
Print[N[Pi, 20]]  gives  3.1415926535897932385⏎Null
Print[]  gives  ⏎Null
Hash["abc", "MD5"]  gives  191415658344158766168031473277922803570
Hash["hello", "SHA256", "HexString"]  gives  2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824
"""


def test_row(check: Callable[[tuple[str, str, str]], None], row: tuple[str, str, str]) -> None:
    check(row)
