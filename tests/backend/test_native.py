"""The compiled loops of recurrent layers against those on torch in double precision, and how they are built."""

from __future__ import annotations

import shutil

import pytest

from wlnet.tensors import torch

KINDS = range(3)
NAMES = ["basic", "gru", "lstm"]
RAGGED = [9, 3, 1, 7, 7, 2, 5]


@pytest.fixture
def native(monkeypatch):
    from wlnet.backend import native
    monkeypatch.delenv("WLNET_NATIVE", raising=False)
    if not any(map(shutil.which, native.COMPILERS)):
        pytest.skip("no C compiler")
    native.library.cache_clear()
    yield native
    native.library.cache_clear()


@pytest.fixture(params=["matrix unit", "registers"])
def loops(request, native, monkeypatch):
    """The library, with what it multiplies with."""
    found = native.library()
    assert found is not None
    if request.param == "matrix unit":
        if not found.has_matrix_unit:
            pytest.skip("no matrix unit")
    else:
        monkeypatch.setattr(found, "has_matrix_unit", False)
    return found


class Case:
    """A random scan: arrays, and what running it one way or the other gives."""

    def __init__(self, kind, n, width, lengths, seeded=False, classes=False, seed=1):
        from wlnet.backend import recurrent
        from wlnet.backend.packing import packing_of
        self.cell = recurrent.CELLS[kind]
        generator = torch.Generator().manual_seed(seed)

        def draw(*shape):
            return torch.randn(*shape, generator=generator).mul_(n ** -0.5)
        batch, gates = len(lengths), self.cell.gates
        shape = batch, max(lengths)
        x = torch.randint(width, shape, generator=generator) if classes else draw(*shape, width)
        self.packing = packing_of(x, torch.tensor(lengths))
        self.x = self.packing.pack(x)
        self.weights = draw(gates * n, width), draw(gates * n), draw(gates * n, n)
        self.states = [draw(batch, n) if seeded else None for _ in range(self.cell.states)]

    def run(self, scan, dtype=torch.float32, wanted=True):
        """Outputs, final states, and the gradients of all that is real."""
        def leaf(array):
            real = array is not None and array.dtype.is_floating_point
            return array.to(dtype).requires_grad_() if real else array
        x, weights, states = leaf(self.x), tuple(map(leaf, self.weights)), [*map(leaf, self.states)]
        rows, final = scan(self.cell, self.packing, wanted, x, weights, states)
        parts = [part for part in (rows, *final) if part is not None]
        places = [torch.arange(1, part.numel() + 1, dtype=torch.float64).reshape(part.shape) for part in parts]
        asked = [array for array in (x, *weights, *states) if array is not None and array.requires_grad]
        grads = torch.autograd.grad(parts, asked, [place.cos().to(dtype) for place in places])
        return [part.detach() for part in (*parts, *grads)]

    def compare(self, wanted=True):
        """Assert that the compiled loops are as near to double precision as torch is in single precision."""
        from wlnet.backend import recurrent
        exact = self.run(recurrent._plain, torch.float64, wanted)
        ours, torchs = self.run(recurrent._compiled, wanted=wanted), self.run(recurrent._plain, wanted=wanted)
        for mine, torchs_own, true in zip(ours, torchs, exact, strict=True):
            bound = max(4e-6 * float(true.abs().max()), 2 * float((torchs_own - true).abs().max()), 1e-8)
            assert float((mine - true).abs().max()) <= bound


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
@pytest.mark.parametrize("n, width, lengths, seeded, classes", [
    (128, 79, [25] * 64, False, True),
    (128, 128, [25] * 64, False, False),
    (32, 10, [6] * 20, True, False),
    (16, 1, [4] * 3, False, False),
    (48, 33, [5] * 41, True, True),
    (1, 1, [1], False, False),
    (19, 7, RAGGED, False, False),
    (50, 300, RAGGED, True, False),
    (16, 5, RAGGED * 20, True, True),
    (16, 2000, RAGGED, False, True),                # many classes: their gradients are added elsewhere
    (80, 12, [200, 150, 1] * 30, False, False),
])
def test_equals_torch(loops, kind, n, width, lengths, seeded, classes):
    Case(kind, n, width, lengths, seeded, classes).compare()


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_final_states_alone(loops, kind):
    Case(kind, 32, 8, RAGGED * 4).compare(wanted=False)


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_gradients_equal_finite_differences(loops, kind):
    """Along a random direction, in single precision."""
    from wlnet.backend import recurrent
    case, step = Case(kind, 16, 6, [5, 3, 3], seeded=True), 1e-2
    leaves = [array.requires_grad_() for array in (case.x, *case.weights, *case.states)]
    chance = torch.Generator().manual_seed(2)
    ways = [torch.randn(leaf.shape, generator=chance) for leaf in leaves]

    def value(times):
        x, *rest = [leaf + times * way for leaf, way in zip(leaves, ways, strict=True)]
        rows, final = recurrent._compiled(case.cell, case.packing, True, x, tuple(rest[:3]), rest[3:])
        return sum((part * part.cos()).sum() for part in (rows, *final))
    slope = sum((grad * way).sum() for grad, way in zip(torch.autograd.grad(value(0.0), leaves), ways, strict=True))
    with torch.no_grad():
        found = (value(step) - value(-step)) / (2 * step)
    torch.testing.assert_close(slope, found, rtol=1e-2, atol=1e-2)


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_threads_change_nothing(native, loops, kind, monkeypatch):
    from wlnet.backend import recurrent
    case = Case(kind, 128, 20, [30] * 150 + [7] * 10)
    found = []
    for processors in (1, 4, 4, 1):
        monkeypatch.setattr(loops, "processors", processors)
        monkeypatch.setattr(native.Pace, "note", lambda pace, seconds: setattr(pace, "several", True))
        found.append(case.run(recurrent._compiled))
    for other in found[1:]:
        assert all(torch.equal(mine, theirs) for mine, theirs in zip(found[0], other, strict=True))


def test_gradients_may_be_asked_for_twice(loops):
    from wlnet.backend import recurrent
    x = torch.randn(4, 6, 3, requires_grad=True)
    arrays = [torch.randn(16, size) for size in (3, 3, 3, 16, 16, 16)] + [torch.zeros(16)] * 3
    outputs, _ = recurrent.gru(x, None, arrays)
    loss = outputs.square().sum()
    first, = torch.autograd.grad(loss, x, retain_graph=True)
    recurrent.gru(x, None, arrays)[0].sum().backward()
    second, = torch.autograd.grad(loss, x)
    assert torch.equal(first, second)


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_what_is_not_a_number_shows(loops, kind):
    from wlnet.backend import recurrent
    case = Case(kind, 16, 4, [3] * 20)
    case.x[5, 2] = float("nan")
    rows, *_ = case.run(recurrent._compiled)
    assert rows[5].isnan().all()
    assert rows[[0, 19]].isfinite().all()


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_saturation(loops, kind):
    """Gates at their ends, where an exponential would leave the range of numbers."""
    from wlnet.backend import recurrent
    case = Case(kind, 16, 4, [3] * 9)
    case.x *= 400
    ours, theirs = case.run(recurrent._compiled), case.run(recurrent._plain, torch.float64)
    assert all(part.isfinite().all() for part in ours)
    torch.testing.assert_close(ours[0].double(), theirs[0], rtol=1e-3, atol=1e-4)


def test_denormals_are_flushed_inside_alone(loops):
    from wlnet.backend import recurrent
    case = Case(0, 16, 4, [3] * 9)
    case.x.fill_(1e-40)
    case.weights = case.weights[0], torch.zeros_like(case.weights[1]), case.weights[2]
    rows, *_ = case.run(recurrent._compiled)
    assert not rows.any()
    assert (torch.tensor([1e-40]) * 1.0).item() != 0


def test_classes_out_of_range(loops):
    from wlnet.backend import recurrent
    for wrong in (-1, 5):
        case = Case(1, 16, 5, [3] * 9, classes=True)
        case.x[4] = wrong
        with pytest.raises(IndexError):
            case.run(recurrent._compiled)


def test_pace_prefers_what_is_faster(native):
    """Most scans have several threads on an idle machine, hardly any on a busy one."""
    def share(pace, scans, several_take):
        count = 0
        for _ in range(scans):
            count += pace.several
            pace.note(several_take if pace.several else 1.0)
        return count / scans
    pace = native.Pace()
    assert share(pace, 2000, 0.6) > 0.9
    assert share(pace, 4000, 1.5) < 0.05
    assert share(pace, 2 * native.MANY, 0.6) > 0.3      # quiet again
    assert share(pace, 2000, 0.6) > 0.9


def test_switched_off(native, monkeypatch):
    monkeypatch.setenv("WLNET_NATIVE", "0")
    assert native.library() is None


@pytest.mark.parametrize("script", ["exit 1", "sleep 60", "echo nonsense > /dev/null"])
def test_compilers_that_do_not_compile(native, monkeypatch, tmp_path, script):
    """The torch loops do the work, and nothing is said."""
    compiler = tmp_path / "cc"
    compiler.write_text(f"#!/bin/sh\n{script}\n")
    compiler.chmod(0o755)
    monkeypatch.setattr(native, "COMPILERS", (str(compiler),))
    monkeypatch.setattr(native, "BUILD_SECONDS", 0.5)
    monkeypatch.setattr(native.platformdirs, "user_cache_path", lambda *names, **options: tmp_path / "cache")
    assert native.library() is None
    monkeypatch.setattr(native, "COMPILERS", ("no such compiler",))
    native.library.cache_clear()
    assert native.library() is None


def test_library_is_kept(native, monkeypatch, tmp_path):
    monkeypatch.setattr(native.platformdirs, "user_cache_path", lambda *names, **options: tmp_path / "cache")
    assert native.library() is not None
    kept, = (tmp_path / "cache" / "native").iterdir()
    made = kept.stat().st_mtime_ns
    native.library.cache_clear()
    assert native.library() is not None
    assert kept.stat().st_mtime_ns == made


def test_cache_that_cannot_be_written(native, monkeypatch, tmp_path):
    (tmp_path / "cache").write_text("a file, not a folder")
    monkeypatch.setattr(native.platformdirs, "user_cache_path", lambda *names, **options: tmp_path / "cache")
    assert native.library() is not None


def test_damaged_library_in_the_cache(native, monkeypatch, tmp_path):
    monkeypatch.setattr(native.platformdirs, "user_cache_path", lambda *names, **options: tmp_path / "cache")
    assert native.library() is not None
    kept, = (tmp_path / "cache" / "native").iterdir()
    kept.unlink()
    kept.write_bytes(b"no library")
    native.library.cache_clear()
    assert native.library() is not None


def test_loops_that_disagree_are_not_used(native, monkeypatch):
    from wlnet.backend import recurrent

    def wrong(*given):
        rows, final = recurrent._plain(*given)
        return rows * 1.1, final
    monkeypatch.setattr(recurrent, "_compiled", wrong)
    assert not recurrent._is_trusted.__wrapped__(recurrent.GATED)


def test_same_seed_gives_the_same_net(session, native):
    train = """NetTrain[NetChain[{UnitVectorLayer[5], GatedRecurrentLayer[20], SequenceLastLayer[], SoftmaxLayer[]},
        "Output" -> NetDecoder[{"Class", Range[20]}]], Table[Mod[{k, k^2, 2 k}, 5] + 1 -> Mod[k, 20] + 1, {k, 80}],
        RandomSeeding -> 3, MaxTrainingRounds -> 3, BatchSize -> 40]"""
    assert session.evaluate(f"Normal[{train}[[2]]] === Normal[{train}[[2]]]").text == "True"
