"""Expression -> text in one line: InputForm, the form of `wlnet -code`, FullForm.

`Printer.layout` takes one node apart: its precedence, and the pieces of its text, which are strings and the
operands still to be written with the precedence that they need to stand without parentheses.
`Printer.pieces` works these off with a stack of its own, so the depth of an expression does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import singledispatch
from typing import Any, NamedTuple

from wlnet.expr import (
    NULL, Association, BigReal, Call, Complex, Expr, Integer, Object, Packed, Rational, Real, S, String,
    Symbol, integer, is_call, rational,
)
from wlnet.syntax.characters import encode
from wlnet.syntax.numbers import write_big_real, write_integer, write_real
from wlnet.syntax.operators import Row, table

Name = Callable[[Symbol], str]

ATOM = 1000
CALL = 670
DIVIDE = 470
NEGATIVE = 480
POWER = 590
TIMES = 400
PLUS = 310
MINUS_ONE = integer(-1)


class Need(NamedTuple):
    """An operand to write, in parentheses if its precedence is below `precedence`."""

    expr: Expr
    precedence: int


Piece = Any          # a string, a `Need`, or what a printer built on this one adds
Layout = tuple[int, list[Piece]]


@singledispatch
def describe(value: Any, form: str, head: str) -> str:
    """How the value of an `Object` prints; rooms above register their classes. `form` is InputForm or
    OutputForm.

    Example  a value of a class nobody registered prints as  NetChain[<>]
    """
    return f"{head}[<>]"


def short_name(symbol: Symbol) -> str:
    """A symbol as it is written where System` and Global` are on the context path."""
    context = symbol.context
    return symbol.short if context in ("System`", "Global`") else symbol.name


@dataclass(frozen=True)
class Style:
    """What distinguishes the one-line forms."""

    form: str = "InputForm"
    times: str = "*"
    quotes: bool = True
    reciprocal: bool = False         # 1/x instead of x^(-1)
    operators: bool = True           # False: FullForm
    part_comma: str = ","
    real: Callable[[float], str] = write_real
    big_real: Callable[[BigReal], str] = write_big_real


class Printer:
    """Writes expressions in one style; `name` says how a symbol is written."""

    def __init__(self, style: Style, name: Name = short_name) -> None:
        self.style = style
        self.name = name

    def text(self, expr: Expr) -> str:
        """The text of an expression."""
        return "".join(self.pieces(expr))

    def pieces(self, expr: Expr, need: int = 0) -> list[Any]:
        """The text of an expression as a list of strings (and of what else `layout` may give)."""
        written: list[Any] = []
        stack: list[Piece] = [Need(expr, need)]
        while stack:
            piece = stack.pop()
            if type(piece) is Need:
                precedence, parts = self.layout(piece.expr)
                if precedence < piece.precedence:
                    parts = ["(", *parts, ")"]
                if len(parts) == 1:
                    stack.append(parts[0])
                else:
                    stack.extend(reversed(parts))
            elif written and written[-1] == "-" and piece[:1] == "-":
                written.append(" " + piece)
            else:
                written.append(piece)
        return written

    def layout(self, expr: Expr) -> Layout:
        """The precedence of a node and its pieces."""
        writer = _WRITERS.get(type(expr))
        if writer is None:
            raise TypeError(f"no text for a {type(expr).__name__}")
        laid_out: Layout = writer(self, expr)
        return laid_out


# ---- atoms


def _symbol(printer: Printer, expr: Any) -> Layout:
    return ATOM, [printer.name(expr)]


def _integer(printer: Printer, expr: Any) -> Layout:
    return ATOM if expr.value >= 0 else NEGATIVE, [write_integer(expr.value)]


def _rational(printer: Printer, expr: Any) -> Layout:
    value = expr.value
    above, below = write_integer(value.numerator), write_integer(value.denominator)
    if not printer.style.operators:
        return ATOM, [f"Rational[{above}, {below}]"]
    return TIMES, [f"{above}/{below}"]


def _real(printer: Printer, expr: Any) -> Layout:
    text = printer.style.real(expr.value)
    return NEGATIVE if text.startswith("-") else ATOM, [text]


def _big_real(printer: Printer, expr: Any) -> Layout:
    text = printer.style.big_real(expr)
    return NEGATIVE if text.startswith("-") else ATOM, [text]


def _string(printer: Printer, expr: Any) -> Layout:
    return ATOM, [f'"{encode(expr.value)}"' if printer.style.quotes else expr.value]


def _object(printer: Printer, expr: Any) -> Layout:
    return ATOM, [describe(expr.value, printer.style.form, printer.name(expr.head))]


def _complex(printer: Printer, expr: Any) -> Layout:
    if not printer.style.operators:
        return ATOM, ["Complex[", Need(expr.re, 0), ", ", Need(expr.im, 0), "]"]
    if expr.re == integer(0):
        return _imaginary(printer, expr.im)
    sign, im = (" - ", _positive(expr.im)) if _is_negative(expr.im) else (" + ", expr.im)
    return PLUS, [Need(expr.re, PLUS), sign, *_imaginary(printer, im)[1]]


def _imaginary(printer: Printer, im: Expr) -> Layout:
    times = printer.style.times
    if im == integer(1):
        return ATOM, ["I"]
    if im == MINUS_ONE:
        return NEGATIVE, ["-I"]
    if isinstance(im, Rational):
        above = im.value.numerator
        if above == -1 and not printer.style.reciprocal:
            return TIMES, [f"-1/{write_integer(im.value.denominator)}{times}I"]
        number = {1: "I", -1: "-I"}.get(above) or f"({write_integer(above)}{times}I)"
        return DIVIDE, [f"{number}/{write_integer(im.value.denominator)}"]
    return TIMES, [Need(im, TIMES), f"{times}I"]


def _is_negative(expr: Expr) -> bool:
    if isinstance(expr, (Integer, Rational, Real, BigReal)):
        return bool(expr.value < 0)
    return isinstance(expr, Complex) and expr.re == integer(0) and _is_negative(expr.im)


def _positive(number: Expr) -> Expr:
    """The negative of a negative number."""
    if isinstance(number, Integer):
        return integer(-number.value)
    if isinstance(number, Rational):
        return rational(-number.value)
    if isinstance(number, Real):
        return Real(-number.value)
    if isinstance(number, BigReal):
        return BigReal(-number.value, number.precision)
    assert isinstance(number, Complex)
    return Complex(number.re, _positive(number.im))  # type: ignore[arg-type]


# ---- calls and brackets


def _commas(items: Sequence[Expr], comma: str = ", ") -> list[Piece]:
    pieces: list[Piece] = []
    for item in items:
        pieces += [comma, Need(item, 0)]
    return pieces[1:]


def _call(printer: Printer, expr: Any) -> Layout:
    head = expr.head
    if isinstance(head, Symbol):
        special = _SPECIAL.get(head) if printer.style.operators else None
        if special is not None:
            layout: Layout | None = special(printer, expr)
            if layout is not None:
                return layout
        return CALL, [printer.name(head), "[", *_commas(expr.args), "]"]
    return CALL, [Need(head, CALL), "[", *_commas(expr.args), "]"]


def _packed(printer: Printer, expr: Any) -> Layout:
    if not printer.style.operators or expr.array.ndim > 1 or expr.array.dtype.kind == "c":
        return _call(printer, expr)
    write: Callable[[Any], str] = str if expr.array.dtype.kind == "i" else printer.style.real
    return ATOM, ["{" + ", ".join(map(write, expr.array.tolist())) + "}"]


def _association(printer: Printer, expr: Any) -> Layout:
    pieces: list[Piece] = []
    for key, value in expr.items.items():
        arrow = " :> " if key in expr.delayed else " -> "
        pieces += [", ", Need(key, 121), arrow, Need(value, 120)]
    if not printer.style.operators:
        return CALL, [printer.name(S.Association), "[", *_commas(expr.args), "]"]
    return ATOM, ["<|", *pieces[1:], "|>"]


def _list(printer: Printer, expr: Call) -> Layout:
    return ATOM, ["{", *_commas(expr.args), "}"]


def _association_call(printer: Printer, expr: Call) -> Layout | None:
    rules = (S.Rule, S.RuleDelayed)
    if all(isinstance(item, Call) and item.head in rules and len(item.args) == 2 for item in expr.args):
        return ATOM, ["<|", *_commas(expr.args), "|>"]
    return None


def _part(printer: Printer, expr: Call) -> Layout | None:
    if not expr.args:
        return None
    return CALL, [Need(expr.args[0], CALL), "[[", *_commas(expr.args[1:], printer.style.part_comma), "]]"]


# ---- sums, products, powers


def _plus(printer: Printer, expr: Call) -> Layout | None:
    if len(expr.args) < 2:
        return None
    pieces: list[Piece] = [Need(expr.args[0], PLUS + 1)]
    for term in expr.args[1:]:
        positive = without_minus(term)
        if positive is None:
            pieces += [" + ", Need(term, PLUS + 1)]
        else:
            pieces += [" - ", Need(positive, PLUS + 1)]
    return PLUS, pieces


def without_minus(term: Expr) -> Expr | None:
    """What is subtracted when a term of a sum begins with a minus; None if it does not."""
    if _is_negative(term):
        return _positive(term)
    if is_call(term, S.Times) and len(term.args) > 1 and _is_negative(term.args[0]):
        first = _positive(term.args[0])
        rest = term.args[1:]
        if first == integer(1):
            return rest[0] if len(rest) == 1 else Call(S.Times, *rest)
        return Call(S.Times, first, *rest)
    return None


def _times(printer: Printer, expr: Call) -> Layout | None:
    args = expr.args
    if len(args) < 2:
        return None
    first = args[0]
    if first == MINUS_ONE:
        return _minus(printer, args[1:])
    if isinstance(first, Rational) and first.value.numerator == -1:
        return _minus_fraction(printer, first, args[1:])
    return TIMES, _quotient(printer, args) or _product(printer, args)


def _quotient(printer: Printer, factors: Sequence[Expr]) -> list[Piece]:
    """A product with a fraction bar; nothing if no factor belongs under one."""
    above, below = fraction(factors)
    if not below:
        return []
    over = _side(printer, above, DIVIDE) if above else ["1"]
    return [*over, "/", *_side(printer, below, DIVIDE + 1)]


def _side(printer: Printer, factors: list[Expr], need: int) -> list[Piece]:
    """One side of a fraction bar."""
    return [Need(factors[0], need)] if len(factors) == 1 else ["(", *_product(printer, factors), ")"]


def _minus(printer: Printer, rest: tuple[Expr, ...]) -> Layout:
    """-x, and -(a*b) for a product."""
    if len(rest) == 1 and not isinstance(rest[0], (Integer, Real, Rational, BigReal, Complex)):
        return NEGATIVE if not is_call(rest[0], S.Power) else TIMES, ["-", Need(rest[0], NEGATIVE)]
    if len(rest) == 1:
        return TIMES, [f"-1{printer.style.times}", Need(rest[0], ATOM)]
    return NEGATIVE, ["-(", Need(Call(S.Times, *rest), 0), ")"]


def _minus_fraction(printer: Printer, first: Rational, rest: tuple[Expr, ...]) -> Layout:
    """-1/2*x, -1/2*(x*y), -1/2*x/y; in OutputForm -x/2, -x/(2 y)."""
    if printer.style.reciprocal:
        return TIMES, ["-", *_quotient(printer, (_positive(first), *rest))]
    quotient = _quotient(printer, rest)
    if not quotient:
        quotient = [Need(rest[0] if len(rest) == 1 else Call(S.Times, *rest), TIMES + 1)]
    return TIMES, [f"-1/{write_integer(first.value.denominator)}{printer.style.times}", *quotient]


def _product(printer: Printer, factors: Sequence[Expr]) -> list[Piece]:
    pieces: list[Piece] = []
    for factor in factors:
        need = TIMES + 1
        if pieces:
            pieces.append(printer.style.times)
            if _starts_negative(factor):
                need = ATOM
        elif isinstance(factor, Complex):
            need = ATOM
        pieces.append(Need(factor, need))
    return pieces


def _starts_negative(expr: Expr) -> bool:
    return _is_negative(expr) or isinstance(expr, Complex)


def fraction(factors: Sequence[Expr]) -> tuple[list[Expr], list[Expr]]:
    """The factors above and below the fraction bar."""
    above: list[Expr] = []
    below: list[Expr] = []
    for factor in factors:
        if isinstance(factor, Rational) and not above and not below:
            if factor.value.numerator != 1:
                above.append(integer(factor.value.numerator))
            below.append(integer(factor.value.denominator))
        elif is_call(factor, S.Power, 2) and _is_negative_exponent(factor.args[1]):
            below.append(_reciprocal(factor))
        else:
            above.append(factor)
    return above, below


def _is_negative_exponent(exponent: Expr) -> bool:
    if isinstance(exponent, Complex):
        return False
    return _is_negative(exponent) or (
        is_call(exponent, S.Times) and len(exponent.args) > 1 and _is_negative(exponent.args[0])
        and not isinstance(exponent.args[0], Complex))


def _reciprocal(power: Expr) -> Expr:
    """1/power, for a power with a negative exponent."""
    base, exponent = power.args
    positive = without_minus(exponent)
    assert positive is not None
    return base if positive == integer(1) else Call(S.Power, base, positive)


_HALF = rational(1, 2)


def _power(printer: Printer, expr: Call) -> Layout | None:
    if len(expr.args) != 2:
        return None
    base, exponent = expr.args
    if exponent == _HALF:
        return CALL, [printer.name(S.Sqrt), "[", Need(base, 0), "]"]
    if isinstance(exponent, Rational) and exponent.value == -_HALF.value or (
            printer.style.reciprocal and exponent == MINUS_ONE):
        return TIMES, ["1/", Need(_reciprocal(expr), DIVIDE + 1)]
    return POWER, [Need(base, POWER + 1), "^", Need(exponent, POWER)]


# ---- other shapes


def _infix(row: Row, text: str) -> Callable[[Printer, Call], Layout | None]:
    """The writer of an infix operator, with the text between its operands."""
    precedence = row.precedence
    flat = row.grouping in ("flat", "chain")
    lefts = precedence if row.grouping == "left" else precedence + 1
    rights = precedence if row.grouping == "right" else precedence + 1

    def write(printer: Printer, expr: Call) -> Layout | None:
        args = expr.args
        if len(args) < 2 or (len(args) > 2 and not flat):
            return None
        pieces: list[Piece] = [Need(args[0], lefts)]
        for arg in args[1:]:
            pieces += [text, Need(arg, rights)]
        return precedence, pieces

    return write


def _prefix(row: Row, text: str) -> Callable[[Printer, Call], Layout | None]:
    def write(printer: Printer, expr: Call) -> Layout | None:
        if len(expr.args) != 1:
            return None
        return row.precedence, [text, Need(expr.args[0], row.precedence + (text in ("++", "--")))]

    return write


def _postfix(row: Row, text: str) -> Callable[[Printer, Call], Layout | None]:
    def write(printer: Printer, expr: Call) -> Layout | None:
        if len(expr.args) != 1:
            return None
        inner = expr.args[0]
        dotted = text[0] == "." and (
            isinstance(inner, (Real, BigReal)) or isinstance(inner, Call) and inner.head in _DOTTED)
        return row.precedence, [Need(inner, ATOM + 1 if dotted else row.precedence + 1), text]

    return write


_DOTTED = {S.Pattern, S.Blank, S.BlankSequence, S.BlankNullSequence, S.Optional}     # (x_).. and (1.)..


def _compound(printer: Printer, expr: Call) -> Layout | None:
    if len(expr.args) < 2:
        return None
    pieces: list[Piece] = []
    for arg in expr.args[:-1]:
        pieces += [Need(arg, 11), "; "]
    if expr.args[-1] is not NULL:
        pieces.append(Need(expr.args[-1], 11))
    return 10, pieces


def _inequality(printer: Printer, expr: Call) -> Layout | None:
    args = expr.args
    rows = [table().heads.get((head, "infix")) for head in args[1::2] if isinstance(head, Symbol)]
    if len(args) < 5 or len(args) % 2 == 0 or len(rows) != len(args) // 2:
        return None
    if len(set(args[1::2])) == 1:
        return None
    pieces: list[Piece] = [Need(args[0], 291)]
    for row, arg in zip(rows, args[2::2]):
        if row is None or row.grouping != "chain" or not row.token.isascii():
            return None
        pieces += [f" {row.token} ", Need(arg, 291)]
    return 290, pieces


def _function(printer: Printer, expr: Call) -> Layout | None:
    if len(expr.args) != 1:
        return None
    return 90, [Need(expr.args[0], 91 if not is_call(expr.args[0], S.Function, 1) else 90), " & "]


def _slot(printer: Printer, expr: Call) -> Layout | None:
    mark = "#" if expr.head is S.Slot else "##"
    if len(expr.args) == 1 and isinstance(expr.args[0], Integer) and expr.args[0].value >= 0:
        return ATOM, [f"{mark}{expr.args[0].value}"]
    if len(expr.args) == 1 and isinstance(expr.args[0], String) and mark == "#":
        name = expr.args[0].value
        return ATOM, [f"#{name}" if name.isascii() and name.isidentifier() and "_" not in name
                      else f'#"{encode(name)}"']
    return None


_BLANKS = {"Blank": "_", "BlankSequence": "__", "BlankNullSequence": "___"}


def _blank(printer: Printer, expr: Call) -> Layout | None:
    text = _blank_text(printer, expr)
    return None if text is None else (ATOM, [text])


def _blank_text(printer: Printer, expr: Expr) -> str | None:
    if not (isinstance(expr, Call) and isinstance(expr.head, Symbol) and expr.head in _BLANK_HEADS):
        return None
    mark = _BLANKS[expr.head.short]
    if not expr.args:
        return mark
    if len(expr.args) == 1 and isinstance(expr.args[0], Symbol):
        return mark + printer.name(expr.args[0])
    return None


_BLANK_HEADS = {S.Blank, S.BlankSequence, S.BlankNullSequence}


def _pattern(printer: Printer, expr: Call) -> Layout | None:
    if len(expr.args) != 2 or not isinstance(expr.args[0], Symbol):
        return None
    name, pattern = printer.name(expr.args[0]), expr.args[1]
    blank = _blank_text(printer, pattern)
    if blank is not None:
        return ATOM, [name + blank]
    return 150, [name, ":", Need(pattern, 151)]


def _optional(printer: Printer, expr: Call) -> Layout | None:
    args = expr.args
    if not 1 <= len(args) <= 2:
        return None
    simple = is_call(args[0], S.Pattern, 2) or is_call(args[0], S.Blank)
    if len(args) == 1:
        blank = args[0].args[1] if is_call(args[0], S.Pattern, 2) else args[0]
        if is_call(blank, S.Blank, 0) and (blank is args[0] or isinstance(args[0].args[0], Symbol)):
            return ATOM, [Need(args[0], 0), "."]
        return None
    if isinstance(args[0], Symbol):
        return None
    return 140, [Need(args[0], 150 if simple else ATOM), ":", Need(args[1], 151)]


def _or(printer: Printer, expr: Call) -> Layout | None:
    """(a && b) || c: conjunctions stand in parentheses."""
    if len(expr.args) < 2:
        return None
    pieces: list[Piece] = []
    for arg in expr.args:
        pieces += [" || ", Need(arg, ATOM if is_call(arg, S.And) else 216)]
    return 215, pieces[1:]


def _not(printer: Printer, expr: Call) -> Layout | None:
    """The kernel writes a space before the mark, so that it never touches what stands before."""
    if len(expr.args) != 1:
        return None
    return 230, ["!" if printer.style.reciprocal else " !", Need(expr.args[0], 230)]


def _span(printer: Printer, expr: Call) -> Layout | None:
    if not 2 <= len(expr.args) <= 3:
        return None
    pieces: list[Piece] = []
    for arg in expr.args:
        pieces += [" ;; ", Need(arg, 298)]
    return 297, pieces[1:]


def _message_name(printer: Printer, expr: Call) -> Layout | None:
    tags = expr.args[1:]
    if not tags or not all(isinstance(tag, String) for tag in tags):
        return None
    return 750, [Need(expr.args[0], 751), *("::" + _tag(tag) for tag in tags if isinstance(tag, String))]


def _tag(tag: String) -> str:
    word = tag.value
    return word if word.isascii() and word.isalnum() and word[0].isalpha() else f'"{encode(word)}"'


def _out(printer: Printer, expr: Call) -> Layout | None:
    if not expr.args:
        return ATOM, ["%"]
    if len(expr.args) == 1 and isinstance(expr.args[0], Integer) and expr.args[0].value > 0:
        return ATOM, [f"%{expr.args[0].value}"]
    return None


def _unset(printer: Printer, expr: Call) -> Layout | None:
    return (40, [Need(expr.args[0], 41), " =."]) if len(expr.args) == 1 else None


def _tag_set(printer: Printer, expr: Call) -> Layout | None:
    sign = {"TagSet": " = ", "TagSetDelayed": " := ", "TagUnset": " =."}[repr(expr.head)]
    if len(expr.args) != (2 if expr.head is S.TagUnset else 3):
        return None
    pieces: list[Piece] = [Need(expr.args[0], 46), " /: ", Need(expr.args[1], 46), sign]
    return 40, pieces + [Need(arg, 40) for arg in expr.args[2:]]


def _get(printer: Printer, expr: Call) -> Layout | None:
    if len(expr.args) == 1 and isinstance(expr.args[0], String):
        return 720, [f'<<"{encode(expr.args[0].value)}"']
    return None


_TIGHT = {"^", "?", ":", "@", "<>", "~~"}


def _operator_writers() -> dict[Symbol, Callable[[Printer, Call], Layout | None]]:
    """The writers of all heads that an ASCII operator stands for, from the operator table."""
    kinds = {"infix": _infix, "prefix": _prefix, "postfix": _postfix}
    writers = {}
    for (head, fixity), row in table().heads.items():
        if row.token.isascii() and row.shape in (row.grouping, row.fixity):
            text = f" {row.token} " if fixity == "infix" and row.token not in _TIGHT else row.token
            writers[head] = kinds[fixity](row, text)
    return writers


class _Special(dict[Symbol, Callable[[Printer, Call], "Layout | None"]]):
    """Writers by head, filled from the operator table when first asked."""

    def get(self, head: Symbol, default: Any = None) -> Any:
        if not self:
            self.update(_operator_writers())
            self.update(_SHAPES)
        return super().get(head, default)


def _infinity(printer: Printer, expr: Call) -> Layout | None:
    """`Infinity`, `-Infinity` and `ComplexInfinity`, which are all directed infinities."""
    if not expr.args:
        return ATOM, ["ComplexInfinity"]
    if expr.args == (integer(1),):
        return ATOM, ["Infinity"]
    return (TIMES, ["-Infinity"]) if expr.args == (MINUS_ONE,) else None


_SHAPES: dict[Symbol, Callable[[Printer, Call], Layout | None]] = {
    S.List: _list, S.Association: _association_call, S.Part: _part, S.Plus: _plus, S.Times: _times,
    S.Power: _power, S.CompoundExpression: _compound, S.Inequality: _inequality, S.Function: _function, S.Slot: _slot,
    S.SlotSequence: _slot, S.Blank: _blank, S.BlankSequence: _blank, S.BlankNullSequence: _blank,
    S.Pattern: _pattern, S.Optional: _optional, S.Span: _span, S.MessageName: _message_name, S.Out: _out,
    S.Or: _or, S.Not: _not, S.DirectedInfinity: _infinity, S.Unset: _unset,
    S.TagSet: _tag_set, S.TagSetDelayed: _tag_set, S.TagUnset: _tag_set, S.Get: _get,
}
_SPECIAL = _Special()

_WRITERS: dict[type, Callable[[Printer, Any], Layout]] = {
    Symbol: _symbol, Integer: _integer, Rational: _rational, Real: _real, BigReal: _big_real,
    Complex: _complex,
    String: _string, Object: _object, Call: _call, Packed: _packed, Association: _association,
}

INPUT = Style()
SCRIPT = Style(quotes=False)
FULL = Style(form="FullForm", operators=False)


def input_form(expr: Expr, name: Name = short_name) -> str:
    """Text that reads back as the same expression.

    Example  input_form of Times[3/4, x]  gives  (3*x)/4
    """
    return Printer(INPUT, name).text(expr)


def script_form(expr: Expr, name: Name = short_name) -> str:
    """InputForm with strings shown without quotes: what `wlnet -code` prints."""
    return Printer(SCRIPT, name).text(expr)


def full_form(expr: Expr, name: Name = short_name) -> str:
    """Heads and arguments only, no operators."""
    return Printer(FULL, name).text(expr)
