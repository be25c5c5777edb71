"""Compiling definitions, loops and pure functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wlnet.builtins.compiled import forms
from wlnet.builtins.compiled.steps import HELPERS
from wlnet.builtins.compiled.writer import Cannot, Unit, Writer
from wlnet.expr import Call, Expr, Integer, Real, S, Symbol, is_call, is_list
from wlnet.kernel.definitions import UNDEFINED
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.patterns import PATTERN_HEADS
from wlnet.kernel.rules import Rule, RuleSet

_ = forms   # fills the writer's tables


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
        lines += [f"    if {kinds}:", f"        known = {known}.get({key_text})",
                  "        if known is not None: return known"]
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
    unit = Unit(ev, function_name)
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
    unit = Unit(ev, function_name)
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
    unit = Unit(ev, function_name)
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
