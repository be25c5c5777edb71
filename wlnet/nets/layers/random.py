"""Random arrays: every element drawn from a distribution, whose parameters may be data."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from wlnet.expr import Association, Call, Expr, S, String, Symbol, is_call, is_list
from wlnet.nets.declare import Kind, Misfit, parameter
from wlnet.nets.functions import Compiled, compile_tree, slot, slots_of
from wlnet.nets.inference import Shapes
from wlnet.nets.layer import Layer, Run, layer
from wlnet.nets.types import REAL
from wlnet.tensors import Tensor, torch

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

Dims = tuple[int, ...]


@dataclass(frozen=True)
class Source:
    """Where a draw takes its randomness: a shape, and a generator on a device."""

    dims: Dims
    generator: torch.Generator
    dtype: torch.dtype

    def normal(self, *more: int) -> Tensor:
        """Standard normal numbers."""
        dims = (*self.dims, *more)
        return torch.randn(dims, generator=self.generator, dtype=self.dtype, device=self.generator.device)

    def uniform(self) -> Tensor:
        """Uniform numbers from 0 to 1."""
        return torch.rand(self.dims, generator=self.generator, dtype=self.dtype, device=self.generator.device)

    def exponential(self) -> Tensor:
        """Standard exponential numbers."""
        return -torch.log1p(-self.uniform())

    def array(self, value: Any) -> Tensor:
        """A parameter as an array of the shape."""
        return torch.as_tensor(value, dtype=self.dtype, device=self.generator.device).expand(self.dims)

    def gamma(self, shape: Any) -> Tensor:
        """Standard gamma numbers, with gradients by implicit reparameterization."""
        return torch._standard_gamma(self.array(shape).contiguous(), generator=self.generator)

    def poisson(self, mean: Any) -> Tensor:
        """Poisson numbers."""
        return torch.poisson(self.array(mean).contiguous(), generator=self.generator)


Draw = Callable[..., Any]

# name -> (numbers of parameters, draw); the parameterizations are those of the language
DISTRIBUTIONS: dict[str, tuple[tuple[int, ...], Draw]] = {
    "NormalDistribution": ((0, 2), lambda s, mean=0.0, deviation=1.0: mean + deviation * s.normal()),
    "UniformDistribution": ((0, 2), lambda s, low=0.0, high=1.0: low + (high - low) * s.uniform()),
    "GammaDistribution": ((2,), lambda s, shape, scale: scale * s.gamma(shape)),
    "ExponentialDistribution": ((1,), lambda s, rate: s.exponential() / rate),
    "PoissonDistribution": ((1,), lambda s, mean: s.poisson(mean)),
    "MaxwellDistribution": ((1,), lambda s, sigma: sigma * s.normal(3).norm(dim=-1)),
    "RayleighDistribution": ((1,), lambda s, sigma: sigma * torch.sqrt(2 * s.exponential())),
    "ChiDistribution": ((1,), lambda s, nu: torch.sqrt(2 * s.gamma(nu / 2))),
    "HalfNormalDistribution": ((1,), lambda s, theta: s.normal().abs() * math.sqrt(math.pi / 2) / theta),
    "WeibullDistribution": ((2,), lambda s, shape, scale: scale * s.exponential() ** (1 / shape)),
    "NakagamiDistribution": ((2,), lambda s, mu, omega: torch.sqrt(s.gamma(mu) * omega / mu)),
    "ChiSquareDistribution": ((1,), lambda s, nu: 2 * s.gamma(nu / 2)),
    "ErlangDistribution": ((2,), lambda s, k, rate: s.gamma(k) / rate),
    "LogGammaDistribution": ((3,), lambda s, shape, scale, mu: torch.exp(scale * s.gamma(shape)) + mu - 1),
    "ExpGammaDistribution": ((3,), lambda s, shape, theta, mu: mu + theta * torch.log(s.gamma(shape))),
    "InverseGammaDistribution": ((2,), lambda s, shape, scale: scale / s.gamma(shape)),
    "BernoulliDistribution": ((1,), lambda s, p: (s.uniform() < s.array(p)).to(s.dtype)),
    "BinomialDistribution": ((2,), lambda s, n, p: torch.binomial(
        s.array(n).contiguous(), s.array(p).contiguous(), generator=s.generator)),
    "NegativeBinomialDistribution": ((2,), lambda s, n, p: s.poisson(s.gamma(n) * (1 - p) / p)),
    "DiscreteUniformDistribution": ((2,), lambda s, low, high: low + torch.floor(s.uniform() * (high - low + 1))),
}


@dataclass(frozen=True)
class Distribution:
    """A distribution as given, and its parameters as expressions in the slots, which stand for the inputs `names`."""

    source: Expr
    name: str
    names: tuple[str, ...]
    slots: tuple[Expr, ...]
    values: tuple[Expr, ...] = field(compare=False)

    @cached_property
    def parameters(self) -> tuple[Compiled, ...]:
        """The parameters as operations on the values of the slots."""
        return tuple(compile_tree(value, self.slots, self.source) for value in self.values)

    def draw(self, source: Source, values: list[Tensor]) -> Tensor:
        """Random numbers for these values of the slots."""
        found: Tensor = DISTRIBUTIONS[self.name][1](source, *(item(torch, values) for item in self.parameters))
        return found


def _read_distribution(expr: Expr, ev: Evaluator) -> Distribution:
    numbers, names = slots_of(expr)
    if names:
        slots: list[Expr] = [slot(name) for name in names]
        tree = ev(Call(expr, Association({String(name): slot(name) for name in names})))
    elif is_call(expr, S.Function):
        slots = [slot(index) for index in range(1, max(numbers, default=0) + 1)]
        names = ["Input"] if len(slots) == 1 else [f"Input{index}" for index in range(1, len(slots) + 1)]
        tree = ev(Call(expr, *slots))
    else:
        slots, tree = [], expr
    if not (isinstance(tree, Call) and isinstance(tree.head, Symbol) and tree.head.short in DISTRIBUTIONS):
        raise Misfit
    args = [item for arg in tree.args for item in (arg.args if is_list(arg) else (arg,))]
    name = tree.head.short
    if len(args) not in DISTRIBUTIONS[name][0]:
        raise Misfit(f"{name} with {' or '.join(map(str, DISTRIBUTIONS[name][0]))} parameters")
    values = [arg if slots else ev(Call(S.N, arg)) for arg in args]
    found = Distribution(expr, name, tuple(names), tuple(slots), tuple(values))
    _ = found.parameters        # refuses what cannot be compiled
    return found


DISTRIBUTION = Kind("a univariate distribution or a function that gives one", _read_distribution,
                    lambda value: value.source)


@layer("RandomArrayLayer")
class RandomArray(Layer):
    """RandomArrayLayer[distribution] gives an array of independent random numbers; RandomArrayLayer[f] takes
    the parameters of the distribution f[p1, p2, ...] from its inputs, element by element.

    Ports    the slots of f, by name or as Input1, Input2, ...; Output, of the same dimensions (without
             inputs: as declared).
    Source   ref/RandomArrayLayer; Figurnov et al. 2018 for the gradient of gamma draws
    Example  Dimensions[RandomArrayLayer[NormalDistribution[0, 1], "Output" -> 3][]]  gives  {3}
    """

    distribution: Distribution = parameter(DISTRIBUTION, position=1)

    @property
    def inputs(self) -> tuple[str, ...]:
        return self.distribution.names

    def infer(self, shapes: Shapes) -> None:
        shapes.same(*self.inputs, "Output")
        shapes.narrow("Output", None, REAL)

    def settle(self, shapes: Shapes) -> None:
        if not self.inputs and shapes["Output"] is None:
            shapes.narrow("Output", ())

    def forward(self, *inputs: Tensor, run: Run) -> Tensor:
        dims = tuple(inputs[0].shape) if inputs else (run.batch, *map(int, self.dimensions("Output")))  # type: ignore[arg-type]
        generator = run.generator
        if generator is None:
            generator = torch.Generator(inputs[0].device if inputs else "cpu")
            generator.seed()
        return self.distribution.draw(Source(dims, generator, run.dtype), [x.to(run.dtype) for x in inputs])
