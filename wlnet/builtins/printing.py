"""Printing while an evaluation goes on."""

from __future__ import annotations

import time

from wlnet.expr import NULL, Call, Expr, S
from wlnet.kernel.attributes import HOLD_FIRST
from wlnet.kernel.builtin import applied, builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.formats import formatted


def text_of(ev: Evaluator, *exprs: Expr) -> str:
    """The texts of expressions, one after the other."""
    return "".join(ev.format(expr) for expr in exprs)


@builtin("Print")
def print_(ev: Evaluator, *exprs: Expr) -> Expr:
    """Print[e1, e2, ...] prints the expressions one after the other on a line.

    Source   ref/Print
    Example  Print[]  gives  Null
    """
    ev.write(text_of(ev, *exprs))
    return NULL


@builtin("Format")
def format_(ev: Evaluator, expr: Expr, form: Expr | None = None) -> Expr:
    """Format[expr] prints as the formatted form of expr; Format[f[x_]] := rhs says how expressions f[...]
    print.

    Source   ref/Format
    Example  Format[f[x_]] := {x}; f[3]  gives  {3}
    """
    return formatted(ev, expr)


@builtin("PrintTemporary")
def print_temporary(ev: Evaluator, *exprs: Expr) -> Expr:
    """PrintTemporary[e1, e2, ...] prints like Print; where a front end can, the text goes away after the
    evaluation.

    Source   ref/PrintTemporary
    Example  PrintTemporary[]  gives  Null
    """
    return print_(ev, *exprs)  # type: ignore[no-any-return]


def _echo(ev: Evaluator, shown: Expr, label: Expr | None = None) -> None:
    named = label is not None and label is not NULL
    ev.write(">> " + (text_of(ev, label) + " " if named and label is not None else "") + text_of(ev, shown))


@builtin("Echo")
def echo(ev: Evaluator, expr: Expr, label: Expr | None = None, function: Expr | None = None) -> Expr:
    """Echo[expr] prints expr after >> and gives it; Echo[expr, label] prints the label too; Echo[expr,
    label, f] prints f[expr].

    Source   ref/Echo
    Example  Echo[2] + 1  gives  3
    """
    _echo(ev, expr if function is None else ev(Call(function, expr)), label)
    return expr


@builtin("EchoFunction")
def echo_function(*spec: Expr) -> None:
    """EchoFunction[f][expr] prints f[expr] and gives expr; EchoFunction[label, f][expr] prints the label too.

    Source   ref/EchoFunction
    Example  EchoFunction[Length][{a, b}]  gives  {a, b}
    """


@applied("EchoFunction")
def apply_echo_function(ev: Evaluator, call: Call) -> Expr | None:
    """`EchoFunction[...][expr]`."""
    spec = call.head.args
    if len(call.args) != 1 or len(spec) > 2:
        return None
    expr = call.args[0]
    shown = ev(Call(spec[-1], expr)) if spec else expr
    _echo(ev, shown, spec[0] if len(spec) == 2 else None)
    return expr


@builtin("EchoLabel")
def echo_label(label: Expr) -> None:
    """EchoLabel[label][expr] prints the label and expr, and gives expr.

    Source   ref/EchoLabel
    Example  EchoLabel["here"][3]  gives  3
    """


@applied("EchoLabel")
def apply_echo_label(ev: Evaluator, call: Call) -> Expr | None:
    """`EchoLabel[label][expr]`."""
    if len(call.args) != 1 or len(call.head.args) != 1:
        return None
    _echo(ev, call.args[0], call.head.args[0])
    return call.args[0]


@builtin("EchoEvaluation", HOLD_FIRST)
def echo_evaluation(ev: Evaluator, expr: Expr, label: Expr | None = None) -> Expr:
    """EchoEvaluation[expr] prints expr as written before it is evaluated, and its value after << then; the
    value is the result.

    Source   ref/EchoEvaluation
    Example  EchoEvaluation[1 + 1]  gives  2
    """
    _echo(ev, Call(S.HoldForm, expr), label)
    value = ev(expr)
    ev.write("<< " + (text_of(ev, label) + " " if label is not None else "") + text_of(ev, value))
    return value


@builtin("EchoTiming", HOLD_FIRST)
def echo_timing(ev: Evaluator, expr: Expr, label: Expr | None = None) -> Expr:
    """EchoTiming[expr] prints the seconds that evaluating expr took, and gives its value.

    Source   ref/EchoTiming
    Example  EchoTiming[1 + 1]  gives  2
    """
    start = time.perf_counter()
    value = ev(expr)
    named = text_of(ev, label) + " " if label is not None else ""
    ev.write(f">> {named}{time.perf_counter() - start:.6g}")
    return value
