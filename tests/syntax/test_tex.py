"""TeXForm, row by row."""

from __future__ import annotations

import pytest

from wlnet.syntax import tex_form


@pytest.mark.parametrize("source, tex", [
    ("1 + x + x^2", "x^2+x+1"),
    ("a - b", "a-b"),
    ("x/y", "\\frac{x}{y}"),
    ("2 x y", "2 x y"),
    ("2 3", "2\\times 3"),
    ("Sqrt[x]", "\\sqrt{x}"),
    ("x^-2", "\\frac{1}{x^2}"),
    ("x^(a b)", "x^{a b}"),
    ("(a + b)^10", "(a+b)^{10}"),
    ("Sin[x]^2 + Cos[a b]", "\\sin ^2(x)+\\cos (a b)"),
    ("f[x, y]", "f(x,y)"),
    ("name[x]", "\\text{name}(x)"),
    ("{1, 2}", "\\{1,2\\}"),
    ('"50% of it"', "\\text{50\\% of it}"),
    ("\\[Alpha] + \\[CapitalGamma]", "\\alpha +\\Gamma "),
    ("a == b", "a=b"),
    ("a -> b", "a\\to b"),
    ("Integrate[f[x], {x, 0, 1}]", "\\int_0^1 f(x) \\, dx"),
    ("Integrate[f[x], x]", "\\int f(x) \\, dx"),
    ("Sum[i, {i, 1, n}]", "\\sum _{i=1}^n i"),
    ("MatrixForm[{{1, 2}, {3, 4}}]",
     "\\left(\n\\begin{array}{cc}\n 1 & 2 \\\\\n 3 & 4 \\\\\n\\end{array}\n\\right)"),
    ("E^x", "e^x"),
    ("Pi", "\\pi"),
    ("1.5*^-10", "1.5\\times 10^{-10}"),
    ("Abs[x]", "\\left| x\\right| "),
    ("Subscript[x, 1]", "x_1"),
])
def test_tex_form(read, source, tex):
    assert tex_form(read(source)) == tex
