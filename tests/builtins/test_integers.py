"""Number theory, combinatorics, digits and bits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session

VALUES = [
    ("{GCD[12, 18], LCM[4, 6], GCD[1/2, 1/3], ExtendedGCD[6, 10]}", "{6, 12, 1/6, {2, {2, -1}}}"),
    ("{PrimeQ[97], PrimeQ[91], PrimeQ[2^61 - 1], Prime[100], PrimePi[100], NextPrime[10]}",
     "{True, False, True, 541, 25, 11}"),
    ("FactorInteger[360]", "{{2, 3}, {3, 2}, {5, 1}}"),
    ("FactorInteger[2^67 - 1]", "{{193707721, 1}, {761838257287, 1}}"),
    ("Divisors[12]", "{1, 2, 3, 4, 6, 12}"),
    ("{EulerPhi[12], MoebiusMu[6], DivisorSigma[1, 12], SquareFreeQ[12]}", "{4, 1, 28, False}"),
    ("{PowerMod[2, 10, 1000], PowerMod[3, -1, 7], ModularInverse[3, 7]}", "{24, 5, 5}"),
    ("ChineseRemainder[{2, 3}, {3, 5}]", "8"),
    ("{Binomial[5, 2], Binomial[10, 3], Multinomial[1, 2, 3], Subfactorial[4]}", "{10, 120, 60, 9}"),
    ("{Fibonacci[10], Fibonacci[100], LucasL[4], CatalanNumber[4]}", "{55, 354224848179261915075, 7, 14}"),
    ("{HarmonicNumber[4], BernoulliB[4], StirlingS2[4, 2], PartitionsP[10]}", "{25/12, -1/30, 7, 42}"),
    ("{IntegerDigits[1234], IntegerDigits[255, 2], IntegerDigits[5, 2, 6]}",
     "{{1, 2, 3, 4}, {1, 1, 1, 1, 1, 1, 1, 1}, {0, 0, 0, 1, 0, 1}}"),
    ('{FromDigits[{1, 2, 3}], FromDigits["1f", 16], IntegerLength[1234]}', "{123, 31, 4}"),
    ("{IntegerString[255, 16], IntegerString[5, 2, 8], IntegerReverse[1234]}", "{ff, 00000101, 4321}"),
    ("{DigitCount[5, 2, 1], DigitSum[1234], IntegerExponent[8, 2]}", "{2, 10, 3}"),
    ("{RealDigits[1/3], RealDigits[12.5, 10, 3]}", "{{{{3}}, 0}, {{1, 2, 5}, 2}}"),
    ('{RomanNumeral[1994], FromRomanNumeral["MCMXCIV"]}', "{MCMXCIV, 1994}"),
    ("{BitAnd[12, 10], BitOr[12, 10], BitXor[12, 10], BitNot[5], BitShiftLeft[5, 2]}", "{8, 14, 6, -6, 20}"),
]


@pytest.mark.parametrize(("source", "result"), VALUES)
def test_values(session: Session, source: str, result: str) -> None:
    outcome = session.evaluate(source)
    assert outcome.text == result
    assert not outcome.messages
