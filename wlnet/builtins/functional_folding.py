"""Folding lists; the heads and arguments of functions."""

from __future__ import annotations

from wlnet.builtins.functional import listed_numbers, numeric_steps
from wlnet.builtins.structure import elements, ordinary
from wlnet.expr import TRUE, Association, Atom, Call, Expr, S, is_list, list_of, to_expr
from wlnet.kernel.arguments import Natural
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged

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
