"""Applying functions again and again: `Nest`, `Fold`, `FixedPoint` and their kind."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from wlnet.builtins.compiled.runs import to_number
from wlnet.builtins.compiled.steps import Fallback
from wlnet.builtins.compiled.units import Compiled, compile_function
from wlnet.expr import (
    TRUE, Atom, Call, Expr, Integer, Packed, Real, S, integer, is_call, is_list, length, list_of, to_expr,
)
from wlnet.kernel.arguments import CountOrInfinity, Natural, is_infinity
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint
from wlnet.kernel.objects import repeated

# ---- numeric functions --------------------------------------------------------------------------------------------

Step = Callable[..., Any]
_SLOTS = (Call(S.Slot, integer(1)), Call(S.Slot, integer(2)))
_OF_TWO = {head: Call(S.Function, Call(head, *_SLOTS)) for head in (S.Plus, S.Times, S.Subtract, S.Max, S.Min)}
WORTH_COMPILING = 20


def number_function(ev: Evaluator, function: Expr, count: int, test: bool = False) -> Step | None:
    """A pure function as a Python function of `count` numbers and the depth; None when it has none.

    As a test, it gives 1 for True and 0 for False.
    """
    if function in _OF_TWO and count == 2:
        function = _OF_TWO[function]
    if not is_call(function, S.Function) or not 1 <= len(function.args) <= 2:
        return None
    known: dict[tuple[int, int, bool], tuple[Expr, Compiled | None]] = ev.state.setdefault("number functions", {})
    found = known.get((id(function), count, test))
    if found is None or (found[1] is not None and not found[1].valid):
        if len(known) > 500:
            known.clear()
        numeric = _as_number(function) if test else function
        found = known[id(function), count, test] = (function, compile_function(ev, numeric, count))
    return found[1].function if found[1] is not None else None


def _as_number(function: Expr) -> Expr:
    """A test as a function that gives 1 or 0."""
    *names, body = function.args
    return Call(S.Function, *names, Call(S.If, body, integer(1), integer(0)))


def numeric_steps(ev: Evaluator, function: Expr, start: Expr, items: Sequence[Expr] | int) -> list[Any] | None:
    """The successive numbers of a `NestList` (so many steps) or a `FoldList` (over items), computed without
    evaluating.

    None when some step is not of numbers: nothing has happened then.
    """
    size = items if isinstance(items, int) else len(items)
    step = number_function(ev, function, 1 if isinstance(items, int) else 2) if size >= WORTH_COMPILING else None
    if step is None:
        return None
    depth = ev.depth
    try:
        value = to_number(start)
        found = [value]
        if isinstance(items, int):
            for _ in range(items):
                value = step(value, depth)
                found.append(value)
        else:
            for number in map(to_number, items):
                value = step(value, number, depth)
                found.append(value)
        return found if all(map(is_machine_number, found)) else None
    except (Fallback, ArithmeticError, TypeError):  # TypeError: a variable was read before it was set
        return None


def is_machine_number(value: Any) -> bool:
    """Whether a Python value is an integer or a finite real."""
    return type(value) is int or (type(value) is float and math.isfinite(value))


def listed_numbers(values: list[Any]) -> Expr:
    """A list of Python numbers, packed where they are of one type."""
    kinds = set(map(type, values))
    if kinds == {float} or (kinds == {int} and max(map(abs, values)) < 2**63):
        return Packed(np.array(values, dtype=np.float64 if kinds == {float} else np.int64))
    return list_of(map(to_expr, values))


# ---- Nest ---------------------------------------------------------------------------------------------------------


@builtin("Nest")
def nest(ev: Evaluator, function: Expr, start: Expr, times: Natural) -> Expr:
    """Nest[f, expr, n] applies f to expr n times.

    Source   ref/Nest
    Example  Nest[f, x, 3]  gives  f[f[f[x]]]
    """
    numbers = numeric_steps(ev, function, start, times) if times < 10**7 else None
    if numbers is not None:
        return to_expr(numbers[-1])
    value, step = start, repeated(ev, function)
    for _ in range(times):
        value = step(value)
    return value


@builtin("NestList")
def nest_list(ev: Evaluator, function: Expr, start: Expr, times: Natural) -> Expr:
    """NestList[f, expr, n] is the list of the results of applying f to expr 0 to n times.

    Source   ref/NestList
    Example  NestList[f, x, 2]  gives  {x, f[x], f[f[x]]}
    """
    numbers = numeric_steps(ev, function, start, times)
    if numbers is not None:
        return listed_numbers(numbers)
    found, step = [start], repeated(ev, function)
    for _ in range(times):
        found.append(step(found[-1]))
    return list_of(found)


def _window(spec: Expr, call: Call) -> tuple[float, float]:
    """How many of the latest results a test is given: at least, at most."""
    if spec is S.All:
        return 1, math.inf
    if isinstance(spec, Integer) and spec.value >= 0:
        return spec.value, spec.value
    if is_list(spec) and len(spec.args) == 2:
        least, most = spec.args
        high = math.inf if is_infinity(most) else most.value if isinstance(most, Integer) else None
        if isinstance(least, Integer) and high is not None:
            return least.value, high
    raise Complaint("innf", call, 4)


def nested_while(ev: Evaluator, call: Call) -> list[Expr]:
    """The successive values of a `NestWhile` or `NestWhileList` call, extra steps included."""
    function, start, test, *options = call.args
    least, most = _window(options[0], call) if options else (1, 1)
    limit = math.inf
    if len(options) > 1 and not is_infinity(options[1]):
        if not isinstance(options[1], Integer) or options[1].value < 0:
            raise Complaint("innf", call, 5)
        limit = options[1].value
    extra = options[2].value if len(options) > 2 and isinstance(options[2], Integer) else 0
    found, step = [start], repeated(ev, function)
    while len(found) - 1 < limit:
        if len(found) >= least:
            given = found if most >= len(found) else found[len(found) - int(most):]
            if ev(Call(test, *given)) is not TRUE:
                break
        found.append(step(found[-1]))
    else:
        return found
    for _ in range(extra):
        found.append(step(found[-1]))
    return found[:extra] if extra < 0 and len(found) > -extra else found[:1] if extra < 0 else found


@builtin("NestWhile")
def nest_while(
    ev: Evaluator, function: Expr, start: Expr, test: Expr, window: Expr | None = None, limit: Expr | None = None,
    extra: Expr | None = None, *, call: Call,
) -> Expr:
    """NestWhile[f, expr, test] applies f as long as test of the result gives True; NestWhile[f, expr, test,
    m] gives test the latest m results, NestWhile[f, expr, test, m, max] stops after max steps.

    Source   ref/NestWhile
    Example  NestWhile[#/2 &, 24, EvenQ]  gives  3
    """
    if window is not None or limit is not None or extra is not None:
        return nested_while(ev, call)[-1]
    value, step = start, repeated(ev, function)
    while ev(Call(test, value)) is TRUE:
        value = step(value)
    return value


@builtin("NestWhileList")
def nest_while_list(
    ev: Evaluator, function: Expr, start: Expr, test: Expr, window: Expr | None = None, limit: Expr | None = None,
    extra: Expr | None = None, *, call: Call,
) -> Expr:
    """NestWhileList[f, expr, test] is the list of the results that NestWhile goes through.

    Source   ref/NestWhileList
    Example  NestWhileList[#/2 &, 24, EvenQ]  gives  {24, 12, 6, 3}
    """
    return list_of(nested_while(ev, call))


def is_same(first: Expr, second: Expr) -> bool:
    """Whether two expressions are the same, reals up to their last binary digit."""
    if isinstance(first, Real) and isinstance(second, Real):
        return abs(first.value - second.value) <= math.ulp(first.value)
    if isinstance(first, Packed) and isinstance(second, Packed) and first.array.dtype.kind == "f":
        a, b = first.array, second.array
        if a.shape != b.shape or b.dtype.kind != "f":
            return False
        return bool((abs(a - b) <= np.spacing(abs(a))).all())  # type: ignore[operator]
    if isinstance(first, Call) and isinstance(second, Call):
        return (length(first) == length(second) and is_same(first.head, second.head)
                and all(map(is_same, first.args, second.args)))
    return first == second


def _fixed_point(ev: Evaluator, function: Expr, start: Expr, limit: float, same: Expr) -> Iterator[Expr]:
    """Results until two in a row are the same, the repetition included."""
    yield start
    steps = 0
    while steps < limit:
        value = ev(Call(function, start))
        yield value
        if is_same(start, value) if same is S.SameQ else ev(Call(same, start, value)) is TRUE:
            return
        start = value
        steps += 1


@builtin("FixedPoint")
def fixed_point(
    ev: Evaluator, function: Expr, start: Expr, limit: CountOrInfinity = math.inf, *, same_test: Expr = S.SameQ,
) -> Expr:
    """FixedPoint[f, expr] applies f until the result no longer changes; FixedPoint[f, expr, n] at most n
    times.

    Source   ref/FixedPoint
    Example  FixedPoint[Floor[#/2] &, 100]  gives  0
    """
    return deque(_fixed_point(ev, function, start, limit, same_test), maxlen=1).pop()


@builtin("FixedPointList")
def fixed_point_list(
    ev: Evaluator, function: Expr, start: Expr, limit: CountOrInfinity = math.inf, *, same_test: Expr = S.SameQ,
) -> Expr:
    """FixedPointList[f, expr] is the list of the results that FixedPoint goes through.

    Source   ref/FixedPointList
    Example  FixedPointList[Floor[#/2] &, 4]  gives  {4, 2, 1, 0, 0}
    """
    return list_of(_fixed_point(ev, function, start, limit, same_test))


@builtin("ComposeList")
def compose_list(functions: Expr, start: Expr) -> Expr | None:
    """ComposeList[{f1, f2, ...}, x] is {x, f1[x], f2[f1[x]], ...}.

    Source   ref/ComposeList
    Example  ComposeList[{f, g}, x]  gives  {x, f[x], g[f[x]]}
    """
    if isinstance(functions, Atom):
        return None
    found = [start]
    for function in functions.args:
        found.append(Call(function, found[-1]))
    return Call(functions.head, *found)
