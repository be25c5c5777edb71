"""The architectures in examples/nets: each constructs, runs and trains a step without a message."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wlnet.cli import main

NETS = Path(__file__).resolve().parents[1] / "examples" / "nets"
SCRIPTS = sorted(NETS.glob("*.wl"))


def test_all_ten_are_there() -> None:
    assert {path.stem for path in SCRIPTS} >= {
        "alexnet", "charrnn", "dcgan", "lenet", "resnet", "seq2seq", "siamese", "transformer", "unet", "vgg"}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_an_architecture_runs_without_messages(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(path)]) == 0
    printed = capsys.readouterr()
    everything = printed.out + printed.err
    assert "$Failed" not in everything
    assert not re.search(r"^\w+::\w+: ", everything, re.MULTILINE)
    assert "False" not in printed.out.splitlines()
    text = path.with_suffix(".txt")
    if text.exists():
        assert printed.out == text.read_text(encoding="utf-8")
