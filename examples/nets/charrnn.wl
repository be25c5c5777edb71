(* A recurrent net over characters: trained on windows of a text, then it writes by itself. *)
text = StringRepeat["the cat sat on the mat. the dog sat on the log. ", 4];
characters = Union[Characters[text]];
net = NetChain[{
    UnitVectorLayer[], GatedRecurrentLayer[16], GatedRecurrentLayer[16], NetMapOperator[LinearLayer[]],
    SoftmaxLayer[]},
  "Input" -> NetEncoder[{"Characters", characters}]];
teacher = NetGraph[
  <|"rest" -> SequenceRestLayer[], "most" -> SequenceMostLayer[], "net" -> net, "loss" -> CrossEntropyLossLayer["Index"]|>,
  {NetPort["Input"] -> {"most", "rest"}, "most" -> "net" -> NetPort["loss", "Input"], "rest" -> NetPort["loss", "Target"]},
  "Input" -> NetEncoder[{"Characters", characters}]];
Print[teacher]
windows = StringTake[text, {#, # + 15}] & /@ Range[1, 96, 3];
trained = NetTrain[teacher, <|"Input" -> windows|>, MaxTrainingRounds -> 2, BatchSize -> 16, TrainingProgressReporting -> None];

predictor = NetJoin[
  NetChain[{NetExtract[trained, "net"]}], NetChain[{SequenceLastLayer[]}],
  "Input" -> NetEncoder[{"Characters", characters}], "Output" -> NetDecoder[{"Class", characters}]];
writer = NetStateObject[predictor];
line = NestList[writer, "t", 20];
Print[Length[line], " ", SubsetQ[characters, line]]
