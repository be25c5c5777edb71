"""Every row of the operator table reads as its head and groups as it says."""

from __future__ import annotations

from itertools import pairwise

import pytest

from wlnet.expr import Call, Symbol
from wlnet.syntax import full_form, input_form
from wlnet.syntax.operators import Row, table

ROWS = [row for operator in table().tokens.values()
        for row in (operator.prefix, operator.infix, operator.postfix)
        if row is not None and row.head is not None]
A, B, C = (Symbol(f"Global`{name}") for name in "abc")


def name(row: Row) -> str:
    return f"{row.token} {row.fixity}"


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_reads_as_its_head(read, row):
    if row.fixity == "prefix":
        assert read(f"{row.token} a") == Call(row.head, A)
    elif row.fixity == "postfix":
        assert read(f"a {row.token}") == Call(row.head, A)
    else:
        assert read(f"a {row.token} b") == Call(row.head, A, B)


@pytest.mark.parametrize("row", [row for row in ROWS if row.fixity == "infix"], ids=name)
def test_groups_as_it_says(read, row):
    expr = None if row.grouping == "none" else read(f"a {row.token} b {row.token} c")
    expected = {
        "flat": Call(row.head, A, B, C), "chain": Call(row.head, A, B, C), "none": None,
        "left": Call(row.head, Call(row.head, A, B), C), "right": Call(row.head, A, Call(row.head, B, C)),
    }[row.grouping]
    if row.token == ";;":
        expected = Call(row.head, A, B, C)
    assert expr == expected


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_prints_and_reads_back(read, row):
    args = [A, B] if row.fixity == "infix" else [A]
    inner = Call(row.head, *args)
    for expr in (inner, Call(row.head, inner, *args[1:]), Call(row.head, *args[:-1], inner)):
        assert read(input_form(expr)) == expr, input_form(expr)


def test_neighbouring_precedences(read):
    """Of two infix operators the one with the higher precedence closes first, whichever comes first."""
    plain = [row for row in ROWS if row.fixity == "infix" and row.shape in ("left", "right", "flat")]
    for first, second in pairwise(plain):
        if first.precedence == second.precedence or {first.token, second.token} & {";", "?", "|->"}:
            continue
        loose, tight = sorted((first, second), key=lambda row: row.precedence)
        assert full_form(read(f"a {tight.token} b {loose.token} c")) == (
            f"{loose.head}[{tight.head}[a, b], c]")
        assert full_form(read(f"a {loose.token} b {tight.token} c")) == (
            f"{loose.head}[a, {tight.head}[b, c]]")
