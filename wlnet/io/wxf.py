"""WXF, the exchange format of the language: expressions <-> bytes.

    file        "8:" items, or "8C:" and the items compressed with zlib
    item        a letter and what belongs to it; counts and lengths are varints (7 bits a byte, lowest first)
    f n head    a call with n arguments: the head, then the arguments, as items
    A n         an association of n rules: "-" (or ":", delayed), key and value each
    s S B       symbol (without its context where that is System`), string, bytes: the length in bytes, then UTF-8
    C j i L     an integer of 1, 2, 4, 8 bytes;  I  one written out in decimal digits
    r R         a machine real (8 bytes);  R  a real written out as in the language
    C1 C2       packed and numeric array: type, rank, dimensions, then the numbers

All numbers are little-endian. Arrays and long lists of machine numbers go straight to and from numpy. Reading and
writing use no recursion, so depth is no matter.

Source  reference.wolfram.com/language/tutorial/WXFFormatDescription
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from wlnet.expr import (
    Association, BigReal, Call, Complex, Expr, Integer, Object, Packed, Rational, Real, S, String, Symbol, integer,
    packed, rational,
)
from wlnet.expr.numbers import working_bits
from wlnet.syntax.numbers import read_digits, significant, write_decimal, write_integer, write_real
from wlnet.values.byte_array import ByteArray
from wlnet.values.numeric_array import NumericArray

PLAIN, COMPRESSED = b"8:", b"8C:"
_SHORTEST_RUN = 8       # lists of this many numbers of one kind are read as one array

_TYPES = {
    0x00: "<i1", 0x01: "<i2", 0x02: "<i4", 0x03: "<i8", 0x10: "<u1", 0x11: "<u2", 0x12: "<u4", 0x13: "<u8",
    0x21: "<f2", 0x22: "<f4", 0x23: "<f8", 0x33: "<c8", 0x34: "<c16",
}
_CODES = {np.dtype(code).newbyteorder("="): number for number, code in _TYPES.items()}
_INTEGERS = {b"C": "<i1", b"j": "<i2", b"i": "<i4", b"L": "<i8"}
_SIZES = ((7, b"C", "<b"), (15, b"j", "<h"), (31, b"i", "<i"), (63, b"L", "<q"))


class BadWXF(ValueError):
    """Bytes that are no WXF, with the reason."""


class Unwritable(ValueError):
    """An expression with something that the format cannot hold, named by its head."""


def varint(value: int) -> bytes:
    """A count: 7 bits a byte, lowest first, the high bit set on all but the last."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


# ---- writing -----------------------------------------------------------------------------------

def write_wxf(expr: Expr, compressed: bool = False) -> bytes:
    """An expression as WXF.

    Errors  Unwritable for a Python value that is neither a numeric nor a byte array.
    """
    body = b"".join(_written(expr))
    return COMPRESSED + zlib.compress(body) if compressed else PLAIN + body


def _written(expr: Expr) -> list[bytes]:
    out: list[bytes] = []
    stack: list[Expr | bytes] = [expr]
    while stack:
        item = stack.pop()
        if isinstance(item, bytes):
            out.append(item)
        elif isinstance(item, Packed):
            out.append(_array(0xC1, _smallest(item.array)))
        elif isinstance(item, Call):
            out.append(b"f" + varint(len(item.args)))
            stack.extend(reversed(item.args))
            stack.append(item.head)
        elif isinstance(item, Association):
            out.append(b"A" + varint(len(item.items)))
            for key, value in reversed(item.items.items()):
                stack += (value, key, b":" if key in item.delayed else b"-")
        else:
            write = _ATOMS.get(type(item))
            if write is None:
                raise Unwritable(repr(item.head))
            made = write(item)
            if isinstance(made, Call):
                stack.append(made)
            else:
                out.append(made)
    return out


def _texted(token: bytes, text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    return token + varint(len(data)) + data


def _integer(expr: Integer) -> bytes:
    value = expr.value
    for bits, token, layout in _SIZES:
        if -(1 << bits) <= value < 1 << bits:
            return token + struct.pack(layout, value)
    return _texted(b"I", write_integer(value))


def write_exactly(expr: BigReal) -> str:
    """A real of high precision with all the digits that its binary form needs, and its precision."""
    digits = int(expr.precision) + 20
    mantissa, _, power = write_decimal(*significant(expr.value, digits)).partition("*^")
    return f"{mantissa}`{write_real(float(expr.precision))}" + (f"*^{power}" if power else "")


def _symbol(expr: Symbol) -> bytes:
    return _texted(b"s", expr.name.removeprefix("System`"))


def _object(expr: Object) -> bytes:
    value = expr.value
    if isinstance(value, ByteArray):
        return b"B" + varint(len(value.data)) + value.data
    if isinstance(value, NumericArray):
        return _array(0xC2, value.array)
    raise Unwritable(expr.head.short)


def _smallest(array: np.ndarray) -> np.ndarray:
    """Integers in the fewest bytes that hold them."""
    if array.dtype.kind != "i" or not array.size:
        return array
    low, high = int(array.min()), int(array.max())
    return array.astype(next(f"i{n}" for n in (1, 2, 4, 8) if -(1 << 8 * n - 1) <= low and high < 1 << 8 * n - 1))


def _array(token: int, array: np.ndarray) -> bytes:
    head = bytes([token, _CODES[array.dtype.newbyteorder("=")]]) + varint(array.ndim)
    return head + b"".join(map(varint, array.shape)) + np.ascontiguousarray(
        array, array.dtype.newbyteorder("<")).tobytes()


_ATOMS: dict[type[Any], Callable[[Any], bytes | Call]] = {
    Integer: _integer,
    Real: lambda expr: b"r" + struct.pack("<d", expr.value),
    BigReal: lambda expr: _texted(b"R", write_exactly(expr)),
    Rational: lambda expr: Call(S.Rational, integer(expr.value.numerator), integer(expr.value.denominator)),
    Complex: lambda expr: Call(S.Complex, expr.re, expr.im),
    String: lambda expr: _texted(b"S", expr.value),
    Symbol: _symbol,
    Object: _object,
}


# ---- reading -----------------------------------------------------------------------------------

def read_wxf(data: bytes) -> Expr:
    """The expression that WXF holds, unevaluated.

    Errors  BadWXF.
    """
    if data[:3] == COMPRESSED:
        try:
            body = zlib.decompress(data[3:])
        except zlib.error as error:
            raise BadWXF(str(error)) from None
    elif data[:2] == PLAIN:
        body = data[2:]
    else:
        raise BadWXF("it does not begin with 8: or 8C:")
    reader = Reader(body)
    found = reader.read()
    if reader.at < len(body):
        raise BadWXF(f"{len(body) - reader.at} bytes after the end")
    return found


@dataclass
class _Open:
    """A call or association whose parts are being read. `delayed` counts entries from 0."""

    count: int
    is_association: bool
    parts: list[Expr] = field(default_factory=list)
    delayed: list[int] = field(default_factory=list)

    def closed(self) -> Expr:
        if not self.is_association:
            return call_of(self.parts[0], self.parts[1:])
        keys, values = self.parts[::2], self.parts[1::2]
        return Association(dict(zip(keys, values)), frozenset(keys[at] for at in self.delayed))


def call_of(head: Expr, args: list[Expr]) -> Expr:
    """A call as it was before writing: fractions and complex numbers are numbers again."""
    kinds = [type(arg) for arg in args]
    if head is S.Rational and kinds == [Integer, Integer] and args[1].value:  # type: ignore[attr-defined]
        return rational(args[0].value, args[1].value)  # type: ignore[attr-defined]
    if head is S.Complex and len(args) == 2 and all(kind in _REALS for kind in kinds):
        if args[1] != integer(0):
            return Complex(args[0], args[1])  # type: ignore[arg-type]
        return args[0]
    return Call(head, *args)


_REALS = (Integer, Rational, Real, BigReal)


class Reader:
    """A place in bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, count: int) -> bytes:
        """The next bytes."""
        end = self.at + count
        if end > len(self.data):
            raise BadWXF(f"it ends within an item at byte {self.at}")
        found = self.data[self.at:end]
        self.at = end
        return found

    def varint(self) -> int:
        """The next count."""
        value = shift = 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7
            if shift > 63:
                raise BadWXF(f"a count too large at byte {self.at}")

    def text(self) -> str:
        """The next text."""
        try:
            return self.take(self.varint()).decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise BadWXF(f"text that is not UTF-8 before byte {self.at}") from None

    def read(self) -> Expr:
        """The next expression."""
        stack: list[_Open] = []
        while True:
            found = self._item(stack)
            while found is not None:
                if not stack:
                    return found
                stack[-1].parts.append(found)
                found = self._finished(stack)

    def _finished(self, stack: list[_Open]) -> Expr | None:
        """The innermost open expression, when it has all its parts; else None, ready for the next part."""
        top = stack[-1]
        if len(top.parts) == 1 and not top.is_association and top.parts[0] is S.List and top.count > _SHORTEST_RUN:
            run = self._run(top.count - 1)
            if run is not None:
                stack.pop()
                return run
        if len(top.parts) == top.count:
            stack.pop()
            return top.closed()
        if top.is_association and len(top.parts) % 2 == 0:
            self._rule(top)
        return None

    def _rule(self, top: _Open) -> None:
        token = self.take(1)
        if token == b":":
            top.delayed.append(len(top.parts) // 2)
        elif token != b"-":
            raise BadWXF(f"a rule expected at byte {self.at - 1}")

    def _item(self, stack: list[_Open]) -> Expr | None:
        """The next atom; None when it began a call or an association, which is put on the stack."""
        token = self.take(1)
        if token in (b"f", b"A"):
            count = self.varint()
            if count > len(self.data) - self.at:
                raise BadWXF(f"more parts than bytes at byte {self.at}")
            if token == b"A" and not count:
                return Association({})
            stack.append(_Open(2 * count, True) if token == b"A" else _Open(count + 1, False))
            if token == b"A":
                self._rule(stack[-1])
            return None
        read = _TOKENS.get(token)
        if read is None:
            raise BadWXF(f"an unknown item at byte {self.at - 1}")
        return read(self)

    def _run(self, count: int) -> Packed | None:
        """The next `count` items as one array, when all are numbers of one size."""
        token = self.data[self.at:self.at + 1]
        layout = "<f8" if token == b"r" else _INTEGERS.get(token)
        if layout is None:
            return None
        row = np.dtype([("token", "S1"), ("value", layout)])
        if self.at + count * row.itemsize > len(self.data):
            return None
        rows = np.frombuffer(self.data, row, count, self.at)
        if not (rows["token"] == token).all():
            return None
        self.at += count * row.itemsize
        return packed(np.ascontiguousarray(rows["value"]).astype(np.float64 if token == b"r" else np.int64))

    def real(self) -> Expr:
        """A machine real."""
        return Real(struct.unpack("<d", self.take(8))[0])

    def whole(self, size: int) -> Expr:
        """An integer of some bytes."""
        return integer(int.from_bytes(self.take(size), "little", signed=True))

    def long_integer(self) -> Expr:
        """An integer in decimal digits."""
        text = self.text()
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            raise BadWXF(f"no integer before byte {self.at}")
        value = read_digits(digits)
        return integer(-value if text.startswith("-") else value)

    def long_real(self) -> Expr:
        """A real as it is written in the language."""
        text = self.text()
        match = _LONG_REAL.fullmatch(text)
        if match is None:
            raise BadWXF(f"no real number before byte {self.at}")
        if match["precision"] is None:
            return Real(float(f"{match['digits']}e{match['exponent'] or 0}"))
        exact = Fraction(match["digits"]) * Fraction(10) ** int(match["exponent"] or 0)
        from mpmath import mp, mpf
        precision = float(match["precision"])
        with mp.workprec(working_bits(precision)):
            return BigReal(mpf(exact.numerator) / exact.denominator, precision)

    def symbol(self) -> Expr:
        """A symbol."""
        name = self.text()
        if not name:
            raise BadWXF(f"a symbol without a name before byte {self.at}")
        return Symbol(name) if "`" in name else S[name]

    def array(self, numeric: bool) -> Expr:
        """A packed or numeric array."""
        kind = self.take(1)[0]
        if kind not in _TYPES:
            raise BadWXF(f"an array of unknown type at byte {self.at - 1}")
        dtype = np.dtype(_TYPES[kind])
        dims = tuple(self.varint() for _ in range(self.varint()))
        size = dtype.itemsize
        for dim in dims:
            size *= dim
        numbers = np.frombuffer(self.take(size), dtype).astype(dtype.newbyteorder("=")).reshape(dims)
        if numeric:
            return Object(S.NumericArray, NumericArray(numbers))
        return packed(numbers) if dims else Call(S.List)


_LONG_REAL = re.compile(r"(?P<digits>-?\d+\.?\d*)(?:`(?P<precision>\d+\.?\d*))?(?:\*\^(?P<exponent>-?\d{1,9}))?")


_TOKENS: dict[bytes, Callable[[Reader], Expr]] = {
    b"C": lambda reader: reader.whole(1),
    b"j": lambda reader: reader.whole(2),
    b"i": lambda reader: reader.whole(4),
    b"L": lambda reader: reader.whole(8),
    b"I": Reader.long_integer,
    b"r": Reader.real,
    b"R": Reader.long_real,
    b"s": Reader.symbol,
    b"S": lambda reader: String(reader.text()),
    b"B": lambda reader: Object(S.ByteArray, ByteArray(reader.take(reader.varint()))),
    b"\xc1": lambda reader: reader.array(False),
    b"\xc2": lambda reader: reader.array(True),
}
