"""Attention: golden values, masks, heads and scoring nets."""

from __future__ import annotations

import numpy as np
import pytest

from wlnet.nets.arrays import numbers_of


def value(session, source):
    outcome = session.evaluate(source)
    found = numbers_of(outcome.expression)
    assert found is not None, (source, outcome.text, outcome.messages)
    return found


DATA = '<|"Key" -> {{1, 0}, {0, 1}, {1, 1}}, "Value" -> {{1}, {2}, {3}}, "Query" -> {1, 2}|>'
SELF = '<|"Key" -> {{1, 0}, {0, 1}, {1, 1}}, "Value" -> {{1}, {2}, {3}}, "Query" -> {{1, 0}, {0, 1}, {1, 1}}|>'


@pytest.mark.parametrize(("layer", "data", "result"), [
    ('"Dot"', DATA, [2.57521]),
    ('"Dot", "ScoreRescaling" -> "DimensionSqrt"', DATA, [2.435946]),
    ('"Bilinear", "Weights" -> {{1, 0}, {0, 2}}', DATA, [2.708186]),
    ('"Dot", "Mask" -> "Causal"', SELF, [[1], [1.731059], [2.364175]]),
    ('"Dot", "Mask" -> "Causal" -> 2', SELF, [[1], [1.731059], [2.731059]]),
    ('NetGraph[{ThreadingLayer[Times], SummationLayer[]}, {{NetPort["Input"], NetPort["Query"]} -> 1 -> 2}]', DATA,
     [2.57521]),
])
def test_golden_values(session, layer, data, result):
    np.testing.assert_allclose(value(session, f"AttentionLayer[{layer}][{data}]"), result, atol=1e-5)


def test_heads_are_independent(session):
    session.evaluate("SeedRandom[1]; r = RandomReal; k = r[1, {4, 2, 3}]; v = r[1, {4, 2, 5}]; q = r[1, {3, 2, 3}]")
    together = value(session, 'AttentionLayer["Dot", "MultiHead" -> True][<|"Key" -> k, "Value" -> v, "Query" -> q|>]')
    for head in (1, 2):
        one = value(session, f'AttentionLayer["Dot"][<|"Key" -> k[[All, {head}]], "Value" -> v[[All, {head}]], '
                             f'"Query" -> q[[All, {head}]]|>]')
        np.testing.assert_allclose(together[:, head - 1], one, atol=1e-6)


def test_keys_with_several_levels(session):
    session.evaluate("SeedRandom[2]; r = RandomReal; k = r[1, {2, 3, 4}]; v = r[1, {2, 3, 5}]; q = r[1, {4}]")
    deep = value(session, 'AttentionLayer["Dot"][<|"Key" -> k, "Value" -> v, "Query" -> q|>]')
    flat = value(session, 'AttentionLayer["Dot"][<|"Key" -> Flatten[k, 1], "Value" -> Flatten[v, 1], "Query" -> q|>]')
    np.testing.assert_allclose(deep, flat, atol=1e-6)


def test_dropout_only_in_training(session):
    session.evaluate(f'a = AttentionLayer["Dot", "Dropout" -> 0.5]; x = {DATA}')
    plain = value(session, "a[x]")
    np.testing.assert_allclose(value(session, "a[x]"), plain)
    drawn = [value(session, f'a[x, NetEvaluationMode -> "Train", RandomSeeding -> {seed}]')[0] for seed in range(5)]
    assert len(set(drawn)) > 1


@pytest.mark.parametrize("source", [
    'AttentionLayer["Dot", "Key" -> {3, 2}, "Query" -> {4, 5}]',
    'AttentionLayer["Dot", "Key" -> {3, 2}, "Value" -> {4, 2}]',
    'AttentionLayer["Dot", "MultiHead" -> True, "Key" -> {3, 2}]',
    'AttentionLayer["Nothing"]',
    'AttentionLayer[LinearLayer[3]]',
    'AttentionLayer["Dot", "Mask" -> "Causal" -> 0]',
])
def test_refused(session, source):
    outcome = session.evaluate(source)
    assert outcome.text == "$Failed"
    assert outcome.messages
