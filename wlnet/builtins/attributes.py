"""Attributes of symbols: reading, giving and taking them; protection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from wlnet.builtins.symbols import named, symbol_of
from wlnet.expr import NULL, Call, Expr, S, String, Symbol, is_call, is_list
from wlnet.kernel.attributes import (
    BITS, HOLD_ALL, HOLD_FIRST, LOCKED, PROTECTED, attribute_symbols,
)
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint

_MESSAGES = {
    "attnf": "`1` is not a known attribute.",
    "ssle": "Symbol, string, or list of symbols and strings expected at position `1` in `2`.",
    "locked": "Symbol `1` is locked.",
}


def attribute_bits(spec: Expr) -> int:
    """The attributes that a symbol or a list of symbols names.

    Errors  Complaint attnf.
    """
    bits = 0
    for item in spec.args if is_list(spec) else (spec,):
        if item not in BITS:
            raise Complaint("attnf", item)
        bits |= BITS[item]
    return bits


def targets(ev: Evaluator, spec: Expr, position: int, call: Expr) -> Iterator[Symbol]:
    """The symbols that a symbol, a name or a list of these means.

    Errors  Complaint ssle.
    """
    for item in spec.args if is_list(spec) else (spec,):
        inner = item.args[0] if is_call(item, S.HoldPattern, 1) or is_call(item, S.Unevaluated, 1) else item
        symbol = symbol_of(ev, inner)
        if symbol is None:
            raise Complaint("ssle", position, call)
        yield symbol


@builtin("Attributes", HOLD_ALL, messages=_MESSAGES)
def attributes(ev: Evaluator, symbol: Expr, call: Call) -> Expr:
    """Attributes[f] lists the attributes of the symbol f, which may also be given as a string.

    Source   ref/Attributes
    Example  Attributes[Module]  gives  {HoldAll, Protected}
    """
    spec = symbol if isinstance(symbol, (Symbol, String)) else ev(symbol)
    if is_list(spec):
        return Call(S.List, *(attributes(ev, item, call) for item in spec.args))
    found = [*targets(ev, spec, 1, call)]
    return Call(S.List, *attribute_symbols(ev.attributes(found[0])))


def _change(ev: Evaluator, spec: Expr, names: Expr, call: Call, change: Callable[[int, int], int]) -> Expr:
    bits = attribute_bits(ev(names))
    spec = spec if isinstance(spec, (Symbol, String)) or is_list(spec) else ev(spec)
    for symbol in targets(ev, spec, 1, call):
        if ev.attributes(symbol) & LOCKED:
            raise Complaint("locked", symbol)
        ev.set_attributes(symbol, change(ev.attributes(symbol), bits))
    return NULL


@builtin("SetAttributes", HOLD_FIRST, messages=_MESSAGES)
def set_attributes(ev: Evaluator, symbols: Expr, names: Expr, call: Call) -> Expr:
    """SetAttributes[f, attr] adds an attribute or a list of them to those of f, or of each of a list of
    symbols.

    Source   ref/SetAttributes
    Example  SetAttributes[f, Listable]; f[{a, b}]  gives  {f[a], f[b]}
    """
    return _change(ev, symbols, names, call, lambda old, bits: old | bits)


@builtin("ClearAttributes", HOLD_FIRST, messages=_MESSAGES)
def clear_attributes(ev: Evaluator, symbols: Expr, names: Expr, call: Call) -> Expr:
    """ClearAttributes[f, attr] takes an attribute or a list of them away from f, or from each of a list of
    symbols.

    Source   ref/ClearAttributes
    Example  SetAttributes[f, {Flat, Orderless}]; ClearAttributes[f, Flat]; Attributes[f]  gives  {Orderless}
    """
    return _change(ev, symbols, names, call, lambda old, bits: old & ~bits)


def _protect(ev: Evaluator, symbols: Iterable[Expr], on: bool, call: Call) -> Expr:
    done = []
    for item in symbols:
        spec = item if isinstance(item, (Symbol, String)) or is_list(item) else ev(item)
        for one in spec.args if is_list(spec) else (spec,):
            found = named(ev, one)
            if found is None:
                raise Complaint("ssle", 1, call)
            for symbol in found:
                old = ev.attributes(symbol)
                if old & LOCKED:
                    ev.message(call.head, "locked", symbol)  # type: ignore[arg-type]
                elif bool(old & PROTECTED) != on:
                    ev.set_attributes(symbol, old ^ PROTECTED)
                    done.append(String(ev.contexts.written(symbol)))
    return Call(S.List, *done)


@builtin("Protect", HOLD_ALL, messages=_MESSAGES)
def protect(ev: Evaluator, *symbols: Expr, call: Call) -> Expr:
    """Protect[f, g, ...] gives symbols the attribute Protected and lists the names of those that did not
    have it; a string may have * and @ for any letters.

    Source   ref/Protect
    Example  Protect[f]; Attributes[f]  gives  {Protected}
    """
    return _protect(ev, symbols, True, call)


@builtin("Unprotect", HOLD_ALL, messages=_MESSAGES)
def unprotect(ev: Evaluator, *symbols: Expr, call: Call) -> Expr:
    """Unprotect[f, g, ...] takes the attribute Protected away from symbols and lists the names of those
    that had it.

    Source   ref/Unprotect
    Example  Unprotect[Sin]  gives  {Sin}
    """
    return _protect(ev, symbols, False, call)
