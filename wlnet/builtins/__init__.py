"""The language: its functions, one file per area.

The idea: a module of this package declares builtins with `@builtin`; importing it registers them. `system()` imports all
and makes the table of definitions that every session starts from. What the language says well itself stands in `*.wl`
files here, read when one of their symbols is first used. Inert symbols (settings, form names) are listed in `names.txt`.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache
from pathlib import Path

from wlnet.expr import S, String, Symbol
from wlnet.kernel.attributes import BITS, PROTECTED
from wlnet.kernel.builtin import APPLIED, REGISTRY, VALUES, VARIABLES, Computed, operator_form
from wlnet.kernel.definitions import Definition, Definitions
from wlnet.kernel.evaluator import Evaluator

_HERE = Path(__file__).parent


@cache
def system() -> Definitions:
    """The definitions of all system symbols, shared by all sessions."""
    for module in pkgutil.iter_modules([str(_HERE)]):
        importlib.import_module(f"{__name__}.{module.name}")
    table = Definitions()
    for name in names():
        definition = table[Symbol(name if "`" in name else "System`" + name)] = Definition()
        definition.attributes = PROTECTED
        definition.shared = True
    for owner in REGISTRY.values():
        definition = table.own(owner.symbol) if owner.symbol not in table else table[owner.symbol]
        definition.attributes = owner.attributes | PROTECTED
        definition.code = owner
        definition.messages = {tag: String(text) for tag, text in owner.messages.items()} or None
        if owner.operator is not None:
            definition.subcode = operator_form(owner)
    for name, code in APPLIED.items():
        table[S[name]].subcode = code
    for name, value in VALUES.items():
        table.own(S[name]).value = value
        table[S[name]].attributes |= PROTECTED
    for name, function in VARIABLES.items():
        table[S[name]].own = Computed(function)
    for path in sorted(_HERE.glob("*.wl")):
        _declare_file(table, path)
    for definition in table.values():
        definition.shared = True
    return table


@cache
def names() -> frozenset[str]:
    """The names of all system symbols."""
    inert = (_HERE / "names.txt").read_text(encoding="utf-8").split()
    written = (name for path in _HERE.glob("*.wl") for name in defined_in(path))
    attributes = (symbol.short for symbol in BITS)
    return frozenset(inert).union(REGISTRY, VARIABLES, VALUES, written, attributes)


def defined_in(path: Path) -> list[str]:
    """The symbols that a file of definitions gives a usage text, and so defines."""
    return re.findall(r"^(\$?\w+)::usage", path.read_text(encoding="utf-8"), re.MULTILINE)


def _declare_file(table: Definitions, path: Path) -> None:
    symbols = [S[name] for name in defined_in(path)]

    def load(ev: Evaluator) -> None:
        for symbol in symbols:
            ev.table.own(symbol).load = None
        _read(ev, path)
        for symbol in symbols:
            ev.table.own(symbol).attributes |= PROTECTED

    for symbol in symbols:
        table.own(symbol).load = load
        table[symbol].attributes &= ~PROTECTED


def _read(ev: Evaluator, path: Path) -> None:
    """Evaluate a file of definitions, as text of the system's context."""
    from wlnet.syntax import parse
    for statement in parse(path.read_text(encoding="utf-8"), lambda name: Symbol("System`" + name)):
        ev.evaluate(statement)
