"""Definitions of symbols as expressions: reading them, clearing them, showing them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wlnet.builtins.replacement import forget_compiled
from wlnet.builtins.symbols import named, symbol_of
from wlnet.expr import NULL, Call, Expr, S, String, Symbol, is_call, is_list
from wlnet.expr.order import order_key
from wlnet.kernel.attributes import HOLD_ALL, LOCKED, PROTECTED, READ_PROTECTED, attribute_symbols
from wlnet.kernel.builtin import builtin
from wlnet.kernel.definitions import Definition
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.formats import shown
from wlnet.kernel.messages import Complaint
from wlnet.kernel.patterns import pattern_names
from wlnet.kernel.rules import Rule, RuleSet

_MESSAGES = {
    "sym": "Argument `1` at position `2` is expected to be a symbol.",
    "ssym": "`1` is not a symbol or a string.",
    "wrsym": "Symbol `1` is Protected.",
    "locked": "Symbol `1` is locked.",
    "readp": "Symbol `1` is read-protected.",
    "rmnsm": "There are no symbols matching \"`1`\".",
}


def rules_in_order(rules: RuleSet | None) -> list[Rule]:
    """The rules of a kind: literal left sides in canonical order, then those with patterns as they are
    tried."""
    if not isinstance(rules, RuleSet):
        return []
    literal = sorted(rules.literals.values(), key=lambda rule: order_key(rule.lhs))
    return [*literal, *rules.patterns]


def as_rule(lhs: Expr, rhs: Expr) -> Expr:
    """A definition as the rule that `DownValues` and its kind show."""
    held = lhs if is_call(lhs, S.HoldPattern) else Call(S.HoldPattern, lhs)
    return Call(S.RuleDelayed, held, rhs)


def values_of(ev: Evaluator, symbol: Symbol, kind: str) -> list[Expr]:
    """The definitions of one kind of a symbol, as rules."""
    definition = ev.definition(symbol)
    found = [as_rule(rule.lhs, rule.rhs) for rule in rules_in_order(getattr(definition, kind))]
    if kind == "own" and definition.value is not None:
        found.insert(0, as_rule(symbol, definition.value))
    return found


def _values(name: str, kind: str, what: str, example: str) -> None:
    def values(ev: Evaluator, symbol: Expr) -> Expr:
        found = symbol_of(ev, symbol)
        if found is None:
            raise Complaint("sym", symbol, 1)
        return Call(S.List, *values_of(ev, found, kind))
    values.__doc__ = f"""{name}[f] lists {what} of the symbol f as rules.

    Source   ref/{name}
    Example  {example}
    """
    builtin(name, HOLD_ALL, messages=_MESSAGES)(values)


_values("DownValues", "down", "the definitions for f[...]",
        "f[x_] := x^2; DownValues[f]  gives  {HoldPattern[f[x_]] :> x^2}")
_values("OwnValues", "own", "the value", "x = 3; OwnValues[x]  gives  {HoldPattern[x] :> 3}")
_values("UpValues", "up", "the definitions in which f stands as an argument or the head of one",
        "g[f] ^= 1; UpValues[f]  gives  {HoldPattern[g[f]] :> 1}")
_values("SubValues", "sub", "the definitions for f[...][...]",
        "f[1][2] = 3; SubValues[f]  gives  {HoldPattern[f[1][2]] :> 3}")
_values("NValues", "n", "the definitions for numerical values",
        "N[c] = 2.5; NValues[c]  gives  {HoldPattern[N[c]] :> 2.5}")
_values("DefaultValues", "default", "the values of Default",
        "Default[f] = 0; DefaultValues[f]  gives  {HoldPattern[Default[f]] :> 0}")
_values("FormatValues", "format", "the definitions of Format",
        "Format[f[x_]] := x; Length[FormatValues[f]]  gives  1")


@builtin("Messages", HOLD_ALL, messages=_MESSAGES)
def messages(ev: Evaluator, symbol: Expr) -> Expr:
    """Messages[f] lists the messages defined for the symbol f.

    Source   ref/Messages
    Example  f::bad = "Bad."; Messages[f]  gives  {HoldPattern[f::bad] :> Bad.}
    """
    found = symbol_of(ev, symbol)
    if found is None:
        raise Complaint("sym", symbol, 1)
    texts = ev.definition(found).messages or {}
    names = sorted(texts)
    return Call(S.List, *(as_rule(Call(S.MessageName, found, String(tag)), texts[tag]) for tag in names))


# ---- taking away --------------------------------------------------------------------------------------------------

def _each(ev: Evaluator, specs: Iterable[Expr], owner: Symbol, change: Callable[[Symbol], None]) -> None:
    """Apply a change to the symbols that the arguments of `Clear` and its kind mean, with messages for the
    others."""
    for spec in specs:
        if is_list(spec):
            _each(ev, spec.args, owner, change)
            continue
        found = named(ev, spec)
        if found is None:
            ev.message(owner, "ssym", spec)
            continue
        if isinstance(spec, String) and not found and owner is S.Remove:
            ev.message(owner, "rmnsm", spec)
        for symbol in found:
            attributes = ev.attributes(symbol)
            if attributes & LOCKED:
                ev.message(owner, "locked", symbol)
            elif not attributes & PROTECTED:
                change(symbol)
            elif not isinstance(spec, String):
                ev.message(owner, "wrsym", symbol)
    ev.changed()


@builtin("Clear", HOLD_ALL, messages=_MESSAGES)
def clear(ev: Evaluator, *symbols: Expr) -> Expr:
    """Clear[f, g, ...] removes the values and definitions of symbols; attributes, messages and options
    stay. A string means the symbols whose names match it, with * and @ for any letters.

    Errors   Clear::wrsym for protected symbols.
    Source   ref/Clear
    Example  x = 1; Clear[x]; x  gives  x
    """
    _each(ev, symbols, S.Clear, lambda symbol: ev.define(symbol).clear())
    return NULL


@builtin("ClearAll", HOLD_ALL, messages=_MESSAGES)
def clear_all(ev: Evaluator, *symbols: Expr) -> Expr:
    """ClearAll[f, g, ...] removes the values, definitions, attributes, messages and options of symbols.

    Errors   ClearAll::wrsym for protected symbols.
    Source   ref/ClearAll
    Example  SetAttributes[f, Flat]; ClearAll[f]; Attributes[f]  gives  {}
    """
    def change(symbol: Symbol) -> None:
        ev.define(symbol)
        ev.table[symbol] = Definition()
    _each(ev, symbols, S.ClearAll, change)
    forget_compiled(ev)
    return NULL


@builtin("Remove", HOLD_ALL, messages=_MESSAGES)
def remove(ev: Evaluator, *symbols: Expr) -> Expr:
    """Remove[f, g, ...] makes the system forget symbols, so that their names mean new symbols.

    Errors   Remove::wrsym for protected symbols, Remove::rmnsm for a name pattern without symbols.
    Source   ref/Remove
    Example  x = 1; Remove[x]; NameQ["x"]  gives  False
    """
    def change(symbol: Symbol) -> None:
        ev.table.pop(symbol, None)
        ev.contexts.remove(symbol)
    _each(ev, symbols, S.Remove, change)
    return NULL


# ---- showing ------------------------------------------------------------------------------------------------------

def definition_lines(ev: Evaluator, symbol: Symbol) -> list[str]:
    """The definitions of a symbol as the inputs that would make them."""
    definition = ev.definition(symbol)
    if definition.attributes & READ_PROTECTED:
        statements = [_attributes_of(symbol, definition)]
    else:
        statements = [_attributes_of(symbol, definition), *_value_of(symbol, definition),
                      *_definitions_of(symbol, definition), *_options_of(symbol, definition)]
    return [ev.format(item, "InputForm") for item in statements if item is not None]


def _attributes_of(symbol: Symbol, definition: Definition) -> Expr | None:
    if not definition.attributes:
        return None
    return Call(S.Set, Call(S.Attributes, symbol), Call(S.List, *attribute_symbols(definition.attributes)))


def _value_of(symbol: Symbol, definition: Definition) -> list[Expr]:
    if definition.value is None:
        return []
    return [Call(S.SetDelayed if definition.value_delayed else S.Set, symbol, definition.value)]


def _definitions_of(symbol: Symbol, definition: Definition) -> list[Expr]:
    found: list[Expr] = []
    for kind in ("own", "up", "down", "sub", "n", "default", "format"):
        for rule in rules_in_order(getattr(definition, kind)):
            if kind == "up":
                found.append(Call(S.UpSetDelayed if rule.delayed else S.UpSet, rule.lhs, rule.rhs))
            else:
                found.append(Call(S.SetDelayed if rule.delayed else S.Set, rule.lhs, rule.rhs))
    return found


def _options_of(symbol: Symbol, definition: Definition) -> list[Expr]:
    if not definition.options:
        return []
    return [Call(S.Set, Call(S.Options, symbol), Call(S.List, *definition.options))]


def definition_text(ev: Evaluator, symbol: Symbol) -> str:
    """What `Definition[symbol]` shows."""
    return "\n \n".join(definition_lines(ev, symbol)) or "Null"


def full_definition_text(ev: Evaluator, symbol: Symbol) -> str:
    """What `FullDefinition[symbol]` shows: its definitions, and those of the user's symbols on which they
    depend."""
    seen, waiting, texts = {symbol}, [symbol], []
    while waiting:
        current = waiting.pop(0)
        if ev.attributes(current) & PROTECTED:
            continue
        text = "\n \n".join(definition_lines(ev, current))
        if text:
            texts.append(text)
        for used in _symbols_used(ev.definition(current)):
            if used not in seen and used.context != "System`":
                seen.add(used)
                waiting.append(used)
    return "\n \n".join(texts) or "Null"


def _symbols_used(definition: Definition) -> list[Symbol]:
    stack: list[Expr] = [definition.value] if definition.value is not None else []
    bound: set[Symbol] = set()
    for kind in ("own", "up", "down", "sub"):
        for rule in rules_in_order(getattr(definition, kind)):
            stack += [rule.rhs, rule.lhs]
            bound.update(pattern_names(rule.lhs))
    found: dict[Symbol, None] = {}
    while stack:
        item = stack.pop()
        if isinstance(item, Symbol):
            found[item] = None
        else:
            stack += [*reversed(item.args), item.head] if item.args or isinstance(item, Call) else []
    return [symbol for symbol in found if symbol not in bound]


def _shown(name: str, text: Callable[[Evaluator, Symbol], str], doc: str) -> None:
    def function(ev: Evaluator, symbol: Expr) -> None:
        if symbol_of(ev, symbol) is None:
            raise Complaint("ssym", symbol)
    function.__doc__ = doc
    builtin(name, HOLD_ALL, messages=_MESSAGES)(function)

    @shown(name)
    def text_of(ev: Evaluator, call: Call, form: str) -> str | None:
        symbol = symbol_of(ev, call.args[0]) if len(call.args) == 1 else None
        return None if symbol is None else text(ev, symbol)


_shown("Definition", definition_text, """Definition[f] prints as the definitions made for the symbol f.

    Source   ref/Definition
    Example  f[x_] := x^2; Definition[f]  gives  f[x_] := x^2
    """)
_shown("FullDefinition", full_definition_text, """FullDefinition[f] prints as the definitions made for f and for
    the symbols they depend on.

    Source   ref/FullDefinition
    Example  f[x_] := x^2; FullDefinition[f]  gives  f[x_] := x^2
    """)
