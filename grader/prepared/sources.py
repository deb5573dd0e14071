"""The files that an exercise is prepared from, and what of them shapes a case: all but what is only text.

Docstrings, comments and the hints of `Exercise(…)` are read by students and authors; no case comes out otherwise for
them. Nothing is imported for it.
"""

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from grader.course.catalog import Entry
from grader.prepared.modules import sha256

DECLARATION, HINTS = "Exercise", "hints"
# Of a node: where a name stands follows from the rest, and the others are comments, and prefixes of text.
_UNSAID = frozenset({"ctx", "kind", "type_comment", "type_ignores"})
_WITH_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def solution_sources(entry: Entry) -> Mapping[str, bytes]:
    """Return the contents of an exercise's solution, and of the helpers that a spec may import, by their places.

    Helpers stand beside it, in its unit, or at the top. The stub isn't among them: a self-learner may well write the
    answer right into it.
    """
    if entry.solution is None:
        return {}
    top = entry.solution.parent.parent
    paths = (path for folder in (entry.solution, entry.solution.parent, top) for path in sorted(folder.glob("*.py")))
    return {path.relative_to(top).as_posix(): path.read_bytes() for path in paths}


def without_texts(source: bytes) -> str:
    """Return a hash of what a file does, the same one in every Python: of the file where it can't be parsed."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return sha256(source)
    return sha256(repr(_outline(tree)).encode(errors="backslashreplace"))


def _outline(value: Any) -> Any:
    if isinstance(value, list):
        return [_outline(item) for item in value]
    if not isinstance(value, ast.AST):
        return value
    # What is empty is left out, since a newer Python's nodes have more fields.
    said = ((name, found) for name, found in _fields(value) if found is not None and found != [])
    return (type(value).__name__, *((name, _outline(found)) for name, found in said))


def _fields(node: ast.AST) -> Iterator[tuple[str, Any]]:
    for name in node._fields:
        found = getattr(node, name, None)
        if name == "body" and isinstance(node, _WITH_DOCSTRING) and has_docstring(node):
            yield name, found[1:] if found else found
        elif name == "keywords" and isinstance(node, ast.Call) and is_declaration(node):
            yield name, [keyword for keyword in node.keywords if keyword.arg != HINTS]
        elif name not in _UNSAID:
            yield name, found


def has_docstring(node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Return whether the first statement is a text."""
    return ast.get_docstring(node, clean=False) is not None


def is_declaration(node: ast.Call) -> bool:
    """Return whether this is `Exercise(…)`."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name == DECLARATION
