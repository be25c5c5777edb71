"""Names of files and directories, and the working directory of a session."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Annotated

import platformdirs

from wlnet.expr import Call, Expr, Integer, S, String, is_call, is_list
from wlnet.kernel.arguments import MachineInteger
from wlnet.kernel.builtin import builtin, variable
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Failed, Unchanged

MESSAGES = {
    "fstr": "File specification `1` is not a string of one or more characters.",
    "cdir": "Cannot set current directory to `1`.",
    "dtop": "Directory stack is empty.",
    "strs": "String or list of strings expected at position `1` in `2`.",
    "fdnfnd": "Directory or file `1` not found.",
}


def read_name(expr: Expr, position: int, call: Call) -> str:
    """The name of a file, given as a string or `File["name"]` (message fstr)."""
    if is_call(expr, S.File, 1):
        expr = expr.args[0]
    if isinstance(expr, String) and expr.value:
        return expr.value
    raise Complaint("fstr", expr)


def read_path_text(expr: Expr, position: int, call: Call) -> str:
    """A file name that may be empty."""
    return "" if expr == String("") else read_name(expr, position, call)


FileName = Annotated[str, read_name]
PathText = Annotated[str, read_path_text]


# ---- the working directory ---------------------------------------------------------------------

def environment(ev: Evaluator) -> dict[str, str]:
    """The environment variables of the session: the process's, with what SetEnvironment changed."""
    changed: dict[str, str | None] = ev.state.get("environment", {})
    return {name: value for name, value in {**os.environ, **changed}.items() if value is not None}


def directory(ev: Evaluator) -> Path:
    """The session's working directory: where relative names begin."""
    stack: list[Path] = ev.state.get("directories", [])
    return stack[-1] if stack else Path.cwd()


def absolute(ev: Evaluator, name: str) -> Path:
    """The full path of a file name, `~` and the working directory of the session filled in."""
    return Path(os.path.normpath(directory(ev) / Path(name).expanduser()))


@builtin("Directory")
def directory_(ev: Evaluator) -> str:
    """Directory[] gives the current working directory.

    Source   ref/Directory
    Example  Directory[] === AbsoluteFileName["."]  gives  True
    """
    return str(directory(ev))


@builtin("SetDirectory", messages=MESSAGES)
def set_directory(ev: Evaluator, name: FileName = "~") -> str:
    """SetDirectory["dir"] makes this the current working directory, until ResetDirectory[].

    Errors   SetDirectory::cdir and $Failed when there is no such directory.
    Source   ref/SetDirectory
    Example  Quiet[SetDirectory["no/such/directory"]]  gives  $Failed
    """
    path = absolute(ev, name)
    if not path.is_dir():
        raise Failed("cdir", name)
    ev.state.setdefault("directories", [Path.cwd()]).append(path)
    return str(path)


@builtin("ResetDirectory", messages=MESSAGES)
def reset_directory(ev: Evaluator) -> str:
    """ResetDirectory[] goes back to the working directory before the last SetDirectory.

    Errors   ResetDirectory::dtop when there was none.
    Source   ref/ResetDirectory
    Example  SetDirectory["."]; ResetDirectory[] === Directory[]  gives  True
    """
    stack: list[Path] = ev.state.get("directories", [])
    if len(stack) < 2:
        ev.message(S.ResetDirectory, "dtop")
        return str(directory(ev))
    stack.pop()
    return str(stack[-1])


@builtin("NotebookDirectory")
def notebook_directory(ev: Evaluator) -> str:
    """NotebookDirectory[] gives the directory of the file that is being run, or else the working directory, with / at
    its end.

    Source   ref/NotebookDirectory
    Example  StringEndsQ[NotebookDirectory[], "/"]  gives  True
    """
    file = ev(S["$InputFileName"])
    path = Path(file.value).parent if isinstance(file, String) and file.value else directory(ev)
    return str(path).rstrip("/") + "/"


@builtin("DirectoryStack")
def directory_stack(ev: Evaluator) -> list[str]:
    """DirectoryStack[] lists the working directories that ResetDirectory[] would go back to.

    Source   ref/DirectoryStack
    Example  DirectoryStack[]  gives  {}
    """
    return [str(path) for path in ev.state.get("directories", [])[:-1]]


@variable("$HomeDirectory")
def home_directory(ev: Evaluator) -> str:
    """$HomeDirectory is the user's home directory."""
    return str(Path.home())


@variable("$TemporaryDirectory")
def temporary_directory(ev: Evaluator) -> str:
    """$TemporaryDirectory is the directory for temporary files."""
    return tempfile.gettempdir()


@variable("$UserBaseDirectory")
def user_base_directory(ev: Evaluator) -> str:
    """$UserBaseDirectory is the directory of the user's own packages and data."""
    return platformdirs.user_data_dir("wlnet", appauthor=False)


@variable("$InitialDirectory")
def initial_directory(ev: Evaluator) -> str:
    """$InitialDirectory is the working directory in which the session began."""
    return str(Path.cwd())


@variable("$InstallationDirectory")
def installation_directory(ev: Evaluator) -> str:
    """$InstallationDirectory is where this program is installed."""
    return str(Path(__file__).resolve().parents[2])


@variable("$PathnameSeparator")
def pathname_separator(ev: Evaluator) -> str:
    """$PathnameSeparator is the character between the parts of a file name."""
    return os.sep


# ---- names -------------------------------------------------------------------------------------

@builtin("FileNameJoin", messages=MESSAGES)
def file_name_join(parts: Expr, *, operating_system: Expr = S.Automatic, call: Call) -> str:
    """FileNameJoin[{"dir", "sub", "file"}] joins parts to a file name.

    Source   ref/FileNameJoin
    Example  FileNameJoin[{"a", "b", "c.txt"}]  gives  a/b/c.txt
    """
    items = parts.args if is_list(parts) else (parts,)
    if is_call(parts, S.File) or not all(isinstance(item, String) for item in items):
        items = tuple(String(read_name(item, 1, call)) for item in items)
    names = [item.value for item in items]  # type: ignore[attr-defined]
    kept = [name.rstrip("/") if index < len(names) - 1 else name for index, name in enumerate(names)]
    joined = "/".join(name for index, name in enumerate(kept) if name or index == 0)
    return joined or ("/" if names and names[0].startswith("/") else "")


@builtin("FileNameSplit", messages=MESSAGES)
def file_name_split(name: PathText, *, operating_system: Expr = S.Automatic) -> list[str]:
    """FileNameSplit["name"] splits a file name into its parts; "" stands first for an absolute one.

    Source   ref/FileNameSplit
    Example  FileNameSplit["a/b/c.txt"]  gives  {a, b, c.txt}
    """
    return split_name(name)


def split_name(name: str) -> list[str]:
    """The parts of a file name."""
    parts = [part for part in name.split("/") if part]
    return ["", *parts] if name.startswith("/") else parts


def _chosen(name: str, spec: Expr, taking: bool) -> str:
    parts = split_name(name)
    size = len(parts)
    if isinstance(spec, Integer):
        first, last = (0, min(spec.value, size)) if spec.value >= 0 else (max(size + spec.value, 0), size)
    elif is_list(spec) and 1 <= len(spec.args) <= 2 and all(isinstance(item, Integer) for item in spec.args):
        first, last = (item.value for item in (spec.args * 2)[:2])  # type: ignore[attr-defined]
        first = first - 1 if first > 0 else size + first
        last = last if last > 0 else size + 1 + last
    else:
        raise Unchanged
    kept = parts[first:last] if taking else parts[:first] + parts[last:]
    return "/".join(kept) if kept != [""] else "/"


ONE_FROM_END = Integer(-1)


@builtin("FileNameTake", messages=MESSAGES)
def file_name_take(name: PathText, spec: Expr = ONE_FROM_END, *, operating_system: Expr = S.Automatic) -> str:
    """FileNameTake["name"] gives the last part of a file name, FileNameTake["name", n] the first n, -n the
    last n, {m, n} those from m to n.

    Source   ref/FileNameTake
    Example  FileNameTake["a/b/c.txt"]  gives  c.txt
    """
    return _chosen(name, spec, taking=True)


@builtin("FileNameDrop", messages=MESSAGES)
def file_name_drop(name: PathText, spec: Expr = ONE_FROM_END, *, operating_system: Expr = S.Automatic) -> str:
    """FileNameDrop["name"] drops the last part of a file name, FileNameDrop["name", n] the first n, -n the
    last n.

    Source   ref/FileNameDrop
    Example  FileNameDrop["a/b/c.txt"]  gives  a/b
    """
    return _chosen(name, spec, taking=False)


@builtin("DirectoryName", messages=MESSAGES)
def directory_name(name: PathText, times: MachineInteger = 1) -> str:
    """DirectoryName["name"] gives the directory of a file name, with / at its end; DirectoryName["name", n]
    goes up n times.

    Source   ref/DirectoryName
    Example  DirectoryName["a/b/c.txt"]  gives  a/b/
    """
    for _ in range(times):
        name = name.rstrip("/")
        name = name[:name.rfind("/") + 1]
    return name


@builtin("ParentDirectory", messages=MESSAGES)
def parent_directory(ev: Evaluator, name: PathText = ".", times: MachineInteger = 1) -> str:
    """ParentDirectory[] gives the directory above the working directory, ParentDirectory["dir"] that above
    another, ParentDirectory["dir", n] the one n levels up.

    Source   ref/ParentDirectory
    Example  ParentDirectory["/a/b"]  gives  /a
    """
    path = absolute(ev, name)
    for _ in range(times):
        path = path.parent
    return str(path)


@builtin("FileBaseName", messages=MESSAGES)
def file_base_name(name: PathText) -> str:
    """FileBaseName["name"] gives the name of a file without its directory and its extension.

    Source   ref/FileBaseName
    Example  FileBaseName["a/b/file.tar.gz"]  gives  file.tar
    """
    return os.path.splitext(name.rstrip("/").rpartition("/")[2])[0]  # noqa: PTH122 (a Path would drop dots)


@builtin("FileExtension", messages=MESSAGES)
def file_extension(name: PathText) -> str:
    """FileExtension["name"] gives the extension of a file name, without its dot.

    Source   ref/FileExtension
    Example  FileExtension["a/b/file.tar.gz"]  gives  gz
    """
    return os.path.splitext(name.rstrip("/").rpartition("/")[2])[1][1:]  # noqa: PTH122


@builtin("ExpandFileName", messages=MESSAGES)
def expand_file_name(ev: Evaluator, name: PathText) -> str:
    """ExpandFileName["name"] gives the absolute name of a file, which need not exist.

    Source   ref/ExpandFileName
    Example  ExpandFileName["/a/../b"]  gives  /b
    """
    return str(absolute(ev, name))


@builtin("AbsoluteFileName", messages=MESSAGES)
def absolute_file_name(ev: Evaluator, name: PathText) -> str:
    """AbsoluteFileName["name"] gives the absolute name of a file or directory that exists.

    Errors   AbsoluteFileName::fdnfnd and $Failed when it does not.
    Source   ref/AbsoluteFileName
    Example  Quiet[AbsoluteFileName["no/such/file"]]  gives  $Failed
    """
    path = absolute(ev, name)
    if not path.exists():
        raise Failed("fdnfnd", name)
    return str(path)


@builtin("FileNameDepth", messages=MESSAGES)
def file_name_depth(name: PathText) -> int:
    """FileNameDepth["name"] gives the number of parts of a file name.

    Source   ref/FileNameDepth
    Example  FileNameDepth["a/b/c.txt"]  gives  3
    """
    return len([part for part in split_name(name) if part])


@builtin("FileExistsQ", messages=MESSAGES)
def file_exists_q(ev: Evaluator, name: PathText) -> bool:
    """FileExistsQ["name"] tells whether there is a file or directory of this name.

    Source   ref/FileExistsQ
    Example  FileExistsQ["no/such/file"]  gives  False
    """
    return bool(name) and absolute(ev, name).exists()


@builtin("DirectoryQ", messages=MESSAGES)
def directory_q(ev: Evaluator, name: PathText) -> bool:
    """DirectoryQ["name"] tells whether there is a directory of this name.

    Source   ref/DirectoryQ
    Example  DirectoryQ["/"]  gives  True
    """
    return bool(name) and absolute(ev, name).is_dir()


@builtin("FileType", messages=MESSAGES)
def file_type(ev: Evaluator, name: PathText) -> Expr:
    """FileType["name"] gives File, Directory, or None when there is neither.

    Source   ref/FileType
    Example  FileType["/"]  gives  Directory
    """
    path = absolute(ev, name)
    return S.Directory if path.is_dir() else S.File if path.exists() else S["None"]


