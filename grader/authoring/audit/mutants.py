"""Mutants of a source: each differs from it by one change of its syntax tree.

Our own, since the libraries that are kept up make none from a text: mutmut weaves its mutants into files that pytest
then imports, cosmic-ray writes each over the file on disk and runs a command; and neither changes axes or dtypes.
"""

import ast
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from grader.authoring.audit.mutations import RULES, Names, Where, statements

SAID_ELSEWHERE = ("annotation", "returns", "decorator_list", "type_params")  # fields that change no answer
HASH_DIGITS = 16
LONGEST_CHANGE = 70  # characters of either side; the diff shows the rest


@dataclass(frozen=True)
class Mutant:
    """One mutant: its whole source, the line of the original that it changes, and the change in short."""

    source: str
    line: int
    change: str

    @property
    def hash(self) -> str:
        """Return what names the mutant in a record; comments and the texts of errors aren't in it."""
        return hashlib.sha256(self.source.encode()).hexdigest()[:HASH_DIGITS]


@dataclass(frozen=True)
class Place:
    """A node of the tree by where it hangs: in a field, or in a list at an index."""

    parent: ast.AST
    field: str
    index: int | None
    node: ast.expr | ast.stmt


def normalised(source: str) -> str:
    """Return the source that mutants are compared with: no comments, no docstrings, no texts of errors."""
    return ast.unparse(bare(ast.parse(source)))


def bare(tree: ast.Module) -> ast.Module:
    """Return the tree without what no answer depends on, so that mutants of it would be equivalent."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            body[:] = [part for part in body if not (isinstance(part, ast.Expr) and is_text(part.value))] or [
                ast.Pass()
            ]
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            node.exc.args = [a for a in node.exc.args if not is_text(a)]
    return tree


def is_text(node: ast.expr) -> bool:
    """Return whether an expression is a text: constant, or formatted."""
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def mutants(source: str) -> list[Mutant]:
    """Return the mutants of a source in its order, no two alike and none equal to it; raises SyntaxError."""
    tree = bare(ast.parse(source))
    names = names_of(tree)
    found: dict[str, Mutant] = {}
    original = ast.unparse(tree)
    for place in list(places(tree, used_names(tree))):
        for change in changes(place, names):
            text = with_change(tree, place, change)
            if text != original and text not in found:
                found[text] = Mutant(text, place.node.lineno, described(place.node, change))
    return list(found.values())


def changes(place: Place, names: Names) -> Iterator[Sequence[ast.AST]]:
    """Yield the nodes that may stand in a place."""
    if isinstance(place.node, ast.stmt):
        yield from statements(place.node)
        return
    for rule in RULES:
        for node in rule(place.node, Where(place.parent, place.field), names):
            yield [node]


def with_change(tree: ast.Module, place: Place, nodes: Sequence[ast.AST]) -> str:
    """Return the text of the tree with other nodes in a place; the tree is as it was afterwards."""
    old = getattr(place.parent, place.field)
    setattr(place.parent, place.field, nodes[0] if place.index is None else replaced(old, place, nodes))
    try:
        return ast.unparse(tree)
    finally:
        setattr(place.parent, place.field, old)


def replaced(items: Sequence[ast.AST], place: Place, nodes: Sequence[ast.AST]) -> list[ast.AST]:
    """Return a list of the tree with other nodes in a place; a body is never left empty."""
    assert place.index is not None  # noqa: S101 - the caller has looked
    new = [*items[: place.index], *nodes, *items[place.index + 1 :]]
    return [ast.Pass()] if not new and place.field == "body" else new


def described(old: ast.AST, new: Sequence[ast.AST]) -> str:
    """Return the change in short: `old → new`."""
    return f"{shortened(ast.unparse(old))} → {shortened('; '.join(map(ast.unparse, new))) or 'nothing'}"


def shortened(text: str) -> str:
    """Return a text on one line, cut where it is long."""
    line = "; ".join(part.strip() for part in text.splitlines())
    return line if len(line) <= LONGEST_CHANGE else line[: LONGEST_CHANGE - 1] + "…"


def places(node: ast.AST, used: frozenset[str]) -> Iterator[Place]:
    """Yield the expressions and statements below a node, outer ones first, but for those that change no answer."""
    for field, value in ast.iter_fields(node):
        if field in SAID_ELSEWHERE:
            continue
        children = enumerate(value) if isinstance(value, list) else [(None, value)]
        for index, child in children:
            if not isinstance(child, ast.AST) or is_silent(child, used):
                continue
            if isinstance(child, ast.expr | ast.stmt):
                yield Place(node, field, index, child)
            if not isinstance(child, ast.Raise):
                yield from places(child, used)


def is_silent(node: ast.AST, used: frozenset[str]) -> bool:
    """Return whether a change of the node can't change an answer: imports, texts with values, names of types."""
    if isinstance(node, ast.Assign):
        targets = [target for target in node.targets if isinstance(target, ast.Name)]
        return len(targets) == len(node.targets) and not any(target.id in used for target in targets)
    return isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr)


def used_names(node: ast.AST) -> frozenset[str]:
    """Return the names that are read below a node, outside annotations."""
    found = {node.id} if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) else set()
    for field, value in ast.iter_fields(node):
        if field not in SAID_ELSEWHERE:
            for child in value if isinstance(value, list) else [value]:
                found |= used_names(child) if isinstance(child, ast.AST) else set()
    return frozenset(found)


def names_of(tree: ast.Module) -> Names:
    """Return what the rules need to know of the whole module."""
    imported: set[str] = set()
    texts: dict[str, None] = {}
    beside: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        bound: list[str] = []
        if isinstance(node, ast.Import | ast.ImportFrom):
            imported |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts[node.value] = None
        elif isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Store):
            bound = [item.id for item in node.elts if isinstance(item, ast.Name)]
        elif isinstance(node, ast.arguments):
            bound = [argument.arg for argument in (*node.posonlyargs, *node.args, *node.kwonlyargs)]
        for one, other in pairwise(bound):
            beside.setdefault(one, set()).add(other)
            beside.setdefault(other, set()).add(one)
    neighbours = {name: frozenset(others - {name}) for name, others in beside.items()}
    return Names(frozenset(imported), tuple(texts), neighbours)
