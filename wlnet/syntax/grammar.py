"""Where the grammar files are."""

from __future__ import annotations

from pathlib import Path


def grammar_file(name: str) -> Path:
    """The path of a file of `grammar/`, in an installed package or in a checkout."""
    installed = Path(__file__).parents[1] / "grammar" / name
    return installed if installed.exists() else Path(__file__).parents[2] / "grammar" / name
