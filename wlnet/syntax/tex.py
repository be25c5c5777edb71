"""Expression -> TeX, in the notation of traditional mathematics: `f(x)`, `\\frac{a}{b}`, `\\sqrt{x}`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from wlnet.expr import (
    Association, Call, Complex, Expr, Integer, Rational, S, String, Symbol, integer, is_call, is_list,
    list_of,
)
from wlnet.syntax.characters import character_name
from wlnet.syntax.numbers import write_integer
from wlnet.syntax.display import shown_big_real, shown_real
from wlnet.syntax.printer import (
    ATOM, CALL, PLUS, POWER, TIMES, Layout, Name, Need, Piece, Printer, Style, fraction, short_name,
    without_minus,
)

TEX = Style(form="TeXForm", times=" ", quotes=False, real=shown_real, big_real=shown_big_real)

_NAMES = {
    "Pi": "\\pi", "E": "e", "I": "i", "Infinity": "\\infty", "Degree": "{}^{\\circ}",
    "ComplexInfinity": "\\infty",
    "EulerGamma": "\\gamma", "GoldenRatio": "\\phi", "Reals": "\\mathbb{R}", "Integers": "\\mathbb{Z}",
    "Rationals": "\\mathbb{Q}", "Complexes": "\\mathbb{C}", "Primes": "\\mathbb{P}",
}
_FUNCTIONS = {
    **{name: "\\" + name.lower() for name in (
        "Sin", "Cos", "Tan", "Cot", "Sec", "Csc", "Sinh", "Cosh", "Tanh", "Coth", "Log", "Exp", "Max",
        "Min", "Arg", "Det", "GCD")},
    "ArcSin": "\\sin ^{-1}", "ArcCos": "\\cos ^{-1}", "ArcTan": "\\tan ^{-1}", "Gamma": "\\Gamma ",
    "Re": "\\Re", "Im": "\\Im", "Zeta": "\\zeta ",
}
_INFIX = {
    "Equal": ("=", 290), "Unequal": ("\\neq ", 290), "Less": ("<", 290), "LessEqual": ("\\leq ", 290),
    "Greater": (">", 290), "GreaterEqual": ("\\geq ", 290), "And": ("\\land ", 225), "Or": ("\\lor ", 215),
    "Rule": ("\\to ", 120), "RuleDelayed": (":\\to ", 120), "Element": ("\\in ", 250), "Dot": (".", 490),
    "Alternatives": ("|", 160), "Set": ("=", 40), "SetDelayed": (":=", 40),
    "Implies": ("\\Rightarrow ", 200),
    "Cross": ("\\times ", 500), "Union": ("\\cup ", 300), "Intersection": ("\\cap ", 305),
    "SameQ": ("===", 260),
}
_AROUND = {
    "Abs": ("\\left| ", "\\right| "), "Floor": ("\\lfloor ", "\\rfloor "),
    "Ceiling": ("\\lceil ", "\\rceil "),
    "Norm": ("\\left\\| ", "\\right\\| "), "Sqrt": ("\\sqrt{", "}"), "Conjugate": ("", "^*"),
    "Transpose": ("", "^T"), "Factorial": ("", "!"), "Not": ("\\neg ", ""),
}
_TIGHT_INSIDE = {"Conjugate", "Transpose", "Factorial", "Not"}


def tex_form(expr: Expr, name: Name = short_name) -> str:
    """An expression in TeX.

    Example  tex_form of 1/2 + x^2  gives  x^2+\\frac{1}{2}
    """
    return TeXPrinter(TEX, name).text(expr)


class TeXPrinter(Printer):
    """Writes TeX; what it has no notation for is a function f(x, y)."""

    def layout(self, expr: Expr) -> Layout:
        if isinstance(expr, Symbol):
            return ATOM, [_symbol(expr, self.name)]
        if isinstance(expr, String):
            return ATOM, [f"\\text{{{_escaped(expr.value)}}}"]
        if isinstance(expr, Rational):
            return TIMES, [_rational(expr)]
        if isinstance(expr, Complex):
            return _complex(expr)
        if isinstance(expr, Association):
            return ATOM, ["\\langle|", *_commas(expr.args), "|\\rangle "]
        if isinstance(expr, Call):
            return self._call(expr)
        precedence, pieces = super().layout(expr)
        return precedence, [_power_of_ten(piece) for piece in pieces]

    def _call(self, expr: Call) -> Layout:
        head = expr.head
        if isinstance(head, Symbol):
            writer = _WRITERS.get(head)
            laid_out: Layout | None = writer(expr) if writer else None
            if laid_out is not None:
                return laid_out
            name = head.short
            if name in _INFIX and len(expr.args) > 1:
                return _infix(expr, *_INFIX[name])
            if name in _AROUND and len(expr.args) == 1:
                left, right = _AROUND[name]
                return CALL, [left, Need(expr.args[0], ATOM if name in _TIGHT_INSIDE else 0), right]
            if name in _FUNCTIONS:
                return CALL, [_FUNCTIONS[name], " (", *_commas(expr.args), ")"]
        return CALL, [Need(head, CALL), "(", *_commas(expr.args), ")"]


def _symbol(symbol: Symbol, name: Name) -> str:
    text = _NAMES.get(symbol.short) if symbol.context == "System`" else None
    if text is not None:
        return text
    written = name(symbol)
    if len(written) == 1:
        greek = character_name(written)
        if greek and not written.isascii() and "\u0370" <= written <= "\u03ff":
            capital = greek.startswith("Capital")
            return f"\\{greek.removeprefix('Capital') if capital else greek.lower()} "
        return written
    return f"\\text{{{_escaped(written)}}}"


def _escaped(text: str) -> str:
    return "".join("\\" + character if character in "#$%&_{}" else character for character in text)


def _power_of_ten(piece: Piece) -> Piece:
    if isinstance(piece, str) and "*10^" in piece:
        mantissa, _, exponent = piece.partition("*10^")
        return f"{mantissa}\\times 10^{{{exponent}}}"
    return piece


def _rational(number: Rational) -> str:
    above = write_integer(abs(number.value.numerator))
    sign = "-" if number.value < 0 else ""
    return f"{sign}\\frac{{{above}}}{{{write_integer(number.value.denominator)}}}"


def _complex(number: Complex) -> Layout:
    imaginary: list[Piece] = ["i"] if number.im == integer(1) else [Need(number.im, TIMES), " i"]
    if number.re == integer(0):
        return TIMES, imaginary
    negative = without_minus(number.im)
    if negative is not None:
        imaginary = ["i"] if negative == integer(1) else [Need(negative, TIMES), " i"]
    return PLUS, [Need(number.re, PLUS), "+" if negative is None else "-", *imaginary]


def _commas(items: Sequence[Expr]) -> list[Piece]:
    pieces: list[Piece] = []
    for item in items:
        pieces += [",", Need(item, 0)]
    return pieces[1:]


def _infix(expr: Call, sign: str, precedence: int) -> Layout:
    pieces: list[Piece] = []
    for arg in expr.args:
        pieces += [sign, Need(arg, precedence + 1)]
    return precedence, pieces[1:]


def _degree(term: Expr) -> int:
    """The degree of a term as a monomial: sums are written with the highest first."""
    if is_call(term, S.Times):
        return sum(map(_degree, term.args))
    if is_call(term, S.Power, 2):
        exponent = term.args[1]
        return exponent.value if isinstance(exponent, Integer) and isinstance(term.args[0], Symbol) else 0
    return int(isinstance(term, Symbol) and term.context != "System`")


def _plus(expr: Call) -> Layout | None:
    if len(expr.args) < 2:
        return None
    terms = sorted(expr.args, key=lambda term: -_degree(term))
    pieces: list[Piece] = [Need(terms[0], PLUS + 1)]
    for term in terms[1:]:
        positive = without_minus(term)
        pieces += ["+" if positive is None else "-", Need(term if positive is None else positive, PLUS + 1)]
    return PLUS, pieces


def _times(expr: Call) -> Layout | None:
    if len(expr.args) < 2:
        return None
    positive = without_minus(expr)
    if positive is not None:
        return TIMES, ["-", Need(positive, TIMES)]
    above, below = fraction(expr.args)
    if below:
        return TIMES, ["\\frac{", *_product(above), "}{", *_product(below), "}"]
    return TIMES, _product(above)


def _product(factors: list[Expr]) -> list[Piece]:
    if not factors:
        return ["1"]
    if len(factors) == 1:
        return [Need(factors[0], 0)]
    pieces: list[Piece] = [Need(factors[0], TIMES)]
    for before, factor in pairwise(factors):
        base = factor.args[0] if is_call(factor, S.Power, 2) else factor
        between = "\\times " if isinstance(base, Integer) and isinstance(before, Integer) else " "
        pieces += [between, Need(factor, TIMES + 1)]
    return pieces


def _braced(script: Expr) -> list[Piece]:
    """A subscript, exponent or limit: in braces unless it is one character."""
    short = isinstance(script, Symbol) and len(script.short) == 1 or (
        isinstance(script, Integer) and 0 <= script.value < 10)
    return [Need(script, 0)] if short else ["{", Need(script, 0), "}"]


def _power(expr: Call) -> Layout | None:
    if len(expr.args) != 2:
        return None
    base, exponent = expr.args
    if without_minus(exponent) is not None and isinstance(exponent, (Integer, Rational)):
        return TIMES, ["\\frac{1}{", Need(fraction([expr])[1][0], 0), "}"]
    if isinstance(exponent, Rational) and exponent.value.numerator == 1:
        degree = exponent.value.denominator
        return ATOM, ["\\sqrt{" if degree == 2 else f"\\sqrt[{degree}]{{", Need(base, 0), "}"]
    power = _braced(exponent)
    if isinstance(base, Call) and isinstance(base.head, Symbol) and base.head.short in _FUNCTIONS:
        name = _FUNCTIONS[base.head.short]
        if "^" not in name:
            return CALL, [name, " ^", *power, "(", *_commas(base.args), ")"]
    return POWER, [Need(base, POWER + 1), "^", *power]


def _list(expr: Call) -> Layout:
    return ATOM, ["\\{", *_commas(expr.args), "\\}"]


def _array(expr: Call, left: str, right: str) -> Layout | None:
    table = expr.args[0] if expr.args else None
    if table is None or not is_list(table) or not table.args:
        return None
    rows = [row.args if is_list(row) else (row,) for row in table.args]
    pieces: list[Piece] = [f"{left}\\begin{{array}}{{{'c' * max(map(len, rows))}}}\n"]
    for row in rows:
        for number, cell in enumerate(row):
            pieces += [" & " if number else " ", Need(cell, 0)]
        pieces.append(" \\\\\n")
    return ATOM, [*pieces, f"\\end{{array}}{right}"]


def _integral(expr: Call) -> Layout | None:
    if len(expr.args) != 2:
        return None
    variable, limits = _iterator(expr.args[1])
    if variable is None:
        return None
    sign = "\\int_" if limits else "\\int"
    return 325, [sign, *limits, " ", Need(expr.args[0], 325), " \\, d", Need(variable, ATOM)]


def _iterator(spec: Expr) -> tuple[Expr | None, list[Piece]]:
    """The variable of an iterator and its limits as pieces."""
    if not is_list(spec):
        return spec, []
    if len(spec.args) != 3:
        return None, []
    return spec.args[0], [*_braced(spec.args[1]), "^", *_braced(spec.args[2])]


def _big_operator(sign: str) -> Callable[[Call], Layout | None]:
    def write(expr: Call) -> Layout | None:
        if len(expr.args) != 2 or not is_list(expr.args[1]) or len(expr.args[1].args) != 3:
            return None
        variable, first, last = expr.args[1].args
        return 320, [f"{sign} _{{", Need(Call(S.Equal, variable, first), 0), "}^", *_braced(last), " ",
                     Need(expr.args[0], 320)]

    return write


def _script(mark: str) -> Callable[[Call], Layout | None]:
    def write(expr: Call) -> Layout | None:
        if len(expr.args) < 2:
            return None
        script = expr.args[1] if len(expr.args) == 2 else list_of(expr.args[1:])
        return ATOM, [Need(expr.args[0], ATOM), mark, *_braced(script)]

    return write


def _transparent(expr: Call) -> Layout | None:
    return (0, [Need(expr.args[0], 0)]) if expr.args else None


_WRITERS: dict[Symbol, Callable[[Call], Any]] = {
    S.Plus: _plus, S.Times: _times, S.Power: _power, S.List: _list, S.Integrate: _integral,
    S.Sum: _big_operator("\\sum"), S.Product: _big_operator("\\prod"),
    S.Subscript: _script("_"), S.Superscript: _script("^"),
    S.MatrixForm: lambda expr: _array(expr, "\\left(\n", "\n\\right)"),
    S.TableForm: lambda expr: _array(expr, "", ""), S.Grid: lambda expr: _array(expr, "", ""),
    S.HoldForm: _transparent, S.TraditionalForm: _transparent, S.StandardForm: _transparent,
    S.Style: _transparent,
    S.TeXForm: _transparent, S.Defer: _transparent,
}
