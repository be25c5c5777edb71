(* A generative adversarial net: a generator learns to make points on a circle, a discriminator to tell them from real
   ones. They are trained in turn. *)
SeedRandom[5];
real[n_] := With[{angles = RandomReal[{0, 2 Pi}, n]}, Transpose[{Cos[angles], Sin[angles]}]];
noise[n_] := RandomVariate[NormalDistribution[0, 1], {n, 4}];
generator = NetChain[{24, Ramp, 24, Ramp, 2}, "Input" -> 4];
discriminator = NetChain[{24, Ramp, 24, Ramp, LinearLayer[{}], LogisticSigmoid}, "Input" -> 2];
results = NetTrain[NetGANOperator[{generator, discriminator}],
  {Function[<|"Sample" -> real[#BatchSize], "Latent" -> noise[#BatchSize]|>], "RoundLength" -> 640}, All,
  TrainingUpdateSchedule -> {"Discriminator", "Generator"}, BatchSize -> 64, MaxTrainingRounds -> 150,
  Method -> {"ADAM", "Beta1" -> 0.5, "LearningRate" -> 0.002}, RandomSeeding -> 1, TrainingProgressReporting -> None];
Print["updates: ", results["TotalBatches"]]
made = NetExtract[results["TrainedNet"], "Generator"][noise[500]];
radii = Norm /@ made;
Print["mean radius between 0.8 and 1.2: ", 0.8 < Mean[radii] < 1.2]
Print["on all sides: ", AllTrue[Tally[Sign[made]][[All, 2]], # > 25 &] && Length[Union[Sign[made]]] == 4]
