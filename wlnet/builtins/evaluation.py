"""Looking at the evaluation: the stack, traces, limits of memory and time."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from wlnet.builtins.matching import matcher_of
from wlnet.expr import Call, Expr, Real, S, Symbol, is_call
from wlnet.kernel.attributes import HOLD_ALL
from wlnet.kernel.builtin import builtin
from wlnet.kernel.control import Abort
from wlnet.kernel.definitions import Definition
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint
from wlnet.kernel.stack import interrupt

# ---- stack and trace ----------------------------------------------------------------------------------------------

_STEPS = Evaluator._evaluate_call.__code__


def expressions_under_way() -> list[Expr]:
    """The calls being evaluated, outermost first. Python's own frames know them, so that evaluation pays
    nothing."""
    found = []
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code is _STEPS:
            found.append(frame.f_locals["expr"])
        frame = frame.f_back
    return found[::-1]


@builtin("Stack")
def stack(ev: Evaluator, form: Expr | None = None) -> list[Expr]:
    """Stack[] lists the heads of the calls that are being evaluated, outermost first; Stack[form] the calls
    that match form, each in HoldForm.

    Source   ref/Stack
    Example  f[g[Stack[]]]  gives  f[g[{f, g}]]
    """
    calls = expressions_under_way()[:-1]
    if form is None:
        return [call.head for call in calls]
    matcher = matcher_of(ev, form)
    return [Call(S.HoldForm, call) for call in calls if matcher.test(call, {}, ev)]


class Tracer(Evaluator):
    """An evaluator that notes the forms which expressions take on the way to their values."""

    chain: list[Any]
    as_given: Call = Call(S.List)

    def _evaluate_call(self, expr: Call) -> Expr:
        return self._noted(expr, lambda: super(Tracer, self)._evaluate_call(expr))

    def _evaluate_symbol(self, symbol: Symbol, definition: Definition) -> Expr:
        def run() -> Expr:
            self.chain.append(symbol)
            value = super(Tracer, self)._evaluate_symbol(symbol, definition)
            if len(self.chain) > 1 and isinstance(self.chain[-1], list):
                self.chain += self.chain.pop()
            elif value is symbol:
                self.chain.pop()
            return value
        return self._noted(symbol, run)

    def _noted(self, expr: Expr, run: Callable[[], Expr]) -> Expr:
        outer, mine = self.chain, list[Any]()
        self.chain = mine
        try:
            value = run()
        finally:
            self.chain = outer
            if mine:
                outer.append(mine)
        if not mine and value != expr:
            mine.append(expr)
            outer.append(mine)
        if mine and mine[-1] != value:
            mine.append(value)
        return value

    def _evaluate_arguments(self, expr: Call, attributes: int) -> tuple[Call, Call | None]:
        found = super()._evaluate_arguments(expr, attributes)
        self.as_given = found[0]
        return found

    def _apply_rules(self, expr: Call, definition: Definition, attributes: int) -> Expr | None:
        shown = self.as_given
        if shown.head != expr.head or sorted(map(id, shown.args)) != sorted(map(id, expr.args)):
            shown = expr
        place = len(self.chain)
        result = super()._apply_rules(expr, definition, attributes)
        if result is not None and not (place and self.chain[place - 1] == shown):
            self.chain.insert(place, shown)
        return result


@contextmanager
def _tracing(ev: Evaluator) -> Iterator[list[Any]]:
    """Let the evaluator note what it does. Its class changes meanwhile, so that evaluation without a trace
    pays nothing."""
    kind, compiler = type(ev), ev.compiler
    ev.__class__ = Tracer
    ev.compiler = None
    before = getattr(ev, "chain", None)
    chain: list[Any] = []
    ev.chain = chain  # type: ignore[attr-defined]
    ev.changed()
    try:
        yield chain
    finally:
        ev.__class__ = kind
        ev.compiler = compiler
        ev.chain = before  # type: ignore[attr-defined]


@builtin("Trace", HOLD_ALL)
def trace(ev: Evaluator, expr: Expr, form: Expr | None = None) -> Expr:
    """Trace[expr] lists the forms that expr and its parts take on the way to its value, each in HoldForm;
    lists within belong to parts. Trace[expr, form] keeps those that match form.

    Source   ref/Trace
    Example  x = 3; Trace[x + 1]  gives  {{x, 3}, 3 + 1, 4}
    """
    with _tracing(ev) as chain:
        ev(expr)
    steps = chain[0] if chain else []
    if form is None:
        return _as_list(steps)
    matcher = matcher_of(ev, form)
    return _as_list(_filtered(steps, lambda item: matcher.test(item, {}, ev)))


def _filtered(steps: list[Any], wanted: Callable[[Expr], bool]) -> list[Any]:
    kept = [_filtered(item, wanted) if isinstance(item, list) else item for item in steps]
    return [item for item in kept if (item if isinstance(item, list) else wanted(item))]


def _as_list(steps: list[Any]) -> Expr:
    return Call(S.List, *(_as_list(item) if isinstance(item, list) else Call(S.HoldForm, item) for item in steps))


# ---- limits -------------------------------------------------------------------------------------------------------

@builtin("TimeRemaining")
def time_remaining(ev: Evaluator) -> Expr:
    """TimeRemaining[] gives the seconds left to the nearest enclosing TimeConstrained; Infinity when there
    is none.

    Source   ref/TimeRemaining
    Example  TimeRemaining[]  gives  Infinity
    """
    deadlines: list[float] = ev.state.get("deadlines", [])
    return Real(min(deadlines) - time.monotonic()) if deadlines else S.Infinity


class MemoryUp(Abort):
    """The limit of a `MemoryConstrained` is reached."""


def memory_in_use() -> int:
    """The bytes that this process holds in memory now (its maximum so far, where the system does not say)."""
    import resource  # not on every system, and only needed here

    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


WATCH_EVERY = 0.02  # seconds between looks at the memory


@contextmanager
def _memory_watch(limit: int) -> Iterator[None]:
    here, over = threading.current_thread(), threading.Event()
    start = memory_in_use()

    def watch() -> None:
        while not over.wait(WATCH_EVERY):
            if memory_in_use() - start > limit:
                interrupt(here, MemoryUp)
                return
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


@builtin("MemoryConstrained", HOLD_ALL, messages={
    "memc": "Memory constraint `1` is not a positive number or Infinity."})
def memory_constrained(ev: Evaluator, expr: Expr, limit: Expr, otherwise: Expr = S["$Aborted"]) -> Expr:
    """MemoryConstrained[expr, b] gives the value of expr, or $Aborted (or the third argument) when
    evaluating it takes more than b bytes.

    Source   ref/MemoryConstrained
    Example  MemoryConstrained[1 + 1, 10^9]  gives  2
    """
    allowed = ev(limit)
    if allowed is S.Infinity or is_call(allowed, S.DirectedInfinity):
        return ev(expr)
    value = getattr(allowed, "value", None)
    if isinstance(value, str) or value is None or value <= 0:
        raise Complaint("memc", allowed)
    depth = ev.depth
    try:
        with _memory_watch(int(value)):
            return ev(expr)
    except (MemoryUp, MemoryError):
        ev.depth = depth
        return otherwise
