"""The decoder of pieces of words, which belongs to an encoder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wlnet.expr import Expr, S, String
from wlnet.nets.coder import ENCODERS, Decoder, Encoder, Property, decoder
from wlnet.nets.data import Array
from wlnet.nets.declare import Kind, Misfit, parameter
from wlnet.nets.encoders.subwords import VOCABULARY, Pieces, Splitting
from wlnet.nets.types import REAL, VARYING, Type

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


def _side(expr: Expr, ev: Evaluator) -> str | None:
    if expr in (S.Left, S.Right):
        return expr.short
    if expr is not S["None"]:
        raise Misfit
    return None


SIDE = Kind("None, Left or Right", _side, lambda value: S["None"] if value is None else S[value])


@decoder("SubwordTokens")
class SubwordDecoder(Decoder):
    """NetDecoder[NetEncoder[{"SubwordTokens", ...}]] turns a sequence of probability vectors into the text of the
    likeliest tokens; a blank that the encoder put before or behind is taken off.

    Source  ref/netdecoder/SubwordTokens
    """

    pieces: Pieces = parameter(VOCABULARY, position=1)
    trimming: str | None = parameter(SIDE, option="WhitespaceTrimming", default=None)

    @property
    def type(self) -> Type:
        return Type((VARYING, len(self.pieces.tokens)), REAL)

    def encoder(self, kind: Type) -> Encoder | None:
        method = Splitting(padding=self.trimming)
        return ENCODERS["SubwordTokens"](pieces=self.pieces, method=method)  # type: ignore[call-arg]

    def decode(self, values: Array, prop: Property, ev: Evaluator) -> Sequence[Expr]:
        best = values.argmax(-1).reshape(len(values), -1)
        return [String(self._trimmed("".join(self.pieces.tokens[code] or "" for code in row))) for row in best.tolist()]

    def _trimmed(self, text: str) -> str:
        if self.trimming == "Left":
            return text.removeprefix(" ")
        return text.removesuffix(" ") if self.trimming == "Right" else text
