"""NetTrain put together: the plan of data and losses, the options, and the run of the training loop."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path as FilePath
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import numpy as np
import torch

from wlnet.backend import options as read
from wlnet.backend.batches import CalledSource, Place, Source, TableSource, chosen, column, split
from wlnet.backend.checkpoints import Checkpoints, Files, NotSaved, Spec, State, find_state, read_specs, restore
from wlnet.backend.devices import device_of
from wlnet.backend.interruption import ABORT, STOP, interruptions
from wlnet.backend.job import Hook, Job, Treatment
from wlnet.backend.measurements import Maker
from wlnet.backend.meters import Gauge, Meter
from wlnet.backend.options import Interval, Options, Parts, bad
from wlnet.backend.optimizers import Method
from wlnet.backend.parallel import Team
from wlnet.backend.parallel_train import Staff, agree, carry_out, gathered, staff_of
from wlnet.backend.program import compile_net
from wlnet.backend.progress import LINE_SECONDS, LIVE_SECONDS, Lines, LiveLine, Reporter, Table
from wlnet.backend.results import TrainingSession, told, trained
from wlnet.backend.seeds import seed_of
from wlnet.backend.train import Trainer
from wlnet.expr import Association, Call, Expr, S, String, is_call, is_list, to_expr
from wlnet.kernel.control import Abort
from wlnet.kernel.messages import Failed
from wlnet.kernel.stack import on_interrupt
from wlnet.nets.data import Array, Examples
from wlnet.nets.files import Late, Unreadable
from wlnet.nets.inference import label
from wlnet.nets.initialize import Method as Initialization
from wlnet.nets.initialize import initialize
from wlnet.nets.layer import Net
from wlnet.nets.paths import array_values
from wlnet.nets.rates import Rates
from wlnet.nets.training import (
    NET, Columns, Generated, Pairs, Plan, by_port, encode, prepare, read_data, unreadable,
)
from wlnet.nets.wiring import Path

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

TRAINING, VALIDATION = "training data", "validation data"
VALIDATION_BATCH = 256


class AbortTraining(Abort):
    """A progress function asked for an abort."""


def net_train(net: Net, data: Expr, options: Options, call: Expr, ev: Evaluator, files: Files) -> TrainingSession:
    """Train a net; the session that came of it.

    files   how nets and checkpoints are written.
    Errors  Failed for anything that is wrong with net, data or options; flows of the evaluator pass through.
    """
    staff = staff_of(options["TargetDevice"], ev)
    checkpoints = read_specs(options["TrainingProgressCheckpointing"])
    before = find_state(checkpoints, files)
    seed = seed_of(options["RandomSeeding"], ev)
    start = Start(seed if before is None else before[1]["seed"], before, checkpoints, files)
    problem: Failed | None = None
    try:
        plan, job = plan_job(net, data, options, ev, staff, start.seed)
    except Failed as failure:
        problem = failure
    agree(staff, problem, 0 if problem else plan.count, ev)
    with gathered(staff, job) as team:
        session = _run(job, plan, options, call, ev, team, start)
        if staff.team is not None:          # only the first process has called the user's functions
            ev.rng.bit_generator.state = staff.team.share(ev.rng.bit_generator.state)
        return session


@dataclass(frozen=True)
class Start:
    """From where a training starts: its seed, the file and the state of one it goes on with; and its checkpoints."""

    seed: int
    before: tuple[FilePath, State] | None
    checkpoints: Sequence[Spec]
    files: Files


def plan_job(
    net: Net, data: Expr, options: Options, ev: Evaluator, staff: Staff | None = None, start: int | None = None,
) -> tuple[Plan, Job]:
    """What the training loop is to do.

    start   the seed, if the option RandomSeeding has been read already.
    Errors  Failed for anything that is wrong with net, data or options.
    """
    staff = Staff((device_of(options["TargetDevice"], ev, S.NetTrain),)) if staff is None else staff
    start = seed_of(options["RandomSeeding"], ev) if start is None else start
    seed = np.random.SeedSequence(start if staff.team is None else staff.team.share(start))
    first, second, third = (int(word) for word in seed.generate_state(3))
    method, treatment = read.read_method(options, ev)
    found = read_data(data, TRAINING, ev)
    size = read.positive(options, "BatchSize")
    maker = None
    if isinstance(found, Generated):
        maker = BatchMaker(found, net, options["LossFunction"], ev)
        plan = maker.begin((size or 64) * staff.count)
    else:
        plan = prepare(net, found, options["LossFunction"], TRAINING, ev)
    graph = initialize(plan.graph, Initialization(), first)
    plan = dataclasses.replace(plan, graph=graph)
    program = compile_net(graph)
    program.check()
    size = (size or _automatic_size(graph, options["PerformanceGoal"])) * staff.count
    device = staff.device
    dtype, mixed = _precision(options["WorkingPrecision"], device)
    place = Place(staff.source_device, dtype)
    parts = staff.count if staff.has_data else 1
    order = torch.Generator().manual_seed(second)
    validation, held, interval = _validation(options["ValidationSet"], plan, place, third, ev, parts)
    training: Source
    if maker is not None:
        assert isinstance(found, Generated)
        maker.expect(size)
        training = CalledSource(maker.make, size, found.round_length, place, maker)
    else:
        examples = plan.examples if held is None else chosen(plan.examples, held)
        training = _table(examples, size, place, order, parts)
    meters = Meters(plan, ev, options["TrainingProgressMeasurements"])
    criterion = read.read_criterion(options["TrainingStoppingCriterion"], meters.find, ev)
    judged = meters.maker.judged
    if criterion is not None and validation is None:
        ev.message(S.NetTrain, "critset")
    return plan, Job(
        graph, [(loss.output, loss.weight) for loss in plan.losses], training, validation, method,
        _treatments(plan, treatment), third, device, dtype, mixed, read.rounds(options),
        read.seconds(options, "TimeGoal"), meters.made, judged, Gauge(meters.made, judged).cells, criterion,
        validate_unit=interval.unit, validate_every=interval.every,
        schedule=_schedule(options["TrainingUpdateSchedule"], plan))


def _automatic_size(graph: Net, goal: Expr) -> int:
    """The batch size of BatchSize -> Automatic; a quarter of it when memory matters more than time."""
    if goal not in (S.Automatic, String("TrainingSpeed"), String("TrainingMemory")):
        raise bad("PerformanceGoal", goal, 'Automatic, "TrainingSpeed" or "TrainingMemory"')
    size = 16 if any(graph.type_of(port).is_varying for port in graph.inputs) else 64
    return size // 4 if goal == String("TrainingMemory") else size


# ---- the run ------------------------------------------------------------------------------------------------------

def _run(
    job: Job, plan: Plan, options: Options, call: Expr, ev: Evaluator, team: Team | None, start: Start,
) -> TrainingSession:
    size = job.training.batch_size
    target = String("CPU") if job.device.type == "cpu" and team is None else options["TargetDevice"]
    leads = team is None or team.leads
    reporters = _reporters(options["TrainingProgressReporting"], ev) if leads else []
    hooks = [Hook(reporter.show, interval.unit, interval.every, interval.least) for reporter, interval in reporters]
    holder: list[Trainer] = []

    def session() -> TrainingSession:
        return TrainingSession(plan, holder[0], call, target, plan.net)

    def present(trainer: Trainer) -> Net:
        return trained(plan.net, trainer.present())
    checkpoints = [
        Checkpoints(spec, start.files, present, start.seed,
                    lambda path, reason: ev.message(S.NetTrain, "checkpoint", path, reason),
                    None if start.before is None else start.before[1])
        for spec in start.checkpoints] if leads else []
    hooks += [Hook(item.show, item.spec.interval.unit, item.spec.interval.every, item.spec.interval.least)
              for item in checkpoints]
    if leads:
        hooks += _shown_functions(options["TrainingProgressReporting"], session, ev)
    hooks += _progress_functions(options["TrainingProgressFunction"], session, ev)
    interruption = interruptions(ev.write, lambda trainer, path: _saved(start.files, path, present(trainer)))
    try:
        trainer = Trainer(dataclasses.replace(job, hooks=hooks, interruption=interruption if leads else None), team)
        if not trainer.updater.parts:
            ev.message(S.NetTrain, "notrain")
        holder.append(trainer)
        try:
            if start.before is not None and leads:
                path, state = start.before
                restore(trainer, state, path)
            with on_interrupt(interruption.handle) if leads else nullcontext():
                history = carry_out(trainer)
        finally:
            for reporter, _ in reporters:
                reporter.close(trainer)
    except Unreadable as problem:
        raise unreadable(problem, ev) from None
    except (torch.OutOfMemoryError, MemoryError):
        raise Failed("nomem", size, max(size // 2, 1)) from None
    except RuntimeError as error:
        if "not enough memory" in str(error) or "can't allocate" in str(error):
            raise Failed("nomem", size, max(size // 2, 1)) from None
        raise
    if history.reason == ABORT:
        raise AbortTraining
    if trainer.lost is None and not trainer.is_torn:
        for item in checkpoints:
            item.close(trainer)
    if history.reason == STOP:
        ev.message(S.NetTrain, "interrupted", trainer.round)
    lost = trainer.lost
    if lost is not None:
        ev.message(S.NetTrain, "lost", _infinite(lost.loss), lost.round, lost.batch, _place(lost.place, plan))
    return TrainingSession(plan, trainer, call, target, trained(plan.net, trainer.result()))


def _saved(files: Files, path: FilePath, net: Net) -> str | None:
    """Write a net; what went wrong, or None."""
    try:
        files.save_net(path, net)
    except OSError as error:
        return error.strerror or str(error)
    except NotSaved as problem:
        return str(problem)
    return None


def _infinite(loss: float) -> Expr:
    return S.Indeterminate if loss != loss else S.Infinity if loss > 0 else Call(S.Times, to_expr(-1), S.Infinity)


def _place(path: Path | None, plan: Plan) -> str:
    if path is None:
        return "none"
    inside = path[1:] if path[0] == NET else path
    net: Net = plan.net if path[0] == NET else plan.graph
    for key in inside:
        net = net.children[key]
    return label(inside, net.head)


def _treatments(plan: Plan, parts: Parts) -> Callable[[Path], Treatment]:
    def treat(path: Path) -> Treatment:
        if path[0] == NET:
            return parts.treatment(plan.net, path[1:])
        return Parts().treatment(plan.graph.children[path[0]], path[1:])
    return treat


def _schedule(setting: Expr, plan: Plan) -> list[Callable[[Path], bool]]:
    """The option TrainingUpdateSchedule as a test of paths for each update in turn."""
    def test(rates: Rates) -> Callable[[Path], bool]:
        return lambda path: path[0] == NET and read.matches(rates, plan.net, path[1:])
    tests = []
    paths = list(array_values(plan.net))
    for rates in read.read_schedule(setting):
        if not any(read.matches(rates, plan.net, path) for path in paths):
            raise bad("TrainingUpdateSchedule", setting, "a list of parts of the net that have arrays")
        tests.append(test(rates))
    return tests


def _precision(setting: Expr, device: torch.device) -> tuple[torch.dtype, bool]:
    if setting in (S.Automatic, String("Real32")):
        return torch.float32, False
    if setting == String("Mixed"):
        return torch.float32, True
    if setting == String("Real64") and device.type != "mps":
        return torch.float64, False
    raise bad("WorkingPrecision", setting, 'Automatic, "Real32", "Mixed" or (not on Apple GPUs) "Real64"')


class Meters:
    """The meters of a training: those of the option TrainingProgressMeasurements, and what a criterion needs besides.

    Errors  Failed("pmeas") for what is no measurement of this net.
    """

    def __init__(self, plan: Plan, ev: Evaluator, setting: Expr) -> None:
        self.maker = Maker(plan, ev, is_training=True)
        self.made: list[Meter] = []
        if setting is not S["None"]:
            for item in setting.args if is_list(setting) else (setting,):
                self._add(item)

    def _add(self, spec: Expr) -> None:
        judged = self.maker.judged
        if spec is not S.Automatic:
            self.made.append(self.maker.meter(spec))
        elif judged is not None and judged.kind:
            self.made.append(self.maker.meter(String("ErrorRate")))

    def find(self, key: Expr) -> int | None:
        """The number of the meter with a key, made if it is not there yet; None for the loss.

        Errors  Failed("critmeas").
        """
        if key == String("Loss"):
            return None
        for index, meter in enumerate(self.made):
            if key in (meter.key, String(meter.title)):
                return index
        try:
            self.made.append(self.maker.meter(key))
        except Failed as failure:
            raise Failed("critmeas", key, *failure.details[1:]) from None
        return len(self.made) - 1


# ---- data -----------------------------------------------------------------------------------------------------------

def _table(
    examples: Mapping[str, Examples | Late], size: int, place: Place, order: torch.Generator | None, parts: int,
) -> TableSource:
    count = len(next(iter(examples.values())))
    return TableSource({port: column(values, place) for port, values in examples.items()}, count, size, order, parts)


def _validation(
    setting: Expr, plan: Plan, place: Place, seed: int, ev: Evaluator, parts: int,
) -> tuple[Source | None, Array | None, Interval]:
    """The validation set; the numbers of the examples left for training if it was split off; how often to check."""
    every = Interval("Rounds", 1)
    if setting in (S["None"], S.Automatic):
        return None, None, every
    if is_list(setting) and len(setting.args) == 2 and _is_interval(setting.args[1]):
        every = read.read_interval("ValidationSet", [setting.args[1]], every)
        setting = setting.args[0]
    if is_call(setting, S.Scaled, 1):
        fraction = read.number(setting.args[0])
        if fraction is None or not 0 < fraction < 1:
            raise bad("ValidationSet", setting, "data, or Scaled[f] with f between 0 and 1")
        if plan.count == 0:
            raise bad("ValidationSet", setting, "data, since the training data come from a function")
        if plan.count == 1:
            raise Failed("single")
        kept, held = split(plan.count, fraction, np.random.default_rng(seed))
        return _table(chosen(plan.examples, held), VALIDATION_BATCH, place, None, parts), kept, every
    data = read_data(setting, VALIDATION, ev)
    if isinstance(data, Generated):
        maker = BatchMaker(data, plan.net, S.Automatic, ev, plan)
        return CalledSource(maker.make, VALIDATION_BATCH, data.round_length, place), None, every
    columns = by_port(data, plan.net, plan.targets, plan.inputs, VALIDATION)
    return _table(encode(plan, columns, VALIDATION, ev), VALIDATION_BATCH, place, None, parts), None, every


def _is_interval(expr: Expr) -> bool:
    return is_call(expr, S.Rule, 2) and expr.args[0] == String("Interval")


class BatchMaker:
    """Calls the function that makes batches, and encodes what it gives."""

    def __init__(
        self, generated: Generated, net: Net, losses: Expr, ev: Evaluator, plan: Plan | None = None,
    ) -> None:
        self.generated, self.net, self.losses, self.ev = generated, net, losses, ev
        self.plan = plan
        self.first: Mapping[str, Examples | Late] | None = None
        self.size = 0
        self.before = ""

    def begin(self, size: int) -> Plan:
        """Make a first batch, from which everything still open in the net is inferred."""
        self.before, self.size = self._stream(), size
        plan = prepare(self.net, self._call(size, 1, 1), self.losses, TRAINING, self.ev)
        self.first = plan.examples
        self.plan = dataclasses.replace(plan, examples={})
        return self.plan

    def expect(self, size: int) -> None:
        """Batches will have this size: the first one is of no use if it has another."""
        if size != self.size:
            self.first = None

    def state(self) -> str:
        """Where the session's random stream was before the next batch that is not made yet, or not used."""
        return self._stream() if self.first is None else self.before

    def restore(self, state: str) -> None:
        """Put the random stream back there."""
        self.first = None
        self.ev.rng.bit_generator.state = json.loads(state)

    def _stream(self) -> str:
        return json.dumps(self.ev.rng.bit_generator.state)

    def make(self, size: int, round_number: int, batch: int) -> Mapping[str, Examples | Late]:
        """The examples of a batch.

        Errors  Failed when the function gives no examples, or some that do not fit.
        """
        assert self.plan is not None
        if self.first is not None:
            first, self.first = self.first, None
            return first
        what = f"batch {batch} that the function made"
        columns = by_port(self._call(size, round_number, batch), self.plan.net, self.plan.targets, self.plan.inputs,
                          what)
        return encode(self.plan, columns, what, self.ev)

    def _call(self, size: int, round_number: int, batch: int) -> Pairs | Columns:
        asked = Association({String(key): to_expr(value) for key, value in (
            ("BatchSize", size), ("Round", round_number), ("AbsoluteBatch", batch))})
        value = self.ev(Call(self.generated.function, asked))
        try:
            data = read_data(value, "batch", self.ev)
        except Failed:
            raise Failed("invgen", list(self.net.inputs), value) from None
        if isinstance(data, Generated):
            raise Failed("invgen", list(self.net.inputs), value)
        return data


# ---- progress -------------------------------------------------------------------------------------------------------

def _reporters(setting: Expr, ev: Evaluator) -> list[tuple[Reporter, Interval]]:
    """The option TrainingProgressReporting."""
    name = "TrainingProgressReporting"
    if setting is S["None"]:
        return []
    if is_list(setting) and not (len(setting.args) > 1 and is_call(setting.args[1], S.Rule, 2)):
        return [pair for item in setting.args for pair in _reporters(item, ev)]
    rules: tuple[Expr, ...] = ()
    if is_list(setting):
        setting, rules = setting.args[0], setting.args[1:]
    if is_call(setting, S.Function):
        return []       # see _shown_functions
    if is_call(setting, S.File, 1) and isinstance(setting.args[0], String):
        path = FilePath(setting.args[0].value).expanduser()
        table = Table(path, lambda where, why: ev.message(S.General, "unavail", str(where), why))
        return [(table, read.read_interval(name, rules, Interval("Rounds", 1)))]
    if setting in (S.Automatic, String("Panel"), String("ProgressIndicator"), String("Print")):
        if setting != String("Print") and sys.stdout.isatty():
            live = LiveLine(sys.stdout, lambda: get_terminal_size().columns)
            return [(live, read.read_interval(name, rules, Interval("Seconds", LIVE_SECONDS)))]
        return [(Lines(ev.write), read.read_interval(name, rules, Interval("Seconds", LINE_SECONDS)))]
    raise bad(name, setting, 'Automatic, "Print", "Panel", "ProgressIndicator", a function, File[...], None or a list '
              "of these")


def _shown_functions(setting: Expr, session: Callable[[], TrainingSession], ev: Evaluator) -> list[Hook]:
    """The functions among the reports: what they give is printed."""
    rules: tuple[Expr, ...] = ()
    if is_list(setting):
        if not (len(setting.args) > 1 and is_call(setting.args[1], S.Rule, 2)):
            return [hook for item in setting.args for hook in _shown_functions(item, session, ev)]
        setting, rules = setting.args[0], setting.args[1:]
    if not is_call(setting, S.Function):
        return []
    interval = read.read_interval("TrainingProgressReporting", rules, Interval("Rounds", 1))

    def show(trainer: Trainer) -> str | None:
        ev.write(ev.format(ev(Call(setting, told(session, trainer, f"{interval.unit.removesuffix('s')}End")))))
        return None
    return [Hook(show, interval.unit, interval.every, interval.least)]


def _progress_functions(setting: Expr, session: Callable[[], TrainingSession], ev: Evaluator) -> list[Hook]:
    """The option TrainingProgressFunction."""
    if setting is S["None"]:
        return []
    rules: tuple[Expr, ...] = ()
    if is_list(setting) and setting.args:
        setting, rules = setting.args[0], setting.args[1:]
    function = setting
    interval = read.read_interval("TrainingProgressFunction", rules, Interval("Rounds", 1))

    def call(trainer: Trainer) -> str | None:
        try:
            answer = ev(Call(function, told(session, trainer, f"{interval.unit.removesuffix('s')}End")))
        except Abort as flow:
            raise AbortTraining from flow
        if answer == String("StopTraining"):
            return "TrainingProgressFunction"
        if answer == String("AbortTraining"):
            raise AbortTraining
        return None
    return [Hook(call, interval.unit, interval.every, interval.least)]


__all__ = ["AbortTraining", "Method", "net_train"]
