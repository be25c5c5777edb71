"""Every builtin: it says what it is for, its examples are true, and no arguments upset it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from wlnet.builtins.index import load_all
from wlnet.kernel.builtin import REGISTRY

if TYPE_CHECKING:
    from wlnet.session import Session

load_all()
NAMES = sorted(REGISTRY)

# they end the session, wait, write files or start programs, whatever their arguments
UNSAFE = {
    "Quit", "Exit", "Pause", "Run", "RunProcess", "DeleteFile", "DeleteDirectory", "RenameFile", "CopyFile", "Put",
    "PutAppend", "Save", "Export", "OpenWrite", "OpenAppend", "CreateFile", "CreateDirectory", "CopyDirectory",
    "RenameDirectory", "SetDirectory", "Input", "InputString", "URLDownload", "DumpSave", "WriteString", "WriteLine",
    "Write", "ResourceData", "NetModel", "ExampleData", "TimeConstrained", "While", "NestWhile", "NestWhileList",
    "FixedPoint", "FixedPointList", "SystemOpen", "DialogInput",
}

DEEP = "Nest[f, x, 300]"
# a square matrix, a plain and a packed list, an association, numbers of every kind, texts, rules, patterns, nothing
VALUES = [
    "x", "-1", "0", "2.5", "3/4", "1 + 2 I", "10^30", '"text"', '""', "{}", "{1, 2, 3}", "{{1, 2}, {3, 4}}", "{1., 2.}",
    "Range[4]", '<|"a" -> 1, b -> {2}|>', "<||>", "a -> b", "a :> b", "_", "x_", "f[x, y]", "f[]", "Infinity", "Null",
    "#1 &", "Function[u, u^2]", "All", "True", "1 ;; 2", DEEP, "Missing[]", "$Failed", "Sequence[]", "{a, 1, {b}}",
    "ComplexInfinity", "Indeterminate",
]


def calls_of_junk(name: str) -> list[str]:
    """Calls of a function with no arguments, one of each kind, pairs and triples of them, and too many."""
    count = len(VALUES)
    calls = [f"{name}[]", f"{name}[][]", name + "[" + ", ".join(["1"] * 12) + "]"]
    calls += [f"{name}[{value}]" for value in VALUES]
    calls += [f"{name}[{value}, {VALUES[(5 * i + 7) % count]}]" for i, value in enumerate(VALUES)]
    calls += [f"{name}[{value}, {VALUES[(7 * i + 3) % count]}]" for i, value in enumerate(VALUES)]
    calls += [f"{name}[{value}, {VALUES[(3 * i + 1) % count]}, {VALUES[(11 * i + 5) % count]}]"
              for i, value in enumerate(VALUES)]
    calls += [f"{name}[{value}][{VALUES[(5 * i + 2) % count]}]" for i, value in enumerate(VALUES)]
    return calls


@pytest.mark.parametrize("name", NAMES)
def test_says_what_it_is_for(name: str) -> None:
    owner = REGISTRY[name]
    assert owner.usage
    assert owner.examples or name in UNSAFE


EXAMPLES = [(name, source, result) for name in NAMES for source, result in REGISTRY[name].examples]


@pytest.mark.parametrize("name, source, result", EXAMPLES)
def test_example_is_true(session: Session, name: str, source: str, result: str) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result


def complaints(session: Session, source: str) -> list[str]:
    """What an evaluation said that it never should say."""
    outcome = session.evaluate(source)
    return [line for line in outcome.messages if "General::internal" in line or "::nocatch" in line]


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in NAMES if name not in UNSAFE])
def test_junk_is_no_trouble(session: Session, name: str) -> None:
    session.time_limit = 5.0
    troubles = {call: found for call in calls_of_junk(name) if name != "Throw" and (found := complaints(session, call))}
    assert not troubles
