#!/usr/bin/env -S wlnet -print all -format OutputForm
(* The inputs of the documentation page of NetStateObject, in order, with the values they give.

   By default the character model is trained on a sample that two cores finish in about two minutes.
   With the word "full" after the file name it is trained on the page's 300,000 examples; with "quick" on a few,
   which is enough to see that everything runs. *)

{examples, rounds} = Which[
   MemberQ[$ScriptCommandLine, "full"], {300000, Automatic},
   MemberQ[$ScriptCommandLine, "quick"], {2000, 1},
   True, {150000, 3}];

Print["A net with state: each call starts where the one before ended."]

sobj = NetStateObject@NetInitialize@BasicRecurrentLayer[1, "Input" -> {"Varying", 1}]
sobj[{{1}, {3}, {2}, {2}}]
sobj[{{1}}]
sobj[{{1}}]

Print["\nA character model of two novels."]

corpus = StringJoin[ResourceData["The American"], " ", ResourceData["Don Quixote - English"]];

(* Without the novels, a text that every machine has. *)
corpusName = If[StringQ[corpus], "The American, and Don Quixote", "the reference topics that come with Python"];
If[! StringQ[corpus], corpus = ExampleData[{"Text", "PythonTopics"}]];
Print["Training on ", corpusName, ": ", StringLength[corpus], " characters, ", examples, " examples."]

sampleCorpus[corpus_, len_, num_] := Module[
   {positions = RandomInteger[{len + 1, StringLength[corpus] - 1}, num]},
   Thread[StringTake[corpus, {# - len, #}& /@ positions] -> StringPart[corpus, positions + 1]]];
trainingData = sampleCorpus[corpus, 25, examples];
RandomSample[trainingData, 5]//Map[InputForm]//TableForm
characters = Union[Characters[corpus]]

net = NetChain[{
    UnitVectorLayer[],
    GatedRecurrentLayer[128],
    GatedRecurrentLayer[128],
    SequenceLastLayer[],
    LinearLayer[Length[characters]],
    SoftmaxLayer[]},
  "Input" -> NetEncoder[{"Characters", characters}],
  "Output" -> NetDecoder[{"Class", characters}]
]
trainedNet = NetTrain[net, trainingData, ValidationSet -> Scaled[0.1], BatchSize -> 64, TargetDevice -> "GPU",
  MaxTrainingRounds -> rounds]
trainedNet["Why are w"]

generate[net_, start_, len_] :=
  StringJoin@NestList[NetStateObject[net], start, len]
generate[trainedNet, "Why are w", 100]

generateSample[net_, start_, len_] := Block[{sobj = NetStateObject[net]},
   StringJoin@NestList[sobj[#, {"RandomSample", "Temperature" -> 0.5}]&, start, len]]
generateSample[trainedNet, "Why are w", 100]

Print["\nA state that is a port of the graph is not stored: there is nothing left to keep."]

graph = NetInitialize@NetGraph[
    {BasicRecurrentLayer[2, "Input" -> {"Varying", 2}]},
    {NetPort["State"] -> NetPort[1, "State"]}]
NetStateObject[graph]

Print["\nThe states, and the same by hand."]

net = NetInitialize@BasicRecurrentLayer[2, "Input" -> {"Varying", 2}];
sobj = NetStateObject[net]
sobj[{{1, 2}, {2, 0}, {0, 1}}]
NetExtract[sobj, "States"]

chain = NetChain[{EmbeddingLayer[3], BasicRecurrentLayer[3], SequenceLastLayer[], SoftmaxLayer[]}, "Output" -> NetDecoder["Class"]]
trained = NetTrain[chain, {{1, 2} -> 3, {2, 3} -> 1, {3, 1} -> 2}]
sobj = NetStateObject[trained]
NestList[sobj[{#}]&, 1, 8]
state = None;
NestList[Function[
   {output, state} = Values@trained[<|"Input" -> {#}, NetPort[All, "States"] -> state|>, {NetPort@"Output", NetPort[All, "States"]}];
   output], 1, 8]
