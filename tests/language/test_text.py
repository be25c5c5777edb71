"""Text: patterns, splitting, padding, numbers in text."""

from __future__ import annotations

from collections.abc import Callable

ROWS = r"""
ToString[NumberForm[123456.789]]  gives  123457.
ToString[NumberForm[3.14159265, 4]]  gives  3.142
ToString[NumberForm[1234567, DigitBlock -> 3]]  gives  1,234,567
ToString[NumberForm[0.000123, 3]]  gives  0.000123
ToString[NumberForm[12.5, {5, 3}]]  gives  12.500
ToString[NumberForm[5, {5, 3}]]  gives  5
ToString[NumberForm[-1.5, {4, 2}]]  gives  -1.50
ToString[PaddedForm[1.5, {5, 2}]]  gives     1.50
ToString[PaddedForm[-1.5, {5, 2}]]  gives    -1.50
ToString[ScientificForm[0.00012345, 3]]  gives  1.23*10^-4
ToString[EngineeringForm[12345.678]]  gives  12.3457*10^3
ToString[AccountingForm[-5.5]]  gives  (5.5)
ToString[NumberForm[2^100]]  gives  1267650600228229401496703205376
ToString[PercentForm[0.25]]  gives  25%
ToString[N[2/3]]  gives  0.666667
ToString[2/3 // N, InputForm]  gives  0.6666666666666666
ToString[1.*^-8]  gives  1.*10^-8
ToString[12345678.9]  gives  1.23457*10^7
ToString[123456.7]  gives  123457.
ToString[0.1 + 0.2]  gives  0.3
ToString[100.0]  gives  100.
ToString[1.10]  gives  1.1
ToString[3.0000001]  gives  3.
ToString[-0.5]  gives  -0.5
ToString[1.5 + 2.5 I]  gives  1.5 + 2.5 I
TextString[1/2]  gives  1/2
TextString[3.0]  gives  3.
TextString["a"]  gives  a
TextString[{"a", 1}]  gives  {a, 1}
TextString[<|"a" -> 1|>]  gives  <|a -> 1|>
IntegerString[7, 10, 3]  gives  007
IntegerString[255, 16, 4]  gives  00ff
ToUpperCase[IntegerString[255, 16]]  gives  FF
StringPadLeft["abc", 5, "*"]  gives  **abc
StringPadLeft["abc", 2]  gives  bc
StringPadRight["abc", 5, "*"]  gives  abc**
StringPadLeft[ToString[7], 3, "0"]  gives  007
StringTake["hello", {-3, -1}]  gives  llo
StringTake["hello", {2, -2}]  gives  ell
StringDrop["hello", {1}]  gives  ello
StringInsert["hello", "X", {2, 4}]  gives  hXelXlo
StringReplace["hello", {"l" -> "L", "o" -> "0"}]  gives  heLL0
StringReplace["a.b.c", "." -> ""]  gives  abc
StringReplace["abc", x_ ~~ "b" :> "b" ~~ x]  gives  bac
StringReplace["2024-01-02", d : DatePattern[{"Year", "-", "Month", "-", "Day"}] :> "date"]  gives  date
StringReplace["aabb", RegularExpression["(a+)(b+)"] :> "$2$1"]  gives  bbaa
StringReplace["this is", RegularExpression["(?i)IS"] -> "at"]  gives  that at
StringReplace["abc", StartOfString -> ">"]  gives  >abc
StringReplace["a b", WordBoundary -> "|"]  gives  |a| |b|
StringReplace["ABC", c_?UpperCaseQ :> ToLowerCase[c]]  gives  abc
StringReplace["x1y2", d : DigitCharacter :> ToString[2 ToExpression[d]]]  gives  x2y4
StringReplace["abcabc", "b" ~~ x_ ~~ "a" -> "-"]  gives  a-bc
StringReplace["banana", "a" -> "o", 2]  gives  bonona
StringReplace["abc", "B" -> "x", IgnoreCase -> True]  gives  axc
StringCases["a1b22c333", DigitCharacter .. ]  gives  {1, 22, 333}
StringCases["abcabc", "b" ~~ _]  gives  {bc, bc}
StringCases["ab ac ad", "a" ~~ x : LetterCharacter :> ToUpperCase[x]]  gives  {B, C, D}
StringCases["aaa", "aa", Overlaps -> True]  gives  {aa, aa}
StringCases["one two", WordCharacter ..]  gives  {one, two}
StringCases["a=1, b=2", x : WordCharacter ~~ "=" ~~ y : DigitCharacter :> x -> ToExpression[y]]  gives  {a -> 1, b -> 2}
StringCases["foo@bar.com x@y.org", RegularExpression["\\w+@\\w+\\.\\w+"]]  gives  {foo@bar.com, x@y.org}
StringCases["abc", {"a", "c"}]  gives  {a, c}
StringCases["abc", x_ /; x != "b"]  gives  {a, c}
StringCases["(a)(b)", "(" ~~ x__ ~~ ")" :> x]  gives  {a)(b}
StringCases["xAyBz", Except["A" | "B"]]  gives  {x, y, z}
StringCases["hello", Repeated["l", {2}]]  gives  {ll}
StringCases["abc123", LetterCharacter .. ~~ DigitCharacter ..]  gives  {abc123}
StringCases[{"ab", "cd"}, "a" | "d"]  gives  {{a}, {d}}
StringMatchQ["abc123", RegularExpression["[a-z]+\\d+"]]  gives  True
StringMatchQ["hello", "h" ~~ __ ~~ "o"]  gives  True
StringMatchQ["abc", "a*"]  gives  True
StringMatchQ["abc", "a@"]  gives  True
StringMatchQ["123", DigitCharacter ..]  gives  True
StringMatchQ["12a", NumberString]  gives  False
StringMatchQ["3.14", NumberString]  gives  True
StringMatchQ["aXb", ___ ~~ "X" ~~ ___]  gives  True
StringMatchQ["", ""]  gives  True
StringMatchQ["ab", x_ ~~ x_]  gives  False
StringMatchQ["aa", x_ ~~ x_]  gives  True
StringFreeQ["abc", "b" | "z"]  gives  False
StringContainsQ["abc", "B", IgnoreCase -> True]  gives  True
StringContainsQ[{"abc", "xyz"}, "b"]  gives  {True, False}
StringStartsQ["abc", "a" | "b"]  gives  True
StringEndsQ["file.txt", ".txt"]  gives  True
StringPosition["abcabc", "a" | "c"]  gives  {{1, 1}, {3, 3}, {4, 4}, {6, 6}}
StringPosition["aXbX", "X", 1]  gives  {{2, 2}}
StringCount["banana", "an"]  gives  2
StringCount["aaa", "aa", Overlaps -> True]  gives  2
StringSplit["a, b; c", {", ", "; "}]  gives  {a, b, c}
StringSplit["a1b2", d : DigitCharacter :> "<" <> d <> ">"]  gives  {a, <1>, b, <2>}
StringSplit["one  two   three"]  gives  {one, two, three}
StringSplit["a:b:c", ":", 2]  gives  {a, b:c}
StringSplit["line1\nline2", "\n"]  gives  {line1, line2}
StringSplit["aXbxc", "x", IgnoreCase -> True]  gives  {a, b, c}
StringSplit["", ","]  gives  {}
StringSplit["abc", RegularExpression["b"]]  gives  {a, c}
StringSplit[{"a b", "c d"}]  gives  {{a, b}, {c, d}}
StringSplit["a,,b", ",", All]  gives  {a, , b}
StringRiffle[{1, 2, 3}, {"[", ", ", "]"}]  gives  [1, 2, 3]
StringRiffle[{{a, b}, {c, d}}, "\n", " "]  gives  a b⏎c d
StringRiffle[{"x"}, ","]  gives  x
StringRiffle[{}, ","]  gives  
StringTrim["  a b  "]  gives  a b
StringTrim["--a--", "-" ..]  gives  a
StringTrim["abc", "a"]  gives  bc
StringDelete["hello", "l"]  gives  heo
StringDelete["a1b2", DigitCharacter]  gives  ab
StringReverse["hello"]  gives  olleh
StringLength["αβγ"]  gives  3
StringJoin["a", {"b", "c"}]  gives  abc
StringRepeat["-", 5]  gives  -----
StringPart["hello", {1, -1}]  gives  {h, o}
StringPart["hello", 2 ;; 4]  gives  {e, l, l}
StringTakeDrop["hello", 2]  gives  {he, llo}
StringRotateLeft["hello", 2]  gives  llohe
Characters["héllo"]  gives  {h, é, l, l, o}
ToCharacterCode["é"]  gives  {233}
ToCharacterCode["é", "UTF8"]  gives  {195, 169}
FromCharacterCode[{104, 233}]  gives  hé
ToCharacterCode[{"a", "bc"}]  gives  {{97}, {98, 99}}
FromCharacterCode[{{97}, {98}}]  gives  {a, b}
CharacterRange["a", "e"]  gives  {a, b, c, d, e}
CharacterRange[65, 70]  gives  {A, B, C, D, E, F}
LetterNumber["c"]  gives  3
FromLetterNumber[3]  gives  c
Alphabet["Greek"] // Length  gives  24
LetterQ["ab1"]  gives  False
DigitQ[""]  gives  True
UpperCaseQ["Ab"]  gives  False
Sort[Characters["hello"]]  gives  {e, h, l, l, o}
StringJoin[Sort[Characters["banana"]]]  gives  aaabnn
StringQ[1]  gives  False
StringLength[""]  gives  0
"a" == "a"  gives  True
"a" != "b"  gives  True
"abc" === "abc"  gives  True
Order["a", "b"]  gives  1
OrderedQ[{"a", "B", "c"}]  gives  True
AlphabeticOrder["a", "b"]  gives  1
Sort[{"b", "a", "C"}]  gives  {a, b, C}
Sort[{"file10", "file9"}]  gives  {file10, file9}
Max[StringLength /@ {"a", "bbb"}]  gives  3
ToExpression["{1, 2}"]  gives  {1, 2}
ToExpression["x = 5"]; x  gives  5
ToExpression[{"1", "2"}]  gives  {1, 2}
ToString[ToExpression["2^10"]]  gives  1024
SyntaxQ["f[x"]  gives  False
SyntaxQ["f[x]"]  gives  True
Names["String*"] // Length // # > 20 &  gives  True
StringTemplate["a `1` b `2`"][x, y]  gives  a x b y
StringTemplate["`x`"][<|"x" -> 5|>]  gives  5
StringForm["a `` c", b] // ToString  gives  a b c
TemplateApply[StringTemplate["`1` <* 1 + 1 *>"], {a}]  gives  a 2
URLEncode["a b&c"]  gives  a%20b%26c
URLDecode["a%20b"]  gives  a b
Hash["hello", "CRC32"]  gives  907060870
EditDistance["abc", "axc"]  gives  1
LongestCommonSequence["abcdef", "acf"]  gives  acf
StringPartition["abcdefgh", 3, 2]  gives  {abc, cde, efg}
Capitalize["hello"]  gives  Hello
Decapitalize["Hello"]  gives  hello
ToLowerCase["ABC Def"]  gives  abc def
StringExtract["a-b-c", "-" -> 2]  gives  b
TextWords["a quick test"]  gives  {a, quick, test}
TextSentences["One. Two."]  gives  {One., Two.}
WordCount["one two three"]  gives  3
CharacterCounts["aab"]  gives  <|a -> 2, b -> 1|>
DictionaryWordQ["hello"]  gives  DictionaryWordQ[hello]
RemoveDiacritics["naïve"]  gives  naive
PrintableASCIIQ["abc"]  gives  True
FromDigits["1A", 16]  gives  26
StringReplacePart["abcde", "X", {{1, 1}, {5, 5}}]  gives  XbcdX
StringCases["2x+3y", d : DigitCharacter .. ~~ v : LetterCharacter :> {ToExpression[d], v}]  gives  {{2, x}, {3, y}}
f[s_String] := StringLength[s]; f /@ {"a", "bb"}  gives  {1, 2}
Table[StringTake["abc", {i}], {i, 3}]  gives  {a, b, c}
Map[StringReverse, {"ab", "cd"}]  gives  {ba, dc}
ToString /@ {1, 2.5, "x"}  gives  {1, 2.5, x}
StringJoin["Hello", ", ", "World", "!"]  gives  Hello, World!
"""


def test_row(check: Callable[[tuple[str, str, str]], None], row: tuple[str, str, str]) -> None:
    check(row)
