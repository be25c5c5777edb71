"""Sessions: outcomes, history, isolation, what becomes of errors."""

from __future__ import annotations

import pytest

from wlnet.expr import NULL, S, integer
from wlnet.kernel.control import Quit
from wlnet.session import Session


def test_outcome_has_expression_and_text(session: Session) -> None:
    outcome = session.evaluate("f[x, 2]")
    assert outcome.text == "f[x, 2]"
    assert outcome.expression.args[1] == integer(2)
    assert outcome.line == 1


def test_several_inputs_on_one_line_are_numbered_each(session: Session) -> None:
    outcomes = list(session.outcomes("a = 3\nb = 4\n{a, b}"))
    assert [outcome.text for outcome in outcomes] == ["3", "4", "{3, 4}"]
    assert [outcome.line for outcome in outcomes] == [1, 2, 3]


def test_null_has_no_text(session: Session) -> None:
    outcome = session.evaluate("x = 1;")
    assert outcome.expression is NULL
    assert outcome.text == ""


def test_state_persists_across_inputs(session: Session) -> None:
    session.evaluate("f[x_] := {x}")
    assert session.evaluate("f[2]").text == "{2}"
    assert session.evaluate("%").text == "{2}"


def test_sessions_share_nothing() -> None:
    first, second = Session(), Session()
    first.evaluate("x = 1; f[_] = 2; SetAttributes[g, Listable]")
    assert second.evaluate("{x, f[1], g[{1}]}").text == "{x, f[1], g[{1}]}"


def test_a_new_session_sees_no_change_to_the_system() -> None:
    first, second = Session(), Session()
    first.evaluate("Unprotect[Length]; Length[q] = 5")
    assert first.evaluate("Length[q]").text == "5"
    assert second.evaluate("Length[q]").text == "0"


def test_messages_and_prints_keep_their_order(session: Session) -> None:
    outcome = session.evaluate('Print["a"]; {1}[[2]]; Print["b"]')
    assert [kind for kind, _ in outcome.log] == ["print", "message", "print"]
    assert outcome.prints == ["a", "b"]
    assert outcome.messages == ["Part::partw: Part 2 of {1} does not exist."]


def test_a_syntax_error_loses_nothing(session: Session) -> None:
    session.evaluate("x = 5")
    outcome = session.evaluate("y = 6\nf[x,, ]]")
    assert outcome.expression is S["$Failed"]
    assert outcome.problem is not None
    assert (outcome.problem.line, len(outcome.messages)) == (2, 1)
    assert session.evaluate("{x, y}").text == "{5, 6}"


@pytest.mark.parametrize("source, text", [
    ("Abort[]", "$Aborted"),
    ("f[x_] := f[x + 1]; f[1]", "TerminatedEvaluation[IterationLimit]"),
    ("g[x_] := 1 + g[x]; g[1]", "TerminatedEvaluation[RecursionLimit]"),
    ("Throw[3]", "Hold[Throw[3]]"),
    ("Return[3]", "Return[3]"),
])
def test_what_unwinds_ends_in_a_value(session: Session, source: str, text: str) -> None:
    assert session.evaluate(source).text == text
    assert session.evaluate("1").text == "1"


def test_quit_passes_through(session: Session) -> None:
    with pytest.raises(Quit) as quit_:
        session.evaluate("Quit[3]")
    assert quit_.value.code == 3


def test_a_sink_hears_at_once() -> None:
    heard: list[tuple[str, str]] = []
    Session(lambda kind, text: heard.append((kind, text))).evaluate('Print["now"]')
    assert heard == [("print", "now")]


def test_the_same_seed_gives_the_same_numbers() -> None:
    first, second = Session(seed=7), Session(seed=7)
    assert first.evaluate("RandomReal[]").expression == second.evaluate("RandomReal[]").expression
