"""`NumericArray`, and packed arrays as seen from the language."""

from __future__ import annotations

import numpy as np

from wlnet.builtins.parts import Spec, take_part
from wlnet.builtins.structure import ordinary
from wlnet.expr import (
    Call, Expr, Object, Packed, S, String, integer, is_call, is_list, list_of, pack, packed, to_python,
)
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged
from wlnet.kernel.objects import length_of, normal_of, part_of
from wlnet.values.numeric_array import TYPES, NumericArray, Unfit, converted, natural_type, numbers

_METHODS = ("Check", "Round", "Clip", "ClipAndRound", "Coerce")


def numeric_array(array: np.ndarray) -> Object:
    """An array as a `NumericArray` expression."""
    return Object(S.NumericArray, NumericArray(np.ascontiguousarray(array)))


def numbers_of(expr: Expr) -> np.ndarray | None:
    """The numbers of a rectangular list or a numeric array; None when it is neither."""
    if isinstance(expr, Object):
        found = getattr(expr.value, "array", None)
        return found if isinstance(found, np.ndarray) else None
    whole = pack(expr)
    if whole is not None:
        return whole.array
    if not is_list(expr):
        return None
    try:
        array = np.array(to_python(expr))
    except ValueError:  # ragged
        return None
    if array.dtype == object and _are_fractions(array):
        array = array.astype(np.float64)
    return array if array.dtype.kind in "iufc" and array.size else None


def _are_fractions(array: np.ndarray) -> bool:
    return all(hasattr(item, "__float__") for item in array.flat)


@builtin("NumericArray", messages={
    "nconvss": "The argument `1` should be a rectangular array of numbers that the type `2` can hold.",
    "type": "`1` is not a type of numeric arrays.",
})
def numeric_array_(data: Expr, kind: Expr = S.Automatic, method: Expr = S.Automatic) -> Expr:
    """NumericArray[list, type] is an array of numbers of one type: "Real32", "Real64", "Integer8",
    "UnsignedInteger8", ...; a third argument "Round", "Clip", "ClipAndRound" or "Coerce" makes numbers fit.

    Source   ref/NumericArray
    Example  Normal[NumericArray[{1, 2, 3}, "Real32"]]  gives  {1., 2., 3.}
    Example  Dimensions[NumericArray[{{1, 2}, {3, 4}}, "Integer8"]]  gives  {2, 2}
    """
    if is_call(data, S.Skeleton) or (is_list(data) and not data.args):
        raise Unchanged
    array = numbers_of(data)
    if array is None:
        raise Complaint("nconvss", data, kind)
    name = kind.value if isinstance(kind, String) else natural_type(array) if kind is S.Automatic else None
    if name not in TYPES:
        raise Complaint("type", kind)
    how = method.value if isinstance(method, String) and method.value in _METHODS else "Check"
    try:
        return Object(S.NumericArray, converted(array, name, how))
    except Unfit:
        raise Complaint("nconvss", data, name) from None


@builtin("NumericArrayQ")
def numeric_array_q(expr: Expr, kind: Expr | None = None) -> bool:
    """NumericArrayQ[expr] gives True when expr is a numeric array; NumericArrayQ[expr, type] when one of
    this type.

    Source   ref/NumericArrayQ
    Example  NumericArrayQ[NumericArray[{1}]]  gives  True
    """
    if not isinstance(expr, Object) or not isinstance(expr.value, NumericArray):
        return False
    wanted = () if kind is None else kind.args if is_list(kind) else (kind,)
    return kind is None or String(expr.value.type) in wanted


@builtin("NumericArrayType")
def numeric_array_type(expr: Expr) -> str | None:
    """NumericArrayType[array] is the name of the type of a numeric array.

    Source   ref/NumericArrayType
    Example  NumericArrayType[NumericArray[{1.5}]]  gives  Real64
    """
    if isinstance(expr, Object) and isinstance(expr.value, NumericArray):
        return expr.value.type
    return None


@length_of.register(NumericArray)
def _(value: NumericArray) -> int:
    return len(value.array)


@normal_of.register(NumericArray)
def _(value: NumericArray) -> Expr:
    return numbers(value)


@part_of.register(NumericArray)
def _(value: NumericArray, ev: Evaluator, owner: Object, spec: Spec) -> Expr:
    """Parts of rank 1 or more are numeric arrays of the same type again."""
    if spec == (integer(0),):
        return owner.head
    found = take_part(ev, numbers(value), spec, Call(S.Part, owner, *spec))
    if isinstance(found, Packed):
        return numeric_array(found.array.astype(value.array.dtype))
    return found


# ---- packed arrays ------------------------------------------------------------------------------------------------

@builtin("Developer`ToPackedArray")
def to_packed_array(expr: Expr, kind: Expr = S.Automatic) -> Expr:
    """Developer`ToPackedArray[list] is list, held in the compact way where it is a full array of machine
    numbers; Developer`ToPackedArray[list, Real] makes the numbers real.

    Example  Developer`ToPackedArray[{1, 2, 3}]  gives  {1, 2, 3}
    """
    expr = ordinary(expr)
    array = numbers_of(expr) if kind is S.Real else None
    if array is not None:
        return packed(array.astype(np.float64))
    return pack(expr) or expr


@builtin("Developer`PackedArrayQ")
def packed_array_q(expr: Expr) -> bool:
    """Developer`PackedArrayQ[expr] gives True when expr is a list held in the compact way.

    Example  Developer`PackedArrayQ[Range[100]]  gives  True
    """
    return isinstance(expr, Packed)


@builtin("Developer`FromPackedArray")
def from_packed_array(expr: Expr) -> Expr:
    """Developer`FromPackedArray[list] is list, held as separate expressions.

    Example  Developer`FromPackedArray[Range[3]]  gives  {1, 2, 3}
    """
    if not isinstance(expr, Packed):
        return expr
    return list_of(map(from_packed_array, expr.args)) if expr.array.ndim > 1 else list_of(expr.args)
