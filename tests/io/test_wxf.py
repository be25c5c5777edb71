"""WXF and Compress: bytes as the format says, everything comes back, bad bytes are refused."""

from __future__ import annotations

import base64
import contextlib
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wlnet.expr import Association, Call, Object, S, String, Symbol, integer, list_of, packed, rational, Real
from wlnet.io.wxf import BadWXF, read_wxf, write_wxf
from wlnet.io.wxf_older import compress, uncompress
from wlnet.values.byte_array import ByteArray
from wlnet.values.numeric_array import TYPES, NumericArray


@pytest.mark.parametrize("expr, data", [
    (list_of([integer(1), integer(-2)]), b"8:f\x02s\x04ListC\x01C\xfe"),
    (integer(128), b"8:j\x80\x00"),
    (integer(-32769), b"8:i\xff\x7f\xff\xff"),
    (integer(2**31), b"8:L\x00\x00\x00\x80\x00\x00\x00\x00"),
    (integer(-2**70), b"8:I\x17-1180591620717411303424"),
    (Real(1.5), b"8:r" + struct.pack("<d", 1.5)),
    (rational(1, 2), b"8:f\x02s\x08RationalC\x01C\x02"),
    (String("é"), b"8:S\x02\xc3\xa9"),
    (Symbol("a`b"), b"8:s\x03a`b"),
    (Association({String("a"): integer(1)}, frozenset([String("a")])), b"8:A\x01:S\x01aC\x01"),
    (Object(S.ByteArray, ByteArray(b"ab")), b"8:B\x02ab"),
    (packed(np.array([[1, 2], [3, 4]])), b"8:\xc1\x00\x02\x02\x02\x01\x02\x03\x04"),
    (Object(S.NumericArray, NumericArray(np.array([1, 2], np.uint16))), b"8:\xc2\x11\x01\x02\x01\x00\x02\x00"),
    (String("x" * 200), b"8:S\xc8\x01" + b"x" * 200),
])
def test_bytes_of_the_format(expr, data):
    assert write_wxf(expr) == data
    assert read_wxf(data) == expr
    assert read_wxf(write_wxf(expr, compressed=True)) == expr
    assert uncompress(compress(expr)) is not None


ATOMS = st.one_of(
    st.integers().map(integer), st.floats(allow_nan=False).map(Real), st.text().map(String),
    st.fractions().map(rational), st.sampled_from([S.Plus, Symbol("Global`x"), Symbol("a`b`c")]))
EXPRS = st.recursive(ATOMS, lambda inner: st.one_of(
    st.lists(inner, max_size=20).map(list_of),
    st.tuples(ATOMS, st.lists(inner)).map(lambda pair: Call(Symbol("Global`f"), pair[0], *pair[1])),
    st.dictionaries(ATOMS, inner, max_size=5).map(Association)))


@settings(max_examples=150, deadline=None)
@given(EXPRS, st.booleans())
def test_everything_comes_back(expr, compressed):
    assert read_wxf(write_wxf(expr, compressed)) == expr


@settings(max_examples=100, deadline=None)
@given(EXPRS)
def test_compressed_text_comes_back(expr):
    assert write_wxf(uncompress(compress(expr))) == write_wxf(_as_calls(expr))


def _as_calls(expr):
    """Associations as Compress writes them: calls."""
    if isinstance(expr, (Call, Association)):
        return Call(expr.head, *map(_as_calls, expr.args))
    return expr


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60))
def test_no_bytes_break_the_reader(data):
    for read in (read_wxf, lambda body: uncompress("1:" + base64.b64encode(zlib.compress(b"!boR" + body)).decode())):
        with contextlib.suppress(BadWXF):
            read(b"8:" + data if read is read_wxf else data)


@pytest.mark.parametrize("name", TYPES)
def test_numeric_arrays_of_every_type(name):
    array = np.arange(6).reshape(2, 3).astype(TYPES[name])
    expr = Object(S.NumericArray, NumericArray(array))
    assert read_wxf(write_wxf(expr)) == expr


def test_long_lists_are_read_as_arrays():
    for values in (np.arange(20.0), np.arange(20), np.arange(1000, 1020), np.arange(20) + 2**40):
        expr = list_of(packed(values).args)
        found = read_wxf(write_wxf(expr))
        assert found == expr
        assert hasattr(found, "array")


@pytest.mark.parametrize("data", [
    b"", b"8", b"9:C\x01", b"8:", b"8:f\xff\xff\xff\xff\x7fs\x04List", b"8:C\x01C", b"8C:abc",
    b"8:\xc1\x77\x01\x01\x00", b"8:\xc1\x03\x02\xff\xff\xff\x7f\xff\xff\x7f", b"8:A\x01xC\x01C",
    b"8:I\x01x", b"8:R\x01x", b"8:s\x00", b"8:S\x02\xff\xfe", b"8:f\x00"])
def test_bad_bytes_are_refused(data):
    with pytest.raises(BadWXF):
        read_wxf(data)


def test_depth_is_no_matter():
    expr = integer(1)
    for _ in range(20_000):
        expr = Call(S.f, expr)
    data = write_wxf(expr)
    assert write_wxf(read_wxf(data)) == data


def test_as_another_implementation_writes():
    """Bytes made by WolframClientForPython 1.4: <|"a" -> {1.5, 300}, "b" -> Foo["x"]|>."""
    data = bytes.fromhex("383a41022d530161660273044c69737472000000000000f83f6a2c01"
                         "2d5301626601730a476c6f62616c60466f6f530178")
    assert repr(read_wxf(data)) == '<|"a" -> List[1.5, 300], "b" -> Foo["x"]|>'
