"""Assignments: giving symbols, functions and parts values, and taking them away."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from wlnet.builtins.parts import assign_part
from wlnet.expr import NULL, Association, Call, Expr, Packed, S, String, Symbol, integer, is_call, is_list, root
from wlnet.kernel.attributes import HOLD_ALL, HOLD_FIRST, LOCKED, PROTECTED, SEQUENCE_HOLD, bits_of
from wlnet.kernel.builtin import arity_complaint, builtin, variable
from wlnet.kernel.definitions import Definition
from wlnet.kernel.evaluator import DATA_ATOMS, Evaluator
from wlnet.kernel.messages import Complaint, Failed
from wlnet.kernel.rules import Rule

_MESSAGES = {
    "setraw": "Cannot assign to raw object `1`.",
    "shape": "Lists `1` and `2` are not the same shape.",
    "write": "Tag `1` in `2` is Protected.",
    "nosym": "`1` does not contain a symbol to attach a rule to.",
    "tagnf": "Tag `1` not found in `2`.",
    "tagpos": "Tag `1` in `2` is too deep for an assigned rule to be found.",
    "noval": "Symbol `1` in part assignment does not have an immediate value.",
    "setps": "`1` in the part assignment is not a symbol.",
    "rvalue": "`1` is not a variable with a value, so its value cannot be changed.",
    "norep": "Assignment on `1` for `2` not found.",
    "readp": "Symbol `1` is read-protected.",
}


@builtin("Set", HOLD_FIRST | SEQUENCE_HOLD, messages=_MESSAGES, direct=True)
def set_(ev: Evaluator, call: Call) -> Expr:
    """lhs = rhs evaluates rhs and makes it the value of lhs from now on: a symbol, a function of patterns, a part, or
    a list of these.

    Source   ref/Set
    Example  {a, b} = {1, 2}; b  gives  2
    """
    if len(call.args) < 2:
        raise arity_complaint(S.Set, len(call.args), 2, 2)
    left = call.args[0]
    value = call.args[1] if len(call.args) == 2 else Call(S.Sequence, *call.args[1:])
    before = ev.clock
    try:
        assign(ev, left, value, delayed=False)
    except Complaint as complaint:
        ev.complain(complaint, S.Set)
        return value
    if type(value) is Call and value.stamp is before and isinstance(left, Symbol) and not mentions(value, left):
        value.stamp = ev.clock  # the new meaning of `left` does not touch its own value
    return value


@contextmanager
def failing() -> Iterator[None]:
    """What has no value to give when it cannot be done gives $Failed instead."""
    try:
        yield
    except Complaint as problem:
        raise Failed(problem.tag, *problem.details, symbol=problem.symbol) from None


def mentions(expr: Expr, symbol: Symbol) -> bool:
    """Whether a symbol stands anywhere in an expression."""
    stack = [expr]
    while stack:
        item = stack.pop()
        if item is symbol:
            return True
        if isinstance(item, (Call, Association)) and not isinstance(item, Packed):
            stack.append(item.head)
            stack.extend(item.args)
    return False


@builtin("SetDelayed", HOLD_ALL | SEQUENCE_HOLD, messages=_MESSAGES)
def set_delayed(ev: Evaluator, left: Expr, right: Expr) -> Expr:
    """lhs := rhs makes rhs the value of lhs, evaluated anew each time lhs is used.

    Source   ref/SetDelayed
    Example  f[x_] := x^2; f[3]  gives  9
    """
    with failing():
        assign(ev, left, right, delayed=True)
    return NULL


def assign(ev: Evaluator, left: Expr, value: Expr, delayed: bool) -> None:
    """Make `value` the value of `left`.

    Errors  Complaint for what cannot be assigned to: protected symbols, raw objects, lists of another shape.
    """
    if isinstance(left, Symbol):
        assign_symbol(ev, left, value, delayed)
    elif is_list(left):
        _assign_list(ev, left, value, delayed)
    elif isinstance(left, Call):
        special = _SPECIAL.get(left.head) if isinstance(left.head, Symbol) else None
        if special is not None and left.args:
            special(ev, left, value, delayed)
        elif not _assign_key(ev, left, value):
            assign_rule(ev, left, value, delayed)
    else:
        raise Complaint("setraw", left)


def assign_symbol(ev: Evaluator, symbol: Symbol, value: Expr, delayed: bool) -> None:
    """`symbol = value` or `symbol := value`."""
    definition = ev.table.get(symbol)
    if definition is not None and definition.attributes & (PROTECTED | LOCKED):
        writable = _VARIABLES.get(symbol)
        if writable is None:
            raise Complaint("wrsym", symbol)
        writable(ev, ev(value) if delayed else value)
        if symbol in SETTINGS:
            return
    if definition is None or definition.shared or definition.load is not None:
        definition = ev.define(symbol)
    if definition.value is None:
        ev.changed()
    definition.value = Call(S.Evaluate, value) if delayed and is_call(value, S.Sequence) else value
    definition.value_delayed = delayed


def _assign_list(ev: Evaluator, left: Expr, value: Expr, delayed: bool) -> None:
    if not is_list(value) or len(value.args) != len(left.args):
        raise Complaint("shape", left, value)
    for name, item in zip(left.args, value.args):
        assign(ev, name, item, delayed)


def _assign_part(ev: Evaluator, left: Call, value: Expr, delayed: bool) -> None:
    """`symbol[[spec...]] = value`."""
    name = left.args[0]
    if not isinstance(name, Symbol):
        raise Complaint("setps", name, symbol=S.Set)
    definition = _value_holder(ev, name)
    spec = tuple(ev(item) for item in left.args[1:])
    target = _own_copy(definition)
    stamp = None if delayed else _stamp_after(ev, target, value)
    result = definition.value = assign_part(ev, target, spec, value, left)
    if isinstance(result, (Call, Association)):
        result.stamp = stamp


def _stamp_after(ev: Evaluator, target: Expr, value: Expr) -> object:
    """The stamp of a value in normal form after a part of it has become `value`, which has been evaluated."""
    stamp = target.stamp if isinstance(target, (Call, Association)) else None
    if stamp is ev.data:
        return ev.data if type(value) in DATA_ATOMS else ev.clock
    return stamp if stamp is ev.clock else None


def _value_holder(ev: Evaluator, name: Symbol) -> Definition:
    definition = ev.define(name)
    if definition.attributes & (PROTECTED | LOCKED):
        raise Complaint("wrsym", name)
    if definition.value is None:
        raise Complaint("noval", name)
    if definition.value_delayed:
        definition.value = ev(definition.value)
        definition.value_delayed = False
    return definition


# A value referred to by its definition, the local names on the way here and getrefcount's argument, and nobody else
_SOLE = 3


def _own_copy(definition: Definition) -> Expr:
    """The value of a definition, safe to be changed in place: a copy, unless nobody else refers to it."""
    value = definition.value
    assert value is not None
    if sys.getrefcount(value) > _SOLE:
        if isinstance(value, Association):
            return Association(dict(value.items), value.delayed)
        if isinstance(value, Packed):
            return Packed(np.array(value.array))
    elif isinstance(value, Packed) and (value.array.base is not None or sys.getrefcount(value.array) > 2):
        return Packed(np.array(value.array))
    return value


def _assign_key(ev: Evaluator, left: Call, value: Expr) -> bool:
    """`assoc["key", ...] = value` for a symbol whose value is an association; False for anything else."""
    keys: list[Expr] = []
    head: Expr = left
    while isinstance(head, Call):
        keys[:0] = head.args
        head = head.head
    definition = ev.table.get(head) if isinstance(head, Symbol) else None
    if definition is None or not isinstance(definition.value, Association):
        return False
    assert isinstance(head, Symbol)
    definition = _value_holder(ev, head)
    path = [ev(key.args[0] if is_call(key, S.Key, 1) else key) for key in keys]
    target = _own_copy(definition)
    assert isinstance(target, Association)
    stamp = _stamp_after(ev, target, value)
    _put(target, path, value)
    target.stamp = stamp
    definition.value = target
    return True


def _put(target: Association, path: list[Expr], value: Expr) -> None:
    if len(path) == 1:
        target.items[path[0]] = value
        return
    inner = target.items.get(path[0])
    copy = Association(dict(inner.items), inner.delayed) if isinstance(inner, Association) else Association({})
    _put(copy, path[1:], value)
    target.items[path[0]] = copy


def assign_rule(ev: Evaluator, left: Call, value: Expr, delayed: bool, tag: Symbol | None = None) -> None:
    """A definition for `f[...]`, `f[...][...]` or, with a tag, an up value of the tag.

    Errors  Complaint when there is no symbol to attach it to, or the symbol is protected.
    """
    left, condition = _without_condition(left)
    lhs = _evaluated_left(ev, left)
    if condition is not None:
        value = Call(S.Condition, value, condition)
        delayed = True
    owner = tag or _owner(lhs)
    if owner is None:
        raise Complaint("setraw" if not isinstance(lhs, Call) else "nosym", lhs)
    definition = ev.define(owner)
    if definition.attributes & (PROTECTED | LOCKED):
        raise Complaint("write", owner, left)
    kind = _kind(lhs, tag)
    definition.rules(kind).add(Rule(lhs, value, delayed))
    if kind == "up":
        ev.up_values = True
    ev.changed()


def _without_condition(left: Expr) -> tuple[Call, Expr | None]:
    if is_call(left, S.Condition, 2):
        inner, outer = _without_condition(left.args[0])
        return inner, left.args[1] if outer is None else Call(S.And, outer, left.args[1])
    assert isinstance(left, Call)
    return left, None


def _bare(lhs: Expr) -> Expr:
    while is_call(lhs, S.HoldPattern, 1) or is_call(lhs, S.PatternTest, 2) or is_call(lhs, S.Pattern, 2):
        lhs = lhs.args[1 if lhs.head is S.Pattern else 0]
    return lhs


def _owner(lhs: Expr) -> Symbol | None:
    """The symbol that a left side belongs to: `f` for `f[x]`, `f[x][y]` and `(g_f?test)[x]`."""
    lhs = _bare(lhs)
    while isinstance(lhs, Call):
        lhs = _bare(lhs.head)
        if is_call(lhs, S.Blank, 1):
            lhs = lhs.args[0]
    return lhs if isinstance(lhs, Symbol) else None


def _kind(lhs: Expr, tag: Symbol | None) -> str:
    if tag is not None and _owner(lhs) is not tag:
        return "up"
    bare = _bare(lhs)
    if isinstance(bare, Symbol):
        return "own"
    return "down" if isinstance(bare.head, Symbol) else "sub"


def _evaluated_left(ev: Evaluator, left: Expr) -> Expr:
    """The left side with its arguments (and compound heads) evaluated, as an assignment does."""
    if not isinstance(left, Call) or left.head is S.HoldPattern:
        return left
    head = _evaluated_left(ev, left.head) if isinstance(left.head, Call) else left.head
    attributes = ev.attributes(head) if isinstance(head, Symbol) else 0
    if head in (S.Pattern, S.PatternTest, S.Condition, S.Blank, S.Optional):
        return left
    probe = Call(head, *left.args)
    evaluated, _ = ev._evaluate_arguments(probe, attributes)
    return evaluated


def _assign_message(ev: Evaluator, left: Call, value: Expr, delayed: bool) -> None:
    """`symbol::tag = "text"`."""
    symbol = left.args[0]
    tag = left.args[1] if len(left.args) > 1 else NULL
    if not isinstance(symbol, Symbol) or not isinstance(tag, (String, Symbol)):
        raise Complaint("nosym", left)
    definition = ev.define(symbol)
    texts = definition.messages = definition.messages or {}
    texts[tag.value if isinstance(tag, String) else tag.short] = value


def _writable(ev: Evaluator, symbol: Expr, left: Expr) -> Definition:
    if not isinstance(symbol, Symbol):
        raise Complaint("nosym", left)
    definition = ev.define(symbol)
    if definition.attributes & LOCKED:
        raise Complaint("locked", symbol)
    return definition


def _assign_options(ev: Evaluator, left: Call, value: Expr, delayed: bool) -> None:
    """`Options[f] = {...}`."""
    definition = _writable(ev, left.args[0], left)
    definition.options = list(value.args) if is_list(value) else [value]


def _assign_attributes(ev: Evaluator, left: Call, value: Expr, delayed: bool) -> None:
    """`Attributes[f] = {...}`."""
    symbol = left.args[0]
    _writable(ev, symbol, left)
    ev.set_attributes(symbol, bits_of(value))  # type: ignore[arg-type]


def _assign_values(kind: str) -> Callable[[Evaluator, Call, Expr, bool], None]:
    def assign_values(ev: Evaluator, left: Call, value: Expr, delayed: bool) -> None:
        definition = _writable(ev, left.args[0], left)
        if kind == "own":
            definition.value = None
        setattr(definition, kind, None)
        for rule in value.args if is_list(value) else ():
            if is_call(rule, S.Rule, 2) or is_call(rule, S.RuleDelayed, 2):
                lhs = rule.args[0].args[0] if is_call(rule.args[0], S.HoldPattern, 1) else rule.args[0]
                definition.rules(kind).add(Rule(lhs, rule.args[1], rule.head is S.RuleDelayed))
        ev.up_values = ev.up_values or kind == "up"
        ev.changed()
    return assign_values


def _assign_default(ev: Evaluator, left: Call, value: Expr, delayed: bool) -> None:
    """`Default[f, ...] = value`."""
    _writable(ev, left.args[0], left).rules("default").add(Rule(left, value))
    ev.changed()


def _assign_n(ev: Evaluator, left: Call, value: Expr, delayed: bool) -> None:
    """`N[expr] := value`."""
    owner = root(left.args[0])
    if owner is None:
        raise Complaint("nosym", left)
    _writable(ev, owner, left).rules("n").add(Rule(left, value, delayed))
    ev.changed()


def _assign_format(ev: Evaluator, left: Call, value: Expr, delayed: bool) -> None:
    """`Format[expr] := value`."""
    owner = root(_bare(left.args[0]))
    if owner is None:
        raise Complaint("nosym", left)
    ev.define(owner).rules("format").add(Rule(Call(S.Format, left.args[0]), value, delayed))
    ev.state["formats"] = True


def _assign_conditioned(ev: Evaluator, left: Call, value: Expr, delayed: bool) -> None:
    """`f[x_] /; test := value`, and the same for a symbol."""
    inner, condition = left.args
    if isinstance(inner, Symbol):
        definition = _writable(ev, inner, left)
        definition.rules("own").add(Rule(inner, Call(S.Condition, value, condition), delayed))
        ev.changed()
        return
    assign_rule(ev, left, value, delayed)


def _assign_evaluated(ev: Evaluator, left: Call, value: Expr, delayed: bool) -> None:
    assign(ev, ev(left.args[0]), value, delayed)


_SPECIAL: dict[Expr, Callable[[Evaluator, Call, Expr, bool], None]] = {
    S.Part: _assign_part, S.MessageName: _assign_message, S.Options: _assign_options,
    S.Attributes: _assign_attributes, S.DownValues: _assign_values("down"), S.OwnValues: _assign_values("own"),
    S.UpValues: _assign_values("up"), S.SubValues: _assign_values("sub"), S.NValues: _assign_values("n"),
    S.DefaultValues: _assign_values("default"), S.FormatValues: _assign_values("format"),
    S.Default: _assign_default, S.N: _assign_n, S.Format: _assign_format, S.Condition: _assign_conditioned,
    S.Evaluate: _assign_evaluated,
}


# ---- system variables that may be assigned -------------------------------------------------------------------------

def _set_recursion_limit(ev: Evaluator, value: Expr) -> None:
    ev.recursion_limit = _limit(value, S["$RecursionLimit"], 20)


def _set_iteration_limit(ev: Evaluator, value: Expr) -> None:
    ev.iteration_limit = _limit(value, S["$IterationLimit"], 20)


def _limit(value: Expr, symbol: Symbol, least: int) -> float:
    from wlnet.kernel.arguments import is_infinity
    number = getattr(value, "value", None)
    if is_infinity(value):
        return float("inf")
    if not isinstance(number, int) or number < least:
        raise Complaint("limset", symbol, value, symbol=symbol)
    return number


def _set_context(ev: Evaluator, value: Expr) -> None:
    if isinstance(value, String):
        ev.contexts.switch(value.value, ev.contexts.path)


def _set_path(ev: Evaluator, value: Expr) -> None:
    if is_list(value):
        ev.contexts.switch(ev.contexts.current, [c.value for c in value.args if isinstance(c, String)])


@variable("$RecursionLimit")
def recursion_limit(ev: Evaluator) -> Expr:
    """$RecursionLimit is how deep evaluations may nest."""
    return _as_limit(ev.recursion_limit)


@variable("$IterationLimit")
def iteration_limit(ev: Evaluator) -> Expr:
    """$IterationLimit is how often an expression may be rewritten on the way to its value."""
    return _as_limit(ev.iteration_limit)


def _as_limit(limit: float) -> Expr:
    return S.Infinity if limit == float("inf") else integer(int(limit))


def _anything(ev: Evaluator, value: Expr) -> None:
    """A variable whose value is read where it is needed."""


# settings of the machine: their values are worked out when asked for, and never stored as own values
SETTINGS: dict[Symbol, Callable[[Evaluator, Expr], None]] = {
    S["$RecursionLimit"]: _set_recursion_limit, S["$IterationLimit"]: _set_iteration_limit,
    S["$Context"]: _set_context, S["$ContextPath"]: _set_path,
}

_VARIABLES: dict[Symbol, Callable[[Evaluator, Expr], None]] = {
    **SETTINGS,
    **{S[name]: _anything for name in (
        "$Pre", "$Post", "$PrePrint", "$PreRead", "$HistoryLength", "$Path", "$Assumptions", "$TimeZone",
        "$MaxPrecision", "$MinPrecision", "$Epilog", "$CharacterEncoding", "$Messages", "$Output", "$ScriptCommandLine",
        "$Line")},
}


# ---- taking away --------------------------------------------------------------------------------------------------

@builtin("Unset", HOLD_FIRST, messages=_MESSAGES)
def unset(ev: Evaluator, left: Expr) -> Expr:
    """lhs =. removes the value of lhs.

    Source   ref/Unset
    Example  x = 3; x =.; x  gives  x
    """
    with failing():
        _unset(ev, left)
    return NULL


def _unset(ev: Evaluator, left: Expr) -> None:
    if is_list(left):
        for item in left.args:
            _unset(ev, item)
        return
    if isinstance(left, Symbol):
        _unprotected(ev, left).value = None
        return
    if isinstance(left, Call) and _unset_key(ev, left):
        return
    lhs = _evaluated_left(ev, _without_condition(left)[0]) if isinstance(left, Call) else left
    owner = root(_bare(lhs))
    if owner is None:
        raise Complaint("setraw", left)
    definition = _unprotected(ev, owner)
    rules = getattr(definition, _kind(lhs, None))
    if rules is None or not rules.remove(lhs):
        raise Complaint("norep", owner, left)
    ev.changed()


def _unset_key(ev: Evaluator, left: Call) -> bool:
    definition = ev.table.get(left.head) if isinstance(left.head, Symbol) else None
    if definition is None or not isinstance(definition.value, Association) or len(left.args) != 1:
        return False
    key = ev(left.args[0])
    items = {k: v for k, v in definition.value.items.items() if k != key}
    ev.define(left.head).value = Association(items)  # type: ignore[arg-type]
    return True


def _unprotected(ev: Evaluator, symbol: Symbol) -> Definition:
    definition = ev.define(symbol)
    if definition.attributes & (PROTECTED | LOCKED):
        raise Complaint("wrsym", symbol)
    return definition


@builtin("TagSet", HOLD_ALL | SEQUENCE_HOLD, messages=_MESSAGES)
def tag_set(ev: Evaluator, tag: Symbol, left: Expr, right: Expr) -> Expr:
    """f /: lhs = rhs attaches the evaluated rule to the symbol f, which stands within lhs.

    Source   ref/TagSet
    Example  g /: f[g] = 5; f[g]  gives  5
    """
    value = ev(right)
    _tagged(ev, tag, left, value, delayed=False)
    return value


@builtin("TagSetDelayed", HOLD_ALL | SEQUENCE_HOLD, messages=_MESSAGES)
def tag_set_delayed(ev: Evaluator, tag: Symbol, left: Expr, right: Expr) -> Expr:
    """f /: lhs := rhs attaches the delayed rule to the symbol f, which stands within lhs.

    Source   ref/TagSetDelayed
    Example  g /: h[g[x_]] := x; h[g[2]]  gives  2
    """
    with failing():
        _tagged(ev, tag, left, right, delayed=True)
    return NULL


def _tagged(ev: Evaluator, tag: Symbol, left: Expr, value: Expr, delayed: bool) -> None:
    if not isinstance(left, Call):
        assign(ev, left, value, delayed)
        return
    bare = _without_condition(left)[0]
    if _owner(bare) is not tag and not any(_tag_of(arg) is tag for arg in _bare(bare).args):
        raise Complaint("tagnf", tag, left)
    if bare.head is S.N or bare.head is S.Format:
        assign(ev, left, value, delayed)
        return
    assign_rule(ev, left, value, delayed, tag)


def _tag_of(expr: Expr) -> Symbol | None:
    """The symbol to which an up value for this argument belongs."""
    expr = _bare(expr)
    if is_call(expr, S.Blank, 1) or is_call(expr, S.BlankSequence, 1) or is_call(expr, S.BlankNullSequence, 1):
        expr = expr.args[0]
    if is_call(expr, S.Condition, 2) or is_call(expr, S.Optional):
        return _tag_of(expr.args[0])
    return _owner(expr)


@builtin("UpSet", HOLD_FIRST | SEQUENCE_HOLD, messages=_MESSAGES)
def up_set(ev: Evaluator, left: Expr, right: Expr) -> Expr:
    """lhs ^= rhs attaches the evaluated rule to the symbols in the arguments of lhs.

    Source   ref/UpSet
    Example  f[g] ^= 3; f[g]  gives  3
    """
    _up(ev, left, right, delayed=False)
    return right


@builtin("UpSetDelayed", HOLD_ALL | SEQUENCE_HOLD, messages=_MESSAGES)
def up_set_delayed(ev: Evaluator, left: Expr, right: Expr) -> Expr:
    """lhs ^:= rhs attaches the delayed rule to the symbols in the arguments of lhs.

    Source   ref/UpSetDelayed
    Example  area[sq[s_]] ^:= s^2; area[sq[3]]  gives  9
    """
    with failing():
        _up(ev, left, right, delayed=True)
    return NULL


def _up(ev: Evaluator, left: Expr, value: Expr, delayed: bool) -> None:
    if not isinstance(left, Call):
        raise Complaint("nosym", left)
    tags = {tag for arg in _without_condition(left)[0].args if (tag := _tag_of(arg)) is not None}
    tags = {tag for tag in tags if not ev.attributes(tag) & PROTECTED}
    if not tags:
        raise Complaint("nosym", left)
    for tag in tags:
        assign_rule(ev, left, value, delayed, tag)


@builtin("TagUnset", HOLD_ALL, messages=_MESSAGES)
def tag_unset(ev: Evaluator, tag: Symbol, left: Expr) -> Expr:
    """f /: lhs =. removes the rule for lhs attached to f.

    Source   ref/TagUnset
    Example  g /: f[g] = 5; g /: f[g] =.; f[g]  gives  f[g]
    """
    definition = _unprotected(ev, tag)
    found = [rules for rules in (definition.up, definition.down, definition.sub) if rules and rules.remove(left)]
    if not found:
        raise Complaint("norep", tag, left)
    ev.changed()
    return NULL


# ---- in place -----------------------------------------------------------------------------------------------------

def _update(ev: Evaluator, left: Expr, change: Callable[[Expr], Expr]) -> tuple[Expr, Expr]:
    """Replace the value of `left` by a changed one; the old and the new value.

    Errors  Complaint rvalue when `left` has no value.
    """
    old = ev(left)
    if old == left or isinstance(left, Symbol) and old is left:
        raise Complaint("rvalue", left)
    new = ev(change(old))
    assign(ev, left, new, delayed=False)
    return old, new


def _operator(name: str, head: Symbol, example: str, verb: str, amount: str = "dx") -> None:
    """Declare name[x, dx], which makes head[x, dx] the value of x."""
    def run(ev: Evaluator, left: Expr, right: Expr) -> Expr:
        value = ev(right)
        return _update(ev, left, lambda old: Call(head, old, value))[1]
    run.__doc__ = f"""{name}[x, {amount}] {verb} and gives the new value.

    Source   ref/{name}
    Example  {example}
    """
    builtin(name, HOLD_FIRST, messages=_MESSAGES)(run)


_operator("AddTo", S.Plus, "x = 1; x += 2  gives  3", "or x += dx adds dx to the value of x")
_operator("SubtractFrom", S.Subtract, "x = 5; x -= 2  gives  3", "or x -= dx subtracts dx from the value of x")
_operator("TimesBy", S.Times, "x = 5; x *= 2  gives  10", "or x *= dx multiplies the value of x by dx")
_operator("DivideBy", S.Divide, "x = 6; x /= 2  gives  3", "or x /= dx divides the value of x by dx")


def _step(name: str, amount: int, before: bool, example: str, verb: str) -> None:
    def run(ev: Evaluator, left: Expr) -> Expr:
        old, new = _update(ev, left, lambda value: Call(S.Plus, value, integer(amount)))
        return new if before else old
    run.__doc__ = f"""{name}[x] {verb}.

    Source   ref/{name}
    Example  {example}
    """
    builtin(name, HOLD_FIRST, messages=_MESSAGES)(run)


_step("Increment", 1, False, "x = 1; {x++, x}  gives  {1, 2}", "or x++ adds 1 to x, giving the old value")
_step("Decrement", -1, False, "x = 1; {x--, x}  gives  {1, 0}", "or x-- subtracts 1 from x, giving the old value")
_step("PreIncrement", 1, True, "x = 1; {++x, x}  gives  {2, 2}", "or ++x adds 1 to x, giving the new value")
_step("PreDecrement", -1, True, "x = 1; {--x, x}  gives  {0, 0}", "or --x subtracts 1 from x, giving the new value")


_operator("AppendTo", S.Append, "x = {1}; AppendTo[x, 2]; x  gives  {1, 2}",
          "adds item at the end of the value of x", "item")
_operator("PrependTo", S.Prepend, "x = {1}; PrependTo[x, 2]; x  gives  {2, 1}",
          "adds item before the value of x", "item")
_operator("AssociateTo", S.Append, "x = <||>; AssociateTo[x, a -> 1]; x  gives  <|a -> 1|>",
          "adds the rule or rules to the association that is the value of x", "item")


@builtin("ApplyTo", HOLD_FIRST, messages=_MESSAGES)
def apply_to(ev: Evaluator, left: Expr, function: Expr) -> Expr:
    """ApplyTo[x, f] or x //= f replaces the value of x by f of it and gives the new value.

    Source   ref/ApplyTo
    Example  x = 4; x //= Sqrt; x  gives  2
    """
    function = ev(function)
    return _update(ev, left, lambda old: Call(function, old))[1]
