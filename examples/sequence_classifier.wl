(* A classifier of sequences of differing lengths: does a word of "a" and "b" hold more "a" or more "b"? *)
SeedRandom[2];
word[n_] := StringJoin[RandomChoice[{"a", "b"}, n]];
label[text_] := If[StringCount[text, "a"] > StringCount[text, "b"], "more a", "more b"];
words = Table[word[RandomChoice[Range[1, 21, 2]]], 1200];
data = Map[# -> label[#] &, words];
Print["shortest and longest: ", MinMax[StringLength /@ words]]
net = NetChain[{UnitVectorLayer[2], GatedRecurrentLayer[12], SequenceLastLayer[], 2, SoftmaxLayer[]},
  "Input" -> NetEncoder[{"Characters", {"a", "b"}}], "Output" -> NetDecoder[{"Class", {"more a", "more b"}}]];
{training, test} = TakeDrop[data, 1000];
trained = NetTrain[net, training, ValidationSet -> test, BatchSize -> 32, LearningRate -> 0.02,
  MaxTrainingRounds -> 12, RandomSeeding -> 1, TrainingProgressReporting -> None];
Print["accuracy on words never seen above 0.95: ", NetMeasurements[trained, test, "Accuracy"] > 0.95]
Print[trained[{"aab", "abb", "bbbbaaaaa", "babab"}]]
Print[Dimensions[NetMeasurements[trained, test, "ConfusionMatrix"]]]
