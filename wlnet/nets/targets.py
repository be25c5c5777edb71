"""What training data say about open ports: encoders of inputs, decoders of outputs, losses and targets."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from wlnet.expr import (
    FALSE, TRUE, Call, Expr, Object, Packed, S, String, Symbol, integer, is_list, length, to_expr,
)
from wlnet.expr.order import order_key
from wlnet.kernel.messages import Failed
from wlnet.nets.arrays import numbers_of
from wlnet.nets.coder import DECODERS, ENCODERS, Decoder, Encoder
from wlnet.nets.data import Ragged
from wlnet.nets.declare import AUTOMATIC
from wlnet.nets.encoders.numbers import depth, encode_numbers
from wlnet.nets.files import is_file
from wlnet.nets.layer import Layer, Net
from wlnet.nets.paths import replace_at
from wlnet.nets.types import REAL, VARYING, Integers, Type, dims_text

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

Items = Sequence[Expr] | Packed


def first_of(items: Items) -> Expr:
    """The first example."""
    return items.args[0] if isinstance(items, Packed) else items[0]


def is_label(expr: Expr) -> bool:
    """Whether an expression can only be a class: a string or a symbol."""
    return isinstance(expr, (String, Symbol))


def labels_of(items: Items) -> tuple[Expr, ...]:
    """The different labels, in canonical order; those within lists too."""
    found: set[Expr] = set()
    waiting = list(items.args if isinstance(items, Packed) else items)
    while waiting:
        item = waiting.pop()
        if is_list(item):
            waiting += item.args
        else:
            found.add(item)
    return tuple(sorted(found, key=order_key))


def infer_input(kind: Type, items: Items, ev: Evaluator) -> Encoder | None:
    """The encoder that the data at an input without one ask for; None when they are arrays."""
    first = first_of(items)
    if is_file(first):
        file, first = first, ev(Call(S.Import, first))
        if not isinstance(first, Object):
            raise Failed("nofile", file.args[0])
    if isinstance(first, Object) and first.head.short in ENCODERS:          # images, audio
        return _media_encoder(kind, first, ev)
    found: Encoder | None = None
    if first is TRUE or first is FALSE:
        found = _made(ENCODERS["Boolean"])
    elif is_label(first) and kind.is_integer:
        found = _made(ENCODERS["Class"], labels=labels_of(items))
    return found


def _media_encoder(kind: Type, first: Object, ev: Evaluator) -> Encoder | None:
    """The encoder of images or audio; images keep the size and colours of the first one where the net allows."""
    name = first.head.short
    spec: list[Any] = [String(name)]
    if name == "Image":
        dims = kind.dims if kind.dims is not None and kind.rank == 3 else (None, None, None)
        size = ev(Call(S.ImageDimensions, first))
        if is_list(size) and length(size) == 2:
            width, height = size.args
            spec.append([width if dims[2] is None else dims[2], height if dims[1] is None else dims[1]])
        channels = dims[0] if dims[0] is not None else ev(Call(S.ImageChannels, first))
        if channels in (1, integer(1)):
            spec.append(Call(S.Rule, S.ColorSpace, String("Grayscale")))
    made = ev(Call(S.NetEncoder, to_expr(spec) if len(spec) > 1 else spec[0]))
    return made.value if isinstance(made, Object) and isinstance(made.value, Encoder) else None


def infer_target(
    net: Net, port: str, layer: Layer | None, loss: Net | None, items: Items, ev: Evaluator,
) -> tuple[Net, Net, Encoder | Type | None]:
    """The net with what the targets say about an output, the loss to attach, and how the targets are encoded.

    layer   the layer that feeds the output; it decides the loss if none is given.
    Errors  Failed when the targets do not suit the output.
    """
    if loss is not None and isinstance(coder := loss.ports.get("Target"), Encoder):
        return net, loss, coder
    net = _with_pictures(net, port, first_of(items))
    if _is_cross_entropy(loss, "Index") or (loss is None and layer is not None and layer.head == "SoftmaxLayer"):
        return _classes(net, port, loss, items, ev)
    if _is_cross_entropy(loss, "Binary") or (loss is None and _is_sigmoid(layer)):
        return _truth(net, port, loss or _loss("CrossEntropyLossLayer", ev, "Binary"), items)
    if loss is None and layer is not None and layer.head == "NetPairEmbeddingOperator":
        return net, _loss("ContrastiveLossLayer", ev), _made(ENCODERS["Boolean"])
    return _numbers(net, port, loss or _loss("MeanSquaredLossLayer", ev), items)


def _with_pictures(net: Net, port: str, first: Expr) -> Net:
    """The net with a decoder of images at an output whose targets are images."""
    dims = net.type_of(port).dims
    if net.coder(port) is not None or dims is None or not isinstance(first, Object) or (
            first.head not in (S.Image, S.Image3D) or dims[0] not in (1, 3)):
        return net
    space = "Grayscale" if dims[0] == 1 else "RGB"
    return net.with_ports({port: _made(DECODERS[first.head.short], color_space=space)})


def _made(kind: Any, **settings: Any) -> Any:
    return kind(**settings)


def _loss(name: str, ev: Evaluator, *args: str) -> Net:
    made = ev(Call(S[name], *map(String, args)))
    assert isinstance(made, Object)
    assert isinstance(made.value, Net)
    return made.value


def _is_cross_entropy(loss: Net | None, form: str) -> bool:
    return isinstance(loss, Layer) and loss.head == "CrossEntropyLossLayer" and (
        getattr(loss, loss.parameters[0].field) == form)


def _is_sigmoid(layer: Layer | None) -> bool:
    if layer is None or layer.head != "ElementwiseLayer":
        return False
    source = getattr(layer, layer.parameters[0].field).source
    return source in (S.LogisticSigmoid, String("Sigmoid"), String("LogisticSigmoid"))


def _classes(
    net: Net, port: str, loss: Net | None, items: Items, ev: Evaluator,
) -> tuple[Net, Net, Encoder | Type | None]:
    """Targets of a distribution over classes: labels, numbers of classes, or distributions."""
    first, kind, decoder = first_of(items), net.type_of(port), net.coder(port)
    if decoder is None and _is_distribution(first, kind) and not _is_cross_entropy(loss, "Index"):
        net = _with_size(net, port, items)
        return net, loss or _loss("CrossEntropyLossLayer", ev, "Probabilities"), net.type_of(port)
    loss = loss or _loss("CrossEntropyLossLayer", ev, "Index")
    if decoder is None and is_label(_leaf(first)):
        decoder = _made(DECODERS["Class"], labels=labels_of(items), input_depth=kind.rank or depth(first) + 1)
        net = net.with_ports({port: decoder})
    elif decoder is None or getattr(decoder, "labels", None) is AUTOMATIC:
        return _numbered(net, port, loss, items, ev)
    assert isinstance(decoder, Decoder)
    encoder = decoder.encoder(net.type_of(port))
    dims = net.type_of(port).dims or ()
    if encoder is not None and len(dims) > 1 and dims[0] == VARYING and decoder.name == "Class":
        return net, loss, ClassSequence(encoder)
    return net, loss, encoder


def _is_distribution(first: Expr, kind: Type) -> bool:
    rank = 1 if kind.rank is None else kind.rank
    return depth(first) == rank


def _numbered(net: Net, port: str, loss: Net, items: Items, ev: Evaluator) -> tuple[Net, Net, Encoder | Type | None]:
    """Classes 1, 2, ...: as many as the output has, or else as the greatest of the targets."""
    kind = net.type_of(port)
    size = kind.dims[-1] if kind.dims else None
    if not isinstance(size, int):
        size = _greatest(items, port, ev)
        decoder = net.coder(port)
        if decoder is not None:
            labels = tuple(map(integer, range(1, size + 1)))
            net = net.with_ports({port: dataclasses.replace(decoder, labels=labels)})  # type: ignore[type-var]
        else:
            net = net.with_ports({port: Type((*(kind.dims or (None,))[:-1], size), REAL)})
    outer = (kind.dims or (None,))[:-1]
    return net, loss, Type(outer, Integers(1, size))


def _greatest(items: Items, port: str, ev: Evaluator) -> int:
    found = encode_numbers(items, Type(None, Integers(1)), port, ev)
    return int((found.values if isinstance(found, Ragged) else found).max())


def _truth(net: Net, port: str, loss: Net, items: Items) -> tuple[Net, Net, Encoder | Type | None]:
    """Targets of independent probabilities: truth values, or numbers from 0 to 1."""
    decoder = net.coder(port)
    if getattr(decoder, "multilabel", False):
        labels = decoder.labels  # type: ignore[union-attr]
        return net, loss, _made(ENCODERS["Class"], labels=labels, form="UnitVector", multilabel=True)
    net = _with_size(net, port, items)
    if decoder is None and _leaf(first_of(items)) in (TRUE, FALSE):
        decoder = _made(DECODERS["Boolean"], input_depth=depth(first_of(items)))
        net = net.with_ports({port: decoder})
        if not net.type_of(port).is_known:
            raise Failed("openshape", net.head, f'port "{port}"', dims_text(net.type_of(port).dims))
    if isinstance(decoder, Decoder):
        return net, loss, decoder.encoder(net.type_of(port)) or net.type_of(port)
    return net, loss, net.type_of(port)


def _leaf(expr: Expr) -> Expr:
    """The first element of a list of lists of any depth."""
    while is_list(expr) and not isinstance(expr, Packed) and expr.args:
        expr = expr.args[0]
    return expr


def _numbers(net: Net, port: str, loss: Net, items: Items) -> tuple[Net, Net, Encoder | Type | None]:
    """Targets like the output itself."""
    decoder = net.coder(port)
    if isinstance(decoder, Decoder):
        encoder = decoder.encoder(net.type_of(port))
        if encoder is not None and encoder.name == "Class":
            encoder = dataclasses.replace(encoder, form="UnitVector")  # type: ignore[type-var]
        if encoder is not None:
            return net, loss, encoder
    net = _with_size(net, port, items)
    target = loss.type_of("Target")
    if target.is_integer:
        return net, loss, None
    return net, loss, net.type_of(port) if loss.head in SAME_TARGET else None


SAME_TARGET = ("MeanSquaredLossLayer", "MeanAbsoluteLossLayer", "CrossEntropyLossLayer")


def _with_size(net: Net, port: str, items: Items) -> Net:
    """The net with the dimensions of an output that are still open taken from the first target."""
    kind = net.type_of(port)
    if kind.is_known:
        return net
    shape = _dimensions(first_of(items))
    if kind.dims is not None and len(kind.dims) != len(shape):
        return net
    known = kind.dims or (None,) * len(shape)
    dims = tuple(size if dim is None else dim for dim, size in zip(known, shape, strict=True))
    return _declare(net, port, Type(dims, kind.element or REAL))


def _declare(net: Net, port: str, kind: Type) -> Net:
    """The net with the type of an output declared where it is made, so that a decoder may take the net's port."""
    wiring = net.inferred.wiring
    for node in wiring.nodes:
        for name, cell in node.outputs.items():
            if cell == wiring.outputs[port] and name in node.layer.outputs and node.path:
                made = {name: kind}
                return replace_at(net, node.path, lambda layer: layer.with_ports(made))  # noqa: B023  used at once
    return net.with_ports({port: kind})


def _dimensions(expr: Expr) -> tuple[int, ...]:
    """The dimensions of a list of lists, judged by its first elements."""
    numbers = numbers_of(expr)
    if numbers is not None:
        return numbers.shape
    if is_list(expr) and expr.args:
        return (len(expr.args), *_dimensions(expr.args[0]))
    return ()


@dataclasses.dataclass(frozen=True)
class ClassSequence(Encoder):
    """Sequences of labels into sequences of class numbers: the targets of an output that varies in length."""

    each: Encoder
    name = "ClassSequence"
    parameters = []

    @property
    def type(self) -> Type:
        return Type((VARYING,), self.each.type.element)

    def accepts(self, data: Expr) -> bool:
        return is_list(data) and not any(map(is_list, data.args))

    def encode(self, items: Sequence[Expr], port: str, ev: Evaluator) -> Any:
        for item in items:
            if not is_list(item) or not item.args:
                raise Failed("invport", port, "a list of classes", item)
        flat = [label for item in items for label in item.args]
        lengths = np.array([len(item.args) for item in items], np.int64)
        codes = self.each.encode(flat, port, ev)
        assert isinstance(codes, np.ndarray)
        return Ragged.of(codes, lengths)

