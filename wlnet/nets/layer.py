"""`@layer`: one declaration of a layer gives its constructor, printing, options, extraction and saving.

    @layer("LinearLayer")
    class Linear(Layer):
        dims: Shape = parameter(SHAPE, position=1, default=AUTOMATIC)
        weights: Tensor = array("Weights")
        biases: Tensor | None = array("Biases", optional=True)

        def infer(self, shapes: Shapes) -> None: ...          # equations between ports and arrays
        def forward(self, x: Tensor, weights, biases): ...      # a batch of tensors, axis 0 is the batch
        def single(self, weights, biases): ...                  # optional: one example, in numpy

`forward` gets the inputs in order, then the initial values of the states, then the arrays as declared (None for an
absent one). It gives one tensor, or a tuple: the outputs in order, then the final values of the states. Further
parameters are passed by name to those who ask: `run` (a `Run`: training or not, random generator, updates of
statistics), `lengths` (an int64 tensor with the true length of every example of the first varying input; None when all
have the full length) and `all_lengths` (the same for every input). What lies behind the true length is padding: outputs
there may be anything finite.

`single(*arrays)` gives a function of one example, (inputs..., states...) -> output or tuple as above, with whatever can
be prepared once. A layer that takes integers of some rank (one example) in place of unit vectors gives it as
`gathers_rank`.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar, dataclass_transform

from wlnet.expr import Call, Expr, Object, S, is_list, to_expr
from wlnet.kernel.builtin import REGISTRY, Builtin, is_options, option_key, option_rules, unknown_option
from wlnet.kernel.messages import Complaint, Failed, Unchanged
from wlnet.nets.arrays import ArrayValue, Shared, read_array, same_array, values_of
from wlnet.nets.coder import Coder
from wlnet.nets.declare import (
    AUTOMATIC, ArraySpec, Kind, Misfit, Parameter, array, arrays_of, parameter, parameters_of, read_arguments,
    read_options,
)
from wlnet.nets.inference import Inferred, Shapes, infer, label
from wlnet.nets.messages import NET_MESSAGES
from wlnet.nets.ports import NamedType, read_port
from wlnet.nets.rates import Rates, read_rates
from wlnet.nets.types import Dims, Type
from wlnet.nets.wiring import Key, Node, Path, Wiring

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator
    from wlnet.tensors import Tensor, torch

Port = NamedType | Coder
Single = Callable[..., Any]

LAYERS: dict[str, type[Layer]] = {}


class Run(Protocol):
    """What a layer may ask of the run it takes part in."""

    training: bool
    generator: torch.Generator | None
    dtype: torch.dtype
    batch: int
    plain: bool     # whether layers do without faster ways that cannot be differentiated twice or mapped

    def update(self, array: str, value: Tensor) -> None:
        """Set an array that training changes by other means than a gradient."""

    def inner(
        self, owner: Layer, name: str, inputs: Mapping[str, Tensor], arrays: Sequence[Tensor | None],
        lengths: Mapping[str, Tensor | None] | None = None, states: Mapping[Path, Tensor] | None = None,
    ) -> Inner:
        """Apply the child `name` of an operator to a batch.

        arrays   those of the operator, in order; lengths of varying inputs; states of the child to start from.
        """


@dataclass(frozen=True)
class Inner:
    """What `Run.inner` gives: the outputs, the final values of the states asked for, the outputs' true lengths."""

    outputs: Mapping[str, Tensor]
    states: Mapping[Path, Tensor]
    lengths: Mapping[str, Tensor | None]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Net:
    """A layer, chain or graph: a frozen value. `ports` holds the types and coders that were declared.

    rates   learning-rate multipliers declared here.
    """

    head: ClassVar[str] = ""

    ports: Mapping[str, Port] = dataclasses.field(default_factory=dict)
    rates: Rates = ()

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of its inputs."""
        raise AssertionError("every net knows its inputs")

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of its outputs."""
        raise AssertionError("every net knows its outputs")

    @property
    def children(self) -> Mapping[Key, Net]:
        """The nets inside, by the keys that paths use."""
        return {}

    def with_children(self, children: Mapping[Key, Net]) -> Net:
        """The same net with other nets inside, under the same keys."""
        return self

    def place(self, wiring: Wiring, path: Path, given: Mapping[Path, int]) -> dict[str, int]:
        """Lay itself out (see `Wiring.place`)."""
        raise AssertionError("every net can be laid out")

    @cached_property
    def memo(self) -> dict[Any, Any]:
        """What other rooms derived from this net (it never changes, so neither does this)."""
        return {}

    @cached_property
    def inferred(self) -> Inferred:
        """The types of all ports and arrays.

        Errors  Failed("shape") when they cannot all hold.
        """
        return infer(self)

    def type_of(self, port: str) -> Type:
        """The type of one of its ports."""
        return self.inferred.types[(port,)]

    def coder(self, port: str) -> Coder | None:
        """The coder at a port: its own, or that of the net inside to which the port leads."""
        found = self.ports.get(port)
        if found is None:
            return self.inner_coder(port)
        return found if isinstance(found, Coder) else None

    def inner_coder(self, port: str) -> Coder | None:
        """The coder that a net inside has at the port to which a port of this one leads."""
        return None

    def with_ports(self, ports: Mapping[str, Port | Type]) -> Net:
        """The same net with these types or coders declared (others stay)."""
        named = {name: NamedType(port) if isinstance(port, Type) else port for name, port in ports.items()}
        return dataclasses.replace(self, ports={**self.ports, **named})

    def __eq__(self, other: object) -> bool:
        return self is other or (type(self) is type(other) and all(
            _same(getattr(self, field.name), getattr(other, field.name))
            for field in dataclasses.fields(self)))

    def __hash__(self) -> int:
        return hash(type(self))

    def __repr__(self) -> str:
        return f"<{self.head}>"


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, (tuple, list)) and isinstance(b, (tuple, list)):
        return len(a) == len(b) and all(map(_same, a, b))
    return same_array(a, b) or bool(isinstance(a, type(b)) and not hasattr(a, "dtype") and a == b)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Layer(Net):
    """A net without nets inside (operators excepted)."""

    parameters: ClassVar[list[Parameter]] = []
    arrays: ClassVar[list[ArraySpec]] = []
    states: ClassVar[tuple[str, ...]] = ()
    input_names: ClassVar[tuple[str, ...]] = ("Input",)
    output_names: ClassVar[tuple[str, ...]] = ("Output",)
    asks: ClassVar[frozenset[str]] = frozenset()
    gathers_rank: ClassVar[int | None] = None
    old_names: ClassVar[Mapping[str, str]] = {}     # option -> option: spellings of older code

    @property
    def inputs(self) -> tuple[str, ...]:
        return self.input_names

    @property
    def outputs(self) -> tuple[str, ...]:
        return self.output_names

    def infer(self, shapes: Shapes) -> None:
        """Narrow the types of ports, states and arrays by the layer's equations.

        Errors  Mismatch, by way of `shapes`, when they cannot hold.
        """

    def settle(self, shapes: Shapes) -> None:
        """Decide what is still open when nothing else will: called once inference stands still."""

    def forward(self, *tensors: Any, **more: Any) -> Any:
        """The outputs for a batch (see the module's docstring)."""
        raise AssertionError(f"{self.head} does not compute")

    def lengths_after(self, lengths: Sequence[Tensor]) -> Tensor:
        """The true lengths of a varying output, given those of all inputs (the full length, for inputs without)."""
        return next(length for name, length in zip(self.inputs, lengths) if self.ports[name].type.is_varying)

    @property
    def matched(self) -> tuple[str, ...]:
        """The inputs whose first dimensions are one length, where they vary."""
        return ()

    @cached_property
    def matched_places(self) -> tuple[int, ...]:
        """The positions of the inputs whose lengths have to be compared; for layers of a program."""
        found = tuple(at for at, name in enumerate(self.inputs)
                      if name in self.matched and self.ports[name].type.is_varying)
        return found if len(found) > 1 else ()

    def differing(self, lengths: Sequence[int], path: Path) -> Failed:
        """The failure that matched inputs of the layer at a path have these lengths."""
        names = [self.inputs[at] for at in self.matched_places]
        return Failed("seqlens", label(path, self.head), names, list(lengths))

    def with_inputs(self, count: int) -> Layer | None:
        """The same layer with this number of inputs, for layers that take any number; None for others."""
        return None

    @property
    def option_names(self) -> list[str]:
        """Everything its constructor takes as an option."""
        names = [item.name for item in self.parameters if item.option] + [spec.name for spec in self.arrays]
        rates = ["LearningRateMultipliers"] if self.arrays or self.children else []
        return [*names, *self.inputs, *self.outputs, *rates]

    @property
    def own_arrays(self) -> dict[Path, ArrayValue]:
        """Its arrays by relative path, those of nets inside left out."""
        return {(spec.name,): getattr(self, spec.field) for spec in self.arrays}

    @property
    def array_values(self) -> dict[Path, ArrayValue]:
        """Its arrays by relative path."""
        return self.own_arrays

    def with_arrays(self, values: Mapping[Path, ArrayValue]) -> Layer:
        """The same layer with other arrays, by relative path."""
        fields = {spec.name: spec.field for spec in self.arrays}
        changes: dict[str, Any] = {fields[str(path[0])]: value for path, value in values.items()}
        return dataclasses.replace(self, **changes)

    def dimensions(self, port: str) -> Dims:
        """The dimensions of a port; known for every layer of a program."""
        return self.ports[port].type.dims or ()

    def length_changes(self) -> bool:
        """Whether `lengths_after` is not the identity."""
        return type(self).lengths_after is not Layer.lengths_after

    def place(self, wiring: Wiring, path: Path, given: Mapping[Path, int]) -> dict[str, int]:
        inputs = {name: given[(name,)] if (name,) in given else wiring.cell() for name in (*self.inputs, *self.states)}
        outputs = {name: wiring.cell() for name in (*self.outputs, *self.states)}
        wiring.fed.update((*path, name) for name in self.states if (name,) in given)
        arrays = self.place_arrays(wiring, path)
        wiring.nodes.append(Node(path, self, inputs, outputs, arrays))
        for name, cell in inputs.items():
            wiring.ports.setdefault((*path, name), cell)
        return outputs

    def place_arrays(self, wiring: Wiring, path: Path) -> dict[Path, int]:
        """The cells of its arrays, with what is known of their types declared."""
        arrays = {}
        for key, value in self.own_arrays.items():
            if value is None:
                continue
            cell = arrays[key] = wiring.array_cell(value.name if isinstance(value, Shared) else None)
            numbers = values_of(value)
            if numbers is not None:
                wiring.declare(cell, Type(numbers.shape), path, str(key[-1]), self.head)
            elif isinstance(value, Shared) and value.dims is not None:
                wiring.declare(cell, Type(value.dims), path, str(key[-1]), self.head)
            wiring.ports[(*path, *key)] = cell
        return arrays


L = TypeVar("L", bound=Layer)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(parameter, array, dataclasses.field))
def abstract(cls: type[L]) -> type[L]:
    """Declare the class below as shared behaviour of several layers: its fields count, it constructs nothing."""
    return dataclass(frozen=True, eq=False, repr=False, kw_only=True)(cls)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(parameter, array, dataclasses.field))
def layer(name: str, *aliases: str) -> Callable[[type[L]], type[L]]:
    """Declare the class below as the layer `name`; `aliases` are older names that construct the same."""
    def register(cls: type[L]) -> type[L]:
        made = dataclass(frozen=True, eq=False, repr=False, kw_only=True)(cls)
        made.head = name
        made.parameters = parameters_of(made)
        made.arrays = arrays_of(made)
        made.asks = frozenset({"run", "lengths", "all_lengths"} & set(inspect.signature(made.forward).parameters))
        LAYERS[name] = made
        for symbol in (name, *aliases):
            REGISTRY[symbol] = LayerBuiltin(symbol, made, messages=NET_MESSAGES)
        return made
    return register


@dataclass
class LayerBuiltin(Builtin):
    """The constructor of a layer, derived from the declaration of its class."""

    @property
    def layer(self) -> type[Layer]:
        return self.function  # type: ignore[return-value]

    @property
    def options(self) -> dict[str, Expr]:
        """Option name -> default: parameters, arrays, ports."""
        cls = self.layer
        found = {item.name: S.Automatic if item.is_required or item.default is AUTOMATIC else (
            item.kind.show(item.default)) for item in cls.parameters if item.option}
        found |= {spec.name: S.Automatic if spec.default is AUTOMATIC else to_expr(spec.default) for spec in cls.arrays}
        found |= dict.fromkeys((*cls.input_names, *cls.output_names), S.Automatic)
        has_arrays = cls.arrays or cls.children is not Layer.children
        return found | ({"LearningRateMultipliers": S.Automatic} if has_arrays else {})

    def __call__(self, ev: Evaluator, call: Call) -> Expr | None:
        try:
            return Object(S[self.layer.head], construct(self.layer, call, ev))
        except Unchanged:
            return None
        except Complaint as complaint:
            return ev.complain(complaint, self.symbol)


def construct(cls: type[Layer], call: Call, ev: Evaluator) -> Layer:
    """The layer that a constructor call describes.

    Errors  Complaint for wrong arguments or unknown options; Failed for bad values and impossible shapes.
    """
    end = _arguments_end(cls, call, ev)
    rules = [rule for arg in call.args[end:] for rule in option_rules(arg)]
    options: dict[str, Expr] = {}
    for rule in rules:
        name = option_key(rule.args[0])
        options.setdefault(cls.old_names.get(name, name), rule.args[1])
    values = read_arguments(S[cls.head], cls.parameters, call.args[:end], ev)
    read, rest = read_options(cls.parameters, options, ev)
    specs = {spec.name: spec for spec in cls.arrays}
    values |= read | {specs[name].field: _read_array(specs[name], options[name]) for name in rest if name in specs}
    if "LearningRateMultipliers" in rest:
        values["rates"] = read_rates(options["LearningRateMultipliers"])
    made = cls(**values)
    ports = [name for name in rest if name not in specs and name != "LearningRateMultipliers"]
    for name in ports:
        if name not in made.inputs and name not in made.outputs and name not in made.states:
            key = next(rule.args[0] for rule in rules if option_key(rule.args[0]) == name)
            raise Failed(*_as_details(unknown_option(key, call, made.option_names)))
    if ports:
        made = made.with_ports({name: read_port(options[name], name in made.inputs, name, ev) for name in ports})  # type: ignore[assignment]
    _ = made.inferred
    return made


def _arguments_end(cls: type[Layer], call: Call, ev: Evaluator) -> int:
    """Where the arguments of a constructor call end and its options begin. A list of rules is an argument where the
    parameter at its place takes one.
    """
    kinds = {item.position: item.kind for item in cls.parameters}
    end = len(call.args)
    while end and is_options(call.args[end - 1]):
        last = call.args[end - 1]
        if is_list(last) and (not last.args or (end in kinds and _reads(kinds[end], last, ev))):
            break
        end -= 1
    return end


def _reads(kind: Kind, expr: Expr, ev: Evaluator) -> bool:
    try:
        kind.read(expr, ev)
    except (Misfit, Failed):
        return False
    return True


def _as_details(complaint: Complaint) -> tuple[Any, ...]:
    return (complaint.tag, *complaint.details)


def _read_array(spec: ArraySpec, expr: Expr) -> ArrayValue:
    try:
        value = read_array(expr)
    except Misfit:
        raise Failed("invarray", spec.name, expr) from None
    if value is None and not spec.optional:
        raise Failed("invarray", spec.name, expr)
    return value
