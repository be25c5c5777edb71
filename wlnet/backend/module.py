"""Programs on torch: a batch goes through the steps; ragged batches are padded, their true lengths kept beside.

Axis 0 of every tensor is the batch. What a program needs beside its inputs (arrays, initial states) is passed in, so
training can put its own parameters in place. `KERNELS` may hold a faster way to carry out a class of layers.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from wlnet.backend.folding import without_gradients
from wlnet.backend.program import Program, Step, compile_net
from wlnet.nets.data import Array, Examples, Ragged
from wlnet.nets.layer import Inner, Layer
from wlnet.nets.types import VARYING
from wlnet.nets.wiring import Path

Kernel = Callable[..., Any]

# class of layer -> function with the arguments of its `forward` after the layer; None: use `forward` after all
KERNELS: dict[type[Layer], Kernel] = {}


@dataclass
class TorchRun:
    """One run (see `nets.layer.Run`). `updates` collects new values of statistics, by number of the array.

    plain  all layers are left to their `forward`.

    live   for each output and final state of the layer at work, whether anybody wants it.
    """

    training: bool = False
    generator: torch.Generator | None = None
    dtype: torch.dtype = torch.float32
    device: torch.device | str = "cpu"
    batch: int = 1
    plain: bool = False
    updates: dict[int, Tensor] = field(default_factory=dict)
    step: Step | None = None
    live: tuple[bool, ...] = ()

    def update(self, array: str, value: Tensor) -> None:
        """Note the new value of an array of the layer at work."""
        assert self.step is not None
        names = [path[0] for path in self.step.layer.array_values]
        number = self.step.arrays[names.index(array)]
        assert number is not None
        self.updates[number] = value.detach()

    def inner(
        self, owner: Layer, name: str, inputs: Mapping[str, Tensor], arrays: Sequence[Tensor | None],
        lengths: Mapping[str, Tensor | None] | None = None, states: Mapping[Path, Tensor] | None = None,
    ) -> Inner:
        """Apply the child `name` of an operator to a batch (see `nets.layer.Run`)."""
        program = _inside(owner, name)
        places = _places(owner, name, program)
        slots = {slot.path: slot for slot in program.states} if states else {}
        values = {program.inputs[port]: tensor for port, tensor in inputs.items()}
        values |= {slots[path].initial: tensor for path, tensor in (states or {}).items()}
        sizes = {program.inputs[port]: length for port, length in (lengths or {}).items()}
        wanted = [*program.outputs.values(), *(slots[path].final for path in states or {})]
        step, batch, updates = self.step, self.batch, self.updates
        self.batch, self.updates = (len(next(iter(inputs.values()))) if inputs else batch), {}
        try:
            lean = program.optimized(wanted) if torch.is_grad_enabled() else without_gradients(program, wanted)
            found, after = execute(lean, [arrays[place] for place in places], values, sizes, self, wanted)
            fresh = self.updates
        finally:
            self.step, self.batch, self.updates = step, batch, updates
        assert step is not None
        self.updates |= {step.arrays[places[number]]: value for number, value in fresh.items()}  # type: ignore[misc]
        return Inner({port: found[cell] for port, cell in program.outputs.items()},
                     {path: found[slots[path].final] for path in states or {}},
                     {port: after[cell] for port, cell in program.outputs.items()})


def _inside(owner: Layer, name: str) -> Program:
    """The program of a child of an operator."""
    found: dict[str, Program] = owner.memo.setdefault("inside", {})
    if name not in found:
        found[name] = compile_net(owner.children[name])
    return found[name]


def _places(owner: Layer, name: str, program: Program) -> list[int]:
    """Where the arrays of a child's program stand among those of the operator."""
    found: list[int] | None = program.memo.get(("places", name))
    if found is None:
        order = {path: number for number, path in enumerate(owner.array_values)}
        found = program.memo["places", name] = [order[(name, *slot.paths[0])] for slot in program.arrays]
    return found


Lengths = dict[int, Tensor | None]


def execute(
    program: Program, arrays: Sequence[Tensor | None], values: Mapping[int, Tensor],
    lengths: Mapping[int, Tensor | None], run: TorchRun, wanted: Collection[int],
) -> tuple[dict[int, Tensor], Lengths]:
    """The `wanted` cells for a batch, and the true lengths of those that vary (None: all have the full length).

    arrays   one tensor per `program.arrays`, on the device and in the precision of the run.
    values   tensors of input cells, and of initial states (zeros when missing).
    lengths  int64 tensors for padded inputs.
    """
    cells = dict(values)
    sizes: Lengths = {cell: length for cell, length in lengths.items() if length is not None}
    keep = set(wanted)
    for ready in _ready(program):
        targets = ready.step.outputs
        if ready.step.layer.states:
            run.live = tuple(cell in keep or cell in ready.read for cell in targets)
        outputs = _carry_out(program, ready, arrays, cells, sizes, run)
        if len(targets) == 1:
            cells[targets[0]] = outputs[0]  # type: ignore[assignment]
        else:
            cells.update((cell, value) for cell, value in zip(targets, outputs) if value is not None)
        for cell in ready.last:
            if cell not in keep:
                cells.pop(cell, None)
    return {cell: cells[cell] for cell in keep}, {cell: sizes.get(cell) for cell in keep}


@dataclass(frozen=True, slots=True)
class Ready:
    """A step with what does not depend on the batch found out: that costs as much as many a small operation.

    inputs, states   cells that it reads
    read, last       of its outputs, those that another step reads; the cells that no later step reads
    varying          its outputs whose length may vary
    """

    step: Step
    inputs: tuple[int, ...]
    states: tuple[int, ...]
    read: frozenset[int]
    last: tuple[int, ...]
    varying: tuple[int, ...]
    asks_run: bool
    asks_lengths: bool
    asks_all_lengths: bool


def _ready(program: Program) -> list[Ready]:
    found: list[Ready] | None = program.memo.get("ready")
    if found is None:
        last = {cell: index for index, step in enumerate(program.steps) for cell in step.inputs}
        found = program.memo["ready"] = [
            _make_ready(program, index, step, last) for index, step in enumerate(program.steps)]
    return found


def _make_ready(program: Program, index: int, step: Step, last: Mapping[int, int]) -> Ready:
    layer = step.layer
    count = len(layer.inputs)
    return Ready(
        step, step.inputs[:count], step.inputs[count:], frozenset(cell for cell in step.outputs if cell in last),
        tuple({cell for cell in step.inputs if last[cell] == index}),
        tuple(cell for cell in step.outputs[: len(layer.outputs)] if program.types[cell].is_varying),
        "run" in layer.asks, "lengths" in layer.asks, "all_lengths" in layer.asks)


def _carry_out(
    program: Program, ready: Ready, arrays: Sequence[Tensor | None], cells: dict[int, Tensor], sizes: Lengths,
    run: TorchRun,
) -> Sequence[Tensor | None]:
    """The outputs and final states of a step; a kernel may give None for what nobody wants."""
    step, layer = ready.step, ready.step.layer
    inputs = [cells[cell] for cell in ready.inputs]
    for at in step.reals:
        inputs[at] = inputs[at].to(run.dtype)
    tensors: list[Any] = [*inputs]
    tensors += [cells[cell] if cell in cells else _zeros(program, cell, inputs, run) for cell in ready.states]
    tensors += [None if number is None else arrays[number] for number in step.arrays]
    true = next((sizes[cell] for cell in ready.inputs if cell in sizes), None) if sizes else None
    extra: dict[str, Any] = {}
    run.step = step
    if ready.asks_run:
        extra["run"] = run
    if ready.asks_lengths:
        extra["lengths"] = true
    if ready.asks_all_lengths:
        extra["all_lengths"] = [sizes.get(cell) for cell in ready.inputs]
    if layer.matched_places:
        _compare_lengths(step, inputs, [sizes.get(cell) for cell in ready.inputs])
    kernel = None if run.plain else KERNELS.get(type(layer))
    result = kernel(layer, *tensors, **extra) if kernel else None
    if result is None:
        result = layer.forward(*tensors, **extra)
    outputs: Sequence[Tensor | None] = result if isinstance(result, tuple) else (result,)
    if true is not None:
        for cell in ready.varying:
            sizes[cell] = layer.lengths_after([_lengths(sizes.get(source), tensor)
                                               for source, tensor in zip(ready.inputs, inputs)])
    return outputs


def _compare_lengths(step: Step, inputs: Sequence[Tensor], true: Sequence[Tensor | None]) -> None:
    """Errors  Failed("seqlens") naming the lengths of the first example whose sequences should have one length."""
    places = step.layer.matched_places
    if all(true[at] is true[places[0]] and inputs[at].shape[1] == inputs[places[0]].shape[1] for at in places[1:]):
        return
    lengths = torch.stack([_lengths(true[at], inputs[at]) for at in places], 1)
    bad = (lengths != lengths[:, :1]).any(1)
    if bad.any():
        raise step.layer.differing(lengths[bad][0].tolist(), step.path)


def _lengths(true: Tensor | None, tensor: Tensor) -> Tensor:
    if true is not None:
        return true
    length = tensor.shape[1] if tensor.ndim > 1 else 1
    return torch.full((len(tensor),), length, dtype=torch.int64, device=tensor.device)


def _zeros(program: Program, cell: int, inputs: Sequence[Tensor], run: TorchRun) -> Tensor:
    dims = program.types[cell].dims or ()
    device = inputs[0].device if inputs else run.device
    return torch.zeros((len(inputs[0]) if inputs else run.batch, *map(int, dims)), dtype=run.dtype, device=device)  # type: ignore[arg-type]


def to_tensor(examples: Examples, run: TorchRun) -> tuple[Tensor, Tensor | None]:
    """Examples as a tensor of the run's device and precision, and their true lengths if they differ.

    Padding of integers is 1, so that it is a valid index.
    """
    true = None
    if isinstance(examples, Ragged):
        same = bool((examples.lengths == examples.lengths[0]).all())
        true = None if same else torch.from_numpy(examples.lengths).to(run.device)
        examples = examples.padded(1 if examples.values.dtype.kind == "i" else 0)
    if examples.dtype.kind == "i":
        return torch.from_numpy(examples.astype(np.int64, copy=False)).to(run.device), true
    real = np.float64 if run.dtype == torch.float64 else np.float32
    with np.errstate(over="ignore"):
        array = np.ascontiguousarray(examples, dtype=real)
    if not array.flags.writeable:
        array = array.copy()
    return torch.from_numpy(array).to(run.device), true


def array_tensors(program: Program, run: TorchRun) -> list[Tensor | None]:
    """The arrays of a program as tensors, kept for the next run on the same device in the same precision."""
    key = ("tensors", str(run.device), run.dtype)
    found: list[Tensor | None] | None = program.memo.get(key)
    if found is None:
        found = program.memo[key] = [
            None if slot.value is None else _as_tensor(slot.value, run) for slot in program.arrays]
    return found


def _as_tensor(value: Array, run: TorchRun) -> Tensor:
    """An array as a tensor that is only read: the same memory where the run is on the CPU in single precision."""
    if torch.device(run.device).type == "cpu" and run.dtype == torch.float32 and value.dtype == np.float32:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="The given NumPy array is not writable")
            return torch.from_numpy(value)
    return torch.tensor(value, dtype=run.dtype, device=run.device)


def to_examples(tensor: Tensor, lengths: Tensor | None) -> Examples:
    """A tensor back as examples."""
    array = tensor.detach().cpu().numpy()
    if lengths is None:
        return array
    sizes = lengths.cpu().numpy()
    inside = np.arange(array.shape[1]) < sizes[:, None]
    return Ragged.of(array[inside], sizes)


def is_varying(program: Program, cell: int) -> bool:
    """Whether a cell holds sequences of differing length."""
    dims = program.types[cell].dims
    return bool(dims) and dims is not None and dims[0] == VARYING
