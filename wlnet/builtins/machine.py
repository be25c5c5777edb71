"""The machine and the program: versions, environment, memory, other programs, hashes."""

from __future__ import annotations

import base64
import getpass
import hashlib
import os
import platform
import socket
import subprocess
import sys
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from wlnet import __version__
from wlnet.builtins.paths import directory, environment
from wlnet.expr import NULL, Association, Atom, Call, Expr, Packed, S, String, integer, is_call, is_list
from wlnet.kernel.arguments import AnyString
from wlnet.kernel.builtin import builtin, variable
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Failed, Unchanged

_SYSTEMS = {"Linux": "Unix", "Darwin": "MacOSX", "Windows": "Windows"}
_SYSTEM_IDS = {
    ("Linux", "x86_64"): "Linux-x86-64", ("Linux", "aarch64"): "Linux-ARM64",
    ("Darwin", "x86_64"): "MacOSX-x86-64", ("Darwin", "arm64"): "MacOSX-ARM64",
    ("Windows", "AMD64"): "Windows-x86-64",
}
LANGUAGE_VERSION = 14.3     # the version of the language whose documentation this program follows


# ---- versions and names ------------------------------------------------------------------------

@variable("$Version")
def version(ev: Evaluator) -> str:
    """$Version describes the program and the machine."""
    return f"wlnet {__version__} for {system_id(ev)} (Python {platform.python_version()})"


@variable("$VersionNumber")
def version_number(ev: Evaluator) -> float:
    """$VersionNumber is the version of the language whose documentation this program follows."""
    return LANGUAGE_VERSION


@variable("$ReleaseNumber")
def release_number(ev: Evaluator) -> int:
    """$ReleaseNumber is the release within the version of the language."""
    return 0


@variable("$OperatingSystem")
def operating_system(ev: Evaluator) -> str:
    """$OperatingSystem is "Unix", "MacOSX" or "Windows"."""
    return _SYSTEMS.get(platform.system(), "Unix")


@variable("$SystemID")
def system_id(ev: Evaluator) -> str:
    """$SystemID names the kind of machine, as in "Linux-x86-64"."""
    kind = platform.system(), platform.machine()
    return _SYSTEM_IDS.get(kind, "-".join(kind))


@variable("$MachineName")
def machine_name(ev: Evaluator) -> str:
    """$MachineName is the name of this computer."""
    return socket.gethostname()


@variable("$UserName")
def user_name(ev: Evaluator) -> str:
    """$UserName is the name of the user."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


@variable("$ProcessorCount")
def processor_count(ev: Evaluator) -> int:
    """$ProcessorCount is the number of processor cores that can be used."""
    return os.cpu_count() or 1


@variable("$SystemWordLength")
def system_word_length(ev: Evaluator) -> int:
    """$SystemWordLength is the number of bits of a machine integer."""
    return 64


@variable("$ByteOrdering")
def byte_ordering(ev: Evaluator) -> int:
    """$ByteOrdering is 1 for a machine that puts the most significant byte first, -1 for one that puts it
    last."""
    return -1 if sys.byteorder == "little" else 1


@variable("$ProcessID")
def process_id(ev: Evaluator) -> int:
    """$ProcessID is the number of this process."""
    return os.getpid()


@variable("$CommandLine")
def command_line(ev: Evaluator) -> list[str]:
    """$CommandLine lists the words of the command that started the program."""
    return list(sys.argv)


@variable("$ScriptCommandLine")
def script_command_line(ev: Evaluator) -> list[str]:
    """$ScriptCommandLine lists the name of the script that runs and its arguments; {} when none runs."""
    return []


@variable("$CharacterEncoding")
def character_encoding(ev: Evaluator) -> str:
    """$CharacterEncoding is the encoding in which files are read and written."""
    return "UTF-8"


@variable("$Notebooks")
def notebooks(ev: Evaluator) -> bool:
    """$Notebooks tells whether a notebook front end is in use."""
    return False


# ---- environment -------------------------------------------------------------------------------

@builtin("Environment")
def environment_(ev: Evaluator, name: AnyString) -> Expr:
    """Environment["var"] gives the value of an environment variable, $Failed when there is none.

    Source   ref/Environment
    Example  Environment["NO_SUCH_VARIABLE"]  gives  $Failed
    """
    value = environment(ev).get(name)
    return S["$Failed"] if value is None else String(value)


@builtin("GetEnvironment")
def get_environment(ev: Evaluator, names: Expr | None = None) -> Expr:
    """GetEnvironment["var"] gives "var" -> value, or None for no such variable; GetEnvironment[{"var1", ...}]
    several; GetEnvironment[] all.

    Source   ref/GetEnvironment
    Example  GetEnvironment["NO_SUCH_VARIABLE"]  gives  NO_SUCH_VARIABLE -> None
    """
    known = environment(ev)

    def rule(name: Expr) -> Expr:
        value = known.get(name.value) if isinstance(name, String) else None
        return Call(S.Rule, name, S["None"] if value is None else String(value))
    if names is None:
        return Call(S.List, *(rule(String(name)) for name in sorted(known)))
    return Call(S.List, *map(rule, names.args)) if is_list(names) else rule(names)


@builtin("SetEnvironment")
def set_environment(ev: Evaluator, settings: Expr) -> Expr:
    """SetEnvironment["var" -> "value"] sets an environment variable for this session and the programs that it
    runs; None removes it.

    Source   ref/SetEnvironment
    Example  SetEnvironment["A_VARIABLE" -> "x"]; Environment["A_VARIABLE"]  gives  x
    """
    changed: dict[str, str | None] = ev.state.setdefault("environment", {})
    for rule in settings.args if is_list(settings) or isinstance(settings, Association) else (settings,):
        if not is_call(rule, S.Rule, 2) or not isinstance(rule.args[0], String):
            raise Unchanged
        value = rule.args[1]
        changed[rule.args[0].value] = value.value if isinstance(value, String) else None
    return NULL


# ---- other programs ----------------------------------------------------------------------------

_RUN = {
    "pnfd": "Program `1` not found.",
    "run": "`1` could not be run: `2`.",
    "cmdinv": "`1` is no command: a string or a list of strings is expected.",
}


@builtin("Run", messages=_RUN)
def run(ev: Evaluator, *words: Expr) -> int:
    """Run["command"] runs a command of the operating system and gives its exit code.

    Source   ref/Run
    Example  Run["exit 3"]  gives  768
    """
    command = " ".join(ev.format(word) for word in words)
    finished = subprocess.run(command, shell=True, cwd=directory(ev), env=environment(ev), check=False)
    return finished.returncode << 8 if finished.returncode >= 0 else -finished.returncode


@builtin("RunProcess", messages=_RUN)
def run_process(
    ev: Evaluator, command: Expr, wanted: Expr | None = None, given: Expr | None = None, *,
    process_directory: Expr = S.Inherited, process_environment: Expr = S.Inherited,
) -> Expr:
    """RunProcess[{"program", "arg1", ...}] runs a program and gives an association of its "ExitCode",
    "StandardOutput" and "StandardError"; RunProcess[command, "prop"] gives one of these, a third argument is
    the program's input.

    Errors   RunProcess::pnfd and $Failed when there is no such program.
    Source   ref/RunProcess
    Example  RunProcess[{"echo", "hello"}, "ExitCode"]  gives  0
    """
    items = command.args if is_list(command) else (command,)
    if not items or not all(isinstance(item, String) for item in items):
        raise Complaint("cmdinv", command)
    words = [item.value for item in items]  # type: ignore[attr-defined]
    where = process_directory.value if isinstance(process_directory, String) else str(directory(ev))
    variables = environment(ev)
    if isinstance(process_environment, Association):
        variables |= {ev.format(key): ev.format(value) for key, value in process_environment.items.items()}
    try:
        finished = subprocess.run(
            words, cwd=where, env=variables, capture_output=True, check=False,
            input=given.value.encode() if isinstance(given, String) else b"")
    except FileNotFoundError:
        raise Failed("pnfd", words[0]) from None
    except OSError as error:
        raise Failed("run", words[0], error.strerror or str(error)) from None
    results: dict[Expr, Expr] = {
        String("ExitCode"): integer(finished.returncode),
        String("StandardOutput"): String(finished.stdout.decode(errors="replace")),
        String("StandardError"): String(finished.stderr.decode(errors="replace")),
    }
    if wanted is None or wanted is S.All:
        return Association(results)
    if wanted not in results:
        raise Unchanged
    return results[wanted]


@builtin("InputString")
def input_string(ev: Evaluator, prompt: AnyString = "") -> Expr:
    """InputString["prompt"] reads a line that the user types; EndOfFile when there is no more.

    Source   ref/InputString
    """
    ev.reports.sink("text", prompt)
    line = sys.stdin.readline()
    return String(line.removesuffix("\n")) if line else S.EndOfFile


@builtin("Input")
def input_(ev: Evaluator, prompt: AnyString = "? ") -> Expr:
    """Input["prompt"] reads a line that the user types, and evaluates it; EndOfFile when there is no more.

    Source   ref/Input
    """
    ev.reports.sink("text", prompt)
    line = sys.stdin.readline()
    return Call(S.ToExpression, String(line.removesuffix("\n"))) if line else S.EndOfFile


@variable("$ScriptInputString")
def script_input_string(ev: Evaluator) -> str:
    """$ScriptInputString is the text that the program gets on its standard input, all of it."""
    if "script input" not in ev.state:
        ev.state["script input"] = "" if sys.stdin is None or sys.stdin.isatty() else sys.stdin.read()
    return str(ev.state["script input"])


# ---- memory ------------------------------------------------------------------------------------

@builtin("MemoryInUse")
def memory_in_use(ev: Evaluator) -> int:
    """MemoryInUse[] gives the number of bytes of memory that the program uses now.

    Source   ref/MemoryInUse
    Example  MemoryInUse[] > 0  gives  True
    """
    try:
        status = Path("/proc/self/statm").read_text(encoding="ascii")
        return int(status.split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return peak_memory()


def peak_memory() -> int:
    """The most bytes of memory that the program has used so far."""
    try:
        import resource
    except ImportError:     # Windows
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


@builtin("MaxMemoryUsed")
def max_memory_used(ev: Evaluator) -> int:
    """MaxMemoryUsed[] gives the most bytes of memory that the program has used so far.

    Source   ref/MaxMemoryUsed
    Example  MaxMemoryUsed[] > 0  gives  True
    """
    return peak_memory()


@builtin("ByteCount")
def byte_count(expr: Expr) -> int:
    """ByteCount[expr] gives the number of bytes that an expression takes in memory.

    Source   ref/ByteCount
    Example  ByteCount[Range[1000]] < 20000  gives  True
    """
    total, stack = 0, [expr]
    while stack:
        item = stack.pop()
        if isinstance(item, Packed):
            total += item.array.nbytes + sys.getsizeof(item)
        elif isinstance(item, Association):
            total += sys.getsizeof(item.items)
            stack += [*item.items, *item.items.values()]
        elif isinstance(item, Call):
            total += sys.getsizeof(item) + sys.getsizeof(item.args)
            stack += item.args
        elif isinstance(item, Atom):
            total += sys.getsizeof(item) + sys.getsizeof(getattr(item, "value", 0))
    return total


# ---- hashes ------------------------------------------------------------------------------------

def _checksum(function: Callable[[bytes], int]) -> Callable[[bytes], bytes]:
    return lambda data: function(data).to_bytes(4, "big")


_HASHES: Mapping[str, Callable[[bytes], bytes]] = {
    "MD5": lambda data: hashlib.md5(data, usedforsecurity=False).digest(),
    "SHA": lambda data: hashlib.sha1(data, usedforsecurity=False).digest(),
    "SHA1": lambda data: hashlib.sha1(data, usedforsecurity=False).digest(),
    "SHA224": lambda data: hashlib.sha224(data).digest(),
    "SHA256": lambda data: hashlib.sha256(data).digest(),
    "SHA384": lambda data: hashlib.sha384(data).digest(),
    "SHA512": lambda data: hashlib.sha512(data).digest(),
    "SHA3-224": lambda data: hashlib.sha3_224(data).digest(),
    "SHA3-256": lambda data: hashlib.sha3_256(data).digest(),
    "SHA3-384": lambda data: hashlib.sha3_384(data).digest(),
    "SHA3-512": lambda data: hashlib.sha3_512(data).digest(),
    "SHA256SHA256": lambda data: hashlib.sha256(hashlib.sha256(data).digest()).digest(),
    "CRC32": _checksum(zlib.crc32),
    "Adler32": _checksum(zlib.adler32),
    "Expression": lambda data: hashlib.blake2b(data, digest_size=8).digest(),
}
_HASH_FORMS: Mapping[str, Callable[[bytes], Expr]] = {
    "Integer": lambda digest: integer(int.from_bytes(digest, "big")),
    "DecimalString": lambda digest: String(str(int.from_bytes(digest, "big"))),
    "HexString": lambda digest: String(digest.hex()),
    "HexStringLittleEndian": lambda digest: String(digest[::-1].hex()),
    "Base36String": lambda digest: String(_in_base_36(int.from_bytes(digest, "big"))),
    "Base64Encoding": lambda digest: String(base64.b64encode(digest).decode()),
}
_HASH_MESSAGES = {
    "hashtype": "`1` is not a known kind of hash.",
    "hashform": "`1` is not a known form of a hash.",
    "nffil": "File `1` not found during `2`.",
}


def _in_base_36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits or "0"


def hashed(data: bytes, kind: str, form: str) -> Expr:
    """The hash of some bytes.

    Errors  Complaint hashtype, hashform.
    """
    if kind not in _HASHES:
        raise Complaint("hashtype", kind)
    if form not in _HASH_FORMS:
        raise Complaint("hashform", form)
    return _HASH_FORMS[form](_HASHES[kind](data))


@builtin("Hash", messages=_HASH_MESSAGES)
def hash_(ev: Evaluator, expr: Expr, kind: AnyString = "Expression", form: AnyString = "Integer") -> Expr:
    """Hash[expr] gives an integer that depends on the expression only; Hash["s", "type"] the hash of a
    string, as "MD5", "SHA256" or "CRC32"; Hash[expr, "type", "HexString"] its digits.

    Source   ref/Hash
    Example  Hash["abc", "MD5", "HexString"]  gives  900150983cd24fb0d6963f7d28e17f72
    """
    text = expr.value if isinstance(expr, String) and kind != "Expression" else ev.format(expr, "FullForm")
    return hashed(text.encode("utf-8", "surrogatepass"), kind, form)


@builtin("FileHash", messages=_HASH_MESSAGES)
def file_hash(ev: Evaluator, name: AnyString, kind: AnyString = "MD5", form: AnyString = "Integer") -> Expr:
    """FileHash["file"] gives the MD5 hash of a file, FileHash["file", "type"] another, such as "SHA256".

    Errors   FileHash::nffil and $Failed when there is no such file.
    Source   ref/FileHash
    Example  Quiet[FileHash["no/such/file"]]  gives  $Failed
    """
    try:
        data = (directory(ev) / name).read_bytes()
    except OSError:
        raise Failed("nffil", name, S.FileHash) from None
    return hashed(data, kind, form)
