"""Pictures of training: text always, images where matplotlib is installed."""

from __future__ import annotations

import importlib.util
import math

import pytest

NET = "NetTrain[LinearLayer[1], {1 -> {2.}, 2 -> {4.}}, All, MaxTrainingRounds -> 30, ValidationSet -> {1 -> {2.}}, " \
      'RandomSeeding -> 1, TrainingProgressMeasurements -> "MeanDeviation"]'


@pytest.mark.parametrize(("values", "rows"), [
    ([], ["a: no values"]), ([math.nan], ["a: no values"]),
    ([2.0, 1.0], ["a", "        2 |•", "          |", "        1 | •"]),
    ([2.0, math.nan, 1.0, 1.5], ["a", "        2 |•", "          |   •", "        1 |  •"]),
    ([3.0], ["a", "        3 |", "          |", "        3 |•"]),
])
def test_curve(values, rows):
    from wlnet.backend.progress import curve
    assert curve(values, "a", height=3).splitlines() == rows


def test_a_plot_is_text_on_a_terminal(session):
    session.evaluate(f"r = {NET}")
    text = session.evaluate('r["LossPlot"]').text
    assert text.startswith("loss by batch\n")
    assert "validation loss" in text
    assert session.evaluate('Keys[r["FinalPlots"]]').text == "{Loss, MeanDeviation}"
    assert session.evaluate('r["FinalPlots"]["MeanDeviation"]').text.startswith("MeanDeviation by round")


def test_without_matplotlib_a_string(session, monkeypatch):
    from wlnet.backend import plots
    monkeypatch.setattr(plots, "has_pictures", lambda: False)
    assert session.evaluate(f'Head[({NET})["LossPlot"]]').text == "String"


@pytest.mark.skipif(importlib.util.find_spec("matplotlib") is None, reason="matplotlib is not installed")
def test_with_matplotlib_an_image(session, tmp_path):
    path = tmp_path / "loss.png"
    outcome = session.evaluate(f'p = ({NET})["LossPlot"]; Export["{path}", p]; '
                               f'{{Head[p], ImageDimensions[p], ImageDimensions[Import["{path}"]]}}')
    assert (outcome.text, outcome.messages) == ("{Image, {640, 400}, {640, 400}}", [])
