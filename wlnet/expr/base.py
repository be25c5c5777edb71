"""The base classes of expressions."""

from __future__ import annotations


class Expr:
    """An expression. `head` is its head; `args` its arguments (none, for an atom).

    Comparing two expressions with `==` is `SameQ`; every expression can be a dictionary key.
    """

    __slots__ = ()

    @property
    def head(self) -> Expr:
        raise AssertionError("every kind of expression has a head")

    @property
    def args(self) -> tuple[Expr, ...]:
        return ()


class Atom(Expr):
    """An expression without arguments."""

    __slots__ = ()
