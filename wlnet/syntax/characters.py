"""Named characters and the escapes of strings: `\\[Alpha]`, `\\:03b1`, `\\.61`, `\\|01f600`, `\\141`,
`\\n`."""

from __future__ import annotations

import re
from functools import cache

from wlnet.syntax.grammar import grammar_file

ESCAPE = re.compile(
    r"\\(?:\[([A-Za-z0-9]+)\]|:([0-9A-Fa-f]{4})|\.([0-9A-Fa-f]{2})|\|([0-9A-Fa-f]{6})|([0-7]{3}))")

# Letters that are written like symbols but mean one of the System` context.
SYMBOL_NAMES = {
    "\u03c0": "Pi", "\u221e": "Infinity", "\u00b0": "Degree", "\uf74d": "E", "\uf74e": "I", "\uf74f": "I",
}

_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", '"': '"', "\\": "\\", "\n": "",
           "<": "", ">": ""}
_BOXES = "()!*/%@^_&+`"


@cache
def character_table() -> dict[str, tuple[str, str]]:
    """Name -> (character, class) of every named character; the classes are letter, operator, space and
    raw."""
    table = {}
    for line in grammar_file("characters.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, code, kind = line.split("\t")
            table[name] = (chr(int(code, 16)), kind)
    return table


@cache
def _names() -> dict[str, str]:
    return {character: name for name, (character, kind) in character_table().items() if kind != "raw"}


def character_name(character: str) -> str | None:
    """The name of a character (`Alpha` for an alpha), or None."""
    return _names().get(character)


def unescape(match: re.Match[str]) -> str | None:
    """The character meant by a match of `ESCAPE`; None for an unknown name or an impossible code."""
    name = match[1]
    if name is not None:
        entry = character_table().get(name)
        return None if entry is None else entry[0]
    if match[5]:
        return chr(int(match[5], 8))
    code = int(match[2] or match[3] or match[4], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else None


class BadEscape(ValueError):
    """An escape that means nothing; `offset` is its place in the string's source."""

    def __init__(self, text: str, offset: int) -> None:
        super().__init__(f"{text} is no escape")
        self.offset = offset


def decode(source: str) -> str:
    """The characters of a string written in source, without its quotes.

    Unknown names stay as they are written, and so do the box escapes such as `\\(` and `\\!`.

    Errors  BadEscape for a backslash before anything else.
    """
    if "\\" not in source:
        return source
    pieces, end = [], 0
    while (start := source.find("\\", end)) >= 0:
        pieces.append(source[end:start])
        following = source[start + 1 : start + 2]
        match = ESCAPE.match(source, start)
        if match:
            character = unescape(match)
            pieces.append(match[0] if character is None else character)
            end = match.end()
        elif following in _SIMPLE and following:
            pieces.append(_SIMPLE[following])
            end = start + 2
        elif following and following in _BOXES or re.match(r"\\\[", source[start:]):
            pieces.append(source[start : start + 2])
            end = start + 2
        else:
            raise BadEscape(source[start : start + 2], start)
    pieces.append(source[end:])
    return "".join(pieces)


_ENCODED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}
_ENCODE = re.compile("[\\\\\"\x00-\x1f\x7f\ud800-\udfff\ue000-\uf8ff]")


def encode(text: str) -> str:
    """A string as it is written in source, without the quotes; `decode` reads it back."""
    return _ENCODE.sub(lambda match: _ENCODED.get(match[0]) or escape(match[0]), text)


def escape(character: str) -> str:
    """A character in ASCII: `\\[Name]` if it has one, else its code."""
    name = character_name(character)
    if name:
        return f"\\[{name}]"
    code = ord(character)
    if code < 0x100:
        return f"\\.{code:02x}"
    return f"\\:{code:04x}" if code < 0x10000 else f"\\|{code:06x}"
