"""What a text binds at its top level. Students' code is parsed here and nowhere near answers."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.intake.text import lines

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
# Values that can't be called: `accuracy = 0.9` in a notebook is no answer to the exercise `accuracy`.
NO_FUNCTION = (
    ast.Constant | ast.JoinedStr | ast.List | ast.Tuple | ast.Dict | ast.Set | ast.ListComp | ast.SetComp
    | ast.DictComp | ast.GeneratorExp | ast.BinOp | ast.UnaryOp | ast.Compare
)  # fmt: skip


@dataclass(frozen=True)
class Binding:
    """One top-level binding: `node` of a definition, `module` of a `from module import name` under the same name.

    `arguments` are those that a call must fit, where they can be read off: of a function that nothing decorates, or of
    a lambda.
    """

    name: str
    cell: int
    node: Definition | None = None
    module: str = ""
    arguments: ast.arguments | None = None


@dataclass(frozen=True)
class Outline:
    """All bindings of a file in order, and the cells that don't parse."""

    bindings: tuple[Binding, ...]
    broken: tuple[str, ...]

    def of(self, name: str) -> list[Binding]:
        """Return the bindings of a name in order."""
        return [binding for binding in self.bindings if binding.name == name]

    def is_broken_at(self, name: str) -> bool:
        """Say whether a cell that doesn't parse has a `def` of the name."""
        pattern = re.compile(rf"^(?:async[ \t]+)?(?:def|class)[ \t]+{re.escape(name)}\b")
        return any(pattern.match(line) for cell in self.broken for line in lines(cell))


def parse(text: str) -> ast.Module | None:
    """Return the syntax tree, None where there is none: wrong syntax, nested too deep, too much."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def parses(text: str) -> bool:
    """Say whether the text is Python's."""
    return parse(text) is not None


def outline(cells: Sequence[str], *, main: bool = False) -> Outline:
    """Return what the cells bind, the later ones last; `main` says whether `__name__` is "__main__" there."""
    found: list[Binding] = []
    broken = []
    for number, cell in enumerate(cells):
        tree = parse(cell)
        if tree is None:
            broken.append(cell)
        else:
            found.extend(_bindings(tree, number, main))
    return Outline(tuple(found), tuple(broken))


def _bindings(tree: ast.Module, cell: int, main: bool) -> Iterator[Binding]:
    """Yield the bindings of a module's own scope, those under `if`, `try` and `with` too."""
    waiting = list(reversed(tree.body))  # a stack of our own: an `elif` chain nests as deep as it is long
    while waiting:
        statement = waiting.pop()
        if isinstance(statement, Definition):
            yield Binding(statement.name, cell, node=statement, arguments=_arguments(statement))
        elif isinstance(statement, ast.Assign) and not isinstance(statement.value, NO_FUNCTION):
            arguments = _arguments(statement.value)
            names = (name for target in statement.targets for name in _names(target))
            yield from (Binding(name, cell, arguments=arguments) for name in names)
        elif isinstance(statement, ast.AnnAssign) and statement.value and not isinstance(statement.value, NO_FUNCTION):
            yield from (Binding(name, cell) for name in _names(statement.target))
        elif isinstance(statement, ast.ImportFrom):
            yield from _imported(statement, cell)
        else:
            waiting.extend(reversed(list(_inner(statement, main))))


def _names(target: ast.expr) -> list[str]:
    items = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
    return [item.id for item in items if isinstance(item, ast.Name)]


def _imported(statement: ast.ImportFrom, cell: int) -> Iterator[Binding]:
    source = "." * statement.level + (statement.module or "")
    for alias in statement.names:
        name = alias.asname or alias.name
        yield Binding(name, cell, module=source if name == alias.name else "")


def _arguments(node: ast.AST) -> ast.arguments | None:
    if isinstance(node, ast.Lambda):
        return node.args
    return node.args if isinstance(node, ast.FunctionDef) and not node.decorator_list else None


def _inner(statement: ast.stmt, main: bool) -> Iterator[ast.stmt]:
    if main or not _is_main_guard(statement):
        for part in ("body", "cases", "handlers"):
            for item in getattr(statement, part, ()):
                yield from item.body if isinstance(item, ast.match_case | ast.ExceptHandler) else (item,)
    for part in ("orelse", "finalbody"):
        yield from getattr(statement, part, ())


def _is_main_guard(statement: ast.stmt) -> bool:
    """Say whether this is `if __name__ == "__main__":`, which doesn't run when a `.py` file is graded."""
    test = statement.test if isinstance(statement, ast.If) else None
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"


def fingerprint(node: Definition) -> str:
    """Return a function without docstring, comments and layout; "" for a class, or where it is nested too deep."""
    if isinstance(node, ast.ClassDef):
        return ""
    body = node.body[1:] if is_docstring(node.body[0]) else node.body
    parts = [node.args, *filter(None, [node.returns]), *node.decorator_list, *body]
    try:
        return "\n".join([type(node).__name__, *map(ast.dump, parts)])
    except RecursionError:
        return ""


def is_docstring(statement: ast.stmt) -> bool:
    """Say whether a statement is text alone, as a docstring is."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def stub_fingerprint(stub: str, name: str) -> str:
    """Return the fingerprint of a stub's definition, "" where it has none."""
    nodes = [binding.node for binding in outline([stub]).of(name) if binding.node]
    return fingerprint(nodes[-1]) if nodes else ""


def without(cell: str, node: Definition) -> str:
    """Return a cell with one definition turned into `pass`, every other line where it was."""
    rows = lines(cell)
    start = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)]) - 1
    end = node.end_lineno or node.lineno
    ending = rows[start][len(rows[start].rstrip("\r\n")) :] or "\n"
    blank = [ending] * (end - start - 1)
    return "".join([*rows[:start], rows[start][: _indent(rows[start])] + "pass" + ending, *blank, *rows[end:]])


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip(" \t\f"))
