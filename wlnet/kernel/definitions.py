"""What symbols mean: one `Definition` each, in a table per session laid over the system's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wlnet.expr import Call, Expr, Symbol
from wlnet.kernel.rules import RuleSet

if TYPE_CHECKING:
    from wlnet.kernel.builtin import Computed
    from wlnet.kernel.evaluator import Evaluator

Code = Callable[["Evaluator", Call], "Expr | None"]

KINDS = ("own", "down", "sub", "up", "n", "default", "format")


class Definition:
    """All that is known of a symbol.

    `value` is a plain own value (`x = 5`, `x := y`); the rule sets are None while empty. `code` is the built-in code
    for `f[...]`, `subcode` for `f[...][...]`. `load` brings in a definition written in the language at first use.
    """

    __slots__ = (
        "attributes", "value", "value_delayed", *KINDS, "messages", "options", "code", "subcode", "shared", "load")

    def __init__(self) -> None:
        self.attributes = 0
        self.value: Expr | None = None
        self.value_delayed = False
        self.own: RuleSet | Computed | None = None
        self.down: RuleSet | None = None
        self.sub: RuleSet | None = None
        self.up: RuleSet | None = None
        self.n: RuleSet | None = None
        self.default: RuleSet | None = None
        self.format: RuleSet | None = None
        self.messages: dict[str, Expr] | None = None
        self.options: list[Expr] | None = None
        self.code: Code | None = None
        self.subcode: Code | None = None
        self.shared = False
        self.load: Callable[[Evaluator], None] | None = None

    def copy(self) -> Definition:
        """A definition of one's own, to be changed without touching this one."""
        twin = Definition()
        for name in self.__slots__:
            value = getattr(self, name)
            setattr(twin, name, value.copy() if isinstance(value, (RuleSet, dict, list)) else value)
        twin.shared = False
        return twin

    def rules(self, kind: str) -> RuleSet:
        """The rule set of a kind, made if need be."""
        rules: RuleSet | None = getattr(self, kind)
        if rules is None:
            rules = RuleSet()
            setattr(self, kind, rules)
        return rules

    def clear(self) -> None:
        """Forget values, as `Clear` does: attributes, messages and options stay."""
        self.value = None
        self.value_delayed = False
        for kind in KINDS:
            setattr(self, kind, None)

    def forget(self) -> None:
        """Compile all rules anew at their next use."""
        for kind in KINDS:
            rules = getattr(self, kind)
            if isinstance(rules, RuleSet):
                rules.forget()

    @property
    def has_values(self) -> bool:
        return self.value is not None or any(getattr(self, kind) for kind in KINDS)


UNDEFINED = Definition()
UNDEFINED.shared = True


class Definitions(dict[Symbol, Definition]):
    """Symbol -> definition. The system's are shared between sessions and copied before they are changed."""

    def own(self, symbol: Symbol) -> Definition:
        """The definition of a symbol, to be changed."""
        found = self.get(symbol)
        if found is None:
            found = self[symbol] = Definition()
        elif found.shared:
            found = self[symbol] = found.copy()
        return found
