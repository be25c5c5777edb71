"""How nets print in OutputForm: a boxed table of ports and layers, in the manner of a summary box."""

from __future__ import annotations

from collections.abc import Iterable

from wlnet.nets.arrays import Shared, values_of
from wlnet.nets.chain import Container
from wlnet.nets.coder import Coder
from wlnet.nets.inputform import ELIDE, coder_form, input_form, show_values
from wlnet.nets.layer import Layer, Net
from wlnet.nets.paths import array_values
from wlnet.nets.state import NetState, show_state_key
from wlnet.nets.types import Integers, Type, dims_text, type_text
from wlnet.nets.wiring import Path
from wlnet.syntax import describe, input_form as write

MOST_ROWS = 40      # longer nets show their two ends
MOST_LETTERS = 60
Row = tuple[str, str, str]


def summary(net: Net, deep: bool = False) -> str:
    """The table of a net: inputs, layers with type and output size, outputs. `deep` shows nets inside nets too."""
    mark = "" if is_initialized(net) else "uninitialized"
    title = f"{net.head}  {mark}".rstrip()
    rows: list[Row] = [(name, "", _port_text(net, name)) for name in net.inputs]
    if isinstance(net, Container):
        middle = list(_layer_rows(net, (), net, deep))
        rows += _shortened(middle)
    elif isinstance(net, Layer):
        rows += [*_layer_rows(net, (), net, deep), *_parameter_rows(net)]
    rows += [(name, "", _port_text(net, name)) for name in net.outputs]
    return box(title, rows)


def _shortened(rows: list[Row]) -> list[Row]:
    if len(rows) <= MOST_ROWS:
        return rows
    half = MOST_ROWS // 2
    return [*rows[:half], ("...", f"{len(rows) - 2 * half} more", ""), *rows[-half:]]


def _layer_rows(top: Net, path: Path, net: Net, deep: bool) -> Iterable[Row]:
    for key, child in net.children.items():
        here = (*path, key)
        marks = [f"({len(child.nets)} layers)"] if isinstance(child, Container) else []
        if not is_initialized(child):
            marks.append("uninitialized")
        kind = top.inferred.types.get((*here, child.outputs[0])) if child.outputs else None
        yield "  " * len(path) + str(key), " ".join([child.head, *marks]), _size(kind)
        if deep:
            yield from _layer_rows(top, here, child, deep)


def _parameter_rows(layer: Layer) -> Iterable[Row]:
    for item in layer.parameters:
        value = getattr(layer, item.field)
        if value != item.default and not _is_net(value):
            yield item.part or item.name, "", _abridged(write(item.kind.show(value)))
    for spec in layer.arrays:
        if (spec.name,) not in layer.array_values:
            continue
        value = getattr(layer, spec.field)
        if value is None:
            yield spec.name, "none", ""
            continue
        dims = layer.inferred.types[(spec.name,)].dims
        yield spec.name, "" if values_of(value) is not None else "uninitialized", f"array {dims_text(dims)}"


def _is_net(value: object) -> bool:
    return isinstance(value, Net) or (isinstance(value, tuple) and any(map(_is_net, value)))


def _abridged(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 3] + "..."


def _size(kind: Type | None) -> str:
    if kind is None or kind.dims is None:
        return ""
    return type_text(kind)


def _port_text(net: Net, name: str) -> str:
    coder = net.coder(name)
    kind = net.type_of(name)
    if isinstance(coder, Coder):
        word = {"Characters": "string", "Tokens": "string", "UTF8": "string", "Image": "image", "Class": "class",
                "Boolean": "truth value"}.get(coder.name, coder.name)
        if isinstance(kind.element, Integers):
            return word if kind.element.high is None else f"{word} ({kind.element.high} codes)"
        return word if kind.dims is None else f"{word} ({_size(kind)})"
    return _size(kind)


def is_initialized(net: Net) -> bool:
    """Whether all arrays of a net have values."""
    return all(value is None or values_of(value) is not None for value in array_values(net).values())


def box(title: str, rows: Iterable[Row]) -> str:
    """A table with a frame."""
    rows = list(rows)
    widths = [max((len(row[k]) for row in rows), default=0) for k in range(3)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths) if width).rstrip() for row in rows]
    inner = max([len(title) + 2, *map(len, lines)])
    top = f"┌ {title} " + "─" * (inner - len(title)) + "┐"
    body = [f"│ {line.ljust(inner)} │" for line in lines]
    return "\n".join([top, *body, "└" + "─" * (inner + 2) + "┘"])


@describe.register(Net)
def describe_net(value: Net, form: str, head: str) -> str:
    """A net in OutputForm (the table), OutputLine (its head and size) or InputForm (constructor code)."""
    if form == "OutputForm":
        return summary(value)
    if form != "OutputLine":
        return write(input_form(value))
    if isinstance(value, Container):
        return f"{head}[<{len(value.keys)}>]"
    sizes = [_size(value.type_of(name)) for name in value.outputs]
    return f"{head}[<{', '.join(filter(None, sizes))}>]"


@describe.register(Coder)
def describe_coder(value: Coder, form: str, head: str) -> str:
    """An encoder or decoder: its code, or a line with its type."""
    if not form.startswith("Output"):
        return write(coder_form(value))
    return f'{head}[<"{value.name}", {type_text(value.type)}>]'


@describe.register(Shared)
def describe_shared(value: Shared, form: str, head: str) -> str:
    """A shared array: its constructor."""
    return write(show_values(value, ELIDE))


@describe.register(NetState)
def describe_state(value: NetState, form: str, head: str) -> str:
    """A state object: its net and the shapes of its states."""
    if form == "OutputLine":
        return f"{head}[<{value.net.head}>]"
    if form != "OutputForm":
        return f"{head}[{write(input_form(value.net))}]"
    rows: list[Row] = [("Net", value.net.head, "")]
    rows += [(write(show_state_key(path)), "", f"state {dims_text(state.shape)}")
             for path, state in value.values.items()]
    return box(head, rows)
