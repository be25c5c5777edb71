"""Replacing in strings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wlnet.builtins.string_patterns import Found, RegexPattern
from wlnet.builtins.strings import each_text
from wlnet.builtins.strings_rules import (
    SEARCH_MESSAGES, Give, StringRules, how_many, limited, read_string_rules, subject,
)
from wlnet.expr import Call, Expr, S, String, is_list
from wlnet.kernel.arguments import Flag
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint


@builtin("StringReplace", operator=0, messages=SEARCH_MESSAGES)
def string_replace(
    ev: Evaluator, texts: Expr, rules: Expr, times: Expr = S.Infinity, *,
    ignore_case: Flag = False, call: Call,
) -> Expr:
    """StringReplace["s", patt -> new] replaces the parts of a string that match a pattern; with a list of
    rules the first that matches at a place wins; StringReplace["s", rules, n] replaces the first n only.

    Errors   StringReplace::srep for what is no rule.
    Source   ref/StringReplace
    Example  StringReplace["abbaabbaa", "ab" -> "X"]  gives  XbaXbaa
    Example  StringReplace["12 and 34", x : DigitCharacter .. :> "<" <> x <> ">"]  gives  <12> and <34>
    """
    subject(texts, call)
    compiled = read_string_rules(ev, rules, ignore_case)
    if compiled is None:
        raise Complaint("srep", rules)
    count = how_many(times, 3, call)
    return each_text(ev, texts, lambda text: _replace(text, compiled, count))


def _replace(text: str, rules: StringRules, count: int | None) -> Expr:
    if count == 0:
        return String(text)
    if rules.literals is not None:
        return String(_replace_literals(text, rules.literals, count))
    pattern, texts = rules.pattern, rules.texts
    if texts is None or not isinstance(pattern, RegexPattern):
        return _pieces_joined(text, limited(pattern.find(text), count), rules.give)
    give = texts[0] if len(texts) == 1 else lambda match: texts[pattern.index(match)](match)
    return String(pattern.regex.sub(give, text, count or 0))


def _replace_literals(text: str, new: dict[str, str], count: int | None) -> str:
    if len(new) == 1:
        (old, put), = new.items()
        return text.replace(old, put, -1 if count is None else count)
    regex = re.compile("|".join(map(re.escape, new)))
    return regex.sub(lambda match: new[match[0]], text, count or 0)


def _pieces_joined(text: str, matches: Iterator[Found], give: list[Give]) -> Expr:
    pieces: list[Expr | str] = []
    end = 0
    for found in matches:
        pieces += [text[end:found.start], give[found.which](found, text)]
        end = found.end
    pieces.append(text[end:])
    if all(isinstance(piece, (str, String)) for piece in pieces):
        return String("".join(piece.value if isinstance(piece, String) else str(piece) for piece in pieces))
    return Call(S.StringExpression, *(
        piece if isinstance(piece, Expr) else String(piece) for piece in pieces if piece != ""))


@builtin("StringReplaceList", operator=0, messages=SEARCH_MESSAGES)
def string_replace_list(
    ev: Evaluator, texts: Expr, rules: Expr, times: Expr = S.Infinity, *,
    ignore_case: Flag = False, call: Call,
) -> Expr:
    """StringReplaceList["s", rules] gives the list of strings got by replacing one match, for each match
    there is.

    Source   ref/StringReplaceList
    Example  StringReplaceList["abc", {"a" -> "X", "c" -> "Y"}]  gives  {Xbc, abY}
    """
    subject(texts, call)
    items = rules.args if is_list(rules) else (rules,)
    compiled = [read_string_rules(ev, rule, ignore_case) for rule in items]
    count = how_many(times, 3, call)

    def replaced(text: str) -> Expr:
        results = []
        for one in compiled:
            if one is None:
                raise Complaint("srep", rules)
            results += [_pieces_joined(text, iter([found]), one.give)
                        for found in one.pattern.overlapping(text, every=True)]
        return Call(S.List, *results[:count])
    return each_text(ev, texts, replaced)


@builtin("StringDelete", operator=0, messages=SEARCH_MESSAGES)
def string_delete(
    ev: Evaluator, texts: Expr, pattern: Expr, *, ignore_case: Flag = False, call: Call,
) -> Expr:
    """StringDelete["s", patt] deletes the parts of a string that match a pattern, or any of a list of
    patterns.

    Source   ref/StringDelete
    Example  StringDelete["a1b22", DigitCharacter ..]  gives  ab
    """
    subject(texts, call)
    items = pattern.args if is_list(pattern) else (pattern,)
    deleting = Call(S.List, *(Call(S.Rule, item, String("")) for item in items))
    rules = read_string_rules(ev, deleting, ignore_case)
    assert rules is not None
    return each_text(ev, texts, lambda text: _replace(text, rules, None))
