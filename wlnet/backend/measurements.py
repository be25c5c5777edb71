"""NetMeasurements: how well a net does on data, as numbers from tables of (name, function).

Classification is judged on counts: `counts[i, k]` is how often class k was said where i was true.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from wlnet.backend import kernels as kernels  # puts the fast ways in place
from wlnet.backend.batches import Place, TableSource, column
from wlnet.backend.module import TorchRun, array_tensors, execute, to_examples
from wlnet.backend.program import compile_net
from wlnet.backend.train import per_example
from wlnet.expr import Association, Expr, Real, S, String, integer, is_call, is_list, list_of, packed, to_expr
from wlnet.kernel.messages import Failed
from wlnet.nets.coder import Decoder
from wlnet.nets.data import Array, Examples, Ragged
from wlnet.nets.training import NET, Plan

if TYPE_CHECKING:
    from wlnet.nets.coder import Coder


@dataclass(frozen=True)
class Outcome:
    """What a net gave for all examples of some data.

    loss      the mean over examples
    outputs   of the port that is judged; `targets` what they should have been
    labels    of the classes, where there are any
    """

    loss: float
    outputs: Array
    targets: Array
    labels: tuple[Expr, ...]

    @cached_property
    def order(self) -> Array:
        """The classes of every example from the likeliest, counted from 0."""
        return np.argsort(-self.outputs, axis=-1, kind="stable")

    @cached_property
    def counts(self) -> Array:
        """How often each class was said for each true class."""
        size = self.outputs.shape[-1]
        return np.bincount((self.targets - 1) * size + self.order[:, 0], minlength=size * size).reshape(size, size)

    @cached_property
    def true_positives(self) -> Array:
        return np.asarray(np.diag(self.counts))

    @cached_property
    def false_positives(self) -> Array:
        return np.asarray(self.counts.sum(0) - self.true_positives)

    @cached_property
    def false_negatives(self) -> Array:
        return np.asarray(self.counts.sum(1) - self.true_positives)

    @cached_property
    def true_negatives(self) -> Array:
        found = self.true_positives + self.false_positives + self.false_negatives
        return np.asarray(self.counts.sum() - found)


def run(plan: Plan, batch_size: int | None, device: torch.device, dtype: torch.dtype) -> Outcome:
    """The outcome of a plan whose net is initialised."""
    program = compile_net(plan.graph)
    program.check()
    attached = plan.losses[0]
    losses = {program.outputs[loss.output]: loss.weight for loss in plan.losses}
    output = program.cell((NET, attached.port))
    assert output is not None
    target = None if attached.target is None else program.inputs[attached.target]
    wanted = {*losses, output} | ({target} if target is not None else set())
    small = program.optimized(wanted)
    place = Place(device, dtype)
    source = TableSource({port: column(values, place) for port, values in plan.examples.items()}, plan.count,
                         batch_size or 256)
    total, outputs, targets = 0.0, [], []
    for feed in source.round(1):
        size = len(next(iter(feed.values()))[0])
        task = TorchRun(False, None, dtype, device, size)
        values = {small.inputs[port]: tensor for port, (tensor, _) in feed.items()}
        lengths = {small.inputs[port]: sizes for port, (_, sizes) in feed.items()}
        with torch.no_grad():
            found, sizes = execute(small, array_tensors(small, task), values, lengths, task, wanted)
        for cell, weight in losses.items():
            total += weight * float(per_example(found[cell], sizes[cell]).sum())
        outputs.append(_flat(to_examples(found[output], sizes[output])))
        if target is not None:
            targets.append(_flat(to_examples(found[target], sizes[target])))
    return Outcome(total / plan.count, np.concatenate(outputs), np.concatenate(targets) if targets else np.zeros(0),
                   _labels(plan.net.coder(attached.port), outputs[0].shape[-1] if outputs[0].ndim > 1 else 0))


def _flat(examples: Examples) -> Array:
    return examples.values if isinstance(examples, Ragged) else examples


def _labels(decoder: Coder | None, size: int) -> tuple[Expr, ...]:
    names = getattr(decoder, "names", None)
    if isinstance(decoder, Decoder) and callable(names):
        found: tuple[Expr, ...] = names(size)
        return found
    return tuple(map(integer, range(1, size + 1)))


# ---- tables -------------------------------------------------------------------------------------------------------

def _ratio(part: Array, whole: Array) -> Array:
    """part/whole, Indeterminate (NaN) where whole is 0."""
    return np.asarray(np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=np.asarray(whole) != 0))


def _within_best(outcome: Outcome, count: int) -> float:
    return float((outcome.order[:, :count] == (outcome.targets - 1)[:, None]).any(1).mean())


def _f_score(outcome: Outcome, beta: float) -> Array:
    weight = beta * beta
    hits = (1 + weight) * outcome.true_positives
    return _ratio(hits, hits + weight * outcome.false_negatives + outcome.false_positives)


def _agreement(outcome: Outcome, expected: Callable[[Array, Array], Array]) -> float:
    """Agreement beyond the one expected by chance, of the greatest possible."""
    share = outcome.counts / outcome.counts.sum()
    chance = float(expected(share.sum(0), share.sum(1)).sum())
    return (float(np.trace(share)) - chance) / (1 - chance) if chance < 1 else math.nan


def _matthews(o: Outcome) -> Array:
    tp, tn, fp, fn = (x.astype(np.float64) for x in (
        o.true_positives, o.true_negatives, o.false_positives, o.false_negatives))
    return _ratio(tp * tn - fp * fn, np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)))


def _curve(outcome: Outcome, index: int) -> Array:
    """The points (false positive rate, true positive rate) of a class, as the threshold falls."""
    scores, truth = outcome.outputs[:, index], outcome.targets == index + 1
    order = np.argsort(-scores, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(scores[order])), len(scores) - 1)
    hits, misses = np.cumsum(truth[order])[ends], np.cumsum(~truth[order])[ends]
    points = np.stack([_ratio(misses, np.full(len(ends), (~truth).sum())),
                       _ratio(hits, np.full(len(ends), truth.sum()))], 1)
    return np.concatenate([np.zeros((1, 2)), points])


def _area(points: Array) -> float:
    return float(np.trapezoid(points[:, 1], points[:, 0]))


def _cross_entropy(outcome: Outcome) -> float:
    chosen = np.take_along_axis(outcome.outputs, (outcome.targets - 1)[:, None], -1)
    return float(-np.log(np.maximum(chosen, np.finfo(np.float32).tiny)).mean())


def _number(value: Any) -> Expr:
    if isinstance(value, (int, np.integer)):
        return integer(int(value))
    return S.Indeterminate if math.isnan(value) else Real(float(value))


def _by_class(outcome: Outcome, values: Sequence[Expr]) -> Expr:
    return Association(dict(zip(outcome.labels, values, strict=True)))


def _plot(outcome: Outcome) -> Expr:
    width = max(len(str(outcome.counts.max())), 3) + 1
    rows = ["".join(f"{value:{width}}" for value in row) for row in outcome.counts.tolist()]
    return String("true class by row, said class by column\n" + "\n".join(rows))


CLASSWISE: dict[str, Callable[[Outcome], Array]] = {
    "Precision": lambda o: _ratio(o.true_positives, o.true_positives + o.false_positives),
    "Recall": lambda o: _ratio(o.true_positives, o.true_positives + o.false_negatives),
    "F1Score": lambda o: _f_score(o, 1.0),
    "Specificity": lambda o: _ratio(o.true_negatives, o.true_negatives + o.false_positives),
    "NegativePredictiveValue": lambda o: _ratio(o.true_negatives, o.true_negatives + o.false_negatives),
    "FalseDiscoveryRate": lambda o: _ratio(o.false_positives, o.true_positives + o.false_positives),
    "FalseOmissionRate": lambda o: _ratio(o.false_negatives, o.true_negatives + o.false_negatives),
    "FalsePositiveRate": lambda o: _ratio(o.false_positives, o.true_negatives + o.false_positives),
    "FalseNegativeRate": lambda o: _ratio(o.false_negatives, o.true_positives + o.false_negatives),
    "Informedness": lambda o: CLASSWISE["Recall"](o) + CLASSWISE["Specificity"](o) - 1,
    "Markedness": lambda o: CLASSWISE["Precision"](o) + CLASSWISE["NegativePredictiveValue"](o) - 1,
    "MatthewsCorrelationCoefficient": _matthews,
    "TruePositiveNumber": lambda o: o.true_positives,
    "TrueNegativeNumber": lambda o: o.true_negatives,
    "FalsePositiveNumber": lambda o: o.false_positives,
    "FalseNegativeNumber": lambda o: o.false_negatives,
    "AreaUnderROCCurve": lambda o: np.array([_area(_curve(o, k)) for k in range(o.outputs.shape[-1])]),
}

CLASSIFICATION: dict[str, Callable[[Outcome], Any]] = {
    "Accuracy": lambda o: _within_best(o, 1),
    "ErrorRate": lambda o: 1 - _within_best(o, 1),
    "CohenKappa": lambda o: _agreement(o, lambda said, true: said * true),
    "ScottPi": lambda o: _agreement(o, lambda said, true: ((said + true) / 2) ** 2),
    "ConfusionMatrix": lambda o: o.counts,
    "ConfusionMatrixPlot": _plot,
    "ROCCurve": lambda o: _by_class(o, [packed(_curve(o, k)) for k in range(o.outputs.shape[-1])]),
    "Entropy": _cross_entropy,
    "Perplexity": lambda o: math.exp(_cross_entropy(o)),
}

WITH_ARGUMENT: dict[str, Callable[[Outcome, float], Any]] = {
    "Accuracy": lambda o, n: _within_best(o, int(n)),
    "ErrorRate": lambda o, n: 1 - _within_best(o, int(n)),
    "FScore": lambda o, beta: _by_class(o, list(map(_number, _f_score(o, beta)))),
}

REGRESSION: dict[str, Callable[[Outcome], float]] = {
    "MeanDeviation": lambda o: float(np.abs(o.outputs - o.targets).mean()),
    "MeanSquare": lambda o: float(np.square(o.outputs - o.targets).mean()),
    "StandardDeviation": lambda o: math.sqrt(REGRESSION["MeanSquare"](o)),
    "FractionVarianceUnexplained":
        lambda o: float(_ratio(np.square(o.outputs - o.targets).sum(),
                               np.square(o.targets - o.targets.mean(0)).sum())),
    "RSquared": lambda o: 1 - REGRESSION["FractionVarianceUnexplained"](o),
}


def known(kind: str) -> list[str]:
    """The names of the measurements for a kind of loss."""
    if kind == "Index":
        return sorted({"Loss", *CLASSIFICATION, *CLASSWISE, *WITH_ARGUMENT})
    return sorted({"Loss", *REGRESSION})


def measure(outcome: Outcome, kind: str, spec: Expr) -> Expr:
    """A measurement, or a list of them.

    kind    of the loss: "Index" for classes, else numbers are compared.
    Errors  Failed("pmeas") for an unknown measurement.
    """
    if is_list(spec):
        return list_of(measure(outcome, kind, item) for item in spec.args)
    if isinstance(spec, Association):
        return measure(outcome, kind, _inside(spec.items, spec))
    name, argument = spec, None
    if is_call(spec, S.Rule, 2):
        name, argument = spec.args[0], getattr(spec.args[1], "value", None)
    text = name.value if isinstance(name, String) else ""
    if text == "Loss":
        return Real(outcome.loss)
    if kind != "Index":
        if text in REGRESSION and argument is None:
            return _number(REGRESSION[text](outcome))
    elif argument is not None:
        if text in WITH_ARGUMENT and isinstance(argument, (int, float)) and argument > 0:
            value = WITH_ARGUMENT[text](outcome, argument)
            return value if isinstance(value, Expr) else _number(value)
    elif text in CLASSIFICATION:
        value = CLASSIFICATION[text](outcome)
        return _number(value) if isinstance(value, float) else to_expr(value)
    elif text in CLASSWISE:
        return _by_class(outcome, [_number(value) for value in CLASSWISE[text](outcome).tolist()])
    raise Failed("pmeas", spec, known(kind))


def _inside(items: Mapping[Expr, Expr], spec: Expr) -> Expr:
    found = items.get(String("Measurement"))
    if found is None:
        raise Failed("pmeas", spec, ['<|"Measurement" -> name|>'])
    return found
