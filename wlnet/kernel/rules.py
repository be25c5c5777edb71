"""Rules: a compiled pattern with a compiled right side; and the ordered sets of them that definitions hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from wlnet.expr import TRUE, Association, Call, Expr, Packed, S, Symbol, is_call, is_list
from wlnet.kernel.attributes import FLAT, ORDERLESS
from wlnet.kernel.control import NoMatch
from wlnet.kernel.generality import covers
from wlnet.kernel.matchers import AFTER, BEFORE, Matcher
from wlnet.kernel.patterns import PATTERN_HEADS, compile_pattern, has_pattern, pattern_names
from wlnet.kernel.templates import Bindings, compile_template, rename

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

Fast = Callable[[Call, "Evaluator"], "Expr | None"]

Identity = tuple[Expr, "Expr | None"]

OFTEN = 50
SCOPES = (S.Module, S.With, S.Block)


class Rule:
    """`lhs -> rhs` (or `:>`), compiled when first tried."""

    __slots__ = ("lhs", "rhs", "delayed", "_matcher", "_fill", "_condition", "_scoped", "_names", "_partial",
                 "_identity")

    def __init__(self, lhs: Expr, rhs: Expr, delayed: bool = False) -> None:
        self.lhs = lhs
        self.rhs = rhs
        self.delayed = delayed
        self._matcher: Matcher | None = None
        self._partial: Rule | None = None
        self._identity: Identity | None = None

    @property
    def identity(self) -> Identity:
        """What makes a definition the same as another: its left side and condition, whatever its names."""
        if self._identity is None:
            self._identity = _identity(self)
        return self._identity

    def _compile(self, ev: Evaluator) -> Matcher:
        pattern, rhs = self.lhs, self.rhs
        names = frozenset(pattern_names(pattern))
        if names and self._has_options(names):
            rhs = _name_options(rhs, pattern)
        condition = None
        if is_call(rhs, S.Condition, 2):
            rhs, condition = rhs.args
        self._names = names if _may_leave_unbound(pattern) else ()
        self._fill = compile_template(rhs, names, shadowed=False)
        self._condition = compile_template(condition, names, shadowed=False) if condition is not None else None
        self._scoped = _ends_in_condition(rhs)
        self._matcher = compile_pattern(pattern, ev)
        self._partial = partial_rule(self, ev)
        return self._matcher

    def forget(self) -> None:
        """Compile anew at the next use: attributes that the pattern depends on have changed."""
        self._matcher = self._partial = None

    @staticmethod
    def _has_options(names: Iterable[Symbol]) -> bool:
        return any(name.name.startswith("Internal`Options`") for name in names)

    def apply(self, expr: Expr, ev: Evaluator) -> Expr | None:
        """The right side for `expr`, or None when the rule does not apply."""
        matcher = self._matcher or self._compile(ev)
        bindings: Bindings = {}
        if self._condition is None and not self._scoped:
            if matcher.test(expr, bindings, ev):
                return self._filled(bindings)
            return None if self._partial is None else self._partial.apply(expr, ev)
        found = self.results(expr, ev, 1)
        return found[0] if found else None if self._partial is None else self._partial.apply(expr, ev)

    def results(self, expr: Expr, ev: Evaluator, most: float = float("inf")) -> list[Expr]:
        """The right sides for the ways in which the rule applies, at most so many."""
        matcher = self._matcher or self._compile(ev)
        bindings: Bindings = {}
        found: list[Expr] = []

        def accept() -> bool:
            if self._condition is not None and ev(self._condition(bindings)) is not TRUE:
                return False
            result = self._filled(bindings)
            if self._scoped:
                try:
                    result = ev(result)
                except NoMatch:
                    return False
            found.append(result)
            return len(found) >= most
        matcher.match(expr, bindings, ev, accept)
        return found

    def _filled(self, bindings: Bindings) -> Expr:
        for name in self._names:
            bindings.setdefault(name, Call(S.Sequence))
        return self._fill(bindings)


def partial_rule(rule: Rule, ev: Evaluator) -> Rule | None:
    """For a left side whose head is flat, the rule that applies to some of the arguments: `f[a, b] -> c`
    turns `f[x, a, b, y]` into `f[x, c, y]`."""
    conditions: list[Expr] = []
    lhs = rule.lhs
    while is_call(lhs, S.Condition, 2) or is_call(lhs, S.HoldPattern, 1):
        conditions += lhs.args[1:]
        lhs = lhs.args[0]
    head = lhs.head
    if not isinstance(lhs, Call) or not isinstance(head, Symbol) or not lhs.args or not ev.attributes(head) & FLAT:
        return None
    if _takes_rest(lhs) or _ends_in_condition(rule.rhs):
        return None
    orderless = ev.attributes(head) & ORDERLESS
    before = Call(S.Pattern, BEFORE, Call(S.BlankNullSequence))
    after = Call(S.Pattern, AFTER, Call(S.BlankSequence if orderless else S.BlankNullSequence))
    pattern: Expr = Call(head, *(() if orderless else (before,)), *lhs.args, after)
    for condition in conditions:
        pattern = Call(S.Condition, pattern, condition)
    rhs, around = rule.rhs, () if orderless else (BEFORE,)
    if is_call(rhs, S.Condition, 2):
        rhs = Call(S.Condition, Call(head, *around, rhs.args[0], AFTER), rhs.args[1])
    else:
        rhs = Call(head, *around, rhs, AFTER)
    return Rule(pattern, rhs, rule.delayed)


def _takes_rest(lhs: Call) -> bool:
    """Whether one of the arguments is a pattern for any number of arguments, whatever they are."""
    bare = (arg.args[1] if is_call(arg, S.Pattern, 2) else arg for arg in lhs.args)
    return any(arg == Call(S.BlankNullSequence) or arg == Call(S.BlankSequence) for arg in bare)


def _may_leave_unbound(pattern: Expr) -> bool:
    """Whether a match can leave names without a value (alternatives, repetitions of length zero)."""
    stack = [pattern]
    while stack:
        item = stack.pop()
        if isinstance(item, (Call, Association)) and not isinstance(item, Packed):
            if item.head in (S.Alternatives, S.RepeatedNull, S.Repeated, S.Except):
                return True
            stack.extend(item.args)
    return False


def _ends_in_condition(rhs: Expr) -> bool:
    """Whether `rhs` is a scoping construct whose body ends in a condition that belongs to the rule."""
    while isinstance(rhs, Call) and rhs.head in SCOPES and len(rhs.args) >= 2:
        rhs = rhs.args[-1]
        if is_call(rhs, S.Condition, 2):
            return True
    return False


def _name_options(rhs: Expr, pattern: Expr) -> Expr:
    """`OptionValue[name]` on a right side becomes `OptionValue[f, given, name]` of the function defined."""
    keys = [name for name in pattern_names(pattern) if name.name.startswith("Internal`Options`")]
    head: Expr = pattern
    while isinstance(head, Call):
        head = head.args[0] if head.head in (S.Condition, S.HoldPattern, S.Pattern) else head.head
    defaults = _options_defaults(pattern)
    owner = defaults if defaults is not None else head
    return _insert_options(rhs, owner, keys[0])


def _options_defaults(pattern: Expr) -> Expr | None:
    stack = [pattern]
    while stack:
        item = stack.pop()
        if is_call(item, S.OptionsPattern):
            return item.args[0] if item.args else None
        if isinstance(item, Call):
            stack.extend(item.args)
    return None


def _insert_options(expr: Expr, owner: Expr, given: Symbol) -> Expr:
    if not isinstance(expr, Call) or isinstance(expr, Packed):
        return expr
    args = [_insert_options(arg, owner, given) for arg in expr.args]
    if expr.head is S.OptionValue and len(args) == 1:
        return Call(S.OptionValue, owner, given, args[0])
    if expr.head is S.OptionValue and len(args) == 2 and not is_list(args[1]):
        return Call(S.OptionValue, args[0], given, args[1])
    return Call(_insert_options(expr.head, owner, given), *args)


class RuleSet:
    """The definitions of one kind of one symbol, special cases first.

    Left sides without patterns lie in a dictionary: looking one up takes the same time however many there are.
    """

    __slots__ = ("literals", "heads", "patterns", "version", "uses", "fast", "flat")

    def __init__(self) -> None:
        self.literals: dict[Expr, Rule] = {}
        self.heads: set[Expr] = set()
        self.patterns: list[Rule] = []
        self.version = 0
        self.uses = 0
        self.fast: Fast | None = None
        self.flat: bool | None = None

    def copy(self) -> RuleSet:
        twin = RuleSet()
        twin.literals = dict(self.literals)
        twin.heads = set(self.heads)
        twin.patterns = list(self.patterns)
        return twin

    def __bool__(self) -> bool:
        return bool(self.literals or self.patterns)

    def __iter__(self) -> Iterator[Rule]:
        yield from self.literals.values()
        yield from self.patterns

    def add(self, rule: Rule) -> None:
        """Add a definition, replacing one with the same left side (and condition)."""
        self._changed()
        if not has_pattern(rule.lhs) and not is_call(rule.rhs, S.Condition, 2):
            self.literals[rule.lhs] = rule
            self.heads.add(rule.lhs.head)
            return
        for index, old in enumerate(self.patterns):
            if old.identity == rule.identity:
                self.patterns[index] = rule
                return
        index = next((i for i, old in enumerate(self.patterns)
                      if covers(old.lhs, rule.lhs) and not covers(rule.lhs, old.lhs)
                      or _conditioned(rule) and not _conditioned(old) and covers(old.lhs, rule.lhs)),
                     len(self.patterns))
        self.patterns.insert(index, rule)

    def remove(self, lhs: Expr) -> bool:
        """Remove the definitions with this left side; whether there were any."""
        self._changed()
        if self.literals.pop(lhs, None):
            return True
        kept = [rule for rule in self.patterns if rule.lhs != lhs]
        found = len(kept) < len(self.patterns)
        self.patterns = kept
        return found

    def _changed(self) -> None:
        self.version += 1
        self.uses = 0
        self.fast = self.flat = None

    def forget(self) -> None:
        """Compile anew at the next use: attributes that the patterns depend on have changed."""
        self._changed()
        for rule in self:
            rule.forget()

    def apply_often(self, expr: Call, ev: Evaluator) -> Expr | None:
        """As `apply`, for the down values of a symbol: those used often are given to the compiler, if there
        is one."""
        if self.fast is not None:
            result = self.fast(expr, ev)
            if result is not None:
                return result
        self.uses += 1
        if self.uses == OFTEN and ev.compiler is not None:
            self.fast = ev.compiler(ev, expr)
        return self.apply(expr, ev)

    def apply(self, expr: Expr, ev: Evaluator) -> Expr | None:
        """The right side of the first definition that applies, or None."""
        if self.literals:
            rule = self.literals.get(expr)
            if rule is not None:
                return rule.rhs
            if self.flat is None:
                self.flat = any(isinstance(head, Symbol) and ev.attributes(head) & FLAT for head in self.heads)
            if self.flat:
                return self._apply_each(self, expr, ev)
        return self._apply_each(self.patterns, expr, ev)

    @staticmethod
    def _apply_each(rules: Iterable[Rule], expr: Expr, ev: Evaluator) -> Expr | None:
        for rule in rules:
            result = rule.apply(expr, ev)
            if result is not None:
                return result
        return None


def _conditioned(rule: Rule) -> bool:
    return is_call(rule.rhs, S.Condition, 2) or is_call(rule.lhs, S.Condition, 2)


def _identity(rule: Rule) -> Identity:
    found = dict.fromkeys(pattern_names(rule.lhs))
    names: Bindings = {name: Symbol(f"Internal`name{index}") for index, name in enumerate(found)}
    condition = rename(rule.rhs.args[1], names) if is_call(rule.rhs, S.Condition, 2) else None
    return rename(rule.lhs, names), condition


class RuleList:
    """Rules in the order given, for replacing: the first that applies is used.

    Left sides without patterns lie in a dictionary, so that a long table of literal rules costs one look-up.
    """

    __slots__ = ("literals", "patterns")

    def __init__(self, rules: Iterable[Rule], ev: Evaluator) -> None:
        self.literals: dict[Expr, tuple[int, Rule]] = {}
        self.patterns: list[tuple[int, Symbol | None, Rule]] = []
        for index, rule in enumerate(rules):
            head = rule.lhs.head
            flat = isinstance(head, Symbol) and ev.attributes(head) & FLAT
            if not has_pattern(rule.lhs) and not is_call(rule.rhs, S.Condition, 2) and not flat:
                self.literals.setdefault(rule.lhs, (index, rule))
            else:
                self.patterns.append((index, _only_head(rule.lhs), rule))

    def apply(self, expr: Expr, ev: Evaluator) -> Expr | None:
        """The right side of the first rule that applies, or None."""
        literal = self.literals.get(expr) if self.literals else None
        for index, head, rule in self.patterns:
            if literal is not None and literal[0] < index:
                return literal[1].rhs
            if head is None or expr.head is head:
                result = rule.apply(expr, ev)
                if result is not None:
                    return result
        return None if literal is None else literal[1].rhs

    def results(self, expr: Expr, ev: Evaluator, most: float = float("inf")) -> list[Expr]:
        """The right sides of all rules, for all ways in which they apply, at most so many."""
        everything = [*self.literals.values(), *((index, rule) for index, _, rule in self.patterns)]
        found: list[Expr] = []
        for _, rule in sorted(everything, key=lambda entry: entry[0]):
            if len(found) >= most:
                break
            found += rule.results(expr, ev, most - len(found))
        return found

    @property
    def ignores_numbers(self) -> bool:
        """Whether no rule can apply to a machine number or a list of them."""
        heads = [head for _, head, _ in self.patterns] + [lhs.head for lhs in self.literals]
        return not any(head is None or head in NUMBER_HEADS for head in heads) and S.List not in self.literals


NUMBER_HEADS = (S.Integer, S.Real, S.Complex, S.List)


def _only_head(pattern: Expr) -> Symbol | None:
    """The head that everything the pattern matches has, where that is plain to see."""
    while is_call(pattern, S.Condition, 2) or is_call(pattern, S.PatternTest, 2) or is_call(pattern, S.HoldPattern, 1):
        pattern = pattern.args[0]
    if is_call(pattern, S.Pattern, 2):
        return _only_head(pattern.args[1])
    if is_call(pattern, S.Blank, 1):
        return pattern.args[0] if isinstance(pattern.args[0], Symbol) else None
    if isinstance(pattern, Call) and isinstance(pattern.head, Symbol) and pattern.head not in PATTERN_HEADS:
        return None if any(is_call(arg, S.Optional) for arg in pattern.args) else pattern.head
    return None


def read_rules(expr: Expr) -> list[Rule] | None:
    """The rules of a rule, a list of rules, an association or a `Dispatch`; None when it is none of these."""
    if is_call(expr, S.Rule, 2) or is_call(expr, S.RuleDelayed, 2):
        return [Rule(expr.args[0], expr.args[1], expr.head is S.RuleDelayed)]
    if is_call(expr, S.Dispatch, 1):
        return read_rules(expr.args[0])
    if isinstance(expr, Association) or is_list(expr):
        found: list[Rule] = []
        for item in expr.args:
            rules = read_rules(item)
            if rules is None or len(rules) != 1 and is_list(item):
                return None
            found += rules
        return found
    return None
