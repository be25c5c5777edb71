"""Streams: reading and writing files and strings piece by piece.

A stream is the expression `InputStream["name", n]` or `OutputStream["name", n]`; its number finds what is open in
the session. A name alone also stands for the stream that is open under it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import Any, TextIO

from wlnet.builtins import paths
from wlnet.builtins.paths import absolute, directory, environment, read_name
from wlnet.expr import NULL, Call, Expr, Integer, S, String, Symbol, integer, is_call, is_list
from wlnet.kernel.arguments import AnyString
from wlnet.kernel.builtin import builtin, variable
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Failed

MESSAGES = {
    **paths.MESSAGES,
    "noopen": "Cannot open `1`.",
    "openx": "`1` is not open.",
    "stream": "`1` is not a string, SocketObject, InputStream[ ] or OutputStream[ ].",
    "readf": "`1` is not a valid format specification.",
    "readn": "Invalid real number found when reading from `1`.",
    "readt": "Invalid input found when reading `1` from `2`.",
    "stmrng": "Cannot set the current point in stream `1` to position `2`.",
    "nffil": "File `1` not found during `2`.",
}


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
    """The text of a file, or what the command after a "!" prints, with line feeds as its only line ends.

    Errors  Failed noopen of `symbol` when there is none or it cannot be read.
    """
    if name.startswith("!"):
        return command_output(ev, name[1:])
    if name == "stdin":
        return sys.stdin.read()
    path = absolute(ev, name)
    try:
        data = path.read_bytes()
    except OSError:
        raise Failed(tag, name, symbol=symbol) from None
    return decoded(data)


def command_output(ev: Evaluator, command: str) -> str:
    """What a command of the operating system prints."""
    finished = subprocess.run(
        command, shell=True, cwd=directory(ev), env=environment(ev), stdout=subprocess.PIPE, check=False)
    return decoded(finished.stdout)


def decoded(data: bytes) -> str:
    """Bytes as text: UTF-8, or else ISO Latin 1."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return text


# ---- opening and closing -----------------------------------------------------------------------

@builtin("OpenRead", messages=MESSAGES)
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


@builtin("OpenWrite", messages=MESSAGES)
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


@builtin("OpenAppend", messages=MESSAGES)
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


@builtin("Close", messages=MESSAGES)
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


@builtin("Write", messages=MESSAGES)
def write(ev: Evaluator, target: Expr, *exprs: Expr, call: Call) -> Expr:
    """Write[stream, expr1, ...] writes expressions in InputForm and a line feed to a stream or a file.

    Source   ref/Write
    Example  Quiet[Write["/no/such/directory/file", 1]]  gives  $Failed
    """
    console = target in (STDOUT, STDOUT.args[0]) or is_list(target)
    form = "OutputForm" if console else "InputForm"
    write_to(ev, target, "".join(ev.format(expr, form) for expr in exprs) + "\n", S.Write, call)
    return NULL


@builtin("WriteString", messages=MESSAGES)
def write_string(ev: Evaluator, target: Expr, *exprs: Expr, call: Call) -> Expr:
    """WriteString[stream, "s1", ...] writes texts, without line feeds, to a stream, a file, or "stdout".

    Source   ref/WriteString
    Example  Quiet[WriteString["/no/such/directory/file", "a"]]  gives  $Failed
    """
    write_to(ev, target, "".join(ev.format(expr) for expr in exprs), S.WriteString, call)
    return NULL


@builtin("WriteLine", messages=MESSAGES)
def write_line(ev: Evaluator, target: Expr, *exprs: Expr, call: Call) -> Expr:
    """WriteLine[stream, "s"] writes a text and a line feed.

    Source   ref/WriteLine
    Example  Quiet[WriteLine["/no/such/directory/file", "a"]]  gives  $Failed
    """
    write_to(ev, target, "".join(ev.format(expr) for expr in exprs) + "\n", S.WriteLine, call)
    return NULL


# ---- places ------------------------------------------------------------------------------------

@builtin("StreamPosition", messages=MESSAGES)
def stream_position(ev: Evaluator, source: Expr) -> int:
    """StreamPosition[stream] tells how many characters have been read or written.

    Source   ref/StreamPosition
    Example  s = StringToStream["abc"]; Read[s, Character]; StreamPosition[s]  gives  1
    """
    found = stream_of(ev, source)
    if found is None:
        raise Complaint("openx", source)
    return found.place if found.file is None else found.file.tell()


@builtin("SetStreamPosition", messages=MESSAGES)
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
