"""Programs on numpy: one example, in single precision, without torch.

Each layer gives a function with everything prepared that does not depend on the example (`Layer.single`); a program is
then a list of such functions and the cells they read and write. The same functions serve net[x], the state loop and
state objects, so these agree to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np

from wlnet.backend.folding import folded
from wlnet.backend.program import Program, Step
from wlnet.nets.data import Array
from wlnet.nets.types import fixed

Values = dict[int, Array]


class SingleRun:
    """A program made ready for single examples. `zeros` are the initial values of its states by cell."""

    def __init__(self, program: Program) -> None:
        self.steps: list[tuple[Callable[..., Any], tuple[int, ...], tuple[int, ...]]] = []
        for step in program.steps:
            arrays = [None if number is None else program.arrays[number].value for number in step.arrays]
            function = step.layer.single(*arrays)  # type: ignore[attr-defined]
            if step.reals:
                function = _on_reals(function, step.reals)
            if step.layer.matched_places:
                function = _matching(function, step)
            self.steps.append((function, step.inputs, step.outputs))
        self.zeros: Values = {state.initial: np.zeros(fixed(state.type.dims), np.float32) for state in program.states}

    def __call__(self, values: Mapping[int, Array]) -> Values:
        """All cells for one example; `values` holds its inputs and the initial states that are not zero."""
        with np.errstate(all="ignore"):        # as in torch, numbers that overflow become infinite without a word
            return self._run({**self.zeros, **values})

    def _run(self, cells: Values) -> Values:
        for function, inputs, outputs in self.steps:
            if len(inputs) == 1:
                result = function(cells[inputs[0]])
            else:
                result = function(*[cells[cell] for cell in inputs])
            if type(result) is tuple:
                for cell, value in zip(outputs, result):
                    cells[cell] = value
            else:
                cells[outputs[0]] = result
        return cells


def _on_reals(function: Callable[..., Any], reals: frozenset[int]) -> Callable[..., Any]:
    """The function with integers at these inputs made reals."""
    def apply(*values: Array) -> Any:
        return function(*[value.astype(np.float32) if at in reals else value for at, value in enumerate(values)])
    return apply


def _matching(function: Callable[..., Any], step: Step) -> Callable[..., Any]:
    """The function, refusing sequences of differing lengths where the layer wants one length."""
    places = step.layer.matched_places

    def apply(*values: Array) -> Any:
        lengths = [len(values[at]) for at in places]
        if len(set(lengths)) > 1:
            raise step.layer.differing(lengths, step.path)
        return function(*values)
    return apply


def has_single(program: Program) -> bool:
    """Whether every layer of the program has a way to take one example in numpy."""
    return all(hasattr(step.layer, "single") for step in program.steps)


def single_run(program: Program, wanted: Collection[int]) -> SingleRun | None:
    """The program, for these cells, ready for single examples; None when a layer only knows torch."""
    optimized = folded(program, wanted)
    if "single" not in optimized.memo:
        optimized.memo["single"] = SingleRun(optimized) if has_single(optimized) else None
    found: SingleRun | None = optimized.memo["single"]
    return found
