"""Expressions -> text, with the user's `Format` definitions and the session's way to write symbols."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wlnet.expr import Association, Call, Expr, Packed, S, Symbol, root
from wlnet.kernel.definitions import UNDEFINED
from wlnet.syntax import full_form, input_form, output_form, script_form, tex_form

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

FORMS = {
    "InputForm": input_form, "FullForm": full_form, "OutputForm": output_form, "ScriptForm": script_form,
    "TeXForm": tex_form,
}

Shown = Callable[["Evaluator", Call, str], "str | None"]

SHOWN: dict[Symbol, Shown] = {}


def shown(name: str) -> Callable[[Shown], Shown]:
    """Declare the function below as what a call of this head prints as by itself: (evaluator, call, form) -> text."""
    def declare(function: Shown) -> Shown:
        SHOWN[S[name]] = function
        return function
    return declare


def text_of(ev: Evaluator, expr: Expr, form: str) -> str:
    """The text of an expression in OutputForm, InputForm, FullForm or ScriptForm."""
    if type(expr) is Call and isinstance(expr.head, Symbol) and expr.head in SHOWN and form != "FullForm":
        text = SHOWN[expr.head](ev, expr, form)
        if text is not None:
            return text
    if ev.state.get("formats") and form not in ("FullForm", "InputForm"):
        expr = formatted(ev, expr)
    return FORMS[form](expr, ev.contexts.written)


def formatted(ev: Evaluator, expr: Expr) -> Expr:
    """The expression with the user's `Format` definitions applied to all its parts."""
    if isinstance(expr, Packed):
        return expr
    symbol = root(expr)
    rules = ev.table.get(symbol, UNDEFINED).format if symbol is not None else None
    if rules is not None:
        found = rules.apply(Call(S.Format, expr), ev)
        if found is not None:
            return formatted(ev, ev.evaluate(found))
    if isinstance(expr, Call):
        return Call(formatted(ev, expr.head), *(formatted(ev, arg) for arg in expr.args))
    if isinstance(expr, Association):
        return expr.with_values(formatted(ev, value) for value in expr.items.values())
    return expr
