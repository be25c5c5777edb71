"""Decoders of probabilities: classes and truth values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from wlnet.expr import (
    FALSE, TRUE, Association, Call, Expr, Integer, Real, S, String, integer, is_call, is_list, list_of,
)
from wlnet.kernel.builtin import option_key
from wlnet.kernel.messages import Failed
from wlnet.nets.coder import ENCODERS, Answer, Decoder, Encoder, Property, decoder
from wlnet.nets.data import Array
from wlnet.nets.declare import AUTOMATIC, Automatic, Kind, parameter
from wlnet.nets.encoders.classes import LABELS
from wlnet.nets.kinds import FLAG, POSITIVE, show_auto
from wlnet.nets.types import REAL, VARYING, Dim, Type

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

LABELS_OR_AUTOMATIC = Kind(LABELS.text, lambda expr, ev: AUTOMATIC if expr is S.Automatic else LABELS.read(expr, ev),
                           show_auto(LABELS.show))
SHOWN = 0.01        # "TopProbabilities" without a number lists the classes at least this likely
DEPTH = Kind("a non-negative integer", lambda expr, ev: 0 if expr == integer(0) else POSITIVE.read(expr, ev))


@decoder("Class")
class ClassDecoder(Decoder):
    """NetDecoder[{"Class", {c1, c2, ...}}] turns probabilities of classes into the likeliest class.

    Input       a vector of probabilities; deeper arrays with "InputDepth". Without labels the classes are 1, 2, ...
    Properties  Decision, TopDecisions, TopProbabilities, Probabilities, Probability, Entropy (nats), RandomSample.
    Source      ref/netdecoder/Class
    """

    labels: tuple[Expr, ...] | Automatic = parameter(LABELS_OR_AUTOMATIC, position=1, default=AUTOMATIC)
    input_depth: int = parameter(POSITIVE, option="InputDepth", default=1)
    multilabel: bool = parameter(FLAG, option="Multilabel", default=False)

    properties = ("Decision", "TopDecisions", "TopProbabilities", "Probabilities", "Probability", "Entropy",
                  "RandomSample")

    @property
    def type(self) -> Type:
        count = None if isinstance(self.labels, Automatic) else len(self.labels)
        outer: list[Dim] = [None] * (self.input_depth - 1)
        return Type((*outer, count), REAL)

    def names(self, count: int) -> tuple[Expr, ...]:
        """The labels of an output of this size."""
        return tuple(map(integer, range(1, count + 1))) if isinstance(self.labels, Automatic) else self.labels

    def encoder(self, kind: Type) -> Encoder | None:
        size = kind.dims[-1] if kind.dims else None
        if isinstance(self.labels, Automatic) and not isinstance(size, int):
            return None
        return ENCODERS["Class"](labels=self.names(size if isinstance(size, int) else 0),  # type: ignore[call-arg]
                                 dimensions=tuple(dim for dim in (kind.dims or ())[:-1] if isinstance(dim, int)))

    @cached_property
    def _actions(self) -> dict[str, Callable[[Array, Property, Evaluator], list[Expr]]]:
        return {
            "Decision": self._decision, "TopDecisions": self._top_decisions,
            "TopProbabilities": self._top_probabilities, "Probabilities": self._probabilities,
            "Probability": self._probability, "Entropy": self._entropy,
            "RandomSample": self._random_sample,
        }

    def answer(self, prop: Property, count: int) -> Answer:
        if self.multilabel or self.input_depth != 1 or prop.name not in ("Decision", "RandomSample"):
            return super().answer(prop, count)
        names = self.names(count)
        if prop.name == "Decision":
            return lambda value, ev: names[value.argmax()]
        settings = sampling(prop.argument)
        return lambda value, ev: names[sample(value[None], settings, ev)[0]]

    def answer_scores(self, prop: Property, count: int) -> Answer | None:
        if self.multilabel or self.input_depth != 1:
            return None
        if prop.name == "Decision":
            return self.answer(prop, count)
        settings = sampling(prop.argument) if prop.name == "RandomSample" else {"none": 0.0}
        return sampler(self.names(count), settings) if settings.keys() <= {"Temperature"} else None

    def decode(self, values: Array, prop: Property, ev: Evaluator) -> Sequence[Expr]:
        if values.ndim == 2:
            return self._actions[prop.name](values, prop, ev)
        flat = self._actions[prop.name](values.reshape(-1, values.shape[-1]), prop, ev)
        return _nest(flat, values.shape[:-1])

    def _decision(self, values: Array, prop: Property, ev: Evaluator) -> list[Expr]:
        names = self.names(values.shape[-1])
        if self.multilabel:
            return [list_of(names[k] for k in np.flatnonzero(row > 0.5)) for row in values]
        return [names[k] for k in values.argmax(-1).tolist()]

    def _order(self, values: Array, prop: Property) -> Array:
        """The positions of the likeliest classes, best first; as many as the argument of the property says."""
        if not isinstance(prop.argument, Integer) or prop.argument.value < 1:
            raise Failed("invparam", prop.name, "a positive integer", prop.argument or S["None"])
        return np.argsort(-values, axis=-1, kind="stable")[:, : prop.argument.value]

    def _top_decisions(self, values: Array, prop: Property, ev: Evaluator) -> list[Expr]:
        names = self.names(values.shape[-1])
        return [list_of(names[k] for k in row) for row in self._order(values, prop).tolist()]

    def _top_probabilities(self, values: Array, prop: Property, ev: Evaluator) -> list[Expr]:
        names = self.names(values.shape[-1])
        if prop.argument is None:
            order = np.argsort(-values, axis=-1, kind="stable")
            rows = [[k for k in row if p[k] >= SHOWN] or row[:1] for row, p in zip(order.tolist(), values)]
        else:
            rows = self._order(values, prop).tolist()
        return [list_of(Call(S.Rule, names[k], Real(float(p[k]))) for k in row) for row, p in zip(rows, values)]

    def _probabilities(self, values: Array, prop: Property, ev: Evaluator) -> list[Expr]:
        names = self.names(values.shape[-1])
        answers = [Association(dict(zip(names, map(Real, row)))) for row in values.tolist()]
        if all(isinstance(name, (String, Integer)) for name in names):
            for answer in answers:
                answer.stamp = ev.data      # nothing in it can evaluate to something else
        return list[Expr](answers)

    def _probability(self, values: Array, prop: Property, ev: Evaluator) -> list[Expr]:
        names = self.names(values.shape[-1])
        if prop.argument not in names:
            raise Failed("invparam", prop.name, "one of the classes", prop.argument or S["None"])
        assert prop.argument is not None
        return list(map(Real, values[:, names.index(prop.argument)].tolist()))

    def _entropy(self, values: Array, prop: Property, ev: Evaluator) -> list[Expr]:
        return list(map(Real, entropy(values).tolist()))

    def _random_sample(self, values: Array, prop: Property, ev: Evaluator) -> list[Expr]:
        names = self.names(values.shape[-1])
        return [names[k] for k in sample(values, sampling(prop.argument), ev)]


def _nest(flat: Sequence[Expr], shape: tuple[int, ...]) -> list[Expr]:
    for size in reversed(shape[1:]):
        flat = [list_of(flat[start : start + size]) for start in range(0, len(flat), size)]
    return list(flat)


def entropy(values: Array) -> Array:
    """The entropy of distributions along the last axis, in nats."""
    p = values.astype(np.float64)
    found: Array = -(p * np.log(np.where(p > 0, p, 1))).sum(-1)
    return found


SAMPLING = ("Temperature", "TotalProbabilityCutoff", "TopProbabilities")


def sampling(argument: Expr | None) -> dict[str, float]:
    """The settings of RandomSample: a temperature, or rules.

    Errors  Failed for anything else.
    """
    if argument is None:
        return {}
    rules = argument.args if is_list(argument) else (argument,)
    found: dict[str, float] = {}
    for rule in rules:
        name, value = (option_key(rule.args[0]), rule.args[1]) if is_call(rule, S.Rule, 2) else ("Temperature", rule)
        number = getattr(value, "value", None)
        if name not in SAMPLING or isinstance(number, str) or number is None or float(number) <= 0:
            raise Failed("invparam", "RandomSample", "rules from " + ", ".join(SAMPLING) + " to positive numbers", rule)
        found[name] = float(number)
    return found


def sample(values: Array, settings: dict[str, float], ev: Evaluator) -> Sequence[int]:
    """A class drawn for each row of probabilities (positions from 0); the random numbers are the session's."""
    weights = values
    temperature = settings.get("Temperature", 1.0)
    if temperature != 1.0:
        weights = (values / values.max(-1, keepdims=True)) ** (1 / temperature)
    if len(settings) > ("Temperature" in settings):
        weights = _cut(weights, settings)
    sums = weights.cumsum(-1, dtype=np.float64)
    if len(sums) == 1:
        total = sums[0]
        return [min(int(total.searchsorted(ev.rng.random() * total[-1], "right")), len(total) - 1)]
    draws = ev.rng.random((len(sums), 1)) * sums[:, -1:]
    found: list[int] = np.minimum((sums <= draws).sum(-1), sums.shape[-1] - 1).tolist()
    return found


def sampler(names: Sequence[Expr], settings: dict[str, float]) -> Answer:
    """A function that draws one of the names as `sample` does, from scores of which a softmax makes probabilities."""
    inverse = np.array(1 / settings.get("Temperature", 1.0), np.float32)        # an array: quicker than a number
    powers, sums = np.empty(len(names), np.float32), np.empty(len(names))
    choices = [*names, names[-1]]               # rounding may lead beyond the end
    accumulate, subtract, multiply, exp = np.add.accumulate, np.subtract, np.multiply, np.exp

    def draw(scores: Array, ev: Evaluator) -> Expr:
        subtract(scores, scores[scores.argmax()], powers)
        multiply(powers, inverse, powers)
        exp(powers, powers)
        accumulate(powers, 0, None, sums)
        index: int = sums.searchsorted(ev.rng.random() * sums.item(-1), "right")
        return choices[index]
    return draw


def _cut(weights: Array, settings: dict[str, float]) -> Array:
    order = np.argsort(-weights, axis=-1, kind="stable")
    sorted_weights = np.take_along_axis(weights, order, -1)
    sorted_weights = sorted_weights / sorted_weights.sum(-1, keepdims=True)
    kept = np.ones(weights.shape, bool)
    if "TopProbabilities" in settings:
        kept &= np.arange(weights.shape[-1]) < settings["TopProbabilities"]
    if "TotalProbabilityCutoff" in settings:        # the smallest set of best classes that reaches the total
        kept &= sorted_weights.cumsum(-1) - sorted_weights < settings["TotalProbabilityCutoff"]
    result = np.zeros(weights.shape, weights.dtype)
    np.put_along_axis(result, order, np.where(kept, sorted_weights, 0), -1)
    return result


@decoder("Boolean")
class BooleanDecoder(Decoder):
    """NetDecoder["Boolean"] turns a probability into True when it is at least 1/2, else False.

    Properties  Decision, Probability (of True), Entropy (nats), RandomSample.
    Source      ref/netdecoder/Boolean
    """

    input_depth: int = parameter(DEPTH, option="InputDepth", default=0)

    properties = ("Decision", "Probability", "Entropy", "RandomSample")

    @property
    def type(self) -> Type:
        dims: list[Dim] = [None] * self.input_depth
        return Type(tuple(dims), REAL)

    def encoder(self, kind: Type) -> Encoder | None:
        made: Any = ENCODERS["Boolean"]
        return made(dimensions=tuple(kind.dims or ())) if VARYING not in (kind.dims or ()) else None

    def decode(self, values: Array, prop: Property, ev: Evaluator) -> Sequence[Expr]:
        flat = values.reshape(-1)
        if prop.name == "Probability":
            answers: list[Expr] = list(map(Real, flat.tolist()))
        elif prop.name == "Entropy":
            answers = list(map(Real, entropy(np.stack([flat, 1 - flat], -1)).tolist()))
        elif prop.name == "RandomSample":
            both = np.stack([1 - flat, flat], -1)
            answers = [TRUE if k else FALSE for k in sample(both, sampling(prop.argument), ev)]
        else:
            answers = [TRUE if p >= 0.5 else FALSE for p in flat.tolist()]
        return _nest(answers, values.shape) if values.ndim > 1 else answers

