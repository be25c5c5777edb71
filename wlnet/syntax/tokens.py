"""Tokens, and what follows an operand in a run."""

from __future__ import annotations

from typing import Any, NamedTuple

from wlnet.expr import Expr


class Token:
    """A token for Lark: its terminal and value. `ends`: an expression may end here (None: as before this
    token)."""

    __slots__ = ("type", "value", "ends", "nesting")

    start_pos = end_pos = line = column = end_line = end_column = None      # Lark reads these in its errors

    def __init__(self, type: str, value: Any, ends: bool | None = True, nesting: int = 0) -> None:
        self.type = type
        self.value = value
        self.ends = ends
        self.nesting = nesting


END = Token("$END", "")

BRACKETS = {
    "(": "LPAR", "{": "LBRACE", "[": "LSQB", ")": "RPAR", "}": "RBRACE", "]": "RSQB", ",": "COMMA",
    "<|": "ASSOC_OPEN", "|>": "ASSOC_CLOSE", "::[": "TYPE_OPEN", "\u301a": "PART_OPEN", "\u27e6": "PART_OPEN",
    "\u301b": "PART_CLOSE", "\u27e7": "PART_CLOSE", "\uf765": "COMMA",
    **dict.fromkeys("\u230a\u2308\u2329\uf603\uf605\uf113", "OPEN"),
    **dict.fromkeys("\u230b\u2309\u232a\uf604\uf606\uf114", "CLOSE"),
}
OPENING = {"LPAR", "LBRACE", "LSQB", "ASSOC_OPEN", "TYPE_OPEN", "PART_OPEN", "OPEN"}
CLOSING = {"RPAR", "RBRACE", "RSQB", "ASSOC_CLOSE", "PART_CLOSE", "CLOSE"}
OPENERS = {word for word, type in BRACKETS.items() if type in OPENING}
CLOSERS = {word for word, type in BRACKETS.items() if type in CLOSING}


class Suffix(NamedTuple):
    """What follows an operand as a postfix of precedence 670 or more: a call, a part, a tag."""

    kind: str
    args: tuple[Expr, ...]
