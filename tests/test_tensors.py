"""The lazy door: nothing is loaded by naming torch, and what comes through it is torch itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from wlnet.tensors import F, Tensor, torch


@pytest.mark.parametrize("code, loads", [
    ("from wlnet.tensors import F, Tensor, torch", False),
    ("from wlnet.tensors import Tensor\ndef forward(x: Tensor, biases: Tensor | None) -> Tensor: ...", False),
    ("from wlnet.tensors import Tensor\nassert not isinstance(3, Tensor)", False),
    ("import inspect\nfrom wlnet.tensors import F, Tensor, torch\n"
     "assert not any(map(inspect.isfunction, (F, Tensor, torch)))\n"
     "repr(torch), hasattr(F, '__wrapped__')", False),
    ("from wlnet.tensors import torch\ntorch.zeros(2)", True),
    ("from wlnet.tensors import F\nF.relu", True),
])
def test_torch_loads_on_first_use(code: str, loads: bool) -> None:
    check = f"{code}\nimport sys\nfrom wlnet.tensors import is_loaded\n" \
            f"assert is_loaded() == ('torch' in sys.modules) == {loads}"
    root = Path(__file__).resolve().parents[1]
    run = subprocess.run([sys.executable, "-c", check], cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_what_comes_through_is_torch() -> None:
    import torch as real

    assert torch.zeros is real.zeros
    assert torch.nn.Module is real.nn.Module
    assert F.relu is real.nn.functional.relu
    assert isinstance(torch.zeros(2), Tensor)
    assert not isinstance([0.0], Tensor)
    assert Tensor.sum is real.Tensor.sum
    with pytest.raises(AttributeError, match="no_such"):
        _ = torch.no_such
