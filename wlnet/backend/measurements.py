"""NetMeasurements, and what NetTrain measures: the meters by name, as tables of (name, function).

Classification is judged on counts: of how often each class was said rightly, was said, and was true.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from wlnet.backend import kernels as kernels  # puts the fast ways in place
from wlnet.backend.batches import Place, TableSource, column
from wlnet.backend.meters import Gauge, Judged, Meter, Sample, Statistic, Value, number, numbers
from wlnet.backend.module import TorchRun, array_tensors, execute
from wlnet.backend.plots import curves_plot
from wlnet.backend.program import Program, compile_net
from wlnet.backend.train import per_example
from wlnet.expr import (
    FALSE, TRUE, Association, Call, Expr, Integer, Object, S, String, integer, is_call, is_list, list_of, packed,
    to_expr,
)
from wlnet.kernel.builtin import option_key
from wlnet.kernel.messages import Failed
from wlnet.nets.arrays import numbers_of
from wlnet.nets.coder import Decoder
from wlnet.nets.data import Array
from wlnet.nets.information import FACTS
from wlnet.nets.layers.linear import Linear, Softmax
from wlnet.nets.training import NET, Plan, kind_of

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator
    from wlnet.nets.coder import Coder

NUMERIC_LOSSES = ("MeanSquaredLossLayer", "MeanAbsoluteLossLayer")
ENTROPY = "CrossEntropyLossLayer"
CROSS_ENTROPIES = ("Index", "Probabilities", "Binary")


# ---- where a net is judged ------------------------------------------------------------------------------------------

def judged(plan: Plan) -> Judged | None:
    """Where classes or numbers are compared: at the only cross entropy, else at the first loss that compares numbers.

    None when no loss does either.
    """
    program = compile_net(plan.graph)
    steps = {step.outputs[0]: step for step in program.steps}
    found = [(steps.get(program.outputs[loss.output]), loss) for loss in plan.losses]
    entropies = [(maker, loss) for maker, loss in found if maker is not None and maker.layer.head == ENTROPY]
    if len(entropies) == 1:
        (step, loss), = entropies
        place = Judged(step.inputs[0], step.inputs[1], kind_of(step.layer))
        size = program.types[place.scores].dims
        labels = _labels(plan.net.coder(loss.port), 2 if place.kind == "Binary" else size[-1] if size else 0)
        return _before_squashing(program, dataclasses.replace(place, labels=labels))
    for maker, _ in found:
        if maker is not None and maker.layer.head in NUMERIC_LOSSES:
            return Judged(maker.inputs[0], maker.inputs[1], "")
    return None


def _before_squashing(program: Program, place: Judged) -> Judged:
    """The place before a softmax or sigmoid, which training then need not carry out."""
    for step in program.steps:
        if step.outputs[0] != place.scores:
            continue
        layer = step.layer
        if isinstance(layer, Softmax) and layer.axis() == len(layer.dimensions("Input")) - 1:
            place = dataclasses.replace(place, scores=step.inputs[0], squash="softmax")
        elif kernels.is_sigmoid(layer):
            place = dataclasses.replace(place, scores=step.inputs[0], squash="sigmoid")
    made = next((step.layer for step in program.steps if step.outputs[0] == place.scores), None)
    return dataclasses.replace(place, is_fresh=isinstance(made, Linear))


def _labels(decoder: Coder | None, size: Any) -> tuple[Expr, ...]:
    names = getattr(decoder, "names", None)
    count = size if isinstance(size, int) else 0
    if isinstance(decoder, Decoder) and callable(names):
        found: tuple[Expr, ...] = names(count)
        if len(found) == count:
            return found
    return (FALSE, TRUE) if count == 2 and decoder is not None else tuple(map(integer, range(1, count + 1)))


# ---- values of statistics -------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Counts:
    """What follows from how often each class was said rightly, was said, and was true: {..., 3, classes}."""

    counts: Array

    @property
    def true_positives(self) -> Array:
        return np.asarray(self.counts[..., 0, :])

    @property
    def false_positives(self) -> Array:
        return np.asarray(self.counts[..., 1, :] - self.true_positives)

    @property
    def false_negatives(self) -> Array:
        return np.asarray(self.counts[..., 2, :] - self.true_positives)

    @property
    def true_negatives(self) -> Array:
        return np.asarray(self.total[..., None] - self.counts[..., 1, :] - self.counts[..., 2, :] + self.true_positives)

    @property
    def total(self) -> Array:
        """The number of examples."""
        return np.asarray(self.counts[..., 2, :].sum(-1))

    @property
    def summed(self) -> Counts:
        """The counts of one class against the rest, over all classes."""
        tp, fp, fn, tn = (x.sum(-1) for x in (
            self.true_positives, self.false_positives, self.false_negatives, self.true_negatives))
        return Counts(np.stack([np.stack(pair, -1) for pair in ((tp, tn), (tp + fp, tn + fn), (tp + fn, tn + fp))], -2))


@dataclass(frozen=True)
class Residuals:
    """What follows from sums over all elements: of 1, |d|, d^2, min and max of prediction and truth, truth, its square.

    The last two are there for each component of the output.
    """

    sums: Array

    @property
    def components(self) -> int:
        return (len(self.sums) - 5) // 2

    @property
    def elements(self) -> float:
        return float(self.sums[0]) * self.components

    @property
    def mean_square(self) -> float:
        return float(self.sums[2]) / self.elements

    @property
    def unexplained(self) -> float:
        truth, squares = self.sums[5: 5 + self.components], self.sums[5 + self.components:]
        spread = float((squares - truth**2 / self.sums[0]).sum())
        return float(self.sums[2]) / spread if spread > 1e-12 * float(squares.sum()) else math.nan


def _ratio(part: Array, whole: Array) -> Array:
    """part/whole, Indeterminate (NaN) where whole is 0."""
    return np.asarray(np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=np.asarray(whole) != 0))


def _f_score(c: Counts, beta: float) -> Array:
    weight = beta * beta
    hits = (1 + weight) * c.true_positives
    return _ratio(hits, hits + weight * c.false_negatives + c.false_positives)


def _agreement(c: Counts, expected: Callable[[Array, Array], Array]) -> Array:
    """Agreement beyond the one expected by chance, of the greatest possible."""
    right, said, true = (c.counts[..., row, :] / c.total[..., None] for row in range(3))
    chance = expected(said, true).sum(-1)
    return _ratio(right.sum(-1) - chance, 1 - chance)


def _matthews(c: Counts) -> Array:
    tp, tn, fp, fn = (c.true_positives, c.true_negatives, c.false_positives, c.false_negatives)
    return _ratio(tp * tn - fp * fn, np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)))


def _curve(scores: Array, truth: Array) -> Array:
    """The points (false positive rate, true positive rate) of a class, as the threshold falls."""
    order = np.argsort(-scores, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(scores[order])), len(scores) - 1)
    hits, misses = np.cumsum(truth[order])[ends], np.cumsum(~truth[order])[ends]
    points = np.stack([_ratio(misses, np.full(len(ends), (~truth).sum())),
                       _ratio(hits, np.full(len(ends), truth.sum()))], 1)
    return np.concatenate([np.zeros((1, 2)), points])


def _curves(statistic: tuple[list[Array], list[Array]]) -> list[Array]:
    """The curve of every class."""
    scores, truth = (np.concatenate(parts) for parts in statistic)
    return [_curve(scores[:, k], truth == k) for k in range(scores.shape[1])]


def _area(points: Array) -> float:
    return float(sum(0.5 * (y0 + y1) * (x1 - x0) for (x0, y0), (x1, y1) in pairwise(points.tolist())))


CLASSWISE: dict[str, Callable[[Counts], Array]] = {
    "Precision": lambda c: _ratio(c.true_positives, c.true_positives + c.false_positives),
    "Recall": lambda c: _ratio(c.true_positives, c.true_positives + c.false_negatives),
    "F1Score": lambda c: _f_score(c, 1.0),
    "Specificity": lambda c: _ratio(c.true_negatives, c.true_negatives + c.false_positives),
    "NegativePredictiveValue": lambda c: _ratio(c.true_negatives, c.true_negatives + c.false_negatives),
    "FalseDiscoveryRate": lambda c: _ratio(c.false_positives, c.true_positives + c.false_positives),
    "FalseOmissionRate": lambda c: _ratio(c.false_negatives, c.true_negatives + c.false_negatives),
    "FalsePositiveRate": lambda c: _ratio(c.false_positives, c.true_negatives + c.false_positives),
    "FalseNegativeRate": lambda c: _ratio(c.false_negatives, c.true_positives + c.false_negatives),
    "Informedness": lambda c: CLASSWISE["Recall"](c) + CLASSWISE["Specificity"](c) - 1,
    "Markedness": lambda c: CLASSWISE["Precision"](c) + CLASSWISE["NegativePredictiveValue"](c) - 1,
    "MatthewsCorrelationCoefficient": _matthews,
    "IntersectionOverUnion":
        lambda c: _ratio(c.true_positives, c.true_positives + c.false_positives + c.false_negatives),
    "TruePositiveNumber": lambda c: c.true_positives.astype(np.int64),
    "TrueNegativeNumber": lambda c: c.true_negatives.astype(np.int64),
    "FalsePositiveNumber": lambda c: c.false_positives.astype(np.int64),
    "FalseNegativeNumber": lambda c: c.false_negatives.astype(np.int64),
}
OVERALL: dict[str, Callable[[Counts], Array]] = {
    "CohenKappa": lambda c: _agreement(c, lambda said, true: said * true),
    "ScottPi": lambda c: _agreement(c, lambda said, true: ((said + true) / 2) ** 2),
}
HITS: dict[str, Callable[[Array], Array]] = {
    "Accuracy": lambda s: s[..., 0] / s[..., 1],
    "ErrorRate": lambda s: 1 - s[..., 0] / s[..., 1],
}
ENTROPIES: dict[str, Callable[[Array], Array]] = {
    "Entropy": lambda s: s[..., 0] / s[..., 1],
    "Perplexity": lambda s: np.exp(np.minimum(s[..., 0] / s[..., 1], 700.0)),
}
REGRESSION: dict[str, Callable[[Residuals], float]] = {
    "MeanDeviation": lambda r: float(r.sums[1]) / r.elements,
    "MeanSquare": lambda r: r.mean_square,
    "StandardDeviation": lambda r: math.sqrt(r.mean_square),
    "FractionVarianceUnexplained": lambda r: r.unexplained,
    "RSquared": lambda r: 1 - r.unexplained,
    "IntersectionOverUnion": lambda r: float(r.sums[3] / r.sums[4]) if r.sums[4] else math.nan,
}
OTHERS = ("FScore", "AreaUnderROCCurve", "ROCCurve", "ROCCurvePlot", "ConfusionMatrix", "ConfusionMatrixPlot")
RISING = {
    "Accuracy", "Precision", "Recall", "F1Score", "FScore", "Specificity", "NegativePredictiveValue", "Informedness",
    "Markedness", "MatthewsCorrelationCoefficient", "IntersectionOverUnion", "TruePositiveNumber",
    "TrueNegativeNumber", "CohenKappa", "ScottPi", "AreaUnderROCCurve", "RSquared",
}


def known(place: Judged | None) -> list[str]:
    """The names of the measurements for a net that is judged at `place`."""
    if place is None:
        return ["Loss"]
    if place.kind in CROSS_ENTROPIES:
        return sorted({"Loss", *HITS, *ENTROPIES, *CLASSWISE, *OVERALL, *OTHERS})
    return sorted({"Loss", *REGRESSION})


# ---- meters by name -------------------------------------------------------------------------------------------------

class Maker:
    """Makes the meters that specifications ask for.

    is_training  of training: the arrays of the net are there too, as they change.
    """

    def __init__(self, plan: Plan, ev: Evaluator, is_training: bool = False) -> None:
        self.plan, self.ev, self.is_training = plan, ev, is_training
        self.program = compile_net(plan.graph)
        self.judged = judged(plan)
        steps = self.program.steps
        self.tensors = {*self.program.inputs.values(), *(cell for step in steps for cell in step.outputs)}

    def meter(self, spec: Expr) -> Meter:
        """The meter of a specification.

        Errors  Failed("pmeas") for what is none, or none for this net.
        """
        if isinstance(spec, Association):
            return self._with_settings(spec)
        if isinstance(spec, Call) and spec.head is S.NetPort and spec.args:
            return self._of_port(spec)
        if is_call(spec, S.Function):
            return self._of_function(spec)
        name, argument = spec, None
        if is_call(spec, S.Rule, 2):
            name, argument = spec.args[0], getattr(spec.args[1], "value", None)
        text = name.value if isinstance(name, String) else ""
        found = None
        if text == "Loss" and argument is None:
            found = _loss(spec)
        elif text in FACTS and argument is None:
            found = self._of_net(spec, text)
        elif self.judged is not None and self.judged.kind in CROSS_ENTROPIES:
            found = self._of_classes(spec, text, argument)
        elif self.judged is not None and text in REGRESSION and argument is None:
            value = REGRESSION[text]
            found = Meter(spec, text, lambda sample: list(sample.residuals), lambda sums: value(Residuals(sums)))
        if found is None:
            raise Failed("pmeas", spec, known(self.judged))
        return dataclasses.replace(found, rises=text in RISING)

    def _of_classes(self, spec: Expr, text: str, argument: Any) -> Meter | None:
        if text in HITS and (argument is None or (isinstance(argument, int) and argument > 0)):
            title = text if argument is None else f"{text}{argument}"
            return Meter(spec, title, lambda sample: sample.hits(argument or 1), HITS[text], is_stacked=True)
        if text == "FScore" and isinstance(argument, (int, float)) and argument > 0:
            return self._by_class(spec, text, lambda counts: _f_score(counts, argument))
        if argument is not None:
            return None
        if text in CLASSWISE:
            return self._by_class(spec, text, CLASSWISE[text])
        if text in OVERALL:
            overall = OVERALL[text]
            return Meter(spec, text, _counts, lambda counts: overall(Counts(counts)), is_stacked=True)
        if text in ENTROPIES:
            return Meter(spec, text, lambda sample: sample.entropies, ENTROPIES[text], is_stacked=True)
        return self._of_scores(spec, text)

    def _by_class(self, spec: Expr, text: str, value: Callable[[Counts], Array]) -> Meter:
        return Meter(spec, text, _counts, lambda counts: value(Counts(counts)), "classes", self._labelled,
                     is_stacked=True)

    def _labelled(self, values: Array) -> Expr:
        return self._for_each(list(map(number, values.tolist())))

    def _for_each(self, values: Sequence[Expr]) -> Expr:
        assert self.judged is not None
        return Association(dict(zip(self.judged.labels, values, strict=True)))

    def _of_scores(self, spec: Expr, text: str) -> Meter | None:
        """Measurements that need every probability, or are pictures."""
        make: dict[str, tuple[Callable[[Any], Value], str, Callable[[Value], Expr]]] = {
            "AreaUnderROCCurve": (lambda s: np.array(list(map(_area, _curves(s)))), "classes", self._labelled),
            "ROCCurve": (_curves, "other", lambda curves: self._for_each(list(map(packed, curves)))),
            "ROCCurvePlot": (_curves, "other", self._plot),
        }
        if text in make:
            value, form, render = make[text]
            return Meter(spec, text, lambda sample: sample.curves, value, form, render, is_costly=True)
        pictures: dict[str, Callable[[Array], Expr]] = {
            "ConfusionMatrix": lambda counts: to_expr(counts.astype(np.int64)), "ConfusionMatrixPlot": _table}
        if text in pictures:
            return Meter(spec, text, _confusion, lambda counts: counts, "other", pictures[text], is_costly=True)
        return None

    def _plot(self, curves: Sequence[Array]) -> Expr:
        assert self.judged is not None
        names = [self.ev.format(label) for label in self.judged.labels]
        return curves_plot(dict(zip(names, curves)), "false positive rate", "true positive rate")

    def _of_port(self, spec: Call) -> Meter:
        """The mean of what is at a port, over examples and elements of sequences; in training, an array as it is."""
        keys = spec.args[0].args if is_list(spec.args[0]) else spec.args
        path = tuple(key.value for key in keys if isinstance(key, (String, Integer)))
        title = ".".join(map(str, path))
        place = (NET, *path)
        cell = self.program.cell(place) if path else None
        if cell not in self.tensors:
            cell = None
        if cell is None and len(path) == 1:
            cell = self.program.inputs.get(str(path[0]), self.program.outputs.get(str(path[0])))
        if cell is not None:
            return Meter(spec, title, lambda sample: _port_sums(sample, cell), _mean_of_sums, "array",
                         cells=frozenset({cell}), judges=False)
        at = next((index for index, slot in enumerate(self.program.arrays) if place in slot.paths), None)
        if at is None or not self.is_training:
            raise Failed("pmeas", spec, known(self.judged))
        return Meter(spec, title, lambda sample: [(numbers(noted.arrays[at]), 1.0) for noted in sample.batches],
                     _mean_of_sums, "array", arrays=frozenset({at}), judges=False, combine=lambda _, last: last)

    def _of_net(self, spec: Expr, text: str) -> Meter:
        """A property of the net, whatever the data."""
        net = self.plan.net
        value = self.ev(Call(S.Information, Object(S[net.head], net), String(text)))
        return Meter(spec, text, lambda sample: [(0.0,) for _ in sample.batches], lambda _: 0.0, "other",
                     lambda _: value, is_costly=True, judges=False)

    def _of_function(self, spec: Expr) -> Meter:
        """f[<|port -> list of the values of a batch, ...|>], a number or an array; the mean over all examples."""
        ports = dict(self.program.inputs)
        ports |= {port: cell for port in self.plan.net.outputs
                  if (cell := self.program.cell((NET, port))) is not None and port not in ports}

        def statistic(sample: Sample) -> list[Statistic]:
            columns = {port: sample.cell(cell) for port, cell in ports.items()}
            return [self._called(spec, {port: numbers(column[index]) for port, column in columns.items()}, noted.count)
                    for index, noted in enumerate(sample.batches)]
        return Meter(spec, self.ev.format(spec), statistic, _mean_of_sums, "array", cells=frozenset(ports.values()),
                     judges=False)

    def _called(self, function: Expr, columns: Mapping[str, Array], count: int) -> Statistic:
        value = self.ev(Call(S.N, Call(function, to_expr(dict(columns)))))
        found = numbers_of(value)
        if found is None:
            raise Failed("measfun", function, value)
        return found * count, float(count)

    def _with_settings(self, spec: Association) -> Meter:
        """<|"Measurement" -> m, "Key" -> name, "Interval" -> ..., "ClassAveraging" -> ..., ...|>."""
        given = {option_key(key): value for key, value in spec.items.items()}
        if "Measurement" not in given:
            raise Failed("pmeas", spec, ['<|"Measurement" -> name|>'])
        meter = self.meter(given.pop("Measurement"))
        for key, value in given.items():
            change = _SETTINGS.get(key)
            if change is None:
                raise Failed("meassub", key, sorted(["Measurement", *_SETTINGS]))
            changed = change(meter, value, self.ev)
            if changed is None:
                raise Failed("measset", key, value)
            meter = changed
        return meter


def _loss(spec: Expr) -> Meter:
    return Meter(spec, "Loss", lambda sample: [np.array([float(noted.loss) * noted.count, noted.count])
                                               for noted in sample.batches], lambda s: float(s[0] / s[1]), judges=False)


def _counts(sample: Sample) -> Array:
    return sample.counts


def _confusion(sample: Sample) -> Array:
    return sample.confusion


def _port_sums(sample: Sample, cell: int) -> list[Statistic]:
    """The sums of what is at a port, and of how many."""
    return [(value.sum(0), float(len(value))) for value in numbers(sample.cell(cell))]


def _mean_of_sums(statistic: tuple[Array, float]) -> Value:
    sums, count = statistic
    mean = np.asarray(sums / count)
    return mean if mean.ndim else float(mean)


def _table(counts: Array) -> Expr:
    """A confusion matrix as text."""
    found = counts.astype(np.int64)
    width = max(len(str(found.max())), 3) + 1
    rows = ["".join(f"{value:{width}}" for value in row) for row in found.tolist()]
    return String("true class by row, said class by column\n" + "\n".join(rows))


# ---- settings of measurements ---------------------------------------------------------------------------------------

def _key(meter: Meter, value: Expr, ev: Evaluator) -> Meter:
    return dataclasses.replace(meter, key=value, title=ev.format(value))


def _every(meter: Meter, value: Expr, ev: Evaluator) -> Meter | None:
    unit, count = "Rounds", value
    if is_call(value, S.Quantity, 2):
        count, unit = value.args[0], option_key(value.args[1]).capitalize().removesuffix("s") + "s"
    if isinstance(count, Integer) and count.value > 0 and unit in ("Rounds", "Batches", "Batchs"):
        return dataclasses.replace(meter, every=("Rounds" if unit == "Rounds" else "Batches", count.value))
    return None


def _averaging(meter: Meter, value: Expr, ev: Evaluator) -> Meter | None:
    if meter.form != "classes" or value is S["None"]:
        return meter if value in (S["None"], S.Automatic) else None
    value_of = meter.value
    if value in (String("Macro"), S.Automatic, TRUE):
        return dataclasses.replace(meter, value=lambda s: _mean(value_of(s)), form="number", render=None)
    if value == String("Micro") and not meter.is_costly:    # one class against the rest, all such pairs together
        return dataclasses.replace(meter, value=lambda s: value_of(Counts(s).summed.counts)[..., 0], form="number",
                                   render=None)
    return None


def _mean(values: Array) -> Array:
    """Means over classes, those without a value left out."""
    present = ~np.isnan(values)
    return _ratio(np.where(present, values, 0).sum(-1), present.sum(-1))


_AGGREGATORS: dict[str, Callable[[Sequence[Any]], Any]] = {
    "Mean": lambda values: np.mean(values, 0), "Total": lambda values: np.sum(values, 0),
    "Max": lambda values: np.max(values, 0), "Min": lambda values: np.min(values, 0),
    "Median": lambda values: np.median(values, 0), "First": lambda values: values[0], "Last": lambda values: values[-1],
}


def _aggregator(meter: Meter, value: Expr, ev: Evaluator) -> Meter | None:
    if value is S.Automatic:
        return meter
    name = value.value if isinstance(value, String) else getattr(value, "short", "")
    if meter.is_costly:
        return None
    if name in _AGGREGATORS:
        gather = _AGGREGATORS[name]
        return dataclasses.replace(meter, gather=lambda values: _plain(gather(values)))
    if not is_call(value, S.Function):
        return None

    def gathered(values: Sequence[Value]) -> Value:
        found = numbers_of(ev(Call(S.N, Call(value, list_of(map(to_expr, values))))))
        return math.nan if found is None else _plain(found)
    return dataclasses.replace(meter, gather=gathered)


def _plain(value: Any) -> Value:
    return float(value) if np.ndim(value) == 0 else np.asarray(value, np.float64)


def _direction(meter: Meter, value: Expr, ev: Evaluator) -> Meter | None:
    name = value.value if isinstance(value, String) else ""
    directions = {"Positive": True, "Increasing": True, "Negative": False, "Decreasing": False}
    if value is S.Automatic:
        return meter
    return dataclasses.replace(meter, rises=directions[name]) if name in directions else None


_SETTINGS: dict[str, Callable[[Meter, Expr, Evaluator], Meter | None]] = {
    "Key": _key, "Interval": _every, "ClassAveraging": _averaging, "Aggregator": _aggregator,
    "Direction": _direction,
}


# ---- NetMeasurements ------------------------------------------------------------------------------------------------

def net_measurements(
    plan: Plan, spec: Expr, ev: Evaluator, batch_size: int | None, device: torch.device, dtype: torch.dtype,
    is_training: bool = False,
) -> Expr:
    """A measurement, or a list of them, of a plan whose net is initialised.

    is_training  evaluates as in training: with dropout, and statistics of batches.
    Errors       Failed("pmeas") for an unknown measurement.
    """
    maker = Maker(plan, ev)
    maker.program.check()
    specs = spec.args if is_list(spec) else (spec,)
    meters = [maker.meter(item) for item in specs]
    gauge = Gauge(meters, maker.judged)
    sums = _measured(plan, gauge, batch_size or 256, device, dtype, is_training)
    found = [meter.expr(meter.value(statistic)) for meter, statistic in zip(meters, sums, strict=True)]
    return list_of(found) if is_list(spec) else found[0]


def _measured(
    plan: Plan, gauge: Gauge, size: int, device: torch.device, dtype: torch.dtype, is_training: bool,
) -> list[Statistic | None]:
    program = compile_net(plan.graph)
    losses = {program.outputs[loss.output]: loss.weight for loss in plan.losses}
    wanted = {*losses, *gauge.cells}
    small = program.optimized(wanted)
    place = Place(device, dtype)
    source = TableSource({port: column(values, place) for port, values in plan.examples.items()}, plan.count, size)
    generator = torch.Generator(device).manual_seed(0) if is_training else None
    sums: list[Statistic | None] = [None for _ in gauge.meters]
    for feed in source.round(1):
        count = len(next(iter(feed.values()))[0])
        task = TorchRun(is_training, generator, dtype, device, count)
        values = {small.inputs[port]: tensor for port, (tensor, _) in feed.items()}
        lengths = {small.inputs[port]: sizes for port, (_, sizes) in feed.items()}
        with torch.no_grad():
            found, sizes = execute(small, array_tensors(small, task), values, lengths, task, wanted)
            loss = torch.stack([weight * per_example(found[cell], sizes[cell]).mean()
                                for cell, weight in losses.items()]).sum()
            gauge.measure([gauge.noted(found, sizes, [], loss, count, 1, gauge.cells)], sums)
    return sums
