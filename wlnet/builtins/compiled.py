"""Numeric code compiled to Python: function definitions, loops and pure functions whose parts are numbers.

The idea: an expression made of arithmetic, comparisons, conditions, loops, local variables and calls of functions of
the same kind means the same in Python, as long as every number is an integer or a finite machine real. Such code has no
effect but on its own variables; so whenever a step would leave that ground (a fraction, an overflow, a symbol, a limit)
it raises `Fallback`, nothing has happened, and the evaluator does the work instead. What is compiled is decided by the
tables below: head -> how its Python is written.

Results are those of the evaluator, to the last bit: sums and products of three or more reals go by the same order.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from wlnet.expr import FALSE, NULL, TRUE, Call, Expr, Integer, Real, S, Symbol, integer, is_call, is_list
from wlnet.kernel.definitions import UNDEFINED
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.rules import Rule, RuleSet


class Fallback(Exception):
    """The compiled code met something it is not made for: the evaluator must do it."""


class Cannot(Exception):
    """An expression has no such Python."""


MOST_BITS = 4096  # beyond this, integers are better left to the evaluator's own care


# ---- what compiled code calls ---------------------------------------------------------------------------------------

def finite(x: Any) -> Any:
    """The number itself, when it is finite."""
    if x - x != 0:
        raise Fallback
    return x


def add(*terms: Any) -> Any:
    """A sum of three or more, in the order in which the evaluator adds."""
    if any(type(term) is float for term in terms):
        raise Fallback
    return sum(terms)


def multiply(*factors: Any) -> Any:
    """A product of three or more, likewise."""
    if any(type(factor) is float for factor in factors):
        raise Fallback
    return math.prod(factors)


def quotient(a: Any, b: Any) -> Any:
    """An exact quotient of integers."""
    if type(a) is int and type(b) is int and b and a % b == 0:
        return a // b
    raise Fallback


def power(a: Any, n: Any) -> Any:
    """An integer to a small power."""
    if type(a) is int and type(n) is int and 0 <= n and a.bit_length() * n < MOST_BITS and (a or n):
        return a**n
    raise Fallback


def mod(a: Any, b: Any) -> Any:
    """The remainder of integers."""
    if type(a) is int and type(b) is int and b:
        return a % b
    raise Fallback


def whole_quotient(a: Any, b: Any) -> Any:
    """The integer quotient of integers."""
    if type(a) is int and type(b) is int and b:
        return a // b
    raise Fallback


def whole(x: Any) -> int:
    """An integer."""
    if type(x) is int:
        return x
    raise Fallback


def equal(a: Any, b: Any) -> bool:
    """Equality of numbers; reals that differ by little are the evaluator's business."""
    if a == b:
        return True
    if type(a) is float or type(b) is float:
        if abs(a - b) <= 1e-12 * max(abs(a), abs(b)):
            raise Fallback
    return False


def same(a: Any, b: Any) -> bool:
    """Sameness: equal, and of the same kind."""
    return type(a) is type(b) and a == b


def rounded(function: Callable[[float], int]) -> Callable[[Any], int]:
    """Floor and its kind, of integers and reals."""
    return lambda x: x if type(x) is int else function(finite(x))


def smallest(*items: Any) -> Any:
    """Min of integers, or of reals."""
    if len({type(item) for item in items}) != 1:
        raise Fallback
    return min(items)


def largest(*items: Any) -> Any:
    """Max of integers, or of reals."""
    if len({type(item) for item in items}) != 1:
        raise Fallback
    return max(items)


HELPERS = {
    "Fallback": Fallback, "finite": finite, "add": add, "multiply": multiply, "quotient": quotient, "power": power,
    "mod": mod, "whole_quotient": whole_quotient, "whole": whole, "equal": equal, "same": same,
    "floor": rounded(math.floor), "ceiling": rounded(math.ceil), "smallest": smallest, "largest": largest,
}

FUNCTIONS = {
    S.Mod: ("mod", 2), S.Quotient: ("whole_quotient", 2), S.Floor: ("floor", 1), S.Ceiling: ("ceiling", 1),
    S.Abs: ("abs", 1), S.BitAnd: ("bit_and", 2), S.BitXor: ("bit_xor", 2), S.BitOr: ("bit_or", 2),
}
HELPERS |= {
    "bit_and": lambda a, b: whole(a) & whole(b), "bit_xor": lambda a, b: whole(a) ^ whole(b),
    "bit_or": lambda a, b: whole(a) | whole(b),
}
COMPARISONS = {S.Less: "<", S.LessEqual: "<=", S.Greater: ">", S.GreaterEqual: ">="}
UPDATES = {S.AddTo: S.Plus, S.SubtractFrom: S.Subtract, S.TimesBy: S.Times}
STEPS = {S.Increment: 1, S.PreIncrement: 1, S.Decrement: -1, S.PreDecrement: -1}
PARITY = {S.EvenQ: "whole({}) % 2 == 0", S.OddQ: "whole({}) % 2 == 1"}
SIGNS = {S.Positive: "({} > 0)", S.Negative: "({} < 0)", S.NonNegative: "({} >= 0)", S.NonPositive: "({} <= 0)"}


# ---- writing Python -------------------------------------------------------------------------------------------------

@dataclass
class Unit:
    """What is compiled together: functions that call each other, and the definitions they were made from."""

    ev: Evaluator
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
        name = function_name(self.unit, expr.head, len(expr.args))
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
            sign = f" {COMPARISONS[expr.head]} "  # type: ignore[index]
            return f"({sign.join(f'finite({self.number(arg)})' if _compound(arg) else self.number(arg) for arg in expr.args)})"
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
                return table[expr.head].format(self.number(expr.args[0]))  # type: ignore[index]
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
        starts = []
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


def _sum(w: Writer, expr: Call) -> str:
    terms = [w.number(arg) for arg in expr.args]
    if len(terms) == 2:
        return f"({terms[0]} + {terms[1]})"
    if not terms:
        raise Cannot
    return f"add({', '.join(terms)})"


def _product(w: Writer, expr: Call) -> str:
    if any(is_call(arg, S.Power, 2) and arg.args[1] == integer(-1) for arg in expr.args):
        if len(expr.args) == 2 and is_call(expr.args[1], S.Power, 2):
            return f"quotient({w.number(expr.args[0])}, {w.number(expr.args[1].args[0])})"
        raise Cannot
    factors = [w.number(arg) for arg in expr.args]
    if len(factors) == 2:
        return f"({factors[0]} * {factors[1]})"
    if not factors:
        raise Cannot
    return f"multiply({', '.join(factors)})"


def _difference(w: Writer, expr: Call) -> str:
    if len(expr.args) != 2:
        raise Cannot
    return f"({w.number(expr.args[0])} - {w.number(expr.args[1])})"


def _negative(w: Writer, expr: Call) -> str:
    if len(expr.args) != 1:
        raise Cannot
    return f"(-{w.number(expr.args[0])})"


def _quotient(w: Writer, expr: Call) -> str:
    if len(expr.args) != 2:
        raise Cannot
    return f"quotient({w.number(expr.args[0])}, {w.number(expr.args[1])})"


def _power(w: Writer, expr: Call) -> str:
    if len(expr.args) != 2:
        raise Cannot
    return f"power({w.number(expr.args[0])}, {w.number(expr.args[1])})"


def _choice(w: Writer, expr: Call) -> str:
    if len(expr.args) != 3:
        raise Cannot
    return f"({w.number(expr.args[1])} if {w.test(expr.args[0])} else {w.number(expr.args[2])})"


def _cases(w: Writer, expr: Call) -> str:
    if len(expr.args) % 2 or not expr.args or expr.args[-2] is not TRUE:
        raise Cannot
    text = w.number(expr.args[-1])
    for index in range(len(expr.args) - 4, -1, -2):
        text = f"({w.number(expr.args[index + 1])} if {w.test(expr.args[index])} else {text})"
    return text


def _indicator(w: Writer, expr: Call) -> str:
    if len(expr.args) != 1:
        raise Cannot
    return f"(1 if {w.test(expr.args[0])} else 0)"


def _extreme(name: str) -> Callable[[Writer, Call], str]:
    def write(w: Writer, expr: Call) -> str:
        if not expr.args:
            raise Cannot
        return f"{name}({', '.join(map(w.number, expr.args))})"
    return write


NUMBERS: dict[Expr, Callable[[Writer, Call], str]] = {
    S.Plus: _sum, S.Times: _product, S.Subtract: _difference, S.Minus: _negative, S.Divide: _quotient,
    S.Power: _power, S.If: _choice, S.Which: _cases, S.Boole: _indicator, S.Min: _extreme("smallest"),
    S.Max: _extreme("largest"),
}


def _run_sequence(w: Writer, expr: Call) -> None:
    for step in expr.args:
        w.run(step)


def _run_set(w: Writer, expr: Call) -> None:
    if len(expr.args) != 2:
        raise Cannot
    target, value = expr.args
    if is_list(target) and is_list(value) and len(target.args) == len(value.args):
        temporary = [w.fresh() for _ in value.args]
        for name, item in zip(temporary, value.args):
            w.line(f"{name} = {w.number(item)}")
        for item, name in zip(target.args, temporary):
            w.assign(item, name)
        return
    w.assign(target, w.number(value))


def _run_update(w: Writer, expr: Call) -> None:
    if len(expr.args) != 2:
        raise Cannot
    target, amount = expr.args
    w.assign(target, w.number(Call(UPDATES[expr.head], target, amount)))  # type: ignore[index]


def _run_step(w: Writer, expr: Call) -> None:
    if len(expr.args) != 1:
        raise Cannot
    w.assign(expr.args[0], w.number(Call(S.Plus, expr.args[0], integer(STEPS[expr.head]))))  # type: ignore[index]


def _run_if(w: Writer, expr: Call) -> None:
    if len(expr.args) not in (2, 3):
        raise Cannot
    w.line(f"if {w.test(expr.args[0])}:")
    w.block(expr.args[1])
    if len(expr.args) == 3:
        w.line("else:")
        w.block(expr.args[2])


def _run_while(w: Writer, expr: Call) -> None:
    if len(expr.args) not in (1, 2):
        raise Cannot
    w.line(f"while {w.test(expr.args[0])}:")
    w.loop(expr.args[1] if len(expr.args) == 2 else NULL)


def _run_for(w: Writer, expr: Call) -> None:
    if len(expr.args) != 4:
        raise Cannot
    w.run(expr.args[0])
    w.line(f"while {w.test(expr.args[1])}:")
    w.loop(Call(S.CompoundExpression, expr.args[3], expr.args[2]), "for")


def _run_break(w: Writer, expr: Call) -> None:
    if expr.args or not w.loops:
        raise Cannot
    w.line("break")


def _run_continue(w: Writer, expr: Call) -> None:
    if expr.args or not w.loops or w.loops[-1] == "for":  # the step of a For would be passed over
        raise Cannot
    w.line("continue")


def _run_module(w: Writer, expr: Call) -> None:
    if len(expr.args) != 2:
        raise Cannot
    outer = w.names
    w.locals(expr.args[0])
    w.run(expr.args[1])
    w.names = outer


def _run_do(w: Writer, expr: Call) -> None:
    if len(expr.args) < 2:
        raise Cannot
    body = expr.args[0] if len(expr.args) == 2 else Call(S.Do, expr.args[0], *expr.args[2:])
    spec = expr.args[1]
    parts = spec.args if is_list(spec) else (spec,)
    outer, variable = w.names, w.fresh()
    if len(parts) == 1:
        bounds = ["1", w.number(parts[0])]
    elif 2 <= len(parts) <= 4 and isinstance(parts[0], Symbol):
        if len(parts) == 2 and is_list(parts[1]):
            raise Cannot
        bounds = list(map(w.number, parts[1:]))
        bounds = ["1", *bounds] if len(bounds) == 1 else bounds
        w.names = {**w.names, parts[0]: variable}
    else:
        raise Cannot
    w.line(f"for {variable} in steps({', '.join(bounds)}):")
    w.loop(body)
    w.names = outer


def steps(start: Any, stop: Any, step: Any = 1) -> range:
    """The range of a Do with integer bounds."""
    if type(start) is int and type(stop) is int and type(step) is int and step:
        return range(start, stop + (1 if step > 0 else -1), step)
    raise Fallback


HELPERS["steps"] = steps

STATEMENTS: dict[Expr, Callable[[Writer, Call], None]] = {
    S.CompoundExpression: _run_sequence, S.Set: _run_set, S.If: _run_if, S.While: _run_while, S.For: _run_for,
    S.Do: _run_do, S.Break: _run_break, S.Continue: _run_continue, S.Module: _run_module, **dict.fromkeys(UPDATES, _run_update), **dict.fromkeys(STEPS, _run_step),
}


# ---- functions ------------------------------------------------------------------------------------------------------

def function_name(unit: Unit, symbol: Symbol, count: int) -> str:
    """The Python function for a user's function of `count` arguments, written into the unit when new.

    Errors  Cannot when one of its definitions has no Python.
    """
    if symbol in unit.functions:
        return unit.functions[symbol]
    definition = unit.ev.table.get(symbol, UNDEFINED)
    if definition.down is None or definition.code is not None or definition.attributes or definition.value is not None:
        raise Cannot
    name = unit.functions[symbol] = f"f{len(unit.functions)}"
    unit.made_from.append(definition.down)
    try:
        unit.sources.append(_function_source(unit, name, definition.down, count))
    except Cannot:
        del unit.functions[symbol]
        raise
    return name


def _function_source(unit: Unit, name: str, rules: RuleSet, count: int) -> str:
    params = [f"a{i}" for i in range(count)]
    lines = [f"def {name}({', '.join([*params, 'depth'])}):", "    if depth > LIMIT: raise Fallback"]
    table: dict[Any, Any] = {}
    for rule in rules.literals.values():
        key = tuple(_plain_number(arg) for arg in rule.lhs.args)
        if len(key) == count:
            table[key if count != 1 else key[0]] = _plain_number(rule.rhs)
    if table:
        known = unit.constant(table)
        key_text = params[0] if count == 1 else f"({', '.join(params)})"
        kinds = " and ".join(f"type({p}) is int" for p in params)
        lines += [f"    if {kinds}:", f"        known = {known}.get({key_text})", "        if known is not None: return known"]
    for rule in rules.patterns:
        if isinstance(rule.lhs, Call) and len(rule.lhs.args) == count:
            lines += _rule_source(unit, rule, params)
        elif _variadic(rule.lhs):
            raise Cannot
    lines.append("    raise Fallback")
    return "\n".join(lines)


def _plain_number(expr: Expr) -> Any:
    if isinstance(expr, Integer):
        return expr.value
    raise Cannot


def _variadic(lhs: Expr) -> bool:
    from wlnet.kernel.patterns import PATTERN_HEADS
    return any(arg.head in PATTERN_HEADS and arg.head not in (S.Pattern, S.Blank, S.PatternTest)
               or is_call(arg, S.Pattern, 2) and arg.args[1].head is not S.Blank for arg in lhs.args)


def _rule_source(unit: Unit, rule: Rule, params: list[str]) -> list[str]:
    writer = Writer(unit, {})
    tests: list[str] = []
    for arg, param in zip(rule.lhs.args, params):
        tests += _pattern_tests(writer, arg, param)
    rhs = rule.rhs
    if is_call(rhs, S.Condition, 2):
        tests.append(writer.test(rhs.args[1]))
        rhs = rhs.args[0]
    if tests:
        writer.line(f"if {' and '.join(tests)}:")
        writer.depth += 1
    writer.value(rhs)
    return writer.lines


def _pattern_tests(w: Writer, pattern: Expr, param: str) -> list[str]:
    """The tests by which an argument matches a pattern; its name becomes a variable."""
    if isinstance(pattern, Integer):
        return [f"same({param}, {w.number(pattern)})"]
    if is_call(pattern, S.Pattern, 2) and isinstance(pattern.args[0], Symbol):
        if pattern.args[0] in w.names:
            raise Cannot
        w.names[pattern.args[0]] = param
        return _pattern_tests(w, pattern.args[1], param)
    if is_call(pattern, S.PatternTest, 2):
        probe = Symbol("Internal`Probe")
        inner = _pattern_tests(w, pattern.args[0], param)
        if pattern.args[1] in (S.NumberQ, S.NumericQ):
            return inner
        if pattern.args[1] is S.IntegerQ:
            return [*inner, f"type({param}) is int"]
        w.names[probe] = param
        return [*inner, w.test(Call(pattern.args[1], probe))]
    if is_call(pattern, S.Blank, 0):
        return []
    if is_call(pattern, S.Blank, 1) and pattern.args[0] in (S.Integer, S.Real):
        return [f"type({param}) is {'int' if pattern.args[0] is S.Integer else 'float'}"]
    raise Cannot


@dataclass
class Compiled:
    """Compiled code with the definitions it was made from."""

    function: Callable[..., Any]
    made_from: list[tuple[RuleSet, int]]

    @property
    def valid(self) -> bool:
        """Whether those definitions are still what they were."""
        return all(rules.version == version for rules, version in self.made_from)


def _built(unit: Unit, name: str) -> Compiled:
    space: dict[str, Any] = {**HELPERS, **unit.constants, "LIMIT": unit.ev.recursion_limit}
    exec("\n".join(unit.sources), space)  # the text is written here, from numbers and our own names alone
    return Compiled(space[name], [(rules, rules.version) for rules in unit.made_from])


def compile_definitions(ev: Evaluator, symbol: Symbol, count: int) -> Compiled | None:
    """The definitions of `symbol[...]` with `count` arguments as a Python function of numbers and the depth."""
    unit = Unit(ev)
    try:
        return _built(unit, function_name(unit, symbol, count))
    except (Cannot, RecursionError):
        return None


Block = tuple[Compiled, list[Symbol]]


def block_of(ev: Evaluator, expr: Expr) -> Block | None:
    """The compiled form of a loop, made once; None when it has none."""
    known: dict[int, tuple[Expr, Block | None]] = ev.state.setdefault("blocks", {})
    found = known.get(id(expr))
    if found is None or (found[1] is not None and not found[1][0].valid):
        if len(known) > 500:
            known.clear()
        found = known[id(expr)] = (expr, compile_block(ev, expr))
    return found[1]


def compile_block(ev: Evaluator, expr: Expr) -> Block | None:
    """A loop over global variables with numeric values: a function from their values to their new values."""
    unit = Unit(ev)
    names: dict[Symbol, str] = {}

    def free(symbol: Symbol) -> str:
        value = ev.table.get(symbol, UNDEFINED).value
        if not isinstance(value, (Integer, Real)):
            raise Cannot
        names[symbol] = writer.names[symbol] = f"g{len(names)}"
        return names[symbol]

    writer = Writer(unit, {}, free)
    try:
        writer.run(expr)
    except (Cannot, RecursionError):
        return None
    inside = ", ".join(names.values())
    unit.sources.append("\n".join(
        [f"def block({', '.join([*names.values(), 'depth'])}):", *writer.lines,
         f"    return [{inside}]"]))
    return _built(unit, "block"), list(names)


def compile_function(ev: Evaluator, function: Expr, count: int) -> Compiled | None:
    """A pure function of `count` numbers as a Python function of them and the depth."""
    unit = Unit(ev)
    params = [f"a{i}" for i in range(count)]
    try:
        body = _named_body(function, params)
        writer = Writer(unit, dict(body[1]))
        writer.value(body[0])
    except (Cannot, RecursionError):
        return None
    unit.sources.append("\n".join([f"def function({', '.join([*params, 'depth'])}):", *writer.lines]))
    return _built(unit, "function")


def _named_body(function: Expr, params: list[str]) -> tuple[Expr, list[tuple[Symbol, str]]]:
    if not is_call(function, S.Function) or not function.args:
        raise Cannot
    if len(function.args) == 1:
        slots = [Symbol(f"Internal`Slot{i + 1}") for i in range(len(params))]
        return _slots_named(function.args[0], slots), list(zip(slots, params))
    first = function.args[0]
    names = first.args if is_list(first) else (first,)
    if len(function.args) != 2 or len(names) > len(params) or not all(isinstance(n, Symbol) for n in names):
        raise Cannot
    return function.args[1], list(zip(names, params))  # type: ignore[arg-type]


def _slots_named(expr: Expr, slots: list[Symbol]) -> Expr:
    if is_call(expr, S.Slot, 1):
        index = expr.args[0]
        if isinstance(index, Integer) and 0 < index.value <= len(slots):
            return slots[index.value - 1]
        raise Cannot
    if not isinstance(expr, Call) or is_call(expr, S.Function):
        return expr
    return Call(_slots_named(expr.head, slots), *(_slots_named(arg, slots) for arg in expr.args))


# ---- between expressions and numbers --------------------------------------------------------------------------------

def to_number(expr: Expr) -> Any:
    """The Python number of an Integer or Real.

    Errors  Fallback.
    """
    if type(expr) is Integer or type(expr) is Real:
        return expr.value
    raise Fallback


def from_number(value: Any) -> Expr:
    """The expression of a number.

    Errors  Fallback when it is not finite, or no number.
    """
    if type(value) is int:
        return integer(value)
    if type(value) is float and math.isfinite(value):
        return Real(value)
    raise Fallback


MOST_FALLBACKS = 20


def fast_definitions(ev: Evaluator, call: Call) -> Callable[[Call, Evaluator], Expr | None] | None:
    """What `Evaluator.compiler` is: the compiled form of the function called, None when it has none.

    It gives up for good after many calls that the evaluator had to do.
    """
    assert isinstance(call.head, Symbol)
    count = len(call.args)
    found = compile_definitions(ev, call.head, count)
    if found is None:
        return None
    compiled: Compiled = found
    missed = 0

    def run(expr: Call, ev: Evaluator) -> Expr | None:
        nonlocal missed
        if missed > MOST_FALLBACKS or len(expr.args) != count or not compiled.valid:
            return None
        result = run_compiled(compiled, ev, expr.args)
        missed = 0 if result is not None else missed + 1
        return result
    return run


def run_compiled(compiled: Compiled, ev: Evaluator, args: Iterable[Expr]) -> Expr | None:
    """The value of a compiled function, or None when the evaluator must do it."""
    try:
        return from_number(compiled.function(*map(to_number, args), ev.depth))
    except (Fallback, ArithmeticError, TypeError):  # TypeError: a variable was read before it was set
        return None


def run_block(ev: Evaluator, expr: Expr) -> bool:
    """Run a loop as Python where it can be; whether it was, with the variables set."""
    found = block_of(ev, expr)
    if found is None:
        return False
    compiled, names = found
    try:
        before = [to_number(ev.table[name].value) for name in names]  # type: ignore[arg-type]
        after = [from_number(value) for value in compiled.function(*before, ev.depth)]
    except (Fallback, ArithmeticError, TypeError):
        return False
    for name, value in zip(names, after):
        ev.set_value(name, value)
    return True
