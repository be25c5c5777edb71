(* AlexNet in small: the layers of the original, fewer channels, images of 67 x 67 pixels. *)
alex = NetChain[<|
    "conv1" -> ConvolutionLayer[12, 11, "Stride" -> 4], "relu1" -> Ramp,
    "norm1" -> LocalResponseNormalizationLayer["Alpha" -> 0.0001, "Beta" -> 0.75, "Bias" -> 1., "ChannelWindowSize" -> 2],
    "pool1" -> PoolingLayer[3, 2],
    "conv2" -> ConvolutionLayer[24, 5, PaddingSize -> 2, "ChannelGroups" -> 2], "relu2" -> Ramp,
    "norm2" -> LocalResponseNormalizationLayer["Alpha" -> 0.0001, "Beta" -> 0.75, "ChannelWindowSize" -> 2],
    "pool2" -> PoolingLayer[3, 2],
    "conv3" -> ConvolutionLayer[32, 3, PaddingSize -> 1], "relu3" -> Ramp,
    "conv4" -> ConvolutionLayer[32, 3, PaddingSize -> 1, "ChannelGroups" -> 2], "relu4" -> Ramp,
    "conv5" -> ConvolutionLayer[24, 3, PaddingSize -> {1, 1}, "ChannelGroups" -> 2], "relu5" -> Ramp,
    "pool5" -> PoolingLayer[{3, 3}, {2, 2}],
    "flatten" -> FlattenLayer[],
    "fc6" -> LinearLayer[64], "relu6" -> Ramp, "drop6" -> DropoutLayer[0.5],
    "fc7" -> LinearLayer[64], "relu7" -> ElementwiseLayer[Max[0, #] &], "drop7" -> DropoutLayer[],
    "fc8" -> 5, "prob" -> SoftmaxLayer[]|>,
  "Input" -> {3, 67, 67},
  "Output" -> NetDecoder[{"Class", {"cat", "dog", "fish", "newt", "owl"}}]];
Print[alex]

SeedRandom[2];
images = RandomReal[1, {6, 3, 67, 67}];
labels = {"cat", "dog", "fish", "newt", "owl", "cat"};
net = NetTrain[alex, images -> labels, MaxTrainingRounds -> 1, BatchSize -> 3, TrainingProgressReporting -> None];
Print[Length[net[images]]]
Print[Chop[Total[net[First[images], None]] - 1, 10^-5]]
Print[Dimensions[NetTake[net, "pool2"][First[images]]]]
