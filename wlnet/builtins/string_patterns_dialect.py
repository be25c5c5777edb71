"""Regular expressions as the language writes them (those of PCRE) in Python's dialect."""

from __future__ import annotations

import re
import warnings
from typing import NamedTuple


class BadRegularExpression(Exception):
    """A text that is no regular expression in any dialect we have."""


class UserRegex(NamedTuple):
    """A regular expression in Python's dialect, its number of groups, and whether only the package `regex`
    knows it."""

    text: str
    groups: int
    extended: bool


_TOKEN = re.compile(
    r"\\Q.*?(?:\\E|$)|\\(?:[1-9]\d?|[gk]\{?-?\w+\}?|.)|\(\?<[=!]?|\(\?P?[<']?|\(|\[:\w+:\]|.", re.DOTALL)
_LEADING_FLAGS = re.compile(r"\(\?([imsx]+)\)")
_ESCAPES = {r"\z": r"\Z", r"\Z": r"(?=\n?\Z)", r"\h": r"[ \t]", r"\R": r"(?:\r\n|\n|\r)"}
_EXTENDED = re.compile(r"\[\[|\[:\w+:\]|\\[pPXK]|\(\?\||\(\?R\)|&&|\|\||~~|--")


def translate(text: str, groups: int) -> UserRegex:
    """A regular expression to be put where `groups` groups stand before it.

    References to its groups are counted anew, flags at its head hold for it alone.
    """
    flags = _LEADING_FLAGS.match(text)
    if flags:
        inner = translate(text[flags.end():], groups)
        return UserRegex(f"(?{flags[1]}:{inner.text})", inner.groups, inner.extended)
    pieces, count = [], 0
    for token in _TOKEN.findall(text):
        if token[0] == "\\":
            pieces.append(_escape(token, groups))
        elif token == "(" or token in ("(?<", "(?P<"):
            count += 1
            pieces.append("(" if token == "(" else "(?P<")
        else:
            pieces.append(token)
    return UserRegex("".join(pieces), count, _EXTENDED.search(text) is not None)


def _escape(token: str, groups: int) -> str:
    if token.startswith(r"\Q"):
        return re.escape(token[2:].removesuffix(r"\E"))
    if token[1:].isdigit():
        return f"(?:\\{int(token[1:]) + groups})" if int(token[1:]) + groups < 100 else token
    return _ESCAPES.get(token, token)


def compile_regex(text: str, ignore_case: bool, extended: bool) -> re.Pattern[str]:
    """A regular expression compiled; by the package `regex` where Python's own `re` does not do.

    Errors  BadRegularExpression.
    """
    flags = re.DOTALL | (re.IGNORECASE if ignore_case else 0)
    if not extended:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                return re.compile(text, flags)
        except (re.error, FutureWarning, OverflowError):
            pass        # the other package may know more
    import regex
    try:
        return regex.compile(text, regex.DOTALL | (regex.IGNORECASE if ignore_case else 0))  # type: ignore[no-any-return]
    except (regex.error, OverflowError) as error:
        raise BadRegularExpression(str(error)) from None
