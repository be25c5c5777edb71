"""Linear algebra: products, norms, determinants, inverses and linear systems.

Machine numbers go to numpy; exact and symbolic entries through elimination and expansion on expressions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np

from wlnet.builtins.arithmetic import PLUS, POWER, TIMES
from wlnet.builtins.numeric import numeric_value
from wlnet.builtins.vectorize_bulk import bound_of
from wlnet.expr import Call, Complex, Expr, Integer, Packed, Rational, Real, S, integer, is_list, length, pack, packed
from wlnet.expr.numbers import (
    MINUS_ONE, NUMBER_KINDS, ONE, ZERO, add, is_machine, is_zero, multiply, reciprocal, to_complex,
    to_float,
)
from wlnet.kernel.arguments import is_infinity
from wlnet.kernel.attributes import FLAT, ONE_IDENTITY
from wlnet.kernel.builtin import REGISTRY, builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint

Row = list[Expr]
Matrix = list[Row]


def rows_of(expr: Expr) -> Matrix | None:
    """A list of lists of equal length as Python lists; None for anything else."""
    if not is_list(expr) or not length(expr):
        return None
    rows = [list(row.args) for row in expr.args if is_list(row)]
    if len(rows) != length(expr) or len({len(row) for row in rows}) != 1 or not rows[0]:
        return None
    return None if any(is_list(item) for item in rows[0]) else rows


def matrix_of(rows: Sequence[Sequence[Expr]]) -> Expr:
    """Rows as a list of lists."""
    return Call(S.List, *(Call(S.List, *row) for row in rows))


def machine_array(ev: Evaluator, expr: Expr) -> Any:
    """A list of machine numbers (at least one of them inexact) as a float or complex array; None for anything
    else.
    """
    if isinstance(expr, Packed):
        return expr.array if expr.array.dtype.kind != "i" else None
    found = pack(expr) if is_list(expr) else None
    if found is not None:
        return found.array if found.array.dtype.kind != "i" else None
    leaves: list[Expr] = []
    shape = _shape_and_leaves(expr, leaves)
    if shape is None or not any(is_machine(leaf) for leaf in leaves):
        return None
    values = [numeric_value(ev, leaf) for leaf in leaves]
    if any(value is None for value in values):
        return None
    if any(type(value) is Complex for value in values):
        return np.array([to_complex(value) for value in values]).reshape(shape)  # type: ignore[arg-type]
    return np.array([to_float(value) for value in values]).reshape(shape)  # type: ignore[arg-type]


def _shape_and_leaves(expr: Expr, leaves: list[Expr]) -> tuple[int, ...] | None:
    """The dimensions of a rectangular nested list, whose leaves are added to `leaves`."""
    if not is_list(expr):
        leaves.append(expr)
        return ()
    shapes = {_shape_and_leaves(item, leaves) for item in expr.args}
    if len(shapes) != 1 or None in shapes:
        return None
    inner = shapes.pop()
    return None if inner is None else (len(expr.args), *inner)


def array_result(array: Any) -> Expr:
    """A numpy result as an expression: a number, or a packed list."""
    if np.ndim(array) == 0:
        value = array.item() if hasattr(array, "item") else array
        return Complex(Real(value.real), Real(value.imag)) if isinstance(value, complex) else Real(float(value))
    return packed(np.ascontiguousarray(array))


# entries: numbers quickly, anything else by the evaluator

def plus(ev: Evaluator, terms: Sequence[Expr]) -> Expr:
    """The sum of some expressions."""
    if all(type(term) in NUMBER_KINDS for term in terms):
        total: Any = ZERO
        for term in terms:
            total = add(total, term)  # type: ignore[arg-type]
        return total  # type: ignore[no-any-return]
    return ev(Call(PLUS, *terms))


def times(ev: Evaluator, a: Expr, b: Expr) -> Expr:
    """The product of two expressions."""
    if type(a) in NUMBER_KINDS and type(b) in NUMBER_KINDS:
        return multiply(a, b)  # type: ignore[arg-type]
    return ev(Call(TIMES, a, b))


def inverse_of(ev: Evaluator, a: Expr) -> Expr:
    """1/a for an entry that is not zero."""
    return reciprocal(a) if type(a) in NUMBER_KINDS else ev(Call(POWER, a, MINUS_ONE))  # type: ignore[arg-type]


def vanishes(entry: Expr) -> bool:
    """Whether an entry is zero as it stands."""
    return type(entry) in NUMBER_KINDS and is_zero(entry)


@builtin("Dot", FLAT | ONE_IDENTITY, messages={
    "dotsh": "Tensors `1` and `2` have incompatible shapes.",
})
def dot(ev: Evaluator, *factors: Expr) -> Expr | None:
    """a.b or Dot[a, b, ...] is the product of vectors, matrices and arrays: the last level of one is
    contracted with the first of the next.

    Source   ref/Dot
    Example  {{1, 2}.{3, 4}, {{1, 2}, {3, 4}}.{x, y}}  gives  {11, {x + 2 y, 3 x + 4 y}}
    """
    if len(factors) <= 1:
        return factors[0] if factors else None
    if not all(is_list(factor) for factor in factors[:2]):
        for index in range(1, len(factors) - 1):
            if is_list(factors[index]) and is_list(factors[index + 1]):
                product = ev(Call(S.Dot, factors[index], factors[index + 1]))
                if not (isinstance(product, Call) and product.head is S.Dot):
                    return Call(S.Dot, *factors[:index], product, *factors[index + 2:])
        return None
    first = _dot(ev, factors[0], factors[1])
    if first is None:
        return None
    return first if len(factors) == 2 else Call(S.Dot, first, *factors[2:])


def _dot(ev: Evaluator, a: Expr, b: Expr) -> Expr | None:
    quick = _array_dot(ev, a, b)
    if quick is not None:
        return quick
    if _depth(a) is None or _depth(b) is None:
        return None
    if _last(a) != length(b):
        raise Complaint("dotsh", a, b, symbol=S.Dot)
    return _contract(ev, a, b)


def _array_dot(ev: Evaluator, a: Expr, b: Expr) -> Expr | None:
    left, right = pack(a), pack(b)
    if left is not None and right is not None:
        x, y = left.array, right.array
        if x.shape[-1] != y.shape[0]:
            raise Complaint("dotsh", a, b, symbol=S.Dot)
        if x.dtype.kind == y.dtype.kind == "i":
            if bound_of(x) * bound_of(y) * x.shape[-1] >= 2.0 ** 62:
                return None
            return _int_result(_contracted(x, y))
        if "i" in (x.dtype.kind, y.dtype.kind) and max(bound_of(x), bound_of(y)) > 2 ** 53:
            return None
        return array_result(_contracted(x, y))
    x, y = machine_array(ev, a), machine_array(ev, b)
    if x is None or y is None or x.shape[-1] != y.shape[0]:
        return None
    return array_result(_contracted(x, y))


def _contracted(x: Any, y: Any) -> Any:
    """Contract the last axis of x with the first of y."""
    return np.tensordot(x, y, axes=(-1, 0)) if x.ndim > 2 or y.ndim > 2 else x @ y


def _int_result(array: Any) -> Expr:
    return integer(int(array)) if np.ndim(array) == 0 else packed(array)


def _depth(expr: Expr) -> int | None:
    return 0 if not is_list(expr) else 1 if not length(expr) else 1 + (_depth(expr.args[0]) or 0)


def _last(expr: Expr) -> int:
    while is_list(expr) and length(expr) and is_list(expr.args[0]):
        expr = expr.args[0]
    return length(expr)


def _contract(ev: Evaluator, a: Expr, b: Expr) -> Expr:
    if is_list(a.args[0]):
        return Call(S.List, *(_contract(ev, row, b) for row in a.args))
    if is_list(b.args[0]):
        columns = [Call(S.List, *column) for column in zip(*(row.args for row in b.args))]
        return Call(S.List, *(_contract(ev, a, column) for column in columns))
    return plus(ev, [times(ev, x, y) for x, y in zip(a.args, b.args)])


@builtin("Tr")
def tr(ev: Evaluator, matrix: Expr, function: Expr = S.Plus) -> Expr | None:
    """Tr[m] is the sum of the diagonal of m, or of the elements of a list; Tr[m, f] applies f to them.

    Source   ref/Tr
    Example  {Tr[{{1, 2}, {3, 4}}], Tr[{1, 2, 3}], Tr[{{a, b}, {c, d}}, List]}  gives  {5, 6, {a, d}}
    """
    if not is_list(matrix):
        return matrix
    if not length(matrix) or not all(map(is_list, matrix.args)):
        return Call(function, *matrix.args)
    size = min(length(matrix), *map(length, matrix.args))
    return Call(function, *(matrix.args[i].args[i] for i in range(size)))


_SQUARE = {
    "matsq": "Argument `1` at position 1 is not a non-empty square matrix.",
    "sing": "Matrix `1` is singular.",
    "nosol": "Linear equation encountered that has no solution.",
    "matrix": "Argument `1` at position 1 is not a non-empty rectangular matrix.",
    "lslc": "Coefficient matrix and target do not have the same dimensions.",
}


def square(expr: Expr) -> Matrix:
    """The rows of a square matrix.

    Errors  Complaint matsq.
    """
    rows = rows_of(expr)
    if rows is None or len(rows) != len(rows[0]):
        raise Complaint("matsq", expr)
    return rows


@builtin("Det", messages=_SQUARE)
def det(ev: Evaluator, matrix: Expr) -> Expr:
    """Det[m] is the determinant of the square matrix m.

    Source   ref/Det
    Example  {Det[{{1, 2}, {3, 4}}], Det[{{a, b}, {c, d}}]}  gives  {-2, -(b c) + a d}
    """
    rows = square(matrix)
    array = machine_array(ev, matrix)
    if array is not None:
        return array_result(np.linalg.det(array))
    return determinant(ev, rows)


def determinant(ev: Evaluator, rows: Matrix) -> Expr:
    """The determinant, by elimination for numbers, by expansion for symbols."""
    if all(type(item) in NUMBER_KINDS for row in rows for item in row):
        return _bareiss(rows)
    return _expanded(ev, tuple(range(len(rows))), rows, {})


def _bareiss(rows: Matrix) -> Expr:
    """Elimination without fractions."""
    work: list[list[Any]] = [list(row) for row in rows]
    size, sign, previous = len(work), ONE, ONE
    for k in range(size - 1):
        if is_zero(work[k][k]):
            swap = next((i for i in range(k + 1, size) if not is_zero(work[i][k])), None)
            if swap is None:
                return ZERO
            work[k], work[swap] = work[swap], work[k]
            sign = multiply(sign, MINUS_ONE)  # type: ignore[assignment]
        inverse = reciprocal(previous)
        for i in range(k + 1, size):
            for j in range(k + 1, size):
                cross = multiply(MINUS_ONE, multiply(work[i][k], work[k][j]))
                work[i][j] = multiply(add(multiply(work[i][j], work[k][k]), cross), inverse)
        previous = work[k][k]
    return multiply(sign, work[-1][-1])


def _expanded(ev: Evaluator, columns: tuple[int, ...], rows: Matrix, known: dict[tuple[int, ...], Expr]) -> Expr:
    """The determinant of the last len(columns) rows in these columns, by expansion along the first of them.
    """
    if len(columns) == 1:
        return rows[-1][columns[0]]
    if columns in known:
        return known[columns]
    row = rows[len(rows) - len(columns)]
    terms: list[Expr] = []
    for place, column in enumerate(columns):
        if not vanishes(row[column]):
            minor = _expanded(ev, columns[:place] + columns[place + 1:], rows, known)
            parts = minor.args if isinstance(minor, Call) and minor.head is PLUS else (minor,)
            terms += [Call(TIMES, MINUS_ONE if place % 2 else ONE, row[column], part) for part in parts]
    known[columns] = ev(Call(PLUS, *terms))
    return known[columns]


@builtin("Inverse", messages=_SQUARE)
def inverse(ev: Evaluator, matrix: Expr) -> Expr:
    """Inverse[m] is the inverse of the square matrix m.

    Source   ref/Inverse
    Example  Inverse[{{1, 2}, {3, 4}}]  gives  {{-2, 1}, {3/2, -1/2}}
    """
    rows = square(matrix)
    array = machine_array(ev, matrix)
    if array is not None:
        try:
            return array_result(np.linalg.inv(array))
        except np.linalg.LinAlgError:
            raise Complaint("sing", matrix) from None
    size = len(rows)
    if all(type(item) in NUMBER_KINDS for row in rows for item in row):
        reduced, pivots = reduce_rows(ev, [row + _unit(i, size) for i, row in enumerate(rows)], size)
        if len(pivots) < size:
            raise Complaint("sing", matrix)
        return matrix_of([row[size:] for row in reduced])
    whole = determinant(ev, rows)
    if vanishes(whole):
        raise Complaint("sing", matrix)
    below = Call(POWER, whole, MINUS_ONE)
    return matrix_of([[Call(TIMES, item, below) for item in row] for row in _adjugate(ev, rows)])


def _unit(place: int, size: int) -> Row:
    return [ONE if i == place else ZERO for i in range(size)]


def _adjugate(ev: Evaluator, rows: Matrix) -> Matrix:
    size = len(rows)
    if size == 1:
        return [[ONE]]

    def cofactor(i: int, j: int) -> Expr:
        minor = [row[:j] + row[j + 1:] for k, row in enumerate(rows) if k != i]
        return times(ev, MINUS_ONE if (i + j) % 2 else ONE, determinant(ev, minor))
    return [[cofactor(j, i) for j in range(size)] for i in range(size)]


@builtin("Adjugate", messages=_SQUARE)
def adjugate(ev: Evaluator, matrix: Expr) -> Expr:
    """Adjugate[m] is the transposed matrix of the cofactors of m.

    Source   ref/Adjugate
    Example  Adjugate[{{1, 2}, {3, 4}}]  gives  {{4, -2}, {-3, 1}}
    """
    return matrix_of(_adjugate(ev, square(matrix)))


def reduce_rows(ev: Evaluator, rows: Matrix, columns: int | None = None) -> tuple[Matrix, list[int]]:
    """Reduced row echelon form (pivots among the first `columns`), and the columns with pivots."""
    work = [list(row) for row in rows]
    pivots: list[int] = []
    top = 0
    for column in range(len(work[0]) if columns is None else columns):
        found = _pivot(ev, work, top, column)
        if found is None:
            continue
        work[top], work[found] = work[found], work[top]
        scale = inverse_of(ev, work[top][column])
        work[top] = [times(ev, scale, item) for item in work[top]]
        for i, row in enumerate(work):
            if i != top and not vanishes(row[column]):
                factor = times(ev, MINUS_ONE, row[column])
                work[i] = [plus(ev, [x, times(ev, factor, y)]) for x, y in zip(row, work[top])]
        pivots.append(column)
        top += 1
        if top == len(work):
            break
    return work, pivots


def _pivot(ev: Evaluator, work: Matrix, top: int, column: int) -> int | None:
    candidates = [i for i in range(top, len(work)) if not _is_null(ev, work, i, column)]
    if not candidates:
        return None
    if all(type(work[i][column]) is Real for i in candidates):
        return max(candidates, key=lambda i: abs(work[i][column].value))  # type: ignore[attr-defined]
    return next((i for i in candidates if type(work[i][column]) in NUMBER_KINDS), candidates[0])


def _is_null(ev: Evaluator, work: Matrix, i: int, column: int) -> bool:
    """Whether an entry is zero; one that is not a number is simplified first."""
    entry = work[i][column]
    if type(entry) in NUMBER_KINDS:
        return is_zero(entry) or (type(entry) is Real and abs(entry.value) < 1e-13)
    if "Together" in REGISTRY:
        work[i][column] = ev(Call(S.Together, entry))
    return vanishes(work[i][column])


@builtin("RowReduce", messages=_SQUARE)
def row_reduce(ev: Evaluator, matrix: Expr) -> Expr:
    """RowReduce[m] is the row-reduced form of the matrix m.

    Source   ref/RowReduce
    Example  RowReduce[{{1, 2}, {3, 4}}]  gives  {{1, 0}, {0, 1}}
    """
    rows = rows_of(matrix)
    if rows is None:
        raise Complaint("matrix", matrix)
    return matrix_of(reduce_rows(ev, rows)[0])


@builtin("MatrixRank", messages=_SQUARE)
def matrix_rank(ev: Evaluator, matrix: Expr) -> int:
    """MatrixRank[m] is the number of independent rows of m.

    Source   ref/MatrixRank
    Example  MatrixRank[{{1, 2}, {2, 4}}]  gives  1
    """
    rows = rows_of(matrix)
    if rows is None:
        raise Complaint("matrix", matrix)
    array = machine_array(ev, matrix)
    return int(np.linalg.matrix_rank(array)) if array is not None else len(reduce_rows(ev, rows)[1])


@builtin("NullSpace", messages=_SQUARE)
def null_space(ev: Evaluator, matrix: Expr) -> Expr:
    """NullSpace[m] is a basis of the vectors x with m.x == 0.

    Source   ref/NullSpace
    Example  NullSpace[{{1, 2}, {2, 4}}]  gives  {{-2, 1}}
    """
    rows = rows_of(matrix)
    if rows is None:
        raise Complaint("matrix", matrix)
    array = machine_array(ev, matrix)
    if array is not None:
        _, sizes, right = np.linalg.svd(array)
        rank = int((sizes > max(array.shape) * np.finfo(float).eps * (sizes[0] if sizes.size else 0)).sum())
        return array_result(right[rank:].conj()[::-1]) if rank < array.shape[1] else Call(S.List)
    reduced, pivots = reduce_rows(ev, rows)
    width = len(rows[0])
    free = [column for column in range(width) if column not in pivots]
    basis = [_null_vector(ev, reduced, pivots, column, width) for column in reversed(free)]
    return matrix_of(basis) if basis else Call(S.List)


def _null_vector(ev: Evaluator, reduced: Matrix, pivots: list[int], free: int, width: int) -> Row:
    vector = _unit(free, width)
    for row, pivot in zip(reduced, pivots):
        vector[pivot] = times(ev, MINUS_ONE, row[free])
    scale: Any = ONE
    for item in vector:
        if type(item) is Rational:
            scale = integer(math.lcm(scale.value, item.value.denominator))
    return [times(ev, scale, item) for item in vector]


@builtin("LinearSolve", messages=_SQUARE)
def linear_solve(ev: Evaluator, matrix: Expr, target: Expr | None = None) -> Expr | None:
    """LinearSolve[m, b] is a solution x of m.x == b.

    Source   ref/LinearSolve
    Example  LinearSolve[{{1, 2}, {3, 4}}, {5, 6}]  gives  {-4, 9/2}
    """
    rows = rows_of(matrix)
    if rows is None:
        raise Complaint("matrix", matrix)
    if target is None:
        return None
    if not is_list(target) or length(target) != len(rows):
        raise Complaint("lslc")
    quick = _machine_solve(ev, matrix, target)
    if quick is not None:
        return quick
    many = is_list(target.args[0])
    sides: Matrix = [list(item.args) if many else [item] for item in target.args]
    width = len(rows[0])
    reduced, pivots = reduce_rows(ev, [row + side for row, side in zip(rows, sides)], width)
    if any(not vanishes(item) for row in reduced[len(pivots):] for item in row[width:]):
        raise Complaint("nosol")
    solution: Matrix = [[ZERO] * len(sides[0]) for _ in range(width)]
    for row, pivot in zip(reduced, pivots):
        solution[pivot] = row[width:]
    return matrix_of(solution) if many else Call(S.List, *(row[0] for row in solution))


def _machine_solve(ev: Evaluator, matrix: Expr, target: Expr) -> Expr | None:
    left, right = machine_array(ev, matrix), machine_array(ev, target)
    if left is None and right is None:
        return None
    left = np.array(_plain(ev, matrix)) if left is None else left
    right = np.array(_plain(ev, target)) if right is None else right
    if object in (left.dtype, right.dtype):
        return None
    try:
        if left.shape[0] == left.shape[1]:
            return array_result(np.linalg.solve(left, right))
    except np.linalg.LinAlgError:
        pass
    found, *_ = np.linalg.lstsq(left, right, rcond=None)
    if not np.allclose(left @ found, right):
        raise Complaint("nosol")
    return array_result(found)


def _plain(ev: Evaluator, expr: Expr) -> Any:
    if is_list(expr):
        return [_plain(ev, item) for item in expr.args]
    value = numeric_value(ev, expr)
    return expr if value is None else to_complex(value) if type(value) is Complex else to_float(value)


@builtin("MatrixPower", messages=_SQUARE)
def matrix_power(ev: Evaluator, matrix: Expr, exponent: Expr, vector: Expr | None = None) -> Expr | None:
    """MatrixPower[m, n] is the n-th power of the square matrix m; MatrixPower[m, n, v] that power times v.

    Source   ref/MatrixPower
    Example  MatrixPower[{{1, 1}, {1, 0}}, 10]  gives  {{89, 55}, {55, 34}}
    """
    rows = square(matrix)
    if not isinstance(exponent, Integer):
        return None
    base = matrix if exponent.value >= 0 else ev(Call(S.Inverse, matrix))
    n = abs(exponent.value)
    result = matrix_of([_unit(i, len(rows)) for i in range(len(rows))])
    while n:
        if n & 1:
            result = ev(Call(S.Dot, result, base))
        n >>= 1
        if n:
            base = ev(Call(S.Dot, base, base))
    return result if vector is None else Call(S.Dot, result, vector)


@builtin("Cross")
def cross(ev: Evaluator, *vectors: Expr) -> Expr | None:
    """Cross[a, b] is the cross product of two vectors of length 3; Cross[{x, y}] the vector {-y, x}.

    Source   ref/Cross
    Example  {Cross[{1, 2, 3}, {4, 5, 6}], Cross[{x, y}]}  gives  {{-3, 6, -3}, {-y, x}}
    """
    size = len(vectors) + 1
    if not vectors or not all(is_list(v) and length(v) == size for v in vectors):
        return None
    rows = [list(v.args) for v in vectors]
    signs = [MINUS_ONE if (size - 1 + j) % 2 else ONE for j in range(size)]
    if size == 2:
        return Call(S.List, times(ev, MINUS_ONE, rows[0][1]), rows[0][0])
    minors = [determinant(ev, [row[:j] + row[j + 1:] for row in rows]) for j in range(size)]
    flip = MINUS_ONE if size % 2 == 0 else ONE
    return Call(S.List, *(Call(TIMES, flip, sign, minor) for sign, minor in zip(signs, minors)))


@builtin("Minors", messages=_SQUARE)
def minors(ev: Evaluator, matrix: Expr, size: Expr | None = None) -> Expr | None:
    """Minors[m] is the matrix of the determinants of m without one row and column; Minors[m, k] of all k by k
    submatrices.

    Source   ref/Minors
    Example  Minors[{{1, 2}, {3, 4}}]  gives  {{1, 2}, {3, 4}}
    """
    rows = rows_of(matrix)
    if rows is None:
        raise Complaint("matrix", matrix)
    k = size.value if isinstance(size, Integer) else min(len(rows), len(rows[0])) - 1
    if not 1 <= k <= min(len(rows), len(rows[0])):
        return None
    columns = list(combinations(range(len(rows[0])), k))
    return matrix_of([
        [determinant(ev, [[rows[i][j] for j in across] for i in down]) for across in columns]
        for down in combinations(range(len(rows)), k)])


@builtin("Norm", messages={"nvm": "The first argument of Norm should be a number, a vector or a matrix."})
def norm(ev: Evaluator, expr: Expr, kind: Expr | None = None) -> Expr | None:
    """Norm[v] is the length of a vector, the absolute value of a number, the largest singular value of a
    matrix; Norm[v, p] the p-norm, p up to Infinity.

    Source   ref/Norm
    Example  {Norm[{3, 4}], Norm[{1, 2, 3}, 1], Norm[{1, 5, 2}, Infinity]}  gives  {5, 6, 5}
    """
    if not is_list(expr):
        return Call(S.Abs, expr) if numeric_value(ev, expr) is not None else None
    if not length(expr):
        raise Complaint("nvm")
    if isinstance(expr, Packed) and expr.array.ndim == 2 or is_list(expr.args[0]):
        return _matrix_norm(ev, expr, kind)
    sizes = ev(Call(S.Abs, expr))
    if kind is None or kind == Integer(2):
        if isinstance(expr, Packed) and expr.array.dtype.kind == "f":
            return Real(float(np.linalg.norm(expr.array)))
        return Call(S.Sqrt, Call(S.Total, Call(POWER, sizes, Integer(2))))
    if is_infinity(kind):
        return Call(S.Max, sizes)
    return Call(POWER, Call(S.Total, Call(POWER, sizes, kind)), Call(POWER, kind, MINUS_ONE))


def _matrix_norm(ev: Evaluator, matrix: Expr, kind: Expr | None) -> Expr | None:
    flat = Call(S.Abs, Call(S.Flatten, matrix))
    if kind is not None and getattr(kind, "value", None) == "Frobenius":
        return Call(S.Sqrt, Call(S.Total, Call(POWER, flat, Integer(2))))
    if kind is not None and is_infinity(kind):
        return Call(S.Max, Call(S.Total, Call(S.Abs, matrix), Call(S.List, Integer(2))))
    if kind == ONE:
        return Call(S.Max, Call(S.Total, Call(S.Abs, matrix)))
    array = machine_array(ev, matrix)
    if array is not None and array.ndim == 2:
        return Real(float(np.linalg.norm(array, 2)))
    square_ = ev(Call(S.Dot, Call(S.ConjugateTranspose, matrix), matrix))
    return Call(S.Sqrt, Call(S.Max, Call(S.Eigenvalues, square_)))


@builtin("Normalize")
def normalize(ev: Evaluator, vector: Expr, function: Expr = S.Norm) -> Expr | None:
    """Normalize[v] is v divided by its norm; Normalize[v, f] divides by f[v].

    Source   ref/Normalize
    Example  Normalize[{3, 4}]  gives  {3/5, 4/5}
    """
    size = ev(Call(function, vector))
    return vector if vanishes(size) else Call(S.Divide, vector, size)
