"""Shapes of expressions and predicates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session


@pytest.mark.parametrize("source, result", [
    ("Length[{a, b, c}]", "3"), ("Length[x]", "0"), ("Length[f[]]", "0"), ("Length[<|a -> 1, b -> 2|>]", "2"),
    ("Length[Range[10]]", "10"), ("Length[1/2]", "0"), ("Length[a + b]", "2"), ('Length["abc"]', "0"),
    ("Dimensions[{{a, b, c}, {d, e, f}}]", "{2, 3}"), ("Dimensions[{{a, b}, {c}}]", "{2}"), ("Dimensions[x]", "{}"),
    ("Dimensions[{}]", "{0}"), ("Dimensions[{{}, {}}]", "{2, 0}"), ("Dimensions[f[f[a, b], f[c, d]]]", "{2, 2}"),
    ("Dimensions[{{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}}, 2]", "{2, 2}"), ("Dimensions[Range[5]]", "{5}"),
    ("Dimensions[{{{a}, {b}}, {{c}, d}}]", "{2, 2}"), ("Dimensions[{{1, 2}, f[1, 2]}]", "{2}"),
    ("Dimensions[{{{1}, {2}}, {{3}, {4, 5}}}]", "{2, 2}"), ("ArrayDepth[{{1, 2}, {3, 4}}]", "2"),
    ("ArrayDepth[x]", "0"),
    ("TensorRank[{{{1}}}]", "3"),
    ("Depth[x]", "1"), ("Depth[{a}]", "2"), ("Depth[{{{a}}}]", "4"), ("Depth[f[]]", "2"), ("Depth[1/2]", "1"),
    ("Depth[{1, {2, {3}}}]", "4"), ("Depth[<|a -> 1|>]", "2"), ("Depth[{{1, 2}, {3, 4}}]", "3"),
    ("Depth[f[x][y], Heads -> True]", "3"), ("Depth[3 + 4 I]", "1"),
    ("LeafCount[x]", "1"), ("LeafCount[f[a, b]]", "3"), ("LeafCount[{1, 2, 3}]", "4"), ("LeafCount[1/2]", "3"),
    ("LeafCount[1 + a + b^2]", "6"), ("LeafCount[{{1, 2}, {3, 4}}]", "7"), ("LeafCount[2 + 3 I]", "3"),
    ("LeafCount[f[x][y]]", "3"),
    ("Head[x]", "Symbol"), ("Head[1]", "Integer"), ("Head[1/2]", "Rational"), ("Head[1.5]", "Real"),
    ('Head["a"]', "String"),
    ("Head[1 + I]", "Complex"), ("Head[f[x]]", "f"), ("Head[f[x][y]]", "f[x]"), ("Head[{}]", "List"),
    ("Head[a + b]", "Plus"),
    ("Head[<||>]", "Association"), ("Head[f[x], Hold]", "Hold[f]"), ("Head[a/b]", "Times"), ("Head[_]", "Blank"),
    ("AtomQ[x]", "True"), ("AtomQ[1/2]", "True"), ("AtomQ[f[]]", "False"), ("AtomQ[<|a -> 1|>]", "True"),
    ("AtomQ[{}]", "False"),
    ("ListQ[{1}]", "True"), ("ListQ[f[1]]", "False"), ("ListQ[Range[3]]", "True"),
    ("AssociationQ[<|a -> 1|>]", "True"), ("AssociationQ[{a -> 1}]", "False"),
    ("VectorQ[{a, b}]", "True"), ("VectorQ[{}]", "True"), ("VectorQ[{a, {b}}]", "False"), ("VectorQ[x]", "False"),
    ("VectorQ[{1, 2}, NumberQ]", "True"), ("VectorQ[{1, x}, NumberQ]", "False"),
    ("VectorQ[Range[3], IntegerQ]", "True"),
    ("VectorQ[{1., 2.}, IntegerQ]", "False"), ("VectorQ[Range[3], # > 0 &]", "True"),
    ("VectorQ[{{1}, {2}}]", "False"),
    ("MatrixQ[{{a, b}, {c, d}}]", "True"), ("MatrixQ[{{a, b}, {c}}]", "False"), ("MatrixQ[{a, b}]", "False"),
    ("MatrixQ[{{1, 2}, {3, 4}}, NumberQ]", "True"), ("MatrixQ[{{1, x}}, NumberQ]", "False"), ("MatrixQ[{}]", "False"),
    ("MatrixQ[{{}}]", "True"), ("MatrixQ[{{{1}}}]", "False"),
    ("ArrayQ[{1, 2}]", "True"), ("ArrayQ[{{1, 2}, {3}}]", "False"), ("ArrayQ[x]", "False"),
    ("ArrayQ[{{1, 2}, {3, 4}}, 2]", "True"),
    ("ArrayQ[{{1, 2}, {3, 4}}, 1]", "False"), ("ArrayQ[{{1, 2}, {3, 4}}, 1 | 2]", "True"),
    ("ArrayQ[{{1, x}}, 2, NumberQ]", "False"), ("ArrayQ[{{1, 2}}, _, IntegerQ]", "True"),
    ("SquareMatrixQ[{{1, 2}, {3, 4}}]", "True"), ("SquareMatrixQ[{{1, 2}}]", "False"),
    ("MissingQ[Missing[]]", "True"), ("MissingQ[1]", "False"),
])
def test_structure(session: Session, source: str, result: str) -> None:
    assert session.evaluate(source).text == result
