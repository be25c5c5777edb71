"""Non-local flow: what unwinds the evaluator. None of these is an error of ours.

`Return[x]` is not among them: it is an inert value which sequences, loops and function bodies look for; only
`Return[x, h]`, which ends the nearest enclosing h, unwinds.
"""

from __future__ import annotations

from wlnet.expr import Expr


class Flow(BaseException):
    """Base of everything that unwinds an evaluation on purpose."""


class Abort(Flow):
    """`Abort[]`, Ctrl-C, or the end of a time or memory limit."""


class Thrown(Flow):
    """`Throw[value, tag, function]` on its way to a `Catch`. `tag` is None for `Throw[value]`."""

    def __init__(self, value: Expr, tag: Expr | None = None, function: Expr | None = None) -> None:
        super().__init__()
        self.value = value
        self.tag = tag
        self.function = function


class BreakLoop(Flow):
    """`Break[]`."""


class ContinueLoop(Flow):
    """`Continue[]`."""


class ReturnTo(Flow):
    """`Return[value, place]` on its way to the nearest `Module`, `Do`, ... that `place` names."""

    def __init__(self, value: Expr, place: Expr) -> None:
        super().__init__()
        self.value = value
        self.place = place

    def ends(self, place: Expr) -> Expr:
        """The value, for the construct that it has reached; goes on when that is not the one it names."""
        if self.place is not place:
            raise self
        return self.value


class GotoLabel(Flow):
    """`Goto[tag]` on its way to the `CompoundExpression` with `Label[tag]`."""

    def __init__(self, tag: Expr) -> None:
        super().__init__()
        self.tag = tag


class Quit(Flow):
    """`Quit[code]`: end the session."""

    def __init__(self, code: int = 0) -> None:
        super().__init__()
        self.code = code


class NoMatch(Flow):
    """A condition inside the body of a rule's `Module`, `With` or `Block` failed: the rule does not apply."""
