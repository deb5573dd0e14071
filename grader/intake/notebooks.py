"""Code cells of a notebook, each on its own, so that a broken one costs itself."""

import json
import re
import warnings
from collections.abc import Iterator

from grader.intake.files import UnreadableError
from grader.intake.parsing import parses
from grader.intake.text import clean, decode, lines

TRANSPARENT = ("time", "timeit", "capture")  # cell magics around code that still runs
MAGIC = re.compile(r"(?P<indent>[ \t]*)(?:(?P<target>\w[\w., \t]*=)[ \t]*[%!]|[%!?]|[\w.]+\?{1,2}[ \t]*(?:[\r\n]|$))")
# Damaged notebooks raise nearly anything in nbformat: its own errors, jsonschema's, AttributeError, KeyError, …
Damage = Exception


def cells(data: bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the code cells in order, and what to say about the notebook; raise UnreadableError if it is none."""
    text, notes = decode(data)
    try:
        found = list(_read(text))
    except Damage:
        found = list(_rescue(text))
        notes = (*notes, "is damaged: its cells are read as they stand")
    return tuple(without_magics(clean(cell)) for cell in found), notes


def is_one(text: str) -> bool:
    """Say whether text of a file that isn't called a notebook is one."""
    return text.lstrip().startswith("{") and '"cell_type"' in text and '"nbformat"' in text


def _read(text: str) -> list[str]:
    import nbformat  # noqa: PLC0415 - 90 ms, only where there is a notebook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        notebook = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    sources = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    if not all(isinstance(source, str) for source in sources):
        raise TypeError("a cell's source is no text")
    return sources


def _rescue(text: str) -> Iterator[str]:
    """Yield what looks like a code cell in JSON of any shape and version that notebooks had."""
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise UnreadableError(f"can't be read as a notebook: it is not JSON{line}") from error
    sheets = notebook.get("worksheets") if isinstance(notebook, dict) else None
    holders = [notebook, *(sheets if isinstance(sheets, list) else [])]
    lists = [holder["cells"] for holder in holders if isinstance(holder, dict) and "cells" in holder]
    if not lists or not all(isinstance(found, list) for found in lists):
        raise UnreadableError("can't be read as a notebook: it has no cells")
    for cell in (cell for found in lists for cell in found):
        if isinstance(cell, dict) and cell.get("cell_type", "code") == "code":
            yield _joined(cell.get("source", cell.get("input")))


def _joined(source: object) -> str:
    parts = source if isinstance(source, list) else [source]
    return "".join(part for part in parts if isinstance(part, str))


def without_magics(cell: str) -> str:
    """Return a cell without IPython's own syntax, line for line; one that is Python stays as it is."""
    if parses(cell):
        return cell
    rows = lines(cell)
    first = next((row for row in rows if row.strip()), "")
    if match := re.match(r"%%(\w*)", first):
        if match[1] not in TRANSPARENT:
            return ""
        rows[rows.index(first)] = _ending(first)
        if parses("".join(rows)):
            return "".join(rows)
    return "".join(_plain(rows))


def _plain(rows: list[str]) -> Iterator[str]:
    continued = False  # `!pip install \` goes on in the next line
    for row in rows:
        match = MAGIC.match(row)
        if continued:
            continued = row.rstrip().endswith("\\")
            yield _ending(row)
        elif match:
            continued = row.rstrip().endswith("\\")
            plain = f"{match['target']} None" if match["target"] else "pass"
            yield match["indent"] + plain + _ending(row)
        else:
            yield row


def _ending(row: str) -> str:
    return row[len(row.rstrip("\r\n")) :]
