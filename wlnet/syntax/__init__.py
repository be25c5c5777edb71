"""Syntax: text <-> expression.

The idea: `grammar/wolfram.lark` settles tokens and brackets; what stands between brackets is a flat run of
operands and operators, which `grammar/operators.toml` says how to group. The same table tells the printer
where parentheses belong. Lark is used only here, and built when the first text is read.

    errors      SyntaxProblem (line, column, caret), Incomplete
    grammar     where the grammar files are
    characters  named characters, escapes
    operators   the operator table
    numbers     numbers <-> text
    lexer       text -> tokens; where a statement ends
    runs        operands and operators -> expression
    rules       the grammar as Lark builds it; what each rule gives
    automaton   walks Lark's table
    parser      tokens -> expressions; errors with their place
    printer     InputForm, FullForm, the form of `-code`
    output      OutputForm, in one line or as a block of lines (display, forms, boxes)
    tex         TeXForm

What expressions mean is left to `kernel`: nothing here evaluates.
"""

from wlnet.syntax.characters import character_name, character_table
from wlnet.syntax.errors import Incomplete, SyntaxProblem
from wlnet.syntax.grammar import grammar_file
from wlnet.syntax.lexer import spans as tokenize
from wlnet.syntax.numbers import read_number, write_integer, write_real
from wlnet.syntax.parser import global_symbol, is_complete, parse, statements
from wlnet.syntax.output import output_form
from wlnet.syntax.printer import describe, full_form, input_form, script_form, short_name
from wlnet.syntax.tex import tex_form

__all__ = [
    "Incomplete", "SyntaxProblem", "character_name", "character_table", "describe", "full_form",
    "global_symbol", "grammar_file", "input_form", "is_complete", "output_form", "parse", "read_number",
    "script_form", "short_name", "statements", "tex_form", "tokenize", "write_integer", "write_real",
]
