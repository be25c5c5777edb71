(* An autoencoder: pictures of bars squeezed into two numbers and drawn again from these. *)
SeedRandom[1];
bar[place_, width_] := Table[Table[If[Abs[column - place] <= width, 1., 0.], {column, 8}], {row, 8}];
pictures = Flatten[Table[bar[place, width], {place, 2, 7, 0.5}, {width, 0.5, 2, 0.25}], 1];
Print["pictures: ", Length[pictures], ", each ", Dimensions[First[pictures]]]
encoder = NetChain[{FlattenLayer[], 24, Tanh, 2}, "Input" -> {8, 8}];
decoder = NetChain[{24, Tanh, 64, ReshapeLayer[{8, 8}], LogisticSigmoid}, "Input" -> 2];
autoencoder = NetChain[<|"encoder" -> encoder, "decoder" -> decoder|>];
trained = NetTrain[autoencoder, pictures -> pictures, LossFunction -> MeanSquaredLossLayer[], LearningRate -> 0.01,
  BatchSize -> 16, MaxTrainingRounds -> 300, RandomSeeding -> 1, TrainingProgressReporting -> None];
Print["mean square error below 0.02: ", 
  NetMeasurements[trained, pictures -> pictures, "MeanSquare", LossFunction -> MeanSquaredLossLayer[]] < 0.02]
code = NetExtract[trained, "encoder"][bar[3, 1]];
Print["a code has ", Length[code], " numbers"]
draw[picture_] := StringRiffle[StringJoin[If[# > 0.5, "#", "."] & /@ #] & /@ Take[picture, 2], "\n"];
Print[draw[bar[3, 1]]]
Print[draw[NetExtract[trained, "decoder"][code]]]
