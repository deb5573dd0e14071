"""The layers: who may import what, by the source of every module and by what real processes have loaded."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import grader
from grader.cli import COMMANDS
from grader.sandbox.profiles import PRELOADED

PACKAGE = Path(grader.__file__).parent
AUTHORS = ("grader.authoring",)
AUTHORS_ONLY = ("tensorflow", "hypothesis", "solutions", "exercises")
JUDGES_END = tuple(f"grader.sandbox.{name}" for name in ("channel", "clock", "launch", "profiles"))
WORKER_SIDE = ("wire", "worker", "answers", "loading", "imports", "placeholders", "confine", "zygote")
# Under `grader`: what each room, or module of the shared vocabulary, imports of the others, whenever it does so.
MAY_IMPORT = {
    "errors": (),
    "points": (),
    "verdicts": (),
    "child": (),
    "progress": (),
    "filling": (),
    "submission": ("verdicts",),
    "laws": ("sandbox",),
    "exercise": ("filling", "sandbox"),
    "sandbox": ("errors", "verdicts", "submission"),
    "course": ("errors", "verdicts"),
    "prepared": ("errors", "points", "verdicts", "child", "progress", "sandbox", "course"),
    "judge": ("points", "verdicts", "submission", "filling", "laws", "sandbox", "prepared"),
    "output": ("errors", "verdicts", "submission", "sandbox", "prepared", "judge"),
    "intake": ("errors", "verdicts", "submission", "child", "sandbox", "output"),
    "gradebook": ("errors", "points", "verdicts", "submission"),
    "reports": ("errors", "points", "verdicts", "gradebook", "output"),
    "grading": (
        *("errors", "verdicts", "submission", "child", "progress"),
        *("sandbox", "course", "prepared", "judge", "output", "intake", "gradebook"),
    ),
    "authoring": (
        *("errors", "verdicts", "submission", "child", "progress", "filling", "laws", "exercise"),
        *("sandbox", "course", "prepared", "judge", "output", "grading"),
    ),
    "cli": (
        *("errors", "points", "verdicts", "sandbox", "course", "prepared", "judge", "output", "intake"),
        *("gradebook", "grading", "reports", "authoring"),
    ),
    "__main__": ("cli",),
}
NO_ANSWER = ("judge", "prepared", "grading", "authoring")  # never in a process of intake
WORDS = "grader.output.escape"  # all that intake takes of the room that also words what the judge found


@cache
def modules() -> dict[str, ast.Module]:
    """Return every module of the package by name, parsed."""
    return {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")}


def name_of(path: Path) -> str:
    parts = ("grader", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def imports(tree: ast.AST, lazy: bool = True) -> Iterator[str]:
    """Yield the full name of what each import names; with `lazy` also of those inside functions."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide where they lead"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif is_type_checking(node) or (isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not lazy):
            continue
        else:
            yield from imports(node, lazy)


def is_under(name: str, tops: tuple[str, ...]) -> bool:
    return any(name == top or name.startswith(f"{top}.") for top in tops)


def module_of(name: str) -> str:
    """Return the module that an import of this name runs."""
    return name if name in modules() else name.rpartition(".")[0]


def layer(name: str) -> str:
    return name.split(".")[1] if "." in name else ""


def loaded(*arguments: str) -> set[str]:
    """Return the modules that a Python process with these arguments imports."""
    run = subprocess.run([sys.executable, "-X", "importtime", *arguments], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-2000:]
    return {line.rpartition("|")[2].strip() for line in run.stderr.splitlines() if line.startswith("import time:")}


def test_the_walk_sees_modules_imports_and_lazy_imports() -> None:
    assert {"grader", "grader.sandbox.wire", "grader.cli", "grader.authoring.strategies"} <= set(modules())
    tree = ast.parse("import a.b\nfrom c import d\ndef f():\n    import e\nif TYPE_CHECKING:\n    import g\n")
    assert list(imports(tree)) == ["a.b", "c.d", "e"]
    assert list(imports(tree, lazy=False)) == ["a.b", "c.d"]
    assert "hypothesis.strategies" in set(imports(modules()["grader.authoring.strategies"]))


def test_only_the_authors_side_imports_tensorflow_hypothesis_or_the_solutions() -> None:
    found = {
        (module, name)
        for module, tree in modules().items()
        if not is_under(module, AUTHORS)
        for name in imports(tree)
        if is_under(name, AUTHORS_ONLY)
    }
    assert found == set()


def test_only_commands_import_the_authors_side_and_only_when_they_run() -> None:
    graders = {module: tree for module, tree in modules().items() if not is_under(module, AUTHORS)}
    at_once = {module for module, tree in graders.items() if uses_authors(tree, lazy=False)}
    ever = {module for module, tree in graders.items() if uses_authors(tree, lazy=True)}
    assert at_once == set()
    assert {module for module in ever if layer(module) != "cli"} == set()


def uses_authors(tree: ast.Module, lazy: bool) -> bool:
    return any(is_under(name, AUTHORS) for name in imports(tree, lazy))


def test_the_workers_side_imports_the_standard_library_numpy_and_itself() -> None:
    ours = {name: tree for name, tree in modules().items() if layer(name) == "sandbox" and name not in JUDGES_END}
    assert {f"grader.sandbox.{name}" for name in WORKER_SIDE} <= set(ours)
    allowed = (*sys.stdlib_module_names, "numpy", "grader.sandbox")
    found = {(module, name) for module, tree in ours.items() for name in imports(tree)}
    assert {pair for pair in found if not is_under(pair[1], allowed) or is_under(pair[1], JUDGES_END)} == set()


@pytest.mark.parametrize("name", MAY_IMPORT)
def test_a_layer_imports_what_lies_below_it(name: str) -> None:
    found = {
        (module, imported)
        for module, tree in modules().items()
        if layer(module) == name
        for imported in imports(tree)
        if is_under(imported, ("grader",)) and layer(imported) not in (*MAY_IMPORT[name], name, "__version__")
    }
    assert found == set()


def test_intake_takes_of_the_sandbox_what_confines_it_alone() -> None:
    used = {name for m, tree in modules().items() if layer(m) == "intake" for name in imports(tree)}
    assert {name for name in used if is_under(name, ("grader.sandbox",))} == {"grader.sandbox.confine.confine_reader"}


def test_intake_takes_of_the_words_what_makes_text_harmless_alone() -> None:
    used = {name for m, tree in modules().items() if layer(m) == "intake" for name in imports(tree)}
    assert {name.rpartition(".")[0] for name in used if is_under(name, ("grader.output",))} == {WORDS}


def test_every_room_is_named_and_every_name_is_a_room() -> None:
    assert {"", *MAY_IMPORT} == {layer(name) for name in modules()}
    assert set(NO_ANSWER) <= set(MAY_IMPORT)


def test_the_judge_makes_no_sentence_and_looks_at_none() -> None:
    judging = ("judge",)
    found = {
        (module, name)
        for module, tree in modules().items()
        if layer(module) in judging
        for node in ast.walk(tree)
        if (name := getattr(node, "attr", getattr(node, "arg", None))) in ("message", "counterexample", "reason")
    }
    assert found == set()


def test_nothing_imports_the_command_line_but_itself() -> None:
    users = {m for m, tree in modules().items() for name in imports(tree) if is_under(name, ("grader.cli",))}
    assert {module for module in users if layer(module) != "cli"} == {"grader.__main__"}


def test_imports_between_modules_go_in_no_circle() -> None:
    graph = {
        module: {module_of(name) for name in imports(tree, lazy=False) if is_under(name, ("grader",))} - {module}
        for module, tree in modules().items()
    }
    TopologicalSorter(graph).prepare()  # raises CycleError


def test_imports_between_layers_go_in_no_circle() -> None:
    graph: dict[str, set[str]] = {}
    for module, tree in modules().items():
        below = {layer(module_of(name)) for name in imports(tree) if is_under(name, ("grader",))}
        graph.setdefault(layer(module), set()).update(below - {layer(module), ""})
    TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), *((name, "--help") for name in COMMANDS)])
def test_help_imports_no_numpy(arguments: tuple[str, ...]) -> None:
    modules = loaded("-m", "grader", *arguments)
    assert "click" in modules
    assert {
        name for name in modules if is_under(name, ("numpy", "rich", "nbformat", "msgspec", "sqlite3", "tempfile"))
    } == set()


def test_a_zygote_loads_the_standard_library_numpy_and_the_workers_side() -> None:
    program = f"from grader.sandbox import zygote; zygote.preload({PRELOADED.split()!r})"
    found = loaded("-I", "-c", program)
    assert {f"grader.sandbox.{name}" for name in WORKER_SIDE} <= found
    assert {name for name in found if is_under(name, ("grader",)) and layer(name) not in ("", "sandbox")} == set()
    assert {name for name in found if is_under(name, (*JUDGES_END, "msgspec", "click", "nbformat", "rich"))} == set()


def test_a_process_of_intake_loads_nothing_that_knows_an_answer() -> None:
    modules = loaded("-c", "import grader.intake.rows, grader.intake.notebooks")
    assert "grader.intake.rows" in modules
    forbidden = ("numpy", "grader.sandbox", *(f"grader.{name}" for name in NO_ANSWER))
    assert {name for name in modules if is_under(name, forbidden)} == set()


def test_a_process_that_grades_has_neither_tensorflow_nor_hypothesis() -> None:
    modules = loaded("-c", "import grader.grading.rows, grader.grading.plan")
    assert "grader.judge.examine" in modules
    assert {name for name in modules if is_under(name, (*AUTHORS_ONLY, *AUTHORS))} == set()
