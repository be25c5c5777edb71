"""Streams: reading and writing files and strings piece by piece.

A stream is the expression `InputStream["name", n]` or `OutputStream["name", n]`; its number finds what is open in
the session. A name alone also stands for the stream that is open under it.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TextIO

from wlnet.builtins.paths import MESSAGES, absolute, read_name
from wlnet.builtins.strings import string_list
from wlnet.expr import NULL, Call, Expr, Integer, Real, S, String, Symbol, integer, is_call, is_list
from wlnet.kernel.arguments import AnyString
from wlnet.kernel.builtin import builtin, variable
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Failed
from wlnet.syntax import SyntaxProblem, parse

_MESSAGES = {
    **MESSAGES,
    "noopen": "Cannot open `1`.",
    "openx": "`1` is not open.",
    "stream": "`1` is not a string, SocketObject, InputStream[ ] or OutputStream[ ].",
    "readf": "`1` is not a valid format specification.",
    "readn": "Invalid real number found when reading from `1`.",
    "readt": "Invalid input found when reading `1` from `2`.",
    "stmrng": "Cannot set the current point in stream `1` to position `2`.",
    "nffil": "File `1` not found during `2`.",
}
END_OF_FILE = S.EndOfFile
_WORD = re.compile(r"\s*(\S+)")
_NUMBER = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+|\*\^[+-]?\d+)?)")


@dataclass
class Stream:
    """An open stream: the text still to be read and how far, or the file being written."""

    expr: Call
    text: str = ""
    place: int = 0
    file: TextIO | None = None

    @property
    def name(self) -> str:
        return self.expr.args[0].value  # type: ignore[attr-defined, no-any-return]

    @property
    def at_end(self) -> bool:
        return self.place >= len(self.text)

    def line(self) -> str:
        """The rest of the line."""
        end = self.text.find("\n", self.place)
        end = len(self.text) if end < 0 else end
        line = self.text[self.place:end]
        self.place = end + 1
        return line.removesuffix("\r")


def open_streams(ev: Evaluator) -> dict[int, Stream]:
    """The open streams of the session by number."""
    streams: dict[int, Stream] = ev.state.setdefault("streams", {})
    return streams


def opened(ev: Evaluator, head: Symbol, name: str, **rest: Any) -> Stream:
    """A new stream."""
    number = ev.state["stream number"] = ev.state.get("stream number", 2) + 1
    stream = Stream(Call(head, String(name), integer(number)), **rest)
    open_streams(ev)[number] = stream
    return stream


def stream_of(ev: Evaluator, expr: Expr, head: Symbol | None = None) -> Stream | None:
    """The open stream that an expression names, or None."""
    streams = open_streams(ev)
    if isinstance(expr, Call) and expr.head in (S.InputStream, S.OutputStream) and len(expr.args) == 2:
        number = expr.args[1]
        return streams.get(number.value) if isinstance(number, Integer) else None
    if is_call(expr, S.File, 1):
        expr = expr.args[0]
    if isinstance(expr, String):
        named = [s for s in streams.values() if s.name == expr.value and head in (None, s.expr.head)]
        return named[-1] if named else None
    return None


def file_text(ev: Evaluator, name: str, symbol: Symbol, tag: str = "noopen") -> str:
    """The text of a file, with line feeds as its only line ends.

    Errors  Failed noopen of `symbol` when there is none or it cannot be read.
    """
    path = absolute(ev, name)
    try:
        data = path.read_bytes()
    except OSError:
        raise Failed(tag, name, symbol=symbol) from None
    return decoded(data)


def decoded(data: bytes) -> str:
    """Bytes as text: UTF-8, or else ISO Latin 1."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return text


# ---- opening and closing -----------------------------------------------------------------------

@builtin("OpenRead", messages=_MESSAGES)
def open_read(ev: Evaluator, name: Expr, *, binary_format: Expr = S["False"], call: Call) -> Expr:
    """OpenRead["file"] opens a file for reading and gives an InputStream.

    Errors   OpenRead::noopen and $Failed when it cannot be read.
    Source   ref/OpenRead
    Example  Quiet[OpenRead["no/such/file"]]  gives  $Failed
    """
    file = read_name(name, 1, call)
    return opened(ev, S.InputStream, file, text=file_text(ev, file, S.OpenRead)).expr


@builtin("StringToStream")
def string_to_stream(ev: Evaluator, text: AnyString) -> Expr:
    """StringToStream["s"] gives an InputStream that reads from a string.

    Source   ref/StringToStream
    Example  Read[StringToStream["12 abc"], Number]  gives  12
    """
    return opened(ev, S.InputStream, "String", text=text).expr


def _temporary_name() -> str:
    handle, name = tempfile.mkstemp()
    os.close(handle)
    return name


def _open_file(ev: Evaluator, name: Expr | None, mode: str, symbol: Symbol, call: Call) -> Expr:
    file = read_name(name, 1, call) if name is not None else _temporary_name()
    try:
        handle = absolute(ev, file).open(mode, encoding="utf-8", newline="")
    except OSError:
        raise Failed("noopen", file, symbol=symbol) from None
    return opened(ev, S.OutputStream, file, file=handle).expr


@builtin("OpenWrite", messages=_MESSAGES)
def open_write(
    ev: Evaluator, name: Expr | None = None, *, format_type: Expr = S.InputForm, page_width: Expr = S.Infinity,
    binary_format: Expr = S["False"], character_encoding: Expr = S.Automatic, call: Call,
) -> Expr:
    """OpenWrite["file"] opens a file for writing, empties it, and gives an OutputStream.

    Errors   OpenWrite::noopen and $Failed when it cannot be written.
    Source   ref/OpenWrite
    Example  Quiet[OpenWrite["/no/such/directory/file"]]  gives  $Failed
    """
    return _open_file(ev, name, "w", S.OpenWrite, call)


@builtin("OpenAppend", messages=_MESSAGES)
def open_append(
    ev: Evaluator, name: Expr | None = None, *, format_type: Expr = S.InputForm, page_width: Expr = S.Infinity,
    binary_format: Expr = S["False"], character_encoding: Expr = S.Automatic, call: Call,
) -> Expr:
    """OpenAppend["file"] opens a file for writing at its end, and gives an OutputStream.

    Errors   OpenAppend::noopen and $Failed when it cannot be written.
    Source   ref/OpenAppend
    Example  Quiet[OpenAppend["/no/such/directory/file"]]  gives  $Failed
    """
    return _open_file(ev, name, "a", S.OpenAppend, call)


@builtin("Close", messages=_MESSAGES)
def close(ev: Evaluator, stream: Expr) -> Expr:
    """Close[stream] closes a stream and gives its name.

    Errors   Close::openx when it is not open.
    Source   ref/Close
    Example  Close[StringToStream["abc"]]  gives  String
    """
    found = stream_of(ev, stream)
    if found is None:
        raise Complaint("openx" if isinstance(stream, (Call, String)) else "stream", stream)
    if found.file is not None:
        found.file.close()
    number = found.expr.args[1]
    assert isinstance(number, Integer)
    del open_streams(ev)[number.value]
    return found.expr.args[0]


@builtin("Streams")
def streams_(ev: Evaluator, name: Expr | None = None) -> list[Expr]:
    """Streams[] lists the open streams, Streams["name"] those of a name.

    Source   ref/Streams
    Example  Streams["no such"]  gives  {}
    """
    return [stream.expr for stream in open_streams(ev).values() if name is None or stream.expr.args[0] == name]


@variable("$Output")
def output(ev: Evaluator) -> list[Expr]:
    """$Output lists the streams to which printed text goes."""
    return [STDOUT]


STDOUT = Call(S.OutputStream, String("stdout"), integer(1))
STDERR = Call(S.OutputStream, String("stderr"), integer(2))


# ---- writing -----------------------------------------------------------------------------------

def write_to(ev: Evaluator, target: Expr, text: str, symbol: Symbol, call: Call) -> None:
    """Write text to a stream, to the streams of a list, or to a file, which stays open.

    Errors  Failed noopen, Complaint stream.
    """
    if is_list(target):
        for item in target.args:
            write_to(ev, item, text, symbol, call)
        return
    if target in (STDOUT, STDOUT.args[0]):
        ev.reports.sink("text", text)
    elif target in (STDERR, STDERR.args[0]):
        sys.stderr.write(text)
    else:
        found = stream_of(ev, target, S.OutputStream)
        if found is None and (isinstance(target, String) or is_call(target, S.File)):
            found = stream_of(ev, _open_file(ev, target, "w", symbol, call))
        if found is None or found.file is None:
            raise Complaint("openx" if isinstance(target, Call) else "stream", target)
        found.file.write(text)
        found.file.flush()


@builtin("Write", messages=_MESSAGES)
def write(ev: Evaluator, target: Expr, *exprs: Expr, call: Call) -> Expr:
    """Write[stream, expr1, ...] writes expressions in InputForm and a line feed to a stream or a file.

    Source   ref/Write
    Example  Quiet[Write["/no/such/directory/file", 1]]  gives  $Failed
    """
    console = target in (STDOUT, STDOUT.args[0]) or is_list(target)
    form = "OutputForm" if console else "InputForm"
    write_to(ev, target, "".join(ev.format(expr, form) for expr in exprs) + "\n", S.Write, call)
    return NULL


@builtin("WriteString", messages=_MESSAGES)
def write_string(ev: Evaluator, target: Expr, *exprs: Expr, call: Call) -> Expr:
    """WriteString[stream, "s1", ...] writes texts, without line feeds, to a stream, a file, or "stdout".

    Source   ref/WriteString
    Example  Quiet[WriteString["/no/such/directory/file", "a"]]  gives  $Failed
    """
    write_to(ev, target, "".join(ev.format(expr) for expr in exprs), S.WriteString, call)
    return NULL


@builtin("WriteLine", messages=_MESSAGES)
def write_line(ev: Evaluator, target: Expr, *exprs: Expr, call: Call) -> Expr:
    """WriteLine[stream, "s"] writes a text and a line feed.

    Source   ref/WriteLine
    Example  Quiet[WriteLine["/no/such/directory/file", "a"]]  gives  $Failed
    """
    write_to(ev, target, "".join(ev.format(expr) for expr in exprs) + "\n", S.WriteLine, call)
    return NULL


# ---- reading -----------------------------------------------------------------------------------

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


@builtin("Read", messages=_MESSAGES)
def read(ev: Evaluator, source: Expr, kind: Expr = S.Expression) -> Expr:
    """Read[stream, type] reads an Expression, Number, Real, Word, Record, String (a line), Character or Byte;
    a list of types gives a list; EndOfFile when there is no more.

    Source   ref/Read
    Example  Read[StringToStream["a 12"], {Word, Number}]  gives  {a, 12}
    """
    return read_one(ev, reading(ev, source, S.Read), kind)


@builtin("ReadList", messages=_MESSAGES)
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


@builtin("ReadLine", messages=_MESSAGES)
def read_line(ev: Evaluator, source: Expr) -> Expr:
    """ReadLine[stream] reads a line, EndOfFile when there is no more.

    Source   ref/ReadLine
    Example  ReadLine[StringToStream["abc"]]  gives  abc
    """
    return _read_line(ev, reading(ev, source, S.ReadLine))


@builtin("ReadString", messages=_MESSAGES)
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


@builtin("Skip", messages=_MESSAGES)
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


@builtin("Find", messages=_MESSAGES)
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


@builtin("FindList", messages=_MESSAGES)
def find_list(ev: Evaluator, name: Expr, wanted: Expr, *, call: Call) -> Expr:
    """FindList["file", "text"] lists the lines of a file that contain a text, or one of several.

    Source   ref/FindList
    Example  Quiet[FindList["no/such/file", "a"]]  gives  $Failed
    """
    text = file_text(ev, read_name(name, 1, call), S.FindList)
    texts = [item.value for item in (wanted.args if is_list(wanted) else (wanted,)) if isinstance(item, String)]
    return string_list(ev, [line for line in text.splitlines() if any(text in line for text in texts)])


@builtin("StreamPosition", messages=_MESSAGES)
def stream_position(ev: Evaluator, source: Expr) -> int:
    """StreamPosition[stream] tells how many characters have been read or written.

    Source   ref/StreamPosition
    Example  s = StringToStream["abc"]; Read[s, Character]; StreamPosition[s]  gives  1
    """
    found = stream_of(ev, source)
    if found is None:
        raise Complaint("openx", source)
    return found.place if found.file is None else found.file.tell()


@builtin("SetStreamPosition", messages=_MESSAGES)
def set_stream_position(ev: Evaluator, source: Expr, place: Expr) -> Expr:
    """SetStreamPosition[stream, n] goes to a place in a stream, Infinity to its end.

    Source   ref/SetStreamPosition
    Example  s = StringToStream["abc"]; SetStreamPosition[s, 2]; Read[s, Character]  gives  c
    """
    found = stream_of(ev, source)
    if found is None:
        raise Complaint("openx", source)
    new = place.value if isinstance(place, Integer) else len(found.text)
    if not 0 <= new <= len(found.text):
        raise Complaint("stmrng", source, place)
    found.place = new
    return integer(new)


@builtin("FilePrint", messages=_MESSAGES)
def file_print(ev: Evaluator, name: Expr, *, call: Call) -> Expr:
    """FilePrint["file"] prints the text of a file.

    Source   ref/FilePrint
    Example  Quiet[FilePrint["no/such/file"]]  gives  $Failed
    """
    ev.write(file_text(ev, read_name(name, 1, call), S.FilePrint).rstrip("\n"))
    return NULL
