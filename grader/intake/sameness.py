"""Whether two files hold one and the same answer: a notebook and its export, a copy, a file in two folders.

What is compared is the tree of the code: of the definition, of all at the top level that it needs, and of the helper
modules behind its imports. Comments, layout, docstrings, plots, tests and other exercises make no difference.
"""

import ast
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.intake.documents import MAX_SOURCE, Document
from grader.intake.magics import RAN
from grader.intake.modules import used
from grader.intake.parsing import Definition, is_docstring, parse

COPY = re.compile(r"copy|checkpoint|backup|\(\d+\)|~", re.IGNORECASE)
SCOPE = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
ALWAYS = "*"  # what a star import binds


@dataclass(frozen=True)
class _Statement:
    """A top-level statement: what it binds or changes, and which names it uses."""

    node: ast.stmt
    binds: frozenset[str]
    uses: frozenset[str]


def one_of(slug: str, documents: Sequence[Document], modules: Sequence[Document]) -> Document | None:
    """Return the file that stands for all of these, None where they differ: the first that isn't called a copy."""
    # Of two entries of one path an unpacker keeps one, and nobody knows which: these are the same by the letter.
    doubled = len({document.found.parts for document in documents}) < len(documents)
    if doubled and len({document.cells for document in documents}) > 1:
        return None
    if len({_answer(slug, document, modules) for document in documents}) > 1:
        return None
    return min(documents, key=lambda document: (bool(document.found.writer), bool(COPY.search(document.path))))


def _answer(slug: str, document: Document, modules: Sequence[Document]) -> str:
    """Return what tells answers apart: a hash of the code, or of the text where it is no Python."""
    try:
        needed = _needed(slug, _statements(document))
        if not any(slug in statement.binds for statement in needed):
            return _hash(_words(document))
        words = {word for statement in needed for word in _imported(statement.node)}
        helpers = sorted(_whole(helper) for helper in used(document, words, modules))
        return _hash([*(_dumped(statement.node) for statement in needed), "", *helpers])
    except RecursionError:  # nested too deep for its tree to be compared
        return _hash(_words(document))


def _statements(document: Document) -> list[_Statement]:
    """Return the statements of the cells that are Python."""
    if document.size > MAX_SOURCE:
        return []
    trees = [tree for cell in document.cells if (tree := parse(cell))]
    return [_statement(node) for tree in trees for node in tree.body]


def _statement(node: ast.stmt) -> _Statement:
    uses = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
    return _Statement(node, frozenset(_binds(node)), frozenset(uses))


def _binds(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement binds in the module, and those whose values it changes."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and (name := _root(node.value.func)):
        yield name  # `TABLE.append(3)`
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
    imported = {name for one in statements if isinstance(one.node, ast.Import) for name in one.binds}
    binding: dict[str, list[int]] = {}
    for index, statement in enumerate(statements):
        for name in statement.binds:
            if isinstance(statement.node, ast.Expr) and name in imported:
                continue  # `np.set_printoptions(3)`
            earlier = binding.setdefault(name, [])
            if isinstance(statement.node, Definition) and all(
                isinstance(statements[i].node, Definition) for i in earlier
            ):
                earlier.clear()  # a definition in another's place
            earlier.append(index)
    waiting, seen, taken = [slug, ALWAYS], {slug, ALWAYS}, set[int]()
    while waiting:
        for index in binding.get(waiting.pop(), ()):
            taken.add(index)
            waiting += statements[index].uses - seen
            seen |= statements[index].uses
    return [statements[index] for index in sorted(taken)]


def _imported(node: ast.stmt) -> Iterator[str]:
    """Yield the words of all modules that a statement imports."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Import | ast.ImportFrom):
            names = [*(alias.name for alias in inner.names), getattr(inner, "module", None) or ""]
            yield from (word for name in names for word in name.split("."))


def _dumped(node: ast.AST) -> str:
    """Return the tree of code without docstrings; it is left without them."""
    for inner in ast.walk(node):
        if isinstance(inner, Definition | ast.Module) and inner.body and is_docstring(inner.body[0]):
            inner.body = inner.body[1:] or [ast.Pass()]
    return ast.dump(node)


def _whole(document: Document) -> str:
    """Return a helper module's whole tree, or its words where it is no Python."""
    tree = parse(document.text) if document.size <= MAX_SOURCE else None
    return _dumped(tree) if tree else "\n".join(_words(document))


def _words(document: Document) -> list[str]:
    return " ".join(document.cells).split()


def _hash(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
