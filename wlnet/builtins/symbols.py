"""Symbols by name: `Symbol`, `Names`, contexts."""

from __future__ import annotations

import re
from functools import lru_cache

from wlnet.expr import Call, Expr, String, Symbol, is_list, to_expr
from wlnet.kernel.attributes import HOLD_ALL, HOLD_FIRST, LOCKED
from wlnet.kernel.builtin import builtin, variable
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint

NAME = re.compile(r"`?(?:[^\W\d][\w$]*|\$[\w$]*)(?:`(?:[^\W\d][\w$]*|\$[\w$]*))*")
CONTEXT = re.compile(r"`?(?:(?:[^\W\d][\w$]*|\$[\w$]*)`)+")
# what a name pattern's wildcards stand for: * any characters, @ any that are not capital letters
_WILD = {"*": ".*", "@": "[^A-Z]+"}


def symbol_of(ev: Evaluator, expr: Expr) -> Symbol | None:
    """The symbol that a symbol or a string means; None for anything else."""
    if isinstance(expr, Symbol):
        return expr
    if isinstance(expr, String) and NAME.fullmatch(expr.value):
        return ev.contexts.resolve(expr.value)
    return None


@lru_cache(maxsize=256)
def _name_pattern(text: str) -> re.Pattern[str]:
    return re.compile("".join(_WILD.get(char, re.escape(char)) for char in text), re.DOTALL)


def matching_names(ev: Evaluator, text: str) -> list[Symbol]:
    """The symbols whose names match a text with * and @; without a context, those that can be written
    without one."""
    contexts = ev.contexts
    context, mark, name = text.rpartition("`")
    wanted = _name_pattern(name)
    places = _name_pattern(context + mark) if mark else None
    known = {contexts.current, *contexts.path}
    found = []
    for full in contexts.names():
        where, _, short = full.rpartition("`")
        inside = places.fullmatch(where + "`") if places else where + "`" in known
        if inside and wanted.fullmatch(short):
            found.append(Symbol(full))
    return found


def named(ev: Evaluator, expr: Expr) -> list[Symbol] | None:
    """The symbols that a symbol, a name or a name pattern means; None for anything else."""
    if isinstance(expr, String) and ("*" in expr.value or "@" in expr.value):
        return matching_names(ev, expr.value)
    symbol = symbol_of(ev, expr)
    return None if symbol is None else [symbol]


@builtin("Symbol", LOCKED, messages={"symname": "The string `1` cannot be used for a symbol name. A symbol name must "
         "start with a letter followed by letters and numbers.", "string": "String expected at position `1` in `2`."})
def symbol_(ev: Evaluator, name: Expr, call: Call) -> Expr:
    """Symbol["name"] is the symbol of this name. Symbol is also the head of symbols.

    Errors   Symbol::symname when the string is no name.
    Source   ref/Symbol
    Example  Symbol["x"]  gives  x
    """
    if not isinstance(name, String):
        raise Complaint("string", 1, call)
    if not NAME.fullmatch(name.value):
        raise Complaint("symname", name)
    return ev.contexts.resolve(name.value)


@builtin("SymbolName", messages={"sym": "Argument `1` at position `2` is expected to be a symbol."})
def symbol_name(symbol: Expr) -> str:
    """SymbolName[x] is the name of the symbol x, without its context.

    Source   ref/SymbolName
    Example  SymbolName[x]  gives  x
    """
    if not isinstance(symbol, Symbol):
        raise Complaint("sym", symbol, 1)
    return symbol.short


@builtin("SymbolQ")
def symbol_q(expr: Expr) -> bool:
    """SymbolQ[expr] tells whether expr is a symbol.

    Source   ref/SymbolQ
    Example  SymbolQ[x]  gives  True
    """
    return isinstance(expr, Symbol)


@builtin("Context", HOLD_FIRST, messages={
    "notfound": "Symbol `1` not found.", "ssle": "Symbol, string, or list of symbols expected at position `1` in `2`."})
def context(ev: Evaluator, symbol: Expr | None = None, *, call: Call) -> Expr:
    """Context[] is the current context; Context[x] or Context["x"] the context of the symbol x.

    Source   ref/Context
    Example  Context[Plus]  gives  System`
    """
    if symbol is None:
        return String(ev.contexts.current)
    if not isinstance(symbol, (Symbol, String)):
        symbol = ev(symbol)
    if isinstance(symbol, Symbol):
        return String(symbol.context)
    if isinstance(symbol, String):
        found = [item for item in matching_names(ev, symbol.value) if "*" not in symbol.value]
        if not found:
            raise Complaint("notfound", symbol)
        return String(found[0].context)
    raise Complaint("ssle", 1, call)


@builtin("Contexts")
def contexts(ev: Evaluator, pattern: Expr | None = None) -> Expr | None:
    """Contexts[] lists all contexts; Contexts["form"] those whose names match a text with *.

    Source   ref/Contexts
    Example  Contexts["Sys*"]  gives  {System`}
    """
    if pattern is None:
        return to_expr(ev.contexts.contexts())
    if not isinstance(pattern, String):
        return None
    wanted = _name_pattern(pattern.value)
    return to_expr([name for name in ev.contexts.contexts() if wanted.fullmatch(name)])


@builtin("Names")
def names(ev: Evaluator, pattern: Expr = String("*")) -> Expr | None:
    """Names["form"] lists the names of symbols that match a text with * (any characters) and @ (any but
    capitals), or a list of such texts; Names[] all names.

    Source   ref/Names
    Example  Names["NestW*"]  gives  {NestWhile, NestWhileList}
    """
    texts = pattern.args if is_list(pattern) else (pattern,)
    if not all(isinstance(text, String) for text in texts):
        return None
    found = {symbol for text in texts for symbol in matching_names(ev, text.value)}  # type: ignore[attr-defined]
    return to_expr(sorted((ev.contexts.written(symbol) for symbol in found), key=lambda name: (name.lower(), name)))


@builtin("NameQ")
def name_q(ev: Evaluator, name: Expr) -> bool:
    """NameQ["name"] tells whether there is a symbol of this name; the text may have * and @.

    Source   ref/NameQ
    Example  NameQ["Plus"]  gives  True
    """
    return isinstance(name, String) and bool(matching_names(ev, name.value))


@builtin("ValueQ", HOLD_ALL)
def value_q(ev: Evaluator, expr: Expr) -> bool:
    """ValueQ[expr] tells whether a value has been defined for expr.

    Source   ref/ValueQ
    Example  x = 1; {ValueQ[x], ValueQ[y]}  gives  {True, False}
    """
    if isinstance(expr, Symbol):
        definition = ev.definition(expr)
        return definition.value is not None or bool(definition.own is not None)
    if not isinstance(expr, Call):
        return False
    return ev(expr) != expr


@variable("$Context")
def current_context(ev: Evaluator) -> str:
    """$Context is the current context, in which new symbols are made."""
    return ev.contexts.current


@variable("$ContextPath")
def context_path(ev: Evaluator) -> list[str]:
    """$ContextPath lists the contexts that are searched, after $Context, for a name."""
    return ev.contexts.path


@variable("$Packages")
def packages(ev: Evaluator) -> list[str]:
    """$Packages lists the contexts of the packages that have been loaded."""
    return ev.contexts.packages


@variable("$ContextAliases")
def context_aliases(ev: Evaluator) -> dict[str, str]:
    """$ContextAliases is the association from short context names to the contexts they stand for."""
    return ev.contexts.aliases
