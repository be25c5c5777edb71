"""Operators that apply a net to every element of sequences, over and over, or in both directions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wlnet.expr import Association, Call, Expr, S, String, integer, is_call, is_list, to_expr
from wlnet.kernel.messages import Failed
from wlnet.nets.coder import Coder
from wlnet.nets.declare import Kind, Misfit, parameter
from wlnet.nets.encoders.mapped import mapped_encoder
from wlnet.nets.inference import Shapes
from wlnet.nets.kinds import POSITIVE, symbol_choice
from wlnet.nets.layer import Net, Run, layer
from wlnet.nets.layers.sequences import reverse
from wlnet.nets.operators import (
    ANY_NET, NET_PAIR, SIMPLE_NET, Operator, from_rows, mapped, rows_inside, settle_length,
)
from wlnet.nets.types import REAL, Dim
from wlnet.nets.wiring import Path
from wlnet.tensors import Tensor, torch

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


@layer("NetMapOperator")
class NetMap(Operator):
    """NetMapOperator[net] applies net to every element of a sequence.

    Ports    Input {n, d...} for a net with Input {d...}; Output {n, e...}; n may vary.
    Source   ref/NetMapOperator
    Example  NetMapOperator[SummationLayer[]][{{1, 2}, {3, 4}}]  gives  {3., 7.}
    """

    net: Net = parameter(SIMPLE_NET, position=1)

    def inner_coder(self, port: str) -> Coder | None:
        return mapped_encoder(self.net.coder(self.net.inputs[0])) if port == "Input" else None

    def infer(self, shapes: Shapes) -> None:
        mapped(shapes, "Input", ("Net", self.net.inputs[0]))
        mapped(shapes, "Output", ("Net", self.net.outputs[0]))
        same_lengths(shapes, {"Input": 1, "Output": 1})

    def settle(self, shapes: Shapes) -> None:
        settle_length(shapes, "Input", "Output")

    def forward(self, x: Tensor, *arrays: Tensor | None, run: Run, lengths: Tensor | None) -> Tensor:
        rows = self.apply(run, arrays, {self.net.inputs[0]: rows_inside(x, lengths)})
        return from_rows(rows[self.net.outputs[0]], x, lengths)


def same_lengths(shapes: Shapes, depths: Mapping[str, int]) -> None:
    """Ports mapped over at some depths have the same dimensions there."""
    for level in range(max(depths.values(), default=0)):
        ports = [port for port, depth in depths.items() if depth > level]
        for a in ports:
            dims = shapes[a]
            if dims is None or dims[level] is None:
                continue
            for b in ports:
                other = shapes[b]
                if b != a and other is not None:
                    shapes.narrow(b, [dims[level] if axis == level else None for axis in range(len(other))])


def _read_depths(expr: Expr, ev: Evaluator) -> Any:
    if isinstance(expr, Association):
        if not all(isinstance(key, String) for key in expr.items):
            raise Misfit
        return tuple((key.value, POSITIVE.read(value, ev)) for key, value in expr.items.items())  # type: ignore[attr-defined]
    return POSITIVE.read(expr, ev)


def _show_depths(value: Any) -> Expr:
    if isinstance(value, int):
        return integer(value)
    return Association({String(name): integer(depth) for name, depth in value})


DEPTHS = Kind("a positive integer or an association from inputs to positive integers", _read_depths, _show_depths)


@layer("NetMapThreadOperator")
class NetMapThread(Operator):
    """NetMapThreadOperator[net] applies net to the corresponding elements of all inputs;
    NetMapThreadOperator[net, n] at level n; NetMapThreadOperator[net, <|in -> n, ...|>] maps over these
    inputs only, the others being the same for all.

    Ports    those of the net, with the mapped dimensions in front.
    Source   ref/NetMapThreadOperator
    Example  NetMapThreadOperator[ThreadingLayer[#a + #b &]][<|"a" -> {1, 2}, "b" -> {3, 4}|>]  gives  {4., 6.}
    """

    net: Net = parameter(ANY_NET, position=1)
    depth: Any = parameter(DEPTHS, position=2, default=1)

    @property
    def inputs(self) -> tuple[str, ...]:
        return self.net.inputs

    @property
    def outputs(self) -> tuple[str, ...]:
        return self.net.outputs

    def depths(self) -> dict[str, int]:
        """The number of dimensions mapped over, for each input."""
        if isinstance(self.depth, int):
            return dict.fromkeys(self.inputs, self.depth)
        given = dict(self.depth)
        return {name: given.get(name, 0) for name in self.inputs}

    @property
    def matched(self) -> tuple[str, ...]:
        return tuple(name for name, depth in self.depths().items() if depth)

    def infer(self, shapes: Shapes) -> None:
        depths = self.depths()
        if not isinstance(self.depth, int):
            for name, _ in self.depth:
                if name not in self.inputs:
                    raise Failed("noport", name, self.head, list(self.inputs))
        total = max(depths.values())
        for name, depth in depths.items():
            mapped(shapes, name, ("Net", name), depth)
        for name in self.outputs:
            mapped(shapes, name, ("Net", name), total)
        same_lengths(shapes, {**depths, **dict.fromkeys(self.outputs, total)})

    def settle(self, shapes: Shapes) -> None:
        settle_length(shapes, *(name for name, depth in self.depths().items() if depth))

    def lengths_after(self, lengths: Sequence[Tensor]) -> Tensor:
        return next(length for length, depth in zip(lengths, self.depths().values()) if depth)

    def forward(self, *tensors: Any, run: Run, all_lengths: list[Tensor | None]) -> tuple[Tensor, ...]:
        inputs, arrays = tensors[: len(self.inputs)], tensors[len(self.inputs) :]
        depths = self.depths()
        total = max(depths.values())
        longest = next(x for x, depth in zip(inputs, depths.values()) if depth == total)
        lead = longest.shape[: total + 1]
        true = next((length for length, depth in zip(all_lengths, depths.values())
                     if depth and length is not None), None)
        rows, sizes = {}, {}
        for (name, depth), x, length in zip(depths.items(), inputs, all_lengths):
            x = x[(slice(None),) * (depth + 1) + (None,) * (total - depth)].expand(*lead, *x.shape[depth + 1 :])
            rows[name] = rows_inside(x, true).flatten(0, total - 1)
            if length is not None and not depth:
                where = torch.arange(len(length), device=length.device)[:, None].expand(lead[:2])
                rest = rows[name].shape[0] // (lead[0] * lead[1] if true is None else int(true.sum()))
                sizes[name] = length[rows_inside(where, true)].repeat_interleave(rest)
        found = self.apply(run, arrays, rows, lengths=sizes)
        return tuple(from_rows(found[name].reshape(-1, *lead[2:], *found[name].shape[1:]), longest, true)
                     for name in self.outputs)


def _read_feedback(expr: Expr, ev: Evaluator) -> tuple[tuple[str, str], ...]:
    """Rules from outputs to inputs."""
    rules = expr.args if is_list(expr) else (expr,)
    if not rules or not all(is_call(rule, S.Rule, 2) for rule in rules):
        raise Misfit
    if not all(isinstance(side, String) for rule in rules for side in rule.args):
        raise Misfit
    return tuple((rule.args[0].value, rule.args[1].value) for rule in rules)  # type: ignore[attr-defined]


FEEDBACK = Kind("a list of rules from outputs to inputs", _read_feedback, lambda value: to_expr(
    [Call(S.Rule, String(out), String(into)) for out, into in value]))


def _read_names(expr: Expr, ev: Evaluator) -> tuple[str, ...]:
    items = expr.args if is_list(expr) else (expr,)
    if not all(isinstance(item, String) for item in items):
        raise Misfit
    return tuple(item.value for item in items)  # type: ignore[attr-defined]


NAMES = Kind("a list of names of ports", _read_names, lambda value: to_expr(list(value)))
OUTPUTS = Kind("a list of names of ports or All",
               lambda expr, ev: None if expr in (S.All, S.Automatic) else _read_names(expr, ev),
               lambda value: S.All if value is None else to_expr(list(value)))


@layer("NetFoldOperator")
class NetFold(Operator):
    """NetFoldOperator[net] applies net to the elements of a sequence one after the other, its Output being
    the next State.

    NetFoldOperator[net, {out -> in, ...}] feeds other outputs back; NetFoldOperator[net, feedback, constants]
    keeps some inputs the same in all steps; NetFoldOperator[net, feedback, constants, outputs] gives these
    outputs only.

    Ports    inputs and outputs of the net, as sequences; what is fed back are states, zeros at first.
    Source   ref/NetFoldOperator
    Example  NetFoldOperator[ThreadingLayer[#Input + #State &]][{1, 2, 3}]  gives  {1., 3., 6.}
    """

    net: Net = parameter(ANY_NET, position=1)
    feedback: tuple[tuple[str, str], ...] = parameter(FEEDBACK, position=2, default=(("Output", "State"),))
    constants: tuple[str, ...] = parameter(NAMES, position=3, default=())
    given: tuple[str, ...] | None = parameter(OUTPUTS, position=4, default=None)

    @property
    def states(self) -> tuple[str, ...]:  # type: ignore[override]
        return tuple(into for _, into in self.feedback)

    @property
    def inputs(self) -> tuple[str, ...]:
        return tuple(name for name in self.net.inputs if name not in self.states)

    @property
    def outputs(self) -> tuple[str, ...]:
        return self.net.outputs if self.given is None else self.given

    def sequences(self) -> list[str]:
        """The inputs that are sequences."""
        return [name for name in self.inputs if name not in self.constants]

    @property
    def matched(self) -> tuple[str, ...]:
        return tuple(self.sequences())

    def _check(self) -> None:
        wanted = [(name, self.net.outputs) for name in (*(out for out, _ in self.feedback), *(self.given or ()))]
        wanted += [(name, self.net.inputs) for name in (*self.states, *self.constants)]
        for name, names in wanted:
            if name not in names:
                raise Failed("noport", name, self.head, list(names))
        if not self.sequences():
            raise Failed("invparam", self.head, "a net with an input that is not fed back", list(self.net.inputs))

    def infer(self, shapes: Shapes) -> None:
        self._check()
        for name in self.sequences():
            mapped(shapes, name, ("Net", name))
        for name in self.outputs:
            mapped(shapes, name, ("Net", name))
        for name in self.constants:
            mapped(shapes, name, ("Net", name), 0)
        for out, into in self.feedback:
            mapped(shapes, into, ("Net", into), 0)
            mapped(shapes, into, ("Net", out), 0)
        same_lengths(shapes, dict.fromkeys((*self.sequences(), *self.outputs), 1))

    def settle(self, shapes: Shapes) -> None:
        settle_length(shapes, *self.sequences())

    def lengths_after(self, lengths: Sequence[Tensor]) -> Tensor:
        return next(length for name, length in zip(self.inputs, lengths) if name in self.sequences())

    def forward(self, *tensors: Any, run: Run, all_lengths: list[Tensor | None]) -> tuple[Tensor, ...]:
        count = len(self.inputs)
        inputs, arrays = dict(zip(self.inputs, tensors)), tensors[count + len(self.states) :]
        states = dict(zip(self.states, tensors[count:]))
        sizes = dict(zip(self.inputs, all_lengths))
        true = next((sizes[name] for name in self.sequences() if sizes[name] is not None), None)
        names = self.sequences()
        steps = [dict(zip(names, parts)) for parts in zip(*(inputs[name].unbind(1) for name in names))]
        fixed = {name: inputs[name] for name in self.constants}
        fixed_sizes = {name: sizes[name] for name in self.constants}
        found: dict[str, list[Tensor]] = {name: [] for name in self.outputs}
        for t, step in enumerate(steps):
            made = self.apply(run, arrays, {**step, **fixed, **states}, lengths=fixed_sizes)
            for name, values in found.items():
                values.append(made[name])
            fresh = {into: made[out] for out, into in self.feedback}
            if true is not None:
                alive = t < true
                fresh = {name: torch.where(alive.reshape(-1, *[1] * (new.ndim - 1)), new, states[name])
                         for name, new in fresh.items()}
            states = fresh
        return (*(torch.stack(values, 1) for values in found.values()), *states.values())


@layer("NetNestOperator")
class NetNest(Operator):
    """NetNestOperator[net, n] applies net n times, with the same arrays.

    Ports    Input and Output, those of the net, of the same dimensions.
    Source   ref/NetNestOperator
    Example  NetNestOperator[ElementwiseLayer[2 # &], 3][{1, 2}]  gives  {8., 16.}
    """

    net: Net = parameter(SIMPLE_NET, position=1)
    times: int = parameter(POSITIVE, position=2)

    def inner_coder(self, port: str) -> Coder | None:
        return self.net.coder(self.net.inputs[0] if port == "Input" else self.net.outputs[0])

    def infer(self, shapes: Shapes) -> None:
        for outer in ("Input", "Output"):
            for inner in (self.net.inputs[0], self.net.outputs[0]):
                shapes.narrow(("Net", inner), shapes[outer])
                shapes.narrow(outer, shapes[("Net", inner)])
        shapes.narrow("Output", None, shapes.type(("Net", self.net.outputs[0])).element)

    def forward(self, x: Tensor, *arrays: Tensor | None, run: Run, lengths: Tensor | None) -> Tensor:
        name = self.net.inputs[0]
        for _ in range(self.times):
            x = self.apply(run, arrays, {name: x}, lengths={name: lengths})[self.net.outputs[0]]
        return x


def _read_directions(expr: Expr, ev: Evaluator) -> tuple[Net, ...]:
    if is_list(expr) and len(expr.args) == 2:
        return NET_PAIR.read(expr, ev)  # type: ignore[no-any-return]
    return (SIMPLE_NET.read(expr, ev),) * 2


DIRECTIONS = Kind("a net with one input and one output, or a list of two", _read_directions, NET_PAIR.show)


@layer("NetBidirectionalOperator")
class NetBidirectional(Operator):
    """NetBidirectionalOperator[{forward, backward}] applies one net to a sequence and one to the reversed
    sequence, and joins what they give for each element; NetBidirectionalOperator[net] takes net for both
    directions.

    The second argument says how: Catenate (the default), Total or Mean.

    Ports    Input {n, d...}; Output {n, e...}; states of the nets, named Forward... and Backward...
    Source   ref/NetBidirectionalOperator; Schuster and Paliwal 1997
    Example  NetExtract[NetBidirectionalOperator[GatedRecurrentLayer[7]], "Output"]  gives  {Varying, 14}
    """

    nets: tuple[Net, ...] = parameter(DIRECTIONS, position=1)
    aggregator: str = parameter(symbol_choice("Catenate", "Total", "Mean"), position=2, default="Catenate")

    roles = ("ForwardNet", "BackwardNet")

    def inner_states(self) -> dict[str, tuple[str, Path]]:
        """The names of the states, and where each belongs: the net and the path in it."""
        return {role.removesuffix("Net") + "".join(map(str, path)): (role, path)
                for role, net in zip(self.roles, self.held) for path in _free_states(net)}

    @property
    def states(self) -> tuple[str, ...]:  # type: ignore[override]
        return tuple(self.inner_states())

    def infer(self, shapes: Shapes) -> None:
        for role, net in zip(self.roles, self.held):
            mapped(shapes, "Input", (role, net.inputs[0]), 0)
        for name, (role, path) in self.inner_states().items():
            mapped(shapes, name, (role, *path), 0)
        ends = [(role, net.outputs[0]) for role, net in zip(self.roles, self.held)]
        out = shapes["Output"]
        for end, other in (ends, ends[::-1]):
            dims = shapes[end]
            if dims is None:
                continue
            if len(dims) < 1:
                raise shapes.mismatch(end, "a sequence")
            shapes.narrow(other, dims if self.aggregator != "Catenate" else (*dims[:-1], None))
        dims, back = (shapes[end] for end in ends)
        if dims is None or back is None:
            shapes.narrow("Output", None, REAL)
            return
        last: Dim = dims[-1]
        if self.aggregator == "Catenate":
            last = dims[-1] + back[-1] if isinstance(dims[-1], int) and isinstance(back[-1], int) else None
        shapes.narrow("Output", (*dims[:-1], last), REAL)
        if out is not None:
            shapes.narrow(ends[0], (*out[:-1], None if self.aggregator == "Catenate" else out[-1]))

    def forward(self, x: Tensor, *rest: Any, run: Run, lengths: Tensor | None) -> tuple[Tensor, ...]:
        names = self.inner_states()
        states, arrays = dict(zip(names, rest)), rest[len(names) :]
        outputs: list[Tensor] = []
        final: dict[tuple[str, Path], Tensor] = {}
        for role, net in zip(self.roles, self.held):
            mine = {path: states[name] for name, (owner, path) in names.items() if owner == role}
            port = net.inputs[0]
            data = x if role == "ForwardNet" else reverse(x, lengths)
            found = run.inner(self, role, {port: data}, arrays, {port: lengths}, mine)
            out = found.outputs[net.outputs[0]]
            turned = role == "BackwardNet" and out.ndim >= x.ndim       # of lower rank: not a sequence any more
            outputs.append(reverse(out, found.lengths[net.outputs[0]]) if turned else out)
            final |= {(role, path): value for path, value in found.states.items()}
        if self.aggregator == "Catenate":
            joined = torch.cat(outputs, -1)
        else:
            joined = sum(outputs[1:], outputs[0]) / (2 if self.aggregator == "Mean" else 1)
        return (joined, *(final[where] for where in names.values()))


def _free_states(net: Net) -> list[Path]:
    """The states in a net that nothing feeds, by path."""
    wiring = net.inferred.wiring
    return [(*node.path, name) for node in wiring.nodes for name in node.layer.states
            if (*node.path, name) not in wiring.fed]


