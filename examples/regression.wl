(* Regression: a curve fitted to noisy points, with a validation set that says when to stop. *)
SeedRandom[4];
curve[x_] := Sin[3 x] Exp[-x^2/4];
points = Table[With[{x = RandomReal[{-3, 3}]}, x -> curve[x] + RandomReal[{-0.1, 0.1}]], 400];
results = NetTrain[
  NetChain[{32, Tanh, 32, Tanh, LinearLayer[{}]}, "Input" -> "Real"], points, All,
  ValidationSet -> Scaled[0.2], BatchSize -> 32, LearningRate -> 0.005, MaxTrainingRounds -> 400, RandomSeeding -> 1,
  Method -> {"ADAM", "LearningRateSchedule" -> {"Cosine", "WarmUp" -> 0.05}},
  TrainingStoppingCriterion -> <|"Criterion" -> "RSquared", "Patience" -> 40|>,
  TrainingProgressMeasurements -> {"RSquared", "MeanDeviation"}, TrainingProgressReporting -> None];
Print[results["ReasonTrainingStopped"], " before round 400: ", results["TotalRounds"] < 400]
Print["training and validation examples: ", results["TrainingExamples"], " and ", results["ValidationExamples"]]
net = results["TrainedNet"];
Print["R squared above 0.95: ", results["ValidationMeasurementsLists"]["RSquared"][[results["BestValidationRound"]]] > 0.95]
Print["largest error between -2 and 2 below 0.15: ",
  Max[Table[Abs[net[x] - curve[x]], {x, -2, 2, 0.05}]] < 0.15]
(* rounds of training, and what the net says *)
Print[Round[net[{-2., -1., 0., 1., 2.}], 0.1]]
