"""The symbolic side of training: data in any of its forms, losses attached to a net, everything still open inferred.

    data = read_data(expr, ...)           columns of examples by port, or a function that makes batches
    plan = prepare(net, data, ...)        the training net (a graph of the net and its losses) and encoded examples

A target has the name of the output port whose loss it belongs to. The net that training returns is `plan.net`: the
user's net with the shapes, encoders and decoders that its data implied; the losses are not part of it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from wlnet.expr import Association, Call, Expr, Object, Packed, S, String, is_call, is_list, length, packed
from wlnet.kernel.arguments import real_number
from wlnet.kernel.messages import Failed
from wlnet.nets.arrays import numbers_of
from wlnet.nets.coder import Encoder
from wlnet.nets.data import Array, Examples, Ragged
from wlnet.nets.encoders.numbers import encode_numbers
from wlnet.nets.files import FileColumns, Late, Stored, Unreadable, is_file, late, read_stored
from wlnet.nets.graph import Edge, End, Graph
from wlnet.nets.layer import Layer, Net
from wlnet.nets.targets import infer_input, infer_target
from wlnet.nets.types import REAL, VARYING, Dims, Integers, Type, narrow_dims

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

NET = "Net"
Items = Sequence[Expr] | Packed
Columns = dict[str, Items]

TRAIN_MESSAGES: dict[str, str] = {
    "notnet": "`1` is not a net or a layer.",
    "invdata": "The `1` should be a list of rules, a rule of lists, an association of lists, a list of associations or "
               "a function, not `2`.",
    "empty": "The `1` are empty: at least one example is needed.",
    "notrule": "Element `1` of the `2` should be a rule input -> output like the others, not `3`.",
    "notrow": "Element `1` of the `2` should be an association with the keys `3`, not `4`.",
    "rulenet": "Data given as rules need a net with one input and one output and no loss, but this net has "
               "inputs `1` and outputs `2`. Give an association of lists instead.",
    "ports": "The `1` should have the keys `2`, but have `3`.",
    "datalen": "The lists of the `1` differ in length: `2`.",
    "example": "Example `1` of the `2`: `3`",
    "lengths": "Example `1` of the `2` has length `3` and the first one length `4`, but the net takes no sequences of "
               "varying length: `5`",
    "column": "The `1` at port `2`: `3`",
    "labels": "The targets at port `1` should be `2`, but example `3` is `4`.",
    "noloss": "`1` is not a loss: use a loss layer, a net with port \"Input\", the name of an output, or rules of "
              "these.",
    "lossport": "There is no output `1` to attach a loss to; the outputs are `2`.",
    "lossnet": "A loss given without a port needs a net with exactly one output, but the outputs are `1`.",
    "lossinput": "The loss `1` should have a port \"Input\", but its inputs are `2`.",
    "notrain": "The net has no array that could be trained.",
    "prop": "`1` is not a property of a training session. Properties are `2`.",
    "invopt": "Value of option `1` -> `2` should be `3`.",
    "lost": "The loss became `1` in round `2`, batch `3`; training stopped, and the net is the last one that was good. "
            "The first layer without finite output: `4`. A lower LearningRate or \"GradientClipping\" may help.",
    "single": "One example cannot be split into training and validation data.",
    "interrupted": "Training was interrupted in round `1`; the net so far is returned.",
    "nomem": "There is not enough memory for batches of `1` examples; try BatchSize -> `2`.",
    "invgen": "The function that makes batches should give examples for the ports `1`, but gave `2`.",
    "critset": "There is no ValidationSet: TrainingStoppingCriterion is judged on the training data.",
    "critmeas": "TrainingStoppingCriterion: `1` is not a measurement for this net. Measurements are `2`.",
    "pmeas": "`1` is not a measurement for this net. Measurements are `2`.",
    "measfun": "The measurement `1` should give a number or an array, but gave `2`.",
    "meassub": "`1` is not a setting of a measurement. Settings are `2`.",
    "measset": "This measurement cannot have the setting `1` -> `2`.",
    "checkpoint": "The checkpoint `1` could not be written: `2`. Training goes on.",
    "resume": "The training of `1` cannot be continued: `2`.",
    "nofile": "The file `1` cannot be read.",
    "hdf5": "Reading `1` needs a package that is not installed: pip install \"wlnet[hdf5]\".",
    "noh5": "`1` cannot be read as HDF5: `2`.",
    "noset": "The file `1` has no data set `2`; it has `3`.",
    "nosend": "The net cannot be given to other processes: `1`. Start the script by torchrun instead, as in torchrun "
              "--nproc-per-node 2 -m wlnet script.wl.",
    "worker": "Process `1` of `2` that train together failed: `3`",
    "workers": "The connection between the `1` processes that train together broke: `2`",
    "named": "There are no data named `1` here.",
}


# ---- data ---------------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Generated:
    """A function that makes batches, and how many examples count as a round (None: one batch)."""

    function: Expr
    round_length: int | None = None


@dataclass(frozen=True)
class Pairs:
    """Examples given as inputs and outputs, for a net with one port of either kind."""

    inputs: Items
    outputs: Items


Data = Generated | Pairs | Columns
Columned = dict[str, Examples | Late]


def read_data(expr: Expr, what: str, ev: Evaluator) -> Data:
    """The examples of any data form. `what` is "training data" or "validation data", for messages.

    Errors  Failed when `expr` is none of the forms, is empty, or has elements of another form than its first.
    """
    if is_call(expr, S.Dataset, 1):
        return read_data(expr.args[0], what, ev)
    if isinstance(expr, String):
        return _named(expr, what, ev)
    if is_call(expr, S.Rule, 2) and all(map(_is_column, expr.args)):
        return Pairs(*map(_items, expr.args))
    if isinstance(expr, Association):
        return _lists(expr, what, ev)
    if is_file(expr):
        return read_stored(expr, ev)
    if is_list(expr):
        return _rows(expr, what)
    if is_call(expr, S.Function) or (not isinstance(expr, Call) and expr.head is S.Symbol):
        return Generated(expr)
    raise Failed("invdata", what, expr)


def _named(name: String, what: str, ev: Evaluator) -> Data:
    part = "TestData" if what.startswith("validation") else "TrainingData"
    found = ev(Call(S.ResourceData, name, String(part)))
    if not is_list(found) and not isinstance(found, Association):
        raise Failed("named", name)
    return read_data(found, what, ev)


def _is_column(expr: Expr) -> bool:
    return is_list(expr) or (expr.head is S.NumericArray and numbers_of(expr) is not None)


def _items(expr: Expr) -> Items:
    if isinstance(expr, Object):
        numbers = numbers_of(expr)
        assert numbers is not None
        return packed(numbers)
    return expr if isinstance(expr, Packed) else expr.args


def _lists(data: Association, what: str, ev: Evaluator) -> Columns:
    columns: Columns = {}
    for key, value in data.items.items():
        if isinstance(key, String) and is_file(value):
            stored = read_stored(value, ev)
            if len(stored) > 1 and key.value not in stored:
                raise Failed("noset", value.args[0], key.value, list(stored))
            columns[key.value] = stored[key.value] if key.value in stored else next(iter(stored.values()))
            continue
        if not isinstance(key, String) or not _is_column(value):
            raise Failed("invdata", what, data)
        columns[key.value] = _items(value)
    if not columns:
        raise Failed("empty", what)
    return columns


def _rows(data: Expr, what: str) -> Data:
    if isinstance(data, Packed):
        raise Failed("invdata", what, data)
    rows = data.args
    if not rows:
        raise Failed("empty", what)
    first = rows[0]
    if is_call(first, S.Rule, 2):
        rule = S.Rule
        if not all(type(row) is Call and row.head is rule and len(row.args) == 2 for row in rows):
            index = next(k for k, row in enumerate(rows) if not is_call(row, rule, 2))
            raise Failed("notrule", index + 1, what, rows[index])
        pairs = [row.args for row in rows]
        return Pairs([pair[0] for pair in pairs], [pair[1] for pair in pairs])
    if isinstance(first, Association):
        return _associations(rows, first, what)
    if len(rows) == 2 and is_list(rows[1]) and _round_length(rows[1].args) is not None:
        return Generated(first, _round_length(rows[1].args))
    if len(rows) > 1 and _round_length(rows[1:]) is not None:
        return Generated(first, _round_length(rows[1:]))
    raise Failed("invdata", what, data)


def _associations(rows: Sequence[Expr], first: Association, what: str) -> Columns:
    keys = list(first.items)
    if not all(isinstance(key, String) for key in keys):
        raise Failed("invdata", what, first)
    for index, row in enumerate(rows):
        if not isinstance(row, Association) or row.items.keys() != first.items.keys():
            raise Failed("notrow", index + 1, what, keys, row)
    return {key.value: [row.items[key] for row in rows] for key in keys}  # type: ignore[attr-defined]


def _round_length(rules: Sequence[Expr]) -> int | None:
    for rule in rules:
        if is_call(rule, S.Rule, 2) and rule.args[0] == String("RoundLength"):
            value = getattr(rule.args[1], "value", None)
            return value if isinstance(value, int) and value > 0 else None
    return None


def by_port(data: Pairs | Columns, net: Net, targets: Sequence[str], inputs: Sequence[str], what: str) -> Columns:
    """The examples of every input of the training net.

    inputs   all inputs of the training net; `targets` those among them that are targets of attached losses.
    Errors   Failed when rules meet a net with several ports, keys do not fit, or lengths differ.
    """
    if isinstance(data, Pairs):
        if len(net.inputs) != 1 or len(targets) != 1 or len(inputs) != 2:
            raise Failed("rulenet", list(net.inputs), list(net.outputs))
        data = {net.inputs[0]: data.inputs, targets[0]: data.outputs}
    columns = {port: data[port] for port in inputs if port in data}
    if len(columns) < len(inputs) or (len(data) > len(inputs) and not isinstance(data, FileColumns)):
        raise Failed("ports", what, list(inputs), list(data))
    counts = {port: count(items) for port, items in columns.items()}
    if len(set(counts.values())) > 1:
        raise Failed("datalen", what, counts)
    if not next(iter(counts.values()), 0):
        raise Failed("empty", what)
    return columns


def count(items: Items) -> int:
    """The number of examples of a column."""
    return length(items) if isinstance(items, Packed) else len(items)


# ---- losses -------------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class LossSpec:
    """A loss: at an output `port`, by a loss net; None chooses it, `existing` takes the output itself as the loss."""

    port: str
    loss: Net | None = None
    existing: bool = False
    weight: float = 1.0


def read_losses(setting: Expr, net: Net) -> list[LossSpec]:
    """The losses that an option LossFunction asks for.

    Errors  Failed for what is no loss, unknown ports, and losses without a port for nets with several outputs.
    """
    if setting is S.Automatic:
        losses = [port for port in net.outputs if is_loss(feeding(net, port), port)]
        if losses:
            return [LossSpec(port, existing=True) for port in losses]
        return [LossSpec(port) for port in net.outputs]
    if is_list(setting):
        return [spec for item in setting.args for spec in read_losses(item, net)]
    return [_read_loss(setting, net)]


def _read_loss(setting: Expr, net: Net) -> LossSpec:
    if is_call(setting, S.Rule, 2):
        left, right = setting.args
        if is_call(right, S.Rule, 2) and is_call(right.args[1], S.Scaled, 1):
            return dataclasses.replace(_read_loss(Call(S.Rule, left, right.args[0]), net), weight=_scale(right.args[1]))
        if is_call(right, S.Scaled, 1):
            return dataclasses.replace(_read_loss(left, net), weight=_scale(right))
        if isinstance(left, String):
            port = _output(left.value, net)
            return LossSpec(port) if right is S.Automatic else LossSpec(port, _loss_net(right))
        raise Failed("noloss", setting)
    if isinstance(setting, String):
        return LossSpec(_output(setting.value, net), existing=True)
    loss = _loss_net(setting)
    if len(net.outputs) != 1:
        raise Failed("lossnet", list(net.outputs))
    return LossSpec(net.outputs[0], loss)


def _scale(scaled: Expr) -> float:
    assert isinstance(scaled, Call)
    return real_number(scaled.args[0], 1, scaled)


def _output(port: str, net: Net) -> str:
    if port not in net.outputs:
        raise Failed("lossport", port, list(net.outputs))
    return port


def _loss_net(expr: Expr) -> Net:
    if not (isinstance(expr, Object) and isinstance(expr.value, Net)):
        raise Failed("noloss", expr)
    if "Input" not in expr.value.inputs:
        raise Failed("lossinput", expr, list(expr.value.inputs))
    return expr.value


def is_loss(layer: Layer | None, port: str = "") -> bool:
    """Whether a layer is one of the loss layers, or gives a loss at the output `port` of a net."""
    if layer is not None and layer.head == "NetGANOperator":
        return port != "GeneratedFake"
    return layer is not None and layer.head.endswith("LossLayer")


_TRANSPARENT = ("NetMapOperator", "NetMapThreadOperator", "NetFoldOperator", "NetNestOperator")


def feeding(net: Net, port: str) -> Layer | None:
    """The layer whose output is this output of a net, looked for inside operators too."""
    wiring = net.inferred.wiring
    cell = wiring.outputs[port]
    for node in wiring.nodes:
        for name, made in node.outputs.items():
            if made != cell:
                continue
            inner = node.layer.children.get("Net") if node.layer.head in _TRANSPARENT else None
            if inner is not None and name in node.layer.outputs:
                return feeding(inner, name if name in inner.outputs else inner.outputs[0])
            return node.layer
    return None


# ---- the plan -----------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Attached:
    """A loss in the training net: its output, weight; the net's port it belongs to; its target port, if any.

    kind    "Index", "Binary" and so on for cross entropies, "" for others
    """

    output: str
    weight: float
    port: str
    target: str | None = None
    kind: str = ""


@dataclass(frozen=True)
class Plan:
    """What training needs: the net as it will be returned, the training net, and the examples of its inputs."""

    net: Net
    graph: Net
    losses: tuple[Attached, ...]
    examples: Columned = field(default_factory=dict)

    @property
    def inputs(self) -> tuple[str, ...]:
        return self.graph.inputs

    @property
    def targets(self) -> tuple[str, ...]:
        return tuple(loss.target for loss in self.losses if loss.target is not None)

    @property
    def count(self) -> int:
        return min((len(examples) for examples in self.examples.values()), default=0)


def prepare(net: Net, data: Pairs | Columns, setting: Expr, what: str, ev: Evaluator) -> Plan:
    """The plan for a net, its training data and the option LossFunction.

    Errors  Failed for data that do not fit the net, naming the first example that does not.
    """
    specs = read_losses(setting, net)
    names = _target_names(net, specs)
    inputs = [*net.inputs, *_others(net, specs, names)]
    columns = by_port(data, net, [name for name in names.values() if name], inputs, what)
    examples: Columned = {}
    for port in net.inputs:
        net = _with_input(net, port, columns[port], examples, what, ev)
    chosen: dict[str, tuple[Net, Encoder | Type | None]] = {}
    for spec in specs:
        target = names[spec.port]
        if spec.existing:
            continue
        if target is None:
            assert spec.loss is not None
            chosen[spec.port] = (spec.loss, None)
            continue
        net, loss, kind = infer_target(net, spec.port, feeding(net, spec.port), spec.loss, columns[target], ev)
        chosen[spec.port] = (loss, kind)
    graph: Net
    graph, losses = attach(net, specs, names, {port: loss for port, (loss, _) in chosen.items()})
    for port, (_, kind) in chosen.items():
        target = names[port]
        if target is not None and kind is not None:
            graph = graph.with_ports({target: kind})
    plan = Plan(net, graph, tuple(losses))
    rest = {port: items for port, items in columns.items() if port not in examples}
    return dataclasses.replace(plan, examples={**examples, **encode(plan, rest, what, ev)})


def _with_input(net: Net, port: str, items: Items, examples: Columned, what: str, ev: Evaluator) -> Net:
    """The net with what the data say about an input that has no encoder; its examples if they were encoded."""
    if net.coder(port) is not None:
        return net
    kind = net.type_of(port)
    encoder = infer_input(kind, items, ev)
    if encoder is not None:
        return net.with_ports({port: encoder})
    found = encode_column(items, kind, port, what, ev)
    examples[port] = found
    net = net.with_ports({port: fitting(kind, _outline(kind, found))})
    try:
        _ = net.inferred
    except Failed as failure:
        if not isinstance(found, Ragged):
            raise
        text = ev.reports.text(ev, S.NetTrain, failure.tag, failure.details)
        other = int((found.lengths != found.lengths[0]).argmax())
        raise Failed("lengths", other + 1, what, int(found.lengths[other]), int(found.lengths[0]), text) from None
    return net


def _outline(kind: Type, examples: Examples | Late) -> Examples:
    """Examples that tell the type of all of these."""
    if not isinstance(examples, Late):
        return examples
    return examples.outline(isinstance(kind.element, Integers) and kind.element.high is None)


def fitting(kind: Type, examples: Examples) -> Type:
    """The type of a port, narrowed by the examples it will see; what varies in length stays so."""
    if isinstance(examples, Ragged):
        dims: Dims = (VARYING, *examples.values.shape[1:])
        values = examples.values
    else:
        dims, values = examples.shape[1:], examples
    if kind.is_varying:
        dims = (VARYING, *dims[1:])
    element = kind.element
    if isinstance(element, Integers) and element.high is None and values.size:
        element = Integers(1 if element.low is None else element.low, int(values.max()))
    return Type(dims if kind.is_varying else narrow_dims(kind.dims, dims), element or REAL)


def _target_names(net: Net, specs: Sequence[LossSpec]) -> dict[str, str | None]:
    """The data key of the target of each loss; None for losses without a target."""
    names: dict[str, str | None] = {}
    for spec in specs:
        has_target = not spec.existing and (spec.loss is None or "Target" in spec.loss.inputs)
        name = spec.port if spec.port not in net.inputs else f"{spec.port}Target"
        names[spec.port] = name if has_target else None
    return names


def _others(net: Net, specs: Sequence[LossSpec], names: Mapping[str, str | None]) -> list[str]:
    """The inputs of the training net beside those of the net: targets, and further ports of loss nets."""
    found = [name for name in names.values() if name]
    for spec in specs:
        if spec.loss is not None:
            found += [port for port in spec.loss.inputs if port not in ("Input", "Target")]
    return [name for name in dict.fromkeys(found) if name not in net.inputs]


def attach(
    net: Net, specs: Sequence[LossSpec], names: Mapping[str, str | None], losses: Mapping[str, Net],
) -> tuple[Graph, list[Attached]]:
    """The training net: a graph of the net and the nets of its losses."""
    bare = without_coders(net)
    edges = [Edge(End((), port), End((NET,), port)) for port in net.inputs]
    children: dict[str, Net] = {NET: bare}
    found: list[Attached] = []
    for spec in specs:
        if spec.existing:
            output = spec.port
            edges.append(Edge(End((NET,), spec.port), End((), output)))
            found.append(Attached(output, spec.weight, spec.port))
            continue
        loss = losses[spec.port]
        key = "Loss" if len(specs) == 1 else f"{spec.port}Loss"
        while key in children:
            key += "'"
        children[key] = loss
        edges.append(Edge(End((NET,), spec.port), End((key,), "Input")))
        target = names[spec.port]
        edges += [Edge(End((), target if port == "Target" and target else port), End((key,), port))
                  for port in loss.inputs if port != "Input"]
        for port in loss.outputs:
            output = key if len(loss.outputs) == 1 else f"{key}.{port}"
            edges.append(Edge(End((key,), port), End((), output)))
            found.append(Attached(output, spec.weight, spec.port, target, kind_of(loss)))
    graph = Graph(keys=tuple(children), nets=tuple(children.values()), edges=tuple(edges))
    coders = {port: net.coder(port) or net.ports[port] for port in net.inputs if net.coder(port) or port in net.ports}
    return graph.with_ports(coders), found  # type: ignore[return-value]


def kind_of(loss: Net) -> str:
    """"Index", "Probabilities" or "Binary" for a cross entropy, "" for other losses."""
    if isinstance(loss, Layer) and loss.head == "CrossEntropyLossLayer":
        return str(getattr(loss, loss.parameters[0].field))
    return ""


def without_coders(net: Net) -> Net:
    """The net with coders at its ports replaced by the types they stand for."""
    types: dict[str, Type] = {port: net.type_of(port) for port in (*net.inputs, *net.outputs) if net.coder(port)}
    return net.with_ports(types) if types else net


def encode(plan: Plan, columns: Mapping[str, Items], what: str, ev: Evaluator) -> Columned:
    """The examples of some inputs of the training net.

    Errors  Failed naming the first example that does not fit.
    """
    found = {}
    for port, items in columns.items():
        coder = plan.graph.coder(port)
        kind = coder if isinstance(coder, Encoder) else plan.graph.type_of(port)
        found[port] = encode_column(items, kind, port, what, ev)
    return found


def encode_column(items: Items, kind: Encoder | Type, port: str, what: str, ev: Evaluator) -> Examples | Late:
    """The arrays of one column, in bulk; what lies in files is left there.

    Errors  Failed naming the first example that does not fit.
    """
    def encode_some(some: Items) -> Examples:
        if isinstance(kind, Encoder):
            return kind.encode(some.args if isinstance(some, Packed) else some, port, ev)
        return encode_numbers(some, kind, port, ev)
    try:
        found = late(items, encode_some, what, ev) if _is_late(items, kind) else None
        return _compact(encode_some(items)) if found is None else found
    except Unreadable as problem:
        raise unreadable(problem, ev) from None
    except Failed as failure:
        rows = items.args if isinstance(items, Packed) else items
        culprit = _first_bad(rows, encode_some)
        text = ev.reports.text(ev, S.NetTrain, failure.tag, failure.details)
        if culprit is None:
            raise Failed("column", what, port, text) from None
        raise Failed("example", culprit + 1, what, text) from None
    except ValueError:      # arrays of one example fit the port but not those of another
        raise Failed("column", what, port, "the dimensions of the examples differ") from None


def _is_late(items: Items, kind: Encoder | Type) -> bool:
    """Whether examples may be left in their files: encoding them must evaluate nothing."""
    if isinstance(kind, Encoder):
        return kind.name.startswith(("Image", "Audio")) and not isinstance(items, Packed) and is_file(items[0])
    return isinstance(items, Stored)


def unreadable(problem: Unreadable, ev: Evaluator) -> Failed:
    """The message about an example that cannot be read or encoded."""
    failure = problem.failure
    text = problem.reason if failure is None else ev.reports.text(ev, S.NetTrain, failure.tag, failure.details)
    return Failed("example", problem.number + 1, problem.what, text)


def compact(array: Array) -> Array:
    """The same numbers in the smallest type that holds them: bytes for characters, single precision for reals."""
    if array.dtype.kind not in "iu":
        return array if array.dtype in (np.float32, np.float64) else array.astype(np.float32)
    low, high = (int(array.min()), int(array.max())) if array.size else (0, 0)
    for kind in (np.uint8, np.int16, np.int32):
        limits = np.iinfo(kind)
        if limits.min <= low and high <= limits.max:
            return array.astype(kind, copy=False)
    return array


def _compact(examples: Examples) -> Examples:
    if isinstance(examples, Ragged):
        return Ragged(compact(examples.values), examples.lengths, examples.starts)
    return compact(examples)


def _first_bad(rows: Sequence[Expr], encode_some: object) -> int | None:
    """The number (from 0) of the first example that cannot be encoded, by halving."""
    assert callable(encode_some)

    def fails(some: Sequence[Expr]) -> bool:
        try:
            encode_some(some)
        except (Failed, ValueError):
            return True
        return False
    low, high = 0, len(rows)
    while high - low > 1:
        middle = (low + high) // 2
        if fails(rows[low:middle]):
            high = middle
        else:
            low = middle
    return low if fails(rows[low:high]) else None
