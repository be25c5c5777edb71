"""The encoder that applies a function of the language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wlnet.expr import Call, Expr, S, is_list, list_of
from wlnet.kernel.messages import Failed
from wlnet.nets.coder import Encoder, encoder
from wlnet.nets.data import Examples
from wlnet.nets.declare import Kind, Misfit, parameter
from wlnet.nets.encoders.numbers import encode_numbers
from wlnet.nets.kinds import ANYTHING, FLAG
from wlnet.nets.ports import read_type, show_type
from wlnet.nets.types import Type

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


def _type(expr: Expr, ev: Evaluator) -> Type:
    found = read_type(expr)
    if found is None:
        raise Misfit
    return found


TYPE = Kind("dimensions", _type, show_type)


@encoder("Function")
class FunctionEncoder(Encoder):
    """NetEncoder[{"Function", f, dims}] gives the array f[input], of dimensions dims.

    Options  "Batched" (f gets a list of inputs), "Pattern" (what one input matches).
    Errors   invport when f gives something else.
    Source   ref/netencoder/Function
    """

    function: Expr = parameter(ANYTHING, position=1)
    output: Type = parameter(TYPE, position=2)
    batched: bool = parameter(FLAG, option="Batched", default=False)
    pattern: Expr = parameter(ANYTHING, option="Pattern", default=S["None"])

    @property
    def type(self) -> Type:
        return self.output

    def accepts(self, data: Expr) -> bool:
        return not is_list(data)

    def encode(self, items: Sequence[Expr], port: str, ev: Evaluator) -> Examples:
        if self.batched:
            found = ev(Call(self.function, list_of(items)))
            if not is_list(found) or len(found.args) != len(items):
                raise Failed("invport", port, f"a list of {len(items)} arrays", found)
            return encode_numbers(found.args, self.output, port, ev)
        return encode_numbers([ev(Call(self.function, item)) for item in items], self.output, port, ev)
