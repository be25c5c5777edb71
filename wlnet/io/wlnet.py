"""Net files (`.wlnet`): a net in one file, its structure as constructor code, its arrays as raw numbers.

The container is that of safetensors (see `io.safetensors`), so every tool for that format can list and load the
arrays. Its metadata:

    format      "wlnet"
    version     of this description: "1"
    writer      the program that wrote the file
    code        the constructor of the net without its arrays, in the language; coders and port types are part of it

The arrays are named by their place in the net: the keys of the path joined by dots, as in `2.Weights` or
`encoder.1.Biases`; a key with a dot or a quote in it, a name that is a number, and an empty one are JSON strings. An
array that several layers share stands at the first of them. Arrays within the code (the mean image of an encoder) are
written there as wlnet`Stored[n] and named `.n`.

Reading a file evaluates its code, as Get does, but refuses functions that could reach files, programs or the network.
Functions of coders may use them: these run when the net does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wlnet import __version__
from wlnet.expr import Association, Call, Expr, Integer, Object, Packed, S, Symbol
from wlnet.io.safetensors import BadArrays, Contents, read_arrays, write_arrays
from wlnet.io.wxf_plain import numeric, plain
from wlnet.nets.arrays import ArrayValue, Shared, frozen, values_of, with_values
from wlnet.nets.data import Array
from wlnet.nets.initialize import uninitialized
from wlnet.nets.layer import Net
from wlnet.nets.paths import array_values, with_arrays
from wlnet.nets.wiring import Key, Path as Place
from wlnet.syntax import SyntaxProblem, input_form, parse
from wlnet.values.numeric_array import NumericArray

FORMAT, VERSION = "wlnet", "1"
STORED = Symbol("wlnet`Stored")
_ZIP = b"PK\x03\x04"
_KEY = re.compile(r'"(?:[^"\\]|\\.)*"|[^".]*')
_PLAIN_KEY = re.compile(r'(?!-?\d+$)[^".]+')


class BadNet(ValueError):
    """A file that holds no net, with the reason."""


@dataclass(frozen=True)
class Rules:
    """What reading code needs of the language: the symbol of a name, evaluation, whether a symbol may stand in code."""

    resolve: Callable[[str], Symbol]
    evaluate: Callable[[Expr], Expr]
    allows: Callable[[Symbol], bool]


# ---- names of places -----------------------------------------------------------------------------------------------

def name_of(place: Place) -> str:
    """The name of an array at a place in a net.

    Example  name_of((2, "Weights"))  gives  "2.Weights"
    """
    return ".".join(
        key if isinstance(key, str) and _PLAIN_KEY.fullmatch(key) else json.dumps(key, ensure_ascii=False)
        for key in place)


def place_of(name: str) -> Place:
    """The place that a name stands for.

    Example  place_of("2.Weights")  gives  (2, "Weights")
    """
    keys: list[Key] = []
    at = 0
    while at <= len(name):
        match = _KEY.match(name, at)
        assert match is not None
        keys.append(_key(match[0]))
        at = match.end() + 1
    return tuple(keys)


def _key(text: str) -> Key:
    if text.startswith('"'):
        try:
            return str(json.loads(text))
        except ValueError:
            return text
    return int(text) if re.fullmatch(r"-?\d+", text) else text


# ---- writing -------------------------------------------------------------------------------------------------------

def net_contents(net: Net) -> Contents:
    """What the file of a net holds.

    Errors  Unwritable for a part that cannot be written.
    """
    arrays: dict[str, Array] = {}
    shared: set[str] = set()
    for place, value in array_values(net).items():
        numbers = values_of(value)
        if numbers is None or (isinstance(value, Shared) and value.name in shared):
            continue
        if isinstance(value, Shared):
            shared.add(value.name)
        arrays[name_of(place)] = numbers
    within: list[Array] = []
    code = input_form(_stored(plain(Object(S[net.head], uninitialized(net))), within))
    arrays |= {f".{number}": array for number, array in enumerate(within, 1)}
    return Contents(arrays, {
        "format": FORMAT, "version": VERSION, "writer": f"wlnet {__version__}", "code": code})


def write_net(path: Path, net: Net) -> None:
    """Write a net to a file.

    Errors  Unwritable, BadArrays, OSError.
    """
    write_arrays(path, net_contents(net))


def _stored(expr: Expr, within: list[Array]) -> Expr:
    """Code with its numeric arrays put aside."""
    if isinstance(expr, Object) and isinstance(expr.value, NumericArray):
        within.append(expr.value.array)
        return Call(STORED, Integer(len(within)))
    return mapped(expr, lambda part: _stored(part, within))


def mapped(expr: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """The expression with its parts changed."""
    if isinstance(expr, Association):
        return Association({change(key): change(value) for key, value in expr.items.items()},
                           frozenset(map(change, expr.delayed)))
    if isinstance(expr, Packed) or not isinstance(expr, Call):
        return expr
    return Call(*map(change, (expr.head, *expr.args)))


# ---- reading -------------------------------------------------------------------------------------------------------

def read_structure(path: Path, rules: Rules) -> Net:
    """The net of a file, without the numbers of its arrays.

    Errors  BadNet, OSError.
    """
    return _structure(read_contents(path), rules)


def read_net(path: Path, rules: Rules) -> Net:
    """The net of a file.

    Errors  BadNet, OSError.
    """
    return net_of(read_contents(path), rules)


def net_of(contents: Contents, rules: Rules) -> Net:
    """The net that the content of a file describes.

    Errors  BadNet.
    """
    return filled(_structure(contents, rules), stored_arrays(contents))


def stored_arrays(contents: Contents) -> dict[Place, Array]:
    """The arrays of a net file by their place in the net."""
    return {place_of(name): array for name, array in contents.arrays.items() if not name.startswith(".")}


def filled(net: Net, arrays: dict[Place, Array]) -> Net:
    """The net with these numbers in its arrays, by place; what is shared need only be given once.

    Errors  BadNet for arrays without a place in the net.
    """
    values = array_values(net)
    unknown = [name_of(place) for place in arrays if place not in values]
    if unknown:
        raise BadNet(f"it has an array {unknown[0]}, for which the net has no place")
    numbers = {place: frozen(array) for place, array in arrays.items()}
    by_name = {value.name: numbers[place] for place, value in values.items()
               if isinstance(value, Shared) and place in numbers}
    fresh: dict[Place, ArrayValue] = {place: with_values(values[place], array) for place, array in numbers.items()}
    fresh |= {place: with_values(value, by_name[value.name]) for place, value in values.items()
              if isinstance(value, Shared) and value.name in by_name}
    return with_arrays(net, fresh) if fresh else net


def read_contents(path: Path) -> Contents:
    """The arrays and texts of a net file.

    Errors  BadNet, OSError.
    """
    with path.open("rb") as file:
        if file.read(4) == _ZIP:
            raise BadNet("it is a ZIP archive")
    try:
        contents = read_arrays(path)
    except BadArrays as problem:
        raise BadNet(str(problem)) from None
    if contents.metadata.get("format") != FORMAT:
        raise BadNet("it holds arrays but no net")
    if contents.metadata.get("version") != VERSION:
        raise BadNet(f"it was written by a newer program, {contents.metadata.get('writer', 'of unknown name')}")
    return contents


def _structure(contents: Contents, rules: Rules) -> Net:
    try:
        code = parse(contents.metadata.get("code", ""), rules.resolve)
    except SyntaxProblem as problem:
        raise BadNet(f"its code cannot be read: {problem}") from None
    if len(code) != 1:
        raise BadNet("its code should be one expression")
    check_code(code[0], rules)
    made = rules.evaluate(_restored(code[0], contents))
    if not isinstance(made, Object) or not isinstance(made.value, Net):
        raise BadNet("its code does not give a net")
    return made.value


def check_code(code: Expr, rules: Rules) -> None:
    """Errors  BadNet when code uses a function that could reach files, programs or the network."""
    refused = next((symbol for symbol in _symbols(code) if not rules.allows(symbol)), None)
    if refused is not None:
        raise BadNet(f"its code uses {refused.short}, which no net needs")


def _symbols(expr: Expr) -> list[Symbol]:
    """The symbols in code that is evaluated when it is read: not those in functions of coders, which run later."""
    found: list[Symbol] = []
    stack = [(expr, False)]
    while stack:
        item, in_coder = stack.pop()
        if isinstance(item, Symbol):
            found.append(item)
        elif isinstance(item, (Call, Association)) and not isinstance(item, Packed):
            if in_coder and item.head is S.Function:
                continue
            in_coder = in_coder or item.head in (S.NetEncoder, S.NetDecoder)
            stack += [(part, in_coder) for part in (item.head, *item.args)]
    return found


def _restored(expr: Expr, contents: Contents) -> Expr:
    if isinstance(expr, Call) and expr.head is STORED and len(expr.args) == 1 and isinstance(expr.args[0], Integer):
        array = contents.arrays.get(f".{expr.args[0].value}")
        if array is None:
            raise BadNet(f"the array {expr.args[0].value} of its code is missing")
        return numeric(array)
    return mapped(expr, lambda part: _restored(part, contents))
