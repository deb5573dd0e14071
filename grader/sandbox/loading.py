"""Runs a student's source and finds their function. Runs in the worker.

The source runs statement by statement: what got defined counts, and what failed (a plot, a missing data file, an
assertion at the end) is a note. Modules that aren't there import as placeholders that explain themselves when used;
what a statement would have made of one explains itself as well.
"""

import __future__

import ast
import builtins
import inspect
import re
import sys
import types
from collections.abc import Coroutine, Iterator, Sequence
from typing import Any

from grader.sandbox import jupyter
from grader.sandbox.guards import guarded_lines
from grader.sandbox.imports import PACKAGE, Place, StudentFinder, is_guarded_error, own_name, remember
from grader.sandbox.placeholders import PLACEHOLDER, missing_path, placeholder

MAX_NOTES = 20
MAX_NOTE = 300  # characters
MAIN = "__main__"
BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")  # of statements
EXPORTED = re.compile(r"^# In\s?\[", re.MULTILINE)  # of a notebook that was saved as `.py`


def file_name(path: str, cell: int, cells: int) -> str:
    """Return the name under which a cell's lines appear in tracebacks."""
    return f"<{path}>" if cells == 1 else f"<{path} cell {cell + 1}>"


class Program:
    """A student's source: what it defined, what failed in it, and the files that its lines are in.

    `places` learns of each file that is run, also of later ones.
    """

    def __init__(self, path: str, cells: Sequence[str], modules: dict[str, str], name: str, *, notebook: bool) -> None:
        self.path = path
        self.cells = cells
        self.notebook = notebook
        self.notes: list[str] = []
        self.places: dict[str, Place] = {}
        self.finder = StudentFinder(modules, self.places, self.run_helper)
        self.module = types.ModuleType(MAIN if notebook else name)
        self.names = self.module.__dict__
        # IPython compiles every cell with what earlier ones took from the future, and lets them await.
        self.flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if notebook else 0
        self.history = jupyter.History(self.names) if notebook else None
        if notebook or EXPORTED.search(cells[0]):
            shell = jupyter.ZMQInteractiveShell(self.names, self.run_more)
            self.names["get_ipython"] = lambda: shell

    def run(self) -> None:
        """Run the cells. Raises SyntaxError where a `.py` file doesn't parse; a broken cell costs itself."""
        self.finder.install()
        builtins.display = jupyter.display  # type: ignore[attr-defined]
        self.module.__package__ = PACKAGE
        if self.notebook:
            sys.modules[MAIN] = self.module
        else:
            self.module.__file__ = self.path.rpartition("/")[2]
            remember(self.module.__file__, self.cells[0])  # where `inspect` looks for a class
            sys.modules.setdefault(self.module.__name__, self.module)  # pickling, dataclasses and typing look it up
        for index, text in enumerate(self.cells):
            file = file_name(self.path, index, len(self.cells))
            self.places[file] = Place("", index)
            remember(file, text)
            try:
                tree = self.parsed(text, file)
            except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
                if len(self.cells) == 1:
                    raise
                self.note(f"cell {index + 1} left out: {type(error).__name__}: {syntax_text(error)}")
                continue
            if self.history is not None:
                self.history.begin(text)
            where = f"cell {index + 1} " if len(self.cells) > 1 else ""
            self.flags = self.run_statements(tree, file, self.names, self.flags, where)

    def parsed(self, text: str, file: str) -> ast.Module:
        """Return the tree of a cell; finds what parses and yet is no Python (`return` outside a function)."""
        tree = ast.parse(text, file)
        flags = self.flags | future_flags(tree)
        # IPython compiles statement by statement: there a cell may take from the future at any line.
        body = [s for s in tree.body if not (self.notebook and is_future(s))]
        compile(ast.Module(body, []), file, "exec", flags=flags, dont_inherit=True)
        self.guard(tree, file)
        return tree

    def guard(self, tree: ast.Module, file: str) -> None:
        """Note the lines of a file on which an import may fail."""
        caught, named = guarded_lines(tree)
        self.finder.caught |= {(file, line) for line in caught}
        self.finder.named |= {(file, line) for line in named}

    def run_statements(
        self, tree: ast.Module, file: str, names: dict[str, Any], flags: int, where: str = "", *, helper: bool = False
    ) -> int:
        """Run each statement on its own; one that fails becomes a note, which begins with `where`. Return the flags."""
        for index, statement in enumerate(tree.body):
            flags |= future_flags(ast.Module([statement], []))
            shown = self.history is not None and not helper and index == len(tree.body) - 1
            try:
                self.run_statement(statement, file, names, flags, shown=shown)
            except BaseException as error:  # sys.exit() and Ctrl-C in a file end their statement alone
                if helper and is_guarded_error(error):
                    raise  # who imports this helper says what to do where it can't be
                self.note(f"{where}line {statement.lineno} failed: {type(error).__name__}: {self.text(error)}")
                explain_later(statement, error, names)
        return flags

    def run_statement(self, statement: ast.stmt, file: str, names: dict[str, Any], flags: int, *, shown: bool) -> None:
        """Run one statement; the value of an expression that Jupyter would show is kept as it does."""
        if shown and isinstance(statement, ast.Expr):
            tree: ast.Module | ast.Expression = ast.Expression(statement.value)
        else:
            tree, shown = ast.Module([statement], []), False
        code = compile(tree, file, "eval" if shown else "exec", flags=flags, dont_inherit=True)
        value = eval(code, names)  # noqa: S307 - running the student's source is what a worker is for
        if code.co_flags & inspect.CO_COROUTINE:
            assert isinstance(value, Coroutine)  # noqa: S101 - what such code gives
            value = jupyter.awaited(value)
        if shown and self.history is not None:
            self.history.show(value)

    def run_helper(self, module: types.ModuleType, name: str, text: str, file: str) -> None:
        """Run a helper module."""
        tree = ast.parse(text, file)
        self.guard(tree, file)
        self.run_statements(tree, file, module.__dict__, future_flags(tree), f"{name}.py ", helper=True)

    def run_more(self, text: str) -> Any:
        """Run a text that the student hands to `get_ipython()`; return its value where it is one expression."""
        file = f"<{self.path} magic {len(self.places)}>"
        remember(file, text)
        tree = self.parsed(text, file)
        match tree.body:
            case [ast.Expr(value=value)]:
                code = compile(ast.Expression(value), file, "eval", flags=self.flags, dont_inherit=True)
            case _:
                code = compile(tree, file, "exec", flags=self.flags, dont_inherit=True)
        return eval(code, self.names)  # noqa: S307 - as each statement of the source

    def note(self, text: str) -> None:
        """Note what failed."""
        self.notes.append(text[:MAX_NOTE])

    def notes_without(self, entry: str) -> list[str]:
        """Return the notes; where the entry isn't there also what a star import would have brought."""
        starred = [] if entry in self.names else [star_text(name) for name in dict.fromkeys(self.finder.starred)]
        return [note[:MAX_NOTE] for note in (*starred, *self.notes)][:MAX_NOTES]

    def text(self, error: BaseException) -> str:
        """Return an error's text; of a name that isn't there also the star imports that may have brought it."""
        text = safe_text(error)
        if isinstance(error, NameError) and self.finder.starred:
            stars = dict.fromkeys(name for name in self.finder.starred)
            return "; ".join([text, *map(star_text, stars)])
        return text


def star_text(name: str) -> str:
    """Return what a star import of a module that isn't there comes to."""
    return f"`from {name} import *` brings nothing: {name} {PLACEHOLDER}"


def is_future(statement: ast.stmt) -> bool:
    """Return whether this is a `from __future__ import …`."""
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__" and not statement.level


def future_flags(tree: ast.Module) -> int:
    """Return the compiler flags of the `from __future__ import …` of a module."""
    names = [alias.name for s in tree.body if isinstance(s, ast.ImportFrom) and is_future(s) for alias in s.names]
    return sum({getattr(__future__, n).compiler_flag for n in names if n in __future__.all_feature_names})


def explain_later(statement: ast.stmt, error: BaseException, names: dict[str, Any]) -> None:
    """Bind what a statement would have made of something that isn't there to what explains itself.

    Else `f = jax.vmap(f, 0)` would leave the f of before, and `model = torch.load(…)` a NameError.
    """
    path = missing_path(error)
    if path:
        made = placeholder(path)
        names.update(dict.fromkeys(bound_names(statement), made))
        for name in inner_names(statement):
            names.setdefault(name, made)


def bound_names(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement itself binds."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
    elif isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            parts = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
            yield from (part.id for part in parts if isinstance(part, ast.Name))


def inner_names(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that are bound in the blocks of a statement: which of them would have run nobody knows."""
    waiting: list[ast.AST] = [statement]  # a stack of our own: an `elif` chain nests as deep as it is long
    while waiting:
        node = waiting.pop()
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = [i for part in BLOCKS for i in getattr(node, part, ())]
            yield from (name for i in inner if isinstance(i, ast.stmt) for name in bound_names(i))
            waiting += inner


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
