"""Characters, alphabets, case; words and distances."""

from __future__ import annotations

import unicodedata

import pytest


@pytest.mark.parametrize("source, result", [
    ('ToCharacterCode["ABCD abcd"]', "{65, 66, 67, 68, 32, 97, 98, 99, 100}"),
    ('ToCharacterCode[{"ab", "c"}]', "{{97, 98}, {99}}"),
    ('ToCharacterCode[""]', "{}"),
    ('ToCharacterCode["\\[Alpha]"]', "{945}"),
    ('ToCharacterCode["\\[Alpha]", "UTF8"]', "{206, 177}"),
    ('FromCharacterCode[65]', "A"),
    ('FromCharacterCode[{97, 98, 99}]', "abc"),
    ('FromCharacterCode[{{97}, {98, 99}}]', "{a, bc}"),
    ('FromCharacterCode[{206, 177}, "UTF8"] === "\\[Alpha]"', "True"),
    ('FromCharacterCode[{}]', ""),
    ('FromCharacterCode[Reverse[ToCharacterCode["abc"]]]', "cba"),
    ('CharacterRange["a", "e"]', "{a, b, c, d, e}"),
    ('CharacterRange["e", "a"]', "{}"),
    ('CharacterRange["0", "3"]', "{0, 1, 2, 3}"),
    ('CharacterRange[65, 67]', "{A, B, C}"),
    ('Length[Alphabet[]]', "26"),
    ('Length[Alphabet["Greek"]]', "24"),
    ('Length[Alphabet["Russian"]]', "33"),
    ('Length[Alphabet["Spanish"]]', "27"),
    ('LetterNumber["c"]', "3"),
    ('LetterNumber[{"a", "C", "!"}]', "{1, 3, 0}"),
    ('FromLetterNumber[3]', "c"),
    ('FromLetterNumber[{1, 26, -1}]', "{a, z, z}"),
    ('FromLetterNumber[1, "Greek"] === "\\[Alpha]"', "True"),
    ('ToUpperCase["abXYZ"]', "ABXYZ"),
    ('ToLowerCase[{"ABC", "d"}]', "{abc, d}"),
    ('Capitalize["hello world"]', "Hello world"),
    ('Capitalize["hello world", "AllWords"]', "Hello World"),
    ('Capitalize["lord of the rings", "TitleCase"]', "Lord of the Rings"),
    ('Capitalize[{"a", "b"}]', "{A, B}"),
    ('Decapitalize["Hello World"]', "hello World"),
    ('StringQ["a"]', "True"),
    ('StringQ[a]', "False"),
    ('DigitQ["123"]', "True"),
    ('DigitQ["12a"]', "False"),
    ('DigitQ[{"1", "a"}]', "{True, False}"),
    ('LetterQ["abc"]', "True"),
    ('LetterQ["a b"]', "False"),
    ('UpperCaseQ["ABC"]', "True"),
    ('UpperCaseQ["AbC"]', "False"),
    ('LowerCaseQ["abc"]', "True"),
    ('PunctuationQ["?!"]', "True"),
    ('PrintableASCIIQ["\\[Alpha]"]', "False"),
    ('CharacterCounts["banana"]', "<|a -> 3, n -> 2, b -> 1|>"),
    ('CharacterCounts["banana", 2]', "<|an -> 2, na -> 2, ba -> 1|>"),
    ('LetterCounts["a-b, a"]', "<|a -> 2, b -> 1|>"),
    ('AlphabeticSort[{"banana", "Apple", "apple", "cherry"}]', "{apple, Apple, banana, cherry}"),
    ('AlphabeticOrder["a", "b"]', "1"),
    ('AlphabeticOrder["b", "a"]', "-1"),
    ('AlphabeticOrder["a", "a"]', "0"),
])
def test_characters(session, source, result):
    outcome = session.evaluate(source)
    assert outcome.text == result
    assert outcome.messages == []


@pytest.mark.parametrize("source, result", [
    ('EditDistance["kitten", "sitting"]', "3"),
    ('EditDistance["abc", "ABC", IgnoreCase -> True]', "0"),
    ('EditDistance[{1, 2, 3}, {1, 3}]', "1"),
    ('EditDistance["", "abc"]', "3"),
    ('DamerauLevenshteinDistance["abcd", "abdc"]', "1"),
    ('EditDistance["abcd", "abdc"]', "2"),
    ('HammingDistance["karolin", "kathrin"]', "3"),
    ('HammingDistance[{1, 0, 1}, {1, 1, 0}]', "2"),
    ('LongestCommonSubsequence["AAABBBBCCCCC", "CCCBBBAAABABA"]', "AAAB"),
    ('LongestCommonSubsequence[{1, 2, 3, 4}, {2, 3, 5}]', "{2, 3}"),
    ('LongestCommonSubsequence["abc", "xyz"]', ""),
    ('LongestCommonSequence["abcde", "xaxcxe"]', "ace"),
    ('LongestCommonSubsequencePositions["xabc", "abcy"]', "{{2, 4}, {1, 3}}"),
    ('WordCount["the cat in the hat"]', "5"),
    ('WordCount[{"a b", "c"}]', "{2, 1}"),
    ('TextWords["A cat, a dog."]', "{A, cat, a, dog}"),
    ('TextWords["A cat, a dog.", 2]', "{A, cat}"),
    ('TextSentences["It rains. Does it?"]', "{It rains., Does it?}"),
    ('WordCounts["the cat in the hat"]', "<|the -> 2, cat -> 1, in -> 1, hat -> 1|>"),
    ('WordCounts["The the", IgnoreCase -> True]', "<|the -> 2|>"),
    ('DeleteStopwords[{"the", "cat", "and", "dog"}]', "{cat, dog}"),
])
def test_words(session, source, result):
    assert session.evaluate(source).text == result


@pytest.mark.parametrize("source, tag", [
    ('FromCharacterCode[-1]', "FromCharacterCode::notunicode"),
    ('FromCharacterCode[{97, 2000000}]', "FromCharacterCode::notunicode"),
    ('CharacterRange["ab", "c"]', "CharacterRange::argtype"),
    ('Alphabet["Elvish"]', "Alphabet::nalph"),
    ('ToUpperCase[5]', "ToUpperCase::string"),
    ('HammingDistance["a", "ab"]', "HammingDistance::idim"),
    ('EditDistance["a", 5]', "EditDistance::strse"),
    ('ToCharacterCode["a", "Klingon"]', "$CharacterEncoding::charenc"),
])
def test_complaints(session, source, tag):
    assert session.evaluate(source).messages[0].startswith(tag)


def test_codes_of_all_planes(session):
    text = "aé€😀"
    codes = session.evaluate(f'ToCharacterCode["{text}"]').expression
    assert codes.array.tolist() == [ord(character) for character in text]
    assert session.evaluate(f'FromCharacterCode[ToCharacterCode["{text}"]]').text == text


def test_punctuation_is_that_of_unicode(session):
    for code in (*range(33, 127), 0xA1, 0xBF, 0x2014, 0x3002):
        character = chr(code)
        if character in '"\\' or character in "$+<=>^`|~":
            continue
        expected = unicodedata.category(character).startswith("P")
        assert session.evaluate(f'StringMatchQ["{character}", PunctuationCharacter]').text == str(expected)
