"""Messages: the exceptions by which a builtin complains, and the texts that all symbols share."""

from __future__ import annotations

from typing import Any

from wlnet.expr import Expr, Symbol, to_expr


class Unchanged(Exception):
    """Raised by an argument reader or a builtin: the call stays as it is, without a message."""


class Complaint(Exception):
    """Issue the message `symbol::tag` with these details; the call stays as it is.

    `symbol` is the builtin that raised it unless given. Details are Python values or expressions.
    """

    def __init__(self, tag: str, *details: Any, symbol: Symbol | None = None) -> None:
        super().__init__(tag, *details)
        self.tag = tag
        self.details: tuple[Expr, ...] = tuple(map(to_expr, details))
        self.symbol = symbol


class Failed(Complaint):
    """Like `Complaint`, but the result is `$Failed`."""


GENERAL: dict[str, str] = {
    "argx": "`1` called with `2` arguments; 1 argument is expected.",
    "argr": "`1` called with 1 argument; `2` arguments are expected.",
    "argrx": "`1` called with `2` arguments; `3` arguments are expected.",
    "argt": "`1` called with `2` arguments; `3` or `4` arguments are expected.",
    "argtu": "`1` called with 1 argument; `2` or `3` arguments are expected.",
    "argb": "`1` called with `2` arguments; between `3` and `4` arguments are expected.",
    "argbu": "`1` called with 1 argument; between `2` and `3` arguments are expected.",
    "argm": "`1` called with `2` arguments; `3` or more arguments are expected.",
    "argmu": "`1` called with 1 argument; `2` or more arguments are expected.",
    "nonopt": "Options expected (instead of `1`) beyond position `2` in `3`. An option must be a rule or a list of "
              "rules.",
    "optx": "Unknown option `1` in `2`.",
    "optxs": "Unknown option `1` in `2`. Did you mean `3`?",
    "optnf": "Option name `1` not found in defaults for `2`.",
    "opttf": "Value of option `1` -> `2` should be True or False.",
    "intnm": "Non-negative machine-sized integer expected at position `2` in `1`.",
    "intm": "Machine-sized integer expected at position `2` in `1`.",
    "intpm": "Positive machine-sized integer expected at position `2` in `1`.",
    "int": "Integer expected at position `2` in `1`.",
    "innf": "Non-negative integer or Infinity expected at position `2` in `1`.",
    "iopnf": "Positive integer or Infinity expected at position `2` in `1`.",
    "numn": "Numerical expression expected at position `2` in `1`.",
    "list": "List expected at position `2` in `1`.",
    "listrp": "List or association expected at position `2` in `1`.",
    "lists": "List or association of lists expected at position `2` in `1`.",
    "string": "String expected at position `1` in `2`.",
    "strs": "String or list of strings expected at position `1` in `2`.",
    "strse": "String or list of strings expected at position `1` in `2`.",
    "sym": "Argument `1` at position `2` is expected to be a symbol.",
    "normal": "Nonatomic expression expected at position `1` in `2`.",
    "rep": "`1` is not a valid replacement rule.",
    "reps": "`1` is neither a list of replacement rules nor a valid dispatch table, and so cannot be used for "
            "replacing.",
    "level": "Level specification `1` is not of the form n, {n}, or {m, n}.",
    "seqs": "Sequence specification (+n, -n, {+n}, {-n}, {m, n}, or {m, n, s}) expected at position `2` in `1`.",
    "partw": "Part `1` of `2` does not exist.",
    "partd": "Part specification `1` is longer than depth of object.",
    "pspec": "Part specification `1` is neither a machine-sized integer nor a list of machine-sized integers.",
    "heads": "Heads `1` and `2` are expected to be the same.",
    "iterb": "Iterator `1` does not have appropriate bounds.",
    "itform": "Argument `1` at position `2` does not have the correct form for an iterator.",
    "wrsym": "Symbol `1` is Protected.",
    "write": "Tag `1` in `2` is Protected.",
    "locked": "Symbol `1` is locked.",
    "stop": "Further output of `1` will be suppressed during this calculation.",
    "infy": "Infinite expression `1` encountered.",
    "indet": "Indeterminate expression `1` encountered.",
    "ovfl": "Overflow occurred in computation.",
    "unfl": "Underflow occurred in computation.",
    "noopen": "Cannot open `1`.",
    "unavail": "`1` is not available: `2`.",
    "reclim2": "Recursion depth of `1` exceeded during evaluation of `2`.",
    "itlim": "Iteration limit of `1` exceeded.",
    "limset": "Cannot set `1` to `2`; value must be Infinity or an integer at least 20.",
    "tdlen": "Objects of unequal length in `1` cannot be combined.",
    "internal": "An internal error stopped this evaluation: `1`. Please report it.",
    "nomem": "The current computation was aborted because there was insufficient memory available.",
}
