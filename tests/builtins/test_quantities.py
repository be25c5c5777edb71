"""Quantities."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("source, result", [
    ('Quantity[5, "km"]', "Quantity[5, Kilometers]"),
    ('Quantity[5, "m/s"] === Quantity[5, "Meters"/"Seconds"]', "True"),
    ('Quantity[5, "Meters"] + Quantity[1, "Kilometers"]', "Quantity[1005, Meters]"),
    ('2 Quantity[3, "Meters"]', "Quantity[6, Meters]"),
    ('Quantity[6, "Meters"]/Quantity[2, "Seconds"] === Quantity[3, "Meters"/"Seconds"]', "True"),
    ('Quantity[3, "Meters"]^2', "Quantity[9, Meters^2]"),
    ('Quantity[5, "Meters"]/Quantity[2, "Meters"]', "5/2"),
    ('UnitConvert[Quantity[1, "Miles"], "Kilometers"]', "Quantity[25146/15625, Kilometers]"),
    ('UnitConvert[Quantity[100, "DegreesCelsius"], "DegreesFahrenheit"]', "Quantity[212, DegreesFahrenheit]"),
    ('UnitConvert[Quantity[36, "Kilometers"/"Hours"]] === Quantity[10, "Meters"/"Seconds"]', "True"),
    ('UnitConvert[Quantity[1, "Newtons"]] // QuantityMagnitude', "1"),
    ('Quantity[1, "Meters"] < Quantity[1, "Feet"]', "False"),
    ('Quantity[12, "Inches"] == Quantity[1, "Feet"]', "True"),
    ('Total[{Quantity[1, "Meters"], Quantity[2, "Meters"]}]', "Quantity[3, Meters]"),
    ('QuantityMagnitude[Quantity[3, "Kilometers"], "Meters"]', "3000"),
    ('QuantityMagnitude[7]', "7"),
    ('N[Quantity[1/4, "Meters"]]', "Quantity[0.25, Meters]"),
    ('CompatibleUnitQ[Quantity[1, "Miles"], "Seconds"]', "False"),
    ('QuantityMagnitude[DateDifference[{2010, 1, 1}, {2010, 3, 1}]]', "59"),
])
def test_quantities(session, source, result):
    outcome = session.evaluate(source)
    assert outcome.text == result
    assert outcome.messages == []


@pytest.mark.parametrize("source, tag", [
    ('Quantity[1, "Foobars"]', "Quantity::unkunit"),
    ('Quantity[1, "Meters"] + Quantity[1, "Seconds"]', "Quantity::compat"),
    ('UnitConvert[Quantity[1, "Meters"], "Seconds"]', "Quantity::compat"),
])
def test_complaints(session, source, tag):
    assert session.evaluate(source).messages[0].startswith(tag)
