"""An encoder applied to every element of a list: what operators need whose nets have encoders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from wlnet.expr import Expr, Object, S, integer, is_list, list_of
from wlnet.kernel.messages import Failed
from wlnet.nets.coder import Coder, Encoder, encoder
from wlnet.nets.data import Examples, Ragged, join_rows
from wlnet.nets.declare import AUTOMATIC, Automatic, Kind, Misfit, parameter
from wlnet.nets.kinds import POSITIVE_OR_AUTOMATIC
from wlnet.nets.types import VARYING, Dim, Type, type_text

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


def _read_encoder(expr: Expr, ev: Evaluator) -> Encoder:
    if isinstance(expr, Object) and isinstance(expr.value, Encoder):
        return expr.value
    raise Misfit


ENCODER = Kind("an encoder", _read_encoder, lambda value: Object(S.NetEncoder, value))


def mapped_encoder(inner: Coder | None, count: int | Automatic = AUTOMATIC) -> Encoder | None:
    """The encoder of lists of what `inner` encodes; None where there is no such encoder."""
    values: dict[str, Any] = {"inner": inner, "count": count}
    return Mapped(**values) if isinstance(inner, Encoder) else None


@encoder("Mapped")
class Mapped(Encoder):
    """Lists whose elements are encoded by `inner`: `count` of them, or any number."""

    inner: Encoder = parameter(ENCODER, position=1)
    count: int | Automatic = parameter(POSITIVE_OR_AUTOMATIC, position=2)

    @property
    def type(self) -> Type:
        kind = self.inner.type
        first: Dim = self.count if isinstance(self.count, int) else VARYING
        return Type(None if kind.dims is None else (first, *kind.dims), kind.element)

    def accepts(self, data: Expr) -> bool:
        if not is_list(data) or not data.args:
            return False
        return all(map(self.inner.accepts, data.args)) and self.count in (len(data.args), AUTOMATIC)

    def encode(self, items: Sequence[Expr], port: str, ev: Evaluator) -> Examples:
        for item in items:
            if not self.accepts(item):
                raise Failed("invport", port, f"a list of data for the encoder ({type_text(self.type)})", item)
        found = self.inner.encode([part for item in items for part in item.args], port, ev)
        if isinstance(found, Ragged):
            lengths = list_of(map(integer, found.lengths.tolist()))
            raise Failed("invport", port, "a list of sequences of one length", lengths)
        ends = np.cumsum([len(item.args) for item in items])[:-1]
        return join_rows(np.split(found, ends))
