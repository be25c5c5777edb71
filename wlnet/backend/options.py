"""What the options of NetTrain say: methods, rates by part, limits, criteria, intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from wlnet.backend.job import Criterion, Treatment
from wlnet.backend.meters import Gauge
from wlnet.backend.optimizers import METHODS, RATES, SCHEDULES, Method, Schedule, shaped
from wlnet.backend.train import Trainer
from wlnet.expr import (
    TRUE, Association, BigReal, Call, Expr, Integer, Rational, Real, S, String, Symbol, is_call, is_list, to_expr,
)
from wlnet.kernel.arguments import is_infinity
from wlnet.kernel.builtin import option_key
from wlnet.kernel.messages import Failed
from wlnet.nets.layer import Net
from wlnet.nets.rates import Rates, multiplier, read_rates
from wlnet.nets.wiring import Path

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

Options = Mapping[str, Expr]

_UNITS = {
    "Seconds": 1.0, "Second": 1.0, "Minutes": 60.0, "Minute": 60.0, "Hours": 3600.0, "Hour": 3600.0, "Days": 86400.0,
    "Milliseconds": 1e-3,
}


def bad(name: str, value: Expr, wanted: str) -> Failed:
    """The failure of an option with a value that makes no sense."""
    return Failed("invopt", S[name], value, wanted)


def number(expr: Expr) -> float | None:
    """A real number; None for anything else."""
    return float(expr.value) if isinstance(expr, (Integer, Real, Rational, BigReal)) else None


def positive(options: Options, name: str) -> int | None:
    """A positive integer, or None for Automatic.

    Errors  Failed("invopt") for anything else.
    """
    value = options[name]
    if value is S.Automatic:
        return None
    if isinstance(value, Integer) and value.value > 0:
        return value.value
    raise bad(name, value, "a positive integer or Automatic")


def rounds(options: Options) -> int | None:
    """MaxTrainingRounds; None for Automatic, a very large number for Infinity."""
    if is_infinity(options["MaxTrainingRounds"]):
        return 2**53
    value = options["MaxTrainingRounds"]
    if isinstance(value, Call) and is_call(value, S.Quantity, 2):
        value = value.args[0]
    return positive({"MaxTrainingRounds": value}, "MaxTrainingRounds")


def seconds(options: Options, name: str) -> float | None:
    """A time: seconds or a Quantity of time; None for Automatic and Infinity.

    Errors  Failed("invopt") for anything else.
    """
    value = options[name]
    if value is S.Automatic or is_infinity(value):
        return None
    if is_call(value, S.Quantity, 2):
        count, unit = number(value.args[0]), option_key(value.args[1])
        if count is not None and count > 0 and unit in _UNITS:
            return count * _UNITS[unit]
    found = number(value)
    if found is None or found <= 0:
        raise bad(name, value, "a positive number of seconds, a Quantity of time or Automatic")
    return found


# ---- methods ------------------------------------------------------------------------------------------------------

_COMMON = ("L2Regularization", "GradientClipping", "WeightClipping", "LearningRateSchedule", "LearningRate")


@dataclass(frozen=True)
class Parts:
    """Settings by part of the net: the first rule that matches an array counts."""

    rates: Rates = ()
    decay: Rates = ()
    gradient_clip: Rates = ()
    weight_clip: Rates = ()

    def treatment(self, net: Net, path: Path) -> Treatment:
        """How the array at a path of `net` is trained."""
        position = _position(net, path)
        factor = multiplier(net, path) * _first(self.rates, path, position, 1.0)
        return Treatment(factor, _first(self.decay, path, position, 0.0),
                         _first(self.gradient_clip, path, position, 0.0) or math.inf,
                         _first(self.weight_clip, path, position, 0.0) or math.inf)


def _first(rates: Rates, path: Path, position: int | None, default: float) -> float:
    return next((rate.factor for rate in rates if rate.matches(path, position)), default)


def read_method(options: Options, ev: Evaluator) -> tuple[Method, Parts]:
    """The options Method, LearningRate and LearningRateMultipliers.

    Errors  Failed for unknown methods and suboptions, and values that make no sense.
    """
    setting = options["Method"]
    name: Expr = String("ADAM") if setting is S.Automatic else setting
    rules: Sequence[Expr] = ()
    if is_list(setting) and setting.args:
        name, rules = setting.args[0], setting.args[1:]
    known = {key.upper(): key for key in METHODS}
    text = name.value.upper() if isinstance(name, String) else ""
    if text not in known:
        raise bad("Method", setting, "one of " + ", ".join(f'"{key}"' for key in METHODS))
    method = known[text]
    given = _suboptions(setting, rules, (*METHODS[method], *_COMMON))
    settings = dict(METHODS[method])
    for key in METHODS[method]:
        if key in given:
            settings[key] = _within(key, given[key])
    rate = _learning_rate(options["LearningRate"], given.get("LearningRate", S.Automatic), method)
    schedule = _schedule(given.get("LearningRateSchedule", S.Automatic), ev)
    parts = Parts(read_rates(options["LearningRateMultipliers"]), *(
        read_rates(S.Automatic if (value := given.get(key, S["None"])) is S["None"] else value)
        for key in ("L2Regularization", "GradientClipping", "WeightClipping")))
    return Method(method, settings, rate, schedule), parts


def _suboptions(setting: Expr, rules: Sequence[Expr], known: Sequence[str]) -> dict[str, Expr]:
    found: dict[str, Expr] = {}
    for rule in rules:
        if not (is_call(rule, S.Rule, 2) or is_call(rule, S.RuleDelayed, 2)) or option_key(rule.args[0]) not in known:
            raise bad("Method", setting, "a method with suboptions among " + ", ".join(f'"{key}"' for key in known))
        found.setdefault(option_key(rule.args[0]), rule.args[1])
    return found


def _within(key: str, value: Expr) -> float:
    found = number(value)
    limit = math.inf if key in ("Epsilon", "WeightDecay") else 1.0
    if found is None or not 0 <= found < limit:
        wanted = "a number from 0 up to 1" if limit == 1 else "a number of at least 0"
        raise Failed("invopt", String(key), value, wanted)
    return found


def _learning_rate(option: Expr, suboption: Expr, method: str) -> float:
    setting = option if option is not S.Automatic else suboption
    if setting is S.Automatic:
        return RATES[method]
    found = number(setting)
    if found is None or found < 0:
        raise bad("LearningRate", setting, "a number of at least 0, or Automatic")
    return found


def _schedule(setting: Expr, ev: Evaluator) -> Schedule | None:
    if setting in (S.Automatic, S["None"]):
        return None
    if isinstance(setting, String) or is_list(setting):
        return _named_schedule(setting)

    def called(batch: int, total: int) -> float:
        value = number(ev(Call(S.N, Call(setting, to_expr(batch), to_expr(total)))))
        if value is None:
            raise Failed("invopt", String("LearningRateSchedule"), setting, "a function that gives numbers")
        return value
    return called


def _named_schedule(setting: Expr) -> Schedule:
    """A schedule by name, or {name, "WarmUp" -> w, "Final" -> f}."""
    name, *rules = setting.args if is_list(setting) and setting.args else (setting,)
    given = {option_key(rule.args[0]): number(rule.args[1]) for rule in rules if is_call(rule, S.Rule, 2)}
    known = isinstance(name, String) and name.value in SCHEDULES and len(given) == len(rules)
    warm, final = given.pop("WarmUp", 0.0), given.pop("Final", 0.0)
    if not known or given or warm is None or final is None or warm < 0 or not 0 <= final <= 1:
        raise Failed("invopt", String("LearningRateSchedule"), setting,
                     "a function of batch and total, one of " + ", ".join(f'"{key}"' for key in SCHEDULES)
                     + ', or {name, "WarmUp" -> part or number of batches, "Final" -> part of the rate}')
    schedule = SCHEDULES[str(name.value)]  # type: ignore[attr-defined]
    return shaped(schedule, warm, final) if rules else schedule


def read_schedule(setting: Expr) -> list[Rates]:
    """The option TrainingUpdateSchedule: for each update in turn, the parts of the net it is for.

    Errors  Failed("invopt") for anything but a list of parts.
    """
    if setting in (S.Automatic, S["None"]):
        return []
    if not is_list(setting) or not setting.args:
        raise bad("TrainingUpdateSchedule", setting, "a list of parts of the net")
    return [_whole(part) for part in setting.args]


def _whole(part: Expr) -> Rates:
    if is_call(part, S.Alternatives):
        return tuple(rate for item in part.args for rate in _whole(item))
    return read_rates(Call(S.Rule, part, Integer(1)))


def matches(rates: Rates, net: Net, path: Path) -> bool:
    """Whether one of the parts holds the array at a path of `net`."""
    return _first(rates, path, _position(net, path), 0.0) != 0


def _position(net: Net, path: Path) -> int | None:
    return list(net.children).index(path[0]) + 1 if path and path[0] in net.children else None


# ---- criteria and intervals -----------------------------------------------------------------------------------------

FindMeter = Callable[[Expr], int | None]


def read_criterion(setting: Expr, find: FindMeter, ev: Evaluator) -> Criterion | None:
    """The option TrainingStoppingCriterion.

    find    the number of the meter of a measurement, None for the loss.
    Errors  Failed("invopt") for anything that is no criterion.
    """
    if setting is S["None"]:
        return None
    if isinstance(setting, Association):
        given = {option_key(key): value for key, value in setting.items.items()}
        unknown = [key for key in given if key not in _CRITERION]
        if unknown or {"AbsoluteChange", "RelativeChange"} <= given.keys():
            raise bad("TrainingStoppingCriterion", setting, 'an association with "Criterion", "Patience", '
                      '"InitialPatience" and either "AbsoluteChange" or "RelativeChange"')
        found = _quantity(given.get("Criterion", S.Automatic), setting, find, ev)
        return replace(found, patience=_count(given, "Patience", setting),
                       initial_patience=_count(given, "InitialPatience", setting),
                       absolute=_change(given.get("AbsoluteChange", Integer(0)), setting),
                       relative=_change(given.get("RelativeChange", Integer(0)), setting))
    return _quantity(setting, setting, find, ev)


_CRITERION = ("Criterion", "Patience", "InitialPatience", "AbsoluteChange", "RelativeChange")


def _quantity(quantity: Expr, setting: Expr, find: FindMeter, ev: Evaluator) -> Criterion:
    if quantity is S.Automatic:
        return Criterion()
    if isinstance(quantity, String) or is_call(quantity, S.Rule, 2) or is_call(quantity, S.NetPort):
        return Criterion(find(quantity))
    if is_call(quantity, S.Function) or isinstance(quantity, Symbol):
        def stops(trainer: Trainer) -> bool:
            return ev(Call(quantity, losses_of(trainer))) is TRUE
        return Criterion(function=stops)
    raise bad("TrainingStoppingCriterion", setting, "None, a measurement, a function or an association")


def losses_of(trainer: Trainer) -> Association:
    """What a function that decides about stopping is told."""
    history = trainer.history
    means, gauge = history.round_losses, trainer.gauge
    facts = {
        "Round": trainer.round, "AbsoluteBatch": trainer.batch, "TimeElapsed": trainer.elapsed,
        "RoundLoss": means[-1] if means else None, "RoundMeasurements": last_measured(gauge, gauge.round_values),
        "ValidationLoss": history.validation_losses[-1] if history.validation_losses else None,
        "ValidationMeasurements": last_measured(gauge, gauge.validation_values),
    }
    return Association({String(key): S["None"] if value is None else to_expr(value) for key, value in facts.items()})


def last_measured(gauge: Gauge, values: Sequence[Sequence[Any]]) -> Association:
    """The last values of all meters that have any, by key."""
    return Association({meter.key: meter.expr(found[-1]) for meter, found in zip(gauge.meters, values) if found})


def _count(given: Mapping[str, Expr], key: str, setting: Expr) -> int:
    value = given.get(key, Integer(0))
    if isinstance(value, Integer) and value.value >= 0:
        return value.value
    raise bad("TrainingStoppingCriterion", setting, f'an association whose "{key}" is a non-negative integer')


def _change(value: Expr, setting: Expr) -> float:
    if is_call(value, S.Quantity, 2) and option_key(value.args[1]) == "Percent":
        value, scale = value.args[0], 0.01
    else:
        scale = 1.0
    found = number(value)
    if found is None or found < 0:
        raise bad("TrainingStoppingCriterion", setting, "an association whose changes are numbers of at least 0")
    return found * scale


@dataclass(frozen=True)
class Interval:
    """How often something happens: every so many rounds, batches or seconds; at least `least` seconds apart."""

    unit: str
    every: float
    least: float = 0.0


def read_interval(name: str, rules: Sequence[Expr], default: Interval) -> Interval:
    """The suboptions "Interval" and "MinimumInterval".

    Errors  Failed("invopt") for anything else.
    """
    found = default
    for rule in rules:
        key = option_key(rule.args[0]) if is_call(rule, S.Rule, 2) else ""
        if key == "MinimumInterval" and isinstance(rule, Call):
            least = seconds({name: rule.args[1]}, name)
            found = replace(found, least=least or 0.0)
        elif key == "Interval" and isinstance(rule, Call):
            unit, every = _interval(name, rule.args[1])
            found = replace(found, unit=unit, every=every)
        else:
            raise bad(name, rule, 'a suboption "Interval" or "MinimumInterval"')
    return found


def _interval(name: str, value: Expr) -> tuple[str, float]:
    unit = "Rounds"
    if is_call(value, S.Quantity, 2):
        unit = option_key(value.args[1]).capitalize()
        unit = unit if unit.endswith("s") or unit == "Percent" else unit + "s"
        value = value.args[0]
    count = number(value)
    if count is None or count <= 0:
        raise bad(name, value, "a positive number or a Quantity of rounds, batches or time")
    if unit in ("Rounds", "Batches", "Percent"):
        return unit, count
    if unit in _UNITS:
        return "Seconds", count * _UNITS[unit]
    raise bad(name, value, "a positive number or a Quantity of rounds, batches or time")
