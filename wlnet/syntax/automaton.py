"""Lark's LALR table, walked with what our grammar needs and no more.

Lark builds the table from the grammar and checks it; the walk is the textbook one. Measured on 420 KB of
dense source: 1.1 MB/s with Lark's own walk, 1.6 MB/s with this one, which spares the hashing of rules and
the position keeping.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from wlnet.syntax.runs import BadRun

if TYPE_CHECKING:
    from lark import Lark

    from wlnet.syntax.tokens import Token

Reduction = tuple[int, str, Callable[[list[Any]], Any]]          # parts, rule name, what to make of the parts
Action = int | Reduction | None                           # an int: the state to shift to; None: an error


class Unexpected(Exception):
    """The grammar does not allow the token of this number (one past the last: the end) where it stands."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Automaton:
    """The states of a Lark parser with the action for each terminal and rule name."""

    def __init__(self, lark: Lark) -> None:
        conf = lark.parse_interactive().parser_state.parse_conf
        self.start: int = conf.start_state
        self.end: int = conf.end_state
        kinds = {str(name) for actions in conf.states.values() for name in actions}
        self.rows: list[dict[str, Action]] = [dict.fromkeys(kinds) for _ in range(max(conf.states) + 1)]
        for state, actions in conf.states.items():
            for name, (kind, target) in actions.items():
                action = target if kind.name == "Shift" else (
                    len(target.expansion), str(target.origin.name), conf.callbacks[target])
                self.rows[state][str(name)] = action

    def run(self, tokens: Sequence[Token]) -> Any:
        """What the start rule makes of these tokens, the last of which is the end token.

        Errors  Unexpected where the grammar allows no such token; BadRun, with the number of the token that
                closed the run.
        """
        rows, end = self.rows, self.end
        states: list[int] = [self.start]
        values: list[Any] = []
        row = rows[self.start]
        number = 0
        try:
            for number, token in enumerate(tokens):
                kind = token.type
                action = row[kind]
                while type(action) is tuple:
                    size, name, make = action
                    if size == 1:
                        parts = [values.pop()]
                        states.pop()
                    elif size:
                        parts = values[-size:]
                        del values[-size:], states[-size:]
                    else:
                        parts = []
                    state: Any = rows[states[-1]][name]
                    values.append(make(parts))
                    if state == end:
                        return values[-1]
                    states.append(state)
                    row = rows[state]
                    action = row[kind]
                if action is None:
                    raise Unexpected(number)
                states.append(action)  # type: ignore[arg-type]
                values.append(token)
                row = rows[action]  # type: ignore[index]
        except BadRun as error:
            error.number = number
            raise
        raise AssertionError("the end token closes every statement")
