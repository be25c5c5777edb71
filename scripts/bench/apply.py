"""Speed and memory of applying nets, against PyTorch by hand: `python scripts/bench/apply.py`.

Small nets take one example as a list and give a list; then many examples at once; then LeNet, a residual net of 18
layers, a stack of LSTMs on sequences of differing lengths and a transformer, in batches. The peers run in eager mode
under torch.inference_mode. Memory is the peak of a process of its own that does only this.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts" / "bench")]

import torch  # noqa: E402
from compare import Work, alternate, report  # noqa: E402
from peers import models  # noqa: E402
from torch import Tensor, nn  # noqa: E402

from wlnet.expr import Call, Expr, list_of, packed, to_expr  # noqa: E402
from wlnet.session import Session  # noqa: E402

FEATURES, CLASSES, TOKENS, STEPS, SIZE, HEADS = 16, 10, 100, 64, 128, 4
SMALL = {
    "LinearLayer[3] on 4 numbers": ('LinearLayer[3, "Input" -> 4]', [4, 3]),
    "Linear-Tanh-Linear on 2 numbers": ('NetChain[{LinearLayer[3], Tanh, LinearLayer[1]}, "Input" -> 2]', [2, 3, 1]),
}

LENET = """NetChain[{ConvolutionLayer[20, 5], Ramp, PoolingLayer[2, 2], ConvolutionLayer[50, 5], Ramp,
    PoolingLayer[2, 2], FlattenLayer[], 500, Ramp, 10, SoftmaxLayer[]}, "Input" -> {1, 28, 28}]"""

RESNET = """With[{
    body = Function[{n, s}, {ConvolutionLayer[n, 3, "Stride" -> s, PaddingSize -> 1], BatchNormalizationLayer[], Ramp,
        ConvolutionLayer[n, 3, PaddingSize -> 1], BatchNormalizationLayer[]}]},
  With[{
    same = Function[n, NetGraph[<|"body" -> body[n, 1], "add" -> ThreadingLayer[Plus], "ramp" -> Ramp|>,
        {NetPort["Input"] -> "body", {"body", NetPort["Input"]} -> "add" -> "ramp"}]],
    down = Function[n, NetGraph[<|"body" -> body[n, 2], "add" -> ThreadingLayer[Plus], "ramp" -> Ramp,
          "short" -> {ConvolutionLayer[n, 1, "Stride" -> 2], BatchNormalizationLayer[]}|>,
        {NetPort["Input"] -> {"body", "short"} -> "add" -> "ramp"}]]},
    NetChain[{ConvolutionLayer[WIDTH, 3, PaddingSize -> 1], BatchNormalizationLayer[], Ramp, same[WIDTH], same[WIDTH],
      down[2 WIDTH], same[2 WIDTH], down[4 WIDTH], same[4 WIDTH], down[8 WIDTH], same[8 WIDTH],
      AggregationLayer[Mean, 2 ;; 3], 10, SoftmaxLayer[]}, "Input" -> {3, 32, 32}]]]"""

LSTMS = (f"NetChain[{{LongShortTermMemoryLayer[{SIZE}], LongShortTermMemoryLayer[{SIZE}], SequenceLastLayer[], "
         f'LinearLayer[{CLASSES}], SoftmaxLayer[]}}, "Input" -> {{"Varying", {FEATURES}}}]')

TRANSFORMER = """With[{
    part = NetMapOperator[LinearLayer[{HEADS, SIZE/HEADS}]],
    beside = Function[net, NetGraph[<|"norm" -> NormalizationLayer[2, "Same"], "net" -> net,
          "add" -> ThreadingLayer[Plus]|>,
        {NetPort["Input"] -> "norm" -> "net", {"net", NetPort["Input"]} -> "add"}]]},
  With[{
    attention = NetGraph[<|"key" -> part, "value" -> part, "query" -> part,
          "attention" -> AttentionLayer["Dot", "MultiHead" -> True, "ScoreRescaling" -> "DimensionSqrt"],
          "output" -> NetMapOperator[LinearLayer[SIZE]]|>,
        {NetPort["Input"] -> {"key", "value", "query"}, "key" -> NetPort["attention", "Key"],
         "value" -> NetPort["attention", "Value"], "query" -> NetPort["attention", "Query"],
         "attention" -> "output"}],
    each = NetMapOperator[NetChain[{LinearLayer[4 SIZE], ElementwiseLayer["GELU"], LinearLayer[SIZE]}]],
    embedding = NetGraph[<|"token" -> EmbeddingLayer[SIZE, TOKENS], "place" -> SequenceIndicesLayer["Maximum" -> STEPS],
          "position" -> EmbeddingLayer[SIZE, STEPS], "add" -> TotalLayer[]|>,
        {NetPort["Input"] -> "token", NetPort["Input"] -> "place" -> "position", {"token", "position"} -> "add"}]},
    NetChain[Flatten[{embedding, Table[{beside[attention], beside[each]}, 4], NormalizationLayer[2, "Same"],
        AggregationLayer[Mean, 1], LinearLayer[2], SoftmaxLayer[]}],
      "Input" -> {"Varying", Restricted["Integer", TOKENS]}]]]"""


def source_of(text: str, **numbers: int) -> str:
    """The source of a net with numbers put in for names."""
    for name, number in numbers.items():
        text = text.replace(name, str(number))
    return text


@dataclass(frozen=True)
class Model:
    """A net and its peer, and data for both: an expression, and what the peer's `forward` takes."""

    source: str
    peer: Callable[[], nn.Module]
    data: Callable[[], tuple[Expr, Any]]


def _reals(*shape: int) -> tuple[Expr, Tensor]:
    x = torch.rand(shape)
    return packed(x.double().numpy()), x


def _ragged() -> tuple[Expr, list[Tensor]]:
    sequences = [torch.randn(length, FEATURES) for length in torch.randint(5, 101, (64,)).tolist()]
    return list_of(packed(x.double().numpy()) for x in sequences), sequences


def _tokens() -> tuple[Expr, Tensor]:
    x = torch.randint(TOKENS, (16, STEPS))
    return packed(x.numpy() + 1), x


MODELS = {
    "LeNet, 64 images": Model(LENET, models.lenet, lambda: _reals(64, 1, 28, 28)),
    "residual net, 16 images of 32 x 32": Model(
        source_of(RESNET, WIDTH=32), lambda: models.resnet(32), lambda: _reals(16, 3, 32, 32)),
    "2 LSTMs, 64 sequences of 5 to 100": Model(LSTMS, lambda: models.Sequences(FEATURES, SIZE, CLASSES), _ragged),
    "transformer, 16 sequences of 64": Model(
        source_of(TRANSFORMER, HEADS=HEADS, SIZE=SIZE, TOKENS=TOKENS, STEPS=STEPS),
        lambda: models.Transformer(TOKENS, STEPS, SIZE, HEADS, 4), _tokens),
}


def our_net(session: Session, source: str) -> Expr:
    """The net, initialised."""
    net = session.evaluate(f"NetInitialize[{source}, RandomSeeding -> 1]")
    if net.messages:
        raise RuntimeError(net.messages[0])
    return net.expression


def small(name: str, blocks: int, calls: int = 2_000) -> None:
    """Measure single calls, and what they cost beyond the evaluator's own call."""
    source, sizes = SMALL[name]
    session = Session(seed=1)
    ev, net, model = session.evaluator, our_net(session, source), models.perceptron(sizes).eval()
    numbers = [0.5 * k for k in range(sizes[0])]
    example, function = to_expr(numbers), session.evaluate("Function[x, x]").expression
    ev(example)

    def ours() -> None:
        for _ in range(calls):
            ev(Call(net, example))

    def bare() -> None:
        for _ in range(calls):
            ev(Call(function, example))

    def peer() -> None:
        for _ in range(calls):
            with torch.inference_mode():
                model(torch.tensor([numbers])).tolist()
    found = alternate({"wlnet": ours, "PyTorch": peer, "Function[x, x]": bare}, blocks)
    call = found.pop("Function[x, x]").median
    report(f"{name}, one by one", found, "wlnet", calls, "examples")
    print(f"  {(found['wlnet'].median - call) / calls * 1e6:.1f} microseconds beyond the evaluator's call")


def many(name: str, blocks: int, count: int = 10_000) -> None:
    """Measure many examples in one call, lists in and lists out."""
    source, sizes = SMALL[name]
    session = Session(seed=1)
    ev, net, model = session.evaluator, our_net(session, source), models.perceptron(sizes).eval()
    numbers = torch.rand(count, sizes[0], dtype=torch.float64).tolist()
    examples = ev(to_expr(numbers))

    def peer() -> None:
        with torch.inference_mode():
            model(torch.tensor(numbers)).tolist()
    report(f"{name}, {count} at once", alternate({"wlnet": lambda: ev(Call(net, examples)), "PyTorch": peer}, blocks),
           "wlnet", count, "examples")


def peer_work(name: str) -> Work:
    """The peer applied to its data once."""
    model, (_, data) = MODELS[name].peer().eval(), MODELS[name].data()

    def work() -> object:
        with torch.inference_mode():
            return model(data)
    return work


def our_work(name: str) -> Work:
    """Our net applied to its data once."""
    session = Session(seed=1)
    ev, net = session.evaluator, our_net(session, MODELS[name].source)
    data = ev(MODELS[name].data()[0])
    return lambda: ev(Call(net, data))


def large(name: str, blocks: int, calls: int = 3) -> None:
    """Measure a large net on one batch."""
    def repeated(work: Work) -> Work:
        return lambda: [work() for _ in range(calls)]
    ways = {"wlnet": repeated(our_work(name)), "PyTorch": repeated(peer_work(name))}
    report(name, alternate(ways, blocks), "wlnet", calls, "batches")


def peak_of(name: str, way: str) -> float:
    """The memory of this process, at its peak, in MiB, after some batches."""
    work = our_work(name) if way == "wlnet" else peer_work(name)
    for _ in range(5):
        work()
    status = Path("/proc/self/status")
    if status.exists():         # getrusage would count the process that this one was forked from
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def memory(name: str) -> None:
    """Compare peaks of memory, in processes of their own."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1, maxtasksperchild=1) as pool:
        ours, theirs = (pool.apply(peak_of, (name, way)) for way in ("wlnet", "PyTorch"))
    print(f"  memory: wlnet {ours:.0f} MiB, PyTorch {theirs:.0f} MiB, {ours / theirs:.2f} times")


def building(blocks: int) -> None:
    """Time what makes a net and its initial arrays."""
    found = []
    for _ in range(blocks):
        session = Session(seed=1)
        session.evaluate("NetInitialize[NetChain[{LinearLayer[1]}, \"Input\" -> 1]]")       # loads what it needs
        begin = time.perf_counter()
        our_net(session, source_of(RESNET, WIDTH=64))
        found.append(time.perf_counter() - begin)
    print(f"residual net of 11 million numbers: built and initialised in {min(found):.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--blocks", type=int, default=15, help="turns of each way")
    options = parser.parse_args()
    torch.manual_seed(1)
    for name in SMALL:
        small(name, options.blocks)
        many(name, options.blocks)
    building(3)
    for name in MODELS:
        large(name, options.blocks)
        memory(name)


if __name__ == "__main__":
    main()
