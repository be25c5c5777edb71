"""Training speed against idiomatic PyTorch, in alternating blocks: `python scripts/bench/train.py [TEXT ...]`.

The nets are the character model of the NetStateObject page (two layers of 128, 25 characters, batches of 64) with each
kind of recurrent layer, one layer on ragged sequences, and two nets on images of 28 x 28. TEXT are files to learn from
(default: `$WLNET_RESOURCES`, else made-up text, which does for speed). `--rounds N` instead trains the page's net on
300,000 examples and prints the validation loss of every round.

Recurrent nets train by compiled loops where there is a C compiler; which loops ran is printed, and how the loops on
torch alone compare, and the compiled ones on one thread. On a busy machine PyTorch's default number of threads can make
it tens of times slower: `--threads 1` leaves that measurement out.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts" / "bench")]

import torch  # noqa: E402
from compare import Timing, Work, alternate, ratio, report  # noqa: E402
from peers.char_model import CharModel  # noqa: E402
from peers.ragged import RaggedModel  # noqa: E402
from torch import Tensor, nn  # noqa: E402

from wlnet.backend import native, recurrent  # noqa: E402
from wlnet.expr import Association, Call, Expr, S, String, list_of, packed, to_expr  # noqa: E402
from wlnet.session import Session  # noqa: E402

LENGTH, SIZE, BATCH, BLOCK = 25, 128, 64, 12
LAYERS = {"GatedRecurrentLayer": nn.GRU, "LongShortTermMemoryLayer": nn.LSTM, "BasicRecurrentLayer": nn.RNN}


def corpus(paths: list[Path]) -> str:
    """The texts to learn from, joined by spaces."""
    if not paths and os.environ.get("WLNET_RESOURCES"):
        paths = sorted(Path(os.environ["WLNET_RESOURCES"]).glob("*.txt"))
    if paths:
        return " ".join(path.read_text(encoding="utf-8") for path in paths)
    letters = "".join(map(chr, range(32, 111)))
    return "".join(random.Random(1).choices(letters, k=200_000))


def examples_of(text: str, count: int) -> Expr:
    """Rules from LENGTH characters to the next one, at random places."""
    chance = random.Random(1)
    places = [chance.randrange(LENGTH, len(text)) for _ in range(count)]
    return list_of(Call(S.Rule, String(text[k - LENGTH : k]), String(text[k])) for k in places)


def character_net(session: Session, layer: str, characters: list[str]) -> Expr:
    """The page's net with another kind of recurrent layer."""
    session.evaluator.set_value(S.BenchCharacters, list_of(map(String, characters)))
    return session.evaluate(
        f"NetChain[{{UnitVectorLayer[], {layer}[{SIZE}], {layer}[{SIZE}], SequenceLastLayer[], "
        f"LinearLayer[{len(characters)}], SoftmaxLayer[]}}, "
        '"Input" -> NetEncoder[{"Characters", System`BenchCharacters}], '
        '"Output" -> NetDecoder[{"Class", System`BenchCharacters}]]').expression


def our_steps(session: Session, net: Expr, data: Expr) -> Work:
    """A block of training steps of ours."""
    from wlnet.backend.net_train import plan_job
    from wlnet.backend.train import Trainer, environment
    from wlnet.kernel.builtin import REGISTRY
    session.evaluate("Options[NetTrain]")       # loads it
    options = {**REGISTRY["NetTrain"].options, "BatchSize": to_expr(BATCH), "RandomSeeding": to_expr(1)}
    _, job = plan_job(net.value, data, options, session.evaluator)  # type: ignore[attr-defined]
    trainer = Trainer(job)

    def feeds() -> Iterator[Any]:
        for number in itertools.count(1):
            yield from job.training.round(number)
    endless = feeds()

    def block() -> None:
        with environment(trainer.program, job):
            for _ in range(BLOCK):
                trainer.train(next(endless))
    return block


def with_threads(count: int, work: Work) -> Work:
    """The work with this number of threads."""
    def run() -> None:
        before = torch.get_num_threads()
        torch.set_num_threads(count)
        work()
        torch.set_num_threads(before)
    return run


def peer_steps(model: nn.Module, batch: Callable[[], tuple[tuple[Tensor, ...], Tensor]]) -> Work:
    """A block of training steps as PyTorch users write them."""
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss_of = nn.CrossEntropyLoss()

    def block() -> None:
        for _ in range(BLOCK):
            inputs, targets = batch()
            optimizer.zero_grad()
            found = model(*inputs)
            loss = loss_of(found[0] if isinstance(found, tuple) else found, targets)
            loss.backward()
            optimizer.step()
            loss.item()
    return block


def loops(compiled: bool, processors: int | None, work: Work) -> Work:
    """The work by compiled loops, on so many processors at most, or by the loops on torch."""
    library = native.library()

    def run() -> None:
        assert library is not None
        before = library.processors
        library.processors = processors or before
        with nullcontext() if compiled else patch.object(recurrent, "_can_compile", return_value=False):
            work()
        library.processors = before
    return run


def ours(work: Work) -> dict[str, Work]:
    """The work of a recurrent net in all the ways that there are."""
    if native.library() is None:
        return {"wlnet": work}
    return {"wlnet": work, "wlnet, 1 thread": loops(True, 1, work), "wlnet, torch loops": loops(False, None, work)}


def report_all(what: str, timings: dict[str, Timing]) -> float:
    """Print the rates, which loops ran, and the ratios to PyTorch; that of the usual way."""
    usual = {name: timing for name, timing in timings.items() if not name.startswith("wlnet,")}
    library = native.library()
    found = report(f"{what}; loops: {library.means if library else 'torch'}", usual, "wlnet", BLOCK * BATCH, "examples")
    for name, timing in timings.items():
        if name.startswith("wlnet,") or (name == "wlnet" and len(usual) > 2):
            middle, low, high = ratio(timing, timings["PyTorch, 1 thread"])
            print(f"  {name} / PyTorch, 1 thread: {middle:.2f} times (quartiles {low:.2f} to {high:.2f})", flush=True)
    return found


def peers(work: Work) -> dict[str, Work]:
    """The peer with one thread and with PyTorch's default number."""
    count = torch.get_num_threads()
    found = {"PyTorch, 1 thread": with_threads(1, work)}
    return found if count == 1 else {**found, f"PyTorch, {count} threads": with_threads(count, work)}


def character_model(layer: str, text: str, blocks: int) -> float:
    """Measure the character model with one kind of layer."""
    session = Session(seed=1)
    characters = sorted(set(text))
    data = examples_of(text, 20_000)
    codes = torch.randint(len(characters), (20_000, LENGTH))
    targets = torch.randint(len(characters), (20_000,))
    model = CharModel(len(characters), SIZE)
    model.gru = LAYERS[layer](len(characters), SIZE, num_layers=2, batch_first=True)

    def batch() -> tuple[tuple[Tensor, ...], Tensor]:
        rows = torch.randint(len(codes), (BATCH,))
        return (codes[rows],), targets[rows]
    ways = {**ours(our_steps(session, character_net(session, layer, characters), data)),
            **peers(peer_steps(model, batch))}
    return report_all(f"2 x {layer}[{SIZE}], {LENGTH} characters, batches of {BATCH}", alternate(ways, blocks))


def ragged(blocks: int, features: int = 16, longest: int = 200, classes: int = 10) -> float:
    """Measure one layer on sequences of 5 to `longest` vectors; the peer pads each batch to its longest."""
    session = Session(seed=1)
    chance = torch.Generator().manual_seed(1)
    lengths = torch.randint(5, longest + 1, (2_000,), generator=chance)
    sequences = [torch.randn(int(n), features, generator=chance) for n in lengths]
    labels = torch.randint(classes, (len(sequences),), generator=chance)
    data = list_of(Call(S.Rule, packed(x.double().numpy()), to_expr(int(k) + 1))
                   for x, k in zip(sequences, labels, strict=True))
    net = session.evaluate(f"NetChain[{{GatedRecurrentLayer[{SIZE}], SequenceLastLayer[], LinearLayer[{classes}], "
                           f'SoftmaxLayer[]}}, "Input" -> {{"Varying", {features}}}]').expression

    def batch() -> tuple[tuple[Tensor, ...], Tensor]:
        rows = torch.randint(len(sequences), (BATCH,))
        chosen = [sequences[k] for k in rows.tolist()]
        return (nn.utils.rnn.pad_sequence(chosen, batch_first=True), lengths[rows]), labels[rows]
    ways = {**ours(our_steps(session, net, data)), **peers(peer_steps(RaggedModel(features, SIZE, classes), batch))}
    return report_all(f"GatedRecurrentLayer[{SIZE}], sequences of 5 to {longest}, batches of {BATCH}",
                      alternate(ways, blocks))


IMAGE_NETS: dict[str, tuple[str, Callable[[], nn.Module]]] = {
    "LinearLayer[100]": (
        'NetChain[{FlattenLayer[], LinearLayer[100], Ramp, LinearLayer[10], SoftmaxLayer[]}, "Input" -> {1, 28, 28}]',
        lambda: nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))),
    "LeNet": (
        "NetChain[{ConvolutionLayer[20, 5], Ramp, PoolingLayer[2, 2], ConvolutionLayer[50, 5], Ramp, "
        'PoolingLayer[2, 2], FlattenLayer[], 500, Ramp, 10, SoftmaxLayer[]}, "Input" -> {1, 28, 28}]',
        lambda: nn.Sequential(
            nn.Conv2d(1, 20, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(20, 50, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(800, 500), nn.ReLU(), nn.Linear(500, 10))),
}


def images(name: str, blocks: int, count: int = 2_000) -> float:
    """Measure a net on images; the peer takes its batches from tensors by index."""
    session = Session(seed=1)
    chance = torch.Generator().manual_seed(1)
    pixels = torch.rand(count, 1, 28, 28, generator=chance)
    labels = torch.randint(10, (count,), generator=chance)
    source, model = IMAGE_NETS[name]
    data = Association({String("Input"): packed(pixels.double().numpy()), String("Output"): packed(labels.numpy() + 1)})

    def batch() -> tuple[tuple[Tensor, ...], Tensor]:
        rows = torch.randint(count, (BATCH,))
        return (pixels[rows],), labels[rows]
    ways = {"wlnet": our_steps(session, session.evaluate(source).expression, data), **peers(peer_steps(model(), batch))}
    return report(f"{name} on 28 x 28, batches of {BATCH}", alternate(ways, blocks), "wlnet", BLOCK * BATCH, "examples")


def learn(text: str, rounds: int, examples: int) -> None:
    """Train the page's net and print the validation loss of every round."""
    session = Session(sink=lambda kind, line: print(f"  {line}", flush=True), seed=1)
    ev = session.evaluator
    ev.set_value(S.BenchNet, character_net(session, "GatedRecurrentLayer", sorted(set(text))))
    ev.set_value(S.BenchData, examples_of(text, examples))
    outcome = session.evaluate(
        "NetTrain[System`BenchNet, System`BenchData, "
        '{"RoundLossList", "ValidationLossList", "TotalTrainingTime", "MeanExamplesPerSecond"}, '
        f"ValidationSet -> Scaled[0.1], BatchSize -> {BATCH}, MaxTrainingRounds -> {rounds}, "
        'TrainingProgressReporting -> {"Print", "Interval" -> Quantity[20, "Seconds"]}]')
    print(f"round losses, validation losses (nats), seconds, examples/s: {outcome.text}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path, nargs="*", help="files to learn from")
    parser.add_argument("--blocks", type=int, default=9, help="turns of each way")
    parser.add_argument("--rounds", type=int, default=0, help="rounds of full training")
    parser.add_argument("--examples", type=int, default=300_000, help="examples of full training")
    parser.add_argument("--threads", type=int, help="of PyTorch at most (default: as many as it likes)")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    text = corpus(options.text)
    if options.rounds:
        learn(text, options.rounds, options.examples)
        return
    for layer in LAYERS:
        character_model(layer, text, options.blocks)
    ragged(max(options.blocks // 2, 3))
    for name in IMAGE_NETS:
        images(name, options.blocks)


if __name__ == "__main__":
    main()
