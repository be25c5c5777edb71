"""The one bridge to sympy: expressions -> sympy, and back.

sympy loads at the first use. Names are kept in full, so that a symbol comes back as itself; what sympy has no
counterpart for crosses as an opaque symbol and comes back unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from wlnet.expr import (
    FALSE, TRUE, BigReal, Call, Complex, Expr, Integer, Rational, Real, S, Symbol, integer,
    is_list, list_of, rational,
)
from wlnet.kernel.messages import Unchanged

# head -> name of the sympy function of the same arguments
SAME: dict[Symbol, str] = {
    S.Sin: "sin", S.Cos: "cos", S.Tan: "tan", S.Cot: "cot", S.Sec: "sec", S.Csc: "csc", S.ArcSin: "asin",
    S.ArcCos: "acos", S.ArcCot: "acot", S.ArcSec: "asec", S.ArcCsc: "acsc", S.Sinh: "sinh", S.Cosh: "cosh",
    S.Tanh: "tanh", S.Coth: "coth", S.Sech: "sech", S.Csch: "csch", S.ArcSinh: "asinh", S.ArcCosh: "acosh",
    S.ArcTanh: "atanh", S.ArcCoth: "acoth", S.ArcSech: "asech", S.ArcCsch: "acsch", S.Abs: "Abs", S.Sign: "sign",
    S.Floor: "floor", S.Ceiling: "ceiling", S.Re: "re", S.Im: "im", S.Arg: "arg", S.Conjugate: "conjugate",
    S.Factorial: "factorial", S.Binomial: "binomial", S.Gamma: "gamma", S.LogGamma: "loggamma", S.Beta: "beta",
    S.Zeta: "zeta", S.Erf: "erf", S.Erfc: "erfc", S.Erfi: "erfi", S.Max: "Max", S.Min: "Min", S.BesselJ: "besselj",
    S.BesselY: "bessely", S.BesselI: "besseli", S.BesselK: "besselk", S.PolyLog: "polylog", S.Fibonacci: "fibonacci",
    S.HarmonicNumber: "harmonic", S.ProductLog: "LambertW", S.DiracDelta: "DiracDelta", S.ExpIntegralEi: "Ei",
    S.SinIntegral: "Si", S.CosIntegral: "Ci", S.FresnelS: "fresnels", S.FresnelC: "fresnelc", S.EllipticK: "elliptic_k",
    S.LogIntegral: "li", S.AiryAi: "airyai", S.CatalanNumber: "catalan", S.KroneckerDelta: "KroneckerDelta",
    S.Equal: "Eq", S.Unequal: "Ne", S.Less: "Lt", S.LessEqual: "Le", S.Greater: "Gt", S.GreaterEqual: "Ge",
    S.And: "And", S.Or: "Or", S.Not: "Not",
}
_BACK_NAMES = {
    "StrictLessThan": S.Less, "LessThan": S.LessEqual, "StrictGreaterThan": S.Greater,
    "GreaterThan": S.GreaterEqual, "Equality": S.Equal, "Unequality": S.Unequal,
}
CONSTANTS: dict[Symbol, str] = {
    S.Pi: "pi", S.E: "E", S.I: "I", S.Infinity: "oo", S.ComplexInfinity: "zoo", S.Indeterminate: "nan",
    S.EulerGamma: "EulerGamma", S.GoldenRatio: "GoldenRatio", S.Catalan: "Catalan", TRUE: "true", FALSE: "false",
}


def sympy() -> Any:
    """sympy itself."""
    import sympy as module
    return module


class Bridge:
    """One crossing there and back. `opaque` remembers what crossed as a symbol of its own.

    assume   assumptions for the symbols, as sympy's keywords (such as real=True).
    """

    def __init__(self, assume: dict[Symbol, dict[str, bool]] | None = None) -> None:
        self.sympy = sympy()
        self.symbols: dict[str, Expr] = {}
        self.opaque: dict[Expr, Any] = {}
        self.assume = assume or {}

    # there

    def to(self, expr: Expr) -> Any:
        """The sympy form of an expression."""
        sp = self.sympy
        if isinstance(expr, Integer):
            return sp.Integer(expr.value)
        if isinstance(expr, Rational):
            return sp.Rational(expr.value.numerator, expr.value.denominator)
        if isinstance(expr, Real):
            return sp.Float(expr.value)
        if isinstance(expr, BigReal):
            return sp.Float(str(expr.value), max(int(expr.precision), 1))
        if isinstance(expr, Complex):
            return self.to(expr.re) + sp.I * self.to(expr.im)
        if isinstance(expr, Symbol):
            return self._symbol(expr)
        if isinstance(expr, Call) and not is_list(expr):
            return self._call(expr)
        return self._opaque(expr)

    def _symbol(self, symbol: Symbol) -> Any:
        if symbol in CONSTANTS:
            return getattr(self.sympy, CONSTANTS[symbol])
        if symbol is S.Degree:
            return self.sympy.pi / 180
        self.symbols[symbol.name] = symbol
        return self.sympy.Symbol(symbol.name, **self.assume.get(symbol, {}))

    def _call(self, expr: Call) -> Any:
        sp = self.sympy
        args = expr.args
        special = _THERE.get(expr.head)
        if special is not None:
            made = special(self, args)
            return self._opaque(expr) if made is None else made
        if isinstance(expr.head, Symbol) and expr.head in SAME:
            try:
                return getattr(sp, SAME[expr.head])(*map(self.to, args))
            except (TypeError, ValueError):
                return self._opaque(expr)
        if isinstance(expr.head, Symbol) and args and "`" in expr.head.name and expr.head.context != "System`":
            self.symbols[expr.head.name] = expr.head
            return sp.Function(expr.head.name)(*map(self.to, args))
        return self._opaque(expr)

    def _opaque(self, expr: Expr) -> Any:
        found = self.opaque.get(expr)
        if found is None:
            name = f"opaque{len(self.opaque)}"
            found = self.opaque[expr] = self.sympy.Symbol(name)
            self.symbols[name] = expr
        return found

    # back

    def back(self, value: Any) -> Expr:
        """The expression of a sympy value, not yet evaluated.

        Errors  NoWayBack for what has no expression.
        """
        if isinstance(value, (list, tuple, set)):
            return list_of(map(self.back, value))
        if isinstance(value, bool):
            return TRUE if value else FALSE
        if isinstance(value, int):
            return integer(value)
        if value.is_Atom if hasattr(value, "is_Atom") else False:
            return self._atom(value)
        name = type(value).__name__
        special = _BACK.get(name)
        if special is not None:
            return special(self, value)
        head = _BACK_NAMES.get(name) or _heads().get(name)
        if head is not None:
            return Call(head, *map(self.back, value.args))
        if name in self.symbols:
            return Call(self.symbols[name], *map(self.back, value.args))
        raise NoWayBack(name)

    def _atom(self, value: Any) -> Expr:
        sp = self.sympy
        if value.is_Integer:
            return integer(int(value))
        if value.is_Rational:
            return rational(Fraction(int(value.p), int(value.q)))
        if value.is_Float:
            return Real(float(value)) if value._prec <= 53 else _big(value)
        if value.is_Symbol:
            found = self.symbols.get(value.name)
            return found if found is not None else Symbol("Global`" + value.name)
        for symbol, name in CONSTANTS.items():
            if value == getattr(sp, name):
                return symbol
        if value == -sp.oo:
            return Call(S.Times, integer(-1), S.Infinity)
        raise NoWayBack(str(value))


class Unanswered(Exception):
    """sympy gave the question back instead of an answer."""


class NoWayBack(Exception):
    """sympy's answer has no expression."""


@contextmanager
def asking() -> Iterator[None]:
    """A question to sympy.

    Errors  Unchanged for every way in which sympy says that it cannot answer.
    """
    from sympy.matrices.exceptions import MatrixError
    from sympy.polys.polyerrors import BasePolynomialError
    try:
        yield
    except (Unanswered, NoWayBack, BasePolynomialError, MatrixError, NotImplementedError, ValueError, TypeError,
            AttributeError, ArithmeticError, LookupError, AssertionError, RecursionError):
        raise Unchanged from None


def _big(value: Any) -> Expr:
    import mpmath
    digits = value._prec * 0.30103
    with mpmath.workprec(value._prec):
        return BigReal(mpmath.mpf(str(value)), digits)


def _heads() -> dict[str, Symbol]:
    return {name: head for head, name in SAME.items()}


There = Callable[[Bridge, tuple[Expr, ...]], Any]
Back = Callable[[Bridge, Any], Expr]


def _log(bridge: Bridge, args: tuple[Expr, ...]) -> Any:
    log = bridge.sympy.log
    if len(args) == 2:
        return log(bridge.to(args[1])) / log(bridge.to(args[0]))
    return log(bridge.to(args[0])) if len(args) == 1 else None


def _arctan(bridge: Bridge, args: tuple[Expr, ...]) -> Any:
    if len(args) == 2:
        return bridge.sympy.atan2(bridge.to(args[1]), bridge.to(args[0]))
    return bridge.sympy.atan(bridge.to(args[0]))


def _power(bridge: Bridge, args: tuple[Expr, ...]) -> Any:
    if len(args) != 2:
        return None
    if args[0] is S.E:
        return bridge.sympy.exp(bridge.to(args[1]))
    return bridge.sympy.Pow(bridge.to(args[0]), bridge.to(args[1]))


def _directed(bridge: Bridge, args: tuple[Expr, ...]) -> Any:
    sp = bridge.sympy
    return sp.zoo if not args else {1: sp.oo, -1: -sp.oo}.get(getattr(args[0], "value", 0))


def _piecewise(bridge: Bridge, args: tuple[Expr, ...]) -> Any:
    sp = bridge.sympy
    if not args or not is_list(args[0]) or not all(is_list(pair) and len(pair.args) == 2 for pair in args[0].args):
        return None
    pairs = [(bridge.to(pair.args[0]), bridge.to(pair.args[1])) for pair in args[0].args]
    return sp.Piecewise(*pairs, (bridge.to(args[1]) if len(args) > 1 else sp.Integer(0), True))


_THERE: dict[Expr, There] = {
    S.Plus: lambda bridge, args: bridge.sympy.Add(*map(bridge.to, args)),
    S.Times: lambda bridge, args: bridge.sympy.Mul(*map(bridge.to, args)),
    S.Power: _power, S.Log: _log, S.ArcTan: _arctan, S.DirectedInfinity: _directed, S.Piecewise: _piecewise,
    S.Sqrt: lambda bridge, args: bridge.sympy.sqrt(bridge.to(args[0])) if len(args) == 1 else None,
    S.Exp: lambda bridge, args: bridge.sympy.exp(bridge.to(args[0])) if len(args) == 1 else None,
    S.UnitStep: lambda bridge, args: bridge.sympy.Heaviside(bridge.to(args[0]), 1) if len(args) == 1 else None,
}


def _piecewise_back(bridge: Bridge, value: Any) -> Expr:
    pairs = [(bridge.back(branch), condition) for branch, condition in value.args]
    default: Expr = integer(0)
    if pairs and pairs[-1][1] == True:  # noqa: E712  (sympy's true compares equal, and is another object)
        default = pairs.pop()[0]
    cases = list_of(list_of([branch, bridge.back(condition)]) for branch, condition in pairs)
    return Call(S.Piecewise, cases, default) if pairs else default


def _root_sum_back(bridge: Bridge, value: Any) -> Expr:
    raise NoWayBack("RootSum")


_BACK: dict[str, Back] = {
    "Add": lambda bridge, value: Call(S.Plus, *map(bridge.back, value.args)),
    "Mul": lambda bridge, value: Call(S.Times, *map(bridge.back, value.args)),
    "Pow": lambda bridge, value: Call(S.Power, *map(bridge.back, value.args)),
    "exp": lambda bridge, value: Call(S.Power, S.E, bridge.back(value.args[0])),
    "log": lambda bridge, value: Call(S.Log, *map(bridge.back, value.args)),
    "atan": lambda bridge, value: Call(S.ArcTan, bridge.back(value.args[0])),
    "atan2": lambda bridge, value: Call(S.ArcTan, bridge.back(value.args[1]), bridge.back(value.args[0])),
    "Heaviside": lambda bridge, value: Call(S.HeavisideTheta, bridge.back(value.args[0])),
    "Piecewise": _piecewise_back,
    "Tuple": lambda bridge, value: list_of(map(bridge.back, value.args)),
    "ImmutableDenseMatrix": lambda bridge, value: bridge.back(value.tolist()),
    "MutableDenseMatrix": lambda bridge, value: bridge.back(value.tolist()),
    "RootSum": _root_sum_back,
}
