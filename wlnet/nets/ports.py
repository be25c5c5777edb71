"""Types of ports as users write them: dimensions, "Varying", Restricted["Integer", n], coders and their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wlnet.expr import Call, Expr, Integer, Object, S, String, integer, is_call, is_list, to_expr
from wlnet.kernel.arguments import is_infinity
from wlnet.kernel.messages import Failed
from wlnet.nets.coder import DECODERS, ENCODERS, Coder, Decoder, Encoder
from wlnet.nets.types import REAL, VARYING, Dim, Element, Integers, Type

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


@dataclass(frozen=True)
class NamedType:
    """A type declared for a port, without a coder."""

    type: Type


Port = NamedType | Coder
_REALS = ("Real", "Scalar")


def read_port(expr: Expr, is_input: bool, port: str, ev: Evaluator) -> Port:
    """The type or coder that a port option states.

    Errors  Failed when `expr` is neither.
    """
    if isinstance(expr, Object) and isinstance(expr.value, (Encoder, Decoder)):
        return _on_side(expr.value, is_input, expr, port)
    if isinstance(expr, String) and expr.value not in (*_REALS, "Integer", VARYING):
        registry = ENCODERS if is_input else DECODERS
        if expr.value in registry:
            made = ev(Call(S.NetEncoder if is_input else S.NetDecoder, expr))
            if isinstance(made, Object) and isinstance(made.value, Coder):
                return made.value
    kind = read_type(expr)
    if kind is None:
        raise Failed("notcoder", expr)
    return NamedType(kind)


def _on_side(coder: Coder, is_input: bool, expr: Expr, port: str) -> Coder:
    if is_input and isinstance(coder, Decoder):
        coder = coder.encoder(coder.type) or coder
    elif not is_input and isinstance(coder, Encoder):
        coder = coder.decoder() or coder
    if isinstance(coder, Encoder) != is_input:
        raise Failed("invparam", port, "a NetEncoder" if is_input else "a NetDecoder", expr)
    return coder


def read_type(expr: Expr) -> Type | None:
    """The type that an expression describes; None when it describes none."""
    if expr is S.Automatic or expr is S["None"]:
        return Type()
    if (isinstance(expr, String) and expr.value in _REALS) or expr is S.Real or (is_list(expr) and not expr.args):
        return Type((), REAL)
    element = read_integers(expr)
    if element is not None:
        return Type((), element)
    if is_call(expr, S.RepeatingElement, 1):
        return Type((VARYING,), read_integers(expr.args[0]))
    if not is_list(expr):
        dim = _dim(expr)
        return None if dim is False else Type((dim,))
    items = list(expr.args)
    last = read_integers(items[-1]) if items else None
    if last is not None:
        items.pop()
    dims = [_dim(item) for item in items]
    return None if False in dims else Type(tuple(dims), last)


def _dim(expr: Expr) -> Dim | bool:
    if isinstance(expr, Integer) and expr.value > 0:
        return expr.value
    if isinstance(expr, String) and expr.value == VARYING:
        return VARYING
    return None if expr is S.Automatic else False


def read_integers(expr: Expr) -> Integers | None:
    """`"Integer"` and `Restricted["Integer", ...]`."""
    if expr is S.Integer or expr == String("Integer"):
        return Integers()
    if not (is_call(expr, S.Restricted, 2) and expr.args[0] in (S.Integer, String("Integer"))):
        return None
    limit = expr.args[1]
    if isinstance(limit, Integer):
        return Integers(1, limit.value)
    if is_infinity(limit):
        return Integers(1)
    if is_list(limit) and len(limit.args) == 2:
        low, high = limit.args
        if isinstance(low, Integer):
            return Integers(low.value, high.value if isinstance(high, Integer) else None)
    return None


def show_element(element: Element) -> Expr:
    """The expression of an element."""
    if not isinstance(element, Integers):
        return String(REAL)
    if element.low is None:
        return String("Integer")
    if element.low != 1:
        limit: Expr = to_expr([element.low, S.Infinity if element.high is None else element.high])
    else:
        limit = S.Infinity if element.high is None else integer(element.high)
    return Call(S.Restricted, String("Integer"), limit)


def show_type(kind: Type) -> Expr:
    """The expression of a type, in the form that `read_type` reads."""
    if kind.dims is None:
        return S.Automatic
    if not kind.dims:
        return show_element(kind.element)
    dims = [S.Automatic if dim is None else to_expr(dim) for dim in kind.dims]
    if kind.is_integer:
        return to_expr([*dims, show_element(kind.element)])
    return dims[0] if len(dims) == 1 and isinstance(kind.dims[0], int) else to_expr(dims)


def show_port(port: Port) -> Expr:
    """The expression of a declared port: a coder object, or the type."""
    if isinstance(port, Coder):
        return Object(S.NetEncoder if isinstance(port, Encoder) else S.NetDecoder, port)
    return show_type(port.type)
