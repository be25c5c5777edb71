"""Integer functions of combinatorics: factorials, binomials, and number sequences."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from wlnet.builtins.arithmetic import ARITHMETIC, PLUS, POWER, TIMES
from wlnet.builtins.constants import COMPLEX_INFINITY, INFINITY
from wlnet.builtins.integers import counting, whole
from wlnet.expr import Call, Expr, Integer, Rational, Real, S, integer, rational
from wlnet.expr.numbers import MINUS_ONE, NUMBER_KINDS, ONE, ZERO, is_exact
from wlnet.kernel.attributes import LISTABLE, ORDERLESS
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Unchanged

_LARGEST = 10 ** 7


@builtin("Factorial", ARITHMETIC)
def factorial(ev: Evaluator, n: Expr) -> Expr | None:
    """n! or Factorial[n] is the factorial of n, Gamma[n + 1] for numbers that are no integers.

    Source   ref/Factorial
    Example  {5!, 0!, 0.5!, (1/2)!}  gives  {120, 1, 0.886227, Sqrt[Pi]/2}
    """
    if type(n) is Integer:
        if n.value < 0:
            return COMPLEX_INFINITY
        return integer(math.factorial(n.value)) if n.value <= _LARGEST else None
    if n == INFINITY:
        return n
    if type(n) in NUMBER_KINDS and (not is_exact(n) or _is_half(n)):
        return Call(S.Gamma, Call(PLUS, n, ONE))
    return None


def _is_half(n: Expr) -> bool:
    return type(n) is Rational and n.value.denominator == 2


@builtin("Factorial2", ARITHMETIC)
def factorial2(ev: Evaluator, n: Expr) -> Expr | None:
    """n!! or Factorial2[n] is n (n - 2) (n - 4) ...

    Source   ref/Factorial2
    Example  {7!!, 8!!}  gives  {105, 384}
    """
    if type(n) is not Integer or abs(n.value) > _LARGEST:
        return None
    if n.value < -1:
        if n.value % 2 == 0:
            return COMPLEX_INFINITY
        return rational(Fraction((-1) ** ((-n.value - 1) // 2), math.prod(range(-n.value - 2, 0, -2))))
    return integer(math.prod(range(n.value, 0, -2)))


@builtin("Subfactorial", ARITHMETIC)
def subfactorial(n: Expr) -> int | None:
    """Subfactorial[n] is the number of permutations of n objects that leave none in its place.

    Source   ref/Subfactorial
    Example  Subfactorial[4]  gives  9
    """
    total = 1
    for k in range(1, counting(n, 10 ** 5) + 1):
        total = total * k + (-1) ** k
    return total


@builtin("Hyperfactorial", ARITHMETIC)
def hyperfactorial(n: Expr) -> int | None:
    """Hyperfactorial[n] is the product of k^k for k from 1 to n.

    Source   ref/Hyperfactorial
    Example  Hyperfactorial[4]  gives  27648
    """
    return math.prod(int(k ** k) for k in range(1, counting(n, 5000) + 1))


@builtin("Binomial", ARITHMETIC)
def binomial(ev: Evaluator, n: Expr, k: Expr) -> Expr | None:
    """Binomial[n, k] is the binomial coefficient n over k.

    Source   ref/Binomial
    Example  {Binomial[5, 2], Binomial[-2, 3], Binomial[1/2, 2], Binomial[n, 2]}  gives  {10, -4, -1/8, ((-1 + n) n)/2}
    """
    if type(n) is Integer and type(k) is Integer:
        return integer(_binomial(n.value, k.value))
    if type(k) is Integer:
        if k.value < 0:
            return ZERO
        if k.value <= (200 if type(n) in NUMBER_KINDS else 1) or k == integer(2):
            return _falling(ev, n, k.value)
    if n == k:
        return ONE
    if type(n) in NUMBER_KINDS and type(k) in NUMBER_KINDS and not (is_exact(n) and is_exact(k)):
        above = Call(S.Gamma, Call(PLUS, n, ONE))
        rest = Call(PLUS, n, Call(TIMES, MINUS_ONE, k), ONE)
        below = Call(TIMES, Call(S.Gamma, Call(PLUS, k, ONE)), Call(S.Gamma, rest))
        return Call(TIMES, above, Call(POWER, below, MINUS_ONE))
    return None


def _binomial(n: int, k: int) -> int:
    if k < 0:
        return 0 if n >= 0 or n < k else _binomial(n, n - k)
    if min(k, abs(n - k)) > 10 ** 6:
        raise Unchanged
    return math.comb(n, k) if n >= 0 else (-1) ** k * math.comb(k - n - 1, k)


def _falling(ev: Evaluator, n: Expr, k: int) -> Expr:
    factors = [Call(PLUS, n, integer(-j)) for j in range(k)]
    return Call(TIMES, rational(1, math.factorial(k)), *factors)


@builtin("Multinomial", LISTABLE | ORDERLESS)
def multinomial(*args: Expr) -> int:
    """Multinomial[n1, n2, ...] is (n1 + n2 + ...)!/(n1! n2! ...).

    Source   ref/Multinomial
    Example  Multinomial[1, 2, 3]  gives  60
    """
    total, result = 0, 1
    for value in map(whole, args):
        total += value
        result *= _binomial(total, value)
    return result


@builtin("Fibonacci", ARITHMETIC)
def fibonacci(ev: Evaluator, n: Expr, x: Expr | None = None) -> Expr | None:
    """Fibonacci[n] is the n-th Fibonacci number; Fibonacci[n, x] the Fibonacci polynomial.

    Source   ref/Fibonacci
    Example  {Fibonacci[10], Fibonacci[-4], Fibonacci[100]}  gives  {55, -3, 354224848179261915075}
    """
    if type(n) is not Integer:
        return _real_fibonacci(n) if type(n) is Real else None
    if x is not None:
        return _polynomial(ev, counting(n, 1000), x)
    if abs(n.value) > 10 ** 8:
        return None
    value = _fibonacci_pair(abs(n.value))[0]
    return integer(value if n.value >= 0 or n.value % 2 else -value)


def _real_fibonacci(n: Real) -> Expr:
    golden = (1 + math.sqrt(5)) / 2
    return Real((golden ** n.value - math.cos(math.pi * n.value) * golden ** -n.value) / math.sqrt(5))


def _fibonacci_pair(n: int) -> tuple[int, int]:
    """F(n) and F(n + 1), by doubling."""
    a, b = 0, 1
    for bit in f"{n:b}":
        a, b = a * (2 * b - a), a * a + b * b
        if bit == "1":
            a, b = b, a + b
    return a, b


def _polynomial(ev: Evaluator, n: int, x: Expr) -> Expr:
    a, b = ({}, {0: 1})  # type: dict[int, int], dict[int, int]
    for _ in range(abs(n)):
        a, b = b, _shifted_sum(b, a)
    terms = [Call(TIMES, integer(c), Call(POWER, x, integer(k))) for k, c in a.items()]
    return Call(PLUS, *terms)


def _shifted_sum(b: dict[int, int], a: dict[int, int]) -> dict[int, int]:
    total = dict(a)
    for power, coefficient in b.items():
        total[power + 1] = total.get(power + 1, 0) + coefficient
    return total


@builtin("LucasL", ARITHMETIC)
def lucas_l(n: Expr) -> int | None:
    """LucasL[n] is the n-th Lucas number.

    Source   ref/LucasL
    Example  LucasL[{0, 1, 2, 3, 4}]  gives  {2, 1, 3, 4, 7}
    """
    if type(n) is not Integer or abs(n.value) > 10 ** 8:
        return None
    a, b = _fibonacci_pair(abs(n.value))
    value = 2 * b - a
    return value if n.value >= 0 or n.value % 2 == 0 else -value


@builtin("CatalanNumber", ARITHMETIC)
def catalan_number(n: Expr) -> int | None:
    """CatalanNumber[n] is the n-th Catalan number.

    Source   ref/CatalanNumber
    Example  CatalanNumber[{0, 1, 2, 3, 4}]  gives  {1, 1, 2, 5, 14}
    """
    k = counting(n)
    return math.comb(2 * k, k) // (k + 1)


@builtin("HarmonicNumber", ARITHMETIC)
def harmonic_number(ev: Evaluator, n: Expr, r: Expr = ONE) -> Expr | None:
    """HarmonicNumber[n] is 1 + 1/2 + ... + 1/n; HarmonicNumber[n, r] sums the r-th powers.

    Source   ref/HarmonicNumber
    Example  {HarmonicNumber[4], HarmonicNumber[3, 2]}  gives  {25/12, 49/36}
    """
    if type(n) is Integer and n.value >= 0 and type(r) is Integer and abs(r.value) < 1000:
        return rational(sum((Fraction(1, k) ** r.value for k in range(1, counting(n, 20000) + 1)), Fraction(0)))
    if type(n) is Real and r == ONE:
        return Call(PLUS, Call(S.PolyGamma, ZERO, Call(PLUS, n, ONE)), S.EulerGamma)
    return INFINITY if n == INFINITY and r == ONE else None


@builtin("BernoulliB", ARITHMETIC)
def bernoulli_b(n: Expr) -> Expr | None:
    """BernoulliB[n] is the n-th Bernoulli number.

    Source   ref/BernoulliB
    Example  BernoulliB[{0, 1, 2, 4}]  gives  {1, -1/2, 1/6, -1/30}
    """
    last = counting(n, 1000)
    row: list[Fraction] = []
    for m in range(last + 1):
        row.append(Fraction(1, m + 1))
        for j in range(m, 0, -1):
            row[j - 1] = j * (row[j - 1] - row[j])
    return rational(row[0] if last != 1 else -row[0])


@builtin("StirlingS1", ARITHMETIC)
def stirling_s1(n: Expr, m: Expr) -> int | None:
    """StirlingS1[n, m] is the signed Stirling number of the first kind.

    Source   ref/StirlingS1
    Example  StirlingS1[4, 2]  gives  11
    """
    return _stirling(n, m, lambda i, k: -i)


@builtin("StirlingS2", ARITHMETIC)
def stirling_s2(n: Expr, m: Expr) -> int | None:
    """StirlingS2[n, m] is the number of ways to divide n objects into m groups.

    Source   ref/StirlingS2
    Example  StirlingS2[4, 2]  gives  7
    """
    return _stirling(n, m, lambda i, k: k)


def _stirling(n: Expr, m: Expr, weight: Callable[[int, int], int]) -> int:
    count, groups = counting(n, 2000), counting(m, 2000)
    row = [1] + [0] * groups
    for i in range(count):
        row = [weight(i, 0) * row[0]] + [row[k - 1] + weight(i, k) * row[k] for k in range(1, groups + 1)]
    return row[groups]


@builtin("BellB", ARITHMETIC)
def bell_b(n: Expr) -> int | None:
    """BellB[n] is the number of ways to divide n objects into groups.

    Source   ref/BellB
    Example  BellB[{0, 1, 2, 3, 4}]  gives  {1, 1, 2, 5, 15}
    """
    row = [1]
    for _ in range(counting(n, 2000)):
        line = [row[-1]]
        for item in row:
            line.append(line[-1] + item)
        row = line
    return row[0]


@builtin("PartitionsP", ARITHMETIC)
def partitions_p(n: Expr) -> int | None:
    """PartitionsP[n] is the number of ways to write n as a sum of positive integers.

    Source   ref/PartitionsP
    Example  PartitionsP[{5, 10}]  gives  {7, 42}
    """
    if whole(n) < 0:
        return 0
    last = counting(n, 5000)
    counts = [1] + [0] * last
    for part in range(1, last + 1):
        for total in range(part, last + 1):
            counts[total] += counts[total - part]
    return counts[last]
