"""The binary form of expressions older than WXF, which `Compress` wraps: "1:" and, in Base64, zlib's work.

    "!boR" item
    f n head args    a call with n arguments
    s S I R          symbol, string, long integer, real of high precision: the length, then the text
    i r              an integer of 4 bytes, a machine real
    e rank dims      an array of machine reals, then the numbers

Counts are 4 bytes; everything is little-endian.

Source  mathematica.stackexchange.com/questions/104660
"""

from __future__ import annotations

import base64
import binascii
import struct
import zlib
from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from wlnet.expr import (
    Association, BigReal, Call, Complex, Expr, Integer, Object, Packed, Rational, Real, S, String, Symbol, integer,
    packed,
)
from wlnet.io.wxf import BadWXF, Reader, Unwritable, call_of, write_exactly
from wlnet.io.wxf_plain import constructor, numeric
from wlnet.syntax.numbers import write_integer

_START = b"!boR"


def compress(expr: Expr) -> str:
    """An expression without Python values (arrays aside) as text.

    Errors  Unwritable for another Python value.
    """
    return "1:" + base64.b64encode(zlib.compress(_START + b"".join(_written(expr)))).decode("ascii")


def uncompress(text: str) -> Expr:
    """The expression, unevaluated, that such text holds.

    Errors  BadWXF.
    """
    if not text.startswith("1:"):
        raise BadWXF("it does not begin with 1:")
    try:
        data = zlib.decompress(base64.b64decode("".join(text[2:].split())))
    except (binascii.Error, zlib.error, ValueError) as error:
        raise BadWXF(str(error)) from None
    if not data.startswith(_START):
        raise BadWXF("it holds no expression")
    reader = OlderReader(data)
    reader.at = len(_START)
    found = reader.read()
    if reader.at < len(data):
        raise BadWXF(f"{len(data) - reader.at} bytes after the end")
    return found


def _texted(token: bytes, text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    return token + struct.pack("<I", len(data)) + data


def _written(expr: Expr) -> list[bytes]:
    out: list[bytes] = []
    stack = [expr]
    while stack:
        item = stack.pop()
        if isinstance(item, Packed) and item.array.dtype == np.float64:
            dims = item.array.shape
            out += (struct.pack(f"<cI{len(dims)}I", b"e", len(dims), *dims), item.array.astype("<f8").tobytes())
        elif isinstance(item, (Call, Association)):
            out.append(b"f" + struct.pack("<I", len(item.args)))
            stack.extend(reversed(item.args))
            stack.append(item.head)
        else:
            made = _atom(item)
            if isinstance(made, Call):
                stack.append(made)
            else:
                out.append(made)
    return out


def _atom(expr: Expr) -> bytes | Call:
    if isinstance(expr, Integer):
        if -(1 << 31) <= expr.value < 1 << 31:
            return b"i" + struct.pack("<i", expr.value)
        return _texted(b"I", write_integer(expr.value))
    if isinstance(expr, Object):
        made = constructor(expr.value, expr.head, numeric)
        assert isinstance(made, Call)
        return made
    write = _ATOMS.get(type(expr))
    if write is None:
        raise Unwritable(repr(expr.head))
    return write(expr)


_ATOMS: dict[type[Any], Callable[[Any], bytes | Call]] = {
    Real: lambda expr: b"r" + struct.pack("<d", expr.value),
    BigReal: lambda expr: _texted(b"R", write_exactly(expr)),
    Rational: lambda expr: Call(S.Rational, integer(expr.value.numerator), integer(expr.value.denominator)),
    Complex: lambda expr: Call(S.Complex, expr.re, expr.im),
    String: lambda expr: _texted(b"S", expr.value),
    Symbol: lambda expr: _texted(b"s", expr.name.removeprefix("System`")),
}


class OlderReader(Reader):
    """A place in bytes of the older form: counts have 4 bytes."""

    def varint(self) -> int:
        """The next count."""
        return int.from_bytes(self.take(4), "little")

    def read(self) -> Expr:
        """The next expression."""
        stack: list[tuple[int, list[Expr]]] = []
        while True:
            token = self.take(1)
            if token == b"f":
                count = self.varint()
                if count > len(self.data) - self.at:
                    raise BadWXF(f"more parts than bytes at byte {self.at}")
                stack.append((count + 1, []))
                continue
            read = _TOKENS.get(token)
            if read is None:
                raise BadWXF(f"an unknown item at byte {self.at - 1}")
            found = read(self)
            while stack:
                count, parts = stack[-1]
                parts.append(found)
                if len(parts) < count:
                    break
                stack.pop()
                found = call_of(parts[0], parts[1:])
            else:
                return found

    def reals(self) -> Expr:
        """An array of machine reals."""
        rank = self.varint()
        if rank > len(self.data):
            raise BadWXF(f"an array of rank {rank} at byte {self.at}")
        dims = tuple(self.varint() for _ in range(rank))
        array = np.frombuffer(self.take(8 * prod(dims)), "<f8").astype(np.float64).reshape(dims)
        return packed(array) if dims else Call(S.List)


_TOKENS: dict[bytes, Callable[[OlderReader], Expr]] = {
    b"i": lambda reader: reader.whole(4),
    b"r": lambda reader: reader.real(),
    b"I": lambda reader: reader.long_integer(),
    b"R": lambda reader: reader.long_real(),
    b"s": lambda reader: reader.symbol(),
    b"S": lambda reader: String(reader.text()),
    b"e": OlderReader.reals,
}
