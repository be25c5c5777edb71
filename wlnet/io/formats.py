"""Formats of text files: what `Import` and `Export` know, by name and by extension.

A reader turns text into an expression, a writer an expression into text. What needs an evaluator (reading or
printing expressions of the language) is handed in as `Language`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wlnet.expr import (
    FALSE, NULL, TRUE, Association, BigReal, Call, Expr, Integer, Packed, Rational, Real, S, String, Symbol,
    is_call, is_list, list_of, pack, to_expr,
)
from wlnet.io import tables


class BadData(Exception):
    """Data that are not of the format, or an expression that the format cannot hold."""


@dataclass(frozen=True)
class Language:
    """What formats need of the language: printing in InputForm and OutputForm, evaluating text, unevaluated
    text."""

    write: Callable[[Expr], str]
    show: Callable[[Expr], str]
    evaluate: Callable[[str], Expr]
    hold: Callable[[str], list[Expr]]
    options: Mapping[str, Expr] = field(default_factory=dict)


Reader = Callable[[str, Language], Expr]
Writer = Callable[[Expr, Language], str]


@dataclass(frozen=True)
class Format:
    """A format: its name, its extensions, how its parts are read, and how it is written.

    `elements` are the things that can be asked for; the first is what is given when nothing is.
    """

    name: str
    extensions: tuple[str, ...]
    elements: Mapping[str, Reader]
    write: Writer | None = None


# ---- plain text --------------------------------------------------------------------------------

def plain(text: str) -> str:
    """A text with line feeds as its only line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _text(text: str, language: Language) -> Expr:
    return String(plain(text).removesuffix("\n"))


def _string(text: str, language: Language) -> Expr:
    return String(text)


def _lines(text: str, language: Language) -> Expr:
    return list_of([String(line) for line in plain(text).removesuffix("\n").split("\n")])


def _words(text: str, language: Language) -> Expr:
    return list_of([String(word) for word in text.split()])


def _characters(text: str, language: Language) -> Expr:
    return list_of([String(character) for character in plain(text)])


def _write_text(expr: Expr, language: Language) -> str:
    return expr.value if isinstance(expr, String) else language.show(expr)


def _write_lines(expr: Expr, language: Language) -> str:
    if not is_list(expr):
        return _write_text(expr, language) + "\n"
    return "".join(_write_text(item, language) + "\n" for item in expr.args)


# ---- tables ------------------------------------------------------------------------------------

def _flag(language: Language, name: str, default: bool) -> bool:
    value = language.options.get(name)
    return default if value is None else value is TRUE


def _rows(text: str, language: Language, separator: str) -> list[list[Expr]]:
    numeric = _flag(language, "Numeric", True)
    rows = tables.read_separated(text, separator, numeric) if separator else tables.read_columns(text, numeric)
    header = language.options.get("HeaderLines")
    return rows[header.value:] if isinstance(header, Integer) else rows


def _table_elements(separator: str) -> dict[str, Reader]:
    def data(text: str, language: Language) -> Expr:
        made = tables.table(_rows(text, language, separator))
        return pack(made) or made

    def dataset(text: str, language: Language) -> Expr:
        rows = _rows(text, language, separator)
        if not rows:
            return Call(S.Dataset, list_of([]))
        return Call(S.Dataset, list_of([Association(dict(zip(rows[0], row))) for row in rows[1:]]))

    def dimensions(text: str, language: Language) -> Expr:
        rows = _rows(text, language, separator)
        return to_expr([len(rows), max(map(len, rows), default=0)])
    return {"Data": data, "Grid": data, "List": data, "Dataset": dataset, "Dimensions": dimensions}


def _write_table(separator: str) -> Writer:
    def write(expr: Expr, language: Language) -> str:
        def text(item: Expr) -> str:
            written = tables.cell_text(item)
            return language.write(item) if written is None else written

        titles, expr = _titles(expr)
        stated = language.options.get("TableHeadings")
        titles = list(stated.args) if stated is not None and is_list(stated) else titles
        rows = [list(map(text, row)) for row in ([titles] if titles else []) + tables.rows_of(expr)]
        if separator:
            return tables.write_separated(rows, separator)
        return "".join("\t".join(row) + "\n" for row in rows)
    return write


def _titles(expr: Expr) -> tuple[list[Expr], Expr]:
    """The column titles of a data set, or of a list of associations, and its rows."""
    if is_call(expr, S.Dataset, 1):
        expr = expr.args[0]
    if isinstance(expr, Packed) or not is_list(expr):
        return [], expr
    records = [row for row in expr.args if isinstance(row, Association)]
    if not records or len(records) < len(expr.args):
        return [], expr
    keys = list(dict.fromkeys(key for row in records for key in row.items))
    return keys, list_of([list_of([row.items.get(key, String("")) for key in keys]) for row in records])


# ---- JSON --------------------------------------------------------------------------------------

def _json_value(value: Any, associations: bool) -> Expr:
    if isinstance(value, dict):
        pairs: dict[Expr, Expr] = {
            String(key): _json_value(item, associations) for key, item in value.items()}
        return Association(pairs) if associations else list_of([Call(S.Rule, *pair) for pair in pairs.items()])
    if isinstance(value, list):
        made = list_of([_json_value(item, associations) for item in value])
        return (pack(made) or made) if len(value) > 64 else made
    return NULL if value is None else to_expr(value)


def _read_json(associations: bool) -> Reader:
    def read(text: str, language: Language) -> Expr:
        try:
            return _json_value(json.loads(text.removeprefix("\ufeff")), associations)
        except json.JSONDecodeError as error:
            raise BadData(f"line {error.lineno}, column {error.colno}: {error.msg}") from None
        except RecursionError:
            raise BadData("the data nest too deep") from None
    return read


_JSON_ATOMS: dict[Symbol, Any] = {TRUE: True, FALSE: False, NULL: None, S["None"]: None}


def _to_json(expr: Expr) -> Any:
    """An expression as what the module `json` writes.

    Errors  BadData for what JSON cannot hold.
    """
    if isinstance(expr, Symbol) and expr in _JSON_ATOMS:
        return _JSON_ATOMS[expr]
    if isinstance(expr, (Integer, String)):
        return expr.value
    if isinstance(expr, (Real, Rational, BigReal)):
        value = float(expr.value)
        if not math.isfinite(value):
            raise BadData("a number that is not finite")
        return value
    if isinstance(expr, Association):
        return {_key(key): _to_json(value) for key, value in expr.items.items()}
    if isinstance(expr, Packed):
        return expr.array.tolist()
    if is_list(expr):
        if expr.args and all(is_call(item, S.Rule, 2) for item in expr.args):
            return {_key(rule.args[0]): _to_json(rule.args[1]) for rule in expr.args}
        return [_to_json(item) for item in expr.args]
    raise BadData(f"a {expr.head!r}")


def _key(expr: Expr) -> str:
    if not isinstance(expr, String):
        raise BadData("a key that is no string")
    return expr.value



def _write_json(expr: Expr, language: Language) -> str:
    compact = _flag(language, "Compact", False)
    value = _to_json(expr)
    if compact:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _indented(value, 0)


def _indented(value: Any, depth: int) -> str:
    """JSON with a tab per level, as the language writes it."""
    margin = "\t" * (depth + 1)
    if isinstance(value, dict) and value:
        items = (f"{margin}{json.dumps(key, ensure_ascii=False)}:{_indented(item, depth + 1)}"
                 for key, item in value.items())
        return "{\n" + ",\n".join(items) + "\n" + "\t" * depth + "}"
    if isinstance(value, list) and value:
        items = (margin + _indented(item, depth + 1) for item in value)
        return "[\n" + ",\n".join(items) + "\n" + "\t" * depth + "]"
    return json.dumps(value, ensure_ascii=False)


# ---- the language itself -----------------------------------------------------------------------

def _evaluated(text: str, language: Language) -> Expr:
    return language.evaluate(text)


def _held_expressions(text: str, language: Language) -> Expr:
    return list_of([Call(S.HoldComplete, item) for item in language.hold(text)])


def _expression_list(text: str, language: Language) -> Expr:
    return list_of([language.evaluate(language.write(item)) for item in language.hold(text)])


def _write_expression(expr: Expr, language: Language) -> str:
    return language.write(expr) + "\n"


# ---- the table ---------------------------------------------------------------------------------

_PLAIN: dict[str, Reader] = {
    "Plaintext": _text, "String": _string, "Lines": _lines, "Words": _words, "Characters": _characters,
    "Data": _lines,
}
_SOURCE: dict[str, Reader] = {
    "Expression": _evaluated, "HeldExpressions": _held_expressions, "ExpressionList": _expression_list,
    "Text": _text,
}
FORMATS = {item.name: item for item in (
    Format("Text", ("txt", "text", "log", "md"), _PLAIN, _write_text),
    Format("String", (), {"String": _string}, _write_text),
    Format("Lines", (), {"Lines": _lines}, _write_lines),
    Format("List", (), {"Data": lambda text, language: list_of(
        [tables.cell(line) for line in plain(text).removesuffix("\n").split("\n")])}, _write_lines),
    Format("CSV", ("csv",), _table_elements(","), _write_table(",")),
    Format("TSV", ("tsv", "tab"), _table_elements("\t"), _write_table("\t")),
    Format("Table", ("dat",), _table_elements(""), _write_table("")),
    Format("JSON", ("json",), {"Data": _read_json(False)}, _write_json),
    Format("RawJSON", (), {"Data": _read_json(True)}, _write_json),
    Format("WL", ("wl", "wls", "m"), _SOURCE, _write_expression),
    Format("Package", (), _SOURCE, _write_expression),
)}
_ALIASES = {"Plaintext": "Text", "Expression": "WL"}
_BY_EXTENSION = {extension: item for item in FORMATS.values() for extension in item.extensions}


def format_named(name: str) -> Format | None:
    """The format of a name, in any case; None for an unknown one."""
    wanted = _ALIASES.get(name, name).lower()
    return next((item for key, item in FORMATS.items() if key.lower() == wanted), None)


def format_of_file(name: str) -> Format | None:
    """The format that a file's extension stands for."""
    return _BY_EXTENSION.get(name.rpartition(".")[2].lower() if "." in name else "")
