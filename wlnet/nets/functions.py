"""Functions of the language as operations on arrays, for elementwise and threading layers.

A function is applied to slots (`#1`, `#name`), which gives an expression; that is compiled by looking up every head in
`OPERATIONS`. An operation is written once, for numpy and torch alike: its first argument is the module.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from wlnet.expr import (
    FALSE, TRUE, Association, BigReal, Call, Expr, Integer, Rational, Real, S, String, Symbol, is_call, is_list,
)
from wlnet.kernel.messages import Failed

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

Operation = Callable[..., Any]
Compiled = Callable[[Any, Sequence[Any]], Any]


@dataclass(frozen=True)
class Function:
    """A function as given (`source`) and applied to its slots (`tree`); `names` are those of the slots, if any."""

    source: Expr
    tree: Expr
    slots: tuple[Expr, ...]
    names: tuple[str, ...] = ()

    @cached_property
    def compiled(self) -> Compiled:
        """The operation: (module, values of the slots) -> value."""
        return compile_tree(self.tree, self.slots, self.source)

    @property
    def is_open(self) -> bool:
        """Whether it takes any number of arguments, like Plus."""
        return not self.slots

    def with_slots(self, count: int) -> Function:
        """An open function, for this number of arguments."""
        if count not in self._counted:
            slots = tuple(slot(index) for index in range(1, count + 1))
            self._counted[count] = Function(self.source, Call(self.source, *slots), slots)
        return self._counted[count]

    @cached_property
    def _counted(self) -> dict[int, Function]:
        """What `with_slots` has made."""
        return {}


def slot(key: int | str) -> Call:
    """`#1` or `#name`."""
    return Call(S.Slot, Integer(key) if isinstance(key, int) else String(key))


def unary(source: Expr, ev: Evaluator) -> Function:
    """A function of one argument.

    Errors  Failed("invfunc") naming the part that is no operation on arrays.
    """
    one = slot(1)
    if isinstance(source, String):
        if source.value not in ACTIVATIONS:
            raise Failed("invfunc", source, "ElementwiseLayer")
        tree: Expr = Call(source, one)
    else:
        tree = _constants(ev(Call(source, one)), ev)
    function = Function(source, tree, (one,))
    _ = function.compiled
    return function


def several(source: Expr, ev: Evaluator) -> Function:
    """A function of several arguments: as many as it has slots, any number for a symbol.

    Errors  Failed("invfunc") naming the part that is no operation on arrays.
    """
    if isinstance(source, Symbol) or is_call(source, S.Composition):
        if isinstance(source, Symbol) and source.short not in OPERATIONS:
            raise Failed("invfunc", source, "ThreadingLayer")
        return Function(source, source, ())
    numbers, names = slots_of(source)
    if names:
        slots = tuple(map(slot, names))
        tree = ev(Call(source, Association({String(name): slot(name) for name in names})))
    else:
        slots = tuple(map(slot, range(1, max(numbers, default=1) + 1)))
        tree = ev(Call(source, *slots))
    function = Function(source, _constants(tree, ev), slots, tuple(names))
    _ = function.compiled
    return function


def slots_of(source: Expr) -> tuple[list[int], list[str]]:
    """The numbers and names of the slots of a pure function, in order of appearance."""
    numbers: dict[int, None] = {}
    names: dict[str, None] = {}

    def walk(expr: Expr) -> None:
        if is_call(expr, S.Slot, 1):
            key = expr.args[0]
            if isinstance(key, Integer):
                numbers.setdefault(key.value)
            elif isinstance(key, String):
                names.setdefault(key.value)
        elif isinstance(expr, Call) and expr.head is not S.Function:
            walk(expr.head)
            for arg in expr.args:
                walk(arg)
    if is_call(source, S.Function):
        if len(source.args) > 1:
            parameters = source.args[0]
            count = len(parameters.args) if is_list(parameters) else 1
            return list(range(1, count + 1)), []
        walk(source.args[0])
    return sorted(numbers), list(names)


def _constants(expr: Expr, ev: Evaluator) -> Expr:
    """The expression with parts that hold no slot as machine numbers."""
    if is_call(expr, S.Slot) or isinstance(expr, (Integer, Real, String)) or is_list(expr) and not expr.args:
        return expr
    if isinstance(expr, Call) and _has_slot(expr):
        return Call(expr.head, *(_constants(arg, ev) for arg in expr.args))
    if is_list(expr) or expr in (TRUE, FALSE):
        return Call(S.List, *(_constants(arg, ev) for arg in expr.args)) if is_list(expr) else expr
    value = ev(Call(S.N, expr))
    return value if isinstance(value, (Integer, Real)) else expr


def _has_slot(expr: Expr) -> bool:
    return is_call(expr, S.Slot) or any(map(_has_slot, expr.args))


def compile_tree(tree: Expr, slots: Sequence[Expr], source: Expr) -> Compiled:
    """The operation that a tree of operations stands for.

    Errors  Failed("invfunc") naming the part that is none.
    """
    index = {slot: position for position, slot in enumerate(slots)}

    def build(expr: Expr) -> Compiled:
        if expr in index:
            position = index[expr]
            return lambda m, values: values[position]
        if isinstance(expr, (Integer, Real, Rational, BigReal)):
            number = float(expr.value)
            return lambda m, values: number
        if expr is TRUE or expr is FALSE:
            truth = expr is TRUE
            return lambda m, values: truth
        if is_list(expr):
            items = [build(item) for item in expr.args]
            return lambda m, values: [item(m, values) for item in items]
        if isinstance(expr, Symbol) and expr.short in CONSTANTS:
            constant = CONSTANTS[expr.short]
            return lambda m, values: constant
        if isinstance(expr, Call):
            head = expr.head.short if isinstance(expr.head, Symbol) else getattr(expr.head, "value", None)
            operation = OPERATIONS.get(head) if isinstance(expr.head, Symbol) else ACTIVATIONS.get(head)  # type: ignore[arg-type]
            if operation is not None:
                args = [build(arg) for arg in expr.args]
                if len(args) == 1:
                    only = args[0]
                    return lambda m, values: operation(m, only(m, values))
                return lambda m, values: operation(m, *[arg(m, values) for arg in args])
        raise Failed("invfunc", expr, source)
    return build(tree)


CONSTANTS = {"Pi": math.pi, "E": math.e, "Degree": math.pi / 180, "GoldenRatio": (1 + math.sqrt(5)) / 2,
             "EulerGamma": 0.5772156649015329, "Infinity": math.inf}


def is_array(value: Any) -> bool:
    """Whether a value is an array rather than a constant."""
    return not isinstance(value, (bool, int, float, list))


def _extreme(m: Any, choose: Callable[..., Any], values: Sequence[Any], name: str) -> Any:
    """The elementwise maximum or minimum of arrays and constants."""
    flat: list[Any] = []
    for value in values:
        flat += value if isinstance(value, list) else [value]
    constants = [value for value in flat if not is_array(value)]
    arrays = [value for value in flat if is_array(value)]
    result = reduce(getattr(m, name), arrays) if arrays else None
    if not constants:
        return result
    bound = choose(constants)
    if result is None:
        return bound
    return m.clip(result, bound, None) if choose is max else m.clip(result, None, bound)


def _where(m: Any, condition: Any, yes: Any, no: Any) -> Any:
    if not is_array(condition):
        return yes if condition else no
    like = next((value for value in (yes, no) if is_array(value)), None)
    if like is None:
        return m.where(condition, m.asarray(yes), m.asarray(no))
    yes, no = (value if is_array(value) else m.full_like(like, value) for value in (yes, no))
    return m.where(condition, yes, no)


def _which(m: Any, *parts: Any) -> Any:
    result: Any = parts[-1] if parts[-2] is True else 0.0
    end = len(parts) - 2 if parts[-2] is True else len(parts)
    for at in range(end - 2, -1, -2):
        result = _where(m, parts[at], parts[at + 1], result)
    return result


def _piecewise(m: Any, pieces: Any, default: Any = 0.0) -> Any:
    return reduce(lambda rest, piece: _where(m, piece[1], piece[0], rest), reversed(pieces), default)


_NUMPY = {"eq": "equal", "ne": "not_equal", "gt": "greater", "lt": "less", "ge": "greater_equal", "le": "less_equal"}


def _compare(name: str) -> Operation:
    def compare(m: Any, *values: Any) -> Any:
        relation = getattr(m, _NUMPY[name] if m is np else name)
        return reduce(m.logical_and, [relation(*_arrays(m, a, b)) for a, b in pairwise(values)])
    return compare


def _arrays(m: Any, *values: Any) -> list[Any]:
    like = next((value for value in values if is_array(value)), None)
    if like is None:
        return [m.asarray(value) for value in values]
    return [value if is_array(value) else m.full_like(like, value) for value in values]


def _logic(name: str) -> Operation:
    def combine(m: Any, *values: Any) -> Any:
        return reduce(lambda a, b: getattr(m, name)(m.asarray(a), m.asarray(b)), values)
    return combine


def _power(m: Any, base: Any, exponent: Any) -> Any:
    if not is_array(exponent):
        if exponent == 2:
            return base * base
        if exponent == 0.5:
            return m.sqrt(base) if is_array(base) else math.sqrt(base)
        if exponent == -1:
            return 1 / base
        if exponent == int(exponent):
            exponent = int(exponent)
            return base**exponent if exponent >= 0 or not is_array(base) else 1 / base**-exponent
    if not is_array(base):
        if base == math.e:
            return m.exp(exponent)
        return m.exp(exponent * math.log(base)) if base > 0 else base**exponent
    return base**exponent


def _surd(m: Any, x: Any, n: Any) -> Any:
    if not is_array(n) and int(n) % 2 == 0:
        return x ** (1 / n)
    return m.sign(x) * m.abs(x) ** (1 / n)


def _clip(m: Any, x: Any, bounds: Any = (-1.0, 1.0), outside: Any = None) -> Any:
    low, high = bounds
    if outside is None:
        return _extreme(m, min, [_extreme(m, max, [x, low], "maximum"), high], "minimum")
    return _where(m, x < low, outside[0], _where(m, x > high, outside[1], x))


def _erf(m: Any, x: Any, high: Any = None) -> Any:
    if high is not None:
        return _erf(m, high) - _erf(m, x)
    if not is_array(x):
        return math.erf(x)
    return _vectorized(math.erf)(x) if m is np else m.erf(x)


def _vectorized(function: Callable[[float], float]) -> Callable[[Any], Any]:
    def apply(x: Any) -> Any:
        return np.array([function(value) for value in x.ravel().tolist()], x.dtype).reshape(x.shape)
    return apply


def _lgamma(m: Any, x: Any) -> Any:
    if not is_array(x):
        return math.lgamma(x)
    return _vectorized(math.lgamma)(x) if m is np else m.lgamma(x)


def _gamma(m: Any, x: Any) -> Any:
    if m is np:
        return _vectorized(math.gamma)(x)
    sign = m.where((x < 0) & (m.floor(x) % 2 != 0), -1.0, 1.0)
    return sign * m.exp(m.lgamma(x))


def _erfinv(m: Any, x: Any) -> Any:
    if m is np:
        from statistics import NormalDist
        normal = NormalDist()

        def inverse(y: float) -> float:
            return normal.inv_cdf((y + 1) / 2) / math.sqrt(2) if abs(y) < 1 else math.copysign(math.inf, y)
        return _vectorized(inverse)(x)
    return m.erfinv(x)


def _ramp(m: Any, x: Any) -> Any:
    """Ramp. torch's own has the cheaper gradient."""
    if not is_array(x):
        return max(x, 0.0)
    return np.maximum(x, 0) if m is np else m.relu(x)


def _sigmoid(m: Any, x: Any) -> Any:
    if not is_array(x):
        return 1 / (1 + math.exp(-x))
    return np.tanh(x / 2) / 2 + 0.5 if m is np else m.sigmoid(x)


def _softplus(m: Any, x: Any) -> Any:
    return m.maximum(x, m.zeros_like(x)) + m.log1p(m.exp(-m.abs(x)))


def _truth(m: Any, value: Any) -> Any:
    """Truth as 0 and 1."""
    return _where(m, value, 1.0, 0.0)


def _named(name: str, scalar: Callable[[float], float]) -> Operation:
    """A function of the module, and of `math` for constants."""
    return lambda m, x: getattr(m, name)(x) if is_array(x) else scalar(x)


def _mod(m: Any, x: Any, n: Any, start: Any = 0.0) -> Any:
    shifted = x - start
    return shifted - n * m.floor(shifted / n) + start


def _trunc(m: Any, x: Any) -> Any:
    return m.trunc(x) if is_array(x) else math.trunc(x)


def _threshold(m: Any, x: Any, spec: Any = 1e-10) -> Any:
    return _where(m, m.abs(x) < spec, 0.0, x)


def _arctan(m: Any, x: Any, y: Any = None) -> Any:
    if y is None:
        return m.arctan(x) if is_array(x) else math.atan(x)
    y, x = _arrays(m, y, x)
    return m.arctan2(y, x)


def _log(m: Any, x: Any, y: Any = None) -> Any:
    if y is not None:
        return _log(m, y) / _log(m, x)
    return m.log(x) if is_array(x) else math.log(x)


def _arccot(m: Any, x: Any) -> Any:
    return _where(m, x == 0, math.pi / 2, m.arctan(1 / _where(m, x == 0, 1.0, x)))


OPERATIONS: dict[str, Operation] = {
    "Plus": lambda m, *values: reduce(lambda a, b: a + b, values, 0.0) if len(values) != 2 else values[0] + values[1],
    "Subtract": lambda m, a, b: a - b,
    "Times": lambda m, *values: reduce(lambda a, b: a * b, values),
    "Divide": lambda m, a, b: a / b,
    "Minus": lambda m, a: -a,
    "Power": _power,
    "Surd": _surd,
    "Sqrt": _named("sqrt", math.sqrt),
    "CubeRoot": lambda m, x: _surd(m, x, 3),
    "Max": lambda m, *values: _extreme(m, max, values, "maximum"),
    "Min": lambda m, *values: _extreme(m, min, values, "minimum"),
    "Clip": _clip,
    "Mod": _mod,
    "Threshold": _threshold,
    "Chop": _threshold,
    "Ramp": _ramp,
    "LogisticSigmoid": _sigmoid,
    "Exp": lambda m, x: m.exp(x) if is_array(x) else math.exp(x),
    "Log": _log,
    "Abs": _named("abs", abs), "RealAbs": _named("abs", abs),
    "Sign": lambda m, x: m.sign(x), "RealSign": lambda m, x: m.sign(x),
    "Floor": _named("floor", math.floor),
    "Ceiling": _named("ceil", math.ceil),
    "Round": _named("round", round),
    "IntegerPart": _trunc,
    "FractionalPart": lambda m, x: x - _trunc(m, x),
    "Unitize": lambda m, x: _truth(m, x != 0),
    "UnitStep": lambda m, x: _truth(m, x >= 0), "HeavisideTheta": lambda m, x: _truth(m, x >= 0),
    "KroneckerDelta": lambda m, x, y=0.0: _truth(m, x == y),
    "Boole": _truth,
    "Sin": _named("sin", math.sin), "Cos": _named("cos", math.cos), "Tan": _named("tan", math.tan),
    "Cot": lambda m, x: 1 / m.tan(x), "Sec": lambda m, x: 1 / m.cos(x), "Csc": lambda m, x: 1 / m.sin(x),
    "Sinh": _named("sinh", math.sinh), "Cosh": _named("cosh", math.cosh), "Tanh": _named("tanh", math.tanh),
    "Coth": lambda m, x: 1 / m.tanh(x), "Sech": lambda m, x: 1 / m.cosh(x), "Csch": lambda m, x: 1 / m.sinh(x),
    "ArcSin": _named("arcsin", math.asin), "ArcCos": _named("arccos", math.acos), "ArcTan": _arctan,
    "ArcCot": _arccot, "ArcSec": lambda m, x: m.arccos(1 / x), "ArcCsc": lambda m, x: m.arcsin(1 / x),
    "ArcSinh": _named("arcsinh", math.asinh), "ArcCosh": _named("arccosh", math.acosh),
    "ArcTanh": _named("arctanh", math.atanh), "ArcCoth": lambda m, x: m.arctanh(1 / x),
    "ArcSech": lambda m, x: m.arccosh(1 / x), "ArcCsch": lambda m, x: m.arcsinh(1 / x),
    "Haversine": lambda m, x: (1 - m.cos(x)) / 2,
    "InverseHaversine": lambda m, x: 2 * m.arcsin(m.sqrt(x)),
    "Gudermannian": lambda m, x: 2 * m.arctan(m.tanh(x / 2)),
    "InverseGudermannian": lambda m, x: 2 * m.arctanh(m.tan(x / 2)),
    "Erf": _erf,
    "Erfc": lambda m, x: 1 - _erf(m, x) if m is np or not is_array(x) else m.erfc(x),
    "InverseErf": _erfinv,
    "InverseErfc": lambda m, x: _erfinv(m, 1 - x),
    "Gamma": _gamma,
    "LogGamma": _lgamma,
    "Identity": lambda m, x: x,
    "If": lambda m, condition, yes, no, *rest: _where(m, condition, yes, no),
    "Which": _which,
    "Piecewise": _piecewise,
    "And": _logic("logical_and"), "Or": _logic("logical_or"),
    "Not": lambda m, x: m.logical_not(m.asarray(x)),
    "Equal": _compare("eq"), "Unequal": _compare("ne"), "Greater": _compare("gt"), "Less": _compare("lt"),
    "GreaterEqual": _compare("ge"), "LessEqual": _compare("le"),
    "Positive": lambda m, x: x > 0, "Negative": lambda m, x: x < 0,
    "NonNegative": lambda m, x: x >= 0, "NonPositive": lambda m, x: x <= 0, "PossibleZeroQ": lambda m, x: x == 0,
    "List": lambda m, *values: list(values),
}


SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.758099340847161


def _exponential_unit(scale: float, alpha: float) -> Operation:
    def apply(m: Any, x: Any) -> Any:
        return _where(m, x >= 0, scale * x, alpha * m.expm1(m.clip(x, None, 0.0)))
    return apply


def _in_one(name: str, general: Operation) -> Operation:
    """An activation that torch has as one operation, which reads and writes its arrays once only."""
    return lambda m, x: getattr(m.nn.functional, name)(x) if is_array(x) and m is not np else general(m, x)


ACTIVATIONS: dict[str, Operation] = {
    "RectifiedLinearUnit": OPERATIONS["Ramp"],
    "ExponentialLinearUnit": _in_one("elu", _exponential_unit(1.0, 1.0)),
    "ScaledExponentialLinearUnit": _in_one("selu", _exponential_unit(SELU_SCALE, SELU_ALPHA)),
    "GaussianErrorLinearUnit": _in_one("gelu", lambda m, x: x * (1 + _erf(m, x / math.sqrt(2))) / 2),
    "Swish": _in_one("silu", lambda m, x: x * _sigmoid(m, x)),
    "HardSwish": lambda m, x: x * m.clip(x + 3, 0.0, 6.0) / 6,
    "Mish": _in_one("mish", lambda m, x: x * m.tanh(_softplus(m, x))),
    "SoftSign": lambda m, x: x / (1 + m.abs(x)),
    "SoftPlus": _in_one("softplus", _softplus),
    "HardTanh": lambda m, x: m.clip(x, -1.0, 1.0),
    "HardSigmoid": lambda m, x: m.clip((x + 1) / 2, 0.0, 1.0),
    "Sigmoid": _sigmoid,
}
ACTIVATIONS |= {short: ACTIVATIONS[name] for short, name in (
    ("ReLU", "RectifiedLinearUnit"), ("ELU", "ExponentialLinearUnit"), ("SELU", "ScaledExponentialLinearUnit"),
    ("GELU", "GaussianErrorLinearUnit"))}
