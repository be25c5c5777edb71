"""Declarations: fields of a layer or coder from which constructor, options, printing and saving follow.

A field made by `parameter(KIND, ...)` says how its value is read from an expression and shown as one; a field made by
`array(...)` is a trainable (or at least stored) array.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from wlnet.expr import Expr, S, String, Symbol, to_expr
from wlnet.kernel.builtin import arity_complaint
from wlnet.kernel.messages import Failed

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


class Automatic:
    """The type of `AUTOMATIC`: a value that is still to be found out."""

    _only: Automatic | None = None

    def __new__(cls) -> Automatic:
        cls._only = cls._only or super().__new__(cls)
        return cls._only

    def __repr__(self) -> str:
        return "AUTOMATIC"

    def __reduce__(self) -> str:
        return "AUTOMATIC"


AUTOMATIC: Final = Automatic()


class Misfit(ValueError):
    """Raised by the reader of a kind: the expression is not of this kind. `text` may say what was expected."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True)
class Kind:
    """A kind of parameter: what it is in words, how an expression is read and how a value is shown.

    `read` raises `Misfit` for an expression that is not of this kind.
    """

    text: str
    read: Callable[[Expr, Evaluator], Any]
    show: Callable[[Any], Expr] = to_expr


@dataclass(frozen=True)
class Parameter:
    """A declared parameter. `option` is its name as an option, `position` its place among the arguments (from 1),
    `part` its name in `NetExtract` where that is another.
    """

    field: str
    kind: Kind
    position: int | None
    option: str | None
    symbol: bool
    default: Any
    part: str | None = None

    @property
    def name(self) -> str:
        """Its name for `NetExtract` and messages."""
        return self.option or "".join(word[:1].upper() + word[1:] for word in self.field.split("_"))

    @property
    def is_required(self) -> bool:
        return self.default is dataclasses.MISSING

    def read(self, expr: Expr, ev: Evaluator) -> Any:
        """The value of an expression.

        Errors  Failed when the expression is not of this kind.
        """
        try:
            return self.kind.read(expr, ev)
        except Misfit as misfit:
            name = self.option_expr() if self.option else f"argument {self.position}"
            raise Failed("invparam", name, misfit.text or self.kind.text, expr) from None

    def option_expr(self) -> Expr:
        """The left side of its rule: a string, or a symbol for options like `Interleaving`."""
        return S[self.name] if self.symbol else String(self.name)


@dataclass(frozen=True)
class ArraySpec:
    """A declared array. `start` is the value NetInitialize fills it with (None: by its method).

    optional  None is a value: no such array.
    trained   False for statistics that training updates by other means than a gradient.
    """

    field: str
    name: str
    optional: bool
    start: float | None
    trained: bool
    default: Any = AUTOMATIC


def parameter(
    kind: Kind, *, position: int | None = None, option: str | None = None, default: Any = dataclasses.MISSING,
    part: str | None = None,
) -> Any:
    """Declare a parameter (see `Parameter`). `option` begins with "$" when it is a symbol: `"$Interleaving"`."""
    symbol = bool(option) and option is not None and option.startswith("$")
    name = option[1:] if symbol and option else option
    metadata = {"parameter": (kind, position, name, symbol, part)}
    return dataclasses.field(default=default, kw_only=True, metadata=metadata)


def array(
    name: str, *, optional: bool = False, start: float | None = None, trained: bool = True, default: Any = AUTOMATIC,
) -> Any:
    """Declare an array (see `ArraySpec`)."""
    if start is None and name.endswith("Biases"):
        start = 0.0
    metadata = {"array": (name, optional, start, trained)}
    return dataclasses.field(default=default, kw_only=True, metadata=metadata)


def parameters_of(cls: type[Any]) -> list[Parameter]:
    """The declared parameters of a class, positional ones first, in order."""
    found = [
        Parameter(field.name, kind, position, option, symbol, field.default, part)
        for field in dataclasses.fields(cls)
        if "parameter" in field.metadata
        for kind, position, option, symbol, part in [field.metadata["parameter"]]
    ]
    return sorted(found, key=lambda item: item.position or len(found) + 1)


def arrays_of(cls: type[Any]) -> list[ArraySpec]:
    """The declared arrays of a class, in order."""
    return [
        ArraySpec(field.name, name, optional, start, trained, field.default)
        for field in dataclasses.fields(cls) if "array" in field.metadata
        for name, optional, start, trained in [field.metadata["array"]]
    ]


def read_arguments(
    symbol: Symbol, parameters: Iterable[Parameter], args: Sequence[Expr], ev: Evaluator,
) -> dict[str, Any]:
    """The values of the positional parameters.

    Errors  Complaint for a wrong number of arguments; Failed for a value of the wrong kind.
    """
    positional = [item for item in parameters if item.position is not None]
    required = sum(item.is_required for item in positional)
    if not required <= len(args) <= len(positional):
        raise arity_complaint(symbol, len(args), required, len(positional))
    return {item.field: item.read(arg, ev) for item, arg in zip(positional, args)}


def read_options(
    parameters: Iterable[Parameter], options: Mapping[str, Expr], ev: Evaluator,
) -> tuple[dict[str, Any], list[str]]:
    """The values of parameters given as options, and the names of the options that are no parameters."""
    by_name = {item.name: item for item in parameters if item.option}
    by_name |= {item.part: item for item in parameters if item.part and item.part in options}
    values = {by_name[name].field: by_name[name].read(value, ev) for name, value in options.items() if name in by_name}
    return values, [name for name in options if name not in by_name]
