"""The grammar files: where they are, and the Lark parser and token expression made from them."""

from __future__ import annotations

from functools import cache
from pathlib import Path


def grammar_file(name: str) -> Path:
    """The path of a file of `grammar/`, in an installed package or in a checkout."""
    installed = Path(__file__).parents[1] / "grammar" / name
    return installed if installed.exists() else Path(__file__).parents[2] / "grammar" / name


@cache
def grammar_text() -> str:
    """wolfram.lark with the terminals that come from the tables."""
    from wlnet.syntax.operators import letter_class, operator_pattern, space_pattern

    derived = {"OPERATOR": operator_pattern(), "LETTER": letter_class(), "SPACE": space_pattern()}
    lines = [f"{name}: /{pattern.replace('/', chr(92) + '/')}/" for name, pattern in derived.items()]
    return grammar_file("wolfram.lark").read_text(encoding="utf-8") + "\n".join(lines) + "\n"
