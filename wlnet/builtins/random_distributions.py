"""Probability distributions: drawing from them, densities, probabilities, moments.

A distribution is a row of a table: how to draw (numpy), its density or probability, its cumulative probability,
mean and variance, as formulas in the language, where p and q are the parameters and x is the point.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from wlnet.builtins.numeric import numeric_value
from wlnet.builtins.random import arranged, shape_of
from wlnet.builtins.statistics import RULES
from wlnet.expr import Call, Complex, Expr, S, Symbol, is_call, is_list, length
from wlnet.expr.numbers import to_float
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint

Draw = Callable[..., Any]


@dataclass(frozen=True)
class Distribution:
    """`draw(rng, parameters, shape)`; the others are texts in which p and q are the parameters, x the point.

    `domain` is the condition on the point under which `density` holds (it is 0 elsewhere).
    """

    defaults: tuple[str, ...]
    draw: Draw
    density: str
    domain: str
    cumulative: str
    mean: str
    variance: str


_TABLE: dict[str, Distribution] = {
    "NormalDistribution": Distribution(
        ("0", "1"), lambda rng, p, q, shape: rng.normal(p, q, shape),
        "1/(E^((-p + x)^2/(2 q^2)) q Sqrt[2 Pi])", "True", "Erfc[(p - x)/(Sqrt[2] q)]/2", "p", "q^2"),
    "UniformDistribution": Distribution(
        ("0", "1"), lambda rng, p, q, shape: rng.uniform(p, q, shape),
        "1/(q - p)", "p <= x <= q", "Clip[(x - p)/(q - p), {0, 1}]", "(p + q)/2", "(q - p)^2/12"),
    "ExponentialDistribution": Distribution(
        ("1",), lambda rng, p, shape: rng.exponential(1 / p, shape),
        "p/E^(p x)", "x >= 0", "If[x >= 0, 1 - E^(-(p x)), 0]", "1/p", "1/p^2"),
    "PoissonDistribution": Distribution(
        ("1",), lambda rng, p, shape: rng.poisson(p, shape),
        "p^x/(E^p x!)", "x >= 0", "Sum[p^k/k!, {k, 0, Floor[x]}]/E^p", "p", "p"),
    "BernoulliDistribution": Distribution(
        ("1/2",), lambda rng, p, shape: (rng.random(shape) < p) * 1,
        "If[x == 1, p, 1 - p]", "x == 0 || x == 1", "If[x < 0, 0, If[x < 1, 1 - p, 1]]", "p", "(1 - p) p"),
    "BinomialDistribution": Distribution(
        ("1", "1/2"), lambda rng, p, q, shape: rng.binomial(int(p), q, shape),
        "Binomial[p, x] q^x (1 - q)^(p - x)", "0 <= x <= p",
        "Sum[Binomial[p, k] q^k (1 - q)^(p - k), {k, 0, Floor[x]}]", "p q", "p (1 - q) q"),
    "GeometricDistribution": Distribution(
        ("1/2",), lambda rng, p, shape: rng.geometric(p, shape) - 1,
        "p (1 - p)^x", "x >= 0", "If[x >= 0, 1 - (1 - p)^(Floor[x] + 1), 0]", "-1 + 1/p", "(1 - p)/p^2"),
    "GammaDistribution": Distribution(
        ("1", "1"), lambda rng, p, q, shape: rng.gamma(p, q, shape),
        "x^(-1 + p)/(E^(x/q) q^p Gamma[p])", "x > 0", "1 - Gamma[p, x/q]/Gamma[p]", "p q", "p q^2"),
    "BetaDistribution": Distribution(
        ("1", "1"), lambda rng, p, q, shape: rng.beta(p, q, shape),
        "(1 - x)^(-1 + q) x^(-1 + p)/Beta[p, q]", "0 < x < 1", "Indeterminate", "p/(p + q)",
        "p q/((p + q)^2 (1 + p + q))"),
    "LaplaceDistribution": Distribution(
        ("0", "1"), lambda rng, p, q, shape: rng.laplace(p, q, shape),
        "1/(2 q E^(Abs[x - p]/q))", "True", "If[x < p, E^((x - p)/q)/2, 1 - E^((p - x)/q)/2]", "p", "2 q^2"),
    "LogNormalDistribution": Distribution(
        ("0", "1"), lambda rng, p, q, shape: rng.lognormal(p, q, shape),
        "1/(E^((-p + Log[x])^2/(2 q^2)) q x Sqrt[2 Pi])", "x > 0", "Erfc[(p - Log[x])/(Sqrt[2] q)]/2",
        "E^(p + q^2/2)", "E^(2 p + q^2) (-1 + E^q^2)"),
    "CauchyDistribution": Distribution(
        ("0", "1"), lambda rng, p, q, shape: p + q * rng.standard_cauchy(shape),
        "1/(Pi q (1 + (x - p)^2/q^2))", "True", "1/2 + ArcTan[(x - p)/q]/Pi", "Indeterminate", "Indeterminate"),
    "StudentTDistribution": Distribution(
        ("1",), lambda rng, p, shape: rng.standard_t(p, shape),
        "(p/(p + x^2))^((1 + p)/2)/(Sqrt[p] Beta[p/2, 1/2])", "True", "Indeterminate", "0", "p/(-2 + p)"),
    "ChiSquareDistribution": Distribution(
        ("1",), lambda rng, p, shape: rng.chisquare(p, shape),
        "x^(-1 + p/2)/(2^(p/2) E^(x/2) Gamma[p/2])", "x > 0", "1 - Gamma[p/2, x/2]/Gamma[p/2]", "p", "2 p"),
    "DiscreteUniformDistribution": Distribution(
        (), lambda rng, p, q, shape: rng.integers(int(p), int(q) + 1, shape),
        "1/(1 - p + q)", "p <= x <= q", "Clip[(1 + Floor[x] - p)/(1 - p + q), {0, 1}]", "(p + q)/2",
        "(-1 + (1 - p + q)^2)/12"),
}
_PAIRED = {"UniformDistribution", "DiscreteUniformDistribution"}
_LETTERS = (S.p, S.q)
_MESSAGE = {"noquad": "`1` is not a distribution that random numbers can be drawn from.",
            "array": "The array dimensions `1` should be a list of non-negative machine-sized integers."}


@cache
def _parsed(text: str) -> Expr:
    from wlnet.syntax import parse
    return next(iter(parse(text, lambda name: Symbol("System`" + name))))


def parameters_of(expr: Expr) -> list[Expr] | None:
    """The parameters of a distribution of the table, with defaults; None for anything else."""
    if not isinstance(expr, Call) or not isinstance(expr.head, Symbol) or expr.head.short not in _TABLE:
        return None
    row, args = _TABLE[expr.head.short], list(expr.args)
    if expr.head.short in _PAIRED and len(args) == 1 and is_list(args[0]):
        args = list(args[0].args)
    if not args:
        return [_parsed(text) for text in row.defaults] or None
    wanted = 2 if expr.head.short in _PAIRED or len(row.defaults) == 2 else 1
    return args if len(args) == wanted else None


def _formula(ev: Evaluator, text: str, parameters: list[Expr], point: Expr | None = None) -> Expr:
    values: dict[Symbol, Expr] = dict(zip(_LETTERS, parameters))
    if point is not None:
        values[S.x] = point
    return ev.substitute(_parsed(text), values)


@builtin("RandomVariate", messages=_MESSAGE)
def random_variate(ev: Evaluator, distribution: Expr, dims: Expr | None = None, *, call: Call) -> Expr | None:
    """RandomVariate[dist] is a random number from a distribution; RandomVariate[dist, n] gives n of them,
    RandomVariate[dist, {n1, n2, ...}] an array.

    Source   ref/RandomVariate
    Example  Dimensions[RandomVariate[NormalDistribution[], {2, 3}]]  gives  {2, 3}
    """
    shape = shape_of(dims, call)
    chosen = _drawn_from_data(ev, distribution, dims)
    if chosen is not None:
        return chosen
    if is_call(distribution, S.MultinormalDistribution):
        return _multinormal(ev, distribution, shape)
    parameters = parameters_of(distribution)
    if parameters is None:
        raise Complaint("noquad", distribution)
    numbers = [numeric_value(ev, parameter) for parameter in parameters]
    if any(number is None or type(number) is Complex for number in numbers):
        raise Complaint("noquad", distribution)
    draw = _TABLE[distribution.head.short].draw  # type: ignore[attr-defined]
    try:
        return arranged(draw(ev.rng, *map(to_float, numbers), shape=shape))  # type: ignore[arg-type]
    except ValueError:
        raise Complaint("noquad", distribution) from None


def _drawn_from_data(ev: Evaluator, distribution: Expr, dims: Expr | None) -> Expr | None:
    """Draws from a distribution that lists its values."""
    rest = () if dims is None else (dims,)
    if is_call(distribution, S.EmpiricalDistribution, 1):
        return Call(S.RandomChoice, distribution.args[0], *rest)
    if is_call(distribution, S.CategoricalDistribution):
        args = distribution.args
        if len(args) == 1 and hasattr(args[0], "items"):
            items = args[0].items
            return Call(S.RandomChoice, Call(S.Rule, Call(S.List, *items.values()), Call(S.List, *items)), *rest)
        if len(args) == 2:
            return Call(S.RandomChoice, Call(S.Rule, args[1], args[0]), *rest)
        return Call(S.RandomChoice, args[0], *rest)
    return None


def _multinormal(ev: Evaluator, distribution: Expr, shape: tuple[int, ...] | None) -> Expr:
    args = distribution.args
    if len(args) == 1:
        args = (Call(S.ConstantArray, S.p, args[0]), args[0])
    mean, covariance = (ev(Call(S.N, arg)) for arg in args[-2:])
    if len(distribution.args) == 1:
        mean = Call(S.List, *([_parsed("0.")] * length(covariance)))
    values = [[to_float(numeric_value(ev, x) or _parsed("0.")) for x in row] for row in (  # type: ignore[arg-type]
        mean.args, *(line.args for line in covariance.args))]
    return arranged(ev.rng.multivariate_normal(np.array(values[0]), np.array(values[1:]), shape))


@builtin("PDF", operator=None)
def pdf(ev: Evaluator, distribution: Expr, point: Expr | None = None) -> Expr | None:
    """PDF[dist, x] is the probability density of a distribution at x, or the probability of x.

    Source   ref/PDF
    Example  {PDF[NormalDistribution[], 0.], PDF[BinomialDistribution[4, 1/2], 2]}  gives  {0.398942, 3/8}
    """
    return _at(ev, distribution, point, "PDF", lambda row: (row.density, row.domain))


@builtin("CDF")
def cdf(ev: Evaluator, distribution: Expr, point: Expr | None = None) -> Expr | None:
    """CDF[dist, x] is the probability that a number drawn from a distribution is at most x.

    Source   ref/CDF
    Example  {CDF[NormalDistribution[], 1.], CDF[UniformDistribution[], 1/4]}  gives  {0.841345, 1/4}
    """
    return _at(ev, distribution, point, "CDF", lambda row: (row.cumulative, "True"))


def _at(
    ev: Evaluator, distribution: Expr, point: Expr | None, name: str,
    formula: Callable[[Distribution], tuple[str, str]],
) -> Expr | None:
    parameters = parameters_of(distribution)
    if parameters is None or point is None:
        return None
    if is_list(point):
        return Call(S.List, *(Call(S[name], distribution, item) for item in point.args))
    text, domain = formula(_TABLE[distribution.head.short])  # type: ignore[attr-defined]
    value = _formula(ev, text, parameters, point)
    if domain == "True":
        return value
    inside = ev(_formula(ev, domain, parameters, point))
    if inside is S["True"] or inside is S["False"]:
        return value if inside is S["True"] else Call(S.Times, _parsed("0"), point)
    return Call(S.Piecewise, Call(S.List, Call(S.List, value, inside)), _parsed("0"))


def _moment(name: str, text: Callable[[Distribution], str]) -> None:
    """Let a statistic take the distributions of the table."""
    def rule_for(head: Symbol) -> Callable[..., Expr | None]:
        def rule(ev: Evaluator, *args: Expr) -> Expr | None:
            parameters = parameters_of(Call(head, *args))
            return None if parameters is None else _formula(ev, text(_TABLE[head.short]), parameters)
        return rule
    RULES.setdefault(name, {}).update({S[head]: rule_for(S[head]) for head in _TABLE})


_moment("Mean", lambda row: row.mean)
_moment("Variance", lambda row: row.variance)


def _declare(name: str, doc: str) -> None:
    def distribution(*args: Expr) -> None:
        return None
    example = f"Head[{name}[a, b]]  gives  {name}"
    distribution.__doc__ = f"{name}[{doc}.\n\nSource   ref/{name}\nExample  {example}\n"
    builtin(name)(distribution)


for _name, _doc in (
    ("NormalDistribution", "m, s] is the normal distribution with mean m and standard deviation s"),
    ("UniformDistribution", "{min, max}] is the uniform distribution from min to max"),
    ("ExponentialDistribution", "r] is the exponential distribution of rate r"),
    ("PoissonDistribution", "m] is the Poisson distribution with mean m"),
    ("BernoulliDistribution", "p] is the distribution of 1 with probability p and 0 otherwise"),
    ("BinomialDistribution", "n, p] is the distribution of the successes in n trials of probability p"),
    ("GeometricDistribution", "p] is the distribution of the failures before a success of probability p"),
    ("GammaDistribution", "a, b] is the gamma distribution of shape a and scale b"),
    ("BetaDistribution", "a, b] is the beta distribution"),
    ("LaplaceDistribution", "m, b] is the Laplace distribution of mean m and scale b"),
    ("LogNormalDistribution", "m, s] is the distribution of E^x for a normal x"),
    ("CauchyDistribution", "a, b] is the Cauchy distribution"),
    ("StudentTDistribution", "n] is Student's distribution with n degrees of freedom"),
    ("ChiSquareDistribution", "n] is the chi square distribution with n degrees of freedom"),
    ("DiscreteUniformDistribution", "{min, max}] is the uniform distribution of the integers from min to max"),
    ("MultinormalDistribution", "m, c] is the normal distribution of vectors with mean m and covariance c"),
    ("EmpiricalDistribution", "data] is the distribution of the elements of data"),
    ("CategoricalDistribution", "values, weights] is the distribution of values with weights"),
):
    _declare(_name, _doc)
