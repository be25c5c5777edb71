"""Walking over the parts of an expression that a level specification names, each depth measured once.

Children come before their parents. `levels.walk` does the same as an iterator; here a long list costs a call a part.
"""

from __future__ import annotations

from collections.abc import Callable

from wlnet.builtins.levels import INFINITE, LevelRange
from wlnet.builtins.structure import depth as depth_of
from wlnet.expr import Association, Call, Expr, S, integer

Path = list[Expr]
Visitor = Callable[[Expr, Path], None]
Change = Callable[[Expr], "Expr | None"]

FIRST = LevelRange(1, 1)
WHOLE = LevelRange(0, 0)
EVERY = LevelRange(0, INFINITE)
BELOW = LevelRange(1, INFINITE)


class Enough(Exception):
    """Raised by a visitor that has seen all it wants."""


def _include(levels: LevelRange, level: int, depth: int) -> bool:
    """Whether a part at this level, of this depth, is meant."""
    low, high = levels
    return (level >= low if low >= 0 else depth <= -low) and (level <= high if high >= 0 else depth >= -high)


def _needs_depth(levels: LevelRange) -> bool:
    return levels.low < 0 or levels.high < 0


def visit(expr: Expr, levels: LevelRange, action: Visitor, heads: bool = False) -> None:
    """Call `action(part, path)` for each part that the levels mean, innermost first, heads before arguments.

    The path holds positions and, in associations, `Key[k]`; it is one list that changes as the walk goes on.
    """
    try:
        _Walk(levels, action, heads).go(expr, 0)
    except Enough:
        return


class _Walk:
    def __init__(self, levels: LevelRange, action: Visitor, heads: bool) -> None:
        self.levels = levels
        self.action = action
        self.heads = heads
        self.path: Path = []

    def go(self, expr: Expr, level: int) -> int:
        """Visit a part and what is below; its depth, where that matters."""
        levels = self.levels
        depth = 1
        if isinstance(expr, (Call, Association)):
            if levels.goes_below(level):
                depth = self.below(expr, level + 1)
            elif _needs_depth(levels):
                depth = depth_of(expr)
        if _include(levels, level, depth):
            self.action(expr, self.path)
        return depth

    def below(self, expr: Call | Association, level: int) -> int:
        deepest = 1
        path = self.path
        path.append(integer(0))
        if isinstance(expr, Association):
            for key, value in expr.items.items():
                path[-1] = Call(S.Key, key)
                deepest = max(deepest, self.go(value, level))
        else:
            if self.heads:
                self.go(expr.head, level)
            for place, arg in enumerate(expr.args, 1):
                path[-1] = integer(place)
                deepest = max(deepest, self.go(arg, level))
        path.pop()
        return 1 + deepest


def change_levels(expr: Expr, levels: LevelRange, change: Change, heads: bool = False) -> Expr:
    """`expr` with the parts that the levels mean changed, innermost first; the same object when nothing
    changes.

    `change` gives None for what stays as it is.
    """
    return _Changes(levels, change, heads).go(expr, 0)[0]


class _Changes:
    def __init__(self, levels: LevelRange, change: Change, heads: bool) -> None:
        self.levels = levels
        self.change = change
        self.heads = heads

    def go(self, expr: Expr, level: int) -> tuple[Expr, int]:
        """The changed part, and the depth that it had."""
        levels = self.levels
        result, depth = expr, 1
        if isinstance(expr, (Call, Association)):
            if levels.goes_below(level):
                result, depth = self.below(expr, level + 1)
            elif _needs_depth(levels):
                depth = depth_of(expr)
        if _include(levels, level, depth):
            changed = self.change(result)
            return (result if changed is None else changed), depth
        return result, depth

    def below(self, expr: Call | Association, level: int) -> tuple[Expr, int]:
        parts = tuple(expr.items.values()) if isinstance(expr, Association) else expr.args
        head = self.go(expr.head, level)[0] if self.heads and isinstance(expr, Call) else expr.head
        changed = [self.go(part, level) for part in parts]
        depth = 1 + max((found[1] for found in changed), default=1)
        if head is expr.head and all(found[0] is part for found, part in zip(changed, parts)):
            return expr, depth
        if isinstance(expr, Association):
            return Association(dict(zip(expr.items, (found[0] for found in changed))), expr.delayed), depth
        return Call(head, *(found[0] for found in changed)), depth
