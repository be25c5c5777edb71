"""The shape of expressions: elements, length, dimensions, depth; and the predicates that ask about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from wlnet.expr import (
    TRUE, Association, Atom, Call, Complex, Expr, Integer, Object, Packed, Rational, S, integer, is_list,
    length,
)
from wlnet.kernel.arguments import Flag, count_or_infinity
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint
from wlnet.kernel.objects import length_of, normal_of
from wlnet.kernel.patterns import compile_pattern

# ---- elements -----------------------------------------------------------------------------------------------------

def elements(expr: Expr) -> Sequence[Expr]:
    """The elements of a call, or the values of an association."""
    return list(expr.items.values()) if isinstance(expr, Association) else expr.args


def count(expr: Expr) -> int:
    """`Length[expr]`."""
    if isinstance(expr, Association):
        return len(expr.items)
    if isinstance(expr, Object):
        return length_of(expr.value)
    return length(expr)


def alike(source: Expr, items: Iterable[Expr]) -> Call:
    """A call with the head of `source` and some of its evaluated elements, which stay known as evaluated."""
    made = Call(source.head, *items)
    if source.head is S.List and type(source) is Call:
        made.stamp = source.stamp
    return made


def chosen(expr: Expr, places: Sequence[int]) -> Expr:
    """The elements at these places (from 0), under the same head or the same keys."""
    if isinstance(expr, Packed):
        if not len(places):
            return Call(S.List)
        if isinstance(places, range):
            return Packed(expr.array[_slice(places)])
        return Packed(expr.array[np.asarray(places)])
    if isinstance(expr, Association):
        entries = list(expr.items.items())
        made = dict(entries[place] for place in places)
        return Association(made, expr.delayed & made.keys() if expr.delayed else expr.delayed)
    if isinstance(places, range):
        return alike(expr, expr.args[_slice(places)])
    args = expr.args
    return alike(expr, [args[place] for place in places])


def _slice(places: range) -> slice:
    """The slice of these places, none of which is negative."""
    stop: int | None = places.stop
    return slice(places.start, None if places.stop < 0 else stop, places.step)


def replaced(expr: Expr, items: Iterable[Expr]) -> Expr:
    """The same head, or the same keys, with other elements."""
    return expr.with_values(items) if isinstance(expr, Association) else Call(expr.head, *items)


def stamped(ev: Evaluator, items: Iterable[Expr]) -> Call:
    """A list of strings and numbers, known as evaluated."""
    made = Call(S.List, *items)
    made.stamp = ev.data
    return made


MOST_ELEMENTS = 2**31


def affordable(size: float) -> None:
    """Refuse to make what no memory holds.  Errors  MemoryError."""
    if size > MOST_ELEMENTS:
        raise MemoryError


# ---- measures -----------------------------------------------------------------------------------------------------

def dimensions(expr: Expr, most: float = float("inf")) -> tuple[int, ...]:
    """`Dimensions[expr]`: as far as the expression is a full array of calls with one head."""
    if isinstance(expr, Packed):
        return expr.array.shape[:int(min(most, expr.array.ndim))]
    if isinstance(expr, Object):
        shape = getattr(getattr(expr.value, "array", None), "shape", ())
        return tuple(shape)
    if not isinstance(expr, (Call, Association)) or most < 1:
        return ()
    items = elements(expr)
    head = S.List if isinstance(expr, Association) else expr.head
    inner: tuple[int, ...] | None = None
    for item in items:
        if not isinstance(item, Call) or item.head != head:
            return (len(items),)
        found = dimensions(item, most - 1)
        inner = found if inner is None or found == inner else _common(inner, found)
        if not inner:
            return (len(items),)
    return (len(items), *(inner or ()))


def _common(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...]:
    same = 0
    for a, b in zip(first, second):
        if a != b:
            break
        same += 1
    return first[:same]


def depth(expr: Expr, heads: bool = False) -> int:
    """`Depth[expr]`: 1 for an atom, one more than the deepest element for anything else."""
    if isinstance(expr, Packed):
        return expr.array.ndim + 1
    if not isinstance(expr, (Call, Association)):
        return 1
    inner = [depth(item, heads) for item in elements(expr)]
    if heads:
        inner.append(depth(expr.head, heads))
    return 1 + max(inner, default=1)


def leaf_count(expr: Expr) -> int:
    """`LeafCount[expr]`: the number of atoms, heads included."""
    if isinstance(expr, Packed):
        lists = 1
        total = 0
        for size in expr.array.shape:
            total += lists
            lists *= size
        return total + lists
    if isinstance(expr, Rational):
        return 3
    if isinstance(expr, Complex):
        return 1 + leaf_count(expr.re) + leaf_count(expr.im)
    if isinstance(expr, Atom):
        return 1
    return leaf_count(expr.head) + sum(map(leaf_count, expr.args))


@builtin("Length")
def length_(expr: Expr) -> int:
    """Length[expr] is the number of elements of expr; 0 for an atom.

    Source   ref/Length
    Example  Length[{a, b, c}]  gives  3
    Example  Length[<|a -> 1|>]  gives  1
    """
    return count(expr)


@builtin("Dimensions")
def dimensions_(expr: Expr, most: Expr = S.Infinity, *, call: Call, allowed_heads: Expr = S.Automatic) -> list[int]:
    """Dimensions[expr] is the list of the dimensions of a full array; Dimensions[expr, n] goes down n levels
    at most.

    Source   ref/Dimensions
    Example  Dimensions[{{a, b, c}, {d, e, f}}]  gives  {2, 3}
    """
    return list(dimensions(expr, count_or_infinity(most, 2, call)))


@builtin("ArrayDepth")
def array_depth(expr: Expr) -> int:
    """ArrayDepth[expr] is the number of dimensions of the full array expr.

    Source   ref/ArrayDepth
    Example  ArrayDepth[{{1, 2}, {3, 4}}]  gives  2
    """
    return len(dimensions(expr))


@builtin("TensorRank")
def tensor_rank(expr: Expr) -> int:
    """TensorRank[array] is the number of dimensions of a full array.

    Source   ref/TensorRank
    Example  TensorRank[{{1, 2}, {3, 4}}]  gives  2
    """
    return len(dimensions(expr))


@builtin("Depth")
def depth_(expr: Expr, *, heads: Flag = False) -> int:
    """Depth[expr] is one more than the number of levels of expr.

    Source   ref/Depth
    Example  Depth[{{{a}}}]  gives  4
    """
    return depth(expr, heads)


@builtin("LeafCount")
def leaf_count_(expr: Expr) -> int:
    """LeafCount[expr] is the number of indivisible subexpressions of expr.

    Source   ref/LeafCount
    Example  LeafCount[1 + a + b^2]  gives  6
    """
    return leaf_count(expr)


@builtin("Head")
def head(expr: Expr, wrapper: Expr | None = None) -> Expr:
    """Head[expr] is the head of expr; Head[expr, h] wraps it with h.

    Source   ref/Head
    Example  Head[f[x]]  gives  f
    Example  Head[1.5]  gives  Real
    """
    return expr.head if wrapper is None else Call(wrapper, expr.head)


# ---- predicates ---------------------------------------------------------------------------------------------------

@builtin("AtomQ")
def atom_q(expr: Expr) -> bool:
    """AtomQ[expr] gives True when expr has no subexpressions.

    Source   ref/AtomQ
    Example  AtomQ /@ {x, 1/2, f[x]}  gives  {True, True, False}
    """
    return isinstance(expr, (Atom, Association))


@builtin("ListQ")
def list_q(expr: Expr) -> bool:
    """ListQ[expr] gives True when the head of expr is List.

    Source   ref/ListQ
    Example  ListQ[{1, 2}]  gives  True
    """
    return is_list(expr)


@builtin("AssociationQ")
def association_q(expr: Expr) -> bool:
    """AssociationQ[expr] gives True when expr is an association.

    Source   ref/AssociationQ
    Example  AssociationQ[<|a -> 1|>]  gives  True
    """
    return isinstance(expr, Association)


def ordinary(expr: Expr) -> Expr:
    """Numeric arrays as lists; anything else as it is."""
    if isinstance(expr, Object) and hasattr(expr.value, "array"):
        found = normal_of(expr.value)
        return expr if found is None else found
    return expr


def with_parts(expr: Expr, call: Call) -> Expr:
    """A first argument that has parts; numeric arrays as lists.

    Errors  Complaint normal when it is an atom.
    """
    expr = ordinary(expr)
    if isinstance(expr, Atom):
        raise Complaint("normal", 1, call)
    return expr


# What holds for every number of a packed array of this kind of numbers
_HOLDS = {"i": {S.NumberQ, S.NumericQ, S.IntegerQ, S.ExactNumberQ, S.AtomQ}, "f": {
    S.NumberQ, S.NumericQ, S.InexactNumberQ, S.MachineNumberQ, S.AtomQ}, "c": {S.NumberQ, S.NumericQ, S.InexactNumberQ,
                                                                             S.MachineNumberQ, S.AtomQ}}


def all_pass(ev: Evaluator, items: Iterable[Expr], test: Expr | None) -> bool:
    """Whether `test` gives True for all; without a test, whether none is a list."""
    if test is None:
        return not any(is_list(item) for item in items)
    return all(ev(Call(test, item)) is TRUE for item in items)


def is_array(ev: Evaluator, expr: Expr, rank: int | None, test: Expr | None) -> bool:
    """Whether `expr` is a full array of lists (of this rank) whose elements pass a test."""
    if isinstance(expr, Packed):
        if rank is not None and rank != expr.array.ndim:
            return rank < expr.array.ndim and test is not None and all_pass(ev, _at_rank(expr, rank), test)
        known = test is None or test in _HOLDS[expr.array.dtype.kind]
        return known or all_pass(ev, Packed(expr.array.ravel()).args, test)
    if not is_list(expr):
        return False
    shape = dimensions(expr)
    if rank is not None and (len(shape) < rank or (test is None and len(shape) > rank)):
        return False
    return all_pass(ev, _at_rank(expr, len(shape) if rank is None else rank), test)


def _at_rank(expr: Expr, rank: int) -> list[Expr]:
    """The subexpressions at level `rank`."""
    found: list[Expr] = [expr]
    for _ in range(rank):
        found = [item for part in found for item in part.args]
    return found


@builtin("VectorQ")
def vector_q(ev: Evaluator, expr: Expr, test: Expr | None = None) -> bool:
    """VectorQ[expr] gives True when expr is a list whose elements are not lists; VectorQ[expr, test] when
    test gives True for each element.

    Source   ref/VectorQ
    Example  VectorQ[{a, b}]  gives  True
    Example  VectorQ[{1, a}, NumberQ]  gives  False
    """
    return is_array(ev, ordinary(expr), 1, test)


@builtin("MatrixQ")
def matrix_q(ev: Evaluator, expr: Expr, test: Expr | None = None) -> bool:
    """MatrixQ[expr] gives True when expr is a list of lists of one length without lists in them;
    MatrixQ[expr, test] when test gives True for each element.

    Source   ref/MatrixQ
    Example  MatrixQ[{{1, 2}, {3, 4}}]  gives  True
    Example  MatrixQ[{{1, 2}, {3}}]  gives  False
    """
    return is_array(ev, ordinary(expr), 2, test)


@builtin("ArrayQ")
def array_q(ev: Evaluator, expr: Expr, rank: Expr | None = None, test: Expr | None = None) -> bool:
    """ArrayQ[expr] gives True when expr is a full array; ArrayQ[expr, pattern] when its number of dimensions
    matches pattern; ArrayQ[expr, pattern, test] when test gives True for each element.

    Source   ref/ArrayQ
    Example  ArrayQ[{{1, 2}, {3, 4}}, 2]  gives  True
    """
    expr = ordinary(expr)
    if rank is None:
        return is_array(ev, expr, None, test)
    if isinstance(rank, Integer):
        return is_array(ev, expr, rank.value, test)
    shape = dimensions(expr)
    matches = compile_pattern(rank, ev).test(integer(len(shape)), {}, ev)
    return matches and is_array(ev, expr, None, test)


@builtin("SquareMatrixQ")
def square_matrix_q(ev: Evaluator, expr: Expr) -> bool:
    """SquareMatrixQ[m] gives True when m is a matrix with as many rows as columns.

    Source   ref/SquareMatrixQ
    Example  SquareMatrixQ[{{1, 2}, {3, 4}}]  gives  True
    """
    expr = ordinary(expr)
    shape = dimensions(expr)
    return len(shape) == 2 and shape[0] == shape[1] and is_array(ev, expr, 2, None)


@builtin("MissingQ")
def missing_q(expr: Expr) -> bool:
    """MissingQ[expr] gives True when the head of expr is Missing.

    Source   ref/MissingQ
    Example  MissingQ[Missing["NotAvailable"]]  gives  True
    """
    return expr.head is S.Missing
