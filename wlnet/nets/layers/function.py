"""Layers made of ordinary functions: FunctionLayer of array functions and nets, CompiledLayer of compiled
ones."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from wlnet.expr import Call, Expr, Integer, S, is_call, is_list
from wlnet.kernel.messages import Failed
from wlnet.nets.arrays import ArrayValue, values_of
from wlnet.nets.data import Array
from wlnet.nets.declare import AUTOMATIC, Automatic, Kind, parameter
from wlnet.nets.inference import Shapes
from wlnet.nets.kinds import show_auto
from wlnet.nets.layer import Layer, Net, Run, Single, layer
from wlnet.nets.operators import Operator
from wlnet.nets.tracing import Body, Trial, read_body, restored, try_out, with_parts
from wlnet.nets.types import REAL, VARYING, Dims
from wlnet.nets.wiring import Key, Path
from wlnet.tensors import Tensor, torch

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

FUNCTION = Kind("a function", read_body, restored)
TRIAL_LENGTHS = (5, 8)      # a varying dimension is one that differs when a sequence is tried with both lengths


@layer("FunctionLayer")
class FunctionLayer(Operator):
    """FunctionLayer[f] applies f, an ordinary function of arrays; nets and NetArray[...] may stand in it.

    Inputs are the named slots of f, or Input; FunctionLayer[Apply[f]] has one input for each argument. An
    association gives several outputs.

    Ports    Input or the slots; Output or the keys of the association.
    Arrays   those of NetArray[...] and of the nets in f.
    Errors   invfunc naming the part that is no operation on arrays.
    Source   ref/FunctionLayer
    Example  FunctionLayer[#a . #b &][<|"a" -> {1, 2}, "b" -> {3, 4}|>]  gives  11.
    """

    function: Body = parameter(FUNCTION, position=1)

    @property
    def inputs(self) -> tuple[str, ...]:
        return self.function.inputs

    @property
    def outputs(self) -> tuple[str, ...]:
        return self.function.outputs or ("Output",)

    @property
    def children(self) -> Mapping[Key, Net]:
        nets: dict[Key, Net] = dict(self.function.nets.items())
        return nets

    def with_children(self, children: Mapping[Key, Net]) -> Net:
        nets = {str(key): net for key, net in children.items()}
        return dataclasses.replace(self, function=with_parts(self.function, nets=nets))

    @property
    def own_arrays(self) -> dict[Path, ArrayValue]:
        return {(name,): value for name, value in self.function.arrays.items()}

    def with_own_arrays(self, values: Mapping[Path, ArrayValue]) -> Layer:
        arrays = {str(path[0]): value for path, value in values.items()}
        return dataclasses.replace(self, function=with_parts(self.function, arrays=arrays))

    def infer(self, shapes: Shapes) -> None:
        for name in self.outputs:
            shapes.narrow(name, None, REAL)
        for name, size in self.function.dims.items():
            shapes.narrow(name, size)
        dims = [shapes[name] for name in self.inputs]
        if not all(item is not None and None not in item for item in dims):
            return
        known = {name: None if shapes[name] is None or None in (shapes[name] or ()) else shapes[name]
                 for name in self.function.arrays}
        first, second = (self._try(dims, known, length) for length in TRIAL_LENGTHS)
        for name in self.outputs:
            if name not in first.outputs:
                raise Failed("noport", name, self.head, list(first.outputs))
            shapes.narrow(name, _joined(first.outputs[name], second.outputs[name]))
        for name, size in first.arrays.items():
            shapes.narrow(name, size)
        for place, size in first.nets.items():
            shapes.narrow(place, _joined(size, second.nets[place]))

    def _try(self, dims: Sequence[Dims | None], known: Mapping[str, Any], length: int) -> Trial:
        sizes = [tuple(length if dim == VARYING else int(dim) for dim in item or ()) for item in dims]  # type: ignore[arg-type]
        try:
            return try_out(self.function, sizes, known)
        except (ValueError, IndexError, TypeError) as error:
            raise Failed("invfunc", str(error), self.function.source) from None

    def lengths_after(self, lengths: Sequence[Tensor]) -> Tensor:
        port = next(name for name in self.outputs if self.ports[name].type.is_varying)
        index = next(k for k, name in enumerate(self.inputs) if self.ports[name].type.is_varying)
        dims = [self.dimensions(name) for name in self.inputs]
        known = {name: getattr(values_of(value), "shape", self.function.dims.get(name))
                 for name, value in self.function.arrays.items()}
        found: dict[int, int] = self.memo.setdefault("lengths", {})
        for length in set(lengths[index].tolist()) - set(found):
            found[length] = self._try(dims, known, length).outputs[port][0]
        return torch.tensor([found[length] for length in lengths[index].tolist()], device=lengths[index].device)

    def forward(self, *tensors: Any, run: Run, all_lengths: list[Tensor | None]) -> tuple[Tensor, ...]:
        count = len(self.inputs)
        inputs, rest = tensors[:count], tensors[count:]
        arrays = dict(zip(self.function.arrays, rest))          # its own arrays come first
        def make(numbers: Array) -> Tensor:
            like = inputs[0] if inputs else torch.empty(())
            return torch.as_tensor(np.array(numbers), dtype=run.dtype, device=like.device)

        def apply_net(key: str, ports: Mapping[str, Tensor]) -> dict[str, Tensor]:
            before, run.plain = run.plain, True
            try:
                found = self.apply(run, rest, {port: value[None] for port, value in ports.items()}, key)
            finally:
                run.plain = before
            return {port: value[0] for port, value in found.items()}

        def one(*values: Tensor) -> tuple[Tensor, ...]:
            found = self.function(torch, values, arrays, apply_net, make)
            return tuple(found[name].to(run.dtype) for name in self.outputs)

        if not inputs:
            return tuple(value.expand(run.batch, *value.shape) for value in one())
        data = [x if x.is_floating_point() or self.function.nets else x.to(run.dtype) for x in inputs]
        try:
            if all(length is None for length in all_lengths):
                found: tuple[Tensor, ...] = torch.func.vmap(one, randomness="different")(*data)
                return found
            return self._ragged(one, data, all_lengths)
        except (RuntimeError, ValueError, IndexError) as error:
            raise self._unfit(error) from error

    def _unfit(self, error: Exception) -> Exception:
        """What to raise when the function does not work for sequences of these lengths, which no trial could show."""
        if any(VARYING in self.dimensions(name) for name in self.inputs):
            return Failed("invfunc", str(error).splitlines()[0], self.function.source)
        return error

    def _ragged(
        self, one: Callable[..., Any], inputs: Sequence[Tensor], all_lengths: Sequence[Tensor | None],
    ) -> tuple[Tensor, ...]:
        """The outputs of sequences of differing lengths, those of the same lengths together."""
        signatures = torch.stack([length for length in all_lengths if length is not None], 1)
        kinds, where = torch.unique(signatures, dim=0, return_inverse=True)
        found: list[list[Tensor]] = [[] for _ in self.outputs]
        order: list[Tensor] = []
        for kind in range(len(kinds)):
            rows = (where == kind).nonzero()[:, 0]
            order.append(rows)
            parts = [x[rows] if true is None else x[rows][:, : int(true[rows[0]])]
                     for x, true in zip(inputs, all_lengths)]
            for values, part in zip(found, torch.func.vmap(one, randomness="different")(*parts)):
                values.append(part)
        back = torch.argsort(torch.cat(order))
        return tuple(torch.cat(_padded(values))[back] for values in found)

    @property
    def single(self) -> Callable[..., Single]:
        """The way to take one example in numpy; none when nets stand in the function."""
        if self.function.nets:
            raise AttributeError("single")
        return self._single

    def _single(self, *values: Array) -> Single:
        arrays = dict(zip(self.function.arrays, values))

        def apply(*inputs: Array) -> Any:
            data = [x if x.dtype.kind == "f" else x.astype(np.float32) for x in inputs]
            try:
                found = self.function(np, data, arrays, _no_net, lambda numbers: np.asarray(numbers, np.float32))
            except (ValueError, IndexError) as error:
                raise self._unfit(error) from error
            results = tuple(np.asarray(found[name], np.float32) for name in self.outputs)
            return results if len(results) > 1 else results[0]
        return apply


def _no_net(key: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    raise Failed("notnet", key)


def _padded(values: Sequence[Tensor]) -> list[Tensor]:
    """Batches of sequences filled up to one length."""
    if values[0].ndim < 2:
        return list(values)
    longest = max(value.shape[1] for value in values)
    return [value if value.shape[1] == longest else torch.cat(
        [value, value.new_zeros((len(value), longest - value.shape[1], *value.shape[2:]))], 1) for value in values]


def _joined(a: Sequence[int], b: Sequence[int]) -> Dims:
    """The dimensions that were found in two trials: those that differ vary."""
    if len(a) != len(b):
        raise ValueError("the rank of the result depends on the length of a sequence")
    return tuple(VARYING if x != y else x for x, y in zip(a, b))


def _read_gradient(expr: Expr, ev: Evaluator) -> Any:
    if expr is S.Automatic:
        return AUTOMATIC
    return None if expr is S["None"] else read_body(Call(S.Apply, expr), ev)


def _show_gradient(value: Any) -> Expr:
    return restored(value).args[0]


GRADIENT = Kind("a function, Automatic or None", _read_gradient, show_auto(_show_gradient))


@layer("CompiledLayer")
class Compiled(Layer):
    """CompiledLayer[f] applies f, a function with one Typed argument; CompiledLayer[f, g] finds the gradient
    of the input as g[input, gradient of the output] (or g[input, gradient, output]), CompiledLayer[f, None]
    has no gradient.

    Ports    Input and Output. A function of an array of one more dimension than Input is given whole batches.
    Errors   invfunc naming the part that is no operation on arrays.
    Source   ref/CompiledLayer
    Example  CompiledLayer[Function[Typed[x, "Real64"], x^2]][3]  gives  9.
    """

    function: Body = parameter(FUNCTION, position=1)
    gradient: Body | Automatic | None = parameter(GRADIENT, position=2, default=AUTOMATIC)

    def takes_batches(self, rank: int) -> bool:
        """Whether the function is written for a whole batch of inputs of this rank."""
        return _typed_rank(self.function.source) == rank + 1

    def infer(self, shapes: Shapes) -> None:
        shapes.narrow("Output", None, REAL)
        dims = shapes["Input"]
        if dims is None or None in dims:
            return
        lead = (2,) if self.takes_batches(len(dims)) else ()
        found = []
        for length in TRIAL_LENGTHS:
            size = (*lead, *(length if dim == VARYING else int(dim) for dim in dims))  # type: ignore[arg-type]
            try:
                found.append(try_out(self.function, [size], {}).outputs["Output"][len(lead):])
            except (ValueError, IndexError, TypeError) as error:
                raise Failed("invfunc", str(error), self.function.source) from None
        shapes.narrow("Output", _joined(*found))

    def forward(self, x: Tensor, run: Run) -> Tensor:
        def carry_out(body: Body, *inputs: Tensor) -> Tensor:
            def one(*values: Tensor) -> Tensor:
                make = partial(torch.as_tensor, dtype=run.dtype, device=x.device)
                value: Tensor = body(torch, values, {}, _no_net, make)["Output"]
                return value
            result: Tensor = one(*inputs) if self.takes_batches(x.ndim - 1) else torch.func.vmap(one)(*inputs)
            return result.to(run.dtype)
        if isinstance(self.gradient, Automatic):
            return carry_out(self.function, x)
        body = self.gradient
        y = carry_out(self.function, x.detach()).detach()
        if not x.requires_grad:
            return y

        def back(grad: Tensor) -> Tensor:
            if body is None:
                return torch.zeros_like(x)
            return carry_out(body, *(x.detach(), grad, y)[: len(body.inputs)])
        return _with_gradient(x, y, back)


def _with_gradient(x: Tensor, y: Tensor, back: Callable[[Tensor], Tensor]) -> Tensor:
    """The value y, whose gradient reaches x by way of `back`."""
    class Node(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Tensor) -> Tensor:
            return y.clone()

        @staticmethod
        def backward(ctx: Any, grad: Tensor) -> Tensor:
            return back(grad)
    found: Tensor = Node.apply(x)  # type: ignore[no-untyped-call]
    return found


def _typed_rank(source: Expr) -> int | None:
    """The rank that the Typed argument of a function states: 0 for a number, n for PackedArray::[number,
    n]."""
    if not (is_call(source, S.Function) and len(source.args) > 1):
        return None
    typed = source.args[0].args[0] if is_list(source.args[0]) and source.args[0].args else source.args[0]
    if not is_call(typed, S.Typed, 2):
        return None
    kind = typed.args[1]
    ranks = [arg.value for arg in kind.args if isinstance(arg, Integer)] if isinstance(kind, Call) else [0]
    return ranks[-1] if ranks else None
