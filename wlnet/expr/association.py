"""Associations: ordered maps from expressions to expressions."""

from __future__ import annotations

from collections.abc import Iterable

from wlnet.expr.base import Expr
from wlnet.expr.call import Call
from wlnet.expr.symbols import S, Symbol


class Association(Expr):
    """`<|key -> value, ...|>`: an ordered dictionary, keys compared by `SameQ`.

    `delayed` holds the keys given with `:>`, whose values are evaluated when looked up.
    `args` are its rules. The dictionary must not be changed by anyone who is not its only owner.
    """

    __slots__ = ("items", "delayed", "stamp")

    def __init__(self, items: dict[Expr, Expr], delayed: frozenset[Expr] = frozenset()) -> None:
        self.items = items
        self.delayed = delayed
        self.stamp: object = None

    @property
    def head(self) -> Symbol:
        return S.Association

    @property
    def args(self) -> tuple[Expr, ...]:
        return tuple(self.rule(key) for key in self.items)

    def rule(self, key: Expr) -> Call:
        """The entry of `key` as a rule."""
        return Call(S.RuleDelayed if key in self.delayed else S.Rule, key, self.items[key])

    def with_values(self, values: Iterable[Expr]) -> Association:
        """The same keys with other values, in order."""
        return Association(dict(zip(self.items, values)))

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return (isinstance(other, Association) and len(self.items) == len(other.items)
                and self.delayed == other.delayed and list(self.items.items()) == list(other.items.items()))

    def __hash__(self) -> int:
        return hash(("Association", tuple(self.items.items())))

    def __repr__(self) -> str:
        return f"<|{', '.join(f'{key!r} -> {value!r}' for key, value in self.items.items())}|>"
