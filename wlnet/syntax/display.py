"""The printer of OutputForm: one line, or a block of lines where a display wrapper asks for it.

Most of it is `Printer` in its own style. The wrappers that only concern display (TableForm, Row, NumberForm
...) are given to the printer as `forms`; some make a `Block` of several lines, and the text around it is set
beside it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from wlnet.expr import BigReal, Call, Expr, Integer, S, Symbol, is_call
from wlnet.syntax.boxes import Block, beside, block
from wlnet.syntax.numbers import significant, write_decimal, write_real
from wlnet.syntax.printer import CALL, Layout, Name, Need, Printer, Style, short_name

SHOWN_DIGITS = 6
MAX_DEPTH = 100          # forms within forms are laid out by recursion; deeper ones print as plain calls


def shown_real(value: float) -> str:
    """A machine real as it is shown: 6 significant digits, `1.23457*10^6` outside 10^-5 .. 10^6.

    Example  shown_real(1/3)  gives  "0.333333"
    """
    if value != value or value in (float("inf"), float("-inf")):
        return write_real(value)
    sign, digits, exponent = significant(value, SHOWN_DIGITS)
    return write_decimal(sign if digits != "0" else "", digits, exponent, "*10^")


def shown_big_real(value: BigReal) -> str:
    """A real of arbitrary precision with the digits it has."""
    count = max(math.ceil(value.precision - 1e-6), 1)
    sign, digits, exponent = significant(value.value, count)
    return write_decimal(sign, digits.ljust(count, "0") if value.value else digits, exponent, "*10^")


OUTPUT = Style(form="OutputLine", times=" ", quotes=False, reciprocal=True,
               real=shown_real, big_real=shown_big_real)


Form = Callable[["OutputPrinter", Call], "Layout | None"]
Forms = Mapping[Symbol, Form]


class OutputPrinter(Printer):
    """Writes OutputForm; its pieces are strings and blocks."""

    def __init__(self, forms: Forms, style: Style = OUTPUT, name: Name = short_name, depth: int = 0) -> None:
        super().__init__(style, name)
        self.forms = forms
        self.depth = depth

    def layout(self, expr: Expr) -> Layout:
        if type(expr) is Call and isinstance(expr.head, Symbol) and self.depth < MAX_DEPTH:
            form = self.forms.get(expr.head)
            if form is not None and expr.args:
                laid_out = form(self, expr)
                if laid_out is not None:
                    return laid_out
        if type(expr) is Call and is_call(expr.head, S.Derivative) and len(expr.args) == 1:
            return self._derivative(expr)
        return super().layout(expr)

    def _derivative(self, expr: Call) -> Layout:
        """f', f'' and f^(1,0) for the derivatives of a function."""
        orders = expr.head.args
        if len(orders) == 1 and isinstance(orders[0], Integer) and 0 < orders[0].value < 3:
            return CALL, [Need(expr.args[0], CALL), "'" * orders[0].value]
        written = [piece for order in orders for piece in (",", Need(order, 0))]
        return CALL, [Need(expr.args[0], CALL), "^(", *written[1:], ")"]

    def inside(self, style: Style | None = None) -> OutputPrinter:
        """A printer for what a form contains, perhaps in another style."""
        return OutputPrinter(self.forms, style or self.style, self.name, self.depth + 1)

    def block(self, expr: Expr) -> Block:
        """The lines of an expression."""
        return joined(self.pieces(expr))

    def text(self, expr: Expr) -> str:
        pieces = self.pieces(expr)
        if all(isinstance(piece, str) for piece in pieces):
            return "".join(pieces)
        return joined(pieces).text()


def joined(pieces: list[Any]) -> Block:
    """Strings and blocks in one row."""
    if all(isinstance(piece, str) for piece in pieces):
        return block("".join(pieces))
    return beside([piece if isinstance(piece, Block) else block(piece) for piece in pieces])
