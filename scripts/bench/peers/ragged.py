"""One GRU layer on sequences of different lengths, as PyTorch users write it: pad each batch to its longest.

    python scripts/bench/peers/ragged.py [--examples N] [--longest N] [--packed] [--threads N]

The task is to name the class of a sequence of vectors from the state after its last true step. `--packed` is
the other way that PyTorch's documentation shows, pack_padded_sequence. Prints examples per second.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from torch.utils.data import DataLoader, Dataset

Example = tuple[Tensor, int]
Batch = tuple[Tensor, Tensor, Tensor]


class RaggedModel(nn.Module):
    """{n, features} -> scores of the classes, n differing from example to example."""

    def __init__(self, features: int, size: int, classes: int, packed: bool = False) -> None:
        super().__init__()
        self.gru = nn.GRU(features, size, batch_first=True)
        self.linear = nn.Linear(size, classes)
        self.packed = packed

    def forward(self, inputs: Tensor, lengths: Tensor) -> Tensor:
        if self.packed:
            _, state = self.gru(pack_padded_sequence(inputs, lengths, batch_first=True, enforce_sorted=False))
            last = state[-1]
        else:
            outputs, _ = self.gru(inputs)
            last = outputs[torch.arange(len(inputs)), lengths - 1]
        scores: Tensor = self.linear(last)
        return scores


class Examples(Dataset[Example]):
    def __init__(self, examples: list[Example]) -> None:
        self.examples = examples

    def __len__(self) -> int:
        return len(self.examples)

    def __getitem__(self, index: int) -> Example:
        return self.examples[index]


def collate(examples: list[Example]) -> Batch:
    inputs, targets = zip(*examples)
    lengths = torch.tensor([len(sequence) for sequence in inputs])
    return pad_sequence(list(inputs), batch_first=True), lengths, torch.tensor(targets)


def make_examples(count: int, features: int, longest: int, classes: int) -> list[Example]:
    """Random sequences of 1 to `longest` steps; the class is where the mean of the features is largest."""
    lengths = torch.randint(1, longest + 1, (count,))
    sequences = [torch.randn(int(length), features) for length in lengths]
    return [(sequence, int(sequence.mean(0)[:classes].argmax())) for sequence in sequences]


def train_epoch(model: RaggedModel, optimizer: torch.optim.Optimizer, batches: Iterable[Batch]) -> float:
    """One round of training; the mean loss over it."""
    loss_of = nn.CrossEntropyLoss()
    model.train()
    total = 0.0
    count = 0
    for inputs, lengths, targets in batches:
        optimizer.zero_grad()
        loss = loss_of(model(inputs, lengths), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        count += len(inputs)
    return total / count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=10_000)
    parser.add_argument("--features", type=int, default=16)
    parser.add_argument("--longest", type=int, default=100)
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--packed", action="store_true")
    parser.add_argument("--threads", type=int, help="PyTorch's default where left out")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(1)

    examples = make_examples(options.examples, options.features, options.longest, options.classes)
    batches: Iterable[Batch] = DataLoader(Examples(examples), batch_size=64, shuffle=True, collate_fn=collate)
    model = RaggedModel(options.features, options.size, options.classes, options.packed)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for number in range(1, options.rounds + 1):
        begin = time.perf_counter()
        loss = train_epoch(model, optimizer, batches)
        rate = len(examples) / (time.perf_counter() - begin)
        print(f"round {number}: {rate:.0f} examples/s, loss {loss:.3f}")


if __name__ == "__main__":
    main()
