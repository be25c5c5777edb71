(* A transformer encoder: attention with several heads, residuals and layer normalization. *)
dim = 16; heads = 4;
selfAttention = NetGraph[<|
    "key" -> NetMapOperator[LinearLayer[{heads, dim/heads}]],
    "value" -> NetMapOperator[LinearLayer[{heads, dim/heads}]],
    "query" -> NetMapOperator[LinearLayer[{heads, dim/heads}]],
    "attention" -> AttentionLayer["Dot", "MultiHead" -> True, "ScoreRescaling" -> "DimensionSqrt", "Dropout" -> 0.1],
    "output" -> NetMapOperator[LinearLayer[dim]]|>,
  {NetPort["Input"] -> {"key", "value", "query"},
   "key" -> NetPort["attention", "Key"], "value" -> NetPort["attention", "Value"], "query" -> NetPort["attention", "Query"],
   "attention" -> "output"}];
residual[net_] := NetGraph[
  <|"norm" -> NormalizationLayer[2, "Same"], "net" -> net, "dropout" -> DropoutLayer[0.1], "add" -> ThreadingLayer[Plus]|>,
  {NetPort["Input"] -> "norm" -> "net" -> "dropout", {"dropout", NetPort["Input"]} -> "add"}];
feedForward = NetMapOperator[NetChain[{LinearLayer[4 dim], ElementwiseLayer["GELU"], LinearLayer[dim]}]];
block := NetChain[{residual[selfAttention], residual[feedForward]}];
embedding = NetGraph[
  <|"token" -> EmbeddingLayer[dim, 20], "indices" -> SequenceIndicesLayer["Maximum" -> 32],
    "position" -> EmbeddingLayer[dim, 32], "add" -> TotalLayer[]|>,
  {NetPort["Input"] -> "token", NetPort["Input"] -> "indices" -> "position", {"token", "position"} -> "add"}];
classifier = NetChain[<|
    "embedding" -> embedding, "block1" -> block, "block2" -> block,
    "norm" -> NormalizationLayer[2, "Same"], "pool" -> AggregationLayer[Mean, 1], "linear" -> LinearLayer[2],
    "softmax" -> SoftmaxLayer[]|>,
  "Input" -> {"Varying", Restricted["Integer", 20]}, "Output" -> NetDecoder[{"Class", {False, True}}]];
Print[classifier]

SeedRandom[9];
sentences = Table[RandomInteger[{1, 20}, RandomInteger[{3, 9}]], 16];
data = Map[# -> MemberQ[#, 7] &, sentences];
trained = NetTrain[classifier, data, MaxTrainingRounds -> 1, BatchSize -> 8, TrainingProgressReporting -> None];
Print[Union[Head /@ trained[sentences]]]

(* many sentences at once give what each one gives *)
single = Map[trained[#, "Probabilities"] &, sentences];
together = trained[sentences, "Probabilities"];
Print[Max[Abs[Values[single] - Values[together]]] < 10^-5]
