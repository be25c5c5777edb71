"""Expressions as bytes and as compressed text: WXF, `Compress`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from wlnet.builtins.files_import import FILE_READERS, FILE_WRITERS
from wlnet.builtins.paths import FileName
from wlnet.builtins.serialization_bytes import AnyBytes, byte_array
from wlnet.expr import Call, Expr, S, String, list_of
from wlnet.io.state import write_atomically
from wlnet.io.wxf import BadWXF, Unwritable, read_wxf, write_wxf
from wlnet.io.wxf_older import compress, uncompress
from wlnet.io.wxf_plain import plain
from wlnet.kernel.arguments import AnyString
from wlnet.kernel.attributes import HOLD_REST
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Failed

_MESSAGES = {
    "nowxf": "The data are not WXF: `1`.",
    "corrupt": "The string is not one that Compress made: `1`.",
    "nosave": "`1` cannot be written: it lives in its session only.",
    "nodump": "DumpSave files are private to one version of one program. Put, Save and Export to \"WXF\" or \"WLNet\" "
              "write files that can be read anywhere.",
    "perf": "Value of option PerformanceGoal -> `1` should be \"Speed\", \"Size\" or Automatic.",
}
AUTOMATIC = S.Automatic


def bytes_of(expr: Expr, goal: Expr) -> bytes:
    """An expression as WXF, compressed when the goal is "Size".

    Errors  Failed nosave, perf.
    """
    if goal not in (S.Automatic, String("Speed"), String("Size")):
        raise Failed("perf", goal)
    try:
        return write_wxf(plain(expr), goal == String("Size"))
    except Unwritable as problem:
        raise Failed("nosave", S[str(problem)]) from None


def expression_of(data: bytes) -> Expr:
    """The unevaluated expression that WXF holds.

    Errors  Failed nowxf.
    """
    try:
        return read_wxf(data)
    except BadWXF as problem:
        raise Failed("nowxf", str(problem)) from None


@builtin("BinarySerialize", messages=_MESSAGES)
def binary_serialize(expr: Expr, *, performance_goal: Expr = AUTOMATIC) -> Expr:
    """BinarySerialize[expr] gives the bytes of an expression in WXF; PerformanceGoal -> "Size" compresses them.

    Source   ref/BinarySerialize
    Example  BinarySerialize[{1, 2, 3}] // Normal // Length  gives  16
    Example  BinaryDeserialize[BinarySerialize[x + y]]  gives  x + y
    """
    return byte_array(bytes_of(expr, performance_goal))


@builtin("BinaryDeserialize", messages=_MESSAGES)
def binary_deserialize(data: AnyBytes, head: Expr | None = None) -> Expr:
    """BinaryDeserialize[ba] gives the expression that bytes hold in WXF; BinaryDeserialize[ba, h] wraps h around it
    before it is evaluated.

    Errors   BinaryDeserialize::nowxf and $Failed.
    Source   ref/BinaryDeserialize
    Example  BinaryDeserialize[BinarySerialize[Unevaluated[1 + 1]], Hold]  gives  Hold[1 + 1]
    """
    found = expression_of(data)
    return found if head is None else Call(head, found)


@builtin("Compress", messages=_MESSAGES)
def compress_(expr: Expr) -> str:
    """Compress[expr] gives a compressed form of an expression, as a string.

    Source   ref/Compress
    Example  Uncompress[Compress[{1, "two", x^3}]]  gives  {1, two, x^3}
    """
    try:
        return compress(plain(expr))
    except Unwritable as problem:
        raise Failed("nosave", S[str(problem)]) from None


@builtin("Uncompress", messages=_MESSAGES)
def uncompress_(text: AnyString, head: Expr | None = None) -> Expr:
    """Uncompress["string"] gives the expression that Compress made a string of; Uncompress["string", h] wraps h around
    it before it is evaluated.

    Errors   Uncompress::corrupt and $Failed.
    Source   ref/Uncompress
    Example  Uncompress[Compress[Range[3]]]  gives  {1, 2, 3}
    """
    try:
        found = uncompress(text)
    except BadWXF as problem:
        raise Failed("corrupt", str(problem)) from None
    return found if head is None else Call(head, found)


@builtin("DumpSave", HOLD_REST, messages=_MESSAGES)
def dump_save(name: FileName, what: Expr) -> Expr:
    """DumpSave["file.mx", x] is not supported: such files can be read by one version of one program only. Put, Save
    and Export write files that can be read anywhere.

    Errors   DumpSave::nodump and $Failed, always.
    Source   ref/DumpSave
    Example  Quiet[DumpSave["x.mx", x]]  gives  $Failed
    """
    raise Failed("nodump")


# ---- files -------------------------------------------------------------------------------------

def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file so that it is there in full or not at all.

    Errors  Failed noopen, nowritten of Export.
    """
    if not path.parent.is_dir() or path.is_dir():
        raise Failed("noopen", str(path), symbol=S.Export)
    try:
        write_atomically(path, write)
    except OSError as error:
        raise Failed("nowritten", str(path), error.strerror or str(error), symbol=S.Export) from None


_ELEMENTS = ("Elements", "Expression", "HeldExpression")


def import_wxf(ev: Evaluator, path: Path, names: tuple[str, ...], options: Mapping[str, Expr]) -> Expr:
    """The expression in a WXF file, or an element of it.

    Errors  Failed baddata, noelem, noopen.
    """
    wanted = names[1:] if names and names[0].lower() == "wxf" else names
    element = wanted[0] if wanted else "Expression"
    if element not in _ELEMENTS:
        raise Failed("noelem", element, "WXF", symbol=S.Import)
    if element == "Elements":
        return list_of(map(String, _ELEMENTS))
    try:
        found = read_wxf(path.read_bytes())
    except BadWXF as problem:
        raise Failed("baddata", "WXF", str(problem), symbol=S.Import) from None
    except OSError:
        raise Failed("noopen", str(path), symbol=S.Import) from None
    return found if element == "Expression" else Call(S.HoldComplete, found)


def export_wxf(ev: Evaluator, path: Path, expr: Expr, options: Mapping[str, Expr]) -> None:
    """Write an expression to a WXF file.

    Errors  Failed nosave, perf, noopen.
    """
    data = bytes_of(expr, options.get("PerformanceGoal", S.Automatic))
    write_whole(path, lambda part: _fill(part, data))


def _fill(part: Path, data: bytes) -> None:
    part.write_bytes(data)


FILE_READERS["wxf"] = import_wxf
FILE_WRITERS["wxf"] = export_wxf
