"""Chains: nets applied one after the other."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from wlnet.kernel.messages import Failed
from wlnet.nets.coder import Coder
from wlnet.nets.layer import Net
from wlnet.nets.wiring import Key, Path, Wiring, inner


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Container(Net):
    """What chains and graphs share: nets under keys, which are positions (from 1) or names."""

    keys: tuple[Key, ...] = ()
    nets: tuple[Net, ...] = ()

    @property
    def is_named(self) -> bool:
        """Whether the keys are names."""
        return bool(self.keys) and isinstance(self.keys[0], str)

    @cached_property
    def children(self) -> Mapping[Key, Net]:
        return dict(zip(self.keys, self.nets))

    def with_children(self, children: Mapping[Key, Net]) -> Net:
        return dataclasses.replace(self, nets=tuple(children[key] for key in self.keys))

    def key(self, spec: Key) -> Key | None:
        """The key that a name or a position (from 1, or from the end when negative) stands for; None for no layer."""
        if spec in self.children:
            return spec
        if isinstance(spec, int) and 1 <= abs(spec) <= len(self.keys):
            return self.keys[spec - 1 if spec > 0 else spec]
        return None


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Chain(Container):
    """NetChain: the output of each net is the input of the next."""

    head: ClassVar[str] = "NetChain"

    @property
    def inputs(self) -> tuple[str, ...]:
        return self.nets[0].inputs if self.nets else ("Input",)

    @property
    def outputs(self) -> tuple[str, ...]:
        return self.nets[-1].outputs if self.nets else ("Output",)

    def inner_coder(self, port: str) -> Coder | None:
        if not self.nets:
            return None
        return self.nets[0].coder(port) if port in self.inputs else self.nets[-1].coder(port)

    def place(self, wiring: Wiring, path: Path, given: Mapping[Path, int]) -> dict[str, int]:
        here = {key: cell for key, cell in given.items() if len(key) == 1}
        outputs: dict[str, int] = {}
        for index, (key, net) in enumerate(self.children.items()):
            if index:
                here = {(net.inputs[0],): outputs[self.nets[index - 1].outputs[0]]}
            outputs = wiring.place(net, (*path, key), here | inner(given, key))
            if index == 0:
                for name in net.inputs:
                    wiring.ports.setdefault((*path, name), wiring.ports[(*path, key, name)])
        if not self.nets:
            cell = given.get(("Input",), -1)
            outputs = {"Output": wiring.cell() if cell < 0 else cell}
            wiring.ports[(*path, "Input")] = outputs["Output"]
        return {name: outputs[name] for name in self.outputs}


def make_chain(keys: Sequence[Key], nets: Sequence[Net]) -> Chain:
    """The chain of these nets.

    Errors  Failed when one in the middle has several inputs or outputs.
    """
    for index, net in enumerate(nets):
        if index > 0 and len(net.inputs) != 1:
            raise Failed("inports", keys[index], list(net.inputs))
        if index < len(nets) - 1 and len(net.outputs) != 1:
            raise Failed("outports", keys[index], list(net.outputs))
    return Chain(keys=tuple(keys), nets=tuple(nets))
