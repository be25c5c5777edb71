"""Data parallel training: every process works on its part of each batch, and the gradients are added up.

The processes of a `Team` speak through torch.distributed alone. Rank 0 leads: it runs the whole training
loop, with reports, limits, stopping and all that the user's functions do. Before each batch it deals an
`Order` to every process; the others `follow` orders until they are told to stop. Since all begin with the
same arrays and apply the same sums of gradients, their arrays stay the same.

A team is either started for one training (`start`: TargetDevice -> {"CPU", n} or {"GPU", All}), or it is
what torchrun has started (`joined`): then each process runs the script, has the data, and is told only the
numbers of its examples.
"""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor

from wlnet.backend.batches import Feed, Numbered

TRAIN, MEASURE, STOP = "train", "measure", "stop"
PATIENCE = timedelta(days=7)        # a leader may wait at a menu; closed connections tell of processes that died
MEETING = timedelta(minutes=5)      # within which processes that have started must find each other
EXIT_SECONDS = 5.0                  # that a process which lost its connection may take to end
LOCAL = "127.0.0.1"
ROOM, PREFIX = 16384, 8              # bytes: of an order at first, of the number before it


class WorkerLost(Exception):
    """Process `rank` (from 0) of a team failed; `reason` is what it said last."""

    def __init__(self, rank: int, reason: str) -> None:
        super().__init__(rank, reason)
        self.rank, self.reason = rank, reason


@dataclass(frozen=True)
class Order:
    """What a process is to do next.

    share   of its part in the whole batch
    feed    its part, or else `rows`, the numbers of its examples in data that it has itself
    result  with STOP: what the leader found
    """

    kind: str
    batch: int = 0
    rate: float = 0.0
    share: float = 0.0
    feed: Feed | None = None
    rows: Tensor | None = None
    result: Any = None


class Team:
    """The processes of one training, as one of them sees it.

    has_data  whether the others have the same examples in memory, under the same numbers
    """

    def __init__(
        self, rank: int, size: int, device: torch.device, has_data: bool, crew: Crew | None = None,
    ) -> None:
        self.rank, self.size, self.device, self.has_data, self.crew = rank, size, device, has_data, crew
        self.control = dist.group.WORLD
        on_devices = device.type == "cuda" and _has_devices(size)
        self.sums = dist.new_group(backend="nccl") if on_devices else self.control
        self.is_busy = False        # between an order and the sum that ends it
        self.room = torch.zeros(ROOM, dtype=torch.uint8)

    @property
    def leads(self) -> bool:
        return self.rank == 0

    def share(self, value: Any) -> Any:
        """The leader's value, for all.

        Errors  WorkerLost.
        """
        room = [value if self.leads else None]
        with self._watched():
            dist.broadcast_object_list(room, src=0, group=self.control)
        return room[0]

    def gather(self, value: Any) -> list[Any]:
        """The values of all, by rank.

        Errors  WorkerLost.
        """
        room: list[Any] = [None] * self.size
        with self._watched():
            dist.all_gather_object(room, value, group=self.control)
        return room

    def collect(self, value: Any) -> list[Any]:
        """For the leader, the values of all by rank; for the others, their own.

        Errors  WorkerLost.
        """
        text = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        letter, most = self._letter(text), len(self.room) - PREFIX
        rooms = [torch.empty_like(self.room) for _ in range(self.size)] if self.leads else None
        with self._watched():
            dist.gather(letter, rooms, dst=0, group=self.control)
            if rooms is None:
                if len(text) > most:            # the leader sees it by the number before the text
                    dist.send(torch.frombuffer(bytearray(text), dtype=torch.uint8), 0, group=self.control)
                return [value]
            return [value, *(pickle.loads(self._text(rank, room)) for rank, room in enumerate(rooms) if rank)]

    def _text(self, rank: int, room: Tensor) -> bytes:
        size = int.from_bytes(room[:PREFIX].numpy().tobytes(), "little")
        if size <= len(room) - PREFIX:
            return room[PREFIX : PREFIX + size].numpy().tobytes()
        whole = torch.empty(size, dtype=torch.uint8)
        dist.recv(whole, rank, group=self.control)
        return whole.numpy().tobytes()

    def deal(self, kind: str, feed: Feed, batch: int = 0, rate: float = 0.0) -> Order:
        """Give every process its part of a batch; the leader's own order.

        Errors  WorkerLost.
        """
        rows = feed.rows if isinstance(feed, Numbered) and self.has_data else None
        parts: Sequence[tuple[float, Feed | None, Tensor | None]]
        if rows is not None:
            parts = [(share, None, part) for share, part in parted(rows, self.size)]
        else:
            parts = [(share, part, None) for share, part in parted_feed(feed, self.size)]
        orders = [Order(kind, batch, rate, *part) for part in parts]
        self.is_busy = True             # before it is true: an interruption may come at any moment
        self._scatter(orders)
        return orders[0]

    def stop(self, result: Any = None) -> None:
        """Tell the others that it is over."""
        self._scatter([Order(STOP, result=result)] * self.size)

    def abandon(self) -> None:
        """Give up: the others wait for an order, or are cut off in the middle of one."""
        if self.crew is not None:
            self.crew.close(0)
        elif self.is_busy:
            dist.destroy_process_group()
        else:
            self.stop()

    def next_order(self) -> Order:
        """What the leader wants done."""
        dist.scatter(self.room, None, src=0, group=self.control)
        size = int.from_bytes(self.room[:PREFIX].numpy().tobytes(), "little")
        if size > len(self.room) - PREFIX:
            self.room = torch.zeros(size + PREFIX, dtype=torch.uint8)
            dist.scatter(self.room, None, src=0, group=self.control)
        self.is_busy = True
        order = pickle.loads(self.room[PREFIX : PREFIX + size].numpy().tobytes())
        assert isinstance(order, Order)
        return order

    def add_up(self, tensors: Sequence[Tensor]) -> None:
        """Replace each tensor by its sum over all processes.

        Errors  WorkerLost.
        """
        for kind in dict.fromkeys(tensor.dtype for tensor in tensors):
            alike = [tensor for tensor in tensors if tensor.dtype == kind]
            flat = torch.cat([tensor.reshape(-1) for tensor in alike])
            with self._watched():
                dist.all_reduce(flat, group=self.sums)
            totals = torch.split(flat, [tensor.numel() for tensor in alike])
            for tensor, total in zip(alike, totals, strict=True):
                tensor.copy_(total.view_as(tensor))
        self.is_busy = False

    def align(self, tensors: Sequence[Tensor]) -> None:
        """Give all processes the leader's tensors.

        Errors  WorkerLost.
        """
        with self._watched():
            for tensor in tensors:
                dist.broadcast(tensor, src=0, group=self.sums)

    def _scatter(self, orders: Sequence[Order]) -> None:
        """Send the orders. All messages have one size, which grows when one of them needs it; the first
        bytes say how much of it counts (or is needed). Nearly always this is a single operation.
        """
        texts = [pickle.dumps(order, pickle.HIGHEST_PROTOCOL) for order in orders]
        longest = max(map(len, texts))
        with self._watched():
            if longest > len(self.room) - PREFIX:
                need = torch.zeros_like(self.room)
                need[:PREFIX] = torch.tensor(list(longest.to_bytes(PREFIX, "little")), dtype=torch.uint8)
                dist.scatter(self.room, [need] * self.size, src=0, group=self.control)
                self.room = torch.zeros(longest + PREFIX, dtype=torch.uint8)
            dist.scatter(self.room, [self._letter(text) for text in texts], src=0, group=self.control)

    def _letter(self, text: bytes) -> Tensor:
        letter = bytearray(len(self.room))
        letter[:PREFIX] = len(text).to_bytes(PREFIX, "little")
        if len(text) <= len(letter) - PREFIX:
            letter[PREFIX : PREFIX + len(text)] = text
        return torch.frombuffer(letter, dtype=torch.uint8)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """A connection that breaks is the sign of a process that has failed."""
        try:
            yield
        except RuntimeError as error:           # DistBackendError and DistNetworkError are of this kind
            if self.crew is None:
                raise WorkerLost(-1, _last_line(str(error))) from None
            raise self.crew.obituary(str(error)) from None


def _has_devices(size: int) -> bool:
    return torch.cuda.is_available() and torch.cuda.device_count() >= size and dist.is_nccl_available()


def parted(rows: Tensor, count: int) -> list[tuple[float, Tensor]]:
    """The rows in `count` parts with their shares. None is empty: one that would be has no weight instead."""
    parts = rows.tensor_split(count)
    return [(len(part) / len(rows), part if len(part) else rows[:1]) for part in parts]


def parted_feed(feed: Feed, count: int) -> list[tuple[float, Feed]]:
    """A batch in `count` parts, each without padding that only others need."""
    size = len(next(iter(feed.values()))[0])
    return [(share, {port: _picked(values, lengths, rows) for port, (values, lengths) in feed.items()})
            for share, rows in parted(torch.arange(size), count)]


def _picked(values: Tensor, lengths: Tensor | None, rows: Tensor) -> tuple[Tensor, Tensor | None]:
    part = values[int(rows[0]) : int(rows[-1]) + 1]
    if lengths is None:
        return part.clone(), None
    mine = lengths[int(rows[0]) : int(rows[-1]) + 1].clone()
    return part[:, : int(mine.max())].clone(), mine


# ---- processes started for one training ----------------------------------------------------------

class Crew:
    """The processes beside the leader, on this machine. They end when its pipes to them close, so with it."""

    def __init__(self, devices: Sequence[torch.device]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="wlnet-"))
        self.processes: list[subprocess.Popen[bytes]] = []
        here = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH", "")]))
        for rank in range(1, len(devices)):
            with self._log(rank).open("wb") as log:
                self.processes.append(subprocess.Popen(
                    [sys.executable, "-m", "wlnet.backend.parallel_worker", str(rank), str(len(devices)),
                     str(devices[rank]), str(self.folder), str(threads_each(len(devices)))],
                    env={**os.environ, "PYTHONPATH": path}, stdin=subprocess.PIPE, stdout=log, stderr=log,
                    start_new_session=True))

    def _log(self, rank: int) -> Path:
        return self.folder / f"{rank}.log"

    def obituary(self, otherwise: str) -> WorkerLost:
        """Which process failed, and its last words."""
        end = time.monotonic() + EXIT_SECONDS
        while time.monotonic() < end:
            for rank, process in enumerate(self.processes, 1):
                if process.poll() not in (None, 0):
                    words = self._log(rank).read_text(encoding="utf-8", errors="replace")
                    ending = f"it ended with status {process.returncode}"
                    return WorkerLost(rank, _last_line(words) or ending)
            time.sleep(0.02)
        return WorkerLost(-1, _last_line(otherwise))

    def close(self, wait: float) -> None:
        """End the processes: after `wait` seconds by force."""
        end = time.monotonic() + wait
        for process in self.processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(end - time.monotonic(), 0))
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()
            if process.stdin is not None:
                process.stdin.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def threads_each(count: int) -> int:
    """How many threads each of `count` processes on this machine may use."""
    return max(torch.get_num_threads() // count, 1)


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def connect(rank: int, size: int, folder: Path) -> None:
    """Join the processes that meet in a folder; their connections stay within this machine."""
    torch_names: Any = dist          # not all names are declared there
    kind = torch_names.ProcessGroupGloo
    options = kind._Options()
    options._devices = [kind.create_device(hostname=LOCAL)]
    options._timeout = PATIENCE
    store = torch_names.FileStore(str(folder / "store"), size)
    store.set_timeout(MEETING)
    dist.init_process_group(
        "gloo", store=store, rank=rank, world_size=size, timeout=PATIENCE, pg_options=options)


@contextmanager
def start(devices: Sequence[torch.device]) -> Iterator[Team]:
    """A team with one process for each device, this one for the first. None is left behind.

    Errors  WorkerLost when one of them cannot start.
    """
    threads = torch.get_num_threads()
    crew = Crew(devices)
    wait = 0.0
    torch.set_num_threads(threads_each(len(devices)))
    try:
        try:
            _meet(crew, len(devices))
            yield Team(0, len(devices), devices[0], False, crew)
            wait = EXIT_SECONDS
        finally:
            crew.close(wait)
    finally:
        torch.set_num_threads(threads)
        if dist.is_initialized():
            dist.destroy_process_group()


def _meet(crew: Crew, size: int) -> None:
    """Connect once all processes are there; one that fails before is noticed."""
    while len(list(crew.folder.glob("*.here"))) < size - 1:
        if any(process.poll() is not None for process in crew.processes):
            raise crew.obituary("a process ended early")
        time.sleep(0.02)
    connect(0, size, crew.folder)


# ---- torchrun ------------------------------------------------------------------------------------

def joined(device: torch.device) -> Team:
    """The team of all processes that torchrun has started, of which this one uses the device."""
    _join()
    return Team(dist.get_rank(), dist.get_world_size(), device, True)


def _join() -> None:
    if not dist.is_initialized():
        dist.init_process_group("gloo", timeout=PATIENCE)


def shared_seed() -> int:
    """A seed that is the same in all processes that torchrun has started, and differs from run to run.

    Errors  WorkerLost when they do not find each other.
    """
    room = [int.from_bytes(os.urandom(7), "big")]
    try:
        _join()
        dist.broadcast_object_list(room, src=0)
    except (RuntimeError, ValueError) as error:
        raise WorkerLost(-1, _last_line(str(error))) from None
    return room[0]
