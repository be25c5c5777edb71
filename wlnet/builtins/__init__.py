"""The language: its functions, one file per area.

The idea: a module of this package declares builtins with `@builtin`; importing it registers them. `system()` makes the
table of definitions that every session starts from; a module is imported when one of its symbols is first used
(`index`). What the language says well itself stands in `*.wl` files here, read when one of their symbols is first used.
Inert symbols (settings, form names) are listed in `names.txt`.

How evaluation goes is left to `kernel`, what nets are and how they run to `nets` and `backend`, what files hold to
`io`: a builtin reads its arguments, calls them, and wraps what comes back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from wlnet.builtins import index as indexing
from wlnet.builtins.index import load
from wlnet.expr import S, String, Symbol
from wlnet.kernel.attributes import BITS, PROTECTED
from wlnet.kernel.builtin import APPLIED, REGISTRY, VALUES, VARIABLES, Computed, operator_form
from wlnet.kernel.definitions import Definition, Definitions
from wlnet.kernel.evaluator import Evaluator

_HERE = Path(__file__).parent

declared = cache(indexing.index)


@cache
def system() -> Definitions:
    """The definitions of all system symbols, shared by all sessions. Each is filled in when it is first used."""
    table = Definitions()
    for name in names():
        definition = table[_symbol(name)] = Definition()
        definition.attributes = PROTECTED
    for module, found in _by_module(declared().functions).items():
        load = _loader(table, module, found)
        for name in found:
            table[_symbol(name)].load = load
    for name, module in declared().variables.items():
        table[_symbol(name)].own = Later(name, module)
    for path in sorted(_HERE.glob("*.wl")):
        _declare_file(table, path)
    for definition in table.values():
        definition.shared = True
    return table


def _symbol(name: str) -> Symbol:
    return Symbol(name if "`" in name else "System`" + name)


def _by_module(homes: dict[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, module in homes.items():
        found.setdefault(module, []).append(name)
    return found


def _loader(table: Definitions, module: str, found: list[str]) -> Callable[[Evaluator], None]:
    def load_module(ev: Evaluator) -> None:
        load(module)
        for name in found:
            _fill(table[_symbol(name)], name)
    return load_module


def _fill(definition: Definition, name: str) -> None:
    """Complete the definition of a builtin whose module has been imported."""
    definition.load = None
    owner = REGISTRY.get(name)
    if owner is not None:
        definition.attributes = owner.attributes | PROTECTED
        definition.code = owner
        definition.messages = {tag: String(text) for tag, text in owner.messages.items()} or None
        if owner.operator is not None:
            definition.subcode = operator_form(owner)
    if name in APPLIED:
        definition.subcode = APPLIED[name]


class Later(Computed):
    """The own value of a system variable, whose module is imported when it is asked for."""

    def __init__(self, name: str, module: str) -> None:
        super().__init__(self._value)
        self.name = name
        self.module = module

    def _value(self, ev: Evaluator) -> Any:
        load(self.module)
        return VALUES[self.name] if self.name in VALUES else VARIABLES[self.name](ev)

    @property
    def usage(self) -> str:
        load(self.module)
        return Computed(VARIABLES[self.name]).usage if self.name in VARIABLES else ""


@cache
def names() -> frozenset[str]:
    """The names of all system symbols."""
    inert = (_HERE / "names.txt").read_text(encoding="utf-8").split()
    written = (name for path in _HERE.glob("*.wl") for name in defined_in(path))
    attributes = (symbol.short for symbol in BITS)
    return frozenset(inert).union(declared().functions, declared().variables, written, attributes)


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
