"""The display wrappers of OutputForm: tables, rows, number forms, and those that only show what they hold.

`FORMS` gives each head the function that lays it out: precedence and pieces, as in `printer`, or None when
the call is not of the form that it knows; it then prints like any other call.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from wlnet.expr import (
    Association, BigReal, Call, Expr, Integer, Rational, Real, S, String, Symbol, integer, is_call, is_list, list_of,
    rational,
)
from wlnet.expr.numbers import ONE, ZERO
from wlnet.syntax.boxes import Block, block, grid, stacked
from wlnet.syntax.code import c_form, fortran_form
from wlnet.syntax.numbers import significant, write_decimal, write_integer
from wlnet.syntax.display import Form, OutputPrinter
from wlnet.syntax.printer import ATOM, FULL, INPUT, Layout, Need, Piece, Printer, Style
from wlnet.syntax.tex import tex_form


def _options(expr: Call) -> tuple[list[Expr], dict[str, Expr]]:
    """The positional arguments and the options, by name, of a form."""
    positional: list[Expr] = []
    options = {}
    for arg in expr.args:
        rules = arg.args if is_list(arg) and arg.args else (arg,)
        if positional and all(is_call(rule, S.Rule, 2) for rule in rules):
            options.update({_word(rule.args[0]): rule.args[1] for rule in rules})
        else:
            positional.append(arg)
    return positional, options


def _word(expr: Expr) -> str:
    return expr.short if isinstance(expr, Symbol) else expr.value if isinstance(expr, String) else ""


def _integer(expr: Expr | None, default: int) -> int:
    return expr.value if isinstance(expr, Integer) else default


# ---- forms that show what they hold


def _transparent(printer: OutputPrinter, expr: Call) -> Layout | None:
    inner: Expr = expr
    while isinstance(inner, Call) and inner.args and inner.head in _TRANSPARENT:
        inner = inner.args[0]
    return printer.layout(inner)


def _other(style: Style) -> Form:
    def form(printer: OutputPrinter, expr: Call) -> Layout | None:
        return ATOM, [Printer(style, printer.name).text(expr.args[0])]

    return form


def _framed(printer: OutputPrinter, expr: Call) -> Layout | None:
    return ATOM, [printer.inside().block(expr.args[0])]


def _row(printer: OutputPrinter, expr: Call) -> Layout | None:
    items, _ = _options(expr)
    if not is_list(items[0]):
        return None
    pieces: list[Piece] = []
    for number, item in enumerate(items[0].args):
        if number and len(items) > 1:
            pieces.append(Need(items[1], 0))
        pieces.append(Need(item, 0))
    return ATOM, pieces or [""]


def _sequence_form(printer: OutputPrinter, expr: Call) -> Layout | None:
    return ATOM, [Need(item, 0) for item in expr.args]


def _spacer(printer: OutputPrinter, expr: Call) -> Layout | None:
    return ATOM, [" "]


_PLACES = re.compile(r"`(\d*)`|\\`")


def _skeleton(printer: OutputPrinter, expr: Call) -> Layout | None:
    """`Skeleton[n]` stands for n elements left out."""
    return (ATOM, [f"<<{_integer(expr.args[0] if expr.args else None, 1)}>>"])


def _string_form(printer: OutputPrinter, expr: Call) -> Layout | None:
    """StringForm["`1` and ``", a, b]: the places take the arguments."""
    template = expr.args[0]
    if not isinstance(template, String):
        return None
    pieces: list[Piece] = []
    end = following = 0
    for match in _PLACES.finditer(template.value):
        pieces.append(template.value[end : match.start()])
        end = match.end()
        if match[1] is None:
            pieces.append("`")
            continue
        following = int(match[1]) if match[1] else following + 1
        known = 0 < following < len(expr.args)
        pieces.append(Need(expr.args[following], 0) if known else match[0])
    return ATOM, [*pieces, template.value[end:]]


# ---- tables


def _column(printer: OutputPrinter, expr: Call) -> Layout | None:
    items, _ = _options(expr)
    if not is_list(items[0]):
        return None
    if not items[0].args:
        return ATOM, [""]
    inside = printer.inside()
    align = _word(items[1]) if len(items) > 1 else "Left"
    return ATOM, [stacked([inside.block(item) for item in items[0].args], align=align)]


def _cells(printer: OutputPrinter, rows: Sequence[Expr]) -> list[list[Block]]:
    return [[printer.block(cell) for cell in (row.args if is_list(row) else (row,))] for row in rows]


def _grid(printer: OutputPrinter, expr: Call) -> Layout | None:
    items, options = _options(expr)
    if not is_list(items[0]) or not items[0].args:
        return None
    align = _alignments(options.get("Alignment"))
    return ATOM, [grid(_cells(printer.inside(), items[0].args), align=align)]


def _alignments(option: Expr | None) -> list[str]:
    """The alignments of columns from an option: one name, a list of names, or {{names}, rows}."""
    names = []
    if option is not None and is_list(option) and option.args:
        inner = option.args[0]
        names = [_word(item) for item in (inner.args if is_list(inner) else option.args)]
    elif option is not None:
        names = [_word(option)]
    return [name if name in ("Left", "Right", "Center") else "Left" for name in names] or ["Left"]


def _table_form(printer: OutputPrinter, expr: Call) -> Layout | None:
    """A table: levels go down and across by turns, so that a list of matrices is a column of rows of
    columns."""
    items, options = _options(expr)
    if len(items) > 1:
        return None
    table = items[0]
    if isinstance(table, Association):
        table = list_of(table.items.values())
    if not is_list(table):
        return printer.layout(table)
    headings = options.get("TableHeadings")
    spacing = [_integer(item, default) for item, default in zip(_spacing(options), (1, 3))]
    depth = _integer(options.get("TableDepth"), _depth(table))
    align = _alignments(options.get("TableAlignments"))
    inside = printer.inside()
    if not table.args:
        return ATOM, ["{}"]
    cells = _table_cells(inside, table, depth)
    if headings is not None:
        cells = _with_headings(inside, cells, headings, len(table.args))
        align = ["Left", *align]
    return ATOM, [grid(cells, gap=spacing[0], between=spacing[1], align=align)]


def _spacing(options: dict[str, Expr]) -> Sequence[Expr]:
    given = options.get("TableSpacing")
    listed = given.args if given is not None and is_list(given) else ()
    return (*listed, S.Automatic, S.Automatic)


def _table_cells(printer: OutputPrinter, table: Expr, depth: int) -> list[list[Block]]:
    if depth == 1:
        return [[printer.block(item)] for item in table.args]
    rows = []
    for row in table.args:
        if not is_list(row):
            rows.append([printer.block(row)])
        elif depth == 2:
            rows.append([printer.block(item) for item in row.args])
        else:
            rows.append([_nested_cell(printer, item, depth - 2) for item in row.args])
    return rows


def _nested_cell(printer: OutputPrinter, item: Expr, depth: int) -> Block:
    if not is_list(item) or not item.args:
        return printer.block(item)
    return grid(_table_cells(printer.inside(), item, depth), gap=0)


def _depth(expr: Expr) -> int:
    """How many levels of lists all of equal length a table has: 1 for a vector or a ragged list of atoms, at
    most 4."""
    depth = 1
    level: list[Expr] = list(expr.args)
    while level and depth < 4 and all(is_list(item) for item in level) and (
            depth == 1 or len({len(item.args) for item in level}) == 1):
        level = [part for item in level for part in item.args]
        depth += 1
    return depth if depth > 1 or not any(is_list(item) for item in level) else 2


def _with_headings(printer: OutputPrinter, cells: list[list[Block]], headings: Expr,
                   count: int) -> list[list[Block]]:
    columns = max(map(len, cells))
    given = headings.args if is_list(headings) else (headings, headings)
    rows = _heading(printer, given[0], count) if given else None
    across = _heading(printer, given[1], columns) if len(given) > 1 else None
    if rows:
        cells = [[heading, *row] for heading, row in zip(rows, cells)]
    if across:
        cells = [[*([block("")] if rows else []), *across], *cells]
    return cells


def _heading(printer: OutputPrinter, given: Expr, count: int) -> list[Block] | None:
    if given is S.Automatic:
        return [block(str(number + 1)) for number in range(count)]
    if not is_list(given):
        return None
    blocks = [printer.block(item) for item in given.args]
    return blocks[:count] + [block("")] * (count - len(blocks))


# ---- number forms


@dataclass(frozen=True)
class Numbers:
    """How a number form writes reals and integers.

    `digits` are significant digits, `places` digits after the point; `step` is what exponents are multiples
    of (0: no exponents); `always` writes an exponent for every real; `width` is the number of digits to fill
    up to, and `sign_place` keeps room for a sign.
    """

    digits: int = 6
    places: int | None = None
    step: int = 1
    always: bool = False
    width: int = 0
    sign_place: bool = False
    padding: tuple[str, str] = ("", "")
    signs: tuple[str, str] = ("-", "")
    point: str = "."
    separator: str = ","
    groups: int = 0
    accounting: bool = False
    percent: bool = False

    def real(self, value: object, precision: float | None = None) -> str:
        """A machine real or mpmath number."""
        sign, digits, exponent = significant(value, self.digits)
        shift = self._shift(exponent)
        if self.places is not None:
            kept = exponent - shift + self.places + 1
            sign, digits, exponent = _rounded(sign, digits, exponent, kept)
            if self._shift(exponent) != shift:
                shift = self._shift(exponent)
        whole, fraction = _around_point(digits, exponent - shift)
        if self.places is not None:
            fraction = fraction[: self.places].ljust(self.places, self.padding[1] or "0")
        text = self._grouped(whole) + self.point + fraction
        width = self.width + 1 if self.width else 0
        return self._finish(sign, text, width) + (f"*10^{shift}" if shift or self.always else "")

    def integer(self, value: int) -> str:
        """An integer: digits are grouped and padded, never rounded."""
        return self._finish("-" if value < 0 else "", self._grouped(write_integer(abs(value))), self.width)

    def _shift(self, exponent: int) -> int:
        """The power of ten to write."""
        if not self.step or (not self.always and -6 < exponent < 6):
            return 0
        return exponent // self.step * self.step

    def _grouped(self, whole: str) -> str:
        if not self.groups:
            return whole
        first = len(whole) % self.groups
        parts = [whole[:first]] if first else []
        parts += [whole[start : start + self.groups] for start in range(first, len(whole), self.groups)]
        return self.separator.join(parts)

    def _finish(self, sign: str, text: str, width: int) -> str:
        if self.percent:
            text = text.rstrip(".") + "%"
        if self.accounting:
            return f"({text})" if sign else text
        signed = (self.signs[0] if sign else self.signs[1]) + text
        fill = self.padding[0] or " "
        if fill == " ":
            return signed.rjust(width + self.sign_place if width else 0)
        return signed[: len(signed) - len(text)] + fill * (width - len(text)) + text


def _rounded(sign: str, digits: str, exponent: int, kept: int) -> tuple[str, str, int]:
    """Digits rounded, half up, to the first `kept` of them."""
    if kept >= len(digits):
        return sign, digits, exponent
    if kept < 0:
        return "", "0", 0
    number = str(int(digits[:kept] or "0") + (digits[kept] >= "5"))
    if int(number) == 0:
        return "", "0", 0
    return sign, number, exponent + len(number) - max(kept, 0) if kept else exponent + 1


def _around_point(digits: str, exponent: int) -> tuple[str, str]:
    """The digits before and after the point of d1.d2... * 10^exponent."""
    whole, _, fraction = write_decimal("", digits, exponent, low=-(10**6), high=10**6).partition(".")
    return whole, fraction


def _number_form(numbers: Numbers) -> Form:
    def form(printer: OutputPrinter, expr: Call) -> Layout | None:
        items, options = _options(expr)
        chosen = _chosen(numbers, items, options)
        return None if chosen is None else (ATOM, [_numbers_printer(printer, chosen).block(items[0])])

    return form


def _chosen(numbers: Numbers, items: list[Expr], options: dict[str, Expr]) -> Numbers | None:
    """The number form with its digits and options; None if they are not of a known form."""
    if len(items) > 2:
        return None
    if len(items) == 2:
        spec = items[1]
        parts = spec.args if is_list(spec) and len(spec.args) == 2 else (spec,)
        if not all(isinstance(part, Integer) and 0 <= part.value < 10**6 or part is S.Automatic or _is_endless(part)
                   for part in parts):
            return None
        numbers = replace(numbers, digits=_integer(parts[0], 16 if len(parts) > 1 else 17),
                          places=_integer(parts[1], 0) if len(parts) > 1 else None)
        if numbers.width:
            numbers = replace(numbers, width=numbers.digits)
    if options.get("ExponentFunction") == _NO_EXPONENT:
        numbers = replace(numbers, step=0)
    block_size = options.get("DigitBlock")
    if block_size is not None:
        first = block_size.args[0] if is_list(block_size) and block_size.args else block_size
        numbers = replace(numbers, groups=_integer(first, 0))
    texts = {name: _texts(option) for name, option in options.items()}
    if "NumberSeparator" in texts:
        numbers = replace(numbers, separator=texts["NumberSeparator"][0])
    if "NumberPoint" in texts:
        numbers = replace(numbers, point=texts["NumberPoint"][0])
    if "NumberSigns" in texts:
        numbers = replace(numbers, signs=texts["NumberSigns"])
    if "NumberPadding" in texts:
        numbers = replace(numbers, padding=texts["NumberPadding"])
        if texts["NumberPadding"][0] and not numbers.width and len(items) == 2:
            numbers = replace(numbers, width=numbers.digits)
    return numbers


_NO_EXPONENT = Call(S.Function, S.Null)


def _is_endless(part: Expr) -> bool:
    return part is S.Infinity or is_call(part, S.DirectedInfinity, 1)


def _texts(option: Expr) -> tuple[str, str]:
    """The one or two strings of an option."""
    parts = [_word(item) for item in option.args] if is_list(option) else [_word(option)] * 2
    return [*parts, ""][0], [*parts, "", ""][1]


class _NumbersPrinter(OutputPrinter):
    """Writes every number inside a number form its way."""

    numbers: Numbers

    def layout(self, expr: Expr) -> Layout:
        numbers = self.numbers
        if isinstance(expr, Integer) and numbers.percent:
            return ATOM, [numbers.integer(100 * expr.value)]
        if isinstance(expr, Integer):
            return ATOM if expr.value >= 0 else 480, [numbers.integer(expr.value)]
        if isinstance(expr, (Real, BigReal)):
            value = expr.value * 100 if numbers.percent else expr.value
            return ATOM if value >= 0 else 480, [numbers.real(value)]
        if isinstance(expr, Rational) and numbers.percent:
            return ATOM, [numbers.real(float(expr.value) * 100)]
        return super().layout(expr)

    def inside(self, style: Style | None = None) -> OutputPrinter:
        return _numbers_printer(super().inside(style), self.numbers)


def _numbers_printer(printer: OutputPrinter, numbers: Numbers) -> OutputPrinter:
    style = replace(printer.style, real=numbers.real, big_real=lambda value: numbers.real(value.value))
    made = _NumbersPrinter(printer.forms, style, printer.name, printer.depth + 1)
    made.numbers = numbers
    return made


_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def _base_form(printer: OutputPrinter, expr: Call) -> Layout | None:
    """BaseForm[255, 16]: ff with the base below at its right."""
    if len(expr.args) != 2 or not isinstance(expr.args[1], Integer) or not 2 <= expr.args[1].value <= 36:
        return None
    number, base = expr.args[0], expr.args[1].value
    if not isinstance(number, Integer):
        return None
    text = digits_in_base(abs(number.value), base)
    text = "-" + text if number.value < 0 else text
    return ATOM, [Block((text + " " * len(str(base)), " " * len(text) + str(base)))]


def digits_in_base(value: int, base: int) -> str:
    """The digits of a non-negative integer in a base up to 36."""
    digits = []
    while value:
        value, digit = divmod(value, base)
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits)) or "0"


def _script(above: bool) -> Form:
    def form(printer: OutputPrinter, expr: Call) -> Layout | None:
        if len(expr.args) < 2:
            return None
        inside = printer.inside()
        base = inside.block(expr.args[0])
        script = inside.block(expr.args[1] if len(expr.args) == 2 else list_of(expr.args[1:]))
        left, right = [" " * base.width] * len(script.lines), [" " * script.width] * len(base.lines)
        upper = [a + b for a, b in (zip(left, script.lines) if above else zip(base.lines, right))]
        lower = [a + b for a, b in (zip(base.lines, right) if above else zip(left, script.lines))]
        return ATOM, [Block((*upper, *lower), (len(script.lines) if above else 0) + base.baseline)]

    return form


def _series(printer: OutputPrinter, expr: Call) -> Layout | None:
    """SeriesData[x, x0, {a0, a1, ...}, nmin, nmax, den]: the terms from the lowest on, O[x] to the power left out."""
    if len(expr.args) != 6 or not is_list(expr.args[2]) or not all(isinstance(n, Integer) for n in expr.args[3:]):
        return None
    x, place, coefficients = expr.args[:3]
    lowest, end, step = (n.value for n in expr.args[3:])  # type: ignore[attr-defined]
    negative = integer(-place.value) if isinstance(place, Integer) else Call(S.Times, integer(-1), place)
    base = x if place == ZERO else Call(S.Plus, negative, x)
    terms = [term for index, coefficient in enumerate(coefficients.args) if coefficient != ZERO
             for term in [_series_term(coefficient, _raised(base, Fraction(lowest + index, step)))]]
    terms.append(_raised(Call(S.O, base), Fraction(end, step)))
    return printer.layout(Call(S.Plus, *terms)) if len(terms) > 1 else printer.layout(terms[0])


def _raised(base: Expr, exponent: Fraction) -> Expr:
    if exponent == 1:
        return base
    return Call(S.Power, base, rational(exponent.numerator, exponent.denominator)) if exponent else ONE


def _series_term(coefficient: Expr, power: Expr) -> Expr:
    if ONE in (coefficient, power):
        return coefficient if power == ONE else power
    factors = coefficient.args if is_call(coefficient, S.Times) else (coefficient,)
    return Call(S.Times, *factors, power)


def _written(write: Callable[[Expr], str]) -> Form:
    def form(printer: OutputPrinter, expr: Call) -> Layout | None:
        return (ATOM, [write(expr.args[0])]) if len(expr.args) == 1 else None

    return form


def _graph(printer: OutputPrinter, expr: Call) -> Layout | None:
    """Graph[{v1, ...}, {e1, ...}]: only how many there are of each."""
    if len(expr.args) < 2 or not is_list(expr.args[0]) or not is_list(expr.args[1]):
        return None
    return ATOM, [f"Graph[<{len(expr.args[0].args)}>, <{len(expr.args[1].args)}>]"]


_TRANSPARENT = {S[name] for name in (
    "HoldForm", "Defer", "Style", "OutputForm", "StandardForm", "TraditionalForm", "Text", "Item", "Tooltip",
    "Annotation", "Labeled", "Interpretation", "DisplayForm", "Short", "Shallow", "Button", "Hyperlink",
    "StatusArea", "EventHandler", "Deploy", "Pane", "MouseAppearance", "Legended", "Invisible")}

FORMS: dict[Symbol, Form] = {
    **dict.fromkeys(_TRANSPARENT, _transparent),
    S.InputForm: _other(INPUT),
    S.FullForm: _other(FULL),
    S.CForm: _written(c_form),
    S.FortranForm: _written(fortran_form),
    S.TeXForm: _written(tex_form),
    S.SeriesData: _series,
    S.Graph: _graph,
    S.Framed: _framed,
    S.Panel: _framed,
    S.Row: _row,
    S.SequenceForm: _sequence_form,
    S.Spacer: _spacer,
    S.Skeleton: _skeleton,
    S.StringForm: _string_form,
    S.Column: _column,
    S.ColumnForm: _column,
    S.Grid: _grid,
    S.TextGrid: _grid,
    S.TableForm: _table_form,
    S.MatrixForm: _table_form,
    S.NumberForm: _number_form(Numbers()),
    S.DecimalForm: _number_form(Numbers(step=0)),
    S.PaddedForm: _number_form(Numbers(width=6, sign_place=True)),
    S.ScientificForm: _number_form(Numbers(always=True)),
    S.EngineeringForm: _number_form(Numbers(step=3, always=True)),
    S.AccountingForm: _number_form(Numbers(step=0, accounting=True)),
    S.PercentForm: _number_form(Numbers(step=0, percent=True)),
    S.BaseForm: _base_form,
    S.Subscript: _script(above=False),
    S.Superscript: _script(above=True),
}
