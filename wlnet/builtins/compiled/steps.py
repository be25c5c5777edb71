"""What compiled code calls: arithmetic that means the same to the evaluator, or raises `Fallback`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any


class Fallback(Exception):
    """The compiled code met something it is not made for: the evaluator must do it."""


MOST_BITS = 4096  # beyond this, integers are better left to the evaluator's own care


def finite(x: Any) -> Any:
    """The number itself, when it is finite."""
    if x - x != 0:
        raise Fallback
    return x


def add(*terms: Any) -> Any:
    """A sum of three or more, in the order in which the evaluator adds."""
    if any(type(term) is float for term in terms):
        raise Fallback
    return sum(terms)


def multiply(*factors: Any) -> Any:
    """A product of three or more, likewise."""
    if any(type(factor) is float for factor in factors):
        raise Fallback
    return math.prod(factors)


def quotient(a: Any, b: Any) -> Any:
    """An exact quotient of integers."""
    if type(a) is int and type(b) is int and b and a % b == 0:
        return a // b
    raise Fallback


def power(a: Any, n: Any) -> Any:
    """An integer to a small power."""
    if type(a) is int and type(n) is int and n >= 0 and a.bit_length() * n < MOST_BITS and (a or n):
        return a**n
    raise Fallback


def mod(a: Any, b: Any) -> Any:
    """The remainder of integers."""
    if type(a) is int and type(b) is int and b:
        return a % b
    raise Fallback


def whole_quotient(a: Any, b: Any) -> Any:
    """The integer quotient of integers."""
    if type(a) is int and type(b) is int and b:
        return a // b
    raise Fallback


def whole(x: Any) -> int:
    """An integer."""
    if type(x) is int:
        return x
    raise Fallback


def equal(a: Any, b: Any) -> bool:
    """Equality of numbers; reals that differ by little are the evaluator's business."""
    if a == b:
        return True
    if (type(a) is float or type(b) is float) and abs(a - b) <= 1e-12 * max(abs(a), abs(b)):
        raise Fallback
    return False


def same(a: Any, b: Any) -> bool:
    """Sameness: equal, and of the same kind."""
    return type(a) is type(b) and a == b


def rounded(function: Callable[[float], int]) -> Callable[[Any], int]:
    """Floor and its kind, of integers and reals."""
    return lambda x: x if type(x) is int else function(finite(x))


def smallest(*items: Any) -> Any:
    """Min of integers, or of reals."""
    if len({type(item) for item in items}) != 1:
        raise Fallback
    return min(items)


def largest(*items: Any) -> Any:
    """Max of integers, or of reals."""
    if len({type(item) for item in items}) != 1:
        raise Fallback
    return max(items)


def steps(start: Any, stop: Any, step: Any = 1) -> range:
    """The range of a Do with integer bounds."""
    if type(start) is int and type(stop) is int and type(step) is int and step:
        return range(start, stop + (1 if step > 0 else -1), step)
    raise Fallback


HELPERS = {
    "Fallback": Fallback, "finite": finite, "add": add, "multiply": multiply, "quotient": quotient, "power": power,
    "mod": mod, "whole_quotient": whole_quotient, "whole": whole, "equal": equal, "same": same, "steps": steps,
    "floor": rounded(math.floor), "ceiling": rounded(math.ceil), "smallest": smallest, "largest": largest,
    "bit_and": lambda a, b: whole(a) & whole(b), "bit_xor": lambda a, b: whole(a) ^ whole(b),
    "bit_or": lambda a, b: whole(a) | whole(b),
}
