"""Running compiled code on expressions: what the evaluator and the loops call."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

from wlnet.builtins.compiled.steps import Fallback
from wlnet.builtins.compiled.units import Compiled, block_of, compile_definitions
from wlnet.expr import Call, Expr, Integer, Real, Symbol, integer
from wlnet.kernel.evaluator import Evaluator


def to_number(expr: Expr) -> Any:
    """The Python number of an Integer or Real.

    Errors  Fallback.
    """
    if type(expr) is Integer or type(expr) is Real:
        return expr.value
    raise Fallback


def from_number(value: Any) -> Expr:
    """The expression of a number.

    Errors  Fallback when it is not finite, or no number.
    """
    if type(value) is int:
        return integer(value)
    if type(value) is float and math.isfinite(value):
        return Real(value)
    raise Fallback


MOST_FALLBACKS = 20


def fast_definitions(ev: Evaluator, call: Call) -> Callable[[Call, Evaluator], Expr | None] | None:
    """What `Evaluator.compiler` is: the compiled form of the function called, None when it has none.

    It gives up for good after many calls that the evaluator had to do.
    """
    assert isinstance(call.head, Symbol)
    count = len(call.args)
    found = compile_definitions(ev, call.head, count)
    if found is None:
        return None
    compiled: Compiled = found
    missed = 0

    def run(expr: Call, ev: Evaluator) -> Expr | None:
        nonlocal missed
        if missed > MOST_FALLBACKS or len(expr.args) != count or not compiled.valid:
            return None
        result = run_compiled(compiled, ev, expr.args)
        missed = 0 if result is not None else missed + 1
        return result
    return run


def run_compiled(compiled: Compiled, ev: Evaluator, args: Iterable[Expr]) -> Expr | None:
    """The value of a compiled function, or None when the evaluator must do it."""
    try:
        return from_number(compiled.function(*map(to_number, args), ev.depth))
    except (Fallback, ArithmeticError, TypeError):  # TypeError: a variable was read before it was set
        return None


def run_block(ev: Evaluator, expr: Expr) -> bool:
    """Run a loop as Python where it can be; whether it was, with the variables set."""
    found = block_of(ev, expr)
    if found is None:
        return False
    compiled, names = found
    try:
        before = [to_number(ev.table[name].value) for name in names]  # type: ignore[arg-type]
        after = [from_number(value) for value in compiled.function(*before, ev.depth)]
    except (Fallback, ArithmeticError, TypeError):
        return False
    for name, value in zip(names, after):
        ev.set_value(name, value)
    return True
