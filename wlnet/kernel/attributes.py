"""Attributes of symbols, as bits of an integer: the evaluator tests them at every step."""

from __future__ import annotations

from wlnet.expr import Expr, S, Symbol, is_list

HOLD_FIRST = 1
HOLD_REST = 2
HOLD_ALL = HOLD_FIRST | HOLD_REST
HOLD_ALL_COMPLETE = 4
SEQUENCE_HOLD = 8
FLAT = 16
LISTABLE = 32
ORDERLESS = 64
ONE_IDENTITY = 128
NUMERIC_FUNCTION = 256
CONSTANT = 512
PROTECTED = 1024
READ_PROTECTED = 2048
LOCKED = 4096
TEMPORARY = 8192
N_HOLD_FIRST = 16384
N_HOLD_REST = 32768
N_HOLD_ALL = N_HOLD_FIRST | N_HOLD_REST

_NAMES = {
    "Constant": CONSTANT, "Flat": FLAT, "HoldAll": HOLD_ALL, "HoldAllComplete": HOLD_ALL_COMPLETE,
    "HoldFirst": HOLD_FIRST, "HoldRest": HOLD_REST, "Listable": LISTABLE, "Locked": LOCKED,
    "NHoldAll": N_HOLD_ALL, "NHoldFirst": N_HOLD_FIRST, "NHoldRest": N_HOLD_REST,
    "NumericFunction": NUMERIC_FUNCTION, "OneIdentity": ONE_IDENTITY, "Orderless": ORDERLESS,
    "Protected": PROTECTED, "ReadProtected": READ_PROTECTED, "SequenceHold": SEQUENCE_HOLD, "Temporary": TEMPORARY,
}
BITS: dict[Symbol, int] = {S[name]: bits for name, bits in _NAMES.items()}

# HoldAll hides HoldFirst and HoldRest, NHoldAll likewise
_HIDDEN_BY = {"HoldFirst": HOLD_ALL, "HoldRest": HOLD_ALL, "NHoldFirst": N_HOLD_ALL, "NHoldRest": N_HOLD_ALL}


def attribute_symbols(bits: int) -> list[Symbol]:
    """The attribute symbols of these bits, in alphabetical order."""
    names = [name for name, value in _NAMES.items() if bits & value == value]
    return [S[name] for name in names if bits & (whole := _HIDDEN_BY.get(name, 0)) != whole or not whole]


def bits_of(spec: Expr) -> int:
    """The bits of an attribute symbol, or of a list of them; what is no attribute counts for nothing."""
    bits = 0
    for name in spec.args if is_list(spec) else (spec,):
        bits |= BITS.get(name, 0) if isinstance(name, Symbol) else 0
    return bits
