"""The cells of a notebook, each on its own, so that a broken one costs itself."""

import json
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from grader.intake.files import UnreadableError
from grader.intake.magics import Magics
from grader.intake.text import clean, decode

CODE = "code"
# Damaged notebooks raise nearly anything in nbformat: its own errors, jsonschema's, AttributeError, KeyError, …
Damage = Exception


@dataclass(frozen=True)
class Notebook:
    """What is in a notebook: its code cells as Python, and what they do beside (see `magics`).

    `prose` are the texts of all other cells, by the number of their cell; `notes` what is to be said.
    """

    cells: tuple[str, ...] = ()
    prose: tuple[tuple[int, str], ...] = ()
    notes: tuple[str, ...] = ()
    written: Mapping[str, str] = field(default_factory=dict)
    ran: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Cell:
    kind: str
    text: str


def read(data: bytes) -> Notebook:
    """Return what is in a notebook; raise UnreadableError if it is none."""
    text, notes = decode(data)
    try:
        found = list(_read(text))
    except Damage:
        found = list(_rescue(text))
        notes = (*notes, "is damaged: its cells are read as they stand")
    magics = Magics()
    cells = tuple(magics.plain(clean(cell.text)) for cell in found if cell.kind == CODE)
    prose = tuple((number, clean(cell.text)) for number, cell in enumerate(found, 1) if cell.kind != CODE)
    return Notebook(cells, prose, notes, magics.written, magics.ran)


def is_one(text: str) -> bool:
    """Say whether text of a file that isn't called a notebook is one."""
    return text.lstrip().startswith("{") and '"cell_type"' in text and '"nbformat"' in text


def _read(text: str) -> list[_Cell]:
    import nbformat  # noqa: PLC0415 - 90 ms, only where there is a notebook

    if '"nbformat"' not in text:  # it would be taken for one of the very first, whose cells had other fields
        raise ValueError("it says no version")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        notebook = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    cells = [_Cell(cell["cell_type"], cell["source"]) for cell in notebook["cells"]]
    if not all(isinstance(cell.text, str) for cell in cells):
        raise TypeError("a cell's source is no text")
    return cells


def _rescue(text: str) -> Iterator[_Cell]:
    """Yield what looks like a cell in JSON of any shape and version that notebooks had."""
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
        if isinstance(cell, dict):
            yield _Cell(str(cell.get("cell_type", CODE)), _joined(cell.get("source", cell.get("input"))))


def _joined(source: object) -> str:
    parts = source if isinstance(source, list) else [source]
    return "".join(part for part in parts if isinstance(part, str))
