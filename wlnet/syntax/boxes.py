"""Blocks of lines: the material of printed tables and of anything else that takes more than one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """Lines of text; `baseline` is the number of the line that continues the text around the block."""

    lines: tuple[str, ...]
    baseline: int = 0

    @property
    def width(self) -> int:
        return max(map(len, self.lines))

    def text(self) -> str:
        """The lines, without the blanks that only fill the block up."""
        if len(self.lines) == 1:
            return self.lines[0]
        return "\n".join(line.rstrip() for line in self.lines)


def block(text: str) -> Block:
    """The block of a text that may have line ends."""
    return Block(tuple(text.split("\n")))


def beside(blocks: Sequence[Block]) -> Block:
    """Blocks side by side, baselines level.

    Example  a two-line block beside "!" gives its first line, followed by "!", and its second line
    """
    if len(blocks) == 1:
        return blocks[0]
    above = max(item.baseline for item in blocks)
    height = above + max(len(item.lines) - item.baseline for item in blocks)
    rows = [""] * height
    for item in blocks:
        width, first = item.width, above - item.baseline
        for number in range(height):
            inside = first <= number < first + len(item.lines)
            rows[number] += (item.lines[number - first] if inside else "").ljust(width)
    return Block(tuple(rows), above)


def stacked(blocks: Sequence[Block], gap: int = 0, align: str = "Left") -> Block:
    """Blocks one below the other with `gap` empty lines between; the baseline is the middle."""
    width = max((item.width for item in blocks), default=0)
    lines: list[str] = []
    for number, item in enumerate(blocks):
        lines += [""] * (gap if number else 0)
        lines += [aligned(line, width, align) for line in item.lines]
    return Block(tuple(lines) or ("",), max(len(lines) - 1, 0) // 2)


def grid(rows: Sequence[Sequence[Block]], gap: int = 1, between: int = 3,
         align: Sequence[str] = ("Left",)) -> Block:
    """Rows of cells in columns: `between` blanks between columns, `gap` empty lines between rows.

    `align` gives the alignment of the columns, the last one holding for the rest.
    """
    columns = max((len(row) for row in rows), default=0)
    widths = [max((row[column].width for row in rows if column < len(row)), default=0)
              for column in range(columns)]
    lines = []
    for row in rows:
        cells: list[Block] = []
        for column, cell in enumerate(row):
            how = align[min(column, len(align) - 1)]
            filled = tuple(aligned(line, widths[column], how) for line in cell.lines)
            cells += [Block((" " * between,))] if column else []
            cells.append(Block(filled, cell.baseline))
        lines.append(beside(cells) if cells else block(""))
    return stacked(lines, gap)


def aligned(line: str, width: int, align: str) -> str:
    """A line filled up to a width: Left, Right or Center."""
    if align == "Right":
        return line.rjust(width)
    if align == "Center":
        left = (width - len(line)) // 2
        return " " * left + line + " " * (width - len(line) - left)
    return line.ljust(width)
