"""Expressions: the one data type that every room speaks.

The idea: an expression is an atom (`Symbol`, `Integer`, `Rational`, `Real`, `BigReal`, `Complex`, `String`),
a `Call` (a head and arguments), an `Association`, or an `Object` (a Python value with a head, such as a net).
All are immutable to the outside, compare by `SameQ` and can be dictionary keys. A list of machine numbers is a
`Packed`: a `Call` with head `List` whose elements are a numpy array and become expressions only when asked for.

Nothing here evaluates, prints or parses: that is left to `kernel` and `syntax`.
"""

from wlnet.expr.association import Association
from wlnet.expr.atoms import (
    BigReal, Complex, Integer, Number, Object, Rational, Real, String, integer, rational,
)
from wlnet.expr.base import Atom, Expr
from wlnet.expr.call import Call, Packed, is_call, is_list, length, list_of, pack, packed, root
from wlnet.expr.convert import to_expr, to_python
from wlnet.expr.symbols import FALSE, NULL, TRUE, S, Symbol

__all__ = [
    "FALSE", "NULL", "TRUE", "Association", "Atom", "BigReal", "Call", "Complex", "Expr", "Integer", "Number",
    "Object", "Packed", "Rational", "Real", "S", "String", "Symbol", "integer", "is_call", "is_list", "length",
    "list_of", "pack", "packed", "rational", "root", "to_expr", "to_python",
]
