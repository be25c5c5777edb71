"""How inputs and outcomes look in a transcript."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wlnet.session import Outcome

MOST_CHARACTERS = 8000


def input_prompt(line: int) -> str:
    """`In[1]:= `."""
    return f"In[{line}]:= "


def output_lines(outcome: Outcome, width: int = MOST_CHARACTERS) -> str:
    """`Out[1]= value`, indented where it has several lines, with the middle left out when it is very long."""
    text = elided(outcome.text, width)
    if not text:
        return ""
    label = f"Out[{outcome.line}]= "
    if "\n" not in text:
        return label + text
    return label + ("\n" + " " * len(label)).join(text.split("\n"))


def elided(text: str, most: int) -> str:
    """The text, or its beginning and end with a note of how much is left out between."""
    if len(text) <= most:
        return text
    half = most // 2
    return f"{text[:half]} ... ({len(text) - 2 * half} characters left out; % has all) ... {text[-half:]}"
