"""The command line: files, -code, options, exit status."""

from __future__ import annotations

from pathlib import Path

import pytest

from wlnet.cli import interpreter_options, main

Capture = pytest.CaptureFixture[str]


def script(folder: Path, text: str) -> str:
    path = folder / "s.wl"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("source, printed", [
    ("1 + 1", "2\n"),
    ("x = 3;", "Null\n"),
    ('"a b"', "a b\n"),
    ("2 x", "2*x\n"),
    ("1/3.", "0.3333333333333333\n"),
])
def test_code_prints_its_value(capsys: Capture, source: str, printed: str) -> None:
    assert main(["-code", source]) == 0
    assert capsys.readouterr().out == printed


def test_a_script_prints_only_what_it_prints(capsys: Capture, tmp_path: Path) -> None:
    assert main([script(tmp_path, 'x = 1\nPrint["x is ", x]\nx + 1\n')]) == 0
    assert capsys.readouterr().out == "x is 1\n"


def test_print_all(capsys: Capture, tmp_path: Path) -> None:
    assert main(["-print", "all", script(tmp_path, "x = 1\ny = 2;\nx + y\n")]) == 0
    assert capsys.readouterr().out == "1\n3\n"


def test_the_interpreter_line_gives_options(capsys: Capture, tmp_path: Path) -> None:
    path = script(tmp_path, "#!/usr/bin/env -S wlnet -print all -format OutputForm\n1/3.\n")
    assert interpreter_options(path) == ["-print", "all", "-format", "OutputForm"]
    assert main([path]) == 0
    assert capsys.readouterr().out == "0.333333\n"


def test_arguments_reach_the_script(capsys: Capture, tmp_path: Path) -> None:
    assert main([script(tmp_path, "Print[Rest[$ScriptCommandLine]]"), "a", "-b"]) == 0
    assert capsys.readouterr().out == "{a, -b}\n"


@pytest.mark.parametrize("source, status", [
    ("Quit[4]", 4), ("f[1, ", 2), ("Abort[]", 3), ("{1}[[2]]", 0),
])
def test_exit_status(capsys: Capture, tmp_path: Path, source: str, status: int) -> None:
    assert main([script(tmp_path, source)]) == status


def test_strict_counts_messages(capsys: Capture, tmp_path: Path) -> None:
    assert main(["--strict", script(tmp_path, "{1}[[2]]")]) == 1


def test_what_stands_before_a_syntax_error_runs(capsys: Capture, tmp_path: Path) -> None:
    assert main([script(tmp_path, 'Print["first"]\nf[x\n')]) == 2
    out = capsys.readouterr().out
    assert out.startswith("first\n")
    assert "is not closed" in out


def test_a_missing_file(capsys: Capture, tmp_path: Path) -> None:
    assert main([str(tmp_path / "none.wl")]) == 2
    assert "cannot read" in capsys.readouterr().err


def test_a_time_limit(capsys: Capture, tmp_path: Path) -> None:
    assert main(["-timeout", "0.2", script(tmp_path, "While[True]")]) == 3
