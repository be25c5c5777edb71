"""Strings as sequences of characters: joining, measuring, taking apart, padding.

Long strings are handled in bulk: lists of single characters share their atoms, and lists of strings are
marked as data so that the evaluator does not walk them again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np

from wlnet.expr import Call, Expr, Integer, Packed, S, String, is_call, is_list, length, pack
from wlnet.kernel.arguments import AnyString, MachineInteger, Natural, PositiveInteger
from wlnet.kernel.attributes import FLAT, LISTABLE, ONE_IDENTITY
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Atoms(dict[str, String]):
    """Text -> its atom, made when first asked for."""

    def __missing__(self, text: str) -> String:
        atom = self[text] = String(text)
        return atom


CHARACTERS = Atoms()


def string_list(ev: Evaluator, texts: list[str]) -> Call:
    """A list of strings, marked as evaluated; equal ones share an atom."""
    return data_list(ev, list(map(Atoms().__getitem__, texts)))


def data_list(ev: Evaluator, atoms: list[Any]) -> Call:
    """A list of atoms (or of lists of atoms marked likewise), marked as evaluated."""
    result = Call(S.List, *atoms)
    result.stamp = ev.data
    return result


def is_texts(expr: Expr) -> bool:
    """Whether `expr` is a string or a list (of lists ...) of strings."""
    if isinstance(expr, String):
        return True
    return is_list(expr) and not isinstance(expr, Packed) and all(map(is_texts, expr.args))


def read_texts(expr: Expr, position: int, call: Call) -> Expr:
    """A string or a list of strings (message strse)."""
    if is_texts(expr):
        return expr
    raise Complaint("strse", position, call)


Texts = Annotated[Expr, read_texts]


def each_text(ev: Evaluator, texts: Expr, function: Callable[[str], Expr]) -> Expr:
    """The function's value for a string, or the list of its values for a list of strings."""
    if isinstance(texts, String):
        return function(texts.value)
    return Call(S.List, *(each_text(ev, item, function) for item in texts.args))


# ---- joining -------------------------------------------------------------------------------------

@builtin("StringJoin", FLAT | ONE_IDENTITY)
def string_join(*parts: Expr, call: Call) -> str:
    """StringJoin["s1", "s2", ...] or "s1" <> "s2" <> ... joins strings; lists of strings are flattened.

    Errors   StringJoin::string for what is no string; the call then stays as it is.
    Source   ref/StringJoin
    Example  StringJoin["a", {"b", {"c"}}]  gives  abc
    """
    pieces: list[str] = []
    for position, part in enumerate(parts, 1):
        if isinstance(part, String):
            pieces.append(part.value)
        elif not _join_list(part, pieces):
            raise Complaint("string", position, call)
    return "".join(pieces)


def _join_list(expr: Expr, pieces: list[str]) -> bool:
    """Add the strings in a list; False when something else is in it."""
    if not is_list(expr) or isinstance(expr, Packed):
        return False
    if set(map(type, expr.args)) <= {String}:
        pieces += [item.value for item in expr.args]  # type: ignore[attr-defined]
        return True
    for item in expr.args:
        if isinstance(item, String):
            pieces.append(item.value)
        elif not _join_list(item, pieces):
            return False
    return True


@builtin("StringLength", LISTABLE)
def string_length(text: AnyString) -> int:
    """StringLength["s"] gives the number of characters in a string.

    Source   ref/StringLength
    Example  StringLength["tiger"]  gives  5
    """
    return len(text)


@builtin("Characters", LISTABLE)
def characters(ev: Evaluator, text: AnyString) -> Call:
    """Characters["s"] gives the list of the characters of a string.

    Source   ref/Characters
    Example  Characters["ABC"]  gives  {A, B, C}
    """
    return data_list(ev, list(map(CHARACTERS.__getitem__, text)))


@builtin("StringReverse", LISTABLE)
def string_reverse(text: AnyString) -> str:
    """StringReverse["s"] gives the characters in reverse order.

    Source   ref/StringReverse
    Example  StringReverse["abcdef"]  gives  fedcba
    """
    return text[::-1]


@builtin("StringRepeat")
def string_repeat(text: AnyString, times: Natural, longest: PositiveInteger | None = None) -> str:
    """StringRepeat["s", n] gives n copies of a string, joined; StringRepeat["s", n, max] at most max
    characters.

    Source   ref/StringRepeat
    Example  StringRepeat["ab", 3]  gives  ababab
    """
    if longest is not None:
        return (text * min(times, longest))[:longest]
    return text * times


# ---- parts ---------------------------------------------------------------------------------------

_TAKE = {
    "take": "Cannot take positions `1` through `2` in `3`.",
    "drop": "Cannot drop positions `1` through `2` in `3`.",
    "part": "Part `1` of `2` does not exist.",
    "strspec": "`1` is not a valid sequence specification.",
}


def section(spec: Expr, text: str, call: Call, tag: str = "take") -> slice:
    """The characters that a sequence specification names.

    Errors  Complaint take (or drop) for places that are not there, seqs for what is no specification.
    """
    size = len(text)
    if isinstance(spec, Integer):
        start = spec.value >= 0
        first, last, step = (1, spec.value, 1) if start else (size + 1 + spec.value, size, 1)
        shown: tuple[Any, Any] = (1, spec.value) if spec.value >= 0 else (spec.value, -1)
    elif is_call(spec, S.UpTo, 1):
        bound = spec.args[0]
        count = bound.value if isinstance(bound, Integer) else size
        return slice(0, min(count, size))
    elif spec is S.All:
        return slice(0, size)
    elif (is_list(spec) or is_call(spec, S.Span)) and 1 <= len(spec.args) <= 3:
        places = [_place(item, size, index) for index, item in enumerate(spec.args)]
        if len(places) == 1:
            places *= 2
        if None in places or 0 in places[2:]:
            raise Complaint("seqs", call, 2)
        first, last, step = ([place or 0 for place in places] + [1])[:3]
        shown = (spec.args[0], spec.args[min(len(spec.args) - 1, 1)])
    else:
        raise Complaint("seqs", call, 2)
    if step < 0:
        first, last = last, first
    if not (1 <= first <= size + 1 and first - 1 <= last <= size) or (first > last and first - 1 != last):
        raise Complaint(tag, *shown, Call(S.InputForm, String(text)))
    if step < 0:
        return slice(last - 1, first - 2 if first > 1 else None, step)
    return slice(first - 1, last, step)


def _place(item: Expr, size: int, index: int) -> int | None:
    if isinstance(item, Integer):
        return item.value if item.value >= 0 or index == 2 else size + 1 + item.value
    if is_call(item, S.UpTo, 1) and isinstance(item.args[0], Integer):
        return min(item.args[0].value, size)
    if item is S.All:
        return 1 if index == 0 else size
    return None


def _pairs(spec: Expr) -> NDArray[np.int64] | None:
    """A list of many pairs of integers as an array of two columns; None for anything else."""
    if isinstance(spec, Packed):
        fits = spec.array.ndim == 2 and spec.array.shape[1] == 2 and spec.array.dtype.kind == "i"
        return spec.array.astype(np.int64, copy=False) if fits else None
    rows = spec.args
    if not all(is_list(row) for row in rows):
        return None
    pairs: list[list[Any]] = [
        row.array.tolist() if isinstance(row, Packed) else [getattr(item, "value", None) for item in row.args]
        for row in rows]
    if not all(len(pair) == 2 and type(pair[0]) is int and type(pair[1]) is int for pair in pairs):
        return None
    try:
        return np.array(pairs, dtype=np.int64)
    except OverflowError:
        return None


def _take_pairs(ev: Evaluator, text: str, pairs: NDArray[np.int64]) -> Expr | None:
    """Many sections at once; None when one of them is not there."""
    size = len(text)
    places = np.where(pairs < 0, pairs + size + 1, pairs)
    firsts, lasts = places[:, 0] - 1, places[:, 1]
    if firsts.min() < 0 or lasts.max() > size or (lasts < firsts).any():
        return None
    sections = zip(firsts.tolist(), lasts.tolist())
    return data_list(ev, [String(text[first:last]) for first, last in sections])


@builtin("StringTake", messages=_TAKE)
def string_take(ev: Evaluator, texts: Texts, spec: Expr, *, call: Call) -> Expr:
    """StringTake["s", n] takes the first n characters, -n the last; {n} the n-th, {m, n} those from m to n,
    {m, n, k} in steps of k, UpTo[n] as many as there are; {{m1, n1}, {m2, n2}, ...} gives a list.

    Errors   StringTake::take for places that are not there.
    Source   ref/StringTake
    Example  StringTake["abcdefghijklm", 6]  gives  abcdef
    Example  StringTake["abcdefghijklm", {{1, 2}, {4}}]  gives  {ab, d}
    """
    return each_text(ev, texts, lambda text: _take(ev, text, spec, call))


def _take(ev: Evaluator, text: str, spec: Expr, call: Call) -> Expr:
    if is_list(spec) and (not length(spec) or _holds_specs(spec)):
        pairs = _pairs(spec) if length(spec) else None
        taken = _take_pairs(ev, text, pairs) if pairs is not None else None
        return taken or data_list(ev, [_take(ev, text, item, call) for item in spec.args])
    return String(text[section(spec, text, call)])


def _holds_specs(spec: Expr) -> bool:
    """Whether a list is one of specifications, not a specification itself."""
    if isinstance(spec, Packed):
        return spec.array.ndim > 1
    return all(is_list(item) or is_call(item, S.UpTo) for item in spec.args)


@builtin("StringDrop", messages=_TAKE)
def string_drop(ev: Evaluator, texts: Texts, spec: Expr, *, call: Call) -> Expr:
    """StringDrop["s", n] drops the first n characters, -n the last; {n} the n-th, {m, n} those from m to n.

    Source   ref/StringDrop
    Example  StringDrop["abcdefghijklm", 4]  gives  efghijklm
    """
    return each_text(ev, texts, lambda text: String(_dropped(text, section(spec, text, call, "drop"))))


def _dropped(text: str, places: slice) -> str:
    if places.step in (None, 1):
        return text[:places.start] + text[places.stop:]
    gone = set(range(len(text))[places])
    return "".join(character for index, character in enumerate(text) if index not in gone)


@builtin("StringTakeDrop", messages=_TAKE)
def string_take_drop(ev: Evaluator, texts: Texts, spec: Expr, *, call: Call) -> Expr:
    """StringTakeDrop["s", spec] gives what StringTake and StringDrop would give, as a pair.

    Source   ref/StringTakeDrop
    Example  StringTakeDrop["abcdef", 2]  gives  {ab, cdef}
    """
    def both(text: str) -> Expr:
        places = section(spec, text, call)
        return string_list(ev, [text[places], _dropped(text, places)])
    return each_text(ev, texts, both)


@builtin("StringPart", messages=_TAKE)
def string_part(ev: Evaluator, texts: Texts, spec: Expr, *, call: Call) -> Expr:
    """StringPart["s", n] gives the n-th character (from the end when negative); a list or span of places
    gives a list.

    Errors   StringPart::part for a place that is not there.
    Source   ref/StringPart
    Example  StringPart["abcde", {1, -1}]  gives  {a, e}
    """
    return each_text(ev, texts, lambda text: _part(ev, text, spec, call))


def _part(ev: Evaluator, text: str, spec: Expr, call: Call) -> Expr:
    size = len(text)
    if isinstance(spec, Integer):
        place = spec.value - 1 if spec.value > 0 else size + spec.value
        if not 0 <= place < size:
            raise Complaint("part", spec, Call(S.InputForm, String(text)))
        return CHARACTERS[text[place]]
    if spec is S.All or is_call(spec, S.Span):
        return data_list(ev, [CHARACTERS[character] for character in text[section(spec, text, call)]])
    packed = pack(spec)
    if packed is None or packed.array.ndim != 1 or packed.array.dtype.kind != "i":
        if is_list(spec):
            return data_list(ev, [_part(ev, text, item, call) for item in spec.args])
        raise Complaint("strspec", spec)
    places = np.where(packed.array > 0, packed.array - 1, packed.array + size)  # type: ignore[operator]
    wrong = (places < 0) | (places >= size)
    if wrong.any():
        raise Complaint("part", packed.array[wrong][0].item(), Call(S.InputForm, String(text)))
    return data_list(ev, [CHARACTERS[text[place]] for place in places.tolist()])


@builtin("StringInsert", messages={"ins": "Cannot insert at position `1` in `2`."})
def string_insert(ev: Evaluator, texts: Texts, new: AnyString, spec: Expr) -> Expr:
    """StringInsert["s", "new", n] inserts a string so that it begins at place n (ends there, from the end,
    when n is negative); {n1, n2, ...} inserts it at several places.

    Source   ref/StringInsert
    Example  StringInsert["abcdefgh", "XYZ", 4]  gives  abcXYZdefgh
    """
    places = spec.args if is_list(spec) else (spec,)

    def insert(text: str) -> Expr:
        gaps = []
        for place in places:
            if not isinstance(place, Integer):
                raise Unchanged
            gap = place.value - 1 if place.value > 0 else len(text) + 1 + place.value
            if place.value == 0 or not 0 <= gap <= len(text):
                raise Complaint("ins", place, Call(S.InputForm, String(text)))
            gaps.append(gap)
        pieces, end = [], 0
        for gap in sorted(gaps):
            pieces += [text[end:gap], new]
            end = gap
        return String("".join(pieces) + text[end:])
    return each_text(ev, texts, insert)


@builtin("StringReplacePart", messages=_TAKE)
def string_replace_part(ev: Evaluator, text: AnyString, new: Texts, spec: Expr, *, call: Call) -> str:
    """StringReplacePart["s", "new", {m, n}] replaces the characters from m to n; {{m1, n1}, ...} several
    sections, by one string or by each of a list.

    Source   ref/StringReplacePart
    Example  StringReplacePart["abcdefghijk", "XYZ", {2, 4}]  gives  aXYZefghijk
    """
    many = is_list(spec) and all(map(is_list, spec.args))
    sections = [section(item, text, call) for item in (spec.args if many else (spec,))]
    news = list(new.args) if is_list(new) else [new] * len(sections)
    if len(news) != len(sections):
        raise Unchanged
    pieces, end = [], 0
    for place, piece in sorted(zip(sections, news), key=lambda pair: pair[0].start):
        pieces += [text[end:place.start], piece.value]  # type: ignore[attr-defined]
        end = place.stop
    return "".join(pieces) + text[end:]


# ---- padding and partitions ----------------------------------------------------------------------

def _padded(text: str, size: int, padding: str, left: bool) -> str:
    """A text over a background of repeated padding that ends (left) or begins (right) where the text does."""
    if left:
        background = (padding * (size // len(padding) + 1))[-size:] if size else ""
        return background[:max(size - len(text), 0)] + (text[-size:] if size else "")
    return text[:size] + (padding * (size // len(padding) + 1))[len(text):size]


def _pad(ev: Evaluator, texts: Expr, size: int | None, padding: str, left: bool) -> Expr:
    if not padding:
        raise Unchanged
    if size is None and isinstance(texts, String):
        return texts
    longest = size
    if longest is None:
        longest = max((len(item.value) for item in texts.args if isinstance(item, String)), default=0)
    return each_text(ev, texts, lambda text: String(_padded(text, longest, padding, left)))


@builtin("StringPadLeft")
def string_pad_left(ev: Evaluator, texts: Texts, size: Natural | None = None, padding: AnyString = " ") -> Expr:
    """StringPadLeft["s", n] pads a string on the left with spaces to n characters, or drops characters there;
    StringPadLeft["s", n, "pad"] pads with copies of "pad"; StringPadLeft[{"s1", ...}] pads to the longest.

    Source   ref/StringPadLeft
    Example  StringPadLeft["abc", 6, "."]  gives  ...abc
    """
    return _pad(ev, texts, size, padding, left=True)


@builtin("StringPadRight")
def string_pad_right(ev: Evaluator, texts: Texts, size: Natural | None = None, padding: AnyString = " ") -> Expr:
    """StringPadRight["s", n] pads a string on the right with spaces to n characters, or drops characters
    there; StringPadRight["s", n, "pad"] pads with copies of "pad"; StringPadRight[{"s1", ...}] pads to the
    longest.

    Source   ref/StringPadRight
    Example  StringPadRight["abc", 6, "."]  gives  abc...
    """
    return _pad(ev, texts, size, padding, left=False)


@builtin("StringPartition")
def string_partition(ev: Evaluator, texts: Texts, size: Expr, offset: PositiveInteger | None = None) -> Expr:
    """StringPartition["s", n] cuts a string into pieces of n characters; StringPartition["s", n, d] begins a
    piece every d characters; UpTo[n] allows a shorter last piece.

    Source   ref/StringPartition
    Example  StringPartition["abcdefgh", 3]  gives  {abc, def}
    """
    short = is_call(size, S.UpTo, 1)
    number = size.args[0] if short else size
    if not isinstance(number, Integer) or number.value < 1:
        raise Unchanged
    width = number.value
    step = offset or width

    def cut(text: str) -> Expr:
        last = len(text) if short else len(text) - width + 1
        return string_list(ev, [text[start:start + width] for start in range(0, max(last, 0), step)])
    return each_text(ev, texts, cut)


@builtin("StringRotateLeft")
def string_rotate_left(ev: Evaluator, texts: Texts, places: MachineInteger = 1) -> Expr:
    """StringRotateLeft["s", n] moves the first n characters to the end.

    Source   ref/StringRotateLeft
    Example  StringRotateLeft["abcdef", 2]  gives  cdefab
    """
    return each_text(ev, texts, lambda text: String(_rotated(text, places)))


@builtin("StringRotateRight")
def string_rotate_right(ev: Evaluator, texts: Texts, places: MachineInteger = 1) -> Expr:
    """StringRotateRight["s", n] moves the last n characters to the front.

    Source   ref/StringRotateRight
    Example  StringRotateRight["abcdef", 2]  gives  efabcd
    """
    return each_text(ev, texts, lambda text: String(_rotated(text, -places)))


def _rotated(text: str, places: int) -> str:
    shift = places % len(text) if text else 0
    return text[shift:] + text[:shift]
