"""How inputs and outcomes look in a transcript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wlnet.expr import Association, Call, Expr, Packed
from wlnet.kernel.reports import abridged

if TYPE_CHECKING:
    from wlnet.session import Outcome, Session

MOST_CHARACTERS = 8000
MOST_PARTS = 20_000
SHOWN_PARTS, SHOWN_DEPTH = 100, 12


def input_prompt(line: int) -> str:
    """`In[1]:= `."""
    return f"In[{line}]:= "


def output_lines(session: Session, outcome: Outcome, width: int = MOST_CHARACTERS) -> str:
    """`Out[1]= value`, indented where it has several lines, with the middle left out when it is very long."""
    if weight(outcome.expression, MOST_PARTS) >= MOST_PARTS:
        text = session.format(abridged(outcome.expression, SHOWN_PARTS, SHOWN_DEPTH))
    else:
        text = elided(outcome.text, width)
    if not text:
        return ""
    label = f"Out[{outcome.line}]= "
    if "\n" not in text:
        return label + text
    return label + ("\n" + " " * len(label)).join(text.split("\n"))


def weight(expr: Expr, most: int) -> int:
    """How many parts an expression has, counted up to `most`."""
    stack, count = [expr], 0
    while stack and count < most:
        item = stack.pop()
        if isinstance(item, Packed):
            count += item.array.size
        elif isinstance(item, Association):
            count += len(item.items)
            stack.extend(item.items.values())
        elif isinstance(item, Call):
            count += len(item.args) + 1
            stack.extend(item.args)
    return count


def elided(text: str, most: int) -> str:
    """The text, or its beginning and end with a note of how much is left out between."""
    if len(text) <= most:
        return text
    half = most // 2
    return f"{text[:half]} ... ({len(text) - 2 * half} characters left out; % has all) ... {text[-half:]}"
