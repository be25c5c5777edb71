"""The interactive prompt, driven through a pipe input."""

from __future__ import annotations

from pathlib import Path

import pytest
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from wlnet.repl.app import run_prompt
from wlnet.repl.completer import SymbolCompleter
from wlnet.repl.lexer import WolframLexer
from wlnet.session import Session


def run(keys: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> str:
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    with create_pipe_input() as source:
        source.send_text(keys)
        assert run_prompt(Session(), source, DummyOutput()) == 0
    return capsys.readouterr().out


def test_enter_submits_a_complete_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:
    assert "Out[1]= {1, 2}" in run("{1, 2}\r\x04", capsys, monkeypatch, tmp_path)


def test_enter_continues_an_incomplete_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:
    assert "Out[1]= f[1, 2]" in run("f[1,\r2]\r\x04", capsys, monkeypatch, tmp_path)


@pytest.mark.parametrize("typed, expected", [
    ("NetTr", "NetTrain"), ("NTr", "NetTrain"), ("ConstantArr", "ConstantArray"), ("x + Sele", "Select"),
])
def test_completion(session: Session, typed: str, expected: str) -> None:
    from prompt_toolkit.completion import CompleteEvent
    found = SymbolCompleter(session).get_completions(Document(typed), CompleteEvent())
    assert expected in [completion.text for completion in found]


def test_colours_keep_the_text() -> None:
    text = 'f[x_] := "a\nb" + 2 (* c *)'
    lines = WolframLexer().lex_document(Document(text))
    assert ["".join(piece for _, piece, *_ in lines(n)) for n in range(2)] == text.split("\n")
