"""A process that follows the leader of a training, as `parallel` starts it: `python -m
wlnet.backend.parallel_worker RANK SIZE DEVICE FOLDER THREADS`. It has neither the data nor the language, only
the training net.
"""

from __future__ import annotations

import dataclasses
import os
import pickle
import shutil
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import torch
import torch.distributed as dist

from wlnet.backend.parallel import Team, connect
from wlnet.backend.train import Trainer


def main(argv: Sequence[str]) -> None:
    """Follow until the leader says stop."""
    rank, size, device, folder, threads = argv
    threading.Thread(target=end_with_leader, args=(Path(folder),), daemon=True).start()
    torch.set_num_threads(int(threads))
    (Path(folder) / f"{rank}.here").touch()
    connect(int(rank), int(size), Path(folder))
    team = Team(int(rank), int(size), torch.device(device), has_data=False)
    job = pickle.loads(team.share(None))
    Trainer(dataclasses.replace(job, device=team.device), team).follow()
    dist.destroy_process_group()


def end_with_leader(folder: Path) -> None:
    """Wait until the leader closes its end of the pipe, as its end does; then end at once, leaving no files."""
    sys.stdin.buffer.read()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
