"""Layers that rearrange arrays without computing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from wlnet.expr import Call, Expr, Integer, S, String, integer, is_call, is_list, to_expr
from wlnet.kernel.arguments import is_infinity
from wlnet.kernel.messages import Failed
from wlnet.nets.data import Array
from wlnet.nets.declare import Kind, Misfit, parameter
from wlnet.nets.inference import Shapes
from wlnet.nets.kinds import INTEGER, NUMBER, TRANSPOSITION, show_each
from wlnet.nets.layer import Layer, Single, layer
from wlnet.nets.types import VARYING, Dim, Dims, size
from wlnet.syntax import input_form
from wlnet.tensors import F, Tensor, torch

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


def pass_element(shapes: Shapes, source: str = "Input", target: str = "Output") -> None:
    """Both ports carry the same kind of element."""
    for a, b in ((source, target), (target, source)):
        element = shapes.type(a).element
        if element is not None:
            shapes.narrow(b, None, element)


def permutation(spec: Any, rank: int) -> tuple[int, ...]:
    """The axes of the input in the order in which the output has them."""
    axes = list(range(rank))
    if spec and isinstance(spec[0], int):       # level k of the input becomes level spec[k]
        order = axes.copy()
        for k, level in enumerate(spec):
            order[level - 1] = k
        return tuple(order)
    for a, b in spec:
        axes[a - 1], axes[b - 1] = axes[b - 1], axes[a - 1]
    return tuple(axes)


def levels_used(spec: Any) -> int:
    """The highest level that a transposition names."""
    return int(max(spec) if spec and isinstance(spec[0], int) else max(max(pair) for pair in spec))


@layer("TransposeLayer")
class Transpose(Layer):
    """TransposeLayer[] swaps the first two levels; TransposeLayer[m <-> n] levels m and n; lists of swaps are carried
    out in sequence; TransposeLayer[{n1, n2, ...}] makes level k level nk.

    Ports    Input, rank at least the highest level; Output, its dimensions permuted.
    Source   ref/TransposeLayer
    Example  TransposeLayer[][{{1, 2}, {3, 4}}]  gives  {{1., 3.}, {2., 4.}}
    """

    swaps: Any = parameter(TRANSPOSITION, position=1, default=((1, 2),), part="Specification")

    def infer(self, shapes: Shapes) -> None:
        dims, out = shapes["Input"], shapes["Output"]
        for name, known in (("Input", dims), ("Output", out)):
            if known is not None and len(known) < levels_used(self.swaps):
                raise shapes.mismatch(name, f"rank {levels_used(self.swaps)} or more")
        if dims is not None:
            shapes.narrow("Output", [dims[axis] for axis in permutation(self.swaps, len(dims))])
        elif out is not None:
            back: list[Dim] = [None] * len(out)
            for dim, axis in zip(out, permutation(self.swaps, len(out))):
                back[axis] = dim
            shapes.narrow("Input", back)
        out = shapes["Output"]
        if out and VARYING in out[1:]:
            raise shapes.mismatch("Input", "a varying dimension that stays the first one")
        pass_element(shapes)

    def forward(self, x: Tensor) -> Tensor:
        return x.permute(0, *(axis + 1 for axis in permutation(self.swaps, x.ndim - 1)))

    def single(self) -> Single:
        return lambda x: x.transpose(permutation(self.swaps, x.ndim))


def _read_reshape(expr: Expr, ev: Evaluator) -> Any:
    if expr == String("ReferenceShape"):
        return "ReferenceShape"
    if not is_list(expr):
        raise Misfit
    found: list[Any] = []
    for item in expr.args:
        if isinstance(item, Integer) and item.value > 0:
            found.append(item.value)
        elif item in (S.Automatic, S.Inherited, S.All):
            found.append(item.short)
        else:
            raise Misfit
    if sum(item in ("Automatic", "All") for item in found) > 1:
        raise Misfit
    return tuple(found)


def _show_reshape(value: Any) -> Expr:
    if isinstance(value, str):
        return String(value)
    return to_expr([S[item] if isinstance(item, str) else item for item in value])


RESHAPE = Kind('a list of integers, Inherited, and at most one Automatic or All; or "ReferenceShape"',
               _read_reshape, _show_reshape)


@layer("ReshapeLayer")
class Reshape(Layer):
    """ReshapeLayer[{d1, d2, ...}] gives an array the dimensions d1, d2, ...; Inherited copies a dimension, Automatic is
    computed, All stands for the remaining ones. ReshapeLayer["ReferenceShape"] takes those of a second input.

    Errors   shape conflict when the numbers of elements differ.
    Source   ref/ReshapeLayer
    Example  ReshapeLayer[{2, 2}][{1, 2, 3, 4}]  gives  {{1., 2.}, {3., 4.}}
    """

    shape: Any = parameter(RESHAPE, position=1, part="Dimensions")

    @property
    def inputs(self) -> tuple[str, ...]:
        return ("Input", "ReferenceShape") if self.shape == "ReferenceShape" else ("Input",)

    def infer(self, shapes: Shapes) -> None:
        pass_element(shapes)
        if self.shape == "ReferenceShape":
            shapes.same("ReferenceShape", "Output")
            return
        dims = shapes["Input"]
        if "All" not in self.shape:
            shapes.narrow("Output", [item if isinstance(item, int) else None for item in self.shape])
        if dims is None:
            return
        wanted = self._resolved(dims)
        if wanted is None:
            raise shapes.mismatch("Input", f"a number of elements that fits {{{', '.join(map(str, self.shape))}}}")
        shapes.narrow("Output", wanted)

    def _resolved(self, dims: Dims) -> list[Dim] | None:
        """The output's dimensions; None when they cannot be."""
        found: list[Any] = []
        for at, item in enumerate(self.shape):
            if item == "Inherited":
                if at >= len(dims):
                    return None
                found.append(dims[at])
            elif item == "All":
                found += dims[at:]
            else:
                found.append(item)
        total = size(dims)
        fixed = [item for item in found if item != "Automatic"]
        if VARYING in dims:
            if not (found and found[0] == VARYING) or VARYING in found[1:]:
                return None
            total, fixed = size(dims[1:]), fixed[1:]
        if total is None or not all(isinstance(item, int) for item in fixed):
            return [None if item == "Automatic" else item for item in found]
        rest = math.prod(fixed)
        if "Automatic" in found:
            return [total // rest if item == "Automatic" else item for item in found] if total % rest == 0 else None
        return found if rest == total else None

    def _target(self, x: Any, lead: int) -> list[int]:
        dims = self.dimensions("Output")
        return [x.shape[lead] if dim == VARYING else int(dim) for dim in dims]  # type: ignore[arg-type]

    def forward(self, x: Tensor, *reference: Tensor) -> Tensor:
        return x.reshape(len(x), *self._target(x, 1))

    def single(self) -> Single:
        return lambda x, *reference: x.reshape(self._target(x, 0))


def _read_flatten(expr: Expr, ev: Evaluator) -> Any:
    if is_infinity(expr):
        return math.inf
    if isinstance(expr, Integer):
        return expr.value
    if is_list(expr) and expr.args:
        return tuple(tuple(INTEGER.read(level, ev) for level in (item.args if is_list(item) else (item,)))
                     for item in expr.args)
    raise Misfit


FLATTEN = Kind("a number of levels, Infinity or lists of levels", _read_flatten,
               lambda value: S.Infinity if value == math.inf else show_each(value))


@layer("FlattenLayer")
class Flatten(Layer):
    """FlattenLayer[] merges all levels; FlattenLayer[n] the first n + 1; FlattenLayer[-n] the last n + 1;
    FlattenLayer[{{i, j, ...}, ...}] merges the levels of each list, in this order.

    Source   ref/FlattenLayer
    Example  FlattenLayer[][{{1, 2}, {3, 4}}]  gives  {1., 2., 3., 4.}
    """

    depth: Any = parameter(FLATTEN, position=1, default=math.inf, part="Level")

    def groups(self, rank: int) -> list[tuple[int, ...]]:
        """The axes merged into each axis of the output."""
        axes = tuple(range(rank))
        if isinstance(self.depth, tuple):
            chosen = [tuple(level - 1 for level in group) for group in self.depth]
            used = {axis for group in chosen for axis in group}
            return [*chosen, *((axis,) for axis in axes if axis not in used)]
        if self.depth == math.inf or abs(self.depth) + 1 >= rank:
            return [axes]
        count = int(abs(self.depth)) + 1
        if self.depth >= 0:
            return [axes[:count], *((axis,) for axis in axes[count:])]
        return [*((axis,) for axis in axes[:-count]), axes[-count:]]

    def infer(self, shapes: Shapes) -> None:
        pass_element(shapes)
        dims = shapes["Input"]
        if self.depth == math.inf:
            shapes.narrow("Output", (None,))
        if dims is None:
            return
        groups = self.groups(len(dims))
        if any(axis >= len(dims) for group in groups for axis in group):
            raise shapes.mismatch("Input", "the levels that are merged")
        if VARYING in dims and not (groups[0] == (0,) and dims[0] == VARYING):
            raise shapes.mismatch("Input", "fixed dimensions where levels are merged")
        merged = [dims[0] if group == (0,) else size([dims[axis] for axis in group]) for group in groups]
        shapes.narrow("Output", merged)

    def _flat(self, x: Any, lead: int) -> Any:
        groups = self.groups(x.ndim - lead)
        order = [axis + lead for group in groups for axis in group]
        shape = [math.prod(x.shape[axis + lead] for axis in group) for group in groups]
        moved = x.permute(0, *order) if lead else x.transpose(order)
        return moved.reshape(*x.shape[:lead], *shape)

    def forward(self, x: Tensor) -> Tensor:
        return self._flat(x, 1)  # type: ignore[no-any-return]

    def single(self) -> Single:
        return lambda x: self._flat(x, 0)


def _read_replicate(expr: Expr, ev: Evaluator) -> Any:
    items = expr.args if is_list(expr) else (expr,)
    found: list[int | None] = []
    for item in items:
        if item is S.Automatic:
            found.append(None)
        elif isinstance(item, Integer) and item.value > 0:
            found.append(item.value)
        else:
            raise Misfit
    return tuple(found)


REPLICATE = Kind("a positive integer, Automatic or a list of these", _read_replicate,
                 lambda value: _auto(value[0]) if len(value) == 1 else to_expr([_auto(item) for item in value]))


def _auto(value: int | None) -> Expr:
    return S.Automatic if value is None else integer(value)


@layer("ReplicateLayer")
class Replicate(Layer):
    """ReplicateLayer[n] repeats an array n times, in a new first level; ReplicateLayer[{n1, ...}, m] makes new levels
    at m.

    Source   ref/ReplicateLayer
    Example  ReplicateLayer[3][{1, 2}]  gives  {{1., 2.}, {1., 2.}, {1., 2.}}
    """

    counts: tuple[int | None, ...] = parameter(REPLICATE, position=1, part="Specification")
    level: int = parameter(INTEGER, position=2, default=1)

    def at(self, rank: int) -> int:
        """The axis of the output where the new levels begin, for an input of this rank."""
        return self.level - 1 if self.level > 0 else rank + len(self.counts) + self.level - (len(self.counts) - 1)

    def infer(self, shapes: Shapes) -> None:
        pass_element(shapes)
        dims, out = shapes["Input"], shapes["Output"]
        if dims is not None:
            at = self.at(len(dims))
            if not 0 <= at <= len(dims):
                raise shapes.mismatch("Input", f"rank {abs(self.level) - 1} or more")
            if at > 0 and dims[:1] == (VARYING,) or VARYING not in dims:
                shapes.narrow("Output", [*dims[:at], *self.counts, *dims[at:]])
            else:
                raise shapes.mismatch("Input", "fixed dimensions")
        elif out is not None:
            at = self.at(len(out) - len(self.counts))
            shapes.narrow("Input", [*out[:at], *out[at + len(self.counts) :]])

    def _new(self, rank: int) -> tuple[int, list[int]]:
        at = self.at(rank)
        dims = self.dimensions("Output")
        return at, [int(dim) for dim in dims[at : at + len(self.counts)]]  # type: ignore[arg-type]

    def forward(self, x: Tensor) -> Tensor:
        at, counts = self._new(x.ndim - 1)
        shape = x.shape
        spread = x.reshape(*shape[: at + 1], *[1] * len(counts), *shape[at + 1 :])
        return spread.expand(*shape[: at + 1], *counts, *shape[at + 1 :])

    def single(self) -> Single:
        def apply(x: Array) -> Array:
            at, counts = self._new(x.ndim)
            spread = x.reshape(*x.shape[:at], *[1] * len(counts), *x.shape[at:])
            return np.broadcast_to(spread, (*x.shape[:at], *counts, *x.shape[at:]))
        return apply


def _read_part(expr: Expr, ev: Evaluator) -> Any:
    if is_list(expr) and expr.args:
        return tuple(_read_one(item) for item in expr.args)
    return (_read_one(expr),)


def _read_one(expr: Expr) -> Any:
    """A position, or ("Span", low, high, step) with None for the ends."""
    if isinstance(expr, Integer) and expr.value:
        return expr.value
    if expr is S.All:
        return ("Span", None, None, 1)
    if is_call(expr, S.Span) and 2 <= len(expr.args) <= 3:
        low, high, *step = expr.args
        values = [item.value if isinstance(item, Integer) else None for item in (low, high, *step)]
        span = ("Span", values[0], values[1], values[2] if step else 1)
        if 0 in values or _count(span, None) == 0:
            raise Misfit("spans that are not empty")
        return span
    raise Misfit


def _count(span: Any, dim: Dim) -> Dim:
    """The number of elements of a span in this dimension, where that is settled."""
    _, low, high, step = span
    if isinstance(dim, int):
        return len(range(dim)[_slice(span)])
    low = 1 if low is None else low
    if high is not None and (low > 0) == (high > 0):
        return len(range(low, high + (1 if step > 0 else -1), step))
    return dim


def _fits(part: Any, size: int) -> bool:
    """Whether a position or both ends of a span are there in a dimension of this size."""
    ends = (part,) if isinstance(part, int) else [end for end in part[1:3] if end is not None]
    return all(abs(end) <= size for end in ends)


def _show_part(value: Any) -> Expr:
    parts = [_show_one(item) for item in value]
    return parts[0] if len(parts) == 1 else to_expr(parts)


def _show_one(item: Any) -> Expr:
    if isinstance(item, int):
        return integer(item)
    _, low, high, step = item
    if (low, high, step) == (None, None, 1):
        return S.All
    ends = [integer(1 if low is None else low), S.All if high is None else integer(high)]
    return Call(S.Span, *ends, *([integer(step)] if step != 1 else []))


PART = Kind("a position, a span, All, or a list of these", _read_part, _show_part)


@layer("PartLayer")
class Part(Layer):
    """PartLayer[i] gives part i of an array, PartLayer[i ;; j] a span, PartLayer[{p1, p2, ...}] a part at each level.

    Errors   shape conflict for positions that are not there and for empty spans.
    Source   ref/PartLayer
    Example  PartLayer[2][{5, 6, 7}]  gives  6.
    """

    parts: Any = parameter(PART, position=1, part="Specification")

    def infer(self, shapes: Shapes) -> None:
        pass_element(shapes)
        dims = shapes["Input"]
        if dims is None:
            return
        if len(dims) < len(self.parts):
            raise shapes.mismatch("Input", f"rank {len(self.parts)} or more")
        out: list[Dim] = []
        for dim, part in zip(dims, self.parts):
            if isinstance(dim, int) and not _fits(part, dim):
                least = max(abs(end) for end in ([part] if isinstance(part, int) else part[1:3]) if end is not None)
                words = input_form(_show_one(part))
                raise shapes.mismatch("Input", f"a dimension of {least} or more where part {words} is taken")
            if isinstance(part, int):
                continue
            count = _count(part, dim)
            if count == 0:
                raise shapes.mismatch("Input", "dimensions in which the span is not empty")
            out.append(count if part[1:] != (None, None, 1) else dim)
        shapes.narrow("Output", [*out, *dims[len(self.parts) :]])

    def _index(self) -> tuple[Any, ...]:
        return tuple((part - 1 if part > 0 else part) if isinstance(part, int) else _slice(part) for part in self.parts)

    def forward(self, x: Tensor, lengths: Tensor | None) -> Tensor:
        self.check(x.shape[1] if lengths is None else int(lengths.min()))
        index = self._index()
        for axis in range(len(index), 1, -1):
            x = _taken(x, axis, index[axis - 1])
        first = index[0]
        if lengths is None or first == slice(None, None, 1):
            return _taken(x, 1, first)
        if isinstance(first, int):
            at = lengths + first if first < 0 else torch.full_like(lengths, first)
            return x[torch.arange(len(x), device=x.device), at]
        rows = [_taken(row[: int(length)], 0, first) for row, length in zip(x, lengths)]
        return torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)

    def check(self, length: int) -> None:
        """Errors  Failed("short") when a sequence of this length lacks the part."""
        first = self.parts[0]
        if not _fits(first, length) or (not isinstance(first, int) and not _count(first, length)):
            ends = (first,) if isinstance(first, int) else [end for end in first[1:3] if end is not None]
            raise Failed("short", self.head, max(map(abs, ends)), length)

    def lengths_after(self, lengths: Sequence[Tensor]) -> Tensor:
        part = self.parts[0]
        if isinstance(part, int):
            return lengths[0]
        counts = [len(range(int(length))[_slice(part)]) for length in lengths[0]]
        return torch.tensor(counts, device=lengths[0].device)

    def single(self) -> Single:
        index = self._index()

        def apply(x: Array) -> Array:
            self.check(len(x))
            part: Array = x[index]
            return part
        return apply


def _slice(part: Any) -> slice:
    _, low, high, step = part
    start = None if low is None else low - 1 if low > 0 else low
    if step < 0:
        stop = None if high in (None, 1) else high - 2 if high > 0 else high - 1
    else:
        stop = None if high in (None, -1) else high if high > 0 else high + 1
    return slice(start, stop, step)


def _taken(x: Tensor, axis: int, index: int | slice) -> Tensor:
    """The part of a tensor at one level; unlike torch's own, the step may be negative."""
    if isinstance(index, slice) and index.step < 0:
        places = range(x.shape[axis])[index]
        return x.index_select(axis, torch.tensor(list(places), device=x.device))
    return x[(*[slice(None)] * axis, index)]


def _read_paddings(expr: Expr, ev: Evaluator) -> Any:
    if not is_list(expr):
        raise Misfit
    pairs = []
    for item in expr.args:
        if not (is_list(item) and len(item.args) == 2):
            raise Misfit
        pairs.append(tuple(INTEGER.read(side, ev) for side in item.args))
    if not pairs or any(side < 0 for pair in pairs for side in pair):
        raise Misfit
    return tuple(pairs)


def _read_fill(expr: Expr, ev: Evaluator) -> Any:
    return expr.value if isinstance(expr, String) and expr.value in ("Fixed", "Reflected") else NUMBER.read(expr, ev)


PADDINGS = Kind("a list of pairs of non-negative integers", _read_paddings, show_each)
FILL = Kind('a number, "Fixed" or "Reflected"', _read_fill,
            lambda value: String(value) if isinstance(value, str) else NUMBER.show(value))


@layer("PaddingLayer")
class Padding(Layer):
    """PaddingLayer[{{m1, n1}, {m2, n2}, ...}] puts mi elements before and ni behind level i of an array.

    Options  Padding: a number, "Fixed" (the border repeated) or "Reflected".
    Source   ref/PaddingLayer
    Example  PaddingLayer[{{1, 2}}][{1, 2}]  gives  {0., 1., 2., 0., 0.}
    """

    sizes: Any = parameter(PADDINGS, position=1)
    fill: Any = parameter(FILL, option="$Padding", default=0.0)

    def infer(self, shapes: Shapes) -> None:
        pass_element(shapes)
        dims, out = shapes["Input"], shapes["Output"]
        for known, sign, target in ((dims, 1, "Output"), (out, -1, "Input")):
            if known is None:
                continue
            if len(known) < len(self.sizes):
                raise shapes.mismatch("Input", f"rank {len(self.sizes)} or more")
            pairs = [*self.sizes, *[(0, 0)] * (len(known) - len(self.sizes))]
            shapes.narrow(target, [dim + sign * (a + b) if isinstance(dim, int) else dim
                                   for dim, (a, b) in zip(known, pairs)])

    def lengths_after(self, lengths: Sequence[Tensor]) -> Tensor:
        before, after = self.sizes[0]
        found: Tensor = lengths[0] + (before + after)
        return found

    def forward(self, x: Tensor, lengths: Tensor | None) -> Tensor:
        if lengths is not None and self.sizes[0] != (0, 0):
            rows = [self.forward(row[None, : int(length)], None)[0] for row, length in zip(x, lengths)]
            padded: Tensor = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
            return padded
        pairs = [*self.sizes, *[(0, 0)] * (x.ndim - 1 - len(self.sizes))]
        if not isinstance(self.fill, str):
            return F.pad(x, [side for pair in reversed(pairs) for side in pair], value=self.fill)
        mode = "edge" if self.fill == "Fixed" else "reflect"
        for axis, (before, after) in enumerate(pairs, 1):
            index = np.pad(np.arange(x.shape[axis]), (before, after), mode=mode)  # type: ignore[call-overload]
            x = x.index_select(axis, torch.from_numpy(index).to(x.device))
        return x

    def single(self) -> Single:
        def apply(x: Array) -> Array:
            pairs = [*self.sizes, *[(0, 0)] * (x.ndim - len(self.sizes))]
            if isinstance(self.fill, str):
                return np.pad(x, pairs, mode="edge" if self.fill == "Fixed" else "reflect")
            return np.pad(x, pairs, constant_values=self.fill)
        return apply
