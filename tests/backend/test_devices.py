"""Devices and precisions: what options name, mixed precision, what a GPU is given. Tests with the mark gpu need one."""

from __future__ import annotations

from unittest import mock

import pytest

from wlnet.tensors import torch

DATA = "Table[{Cos[k], Sin[k]} -> If[Sin[k] > 0, 1, 2], {k, 60}]"
NET = "NetChain[{16, Ramp, 2, SoftmaxLayer[]}]"
RAGGED = "Table[Table[{Cos[k j]}, {j, 1 + Mod[k, 4]}] -> 1 + Mod[k, 2], {k, 40}]"
RECURRENT = "NetChain[{GatedRecurrentLayer[8], LongShortTermMemoryLayer[8], SequenceLastLayer[], 2, SoftmaxLayer[]}]"
CONVOLUTIONS = ('NetChain[{ConvolutionLayer[4, 3], BatchNormalizationLayer[], Ramp, PoolingLayer[2, 2], FlattenLayer[], '
                'DropoutLayer[], 2, SoftmaxLayer[]}, "Input" -> {1, 8, 8}]')
PICTURES = "Table[{RandomReal[1, {8, 8}] + Mod[k, 2]} -> 1 + Mod[k, 2], {k, 40}]"
QUIET = "RandomSeeding -> 1, TrainingProgressReporting -> None"


def devices(session, setting: str) -> list[str]:
    from wlnet.backend.devices import devices_of
    return list(map(str, devices_of(session.evaluate(setting).expression, session.evaluator)))


@pytest.mark.parametrize(("setting", "found"), [
    ('"CPU"', ["cpu"]), ("Automatic", ["cpu"]), ('{"CPU", 3}', ["cpu"] * 3), ('"GPU"', ["cuda:0"]),
    ('{"GPU", 2}', ["cuda:1"]), ('{"GPU", All}', ["cuda:0", "cuda:1", "cuda:2"]), ('{"GPU", {3, 1}}', ["cuda:2", "cuda:0"]),
])
def test_what_settings_name_on_a_machine_with_three_gpus(session, setting, found):
    with mock.patch("torch.cuda.is_available", return_value=True), mock.patch("torch.cuda.device_count", return_value=3):
        assert devices(session, setting) == found


def test_without_a_gpu_there_is_one_message(session):
    with mock.patch("torch.cuda.is_available", return_value=False), \
            mock.patch("torch.backends.mps.is_available", return_value=False):
        for setting in ('"GPU"', '{"GPU", 1}', '{"GPU", All}'):
            outcome = session.evaluate(f"Head[NetTrain[{NET}, {DATA}, TargetDevice -> {setting}, MaxTrainingRounds -> 1, "
                                       f"{QUIET}]]")
            assert outcome.text == "NetChain"
            assert outcome.messages == ["NetTrain::nogpu: No GPU is available here; computing on the CPU."]


def test_mps_is_the_only_gpu_of_its_machine(session):
    with mock.patch("torch.cuda.is_available", return_value=False), \
            mock.patch("torch.backends.mps.is_available", return_value=True):
        assert devices(session, '{"GPU", All}') == ["mps"]


@pytest.mark.parametrize("half", ["bfloat16", "float16"])
@pytest.mark.parametrize(("net", "data"), [(NET, DATA), (RECURRENT, RAGGED), (CONVOLUTIONS, PICTURES)])
def test_mixed_precision_learns(session, monkeypatch, half, net, data):
    """bfloat16 as it is, float16 with a scaled loss: here on the CPU."""
    from wlnet.backend import train
    monkeypatch.setattr(train, "half_of", lambda device: getattr(torch, half))
    outcome = session.evaluate(f'r = NetTrain[{net}, {data}, "RoundLossList", MaxTrainingRounds -> 30, '
                               f'LearningRate -> 0.01, WorkingPrecision -> "Mixed", {QUIET}]; Last[r]/First[r]')
    assert outcome.messages == []
    assert outcome.expression.value < 0.8


def test_an_overflow_of_half_precision_is_left_out():
    """The scale begins high, so that the first gradients overflow; it falls until they do not."""
    from wlnet.backend.optimizers import Method, Part, Updater
    weight = torch.ones(3, requires_grad=True)
    updater = Updater(Method(), [Part(weight)], "cpu")
    assert updater.scaler is not None
    before = updater.scaler.get_scale()
    weight.grad = torch.full((3,), torch.inf)
    updater.scaler.scale(torch.ones(()))
    updater.step(1, 10)
    assert torch.equal(weight.detach(), torch.ones(3))
    assert updater.scaler.get_scale() == before / 2
    weight.grad = torch.full((3,), updater.scaler.get_scale())
    updater.step(2, 10)
    assert (weight < 1).all()


def test_which_half_precision():
    from wlnet.backend.devices import half_of
    assert half_of(torch.device("cpu")) == torch.bfloat16
    for supported, half in ((True, torch.bfloat16), (False, torch.float16)):
        with mock.patch("torch.cuda.is_bf16_supported", return_value=supported):
            assert half_of(torch.device("cuda")) == half


# ---- with a GPU ---------------------------------------------------------------------------------------------------

@pytest.mark.gpu
@pytest.mark.parametrize(("net", "data"), [(NET, DATA), (RECURRENT, RAGGED), (CONVOLUTIONS, PICTURES)])
@pytest.mark.parametrize("precision", ["Real32", "Mixed"])
def test_training_on_a_gpu(session, net, data, precision):
    outcome = session.evaluate(
        f'r = NetTrain[{net}, {data}, All, MaxTrainingRounds -> 30, LearningRate -> 0.01, TargetDevice -> "GPU", '
        f'ValidationSet -> Scaled[0.2], WorkingPrecision -> "{precision}", {QUIET}]; '
        'Last[r["RoundLossList"]]/First[r["RoundLossList"]]')
    assert outcome.messages == []
    assert outcome.expression.value < 0.8


@pytest.mark.gpu
def test_a_gpu_finds_what_the_cpu_finds(session):
    outcome = session.evaluate(
        f"run[device_] := NetTrain[{NET}, {DATA}, \"BatchLossList\", MaxTrainingRounds -> 5, TargetDevice -> device, {QUIET}];"
        'Max[Abs[run["CPU"] - run["GPU"]]]')
    assert outcome.messages == []
    assert outcome.expression.value < 1e-3


@pytest.mark.gpu
def test_generated_batches_on_a_gpu(session):
    outcome = session.evaluate(
        "NetTrain[LinearLayer[1], Table[x -> {2 x}, {x, 1., #BatchSize}]&, \"RoundLoss\", MaxTrainingRounds -> 500, "
        f'LearningRate -> 0.05, BatchSize -> 4, TargetDevice -> "GPU", {QUIET}]')
    assert outcome.messages == []
    assert outcome.expression.value < 0.1
