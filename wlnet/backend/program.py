"""A net as a flat program: layers as steps that read and write cells, with its arrays and states numbered.

The program follows the net's wiring; `optimized` prunes it to what a request needs and rewrites it by `RULES`, small
functions from program to program. It holds no tensors: executors bring those (`module` for batches in torch, `single`
for one example in numpy), and training substitutes its own parameters for `arrays`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wlnet.kernel.messages import Failed
from wlnet.nets.arrays import Shared, values_of
from wlnet.nets.data import Array
from wlnet.nets.inference import label
from wlnet.nets.layer import Layer, Net
from wlnet.nets.layers.recurrent import Recurrent
from wlnet.nets.layers.sequences import SequenceLast, UnitVector
from wlnet.nets.types import REAL, Type, dims_text
from wlnet.nets.wiring import Path


@dataclass(frozen=True)
class Step:
    """One layer at work. `layer` has the types of all its ports declared (see `Layer.dimensions`).

    inputs   cells read: the inputs in order, then initial values of states.
    outputs  cells written: the outputs in order, then final values of states.
    arrays   numbers of its arrays in `Program.arrays`, as declared; None for an absent one.
    reals    positions of inputs that carry integers although the layer computes with reals.
    """

    path: Path
    layer: Layer
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    arrays: tuple[int | None, ...]
    reals: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ArraySlot:
    """An array of the program: every place where it stands (several when shared), its type and its numbers."""

    paths: tuple[Path, ...]
    type: Type
    value: Array | None
    trained: bool


@dataclass(frozen=True)
class StateSlot:
    """A state that nothing feeds: its path and the cells of its initial and final value."""

    path: Path
    initial: int
    final: int
    type: Type


@dataclass(frozen=True, eq=False)
class Program:
    """The flat form of `net`. `types` has the type of every cell; `inputs` and `outputs` the cells of its ports."""

    net: Net
    steps: tuple[Step, ...]
    types: tuple[Type, ...]
    inputs: dict[str, int]
    outputs: dict[str, int]
    arrays: tuple[ArraySlot, ...]
    states: tuple[StateSlot, ...]
    memo: dict[Any, Any] = field(default_factory=dict)

    def cell(self, path: Path) -> int | None:
        """The cell of (path..., port): of a state, its final value. None for what only an operator sees inside."""
        wiring = self.net.inferred.wiring
        cell = wiring.final.get(path, wiring.ports.get(path))
        hidden = (node for node in wiring.nodes if node.nested)
        return None if any(cell in (*node.inputs.values(), *node.outputs.values()) for node in hidden) else cell

    def check(self) -> None:
        """Check that all arrays have values and all shapes are known.

        Errors  Failed("uninit") or Failed("openshape") naming the place.
        """
        if self.memo.get("checked"):
            return
        for slot in self.arrays:
            if slot.value is None:
                raise Failed("uninit", self.net.head, list(slot.paths[0]))
        for step in self.steps:
            ports = [*zip((*step.layer.inputs, *step.layer.states), step.inputs),
                     *zip(step.layer.outputs, step.outputs)]
            for name, cell in ports:
                kind = self.types[cell]
                if not kind.is_known:
                    raise Failed("openshape", label(step.path, step.layer.head), f'port "{name}"', dims_text(kind.dims))
        self.memo["checked"] = True

    def optimized(self, wanted: Collection[int]) -> Program:
        """The program that computes the `wanted` cells only, rewritten by the rules."""
        key = frozenset(wanted)
        if key not in self.memo:
            program = prune(self, key)
            for rule in RULES:
                program = rule(program, key)
            self.memo[key] = program
        found: Program = self.memo[key]
        return found


def compile_net(net: Net) -> Program:
    """The program of a net, made once.

    Errors  Failed when shapes cannot hold.
    """
    found: Program | None = net.memo.get("program")
    if found is None:
        found = net.memo["program"] = _compile(net)
    return found


def _compile(net: Net) -> Program:
    inferred = net.inferred
    wiring, types = inferred.wiring, inferred.cells
    numbers: dict[int, int] = {}
    slots: list[ArraySlot] = []
    steps, states = [], []
    fixed = {(*node.path, spec.name) for node in wiring.nodes for spec in node.layer.arrays if not spec.trained}
    for node in wiring.nodes:
        if node.nested:
            continue
        indices: list[int | None] = []
        for key, value in node.layer.array_values.items():
            if value is None:
                indices.append(None)
                continue
            cell, path = node.arrays[key], (*node.path, *key)
            if cell not in numbers:
                numbers[cell] = len(slots)
                slots.append(ArraySlot((path,), types[cell], values_of(value), path not in fixed))
            elif isinstance(value, Shared):
                slot = slots[numbers[cell]]
                shared = values_of(value) if slot.value is None else slot.value
                slots[numbers[cell]] = dataclasses.replace(slot, paths=(*slot.paths, path), value=shared)
            indices.append(numbers[cell])
        ports = {name: types[cell] for name, cell in (*node.inputs.items(), *node.outputs.items())}
        layer = _with_known_children(node.layer, node.path, inferred.types).with_ports(ports)
        assert isinstance(layer, Layer)
        steps.append(Step(node.path, layer, tuple(node.inputs.values()), tuple(node.outputs.values()), tuple(indices),
                          _reals(layer, types, tuple(node.inputs.values()))))
        states += [StateSlot((*node.path, name), node.inputs[name], node.outputs[name], types[node.outputs[name]])
                   for name in node.layer.states if (*node.path, name) not in wiring.fed]
    return Program(net, tuple(steps), tuple(types), wiring.inputs, wiring.outputs, tuple(slots), tuple(states))


def _reals(layer: Layer, types: Sequence[Type], inputs: Sequence[int]) -> frozenset[int]:
    """The inputs whose integers are to become reals: the layer asks for no integers there, and gives reals."""
    found = [at for at, cell in enumerate(inputs[: len(layer.inputs)]) if types[cell].is_integer]
    if not found or not layer.outputs:
        return frozenset()
    alone = dataclasses.replace(layer, ports={}).inferred.types
    if alone[(layer.outputs[0],)].element != REAL:
        return frozenset()
    return frozenset(at for at in found if not alone[(layer.inputs[at],)].is_integer)


def _with_known_children(layer: Layer, path: Path, types: Mapping[Path, Type]) -> Net:
    """An operator whose nets have declared what inference found out about their ports."""
    if not layer.children:
        return layer
    return layer.with_children({
        key: child.with_ports({name: types[(*path, key, name)] for name in (*child.inputs, *child.outputs)})
        for key, child in layer.children.items()})


def prune(program: Program, wanted: Collection[int]) -> Program:
    """The program without steps on which no wanted cell depends."""
    needed = set(wanted)
    kept = []
    for step in reversed(program.steps):
        if needed.intersection(step.outputs):
            needed.update(step.inputs)
            kept.append(step)
    states = tuple(state for state in program.states if any(state.initial in step.inputs for step in kept))
    return dataclasses.replace(program, steps=tuple(reversed(kept)), states=states, memo={})


def gather_units(program: Program, wanted: Collection[int]) -> Program:
    """A unit vector that only meets a matrix product is left out: the product is then a choice of columns."""
    users: dict[int, list[int]] = {}
    for index, step in enumerate(program.steps):
        for cell in step.inputs:
            users.setdefault(cell, []).append(index)
    steps: list[Step | None] = list(program.steps)
    inputs = set(program.inputs.values())
    for index, step in enumerate(program.steps):
        cell = step.outputs[0]
        readers = users.get(cell, [])
        if not isinstance(step.layer, UnitVector) or cell in wanted or step.inputs[0] not in inputs:
            continue        # the range of integers is checked at the input; elsewhere the layer checks it
        rank = program.types[step.inputs[0]].rank
        if all(program.steps[user].layer.gathers_rank == rank and program.steps[user].inputs[0] == cell
               and program.steps[user].inputs.count(cell) == 1 for user in readers):
            for user in readers:
                reader = steps[user]
                assert reader is not None
                steps[user] = dataclasses.replace(reader, inputs=(step.inputs[0], *reader.inputs[1:]))
            steps[index] = None
    return dataclasses.replace(program, steps=tuple(step for step in steps if step is not None), memo={})


def take_last_state(program: Program, wanted: Collection[int]) -> Program:
    """The last element of the sequence that a recurrent layer gives is its final state: nothing to cut out.

    Its gradient then begins at the last step instead of being spread over a sequence of zeros.
    """
    makers = {step.outputs[0]: step for step in program.steps if isinstance(step.layer, Recurrent)}
    same: dict[int, int] = {}
    kept: list[Step] = []
    for step in program.steps:
        maker = makers.get(step.inputs[0]) if isinstance(step.layer, SequenceLast) else None
        if maker is not None and step.outputs[0] not in wanted:
            same[step.outputs[0]] = maker.outputs[1]
        else:
            kept.append(dataclasses.replace(step, inputs=tuple(same.get(cell, cell) for cell in step.inputs)))
    return dataclasses.replace(program, steps=tuple(kept), memo={}) if same else program


RULES: list[Callable[[Program, Collection[int]], Program]] = [gather_units, take_last_state]
