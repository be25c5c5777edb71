"""Pure functions: `Function`, slots, and applying them."""

from __future__ import annotations

from collections.abc import Callable

from wlnet.expr import Association, Atom, Call, Expr, Integer, Packed, S, String, Symbol, integer, is_call, is_list
from wlnet.kernel.attributes import HOLD_ALL, N_HOLD_ALL
from wlnet.kernel.builtin import applied, builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint
from wlnet.kernel.templates import compile_template, spliced

Arguments = tuple[Expr, ...]
Fill = Callable[[Call], Expr]

_MESSAGES = {
    "slotn": "Slot number `1` in `2` cannot be filled from `3`.",
    "slota": "Named slot `1` in `2` cannot be filled from `3`.",
    "flpar": "Parameter specification `1` in `2` should be a symbol or a list of symbols.",
    "fpct": "Too many parameters in `1` to be filled from `2`.",
}


@builtin("Function", HOLD_ALL, messages=_MESSAGES)
def function_(body: Expr, *rest: Expr) -> None:
    """Function[body] or body& is a pure function with arguments #, #2, ...; Function[x, body] and
    Function[{x, y}, body] name them.

    Source   ref/Function
    Example  (#1 + 2 #2 &)[a, b]  gives  a + 2 b
    """


@builtin("Slot", N_HOLD_ALL)
def slot(number: Expr = integer(1)) -> None:
    """Slot[n] or #n is the n-th argument of a pure function; #name is the value of a key of its first argument.

    Source   ref/Slot
    Example  #2 &[a, b]  gives  b
    """


@builtin("SlotSequence", N_HOLD_ALL)
def slot_sequence(number: Expr = integer(1)) -> None:
    """SlotSequence[n] or ##n is the sequence of arguments of a pure function from the n-th on.

    Source   ref/SlotSequence
    Example  f[##2] &[a, b, c]  gives  f[b, c]
    """


@applied("Function")
def apply_function(ev: Evaluator, call: Call) -> Expr | None:
    """A pure function applied to arguments: its body with the arguments filled in."""
    function = call.head
    assert isinstance(function, Call)
    if not function.args:
        return None
    cache: dict[int, tuple[Call, Fill]] = ev.state.setdefault("functions", {})
    known = cache.get(id(function))
    if known is None:
        if len(cache) > 2000:
            cache.clear()
        known = cache[id(function)] = (function, _compile(function))
    try:
        return known[1](call)
    except Complaint as complaint:
        return ev.complain(complaint, S.Function)


def _compile(function: Call) -> Fill:
    if len(function.args) == 1 or function.args[0] is S.Null:
        return _compile_slots(function, function.args[-1 if len(function.args) == 1 else 1])
    return _compile_named(function)


def _compile_named(function: Call) -> Fill:
    first = function.args[0]
    names = first.args if is_list(first) else (first,)
    if not all(isinstance(name, Symbol) for name in names):
        raise Complaint("flpar", first, function)
    template = compile_template(function.args[1], frozenset(names))  # type: ignore[arg-type]

    def fill(call: Call) -> Expr:
        if len(call.args) < len(names):
            raise Complaint("fpct", function, call)
        return template(dict(zip(names, call.args)))  # type: ignore[arg-type]
    return fill


Part = Callable[[Call], Expr]


def _compile_slots(function: Call, body: Expr) -> Fill:
    part = _slots(function, body)
    return part or (lambda call: body)


def _slots(function: Call, expr: Expr) -> Part | None:
    """What fills the slots of an expression, or None when it has none."""
    if isinstance(expr, (Atom, Packed)):
        return None
    if isinstance(expr, Association):
        return _slots(function, Call(S.Association, *expr.args))
    assert isinstance(expr, Call)
    if expr.head is S.Slot and len(expr.args) <= 1:
        return _slot(function, expr)
    if expr.head is S.SlotSequence and len(expr.args) <= 1:
        start = expr.args[0].value - 1 if expr.args and isinstance(expr.args[0], Integer) else 0
        return lambda call: Call(S.Sequence, *call.args[start:])
    if expr.head is S.Function and (len(expr.args) == 1 or expr.args[0] is S.Null):
        return None
    return _slots_of_call(function, expr)


def _slots_of_call(function: Call, expr: Call) -> Part | None:
    head = _slots(function, expr.head)
    parts = [_slots(function, arg) for arg in expr.args]
    if head is None and not any(parts):
        return None
    fixed, plain = expr.args, expr.head
    if head is None and len(parts) == 2 and not _has_sequence(expr):
        left, right, first, second = parts[0], parts[1], fixed[0], fixed[1]
        return lambda call: Call(plain, left(call) if left else first, right(call) if right else second)
    pairs = list(zip(parts, fixed))

    def fill(call: Call) -> Expr:
        args = [part(call) if part else arg for part, arg in pairs]
        return Call(head(call) if head else plain, *spliced(args))
    return fill


def _has_sequence(expr: Call) -> bool:
    return any(is_call(arg, S.SlotSequence) for arg in expr.args)


def _slot(function: Call, expr: Call) -> Part:
    index = expr.args[0] if expr.args else integer(1)
    if isinstance(index, Integer):
        return _numbered(function, index.value)
    if isinstance(index, (String, Symbol)):
        key = index if isinstance(index, String) else String(index.short)
        return _keyed(function, key)
    return lambda call: expr


def _numbered(function: Call, number: int) -> Part:
    if number == 0:
        return lambda call: function

    def pick(call: Call) -> Expr:
        try:
            return call.args[number - 1]
        except IndexError:
            raise Complaint("slotn", number, function, call) from None
    return pick


def _keyed(function: Call, key: String) -> Part:
    def pick(call: Call) -> Expr:
        first = call.args[0] if call.args else None
        if isinstance(first, Association):
            found = first.items.get(key)
            return found if found is not None else Call(S.Missing, String("KeyAbsent"), key)
        raise Complaint("slota", key, function, call)
    return pick
