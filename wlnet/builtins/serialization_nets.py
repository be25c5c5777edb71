"""Files of nets and of arrays in Import and Export: WLNet, safetensors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from wlnet.builtins import nets as _nets
from wlnet.builtins.files_import import FILE_READERS, FILE_WRITERS
from wlnet.builtins.index import index
from wlnet.builtins.serialization import write_whole
from wlnet.expr import Association, Call, Expr, Object, S, String, Symbol, list_of, to_expr
from wlnet.io.onnx import MissingPackage, NoCounterpart, write_onnx
from wlnet.io.safetensors import BadArrays, Contents, read_arrays, write_arrays
from wlnet.io.wlnet import (
    BadNet, Rules, name_of, net_contents, place_of, read_contents, read_net, read_structure, stored_arrays,
)
from wlnet.io.wlnet_hdf5 import MAGIC, read_foreign, read_stored
from wlnet.io.wlnet_hdf5 import MissingPackage as MissingReader
from wlnet.io.wxf import Unwritable
from wlnet.io.wxf_plain import numeric
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Failed
from wlnet.nets.arrays import numbers_of
from wlnet.nets.inference import label
from wlnet.nets.layer import Net
from wlnet.nets.summary import summary

net_object = _nets.net_object

# what the code of a net has no use for: whatever reaches files, programs and the network, or makes code of text
_REACHING = {
    f"wlnet.builtins.{name}" for name in (
        "files", "files_import", "images_files", "audio_files", "packages", "paths", "resources", "serialization",
        "serialization_bytes", "serialization_nets", "streams")}
_NAMED = {"Symbol", "ToExpression", "Run", "RunProcess", "StartProcess", "SystemOpen", "Environment", "SetEnvironment",
          "Input", "InputString", "Exit", "Quit", "URLRead", "URLExecute", "URLFetch", "ExternalEvaluate", "NetTrain"}


def _is_allowed(symbol: Symbol) -> bool:
    name = symbol.short if symbol.context == "System`" else symbol.name
    return name not in _NAMED and index().functions.get(name) not in _REACHING


def rules_for(ev: Evaluator) -> Rules:
    """How code in files is read: names are those of the system, others the user's."""
    known = ev.table

    def resolve(name: str) -> Symbol:
        if "`" in name:
            return Symbol(name)
        system = S[name]
        return system if system in known else Symbol("Global`" + name)
    return Rules(resolve, ev, _is_allowed)


# ---- nets --------------------------------------------------------------------------------------

_Element = Callable[[Evaluator, Path], Expr]


def array_association(arrays: Mapping[tuple[int | str, ...], np.ndarray]) -> Expr:
    """Arrays by their place in the net."""
    return Association({to_expr(list(place)): numeric(array) for place, array in arrays.items()})


_ELEMENTS: dict[str, _Element] = {
    "Net": lambda ev, path: net_object(read_net(path, rules_for(ev))),
    "UninitializedNet": lambda ev, path: net_object(read_structure(path, rules_for(ev))),
    "ArrayAssociation": lambda ev, path: array_association(stored_arrays(read_contents(path))),
    "ArrayList": lambda ev, path: list_of(map(numeric, stored_arrays(read_contents(path)).values())),
    "Rules": lambda ev, path: list_of(
        Call(S.Rule, to_expr(list(place)), numeric(array))
        for place, array in stored_arrays(read_contents(path)).items()),
    "Summary": lambda ev, path: String(summary(read_net(path, rules_for(ev)))),
    "WLVersion": lambda ev, path: String(read_contents(path).metadata.get("writer", "")),
}


def _foreign_arrays(path: Path) -> dict[int, Expr]:
    return {number: numeric(array) for number, array in sorted(read_stored(path).arrays.items())}


# the same of files that Wolfram's program wrote
_FOREIGN: dict[str, _Element] = {
    "Net": lambda ev, path: net_object(read_foreign(path, rules_for(ev))),
    "UninitializedNet": lambda ev, path: net_object(read_foreign(path, rules_for(ev), with_arrays=False)),
    "ArrayAssociation": lambda ev, path: to_expr({str(key): array for key, array in _foreign_arrays(path).items()}),
    "ArrayList": lambda ev, path: list_of(_foreign_arrays(path).values()),
    "Rules": lambda ev, path: list_of(
        Call(S.Rule, to_expr(key), array) for key, array in _foreign_arrays(path).items()),
    "Summary": lambda ev, path: String(summary(read_foreign(path, rules_for(ev)))),
    "WLVersion": lambda ev, path: String(read_stored(path).version),
}


def _is_foreign(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _wanted(names: tuple[str, ...], format: str, elements: Mapping[str, object], default: str) -> str:
    rest = names[1:] if names and names[0].lower() == format.lower() else names
    element = rest[0] if rest else default
    if element not in elements and element != "Elements":
        raise Failed("noelem", element, format, symbol=S.Import)
    return element


def import_net(ev: Evaluator, path: Path, names: tuple[str, ...], options: Mapping[str, Expr]) -> Expr:
    """The net in a file, or an element of it.

    Errors  Failed baddata, noelem, noopen.
    """
    element = _wanted(names, "WLNet", _ELEMENTS, "Net")
    if element == "Elements":
        return to_expr(sorted([*_ELEMENTS, "Elements"]))
    try:
        return (_FOREIGN if _is_foreign(path) else _ELEMENTS)[element](ev, path)
    except MissingReader:
        raise Failed("extra", "WLNet of Wolfram's program (HDF5)", "wolfram", symbol=S.Import) from None
    except BadNet as problem:
        raise Failed("baddata", "WLNet", str(problem), symbol=S.Import) from None
    except OSError:
        raise Failed("noopen", str(path), symbol=S.Import) from None


def _contents_of(net: Net) -> Contents:
    try:
        return net_contents(net)
    except Unwritable as problem:
        raise Failed("nosave", S[str(problem)], symbol=S.Export) from None


def export_net(ev: Evaluator, path: Path, expr: Expr, options: Mapping[str, Expr]) -> None:
    """Write a net to a file.

    Errors  Failed badexpr, nosave, noopen, nowritten.
    """
    if not (isinstance(expr, Object) and isinstance(expr.value, Net)):
        raise Failed("badexpr", "WLNet", "no net", symbol=S.Export)
    contents = _contents_of(expr.value)
    write_whole(path, lambda part: write_arrays(part, contents))


# ---- arrays ------------------------------------------------------------------------------------

_ARRAYS = {"ArrayAssociation": "", "ArrayList": "", "ArrayNames": "", "Metadata": "", "Net": "", "Rules": ""}


def import_safetensors(ev: Evaluator, path: Path, names: tuple[str, ...], options: Mapping[str, Expr]) -> Expr:
    """The arrays in a safetensors file by name; as rules from places in a net, which NetReplacePart takes; the net
    itself when the file holds one.

    Errors  Failed baddata, noelem, noopen.
    """
    element = _wanted(names, "SafeTensors", _ARRAYS, "ArrayAssociation")
    if element == "Elements":
        return to_expr(sorted([*_ARRAYS, "Elements"]))
    if element == "Net":
        return import_net(ev, path, ("Net",), options)
    try:
        contents = read_arrays(path)
    except BadArrays as problem:
        raise Failed("baddata", "SafeTensors", str(problem), symbol=S.Import) from None
    except OSError:
        raise Failed("noopen", str(path), symbol=S.Import) from None
    arrays = {name: numeric(array) for name, array in contents.arrays.items()}
    found: dict[str, object] = {
        "ArrayAssociation": arrays, "ArrayList": list(arrays.values()), "ArrayNames": list(arrays),
        "Metadata": dict(contents.metadata),
        "Rules": [Call(S.Rule, to_expr(list(place_of(name))), array) for name, array in arrays.items()
                  if not name.startswith(".")]}
    return to_expr(found[element])


def export_safetensors(ev: Evaluator, path: Path, expr: Expr, options: Mapping[str, Expr]) -> None:
    """Write the arrays of a net, or an association of arrays, to a safetensors file.

    Errors  Failed badexpr, nosave, noopen, nowritten.
    """
    if isinstance(expr, Object) and isinstance(expr.value, Net):
        contents = _contents_of(expr.value)
    elif isinstance(expr, Association):
        contents = Contents({_array_name(key): _array(value) for key, value in expr.items.items()})
    else:
        raise Failed("badexpr", "SafeTensors", "neither a net nor an association of arrays", symbol=S.Export)
    try:
        write_whole(path, lambda part: write_arrays(part, contents))
    except BadArrays as problem:
        raise Failed("badexpr", "SafeTensors", str(problem), symbol=S.Export) from None


def _array_name(key: Expr) -> str:
    if isinstance(key, String):
        return key.value
    from wlnet.nets.extract import keys_of
    try:
        return name_of(keys_of(key))
    except Failed:
        raise Failed("badexpr", "SafeTensors", "a key that is no name", symbol=S.Export) from None


def _array(value: Expr) -> np.ndarray:
    found = numbers_of(value)
    if found is None:
        raise Failed("badexpr", "SafeTensors", "a value that is no array of numbers", symbol=S.Export)
    return found


# ---- ONNX --------------------------------------------------------------------------------------

def export_onnx(ev: Evaluator, path: Path, expr: Expr, options: Mapping[str, Expr]) -> None:
    """Write an initialized net as an ONNX model.

    Errors  Failed badexpr, extra, noonnx, noopen, nowritten, and those of nets that are not initialized.
    """
    if not (isinstance(expr, Object) and isinstance(expr.value, Net)):
        raise Failed("badexpr", "ONNX", "no net", symbol=S.Export)
    net = expr.value
    try:
        write_whole(path, lambda part: write_onnx(part, net))
    except MissingPackage:
        raise Failed("extra", "ONNX", "onnx", symbol=S.Export) from None
    except NoCounterpart as problem:
        raise Failed("noonnx", label(problem.place, problem.layer.head), problem.reason, symbol=S.Export) from None
    except Failed as failed:
        failed.symbol = failed.symbol or expr.head
        raise


def import_onnx(ev: Evaluator, path: Path, names: tuple[str, ...], options: Mapping[str, Expr]) -> Expr:
    """Errors  Failed noread, always: ONNX models can be written, not read."""
    raise Failed("noread", "ONNX", symbol=S.Import)


FILE_READERS["onnx"] = import_onnx
FILE_WRITERS["onnx"] = export_onnx
FILE_READERS["wlnet"] = import_net
FILE_WRITERS["wlnet"] = export_net
FILE_READERS["safetensors"] = import_safetensors
FILE_WRITERS["safetensors"] = export_safetensors
