"""Right sides of string rules that need no evaluation: fixed texts, names, groups, and simple functions of them.

`"<" <> x <> ">"` and `ToUpperCase["$1"]` become Python functions from a match to a text, which makes replacing in long
texts as fast as Python's own. The functions concerned are the system's and protected, so the meaning is the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from wlnet.builtins.string_patterns import Part
from wlnet.expr import Call, Expr, S, String, Symbol

GiveText = Callable[[re.Match[str]], str]

_FUNCTIONS: dict[Expr, Callable[[str], str]] = {
    S.ToUpperCase: str.upper,
    S.ToLowerCase: str.lower,
    S.StringReverse: lambda text: text[::-1],
    S.StringTrim: str.strip,
    S.Identity: lambda text: text,
    S.Capitalize: lambda text: text[:1].upper() + text[1:],
}
_GROUP = re.compile(r"\$(\d+)")


def whole_text(match: re.Match[str]) -> str:
    """The text that matched."""
    return match[0]


def text_function(expr: Expr, part: Part) -> GiveText | None:
    """The text that a right side gives for a match of its pattern; None when it needs evaluation."""
    if isinstance(expr, String):
        return _template(expr.value, part) if part.numbered and "$" in expr.value else _constant(expr.value)
    if isinstance(expr, Symbol):
        groups = part.names.get(expr)
        return _group(groups[0]) if groups and len(groups) == 1 else None
    if not isinstance(expr, Call):
        return None
    if expr.head is S.StringJoin:
        return _joined([text_function(arg, part) for arg in expr.args])
    function = _FUNCTIONS.get(expr.head)
    inner = text_function(expr.args[0], part) if function is not None and len(expr.args) == 1 else None
    return None if inner is None or function is None else _applied(function, inner)


def _constant(text: str) -> GiveText:
    return lambda match: text


def _group(group: str | int) -> GiveText:
    return lambda match: match[group] or ""


def _applied(function: Callable[[str], str], inner: GiveText) -> GiveText:
    return lambda match: function(inner(match))


def _joined(parts: list[GiveText | None]) -> GiveText | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return lambda match: "".join([part(match) for part in known])


def _template(template: str, part: Part) -> GiveText | None:
    """A text with `$1`, `$2`, ... for the groups and `$0` for the whole match; unknown numbers stay as they are."""
    pieces: list[GiveText | None] = []
    end = 0
    for found in _GROUP.finditer(template):
        number = int(found[1])
        if number > len(part.numbered):
            continue
        pieces += [_constant(template[end:found.start()]), _group(part.numbered[number - 1] if number else 0)]
        end = found.end()
    pieces.append(_constant(template[end:]))
    return _joined(pieces)
