"""The character model of the NetStateObject page as a competent user of PyTorch writes it: the yardstick.

    python scripts/bench/peers/char_model.py TEXT [--examples N] [--rounds N] [--threads N]

prints examples per second and validation loss per round, then a generated sample.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

LENGTH = 25             # characters that the model sees

Batches = DataLoader[tuple[Tensor, ...]]


class CharModel(nn.Module):
    """One-hot characters -> two GRUs -> scores of the next character, from the last step."""

    def __init__(self, classes: int, size: int = 128) -> None:
        super().__init__()
        self.classes = classes
        self.gru = nn.GRU(classes, size, num_layers=2, batch_first=True)
        self.linear = nn.Linear(size, classes)

    def forward(self, codes: Tensor, state: Tensor | None = None) -> tuple[Tensor, Tensor]:
        outputs, state = self.gru(F.one_hot(codes, self.classes).float(), state)
        return self.linear(outputs[:, -1]), state


def encode(text: str) -> tuple[list[str], Tensor]:
    """The characters of a text in order, and the text as their indices."""
    points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    characters, codes = np.unique(points, return_inverse=True)
    return [chr(point) for point in characters], torch.from_numpy(codes.astype(np.int64))


def sample_corpus(codes: Tensor, examples: int, generator: torch.Generator) -> TensorDataset:
    """Stretches of LENGTH characters at random places, each with the character that follows."""
    starts = torch.randint(len(codes) - LENGTH, (examples,), generator=generator)
    return TensorDataset(codes[starts[:, None] + torch.arange(LENGTH)], codes[starts + LENGTH])


def train_epoch(model: CharModel, optimizer: torch.optim.Optimizer, batches: Batches) -> float:
    """One round of training; the mean loss over it, in nats per character."""
    loss_of = nn.CrossEntropyLoss()
    model.train()
    total = 0.0
    count = 0
    for codes, targets in batches:
        optimizer.zero_grad()
        scores, _ = model(codes)
        loss = loss_of(scores, targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(codes)
        count += len(codes)
    return total / count


@torch.no_grad()
def evaluate(model: CharModel, batches: Batches) -> float:
    """The mean loss, in nats per character."""
    model.eval()
    total = 0.0
    count = 0
    for codes, targets in batches:
        scores, _ = model(codes)
        total += F.cross_entropy(scores, targets, reduction="sum").item()
        count += len(codes)
    return total / count


@torch.inference_mode()
def generate(model: CharModel, characters: list[str], start: str, length: int, temperature: float) -> str:
    """`start` and `length` more characters; the state is kept, so each costs one step."""
    model.eval()
    codes = torch.tensor([[characters.index(character) for character in start]])
    state = None
    text = start
    for _ in range(length):
        scores, state = model(codes, state)
        codes = torch.multinomial(F.softmax(scores / temperature, dim=-1), 1)
        text += characters[int(codes)]
    return text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", type=Path, nargs="+", help="files to learn from, joined by a space")
    parser.add_argument("--examples", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--threads", type=int, help="PyTorch's default where left out")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(1)

    characters, codes = encode(" ".join(path.read_text(encoding="utf-8") for path in options.text))
    data = sample_corpus(codes, options.examples, torch.Generator().manual_seed(1))
    held_out = options.examples // 10
    training, validation = torch.utils.data.random_split(data, [options.examples - held_out, held_out])
    training_batches = DataLoader(training, batch_size=64, shuffle=True)
    validation_batches = DataLoader(validation, batch_size=512)

    model = CharModel(len(characters))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for number in range(1, options.rounds + 1):
        begin = time.perf_counter()
        loss = train_epoch(model, optimizer, training_batches)
        rate = len(training) / (time.perf_counter() - begin)
        validated = evaluate(model, validation_batches)
        print(f"round {number}: {rate:.0f} examples/s, loss {loss:.3f}, validation {validated:.3f}")
    print(generate(model, characters, "Why are w", 100, temperature=0.5))


if __name__ == "__main__":
    main()
