"""Enclose and Confirm: ending an evaluation at a failure; failure objects."""

from __future__ import annotations

from wlnet.builtins.matching import matches
from wlnet.builtins.messages import chosen_messages, message_name, scope
from wlnet.expr import NULL, TRUE, Association, Call, Expr, S, String, is_call, to_expr
from wlnet.kernel.attributes import HOLD_FIRST
from wlnet.kernel.builtin import applied, builtin
from wlnet.kernel.control import Flow
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint
from wlnet.kernel.reports import fill

_MESSAGES = {"noenc": "There is no Enclose around `1`."}
FAILED = frozenset({S["$Failed"], S["$Aborted"], S["$Canceled"], S["$TimedOut"]})


class Unconfirmed(Flow):
    """A failed `Confirm` on its way to its `Enclose`. `tag` is None when none was given."""

    def __init__(self, failure: Expr, tag: Expr | None) -> None:
        super().__init__()
        self.failure = failure
        self.tag = tag


def is_failure(expr: Expr) -> bool:
    """Whether an expression stands for something that failed: `FailureQ`."""
    return expr in FAILED or is_call(expr, S.Failure)


def _refused(expr: Expr) -> bool:
    return is_failure(expr) or is_call(expr, S.Missing)


@builtin("FailureQ")
def failure_q(expr: Expr) -> bool:
    """FailureQ[expr] tells whether expr is $Failed, $Aborted, $Canceled or a Failure object.

    Source   ref/FailureQ
    Example  FailureQ[$Failed]  gives  True
    """
    return is_failure(expr)


@builtin("Enclose", HOLD_FIRST)
def enclose(ev: Evaluator, expr: Expr, function: Expr | None = None, tag: Expr | None = None) -> Expr:
    """Enclose[expr] gives the value of expr, or a Failure object as soon as a Confirm within fails;
    Enclose[expr, f] gives f[failure] then, or a property of it when f is a string; Enclose[expr, f, tag] is
    for those with this tag.

    Source   ref/Enclose
    Example  Enclose[Confirm[$Failed]; 1, done &]  gives  done
    Example  Enclose[Confirm[2] + 1]  gives  3
    """
    depth = ev.depth
    ev.state["enclosed"] = ev.state.get("enclosed", 0) + 1
    try:
        return ev(expr)
    except Unconfirmed as failed:
        if failed.tag is not None and not (tag is not None and matches(ev, failed.tag, tag)):
            raise
        ev.depth = depth
        if function is None:
            return failed.failure
        if isinstance(function, String):
            return Call(failed.failure, function)
        return Call(function, failed.failure)
    finally:
        ev.state["enclosed"] -= 1


def _unconfirmed(
    ev: Evaluator, kind: str, text: str, expr: Expr, information: Expr, tag: Expr | None, call: Call, **more: Expr,
) -> Expr:
    """Leave for the enclosing `Enclose`, with a failure object that says what was not confirmed.

    Errors  Complaint noenc when there is none.
    """
    if not ev.state.get("enclosed"):
        raise Complaint("noenc", Call(S.HoldForm, call))
    parameters: list[Expr] = [expr] if information is NULL else [expr, information]
    details: dict[Expr, Expr] = {
        String("MessageTemplate"): String(text if information is NULL else "`2`"),
        String("MessageParameters"): to_expr(parameters),
        String("ConfirmationType"): String(kind), String("Expression"): expr,
    }
    details.update({String(name): value for name, value in more.items()})
    details[String("Information")] = information
    raise Unconfirmed(Call(S.Failure, String("ConfirmationFailed"), Association(details)), tag)


@builtin("Confirm", messages=_MESSAGES)
def confirm(ev: Evaluator, expr: Expr, information: Expr = NULL, tag: Expr | None = None, *, call: Call) -> Expr:
    """Confirm[expr] gives expr, or ends the enclosing Enclose when expr is a failure ($Failed, $Aborted,
    Failure[...], Missing[...]); Confirm[expr, info, tag] adds information, and a tag that Enclose must
    match.

    Source   ref/Confirm
    Example  Enclose[Confirm[3]]  gives  3
    Example  Enclose[Confirm[$Failed, "bad"], "Information"]  gives  bad
    """
    if _refused(expr):
        return _unconfirmed(ev, "Confirm", "`1` was not confirmed.", expr, information, tag, call)
    return expr


@builtin("ConfirmBy", messages=_MESSAGES)
def confirm_by(
    ev: Evaluator, expr: Expr, function: Expr, information: Expr = NULL, tag: Expr | None = None, *, call: Call,
) -> Expr:
    """ConfirmBy[expr, f] gives expr when f[expr] is True, and ends the enclosing Enclose otherwise.

    Source   ref/ConfirmBy
    Example  Enclose[ConfirmBy[4, OddQ], "Expression"]  gives  4
    """
    if ev(Call(function, expr)) is not TRUE:
        text = "The test did not give True for `1`."
        return _unconfirmed(ev, "ConfirmBy", text, expr, information, tag, call, Function=function)
    return expr


@builtin("ConfirmMatch", messages=_MESSAGES)
def confirm_match(
    ev: Evaluator, expr: Expr, form: Expr, information: Expr = NULL, tag: Expr | None = None, *, call: Call,
) -> Expr:
    """ConfirmMatch[expr, form] gives expr when it matches form, and ends the enclosing Enclose otherwise.

    Source   ref/ConfirmMatch
    Example  Enclose[ConfirmMatch[x, _Integer], "Expression"]  gives  x
    """
    if not matches(ev, expr, form):
        text = "`1` does not match the form expected."
        return _unconfirmed(ev, "ConfirmMatch", text, expr, information, tag, call, Pattern=form)
    return expr


@builtin("ConfirmQuiet", HOLD_FIRST, messages=_MESSAGES)
def confirm_quiet(
    ev: Evaluator, expr: Expr, names: Expr = S.All, information: Expr = NULL, tag: Expr | None = None, *, call: Call,
) -> Expr:
    """ConfirmQuiet[expr] gives the value of expr when no message was issued meanwhile, and ends the
    enclosing Enclose otherwise; ConfirmQuiet[expr, names] looks only at these messages.

    Source   ref/ConfirmQuiet
    Example  Enclose[ConfirmQuiet[Message[f::bad]; 1], failed &]  gives  failed
    """
    wanted = chosen_messages(ev, names, call)
    seen: list[Call] = []
    with scope(ev, wanted), scope(ev, seen):
        value = ev(expr)
    for name in seen:
        found = message_name(ev, name)
        if found is not None and wanted(*found):
            text = "A message was issued while `1` was evaluated."
            held = Call(S.HoldForm, expr)
            return _unconfirmed(ev, "ConfirmQuiet", text, held, information, tag, call, HeldMessageName=name)
    return value


@builtin("ConfirmAssert", HOLD_FIRST, messages=_MESSAGES)
def confirm_assert(
    ev: Evaluator, test: Expr, information: Expr = NULL, tag: Expr | None = None, *, call: Call,
) -> Expr:
    """ConfirmAssert[test] gives Null when test is True, and ends the enclosing Enclose otherwise.

    Source   ref/ConfirmAssert
    Example  Enclose[ConfirmAssert[1 > 2]; 3, failed &]  gives  failed
    """
    if ev(test) is not TRUE:
        text = "Assertion `1` failed."
        held = Call(S.HoldForm, test)
        return _unconfirmed(ev, "ConfirmAssert", text, held, information, tag, call, HeldTest=held)
    return NULL


# ---- failure objects ----------------------------------------------------------------------------------------------

@builtin("Failure")
def failure(tag: Expr, details: Expr | None = None) -> None:
    """Failure["tag", <|...|>] stands for a failure; failure["Message"], failure["Tag"] and failure[key]
    give what it says.

    Source   ref/Failure
    Example  Failure["bad", <|"MessageTemplate" -> "No `1`.", "MessageParameters" -> {x}|>]["Message"]  gives  No x.
    """


@builtin("Success")
def success(tag: Expr, details: Expr | None = None) -> None:
    """Success["tag", <|...|>] stands for something that went well; success[key] gives what it says.

    Source   ref/Success
    Example  Success["done", <|"Count" -> 3|>]["Count"]  gives  3
    """


@applied("Failure")
@applied("Success")
def apply_failure(ev: Evaluator, call: Call) -> Expr | None:
    """`Failure[tag, details][property]`."""
    owner, key = call.head, call.args[0] if len(call.args) == 1 else None
    if key is None or not owner.args:
        return None
    details = owner.args[1] if len(owner.args) > 1 else None
    items = details.items if isinstance(details, Association) else {}
    if key == String("Tag"):
        return owner.args[0]
    if key in items:
        return items[key]
    if key == String("Message"):
        return _failure_text(ev, items)
    if key == String("Properties"):
        return Call(S.List, *items, String("Message"), String("Tag"))
    return Call(S.Missing, String("KeyAbsent"), key)


def _failure_text(ev: Evaluator, items: dict[Expr, Expr]) -> Expr:
    template = items.get(String("MessageTemplate"))
    if is_call(template, S.MessageName) if template is not None else False:
        template = ev(template)  # type: ignore[arg-type]
    if not isinstance(template, String):
        return String("A failure has occurred.")
    parameters = items.get(String("MessageParameters"))
    if isinstance(parameters, Association):
        text = template.value
        for key, value in parameters.items.items():
            text = text.replace(f"`{ev.format(key)}`", ev.format(value))
        return String(text)
    details = parameters.args if isinstance(parameters, Call) else ()
    return String(fill(template.value, [ev.format(item) for item in details]))
