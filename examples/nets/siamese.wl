(* A siamese net: two images are near each other when they show the same thing. *)
embedding = NetChain[{
    ConvolutionLayer[6, 3], Ramp, PoolingLayer[2, 2], FlattenLayer[], 8}, "Input" -> {1, 10, 10}];
siamese = NetPairEmbeddingOperator[embedding];
Print[siamese]

SeedRandom[10];
images = RandomReal[1, {8, 1, 10, 10}];
pairs = Table[
  With[{i = RandomInteger[{1, 8}], j = RandomInteger[{1, 8}]}, {images[[i]], images[[j]]} -> i != j], 24];
trained = NetTrain[siamese, pairs, MaxTrainingRounds -> 1, BatchSize -> 8, TrainingProgressReporting -> None];
Print[trained[{images[[1]], images[[1]]}]]
Print[trained[{images[[1]], images[[2]]}] > 0]
features = NetExtract[trained, "Net"];
Print[Abs[trained[{images[[1]], images[[2]]}] - EuclideanDistance[features[images[[1]]], features[images[[2]]]]] < 10^-4]
