"""Random numbers, choices, samples and permutations, drawn from the session's stream; arrays of numbers are
packed.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from wlnet.builtins.combinatorics import cycles_of
from wlnet.builtins.numeric import numeric_value
from wlnet.expr import (
    NULL, Association, Call, Complex, Expr, Integer, Packed, Real, S, String, integer, is_call, is_list,
    length, packed, rational,
)
from wlnet.expr.numbers import exact_value, to_big, to_complex, to_float, working_bits
from wlnet.kernel.arguments import is_infinity
from wlnet.kernel.attributes import HOLD_FIRST
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint

Shape = tuple[int, ...]

_MOST = 10 ** 9          # numbers drawn at once, which fill eight gigabytes


def shape_of(spec: Expr | None, call: Call, tag: str = "array") -> Shape | None:
    """The dimensions that `n` or `{n1, n2, ...}` asks for; None for a single value.

    Errors  Complaint for anything else.
    """
    if spec is None:
        return None
    sizes = spec.args if is_list(spec) else (spec,)
    if not all(isinstance(size, Integer) and size.value >= 0 for size in sizes):
        raise Complaint(tag, spec)
    shape = tuple(size.value for size in sizes)  # type: ignore[attr-defined]
    if math.prod(shape) > _MOST:
        raise Complaint(tag, spec)
    return shape


def arranged(values: Any) -> Expr:
    """Drawn numbers as an expression: one number, or a packed list."""
    if not isinstance(values, np.ndarray) or values.ndim == 0:
        plain = values.item() if hasattr(values, "item") else values
        if isinstance(plain, complex):
            return Complex(Real(plain.real), Real(plain.imag))
        return integer(plain) if isinstance(plain, int) else Real(plain)
    if not values.size:
        return _nested(values.shape)
    return packed(values)


def _nested(shape: Shape) -> Expr:
    if not shape or shape[0] == 0:
        return Call(S.List)
    return Call(S.List, *(_nested(shape[1:]) for _ in range(shape[0])))


_ARRAY = {"array": "The array dimensions `1` should be a list of non-negative machine-sized integers.",
          "unifr": "The endpoints `1` should be real numbers.",
          "unifi": "The endpoints `1` should be integers."}


def _bounds(ev: Evaluator, spec: Expr | None, tag: str = "unifr") -> tuple[Any, Any]:
    """The range {0, max} or {min, max} as number atoms."""
    if spec is None:
        return integer(0), integer(1)
    ends = spec.args if is_list(spec) else (integer(0), spec)
    if len(ends) == 1:
        ends = (integer(0), ends[0])
    values = [numeric_value(ev, end) for end in ends]
    if len(values) != 2 or any(value is None for value in values):
        raise Complaint(tag, spec)
    return values[0], values[1]


@builtin("RandomReal", messages=_ARRAY)
def random_real(
    ev: Evaluator, bounds: Expr | None = None, dims: Expr | None = None, *,
    working_precision: Expr = S.MachinePrecision, call: Call,
) -> Expr | None:
    """RandomReal[] is a random real from 0 to 1; RandomReal[{min, max}] from that range; RandomReal[range, n]
    gives n of them, RandomReal[range, {n1, n2, ...}] an array.

    Source   ref/RandomReal
    Example  {0 <= RandomReal[] <= 1, Length[RandomReal[{2, 3}, 5]]}  gives  {True, 5}
    """
    if _is_distribution(bounds):
        return Call(S.RandomVariate, *call.args)
    low, high = _bounds(ev, bounds)
    if type(low) is Complex or type(high) is Complex:
        raise Complaint("unifr", bounds)
    shape = shape_of(dims, call)
    if isinstance(working_precision, (Integer, Real)):
        return _precise(ev, low, high, shape, float(working_precision.value))
    first, last = to_float(low), to_float(high)
    return arranged(ev.rng.random(shape) * (last - first) + first)


def _precise(ev: Evaluator, low: Any, high: Any, shape: Shape | None, precision: float) -> Expr:
    if shape:
        return Call(S.List, *(_precise(ev, low, high, shape[1:] or None, precision) for _ in range(shape[0])))
    bits = working_bits(precision)
    share = int.from_bytes(ev.rng.bytes(bits // 8 + 1), "big") / _power_of_two((bits // 8 + 1) * 8)
    first, last = exact_value(low), exact_value(high)
    return to_big(rational(first + (last - first) * share), precision)


def _power_of_two(bits: int) -> Any:
    return Fraction(2 ** bits)


def _is_distribution(expr: Expr | None) -> bool:
    return isinstance(expr, Call) and isinstance(getattr(expr.head, "name", None), str) and (
        expr.head.short.endswith("Distribution"))  # type: ignore[attr-defined]


@builtin("RandomComplex", messages=_ARRAY)
def random_complex(ev: Evaluator, bounds: Expr | None = None, dims: Expr | None = None, *, call: Call) -> Expr | None:
    """RandomComplex[] is a random complex number with parts from 0 to 1; RandomComplex[{z1, z2}] from that
    rectangle.

    Source   ref/RandomComplex
    Example  Head[RandomComplex[]]  gives  Complex
    """
    low, high = (0j, 1 + 1j) if bounds is None else tuple(map(to_complex, _bounds(ev, bounds)))
    shape = shape_of(dims, call)
    re = ev.rng.random(shape) * (high.real - low.real) + low.real
    im = ev.rng.random(shape) * (high.imag - low.imag) + low.imag
    return arranged(np.asarray(re + 1j * im))


@builtin("RandomInteger", messages=_ARRAY)
def random_integer(ev: Evaluator, bounds: Expr | None = None, dims: Expr | None = None, *, call: Call) -> Expr | None:
    """RandomInteger[max] is a random integer from 0 to max; RandomInteger[{min, max}] from that range; a
    second argument asks for a list or an array of them.

    Source   ref/RandomInteger
    Example  {MemberQ[{0, 1}, RandomInteger[]], Length[RandomInteger[{1, 6}, 10]]}  gives  {True, 10}
    """
    if _is_distribution(bounds):
        return Call(S.RandomVariate, *call.args)
    low, high = _bounds(ev, bounds, "unifi")
    if not isinstance(low, Integer) or not isinstance(high, Integer):
        raise Complaint("unifi", bounds)
    first, last = sorted((low.value, high.value))
    shape = shape_of(dims, call)
    if last - first < 2 ** 63 - 1 and first >= -2 ** 63 and last < 2 ** 63 - 1:
        return arranged(ev.rng.integers(first, last + 1, size=shape))
    return _large_integers(ev, first, last, shape)


def _large_integers(ev: Evaluator, first: int, last: int, shape: Shape | None) -> Expr:
    if shape:
        return Call(S.List, *(_large_integers(ev, first, last, shape[1:]) for _ in range(shape[0])))
    span = last - first + 1
    size = (span.bit_length() + 7) // 8
    spare = size * 8 - span.bit_length()
    while True:
        value = int.from_bytes(ev.rng.bytes(size), "big") >> spare
        if value < span:
            return integer(first + value)


_LISTS = {**_ARRAY,
          "lrwl": "The items for choice `1` should be a list or a rule weights -> choices.",
          "smplen": "RandomSample cannot generate a sample of length `1`, which is greater than the length of the "
                    "sample set `2`.",
          "wgts": "The weights `1` should be non-negative real numbers, one for each choice, not all zero."}


def _choices(ev: Evaluator, spec: Expr) -> tuple[Expr, Any]:
    """What to choose from, and the probabilities (None when equal)."""
    weights = None
    if is_call(spec, S.Rule, 2):
        weights, spec = spec.args
    if isinstance(spec, Association):
        spec = Call(S.List, *spec.items.values())
    if is_call(spec, S.Span):
        spec = ev(Call(S.Range, *spec.args))
    if not is_list(spec):
        raise Complaint("lrwl", spec)
    if weights is None:
        return spec, None
    return spec, _probabilities(ev, weights, length(spec))


def _probabilities(ev: Evaluator, weights: Expr, count: int) -> Any:
    values = [numeric_value(ev, weight) for weight in weights.args] if is_list(weights) else []
    if len(values) != count or any(value is None or type(value) is Complex for value in values):
        raise Complaint("wgts", weights)
    chances = np.array([to_float(value) for value in values])  # type: ignore[arg-type]
    if (chances < 0).any() or not chances.sum() > 0:
        raise Complaint("wgts", weights)
    return chances / chances.sum()


def _picked(items: Expr, places: Any) -> Expr:
    """The items at places, in the shape of `places`."""
    if isinstance(items, Packed):
        return arranged(items.array[places])
    args = items.args

    def at(place: Any) -> Expr:
        return Call(S.List, *map(at, place)) if isinstance(place, list) else args[place]
    return at(places.tolist() if isinstance(places, np.ndarray) else int(places))


@builtin("RandomChoice", messages=_LISTS)
def random_choice(ev: Evaluator, choices: Expr, dims: Expr | None = None, *, call: Call) -> Expr | None:
    """RandomChoice[list] is a random element of list; RandomChoice[list, n] gives n of them (with repetition);
    RandomChoice[weights -> list] chooses with these weights.

    Source   ref/RandomChoice
    Example  {RandomChoice[{a}], RandomChoice[{1, 0} -> {a, b}, 3]}  gives  {a, {a, a, a}}
    """
    items, chances = _choices(ev, choices)
    if not length(items):
        raise Complaint("lrwl", choices)
    shape = shape_of(dims, call)
    if chances is None:
        places = ev.rng.integers(0, length(items), size=shape)
    else:
        places = _weighted(ev, chances, shape)
    return _picked(items, places)


def _weighted(ev: Evaluator, chances: Any, shape: Shape | None) -> Any:
    steps = np.cumsum(chances)
    return np.minimum(np.searchsorted(steps, ev.rng.random(shape) * steps[-1], side="right"), len(chances) - 1)


@builtin("RandomSample", messages=_LISTS)
def random_sample(ev: Evaluator, choices: Expr, count: Expr | None = None, *, call: Call) -> Expr | None:
    """RandomSample[list, n] gives n random elements of list, no place taken twice; RandomSample[list] a
    random order; RandomSample[weights -> list, n] chooses with weights.

    Source   ref/RandomSample
    Example  {Sort[RandomSample[{3, 1, 2}]], Length[RandomSample[Range[100], 5]]}  gives  {{1, 2, 3}, 5}
    """
    items, chances = _choices(ev, choices)
    size = length(items)
    available = size if chances is None else int((chances > 0).sum())
    wanted = _sample_size(count, available)
    if wanted is None:
        raise Complaint("array", count)
    if wanted > available:
        raise Complaint("smplen", wanted, choices)
    if chances is not None:
        places = ev.rng.choice(size, size=wanted, replace=False, p=chances)
    elif wanted == size or wanted * 4 > size:
        places = ev.rng.permutation(size)[:wanted]
    else:
        places = ev.rng.choice(size, size=wanted, replace=False)
    return _picked(items, places) if wanted else Call(S.List)


def _sample_size(count: Expr | None, available: int) -> int | None:
    if count is None or count is S.All:
        return available
    if is_call(count, S.UpTo, 1):
        limit = count.args[0]
        return available if is_infinity(limit) else min(limit.value, available) if isinstance(limit, Integer) else None
    return count.value if isinstance(count, Integer) and count.value >= 0 else None


@builtin("RandomPermutation", messages=_ARRAY)
def random_permutation(ev: Evaluator, size: Expr, count: Expr | None = None, *, call: Call) -> Expr | None:
    """RandomPermutation[n] is a random permutation of 1 to n, in disjoint cycles.

    Source   ref/RandomPermutation
    Example  RandomPermutation[1]  gives  Cycles[{}]
    """
    if not isinstance(size, Integer) or not 0 <= size.value <= _MOST:
        return None
    if count is not None:
        shape = shape_of(count, call) or (1,)
        return Call(S.List, *(Call(S.RandomPermutation, size) for _ in range(shape[0])))
    return Call(S.Cycles, Call(S.List, *map(_cycle, cycles_of(ev.rng.permutation(size.value).tolist()))))


def _cycle(cycle: list[int]) -> Expr:
    return Call(S.List, *map(integer, cycle))


@builtin("SeedRandom", messages={"seed": "Argument `1` should be an integer, a string or Automatic."})
def seed_random(ev: Evaluator, seed: Expr | None = None, *, method: Expr = S.Automatic) -> Expr:
    """SeedRandom[n] starts the random stream anew from the seed n; SeedRandom[] from one that is never the same.

    Source   ref/SeedRandom
    Example  SeedRandom[1]; a = RandomReal[]; SeedRandom[1]; a == RandomReal[]  gives  True
    """
    ev.state["session"].seed(None if seed is None or seed is S.Automatic else _seed(seed))
    return NULL


def _seed(seed: Expr) -> int:
    if isinstance(seed, Integer):
        return seed.value if seed.value >= 0 else 2 ** 64 - seed.value
    if isinstance(seed, String):
        return int.from_bytes(seed.value.encode()[:64], "big") + 2 ** 65
    raise Complaint("seed", seed)


@builtin("BlockRandom", HOLD_FIRST)
def block_random(ev: Evaluator, expr: Expr, *, random_seeding: Expr = S.Inherited) -> Expr:
    """BlockRandom[expr] evaluates expr and leaves the random stream as it was before; RandomSeeding -> n
    starts it from a seed.

    Source   ref/BlockRandom
    Example  BlockRandom[RandomReal[]] == RandomReal[]  gives  True
    """
    generator = ev.rng
    state = generator.bit_generator.state
    if isinstance(random_seeding, (Integer, String)):
        generator.bit_generator.state = np.random.default_rng(_seed(random_seeding)).bit_generator.state
    elif random_seeding is S.Automatic:
        generator.bit_generator.state = np.random.default_rng().bit_generator.state
    try:
        return ev(expr)
    finally:
        generator.bit_generator.state = state
