"""Measuring time."""

from __future__ import annotations

import time

from wlnet.expr import Call, Expr, Real, S
from wlnet.kernel.arguments import RealNumber
from wlnet.kernel.attributes import HOLD_ALL, HOLD_FIRST, SEQUENCE_HOLD
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator

_STARTED = time.monotonic()
TRIMMED = 0.25      # the share of the measurements left out at each end


def _pair(seconds: float, value: Expr) -> Call:
    return Call(S.List, Real(seconds), value)


@builtin("Timing", HOLD_ALL | SEQUENCE_HOLD)
def timing(ev: Evaluator, expr: Expr) -> Expr:
    """Timing[expr] evaluates expr and gives {seconds of processor time, value}.

    Source   ref/Timing
    Example  Timing[1 + 1][[2]]  gives  2
    """
    start = time.process_time()
    value = ev(expr)
    return _pair(time.process_time() - start, value)


@builtin("AbsoluteTiming", HOLD_ALL | SEQUENCE_HOLD)
def absolute_timing(ev: Evaluator, expr: Expr) -> Expr:
    """AbsoluteTiming[expr] evaluates expr and gives {seconds that passed, value}.

    Source   ref/AbsoluteTiming
    Example  AbsoluteTiming[1 + 1][[2]]  gives  2
    """
    start = time.perf_counter()
    value = ev(expr)
    return _pair(time.perf_counter() - start, value)


@builtin("RepeatedTiming", HOLD_FIRST | SEQUENCE_HOLD)
def repeated_timing(ev: Evaluator, expr: Expr, seconds: RealNumber = 1.0) -> Expr:
    """RepeatedTiming[expr] evaluates expr again and again for a second and gives {average seconds, value},
    the slowest and fastest quarter left out; RepeatedTiming[expr, t] does so for t seconds.

    Source   ref/RepeatedTiming
    Example  RepeatedTiming[1 + 1, 0.01][[2]]  gives  2
    """
    taken: list[float] = []
    deadline = time.perf_counter() + seconds
    while True:
        start = time.perf_counter()
        value = ev(expr)
        now = time.perf_counter()
        taken.append(now - start)
        if now >= deadline and len(taken) >= 4:
            break
    taken.sort()
    cut = int(len(taken) * TRIMMED)
    kept = taken[cut:len(taken) - cut]
    return _pair(sum(kept) / len(kept), value)


@builtin("SessionTime")
def session_time() -> float:
    """SessionTime[] gives the seconds since the program started.

    Source   ref/SessionTime
    Example  SessionTime[] >= 0  gives  True
    """
    return time.monotonic() - _STARTED


@builtin("TimeUsed")
def time_used() -> float:
    """TimeUsed[] gives the seconds of processor time used so far.

    Source   ref/TimeUsed
    Example  TimeUsed[] > 0  gives  True
    """
    return time.process_time()
