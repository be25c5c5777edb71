"""Nets as they are written in public: they construct, infer, initialise, run, and train for a round."""

from __future__ import annotations

import pytest

RESNET = """
conv[n_, k_, s_: 1] := ConvolutionLayer[n, k, "Stride" -> s, "PaddingSize" -> Floor[k/2], "Biases" -> None];
block[n_, s_: 1] := NetGraph[<|
   "c1" -> conv[n, 3, s], "b1" -> BatchNormalizationLayer[], "r1" -> Ramp, "c2" -> conv[n, 3],
   "b2" -> BatchNormalizationLayer[], "plus" -> ThreadingLayer[Plus], "r2" -> ElementwiseLayer[Ramp],
   If[s == 1, Nothing, "sc" -> conv[n, 1, s]], If[s == 1, Nothing, "scb" -> BatchNormalizationLayer[]]|>,
  {"c1" -> "b1" -> "r1" -> "c2" -> "b2" -> "plus" -> "r2",
   If[s == 1, NetPort["Input"] -> "plus", NetPort["Input"] -> "sc" -> "scb" -> "plus"]}];
net = NetChain[<|"conv" -> conv[8, 7, 2], "bn" -> BatchNormalizationLayer[], "relu" -> Ramp,
   "pool" -> PoolingLayer[{3, 3}, 2, "PaddingSize" -> 1], "l1" -> NetChain[{block[8], block[8]}],
   "l2" -> {block[16, 2], block[16]}, "gap" -> AggregationLayer[Mean], "fc" -> LinearLayer[10],
   "sm" -> SoftmaxLayer[]|>,
  "Input" -> NetEncoder[{"Image", {32, 32}, "MeanImage" -> {0.485, 0.456, 0.406}}]];
"""
INCEPTION = """
net = NetChain[{ConvolutionLayer[16, 7, "Stride" -> 2, PaddingSize -> 3], Ramp, PoolingLayer[3, 2],
   LocalResponseNormalizationLayer["Alpha" -> 0.0001, "Beta" -> 0.75, "Bias" -> 1, "ChannelWindowSize" -> 2],
   NetGraph[{NetChain[{ConvolutionLayer[8, 1], Ramp}],
     NetChain[{ConvolutionLayer[4, 1], Ramp, ConvolutionLayer[8, 3, "PaddingSize" -> 1], Ramp}],
     NetChain[{ConvolutionLayer[4, {1, 1}], Ramp, ConvolutionLayer[8, {5, 5}, PaddingSize -> {2, 2}], Ramp}],
     NetChain[{PoolingLayer[3, 1, PaddingSize -> 1], ConvolutionLayer[8, 1], Ramp}], CatenateLayer[]},
    {{1, 2, 3, 4} -> 5}], AggregationLayer[Mean], DropoutLayer[0.4], 10, SoftmaxLayer[]}, "Input" -> {3, 32, 32}];
"""
SQUEEZE = """
fire[s_, e_] := NetGraph[<|"squeeze" -> ConvolutionLayer[s, 1], "relu" -> Ramp,
   "e1" -> NetChain[{ConvolutionLayer[e, 1], Ramp}],
   "e3" -> NetChain[{ConvolutionLayer[e, 3, "PaddingSize" -> 1], Ramp}], "cat" -> CatenateLayer[]|>,
  {"squeeze" -> "relu" -> {"e1", "e3"} -> "cat"}];
net = NetChain[{ConvolutionLayer[16, 3, "Stride" -> 2], Ramp, PoolingLayer[3, "Stride" -> 2], fire[4, 8],
   PoolingLayer[{3, 3}, "Stride" -> {2, 2}], fire[8, 16], DropoutLayer[], ConvolutionLayer[10, 1], Ramp,
   AggregationLayer[Mean], SoftmaxLayer[]}, "Input" -> NetEncoder[{"Image", 32}]];
"""
DENSE = """
layer[k_] := NetGraph[{NetChain[{BatchNormalizationLayer[], Ramp, ConvolutionLayer[2 k, 1], BatchNormalizationLayer[],
     ElementwiseLayer["ReLU"], ConvolutionLayer[k, 3, "PaddingSize" -> 1]}], CatenateLayer[]},
  {NetPort["Input"] -> 1, {NetPort["Input"], 1} -> 2}];
net = NetChain[{ConvolutionLayer[8, 3, PaddingSize -> "Same"], NetChain[Table[layer[4], 3]], BatchNormalizationLayer[],
   Ramp, PoolingLayer[2, 2, "Function" -> Mean], AggregationLayer[Mean, 2 ;; 3], LinearLayer[], SoftmaxLayer[]},
  "Input" -> {3, 8, 8}, "Output" -> NetDecoder[{"Class", {"cat", "dog", "bird"}}]];
"""
MOBILE = """
net = NetChain[{ConvolutionLayer[8, 3, "Stride" -> 2, "PaddingSize" -> 1],
   ConvolutionLayer[8, 3, "ChannelGroups" -> 8, "PaddingSize" -> "Same"], BatchNormalizationLayer[],
   ElementwiseLayer[Min[Max[0, #], 6] &], ConvolutionLayer[16, 1], "HardSwish", AggregationLayer[Mean], 5},
  "Input" -> {3, 16, 16}];
"""
YOLO = """
leaky[a_] := ElementwiseLayer[Ramp[#] - a*Ramp[-#] &];
head = NetChain[{ConvolutionLayer[16, 1], BatchNormalizationLayer["Epsilon" -> 1.*^-5], leaky[0.1],
   ConvolutionLayer[50, 1], ReshapeLayer[{2, 25, 4*4}], TransposeLayer[{2 <-> 3}], FlattenLayer[1]},
  "Input" -> {8, 4, 4}];
parts = NetGraph[<|"in" -> ElementwiseLayer[# &], "box" -> PartLayer[{All, 1 ;; 4}],
   "obj" -> {PartLayer[{All, 5}], LogisticSigmoid}, "cls" -> {PartLayer[{All, 6 ;; 25}], SoftmaxLayer[]}|>,
  {"in" -> {"box", "obj", "cls"}, "box" -> NetPort["Boxes"], "obj" -> NetPort["Obj"], "cls" -> NetPort["Prob"]}];
net = NetChain[{head, parts}];
"""
UNET = """
conv[n_] := NetChain[{ConvolutionLayer[n, 3, "PaddingSize" -> {1, 1}], Ramp, BatchNormalizationLayer[]}];
pool := PoolingLayer[{2, 2}, 2];
dec[n_] := NetGraph[{"deconv" -> DeconvolutionLayer[n, {2, 2}, "Stride" -> {2, 2}], "cat" -> CatenateLayer[],
   "conv" -> conv[n]}, {NetPort["Input1"] -> "cat", NetPort["Input2"] -> "deconv" -> "cat" -> "conv"}];
net = NetGraph[<|"enc_1" -> conv[4], "enc_2" -> {pool, conv[8]}, "enc_3" -> {pool, conv[16]}, "dec_1" -> dec[8],
   "dec_2" -> dec[4], "map" -> {ConvolutionLayer[1, {1, 1}], LogisticSigmoid}|>,
  {NetPort["Input"] -> "enc_1" -> "enc_2" -> "enc_3", {"enc_2", "enc_3"} -> "dec_1", {"enc_1", "dec_1"} -> "dec_2",
   "dec_2" -> "map"},
  "Input" -> NetEncoder[{"Image", {16, 16}, ColorSpace -> "Grayscale"}],
  "Output" -> NetDecoder[{"Image", ColorSpace -> "Grayscale"}]];
"""
BERT = """
attend[d_, h_] := NetGraph[<|"q" -> NetMapOperator[LinearLayer[{h, d/h}]], "k" -> NetMapOperator[LinearLayer[{h, d/h}]],
   "v" -> NetMapOperator[LinearLayer[{h, d/h}]],
   "att" -> AttentionLayer["Dot", "MultiHead" -> True, "ScoreRescaling" -> "DimensionSqrt"],
   "out" -> NetMapOperator[LinearLayer[d]]|>,
  {NetPort["Input"] -> "q" -> NetPort["att", "Query"], NetPort["Input"] -> "k" -> NetPort["att", "Key"],
   NetPort["Input"] -> "v" -> NetPort["att", "Value"], "att" -> "out"}];
block[d_, h_] := NetGraph[<|"attention" -> attend[d, h], "drop" -> DropoutLayer[0.1], "add" -> TotalLayer[],
   "norm" -> NormalizationLayer[2 ;;, "Same", "Epsilon" -> 1*^-12],
   "ff" -> NetMapOperator[NetChain[{2 d, ElementwiseLayer["GELU"], d}]], "add2" -> ThreadingLayer[Plus],
   "norm2" -> NormalizationLayer[2 ;;, "Same"]|>,
  {NetPort["Input"] -> "attention" -> "drop", {NetPort["Input"], "drop"} -> "add" -> "norm" -> "ff",
   {"norm", "ff"} -> "add2" -> "norm2"}];
net = NetChain[<|"embed" -> NetGraph[<|"tok" -> EmbeddingLayer[8, 100],
      "idx" -> SequenceIndicesLayer["Maximum" -> 64], "pos" -> EmbeddingLayer[8, 64], "add" -> ThreadingLayer[Plus]|>,
     {NetPort["Input"] -> {"tok", "idx"}, "idx" -> "pos", {"tok", "pos"} -> "add"}],
   "enc" -> NetChain[Table[block[8, 2], 2]], "cls" -> PartLayer[1], "out" -> 2, "sm" -> SoftmaxLayer[]|>,
  "Input" -> {"Varying", Restricted["Integer", 100]}, "Output" -> NetDecoder[{"Class", {"neg", "pos"}}]];
"""
SEQ2SEQ = """
net = NetGraph[<|"enc" -> {EmbeddingLayer[8, 30], NetBidirectionalOperator[GatedRecurrentLayer[8]]},
   "dec" -> {EmbeddingLayer[8, 30], GatedRecurrentLayer[16]}, "att" -> AttentionLayer["Bilinear"],
   "cat" -> CatenateLayer[2], "out" -> {NetMapOperator[30], SoftmaxLayer[]}|>,
  {NetPort["Source"] -> "enc" -> {NetPort["att", "Key"], NetPort["att", "Value"]},
   NetPort["Target"] -> "dec" -> NetPort["att", "Query"], {"att", "dec"} -> "cat" -> "out"},
  "Source" -> {"Varying", Restricted["Integer", 30]}, "Target" -> {"Varying", Restricted["Integer", 30]}];
"""
CHARACTERS = """
net = NetChain[{UnitVectorLayer[], LongShortTermMemoryLayer[16], GatedRecurrentLayer[16],
   NetMapOperator[LinearLayer[]], SoftmaxLayer[]}, "Input" -> NetEncoder[{"Characters"}],
  "Output" -> NetDecoder[{"Characters"}]];
"""
LSTM_CELL = """
cell = NetGraph[<|"cat" -> CatenateLayer[], "i" -> {LinearLayer[4], LogisticSigmoid},
   "f" -> {LinearLayer[4], LogisticSigmoid}, "o" -> {LinearLayer[4], LogisticSigmoid}, "g" -> {LinearLayer[4], Tanh},
   "fc" -> ThreadingLayer[Times], "ig" -> ThreadingLayer[Times], "c" -> ThreadingLayer[Plus], "tc" -> Tanh,
   "h" -> ThreadingLayer[Times]|>,
  {{NetPort["Input"], NetPort["State"]} -> "cat" -> {"i", "f", "o", "g"}, {"f", NetPort["Cell"]} -> "fc",
   {"i", "g"} -> "ig", {"fc", "ig"} -> "c" -> "tc", {"o", "tc"} -> "h" -> NetPort["Output"],
   "c" -> NetPort["CellOut"]}];
net = NetFoldOperator[cell, {"Output" -> "State", "CellOut" -> "Cell"}, "Input" -> {"Varying", 3}];
"""
DUELLING = """
net = NetGraph[<|"body" -> {16, Ramp}, "value" -> 1, "adv" -> 3, "mean" -> AggregationLayer[Mean, 1],
   "scalar" -> PartLayer[1], "q" -> ThreadingLayer[#1 + #2 - #3 &, 1]|>,
  {NetPort["Input"] -> "body" -> {"value", "adv"}, "value" -> "scalar", "adv" -> "mean",
   {"scalar", "adv", "mean"} -> "q"}, "Input" -> 4];
"""
PIXELS = """
res[n_] := NetGraph[{ConvolutionLayer[n, 3, "PaddingSize" -> 1], BatchNormalizationLayer[], ParametricRampLayer[],
   ConvolutionLayer[n, 3, "PaddingSize" -> 1], TotalLayer[]}, {1 -> 2 -> 3 -> 4 -> 5, NetPort["Input"] -> 5}];
net = NetChain[{ConvolutionLayer[8, 9, "PaddingSize" -> 4], ParametricRampLayer[], res[8],
   ConvolutionLayer[32, 3, "PaddingSize" -> 1], ReshapeLayer[{8, 2, 2, 8, 8}], TransposeLayer[{1, 3, 5, 2, 4}],
   ReshapeLayer[{8, 16, 16}], ConvolutionLayer[3, 9, "PaddingSize" -> 4], Tanh, ElementwiseLayer[(# + 1)/2 &]},
  "Input" -> NetEncoder[{"Image", {8, 8}}], "Output" -> NetDecoder["Image"]];
"""
VAE = """
encoder = NetGraph[<|"h" -> {FlattenLayer[], 16, Ramp}, "mu" -> LinearLayer[2], "logvar" -> LinearLayer[2],
   "noise" -> RandomArrayLayer[NormalDistribution[0, 1] &, "Output" -> 2],
   "sample" -> ThreadingLayer[#1 + Exp[#2/2]*#3 &], "kl" -> ThreadingLayer[-0.5*(1 + #2 - #1^2 - Exp[#2]) &],
   "klsum" -> SummationLayer[]|>,
  {NetPort["Input"] -> "h" -> {"mu", "logvar"}, {"mu", "logvar", "noise"} -> "sample" -> NetPort["z"],
   {"mu", "logvar"} -> "kl" -> "klsum" -> NetPort["KL"]}, "Input" -> {1, 4, 4}];
net = NetGraph[<|"enc" -> encoder, "dec" -> {16, Ramp, 16, LogisticSigmoid, ReshapeLayer[{1, 4, 4}]},
   "rec" -> MeanSquaredLossLayer[], "scale" -> ElementwiseLayer[16*# &]|>,
  {NetPort["Input"] -> "enc", NetPort[{"enc", "z"}] -> "dec" -> NetPort[{"rec", "Input"}],
   NetPort["Input"] -> NetPort[{"rec", "Target"}], "rec" -> "scale" -> NetPort["RecLoss"],
   NetPort[{"enc", "KL"}] -> NetPort["KLLoss"]}];
"""
STYLE = """
gram = NetGraph[<|"flatten" -> FlattenLayer[-1], "dot" -> DotLayer[{None, 1 <-> 2}],
   "scale" -> ElementwiseLayer[#/256 &]|>,
  {NetPort["Input"] -> "flatten", {"flatten", "flatten"} -> "dot" -> "scale"}];
net = NetGraph[<|"features" -> NetChain[<|"conv1_1" -> ConvolutionLayer[4, 3, PaddingSize -> 1], "relu1_1" -> Ramp|>],
   "gram" -> gram, "loss" -> MeanSquaredLossLayer[]|>,
  {"features" -> "gram" -> NetPort["loss", "Input"], NetPort["Target"] -> NetPort["loss", "Target"]},
  "Input" -> {3, 8, 8}];
"""
WAVENET = """
causal[n_, d_] := NetChain[{PaddingLayer[{{0, 0}, {d, 0}}], ConvolutionLayer[n, {2}, "Dilation" -> d]}];
gated[n_, d_] := NetGraph[<|"f" -> {causal[n, d], Tanh}, "g" -> {causal[n, d], LogisticSigmoid},
   "x" -> ThreadingLayer[Times], "o" -> ConvolutionLayer[n, {1}], "res" -> TotalLayer[]|>,
  {NetPort["Input"] -> {"f", "g"} -> "x" -> "o", {"o", NetPort["Input"]} -> "res", "o" -> NetPort["Skip"]}];
net = NetGraph[<|"in" -> ConvolutionLayer[8, {1}], "b1" -> gated[8, 1], "b2" -> gated[8, 2], "sum" -> TotalLayer[],
   "out" -> {Ramp, ConvolutionLayer[16, {1}], TransposeLayer[], SoftmaxLayer[]}|>,
  {NetPort["Input"] -> "in" -> "b1", NetPort[{"b1", "Output"}] -> "b2", NetPort[{"b1", "Skip"}] -> "sum",
   NetPort[{"b2", "Skip"}] -> "sum", NetPort[{"b2", "Output"}] -> None, "sum" -> "out"}, "Input" -> {1, 20}];
"""
TAGGER = """
net = NetChain[{EmbeddingLayer[6], NetBidirectionalOperator[LongShortTermMemoryLayer[4]],
   NetMapOperator[LinearLayer[3]], SoftmaxLayer[]}, "Input" -> NetEncoder[{"Tokens", {"the", "cat", "sat"}}],
  "Output" -> NetDecoder[{"Class", {"D", "N", "V"}, "InputDepth" -> 2}]];
"""
SEVERAL = """
net = NetGraph[<|"text" -> {EmbeddingLayer[8], LongShortTermMemoryLayer[8], SequenceLastLayer[]},
   "cat" -> CatenateLayer[], "hid" -> {16, Ramp, DropoutLayer[0.2]}, "class" -> {LinearLayer[], SoftmaxLayer[]},
   "reg" -> LinearLayer[]|>,
  {NetPort["Text"] -> "text", {"text", NetPort["Numbers"], NetPort["Color"]} -> "cat" -> "hid" -> {"class", "reg"},
   "class" -> NetPort["Label"], "reg" -> NetPort["Price"]},
  "Text" -> NetEncoder["Characters"], "Numbers" -> 3, "Color" -> NetEncoder[{"Class", {"red", "blue"}, "UnitVector"}],
  "Label" -> NetDecoder[{"Class", {"yes", "no", "maybe"}}], "Price" -> "Scalar"];
"""
MIXTURE = """
net = NetGraph[<|"h" -> {20, Tanh}, "w" -> {3, SoftmaxLayer[]}, "mu" -> 3, "sd" -> {3, ElementwiseLayer[Exp]},
   "p" -> ThreadingLayer[Function[{w, mu, sd, y}, w*Exp[-(y - mu)^2/(2 sd^2)]/(sd*Sqrt[2 Pi])]],
   "rep" -> ReplicateLayer[3], "nll" -> {SummationLayer[], ElementwiseLayer[-Log[#] &]}|>,
  {NetPort["Input"] -> "h" -> {"w", "mu", "sd"}, NetPort["Target"] -> "rep",
   {"w", "mu", "sd", "rep"} -> "p" -> "nll" -> NetPort["Loss"]}, "Input" -> "Scalar", "Target" -> "Scalar"];
"""
POOL = """
net = NetGraph[<|"score" -> NetMapOperator[LinearLayer[{}]], "soft" -> SoftmaxLayer[], "w" -> ThreadingLayer[Times, -1],
   "sum" -> AggregationLayer[Total, 1]|>,
  {NetPort["Input"] -> "score" -> "soft", {NetPort["Input"], "soft"} -> "w" -> "sum"}, "Input" -> {"Varying", 4}];
"""
IMAGE = 'RandomImage[1, {30, 20}, ColorSpace -> "RGB"]'


@pytest.mark.parametrize(("source", "use", "result"), [
    (RESNET, f"Round[Total[net[{IMAGE}]], 0.001]", "1."),
    (RESNET, f"x = {IMAGE}; flat = NetFlatten[net]; {{Length[flat], Round[Max[Abs[flat[x] - net[x]]], 0.0001]}}",
     "{37, 0.}"),
    (INCEPTION, "Round[Total[net[RandomReal[1, {3, 32, 32}]]], 0.001]", "1."),
    (SQUEEZE, f"Round[Total[net[{IMAGE}]], 0.001]", "1."),
    (DENSE, "Keys[net[RandomReal[1, {3, 8, 8}], \"Probabilities\"]]", "{cat, dog, bird}"),
    (DENSE, "Dimensions[net[RandomReal[1, {4, 3, 8, 8}], {\"TopDecisions\", 2}]]", "{4, 2}"),
    (MOBILE, "Length[net[RandomReal[1, {3, 16, 16}]]]", "5"),
    (YOLO, "Dimensions /@ net[RandomReal[1, {8, 4, 4}]]", "<|Boxes -> {32, 4}, Obj -> {32}, Prob -> {32, 20}|>"),
    (YOLO, "Dimensions[net[RandomReal[1, {8, 4, 4}], \"Boxes\"]]", "{32, 4}"),
    (UNET, "ImageDimensions[net[RandomImage[1, {20, 30}]]]", "{16, 16}"),
    (UNET, "Dimensions[net[RandomImage[1, {20, 30}], None]]", "{1, 16, 16}"),
    (BERT, "Keys[net[{1, 2, 3}, \"Probabilities\"]]", "{neg, pos}"),
    (BERT, "Max[Abs[net[{{1, 2}, {4, 5, 6}}, None] - {net[{1, 2}, None], net[{4, 5, 6}, None]}]] < 10^-5", "True"),
    (BERT, 'Dimensions[net[{1, 2, 3}, NetPort[{"enc", 1, "attention", "att", "Output"}]]]', "{3, 2, 4}"),
    (SEQ2SEQ, 'Dimensions /@ net[<|"Source" -> {{1, 2, 3}, {4, 5}}, "Target" -> {{4, 5}, {1, 2, 3, 4}}|>]',
     "{{2, 30}, {4, 30}}"),
    (CHARACTERS, 'StringLength /@ net[{"abc", "de"}]', "{3, 2}"),
    (LSTM_CELL, "Dimensions /@ net[RandomReal[1, {5, 3}]]", "<|Output -> {5, 4}, CellOut -> {5, 4}|>"),
    (LSTM_CELL, "s = NetStateObject[net]; x = RandomReal[1, {4, 3}]; "
     'Max[Abs[Join[s[x[[;; 2]]]["Output"], s[x[[3 ;;]]]["Output"]] - net[x]["Output"]]] < 10^-6', "True"),
    (DUELLING, "Length[net[{1, 2, 3, 4}]]", "3"),
    (PIXELS, f"ImageDimensions[net[{IMAGE}]]", "{16, 16}"),
    (VAE, 'Sort[Keys[net[RandomReal[1, {1, 4, 4}]]]]', "{KLLoss, RecLoss}"),
    (STYLE, 'NumberQ[net[<|"Input" -> RandomReal[1, {3, 8, 8}], "Target" -> RandomReal[1, {4, 4}]|>]]', "True"),
    (STYLE, 'Dimensions[net[<|"Input" -> RandomReal[1, {3, 8, 8}], "Target" -> RandomReal[1, {4, 4}]|>, '
     'NetPortGradient["Input"]]]', "{3, 8, 8}"),
])
def test_runs(session, source, use, result):
    made = session.evaluate(source + "net = NetInitialize[net];")
    assert not made.messages
    outcome = session.evaluate(use)
    assert outcome.text == result, outcome.messages
    assert not outcome.messages


TRAIN = "Head[NetTrain[net, {}, MaxTrainingRounds -> 1, TrainingProgressReporting -> None{}]]"


@pytest.mark.parametrize(("source", "data", "options", "head"), [
    (RESNET, "Table[RandomImage[1, {8, 8}] -> i, {i, 3}]", "", "NetChain"),
    (DENSE, '{RandomReal[1, {3, 8, 8}] -> "cat", RandomReal[1, {3, 8, 8}] -> "bird"}', "", "NetChain"),
    (UNET, "Table[RandomImage[1, {8, 8}] -> Binarize[RandomImage[1, {8, 8}]], 4]", ", BatchSize -> 2", "NetGraph"),
    (BERT, '{{1, 2, 3} -> "neg", {3, 4} -> "pos"}', "", "NetChain"),
    (VAE, '<|"Input" -> RandomReal[1, {8, 1, 4, 4}]|>', ', LossFunction -> {"RecLoss", "KLLoss" -> Scaled[0.1]}',
     "NetGraph"),
    (STYLE, '<|"Input" -> RandomReal[1, {2, 3, 8, 8}], "Target" -> RandomReal[1, {2, 4, 4}]|>',
     ', LearningRateMultipliers -> {{"features", "conv1_1"} -> 1, _ -> None}', "NetGraph"),
    (PIXELS, f"Table[{IMAGE} -> RandomImage[1, {{16, 16}}, ColorSpace -> \"RGB\"], 2]",
     ", LossFunction -> MeanAbsoluteLossLayer[]", "NetChain"),
    (DUELLING, "{{1, 2, 3, 4} -> {1, 2, 3}}", "", "NetGraph"),
    (TAGGER, '{"the cat sat" -> {"D", "N", "V"}, "cat sat" -> {"N", "V"}}', "", "NetChain"),
    (SEVERAL, '<|"Text" -> {"abc", "hello"}, "Numbers" -> {{1, 2, 3}, {3, 4, 5}}, "Color" -> {"red", "blue"}, '
     '"Label" -> {"yes", "maybe"}, "Price" -> {1.5, 2.}|>', "", "NetGraph"),
    (MIXTURE, '<|"Input" -> RandomReal[1, 20], "Target" -> RandomReal[1, 20]|>', ', LossFunction -> "Loss"', "NetGraph"),
])
def test_trains(session, source, data, options, head):
    session.evaluate(source)
    outcome = session.evaluate(TRAIN.replace("{}", data, 1).replace("{}", options, 1))
    assert outcome.text == head, outcome.messages
    assert not outcome.messages
