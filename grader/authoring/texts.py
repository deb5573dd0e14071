"""The texts of a prepared exercise: what a student reads of hints, misconceptions and laws. No case hangs on them.

They are read off the sources and nothing is imported, so that a changed one is there at once. What goes along as a
copy of a source, its docstrings with it, is written with them.
"""

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path

from grader.course.catalog import Catalog, CatalogError, Entry
from grader.prepared import staleness
from grader.prepared.folder import PROPERTIES, REFERENCE, read_manifest, write_texts
from grader.prepared.records import HoldsRecord, Manifest, Texts
from grader.prepared.sources import DECLARATION, HINTS, is_declaration

LANGUAGE = "en"
MISCONCEPTIONS, SPEC = "misconceptions.py", "spec.py"


def write_texts_anew(catalog: Catalog, entry: Entry, seed: int) -> None:
    """Write the texts of a prepared exercise whose cases are still right; raises CatalogError, PreparedError."""
    folder = catalog.prepared(entry.slug, seed)
    manifest = read_manifest(folder)
    laws = [check.name for check in manifest.checks if isinstance(check, HoldsRecord)]
    texts = read_texts(entry, manifest.misconceptions, laws)
    write_texts(folder, manifest, texts, copies(entry, manifest))


def copies(entry: Entry, manifest: Manifest) -> dict[str, bytes]:
    """Return the sources that go along as they are, by name: the laws, and the reference of a timed exercise."""
    assert entry.solution is not None  # noqa: S101 - who has none has nothing to prepare
    names = [PROPERTIES, REFERENCE] if manifest.timed else [PROPERTIES]
    return {name: (entry.solution / name).read_bytes() for name in names}


def read_texts(entry: Entry, misconceptions: Iterable[str], laws: Iterable[str]) -> Texts:
    """Return the texts of these misconceptions and laws, and the hints; raises CatalogError where one can't be read."""
    folder = entry.solution
    assert folder is not None  # noqa: S101 - as above
    diagnoses, said = docstrings(folder / MISCONCEPTIONS), docstrings(folder / PROPERTIES)
    for name in laws:
        if not said.get(name):
            where = f"{folder / PROPERTIES}: the law {name}"
            raise CatalogError(f"{where} has no docstring, which is what a student reads")
    return Texts(
        language=LANGUAGE,
        key=staleness.texts_key(entry),
        hints=hints(folder / SPEC),
        misconceptions={name: diagnoses.get(name, "") for name in misconceptions},
        laws={name: said[name] for name in laws},
    )


def docstrings(path: Path) -> Mapping[str, str]:
    """Return the docstring of each function of a file, in one piece: its line breaks are folded."""
    functions = (node for node in parsed(path).body if isinstance(node, ast.FunctionDef))
    return {node.name: " ".join((ast.get_docstring(node) or "").split()) for node in functions}


def hints(path: Path) -> list[str]:
    """Return the hints of a spec; raises CatalogError where they are anything but texts that stand there."""
    calls = (node for node in ast.walk(parsed(path)) if isinstance(node, ast.Call) and is_declaration(node))
    for keyword in (keyword for call in calls for keyword in call.keywords if keyword.arg == HINTS):
        try:
            found = ast.literal_eval(keyword.value)
        except ValueError:
            break
        if isinstance(found, list | tuple) and all(isinstance(hint, str) for hint in found):
            return list(found)
    raise CatalogError(
        f"{path}: the hints can't be read", hint=f'write them into the declaration: {DECLARATION}(…, {HINTS}=["…", …])'
    )


def parsed(path: Path) -> ast.Module:
    """Return a source, parsed; raises CatalogError."""
    try:
        return ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError) as error:
        raise CatalogError(f"{path} can't be read: {error}") from error
