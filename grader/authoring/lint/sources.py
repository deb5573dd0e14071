"""What the files of an exercise say, read and never run: do the trees pair, is the stub one, what do laws import?"""

import ast
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

from grader.authoring.lint.finding import Finding
from grader.course.catalog import EXERCISES, SOLUTIONS, Catalog, Entry

FILES = ("reference.py", "alternatives.py", "misconceptions.py", "properties.py", "spec.py")
PURE = frozenset(sys.stdlib_module_names) | {"numpy", "grader.laws"}  # what properties.py may import


def solutions_without_stub(catalog: Catalog) -> list[Finding]:
    """Return a finding for each solution that no stub belongs to."""
    return [
        Finding(f"{SOLUTIONS}/{folder.parent.name}/{folder.name}/", f"no stub belongs to it, {stub} expected")
        for folder in sorted((catalog.root / SOLUTIONS).glob("*/*"))
        # A folder with nothing but __pycache__ is what another branch left behind.
        if any(folder.glob("*.py"))
        and not (catalog.root / (stub := f"{EXERCISES}/{folder.parent.name}/{folder.name}.py")).exists()
    ]


def file_findings(entry: Entry) -> list[Finding]:
    """Return what the files of an exercise say wrongly, without running any of them."""
    stub, folder = stub_path(entry), solution_path(entry)
    if entry.solution is None:
        return [Finding(folder, f"isn't there, a folder with {', '.join(FILES)} expected")]
    missing = [name for name in FILES if not (entry.solution / name).is_file()]
    if missing:
        return [Finding(folder + name, "isn't there, a file expected") for name in missing]
    paths = {stub: entry.stub, **{folder + name: entry.solution / name for name in FILES}}
    trees: dict[str, ast.Module] = {}
    broken: list[Finding] = []
    for path, file in paths.items():
        parsed = parse(path, file)
        if isinstance(parsed, Finding):
            broken.append(parsed)
        else:
            trees[path] = parsed
    if broken:
        return broken
    return [
        *_stub_findings(entry, trees[stub], trees[folder + "reference.py"]),
        *_law_findings(folder + "properties.py", trees[folder + "properties.py"]),
        *_import_findings(folder + "properties.py", trees[folder + "properties.py"]),
    ]


def stub_path(entry: Entry) -> str:
    """Return the stub's path as a finding shows it."""
    return f"{EXERCISES}/{entry.exercise}.py"


def solution_path(entry: Entry) -> str:
    """Return the solution's folder as a finding shows it, with a slash at its end."""
    return f"{SOLUTIONS}/{entry.exercise}/"


def parse(path: str, file: Path) -> ast.Module | Finding:
    """Return a file's syntax tree, or the finding that it has none."""
    try:
        return ast.parse(file.read_bytes())
    except (SyntaxError, ValueError) as error:
        line = f" (line {error.lineno})" if isinstance(error, SyntaxError) and error.lineno else ""
        return Finding(path, f"can't be parsed{line}: {getattr(error, 'msg', error)}; Python expected")


def public_functions(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    """Return the public functions that a file defines, by name, in order; the last definition of a name counts."""
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    return {node.name: node for node in found}


def _stub_findings(entry: Entry, stub: ast.Module, reference: ast.Module) -> Iterator[Finding]:
    path = stub_path(entry)
    given, wanted = (public_functions(tree).get(entry.slug) for tree in (stub, reference))
    if given is None:
        yield Finding(path, f"defines no {entry.slug}, a function of the file's name expected")
    if wanted is None:
        yield Finding(f"{solution_path(entry)}reference.py", f"defines no {entry.slug}, a function expected")
    if given is None or wanted is None:
        return
    doc = ast.get_docstring(given)
    if not doc:
        yield Finding(path, f"{entry.slug} has no docstring, one with an example expected")
    elif "example" not in doc.lower() and ">>>" not in doc:
        yield Finding(path, f"the docstring of {entry.slug} shows no example, at least one expected")
    if not _only_raises(given.body[1:] if doc else given.body):
        yield Finding(path, f"{entry.slug} does something, `raise NotImplementedError` alone expected")
    if signature(given) != signature(wanted):
        yield Finding(path, f"takes ({signature(given)}), ({signature(wanted)}) as the reference does expected")


def _only_raises(body: list[ast.stmt]) -> bool:
    if len(body) != 1 or not isinstance(body[0], ast.Raise):
        return False
    raised = body[0].exc.func if isinstance(body[0].exc, ast.Call) else body[0].exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"


def signature(function: ast.FunctionDef) -> str:
    """Return a function's parameters with their defaults, as code without annotations."""
    plain = deepcopy(function.args)
    for node in ast.walk(plain):
        if isinstance(node, ast.arg):
            node.annotation = None
    return ast.unparse(plain)


def _law_findings(path: str, properties: ast.Module) -> Iterator[Finding]:
    for name, law in public_functions(properties).items():
        if not ast.get_docstring(law):
            yield Finding(path, f"the law {name} has no docstring, what a student reads of it expected")


def _import_findings(path: str, properties: ast.Module) -> Iterator[Finding]:
    for name in imported(properties):
        if name not in PURE and name.partition(".")[0] not in PURE:
            yield Finding(path, f"imports {name}, NumPy and the standard library alone expected")


def imported(tree: ast.Module) -> Iterator[str]:
    """Yield the name of each module that a file imports, wherever in it; `.reference` where that is relative."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level and not node.module:
            yield from ("." * node.level + alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")
