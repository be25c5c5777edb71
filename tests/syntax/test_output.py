"""OutputForm: one line for expressions, blocks of lines for tables."""

from __future__ import annotations

import pytest

from wlnet.syntax import output_form
from wlnet.syntax.boxes import Block, beside, block, grid, stacked


@pytest.mark.parametrize("source, text", [
    ('{1/3, "a", 2x}', "{1/3, a, 2 x}"),
    ("{0.333333333, 1., 1.*^-7}", "{0.333333, 1., 1.*10^-7}"),
    ("{123456.7, 1234567.8, 0.00001, 0.000001}", "{123457., 1.23457*10^6, 0.00001, 1.*10^-6}"),
    ("{-0.5, 99999.96, 999999.6}", "{-0.5, 100000., 1.*10^6}"),
    ("{100.0, 1000000.0, 12.0*^20}", "{100., 1.*10^6, 1.2*10^21}"),
    ("3.14159265358979323846", "3.14159265358979323846"),
    ("1.5`5", "1.5000"),
    ("x^2 + y^-1", "x^2 + 1/y"),
    ("a x^-1", "a/x"),
    ("a b - 2 c", "a b - 2 c"),
    ("2(a + b)", "2 (a + b)"),
    ('<|"a" -> "b"|>', "<|a -> b|>"),
    ("#+1&", "#1 + 1 & "),
    ('InputForm["a"]', '"a"'),
    ('{"a", InputForm["a"]}', '{a, "a"}'),
    ("FullForm[a + b]", "Plus[a, b]"),
    ("HoldForm[1 + 1]", "1 + 1"),
    ("HoldForm[a + b] c", "(a + b) c"),
    ("Style[x, Bold]", "x"),
    ('Row[{a, "b", c}]', "abc"),
    ('Row[{a, "b", c}, ", "]', "a, b, c"),
    ('StringForm["x `` y `` `1`", a, b]', "x a y b a"),
    ("Column[{1, x^2}]", "1\nx^2"),
    ("Column[{}]", ""),
    ("TableForm[{{1, 22}, {333, 4}}]", "1     22\n\n333   4"),
    ("TableForm[{a, b}]", "a\n\nb"),
    ("MatrixForm[{{1, 2}, {3, 4}}]", "1   2\n\n3   4"),
    ("TableForm[{{1, 2}, {3, 4}}, TableSpacing -> {0, 1}]", "1 2\n3 4"),
    ("TableForm[{{1, 2}, {3, 4}}, TableHeadings -> {{r, s}, {a, b}}]", "    a   b\n\nr   1   2\n\ns   3   4"),
    ("TableForm[{{1, 2}, {3, 4}}, TableHeadings -> Automatic]", "    1   2\n\n1   1   2\n\n2   3   4"),
    ("TableForm[{{1, 22}, {333, 4}}, TableAlignments -> Right]", "  1   22\n\n333    4"),
    ("TableForm[3]", "3"),
    ('TableForm[{"ab" -> c, "d" -> e}]', "ab -> c\n\nd -> e"),
    ('TableForm[{InputForm["ab" -> "c"]}]', '"ab" -> "c"'),
    ("Grid[{{a, b}, {c, dd}}]", "a   b\n\nc   dd"),
    ("Grid[{{a, b}, {c}}]", "a   b\n\nc"),
    ("{Column[{1, 2, 3}], x}", " 1\n{2, x}\n 3"),
    ("f[TableForm[{{1, 2}, {3, 4}}]]", "  1   2\nf[     ]\n  3   4"),
    ("Subscript[x, 1] + y", "x  + y\n 1"),
    ("BaseForm[255, 16]", "ff\n  16"),
    ("NumberForm[3.14159, {4, 2}]", "3.14"),
    ("NumberForm[12.5, {5, 3}]", "12.500"),
    ("NumberForm[0.996, {3, 2}]", "1.00"),
    ("NumberForm[123456789., 5]", "1.2346*10^8"),
    ("NumberForm[{1.23456789, 2, x}, 3]", "{1.23, 2, x}"),
    ("NumberForm[1234567, DigitBlock -> 3]", "1,234,567"),
    ('NumberForm[1234567, DigitBlock -> 3, NumberSeparator -> " "]', "1 234 567"),
    ('NumberForm[3.5, {5, 2}, NumberPadding -> {"0", "0"}]', "003.50"),
    ("PaddedForm[12, 5]", "    12"),
    ("PaddedForm[-3.14159, {6, 2}]", "   -3.14"),
    ("ScientificForm[12345.678]", "1.23457*10^4"),
    ("ScientificForm[12345.678, 3]", "1.23*10^4"),
    ("EngineeringForm[12345.678]", "12.3457*10^3"),
    ("AccountingForm[-12.5]", "(12.5)"),
    ("DecimalForm[1234567.8, 9]", "1234567.8"),
    ("PercentForm[0.25]", "25%"),
    ("PercentForm[0.1234, 3]", "12.3%"),
])
def test_output_form(read, source, text):
    assert output_form(read(source)) == text


def test_forms_of_unknown_shape_print_as_calls(read):
    assert output_form(read("{TableForm[], Row[x], Grid[1], NumberForm[1, a], StringForm[x]}")) == (
        "{TableForm[], Row[x], Grid[1], NumberForm[1, a], StringForm[x]}")


def test_forms_in_forms_end(read):
    deep = "Column[{" * 1000 + "x" + "}]" * 1000
    assert "x" in output_form(read(deep))
    assert output_form(read("HoldForm[" * 5000 + "x" + "]" * 5000)) == "x"


def test_boxes():
    two = Block(("ab", "c"), 0)
    assert beside([two, block("!")]).lines == ("ab!", "c  ")
    assert beside([block("!"), Block(("a", "b"), 1)]).lines == (" a", "!b")
    assert stacked([block("a"), two], gap=1).lines == ("a ", "", "ab", "c ")
    assert grid([[block("a"), block("b")], [block("ccc")]], gap=0).text() == "a     b\nccc"
