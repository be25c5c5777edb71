"""The decoder that applies a function of the language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from wlnet.expr import Call, Expr, String, to_expr
from wlnet.nets.coder import Decoder, Property, decoder
from wlnet.nets.data import Array
from wlnet.nets.declare import parameter
from wlnet.nets.encoders.text import VOCABULARY
from wlnet.nets.kinds import ANYTHING
from wlnet.nets.types import UNKNOWN, Type

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


@decoder("Function")
class FunctionDecoder(Decoder):
    """NetDecoder[{"Function", f}] applies f to the output, a list or a number.

    Options  "Properties" (names; f then gets the one asked for as second argument, the first by default).
    Source   ref/netdecoder/Function
    """

    function: Expr = parameter(ANYTHING, position=1)
    names: tuple[str, ...] = parameter(VOCABULARY, option="Properties", default=())

    @property
    def type(self) -> Type:
        return UNKNOWN

    @property
    def properties(self) -> tuple[str, ...]:  # type: ignore[override]
        return self.names or ("Decoding",)

    def decode(self, values: Array, prop: Property, ev: Evaluator) -> Sequence[Expr]:
        extra = (String(prop.name),) if self.names else ()
        return [ev(Call(self.function, to_expr(row if row.dtype.kind == "i" else row.astype(np.float64)), *extra))
                for row in values]
