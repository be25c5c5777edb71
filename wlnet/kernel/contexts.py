"""Contexts: which symbol a written name means, and how a symbol is written."""

from __future__ import annotations

from collections.abc import Iterable

from wlnet.expr import Symbol


class Contexts:
    """The current context, the context path, and the names that exist in this session."""

    def __init__(self, system: Iterable[str]) -> None:
        self.current = "Global`"
        self.path: list[str] = ["System`", "Global`"]
        self.packages: list[str] = ["System`", "Global`"]
        self.aliases: dict[str, str] = {}
        self._system = frozenset(system)
        self._names: dict[str, set[str]] = {}
        self._resolved: dict[str, Symbol] = {}

    def resolve(self, written: str) -> Symbol:
        """The symbol that a written name means now; a new name is made in the current context."""
        found = self._resolved.get(written)
        if found is None:
            found = self._resolved[written] = self._resolve(written)
        return found

    def _resolve(self, written: str) -> Symbol:
        if "`" in written:
            full = self.current + written[1:] if written.startswith("`") else self._expand_alias(written)
            return self._created(full)
        for context in (self.current, *self.path):
            if self.exists(context, written):
                return Symbol(context + written)
        return self._created(self.current + written)

    def _expand_alias(self, written: str) -> str:
        first, _, rest = written.partition("`")
        target = self.aliases.get(first + "`")
        return target + rest if target else written

    def _created(self, full: str) -> Symbol:
        context, _, name = full.rpartition("`")
        self._names.setdefault(context + "`", set()).add(name)
        return Symbol(full)

    def exists(self, context: str, name: str) -> bool:
        """Whether the symbol has been created."""
        return (context == "System`" and name in self._system) or name in self._names.get(context, ())

    def names(self) -> list[str]:
        """The full names of all symbols of the session."""
        return ["System`" + name for name in sorted(self._system)] + [
            context + name for context, found in sorted(self._names.items()) for name in sorted(found)]

    def contexts(self) -> list[str]:
        """The contexts that have symbols."""
        return sorted({"System`", *self._names})

    def remove(self, symbol: Symbol) -> None:
        """Forget that a symbol exists."""
        self._names.get(symbol.context, set()).discard(symbol.short)
        self._resolved.clear()

    def switch(self, current: str, path: list[str]) -> None:
        """Change the current context and the path."""
        self.current = current
        self.path = path
        self._resolved.clear()

    def written(self, symbol: Symbol) -> str:
        """The shortest way to write a symbol now."""
        context, name = symbol.context, symbol.short
        if context == self.current or context in self.path:
            first = next((c for c in (self.current, *self.path) if self.exists(c, name)), context)
            return name if first == context else symbol.name
        return name if context == "System`" else symbol.name
