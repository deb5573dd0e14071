"""Helper modules: the student's other `.py` files, under the names by which the source imports them."""

import sys
from collections.abc import Iterable, Sequence

from grader.intake.documents import Document
from grader.intake.files import MIB

MAX_TOTAL = 8 * MIB
STANDARD = sys.stdlib_module_names | {"numpy"}


class TooLargeError(Exception):
    """Source and helper modules are more than a worker gets."""


def helpers(source: Document, others: Iterable[Document]) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Return (name, text) of each module that the source, or a module that it uses, mentions; and notes.

    A file that no import mentions could be imported by a name put together at run time alone. Leaving those out keeps
    a class small, and a change in one exercise's file from grading all the others again.
    """
    named = _named(source, others)
    taken: dict[str, Document] = {}
    waiting = [source]
    while waiting:
        words = waiting.pop().imports
        for name, document in named.items():
            if name not in taken and name.partition(".")[0] in words and not document.error:
                taken[name] = document
                waiting.append(document)
    notes = [
        f"{document.path} is left out: it has the name of a module that Python or NumPy brings"
        for name, document in taken.items()
        if name.partition(".")[0] in STANDARD
    ]
    kept = {name: document for name, document in sorted(taken.items()) if name.partition(".")[0] not in STANDARD}
    if source.size + sum(document.size for document in kept.values()) > MAX_TOTAL:
        raise TooLargeError(f"{source.path} and the files that it uses hold more than {MAX_TOTAL // MIB} MiB of code")
    notes += [note for document in kept.values() for note in document.notes]
    return tuple((name, document.cells[0]) for name, document in kept.items()), tuple(notes)


def _named(source: Document, others: Iterable[Document]) -> dict[str, Document]:
    """Return the modules by name; of two with one name the one nearer to the source."""
    here = source.found.parts[:-1]
    found: dict[str, tuple[int, Document]] = {}
    for document in others:
        if document is source or document.is_notebook:
            continue
        up, name = _name(here, document.found.parts)
        if name and (name not in found or up < found[name][0]):
            found[name] = (up, document)
    return {name: document for name, (_, document) in found.items()}


def _name(here: Sequence[str], parts: Sequence[str]) -> tuple[int, str]:
    """Return how many folders up from the source a module's root lies, and its dotted name, "" if it has none."""
    common = 0
    while common < min(len(here), len(parts) - 1) and here[common] == parts[common]:
        common += 1
    folders, leaf = list(parts[common:-1]), parts[-1][: -len(".py")]
    names = folders if leaf == "__init__" else [*folders, leaf]
    return len(here) - common, ".".join(names) if all(name.isidentifier() for name in names) else ""
