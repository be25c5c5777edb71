"""Number theory: divisors, primes, modular arithmetic, and sequences of integers."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import cache, reduce
from typing import Any

from wlnet.expr import FALSE, TRUE, Call, Complex, Expr, Integer, Rational, S, integer, is_list, rational
from wlnet.expr.numbers import integer_root, is_exact
from wlnet.kernel.arguments import AnyInteger
from wlnet.kernel.attributes import FLAT, LISTABLE, ONE_IDENTITY, ORDERLESS
from wlnet.kernel.builtin import arity_complaint, builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged

_EXACT = {"exact": "Argument `1` in `2` is not an exact number.",
          "intpp": "Positive integer argument expected in `1`."}


def whole(expr: Expr, position: int = 1, call: Call | None = None) -> int:
    """An integer; the call stays as it is otherwise."""
    if isinstance(expr, Integer):
        return expr.value
    raise Unchanged


def counting(expr: Expr, most: int = 10 ** 6) -> int:
    """A non-negative integer up to a bound above which the work would not end; the call stays as it is otherwise."""
    value = whole(expr)
    if not 0 <= value <= most:
        raise Unchanged
    return value


def positive(expr: Expr) -> int:
    """A positive integer; the call stays as it is otherwise."""
    value = whole(expr)
    if value <= 0:
        raise Unchanged
    return value


def _fractions(args: tuple[Expr, ...]) -> list[Fraction]:
    if not all(type(arg) in (Integer, Rational) for arg in args):
        raise Unchanged
    return [Fraction(arg.value) for arg in args]  # type: ignore[attr-defined]


@builtin("GCD", LISTABLE | FLAT | ORDERLESS | ONE_IDENTITY, messages=_EXACT)
def gcd(*args: Expr) -> Expr:
    """GCD[n1, n2, ...] is the greatest common divisor of integers or fractions.

    Source   ref/GCD
    Example  {GCD[12, 18], GCD[1/2, 1/3]}  gives  {6, 1/6}
    """
    values = _fractions(args)
    above = math.gcd(*(value.numerator for value in values))
    return rational(above, math.lcm(*(value.denominator for value in values)) if values else 1)


@builtin("LCM", LISTABLE | FLAT | ORDERLESS | ONE_IDENTITY, messages=_EXACT)
def lcm(*args: Expr) -> Expr:
    """LCM[n1, n2, ...] is the least common multiple of integers or fractions.

    Source   ref/LCM
    Example  {LCM[4, 6], LCM[1/2, 1/3]}  gives  {12, 1}
    """
    if not args:
        raise Unchanged
    values = _fractions(args)
    above = math.lcm(*(value.numerator for value in values))
    return rational(above, math.gcd(*(value.denominator for value in values)))


@builtin("ExtendedGCD", LISTABLE)
def extended_gcd(*args: AnyInteger) -> list[Any]:
    """ExtendedGCD[m, n] is {g, {r, s}} with g the greatest common divisor and g == r m + s n.

    Source   ref/ExtendedGCD
    Example  ExtendedGCD[6, 10]  gives  {2, {2, -1}}
    """
    total, factors = 0, list[int]()
    for value in args:
        total, left, right = _bezout(total, value)
        factors = [factor * left for factor in factors] + [right]
    return [total, factors]


def _bezout(a: int, b: int) -> tuple[int, int, int]:
    """g, r, s with g = gcd(a, b) = r a + s b."""
    x, next_x, y, next_y = 1, 0, 0, 1
    while b:
        quotient = a // b
        a, b = b, a - quotient * b
        x, next_x = next_x, x - quotient * next_x
        y, next_y = next_y, y - quotient * next_y
    return (a, x, y) if a >= 0 else (-a, -x, -y)


@builtin("CoprimeQ", LISTABLE)
def coprime_q(*args: Expr) -> bool:
    """CoprimeQ[m, n, ...] is True when no two of the integers have a common divisor.

    Source   ref/CoprimeQ
    Example  {CoprimeQ[8, 9], CoprimeQ[6, 9]}  gives  {True, False}
    """
    if not all(isinstance(arg, Integer) for arg in args) or len(args) < 2:
        return False
    values = [arg.value for arg in args]  # type: ignore[attr-defined]
    return all(math.gcd(a, b) == 1 for i, a in enumerate(values) for b in values[i + 1:])


@builtin("Divisible", LISTABLE)
def divisible(n: Expr, *by: Expr) -> bool | None:
    """Divisible[n, m] is True when n is a multiple of m.

    Source   ref/Divisible
    Example  {Divisible[10, 5], Divisible[10, 3]}  gives  {True, False}
    """
    values = _fractions((n, *by))
    if 0 in values[1:]:
        return None
    return all((values[0] / m).denominator == 1 for m in values[1:])


# primes


_WITNESSES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
_MORE_WITNESSES = (41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83)


def is_prime(n: int) -> bool:
    """Whether n is a prime: certain below 3.3 10^24 (Sorenson and Webster 2015), beyond that with more witnesses.
    """
    if n < 2:
        return False
    for p in _WITNESSES:
        if n % p == 0:
            return n == p
    odd, shift = n - 1, 0
    while odd % 2 == 0:
        odd //= 2
        shift += 1
    witnesses = _WITNESSES if n < 3317044064679887385961981 else (*_WITNESSES, *_MORE_WITNESSES)
    return all(_passes(n, witness, odd, shift) for witness in witnesses)


def _passes(n: int, witness: int, odd: int, shift: int) -> bool:
    """The strong pseudoprime test of Miller and Rabin."""
    x = pow(witness, odd, n)
    if x in (1, n - 1):
        return True
    for _ in range(shift - 1):
        x = x * x % n
        if x == n - 1:
            return True
    return False


@cache
def _sieve(limit: int) -> Any:
    """The primes up to a limit, as an array."""
    import numpy as np

    flags = np.ones(limit // 2 + 1, dtype=bool)
    flags[0] = False
    for i in range(3, math.isqrt(limit) + 1, 2):
        if flags[i // 2]:
            flags[i * i // 2::i] = False
    odd = 2 * np.flatnonzero(flags) + 1
    return np.concatenate(([2], odd[odd <= limit]))


def primes_to(limit: int) -> Any:
    """An array of all primes up to some number that is at least `limit`."""
    return _sieve(max(1 << max(limit, 2).bit_length(), 1 << 16))


@builtin("PrimeQ", LISTABLE, direct=True)
def prime_q(ev: Evaluator, call: Call) -> Expr | None:
    """PrimeQ[n] is True when n is a prime number, and False otherwise.

    Source   ref/PrimeQ
    Example  {PrimeQ[7], PrimeQ[9], PrimeQ[2^61 - 1]}  gives  {True, False, True}
    """
    args = call.args
    if not args:
        raise arity_complaint(S.PrimeQ, 0, 1, 1)
    n = args[0]
    return TRUE if type(n) is Integer and is_prime(abs(n.value)) else FALSE


@builtin("CompositeQ", LISTABLE)
def composite_q(n: Expr) -> bool:
    """CompositeQ[n] is True when n is a composite number.

    Source   ref/CompositeQ
    Example  {CompositeQ[9], CompositeQ[7], CompositeQ[1]}  gives  {True, False, False}
    """
    return isinstance(n, Integer) and n.value > 3 and not is_prime(n.value)


@builtin("PrimePowerQ", LISTABLE)
def prime_power_q(n: Expr) -> bool:
    """PrimePowerQ[n] is True when n is a power of a prime.

    Source   ref/PrimePowerQ
    Example  {PrimePowerQ[8], PrimePowerQ[12]}  gives  {True, False}
    """
    return isinstance(n, Integer) and abs(n.value) > 1 and len(factors_of(abs(n.value))) == 1


@builtin("Prime", LISTABLE, messages=_EXACT)
def prime(n: Expr, call: Call) -> int | None:
    """Prime[n] is the n-th prime number.

    Source   ref/Prime
    Example  {Prime[1], Prime[100]}  gives  {2, 541}
    """
    if not isinstance(n, Integer):
        return None
    if n.value < 1:
        raise Complaint("intpp", call)
    k = n.value
    if k > 2 ** 31:
        return None
    bound = 15 if k < 6 else int(k * (math.log(k) + math.log(math.log(k)))) + 1
    if bound > 2 ** 31:
        return None
    return int(primes_to(bound)[k - 1])


@builtin("PrimePi", LISTABLE)
def prime_pi(x: Expr) -> int | None:
    """PrimePi[x] is the number of primes up to x.

    Source   ref/PrimePi
    Example  {PrimePi[10], PrimePi[100.5]}  gives  {4, 25}
    """
    value = getattr(x, "value", None)
    if not isinstance(value, (int, float, Fraction)):
        return None
    limit = math.floor(value)
    if limit < 2:
        return 0
    if limit > 2 ** 31:
        return None
    return int(primes_to(limit).searchsorted(limit, side="right"))


@builtin("NextPrime", LISTABLE)
def next_prime(x: Expr, steps: Expr = integer(1)) -> int | None:
    """NextPrime[x] is the smallest prime above x; NextPrime[x, k] the k-th one, below x for negative k.

    Source   ref/NextPrime
    Example  {NextPrime[10], NextPrime[10, -1], NextPrime[10, 2]}  gives  {11, 7, 13}
    """
    value = getattr(x, "value", None)
    if not isinstance(value, (int, float, Fraction)) or not isinstance(steps, Integer) or abs(steps.value) > 10 ** 7:
        return None
    step = 1 if steps.value > 0 else -1
    n = math.floor(value) if step > 0 else math.ceil(value)
    for _ in range(abs(steps.value)):
        n += step
        while not is_prime(abs(n)):
            n += step
    return n


def factors_of(n: int) -> dict[int, int]:
    """The primes dividing n > 0, with exponents, in order."""
    found: dict[int, int] = {}
    for p in primes_to(1 << 10)[:200].tolist():
        if p * p > n:
            break
        while n % p == 0:
            n //= p
            found[p] = found.get(p, 0) + 1
    if n > 1:
        _factor(n, found)
    return dict(sorted(found.items()))


def _factor(n: int, found: dict[int, int]) -> None:
    if n == 1:
        return
    if is_prime(n):
        found[n] = found.get(n, 0) + 1
        return
    for k in (2, 3, 5):
        root = integer_root(n, k)
        if root ** k == n:
            for _ in range(k):
                _factor(root, found)
            return
    divisor = _rho(n)
    _factor(divisor, found)
    _factor(n // divisor, found)


def _rho(n: int) -> int:
    """A divisor of a composite n, by Brent's variant of Pollard's rho method (BIT 20, 1980)."""
    for c in range(1, 100):
        y, power, product, divisor = 2, 1, 1, 1
        x = saved = y
        while divisor == 1:
            x = y
            for _ in range(power):
                y = (y * y + c) % n
            done = 0
            while done < power and divisor == 1:
                saved = y
                for _ in range(min(128, power - done)):
                    y = (y * y + c) % n
                    product = product * abs(x - y) % n
                divisor = math.gcd(product, n)
                done += 128
            power *= 2
        if divisor == n:
            divisor = 1
            while divisor == 1:
                saved = (saved * saved + c) % n
                divisor = math.gcd(abs(x - saved), n)
        if divisor != n:
            return divisor
    raise AssertionError("a composite number has a divisor")


@builtin("FactorInteger", LISTABLE, messages=_EXACT)
def factor_integer(n: Expr, most: Expr | None = None, *, gaussian_integers: Expr = FALSE, call: Call) -> Any:
    """FactorInteger[n] is the list of the prime factors of n with their exponents; of a fraction, too.

    Source   ref/FactorInteger
    Example  {FactorInteger[60], FactorInteger[-3/4]}  gives  {{{2, 2}, {3, 1}, {5, 1}}, {{-1, 1}, {2, -2}, {3, 1}}}
    """
    if not isinstance(n, (Integer, Rational)):
        if isinstance(n, Complex) or not is_exact(n):
            raise Complaint("exact", n, call)
        return None
    value = Fraction(n.value)
    if value == 0:
        return [[0, 1]]
    if value in (1, -1):
        return [[int(value), 1]]
    found = factors_of(abs(value.numerator))
    for p, count in factors_of(value.denominator).items():
        found[p] = found.get(p, 0) - count
    pairs = [[-1, 1]] if value < 0 else []
    return pairs + [[p, count] for p, count in sorted(found.items())]


@builtin("Divisors", LISTABLE)
def divisors(n: AnyInteger) -> list[int] | None:
    """Divisors[n] is the list of the divisors of n, in order.

    Source   ref/Divisors
    Example  Divisors[12]  gives  {1, 2, 3, 4, 6, 12}
    """
    return divisors_of(abs(n)) if n else None


def divisors_of(n: int) -> list[int]:
    """The divisors of n > 0 in order."""
    found = [1]
    for p, count in factors_of(n).items():
        found = [d * p ** k for d in found for k in range(count + 1)]
    return sorted(found)


@builtin("DivisorSigma", LISTABLE)
def divisor_sigma(k: Expr, n: Expr) -> Expr | None:
    """DivisorSigma[k, n] is the sum of the k-th powers of the divisors of n.

    Source   ref/DivisorSigma
    Example  {DivisorSigma[0, 12], DivisorSigma[1, 12]}  gives  {6, 28}
    """
    if not isinstance(k, Integer) or not isinstance(n, Integer) or n.value == 0:
        return None
    return rational(sum((Fraction(d) ** k.value for d in divisors_of(abs(n.value))), Fraction(0)))


@builtin("EulerPhi", LISTABLE)
def euler_phi(n: Expr) -> int:
    """EulerPhi[n] is the number of integers up to n without a common divisor with n.

    Source   ref/EulerPhi
    Example  EulerPhi[12]  gives  4
    """
    value = abs(whole(n))
    return reduce(lambda phi, p: phi // p * (p - 1), factors_of(value), value) if value else 0


@builtin("MoebiusMu", LISTABLE)
def moebius_mu(n: Expr) -> int:
    """MoebiusMu[n] is (-1)^k for a product of k distinct primes, and 0 when a square divides n.

    Source   ref/MoebiusMu
    Example  {MoebiusMu[6], MoebiusMu[7], MoebiusMu[12]}  gives  {1, -1, 0}
    """
    value = abs(whole(n))
    if value == 0:
        return 0
    counts = factors_of(value).values()
    return 0 if any(count > 1 for count in counts) else (-1) ** len(counts)


def _counted(name: str, doc: str, example: str, function: Callable[[dict[int, int]], int]) -> None:
    def count(n: Expr) -> int:
        return function(factors_of(positive(n)))
    count.__doc__ = f"{name}[n] is {doc}.\n\nSource   ref/{name}\nExample  {example}\n"
    builtin(name, LISTABLE)(count)


_counted("PrimeNu", "the number of different primes that divide n", "PrimeNu[12]  gives  2", len)
_counted("PrimeOmega", "the number of prime factors of n, counted with multiplicity", "PrimeOmega[12]  gives  3",
         lambda found: sum(found.values()))
_counted("LiouvilleLambda", "(-1)^k for a number with k prime factors", "LiouvilleLambda[12]  gives  -1",
         lambda found: (-1) ** sum(found.values()))


@builtin("SquareFreeQ", LISTABLE)
def square_free_q(n: Expr) -> bool | None:
    """SquareFreeQ[n] is True when no square but 1 divides n.

    Source   ref/SquareFreeQ
    Example  {SquareFreeQ[6], SquareFreeQ[12]}  gives  {True, False}
    """
    if not isinstance(n, Integer):
        return None
    return n.value != 0 and all(count == 1 for count in factors_of(abs(n.value)).values())


@builtin("PerfectNumberQ", LISTABLE)
def perfect_number_q(n: Expr) -> bool:
    """PerfectNumberQ[n] is True when n is the sum of its proper divisors.

    Source   ref/PerfectNumberQ
    Example  {PerfectNumberQ[28], PerfectNumberQ[27]}  gives  {True, False}
    """
    return isinstance(n, Integer) and n.value > 1 and sum(divisors_of(n.value)) == 2 * n.value


# modular arithmetic


_MODULAR = {"ninv": "`1` is not invertible modulo `2`."}


@builtin("PowerMod", LISTABLE, messages=_MODULAR)
def power_mod(a: Expr, b: Expr, m: Expr) -> int | None:
    """PowerMod[a, b, m] is a^b modulo m; b may be negative, and 1/2 for a square root.

    Source   ref/PowerMod
    Example  {PowerMod[2, 10, 1000], PowerMod[3, -1, 7], PowerMod[2, 1/2, 7]}  gives  {24, 5, 3}
    """
    base, modulus = whole(a), whole(m)
    if modulus == 0:
        return None
    if isinstance(b, Rational):
        return _modular_root(base, b.value, abs(modulus))
    try:
        found = pow(base, whole(b), abs(modulus))
    except ValueError:
        raise Complaint("ninv", a, m) from None
    return found if modulus > 0 or not found else found + modulus


def _modular_root(base: int, exponent: Fraction, modulus: int) -> int | None:
    target = pow(base, exponent.numerator, modulus)
    if modulus > 10 ** 6:
        return None
    return next((x for x in range(modulus) if pow(x, exponent.denominator, modulus) == target), None)


@builtin("ModularInverse", LISTABLE, messages=_MODULAR)
def modular_inverse(k: Expr, n: Expr) -> int:
    """ModularInverse[k, n] is the inverse of k modulo n.

    Source   ref/ModularInverse
    Example  ModularInverse[3, 7]  gives  5
    """
    try:
        return pow(whole(k), -1, abs(whole(n)))
    except ValueError:
        raise Complaint("ninv", k, n) from None


@builtin("ChineseRemainder")
def chinese_remainder(remainders: Expr, moduli: Expr, start: Expr = integer(0)) -> int | None:
    """ChineseRemainder[{r1, ...}, {m1, ...}] is the smallest x >= 0 with remainders r1, ... modulo m1, ...

    Source   ref/ChineseRemainder
    Example  ChineseRemainder[{2, 3}, {3, 5}]  gives  8
    """
    if not (is_list(remainders) and is_list(moduli)) or len(remainders.args) != len(moduli.args):
        return None
    x, step = 0, 1
    for r, m in zip(map(whole, remainders.args), map(positive, moduli.args)):
        shared, left, _ = _bezout(step, m)
        if (r - x) % shared:
            return None
        x += step * ((r - x) // shared * left % (m // shared))
        step = step // shared * m
        x %= step
    low = whole(start)
    return low + (x - low) % step


@builtin("MultiplicativeOrder")
def multiplicative_order(k: Expr, n: Expr) -> int | None:
    """MultiplicativeOrder[k, n] is the smallest m > 0 with k^m == 1 modulo n.

    Source   ref/MultiplicativeOrder
    Example  MultiplicativeOrder[2, 7]  gives  3
    """
    base, modulus = whole(k), positive(n)
    if math.gcd(base, modulus) != 1:
        return None
    order = reduce(lambda phi, p: phi // p * (p - 1), factors_of(modulus), modulus)
    for p in factors_of(order):
        while order % p == 0 and pow(base, order // p, modulus) == 1 % modulus:
            order //= p
    return order


@builtin("JacobiSymbol", LISTABLE)
def jacobi_symbol(n: Expr, m: Expr) -> int | None:
    """JacobiSymbol[n, m] is the Jacobi symbol of n over an odd m.

    Source   ref/JacobiSymbol
    Example  {JacobiSymbol[2, 7], JacobiSymbol[3, 7]}  gives  {1, -1}
    """
    a, b = whole(n), positive(m)
    if b % 2 == 0:
        return None
    sign = 1
    a %= b
    while a:
        while a % 2 == 0:
            a //= 2
            if b % 8 in (3, 5):
                sign = -sign
        a, b = b, a
        if a % 4 == b % 4 == 3:
            sign = -sign
        a %= b
    return sign if b == 1 else 0
