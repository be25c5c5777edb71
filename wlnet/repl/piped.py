"""The prompt over a pipe: inputs from standard input, a transcript on standard output."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from wlnet.repl.transcript import input_prompt, output_lines
from wlnet.syntax import is_complete

if TYPE_CHECKING:
    from wlnet.session import Session


def run_piped(session: Session, source: TextIO, out: TextIO) -> int:
    """Evaluate the inputs of a pipe one by one, as lines complete them, and write the transcript."""
    pending = ""
    for line in source:
        pending += line
        if pending.strip() and not is_complete(pending):
            continue
        _run(session, pending, out)
        pending = ""
    _run(session, pending, out)
    return 0


def _run(session: Session, text: str, out: TextIO) -> None:
    if not text.strip():
        return
    print(f"{input_prompt(session.line)}{text.strip()}", file=out, flush=True)
    for outcome in session.outcomes(text):
        shown = output_lines(session, outcome)
        if shown:
            print(f"\n{shown}\n", file=out, flush=True)
