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
from wlnet.builtins.structure import elements, ordinary
from wlnet.expr import (
    TRUE, Association, Atom, Call, Expr, Integer, Packed, S, integer, is_call, is_list, list_of, to_expr,
)
from wlnet.kernel.arguments import CountOrInfinity, Natural, is_infinity
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged

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
    value = start
    for _ in range(times):
        value = ev(Call(function, value))
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
    found = [start]
    value = start
    for _ in range(times):
        value = ev(Call(function, value))
        found.append(value)
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
    found = [start]
    while len(found) - 1 < limit:
        if len(found) >= least:
            given = found if most >= len(found) else found[len(found) - int(most):]
            if ev(Call(test, *given)) is not TRUE:
                break
        found.append(ev(Call(function, found[-1])))
    else:
        return found
    for _ in range(extra):
        found.append(ev(Call(function, found[-1])))
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
    value = start
    while ev(Call(test, value)) is TRUE:
        value = ev(Call(function, value))
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


def _fixed_point(ev: Evaluator, function: Expr, start: Expr, limit: float, same: Expr) -> Iterator[Expr]:
    """Results until two in a row are the same, the repetition included."""
    yield start
    steps = 0
    while steps < limit:
        value = ev(Call(function, start))
        yield value
        if value == start if same is S.SameQ else ev(Call(same, start, value)) is TRUE:
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


# ---- Fold ---------------------------------------------------------------------------------------------------------

def _to_fold(start: Expr, items: Expr | None, call: Call) -> tuple[list[Expr], Expr]:
    """The values to fold, the first being the start; and what they are the elements of."""
    whole = ordinary(start if items is None else items)
    if isinstance(whole, Atom):
        raise Complaint("normal", 2 if items is None else 3, call)
    values = list(elements(whole))
    return values if items is None else [start, *values], whole


@builtin("Fold", operator=1)
def fold(ev: Evaluator, function: Expr, start: Expr, items: Expr | None = None, *, call: Call) -> Expr:
    """Fold[f, x, {a, b, ...}] is ...f[f[x, a], b]...; Fold[f, list] starts with the first element.

    Source   ref/Fold
    Example  Fold[f, x, {a, b}]  gives  f[f[x, a], b]
    """
    values, _ = _to_fold(start, items, call)
    if not values:
        raise Unchanged
    value = values[0]
    numbers = numeric_steps(ev, function, value, values[1:])
    if numbers is not None:
        return to_expr(numbers[-1])
    for item in values[1:]:
        value = ev(Call(function, value, item))
    return value


@builtin("FoldList", operator=1)
def fold_list(ev: Evaluator, function: Expr, start: Expr, items: Expr | None = None, *, call: Call) -> Expr:
    """FoldList[f, x, {a, b, ...}] is {x, f[x, a], f[f[x, a], b], ...}; FoldList[f, list] starts with the
    first element.

    Source   ref/FoldList
    Example  FoldList[f, x, {a, b}]  gives  {x, f[x, a], f[f[x, a], b]}
    """
    values, whole = _to_fold(start, items, call)
    found = values[:1]
    numbers = numeric_steps(ev, function, values[0], values[1:]) if is_list(whole) and values else None
    if numbers is not None:
        return listed_numbers(numbers)
    for item in values[1:]:
        found.append(ev(Call(function, found[-1], item)))
    if isinstance(whole, Association):
        return whole.with_values(found) if items is None else list_of(found)
    return Call(whole.head, *found)


def _folded_while(ev: Evaluator, call: Call) -> list[Expr]:
    function, start, items, test = call.args[:4]
    values, _ = _to_fold(start, items, call)
    found = values[:1]
    for item in values[1:]:
        if ev(Call(test, found[-1])) is not TRUE:
            break
        found.append(ev(Call(function, found[-1], item)))
    return found


@builtin("FoldWhile")
def fold_while(ev: Evaluator, function: Expr, start: Expr, items: Expr, test: Expr, *, call: Call) -> Expr:
    """FoldWhile[f, x, list, test] folds as long as test of the result gives True.

    Source   ref/FoldWhile
    Example  FoldWhile[Plus, 0, {1, 2, 3, 4}, # < 4 &]  gives  6
    """
    return _folded_while(ev, call)[-1]


@builtin("FoldWhileList")
def fold_while_list(ev: Evaluator, function: Expr, start: Expr, items: Expr, test: Expr, *, call: Call) -> Expr:
    """FoldWhileList[f, x, list, test] is the list of the results that FoldWhile goes through.

    Source   ref/FoldWhileList
    Example  FoldWhileList[Plus, 0, {1, 2, 3, 4}, # < 4 &]  gives  {0, 1, 3, 6}
    """
    return list_of(_folded_while(ev, call))


def _fold_pairs(ev: Evaluator, call: Call) -> list[Expr]:
    """The pairs {value, next state} that f gives along a list."""
    function, state, items = call.args[:3]
    found = []
    for item in elements(ordinary(items)):
        pair = ev(Call(function, state, item))
        if not is_list(pair) or len(pair.args) != 2:
            raise Unchanged
        found.append(pair)
        state = pair.args[1]
    return found


@builtin("FoldPair")
def fold_pair(
    ev: Evaluator, function: Expr, state: Expr, items: Expr, result: Expr = S.First, *, call: Call,
) -> Expr:
    """FoldPair[f, y, list] folds with a function that gives pairs {value, next y}, and gives the last value;
    FoldPair[f, y, list, g] gives g of the last pair.

    Source   ref/FoldPair
    Example  FoldPair[{#1 #2, #1 + #2} &, 1, {1, 2, 3}]  gives  12
    """
    pairs = _fold_pairs(ev, call)
    if not pairs:
        raise Unchanged
    return Call(result, pairs[-1])


@builtin("FoldPairList")
def fold_pair_list(
    ev: Evaluator, function: Expr, state: Expr, items: Expr, result: Expr = S.First, *, call: Call,
) -> Expr:
    """FoldPairList[f, y, list] is the list of the values of FoldPair; FoldPairList[f, y, list, g] of g of
    the pairs.

    Source   ref/FoldPairList
    Example  FoldPairList[{#1 #2, #1 + #2} &, 1, {1, 2, 3}]  gives  {1, 4, 12}
    """
    return list_of(Call(result, pair) for pair in _fold_pairs(ev, call))


@builtin("SequenceFold")
def sequence_fold(ev: Evaluator, function: Expr, starts: Expr, items: Expr) -> Expr | None:
    """SequenceFold[f, {x1, ..., xn}, {a, b, ...}] folds, giving f the latest n results and the next element.

    Source   ref/SequenceFold
    Example  SequenceFold[f, {x, y}, {a, b}]  gives  f[y, f[x, y, a], b]
    """
    found = _sequence_fold(ev, function, starts, items)
    return found[-1] if found else None


@builtin("SequenceFoldList")
def sequence_fold_list(ev: Evaluator, function: Expr, starts: Expr, items: Expr) -> Expr:
    """SequenceFoldList[f, {x1, ..., xn}, {a, b, ...}] is the list of the results of SequenceFold.

    Source   ref/SequenceFoldList
    Example  SequenceFoldList[f, {x, y}, {a}]  gives  {x, y, f[x, y, a]}
    """
    return list_of(_sequence_fold(ev, function, starts, items))


def _sequence_fold(ev: Evaluator, function: Expr, starts: Expr, items: Expr) -> list[Expr]:
    if not is_list(starts) or not is_list(items):
        raise Unchanged
    found = list(starts.args)
    width = len(found)
    for item in items.args:
        found.append(ev(Call(function, *found[len(found) - width:], item)))
    return found


# ---- heads and arguments ------------------------------------------------------------------------------------------

@builtin("Through")
def through(expr: Expr, wanted: Expr | None = None) -> Expr:
    """Through[p[f1, f2, ...][x]] is p[f1[x], f2[x], ...]; Through[expr, h] only where p is h.

    Source   ref/Through
    Example  Through[{f, g}[x]]  gives  {f[x], g[x]}
    """
    if not isinstance(expr, Call) or isinstance(expr.head, Atom):
        return expr
    functions = expr.head
    if wanted is not None and functions.head != wanted:
        return expr
    if isinstance(functions, Association):
        return functions.with_values([Call(function, *expr.args) for function in functions.items.values()])
    return Call(functions.head, *(Call(function, *expr.args) for function in functions.args))


@builtin("Operate")
def operate(function: Expr, expr: Expr, level: Natural = 1) -> Expr:
    """Operate[p, f[x, y]] is p[f][x, y]; Operate[p, expr, n] applies p at the n-th level of heads.

    Source   ref/Operate
    Example  Operate[p, f[x, y]]  gives  p[f][x, y]
    """
    if not level or not isinstance(expr, Call):
        return Call(function, expr) if not level or level == 1 and isinstance(expr, Atom) else expr
    return Call(operate(function, expr.head, level - 1), *expr.args)


@builtin("Distribute")
def distribute(
    expr: Expr, outer: Expr = S.Plus, inner: Expr | None = None, new_outer: Expr | None = None,
    new_inner: Expr | None = None,
) -> Expr:
    """Distribute[f[a + b, c]] is f[a, c] + f[b, c]; Distribute[expr, g] distributes over g instead of Plus,
    Distribute[expr, g, f] only if the head of expr is f, Distribute[expr, g, f, gp, fp] with gp and fp in
    the result.

    Source   ref/Distribute
    Example  Distribute[f[a + b, c]]  gives  f[a, c] + f[b, c]
    """
    if not isinstance(expr, Call) or (inner is not None and expr.head != inner):
        return expr
    columns = [arg.args if isinstance(arg, Call) and arg.head == outer else (arg,) for arg in expr.args]
    if not any(isinstance(arg, Call) and arg.head == outer for arg in expr.args):
        return expr
    rows: list[tuple[Expr, ...]] = [()]
    for column in columns:
        rows = [(*row, item) for row in rows for item in column]
    return Call(new_outer or outer, *(Call(new_inner or expr.head, *row) for row in rows))


@builtin("Construct")
def construct(function: Expr, *args: Expr) -> Expr:
    """Construct[f, x, y, ...] is f[x, y, ...].

    Source   ref/Construct
    Example  Construct[f, a, b]  gives  f[a, b]
    """
    return Call(function, *args)


