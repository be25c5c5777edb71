"""Tables of text: CSV, TSV and columns between white space."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from wlnet.expr import Call, Expr, Integer, Real, String, integer, is_list, list_of

_INTEGER = re.compile(r"[+-]?\d+")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:(?:[eE]|\*\^)[+-]?\d+)?")


def cell(text: str, numeric: bool = True) -> Expr:
    """A cell: a number where it looks like one, else a string."""
    if numeric:
        bare = text.strip()
        if _INTEGER.fullmatch(bare):
            return integer(int(bare))
        if _NUMBER.fullmatch(bare):
            return Real(float(bare.replace("*^", "e")))
    return String(text)


def read_separated(text: str, separator: str, numeric: bool = True, quoted: bool = True) -> list[list[Expr]]:
    """The rows of a text whose cells stand between separators; quoted cells may hold separators and line
    feeds.

    Example  read_separated("a,1\\n", ",")  gives  [["a", 1]]
    """
    limit = csv.field_size_limit(1 << 30)
    try:
        rows = csv.reader(
            io.StringIO(text, newline=""), delimiter=separator, strict=False,
            quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)
        return [[cell(item, numeric) for item in row] for row in rows]
    finally:
        csv.field_size_limit(limit)


def read_columns(text: str, numeric: bool = True) -> list[list[Expr]]:
    """The rows of a text whose cells stand between white space."""
    return [[cell(item, numeric) for item in line.split()] for line in text.splitlines()]


def rows_of(expr: Expr) -> list[list[Expr]]:
    """The rows of an expression to be written: of a matrix, of a list (one cell each), of a single cell."""
    if not is_list(expr):
        return [[expr]]
    return [list(row.args) if is_list(row) else [row] for row in expr.args]


def cell_text(expr: Expr) -> str | None:
    """The text of a cell; None for what the caller has to write."""
    if isinstance(expr, String):
        return expr.value
    if isinstance(expr, Integer):
        return str(expr.value)
    if isinstance(expr, Real):
        written = repr(expr.value)
        return written[:-1] if written.endswith(".0") else written
    return None


def write_separated(rows: Sequence[Sequence[str]], separator: str) -> str:
    """The text of rows, cells quoted where they have to be."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
    return out.getvalue()


def table(rows: Sequence[Sequence[Expr]]) -> Call:
    """Rows as a list of lists."""
    return list_of([list_of(list(row)) for row in rows])


__all__ = ["cell", "cell_text", "read_columns", "read_separated", "rows_of", "table", "write_separated"]
