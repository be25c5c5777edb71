"""Special matrices, products of arrays, tests of matrices, and distances between vectors."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from wlnet.builtins.arithmetic import PLUS, POWER, TIMES
from wlnet.builtins.linear import matrix_of, rows_of, times, vanishes
from wlnet.expr import Call, Expr, Integer, Packed, S, integer, is_list, length, packed
from wlnet.expr.numbers import MINUS_ONE, ONE, ZERO
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged

_SIZE = {"intpm": "Positive machine-sized integer or a list of two of them expected at position `2` in `1`."}


@builtin("IdentityMatrix", messages=_SIZE)
def identity_matrix(size: Expr, call: Call) -> Expr:
    """IdentityMatrix[n] is the n by n identity matrix; IdentityMatrix[{m, n}] the m by n one.

    Source   ref/IdentityMatrix
    Example  IdentityMatrix[2]  gives  {{1, 0}, {0, 1}}
    """
    asked = size.args if is_list(size) else (size,)
    sizes = [s.value for s in asked if isinstance(s, Integer) and 0 < s.value <= 10 ** 5]
    if not 1 <= len(sizes) <= 2 or is_list(size) and len(sizes) != 2:
        raise Complaint("intpm", call, 1)
    return packed(np.eye(sizes[0], sizes[-1], dtype=np.int64))


@builtin("DiagonalMatrix")
def diagonal_matrix(diagonal: Expr, shift: Expr = ZERO, size: Expr | None = None) -> Expr | None:
    """DiagonalMatrix[list] is the matrix with list on its diagonal; DiagonalMatrix[list, k] puts it k places
    above.

    Source   ref/DiagonalMatrix
    Example  {DiagonalMatrix[{a, b}], DiagonalMatrix[{a}, 1]}  gives  {{{a, 0}, {0, b}}, {{0, a}, {0, 0}}}
    """
    if not is_list(diagonal) or not isinstance(shift, Integer):
        return None
    k = shift.value
    n = size.value if isinstance(size, Integer) else length(diagonal) + abs(k)
    if not 0 < n <= 10 ** 5:
        return None
    if isinstance(diagonal, Packed) and diagonal.array.ndim == 1 and size is None:
        return packed(np.diag(diagonal.array, k))
    items = diagonal.args
    rows: list[list[Expr]] = [[ZERO] * n for _ in range(n)]
    for index, item in enumerate(items):
        i, j = index + max(-k, 0), index + max(k, 0)
        if i < n and j < n:
            rows[i][j] = item
    return matrix_of(rows)


@builtin("UnitVector")
def unit_vector(first: Expr, second: Expr | None = None) -> Expr | None:
    """UnitVector[n, k] is the k-th unit vector of dimension n; UnitVector[k] that of dimension 2.

    Source   ref/UnitVector
    Example  {UnitVector[3, 2], UnitVector[1]}  gives  {{0, 1, 0}, {1, 0}}
    """
    n, k = (integer(2), first) if second is None else (first, second)
    if not isinstance(n, Integer) or not isinstance(k, Integer) or not 1 <= k.value <= n.value <= 10 ** 8:
        return None
    return Call(S.List, *(ONE if i == k.value else ZERO for i in range(1, n.value + 1)))


@builtin("ConjugateTranspose")
def conjugate_transpose(matrix: Expr) -> Expr | None:
    """ConjugateTranspose[m] is the complex conjugate of the transpose of m.

    Source   ref/ConjugateTranspose
    Example  ConjugateTranspose[{{1, I}, {2, 3}}]  gives  {{1, 2}, {-I, 3}}
    """
    return Call(S.Conjugate, Call(S.Transpose, matrix)) if is_list(matrix) else None


def _masked(matrix: Expr, keep: Callable[[int, int], bool]) -> Expr | None:
    rows = rows_of(matrix)
    if rows is None:
        return None
    return matrix_of([[item if keep(i, j) else ZERO for j, item in enumerate(row)] for i, row in enumerate(rows)])


@builtin("UpperTriangularize")
def upper_triangularize(matrix: Expr, shift: Expr = ZERO) -> Expr | None:
    """UpperTriangularize[m] is m with zeros below the diagonal; UpperTriangularize[m, k] below the k-th diagonal.

    Source   ref/UpperTriangularize
    Example  UpperTriangularize[{{1, 2}, {3, 4}}]  gives  {{1, 2}, {0, 4}}
    """
    return _masked(matrix, lambda i, j: j - i >= shift.value) if isinstance(shift, Integer) else None


@builtin("LowerTriangularize")
def lower_triangularize(matrix: Expr, shift: Expr = ZERO) -> Expr | None:
    """LowerTriangularize[m] is m with zeros above the diagonal; LowerTriangularize[m, k] above the k-th diagonal.

    Source   ref/LowerTriangularize
    Example  LowerTriangularize[{{1, 2}, {3, 4}}]  gives  {{1, 0}, {3, 4}}
    """
    return _masked(matrix, lambda i, j: j - i <= shift.value) if isinstance(shift, Integer) else None


@builtin("ToeplitzMatrix")
def toeplitz_matrix(column: Expr, row: Expr | None = None) -> Expr | None:
    """ToeplitzMatrix[list] is the symmetric matrix whose first row and column is list; ToeplitzMatrix[n]
    takes 1 to n; ToeplitzMatrix[c, r] has first column c and first row r.

    Source   ref/ToeplitzMatrix
    Example  ToeplitzMatrix[{a, b}]  gives  {{a, b}, {b, a}}
    """
    down, across = _numbers(column), _numbers(column if row is None else row)
    return matrix_of([[down[i - j] if i >= j else across[j - i] for j in range(len(across))] for i in range(len(down))])


@builtin("HankelMatrix")
def hankel_matrix(column: Expr, row: Expr | None = None) -> Expr | None:
    """HankelMatrix[list] is the matrix constant along its antidiagonals whose first column is list, with
    zeros beyond it; HankelMatrix[n] takes 1 to n; HankelMatrix[c, r] has last row r.

    Source   ref/HankelMatrix
    Example  HankelMatrix[{a, b}]  gives  {{a, b}, {b, 0}}
    """
    down = _numbers(column)
    across = [ZERO] * len(down) if row is None else _numbers(row)
    line = [*down, *across[1:]]
    return matrix_of([[line[i + j] for j in range(len(across))] for i in range(len(down))])


def _numbers(spec: Expr) -> list[Expr]:
    if isinstance(spec, Integer) and 0 < spec.value <= 10 ** 5:
        return [integer(i) for i in range(1, spec.value + 1)]
    if not is_list(spec):
        raise Unchanged
    return list(spec.args)


@builtin("PermutationMatrix")
def permutation_matrix(permutation: Expr) -> Expr | None:
    """PermutationMatrix[list] is the matrix whose row i has its 1 at the place list[[i]].

    Source   ref/PermutationMatrix
    Example  PermutationMatrix[{2, 1}]  gives  {{0, 1}, {1, 0}}
    """
    if not is_list(permutation) or not all(isinstance(item, Integer) for item in permutation.args):
        return None
    size = length(permutation)
    return matrix_of([[ONE if item.value == j else ZERO for j in range(1, size + 1)]  # type: ignore[attr-defined]
                      for item in permutation.args])


@builtin("BlockDiagonalMatrix")
def block_diagonal_matrix(blocks: Expr) -> Expr | None:
    """BlockDiagonalMatrix[{m1, m2, ...}] has the matrices m1, m2, ... along its diagonal and zeros elsewhere.

    Source   ref/BlockDiagonalMatrix
    Example  BlockDiagonalMatrix[{{{a}}, {{b}}}]  gives  {{a, 0}, {0, b}}
    """
    parts = [rows_of(block) for block in blocks.args]
    if not parts or None in parts:
        return None
    width = sum(len(part[0]) for part in parts if part)
    rows: list[list[Expr]] = []
    start = 0
    for part in parts:
        rows += [[ZERO] * start + row + [ZERO] * (width - start - len(row)) for row in part or ()]
        start += len(part[0]) if part else 0
    return matrix_of(rows)


@builtin("KroneckerProduct")
def kronecker_product(ev: Evaluator, *matrices: Expr) -> Expr | None:
    """KroneckerProduct[m1, m2, ...] is the Kronecker product of matrices.

    Source   ref/KroneckerProduct
    Example  KroneckerProduct[{{1, 2}}, {{a, b}}]  gives  {{a, b, 2 a, 2 b}}
    """
    if len(matrices) == 1:
        return matrices[0]
    if not matrices:
        return None
    left, right = _as_rows(matrices[0]), _as_rows(matrices[1])
    product = matrix_of([
        [times(ev, a, b) for a in upper for b in lower] for upper in left for lower in right])
    return product if len(matrices) == 2 else Call(S.KroneckerProduct, product, *matrices[2:])


def _as_rows(expr: Expr) -> list[list[Expr]]:
    rows = rows_of(expr)
    if rows is None and is_list(expr):
        return [[item] for item in expr.args]
    if rows is None:
        raise Unchanged
    return rows


@builtin("ArrayDot")
def array_dot(ev: Evaluator, a: Expr, b: Expr, levels: Expr) -> Expr | None:
    """ArrayDot[a, b, k] contracts the last k levels of a with the first k of b.

    Source   ref/ArrayDot
    Example  ArrayDot[{{1, 2}, {3, 4}}, {{1, 0}, {0, 1}}, 2]  gives  5
    """
    if not isinstance(levels, Integer) or not 0 <= levels.value <= min(_rank(a), _rank(b)):
        return None
    k = levels.value
    if k == 0:
        return Call(S.Outer, S.Times, a, b)
    for _ in range(k - 1):
        b = ev(Call(S.Flatten, b, ONE))
    return Call(S.Dot, _flat_end(ev, a, k - 1), b)


def _rank(expr: Expr) -> int:
    """How many levels of lists an array has, along its first elements."""
    depth = 0
    while is_list(expr) and length(expr):
        depth, expr = depth + 1, expr.args[0]
    return depth


def _flat_end(ev: Evaluator, a: Expr, times_: int) -> Expr:
    """The last `times_` + 1 levels of an array flattened into one."""
    depth = _rank(a)
    if not times_:
        return a
    level = Call(S.List, integer(depth - 1 - times_))
    return ev(Call(S.Map, S.Flatten, a, level)) if depth - 1 > times_ else ev(Call(S.Flatten, a))


@builtin("Projection")
def projection(u: Expr, v: Expr) -> Expr | None:
    """Projection[u, v] is the projection of the vector u onto v.

    Source   ref/Projection
    Example  Projection[{1, 2}, {1, 0}]  gives  {1, 0}
    """
    if not (is_list(u) and is_list(v)):
        return None
    conjugate = Call(S.Conjugate, v)
    share = Call(TIMES, Call(S.Dot, conjugate, u), Call(POWER, Call(S.Dot, conjugate, v), MINUS_ONE))
    return Call(TIMES, share, v)


@builtin("VectorAngle")
def vector_angle(u: Expr, v: Expr) -> Expr | None:
    """VectorAngle[u, v] is the angle between two vectors.

    Source   ref/VectorAngle
    Example  VectorAngle[{1, 0}, {0, 2}]  gives  Pi/2
    """
    if not (is_list(u) and is_list(v)):
        return None
    lengths = Call(TIMES, Call(S.Norm, u), Call(S.Norm, v))
    return Call(S.ArcCos, Call(TIMES, Call(S.Dot, u, Call(S.Conjugate, v)), Call(POWER, lengths, MINUS_ONE)))


def _difference(u: Expr, v: Expr) -> Expr:
    if is_list(u) != is_list(v) or is_list(u) and length(u) != length(v):
        raise Unchanged
    if not is_list(u):
        return Call(S.List, Call(PLUS, u, Call(TIMES, MINUS_ONE, v)))
    return Call(PLUS, u, Call(TIMES, MINUS_ONE, v))


@builtin("EuclideanDistance")
def euclidean_distance(u: Expr, v: Expr) -> Expr:
    """EuclideanDistance[u, v] is Norm[u - v].

    Source   ref/EuclideanDistance
    Example  EuclideanDistance[{0, 0}, {3, 4}]  gives  5
    """
    return Call(S.Norm, _difference(u, v))


@builtin("SquaredEuclideanDistance")
def squared_euclidean_distance(u: Expr, v: Expr) -> Expr:
    """SquaredEuclideanDistance[u, v] is Norm[u - v]^2.

    Source   ref/SquaredEuclideanDistance
    Example  SquaredEuclideanDistance[{0, 0}, {3, 4}]  gives  25
    """
    return Call(S.Total, Call(POWER, Call(S.Abs, _difference(u, v)), integer(2)))


@builtin("ManhattanDistance")
def manhattan_distance(u: Expr, v: Expr) -> Expr:
    """ManhattanDistance[u, v] is the sum of the absolute differences.

    Source   ref/ManhattanDistance
    Example  ManhattanDistance[{0, 0}, {3, 4}]  gives  7
    """
    return Call(S.Total, Call(S.Abs, _difference(u, v)))


@builtin("ChessboardDistance")
def chessboard_distance(u: Expr, v: Expr) -> Expr:
    """ChessboardDistance[u, v] is the largest absolute difference.

    Source   ref/ChessboardDistance
    Example  ChessboardDistance[{0, 0}, {3, 4}]  gives  4
    """
    return Call(S.Max, Call(S.Abs, _difference(u, v)))


@builtin("CosineDistance")
def cosine_distance(u: Expr, v: Expr) -> Expr:
    """CosineDistance[u, v] is 1 - u.v/(Norm[u] Norm[v]).

    Source   ref/CosineDistance
    Example  CosineDistance[{1, 0}, {0, 1}]  gives  1
    """
    _difference(u, v)
    lengths = Call(TIMES, Call(S.Norm, u), Call(S.Norm, v))
    cosine = Call(TIMES, Call(S.Dot, u, Call(S.Conjugate, v)), Call(POWER, lengths, MINUS_ONE))
    return Call(PLUS, ONE, Call(TIMES, MINUS_ONE, cosine))


# tests of matrices


def _is_square(expr: Expr) -> list[list[Expr]] | None:
    rows = rows_of(expr)
    return rows if rows is not None and len(rows) == len(rows[0]) else None


@builtin("SymmetricMatrixQ")
def symmetric_matrix_q(ev: Evaluator, matrix: Expr) -> bool:
    """SymmetricMatrixQ[m] is True when m is equal to its transpose.

    Source   ref/SymmetricMatrixQ
    Example  SymmetricMatrixQ[{{1, 2}, {2, 1}}]  gives  True
    """
    rows = _is_square(matrix)
    return rows is not None and all(rows[i][j] == rows[j][i] for i in range(len(rows)) for j in range(i))


@builtin("HermitianMatrixQ")
def hermitian_matrix_q(ev: Evaluator, matrix: Expr) -> bool:
    """HermitianMatrixQ[m] is True when m is equal to its conjugate transpose.

    Source   ref/HermitianMatrixQ
    Example  HermitianMatrixQ[{{1, I}, {-I, 1}}]  gives  True
    """
    rows = _is_square(matrix)
    return rows is not None and all(
        rows[i][j] == ev(Call(S.Conjugate, rows[j][i])) for i in range(len(rows)) for j in range(i + 1))


@builtin("DiagonalMatrixQ")
def diagonal_matrix_q(matrix: Expr) -> bool:
    """DiagonalMatrixQ[m] is True when all elements off the diagonal of m are zero.

    Source   ref/DiagonalMatrixQ
    Example  DiagonalMatrixQ[{{1, 0}, {0, 2}}]  gives  True
    """
    return _zero_where(matrix, lambda i, j: i != j)


@builtin("UpperTriangularMatrixQ")
def upper_triangular_matrix_q(matrix: Expr) -> bool:
    """UpperTriangularMatrixQ[m] is True when all elements below the diagonal of m are zero.

    Source   ref/UpperTriangularMatrixQ
    Example  UpperTriangularMatrixQ[{{1, 2}, {0, 3}}]  gives  True
    """
    return _zero_where(matrix, lambda i, j: i > j)


@builtin("LowerTriangularMatrixQ")
def lower_triangular_matrix_q(matrix: Expr) -> bool:
    """LowerTriangularMatrixQ[m] is True when all elements above the diagonal of m are zero.

    Source   ref/LowerTriangularMatrixQ
    Example  LowerTriangularMatrixQ[{{1, 2}, {0, 3}}]  gives  False
    """
    return _zero_where(matrix, lambda i, j: i < j)


def _zero_where(matrix: Expr, outside: Callable[[int, int], bool]) -> bool:
    rows = rows_of(matrix)
    if rows is None:
        return False
    return all(vanishes(item) for i, row in enumerate(rows) for j, item in enumerate(row) if outside(i, j))
