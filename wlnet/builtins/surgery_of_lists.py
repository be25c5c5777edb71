"""Changing lists at positions: `Insert`, `Delete`, `ReplacePart`, `MapAt`, `Extract`, `FlattenAt`, `SubsetMap`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from wlnet.builtins.parts import key_of, positions, take_part
from wlnet.builtins.structure import count, elements
from wlnet.expr import Association, Call, Expr, Integer, Object, S, String, integer, is_call, is_list, length, list_of
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged
from wlnet.kernel.rules import Rule

Path = tuple[Expr, ...]

_MESSAGES = {
    "partw": "Part `1` of `2` does not exist.",
    "psl": "Position specification `1` in `2` is not a machine-sized integer or a list of machine-sized integers.",
    "psl1": "Position specification `1` in `2` is not applicable.",
    "ins": "Cannot insert at position `1` in `2`.",
    "rep": "`1` is not a valid replacement rule.",
}


def is_position(expr: Expr) -> bool:
    """Whether `expr` names one place at one level."""
    return (isinstance(expr, (Integer, String)) or expr is S.All or is_call(expr, S.Key, 1)
            or is_call(expr, S.Span) or is_call(expr, S.UpTo))


def read_paths(spec: Expr, call: Call) -> list[Path]:
    """The places that n, {i, j, ...} or {{i, j, ...}, ...} name.  Errors  Complaint psl."""
    if is_position(spec):
        return [(spec,)]
    if is_list(spec):
        if all(map(is_position, spec.args)) and spec.args:
            return [spec.args]
        if all(is_list(item) and all(is_position(one) or is_list(one) for one in item.args) for item in spec.args):
            return [item.args for item in spec.args]
    raise Complaint("psl", spec, call)


def _places(step: Expr, expr: Expr) -> list[int]:
    """The places (from 0, -1 the head) of one step of a path; empty when it is not there."""
    size = count(expr)
    if isinstance(expr, Association) and key_of(step) is not None:
        keys = list(expr.items)
        key = key_of(step)
        return [keys.index(key)] if key in expr.items else []
    if isinstance(step, Integer):
        n = step.value
        return [n - 1] if 0 <= n <= size else [size + n] if -size <= n < 0 else []
    try:
        found = positions(step, size, expr, expr)
    except (Complaint, Unchanged):
        return []
    return [found] if isinstance(found, int) else list(found)


def change_at(expr: Expr, path: Path, change: Callable[[Expr], Expr], missing: Callable[[], Expr]) -> Expr:
    """`expr` with the part at a path changed; `missing` says what happens when there is none."""
    if not path:
        return change(expr)
    if not isinstance(expr, (Call, Association)):
        return missing()
    places = _places(path[0], expr)
    if not places and path[0] is not S.All:
        return missing()
    if places == [-1]:
        head = change_at(expr.head, path[1:], change, missing)
        return Call(head, *elements(expr))
    items = list(elements(expr))
    for place in places:
        items[place] = change_at(items[place], path[1:], change, missing)
    return expr.with_values(items) if isinstance(expr, Association) else Call(expr.head, *items)


# ---- extracting ---------------------------------------------------------------------------------------------------

@builtin("Extract", operator=0, messages=_MESSAGES)
def extract(ev: Evaluator, expr: Expr, spec: Expr, wrapper: Expr | None = None, *, call: Call) -> Expr:
    """Extract[expr, {i, j, ...}] is the part at this position, Extract[expr, {pos1, pos2, ...}] the list of
    the parts; Extract[expr, pos, h] wraps each with h before it is evaluated.

    Source   ref/Extract
    Example  Extract[{a, {b, c}}, {2, 1}]  gives  b
    Example  Extract[{a, b, c}, {{1}, {3}}]  gives  {a, c}
    """
    def one(path: Path) -> Expr:
        found = take_part(ev, expr, path, Call(S.Part, expr, *path))
        return found if wrapper is None else Call(wrapper, found)
    if is_list(spec) and (not spec.args or is_list(spec.args[0])):
        return list_of(one(item.args) for item in spec.args)
    return one(spec.args if is_list(spec) else (spec,))


# ---- deleting -----------------------------------------------------------------------------------------------------

@builtin("Delete", operator=0, messages=_MESSAGES)
def delete(expr: Expr, spec: Expr, *, call: Call) -> Expr:
    """Delete[expr, n] leaves out element n; Delete[expr, {i, j, ...}] the part at this position,
    Delete[expr, {pos1, ...}] several parts.

    Source   ref/Delete
    Example  Delete[{a, b, c}, 2]  gives  {a, c}
    Example  Delete[{a, b, c}, {{1}, {3}}]  gives  {b}
    """
    opened = _Tree(expr)
    for path in read_paths(spec, call):
        if not opened.mark(path):
            raise Complaint("partw", list_of(path), expr)
    found = opened.built()
    return Call(S.Sequence) if found is None else found


class _Tree:
    """An expression opened up as far as positions in it have been visited, so that all refer to the original."""

    def __init__(self, expr: Expr) -> None:
        self.expr = expr
        self.inner: dict[int, _Tree] = {}
        self.gone = False

    def mark(self, path: Path) -> bool:
        """Mark the part at a path as gone; False when there is none."""
        if not path:
            self.gone = True
            return True
        places = _places(path[0], self.expr) if isinstance(self.expr, (Call, Association)) else []
        for place in places:
            part = self.expr.head if place < 0 else elements(self.expr)[place]
            if not self.inner.setdefault(place, _Tree(part)).mark(path[1:]):
                return False
        return bool(places)

    def built(self) -> Expr | None:
        """The expression without the parts that are gone; None when it is gone itself."""
        if self.gone:
            return None
        if not self.inner:
            return self.expr
        made = {place: tree.built() for place, tree in self.inner.items()}
        items = [made.get(place, item) for place, item in enumerate(elements(self.expr))]
        if isinstance(self.expr, Association):
            return Association({key: item for key, item in zip(self.expr.items, items) if item is not None})
        head = made.get(-1, self.expr.head)
        return Call(S.Sequence if head is None else head, *(item for item in items if item is not None))


# ---- inserting ----------------------------------------------------------------------------------------------------

@builtin("Insert", operator=0, messages=_MESSAGES)
def insert(expr: Expr, item: Expr, spec: Expr, *, call: Call) -> Expr:
    """Insert[list, x, n] puts x at position n, from the end when n is negative; Insert[expr, x, {i, j, ...}]
    at this position, Insert[expr, x, {pos1, pos2, ...}] at several.

    Source   ref/Insert
    Example  Insert[{a, b, c}, x, 2]  gives  {a, x, b, c}
    Example  Insert[{a, b, c}, x, -2]  gives  {a, b, x, c}
    """
    if not isinstance(expr, (Call, Association)):
        raise Complaint("normal", 1, call)
    paths = read_paths(spec, call)
    places: dict[Path, list[int]] = {}
    for path in paths:
        owner = _owner(expr, path, call)
        places.setdefault(path[:-1], []).append(_slot(path, owner, expr))
    # deeper and later places first, so that the others stay where they are
    for path in sorted(places, key=len, reverse=True):
        expr = change_at(expr, path, partial(_inserted, item=item, where=places[path]), _nothing_there)
    return expr


def _owner(expr: Expr, path: Path, call: Call) -> Expr:
    for step in path[:-1]:
        places = _places(step, expr) if isinstance(expr, (Call, Association)) else []
        if len(places) != 1:
            raise Complaint("ins", list_of(path), expr)
        expr = elements(expr)[places[0]]
    return expr


def _slot(path: Path, owner: Expr, expr: Expr) -> int:
    """Before which element (from 0) something is to go."""
    step, size = path[-1], count(owner)
    if isinstance(owner, Association) and key_of(step) is not None:
        found = _places(step, owner)
        if found:
            return found[0]
    if isinstance(step, Integer) and 1 <= step.value <= size + 1:
        return step.value - 1
    if isinstance(step, Integer) and -size - 1 <= step.value <= -1:
        return size + 1 + step.value
    raise Complaint("ins", list_of(path), expr)


def _inserted(expr: Expr, item: Expr, where: list[int]) -> Expr:
    if isinstance(expr, Association):
        rules = list(expr.args)
        new = item.args if is_list(item) or isinstance(item, Association) else (item,)
        keys = {rule.args[0] for rule in new if rule.args}
        place = where[0] - sum(1 for key in list(expr.items)[:where[0]] if key in keys)
        rules = [rule for rule in rules if rule.args[0] not in keys]
        return Call(S.Association, *rules[:place], *new, *rules[place:])
    items = list(expr.args)
    for place in sorted(where, reverse=True):
        items.insert(place, item)
    return Call(expr.head, *items)


# ---- replacing ----------------------------------------------------------------------------------------------------

@builtin("ReplacePart", operator=0, messages=_MESSAGES)
def replace_part(ev: Evaluator, expr: Expr, rules: Expr, position: Expr | None = None, *, call: Call) -> Expr:
    """ReplacePart[expr, i -> new] replaces part i; ReplacePart[expr, {i, j, ...} -> new] the part at a
    position, ReplacePart[expr, {pos1 -> new1, ...}] several parts; positions may be patterns.

    Source   ref/ReplacePart
    Example  ReplacePart[{a, b, c}, 2 -> x]  gives  {a, x, c}
    Example  ReplacePart[{{a, b}, {c, d}}, {2, 1} -> x]  gives  {{a, b}, {x, d}}
    """
    if isinstance(expr, Object):
        raise Complaint("normal", 1, call)
    if position is not None:
        rules = Call(S.Rule, position, rules)
    given = rules.args if is_list(rules) or isinstance(rules, Association) else (rules,)
    if not all(is_call(rule, S.Rule, 2) or is_call(rule, S.RuleDelayed, 2) for rule in given):
        raise Complaint("rep", rules)
    patterned = []
    for rule in given:
        left, right = rule.args
        try:
            paths = read_paths(left, call)
        except Complaint:
            patterned.append(rule)
            continue
        if any(not isinstance(step, (Integer, String)) and not is_call(step, S.Key) for path in paths for step in path):
            patterned.append(rule)
            continue
        for path in paths:
            if _is_there(expr, path):
                expr = change_at(expr, path, partial(_other, new=right), _nothing_there)
    return _replaced_by_patterns(ev, expr, patterned) if patterned else expr


def _other(old: Expr, new: Expr) -> Expr:
    """What a part is replaced by."""
    return new


def _nothing_there() -> Expr:
    raise AssertionError("the place has been looked at before")


def _is_there(expr: Expr, path: Path) -> bool:
    """Whether there is a part at a path."""
    for step in path:
        places = _places(step, expr) if isinstance(expr, (Call, Association)) else []
        if not places:
            return False
        expr = expr.head if places[0] < 0 else elements(expr)[places[0]]
    return True


def _whole_position(pattern: Expr) -> Expr:
    """A pattern for positions: one for a single index stands for a list of one."""
    if isinstance(pattern, Call) and pattern.head is S.Condition:
        return Call(S.Condition, _whole_position(pattern.args[0]), *pattern.args[1:])
    if is_call(pattern, S.Pattern, 2) and (is_list(pattern.args[1]) or pattern.args[1] == Call(S.Blank, S.List)):
        return pattern
    if is_call(pattern, S.Alternatives):
        return Call(S.Alternatives, *map(_whole_position, pattern.args))
    return pattern if is_list(pattern) else list_of([pattern])


def _replaced_by_patterns(ev: Evaluator, expr: Expr, rules: list[Expr]) -> Expr:
    """The parts whose position matches a pattern replaced, outer parts first."""
    compiled = [Rule(_whole_position(rule.args[0]), rule.args[1], rule.head is S.RuleDelayed) for rule in rules]

    def visit(part: Expr, place: Path) -> Expr:
        for rule in compiled:
            found = rule.apply(list_of(place), ev) if place else None
            if found is not None:
                return found
        if isinstance(part, Association):
            return Association({key: visit(value, (*place, Call(S.Key, key))) for key, value in part.items.items()})
        if isinstance(part, Call):
            return Call(part.head, *(visit(arg, (*place, integer(i))) for i, arg in enumerate(part.args, 1)))
        return part
    return visit(expr, ())


@builtin("MapAt", operator=1, messages=_MESSAGES)
def map_at(function: Expr, expr: Expr, spec: Expr, *, call: Call) -> Expr:
    """MapAt[f, expr, n] applies f to element n; MapAt[f, expr, {i, j, ...}] to the part at this position,
    MapAt[f, expr, {pos1, pos2, ...}] to several; positions may be spans, All and keys.

    Source   ref/MapAt
    Example  MapAt[f, {a, b, c}, 2]  gives  {a, f[b], c}
    Example  MapAt[f, {{a, b}, {c, d}}, {All, 1}]  gives  {{f[a], b}, {f[c], d}}
    """
    for path in read_paths(spec, call):
        def absent(path: Path = path, expr: Expr = expr) -> Expr:
            raise Complaint("partw", list_of(path), expr)
        expr = change_at(expr, path, lambda part: Call(function, part), absent)
    return expr


@builtin("SubsetMap", operator=1, messages=_MESSAGES)
def subset_map(ev: Evaluator, function: Expr, expr: Expr, spec: Expr, *, call: Call) -> Expr:
    """SubsetMap[f, list, {pos1, pos2, ...}] replaces the elements at the positions by those of f of the list
    of them.

    Source   ref/SubsetMap
    Example  SubsetMap[Reverse, {a, b, c, d}, {1, 4}]  gives  {d, b, c, a}
    """
    chosen = positions(spec, length(expr), expr, call)
    places = [chosen] if isinstance(chosen, int) else list(chosen)
    items = list(elements(expr))
    found = ev(Call(function, list_of(items[place] for place in places)))
    if not is_list(found) or len(found.args) != len(places):
        raise Unchanged
    for place, item in zip(places, found.args):
        items[place] = item
    return expr.with_values(items) if isinstance(expr, Association) else Call(expr.head, *items)


@builtin("FlattenAt", messages=_MESSAGES)
def flatten_at(expr: Expr, spec: Expr, *, call: Call) -> Expr:
    """FlattenAt[list, n] puts the elements of element n in its place; FlattenAt[expr, {i, j, ...}] at a
    position.

    Source   ref/FlattenAt
    Example  FlattenAt[{a, {b, c}, d}, 2]  gives  {a, b, c, d}
    """
    if not isinstance(expr, Call):
        raise Complaint("normal", 1, call)
    paths = sorted(read_paths(spec, call), key=lambda path: [getattr(step, "value", 0) for step in path], reverse=True)
    for path in paths:
        def spliced(owner: Expr, path: Path = path) -> Expr:
            places = _places(path[-1], owner)
            if not places or places[0] < 0:
                raise Complaint("partw", list_of(path), owner)
            place, items = places[0], elements(owner)
            inner = items[place]
            parts = inner.args if isinstance(inner, Call) else (inner,)
            return Call(owner.head, *items[:place], *parts, *items[place + 1:])
        expr = change_at(expr, path[:-1], spliced, partial(_identity, expr))
    return expr


def _identity(expr: Expr) -> Expr:
    """The expression as it is."""
    return expr
