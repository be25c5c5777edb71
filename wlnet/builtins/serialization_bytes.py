"""`ByteArray`, and bytes as text of several kinds."""

from __future__ import annotations

import base64
import binascii
import codecs
from collections.abc import Callable
from typing import Annotated

import numpy as np

from wlnet.builtins.parts import Spec, take_part
from wlnet.builtins.paths import FileName, absolute
from wlnet.expr import Call, Expr, Object, Packed, S, String, integer, is_list, pack, packed
from wlnet.kernel.arguments import AnyString
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Failed
from wlnet.kernel.objects import length_of, normal_of, part_of
from wlnet.values.byte_array import ByteArray

_MESSAGES = {
    "lend": "The argument at position 1 in `1` should be a vector of integers from 0 to 255, or a string in Base64.",
    "batd": "ByteArray expected at position `1` in `2`.",
    "charcode": "The text cannot be written in the encoding `1`.",
    "charenc": "`1` is not the name of a character encoding.",
    "nobase": "`1` is not a supported encoding of bytes; these are `2`.",
    "badbase": "The string is not valid `1`.",
    "noopen": "Cannot open `1`.",
}


def byte_array(data: bytes) -> Object:
    """Bytes as a `ByteArray` expression."""
    return Object(S.ByteArray, ByteArray(data))


def read_bytes(expr: Expr, position: int, call: Call) -> bytes:
    """The bytes of a `ByteArray` (message batd)."""
    if isinstance(expr, Object) and isinstance(expr.value, ByteArray):
        return expr.value.data
    raise Complaint("batd", position, call)


AnyBytes = Annotated[bytes, read_bytes]


@builtin("ByteArray", messages=_MESSAGES)
def byte_array_(data: Expr, *, call: Call) -> Expr:
    """ByteArray[{b1, b2, ...}] holds bytes, given as integers from 0 to 255; ByteArray["text"] those that a
    string in Base64 stands for.

    Errors   ByteArray::lend.
    Source   ref/ByteArray
    Example  Normal[ByteArray["AQID"]]  gives  {1, 2, 3}
    Example  ByteArray[{0, 255}][[-1]]  gives  255
    """
    if isinstance(data, Object) and isinstance(data.value, ByteArray):
        return data
    if isinstance(data, String):
        try:
            return byte_array(base64.b64decode(data.value, validate=True))
        except (binascii.Error, ValueError):
            raise Complaint("lend", call) from None
    if is_list(data) and not data.args:
        return byte_array(b"")
    numbers = data.value.array if isinstance(data, Object) and hasattr(data.value, "array") else None
    if numbers is None:
        whole = pack(data)
        numbers = None if whole is None else whole.array
    if numbers is None or numbers.ndim != 1 or numbers.dtype.kind not in "iu" or not _are_bytes(numbers):
        raise Complaint("lend", call)
    return byte_array(numbers.astype(np.uint8).tobytes())


def _are_bytes(numbers: np.ndarray) -> bool:
    return not numbers.size or (int(numbers.min()) >= 0 and int(numbers.max()) <= 255)


@builtin("ByteArrayQ")
def byte_array_q(expr: Expr) -> bool:
    """ByteArrayQ[expr] gives True when expr is a byte array.

    Source   ref/ByteArrayQ
    Example  ByteArrayQ[ByteArray[{1}]]  gives  True
    """
    return isinstance(expr, Object) and isinstance(expr.value, ByteArray)


@length_of.register(ByteArray)
def _(value: ByteArray) -> int:
    return len(value.data)


@normal_of.register(ByteArray)
def _(value: ByteArray) -> Expr:
    return as_list(value)


def as_list(value: ByteArray) -> Expr:
    """The bytes as a list of integers."""
    return packed(np.frombuffer(value.data, np.uint8)) if value.data else Call(S.List)


@part_of.register(ByteArray)
def _(value: ByteArray, ev: Evaluator, owner: Object, spec: Spec) -> Expr:
    """Several parts are a byte array again."""
    if spec == (integer(0),):
        return owner.head
    found = take_part(ev, as_list(value), spec, Call(S.Part, owner, *spec))
    if isinstance(found, Packed):
        return byte_array(found.array.astype(np.uint8).tobytes())
    if is_list(found) and not found.args:
        return byte_array(b"")
    return found


# ---- text --------------------------------------------------------------------------------------

_ENCODINGS = {"UTF8": "utf-8", "UTF-8": "utf-8", "ASCII": "ascii", "PrintableASCII": "ascii", "Unicode": "utf-16",
              "ISOLatin1": "latin-1", "ISO8859-1": "latin-1", "WindowsANSI": "cp1252", "ShiftJIS": "shift_jis"}
UTF8 = String("UTF8")


def codec(encoding: Expr) -> str:
    """Python's name of a character encoding.

    Errors  Failed charenc.
    """
    name = encoding.value if isinstance(encoding, String) else "UTF8" if encoding is S.Automatic else ""
    known = _ENCODINGS.get(name, name)
    try:
        codecs.lookup(known)
    except (LookupError, ValueError):
        raise Failed("charenc", encoding) from None
    return known


@builtin("StringToByteArray", messages=_MESSAGES)
def string_to_byte_array(text: AnyString, encoding: Expr = UTF8) -> Expr:
    """StringToByteArray["text"] gives the bytes of a string in UTF-8; StringToByteArray["text", "encoding"] in
    another encoding.

    Errors   StringToByteArray::charenc, StringToByteArray::charcode and $Failed.
    Source   ref/StringToByteArray
    Example  Normal[StringToByteArray["ab"]]  gives  {97, 98}
    """
    try:
        return byte_array(text.encode(codec(encoding)))
    except UnicodeError:
        raise Failed("charcode", encoding) from None


@builtin("ByteArrayToString", messages=_MESSAGES)
def byte_array_to_string(data: Expr, encoding: Expr = UTF8, *, call: Call) -> str:
    """ByteArrayToString[ba] gives the text that bytes hold in UTF-8; ByteArrayToString[ba, "encoding"] in another
    encoding. Bytes that are no text in UTF-8 are read one character each.

    Errors   ByteArrayToString::charenc and $Failed.
    Source   ref/ByteArrayToString
    Example  ByteArrayToString[ByteArray[{97, 98}]]  gives  ab
    """
    if is_list(data) and not data.args:
        return ""
    bytes_ = read_bytes(data, 1, call)
    name = codec(encoding)
    try:
        return bytes_.decode(name)
    except UnicodeError:
        return bytes_.decode("latin-1")


Text = Callable[[bytes], bytes]
_BASES: dict[str, tuple[Text, Callable[[str], bytes]]] = {
    "Base64": (base64.b64encode, lambda text: base64.b64decode("".join(text.split()), validate=True)),
    "Base64URL": (lambda data: base64.urlsafe_b64encode(data).rstrip(b"="),
                  lambda text: base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))),
    "Base32": (base64.b32encode, base64.b32decode),
    "Base16": (base64.b16encode, lambda text: base64.b16decode(text, casefold=True)),
    "Base85": (base64.a85encode, base64.a85decode),
    "Base85ASCII": (base64.a85encode, base64.a85decode),
    "Base85RFC1924": (base64.b85encode, base64.b85decode),
}
BASE64 = String("Base64")


def _base(name: Expr) -> tuple[Text, Callable[[str], bytes]]:
    if isinstance(name, String) and name.value in _BASES:
        return _BASES[name.value]
    raise Failed("nobase", name, list(_BASES))


@builtin("BaseEncode", messages=_MESSAGES)
def base_encode(data: AnyBytes, encoding: Expr = BASE64) -> str:
    """BaseEncode[ba] writes bytes as text in Base64; BaseEncode[ba, "Base16"] in another base.

    Errors   BaseEncode::nobase and $Failed.
    Source   ref/BaseEncode
    Example  BaseEncode[ByteArray[{1, 2, 3}]]  gives  AQID
    """
    return _base(encoding)[0](data).decode("ascii")


@builtin("BaseDecode", messages=_MESSAGES)
def base_decode(text: AnyString, encoding: Expr = BASE64) -> Expr:
    """BaseDecode["text"] gives the bytes that text in Base64 stands for; BaseDecode["text", "Base16"] in another base.

    Errors   BaseDecode::nobase, BaseDecode::badbase and $Failed.
    Source   ref/BaseDecode
    Example  Normal[BaseDecode["0aff", "Base16"]]  gives  {10, 255}
    """
    decode = _base(encoding)[1]
    try:
        return byte_array(decode(text))
    except (binascii.Error, ValueError):
        raise Failed("badbase", encoding) from None


@builtin("ReadByteArray", messages=_MESSAGES)
def read_byte_array(ev: Evaluator, name: FileName) -> Expr:
    """ReadByteArray["file"] gives the bytes of a file; EndOfFile for an empty one.

    Errors   ReadByteArray::noopen and $Failed.
    Source   ref/ReadByteArray
    Example  Quiet[ReadByteArray["no/such/file"]]  gives  $Failed
    """
    try:
        data = absolute(ev, name).read_bytes()
    except OSError:
        raise Failed("noopen", name) from None
    return byte_array(data) if data else S.EndOfFile
