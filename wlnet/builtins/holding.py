"""Heads that mean something to the evaluator, to patterns or to other functions, and hold their arguments."""

from __future__ import annotations

from wlnet.expr import Association, Call, Expr, S
from wlnet.kernel.attributes import (
    HOLD_ALL, HOLD_ALL_COMPLETE, HOLD_FIRST, HOLD_REST, LOCKED, SEQUENCE_HOLD,
)
from wlnet.kernel.builtin import builtin


def _inert(name: str, attributes: int, doc: str) -> None:
    def function(*args: Expr) -> None:
        return None
    function.__doc__ = doc
    builtin(name, attributes)(function)


_inert("Hold", HOLD_ALL, """Hold[expr] keeps expr unevaluated.

    Source   ref/Hold
    Example  Hold[1 + 1]  gives  Hold[1 + 1]
    """)
_inert("HoldForm", HOLD_ALL, """HoldForm[expr] keeps expr unevaluated and prints as expr.

    Source   ref/HoldForm
    Example  HoldForm[1 + 1]  gives  1 + 1
    """)
_inert("Defer", HOLD_ALL, """Defer[expr] keeps expr unevaluated and prints as expr.

    Source   ref/Defer
    Example  Defer[1 + 1]  gives  1 + 1
    """)
_inert("HoldComplete", HOLD_ALL_COMPLETE, """HoldComplete[expr] keeps expr as it is, sequences and up values included.

    Source   ref/HoldComplete
    Example  HoldComplete[Sequence[1, 2]]  gives  HoldComplete[Sequence[1, 2]]
    """)
_inert("HoldPattern", HOLD_ALL, """HoldPattern[expr] is expr as a pattern, kept unevaluated.

    Source   ref/HoldPattern
    Example  MatchQ[f[1], HoldPattern[f[_]]]  gives  True
    """)
_inert("Unevaluated", HOLD_ALL_COMPLETE, """Unevaluated[expr] passes expr to a function without evaluating it.

    Source   ref/Unevaluated
    Example  Length[Unevaluated[1 + 2 + 3]]  gives  3
    """)
_inert("Pattern", HOLD_FIRST, """x:pattern or Pattern[x, pattern] names what a pattern matches.

    Source   ref/Pattern
    Example  f[1] /. f[x_] -> x  gives  1
    """)
_inert("Blank", 0, """_ or Blank[] matches any expression, _h or Blank[h] any with head h.

    Source   ref/Blank
    Example  Cases[{1, x, 2.5}, _Integer]  gives  {1}
    """)
_inert("BlankSequence", 0, """__ or BlankSequence[] matches one or more expressions, __h those with head h.

    Source   ref/BlankSequence
    Example  f[1, 2] /. f[x__] :> {x}  gives  {1, 2}
    """)
_inert("BlankNullSequence", 0, """___ or BlankNullSequence[] matches any number of expressions, ___h those with head h.

    Source   ref/BlankNullSequence
    Example  f[] /. f[x___] :> {x}  gives  {}
    """)
_inert("Repeated", 0, """p.. or Repeated[p] matches one or more expressions that each match p; Repeated[p, n] at most n,
    Repeated[p, {m, n}] from m to n of them.

    Source   ref/Repeated
    Example  MatchQ[{1, 1, 1}, {1 ..}]  gives  True
    """)
_inert("RepeatedNull", 0, """p... or RepeatedNull[p] matches any number of expressions that each match p.

    Source   ref/RepeatedNull
    Example  MatchQ[{}, {1 ...}]  gives  True
    """)
_inert("Except", 0, """Except[p] matches what p does not match; Except[p, q] what matches q but not p.

    Source   ref/Except
    Example  Cases[{1, a, 2}, Except[_Integer]]  gives  {a}
    """)
_inert("PatternSequence", 0, """PatternSequence[p1, p2, ...] matches a sequence of expressions that match these
    patterns.

    Source   ref/PatternSequence
    Example  MatchQ[{a, 1, b, 2}, {PatternSequence[_Symbol, _Integer] ..}]  gives  True
    """)
_inert("OrderlessPatternSequence", 0, """OrderlessPatternSequence[p1, p2, ...] matches a sequence of expressions
    that match these patterns in any order.

    Source   ref/OrderlessPatternSequence
    Example  MatchQ[{1, a}, {OrderlessPatternSequence[_Symbol, _Integer]}]  gives  True
    """)
_inert("KeyValuePattern", 0, """KeyValuePattern[{k1 -> p1, ...}] matches an association, or a list of rules, that has
    entries which match these, and maybe others.

    Source   ref/KeyValuePattern
    Example  MatchQ[<|a -> 1, b -> 2|>, KeyValuePattern[b -> _]]  gives  True
    """)
_inert("Longest", 0, """Longest[p] matches the longest sequence that p can match.

    Source   ref/Longest
    Example  {1, 2, 3} /. {Longest[x__], y__} :> {{x}, {y}}  gives  {{1, 2}, {3}}
    """)
_inert("Shortest", 0, """Shortest[p] matches the shortest sequence that p can match, as sequences do by themselves.

    Source   ref/Shortest
    Example  {1, 2, 3} /. {Shortest[x__], y__} :> {{x}, {y}}  gives  {{1}, {2, 3}}
    """)
_inert("PatternTest", HOLD_REST, """pattern?test matches what pattern matches if test of it gives True.

    Source   ref/PatternTest
    Example  MatchQ[4, _?EvenQ]  gives  True
    """)
_inert("Condition", HOLD_REST, """pattern /; test matches what pattern matches if test then gives True.

    Source   ref/Condition
    Example  MatchQ[4, x_ /; x > 3]  gives  True
    """)
_inert("Optional", 0, """pattern : value is a pattern whose value may be left out.

    Source   ref/Optional
    Example  f[x_, y_: 2] := {x, y}; f[1]  gives  {1, 2}
    """)
_inert("Alternatives", 0, """p1 | p2 | ... is a pattern that matches what any of them matches.

    Source   ref/Alternatives
    Example  MatchQ[2, 1 | 2]  gives  True
    """)
_inert("Verbatim", 0, """Verbatim[expr] matches exactly expr, pattern parts included.

    Source   ref/Verbatim
    Example  MatchQ[_, Verbatim[_]]  gives  True
    """)
_inert("RuleDelayed", HOLD_REST | SEQUENCE_HOLD, """lhs :> rhs is a rule whose right side is evaluated when it is used.

    Source   ref/RuleDelayed
    Example  {1, 2} /. x_Integer :> f[x]  gives  {f[1], f[2]}
    """)
_inert("Rule", SEQUENCE_HOLD, """lhs -> rhs is a rule that turns lhs into rhs.

    Source   ref/Rule
    Example  x + 1 /. x -> 2  gives  3
    """)
_inert("Sequence", 0, """Sequence[a, b, ...] gives way to its elements among the arguments of a function.

    Source   ref/Sequence
    Example  f[Sequence[a, b], c]  gives  f[a, b, c]
    """)
@builtin("List", LOCKED)
def list_(*items: Expr) -> None:
    """{a, b, ...} is a list.

    Source   ref/List
    Example  {1, 1 + 1}  gives  {1, 2}
    """


@builtin("Evaluate")
def evaluate(*args: Expr) -> Expr:
    """Evaluate[expr] evaluates expr even where the function around it holds its arguments.

    Source   ref/Evaluate
    Example  Hold[Evaluate[1 + 1]]  gives  Hold[2]
    """
    return args[0] if len(args) == 1 else Call(S.Sequence, *args)


@builtin("ReleaseHold")
def release_hold(expr: Expr) -> Expr:
    """ReleaseHold[expr] takes Hold, HoldForm, HoldPattern and HoldComplete off expr, or off its outermost
    holds.

    Source   ref/ReleaseHold
    Example  ReleaseHold[{Hold[1 + 1], Hold[2 + 2]}]  gives  {2, 4}
    """
    return _released(expr)


_HOLDS = (S.Hold, S.HoldForm, S.HoldPattern, S.HoldComplete)


def _released(expr: Expr) -> Expr:
    if isinstance(expr, Association):
        return expr.with_values(map(_released, expr.items.values()))
    if not isinstance(expr, Call):
        return expr
    if expr.head in _HOLDS:
        return expr.args[0] if len(expr.args) == 1 else Call(S.Sequence, *expr.args)
    return Call(expr.head, *map(_released, expr.args))
