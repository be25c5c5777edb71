"""Recurrent layers as compiled C: the loops of `loops/recurrent.c`, built at first use if the machine has a C compiler.

    library()           the compiled loops, or None; the torch loops of `recurrent` then do all the work
    NativeScan          what `recurrent.Scan` is, by the compiled loops

The result of a build is kept in the user's cache folder, under a name that tells source, compiler and processor.
Without a compiler, or with WLNET_NATIVE=0 in the environment, there is no library; nobody is told. `recurrent` compares
a library with its own loops before trusting it.
"""

from __future__ import annotations

import ctypes
import hashlib
import math
import os
import platform
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import platformdirs
import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from wlnet.backend.packing import CHUNK_ROWS, Loan, Packing

SOURCES = Path(__file__).with_name("loops")
COMPILERS = ("cc", "gcc", "clang")
# No -ffast-math: a loss that is not a number must be seen to be none.
FLAGS = ("-std=gnu11", "-O3", "-fno-math-errno", "-fno-trapping-math", "-ffp-contract=fast", "-shared", "-fPIC",
         "-pthread")
TUNINGS = (("-march=native",), ("-mcpu=native",), ())      # the first that the compiler takes
BUILD_SECONDS = 60

UNIT = 16                   # widths of states are multiples of it
PART_ROWS, MOST_PARTS = 32, 16
KINDS = ("Basic", "Gated", "LongShort")
GATES = (1, 3, 4)
BAD_INDEX = 1
MATRIX_ROWS = 8             # of a batch; with fewer, most of what a matrix unit does would be for nothing
THREADED_PRODUCTS = 4e6     # multiplications from which starting a thread can pay
FEW, MANY = 4, 1024         # scans between tries of another number of threads


class CompiledScan(ctypes.Structure):
    """The arguments of the compiled loops (see `loops/recurrent.c`)."""

    _fields_ = [
        *((name, ctypes.c_int64) for name in (
            "kind", "n", "width", "batch", "steps", "total", "parts", "threads", "matrix", "begins")),
        *((name, ctypes.c_void_p) for name in (
            "sizes", "x", "index", "inputs", "biases", "weights", "gates", "extra", "states", "cells",
            "grads", "carried", "carried_cell", "d_inputs", "d_projected", "d_biases", "d_weights", "d_x", "room")),
    ]


@dataclass
class Pace:
    """Whether several threads pay at present, for scans of one form.

    On a busy machine they may not: a thread that has no processor keeps the other waiting. So several threads must on
    average beat the best that one thread did lately. Each time they do not, the next try is twice as far away.
    """

    several: bool = False
    left: int = FEW             # scans with one thread before the next try
    patience: int = FEW
    best: float = math.inf      # time of a scan with one thread, since the last try
    tried: int = 0
    mean: float = 0.0           # time of a scan with several, the last ones weighing most

    def note(self, seconds: float) -> None:
        """A scan took so long (in any unit of work)."""
        if not self.several:
            self.best = min(self.best, seconds)
            self.left -= 1
            if not self.left:
                self.several, self.tried = True, 0
            return
        self.tried += 1
        self.mean = seconds if self.tried == 1 else 0.8 * self.mean + 0.2 * seconds
        if self.mean > (2 * self.best if self.tried == 1 else self.best):
            self.patience = min(2 * self.patience, MANY)
            self._back_to_one(self.patience)
        elif self.tried == MANY // 4:       # see how fast one thread is by now
            self.patience = FEW
            self._back_to_one(FEW)

    def _back_to_one(self, scans: int) -> None:
        self.several, self.left, self.best = False, scans, math.inf


class Library:
    """The compiled loops."""

    def __init__(self, path: Path) -> None:
        loaded = ctypes.CDLL(str(path))
        self._functions = (loaded.wlnet_forward, loaded.wlnet_backward)
        for function in self._functions:
            function.argtypes = [ctypes.POINTER(CompiledScan)]
            function.restype = ctypes.c_int
        self._need = loaded.wlnet_need
        self._need.argtypes = [ctypes.POINTER(CompiledScan), ctypes.c_int]
        self._need.restype = ctypes.c_int64
        self.has_matrix_unit = bool(loaded.wlnet_has_matrix_unit())
        self.processors = processors()
        self.paces: dict[Any, Pace] = {}

    @property
    def means(self) -> str:
        """What it multiplies with, in words."""
        return "compiled, matrix unit" if self.has_matrix_unit else "compiled, vector registers"

    def run(self, scan: CompiledScan, backward: bool) -> None:
        """Carry out a scan; which threads do so does not change the result.

        Errors  IndexError for a class out of range.
        """
        products = scan.total * scan.n * scan.n * GATES[scan.kind]
        several, pace = False, None
        if self.processors > 1 and scan.parts > 1 and products >= THREADED_PRODUCTS:
            form = backward, scan.kind, scan.n, scan.width, scan.total.bit_length(), scan.parts
            pace = self.paces.setdefault(form, Pace())
            several = pace.several
        scan.threads = self.processors if several else 1
        scan.matrix = self.has_matrix_unit and scan.batch >= MATRIX_ROWS
        room = Loan(self._need(scan, backward))
        scan.room = room.memory.data_ptr()
        begin = time.perf_counter()
        found = self._functions[backward](scan)
        if pace is not None:
            pace.note((time.perf_counter() - begin) / products)
        if found == BAD_INDEX:
            raise IndexError("index out of range in self")


def processors() -> int:
    """How many processors a scan may use: those the process has, or as many as OMP_NUM_THREADS says."""
    said = os.environ.get("OMP_NUM_THREADS", "")
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(found, int(said)) if said.isdigit() and int(said) else found


@cache
def library() -> Library | None:
    """The compiled loops, built if need be; None where that is not possible or not wished."""
    if os.environ.get("WLNET_NATIVE") == "0" or os.name != "posix":
        return None
    compiler = next(filter(None, map(shutil.which, COMPILERS)), None)
    if compiler is None:
        return None
    name = f"recurrent-{_fingerprint(compiler)}.so"
    for folder in _folders():
        path = folder / name
        try:
            if not path.exists() and not _build(compiler, path):
                return None
            return Library(path)
        except (OSError, AttributeError):           # a folder without right to write or run; a file that is no library
            continue
    return None


def _folders() -> Iterator[Path]:
    """Where the library may be kept: in the user's cache, else in a folder of this process alone."""
    yield platformdirs.user_cache_path("wlnet", appauthor=False) / "native"
    folder = tempfile.TemporaryDirectory(prefix="wlnet-", ignore_cleanup_errors=True)
    _KEPT.append(folder)
    yield Path(folder.name)


_KEPT: list[Any] = []           # temporary folders, which go with the process


def _fingerprint(compiler: str) -> str:
    """Tells apart sources, compilers and processors."""
    stat = Path(compiler).resolve().stat()
    facts = (*FLAGS, compiler, str(stat.st_size), str(stat.st_mtime_ns), platform.machine(), platform.processor())
    parts = [*(path.read_bytes() for path in sorted(SOURCES.glob("*.[ch]"))), *map(str.encode, facts), _processor()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:24]


def _processor() -> bytes:
    """What Linux says of the first processor, without what changes from moment to moment."""
    try:
        text = Path("/proc/cpuinfo").read_bytes().split(b"\n\n")[0]
    except OSError:
        return b""
    return b"\n".join(line for line in text.splitlines()
                      if line.startswith((b"model", b"flags", b"Features", b"CPU", b"vendor", b"cpu family")))


def _build(compiler: str, path: Path) -> bool:
    """Compile to a file that appears all at once, so that processes may build at the same time.

    Errors  OSError where the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".so")
    os.close(handle)
    made = Path(name)
    try:
        for tuning in TUNINGS:
            command = [compiler, *FLAGS, *tuning, str(SOURCES / "recurrent.c"), "-o", str(made)]
            try:
                done = subprocess.run(command, capture_output=True, timeout=BUILD_SECONDS, check=False)
            except (OSError, subprocess.TimeoutExpired):
                return False
            if done.returncode == 0:
                made.chmod(0o755)
                made.replace(path)
                return True
        return False
    finally:
        made.unlink(missing_ok=True)


def parts_of(batch: int) -> int:
    """Into how many parts a batch is cut, whatever the machine: the sums depend on it."""
    return min(max(batch // PART_ROWS, 1), MOST_PARTS)


class NativeScan(torch.autograd.Function):
    """A cell over packed rows, with the arguments and results of `recurrent.Scan`; float32 on the CPU.

    The cell is given by its place in KINDS. The width of the states is a multiple of UNIT.
    """

    @staticmethod
    def forward(
        ctx: Any, kind: int, packing: Packing, wanted: bool, x: Tensor, inputs: Tensor, biases: Tensor,
        weights: Tensor, *initial: Tensor | None,
    ) -> tuple[Tensor | None, ...]:
        loops = library()
        assert loops is not None
        x, inputs, biases, weights = (array.contiguous() for array in (x, inputs, biases, weights))
        n, batch = weights.shape[1], packing.batch
        stores = [packing.store(weights, state) for state in initial]
        after = stores[0][batch:]
        gates, extra, loan = after, None, None      # the basic layer keeps its states alone
        if GATES[kind] > 1:
            loan = Loan(4 * packing.total * (len(weights) + n))
            memory = loan.memory.view(torch.float32)
            gates, extra = memory, memory[packing.total * len(weights) :]
        begins = all(state is None for state in initial)
        loops.run(_scan(kind, packing, x, inputs, biases, weights, gates, extra, stores, begins), backward=False)
        if any(ctx.needs_input_grad):
            ctx.kind, ctx.packing, ctx.begins = kind, packing, begins
            ctx.seeded = [state is not None for state in initial]
            ctx.kept = (gates, extra, loan) if loan else (None, None, None)
            ctx.set_materialize_grads(False)
            ctx.save_for_backward(x, inputs, biases, weights, *stores)
        return after if wanted else None, *map(packing.last_of, stores)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad_rows: Tensor | None, *grad_final: Tensor | None) -> tuple[Tensor | None, ...]:
        loops = library()
        assert loops is not None
        packing: Packing = ctx.packing
        x, inputs, biases, weights, *stores = ctx.saved_tensors
        gates, extra, _ = ctx.kept
        if gates is None:
            gates = stores[0][packing.batch :]
        grads = None if grad_rows is None else grad_rows.contiguous()
        carried = [packing.carried(weights, final) for final in grad_final]
        one_hot = not x.dtype.is_floating_point
        many = one_hot and inputs.shape[1] > 4 * CHUNK_ROWS         # classes: sums over few of them suffice
        d_inputs = None if many else torch.empty_like(inputs)
        d_projected = weights.new_empty(packing.total, len(weights)) if many else None
        d_biases, d_weights = torch.empty_like(biases), torch.empty_like(weights)
        d_x = torch.empty_like(x) if ctx.needs_input_grad[3] else None
        scan = _scan(ctx.kind, packing, x, inputs, biases, weights, gates, extra, stores, ctx.begins)
        for name, array in (("grads", grads), ("carried", carried[0]), ("carried_cell", carried[-1]),
                            ("d_inputs", d_inputs), ("d_projected", d_projected), ("d_biases", d_biases),
                            ("d_weights", d_weights), ("d_x", d_x)):
            setattr(scan, name, _address(array))
        loops.run(scan, backward=True)
        if d_projected is not None:
            table = torch.ops.aten.embedding_dense_backward(d_projected, x, inputs.shape[1], -1, False)
            d_inputs = table.t()
        d_initial = [grad if given else None for grad, given in zip(carried, ctx.seeded, strict=True)]
        return None, None, None, d_x, d_inputs, d_biases, d_weights, *d_initial


def _scan(
    kind: int, packing: Packing, x: Tensor, inputs: Tensor, biases: Tensor, weights: Tensor, gates: Tensor,
    extra: Tensor | None, stores: Sequence[Tensor], begins: bool,
) -> CompiledScan:
    """The arguments that both ways share. The caller keeps the arrays alive."""
    dense = x.dtype.is_floating_point
    return CompiledScan(
        kind, weights.shape[1], inputs.shape[1], packing.batch, len(packing.sizes), packing.total,
        parts_of(packing.batch), 1, 0, begins, _address(packing.step_sizes), _address(x if dense else None),
        _address(None if dense else x), *map(_address, (inputs, biases, weights, gates, extra, stores[0], stores[-1])))


def _address(array: Tensor | None) -> int | None:
    return None if array is None else array.data_ptr()
