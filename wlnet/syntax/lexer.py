"""Text -> tokens: one regular expression made from the grammar's terminals, and the rule of line ends.

What a word of the text means depends on the word alone (an operator's row, prefix or infix, is chosen when
runs are grouped), so tokens are made once per distinct word and found in a dictionary afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from wlnet.expr import Call, Expr, S, String, Symbol, integer
from wlnet.syntax.characters import ESCAPE, SYMBOL_NAMES, BadEscape, decode, unescape
from wlnet.syntax.errors import Incomplete, SyntaxProblem
from wlnet.syntax.numbers import BadNumber, read_number
from wlnet.syntax.operators import kept_names, letter_class, table
from wlnet.syntax.rules import grammar
from wlnet.syntax.tokens import BRACKETS, CLOSING, OPENING, Suffix, Token

Resolve = Callable[[str], Symbol]


@cache
def fixed_tokens() -> dict[str, Token]:
    """The tokens of all brackets and operators."""
    tokens = {word: Token(type, word, type in CLOSING, (type in OPENING) - (type in CLOSING))
              for word, type in BRACKETS.items()}
    for word, operator in table().tokens.items():
        ends: bool | None = operator.postfix is not None or word in (";", ";;")
        if operator.postfix and operator.prefix:
            ends = None
        tokens[word] = Token("OPERATOR", operator, ends)
    return tokens


@dataclass(frozen=True)
class Words:
    """The regular expressions of tokens: `split` finds all words, `kind` names the terminal of one."""

    split: re.Pattern[str]
    kind: re.Pattern[str]


@cache
def words(ascii_only: bool) -> Words:
    """The token expressions, from the terminals of the grammar. Those for ASCII text compile ten times
    faster."""
    terminals = sorted(grammar().terminals, key=lambda terminal: -terminal.priority)
    named = {terminal.name: terminal.pattern.to_regexp() for terminal in terminals}
    space = named.pop("SPACE")
    single = [named.pop(name) for name in ("LPAR", "RPAR", "LBRACE", "RBRACE", "LSQB", "RSQB", "COMMA")]
    patterns = {"BRACKET": "|".join(single), **named}
    if ascii_only:
        letters, space = "[A-Za-z$]", r"(?:[ \t\f\v]|\\\n)+"
        patterns = {name: pattern.replace(letter_class(), letters) for name, pattern in patterns.items()}
    return Words(re.compile(f"(?:{space})?({'|'.join(patterns.values())}|[^\\s])"),
                 re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in patterns.items())))


@dataclass
class Source:
    """A text made ready for the token expression: comments blanked out, escapes outside strings replaced.

    `shifts` are (place here, places lost so far), in order: they lead from a place here to one in the
    original text.
    """

    original: str
    text: str
    shifts: list[tuple[int, int]]

    def position(self, place: int) -> int:
        """The place in the original text."""
        lost = 0
        for where, total in self.shifts:
            if where > place:
                break
            lost = total
        return place + lost

    def problem(self, message: str, place: int, kind: type[SyntaxProblem] = SyntaxProblem) -> SyntaxProblem:
        """An error at a place of the prepared text."""
        return kind(message, self.original, min(self.position(place), len(self.original)))


_NOTABLE = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|"|\(\*|' + ESCAPE.pattern + r"|\r\n?", re.DOTALL)
_COMMENT = re.compile(r"\(\*|\*\)")


def prepare(text: str) -> Source:
    """The text with comments blanked out and `\\[Name]`, `\\:03b1` ... replaced.

    A problem found on the way (an open string or comment, an unknown name) is left as a character that no
    token begins with, so that it is reported only when reading gets there: see `Lexer.explain`.
    """
    if text.startswith("#!"):
        end = text.find("\n")
        end = len(text) if end < 0 else end
        text = " " * end + text[end:]
    if "(*" not in text and "\\" not in text and "\r" not in text:
        return Source(text, text, [])
    return _prepare(text)


def _prepare(text: str) -> Source:
    pieces: list[str] = []
    shifts: list[tuple[int, int]] = []
    end = size = lost = 0
    while match := _NOTABLE.search(text, end):
        start, stop = match.span()
        found = match[0]
        if found == "(*":
            stop = _comment_end(text, stop)
            new = "\x00" if stop < 0 else re.sub(r"[^\n]", " ", text[start:stop]).replace("\n", " ")
            stop = len(text) if stop < 0 else stop
        elif found[0] == "\\":
            new = found if found in kept_names() else unescape(match) or "\x01"
        elif found[0] == "\r":
            new = "\n"
        else:
            new = found.replace("\r\n", "\n") if "\r" in found else found
        pieces += [text[end:start], new]
        size += start - end + len(new)
        end = stop
        if len(new) != stop - start:
            lost += stop - start - len(new)
            shifts.append((size, lost))
    pieces.append(text[end:])
    return Source(text, "".join(pieces), shifts)


def _comment_end(text: str, place: int) -> int:
    """Where the comment whose `(*` ends at `place` ends, or -1."""
    depth = 1
    while depth:
        match = _COMMENT.search(text, place)
        if match is None:
            return -1
        depth += 1 if match[0] == "(*" else -1
        place = match.end()
    return place


class Lexer:
    """Hands out the tokens of a text, statement by statement."""

    def __init__(self, text: str, resolve: Resolve) -> None:
        self.source = prepare(text)
        self.resolve = resolve
        self.patterns = words(self.source.text.isascii())
        self.words = self.patterns.split.findall(self.source.text)
        self.coming = iter(self.words)
        self.next = 0                    # the number of the next word
        self.first = 0                   # the number of the first word of this statement
        self.tokens = dict(fixed_tokens())
        self.named: list[str] = []       # words in `tokens` whose meaning `resolve` decides

    def forget_names(self) -> None:
        """Resolve every name anew from here on: evaluation may have changed the contexts."""
        for word in self.named:
            del self.tokens[word]
        self.named.clear()

    def statement(self) -> list[Token]:
        """The tokens of the next statement; empty at the end of the text.

        Errors  SyntaxProblem for a word that is no token, once it is reached.
        """
        found: list[Token] = []
        append, tokens, depth = found.append, self.tokens, 0
        self.first = number = self.next
        for word in self.coming:
            number += 1
            token = tokens.get(word)
            if token is None:
                if word[0] == "\n":
                    if depth <= 0 and found and _ends(found):
                        break
                    if not found:
                        self.first = number
                    continue
                token = self.make(word, number - 1)
            if token.nesting:
                depth += token.nesting
            append(token)
        self.next = number
        return found

    def make(self, word: str, number: int) -> Token:
        """The token of a word seen for the first time."""
        match = self.patterns.kind.match(word)
        kind = match.lastgroup if match and match.end() == len(word) else None
        maker = _MAKERS.get(kind or "")
        if maker is None:
            raise self.explain(word, number)
        try:
            token = Token(kind or "", maker(word, self.resolve))
        except (BadNumber, BadEscape) as error:
            raise self.source.problem(str(error), self.place(number) + error.offset) from None
        if kind in ("SYMBOL", "PATTERN"):
            self.named.append(word)
        elif len(self.tokens) > 100_000:
            return token
        self.tokens[word] = token
        return token

    def explain(self, word: str, number: int) -> SyntaxProblem:
        """The problem of a word that is no token."""
        place = self.place(number)
        if word == '"':
            return self.source.problem("the string is not closed", place, Incomplete)
        if word == "\x00":
            return self.source.problem("the comment is not closed", place, Incomplete)
        if word == "\x01":
            name = ESCAPE.match(self.source.original, self.source.position(place))
            return self.source.problem(f"{name[0] if name else word} is no character", place)
        if word == "\\":
            return self.source.problem("\\ begins no character here", place)
        return self.source.problem(f"{word!r} begins no token", place)

    def place(self, number: int) -> int:
        """Where a word is in the prepared text."""
        for index, match in enumerate(self.patterns.split.finditer(self.source.text)):
            if index == number:
                return match.start(1)
        return len(self.source.text)

    def place_of_token(self, index: int) -> int:
        """Where a token of the statement read last is; at the end of the text if it has fewer."""
        seen = 0
        for number in range(self.first, len(self.words)):
            if self.words[number][0] != "\n":
                if seen == index:
                    return self.place(number)
                seen += 1
        return len(self.source.text.rstrip())


def _ends(tokens: list[Token]) -> bool:
    """Whether an expression can end after these tokens."""
    for token in reversed(tokens):
        if token.ends is not None:
            return token.ends
    return False


def _symbol(word: str, resolve: Resolve) -> Expr:
    name = SYMBOL_NAMES.get(word)
    return resolve(word) if name is None else S[name]


def _pattern(word: str, resolve: Resolve) -> Expr:
    """`x_h`, `x__`, `x_.` and the like."""
    name, blank, head = re.fullmatch(r"([^_]*)(_+\.?)(.*)", word, re.DOTALL).groups()  # type: ignore[union-attr]
    kind = {"_": S.Blank, "_.": S.Blank, "__": S.BlankSequence, "___": S.BlankNullSequence}[blank]
    result = Call(kind, resolve(head)) if head else Call(kind)
    if name:
        result = Call(S.Pattern, resolve(name), result)
    return Call(S.Optional, result) if blank == "_." else result


def _slot(word: str, resolve: Resolve) -> Expr:
    if word.startswith("##"):
        return Call(S.SlotSequence, integer(int(word[2:] or 1)))
    rest = word[1:]
    if not rest or rest.isdigit():
        return Call(S.Slot, integer(int(rest or 1)))
    return Call(S.Slot, String(_text(rest)))


def _out(word: str, resolve: Resolve) -> Expr:
    if word == "%":
        return Call(S.Out)
    return Call(S.Out, integer(int(word[1:]) if word[1:].isdigit() else -len(word)))


def _text(word: str) -> str:
    """The characters of a string or of a bare word."""
    if not word.startswith('"'):
        return word
    try:
        return decode(word[1:-1])
    except BadEscape as error:
        error.offset += 1
        raise


_MAKERS: dict[str, Callable[[str, Resolve], Any]] = {
    "SYMBOL": _symbol,
    "PATTERN": _pattern,
    "NUMBER": lambda word, _: read_number(word),
    "STRING": lambda word, _: String(_text(word)),
    "SLOT": _slot,
    "OUT": _out,
    "GET": lambda word, _: Call(S.Get, String(_text(word[2:].lstrip(" \t")))),
    "PUT": lambda word, _: Suffix(
        "PutAppend" if word[2] == ">" else "Put", (String(_text(word.lstrip("> \t"))),)),
    "TAG": lambda word, _: Suffix("tag", (String(_text(word[2:])),)),
    "UNSET": lambda word, _: Suffix("Unset", ()),
}


def spans(text: str) -> Iterator[tuple[str, int, int]]:
    """(kind, start, end) of the tokens of a text, for colouring: never an error.

    The kinds are symbol, pattern, number, string, slot, operator, bracket, comment, error.
    """
    place = 0
    pattern = words(text.isascii()).kind
    space = re.compile(r"\s+|\\\n")
    while place < len(text):
        blank = space.match(text, place)
        if blank:
            place = blank.end()
            continue
        if text.startswith("(*", place):
            end = _comment_end(text, place + 2)
            end = len(text) if end < 0 else end
            yield "comment", place, end
            place = end
            continue
        kind, end = _span(text, place, pattern)
        yield kind, place, end
        place = end


_KINDS = {"SYMBOL": "symbol", "PATTERN": "pattern", "NUMBER": "number", "STRING": "string",
          "SLOT": "slot", "OUT": "slot"}


def _span(text: str, place: int, pattern: re.Pattern[str]) -> tuple[str, int]:
    match = pattern.match(text, place)
    if match and match.end() > place:
        kind = match.lastgroup or ""
        if kind in ("GET", "PUT", "TAG", "UNSET", "OPERATOR"):
            return "operator", match.end()
        return _KINDS.get(kind, "bracket"), match.end()
    if text[place] == '"':
        return "string", len(text)
    escape = ESCAPE.match(text, place)
    if escape:
        return "symbol", escape.end()
    return "error", place + 1
