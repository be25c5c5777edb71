"""Places in a net: a path such as `(2, "Weights")` or `("sub", 1)`; every surgery is a few lines over these.

Keys may be written as positions, counted from the end when negative, or as names; `resolve` makes them canonical.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from wlnet.kernel.messages import Failed
from wlnet.nets.arrays import ArrayValue
from wlnet.nets.chain import Container
from wlnet.nets.layer import Layer, Net
from wlnet.nets.wiring import Key, Path

N = TypeVar("N", bound=Net)


def child_key(net: Net, key: Key) -> Key | None:
    """The canonical key of a child; None when there is none."""
    if isinstance(net, Container):
        return net.key(key)
    return key if key in net.children else None


def get_at(net: Net, path: Path) -> Net:
    """The net at a path.

    Errors  Failed("nopart") naming the path and where it ends.
    """
    found = net
    for step, key in enumerate(path):
        canonical = child_key(found, key)
        if canonical is None:
            raise Failed("nopart", key, where(net, path[:step]))
        found = found.children[canonical]
    return found


def resolve(net: Net, path: Path) -> tuple[Path, Path]:
    """A path split in two: the canonical path of the innermost net it leads to, and what is left (a port, an array)."""
    done: list[Key] = []
    for step, key in enumerate(path):
        canonical = child_key(net, key)
        if canonical is None:
            return tuple(done), path[step:]
        done.append(canonical)
        net = net.children[canonical]
    return tuple(done), ()


def replace_at(net: Net, path: Path, change: Callable[[Net], Net]) -> Net:
    """The net with the net at `path` changed.

    Errors  Failed("nopart").
    """
    if not path:
        return change(net)
    key = child_key(net, path[0])
    if key is None:
        raise Failed("nopart", path[0], net.head)
    return net.with_children({**net.children, key: replace_at(net.children[key], path[1:], change)})


def where(net: Net, path: Path) -> str:
    """A place in words, for messages."""
    keys = [f'"{key}"' if isinstance(key, str) else str(key) for key in path]
    return f"{net.head} at {{{', '.join(keys)}}}" if keys else net.head


def layers_of(net: Net, path: Path = ()) -> Iterator[tuple[Path, Layer]]:
    """All layers with their paths, in the order they stand; an operator comes before the layers inside it."""
    if isinstance(net, Layer):
        yield path, net
    for key, child in net.children.items():
        yield from layers_of(child, (*path, key))


def array_values(net: Net) -> dict[Path, ArrayValue]:
    """The arrays of a net by path; absent ones (None) included."""
    return {(*path, *key): value for path, layer in layers_of(net) for key, value in layer.own_arrays.items()}


def with_arrays(net: N, values: Mapping[Path, ArrayValue]) -> N:
    """The net with other values for some of its arrays, by path."""
    if isinstance(net, Layer):
        return net.with_arrays(values)  # type: ignore[return-value]
    inside: dict[Key, dict[Path, ArrayValue]] = {}
    for path, value in values.items():
        inside.setdefault(path[0], {})[path[1:]] = value
    changed = {key: with_arrays(net.children[key], part) for key, part in inside.items()}
    return net.with_children({**net.children, **changed})  # type: ignore[return-value]


def state_paths(net: Net) -> list[Path]:
    """The states that can be stored: those of recurrent layers whose initial value nothing feeds, in order."""
    wiring = net.inferred.wiring
    return [(*node.path, name) for node in wiring.nodes for name in node.layer.states
            if (*node.path, name) not in wiring.fed]
