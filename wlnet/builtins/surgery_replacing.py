"""NetReplace: other layers in place of those that match a pattern."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wlnet.builtins.nets import a_net, net_object
from wlnet.builtins.surgery import rebuilt
from wlnet.builtins.surgery_flattening import flat
from wlnet.expr import Call, Expr, Object, S, is_call, is_list, list_of
from wlnet.kernel.builtin import builtin, is_options, option_key, option_rules, unknown_option
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Failed
from wlnet.nets.chain import Chain, Container
from wlnet.nets.declare import AUTOMATIC
from wlnet.nets.information import as_object
from wlnet.nets.layer import Layer, Net
from wlnet.nets.messages import NET_MESSAGES
from wlnet.nets.paths import get_at, replace_at
from wlnet.nets.short import as_net
from wlnet.nets.wiring import Path


@builtin("NetReplace", messages=NET_MESSAGES | {"nomatch": "No layer of `1` matches `2`; the net is unchanged."})
def net_replace(ev: Evaluator, net: Expr, rules: Expr, *options: Expr, call: Call) -> Expr:
    """NetReplace[net, pattern -> layer] replaces all layers that match a pattern, at any depth; Nothing drops them.

    A layer given as the pattern stands for all layers of its kind that agree with what it states. With
    FlattenInPlace -> True the layers of a chain or graph take the place of a layer one by one.

    Errors   nomatch when nothing matches; shape conflict when a new layer does not fit.
    Source   ref/NetReplace
    Example  Head[NetReplace[NetChain[{3, Tanh}], _ElementwiseLayer -> DropoutLayer[]][[2]]]  gives  DropoutLayer
    """
    flatten = _read_options(options, call)
    value = a_net(net)
    items = rules.args if is_list(rules) else (rules,)
    for rule in items:
        if not (is_call(rule, S.Rule, 2) or is_call(rule, S.RuleDelayed, 2)):
            raise Complaint("rep", rule)
    found = list(_found(ev, value, items, ()))
    if not found:
        ev.message(S.NetReplace, "nomatch", net, rules)
        return net
    for path, new in reversed(found):
        value = _replaced(ev, value, path, new, flatten)
    _ = value.inferred
    return net_object(value)


def _read_options(options: Sequence[Expr], call: Call) -> bool:
    flatten = False
    for position, option in enumerate(options, 3):
        if not is_options(option):
            raise Complaint("nonopt", option, position - 1, call)
        for rule in option_rules(option):
            if option_key(rule.args[0]) != "FlattenInPlace":
                raise unknown_option(rule.args[0], call, ["FlattenInPlace"])
            flatten = rule.args[1] is S["True"]
    return flatten


def _found(ev: Evaluator, net: Net, rules: Sequence[Expr], path: Path) -> Iterator[tuple[Path, Expr]]:
    """The outermost nets that match, with what replaces them. The net itself takes part when it is a layer."""
    if path or not isinstance(net, Container):
        for rule in rules:
            new = _new(ev, net, rule)
            if new is not None:
                yield path, new
                return
    for key, child in net.children.items():
        yield from _found(ev, child, rules, (*path, key))


def _new(ev: Evaluator, net: Net, rule: Expr) -> Expr | None:
    """What a rule puts in the place of a net; None when it does not match."""
    pattern = rule.args[0]
    if isinstance(pattern, Object) and isinstance(pattern.value, Layer):
        return ev(rule.args[1]) if agrees(net, pattern.value) else None
    no_match = Object(S.Symbol, rule)
    found = ev(Call(S.Replace, as_object(net), list_of([rule, Call(S.Rule, Call(S.Blank), no_match)])))
    return None if found is no_match or found == no_match else found


def agrees(net: Net, pattern: Layer) -> bool:
    """Whether a net is a layer of the same kind with the parameters, arrays and ports that the pattern states."""
    if type(net) is not type(pattern):
        return False
    assert isinstance(net, Layer)
    for item in pattern.parameters:
        stated = getattr(pattern, item.field)
        if stated != item.default and stated != getattr(net, item.field):
            return False
    stated_arrays = {path: value for path, value in pattern.own_arrays.items() if value is not AUTOMATIC}
    return all(net.ports.get(name) == port for name, port in pattern.ports.items()) and (
        not stated_arrays or net.with_arrays(stated_arrays) == net)


def _replaced(ev: Evaluator, net: Net, path: Path, new: Expr, flatten: bool) -> Net:
    """The net with the layer at `path` replaced, or left out for Nothing."""
    parent = get_at(net, path[:-1]) if path else None
    if new is S.Nothing:
        if not isinstance(parent, Chain):
            raise Failed("notlayer", new, path[-1] if path else 1)
        rest = [(key, child) for key, child in parent.children.items() if key != path[-1]]
        dropped = rebuilt([key for key, _ in rest], [child for _, child in rest], parent)
        return replace_at(net, path[:-1], lambda _: dropped)
    made = as_net(new, ev, path[-1] if path else 1)
    if not (flatten and isinstance(made, Container) and isinstance(parent, Container)):
        return replace_at(net, path, lambda _: made)
    new_parent = replace_at(parent, path[-1:], lambda _: made)
    flattened = flat(new_parent, 1, lambda key, net: net is made)
    return replace_at(net, path[:-1], lambda _: flattened)
