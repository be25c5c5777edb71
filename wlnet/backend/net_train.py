"""NetTrain put together: the plan of data and losses, the options, and the run of the training loop."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Mapping
from pathlib import Path as FilePath
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import numpy as np
import torch

from wlnet.backend import options as read
from wlnet.backend.batches import CalledSource, Place, Source, TableSource, chosen, column, split
from wlnet.backend.devices import device_of
from wlnet.backend.options import Interval, Options, Parts, bad
from wlnet.backend.optimizers import Method
from wlnet.backend.program import compile_net
from wlnet.backend.progress import LINE_SECONDS, LIVE_SECONDS, Lines, LiveLine, Reporter, Table
from wlnet.backend.results import TrainingSession, told, trained
from wlnet.backend.seeds import seed_of
from wlnet.backend.train import Errors, Hook, Job, Trainer, Treatment
from wlnet.expr import Association, Call, Expr, S, String, is_call, is_list, to_expr
from wlnet.kernel.control import Abort
from wlnet.kernel.messages import Failed
from wlnet.nets.data import Array, Examples
from wlnet.nets.inference import label
from wlnet.nets.initialize import Method as Initialization
from wlnet.nets.initialize import initialize
from wlnet.nets.layer import Net
from wlnet.nets.paths import array_values
from wlnet.nets.rates import Rates
from wlnet.nets.training import (
    NET, Columns, Generated, Pairs, Plan, by_port, encode, feeding, prepare, read_data,
)
from wlnet.nets.wiring import Path

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

TRAINING, VALIDATION = "training data", "validation data"
VALIDATION_BATCH = 256


class AbortTraining(Abort):
    """A progress function asked for an abort."""


def net_train(net: Net, data: Expr, options: Options, call: Expr, ev: Evaluator) -> TrainingSession:
    """Train a net; the session that came of it.

    Errors  Failed for anything that is wrong with net, data or options; flows of the evaluator pass through.
    """
    plan, job = plan_job(net, data, options, ev)
    return _run(job, plan, options, call, ev)


def plan_job(net: Net, data: Expr, options: Options, ev: Evaluator) -> tuple[Plan, Job]:
    """What the training loop is to do.

    Errors  Failed for anything that is wrong with net, data or options.
    """
    seed = np.random.SeedSequence(seed_of(options["RandomSeeding"], ev))
    first, second, third = (int(word) for word in seed.generate_state(3))
    method, parts = read.read_method(options, ev)
    criterion = read.read_criterion(options["TrainingStoppingCriterion"], ev)
    found = read_data(data, TRAINING, ev)
    size = read.positive(options, "BatchSize")
    maker = None
    if isinstance(found, Generated):
        maker = BatchMaker(found, net, options["LossFunction"], ev)
        plan = maker.begin(size or 64)
    else:
        plan = prepare(net, found, options["LossFunction"], TRAINING, ev)
    graph = initialize(plan.graph, Initialization(), first)
    plan = dataclasses.replace(plan, graph=graph)
    program = compile_net(graph)
    program.check()
    size = size or (16 if any(graph.type_of(port).is_varying for port in graph.inputs) else 64)
    device = device_of(options["TargetDevice"], ev, S.NetTrain)
    dtype, mixed = _precision(options["WorkingPrecision"], device)
    place = Place(device, dtype)
    order = torch.Generator().manual_seed(second)
    validation, held, interval = _validation(options["ValidationSet"], plan, place, third, ev)
    training: Source
    if maker is not None:
        assert isinstance(found, Generated)
        training = CalledSource(maker.make, size, found.round_length, place)
    else:
        examples = plan.examples if held is None else chosen(plan.examples, held)
        training = _table(examples, size, place, order)
    errors = _measured(options["TrainingProgressMeasurements"], _errors(plan))
    if options["TrainingProgressCheckpointing"] is not S["None"]:
        ev.message(S.NetTrain, "nocheck")
    if criterion is not None:
        if validation is None:
            ev.message(S.NetTrain, "critset")
        if criterion.quantity == "ErrorRate" and errors is None:
            raise Failed("critmeas", options["TrainingStoppingCriterion"])
    return plan, Job(
        graph, [(loss.output, loss.weight) for loss in plan.losses], training, validation, method,
        _treatments(plan, parts), third, device, dtype, mixed, read.rounds(options),
        read.seconds(options, "TimeGoal"), errors, criterion, validate_every=interval,
        schedule=_schedule(options["TrainingUpdateSchedule"], plan))


# ---- the run ------------------------------------------------------------------------------------------------------

def _run(job: Job, plan: Plan, options: Options, call: Expr, ev: Evaluator) -> TrainingSession:
    size = job.training.batch_size
    target = String("CPU") if job.device.type == "cpu" else options["TargetDevice"]
    reporters = _reporters(options["TrainingProgressReporting"], ev)
    hooks = [Hook(reporter.show, interval.unit, interval.every, interval.least) for reporter, interval in reporters]
    holder: list[Trainer] = []

    def session() -> TrainingSession:
        return TrainingSession(plan, holder[0], call, target, plan.net)
    hooks += _progress_functions(options["TrainingProgressFunction"], session, ev)
    try:
        trainer = Trainer(dataclasses.replace(job, hooks=hooks))
        if not trainer.updater.parts:
            ev.message(S.NetTrain, "notrain")
        holder.append(trainer)
        try:
            history = trainer.run()
        finally:
            for reporter, _ in reporters:
                reporter.close(trainer)
    except (torch.OutOfMemoryError, MemoryError):
        raise Failed("nomem", size, max(size // 2, 1)) from None
    except RuntimeError as error:
        if "not enough memory" in str(error) or "can't allocate" in str(error):
            raise Failed("nomem", size, max(size // 2, 1)) from None
        raise
    if history.reason == "Aborted":
        ev.message(S.NetTrain, "interrupted", trainer.round)
    lost = trainer.lost
    if lost is not None:
        ev.message(S.NetTrain, "lost", _infinite(lost.loss), lost.round, lost.batch, _place(lost.place, plan))
    return TrainingSession(plan, trainer, call, target, trained(plan.net, trainer.result()))


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


def _measured(setting: Expr, errors: Errors | None) -> Errors | None:
    """The option TrainingProgressMeasurements: while training, classification errors are what is measured.

    Errors  Failed("pmeas") for other measurements; NetMeasurements has those.
    """
    if setting is S["None"] or (is_list(setting) and not setting.args):
        return None
    for item in setting.args if is_list(setting) else (setting,):
        if item not in (S.Automatic, String("Loss")) and (item != String("ErrorRate") or errors is None):
            raise Failed("pmeas", item, ["Loss", *(["ErrorRate"] if errors is not None else [])])
    return errors


def _errors(plan: Plan) -> Errors | None:
    """Where classes are guessed, when there is exactly one cross entropy with class numbers."""
    losses = [loss for loss in plan.losses if loss.kind == "Index"]
    if len(losses) != 1 or losses[0].target is None:
        return None
    port, target = losses[0].port, losses[0].target
    program = compile_net(plan.graph)
    scores = program.cell((NET, port))
    layer = feeding(plan.net, port)
    assert scores is not None
    if layer is not None and layer.head == "SoftmaxLayer" and getattr(layer, "level", -1) == -1:
        makers = [step for step in program.steps if step.outputs[0] == scores]
        if makers and makers[0].layer.head == "SoftmaxLayer":   # what is greatest before is greatest after
            scores = makers[0].inputs[0]
    return Errors(scores, program.inputs[target])


# ---- data -----------------------------------------------------------------------------------------------------------

def _table(examples: Mapping[str, Examples], size: int, place: Place, order: torch.Generator | None) -> TableSource:
    count = len(next(iter(examples.values())))
    return TableSource({port: column(values, place) for port, values in examples.items()}, count, size, order)


def _validation(
    setting: Expr, plan: Plan, place: Place, seed: int, ev: Evaluator,
) -> tuple[Source | None, Array | None, int]:
    """The validation set; the numbers of the examples left for training if it was split off; rounds between checks."""
    if setting in (S["None"], S.Automatic):
        return None, None, 1
    every = 1
    if is_list(setting) and len(setting.args) == 2 and _is_interval(setting.args[1]):
        interval = read.read_interval("ValidationSet", [setting.args[1]], Interval("Rounds", 1))
        every = max(1, round(interval.every)) if interval.unit == "Rounds" else 1
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
        return _table(chosen(plan.examples, held), VALIDATION_BATCH, place, None), kept, every
    data = read_data(setting, VALIDATION, ev)
    if isinstance(data, Generated):
        maker = BatchMaker(data, plan.net, S.Automatic, ev, plan)
        return CalledSource(maker.make, VALIDATION_BATCH, data.round_length, place), None, every
    columns = by_port(data, plan.net, plan.targets, plan.inputs, VALIDATION)
    return _table(encode(plan, columns, VALIDATION, ev), VALIDATION_BATCH, place, None), None, every


def _is_interval(expr: Expr) -> bool:
    return is_call(expr, S.Rule, 2) and expr.args[0] == String("Interval")


class BatchMaker:
    """Calls the function that makes batches, and encodes what it gives."""

    def __init__(
        self, generated: Generated, net: Net, losses: Expr, ev: Evaluator, plan: Plan | None = None,
    ) -> None:
        self.generated, self.net, self.losses, self.ev = generated, net, losses, ev
        self.plan = plan
        self.first: dict[str, Examples] | None = None

    def begin(self, size: int) -> Plan:
        """Make a first batch, from which everything still open in the net is inferred."""
        plan = prepare(self.net, self._call(size, 1, 1), self.losses, TRAINING, self.ev)
        self.first = plan.examples
        self.plan = dataclasses.replace(plan, examples={})
        return self.plan

    def make(self, size: int, round_number: int, batch: int) -> Mapping[str, Examples]:
        """The examples of a batch.

        Errors  Failed when the function gives no examples, or some that do not fit.
        """
        assert self.plan is not None
        if self.first is not None:
            first, self.first = self.first, None
            return first
        columns = by_port(self._call(size, round_number, batch), self.plan.net, self.plan.targets, self.plan.inputs,
                          TRAINING)
        return encode(self.plan, columns, TRAINING, self.ev)

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
    if is_call(setting, S.File, 1) and isinstance(setting.args[0], String):
        path = FilePath(setting.args[0].value).expanduser()
        table = Table(path, lambda where, why: ev.message(S.General, "unavail", str(where), why))
        return [(table, read.read_interval(name, rules, Interval("Rounds", 1)))]
    if setting in (S.Automatic, String("Panel"), String("ProgressIndicator"), String("Print")):
        if setting != String("Print") and sys.stdout.isatty():
            live = LiveLine(sys.stdout, lambda: get_terminal_size().columns)
            return [(live, read.read_interval(name, rules, Interval("Seconds", LIVE_SECONDS)))]
        return [(Lines(ev.write), read.read_interval(name, rules, Interval("Seconds", LINE_SECONDS)))]
    raise bad(name, setting, 'Automatic, "Print", "Panel", "ProgressIndicator", File[...], None or a list of these')


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
