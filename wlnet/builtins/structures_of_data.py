"""`CreateDataStructure`: queues, stacks, sets and the like that change in place; `Internal`Bag`.

Each kind is a small class whose public methods are the messages it understands: ds["Push", x] is `push(x)`.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from typing import Any

from wlnet.expr import (
    FALSE, NULL, TRUE, Association, Call, Expr, Integer, Object, S, String, Symbol, integer, is_call, is_list, list_of,
)
from wlnet.expr.order import order_key
from wlnet.kernel.arguments import AnyString
from wlnet.kernel.builtin import builtin
from wlnet.kernel.evaluator import Evaluator
from wlnet.kernel.messages import Complaint, Unchanged
from wlnet.kernel.objects import apply_object
from wlnet.syntax.printer import describe

MISSING = Call(S.Missing, String("NotAvailable"))


LARGEST = 10**9


def _size(number: Integer) -> int:
    """A number of places to make room for.

    Errors  Unchanged for a negative number, or more places than memory holds.
    """
    if not 0 <= number.value <= LARGEST:
        raise Unchanged
    return number.value


class Structure:
    """What all kinds have: a number of elements, and a list of them."""

    def __init__(self, ev: Evaluator, *start: Expr) -> None:
        self.ev = ev
        self.items: Any = deque(start[0].args if start and is_list(start[0]) else ())

    def length(self) -> int:
        return len(self.items)

    def empty_q(self) -> bool:
        return not self.items

    def drop_all(self) -> None:
        self.items.clear()

    def elements(self) -> Expr:
        return list_of(self.items)

    def normal(self) -> Expr:
        return self.elements()

    def copy(self) -> Structure:
        twin = type(self)(self.ev)
        twin.items = self.items.copy()
        return twin


class Queue(Structure):
    """First in, first out."""

    def push(self, item: Expr) -> None:
        self.items.append(item)

    def pop(self) -> Expr:
        return self.items.popleft() if self.items else MISSING

    def peek(self) -> Expr:
        return self.items[0] if self.items else MISSING


class Stack(Structure):
    """Last in, first out."""

    def push(self, item: Expr) -> None:
        self.items.append(item)

    def pop(self) -> Expr:
        return self.items.pop() if self.items else MISSING

    def peek(self) -> Expr:
        return self.items[-1] if self.items else MISSING


class Deque(Structure):
    """A list that grows and shrinks at both ends."""

    def push_front(self, item: Expr) -> None:
        self.items.appendleft(item)

    def push_back(self, item: Expr) -> None:
        self.items.append(item)

    def pop_front(self) -> Expr:
        return self.items.popleft() if self.items else MISSING

    def pop_back(self) -> Expr:
        return self.items.pop() if self.items else MISSING

    def peek_front(self) -> Expr:
        return self.items[0] if self.items else MISSING

    def peek_back(self) -> Expr:
        return self.items[-1] if self.items else MISSING

    append, prepend = push_back, push_front


class Array(Deque):
    """A list whose parts are read and set by position."""

    def __init__(self, ev: Evaluator, *start: Expr) -> None:
        super().__init__(ev, *start)
        if start and isinstance(start[0], Integer):
            self.items.extend([start[1] if len(start) > 1 else NULL] * _size(start[0]))
        self.items = list(self.items)

    def _index(self, position: Expr) -> int:
        n = position.value if isinstance(position, Integer) else 0
        if not n or abs(n) > len(self.items):
            raise Complaint("partw", position, S.DataStructure)
        return n - 1 if n > 0 else n

    def part(self, position: Expr) -> Expr:
        return self.items[self._index(position)]  # type: ignore[no-any-return]

    def set_part(self, position: Expr, item: Expr) -> Expr:
        self.items[self._index(position)] = item
        return item

    def drop_last(self) -> None:
        if self.items:
            self.items.pop()

    def swap_part(self, first: Expr, second: Expr) -> None:
        a, b = self._index(first), self._index(second)
        self.items[a], self.items[b] = self.items[b], self.items[a]

    def push_front(self, item: Expr) -> None:
        self.items.insert(0, item)

    def pop_front(self) -> Expr:
        return self.items.pop(0) if self.items else MISSING

    def insert(self, item: Expr, position: Expr) -> None:
        self.items.insert(self._index(position), item)

    def drop(self, position: Expr) -> None:
        del self.items[self._index(position)]

    append, prepend, push = Deque.push_back, push_front, Deque.push_back
    pop = Deque.pop_back


class Set(Structure):
    """Distinct elements; `insert` and `remove` say whether anything changed."""

    def __init__(self, ev: Evaluator, *start: Expr) -> None:
        super().__init__(ev, *start)
        self.items = dict.fromkeys(self.items)

    def insert(self, item: Expr) -> bool:
        new = item not in self.items
        self.items[item] = None
        return new

    def remove(self, item: Expr) -> bool:
        return self.items.pop(item, self) is not self

    def member_q(self, item: Expr) -> bool:
        return item in self.items

    def pop(self) -> Expr:
        return self.items.popitem()[0] if self.items else MISSING

    def union(self, other: Expr) -> None:
        self.items.update(dict.fromkeys(_elements(other)))

    def intersection(self, other: Expr) -> None:
        kept = set(_elements(other))
        self.items = {item: None for item in self.items if item in kept}

    def complement(self, other: Expr) -> None:
        for item in _elements(other):
            self.items.pop(item, None)


class Ordered(Set):
    """Distinct elements, listed in canonical order."""

    def elements(self) -> Expr:
        return list_of(sorted(self.items, key=order_key))


class Table(Structure):
    """Values by key."""

    def __init__(self, ev: Evaluator, *start: Expr) -> None:
        super().__init__(ev)
        self.items = dict(start[0].items) if start and isinstance(start[0], Association) else {}

    def insert(self, rule: Expr, value: Expr | None = None) -> bool:
        key, item = (rule, value) if value is not None else rule.args
        new = key not in self.items
        self.items[key] = item
        return new

    def lookup(self, key: Expr, default: Expr | None = None) -> Expr:
        found = self.items.get(key)
        if found is not None:
            return found  # type: ignore[no-any-return]
        return Call(S.Missing, String("KeyAbsent"), key) if default is None else self.ev(Call(default, key))

    def key_exists_q(self, key: Expr) -> bool:
        return key in self.items

    member_q = key_exists_q

    def key_drop(self, key: Expr) -> bool:
        return self.items.pop(key, None) is not None

    def key_drop_all(self) -> None:
        self.items.clear()

    def keys(self) -> Expr:
        return list_of(self.items)

    def values(self) -> Expr:
        return list_of(self.items.values())

    def elements(self) -> Expr:
        return Association(dict(self.items))


class Counter(Structure):
    """A number that is counted up and down."""

    def __init__(self, ev: Evaluator, *start: Expr) -> None:
        super().__init__(ev)
        self.items = start[0] if start else integer(0)

    def get(self) -> Expr:
        return self.items  # type: ignore[no-any-return]

    def _set(self, *sum_: Expr) -> Expr:
        self.items = self.ev(Call(S.Plus, *sum_))
        return self.items  # type: ignore[no-any-return]

    def set(self, value: Expr) -> Expr:
        return self._set(value)

    def increment(self) -> Expr:
        before = self.items
        self._set(before, integer(1))
        return before  # type: ignore[no-any-return]

    def decrement(self) -> Expr:
        before = self.items
        self._set(before, integer(-1))
        return before  # type: ignore[no-any-return]

    def pre_increment(self) -> Expr:
        return self._set(self.items, integer(1))

    def pre_decrement(self) -> Expr:
        return self._set(self.items, integer(-1))

    def add_to(self, amount: Expr) -> Expr:
        return self._set(self.items, amount)

    def subtract_from(self, amount: Expr) -> Expr:
        return self._set(self.items, Call(S.Times, integer(-1), amount))

    normal = elements = get

    def copy(self) -> Counter:
        return Counter(self.ev, self.items)


class Priority(Structure):
    """The greatest element first, by canonical order, or by an ordering function that is given."""

    class Entry:
        """An element as the heap compares it."""

        def __init__(self, owner: Priority, item: Expr) -> None:
            self.owner, self.item = owner, item

        def __lt__(self, other: Priority.Entry) -> bool:
            return self.owner.before(self.item, other.item)

    def __init__(self, ev: Evaluator, *start: Expr) -> None:
        super().__init__(ev)
        self.items = []
        rest = start[1:] if start and is_list(start[0]) else start
        self.function = rest[0] if rest else None
        for item in start[0].args if start and is_list(start[0]) else ():
            self.push(item)

    def before(self, a: Expr, b: Expr) -> bool:
        if self.function is None:
            return order_key(a) > order_key(b)
        order = self.ev(Call(self.function, a, b))
        return order is TRUE or isinstance(order, Integer) and order.value < 0

    def push(self, item: Expr) -> None:
        heappush(self.items, Priority.Entry(self, item))

    def pop(self) -> Expr:
        return heappop(self.items).item if self.items else MISSING

    def peek(self) -> Expr:
        return self.items[0].item if self.items else MISSING

    def elements(self) -> Expr:
        return list_of(entry.item for entry in sorted(self.items))


class Disjoint(Structure):
    """Sets without common elements, that are joined step by step."""

    def __init__(self, ev: Evaluator, *start: Expr) -> None:
        super().__init__(ev)
        self.items = {}
        for part in start[0].args if start and is_list(start[0]) else ():
            for item in part.args if is_list(part) else (part,):
                self.insert(item)
                if is_list(part):
                    self.unify(part.args[0], item)

    def insert(self, item: Expr) -> bool:
        return self.items.setdefault(item, item) is item

    def _leader(self, item: Expr) -> Expr:
        while self.items[item] != item:
            self.items[item] = item = self.items[self.items[item]]
        return item

    def unify(self, a: Expr, b: Expr) -> None:
        self.items[self._leader(b)] = self._leader(a)

    def common_subset_q(self, a: Expr, b: Expr) -> bool:
        return self._leader(a) == self._leader(b)

    def member_q(self, item: Expr) -> bool:
        return item in self.items

    def subsets(self) -> Expr:
        found: dict[Expr, list[Expr]] = {}
        for item in self.items:
            found.setdefault(self._leader(item), []).append(item)
        return list_of(map(list_of, found.values()))

    elements = subsets


class Ring(Structure):
    """The last n elements."""

    def __init__(self, ev: Evaluator, *start: Expr) -> None:
        super().__init__(ev)
        self.items = deque(maxlen=_size(start[0]) if start and isinstance(start[0], Integer) else None)

    def push_back(self, item: Expr) -> None:
        self.items.append(item)

    def pop_front(self) -> Expr:
        return self.items.popleft() if self.items else MISSING

    def full_q(self) -> bool:
        return bool(len(self.items) == self.items.maxlen)

    push, pop = push_back, pop_front


class Bits(Structure):
    """A vector of bits, numbered from 1."""

    def __init__(self, ev: Evaluator, *start: Expr) -> None:
        super().__init__(ev)
        self.items = [False] * (_size(start[0]) if start and isinstance(start[0], Integer) else 0)

    def bit_set(self, position: Integer) -> None:
        self.items[position.value - 1] = True

    def bit_clear(self, position: Integer) -> None:
        self.items[position.value - 1] = False

    def bit_test(self, position: Integer) -> bool:
        return self.items[position.value - 1]  # type: ignore[no-any-return]

    def bit_count(self) -> int:
        return sum(self.items)

    def elements(self) -> Expr:
        return list_of(integer(int(bit)) for bit in self.items)


class Value(Structure):
    """One value."""

    def __init__(self, ev: Evaluator, *start: Expr) -> None:
        super().__init__(ev)
        self.items = [start[0] if start else NULL]

    def get(self) -> Expr:
        return self.items[0]  # type: ignore[no-any-return]

    def set(self, value: Expr) -> Expr:
        self.items[0] = value
        return value


KINDS: dict[str, Callable[..., Structure]] = {
    "Queue": Queue, "Stack": Stack, "ExtensibleVector": Array, "DynamicArray": Array, "FixedArray": Array,
    "LinkedList": Deque, "DoublyLinkedList": Deque, "Deque": Deque, "HashSet": Set, "OrderedHashSet": Set,
    "ImmutableVector": Array, "OrderedSet": Ordered, "HashTable": Table, "OrderedHashTable": Table, "Counter": Counter,
    "PriorityQueue": Priority, "DisjointSet": Disjoint, "RingBuffer": Ring, "BitVector": Bits, "Value": Value,
    "Bag": Array,
}


class DataStructure:
    """A structure with the name of its kind, as a value in expressions; equal to itself only."""

    def __init__(self, kind: str, structure: Structure) -> None:
        self.kind, self.structure = kind, structure


def _elements(expr: Expr) -> Iterable[Expr]:
    if isinstance(expr, Object) and isinstance(expr.value, DataStructure):
        expr = expr.value.structure.elements()
    return expr.args if is_list(expr) else ()


_MESSAGES = {"nokind": "`1` is not a known kind of data structure.", "nomethod": "`1` does not understand `2`."}


@builtin("CreateDataStructure", messages=_MESSAGES)
def create_data_structure(ev: Evaluator, kind: AnyString, *start: Expr) -> Expr:
    """CreateDataStructure["kind"] makes a structure that changes in place, of the kind "Queue", "Stack", "HashSet",
    "HashTable", "DynamicArray", "PriorityQueue", "Counter", "DisjointSet", ...; ds["Push", x], ds["Pop"], ds["Length"],
    ds["Elements"] and so on use it.

    Errors   CreateDataStructure::nokind for an unknown kind.
    Source   ref/CreateDataStructure
    Example  q = CreateDataStructure["Queue"]; q["Push", 1]; q["Push", 2]; {q["Pop"], q["Length"]}  gives  {1, 1}
    """
    if kind not in KINDS:
        raise Complaint("nokind", String(kind))
    return Object(S.DataStructure, DataStructure(kind, KINDS[kind](ev, *start)))


@builtin("DataStructureQ")
def data_structure_q(expr: Expr, kind: Expr | None = None) -> bool:
    """DataStructureQ[expr] gives True when expr is a data structure; DataStructureQ[expr, "kind"] when it is of a kind.

    Source   ref/DataStructureQ
    Example  DataStructureQ[CreateDataStructure["Stack"], "Stack"]  gives  True
    """
    if not isinstance(expr, Object) or not isinstance(expr.value, DataStructure):
        return False
    return kind is None or kind == String(expr.value.kind)


@apply_object.register
def _use(value: DataStructure, ev: Evaluator, owner: Object, call: Call) -> Expr | None:
    """ds["Method", args...]; ds["Fold", f, x], ds["Visualization"] and their kind by way of the elements."""
    if not call.args or not isinstance(call.args[0], String):
        return None
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", call.args[0].value).lower()
    method = getattr(value.structure, words, None) if not words.startswith("_") and words != "ev" else None
    if not callable(method):
        return None
    try:
        result = method(*call.args[1:])
    except (TypeError, KeyError, IndexError, AttributeError):
        ev.message(S.CreateDataStructure, "nomethod", String(value.kind), list_of(call.args))
        return S["$Failed"]
    if isinstance(result, Structure):
        return Object(S.DataStructure, DataStructure(value.kind, result))
    if isinstance(result, bool):
        return TRUE if result else FALSE
    return integer(result) if isinstance(result, int) else NULL if result is None else result


@describe.register
def _described(value: DataStructure, form: str, head: str) -> str:
    return f'{head}["{value.kind}", <{value.structure.length()}>]' if value.kind != "Counter" else f'{head}["Counter"]'


# ---- bags ---------------------------------------------------------------------------------------

def _bag(expr: Expr) -> list[Expr] | None:
    if isinstance(expr, Object) and isinstance(expr.value, DataStructure) and expr.value.kind == "Bag":
        return expr.value.structure.items  # type: ignore[no-any-return]
    return None


@builtin("Internal`Bag")
def bag(ev: Evaluator, items: Expr | None = None) -> Expr:
    """Internal`Bag[] makes a list that grows in place; Internal`Bag[{e1, e2, ...}] begins with these elements.

    Example  b = Internal`Bag[]; Internal`StuffBag[b, 5]; Internal`BagPart[b, All]  gives  {5}
    """
    if items is not None and not is_list(items):
        raise Unchanged
    return Object(Symbol("Internal`Bag"), DataStructure("Bag", Array(ev, *([items] if items is not None else []))))


@builtin("Internal`StuffBag")
def stuff_bag(owner: Expr, item: Expr, depth: Expr | None = None) -> Expr | None:
    """Internal`StuffBag[bag, x] adds x to a bag; Internal`StuffBag[bag, list, 1] the elements of a list.

    Example  b = Internal`Bag[]; Internal`StuffBag[b, {1, 2}, 1]; Internal`BagLength[b]  gives  2
    """
    items = _bag(owner)
    if items is None:
        return None
    items.extend(item.args if depth is not None and is_list(item) else [item])
    return owner


@builtin("Internal`BagLength")
def bag_length(owner: Expr) -> int | None:
    """Internal`BagLength[bag] is the number of elements of a bag.

    Example  Internal`BagLength[Internal`Bag[{a, b}]]  gives  2
    """
    items = _bag(owner)
    return None if items is None else len(items)


@builtin("Internal`BagPart")
def bag_part(ev: Evaluator, owner: Expr, spec: Expr, head: Expr = S.List) -> Expr | None:
    """Internal`BagPart[bag, i] is element i of a bag; Internal`BagPart[bag, All] the list of all.

    Example  Internal`BagPart[Internal`Bag[{a, b}], 2]  gives  b
    """
    items = _bag(owner)
    if items is None:
        return None
    if spec is S.All:
        return Call(head, *items)
    if is_call(spec, S.Span) or is_list(spec):
        return Call(S.Apply, head, Call(S.Part, list_of(items), spec))
    return Call(S.Part, list_of(items), spec)
