"""Meters: how well a net does on data, batch by batch, in sums that add up to rounds and to whole data sets.

A batch is noted as it is (`Noted`); some time later the batches noted since are measured together (`Sample`), because
one operation on many batches costs hardly more than on one. Each meter makes of a batch a statistic, which may be added
to those of others, and of a statistic the value: an error rate is 1 - hits/examples whether of a batch or of a round.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import torch
from torch import Tensor

from wlnet.expr import Expr, Real, S, integer, to_expr
from wlnet.nets.data import Array

FULL = 1 << 22              # numbers that may wait to be measured
CELLS_AT_ONCE = 1 << 22     # of confusion matrices

Value = Any                 # a float, an array, or a list of arrays
Statistic = Any             # of one batch or several: an array, or a tuple of lists


@dataclass(frozen=True)
class Judged:
    """Where a net is judged: the cells of what it says and of what is true.

    kind      of the loss: "Index", "Probabilities" or "Binary" for classes, "" for numbers.
    squash    what is still to be applied to the scores to make them probabilities: "softmax", "sigmoid" or "".
    labels    of the classes.
    is_fresh  the scores are a tensor of their own, not one that the next batch may use again.
    """

    scores: int
    target: int
    kind: str
    squash: str = ""
    labels: tuple[Expr, ...] = ()
    is_fresh: bool = False


@dataclass(frozen=True)
class Noted:
    """A batch: the cells that are looked at, their true lengths, arrays of the net, the loss and the examples."""

    cells: Mapping[int, Tensor]
    sizes: Mapping[int, Tensor | None]
    arrays: Mapping[int, Tensor]
    loss: Tensor
    count: int
    number: int = 1

    def moved(self, device: str) -> Noted:
        """The batch on another device; arrays of the net, which all processes have, stay behind."""
        cells = {cell: tensor.to(device) for cell, tensor in self.cells.items()}
        sizes = {cell: None if size is None else size.to(device) for cell, size in self.sizes.items()}
        return replace(self, cells=cells, sizes=sizes, arrays={}, loss=self.loss.to(device))


def joined(parts: Sequence[Noted]) -> Noted:
    """The parts of one batch as one; of sequences that differ in length, their true elements."""
    cells: dict[int, Tensor] = {}
    for cell in parts[0].cells:
        tensors = [part.cells[cell] for part in parts]
        lengths = [part.sizes.get(cell) for part in parts]
        if any(size is not None for size in lengths) or len({tensor.shape[1:] for tensor in tensors}) > 1:
            tensors = [tensor.flatten(0, 1) if size is None else true_elements(tensor, size)
                       for tensor, size in zip(tensors, lengths, strict=True)]
        cells[cell] = torch.cat(tensors)
    return replace(parts[0], cells=cells, sizes=dict.fromkeys(cells), count=sum(part.count for part in parts))


class Sample:
    """Some batches of one shape; the first axis of every tensor numbers them."""

    def __init__(self, batches: Sequence[Noted], judged: Judged | None) -> None:
        self.batches, self.judged = batches, judged

    def cell(self, number: int) -> Tensor:
        """A cell of all batches; of sequences that differ in length the true elements, in one row."""
        tensors = [noted.cells[number] for noted in self.batches]
        lengths = self.batches[0].sizes.get(number)
        return torch.stack(tensors) if lengths is None else true_elements(tensors[0], lengths)[None]

    @cached_property
    def _classes(self) -> tuple[Tensor, Tensor]:
        judged = self.judged
        assert judged is not None
        scores, truth = self.cell(judged.scores).float(), self.cell(judged.target)
        if judged.kind == "Binary":
            scores = scores.flatten(1)
            other = torch.zeros_like(scores) if judged.squash else 1 - scores
            return torch.stack((other, scores), -1), (truth.flatten(1) > 0.5).long()
        truth = truth.flatten(1, -2).argmax(-1) if judged.kind == "Probabilities" else truth.flatten(1).long() - 1
        return scores.flatten(1, -2), truth

    @property
    def scores(self) -> Tensor:
        """{batches, examples, classes}; the greatest is the class that is said."""
        return self._classes[0]

    @property
    def truth(self) -> Tensor:
        """{batches, examples}: true classes, from 0."""
        return self._classes[1]

    @cached_property
    def said(self) -> Tensor:
        """{batches, examples}: the likeliest classes, from 0."""
        if self.scores.is_cpu:
            return torch.from_numpy(self.scores.numpy().argmax(-1))     # faster than torch's
        return self.scores.argmax(-1)

    @cached_property
    def probabilities(self) -> Tensor:
        """{batches, examples, classes}."""
        return self.logarithms.exp()

    @cached_property
    def logarithms(self) -> Tensor:
        """{batches, examples, classes}: logarithms of the probabilities."""
        assert self.judged is not None
        if self.judged.squash:
            return self.scores.log_softmax(-1)
        return self.scores.clamp_min(torch.finfo(torch.float32).tiny).log()

    @cached_property
    def confusion(self) -> Array:
        """{batches, classes, classes}: how often each class was said for each true class."""
        size = self.scores.shape[-1]
        places = self.truth * size + self.said
        found = []
        for part in torch.split(places, max(CELLS_AT_ONCE // size**2, 1)):
            offsets = torch.arange(len(part), device=part.device)[:, None] * size**2
            counts = torch.bincount((part + offsets).flatten(), minlength=len(part) * size**2)
            found.append(counts.reshape(len(part), size, size))
        return numbers(torch.cat(found))

    @cached_property
    def counts(self) -> Array:
        """{batches, 3, classes}: how often each class was said rightly, was said, and was true."""
        size = self.scores.shape[-1]
        offsets = torch.arange(len(self.truth), device=self.truth.device)[:, None] * size
        places, length = self.truth + offsets, len(self.truth) * size
        found = torch.stack([torch.bincount(some.flatten(), minlength=length) for some in (
            places[self.said == self.truth], self.said + offsets, places)])
        return numbers(found.reshape(3, -1, size).transpose(0, 1))

    def hits(self, best: int) -> Array:
        """{batches, 2}: how many true classes are among the likeliest ones, of how many."""
        if best == 1:
            right = self.said == self.truth
        else:
            own = self.scores.gather(-1, self.truth[..., None])
            before = torch.arange(self.scores.shape[-1], device=own.device) < self.truth[..., None]
            right = ((self.scores > own) | ((self.scores == own) & before)).sum(-1) < best
        return np.stack([numbers(right.sum(1)), np.full(len(right), right.shape[1], np.float64)], 1)

    @cached_property
    def entropies(self) -> Array:
        """{batches, 2}: the sum of -log p of the true classes, and their number."""
        sums = -self.logarithms.gather(-1, self.truth[..., None])[..., 0].sum(1)
        return np.stack([numbers(sums), np.full(len(sums), self.truth.shape[1], np.float64)], 1)

    @cached_property
    def curves(self) -> list[tuple[list[Array], list[Array]]]:
        """For each batch the probabilities {examples, classes} and the true classes."""
        return [([numbers(some)], [numbers(truth)]) for some, truth in zip(self.probabilities, self.truth, strict=True)]

    @cached_property
    def residuals(self) -> Array:
        """{batches, 5 + 2 components}: sums over all elements; see `wlnet.backend.measurements.Residuals`."""
        judged = self.judged
        assert judged is not None
        said, truth = (numbers(self.cell(cell)) for cell in (judged.scores, judged.target))
        count = said.shape[1]
        said, truth = (x.reshape(len(x), count, -1) for x in (said, truth))
        apart = said - truth
        sums = [np.full(len(said), count, np.float64), np.abs(apart).sum((1, 2)), np.square(apart).sum((1, 2)),
                np.minimum(said, truth).sum((1, 2)), np.maximum(said, truth).sum((1, 2))]
        return np.concatenate([np.stack(sums, 1), truth.sum(1), np.square(truth).sum(1)], 1)


def true_elements(tensor: Tensor, lengths: Tensor) -> Tensor:
    """The elements of padded sequences that are not padding, below each other."""
    return tensor[torch.arange(tensor.shape[1], device=tensor.device) < lengths.to(tensor.device)[:, None]]


def numbers(tensor: Tensor) -> Array:
    """A tensor as an array of double precision."""
    return tensor.detach().cpu().numpy().astype(np.float64)


def total(one: Statistic | None, other: Statistic) -> Statistic:
    """Two statistics as one."""
    if one is None:
        return other
    if isinstance(other, tuple):
        return tuple(left + right for left, right in zip(one, other, strict=True))
    return one + other


@dataclass(frozen=True, eq=False)
class Meter:
    """A measurement.

    key       its name in results; `title` in reports.
    form      of its values: "number", "classes" (one for each), "array", or "other" for what has no mean.
    render    makes an expression of a value that is neither a number nor an array.
    rises     whether more is better.
    is_costly values of single batches are not worth their time.
    is_stacked `value` takes the statistics of several batches at once, as an array whose first axis numbers them.
    cells     of the program, and numbers of its `arrays`, that it looks at besides those where the net is judged.
    every     (unit, n): of batches or rounds, each n-th only.
    combine   makes one statistic of two.
    gather    makes the value of a round out of those of its batches instead.
    """

    key: Expr
    title: str
    statistic: Callable[[Sample], Any]
    value: Callable[[Statistic], Value]
    form: str = "number"
    render: Callable[[Value], Expr] | None = None
    rises: bool = False
    is_costly: bool = False
    is_stacked: bool = False
    cells: frozenset[int] = frozenset()
    arrays: frozenset[int] = frozenset()
    judges: bool = True
    every: tuple[str, int] = ("Rounds", 1)
    combine: Callable[[Statistic | None, Statistic], Statistic] = total
    gather: Callable[[Sequence[Value]], Value] | None = None

    def expr(self, value: Value) -> Expr:
        """A value as an expression."""
        if self.render is not None:
            return self.render(value)
        return number(float(value)) if np.ndim(value) == 0 else to_expr(value)

    def shown(self, value: Value) -> float | None:
        """A value as one number, for reports and criteria: a mean; None for what has none."""
        if np.ndim(value) == 0:
            return float(value)
        if isinstance(value, np.ndarray) and self.form in ("classes", "array"):
            known = value[~np.isnan(value)]
            return float(known.mean()) if known.size else None
        return None


def plain(value: Value) -> Value:
    """A value, one of rank 0 as a Python number."""
    return float(value) if isinstance(value, (np.ndarray, np.generic)) and value.ndim == 0 else value


def number(value: float) -> Expr:
    """A number as an expression: Indeterminate for NaN."""
    if isinstance(value, int):
        return integer(value)
    return S.Indeterminate if value != value else Real(float(value))


@dataclass
class Gauge:
    """The meters of a training run or a measurement, the batches that wait for them, and what they have found.

    Each list of values has one list for every meter; of values by class, a batch keeps the mean alone.
    """

    meters: Sequence[Meter] = ()
    judged: Judged | None = None
    pending: list[Noted] = field(default_factory=list)
    ends: list[tuple[int, int]] = field(default_factory=list)
    waiting: int = 0

    def __post_init__(self) -> None:
        self.batch_values: list[list[Value]] = [[] for _ in self.meters]
        self.round_values: list[list[Value]] = [[] for _ in self.meters]
        self.validation_values: list[list[Value]] = [[] for _ in self.meters]
        self.totals: list[Statistic | None] = [None for _ in self.meters]
        self.within: list[list[Value]] = [[] for _ in self.meters]

    @property
    def names(self) -> list[str]:
        """The titles of the meters."""
        return [meter.title for meter in self.meters]

    @cached_property
    def cells(self) -> frozenset[int]:
        """The cells that have to be noted."""
        found = frozenset(cell for meter in self.meters for cell in meter.cells)
        if self.judged is not None and any(meter.judges for meter in self.meters):
            found |= {self.judged.scores, self.judged.target}
        return found

    @cached_property
    def arrays(self) -> frozenset[int]:
        """The numbers of the arrays that have to be noted."""
        return frozenset(number for meter in self.meters for number in meter.arrays)

    @property
    def is_full(self) -> bool:
        """Whether so much waits that it should be measured now."""
        return self.waiting > FULL

    def noted(
        self, found: Mapping[int, Tensor], sizes: Mapping[int, Tensor | None], arrays: Sequence[Tensor | None],
        loss: Tensor, count: int, number: int, watched: frozenset[int],
    ) -> Noted:
        """A batch as it will be measured; what the next batch may write over is copied."""
        cells = {cell: self._own(cell, found[cell]) for cell in watched}
        kept = {index: array.detach().clone() for index in self.arrays if (array := arrays[index]) is not None}
        return Noted(cells, {cell: sizes.get(cell) for cell in cells}, kept, loss.detach(), count, number)

    def _own(self, cell: int, tensor: Tensor) -> Tensor:
        judged = self.judged
        is_own = judged is not None and cell == judged.scores and judged.is_fresh
        return tensor.detach() if is_own else tensor.detach().clone()

    def note(self, batch: Noted) -> None:
        """Put a batch of training aside."""
        self.pending.append(batch)
        self.waiting += sum(tensor.numel() for tensor in batch.cells.values())

    def end_round(self, number: int) -> None:
        """The batches noted so far complete a round."""
        self.ends.append((len(self.pending), number))

    def settle(self) -> None:
        """Measure what waits."""
        batches, ends = self.pending, self.ends
        self.pending, self.ends, self.waiting = [], [], 0
        if not batches and not ends:
            return
        samples = self._samples(batches)
        for index in range(len(self.meters)):
            self._settle(index, batches, ends, samples)

    def _settle(
        self, index: int, batches: Sequence[Noted], ends: Sequence[tuple[int, int]], samples: Sequence[Sample],
    ) -> None:
        meter = self.meters[index]
        unit, every = meter.every
        if meter.is_stacked and meter.gather is None and unit == "Rounds":
            self._settle_stacked(index, ends, samples)
            return
        found = [statistic for sample in samples for statistic in meter.statistic(sample)]
        place = 0
        for end, number in (*ends, (len(batches), 0)):
            for batch, statistic in zip(batches[place:end], found[place:end], strict=True):
                if unit == "Batches" and batch.number % every:
                    continue
                if not meter.is_costly:
                    self._record(index, plain(meter.value(statistic)))
                self.totals[index] = meter.combine(self.totals[index], statistic)
            place = end
            if number:
                self._end(index, unit != "Rounds" or number % every == 0)

    def _settle_stacked(self, index: int, ends: Sequence[tuple[int, int]], samples: Sequence[Sample]) -> None:
        meter = self.meters[index]
        found, place = np.zeros((0, 1)), 0
        if samples:
            found = np.concatenate([np.asarray(meter.statistic(sample)) for sample in samples])
            values = meter.value(found)
            if meter.form == "classes":
                present = ~np.isnan(values)
                values = np.where(present, values, 0).sum(-1) / np.maximum(present.sum(-1), 1)
            self.batch_values[index] += values.tolist()
        for end, round_number in (*ends, (None, 0)):
            part = found[place:end]
            if len(part):
                self.totals[index] = total(self.totals[index], part.sum(0))
            place = end or 0
            if round_number:
                self._end(index, round_number % meter.every[1] == 0)

    def _record(self, index: int, value: Value) -> None:
        meter = self.meters[index]
        shown = meter.shown(value)
        if shown is not None:
            self.batch_values[index].append(shown)
        if meter.gather is not None:
            self.within[index].append(value)

    def _end(self, index: int, is_due: bool) -> None:
        meter, found = self.meters[index], self.totals[index]
        if found is not None and is_due:
            values = self.within[index]
            self.round_values[index].append(plain(meter.value(found) if meter.gather is None else meter.gather(values)))
        self.totals[index] = None
        self.within[index] = []

    def _samples(self, batches: Sequence[Noted]) -> list[Sample]:
        found: list[Sample] = []
        group: list[Noted] = []
        last: Any = None
        for batch in batches:
            shape = None if any(size is not None for size in batch.sizes.values()) else [
                tensor.shape for tensor in batch.cells.values()]
            if group and (shape is None or shape != last):
                found.append(Sample(group, self.judged))
                group = []
            group.append(batch)
            last = shape
        return [*found, Sample(group, self.judged)] if group else found

    def measure(self, batches: Sequence[Noted], sums: list[Statistic | None]) -> None:
        """Add batches to the statistics of a data set, one for each meter."""
        for sample in self._samples(batches):
            for index, meter in enumerate(self.meters):
                for statistic in meter.statistic(sample):
                    sums[index] = meter.combine(sums[index], statistic)

    def validated(self, sums: Sequence[Statistic | None]) -> None:
        """Record what was found on the validation set."""
        for meter, values, found in zip(self.meters, self.validation_values, sums, strict=True):
            if found is not None:
                values.append(plain(meter.value(found)))

    def state(self) -> list[Any]:
        """All that was found, in a form that `restore` takes."""
        return [[_kept(values) for values in (self.batch_values, self.round_values, self.validation_values)],
                _kept(self.totals), _kept(self.within)]

    def restore(self, state: list[Any]) -> None:
        """Put back what was found."""
        (self.batch_values, self.round_values, self.validation_values), self.totals, self.within = _restored(state)


def _kept(value: Any) -> Any:
    if isinstance(value, list) and value and all(type(item) is float for item in value):
        return {"floats": torch.tensor(value, dtype=torch.float64)}
    if isinstance(value, (list, tuple)):
        items = [_kept(item) for item in value]
        return items if isinstance(value, list) else {"tuple": items}
    if isinstance(value, np.ndarray):
        return torch.from_numpy(value.copy())
    return value


def _restored(kept: Any) -> Any:
    if isinstance(kept, dict):
        return kept["floats"].tolist() if "floats" in kept else tuple(_restored(kept["tuple"]))
    if isinstance(kept, list):
        return [_restored(item) for item in kept]
    return kept.numpy() if isinstance(kept, Tensor) else kept
