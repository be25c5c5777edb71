(* A stack of residual blocks, with a convolution on the short way where the size changes. *)
convBlock[n_, s_] := NetChain[{ConvolutionLayer[n, 3, "Stride" -> s, PaddingSize -> 1], BatchNormalizationLayer[], Ramp,
   ConvolutionLayer[n, 3, PaddingSize -> 1], BatchNormalizationLayer[]}];
residual[n_] := NetGraph[
  <|"body" -> convBlock[n, 1], "add" -> ThreadingLayer[Plus], "relu" -> Ramp|>,
  {NetPort["Input"] -> "body", {"body", NetPort["Input"]} -> "add" -> "relu"}];
down[n_] := NetGraph[
  <|"body" -> convBlock[n, 2], "short" -> {ConvolutionLayer[n, 1, "Stride" -> 2], BatchNormalizationLayer[]},
    "add" -> TotalLayer[], "relu" -> ElementwiseLayer[Ramp]|>,
  {NetPort["Input"] -> {"body", "short"} -> "add" -> "relu"}];
resnet = NetChain[{
    ConvolutionLayer[8, 3, PaddingSize -> 1], BatchNormalizationLayer[], Ramp,
    residual[8], residual[8], down[16], residual[16], down[32], residual[32],
    AggregationLayer[Mean, 2 ;; 3], 10, SoftmaxLayer[]},
  "Input" -> {3, 32, 32}, "Output" -> NetDecoder[{"Class", CharacterRange["a", "j"]}]];
Print[resnet]
Print["layers: ", Information[resnet, "LayersCount"]]

SeedRandom[4];
images = RandomReal[1, {8, 3, 32, 32}];
labels = RandomChoice[CharacterRange["a", "j"], 8];
result = NetTrain[resnet, <|"Input" -> images, "Output" -> labels|>, All,
  MaxTrainingRounds -> 1, Method -> {"SGD", "Momentum" -> 0.9}, LearningRate -> 0.01, TrainingProgressReporting -> None];
Print[NumberQ[result["RoundLoss"]]]
Print[Length[result["TrainedNet"][images]]]
Print[Keys[result["TrainedNet"][First[images], {"TopProbabilities", 2}]] // Length]
