"""Packages in several files that begin with `Package["context`"]` instead of BeginPackage.

Each file has a private context of its own; PackageExport and PackageScope say which names the others see. All files of
the folder are searched for these first, so that the order in which they are read does not matter.
"""

from __future__ import annotations

import re
from pathlib import Path

from wlnet.builtins.packages import need
from wlnet.builtins.symbols import CONTEXT
from wlnet.expr import NULL, Expr, String, Symbol
from wlnet.kernel.attributes import HOLD_ALL
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint

_MESSAGES = {"cxt": "`1` is not a valid context specification.", "nofile": "`1` makes sense only in a file."}

_HEAD = re.compile(r'\s*(?:\(\*.*?\*\)\s*)*Package\s*\[\s*"([\w`$]+)"\s*\]', re.DOTALL)
_DECLARED = re.compile(r'^\s*(PackageExport|PackageScope|PackageExported|PackageScoped)\s*\[\s*"?([\w$]+)"?\s*\]',
                       re.MULTILINE)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _members(folder: Path, context: str) -> list[Path]:
    """The files of a package in a folder and the folders in it, in the order of their names."""
    found = []
    for path in sorted(folder.rglob("*")):
        head = _HEAD.match(_text(path)) if path.suffix in (".wl", ".m") and path.is_file() else None
        if head is not None and head[1] == context:
            found.append(path)
    return found


def _declare(ev: Evaluator, context: str, files: list[Path]) -> None:
    """Make the symbols that the files export, or share among themselves."""
    contexts = ev.contexts
    current, path = contexts.current, contexts.path
    for file in files:
        for kind, name in _DECLARED.findall(_text(file)):
            contexts.switch(context if "Export" in kind else context + "PackageScope`", ["System`"])
            contexts.resolve(name)
    contexts.switch(current, path)


@builtin("Package", messages=_MESSAGES)
def package(ev: Evaluator, name: Expr) -> Expr:
    """Package["context`"], at the head of a file, makes the file part of a package of several files, with a private
    context of its own; reading one of the files reads all.

    Source   ref/BeginPackage
    Example  Quiet[Package["p"]]  gives  Package[p]
    """
    if not isinstance(name, String) or not CONTEXT.fullmatch(name.value):
        raise Complaint("cxt", name)
    reading: list[Path] = ev.state.get("reading", [])
    if not reading:
        raise Complaint("nofile", name)
    context, file = name.value, reading[-1].resolve()
    loading: set[str] = ev.state.setdefault("packages loading", set())
    if context not in loading:
        loading.add(context)
        files = [path.resolve() for path in _members(file.parent, context)]
        _declare(ev, context, files)
        ev.state["package files left"] = context, [path for path in files if path != file]
    ev.state.setdefault("opened contexts", []).append(("Package", ev.contexts.current, ev.contexts.path))
    private = context + file.stem + "`PackagePrivate`"
    ev.contexts.switch(private, [context, context + "PackageScope`", "System`"])
    if context not in ev.contexts.packages:
        ev.contexts.packages.insert(0, context)
    return NULL


def _declaration(name: str, doc: str) -> None:
    def declared(symbol: Expr) -> Expr | None:
        return NULL if isinstance(symbol, (String, Symbol)) else None
    declared.__doc__ = f'{name}["name"] {doc}\n\nSource   ref/BeginPackage\nExample  {name}["x"]; 1  gives  1\n'
    builtin(name, HOLD_ALL)(declared)


_declaration("PackageExport", "makes a symbol of this file part of what the package offers.")
_declaration("PackageScope", "lets the other files of the package see a symbol of this file.")
_declaration("PackageExported", "makes a symbol of this file part of what the package offers.")
_declaration("PackageScoped", "lets the other files of the package see a symbol of this file.")


@builtin("PackageImport", messages=_MESSAGES)
def package_import(ev: Evaluator, name: Expr) -> Expr:
    """PackageImport["context`"] lets the rest of this file use another package.

    Source   ref/Needs
    Example  PackageImport["Developer`"]; 1  gives  1
    """
    if not isinstance(name, String) or not CONTEXT.fullmatch(name.value):
        raise Complaint("cxt", name)
    need(ev, name.value, None)
    if name.value not in ev.contexts.path:
        ev.contexts.switch(ev.contexts.current, [*ev.contexts.path, name.value])
    return NULL
