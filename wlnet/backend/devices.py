"""Devices and precisions as options name them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wlnet.expr import Expr, Integer, S, String, Symbol, is_call, is_list, list_of
from wlnet.kernel.messages import Failed
from wlnet.tensors import torch

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

PRECISIONS = {"Real32": "float32", "Real64": "float64", "Mixed": "float32", "Real16": "float16"}


def is_cpu(target: Expr) -> bool:
    """Whether a TargetDevice setting asks for nothing but the CPU."""
    return target is S.Automatic or target == String("CPU") or _processes(target) is not None


def _processes(target: Expr) -> int | None:
    """The n of {"CPU", n}; as many as there are processors for All."""
    if not is_call(target, S.List, 2) or target.args[0] != String("CPU"):
        return None
    count = target.args[1]
    if count is S.All:
        return os.cpu_count() or 1
    return count.value if isinstance(count, Integer) and count.value > 0 else None


def devices_of(target: Expr, ev: Evaluator, owner: Symbol = S.NetTrain) -> list[torch.device]:
    """The devices of a setting that may name several, one for each process: {"CPU", n}, {"GPU", All}, {"GPU", {...}}.

    Errors  Failed("invdev") for a setting that names no device.
    """
    count = _processes(target)
    if count is not None:
        return [torch.device("cpu")] * count
    if not is_call(target, S.List, 2) or target.args[0] != String("GPU"):
        return [device_of(target, ev, owner)]
    which = target.args[1]
    if is_list(which) and which.args:
        found = [device_of(list_of([target.args[0], number]), ev, owner) for number in which.args]
        return list(dict.fromkeys(found))
    first = device_of(target, ev, owner)
    if which is S.All and first.type == "cuda":
        return [torch.device("cuda", number) for number in range(torch.cuda.device_count())]
    return [first]


def device_of(target: Expr, ev: Evaluator, owner: Symbol = S.NetChain) -> torch.device:
    """The device of a TargetDevice setting: CUDA or MPS for "GPU"; the CPU, with a message, where there is none
    (the message is `owner`'s).

    Errors  Failed("invdev") for a setting that names no device.
    """
    if is_cpu(target):
        return torch.device("cpu")
    number = 0
    if is_list(target) and len(target.args) == 2 and target.args[0] == String("GPU"):
        if isinstance(target.args[1], Integer):
            number = target.args[1].value - 1
        elif target.args[1] is not S.All:
            raise Failed("invdev", target)
    elif target != String("GPU"):
        raise Failed("invdev", target)
    if torch.cuda.is_available() and 0 <= number < torch.cuda.device_count():
        return torch.device("cuda", number)
    if torch.backends.mps.is_available() and number == 0:
        return torch.device("mps")
    ev.message(owner, "nogpu")
    return torch.device("cpu")


def half_of(device: torch.device) -> torch.dtype:
    """The type of half length for mixed precision: bfloat16 (the range of single precision) where the device has it."""
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float16
    if device.type == "mps":
        return torch.bfloat16 if torch.backends.mps.is_macos_or_newer(14, 0) else torch.float16
    return torch.bfloat16


def precision_of(setting: Expr) -> str:
    """The name of the torch type of a WorkingPrecision setting.

    Errors  Failed("invparam") for anything else.
    """
    if setting is S.Automatic:
        return "float32"
    if isinstance(setting, String) and setting.value in PRECISIONS:
        return PRECISIONS[setting.value]
    raise Failed("invparam", "WorkingPrecision", 'Automatic, "Real32", "Real64" or "Mixed"', setting)
