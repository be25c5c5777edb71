"""The grammar itself, its speed of loading, and its depth."""

from __future__ import annotations

import subprocess
import sys

import pytest

from wlnet.syntax import full_form, grammar_file, input_form, output_form, script_form
from wlnet.syntax.rules import grammar_text


def test_the_grammar_has_no_conflict():
    """Lark's strict mode refuses any shift/reduce or reduce/reduce conflict."""
    from lark import Lark
    from lark.lexer import Lexer

    class NoTokens(Lexer):
        def __init__(self, lexer_conf):
            pass

        def lex(self, lexer_state, parser_state):
            return iter(())

    assert Lark(grammar_text(), parser="lalr", lexer=NoTokens, strict=True).rules


def test_every_rule_has_an_action():
    from wlnet.syntax.rules import Actions, grammar

    assert {rule.alias for rule in grammar().rules} <= {name for name in dir(Actions) if name[0] != "_"}


def test_the_files_are_found():
    for name in ("wolfram.lark", "operators.toml", "characters.tsv"):
        assert grammar_file(name).is_file()


def test_importing_the_room_does_not_load_lark():
    code = "import sys, wlnet.syntax; print([m for m in ('lark', 'tomllib', 'mpmath') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


DEEP = 10_000


@pytest.mark.parametrize("source", [
    "f[" * DEEP + "x" + "]" * DEEP,
    "{" * DEEP + "}" * DEEP,
    "(" * DEEP + "x" + ")" * DEEP,
    "x" + "[[1]]" * DEEP,
    "x" + "[y]" * DEEP,
    "x[[" * DEEP + "1" + "]]" * DEEP,
    "<|a -> " * DEEP + "x" + "|>" * DEEP,
    "a^" * DEEP + "b",
    "a/" * DEEP + "b",
    "a->" * DEEP + "b",
    "-a" * DEEP,
    "!" * (2 * DEEP) + "a",
    "a" + "'" * DEEP,
    "a+" * DEEP + "b",
    "a" + "//f" * DEEP,
    "f@" * DEEP + "x",
    "(a;" * DEEP + "b" + ")" * DEEP,
    "(a-(b*" * DEEP + "c" + "))" * DEEP,
    "(" * DEEP + "#&" + ")&" * DEEP,
])
def test_deep_nesting(read, source):
    expr = read(source)
    for form in (input_form, output_form, script_form, full_form):
        assert form(expr)
    text = input_form(expr)
    assert input_form(read(text)) == text
    del expr


def test_deep_errors_are_reported(read_all):
    from wlnet.syntax import Incomplete

    with pytest.raises(Incomplete):
        read_all("{(" * DEEP)
