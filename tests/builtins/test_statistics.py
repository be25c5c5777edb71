"""Totals, means, spread, random numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session

VALUES = [
    ("{Total[{1, 2, x}], Total[{{1, 2}, {3, 4}}], Total[{{1, 2}, {3, 4}}, 2], Total[{{1, 2}, {3, 4}}, {2}]}",
     "{3 + x, {4, 6}, 10, {3, 7}}"),
    ('{Total[<|"a" -> 1, "b" -> 2|>], Total[Range[100]], Total[{}]}', "{3, 5050, 0}"),
    ("{Mean[{1, 2, 4}], Mean[{1., 2.}], Mean[{{1, 2}, {3, 4}}], Mean[{a, b}]}",
     "{7/3, 1.5, {2, 3}, (a + b)/2}"),
    ("{Median[{5, 1, 3}], Median[{4, 1, 3, 2}]}", "{3, 5/2}"),
    ("{Variance[{1, 2, 4}], StandardDeviation[{1, 2, 3}], RootMeanSquare[{1, 7}]}", "{7/3, 1, 5}"),
    ("{Quantile[{1, 2, 3, 4}, 1/2], Quantile[{1, 2, 3, 4}, {1/4, 3/4}]}", "{2, {1, 3}}"),
    ("{Quartiles[{1, 2, 3, 4}], InterquartileRange[{1, 2, 3, 4}]}", "{{3/2, 5/2, 7/2}, 2}"),
    ("{GeometricMean[{2, 8}], HarmonicMean[{1, 2, 4}], TrimmedMean[{1, 2, 3, 100}, 1/4]}", "{4, 12/7, 5/2}"),
    ("{Standardize[{1, 2, 3}], Covariance[{1, 2, 3}, {2, 4, 6}], Correlation[{1, 2, 3}, {2, 4, 6}]}",
     "{{-1, 0, 1}, 2, 1}"),
    ("SeedRandom[1]; a = RandomReal[]; SeedRandom[1]; a == RandomReal[]", "True"),
    ("{RandomInteger[{3, 3}], Length[RandomInteger[9, 5]], Dimensions[RandomReal[1, {2, 3}]]}",
     "{3, 5, {2, 3}}"),
    ("{Sort[RandomSample[{3, 1, 2}]], RandomChoice[{1, 0} -> {a, b}, 2]}", "{{1, 2, 3}, {a, a}}"),
    ("BlockRandom[RandomReal[]] == RandomReal[]", "True"),
    ("1 <= Min[RandomInteger[{1, 6}, 300000]] && Max[RandomInteger[{1, 6}, 300000]] <= 6", "True"),
]


@pytest.mark.parametrize(("source", "result"), VALUES)
def test_values(session: Session, source: str, result: str) -> None:
    outcome = session.evaluate(source)
    assert outcome.text == result
    assert not outcome.messages


COMPLAINTS = [
    ("RandomSample[{1, 2}, 3]", "RandomSample[{1, 2}, 3]",
     "RandomSample::smplen: RandomSample cannot generate a sample of length 3, which is greater than "
     "the length of the sample set {1, 2}."),
]


@pytest.mark.parametrize(("source", "result", "message"), COMPLAINTS)
def test_complaints(session: Session, source: str, result: str, message: str) -> None:
    outcome = session.evaluate(source)
    assert outcome.text == result
    assert outcome.messages == [message]
