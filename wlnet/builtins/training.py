"""Training nets."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wlnet.builtins.serialization_nets import rules_for
from wlnet.expr import Call, Expr, Object, Packed, S, String, to_expr
from wlnet.io.safetensors import BadArrays
from wlnet.io.state import State, read_state, write_atomically, write_state
from wlnet.io.wlnet import BadNet, write_net
from wlnet.io.wxf import Unwritable
from wlnet.kernel.builtin import builtin
from wlnet.kernel.messages import Failed
from wlnet.nets.data import Array
from wlnet.nets.layer import Net
from wlnet.nets.messages import NET_MESSAGES
from wlnet.nets.training import TRAIN_MESSAGES, Columns, Generated, Items, Pairs, read_data

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

NONE = S["None"]


def read_net(expr: Expr) -> Net:
    """The net that an expression is.

    Errors  Failed("notnet").
    """
    if isinstance(expr, Object) and isinstance(expr.value, Net):
        return expr.value
    raise Failed("notnet", expr)


class NetFiles:
    """Nets, and states of trainings, in files."""

    def __init__(self, ev: Evaluator) -> None:
        self.ev = ev

    def save_net(self, path: Path, net: Net) -> None:
        """Write a net, in full or not at all.

        Errors  NotSaved, OSError.
        """
        with _told():
            write_atomically(path, lambda part: write_net(part, net))

    def save_state(self, path: Path, net: Net, arrays: Mapping[str, Array], facts: Mapping[str, Any]) -> None:
        """Write a state.

        Errors  NotSaved, OSError.
        """
        with _told():
            write_state(path, State(net, arrays, facts))

    def load_state(self, path: Path) -> tuple[Mapping[str, Array], Mapping[str, Any]]:
        """The arrays and facts of a state.

        Errors  NotSaved, OSError.
        """
        with _told():
            state = read_state(path, rules_for(self.ev))
        return state.arrays, state.facts


@contextmanager
def _told() -> Iterator[None]:
    """Problems of files as the training loop expects them."""
    from wlnet.backend.checkpoints import NotSaved
    try:
        yield
    except Unwritable as problem:
        raise NotSaved(f"{problem} cannot be written to a file") from None
    except (BadArrays, BadNet) as problem:
        raise NotSaved(str(problem)) from None


@builtin("NetTrain", messages={**NET_MESSAGES, **TRAIN_MESSAGES})
def net_train(
    ev: Evaluator, net: Expr, data: Expr, prop: Expr = NONE, *, call: Call, batch_size: Expr = S.Automatic,
    learning_rate: Expr = S.Automatic, learning_rate_multipliers: Expr = S.Automatic,
    loss_function: Expr = S.Automatic, max_training_rounds: Expr = S.Automatic, method: Expr = S.Automatic,
    performance_goal: Expr = S.Automatic, random_seeding: Expr = S.Inherited, target_device: Expr = String("CPU"),
    time_goal: Expr = S.Automatic, training_progress_checkpointing: Expr = NONE,
    training_progress_function: Expr = NONE, training_progress_measurements: Expr = S.Automatic,
    training_progress_reporting: Expr = S.Automatic, training_stopping_criterion: Expr = NONE,
    training_update_schedule: Expr = S.Automatic, validation_set: Expr = NONE, working_precision: Expr = S.Automatic,
) -> Expr:
    """NetTrain[net, data] gives the net with its arrays trained on the examples in data.

    Forms    NetTrain[net, data, "prop"] or {"prop1", ...} properties of the session; All the results object.
    Options  BatchSize, LearningRate, LearningRateMultipliers, LossFunction, MaxTrainingRounds, Method, RandomSeeding,
             TargetDevice, TimeGoal, TrainingUpdateSchedule, ValidationSet, WorkingPrecision, and those below.
             TrainingProgressReporting: "Print", "Panel" (a live line), a function, File[...], None, {form, "Interval"
             -> n}, or a list. TrainingProgressMeasurements: those of NetMeasurements, and arrays such as
             NetPort[{1, "Weights"}]. TrainingStoppingCriterion: any measurement, or <|"Criterion" -> m, "Patience" ->
             n, "InitialPatience" -> n, "RelativeChange" -> x|>. TrainingProgressCheckpointing: {"File", path} or
             {"Directory", path, "Interval" -> n}, whose files are named start_counter_round_batch_loss[_validation
             loss].wlnet; with "Resume" -> True a run that was killed goes on where it was, and ends with the same net.
             PerformanceGoal: "TrainingMemory" makes automatic batches smaller.
    Method   {"ADAM" | "AdamW" | "RMSProp" | "SGD" | "SignSGD", "LearningRateSchedule" -> s, "L2Regularization" -> r,
             "GradientClipping" -> r, "WeightClipping" -> r}; s is a function of batch and total or "Cosine",
             "OneCycle", "WarmUp", "Polynomial" or {name, "WarmUp" -> w, "Final" -> f}; r a number or rules by part.
    Ctrl-C   on a terminal asks whether to go on, stop, write the net, change the rate or abort; else it stops.
    Data     {in -> out, ...}; {in, ...} -> {out, ...}; <|"port" -> {...}, ...|>; {<|"port" -> x, ...|>, ...}; a
             function of an association with "BatchSize", "Round" and "AbsoluteBatch" that gives a batch, or
             {function, "RoundLength" -> n}; a name such as "MNIST". What lies in files is read by the batch, so it may
             be larger than memory: {File["a.png"] -> label, ...} (images, audio), File["x.h5"] (HDF5, a data set for
             each port), <|"port" -> File["x.h5"], ...|>.
    Devices  TargetDevice "CPU", "GPU", {"GPU", n}; {"CPU", n} and {"GPU", All} train with one process for each, every
             one of which gets a batch of BatchSize. `torchrun -m wlnet script.wl` does so on several machines: all
             processes run the script, the first one prints, reports and calls the functions given as options.
    Errors   messages for data that do not fit, naming the first such example; $Failed.
    Source   ref/NetTrain; AdamW and the named schedules are ours
    Example  NetTrain[LinearLayer[1], {1 -> {2.}, 2 -> {4.}}, "TotalBatches", MaxTrainingRounds -> 3]  gives  3
    """
    from wlnet.backend.net_train import net_train as train
    from wlnet.backend.results import find, net_object

    given = {key: value for key, value in locals().items() if key not in ("ev", "net", "data", "prop", "call")}
    options = {_option_name(key): value for key, value in given.items() if isinstance(value, Expr)}
    value = read_net(net)
    losses = options
    if isinstance(prop, Object) and isinstance(prop.value, Net):        # the form of version 11
        losses, prop = {**options, "LossFunction": prop}, NONE
    session = train(value, data, losses, call, ev, NetFiles(ev))
    if prop is NONE:
        return net_object(session.net)
    if prop is S.All:
        return Object(S.NetTrainResultsObject, session)
    return find(session, prop)


def _option_name(key: str) -> str:
    return "".join(part.capitalize() for part in key.split("_"))


def _round_of(generated: Generated, size: int, ev: Evaluator) -> Pairs | Columns:
    """All the examples of a round that a function makes batch by batch.

    Errors  Failed for a batch that is none.
    """
    parts: list[Pairs | Columns] = []
    for number in range(1, math.ceil((generated.round_length or 1) / size) + 1):
        asked = {"BatchSize": size, "Round": 1, "AbsoluteBatch": number}
        part = read_data(ev(Call(generated.function, to_expr(asked))), "validation data", ev)
        if isinstance(part, Generated) or type(part) is not type(parts[0] if parts else part):
            raise Failed("invdata", "validation data", generated.function)
        parts.append(part)
    pairs = [part for part in parts if isinstance(part, Pairs)]
    if pairs:
        return Pairs(*(_joined(columns) for columns in zip(*((part.inputs, part.outputs) for part in pairs))))
    tables = [part for part in parts if isinstance(part, dict)]
    return {port: _joined([table.get(port, ()) for table in tables]) for port in tables[0]}


def _joined(columns: Sequence[Items]) -> Items:
    return [item for column in columns for item in (column.args if isinstance(column, Packed) else column)]


@builtin("NetMeasurements", messages={**NET_MESSAGES, **TRAIN_MESSAGES})
def net_measurements(
    ev: Evaluator, net: Expr, data: Expr, measurement: Expr, *, batch_size: Expr = S.Automatic,
    loss_function: Expr = S.Automatic, net_evaluation_mode: Expr = String("Test"),
    target_device: Expr = String("CPU"), working_precision: Expr = S.Automatic,
) -> Expr:
    """NetMeasurements[net, data, measurement] gives a measurement of how well the net does on data.

    Forms    NetMeasurements[net, data, {m1, m2, ...}] a list. Data as for NetTrain.
    Names    "Loss"; "Accuracy", "ErrorRate", "Accuracy" -> n, "ConfusionMatrix", "Precision", "Recall", "F1Score",
             "FScore" -> beta, "CohenKappa", "AreaUnderROCCurve", ... of classes; "MeanSquare", "MeanDeviation",
             "RSquared", ... of numbers; NetPort[...], the mean of what is there; a function of an association of
             ports; a property of Information. "IntersectionOverUnion" of numbers is the sum of the lesser of each
             prediction and its truth over the sum of the greater.
    Settings <|"Measurement" -> m, "ClassAveraging" -> "Macro" | "Micro", "Key" -> name, "Interval" -> n,
             "Aggregator" -> "Mean" | "Max" | f, "Direction" -> "Increasing"|>; the last four matter in NetTrain.
    Errors   pmeas for a measurement that the net's loss does not have; messages for data that do not fit.
    Source   ref/NetMeasurements. "Entropy" and "Perplexity" are those of the target classes: -log p, and its power.
    Example  NetMeasurements[ElementwiseLayer[2 # &], {{1.} -> {2.}, {2.} -> {5.}}, "MeanSquare"]  gives  0.5
    """
    from wlnet.backend.devices import device_of
    from wlnet.backend.measurements import net_measurements as measure
    from wlnet.backend.options import positive
    from wlnet.nets.training import prepare
    from wlnet.tensors import torch

    size = positive({"BatchSize": batch_size}, "BatchSize")
    found = read_data(data, "validation data", ev)
    if isinstance(found, Generated):
        found = _round_of(found, size or 64, ev)
    plan = prepare(read_net(net), found, loss_function, "validation data", ev)
    dtype = torch.float64 if working_precision == String("Real64") else torch.float32
    device = device_of(target_device, ev, S.NetMeasurements)
    return measure(plan, measurement, ev, size, device, dtype, net_evaluation_mode == String("Train"))
