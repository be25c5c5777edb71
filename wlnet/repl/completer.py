"""Completion at the prompt: the names of symbols, by beginning or by capitals (`NTr` for `NetTrain`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

if TYPE_CHECKING:
    from wlnet.session import Session

_NAME = re.compile(r"[A-Za-z$`][A-Za-z0-9$`]*$")


class SymbolCompleter(Completer):
    """Completes the name before the cursor from the symbols of the session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """The names that the text before the cursor can grow into, shortest first."""
        typed = _NAME.search(document.text_before_cursor)
        if typed is None:
            return
        start = typed.group()
        camel = camel_pattern(start)
        found = {short for name in self.session.contexts.names()
                 if (short := name.rpartition("`")[2]).startswith(start) or camel.match(short)}
        for name in sorted(found, key=lambda name: (not name.startswith(start), len(name), name)):
            yield Completion(name, start_position=-len(start))


def camel_pattern(typed: str) -> re.Pattern[str]:
    """`NTr` as a pattern that matches `NetTrain`: small letters may be left out before a capital."""
    parts = re.findall(r"[A-Z$`0-9][a-z]*|[a-z]+", typed)
    return re.compile("[a-z]*".join(map(re.escape, parts)))
