"""Layers against PyTorch's functions, and sequences of differing lengths against one at a time."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from wlnet.expr import Call, Packed
from wlnet.nets.arrays import numbers_of

RNG = np.random.default_rng(7)


def numbers(expr):
    return np.asarray(numbers_of(expr), np.float64)


def array(session, source):
    return torch.tensor(numbers(session.evaluate(source).expression), dtype=torch.float32)


@pytest.mark.parametrize(("layer", "shape", "reference"), [
    ('ConvolutionLayer[4, {3, 2}, "Stride" -> {2, 1}, "Dilation" -> {1, 2}, "PaddingSize" -> {{1, 1}, {2, 0}}]',
     (6, 9, 9), lambda x, w, b: F.conv2d(F.pad(x, (2, 0, 1, 1)), w, b, (2, 1), 0, (1, 2))),
    ('ConvolutionLayer[6, {3}, "ChannelGroups" -> 3, "PaddingSize" -> 1]', (6, 8),
     lambda x, w, b: F.conv1d(x, w, b, 1, 1, 1, 3)),
    ('ConvolutionLayer[3, {2, 2, 2}]', (2, 4, 4, 4), F.conv3d),
    ('DeconvolutionLayer[3, {4, 4}, "Stride" -> 2, "PaddingSize" -> 1]', (6, 5, 5),
     lambda x, w, b: F.conv_transpose2d(x, w, b, 2, 1)),
    ("LinearLayer[{3, 2}]", (2, 4), lambda x, w, b: F.linear(x.flatten(1), w, b).reshape(-1, 3, 2)),
    ("PoolingLayer[{3, 2}, {2, 1}]", (2, 7, 7), lambda x: F.max_pool2d(x, (3, 2), (2, 1))),
    ('PoolingLayer[2, 2, "Function" -> Mean]', (2, 6, 6), lambda x: F.avg_pool2d(x, 2, 2)),
    ("SoftmaxLayer[1]", (3, 4), lambda x: F.softmax(x, 1)),
    ('ElementwiseLayer["GELU"]', (3, 4), F.gelu),
    ('ElementwiseLayer["Mish"]', (3, 4), F.mish),
    ('NormalizationLayer[2 ;; All, "Same"]', (3, 4, 2), lambda x, s, b: F.layer_norm(x, (4, 2), eps=1e-3)),
    ("NormalizationLayer[]", (3, 4, 4), lambda x, s, b: F.instance_norm(x, eps=1e-3)),
    ('NormalizationLayer[All, 1, "GroupNumber" -> {2, 1, 1}]', (4, 3, 3), lambda x, s, b: F.group_norm(x, 2, eps=1e-3)),
    ('LocalResponseNormalizationLayer["ChannelWindowSize" -> 1, "Beta" -> 0.75]', (5, 3, 3),
     lambda x: F.local_response_norm(x, 3, 1.0, 0.75, 1.0)),
    ('ResizeLayer[{6, 7}]', (2, 3, 4), lambda x: F.interpolate(x, (6, 7), mode="bilinear", align_corners=True)),
    ('ParametricRampLayer[]', (3, 4), F.prelu),
])
def test_agrees_with_torch(session, layer, shape, reference):
    dims = "{" + ", ".join(map(str, shape)) + "}"
    arrays = session.evaluate(
        f'net = NetInitialize[{layer[:-1]}{"" if layer.endswith("[]") else ", "}"Input" -> {dims}]]; '
        'Information[net, "ArraysPositionList"]')
    assert not arrays.messages
    names = [item.args[0].value for item in arrays.expression.args]
    values = [array(session, f'net[["{name}"]]') for name in names]
    x = RNG.normal(size=(20, *shape))
    net = session.evaluate("net").expression
    found = numbers(session.evaluator(Call(net, Packed(x))))
    expected = reference(torch.tensor(x, dtype=torch.float32), *values).detach().numpy()
    assert np.allclose(found, expected, atol=2e-5)
    assert np.allclose(numbers(session.evaluator(Call(net, Packed(x[0])))), expected[0], atol=2e-5)


@pytest.mark.parametrize("layer", [
    'ConvolutionLayer[5, {3}, Interleaving -> True, PaddingSize -> 1, "Input" -> {"Varying", 3}]',
    'ConvolutionLayer[5, {3}, "Stride" -> 2, Interleaving -> True, PaddingSize -> "Same", "Input" -> {"Varying", 3}]',
    'ConvolutionLayer[4, {2}, "Dilation" -> 2, Interleaving -> True, PaddingSize -> {{2, 0}}, '
    '"Input" -> {"Varying", 3}]',
    'PoolingLayer[{2}, 2, Interleaving -> True, "Input" -> {"Varying", 3}]',
    'PoolingLayer[{3}, 1, Interleaving -> True, PaddingSize -> 1, "Function" -> Mean, "Input" -> {"Varying", 3}]',
    'PoolingLayer[{3}, 2, Interleaving -> True, PaddingSize -> "Same", "Input" -> {"Varying", 3}]',
    'DeconvolutionLayer[5, {3}, "Stride" -> 2, Interleaving -> True, "Input" -> {"Varying", 3}]',
    'NetChain[{NetMapOperator[4], ElementwiseLayer[# + 1 &], ConvolutionLayer[5, {3}, Interleaving -> True, '
    'PaddingSize -> 1]}, "Input" -> {"Varying", 3}]',
    'PaddingLayer[{{1, 2}, {0, 1}}, "Input" -> {"Varying", 3}]',
    'PaddingLayer[{{1, 2}, {0, 1}}, Padding -> "Reflected", "Input" -> {"Varying", 3}]',
    'PartLayer[2 ;; -2, "Input" -> {"Varying", 3}]', 'PartLayer[-1 ;; 1 ;; -1, "Input" -> {"Varying", 3}]',
    'PartLayer[{-2, 1 ;; 2}, "Input" -> {"Varying", 3}]', 'PartLayer[1 ;; 3, "Input" -> {"Varying", 3}]',
    'NetGraph[{SequenceReverseLayer[], CatenateLayer[1]}, {NetPort["Input"] -> 1, {NetPort["Input"], 1} -> 2}, '
    '"Input" -> {"Varying", 3}]',
    'NetBidirectionalOperator[NetChain[{GatedRecurrentLayer[2], SequenceLastLayer[]}], "Input" -> {"Varying", 3}]',
    'NetMapOperator[NetChain[{ReshapeLayer[{3, 1}], BasicRecurrentLayer[2], SequenceLastLayer[]}], '
    '"Input" -> {"Varying", 3}]',
    'AggregationLayer[StandardDeviation, All, "Input" -> {"Varying", 3}]',
])
def test_lengths_that_differ(session, layer):
    session.evaluate(f"net = NetInitialize[{layer}]; SeedRandom[3]; "
                     "data = Table[RandomReal[{-1, 1}, {n, 3}], {n, Join @@ Table[{7, 9, 4, 8, 5}, 5]}];")
    outcome = session.evaluate("a = net[data]; b = net /@ data; "
                               "{Map[Dimensions, a] === Map[Dimensions, b], Max[Abs[Flatten[a] - Flatten[b]]] < 10^-5}")
    assert outcome.text == "{True, True}", outcome.messages


@pytest.mark.parametrize(("source", "result"), [
    ("<|\"a\" -> 1, If[True, Nothing, \"b\" -> 2]|>", "<|a -> 1|>"),
    ('DropoutLayer[0.5, OutputPorts -> {"BinaryMask"}][{1, 2}]', "{1., 1.}"),
    ('Union[Flatten[Values[DropoutLayer[0.5, OutputPorts -> {"Output", "BinaryMask"}]'
     '[ConstantArray[1, 100], NetEvaluationMode -> "Train"]]]]', "{0., 1., 2.}"),
    ('Dimensions[RandomArrayLayer[NormalDistribution[0, 1] &, "Output" -> 2][]]', "{2}"),
    ("PartLayer[-1 ;; 1 ;; -1][{1, 2, 3}]", "{3., 2., 1.}"),
    ("PartLayer[{2, 3 ;; 1 ;; -2}][{{1, 2, 3}, {4, 5, 6}}]", "{6., 4.}"),
    ('opts = {"Stride" -> 2, "PaddingSize" -> 1}; NetExtract[PoolingLayer[3, opts, "Input" -> {1, 9, 9}], "Output"]',
     "{1, 5, 5}"),
    ("NetChain[Table[ElementwiseLayer[10.^30 # &], 3]][{1, 2}]", "{Infinity, Infinity}"),
    ('BatchNormalizationLayer["Gamma" -> {1, 2}, "Beta" -> {3, 4}, "MovingMean" -> {0, 0}, '
     '"MovingVariance" -> {1, 1}, "Epsilon" -> 0][{1, 1}]', "{4., 6.}"),
])
def test_documented_forms(session, source, result):
    outcome = session.evaluate(source)
    assert outcome.text == result, outcome.messages


def test_a_large_graph(session):
    outcome = session.evaluate("""
        layers = Join[Table[LinearLayer[10], 250], Table[TotalLayer[], 250]];
        edges = Join[Table[If[i == 1, NetPort["Input"], 250 + i - 1] -> i, {i, 250}],
          Table[{i, If[i == 1, NetPort["Input"], 249 + i]} -> 250 + i, {i, 250}]];
        net = NetGraph[layers, edges, "Input" -> 10]; NetExtract[net, "Output"]""")
    assert outcome.text == "10"


def test_gradients_of_inputs_and_arrays(session):
    outcome = session.evaluate("""
        net = NetChain[{LinearLayer[1, "Weights" -> {{2., 3.}}, "Biases" -> {0.}], #^3 &}, "Input" -> 2];
        {net[{1, 1}, NetPortGradient["Input"]], net[{1, 1}, NetPortGradient[{1, "Weights"}]],
         net[<|"Input" -> {1, 1}, NetPortGradient["Output"] -> {2}|>, NetPortGradient["Input"]]}""")
    assert outcome.text == "{{150., 225.}, {{75., 75.}}, {300., 450.}}"
