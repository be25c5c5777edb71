"""Operators: layers that hold nets and apply them many times (what they share; the operators are in
`layers`).

An operator takes part in a net as one layer. For inference its nets are laid out beside it, their ports
joined to its own by the operator's equations; to compute, it calls `Run.inner`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from wlnet.expr import Expr, Object, S, is_list, to_expr
from wlnet.nets.arrays import ArrayValue
from wlnet.nets.declare import Kind, Misfit
from wlnet.nets.inference import Shapes
from wlnet.nets.layer import Layer, Net, Run, abstract
from wlnet.nets.paths import array_values, with_arrays
from wlnet.nets.short import as_net
from wlnet.nets.types import VARYING
from wlnet.nets.wiring import Key, Path, Wiring
from wlnet.tensors import Tensor, torch

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


def net_object(net: Net) -> Expr:
    """A net as an expression."""
    return Object(S[net.head], net)


def _simple(expr: Expr, ev: Evaluator) -> Net:
    net = as_net(expr, ev, "Net")
    if len(net.inputs) != 1 or len(net.outputs) != 1:
        raise Misfit("a net with exactly one input and one output")
    return net


def _pair(expr: Expr, ev: Evaluator) -> tuple[Net, ...]:
    if not is_list(expr) or len(expr.args) != 2:
        raise Misfit
    return tuple(_simple(item, ev) for item in expr.args)


ANY_NET = Kind("a net", lambda expr, ev: as_net(expr, ev, "Net"), net_object)
SIMPLE_NET = Kind("a net with one input and one output", _simple, net_object)
NET_PAIR = Kind("a list of two nets", _pair, lambda nets: to_expr([net_object(net) for net in nets]))


@abstract
class Operator(Layer):
    """A layer with nets inside. `roles` are the keys of the nets, in the order of `held`."""

    roles: ClassVar[tuple[str, ...]] = ("Net",)

    @property
    def held(self) -> tuple[Net, ...]:
        """The nets inside: the field `net`, or the field `nets`."""
        nets: tuple[Net, ...] = (self.net,) if hasattr(self, "net") else self.nets  # type: ignore[attr-defined]
        return nets

    @property
    def children(self) -> Mapping[Key, Net]:
        return dict(zip(self.roles, self.held))

    def with_children(self, children: Mapping[Key, Net]) -> Net:
        nets = tuple(children[role] for role in self.roles)
        changed: dict[str, Any] = {"net": nets[0]} if hasattr(self, "net") else {"nets": nets}
        return dataclasses.replace(self, **changed)

    @property
    def array_values(self) -> dict[Path, ArrayValue]:
        return {**self.own_arrays, **{
            (key, *path): value for key, net in self.children.items() for path, value in array_values(net).items()}}

    def with_arrays(self, values: Mapping[Path, ArrayValue]) -> Layer:
        made = self.with_own_arrays({path: value for path, value in values.items() if path[0] not in self.children})
        made = made.with_children({  # type: ignore[assignment]
            key: with_arrays(net, {path[1:]: value for path, value in values.items() if path[0] == key})
            for key, net in self.children.items()})
        assert isinstance(made, Layer)
        return made

    def with_own_arrays(self, values: Mapping[Path, ArrayValue]) -> Layer:
        """The same operator with other arrays of its own."""
        return super().with_arrays(values) if values else self

    def place(self, wiring: Wiring, path: Path, given: Mapping[Path, int]) -> dict[str, int]:
        start = len(wiring.nodes)
        inner: dict[Path, int] = {}
        for key, net in self.children.items():
            made = wiring.place(net, (*path, key), {})
            inner |= {(key, name): wiring.ports[(*path, key, name)] for name in net.inputs}
            inner |= {(key, name): made[name] for name in net.outputs}
        for node in wiring.nodes[start:]:
            node.nested = True
            for name in node.layer.states:
                wiring.fed.add((*node.path, name))
                inner[(*node.path[len(path):], name)] = node.outputs[name]
        outputs = super().place(wiring, path, given)
        wiring.nodes[-1].inner = inner
        return outputs

    def place_arrays(self, wiring: Wiring, path: Path) -> dict[Path, int]:
        return super().place_arrays(wiring, path) | {
            key: wiring.ports[(*path, *key)] for key, value in self.array_values.items()
            if value is not None and key[0] in self.children}

    def apply(
        self, run: Run, arrays: Sequence[Tensor | None], inputs: Mapping[str, Tensor], role: str = "Net",
        lengths: Mapping[str, Tensor | None] | None = None,
    ) -> Mapping[str, Tensor]:
        """The outputs of a net inside for a batch of inputs."""
        return run.inner(self, role, inputs, arrays, lengths).outputs


def mapped(shapes: Shapes, outer: str, inner: Path, depth: int = 1) -> None:
    """A port of the operator has the dimensions of a port inside, and `depth` more before them."""
    kind = shapes.type(outer)
    if kind.dims is not None and len(kind.dims) < depth:
        raise shapes.mismatch(outer, f"rank {depth} or more")
    shapes.narrow(inner, None if kind.dims is None else kind.dims[depth:], kind.element)
    kind = shapes.type(inner)
    shapes.narrow(outer, None if kind.dims is None else (*[None] * depth, *kind.dims), kind.element)


def settle_length(shapes: Shapes, *ports: str) -> None:
    """Sequences vary in length unless somebody fixed it: once all other dimensions are known."""
    for port in ports:
        dims = shapes[port]
        if dims and dims[0] is None and None not in dims[1:]:
            shapes.narrow(port, (VARYING, *dims[1:]))


def rows_inside(x: Tensor, lengths: Tensor | None) -> Tensor:
    """The elements of all sequences of a batch, padding left out, below each other."""
    if lengths is None:
        return x.flatten(0, 1)
    return x[mask_of(x, lengths)]


def mask_of(x: Tensor, lengths: Tensor) -> Tensor:
    """What lies within the true lengths: {batch, time}."""
    return torch.arange(x.shape[1], device=x.device) < lengths[:, None]


def from_rows(rows: Tensor, like: Tensor, lengths: Tensor | None) -> Tensor:
    """The inverse of `rows_inside`; `like` is the batch that the rows came from. Padding is filled with zeros
    (ones for
    integers, so that they stay valid indices)."""
    if lengths is None:
        return rows.reshape(*like.shape[:2], *rows.shape[1:])
    fill = 0 if rows.is_floating_point() else 1
    result = torch.full((*like.shape[:2], *rows.shape[1:]), fill, dtype=rows.dtype, device=rows.device)
    return result.index_put((mask_of(like, lengths),), rows)


