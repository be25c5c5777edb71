"""Messages of the language: issuing, hushing and watching them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from wlnet.expr import NULL, Call, Expr, Integer, S, String, Symbol, integer, is_call, is_list
from wlnet.kernel.attributes import HOLD_ALL, HOLD_FIRST, READ_PROTECTED
from wlnet.kernel.builtin import Builtin, builtin, variable
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import GENERAL, Complaint
from wlnet.kernel.reports import Scope

Chosen = Callable[[Symbol, str], bool]

_MESSAGES = {
    "name": "Message name `1` is not of the form symbol::name or symbol::name::language.",
    "anmlist": "Argument `1` of `2` should be All, None, a message name, or a list of message names.",
}


def message_name(ev: Evaluator, expr: Expr) -> tuple[Symbol, str] | None:
    """The symbol and tag that `symbol::tag` names; None for anything else."""
    if is_call(expr, S.HoldForm, 1) or is_call(expr, S.Hold, 1):
        expr = expr.args[0]
    if not is_call(expr, S.MessageName) or len(expr.args) < 2:
        return None
    owner, tag = expr.args[0], expr.args[1]
    symbol = ev.contexts.resolve(owner.value) if isinstance(owner, String) and owner.value else owner
    if not isinstance(symbol, Symbol) or not isinstance(tag, (String, Symbol)):
        return None
    return symbol, tag.value if isinstance(tag, String) else tag.short


def chosen_messages(ev: Evaluator, spec: Expr, call: Expr) -> Chosen:
    """Which messages All, None, a name, a group or a list of these means. `General::tag` is the tag of any
    symbol.

    Errors  Complaint anmlist.
    """
    everything = False
    names: set[tuple[Symbol | None, str]] = set()
    for item in spec.args if is_list(spec) else (spec,):
        name = message_name(ev, item)
        if name is not None:
            symbol, tag = name
            names.add((None if symbol is S.General else symbol, tag))
        elif item is S.All:
            everything = True
        elif item is not S["None"] and not isinstance(item, (String, Symbol)):
            raise Complaint("anmlist", item, call)
    return lambda symbol, tag: everything or (symbol, tag) in names or (None, tag) in names


@contextmanager
def scope(ev: Evaluator, added: Scope) -> Iterator[None]:
    """A `Quiet` or `Check` around what is evaluated meanwhile."""
    ev.reports.scopes.append(added)
    try:
        yield
    finally:
        ev.reports.scopes.pop()


@builtin("MessageName", HOLD_FIRST | READ_PROTECTED)
def message_name_(ev: Evaluator, symbol: Expr, tag: Expr, *language: Expr) -> Expr | None:
    """symbol::tag is the text of a message, or its name where there is no text.

    Source   ref/MessageName
    Example  f::bad = "No good."; f::bad  gives  No good.
    """
    owner = ev.contexts.resolve(symbol.value) if isinstance(symbol, String) and symbol.value else symbol
    name = tag.value if isinstance(tag, String) else tag.short if isinstance(tag, Symbol) else ""
    if not isinstance(owner, Symbol):
        return None
    definition = ev.definition(owner)
    text = (definition.messages or {}).get(name)
    if text is None and name == "usage" and isinstance(definition.code, Builtin):
        text = String(definition.code.usage)
    if text is None and owner is S.General and name in GENERAL:
        text = String(GENERAL[name])
    return text


@builtin("Message", HOLD_FIRST, messages=_MESSAGES)
def message(ev: Evaluator, name: Expr, *details: Expr) -> Expr:
    """Message[f::tag, e1, e2, ...] issues the message f::tag (or General::tag) with `1`, `2`, ... in its
    text replaced by the values.

    Source   ref/Message
    Example  Quiet[Message[f::bad, 1]]  gives  Null
    """
    found = message_name(ev, name)
    if found is None:
        raise Complaint("name", name)
    ev.message(found[0], found[1], *details)
    return NULL


@builtin("Quiet", HOLD_ALL, messages=_MESSAGES)
def quiet(ev: Evaluator, expr: Expr, off: Expr = S.All, on: Expr = S["None"], *, call: Call) -> Expr:
    """Quiet[expr] evaluates expr without showing messages; Quiet[expr, names] hushes only these messages;
    Quiet[expr, off, on] hushes some and lets others be shown. Names are f::tag, lists of them, All or None.

    Source   ref/Quiet
    Example  Quiet[Message[f::bad]; 3]  gives  3
    """
    hush = chosen_messages(ev, _names(ev, off), call)
    show = chosen_messages(ev, _names(ev, on), call)
    with scope(ev, lambda symbol, tag: hush(symbol, tag) and not show(symbol, tag)):
        return ev(expr)


def _names(ev: Evaluator, spec: Expr) -> Expr:
    """A specification of messages, in which names stay names even where they have a text."""
    if is_call(spec, S.MessageName):
        return spec
    if is_list(spec):
        return Call(S.List, *(_names(ev, item) for item in spec.args))
    return ev(spec)


@builtin("Check", HOLD_ALL, messages=_MESSAGES)
def check(ev: Evaluator, expr: Expr, otherwise: Expr, *names: Expr, call: Call) -> Expr:
    """Check[expr, alternative] gives the value of expr, or of alternative when messages were issued
    meanwhile; Check[expr, alternative, f::tag, ...] when one of these was.

    Source   ref/Check
    Example  Quiet[Check[Message[f::bad]; 3, failed]]  gives  failed
    """
    specs = [_names(ev, name) for name in names]
    wanted = [chosen_messages(ev, spec, call) for spec in specs] or [lambda symbol, tag: True]
    seen: list[Call] = []
    with scope(ev, seen):
        value = ev(expr)
    for name in seen:
        found = message_name(ev, name)
        if found is not None and any(choice(*found) for choice in wanted):
            return otherwise
    return value


def _switch(ev: Evaluator, specs: tuple[Expr, ...], on: bool) -> None:
    for item in specs:
        spec = _names(ev, item)
        if is_list(spec):
            _switch(ev, spec.args, on)
            continue
        name = message_name(ev, spec)
        if name is None:
            if isinstance(spec, Symbol):
                ev.state.setdefault("switched on", set())
                (ev.state["switched on"].add if on else ev.state["switched on"].discard)(spec)
            continue
        symbol, tag = name
        key = ("General" if symbol is S.General else symbol.name, tag)
        if on:
            ev.reports.off.discard(key)
        else:
            ev.reports.off.add(key)


@builtin("Off", HOLD_ALL)
def off(ev: Evaluator, *names: Expr) -> Expr:
    """Off[f::tag, ...] turns messages off until On turns them on again; Off[Assert] turns assertions off.

    Source   ref/Off
    Example  Off[f::bad]; Message[f::bad]; 3  gives  3
    """
    _switch(ev, names, on=False)
    return NULL


@builtin("On", HOLD_ALL)
def on(ev: Evaluator, *names: Expr) -> Expr:
    """On[f::tag, ...] turns messages on again after Off; On[Assert] turns assertions on.

    Source   ref/On
    Example  Off[f::bad]; On[f::bad]; Quiet[Check[Message[f::bad], shown]]  gives  shown
    """
    _switch(ev, names, on=True)
    return NULL


@variable("$MessageList")
def messages_issued(ev: Evaluator) -> list[Expr]:
    """$MessageList lists the names of the messages issued so far by the current input."""
    return list(ev.reports.issued)


@builtin("MessageList")
def message_list(ev: Evaluator, line: Expr = integer(-1)) -> Expr | None:
    """MessageList[n] lists the names of the messages that input n issued.

    Source   ref/MessageList
    Example  MessageList[0]  gives  MessageList[0]
    """
    if isinstance(line, Integer) and line.value < 0:
        now = ev(S["$Line"])
        return Call(S.MessageList, integer(now.value + line.value)) if isinstance(now, Integer) else None
    return None


@builtin("Assert", HOLD_FIRST, messages={
    "asrtf": "Assertion `1` failed.",
    "asrttf": "Assertion test `1` evaluated to `2`, which is neither True nor False."})
def assert_(ev: Evaluator, test: Expr, tag: Expr = NULL) -> Expr:
    """Assert[test] complains when test is not True, once On[Assert] has turned assertions on.

    Errors   Assert::asrtf when the test is False, Assert::asrttf when it is neither True nor False.
    Source   ref/Assert
    Example  Assert[1 > 2]  gives  Null
    """
    if S.Assert in ev.state.get("switched on", ()):
        value = ev(test)
        if value is S["False"]:
            ev.message(S.Assert, "asrtf", Call(S.HoldForm, test))
            return Call(S.HoldComplete, Call(S.Assert, test, *(() if tag is NULL else (tag,))))
        if value is not S["True"]:
            ev.message(S.Assert, "asrttf", Call(S.HoldForm, test), value)
    return NULL
