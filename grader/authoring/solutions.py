"""Loads what authors wrote: spec, reference, alternatives and misconceptions of an exercise."""

import ast
import importlib
import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from grader.course.catalog import SOLUTIONS, CatalogError, Entry
from grader.exercise import Exercise, Matches

Function = Callable[..., Any]


@dataclass(frozen=True)
class Solution:
    """All that stands in `solutions/<unit>/<slug>/`, imported."""

    entry: Entry
    folder: Path
    exercise: Exercise
    reference: Function
    alternatives: Mapping[str, Function]
    misconceptions: Mapping[str, Function]
    parameters: tuple[str, ...]
    required: frozenset[str]  # parameters without a default


def load_solution(root: Path, entry: Entry) -> Solution:
    """Return the solution of an exercise; raises CatalogError where something is missing or says the impossible."""
    if entry.solution is None:
        raise CatalogError(f"{entry.exercise} has no solution", hint=f"write solutions/{entry.exercise}/spec.py")
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    exercise = getattr(_module(entry, "spec"), "EXERCISE", None)
    if not isinstance(exercise, Exercise):
        raise CatalogError(f"{entry.solution / 'spec.py'} defines no EXERCISE = Exercise(…)")
    reference = getattr(_module(entry, "reference"), exercise.entry, None)
    if reference is None:
        raise CatalogError(f"{entry.solution / 'reference.py'} defines no {exercise.entry}")
    parameters = inspect.signature(reference).parameters
    solution = Solution(
        entry,
        entry.solution,
        exercise,
        reference,
        functions(_module(entry, "alternatives")),
        functions(_module(entry, "misconceptions")),
        tuple(parameters),
        frozenset(name for name, value in parameters.items() if value.default is inspect.Parameter.empty),
    )
    _verify(solution)
    return solution


def _module(entry: Entry, name: str) -> ModuleType:
    try:
        return importlib.import_module(f"{SOLUTIONS}.{entry.unit}.{entry.slug}.{name}")
    except Exception as error:
        raise CatalogError(f"solutions/{entry.exercise}/{name}.py can't be imported: {error!r}") from error


def functions(module: ModuleType) -> dict[str, Function]:
    """Return the public functions that a module itself defines, in order."""
    return {
        name: value
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
    }


def stub_parameters(stub: Path, name: str) -> tuple[str, ...]:
    """Return the parameters of the stub's function, by its source: a stub is never run."""
    for node in ast.parse(stub.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return tuple(a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs))
    raise CatalogError(f"{stub} defines no {name}")


def _verify(solution: Solution) -> None:
    exercise, where = solution.exercise, solution.folder / "spec.py"
    names = [check.name for check in exercise.checks]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise CatalogError(f"{where}: two checks are called {', '.join(twice)}")
    if exercise.entry != solution.entry.slug:
        raise CatalogError(f"{where}: the entry {exercise.entry!r} isn't the slug {solution.entry.slug!r}")
    for check in exercise.checks:
        if isinstance(check, Matches) and check.inputs.drawn is None:
            raise CatalogError(f"{where}: Matches({check.name!r}) holds no drawn cases")
    stub = stub_parameters(solution.entry.stub, exercise.entry)
    if stub != solution.parameters:
        raise CatalogError(f"{solution.entry.stub}: arguments {stub} differ from the reference's {solution.parameters}")
