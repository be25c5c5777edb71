"""Named characters and string escapes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wlnet.syntax import character_name, character_table
from wlnet.syntax.characters import decode, encode


@pytest.mark.parametrize("source, text", [
    ('"a\\nb\\tc"', "a\nb\tc"),
    ('"\\"\\\\"', '"\\'),
    ('"\\[Alpha]\\:03b2\\.63\\|01f600\\144"', "\u03b1\u03b2c\U0001f600d"),
    ('"one \\\ntwo"', "one two"),
    ('"two\nlines"', "two\nlines"),
    ('"two\r\nlines"', "two\nlines"),
    ('"\\[NoSuchName]"', "\\[NoSuchName]"),
    ('"\\!\\(x\\)"', "\\!\\(x\\)"),
    ('"(* text *)"', "(* text *)"),
    ('"\\[RightArrow]"', "\u2192"),
])
def test_strings(read, source, text):
    assert read(source).value == text


@given(st.text())
def test_strings_read_back(text):
    assert decode(encode(text)) == text


@pytest.mark.parametrize("name, character", [
    ("Alpha", "\u03b1"), ("CapitalOmega", "\u03a9"), ("Pi", "\u03c0"), ("Element", "\u2208"),
    ("Rule", "\uf522"),
    ("RightArrow", "\u2192"), ("EAcute", "\u00e9"), ("ScriptCapitalL", "\u2112"), ("GothicA", "\uf6cc"),
    ("DoubleStruckCapitalR", "\uf7b5"), ("Infinity", "\u221e"), ("LeftFloor", "\u230a"),
    ("HeartSuit", "\u2661"),
])
def test_named_characters(name, character):
    assert character_table()[name][0] == character
    assert character_name(character) == name


def test_the_table_is_sound():
    table = character_table()
    assert len(table) > 900
    assert {kind for _, kind in table.values()} == {"letter", "operator", "space", "raw"}
    for name, (character, kind) in table.items():
        assert (kind == "raw") == character.isascii(), name


def test_accents_agree_with_unicode():
    marks = {"AGrave": "WITH GRAVE", "CapitalNTilde": "WITH TILDE", "UDoubleDot": "WITH DIAERESIS"}
    for name, mark in marks.items():
        assert mark in unicodedata.name(character_table()[name][0])
