(* VGG: blocks of small convolutions, each block made by one function. *)
block[channels_, repeats_] := NetChain[Join[
  Flatten[Table[{ConvolutionLayer[channels, 3, PaddingSize -> "Same"], BatchNormalizationLayer[], Ramp}, repeats]],
  {PoolingLayer[2, "Stride" -> 2]}]];
vgg = NetChain[{
    block[8, 2], block[16, 2], block[32, 3],
    AggregationLayer[Mean], DropoutLayer[0.3], LinearLayer[4], SoftmaxLayer[]},
  "Input" -> {3, 32, 32}];
Print[vgg]
Print[Information[vgg, "LayerTypeCounts"]]

SeedRandom[3];
data = Table[RandomReal[{-1, 1}, {3, 32, 32}] -> UnitVector[4, RandomInteger[{1, 4}]], 8];
trained = NetTrain[vgg, data, MaxTrainingRounds -> 1, TrainingProgressReporting -> None];
out = trained[data[[All, 1]]];
Print[Dimensions[out], " ", Round[Total[out, {2}], 10.^-4]]

(* the moving averages have learned something *)
Print[Max[Abs[Normal[NetExtract[trained, {1, 2, "MovingMean"}]]]] > 0]
