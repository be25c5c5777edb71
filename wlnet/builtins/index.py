"""Which module declares which builtin, so that a session loads only the modules it uses.

The index is made by importing everything once, and kept beside Python's own compiled files; it is made anew when a
source file changes. Where that place cannot be written, every start imports everything: slower, and otherwise the same.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wlnet.kernel.builtin import APPLIED, REGISTRY, VALUES, VARIABLES

_HERE = Path(__file__).parent
_PACKAGE = "wlnet.builtins"
_CACHE = _HERE / "__pycache__" / "index.json"


@dataclass(frozen=True)
class Index:
    """`functions` and `variables`: name -> the module that declares it."""

    functions: dict[str, str]
    variables: dict[str, str]


def index() -> Index:
    """The index, read from its file or made."""
    signature = _signature()
    try:
        saved = json.loads(_CACHE.read_text(encoding="utf-8"))
        if saved["signature"] == signature:
            return Index(saved["functions"], saved["variables"])
    except (OSError, ValueError, KeyError):
        pass  # none yet, or an old one: made below
    made = _made()
    _save({"signature": signature, "functions": made.functions, "variables": made.variables})
    return made


# module -> others that say how the values it makes are taken apart
_COMPANIONS = {f"{_PACKAGE}.nets": (f"{_PACKAGE}.surgery",)}


def load(module: str) -> None:
    """Import a module of builtins, and what belongs to the values that it makes."""
    for name in (module, *_COMPANIONS.get(module, ())):
        importlib.import_module(name)


def load_all() -> None:
    """Import every module of builtins."""
    for module in modules():
        importlib.import_module(module)


def modules() -> list[str]:
    """The modules of builtins."""
    return [f"{_PACKAGE}.{module.name}" for module in pkgutil.iter_modules([str(_HERE)])]


def _made() -> Index:
    functions: dict[str, str] = {}
    variables: dict[str, str] = {}
    for module in modules():
        importlib.import_module(module)
        for name in (*REGISTRY, *APPLIED):
            functions.setdefault(name, _home(name, module))
        for name in (*VARIABLES, *VALUES):
            variables.setdefault(name, module)
    return Index(functions, variables)


def _home(name: str, importing: str) -> str:
    """The module to import for a builtin: its own, where that is one of builtins."""
    code = REGISTRY[name].function if name in REGISTRY else APPLIED[name]
    own = str(getattr(code, "__module__", ""))
    return own if own.startswith(_PACKAGE + ".") else importing


def _signature() -> list[int]:
    """What changes when a source file does."""
    stats = [entry.stat() for folder in (_HERE, _HERE.parent / "nets") for entry in _sources(folder)]
    return [len(stats), sum(stat.st_size for stat in stats), sum(stat.st_mtime_ns for stat in stats)]


def _sources(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir() and entry.name != "__pycache__":
                yield from _sources(Path(entry.path))
            elif entry.name.endswith((".py", ".txt", ".wl")):
                yield entry


def _save(content: dict[str, object]) -> None:
    """Write the index at once or not at all."""
    partial = _CACHE.with_suffix(f".{os.getpid()}")
    try:
        _CACHE.parent.mkdir(exist_ok=True)
        partial.write_text(json.dumps(content), encoding="utf-8")
        partial.replace(_CACHE)
    except OSError:
        partial.unlink(missing_ok=True)
