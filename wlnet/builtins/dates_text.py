"""Dates as texts: the elements that `DateString` writes, and the formats that are read."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from functools import cache

Element = Callable[[datetime, float], str]


def _strftime(form: str) -> Element:
    return lambda moment, rest: moment.strftime(form)


def _short(form: str) -> Element:
    """Without zeros in front."""
    return lambda moment, rest: moment.strftime(form).lstrip("0") or "0"


def _day_name(moment: datetime, rest: float) -> str:
    return calendar.day_name[moment.weekday()]


def _month_name(moment: datetime, rest: float) -> str:
    return calendar.month_name[moment.month]


def _year(moment: datetime, rest: float) -> str:
    return f"{moment.year:04d}"


def _exact_second(moment: datetime, rest: float) -> str:
    return f"{moment.second + rest:09.6f}" if rest else f"{moment.second:02d}."


def _quarter(moment: datetime, rest: float) -> str:
    return str((moment.month - 1) // 3 + 1)


def _row(*names: str) -> Element:
    return lambda moment, rest: "".join(
        ELEMENTS[name](moment, rest) if name in ELEMENTS else name for name in names)


_TIME = ("Hour", ":", "Minute", ":", "Second")
ELEMENTS: dict[str, Element] = {
    "Year": _year, "YearExact": _year, "YearShort": _strftime("%y"),
    "Month": _strftime("%m"), "MonthShort": _short("%m"), "MonthName": _month_name,
    "MonthNameShort": lambda m, rest: _month_name(m, rest)[:3],
    "MonthNameInitial": lambda m, rest: _month_name(m, rest)[:1],
    "Day": _strftime("%d"), "DayShort": _short("%d"), "DayName": _day_name,
    "DayNameShort": lambda m, rest: _day_name(m, rest)[:3],
    "DayNameInitial": lambda m, rest: _day_name(m, rest)[:1],
    "Hour": _strftime("%H"), "Hour24": _strftime("%H"), "Hour12": _strftime("%I"),
    "HourShort": _short("%H"), "Hour24Short": _short("%H"), "Hour12Short": _short("%I"),
    "AMPM": lambda m, rest: "AM" if m.hour < 12 else "PM",
    "AMPMLowerCase": lambda m, rest: "am" if m.hour < 12 else "pm",
    "Minute": _strftime("%M"), "MinuteShort": _short("%M"),
    "Second": _strftime("%S"), "SecondShort": _short("%S"), "SecondExact": _exact_second,
    "Millisecond": lambda m, rest: f"{int(rest * 1000):03d}",
    "MillisecondShort": lambda m, rest: str(int(rest * 1000)),
    "Quarter": _quarter, "QuarterNameShort": lambda m, rest: "Q" + _quarter(m, rest),
    "QuarterName": lambda m, rest: "Quarter " + _quarter(m, rest),
    "ISOYearDay": _strftime("%j"), "ISOWeek": lambda m, rest: f"W{m.isocalendar()[1]:02d}",
    "Week": lambda m, rest: f"{m.isocalendar()[1]:02d}", "WeekShort": lambda m, rest: str(m.isocalendar()[1]),
    "ISOWeekDay": lambda m, rest: str(m.isoweekday()),
    "Date": _row("DayName", " ", "DayShort", " ", "MonthName", " ", "Year"),
    "DateShort": _row("DayNameShort", " ", "DayShort", " ", "MonthNameShort", " ", "Year"),
    "Time": _row(*_TIME),
    "DateTime": _row("DayName", " ", "DayShort", " ", "MonthName", " ", "Year", " ", *_TIME),
    "DateTimeShort": _row("DayNameShort", " ", "DayShort", " ", "MonthNameShort", " ", "Year", " ", *_TIME),
    "ISODate": _row("Year", "-", "Month", "-", "Day"),
    "ISODateTime": _row("Year", "-", "Month", "-", "Day", "T", *_TIME),
}


def written_date(moment: datetime, rest: Fraction | float, elements: list[str]) -> str:
    """The elements of a date, one after the other; what is no name of an element stands for itself."""
    return "".join(
        ELEMENTS[name](moment, float(rest)) if name in ELEMENTS else name for name in elements)


# ---- reading -----------------------------------------------------------------------------------

_MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = "(?P<name>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DAY_WORD = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
_CLOCK = (r"(?:[T\s,]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?P<rest>\.\d+)?)?"
          r"\s*(?P<half>[ap]m)?(?:Z|[+-]\d\d:?\d\d)?)?")
_FORMS = (
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
    r"(?P<year>\d{4})[-/](?P<month>\d{1,2})",
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
    r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})",
    r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})",
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-\s]+{_MONTH}[-\s,]+(?P<year>\d{{4}})",
    rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
    rf"{_MONTH}\s+(?P<year>\d{{4}})",
    r"(?P<year>\d{4})",
)
_READ_ELEMENTS = {
    "Year": r"(?P<year>\d{4})", "YearShort": r"(?P<short>\d\d)", "Month": r"(?P<month>\d{1,2})",
    "MonthShort": r"(?P<month>\d{1,2})", "MonthName": _MONTH, "MonthNameShort": _MONTH, "Day": r"(?P<day>\d{1,2})",
    "DayShort": r"(?P<day>\d{1,2})", "DayName": r"[A-Za-z]+", "DayNameShort": r"[A-Za-z]+",
    "Hour": r"(?P<hour>\d{1,2})", "Hour24": r"(?P<hour>\d{1,2})", "Hour12": r"(?P<hour>\d{1,2})",
    "AMPM": r"(?P<half>[AaPp][Mm])", "Minute": r"(?P<minute>\d{1,2})", "Second": r"(?P<second>\d{1,2})",
    "SecondExact": r"(?P<second>\d{1,2})(?P<rest>\.\d*)?",
}


@cache
def usual_forms() -> list[re.Pattern[str]]:
    """The usual forms of dates, with a day of the week before and a time after."""
    return [re.compile(_DAY_WORD + form + _CLOCK, re.IGNORECASE) for form in _FORMS]


def date_regex(elements: list[str]) -> str:
    """A regular expression for the elements of a date, one after the other; without separators, any will do."""
    between = r"\W*" if all(name in _READ_ELEMENTS for name in elements) else ""
    return between.join(_READ_ELEMENTS.get(name) or rf"\s*{re.escape(name.strip())}\s*" for name in elements)


def parse_date(text: str, elements: list[str] | None = None) -> tuple[datetime, int] | None:
    """The date in a text and the number of elements it gives; None when it is no date.

    `elements` says what stands where, as for `DateString`; else the usual formats are tried.

    Example  parse_date("Jan 2, 2005")  gives  (datetime(2005, 1, 2), 3)
    """
    forms = usual_forms() if elements is None else [re.compile(date_regex(elements), re.IGNORECASE)]
    for form in forms:
        match = form.fullmatch(text.strip())
        if match:
            try:
                return _date_of(match.groupdict())
            except ValueError:
                continue
    return None


def _date_of(found: dict[str, str | None]) -> tuple[datetime, int]:
    """The date of what a format found. Errors: ValueError for a day that is not there."""
    name = found.get("name")
    month = _MONTHS[name.lower()] if name else int(found.get("month") or 1)
    short = found.get("short")
    year = int(found.get("year") or (2000 + int(short) if short else datetime.now().year))
    hour = int(found.get("hour") or 0)
    half = (found.get("half") or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    rest = round(float("0" + (found.get("rest") or ".0")) * 10**6)
    minute, second = int(found.get("minute") or 0), int(found.get("second") or 0)
    moment = datetime(year, month, int(found.get("day") or 1), hour, minute, second, rest)
    parts = 6 if found.get("hour") else 3 if found.get("day") else 2 if name or found.get("month") else 1
    return moment, parts
