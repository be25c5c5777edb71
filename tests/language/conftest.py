"""How the tables of this room read: lines `source  gives  text`, the text being what `wlnet -code source` prints.

Printed lines stand before the result, a line end within the text as `⏎`. What messages must appear follows as
`  with  Power::infy, ...`; where nothing follows there must be none. Lines in `(* *)` group the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from wlnet.session import Session


def rows(text: str) -> Iterator[tuple[str, str, str]]:
    """The rows of a table: source, text, names of messages."""
    for line in text.splitlines():
        if line.strip() and not (line.startswith("(*") and line.endswith("*)")):
            source, gives, rest = line.partition("  gives  ")
            assert gives, f"a row without a result: {line}"
            text, _, names = rest.partition("  with  ")
            yield source.strip(), text.strip("\n"), names.strip()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for a `row` is run for each row of its module's `ROWS`."""
    if "row" in metafunc.fixturenames:
        table = list(rows(metafunc.module.ROWS))
        metafunc.parametrize("row", table, ids=[source for source, _, _ in table])


def answer(source: str) -> tuple[str, str]:
    """What `wlnet -code source` prints, and the names of the messages."""
    session = Session(seed=1)
    outcome = session.evaluate(source)
    printed = [*outcome.prints, session.format(outcome.expression, "ScriptForm")]
    names = [message.split(": ")[0] for message in outcome.messages]
    return "\n".join(printed).replace("\n", "⏎"), ", ".join(names)


@pytest.fixture
def check() -> Callable[[tuple[str, str, str]], None]:
    """Compares a row with what a new session answers."""
    def compare(row: tuple[str, str, str]) -> None:
        source, text, names = row
        assert answer(source) == (text, names)
    return compare
