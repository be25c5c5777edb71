"""Which of two patterns is the more general: definitions stand in an order where special cases come first."""

from __future__ import annotations

from wlnet.expr import Call, Expr, S, Symbol, is_call
from wlnet.kernel.patterns import PATTERN_HEADS

Parts = dict[Symbol, Expr]


def covers(general: Expr, special: Expr, names: Parts | None = None) -> bool:
    """Whether the pattern `general` plainly matches everything that `special` matches.

    Definitions are tried in an order where a special case stands before the pattern that covers it. `names` holds the
    parts of `special` that the names in `general` have met so far.
    """
    names = {} if names is None else names
    if is_call(general, S.HoldPattern, 1):
        return covers(general.args[0], special, names)
    if is_call(special, S.HoldPattern, 1):
        return covers(general, special.args[0], names)
    if is_call(general, S.Pattern, 2) and isinstance(general.args[0], Symbol):
        return names.setdefault(general.args[0], special) == special and covers(general.args[1], special, names)
    if is_call(special, S.Pattern, 2):
        return covers(general, special.args[1], names)
    if general == special:
        return True
    if is_call(special, S.Condition, 2) or is_call(special, S.PatternTest, 2):
        return covers(general, special.args[0], names)
    if is_call(general, S.Optional):
        return covers(general.args[0], special.args[0] if is_call(special, S.Optional) else special, names)
    if is_call(general, S.Alternatives):
        return any(covers(choice, special, dict(names)) for choice in general.args)
    if is_call(special, S.Alternatives):
        return all(covers(general, choice, dict(names)) for choice in special.args)
    if general.head in _BLANKS:
        return _blank_covers(general, special)
    if isinstance(general, Call) and isinstance(special, Call) and special.head not in PATTERN_HEADS:
        return covers(general.head, special.head, names) and _args_cover(general.args, special.args, names)
    return False


_BLANKS = {S.Blank: 0, S.BlankSequence: 1, S.BlankNullSequence: 2}


def _blank_covers(general: Expr, special: Expr) -> bool:
    if special.head in _BLANKS:
        wide = _BLANKS[general.head] >= _BLANKS[special.head]  # type: ignore[index]
        return wide and (not general.args or general.args == special.args)
    if is_call(special, S.Optional) or is_call(special, S.RepeatedNull) or is_call(special, S.OptionsPattern):
        return general.head is S.BlankNullSequence
    if is_call(special, S.Repeated):
        return general.head is not S.Blank and not general.args
    return not general.args or general.args[0] == special.head


def _args_cover(general: tuple[Expr, ...], special: tuple[Expr, ...], names: Parts) -> bool:
    if len(general) == len(special):
        return all(covers(wide, narrow, names) for wide, narrow in zip(general, special))
    if not general:
        return False
    last = general[-1].args[1] if is_call(general[-1], S.Pattern, 2) else general[-1]
    if last.head not in (S.BlankSequence, S.BlankNullSequence) or len(special) < len(general) - 1:
        return False
    head_count = len(general) - 1
    return (all(covers(wide, narrow, names) for wide, narrow in zip(general[:-1], special[:head_count]))
            and all(covers(last, item) for item in special[head_count:])
            and (last.head is S.BlankNullSequence or len(special) > head_count))
