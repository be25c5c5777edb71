"""Files that are there in full or not at all; and among them the state of a training, to go on from.

A state file is a net file (see `io.wlnet`) with more in it: further arrays (of an optimizer, of random streams, the
order of the data), named `.state.` and a name, and under "state" in the metadata facts in JSON (round, batch,
counters, seeds). Import["file"] gives the net.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wlnet.io.safetensors import Contents, write_arrays
from wlnet.io.wlnet import BadNet, Rules, net_contents, net_of, read_contents
from wlnet.nets.data import Array
from wlnet.nets.layer import Net

_PREFIX = ".state."


def write_atomically(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file so that a crash at any moment leaves the old one or the new one: `write` fills a temporary file
    beside it, which reaches the disk before it takes the name.

    Errors  OSError; the old file is then as it was.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        write(part)
        part.chmod(_usual_mode())
        _sync(part, os.O_RDWR)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    if os.name == "posix":
        _sync(path.parent, os.O_RDONLY)         # the new name has to reach the disk too


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _usual_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


@dataclass(frozen=True)
class State:
    """Where a training stands: the net, further arrays by name, and facts that JSON can hold."""

    net: Net
    arrays: Mapping[str, Array]
    facts: Mapping[str, Any]


def write_state(path: Path, state: State) -> None:
    """Write a state to a file, at once.

    Errors  Unwritable for a part of the net that cannot be written; BadArrays; OSError.
    """
    contents = net_contents(state.net)
    arrays = {**contents.arrays, **{_PREFIX + name: array for name, array in state.arrays.items()}}
    whole = Contents(arrays, {**contents.metadata, "state": json.dumps(state.facts)})
    write_atomically(path, lambda part: write_arrays(part, whole))


def read_state(path: Path, rules: Rules) -> State:
    """The state in a file.

    Errors  BadNet for another file; OSError.
    """
    contents = read_contents(path)
    try:
        facts = json.loads(contents.metadata["state"])
    except (KeyError, ValueError):
        raise BadNet("it holds a net but no state of a training") from None
    arrays = {name.removeprefix(_PREFIX): array for name, array in contents.arrays.items()
              if name.startswith(_PREFIX)}
    return State(net_of(contents, rules), arrays, facts)
