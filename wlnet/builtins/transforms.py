"""Differential and difference equations in closed form, integral transforms and residues, through sympy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wlnet.builtins.algebra import answered
from wlnet.builtins.sympy_bridge import Bridge, Unanswered
from wlnet.expr import Call, Expr, Integer, S, Symbol, integer, is_call, is_list, list_of
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Unchanged


class DifferentialBridge(Bridge):
    """A bridge over which y'[x] goes as the derivative of y[x], and sympy's constants come back as C[1], C[2]."""

    def _call(self, expr: Call) -> Any:
        head = expr.head
        if is_call(head, S.Derivative) or not isinstance(head, Call):
            return super()._call(expr)
        inner = head.head
        if not (is_call(inner, S.Derivative, 1) and len(head.args) == 1 and len(expr.args) == 1):
            return super()._call(expr)
        order = inner.args[0]
        if not isinstance(order, Integer):
            return super()._call(expr)
        function, point = Call(head.args[0], expr.args[0]), self.to(expr.args[0])
        if not isinstance(expr.args[0], Symbol):
            x = self.sympy.Dummy("x")
            name = self.to(Call(head.args[0], expr.args[0])).func
            return self.sympy.Subs(self.sympy.Derivative(name(x), (x, order.value)), x, point)
        return self.sympy.Derivative(self.to(function), (point, order.value))

    def _atom(self, value: Any) -> Expr:
        name = getattr(value, "name", "")
        if value.is_Symbol and name not in self.symbols and name[:1] == "C" and name[1:].isdigit():
            return Call(S.C, integer(int(name[1:])))
        return super()._atom(value)


@builtin("DSolve")
def dsolve(ev: Evaluator, equations: Expr, unknown: Expr, x: Expr) -> Expr | None:
    """DSolve[eqn, y[x], x] solves a differential equation for y[x]; DSolve[{eqn, y[0] == a, ...}, y[x], x] with
    values given. DSolve[eqn, y, x] gives y as a pure function.

    Source   ref/DSolve
    Example  DSolve[y'[x] == 2 y[x], y[x], x]  gives  {{y[x] -> E^(2 x) C[1]}}
    """
    pure = isinstance(unknown, Symbol)
    function = Call(unknown, x) if pure else unknown
    if not isinstance(function, Call) or function.args != (x,):
        return None
    listed = list(equations.args) if is_list(equations) else [equations]
    main = [each for each in listed if _mentions(each, function)]
    given = [each for each in listed if each not in main]
    if len(main) != 1 or not is_call(main[0], S.Equal, 2):
        return None
    bridge = DifferentialBridge()

    def ask() -> Any:
        sp = bridge.sympy
        conditions = {bridge.to(each.args[0]): bridge.to(each.args[1]) for each in given if is_call(each, S.Equal, 2)}
        found = sp.dsolve(bridge.to(main[0]), bridge.to(function), ics=conditions or None)
        return [_renumbered(sp, each.rhs) for each in (found if isinstance(found, list) else [found])]
    values = answered(ev, bridge, ask).args
    if pure:
        return list_of(list_of([Call(S.Rule, unknown, Call(S.Function, list_of([x]), value))]) for value in values)
    return list_of(list_of([Call(S.Rule, function, value)]) for value in values)


def _renumbered(sp: Any, value: Any) -> Any:
    """Two constants change places: sympy begins with the sine and the falling exponential, we with the others."""
    first, second = sp.symbols("C1 C2")
    if value.has(first) and value.has(second) and not value.has(sp.Symbol("C3")):
        return value.subs({first: second, second: first}, simultaneous=True)
    return value


def _mentions(equation: Expr, function: Call) -> bool:
    """Whether y[x] or a derivative of it at x itself stands in an equation."""
    if equation == function:
        return True
    if not isinstance(equation, Call):
        return False
    head = equation.head
    if equation.args == function.args and isinstance(head, Call):
        return head.args == (function.head,)
    return any(_mentions(arg, function) for arg in equation.args)


@builtin("RSolve")
def rsolve(ev: Evaluator, equations: Expr, unknown: Expr, n: Expr) -> Expr | None:
    """RSolve[{eqn, a[0] == c, ...}, a[n], n] solves a linear recurrence for a[n].

    Source   ref/RSolve
    Example  RSolve[{a[n + 1] == 2 a[n], a[0] == 1}, a[n], n]  gives  {{a[n] -> 2^n}}
    """
    if not isinstance(unknown, Call) or not isinstance(n, Symbol):
        return None
    listed = list(equations.args) if is_list(equations) else [equations]
    given = [each for each in listed if is_call(each, S.Equal, 2) and _is_value(each.args[0], unknown.head)]
    main = [each for each in listed if each not in given]
    if len(main) != 1 or not is_call(main[0], S.Equal, 2):
        return None
    bridge = DifferentialBridge({n: {"integer": True}})

    def ask() -> Any:
        sp = bridge.sympy
        start = {bridge.to(each.args[0]): bridge.to(each.args[1]) for each in given}
        there = bridge.to(main[0].args[0]) - bridge.to(main[0].args[1])
        found = sp.rsolve(there, bridge.to(unknown), start or None)
        if found is None:
            raise Unanswered
        return sp.simplify(found)
    return list_of([list_of([Call(S.Rule, unknown, answered(ev, bridge, ask))])])


def _is_value(expr: Expr, head: Expr) -> bool:
    return isinstance(expr, Call) and expr.head == head and all(isinstance(arg, Integer) for arg in expr.args)


def _transform(name: str, doc: str, change: Callable[..., Any], positive: bool = False) -> None:
    """Declare a transform: `name[f, t, s]`, where `change(sympy, f, t, s)` is sympy's answer."""
    def run(ev: Evaluator, function: Expr, t: Expr, s: Expr) -> Expr:
        if not isinstance(t, Symbol):
            raise Unchanged
        bridge = Bridge({t: {"positive": True}} if positive else {t: {"real": True}})

        def ask() -> Any:
            sp = bridge.sympy
            found = change(sp, bridge.to(function), bridge.to(t), bridge.to(s))
            if found.has(sp.LaplaceTransform, sp.InverseLaplaceTransform, sp.FourierTransform, sp.Integral):
                raise Unanswered
            return sp.simplify(found)
        return answered(ev, bridge, ask)
    run.__doc__ = doc
    builtin(name)(run)


_transform("LaplaceTransform", """
    LaplaceTransform[f, t, s] is the integral of f E^(-s t) over positive t.

    Source   ref/LaplaceTransform
    Example  LaplaceTransform[t^2, t, s]  gives  2/s^3
    """, lambda sp, f, t, s: sp.laplace_transform(f, t, s, noconds=True), positive=True)
_transform("InverseLaplaceTransform", """
    InverseLaplaceTransform[F, s, t] is the function of t whose Laplace transform is F.

    Source   ref/InverseLaplaceTransform
    Example  InverseLaplaceTransform[1/s^2, s, t]  gives  t
    """, lambda sp, f, s, t: _without_steps(sp, sp.inverse_laplace_transform(f, s, t), t))
_transform("FourierTransform", """
    FourierTransform[f, t, w] is the integral of f E^(I w t) over all t, divided by Sqrt[2 Pi].

    Source   ref/FourierTransform
    Example  FourierTransform[E^(-t^2), t, w]  gives  1/(Sqrt[2] E^(w^2/4))
    """, lambda sp, f, t, w:
        sp.integrate(f * sp.exp(sp.I * w * t), (t, -sp.oo, sp.oo), conds="none") / sp.sqrt(2 * sp.pi))


def _without_steps(sp: Any, value: Any, t: Any) -> Any:
    """The value for positive t."""
    return value.subs(sp.Heaviside(t), 1)


@builtin("Residue")
def residue(ev: Evaluator, function: Expr, spec: Expr) -> Expr | None:
    """Residue[f, {z, z0}] is the residue of f at z0.

    Source   ref/Residue
    Example  Residue[1/(z^2 + 1), {z, I}]  gives  -I/2
    """
    if not is_list(spec) or len(spec.args) != 2 or not isinstance(spec.args[0], Symbol):
        return None
    bridge = Bridge()
    return answered(ev, bridge, lambda: bridge.sympy.residue(
        bridge.to(function), bridge.to(spec.args[0]), bridge.to(spec.args[1])))
