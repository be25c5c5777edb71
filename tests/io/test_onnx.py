"""ONNX models compute what the nets do, by another program."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from wlnet.expr import Call, Object, String, to_expr

_SPEC = importlib.util.spec_from_file_location(
    "every_layer_onnx", Path(__file__).parents[1] / "nets" / "test_every_layer.py")
_TABLE = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_TABLE)

WITHOUT = {     # layers that ONNX cannot express, or that are not worth it
    "ResizeLayer", "SpatialTransformationLayer", "LocalResponseNormalizationLayer", "ImageAugmentationLayer",
    "CrossEntropyLossLayer", "ContrastiveLossLayer", "CTCLossLayer", "FunctionLayer", "CompiledLayer", "ExtractLayer",
    "OrderingLayer", "RandomArrayLayer", "SequenceIndicesLayer", "NetFoldOperator", "NetNestOperator",
    "NetBidirectionalOperator", "NetPairEmbeddingOperator", "NetMapThreadOperator", "PlaceholderLayer",
}
# others than these: varying dimensions where ONNX would have to know them
VARYING = ('CatenateLayer[InputPorts -> {{"Varying", 2}, {3}}]', 'AttentionLayer["Dot", "Mask"')
NETS_INSIDE = ("AttentionLayer[NetGraph", 'AttentionLayer["Key"')
PARTLY = (*VARYING, *NETS_INSIDE, "AggregationLayer[Variance", "AggregationLayer[Median")
CASES = [pytest.param(source, data, id=source) for name in _TABLE.SAMPLES if name not in WITHOUT
         for source, data in _TABLE.SAMPLES[name] if not source.startswith(PARTLY)]
NETS = [
    ('NetChain[{ConvolutionLayer[4, 3], BatchNormalizationLayer[], Ramp, PoolingLayer[2, 2], DropoutLayer[], '
     'FlattenLayer[], 10, SoftmaxLayer[]}, "Input" -> {1, 12, 12}]', [(1, 12, 12)]),
    ('NetGraph[<|"a" -> 3, "b" -> Tanh, "sum" -> TotalLayer[]|>, {"a" -> "b" -> "sum", "a" -> "sum"}, '
     '"Input" -> 2]', [(2,)]),
    ('NetGraph[{AttentionLayer["Dot", "Mask" -> "Causal", "MultiHead" -> True]}, {}, "Key" -> {4, 2, 3}, '
     '"Value" -> {4, 2, 3}, "Query" -> {4, 2, 3}]', [(4, 2, 3)] * 3),
    ('NetChain[{EmbeddingLayer[4, 6], LongShortTermMemoryLayer[5], GatedRecurrentLayer[3], SequenceLastLayer[], '
     '2}]', ["i"]),
    ('NetChain[{UnitVectorLayer[6], BasicRecurrentLayer[5], NetMapOperator[{3, Tanh}]}, "Input" -> "Varying"]', ["i"]),
    ('NetGraph[{LongShortTermMemoryLayer[3], LongShortTermMemoryLayer[3]}, {NetPort["x"] -> 1, NetPort["y"] -> 2, '
     'NetPort[1, "State"] -> NetPort[2, "State"]}, "x" -> {"Varying", 2}, "y" -> {"Varying", 2}]', ["n2", "n2"]),
    ('NetChain[{ElementwiseLayer["GELU"], ElementwiseLayer[Clip[#, {-1, 1}] + If[# > 0, #^3, 2^#] &], '
     'ElementwiseLayer["SELU"], ElementwiseLayer[LogisticSigmoid], ElementwiseLayer["SoftPlus"], '
     'ElementwiseLayer[Sin[#] Exp[-#^2] + Max[#, 0.3] + 5 &], ElementwiseLayer[Mod[#, 2] + IntegerPart[#] &]}, '
     '"Input" -> 7]', [(7,)]),
]
library = pytest.importorskip("onnx", reason="the extra onnx is not installed")
runtime = pytest.importorskip("onnxruntime", reason="onnxruntime is not installed")


@pytest.mark.parametrize(("source", "kinds"), [*CASES, *(pytest.param(*net, id=net[0][:40]) for net in NETS)])
def test_the_model_computes_what_the_net_does(session, source, kinds):
    from wlnet.io.onnx import model_of
    net = _TABLE.make(session, source)
    model = model_of(net.value)
    library.checker.check_model(model, full_check=True)
    run = runtime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(1)
    rows = [[_TABLE.example(kind, 4, rng) for kind in kinds] for _ in range(3)]
    for row in rows if kinds else []:
        single = {name: np.asarray(value) for name, value in zip(net.value.inputs, row)}
        check(session, net, run, {name: value[None] for name, value in single.items()}, single)
    batch = {name: np.stack([row[at] for row in rows]) for at, name in enumerate(net.value.inputs)}
    check(session, net, run, batch, batch)


def check(session, net, run, fed, data):
    feed = {name: value.astype(np.int64 if value.dtype.kind == "i" and is_integer(run, name) else np.float32)
            for name, value in fed.items()}
    found = dict(zip([output.name for output in run.get_outputs()], run.run(None, feed)))
    argument = to_expr({name: to_expr(value) for name, value in data.items()})
    expected = session.evaluator(Call(net, argument) if data else Call(net))
    for name in net.value.outputs:
        wanted = expected.items[String(name)] if len(net.value.outputs) > 1 else expected
        wanted = np.array(_TABLE.numbers(wanted), float)
        np.testing.assert_allclose(found[name].reshape(wanted.shape), wanted, atol=1e-5, rtol=1e-4)


def is_integer(run, name):
    return next(port.type for port in run.get_inputs() if port.name == name) == "tensor(int64)"


@pytest.mark.parametrize(("source", "words"), [
    ('NetChain[{OrderingLayer[]}, "Input" -> "Varying"]', "OrderingLayer"),
    ('NetChain[{2, AggregationLayer[Median, 1]}, "Input" -> {3}]', "AggregationLayer"),
    ('NetMapOperator[NetChain[{2, OrderingLayer[]}, "Input" -> 3]]', "OrderingLayer"),
    ('ElementwiseLayer[LogGamma, "Input" -> 3]', "lgamma"),
    ("5", "no net"),
])
def test_what_has_no_counterpart_is_named(session, tmp_path, source, words):
    outcome = session.evaluate(f'Export["{tmp_path}/x.onnx", NetInitialize[{source}]]' if source != "5" else (
        f'Export["{tmp_path}/x.onnx", 5]'))
    assert outcome.text == "$Failed"
    assert words in outcome.messages[0]
    assert list(tmp_path.iterdir()) == []


def test_files_are_written(session, tmp_path):
    outcome = session.evaluate(f'Export["{tmp_path}/x.onnx", NetInitialize[NetChain[{{3}}, "Input" -> 2]]]')
    assert outcome.text == f"{tmp_path}/x.onnx"
    assert library.load(f"{tmp_path}/x.onnx").producer_name == "wlnet"


def test_a_net_that_is_not_initialized(session, tmp_path):
    outcome = session.evaluate(f'Export["{tmp_path}/x.onnx", NetChain[{{3}}, "Input" -> 2]]')
    assert outcome.text == "$Failed"
    assert "uninit" in outcome.messages[0]


def test_a_missing_package_is_named(session, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    outcome = session.evaluate(f'Export["{tmp_path}/x.onnx", NetInitialize[NetChain[{{3}}, "Input" -> 2]]]')
    assert outcome.text == "$Failed"
    assert 'pip install "wlnet[onnx]"' in outcome.messages[0]


def test_objects_of_the_table_are_nets(session):
    assert isinstance(_TABLE.make(session, 'NetChain[{2}, "Input" -> 3]'), Object)
