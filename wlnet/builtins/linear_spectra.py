"""Eigenvalues, singular values and the decompositions built on them; the discrete Fourier transform.

Machine numbers go to numpy; exact and symbolic matrices through sympy.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wlnet.builtins.linear import array_result, machine_array, matrix_of, rows_of, vanishes
from wlnet.builtins.numeric import numeric_value
from wlnet.builtins.sympy_bridge import Bridge, Unanswered, asking
from wlnet.expr import Call, Expr, Integer, Packed, S, integer, is_call, is_list, list_of
from wlnet.expr.numbers import to_complex
from wlnet.expr.order import order_key
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged

NOT_SQUARE = {"matsq": "Argument `1` at position 1 is not a non-empty square matrix."}


def square_matrix(expr: Expr) -> int:
    """The size of a square matrix (message matsq)."""
    rows = rows_of(expr)
    if rows is None or len(rows) != len(rows[0]):
        raise Complaint("matsq", expr)
    return len(rows)


def _matrix(expr: Expr) -> None:
    if rows_of(expr) is None:
        raise Complaint("matrix", expr, 1)


def tidy(array: Any) -> Any:
    """A complex array with nothing in its imaginary parts as a real one."""
    if array.dtype.kind == "c" and not np.any(np.abs(array.imag) > 1e-14 * (1 + np.abs(array))):
        return array.real
    return array


def _number_list(array: Any) -> Expr:
    """Values, each real or complex as it is."""
    if array.dtype.kind != "c" or np.all(array.imag != 0):
        return array_result(array)
    return list_of(array_result(np.asarray(v if v.imag else v.real)) for v in array)


# ---- eigenvalues


@builtin("Eigenvalues", messages=NOT_SQUARE)
def eigenvalues(ev: Evaluator, matrix: Expr, count: Expr | None = None) -> Expr | None:
    """Eigenvalues[m] gives the eigenvalues of a square matrix, those of largest size first; Eigenvalues[m, k] the
    first k.

    Source   ref/Eigenvalues
    Example  Eigenvalues[{{2, 1}, {1, 2}}]  gives  {3, 1}
    """
    values, _ = _system(ev, matrix, vectors=False)
    return list_of(_some(values, count))


@builtin("Eigenvectors", messages=NOT_SQUARE)
def eigenvectors(ev: Evaluator, matrix: Expr, count: Expr | None = None) -> Expr | None:
    """Eigenvectors[m] gives the eigenvectors of a square matrix, in the order of its eigenvalues;
    Eigenvectors[m, k] the first k.

    Source   ref/Eigenvectors
    Example  Eigenvectors[{{2, 1}, {1, 2}}]  gives  {{1, 1}, {-1, 1}}
    """
    _, vectors = _system(ev, matrix)
    return list_of(_some(vectors, count))


@builtin("Eigensystem", messages=NOT_SQUARE)
def eigensystem(ev: Evaluator, matrix: Expr, count: Expr | None = None) -> Expr | None:
    """Eigensystem[m] gives {eigenvalues, eigenvectors} of a square matrix; Eigensystem[m, k] the first k.

    Source   ref/Eigensystem
    Example  Eigensystem[{{2, 1}, {1, 2}}]  gives  {{3, 1}, {{1, 1}, {-1, 1}}}
    """
    values, vectors = _system(ev, matrix)
    return list_of([list_of(_some(values, count)), list_of(_some(vectors, count))])


def _some(items: list[Expr], count: Expr | None) -> list[Expr]:
    if count is None:
        return items
    if is_call(count, S.UpTo, 1):
        count = count.args[0]
    if not isinstance(count, Integer):
        raise Unchanged
    return items[: count.value] if count.value >= 0 else items[count.value :]


def _system(ev: Evaluator, matrix: Expr, vectors: bool = True) -> tuple[list[Expr], list[Expr]]:
    square_matrix(matrix)
    array = machine_array(ev, matrix)
    if array is not None:
        return _machine_system(array)
    return _exact_system(ev, matrix, vectors)


def _machine_system(array: Any) -> tuple[list[Expr], list[Expr]]:
    symmetric = np.allclose(array, array.conj().T, rtol=1e-15, atol=0)
    values, columns = np.linalg.eigh(array) if symmetric else np.linalg.eig(array)
    order = sorted(range(len(values)), key=lambda k: (-abs(values[k]).round(12), values[k].real, -values[k].imag))
    if symmetric:
        order = sorted(range(len(values)), key=lambda k: -abs(values[k]))
    values = tidy(values[order])
    rows = tidy(columns.T[order])
    rows = np.array([_sign(row) for row in rows])
    return list(_number_list(values).args), [array_result(tidy(row)) for row in rows]


def _sign(row: Any) -> Any:
    """A unit vector of real numbers whose last entry that is not small is positive."""
    if row.dtype.kind == "c":
        return row
    large = [x for x in row if abs(x) > 1e-12]
    return -row if large and large[-1] < 0 and all(x <= 0 for x in large) else row


def _exact_system(ev: Evaluator, matrix: Expr, vectors: bool) -> tuple[list[Expr], list[Expr]]:
    bridge = Bridge()
    sp = bridge.sympy
    found: list[tuple[Any, int, list[Any]]]
    with asking():
        there = sp.Matrix([[bridge.to(x) for x in row] for row in rows_of(matrix) or []])
        if not vectors:
            found = [(value, times, []) for value, times in _roots(bridge, there)]
        else:
            found = there.eigenvects()
        listed = []
        for value, times, basis in found:
            back = ev(Call(S.Together, bridge.back(sp.radsimp(sp.simplify(value)))))
            rows = [_scaled(ev, bridge, sp, vector) for vector in reversed(basis)]
            listed.append((back, times, rows))
    listed.sort(key=lambda item: _by_size(ev, item[0]))
    values = [back for back, times, _ in listed for _ in range(times)]
    zero = list_of([integer(0)] * there.shape[0])
    rows = [row for _, times, basis in listed for row in (basis + [zero] * times)[:times]]
    return values, rows


def _roots(bridge: Bridge, there: Any) -> list[tuple[Any, int]]:
    sp = bridge.sympy
    found = there.eigenvals()
    if sum(found.values()) != there.shape[0] or any(value.has(sp.CRootOf) for value in found):
        raise Unanswered
    return list(found.items())


def _scaled(ev: Evaluator, bridge: Bridge, sp: Any, vector: Any) -> Expr:
    """An eigenvector scaled so that its last entry that is not zero is 1."""
    entries = [sp.simplify(entry) for entry in vector]
    last = next((entry for entry in reversed(entries) if entry != 0), sp.Integer(1))
    return ev(list_of(bridge.back(sp.radsimp(sp.simplify(entry / last))) for entry in entries))


def _by_size(ev: Evaluator, value: Expr) -> tuple[Any, ...]:
    """Larger numbers first, and of two equally large the negative or the one above the real line first."""
    number = numeric_value(ev, value)
    if number is None:
        return (1, order_key(value))
    z = to_complex(number)
    return (0, -round(abs(z), 12), z.real if abs(z.imag) < 1e-14 else 0.0, z.imag < 0)


@builtin("CharacteristicPolynomial", messages=NOT_SQUARE)
def characteristic_polynomial(ev: Evaluator, matrix: Expr, variable: Expr) -> Expr:
    """CharacteristicPolynomial[m, x] gives Det[m - x IdentityMatrix[n]].

    Source   ref/CharacteristicPolynomial
    Example  CharacteristicPolynomial[{{1, 2}, {3, 4}}, x]  gives  -2 - 5 x + x^2
    """
    size = square_matrix(matrix)
    shifted = Call(S.Subtract, matrix, Call(S.Times, variable, Call(S.IdentityMatrix, integer(size))))
    return Call(S.Expand, Call(S.Det, shifted))


@builtin("PositiveDefiniteMatrixQ")
def positive_definite_matrix_q(ev: Evaluator, matrix: Expr) -> bool:
    """PositiveDefiniteMatrixQ[m] gives True when all the eigenvalues of the Hermitian part of m are positive.

    Source   ref/PositiveDefiniteMatrixQ
    Example  PositiveDefiniteMatrixQ[{{2, 1}, {1, 2}}]  gives  True
    """
    array = _numbers(ev, matrix)
    if array is None or array.ndim != 2 or array.shape[0] != array.shape[1]:
        return False
    return bool(np.all(np.linalg.eigvalsh((array + array.conj().T) / 2) > 0))


def _numbers(ev: Evaluator, matrix: Expr) -> Any:
    """A list of numbers, exact ones too, as an array of floats; None when an entry is no number."""
    if isinstance(matrix, Packed):
        return matrix.array.astype(float) if matrix.array.dtype.kind == "i" else matrix.array
    if not is_list(matrix):
        return None
    return machine_array(ev, ev(Call(S.N, matrix)))


# ---- singular values, triangular factors


@builtin("SingularValueList")
def singular_value_list(ev: Evaluator, matrix: Expr) -> Expr | None:
    """SingularValueList[m] gives the singular values of a matrix that are not zero, largest first.

    Source   ref/SingularValueList
    Example  SingularValueList[{{3., 0.}, {0., 4.}}]  gives  {4., 3.}
    """
    _matrix(matrix)
    array = machine_array(ev, matrix)
    if array is None:
        square = Call(S.Dot, Call(S.ConjugateTranspose, matrix), matrix)
        found = ev(Call(S.Eigenvalues, square))
        return Call(S.Sqrt, list_of(v for v in found.args if v != integer(0))) if is_list(found) else None
    values = np.linalg.svd(array, compute_uv=False)
    return array_result(values[values > values[0] * 1e-14])


@builtin("SingularValueDecomposition")
def singular_value_decomposition(ev: Evaluator, matrix: Expr) -> list[Expr] | None:
    """SingularValueDecomposition[m] gives {u, w, v}, w diagonal and u, v orthogonal, with m = u.w.Transpose[v].

    Source   ref/SingularValueDecomposition
    Example  Round[Last[Diagonal /@ SingularValueDecomposition[{{3., 0.}, {0., 4.}}]], 1]  gives  {0, 0}
    """
    _matrix(matrix)
    array = machine_array(ev, matrix)
    if array is None:
        return None
    u, values, vt = np.linalg.svd(array)
    w = np.zeros(array.shape)
    np.fill_diagonal(w, values)
    return [array_result(u), array_result(w), array_result(vt.conj().T)]


@builtin("QRDecomposition")
def qr_decomposition(ev: Evaluator, matrix: Expr) -> list[Expr] | None:
    """QRDecomposition[m] gives {q, r} with m = ConjugateTranspose[q].r, q's rows orthonormal and r upper
    triangular.

    Source   ref/QRDecomposition
    Example  QRDecomposition[{{3, 1}, {4, 2}}]  gives  {{{3/5, 4/5}, {-4/5, 3/5}}, {{5, 11/5}, {0, 2/5}}}
    """
    _matrix(matrix)
    array = machine_array(ev, matrix)
    if array is not None:
        q, r = np.linalg.qr(array)
        signs = np.where(np.diag(r).real < 0, -1.0, 1.0)
        return [array_result((q * signs).conj().T), array_result(signs[:, None] * r)]
    columns = Call(S.Orthogonalize, Call(S.Transpose, matrix))
    q_rows = ev(columns)
    return [q_rows, ev(Call(S.Simplify, Call(S.Dot, Call(S.Conjugate, q_rows), matrix)))]


@builtin("Orthogonalize")
def orthogonalize(ev: Evaluator, vectors: Expr) -> Expr | None:
    """Orthogonalize[{v1, v2, ...}] gives an orthonormal basis of the vectors, made by the Gram-Schmidt procedure.

    Source   ref/Orthogonalize
    Example  Orthogonalize[{{3, 4}, {1, 0}}]  gives  {{3/5, 4/5}, {4/5, -3/5}}
    """
    _matrix(vectors)
    found: list[Expr] = []
    for vector in vectors.args:
        rest = vector
        for unit in found:
            rest = ev(Call(S.Subtract, rest, Call(S.Times, Call(S.Dot, Call(S.Conjugate, unit), rest), unit)))
        rest = ev(Call(S.Simplify, rest)) if machine_array(ev, rest) is None else rest
        size = ev(Call(S.Norm, rest))
        small = numeric_value(ev, size)
        vanishing = small is not None and abs(to_complex(small)) < 1e-14
        found.append(rest if vanishing else ev(Call(S.Divide, rest, size)))
    return list_of(found)


@builtin("LUDecomposition", messages={**NOT_SQUARE, "sing": "Matrix `1` is singular."})
def lu_decomposition(ev: Evaluator, matrix: Expr) -> list[Expr] | None:
    """LUDecomposition[m] gives {lu, p, c}: both triangular factors in one matrix, the permutation of the rows, and
    the condition number for machine numbers (0 otherwise).

    Source   ref/LUDecomposition
    Example  LUDecomposition[{{1, 2}, {3, 4}}]  gives  {{{1, 2}, {3, -2}}, {1, 2}, 0}
    """
    size = square_matrix(matrix)
    array = machine_array(ev, matrix)
    rows = [list(row.args) for row in matrix.args]
    order = list(range(size))
    for k in range(size):
        pivot = _pivot(ev, rows, k, array is not None)
        if pivot is None:
            ev.message(S.LUDecomposition, "sing", matrix)
            break
        rows[k], rows[pivot] = rows[pivot], rows[k]
        order[k], order[pivot] = order[pivot], order[k]
        for r in range(k + 1, size):
            factor = ev(Call(S.Divide, rows[r][k], rows[k][k]))
            tail = [ev(Call(S.Subtract, rows[r][c], Call(S.Times, factor, rows[k][c]))) for c in range(k + 1, size)]
            rows[r] = [*rows[r][:k], factor, *tail]
    condition: Expr = integer(0)
    if array is not None:
        condition = array_result(np.asarray(np.linalg.cond(array, np.inf)))
    return [matrix_of(rows), list_of(integer(k + 1) for k in order), condition]


def _pivot(ev: Evaluator, rows: list[list[Expr]], k: int, largest: bool) -> int | None:
    candidates = [r for r in range(k, len(rows)) if not vanishes(rows[r][k])]
    if not candidates:
        return None
    if largest:
        return max(candidates, key=lambda r: abs(to_complex(numeric_value(ev, rows[r][k]) or integer(0))))
    return candidates[0]


@builtin("CholeskyDecomposition", messages={
    "posdef": "The matrix `1` is not sufficiently positive definite to complete the Cholesky decomposition.",
    **NOT_SQUARE})
def cholesky_decomposition(ev: Evaluator, matrix: Expr) -> Expr | None:
    """CholeskyDecomposition[m] gives the upper triangular u with m = ConjugateTranspose[u].u.

    Source   ref/CholeskyDecomposition
    Example  CholeskyDecomposition[{{4, 2}, {2, 5}}]  gives  {{2, 1}, {0, 2}}
    """
    size = square_matrix(matrix)
    array = machine_array(ev, matrix)
    if array is not None:
        try:
            return array_result(np.linalg.cholesky(array).conj().T)
        except np.linalg.LinAlgError:
            raise Complaint("posdef", matrix) from None
    if not positive_definite_matrix_q(ev, matrix):
        raise Complaint("posdef", matrix)
    rows = [list(row.args) for row in matrix.args]
    u: list[list[Expr]] = [[integer(0)] * size for _ in range(size)]
    for i in range(size):
        for j in range(i, size):
            known = [Call(S.Times, Call(S.Conjugate, u[k][i]), u[k][j]) for k in range(i)]
            rest = Call(S.Subtract, rows[i][j], Call(S.Plus, *known))
            u[i][j] = ev(Call(S.Sqrt, rest) if i == j else Call(S.Divide, rest, u[i][i]))
    return matrix_of(u)


@builtin("PseudoInverse")
def pseudo_inverse(ev: Evaluator, matrix: Expr) -> Expr | None:
    """PseudoInverse[m] gives the Moore-Penrose inverse of a rectangular matrix.

    Source   ref/PseudoInverse
    Example  PseudoInverse[{{1, 2}, {3, 4}, {5, 6}}]  gives  {{-4/3, -1/3, 2/3}, {13/12, 1/3, -5/12}}
    """
    _matrix(matrix)
    array = machine_array(ev, matrix)
    if array is not None:
        return array_result(np.linalg.pinv(array))
    bridge = Bridge()
    with asking():
        there = bridge.sympy.Matrix([[bridge.to(x) for x in row] for row in rows_of(matrix) or []])
        return bridge.back(there.pinv())


@builtin("LeastSquares")
def least_squares(ev: Evaluator, matrix: Expr, right: Expr) -> Expr | None:
    """LeastSquares[m, b] gives the x that makes Norm[m.x - b] least.

    Source   ref/LeastSquares
    Example  LeastSquares[{{1, 1}, {1, 2}, {1, 3}}, {7, 7, 8}]  gives  {19/3, 1/2}
    """
    _matrix(matrix)
    array, goal = machine_array(ev, matrix), machine_array(ev, right)
    if array is not None or goal is not None:
        left, rhs = _numbers(ev, matrix), _numbers(ev, right)
        if left is not None and rhs is not None:
            return array_result(np.linalg.lstsq(left, rhs, rcond=None)[0])
    return Call(S.Dot, Call(S.PseudoInverse, matrix), right)


@builtin("MatrixExp", messages=NOT_SQUARE)
def matrix_exp(ev: Evaluator, matrix: Expr) -> Expr | None:
    """MatrixExp[m] gives the exponential of a square matrix.

    Source   ref/MatrixExp
    Example  MatrixExp[{{1, 0}, {0, 2}}]  gives  {{E, 0}, {0, E^2}}
    """
    square_matrix(matrix)
    array = machine_array(ev, matrix)
    if array is not None:
        return array_result(_exponential(array))
    bridge = Bridge()
    with asking():
        there = bridge.sympy.Matrix([[bridge.to(x) for x in row] for row in rows_of(matrix) or []])
        return bridge.back(there.exp().applyfunc(bridge.sympy.simplify))


def _exponential(array: Any) -> Any:
    """exp of a matrix by scaling, the Taylor series, and squaring."""
    halvings = max(0, int(np.ceil(np.log2(max(float(np.linalg.norm(array, np.inf)), 1e-300)))) + 3)
    scaled = array / 2.0**halvings
    total = term = np.eye(len(array), dtype=array.dtype)
    for k in range(1, 20):
        term = term @ scaled / k
        total = total + term
    for _ in range(halvings):
        total = total @ total
    return total


# ---- Fourier


@builtin("Fourier")
def fourier(ev: Evaluator, values: Expr, *,
            fourier_parameters: Expr = list_of([integer(0), integer(1)])) -> Expr | None:
    """Fourier[list] gives the discrete Fourier transform, scaled by 1/Sqrt[n]; FourierParameters -> {a, b} sets
    another scale (n^((1 - a)/2)) and sign.

    Source   ref/Fourier
    Example  Chop[Fourier[{1., 1., 1., 1.}]]  gives  {2., 0, 0, 0}
    """
    return _transformed(ev, values, fourier_parameters, forward=True)


@builtin("InverseFourier")
def inverse_fourier(
    ev: Evaluator, values: Expr, *, fourier_parameters: Expr = list_of([integer(0), integer(1)]),
) -> Expr | None:
    """InverseFourier[list] undoes Fourier.

    Source   ref/InverseFourier
    Example  Chop[InverseFourier[Fourier[{1., 2., 3.}]]]  gives  {1., 2., 3.}
    """
    return _transformed(ev, values, fourier_parameters, forward=False)


def _transformed(ev: Evaluator, values: Expr, parameters: Expr, forward: bool) -> Expr | None:
    array = _numbers(ev, values)
    if array is None or not is_list(parameters) or len(parameters.args) != 2:
        return None
    a, b = (to_complex(numeric_value(ev, item) or integer(0)).real for item in parameters.args)
    if b not in (1.0, -1.0):
        return None
    scale = array.size ** ((a - 1) / 2 if forward else -(1 + a) / 2)
    positive = (b > 0) == forward
    result = np.fft.ifftn(array) * array.size if positive else np.fft.fftn(array)
    return array_result(result * scale)


@builtin("DistanceMatrix")
def distance_matrix(
    ev: Evaluator, points: Expr, others: Expr | None = None, *, distance_function: Expr = S.EuclideanDistance,
) -> Expr | None:
    """DistanceMatrix[{u1, u2, ...}] gives the matrix of the distances between all pairs; DistanceMatrix[u, v] those
    from each of u to each of v.

    Source   ref/DistanceMatrix
    Example  DistanceMatrix[{{0, 0}, {3, 4}}]  gives  {{0, 5}, {5, 0}}
    """
    seconds = points if others is None else others
    if not is_list(points) or not is_list(seconds):
        return None
    distance = S.EuclideanDistance if distance_function is S.Automatic else distance_function
    return list_of(list_of(Call(distance, u, v) for v in seconds.args) for u in points.args)
