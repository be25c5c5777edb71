"""Options: declaring them, changing them, looking them up."""

from __future__ import annotations

from collections.abc import Iterable

from wlnet.builtins.matching import matches
from wlnet.builtins.symbols import symbol_of
from wlnet.expr import Association, Call, Expr, Integer, Object, S, String, Symbol, is_call, is_list
from wlnet.kernel.attributes import LOCKED
from wlnet.kernel.builtin import Builtin, builtin, option_key, option_rules
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint
from wlnet.kernel.objects import options_of

_MESSAGES = {
    "optnf": "Option name `1` not found in defaults for `2`.",
    "nodef": "Unknown option `1` for `2`.",
    "rep": "`1` is not a valid replacement rule.",
    "reps": "`1` is not a list of replacement rules.",
}


def default_options(ev: Evaluator, owner: Expr) -> list[Call]:
    """The rules of `Options[owner]`: those set for a symbol, or declared with a builtin; rules given are
    themselves."""
    if isinstance(owner, Symbol):
        definition = ev.definition(owner)
        if definition.options is not None:
            return [rule for item in definition.options for rule in rules_in(item)]
        code = definition.code
        if isinstance(code, Builtin):
            return [Call(S.Rule, S[name], value) for name, value in code.options.items()]
        return []
    if isinstance(owner, String):
        symbol = symbol_of(ev, owner)
        return default_options(ev, symbol) if symbol is not None else []
    return rules_in(owner)


def rules_in(expr: Expr) -> list[Call]:
    """The rules in a rule, an association, or a list of these (nested); anything else has none."""
    if is_list(expr):
        return [rule for item in expr.args for rule in rules_in(item)]
    if isinstance(expr, Association):
        return [rule for rule in expr.args if isinstance(rule, Call)]
    if isinstance(expr, Call) and (is_call(expr, S.Rule, 2) or is_call(expr, S.RuleDelayed, 2)):
        return [expr]
    return []


def looked_up(rules: Iterable[Call], name: str) -> Expr | None:
    """The value of the first rule with this option name."""
    return next((rule.args[1] for rule in rules if option_key(rule.args[0]) == name and name), None)


@builtin("Options", messages=_MESSAGES)
def options(ev: Evaluator, owner: Expr, name: Expr | None = None) -> Expr | None:
    """Options[f] lists the options of the symbol f with their defaults; Options[f, name] the one of this
    name, or those of a list of names. Options[f[..., opt -> value]] lists the options given explicitly.

    Source   ref/Options
    Example  Options[f] = {a -> 1, b -> 2}; Options[f, b]  gives  {b -> 2}
    """
    if isinstance(owner, (Symbol, String)):
        rules = default_options(ev, owner)
    elif isinstance(owner, Object):
        rules = [rule for rule in options_of(owner.value) if isinstance(rule, Call)]
    elif isinstance(owner, Call) and not is_list(owner):
        rules = [rule for arg in owner.args for rule in rules_in(arg)]
    else:
        rules = rules_in(owner)
    if name is None:
        return Call(S.List, *rules)
    wanted = {option_key(item) for item in (name.args if is_list(name) else (name,))}
    found = [rule for rule in rules if option_key(rule.args[0]) in wanted]
    if not found and isinstance(name, (Symbol, String)):
        raise Complaint("optnf", name, owner)
    return Call(S.List, *found)


@builtin("SetOptions", messages=_MESSAGES)
def set_options(ev: Evaluator, owner: Expr, *rules: Expr) -> Expr:
    """SetOptions[f, name -> value, ...] changes defaults of the options of f and lists all of them.

    Errors   SetOptions::optnf for a name that f does not have.
    Source   ref/SetOptions
    Example  Options[f] = {a -> 1}; SetOptions[f, a -> 2]  gives  {a -> 2}
    """
    if not isinstance(owner, Symbol):
        raise Complaint("sym", owner, 1)
    if ev.attributes(owner) & LOCKED:
        raise Complaint("locked", owner)
    current = default_options(ev, owner)
    for given in (rule for item in rules for rule in option_rules(item)):
        if not (is_call(given, S.Rule, 2) or is_call(given, S.RuleDelayed, 2)):
            raise Complaint("rep", given)
        key = option_key(given.args[0])
        places = [i for i, rule in enumerate(current) if option_key(rule.args[0]) == key]
        if not places:
            raise Complaint("optnf", given.args[0], owner)
        current[places[0]] = Call(given.head, current[places[0]].args[0], given.args[1])
    ev.define(owner).options = list(current)
    return Call(S.List, *current)


@builtin("OptionValue", messages=_MESSAGES)
def option_value(ev: Evaluator, *args: Expr) -> Expr | None:
    """OptionValue[name] gives, in the right side of a definition with OptionsPattern, the value of an
    option: the one passed or else the default. OptionValue[f, name] uses the defaults of f, OptionValue[f,
    {opts}, name] the options given; OptionValue[f, {opts}, name, Hold] wraps the value in Hold.

    Errors   OptionValue::optnf for a name without a default; the name itself is given then.
             OptionValue::nodef for an option given that has no default.
    Source   ref/OptionValue
    Example  Options[f] = {k -> 1}; f[OptionsPattern[]] := OptionValue[k]; {f[], f[k -> 5]}  gives  {1, 5}
    Example  OptionValue[{a -> 1, b -> 2}, {b -> 3}, {a, b}]  gives  {1, 3}
    """
    if not 2 <= len(args) <= 4:
        return None
    owner, name = args[0], args[1 if len(args) == 2 else 2]
    given = rules_in(args[1]) if len(args) > 2 else []
    wrapper = args[3] if len(args) == 4 else None
    if is_list(name):
        return Call(S.List, *(_value(ev, owner, given, item, wrapper) for item in name.args))
    return _value(ev, owner, given, name, wrapper)


def _value(ev: Evaluator, owner: Expr, given: list[Call], name: Expr, wrapper: Expr | None) -> Expr:
    key = option_key(name)
    owners = owner.args if is_list(owner) and not rules_in(owner) else (owner,)
    defaults = [rule for item in owners for rule in default_options(ev, item)]
    value = looked_up(given, key)
    if defaults and not rules_in(owner):
        known = {option_key(rule.args[0]) for rule in defaults}
        for rule in given:
            if option_key(rule.args[0]) not in known:
                ev.message(S.OptionValue, "nodef", rule.args[0], owner)
    if value is None:
        value = looked_up(defaults, key)
    if value is None:
        ev.message(S.OptionValue, "optnf", name, owner)
        value = name
    return value if wrapper is None else Call(wrapper, value)


@builtin("OptionsPattern")
def options_pattern(defaults: Expr | None = None) -> None:
    """OptionsPattern[] matches any number of options, whose values OptionValue then gives;
    OptionsPattern[f] takes the defaults of f, OptionsPattern[{name -> value, ...}] those given.

    Source   ref/OptionsPattern
    Example  g[OptionsPattern[{n -> 2}]] := OptionValue[n]; {g[], g[n -> 3]}  gives  {2, 3}
    """


@builtin("FilterRules")
def filter_rules(ev: Evaluator, rules: Expr, form: Expr) -> Expr | None:
    """FilterRules[rules, form] keeps the rules whose left side matches form, is one of a list of forms, or
    is the left side of one of a list of rules, as in FilterRules[{opts}, Options[f]].

    Source   ref/FilterRules
    Example  FilterRules[{a -> 1, b -> 2}, a]  gives  {a -> 1}
    Example  FilterRules[{a -> 1, b -> 2}, {b -> 5}]  gives  {b -> 2}
    """
    forms = form.args if is_list(form) else (form,)
    wanted = [item.args[0] if rules_in(item) and isinstance(item, Call) else item for item in forms]

    def keep(key: Expr) -> bool:
        return any(matches(ev, key, item) or (option_key(key) and option_key(key) == option_key(item))
                   for item in wanted)
    if isinstance(rules, Association):
        return Association({key: value for key, value in rules.items.items() if keep(key)}, rules.delayed)
    if not is_list(rules) and not rules_in(rules):
        return None
    return Call(S.List, *(rule for rule in rules_in(rules) if keep(rule.args[0])))


@builtin("Default")
def default(ev: Evaluator, head: Expr, *place: Expr) -> Expr | None:
    """Default[f] is the value of an argument of f matched by _. that is left out; Default[f, i] that of the
    i-th, Default[f, i, n] of the i-th of n.

    Source   ref/Default
    Example  Default[f] = 0; f[x_, y_.] := {x, y}; f[1]  gives  {1, 0}
    """
    if not isinstance(head, Symbol):
        return None
    numbers = [item.value if isinstance(item, Integer) else 0 for item in place]
    return ev.default_value(head, *[*numbers, 0, 0][:2])
