"""How this program was started: alone, or by torchrun as one of several processes. Leaves torch unloaded."""

from __future__ import annotations

import os
from collections.abc import Mapping


def is_torchrun(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether torchrun (or another launcher with its environment) has started this process among several."""
    size = environ.get("WORLD_SIZE", "")
    return size.isdigit() and int(size) > 1 and {"RANK", "MASTER_ADDR", "MASTER_PORT"} <= environ.keys()


def leads(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether this process is the only one, or the first of several: the one that prints."""
    return not is_torchrun(environ) or environ["RANK"] == "0"


def local_rank(environ: Mapping[str, str] = os.environ) -> int:
    """The number of this process among those of torchrun on this machine."""
    return int(environ.get("LOCAL_RANK", environ["RANK"]))
