"""Dates."""

from __future__ import annotations

import datetime

import pytest


@pytest.mark.parametrize("source, result", [
    ('DateList["2 January 2005"]', "{2005, 1, 2, 0, 0, 0.}"),
    ('DateList["Jan 2, 2005"]', "{2005, 1, 2, 0, 0, 0.}"),
    ('DateList["2005-01-02 13:45:10.5"]', "{2005, 1, 2, 13, 45, 10.5}"),
    ('DateList["2005-01-02T13:45:10"]', "{2005, 1, 2, 13, 45, 10.}"),
    ('DateList["Wednesday, March 5, 2014"]', "{2014, 3, 5, 0, 0, 0.}"),
    ('DateList[{2020, 13, 1}]', "{2021, 1, 1, 0, 0, 0.}"),
    ('DateList[{2020, 2, 30}]', "{2020, 3, 1, 0, 0, 0.}"),
    ('DateList[{2020, 1, 1, 25}]', "{2020, 1, 2, 1, 0, 0.}"),
    ('DateList[{2020}]', "{2020, 1, 1, 0, 0, 0.}"),
    ('DateList[0]', "{1900, 1, 1, 0, 0, 0.}"),
    ('DateList[{"05/12/2005", {"Day", "Month", "Year"}}]', "{2005, 12, 5, 0, 0, 0.}"),
    ('DateList[{"2005.12.05", {"Year", ".", "Month", ".", "Day"}}]', "{2005, 12, 5, 0, 0, 0.}"),
    ('AbsoluteTime[{2000, 1, 1}]', "3155673600"),
    ('AbsoluteTime[{1900, 1, 1, 0, 0, 1/2}]', "1/2"),
    ('AbsoluteTime[DateObject[{2000, 1, 1}]]', "3155673600"),
    ('DateString[{2005, 12, 5}]', "Mon 5 Dec 2005 00:00:00"),
    ('DateString[{2005, 12, 5}, {"Year", "-", "Month", "-", "Day"}]', "2005-12-05"),
    ('DateString[{2005, 12, 5}, "ISODate"]', "2005-12-05"),
    ('DateString[{2005, 12, 5, 14, 3, 2}, "ISODateTime"]', "2005-12-05T14:03:02"),
    ('DateString[{2005, 12, 5, 14, 3, 2}, {"Hour12", ":", "Minute", " ", "AMPM"}]', "02:03 PM"),
    ('DateString[{2005, 12, 5}, {"DayName", " ", "MonthNameShort", " ", "DayShort"}]', "Monday Dec 5"),
    ('DateString[{2005, 12, 5}, {"QuarterNameShort", " ", "YearShort"}]', "Q4 05"),
    ('DateString[DateObject[{2020, 1, 5}]]', "Sun 5 Jan 2020"),
    ('DatePlus[{2010, 2, 5}, 31]', "{2010, 3, 8}"),
    ('DatePlus[{2010, 2, 5}, -5]', "{2010, 1, 31}"),
    ('DatePlus[{2020, 1, 31}, {1, "Month"}]', "{2020, 2, 29}"),
    ('DatePlus[{2020, 2, 29}, {1, "Year"}]', "{2021, 2, 28}"),
    ('DatePlus[{2020, 1, 1}, {2, "Week"}]', "{2020, 1, 15}"),
    ('DatePlus[{2020, 1, 1}, {{1, "Month"}, {1, "Day"}}]', "{2020, 2, 2}"),
    ('DatePlus[DateObject[{2020, 1, 1}], 1]', "DateObject[{2020, 1, 2}, Day]"),
    ('DateDifference[{2010, 1, 1}, {2010, 3, 1}][[1]]', "59"),
    ('DateDifference[{2010, 1, 1}, {2011, 1, 1}, "Month"][[1]]', "12"),
    ('DateDifference[{2010, 1, 1}, {2010, 1, 2, 12}, "Hour"][[1]]', "36"),
    ('DayCount[{2010, 1, 1}, {2010, 3, 1}]', "59"),
    ('DayName[{2005, 12, 5}]', "Monday"),
    ('DateObject[{2020, 2, 30}]', "DateObject[{2020, 3, 1}, Day]"),
    ('DateObject["2020-01-05"]', "DateObject[{2020, 1, 5}, Day]"),
    ('DateObject[{2020}]', "DateObject[{2020}, Year]"),
    ('DateValue[{2005, 12, 5}, {"Year", "MonthName"}]', "{2005, December}"),
    ('DateRange[{2010, 1, 1}, {2010, 3, 1}, "Month"]', "{{2010, 1, 1}, {2010, 2, 1}, {2010, 3, 1}}"),
    ('DateRange[{2010, 1, 31}, {2010, 3, 31}, "Month"]', "{{2010, 1, 31}, {2010, 2, 28}, {2010, 3, 31}}"),
    ('LeapYearQ[{1900}]', "False"),
    ('LeapYearQ[{2000}]', "True"),
    ('DateObjectQ[Today]', "True"),
    ('Length[DateList[]]', "6"),
    ('Head[AbsoluteTime[]]', "Real"),
    ('Abs[AbsoluteTime[Now] - AbsoluteTime[]] < 60', "True"),
])
def test_dates(session, source, result):
    outcome = session.evaluate(source)
    assert outcome.text == result
    assert outcome.messages == []


@pytest.mark.parametrize("source, tag", [
    ('DateList["foo"]', "DateList::str"),
    ('DateList[x]', "DateList::arg"),
    ('DateList[{2020, 1, 10^30}]', "DateList::arg"),
    ('DatePlus[{2020, 1, 1}, {1, "Foo"}]', "DatePlus::units"),
    ('DateString[{2020, 1, 1}, 5]', "DateString::fmt"),
])
def test_complaints(session, source, tag):
    assert session.evaluate(source).messages[0].startswith(tag)


@pytest.mark.parametrize("day", [(1, 3, 1), (1999, 12, 31), (2000, 2, 29), (2024, 7, 4), (9999, 12, 31)])
def test_seconds_agree_with_python(session, day):
    expected = (datetime.datetime(*day) - datetime.datetime(1900, 1, 1)) // datetime.timedelta(seconds=1)
    text = ", ".join(map(str, day))
    assert session.evaluate(f"AbsoluteTime[{{{text}}}]").text == str(expected)
    assert session.evaluate(f"DateList[{expected}]").text == f"{{{text}, 0, 0, 0.}}"
