"""Constructor code of nets and coders: expressions that build them again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from wlnet.expr import Association, Call, Expr, Object, Real, S, String, list_of, packed, to_expr
from wlnet.nets.arrays import ArrayValue, Shared
from wlnet.nets.chain import Chain, Container
from wlnet.nets.coder import Coder, Encoder
from wlnet.nets.data import Array
from wlnet.nets.declare import AUTOMATIC, Parameter
from wlnet.nets.graph import End, Graph
from wlnet.nets.layer import Layer, Net
from wlnet.nets.ports import Port, show_type
from wlnet.nets.rates import show_rates

ELIDE = 20      # arrays of more numbers are not written out, unless asked
Elide = int | Callable[[Array], Expr] | None


def input_form(net: Net, elide: Elide = ELIDE) -> Expr:
    """The constructor call of a net. Arrays of more than `elide` numbers become NumericArray[<dims>] (None: never;
    a function: what it makes of them).
    """
    if isinstance(net, Layer):
        return layer_form(net, elide)
    assert isinstance(net, Container)
    forms = [input_form(child, elide) for child in net.nets]
    layers: Expr = Association({String(str(key)): form for key, form in zip(net.keys, forms)}) if net.is_named else (
        list_of(forms))
    if isinstance(net, Chain):
        return Call(S.NetChain, layers, *_options(net, elide))
    assert isinstance(net, Graph)
    edges = [Call(S.Rule, _end(edge.source), _end(edge.target)) for edge in net.edges]
    return Call(S.NetGraph, layers, list_of(edges), *_options(net, elide))


def _end(end: End) -> Expr:
    if not end.path:
        return Call(S.NetPort, String(end.port))
    return Call(S.NetPort, to_expr([*end.path, end.port]))


def layer_form(layer: Layer, elide: Elide = ELIDE) -> Expr:
    """The constructor call of a layer."""
    args: list[Expr] = []
    options: list[Expr] = []
    nets = {name: input_form(child, elide) for name, child in layer.children.items()}
    positional = [item for item in layer.parameters if item.position is not None and not item.option]
    given = [item for item in positional if getattr(layer, item.field) != item.default]
    last = max((item.position or 0 for item in given), default=0)
    for item in layer.parameters:
        value = getattr(layer, item.field)
        if item in positional:
            if item.position is not None and item.position <= last:
                args.append(nets.get(item.name) or _written(item.kind.show(value), elide))
        elif value != item.default:
            options.append(_rule(item, value))
    for spec in layer.arrays:
        value = getattr(layer, spec.field)
        if value is not AUTOMATIC and value is not spec.default:
            options.append(Call(S.Rule, String(spec.name), show_values(value, elide)))
    return Call(S[layer.head], *args, *options, *_options(layer, elide))


def _written(expr: Expr, elide: Elide) -> Expr:
    """An expression with the nets in it as constructor code."""
    if type(expr) is Call:
        return Call(_written(expr.head, elide), *(_written(item, elide) for item in expr.args))
    return input_form(expr.value, elide) if isinstance(expr, Object) and isinstance(expr.value, Net) else expr


def _rule(item: Parameter, value: Any) -> Expr:
    return Call(S.Rule, item.option_expr(), item.kind.show(value))


def show_values(value: ArrayValue, elide: Elide) -> Expr:
    """An array as it stands in constructor code."""
    if isinstance(value, Shared):
        if isinstance(value.value, np.ndarray):
            return Call(S.NetArray, Association({String("Name"): String(value.name),
                                                 String("Array"): show_values(value.value, elide)}))
        return Call(S.NetArray, String(value.name))
    if value is AUTOMATIC:
        return S.Automatic
    if value is None:
        return S["None"]
    assert isinstance(value, np.ndarray)
    if callable(elide):
        return elide(value)
    if elide is not None and value.size > elide:
        return Call(S.NumericArray, Call(S.Skeleton, to_expr(list(value.shape))), String("Real32"))
    return packed(value.astype(np.float64)) if value.ndim else Real(float(value))


def _options(net: Net, elide: Elide) -> list[Expr]:
    options: list[Expr] = [Call(S.Rule, String(name), port_form(port)) for name, port in net.ports.items()]
    if net.rates:
        options.append(Call(S.Rule, S.LearningRateMultipliers, show_rates(net.rates)))
    return options


def port_form(port: Port) -> Expr:
    """A declared port in constructor code."""
    return coder_form(port) if isinstance(port, Coder) else show_type(port.type)


def coder_form(coder: Coder) -> Expr:
    """The constructor call of an encoder or decoder."""
    args: list[Expr] = [String(coder.name)]
    positional = [item for item in coder.parameters if item.position is not None]
    last = max((item.position or 0 for item in positional if getattr(coder, item.field) != item.default), default=0)
    for item in coder.parameters:
        value = getattr(coder, item.field)
        if item.position is not None:
            if item.position <= last:
                args.append(item.kind.show(value))
        elif value != item.default:
            args.append(_rule(item, value))
    head = S.NetEncoder if isinstance(coder, Encoder) else S.NetDecoder
    return Call(head, args[0] if len(args) == 1 else list_of(args))
