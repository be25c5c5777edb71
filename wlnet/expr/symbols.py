"""Symbols: interned names. A symbol is its full name; values live in a session's definitions."""

from __future__ import annotations

from wlnet.expr.base import Atom


class Symbol(Atom):
    """A symbol, one object per full name (``"System`Plus"``), so that identity is equality."""

    __slots__ = ("name",)

    name: str
    _interned: dict[str, Symbol] = {}

    def __new__(cls, name: str) -> Symbol:
        found = cls._interned.get(name)
        if found is None:
            found = object.__new__(cls)
            found.name = name
            cls._interned[name] = found
        return found

    @property
    def head(self) -> Symbol:
        return S.Symbol

    @property
    def short(self) -> str:
        """The name without its context."""
        return self.name.rpartition("`")[2]

    @property
    def context(self) -> str:
        """The context, with its final backquote."""
        return self.name[: self.name.rindex("`") + 1]

    def __repr__(self) -> str:
        return self.short

    def __reduce__(self) -> tuple[type[Symbol], tuple[str]]:
        return Symbol, (self.name,)


class SystemSymbols:
    """`S.Plus` is the symbol ``System`Plus``; `S["$Failed"]` serves names that Python cannot spell."""

    def __getattr__(self, name: str) -> Symbol:
        symbol = Symbol("System`" + name)
        setattr(self, name, symbol)
        return symbol

    def __getitem__(self, name: str) -> Symbol:
        return Symbol("System`" + name)


S = SystemSymbols()
TRUE, FALSE, NULL = S["True"], S["False"], S.Null
