"""Decoders of text: the likeliest character or word at every position."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from wlnet.expr import Expr, S, String
from wlnet.nets.coder import ENCODERS, Decoder, Encoder, Property, decoder
from wlnet.nets.data import Array
from wlnet.nets.declare import parameter
from wlnet.nets.encoders.text import TABLE, VOCABULARY, Alphabet, alphabet
from wlnet.nets.kinds import FLAG
from wlnet.nets.types import REAL, VARYING, Type

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


@decoder("Characters")
class CharactersDecoder(Decoder):
    """NetDecoder[{"Characters", table}] turns a sequence of probability vectors into the string of the likeliest
    characters.

    Source  ref/netdecoder/Characters
    """

    table: Expr = parameter(TABLE, position=1, default=S.Automatic)
    ignore_case: bool = parameter(FLAG, option="IgnoreCase", default=False)

    @cached_property
    def alphabet(self) -> Alphabet:
        return alphabet(self.table, self.ignore_case)

    @property
    def type(self) -> Type:
        return Type(None, REAL) if self.alphabet.count == 0 else Type((VARYING, self.alphabet.count), REAL)

    def encoder(self, kind: Type) -> Encoder | None:
        return ENCODERS["Characters"](table=self.table, ignore_case=self.ignore_case)  # type: ignore[call-arg]

    def decode(self, values: Array, prop: Property, ev: Evaluator) -> Sequence[Expr]:
        characters = self.alphabet.characters
        best = values.argmax(-1).reshape(len(values), -1) + 1
        return [String("".join(characters.get(code, "") for code in row)) for row in best.tolist()]

    def properties_of(self) -> dict[str, Any]:
        return {"Alphabet": list(self.alphabet.characters.values())}


@decoder("Tokens")
class TokensDecoder(Decoder):
    """NetDecoder[{"Tokens", {token1, ...}}] turns a sequence of probability vectors into words, joined by spaces.

    Source  ref/netdecoder/Tokens
    """

    vocabulary: tuple[str, ...] = parameter(VOCABULARY, position=1)
    ignore_case: bool = parameter(FLAG, option="IgnoreCase", default=True)

    @property
    def type(self) -> Type:
        return Type((VARYING, None), REAL)

    def encoder(self, kind: Type) -> Encoder | None:
        return ENCODERS["Tokens"](vocabulary=self.vocabulary, ignore_case=self.ignore_case)  # type: ignore[call-arg]

    def decode(self, values: Array, prop: Property, ev: Evaluator) -> Sequence[Expr]:
        words = [word.lower() if self.ignore_case else word for word in self.vocabulary]
        best = values.argmax(-1).reshape(len(values), -1)
        return [String(" ".join(words[k] for k in row if k < len(words))) for row in best.tolist()]
