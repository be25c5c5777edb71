"""Deconvolution, resampling, affine sampling, local normalization, crops: golden values."""

from __future__ import annotations

import numpy as np
import pytest

from wlnet.nets.arrays import numbers_of


def value(session, source):
    outcome = session.evaluate(source)
    found = numbers_of(outcome.expression)
    assert found is not None, (source, outcome.text, outcome.messages)
    return found


IMAGE = "{{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}}"


def affine(size, parameters):
    return f'SpatialTransformationLayer[{size}][<|"Input" -> {IMAGE}, "Parameters" -> {parameters}|>]'


def spread(options):
    weights = '"Weights" -> {{{1, 10, 100}}}, "Biases" -> None'
    return f"DeconvolutionLayer[1, {{3}}, {weights}{options}][{{{{1, 2, 3}}}}]"


@pytest.mark.parametrize(("source", "result"), [
    (spread(""), [[1, 12, 123, 230, 300]]),
    (spread(', "Stride" -> 2'), [[1, 10, 102, 20, 203, 30, 300]]),
    (spread(", PaddingSize -> 1"), [[12, 123, 230]]),
    (spread(', PaddingSize -> "Same"'), [[12, 123, 230]]),
    ("ResizeLayer[{5}][{{1, 2, 4}}]", [[1, 1.5, 2, 3, 4]]),
    ('ResizeLayer[{6}, "Scheme" -> "Bin"][{{1, 2, 4}}]', [[1, 1.25, 1.75, 2.5, 3.5, 4]]),
    ('ResizeLayer[{Scaled[2]}, Resampling -> "Nearest"][{{1, 2, 4}}]', [[1, 1, 2, 2, 4, 4]]),
    (affine("{3, 3}", "{1, 0, 0, 0, 1, 0}"), [[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]),
    (affine("{2, 2}", "{1, 0, 0, 0, 1, 0}"), [[[1, 3], [7, 9]]]),
    (affine("{3, 3}", "{0.5, 0, 0, 0, 0.5, 0}"), [[[3, 3.5, 4], [4.5, 5, 5.5], [6, 6.5, 7]]]),
    (affine("{3, 3}", "{1, 0, 1, 0, 1, 0}"), [[[2, 3, 0], [5, 6, 0], [8, 9, 0]]]),
    ("Flatten[LocalResponseNormalizationLayer[][{{{1}}, {{2}}, {{3}}, {{4}}, {{5}}}]]",
     [0.512989, 0.755929, 0.866025, 1.164445, 1.507557]),
    (f"ImageAugmentationLayer[{{1, 2}}][{IMAGE}]", [[[4, 5]]]),
])
def test_golden_values(session, source, result):
    np.testing.assert_allclose(value(session, source), result, atol=1e-5)


@pytest.mark.parametrize(("source", "result"), [
    ('DeconvolutionLayer[4, 2, "Stride" -> 2, "Input" -> {8, 5, 5}]', "{4, 10, 10}"),
    ("ResizeLayer[{8, All}, \"Input\" -> {3, 4, 6}]", "{3, 8, 6}"),
])
def test_shapes(session, source, result):
    assert session.evaluate(f'NetExtract[{source}, "Output"]').text == result


def test_deconvolution_is_the_gradient_of_convolution(session):
    session.evaluate("""SeedRandom[1]; w = RandomReal[1, {3, 2, 3, 3}]; x = RandomReal[1, {3, 3, 3}];
        c = ConvolutionLayer[3, 3, "Stride" -> 2, "Weights" -> w, "Biases" -> None, "Input" -> {2, 7, 7}];
        d = DeconvolutionLayer[2, 3, "Stride" -> 2, "Weights" -> w, "Biases" -> None]""")
    spread_back = value(session, "d[x]")
    gradient = value(session, 'c[<|"Input" -> ConstantArray[0, {2, 7, 7}], NetPortGradient["Output"] -> x|>, '
                              'NetPortGradient["Input"]]')
    np.testing.assert_allclose(spread_back, gradient, atol=1e-5)


def test_crops_and_flips_while_training(session):
    source = (f'ImageAugmentationLayer[{{2, 2}}, "ReflectionProbabilities" -> {{0, 1}}]'
              f'[{{{IMAGE}, {IMAGE}, {IMAGE}, {IMAGE}}}, NetEvaluationMode -> "Train", RandomSeeding -> 3]')
    for crop in value(session, source)[:, 0]:
        assert crop[0, 0] - crop[0, 1] == 1         # left and right changed places
        assert crop[1, 0] - crop[0, 0] == 3
