"""Applying a program to many examples in torch: in batches, ragged ones sorted by length, gradients if asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

import wlnet.backend.kernels  # noqa: F401  puts the fast recurrent layers in place
from wlnet.backend.devices import device_of
from wlnet.backend.feed import Feed
from wlnet.backend.folding import folded, without_gradients
from wlnet.backend.module import TorchRun, array_tensors, execute, to_examples, to_tensor
from wlnet.backend.program import Program
from wlnet.backend.request import GRADIENT, Request
from wlnet.backend.seeds import seed_of
from wlnet.expr import S
from wlnet.kernel.messages import Failed
from wlnet.nets.arrays import numbers_of
from wlnet.nets.data import Array, Examples, Ragged, take
from wlnet.nets.layers.recurrent import Recurrent
from wlnet.nets.types import type_text
from wlnet.nets.wiring import Path

if TYPE_CHECKING:
    from wlnet.backend.run import Settings
    from wlnet.kernel.evaluator import Evaluator

BATCH = 1024
BATCH_RAGGED = 256


def run_batches(
    program: Program, feed: Feed, request: Request, inputs: Mapping[int, Examples], initial: Mapping[int, Array],
    wanted: set[int], settings: Settings, ev: Evaluator,
) -> tuple[dict[int, Examples], dict[Path, Any]]:
    """The wanted cells for all examples, and the gradients by path that the request asks for."""
    run = TorchRun(training=settings.training, dtype=getattr(torch, settings.precision),
                   device=device_of(settings.device, ev))
    if settings.training or settings.seeding is not S.Automatic:
        run.generator = torch.Generator(run.device).manual_seed(seed_of(settings.seeding, ev))
    goals = _goals(program, feed)
    paths = _gradient_paths(program, feed, request)
    stays = not (paths or settings.training) and run.dtype == torch.float32
    optimized = (folded if stays else Program.optimized if paths else without_gradients)(program, wanted)
    arrays = array_tensors(optimized if stays else program, run)
    order, parts = _parts(inputs, feed.count, settings.batch_size)
    whole = len(parts) == 1
    pieces: dict[int, list[Examples]] = {cell: [] for cell in wanted}
    sums: dict[Path, list[Any]] = {path: [] for path in paths}
    for part in parts:
        tensors, lengths = {}, {}
        for cell, examples in inputs.items():
            tensors[cell], lengths[cell] = to_tensor(examples if whole else take(examples, part), run)
        run.batch = len(part)
        for cell, start in initial.items():
            state = torch.tensor(np.asarray(start), dtype=run.dtype, device=run.device)
            tensors[cell] = state.expand(len(part), *state.shape)
        if paths:
            found = _with_gradients(optimized, arrays, tensors, lengths, run, wanted, paths, goals, part, pieces)
            for path, value in found.items():
                sums[path].append(value)
        else:
            with torch.no_grad(), threads_for(program, run):    # no inference mode: training uses the work arrays too
                outputs, sizes = execute(optimized, arrays, tensors, lengths, run, wanted)
            for cell, tensor in outputs.items():
                pieces[cell].append(to_examples(tensor, sizes[cell]))
    back = None if whole else np.argsort(order)
    results = {cell: _in_order(values, back) for cell, values in pieces.items()}
    return results, {path: _total(path, values, feed, back) for path, values in sums.items()}


@contextmanager
def threads_for(program: Program, run: TorchRun) -> Iterator[None]:
    """One thread for recurrent layers on the CPU; the number as found afterwards.

    Threads that wait for each other at each of many small steps gain a tenth on a machine with nothing else to do, and
    lose a factor of ten or more on a busy one.
    """
    before = torch.get_num_threads()
    if before == 1 or torch.device(run.device).type != "cpu" or not _is_recurrent(program):
        yield
        return
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _is_recurrent(program: Program) -> bool:
    """Whether there are recurrent layers in the net, those inside operators included."""
    if "recurrent" not in program.memo:
        program.memo["recurrent"] = any(isinstance(node.layer, Recurrent) for node in program.net.inferred.wiring.nodes)
    return bool(program.memo["recurrent"])


def _parts(inputs: Mapping[int, Examples], count: int, batch_size: int | None) -> tuple[Array, list[Array]]:
    """An order of the examples (the given one, if one batch takes them all), and that order cut into batches."""
    ragged = next((examples for examples in inputs.values() if isinstance(examples, Ragged)), None)
    size = batch_size or (BATCH if ragged is None else BATCH_RAGGED)
    order = np.arange(count)
    if ragged is not None and count > size:
        order = np.argsort(ragged.lengths, kind="stable")
    return order, [order[start : start + size] for start in range(0, count, size)]


def _join(pieces: Sequence[Examples]) -> Examples:
    if len(pieces) == 1:
        return pieces[0]
    arrays = [piece for piece in pieces if isinstance(piece, np.ndarray)]
    if len(arrays) == len(pieces) and all(piece.shape[1:] == arrays[0].shape[1:] for piece in arrays):
        return np.concatenate(arrays)
    rows = [row for piece in pieces for row in piece]
    return Ragged.from_rows(rows)


def _goals(program: Program, feed: Feed) -> dict[int, Array]:
    """The gradients that the data give for outputs: gradients are then of Total[output * g]."""
    goals = {}
    for port, expr in feed.gradients.items():
        if port not in program.outputs:
            raise Failed("noport", port, program.net.head, list(program.outputs))
        numbers = numbers_of(expr)
        if numbers is None:
            raise Failed("invport", port, type_text(program.types[program.outputs[port]]), expr)
        goals[program.outputs[port]] = numbers if feed.is_batch else numbers[None]
    return goals


def _gradient_paths(program: Program, feed: Feed, request: Request) -> list[Path]:
    paths: list[Path] = []
    for item in request.items:
        if item.kind == GRADIENT:
            everything: list[Path] = [(name,) for name in feed.net.inputs
                                      if not program.types[program.inputs[name]].is_integer]
            everything += [slot.paths[0] for slot in program.arrays if slot.trained]
            paths += [item.path] if item.path else everything
    return paths


def _with_gradients(
    program: Program, arrays: Sequence[Tensor | None], tensors: dict[int, Tensor], lengths: Mapping[int, Tensor | None],
    run: TorchRun, wanted: set[int], paths: Sequence[Path], goals: Mapping[int, Array], part: Array,
    pieces: dict[int, list[Examples]],
) -> dict[Path, Examples]:
    arrays = [None if array is None else array.detach().clone().requires_grad_() for array in arrays]
    places: dict[Path, Tensor] = {}
    for path in paths:
        if len(path) == 1 and path[0] in program.inputs:
            cell = program.inputs[str(path[0])]
            places[path] = tensors[cell] = tensors[cell].detach().clone().requires_grad_()
        else:
            number = next(index for index, slot in enumerate(program.arrays) if path in slot.paths)
            found = arrays[number]
            assert found is not None
            places[path] = found
    outputs, sizes = execute(program, arrays, tensors, lengths, run, wanted)
    total = torch.zeros((), dtype=run.dtype, device=run.device)
    for cell in program.outputs.values():
        value = outputs[cell]
        if not value.is_floating_point() or (goals and cell not in goals):
            continue
        if sizes[cell] is not None:
            inside = torch.arange(value.shape[1], device=value.device) < sizes[cell][:, None]  # type: ignore[index]
            value = value * inside.reshape(*inside.shape, *[1] * (value.ndim - 2))
        if cell in goals:
            value = value * torch.as_tensor(goals[cell][part], dtype=run.dtype, device=run.device)
        total = total + value.sum()
    sources = list(places.values())
    grads = torch.autograd.grad(total, sources, allow_unused=True, materialize_grads=True) if total.requires_grad else (
        list(map(torch.zeros_like, sources)))
    for cell, tensor in outputs.items():
        pieces[cell].append(to_examples(tensor, sizes[cell]))
    result = {}
    for path, grad in zip(places, grads):
        place = program.inputs.get(str(path[0])) if len(path) == 1 else None
        result[path] = to_examples(grad, None if place is None else lengths.get(place))
    return result


def _in_order(pieces: Sequence[Examples], back: Array | None) -> Examples:
    """The results of all batches, in the order in which the examples were given."""
    joined = _join(pieces)
    return joined if back is None else take(joined, back)


def _total(path: Path, values: Sequence[Any], feed: Feed, back: Array | None) -> Any:
    """Gradients of an input by example, in the order given; those of an array summed over batches."""
    if path[0] in feed.net.inputs:
        return _in_order(values, back)
    return sum(values)[None]
