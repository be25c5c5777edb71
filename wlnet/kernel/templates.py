"""Templates: an expression with names to be replaced, compiled once and filled many times.

Filling follows the rules of substitution: a value `Sequence[...]` is spliced into the arguments around it, and the
variables of a scoping construct within (`Function[y, ...]`, `Module`, `With`, `y_ :> ...`) are renamed to `y$` so that
what is put in cannot be captured by them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from wlnet.expr import Association, Atom, Call, Expr, Packed, S, Symbol, is_call, is_list

Bindings = dict[Symbol, Expr]
Template = Callable[[Bindings], Expr]


class Mode(NamedTuple):
    """`shadowed`: see `compile_template`. `held`: variables of rules around, which functions within do not rename."""

    shadowed: bool
    held: frozenset[Symbol] = frozenset()


def compile_template(expr: Expr, names: frozenset[Symbol] | None, shadowed: bool = True) -> Template:
    """The function from bindings to `expr` with the names replaced (None: whatever the bindings hold).

    `shadowed`: a scoping construct within that has a variable of such a name keeps it. (The rules of patterns replace
    in the variables of Function, Module and With too, so that `f[v_, e_] := Function[v, e]` makes a function of what v
    stands for.)
    """
    return _compile(expr, names, Mode(shadowed)) or (lambda b: expr)


def substitute(expr: Expr, bindings: Bindings) -> Expr:
    """`expr` with names replaced by their values."""
    return compile_template(expr, frozenset(bindings))(bindings) if bindings else expr


def _compile(expr: Expr, names: frozenset[Symbol] | None, mode: Mode) -> Template | None:
    """The template, or None for an expression in which nothing can be replaced."""
    if isinstance(expr, Symbol):
        return (lambda b: b.get(expr, expr)) if names is None or expr in names else None
    if isinstance(expr, (Atom, Packed)):
        return None
    if isinstance(expr, Association):
        inner = _compile_call(Call(S.Association, *expr.args), names, mode)
        return inner and (lambda b: _association(inner(b)))
    assert isinstance(expr, Call)
    bound = bound_names(expr)
    if bound and names is not None:
        return _compile_scope(expr, bound, names, mode)
    return _compile_call(expr, names, mode)


def _compile_call(expr: Call, names: frozenset[Symbol] | None, mode: Mode) -> Template | None:
    head = _compile(expr.head, names, mode)
    parts = [_compile(arg, names, mode) for arg in expr.args]
    if head is None and not any(parts):
        return None
    fixed, plain = expr.args, expr.head
    if head is None and len(parts) == 2:
        return _pair(plain, fixed, parts[0], parts[1])
    pairs = list(zip(parts, fixed))

    def fill(b: Bindings) -> Expr:
        args = [part(b) if part else arg for part, arg in pairs]
        return Call(head(b) if head else plain, *spliced(args))
    return fill


def _pair(head: Expr, fixed: tuple[Expr, ...], first: Template | None, second: Template | None) -> Template:
    """The commonest shape, without a loop."""
    def fill(b: Bindings) -> Expr:
        left = first(b) if first else fixed[0]
        right = second(b) if second else fixed[1]
        if left.head is S.Sequence or right.head is S.Sequence:
            return Call(head, *spliced([left, right]))
        return Call(head, left, right)
    return fill


def spliced(args: list[Expr]) -> list[Expr]:
    """The arguments with every `Sequence[...]` among them replaced by its elements."""
    if not any(type(arg) is Call and arg.head is S.Sequence for arg in args):
        return args
    return [item for arg in args for item in (arg.args if is_call(arg, S.Sequence) else (arg,))]


def _association(expr: Expr) -> Expr:
    items: dict[Expr, Expr] = {}
    delayed = set()
    for rule in expr.args:
        if not (is_call(rule, S.Rule, 2) or is_call(rule, S.RuleDelayed, 2)):
            return expr
        items[rule.args[0]] = rule.args[1]
        if rule.head is S.RuleDelayed:
            delayed.add(rule.args[0])
    return Association(items, frozenset(delayed))


# ---- scoping constructs -------------------------------------------------------------------------------------------

def bound_names(expr: Call) -> set[Symbol]:
    """The variables that a scoping construct binds; empty for any other call."""
    if len(expr.args) < 2:
        return set()
    first = expr.args[0]
    if expr.head is S.Function:
        return set(_function_names(first))
    if expr.head is S.Module or expr.head is S.With or expr.head is S.DynamicModule:
        return {name for name in map(_declared, first.args if is_list(first) else ()) if name is not None}
    if expr.head is S.RuleDelayed or expr.head is S.SetDelayed:
        return set(_pattern_names(first))
    return set()


def _function_names(first: Expr) -> Iterator[Symbol]:
    for item in first.args if is_list(first) else (first,):
        if isinstance(item, Symbol) and item is not S.Null:
            yield item


def _declared(item: Expr) -> Symbol | None:
    name = item.args[0] if is_call(item, S.Set, 2) or is_call(item, S.SetDelayed, 2) else item
    return name if isinstance(name, Symbol) else None


def _pattern_names(expr: Expr) -> Iterator[Symbol]:
    stack = [expr]
    while stack:
        item = stack.pop()
        if isinstance(item, Call) and not isinstance(item, Packed):
            if item.head is S.Pattern and len(item.args) == 2 and isinstance(item.args[0], Symbol):
                yield item.args[0]
            stack.append(item.head)
            stack.extend(item.args)


def _compile_scope(expr: Call, bound: set[Symbol], names: frozenset[Symbol], mode: Mode) -> Template | None:
    """A scoping construct: its own variables are renamed if anything in it is replaced."""
    rule = expr.head is S.RuleDelayed or expr.head is S.SetDelayed
    outer = names - bound if mode.shadowed or rule else names
    if _compile_call(expr, outer, mode) is None:
        return None
    fresh = {name: Symbol(name.name + "$") for name in bound - outer - mode.held}
    renamed = rename(expr, dict(fresh))
    assert isinstance(renamed, Call)
    return _compile_call(renamed, outer, mode._replace(held=mode.held.union(fresh.values())) if rule else mode)


def rename(expr: Expr, names: Bindings) -> Expr:
    """`expr` with symbols replaced everywhere, scoping constructs included."""
    if isinstance(expr, Symbol):
        return names.get(expr, expr)
    if isinstance(expr, (Atom, Packed)):
        return expr
    if isinstance(expr, Association):
        return Association({rename(k, names): rename(v, names) for k, v in expr.items.items()}, expr.delayed)
    return Call(rename(expr.head, names), *(rename(arg, names) for arg in expr.args))
