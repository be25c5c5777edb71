"""A walk over the registry: what must hold for every layer, by example nets of each."""

from __future__ import annotations

import numpy as np
import pytest

from wlnet.expr import Association, Call, Object, Packed, Real, S, String, to_expr
from wlnet.nets.layer import LAYERS

# layer -> (constructor, examples: data for each input port in order)
SAMPLES = {
    "LinearLayer": [('LinearLayer[{3, 2}, "Input" -> {2, 4}]', [(2, 4)])],
    "SoftmaxLayer": [('SoftmaxLayer["Input" -> {2, 3}]', [(2, 3)]),
                     ('SoftmaxLayer[1, "Input" -> {"Varying", 3}]', ["n3"])],
    "ElementwiseLayer": [('ElementwiseLayer[Tanh, "Input" -> {2, 3}]', [(2, 3)]),
                         ('ElementwiseLayer["SELU", "Input" -> {"Varying", 2}]', ["n2"])],
    "ThreadingLayer": [('ThreadingLayer[#1 Exp[#2] &, "Input1" -> {2, 3}, "Input2" -> {2, 3}]', [(2, 3), (2, 3)]),
                       ('ThreadingLayer[Times, 1, InputPorts -> {{2, 3}, {3}}]', [(2, 3), (3,)])],
    "ParametricRampLayer": [('ParametricRampLayer["Input" -> {2, 3}]', [(2, 3)])],
    "DropoutLayer": [('DropoutLayer[0.3, "Input" -> 4]', [(4,)])],
    "BasicRecurrentLayer": [('BasicRecurrentLayer[3, "Input" -> {"Varying", 2}]', ["n2"])],
    "GatedRecurrentLayer": [('GatedRecurrentLayer[3, "Input" -> {"Varying", 2}]', ["n2"])],
    "LongShortTermMemoryLayer": [('LongShortTermMemoryLayer[3, "Input" -> {"Varying", 2}]', ["n2"])],
    "UnitVectorLayer": [('UnitVectorLayer[5, "Input" -> "Varying"]', ["i"])],
    "EmbeddingLayer": [('EmbeddingLayer[3, 5, "Input" -> "Varying"]', ["i"])],
    "SequenceLastLayer": [('SequenceLastLayer["Input" -> {"Varying", 3}]', ["n3"])],
    "SequenceMostLayer": [('SequenceMostLayer["Input" -> {"Varying", 3}]', ["n3"])],
    "SequenceRestLayer": [('SequenceRestLayer["Input" -> {"Varying", 3}]', ["n3"])],
    "SequenceReverseLayer": [('SequenceReverseLayer["Input" -> {"Varying", 3}]', ["n3"])],
    "SequenceIndicesLayer": [('SequenceIndicesLayer["Input" -> {"Varying", 3}, "Maximum" -> 3]', ["n3"])],
    "TotalLayer": [('TotalLayer[InputPorts -> {3, 3, 3}]', [(3,), (3,), (3,)])],
    "DotLayer": [('DotLayer["Input1" -> {2, 3}, "Input2" -> {3, 4}]', [(2, 3), (3, 4)]),
                 ('DotLayer[{1 <-> 2, None}, "Input1" -> {3, 2}, "Input2" -> {3}]', [(3, 2), (3,)])],
    "CatenateLayer": [('CatenateLayer[InputPorts -> {{"Varying", 2}, {3, 2}}]', ["n2", (3, 2)]),
                      ('CatenateLayer[InputPorts -> {{"Varying", 2}, {3}}]', ["n2", (3,)])],
    "AppendLayer": [('AppendLayer["Input" -> {"Varying", 2}]', ["n2", (2,)])],
    "PrependLayer": [('PrependLayer["Input" -> {"Varying", 2}]', ["n2", (2,)])],
    "ReshapeLayer": [('ReshapeLayer[{Inherited, Automatic}, "Input" -> {4, 2, 3}]', [(4, 2, 3)])],
    "FlattenLayer": [('FlattenLayer[-1, "Input" -> {2, 3, 4}]', [(2, 3, 4)]),
                     ('FlattenLayer[{{2, 3}}, "Input" -> {2, 3, 4, 2}]', [(2, 3, 4, 2)])],
    "TransposeLayer": [('TransposeLayer[{1 <-> 3, 1 <-> 2}, "Input" -> {2, 3, 4}]', [(2, 3, 4)])],
    "ReplicateLayer": [('ReplicateLayer[{2, 3}, "Input" -> 4]', [(4,)]),
                       ('ReplicateLayer[5, -1, "Input" -> 4]', [(4,)])],
    "PartLayer": [('PartLayer[{2 ;; 3, 1}, "Input" -> {4, 2}]', [(4, 2)]),
                  ('PartLayer[-2, "Input" -> {"Varying", 2}]', ["n2"])],
    "PaddingLayer": [('PaddingLayer[{{1, 2}}, "Input" -> {2, 3}]', [(2, 3)]),
                     ('PaddingLayer[{{1, 1}}, Padding -> "Reflected", "Input" -> {3, 2}]', [(3, 2)])],
    "SummationLayer": [('SummationLayer["Input" -> {"Varying", 2}]', ["n2"])],
    "AggregationLayer": [(f'AggregationLayer[{f}, 1, "Input" -> {{"Varying", 2}}]', ["n2"])
                         for f in ("Mean", "Max", "Variance", "Median")],
    "BatchNormalizationLayer": [('BatchNormalizationLayer["Input" -> {2, 3}]', [(2, 3)])],
    "NormalizationLayer": [('NormalizationLayer["Input" -> {2, 3}]', [(2, 3)]),
                           ('NormalizationLayer[1, 2, "Input" -> {"Varying", 3}]', ["n3"]),
                           ('NormalizationLayer[All, 1, "GroupNumber" -> {2, 1}, "Input" -> {4, 3}]', [(4, 3)])],
    "ConvolutionLayer": [('ConvolutionLayer[4, 3, PaddingSize -> "Same", "Stride" -> 2, "Input" -> {2, 7, 7}]',
                          [(2, 7, 7)]),
                         ('ConvolutionLayer[4, {3}, "ChannelGroups" -> 2, Interleaving -> True, "Input" -> {7, 2}]',
                          [(7, 2)])],
    "PoolingLayer": [('PoolingLayer[2, 2, "Input" -> {2, 5, 5}]', [(2, 5, 5)]),
                     ('PoolingLayer[3, "Function" -> Mean, PaddingSize -> 1, "Input" -> {2, 5}]', [(2, 5)])],
    "NetArrayLayer": [('NetArrayLayer["Output" -> {2, 3}]', [])],
    "MeanSquaredLossLayer": [('MeanSquaredLossLayer["Input" -> {"Varying", 2}]', ["n2", "n2"])],
    "MeanAbsoluteLossLayer": [('MeanAbsoluteLossLayer["Input" -> {"Varying", 2}]', ["n2", "n2"])],
    "CrossEntropyLossLayer": [('CrossEntropyLossLayer["Index", "Input" -> {"Varying", 5}]', ["p5", "i"]),
                              ('CrossEntropyLossLayer["Probabilities", "Input" -> 3]', ["p", "p"]),
                              ('CrossEntropyLossLayer["Binary", "Input" -> {}]', ["b", "b"])],
    "ContrastiveLossLayer": [("ContrastiveLossLayer[]", ["b", "b"])],
    "DeconvolutionLayer": [
        ('DeconvolutionLayer[4, 3, PaddingSize -> {{1, 0}, {0, 2}}, "Stride" -> 2, "Input" -> {2, 4, 4}]', [(2, 4, 4)]),
        ('DeconvolutionLayer[4, {3}, "ChannelGroups" -> 2, Interleaving -> True, PaddingSize -> "Same", '
         '"Input" -> {5, 2}]', [(5, 2)])],
    "ResizeLayer": [('ResizeLayer[{5, Scaled[2]}, "Input" -> {2, 3, 4}]', [(2, 3, 4)]),
                    ('ResizeLayer[{5}, "Scheme" -> "Bin", Interleaving -> True, "Input" -> {3, 2}]', [(3, 2)])],
    "SpatialTransformationLayer": [('SpatialTransformationLayer[{3, 4}, "Input" -> {2, 4, 5}]', [(2, 4, 5), (6,)])],
    "LocalResponseNormalizationLayer": [
        ('LocalResponseNormalizationLayer["ChannelWindowSize" -> 1, "Beta" -> 0.7, "Input" -> {4, 2, 2}]',
         [(4, 2, 2)])],
    "ImageAugmentationLayer": [('ImageAugmentationLayer[{2, 3}, "Input" -> {2, 4, 4}]', [(2, 4, 4)])],
    "AttentionLayer": [
        ('AttentionLayer["Key" -> {"Varying", 3}, "Value" -> {"Varying", 2}, "Query" -> {"Varying", 4}]',
         ["n3", "n2", "n4"]),
        ('AttentionLayer["Dot", "Key" -> {"Varying", 3}, "Value" -> {"Varying", 2}, "Query" -> 3]', ["n3", "n2", (3,)]),
        ('AttentionLayer["Bilinear", "Key" -> {"Varying", 3}, "Value" -> {"Varying", 2}, "Query" -> {2, 4}]',
         ["n3", "n2", (2, 4)]),
        ('AttentionLayer["Dot", "Mask" -> "Causal" -> 2, "Key" -> {"Varying", 3}, "Value" -> {"Varying", 2}, '
         '"Query" -> {"Varying", 3}]', ["n3", "n2", "n3"]),
        ('AttentionLayer["Dot", "MultiHead" -> True, "ScoreRescaling" -> "DimensionSqrt", "Key" -> {4, 2, 3}, '
         '"Value" -> {4, 2, 5}, "Query" -> {3, 2, 3}]', [(4, 2, 3), (4, 2, 5), (3, 2, 3)]),
        ('AttentionLayer[NetGraph[{CatenateLayer[], 1, SummationLayer[]}, '
         '{{NetPort["Input"], NetPort["Query"]} -> 1 -> 2 -> 3}], "Key" -> {"Varying", 3}, '
         '"Value" -> {"Varying", 2}, "Query" -> {2, 2}]', ["n3", "n2", (2, 2)])],
    "SequenceAttentionLayer": [
        ('SequenceAttentionLayer["Bilinear", "Input" -> {"Varying", 3}, "Query" -> {"Varying", 2}]', ["n3", "n2"]),
        ('SequenceAttentionLayer["Dot", "Input" -> {"Varying", 2}, "Query" -> {"Varying", 2}]', ["n2", "n2"])],
    "ExtractLayer": [('ExtractLayer["Input" -> {"Varying", 2}, "Position" -> "Integer"]', ["n2", "k"]),
                     ('ExtractLayer["Input" -> {5, 2}, "Position" -> {2, 1}]', [(5, 2), ("i", 2, 1)])],
    "OrderingLayer": [('OrderingLayer["Input" -> "Varying"]', ["n"]), ('OrderingLayer[2, "Input" -> "Varying"]', ["n"]),
                      ('OrderingLayer[-2, "Input" -> "Varying"]', ["n"])],
    "RandomArrayLayer": [("RandomArrayLayer[NormalDistribution[0, 1], \"Output\" -> {2, 3}]", []),
                         ('RandomArrayLayer[NormalDistribution[#Mean, 0] &, "Output" -> 3]', [(3,)])],
    "ConstantPlusLayer": [('ConstantPlusLayer["Input" -> {2, 3}]', [(2, 3)])],
    "ConstantTimesLayer": [('ConstantTimesLayer["Input" -> {2, 3}]', [(2, 3)])],
    "FunctionLayer": [
        ('FunctionLayer[Standardize[Accumulate[#]] &, "Input" -> {"Varying", 2}]', ["n2"]),
        ('FunctionLayer[#a . NetArray["Dimensions" -> {2, 3}] + Total[#b] &, "a" -> {"Varying", 2}, "b" -> {2, 1}]',
         ["n2", (2, 1)]),
        ('FunctionLayer[Rest[#] &, "Input" -> {"Varying", 2}]', ["n2"]),
        ('FunctionLayer[Total[LinearLayer[3][#]^2] &, "Input" -> 2]', [(2,)]),
        ('FunctionLayer[# + NetArray["w"] &, "Input" -> {2, 3}]', [(2, 3)]),
        ('FunctionLayer[Which[Total[#] > 0, #, True, -2 #] &, "Input" -> 3]', [(3,)])],
    "CompiledLayer": [('CompiledLayer[Function[Typed[x, "Real64"], x^3 - x], "Input" -> {2, 2}]', [(2, 2)])],
    "PlaceholderLayer": [],
    "NetMapOperator": [('NetMapOperator[LinearLayer[2], "Input" -> {"Varying", 3}]', ["n3"])],
    "NetMapThreadOperator": [
        ('NetMapThreadOperator[ThreadingLayer[#a #b &], "a" -> {"Varying", 2}, "b" -> {"Varying", 2}]', ["n2", "n2"]),
        ('NetMapThreadOperator[AttentionLayer["Dot"], <|"Query" -> 1|>, "Query" -> {4, 3}, "Key" -> {"Varying", 3}, '
         '"Value" -> {"Varying", 2}]', ["n3", "n2", (4, 3)])],
    "NetFoldOperator": [
        ('NetFoldOperator[NetGraph[{CatenateLayer[], 3, Tanh}, {{NetPort["Input"], NetPort["State"]} -> 1 -> 2 -> 3}], '
         '"Input" -> {"Varying", 2}]', ["n2"]),
        ('NetFoldOperator[ThreadingLayer[Tanh[#Input + #State] &], "Input" -> "Varying"]', ["n"])],
    "NetNestOperator": [('NetNestOperator[{LinearLayer[2], Tanh}, 3, "Input" -> 2]', [(2,)])],
    "NetBidirectionalOperator": [
        ('NetBidirectionalOperator[GatedRecurrentLayer[2], "Input" -> {"Varying", 3}]', ["n3"]),
        ('NetBidirectionalOperator[{BasicRecurrentLayer[2], NetMapOperator[2]}, Mean, "Input" -> {"Varying", 3}]',
         ["n3"])],
    "NetPairEmbeddingOperator": [
        ('NetPairEmbeddingOperator[{LinearLayer[3], Tanh}, "Input" -> 2]', [(2, 2)]),
        ('NetPairEmbeddingOperator[LinearLayer[3], DistanceFunction -> CosineDistance, "Input" -> 2]', [(2, 2)])],
    "CTCLossLayer": [('CTCLossLayer["Input" -> {"Varying", 6}]', ["p6", "i"])],
}
# nothing to compute, nothing twice the same, or several outputs: these have tests of their own
APART = {"PlaceholderLayer", "RandomArrayLayer", "NetGANOperator", "FunctionLayer", "CompiledLayer"}
CASES = [pytest.param(source, data, id=source) for name in SAMPLES for source, data in SAMPLES[name]]
COUNT = 20      # more than numpy takes one by one, so that batches go through torch


def example(kind, length, rng):
    """One example: of fixed dimensions, or a sequence of this length (n: reals, i: integers,
    p: probabilities)."""
    if isinstance(kind, tuple) and kind[:1] == ("i",):
        return rng.integers(1, 6, kind[1:])
    if isinstance(kind, tuple):
        return rng.normal(size=kind)
    if kind == "n":
        return rng.normal(size=length)
    if kind == "i":
        return rng.integers(1, 6, length)
    if kind == "k":
        return np.int64(rng.integers(1, 3))
    if kind == "b":
        return np.float64(rng.uniform(0.1, 0.9))
    if kind == "p":
        return rng.dirichlet(np.ones(3))
    if kind[0] == "p":
        return rng.dirichlet(np.ones(int(kind[1:])), length + 4 if kind == "p6" else length)
    return rng.normal(size=(length, int(kind[1:])))


def make(session, source):
    net = session.evaluate(f"NetInitialize[{source}]").expression
    assert isinstance(net, Object), session.evaluate(source).messages
    return net


def data_for(net, kinds, lengths, seed=1):
    rng = np.random.default_rng(seed)
    rows = [[example(kind, length, rng) for kind in kinds] for length in lengths]
    names = [String(name) for name in net.value.inputs]
    singles = [Association(dict(zip(names, map(to_expr, row)))) for row in rows]
    batch = Association({String(name): to_expr([row[at] for row in rows]) for at, name in enumerate(net.value.inputs)})
    return singles, batch


def numbers(expr):
    if isinstance(expr, Packed):
        return expr.array.astype(float)
    return np.array(expr.value, float) if not isinstance(expr, Call) else [numbers(item) for item in expr.args]


def test_every_layer_has_samples():
    assert set(LAYERS) - APART <= set(SAMPLES)


@pytest.mark.parametrize(("source", "kinds"), CASES)
def test_inferred_shape_is_real_shape(session, source, kinds):
    net = make(session, source)
    singles, _ = data_for(net, kinds, [4])
    found = np.array(numbers(session.evaluator(Call(net, *singles[: bool(kinds)]))))
    dims = net.value.type_of(net.value.outputs[0]).dims
    assert len(dims) == found.ndim
    assert all(dim in ("Varying", size) for dim, size in zip(dims, found.shape))


@pytest.mark.parametrize(("source", "kinds"), CASES)
@pytest.mark.parametrize("ragged", [False, True])
def test_batch_is_one_by_one(session, source, kinds, ragged):
    net = make(session, source)
    if not kinds:
        return
    singles, batch = data_for(net, kinds, [2 + k % 4 for k in range(COUNT)] if ragged else [4] * COUNT)
    one_by_one = [numbers(session.evaluator(Call(net, data))) for data in singles]
    together = session.evaluator(Call(net, batch))
    rows = together.array if isinstance(together, Packed) else together.args
    assert len(rows) == COUNT
    for a, b in zip(one_by_one, rows):
        found = b if isinstance(b, (np.ndarray, np.floating, np.integer)) else numbers(b)
        np.testing.assert_allclose(a, found, atol=2e-6)


@pytest.mark.parametrize(("source", "kinds"), CASES)
def test_numpy_is_torch(session, source, kinds):
    """The executor for single examples and torch agree."""
    net = make(session, source)
    if not kinds or not hasattr(net.value, "single"):
        return
    singles, _ = data_for(net, kinds, [4])
    option = Call(S.Rule, S.RandomSeeding, to_expr(1))
    double = Call(S.Rule, S.WorkingPrecision, String("Real64"))
    a = numbers(session.evaluator(Call(net, singles[0])))
    b = numbers(session.evaluator(Call(net, singles[0], option, double)))
    np.testing.assert_allclose(a, b, atol=1e-5)


@pytest.mark.parametrize(("source", "kinds"), CASES)
def test_prints_and_reads_back(session, source, kinds):
    net = session.evaluate(source).expression
    text = session.evaluate(f"ToString[{source}, InputForm]").expression.value
    assert session.evaluate(text).expression == net
    assert net.value.head in session.evaluate(source).text


@pytest.mark.parametrize(("source", "kinds"), CASES)
def test_gradient_is_finite_difference(session, source, kinds):
    net = make(session, source)
    reals = [name for name in net.value.inputs if not net.value.type_of(name).is_integer]
    if not kinds or not reals or net.value.type_of(net.value.outputs[0]).is_integer or "Index" in source:
        return
    singles, _ = data_for(net, kinds, [4])
    name, data = reals[0], singles[0]
    double = Call(S.Rule, S.WorkingPrecision, String("Real64"))
    gradient = np.array(numbers(session.evaluator(Call(net, data, Call(S.NetPortGradient, String(name)), double))))
    assert np.isfinite(gradient).all()
    base = np.array(numbers(data.items[String(name)]))
    step = 1e-6

    def total(values):
        moved = Association({**data.items, String(name): to_expr(values) if values.ndim else Real(float(values))})
        return np.sum(numbers(session.evaluator(Call(net, moved, double))))
    index = tuple(size // 2 for size in base.shape)
    shift = np.zeros(base.shape)
    shift[index] = step
    difference = (total(base + shift) - total(base - shift)) / (2 * step)
    np.testing.assert_allclose(gradient[index], difference, atol=1e-5, rtol=1e-4)
