"""Layers with any number of inputs."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from wlnet.expr import Association, Expr, Integer, S, String, integer, is_list, to_expr
from wlnet.nets.declare import AUTOMATIC, Automatic, Kind, Misfit
from wlnet.nets.inference import Shapes
from wlnet.nets.kinds import show_auto
from wlnet.nets.layer import Layer
from wlnet.nets.ports import read_type, show_type
from wlnet.nets.types import UNKNOWN, VARYING

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


def _read_ports(expr: Expr, ev: Evaluator) -> Any:
    """InputPorts: a number, names, shapes, or names with shapes. As (name, type or None) pairs."""
    if expr is S.Automatic:
        return AUTOMATIC
    if isinstance(expr, Integer) and expr.value > 0:
        return tuple((f"Input{index}", None) for index in range(1, expr.value + 1))
    if isinstance(expr, Association):
        return tuple((key.value, read_type(value)) for key, value in expr.items.items() if isinstance(key, String))
    if is_list(expr) and expr.args and all(isinstance(item, String) and item.value != VARYING for item in expr.args):
        return tuple((item.value, None) for item in expr.args)  # type: ignore[attr-defined]
    if is_list(expr) and expr.args:
        types = [read_type(item) for item in expr.args]
        if None not in types:
            return tuple((f"Input{index}", kind) for index, kind in enumerate(types, 1))
    raise Misfit


def _show_ports(value: Any) -> Expr:
    names = [name for name, _ in value]
    typed = any(kind is not None for _, kind in value)
    shapes = [show_type(kind or UNKNOWN) for _, kind in value]
    if names == [f"Input{index}" for index in range(1, len(names) + 1)]:
        return to_expr(shapes) if typed else integer(len(names))
    return Association({String(name): shape for name, shape in zip(names, shapes)}) if typed else to_expr(names)


INPUT_PORTS = Kind("a number of inputs, a list of names or shapes, or an association", _read_ports,
                   show_auto(_show_ports))


class Variadic(Layer):
    """A layer with any number of inputs: `ports_given` says which; Automatic leaves it to what is connected."""

    ports_given: Any = AUTOMATIC

    old_names = {"Inputs": "InputPorts"}

    @property
    def inputs(self) -> tuple[str, ...]:
        if isinstance(self.ports_given, Automatic):
            return tuple(f"Input{index}" for index in range(1, self.fewest() + 1))
        return tuple(name for name, _ in self.ports_given)

    def fewest(self) -> int:
        """The number of inputs as long as nothing says how many."""
        return 2

    def with_inputs(self, count: int) -> Layer | None:
        if not isinstance(self.ports_given, Automatic):
            return self
        ports: Any = {"ports_given": tuple((f"Input{index}", None) for index in range(1, count + 1))}
        return dataclasses.replace(self, **ports)

    def infer_given(self, shapes: Shapes) -> None:
        """The shapes that the option InputPorts states."""
        if not isinstance(self.ports_given, Automatic):
            for name, kind in self.ports_given:
                if kind is not None:
                    shapes.narrow(name, kind.dims, kind.element)
