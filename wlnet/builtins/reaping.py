"""Sow and Reap: collecting values on the way."""

from __future__ import annotations

from wlnet.builtins.matching import matcher_of
from wlnet.expr import Call, Expr, S, is_list
from wlnet.kernel.attributes import HOLD_FIRST
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.matchers import Matcher


class Basket:
    """What one `Reap` collects: for each of its forms, values by tag in the order of first use."""

    def __init__(self, forms: list[Matcher]) -> None:
        self.forms = forms
        self.found: list[dict[Expr, list[Expr]]] = [{} for _ in forms]

    def take(self, ev: Evaluator, value: Expr, tag: Expr) -> bool:
        """Keep a value whose tag matches; whether any form did."""
        taken = False
        for form, found in zip(self.forms, self.found):
            if form.test(tag, {}, ev):
                found.setdefault(tag, []).append(value)
                taken = True
        return taken


def _baskets(ev: Evaluator) -> list[Basket]:
    baskets: list[Basket] = ev.state.setdefault("baskets", [])
    return baskets


@builtin("Sow")
def sow(ev: Evaluator, value: Expr, tags: Expr = S["None"]) -> Expr:
    """Sow[e] hands e to the nearest enclosing Reap, and gives e; Sow[e, tag] to the nearest whose form
    matches the tag; Sow[e, {tag1, tag2, ...}] once for each tag.

    Source   ref/Sow
    Example  Reap[Sow[1]; Sow[2]; 3]  gives  {3, {{1, 2}}}
    """
    for tag in tags.args if is_list(tags) else (tags,):
        for basket in reversed(_baskets(ev)):
            if basket.take(ev, value, tag):
                break
    return value


@builtin("Reap", HOLD_FIRST)
def reap(ev: Evaluator, expr: Expr, forms: Expr | None = None, function: Expr | None = None) -> Expr:
    """Reap[expr] gives {value of expr, {values sown, in a list for each tag}}; Reap[expr, form] collects
    only values whose tags match; Reap[expr, {form1, ...}] gives lists for each form; Reap[expr, form, f]
    gives f[tag, {values}].

    Source   ref/Reap
    Example  Reap[Sow[1, a]; Sow[2, b]; Sow[3, a]; x, _, Rule]  gives  {x, {a -> {1, 3}, b -> {2}}}
    """
    several = forms is not None and is_list(forms)
    wanted = [Call(S.Blank)] if forms is None else list(forms.args) if several else [forms]
    basket = Basket([matcher_of(ev, form) for form in wanted])
    baskets = _baskets(ev)
    baskets.append(basket)
    try:
        value = ev(expr)
    finally:
        baskets.remove(basket)

    def group(found: dict[Expr, list[Expr]]) -> Expr:
        lists = [(tag, Call(S.List, *values)) for tag, values in found.items()]
        return Call(S.List, *(values if function is None else Call(function, tag, values) for tag, values in lists))
    groups = [group(found) for found in basket.found]
    return Call(S.List, value, Call(S.List, *groups) if several else groups[0])
