"""`Query` and `Dataset`: operators applied level by level to nested lists and associations.

An operator that chooses or rearranges elements (a part, `Select[...]`, `SortBy[...]`, ...) acts before those that
follow it go on to the elements; any other function acts on what they gave.
"""

from __future__ import annotations

from wlnet.builtins.parts import take_part
from wlnet.builtins.structure import elements
from wlnet.expr import Association, Call, Expr, Integer, S, String, is_call, is_list, list_of
from wlnet.kernel.builtin import applied, builtin
from wlnet.kernel.evaluator import Evaluator

Operators = tuple[Expr, ...]

_BY = {S[name] for name in (
    "SortBy", "ReverseSortBy", "TakeLargestBy", "TakeSmallestBy", "MaximalBy", "MinimalBy", "DeleteDuplicatesBy",
    "GroupBy")}
_CHOOSING = _BY | {S[name] for name in (
    "Select", "KeyTake", "KeyDrop", "KeySelect", "Cases", "DeleteCases", "TakeLargest", "TakeSmallest",
    "Take", "Drop", "KeySort", "KeyMap", "DeleteMissing")}
_CHOOSING_PLAIN = {S[name] for name in (
    "Reverse", "Sort", "ReverseSort", "DeleteDuplicates", "DeleteMissing", "Rest", "Most", "KeySort", "Transpose")}


@builtin("Query")
def query(*operators: Expr) -> None:
    """Query[op1, op2, ...][data] applies op1 at the first level of data, op2 at the second, ...: parts, keys, All,
    spans, Select[...] and the like choose; other functions act on what the operators after them gave.

    Source   ref/Query
    Example  Query[All, "a"][{<|"a" -> 1|>, <|"a" -> 2|>}]  gives  {1, 2}
    Example  Query[Total, "a"][{<|"a" -> 1|>, <|"a" -> 2|>}]  gives  3
    """


@applied("Query")
def apply_query(ev: Evaluator, call: Call) -> Expr | None:
    """`Query[...][data]`."""
    return run(ev, call.head.args, call.args[0]) if len(call.args) == 1 else None


def run(ev: Evaluator, operators: Operators, data: Expr) -> Expr:
    """The result of operators on data."""
    if not operators:
        return data
    first, rest = operators[0], operators[1:]
    if first is S.All:
        return _inside(ev, rest, data)
    if _is_single(first):
        return run(ev, rest, _part(ev, data, first))
    if is_call(first, S.Span) or (is_list(first) and all(map(_is_single, first.args))):
        return _inside(ev, rest, _part(ev, data, first))
    if isinstance(first, Association):
        return first.with_values([run(ev, (operator, *rest), data) for operator in first.items.values()])
    if is_list(first):
        return list_of(run(ev, (operator, *rest), data) for operator in first.args)
    if (isinstance(first, Call) and first.head in _CHOOSING) or first in _CHOOSING_PLAIN:
        return _inside(ev, rest, ev(Call(_with_keys(first), data)))
    return ev(Call(first, _inside(ev, rest, data)))


def _with_keys(operator: Expr) -> Expr:
    """`GroupBy["key"]` and its kind, with the function that a key stands for."""
    if not isinstance(operator, Call) or operator.head not in _BY:
        return operator
    return Call(operator.head, *(_function(arg) for arg in operator.args))


def _function(expr: Expr) -> Expr:
    if is_list(expr):
        return list_of(map(_function, expr.args))
    if is_call(expr, S.Rule, 2):
        return Call(S.Rule, *map(_function, expr.args))
    return Call(S.Key, expr) if isinstance(expr, String) else expr


def _is_single(operator: Expr) -> bool:
    return isinstance(operator, (Integer, String)) or is_call(operator, S.Key, 1)


def _part(ev: Evaluator, data: Expr, spec: Expr) -> Expr:
    return take_part(ev, data, (spec,), Call(S.Part, data, spec))


def _inside(ev: Evaluator, operators: Operators, data: Expr) -> Expr:
    """Operators on each element."""
    if not operators or not (is_list(data) or isinstance(data, Association)):
        return data
    found = [run(ev, operators, item) for item in elements(data)]
    return data.with_values(found) if isinstance(data, Association) else list_of(found)


@builtin("Dataset")
def dataset(data: Expr) -> None:
    """Dataset[data] is a nested list or association to which queries can be applied: Dataset[data][op1, op2, ...].

    Source   ref/Dataset
    Example  Normal[Dataset[{<|"a" -> 1|>, <|"a" -> 2|>}][All, "a"]]  gives  {1, 2}
    """


@applied("Dataset")
def apply_dataset(ev: Evaluator, call: Call) -> Expr | None:
    """A query applied to a data set: a data set again where the result is a list or an association."""
    if len(call.head.args) != 1 or not call.args:
        return None
    found = ev(run(ev, call.args, call.head.args[0]))
    return Call(S.Dataset, found) if is_list(found) or isinstance(found, Association) else found
