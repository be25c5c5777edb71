"""`Import` and `Export`: expressions from and to files of known formats."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from wlnet.builtins.files import write_text
from wlnet.builtins.index import load
from wlnet.builtins.paths import absolute, read_name
from wlnet.builtins.streams import command_output, decoded
from wlnet.builtins.text import evaluate_text, syntax_failure
from wlnet.expr import Call, Expr, S, String, Symbol, is_call, is_list
from wlnet.io.formats import FORMATS, BadData, Format, Language, format_named, format_of_file
from wlnet.kernel.arguments import AnyString
from wlnet.kernel.builtin import builtin, option_key, variable
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Failed
from wlnet.syntax import SyntaxProblem, parse

_MESSAGES = {
    "nffil": "File `1` not found during `2`.",
    "fmtnosup": "`1` is not a supported `2` format.",
    "format": "Cannot import data as `1`.",
    "infer": "Cannot infer format of file `1`.",
    "noelem": "The Import element `1` is not present when importing as `2`.",
    "fstr": "File specification `1` is not a string of one or more characters.",
    "noopen": "Cannot open `1`.",
    "baddata": "The data are not of the format `1`: `2`.",
    "badexpr": "The expression cannot be written as `1`: it has `2`.",
    "nowrite": "The format `1` can be read only.",
    "nonet": "`1` cannot be had: `2`.",
    "nowritten": "`1` was not written: `2`.",
    "extra": "The format `1` needs a package that is not installed: pip install \"wlnet[`2`]\".",
    "noonnx": "`1` has no counterpart in ONNX: `2`.",
    "noread": "The format `1` can be written only.",
    "nosave": "`1` cannot be written: it lives in its session only.",
    "perf": "Value of option PerformanceGoal -> `1` should be \"Speed\", \"Size\" or Automatic.",
}

# Readers and writers of files that are no text (images, nets, arrays), by extension or name. The modules that know
# them fill these tables when they are imported, which happens when such a format is first asked for.
FileReader = Callable[[Evaluator, Path, tuple[str, ...], Mapping[str, Expr]], Expr]
FileWriter = Callable[[Evaluator, Path, Expr, Mapping[str, Expr]], None]
FILE_READERS: dict[str, FileReader] = {}
FILE_WRITERS: dict[str, FileWriter] = {}
FILE_FORMATS = ("wlnet.builtins.images_files", "wlnet.builtins.audio_files", "wlnet.builtins.serialization",
                "wlnet.builtins.serialization_nets")


def load_file_formats() -> None:
    """Import the modules that know formats which are no text."""
    for module in FILE_FORMATS:
        load(module)



def language(ev: Evaluator, options: Mapping[str, Expr], symbol: Symbol) -> Language:
    """What the formats need of the language."""
    def hold(text: str) -> list[Expr]:
        try:
            return parse(text, ev.contexts.resolve)
        except SyntaxProblem as problem:
            raise syntax_failure(symbol, text, problem) from None
    return Language(
        lambda expr: ev.format(expr, "InputForm"), ev.format,
        lambda text: evaluate_text(ev, text), hold, options)


def split_options(args: tuple[Expr, ...]) -> tuple[list[Expr], dict[str, Expr]]:
    """The positional arguments and the options at the end, which may have any names."""
    positional, options = list(args), {}
    while positional and is_call(positional[-1], S.Rule, 2):
        rule = positional.pop()
        options[option_key(rule.args[0])] = rule.args[1]
    return positional, options


def read_elements(spec: Expr | None) -> tuple[str, ...]:
    """The names in a format specification: `"fmt"` or `{"fmt", "element", ...}`.

    Errors  Failed fmtnosup for anything else.
    """
    if spec is None or spec is S.Automatic:
        return ()
    items = spec.args if is_list(spec) else (spec,)
    if not all(isinstance(item, String) for item in items):
        raise Failed("fmtnosup", spec, S.Import)
    return tuple(item.value for item in items)  # type: ignore[attr-defined]


def _format(names: tuple[str, ...], file: str) -> tuple[Format, tuple[str, ...]]:
    """The format to read, and the elements asked for.

    Errors  Failed fmtnosup, infer.
    """
    found = format_named(names[0]) if names else None
    if found is not None:
        return found, names[1:]
    by_extension = format_of_file(file)
    if names and by_extension is None and names[0] in FORMATS["Text"].elements:
        return FORMATS["Text"], names
    if names and (by_extension is None or names[0] not in by_extension.elements):
        raise Failed("fmtnosup", names[0], S.Import)
    if by_extension is None:
        return FORMATS["Text"], names
    return by_extension, names


def imported(ev: Evaluator, text: str, found: Format, wanted: tuple[str, ...], options: Mapping[str, Expr]) -> Expr:
    """The element of a text that is asked for, by default the format's own.

    Errors  Failed noelem, baddata.
    """
    if wanted and wanted[0] == "Elements":
        return Call(S.List, *map(String, sorted(found.elements)))
    element = wanted[0] if wanted else next(iter(found.elements))
    reader = found.elements.get(element)
    if reader is None:
        raise Failed("noelem", element, found.name)
    try:
        return reader(text, language(ev, options, S.Import))
    except BadData as problem:
        raise Failed("baddata", found.name, str(problem)) from None


@builtin("Import", messages=_MESSAGES)
def import_(ev: Evaluator, *args: Expr, call: Call) -> Expr:
    """Import["file"] gives the data in a file, of the format that its extension says; Import["file", "fmt"]
    reads a given format, Import["file", {"fmt", "element"}] an element of it.

    Errors   Import::nffil and $Failed when there is no such file; Import::fmtnosup for an unknown format.
    Source   ref/Import
    Example  Quiet[Import["no/such/file.txt"]]  gives  $Failed
    """
    positional, options = split_options(args)
    if not 1 <= len(positional) <= 2:
        raise Complaint("argt", S.Import, len(positional), 1, 2)
    source = positional[0]
    names = read_elements(positional[1] if len(positional) > 1 else None)
    if is_call(source, S.URL, 1):
        source = source.args[0]
    if isinstance(source, String) and source.value.startswith(("http://", "https://")):
        data, file = _downloaded(source.value), source.value
    elif isinstance(source, String) and source.value.startswith("!"):
        data, file = command_output(ev, source.value[1:]).encode(), ""
        names = names or ("Text",)
    else:
        file = read_name(source, 1, call)
        path = absolute(ev, file)
        if not path.exists():
            raise Failed("nffil", file, S.Import)
        reader = _file_reader(names, file)
        if reader is not None:
            return reader(ev, path, names, options)
        try:
            data = path.read_bytes()
        except OSError:
            raise Failed("noopen", file) from None
    found, wanted = _format(names, file)
    return imported(ev, decoded(data), found, wanted, options)


def _file_reader(names: tuple[str, ...], file: str) -> FileReader | None:
    if format_named(names[0]) is not None if names else format_of_file(file) is not None:
        return None
    load_file_formats()
    if names and names[0].lower() in FILE_READERS:
        return FILE_READERS[names[0].lower()]
    return FILE_READERS.get(file.rpartition(".")[2].lower())


def _downloaded(url: str) -> bytes:
    from wlnet.io.gutenberg import download
    try:
        return download(url)
    except (OSError, ValueError) as error:
        raise Failed("nonet", url, str(getattr(error, "reason", error))) from None


@builtin("ImportString", messages=_MESSAGES)
def import_string(ev: Evaluator, *args: Expr) -> Expr:
    """ImportString["data", "fmt"] reads a string as the text of a file of a format, ImportString["data",
    {"fmt", "element"}] an element of it.

    Source   ref/ImportString
    Example  ImportString["1,2\\n3,4", "CSV"]  gives  {{1, 2}, {3, 4}}
    """
    positional, options = split_options(args)
    if not 1 <= len(positional) <= 2 or not isinstance(positional[0], String):
        raise Complaint("string", 1, Call(S.ImportString, *args))
    names = read_elements(positional[1] if len(positional) > 1 else None) or ("Text",)
    found, wanted = _format(names, "")
    return imported(ev, positional[0].value, found, wanted, options)


def _exported(ev: Evaluator, expr: Expr, found: Format, options: Mapping[str, Expr], symbol: Symbol) -> str:
    if found.write is None:
        raise Failed("nowrite", found.name)
    try:
        return found.write(expr, language(ev, options, symbol))
    except BadData as problem:
        raise Failed("badexpr", found.name, str(problem)) from None


@builtin("Export", messages=_MESSAGES)
def export(ev: Evaluator, target: Expr, expr: Expr, *rest: Expr, call: Call) -> Expr:
    """Export["file", expr] writes data to a file, in the format that its extension says, and gives its name;
    Export["file", expr, "fmt"] in a given format.

    Errors   Export::fmtnosup, Export::infer, Export::noopen and $Failed.
    Source   ref/Export
    Example  Quiet[Export["/no/such/directory/a.txt", "x"]]  gives  $Failed
    """
    positional, options = split_options(rest)
    file = read_name(target, 1, call)
    names = read_elements(positional[0] if positional else None)
    key = names[0].lower() if names else file.rpartition(".")[2].lower()
    path = absolute(ev, file)
    found = format_named(names[0]) if names else format_of_file(file)
    if found is None:
        load_file_formats()
        if key in FILE_WRITERS:
            FILE_WRITERS[key](ev, path, expr, options)
            return target
        raise Failed("fmtnosup", names[0], S.Export) if names else Failed("infer", file)
    write_text(path, _exported(ev, expr, found, options, S.Export), "w", S.Export)
    return target


@builtin("ExportString", messages=_MESSAGES)
def export_string(ev: Evaluator, expr: Expr, name: AnyString, *rest: Expr) -> str:
    """ExportString[expr, "fmt"] gives the text that a file of this format would hold.

    Source   ref/ExportString
    Example  ExportString[{{1, 2}, {3, 4}}, "CSV"] === "1,2\\n3,4\\n"  gives  True
    """
    found = format_named(name)
    if found is None:
        raise Failed("fmtnosup", name, S.Export)
    return _exported(ev, expr, found, split_options(rest)[1], S.ExportString)


@builtin("URLDownload", messages=_MESSAGES)
def url_download(ev: Evaluator, url: Expr, target: Expr | None = None, *, call: Call) -> Expr:
    """URLDownload["url"] puts what is at an address into a temporary file and gives File["name"]; URLDownload["url",
    "file"] into a given file.

    Errors   URLDownload::nonet and $Failed when it cannot be had.
    Source   ref/URLDownload
    Example  Quiet[URLDownload["http://127.0.0.1:9/none"]]  gives  $Failed
    """
    if is_call(url, S.URL, 1):
        url = url.args[0]
    if not isinstance(url, String):
        raise Complaint("string", 1, call)
    data = _downloaded(url.value)
    name = Path(tempfile.mkdtemp()) / (Path(url.value).name or "index.html") if target is None else absolute(
        ev, read_name(target, 2, call))
    try:
        name.write_bytes(data)
    except OSError:
        raise Failed("noopen", str(name)) from None
    return Call(S.File, String(str(name)))


@variable("$ImportFormats")
def import_formats(ev: Evaluator) -> list[str]:
    """$ImportFormats lists the formats that Import knows."""
    load_file_formats()
    return sorted({*FORMATS, *(name.upper() for name in FILE_READERS)})


@variable("$ExportFormats")
def export_formats(ev: Evaluator) -> list[str]:
    """$ExportFormats lists the formats that Export knows."""
    load_file_formats()
    return sorted({*(name for name, item in FORMATS.items() if item.write), *(name.upper() for name in FILE_WRITERS)})
