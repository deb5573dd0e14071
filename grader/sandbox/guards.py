"""Where a student says what to do if a module isn't there: the lines on which an import is expected to fail."""

import ast
import builtins
from collections.abc import Iterator

# What an `except` must name to catch a failed import.
CATCHING = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
NAMED = frozenset({"ImportError", "ModuleNotFoundError"})


def guarded_lines(tree: ast.AST) -> tuple[set[int], set[int]]:
    """Return the lines on which a failed import is caught, and those of them where the student names it.

    The first count for an import that stands there, or is made there by a call; the second also for one that a function
    makes which is called there.
    """
    caught: set[int] = set()
    named: set[int] = set()
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Try | ast.TryStar):
            caught_by = [handler.type for handler in node.handlers]
            catches = any(kind is None or _catches(kind) for kind in caught_by)
            names = any(kind is not None and _mentions(kind, NAMED) for kind in caught_by)
        elif isinstance(node, ast.With):
            calls = [item.context_expr for item in node.items if isinstance(item.context_expr, ast.Call)]
            names = any(_mentions(argument, CATCHING) for call in calls for argument in call.args)
            # A context manager of the student's own around an import is there to catch what it raises.
            catches = names or any(isinstance(call.func, ast.Name) and call.func.id in own for call in calls)
        else:
            continue
        if catches:
            lines = set(_lines(node.body))
            caught |= lines
            named |= lines if names else set(_imports(node.body))
    return caught, named


def _catches(kind: ast.expr) -> bool:
    """Return whether an `except` of this type catches a failed import; of a name that isn't Python's nobody knows."""
    if isinstance(kind, ast.Tuple):
        return any(map(_catches, kind.elts))
    if isinstance(kind, ast.Name):
        return kind.id in CATCHING or not hasattr(builtins, kind.id)
    return _mentions(kind, CATCHING)


def _mentions(node: ast.expr, names: frozenset[str]) -> bool:
    return any(getattr(part, "id", getattr(part, "attr", "")) in names for part in ast.walk(node))


def _lines(body: list[ast.stmt]) -> Iterator[int]:
    for statement in body:
        yield from range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)


def _imports(body: list[ast.stmt]) -> Iterator[int]:
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)
