"""Quantities with units: conversion and arithmetic.

A unit is a string, or a product of powers of strings. `UNITS` gives each its factor to SI base units and its dimension.
The rules of arithmetic are up values of `Quantity`, put in place when a session first meets one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from wlnet.expr import Call, Expr, Integer, Rational, Real, S, String, integer, is_call, rational
from wlnet.kernel.builtin import builtin
from wlnet.kernel.messages import Complaint, Unchanged
from wlnet.kernel.rules import RuleSet

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

Number = Fraction | float
Powers = dict[str, Fraction]

_MESSAGES = {
    "unkunit": "Unable to interpret unit specification `1`.",
    "compat": "`1` and `2` are incompatible units.",
}

# name: factor to SI, dimension as powers of base units, abbreviations
_METRIC: dict[str, tuple[Number, str, str]] = {
    "Meters": (Fraction(1), "m", "m"), "Grams": (Fraction(1, 1000), "kg", "g"), "Seconds": (Fraction(1), "s", "s"),
    "Amperes": (Fraction(1), "A", "A"), "Kelvins": (Fraction(1), "K", "K"), "Moles": (Fraction(1), "mol", "mol"),
    "Newtons": (Fraction(1), "kg m s-2", "N"), "Joules": (Fraction(1), "kg m2 s-2", "J"),
    "Watts": (Fraction(1), "kg m2 s-3", "W"), "Pascals": (Fraction(1), "kg m-1 s-2", "Pa"),
    "Hertz": (Fraction(1), "s-1", "Hz"), "Volts": (Fraction(1), "kg m2 s-3 A-1", "V"),
    "Ohms": (Fraction(1), "kg m2 s-3 A-2", "ohm"), "Coulombs": (Fraction(1), "A s", "C"),
    "Farads": (Fraction(1), "kg-1 m-2 s4 A2", "F"), "Teslas": (Fraction(1), "kg s-2 A-1", "T"),
    "Liters": (Fraction(1, 1000), "m3", "L"), "Bytes": (Fraction(8), "bit", "B"), "Bits": (Fraction(1), "bit", "bit"),
    "Electronvolts": (1.602176634e-19, "kg m2 s-2", "eV"),
}
_OTHER: dict[str, tuple[Number, str, str]] = {
    "Minutes": (Fraction(60), "s", "min"), "Hours": (Fraction(3600), "s", "h"), "Days": (Fraction(86400), "s", "d"),
    "Weeks": (Fraction(604800), "s", ""), "Months": (Fraction(2629746), "s", ""),
    "Years": (Fraction(31556952), "s", "yr"), "Centuries": (Fraction(3155695200), "s", ""),
    "Decades": (Fraction(315569520), "s", ""),
    "Inches": (Fraction(254, 10000), "m", "in"), "Feet": (Fraction(3048, 10000), "m", "ft"),
    "Yards": (Fraction(9144, 10000), "m", "yd"), "Miles": (Fraction(1609344, 1000), "m", "mi"),
    "NauticalMiles": (Fraction(1852), "m", "nmi"), "AstronomicalUnits": (Fraction(149597870700), "m", "au"),
    "LightYears": (Fraction(9460730472580800), "m", "ly"), "Angstroms": (Fraction(1, 10**10), "m", ""),
    "Pounds": (Fraction(45359237, 10**8), "kg", "lb"), "Ounces": (Fraction(45359237, 16 * 10**8), "kg", "oz"),
    "MetricTons": (Fraction(1000), "kg", "t"), "Acres": (Fraction(40468564224, 10**7), "m2", ""),
    "Hectares": (Fraction(10000), "m2", "ha"), "Gallons": (Fraction(3785411784, 10**12), "m3", "gal"),
    "Calories": (Fraction(4184, 1000), "kg m2 s-2", "cal"), "Horsepower": (745.6998715822702, "kg m2 s-3", "hp"),
    "Atmospheres": (Fraction(101325), "kg m-1 s-2", "atm"), "Bars": (Fraction(100000), "kg m-1 s-2", "bar"),
    "Percent": (Fraction(1, 100), "", ""), "Radians": (Fraction(1), "", "rad"),
    "AngularDegrees": (math.pi / 180, "", ""), "DimensionlessUnit": (Fraction(1), "", ""),
    "DegreesCelsius": (Fraction(1), "K", ""), "DegreesFahrenheit": (Fraction(5, 9), "K", ""),
    "KelvinsDifference": (Fraction(1), "K", ""), "USDollars": (Fraction(1), "usd", "USD"),
    "SpeedOfLight": (Fraction(299792458), "m s-1", ""),
    "Samples": (Fraction(1), "sample", ""), "Rounds": (Fraction(1), "round", ""), "Batches": (Fraction(1), "batch", ""),
}
_PREFIXES = {
    "Tera": (12, "T"), "Giga": (9, "G"), "Mega": (6, "M"), "Kilo": (3, "k"), "Hecto": (2, "h"), "Deci": (-1, "d"),
    "Centi": (-2, "c"), "Milli": (-3, "m"), "Micro": (-6, "u"), "Nano": (-9, "n"), "Pico": (-12, "p"),
}
_OFFSETS: dict[str, Fraction] = {"DegreesCelsius": Fraction(27315, 100), "DegreesFahrenheit": Fraction(45967, 180)}
_SI = {"m": "Meters", "kg": "Kilograms", "s": "Seconds", "A": "Amperes", "K": "Kelvins", "mol": "Moles",
       "bit": "Bits", "usd": "USDollars", "sample": "Samples", "round": "Rounds", "batch": "Batches"}
_SINGULAR = {"Batch": "Batches", "Foot": "Feet", "Inch": "Inches", "Century": "Centuries", "Hertz": "Hertz"}


@cache
def units() -> dict[str, tuple[Number, Powers]]:
    """Name of a unit -> its factor to SI base units and its dimension."""
    table = {name: (factor, _dimension(text)) for name, (factor, text, _) in {**_METRIC, **_OTHER}.items()}
    for name, (factor, text, _) in _METRIC.items():
        for prefix, (power, _) in _PREFIXES.items():
            scale = Fraction(10) ** power
            whole = factor * scale if isinstance(factor, Fraction) else factor * float(scale)
            table[prefix + name.lower()] = (whole, _dimension(text))
    return table


@cache
def short_names() -> dict[str, str]:
    """Abbreviations and singulars -> names of units."""
    names = {short: name for name, (_, _, short) in {**_METRIC, **_OTHER}.items() if short}
    for name, (_, _, short) in _METRIC.items():
        for prefix, (_, letter) in _PREFIXES.items():
            names.setdefault(letter + short, prefix + name.lower())
    singular = {name.removesuffix("s"): name for name in units() if name.endswith("s")}
    return {**singular, **_SINGULAR, **names}


def _dimension(text: str) -> Powers:
    """`kg m2 s-2` as powers."""
    found: Powers = {}
    for word in text.split():
        base = word.rstrip("-0123456789")
        found[base] = Fraction(int(word[len(base):] or 1))
    return found


# ---- units as expressions ----------------------------------------------------------------------

def unit_powers(unit: Expr) -> Powers:
    """A unit as powers of named units.

    Errors  Complaint unkunit.
    """
    if isinstance(unit, String):
        return _powers_of_text(unit)
    if is_call(unit, S.Times):
        return multiplied(unit_powers(arg) for arg in unit.args)
    if is_call(unit, S.Power, 2) and isinstance(unit.args[1], (Integer, Rational)):
        exponent = Fraction(unit.args[1].value)
        return {name: power * exponent for name, power in unit_powers(unit.args[0]).items()}
    raise Complaint("unkunit", unit, symbol=S.Quantity)


def _powers_of_text(unit: String) -> Powers:
    text = unit.value
    name = text if text in units() else short_names().get(text)
    if name is not None:
        return {name: Fraction(1)}
    found: Powers = {}
    sign = 1
    for part in text.replace(" per ", "/").replace("*", "/*").replace("/", " /").split():
        sign = -1 if part.startswith("/") and not part.startswith("/*") else 1
        word, _, power = part.lstrip("/*").partition("^")
        name = word if word in units() else short_names().get(word)
        if name is None or not (power or "1").lstrip("-").isdigit():
            raise Complaint("unkunit", unit, symbol=S.Quantity)
        found = multiplied([found, {name: Fraction(sign * int(power or 1))}])
    if not found:
        raise Complaint("unkunit", unit, symbol=S.Quantity)
    return found


def multiplied(factors: Iterable[Powers]) -> Powers:
    """The product of units."""
    found: Powers = {}
    for factor in factors:
        for name, power in factor.items():
            found[name] = found.get(name, Fraction(0)) + power
    return {name: power for name, power in found.items() if power}


def unit_expr(powers: Powers) -> Expr:
    """Powers of units as an expression."""
    factors: list[Expr] = [
        String(name) if power == 1 else Call(S.Power, String(name), rational(power))
        for name, power in sorted(powers.items())]
    if not factors:
        return String("DimensionlessUnit")
    return factors[0] if len(factors) == 1 else Call(S.Times, *factors)


def in_si(powers: Powers) -> tuple[Number, Powers]:
    """The factor to SI base units and the dimension of a unit."""
    factor: Number = Fraction(1)
    dimension: Powers = {}
    for name, power in powers.items():
        scale, base = units()[name]
        part = scale**power if isinstance(scale, Fraction) and power.denominator == 1 else float(scale) ** float(power)
        factor = factor * part
        dimension = multiplied([dimension, {key: value * power for key, value in base.items()}])
    return factor, dimension


def as_expr(number: Number) -> Expr:
    """A factor as an expression."""
    return rational(number) if isinstance(number, Fraction) else Real(number)


def converted(ev: Evaluator, magnitude: Expr, source: Powers, target: Powers) -> Expr:
    """The magnitude in another unit.

    Errors  Complaint compat for units of different dimensions.
    """
    (from_factor, from_dimension), (to_factor, to_dimension) = in_si(source), in_si(target)
    if from_dimension != to_dimension:
        raise Complaint("compat", unit_expr(source), unit_expr(target), symbol=S.Quantity)
    exact = isinstance(from_factor, Fraction) and isinstance(to_factor, Fraction)
    factor: Number = from_factor / to_factor if exact else float(from_factor) / float(to_factor)
    scaled: Expr = Call(S.Times, as_expr(factor), magnitude)
    shift = _offset(source) * Fraction(from_factor) - _offset(target) * Fraction(to_factor)
    if shift:
        scaled = Call(S.Plus, scaled, as_expr(shift / Fraction(to_factor)))
    return ev(scaled)


def _offset(powers: Powers) -> Fraction:
    """Where the zero of a scale of temperature is, in its own degrees."""
    name = next(iter(powers), "")
    if powers != {name: Fraction(1)} or name not in _OFFSETS:
        return Fraction(0)
    return _OFFSETS[name] / Fraction(units()[name][0])


# ---- builtins ----------------------------------------------------------------------------------

def quantity_parts(expr: Expr) -> tuple[Expr, Powers] | None:
    """The magnitude and unit of a Quantity; None for anything else."""
    if not is_call(expr, S.Quantity, 2):
        return None
    return expr.args[0], unit_powers(expr.args[1])


def quantity_of(magnitude: Expr, powers: Powers) -> Expr:
    """The quantity of a magnitude and a unit; a plain number when the unit cancels."""
    return Call(S.Quantity, magnitude, unit_expr(powers)) if powers else magnitude


@builtin("Quantity", messages=_MESSAGES)
def quantity(ev: Evaluator, magnitude: Expr, unit: Expr | None = None) -> Expr | None:
    """Quantity[n, "unit"] is n units, as in Quantity[5, "Meters"/"Seconds"]; abbreviations such as "km" are understood.

    Errors   Quantity::unkunit for an unknown unit.
    Source   ref/Quantity
    Example  Quantity[5, "km"]  gives  Quantity[5, Kilometers]
    Example  Quantity[6, "Meters"]/Quantity[2, "Seconds"] === Quantity[3, "Meters"/"Seconds"]  gives  True
    """
    if unit is None:
        return Call(S.Quantity, integer(1), magnitude) if isinstance(magnitude, String) else Call(
            S.Quantity, magnitude, String("DimensionlessUnit"))
    definition = ev.define(S.Quantity)
    if not isinstance(definition.up, QuantityRules):
        ev.up_values = True
        definition.up = QuantityRules()
        ev.changed()
    powers = unit_powers(unit)
    named = ev(unit_expr(powers))
    return None if named == unit else Call(S.Quantity, magnitude, named)


@builtin("QuantityMagnitude", messages=_MESSAGES)
def quantity_magnitude(ev: Evaluator, expr: Expr, unit: Expr | None = None) -> Expr:
    """QuantityMagnitude[quantity] gives the number of units, QuantityMagnitude[quantity, "unit"] that of other units.

    Source   ref/QuantityMagnitude
    Example  QuantityMagnitude[Quantity[3, "Kilometers"], "Meters"]  gives  3000
    """
    found = quantity_parts(expr)
    if found is None:
        return expr
    return found[0] if unit is None else converted(ev, *found, unit_powers(unit))


@builtin("QuantityUnit", messages=_MESSAGES)
def quantity_unit(expr: Expr) -> Expr:
    """QuantityUnit[quantity] gives the unit.

    Source   ref/QuantityUnit
    Example  QuantityUnit[Quantity[3, "Kilometers"]]  gives  Kilometers
    """
    return expr.args[1] if is_call(expr, S.Quantity, 2) else String("DimensionlessUnit")


@builtin("QuantityQ")
def quantity_q(expr: Expr) -> bool:
    """QuantityQ[expr] tells whether expr is a Quantity.

    Source   ref/QuantityQ
    Example  QuantityQ[Quantity[3, "Meters"]]  gives  True
    """
    return is_call(expr, S.Quantity, 2)


@builtin("CompatibleUnitQ", messages=_MESSAGES)
def compatible_unit_q(*quantities: Expr) -> bool:
    """CompatibleUnitQ[q1, q2, ...] tells whether quantities or units have one dimension.

    Source   ref/CompatibleUnitQ
    Example  CompatibleUnitQ[Quantity[1, "Miles"], "Meters"]  gives  True
    """
    dimensions = [in_si(unit_powers(item.args[1] if is_call(item, S.Quantity, 2) else item))[1] for item in quantities]
    return all(dimension == dimensions[0] for dimension in dimensions)


@builtin("UnitConvert", messages=_MESSAGES)
def unit_convert(ev: Evaluator, expr: Expr, unit: Expr | None = None) -> Expr:
    """UnitConvert[quantity, "unit"] converts to another unit, UnitConvert[quantity] to SI base units.

    Errors   Quantity::compat when the units have different dimensions.
    Source   ref/UnitConvert
    Example  UnitConvert[Quantity[1, "Hours"], "Minutes"]  gives  Quantity[60, Minutes]
    """
    found = quantity_parts(expr)
    if found is None:
        raise Unchanged
    if unit is None or unit in (String("SI"), String("SIBase")):
        target = {_SI[base]: power for base, power in in_si(found[1])[1].items()}
    else:
        target = unit_powers(unit.args[1] if is_call(unit, S.Quantity, 2) else unit)
    return quantity_of(converted(ev, *found, target), target)


# ---- arithmetic --------------------------------------------------------------------------------

class QuantityRules(RuleSet):
    """The up values of `Quantity`: sums, products, powers, comparisons."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return True

    def copy(self) -> RuleSet:
        return QuantityRules()

    def apply(self, expr: Expr, ev: Evaluator) -> Expr | None:
        """The value of a call with quantities among its arguments; None when no rule is for it."""
        rule = _RULES.get(expr.head) if isinstance(expr, Call) else None
        try:
            return rule(ev, expr) if rule is not None else None  # type: ignore[arg-type]
        except Complaint as complaint:
            return ev.complain(complaint, S.Quantity)


def _sum(ev: Evaluator, call: Call) -> Expr | None:
    found = [(arg, quantity_parts(arg)) for arg in call.args]
    known = [parts for _, parts in found if parts is not None]
    if len(known) < 2:
        return None
    unit = min((powers for _, powers in known), key=lambda powers: float(in_si(powers)[0]))
    total = ev(Call(S.Plus, *(converted(ev, magnitude, powers, unit) for magnitude, powers in known)))
    rest = [arg for arg, parts in found if parts is None]
    return Call(S.Plus, quantity_of(total, unit), *rest) if rest else quantity_of(total, unit)


def _product(ev: Evaluator, call: Call) -> Expr | None:
    found = [(arg, quantity_parts(arg)) for arg in call.args]
    numbers = [arg for arg, parts in found if parts is None and isinstance(arg, (Integer, Rational, Real))]
    known = [parts for _, parts in found if parts is not None]
    if len(known) + len(numbers) < 2:
        return None
    magnitude = ev(Call(S.Times, *numbers, *(parts[0] for parts in known)))
    product = quantity_of(magnitude, multiplied(parts[1] for parts in known))
    rest = [arg for arg, parts in found if parts is None and not isinstance(arg, (Integer, Rational, Real))]
    return Call(S.Times, product, *rest) if rest else product


def _power(ev: Evaluator, call: Call) -> Expr | None:
    found = quantity_parts(call.args[0])
    exponent = call.args[1] if len(call.args) == 2 else None
    if found is None or not isinstance(exponent, (Integer, Rational)):
        return None
    powers = {name: power * Fraction(exponent.value) for name, power in found[1].items()}
    return quantity_of(ev(Call(S.Power, found[0], exponent)), powers)


def _comparison(ev: Evaluator, call: Call) -> Expr | None:
    found = [quantity_parts(arg) for arg in call.args]
    known = [parts for parts in found if parts is not None]
    if not known or len(known) < len(found):
        return None
    return Call(call.head, *(converted(ev, magnitude, powers, known[0][1]) for magnitude, powers in known))


def _of_magnitude(ev: Evaluator, call: Call) -> Expr | None:
    found = quantity_parts(call.args[0]) if call.args else None
    return None if found is None else quantity_of(ev(Call(call.head, found[0], *call.args[1:])), found[1])


_RULES: dict[Expr, Callable[[Evaluator, Call], Expr | None]] = {
    S.Plus: _sum, S.Times: _product, S.Power: _power,
    **dict.fromkeys((S.Less, S.Greater, S.LessEqual, S.GreaterEqual, S.Equal, S.Unequal), _comparison),
    **dict.fromkeys((S.N, S.Abs, S.Round, S.Floor, S.Ceiling), _of_magnitude),
}
