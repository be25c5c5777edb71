"""A deep stack: evaluations run in a thread whose stack is large, so that recursion ends at `$RecursionLimit`.

The thread that waits keeps receiving Ctrl-C, which it passes on as an abort.
"""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from wlnet.kernel.control import Abort

T = TypeVar("T")

STACK_BYTES = 1 << 30
PYTHON_FRAMES = 2_000_000

_deep = threading.local()
_handlers: dict[int | None, Callable[[], bool]] = {}       # by thread, while each lasts


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
        except BaseException as error:  # noqa: BLE001  (handed to the waiting thread, which raises it)
            outcome["error"] = error
        finally:
            done.set()

    worker = _started(body)
    while not done.is_set():
        try:
            done.wait()
        except KeyboardInterrupt:
            handle = _handlers.get(worker.ident)
            if handle is None or not handle():
                interrupt(worker, Abort)
    if "error" in outcome:
        raise outcome["error"]
    return outcome["value"]  # type: ignore[no-any-return]


class Background(Generic[T]):
    """`function()` on a deep stack in a thread of its own, while the caller does something else.

    Of an evaluation this may be asked only while nothing else is evaluated: an evaluator does one thing at a time.
    """

    def __init__(self, function: Callable[[], T]) -> None:
        self._function = function
        self._outcome: dict[str, Any] = {}
        self._done = threading.Event()
        self._thread = _started(self._body)

    def _body(self) -> None:
        _deep.inside = True
        try:
            self._outcome["value"] = self._function()
        except BaseException as error:  # noqa: BLE001  (handed to whoever asks for the value)
            self._outcome["error"] = error
        finally:
            self._done.set()

    def wait(self) -> None:
        """Wait until the function is over. An interruption of this thread interrupts the function too."""
        try:
            while not self._done.wait(0.05):    # in short stretches, since nothing else lets an interruption in
                pass
        except BaseException:
            interrupt(self._thread, Abort)
            self._done.wait(1.0)
            raise

    def value(self) -> T:
        """What the function gave; its exceptions pass through."""
        self.wait()
        if "error" in self._outcome:
            raise self._outcome["error"]
        return self._outcome["value"]  # type: ignore[no-any-return]


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


@contextmanager
def on_interrupt(handle: Callable[[], bool]) -> Iterator[None]:
    """Inside, Ctrl-C calls `handle` (in the thread that waits) instead of aborting, unless it gives False."""
    here = threading.get_ident()
    before = _handlers.get(here)
    _handlers[here] = handle
    try:
        yield
    finally:
        if before is None:
            del _handlers[here]
        else:
            _handlers[here] = before


def interrupt(thread: threading.Thread, flow: type[BaseException]) -> None:
    """Raise `flow` in another thread, at its next step of Python code."""
    if thread.ident is not None:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(flow))
