"""Dates: lists {year, month, day, hour, minute, second}, seconds since 1900, `DateObject`, and texts."""

from __future__ import annotations

import calendar
import math
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from wlnet.builtins.dates_text import ELEMENTS, parse_date, written_date
from wlnet.expr import Call, Expr, Integer, Rational, Real, S, String, integer, is_call, is_list, rational, to_expr
from wlnet.kernel.builtin import builtin, variable
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged

_EPOCH = datetime(1900, 1, 1)
_UNIX = 2208988800      # seconds from 1900 to 1970
_MESSAGES = {
    "arg": "Argument `1` cannot be interpreted as a date or time input.",
    "str": "String `1` cannot be interpreted as a date.",
    "inc": "Argument `1` is not a number or a list of number and unit.",
    "units": "Argument `1` is not a known unit of time.",
    "fmt": "`1` is not a valid date format.",
}
GRANULARITIES = ("Year", "Month", "Day", "Hour", "Minute", "Instant")


@dataclass(frozen=True)
class Date:
    """A moment: a day and time to the whole second, the rest of the second, and how finely it was given.

    `parts` is the number of elements given: 3 for a day. `exact` tells that the seconds were.
    """

    moment: datetime
    rest: Fraction | float = 0
    parts: int = 6
    exact: bool = True

    @property
    def seconds(self) -> Expr:
        """The seconds of the minute."""
        return Real(float(self.moment.second + self.rest))

    @property
    def absolute(self) -> Expr:
        """The seconds since the beginning of 1900."""
        whole = (self.moment - _EPOCH) // timedelta(seconds=1)
        if self.exact:
            return rational(Fraction(whole) + Fraction(self.rest))
        return Real(float(whole + self.rest))

    def in_list(self) -> Call:
        """The date as a list of six elements."""
        m = self.moment
        return Call(S.List, *map(integer, (m.year, m.month, m.day, m.hour, m.minute)), self.seconds)

    def elements(self, count: int) -> list[Expr]:
        """The first elements of the date; the seconds as they were given."""
        found = list(self.in_list().args[:count])
        if count == 6 and self.exact:
            found[5] = rational(Fraction(self.moment.second) + Fraction(self.rest))
        return found


def from_seconds(seconds: Fraction | float, parts: int = 6, exact: bool = True) -> Date:
    """The date so many seconds after the beginning of 1900.

    Errors  Complaint arg (of DateList) for one outside the years 1 to 9999.
    """
    whole = math.floor(seconds)
    try:
        return Date(_EPOCH + timedelta(seconds=whole), seconds - whole, parts, exact)
    except OverflowError:
        raise Complaint("arg", to_expr(seconds)) from None


def from_numbers(numbers: list[int | float | Fraction]) -> Date:
    """The date of a list {year, month, day, ...}, whose elements may overflow into those before.

    Errors  Complaint arg.
    """
    year, month, day, hour, minute, second = numbers + [0, 1, 1, 0, 0, 0][len(numbers):]
    months = int(year) * 12 + int(month) - 1
    try:
        start = datetime(months // 12, months % 12 + 1, 1)
    except (ValueError, OverflowError):
        raise Complaint("arg", to_expr(numbers)) from None
    since = (start - _EPOCH) // timedelta(seconds=1)
    exact = not any(isinstance(number, float) for number in numbers)
    return from_seconds(since + (day - 1) * 86400 + hour * 3600 + minute * 60 + second, len(numbers), exact)


def now() -> Date:
    """The date of this moment, in local time."""
    moment = datetime.now()
    return Date(moment.replace(microsecond=0), moment.microsecond / 1e6, exact=False)


def _number(expr: Expr) -> int | float | Fraction | None:
    return expr.value if isinstance(expr, (Integer, Real, Rational)) else None


def read_date(expr: Expr) -> Date:
    """A date given as a list, as seconds since 1900, as a text, as {text, format}, or as a DateObject.

    Errors  Complaint arg or str for anything else.
    """
    number = _number(expr)
    if number is not None:
        exact = not isinstance(number, float)
        return from_seconds(Fraction(number) if exact else number, exact=exact)
    if is_call(expr, S.DateObject) and expr.args:
        return read_date(expr.args[0])
    if is_list(expr) and 1 <= len(expr.args) <= 6:
        numbers = [_number(item) for item in expr.args]
        given = [item for item in numbers if item is not None]
        if len(given) == len(numbers):
            return from_numbers(given)
    if is_list(expr) and len(expr.args) == 2 and isinstance(expr.args[0], String):
        return _read_text(expr.args[0], expr.args[1])
    if isinstance(expr, String):
        return _read_text(expr, None)
    raise Complaint("arg", expr)


def _read_text(text: String, form: Expr | None) -> Date:
    elements = None
    if form is not None:
        items = form.args if is_list(form) else (form,)
        elements = [item.value for item in items if isinstance(item, String)]
    found = parse_date(text.value, elements)
    if found is None:
        raise Complaint("str", text)
    moment, parts = found
    return Date(moment.replace(microsecond=0), Fraction(moment.microsecond, 10**6), parts)


def date_object(date: Date, parts: int) -> Call:
    """A date as a DateObject of so many elements."""
    given = [String(GRANULARITIES[parts - 1])]
    if parts > 3:
        given += [String("Gregorian"), time_zone_value()]  # type: ignore[list-item]
    return Call(S.DateObject, Call(S.List, *date.elements(parts)), *given)


# ---- the clock ---------------------------------------------------------------------------------

def time_zone_value() -> Expr:
    """The hours between Greenwich and here."""
    return Real(time.localtime().tm_gmtoff / 3600)


@variable("$TimeZone")
def time_zone(ev: Evaluator) -> Expr:
    """$TimeZone is the number of hours by which local time is ahead of Greenwich."""
    return time_zone_value()


@variable("Now")
def now_(ev: Evaluator) -> Expr:
    """Now is a DateObject for this moment."""
    return date_object(now(), 6)


@variable("Today")
def today(ev: Evaluator) -> Expr:
    """Today is a DateObject for this day."""
    return date_object(now(), 3)


@variable("Tomorrow")
def tomorrow(ev: Evaluator) -> Expr:
    """Tomorrow is a DateObject for the day after this."""
    return date_object(Date(now().moment + timedelta(days=1)), 3)


@variable("Yesterday")
def yesterday(ev: Evaluator) -> Expr:
    """Yesterday is a DateObject for the day before this."""
    return date_object(Date(now().moment - timedelta(days=1)), 3)


@builtin("AbsoluteTime", messages=_MESSAGES)
def absolute_time(date: Expr | None = None) -> Expr:
    """AbsoluteTime[] gives the seconds since the beginning of 1900, AbsoluteTime[date] those at a date.

    Source   ref/AbsoluteTime
    Example  AbsoluteTime[{2000, 1, 1}]  gives  3155673600
    """
    return (now() if date is None else read_date(date)).absolute


@builtin("UnixTime", messages=_MESSAGES)
def unix_time(date: Expr | None = None) -> Expr:
    """UnixTime[] gives the seconds since 1970 in Greenwich, UnixTime[date] those at a date.

    Source   ref/UnixTime
    Example  UnixTime[] > 10^9  gives  True
    """
    if date is None:
        return integer(int(time.time()))
    return integer(int(time.mktime(read_date(date).moment.timetuple())))


@builtin("FromUnixTime", messages=_MESSAGES)
def from_unix_time(seconds: Expr, *, time_zone: Expr = S.Automatic) -> Expr:
    """FromUnixTime[n] gives the DateObject n seconds after the beginning of 1970 in Greenwich; TimeZone -> t writes it
    t hours ahead of Greenwich.

    Source   ref/FromUnixTime
    Example  Head[FromUnixTime[0]]  gives  DateObject
    """
    number = _number(seconds)
    if number is None:
        raise Unchanged
    try:
        ahead = _number(time_zone)
        shift = time.localtime(int(number)).tm_gmtoff if ahead is None else int(ahead * 3600)
    except (OverflowError, OSError, ValueError):
        raise Complaint("arg", seconds) from None
    return date_object(from_seconds(number + _UNIX + shift, exact=not isinstance(number, float)), 6)


# ---- forms of dates ----------------------------------------------------------------------------

@builtin("DateList", messages=_MESSAGES)
def date_list(date: Expr | None = None) -> Expr:
    """DateList[] gives the date and time as {year, month, day, hour, minute, second}, DateList[date] that of
    a date.

    Errors   DateList::arg, DateList::str for what is no date.
    Source   ref/DateList
    Example  DateList[{2020, 13, 1}]  gives  {2021, 1, 1, 0, 0, 0.}
    Example  DateList["2 January 2005"]  gives  {2005, 1, 2, 0, 0, 0.}
    """
    return (now() if date is None else read_date(date)).in_list()


@builtin("DateObject", messages=_MESSAGES)
def date_object_(date: Expr | None = None, *rest: Expr) -> Expr | None:
    """DateObject[date] stands for a date, as fine as it is given; DateObject[] for this moment.

    Source   ref/DateObject
    Example  DateObject[{2020, 2, 30}]  gives  DateObject[{2020, 3, 1}, Day]
    """
    if date is None:
        return date_object(now(), 6)
    if rest:
        return _with_granularity(date, rest)
    if is_call(date, S.DateObject):
        return date
    found = read_date(date)
    return date_object(found, found.parts)


def _with_granularity(date: Expr, rest: tuple[Expr, ...]) -> Expr | None:
    first = rest[0]
    if not isinstance(first, String) or first.value not in GRANULARITIES:
        return None
    parts = GRANULARITIES.index(first.value) + 1
    if is_list(date) and len(date.args) == parts and (parts <= 3 or len(rest) == 3):
        return None
    return date_object(read_date(date), parts)


@builtin("DateObjectQ")
def date_object_q(expr: Expr) -> bool:
    """DateObjectQ[expr] tells whether expr is a DateObject.

    Source   ref/DateObjectQ
    Example  DateObjectQ[Today]  gives  True
    """
    return is_call(expr, S.DateObject) and bool(expr.args) and is_list(expr.args[0])


@builtin("DateString", messages=_MESSAGES)
def date_string(*args: Expr) -> str:
    """DateString[] writes the date and time, DateString[date] a date, DateString[date, {"Year", "-", "Month",
    ...}] the elements given, with texts between them; DateString["fmt"] this moment in a format such as
    "ISODate".

    Source   ref/DateString
    Example  DateString[{2005, 12, 5}, {"Year", "-", "Month", "-", "Day"}]  gives  2005-12-05
    Example  DateString[{2005, 12, 5}, "DayName"]  gives  Monday
    """
    if len(args) > 2:
        raise Complaint("argb", S.DateString, len(args), 0, 2)
    form = args[1] if len(args) == 2 else None
    if len(args) == 1 and _is_format(args[0]):
        date, form = now(), args[0]
    else:
        date = read_date(args[0]) if args else now()
    if form is None:
        by_day = bool(args) and is_call(args[0], S.DateObject) and date.parts <= 3
        return written_date(date.moment, date.rest, ["DateShort" if by_day else "DateTimeShort"])
    items = form.args if is_list(form) else (form,)
    if not all(isinstance(item, String) for item in items):
        raise Complaint("fmt", form)
    return written_date(date.moment, date.rest, [item.value for item in items])  # type: ignore[attr-defined]


def _is_format(expr: Expr) -> bool:
    items = expr.args if is_list(expr) else (expr,)
    return any(isinstance(item, String) and item.value in ELEMENTS for item in items)


@builtin("DateValue", messages=_MESSAGES)
def date_value(date: Expr, element: Expr | None = None) -> Expr:
    """DateValue[date, "elem"] gives an element of a date, such as "Year" or "DayName"; a list of elements
    gives a list.

    Source   ref/DateValue
    Example  DateValue[{2005, 12, 5}, "Month"]  gives  12
    """
    found, wanted = (now(), date) if element is None else (read_date(date), element)

    def value(item: Expr) -> Expr:
        name = item.value if isinstance(item, String) else ""
        if name in ("SecondExact", "Second"):
            return found.seconds
        if name not in ELEMENTS:
            raise Complaint("fmt", item)
        text = written_date(found.moment, found.rest, [name])
        return integer(int(text)) if re.fullmatch(r"\d+", text) else String(text)
    return Call(S.List, *map(value, wanted.args)) if is_list(wanted) else value(wanted)


@builtin("DayName", messages=_MESSAGES)
def day_name(date: Expr | None = None) -> Expr:
    """DayName[date] gives the day of the week as a symbol, DayName[] that of this day.

    Source   ref/DayName
    Example  DayName[{2005, 12, 5}]  gives  Monday
    """
    found = now() if date is None else read_date(date)
    return S[calendar.day_name[found.moment.weekday()]]


@builtin("LeapYearQ", messages=_MESSAGES)
def leap_year_q(year: Expr) -> bool:
    """LeapYearQ[{year}] or LeapYearQ[date] tells whether a year has 366 days.

    Source   ref/LeapYearQ
    Example  LeapYearQ[{2000}]  gives  True
    """
    found = year.value if isinstance(year, Integer) else read_date(year).moment.year
    return calendar.isleap(found)


# ---- reckoning ---------------------------------------------------------------------------------

_DAY_UNITS = {"Day": 1, "Week": 7}
_SECOND_UNITS = {"Second": 1, "Minute": 60, "Hour": 3600}
_MONTH_UNITS = {"Month": 1, "Quarter": 3, "Year": 12, "Decade": 120, "Century": 1200}


def unit_name(expr: Expr) -> str:
    """The name of a unit of time, in the singular.

    Errors  Complaint units.
    """
    name = expr.value if isinstance(expr, String) else ""
    single = {"Centuries": "Century"}.get(name, name.removesuffix("s"))
    if single in _DAY_UNITS or single in _SECOND_UNITS or single in _MONTH_UNITS:
        return single
    raise Complaint("units", expr)


def moved(date: Date, amount: int | float | Fraction, unit: str) -> Date:
    """A date so many units later; a day that its new month lacks becomes the last of the month."""
    if unit in _MONTH_UNITS:
        months = date.moment.year * 12 + date.moment.month - 1 + int(amount) * _MONTH_UNITS[unit]
        year, month = months // 12, months % 12 + 1
        day = min(date.moment.day, calendar.monthrange(year, month)[1])
        return Date(date.moment.replace(year=year, month=month, day=day), date.rest, date.parts, date.exact)
    factor = _DAY_UNITS[unit] * 86400 if unit in _DAY_UNITS else _SECOND_UNITS[unit]
    since = (date.moment - _EPOCH) // timedelta(seconds=1)
    parts = date.parts if unit in _DAY_UNITS else 6
    exact = date.exact and not isinstance(amount, float)
    return from_seconds(since + date.rest + amount * factor, parts, exact)


def _increments(expr: Expr) -> list[tuple[int | float | Fraction, str]]:
    if is_call(expr, S.Quantity, 2):
        expr = Call(S.List, *expr.args)
    number = _number(expr)
    if number is not None:
        return [(number, "Day")]
    if is_list(expr) and len(expr.args) == 2 and (amount := _number(expr.args[0])) is not None:
        return [(amount, unit_name(expr.args[1]))]
    if is_list(expr) and expr.args and all(is_list(item) for item in expr.args):
        return [step for item in expr.args for step in _increments(item)]
    raise Complaint("inc", expr)


@builtin("DatePlus", messages=_MESSAGES)
def date_plus(date: Expr, increment: Expr | None = None) -> Expr:
    """DatePlus[date, n] gives the date n days later, DatePlus[date, {n, "Month"}] n units later; DatePlus[n]
    counts from this day.

    Source   ref/DatePlus
    Example  DatePlus[{2010, 2, 5}, 31]  gives  {2010, 3, 8}
    Example  DatePlus[{2020, 1, 31}, {1, "Month"}]  gives  {2020, 2, 29}
    """
    source = date_object(now(), 3) if increment is None else date
    found = read_date(source)
    for amount, unit in _increments(date if increment is None else increment):
        found = moved(found, amount, unit)
    if is_call(source, S.DateObject):
        return date_object(found, found.parts)
    if isinstance(source, String):
        return String(written_date(found.moment, found.rest, ["DateShort" if found.parts <= 3 else "DateTimeShort"]))
    if _number(source) is not None:
        return found.absolute
    return Call(S.List, *found.elements(max(found.parts, 3)))


@builtin("DateDifference", messages=_MESSAGES)
def date_difference(first: Expr, second: Expr, unit: Expr | None = None) -> Expr:
    """DateDifference[date1, date2] gives the number of days between two dates as a Quantity,
    DateDifference[date1, date2, "unit"] the number of units.

    Source   ref/DateDifference
    Example  QuantityMagnitude[DateDifference[{2010, 1, 1}, {2010, 3, 1}]]  gives  59
    """
    start, end = read_date(first), read_date(second)
    name = "Day" if unit is None else unit_name(unit)
    amount = _difference(start, end, name)
    return Call(S.Quantity, amount, String(name + "s" if name != "Century" else "Centuries"))


def _difference(start: Date, end: Date, unit: str) -> Expr:
    if unit in _MONTH_UNITS:
        whole = (end.moment.year - start.moment.year) * 12 + end.moment.month - start.moment.month
        count = math.trunc(whole / _MONTH_UNITS[unit])
        reached = moved(start, count, unit)
        while reached.moment > end.moment >= start.moment:
            count -= 1
            reached = moved(start, count, unit)
        over = end.moment - reached.moment
        following = moved(start, count + 1, unit).moment - reached.moment
        return integer(count) if not over else Real(count + over / following)
    factor = _DAY_UNITS[unit] * 86400 if unit in _DAY_UNITS else _SECOND_UNITS[unit]
    seconds = Fraction((end.moment - start.moment) // timedelta(seconds=1))
    if start.exact and end.exact:
        exact = (seconds + Fraction(end.rest) - Fraction(start.rest)) / factor
        return integer(int(exact)) if exact.denominator == 1 else Real(float(exact))
    return Real(float(seconds + end.rest - start.rest) / factor)


@builtin("DayCount", messages=_MESSAGES)
def day_count(first: Expr, second: Expr) -> int:
    """DayCount[date1, date2] gives the number of days from one date to another.

    Source   ref/DayCount
    Example  DayCount[{2010, 1, 1}, {2010, 3, 1}]  gives  59
    """
    return (read_date(second).moment.date() - read_date(first).moment.date()).days


@builtin("DayRange", messages=_MESSAGES)
def day_range(first: Expr, second: Expr) -> list[Expr]:
    """DayRange[date1, date2] lists the days from one date to another.

    Source   ref/DayRange
    Example  Length[DayRange[{2010, 1, 1}, {2010, 1, 5}]]  gives  5
    """
    start, end = read_date(first).moment, read_date(second).moment
    days = (end.date() - start.date()).days
    return [date_object(Date(start + timedelta(days=n)), 3) for n in range(days + 1)]


@builtin("DateRange", messages=_MESSAGES)
def date_range(first: Expr, second: Expr, step: Expr | None = None) -> Expr:
    """DateRange[date1, date2] lists the dates from one to another by days, DateRange[date1, date2, inc] by
    another step such as "Month" or {2, "Week"}.

    Source   ref/DateRange
    Example  DateRange[{2010, 1, 1}, {2010, 1, 3}]  gives  {{2010, 1, 1}, {2010, 1, 2}, {2010, 1, 3}}
    """
    date, end = read_date(first), read_date(second)
    if isinstance(step, String):
        step = Call(S.List, integer(1), step)
    (amount, unit), *_ = _increments(integer(1) if step is None else step)
    if amount == 0:
        raise Unchanged
    make: Callable[[Date], Expr] = (
        (lambda d: date_object(d, d.parts)) if is_call(first, S.DateObject)
        else (lambda d: Call(S.List, *d.elements(max(d.parts, 3)))))
    found, count = [], 0
    reached = date
    while (reached.moment <= end.moment) if amount > 0 else (reached.moment >= end.moment):
        found.append(make(reached))
        count += 1
        reached = moved(date, amount * count, unit)
    return Call(S.List, *found)
