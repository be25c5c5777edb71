"""Batches made ahead of their time, while torch computes with the one before."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from os import cpu_count
from typing import Any, TypeVar

T = TypeVar("T")

DEPTH = 2           # batches that wait, so that memory stays bounded
READERS = 8         # files that are read at a time, at most


def ahead(items: Iterator[T], depth: int = DEPTH) -> Iterator[T]:
    """The same items in the same order, made in a background thread, `depth` of them ahead.

    An exception comes where the item would have come. Whoever stops early stops the thread.
    """
    end: Any = object()
    worker = ThreadPoolExecutor(1, "wlnet-ahead")
    try:
        waiting = deque(worker.submit(next, items, end) for _ in range(depth))
        while (found := waiting.popleft().result()) is not end:
            waiting.append(worker.submit(next, items, end))
            yield found
    finally:
        worker.shutdown(wait=True, cancel_futures=True)


@cache
def readers() -> ThreadPoolExecutor:
    """The threads that read files: decoding images leaves Python's lock to others for most of its time."""
    return ThreadPoolExecutor(min(READERS, (cpu_count() or 1) + 1), "wlnet-read")


def reading(function: Callable[[Any], T], items: Iterable[Any]) -> Iterable[T]:
    """Like `map`, with several files at a time."""
    return readers().map(function, items)
