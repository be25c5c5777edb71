"""What every test may ask for: a fresh session, and the folder of texts where this machine has one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

# Small tensors run faster on one thread, and so do tests beside each other. Read by torch when it loads.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest

from wlnet import tensors

if TYPE_CHECKING:
    from wlnet.session import Session

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def session() -> Session:
    """A session of its own for each test, so that no row depends on another."""
    from wlnet.session import Session

    return Session()


def resources_folder() -> Path | None:
    stated = os.environ.get("WLNET_RESOURCES")
    folder = Path(stated) if stated else ROOT.parent / "shared" / "resources"
    return folder if folder.is_dir() else None


@pytest.fixture
def resources(monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of texts (`$WLNET_RESOURCES`, or the one beside the checkout), also set for the session."""
    folder = resources_folder()
    if folder is None:
        pytest.skip("no folder of texts: set WLNET_RESOURCES to one")
    monkeypatch.setenv("WLNET_RESOURCES", str(folder))
    return folder


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests marked gpu are skipped where there is none; torch loads for the question only when one is met."""
    if item.get_closest_marker("gpu") is not None:
        torch = tensors.torch
        if not (torch.cuda.is_available() or torch.backends.mps.is_available()):
            pytest.skip("no CUDA or MPS device")
