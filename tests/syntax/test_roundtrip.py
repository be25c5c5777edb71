"""What is printed in InputForm reads back: identical for structure, equal in value for arithmetic."""

from __future__ import annotations

import re
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.syntax.conftest import resolve
from wlnet.expr import Call, Expr, Integer, Rational, Real, S, String, Symbol, integer, rational
from wlnet.syntax import SyntaxProblem, full_form, input_form, parse, statements
from wlnet.syntax.operators import table

SYMBOLS = st.sampled_from([
    *(Symbol(f"Global`{name}") for name in "xyzfgh"), S.All, S["None"], Symbol("Mine`Private`x")])
ATOMS = (SYMBOLS | st.integers(0, 10**25).map(integer) | st.text(max_size=8).map(String)
         | st.floats(min_value=0, allow_nan=False, allow_infinity=False).map(Real)
         | st.sampled_from([
             Call(S.Slot, integer(1)), Call(S.SlotSequence, integer(2)), Call(S.Blank), Call(S.Out),
             Call(S.Slot, String("name")), Call(S.BlankSequence, S.Integer), S.Null]))
HEADS = sorted({row_head for row_head, _ in table().heads if not row_head.short.startswith("\\")}, key=repr)
OTHERS = [S[name] for name in (
    "List", "Association", "Part", "Pattern", "Optional", "Blank", "Slot", "Span", "CompoundExpression",
    "Inequality", "MessageName", "TagSet", "TagSetDelayed", "TagUnset", "Unset", "Derivative",
    "Get", "Put", "Out",
    "Rational", "Row")]


def calls(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    heads = st.sampled_from([*HEADS, *OTHERS]) | SYMBOLS | inner
    return st.builds(lambda head, args: Call(head, *args), heads, st.lists(inner, max_size=3)) | st.builds(
        lambda head, number: Call(head, integer(number)), SYMBOLS, st.integers(-5, -1))


EXPRESSIONS = st.recursive(ATOMS, calls, max_leaves=25)


def has_reciprocal(expr: Expr) -> bool:
    """Whether a power has a negative exponent: such products read back equal, not identical."""
    if not isinstance(expr, Call):
        return False
    if expr.head is S.Power and any(isinstance(arg, Integer) and arg.value < 0 for arg in expr.args):
        return True
    return any(map(has_reciprocal, (expr.head, *expr.args)))


@settings(max_examples=1500, deadline=None)
@given(EXPRESSIONS)
def test_structure_reads_back_identical(expr):
    assume(not has_reciprocal(expr))
    text = input_form(expr)
    (again,) = parse(text, resolve)
    assert again == expr, f"{text}\n{full_form(expr)}\n{full_form(again)}"


@settings(max_examples=300, deadline=None)
@given(EXPRESSIONS)
def test_full_form_reads_back_identical(expr):
    assert parse(full_form(expr), resolve) == [expr]


NUMBERS = st.integers(-6, 6).map(integer) | st.fractions(-3, 3, max_denominator=5).map(rational)
EXPONENTS = st.integers(-3, 3).map(integer)


def arithmetic(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    several = st.lists(inner, min_size=2, max_size=4)
    return (st.builds(lambda args: Call(S.Plus, *args), several)
            | st.builds(lambda args: Call(S.Times, *args), several)
            | st.builds(lambda base, exponent: Call(S.Power, base, exponent), inner, EXPONENTS))


VALUES = {"x": Fraction(7, 3), "y": Fraction(-5, 11), "z": Fraction(13)}


def value(expr: Expr) -> Fraction:
    if isinstance(expr, (Integer, Rational)):
        return Fraction(expr.value)
    if isinstance(expr, Symbol):
        return VALUES[expr.short]
    parts = [value(arg) for arg in expr.args]
    if expr.head is S.Power:
        return parts[0] ** parts[1].numerator
    result = parts[0]
    for part in parts[1:]:
        result = result + part if expr.head is S.Plus else result * part
    return result


LEAVES = st.sampled_from([Symbol(f"Global`{name}") for name in VALUES]) | NUMBERS


@settings(max_examples=1000, deadline=None)
@given(st.recursive(LEAVES, arithmetic, max_leaves=12))
def test_arithmetic_reads_back_equal(expr):
    try:
        expected = value(expr)
    except ZeroDivisionError:
        assume(False)
    text = input_form(expr)
    assert value(parse(text, resolve)[0]) == expected, text


FRAGMENTS = [
    *re.findall(r"\S", "abxf12.0#%_'!&|?:;,=<>+-*/^~@()[]{}\"`\\ "),
    "\n", " ", "[[", "]]", "<|", "|>", "->", ":=", "/:", "=.", "::", ";;", "//", "/@", "@@", "&&",
    "\\[Alpha]", "(*", "*)",
    "16^^", "*^", "\u2208", "\u230a", "\u301a", "'", "__", "<<", ">>", "::[", "\\\n", "\r\n", "\\[", "\u2192"]


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join))
def test_any_text_reads_or_is_a_syntax_problem(text):
    found, problem = read_all_before_mistake(text)
    if problem is not None:
        assert 1 <= problem.column <= len(problem.source) + 1
        assert problem.report()
    for expr in found:
        assert parse(full_form(expr), resolve) == [expr]


def read_all_before_mistake(text: str) -> tuple[list[Expr], SyntaxProblem | None]:
    found: list[Expr] = []
    try:
        found.extend(statements(text, resolve))
    except SyntaxProblem as problem:
        return found, problem
    return found, None
