"""A deep stack: evaluations run in a thread whose stack is large, so that recursion ends at `$RecursionLimit`.

The thread that waits keeps receiving Ctrl-C, which it passes on as an abort.
"""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from wlnet.kernel.control import Abort

T = TypeVar("T")

STACK_BYTES = 1 << 30
PYTHON_FRAMES = 2_000_000

_deep = threading.local()


def run_deep(function: Callable[[], T]) -> T:
    """The value of `function()`, run on a deep stack; its exceptions pass through.

    Ctrl-C while it runs raises `Abort` inside it.
    """
    if getattr(_deep, "inside", False):
        return function()
    outcome: dict[str, Any] = {}
    done = threading.Event()        # waiting by join() takes the worker for dead once Ctrl-C has interrupted it

    def body() -> None:
        _deep.inside = True
        try:
            outcome["value"] = function()
        except BaseException as error:  # handed to the waiting thread, which raises it
            outcome["error"] = error
        finally:
            done.set()

    worker = _started(body)
    while not done.is_set():
        try:
            done.wait()
        except KeyboardInterrupt:
            interrupt(worker, Abort)
    if "error" in outcome:
        raise outcome["error"]
    return outcome["value"]  # type: ignore[no-any-return]


def _started(body: Callable[[], None]) -> threading.Thread:
    sys.setrecursionlimit(PYTHON_FRAMES)
    size = STACK_BYTES
    while True:
        previous = threading.stack_size(size)
        try:
            worker = threading.Thread(target=body, daemon=True)
            worker.start()
            return worker
        except (RuntimeError, ValueError):
            if size < 1 << 24:
                raise
            size >>= 1
        finally:
            threading.stack_size(previous)


def interrupt(thread: threading.Thread, flow: type[BaseException]) -> None:
    """Raise `flow` in another thread, at its next step of Python code."""
    if thread.ident is not None:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(flow))
