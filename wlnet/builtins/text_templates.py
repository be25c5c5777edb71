"""Templates: texts (or expressions) with slots to be filled."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from wlnet.builtins.text import evaluate_text
from wlnet.expr import Association, Call, Expr, Integer, Packed, S, String, integer, is_call, is_list, to_expr
from wlnet.kernel.builtin import applied, builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Unchanged

_SLOT = re.compile(r"`([^`\s]*)`|<\*(.*?)\*>", re.DOTALL)
_TEMPLATE_HEADS = (S.StringTemplate, S.FileTemplate)
NO_ARGUMENTS = Call(S.List)


@builtin("StringTemplate")
def string_template(template: Expr, *rest: Expr) -> None:
    """StringTemplate["text `` `1` `name` <* expr *>"] is a template to be filled by TemplateApply, or by
    applying it.

    Source   ref/StringTemplate
    Example  StringTemplate["`a` and `b`"][<|"a" -> 1, "b" -> 2|>]  gives  1 and 2
    Example  StringTemplate["`` is ``"]["x", 3]  gives  x is 3
    """


@applied("StringTemplate")
def apply_string_template(ev: Evaluator, call: Call) -> Expr | None:
    """`StringTemplate["..."][args]`: one association, or arguments by position."""
    args = call.args
    given = args[0] if len(args) == 1 and isinstance(args[0], Association) else Call(S.List, *args)
    return Call(S.TemplateApply, call.head, given)


@builtin("TemplateSlot")
def template_slot(name: Expr, *rest: Expr) -> None:
    """TemplateSlot["name"] or TemplateSlot[n] stands for an argument in a template.

    Source   ref/TemplateSlot
    Example  TemplateApply[f[TemplateSlot[1]], {x}]  gives  f[x]
    """


@dataclass
class Filling:
    """What fills a template: the arguments, and how a value becomes text."""

    ev: Evaluator
    given: Expr
    insert: Callable[[Expr], Expr]
    next: int = 1

    def value(self, key: Expr) -> Expr:
        """The value of a slot, named or numbered."""
        given = self.given
        if isinstance(given, Association):
            found = given.items.get(key)
            return self.ev(found) if found is not None else Call(S.Missing, String("SlotAbsent"), key)
        if isinstance(key, Integer) and 0 < key.value <= len(given.args):
            return given.args[key.value - 1]
        return Call(S.Missing, String("SlotAbsent"), key)

    def in_text(self, text: str) -> Expr:
        """A text with its slots and expressions replaced."""
        pieces: list[Expr] = []
        end = 0
        for match in _SLOT.finditer(text):
            pieces.append(String(text[end:match.start()]))
            end = match.end()
            if match[2] is not None:
                pieces.append(self.insert(self.expression(match[2])))
                continue
            if match[1] == "":
                key: Expr = integer(self.next)
            else:
                key = integer(int(match[1])) if match[1].isdigit() else String(match[1])
            if isinstance(key, Integer):
                self.next = key.value + 1
            pieces.append(self.insert(self.value(key)))
        pieces.append(String(text[end:]))
        return self.ev(Call(S.StringJoin, *pieces))

    def expression(self, source: str) -> Expr:
        """The value of what stands between `<*` and `*>`; slots in it are the arguments."""
        function = evaluate_text(self.ev, source, S.Function)
        args = (self.given,) if isinstance(self.given, Association) else self.given.args
        return self.ev(Call(function, *args))

    def in_expression(self, expr: Expr) -> Expr:
        """An expression with its slots replaced."""
        if is_call(expr, S.TemplateSlot) and expr.args:
            return self.value(expr.args[0])
        if is_call(expr, S.TemplateExpression, 1):
            return self.ev(self.in_expression(expr.args[0]))
        if isinstance(expr, Association):
            return expr.with_values(map(self.in_expression, expr.items.values()))
        if isinstance(expr, Call) and not isinstance(expr, Packed):
            return Call(self.in_expression(expr.head), *map(self.in_expression, expr.args))
        return expr


@builtin("TemplateApply")
def template_apply(
    ev: Evaluator, template: Expr, arguments: Expr = NO_ARGUMENTS, *, insertion_function: Expr = S.TextString,
) -> Expr:
    """TemplateApply[template, args] fills the slots of a string template, or of an expression with
    TemplateSlot, from a list or an association.

    Source   ref/TemplateApply
    Example  TemplateApply["The `1` is <* 1 + #2 *>", {"sum", 2}]  gives  The sum is 3
    """
    if is_list(arguments) and arguments.args and all(is_call(item, S.Rule, 2) for item in arguments.args):
        arguments = Association({rule.args[0]: rule.args[1] for rule in arguments.args})
    elif not is_list(arguments) and not isinstance(arguments, Association):
        arguments = to_expr([arguments])

    def insert(value: Expr) -> Expr:
        return ev(Call(insertion_function, value))
    filling = Filling(ev, arguments, insert)
    if isinstance(template, Call) and template.head in _TEMPLATE_HEADS:
        if not template.args:
            raise Unchanged
        template = template.args[0]
    if isinstance(template, String):
        return filling.in_text(template.value)
    return filling.in_expression(template)
