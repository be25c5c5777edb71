"""OutputForm: what a text front end shows."""

from __future__ import annotations

from wlnet.expr import Expr, Object
from wlnet.syntax.display import OUTPUT, OutputPrinter
from wlnet.syntax.forms import FORMS
from wlnet.syntax.printer import Name, describe, short_name


def output_form(expr: Expr, name: Name = short_name) -> str:
    """The text of an expression as a text front end shows it: strings without quotes, reals to 6 digits.

    Example  output_form of {1/3, "a", 2 x, 0.33333333}  gives  {1/3, a, 2 x, 0.333333}
    """
    if isinstance(expr, Object):        # alone, it may take several lines
        return describe(expr.value, "OutputForm", name(expr.head))
    return OutputPrinter(FORMS, OUTPUT, name).text(expr)
