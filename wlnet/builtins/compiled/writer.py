"""Writing Python: the expressions of numbers, the tests and the statements of a function or a loop.

`NUMBERS` and `STATEMENTS` say how a head is written; `forms` fills them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from wlnet.expr import FALSE, NULL, TRUE, Call, Expr, Integer, Real, S, Symbol, is_call, is_list
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.rules import RuleSet


class Cannot(Exception):
    """An expression has no such Python."""


FUNCTIONS = {
    S.Mod: ("mod", 2), S.Quotient: ("whole_quotient", 2), S.Floor: ("floor", 1), S.Ceiling: ("ceiling", 1),
    S.Abs: ("abs", 1), S.BitAnd: ("bit_and", 2), S.BitXor: ("bit_xor", 2), S.BitOr: ("bit_or", 2),
}
COMPARISONS = {S.Less: "<", S.LessEqual: "<=", S.Greater: ">", S.GreaterEqual: ">="}
PARITY = {S.EvenQ: "whole({}) % 2 == 0", S.OddQ: "whole({}) % 2 == 1"}
SIGNS = {S.Positive: "({} > 0)", S.Negative: "({} < 0)", S.NonNegative: "({} >= 0)", S.NonPositive: "({} <= 0)"}

NUMBERS: dict[Expr, Callable[[Writer, Call], str]] = {}
STATEMENTS: dict[Expr, Callable[[Writer, Call], None]] = {}


@dataclass
class Unit:
    """What is compiled together: functions that call each other, and the definitions they were made from."""

    ev: Evaluator
    function: Callable[[Unit, Symbol, int], str]
    functions: dict[Symbol, str] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)
    constants: dict[str, Any] = field(default_factory=dict)
    made_from: list[RuleSet] = field(default_factory=list)

    def constant(self, value: Any) -> str:
        """A name for a Python value."""
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return name


class Writer:
    """Writes the Python of one function or loop. `names` maps symbols to Python variables; `assigned` are set here."""

    def __init__(self, unit: Unit, names: dict[Symbol, str], free: Callable[[Symbol], str] | None = None) -> None:
        self.unit = unit
        self.names = names
        self.free = free
        self.lines: list[str] = []
        self.depth = 1
        self.count = 0
        self.loops: list[str] = []

    def line(self, text: str) -> None:
        """Add a line at the present depth."""
        self.lines.append("    " * self.depth + text)

    def fresh(self) -> str:
        """A new variable."""
        self.count += 1
        return f"t{self.count}"

    # numbers

    def number(self, expr: Expr) -> str:
        """Python for an expression whose value is a number.

        Errors  Cannot.
        """
        if isinstance(expr, Integer):
            return f"({expr.value})" if expr.value < 0 else str(expr.value)
        if isinstance(expr, Real):
            if not math.isfinite(expr.value):
                raise Cannot
            return f"({expr.value!r})"
        if isinstance(expr, Symbol):
            return self.variable(expr)
        if not isinstance(expr, Call) or not isinstance(expr.head, Symbol):
            raise Cannot
        write = NUMBERS.get(expr.head)
        if write is not None and self.unit.ev.table[expr.head].shared:
            return write(self, expr)
        if expr.head in FUNCTIONS:
            name, count = FUNCTIONS[expr.head]
            if len(expr.args) != count:
                raise Cannot
            return f"{name}({', '.join(map(self.number, expr.args))})"
        return self.call(expr)

    def variable(self, symbol: Symbol) -> str:
        """The Python variable of a symbol."""
        found = self.names.get(symbol)
        if found is None:
            if self.free is None:
                raise Cannot
            found = self.free(symbol)
        return found

    def call(self, expr: Call) -> str:
        """A call of a function defined by the user."""
        assert isinstance(expr.head, Symbol)
        name = self.unit.function(self.unit, expr.head, len(expr.args))
        args = ", ".join([*map(self.number, expr.args), "depth + 1"])
        return f"{name}({args})"

    # tests

    def test(self, expr: Expr) -> str:
        """Python for an expression whose value is True or False.

        Errors  Cannot.
        """
        if expr is TRUE or expr is FALSE:
            return "True" if expr is TRUE else "False"
        if not isinstance(expr, Call):
            raise Cannot
        if expr.head in COMPARISONS and len(expr.args) >= 2:
            sides = (f"finite({self.number(arg)})" if _compound(arg) else self.number(arg) for arg in expr.args)
            return f"({f' {COMPARISONS[expr.head]} '.join(sides)})"
        if expr.head is S.Inequality and len(expr.args) % 2 and all(op in COMPARISONS for op in expr.args[1::2]):
            parts = [self.number(arg) if i % 2 == 0 else COMPARISONS[arg] for i, arg in enumerate(expr.args)]  # type: ignore[index]
            return f"({' '.join(parts)})"
        if expr.head in (S.Equal, S.Unequal, S.SameQ, S.UnsameQ) and len(expr.args) == 2:
            function = "equal" if expr.head in (S.Equal, S.Unequal) else "same"
            text = f"{function}({self.number(expr.args[0])}, {self.number(expr.args[1])})"
            return f"(not {text})" if expr.head in (S.Unequal, S.UnsameQ) else text
        if expr.head is S.And or expr.head is S.Or:
            return f"({(' and ' if expr.head is S.And else ' or ').join(map(self.test, expr.args))})"
        if expr.head in (S.Not, S.TrueQ) and len(expr.args) == 1:
            inner = self.test(expr.args[0])
            return f"(not {inner})" if expr.head is S.Not else inner
        for table in (PARITY, SIGNS):
            if expr.head in table and len(expr.args) == 1:
                return table[expr.head].format(self.number(expr.args[0]))
        raise Cannot

    # statements

    def run(self, expr: Expr) -> None:
        """Write an expression for its effect on variables."""
        if not isinstance(expr, Call):
            if expr is not NULL and not isinstance(expr, (Symbol, Integer, Real)):
                raise Cannot
            return
        write = STATEMENTS.get(expr.head)
        if write is None:
            self.line(self.number(expr))
        else:
            write(self, expr)

    def block(self, expr: Expr) -> None:
        """Write an expression as an indented block."""
        self.depth += 1
        before = len(self.lines)
        self.run(expr)
        if len(self.lines) == before:
            self.line("pass")
        self.depth -= 1

    def loop(self, body: Expr, kind: str = "while") -> None:
        """Write the body of a loop."""
        self.loops.append(kind)
        self.block(body)
        self.loops.pop()

    def value(self, expr: Expr) -> None:
        """Write `return` of an expression that may begin with statements."""
        if isinstance(expr, Call):
            if expr.head is S.CompoundExpression and expr.args:
                for step in expr.args[:-1]:
                    self.run(step)
                self.value(expr.args[-1])
                return
            if expr.head is S.Module and len(expr.args) == 2:
                self.locals(expr.args[0])
                self.value(expr.args[1])
                return
            if expr.head is S.If and len(expr.args) == 3:
                self.line(f"if {self.test(expr.args[0])}:")
                self.depth += 1
                self.value(expr.args[1])
                self.depth -= 1
                self.value(expr.args[2])
                return
            if expr.head is S.Return and len(expr.args) == 1:
                self.value(expr.args[0])
                return
        self.line(f"return {self.number(expr)}")

    def locals(self, spec: Expr) -> None:
        """Write the local variables of a Module."""
        if not is_list(spec):
            raise Cannot
        starts: list[tuple[Symbol, str | None]] = []
        for item in spec.args:
            if isinstance(item, Symbol):
                starts.append((item, None))
            elif is_call(item, S.Set, 2) and isinstance(item.args[0], Symbol):
                starts.append((item.args[0], self.number(item.args[1])))
            else:
                raise Cannot
        self.names = dict(self.names)
        for name, start in starts:
            variable = self.names[name] = f"v{len(self.names)}_{self.fresh()}"
            self.line(f"{variable} = {'None' if start is None else start}")

    def assign(self, target: Expr, value: str) -> None:
        """Write an assignment to a variable."""
        if not isinstance(target, Symbol):
            raise Cannot
        self.line(f"{self.variable(target)} = {value}")


def _compound(expr: Expr) -> bool:
    return isinstance(expr, Call)
