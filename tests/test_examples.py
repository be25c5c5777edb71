"""The examples run: those with a text beside them print it, the page of NetStateObject gives what it promises."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wlnet.cli import main

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
EXPECTED = sorted(path.with_suffix(".wl") for path in EXAMPLES.rglob("*.txt"))

_PROGRESS = re.compile(r"^ *\d+%  round .*\n", re.MULTILINE)


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: str(path.relative_to(EXAMPLES)))
def test_an_example_prints_its_text(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(path)]) == 0
    assert _PROGRESS.sub("", capsys.readouterr().out) == path.with_suffix(".txt").read_text(encoding="utf-8")


def page(capsys: pytest.CaptureFixture[str]) -> str:
    assert main([str(EXAMPLES / "netstateobject.wl"), "quick"]) == 0
    return _PROGRESS.sub("", capsys.readouterr().out)


def check_page(out: str) -> None:
    assert "General::" not in out
    assert len(re.findall(r"^\$Failed$", out, re.MULTILINE)) == 1     # the graph without states to store
    assert "NetStateObject::" in out
    assert len(re.findall(r"^Why are w.{100}", out, re.MULTILINE | re.DOTALL)) == 2
    by_object, by_hand = out.strip().split("\n")[-2:]
    assert by_object == by_hand
    assert re.fullmatch(r"\{1(, [123]){8}\}", by_object)


def test_the_page_with_the_novels(capsys: pytest.CaptureFixture[str], resources: Path) -> None:
    out = page(capsys)
    assert "The American, and Don Quixote" in out
    check_page(out)


def test_the_page_without_the_novels(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:
    from wlnet.io import resources as io_resources
    monkeypatch.setenv("WLNET_RESOURCES", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(io_resources, "MIRRORS", (), raising=False)
    out = page(capsys)
    assert "ResourceData::" in out
    assert "reference topics that come with Python" in out
    check_page(out)
