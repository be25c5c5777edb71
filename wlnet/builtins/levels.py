"""Level specifications, and walking over the parts of an expression that they name.

Level n holds the parts reached by n indices; level -n those of depth n. Children come before their parents.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from wlnet.expr import Association, Call, Expr, Integer, Packed, S, integer, is_list
from wlnet.kernel.arguments import is_infinity
from wlnet.kernel.messages import Complaint

Path = list[Expr]
Visitor = Callable[[Expr, Path], None]
Change = Callable[[Expr], "Expr | None"]


class Enough(Exception):
    """Raised by a visitor that has seen all it wants."""


@dataclass(frozen=True)
class Levels:
    """From `low` to `high`: levels counted from the top, or depths of parts when negative."""

    low: float
    high: float

    @property
    def needs_depth(self) -> bool:
        return self.low < 0 or self.high < 0

    def include(self, level: int, depth: int) -> bool:
        """Whether a part at this level, of this depth, is meant."""
        low, high = self.low, self.high
        return (level >= low if low >= 0 else depth <= -low) and (level <= high if high >= 0 else depth >= -high)

    def reach(self, level: int) -> bool:
        """Whether parts below this level can be meant."""
        return self.high < 0 or level < self.high


FIRST = Levels(1, 1)
WHOLE = Levels(0, 0)
EVERY = Levels(0, math.inf)
BELOW = Levels(1, math.inf)


def level_spec(expr: Expr, position: int, call: Call) -> Levels:
    """Levels n, {n}, {m, n}, Infinity or All (message level)."""
    if expr is S.All:
        return EVERY
    bounds = [_bound(item) for item in (expr.args if is_list(expr) else (expr,))]
    if not 1 <= len(bounds) <= 2 or None in bounds:
        raise Complaint("level", expr)
    low, high = bounds[0], bounds[-1]
    assert low is not None
    assert high is not None
    return Levels(low if is_list(expr) else 1, high)


def _bound(expr: Expr) -> float | None:
    if isinstance(expr, Integer):
        return expr.value
    return math.inf if is_infinity(expr) else None


LevelSpec = Annotated[Levels, level_spec]


def depth_of(expr: Expr) -> int:
    """`Depth[expr]`: one more than the number of indices needed to reach the deepest part."""
    if isinstance(expr, Packed):
        return expr.array.ndim + 1
    if isinstance(expr, Association):
        return 1 + max(map(depth_of, expr.items.values()), default=0)
    if isinstance(expr, Call):
        return 1 + max(map(depth_of, expr.args), default=1 if not expr.args else 0)
    return 1


def visit(expr: Expr, levels: Levels, action: Visitor, heads: bool = False) -> None:
    """Call `action(part, path)` for each part that the levels mean, innermost first, heads before arguments.

    The path holds positions and, in associations, `Key[k]`; it is one list that changes as the walk goes on.
    """
    try:
        _Walk(levels, action, heads).go(expr, 0)
    except Enough:
        return


class _Walk:
    def __init__(self, levels: Levels, action: Visitor, heads: bool) -> None:
        self.levels = levels
        self.action = action
        self.heads = heads
        self.path: Path = []

    def go(self, expr: Expr, level: int) -> int:
        """Visit a part and what is below; its depth, where that matters."""
        levels = self.levels
        depth = 1
        if isinstance(expr, (Call, Association)):
            if levels.reach(level):
                depth = self.below(expr, level + 1)
            elif levels.needs_depth:
                depth = depth_of(expr)
        if levels.include(level, depth):
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


def change_levels(expr: Expr, levels: Levels, change: Change, heads: bool = False) -> Expr:
    """`expr` with the parts that the levels mean changed, innermost first; the same object when nothing changes.

    `change` gives None for what stays as it is.
    """
    return _Changes(levels, change, heads).go(expr, 0)[0]


class _Changes:
    def __init__(self, levels: Levels, change: Change, heads: bool) -> None:
        self.levels = levels
        self.change = change
        self.heads = heads

    def go(self, expr: Expr, level: int) -> tuple[Expr, int]:
        """The changed part, and the depth that it had."""
        levels = self.levels
        result, depth = expr, 1
        if isinstance(expr, (Call, Association)):
            if levels.reach(level):
                result, depth = self.below(expr, level + 1)
            elif levels.needs_depth:
                depth = depth_of(expr)
        if levels.include(level, depth):
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
