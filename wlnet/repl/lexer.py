"""Colours at the prompt, from the tokens of the parser itself."""

from __future__ import annotations

from collections.abc import Callable

from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.lexers import Lexer

from wlnet.syntax import tokenize

STYLES = {
    "string": "ansigreen", "number": "ansicyan", "comment": "ansibrightblack italic", "slot": "ansimagenta",
    "pattern": "ansimagenta", "operator": "", "symbol": "", "error": "ansired",
}


class WolframLexer(Lexer):
    """Styles the tokens of each line."""

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        """The styled fragments of each line of the document."""
        lines: list[StyleAndTextTuples] = [[]]
        position = 0
        for kind, start, end in tokenize(document.text):
            _add(lines, document.text[position:start], "")
            _add(lines, document.text[start:end], STYLES.get(kind.lower(), ""))
            position = end
        _add(lines, document.text[position:], "")
        return lambda number: lines[number] if number < len(lines) else []


def _add(lines: list[StyleAndTextTuples], text: str, style: str) -> None:
    for index, piece in enumerate(text.split("\n")):
        if index:
            lines.append([])
        if piece:
            lines[-1].append((style, piece))
