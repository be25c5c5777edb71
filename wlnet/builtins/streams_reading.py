"""Reading from streams: numbers, words, lines, expressions."""

from __future__ import annotations

import re
from collections.abc import Callable

from wlnet.builtins.paths import read_name
from wlnet.builtins.streams import MESSAGES, Stream, close, file_text, opened, stream_of
from wlnet.builtins.strings import string_list
from wlnet.expr import NULL, Call, Expr, Integer, Real, S, String, Symbol, integer, is_call, is_list
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint
from wlnet.syntax import SyntaxProblem, parse

END_OF_FILE = S.EndOfFile
_WORD = re.compile(r"\s*(\S+)")
_NUMBER = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+|\*\^[+-]?\d+)?)")


def reading(ev: Evaluator, source: Expr, symbol: Symbol) -> Stream:
    """The stream to read from: an open one, or a file opened now.

    Errors  Failed noopen; Complaint openx or stream.
    """
    found = stream_of(ev, source, S.InputStream)
    if found is not None:
        return found
    if is_call(source, S.File, 1):
        source = source.args[0]
    if isinstance(source, String):
        return opened(ev, S.InputStream, source.value, text=file_text(ev, source.value, symbol))
    raise Complaint("openx" if is_call(source, S.InputStream) else "stream", source)


def read_one(ev: Evaluator, stream: Stream, kind: Expr) -> Expr:
    """The next thing of a kind in a stream; EndOfFile at its end.

    Errors  Complaint readf for an unknown kind.
    """
    if is_list(kind):
        items = [read_one(ev, stream, item) for item in kind.args]
        return items[0] if items and all(item is END_OF_FILE for item in items) else Call(S.List, *items)
    if isinstance(kind, Call) and kind.head is not S.Hold:
        parts = [read_one(ev, stream, item) for item in kind.args]
        return END_OF_FILE if END_OF_FILE in parts else ev(Call(kind.head, *parts))
    reader = _READERS.get(kind)
    if reader is None:
        raise Complaint("readf", kind)
    return reader(ev, stream)


def _read_expression(ev: Evaluator, stream: Stream) -> Expr:
    held = read_held(ev, stream)
    return held if held is END_OF_FILE else ev(held)


def read_held(ev: Evaluator, stream: Stream) -> Expr:
    """The next expression in a stream, unevaluated: the fewest lines that make one."""
    text = ""
    while not stream.at_end:
        text += stream.line() + "\n"
        if not text.strip():
            continue
        try:
            found = parse(text, ev.contexts.resolve)
        except SyntaxProblem:
            continue
        if found:
            return found[0] if len(found) == 1 else Call(S.CompoundExpression, *found)
    return S["$Failed"] if text.strip() else END_OF_FILE


def _read_number(ev: Evaluator, stream: Stream) -> Expr:
    match = _NUMBER.match(stream.text, stream.place)
    if match is None:
        if stream.text[stream.place:].strip():
            ev.message(S.Read, "readn", stream.expr)
            return S["$Failed"]
        stream.place = len(stream.text)
        return END_OF_FILE
    stream.place = match.end()
    return number_of(match[1])


def number_of(written: str) -> Expr:
    """A number written in the manner of the language, of C or of FORTRAN."""
    if re.fullmatch(r"[+-]?\d+", written):
        return integer(int(written))
    plain = re.sub(r"[eEdD]|\*\^", "e", written)
    return Real(float(plain))


def _read_real(ev: Evaluator, stream: Stream) -> Expr:
    value = _read_number(ev, stream)
    return Real(float(value.value)) if isinstance(value, Integer) else value


def _read_character(ev: Evaluator, stream: Stream) -> Expr:
    if stream.at_end:
        return END_OF_FILE
    stream.place += 1
    return String(stream.text[stream.place - 1])


def _read_byte(ev: Evaluator, stream: Stream) -> Expr:
    character = _read_character(ev, stream)
    return integer(ord(character.value)) if isinstance(character, String) else character


def _read_word(ev: Evaluator, stream: Stream) -> Expr:
    match = _WORD.match(stream.text, stream.place)
    if match is None:
        stream.place = len(stream.text)
        return END_OF_FILE
    stream.place = match.end()
    return String(match[1])


def _read_line(ev: Evaluator, stream: Stream) -> Expr:
    return END_OF_FILE if stream.at_end else String(stream.line())


def _read_record(ev: Evaluator, stream: Stream) -> Expr:
    while not stream.at_end:
        line = stream.line()
        if line:
            return String(line)
    return END_OF_FILE


_READERS: dict[Expr, Callable[[Evaluator, Stream], Expr]] = {
    S.Expression: _read_expression, S.Number: _read_number, S.Real: _read_real, S.Word: _read_word,
    S.String: _read_line, S.Record: _read_record, S.Character: _read_character, S.Byte: _read_byte,
    Call(S.Hold, S.Expression): lambda ev, stream: _held(read_held(ev, stream)),
}


def _held(expr: Expr) -> Expr:
    return expr if expr is END_OF_FILE else Call(S.Hold, expr)


@builtin("Read", messages=MESSAGES)
def read(ev: Evaluator, source: Expr, kind: Expr = S.Expression) -> Expr:
    """Read[stream, type] reads an Expression, Number, Real, Word, Record, String (a line), Character or Byte;
    a list of types gives a list; EndOfFile when there is no more.

    Source   ref/Read
    Example  Read[StringToStream["a 12"], {Word, Number}]  gives  {a, 12}
    """
    return read_one(ev, reading(ev, source, S.Read), kind)


@builtin("ReadList", messages=MESSAGES)
def read_list(
    ev: Evaluator, source: Expr, kind: Expr = S.Expression, most: Expr = S.Infinity, *,
    record_lists: Expr = S["False"], null_records: Expr = S["False"],
) -> Expr:
    """ReadList["file", type] lists all things of a type in a file or stream, ReadList["file", type, n] the
    first n; RecordLists -> True makes a list of each line.

    Source   ref/ReadList
    Example  ReadList[StringToStream["1 2 3"], Number]  gives  {1, 2, 3}
    """
    known = stream_of(ev, source, S.InputStream)
    stream = known or reading(ev, source, S.ReadList)
    count = most.value if isinstance(most, Integer) else float("inf")
    try:
        if record_lists is S["True"]:
            return Call(S.List, *_by_lines(ev, stream, kind))
        return Call(S.List, *_all(ev, stream, kind, count))
    finally:
        if known is None:
            close(ev, stream.expr)


def _all(ev: Evaluator, stream: Stream, kind: Expr, count: float) -> list[Expr]:
    found: list[Expr] = []
    while len(found) < count:
        before = stream.place
        item = read_one(ev, stream, kind)
        if item is END_OF_FILE:
            break
        found.append(item)
        if item is S["$Failed"] and stream.place == before:
            break
    return found


def _by_lines(ev: Evaluator, stream: Stream, kind: Expr) -> list[Expr]:
    rows: list[Expr] = []
    while not stream.at_end:
        line = Stream(stream.expr, stream.line())
        if line.text.strip():
            rows.append(Call(S.List, *_all(ev, line, kind, float("inf"))))
    return rows


@builtin("ReadLine", messages=MESSAGES)
def read_line(ev: Evaluator, source: Expr) -> Expr:
    """ReadLine[stream] reads a line, EndOfFile when there is no more.

    Source   ref/ReadLine
    Example  ReadLine[StringToStream["abc"]]  gives  abc
    """
    return _read_line(ev, reading(ev, source, S.ReadLine))


@builtin("ReadString", messages=MESSAGES)
def read_string(ev: Evaluator, source: Expr, end: Expr | None = None) -> Expr:
    """ReadString["file"] gives the text of a file, or the rest of a stream; ReadString[stream, "end"] up to a
    text.

    Errors   ReadString::noopen and $Failed when the file cannot be read.
    Source   ref/ReadString
    Example  ReadString[StringToStream["abc"]]  gives  abc
    """
    stream = stream_of(ev, source, S.InputStream)
    if stream is None and (isinstance(source, String) or is_call(source, S.File, 1)):
        return String(file_text(ev, read_name(source, 1, Call(S.ReadString, source)), S.ReadString))
    if stream is None:
        raise Complaint("stream", source)
    if stream.at_end:
        return END_OF_FILE
    place = stream.text.find(end.value, stream.place) if isinstance(end, String) else -1
    stop = len(stream.text) if place < 0 else place
    text = stream.text[stream.place:stop]
    stream.place = stop + (len(end.value) if isinstance(end, String) else 0)
    return String(text)


@builtin("Skip", messages=MESSAGES)
def skip(ev: Evaluator, source: Expr, kind: Expr, times: Expr | None = None) -> Expr:
    """Skip[stream, type] passes over a thing of a type, Skip[stream, type, n] over n.

    Source   ref/Skip
    Example  s = StringToStream["1 2 3"]; Skip[s, Number]; Read[s, Number]  gives  2
    """
    stream = reading(ev, source, S.Skip)
    for _ in range(times.value if isinstance(times, Integer) else 1):
        if read_one(ev, stream, kind) is END_OF_FILE:
            return END_OF_FILE
    return NULL


@builtin("Find", messages=MESSAGES)
def find(ev: Evaluator, source: Expr, wanted: Expr) -> Expr:
    """Find[stream, "text"] reads on to the next line that contains a text (or one of several), and gives the
    line.

    Source   ref/Find
    Example  Find[StringToStream["a b"], "b"]  gives  a b
    """
    stream = reading(ev, source, S.Find)
    texts = [item.value for item in (wanted.args if is_list(wanted) else (wanted,)) if isinstance(item, String)]
    while not stream.at_end:
        line = stream.line()
        if any(text in line for text in texts):
            return String(line)
    return END_OF_FILE


@builtin("FindList", messages=MESSAGES)
def find_list(ev: Evaluator, name: Expr, wanted: Expr, *, call: Call) -> Expr:
    """FindList["file", "text"] lists the lines of a file that contain a text, or one of several.

    Source   ref/FindList
    Example  Quiet[FindList["no/such/file", "a"]]  gives  $Failed
    """
    text = file_text(ev, read_name(name, 1, call), S.FindList)
    texts = [item.value for item in (wanted.args if is_list(wanted) else (wanted,)) if isinstance(item, String)]
    return string_list(ev, [line for line in text.splitlines() if any(text in line for text in texts)])


@builtin("FilePrint", messages=MESSAGES)
def file_print(ev: Evaluator, name: Expr, *, call: Call) -> Expr:
    """FilePrint["file"] prints the text of a file.

    Source   ref/FilePrint
    Example  Quiet[FilePrint["no/such/file"]]  gives  $Failed
    """
    ev.write(file_text(ev, read_name(name, 1, call), S.FilePrint).rstrip("\n"))
    return NULL
