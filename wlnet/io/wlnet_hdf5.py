"""Net files that Wolfram's own program wrote: HDF5, its structure in an internal form. Read with h5py.

    /Arrays/1 ... n   the arrays, in single precision
    /Network          a string as `Compress` makes it: <|"Type" -> "Chain", "Nodes" -> <|"1" -> <|"Type" -> "Linear",
                      "Arrays" -> <|"Weights" -> ExportedArray[1], ...|>, "Parameters" -> <|...|>, ...|>, ...|>, ...|>
    /Version          of the program

The form is not documented. What is known of it comes from public files and notebooks; a layer, parameter or port that
is not understood is refused by name rather than guessed. Parameters whose names begin with $ follow from others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from wlnet.expr import Association, Call, Expr, Integer, Object, Packed, S, String, Symbol, is_call, is_list, list_of
from wlnet.io.wlnet import BadNet, Rules, check_code
from wlnet.io.wxf import BadWXF
from wlnet.io.wxf_older import uncompress
from wlnet.io.wxf_plain import numeric
from wlnet.nets.data import Array
from wlnet.nets.layer import LAYERS, Net

MAGIC = b"\x89HDF"

# (type of layer, parameter) -> its place among the arguments; other parameters are options of the same name
_POSITIONS = {
    ("Convolution", "OutputChannels"): 1, ("Convolution", "KernelSize"): 2, ("Pooling", "KernelSize"): 1,
    ("Linear", "OutputDimensions"): 1, ("Elementwise", "Function"): 1, ("Threading", "Function"): 1,
    ("Reshape", "Dimensions"): 1, ("Flatten", "Level"): 1, ("Softmax", "Level"): 1,
}


class MissingPackage(ImportError):
    """The library that reads HDF5 is not installed."""


@dataclass(frozen=True)
class Stored:
    """What a file holds: its arrays by number, its structure, and the version of the program that wrote it."""

    arrays: Mapping[int, Array]
    network: Expr
    version: str


def read_stored(path: Path) -> Stored:
    """The content of a file.

    Errors  MissingPackage; BadNet; OSError.
    """
    try:
        import h5py
    except ImportError:
        raise MissingPackage("h5py") from None
    try:
        with h5py.File(path, "r") as file:
            arrays = {int(name): np.asarray(array[()], np.float32) for name, array in file.get("Arrays", {}).items()}
            network, version = _text(file["Network"]), _text(file["Version"]) if "Version" in file else ""
    except (KeyError, ValueError, TypeError, AttributeError):
        raise BadNet("it is an HDF5 file, but not one of a net") from None
    try:
        return Stored(arrays, uncompress(network), version)
    except BadWXF as problem:
        raise BadNet(f"its structure cannot be read: {problem}") from None


def _text(item: Any) -> str:
    value = item[()]
    if isinstance(value, np.ndarray):
        value = value.ravel()[0]
    return value.decode("utf-8") if isinstance(value, bytes) else str(value)


def read_foreign(path: Path, rules: Rules, with_arrays: bool = True) -> Net:
    """The net in a file.

    Errors  MissingPackage; BadNet; OSError.
    """
    stored = read_stored(path)
    arrays = {number: numeric(array) for number, array in stored.arrays.items()} if with_arrays else None
    code = _Writer(arrays).net(_fields(stored.network, "the file"), top=True)
    check_code(code, rules)
    made = rules.evaluate(code)
    if not isinstance(made, Object) or not isinstance(made.value, Net):
        raise BadNet("its structure does not give a net")
    return made.value


def _fields(expr: Expr, what: str) -> dict[str, Expr]:
    """The entries of an association, evaluated or not.

    Errors  BadNet for something else.
    """
    if isinstance(expr, Association):
        return {_word(key): value for key, value in expr.items.items()}
    if is_call(expr, S.Association) and all(is_call(rule, S.Rule, 2) for rule in expr.args):
        return {_word(rule.args[0]): rule.args[1] for rule in expr.args}
    raise BadNet(f"{what} should be an association")


def _word(expr: Expr) -> str:
    return expr.value if isinstance(expr, String) else repr(expr)


def _head(expr: Expr) -> str:
    """The name, without context, of a symbol or of the head of a call."""
    symbol = expr.head if isinstance(expr, Call) else expr
    return symbol.short if isinstance(symbol, Symbol) else ""


@dataclass(frozen=True)
class _Writer:
    """Turns the internal form into constructor code. `arrays` by number; None leaves all arrays open."""

    arrays: Mapping[int, Expr] | None

    def net(self, fields: Mapping[str, Expr], top: bool = False) -> Expr:
        """The constructor of a net, with its ports when it is the whole one."""
        kind = _word(fields.get("Type", String("?")))
        make: Callable[[Mapping[str, Expr]], Call] = {"Chain": self._chain, "Graph": self._graph}.get(
            kind, self._layer)
        made = make(fields)
        return Call(made.head, *made.args, *_ports(fields)) if top else made

    def _chain(self, fields: Mapping[str, Expr]) -> Call:
        return Call(S.NetChain, self._nodes(fields))

    def _nodes(self, fields: Mapping[str, Expr]) -> Expr:
        nodes = {name: self.net(_fields(node, f"the layer {name}"))
                 for name, node in _fields(fields["Nodes"], "the list of layers").items()}
        if list(nodes) == [str(number) for number in range(1, len(nodes) + 1)]:
            return list_of(nodes.values())
        return Association({String(name): node for name, node in nodes.items()})

    def _graph(self, fields: Mapping[str, Expr]) -> Call:
        nodes = self._nodes(fields)
        is_named = isinstance(nodes, Association)
        rules = []
        for edge in fields.get("Edges", list_of([])).args:
            if not is_call(edge, S.Rule, 2):
                raise BadNet("a connection should be a rule")
            target, source = (_end(side, is_named) for side in edge.args)
            rules.append(Call(S.Rule, source, target))
        return Call(S.NetGraph, nodes, list_of(rules))

    def _layer(self, fields: Mapping[str, Expr]) -> Call:
        kind = _word(fields.get("Type", String("?")))
        cls = LAYERS.get(f"{kind}Layer")
        if cls is None:
            raise BadNet(f"it has a layer of the type {kind}, which is not known")
        known = {item.name: item for item in cls.parameters if item.option}
        args: dict[int, Expr] = {}
        options: list[Expr] = []
        for name, value in _fields(fields.get("Parameters", Association({})), f"the parameters of {kind}").items():
            if name.startswith("$"):
                continue
            value = _plain(value)
            if (kind, name) in _POSITIONS:
                args[_POSITIONS[kind, name]] = value
            elif name in known:
                options.append(Call(S.Rule, known[name].option_expr(), value))
            elif value not in (S["None"], S.Automatic):
                raise BadNet(f"a layer of the type {kind} has the parameter {name}, which is not known")
        for name, value in _fields(fields.get("Arrays", Association({})), f"the arrays of {kind}").items():
            options += self._array(kind, name, value)
        return Call(S[cls.head], *(args[at] for at in sorted(args)), *options)

    def _array(self, kind: str, name: str, value: Expr) -> list[Expr]:
        if value is S["None"]:
            return [Call(S.Rule, String(name), value)]
        if _head(value) != "ExportedArray":
            return []
        if self.arrays is None:
            return []
        number = value.args[0].value if value.args and isinstance(value.args[0], Integer) else 0
        if number not in self.arrays:
            raise BadNet(f"the array {number}, {name} of a layer of the type {kind}, is missing")
        return [Call(S.Rule, String(name), self.arrays[number])]


def _plain(expr: Expr) -> Expr:
    """A parameter without the wrapper that says that it was checked."""
    if _head(expr) == "ValidatedParameter" and len(expr.args) == 1:
        return _plain(expr.args[0])
    if isinstance(expr, Packed) or not is_list(expr):
        return expr
    return list_of(map(_plain, expr.args))


def _end(path: Expr, is_named: bool) -> Expr:
    """An end of a connection: NetPath["Nodes", "2", "Inputs", "Input"], or NetPath["Inputs", "Input"] of the graph."""
    keys = [_word(key) for key in path.args]
    if _head(path) == "NetPath" and len(keys) == 2 and keys[0] in ("Inputs", "Outputs"):
        return Call(S.NetPort, String(keys[1]))
    if _head(path) == "NetPath" and len(keys) == 4 and keys[0] == "Nodes":
        layer: Expr = String(keys[1]) if is_named else Integer(int(keys[1]))
        return Call(S.NetPort, layer, String(keys[3]))
    raise BadNet(f"the connection {'/'.join(keys)} is not understood")


def _ports(fields: Mapping[str, Expr]) -> list[Expr]:
    found: list[Expr] = []
    for side in ("Inputs", "Outputs"):
        for name, kind in _fields(fields.get(side, Association({})), side).items():
            made = _port(kind, name)
            if made is not None:
                found.append(Call(S.Rule, String(name), made))
    return found


def _port(kind: Expr, name: str) -> Expr | None:
    """The type of a port; None when nothing is known of it."""
    word = _head(kind)
    if word == "TensorT" and len(kind.args) == 2 and is_list(kind.args[0]):
        dims = [_dim(item) for item in kind.args[0].args]
        element = kind.args[1]
        if _head(element) == "IndexIntegerT":
            dims.append(_integers(element))
        return list_of(dims) if dims else String("Real")
    if word == "IndexIntegerT":
        return _integers(kind)
    if word in ("NetEncoder", "NetDecoder"):
        raise BadNet(f"its port {name} has a {word}, in a form that is not known")
    return String("Real") if word in ("RealT", "ScalarT") else None


def _dim(expr: Expr) -> Expr:
    if isinstance(expr, Integer):
        return expr
    return String("Varying") if _head(expr) == "LengthVar" else S.Automatic


def _integers(expr: Expr) -> Expr:
    limit = expr.args[0] if expr.args and isinstance(expr.args[0], Integer) else S.Infinity
    return Call(S.Restricted, String("Integer"), limit)
