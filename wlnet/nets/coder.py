"""Coders: what turns raw data into arrays at an input port (`Encoder`), and arrays into answers at an output port.

A coder is a frozen value with declared parameters, as a layer is; `@encoder("Class")` registers its class.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from wlnet.expr import Expr
from wlnet.nets.data import Array, Examples
from wlnet.nets.declare import Parameter, parameters_of
from wlnet.nets.types import Type

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

Answer = Callable[[Array, "Evaluator"], Expr]

ENCODERS: dict[str, type[Encoder]] = {}
DECODERS: dict[str, type[Decoder]] = {}


class Coder:
    """What encoders and decoders share: a type name and declared parameters."""

    name: ClassVar[str]
    parameters: ClassVar[list[Parameter]]

    @property
    def type(self) -> Type:
        """The array side: what an encoder makes of one example, what a decoder takes."""
        raise AssertionError("every coder says its type")

    def properties_of(self) -> dict[str, Any]:
        """What NetExtract finds by name beside the parameters."""
        return {}


class Encoder(Coder):
    """Raw data -> arrays."""

    def accepts(self, data: Expr) -> bool:
        """Whether `data` looks like one raw example (rather than a batch, or an array that needs no encoding)."""
        raise AssertionError("every encoder knows its examples")

    def encode(self, items: Sequence[Expr], port: str, ev: Evaluator) -> Examples:
        """The arrays of some examples, as one piece of bulk work.

        Errors  Failed naming the port and the first bad example.
        """
        raise AssertionError("every encoder encodes")

    def quick(self, data: Expr) -> Array | None:
        """The array of one example where that takes no more than a look-up; None where it takes `encode`."""
        return None

    def decoder(self) -> Decoder | None:
        """The decoder with the same parameters, if there is one."""
        return None


class Decoder(Coder):
    """Arrays -> answers. `properties` names what may be asked for; the first one is the default."""

    properties: ClassVar[tuple[str, ...]] = ("Decoding",)

    def decode(self, values: Array, prop: Property, ev: Evaluator) -> Sequence[Expr]:
        """The answers for a batch of arrays (axis 0 runs over examples).

        Errors  Failed for arguments of a property that make no sense.
        """
        raise AssertionError("every decoder decodes")

    def answer(self, prop: Property, count: int) -> Answer:
        """A function that decodes single arrays (with this last dimension), with everything prepared.

        Errors  Failed for arguments of a property that make no sense.
        """
        return lambda value, ev: self.decode(value[None], prop, ev)[0]

    def answer_scores(self, prop: Property, count: int) -> Answer | None:
        """The same for scores, of which a softmax would make the array; None where that is no shorter way."""
        return None

    def encoder(self, kind: Type) -> Encoder | None:
        """The encoder of targets: what inverts this decoder's default property. `kind` is the type of the port."""
        return None


@dataclasses.dataclass(frozen=True)
class Property:
    """A property asked of a decoder: its name and argument (None: without)."""

    name: str
    argument: Expr | None = None


C = TypeVar("C", bound=Coder)


def _declare(registry: dict[str, Any], name: str) -> Callable[[type[C]], type[C]]:
    def register(cls: type[C]) -> type[C]:
        made = dataclasses.dataclass(frozen=True)(cls)
        made.name = name
        made.parameters = parameters_of(made)
        registry[name] = made
        return made
    return register


def encoder(name: str) -> Callable[[type[C]], type[C]]:
    """Declare the class below as the encoder of this type."""
    return _declare(ENCODERS, name)


def decoder(name: str) -> Callable[[type[C]], type[C]]:
    """Declare the class below as the decoder of this type."""
    return _declare(DECODERS, name)


family = dataclasses.dataclass(frozen=True)
"""Declare the class below as a base of several coders, which have its parameters in common."""
