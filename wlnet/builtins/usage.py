"""`?name` and `Information`: what there is to know of a symbol, in words."""

from __future__ import annotations

import difflib
import textwrap

from wlnet.builtins.definitions import definition_lines
from wlnet.builtins.options import default_options
from wlnet.builtins.symbols import matching_names
from wlnet.expr import FALSE, NULL, TRUE, Association, Call, Expr, Object, S, String, Symbol, is_list, to_expr
from wlnet.kernel.attributes import HOLD_ALL, PROTECTED, READ_PROTECTED, attribute_symbols
from wlnet.kernel.builtin import Builtin, Computed, builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.objects import information_of

WIDTH = 100
COLUMN = 4


def usage_of(ev: Evaluator, symbol: Symbol) -> str:
    """The usage text of a symbol: its `::usage` message, or the first paragraph of its declaration."""
    definition = ev.definition(symbol)
    stated = (definition.messages or {}).get("usage")
    if isinstance(stated, String):
        return stated.value
    if isinstance(definition.code, Builtin):
        return definition.code.usage
    return definition.own.usage if isinstance(definition.own, Computed) else ""


def describe(ev: Evaluator, symbol: Symbol, long: bool) -> str:
    """What `?name` (`long`: `??name`) prints."""
    paragraphs = []
    usage = usage_of(ev, symbol)
    written = ev.contexts.written(symbol)
    if usage:
        paragraphs.append("\n".join(textwrap.fill(line, WIDTH) for line in usage.splitlines()))
    else:
        paragraphs.append(symbol.name)
    facts = _facts(ev, symbol)
    if facts:
        paragraphs.append("\n".join(facts))
    examples = _examples(ev, symbol) if long else []
    if examples:
        paragraphs.append("\n".join(f"Example  {source}  gives  {result}" for source, result in examples))
    if written != symbol.name and symbol.context not in ("System`", "Global`"):
        paragraphs.append(symbol.name)
    return "\n\n".join(paragraphs)


def _facts(ev: Evaluator, symbol: Symbol) -> list[str]:
    """Definitions, attributes and options as inputs that would make them."""
    attributes = ev.attributes(symbol)
    if not attributes & (PROTECTED | READ_PROTECTED):
        return definition_lines(ev, symbol)
    lines = []
    if attributes:
        names = Call(S.List, *attribute_symbols(attributes))
        lines.append(ev.format(Call(S.Set, Call(S.Attributes, symbol), names), "InputForm"))
    rules = default_options(ev, symbol)
    if rules:
        lines.append(ev.format(Call(S.Set, Call(S.Options, symbol), Call(S.List, *rules)), "InputForm"))
    return lines


def _examples(ev: Evaluator, symbol: Symbol) -> list[tuple[str, str]]:
    code = ev.definition(symbol).code
    return code.examples if isinstance(code, Builtin) else []


def columns(names: list[str]) -> str:
    """Names in columns, read downwards."""
    width = max(map(len, names)) + COLUMN
    count = max(1, WIDTH // width)
    height = -(-len(names) // count)
    rows = ["".join(name.ljust(width) for name in names[row::height]).rstrip() for row in range(height)]
    return "\n".join(rows)


@builtin("Information", HOLD_ALL, messages={"notfound": "Symbol `1` not found.", "near": "Did you mean `1`?"})
def information(ev: Evaluator, subject: Expr, prop: Expr | None = None, *, long_form: Expr = TRUE) -> Expr | None:
    """?name or Information[name] prints what there is to know of a symbol: usage, definitions, attributes,
    options; ??name examples too. A name may have * and @ for any letters: ?*Layer lists what ends so.
    Information[net, "prop"] gives a property of a net or another object.

    Errors   Information::notfound when there is no such symbol.
    Source   ref/Information
    Example  Information[Plus, "Context"]  gives  System`
    """
    if isinstance(subject, String):
        return _named(ev, subject.value, long_form is not FALSE)
    if isinstance(subject, Symbol):
        value = ev(subject)
        if not isinstance(value, Object):
            return _symbol(ev, subject, ev(prop) if prop is not None else None, long_form is not FALSE)
    else:
        value = ev(subject)
    if is_list(value):
        return Call(S.List, *(Call(S.Information, item, *(() if prop is None else (prop,))) for item in value.args))
    if isinstance(value, Object):
        return information_of(value.value, ev, value, ev(prop) if prop is not None else None)
    return None


def _named(ev: Evaluator, name: str, long: bool) -> Expr:
    if "*" in name or "@" in name:
        found = sorted({ev.contexts.written(symbol) for symbol in matching_names(ev, name)}, key=str.lower)
        if len(found) > 1:
            ev.write(columns(found))
            return NULL
        name = found[0] if found else name
    known = matching_names(ev, name)
    if not known:
        ev.message(S.Information, "notfound", name)
        _suggest(ev, name)
        return Call(S.Missing, String("UnknownSymbol"), String(name))
    ev.write(describe(ev, known[0], long))
    if known[0] not in ev.table:
        _suggest(ev, name)
    return NULL


def _suggest(ev: Evaluator, name: str) -> None:
    """Name the defined symbol whose name is nearest, if one is near."""
    near = difflib.get_close_matches(name, [symbol.short for symbol in ev.table if symbol.short != name], 1, 0.7)
    if near:
        ev.message(S.Information, "near", near[0])


def _symbol(ev: Evaluator, symbol: Symbol, prop: Expr | None, long: bool) -> Expr:
    if prop is None:
        ev.write(describe(ev, symbol, long))
        return NULL
    facts = _properties(ev, symbol)
    if prop == String("Properties"):
        return to_expr([*facts])
    if isinstance(prop, String) and prop.value in facts:
        return facts[prop.value]
    return Call(S.Missing, String("UnknownProperty"), prop)


def _properties(ev: Evaluator, symbol: Symbol) -> dict[str, Expr]:
    usage = usage_of(ev, symbol)
    return {
        "Name": String(symbol.short), "FullName": String(symbol.name), "Context": String(symbol.context),
        "ObjectType": String("Symbol"), "Usage": String(usage) if usage else S["None"],
        "Attributes": Call(S.List, *attribute_symbols(ev.attributes(symbol))),
        "Options": Call(S.List, *default_options(ev, symbol)),
        "Definitions": Association({}) if ev.attributes(symbol) & PROTECTED else to_expr(definition_lines(ev, symbol)),
    }
