"""Combinatorics: tuples, subsets, permutations."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, combinations, islice, pairwise, permutations, product

import numpy as np

from wlnet.builtins.sorting import in_canonical_order, permutation
from wlnet.builtins.structure import affordable, chosen, elements, with_parts
from wlnet.expr import Atom, Call, Expr, Integer, Packed, S, integer, is_call, is_list, list_of, pack, to_expr
from wlnet.kernel.arguments import is_infinity
from wlnet.kernel.builtin import builtin
from wlnet.kernel.messages import Complaint, Unchanged


def _items(expr: Expr, call: Call) -> Sequence[Expr]:
    expr = with_parts(expr, call)
    return elements(expr)


@builtin("Tuples")
def tuples(expr: Expr, size: Expr | None = None, *, call: Call) -> Expr:
    """Tuples[list, n] is the list of all n-tuples of elements; Tuples[{list1, list2, ...}] of all tuples
    with one element from each list.

    Source   ref/Tuples
    Example  Tuples[{0, 1}, 2]  gives  {{0, 0}, {0, 1}, {1, 0}, {1, 1}}
    Example  Tuples[{{a, b}, {1, 2}}]  gives  {{a, 1}, {a, 2}, {b, 1}, {b, 2}}
    """
    items = _items(expr, call)
    if size is None:
        heads = {part.head for part in items}
        if any(isinstance(part, Atom) for part in items) or len(heads) > 1:
            raise Unchanged
        head = items[0].head if items else S.List
        return Call(expr.head, *(Call(head, *row) for row in product(*map(elements, items))))
    if is_list(size):
        return _shaped(expr, items, [getattr(n, "value", -1) for n in size.args])
    if not isinstance(size, Integer) or size.value < 0:
        raise Complaint("intnm", call, 2)
    if not items and size.value:
        return list_of([])
    found = pack(expr)
    if found is not None and found.array.ndim == 1 and size.value:
        grid = np.indices((len(found.array),) * size.value).reshape(size.value, -1).T
        return Packed(found.array[grid])
    return list_of(Call(expr.head, *row) for row in product(items, repeat=size.value))


def _shaped(expr: Expr, items: Sequence[Expr], sizes: list[int]) -> Expr:
    """Arrays of these dimensions, with all choices of elements."""
    if not sizes or min(sizes) < 0:
        raise Unchanged
    found: list[Expr] = []
    for row in product(items, repeat=math.prod(sizes)):
        parts: list[Expr] = list(row)
        for size in reversed(sizes):
            parts = [Call(expr.head, *parts[i:i + size]) for i in range(0, len(parts), size)]
        found.append(parts[0])
    return list_of(found)


# ---- subsets ------------------------------------------------------------------------------------------------------

def _lengths(spec: Expr | None, size: int, call: Call) -> Sequence[int]:
    """The lengths that n, {n}, {m, n}, {m, n, d}, All name."""
    if spec is None or spec is S.All or is_infinity(spec):
        return range(size + 1)
    if isinstance(spec, Integer) and spec.value >= 0:
        return range(min(spec.value, size) + 1)
    if is_call(spec, S.UpTo, 1) and isinstance(spec.args[0], Integer):
        return range(min(spec.args[0].value, size) + 1)
    values = [item.value if isinstance(item, Integer) else size for item in spec.args
              if isinstance(item, Integer) or is_infinity(item) or item is S.All]
    if not is_list(spec) or not 1 <= len(values) <= 3 or len(values) < len(spec.args):
        raise Complaint("nninfseq", 2, call)
    step = values[2] if len(values) == 3 else 1
    if not step:
        raise Complaint("nninfseq", 2, call)
    last = values[1] if len(values) > 1 else values[0]
    found = range(values[0], last + (1 if step > 0 else -1), step)
    return [n for n in found if 0 <= n <= size]


_SEQUENCE = {"nninfseq": "Position `1` of `2` should be All, a non-negative integer, Infinity or a list of up to "
                         "three of them."}


def _selected(found: Iterator[tuple[Expr, ...]], spec: Expr | None, call: Call) -> Iterator[tuple[Expr, ...]]:
    """The first n, or those at places {m, n, d}."""
    if spec is None or spec is S.All or is_infinity(spec):
        return found
    if isinstance(spec, Integer) and spec.value >= 0:
        return islice(found, spec.value)
    if is_call(spec, S.UpTo, 1) and isinstance(spec.args[0], Integer):
        return islice(found, spec.args[0].value)
    every = list(found)
    values = [item.value if isinstance(item, Integer) else len(every) for item in spec.args]
    if not is_list(spec) or not 1 <= len(values) <= 3:
        raise Complaint("nninfseq", 3, call)
    first, last = values[0], values[1] if len(values) > 1 else values[0]
    step = values[2] if len(values) > 2 else 1
    size = len(every)
    first, last = (n if n > 0 else size + 1 + n for n in (first, last))
    return iter([every[i - 1] for i in range(first, last + (1 if step > 0 else -1), step) if 1 <= i <= size])


@builtin("Subsets", messages=_SEQUENCE)
def subsets(expr: Expr, spec: Expr | None = None, which: Expr | None = None, *, call: Call) -> Expr:
    """Subsets[list] is the list of all subsets, short ones first; Subsets[list, n] of those of up to n
    elements, Subsets[list, {n}] of exactly n, Subsets[list, spec, s] the first s of them.

    Source   ref/Subsets
    Example  Subsets[{a, b, c}, {2}]  gives  {{a, b}, {a, c}, {b, c}}
    """
    items = _items(expr, call)
    found = chain.from_iterable(combinations(items, n) for n in _lengths(spec, len(items), call))
    return list_of(Call(expr.head, *row) for row in _selected(found, which, call))


@builtin("Subsequences", messages=_SEQUENCE)
def subsequences(expr: Expr, spec: Expr | None = None, *, call: Call) -> Expr:
    """Subsequences[list] is the list of all runs of neighbours, short ones first; Subsequences[list, {n}] of
    those of n elements.

    Source   ref/Subsequences
    Example  Subsequences[{a, b, c}, {2}]  gives  {{a, b}, {b, c}}
    """
    items = _items(expr, call)
    size = len(items)
    found: list[Expr] = []
    for n in _lengths(spec, size, call):
        if not n:
            found.append(Call(expr.head))
        else:
            found += [Call(expr.head, *items[i:i + n]) for i in range(size - n + 1)]
    return list_of(found)


@builtin("Groupings")
def groupings(expr: Expr, size: Expr, wrapper: Expr = S.List) -> Expr:
    """Groupings[list, k] is the list of all ways to group elements in order into nested lists of k;
    Groupings[n, k] groups 1 to n; Groupings[list, f -> k] applies f.

    Source   ref/Groupings
    Example  Groupings[{a, b, c}, 2]  gives  {{{a, b}, c}, {a, {b, c}}}
    """
    if is_call(size, S.Rule, 2):
        wrapper, size = size.args
    if not isinstance(size, Integer) or not 2 <= size.value < 2**31:
        raise Unchanged
    items: list[Expr] = list(elements(expr))
    if isinstance(expr, Integer):
        affordable(expr.value)
        items = [integer(i + 1) for i in range(expr.value)]
    return list_of(_grouped(items, size.value, wrapper))


def _grouped(items: list[Expr], arity: int, wrapper: Expr) -> list[Expr]:
    if len(items) == 1:
        return items
    found: list[Expr] = []
    for cuts in reversed(list(combinations(range(1, len(items)), arity - 1))):
        ends = [0, *cuts, len(items)]
        parts = [_grouped(items[a:b], arity, wrapper) for a, b in pairwise(ends)]
        found += [Call(wrapper, *row) for row in product(*parts)]
    return found


# ---- permutations -------------------------------------------------------------------------------------------------

@builtin("Permutations", messages=_SEQUENCE)
def permutations_(expr: Expr, spec: Expr | None = None, *, call: Call) -> Expr:
    """Permutations[list] is the list of all different orders of the elements; Permutations[list, n] of up to
    n of them, Permutations[list, {n}] of exactly n.

    Source   ref/Permutations
    Example  Permutations[{a, b, c}, {2}]  gives  {{a, b}, {a, c}, {b, a}, {b, c}, {c, a}, {c, b}}
    """
    items = _items(expr, call)
    lengths = [len(items)] if spec is None else _lengths(spec, len(items), call)
    found = chain.from_iterable(_orders(items, n) for n in lengths)
    return list_of(Call(expr.head, *row) for row in found)


def _orders(items: Sequence[Expr], size: int) -> Iterator[tuple[Expr, ...]]:
    """The different selections of `size` elements in order; equal elements are not told apart."""
    left = Counter(items)
    if len(left) == len(items):
        yield from permutations(items, size)
        return
    kinds = list(left)
    row: list[Expr] = []

    def extend() -> Iterator[tuple[Expr, ...]]:
        if len(row) == size:
            yield tuple(row)
            return
        for kind in kinds:
            if left[kind]:
                left[kind] -= 1
                row.append(kind)
                yield from extend()
                row.pop()
                left[kind] += 1
    yield from extend()


@builtin("Signature")
def signature(expr: Expr, *, call: Call) -> int:
    """Signature[list] is 1 or -1 as an even or odd number of exchanges sorts list; 0 when two elements are
    equal.

    Source   ref/Signature
    Example  Signature[{3, 1, 2}]  gives  1
    """
    items = _items(expr, call)
    if len(set(items)) < len(items):
        return 0
    places = list(permutation(list_of(items)))
    seen: set[int] = set()
    sign = 1
    for start in range(len(places)):
        place, steps = start, 0
        while place not in seen:
            seen.add(place)
            place = int(places[place])
            steps += 1
        if steps and steps % 2 == 0:
            sign = -sign
    return sign


def _permutation_list(spec: Expr, size: int) -> list[int]:
    """The images (from 0) of 0, 1, ... under a permutation list or `Cycles`."""
    if is_call(spec, S.Cycles, 1):
        images = list(range(size))
        for cycle in spec.args[0].args:
            points = [point.value - 1 if isinstance(point, Integer) else -1 for point in cycle.args]
            if min(points, default=0) < 0:
                raise Unchanged
            affordable(max(points, default=0))
            for a, b in zip(points, points[1:] + points[:1]):
                images += range(len(images), max(a, b) + 1)
                images[a] = b
        return images
    images = [item.value - 1 if isinstance(item, Integer) else -1 for item in spec.args] if is_list(spec) else []
    if sorted(images) != list(range(len(images))) or not is_list(spec):
        raise Unchanged
    return images + list(range(len(images), size))


@builtin("Permute")
def permute(expr: Expr, spec: Expr, *, call: Call) -> Expr:
    """Permute[list, perm] moves the element at place i to place perm[[i]]; perm is a permutation list or
    Cycles[...].

    Source   ref/Permute
    Example  Permute[{a, b, c}, {2, 3, 1}]  gives  {c, a, b}
    """
    items = _items(expr, call)
    images = _permutation_list(spec, len(items))
    if len(images) > len(items):
        raise Unchanged
    found = [0] * len(items)
    for place, image in enumerate(images):
        found[image] = place
    return chosen(expr, found)


@builtin("PermutationReplace")
def permutation_replace(expr: Expr, spec: Expr) -> Expr:
    """PermutationReplace[expr, perm] replaces each integer i in a list, or i itself, by its image.

    Source   ref/PermutationReplace
    Example  PermutationReplace[{1, 2, 3}, Cycles[{{1, 3}}]]  gives  {3, 2, 1}
    """
    if is_list(expr):
        return list_of(permutation_replace(item, spec) for item in expr.args)
    images = _permutation_list(spec, 0)
    if isinstance(expr, Integer) and 1 <= expr.value <= len(images):
        return integer(images[expr.value - 1] + 1)
    return expr


@builtin("Cycles")
def cycles(lists: Expr) -> None:
    """Cycles[{{a, b, ...}, ...}] is a permutation that moves a to b, ..., the last of each list to the first.

    Source   ref/Cycles
    Example  Permute[{a, b, c}, Cycles[{{1, 2}}]]  gives  {b, a, c}
    """


def cycles_of(images: Sequence[int]) -> list[list[int]]:
    """The cycles, of two or more places (from 1), of a permutation given by its images (from 0)."""
    seen: set[int] = set()
    found = []
    for start in range(len(images)):
        cycle, place = [], start
        while place not in seen:
            seen.add(place)
            cycle.append(place + 1)
            place = images[place]
        if len(cycle) > 1:
            found.append(cycle)
    return found


@builtin("PermutationCycles")
def permutation_cycles(spec: Expr) -> Expr:
    """PermutationCycles[perm] is a permutation list as Cycles[...].

    Source   ref/PermutationCycles
    Example  PermutationCycles[{2, 1, 3}]  gives  Cycles[{{1, 2}}]
    """
    return Call(S.Cycles, to_expr(cycles_of(_permutation_list(spec, 0))))


@builtin("PermutationList")
def permutation_list(spec: Expr, size: Expr = integer(0)) -> Expr:
    """PermutationList[perm] is a permutation, given as Cycles[...], as the list of the images of 1, 2, ...

    Source   ref/PermutationList
    Example  PermutationList[Cycles[{{1, 3}}]]  gives  {3, 2, 1}
    """
    return to_expr([image + 1 for image in _permutation_list(spec, getattr(size, "value", 0))])


@builtin("InversePermutation")
def inverse_permutation(spec: Expr) -> Expr:
    """InversePermutation[perm] is the permutation that undoes perm.

    Source   ref/InversePermutation
    Example  InversePermutation[{2, 3, 1}]  gives  {3, 1, 2}
    """
    images = _permutation_list(spec, 0)
    found = [0] * len(images)
    for place, image in enumerate(images):
        found[image] = place
    return Call(S.Cycles, to_expr(cycles_of(found))) if is_call(spec, S.Cycles) else to_expr([i + 1 for i in found])


@builtin("FindPermutation")
def find_permutation(first: Expr, second: Expr | None = None, *, call: Call) -> Expr:
    """FindPermutation[list] is the permutation that makes list from its sorted elements;
    FindPermutation[list1, list2] that which makes list2 from list1.

    Source   ref/FindPermutation
    Example  FindPermutation[{a, b, c}, {b, a, c}]  gives  Cycles[{{1, 2}}]
    """
    target = _items(first if second is None else second, call)
    source = in_canonical_order(target) if second is None else list(_items(first, call))
    if Counter(source) != Counter(target):
        raise Unchanged
    free: dict[Expr, list[int]] = {}
    for place, item in enumerate(target):
        free.setdefault(item, []).append(place)
    return Call(S.Cycles, to_expr(cycles_of([free[item].pop(0) for item in source])))
