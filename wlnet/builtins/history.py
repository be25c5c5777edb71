"""The history of a session: `In`, `Out`, `%`, and the variables that count."""

from __future__ import annotations

from wlnet.expr import Call, Expr, Integer, S, Symbol, integer
from wlnet.kernel.attributes import LISTABLE
from wlnet.kernel.builtin import builtin, variable
from wlnet.kernel.evaluator import Evaluator


def _line(ev: Evaluator, head: Symbol, number: Expr) -> Expr | None:
    """`Out[-k]` is `Out[$Line - k]`; None for lines that hold nothing."""
    now = ev(S["$Line"])
    if isinstance(number, Integer) and number.value < 0 and isinstance(now, Integer):
        return Call(head, integer(now.value + number.value))
    return None


@builtin("Out", LISTABLE)
def out(ev: Evaluator, number: Expr = integer(-1)) -> Expr | None:
    """% or Out[] is the last result, %% or Out[-2] the one before; %n or Out[n] the result of input n.

    Source   ref/Out
    Example  Out[-1]  gives  Out[0]
    """
    return _line(ev, S.Out, number)


@builtin("In", LISTABLE)
def in_(ev: Evaluator, number: Expr = integer(-1)) -> Expr | None:
    """In[n] is the n-th input, which is evaluated again; In[] the last one, In[-k] the k-th last.

    Source   ref/In
    Example  In[-1]  gives  In[0]
    """
    return _line(ev, S.In, number)


@builtin("InString", LISTABLE)
def in_string(ev: Evaluator, number: Expr = integer(-1)) -> Expr | None:
    """InString[n] is the text of the n-th input; InString[] that of the last one, InString[-k] of the k-th
    last.

    Source   ref/InString
    Example  InString[-1]  gives  InString[0]
    """
    return _line(ev, S.InString, number)


@variable("$Line")
def line(ev: Evaluator) -> int:
    """$Line is the number of the current input."""
    return int(ev.state["session"].line)


@variable("$ModuleNumber")
def module_number(ev: Evaluator) -> int:
    """$ModuleNumber is the number that the next local variable of a Module gets in its name."""
    return ev.module_number


@variable("$HistoryLength")
def history_length(ev: Evaluator) -> Expr:
    """$HistoryLength says how many inputs and results are kept; Infinity keeps all."""
    return S.Infinity
