"""Expressions as texts and texts as expressions."""

from __future__ import annotations

import re

from wlnet.expr import NULL, Call, Expr, S, String, Symbol, integer, is_call, is_list
from wlnet.kernel.arguments import AnyString
from wlnet.kernel.attributes import LISTABLE
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.formats import FORMS
from wlnet.kernel.messages import Complaint, Failed
from wlnet.syntax import Incomplete, SyntaxProblem, global_symbol, parse, statements

OUTPUT_FORM, INPUT_FORM = S.OutputForm, S.InputForm


def text_in_form(ev: Evaluator, expr: Expr, form: Expr) -> str:
    """The text of an expression in a form such as InputForm or TeXForm."""
    if form is OUTPUT_FORM and is_call(expr, S.TeXForm, 1):
        form, expr = expr.head, expr.args[0]
    if isinstance(form, Symbol) and form.short in FORMS:
        return ev.format(expr, form.short)
    return ev.format(Call(form, expr))


@builtin("ToString", messages={"fmtval": "`1` is not a valid format type."})
def to_string(
    ev: Evaluator, expr: Expr, form: Expr = OUTPUT_FORM, *, character_encoding: Expr = S.Automatic,
    format_type: Expr = OUTPUT_FORM, number_marks: Expr = S.Automatic, page_width: Expr = S.Infinity,
    total_width: Expr = S.Infinity, page_height: Expr = S.Infinity,
) -> str:
    """ToString[expr] gives the text of an expression as OutputForm prints it, ToString[expr, form] in another
    form.

    Source   ref/ToString
    Example  ToString[x^2 + 1/2, InputForm]  gives  1/2 + x^2
    Example  ToString[{1, "a"}]  gives  {1, a}
    """
    form = format_type if form is OUTPUT_FORM else form
    if not isinstance(form, Symbol):
        raise Complaint("fmtval", form)
    return text_in_form(ev, expr, form)


@builtin("TextString")
def text_string(ev: Evaluator, expr: Expr) -> str:
    """TextString[expr] gives a text of an expression that people can read.

    Source   ref/TextString
    Example  TextString[{1, "a", 2.5}]  gives  {1, a, 2.5}
    """
    return ev.format(expr)


# ---- reading -----------------------------------------------------------------------------------

_SYNTAX = {
    "sntx": "Invalid syntax in or before \"`1`\".\n `2`",
    "sntxi": "Incomplete expression; more input is needed.\n `2`",
    "esntx": "Could not parse `1` as input.",
    "notstrbox": "`1` is not a string or a box. ToExpression can only interpret strings or boxes as input.",
    "interpfmt": "`1` is not a valid interpretation format.",
}


def syntax_failure(symbol: Symbol, text: str, problem: SyntaxProblem) -> Failed:
    """The failure that reports a syntax error in a text."""
    tag = "sntxi" if isinstance(problem, Incomplete) else "sntx"
    return Failed(tag, text[:problem.position + 1], problem.report(), symbol=symbol)


_SHORT_INTEGER = re.compile(r"-?[0-9]{1,15}")       # what columns of numbers are made of: not worth a parser


def evaluate_text(ev: Evaluator, text: str, head: Expr | None = None) -> Expr:
    """The value of the last of the expressions in a text, each evaluated (inside `head`, if given) before the
    next is read.

    Errors  Failed sntx or sntxi of ToExpression, with the place.
    """
    number = _SHORT_INTEGER.fullmatch(text)
    if number is not None and head is None:
        return integer(int(text))
    value: Expr = NULL
    try:
        for statement in statements(text, ev.contexts.resolve):
            value = ev(statement if head is None else Call(head, statement))
    except SyntaxProblem as problem:
        raise syntax_failure(S.ToExpression, text, problem) from None
    return value


@builtin("ToExpression", messages=_SYNTAX)
def to_expression(
    ev: Evaluator, source: Expr, form: Expr = INPUT_FORM, head: Expr | None = None,
) -> Expr:
    """ToExpression["s"] reads a text as input and gives its value; ToExpression["s", form, h] puts h around
    what was read before it is evaluated.

    Errors   ToExpression::sntx with the place, and $Failed, for a text that is no expression.
    Source   ref/ToExpression
    Example  ToExpression["1 + 2 3"]  gives  7
    Example  ToExpression["1 + 1", InputForm, Hold]  gives  Hold[1 + 1]
    """
    if is_list(source):
        return Call(S.List, *(to_expression(ev, item, form, head) for item in source.args))
    if not isinstance(source, String):
        raise Failed("notstrbox", source)
    if form not in (S.InputForm, S.StandardForm, S.OutputForm, S.FullForm, S.TraditionalForm, S.Automatic):
        raise Failed("interpfmt", form)
    return evaluate_text(ev, source.value, head)


@builtin("SyntaxQ")
def syntax_q(ev: Evaluator, text: AnyString, form: Expr = INPUT_FORM) -> bool:
    """SyntaxQ["s"] tells whether a text is syntactically right input.

    Source   ref/SyntaxQ
    Example  SyntaxQ["a +* b"]  gives  False
    """
    try:
        parse(text, global_symbol)
    except SyntaxProblem:
        return False
    return True


@builtin("SyntaxLength")
def syntax_length(ev: Evaluator, text: AnyString) -> int:
    """SyntaxLength["s"] gives how many characters of a text are right: its length, one more when it only
    needs more, or where the error is.

    Source   ref/SyntaxLength
    Example  SyntaxLength["a + b"]  gives  5
    """
    try:
        parse(text, global_symbol)
    except Incomplete:
        return len(text) + 1
    except SyntaxProblem as problem:
        return problem.position
    return len(text)


# ---- addresses ---------------------------------------------------------------------------------

@builtin("URLEncode", LISTABLE)
def url_encode(text: AnyString) -> str:
    """URLEncode["s"] writes a text as it may stand in an address: all but letters, digits and -._~ as %xx.

    Source   ref/URLEncode
    Example  URLEncode["a b&c"]  gives  a%20b%26c
    """
    from urllib.parse import quote      # costs more at start-up than it is worth
    return quote(text, safe="")


@builtin("URLDecode", LISTABLE)
def url_decode(text: AnyString) -> str:
    """URLDecode["s"] reads a text as it stands in an address.

    Source   ref/URLDecode
    Example  URLDecode["a%20b%26c"]  gives  a b&c
    """
    from urllib.parse import unquote
    return unquote(text.replace("+", " "))
