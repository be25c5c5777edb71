"""What applying, taking parts of, or measuring a Python value inside an expression means.

Higher rooms register their classes: `@apply_object.register`. The kernel knows nothing of nets or images.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from wlnet.expr import Call, Expr, Integer, Object, Real, S, String, Symbol, is_call

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


@singledispatch
def apply_object(value: Any, ev: Evaluator, owner: Object, call: Call) -> Expr | None:
    """The value of `owner[args...]` (that is `call`), arguments evaluated; None: the call stays as it is."""
    return None


Step = Callable[[Expr], "Expr | None"]


@singledispatch
def step_of(value: Any, ev: Evaluator, owner: Object, rest: tuple[Expr, ...]) -> Step | None:
    """`owner[x, rest...]` as a function of x, for loops; None when there is no shorter way than `apply_object`.

    The function may give None as well: that x then takes the long way.
    """
    return None


def repeated(ev: Evaluator, function: Expr) -> Callable[[Expr], Expr]:
    """`function[x]` as a Python function, for callers that apply it to one x after another.

    Where that is an object applied to x and to data, the evaluator is asked once only: a third of the time of a step
    that generates a character.
    """
    def general(x: Expr) -> Expr:
        return ev(Call(function, x))

    head, rest = _parts(function)
    owner = ev(head) if type(head) is Symbol else head
    step = step_of(owner.value, ev, owner, tuple(map(ev, rest))) if type(owner) is Object else None
    if step is None:
        return general

    def direct(x: Expr) -> Expr:
        found = step(x) if ev(head) is owner else None       # the value of a symbol may have changed
        return general(x) if found is None else ev(found)
    return direct


SLOT = Call(S.Slot, Integer(1))


def _parts(function: Expr) -> tuple[Expr, tuple[Expr, ...]]:
    """f and data... of `f[#, data...] &`; any other function as it is, without data."""
    body = function.args[0] if is_call(function, S.Function, 1) else None
    if isinstance(body, Call) and body.args[:1] == (SLOT,) and all(map(_is_plain, body.args[1:])):
        return body.head, body.args[1:]
    return function, ()


def _is_plain(expr: Expr) -> bool:
    """Whether an expression is text and numbers, in lists and rules: it means the same whenever it is evaluated."""
    if isinstance(expr, Call):
        return expr.head in (S.List, S.Rule) and all(map(_is_plain, expr.args))
    return isinstance(expr, (String, Integer, Real))


@singledispatch
def meaning_of(value: Any, ev: Evaluator, owner: Object, call: Call) -> Expr | None:
    """The value of a call such as Take[object, ...], whose function does not know the object; None when it has none."""
    return None


@singledispatch
def part_of(value: Any, ev: Evaluator, owner: Object, spec: tuple[Expr, ...]) -> Expr | None:
    """The value of `owner[[spec...]]`; None when the object has no such parts."""
    return None


@singledispatch
def length_of(value: Any) -> int:
    """`Length[owner]`: 0 for what has no parts."""
    return 0


@singledispatch
def normal_of(value: Any) -> Expr | None:
    """`Normal[owner]`: the object as ordinary expressions; None when it has no such form."""
    return None


@singledispatch
def information_of(value: Any, ev: Evaluator, owner: Object, prop: Expr | None) -> Expr | None:
    """`Information[owner]` or `Information[owner, prop]`; None when there is nothing to tell."""
    return None


@singledispatch
def options_of(value: Any) -> list[Expr]:
    """`Options[owner]`, as rules: the options of applying the object."""
    return []
