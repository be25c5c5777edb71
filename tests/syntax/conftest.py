"""How the tests of this room read: names that begin with a capital letter are in System`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wlnet.expr import Expr, S, Symbol
from wlnet.syntax import global_symbol, parse


def resolve(name: str) -> Symbol:
    """System` for names with a capital letter or $, Global` for others."""
    return S[name] if "`" not in name and (name[0].isupper() or name[0] == "$") else global_symbol(name)


@pytest.fixture
def read() -> Callable[[str], Expr]:
    """Reads a text of one statement."""

    def reader(text: str) -> Expr:
        (expr,) = parse(text, resolve)
        return expr

    return reader


@pytest.fixture
def read_all() -> Callable[[str], list[Expr]]:
    """Reads all statements of a text."""
    return lambda text: parse(text, resolve)
