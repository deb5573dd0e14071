"""What becomes of IPython's commands in a notebook: Python that defines the same names, or nothing that runs."""

import ast
import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from grader.intake.ipython import Command, Kind, transformed
from grader.intake.parsing import parse, parses

# Cell magics that run their body as Python in the notebook's own names. Any other one gives it to another program,
# shows it, or isn't known to a Jupyter as it comes, which then doesn't run it.
RUNNING = frozenset(
    {
        *("time", "timeit", "ptime", "prun", "memit", "mprun", "lprun", "scalene", "snakeviz", "pyinstrument", "heat"),
        *("capture", "debug", "cache", "notify", "wandb", "ipytest", "run_pytest", "cython", "cython_inline"),
    }
)
RUNNING_LINES = frozenset({"time", "prun"})  # `%time x = f()` binds x
WRITING = frozenset({"writefile", "file"})
READING = frozenset({"run", "load", "loadpy"})
PYLAB = (
    "import numpy; import numpy as np; from numpy.fft import *; from numpy.random import *; "
    "from numpy.linalg import *; from numpy import *; from matplotlib import pyplot as plt"
)
RAN = "_ran"  # the name under which the file of a `%run` is imported
MAX_WRITTEN = 50  # files that a notebook writes
MAX_MAGICS = 5  # cell magics one inside the other
BINDING = ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Import | ast.ImportFrom
WORD = re.compile(r"\"[^\"]*\"|'[^']*'|\S+")
OPTION_WITH_VALUE = re.compile(r"-[lbsN]")


@dataclass
class Magics:
    """What the commands of a notebook do beside: files written (text by path), files run (path by module name)."""

    written: dict[str, str] = field(default_factory=dict)
    ran: dict[str, str] = field(default_factory=dict)

    def plain(self, cell: str, depth: int = 0) -> str:
        """Return a cell as Python, each line where it was; one that is Python already stays as it is."""
        if parses(cell):
            return cell
        try:
            return transformed(cell, lambda command: self._rendered(command, depth)).removesuffix(_added(cell))
        except IndentationError:  # no Python either way, and the worker says in which line
            return cell

    def _rendered(self, command: Command, depth: int) -> str:
        """Return what stands in a command's place."""
        if command.kind is Kind.CELL:
            return self._cell(command, depth)
        if command.kind is Kind.OUTPUT and command.bound:
            return "[]"  # the lines that a shell command printed
        if command.kind is not Kind.MAGIC:
            return "pass"
        if command.bound:
            return "None"
        if command.name in READING:
            return self._run(command.text)
        if command.name == "pylab" and not command.indent:
            return PYLAB
        return command.text if command.name in RUNNING_LINES and _binds(command.text) else "pass"

    def _cell(self, command: Command, depth: int) -> str:
        """Return a magic's cell: its body under an empty line where it is run as Python, else nothing."""
        name = command.name.partition("[")[0]
        if name in RUNNING and depth < MAX_MAGICS:
            return "\n" + self.plain(command.body, depth + 1)
        if name in WRITING:
            self._write(command.text, command.body)
        return ""

    def _write(self, text: str, body: str) -> None:
        words = [word.strip("\"'") for word in WORD.findall(text)]
        paths = [word for word in words if not word.startswith("-")]
        if len(paths) != 1 or (paths[0] not in self.written and len(self.written) >= MAX_WRITTEN):
            return
        adds = "-a" in words or "--append" in words
        self.written[paths[0]] = (self.written.get(paths[0], "") if adds else "") + body

    def _run(self, text: str) -> str:
        """Return the import of a file's module with all its names, where `%run` would run the file."""
        path = next(_operands(text), "").replace("\\", "/")
        name = module_name(path)
        if not name:
            return "pass"
        self.ran[name] = path if path.lower().endswith((".py", ".ipynb")) else f"{path}.py"
        return f"import {name} as {RAN}; globals().update({{k: v for k, v in vars({RAN}).items() if k[:2] != '__'}})"


def module_name(path: str) -> str:
    """Return the name under which a file that is run is imported, "" where there is none."""
    file = PurePosixPath(path)
    stem = file.stem if file.suffix.lower() in (".py", ".ipynb") else file.name
    if file.suffix.lower() == ".ipynb":
        stem += "_ipynb"  # `utils.py` may lie beside it
    if stem.isidentifier() and not keyword.iskeyword(stem):
        return stem
    return f"run_{re.sub(r'[^a-zA-Z0-9]', '_', stem)}" if stem else ""


def _operands(text: str) -> Iterator[str]:
    """Yield what isn't an option of `%run`: the file, then its own arguments."""
    words = iter(WORD.findall(text))
    for word in words:
        if word == "-m":
            yield next(words, "").replace(".", "/")
        elif word.startswith("-"):
            if OPTION_WITH_VALUE.fullmatch(word):
                next(words, "")
        else:
            yield word.strip("\"'")


def _binds(text: str) -> bool:
    """Say whether statements bind names: those that don't were there to be measured, and may take long."""
    tree = parse(text)
    return tree is not None and any(isinstance(statement, BINDING) for statement in tree.body)


def _added(cell: str) -> str:
    return "" if cell.endswith("\n") else "\n"
