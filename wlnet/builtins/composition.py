"""Functions made of functions: compositions and curried forms."""

from __future__ import annotations

from wlnet.builtins.structure import elements
from wlnet.expr import Association, Atom, Call, Expr, Integer, S, integer, is_call, is_list
from wlnet.kernel.attributes import FLAT, ONE_IDENTITY
from wlnet.kernel.builtin import applied, builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Unchanged


@builtin("Identity")
def identity(expr: Expr) -> Expr:
    """Identity[expr] is expr.

    Source   ref/Identity
    Example  Identity[x]  gives  x
    """
    return expr


@builtin("Composition", FLAT | ONE_IDENTITY)
def composition(*functions: Expr) -> Expr | None:
    """f @* g or Composition[f, g, ...] is the function that applies g, then f.

    Source   ref/Composition
    Example  (f @* g)[x]  gives  f[g[x]]
    """
    return _composed(S.Composition, functions)


@builtin("RightComposition", FLAT | ONE_IDENTITY)
def right_composition(*functions: Expr) -> Expr | None:
    """f /* g or RightComposition[f, g, ...] is the function that applies f, then g.

    Source   ref/RightComposition
    Example  (f /* g)[x]  gives  g[f[x]]
    """
    return _composed(S.RightComposition, functions)


def _composed(head: Expr, functions: tuple[Expr, ...]) -> Expr | None:
    kept = [function for function in functions if function is not S.Identity]
    if len(kept) < 2:
        return kept[0] if kept else S.Identity
    return None if len(kept) == len(functions) else Call(head, *kept)


@applied("Composition")
def apply_composition(ev: Evaluator, call: Call) -> Expr | None:
    """Functions applied from the last to the first."""
    return _chain(tuple(reversed(call.head.args)), call.args)


@applied("RightComposition")
def apply_right_composition(ev: Evaluator, call: Call) -> Expr | None:
    """Functions applied from the first to the last."""
    return _chain(call.head.args, call.args)


def _chain(functions: tuple[Expr, ...], args: tuple[Expr, ...]) -> Expr | None:
    if not functions:
        return None
    value: Expr = Call(functions[0], *args)
    for function in functions[1:]:
        value = Call(function, value)
    return value


# ---- curried ------------------------------------------------------------------------------------------------------

@builtin("OperatorApplied")
def operator_applied(function: Expr, order: Expr = integer(2)) -> None:
    """OperatorApplied[f][x][y] is f[y, x]; OperatorApplied[f, n] takes n arguments one by one, the first one
    last.

    Source   ref/OperatorApplied
    Example  OperatorApplied[f][x][y]  gives  f[y, x]
    """


@builtin("CurryApplied")
def curry_applied(function: Expr, order: Expr = integer(2)) -> None:
    """CurryApplied[f, n][x1]...[xn] is f[x1, ..., xn]; CurryApplied[f, {i, j, ...}] puts the first at place
    i, the second at place j, ...

    Source   ref/CurryApplied
    Example  CurryApplied[f, 2][x][y]  gives  f[x, y]
    """


@builtin("ReverseApplied")
def reverse_applied(function: Expr) -> None:
    """ReverseApplied[f][x, y] is f[y, x].

    Source   ref/ReverseApplied
    Example  ReverseApplied[f][a, b, c]  gives  f[c, b, a]
    """


@applied("ReverseApplied")
def apply_reversed(ev: Evaluator, call: Call) -> Expr | None:
    """The function with its arguments in the opposite order."""
    return Call(call.head.args[0], *reversed(call.args)) if len(call.head.args) == 1 else None


def _curried(call: Call, places: tuple[int, ...], function: Expr, given: list[Expr]) -> Expr | None:
    """The function of the arguments given one by one, once there are enough of them."""
    if len(given) < len(places):
        return None
    most = max(places)
    args: list[Expr] = [Call(S.Slot, integer(place)) for place in range(1, most + 1)]
    for place, item in zip(places, given):
        args[place - 1] = item
    result: Expr = Call(function, *args)
    return Call(result, *given[len(places):]) if len(given) > len(places) else result


def _order(spec: Expr | None, rotated: bool) -> tuple[int, ...] | None:
    """Where the arguments given one after another go (from 1)."""
    if spec is None:
        return (2, 1) if rotated else (1, 2)
    if isinstance(spec, Integer) and spec.value > 0:
        n = spec.value
        return (*range(2, n + 1), 1) if rotated else tuple(range(1, n + 1))
    if is_list(spec) and spec.args and all(isinstance(item, Integer) for item in spec.args):
        return tuple(item.value for item in spec.args)  # type: ignore[attr-defined]
    return None


def _apply_curried(call: Call, rotated: bool) -> Expr | None:
    given: list[Expr] = []
    head: Expr = call
    while isinstance(head.head, Call):
        assert isinstance(head, Call)
        given[:0] = head.args
        head = head.head
    places = _order(head.args[1] if len(head.args) > 1 else None, rotated) if head.args else None
    return _curried(call, places, head.args[0], given) if places else None


@applied("OperatorApplied")
def apply_operator(ev: Evaluator, call: Call) -> Expr | None:
    """Arguments taken one by one; the first one given goes after the others."""
    return _apply_curried(call, rotated=True)


@applied("CurryApplied")
def apply_curried(ev: Evaluator, call: Call) -> Expr | None:
    """Arguments taken one by one, in order."""
    return _apply_curried(call, rotated=False)


# the evaluator hands over calls of calls too: f[x][y]...
apply_operator.curried = apply_curried.curried = True  # type: ignore[attr-defined]


# ---- many functions of one argument -------------------------------------------------------------------------------

@builtin("Comap", operator=1)
def comap(functions: Expr, argument: Expr) -> Expr:
    """Comap[{f1, f2, ...}, x] is {f1[x], f2[x], ...}.

    Source   ref/Comap
    Example  Comap[{f, g}, x]  gives  {f[x], g[x]}
    """
    return _comapped(functions, (argument,))


@builtin("ComapApply", operator=1)
def comap_apply(functions: Expr, arguments: Expr) -> Expr:
    """ComapApply[{f1, f2, ...}, {x, y, ...}] is {f1[x, y, ...], f2[x, y, ...], ...}.

    Source   ref/ComapApply
    Example  ComapApply[{f, g}, {x, y}]  gives  {f[x, y], g[x, y]}
    """
    if isinstance(arguments, Atom):
        raise Unchanged
    return _comapped(functions, tuple(elements(arguments)))


def _comapped(functions: Expr, args: tuple[Expr, ...]) -> Expr:
    if isinstance(functions, Association):
        return functions.with_values([Call(function, *args) for function in functions.items.values()])
    if isinstance(functions, Atom) or is_call(functions, S.Function):
        raise Unchanged
    return Call(functions.head, *(Call(function, *args) for function in functions.args))
