"""Size, sign and parts of numbers; extremes, clipping and steps."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, cast

import numpy as np

from wlnet.builtins.arithmetic import ARITHMETIC, PLUS, POWER, TIMES
from wlnet.builtins.comparison import ordered
from wlnet.builtins.constants import INDETERMINATE, INFINITY, MINUS_INFINITY, is_infinite
from wlnet.builtins.elementary import negative_part
from wlnet.builtins.numeric import is_numeric, numeric_sign, numeric_value
from wlnet.expr import (
    Association, Call, Complex, Expr, Integer, Packed, Real, S, integer, is_list, pack, packed, rational,
)
from wlnet.expr.numbers import (
    HALF, MINUS_ONE, NUMBER_KINDS, ONE, REAL_KINDS, ZERO, absolute, add, exact_value, imaginary_part,
    is_exact, is_machine, is_zero, multiply, negate, phase, real_part, reciprocal, sign_of,
)
from wlnet.kernel.attributes import FLAT, ONE_IDENTITY, ORDERLESS
from wlnet.kernel.builtin import arity_complaint, builtin, bulk
from wlnet.kernel.evaluator import Evaluator


def _argument(call: Call) -> Any:
    if len(call.args) != 1:
        raise arity_complaint(call.head, len(call.args), 1, 1)  # type: ignore[arg-type]
    return call.args[0]


@builtin("Abs", ARITHMETIC, direct=True)
def abs_(ev: Evaluator, call: Call) -> Expr | None:
    """Abs[z] is the absolute value of z.

    Source   ref/Abs
    Example  {Abs[-3], Abs[3 + 4 I], Abs[-2.5], Abs[-x]}  gives  {3, 5, 2.5, Abs[x]}
    """
    z = _argument(call)
    if type(z) in NUMBER_KINDS:
        return absolute(z) or _norm(z)
    if is_infinite(z):
        return INFINITY
    sign = numeric_sign(ev, z)
    if sign is not None:
        return z if sign >= 0 else Call(TIMES, MINUS_ONE, z)
    if type(z) is Call and z.head is S.Abs:
        return z
    if type(z) is Call and z.head is TIMES:
        return _abs_of_product(ev, z)
    opposite = negative_part(z)
    return Call(S.Abs, opposite) if opposite is not None else None


def _norm(z: Complex) -> Expr:
    return Call(POWER, add(multiply(z.re, z.re), multiply(z.im, z.im)), HALF)


def _abs_of_product(ev: Evaluator, z: Call) -> Expr | None:
    known = [factor for factor in z.args if is_numeric(ev, factor)]
    rest = [factor for factor in z.args if not is_numeric(ev, factor)]
    if not known or not rest:
        if rest:
            return None
        return Call(TIMES, *(Call(S.Abs, factor) for factor in known))
    inner = rest[0] if len(rest) == 1 else Call(TIMES, *rest)
    return Call(TIMES, *(Call(S.Abs, factor) for factor in known), Call(S.Abs, inner))


@builtin("RealAbs", ARITHMETIC)
def real_abs(ev: Evaluator, x: Expr) -> Expr | None:
    """RealAbs[x] is the absolute value of a real number x.

    Source   ref/RealAbs
    Example  RealAbs[-3]  gives  3
    """
    return None if numeric_sign(ev, x) is None else Call(S.Abs, x)


@builtin("Sign", ARITHMETIC)
def sign(ev: Evaluator, z: Expr) -> Expr | None:
    """Sign[x] is -1, 0 or 1 as x is negative, zero or positive; z/Abs[z] for complex z.

    Source   ref/Sign
    Example  {Sign[-2.5], Sign[0], Sign[Pi], Sign[3 + 4 I]}  gives  {-1, 0, 1, 3/5 + (4 I)/5}
    """
    if type(z) is Complex:
        return Call(TIMES, z, Call(POWER, Call(S.Abs, z), MINUS_ONE))
    if is_infinite(z):
        return z.args[0] if z.args else INDETERMINATE
    found = numeric_sign(ev, z)
    if found is not None:
        return integer(found)
    opposite = negative_part(z)
    return None if opposite is None else Call(TIMES, MINUS_ONE, Call(S.Sign, opposite))


@builtin("RealSign", ARITHMETIC)
def real_sign(ev: Evaluator, x: Expr) -> int | None:
    """RealSign[x] is -1, 0 or 1 as the real number x is negative, zero or positive.

    Source   ref/RealSign
    Example  RealSign[{-2, 0, 3.5}]  gives  {-1, 0, 1}
    """
    return numeric_sign(ev, x)


@bulk("Abs", "Sign")
def _abs_of_many(ev: Evaluator, call: Call) -> Expr | None:
    whole = pack(call.args[0]) if len(call.args) == 1 else None
    if whole is None or whole.array.dtype.kind == "c" or (whole.array.dtype.kind == "i" and _has_least(whole.array)):
        return None
    if call.head is S.Abs:
        return packed(np.abs(whole.array))
    return packed(np.sign(whole.array).astype(np.int64))


def _has_least(array: Any) -> bool:
    return bool((array == np.iinfo(np.int64).min).any())


# Re, Im and their kind


def _split(ev: Evaluator, z: Expr) -> tuple[Expr, Expr] | None:
    """Real and imaginary part of a numeric quantity or of a sum or product with visible ones."""
    if type(z) in NUMBER_KINDS:
        return real_part(z), imaginary_part(z)  # type: ignore[arg-type]
    if numeric_sign(ev, z) is not None:
        return z, ZERO
    if type(z) is Call and z.head is PLUS:
        parts = [_split(ev, term) for term in z.args]
        if all(part is not None for part in parts):
            return (Call(PLUS, *(part[0] for part in parts if part)), Call(PLUS, *(part[1] for part in parts if part)))
    if type(z) is Call and z.head is TIMES and type(z.args[0]) is Complex:
        rest = z.args[1] if len(z.args) == 2 else Call(TIMES, *z.args[1:])
        if numeric_sign(ev, rest) is not None:
            return Call(TIMES, z.args[0].re, rest), Call(TIMES, z.args[0].im, rest)
    return _by_euler(ev, z)


def _by_euler(ev: Evaluator, z: Expr) -> tuple[Expr, Expr] | None:
    """E^(a + I b) is E^a (Cos[b] + I Sin[b])."""
    if type(z) is Call and z.head is POWER and is_numeric(ev, z) and z.args[0] is S.E:
        parts = _split(ev, z.args[1])
        if parts is not None:
            size = Call(POWER, S.E, parts[0])
            return Call(TIMES, size, Call(S.Cos, parts[1])), Call(TIMES, size, Call(S.Sin, parts[1]))
    return None


@builtin("Re", ARITHMETIC)
def re(ev: Evaluator, z: Expr) -> Expr | None:
    """Re[z] is the real part of z.

    Source   ref/Re
    Example  {Re[3 + 4 I], Re[Pi], Re[2.5]}  gives  {3, Pi, 2.5}
    """
    parts = _split(ev, z)
    return None if parts is None else parts[0]


@builtin("Im", ARITHMETIC)
def im(ev: Evaluator, z: Expr) -> Expr | None:
    """Im[z] is the imaginary part of z.

    Source   ref/Im
    Example  {Im[3 + 4 I], Im[Pi]}  gives  {4, 0}
    """
    parts = _split(ev, z)
    return None if parts is None else parts[1]


@builtin("ReIm", ARITHMETIC)
def re_im(ev: Evaluator, z: Expr) -> Expr | None:
    """ReIm[z] is {Re[z], Im[z]}.

    Source   ref/ReIm
    Example  ReIm[3 + 4 I]  gives  {3, 4}
    """
    return Call(S.List, Call(S.Re, z), Call(S.Im, z))


@builtin("AbsArg", ARITHMETIC)
def abs_arg(ev: Evaluator, z: Expr) -> Expr | None:
    """AbsArg[z] is {Abs[z], Arg[z]}.

    Source   ref/AbsArg
    Example  AbsArg[-2]  gives  {2, Pi}
    """
    return Call(S.List, Call(S.Abs, z), Call(S.Arg, z))


@builtin("Arg", ARITHMETIC)
def arg(ev: Evaluator, z: Expr) -> Expr | None:
    """Arg[z] is the argument of the complex number z, from -Pi to Pi.

    Source   ref/Arg
    Example  {Arg[-1], Arg[I], Arg[1 + I], Arg[2.]}  gives  {Pi, Pi/2, Pi/4, 0}
    """
    found = numeric_sign(ev, z)
    if found is not None:
        return ZERO if found >= 0 else S.Pi if type(z) not in NUMBER_KINDS or is_exact(z) else Real(math.pi)
    if type(z) is Complex:
        if is_machine(z):
            return Real(phase(z))
        return Call(S.ArcTan, z.re, z.im)
    parts = _split(ev, z)
    return None if parts is None else Call(S.ArcTan, *parts)


@builtin("Conjugate", ARITHMETIC)
def conjugate(ev: Evaluator, z: Expr) -> Expr | None:
    """Conjugate[z] is the complex conjugate of z.

    Source   ref/Conjugate
    Example  {Conjugate[3 + 4 I], Conjugate[2.5], Conjugate[Pi]}  gives  {3 - 4 I, 2.5, Pi}
    """
    if type(z) is Complex:
        return Complex(z.re, negate(z.im))
    if numeric_sign(ev, z) is not None:
        return z
    if type(z) is Call and z.head is S.Conjugate:
        return z.args[0]
    if type(z) is Call and z.head in (PLUS, TIMES) and any(is_numeric(ev, part) for part in z.args):
        return Call(z.head, *(Call(S.Conjugate, part) for part in z.args))
    parts = _split(ev, z)
    return None if parts is None else Call(PLUS, parts[0], Call(TIMES, Complex(ZERO, MINUS_ONE), parts[1]))


# extremes


@builtin("Max", FLAT | ORDERLESS | ONE_IDENTITY | ARITHMETIC & ~32, direct=True)
def max_(ev: Evaluator, call: Call) -> Expr | None:
    """Max[x, y, ...] is the largest of its arguments, numbers or lists of numbers; Max[] is -Infinity.

    Source   ref/Max
    Example  {Max[1, 3, 2], Max[{1, 5}, {2.5}], Max[x, 2, 3]}  gives  {3, 5, Max[3, x]}
    """
    return _extreme(ev, call, 1)


@builtin("Min", FLAT | ORDERLESS | ONE_IDENTITY | ARITHMETIC & ~32, direct=True)
def min_(ev: Evaluator, call: Call) -> Expr | None:
    """Min[x, y, ...] is the smallest of its arguments, numbers or lists of numbers; Min[] is Infinity.

    Source   ref/Min
    Example  {Min[1, 3, 2], Min[{1, 5}, {0.5}], Min[x, 2, 3]}  gives  {1, 0.5, Min[2, x]}
    """
    return _extreme(ev, call, -1)


def _extreme(ev: Evaluator, call: Call, wanted: int) -> Expr | None:
    args = call.args
    best: Expr | None = None
    symbolic: list[Expr] = []
    count = 0
    for item in _leaves(args, wanted):
        count += 1
        if item is INDETERMINATE:
            return item
        if type(item) is Complex:
            ev.message(call.head, "nord", item)  # type: ignore[arg-type]
            return None
        if not (type(item) in NUMBER_KINDS or is_infinite(item) or is_numeric(ev, item)):
            symbolic.append(item)
        elif best is None:
            best = item
        else:
            found = ordered(ev, item, best)
            if found == wanted:
                best = item
            elif found is None:
                symbolic.append(item)
    if not symbolic:
        return best if best is not None else (MINUS_INFINITY if wanted > 0 else INFINITY)
    decisive = INFINITY if wanted > 0 else MINUS_INFINITY
    if best == decisive:
        return best
    if best is not None and best != (MINUS_INFINITY if wanted > 0 else INFINITY):
        symbolic.insert(0, best)
    kept = list(dict.fromkeys(symbolic))
    if len(kept) == 1:
        return kept[0]
    return None if len(kept) == len(args) == count else Call(call.head, *kept)


def _leaves(args: Iterable[Expr], wanted: int) -> Iterable[Expr]:
    """The items of nested lists and associations; of a packed list only the extreme."""
    for item in args:
        if isinstance(item, Packed):
            if item.array.size and item.array.dtype.kind != "c":
                extreme = item.array.max() if wanted > 0 else item.array.min()
                yield Real(float(extreme)) if item.array.dtype.kind == "f" else integer(int(extreme))
            else:
                yield from item.args
        elif is_list(item):
            yield from _leaves(item.args, wanted)
        elif isinstance(item, Association):
            yield from _leaves(item.items.values(), wanted)
        else:
            yield item


@builtin("MinMax")
def min_max(ev: Evaluator, items: Expr, margin: Expr | None = None) -> Expr | None:
    """MinMax[list] is {Min[list], Max[list]}; MinMax[list, d] widens the range by d, Scaled[s] by a share of it.

    Source   ref/MinMax
    Example  {MinMax[{3, 1, 2}], MinMax[{1, 2}, 1]}  gives  {{1, 3}, {0, 3}}
    """
    least, most = ev(Call(S.Min, items)), ev(Call(S.Max, items))
    if margin is None:
        return Call(S.List, least, most)
    if is_list(margin):
        if len(margin.args) != 2:
            return None
        low, high = margin.args[0], margin.args[-1]
    elif isinstance(margin, Call) and margin.head is S.Scaled:
        low = high = Call(TIMES, margin.args[0], Call(PLUS, most, Call(TIMES, MINUS_ONE, least)))
    else:
        low = high = margin
    return Call(S.List, Call(PLUS, least, Call(TIMES, MINUS_ONE, low)), Call(PLUS, most, high))


@builtin("Clip", ARITHMETIC & ~32)
def clip(ev: Evaluator, x: Expr, bounds: Expr | None = None, outside: Expr | None = None) -> Expr | None:
    """Clip[x] is x, but at least -1 and at most 1; Clip[x, {min, max}] uses other bounds; Clip[x, {min, max},
    {a, b}] gives a and b beyond them.

    Source   ref/Clip
    Example  {Clip[2.5], Clip[7, {0, 5}], Clip[{-3, 0, 3}, {-1, 1}, {low, high}]}  gives  {1, 5, {low, 0, high}}
    """
    if is_list(x):
        rest = tuple(item for item in (bounds, outside) if item is not None)
        quick = _clip_packed(x, bounds) if outside is None else None
        return quick or Call(S.List, *(Call(S.Clip, item, *rest) for item in x.args))
    pair = (MINUS_ONE, ONE) if bounds is None else bounds.args
    values = pair if outside is None else outside.args
    if len(pair) != 2 or len(values) != 2:
        return None
    below, above = ordered(ev, x, pair[0]), ordered(ev, x, pair[1])
    if below is None or above is None:
        return None
    return values[0] if below < 0 else values[1] if above > 0 else x


def _clip_packed(x: Expr, bounds: Expr | None) -> Expr | None:
    whole = pack(x)
    pair = (MINUS_ONE, ONE) if bounds is None else bounds.args
    if whole is None or len(pair) != 2:
        return None
    kind = {"i": Integer, "f": Real}.get(whole.array.dtype.kind)
    if any(type(bound) is not kind for bound in pair):
        return None
    low, high = (bound.value for bound in pair)  # type: ignore[attr-defined]
    return packed(np.clip(whole.array, low, high))


@builtin("Rescale")
def rescale(ev: Evaluator, x: Expr, old: Expr | None = None, new: Expr | None = None) -> Expr | None:
    """Rescale[x, {min, max}] maps the range from min to max to that from 0 to 1; Rescale[x, {min, max}, {a,
    b}] to that from a to b; Rescale[list] uses the range of the list.

    Source   ref/Rescale
    Example  {Rescale[{1, 2, 3}], Rescale[5, {0, 10}], Rescale[5, {0, 10}, {-1, 1}]}  gives  {{0, 1/2, 1}, 1/2, 0}
    """
    if old is None:
        if not is_list(x):
            return None
        old = ev(Call(S.MinMax, x))
    if len(old.args) != 2 or (new is not None and len(new.args) != 2):
        return None
    low, high = old.args
    span = ev(Call(PLUS, high, Call(TIMES, MINUS_ONE, low)))
    if type(span) in NUMBER_KINDS and is_zero(span):
        return Call(TIMES, ZERO, x)
    if new is None:
        return Call(TIMES, Call(PLUS, x, Call(TIMES, MINUS_ONE, low)), Call(POWER, span, MINUS_ONE))
    first, last = new.args
    slope = Call(TIMES, Call(PLUS, last, Call(TIMES, MINUS_ONE, first)), Call(POWER, span, MINUS_ONE))
    return Call(PLUS, first, Call(TIMES, slope, Call(PLUS, x, Call(TIMES, MINUS_ONE, low))))


# steps


def _step(ev: Evaluator, x: Expr, values: Callable[[int], Expr]) -> Expr | None:
    found = numeric_sign(ev, x) if not is_infinite(x) else sign_of(x.args[0]) if x.args else None  # type: ignore[arg-type]
    return None if found is None else values(found)


@builtin("UnitStep", ARITHMETIC)
def unit_step(ev: Evaluator, *xs: Expr) -> Expr | None:
    """UnitStep[x] is 0 for negative x and 1 otherwise.

    Source   ref/UnitStep
    Example  UnitStep[{-1, 0, 2.5}]  gives  {0, 1, 1}
    """
    signs = [_step(ev, x, lambda s: integer(int(s >= 0))) for x in xs]
    if ZERO in signs:
        return ZERO
    return None if None in signs else ONE


@builtin("HeavisideTheta", ARITHMETIC)
def heaviside_theta(ev: Evaluator, x: Expr) -> Expr | None:
    """HeavisideTheta[x] is 0 for negative and 1 for positive x; it stays at 0.

    Source   ref/HeavisideTheta
    Example  HeavisideTheta[{-1, 2}]  gives  {0, 1}
    """
    found = numeric_sign(ev, x)
    return integer(int(found > 0)) if found else None


@builtin("Unitize", ARITHMETIC)
def unitize(ev: Evaluator, x: Expr, tolerance: Expr | None = None) -> Expr | None:
    """Unitize[x] is 0 for x = 0 and 1 for other numbers; Unitize[x, dx] counts as 0 what is closer to it than dx.

    Source   ref/Unitize
    Example  Unitize[{0, -2, 0., 3.5}]  gives  {0, 1, 0, 1}
    """
    value = numeric_value(ev, x)
    if value is None:
        return None
    if tolerance is not None:
        return Call(S.Boole, Call(S.GreaterEqual, Call(S.Abs, x), tolerance))
    return integer(int(not is_zero(value)))


@builtin("Ramp", ARITHMETIC)
def ramp(ev: Evaluator, x: Expr) -> Expr | None:
    """Ramp[x] is x for x >= 0 and 0 otherwise.

    Source   ref/Ramp
    Example  Ramp[{-2, 0, 2.5}]  gives  {0, 0, 2.5}
    """
    return _step(ev, x, lambda s: x if s >= 0 else ZERO if type(x) is not Real else Real(0.0))


@bulk("Ramp", "UnitStep")
def _step_of_many(ev: Evaluator, call: Call) -> Expr | None:
    whole = pack(call.args[0]) if len(call.args) == 1 else None
    if whole is None or whole.array.dtype.kind == "c":
        return None
    if call.head is S.UnitStep:
        return packed((cast(Any, whole.array) >= 0).astype(np.int64))
    return packed(np.maximum(whole.array, 0))


@builtin("KroneckerDelta", ARITHMETIC | ORDERLESS)
def kronecker_delta(ev: Evaluator, *xs: Expr) -> Expr | None:
    """KroneckerDelta[n1, n2, ...] is 1 when all arguments are equal (to 0, for a single one), and 0 otherwise.

    Source   ref/KroneckerDelta
    Example  {KroneckerDelta[2, 2], KroneckerDelta[1, 2], KroneckerDelta[0]}  gives  {1, 0, 1}
    """
    values = xs if len(xs) > 1 else (*xs, ZERO)
    if all(x == values[0] for x in values):
        return ONE
    if all(is_numeric(ev, x) for x in values):
        return ONE if all(ordered(ev, x, values[0]) == 0 for x in values) else ZERO
    return None


@builtin("Threshold")
def threshold(ev: Evaluator, data: Expr, limit: Expr = rational(1, 10 ** 10)) -> Expr | None:
    """Threshold[data, d] sets the numbers in data to zero whose size is at most d.

    Source   ref/Threshold
    Example  Threshold[{0.1, 2., -3.}, 1]  gives  {0., 2., -3.}
    """
    if is_list(limit) and len(limit.args) == 2:
        limit = limit.args[1]
    if is_list(data):
        return Call(S.List, *(Call(S.Threshold, item, limit) for item in data.args))
    found = ordered(ev, ev(Call(S.Abs, data)), limit)
    if found is None:
        return None
    return data if found > 0 else Real(0.0) if type(data) is Real else ZERO


@builtin("MantissaExponent", ARITHMETIC)
def mantissa_exponent(ev: Evaluator, x: Expr, base: Expr = integer(10)) -> Expr | None:
    """MantissaExponent[x] is {m, e} with x = m 10^e and m from 1/10 to 1; MantissaExponent[x, b] uses base b.

    Source   ref/MantissaExponent
    Example  {MantissaExponent[2.5], MantissaExponent[1000]}  gives  {{0.25, 1}, {1/10, 4}}
    """
    if type(x) not in REAL_KINDS or type(base) is not Integer or base.value < 2:
        return None
    if is_zero(x):
        return Call(S.List, x, ZERO)
    value, exponent, b = abs(exact_value(x)), 0, base.value  # type: ignore[arg-type]
    exponent = math.floor(math.log(value.numerator, b) - math.log(value.denominator, b))
    while value >= rational(b).value ** exponent if exponent >= 0 else value * b ** -exponent >= 1:
        exponent += 1
    scale = rational(b ** exponent) if exponent >= 0 else reciprocal(integer(b ** -exponent))
    return Call(S.List, Call(TIMES, x, Call(POWER, scale, MINUS_ONE)), integer(exponent))
