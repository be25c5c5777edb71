"""Files and directories: finding, making, copying, deleting; writing expressions."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from wlnet.builtins.packages import find_file
from wlnet.builtins.paths import FileName, MESSAGES, absolute, directory
from wlnet.builtins.string_patterns import CompiledPattern, compile_string_patterns
from wlnet.builtins.strings import string_list
from wlnet.builtins.strings_search import wildcards
from wlnet.expr import NULL, Association, Call, Expr, Integer, Object, Packed, S, String, Symbol, is_call, is_list
from wlnet.kernel.arguments import Flag, is_infinity
from wlnet.kernel.attributes import HOLD_REST, attribute_symbols
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Failed, Unchanged
from wlnet.kernel.rules import RuleSet

_MESSAGES = {
    **MESSAGES,
    "eexist": "`1` already exists.",
    "dirne": "Directory `1` not empty.",
    "nodir": "Directory `1` not found.",
    "privv": "Privilege violation: `1`.",
    "nffil": "File `1` not found during `2`.",
    "nosave": "`1` cannot be written: it lives in its session only.",
}


def carried_out(action: Callable[[], object], name: str) -> None:
    """Do something to a file.

    Errors  Failed privv with the system's reason when it cannot be done.
    """
    try:
        action()
    except OSError as error:
        raise Failed("privv", f"{name} ({error.strerror or error})") from None


def existing(ev: Evaluator, name: str) -> Path:
    """The path of a file or directory that is there.

    Errors  Failed fdnfnd.
    """
    path = absolute(ev, name)
    if not path.exists() and not path.is_symlink():
        raise Failed("fdnfnd", name)
    return path


# ---- finding -----------------------------------------------------------------------------------

ANY_NAME = String("*")


@builtin("FileNames", messages=_MESSAGES)
def file_names(
    ev: Evaluator, patterns: Expr = ANY_NAME, places: Expr | None = None, depth: Expr | None = None, *,
    ignore_case: Flag = False,
) -> Expr:
    """FileNames[] lists the files in the working directory, FileNames[patt] those whose names match a string
    pattern (or one of a list), FileNames[patt, "dir"] those in a directory (or several), FileNames[patt,
    dirs, n] down to n levels, Infinity to all.

    Source   ref/FileNames
    Example  FileNames["*", "no/such/directory"]  gives  {}
    """
    wanted = patterns.args if is_list(patterns) else (patterns,)
    compiled = compile_string_patterns(ev, tuple(map(wildcards, wanted)), ignore_case)
    levels = _levels(depth)
    folders = [""] if places is None else [
        _folder_name(item) for item in (places.args if is_list(places) else (places,))]
    found: list[str] = []
    for folder in folders:
        found += _names_below(absolute(ev, folder) if folder else directory(ev), folder, levels, compiled)
    return string_list(ev, sorted(dict.fromkeys(found)))


def _levels(depth: Expr | None) -> float:
    if depth is None:
        return 1
    if isinstance(depth, Integer):
        return depth.value
    if is_infinity(depth):
        return float("inf")
    raise Unchanged


def _folder_name(expr: Expr) -> str:
    if is_call(expr, S.File, 1):
        expr = expr.args[0]
    if not isinstance(expr, String):
        raise Complaint("fstr", expr)
    return expr.value


def _names_below(path: Path, prefix: str, levels: float, compiled: CompiledPattern) -> Iterator[str]:
    try:
        entries = sorted(path.iterdir())
    except OSError:
        return
    start = prefix if not prefix or prefix.endswith("/") else prefix + "/"
    for entry in entries:
        if compiled.fullmatch(entry.name) is not None:
            yield start + entry.name
        if levels > 1 and entry.is_dir() and not entry.is_symlink():
            yield from _names_below(entry, start + entry.name, levels - 1, compiled)


@builtin("FindFile", messages=_MESSAGES)
def find_file_(ev: Evaluator, name: FileName) -> Expr:
    """FindFile["name"] gives the absolute name of the file that Get["name"] would read, $Failed when there is
    none.

    Source   ref/FindFile
    Example  FindFile["no/such/file"]  gives  $Failed
    """
    direct = absolute(ev, name)
    if direct.exists():
        return String(str(direct))
    found = find_file(ev, name)
    return S["$Failed"] if found is None else String(str(found))


@builtin("FileByteCount", messages=_MESSAGES)
def file_byte_count(ev: Evaluator, name: FileName) -> int:
    """FileByteCount["name"] gives the size of a file in bytes.

    Errors   FileByteCount::fdnfnd and $Failed when there is none.
    Source   ref/FileByteCount
    Example  Quiet[FileByteCount["no/such/file"]]  gives  $Failed
    """
    return existing(ev, name).stat().st_size


# ---- making and removing -----------------------------------------------------------------------

@builtin("CreateDirectory", messages=_MESSAGES)
def create_directory(
    ev: Evaluator, name: FileName | None = None, *, create_intermediate_directories: Flag = True,
) -> str:
    """CreateDirectory["dir"] makes a directory, and those above it, and gives its name; CreateDirectory[] one
    for temporary files.

    Errors   CreateDirectory::eexist and $Failed when it is there already.
    Source   ref/CreateDirectory
    Example  Quiet[CreateDirectory["/"]]  gives  $Failed
    """
    if name is None:
        return tempfile.mkdtemp()
    path = absolute(ev, name)
    if path.exists():
        raise Failed("eexist", str(path))
    carried_out(lambda: path.mkdir(parents=create_intermediate_directories), name)
    return str(path)


@builtin("CreateFile", messages=_MESSAGES)
def create_file(ev: Evaluator, name: FileName | None = None, *, overwrite_target: Flag = False) -> str:
    """CreateFile["file"] makes an empty file and gives its name; CreateFile[] a temporary one.

    Errors   CreateFile::eexist and $Failed when it is there already.
    Source   ref/CreateFile
    Example  Quiet[CreateFile["/"]]  gives  $Failed
    """
    if name is None:
        handle, made = tempfile.mkstemp()
        os.close(handle)
        return made
    path = absolute(ev, name)
    if path.exists() and not overwrite_target:
        raise Failed("eexist", str(path))
    carried_out(lambda: path.write_bytes(b""), name)
    return str(path)


@builtin("DeleteFile", messages=_MESSAGES)
def delete_file(ev: Evaluator, names: Expr, *, call: Call) -> Expr:
    """DeleteFile["file"] deletes a file, DeleteFile[{"file1", ...}] several.

    Errors   DeleteFile::fdnfnd and $Failed when there is no such file.
    Source   ref/DeleteFile
    Example  Quiet[DeleteFile["no/such/file"]]  gives  $Failed
    """
    for item in names.args if is_list(names) else (names,):
        name = _folder_name(item)
        path = existing(ev, name)
        carried_out(path.unlink, name)
    return NULL


@builtin("DeleteDirectory", messages=_MESSAGES)
def delete_directory(ev: Evaluator, name: FileName, *, delete_contents: Flag = False) -> Expr:
    """DeleteDirectory["dir"] deletes an empty directory; DeleteContents -> True one with all that is in it.

    Errors   DeleteDirectory::nodir, DeleteDirectory::dirne and $Failed.
    Source   ref/DeleteDirectory
    Example  Quiet[DeleteDirectory["no/such/directory"]]  gives  $Failed
    """
    path = absolute(ev, name)
    if not path.is_dir():
        raise Failed("nodir", name)
    if not delete_contents and any(path.iterdir()):
        raise Failed("dirne", name)
    carried_out((lambda: shutil.rmtree(path)) if delete_contents else path.rmdir, name)
    return NULL


def _moved(
    ev: Evaluator, move: Callable[[Path, Path], object], source: str, target: str, overwrite: bool = False,
) -> str:
    """The name of what `move` puts at the target.

    Errors  Failed when there is no source (see `existing`), there is a target already (eexist), or it cannot be done.
    """
    path, new = existing(ev, source), absolute(ev, target)
    if new.exists() and not overwrite:
        raise Failed("eexist", str(new))
    carried_out(lambda: move(path, new), source)
    return str(new)


@builtin("CopyFile", messages=_MESSAGES)
def copy_file(ev: Evaluator, source: FileName, target: FileName, *, overwrite_target: Flag = False) -> str:
    """CopyFile["file1", "file2"] copies a file and gives the name of the copy.

    Errors   CopyFile::fdnfnd, CopyFile::eexist (unless OverwriteTarget -> True) and $Failed.
    Source   ref/CopyFile
    Example  Quiet[CopyFile["no/such/file", "x"]]  gives  $Failed
    """
    return _moved(ev, shutil.copyfile, source, target, overwrite_target)


@builtin("RenameFile", messages=_MESSAGES)
def rename_file(ev: Evaluator, source: FileName, target: FileName, *, overwrite_target: Flag = False) -> str:
    """RenameFile["file1", "file2"] gives a file another name, or moves it.

    Errors   RenameFile::fdnfnd, RenameFile::eexist (unless OverwriteTarget -> True) and $Failed.
    Source   ref/RenameFile
    Example  Quiet[RenameFile["no/such/file", "x"]]  gives  $Failed
    """
    return _moved(ev, shutil.move, source, target, overwrite_target)


@builtin("RenameDirectory", messages=_MESSAGES)
def rename_directory(ev: Evaluator, source: FileName, target: FileName) -> str:
    """RenameDirectory["dir1", "dir2"] gives a directory another name, or moves it.

    Source   ref/RenameDirectory
    Example  Quiet[RenameDirectory["no/such/directory", "x"]]  gives  $Failed
    """
    return _moved(ev, shutil.move, source, target)


@builtin("CopyDirectory", messages=_MESSAGES)
def copy_directory(ev: Evaluator, source: FileName, target: FileName) -> str:
    """CopyDirectory["dir1", "dir2"] copies a directory with all that is in it.

    Source   ref/CopyDirectory
    Example  Quiet[CopyDirectory["no/such/directory", "x"]]  gives  $Failed
    """
    return _moved(ev, shutil.copytree, source, target)


# ---- expressions in files ----------------------------------------------------------------------

def write_text(path: Path, text: str, mode: str, symbol: Symbol) -> None:
    """Write or append text to a file.

    Errors  Failed noopen of `symbol` when that cannot be done.
    """
    try:
        with path.open(mode, encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError:
        raise Failed("noopen", str(path), symbol=symbol) from None


def source_text(ev: Evaluator, expr: Expr) -> str:
    """An expression as text that makes it again, the arrays of nets and images in full.

    Errors  Failed nosave for a value that nothing makes again.
    """
    if any(isinstance(item, Object) for item in _inside(expr)):
        from wlnet.io.wxf import Unwritable
        from wlnet.io.wxf_plain import source
        try:
            expr = source(expr)
        except Unwritable as problem:
            raise Failed("nosave", S[str(problem)]) from None
    return ev.format(expr, "InputForm")


def _inside(expr: Expr) -> Iterator[Expr]:
    stack = [expr]
    while stack:
        item = stack.pop()
        yield item
        if isinstance(item, (Call, Association)) and not isinstance(item, Packed):
            stack += [item.head, *item.args]


def _put(ev: Evaluator, args: tuple[Expr, ...], mode: str, symbol: Symbol, call: Call) -> Expr:
    if not args:
        raise Complaint("argmu", symbol, 1)
    name = _folder_name(args[-1])
    text = "".join(source_text(ev, expr) + "\n" for expr in args[:-1])
    write_text(absolute(ev, name), text, mode, symbol)
    return NULL


@builtin("Put", messages=_MESSAGES)
def put(ev: Evaluator, *args: Expr, call: Call) -> Expr:
    """expr >> file or Put[expr1, expr2, ..., "file"] writes expressions to a file, so that Get reads them
    back.

    Errors   Put::noopen and $Failed when the file cannot be written.
    Source   ref/Put
    Example  Quiet[Put[1, "/no/such/directory/file"]]  gives  $Failed
    """
    return _put(ev, args, "w", S.Put, call)


@builtin("PutAppend", messages=_MESSAGES)
def put_append(ev: Evaluator, *args: Expr, call: Call) -> Expr:
    """expr >>> file or PutAppend[expr1, ..., "file"] adds expressions at the end of a file.

    Source   ref/PutAppend
    Example  Quiet[PutAppend[1, "/no/such/directory/file"]]  gives  $Failed
    """
    return _put(ev, args, "a", S.PutAppend, call)


@builtin("Save", HOLD_REST, messages=_MESSAGES)
def save(ev: Evaluator, name: FileName, what: Expr) -> Expr:
    """Save["file", x] adds the definitions of a symbol, and of those that they use, to a file; Save["file",
    {x, y}] those of several.

    Source   ref/Save
    Example  x = 1; Quiet[Save["/no/such/directory/file", x]]  gives  $Failed
    """
    symbols = [item for item in (what.args if is_list(what) else (what,)) if isinstance(item, Symbol)]
    lines = [line for symbol in reachable(ev, symbols) for line in definition_lines(ev, symbol)]
    write_text(absolute(ev, name), "".join(f"{line}\n \n" for line in lines), "a", S.Save)
    return NULL


def reachable(ev: Evaluator, symbols: list[Symbol]) -> list[Symbol]:
    """Symbols, and the user's symbols that their definitions use."""
    found: dict[Symbol, None] = {}
    stack = list(reversed(symbols))
    while stack:
        symbol = stack.pop()
        if symbol in found or symbol.context == "System`":
            continue
        found[symbol] = None
        for definition in definitions_of(ev, symbol):
            stack += _symbols_in(definition)
    return [symbol for symbol in found if symbol in ev.table]


def _symbols_in(expr: Expr) -> Iterator[Symbol]:
    yield from (item for item in _inside(expr) if isinstance(item, Symbol))


def definitions_of(ev: Evaluator, symbol: Symbol) -> list[Expr]:
    """The assignments that would define a symbol as it is."""
    definition = ev.definition(symbol)
    found: list[Expr] = []
    if definition.value is not None:
        found.append(Call(S.SetDelayed if definition.value_delayed else S.Set, symbol, definition.value))
    for kind in ("own", "down", "sub", "up", "default"):
        rules = getattr(definition, kind)
        if isinstance(rules, RuleSet):
            for rule in rules:
                head = S.SetDelayed if rule.delayed else S.Set
                found.append(Call(S.TagSetDelayed if rule.delayed else S.TagSet, symbol, rule.lhs, rule.rhs)
                             if kind == "up" else Call(head, rule.lhs, rule.rhs))
    if definition.options:
        found.append(Call(S.Set, Call(S.Options, symbol), Call(S.List, *definition.options)))
    for tag, text in (definition.messages or {}).items():
        found.append(Call(S.Set, Call(S.MessageName, symbol, String(tag)), text))
    return found


def definition_lines(ev: Evaluator, symbol: Symbol) -> list[str]:
    """The definitions of a symbol as lines of source, its attributes first."""
    attributes = attribute_symbols(ev.attributes(symbol))
    first = [Call(S.Set, Call(S.Attributes, symbol), Call(S.List, *attributes))] if attributes else []
    return [source_text(ev, line) for line in (*first, *definitions_of(ev, symbol))]
