"""Functions of the language on whole arrays, for FunctionLayer and CompiledLayer: an interpreter whose
numbers are arrays.

A function is read once (`read_body`): nets and NetArray[...] in it are set aside, names of slots become
ports. It is then carried out on one example at a time, in numpy or in torch (`Trace`): calls are looked up in
`FUNCTIONS`, elementwise ones in `nets.functions.OPERATIONS`; functions that users defined are expanded by the
evaluator. Whole batches are torch's business (`vmap`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np

from wlnet.expr import (
    FALSE, NULL, TRUE, Association, BigReal, Call, Expr, Integer, Object, Packed, Rational, Real, S, String, Symbol,
    is_call, is_list, to_expr,
)
from wlnet.kernel.messages import Failed
from wlnet.nets.array_functions import FUNCTIONS, HELD, Elastic, align, array_of
from wlnet.nets.arrays import ArrayValue, Shared, numbers_of, same_array, values_of
from wlnet.nets.functions import ACTIVATIONS, CONSTANTS, OPERATIONS, slots_of
from wlnet.nets.layer import LAYERS, Net
from wlnet.nets.types import Type

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

_MAKERS = frozenset({"NetChain", "NetGraph", "NetModel", "NetInitialize", "NetReplacePart", "NetExtract", "Import"})


@dataclass(frozen=True)
class Place:
    """What stands in a function for a net or an array that was set aside: `key` is its name there."""

    key: str
    is_net: bool


@dataclass(frozen=True, eq=False)
class Body:
    """A function that was read. `nets` and `arrays` are what was set aside, by name; `ev` evaluates
    constants.

    spread  whether the inputs are separate arguments (Apply[f]) rather than one array or one association.
    outputs  the keys of the association that it gives; () for an array.
    dims     dimensions stated for arrays without a name.
    """

    source: Expr
    code: Expr
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    spread: bool
    nets: Mapping[str, Net]
    arrays: Mapping[str, ArrayValue]
    dims: Mapping[str, tuple[int, ...]]
    ev: Evaluator = field(repr=False)

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Body) and self.code == other.code and self.spread == other.spread
            and self.open_dims == other.open_dims
            and list(self.nets.items()) == list(other.nets.items()) and self.arrays.keys() == other.arrays.keys()
            and all(same_array(value, other.arrays[name]) for name, value in self.arrays.items()))

    def __hash__(self) -> int:
        return hash(self.code)

    @property
    def open_dims(self) -> dict[str, tuple[int, ...]]:
        """The dimensions stated for arrays that have no values yet."""
        return {name: dims for name, dims in self.dims.items() if values_of(self.arrays.get(name)) is None}

    def __call__(
        self, m: Any, inputs: Sequence[Any], arrays: Mapping[str, Any], apply_net: Callable[..., Any],
        make: Callable[..., Any],
    ) -> dict[str, Any]:
        """The outputs by name for one example.

        m        numpy or torch; make(numbers) gives an array of the right kind
        apply_net(key, {port: array}) gives the outputs of a net.
        Errors   Failed("invfunc") for a part that is no operation on arrays.
        """
        trace = Trace(m, self, dict(arrays), apply_net, make)
        if self.spread:
            args = list(inputs)
        elif self.inputs == ("Input",):
            args = [inputs[0]]
        else:
            args = [dict(zip(self.inputs, inputs))]
        found = trace.apply(self.code, args)
        if isinstance(found, dict):
            return {name: trace.array(value) for name, value in found.items()}
        return {"Output": trace.array(found)}


def read_body(source: Expr, ev: Evaluator) -> Body:
    """The function that a FunctionLayer holds."""
    spread = is_call(source, S.Apply, 1)
    function = source.args[0] if spread else source
    nets: dict[str, Net] = {}
    arrays: dict[str, ArrayValue] = {}
    reader = _Reader(ev, nets, arrays)
    code = reader.read(function, frozenset())
    numbers, names = slots_of(function)
    if names and not spread:
        inputs = tuple(names)
    elif spread:
        inputs = tuple(f"Input{index}" for index in range(1, max(numbers, default=1) + 1))
    else:
        inputs = ("Input",)
    return Body(source, code, inputs, _keys(code), spread, nets, arrays, reader.dims, ev)


_WRAPPERS = (S.Function, S.CompoundExpression, S.Module, S.With, S.Block)


def _keys(code: Expr) -> tuple[str, ...]:
    """The names of the outputs, if the function gives an association."""
    body = code
    while isinstance(body, Call) and body.head in _WRAPPERS and body.args:
        body = body.args[0] if body.head is S.Function and len(body.args) == 1 else body.args[-1]
    if isinstance(body, Association) or is_call(body, S.Association):
        keys = [rule.args[0] for rule in body.args if len(rule.args) == 2]
        return tuple(key.value for key in keys if isinstance(key, String))
    return ()


class _Reader:
    """Sets nets and arrays aside."""

    def __init__(self, ev: Evaluator, nets: dict[str, Net], arrays: dict[str, ArrayValue]) -> None:
        self.ev, self.nets, self.arrays = ev, nets, arrays
        self.dims: dict[str, tuple[int, ...]] = {}

    def read(self, expr: Expr, local: frozenset[Symbol]) -> Expr:
        """The expression with places for nets and arrays. `local` are the parameters and local variables
        around it."""
        if isinstance(expr, Object):
            return self._object(expr)
        if isinstance(expr, Symbol):
            found = self._value(expr) if expr not in local else None
            return self._object(found) if found is not None else expr
        if isinstance(expr, Association):
            return Call(S.Association, *(self.read(rule, local) for rule in expr.args))
        if not isinstance(expr, Call):
            return expr
        head = expr.head
        if isinstance(head, Symbol) and head.short == "NetArray":
            return self._array(expr)
        if isinstance(head, Symbol) and (head.short in LAYERS or head.short in _MAKERS) and not _has_slots(expr):
            made = self.ev(expr)
            if isinstance(made, Object):
                return self._object(made)
            raise Failed("notlayer", expr, "FunctionLayer")
        local |= _locals(expr)
        if isinstance(head, Symbol) and head not in local and self._is_unknown(head):
            raise Failed("invfunc", expr, "FunctionLayer")
        return Call(self.read(head, local), *(self.read(arg, local) for arg in expr.args))

    def _is_unknown(self, symbol: Symbol) -> bool:
        """Whether nobody has defined a function of this name."""
        if symbol.context == "System`":
            return False
        definition = self.ev.table.get(symbol)
        return definition is None or (definition.value is None and not definition.down and definition.code is None)

    def _value(self, symbol: Symbol) -> Object | None:
        """The net or array that a symbol stands for."""
        definition = self.ev.table.get(symbol)
        if definition is None or definition.value is None:
            return None
        found = self.ev(symbol)
        return found if isinstance(found, Object) and isinstance(found.value, (Net, Shared)) else None

    def _object(self, expr: Object) -> Expr:
        value = expr.value
        if isinstance(value, Net):
            key = next((key for key, net in self.nets.items() if net is value), f"Net{len(self.nets) + 1}")
            self.nets[key] = value
            return Object(S.Net, Place(key, is_net=True))
        if isinstance(value, Shared):
            self.arrays[value.name] = value
            return Object(S.NetArray, Place(value.name, is_net=False))
        return expr

    def _array(self, expr: Call) -> Expr:
        made = self.ev(expr)
        if not (isinstance(made, Object) and isinstance(made.value, Shared)):
            raise Failed("invfunc", expr, "FunctionLayer")
        shared = made.value
        if not any(isinstance(arg, String) or "Name" in repr(arg) for arg in expr.args):     # without a name: its own
            key = next(name for name in (f"Array{n or ''}" for n in count()) if name not in self.arrays)
            self.arrays[key] = shared.value
            if shared.dims is not None:
                self.dims[key] = shared.dims
            return Object(S.NetArray, Place(key, is_net=False))
        return self._object(made)


def _has_slots(expr: Expr) -> bool:
    numbers, names = slots_of(Call(S.Function, expr))
    return bool(numbers or names)


def _locals(expr: Call) -> frozenset[Symbol]:
    """The symbols that a call makes local."""
    if expr.head is S.Function and len(expr.args) > 1:
        found = expr.args[0].args if is_list(expr.args[0]) else (expr.args[0],)
    elif expr.head in (S.Module, S.With, S.Block) and expr.args and is_list(expr.args[0]):
        found = expr.args[0].args
    elif expr.head in (S.Table, S.Sum, S.Do):
        found = tuple(item.args[0] for item in expr.args[1:] if is_list(item) and item.args)
    else:
        return frozenset()
    plain = (item.args[0] if isinstance(item, Call) and item.args else item for item in found)
    return frozenset(item for item in plain if isinstance(item, Symbol))


@dataclass(frozen=True)
class Closure:
    """A pure function and the variables it was made among."""

    source: Call
    names: Mapping[Symbol, Any]
    slots: Sequence[Any]


Scope = dict[Symbol, Any]


class Trace:
    """One run of a function on one example."""

    def __init__(
        self, m: Any, body: Body, arrays: dict[str, Any], apply_net: Callable[..., Any], make: Callable[..., Any],
    ) -> None:
        self.m, self.body, self.arrays, self.apply_net, self.make = m, body, arrays, apply_net, make
        self.fresh = count()

    def array(self, value: Any) -> Any:
        """A value as an array."""
        return array_of(self, value)

    # ---- applying functions ---------------------------------------------------------------------------------------

    def apply(self, function: Any, args: Sequence[Any]) -> Any:
        """The value of a function: a pure one, a symbol, a net, or a form such as Map[f]."""
        if isinstance(function, Closure):
            return self._pure(function, args)
        if is_call(function, S.Function):
            return self._pure(Closure(function, {}, ()), args)
        if isinstance(function, Object) and isinstance(function.value, Place):
            return self._net(function.value.key, args)
        if is_call(function, S.Composition) or is_call(function, S.RightComposition):
            parts = function.args if function.head is S.RightComposition else function.args[::-1]
            for index, part in enumerate(parts):
                args = [self.apply(part, args if not index else [args[0]])]
            return args[0]
        if isinstance(function, Symbol):
            return self.named(function, list(args))
        if isinstance(function, String) and function.value in ACTIVATIONS:
            return ACTIVATIONS[function.value](self.m, *map(self.array, args))
        if isinstance(function, Call) and isinstance(function.head, Symbol) and function.args:
            given = [self.value(arg, {}, ()) for arg in function.args]      # an operator form: f[x][y] is f[x, y]
            if function.head.short in ("Map", "Apply", "Nest", "NestList", "Fold", "FoldList", "MapThread"):
                return self.named(function.head, [*given, *args])
            return self.named(function.head, [*args, *given])
        raise self.refused(function)

    def refused(self, part: Any) -> Failed:
        """The failure that a part is no operation on arrays."""
        return Failed("invfunc", part if isinstance(part, Expr) else str(part), self.body.source)

    def _pure(self, closure: Closure, args: Sequence[Any]) -> Any:
        source = closure.source
        if len(source.args) == 1:
            return self.value(source.args[0], dict(closure.names), args)
        parameters = source.args[0].args if is_list(source.args[0]) else (source.args[0],)
        if source.args[0] is NULL or source.args[0] is S["None"]:
            return self.value(source.args[1], dict(closure.names), args)
        plain: list[Any] = [item.args[0] if is_call(item, S.Typed) else item for item in parameters]
        if len(args) < len(plain):
            raise self.refused(source)
        return self.value(source.args[1], {**closure.names, **dict(zip(plain, args))}, closure.slots)

    def _net(self, key: str, args: Sequence[Any]) -> Any:
        if key not in self.body.nets:
            raise self.refused(key)
        found = self.apply_net(key, self._inputs(key, args))
        return found if len(found) > 1 else next(iter(found.values()))

    def _inputs(self, key: str, args: Sequence[Any]) -> dict[str, Any]:
        """What the inputs of a net get."""
        names = self.body.nets[key].inputs
        if len(args) == 1 and isinstance(args[0], dict):
            return {name: self.array(value) for name, value in args[0].items()}
        if len(args) == 1 and isinstance(args[0], list) and len(names) == len(args[0]) > 1:
            return dict(zip(names, map(self.array, args[0])))
        return dict(zip(names, map(self.array, args)))

    def _gradient(self, key: str, argument: Any, asked: Expr) -> Any:
        """The gradient of the sum of a net's outputs with respect to an input; it can be differentiated again."""
        inputs = self._inputs(key, [argument])
        port = getattr(asked.args[0], "value", None)
        if port not in inputs:
            raise self.refused(asked)
        if self.m is np:
            self.apply_net(key, inputs)             # a trial wants dimensions only
            return np.array(inputs[port], float)

        def total(value: Any) -> Any:
            found = self.apply_net(key, {**inputs, port: value})
            return sum(output.sum() for output in found.values())
        return self.m.func.grad(total)(inputs[port])

    def named(self, symbol: Symbol, args: list[Any]) -> Any:
        """The value of a function given by its name, for values."""
        name = symbol.short
        if name in FUNCTIONS:
            return FUNCTIONS[name](self, *args)
        if name in OPERATIONS:
            return OPERATIONS[name](self.m, *align(self, args))
        return self._expanded(symbol, args)

    def _expanded(self, symbol: Symbol, args: Sequence[Any]) -> Any:
        """The value of a function that a user defined, by its definition for unknown arguments."""
        definition = self.body.ev.table.get(symbol)
        if definition is not None and definition.value is not None:
            return self.apply(self.body.ev(symbol), args)
        names = [Symbol(f"Trace`x{next(self.fresh)}") for _ in args]
        rules = None if definition is None else definition.down
        found = None if rules is None else rules.apply(Call(symbol, *names), self.body.ev)
        if found is None:
            raise self.refused(symbol)
        return self.value(found, dict(zip(names, args)), ())

    # ---- values of expressions --------------------------------------------------------------------------------------

    def value(self, expr: Expr, names: Scope, slots: Sequence[Any]) -> Any:
        """The value of an expression: an array, a Python number, a list or dictionary of values, or a
        function."""
        if isinstance(expr, Integer):
            return expr.value
        if isinstance(expr, (Real, Rational, BigReal)):
            return float(expr.value)
        if isinstance(expr, Packed):
            return self.make(expr.array)
        if isinstance(expr, Symbol):
            return self._symbol(expr, names)
        if isinstance(expr, Object):
            return self._object(expr)
        if isinstance(expr, Association) or is_call(expr, S.Association):
            return {getattr(rule.args[0], "value", None): self.value(rule.args[1], names, slots) for rule in expr.args}
        if not isinstance(expr, Call):
            return expr
        return self._call(expr, names, slots)

    def _symbol(self, symbol: Symbol, names: Scope) -> Any:
        if symbol in names:
            return names[symbol]
        if symbol is TRUE or symbol is FALSE:
            return symbol is TRUE
        if symbol.short in CONSTANTS:
            return CONSTANTS[symbol.short]
        definition = self.body.ev.table.get(symbol)
        if definition is not None and definition.value is not None:
            return self.value(self.body.ev(symbol), {}, ())
        return symbol

    def _object(self, expr: Object) -> Any:
        place = expr.value
        if isinstance(place, Place) and not place.is_net:
            return self.arrays[place.key]
        numbers = numbers_of(expr)
        return expr if numbers is None else self.make(numbers)

    def _call(self, expr: Call, names: Scope, slots: Sequence[Any]) -> Any:
        head = expr.head
        if is_call(expr, S.Slot, 1):
            return self._slot(expr, slots)
        if head is S.Function:
            return Closure(expr, dict(names), slots)
        if isinstance(head, Symbol) and head not in names:
            if head.short in HELD:
                return HELD[head.short](self, expr, names, slots)
            if head is S.List:
                return [self.value(arg, names, slots) for arg in self._flat(expr)]
            if head in (S.Composition, S.RightComposition, S.Span, S.Rule, S.UpTo):
                return Call(head, *(arg if isinstance(arg, (Integer, Symbol)) else self._as_expr(arg, names, slots)
                                    for arg in expr.args))
            if head.short in FUNCTIONS or head.short in OPERATIONS:
                return self.named(head, self._arguments(expr, names, slots))
            return self._other(expr, names, slots)
        function = self.value(head, names, slots)
        if isinstance(function, Object) and isinstance(function.value, Place) and len(expr.args) == 2 and (
                is_call(expr.args[1], S.NetPortGradient, 1)):
            return self._gradient(function.value.key, self.value(expr.args[0], names, slots), expr.args[1])
        return self.apply(function, self._arguments(expr, names, slots))

    def _as_expr(self, expr: Expr, names: Scope, slots: Sequence[Any]) -> Expr:
        value = self.value(expr, names, slots)
        if isinstance(value, int):
            return Integer(value)
        return value if isinstance(value, Expr) else expr

    def _flat(self, expr: Call) -> Iterator[Expr]:
        for arg in expr.args:
            if is_call(arg, S.Sequence):
                yield from arg.args
            else:
                yield arg

    def _arguments(self, expr: Call, names: Scope, slots: Sequence[Any]) -> list[Any]:
        found: list[Any] = []
        for arg in self._flat(expr):
            if is_call(arg, S.SlotSequence, 1):
                start = arg.args[0].value if isinstance(arg.args[0], Integer) else 1
                found += slots[start - 1 :]
            else:
                found.append(self.value(arg, names, slots))
        return found

    def _slot(self, expr: Call, slots: Sequence[Any]) -> Any:
        key = expr.args[0]
        if isinstance(key, String):
            if slots and isinstance(slots[0], dict) and key.value in slots[0]:
                return slots[0][key.value]
        elif isinstance(key, Integer) and 1 <= key.value <= len(slots):
            return slots[key.value - 1]
        raise self.refused(expr)

    def _other(self, expr: Call, names: Scope, slots: Sequence[Any]) -> Any:
        """A call of something that is not known here: a constant, or a function that somebody defined."""
        args = self._arguments(expr, names, slots)
        if all(isinstance(arg, (int, float, Expr)) for arg in args):
            plain = Call(expr.head, *map(to_expr, args))
            found = self.body.ev(plain)
            if isinstance(found, (Integer, Real, Packed)) or is_list(found):
                return self.value(found, {}, ())
            found = self.body.ev(Call(S.N, found))
            if isinstance(found, (Real, Packed)):
                return self.value(found, {}, ())
            if isinstance(found, Call) and found != plain:
                return self.value(found, {}, ())
        assert isinstance(expr.head, Symbol)
        return self._expanded(expr.head, args)


Sizes = tuple[int, ...]


@dataclass(frozen=True)
class Trial:
    """What trying a function out tells: dimensions of its outputs, of arrays that take theirs from what they
    meet, and of
    the inputs of nets, by (key, port)."""

    outputs: dict[str, Sizes]
    arrays: dict[str, Sizes]
    nets: dict[tuple[str, str], Sizes]


def try_out(body: Body, dims: Sequence[Sizes], array_dims: Mapping[str, Sizes | None]) -> Trial:
    """Carry a function out on numbers of these dimensions, in numpy; `array_dims` are those of arrays, None
    if open.

    Errors  Failed("invfunc"); Failed("openshape") for a net whose output dimensions do not follow.
    """
    rng = np.random.default_rng(0)
    arrays: dict[str, Any] = {name: Elastic(name) if size is None else rng.uniform(0.2, 0.8, size)
                              for name, size in array_dims.items()}
    seen: dict[tuple[str, str], Sizes] = {}

    def apply_net(key: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        sizes = {port: np.shape(value) for port, value in inputs.items()}
        seen.update({(key, port): size for port, size in sizes.items()})
        net = body.nets[key].with_ports({port: Type(size) for port, size in sizes.items()})
        found = {port: net.type_of(port).dims for port in net.outputs}
        for port, size in found.items():
            if size is None or not all(isinstance(dim, int) for dim in size):
                raise Failed("openshape", net.head, f'port "{port}"', "?")
        return {port: rng.uniform(0.2, 0.8, size) for port, size in found.items()}  # type: ignore[arg-type]

    with np.errstate(all="ignore"):
        outputs = body(np, [rng.uniform(0.2, 0.8, size) for size in dims], arrays, apply_net, np.asarray)
    elastic = {name: value.dims for name, value in arrays.items()
               if isinstance(value, Elastic) and value.dims is not None}
    return Trial({name: np.shape(value) for name, value in outputs.items()}, elastic, seen)


def restored(body: Body) -> Expr:
    """The function with its nets and arrays in place again, as constructor code shows it."""
    def put(expr: Expr) -> Expr:
        if isinstance(expr, Object) and isinstance(expr.value, Place):
            place = expr.value
            if place.is_net:
                net = body.nets[place.key]
                return Object(S[net.head], net)
            return _net_array(place.key, body.arrays[place.key], body.dims.get(place.key))
        if isinstance(expr, Call):
            return Call(put(expr.head), *map(put, expr.args))
        return expr
    code = put(body.code)
    return Call(S.Apply, code) if body.spread else code


def _net_array(key: str, value: ArrayValue, dims: tuple[int, ...] | None) -> Expr:
    """NetArray[...] with what is known of an array."""
    numbers = values_of(value)
    dims = value.dims if isinstance(value, Shared) else dims
    fields: dict[Expr, Expr] = {}
    if isinstance(value, Shared) and value.name == key:
        fields[String("Name")] = String(key)
    if numbers is not None:
        fields[String("Array")] = to_expr(numbers.astype(np.float64))
    elif dims is not None:
        fields[String("Dimensions")] = to_expr(list(dims))
    if fields.keys() <= {String("Name")}:
        return Call(S.NetArray, *fields.values())
    return Call(S.NetArray, Association(fields))


def with_parts(
    body: Body, nets: Mapping[str, Net] | None = None, arrays: Mapping[str, ArrayValue] | None = None,
) -> Body:
    """The function with other nets and arrays set aside."""
    return dataclasses.replace(body, nets={**body.nets, **(nets or {})}, arrays={**body.arrays, **(arrays or {})})
