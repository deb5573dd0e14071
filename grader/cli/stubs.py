"""What a stub says of itself. Stubs are ours; they are parsed and never run."""

import ast
from pathlib import Path


def summary(stub: Path) -> str:
    """Return the first line of the docstring of the stub's function, which has the file's name."""
    for node in ast.parse(stub.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name == stub.stem:
            return (ast.get_docstring(node) or "").partition("\n")[0]
    return ""
