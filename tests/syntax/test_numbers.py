"""Every form of a number, both ways."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from wlnet.expr import BigReal, Integer, Rational, Real
from wlnet.syntax import full_form, input_form, write_integer, write_real
from wlnet.syntax.numbers import read_digits


@pytest.mark.parametrize("source, value", [
    ("12", 12),
    ("007", 7),
    ("1*^5", 100000),
    ("1*^-2", Fraction(1, 100)),
    ("16^^ff", 255),
    ("16^^FF", 255),
    ("36^^zz", 1295),
    ("2^^101*^3", 40),
    (".5", 0.5),
    ("5.", 5.0),
    ("1.5*^-3", 0.0015),
    ("2^^1.01", 1.25),
    ("16^^ff.8", 255.5),
    ("1.5`", 1.5),
    ("3`", 3.0),
    ("1.2345678901234567", 1.2345678901234567),
    ("0.00000000000000000000001", 1e-23),
    ("123456789012345678901234567890", 123456789012345678901234567890),
])
def test_reading_numbers(read, source, value):
    number = read(source)
    assert isinstance(number, (Integer, Rational, Real))
    assert type(number.value) is type(value)
    assert number.value == value


@pytest.mark.parametrize("source, precision", [
    ("1.2`20", 20.0),
    ("5`30", 30.0),
    ("100.``20", 22.0),
    ("3.14159265358979323846", 20.497),
    ("1.0*^400", 15.9546),
    ("1.2`5*^10", 5.0),
])
def test_reading_arbitrary_precision(read, source, precision):
    number = read(source)
    assert isinstance(number, BigReal)
    assert number.precision == pytest.approx(precision, abs=0.001)


@pytest.mark.parametrize("source", [
    "1.2`20", "3.14159265358979323846", "5`30", "1.5`20*^100", "-2.5`18", "1.*^400"])
def test_arbitrary_precision_reads_back(read, source):
    number = read(source)
    again = read(input_form(number))
    assert again == number


@pytest.mark.parametrize("source, tokens", [
    ("1..", "Repeated[1]"), ("2.x", "Times[2., x]"), ("1.5e3", "Times[1.5, e3]"), ("a.5", "Times[a, 0.5]"),
])
def test_where_numbers_end(read, source, tokens):
    assert full_form(read(source)) == tokens


@pytest.mark.parametrize("value, text", [
    (1.0, "1."), (0.1, "0.1"), (100000.0, "100000."), (1e6, "1.*^6"), (1e-5, "0.00001"), (1e-6, "1.*^-6"),
    (-0.0, "-0."), (1.7976931348623157e308, "1.7976931348623157*^308"), (5e-324, "5.*^-324"), (0.0, "0."),
])
def test_writing_reals(value, text):
    assert write_real(value) == text


def test_reals_read_back(read):
    source = random.Random(1)
    for _ in range(300):
        value = source.uniform(-1, 1) * 10.0 ** source.randint(-300, 300)
        assert read(write_real(value)).value == value


def test_large_integers():
    value = 7 ** 30_000
    text = write_integer(-value)
    assert len(text) == 25354
    assert text[:6] == "-" + str(value // 10 ** 25348)
    assert read_digits(text[1:]) == value
