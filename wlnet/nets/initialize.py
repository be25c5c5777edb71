"""NetInitialize: values for arrays, by method. Deterministic for a seed; numpy only."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from wlnet.kernel.messages import Failed
from wlnet.nets.arrays import ArrayValue, Shared, frozen, values_of, with_values
from wlnet.nets.data import Array
from wlnet.nets.declare import AUTOMATIC
from wlnet.nets.inference import label
from wlnet.nets.layer import Net
from wlnet.nets.paths import array_values, with_arrays
from wlnet.nets.types import dims_text
from wlnet.nets.wiring import Path

METHODS = ("Kaiming", "Xavier", "Orthogonal", "Random", "Identity")
Draw = Callable[[np.random.Generator, tuple[int, ...]], Array]


@dataclass(frozen=True)
class Method:
    """A method and its settings. `weights` and `biases` draw arrays where the method lets users choose."""

    name: str = "Kaiming"
    uniform: bool = False
    weights: Draw | None = None
    biases: Draw | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


def normal(deviation: float, mean: float = 0.0) -> Draw:
    """Draws from a normal distribution."""
    return lambda rng, dims: rng.normal(mean, deviation, dims)


def uniform(low: float, high: float) -> Draw:
    """Draws from a uniform distribution."""
    return lambda rng, dims: rng.uniform(low, high, dims)


def initialize(net: Net, method: Method, seed: int, everything: bool = False) -> Net:
    """The net with values for all arrays that have none (or for all arrays).

    Errors  Failed("openshape") when dimensions of an array are not known.
    """
    rng = np.random.default_rng(seed)
    values = array_values(net)
    fresh: dict[Path, ArrayValue] = {}
    shared: dict[str, Array] = {}
    for value in values.values():
        numbers = values_of(value)
        if isinstance(value, Shared) and numbers is not None and not everything:
            shared.setdefault(value.name, numbers)
    starts = {(*node.path, spec.name): spec.start for node in _nodes(net) for spec in node.layer.arrays}
    for path, value in values.items():
        if value is None or (values_of(value) is not None and not everything):
            continue
        if isinstance(value, Shared) and value.name in shared:
            fresh[path] = with_values(value, shared[value.name])
            continue
        dims = net.inferred.types[path].dims
        if dims is None or not all(isinstance(dim, int) for dim in dims):
            node = next(node for node in _nodes(net) if node.path == path[: len(node.path)])
            raise Failed("openshape", label(node.path, node.layer.head), f'array "{path[-1]}"', dims_text(dims))
        numbers = frozen(start_values(starts.get(path), str(path[-1]), dims, method, rng))  # type: ignore[arg-type]
        fresh[path] = with_values(value, numbers)
        if isinstance(value, Shared):
            shared[value.name] = numbers
    return with_arrays(net, fresh) if fresh else net


def _nodes(net: Net) -> list[Any]:
    return net.inferred.wiring.nodes


def uninitialized(net: Net) -> Net:
    """The net without values of arrays."""
    return with_arrays(net, {path: with_values(value, AUTOMATIC) for path, value in array_values(net).items()
                             if values_of(value) is not None})


def start_values(
    start: float | None, name: str, dims: tuple[int, ...], method: Method, rng: np.random.Generator,
) -> Array:
    """Values for an array: its fixed start value, or drawn by the method."""
    if name.endswith("Biases") and method.biases is not None:
        return method.biases(rng, dims)
    if start is not None:
        return np.full(dims, start)
    rest = math.prod(dims[1:]) if len(dims) > 1 else math.prod(dims)
    fan_in = max(1, rest)
    fan_out = max(1, dims[0] * math.prod(dims[2:]) if dims else 1)
    if method.name == "Random":
        return (method.weights or normal(1.0))(rng, dims)
    if method.name == "Orthogonal":
        return _orthogonal(dims, rng)
    if method.name == "Identity":
        return _identity(dims) + (method.weights or normal(0.01))(rng, dims)
    variance = 2 / fan_in if method.name == "Kaiming" else 2 / (fan_in + fan_out)
    if method.uniform:
        limit = math.sqrt(3 * variance)
        return rng.uniform(-limit, limit, dims)
    return rng.normal(0.0, math.sqrt(variance), dims)


def _orthogonal(dims: tuple[int, ...], rng: np.random.Generator) -> Array:
    if not dims:
        return rng.choice([-1.0, 1.0], ())
    rows, columns = dims[0], math.prod(dims[1:])
    tall = rng.normal(size=(max(rows, columns), min(rows, columns)))
    q, r = np.linalg.qr(tall)
    q *= np.sign(np.diag(r))            # makes the distribution uniform over orthogonal matrices
    return (q if rows >= columns else q.T).reshape(dims)


def _identity(dims: tuple[int, ...]) -> Array:
    """Ones on the diagonal of the first two levels, at the centre of the others (kernels)."""
    result = np.zeros(dims)
    if len(dims) < 2:
        return result
    centre = tuple((size - 1) // 2 for size in dims[2:])
    for k in range(min(dims[:2])):
        result[(k, k, *centre)] = 1
    return result
