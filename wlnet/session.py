"""`Session`: one user's definitions, messages, random stream and history.

    >>> Session().evaluate("1 + 1").text
    '2'
"""

from __future__ import annotations

import gc
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from wlnet import builtins
from wlnet.builtins.compiled.runs import fast_definitions
from wlnet.expr import NULL, Call, Expr, Integer, S, String, to_expr
from wlnet.kernel.contexts import Contexts
from wlnet.kernel.control import Abort, BreakLoop, ContinueLoop, GotoLabel, ReturnTo, Thrown
from wlnet.kernel.definitions import Definitions
from wlnet.kernel.evaluator import Evaluator, Terminated
from wlnet.kernel.formats import text_of
from wlnet.kernel.reports import Reports, Sink
from wlnet.kernel.rules import Rule
from wlnet.kernel.stack import run_deep
from wlnet.syntax import SyntaxProblem, statements

if TYPE_CHECKING:
    from numpy.random import Generator


@dataclass
class Outcome:
    """What evaluating an input gave.

    `expression` is the result (the last one's, for several inputs); `text` its OutputForm, empty for Null (made when it
    is first asked for: writing out a million numbers takes longer than making them);
    `messages` and `prints` the texts issued, `log` both in order as (kind, text); `line` the number of the input.
    """

    expression: Expr = NULL
    messages: list[str] = field(default_factory=list)
    prints: list[str] = field(default_factory=list)
    log: list[tuple[str, str]] = field(default_factory=list)
    line: int = 0
    problem: SyntaxProblem | None = None
    write: Callable[[], str] = str

    @cached_property
    def text(self) -> str:
        """The OutputForm of the result."""
        return self.write()

    def add(self, kind: str, text: str) -> None:
        """Record a printed line or a message."""
        self.log.append((kind, text))
        (self.messages if kind == "message" else self.prints).append(text)


# Expressions are many small objects that seldom form cycles: Python's own setting, a collection for every 700 new
# objects, costs half the time of what builds large lists.
_COLLECT_AFTER = (100_000, 50, 100)


def spare_collections() -> None:
    """Have Python collect garbage less often, unless the program around has settings of its own."""
    if gc.get_threshold() == (700, 10, 10):
        gc.set_threshold(*_COLLECT_AFTER)


class Session:
    """A session of the language. Two sessions share nothing that either can change.

    `sink` receives each printed line and message at once, as (kind, text) with kind "print" or "message".
    """

    def __init__(self, sink: Sink | None = None, seed: int | None = None) -> None:
        spare_collections()
        table = builtins.system()
        self._sink = sink
        self._seed = seed
        self._outcome = Outcome()
        self.contexts = Contexts(builtins.names())
        self.reports = Reports(text_of, self._report)
        self.evaluator = Evaluator(Definitions(table), self.contexts, self.reports)
        self.evaluator.random = lambda: self.rng
        self.evaluator.compiler = fast_definitions
        self.evaluator.state["session"] = self
        self.line = 1
        self.time_limit: float | None = None
        self.evaluator.set_value(S["$Line"], to_expr(1))

    @cached_property
    def rng(self) -> Generator:
        """The session's random stream."""
        import numpy as np
        return np.random.default_rng(self._seed)

    def seed(self, seed: int | None) -> None:
        """Start the random stream anew."""
        self._seed = seed
        self.__dict__.pop("rng", None)

    def format(self, expr: Expr, form: str = "OutputForm") -> str:
        """The text of an expression."""
        return run_deep(lambda: self.evaluator.format(expr, form))

    def set_command_line(self, words: list[str], script: str | None, args: list[str]) -> None:
        """Set `$CommandLine` and `$ScriptCommandLine`."""
        ev = self.evaluator
        ev.set_value(S["$CommandLine"], to_expr(list(words)))
        ev.set_value(S["$ScriptCommandLine"], to_expr([script, *args] if script is not None else []))

    @contextmanager
    def reading(self, path: Path) -> Iterator[None]:
        """Give `$InputFileName` its value while a file is read; files read from within it have their own."""
        files: list[Path] = self.evaluator.state.setdefault("reading", [])
        files.append(path.resolve())
        try:
            yield
        finally:
            files.pop()

    def _report(self, kind: str, text: str) -> None:
        self._outcome.add(kind, text)
        if self._sink is not None:
            self._sink(kind, text)

    def evaluate(self, text: str) -> Outcome:
        """Evaluate all inputs in a text; the outcome of the last, with the messages and prints of all.

        Errors  Quit passes through; everything else becomes a message.
        """
        total = Outcome(line=self.line)
        for outcome in self.outcomes(text):
            total.expression, total.write, total.problem = outcome.expression, outcome.write, outcome.problem
            total.line = outcome.line
            for kind, line in outcome.log:
                total.add(kind, line)
        return total

    def outcomes(self, text: str) -> Iterator[Outcome]:
        """Evaluate the inputs in a text one by one. A syntax error ends it, after what stands before has been run."""
        source = statements(text, self.contexts.resolve)
        while True:
            self._outcome = Outcome(line=self.line)
            try:
                statement = next(source)
            except StopIteration:
                return
            except SyntaxProblem as problem:
                self._syntax_error(problem)
                yield self._outcome
                return
            self._input(statement)
            yield self._outcome

    def _syntax_error(self, problem: SyntaxProblem) -> None:
        self._outcome.problem = problem
        self._outcome.expression = S["$Failed"]
        self._report("message", problem.report())

    def _input(self, statement: Expr) -> None:
        ev, outcome = self.evaluator, self._outcome
        self.reports.begin()
        self._remember("In", statement, delayed=True)
        run_deep(lambda: self._answer(statement, outcome))
        self._remember("Out", unwrapped(outcome.expression))
        if self.reports.issued:
            self._remember("MessageList", to_expr(self.reports.issued))
        self._forget()
        self.line += 1
        ev.set_value(S["$Line"], to_expr(self.line))

    def _answer(self, statement: Expr, outcome: Outcome) -> None:
        outcome.expression = self._hooked(statement)
        if outcome.expression is not NULL:
            before = self._variable("$PrePrint")
            shown = outcome.expression if before is None else self.guarded(Call(before, outcome.expression))
            outcome.write = lambda: run_deep(lambda: self._shown(shown))

    def _shown(self, expr: Expr) -> str:
        """The OutputForm text of a result; our own mistake in printing it becomes a message."""
        try:
            return self.evaluator.format(expr)
        except Exception as error:  # noqa: BLE001  (shown as an internal error; the session goes on)
            self._internal(error)
            return "$Failed"

    def _hooked(self, statement: Expr) -> Expr:
        """Evaluate an input between `$Pre` and `$Post`."""
        before, after = map(self._variable, ("$Pre", "$Post"))
        if self.time_limit is not None:
            statement = Call(S.TimeConstrained, statement, to_expr(self.time_limit))
        result = self.guarded(Call(before, statement) if before is not None else statement)
        return self.guarded(Call(after, result)) if after is not None else result

    def _variable(self, name: str) -> Expr | None:
        """The value that the user has given a variable of the main loop."""
        definition = self.evaluator.table.get(S[name])
        return None if definition is None else definition.value

    def _forget(self) -> None:
        """Drop the inputs and results that `$HistoryLength` no longer wants."""
        kept = self._variable("$HistoryLength")
        if isinstance(kept, Integer) and kept.value < self.line:
            for name in ("In", "Out", "MessageList"):
                self.evaluator.define(S[name]).rules("down").remove(Call(S[name], to_expr(self.line - kept.value)))

    def _remember(self, name: str, value: Expr, delayed: bool = False) -> None:
        left = Call(S[name], to_expr(self.line))
        self.evaluator.define(S[name]).rules("down").add(Rule(left, value, delayed))

    def guarded(self, expr: Expr) -> Expr:
        """The value of an expression; aborts, uncaught throws, limits, our own mistakes become results and messages."""
        ev = self.evaluator
        try:
            return ev.evaluate(expr)
        except Abort:
            return S["$Aborted"]
        except Terminated as limit:
            return Call(S.TerminatedEvaluation, String(limit.reason))
        except Thrown as thrown:
            return self._uncaught(thrown)
        except (BreakLoop, ContinueLoop) as loop:
            name = S.Break if isinstance(loop, BreakLoop) else S.Continue
            ev.message(name, "nofdw", Call(name))
            return Call(S.Hold, Call(name))
        except ReturnTo as jump:
            return Call(S.Return, jump.value, jump.place)
        except GotoLabel as jump:
            ev.message(S.Goto, "nolabel", jump.tag)
            return NULL
        except MemoryError:
            ev.message(S.General, "nomem")
            return S["$Aborted"]
        except RecursionError:
            ev.message(S["$RecursionLimit"], "reclim2", to_expr(int(ev.recursion_limit)), Call(S.HoldForm, expr))
            return Call(S.TerminatedEvaluation, String("RecursionLimit"))
        except Exception as error:  # noqa: BLE001  (shown as an internal error; the session goes on)
            return self._internal(error)
        finally:
            ev.depth = 0

    def _uncaught(self, thrown: Thrown) -> Expr:
        tag = () if thrown.tag is None else (thrown.tag,)
        call = Call(S.Throw, thrown.value, *tag)
        self.evaluator.message(S.Throw, "nocatch", call)
        return Call(S.Hold, call)

    def _internal(self, error: Exception) -> Expr:
        """Our own mistake: a message for the user, the traceback for whoever asked for it."""
        if on_internal_error is not None:
            on_internal_error(error)
        self.evaluator.message(S.General, "internal", f"{type(error).__name__}: {error}")
        return S["$Failed"]


WRAPPERS = frozenset(S[name] for name in (
    "FullForm", "InputForm", "MatrixForm", "OutputForm", "Short", "Shallow", "StandardForm", "TableForm", "TeXForm",
    "TraditionalForm", "TreeForm"))


def unwrapped(expr: Expr) -> Expr:
    """A result as the history keeps it: without the wrapper that only says how to print it."""
    return expr.args[0] if isinstance(expr, Call) and expr.head in WRAPPERS and expr.args else expr


def show_traceback(error: Exception) -> None:
    """Print the traceback of an internal error."""
    traceback.print_exception(error, file=sys.stderr)


on_internal_error: Callable[[Exception], None] | None = None
