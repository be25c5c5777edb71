"""Scoping: `Module`, `Block`, `With`, and what they share with the iterators of `Table` and `Do`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from wlnet.builtins.assignment import SETTINGS
from wlnet.expr import TRUE, Call, Expr, S, Symbol, integer, is_call, is_list
from wlnet.kernel.attributes import HOLD_ALL, TEMPORARY
from wlnet.kernel.builtin import builtin
from wlnet.kernel.control import NoMatch, ReturnTo
from wlnet.kernel.definitions import Definition
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint
from wlnet.kernel.templates import Bindings, rename, substitute

_MESSAGES = {
    "lvset": "Local variable specification `1` contains `2`, which is an assignment to `3`; only assignments to "
             "symbols are allowed.",
    "lvsym": "Local variable specification `1` contains `2`, which is not a symbol or an assignment to a symbol.",
    "lvlist": "Local variable specification `1` is not a List.",
    "lvws": "Variable `1` in local variable specification `2` requires a value.",
    "dup": "Duplicate local variable `1` found in local variable specification `2`.",
}


def declarations(spec: Expr) -> list[tuple[Symbol, Expr | None, bool]]:
    """The variables of a scoping construct: (symbol, initial value or None, whether given with `:=`).

    Errors  Complaint when the specification is not a list of symbols and assignments.
    """
    if not is_list(spec):
        raise Complaint("lvlist", spec)
    found: list[tuple[Symbol, Expr | None, bool]] = []
    for item in spec.args:
        if isinstance(item, Symbol):
            found.append((item, None, False))
        elif is_call(item, S.Set, 2) or is_call(item, S.SetDelayed, 2):
            name = item.args[0]
            if is_list(name) and item.head is S.Set:
                found += [(part, None, False) for part in name.args if isinstance(part, Symbol)]
            elif not isinstance(name, Symbol):
                raise Complaint("lvset", spec, item, name)
            else:
                found.append((name, item.args[1], item.head is S.SetDelayed))
        else:
            raise Complaint("lvsym", spec, item)
    return found


def _body(ev: Evaluator, body: Expr) -> Expr:
    """The value of a body; a condition at its end belongs to the rule around it."""
    if is_call(body, S.Condition, 2):
        if ev(body.args[1]) is not TRUE:
            raise NoMatch
        return ev(body.args[0])
    return ev(body)


@builtin("Module", HOLD_ALL, messages=_MESSAGES)
def module(ev: Evaluator, variables: Expr, body: Expr) -> Expr:
    """Module[{x, y = v, ...}, body] evaluates body with local variables, made new as x$n at each evaluation.

    Source   ref/Module
    Example  Module[{x = 2}, x^2]  gives  4
    """
    number = ev.module_number
    ev.module_number += 1
    names: Bindings = {}
    starts: list[tuple[Symbol, Expr, bool]] = []
    for name, start, delayed in declarations(variables):
        fresh = Symbol(f"{name.name.removesuffix('$')}${number}")
        names[name] = fresh
        if start is not None:
            starts.append((fresh, start if delayed else ev(start), delayed))
    for fresh, start, delayed in starts:
        ev.table[fresh] = made = Definition()
        made.value, made.value_delayed, made.attributes = start, delayed, TEMPORARY
    try:
        return _body(ev, rename(body, names))
    except ReturnTo as jump:
        return jump.ends(S.Module)


@builtin("With", HOLD_ALL, messages=_MESSAGES)
def with_(ev: Evaluator, variables: Expr, *rest: Expr) -> Expr | None:
    """With[{x = v, ...}, body] evaluates body with x replaced by the value of v; further lists of definitions before
    the body see the earlier ones.

    Source   ref/With
    Example  With[{x = 3}, Hold[x]]  gives  Hold[3]
    """
    if not rest:
        raise Complaint("argmu", S.With, 2, symbol=S.General)
    values: Bindings = {}
    for name, value, delayed in declarations(variables):
        if value is None:
            raise Complaint("lvws", name, variables)
        values[name] = value if delayed else ev(value)
    if len(rest) > 1:
        return Call(S.With, *(substitute(item, values) for item in rest))
    try:
        return _body(ev, substitute(rest[0], values))
    except ReturnTo as jump:
        return jump.ends(S.With)


@builtin("Block", HOLD_ALL, messages=_MESSAGES)
def block(ev: Evaluator, variables: Expr, body: Expr) -> Expr:
    """Block[{x, y = v, ...}, body] evaluates body with the values of x, y set aside, and restores them afterwards.

    Source   ref/Block
    Example  f = x; Block[{x = 2}, f]  gives  2
    """
    found = declarations(variables)
    starts = [(name, value if delayed or value is None else ev(value), delayed) for name, value, delayed in found]
    with blocked(ev, [name for name, _, _ in starts if name not in SETTINGS]), settings_kept(ev, starts):
        for name, value, delayed in starts:
            if value is not None and name not in SETTINGS:
                ev.set_value(name, value)
                ev.table[name].value_delayed = delayed
        try:
            return _body(ev, body)
        except ReturnTo as jump:
            return jump.ends(S.Block)


@contextmanager
def settings_kept(ev: Evaluator, starts: list[tuple[Symbol, Expr | None, bool]]) -> Iterator[None]:
    """Settings of the machine among the variables of a `Block`: changed now, restored at the end."""
    found = [(name, value, ev(name)) for name, value, _ in starts if name in SETTINGS]
    try:
        for name, value, _ in found:
            if value is not None:
                SETTINGS[name](ev, value)
        yield
    finally:
        for name, _, old in found:
            SETTINGS[name](ev, old)


@contextmanager
def blocked(ev: Evaluator, names: list[Symbol], keep: bool = False) -> Iterator[None]:
    """Set aside what symbols mean, attributes and code included; restore it at the end, whatever happens.

    `keep` starts with a copy of the old meaning, as ``Internal`InheritedBlock`` does.
    """
    saved = {name: ev.table.get(name) for name in names}
    for name, old in saved.items():
        if keep and old is not None:
            ev.table[name] = old.copy()
            continue
        ev.table[name] = Definition()
    ev.changed()
    try:
        yield
    finally:
        for name, old in saved.items():
            if old is None:
                ev.table.pop(name, None)
            else:
                ev.table[name] = old
        ev.changed()


@builtin("Internal`InheritedBlock", HOLD_ALL, messages=_MESSAGES)
def inherited_block(ev: Evaluator, variables: Expr, body: Expr) -> Expr:
    """Internal`InheritedBlock[{f, ...}, body] evaluates body with changes to the definitions of f undone afterwards.

    Example  f[1] = 2; {Internal`InheritedBlock[{f}, f[2] = 3; f[1] + f[2]], f[2]}  gives  {5, f[2]}
    """
    with blocked(ev, [name for name, _, _ in declarations(variables)], keep=True):
        return ev(body)


@builtin("Unique")
def unique(ev: Evaluator, stem: Expr = S.Null) -> Expr:
    """Unique[] gives a new symbol, Unique[x] one whose name begins with x$, Unique["x"] one that begins with x.

    Source   ref/Unique
    Example  Unique[x] === Unique[x]  gives  False
    """
    if is_list(stem):
        return Call(S.List, *(unique(ev, item) for item in stem.args))
    number = ev.module_number
    ev.module_number += 1
    if isinstance(stem, Symbol) and stem is not S.Null:
        return Symbol(f"{stem.name}${number}")
    written = getattr(stem, "value", "$")
    return ev.contexts.resolve(f"{written}{number}")


def loop_variable(ev: Evaluator, name: Symbol) -> Definition:
    """A fresh meaning for the variable of an iterator; `value` may then be set at each step."""
    made = Definition()
    made.value = integer(0)
    ev.table[name] = made
    return made
