(* A U-net: what the way down saw is joined to the way up at the same size. *)
double[n_] := {ConvolutionLayer[n, 3, PaddingSize -> 1], BatchNormalizationLayer[], Ramp,
   ConvolutionLayer[n, 3, PaddingSize -> 1], BatchNormalizationLayer[], Ramp};
unet = NetGraph[<|
    "enc1" -> double[4], "pool1" -> PoolingLayer[2, 2],
    "enc2" -> double[8], "pool2" -> PoolingLayer[2, 2],
    "middle" -> double[16],
    "up2" -> DeconvolutionLayer[8, 2, "Stride" -> 2], "cat2" -> CatenateLayer[], "dec2" -> double[8],
    "up1" -> ResizeLayer[{Scaled[2], Scaled[2]}], "cat1" -> CatenateLayer[], "dec1" -> double[4],
    "map" -> {ConvolutionLayer[1, 1], LogisticSigmoid, PartLayer[1]}|>,
  {NetPort["Input"] -> "enc1" -> "pool1" -> "enc2" -> "pool2" -> "middle" -> "up2",
   {"enc2", "up2"} -> "cat2" -> "dec2" -> "up1",
   {"enc1", "up1"} -> "cat1" -> "dec1" -> "map" -> NetPort["Mask"]},
  "Input" -> {1, 16, 16}];
Print[unet]

SeedRandom[5];
images = RandomReal[1, {4, 1, 16, 16}];
masks = Map[UnitStep[First[#] - 0.5] &, images];
trained = NetTrain[unet, <|"Input" -> images, "Mask" -> masks|>,
  LossFunction -> "Mask" -> CrossEntropyLossLayer["Binary"], MaxTrainingRounds -> 1, TrainingProgressReporting -> None];
found = trained[First[images]];
Print[Dimensions[found], " ", 0 <= Min[found] && Max[found] <= 1]
