"""Encoders of text: characters, tokens, bytes. All strings of a batch are encoded as one array operation."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from wlnet.expr import Call, Expr, Integer, S, String, is_call, is_list, list_of, to_expr
from wlnet.kernel.messages import Failed
from wlnet.nets.coder import DECODERS, Decoder, Encoder, encoder
from wlnet.nets.data import Array, Examples, Ragged
from wlnet.nets.declare import Kind, Misfit, parameter
from wlnet.nets.kinds import ANYTHING, FLAG, POSITIVE, choice
from wlnet.nets.types import REAL, VARYING, Dim, Integers, Type

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

_GROUPS = {
    S.LetterCharacter: string.ascii_lowercase + string.ascii_uppercase,
    S.DigitCharacter: string.digits,
    S.WordCharacter: string.ascii_lowercase + string.ascii_uppercase + string.digits,
    S.PunctuationCharacter: string.punctuation,
    S.WhitespaceCharacter: " \t\n",
    S.Automatic: "\t\n" + "".join(map(chr, range(32, 127))),
}
LAST_CODE_POINT = 0x10FFFF


@dataclass(frozen=True)
class Alphabet:
    """A table of characters: codes from 1 by character; codes of unknown characters and of both ends, if any.

    ranges  spans of character codes that share a code, tried after `codes`.
    """

    codes: dict[str, int]
    ranges: tuple[tuple[int, int, int], ...]
    unknown: int | None
    start: int | None
    end: int | None
    count: int
    last: int

    @cached_property
    def table(self) -> Array:
        """Codes by character code; 0 for none. Characters beyond its end are unknown."""
        size = max([0, *map(ord, self.codes), *(high for _, high, _ in self.ranges)]) + 2
        table = np.full(size, self.unknown or 0, np.int64)
        for low, high, code in self.ranges:
            table[low : high + 1] = code
        for char, code in self.codes.items():
            table[ord(char)] = code
        return table

    @cached_property
    def characters(self) -> dict[int, str]:
        """The first character of each code."""
        found: dict[int, str] = {}
        for char, code in self.codes.items():
            found.setdefault(code, char)
        return found

    def encode(self, text: str) -> Array:
        """The codes of a text; 0 where a character has none."""
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        found: Array = self.table[np.minimum(points, len(self.table) - 1)]
        return found


class _Reader:
    """Reads a table, handing out codes in order."""

    def __init__(self, ignore_case: bool) -> None:
        self.ignore_case = ignore_case
        self.codes: dict[str, int] = {}
        self.ranges: list[tuple[int, int, int]] = []
        self.special: dict[str, int] = {}
        self.used: set[int] = set()
        self.last = 0

    def fresh(self) -> int:
        code = 1
        if self.used:
            code = max(self.used) + 1
        return self.use(code)

    def use(self, code: int) -> int:
        self.used.add(code)
        self.last = code
        return code

    def set(self, char: str, code: int) -> None:
        for variant in {char, char.lower(), char.upper()} if self.ignore_case else (char,):
            if len(variant) == 1:
                self.codes.setdefault(variant, code)

    def read(self, spec: Expr) -> None:
        if is_list(spec):
            for item in spec.args:
                self.read(item)
        elif is_call(spec, S.Rule, 2):
            self._rule(*spec.args)
        elif isinstance(spec, String) or spec in _GROUPS:
            for char in self._chars(spec):
                if char not in self.codes:
                    self.set(char, self.fresh())
        elif self._special(spec) is not None:
            self.special.setdefault(str(self._special(spec)), self.fresh())
        else:
            raise Misfit

    def _rule(self, left: Expr, right: Expr) -> None:
        if is_call(left, S.Span, 2) and right is S.Automatic:
            self._range(left, self.fresh())
            return
        if is_call(left, S.Span, 2) and isinstance(right, Integer):
            self._range(left, self.use(right.value))
            return
        if is_call(left, S.Span, 2):
            low, high = _span(left)
            for point in range(low, high + 1):
                self.set(chr(point), self.fresh())
            return
        code = self.fresh() if right is S.Automatic else self.use(right.value) if isinstance(right, Integer) else 0
        if code < 1:
            raise Misfit
        if is_list(left):
            for item in left.args:
                self._assign(item, code)
        else:
            self._assign(left, code)

    def _assign(self, left: Expr, code: int) -> None:
        special = self._special(left)
        if special is not None:
            self.special.setdefault(special, code)
        else:
            for char in self._chars(left):
                self.set(char, code)

    def _range(self, span: Expr, code: int) -> None:
        self.ranges.append((*_span(span), code))

    @staticmethod
    def _special(spec: Expr) -> str | None:
        if is_call(spec, S.Blank, 0):
            return "unknown"
        return "start" if spec is S.StartOfString else "end" if spec is S.EndOfString else None

    @staticmethod
    def _chars(spec: Expr) -> str:
        if isinstance(spec, String):
            return spec.value
        if spec in _GROUPS:
            return _GROUPS[spec]
        raise Misfit


def _span(span: Expr) -> tuple[int, int]:
    low, high = span.args
    if isinstance(low, Integer) and isinstance(high, Integer) and 0 <= low.value <= high.value <= LAST_CODE_POINT:
        return low.value, high.value
    raise Misfit


def alphabet(spec: Expr, ignore_case: bool) -> Alphabet:
    """The alphabet of a table (see spec of the Characters encoder).

    Errors  Misfit for what is no table.
    """
    reader = _Reader(ignore_case)
    reader.read(spec)
    if not reader.used:
        raise Misfit
    special = reader.special
    return Alphabet(reader.codes, tuple(reader.ranges), special.get("unknown"), special.get("start"),
                    special.get("end"), max(reader.used), reader.last)


def _table(expr: Expr, ev: Evaluator) -> Expr:
    alphabet(expr, False)
    return expr


TABLE = Kind("characters, rules from characters to codes, classes of characters or a list of these", _table)
FORM = choice("Index", "UnitVector")
LENGTH = Kind("a positive integer or All", lambda expr, ev: None if expr is S.All else POSITIVE.read(expr, ev),
              lambda length: S.All if length is None else to_expr(length))


class Indexed(Encoder):
    """What the text encoders share: sequences of integers 1..count, or of unit vectors."""

    form: str
    target_length: int | None

    @property
    def count(self) -> int:
        """The number of codes."""
        raise AssertionError("every text encoder knows its codes")

    @property
    def padding(self) -> int:
        """The code that fills up to the target length."""
        return self.count

    @property
    def type(self) -> Type:
        length: Dim = VARYING if self.target_length is None else self.target_length
        if self.form == "UnitVector":
            return Type((length, self.count), REAL)
        return Type((length,), Integers(1, self.count))

    def accepts(self, data: Expr) -> bool:
        return isinstance(data, String)

    def finish(self, codes: Ragged) -> Examples:
        """Cut or fill to the target length, and make unit vectors if asked."""
        result: Examples = codes
        if self.target_length is not None:
            result = codes.padded(self.padding)[:, : self.target_length]
            missing = self.target_length - result.shape[1]
            if missing > 0:
                result = np.pad(result, ((0, 0), (0, missing)), constant_values=self.padding)
        elif len(codes) and (codes.lengths == codes.lengths[0]).all() and len(codes.values) == codes.lengths.sum():
            result = codes.values.reshape(len(codes), -1)
        if self.form == "UnitVector":
            units: Array = np.eye(self.count, dtype=np.float32)
            if isinstance(result, Ragged):
                return Ragged(units[result.values - 1], result.lengths, result.starts)
            vectors: Array = units[result - 1]
            return vectors
        return result


@encoder("Characters")
class CharactersEncoder(Indexed):
    """NetEncoder[{"Characters", table}] turns a string into the sequence of the codes of its characters.

    Output   {length} integers from 1, or {length, n} unit vectors with the form "UnitVector".
    Options  "IgnoreCase", "TargetLength" (All, or a length to which inputs are cut or filled).
    Errors   badchar for a character that has no code.
    Source   ref/netencoder/Characters
    """

    table: Expr = parameter(TABLE, position=1, default=S.Automatic)
    form: str = parameter(FORM, position=2, default="Index")
    ignore_case: bool = parameter(FLAG, option="IgnoreCase", default=False)
    target_length: int | None = parameter(LENGTH, option="TargetLength", default=None)

    @cached_property
    def alphabet(self) -> Alphabet:
        return alphabet(self.table, self.ignore_case)

    @cached_property
    def count(self) -> int:
        return self.alphabet.count

    @property
    def padding(self) -> int:
        return self.alphabet.end or self.alphabet.last

    def encode(self, items: Sequence[Expr], port: str, ev: Evaluator) -> Examples:
        texts = texts_of(items, port)
        codes = self.alphabet.encode("".join(texts))
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        if not codes.all():
            self._complain(texts, codes, lengths, port)
        codes, lengths = self._ends(codes, lengths)
        if not lengths.all():
            raise Failed("invport", port, "a string that is not empty", "an empty string")
        return self.finish(Ragged.of(codes, lengths))

    @cached_property
    def _single(self) -> dict[str, Array]:
        """The codes of strings of one character."""
        plain = self.form == "Index" and self.target_length is None
        if not plain or self.alphabet.start is not None or self.alphabet.end is not None:
            return {}
        return {char: np.array([code]) for char, code in self.alphabet.codes.items()}

    def quick(self, data: Expr) -> Array | None:
        return self._single.get(data.value) if type(data) is String else None

    def _ends(self, codes: Array, lengths: Array) -> tuple[Array, Array]:
        ends = np.cumsum(lengths)
        start, end = self.alphabet.start, self.alphabet.end
        if end is not None:
            codes = np.insert(codes, ends, end)
            lengths = lengths + 1
            ends = np.cumsum(lengths)
        if start is not None:
            codes = np.insert(codes, ends - lengths, start)
            lengths = lengths + 1
        return codes, lengths

    def _complain(self, texts: Sequence[str], codes: Array, lengths: Array, port: str) -> None:
        first = int(np.flatnonzero(codes == 0)[0])
        which = int(np.searchsorted(np.cumsum(lengths), first, "right"))
        raise Failed("badchar", repr_text("".join(texts)[first]), repr_text(texts[which]), port)

    def decoder(self) -> Decoder | None:
        return DECODERS["Characters"](table=self.table, ignore_case=self.ignore_case)  # type: ignore[call-arg]

    def properties_of(self) -> dict[str, Any]:
        return {"Alphabet": list(self.alphabet.characters.values())}


def repr_text(text: str) -> str:
    """A text in quotes, shortened, for messages."""
    return '"' + (text if len(text) <= 40 else text[:37] + "...").replace("\n", "\\n") + '"'


def texts_of(items: Sequence[Expr], port: str) -> list[str]:
    """The texts of some strings.

    Errors  Failed naming the first that is no string.
    """
    for item in items:
        if type(item) is not String:
            raise Failed("invport", port, "a string", item)
    return [item.value for item in items]  # type: ignore[attr-defined]


_WORDS = re.compile(r"\w+|[^\w\s]+")


def _vocabulary(expr: Expr, ev: Evaluator) -> tuple[str, ...]:
    if is_list(expr) and expr.args and all(isinstance(item, String) for item in expr.args):
        return tuple(item.value for item in expr.args)  # type: ignore[attr-defined]
    raise Misfit


VOCABULARY = Kind("a list of tokens", _vocabulary, lambda value: to_expr(list(value)))


@encoder("Tokens")
class TokensEncoder(Indexed):
    """NetEncoder[{"Tokens", {token1, ...}}] turns a string into the positions of its words in a vocabulary.

    Output   {length} integers from 1; one more than the length of the vocabulary stands for unknown words.
    Options  "IgnoreCase", "SplitPattern" (None: inputs are lists of tokens), "TargetLength".
    Source   ref/netencoder/Tokens
    """

    vocabulary: tuple[str, ...] = parameter(VOCABULARY, position=1)
    form: str = parameter(FORM, position=2, default="Index")
    ignore_case: bool = parameter(FLAG, option="IgnoreCase", default=True)
    split_pattern: Expr = parameter(ANYTHING, option="SplitPattern", default=S.WordBoundary)
    target_length: int | None = parameter(LENGTH, option="TargetLength", default=None)

    @property
    def count(self) -> int:
        return len(self.vocabulary) + 1

    @cached_property
    def positions(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for index, token in enumerate(self.vocabulary, 1):
            found.setdefault(self.fold(token), index)
        return found

    def fold(self, token: str) -> str:
        """A token as it is looked up."""
        return token.lower() if self.ignore_case else token

    def accepts(self, data: Expr) -> bool:
        if self.split_pattern is S["None"]:
            return is_list(data) and all(isinstance(item, String) for item in data.args)
        return isinstance(data, String) or is_call(data, S.TextElement)

    def encode(self, items: Sequence[Expr], port: str, ev: Evaluator) -> Examples:
        rows = [[self.positions.get(self.fold(token), self.count) for token in self.tokens(item, port, ev)]
                for item in items]
        if not all(rows):
            raise Failed("invport", port, "a text with at least one token", "an empty text")
        lengths = np.array([len(row) for row in rows], np.int64)
        return self.finish(Ragged.of(np.array([code for row in rows for code in row], np.int64), lengths))

    def tokens(self, item: Expr, port: str, ev: Evaluator) -> Iterator[str]:
        """The tokens of an input."""
        if is_call(item, S.TextElement):
            item = item.args[0]
        if is_list(item):
            yield from texts_of(item.args, port)
        elif self.split_pattern is S.WordBoundary:
            yield from _WORDS.findall(texts_of([item], port)[0])
        else:
            pieces = ev(Call(S.StringSplit, item, self.split_pattern))
            yield from texts_of(pieces.args if is_list(pieces) else list_of([pieces]).args, port)

    def decoder(self) -> Decoder | None:
        return DECODERS["Tokens"](vocabulary=self.vocabulary)  # type: ignore[call-arg]


@encoder("UTF8")
class Utf8Encoder(Indexed):
    """NetEncoder["UTF8"] turns a string into its bytes in UTF-8, each plus 1.

    Output  {length} integers from 1 to 248, or unit vectors with the form "UnitVector".
    Source  ref/netencoder/UTF8
    """

    form: str = parameter(FORM, position=1, default="Index")
    target_length: int | None = parameter(LENGTH, option="TargetLength", default=None)

    @property
    def count(self) -> int:
        return 248

    def encode(self, items: Sequence[Expr], port: str, ev: Evaluator) -> Examples:
        parts = [text.encode() for text in texts_of(items, port)]
        if not all(parts):
            raise Failed("invport", port, "a string that is not empty", "an empty string")
        codes = np.frombuffer(b"".join(parts), np.uint8).astype(np.int64) + 1
        return self.finish(Ragged.of(codes, np.array([len(part) for part in parts], np.int64)))
