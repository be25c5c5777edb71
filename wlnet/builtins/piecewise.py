"""`Piecewise`: values by cases."""

from __future__ import annotations

from wlnet.expr import FALSE, TRUE, Call, Expr, S, integer, is_list, list_of
from wlnet.kernel.attributes import HOLD_ALL
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint

_MESSAGES = {"pairs": "The first argument `1` of Piecewise is not a list of pairs."}


@builtin("Piecewise", HOLD_ALL, messages=_MESSAGES)
def piecewise(ev: Evaluator, cases: Expr, default: Expr = integer(0), *, call: Call) -> Expr | None:
    """Piecewise[{{v1, c1}, {v2, c2}, ...}] is the first vi whose condition ci holds, and 0 when none does;
    Piecewise[cases, v] is v when none does.

    Source   ref/Piecewise
    Example  Piecewise[{{a, 1 > 2}, {b, x > 0}, {c, True}, {d, x < 5}}]  gives  Piecewise[{{b, x > 0}}, c]
    """
    if not is_list(cases):
        cases = ev(cases)
    if not is_list(cases):
        return None
    kept: list[tuple[Expr, Expr]] = []
    for case in cases.args:
        pair = case if is_list(case) else ev(case)
        if not is_list(pair) or len(pair.args) != 2:
            raise Complaint("pairs", cases)
        condition = ev(pair.args[1])
        if condition is FALSE:
            continue
        value = ev(pair.args[0])
        if condition is TRUE:
            default = value
            break
        if kept and kept[-1][0] == value:
            kept[-1] = (value, ev(Call(S.Or, kept[-1][1], condition)))
        else:
            kept.append((value, condition))
    otherwise = ev(default)
    while kept and kept[-1][0] == otherwise:
        kept.pop()
    if not kept:
        return otherwise
    made = Call(S.Piecewise, list_of(list_of(pair) for pair in kept), otherwise)
    return None if made == call else made
