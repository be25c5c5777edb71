"""What a compiled string pattern can do: the matches it finds, and in which ways they are looked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from wlnet.expr import Symbol

Names = dict[Symbol | int, str]


class Found(NamedTuple):
    """A match: where (from 0), what the names and the numbered groups hold, and which of the patterns it
    was."""

    start: int
    end: int
    names: Names
    which: int


class CompiledPattern:
    """One or several string patterns, ready to search."""

    has_groups = False          # whether the patterns bind names or have numbered groups
    regex: re.Pattern[str] | None = None

    def __init__(self, count: int) -> None:
        self.count = count

    def search(self, text: str, start: int) -> Found | None:
        """The leftmost match that begins at `start` or later."""
        raise AssertionError("a compiled pattern defines search")

    def fullmatch(self, text: str) -> Found | None:
        """The match of the whole text."""
        raise AssertionError("a compiled pattern defines fullmatch")

    def matches_at(self, text: str, start: int) -> Iterator[Found]:
        """The matches that begin at `start`, one for each end, the preferred first."""
        raise AssertionError("a compiled pattern defines matches_at")

    def find(self, text: str) -> Iterator[Found]:
        """The matches from left to right, none overlapping another."""
        start, size = 0, len(text)
        while start <= size:
            found = self.search(text, start)
            if found is None:
                return
            yield found
            start = found.end if found.end > found.start else found.end + 1

    def overlapping(self, text: str, every: bool) -> Iterator[Found]:
        """The match at each place where there is one; all matches at each place, if `every`."""
        start = 0
        while start <= len(text):
            found = self.search(text, start)
            if found is None:
                return
            if every:
                yield from self.matches_at(text, found.start)
            else:
                yield found
            start = found.start + 1
