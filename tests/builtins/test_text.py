"""Expressions as texts and back; templates."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("source, result", [
    ('ToString[x^2 + 1/2, InputForm]', "1/2 + x^2"),
    ('ToString[{1, "a"}]', "{1, a}"),
    ('ToString[{1, "a"}, InputForm]', '{1, "a"}'),
    ('ToString["a", InputForm]', '"a"'),
    ('ToString[a + b, FullForm]', "Plus[a, b]"),
    ('ToString[InputForm["a"]]', '"a"'),
    ('ToString[x^2/3, TeXForm]', "\\frac{x^2}{3}"),
    ('ToString[TeXForm[x^2]]', "x^2"),
    ('ToString[5] <> "x"', "5x"),
    ('ToString[1.5]', "1.5"),
    ('ToString[123456789.123]', "1.23457*10^8"),
    ('ToString[x -> 1]', "x -> 1"),
    ('ToExpression["1 + 2 3"]', "7"),
    ('ToExpression["a = 5; a + 1"]', "6"),
    ('ToExpression["1\\n2"]', "2"),
    ('ToExpression["1 + 1", InputForm, Hold]', "Hold[1 + 1]"),
    ('ToExpression[{"1 + 1", "x"}]', "{2, x}"),
    ('ToExpression[""]', ""),
    ('ToExpression["x$y"] // Head', "Symbol"),
    ('SyntaxQ["a + b"]', "True"),
    ('SyntaxQ["a +* b"]', "False"),
    ('SyntaxQ["f["]', "False"),
    ('SyntaxLength["a + b"]', "5"),
    ('SyntaxLength["f[1"]', "4"),
    ('TextString[{1, "a", 2.5}]', "{1, a, 2.5}"),
    ('TextString["abc"]', "abc"),
    ('StringTemplate["`` is ``"]["x", 3]', "x is 3"),
    ('StringTemplate["`2` before `1`"]["x", 3]', "3 before x"),
    ('StringTemplate["`a` and `b`"][<|"a" -> 1, "b" -> 2|>]', "1 and 2"),
    ('TemplateApply["The `1` is <* 1 + #2 *>", {"sum", 2}]', "The sum is 3"),
    ('TemplateApply["`x`<* #x^2 *>", <|"x" -> 3|>]', "39"),
    ('TemplateApply[StringTemplate["Hello `name`"], <|"name" -> "you"|>]', "Hello you"),
    ('TemplateApply[f[TemplateSlot[1], TemplateSlot[2]], {a, b}]', "f[a, b]"),
    ('TemplateApply["`1`", {3}, InsertionFunction -> (ToString[#^2] &)]', "9"),
    ('Map[StringTemplate["<``>"], {1, 2}]', "{<1>, <2>}"),
    ('ToString[StringForm["`1` and ``", a, b]]', "a and b"),
])
def test_text(session, source, result):
    outcome = session.evaluate(source)
    assert outcome.text == result
    assert outcome.messages == []


def test_syntax_errors_name_the_place(session):
    outcome = session.evaluate('ToExpression["1 + ]"]')
    assert outcome.text == "$Failed"
    assert outcome.messages[0].startswith("ToExpression::sntx: Invalid syntax")
    assert "1:5" in outcome.messages[0]
    assert session.evaluate('ToExpression["f[1"]').messages[0].startswith("ToExpression::sntxi")
    assert session.evaluate("ToExpression[5]").messages[0].startswith("ToExpression::notstrbox")


def test_symbols_of_asked_texts_are_not_made(session):
    session.evaluate('SyntaxQ["brandnewname"]; SyntaxLength["brandnewname"]')
    assert session.evaluate('Names["brandnewname"]').text == "{}"
