"""What applying, taking parts of, or measuring a Python value inside an expression means.

Higher rooms register their classes: `@apply_object.register`. The kernel knows nothing of nets or images.
"""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Any

from wlnet.expr import Call, Expr, Object

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


@singledispatch
def apply_object(value: Any, ev: Evaluator, owner: Object, call: Call) -> Expr | None:
    """The value of `owner[args...]` (that is `call`), arguments evaluated; None: the call stays as it is."""
    return None


@singledispatch
def part_of(value: Any, ev: Evaluator, owner: Object, spec: tuple[Expr, ...]) -> Expr | None:
    """The value of `owner[[spec...]]`; None when the object has no such parts."""
    return None


@singledispatch
def length_of(value: Any) -> int:
    """`Length[owner]`: 0 for what has no parts."""
    return 0


@singledispatch
def normal_of(value: Any) -> Expr | None:
    """`Normal[owner]`: the object as ordinary expressions; None when it has no such form."""
    return None


@singledispatch
def information_of(value: Any, ev: Evaluator, owner: Object, prop: Expr | None) -> Expr | None:
    """`Information[owner]` or `Information[owner, prop]`; None when there is nothing to tell."""
    return None


@singledispatch
def options_of(value: Any) -> list[Expr]:
    """`Options[owner]`, as rules: the options of applying the object."""
    return []
