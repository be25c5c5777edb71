"""Random arrays: moments of all distributions, parameters from ports; positions and orderings."""

from __future__ import annotations

import numpy as np
import pytest

from wlnet.nets.arrays import numbers_of


def value(session, source):
    outcome = session.evaluate(source)
    found = numbers_of(outcome.expression)
    assert found is not None, (source, outcome.text, outcome.messages)
    return found


@pytest.mark.parametrize(("distribution", "mean", "variance"), [
    ("NormalDistribution[1, 2]", 1, 4),
    ("UniformDistribution[{2, 4}]", 3, 1 / 3),
    ("GammaDistribution[2, 3]", 6, 18),
    ("ExponentialDistribution[2]", 0.5, 0.25),
    ("PoissonDistribution[3]", 3, 3),
    ("MaxwellDistribution[2]", 4 * (2 / np.pi) ** 0.5, 4 * (3 * np.pi - 8) / np.pi),
    ("RayleighDistribution[2]", 2 * (np.pi / 2) ** 0.5, (4 - np.pi) / 2 * 4),
    ("ChiDistribution[2]", (np.pi / 2) ** 0.5, 2 - np.pi / 2),
    ("HalfNormalDistribution[2]", 0.5, (np.pi - 2) / 2 / 4),
    ("WeibullDistribution[1, 3]", 3, 9),
    ("ChiSquareDistribution[3]", 3, 6),
    ("ErlangDistribution[2, 3]", 2 / 3, 2 / 9),
    ("InverseGammaDistribution[6, 3]", 3 / 5, 9 / 25 / 4),
    ("BernoulliDistribution[0.3]", 0.3, 0.21),
    ("BinomialDistribution[5, 0.3]", 1.5, 1.05),
    ("NegativeBinomialDistribution[3, 0.4]", 4.5, 11.25),
    ("DiscreteUniformDistribution[{1, 6}]", 3.5, 35 / 12),
])
def test_moments(session, distribution, mean, variance):
    numbers = value(session, f'RandomArrayLayer[{distribution}, "Output" -> 40000][RandomSeeding -> 1]')
    np.testing.assert_allclose(numbers.mean(), mean, rtol=0.05)
    np.testing.assert_allclose(numbers.var(), variance, rtol=0.1)


def test_seeds(session):
    session.evaluate('r = RandomArrayLayer[NormalDistribution[0, 1], "Output" -> 3]')
    assert session.evaluate("r[RandomSeeding -> 1] === r[RandomSeeding -> 1]").text == "True"
    assert session.evaluate("r[] === r[]").text == "False"


def test_parameters_from_ports(session):
    source = 'RandomArrayLayer[NormalDistribution[#m, #s] &][<|"m" -> {1, 2}, "s" -> {0, 0}|>]'
    assert session.evaluate(source).text == "{1., 2.}"


def test_gradients_by_reparameterization(session):
    source = ('RandomArrayLayer[NormalDistribution[#m, #s] &, "m" -> 2, "s" -> 2]'
              '[<|"m" -> {1, 2}, "s" -> {1, 1}|>, NetPortGradient["m"]]')
    assert session.evaluate(source).text == "{1., 1.}"


@pytest.mark.parametrize(("source", "result"), [
    ("OrderingLayer[][{3, 1, 2}]", "{2, 3, 1}"),
    ("OrderingLayer[2][{3, 1, 2}]", "{2, 3}"),
    ("OrderingLayer[-1][{3, 1, 2}]", "{1}"),
    ('ExtractLayer[][<|"Input" -> {10, 20, 30}, "Position" -> {2}|>]', "20."),
    ('ExtractLayer[][<|"Input" -> {10, 20, 30}, "Position" -> {{1}, {-1}}|>]', "{10., 30.}"),
    ('ExtractLayer[][<|"Input" -> {{1, 2}, {3, 4}}, "Position" -> {{2, 1}}|>]', "{3.}"),
    ('ExtractLayer["Input" -> {2, 2}, "Position" -> "Integer"][<|"Input" -> {{1, 2}, {3, 4}}, "Position" -> 2|>]',
     "{3., 4.}"),
])
def test_positions(session, source, result):
    assert session.evaluate(source).text == result


@pytest.mark.parametrize("source", [
    "RandomArrayLayer[NoDistribution[1]]", "RandomArrayLayer[GammaDistribution[1]]", "OrderingLayer[0]",
    'OrderingLayer[4, "Input" -> 3]', 'ExtractLayer[][<|"Input" -> {1, 2}, "Position" -> {3}|>]',
    'ExtractLayer["Input" -> 3, "Position" -> {2, 2}]',
    'NetInitialize[NetChain[{PlaceholderLayer["p", "Input" -> 2, "Output" -> 2], 3}]][{1, 2}]',
])
def test_refused(session, source):
    outcome = session.evaluate(source)
    assert outcome.text.startswith("$Failed")
    assert outcome.messages


@pytest.mark.parametrize(("old", "new"), [
    ('BatchNormalizationLayer["Gamma" -> {1, 2}]', 'BatchNormalizationLayer["Scaling" -> {1, 2}]'),
    ('TotalLayer["Inputs" -> 3]', "TotalLayer[InputPorts -> 3]"),
    ("ConvolutionLayer[8, 3, 2, 1]", 'ConvolutionLayer[8, 3, "Stride" -> 2, PaddingSize -> 1]'),
    ('NetSharedArray["w"]', 'NetArray["w"]'),
    ("DotPlusLayer[3]", "LinearLayer[3]"),
    ('ConstantTimesLayer["Scaling" -> {2, 3}][{1, 1}]', "{2., 3.}"),
    ('ConstantPlusLayer["Biases" -> {2, 3}][{1, 1}]', "{3., 4.}"),
])
def test_older_spellings(session, old, new):
    assert session.evaluate(f"{old} === {new}").text == "True"
