"""The operator table of `grammar/operators.toml`, for the parser and the printer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from wlnet.expr import S, Symbol
from wlnet.syntax.characters import character_table
from wlnet.syntax.grammar import grammar_file


class Row:
    """One use of an operator token: its head (or shape), fixity, grouping and binding strengths.

    An arriving operator closes what is open on its left and binds tighter than `left`; while it is open
    itself, it is closed by what is weaker than `right`. Both are twice the precedence, or one less where
    equals must close.
    """

    __slots__ = ("token", "precedence", "fixity", "grouping", "shape", "head", "left", "right")

    def __init__(self, token: str, precedence: int, fixity: str, grouping: str, head: str) -> None:
        self.token = token
        self.precedence = precedence
        self.fixity = fixity
        self.grouping = grouping
        self.shape = "span" if token == ";;" else head if head[0].islower() else grouping or fixity
        self.head: Symbol | None = None if head[0].islower() else S[head]
        self.right = 2 * precedence
        self.left = self.right if grouping in ("right", "flat", "chain") else self.right - 1


class Operator:
    """An operator token and what it can mean: before an operand, between two, after one."""

    __slots__ = ("token", "prefix", "infix", "postfix")

    def __init__(self, token: str) -> None:
        self.token = token
        self.prefix: Row | None = None
        self.infix: Row | None = None
        self.postfix: Row | None = None


@dataclass(frozen=True)
class Table:
    """All operators by token, and the row that writes a head by (head, fixity)."""

    tokens: dict[str, Operator]
    heads: dict[tuple[Symbol, str], Row]


@cache
def table() -> Table:
    """The operator table, read when first needed."""
    import tomllib

    levels = tomllib.loads(grammar_file("operators.toml").read_text(encoding="utf-8"))["level"]
    tokens: dict[str, Operator] = {}
    heads: dict[tuple[Symbol, str], Row] = {}
    for level in levels:
        named = {f"\\[{name}]": name for name in level.get("names", ())}
        for written, head in {**level.get("operators", {}), **named}.items():
            fixity = level["fixity"]
            token = _sign(written, fixity, tokens)
            row = Row(token, level["precedence"], fixity, level.get("grouping", ""), head)
            operator = tokens.setdefault(token, Operator(token))
            setattr(operator, fixity, row)
            if row.head is not None:
                heads.setdefault((row.head, fixity), row)
    return Table(tokens, heads)


def _sign(written: str, fixity: str, tokens: dict[str, Operator]) -> str:
    """The token for an operator as the table writes it: a named character becomes its sign while that is
    free."""
    if not written.startswith("\\["):
        return written
    sign = character_table()[written[2:-1]][0]
    taken = tokens.get(sign)
    return sign if taken is None or getattr(taken, fixity) is None else written


@cache
def kept_names() -> frozenset[str]:
    """The named characters that stay written by name, as their sign means another operator."""
    return frozenset(token for token in table().tokens if token.startswith("\\["))


def operator_pattern() -> str:
    """The regular expression of all operator tokens, longest first. `x/.5` divides by .5."""
    tokens = table().tokens
    words = sorted((token for token in tokens if len(token) > 1 or token.isascii()), key=len, reverse=True)
    signs = "".join(token for token in tokens if len(token) == 1 and not token.isascii())
    written = [r"/\.(?!\d)" if token == "/." else re.escape(token) for token in words]
    return "(?:" + "|".join(written) + f"|[{signs}])"


def letter_class() -> str:
    """The class of characters a name may have besides digits: ASCII letters, $, and every other character
    that is not an operator, a bracket or a space."""
    taken = {sign for sign, kind in character_table().values() if kind in ("operator", "space")}
    taken |= {token for token in table().tokens if len(token) == 1}
    taken |= set("\u3000\u2028\u2029\u0085\ufeff\u27e6\u27e7\u2003\u2002")
    signs = "".join(sorted(sign for sign in taken if not sign.isascii()))
    return rf"[^\x00-#%-@\[-`{{-\x7f{signs}]"


def space_pattern() -> str:
    """One or more characters that separate tokens and mean nothing; so does a backslash at a line's end."""
    signs = "".join(sorted(
        {sign for sign, kind in character_table().values() if kind == "space" and not sign.isascii()}))
    return rf"(?:[ \t\f\v\ufeff\u3000\u2003\u2002{signs}]|\\\n)+"
