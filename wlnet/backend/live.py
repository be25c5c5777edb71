"""A net as a live torch module: for programs in Python that train or run it by their own means.

    from wlnet.backend.live import to_torch
    module = to_torch(session.evaluate("NetInitialize[...]").expression)
    loss = module(x).square().mean()

Parameters are named by their place in the net, as in net files: `2.Weights`, `encoder.1.Biases`; so `state_dict()`,
optimizers and safetensors speak of the same arrays. Encoders and decoders stay outside: inputs are tensors with the
batch as axis 0, integers count from 1. `module.net` is the net with the arrays as they are now.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn

import wlnet.backend.kernels  # noqa: F401  puts faster ways in place
from wlnet.backend.module import TorchRun, execute
from wlnet.backend.program import compile_net
from wlnet.expr import Object
from wlnet.nets.arrays import ArrayValue, frozen, with_values
from wlnet.nets.layer import Net
from wlnet.nets.paths import array_values, with_arrays
from wlnet.nets.wiring import Path
def to_torch(net: Net | Object) -> NetModule:
    """The module of an initialized net, given as such or as an expression.

    Errors  TypeError for something else; Failed for arrays or shapes that are still open.
    """
    value = net.value if isinstance(net, Object) else net
    if not isinstance(value, Net):
        raise TypeError(f"a net is needed, not {value!r}")
    return NetModule(value)


class NetModule(nn.Module):
    """A net whose arrays are parameters (statistics of normalization are buffers)."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        self._net = net
        self._program = compile_net(net)
        self._program.check()
        self._places: list[tuple[nn.Module, str]] = []
        for slot in self._program.arrays:
            owner = _owner(self, slot.paths[0])
            name = _name(slot.paths[0][-1])
            value = torch.tensor(slot.value, dtype=torch.float32)
            if slot.trained:
                owner.register_parameter(name, nn.Parameter(value))
            else:
                owner.register_buffer(name, value)
            self._places.append((owner, name))

    def forward(
        self, *inputs: Tensor, lengths: Mapping[str, Tensor] | None = None, **named: Tensor,
    ) -> Tensor | dict[str, Tensor]:
        """The output for a batch, or a dictionary of the outputs when there are several.

        inputs   in the order of the net's ports, or by name.
        lengths  true lengths of padded sequences, by input.
        """
        ports = dict(zip(self._net.inputs, inputs)) | named
        missing = [name for name in self._net.inputs if name not in ports]
        if missing or len(ports) > len(self._net.inputs):
            raise TypeError(f"the inputs should be {', '.join(self._net.inputs)}")
        program = self._program
        arrays = [getattr(owner, name) for owner, name in self._places]
        first = next(iter(ports.values()), None)
        real = next((array.dtype for array in arrays), torch.get_default_dtype())
        run = TorchRun(self.training, dtype=real, device="cpu" if first is None else first.device,
                       batch=1 if first is None else len(first))
        values = {program.inputs[name]: value for name, value in ports.items()}
        sizes = {program.inputs[name]: value for name, value in (lengths or {}).items()}
        wanted = list(program.outputs.values())
        found, _ = execute(program.optimized(wanted), arrays, values, sizes, run, wanted)
        with torch.no_grad():
            for number, value in run.updates.items():
                arrays[number].copy_(value)
        outputs = {name: found[cell] for name, cell in program.outputs.items()}
        return outputs if len(outputs) != 1 else next(iter(outputs.values()))

    @property
    def net(self) -> Net:
        """The net with the arrays as they are now."""
        old = array_values(self._net)
        fresh: dict[Path, ArrayValue] = {}
        for slot, (owner, name) in zip(self._program.arrays, self._places):
            numbers = frozen(np.asarray(getattr(owner, name).detach().cpu(), np.float32))
            fresh |= {path: with_values(old[path], numbers) for path in slot.paths}
        return with_arrays(self._net, fresh)


def _owner(top: nn.Module, path: Path) -> nn.Module:
    """The module that holds the array at a path, made where there is none yet."""
    for key in path[:-1]:
        name = _name(key)
        if name not in top._modules:
            top.add_module(name, nn.Module())
        top = top._modules[name]  # type: ignore[assignment]
    return top


def _name(key: str | int) -> str:
    """A key as torch takes it: no dots, not empty, and nothing that a module has already."""
    name = str(key).replace(".", "_") or "_"
    return name + "_" if hasattr(nn.Module(), name) else name
