"""How training shows its progress: one live line on a terminal, plain lines elsewhere, or rows of a file."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol, TextIO

from wlnet.backend.meters import Meter
from wlnet.backend.train import Trainer

BARS = "▁▂▃▄▅▆▇█"
LINE_SECONDS, LIVE_SECONDS = 2.0, 0.25
SMOOTHED = 20           # batches that the shown loss is a mean of
WIDTH = 24


class Reporter(Protocol):
    """Something that is told how training goes."""

    def show(self, trainer: Trainer) -> str | None:
        """Show the present state. (It is a hook of the training loop: None goes on.)"""

    def close(self, trainer: Trainer) -> None:
        """Training has ended."""


class Lines:
    """A plain line every now and then."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self.write = write
        self.shown = 0

    def show(self, trainer: Trainer) -> str | None:
        self.write(line_of(trainer))
        self.shown = trainer.batch
        return None

    def close(self, trainer: Trainer) -> None:
        if self.shown and self.shown < trainer.batch:
            self.write(line_of(trainer))


class LiveLine:
    """One line that is written over, ending in a small picture of the losses."""

    def __init__(self, stream: TextIO, width: Callable[[], int]) -> None:
        self.stream, self.width = stream, width
        self.is_open = False

    def show(self, trainer: Trainer) -> str | None:
        text = f"{line_of(trainer)}  {sparkline(trainer.history.batch_losses, WIDTH)}"
        self.stream.write(f"\r\x1b[K{text[: max(self.width() - 1, 20)]}")
        self.stream.flush()
        self.is_open = True
        return None

    def close(self, trainer: Trainer) -> None:
        if self.is_open:
            self.show(trainer)
            self.stream.write("\n")
            self.stream.flush()


class Table:
    """Rows of a file, by its extension: .csv, .tsv, .json or .wl. Written anew each time, so it is always whole."""

    def __init__(self, path: Path, failed: Callable[[Path, str], None]) -> None:
        self.path, self.failed = path, failed
        self.rows: list[dict[str, Any]] = []
        self.given_up = False

    def show(self, trainer: Trainer) -> str | None:
        self.rows.append(facts(trainer))
        if self.given_up:
            return None
        part = self.path.with_name(self.path.name + ".part")
        try:
            part.write_text(self._text(), encoding="utf-8")
            part.replace(self.path)
        except OSError as error:
            self.given_up = True
            self.failed(self.path, error.strerror or str(error))
        return None

    def close(self, trainer: Trainer) -> None:
        if not self.rows or self.rows[-1]["batch"] != trainer.batch:
            self.show(trainer)

    def _text(self) -> str:
        kind = self.path.suffix.lower()
        if kind == ".json":
            return json.dumps(self.rows, indent=1) + "\n"
        if kind == ".wl":
            return "{" + ",\n ".join(_association(row) for row in self.rows) + "}\n"
        text = io.StringIO()
        writer = csv.DictWriter(text, list(self.rows[0]), delimiter="\t" if kind == ".tsv" else ",",
                                lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return text.getvalue()


def _association(row: dict[str, Any]) -> str:
    return "<|" + ", ".join(f'"{key}" -> {_written(value)}' for key, value in row.items()) + "|>"


def _written(value: float | None) -> str:
    return "None" if value is None else repr(value).replace("e", "*^").replace("nan", "Indeterminate")


def facts(trainer: Trainer) -> dict[str, Any]:
    """The numbers of a report."""
    history, training, gauge = trainer.history, trainer.job.training, trainer.gauge
    rounds = history.round_losses
    found: dict[str, Any] = {
        "progress": round(trainer.progress, 4),
        "round": trainer.round,
        "batch": trainer.batch,
        "examples_per_second": round(trainer.batch * training.batch_size / max(trainer.elapsed, 1e-9), 1),
        "seconds": round(trainer.elapsed, 2),
        "seconds_left": _left(trainer),
        "learning_rate": trainer.updater.rate,
        "batch_loss": recent(history.batch_losses),
        "round_loss": rounds[-1] if rounds else None,
        "validation_loss": history.validation_losses[-1] if history.validation_losses else None,
    }
    for meter, batches, ended, validated in zip(
            gauge.meters, gauge.batch_values, gauge.round_values, gauge.validation_values, strict=True):
        if meter.title != "Loss" and meter.form != "other":
            name = _TITLES.get(meter.title, meter.title)
            found[name] = recent(batches) if batches else _latest(meter, ended)
            found[f"validation_{name}"] = _latest(meter, validated)
    return found


_TITLES = {"ErrorRate": "error"}


def _latest(meter: Meter, values: Sequence[Any]) -> float | None:
    return meter.shown(values[-1]) if values else None


def _left(trainer: Trainer) -> float | None:
    done = trainer.progress
    return round(trainer.elapsed * (1 - done) / done, 1) if done > 0 else None


def recent(values: Sequence[float]) -> float | None:
    """The mean of the last few values."""
    last = values[-SMOOTHED:]
    return sum(last) / len(last) if last else None


def line_of(trainer: Trainer) -> str:
    """The state of training in one line."""
    found = facts(trainer)
    rounds, batches = trainer.total_rounds, trainer.job.training.batches
    here = (trainer.batch - 1) % batches + 1 if trainer.batch else 0
    parts = [
        f"{100 * found['progress']:3.0f}%",
        f"round {found['round']}" + (f"/{rounds}" if rounds is not None else ""),
        f"batch {here}/{batches}",
        f"{found['examples_per_second']:.0f} examples/s",
        f"{clock(found['seconds'])}" + (f" < {clock(found['seconds_left'])}" if found["seconds_left"] else ""),
        _number("loss", found["batch_loss"]),
        *_measured(found, "", list(found)[_FACTS::2]),
        _number("validation loss", found["validation_loss"]),
        *_measured(found, "validation_", list(found)[_FACTS::2]),
    ]
    return "  ".join(part for part in parts if part)


_FACTS = 10     # facts that stand before the measurements


def _measured(found: dict[str, Any], prefix: str, names: Sequence[str]) -> list[str]:
    return [_percent(name, found[prefix + name]) if name == "error" else _number(name, found[prefix + name])
            for name in names]


def _number(name: str, value: float | None) -> str:
    return "" if value is None else f"{name} {value:.4g}"


def _percent(name: str, value: float | None) -> str:
    return "" if value is None else f"{name} {100 * value:.1f}%"


def clock(seconds: float) -> str:
    """Seconds as m:ss or h:mm:ss."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def means(values: Sequence[float], count: int) -> list[float]:
    """The means over so many equal stretches of a curve; NaN where nothing is finite."""
    edges = [round(k * len(values) / count) for k in range(count + 1)]
    found = []
    for start, end in pairwise(edges):
        finite = [value for value in values[start:end] if math.isfinite(value)]
        found.append(sum(finite) / len(finite) if finite else math.nan)
    return found


def heights(levels: Sequence[float], steps: int) -> list[int | None]:
    """Each level as a step from 0 to steps - 1; None for NaN."""
    known = [level for level in levels if not math.isnan(level)]
    low, high = min(known, default=0.0), max(known, default=0.0)
    span = (high - low) or 1.0
    return [None if math.isnan(level) else min(int((level - low) / span * steps), steps - 1) for level in levels]


def sparkline(values: Sequence[float], width: int) -> str:
    """A curve in one line of text: means over equal stretches, as bars."""
    if not values:
        return ""
    return "".join(" " if step is None else BARS[step]
                   for step in heights(means(values, min(width, len(values))), len(BARS)))


def curve(values: Sequence[float], title: str, width: int = 60, height: int = 10) -> str:
    """A curve as lines of text, with its extreme values at the left."""
    levels = means(values, min(width, len(values))) if values else []
    known = [level for level in levels if not math.isnan(level)]
    if not known:
        return f"{title}: no values"
    places = heights(levels, height)
    rows = []
    for step in reversed(range(height)):
        label = f"{max(known):9.4g}" if step == height - 1 else f"{min(known):9.4g}" if step == 0 else " " * 9
        rows.append(f"{label} |" + "".join("•" if place == step else " " for place in places).rstrip())
    return "\n".join([title, *rows])
