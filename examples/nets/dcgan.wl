(* DCGAN: a generator of images of 16 x 16 pixels against a discriminator. *)
generator = NetChain[{
    ReshapeLayer[{8, 1, 1}],
    DeconvolutionLayer[16, 4], BatchNormalizationLayer[], Ramp,
    DeconvolutionLayer[8, 4, "Stride" -> 2, PaddingSize -> 1], BatchNormalizationLayer[], Ramp,
    DeconvolutionLayer[1, 4, "Stride" -> 2, PaddingSize -> 1], Tanh}, "Input" -> 8];
leaky := ElementwiseLayer[Max[#, 0.2 #] &];
discriminator = NetChain[{
    ConvolutionLayer[8, 4, "Stride" -> 2, PaddingSize -> 1], leaky,
    ConvolutionLayer[16, 4, "Stride" -> 2, PaddingSize -> 1], BatchNormalizationLayer[], leaky,
    ConvolutionLayer[1, 4], ReshapeLayer[{}], LogisticSigmoid}, "Input" -> {1, 16, 16}];
gan = NetGANOperator[{generator, discriminator}];
Print[gan]

SeedRandom[6];
samples = RandomReal[{-1, 1}, {16, 1, 16, 16}];
trained = NetTrain[gan,
  {Function[<|"Sample" -> RandomSample[samples, #BatchSize], "Latent" -> RandomVariate[NormalDistribution[0, 1], {#BatchSize, 8}]|>],
   "RoundLength" -> 16},
  TrainingUpdateSchedule -> {"Discriminator", "Generator"}, BatchSize -> 8, MaxTrainingRounds -> 1,
  Method -> {"ADAM", "Beta1" -> 0.5, "LearningRate" -> 0.0002}, TrainingProgressReporting -> None];
maker = NetExtract[trained, "Generator"];
Print[Dimensions[maker[ConstantArray[0.1, 8]]]]
judged = trained[<|"Sample" -> First[samples], "Latent" -> ConstantArray[0.1, 8]|>];
Print[Keys[judged], " ", NumberQ[judged["LossReal"]]]
