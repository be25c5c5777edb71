"""Contexts and packages: `Begin`, `BeginPackage`, `Needs`, `Get`."""

from __future__ import annotations

from pathlib import Path

import platformdirs

from wlnet.builtins.symbols import CONTEXT
from wlnet.builtins.paths import absolute, directory
from wlnet.expr import NULL, Call, Expr, S, String, is_call, is_list
from wlnet.kernel.builtin import builtin, variable
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Failed
from wlnet.syntax import SyntaxProblem, statements

_MESSAGES = {
    "cxt": "`1` is not a valid context specification.",
    "noctx": "No previous context defined.",
    "nocont": "Context `1` was not created when Needs was evaluated.",
    "noopen": "Cannot open `1`.",
    "string": "String expected at position `1` in `2`.",
}
ENDINGS = ("wl", "m", "wls")


def _opened(ev: Evaluator) -> list[tuple[str, str, list[str]]]:
    """What to go back to at `End` and `EndPackage`: (kind, context, path), innermost last."""
    opened: list[tuple[str, str, list[str]]] = ev.state.setdefault("opened contexts", [])
    return opened


def _context_name(ev: Evaluator, name: Expr) -> str:
    """A context as written, made absolute.

    Errors  Complaint cxt.
    """
    if not isinstance(name, String) or not CONTEXT.fullmatch(name.value):
        raise Complaint("cxt", name)
    return ev.contexts.current + name.value[1:] if name.value.startswith("`") else name.value


@builtin("Begin", messages=_MESSAGES)
def begin(ev: Evaluator, name: Expr) -> str:
    """Begin["context`"] makes this the current context until End[]; a name that begins with ` is relative
    to the current one.

    Source   ref/Begin
    Example  Begin["a`"]; End[]; Context[]  gives  Global`
    """
    context = _context_name(ev, name)
    _opened(ev).append(("Begin", ev.contexts.current, ev.contexts.path))
    ev.contexts.switch(context, ev.contexts.path)
    return context


def _close(ev: Evaluator, kind: str) -> tuple[str, list[str]]:
    opened = _opened(ev)
    if not opened or opened[-1][0] != kind:
        raise Complaint("noctx")
    _, context, path = opened.pop()
    return context, path


@builtin("End", messages=_MESSAGES)
def end(ev: Evaluator) -> str:
    """End[] goes back to the context before the last Begin, and gives the one that it leaves.

    Errors   End::noctx when there was no Begin.
    Source   ref/End
    Example  Begin["a`"]; End[]  gives  a`
    """
    left = ev.contexts.current
    context, _ = _close(ev, "Begin")
    ev.contexts.switch(context, ev.contexts.path)
    return left


@builtin("BeginPackage", messages=_MESSAGES)
def begin_package(ev: Evaluator, name: Expr, needed: Expr | None = None) -> str:
    """BeginPackage["context`"] makes this the current context and searches only it and System`;
    BeginPackage["context`", {"needed`", ...}] also calls Needs for other packages and searches their
    contexts.

    Source   ref/BeginPackage
    Example  BeginPackage["a`"]; EndPackage[]; First[$ContextPath]  gives  a`
    """
    context = _context_name(ev, name)
    wanted = list(needed.args) if needed is not None and is_list(needed) else [] if needed is None else [needed]
    names = [_context_name(ev, item) for item in wanted]
    _opened(ev).append(("BeginPackage", ev.contexts.current, ev.contexts.path))
    ev.contexts.switch(context, [context, "System`"])
    for item in names:
        need(ev, item, None)
    ev.contexts.switch(context, [context, *names, "System`"])
    if context not in ev.contexts.packages:
        ev.contexts.packages.insert(0, context)
    return context


@builtin("EndPackage", messages=_MESSAGES)
def end_package(ev: Evaluator) -> Expr:
    """EndPackage[] goes back to the context before the last BeginPackage, with the package's context on
    $ContextPath.

    Errors   EndPackage::noctx when there was no BeginPackage.
    Source   ref/EndPackage
    Example  BeginPackage["a`"]; EndPackage[]; First[$ContextPath]  gives  a`
    """
    package, added = ev.contexts.current, ev.contexts.path
    context, path = _close(ev, "BeginPackage")
    new = [item for item in (package, *added) if item not in path and item != "System`"]
    ev.contexts.switch(context, [*dict.fromkeys([*new, *path])])
    return NULL


# ---- files --------------------------------------------------------------------------------------------------------

@variable("$InputFileName")
def input_file_name(ev: Evaluator) -> str:
    """$InputFileName is the absolute name of the file being read by Get, "" when there is none."""
    reading: list[Path] = ev.state.get("reading", [])
    return str(reading[-1]) if reading else ""


@variable("$Path")
def search_path(ev: Evaluator) -> list[str]:
    """$Path lists the directories in which Get and Needs look for files."""
    user = Path(platformdirs.user_data_dir("wlnet"))
    return [str(user / "Kernel"), str(user / "Applications"), ".", str(Path.home())]


def directories(ev: Evaluator) -> list[Path]:
    """The directories to search: those of $Path, and that of the file being read."""
    stated = ev(S["$Path"])
    names = [item.value for item in stated.args if isinstance(item, String)] if is_list(stated) else []
    reading: list[Path] = ev.state.get("reading", [])
    return [*(absolute(ev, name) for name in names), *(path.parent for path in reading[-1:])]


def candidates(name: str) -> list[str]:
    """The files that may hold what ``Get["A`B`"]`` or `Get["file"]` asks for, relative to a directory of
    $Path."""
    if "`" not in name:
        return [name, *(f"{name}.{ending}" for ending in ENDINGS if not name.endswith(f".{ending}"))]
    stem = name.strip("`").replace("`", "/")
    last = stem.rpartition("/")[2]
    layouts = [stem, f"{stem}/init", f"{stem}/Kernel/init", f"{stem}/{last}", f"{stem}/Kernel/{last}"]
    top, _, rest = stem.partition("/")
    if rest:
        layouts += [f"{top}/Kernel/{rest}", f"{top}/Kernel/{rest}/init"]
    return [f"{layout}.{ending}" for layout in layouts for ending in ("wl", "m")]


def find_file(ev: Evaluator, name: str) -> Path | None:
    """The file that a name or a context means, looked for on $Path; None when there is none."""
    for candidate in candidates(name):
        path = Path(candidate).expanduser()
        places = [path] if path.is_absolute() else [folder / path for folder in (directory(ev), *directories(ev))]
        for place in places:
            if place.is_file():
                return place.absolute()
    return _by_paclet(ev, name)


def _by_paclet(ev: Evaluator, name: str) -> Path | None:
    """The file of a context whose paclet keeps its kernel files in a folder of another name."""
    if "`" not in name:
        return None
    top, *rest = name.strip("`").split("`")
    for folder in directories(ev):
        for root in sorted({info.parent for info in folder.glob("*/PacletInfo.*") if info.suffix in (".wl", ".m")}):
            if not root.name.startswith(top):
                continue
            for inner in ("Kernel", "."):
                for stem in ("/".join(rest) or top, "init", "/".join([top, *rest])):
                    for ending in ("wl", "m"):
                        place = root / inner / f"{stem}.{ending}"
                        if place.is_file():
                            return place.absolute()
    return None


def read_file(ev: Evaluator, path: Path) -> Expr:
    """Evaluate the inputs of a file one by one; the value of the last.

    Errors  Failed noopen for a file that cannot be read; a syntax error is a message, and the result $Failed.
    """
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as problem:
        raise Failed("noopen", str(path), symbol=S.Get) from problem
    reading: list[Path] = ev.state.setdefault("reading", [])
    contexts = ev.contexts
    before = contexts.current, contexts.path, len(_opened(ev))
    reading.append(path)
    value: Expr = NULL
    try:
        for statement in statements(text, contexts.resolve):
            value = ev(statement)
    except SyntaxProblem as problem:
        ev.reports.sink("message", f"Get::syntax: {path.name}: {problem.report()}")
        value = S["$Failed"]
    finally:
        reading.pop()
        if len(_opened(ev)) > before[2]:
            del _opened(ev)[before[2]:]
            contexts.switch(before[0], before[1])
    _read_rest(ev)
    return value


def _read_rest(ev: Evaluator) -> None:
    """The other files of a package, when the file read just now was its first (see `packages_scoped`)."""
    context, files = ev.state.pop("package files left", (None, []))
    for file in files:
        read_file(ev, file)
    if context is not None:
        ev.state["packages loading"].discard(context)
        if context not in ev.contexts.path:
            ev.contexts.switch(ev.contexts.current, [context, *ev.contexts.path])


@builtin("Get", messages=_MESSAGES)
def get(ev: Evaluator, name: Expr, call: Call) -> Expr:
    """<<file or Get["file"] evaluates the inputs in a file and gives the last value; Get["context`"] the
    file of a package, found on $Path.

    Errors   Get::noopen and $Failed when there is no such file.
    Source   ref/Get
    Example  Quiet[Get["no/such/file.wl"]]  gives  $Failed
    """
    if is_call(name, S.File, 1):
        name = name.args[0]
    if not isinstance(name, String):
        raise Complaint("string", 1, call)
    path = find_file(ev, name.value)
    if path is None:
        raise Failed("noopen", name)
    return read_file(ev, path)


_BUILT_IN = {"System`", "Global`", "Developer`", "Internal`"}
"""Contexts that need no file."""


def need(ev: Evaluator, context: str, file: Expr | None) -> None:
    """Read the package of a context, unless it has been read or is built in.

    Errors  Failed nocont when there is none.
    """
    if context in ev.contexts.packages or context in _BUILT_IN:
        return
    wanted = file.value if isinstance(file, String) else context
    path = find_file(ev, wanted)
    if path is None:
        ev.message(S.Get, "noopen", wanted)
        raise Failed("nocont", context)
    read_file(ev, path)
    if context not in ev.contexts.packages:
        if context not in ev.contexts.contexts():
            ev.message(S.Needs, "nocont", context)
        else:
            ev.contexts.packages.insert(0, context)


@builtin("Needs", messages=_MESSAGES)
def needs(ev: Evaluator, name: Expr, file: Expr | None = None) -> Expr:
    """Needs["context`"] reads the package of this context, unless it has been read, and adds the context to
    $ContextPath; Needs["context`", "file"] reads it from a file; Needs["context`" -> "c`"] makes c` another
    name of it instead, and Needs["context`" -> None] only reads it.

    Errors   Get::noopen and $Failed when there is no such package.
    Source   ref/Needs
    Example  Quiet[Needs["No`Such`Package`"]]  gives  $Failed
    """
    alias: Expr | None = None
    if is_call(name, S.Rule, 2):
        name, alias = name.args
    context = _context_name(ev, name)
    current, path = ev.contexts.current, ev.contexts.path
    need(ev, context, file)
    if alias is not None:
        ev.contexts.switch(current, path)
        if isinstance(alias, String):
            ev.contexts.aliases[alias.value] = context
            ev.contexts.switch(current, path)
    elif context not in ev.contexts.path:
        ev.contexts.switch(ev.contexts.current, [context, *ev.contexts.path])
    return NULL
