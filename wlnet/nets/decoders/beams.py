"""Decoding of sequences without known alignment: connectionist temporal classification."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from wlnet.expr import Call, Expr, Integer, Real, S, list_of
from wlnet.kernel.messages import Failed
from wlnet.nets.coder import ENCODERS, Decoder, Encoder, Property, decoder
from wlnet.nets.data import Array
from wlnet.nets.declare import parameter
from wlnet.nets.encoders.classes import LABELS
from wlnet.nets.encoders.mapped import mapped_encoder
from wlnet.nets.kinds import POSITIVE
from wlnet.nets.types import REAL, VARYING, Type

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

Prefix = tuple[int, ...]
NONE = -np.inf


def beam_search(values: Array, size: int) -> list[tuple[Prefix, float]]:
    """The likeliest sequences of classes, best first, with the logarithms of their probabilities.

    values   probabilities {time, classes + 1}, those of the blank last; size  the number of prefixes kept.
    Source   Graves 2006; Hannun et al. 2014: each prefix has a weight for paths that end in a blank, one for others
    """
    with np.errstate(divide="ignore"):
        steps = np.log(values.astype(np.float64))
    blank = steps.shape[1] - 1
    beams: dict[Prefix, tuple[float, float]] = {(): (0.0, NONE)}
    for step in steps:
        following: dict[Prefix, list[float]] = {}
        for prefix, (ends_blank, ends_label) in beams.items():
            total = float(np.logaddexp(ends_blank, ends_label))
            _add(following, prefix, 0, total + step[blank])
            for label in np.flatnonzero(step[:blank] > NONE).tolist():
                repeats = bool(prefix) and prefix[-1] == label
                if repeats:
                    _add(following, prefix, 1, ends_label + step[label])
                _add(following, (*prefix, label), 1, (ends_blank if repeats else total) + step[label])
        best = sorted(following.items(), key=lambda item: -float(np.logaddexp(item[1][0], item[1][1])))[:size]
        beams = {prefix: (weights[0], weights[1]) for prefix, weights in best}
    found = [(prefix, float(np.logaddexp(*weights))) for prefix, weights in beams.items()]
    return sorted((item for item in found if item[1] > NONE), key=lambda item: -item[1])


def _add(beams: dict[Prefix, list[float]], prefix: Prefix, which: int, weight: float) -> None:
    weights = beams.setdefault(prefix, [NONE, NONE])
    weights[which] = float(np.logaddexp(weights[which], weight))


@decoder("CTCBeamSearch")
class BeamDecoder(Decoder):
    """NetDecoder[{"CTCBeamSearch", {c1, c2, ...}}] turns a sequence of probability vectors into the likeliest
    sequence of classes. The last probability of each vector is that of the blank.

    Properties  Decoding, Decodings, TopDecodings, NegativeLogLikelihoods, TopNegativeLogLikelihoods.
    Options     "BeamSize", the number of prefixes followed; 1 follows the likeliest only.
    Source      ref/netdecoder/CTCBeamSearch
    """

    labels: tuple[Expr, ...] = parameter(LABELS, position=1)
    beam_size: int = parameter(POSITIVE, option="BeamSize", default=100)

    properties = ("Decoding", "Decodings", "TopDecodings", "NegativeLogLikelihoods", "TopNegativeLogLikelihoods")

    @property
    def type(self) -> Type:
        return Type((VARYING, len(self.labels) + 1), REAL)

    def encoder(self, kind: Type) -> Encoder | None:
        return mapped_encoder(ENCODERS["Class"](labels=self.labels))  # type: ignore[call-arg]

    def decode(self, values: Array, prop: Property, ev: Evaluator) -> Sequence[Expr]:
        count: int | None = None
        if prop.name.startswith("Top"):
            if not isinstance(prop.argument, Integer) or prop.argument.value < 1:
                raise Failed("invparam", prop.name, "a positive integer", prop.argument or S["None"])
            count = prop.argument.value
        return [self._answer(beam_search(value, self.beam_size), prop.name, count) for value in values]

    def _answer(self, found: list[tuple[Prefix, float]], name: str, count: int | None) -> Expr:
        sequences = [list_of(self.labels[k] for k in prefix) for prefix, _ in found]
        if name == "Decoding":
            return sequences[0] if sequences else list_of([])
        if name.endswith("Decodings"):
            return list_of(sequences[:count])
        return list_of([Call(S.Rule, sequence, Real(-weight))
                        for sequence, (_, weight) in zip(sequences, found)][:count])
