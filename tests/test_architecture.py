"""The floors of the house: who may import whom, and what must not be loaded before it is needed."""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# A module imports only from its own room and from rooms with a lower number; the front ends share a floor.
FLOORS = {
    "": 0,                  # wlnet/__init__.py: the version
    "tensors": 1,
    "expr": 2,
    "syntax": 3,
    "values": 4,
    "kernel": 5,
    "nets": 6,
    "backend": 7,
    "io": 8,
    "builtins": 9,
    "session": 10,
    "repl": 11, "jupyter": 11, "cli": 11,
    "__main__": 12,
}
# Libraries that only some rooms may import.
KEPT = {"torch": {"tensors", "backend"}, "lark": {"syntax"}}


@dataclass(frozen=True)
class Import:
    importer: str
    imported: str
    line: int
    for_types: bool         # stands under `if TYPE_CHECKING:`

    def __str__(self) -> str:
        return f"{self.importer} imports {self.imported} (line {self.line})"


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted((ROOT / "wlnet").rglob("*.py"))}


def room(module: str) -> str:
    return (module + ".").split(".")[1]


def statements(node: ast.AST, for_types: bool = False) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    """Every import statement below a node, and whether it is there for type checkers only."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, for_types
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for part in child.body:
                yield from statements(ast.Module([part], []), for_types=True)
            for part in child.orelse:
                yield from statements(ast.Module([part], []), for_types)
        else:
            yield from statements(child, for_types)


def names(statement: ast.Import | ast.ImportFrom, module: str) -> list[str]:
    """The modules that a statement names; `from package import module` names the inner one."""
    if isinstance(statement, ast.Import):
        return [alias.name for alias in statement.names]
    base = statement.module or ""
    if statement.level:
        package = module.split(".") if MODULES[module].name == "__init__.py" else module.split(".")[:-1]
        base = ".".join([*package[:len(package) - statement.level + 1], *filter(None, [base])])
    inner = [f"{base}.{alias.name}" for alias in statement.names]
    return list(dict.fromkeys(name if name in MODULES else base for name in inner))


def imports() -> Iterator[Import]:
    for module, path in MODULES.items():
        for statement, for_types in statements(ast.parse(path.read_text(encoding="utf-8"))):
            for name in names(statement, module):
                yield Import(module, name, statement.lineno, for_types)


IMPORTS = list(imports())


def test_every_module_has_a_floor() -> None:
    assert [module for module in MODULES if room(module) not in FLOORS] == []


def test_imports_point_down() -> None:
    inside = [each for each in IMPORTS if each.imported.split(".")[0] == "wlnet"]
    assert inside
    wrong = [
        str(each) for each in inside
        if FLOORS[room(each.imported)] > FLOORS[room(each.importer)]
    ]
    assert wrong == []


def test_no_import_loops() -> None:
    """A loop through imports for type checkers alone is harmless; one hidden inside a function is a loop."""
    graph: dict[str, set[str]] = {module: set() for module in MODULES}
    for each in IMPORTS:
        if each.imported in MODULES and not each.for_types:
            graph[each.importer].add(each.imported)
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


@pytest.mark.parametrize("library", KEPT)
def test_libraries_stay_in_their_rooms(library: str) -> None:
    wrong = [
        str(each) for each in IMPORTS
        if each.imported.split(".")[0] == library and room(each.importer) not in KEPT[library]
        and not (each.for_types and library != "torch")
    ]
    assert wrong == []


def loaded_after(code: str, *libraries: str) -> tuple[str, list[str]]:
    """What a fresh Python prints for the code, and which of the libraries it has loaded at its end."""
    ask = f"{code}\nimport sys\nprint([each for each in {libraries!r} if each in sys.modules])"
    run = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    *printed, loaded = run.stdout.splitlines()
    return "\n".join(printed), ast.literal_eval(loaded)


def test_start_up_loads_no_heavy_library() -> None:
    heavy = "torch", "sympy", "matplotlib", "prompt_toolkit", "networkx", "PIL", "scipy"
    assert loaded_after("import wlnet.session", *heavy) == ("", [])


@pytest.mark.parametrize("source, part", [
    ("NetChain[{LinearLayer[3]}]", "NetChain"),
    ('NetChain[{LinearLayer[3], Ramp, LinearLayer[2]}, "Input" -> 4]', "NetChain"),
    ('GatedRecurrentLayer[3, "Input" -> {"Varying", 2}]', "GatedRecurrentLayer"),
])
def test_building_and_printing_a_net_leaves_torch_unloaded(source: str, part: str) -> None:
    code = f"from wlnet.session import Session\nprint(Session().evaluate({source!r}).text)"
    printed, loaded = loaded_after(code, "torch")
    assert part in printed
    assert loaded == []
