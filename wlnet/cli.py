"""The command line: `wlnet FILE [args]`, `wlnet -code EXPR`, or `wlnet` alone for the prompt.

Options are those of wolframscript where it has them. A script's first line may give options too:
`#!/usr/bin/env -S wlnet -print all`. They hold however the script is started.

Exit status: n of `Quit[n]`; 2 when the text has a syntax error or the file cannot be read; 3 after an uncaught abort;
with `--strict`, 1 when any message was issued; else 0.

`torchrun --nproc-per-node 2 -m wlnet train.wl` runs the script in several processes, which share the work of NetTrain;
only the first one prints.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from wlnet import __version__
from wlnet.backend.parallel_launch import is_torchrun, leads

if TYPE_CHECKING:
    from wlnet.session import Outcome, Session

SYNTAX_ERROR, ABORTED, COMPLAINED = 2, 3, 1

_FORMS = ("OutputForm", "InputForm", "FullForm", "ScriptForm")


def parser() -> argparse.ArgumentParser:
    """The options of the command line."""
    found = argparse.ArgumentParser(
        prog="wlnet", allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="An interpreter of the Wolfram Language whose neural nets run on PyTorch.\n"
                    "With a file, run it; with -code, evaluate text; alone, show a prompt.")
    found.add_argument("file", nargs="?", help="a script (.wl, .wls, .m); what follows it is $ScriptCommandLine")
    found.add_argument("args", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    found.add_argument("-code", "-c", action="append", metavar="EXPR", help="evaluate EXPR and print its value")
    found.add_argument("-file", "-f", "-script", dest="script", metavar="FILE", help="run FILE")
    found.add_argument("-print", dest="printing", nargs="?", const="last", choices=("last", "all"),
                       help="print the last value of a script, or all of them")
    found.add_argument("-format", dest="form", choices=_FORMS, default="ScriptForm", help="how values are printed")
    found.add_argument("-timeout", type=float, metavar="SECONDS", help="abort an input that takes longer")
    found.add_argument("--messages", choices=("stdout", "stderr"), default="stdout", help="where messages go")
    found.add_argument("--strict", action="store_true", help="exit with status 1 when any message was issued")
    found.add_argument("--debug", action="store_true", help="show the Python traceback of internal errors")
    found.add_argument("-version", "--version", action="version", version=f"wlnet {__version__}")
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words and words[0].startswith("-") and " " in words[0] and not words[0].startswith("-code"):
        words[:1] = shlex.split(words[0])  # an interpreter line passes its options as one word
    options = parser().parse_args(words)
    path = options.script or options.file
    if path is not None:
        options = parser().parse_args([*interpreter_options(path), *words])
    try:
        return _run(options, path)
    except BrokenPipeError:
        sys.stdout = _nowhere()     # the reader has gone; so does what is still buffered
        return 0
    except KeyboardInterrupt:
        return 130


def interpreter_options(path: str) -> list[str]:
    """The options that a script's `#!` line gives after the name of this program."""
    try:
        with Path(path).open(encoding="utf-8", errors="replace") as file:
            first = file.readline()
    except OSError:
        return []
    words = first[2:].split() if first.startswith("#!") else []
    names = [i for i, word in enumerate(words) if Path(word).name in ("wlnet", "wolframscript")]
    return words[names[0] + 1:] if names else []


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _run(options: argparse.Namespace, path: str | None) -> int:
    from wlnet import session as sessions
    from wlnet.kernel.control import Quit

    if options.debug:
        sessions.on_internal_error = sessions.show_traceback
    if not leads():
        sys.stdout = _nowhere()
    out: TextIO = sys.stdout
    messages: TextIO = sys.stderr if options.messages == "stderr" and leads() else sys.stdout

    def show(kind: str, text: str) -> None:
        end = "" if kind == "text" else "\n"
        print(text, end=end, file=messages if kind == "message" else out, flush=True)

    session = sessions.Session(show)
    if is_torchrun() and not _meet(session):
        return ABORTED
    rest = options.args if options.script is None or options.file is None else [options.file, *options.args]
    session.set_command_line(sys.argv, path, rest)
    try:
        if options.code:
            return _status(options, *_code(session, options, options.code))
        if path is not None:
            return _status(options, *_script(session, options, path))
        if not sys.stdin.isatty():
            from wlnet.repl.piped import run_piped
            return run_piped(session, sys.stdin, out)
        from wlnet.repl.app import run_prompt
        return run_prompt(session)
    except Quit as end:
        return end.code


def _meet(session: Session) -> bool:
    """Give all processes that torchrun has started the same random numbers: they must make the same nets and data."""
    from wlnet.backend.parallel import WorkerLost, shared_seed
    try:
        session.seed(shared_seed())
    except WorkerLost as lost:
        print(f"wlnet: the processes cannot reach each other: {lost.reason}", file=sys.stderr)
        return False
    return True


def _status(options: argparse.Namespace, failed: bool, aborted: bool, complained: bool) -> int:
    if failed:
        return SYNTAX_ERROR
    if aborted:
        return ABORTED
    return COMPLAINED if options.strict and complained else 0


def _code(session: Session, options: argparse.Namespace, texts: list[str]) -> tuple[bool, bool, bool]:
    """Evaluate each text and print its value (Null too)."""
    failed = aborted = complained = False
    for text in texts:
        outcomes = list(_limited(session, text, options.timeout))
        for outcome in outcomes:
            failed |= outcome.problem is not None
            aborted |= is_aborted(outcome)
            complained |= bool(outcome.messages)
        if outcomes and outcomes[-1].problem is None:
            print(session.format(outcomes[-1].expression, options.form), flush=True)
    return failed, aborted, complained


def _script(session: Session, options: argparse.Namespace, path: str) -> tuple[bool, bool, bool]:
    """Run a file, printing values as `-print` says."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        print(f"wlnet: cannot read {path}: {error.strerror}", file=sys.stderr)
        return True, False, False
    except UnicodeDecodeError:
        text = Path(path).read_text(encoding="latin-1")
    from wlnet.expr import NULL
    failed = aborted = complained = False
    last: Outcome | None = None
    with session.reading(Path(path)):
        for outcome in _limited(session, text, options.timeout):
            failed |= outcome.problem is not None
            complained |= bool(outcome.messages)
            if is_aborted(outcome):
                aborted = True
                break
            last = outcome
            if options.printing == "all" and outcome.expression is not NULL:
                print(session.format(outcome.expression, options.form), flush=True)
    if options.printing == "last" and last is not None and last.problem is None:
        print(session.format(last.expression, options.form), flush=True)
    return failed, aborted, complained


def _limited(session: Session, text: str, seconds: float | None) -> Iterator[Outcome]:
    """The outcomes of a text, each input within the time limit."""
    session.time_limit = seconds
    return session.outcomes(text)


def is_aborted(outcome: Outcome) -> bool:
    """Whether an input ended in `$Aborted`."""
    from wlnet.expr import S
    return outcome.expression is S["$Aborted"]
