"""The evaluator: the standard evaluation sequence, as a list of steps.

Evaluating `h[a1, a2, ...]` takes these steps, each with a function of its own, and begins again until nothing changes:
the head; the arguments that the attributes of the head do not hold; sequences spliced; nested calls of a flat head
merged; a listable head threaded over lists; the arguments of an orderless head sorted; the up values of the arguments;
the down values of the head (sub values, for `f[x][y]`); the built-in code.

An expression found to be in normal form is stamped and passed over next time. There are two stamps: `data` for lists of
atoms, which no definition can touch, and `clock`, which is renewed by any definition that could make such an
expression mean something new. (Giving another value to a symbol that has one cannot: such a symbol is in no normal
form.) Stamps are objects of this evaluator, so that sessions do not trust each other's.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from typing import Any

from wlnet.expr import (
    NULL, Association, BigReal, Call, Complex, Expr, Integer, Object, Packed, Rational, Real, S, String, Symbol,
    integer, is_call, is_list, length, root, to_expr,
)
from wlnet.expr.order import order_key
from wlnet.kernel.attributes import (
    FLAT, HOLD_ALL, HOLD_ALL_COMPLETE, HOLD_FIRST, HOLD_REST, LISTABLE, NUMERIC_FUNCTION, ONE_IDENTITY, ORDERLESS,
    PROTECTED, SEQUENCE_HOLD,
    bits_of,
)
from wlnet.kernel.contexts import Contexts
from wlnet.kernel.control import Flow
from wlnet.kernel.definitions import UNDEFINED, Definition, Definitions
from wlnet.kernel.messages import Complaint, Failed
from wlnet.kernel.objects import apply_object
from wlnet.kernel.reports import Reports
from wlnet.kernel.rules import Fast
from wlnet.kernel.templates import Bindings, substitute

SEQUENCE, NOTHING, UNEVALUATED, EVALUATE, LIST, ASSOCIATION, RETURN, FUNCTION = (
    S.Sequence, S.Nothing, S.Unevaluated, S.Evaluate, S.List, S.Association, S.Return, S.Function)
SPECIAL_ARGUMENTS = frozenset({SEQUENCE, UNEVALUATED, S.Splice})
DATA_ATOMS = frozenset({Integer, Real, String, Rational, Complex, BigReal, Packed})
NUMBERS = frozenset({Integer, Real, Rational, Complex, BigReal})
ORDERED_FIRST = frozenset({Integer, Real, Rational})
REWRITES = FLAT | LISTABLE | ORDERLESS
STRUCTURAL = FLAT | ORDERLESS | ONE_IDENTITY

# what a missing argument of an arithmetic pattern stands for, at a position or (0) at any: x_ + y_., x_ y_., x_^n_.
DEFAULTS = {(S.Plus, 0): integer(0), (S.Times, 0): integer(1), (S.Power, 2): integer(1)}


class Terminated(Flow):
    """A recursion or iteration limit was reached."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class Evaluator:
    """Evaluates expressions under a table of definitions.

    Calling it evaluates an expression. `rng` is the session's random stream (a numpy Generator), `contexts` the names,
    `reports` where messages and printed text go.
    """

    def __init__(self, definitions: Definitions, contexts: Contexts, reports: Reports) -> None:
        self.table = definitions
        self.contexts = contexts
        self.reports = reports
        self.clock: object = object()
        self.data: object = object()
        self.depth = 0
        self.recursion_limit: float = 1024
        self.iteration_limit: float = 4096
        self.up_values = False
        self.rule_fired = False
        self.module_number = 1
        self.state: dict[str, Any] = {}
        self.stack: list[Expr] = []
        self.random: Callable[[], Any] | None = None
        self.compiler: Callable[[Evaluator, Call], Fast | None] | None = None

    @property
    def rng(self) -> Any:
        """The session's random stream."""
        assert self.random is not None
        return self.random()

    # ---- the loop -------------------------------------------------------------------------------------------------

    def evaluate(self, expr: Expr) -> Expr:
        """The value of an expression.

        Errors  Flow exceptions (aborts, throws, limits) pass through.
        """
        kind = type(expr)
        if kind is Call:
            stamp = expr.stamp  # type: ignore[attr-defined]
            if stamp is not None and (stamp is self.clock or stamp is self.data):
                return expr
            return self._evaluate_call(expr)  # type: ignore[arg-type]
        if kind is Symbol:
            definition = self.table.get(expr)  # type: ignore[call-overload]
            if definition is None or (definition.value is None and definition.own is None):
                return expr
            return self._evaluate_symbol(expr, definition)  # type: ignore[arg-type]
        if kind is Association:
            return self._evaluate_association(expr)  # type: ignore[arg-type]
        return expr

    __call__ = evaluate

    def _evaluate_symbol(self, symbol: Symbol, definition: Definition) -> Expr:
        value = definition.value
        if value is None:
            assert definition.own is not None
            value = definition.own.apply(symbol, self)
            if value is None:
                return symbol
        if value is symbol or type(value) in DATA_ATOMS:
            return value
        self.depth += 1
        if self.depth > self.recursion_limit:
            self.too_deep(symbol)
        try:
            return self.evaluate(value)
        finally:
            self.depth -= 1

    def _evaluate_call(self, expr: Call) -> Expr:
        self.depth += 1
        if self.depth > self.recursion_limit:
            self.too_deep(expr)
        iterations = 0
        entered = False
        step = self._step
        try:
            while True:
                result = step(expr)
                if self.rule_fired:
                    entered = True
                    self.rule_fired = False
                if result is None:
                    return returned(expr) if entered and expr.head is RETURN else expr
                if type(result) is not Call:
                    return self.evaluate(result)
                if result.stamp is not None and (result.stamp is self.clock or result.stamp is self.data):
                    return returned(result) if entered and result.head is RETURN else result
                expr = result
                iterations += 1
                if iterations > self.iteration_limit:
                    self.too_many(expr)
        finally:
            self.depth -= 1

    def _step(self, expr: Call) -> Expr | None:
        """One round of the evaluation sequence: the rewritten call, or None when it is in normal form.

        A call whose arguments changed but to which no rule applies counts as rewritten and stamped.
        """
        original = expr
        head = expr.head
        if type(head) is Symbol:
            definition = self.table.get(head, UNDEFINED)
            if definition.value is not None or definition.own is not None or definition.load is not None:
                expr, definition = self._evaluate_head(expr)
                head = expr.head
        else:
            expr, definition = self._evaluate_head(expr)
            head = expr.head
        attributes = definition.attributes

        wrapped = None
        if not attributes & HOLD_ALL_COMPLETE:
            expr, wrapped = self._evaluate_arguments(expr, attributes)
            if attributes & REWRITES and not (attributes & NUMERIC_FUNCTION and two_numbers(expr.args)):
                rewritten = self._rewrite(expr, attributes)
                if type(rewritten) is not Call or rewritten.head is not head:
                    return rewritten
                expr = rewritten
        result = self._apply_rules(expr, definition, attributes)
        if result is not None:
            return result
        if wrapped is not None:
            expr = wrapped
        self._stamp(expr)
        return None if expr is original else expr

    def _evaluate_head(self, expr: Call) -> tuple[Call, Definition]:
        """The call with its head evaluated, and what that head means."""
        head = self.evaluate(expr.head)
        if head is not expr.head:
            expr = Call(head, *expr.args)
        if type(head) is Symbol:
            return expr, self.definition(head)
        if type(head) is Call and head.head is FUNCTION and len(head.args) == 3:
            definition = Definition()
            definition.attributes = bits_of(head.args[2])
            return expr, definition
        return expr, UNDEFINED

    # ---- arguments ------------------------------------------------------------------------------------------------

    def _evaluate_arguments(self, expr: Call, attributes: int) -> tuple[Call, Call | None]:
        """The call with its arguments evaluated and sequences spliced; and, if there were `Unevaluated` wraps that
        have been taken off, the call that still has them."""
        evaluate = self.evaluate
        changed = special = False
        values: list[Expr] = []
        if not attributes & HOLD_ALL:
            clock, data = self.clock, self.data
            for arg in expr.args:
                kind = type(arg)
                if kind is Call:
                    if arg.stamp is clock or arg.stamp is data or arg.head is UNEVALUATED:  # type: ignore[attr-defined]
                        value = arg
                    else:
                        value = self._evaluate_call(arg)  # type: ignore[arg-type]
                        clock = self.clock
                        changed = changed or value is not arg
                    if value is NOTHING or (type(value) is Call and value.head in SPECIAL_ARGUMENTS):
                        special = True
                elif kind is Symbol or kind is Association:
                    value = evaluate(arg)
                    if value is not arg:
                        changed = True
                    if value is NOTHING or (type(value) is Call and value.head in SPECIAL_ARGUMENTS):
                        special = True
                else:
                    value = arg
                values.append(value)
        else:
            for index, arg in enumerate(expr.args):
                held = attributes & (HOLD_REST if index else HOLD_FIRST)
                value = self._evaluate_held(arg) if held else arg if is_call(arg, UNEVALUATED) else evaluate(arg)
                changed = changed or value is not arg
                special = special or type(value) is Call and value.head in SPECIAL_ARGUMENTS
                values.append(value)
        if special:
            return self._splice(expr, values, attributes)
        return (Call(expr.head, *values) if changed else expr), None

    def _evaluate_held(self, arg: Expr) -> Expr:
        if type(arg) is Call and arg.head is EVALUATE:
            return self.evaluate(arg.args[0] if len(arg.args) == 1 else Call(SEQUENCE, *arg.args))
        return arg

    def _splice(self, expr: Call, values: list[Expr], attributes: int) -> tuple[Call, Call | None]:
        """Arguments `Sequence[...]` (and `Nothing` in lists) give way to their elements, `Unevaluated[x]` to `x`."""
        kept: list[Expr] = []
        bare: list[Expr] = []
        held = bool(attributes & SEQUENCE_HOLD)
        for value in values:
            if type(value) is Call and value.head is SEQUENCE and not held:
                kept += value.args
                bare += value.args
            elif type(value) is Call and value.head is UNEVALUATED and len(value.args) == 1:
                kept.append(value)
                bare.append(value.args[0])
            elif self._is_splice(value, expr.head):
                kept += value.args[0].args
                bare += value.args[0].args
            elif not (value is NOTHING and expr.head is LIST):
                kept.append(value)
                bare.append(value)
        call = Call(expr.head, *bare)
        if len(kept) == len(bare) and not all(map(operator.is_, kept, bare)):
            return call, Call(expr.head, *kept)
        if call.args == expr.args:
            return expr, None
        return call, None

    @staticmethod
    def _is_splice(value: Expr, head: Expr) -> bool:
        if not (is_call(value, S.Splice) and value.args and is_list(value.args[0])):
            return False
        return head is LIST if len(value.args) == 1 else value.args[1] == head

    def _rewrite(self, expr: Call, attributes: int) -> Expr:
        """What the attributes Flat, Listable and Orderless do to a call."""
        if attributes & FLAT:
            expr = flattened(expr)
        if attributes & LISTABLE:
            threaded = self._thread(expr, attributes)
            if threaded is not None:
                return threaded
        if attributes & ORDERLESS and len(expr.args) > 1:
            expr = in_order(expr)
        return expr

    def _thread(self, expr: Call, attributes: int) -> Expr | None:
        """A listable call threaded over the lists among its arguments; None when there are none."""
        for arg in expr.args:
            kind = type(arg)
            if kind is Packed or (kind is Call and arg.head is LIST):
                break
            if kind is Association and len(expr.args) == 1:
                return arg.with_values(Call(expr.head, v) for v in arg.items.values())  # type: ignore[attr-defined, no-any-return]
        else:
            return None
        if attributes & NUMERIC_FUNCTION:
            code = self.table.get(expr.head, UNDEFINED).code  # type: ignore[call-overload]
            bulk = getattr(code, "bulk", None)
            result: Expr | None = bulk(self, expr) if bulk else None
            if result is not None:
                return result
        return self._thread_elements(expr)

    def _thread_elements(self, expr: Call) -> Expr | None:
        sizes = {length(arg) for arg in expr.args if is_list(arg)}
        if len(sizes) > 1:
            self.message(S.Thread, "tdlen", expr)
            return None
        columns = [arg.args if is_list(arg) else (arg,) * size for size in sizes for arg in expr.args]
        return Call(LIST, *(Call(expr.head, *row) for row in zip(*columns)))

    # ---- rules ----------------------------------------------------------------------------------------------------

    def _apply_rules(self, expr: Call, definition: Definition, attributes: int) -> Expr | None:
        """Up values, then down values, then built-in code: the first that applies."""
        if self.up_values and not attributes & HOLD_ALL_COMPLETE:
            result = self._apply_up_values(expr)
            if result is not None:
                return result
        if type(expr.head) is not Symbol:
            return self._apply_compound(expr)
        if definition.down is not None:
            result = definition.down.apply_often(expr, self)
            if result is not None:
                self.rule_fired = True
                return result
        if definition.code is not None:
            return definition.code(self, expr)
        return None

    def _apply_up_values(self, expr: Call) -> Expr | None:
        if isinstance(expr, Packed):
            return None
        for arg in expr.args:
            symbol = root(arg)
            if symbol is not None:
                rules = self.table.get(symbol, UNDEFINED).up
                if rules is not None:
                    result = rules.apply(expr, self)
                    if result is not None:
                        return result
        return None

    def _apply_compound(self, expr: Call) -> Expr | None:
        """`f[x][y]`, a pure function, an association or an object applied to arguments."""
        head = expr.head
        if type(head) is Association:
            key = expr.args[0] if len(expr.args) == 1 else None
            if key is not None and key in head.items:
                return head.items[key]
            return self.definition(ASSOCIATION).subcode(self, expr)  # type: ignore[misc]
        if type(head) is Object:
            return self._guarded(lambda call, ev: apply_object(head.value, ev, head, call), expr)
        symbol = root(head)
        if symbol is None:
            return None
        definition = self.definition(symbol)
        if definition.sub is not None:
            result = definition.sub.apply(expr, self)
            if result is not None:
                return result
        if definition.subcode is not None and (is_call(head, symbol) or hasattr(definition.subcode, "curried")):
            return definition.subcode(self, expr)
        return None

    def _guarded(self, apply: Callable[[Call, Evaluator], Expr | None], expr: Call) -> Expr | None:
        """Apply, turning complaints into messages."""
        try:
            return apply(expr, self)
        except Complaint as complaint:
            return self.complain(complaint, root(expr) or S.General)

    def complain(self, complaint: Complaint, symbol: Symbol) -> Expr | None:
        """Issue the message of a complaint; `$Failed` for a failure, None for a call that stays as it is."""
        self.message(complaint.symbol or symbol, complaint.tag, *complaint.details)
        return S["$Failed"] if isinstance(complaint, Failed) else None

    # ---- normal forms ---------------------------------------------------------------------------------------------

    def _stamp(self, expr: Call) -> None:
        if expr.head is LIST or expr.head is S.Rule:
            data = self.data
            for arg in expr.args:
                kind = type(arg)
                if not (kind in DATA_ATOMS or (kind is Call and arg.stamp is data)):  # type: ignore[attr-defined]
                    break
            else:
                expr.stamp = data
                return
        expr.stamp = self.clock

    def changed(self, symbol: Symbol | None = None) -> None:
        """A definition could touch expressions that were in normal form: forget which were."""
        self.clock = object()

    def _evaluate_association(self, expr: Association) -> Expr:
        if expr.stamp is self.clock or expr.stamp is self.data:
            return expr
        evaluate, delayed = self.evaluate, expr.delayed
        items: dict[Expr, Expr] = {}
        changed = False
        for key, value in expr.items.items():
            new_key = evaluate(key)
            new = value if key in delayed else evaluate(value)
            changed = changed or new is not value or new_key is not key
            if new is not NOTHING:
                items[new_key] = new
        result = Association(items, delayed) if changed else expr
        result.stamp = self.clock
        return result

    # ---- limits ---------------------------------------------------------------------------------------------------

    def too_deep(self, expr: Expr) -> None:
        """The recursion limit is reached: say so and unwind."""
        limit = to_expr(int(self.recursion_limit))
        self.message(S["$RecursionLimit"], "reclim2", limit, Call(S.HoldForm, expr))
        raise Terminated("RecursionLimit")

    def too_many(self, expr: Expr) -> None:
        """The iteration limit is reached: say so and unwind."""
        self.message(S["$IterationLimit"], "itlim", to_expr(int(self.iteration_limit)))
        raise Terminated("IterationLimit")

    # ---- for builtins ---------------------------------------------------------------------------------------------

    def attributes(self, symbol: Symbol) -> int:
        """The attribute bits of a symbol."""
        return self.definition(symbol).attributes

    def definition(self, symbol: Symbol) -> Definition:
        """What a symbol means, to be read."""
        definition = self.table.get(symbol, UNDEFINED)
        if definition.load is not None:
            definition.load(self)
            definition = self.table.get(symbol, UNDEFINED)
        return definition

    def define(self, symbol: Symbol) -> Definition:
        """What a symbol means, to be changed. Call `changed` after a change that could touch normal forms."""
        self.definition(symbol)  # a definition to be loaded is loaded before it is copied
        return self.table.own(symbol)

    def set_attributes(self, symbol: Symbol, bits: int) -> None:
        """Give a symbol exactly these attributes; patterns compiled under other ones are forgotten."""
        definition = self.define(symbol)
        changed = definition.attributes ^ bits
        definition.attributes = bits
        if changed & STRUCTURAL:
            self.state.pop("rules", None)
            self.state.pop("patterns", None)
            definition.forget()
        if changed & ~PROTECTED:
            self.changed()

    def set_value(self, symbol: Symbol, value: Expr | None) -> None:
        """Give a symbol a plain value, or take it away."""
        definition = self.table.own(symbol)
        if definition.value is None and value is not None:
            self.clock = object()
        definition.value = value
        definition.value_delayed = False

    def substitute(self, expr: Expr, bindings: Bindings) -> Expr:
        """`expr` with names replaced by their values."""
        return substitute(expr, bindings)

    def default_value(self, head: Expr, position: int, count: int) -> Expr | None:
        """`Default[head, position, count]`: the value of a missing optional argument."""
        if not isinstance(head, Symbol):
            return None
        rules = self.definition(head).default
        if rules is None:
            return DEFAULTS.get((head, position)) or DEFAULTS.get((head, 0))
        for args in ((to_expr(position), to_expr(count)), (to_expr(position),), ()):
            value = rules.apply(Call(S.Default, head, *args), self)
            if value is not None:
                return value
        return None

    def call(self, function: Expr, *args: Expr) -> Expr:
        """The value of `function[args...]`."""
        return self.evaluate(Call(function, *args))

    def message(self, symbol: Symbol, tag: str, *details: Any) -> None:
        """Issue the message `symbol::tag`."""
        self.reports.message(self, symbol, tag, tuple(map(to_expr, details)))

    def write(self, text: str) -> None:
        """Print a line of text."""
        self.reports.write(text)

    def format(self, expr: Expr, form: str = "OutputForm") -> str:
        """The text of an expression."""
        return self.reports.format(self, expr, form)


def returned(expr: Expr) -> Expr:
    """The value of a `Return[value]` that reaches the end of a function or a loop."""
    return expr.args[0] if len(expr.args) == 1 else NULL if not expr.args else expr


def two_numbers(args: tuple[Expr, ...]) -> bool:
    """Whether the arguments are two numbers: then there is nothing to merge or thread, and their order is all one."""
    return len(args) == 2 and type(args[0]) in NUMBERS and type(args[1]) in NUMBERS


def flattened(expr: Call) -> Call:
    """The call with nested calls of the same head merged."""
    head = expr.head
    if not any(type(arg) is Call and arg.head is head for arg in expr.args):
        return expr
    merged: list[Expr] = []
    stack = list(reversed(expr.args))
    while stack:
        arg = stack.pop()
        if type(arg) is Call and arg.head is head:
            stack.extend(reversed(arg.args))
        else:
            merged.append(arg)
    return Call(head, *merged)


def in_order(expr: Call) -> Call:
    """The call with its arguments in canonical order."""
    args = expr.args
    if len(args) == 2:
        first, second = args
        if type(first) in ORDERED_FIRST:
            if type(second) not in DATA_ATOMS:
                return expr
            if type(first) is Integer and type(second) is Integer:
                return expr if first.value <= second.value else Call(expr.head, second, first)
        elif type(second) in ORDERED_FIRST and type(first) not in DATA_ATOMS:
            return Call(expr.head, second, first)
    ordered = sorted(args, key=order_key)
    return expr if all(map(operator.is_, ordered, args)) else Call(expr.head, *ordered)


def results(items: Iterable[Expr]) -> Call:
    """A list of evaluated expressions."""
    return Call(LIST, *items)


__all__ = ["NULL", "Evaluator", "Terminated", "flattened", "in_order", "results", "returned"]
