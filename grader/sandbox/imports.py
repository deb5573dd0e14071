"""What an import of the student's gives: their own file, Python's or NumPy's module, a placeholder, or an ImportError.

Only imports that the student's code makes are looked at: NumPy and the standard library go on importing each other,
whatever a student calls their files.
"""

import builtins
import importlib
import linecache
import re
import sys
import types
from collections.abc import Callable, Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from typing import Any, NamedTuple

from grader.sandbox.placeholders import PlaceholderModule

# The source's package: `from .utils import f` and `from ...lib.utils import f` find the files as `import` would.
PARENT = "(your folder)"
PACKAGE = ".".join([PARENT] * 8)
OWN = re.compile(rf"(?:{re.escape(PARENT)}(?:\.|$))+")
# What a file never stands in for: what is built into Python, as there, and NumPy.
KEPT = frozenset({*sys.builtin_module_names, "numpy"})
STANDARD = sys.stdlib_module_names | {"numpy"}
OURS = "grader"

Runner = Callable[[types.ModuleType, str, str, str], None]


class Place(NamedTuple):
    """Where a file that Python names comes from: a helper module ("": the source itself), and a cell, from 0."""

    module: str
    cell: int


def own_name(name: str) -> str:
    """Return a module's name without the packages that a relative import puts before it."""
    return OWN.sub("", name)


def remember(file: str, text: str) -> None:
    """Let tracebacks and `inspect` find the lines of a file that is nowhere."""
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)


class StudentFinder(MetaPathFinder, Loader):
    """Finds the student's other files, and placeholders for modules that aren't there.

    `run(module, name, text, file)` runs the text of a helper module. `caught` and `named` are the (file, line)s of
    `grader.sandbox.guards`; `starred` the modules that aren't there and were imported with a star.
    """

    def __init__(self, modules: Mapping[str, str], places: dict[str, Place], run: Runner) -> None:
        self.modules = modules
        self.places = places
        self.run = run
        self.caught: set[tuple[str, int]] = set()
        self.named: set[tuple[str, int]] = set()
        self.starred: list[str] = []
        self.placeholders: dict[str, PlaceholderModule] = {}
        self.lacking: dict[str, bool] = {}
        self.python_import = builtins.__import__
        self.python_import_module = importlib.import_module

    def install(self) -> None:
        """Look at all imports from now on."""
        sys.meta_path.append(self)
        builtins.__import__ = self.import_statement
        importlib.import_module = self.import_module

    def import_statement(
        self,
        name: str,
        globals: Mapping[str, Any] | None = None,  # noqa: A002 - the names that Python gives them
        locals: Mapping[str, Any] | None = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> types.ModuleType:
        """Stand in for `__import__`."""
        importer = sys._getframe(1).f_globals if globals is None else globals  # noqa: SLF001 - `__import__("torch")`
        if level or not self.is_students(importer):
            module = self.python_import(name, globals, locals, fromlist or (), level)
        else:
            module = self.imported(name, fromlist or (), dynamic=globals is None)
        if isinstance(module, PlaceholderModule) and "*" in (fromlist or ()):
            self.starred.append(own_name(module.__name__))
        return module

    def import_module(self, name: str, package: str | None = None) -> types.ModuleType:
        """Stand in for `importlib.import_module`."""
        importer = sys._getframe(1).f_globals  # noqa: SLF001 - the only way to see who imports
        if name.startswith(".") or not self.is_students(importer):
            return self.python_import_module(name, package)
        return self.imported(name, ("__name__",), dynamic=True)

    def is_students(self, names: Mapping[str, Any]) -> bool:
        """Return whether code with these globals is the student's: the source, a helper, or text that they run."""
        spec = names.get("__spec__")
        return spec is None or getattr(spec, "loader", None) is self

    def imported(self, name: str, fromlist: Sequence[str], *, dynamic: bool) -> types.ModuleType:
        """Return what `import name` gives student code, or with a `fromlist` the module that it takes names of."""
        top = name.partition(".")[0]
        if self.is_own(top) and top not in KEPT:
            return self.own_module(name, fromlist)
        if name != OURS and not self.lacks(top):
            return self.python_import(name, None, None, fromlist, 0)
        if self.is_guarded(dynamic=dynamic):
            raise guarded_error(name)
        leaf = self.placeholder(name)
        return leaf if fromlist else self.placeholder(top)

    def own_module(self, name: str, fromlist: Sequence[str]) -> types.ModuleType:
        """Return a module of the student's, under a name of its own where Python has another one of that name."""
        top = name.partition(".")[0]
        there = sys.modules.get(top)
        taken = top in STANDARD or (there is not None and getattr(there.__spec__, "loader", None) is not self)
        before = f"{PARENT}." if taken or not self.lacks(top) else ""
        module = self.python_import(before + name, None, None, fromlist, 0)
        return module if fromlist else sys.modules[before + top]

    def lacks(self, top: str) -> bool:
        """Return whether Python has no module of this name."""
        if top in STANDARD or (top in sys.modules and getattr(sys.modules[top], "__loader__", None) is not self):
            return False
        if top not in self.lacking:
            self.lacking[top] = PathFinder.find_spec(top) is None
        return self.lacking[top]

    def placeholder(self, name: str) -> PlaceholderModule:
        """Return what stands for a module that isn't there; `sys.modules` never has it, so that a guard still holds."""
        if name not in self.placeholders:
            module = self.placeholders[name] = PlaceholderModule(name)
            above, _, last = name.rpartition(".")
            if above:
                setattr(self.placeholder(above), last, module)
        return self.placeholders[name]

    def is_guarded(self, *, dynamic: bool = False) -> bool:
        """Return whether the student's code says what to do where the import that is being made fails.

        A statement in a function may be there for an annotation alone: a caller that catches all errors doesn't mean
        it. A name that is tried at run time is tried for its error.
        """
        frame = sys._getframe(1)  # noqa: SLF001 - the only way to see who imports
        lines = self.caught
        while frame is not None:
            place = (frame.f_code.co_filename, frame.f_lineno)
            if place in lines:
                return True
            if place[0] in self.places and not dynamic:
                lines = self.named
            frame = frame.f_back  # type: ignore[assignment]
        return False

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Return a spec for a student's module, or for a placeholder where a relative import names none of them."""
        del path, target
        own = own_name(fullname)
        if self.is_own(own):
            origin = f"{own.replace('.', '/')}.py" if own in self.modules else None
            spec = ModuleSpec(fullname, self, origin=origin, is_package=not own or self.is_package(own))
            spec.has_location = origin is not None
            return spec
        if own == fullname:
            return None
        if self.is_guarded():
            raise guarded_error(own)
        return ModuleSpec(fullname, self, is_package=True)

    def is_own(self, name: str) -> bool:
        """Return whether a module is the student's: a file, a package, or ("") the folder of the source itself."""
        return not name or name in self.modules or self.is_package(name)

    def is_package(self, name: str) -> bool:
        """Return whether files of the student lie below the name."""
        return any(module.startswith(f"{name}.") for module in self.modules)

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
        remember(file, text)
        remember(str(module.__file__), text)
        self.run(module, name, text, file)


def guarded_error(name: str) -> ModuleNotFoundError:
    """Return the error of an import that the student's code expects to fail, as Python words it."""
    error = ModuleNotFoundError(f"No module named {name!r}", name=name)
    error.guarded = True  # type: ignore[attr-defined]
    return error


def is_guarded_error(error: BaseException) -> bool:
    """Return whether an error is one of these; never asks an object whose class is a student's."""
    return type(error) is ModuleNotFoundError and hasattr(error, "guarded")
