"""Encoders and decoders of images, by themselves and at the ports of nets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session

I22 = "Image[{{0, 1}, {0.5, 0.25}}]"


@pytest.mark.parametrize("source, result", [
    ('Dimensions[NetEncoder["Image"][RandomImage[]]]', "{3, 128, 128}"),
    (f'NetEncoder[{{"Image", {{2, 2}}, "Grayscale"}}][{I22}]', "{{{0., 1.}, {0.5, 0.25}}}"),
    (f'NetEncoder[{{"Image", 2, ColorSpace -> "Grayscale"}}][{I22}]', "{{{0., 1.}, {0.5, 0.25}}}"),
    ('NetEncoder[{"Image", {2, 1}}][Image[{{0.5, 1}}]]', "{{{0.5, 1.}}, {{0.5, 1.}}, {{0.5, 1.}}}"),
    ('NetEncoder[{"Image", {2, 1}, "Grayscale"}][{Image[{{0, 255}}, "Byte"], Image[{{0, 1}}]}]',
     "{{{{0., 1.}}}, {{{0., 1.}}}}"),
    ('Dimensions[NetEncoder[{"Image", {4, 3}}][{RandomImage[1, 9], RandomImage[1, {5, 7}]}]]', "{2, 3, 3, 4}"),
    ('Dimensions[NetEncoder[{"Image", {4, 3}, Interleaving -> True}][RandomImage[]]]', "{3, 4, 3}"),
    ('Dimensions[NetEncoder[{"Image", {4, 3}, "DataTransposed" -> True}][RandomImage[]]]', "{3, 4, 3}"),
    ('Dimensions[NetEncoder[{"Image", {5, 3}, "DataTransposed" -> True, Interleaving -> True}][RandomImage[]]]',
     "{5, 3, 3}"),
    (f'NetEncoder[{{"Image", 2, "Grayscale", "MeanImage" -> 0.5}}][{I22}]', "{{{-0.5, 0.5}, {0., -0.25}}}"),
    (f'NetEncoder[{{"Image", 2, "Grayscale", "VarianceImage" -> 0.25}}][{I22}]', "{{{0., 2.}, {1., 0.5}}}"),
    (f'NetEncoder[{{"Image", 2, "Grayscale", "MeanImage" -> {I22}}}][{I22}]', "{{{0., 0.}, {0., 0.}}}"),
    ('NetEncoder[{"Image", 1, "MeanImage" -> {0, 0.5, 1}}][Image[{{1}}]]', "{{{1.}}, {{0.5}}, {{0.}}}"),
    (f'NetEncoder[{{"Image", {{4, 2}}, "Grayscale", Method -> "Fit"}}][{I22}]',
     "{{{0., 0., 1., 0.}, {0., 0.5, 0.25, 0.}}}"),
    (f'NetEncoder[{{"Image", {{4, 2}}, "Grayscale", Method -> "Fit", Alignment -> Right, Padding -> White}}][{I22}]',
     "{{{1., 1., 0., 1.}, {1., 1., 0.5, 0.25}}}"),
    (f'NetEncoder[{{"Image", {{2, 1}}, "Grayscale", Method -> "Fill"}}][{I22}]', "{{{0., 1.}}}"),
    (f'NetEncoder[{{"Image", {{2, 1}}, "Grayscale", Method -> "Fill", Alignment -> Bottom}}][{I22}]',
     "{{{0.5, 0.25}}}"),
    ('NetEncoder[{"Image", 1, "Grayscale"}][NetEncoder[{"Image", 1, "Grayscale"}][Image[{{0.5}}]]]', "{{{0.5}}}"),
    ('NetEncoder[{"Image", {1, 1}, "HSB"}][Image[{{{0, 1, 0}}}]]', "{{{0.333333}}, {{1.}}, {{1.}}}"),
    ('Dimensions[NetEncoder[{"Image3D", {4, 3, 2}, "Grayscale"}][Image3D[RandomReal[1, {5, 5, 5}]]]]', "{1, 2, 3, 4}"),
    ('NetExtract[NetEncoder[{"Image", {4, 3}}], "ColorSpace"]', "RGB"),
    ('NetEncoder[{"Image", {4, 3}, "MeanImage" -> 0.5}] // InputForm',
     'NetEncoder[{"Image", {4, 3}, "MeanImage" -> 0.5}]'),
    ('With[{e = NetEncoder[{"Image", 40, "MeanImage" -> RandomImage[1, 40, ColorSpace -> "RGB"]}]}, '
     "ToExpression[ToString[e, InputForm]] === e]", "True"),
    ('NetReplacePart[NetEncoder[{"Image", {4, 3}}], ColorSpace -> "Grayscale"] // InputForm',
     'NetEncoder[{"Image", {4, 3}, "Grayscale"}]'),
    ('NetEncoder[{"Image", 1, "Grayscale", ColorSpace -> "RGB"}][Image[{{0.5}}]]', "{{{0.5}}, {{0.5}}, {{0.5}}}"),
    ('Dimensions[NetEncoder[NetDecoder["Image"]][RandomImage[]]]', "{3, 128, 128}"),
    ('NetDecoder["Image"][{{{1}}, {{0.5}}, {{0}}}] // ImageData', "{{{1., 0.5, 0.}}}"),
    ('NetDecoder[{"Image", "Grayscale"}][{{{0, 0.5}, {1, 0}}}] // ImageData', "{{0., 0.5}, {1., 0.}}"),
    ('ImageDimensions[NetDecoder["Image"][RandomReal[1, {4, 3, 5, 6}]]]', "{{6, 5}, {6, 5}, {6, 5}, {6, 5}}"),
    ('ImageDimensions[NetDecoder[{"Image", Interleaving -> True}][RandomReal[1, {5, 6, 3}]]]', "{6, 5}"),
    ('ImageDimensions[NetDecoder["Image3D"][RandomReal[1, {3, 2, 3, 4}]]]', "{4, 3, 2}"),
    ('With[{e = NetEncoder[{"Image", {4, 3}, "MeanImage" -> {0.1, 0.2, 0.3}, "VarianceImage" -> 0.04}], '
     'i = RandomImage[1, {4, 3}, ColorSpace -> "RGB"]}, '
     'Max[Abs[ImageData[NetDecoder[e][e[i]]] - ImageData[i]]] < 10^-6]', "True"),
])
def test_coders(session: Session, source: str, result: str) -> None:
    assert session.evaluate(source).text == result


@pytest.mark.parametrize("source, message", [
    ('NetEncoder[{"Image", 2}]["a"]', "NetEncoder::invport"),
    ('NetEncoder[{"Image", {1, 2, 3}}]', "NetEncoder::invparam"),
    ('NetEncoder[{"Image", 2, "MeanImage" -> {1, 2}}]', "NetEncoder::invparam"),
    ('NetEncoder[{"Image", 2, "Method" -> "Foo"}]', "NetEncoder::invparam"),
    ('NetEncoder[{"Image", 2, "Foo" -> 1}]', "NetEncoder::invcodec"),
])
def test_failures(session: Session, source: str, message: str) -> None:
    outcome = session.evaluate(source)
    assert outcome.text == "$Failed"
    assert outcome.messages[-1].startswith(message)


def test_small_convolutional_net(session: Session) -> None:
    session.evaluate("SeedRandom[1]")
    session.evaluate(
        "net = NetChain[{ConvolutionLayer[4, 3], Ramp, PoolingLayer[2, 2], FlattenLayer[], 2, SoftmaxLayer[]},"
        ' "Input" -> NetEncoder[{"Image", {16, 16}, "Grayscale"}], "Output" -> NetDecoder[{"Class", {"a", "b"}}]]')
    session.evaluate('data = Flatten[Table[{RandomImage[{0, 0.5}, 16] -> "a", RandomImage[{0.5, 1}, 16] -> "b"}, 20]]')
    session.evaluate("t = NetTrain[net, data, MaxTrainingRounds -> 80, BatchSize -> 8, RandomSeeding -> 1]")
    assert session.evaluate("t[Keys[data]] == Values[data]").text == "True"
    assert session.evaluate("StringQ[t[RandomImage[1, {30, 20}]]]").text == "True"


def test_images_come_out(session: Session) -> None:
    session.evaluate(
        'net = NetInitialize[NetChain[{ConvolutionLayer[3, 3, PaddingSize -> 1], LogisticSigmoid}, '
        '"Input" -> NetEncoder[{"Image", {8, 6}}], "Output" -> NetDecoder["Image"]]]')
    assert session.evaluate("ImageDimensions[net[RandomImage[]]]").text == "{8, 6}"
    assert session.evaluate("ImageDimensions[net[{RandomImage[], RandomImage[]}]]").text == "{{8, 6}, {8, 6}}"
    assert session.evaluate("Dimensions[net[RandomImage[], None]]").text == "{3, 6, 8}"


def test_targets_that_are_images(session: Session) -> None:
    session.evaluate('images = Table[RandomImage[1, {6, 4}, ColorSpace -> "RGB"], 4]')
    session.evaluate("net = NetTrain[NetChain[{ConvolutionLayer[3, 1]}], images -> images, MaxTrainingRounds -> 1]")
    assert session.evaluate("ImageDimensions[net[images]]").text == "{{6, 4}, {6, 4}, {6, 4}, {6, 4}}"
