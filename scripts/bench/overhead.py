"""What measurements, reports and checkpoints cost: `python scripts/bench/overhead.py`.

The character model of the NetStateObject page (two layers of 128, 25 characters, batches of 64) is trained for some
rounds with the error rate and F1 score measured, a line every quarter of a second, a row of a file and a checkpoint
each round. Their calls are timed one by one, since runs with and without them differ by less than any two runs do.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]

from wlnet.session import Session  # noqa: E402

NET = ('NetChain[{UnitVectorLayer[70], GatedRecurrentLayer[128], GatedRecurrentLayer[128], SequenceLastLayer[], '
       'LinearLayer[70], SoftmaxLayer[]}]')
DATA = "Table[RandomInteger[{1, 70}, 25] -> RandomInteger[{1, 70}], @]"


def timed(function: Callable[..., Any], name: str, spent: dict[str, float]) -> Callable[..., Any]:
    """The function, its time added to what was spent under a name."""
    def call(*args: Any, **options: Any) -> Any:
        begin = time.perf_counter()
        try:
            return function(*args, **options)
        finally:
            spent[name] = spent.get(name, 0.0) + time.perf_counter() - begin
    return call


def watch(spent: dict[str, float]) -> None:
    """Time everything that is not training."""
    from wlnet.backend.checkpoints import Checkpoints
    from wlnet.backend.meters import Gauge
    from wlnet.backend.progress import Lines, Table
    for owner, names, what in (
            (Gauge, ("noted", "note", "end_round", "settle"), "measurements"), (Lines, ("show",), "lines"),
            (Table, ("show",), "rows of a file"), (Checkpoints, ("show",), "checkpoints")):
        for name in names:
            setattr(owner, name, timed(getattr(owner, name), what, spent))


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description="What measurements, reports and checkpoints cost.")
    options.add_argument("--examples", type=int, default=12_800, help="of a round")
    options.add_argument("--rounds", type=int, default=4)
    given = options.parse_args()
    session = Session()
    session.evaluate(f"SeedRandom[1]; net = {NET}; data = {DATA.replace('@', str(given.examples))}; "
                     "NetTrain[net, Take[data, 64], MaxTrainingRounds -> 1];")
    spent: dict[str, float] = {}
    watch(spent)
    with tempfile.TemporaryDirectory() as folder:
        outcome = session.evaluate(
            f'NetTrain[net, data, "TotalTrainingTime", BatchSize -> 64, MaxTrainingRounds -> {given.rounds}, '
            'TrainingProgressMeasurements -> {"ErrorRate", "F1Score"}, TrainingProgressReporting -> '
            f'{{{{"Print", "Interval" -> Quantity[0.25, "Seconds"]}}, File["{folder}/log.csv"]}}, '
            f'TrainingProgressCheckpointing -> {{"Directory", "{folder}"}}]')
    total = float(outcome.text)
    print(f"{given.rounds} rounds of {given.examples} examples, {total / given.rounds:.2f} s each; of this")
    for name, seconds in spent.items():
        print(f"  {name:<16} {100 * seconds / total:6.2f} %")
    print(f"  {'together':<16} {100 * sum(spent.values()) / total:6.2f} %   (bar: 2 %)")


if __name__ == "__main__":
    main()
