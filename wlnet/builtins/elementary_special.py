"""Special functions: Gamma and its kin, error functions, Zeta, Bessel functions; exact at simple arguments.

Numbers go to `math` or to mpmath, which is imported when first needed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from wlnet.builtins.arithmetic import ARITHMETIC, PLUS, POWER, TIMES
from wlnet.builtins.constants import COMPLEX_INFINITY, INFINITY, MINUS_INFINITY
from wlnet.builtins.elementary import elementary, odd
from wlnet.builtins.numeric import approximate
from wlnet.expr import Call, Expr, Integer, Rational, Real, S, Symbol, integer, rational
from wlnet.expr.numbers import (
    MACHINE_PRECISION, MINUS_ONE, NUMBER_KINDS, ONE, ZERO, from_complex, from_mp, is_exact, is_machine, precision_of,
    to_mpc, working_bits,
)
from wlnet.kernel.builtin import arity_complaint, builtin
from wlnet.kernel.evaluator import Evaluator


def _mp_plane(name: str) -> Callable[[complex], complex]:
    """The mpmath function for machine complex numbers."""
    def function(z: complex) -> complex:
        import mpmath
        return complex(getattr(mpmath, name)(z))
    return function


def _mp_real(name: str) -> Callable[[float], float]:
    """The mpmath function for machine reals whose value is real; ValueError otherwise."""
    def function(x: float) -> float:
        import mpmath
        value = getattr(mpmath, name)(x)
        if isinstance(value, mpmath.mpc):
            raise ValueError(name)
        return float(value)
    return function


def several(
    ev: Evaluator, args: tuple[Expr, ...], name: str | Callable[..., Any],
) -> Expr | None:
    """The value of an mpmath function of several numbers, at least one of them inexact; None when one is no
    number.
    """
    if all(type(arg) in NUMBER_KINDS and is_exact(arg) for arg in args):
        return None
    numbers = [arg if type(arg) in NUMBER_KINDS else approximate(ev, arg) for arg in args]
    if not all(type(number) in NUMBER_KINDS for number in numbers) or all(map(is_exact, numbers)):
        return None
    from mpmath import mp
    machine = any(map(is_machine, numbers))
    digits = 17.0 if machine else min(map(precision_of, numbers))
    bits = working_bits(digits)
    with mp.workprec(bits):
        function = getattr(mp, name) if isinstance(name, str) else name
        try:
            value = function(*(to_mpc(number, bits) for number in numbers))  # type: ignore[arg-type]
        except (ZeroDivisionError, ValueError):
            return COMPLEX_INFINITY
        if not mp.isfinite(value):
            return COMPLEX_INFINITY
    if not machine:
        return from_mp(value, digits)
    return from_complex(complex(value)) if type(value).__name__ == "mpc" else Real(float(value))


def _gamma_exact(ev: Evaluator, z: Expr) -> Expr | None:
    if type(z) is Integer:
        if z.value <= 0:
            return COMPLEX_INFINITY
        return integer(math.factorial(z.value - 1)) if z.value < 10 ** 6 else None
    if type(z) is Rational and z.value.denominator == 2:
        half = z.value - Fraction(1, 2)
        factor = Fraction(1)
        for k in range(int(abs(half))):
            factor *= Fraction(2 * k + 1, 2) if half > 0 else Fraction(-2, 2 * k + 1)
        return Call(TIMES, rational(factor), Call(S.Sqrt, S.Pi))
    return z if z == INFINITY else None


@builtin("Gamma", ARITHMETIC, direct=True)
def gamma(ev: Evaluator, call: Call) -> Expr | None:
    """Gamma[z] is the gamma function, (z - 1)! for integers; Gamma[a, z] the incomplete one.

    Source   ref/Gamma
    Example  {Gamma[5], Gamma[1/2], Gamma[2.5]}  gives  {24, Sqrt[Pi], 1.32934}
    """
    args = call.args
    if not 1 <= len(args) <= 3:
        raise arity_complaint(S.Gamma, len(args), 1, 3)
    if len(args) == 1:
        return _gamma(ev, args[0])
    if len(args) == 2 and args[1] == ZERO:
        return Call(S.Gamma, args[0])
    if len(args) == 2 and args[0] == ONE:
        return Call(POWER, S.E, Call(TIMES, MINUS_ONE, args[1]))
    return several(ev, args, "gammainc")


def _rounded_gamma(z: float) -> Expr:
    """The float nearest to the gamma function (the C library's is a few units off), or a number of its precision
    where no float is near."""
    from mpmath import mp
    with mp.workprec(192):
        value = mp.gamma(z)
        nearest = float(value)
        return Real(nearest) if math.isfinite(nearest) and nearest else from_mp(value, MACHINE_PRECISION)


def _gamma(ev: Evaluator, z: Expr) -> Expr | None:
    if type(z) is Real:
        if z.value <= 0 and z.value.is_integer():
            return COMPLEX_INFINITY
        return _rounded_gamma(z.value) if abs(z.value) < 1e9 else several(ev, (z,), "gamma")
    if type(z) in NUMBER_KINDS and not is_exact(z):
        return several(ev, (z,), "gamma")
    return _gamma_exact(ev, z)


@elementary("LogGamma", math.lgamma, _mp_plane("loggamma"), "loggamma")
def log_gamma(ev: Evaluator, z: Expr) -> Expr | None:
    """LogGamma[z] is the logarithm of the gamma function.

    Source   ref/LogGamma
    Example  {LogGamma[5], LogGamma[2.5]}  gives  {Log[24], 0.284683}
    """
    if type(z) is Integer:
        return INFINITY if z.value <= 0 else Call(S.Log, Call(S.Gamma, z))
    return INFINITY if z == INFINITY else None


@builtin("Beta", ARITHMETIC)
def beta(ev: Evaluator, a: Expr, b: Expr) -> Expr | None:
    """Beta[a, b] is Gamma[a] Gamma[b]/Gamma[a + b].

    Source   ref/Beta
    Example  {Beta[2, 3], Beta[0.5, 0.5]}  gives  {1/12, 3.14159}
    """
    if all(type(x) in (Integer, Rational) and x.value > 0 and _gamma_exact(ev, x) for x in (a, b)):  # type: ignore[attr-defined]
        above = Call(TIMES, Call(S.Gamma, a), Call(S.Gamma, b))
        return Call(TIMES, above, Call(POWER, Call(S.Gamma, Call(PLUS, a, b)), MINUS_ONE))
    return several(ev, (a, b), "beta")


@elementary("Erf", math.erf, _mp_plane("erf"), "erf")
def erf(ev: Evaluator, z: Expr) -> Expr | None:
    """Erf[z] is the error function.

    Source   ref/Erf
    Example  {Erf[0], Erf[1.], Erf[Infinity], Erf[-x]}  gives  {0, 0.842701, 1, -Erf[x]}
    """
    if z == ZERO:
        return ZERO
    return ONE if z == INFINITY else MINUS_ONE if z == MINUS_INFINITY else odd(S.Erf, z)


@elementary("Erfc", math.erfc, _mp_plane("erfc"), "erfc")
def erfc(ev: Evaluator, z: Expr) -> Expr | None:
    """Erfc[z] is the complementary error function 1 - Erf[z].

    Source   ref/Erfc
    Example  {Erfc[0], Erfc[1.]}  gives  {1, 0.157299}
    """
    if z == ZERO:
        return ONE
    return ZERO if z == INFINITY else integer(2) if z == MINUS_INFINITY else None


@elementary("Erfi", _mp_real("erfi"), _mp_plane("erfi"), "erfi")
def erfi(ev: Evaluator, z: Expr) -> Expr | None:
    """Erfi[z] is the imaginary error function Erf[I z]/I.

    Source   ref/Erfi
    Example  {Erfi[0], Erfi[1.]}  gives  {0, 1.65043}
    """
    return ZERO if z == ZERO else odd(S.Erfi, z)


@elementary("InverseErf", _mp_real("erfinv"), _mp_plane("erfinv"), "erfinv")
def inverse_erf(ev: Evaluator, z: Expr) -> Expr | None:
    """InverseErf[s] is the number whose error function is s.

    Source   ref/InverseErf
    Example  {InverseErf[0], InverseErf[0.5]}  gives  {0, 0.476936}
    """
    if z in (ONE, MINUS_ONE):
        return INFINITY if z == ONE else MINUS_INFINITY
    return ZERO if z == ZERO else odd(S.InverseErf, z)


@elementary("InverseErfc", lambda x: _mp_real("erfinv")(1 - x), lambda z: _mp_plane("erfinv")(1 - z), "erfinv")
def inverse_erfc(ev: Evaluator, z: Expr) -> Expr | None:
    """InverseErfc[s] is the number whose complementary error function is s.

    Source   ref/InverseErfc
    Example  InverseErfc[0.5]  gives  0.476936
    """
    return INFINITY if z == ZERO else ZERO if z == ONE else None


@builtin("Zeta", ARITHMETIC)
def zeta(ev: Evaluator, s: Expr, a: Expr | None = None) -> Expr | None:
    """Zeta[s] is the Riemann zeta function; Zeta[s, a] the one of Hurwitz.

    Source   ref/Zeta
    Example  {Zeta[2], Zeta[-1], Zeta[3.], Zeta[1]}  gives  {Pi^2/6, -1/12, 1.20206, ComplexInfinity}
    """
    if a is not None:
        return several(ev, (s, a), "zeta")
    if s == ONE:
        return COMPLEX_INFINITY
    if s == INFINITY:
        return ONE
    if type(s) is Integer:
        return _zeta_of_integer(s.value)
    return several(ev, (s,), "zeta")


def _zeta_of_integer(n: int) -> Expr | None:
    if n <= 0:
        return Call(TIMES, rational((-1) ** -n, 1 - n), Call(S.BernoulliB, integer(1 - n))) if n else rational(-1, 2)
    if n % 2 or n > 200:
        return None
    factor = rational((-1) ** (n // 2 + 1) * 2 ** (n - 1), math.factorial(n))
    return Call(TIMES, factor, Call(S.BernoulliB, integer(n)), Call(POWER, S.Pi, integer(n)))


@builtin("PolyGamma", ARITHMETIC)
def poly_gamma(ev: Evaluator, n: Expr, z: Expr | None = None) -> Expr | None:
    """PolyGamma[z] is the digamma function; PolyGamma[n, z] its n-th derivative.

    Source   ref/PolyGamma
    Example  {PolyGamma[1], PolyGamma[1, 1], PolyGamma[2.5]}  gives  {-EulerGamma, Pi^2/6, 0.703157}
    """
    if z is None:
        return Call(S.PolyGamma, ZERO, n)
    if n == ZERO and type(z) is Integer:
        if z.value <= 0:
            return COMPLEX_INFINITY
        return Call(PLUS, Call(S.HarmonicNumber, integer(z.value - 1)), Call(TIMES, MINUS_ONE, S.EulerGamma))
    if type(n) is Integer and n.value > 0 and z == ONE:
        sign = integer((-1) ** (n.value + 1) * math.factorial(n.value))
        return Call(TIMES, sign, Call(S.Zeta, integer(n.value + 1)))
    return several(ev, (n, z), "psi")


@builtin("PolyLog", ARITHMETIC)
def poly_log(ev: Evaluator, n: Expr, z: Expr) -> Expr | None:
    """PolyLog[n, z] is the polylogarithm of order n.

    Source   ref/PolyLog
    Example  {PolyLog[2, 1], PolyLog[2, 0.5]}  gives  {Pi^2/6, 0.582241}
    """
    if z == ZERO:
        return ZERO
    if z == ONE and type(n) is Integer and n.value > 1:
        return Call(S.Zeta, n)
    if n == ONE:
        return Call(TIMES, MINUS_ONE, Call(S.Log, Call(PLUS, ONE, Call(TIMES, MINUS_ONE, z))))
    return several(ev, (n, z), "polylog")


def _by_mpmath(name: str, mp_name: str, parameters: str, doc: str, example: str) -> None:
    """Declare a function that is left alone at exact arguments and computed by mpmath at others."""
    count = len(parameters.split(","))

    def function(ev: Evaluator, call: Call) -> Expr | None:
        if len(call.args) != count:
            raise arity_complaint(S[name], len(call.args), count, count)
        return several(ev, call.args, mp_name)
    function.__doc__ = f"{name}[{parameters}] is {doc}.\n\nSource   ref/{name}\nExample  {example}\n"
    builtin(name, ARITHMETIC, direct=True)(function)


for _row in (
    ("BesselJ", "besselj", "n, z", "the Bessel function of the first kind", "BesselJ[0, 1.]  gives  0.765198"),
    ("BesselY", "bessely", "n, z", "the Bessel function of the second kind", "BesselY[0, 1.]  gives  0.088257"),
    ("BesselI", "besseli", "n, z", "the modified Bessel function of the first kind", "BesselI[0, 1.]  gives  1.26607"),
    ("BesselK", "besselk", "n, z", "the modified Bessel function of the second kind",
     "BesselK[0, 1.]  gives  0.421024"),
    ("AiryAi", "airyai", "z", "the Airy function Ai", "AiryAi[1.]  gives  0.135292"),
    ("AiryBi", "airybi", "z", "the Airy function Bi", "AiryBi[1.]  gives  1.20742"),
    ("ExpIntegralEi", "ei", "z", "the exponential integral Ei", "ExpIntegralEi[1.]  gives  1.89512"),
    ("LogIntegral", "li", "z", "the logarithmic integral", "LogIntegral[2.]  gives  1.04516"),
    ("SinIntegral", "si", "z", "the sine integral", "SinIntegral[1.]  gives  0.946083"),
    ("CosIntegral", "ci", "z", "the cosine integral", "CosIntegral[1.]  gives  0.337404"),
    ("ProductLog", "lambertw", "z", "the principal solution w of z == w E^w", "ProductLog[1.]  gives  0.567143"),
    ("EllipticK", "ellipk", "m", "the complete elliptic integral of the first kind", "EllipticK[0.5]  gives  1.85407"),
    ("EllipticE", "ellipe", "m", "the complete elliptic integral of the second kind", "EllipticE[0.5]  gives  1.35064"),
    ("Hypergeometric2F1", "hyp2f1", "a, b, c, z", "the hypergeometric function",
     "Hypergeometric2F1[1, 1, 2, 0.5]  gives  1.38629"),
    ("Hypergeometric1F1", "hyp1f1", "a, b, z", "the confluent hypergeometric function",
     "Hypergeometric1F1[1, 2, 1.]  gives  1.71828"),
):
    _by_mpmath(*_row)


_VARIABLE = Symbol("Internal`x")


def _orthogonal(name: str, doc: str, example: str, step: Callable[[int, Expr, Expr, Expr], Expr],
                first: Callable[[Expr], Expr]) -> None:
    """Declare orthogonal polynomials by their recurrence: p(0) = 1, p(1), and p(k + 1) from p(k) and p(k - 1).
    """
    def polynomial(ev: Evaluator, n: Expr, x: Expr) -> Expr | None:
        if type(n) is not Integer or not 0 <= n.value <= 1000:
            return None
        if isinstance(x, Call):
            general = polynomial(ev, n, _VARIABLE)
            return general if general is None else ev(Call(S.ReplaceAll, general, Call(S.Rule, _VARIABLE, x)))
        before, now = ONE, ev(first(x))  # type: Expr, Expr
        if n.value == 0:
            return before
        for k in range(1, n.value):
            after = step(k, x, now, before)
            before, now = now, ev(after if type(x) in NUMBER_KINDS else Call(S.Expand, after))
        return now if type(x) in NUMBER_KINDS else ev(Call(S.Together, now))
    polynomial.__doc__ = f"{name}[n, x] is {doc}.\n\nSource   ref/{name}\nExample  {example}\n"
    builtin(name, ARITHMETIC)(polynomial)


def _twice(x: Expr, now: Expr, before: Expr) -> Expr:
    return Call(PLUS, Call(TIMES, integer(2), x, now), Call(TIMES, MINUS_ONE, before))


_orthogonal("ChebyshevT", "the Chebyshev polynomial of the first kind", "ChebyshevT[3, 1/2]  gives  -1",
            lambda k, x, now, before: _twice(x, now, before), lambda x: x)
_orthogonal("ChebyshevU", "the Chebyshev polynomial of the second kind", "ChebyshevU[2, 1/2]  gives  0",
            lambda k, x, now, before: _twice(x, now, before), lambda x: Call(TIMES, integer(2), x))
_orthogonal("LegendreP", "the Legendre polynomial", "LegendreP[2, 1/2]  gives  -1/8",
            lambda k, x, now, before: Call(PLUS, Call(TIMES, rational(2 * k + 1, k + 1), x, now),
                                           Call(TIMES, rational(-k, k + 1), before)), lambda x: x)
_orthogonal("HermiteH", "the Hermite polynomial", "HermiteH[2, 1]  gives  2",
            lambda k, x, now, before: Call(PLUS, Call(TIMES, integer(2), x, now),
                                           Call(TIMES, integer(-2 * k), before)), lambda x: Call(TIMES, integer(2), x))
