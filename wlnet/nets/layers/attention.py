"""Attention: weighted means of values, by how well keys and queries fit."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from wlnet.expr import Call, Expr, S, String, integer, is_call
from wlnet.nets.arrays import ArrayValue
from wlnet.nets.data import Array
from wlnet.nets.declare import Kind, Misfit, array, parameter
from wlnet.nets.inference import Shapes
from wlnet.nets.kinds import FLAG, POSITIVE, PROBABILITY, choice, optional
from wlnet.nets.layer import Net, Run, Single, abstract, layer
from wlnet.nets.operators import ANY_NET, Operator, mask_of, net_object
from wlnet.nets.types import REAL, Dim, Dims
from wlnet.nets.wiring import Key, Path
from wlnet.tensors import F, Tensor, torch

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


def _read_scorer(expr: Expr, ev: Evaluator) -> str | Net:
    if isinstance(expr, String) and expr.value in ("Dot", "Bilinear"):
        return expr.value
    net: Net = ANY_NET.read(expr, ev)
    if set(net.inputs) != {"Input", "Query"} or len(net.outputs) != 1:
        raise Misfit('"Dot", "Bilinear" or a net with the inputs "Input" and "Query" and one output')
    return net


SCORER = Kind('"Dot", "Bilinear" or a net', _read_scorer,
              lambda value: String(value) if isinstance(value, str) else net_object(value))


def _read_mask(expr: Expr, ev: Evaluator) -> int | None:
    """The number of keys seen: 0 for all up to the query's own position; None for no mask."""
    if expr is S["None"]:
        return None
    if expr == String("Causal"):
        return 0
    if is_call(expr, S.Rule, 2) and expr.args[0] == String("Causal"):
        return POSITIVE.read(expr.args[1], ev)  # type: ignore[no-any-return]
    raise Misfit


def _show_mask(value: int | None) -> Expr:
    if value is None:
        return S["None"]
    return Call(S.Rule, String("Causal"), integer(value)) if value else String("Causal")


MASK = Kind('None, "Causal" or "Causal" -> n', _read_mask, _show_mask)


@abstract
class Attending(Operator):
    """What the attention layers share. `scorer` says how well a key fits a query; its net is held under
    "Net"."""

    scorer: Any = parameter(SCORER, position=1, default="Bilinear")
    weights: Array = array("Weights")

    @property
    def held(self) -> tuple[Net, ...]:
        return (self.scorer,) if isinstance(self.scorer, Net) else ()

    def with_children(self, children: Mapping[Key, Net]) -> Net:
        return dataclasses.replace(self, scorer=children["Net"]) if children else self

    @property
    def own_arrays(self) -> dict[Path, ArrayValue]:
        return {("Weights",): self.weights} if self.scorer == "Bilinear" else {}

    def infer_sizes(self, shapes: Shapes, key: str, query: str) -> None:
        """What the scores need: sizes of keys and queries that fit, or fit the weights or the net."""
        k, q = _last(shapes[key]), _last(shapes[query])
        if self.scorer == "Dot":
            _narrow_last(shapes, key, q)
            _narrow_last(shapes, query, k)
        elif self.scorer == "Bilinear":
            shapes.narrow("Weights", (k, q))
            known = shapes["Weights"] or (None, None)
            _narrow_last(shapes, key, known[0])
            _narrow_last(shapes, query, known[1])
        else:
            shapes.narrow(("Net", self.scorer.outputs[0]), ())
            for port, inner, size in ((key, "Input", k), (query, "Query", q)):
                shapes.narrow(("Net", inner), (size,))
                _narrow_last(shapes, port, _last(shapes[("Net", inner)]))

    def scores(self, key: Tensor, query: Tensor, arrays: Sequence[Tensor | None], run: Run) -> Tensor:
        """Scores {batch, heads, queries, keys} of keys {batch, heads, keys, k} and queries {batch, heads,
        queries, q}."""
        if not isinstance(self.scorer, Net):
            return query @ key.transpose(-1, -2)
        count, other = query.shape[2], key.shape[2]
        lead = (*query.shape[:3], other)
        keys = key[:, :, None].expand(*lead, key.shape[-1])
        queries = query[:, :, :, None].expand(*lead, query.shape[-1])
        rows = self.apply(run, arrays, {"Input": keys.flatten(0, 3), "Query": queries.flatten(0, 3)})
        return rows[self.scorer.outputs[0]].reshape(*query.shape[:2], count, other)

    def attend(
        self, key: Tensor, value: Tensor, query: Tensor, arrays: Sequence[Tensor | None], run: Run,
        mask: Tensor | None = None, scale: float = 1.0, dropout: float = 0.0,
    ) -> Tensor:
        """Weighted means {batch, heads, queries, v} of values {batch, heads, keys, v}. `mask` is true for
        what counts."""
        if self.scorer == "Bilinear":
            assert arrays[0] is not None
            query = F.linear(query, arrays[0])
        hidden = None if mask is None else torch.where(mask, 0.0, HIDDEN).to(query.dtype)
        if not isinstance(self.scorer, Net) and not dropout:
            return F.scaled_dot_product_attention(query, key, value, hidden, scale=scale)
        scores = self.scores(key, query, arrays, run) * scale
        weights = torch.softmax(scores if hidden is None else scores + hidden, -1)
        if dropout:
            keep = torch.rand(weights.shape, generator=run.generator, device=weights.device) >= dropout
            weights = weights * keep / (1 - dropout)
        return weights @ value

    @property
    def single(self) -> Callable[..., Single]:
        """The way to take one example in numpy; none when a net gives the scores."""
        if isinstance(self.scorer, Net):
            raise AttributeError("single")
        return self.in_numpy

    def in_numpy(self, *arrays: Array) -> Single:
        """See `single`."""
        raise AssertionError("every attention layer says how")


HIDDEN = -1e30      # the score of a key that a query may not see; finite, so that padding stays finite


def _last(dims: Dims | None) -> Dim:
    return dims[-1] if dims else None


def _narrow_last(shapes: Shapes, port: str, size: Dim) -> None:
    dims = shapes[port]
    if dims:
        shapes.narrow(port, (*[None] * (len(dims) - 1), size))


@layer("AttentionLayer")
class Attention(Attending):
    """AttentionLayer[scores] gives, for each query, the mean of the values weighted by a softmax over the
    scores of the keys.

    Scores are "Dot" (k.q), "Bilinear" (k.w.q with a trainable w; the default), or a net with inputs "Input"
    and "Query".

    Ports    Key {d..., k}; Value {d..., v}; Query {e..., q}; Output {e..., v}. With "MultiHead" -> True the
             level before the last is one of independent heads.
    Arrays   Weights {k, q} for "Bilinear", those of the net otherwise.
    Options  "Mask": None, "Causal" (query i sees keys 1..i) or "Causal" -> n (the last n of these);
             "ScoreRescaling": None or "DimensionSqrt" (scores over the root of k); "Dropout" of weights in
             training; "MultiHead".
    Source   ref/AttentionLayer; Vaswani et al. 2017; Bahdanau et al. 2015
    Example  AttentionLayer["Dot"][<|"Key" -> {{0}, {0}}, "Value" -> {{1}, {3}}, "Query" -> {1}|>]  gives  {2.}
    """

    dropout: float = parameter(PROBABILITY, option="Dropout", default=0)
    mask: int | None = parameter(MASK, option="Mask", default=None)
    multi_head: bool = parameter(FLAG, option="MultiHead", default=False)
    rescaling: str | None = parameter(optional(choice("DimensionSqrt")), option="ScoreRescaling", default=None)

    input_names = ("Key", "Value", "Query")

    @property
    def matched(self) -> tuple[str, ...]:
        return "Key", "Value"

    def infer(self, shapes: Shapes) -> None:
        tail = 2 if self.multi_head else 1          # heads and channels
        for name, least in (("Key", tail + 1), ("Value", tail + 1), ("Query", tail), ("Output", tail)):
            dims = shapes[name]
            if dims is not None and len(dims) < least:
                raise shapes.mismatch(name, f"rank {least} or more")
            if name != "Value":
                shapes.narrow(name, None, REAL)
        for a, b in (("Key", "Value"), ("Value", "Key"), ("Query", "Output"), ("Output", "Query")):
            dims = shapes[a]
            if dims is not None:
                shapes.narrow(b, (*dims[:-1], None))
        _narrow_last(shapes, "Output", _last(shapes["Value"]))
        _narrow_last(shapes, "Value", _last(shapes["Output"]))
        if self.multi_head:
            for a in self.inputs:
                for b in self.inputs:
                    self._same_heads(shapes, a, b)
        self.infer_sizes(shapes, "Key", "Query")

    @staticmethod
    def _same_heads(shapes: Shapes, a: str, b: str) -> None:
        dims, other = shapes[a], shapes[b]
        if dims is not None and other is not None:
            shapes.narrow(b, (*[None] * (len(other) - 2), dims[-2], None))

    def lengths_after(self, lengths: Sequence[Tensor]) -> Tensor:
        return lengths[2]

    def _visible(self, queries: int, keys: int) -> Array:
        """Which keys a query may see: {queries, keys}."""
        back = np.arange(queries)[:, None] - np.arange(keys)
        return (back >= 0) & (back < self.mask) if self.mask else back >= 0

    def _scale(self, size: int) -> float:
        return 1 / math.sqrt(size) if self.rescaling else 1.0

    def forward(
        self, key: Tensor, value: Tensor, query: Tensor, *arrays: Tensor | None, run: Run,
        all_lengths: list[Tensor | None],
    ) -> Tensor:
        lead = query.shape[: -2 if self.multi_head else -1]
        keys, values, queries = map(self._with_heads, (key, value, query))
        mask = None
        if self.mask is not None:
            mask = torch.from_numpy(self._visible(queries.shape[2], keys.shape[2])).to(key.device)
        if all_lengths[0] is not None:
            true = mask_of(key, all_lengths[0])
            per_step = keys.shape[2] // key.shape[1]
            true = true.repeat_interleave(per_step, 1)[:, None, None]
            mask = true if mask is None else mask & true
        dropout = self.dropout if run.training else 0.0
        found = self.attend(keys, values, queries, arrays, run, mask, self._scale(key.shape[-1]), dropout)
        heads = found.shape[1:2] if self.multi_head else ()
        return found.transpose(1, 2).reshape(*lead, *heads, found.shape[-1])

    def _with_heads(self, x: Tensor) -> Tensor:
        """{batch, d..., heads, size} or {batch, d..., size} as {batch, heads, number, size}."""
        if not self.multi_head:
            return x.reshape(len(x), 1, -1, x.shape[-1])
        return x.reshape(len(x), -1, *x.shape[-2:]).transpose(1, 2)

    def in_numpy(self, *arrays: Array) -> Single:
        def heads(x: Array) -> Array:
            count = x.shape[-2] if self.multi_head else 1
            return x.reshape(-1, count, x.shape[-1]).transpose(1, 0, 2)

        def apply(key: Array, value: Array, query: Array) -> Array:
            keys, values, queries = heads(key), heads(value), heads(query)
            if arrays:
                queries = queries @ arrays[0].T
            scores = queries @ keys.transpose(0, 2, 1) * np.float32(self._scale(key.shape[-1]))
            if self.mask is not None:
                scores = np.where(self._visible(*scores.shape[1:]), scores, np.float32(HIDDEN))
            found = _softmax(scores) @ values
            result: Array = found.transpose(1, 0, 2).reshape(*query.shape[:-1], value.shape[-1])
            return result
        return apply


def _softmax(scores: Array) -> Array:
    powers: Array = np.exp(scores - scores.max(-1, keepdims=True))
    total: Array = powers.sum(-1, keepdims=True)
    return powers / total


@layer("SequenceAttentionLayer")
class SequenceAttention(Attending):
    """SequenceAttentionLayer[scores] is AttentionLayer[scores] with the input as both keys and values.

    Ports    Input {n, k}; Query {m, q}; Output {m, k}.
    Source   ref/SequenceAttentionLayer
    Example  SequenceAttentionLayer["Dot"][<|"Input" -> {{1}, {1}}, "Query" -> {{1}}|>]  gives  {{1.}}
    """

    input_names = ("Input", "Query")

    def infer(self, shapes: Shapes) -> None:
        for name in ("Input", "Query", "Output"):
            shapes.narrow(name, (None, None), REAL)
        data, query, out = (shapes[name] or (None, None) for name in ("Input", "Query", "Output"))
        shapes.narrow("Output", (query[0], data[1]))
        shapes.narrow("Query", (out[0], None))
        shapes.narrow("Input", (None, out[1]))
        self.infer_sizes(shapes, "Input", "Query")

    def lengths_after(self, lengths: Sequence[Tensor]) -> Tensor:
        return lengths[1]

    def forward(
        self, x: Tensor, query: Tensor, *arrays: Tensor | None, run: Run, all_lengths: list[Tensor | None],
    ) -> Tensor:
        mask = None if all_lengths[0] is None else mask_of(x, all_lengths[0])[:, None, None]
        return self.attend(x[:, None], x[:, None], query[:, None], arrays, run, mask)[:, 0]

    def in_numpy(self, *arrays: Array) -> Single:
        def apply(x: Array, query: Array) -> Array:
            queries = query @ arrays[0].T if arrays else query
            return _softmax(queries @ x.T) @ x
        return apply
