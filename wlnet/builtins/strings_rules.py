"""String rules: what the rules of `StringReplace` and its kind match and give; and the heads of string patterns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from wlnet.builtins.string_patterns import CompiledPattern, Found, RegexPattern, compile_string_patterns
from wlnet.builtins.strings import is_texts
from wlnet.builtins.strings_texts import GiveText, text_function, whole_text
from wlnet.expr import Association, Call, Expr, Integer, S, String, Symbol, is_call, is_list
from wlnet.kernel.arguments import is_infinity
from wlnet.kernel.attributes import FLAT, ONE_IDENTITY
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged
from wlnet.kernel.patterns import pattern_names
from wlnet.kernel.templates import Bindings, compile_template

Give = Callable[[Found, str], Expr]


@builtin("StringExpression", FLAT | ONE_IDENTITY, messages={
    "invld": "Element `1` is not a valid string or pattern element in `2`.",
})
def string_expression(*parts: Expr) -> Expr | None:
    """s1 ~~ s2 ~~ ... or StringExpression[s1, s2, ...] is a string pattern: its parts match one after the
    other. Parts that are strings are joined.

    Source   ref/StringExpression
    Example  StringMatchQ["abcde", "ab" ~~ __ ~~ "e"]  gives  True
    """
    joined: list[Expr] = []
    for part in parts:
        if isinstance(part, String) and joined and isinstance(joined[-1], String):
            joined[-1] = String(joined[-1].value + part.value)
        else:
            joined.append(part)
    if not joined:
        return String("")
    if len(joined) == len(parts) and len(joined) > 1:
        return None
    return joined[0] if len(joined) == 1 else Call(S.StringExpression, *joined)


@builtin("RegularExpression")
def regular_expression(text: Expr) -> None:
    r"""RegularExpression["regex"] is the string pattern that a regular expression describes; in replacements
    "$1", "$2", ... are what its groups matched.

    Source   ref/RegularExpression
    Example  StringReplace["2024-05", RegularExpression["(\\d+)-(\\d+)"] -> "$2/$1"]  gives  05/2024
    """


# ---- rules ---------------------------------------------------------------------------------------

class StringRules(NamedTuple):
    """Patterns compiled together, and what each gives for a match.

    `literals` says which text is put for which, when all rules are between plain texts and case counts; `texts` are
    functions from a match of the regular expression to a text, when all rules give texts that need no evaluation.
    """

    pattern: CompiledPattern
    give: list[Give]
    literals: dict[str, str] | None
    texts: list[GiveText] | None


def is_rule(expr: Expr) -> bool:
    """Whether `expr` is a rule."""
    return is_call(expr, S.Rule, 2) or is_call(expr, S.RuleDelayed, 2)


def read_string_rules(ev: Evaluator, spec: Expr, ignore_case: bool, bare: bool = False) -> StringRules | None:
    """A rule, a list of rules, or (if `bare`) of patterns too, which give what they match; None for anything
    else.

    Errors  Complaint StringExpression::invld.
    """
    items = list(spec.args) if is_list(spec) or isinstance(spec, Association) else [spec]
    if not bare and not all(map(is_rule, items)):
        return None
    pairs = [_left_and_right(item) for item in items]
    pattern = compile_string_patterns(ev, tuple(left for left, _ in pairs), ignore_case)
    givers = [_whole if right is None else _giver(ev, left, right) for left, right in pairs]
    literals: dict[str, str] = {}
    for left, right in pairs:
        if isinstance(left, String) and isinstance(right, String) and left.value and not ignore_case:
            literals.setdefault(left.value, right.value)
        else:
            return StringRules(pattern, givers, None, _texts(pattern, pairs))
    return StringRules(pattern, givers, literals or None, _texts(pattern, pairs))


def _left_and_right(item: Expr) -> tuple[Expr, Expr | None]:
    """The sides of a rule, a condition of the right side put on the left; a pattern alone has no right side."""
    if not is_rule(item):
        return plain_pattern(item), None
    left, right = item.args
    if is_call(right, S.Condition, 2):
        left, right = Call(S.Condition, left, right.args[1]), right.args[0]
    return plain_pattern(left), right


def _texts(pattern: CompiledPattern, pairs: list[tuple[Expr, Expr | None]]) -> list[GiveText] | None:
    """What rules give as functions from matches to texts; None when some need evaluation."""
    if not isinstance(pattern, RegexPattern):
        return None
    found = [whole_text if right is None else text_function(right, part)
             for (_, right), part in zip(pairs, pattern.parts)]
    known = [function for function in found if function is not None]
    return known if len(known) == len(found) else None


def plain_pattern(pattern: Expr) -> Expr:
    """A pattern without `HoldPattern` around it."""
    return pattern.args[0] if is_call(pattern, S.HoldPattern, 1) else pattern


def _whole(found: Found, text: str) -> Expr:
    return String(text[found.start:found.end])


def _giver(ev: Evaluator, left: Expr, right: Expr) -> Give:
    """What a rule gives for a match."""
    numbered = _has_regular_expression(left)
    names = frozenset(pattern_names(left))
    template = compile_template(right, names)

    def give(found: Found, text: str) -> Expr:
        values: Bindings = {
            name: String(value) for name, value in found.names.items() if isinstance(name, Symbol)}
        for name in names:
            values.setdefault(name, String(""))
        filled = template(values)
        return ev(_with_groups(filled, found, text) if numbered else filled)
    return give


def _has_regular_expression(expr: Expr) -> bool:
    return is_call(expr, S.RegularExpression) or any(map(_has_regular_expression, expr.args))


def _with_groups(expr: Expr, found: Found, text: str) -> Expr:
    """An expression with `$0`, `$1`, ... in its strings replaced by what the groups matched."""
    if isinstance(expr, String):
        return String(_fill_groups(expr.value, found, text)) if "$" in expr.value else expr
    if isinstance(expr, Call):
        return Call(expr.head, *(_with_groups(arg, found, text) for arg in expr.args))
    return expr


def _fill_groups(template: str, found: Found, text: str) -> str:
    pieces = template.split("$")
    out = [pieces[0]]
    for piece in pieces[1:]:
        digits = len(piece) - len(piece.lstrip("0123456789"))
        number = int(piece[:digits]) if digits else -1
        known = text[found.start:found.end] if number == 0 else found.names.get(number)
        out.append("$" + piece if known is None else known + piece[digits:])
    return "".join(out)


# ---- arguments of searching functions ----------------------------------------------------------

SEARCH_MESSAGES = {
    "srep": "`1` is not a valid string replacement rule.",
    "innf": "Non-negative integer or Infinity expected at position `2` in `1`.",
    "overlap": "The value of the option Overlaps -> `1` should be True, False or All.",
}


def subject(texts: Expr, call: Call) -> None:
    """Check the string, or list of strings, to be searched.

    Errors  Unchanged for a rule there (an operator form with options); Complaint strse for anything else.
    """
    if is_rule(texts) or (is_list(texts) and texts.args and all(map(is_rule, texts.args))):
        raise Unchanged
    if is_rule(call.args[1]) and call.args[1].args[0] in (S.IgnoreCase, S.Overlaps):
        raise Unchanged
    if not is_texts(texts):
        raise Complaint("strse", 1, call)


def how_many(times: Expr, position: int, call: Call) -> int | None:
    """The greatest number of matches wanted; None for all.

    Errors  Complaint innf.
    """
    if is_infinity(times):
        return None
    if isinstance(times, Integer) and times.value >= 0:
        return times.value
    raise Complaint("innf", call, position)


def limited(found: Iterator[Found], count: int | None) -> Iterator[Found]:
    """The first `count` matches."""
    if count is None:
        yield from found
        return
    for _, item in zip(range(count), found):
        yield item


def search_pattern(ev: Evaluator, pattern: Expr, ignore_case: bool) -> CompiledPattern:
    items = pattern.args if is_list(pattern) else (pattern,)
    return compile_string_patterns(ev, tuple(map(plain_pattern, items)), ignore_case)
