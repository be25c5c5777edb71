"""Syntax errors: what is wrong, and where."""

from __future__ import annotations


class SyntaxProblem(Exception):
    """Text that is not an expression. `line` and `column` count from 1."""

    def __init__(self, message: str, text: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.position = position
        self.line = text.count("\n", 0, position) + 1
        start = text.rfind("\n", 0, position) + 1
        self.column = position - start + 1
        end = text.find("\n", position)
        self.source = text[start : end if end >= 0 else len(text)].rstrip("\r")

    def report(self) -> str:
        """The message with the source line and a caret under the place.

        Example  1:7: an operand is missing before ]
                  1 | f[a + ]
                    |       ^
        """
        number = str(self.line)
        margin = " " * len(number)
        indent = "".join("\t" if character == "\t" else " " for character in self.source[: self.column - 1])
        return (f"{self.line}:{self.column}: {self.message}\n"
                f" {number} | {self.source}\n {margin} | {indent}^")


class Incomplete(SyntaxProblem):
    """Text that could become an expression if more followed."""
