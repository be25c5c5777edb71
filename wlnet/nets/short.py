"""Short ways to write nets inside containers: numbers, functions, lists, and symbols of layers without brackets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wlnet.expr import Association, Call, Expr, Integer, Object, S, String, Symbol, is_call, is_list
from wlnet.kernel.messages import Failed
from wlnet.nets.chain import Chain, make_chain
from wlnet.nets.functions import ACTIVATIONS
from wlnet.nets.layer import LAYERS, Net
from wlnet.nets.layers.linear import Linear
from wlnet.nets.wiring import Key

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

SEVERAL = frozenset({"Plus", "Times", "Subtract", "Divide", "Power", "Max", "Min", "Mod", "Surd"})
_FUNCTIONS = (S.Function, S.Composition, S.RightComposition, S.CurryApplied)
_NO_FUNCTIONS = frozenset({S["$Failed"], S["None"], S.Automatic, S.All, S.Null, S["True"], S["False"]})


def as_net(expr: Expr, ev: Evaluator, key: Key, in_graph: bool = False) -> Net:
    """The net that an element of a container stands for.

    Errors  Failed("notlayer") naming the element.
    """
    if isinstance(expr, Object) and isinstance(expr.value, Net):
        return expr.value
    if isinstance(expr, Integer) and expr.value > 0:
        return Linear(dims=(expr.value,))  # type: ignore[call-arg]
    if isinstance(expr, Association) or is_list(expr):
        return chain_of(expr, ev)
    made: Expr | None = None
    if isinstance(expr, Symbol) and expr.short in LAYERS:
        made = ev(Call(expr))
    elif isinstance(expr, Symbol) and in_graph and expr.short in SEVERAL:
        made = ev(Call(S.ThreadingLayer, expr))
    elif _is_function(expr):
        made = ev(Call(S.ElementwiseLayer, expr))
    if isinstance(made, Object) and isinstance(made.value, Net):
        return made.value
    raise Failed("notlayer", expr, key)


def _is_function(expr: Expr) -> bool:
    if isinstance(expr, Symbol):
        return expr not in _NO_FUNCTIONS
    if isinstance(expr, String):
        return expr.value in ACTIVATIONS
    return isinstance(expr, Call) and expr.head in _FUNCTIONS


def elements(expr: Expr, ev: Evaluator, in_graph: bool = False) -> tuple[list[Key], list[Net]]:
    """Keys and nets of a list or an association of layers; a list of rules name -> layer serves as an association.

    Errors  Failed("notlayer").
    """
    items: Sequence[Expr]
    if isinstance(expr, Association):
        keys: Sequence[Key] = [_name(key) for key in expr.items]
        items = list(expr.items.values())
    elif expr.args and all(is_call(item, S.Rule, 2) for item in expr.args):
        keys = [_name(item.args[0]) for item in expr.args]
        items = [item.args[1] for item in expr.args]
        if len(set(keys)) < len(keys):
            raise Failed("invparam", "names of layers", "different names", expr)
    else:
        keys, items = range(1, len(expr.args) + 1), expr.args
    return list(keys), [as_net(item, ev, key, in_graph) for key, item in zip(keys, items)]


def _name(key: Expr) -> str:
    return key.value if isinstance(key, String) else str(key)


def chain_of(expr: Expr, ev: Evaluator) -> Chain:
    """The chain that a list or an association of layers stands for."""
    return make_chain(*elements(expr, ev))
