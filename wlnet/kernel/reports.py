"""Where messages and printed text go, and how expressions are written.

`sink` receives what is printed as `(kind, text)` with kind "print" or "message", in order;
kind "text" is a piece of a line, which `WriteString` prints.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from wlnet.expr import Call, Expr, Object, Packed, S, String, Symbol, integer, length
from wlnet.kernel.messages import GENERAL
from wlnet.syntax import describe, short_name

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

Sink = Callable[[str, str], None]
Formatter = Callable[["Evaluator", Expr, str], str]

Hushed = Callable[[Symbol, str], bool]
Watched = list[Call]
# what is around an evaluation, outermost first: a `Quiet` says which messages it hushes, a `Check` collects those
# that no `Quiet` within it has hushed
Scope = Hushed | Watched

OFF_BY_DEFAULT = {("General", "newsym"), ("General", "newl")}
STOP_AFTER = 3
LONGEST_DETAIL = 300


class Reports:
    """The messages and printed lines of a session."""

    def __init__(self, formatter: Formatter, sink: Sink) -> None:
        self.format = formatter
        self.sink = sink
        self.scopes: list[Scope] = []
        self.off: set[tuple[str, str]] = set(OFF_BY_DEFAULT)
        self.counts: Counter[tuple[str, str]] = Counter()
        self.issued: list[Call] = []

    def begin(self) -> None:
        """Start a new input: messages count anew towards `General::stop`."""
        self.counts.clear()
        self.issued = []

    def write(self, text: str) -> None:
        """Print a line."""
        self.sink("print", text)

    def message(self, ev: Evaluator, symbol: Symbol, tag: str, details: tuple[Expr, ...]) -> None:
        """Issue `symbol::tag`, unless it is off or quieted; after three of a kind, say that it stops."""
        key = (symbol.name, tag)
        if key in self.off or (symbol.short, tag) in self.off or ("General", tag) in self.off:
            return
        name = Call(S.MessageName, symbol, String(tag))
        if self._hushed(name, symbol, tag):
            return
        self.counts[key] += 1
        stops = ("General", "stop") not in self.off
        if stops and self.counts[key] > STOP_AFTER:
            return
        self.issued.append(Call(S.HoldForm, name))
        self.sink("message", f"{ev.contexts.written(symbol)}::{tag}: {self.text(ev, symbol, tag, details)}")
        if stops and self.counts[key] == STOP_AFTER:
            stopped = GENERAL["stop"].replace("`1`", f"{ev.contexts.written(symbol)}::{tag}")
            self.sink("message", f"General::stop: {stopped}")

    def _hushed(self, name: Call, symbol: Symbol, tag: str) -> bool:
        """Whether a `Quiet` around hushes a message; a `Check` learns of it unless that `Quiet` lies within."""
        for scope in reversed(self.scopes):
            if isinstance(scope, list):
                scope.append(name)
            elif scope(symbol, tag):
                return True
        return False

    def text(self, ev: Evaluator, symbol: Symbol, tag: str, details: tuple[Expr, ...]) -> str:
        """The text of a message with its details put in."""
        template = message_template(ev, symbol, tag)
        if template is None:
            return "-- Message text not found --" + "".join(
                f" ({self.format(ev, detail, 'OutputForm')})" for detail in details)
        return fill(template, [shortened(self._detail(ev, detail)) for detail in details])

    def _detail(self, ev: Evaluator, detail: Expr) -> str:
        """A detail on one line: what is drawn as a table elsewhere (a net) is only named here."""
        if isinstance(detail, Object):
            return describe(detail.value, "OutputLine", short_name(detail.head))
        return self.format(ev, abridged(detail), "OutputForm")


def message_template(ev: Evaluator, symbol: Symbol, tag: str) -> str | None:
    """The text of `symbol::tag`, or else of `General::tag`."""
    for owner in (symbol, S.General):
        texts = ev.definition(owner).messages
        text = texts.get(tag) if texts else None
        if isinstance(text, String):
            return text.value
    return GENERAL.get(tag)


def abridged(expr: Expr, parts: int = 40, depth: int = 8) -> Expr:
    """The expression with what is too long or too deep to show replaced by `<<n>>`, the number of elements left out."""
    if isinstance(expr, String) and len(expr.value) > LONGEST_DETAIL:
        return String(shortened(expr.value))
    if not isinstance(expr, Call):
        return expr
    count = length(expr)
    if depth == 0:
        return Call(S.Skeleton, integer(count))
    if count > parts:
        expr = _ends(expr, count, parts // 4)
    elif isinstance(expr, Packed) and expr.array.ndim == 1:
        return expr
    return Call(abridged(expr.head, parts, depth - 1), *(abridged(arg, parts, depth - 1) for arg in expr.args))


def _ends(expr: Call, count: int, kept: int) -> Call:
    if isinstance(expr, Packed):
        first, last = Packed(expr.array[:kept]).args, Packed(expr.array[-kept:]).args
    else:
        first, last = expr.args[:kept], expr.args[-kept:]
    return Call(expr.head, *first, Call(S.Skeleton, integer(count - 2 * kept)), *last)


def shortened(text: str) -> str:
    """A detail of a message, its middle left out when it is long."""
    if len(text) <= LONGEST_DETAIL:
        return text
    half = LONGEST_DETAIL // 2
    return f"{text[:half]} <<{len(text) - 2 * half}>> {text[-half:]}"


def fill(template: str, details: list[str]) -> str:
    """A template with `1`, `2` ... and `` replaced by the details."""
    pieces = template.split("`")
    out, following = [pieces[0]], 0
    for index in range(1, len(pieces)):
        if index % 2 == 0:
            out.append(pieces[index])
            continue
        number = int(pieces[index]) if pieces[index].isdigit() else following + 1 if not pieces[index] else 0
        following = number
        out.append(details[number - 1] if 0 < number <= len(details) else f"`{pieces[index]}`")
    return "".join(out)
