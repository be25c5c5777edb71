"""Characters: codes, alphabets, case, and what kind of characters a string has."""

from __future__ import annotations

import string
import unicodedata
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from wlnet.builtins.strings import CHARACTERS, Texts, data_list, each_text, string_list
from wlnet.expr import Association, Call, Expr, Integer, Packed, S, String, integer, is_list, length, pack, packed
from wlnet.expr.order import order, text_key
from wlnet.kernel.arguments import AnyString
from wlnet.kernel.attributes import LISTABLE
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged

ENCODINGS = {
    "UTF8": "utf-8", "UTF-8": "utf-8", "ASCII": "ascii", "ISOLatin1": "latin-1", "ISO8859-1": "latin-1",
    "PrintableASCII": "ascii", "WindowsANSI": "cp1252", "CP1252": "cp1252", "ISO8859-15": "iso8859-15",
    "ShiftJIS": "shift_jis", "EUC-JP": "euc_jp", "UTF16": "utf-16-le", "UTF32": "utf-32-le",
    "CP936": "cp936", "Unicode": "",
}

UNICODE, ENGLISH, ONE = String("Unicode"), String("English"), integer(1)


def read_encoding(expr: Expr) -> str:
    """Python's name of a character encoding; "" for plain Unicode.

    Errors  Complaint charcode for an unknown one.
    """
    if isinstance(expr, String) and expr.value in ENCODINGS:
        return ENCODINGS[expr.value]
    raise Complaint("charenc", expr, symbol=S["$CharacterEncoding"])


@builtin("ToCharacterCode")
def to_character_code(ev: Evaluator, texts: Texts, encoding: Expr = UNICODE) -> Expr:
    """ToCharacterCode["s"] gives the list of the codes of a string's characters; ToCharacterCode["s", "enc"]
    the bytes of an encoding such as "UTF8".

    Source   ref/ToCharacterCode
    Example  ToCharacterCode["ABCD abcd"]  gives  {65, 66, 67, 68, 32, 97, 98, 99, 100}
    Example  ToCharacterCode["\\[Alpha]", "UTF8"]  gives  {206, 177}
    """
    codec = read_encoding(encoding)
    return each_text(ev, texts, lambda text: _codes(text, codec))


def _codes(text: str, codec: str) -> Expr:
    if not text:
        return Call(S.List)
    if codec:
        try:
            return packed(np.frombuffer(text.encode(codec), dtype=np.uint8))
        except UnicodeEncodeError:
            items: list[Expr] = [_code_or_none(character, codec) for character in text]
            return Call(S.List, *items)
    return packed(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32))


def _code_or_none(character: str, codec: str) -> Expr:
    try:
        return integer(character.encode(codec)[0])
    except UnicodeEncodeError:
        return S["None"]


@builtin("FromCharacterCode", messages={
    "notunicode": "A character code, which should be a non-negative integer less than 1114112, is expected at "
                  "position `2` in `1`.",
    "utf8": "The byte sequence `1` could not be interpreted as a character in the `2` character encoding.",
})
def from_character_code(ev: Evaluator, codes: Expr, encoding: Expr = UNICODE, *, call: Call) -> Expr:
    """FromCharacterCode[n] gives the character with a code, FromCharacterCode[{n1, n2, ...}] a string, lists
    of lists several strings; FromCharacterCode[bytes, "enc"] decodes.

    Errors   FromCharacterCode::notunicode for what is no code.
    Source   ref/FromCharacterCode
    Example  FromCharacterCode[{97, 98, 99}]  gives  abc
    """
    codec = read_encoding(encoding)
    if isinstance(codes, Integer):
        return String(_from_codes(np.array([min(codes.value, 2**40)]), codec, call))
    if not is_list(codes):
        raise Unchanged
    if not length(codes):
        return String("")
    numbers = pack(codes)
    if numbers is not None and numbers.array.ndim == 1 and numbers.array.dtype.kind == "i":
        return String(_from_codes(numbers.array, codec, call))
    if all(map(is_list, codes.args)):
        return Call(S.List, *(from_character_code(ev, item, encoding, call=call) for item in codes.args))
    raise Complaint("notunicode", codes, 1)


def _from_codes(codes: np.ndarray[Any, Any], codec: str, call: Call) -> str:
    wrong = (codes < 0) | (codes >= (256 if codec else 0x110000))
    if wrong.any():
        shown = call.args[0]
        raise Complaint("notunicode", shown, int(np.flatnonzero(wrong)[0]) + 1)
    if not codec:
        return codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    data = codes.astype(np.uint8).tobytes()
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return data.decode("latin-1")


@builtin("CharacterRange", messages={"argtype": "Arguments `1` and `2` are not both strings of length 1."})
def character_range(ev: Evaluator, first: Expr, last: Expr) -> Expr:
    """CharacterRange["c1", "c2"] lists the characters from c1 to c2 in the order of their codes, which may
    also be given as integers.

    Errors   CharacterRange::argtype when they are not two characters.
    Source   ref/CharacterRange
    Example  CharacterRange["a", "e"]  gives  {a, b, c, d, e}
    """
    codes = [_code_of(end) for end in (first, last)]
    if codes[0] is None or codes[1] is None:
        raise Complaint("argtype", first, last)
    return string_list(ev, [chr(code) for code in range(codes[0], min(codes[1], 0x10FFFF) + 1)])


def _code_of(expr: Expr) -> int | None:
    if isinstance(expr, String) and len(expr.value) == 1:
        return ord(expr.value)
    return expr.value if isinstance(expr, Integer) and expr.value >= 0 else None


# ---- alphabets ---------------------------------------------------------------------------------

_SPANISH = [*string.ascii_lowercase[:14], "ñ", *string.ascii_lowercase[14:]]
ALPHABETS: dict[str, list[str]] = {
    "English": list(string.ascii_lowercase),
    "Latin": list(string.ascii_lowercase),
    "French": list(string.ascii_lowercase),
    "German": [*string.ascii_lowercase],
    "Italian": list("abcdefghilmnopqrstuvz"),
    "Spanish": _SPANISH,
    "Greek": list("αβγδεζηθικλμνξοπρστυφχψω"),
    "Russian": list("абвгдеёжзийклмнопрстуфхцчшщъыьэюя"),
    "Cyrillic": list("абвгдеёжзийклмнопрстуфхцчшщъыьэюя"),
    "Ukrainian": list("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
    "Swedish": [*string.ascii_lowercase, *"åäö"],
    "Danish": [*string.ascii_lowercase, *"æøå"],
    "Hebrew": list("אבגדהוזחטיכלמנסעפצקרשת"),
}


def alphabet_of(expr: Expr) -> list[str]:
    """The letters of a named alphabet.

    Errors  Complaint Alphabet::nalph.
    """
    if isinstance(expr, String) and expr.value in ALPHABETS:
        return ALPHABETS[expr.value]
    raise Complaint("nalph", expr, symbol=S.Alphabet)


@builtin("Alphabet", messages={"nalph": "The alphabet `1` is not known."})
def alphabet(ev: Evaluator, name: Expr = ENGLISH) -> Expr:
    """Alphabet[] lists the small letters of the English alphabet, Alphabet["name"] those of another.

    Source   ref/Alphabet
    Example  Take[Alphabet[], 3]  gives  {a, b, c}
    """
    return string_list(ev, alphabet_of(name))


@builtin("LetterNumber", LISTABLE)
def letter_number(letter: AnyString, name: Expr = ENGLISH) -> int:
    """LetterNumber["c"] gives the place of a letter in the alphabet, 0 for what is no letter of it.

    Source   ref/LetterNumber
    Example  LetterNumber[{"a", "C", "!"}]  gives  {1, 3, 0}
    """
    letters = alphabet_of(name)
    return letters.index(letter.lower()) + 1 if letter.lower() in letters else 0


@builtin("FromLetterNumber", LISTABLE)
def from_letter_number(number: Expr, name: Expr = ENGLISH) -> Expr:
    """FromLetterNumber[n] gives the n-th letter of the alphabet, counted from its end when n is negative.

    Source   ref/FromLetterNumber
    Example  FromLetterNumber[{1, -1}]  gives  {a, z}
    """
    letters = alphabet_of(name)
    if not isinstance(number, Integer):
        raise Unchanged
    place = number.value - 1 if number.value > 0 else len(letters) + number.value
    if number.value == 0:
        return String(" ")
    if not 0 <= place < len(letters):
        return Call(S.Missing, String("NotApplicable"))
    return String(letters[place])


# ---- case --------------------------------------------------------------------------------------

@builtin("ToUpperCase", LISTABLE)
def to_upper_case(text: AnyString) -> str:
    """ToUpperCase["s"] turns all letters into capitals.

    Source   ref/ToUpperCase
    Example  ToUpperCase["abXYZ"]  gives  ABXYZ
    """
    return text.upper()


@builtin("ToLowerCase", LISTABLE)
def to_lower_case(text: AnyString) -> str:
    """ToLowerCase["s"] turns all letters into small ones.

    Source   ref/ToLowerCase
    Example  ToLowerCase["abXYZ"]  gives  abxyz
    """
    return text.lower()


_SMALL_WORDS = frozenset({
    "a", "an", "the", "and", "but", "or", "nor", "for", "of", "in", "on", "at", "to", "by", "as", "from", "with",
})


@builtin("Capitalize")
def capitalize(ev: Evaluator, texts: Texts, scheme: AnyString = "FirstLetter") -> Expr:
    """Capitalize["s"] makes the first letter a capital; Capitalize["s", "AllWords"] that of every word,
    "TitleCase" not of short words within, "AllLetters" all letters.

    Source   ref/Capitalize
    Example  Capitalize["hello world"]  gives  Hello world
    Example  Capitalize["hello world", "AllWords"]  gives  Hello World
    """
    schemes: dict[str, Callable[[str], str]] = {
        "FirstLetter": _first_up,
        "FirstWord": _first_up,
        "AllWords": lambda text: " ".join(map(_first_up, text.split(" "))),
        "AllLetters": str.upper,
        "TitleCase": _title,
    }
    if scheme not in schemes:
        raise Unchanged
    return each_text(ev, texts, lambda text: String(schemes[scheme](text)))


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def _title(text: str) -> str:
    words = text.split(" ")
    return " ".join(
        word if place and word in _SMALL_WORDS else _first_up(word) for place, word in enumerate(words))


@builtin("Decapitalize")
def decapitalize(ev: Evaluator, texts: Texts) -> Expr:
    """Decapitalize["s"] makes the first letter a small one.

    Source   ref/Decapitalize
    Example  Decapitalize["Hello World"]  gives  hello World
    """
    return each_text(ev, texts, lambda text: String(text[:1].lower() + text[1:]))


# ---- asking ------------------------------------------------------------------------------------

@builtin("StringQ")
def string_q(expr: Expr) -> bool:
    """StringQ[expr] tells whether expr is a string.

    Source   ref/StringQ
    Example  StringQ["a"]  gives  True
    """
    return isinstance(expr, String)


def _all(expr: Expr, test: Callable[[str], bool]) -> bool:
    return isinstance(expr, String) and all(map(test, expr.value))


@builtin("DigitQ", LISTABLE)
def digit_q(text: Expr) -> bool:
    """DigitQ["s"] tells whether all characters are digits.

    Source   ref/DigitQ
    Example  DigitQ[{"123", "1a"}]  gives  {True, False}
    """
    return _all(text, lambda character: "0" <= character <= "9")


@builtin("LetterQ", LISTABLE)
def letter_q(text: Expr) -> bool:
    """LetterQ["s"] tells whether all characters are letters.

    Source   ref/LetterQ
    Example  LetterQ["a1"]  gives  False
    """
    return _all(text, str.isalpha)


@builtin("UpperCaseQ", LISTABLE)
def upper_case_q(text: Expr) -> bool:
    """UpperCaseQ["s"] tells whether all characters are capital letters.

    Source   ref/UpperCaseQ
    Example  UpperCaseQ["ABC"]  gives  True
    """
    return _all(text, str.isupper)


@builtin("LowerCaseQ", LISTABLE)
def lower_case_q(text: Expr) -> bool:
    """LowerCaseQ["s"] tells whether all characters are small letters.

    Source   ref/LowerCaseQ
    Example  LowerCaseQ["abC"]  gives  False
    """
    return _all(text, str.islower)


@builtin("PunctuationQ", LISTABLE)
def punctuation_q(text: Expr) -> bool:
    """PunctuationQ["s"] tells whether all characters are punctuation.

    Source   ref/PunctuationQ
    Example  PunctuationQ["?!"]  gives  True
    """
    return _all(text, lambda character: (
        character in string.punctuation or unicodedata.category(character).startswith("P")))


@builtin("PrintableASCIIQ", LISTABLE)
def printable_ascii_q(text: Expr) -> bool:
    """PrintableASCIIQ["s"] tells whether all characters are printable ASCII.

    Source   ref/PrintableASCIIQ
    Example  PrintableASCIIQ["abc"]  gives  True
    """
    return _all(text, lambda character: " " <= character <= "~")


# ---- counting and order ------------------------------------------------------------------------

def counted(ev: Evaluator, items: list[str]) -> Expr:
    """An association from each text to how often it comes, the commonest first."""
    counts = Counter(items).most_common()
    return Association({CHARACTERS[text] if len(text) == 1 else String(text): integer(n) for text, n in counts})


@builtin("CharacterCounts")
def character_counts(ev: Evaluator, text: AnyString, length: Expr = ONE) -> Expr:
    """CharacterCounts["s"] counts each character of a string, CharacterCounts["s", n] each sequence of n
    characters.

    Source   ref/CharacterCounts
    Example  CharacterCounts["banana"]  gives  <|a -> 3, n -> 2, b -> 1|>
    """
    if not isinstance(length, Integer) or length.value < 1:
        raise Unchanged
    size = length.value
    return counted(ev, [text[i:i + size] for i in range(len(text) - size + 1)] if size > 1 else list(text))


@builtin("LetterCounts")
def letter_counts(ev: Evaluator, text: AnyString) -> Expr:
    """LetterCounts["s"] counts each letter of a string.

    Source   ref/LetterCounts
    Example  LetterCounts["a-b, a"]  gives  <|a -> 2, b -> 1|>
    """
    return counted(ev, [character for character in text if character.isalpha()])


@builtin("AlphabeticSort")
def alphabetic_sort(ev: Evaluator, texts: Texts) -> Expr:
    """AlphabeticSort[{"s1", "s2", ...}] sorts strings as a dictionary does.

    Source   ref/AlphabeticSort
    Example  AlphabeticSort[{"banana", "Apple", "apple"}]  gives  {apple, Apple, banana}
    """
    if not is_list(texts) or isinstance(texts, Packed):
        raise Unchanged
    words = [item for item in texts.args if isinstance(item, String)]
    return data_list(ev, sorted(words, key=lambda word: text_key(word.value)))


@builtin("AlphabeticOrder")
def alphabetic_order(first: AnyString, second: AnyString) -> int:
    """AlphabeticOrder["s1", "s2"] gives 1 when the strings are in alphabetical order, -1 when they are not, 0
    when they are the same.

    Source   ref/AlphabeticOrder
    Example  AlphabeticOrder["apple", "banana"]  gives  1
    """
    return order(String(first), String(second))


@builtin("RemoveDiacritics")
def remove_diacritics(ev: Evaluator, texts: Texts) -> Expr:
    """RemoveDiacritics["s"] takes accents and other marks off the letters.

    Source   ref/RemoveDiacritics
    Example  RemoveDiacritics["na\\[IDoubleDot]ve"]  gives  naive
    """
    return each_text(ev, texts, lambda text: String("".join(
        character for character in unicodedata.normalize("NFD", text) if not unicodedata.combining(character))))
