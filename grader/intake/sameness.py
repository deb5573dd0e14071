"""Whether two files hold one and the same answer: a notebook and its export, a copy, a file in two folders.

What is compared is the tree of the code: of the definition, of all at the top level that it needs, and of the helper
modules behind its imports. Comments, layout, docstrings, plots, tests and other exercises make no difference.
"""

import ast
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from grader.intake.documents import MAX_SOURCE, Document
from grader.intake.magics import RAN
from grader.intake.modules import used
from grader.intake.parsing import Definition, is_docstring, parse

COPY = re.compile(r"copy|checkpoint|backup|\(\d+\)|~", re.IGNORECASE)
SCOPE = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
ALWAYS = "*"  # what a star import binds


@dataclass(frozen=True)
class _Statement:
    """A top-level statement: what it binds or changes, which names it uses, what it imports; a hash of its tree."""

    binds: frozenset[str]
    uses: frozenset[str]
    imports: frozenset[str]
    is_definition: bool
    is_import: bool
    is_call: bool
    tree: str


# A document is gone through once for all exercises; of its trees, which are large, only hashes are kept.
_SEEN: WeakKeyDictionary[Document, tuple[_Statement, ...]] = WeakKeyDictionary()


def one_of(slug: str, documents: Sequence[Document], modules: Sequence[Document]) -> Document | None:
    """Return the file that stands for all of these, None where they differ: the first that isn't called a copy."""
    # Of two entries of one path an unpacker keeps one, and nobody knows which: these are the same by the letter.
    doubled = len({document.found.parts for document in documents}) < len(documents)
    if doubled and len({document.cells for document in documents}) > 1:
        return None
    if _are_copies(documents, modules):
        return _first(documents)
    if len({_answer(slug, document, modules) for document in documents}) > 1:
        return None
    return _first(documents)


def _first(documents: Sequence[Document]) -> Document:
    return min(documents, key=lambda document: (bool(document.found.writer), bool(COPY.search(document.path))))


def _are_copies(documents: Sequence[Document], modules: Sequence[Document]) -> bool:
    """Say whether files are the same by the letter, and use the same helpers: nothing needs to be parsed then."""
    if len({document.cells for document in documents}) > 1:
        return False
    return len({tuple(used(document, document.imports, modules)) for document in documents}) == 1


def _answer(slug: str, document: Document, modules: Sequence[Document]) -> str:
    """Return what tells answers apart: a hash of the code, or of the words where it is no Python."""
    try:
        needed = _needed(slug, _statements(document))
        if not any(slug in statement.binds for statement in needed):
            return _hash(_words(document))
        words = {word for statement in needed for word in statement.imports}
        helpers = sorted(_whole(helper) for helper in used(document, words, modules))
        return _hash([*(statement.tree for statement in needed), "", *helpers])
    except RecursionError:  # nested too deep for its tree to be compared
        return _hash(_words(document))


def _statements(document: Document) -> tuple[_Statement, ...]:
    """Return the statements of the cells that are Python."""
    if document.size > MAX_SOURCE:
        return ()
    if document not in _SEEN:
        trees = (tree for cell in document.cells if (tree := parse(cell)))
        _SEEN[document] = tuple(_statement(node) for tree in trees for node in tree.body if not is_docstring(node))
    return _SEEN[document]


def _statement(node: ast.stmt) -> _Statement:
    return _Statement(
        binds=frozenset(_binds(node)),
        uses=frozenset(inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)),
        imports=frozenset(_imported(node)),
        is_definition=isinstance(node, Definition),
        is_import=isinstance(node, ast.Import),
        is_call=isinstance(node, ast.Expr),
        tree=_hash([_dumped(node)]),
    )


def _binds(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement binds in the module, and those whose values it changes."""
    called = node.value.func if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else None
    if isinstance(called, ast.Attribute):
        yield _root(called)  # `TABLE.append(3)`
    waiting: list[ast.AST] = [node]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, Definition):
            yield inner.name
        elif isinstance(inner, ast.Import | ast.ImportFrom):
            yield from (ALWAYS if name.asname == RAN else _bound(name) for name in inner.names)
        elif not isinstance(getattr(inner, "ctx", ast.Load()), ast.Load) and (name := _root(inner)):
            yield name
        if not isinstance(inner, SCOPE):
            waiting.extend(ast.iter_child_nodes(inner))


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _root(node: ast.AST) -> str:
    """Return the name at the root of `name`, `name.a[0].b`, "" of anything else."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _needed(slug: str, statements: Sequence[_Statement]) -> list[_Statement]:
    """Return the statements that an answer is made of, in order."""
    imported = {name for one in statements if one.is_import for name in one.binds}
    binding: dict[str, list[int]] = {}
    for index, statement in enumerate(statements):
        for name in statement.binds:
            if statement.is_call and name in imported:
                continue  # `np.set_printoptions(3)`
            earlier = binding.setdefault(name, [])
            if earlier and _replaces(name, statement, statements[earlier[0] : index]):
                earlier.clear()
            earlier.append(index)
    waiting, seen, taken = [slug, ALWAYS], {slug, ALWAYS}, set[int]()
    while waiting:
        for index in binding.get(waiting.pop(), ()):
            taken.add(index)
            waiting += statements[index].uses - seen
            seen |= statements[index].uses
    return [statements[index] for index in sorted(taken)]


def _replaces(name: str, statement: _Statement, before: Sequence[_Statement]) -> bool:
    """Say whether a definition takes the place of those before it, which nothing has kept: drafts of a notebook."""
    if not statement.is_definition or name in statement.uses:
        return False
    return all(one.is_call or name not in one.uses for one in before)


def _imported(node: ast.stmt) -> Iterator[str]:
    """Yield the words of all modules that a statement imports."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Import | ast.ImportFrom):
            names = [*(alias.name for alias in inner.names), getattr(inner, "module", None) or ""]
            yield from (word for name in names for word in name.split("."))


def _dumped(node: ast.AST) -> str:
    """Return the tree of code without docstrings; it is left without them."""
    for inner in ast.walk(node):
        if isinstance(inner, Definition) and inner.body and is_docstring(inner.body[0]):
            inner.body = inner.body[1:] or [ast.Pass()]
    return ast.dump(node)


def _whole(document: Document) -> str:
    """Return what tells a helper module from another: all of its statements, or its words where it is no Python."""
    statements = _statements(document)
    return _hash([one.tree for one in statements] if statements else _words(document))


def _words(document: Document) -> list[str]:
    return " ".join(document.cells).split()


def _hash(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
