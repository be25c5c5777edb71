"""`@builtin`: one declaration registers, checks and documents a function of the language.

    @builtin("NestList")
    def nest_list(ev: Evaluator, function: Expr, start: Expr, times: Natural) -> list[Expr]:
        '''NestList[f, expr, n] gives {expr, f[expr], f[f[expr]], ...}, applying f up to n times. ...'''

What a signature says:
- a first parameter annotated `Evaluator` receives the evaluator; the others are the arguments, in order;
- `Annotated[T, reader]` (the names in `kernel.arguments`) checks and converts an argument; `Expr` takes anything;
- a default makes an argument optional, `*rest` takes any number: the arity messages follow from this;
- keyword-only parameters are options: `same_test` is `SameTest`, its default the option's default (a Python value or
  an expression); an unknown option is a message;
- a parameter annotated `Call` at the very end named `call` receives the whole call.

Results may be plain Python values; `None` leaves the call as it is.
`operator=k` gives the operator form: `f[a...][x]` is `f` with `x` inserted as argument k (0 = first).
"""

from __future__ import annotations

import difflib
import inspect
import types
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from wlnet.expr import Call, Expr, Object, S, String, Symbol, is_call, is_list, to_expr
from wlnet.kernel.messages import Complaint, Unchanged
from wlnet.kernel.objects import meaning_of

if TYPE_CHECKING:
    from wlnet.kernel.evaluator import Evaluator

_NOTHING = Call(S.List)

Reader = Callable[[Expr, int, Call], Any]

Code = Callable[["Evaluator", Call], "Expr | None"]

Variable = Callable[["Evaluator"], Any]

REGISTRY: dict[str, Builtin] = {}
APPLIED: dict[str, Code] = {}
VARIABLES: dict[str, Variable] = {}
VALUES: dict[str, Expr] = {}
"""Own values of system symbols: what `I` or `Infinity` stands for."""


@dataclass
class Builtin:
    """A declared function: what the evaluator, `?name`, `Options` and the tests need to know of it."""

    name: str
    function: Callable[..., Any]
    attributes: int = 0
    operator: int | None = None
    messages: dict[str, str] = field(default_factory=dict)
    bulk: Code | None = None

    @property
    def symbol(self) -> Symbol:
        return S[self.name] if "`" not in self.name else Symbol(self.name)

    @property
    def usage(self) -> str:
        """The first paragraph of the docstring, as one text."""
        doc = inspect.getdoc(self.function) or ""
        return " ".join(doc.split("\n\n")[0].split())

    @property
    def examples(self) -> list[tuple[str, str]]:
        """The examples of the docstring: (source, result)."""
        lines = (inspect.getdoc(self.function) or "").splitlines()
        found, inside = [], False
        for line in lines:
            if line.startswith("Example"):
                inside, line = True, line.removeprefix("Examples").removeprefix("Example")
            elif line and not line.startswith(" "):
                inside = False
            if inside and "  gives  " in line:
                source, _, result = line.strip().partition("  gives  ")
                found.append((source.strip(), result.strip()))
        return found

    @cached_property
    def signature(self) -> Signature:
        return Signature(self)

    @property
    def options(self) -> dict[str, Expr]:
        """Option name -> default."""
        return {name: to_expr(default) for name, (_, default, _) in self.signature.options.items()}

    def __call__(self, ev: Evaluator, call: Call) -> Expr | None:
        """The value of `call`, whose arguments have been evaluated as the attributes say; None when unchanged."""
        try:
            result = self.signature.invoke(ev, call)
        except Unchanged:
            return None
        except Complaint as complaint:
            first = call.args[0] if call.args else None
            found = meaning_of(first.value, ev, first, call) if type(first) is Object else None
            return ev.complain(complaint, self.symbol) if found is None else found
        if result is None or isinstance(result, Expr):
            return result
        return to_expr(result)


class Direct(Builtin):
    """A builtin whose function is the code itself: `(evaluator, call) -> value or None`. For what runs in loops."""

    def __call__(self, ev: Evaluator, call: Call) -> Expr | None:
        try:
            return self.function(ev, call)  # type: ignore[no-any-return]
        except Unchanged:
            return None
        except Complaint as complaint:
            return ev.complain(complaint, self.symbol)


def builtin(
    name: str, attributes: int = 0, *, operator: int | None = None, messages: dict[str, str] | None = None,
    direct: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare the function below as the builtin `name` (see the module's docstring; `direct`: see `Direct`)."""
    kind = Direct if direct else Builtin

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        REGISTRY[name] = kind(name, function, attributes, operator, messages or {})
        return function
    return declare


def applied(name: str) -> Callable[[Code], Code]:
    """Declare the function below as what `name[...][...]` means: `(evaluator, call) -> value or None`."""
    def declare(code: Code) -> Code:
        APPLIED[name] = code
        return code
    return declare


def variable(name: str) -> Callable[[Variable], Variable]:
    """Declare the function below, `(evaluator) -> value`, as the value of a system variable until a user sets it.

    The first paragraph of its docstring is the usage text of the variable.
    """
    def declare(function: Variable) -> Variable:
        VARIABLES[name] = function
        return function
    return declare


class Computed:
    """The own values of a system variable: one that is worked out when asked for."""

    def __init__(self, function: Variable) -> None:
        self.function = function

    @property
    def usage(self) -> str:
        doc = inspect.getdoc(self.function) or ""
        return " ".join(doc.split("\n\n")[0].split())

    def apply(self, symbol: Expr, ev: Evaluator) -> Expr:
        """The value now."""
        return to_expr(self.function(ev))

    def __iter__(self) -> typing.Iterator[Any]:
        return iter(())


def bulk(*names: str) -> Callable[[Code], Code]:
    """Declare how listable builtins act on whole packed lists: `(evaluator, call) -> value`, None to go by elements."""
    def declare(code: Code) -> Code:
        for name in names:
            REGISTRY[name].bulk = code
        return code
    return declare


def operator_form(owner: Builtin) -> Code:
    """The meaning of `f[a...][x]`: `f` with `x` inserted at the place of the operator's argument."""
    place = owner.operator
    assert place is not None

    def apply(ev: Evaluator, call: Call) -> Expr | None:
        head = call.head
        if len(call.args) != 1 or not isinstance(head, Call):
            return None
        return Call(head.head, *head.args[:place], call.args[0], *head.args[place:])
    return apply


def option_name(parameter: str) -> str:
    """`same_test` -> `SameTest`."""
    return "".join(part[:1].upper() + part[1:] for part in parameter.split("_"))


class Signature:
    """How the arguments of a call become those of the Python function. Built at the first call."""

    def __init__(self, owner: Builtin) -> None:
        self.owner = owner
        self.wants_evaluator = False
        self.wants_call = False
        self.readers: list[Reader | None] = []
        self.rest: Reader | None | bool = False
        self.required = 0
        self.options: dict[str, tuple[str, Any, Reader | None]] = {}
        hints = typing.get_type_hints(
            owner.function, {**owner.function.__globals__, **_namespace()}, include_extras=True)
        for parameter in inspect.signature(owner.function).parameters.values():
            self._add(parameter, hints.get(parameter.name))
        self.most = None if self.rest is not False else len(self.readers)
        self.plain = (not self.options and not self.wants_call and not callable(self.rest)
                      and not any(self.readers))

    def _add(self, parameter: inspect.Parameter, hint: Any) -> None:
        name = getattr(hint, "__name__", "")
        if name == "Evaluator":
            self.wants_evaluator = True
        elif parameter.name == "call" and hint is Call:
            self.wants_call = True
        elif parameter.kind is parameter.VAR_POSITIONAL:
            self.rest = _reader(hint)
        elif parameter.kind is parameter.KEYWORD_ONLY:
            self.options[option_name(parameter.name)] = (parameter.name, parameter.default, _reader(hint))
        else:
            self.readers.append(_reader(hint))
            self.required += parameter.default is parameter.empty

    def invoke(self, ev: Evaluator, call: Call) -> Any:
        """Check, read and pass on the arguments.

        Errors  Complaint for a wrong number of arguments or an unknown option; whatever the readers raise.
        """
        args: Sequence[Expr] = call.args
        if self.plain and self.required <= len(args) and (self.most is None or len(args) <= self.most):
            return self.owner.function(ev, *args) if self.wants_evaluator else self.owner.function(*args)
        keywords: dict[str, Any] = {}
        if self.options:
            args, given = self._split_options(args)
            keywords = self._read_options(given, call)
            changed = ev.definition(self.owner.symbol).options
            if changed is not None:
                rules = [rule for item in changed for rule in option_rules(item)]
                keywords = self._read_options([*given, *rules], call)
        count = len(args)
        if count < self.required or (self.most is not None and count > self.most):
            if self.owner.operator is not None and count == self.required - 1:
                raise Unchanged
            raise arity_complaint(self.owner.symbol, count, self.required, self.most)
        values = list(args)
        for index, reader in enumerate(self.readers[:count]):
            if reader is not None:
                values[index] = reader(args[index], index + 1, call)
        if callable(self.rest):
            for index in range(len(self.readers), count):
                values[index] = self.rest(args[index], index + 1, call)
        if self.wants_call:
            keywords["call"] = call
        if self.wants_evaluator:
            return self.owner.function(ev, *values, **keywords)
        return self.owner.function(*values, **keywords)

    def _split_options(self, args: Sequence[Expr]) -> tuple[Sequence[Expr], list[Call]]:
        end, most = len(args), len(args) if self.most is None else self.most
        while end > self.required and is_options(args[end - 1]) and (end > most or args[end - 1] != _NOTHING):
            end -= 1
        return args[:end], [rule for arg in args[end:] for rule in option_rules(arg)]

    def _read_options(self, rules: list[Call], call: Call) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for rule in rules:
            key = option_key(rule.args[0])
            if key not in self.options:
                raise unknown_option(rule.args[0], call, self.options)
            parameter, _, reader = self.options[key]
            values.setdefault(parameter, _read_option(reader, rule, call))
        return values


def _read_option(reader: Reader | None, rule: Call, call: Call) -> Any:
    name, value = rule.args
    if reader is None:
        return value
    try:
        return reader(value, 0, call)
    except Complaint as complaint:
        if complaint.tag == "opttf":
            raise Complaint("opttf", name, value) from None
        raise


def arity_complaint(symbol: Symbol, count: int, least: int, most: int | None) -> Complaint:
    """The complaint for `count` arguments where between `least` and `most` (None: any number) are expected."""
    one = "u" if count == 1 else ""
    if most is None:
        return Complaint("argmu", symbol, least) if one else Complaint("argm", symbol, count, least)
    if least == most:
        if least == 1:
            return Complaint("argx", symbol, count)
        return Complaint("argr", symbol, least) if one else Complaint("argrx", symbol, count, least)
    kind = "argt" if most == least + 1 else "argb"
    details = (least, most) if one else (count, least, most)
    return Complaint(kind + one, symbol, *details)


def is_options(expr: Expr) -> bool:
    """Whether `expr` is a rule whose left side can name an option, or a list of such rules (nested)."""
    if is_list(expr):
        return all(map(is_options, expr.args))
    return (is_call(expr, S.Rule, 2) or is_call(expr, S.RuleDelayed, 2)) and isinstance(expr.args[0], (Symbol, String))


def option_rules(expr: Expr) -> list[Call]:
    """The rules of an option argument, flattened."""
    if is_list(expr):
        return [rule for item in expr.args for rule in option_rules(item)]
    return [expr] if isinstance(expr, Call) else []


def option_key(name: Expr) -> str:
    """Options are found by name without context, written as a symbol or a string."""
    return name.short if isinstance(name, Symbol) else name.value if isinstance(name, String) else ""


def unknown_option(name: Expr, call: Expr, known: typing.Iterable[str]) -> Complaint:
    """The complaint about an unknown option, with a suggestion where one is near."""
    near = difflib.get_close_matches(option_key(name), list(known), 1)
    return Complaint("optxs", name, call, S[near[0]]) if near else Complaint("optx", name, call)


def _namespace() -> dict[str, Any]:
    from wlnet.kernel.evaluator import Evaluator  # only names the annotation; a module import would be a loop
    return {"Evaluator": Evaluator}


def _reader(hint: Any) -> Reader | None:
    """The reader of an annotation (of `T`, for `T | None`); None when any expression will do."""
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        parts = [part for part in typing.get_args(hint) if part is not type(None)]
        return _reader(parts[0]) if len(parts) == 1 else None
    for note in getattr(hint, "__metadata__", ()):
        if callable(note):
            return typing.cast(Reader, note)
    if isinstance(hint, type) and issubclass(hint, Expr) and hint is not Expr:
        return _instance_reader(hint)
    return None


def _instance_reader(kind: type[Expr]) -> Reader:
    def read(expr: Expr, position: int, call: Call) -> Expr:
        if not isinstance(expr, kind):
            raise Unchanged
        return expr
    return read
