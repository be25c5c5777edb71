"""State objects: a net together with the states it was left in. Unlike nets they change; copies share one store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from wlnet.expr import Association, Call, Expr, Integer, S, String, is_call, is_list, to_expr
from wlnet.kernel.messages import Failed
from wlnet.nets.arrays import numbers_of
from wlnet.nets.data import Array
from wlnet.nets.layer import Net
from wlnet.nets.paths import resolve, state_paths
from wlnet.nets.types import Type, fixed, type_text
from wlnet.nets.wiring import Path

States = dict[Path, Array]


@dataclass(eq=False)
class NetState:
    """NetStateObject: the states of `net`, by path, as the last application left them.

    memo   what the back end prepared for this net.
    """

    net: Net
    values: States
    memo: dict[Any, Any] = field(default_factory=dict)


def new_state(net: Net, seed: Expr = S.Automatic) -> NetState:
    """A state object; states that the seed does not give are zero.

    Errors  Failed for a net without states, and for seeds that do not fit.
    """
    paths = state_paths(net)
    if not paths:
        raise Failed("nonstate", net.head)
    for path in paths:
        if not net.inferred.types[path].is_known:
            raise Failed("openshape", net.head, show_state_key(path), "n")
    zeros: States = {path: np.zeros(fixed(net.inferred.types[path].dims), np.float32) for path in paths}
    return NetState(net, {**zeros, **read_states(net, seed)})


def read_states(net: Net, expr: Expr) -> States:
    """The states that an expression gives: none for Automatic and None, else those of an association.

    Errors  Failed for unknown keys and arrays of the wrong dimensions.
    """
    if expr is S.Automatic or expr is S["None"]:
        return {}
    if not isinstance(expr, Association):
        raise Failed("invseed", expr)
    paths = state_paths(net)
    found: States = {}
    for key, value in expr.items.items():
        path = canonical(net, read_state_key(key))
        if path not in paths:
            raise Failed("nostate", key, [show_state_key(item) for item in paths])
        kind = net.inferred.types[path]
        numbers = numbers_of(value)
        if numbers is None or numbers.shape != kind.dims:
            came = value if numbers is None else type_text(Type(numbers.shape))
            raise Failed("statedims", show_state_key(path), type_text(kind), came)
        found[path] = numbers.astype(np.float32)
    return found


def canonical(net: Net, path: Path) -> Path:
    """A path of a port with the keys that the containers use."""
    done, rest = resolve(net, path)
    return (*done, *rest)


def read_state_key(key: Expr) -> Path:
    """The path that `NetPort[...]`, a list or a name stands for; () for anything else."""
    if is_call(key, S.NetPort):
        items = [part for arg in key.args for part in (arg.args if is_list(arg) else (arg,))]
    else:
        items = list(key.args) if is_list(key) else [key]
    if all(isinstance(item, (String, Integer)) for item in items):
        return tuple(item.value for item in items)  # type: ignore[attr-defined]
    return ()


def show_state_key(path: Path) -> Expr:
    """`NetPort["State"]`, `NetPort[{2, "State"}]`."""
    return Call(S.NetPort, to_expr(path[0] if len(path) == 1 else list(path)))


def show_states(states: Mapping[Path, Array]) -> Association:
    """States as an association that can be fed back as a seed."""
    return Association({show_state_key(path): to_expr(np.asarray(value, np.float64)) for path, value in states.items()})
