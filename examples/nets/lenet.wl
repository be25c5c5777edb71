(* LeNet: digits from images of 28 x 28 pixels. *)
lenet = NetChain[{
    ConvolutionLayer[20, 5], ElementwiseLayer[Ramp], PoolingLayer[2, 2],
    ConvolutionLayer[50, 5], ElementwiseLayer[Ramp], PoolingLayer[2, 2],
    FlattenLayer[], 500, ElementwiseLayer[Ramp], 10, SoftmaxLayer[]},
  "Output" -> NetDecoder[{"Class", Range[0, 9]}],
  "Input" -> {1, 28, 28}];
Print[lenet]
Print["parameters: ", Information[NetInitialize[lenet], "ArraysTotalElementCount"]]

SeedRandom[1];
digits = Table[RandomReal[1, {1, 28, 28}] -> RandomInteger[9], 16];
initial = NetInitialize[lenet];
Print["probabilities: ", Length[initial[digits[[1, 1]], "Probabilities"]]]

trained = NetTrain[lenet, digits, MaxTrainingRounds -> 1, BatchSize -> 8, TrainingProgressReporting -> None];
Print[MemberQ[Range[0, 9], trained[digits[[1, 1]]]]]
Print[Dimensions[trained[digits[[All, 1]], None]]]
