"""Applying nets: `net[data, request, options]` and state objects.

Data are read and encoded (`feed`), the request is read (`request`), the program is run by one of two executors, and the
results are decoded. A few examples of a net whose layers all know numpy go through `single`, one by one; everything
else goes through torch in batches.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from wlnet.backend.devices import is_cpu, precision_of
from wlnet.backend.feed import Feed, encode, read_feed, row
from wlnet.backend.plan import net_plan, state_plan
from wlnet.backend.program import Program, compile_net
from wlnet.backend.request import GRADIENT, STATES, VALUE, Item, Request, read_request
from wlnet.backend.seeds import seed_of
from wlnet.backend.single import single_run
from wlnet.expr import (
    Association, Call, Expr, Integer, Object, Packed, Real, S, String, Symbol, is_call, list_of, packed, to_expr,
)
from wlnet.kernel.builtin import arity_complaint, is_options, option_key, option_rules, unknown_option
from wlnet.kernel.messages import Complaint, Failed
from wlnet.kernel.objects import Step, apply_object, step_of
from wlnet.nets.data import Array, Examples, Ragged, join_rows
from wlnet.nets.layer import Net
from wlnet.nets.state import NetState, show_state_key
from wlnet.nets.wiring import Path

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

EVALUATION_OPTIONS = {
    "BatchSize": S.Automatic, "NetEvaluationMode": String("Test"), "RandomSeeding": S.Automatic,
    "TargetDevice": String("CPU"), "WorkingPrecision": S.Automatic,
}
QUICK = frozenset({String, Packed, Call})       # kinds of data that a plan may read
FEW = 16                # examples that numpy takes one by one rather than have torch loaded or fed
CHUNK = 1 << 24         # numbers per layer that a batch may hold at a time


@dataclass
class Settings:
    """The evaluation options of one application."""

    batch_size: int | None
    training: bool
    seeding: Expr
    device: Expr
    precision: str


def read_settings(options: Mapping[str, Expr]) -> Settings:
    """The settings that options make.

    Errors  Failed for values that make no sense.
    """
    given = {**EVALUATION_OPTIONS, **options}
    size = given["BatchSize"]
    if size is not S.Automatic and not (isinstance(size, Integer) and size.value > 0):
        raise Failed("invparam", "BatchSize", "a positive integer or Automatic", size)
    mode = given["NetEvaluationMode"]
    if mode not in (String("Test"), String("Train")):
        raise Failed("invparam", "NetEvaluationMode", '"Test" or "Train"', mode)
    return Settings(size.value if isinstance(size, Integer) else None, mode == String("Train"), given["RandomSeeding"],
                    given["TargetDevice"], precision_of(given["WorkingPrecision"]))


@apply_object.register(Net)
def apply_net(value: Net, ev: Evaluator, owner: Object, call: Call) -> Expr | None:
    """The value of net[data], net[data, request], with evaluation options."""
    args = call.args
    try:
        if 1 <= len(args) <= 2 and type(args[0]) in QUICK:
            plan = net_plan(value, args[1] if len(args) == 2 else None)
            found = plan(args[0], ev) if plan else None
            if found is not None:
                return found
        data, spec, settings = _arguments(call, value)
        with seeded(settings, ev):
            return _answer(*compute(value, data, spec, settings, ev)[:3], ev)
    except Complaint as complaint:
        return ev.complain(complaint, owner.head)


@apply_object.register(NetState)
def apply_state(value: NetState, ev: Evaluator, owner: Object, call: Call) -> Expr | None:
    """The value of sobj[data, ...]: the net starts from the stored states, and the final ones are stored."""
    args = call.args
    try:
        if 1 <= len(args) <= 2 and type(args[0]) in QUICK:
            plan = state_plan(value.net, args[1] if len(args) == 2 else None)
            found = plan(value, args[0], ev) if plan else None
            if found is not None:
                return found
        data, spec, settings = _arguments(call, value.net)
        with seeded(settings, ev):
            feed, request, results, final = compute(value.net, data, spec, settings, ev, value.values)
            if feed.count != 1:
                raise Failed("statebatch", feed.count)
            answer = _answer(feed, request, results, ev)
    except Complaint as complaint:
        return ev.complain(complaint, owner.head)
    value.values = {path: _only(states) for path, states in final.items()}
    return answer


@step_of.register(Net)
def step_net(value: Net, ev: Evaluator, owner: Object, rest: tuple[Expr, ...]) -> Step | None:
    """net[x, request] by its plan, without what the evaluator does for each call."""
    plan = net_plan(value, rest[0] if rest else None) if len(rest) < 2 else None
    return None if plan is None else _quick_step(lambda x: plan(x, ev), ev, owner)


@step_of.register(NetState)
def step_state(value: NetState, ev: Evaluator, owner: Object, rest: tuple[Expr, ...]) -> Step | None:
    """sobj[x, request] in the same way."""
    plan = state_plan(value.net, rest[0] if rest else None) if len(rest) < 2 else None
    return None if plan is None else _quick_step(lambda x: plan(value, x, ev), ev, owner)


def _quick_step(plan: Step, ev: Evaluator, owner: Object) -> Step:
    def step(x: Expr) -> Expr | None:
        try:
            return plan(x) if type(x) in QUICK else None
        except Complaint as complaint:
            return ev.complain(complaint, owner.head)
    return step


@contextmanager
def seeded(settings: Settings, ev: Evaluator) -> Iterator[None]:
    """A time in which decoders draw from a stream of their own, if RandomSeeding asks for one."""
    if settings.seeding in (S.Automatic, S.Inherited):
        yield
        return
    stream, before = np.random.default_rng(seed_of(settings.seeding, ev)), ev.random
    ev.random = lambda: stream
    try:
        yield
    finally:
        ev.random = before


def _only(examples: Examples) -> Array:
    assert isinstance(examples, np.ndarray)
    found: Array = examples[0]
    return found


def _arguments(call: Call, net: Net) -> tuple[Expr | None, Expr | None, Settings]:
    args = list(call.args)
    options: dict[str, Expr] = {}
    while len(args) > bool(net.inputs) and is_options(args[-1]) and all(
            option_key(rule.args[0]) in EVALUATION_OPTIONS for rule in option_rules(args[-1])):
        for rule in option_rules(args.pop()):
            options.setdefault(option_key(rule.args[0]), rule.args[1])
    if len(args) > bool(net.inputs) and is_call(args[-1], S.Rule, 2) and isinstance(args[-1].args[0], Symbol):
        unknown = unknown_option(args[-1].args[0], call, list(EVALUATION_OPTIONS))
        raise Failed(unknown.tag, *unknown.details)
    if len(args) > 2 or (not args and net.inputs):
        raise arity_complaint(S[net.head], len(args), 1, 2)
    return args[0] if args else None, args[1] if len(args) > 1 else None, read_settings(options)


Results = dict[int, Examples]
Final = dict[Path, Examples]


def compute(
    net: Net, data: Expr | None, spec: Expr | None, settings: Settings, ev: Evaluator,
    states: Mapping[Path, Array] | None = None,
) -> tuple[Feed, Request, list[Any], Final]:
    """The feed and request as read, the result of every item (Examples; a dictionary of them for states and for
    gradients of everything), and the final states.

    Errors  Failed for anything that is wrong with net, data or request.
    """
    feed = read_feed(net, data)
    program = compile_net(feed.net)
    program.check()
    request = read_request(feed.net, program, spec)
    if feed.count == 0:
        return feed, request, [], {}
    if states is not None and feed.count != 1:
        raise Failed("statebatch", feed.count)
    given = {**(states or {}), **feed.states}
    inputs = {program.inputs[name]: encode(feed, name, ev) for name in feed.net.inputs}
    keep_states = states is not None or request.wants_states
    wanted = {item.cell for item in request.items if item.kind == VALUE}
    if keep_states:
        wanted |= {slot.final for slot in program.states}
    if request.wants_gradients:
        wanted |= set(program.outputs.values())
    initial = {slot.initial: given[slot.path] for slot in program.states if slot.path in given}
    gradients: dict[Path, Examples] = {}
    if (feed.count <= FEW and not settings.training and settings.precision == "float32" and is_cpu(settings.device)
            and not request.wants_gradients and (run := single_run(program, wanted)) is not None):
        results = _run_single(run, feed.count, inputs, initial, wanted)
    else:
        from wlnet.backend.batch import run_batches
        results, gradients = run_batches(program, feed, request, inputs, initial, wanted, settings, ev)
    final = {slot.path: results[slot.final] for slot in program.states} if keep_states else {}
    found: list[Any] = [
        results[item.cell] if item.kind == VALUE else final if item.kind == STATES
        else gradients if not item.path else gradients[item.path] for item in request.items]
    return feed, request, [_typed(value, program, item) for value, item in zip(found, request.items)], final


def _typed(value: Any, program: Program, item: Item) -> Any:
    """Integer outputs as integers."""
    if item.kind != VALUE or not program.types[item.cell].is_integer:
        return value
    if isinstance(value, Ragged):
        return Ragged(value.values.astype(np.int64), value.lengths, value.starts)
    return value.astype(np.int64)


def _run_single(
    run: Any, count: int, inputs: Mapping[int, Examples], initial: Mapping[int, Array], wanted: set[int],
) -> Results:
    rows: dict[int, list[Array]] = {cell: [] for cell in wanted}
    for index in range(count):
        cells = run({**{cell: row(examples, index) for cell, examples in inputs.items()}, **initial})
        for cell, values in rows.items():
            values.append(np.asarray(cells[cell]))
    return {cell: join_rows(values) for cell, values in rows.items()}


def _answer(feed: Feed, request: Request, results: Sequence[Any], ev: Evaluator) -> Expr:
    """The results as an expression."""
    if feed.count == 0:
        return list_of([])
    values = [_show(item, value, feed, ev) for item, value in zip(request.items, results)]
    if request.single:
        return values[0]
    return Association(dict(zip((item.key for item in request.items), values)))


def _show(item: Item, value: Any, feed: Feed, ev: Evaluator) -> Expr:
    if isinstance(value, dict):
        return Association({
            _key(item, path): _show_array(part, feed.is_batch and not _is_array_gradient(item, feed, path))
            for path, part in value.items()})
    if item.kind == GRADIENT:
        return _show_array(value, feed.is_batch and not _is_array_gradient(item, feed, item.path))
    if item.decoder is not None and item.prop is not None:
        rows = decode(item, value, ev)
        return list_of(rows) if feed.is_batch else rows[0]
    shown = _show_array(value, feed.is_batch)
    if feed.numeric and isinstance(shown, Packed):
        return ev(Call(S.NumericArray, shown, String("Real32")))
    return shown


def _is_array_gradient(item: Item, feed: Feed, path: Path) -> bool:
    return item.kind == GRADIENT and path[0] not in feed.net.inputs


def _key(item: Item, path: Path) -> Expr:
    if item.kind == STATES:
        return show_state_key(path)
    return Call(S.NetPortGradient, to_expr(path[0] if len(path) == 1 else list(path)))


def decode(item: Item, value: Examples, ev: Evaluator) -> Sequence[Expr]:
    """The decoded answers for all examples."""
    assert item.decoder is not None
    assert item.prop is not None
    if isinstance(value, Ragged):
        return [item.decoder.decode(part[None], item.prop, ev)[0] for part in value]
    return item.decoder.decode(value, item.prop, ev)


def _show_array(value: Examples, is_batch: bool) -> Expr:
    if isinstance(value, Ragged):
        rows = [packed(_widened(part)) for part in value]
        return list_of(rows) if is_batch else rows[0]
    if not is_batch:
        value = value[0] if value.ndim else value
    if not isinstance(value, np.ndarray) or value.ndim == 0:
        number = np.asarray(value).item()
        return to_expr(number) if isinstance(number, int) else Real(number)
    return packed(_widened(value))


def _widened(value: Array) -> Array:
    return value if value.dtype.kind == "i" else value.astype(np.float64)
