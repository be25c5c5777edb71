"""The grammar as Lark builds it, and what each of its rules gives."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from wlnet.expr import NULL, Call, Expr, S
from wlnet.syntax.grammar import grammar_file
from wlnet.syntax.operators import letter_class, operator_pattern, space_pattern
from wlnet.syntax.runs import BadRun, group
from wlnet.syntax.tokens import Suffix, Token

if TYPE_CHECKING:
    from lark import Lark

_MATCHFIX = {
    "\u230a": ("\u230b", "Floor"), "\u2308": ("\u2309", "Ceiling"), "\u2329": ("\u232a", "AngleBracket"),
    "\uf603": ("\uf604", "BracketingBar"), "\uf605": ("\uf606", "DoubleBracketingBar"),
    "\uf113": ("\uf114", "Association"),
}


class Actions:
    """What each rule of the grammar gives: one method per alias in wolfram.lark, called with the rule's
    parts."""

    def statement(self, parts: list[Any]) -> Expr:
        return group(parts[0])

    def begin_run(self, parts: list[Any]) -> list[Any]:
        part = parts[0]
        return [part.value if type(part) is Token else part]

    def extend_run(self, parts: list[Any]) -> list[Any]:
        run, part = parts
        run.append(part.value if type(part) is Token else part)
        return run  # type: ignore[no-any-return]

    def parentheses(self, parts: list[Any]) -> Expr:
        return parts[1]  # type: ignore[no-any-return]

    def braces(self, parts: list[Any]) -> Expr:
        return Call(S.List, *parts[1])

    def association(self, parts: list[Any]) -> Expr:
        return Call(S.Association, *parts[1])

    def matchfix(self, parts: list[Any]) -> Expr:
        closer, head = _MATCHFIX[parts[0].value]
        if parts[2].value != closer:
            raise BadRun(f"{parts[0].value} is closed by {parts[2].value}", -1)
        return Call(S[head], *parts[1])

    def call(self, parts: list[Any]) -> Suffix:
        return Suffix("call", tuple(parts[1]))

    def part(self, parts: list[Any]) -> Suffix:
        return Suffix("part", tuple(parts[2]))

    def wide_part(self, parts: list[Any]) -> Suffix:
        return Suffix("part", tuple(parts[1]))

    def type_specifier(self, parts: list[Any]) -> Suffix:
        return Suffix("type", tuple(parts[1]))

    def no_argument(self, parts: list[Any]) -> list[Expr]:
        return []

    def first_argument(self, parts: list[Any]) -> list[Expr]:
        return [group(parts[0])]

    def missing_argument(self, parts: list[Any]) -> list[Expr]:
        arguments = parts[0] or [NULL]
        arguments.append(NULL)
        return arguments

    def next_argument(self, parts: list[Any]) -> list[Expr]:
        arguments = parts[0] or [NULL]
        arguments.append(group(parts[2]))
        return arguments


@cache
def grammar() -> Lark:
    """The parser of the grammar files, built when the first text is read."""
    from lark import Lark
    from lark.lexer import Lexer as LarkLexer

    class OurTokens(LarkLexer):
        """Stands in for Lark's lexer: statements are fed to the parser token by token."""

        def __init__(self, lexer_conf: Any) -> None:
            pass

        def lex(self, lexer_state: Any, parser_state: Any) -> Iterator[Any]:
            return iter(())

    return Lark(grammar_text(), parser="lalr", lexer=OurTokens, transformer=Actions(), keep_all_tokens=True,
                maybe_placeholders=False, strict=True)


@cache
def grammar_text() -> str:
    """wolfram.lark with the terminals that come from the tables."""
    derived = {"OPERATOR": operator_pattern(), "LETTER": letter_class(), "SPACE": space_pattern()}
    lines = [f"{name}: /{pattern.replace('/', chr(92) + '/')}/" for name, pattern in derived.items()]
    return grammar_file("wolfram.lark").read_text(encoding="utf-8") + "\n".join(lines) + "\n"
