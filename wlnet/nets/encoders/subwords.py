"""Pieces of words: byte-pair encoding and WordPiece over a given vocabulary."""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from wlnet.expr import Call, Expr, S, String, is_call, is_list, to_expr
from wlnet.kernel.builtin import option_key, option_rules
from wlnet.kernel.messages import Failed
from wlnet.nets.coder import DECODERS, Decoder, encoder
from wlnet.nets.data import Examples, Ragged
from wlnet.nets.declare import Kind, Misfit, parameter
from wlnet.nets.encoders.text import LENGTH, Indexed, texts_of
from wlnet.nets.kinds import ANYTHING, FLAG, choice

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

START, END, UNKNOWN = "start", "end", "unknown"
_SPECIAL: dict[str, Expr] = {START: S.StartOfString, END: S.EndOfString, UNKNOWN: Call(S.Blank)}
_WORDS = re.compile(r"\w+|[^\w\s]")
_BOUNDARY = "\u2581"         # what SentencePiece files write for a blank


@dataclass(frozen=True)
class Pieces:
    """A vocabulary: tokens by position, None for the special ones, whose positions (from 1) are in `special`."""

    tokens: tuple[str | None, ...]
    special: tuple[tuple[str, int], ...]

    @cached_property
    def positions(self) -> dict[str, int]:
        """Positions, from 1, by token."""
        found: dict[str, int] = {}
        for index, token in enumerate(self.tokens, 1):
            if token is not None:
                found.setdefault(token, index)
        return found

    @cached_property
    def specials(self) -> dict[str, int]:
        return dict(self.special)


def _pieces(expr: Expr, ev: Evaluator) -> Pieces:
    if is_call(expr, S.File, 1):
        return _read_model(expr)
    if not is_list(expr) or not expr.args:
        raise Misfit
    tokens: list[str | None] = []
    special: dict[str, int] = {}
    for index, item in enumerate(expr.args, 1):
        kind = next((name for name, form in _SPECIAL.items() if form == item), None)
        if kind is not None:
            special[kind] = index
        elif not isinstance(item, String):
            raise Misfit
        tokens.append(item.value if isinstance(item, String) else None)
    if UNKNOWN not in special:
        raise Misfit("a list of tokens with _ for unknown ones")
    return Pieces(tuple(tokens), tuple(special.items()))


def _show_pieces(pieces: Pieces) -> Expr:
    names = {index: kind for kind, index in pieces.special}
    return to_expr([_SPECIAL[names[index]] if token is None else token for index, token in enumerate(pieces.tokens, 1)])


def _read_model(file: Expr) -> Pieces:
    """The vocabulary of a SentencePiece model file.

    Source  sentencepiece_model.proto: pieces are field 1, with text 1, score 2 and type 3
    """
    name = file.args[0]
    try:
        data = Path(name.value if isinstance(name, String) else "").read_bytes()
        found = [dict(_fields(piece)) for number, piece in _fields(data) if number == 1 and isinstance(piece, bytes)]
    except (OSError, IndexError, struct.error):
        raise Misfit("a list of tokens or the File of a SentencePiece model") from None
    tokens: list[str | None] = []
    special: dict[str, int] = {}
    for index, piece in enumerate(found, 1):
        text, kind = piece.get(1, b""), piece.get(3, 1)
        word = text.decode("utf-8", "replace").replace(_BOUNDARY, " ") if isinstance(text, bytes) else ""
        role = UNKNOWN if kind == 2 else {"<s>": START, "</s>": END}.get(word) if kind == 3 else None
        if role is not None:
            special[role] = index
        tokens.append(None if role is not None else word)
    if UNKNOWN not in special:
        raise Misfit("the File of a SentencePiece model")
    return Pieces(tuple(tokens), tuple(special.items()))


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of a message in the format of protocol buffers."""
    at = 0

    def varint() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        key = varint()
        kind = key & 7
        if kind == 0:
            yield key >> 3, varint()
        else:
            size = varint() if kind == 2 else 8 if kind == 1 else 4
            yield key >> 3, data[at : at + size]
            at += size


VOCABULARY = Kind("a list of tokens with _ for unknown ones, or the File of a SentencePiece model",
                  _pieces, _show_pieces)


@dataclass(frozen=True)
class Splitting:
    """A way to split: "BPE" or "WordPiece", with the settings of BPE."""

    name: str = "BPE"
    combine: bool = False
    padding: str | None = None


def _splitting(expr: Expr, ev: Evaluator) -> Splitting:
    name, *rest = expr.args if is_list(expr) and expr.args else (expr,)
    if not isinstance(name, String) or name.value not in ("BPE", "WordPiece"):
        raise Misfit
    found: dict[str, object] = {}
    for rule in (rule for item in rest for rule in option_rules(item)):
        key, value = option_key(rule.args[0]), rule.args[1]
        if key == "CombineWhitespace":
            found["combine"] = value is S["True"]
        elif key == "WhitespacePadding" and value in (S["None"], S.Left, S.Right):
            found["padding"] = None if value is S["None"] else value.short
        else:
            raise Misfit
    return Splitting(name.value, **found)  # type: ignore[arg-type]


def _show_splitting(value: Splitting) -> Expr:
    rules = [Call(S.Rule, String("CombineWhitespace"), S["True"])] if value.combine else []
    if value.padding is not None:
        rules.append(Call(S.Rule, String("WhitespacePadding"), S[value.padding]))
    return to_expr([value.name, *rules]) if rules else String(value.name)


METHOD = Kind('"BPE", "WordPiece" or {"BPE", "CombineWhitespace" -> ..., "WhitespacePadding" -> ...}', _splitting,
              _show_splitting)
_FORMS = ("NFC", "NFD", "NFKC", "NFKD")


def _read_form(expr: Expr, ev: Evaluator) -> str | None:
    if isinstance(expr, String) and expr.value in _FORMS:
        return expr.value
    if expr is not S["None"]:
        raise Misfit
    return None


NORMALIZATION = Kind("None or one of " + ", ".join(_FORMS), _read_form,
                     lambda value: S["None"] if value is None else String(value))


@encoder("SubwordTokens")
class SubwordEncoder(Indexed):
    """NetEncoder[{"SubwordTokens", {token1, ...}}] turns a string into the positions of pieces of words.

    A token that begins a word starts with a blank. "BPE" begins with single characters and joins, again and again, the
    neighbours whose union stands first in the vocabulary; "WordPiece" takes the longest tokens from the left.

    Output   {length} integers from 1.
    Options  IgnoreCase, "IncludeTerminalTokens", Method, "TargetLength", "TextPreprocessing", "UnicodeNormalization".
    Source   ref/netencoder/SubwordTokens; Sennrich et al. 2016; Wu et al. 2016
    """

    pieces: Pieces = parameter(VOCABULARY, position=1)
    ignore_case: bool = parameter(FLAG, option="$IgnoreCase", default=False)
    terminal: bool = parameter(FLAG, option="IncludeTerminalTokens", default=False)
    input_type: str = parameter(choice("String"), option="InputType", default="String")
    method: Splitting = parameter(METHOD, option="$Method", default=Splitting())
    properties_given: str = parameter(choice("VocabularyIndex"), option="OutputProperties", default="VocabularyIndex")
    target_length: int | None = parameter(LENGTH, option="TargetLength", default=None)
    preprocessing: Expr = parameter(ANYTHING, option="TextPreprocessing", default=S["None"])
    normalization: str | None = parameter(NORMALIZATION, option="UnicodeNormalization", default=None)

    form = "Index"

    @property
    def count(self) -> int:
        return len(self.pieces.tokens)

    @property
    def padding(self) -> int:
        return self.pieces.specials.get(END, self.count)

    def encode(self, items: Sequence[Expr], port: str, ev: Evaluator) -> Examples:
        if self.preprocessing is not S["None"]:
            items = [ev(Call(self.preprocessing, item)) for item in items]
        special = self.pieces.specials
        if self.terminal and not {START, END} <= special.keys():
            raise Failed("invparam", "IncludeTerminalTokens", "False where the vocabulary lacks one of the two ends",
                         S["True"])
        rows = [self.codes(text) for text in texts_of(items, port)]
        if self.terminal:
            rows = [[special[START], *row, special[END]] for row in rows]
        if not all(rows):
            raise Failed("invport", port, "a string with at least one token", "an empty string")
        lengths = np.array([len(row) for row in rows], np.int64)
        return self.finish(Ragged.of(np.array([code for row in rows for code in row], np.int64), lengths))

    def codes(self, text: str) -> list[int]:
        """The positions of the tokens of a text."""
        if self.normalization is not None:
            text = unicodedata.normalize(self.normalization, text)  # type: ignore[arg-type]
        if self.ignore_case:
            text = text.lower()
        if self.method.name == "WordPiece":
            return [code for word in _WORDS.findall(text) for code in self._longest(word)]
        text = re.sub(r"\s", " ", text)
        if self.method.combine:
            text = re.sub(" +", " ", text)
        blank = " " * bool(text)
        before, after = self.method.padding == "Left", self.method.padding == "Right"
        return self._joined(list(blank * before + text + blank * after))

    def _joined(self, parts: list[str]) -> list[int]:
        """Byte-pair encoding of characters; unknown neighbours count as one."""
        positions, unknown = self.pieces.positions, self.pieces.specials[UNKNOWN]
        while len(parts) > 1:
            ranks = [(positions[a + b], at) for at, (a, b) in enumerate(pairwise(parts)) if a + b in positions]
            if not ranks:
                break
            _, at = min(ranks)
            parts[at : at + 2] = [parts[at] + parts[at + 1]]
        parts = self._rescued(parts)
        codes = [positions.get(part, unknown) for part in parts]
        return [code for at, code in enumerate(codes) if code != unknown or at == 0 or codes[at - 1] != unknown]

    def _rescued(self, parts: list[str]) -> list[str]:
        """Runs that make a token although no two neighbours do, as happens with a vocabulary that lacks the
        steps of its tokens; only around parts that would be unknown.
        """
        positions = self.pieces.positions
        longest = max(map(len, positions), default=0)
        found: list[str] = []
        at = 0
        while at < len(parts):
            size, run = 1, parts[at]
            for end in range(at + 2, len(parts) + 1):
                run += parts[end - 1]
                if len(run) > longest:
                    break
                if run in positions and not all(part in positions for part in parts[at:end]):
                    size = end - at
            found.append("".join(parts[at : at + size]))
            at += size
        return found

    def _longest(self, word: str) -> list[int]:
        """The longest tokens of a word, from the left; the unknown one when they do not cover it."""
        positions = self.pieces.positions
        codes: list[int] = []
        rest = " " + word
        while rest:
            size = next((n for n in range(len(rest), 0, -1) if rest[:n] in positions and rest[:n] != " "), 0)
            if not size:
                return [self.pieces.specials[UNKNOWN]]
            codes.append(positions[rest[:size]])
            rest = rest[size:]
        return codes

    def decoder(self) -> Decoder | None:
        return DECODERS["SubwordTokens"](pieces=self.pieces, trimming=self.method.padding)  # type: ignore[call-arg]
