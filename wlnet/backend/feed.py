"""What is given to a net: `net[data]`, read into examples for every input port."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from wlnet.expr import Association, Call, Expr, Object, Packed, S, String, integer, is_call, is_list, length, list_of
from wlnet.kernel.messages import Failed
from wlnet.nets.arrays import numbers_of
from wlnet.nets.coder import Encoder
from wlnet.nets.data import Array, Examples, Ragged
from wlnet.nets.encoders.numbers import data_text, depth, encode_numbers
from wlnet.nets.layer import Layer, Net
from wlnet.nets.state import States, read_state_key, read_states
from wlnet.nets.types import Type, type_text

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

MOST_SHAPES = 100       # of data that nets with open dimensions remember
ALL_STATES = Call(S.NetPort, S.All, String("States"))


@dataclass(frozen=True)
class Feed:
    """Data for a net: raw examples by input port, given states, and gradients of outputs to propagate back.

    count   the number of examples; `is_batch` whether they came as a list of examples.
    """

    net: Net
    data: dict[str, Expr]
    is_batch: bool
    count: int
    states: States = field(default_factory=dict)
    gradients: dict[str, Expr] = field(default_factory=dict)
    numeric: bool = False       # a NumericArray came in, so one goes out


def read_feed(net: Net, data: Expr | None) -> Feed:
    """The data of an application, and the net with the shapes that only the data can tell.

    Errors  Failed for missing ports, data of the wrong form, and numbers of examples that differ.
    """
    states: States = {}
    gradients: dict[str, Expr] = {}
    if data is None:
        values: dict[str, Expr] = {}
    elif isinstance(data, Association):
        values, states, gradients = _from_association(net, data)
    elif is_list(data) and data.args and not isinstance(data, Packed) and isinstance(data.args[0], Association):
        return _from_rows(net, data.args)
    else:
        net, values = _from_value(net, data)
    missing = [name for name in net.inputs if name not in values]
    if missing:
        raise Failed("missport", missing[0], list(net.inputs))
    numeric = any(isinstance(value, Object) and value.head is S.NumericArray for value in values.values())
    values = {name: _plain(value) for name, value in values.items()}
    net = fitted(net, values)
    batch = {name: _is_batch(net, name, value) for name, value in values.items()}
    is_batch = any(batch.values())
    counts = {name: length(values[name]) for name, flag in batch.items() if flag}
    if len(set(counts.values())) > 1 or (is_batch and not all(batch.values())):
        raise Failed("batchlen", Association({
            String(name): list_of([]) if not batch[name] else integer(counts[name]) for name in values}))
    return Feed(net, values, is_batch, next(iter(counts.values()), 1), states, gradients, numeric)


def _plain(value: Expr) -> Expr:
    """Arrays that are objects (NumericArray and the like) as packed lists."""
    numbers = numbers_of(value) if isinstance(value, Object) else None
    if numbers is None or not numbers.ndim or numbers.dtype.kind not in "iuf":
        return value
    return Packed(numbers.astype(np.float64 if numbers.dtype.kind == "f" else np.int64))


def _from_value(net: Net, data: Expr) -> tuple[Net, dict[str, Expr]]:
    if len(net.inputs) == 1 and not (isinstance(net, Layer) and net.with_inputs(1) is not None):
        return net, {net.inputs[0]: data}
    if is_list(data) and data.args and isinstance(net, Layer):      # the inputs, in order
        parts = data.args
        net = net if len(net.inputs) == len(parts) else net.with_inputs(len(parts)) or net
        if len(parts) == len(net.inputs):
            return net, dict(zip(net.inputs, parts))
    raise Failed("missport", net.inputs[0] if net.inputs else "Input", list(net.inputs))


def _from_association(net: Net, data: Association) -> tuple[dict[str, Expr], States, dict[str, Expr]]:
    values: dict[str, Expr] = {}
    states: States = {}
    gradients: dict[str, Expr] = {}
    for key, value in data.items.items():
        if key == ALL_STATES:
            states = {**states, **read_states(net, value)}
        elif is_call(key, S.NetPortGradient):
            gradients[str(read_state_key(Call(S.NetPort, *key.args))[-1])] = value
        elif isinstance(key, String) and key.value in net.inputs:
            values[key.value] = value
        else:
            path = read_state_key(key)
            if len(path) == 1 and str(path[0]) in net.inputs:
                values[str(path[0])] = value
            elif len(path) == 1 and f"Input{path[0]}" in net.inputs:
                values[f"Input{path[0]}"] = value
            elif is_call(key, S.NetPort):
                states |= read_states(net, Association({key: value}))
            else:
                raise Failed("noport", key, net.head, list(net.inputs))
    return values, states, gradients


def _from_rows(net: Net, rows: Sequence[Expr]) -> Feed:
    columns: dict[str, list[Expr]] = {name: [] for name in net.inputs}
    for row in rows:
        if not isinstance(row, Association):
            raise Failed("invport", net.inputs[0], "associations for all examples", data_text(row))
        values, _, _ = _from_association(net, row)
        for name, column in columns.items():
            if name not in values:
                raise Failed("missport", name, list(net.inputs))
            column.append(values[name])
    net = fitted(net, {name: column[0] for name, column in columns.items()})
    return Feed(net, {name: list_of(column) for name, column in columns.items()}, True, len(rows))


def fitted(net: Net, values: Mapping[str, Expr]) -> Net:
    """The net with the dimensions that are still open taken from the data.

    Errors  Failed("shape") when they cannot hold.
    """
    found: dict[str, Type] = {}
    for name, value in values.items():
        kind = net.type_of(name)
        if kind.is_known or isinstance(net.coder(name), Encoder):
            continue
        numbers = numbers_of(_first(value) if kind.rank is not None and depth(value) > kind.rank else value)
        if numbers is None or (kind.rank is not None and numbers.ndim != kind.rank):
            raise Failed("invport", name, type_text(kind), data_text(value))
        dims = tuple(given if wanted is None else wanted
                     for wanted, given in zip(kind.dims or (None,) * numbers.ndim, numbers.shape))
        found[name] = dataclasses.replace(kind, dims=dims)
    if not found:
        return net
    known: dict[Any, Net] = net.memo.setdefault("fitted", {})
    key = tuple(found.items())
    if key not in known:
        if len(known) > MOST_SHAPES:
            known.clear()
        known[key] = net.with_ports(found)
    return known[key]


def _first(expr: Expr) -> Expr:
    return expr.args[0]


def _is_batch(net: Net, port: str, value: Expr) -> bool:
    encoder = net.coder(port)
    kind = net.type_of(port)
    if isinstance(encoder, Encoder):
        if encoder.accepts(value):
            return False
        if is_list(value) and (not value.args or not is_list(value.args[0]) or encoder.accepts(value.args[0])):
            numbers = numbers_of(value) if kind.rank else None
            return numbers is None or numbers.ndim != kind.rank
    rank = kind.rank or 0
    found = depth(value)
    if found == rank + 1 or (is_list(value) and not value.args):
        return True
    if found != rank:
        raise Failed("invport", port, type_text(kind), data_text(value))
    return False


def encode(feed: Feed, port: str, ev: Evaluator) -> Examples:
    """The arrays of all examples of a port.

    Errors  Failed naming the port, what it needs and what came.
    """
    net, value = feed.net, feed.data[port]
    kind, encoder = net.type_of(port), net.coder(port)
    if isinstance(encoder, Encoder):
        items = value.args if feed.is_batch else (value,)
        if any(encoder.accepts(item) for item in items[:1]) or numbers_of(items[0]) is None or not kind.rank:
            return encoder.encode(items, port, ev)
    if not feed.is_batch:
        return encode_numbers([value], kind, port, ev)
    return encode_numbers(value if isinstance(value, Packed) else value.args, kind, port, ev)


def row(examples: Examples, index: int) -> Array:
    """Example `index` as the single executor takes it: integers, or reals in single precision."""
    found = examples.row(index) if isinstance(examples, Ragged) else examples[index]
    if isinstance(found, np.ndarray):
        with np.errstate(over="ignore"):
            return found if found.dtype.kind == "i" else found.astype(np.float32)
    return np.asarray(found, np.int64 if examples.dtype.kind == "i" else np.float32)  # type: ignore[union-attr]
