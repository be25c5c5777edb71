"""InputForm, FullForm and the form of `-code`, row by row."""

from __future__ import annotations

import numpy as np
import pytest

from wlnet.expr import (
    Association, Call, Complex, Object, Packed, Real, S, String, Symbol, integer, rational, to_expr,
)
from wlnet.syntax import describe, full_form, input_form, script_form


@pytest.mark.parametrize("source, text", [
    ("{1,x+y,{}}", "{1, x + y, {}}"),
    ("x^-1", "x^(-1)"),
    ("x^-2", "x^(-2)"),
    ("a x^-1", "a/x"),
    ("a/(b c)", "a/(b*c)"),
    ("(a b)/c", "(a*b)/c"),
    ("(a+b)/c", "(a + b)/c"),
    ("a E^-x", "a/E^x"),
    ("x^(1/2)", "x^(1/2)"),
    ("(-1)^n", "(-1)^n"),
    ("-x", "-x"),
    ("-x^2", "-x^2"),
    ("(-x)^2", "(-x)^2"),
    ("a - b", "a - b"),
    ("a - b c", "a - b*c"),
    ("a - (b + c)", "a - (b + c)"),
    ("(a + b) + c", "(a + b) + c"),
    ("x - 3", "x - 3"),
    ("x*(-3)", "x*(-3)"),
    ("a.b", "a . b"),
    ("a->b", "a -> b"),
    ("a:>b", "a :> b"),
    ("(a->b)->c", "(a -> b) -> c"),
    ("a=b", "a = b"),
    ("f[x_]:=x", "f[x_] := x"),
    ("a;b;", "a; b; "),
    ("#+1&", "#1 + 1 & "),
    ("#&/@x", "(#1 & ) /@ x"),
    ("f[#]&[3]", "(f[#1] & )[3]"),
    ("f@@x", "f @@ x"),
    ("x/.a->b", "x /. a -> b"),
    ("x_Integer", "x_Integer"),
    ("x:_", "x_"),
    ("x:{_}", "x:{_}"),
    ("x_.", "x_."),
    ("x_:3", "x_:3"),
    ("_?f", "_?f"),
    ("x_?(#>2&)", "x_?(#1 > 2 & )"),
    ("a/;b", "a /; b"),
    ("a|b", "a | b"),
    ("a..", "a.."),
    ("x_ ..", "(x_).."),
    ("(1.)...", "(1.)..."),
    ("-(--x)", "- --x"),
    ("a ~~ b", "a~~b"),
    ("a <> b", "a<>b"),
    ("!a&&b", " !a && b"),
    ("!(a&&b)", " !(a && b)"),
    ("(a||b)&&c", "(a || b) && c"),
    ("a<b<=c", "a < b <= c"),
    ("a==b==c", "a == b == c"),
    ("x[[1,2]]", "x[[1,2]]"),
    ("x[[2;;]]", "x[[2 ;; All]]"),
    ("f::tag", "f::tag"),
    ("i++", "i++"),
    ("++i", "++i"),
    ("n!", "n!"),
    ("(n!)!", "(n!)!"),
    ("a=.", "a =."),
    ("f/:g[f]=2", "f /: g[f] = 2"),
    ("##2", "##2"),
    ("#name", "#name"),
    ("%", "%"),
    ("f'[x]", "Derivative[1][f][x]"),
    ('<|"a"->1|>', '<|"a" -> 1|>'),
    ('"a\\n\\"b\\\\"', '"a\\n\\"b\\\\"'),
    ("a\\[Element]b", "Element[a, b]"),
    ("a\\[CirclePlus]b", "CirclePlus[a, b]"),
    ("f@*g", "f @* g"),
    ("a=b=c", "a = b = c"),
    ("(a=b)=c", "(a = b) = c"),
    ("a^b^c", "a^b^c"),
    ("(a^b)^c", "(a^b)^c"),
    ("f[x][y]", "f[x][y]"),
    ("(a+b)[c]", "(a + b)[c]"),
    ("Private`x", "Private`x"),
])
def test_input_form(read, source, text):
    assert input_form(read(source)) == text


X, Y = Symbol("Global`x"), Symbol("Global`y")


def times(*factors):
    return Call(S.Times, *map(to_expr, factors))


@pytest.mark.parametrize("expr, text", [
    (rational(1, 2), "1/2"),
    (rational(-1, 2), "-1/2"),
    (times(rational(3, 4), X), "(3*x)/4"),
    (times(rational(1, 2), X), "x/2"),
    (times(rational(-1, 2), X), "-1/2*x"),
    (times(rational(-3, 4), X), "(-3*x)/4"),
    (times(rational(-1, 2), X, Y), "-1/2*(x*y)"),
    (times(rational(-1, 2), X, Call(S.Power, Y, integer(-2))), "-1/2*x/y^2"),
    (times(rational(-1, 2), X, X, Call(S.Power, Y, integer(-1))), "-1/2*(x*x)/y"),
    (times(rational(-1, 2), Call(S.Power, X, integer(-2))), "-1/2*1/x^2"),
    (times(rational(1, 2), Call(S.Power, X, integer(-1))), "1/(2*x)"),
    (times(-1, X, Y), "-(x*y)"),
    (times(-1, X, Call(S.Power, Y, integer(-1))), "-(x/y)"),
    (times(-1, Call(S.Power, X, integer(-1))), "-x^(-1)"),
    (times(-2, X), "-2*x"),
    (Call(S.Plus, X, times(rational(-1, 2), Y)), "x - y/2"),
    (Call(S.Plus, X, times(rational(-3, 4), Y)), "x - (3*y)/4"),
    (Call(S.Plus, rational(-1, 2), X), "-1/2 + x"),
    (Call(S.Power, X, rational(1, 2)), "Sqrt[x]"),
    (Call(S.Power, X, rational(-1, 2)), "1/Sqrt[x]"),
    (Call(S.Power, X, rational(2, 3)), "x^(2/3)"),
    (Call(S.Power, rational(1, 2), X), "(1/2)^x"),
    (Complex(integer(2), integer(3)), "2 + 3*I"),
    (Complex(integer(2), integer(-3)), "2 - 3*I"),
    (Complex(integer(0), integer(1)), "I"),
    (Complex(integer(0), integer(-1)), "-I"),
    (Complex(integer(0), rational(1, 2)), "I/2"),
    (Complex(integer(1), rational(3, 2)), "1 + (3*I)/2"),
    (Complex(Real(0.0), Real(1.0)), "0. + 1.*I"),
    (times(Complex(integer(0), integer(1)), X), "I*x"),
    (times(Complex(integer(0), integer(2)), X), "(2*I)*x"),
    (times(Complex(integer(1), integer(2)), X), "(1 + 2*I)*x"),
    (Call(S.Power, Complex(integer(0), integer(2)), integer(2)), "(2*I)^2"),
    (Real(1e-7), "1.*^-7"),
    (Real(1234567.8), "1.2345678*^6"),
    (Real(123456.7), "123456.7"),
    (Real(0.00001), "0.00001"),
    (Real(-2.5), "-2.5"),
    (Real(float("inf")), "Infinity"),
    (to_expr([1.5, 2.0]), "{1.5, 2.}"),
    (Packed(np.array([[1, 2], [3, 4]])), "{{1, 2}, {3, 4}}"),
    (Packed(np.array([0.1, 1e-10])), "{0.1, 1.*^-10}"),
    (Association({String("a"): integer(1), X: Y}, frozenset({X})), '<|"a" -> 1, x :> y|>'),
    (Call(S.Association, integer(3)), "Association[3]"),
    (Object(S.NetChain, object()), "NetChain[<>]"),
    (String("\u03b1\u2014"), '"\u03b1\u2014"'),
    (String("\uf522\x01"), '"\\[Rule]\\.01"'),
])
def test_input_form_of_evaluated(expr, text):
    assert input_form(expr) == text


def test_script_form_shows_strings_bare(read):
    assert script_form(read('{"a b", <|"k" -> "v\n"|>, 2x, 0.1234567890123}')) == (
        "{a b, <|k -> v\n|>, 2*x, 0.1234567890123}")


@pytest.mark.parametrize("expr, text", [
    (rational(1, 2), "Rational[1, 2]"),
    (Complex(integer(1), Real(2.0)), "Complex[1, 2.]"),
    (Association({X: Y}), "Association[Rule[x, y]]"),
    (String("a"), '"a"'),
])
def test_full_form(expr, text):
    assert full_form(expr) == text


def test_names_are_written_by_the_callers_rule(read):
    assert input_form(read("f[x] + a`b"), lambda symbol: symbol.name) == "Global`f[Global`x] + a`b"


def test_objects_print_as_registered():
    class Box:
        pass

    @describe.register(Box)
    def _(value, form, head):
        return f"{head}[{form}]"

    assert input_form(Call(S.List, Object(S.NetChain, Box()))) == "{NetChain[InputForm]}"
