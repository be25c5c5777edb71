"""What a training session found: the properties of NetTrainResultsObject, and what a progress function is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from wlnet.backend.meters import Gauge
from wlnet.backend.options import last_measured
from wlnet.backend.plots import loss_plot, measurement_plot
from wlnet.backend.progress import clock, sparkline
from wlnet.backend.train import Trainer
from wlnet.expr import Association, Call, Expr, Object, S, String, list_of, packed, to_expr
from wlnet.kernel.messages import Failed
from wlnet.kernel.objects import apply_object
from wlnet.nets.arrays import frozen, with_values
from wlnet.nets.data import Array
from wlnet.nets.layer import Net
from wlnet.nets.paths import array_values, with_arrays
from wlnet.nets.training import NET, Plan
from wlnet.nets.wiring import Path
from wlnet.syntax import describe

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator


def trained(net: Net, values: Mapping[Path, Array]) -> Net:
    """The net with the arrays that training found for it in the training net."""
    old = array_values(net)
    return with_arrays(net, {path[1:]: with_values(old[path[1:]], frozen(numbers))
                             for path, numbers in values.items() if path[0] == NET and path[1:] in old})


@dataclass(frozen=True, eq=False)
class TrainingSession:
    """A session of training that is over (or, for a progress function, under way)."""

    plan: Plan
    trainer: Trainer
    call: Expr
    target: Expr
    net: Net

    @property
    def summary(self) -> str:
        """The session in one line."""
        history = self.trainer.history
        losses = history.round_losses or history.batch_losses[-1:]
        parts = [
            f"{self.trainer.round} rounds", clock(history.seconds),
            f"loss {losses[-1]:.4g}" if losses else "",
            f"best validation loss {min(history.validation_losses):.4g}" if history.validation_losses else "",
            sparkline(history.batch_losses, 24),
        ]
        return ", ".join(part for part in parts if part)


@describe.register(TrainingSession)
def describe_session(value: TrainingSession, form: str, head: str) -> str:
    """The session in one line."""
    return f"{head}[<{value.summary}>]"


def net_object(net: Net) -> Object:
    """A net as an expression."""
    return Object(S[net.head], net)


def _numbers(values: Sequence[float]) -> Expr:
    return packed(np.array(values, np.float64)) if values else list_of([])


def _last(values: Sequence[float]) -> Expr:
    return to_expr(values[-1]) if values else S["None"]


def _batch_lists(gauge: Gauge) -> Expr:
    return Association({meter.key: _numbers(values)
                        for meter, values in zip(gauge.meters, gauge.batch_values) if not meter.is_costly})


def _last_of_batch(gauge: Gauge) -> Expr:
    return Association({meter.key: to_expr(values[-1])
                        for meter, values in zip(gauge.meters, gauge.batch_values) if values})


def _lists(gauge: Gauge, measured: Sequence[Sequence[Any]]) -> Expr:
    return Association({
        meter.key: _numbers(values) if all(type(value) is float for value in values) else list_of(
            map(meter.expr, values)) for meter, values in zip(gauge.meters, measured)})


def _per_second(trainer: Trainer, each: int) -> float:
    return trainer.batch * each / max(trainer.history.seconds or trainer.elapsed, 1e-9)


def _method(trainer: Trainer) -> Expr:
    method = trainer.job.method
    rules = [Call(S.Rule, String(key), to_expr(value)) for key, value in method.settings.items()]
    return list_of([String(method.name), *rules])


def _multipliers(session: TrainingSession) -> Expr:
    return Association({
        to_expr(list(path[1:])): to_expr(session.trainer.job.treat(path).factor)
        for slot in session.trainer.program.arrays for path in slot.paths if path[0] == NET})


def _arrays(values: Mapping[Path, Array]) -> Association:
    return Association({to_expr(list(path[1:])): to_expr(numbers.astype(np.float64))
                        for path, numbers in values.items() if path[0] == NET})


def _flat(values: Mapping[Path, Array]) -> Expr:
    parts = [numbers.ravel() for path, numbers in values.items() if path[0] == NET]
    return packed(np.concatenate(parts).astype(np.float64)) if parts else list_of([])


def _mean_squares(values: Mapping[Path, Array]) -> Association:
    return Association({to_expr(list(path[1:])): to_expr(float(np.sqrt(np.mean(numbers.astype(np.float64) ** 2))))
                        for path, numbers in values.items() if path[0] == NET})


def _loss_plot(trainer: Trainer) -> Expr:
    history = trainer.history
    validation = list(zip(history.validation_ends, history.validation_losses))
    return loss_plot(history.batch_losses, validation, trainer.job.training.batches)


def _plots(trainer: Trainer) -> Expr:
    gauge, history = trainer.gauge, trainer.history
    found: dict[Expr, Expr] = {String("Loss"): _loss_plot(trainer)}
    for meter, rounds, validation in zip(gauge.meters, gauge.round_values, gauge.validation_values):
        shown = [value for value in map(meter.shown, rounds) if value is not None]
        checked = [value for value in map(meter.shown, validation) if value is not None]
        if shown and meter.key not in found:
            found[meter.key] = measurement_plot(meter.title, shown, list(zip(history.validation_ends, checked)),
                                                trainer.job.training.batches)
        elif meter.form == "other" and rounds:
            found[meter.key] = meter.expr((validation or rounds)[-1])
    return Association(found)


def _with_validation(session: TrainingSession, value: Expr) -> Expr:
    return value if session.trainer.job.validation is not None else S["None"]


Find = Callable[[TrainingSession], Any]

PROPERTIES: dict[str, Find] = {
    "TrainedNet": lambda s: net_object(s.net),
    "TrainingNet": lambda s: net_object(s.plan.graph),
    "NetTrainInputForm": lambda s: Call(S.HoldForm, s.call),
    "BatchSize": lambda s: s.trainer.job.training.batch_size,
    "BatchesPerRound": lambda s: s.trainer.job.training.batches,
    "TotalBatches": lambda s: s.trainer.batch,
    "TotalRounds": lambda s: s.trainer.round,
    "TotalTrainingTime": lambda s: s.trainer.history.seconds,
    "TargetDevice": lambda s: s.target,
    "TrainingExamples": lambda s: s.trainer.job.training.examples,
    "ValidationExamples": lambda s: s.trainer.job.validation.examples if s.trainer.job.validation else 0,
    "ExamplesProcessed": lambda s: s.trainer.batch * s.trainer.job.training.batch_size,
    "MeanBatchesPerSecond": lambda s: _per_second(s.trainer, 1),
    "MeanExamplesPerSecond": lambda s: _per_second(s.trainer, s.trainer.job.training.batch_size),
    "OptimizationMethod": lambda s: _method(s.trainer),
    "InitialLearningRate": lambda s: s.trainer.job.method.rate,
    "FinalLearningRate": lambda s: s.trainer.updater.rate,
    "ArraysLearningRateMultipliers": _multipliers,
    "ReasonTrainingStopped": lambda s: s.trainer.history.reason,
    "CheckpointingFiles": lambda s: list(s.trainer.files),
    "BatchLossList": lambda s: _numbers(s.trainer.history.batch_losses),
    "BatchMeasurementsLists": lambda s: _batch_lists(s.trainer.gauge),
    "RoundLoss": lambda s: _last(s.trainer.history.round_losses),
    "RoundLossList": lambda s: _numbers(s.trainer.history.round_losses),
    "RoundMeasurements": lambda s: last_measured(s.trainer.gauge, s.trainer.gauge.round_values),
    "RoundMeasurementsLists": lambda s: _lists(s.trainer.gauge, s.trainer.gauge.round_values),
    "RoundPositions": lambda s: list(s.trainer.history.round_ends),
    "ValidationLoss": lambda s: _with_validation(s, _last(s.trainer.history.validation_losses)),
    "ValidationLossList": lambda s: _with_validation(s, _numbers(s.trainer.history.validation_losses)),
    "ValidationMeasurements":
        lambda s: _with_validation(s, last_measured(s.trainer.gauge, s.trainer.gauge.validation_values)),
    "ValidationMeasurementsLists":
        lambda s: _with_validation(s, _lists(s.trainer.gauge, s.trainer.gauge.validation_values)),
    "ValidationPositions": lambda s: _with_validation(s, to_expr(list(s.trainer.history.validation_ends))),
    "BestValidationRound":
        lambda s: S["None"] if s.trainer.history.best_round is None else s.trainer.history.best_round,
    "LossPlot": lambda s: _loss_plot(s.trainer),
    "FinalPlots": lambda s: _plots(s.trainer),
    "WeightsLearningRateMultipliers": _multipliers,
    "LossEvolutionPlot": lambda s: _loss_plot(s.trainer),
}


def find(session: TrainingSession, name: Expr) -> Expr:
    """A property of a session, or a list of them.

    Errors  Failed("prop") for an unknown one.
    """
    if isinstance(name, Call) and name.head is S.List:
        return list_of(find(session, item) for item in name.args)
    if name == String("Properties"):
        return list_of(map(String, sorted(PROPERTIES)))
    if not isinstance(name, String) or name.value not in PROPERTIES:
        raise Failed("prop", name, sorted(PROPERTIES), symbol=S.NetTrain)
    return to_expr(PROPERTIES[name.value](session))


@apply_object.register(TrainingSession)
def apply_session(value: TrainingSession, ev: Evaluator, owner: Object, call: Call) -> Expr | None:
    """The value of results["property"]."""
    return find(value, call.args[0]) if len(call.args) == 1 else None


# ---- what progress functions are told -------------------------------------------------------------------------------

class Later:
    """A value that is found when it is asked for."""

    def __init__(self, find_value: Callable[[], Expr]) -> None:
        self.find_value = find_value


@apply_object.register(Later)
def apply_later(value: Later, ev: Evaluator, owner: Object, call: Call) -> Expr | None:
    """The value of a late one."""
    return value.find_value()


_TOLD = (
    "BatchLossList", "BatchMeasurementsLists", "BatchSize", "BatchesPerRound", "BestValidationRound",
    "CheckpointingFiles", "ExamplesProcessed", "InitialLearningRate", "MeanBatchesPerSecond", "MeanExamplesPerSecond",
    "OptimizationMethod", "RoundLoss", "RoundLossList", "RoundMeasurements", "RoundMeasurementsLists", "TargetDevice",
    "ValidationLoss", "ValidationLossList", "ValidationMeasurements", "ValidationMeasurementsLists",
)


def told(session: Callable[[], TrainingSession], trainer: Trainer, event: str) -> Association:
    """The association that a progress function gets; what is costly is found only when it is used."""
    history, batches = trainer.history, trainer.job.training.batches
    left = trainer.elapsed * (1 - trainer.progress) / trainer.progress if trainer.progress else None
    plain: dict[str, Any] = {
        "AbsoluteBatch": trainer.batch,
        "Batch": trainer.batch - (trainer.round - 1) * batches,
        "BatchLoss": _last(history.batch_losses),
        "BatchMeasurements": _last_of_batch(trainer.gauge),
        "BatchesPerSecond": _per_second(trainer, 1),
        "Event": event,
        "ExamplesPerSecond": _per_second(trainer, trainer.job.training.batch_size),
        "LearningRate": trainer.updater.rate,
        "ProgressFraction": trainer.progress,
        "Round": trainer.round,
        "TimeElapsed": trainer.elapsed,
        "TimeRemaining": S["None"] if left is None else left,
        "TotalBatches": trainer.total_batches or S.Automatic,
        "TotalRounds": trainer.total_rounds or S.Automatic,
    }
    late: dict[str, Callable[[], Expr]] = {
        name: lambda name=name: find(session(), String(name)) for name in _TOLD}  # type: ignore[misc]
    late |= {
        "Net": lambda: net_object(trained(session().plan.net, trainer.present())),
        "Weights": lambda: _arrays(trainer.present()),
        "WeightsVector": lambda: _flat(trainer.present()),
        "WeightsRMS": lambda: _mean_squares(trainer.present()),
        "Gradients": lambda: _arrays(trainer.gradients()),
        "GradientsVector": lambda: _flat(trainer.gradients()),
        "GradientsRMS": lambda: _mean_squares(trainer.gradients()),
    }
    items: dict[Expr, Expr] = {String(name): to_expr(value) for name, value in plain.items()}
    items |= {String(name): Call(Object(S.Hold, Later(value))) for name, value in late.items()}
    return Association(items, frozenset(map(String, late)))
