"""The one lazy door to torch: `torch`, `F` (its functions for nets) and `Tensor`.

Importing torch takes more than a second, so it waits until an attribute of `torch` or `F` is first used.
Type checkers see the real thing; `Tensor` stands in annotations and in `isinstance`, which never load torch.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

__all__ = ["F", "Tensor", "is_loaded", "torch"]


def is_loaded() -> bool:
    """Whether torch has been imported in this process."""
    return "torch" in sys.modules


class LazyModule(ModuleType):
    """A module that is imported when one of its attributes is first used.

    Attributes found are kept, so a second use costs what it costs with the module itself. Names like
    `__file__` are what inspecting tools ask for; only `__version__` is worth a load.
    """

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__version__":
            raise AttributeError(f"{self.__name__}: {name} is not looked up through the lazy door")
        value = getattr(import_module(self.__name__), name)
        setattr(self, name, value)
        return value


class TensorStandIn(type):
    """The type of `Tensor`: its instances are torch's tensors, its attributes those of `torch.Tensor`."""

    def __instancecheck__(cls, value: object) -> bool:
        return is_loaded() and isinstance(value, sys.modules["torch"].Tensor)

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(torch.Tensor, name)


if TYPE_CHECKING:
    import torch
    import torch.nn.functional as F
    from torch import Tensor
else:
    torch = LazyModule("torch")
    F = LazyModule("torch.nn.functional")

    class Tensor(metaclass=TensorStandIn):
        """A torch tensor, in annotations and `isinstance`."""

        __slots__ = ()
