"""Encoders of labels and truth values."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from wlnet.expr import FALSE, TRUE, Expr, String, is_list, to_expr
from wlnet.kernel.messages import Failed
from wlnet.nets.coder import DECODERS, Decoder, Encoder, encoder
from wlnet.nets.data import Array, Examples
from wlnet.nets.declare import Kind, Misfit, parameter
from wlnet.nets.kinds import FLAG, choice, show_each
from wlnet.nets.types import REAL, Integers, Type

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


def _labels(expr: Expr) -> tuple[Expr, ...]:
    if is_list(expr) and expr.args and len(set(expr.args)) == len(expr.args):
        return tuple(expr.args)
    raise Misfit


LABELS = Kind("a list of different classes", lambda expr, ev: _labels(expr), lambda value: to_expr(list(value)))
DIMENSIONS = Kind("a list of dimensions", lambda expr, ev: _dims(expr), show_each)


def _dims(expr: Expr) -> tuple[int, ...]:
    if is_list(expr) and all(isinstance(getattr(item, "value", None), int) for item in expr.args):
        return tuple(item.value for item in expr.args)  # type: ignore[attr-defined]
    raise Misfit


@encoder("Class")
class ClassEncoder(Encoder):
    """NetEncoder[{"Class", {c1, c2, ...}}] turns a label into its position, from 1.

    Output   an integer; with the form "IndicatorVector" a vector with 1 at the position.
    Options  "Multilabel" (several labels give several ones), "Dimensions" (arrays of labels).
    Errors   badlabel for a label that is not in the list.
    Source   ref/netencoder/Class
    """

    labels: tuple[Expr, ...] = parameter(LABELS, position=1)
    form: str = parameter(choice("Index", "IndicatorVector", "UnitVector"), position=2, default="Index")
    multilabel: bool = parameter(FLAG, option="Multilabel", default=False)
    dimensions: tuple[int, ...] = parameter(DIMENSIONS, option="Dimensions", default=())

    @cached_property
    def positions(self) -> dict[Expr, int]:
        return {label: index for index, label in enumerate(self.labels, 1)}

    @cached_property
    def by_text(self) -> dict[str, int] | None:
        """Positions by text, when all labels are strings: comparing those is several times faster."""
        if all(isinstance(label, String) for label in self.labels):
            return {label.value: index for index, label in enumerate(self.labels, 1)}  # type: ignore[attr-defined]
        return None

    @property
    def as_vector(self) -> bool:
        return self.form != "Index"

    @property
    def type(self) -> Type:
        if self.as_vector:
            return Type((*self.dimensions, len(self.labels)), REAL)
        return Type(self.dimensions, Integers(1, len(self.labels)))

    def accepts(self, data: Expr) -> bool:
        if self.dimensions:
            return is_list(data) and not all(map(self.accepts_each, data.args))
        if self.multilabel:
            return is_list(data) and not (data.args and is_list(data.args[0]))
        return data in self.positions or not is_list(data)

    def accepts_each(self, data: Expr) -> bool:
        """Whether the elements of `data` are arrays of labels themselves."""
        return is_list(data) and bool(data.args) and (len(self.dimensions) == 1 or is_list(data.args[0]))

    def encode(self, items: Sequence[Expr], port: str, ev: Evaluator) -> Examples:
        if self.multilabel:
            hot = np.zeros((len(items), len(self.labels)), np.float32)
            for row, item in zip(hot, items):
                row[[self._position(label, port) - 1 for label in item.args]] = 1
            return hot
        flat: Sequence[Expr] = items
        for _ in self.dimensions:
            flat = [label for item in flat for label in item.args]
        found = self._fast(flat)
        if found is None:
            found = np.array([self._position(label, port) for label in flat], np.int64)
        found = found.reshape(len(items), *self.dimensions)
        return np.eye(len(self.labels), dtype=np.float32)[found - 1] if self.as_vector else found

    def _fast(self, items: Sequence[Expr]) -> Array | None:
        table = self.by_text
        if table is None:
            return None
        try:
            return np.array([table[item.value] for item in items], np.int64)  # type: ignore[attr-defined]
        except (KeyError, AttributeError, TypeError):
            return None         # the slow way names the culprit

    def _position(self, label: Expr, port: str) -> int:
        found = self.positions.get(label)
        if found is None:
            raise Failed("badlabel", label, list(self.labels), port)
        return found

    def decoder(self) -> Decoder | None:
        return DECODERS["Class"](labels=self.labels)  # type: ignore[call-arg]


@encoder("Boolean")
class BooleanEncoder(Encoder):
    """NetEncoder["Boolean"] turns True into 1 and False into 0.

    Output  a number; an array of them with dimensions given.
    Source  ref/netencoder/Boolean
    """

    dimensions: tuple[int, ...] = parameter(DIMENSIONS, position=1, default=())

    @property
    def type(self) -> Type:
        return Type(self.dimensions, REAL)

    def accepts(self, data: Expr) -> bool:
        for _ in self.dimensions:
            if not (is_list(data) and data.args):
                return False
            data = data.args[0]
        return data is TRUE or data is FALSE

    def encode(self, items: Sequence[Expr], port: str, ev: Evaluator) -> Examples:
        flat: Sequence[Expr] = items
        for _ in self.dimensions:
            flat = [value for item in flat for value in item.args]
        for value in flat:
            if value is not TRUE and value is not FALSE:
                raise Failed("invport", port, "True or False", value)
        return np.array([value is TRUE for value in flat], np.float32).reshape(len(items), *self.dimensions)

    def decoder(self) -> Decoder | None:
        return DECODERS["Boolean"]()
