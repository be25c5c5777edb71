"""Nets by hand, as PyTorch users write them: LeNet, a residual net of 18 layers, a stack of LSTMs, a transformer."""

from __future__ import annotations

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence


def perceptron(sizes: list[int]) -> nn.Module:
    """Linear layers with Tanh between them."""
    layers: list[nn.Module] = [nn.Linear(sizes[0], sizes[1])]
    for size, after in pairwise(sizes[1:]):
        layers += [nn.Tanh(), nn.Linear(size, after)]
    return nn.Sequential(*layers)


def lenet() -> nn.Module:
    """{1, 28, 28} -> probabilities of ten classes."""
    return nn.Sequential(
        nn.Conv2d(1, 20, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(20, 50, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(800, 500), nn.ReLU(), nn.Linear(500, 10), nn.Softmax(-1))


class Residual(nn.Module):
    """Two convolutions and what came in; a convolution on the short way where the size changes."""

    def __init__(self, before: int, after: int, stride: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(before, after, 3, stride, 1)
        self.first_norm = nn.BatchNorm2d(after)
        self.second = nn.Conv2d(after, after, 3, 1, 1)
        self.second_norm = nn.BatchNorm2d(after)
        self.short = nn.Sequential() if stride == 1 else nn.Sequential(
            nn.Conv2d(before, after, 1, stride), nn.BatchNorm2d(after))

    def forward(self, x: Tensor) -> Tensor:
        y = F.relu(self.first_norm(self.first(x)))
        y = self.second_norm(self.second(y))
        return F.relu(y + self.short(x))


def resnet(width: int) -> nn.Module:
    """{3, n, n} -> probabilities of ten classes; four stages of two blocks, the first of `width` channels."""
    blocks: list[nn.Module] = []
    before = width
    for stage in range(4):
        after = width << stage
        blocks += [Residual(before, after, 1 if stage == 0 else 2), Residual(after, after, 1)]
        before = after
    return nn.Sequential(
        nn.Conv2d(3, width, 3, 1, 1), nn.BatchNorm2d(width), nn.ReLU(), *blocks,
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(before, 10), nn.Softmax(-1))


class Sequences(nn.Module):
    """Sequences of vectors of differing lengths -> probabilities of classes, from the last true step."""

    def __init__(self, features: int, size: int, classes: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(features, size, num_layers=2, batch_first=True)
        self.linear = nn.Linear(size, classes)

    def forward(self, sequences: list[Tensor]) -> Tensor:
        lengths = torch.tensor(list(map(len, sequences)))
        outputs, _ = self.lstm(pad_sequence(sequences, batch_first=True))
        return torch.softmax(self.linear(outputs[torch.arange(len(sequences)), lengths - 1]), -1)


class Block(nn.Module):
    """Attention among the elements of a sequence, then a net for each of them; both beside a short way."""

    def __init__(self, size: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.attention_norm = nn.LayerNorm(size)
        self.key, self.value, self.query = (nn.Linear(size, size) for _ in range(3))
        self.output = nn.Linear(size, size)
        self.norm = nn.LayerNorm(size)
        self.wide = nn.Linear(size, 4 * size)
        self.narrow = nn.Linear(4 * size, size)

    def forward(self, x: Tensor) -> Tensor:
        y = self.attention_norm(x)
        key, value, query = (layer(y).unflatten(-1, (self.heads, -1)).transpose(1, 2)
                             for layer in (self.key, self.value, self.query))
        found = F.scaled_dot_product_attention(query, key, value)
        x = x + self.output(found.transpose(1, 2).flatten(2))
        wide: Tensor = x + self.narrow(F.gelu(self.wide(self.norm(x))))
        return wide


class Transformer(nn.Module):
    """Integers -> probabilities of two classes, from the mean over the sequence."""

    def __init__(self, tokens: int, longest: int, size: int, heads: int, depth: int) -> None:
        super().__init__()
        self.token = nn.Embedding(tokens, size)
        self.position = nn.Embedding(longest, size)
        self.blocks = nn.Sequential(*(Block(size, heads) for _ in range(depth)))
        self.norm = nn.LayerNorm(size)
        self.linear = nn.Linear(size, 2)

    def forward(self, x: Tensor) -> Tensor:
        y = self.token(x) + self.position(torch.arange(x.shape[1]))
        return torch.softmax(self.linear(self.norm(self.blocks(y)).mean(1)), -1)
