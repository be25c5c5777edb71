"""Values that the reference states, or that follow from its formulas by hand."""

from __future__ import annotations

import numpy as np
import pytest

from wlnet.expr import Packed

ACTIVATIONS = {
    "ReLU": [0, 0, 0, 0.5, 2], "ELU": [-0.864665, -0.393469, 0, 0.5, 2],
    "SELU": [-1.520166, -0.691758, 0, 0.525350, 2.101402], "GELU": [-0.045500, -0.154269, 0, 0.345731, 1.954500],
    "Swish": [-0.238406, -0.188770, 0, 0.311230, 1.761594], "HardSwish": [-0.333333, -0.208333, 0, 0.291667, 1.666667],
    "Mish": [-0.252501, -0.220744, 0, 0.375245, 1.943959], "SoftSign": [-0.666667, -0.333333, 0, 0.333333, 0.666667],
    "SoftPlus": [0.126928, 0.474077, 0.693147, 0.974077, 2.126928], "HardTanh": [-1, -0.5, 0, 0.5, 1],
    "HardSigmoid": [0, 0.25, 0.5, 0.75, 1], "Sigmoid": [0.119203, 0.377541, 0.5, 0.622459, 0.880797],
}
GRU = ('GatedRecurrentLayer[1, "InputGateInputWeights" -> {{0.5}}, "InputGateStateWeights" -> {{0.1}},'
       ' "InputGateBiases" -> {0.2}, "ResetGateInputWeights" -> {{0.3}}, "ResetGateStateWeights" -> {{0.4}},'
       ' "ResetGateBiases" -> {-0.1}, "MemoryGateInputWeights" -> {{1}}, "MemoryGateStateWeights" -> {{-0.5}},'
       ' "MemoryGateBiases" -> {0.05}]')
LSTM = ('LongShortTermMemoryLayer[1, "InputGateInputWeights" -> {{0.5}}, "InputGateStateWeights" -> {{0.1}},'
        ' "InputGateBiases" -> {0.2}, "OutputGateInputWeights" -> {{0.6}}, "OutputGateStateWeights" -> {{-0.2}},'
        ' "OutputGateBiases" -> {0}, "ForgetGateInputWeights" -> {{-0.4}}, "ForgetGateStateWeights" -> {{0.7}},'
        ' "ForgetGateBiases" -> {1}, "MemoryGateInputWeights" -> {{1}}, "MemoryGateStateWeights" -> {{-0.5}},'
        ' "MemoryGateBiases" -> {0.05}]')
BASIC = ('BasicRecurrentLayer[2, "InputWeights" -> {{1, 0}, {0, 1}}, "StateWeights" -> {{0.5, 0}, {0, 0.5}},'
         ' "Biases" -> {0, 0}]')
ROWS16 = "{{{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}, {13, 14, 15, 16}}}"
MATRIX = "{{1, 2, 3, 4}, {5, 6, 7, 9}}"
NORM = "{{1, 2, 3}, {4, 6, 11}}"


def values(session, source):
    outcome = session.evaluate(source)
    assert not outcome.messages, outcome.messages
    found = outcome.expression
    return found.array if isinstance(found, Packed) else np.array(found.value, float)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation(session, name):
    found = values(session, f'ElementwiseLayer["{name}"][{{-2, -0.5, 0, 0.5, 2}}]')
    np.testing.assert_allclose(found, ACTIVATIONS[name], atol=2e-6)


@pytest.mark.parametrize(("source", "result"), [
    ('LinearLayer[3, "Weights" -> {{1, 2}, {3, 4}, {5, 6}}, "Biases" -> {0.5, -0.5, 1}][{1, -1}]', [-0.5, -1.5, 0]),
    ("SoftmaxLayer[][{1, 2, 3}]", [0.0900306, 0.244728, 0.665241]),
    ("SoftmaxLayer[1][{{1, 2}, {3, 5}}]", [[0.119203, 0.0474259], [0.880797, 0.952574]]),
    ("ElementwiseLayer[#*3 &][{1, 2}]", [3, 6]),
    ("ParametricRampLayer[\"Slope\" -> 0.1 {1, 1, 1, 1, 1}][{-2, -0.5, 0, 0.5, 2}]", [-0.2, -0.05, 0, 0.5, 2]),
    ("ThreadingLayer[Plus][{{1, 2, 3}, {4, 5, 6}}]", [5, 7, 9]),
    ("ThreadingLayer[Times][{{1, 2}, {3, 4}}]", [3, 8]),
    ('ThreadingLayer[#a - #b &][<|"a" -> {1, 2}, "b" -> {3, 5}|>]', [-2, -3]),
    ("ThreadingLayer[Plus, -1][{{{1, 2}, {3, 4}}, {10, 20}}]", [[11, 12], [23, 24]]),
    ("ThreadingLayer[Plus, 1][{{{1, 2}, {3, 4}}, {10, 20}}]", [[11, 22], [13, 24]]),
    (BASIC + "[{{1, 0}, {0, 1}, {1, 1}}]", [[0.761594, 0], [0.363399, 0.761594], [0.827987, 0.88113]]),
    (GRU + "[{{1}, {2}, {-1}}]", [[0.259413], [0.418724], [-0.256946]]),
    (LSTM + "[{{1}, {2}, {-1}}]", [[0.309621], [0.593444], [0.160066]]),
    (LSTM + '[{{1}, {2}, {-1}}, NetPort["CellState"]]', [0.534063]),
    ("UnitVectorLayer[3][2]", [0, 1, 0]),
    ('UnitVectorLayer[3, "Input" -> "Varying"][{1, 3}]', [[1, 0, 0], [0, 0, 1]]),
    ('SequenceLastLayer["Input" -> {"Varying", 3}][{{1, 2, 3}, {4, 5, 6}}]', [4, 5, 6]),
    ('SequenceIndicesLayer["Input" -> "Varying", "Maximum" -> 3][{9, 9, 9, 9}]', [1, 2, 3, 3]),
    ('ConvolutionLayer[1, {3}, "Weights" -> {{{1, 0, -1}}}, "Biases" -> {0.5}][{{1, 2, 3, 4, 5}}]',
     [[-1.5, -1.5, -1.5]]),
    ('ConvolutionLayer[1, {2, 2}, "Weights" -> {{{{1, 2}, {3, 4}}}}, "Biases" -> None][' + ROWS16 + "]",
     [[[44, 54, 64], [84, 94, 104], [124, 134, 144]]]),
    ('ConvolutionLayer[1, {3, 3}, "Weights" -> {{{{1, 1, 1}, {1, 1, 1}, {1, 1, 1}}}}, "Biases" -> None,'
     ' PaddingSize -> 1, "Stride" -> 2][{{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}}]', [[[12, 16], [24, 28]]]),
    ('ConvolutionLayer[1, {2}, "Weights" -> {{{1, 10}}}, "Biases" -> None, "Dilation" -> 2][{{1, 2, 3, 4, 5}}]',
     [[31, 42, 53]]),
    (f"PoolingLayer[2][{ROWS16}]", [[[6, 7, 8], [10, 11, 12], [14, 15, 16]]]),
    (f"PoolingLayer[2, 2][{ROWS16}]", [[[6, 8], [14, 16]]]),
    (f'PoolingLayer[2, 2, "Function" -> Mean][{ROWS16}]', [[[3.5, 5.5], [11.5, 13.5]]]),
    ("ReshapeLayer[{2, 3}][{1, 2, 3, 4, 5, 6}]", [[1, 2, 3], [4, 5, 6]]),
    ("CatenateLayer[InputPorts -> {{2}, {3}}][{{1, 2}, {3, 4, 5}}]", [1, 2, 3, 4, 5]),
    ("CatenateLayer[][{{{1, 2}, {3, 4}}, {5, 6}}]", [[1, 2, 5, 6], [3, 4, 5, 6]]),
    ('AppendLayer[][<|"Input" -> {1, 2, 3}, "Element" -> 4|>]', [1, 2, 3, 4]),
    ("ReplicateLayer[3][{1, 2}]", [[1, 2], [1, 2], [1, 2]]),
    ("ReplicateLayer[2, 2][{1, 2}]", [[1, 1], [2, 2]]),
    ("ReplicateLayer[3][5]", [5, 5, 5]),
    ("PaddingLayer[{{2, 2}}][{1, 2, 3}]", [0, 0, 1, 2, 3, 0, 0]),
    ('PaddingLayer[{{2, 2}}, Padding -> "Fixed"][{1, 2, 3}]', [1, 1, 1, 2, 3, 3, 3]),
    ('PaddingLayer[{{2, 2}}, Padding -> "Reflected"][{1, 2, 3}]', [3, 2, 1, 2, 3, 2, 1]),
    ("PartLayer[2][{5, 6, 7}]", 6),
    ("PartLayer[1 ;; 2][{{1, 2}, {3, 4}, {5, 6}}]", [[1, 2], [3, 4]]),
    ("PartLayer[{All, 1}][{{1, 2}, {3, 4}, {5, 6}}]", [1, 3, 5]),
    ("PartLayer[1 ;; -1 ;; 2][{5, 6, 7}]", [5, 7]),
    *[(f"AggregationLayer[{f}][{MATRIX}]", result) for f, result in {
        "Mean": [2.5, 6.75], "Max": [4, 9], "Total": [10, 27], "Times": [24, 1890], "Variance": [1.66667, 2.91667],
        "StandardDeviation": [1.29099, 1.70783], "MeanDeviation": [1, 1.25], "Median": [2.5, 6.5],
        "InterquartileRange": [2, 2.5]}.items()],
    (f"AggregationLayer[Total, 1][{MATRIX}]", [6, 8, 10, 13]),
    ("SummationLayer[][{1, 2, 3, -0.3}]", 5.7),
    ("TotalLayer[][{{1, 2}, {3, 4}}]", [4, 6]),
    ("DotLayer[][{{1, 2, 3}, {4, 5, 6}}]", 32),
    ('NetArrayLayer["Array" -> {1, 2, 3}][]', [1, 2, 3]),
    ("NetInitialize[BatchNormalizationLayer[\"Input\" -> 3]][{1, 2, 3}]", [0.9995, 1.999, 2.9985]),
    ('NetInitialize[BatchNormalizationLayer["Input" -> 2]][{{1, 2}, {3, 6}}, NetEvaluationMode -> "Train"]',
     [[-0.9995, -0.999875], [0.9995, 0.999875]]),
    (f"NetInitialize[NormalizationLayer[\"Input\" -> {{2, 3}}]][{NORM}]",
     [[-1.223827, 0, 1.223827], [-1.018991, -0.339664, 1.358654]]),
    (f"NetInitialize[NormalizationLayer[1, \"Input\" -> {{2, 3}}]][{NORM}]",
     [[-0.999778, -0.999875, -0.999969], [0.999778, 0.999875, 0.999969]]),
    (f"NetInitialize[NormalizationLayer[2, Method -> \"RMS\", \"Input\" -> {{2, 3}}]][{NORM}]",
     [[0.46286, 0.925721, 1.388581], [0.526737, 0.790105, 1.448527]]),
    (f"NetInitialize[NormalizationLayer[\"Unbiased\" -> True, \"Input\" -> {{2, 3}}]][{NORM}]",
     [[-0.9995, 0, 0.9995], [-0.832018, -0.277339, 1.109358]]),
    ("DropoutLayer[][{1, 2, 3}]", [1, 2, 3]),
    ('MeanSquaredLossLayer[][<|"Input" -> {1, 2, 3}, "Target" -> {1, 1, 1}|>]', 5 / 3),
    ('MeanAbsoluteLossLayer[][<|"Input" -> {1, 2, 3}, "Target" -> {1, 1, 1}|>]', 1),
    ('CrossEntropyLossLayer["Index"][<|"Input" -> {0.1, 0.2, 0.7}, "Target" -> 3|>]', 0.356675),
    ('CrossEntropyLossLayer["Probabilities"][<|"Input" -> {0.1, 0.2, 0.7}, "Target" -> {0.2, 0.3, 0.5}|>]', 1.12169),
    ('CrossEntropyLossLayer["Binary"][<|"Input" -> 0.8, "Target" -> 1|>]', 0.223144),
    ('CrossEntropyLossLayer["Binary"][<|"Input" -> 0.8, "Target" -> 0.3|>]', 1.19355),
    ('ContrastiveLossLayer[][<|"Input" -> 0.3, "Target" -> True|>]', 0.2),
    ('ContrastiveLossLayer[][<|"Input" -> 0.8, "Target" -> True|>]', 0),
    ('ContrastiveLossLayer[][<|"Input" -> 0.3, "Target" -> False|>]', 0.3),
    ('CTCLossLayer[][<|"Input" -> {{0.6, 0.3, 0.1}, {0.3, 0.5, 0.2}, {0.2, 0.2, 0.6}}, "Target" -> {1, 2}|>]', 1.18417),
])
def test_value(session, source, result):
    np.testing.assert_allclose(values(session, source), result, atol=1e-5)


@pytest.mark.parametrize(("source", "dims"), [
    ("NetExtract[LinearLayer[{3, 2}, \"Input\" -> {4, 5}], \"Output\"]", "{3, 2}"),
    ('NetExtract[ConvolutionLayer[20, 5, "Input" -> {1, 28, 28}], "Output"]', "{20, 24, 24}"),
    ('NetExtract[ConvolutionLayer[8, 3, PaddingSize -> "Same", "Stride" -> 2, "Input" -> {3, 7, 7}], "Output"]',
     "{8, 4, 4}"),
    ('Information[ConvolutionLayer[6, {3}, "ChannelGroups" -> 3, "Input" -> {3, 10}], "ArraysDimensions"]',
     "<|{Weights} -> {6, 1, 3}, {Biases} -> {6}|>"),
    ('NetExtract[PoolingLayer[2, 2, "Input" -> {20, 24, 24}], "Output"]', "{20, 12, 12}"),
    ('NetExtract[PoolingLayer[3, "Input" -> {2, 5, 5}], "Output"]', "{2, 3, 3}"),
    ('NetExtract[GatedRecurrentLayer[7, "Input" -> {"Varying", 3}], "Output"]', "{Varying, 7}"),
    ('NetExtract[SequenceLastLayer["Input" -> {"Varying", 7}], "Output"]', "7"),
    ('NetExtract[EmbeddingLayer[4, 10, "Input" -> 5], "Output"]', "{5, 4}"),
    ('NetExtract[UnitVectorLayer[3, "Input" -> {2, 2}], "Output"]', "{2, 2, 3}"),
    ('NetExtract[AggregationLayer[Max, 1, "Input" -> {3, 4, 5}], "Output"]', "{4, 5}"),
    ('NetExtract[FlattenLayer[-1, "Input" -> {2, 3, 4}], "Output"]', "{2, 12}"),
    ('NetExtract[FlattenLayer[{{2, 3}}, "Input" -> {2, 3, 4, 5}], "Output"]', "{12, 2, 5}"),
    ('NetExtract[ReplicateLayer[{2, 3}, "Input" -> 4], "Output"]', "{2, 3, 4}"),
    ('NetExtract[ReplicateLayer[5, -1, "Input" -> 4], "Output"]', "{4, 5}"),
    ('NetExtract[TransposeLayer[{1 <-> 3, 2 <-> 4}, "Input" -> {3, 4, 5, 6}], "Output"]', "{5, 6, 3, 4}"),
    ('NetExtract[TransposeLayer[{1 <-> 3, 1 <-> 4}, "Input" -> {3, 4, 5, 6}], "Output"]', "{6, 4, 3, 5}"),
    ('NetExtract[CatenateLayer[2, InputPorts -> {{2, 3}, {2, 5}}], "Output"]', "{2, 8}"),
    ('Information[NormalizationLayer["Input" -> {3, 4, 5}], "ArraysDimensions"]',
     "<|{Scaling} -> {3}, {Biases} -> {3}|>"),
    ('Information[NetChain[{ConvolutionLayer[20, 5], Ramp, PoolingLayer[2, 2], ConvolutionLayer[50, 5], Ramp,'
     ' PoolingLayer[2, 2], FlattenLayer[], 500, Ramp, 10, SoftmaxLayer[]}, "Input" -> {1, 28, 28}],'
     ' "ArraysTotalElementCount"]', "431080"),
])
def test_shapes(session, source, dims):
    assert session.evaluate(source).text == dims
