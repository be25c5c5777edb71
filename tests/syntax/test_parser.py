"""Source text and the expression it means, in FullForm. The groups follow the notes on pitfalls in the
room's sheet."""

from __future__ import annotations

import pytest

from tests.syntax.conftest import resolve
from wlnet.syntax import SyntaxProblem, full_form, is_complete, statements, tokenize

BRACKETS = [
    ("f[]", "f[]"),
    ("f[a, b][c]", "f[a, b][c]"),
    ("{a, {b}, {}}", "List[a, List[b], List[]]"),
    ('<|"a" -> 1, b :> 2|>', 'Association[Rule["a", 1], RuleDelayed[b, 2]]'),
    ("<||>", "Association[]"),
    ("x[[1]]", "Part[x, 1]"),
    ("x[[1, 2]][[3]]", "Part[Part[x, 1, 2], 3]"),
    ("x[[y[[1]]]]", "Part[x, Part[y, 1]]"),
    ("x[[f[g[1]]]]", "Part[x, f[g[1]]]"),
    ("x\u301a1\u301b", "Part[x, 1]"),
    ("\u230ax\u230b", "Floor[x]"),
    ("\\[LeftCeiling]x\\[RightCeiling]", "Ceiling[x]"),
    ("\u2329x, y\u232a", "AngleBracket[x, y]"),
    ("\\[LeftAssociation]a -> 1\\[RightAssociation]", "Association[Rule[a, 1]]"),
    ("f::[t]", "TypeSpecifier[f][t]"),
    ("f[a,,b]", "f[a, Null, b]"),
    ("f[,]", "f[Null, Null]"),
    ("f[,a]", "f[Null, a]"),
    ("f[a,]", "f[a, Null]"),
    ("{a,,}", "List[a, Null, Null]"),
    ("f[a\\[InvisibleComma]b]", "f[a, b]"),
]

TOKENS = [
    ("a`b", "a`b"),
    ("x_", "Pattern[x, Blank[]]"),
    ("x_h", "Pattern[x, Blank[h]]"),
    ("x__", "Pattern[x, BlankSequence[]]"),
    ("___h", "BlankNullSequence[h]"),
    ("x_.", "Optional[Pattern[x, Blank[]]]"),
    ("_.", "Optional[Blank[]]"),
    ("a_b_c", "Times[Pattern[a, Blank[b]], Blank[c]]"),
    ("x_ h", "Times[Pattern[x, Blank[]], h]"),
    ("x_ ..", "Repeated[Pattern[x, Blank[]]]"),
    ("x_?f", "PatternTest[Pattern[x, Blank[]], f]"),
    ("#", "Slot[1]"),
    ("#2", "Slot[2]"),
    ("#0", "Slot[0]"),
    ("##", "SlotSequence[1]"),
    ("##3", "SlotSequence[3]"),
    ("#name", 'Slot["name"]'),
    ('#"two words"', 'Slot["two words"]'),
    ("#12a", "Times[Slot[12], a]"),
    ("##name", "Times[SlotSequence[1], name]"),
    ("%", "Out[]"),
    ("%%", "Out[-2]"),
    ("%%%", "Out[-3]"),
    ("%5", "Out[5]"),
    ("%%5", "Times[Out[-2], 5]"),
    ("<<name`", 'Get["name`"]'),
    ("<<a/b.m;c", 'CompoundExpression[Get["a/b.m"], c]'),
    ('<< "a b.m"', 'Get["a b.m"]'),
    ("x >> out.txt", 'Put[x, "out.txt"]'),
    ("x >>> out.txt", 'PutAppend[x, "out.txt"]'),
    ("f::tag", 'MessageName[f, "tag"]'),
    ('f::"t g"', 'MessageName[f, "t g"]'),
    ("f::a::b", 'MessageName[f, "a", "b"]'),
    ("\\[Pi]", "Pi"),
    ("\u221e", "Infinity"),
    ("\\[ExponentialE]^\\[ImaginaryI]", "Power[E, I]"),
    ("45\u00b0", "Times[45, Degree]"),
    ("\\[Alpha]\\[Beta]2", "\u03b1\u03b22"),
    ("\\:03b1", "\u03b1"),
    ("\\.61", "a"),
    ("\\141", "a"),
    ("\\|01f600", "\U0001f600"),
    ("a\\[RawPlus]b", "Plus[a, b]"),
    ("?Pl*", 'Information["Pl*", Rule[LongForm, False]]'),
    ("?? Plot", 'Information["Plot", Rule[LongForm, True]]'),
    ("(* a (* nested *) comment *) x", "x"),
    ('(* " *) x', "x"),
    ('"(* no comment *)"', '"(* no comment *)"'),
    ("12 (* twelve *) 3", "Times[12, 3]"),
    ("a + \\\n b", "Plus[a, b]"),
    ("2 \\[Times] x", "Times[2, x]"),
]

OPERATORS = [
    ("a + b + c", "Plus[a, b, c]"),
    ("(a + b) + c", "Plus[Plus[a, b], c]"),
    ("a + (b + c)", "Plus[a, Plus[b, c]]"),
    ("a - b", "Plus[a, Times[-1, b]]"),
    ("x-3", "Plus[x, -3]"),
    ("x - 2.5", "Plus[x, -2.5]"),
    ("a-2 b", "Plus[a, Times[-1, 2, b]]"),
    ("a - (2 b)", "Plus[a, Times[-1, Times[2, b]]]"),
    ("a - b - c", "Plus[a, Times[-1, b], Times[-1, c]]"),
    ("a - b + c", "Plus[a, Times[-1, b], c]"),
    ("-a b", "Times[Times[-1, a], b]"),
    ("-2 a", "Times[-2, a]"),
    ("-3", "-3"),
    ("- 3", "-3"),
    ("-(-3)", "3"),
    ("-2^2", "Times[-1, Power[2, 2]]"),
    ("+a", "Plus[a]"),
    ("a/b", "Times[a, Power[b, -1]]"),
    ("a/b/c", "Times[Times[a, Power[b, -1]], Power[c, -1]]"),
    ("a b/c", "Times[a, Times[b, Power[c, -1]]]"),
    ("a/b c", "Times[Times[a, Power[b, -1]], c]"),
    ("2/3", "Times[2, Power[3, -1]]"),
    ("x/.5", "Times[x, Power[0.5, -1]]"),
    ("a b c", "Times[a, b, c]"),
    ("a*b c", "Times[a, b, c]"),
    ("2x", "Times[2, x]"),
    ("2(x)", "Times[2, x]"),
    ("x(y)", "Times[x, y]"),
    ("{a}{b}", "Times[List[a], List[b]]"),
    ("a^b^c", "Power[a, Power[b, c]]"),
    ("a^-b", "Power[a, Times[-1, b]]"),
    ("a^-1", "Power[a, -1]"),
    ("a^-b c", "Times[Power[a, Times[-1, b]], c]"),
    ("a . b . c", "Dot[a, b, c]"),
    ("a ** b", "NonCommutativeMultiply[a, b]"),
    ("!a && b || c", "Or[And[Not[a], b], c]"),
    ("!!a", "Not[Not[a]]"),
    ("!a == b", "Not[Equal[a, b]]"),
    ("n!", "Factorial[n]"),
    ("n!!", "Factorial2[n]"),
    ("n! m", "Times[Factorial[n], m]"),
    ("a == b == c", "Equal[a, b, c]"),
    ("a < b <= c", "Inequality[a, Less, b, LessEqual, c]"),
    ("a \\[VectorLess] b < c", "Developer`VectorInequality[a, VectorLess, b, Less, c]"),
    ("a===b=!=c", "UnsameQ[SameQ[a, b], c]"),
    ("a === b == c", "SameQ[a, Equal[b, c]]"),
    ("a != b", "Unequal[a, b]"),
    ("a \u2260 b", "Unequal[a, b]"),
    ("a -> b -> c", "Rule[a, Rule[b, c]]"),
    ("a :> b", "RuleDelayed[a, b]"),
    ("a \u2192 b", "Rule[a, b]"),
    ("a \\[Rule] b", "Rule[a, b]"),
    ("a \\[RightArrow] b", "RightArrow[a, b]"),
    ("a \u21d2 b", "Implies[a, b]"),
    ("a <-> b", "TwoWayRule[a, b]"),
    ("a /. b -> c /. d", "ReplaceAll[ReplaceAll[a, Rule[b, c]], d]"),
    ("a //. b", "ReplaceRepeated[a, b]"),
    ("a /; b", "Condition[a, b]"),
    ("a ~~ b ~~ c", "StringExpression[a, b, c]"),
    ("a | b | c", "Alternatives[a, b, c]"),
    ("a..", "Repeated[a]"),
    ("a...", "RepeatedNull[a]"),
    ("x:_", "Pattern[x, Blank[]]"),
    ("x_:3", "Optional[Pattern[x, Blank[]], 3]"),
    ("x:_:d", "Optional[Pattern[x, Blank[]], d]"),
    ("x:a|b:d", "Optional[Pattern[x, Alternatives[a, b]], d]"),
    ("_:0", "Optional[Blank[], 0]"),
    ("a = b = c", "Set[a, Set[b, c]]"),
    ("a := b", "SetDelayed[a, b]"),
    ("a ^= b", "UpSet[a, b]"),
    ("a ^:= b", "UpSetDelayed[a, b]"),
    ("a =.", "Unset[a]"),
    ("a=.5", "Set[a, 0.5]"),
    ("f /: g[f] = 2", "TagSet[f, g[f], 2]"),
    ("f /: g[f] := 2", "TagSetDelayed[f, g[f], 2]"),
    ("f /: g[f] =.", "TagUnset[f, g[f]]"),
    ("a += b", "AddTo[a, b]"),
    ("a -= b", "SubtractFrom[a, b]"),
    ("a *= b", "TimesBy[a, b]"),
    ("a /= b", "DivideBy[a, b]"),
    ("a //= f", "ApplyTo[a, f]"),
    ("x |-> x^2", "Function[x, Power[x, 2]]"),
    ("#^2&", "Function[Power[Slot[1], 2]]"),
    ("#^2&[3]", "Function[Power[Slot[1], 2]][3]"),
    ("#& /@ x", "Map[Function[Slot[1]], x]"),
    ("a = #&", "Set[a, Function[Slot[1]]]"),
    ("a -> #&", "Function[Rule[a, Slot[1]]]"),
    ("a;b;c", "CompoundExpression[a, b, c]"),
    ("a;", "CompoundExpression[a, Null]"),
    ("a;;b", "Span[a, b]"),
    ("a;&", "Function[CompoundExpression[a, Null]]"),
    ("a;b;", "CompoundExpression[a, b, Null]"),
    ("a ; ; b", "CompoundExpression[a, Null, b]"),
    (";;", "Span[1, All]"),
    ("a;;", "Span[a, All]"),
    (";;b", "Span[1, b]"),
    ("a;;b;;c", "Span[a, b, c]"),
    ("a;;;;c", "Span[a, All, c]"),
    (";;;;c", "Span[1, All, c]"),
    ("x[[;;, 2]]", "Part[x, Span[1, All], 2]"),
    ("x[[-2;;]]", "Part[x, Span[-2, All]]"),
    ("1 ;; -1", "Span[1, -1]"),
    ("a ~ f ~ b", "f[a, b]"),
    ("a~f~b~g~c", "g[f[a, b], c]"),
    ("f @ g @ x", "f[g[x]]"),
    ("x // f // g", "g[f[x]]"),
    ("f @@ x", "Apply[f, x]"),
    ("f @@@ x", "MapApply[f, x]"),
    ("f /@ g /@ x", "Map[f, Map[g, x]]"),
    ("f //@ x", "MapAll[f, x]"),
    ("f @* g @* h", "Composition[f, g, h]"),
    ("f /* g", "RightComposition[f, g]"),
    ("a <> b", "StringJoin[a, b]"),
    ("i++", "Increment[i]"),
    ("--i", "PreDecrement[i]"),
    ("i++ + ++j", "Plus[Increment[i], PreIncrement[j]]"),
    ("a ++ b", "Times[Increment[a], b]"),
    ("f'", "Derivative[1][f]"),
    ("f''[x]", "Derivative[2][f][x]"),
    ("f' '", "Derivative[2][f]"),
    ("(f')'", "Derivative[1][Derivative[1][f]]"),
    ("f@x'", "Derivative[1][f[x]]"),
    ("_?f[x]", "PatternTest[Blank[], f][x]"),
    ("f@x^2", "Power[f[x], 2]"),
    ("f[x]^2", "Power[f[x], 2]"),
    ("!x[1]", "Not[x[1]]"),
    ("a \\[Conjugate]", "Conjugate[a]"),
    ("2 \u221ax", "Times[2, Sqrt[x]]"),
    ("2\u221ax + 1", "Plus[Times[2, Sqrt[x]], 1]"),
    ("\u221ax", "Sqrt[x]"),
    ("\u2200x", "ForAll[x]"),
    ("a \u2208 b", "Element[a, b]"),
    ("a \u2227 b", "And[a, b]"),
    ("a \u22bb b", "Xor[a, b]"),
    ("a \u22c2 b", "Intersection[a, b]"),
    ("a \u00d7 b", "Times[a, b]"),
    ("a \u00f7 b", "Times[a, Power[b, -1]]"),
    ("a \\[Divides] b", "Divisible[b, a]"),
    ("\u222b f[x] \\[DifferentialD]x", "Integrate[f[x], x]"),
    ("\u222b a f[x] \\[DifferentialD]x", "Integrate[Times[a, f[x]], x]"),
    ("a \u2212 b", "Plus[a, Times[-1, b]]"),
]


@pytest.mark.parametrize("source, full", BRACKETS + TOKENS + OPERATORS)
def test_reading(read, source, full):
    assert full_form(read(source)) == full


@pytest.mark.parametrize("source, fulls", [
    ("a\nb", ["a", "b"]),
    ("a\n-b", ["a", "Times[-1, b]"]),
    ("a-\nb", ["Plus[a, Times[-1, b]]"]),
    ("(a\nb)", ["Times[a, b]"]),
    ("f[a,\n  b\n]\nc", ["f[a, b]", "c"]),
    ("1;;\n2", ["Span[1, All]", "2"]),
    ("a;\nb", ["CompoundExpression[a, Null]", "b"]),
    ("x := !\n y", ["SetDelayed[x, Not[y]]"]),
    ("n!\nm", ["Factorial[n]", "m"]),
    ("n! !\nm", ["Factorial[Factorial[n]]", "m"]),
    ("i++\nj", ["Increment[i]", "j"]),
    ("a = \n\n b", ["Set[a, b]"]),
    ("a\r\nb\rc", ["a", "b", "c"]),
    ("#!/usr/bin/env wolframscript\na", ["a"]),
    ("a (* \n *) b", ["Times[a, b]"]),
    ("\n\n  a\n\n", ["a"]),
    ("", []),
    ("(* nothing *)", []),
    ("?a\nb", ['Information["a", Rule[LongForm, False]]', "b"]),
    ("f[x_] := x\n\ng[y] := y", ["SetDelayed[f[Pattern[x, Blank[]]], x]", "SetDelayed[g[y], y]"]),
])
def test_statements(read_all, source, fulls):
    assert [full_form(expr) for expr in read_all(source)] == fulls


def test_names_are_resolved_statement_by_statement():
    seen = []

    def recording(name):
        seen.append(name)
        return resolve(name)

    reader = statements("a; b\nc\na", recording)
    next(reader)
    assert seen == ["a", "b"]
    list(reader)
    assert seen == ["a", "b", "c", "a"]


def test_a_script_runs_up_to_its_mistake():
    reader = statements("a = 1\nb = \nc = )", resolve)
    assert full_form(next(reader)) == "Set[a, 1]"
    with pytest.raises(SyntaxProblem):
        next(reader)


@pytest.mark.parametrize("source, complete", [
    ("a", True), ("", True), ("f[", False), ("a +", False), ('"abc', False), ("(* c", False), ("a)", True),
    ("a ~ f", False), ("x /: y", False), ("f[a,", False), ("{1, 2", False), ("a := (", False), ("f[)", True),
    ("a;", True), ("1;;", True), ("!", False), ("a /@", False),
])
def test_is_complete(source, complete):
    assert is_complete(source) is complete


def test_tokens_for_colouring():
    text = 'f[x_] := "s" + 1.5 (* c *) #'
    assert [(kind, text[start:end]) for kind, start, end in tokenize(text)] == [
        ("symbol", "f"), ("bracket", "["), ("pattern", "x_"), ("bracket", "]"), ("operator", ":="),
        ("string", '"s"'), ("operator", "+"), ("number", "1.5"), ("comment", "(* c *)"), ("slot", "#")]


@pytest.mark.parametrize("text", [
    '"open', "(* open", "a \\q \x00", "\\[Alpha] \\[Nonsense]", "))](", "\u301a\ud800"])
def test_colouring_takes_any_text(text):
    covered = [text[start:end] for _, start, end in tokenize(text)]
    assert "".join(covered).replace(" ", "") == text.replace(" ", "")
