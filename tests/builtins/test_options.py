"""Options."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wlnet.session import Session


@pytest.mark.parametrize("source, result", [
    ("Options[f] = {a -> 1, b -> 2}; Options[f, b]", "{b -> 2}"),
    ("Options[f] = {a -> 1, b -> 2}; Options[f, {b, a}]", "{a -> 1, b -> 2}"),
    ("Options[f]", "{}"),
    ("Options[Cases]", "{Heads -> False}"),
    ("Options[f[x, a -> 1, {b -> 2}]]", "{a -> 1, b -> 2}"),
    ("Options[f] = {a -> 1}; SetOptions[f, a -> 2]", "{a -> 2}"),
    ("SetOptions[Cases, Heads -> True]; Cases[f[x], f]", "{f}"),
    ('Options[f] = {k -> 1}; f[OptionsPattern[]] := OptionValue[k]; {f[], f[k -> 5], f["k" -> 6], f[{k -> 7}]}',
     "{1, 5, 6, 7}"),
    ("OptionValue[{a -> 1, b -> 2}, {b -> 3}, {a, b}]", "{1, 3}"),
    ("Options[f] = {a -> 1}; OptionValue[f, a]", "1"),
    ("Options[f] = {a -> 1}; OptionValue[f, {a -> 4}, a]", "4"),
    ("Options[f] = {a -> 1}; OptionValue[f, {a -> 4}, a, Hold]", "Hold[4]"),
    ("g[OptionsPattern[{n -> 2}]] := OptionValue[n]; {g[], g[n -> 3]}", "{2, 3}"),
    ("Options[f] = {a -> 1}; g[OptionsPattern[f]] := OptionValue[a]; {g[], g[a -> 3]}", "{1, 3}"),
    ("Options[f] = {a -> 1}; Options[g] = {b -> 2}; h[OptionsPattern[{f, g}]] := OptionValue[{a, b}]; h[a -> 5]",
     "{5, 2}"),
    ("f[OptionsPattern[]] := 1; f[x]", "f[x]"),
    ("FilterRules[{a -> 1, b -> 2}, a]", "{a -> 1}"),
    ("FilterRules[{a -> 1, b -> 2}, {b -> 5}]", "{b -> 2}"),
    ("FilterRules[{a -> 1, b -> 2}, Except[a]]", "{b -> 2}"),
    ('FilterRules[{a -> 1, "b" -> 2}, {"a", b}]', "{a -> 1, b -> 2}"),
    ("FilterRules[<|a -> 1, b -> 2|>, a]", "<|a -> 1|>"),
    ("Default[Plus]", "0"),
    ("Default[Power, 2]", "1"),
    ("Default[f] = 0; f[x_, y_.] := {x, y}; f[1]", "{1, 0}"),
    ("Default[f, 2] = 7; {Default[f], Default[f, 2], Default[f, 2, 3]}", "{Default[f], 7, 7}"),
])
def test_options(session: Session, source: str, result: str) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert not outcome.log


@pytest.mark.parametrize("source, result, said", [
    ("SetOptions[f, a -> 2]", "SetOptions[f, a -> 2]",
     ["SetOptions::optnf: Option name a not found in defaults for f."]),
    ("OptionValue[f, zzz]", "zzz", ["OptionValue::optnf: Option name zzz not found in defaults for f."]),
    ("Options[f] = {a -> 1}; f[OptionsPattern[]] := OptionValue[b]; f[]", "b",
     ["OptionValue::optnf: Option name b not found in defaults for f."]),
    ("Cases[{1}, _, 1, Foo -> 2]", "Cases[{1}, _, 1, Foo -> 2]",
     ["Cases::optx: Unknown option Foo in Cases[{1}, _, 1, Foo -> 2]."]),
    ("Position[{1}, 1, Heads -> 2]", "Position[{1}, 1, Heads -> 2]",
     ["Position::opttf: Value of option Heads -> 2 should be True or False."]),
])
def test_options_says(session: Session, source: str, result: str, said: list[str]) -> None:
    outcome = session.evaluate(source)
    assert (outcome.text or "Null") == result
    assert [line for _, line in outcome.log] == said
