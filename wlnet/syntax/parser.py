"""Text -> expressions: Lark's LALR parser over our tokens, its rules turned into expressions as they are
found."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from wlnet.expr import FALSE, TRUE, Call, Expr, S, String, Symbol
from wlnet.syntax.automaton import Automaton, Unexpected
from wlnet.syntax.errors import Incomplete, SyntaxProblem
from wlnet.syntax.lexer import Lexer, Resolve
from wlnet.syntax.rules import grammar
from wlnet.syntax.runs import BadRun
from wlnet.syntax.tokens import CLOSERS, END, OPENERS, Token


@cache
def automaton() -> Automaton:
    """The states of the grammar."""
    return Automaton(grammar())


def statements(text: str, resolve: Resolve) -> Iterator[Expr]:
    """The statements of a text, one by one; names are resolved only when their statement is asked for.

    `resolve` gives the symbol for a written name such as ``x``, ``a`b`` or ```x``.

    Errors  SyntaxProblem at the statement where the text is wrong, after the ones before it were given;
            Incomplete when the text ends too early.
    """
    lexer = Lexer(text, resolve)
    while tokens := lexer.statement():
        yield _statement(lexer, tokens)
        lexer.forget_names()


def parse(text: str, resolve: Resolve) -> list[Expr]:
    """All statements of a text.

    Errors   SyntaxProblem, and Incomplete when the text ends too early.
    Example  parse("x + 1\\ny", global_symbol)  gives  [Plus[x, 1], y]
    """
    lexer = Lexer(text, resolve)
    found = []
    while tokens := lexer.statement():
        found.append(_statement(lexer, tokens))
    return found


def is_complete(text: str) -> bool:
    """Whether a text needs no more lines: it is right, or wrong beyond repair."""
    try:
        parse(text, global_symbol)
    except Incomplete:
        return False
    except SyntaxProblem:
        return True
    return True


def global_symbol(name: str) -> Symbol:
    """A plain way to resolve names: a name without a context is in Global`."""
    return Symbol(name if "`" in name.lstrip("`") else "Global`" + name.lstrip("`"))


def _statement(lexer: Lexer, tokens: list[Token]) -> Expr:
    if tokens[0].type == "OPERATOR" and tokens[0].value.token == "?":
        return _information(lexer)
    tokens.append(END)
    try:
        return automaton().run(tokens)  # type: ignore[no-any-return]
    except Unexpected as error:
        raise _unexpected(lexer, tokens[:-1], error.number) from None
    except BadRun as error:
        raise _bad_run(lexer, tokens[:-1], error.number, error) from None


def _information(lexer: Lexer) -> Expr:
    """`?name` and `??name`, whose name may have wildcards."""
    words = [word for word in lexer.words[lexer.first : lexer.next] if word[0] != "\n"]
    long = len(words) > 1 and words[1] == "?"
    name = "".join(words[2 if long else 1 :])
    if not name:
        raise lexer.source.problem("a name is missing after ?", len(lexer.source.text.rstrip()), Incomplete)
    return Call(S.Information, String(name), Call(S.Rule, S.LongForm, TRUE if long else FALSE))


def _bad_run(lexer: Lexer, tokens: list[Token], number: int, error: BadRun) -> SyntaxProblem:
    """The problem in the run that token `number` closes."""
    at_end = number == len(tokens)
    items = _run_items(tokens, number)
    if error.index < 0:
        return lexer.source.problem(error.message, lexer.place_of_token(number - 1))
    if error.index < len(items):
        return lexer.source.problem(error.message, lexer.place_of_token(items[error.index]))
    if at_end:
        last = lexer.next >= len(lexer.words)
        place = lexer.place_of_token(number if last else number - 1)
        return lexer.source.problem(error.message, place, Incomplete if error.due and last else SyntaxProblem)
    place = lexer.place_of_token(number)
    message = error.message
    if message.startswith("an operand is missing"):
        message = "an operand is missing"
    return lexer.source.problem(f"{message} before {_written(tokens[number])}", place)


def _run_items(tokens: list[Token], number: int) -> list[int]:
    """The token numbers at which the items of the run ending before token `number` begin."""
    depth = 0
    items = []
    for index in range(number - 1, -1, -1):
        token = tokens[index]
        if depth == 0 and (token.type == "COMMA" or token.nesting > 0):
            break
        depth -= token.nesting
        if depth == 0:
            items.append(index)
    return items[::-1]


def _unexpected(lexer: Lexer, tokens: list[Token], number: int) -> SyntaxProblem:
    """The problem of a token that the grammar does not allow where it stands."""
    opener = _open_bracket(tokens[:number])
    if number == len(tokens):
        if opener is None:
            return lexer.source.problem("an expression is missing", lexer.place_of_token(number), Incomplete)
        message = f"{_written(tokens[opener])} is not closed"
        return lexer.source.problem(message, lexer.place_of_token(opener), Incomplete)
    token, place = tokens[number], lexer.place_of_token(number)
    written = _written(token)
    if token.type == "COMMA":
        return lexer.source.problem("a comma may only stand between brackets, not in ( ) or outside", place)
    before = tokens[number - 1] if number else None
    nothing_before = before is None or before.type == "COMMA" or before.nesting > 0
    if nothing_before and not (token.nesting < 0 and opener is None):
        return lexer.source.problem(f"an operand is missing before {written}", place)
    if token.nesting < 0:
        if opener is None:
            return lexer.source.problem(f"{written} closes nothing", place)
        where = lexer.source.problem("", lexer.place_of_token(opener))
        return lexer.source.problem(
            f"{written} does not close {_written(tokens[opener])} of {where.line}:{where.column}", place)
    return lexer.source.problem(f"{written} is not expected here", place)


def _written(token: Token) -> str:
    return token.value if isinstance(token.value, str) else getattr(token.value, "token", token.type.lower())


def _open_bracket(tokens: list[Token]) -> int | None:
    """The number of the innermost bracket left open."""
    opened = []
    for number, token in enumerate(tokens):
        if token.value in OPENERS and token.nesting:
            opened.append(number)
        elif token.nesting and token.value in CLOSERS and opened:
            opened.pop()
    return opened[-1] if opened else None
