"""Control flow: sequences, conditions, loops, throws, aborts."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from wlnet.builtins.compiled.runs import run_block
from wlnet.builtins.iterators import bound_iterator, read_iterator
from wlnet.builtins.matching import matches
from wlnet.expr import FALSE, NULL, TRUE, Call, Expr, S, Symbol, is_call
from wlnet.kernel.arguments import RealNumber
from wlnet.kernel.attributes import HOLD_ALL, HOLD_FIRST, HOLD_REST
from wlnet.kernel.builtin import arity_complaint, builtin
from wlnet.kernel.control import Abort, BreakLoop, ContinueLoop, GotoLabel, Quit, ReturnTo, Thrown
from wlnet.kernel.evaluator import Evaluator, returned
from wlnet.kernel.messages import Complaint
from wlnet.kernel.stack import interrupt

WORTH_COMPILING = 60  # steps of a loop after which writing it as Python pays


@builtin("CompoundExpression", HOLD_ALL, direct=True)
def compound_expression(ev: Evaluator, call: Call) -> Expr:
    """expr1; expr2; ... evaluates each in turn and gives the last value; Null after a final semicolon.

    Source   ref/CompoundExpression
    Example  x = 2; x + 1  gives  3
    """
    steps, start = call.args, 0
    while True:
        try:
            return _sequence(ev, steps[start:])
        except GotoLabel as jump:
            labels = [i for i, step in enumerate(steps) if is_call(step, S.Label, 1) and ev(step.args[0]) == jump.tag]
            if not labels:
                raise
            start = labels[0] + 1


def _sequence(ev: Evaluator, steps: tuple[Expr, ...]) -> Expr:
    value: Expr = NULL
    for step in steps:
        value = ev(step)
        if type(value) is Call and value.head is S.Return:
            return value
    return value


@builtin("If", HOLD_REST, direct=True)
def if_(ev: Evaluator, call: Call) -> Expr | None:
    """If[condition, t, f] gives t when the condition is True, f when it is False, u (or itself) when it is
    neither.

    Source   ref/If
    Example  If[1 < 2, yes, no]  gives  yes
    """
    args, count = call.args, len(call.args)
    if not 2 <= count <= 4:
        raise arity_complaint(S.If, count, 2, 4)
    if args[0] is TRUE:
        return args[1]
    if args[0] is FALSE:
        return args[2] if count > 2 else NULL
    return args[3] if count == 4 else None


_PAIRS = {
    "argct": "`1` called with `2` arguments.",
    "argctu": "`1` called with 1 argument.",
}


@builtin("Which", HOLD_ALL, messages=_PAIRS)
def which(ev: Evaluator, *cases: Expr, call: Call) -> Expr | None:
    """Which[test1, value1, test2, value2, ...] gives the value of the first test that is True.

    Source   ref/Which
    Example  Which[1 > 2, a, True, b]  gives  b
    """
    if len(cases) % 2:
        raise Complaint("argctu" if len(cases) == 1 else "argct", S.Which, len(cases))
    for index in range(0, len(cases), 2):
        test = ev(cases[index])
        if test is TRUE:
            return cases[index + 1]
        if test is not FALSE:
            return None if index == 0 and test == cases[0] else Call(S.Which, test, *cases[index + 1:])
    return NULL


@builtin("Switch", HOLD_REST, messages={
    "argct": "`1` called with `2` arguments. `1` must be called with an odd number of arguments."})
def switch(ev: Evaluator, expr: Expr, *cases: Expr, call: Call) -> Expr | None:
    """Switch[expr, form1, value1, form2, value2, ...] gives the value after the first form that expr matches.

    Source   ref/Switch
    Example  Switch[3, _String, a, _Integer, b]  gives  b
    """
    if len(cases) % 2:
        raise Complaint("argct", S.Switch, len(cases) + 1)
    for index in range(0, len(cases), 2):
        if matches(ev, expr, ev(cases[index])):
            return cases[index + 1]
    return None


@builtin("While", HOLD_ALL)
def while_(ev: Evaluator, test: Expr, body: Expr = NULL, *, call: Call) -> Expr:
    """While[test, body] evaluates body as long as test gives True.

    Source   ref/While
    Example  n = 1; While[n < 10, n = 2 n]; n  gives  16
    """
    return _repeated(ev, S.While, test, body, None, call)


def _repeated(ev: Evaluator, loop: Symbol, test: Expr, body: Expr, step: Expr | None, rest: Call) -> Expr:
    """Evaluate body and step as long as the test gives True. `rest` is a `While` that does what is left to do."""
    for count in itertools.count():
        if count == WORTH_COMPILING and run_block(ev, rest):
            break
        if ev(test) is not TRUE:
            break
        try:
            value = ev(body)
            if is_call(value, S.Return):
                return value        # unlike Do, which ends only itself
        except BreakLoop:
            break
        except ContinueLoop:
            pass
        except ReturnTo as jump:
            return jump.ends(loop)
        if step is not None:
            ev(step)
    return NULL


@builtin("For", HOLD_ALL)
def for_(ev: Evaluator, start: Expr, test: Expr, step: Expr, body: Expr = NULL) -> Expr:
    """For[start, test, step, body] evaluates start, then body and step as long as test gives True.

    Source   ref/For
    Example  For[s = 0; i = 1, i <= 3, i++, s += i]; s  gives  6
    """
    ev(start)
    rest = Call(S.While, test, Call(S.CompoundExpression, body, step))
    return _repeated(ev, S.For, test, body, step, rest)


@builtin("Do", HOLD_ALL)
def do(ev: Evaluator, body: Expr, first: Expr, *more: Expr, call: Call) -> Expr:
    """Do[expr, n] evaluates expr n times; Do[expr, {i, imax}], {i, imin, imax, di}, {i, list} with i
    stepping; several iterators nest, the first outermost.

    Source   ref/Do
    Example  s = 0; Do[s += i, {i, 4}]; s  gives  10
    """
    try:
        value = _stepped(ev, body, (first, *more), call)
    except ReturnTo as jump:
        return jump.ends(S.Do)
    return NULL if value is None else returned(value)


def _stepped(ev: Evaluator, body: Expr, iterators: tuple[Expr, ...], call: Call) -> Expr | None:
    """Evaluate body for all steps; the Return that ended it, or None. `call` is the `Do` that does it."""
    iterator = read_iterator(ev, iterators[0], S.Do)
    if iterator.count >= WORTH_COMPILING and run_block(ev, call):
        return None
    rest = iterators[1:]
    inner = Call(S.Do, body, *rest)
    with bound_iterator(ev, iterator) as steps:
        for _ in steps:
            try:
                value = _stepped(ev, body, rest, inner) if rest else ev(body)
            except BreakLoop:
                break
            except ContinueLoop:
                continue
            if value is not None and is_call(value, S.Return):
                return value
    return None


@builtin("Break", messages={"nofdw": "No enclosing For, While or Do found for `1`."})
def break_() -> Expr:
    """Break[] leaves the nearest enclosing Do, For or While.

    Source   ref/Break
    Example  n = 0; Do[If[i > 3, Break[]]; n = i, {i, 10}]; n  gives  3
    """
    raise BreakLoop


@builtin("Continue", messages={"nofdw": "No enclosing For, While or Do found for `1`."})
def continue_() -> Expr:
    """Continue[] goes on with the next step of the nearest enclosing Do, For or While.

    Source   ref/Continue
    Example  s = 0; Do[If[EvenQ[i], Continue[]]; s += i, {i, 5}]; s  gives  9
    """
    raise ContinueLoop


@builtin("Return")
def return_(value: Expr = NULL, place: Expr | None = None) -> None:
    """Return[expr] ends the enclosing function or loop with the value expr; Return[expr, h] the nearest enclosing h,
    such as Module or Do.

    Source   ref/Return
    Example  f[x_] := (If[x > 1, Return[big]]; small); {f[0], f[2]}  gives  {small, big}
    Example  f[] := Module[{}, Do[If[i > 2, Return[i, Module]], {i, 5}]; none]; f[]  gives  3
    """
    if place is not None:
        raise ReturnTo(value, place)


@builtin("Goto", messages={"nolabel": "Label `1` not found."})
def goto(tag: Expr) -> Expr:
    """Goto[tag] continues after Label[tag] in an enclosing sequence of expressions.

    Source   ref/Goto
    Example  n = 0; (Label[a]; n++; If[n < 3, Goto[a]]); n  gives  3
    """
    raise GotoLabel(tag)


@builtin("Label", HOLD_FIRST)
def label(tag: Expr) -> Expr:
    """Label[tag] marks a place in a sequence of expressions for Goto.

    Source   ref/Label
    Example  n = 0; (Label[a]; n++; If[n < 3, Goto[a]]); n  gives  3
    """
    return NULL


@builtin("Throw", messages={"nocatch": "Uncaught `1` returned to top level."})
def throw(value: Expr, tag: Expr | None = None, function: Expr | None = None) -> Expr:
    """Throw[value] ends evaluation up to the nearest enclosing Catch, which gives the value; Throw[value,
    tag] is caught only by a Catch whose form the tag matches.

    Source   ref/Throw
    Example  Catch[a; Throw[b]; c]  gives  b
    """
    raise Thrown(value, tag, function)


@builtin("Catch", HOLD_FIRST)
def catch(ev: Evaluator, expr: Expr, form: Expr | None = None, function: Expr | None = None) -> Expr:
    """Catch[expr] gives the value thrown within expr, or else the value of expr; Catch[expr, form, f]
    catches throws whose tag matches form, and gives f[value, tag].

    Source   ref/Catch
    Example  Catch[Throw[1, t], t, f]  gives  f[1, t]
    """
    try:
        return ev(expr)
    except Thrown as thrown:
        if form is None:
            if thrown.tag is not None:
                raise
            return thrown.value
        if thrown.tag is None or not matches(ev, thrown.tag, form):
            raise
        return thrown.value if function is None else Call(function, thrown.value, thrown.tag)


@builtin("Abort")
def abort() -> Expr:
    """Abort[] ends the evaluation; the result is $Aborted.

    Source   ref/Abort
    Example  CheckAbort[Abort[], stopped]  gives  stopped
    """
    raise Abort


@builtin("CheckAbort", HOLD_ALL)
def check_abort(ev: Evaluator, expr: Expr, otherwise: Expr) -> Expr:
    """CheckAbort[expr, alternative] gives the value of expr, or of alternative when it was aborted.

    Source   ref/CheckAbort
    Example  CheckAbort[Abort[], stopped]  gives  stopped
    """
    depth = ev.depth
    try:
        return ev(expr)
    except Abort as aborted:
        if isinstance(aborted, TimeUp):
            raise
        ev.depth = depth
        return otherwise


@builtin("WithCleanup", HOLD_ALL)
def with_cleanup(ev: Evaluator, first: Expr, second: Expr, third: Expr | None = None) -> Expr:
    """WithCleanup[expr, cleanup] evaluates expr, then cleanup however expr ended; WithCleanup[init, expr,
    cleanup] first evaluates init.

    Source   ref/WithCleanup
    Example  WithCleanup[1 + 1, Null]  gives  2
    """
    expr, cleanup = (first, second) if third is None else (second, third)
    if third is not None:
        ev(first)
    depth = ev.depth
    try:
        return ev(expr)
    finally:
        ev.depth = depth
        ev(cleanup)


@builtin("Quit")
def quit_(code: Expr = NULL) -> Expr:
    """Quit[] ends the session, Quit[n] with exit status n.

    Source   ref/Quit
    """
    raise Quit(getattr(code, "value", 0) if not isinstance(code, Symbol) else 0)


@builtin("Exit")
def exit_(code: Expr = NULL) -> Expr:
    """Exit[] ends the session, Exit[n] with exit status n.

    Source   ref/Exit
    """
    return quit_(code)  # type: ignore[no-any-return]


LONGEST_WAIT = threading.TIMEOUT_MAX / 4


class TimeUp(Abort):
    """The time limit of a `TimeConstrained` is over."""


@builtin("TimeConstrained", HOLD_ALL, messages={"timc": "Number of seconds `1` is not a positive number or Infinity."})
def time_constrained(ev: Evaluator, expr: Expr, seconds: Expr, otherwise: Expr = S["$Aborted"]) -> Expr:
    """TimeConstrained[expr, t] gives the value of expr, or $Aborted (or the third argument) after t seconds.

    Source   ref/TimeConstrained
    Example  TimeConstrained[While[True], 0.05, late]  gives  late
    """
    limit = ev(seconds)
    value = getattr(limit, "value", None)
    if limit is S.Infinity or is_call(limit, S.DirectedInfinity):
        return ev(expr)
    if value is None or isinstance(value, str) or value <= 0:
        raise Complaint("timc", limit)
    depth, wait = ev.depth, min(float(value), LONGEST_WAIT)
    deadlines: list[float] = ev.state.setdefault("deadlines", [])
    deadlines.append(time.monotonic() + wait)
    try:
        with _alarm(wait) as due:
            return ev(expr)
    except TimeUp:
        if not due.is_set():
            raise
        ev.depth = depth
        return otherwise
    finally:
        deadlines.pop()


@contextmanager
def _alarm(seconds: float) -> Iterator[threading.Event]:
    """Raise `TimeUp` in this thread when the time is over."""
    here, due, done = threading.current_thread(), threading.Event(), threading.Lock()

    def ring() -> None:
        with done:
            if not due.is_set():
                due.set()
                interrupt(here, TimeUp)
    timer = threading.Timer(seconds, ring)
    timer.daemon = True
    timer.start()
    finished = False
    try:
        yield due
        finished = True
    finally:
        timer.cancel()
        with done:
            rung = due.is_set()
            due.set() if not rung else None
        if finished and rung:
            time.sleep(0.001)  # lets the exception that is under way arrive here rather than later


@builtin("Pause")
def pause(seconds: RealNumber) -> Expr:
    """Pause[n] waits n seconds.

    Source   ref/Pause
    Example  Pause[0.001]  gives  Null
    """
    deadline = time.monotonic() + min(seconds, LONGEST_WAIT)
    while (left := deadline - time.monotonic()) > 0:
        time.sleep(min(left, 0.05))
    return NULL
