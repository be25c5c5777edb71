"""Wrong and incomplete input: place, message and caret."""

from __future__ import annotations

import pytest

from wlnet.syntax import Incomplete, SyntaxProblem


@pytest.mark.parametrize("source, line, column, message", [
    ("f[a + ]", 1, 7, "an operand is missing before ]"),
    ("a b)", 1, 4, ") closes nothing"),
    ("x = 1\ny = 2]", 2, 6, "] closes nothing"),
    ("(a, b)", 1, 3, "a comma may only stand between brackets, not in ( ) or outside"),
    ("a, b", 1, 2, "a comma may only stand between brackets, not in ( ) or outside"),
    ("()", 1, 2, "an operand is missing before )"),
    ("{a\n  ]", 2, 3, "] does not close { of 1:1"),
    ("f[a, * b]", 1, 6, "an operand is missing before *"),
    ("f[a, @]", 1, 6, "an operand is missing before @"),
    ("a * * b", 1, 5, "an operand is missing before *"),
    ("@x", 1, 1, "an operand is missing before @"),
    ("[x]", 1, 1, "an operand is missing before ["),
    ("a + [x]", 1, 5, "an operand is missing before ["),
    ("{[x]}", 1, 2, "an operand is missing before ["),
    ("a?b?c", 1, 4, "? cannot follow ?: write parentheses"),
    ("16^^fg", 1, 6, "g is no digit in base 16"),
    ("1 + 40^^1", 1, 5, "40 is no base of numbers: it should be from 2 to 36"),
    ("x = \"a\\qb\"", 1, 7, "\\q is no escape"),
    ("a + \\[Foo]", 1, 5, "\\[Foo] is no character"),
    ("\u230ax\u2309", 1, 3, "\u230a is closed by \u2309"),
    ("\\[Alpha] + b)", 1, 13, ") closes nothing"),
    ("(* c *) \\[Alpha]; (* d *) (a]", 1, 29, "] does not close ( of 1:27"),
    ("{a ~ f, b}", 1, 7, "a second ~ is missing: the form is a ~ f ~ b before ,"),
    ("(f /: g)", 1, 8, "/: needs an assignment after it: f /: lhs = rhs before )"),
])
def test_wrong_input(read_all, source, line, column, message):
    with pytest.raises(SyntaxProblem) as caught:
        read_all(source)
    problem = caught.value
    assert not isinstance(problem, Incomplete)
    assert (problem.line, problem.column, problem.message) == (line, column, message)


@pytest.mark.parametrize("source, line, column, message", [
    ("y = (4 + 2;", 1, 5, "( is not closed"),
    ("a\nf[{1, 2", 2, 3, "{ is not closed"),
    ("x[[1", 1, 3, "[ is not closed"),
    ("a +", 1, 4, "an operand is missing after +"),
    ("a + (* c *)\n\n", 1, 4, "an operand is missing after +"),
    ("!", 1, 2, "an operand is missing after !"),
    ('x = "abc', 1, 5, "the string is not closed"),
    ("a (* b (* c *)", 1, 3, "the comment is not closed"),
    ("a ~ f", 1, 6, "a second ~ is missing: the form is a ~ f ~ b"),
    ("f /: g[f]", 1, 10, "/: needs an assignment after it: f /: lhs = rhs"),
    ("?", 1, 2, "a name is missing after ?"),
])
def test_incomplete_input(read_all, source, line, column, message):
    with pytest.raises(Incomplete) as caught:
        read_all(source)
    assert (caught.value.line, caught.value.column, caught.value.message) == (line, column, message)


def test_the_report_shows_the_line_and_a_caret(read_all):
    with pytest.raises(SyntaxProblem) as caught:
        read_all("x = 1\n\tf[a + ]\ny")
    assert caught.value.report() == "2:8: an operand is missing before ]\n 2 | \tf[a + ]\n   | \t      ^"
