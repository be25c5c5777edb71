"""Vectors and matrices, exact, symbolic and machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session

VALUES = [
    ("{{1, 2}.{3, 4}, {{1, 2}, {3, 4}}.{x, y}, {{1, 2}, {3, 4}}.{{0, 1}, {1, 0}}}",
     "{11, {x + 2 y, 3 x + 4 y}, {{2, 1}, {4, 3}}}"),
    ("{1., 2.}.{3., 4.}", "11."),
    ("{Det[{{1, 2}, {3, 4}}], Det[{{a, b}, {c, d}}], Tr[{{1, 2}, {3, 4}}]}", "{-2, -(b c) + a d, 5}"),
    ("Det[{{2, 0, 1}, {1, 3, 2}, {1, 1, 4}}]", "18"),
    ("Inverse[{{1, 2}, {3, 4}}]", "{{-2, 1}, {3/2, -1/2}}"),
    ("Inverse[{{1., 2.}, {3., 4.}}].{{1., 2.}, {3., 4.}} // Round", "{{1, 0}, {0, 1}}"),
    ("{LinearSolve[{{1, 2}, {3, 4}}, {5, 6}], LinearSolve[{{2., 0.}, {0., 4.}}, {1., 1.}]}",
     "{{-4, 9/2}, {0.5, 0.25}}"),
    ("{RowReduce[{{1, 2}, {2, 4}}], MatrixRank[{{1, 2}, {2, 4}}], NullSpace[{{1, 2}, {2, 4}}]}",
     "{{{1, 2}, {0, 0}}, 1, {{-2, 1}}}"),
    ("MatrixPower[{{1, 1}, {1, 0}}, 10]", "{{89, 55}, {55, 34}}"),
    ("{Cross[{1, 2, 3}, {4, 5, 6}], Cross[{x, y}]}", "{{-3, 6, -3}, {-y, x}}"),
    ("{Norm[{3, 4}], Norm[{1, 2, 3}, 1], Norm[{1, 5, 2}, Infinity], Norm[{x, y}]}",
     "{5, 6, 5, Sqrt[Abs[x]^2 + Abs[y]^2]}"),
    ("{Normalize[{3, 4}], Projection[{1, 2}, {1, 0}], VectorAngle[{1, 0}, {0, 2}]}",
     "{{3/5, 4/5}, {1, 0}, Pi/2}"),
    ("{IdentityMatrix[2], DiagonalMatrix[{a, b}], UnitVector[3, 2]}",
     "{{{1, 0}, {0, 1}}, {{a, 0}, {0, b}}, {0, 1, 0}}"),
    ("KroneckerProduct[{{1, 2}}, {{a, b}}]", "{{a, b, 2 a, 2 b}}"),
    ("{EuclideanDistance[{0, 0}, {3, 4}], ManhattanDistance[{0, 0}, {3, 4}], ChessboardDistance[{0, 0}, {3, 4}]}",
     "{5, 7, 4}"),
    ("{SymmetricMatrixQ[{{1, 2}, {2, 1}}], DiagonalMatrixQ[{{1, 0}, {0, 2}}]}", "{True, True}"),
]


@pytest.mark.parametrize(("source", "result"), VALUES)
def test_values(session: Session, source: str, result: str) -> None:
    outcome = session.evaluate(source)
    assert outcome.text == result
    assert not outcome.messages


COMPLAINTS = [
    ("Inverse[{{1, 2}, {2, 4}}]", "Inverse[{{1, 2}, {2, 4}}]",
     "Inverse::sing: Matrix {{1, 2}, {2, 4}} is singular."),
    ("{1, 2, 3}.{1, 2}", "{1, 2, 3} . {1, 2}",
     "Dot::dotsh: Tensors {1, 2, 3} and {1, 2} have incompatible shapes."),
]


@pytest.mark.parametrize(("source", "result", "message"), COMPLAINTS)
def test_complaints(session: Session, source: str, result: str, message: str) -> None:
    outcome = session.evaluate(source)
    assert outcome.text == result
    assert outcome.messages == [message]
