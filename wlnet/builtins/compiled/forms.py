"""How each head is written: numbers as Python expressions, control flow as Python statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from wlnet.builtins.compiled.writer import NUMBERS, STATEMENTS, Cannot, Writer
from wlnet.expr import NULL, TRUE, Call, S, Symbol, integer, is_call, is_list

T = TypeVar("T")

UPDATES = {S.AddTo: S.Plus, S.SubtractFrom: S.Subtract, S.TimesBy: S.Times}
STEPS = {S.Increment: 1, S.PreIncrement: 1, S.Decrement: -1, S.PreDecrement: -1}


def _filled(text: str) -> Callable[[Writer, Call], str]:
    """Writes a call with as many numbers for arguments as the text has gaps."""
    def write(w: Writer, expr: Call) -> str:
        if len(expr.args) != text.count("{}"):
            raise Cannot
        return text.format(*map(w.number, expr.args))
    return write


def _of(*counts: int) -> Callable[[Callable[[Writer, Call], T]], Callable[[Writer, Call], T]]:
    """Writes only calls with so many arguments."""
    def restrict(write: Callable[[Writer, Call], T]) -> Callable[[Writer, Call], T]:
        def checked(w: Writer, expr: Call) -> T:
            if len(expr.args) not in counts:
                raise Cannot
            return write(w, expr)
        return checked
    return restrict


def _sum(w: Writer, expr: Call) -> str:
    terms = [w.number(arg) for arg in expr.args]
    if len(terms) == 2:
        return f"({terms[0]} + {terms[1]})"
    if not terms:
        raise Cannot
    return f"add({', '.join(terms)})"


def _product(w: Writer, expr: Call) -> str:
    if any(is_call(arg, S.Power, 2) and arg.args[1] == integer(-1) for arg in expr.args):
        if len(expr.args) == 2 and is_call(expr.args[1], S.Power, 2):
            return f"quotient({w.number(expr.args[0])}, {w.number(expr.args[1].args[0])})"
        raise Cannot
    factors = [w.number(arg) for arg in expr.args]
    if len(factors) == 2:
        return f"({factors[0]} * {factors[1]})"
    if not factors:
        raise Cannot
    return f"multiply({', '.join(factors)})"


@_of(3)
def _choice(w: Writer, expr: Call) -> str:
    return f"({w.number(expr.args[1])} if {w.test(expr.args[0])} else {w.number(expr.args[2])})"


def _cases(w: Writer, expr: Call) -> str:
    if len(expr.args) % 2 or not expr.args or expr.args[-2] is not TRUE:
        raise Cannot
    text = w.number(expr.args[-1])
    for index in range(len(expr.args) - 4, -1, -2):
        text = f"({w.number(expr.args[index + 1])} if {w.test(expr.args[index])} else {text})"
    return text


@_of(1)
def _indicator(w: Writer, expr: Call) -> str:
    return f"(1 if {w.test(expr.args[0])} else 0)"


def _extreme(name: str) -> Callable[[Writer, Call], str]:
    def write(w: Writer, expr: Call) -> str:
        if not expr.args:
            raise Cannot
        return f"{name}({', '.join(map(w.number, expr.args))})"
    return write


NUMBERS |= {
    S.Plus: _sum, S.Times: _product, S.Subtract: _filled("({} - {})"), S.Minus: _filled("(-{})"),
    S.Divide: _filled("quotient({}, {})"), S.Power: _filled("power({}, {})"), S.If: _choice, S.Which: _cases,
    S.Boole: _indicator, S.Min: _extreme("smallest"), S.Max: _extreme("largest"),
}


def _run_sequence(w: Writer, expr: Call) -> None:
    for step in expr.args:
        w.run(step)


@_of(2)
def _run_set(w: Writer, expr: Call) -> None:
    target, value = expr.args
    if is_list(target) and is_list(value) and len(target.args) == len(value.args):
        temporary = [w.fresh() for _ in value.args]
        for name, item in zip(temporary, value.args):
            w.line(f"{name} = {w.number(item)}")
        for item, name in zip(target.args, temporary):
            w.assign(item, name)
        return
    w.assign(target, w.number(value))


@_of(2)
def _run_update(w: Writer, expr: Call) -> None:
    target, amount = expr.args
    w.assign(target, w.number(Call(UPDATES[expr.head], target, amount)))  # type: ignore[index]


@_of(1)
def _run_step(w: Writer, expr: Call) -> None:
    w.assign(expr.args[0], w.number(Call(S.Plus, expr.args[0], integer(STEPS[expr.head]))))  # type: ignore[index]


@_of(2, 3)
def _run_if(w: Writer, expr: Call) -> None:
    w.line(f"if {w.test(expr.args[0])}:")
    w.block(expr.args[1])
    if len(expr.args) == 3:
        w.line("else:")
        w.block(expr.args[2])


@_of(1, 2)
def _run_while(w: Writer, expr: Call) -> None:
    w.line(f"while {w.test(expr.args[0])}:")
    w.loop(expr.args[1] if len(expr.args) == 2 else NULL)


@_of(4)
def _run_for(w: Writer, expr: Call) -> None:
    w.run(expr.args[0])
    w.line(f"while {w.test(expr.args[1])}:")
    w.loop(Call(S.CompoundExpression, expr.args[3], expr.args[2]), "for")


def _run_break(w: Writer, expr: Call) -> None:
    if expr.args or not w.loops:
        raise Cannot
    w.line("break")


def _run_continue(w: Writer, expr: Call) -> None:
    if expr.args or not w.loops or w.loops[-1] == "for":  # the step of a For would be passed over
        raise Cannot
    w.line("continue")


@_of(2)
def _run_module(w: Writer, expr: Call) -> None:
    outer = w.names
    w.locals(expr.args[0])
    w.run(expr.args[1])
    w.names = outer


def _run_do(w: Writer, expr: Call) -> None:
    if len(expr.args) < 2:
        raise Cannot
    body = expr.args[0] if len(expr.args) == 2 else Call(S.Do, expr.args[0], *expr.args[2:])
    spec = expr.args[1]
    parts = spec.args if is_list(spec) else (spec,)
    outer, variable = w.names, w.fresh()
    if len(parts) == 1:
        bounds = ["1", w.number(parts[0])]
    elif 2 <= len(parts) <= 4 and isinstance(parts[0], Symbol):
        if len(parts) == 2 and is_list(parts[1]):
            raise Cannot
        bounds = list(map(w.number, parts[1:]))
        bounds = ["1", *bounds] if len(bounds) == 1 else bounds
        w.names = {**w.names, parts[0]: variable}
    else:
        raise Cannot
    w.line(f"for {variable} in steps({', '.join(bounds)}):")
    w.loop(body)
    w.names = outer


STATEMENTS |= {
    S.CompoundExpression: _run_sequence, S.Set: _run_set, S.If: _run_if, S.While: _run_while, S.For: _run_for,
    S.Do: _run_do, S.Break: _run_break, S.Continue: _run_continue, S.Module: _run_module,
    **dict.fromkeys(UPDATES, _run_update), **dict.fromkeys(STEPS, _run_step),
}
