"""Comparing ways to do the same work: short blocks in turn, so that a slow moment slows all of them alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True)
class Timing:
    """Seconds per block of one way, in the order measured."""

    seconds: list[float]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def alternate(ways: Mapping[str, Work], blocks: int, warm_up: int = 1) -> dict[str, Timing]:
    """Run each way `blocks` times, in turn; the first `warm_up` turns do not count."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(blocks + warm_up):
        for name, work in ways.items():
            begin = time.perf_counter()
            work()
            if turn >= warm_up:
                found[name].append(time.perf_counter() - begin)
    return {name: Timing(seconds) for name, seconds in found.items()}


def ratio(of: Timing, to: Timing) -> tuple[float, float, float]:
    """How many times faster `of` is than `to`: median over the turns, and the quartiles."""
    ratios = [slow / fast for fast, slow in zip(of.seconds, to.seconds, strict=True)]
    if len(ratios) < 2:
        return ratios[0], ratios[0], ratios[0]
    low, middle, high = statistics.quantiles(ratios, n=4, method="inclusive")
    return middle, low, high


def report(what: str, timings: Mapping[str, Timing], ours: str, amount: float, unit: str) -> float:
    """Print the rate of each way and how many times faster `ours` is than the best of the others; that ratio."""
    print(what)
    for name, timing in timings.items():
        print(f"  {name:<28} {amount / timing.median:10,.0f} {unit}/s")
    best = min((name for name in timings if name != ours), key=lambda name: timings[name].median)
    middle, low, high = ratio(timings[ours], timings[best])
    print(f"  {ours} / {best}: {middle:.2f} times (quartiles {low:.2f} to {high:.2f})")
    return middle
