"""Runs a student's source and finds their function. Runs in the worker.

The source runs statement by statement: what got defined counts, and what failed (a plot, a missing data file, an
assertion at the end) is a note. Modules that aren't there import as placeholders that explain themselves when used.
"""

import __future__

import ast
import linecache
import re
import sys
import types
from collections.abc import Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import Any, NamedTuple

MAX_NOTES = 20
MAX_NOTE = 300  # characters
PLACEHOLDER = "isn't available to the grader, which has NumPy and the files that are handed in"
# The source's package: `from .utils import f` and `from ...lib.utils import f` find the files as `import` would.
PARENT = "(your folder)"
PACKAGE = ".".join([PARENT] * 8)
OWN = re.compile(rf"(?:{re.escape(PARENT)}(?:\.|$))+")


class Place(NamedTuple):
    """Where a file that Python names comes from: a helper module ("": the source itself), and a cell, from 0."""

    module: str
    cell: int


def file_name(path: str, cell: int, cells: int) -> str:
    """Return the name under which a cell's lines appear in tracebacks."""
    return f"<{path}>" if cells == 1 else f"<{path} cell {cell + 1}>"


def run_source(
    path: str, cells: Sequence[str], modules: Mapping[str, str], name: str, places: dict[str, Place]
) -> tuple[dict[str, Any], list[str]]:
    """Run the cells and return (what they defined, notes); `places` learns of each file that is run, also later ones.

    Raises SyntaxError where the source is one cell that doesn't parse; a broken cell of a notebook costs itself.
    """
    notes: list[str] = []
    finder = StudentFinder(modules, notes, places)
    sys.meta_path.append(finder)
    module = types.ModuleType(name)
    module.__package__ = PACKAGE
    sys.modules.setdefault(name, module)  # pickling, dataclasses and typing look a class's module up
    for index, text in enumerate(cells):
        file = file_name(path, index, len(cells))
        places[file] = Place("", index)
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
        try:
            tree = ast.parse(text, file)
            # Finds what parses and yet is no Python (`return` outside a function), before any statement has run.
            compile(tree, file, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            if len(cells) == 1:
                raise
            notes.append(f"cell {index + 1} left out: {type(error).__name__}: {syntax_text(error)}"[:MAX_NOTE])
            continue
        finder.guarded |= {(file, line) for line in guarded_imports(tree)}
        run_statements(tree, file, module.__dict__, notes, f"cell {index + 1} " if len(cells) > 1 else "")
    return module.__dict__, notes[:MAX_NOTES]


def run_statements(tree: ast.Module, file: str, names: dict[str, Any], notes: list[str], where: str = "") -> None:
    """Run each statement on its own; one that fails becomes a note, which begins with `where`."""
    flags = future_flags(tree)
    for statement in tree.body:
        code = compile(ast.Module([statement], []), file, "exec", flags=flags, dont_inherit=True)
        try:
            exec(code, names)  # noqa: S102 - running the student's source is what a worker is for
        except BaseException as error:  # noqa: BLE001 - sys.exit() and Ctrl-C in a file end their statement alone
            notes.append(
                f"{where}line {statement.lineno} failed: {type(error).__name__}: {safe_text(error)}"[:MAX_NOTE]
            )


def future_flags(tree: ast.Module) -> int:
    """Return the compiler flags of the `from __future__ import …` of a module."""
    names = [
        alias.name
        for statement in tree.body
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        for alias in statement.names
    ]
    return sum({getattr(__future__, n).compiler_flag for n in names if n in __future__.all_feature_names})


def guarded_imports(tree: ast.AST) -> set[int]:
    """Return the lines of imports inside a `try`: there the student says what to do where a module is missing."""
    tries = [node for node in ast.walk(tree) if isinstance(node, ast.Try)]
    inside = [inner for node in tries for statement in node.body for inner in ast.walk(statement)]
    return {node.lineno for node in inside if isinstance(node, ast.Import | ast.ImportFrom)}


def safe_text(error: BaseException) -> str:
    """Return the error's text; a student's `__str__` may itself fail."""
    try:
        return own_name(str(error))
    except BaseException:  # noqa: BLE001 - the text belongs to the student
        return "(its text can't be read)"


def syntax_text(error: Exception) -> str:
    """Return what is wrong with a text that is no Python, and in which line."""
    if not isinstance(error, SyntaxError):
        return str(error)
    return f"{error.msg} (line {error.lineno})" if error.lineno else str(error.msg)


class StudentFinder(MetaPathFinder, Loader):
    """Finds the student's other files, and placeholders for modules that aren't there; asked last."""

    def __init__(self, modules: Mapping[str, str], notes: list[str], places: dict[str, Place]) -> None:
        self.modules = modules
        self.notes = notes
        self.places = places
        self.guarded: set[tuple[str, int]] = set()

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Return a spec for a student's module or a placeholder; None inside a `try`, so that its except runs."""
        del path, target
        own = own_name(fullname)
        if self.is_own(own):
            return ModuleSpec(fullname, self, is_package=not own or self.is_package(own))
        top = own.partition(".")[0]
        if self.imported_in_a_try() or top in sys.stdlib_module_names or top in ("numpy", "grader"):
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def is_own(self, name: str) -> bool:
        """Return whether a module is the student's: a file, a package, or ("") the folder of the source itself."""
        return not name or name in self.modules or self.is_package(name)

    def is_package(self, name: str) -> bool:
        """Return whether files of the student lie below the name."""
        return any(module.startswith(f"{name}.") for module in self.modules)

    def imported_in_a_try(self) -> bool:
        """Return whether the import being run stands in a `try` of the student's source."""
        frame = sys._getframe(1)  # noqa: SLF001 - the only way to see who imports
        while frame is not None:
            if (frame.f_code.co_filename, frame.f_lineno) in self.guarded:
                return True
            frame = frame.f_back  # type: ignore[assignment]
        return False

    def create_module(self, spec: ModuleSpec) -> types.ModuleType | None:
        """Return a placeholder module, or None for a student's own file."""
        name = own_name(spec.name)
        return None if self.is_own(name) else PlaceholderModule(name)

    def exec_module(self, module: types.ModuleType) -> None:
        """Run a student's own file; a placeholder has nothing to run."""
        name = own_name(module.__name__)
        text = self.modules.get(name)
        if text is None:
            return
        file = f"<{name}.py>"
        self.places[file] = Place(name, 0)
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
        tree = ast.parse(text, file)
        self.guarded |= {(file, line) for line in guarded_imports(tree)}
        run_statements(tree, file, module.__dict__, self.notes, f"{name}.py ")


def own_name(name: str) -> str:
    """Return a module's name without the packages that a relative import puts before it."""
    return OWN.sub("", name)


class PlaceholderModule(types.ModuleType):
    """Stands for a module that isn't there: imports work, use explains."""

    def __getattr__(self, name: str) -> Any:
        if name == "__version__":
            return "(not available to the grader)"  # notebooks print it
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Placeholder(f"{self.__name__}.{name}")


class Placeholder:
    """Stands for an attribute of a module that isn't there."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Placeholder(f"{self._path}.{name}")

    def __getitem__(self, _key: Any) -> Any:
        """An annotation is no use: `Float[Tensor, "n d"]`."""
        return self

    __iter__ = None  # or `__getitem__` would make it an endless sequence

    def __or__(self, _other: Any) -> Any:
        """An annotation is no use: `torch.Tensor | None`."""
        return self

    __ror__ = __or__

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Leave a function that it decorates as it is (`@njit`, `@tf.function`); else explain: no such module."""
        if len(args) == 1 and not kwargs and isinstance(args[0], types.FunctionType):
            return args[0]
        raise ModuleNotFoundError(f"{self._path} {PLACEHOLDER}")

    def __mro_entries__(self, _bases: Any) -> tuple[type, ...]:
        """A class may inherit from it, as notebooks do from `tf.keras.Model`; making one explains."""
        return (_PlaceholderBase,)


class _PlaceholderBase:
    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        raise ModuleNotFoundError(f"{type(self).__name__}'s base class {PLACEHOLDER}")
