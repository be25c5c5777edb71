(* Sequence to sequence with attention: digits are read by one net and written, turned round, by another. *)
size = 8; digits = Range[9];
encoder = NetChain[{EmbeddingLayer[size, 9], NetBidirectionalOperator[GatedRecurrentLayer[size]]}];
seq2seq = NetGraph[<|
    "encode" -> encoder,
    "embed" -> EmbeddingLayer[size, 9],
    "decode" -> LongShortTermMemoryLayer[2 size],
    "attend" -> AttentionLayer["Bilinear"],
    "join" -> CatenateLayer[2],
    "classify" -> NetMapOperator[{LinearLayer[size], Tanh, LinearLayer[9]}],
    "softmax" -> SoftmaxLayer[]|>,
  {NetPort["Source"] -> "encode",
   NetPort["Target"] -> "embed" -> "decode",
   "encode" -> NetPort["attend", "Key"], "encode" -> NetPort["attend", "Value"], "decode" -> NetPort["attend", "Query"],
   {"decode", "attend"} -> "join" -> "classify" -> "softmax"},
  "Source" -> {"Varying", Restricted["Integer", 9]}, "Target" -> {"Varying", Restricted["Integer", 9]}];
Print[seq2seq]
training = NetGraph[
  <|"net" -> seq2seq, "most" -> SequenceMostLayer[], "rest" -> SequenceRestLayer[], "loss" -> CrossEntropyLossLayer["Index"]|>,
  {NetPort["Source"] -> NetPort["net", "Source"],
   NetPort["Target"] -> "most" -> NetPort["net", "Target"],
   NetPort["Target"] -> "rest", "net" -> NetPort["loss", "Input"], "rest" -> NetPort["loss", "Target"]}];

SeedRandom[8];
sources = Table[RandomInteger[{1, 9}, RandomInteger[{2, 6}]], 16];
trained = NetTrain[training, <|"Source" -> sources, "Target" -> Map[Join[{9}, Reverse[#]] &, sources]|>,
  MaxTrainingRounds -> 1, BatchSize -> 8, TrainingProgressReporting -> None];
inner = NetExtract[trained, "net"];
Print[Dimensions[inner[<|"Source" -> {1, 2, 3}, "Target" -> {9, 3}|>]]]
Print[Map[Length, inner[<|"Source" -> sources, "Target" -> sources|>]] === Map[Length, sources]]
