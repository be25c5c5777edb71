"""Operators that compare: distances between embeddings, and the game of generator and discriminator."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from wlnet.expr import Expr, S, String
from wlnet.nets.coder import Coder
from wlnet.nets.declare import AUTOMATIC, Automatic, Kind, parameter
from wlnet.nets.encoders.mapped import Mapped, mapped_encoder
from wlnet.nets.inference import Shapes
from wlnet.nets.kinds import choice, show_auto, symbol_choice
from wlnet.nets.layer import Net, Port, Run, layer
from wlnet.nets.layers.elementwise import Elementwise
from wlnet.nets.layers.losses import SMALLEST
from wlnet.nets.operators import NET_PAIR, SIMPLE_NET, Operator, mapped
from wlnet.nets.types import REAL, Type
from wlnet.tensors import Tensor, torch


@layer("NetPairEmbeddingOperator")
class NetPairEmbedding(Operator):
    """NetPairEmbeddingOperator[net] gives the distance between what net makes of two inputs.

    The option DistanceFunction is EuclideanDistance or CosineDistance; "Input" states the dimensions of one
    of the two.

    Ports    Input {2, d...} for a net with Input {d...}; Output, a number.
    Source   ref/NetPairEmbeddingOperator; Hadsell et al. 2006
    Example  NetPairEmbeddingOperator[ElementwiseLayer[# &]][{{1, 2}, {4, 6}}]  gives  5.
    """

    net: Net = parameter(SIMPLE_NET, position=1)
    distance: str = parameter(symbol_choice("EuclideanDistance", "CosineDistance"), option="$DistanceFunction",
                              default="EuclideanDistance")

    def inner_coder(self, port: str) -> Coder | None:
        return mapped_encoder(self.net.coder(self.net.inputs[0]), 2) if port == "Input" else None

    def with_ports(self, ports: Mapping[str, Port | Type]) -> Net:
        """The same operator with types declared. A type that a user states for Input is that of one of the
        two."""
        member = ports.get("Input")
        if member is None or isinstance(member, (Type, Mapped)):
            return super().with_ports(ports)
        rest = {name: port for name, port in ports.items() if name != "Input"}
        made = dataclasses.replace(self, net=self.net.with_ports({self.net.inputs[0]: member}))
        return Operator.with_ports(made, rest) if rest else made

    def infer(self, shapes: Shapes) -> None:
        mapped(shapes, "Input", ("Net", self.net.inputs[0]))
        dims = shapes["Input"]
        if dims is not None:
            shapes.narrow("Input", (2, *dims[1:]))
        shapes.narrow("Output", (), REAL)

    def forward(self, x: Tensor, *arrays: Tensor | None, run: Run) -> Tensor:
        rows = self.apply(run, arrays, {self.net.inputs[0]: x.flatten(0, 1)})[self.net.outputs[0]]
        a, b = rows.reshape(len(x), 2, -1).unbind(1)
        if self.distance == "EuclideanDistance":
            squares = ((a - b) ** 2).sum(1)
            equal = squares == 0                    # the root has no gradient there: it counts as zero
            return torch.where(equal, 0, torch.sqrt(torch.where(equal, 1, squares)))
        cosine: Tensor = (a * b).sum(1) / torch.sqrt(((a**2).sum(1) * (b**2).sum(1)).clamp(min=SMALLEST))
        return 1 - cosine


_LOSSES = choice("JensenShannon", "Wasserstein")


def _read_game(expr: Expr, ev: Any) -> Any:
    return AUTOMATIC if expr is S.Automatic else _LOSSES.read(expr, ev)


GAME = Kind('Automatic, "JensenShannon" or "Wasserstein"', _read_game, show_auto(String))


@layer("NetGANOperator")
class NetGAN(Operator):
    """NetGANOperator[{generator, discriminator}] gives the losses of a discriminator that tells samples from
    what a generator makes of noise.

    NetGANOperator[{generator, discriminator}, loss] says how: "JensenShannon" (-Log[d], -Log[1 - d]; chosen
    when the discriminator ends with a LogisticSigmoid) or "Wasserstein" (-d, d). While training, what
    LossFake tells the generator has the opposite sign: one training makes both losses small for the
    discriminator and LossFake large for the generator.

    Ports    Sample, as the input of the discriminator; Latent, as that of the generator; LossReal and
             LossFake, numbers; GeneratedFake, as Sample.
    Source   ref/NetGANOperator; Goodfellow et al. 2014; Arjovsky et al. 2017; Ganin and Lempitsky 2015 for
             the sign
    Example  Head[NetGANOperator[{LinearLayer[2, "Input" -> 1], LinearLayer[{}]}]]  gives  NetGANOperator
    """

    nets: tuple[Net, ...] = parameter(NET_PAIR, position=1)
    loss: str | Automatic = parameter(GAME, position=2, default=AUTOMATIC)

    roles = ("Generator", "Discriminator")
    input_names = ("Sample", "Latent")
    output_names = ("LossReal", "LossFake", "GeneratedFake")

    def inner_coder(self, port: str) -> Coder | None:
        generator, judge = self.nets
        if port == "GeneratedFake":
            return generator.coder(generator.outputs[0])
        if port == "Sample":
            return judge.coder(judge.inputs[0])
        return generator.coder(generator.inputs[0]) if port == "Latent" else None

    def infer(self, shapes: Shapes) -> None:
        generator, judge = self.nets
        mapped(shapes, "Latent", ("Generator", generator.inputs[0]), 0)
        for _ in range(2):
            for inner in (("Generator", generator.outputs[0]), ("Discriminator", judge.inputs[0])):
                mapped(shapes, "Sample", inner, 0)
                mapped(shapes, "GeneratedFake", inner, 0)
        score = ("Discriminator", judge.outputs[0])
        shapes.narrow(score, (1,) if shapes[score] == (1,) else ())
        shapes.narrow("LossReal", (), REAL)
        shapes.narrow("LossFake", (), REAL)

    def forward(self, sample: Tensor, latent: Tensor, *arrays: Tensor | None, run: Run) -> tuple[Tensor, ...]:
        generator, judge = self.nets
        fake = self.apply(run, arrays, {generator.inputs[0]: latent}, "Generator")[generator.outputs[0]]
        shown = 2 * fake.detach() - fake if run.training else fake      # the same value, the gradient turned round
        port, out = judge.inputs[0], judge.outputs[0]
        real_score = self.apply(run, arrays, {port: sample}, "Discriminator")[out].flatten()
        fake_score = self.apply(run, arrays, {port: shown}, "Discriminator")[out].flatten()
        kind = self.loss if isinstance(self.loss, str) else "JensenShannon" if _is_probability(judge) else "Wasserstein"
        if kind == "Wasserstein":
            return -real_score, fake_score, fake
        return -torch.log(real_score.clamp(min=SMALLEST)), -torch.log((1 - fake_score).clamp(min=SMALLEST)), fake


def _is_probability(net: Net) -> bool:
    """Whether a net ends with a LogisticSigmoid."""
    wiring = net.inferred.wiring
    cell = wiring.outputs[net.outputs[0]]
    last = next((node.layer for node in wiring.nodes if cell in node.outputs.values()), None)
    return isinstance(last, Elementwise) and last.function.source in (
        S.LogisticSigmoid, String("LogisticSigmoid"), String("Sigmoid"))
