"""Byte arrays: raw bytes, as `ByteArray` holds them."""

from __future__ import annotations

import base64

from wlnet.syntax import describe


class ByteArray:
    """Bytes, not to be written to."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByteArray) and self.data == other.data

    def __hash__(self) -> int:
        return hash(self.data)


def encoded(data: bytes) -> str:
    """Bytes as Base64 text."""
    return base64.b64encode(data).decode("ascii")


@describe.register(ByteArray)
def describe_byte_array(value: ByteArray, form: str, head: str) -> str:
    """A byte array in a line of text, or its constructor call."""
    if form.startswith("Output"):
        return f"{head}[<{len(value.data)}>]"
    return f'{head}["{encoded(value.data)}"]'
